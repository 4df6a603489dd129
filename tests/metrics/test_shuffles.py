"""Labels dealt anew: all deals of small networks, and random deals beside them."""

from __future__ import annotations

import itertools
import math
import pickle
import warnings
from functools import cache

import joblib
import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import netcoop as nc
from netcoop.errors import ArgumentError, NetcoopWarning
from netcoop.metrics import shuffles
from netcoop.metrics.brokers import ROLES, brokerage_roles
from netcoop.metrics.labels import assortativity, blau, ei_index, mixing_matrix
from netcoop.metrics.shuffles import label_test
from netcoop.network import Network

COLUMNS = ["measure", "item", "observed", "expected", "sd", "z", "p_value", "draws"]
MEASURES = ("ei_index", "assortativity", "mixing_matrix", "brokerage_roles", "blau")


def network(graph: nx.Graph, labels: list[object]) -> Network:
    """Make a network of a graph; labels in the order of its nodes."""
    actors = pd.DataFrame({"sector": labels}, index=[str(node) for node in graph])
    rows = [(str(a), str(b)) for a, b in graph.edges]
    ties = pd.DataFrame(rows, columns=["source", "target"])
    return Network(actors, ties, directed=graph.is_directed())


def measured(net: Network, measure: str) -> dict[str, float]:
    """Measure a network by the public functions, item by item."""
    if measure == "mixing_matrix":
        table = mixing_matrix(net, values="ties")
        sign = "→" if net.directed else "–"
        return {
            f"ties {row}{sign}{column}": float(table.loc[row, column])
            for row, column in itertools.product(table.index, table.columns)
            if net.directed or row <= column
        }
    if measure == "brokerage_roles":
        return brokerage_roles(net)[list(ROLES)].sum(min_count=1).to_dict()
    if measure == "blau":
        return {"": float(blau(net).mean())}
    return {"": {"ei_index": ei_index, "assortativity": assortativity}[measure](net)}


@st.composite
def cases(draw: st.DrawFn) -> tuple[nx.Graph, list[object]]:
    n = draw(st.integers(3, 8))
    one_way = draw(st.booleans())
    graph = nx.DiGraph() if one_way else nx.Graph()
    graph.add_nodes_from(range(n))
    pairs = [(a, b) for a in range(n) for b in range(n) if a != b and (one_way or a < b)]
    graph.add_edges_from(draw(st.lists(st.sampled_from(pairs), unique=True, max_size=25)))
    words = st.sampled_from(["police", "school", "health", None])
    return graph, draw(st.lists(words, min_size=n, max_size=n))


@settings(max_examples=40)
@given(cases(), st.sampled_from(MEASURES))
def test_observed_is_what_the_public_functions_say(
    case: tuple[nx.Graph, list[object]], measure: str
) -> None:
    net = network(*case)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NetcoopWarning)
        test = label_test(net, measure, draws=3, rng=1)  # type: ignore[arg-type]
        expected = measured(net, measure)
    assert test.columns.tolist() == COLUMNS
    assert (test["measure"] == measure).all()
    ours = dict(zip(test["item"], test["observed"], strict=True))
    assert list(ours) == list(expected)
    if measure == "brokerage_roles":
        expected = {role: 0.0 if math.isnan(value) else value for role, value in expected.items()}
    assert ours == pytest.approx(expected, abs=1e-9, nan_ok=True)


SMALL = {
    "undirected": nx.Graph([(0, 1), (1, 2), (2, 3), (3, 4), (1, 4), (0, 2)]),
    "directed": nx.DiGraph([(0, 1), (1, 2), (2, 3), (3, 0), (1, 4), (4, 1), (0, 2), (3, 4)]),
}
LABELS: dict[str, list[object]] = {"labels": list("xxyyz"), "numbers": [1.0, 2.5, 2.5, 4.0, 9.0]}


@cache
def all_deals(form: str, measure: str, kind: str) -> pd.DataFrame:
    """Measure a small network under every way to deal its labels: deals × items.

    Each way once: all have equally many permutations. The first is the labels as they are.
    """
    deals = dict.fromkeys(itertools.permutations(LABELS[kind]))
    return pd.DataFrame([measured(network(SMALL[form], list(deal)), measure) for deal in deals])


