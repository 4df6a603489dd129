"""Numbers against closed forms, published values and two other libraries."""

from __future__ import annotations

import math

import igraph
import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import netcoop as nc
from netcoop.errors import ArgumentError
from netcoop.metrics import is_saturated
from tests.metrics.graphs import by_node, graphs, network

STAR = nx.star_graph(5)
CIRCLE = nx.cycle_graph(6)
COMPLETE = nx.complete_graph(5)
PATH = nx.path_graph(4)
PIECES = nx.disjoint_union_all([nx.complete_graph(3), nx.complete_graph(3), nx.empty_graph(1)])


@pytest.mark.parametrize(
    ("graph", "density", "fragmentation", "transitivity", "distance"),
    [
        (STAR, 1 / 3, 0, 0, 1 - (10 * 1 + 20 * 0.5) / 30),
        (CIRCLE, 6 / 15, 0, 0, 1 - (2 + 1 + 1 / 3) / 5),
        (COMPLETE, 1, 0, 1, 0),
        (PATH, 0.5, 0, 0, 1 - (6 + 2 + 2 / 3) / 12),
        (PIECES, 6 / 21, 1 - 12 / 42, 1, 1 - 12 / 42),
        (nx.empty_graph(4), 0, 1, math.nan, 1),
    ],
)
def test_closed_forms(
    graph: nx.Graph, density: float, fragmentation: float, transitivity: float, distance: float
) -> None:
    net = network(graph)
    assert nc.density(net) == pytest.approx(density)
    assert nc.fragmentation(net) == pytest.approx(fragmentation)
    assert nc.connectedness(net) == pytest.approx(1 - fragmentation)
    assert nc.transitivity(net) == pytest.approx(transitivity, nan_ok=True)
    assert nc.distance_fragmentation(net) == pytest.approx(distance)
    assert nc.efficiency(net) == pytest.approx(1 - distance)


def test_krackhardt_s_kite() -> None:
    """Krackhardt 1990: Diane has most ties, Heather lies between most pairs."""
    net = network(nx.krackhardt_kite_graph())
    assert nc.degree(net).tolist() == [4, 4, 3, 6, 3, 5, 5, 3, 2, 1]
    assert nc.betweenness(net)["7"] == pytest.approx(14 / 36)
    assert nc.betweenness(net)["3"] == pytest.approx(0.102, abs=5e-4)
    assert nc.cutpoints(net) == ["7", "8"]
    assert len(nc.bridges(net)) == 2


def test_a_pair_tied_both_ways_is_no_bridge_in_either() -> None:
    arcs = pd.DataFrame({"source": list("ABBC"), "target": list("BACD")})
    net = nc.Network("ABCD", arcs, directed=True)
    assert nc.bridges(net)[["source", "target"]].to_numpy().tolist() == [["B", "C"], ["C", "D"]]


def test_florentine_marriages() -> None:
    """Padgett and Ansell: the Medici lie between most pairs; Pucci married nobody."""
    graph = nx.florentine_families_graph()
    graph.add_node("Pucci")
    net = network(graph)
    assert nc.isolates(net) == ["Pucci"]
    assert nc.fragmentation(net) == pytest.approx(0.125)
    assert nc.efficiency(net) == pytest.approx(0.4376389, abs=5e-8)
    assert nc.betweenness(net, normalized=False)["Medici"] == pytest.approx(47.5)
    assert nc.density(net) == pytest.approx(20 / 120)


def test_strong_ties_attract_paths() -> None:
    ties = pd.DataFrame({"source": list("AXAY"), "target": list("XBYB"), "weight": [10, 10, 1, 1]})
    net = nc.Network("ABXY", ties)
    values = nc.betweenness(net)
    assert values["X"] > values["Y"] == 0
    assert nc.betweenness(net, cost="hops")["Y"] == pytest.approx(1 / 6)


@given(graphs())
def test_unweighted_numbers_are_those_of_networkx(graph: nx.Graph) -> None:
    net = network(graph)
    n = len(graph)
    assert nc.degree(net).to_dict() == by_node(dict(graph.degree))
    assert nc.density(net) == pytest.approx(nx.density(graph))
    ours = nc.betweenness(net, cost="hops").to_dict()
    assert ours == pytest.approx(by_node(nx.betweenness_centrality(graph)), abs=1e-9)
    # networkx counts the ways in; "out" is the same on the reversed graph.
    reverse = graph.reverse() if graph.is_directed() else graph
    theirs = {node: value / (n - 1) for node, value in nx.harmonic_centrality(reverse).items()}
    assert nc.harmonic_closeness(net).to_dict() == pytest.approx(by_node(theirs), abs=1e-9)
    plain = nx.Graph(graph)
    assert nc.partners(net).to_dict() == by_node(dict(plain.degree))
    assert nc.cutpoints(net) == sorted(map(str, nx.articulation_points(plain)), key=int)
    sizes = sorted(map(len, nx.connected_components(plain)), reverse=True)
    assert nc.components(net).value_counts().tolist() == sizes
    assert nc.fragmentation(net) == pytest.approx(
        1 - sum(s * (s - 1) for s in sizes) / (n * (n - 1))
    )
    assert nc.largest_component_share(net) == pytest.approx(sizes[0] / n)
    if any(degree > 1 for _, degree in plain.degree):
        assert nc.transitivity(net) == pytest.approx(nx.transitivity(plain))


