"""Pieces of the network, and what single actors hold together, against networkx and igraph."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

import igraph
import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import netcoop as nc
from netcoop.errors import ArgumentError, NetcoopWarning
from netcoop.metrics.blocks import fragmentation_without
from netcoop.metrics.fragments import (
    bridges,
    components,
    connectedness,
    distance_fragmentation,
    efficiency,
    fragmentation,
    isolates,
    largest_component_share,
)
from netcoop.metrics.paths import harmonic_closeness

NO_TIES = pd.DataFrame({"source": [], "target": []})
EMPTY, ALONE, TWO = (nc.Network(list("AB"[:n]), NO_TIES) for n in (0, 1, 2))


@st.composite
def graphs(draw: st.DrawFn) -> nx.Graph:
    """Small networks, weighted, directed or not, often in pieces."""
    n = draw(st.integers(2, 10))
    graph = nx.DiGraph() if draw(st.booleans()) else nx.Graph()
    graph.add_nodes_from(range(n))
    pairs = [(a, b) for a in range(n) for b in range(n) if a != b]
    for a, b in draw(st.lists(st.sampled_from(pairs), unique=True, max_size=20)):
        graph.add_edge(a, b, weight=draw(st.floats(0.1, 50)))
    return graph


def pairs_of(graph: nx.Graph) -> int:
    """Count ordered pairs that reach each other, direction ignored."""
    pieces = nx.connected_components(nx.Graph(graph))
    return sum(len(piece) * (len(piece) - 1) for piece in pieces)


@given(graphs(), st.sampled_from(["rest", "full"]))
def test_without_each_actor_is_what_networkx_counts_again(graph: nx.Graph, against: str) -> None:
    net, n = nc.from_networkx(graph), len(graph)
    possible = (n - 1) * (n - 2) if against == "rest" else n * (n - 1)
    values = fragmentation_without(net, against=against)  # type: ignore[arg-type]
    for node, value in zip(graph, values, strict=True):
        left = pairs_of(graph.subgraph(set(graph) - {node}))
        expected = 1 - left / possible if possible else math.nan
        assert value == pytest.approx(expected, abs=1e-12, nan_ok=True)


@given(graphs())
def test_without_each_actor_is_the_fragmentation_of_the_rest(graph: nx.Graph) -> None:
    net = nc.from_networkx(graph)
    rest = [fragmentation(net.without(actor)) for actor in net.actors.index]
    assert fragmentation_without(net).to_numpy() == pytest.approx(rest, abs=1e-12, nan_ok=True)


@pytest.mark.parametrize(
    ("graph", "expected"),
    [
        (nx.star_graph(4), [1, 0, 0, 0, 0]),
        (nx.complete_graph(5), [0] * 5),
        (nx.cycle_graph(6), [0] * 6),
        (nx.path_graph(4), [0, 2 / 3, 2 / 3, 0]),
        # Of three cliques of 3 on a common actor (2 others each): 3 pairs of 15 are left.
        (nx.windmill_graph(3, 3), [1 - 3 / 15, *[0] * 6]),
        (nx.empty_graph(4), [1] * 4),
        # A pair and an isolate: without the isolate the rest is one piece.
        (nx.Graph([(0, 1)]), [math.nan] * 2),
    ],
)
def test_closed_forms(graph: nx.Graph, expected: list[float]) -> None:
    values = fragmentation_without(nc.from_networkx(graph))
    assert values.tolist() == pytest.approx(expected, abs=1e-12, nan_ok=True)
    assert values.name == "fragmentation_without"


def test_without_an_isolate_the_rest_hangs_together_better() -> None:
    net = nc.Network("ABC", pd.DataFrame({"source": ["A"], "target": ["B"]}))
    assert fragmentation_without(net).tolist() == [1, 1, 0]
    assert fragmentation_without(net, against="full").tolist() == pytest.approx([1, 1, 1 - 2 / 6])


def test_a_long_way_is_walked_without_recursion() -> None:
    """A path of n: without actor i, pieces of i and n−1−i are left."""
    n = 4000
    values = fragmentation_without(nc.from_networkx(nx.path_graph(n))).to_numpy()
    i = np.arange(n)
    left = i * (i - 1) + (n - 1 - i) * (n - 2 - i)
    assert values == pytest.approx(1 - left / ((n - 1) * (n - 2)), abs=1e-12)


def test_cut_points_are_those_who_add_pieces() -> None:
    """Igraph's articulation points are those whose leaving adds pieces."""
    graph = nx.barbell_graph(5, 2)
    graph.add_edge(100, 101)
    values = fragmentation_without(nc.from_networkx(graph), against="full").to_numpy()
    points = igraph.Graph.from_networkx(graph).articulation_points()
    # A leaver that cuts nothing off takes the pairs with its own piece along, and no more.
    n, own = len(graph), np.array([len(nx.node_connected_component(graph, v)) for v in graph])
    plain = 1 - (pairs_of(graph) - 2 * (own - 1)) / (n * (n - 1))
    assert np.flatnonzero(values > plain + 1e-12).tolist() == sorted(points)


