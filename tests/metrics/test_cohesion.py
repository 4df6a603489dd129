"""How closely a network holds together: closed forms and two libraries."""

from __future__ import annotations

import math

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given

import netcoop as nc
from netcoop.errors import ArgumentError
from netcoop.metrics.cohesion import clustering, multiplexity, reciprocity, transitivity
from netcoop.metrics.concentration import centralization, gini
from tests.metrics.graphs import as_igraph, by_node, graphs, network

NOTHING = pd.DataFrame({"source": [], "target": []})


@given(graphs(directed=True))
def test_reciprocity_is_that_of_networkx_and_igraph(graph: nx.DiGraph) -> None:
    """Shared: the share of arcs that are returned."""
    net = network(graph)
    if not graph.number_of_edges():
        assert math.isnan(reciprocity(net))
        return
    assert reciprocity(net) == pytest.approx(nx.overall_reciprocity(graph), abs=1e-12)
    assert reciprocity(net) == pytest.approx(as_igraph(graph).reciprocity())


def test_reciprocity_asks_only_layers_with_a_direction() -> None:
    sheet = pd.DataFrame({"actor": list("ABC"), "meeting_id": list("111")})
    log = pd.DataFrame({"source": list("AB"), "target": list("BC")})
    both = nc.Records(meetings=sheet, referrals=log)
    assert reciprocity(nc.build_network(both)) == 0
    assert reciprocity(nc.build_network(both, directed=True)) == 0
    assert math.isnan(reciprocity(nc.build_network(nc.Records(meetings=sheet), directed=True)))
    assert math.isnan(reciprocity(nc.build_network(nc.Records(meetings=sheet))))
    assert math.isnan(reciprocity(network(nx.path_graph(3))))


@given(graphs(weighted=True))
def test_clustering_is_that_of_networkx_and_barrat(graph: nx.Graph) -> None:
    """networkx shares the plain form (0 instead of NaN below two partners), not Barrat's."""
    net = network(graph)
    plain = nx.Graph()
    plain.add_nodes_from(graph)
    for one, other, weight in graph.edges(data="weight"):
        before = plain.get_edge_data(one, other, {"weight": 0})["weight"]
        plain.add_edge(one, other, weight=before + weight)
    ours = clustering(net, weighted=False)
    theirs = {n: c if plain.degree(n) > 1 else math.nan for n, c in nx.clustering(plain).items()}
    assert ours.to_dict() == pytest.approx(by_node(theirs), abs=1e-9, nan_ok=True)
    barrat = {}
    for node in plain:
        near, strength = list(plain[node]), plain.degree(node, weight="weight")
        joined = sum(
            (plain[node][a]["weight"] + plain[node][b]["weight"]) / 2
            for a in near
            for b in near
            if a != b and plain.has_edge(a, b)
        )
        barrat[node] = joined / (strength * (len(near) - 1)) if len(near) > 1 else math.nan
    ours = clustering(net, weighted=True)
    assert ours.to_dict() == pytest.approx(by_node(barrat), abs=1e-9, nan_ok=True)


@given(graphs())
def test_the_unit_of_weights_changes_no_clustering(graph: nx.Graph) -> None:
    net = network(graph)
    scaled = nc.Network(net.actors, net.ties.assign(weight=1000.0), directed=net.directed)
    pd.testing.assert_series_equal(clustering(scaled), clustering(net), rtol=1e-12)


@given(graphs())
def test_transitivity_ignores_direction(graph: nx.Graph) -> None:
    plain = nx.Graph(graph)
    if any(degree > 1 for _, degree in plain.degree):
        assert transitivity(network(graph)) == pytest.approx(nx.transitivity(plain))
    else:
        assert math.isnan(transitivity(network(graph)))


def test_multiplexity_counts_kinds_of_a_pair() -> None:
    ties = pd.DataFrame(
        {"source": list("ABA"), "target": list("BAC"), "kind": ["referral", "referral", "contact"]}
    )
    assert multiplexity(nc.Network("ABC", ties, directed=True)) == 1
    both = pd.concat([ties, ties[:1].assign(kind="meeting")])
    assert multiplexity(nc.Network("ABC", both, directed=True)) == 1.5
    assert math.isnan(multiplexity(nc.Network("ABC", NOTHING)))


METRICS = ("degree", "betweenness", "closeness")


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("n", [3, 4, 7])
def test_centralization_of_star_circle_and_complete(metric: str, n: int) -> None:
    """Freeman 1979: a star gives 1, a circle and a complete network 0."""
    star = nx.star_graph(n - 1)
    assert centralization(network(star), metric) == pytest.approx(1)
    assert centralization(network(nx.DiGraph(star)), metric) == pytest.approx(1)
    for alike in (nx.cycle_graph(n), nx.complete_graph(n), nx.empty_graph(n)):
        assert centralization(network(alike), metric) == pytest.approx(0, abs=1e-12)


def test_centralization_of_a_star_of_arcs() -> None:
    out = nx.DiGraph([(0, leaf) for leaf in range(1, 6)])
    for metric in ("degree", "closeness"):
        assert centralization(network(out), metric, mode="out") == pytest.approx(1)
        assert centralization(network(out.reverse()), metric, mode="in") == pytest.approx(1)
    assert centralization(network(out), "degree") == pytest.approx(0.5)


def test_centralization_as_published() -> None:
    """Wasserman and Faust 1994, chapter 5: Florentine marriages of 16 families."""
    graph = nx.florentine_families_graph()
    graph.add_node("Pucci")
    assert centralization(network(graph)) == pytest.approx(0.267, abs=5e-4)
    assert centralization(network(graph), "betweenness") == pytest.approx(0.383, abs=5e-4)


@given(graphs(directed=False))
def test_centralization_is_the_sum_of_differences(graph: nx.Graph) -> None:
    n = len(graph)
    theirs = np.array(list(nx.betweenness_centrality(graph, normalized=False).values()))
    most = (n - 1) ** 2 * (n - 2) / 2
    expected = (theirs.max() - theirs).sum() / most
    assert centralization(network(graph), "betweenness") == pytest.approx(expected, abs=1e-9)


def test_gini_of_closed_forms() -> None:
    assert gini(network(nx.cycle_graph(5))) == pytest.approx(0)
    # A star of n: the center n − 1, each leaf 1: 1/2 − 1/n.
    for n in (4, 10, 100):
        assert gini(network(nx.star_graph(n - 1))) == pytest.approx(0.5 - 1 / n)
    pair = nx.Graph([(0, 1)])
    pair.add_nodes_from(range(10))
    assert gini(network(pair)) == pytest.approx(0.8)
    assert math.isnan(gini(nc.Network("AB", NOTHING)))


@given(graphs(weighted=True))
def test_gini_is_half_the_relative_mean_difference(graph: nx.Graph) -> None:
    net = network(graph)
    values = nc.strength(net).to_numpy()
    if values.sum():
        expected = np.abs(values[:, None] - values).mean() / (2 * values.mean())
        assert gini(net) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("actors", ["", "A", "AB"])
def test_too_few_actors(actors: str) -> None:
    net = nc.Network(actors, NOTHING)
    for metric in METRICS:
        assert math.isnan(centralization(net, metric))
    assert math.isnan(gini(net))
    assert clustering(net).isna().all()


def test_wrong_arguments() -> None:
    net = network(nx.path_graph(3))
    with pytest.raises(ArgumentError, match="metric='pagerank'"):
        centralization(net, "pagerank")
    with pytest.raises(ArgumentError, match="mode='both'"):
        centralization(net, mode="both")
