"""Degree and its kin, eigenvector, PageRank and cores against closed forms and two libraries."""

from __future__ import annotations

import math

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import netcoop as nc
from netcoop.errors import ArgumentError, NetworkError
from netcoop.metrics.centrality import (
    coreness,
    degree,
    eigenvector,
    opsahl_degree,
    pagerank,
    partners,
    strength,
)
from tests.metrics.graphs import as_igraph, by_node, graphs, network

NOTHING = pd.DataFrame({"source": [], "target": []})


@given(graphs(weighted=True))
def test_degree_and_strength_are_those_of_networkx_and_igraph(graph: nx.Graph) -> None:
    """Shared convention: of arcs, "all" is in plus out."""
    net, other = network(graph), as_igraph(graph)
    for mode in ("all", "in", "out"):
        assert degree(net, mode=mode).tolist() == other.degree(mode=mode)
        theirs = other.strength(mode=mode, weights="weight")
        assert strength(net, mode=mode).tolist() == pytest.approx(theirs, rel=1e-12)
    assert degree(net).to_dict() == by_node(dict(graph.degree))
    if graph.is_directed():
        assert degree(net, mode="in").to_dict() == by_node(dict(graph.in_degree))
        weighted = by_node(dict(graph.out_degree(weight="weight")))
        assert strength(net, mode="out").to_dict() == pytest.approx(weighted)


@given(graphs(weighted=True), st.floats(0, 2))
def test_opsahl_s_degree_lies_between_degree_and_strength(graph: nx.Graph, alpha: float) -> None:
    net = network(graph)
    k, s = degree(net).to_numpy("float64"), strength(net).to_numpy()
    np.testing.assert_allclose(opsahl_degree(net, alpha=0), k, rtol=1e-12)
    np.testing.assert_allclose(opsahl_degree(net, alpha=1), s, rtol=1e-12)
    expected = [a ** (1 - alpha) * b**alpha if a else 0 for a, b in zip(k, s, strict=True)]
    np.testing.assert_allclose(opsahl_degree(net, alpha=alpha), expected, rtol=1e-9)


def test_opsahl_s_degree_worked_by_hand() -> None:
    """A has 2 ties of 6 together: √12; B 4 of 16: √64, and at 1.5 16·√16/√4 = 32."""
    ties = pd.DataFrame(
        [("A", "B", 4), ("A", "C", 2), ("B", "C", 1), ("B", "D", 4), ("B", "E", 7), ("E", "F", 7)],
        columns=["source", "target", "weight"],
    )
    net = nc.Network("ABCDEF", ties)
    assert strength(net).tolist() == [6, 16, 3, 4, 14, 7]
    half = opsahl_degree(net, alpha=0.5).round(1).tolist()
    assert half == [3.5, 8.0, 2.4, 2.0, 5.3, 2.6]
    assert opsahl_degree(net, alpha=1.5).round(1).tolist() == [10.4, 32.0, 3.7, 8.0, 37.0, 18.5]


@given(graphs(weighted=True, directed=False))
def test_eigenvector_is_that_of_networkx_and_igraph(graph: nx.Graph) -> None:
    """Shared only on one piece; networkx scales to length 1, igraph and netcoop to highest 1."""
    assume(nx.is_connected(graph))
    for weighted, weight in ((True, "weight"), (False, None)):
        ours = eigenvector(network(graph), weighted=weighted)
        theirs = pd.Series(by_node(nx.eigenvector_centrality_numpy(graph, weight=weight)))
        np.testing.assert_allclose(ours, theirs / theirs.max(), atol=1e-9)
        other = as_igraph(graph).eigenvector_centrality(weights=weight)
        np.testing.assert_allclose(ours, other, atol=1e-9)
        # What defines it: A·x = λ·x.
        matrix = nx.to_numpy_array(graph, weight=weight)
        image = matrix @ ours
        np.testing.assert_allclose(image, image.max() * ours / ours.max(), atol=1e-9 * image.max())