@given(graphs(weighted=True))
def test_weighted_numbers_are_those_of_networkx_and_igraph(graph: nx.Graph) -> None:
    net = network(graph)
    assert nc.strength(net).to_dict() == pytest.approx(by_node(dict(graph.degree(weight="weight"))))
    theirs = by_node(nx.betweenness_centrality(graph, weight="cost"))
    assert nc.betweenness(net).to_dict() == pytest.approx(theirs, abs=1e-9)
    assume(graph.number_of_edges())
    scale = max(weight for *_, weight in graph.edges(data="weight"))
    other = igraph.Graph.from_networkx(graph)
    lengths = [scale * cost for cost in other.es["cost"]]
    harmonic = other.harmonic_centrality(mode="out", weights=lengths)
    ours = nc.harmonic_closeness(net, cost="inverse")
    assert ours.to_numpy() == pytest.approx(np.array(harmonic), abs=1e-9)


@given(graphs(directed=True))
def test_reach_counts_directed_paths(graph: nx.DiGraph) -> None:
    n = len(graph)
    reached = sum(len(nx.descendants(graph, node)) for node in graph)
    ours = nc.fragmentation(network(graph), mode="reach")
    assert ours == pytest.approx(1 - reached / (n * (n - 1)))


@given(graphs(weighted=True), st.sampled_from([1e-12, 1e-3, 7.0, 1e6, 1e12]))
def test_scaling_weights_changes_nothing_normalised(graph: nx.Graph, factor: float) -> None:
    net = network(graph)
    scaled = nc.Network(
        net.actors, net.ties.assign(weight=net.ties["weight"] * factor), directed=net.directed
    )
    pd.testing.assert_series_equal(nc.betweenness(scaled), nc.betweenness(net), atol=1e-9)
    pd.testing.assert_series_equal(
        nc.harmonic_closeness(scaled, cost="inverse"),
        nc.harmonic_closeness(net, cost="inverse"),
        atol=1e-9,
    )
    pd.testing.assert_series_equal(nc.network_summary(scaled), nc.network_summary(net), atol=1e-9)


@given(graphs(weighted=True), st.randoms())
def test_renaming_and_mixing_actors_changes_nothing(graph: nx.Graph, random: object) -> None:
    names = [str(node) for node in graph]
    random.shuffle(names)  # type: ignore[attr-defined]
    renamed = nx.relabel_nodes(graph, dict(zip(graph, names, strict=True)))
    one, two = nc.metric_table(network(graph)), nc.metric_table(network(renamed))
    two = two.loc[names].set_axis(one.index)
    pd.testing.assert_frame_equal(one, two, atol=1e-9)


def test_removing_the_heaviest_tie_cannot_look_like_an_improvement() -> None:
    ties = pd.DataFrame({"source": list("ABC"), "target": list("BCD"), "weight": [100.0, 1.0, 1.0]})
    net = nc.Network("ABCD", ties)
    rest = net.without("A")
    assert nc.distance_fragmentation(rest, cost="inverse") > nc.distance_fragmentation(
        net, cost="inverse"
    )


EMPTY = nc.Network([], pd.DataFrame({"source": [], "target": []}))
ALONE = nc.Network(["A"], pd.DataFrame({"source": [], "target": []}))
TWO = nc.Network(["A", "B"], pd.DataFrame({"source": [], "target": []}))


@pytest.mark.parametrize("net", [EMPTY, ALONE, TWO])
def test_edge_cases_are_defined(net: nc.Network) -> None:
    table = nc.metric_table(net)
    assert len(table) == net.n_actors
    assert table["betweenness"].isna().all()
    assert nc.isolates(net) == net.actors.index.tolist()
    assert nc.cutpoints(net) == []
    assert nc.bridges(net).empty
    summary = nc.network_summary(net)
    assert math.isnan(summary["transitivity"])
    assert math.isnan(summary["density"]) == (net.n_actors < 2)
    assert not is_saturated(net)


def test_tables_choose_and_refuse() -> None:
    net = network(STAR)
    assert nc.metric_table(net, ["strength"]).columns.tolist() == ["strength"]
    with pytest.raises(ArgumentError, match="Did you mean 'betweenness'"):
        nc.metric_table(net, ["betweeness"])
    with pytest.raises(ArgumentError, match="Use one of: density"):
        nc.network_summary(net, ["strength"])
    with pytest.raises(ArgumentError, match="cost='weight'"):
        nc.betweenness(net, cost="weight")
    register = nc.metric_register("cs")
    assert register.loc["density", "label"] == "hustota"
    # Two numbers are part of what a function gives, or have another name there.
    assert set(register.index) - set(nc.__all__) == {"modularity", "saturated"}
    assert is_saturated(network(COMPLETE))
    assert not is_saturated(network(CIRCLE))