CHOICES = [
    (form, measure, "labels") for form in SMALL for measure in MEASURES
] + [(form, "assortativity", "numbers") for form in SMALL]  # fmt: skip


@pytest.mark.parametrize(("form", "measure", "kind"), CHOICES)
def test_random_deals_are_drawn_from_all_deals_alike(form: str, measure: str, kind: str) -> None:
    every = all_deals(form, measure, kind)
    draws = 1999
    test = label_test(
        network(SMALL[form], LABELS[kind]),
        measure,  # type: ignore[arg-type]
        draws=draws,
        rng=7,
    ).set_index("item")
    assert test.index.tolist() == every.columns.tolist()
    exact = every.std(ddof=0)
    # Four standard errors; the seed is fixed, so that this is red or green for good.
    assert ((test["expected"] - every.mean()).abs() <= 4 * exact / math.sqrt(draws) + 1e-12).all()
    spread = exact > 1e-12
    peaked = ((every - every.mean()) ** 4).mean()[spread] / exact[spread] ** 4
    error = 4 * np.sqrt((peaked - 1).clip(lower=0) / (4 * draws)) + 8 / draws
    assert ((test["sd"][spread] / exact[spread] - 1).abs() <= error).all()
    assert (test["sd"][~spread] < 1e-12).all()
    assert test["z"].isna().tolist() == (~spread).tolist()
    seen = every.iloc[0]
    assert test["observed"].to_numpy() == pytest.approx(seen.to_numpy(), abs=1e-9)
    tail = pd.concat([(every >= seen - 1e-9).mean(), (every <= seen + 1e-9).mean()], axis=1).min(
        axis=1
    )
    error = 4 * np.sqrt(tail * (1 - tail) / draws) + 1 / draws
    assert ((test["p_value"] - (2 * tail).clip(upper=1)).abs() <= 2 * error).all()
    assert (test["draws"] == draws).all()


@pytest.mark.parametrize("form", SMALL)
def test_single_deals_measure_what_the_public_functions_measure(form: str) -> None:
    """Each number a draw can give is one that a relabelled network gives, to rounding."""
    for measure in MEASURES:
        every = all_deals(form, measure, "labels").to_numpy()
        net = network(SMALL[form], LABELS["labels"])
        for seed in range(4):
            one = label_test(net, measure, draws=1, rng=seed)  # type: ignore[arg-type]
            assert np.abs(every - one["expected"].to_numpy()).max(axis=1).min() < 1e-9
            assert one["sd"].isna().all()
            assert one["z"].isna().all()


@pytest.mark.parametrize("form", SMALL)
def test_expected_of_ei_and_mixing_is_the_closed_form(form: str) -> None:
    """The mean over all deals is exact; random deals come near it, as tested above."""
    net = network(SMALL[form], LABELS["labels"])
    expected = mixing_matrix(net, values="expected")
    mixing = all_deals(form, "mixing_matrix", "labels").mean()
    for item, value in mixing.items():
        row, column = str(item).removeprefix("ties ").replace("→", "–").split("–")
        assert value == pytest.approx(expected.loc[row, column], abs=1e-9)
    inside = float(np.trace(expected)) / net.n_ties
    exact = all_deals(form, "ei_index", "labels").mean().item()
    assert exact == pytest.approx(1 - 2 * inside, abs=1e-9)


def test_p_value_counts_the_observed_once_and_both_sides() -> None:
    """Two closed groups of three: 2 of 20 deals give E−I = −1, none below."""
    apart = nx.disjoint_union(nx.complete_graph(3), nx.complete_graph(3))
    net = network(apart, list("xxxyyy"))
    test = label_test(net, "ei_index", draws=9999, rng=3).iloc[0]
    assert test["observed"] == -1
    assert test["p_value"] == pytest.approx(0.2, abs=8 * math.sqrt(0.09 / 9999))
    whole = label_test(network(nx.complete_graph(5), list("xxyyz")), "ei_index", draws=19, rng=1)
    assert whole["p_value"].item() == 1
    assert whole["sd"].item() == 0
    assert math.isnan(whole["z"].item())
    large = nx.disjoint_union(nx.complete_graph(12), nx.complete_graph(12))
    rare = label_test(network(large, ["x"] * 12 + ["y"] * 12), "assortativity", draws=99, rng=1)
    assert rare["p_value"].item() == pytest.approx(2 / 100)
    assert rare["z"].item() > 5