@given(graphs(), st.randoms())
def test_neither_order_nor_scale_nor_direction_matters(graph: nx.Graph, random: object) -> None:
    net = nc.from_networkx(graph)
    order = net.actors.index.tolist()
    random.shuffle(order)  # type: ignore[attr-defined]
    ties = net.ties.assign(weight=net.ties["weight"] * 1e6)
    other = nc.Network(net.actors.loc[order], ties, directed=False)
    pd.testing.assert_series_equal(
        fragmentation_without(other)[net.actors.index], fragmentation_without(net), rtol=1e-12
    )
    assert fragmentation(other) == fragmentation(net)
    assert largest_component_share(other) == largest_component_share(net)


@given(graphs())
def test_pieces_are_those_of_networkx_and_igraph(graph: nx.Graph) -> None:
    net, n = nc.from_networkx(graph), len(graph)
    theirs = sorted(
        map(sorted, nx.connected_components(nx.Graph(graph))), key=lambda c: (-len(c), c)
    )
    ours = components(net)
    assert [[int(x) for x in ours.index[ours == i + 1]] for i in range(len(theirs))] == theirs
    assert ours.max() == len(theirs)
    sizes = igraph.Graph.from_networkx(graph).connected_components(mode="weak").sizes()
    expected = 1 - sum(s * (s - 1) for s in sizes) / (n * (n - 1))
    assert fragmentation(net) == pytest.approx(expected, abs=1e-12)
    assert connectedness(net) == pytest.approx(1 - expected, abs=1e-12)
    assert largest_component_share(net) == max(sizes) / n
    assert isolates(net) == [str(node) for node in graph if graph.degree(node) == 0]


@given(graphs())
def test_reach_counts_pairs_without_a_directed_path(graph: nx.Graph) -> None:
    n = len(graph)
    reached = sum(len(nx.descendants(graph, node)) for node in graph)
    ours = fragmentation(nc.from_networkx(graph), mode="reach")
    assert ours == pytest.approx(1 - reached / (n * (n - 1)), abs=1e-12)


@given(graphs(), st.integers(1, 4))
def test_reach_is_counted_in_parts(graph: nx.Graph, bits: int) -> None:
    net = nc.from_networkx(graph)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("netcoop.metrics.blocks.BLOCK_BITS", bits)
        parts = fragmentation(net, mode="reach")
    assert parts == fragmentation(net, mode="reach")


def test_reach_along_a_chain_and_around_a_circle() -> None:
    """A chain of n arcs from first to last: half of the ordered pairs; a circle: all."""
    assert fragmentation(nc.from_networkx(nx.path_graph(300, nx.DiGraph)), mode="reach") == 0.5
    assert fragmentation(nc.from_networkx(nx.cycle_graph(300, nx.DiGraph)), mode="reach") == 0


