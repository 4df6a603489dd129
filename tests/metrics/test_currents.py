"""Information against networkx, resistances in series and parallel, and closed forms."""

from __future__ import annotations

import math
import random
from itertools import combinations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import netcoop as nc
from netcoop.errors import NetworkError
from netcoop.metrics import currents
from netcoop.metrics.currents import information


@st.composite
def graphs(draw: st.DrawFn) -> nx.Graph:
    """Connected graphs: a random tree and ties added to it, with weights."""
    n = draw(st.integers(2, 9))
    tree = [(draw(st.integers(0, i - 1)), i) for i in range(1, n)]
    pairs = list(combinations(range(n), 2))
    more = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=15))
    graph = nx.Graph()
    graph.add_nodes_from(range(n))
    for a, b in {*tree, *more}:
        graph.add_edge(a, b, weight=draw(st.integers(1, 10**4)) * math.pi / 100)
    return graph


@given(graphs())
def test_it_is_n_times_that_of_networkx(graph: nx.Graph) -> None:
    """networkx (Brandes and Fleischer 2005) gives 1/Σ resistance, without the factor n."""
    net, n = nc.from_networkx(graph), len(graph)
    weighted = nx.information_centrality(graph, weight="weight")
    theirs = {str(node): n * value for node, value in weighted.items()}
    assert information(net, weighted=True).to_dict() == pytest.approx(theirs, rel=1e-9)
    plain = nx.information_centrality(graph)
    theirs = {str(node): n * value for node, value in plain.items()}
    assert information(net, weighted=False).to_dict() == pytest.approx(theirs, rel=1e-9)


@given(graphs())
def test_it_is_the_inverse_of_the_mean_resistance(graph: nx.Graph) -> None:
    n = len(graph)
    net = nc.from_networkx(graph)
    ways = nx.resistance_distance(graph, weight="weight", invert_weight=False)
    mean = [sum(ways[i].values()) / n for i in graph]
    assert information(net).to_numpy() == pytest.approx(1 / np.array(mean), rel=1e-9)


@pytest.mark.parametrize("n", [2, 3, 5, 20])
def test_complete_graph(n: int) -> None:
    """All ties: the resistance of every pair is 2/n."""
    net = nc.from_networkx(nx.complete_graph(n))
    assert information(net).to_numpy() == pytest.approx(n**2 / (2 * (n - 1)), abs=1e-9)


def test_trees_are_resistances_in_series() -> None:
    path = nc.from_networkx(nx.path_graph(3))
    assert information(path).tolist() == pytest.approx([1, 1.5, 1], abs=1e-9)
    star = nc.from_networkx(nx.star_graph(4))
    assert information(star).tolist() == pytest.approx([5 / 4] + [5 / 7] * 4, abs=1e-9)
    pair = nc.Network("AB", pd.DataFrame({"source": ["A"], "target": ["B"], "weight": [2.5]}))
    assert information(pair).tolist() == pytest.approx([5, 5], abs=1e-9)


def test_several_ways_carry_more_than_one() -> None:
    # Opposite actors of a circle of four: two ways of 2 side by side, a resistance of 1.
    circle = information(nc.from_networkx(nx.cycle_graph(4)))
    assert circle.to_numpy() == pytest.approx(4 / (0.75 + 1 + 0.75), abs=1e-9)


def test_only_the_largest_piece_is_measured() -> None:
    graph = nx.disjoint_union(nx.path_graph(3), nx.path_graph(2))
    graph.add_node("alone")
    values = information(nc.from_networkx(graph))
    assert values.name == "information"
    assert values.tolist() == pytest.approx([1, 1.5, 1] + [math.nan] * 3, nan_ok=True, abs=1e-9)
    twice = nx.disjoint_union(nx.path_graph(3), nx.path_graph(3))
    assert information(nc.from_networkx(twice)).isna().all()


NO_TIES = pd.DataFrame({"source": [], "target": []})


@pytest.mark.parametrize("ids", ["", "A", "AB", "ABC"])
def test_without_ties_it_is_not_a_number(ids: str) -> None:
    values = information(nc.Network(ids, NO_TIES))
    assert len(values) == len(ids)
    assert values.isna().all()


def test_weights_count_where_any_is_other_than_one() -> None:
    ties = pd.DataFrame({"source": list("AB"), "target": list("BC"), "weight": [1.0, 4.0]})
    net = nc.Network("ABC", ties)
    pd.testing.assert_series_equal(information(net), information(net, weighted=True))
    assert information(net)["C"] > information(net)["A"]
    assert information(net, weighted=False).tolist() == pytest.approx([1, 1.5, 1], abs=1e-9)


@given(graphs(), st.randoms(), st.sampled_from([1e-12, 1 / 3, 1e12]))
@settings(max_examples=25)
def test_order_plays_no_part_and_weights_are_its_unit(
    graph: nx.Graph, shuffle: random.Random, factor: float
) -> None:
    net = nc.from_networkx(graph)
    ids = list(net.actors.index)
    shuffle.shuffle(ids)
    other = nc.Network(ids, net.ties.assign(weight=net.ties["weight"] * factor))
    ours = information(net, weighted=True) * factor
    theirs = information(other, weighted=True).reindex(ours.index)
    pd.testing.assert_series_equal(ours, theirs, rtol=1e-9)


def test_what_cannot_be_measured_is_refused() -> None:
    arcs = pd.DataFrame({"source": ["A"], "target": ["B"]})
    with pytest.raises(NetworkError, match=r"information is defined .* directed=False"):
        information(nc.Network("AB", arcs, directed=True))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(currents, "LARGEST", 4)
        assert information(nc.from_networkx(nx.path_graph(4))).notna().all()
        with pytest.raises(NetworkError, match=r"has 5 actors.* 4 at most.*net.subset"):
            information(nc.from_networkx(nx.path_graph(5)))


@pytest.mark.parametrize("weak", [1e-11, 1e-20, 1e-200])
def test_weights_that_rounding_would_decide_are_refused(weak: float) -> None:
    ties = pd.DataFrame({"source": list("AABC"), "target": list("BCCD"), "weight": [1, 1, 1, weak]})
    net = nc.Network("ABCD", ties)
    with pytest.raises(NetworkError, match=r"too different .*weighted=False"):
        information(net)
    assert information(net, weighted=False).notna().all()
    # A weak tie less far off is no trouble: D has 2·weak + … as by hand, in series.
    mild = nc.Network("ABCD", ties.assign(weight=[1, 1, 1, 1e-4]))
    assert information(mild)["D"] == pytest.approx(4 / (3e4 + 2 * 2 / 3), rel=1e-9)