def test_actors_without_a_label_keep_having_none() -> None:
    graph = nx.path_graph(6)
    labels: list[object] = ["x", "x", None, "y", "y", "z"]
    with pytest.warns(NetcoopWarning, match=r"^1 actor has no sector") as caught:
        test = label_test(network(graph, labels), "mixing_matrix", draws=4999, rng=5)
    assert len(caught) == 1
    assert caught[0].filename == __file__
    # Three ties have two labelled ends, ten pairs are possible; every deal has three ties.
    assert test["expected"].sum() == pytest.approx(3)
    by_item = test.set_index("item")
    exact = {"ties x–x": 0.3, "ties x–y": 1.2, "ties x–z": 0.6, "ties y–z": 0.6, "ties z–z": 0.0}
    for item, value in exact.items():
        error = 4 * by_item.loc[item, "sd"] / math.sqrt(4999)
        assert abs(by_item.loc[item, "expected"] - value) <= error


def test_draws_that_are_undefined_do_not_count() -> None:
    """One tie: it joins two x (r undefined), or x and y (r = −1)."""
    graph = nx.Graph([(0, 1)])
    graph.add_nodes_from([2, 3])
    test = label_test(network(graph, list("xyxx")), "assortativity", draws=400, rng=2).iloc[0]
    assert test["observed"] == test["expected"] == -1
    assert 150 < test["draws"] < 250
    assert test["p_value"] == 1
    undefined = label_test(network(graph, list("xxyx")), "assortativity", draws=40, rng=2).iloc[0]
    assert undefined[["observed", "expected", "sd", "z", "p_value"]].isna().all()


@pytest.mark.parametrize("measure", MEASURES)
def test_the_numbers_do_not_depend_on_the_workers(measure: str) -> None:
    net = network(nx.gnp_random_graph(20, 0.2, seed=1, directed=True), list("abcde") * 4)
    one = label_test(net, measure, draws=50, rng=11)  # type: ignore[arg-type]
    with joblib.parallel_config(backend="threading", n_jobs=2):
        two = label_test(net, measure, draws=50, rng=11)  # type: ignore[arg-type]
    pd.testing.assert_frame_equal(one, two, check_exact=True)
    other = label_test(net, measure, draws=50, rng=np.random.default_rng(12))  # type: ignore[arg-type]
    assert not one["expected"].equals(other["expected"])