@given(graphs())
def test_distances_are_those_of_networkx(graph: nx.Graph) -> None:
    """Networkx sums 1/distance over the ways in; over all ordered pairs it is the same."""
    net, n = nc.from_networkx(graph), len(graph)
    total = sum(nx.harmonic_centrality(graph).values())
    assert distance_fragmentation(net) == pytest.approx(1 - total / (n * (n - 1)), abs=1e-9)
    assert efficiency(net) == pytest.approx(total / (n * (n - 1)), abs=1e-9)


def test_a_sample_of_everyone_is_exact() -> None:
    net = nc.from_networkx(nx.karate_club_graph())
    for cost in ("hops", "inverse"):
        sampled = distance_fragmentation(net, cost=cost, sample=34, rng=1)  # type: ignore[arg-type]
        assert sampled == pytest.approx(distance_fragmentation(net, cost=cost), abs=1e-9)  # type: ignore[arg-type]
    # Steps are always counted to everyone.
    assert efficiency(net, sample=10, rng=1) == efficiency(net)


@pytest.mark.parametrize("measure", [distance_fragmentation, efficiency])
def test_an_estimate_says_how_exact_it_is(measure: Callable[..., float]) -> None:
    net = nc.from_networkx(nx.karate_club_graph())
    error = harmonic_closeness(net, cost="inverse", sample=30, rng=1).attrs["error"]
    with pytest.warns(NetcoopWarning) as caught:
        value = measure(net, cost="inverse", sample=30, rng=1)
    told = re.fullmatch(
        r"Estimated from 30 actors: at most ([\d.]+) off, in 95 of 100 samples.",
        str(caught[0].message),
    )
    assert told
    assert float(told[1]) == pytest.approx(error, rel=0.1)
    assert caught[0].filename == __file__
    assert abs(value - measure(net, cost="inverse")) <= error


@pytest.mark.parametrize("net", [EMPTY, ALONE, TWO])
def test_small_networks(net: nc.Network) -> None:
    n = net.n_actors
    assert fragmentation_without(net).isna().all()
    assert len(fragmentation_without(net)) == n
    assert fragmentation_without(net, against="full").tolist() == pytest.approx(
        [1, 1] if n == 2 else [math.nan] * n, nan_ok=True
    )
    for measure in (fragmentation, connectedness, distance_fragmentation, efficiency):
        assert math.isnan(measure(net)) == (n < 2)
    assert math.isnan(fragmentation(net, mode="reach")) == (n < 2)
    assert math.isnan(largest_component_share(net)) == (n < 1)
    assert components(net).tolist() == list(range(1, n + 1))
    assert isolates(net) == net.actors.index.tolist()


def test_bad_arguments() -> None:
    with pytest.raises(ArgumentError, match="against='all'"):
        fragmentation_without(TWO, against="all")  # type: ignore[arg-type]
    with pytest.raises(ArgumentError, match="mode='strong'"):
        fragmentation(TWO, mode="strong")  # type: ignore[arg-type]
    with pytest.raises(ArgumentError, match="cost='weight'"):
        distance_fragmentation(TWO, cost="weight")  # type: ignore[arg-type]


@given(graphs())
def test_bridges_are_those_of_networkx(graph: nx.Graph) -> None:
    """Networkx has bridges of plain graphs only; of a pair tied both ways neither arc is one."""
    net = nc.from_networkx(graph)
    double = {
        frozenset(arc) for arc in graph.edges if graph.is_directed() and arc[::-1] in graph.edges
    }
    expected = {frozenset(tie) for tie in nx.bridges(nx.Graph(graph))} - double
    found = bridges(net)
    assert {frozenset(map(int, tie)) for tie in found[["source", "target"]].to_numpy()} == expected
    assert len(found) == len(expected)
