"""Every metric has its meaning, in both languages and on its page; tables choose by it."""

from __future__ import annotations

import inspect
import math
import typing

import networkx as nx
import numpy as np
import pandas as pd
import pytest

import netcoop as nc
from netcoop import metrics
from netcoop.errors import ArgumentError, NetcoopWarning
from netcoop.metrics import METRICS
from tests.metrics.graphs import network
from tests.update_metrics_page import PAGE, page

NOTHING = pd.DataFrame({"source": [], "target": []})
# Numbers of the register that come out of a larger result.
PARTS = {
    "core_periphery": "fit",
    "modularity": "communities",
    "resilience": "area",
    "saturated": "",
}


def test_the_page_is_made_from_the_register() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run make texts"


def test_no_number_is_without_its_meaning() -> None:
    """Every public function of a network alone that gives a Series or a float is registered."""
    for name in metrics.__all__:
        function = getattr(metrics, name)
        if not inspect.isfunction(function):
            continue
        hints = typing.get_type_hints(function)
        needed = [
            p for p in inspect.signature(function).parameters.values() if p.default is p.empty
        ]
        gives = hints["return"]
        if [p.name for p in needed] == ["net"] and gives in (pd.Series, float):
            assert name in METRICS or name in {"components", "network_summary"}, name


def test_every_word_is_there_in_both_languages() -> None:
    english, czech = nc.metric_register("en"), nc.metric_register("cs")
    assert (english.drop(columns="needs") != "").all(axis=None)
    for column in ("label", "meaning", "silent", "direction"):
        same = english.index[english[column] == czech[column]]
        assert set(same) <= {"pagerank"}, column
    assert english["label"].is_unique
    assert czech["label"].is_unique
    assert set(english["level"]) == {"actor", "network"}
    assert not set(english["group"]) & set(english.index)
    doi = english["reference"].str.match(r"doi:10\.\d{4,}/\S+$")
    assert set(english.index[~doi]) == {"blau", "saturated"}


@pytest.mark.parametrize("name", METRICS)
def test_a_network_without_what_is_needed_gives_nan(name: str) -> None:
    metric = METRICS[name]
    arcs = network(nx.path_graph(4, create_using=nx.DiGraph))
    for net in (arcs, nc.Network("", NOTHING), nc.Network("A", NOTHING), nc.Network("AB", NOTHING)):
        value = metric.measure(net)
        if metric.level == "actor":
            assert list(value.index) == list(net.actors.index)
            assert value.name == name
        else:
            assert isinstance(float(value), float)
        unmet = {"sector", "attendance"} & set(metric.needs)
        unmet |= {"no direction"} & set(metric.needs) if net.directed else set()
        if unmet:
            assert np.isnan(np.asarray(value, dtype="float64")).all()


@pytest.mark.parametrize("name", METRICS)
def test_ranges_hold(name: str) -> None:
    metric = METRICS[name]
    lowest, _, highest = metric.range.replace("−", "-").partition(" …")
    highest, _, of_arcs = highest.strip().removesuffix(")").partition(" (directed ")
    sectors = pd.DataFrame(
        {"sector": ["school", "police", "health"] * 4}, index=map(str, range(12))
    )
    for seed in range(6):
        graph = nx.gnp_random_graph(12, 0.1 + 0.12 * seed, seed=seed)
        seats = pd.DataFrame({"actor": list("0123"), "meeting_id": list("1112")})
        if seed % 2:
            graph = nx.DiGraph(graph)
        net = network(graph)
        net = nc.Network(sectors, net.ties, directed=net.directed, affiliations=seats)
        values = np.asarray(metric.measure(net), dtype="float64")
        values = values[~np.isnan(values)]
        bounds = {"n-1": 11, "2(n-1)": 22, "1-1/g": 2 / 3, "1-1/n": 11 / 12, "": math.inf}
        bounds |= {"1/2": 0.5, "-1/2": -0.5}
        if lowest == "0, 1":
            assert set(values) <= {0, 1}
            continue
        most = of_arcs if net.directed and of_arcs else highest
        least = bounds[lowest] if lowest in bounds else float(lowest)
        assert (values >= least - 1e-12).all()
        assert (values <= (bounds[most] if most in bounds else float(most)) + 1e-12).all()


KINDS = pd.DataFrame(
    {"kind": ["office", "school", "school", "school", None], "sector": list("abbbb")},
    index=list("ABCDE"),
)
STAR = nc.Network(KINDS, pd.DataFrame({"source": list("AAAB"), "target": list("BCDC")}))


def test_groups_and_names_are_chosen_once() -> None:
    chosen = nc.metric_table(STAR, ["ties", "degree", "coreness"])
    assert chosen.columns.tolist() == [
        "degree",
        "partners",
        "strength",
        "opsahl_degree",
        "coreness",
    ]
    assert nc.network_summary(STAR, "mixing").index.tolist() == ["ei_index", "assortativity"]
    assert nc.metric_table(STAR, "degree").columns.tolist() == ["degree"]
    standard = nc.metric_table(STAR).columns
    assert standard.tolist() == [n for n, m in METRICS.items() if m.standard and m.level == "actor"]
    with pytest.raises(ArgumentError, match=r"metrics='tie' is not known.*Did you mean 'ties'"):
        nc.metric_table(STAR, "tie")


