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
from netcoop.errors import ArgumentError
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
    lowest, _, highest = metric.range.replace("−", "-").partition(" … ")
    sectors = pd.DataFrame(
        {"sector": ["school", "police", "health"] * 4}, index=map(str, range(12))
    )
    for seed in range(6):
        graph = nx.gnp_random_graph(12, 0.1 + 0.12 * seed, seed=seed)
        seats = pd.DataFrame({"actor": list("0123"), "meeting_id": list("1112")})
        net = network(graph)
        net = nc.Network(sectors, net.ties, affiliations=seats)
        values = np.asarray(metric.measure(net), dtype="float64")
        values = values[~np.isnan(values)]
        if highest:
            assert (values >= float(lowest) - 1e-12).all()
        bounds = {"n-1": 11, "1-1/g": 2 / 3, "1-1/n": 11 / 12, "": math.inf}
        most = bounds[highest] if highest in bounds else float(highest)
        assert (values <= most + 1e-12).all()


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


def test_a_saturated_network_is_flagged() -> None:
    whole = network(nx.complete_graph(4))
    assert nc.network_summary(whole).attrs["flag"] == "saturated"
    assert nc.metric_table(whole).attrs["flag"] == "saturated"
    assert nc.network_summary(whole, ["saturated"])["saturated"] == 1
    assert nc.network_summary(network(nx.path_graph(5))).attrs["flag"] == "ok"