def test_parts_travel_to_other_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a worker gets and gives back survives being sent."""

    def sent(function, parts, *, total):  # type: ignore[no-untyped-def]
        for part in parts:
            call, arguments = pickle.loads(pickle.dumps((function, part)))
            yield pickle.loads(pickle.dumps(call(*arguments)))

    net = network(SMALL["directed"], LABELS["labels"])
    here = [label_test(net, measure, draws=20, rng=1) for measure in MEASURES]  # type: ignore[arg-type]
    monkeypatch.setattr(shuffles, "spread", sent)
    there = [label_test(net, measure, draws=20, rng=1) for measure in MEASURES]  # type: ignore[arg-type]
    for one, two in zip(here, there, strict=True):
        pd.testing.assert_frame_equal(one, two, check_exact=True)


def test_ways_are_looked_up_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = nx.gnp_random_graph(25, 0.3, seed=4, directed=True)
    net = network(graph, list("abcde") * 5)
    whole = label_test(net, "brokerage_roles", draws=9, rng=1)
    monkeypatch.setattr(shuffles, "WAYS_AT_ONCE", 5)
    pd.testing.assert_frame_equal(label_test(net, "brokerage_roles", draws=9, rng=1), whole)
    assert whole["observed"].tolist() == brokerage_roles(net)[list(ROLES)].sum().tolist()


def test_parts_put_together_are_the_whole() -> None:
    """However draws are cut, their mean and spread are those numpy gives for all of them."""
    drawn = np.random.default_rng(1).normal([0.0, 1e3, -5.0], [1.0, 1e-3, 0.0], size=(60, 3))
    drawn[::7, 0] = math.nan
    observed = np.array([0.3, 1e3, -5.0])
    whole = shuffles._Drawn.nothing(3)
    for part in np.split(drawn, [1, 2, 30, 57]):
        whole = whole.with_more(shuffles._Drawn.of(part, observed))
    table = shuffles._table("blau", list("abc"), observed, whole)
    assert table["draws"].tolist() == (~np.isnan(drawn)).sum(axis=0).tolist() == [51, 60, 60]
    np.testing.assert_allclose(table["expected"], np.nanmean(drawn, axis=0), rtol=1e-12)
    np.testing.assert_allclose(table["sd"], np.nanstd(drawn, axis=0, ddof=1), rtol=1e-9, atol=1e-12)
    share = np.minimum((drawn >= observed).sum(axis=0), (drawn <= observed).sum(axis=0))
    expected = np.minimum(1, 2 * (1 + share) / (table["draws"] + 1))
    assert table["p_value"][[0, 2]].tolist() == pytest.approx(expected[[0, 2]].tolist())


def test_parts_are_small_enough_and_add_up() -> None:
    for draws, numbers in itertools.product((1, 7, 8, 999, 10_000), (0, 1, 10**5, 10**9)):
        parts = shuffles._parts(draws, numbers)
        assert sum(parts) == draws
        assert min(parts) >= 1
        assert max(parts) <= shuffles.DRAWS_A_PART
        assert max(parts) == 1 or max(parts) * numbers <= shuffles.NUMBERS_A_PART


@pytest.mark.parametrize("n", [0, 1, 3])
@pytest.mark.parametrize("measure", MEASURES)
def test_without_ties(n: int, measure: str) -> None:
    net = network(nx.empty_graph(n), ["x", "y", "y"][:n])
    test = label_test(net, measure, draws=5, rng=1)  # type: ignore[arg-type]
    assert test.columns.tolist() == COLUMNS
    counted = measure in {"mixing_matrix", "brokerage_roles"}
    assert len(test) == {"mixing_matrix": (0, 1, None, 3)[n], "brokerage_roles": 5}.get(measure, 1)
    for column in ("observed", "expected"):
        assert (test[column].eq(0) if counted else test[column].isna()).all()
    assert test["z"].isna().all()


@pytest.mark.parametrize("measure", MEASURES)
def test_nobody_with_a_label(measure: str) -> None:
    net = network(nx.path_graph(3), [None, None, None])
    with pytest.warns(NetcoopWarning, match="^3 actors have no sector") as caught:
        test = label_test(net, measure, draws=5, rng=1)  # type: ignore[arg-type]
    assert len(caught) == 1
    assert test.columns.tolist() == COLUMNS
    assert len(test) == {"mixing_matrix": 0, "brokerage_roles": 5}.get(measure, 1)
    if measure != "brokerage_roles":
        assert test["observed"].isna().all()


def test_records_without_a_layer_with_a_direction() -> None:
    sheet = pd.DataFrame({"actor": list("ABC"), "meeting_id": list("111"), "date": "2025-01-01"})
    net = nc.build_network(nc.Records(meetings=sheet), layers=["meeting"])
    actors = net.actors.assign(sector=list("xxy"))
    named = Network(actors, net.ties, affiliations=net.affiliations, settings=net.settings)
    test = label_test(named, "brokerage_roles", draws=5, rng=1)
    assert test["item"].tolist() == list(ROLES)
    assert test[["observed", "expected", "sd", "z", "p_value"]].isna().to_numpy().all()
    assert (test["draws"] == 0).all()


def test_wrong_arguments_name_the_remedy() -> None:
    net = network(nx.path_graph(3), list("xxy"))
    with pytest.raises(ArgumentError, match="Did you mean 'ei_index'"):
        label_test(net, "ei_indx")  # type: ignore[arg-type]
    with pytest.raises(ArgumentError, match="Use one of: ei_index, assortativity"):
        label_test(net, None)  # type: ignore[arg-type]
    with pytest.raises(ArgumentError, match="Did you mean 'sector'"):
        label_test(net, "blau", "sectr")
    for wrong in (0, -1, 2.5, "9", None, math.nan):
        with pytest.raises(ArgumentError, match="must be 1 or more"):
            label_test(net, "ei_index", draws=wrong)  # type: ignore[arg-type]
    with pytest.raises(ArgumentError, match="is no seed"):
        label_test(net, "ei_index", rng="seed")  # type: ignore[arg-type]