def test_an_actor_beside_its_kind() -> None:
    table = nc.metric_table(STAR, ["degree", "clustering"], by="kind")
    assert table["degree_by_kind"].tolist()[1:4] == pytest.approx([1 / 3, 1 / 3, -2 / 3])
    # The only office has nothing to be compared with, and who has no kind neither.
    assert table.loc[["A", "E"], "degree_by_kind"].isna().all()
    # Of the schools only B and C have a clustering.
    assert table["clustering_by_kind"].tolist()[1:3] == [0, 0]
    assert math.isnan(table.loc["D", "clustering_by_kind"])


def test_without_a_kind() -> None:
    rest = nc.metric_table(STAR, "degree", by="kind", without="office")
    assert rest["degree"].to_dict() == {"B": 1, "C": 1, "D": 0, "E": 0}
    pd.testing.assert_series_equal(
        nc.network_summary(STAR, by="kind", without=["office"]),
        nc.network_summary(STAR.without("A")),
    )
    with pytest.raises(ArgumentError, match=r"without='ofice'.*Did you mean 'office'"):
        nc.metric_table(STAR, by="kind", without="ofice")
    with pytest.raises(ArgumentError, match="needs by="):
        nc.network_summary(STAR, without="office")
    with pytest.raises(ArgumentError, match=r"by='kid'.*Did you mean 'kind'"):
        nc.metric_table(STAR, by="kid")


def test_blank_kinds_are_none_and_numbers_are_kinds() -> None:
    kinds = pd.DataFrame({"k": ["x", "", "y", " "], "person": [True, False, False, True]})
    net = nc.Network(kinds.set_axis(list("ABCD")), pd.DataFrame({"source": ["A"], "target": ["C"]}))
    assert nc.metric_table(net, "degree", by="k")["degree_by_k"].isna().all()
    for left_out in (True, [True], "True"):
        rest = nc.metric_table(net, "degree", by="person", without=left_out)
        assert rest.index.tolist() == ["B", "C"]


@pytest.mark.parametrize("wrong", [5, math.nan, ["x"], [["x"]], pd.NA])
def test_wrong_arguments(wrong: object) -> None:
    for table in (nc.metric_table, nc.network_summary):
        with pytest.raises(ArgumentError, match="metrics="):
            table(STAR, wrong)
    with pytest.raises(ArgumentError, match="by="):
        nc.metric_table(STAR, by=wrong)
    with pytest.raises(ArgumentError, match="is not available"):
        nc.metric_register(wrong)
    with pytest.raises(ArgumentError, match="needs without="):
        nc.network_summary(STAR, by="kind")
    for metric in (nc.eigenvector, nc.pagerank, nc.clustering, nc.information, nc.constraint):
        with pytest.raises(ArgumentError, match="weighted="):
            metric(STAR, weighted=wrong)


def test_what_several_metrics_warn_of_is_said_once() -> None:
    sectors = pd.DataFrame({"sector": ["a", None, "b"]}, index=list("ABC"))
    net = nc.Network(sectors, pd.DataFrame({"source": list("AB"), "target": list("BC")}))
    with pytest.warns(NetcoopWarning, match="1 actor has no sector") as said:
        nc.network_summary(net, "mixing")
    assert len(said) == 1
    assert said[0].filename == __file__


def test_a_metric_that_refuses_leaves_the_others_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("netcoop.metrics.currents.LARGEST", 3)
    with pytest.warns(NetcoopWarning, match="information: The largest piece has 4 actors"):
        table = nc.metric_table(STAR, ["information", "degree"])
    assert table["information"].isna().all()
    assert table["degree"].sum() == 8


APART = nx.disjoint_union(nx.complete_graph(12), nx.complete_graph(3))
SHARED = nx.Graph([*nx.complete_graph(5).edges, *nx.complete_graph([0, 5, 6, 7, 8]).edges])
LONELY = nx.disjoint_union(nx.complete_graph(3), nx.empty_graph(97))
PENDANT = nx.Graph([*nx.complete_graph(20).edges, (0, 20)])


@pytest.mark.parametrize(
    ("graph", "expected"),
    [
        (nx.complete_graph(4), True),
        (PENDANT, True),  # someone hangs on one actor, but hardly anything else would change
        (nx.star_graph(3), False),
        (nx.path_graph(3), False),
        (APART, False),
        (SHARED, False),
        (LONELY, False),
    ],
)
def test_saturated_is_where_no_one_is_needed(graph: nx.Graph, *, expected: bool) -> None:
    assert nc.is_saturated(network(graph)) is expected


def test_a_saturated_network_is_flagged() -> None:
    whole = network(nx.complete_graph(4))
    assert nc.network_summary(whole).attrs["flag"] == "saturated"
    assert nc.metric_table(whole).attrs["flag"] == "saturated"
    assert nc.network_summary(whole, ["saturated"])["saturated"] == 1
    assert nc.network_summary(network(nx.path_graph(5))).attrs["flag"] == "ok"