def test_eigenvector_of_a_large_piece_and_in_pieces() -> None:
    graph = nx.gnm_random_graph(200, 900, seed=3)
    graph.add_edges_from([("a", "b"), ("b", "c")])
    graph.add_node("alone")
    net = network(graph)
    values = eigenvector(net)
    assert values[["a", "b", "c", "alone"]].isna().all()
    largest = graph.subgraph(max(nx.connected_components(graph), key=len))
    theirs = pd.Series(by_node(nx.eigenvector_centrality_numpy(largest)))
    pd.testing.assert_series_equal(
        values.dropna(), theirs[values.dropna().index] / theirs.max(),
        check_names=False, atol=1e-9, rtol=0,
    )  # fmt: skip
    two = nx.disjoint_union(nx.path_graph(3), nx.path_graph(3))
    assert eigenvector(network(two)).isna().all()
    assert eigenvector(nc.Network("AB", NOTHING)).isna().all()
    with pytest.raises(NetworkError, match="directed=False"):
        eigenvector(network(nx.path_graph(3, create_using=nx.DiGraph)))


@pytest.mark.parametrize("leaves", [3, 100])
def test_eigenvector_of_a_star_is_one_over_the_root(leaves: int) -> None:
    values = eigenvector(network(nx.star_graph(leaves)))
    assert values["0"] == 1
    np.testing.assert_allclose(values.drop("0"), 1 / math.sqrt(leaves), rtol=1e-9)


@given(graphs(weighted=True), st.sampled_from([0.5, 0.85, 0.95]))
def test_pagerank_is_that_of_networkx_and_igraph(graph: nx.Graph, damping: float) -> None:
    """Shared convention: who leads nowhere leads anywhere."""
    for weighted, weight in ((True, "weight"), (False, None)):
        ours = pagerank(network(graph), damping=damping, weighted=weighted)
        theirs = nx.pagerank(graph, alpha=damping, weight=weight, tol=1e-12, max_iter=10_000)
        assert ours.to_dict() == pytest.approx(by_node(theirs), abs=1e-9)
        other = as_igraph(graph).pagerank(damping=damping, weights=weight)
        np.testing.assert_allclose(ours, other, atol=1e-9)
    assert ours.sum() == pytest.approx(1)


@given(graphs())
def test_coreness_is_that_of_networkx_and_igraph(graph: nx.Graph) -> None:
    """Shared convention: a pair tied both ways counts twice in "all"."""
    net, other = network(graph), as_igraph(graph)
    for mode in ("all", "in", "out"):
        assert coreness(net, mode=mode).tolist() == other.coreness(mode=mode)
    assert coreness(net).to_dict() == by_node(nx.core_number(graph))
    for mode, ends in (("in", 1), ("out", 0)):
        core = {}
        for k in range(len(graph)):
            inner = set(graph)
            while True:
                arcs = nx.DiGraph(graph).subgraph(inner).edges
                kept = {node for node in inner if sum(arc[ends] == node for arc in arcs) >= k}
                if kept == inner:
                    break
                inner = kept
            core |= dict.fromkeys(inner, k)
        assert coreness(net, mode=mode).to_dict() == by_node(core)


def test_weights_count_by_themselves_only_where_there_are_any() -> None:
    ties = pd.DataFrame({"source": list("AAB"), "target": list("BCC"), "weight": [5.0, 1.0, 1.0]})
    net = nc.Network("ABC", ties)
    for metric in (eigenvector, pagerank):
        pd.testing.assert_series_equal(metric(net), metric(net, weighted=True))
        assert not np.allclose(metric(net), metric(net, weighted=False))


@pytest.mark.parametrize("actors", ["", "A", "AB"])
def test_no_ties(actors: str) -> None:
    net = nc.Network(actors, NOTHING)
    n = len(actors)
    for metric in (degree, partners, strength, opsahl_degree, coreness):
        assert metric(net).tolist() == [0] * n
    assert eigenvector(net).isna().all()
    assert pagerank(net).tolist() == pytest.approx([1 / n] * n if n else [])


def test_whole_numbers_are_numbers() -> None:
    net = network(nx.star_graph(3))
    assert opsahl_degree(net, alpha=2).tolist() == opsahl_degree(net, alpha=2.0).tolist()


@pytest.mark.parametrize("wrong", [-0.1, 1e6, math.nan, math.inf, "1", None, True])
def test_wrong_arguments(wrong: object) -> None:
    net = network(nx.path_graph(3))
    with pytest.raises(ArgumentError, match="alpha="):
        opsahl_degree(net, alpha=wrong)
    with pytest.raises(ArgumentError, match="damping="):
        pagerank(net, damping=wrong)
    with pytest.raises(ArgumentError, match="mode='both'"):
        coreness(net, mode="both")
