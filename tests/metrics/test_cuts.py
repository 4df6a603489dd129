"""Lambda sets against networkx's edge connectivity and igraph's Gomory-Hu tree."""

from __future__ import annotations

import random
from itertools import combinations

import igraph
import networkx as nx
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import netcoop as nc
from netcoop.errors import NetworkError
from netcoop.metrics.cuts import lambda_sets


@st.composite
def graphs(draw: st.DrawFn) -> nx.Graph:
    n = draw(st.integers(2, 9))
    pairs = list(combinations(range(n), 2))
    graph = nx.Graph()
    graph.add_nodes_from(range(n))
    graph.add_edges_from(draw(st.lists(st.sampled_from(pairs), unique=True, max_size=30)))
    return graph


def shares(table: pd.DataFrame, a: str, b: str) -> int:
    """Read λ from the table: the highest level at which both share a set."""
    same = table.loc[a].eq(table.loc[b]).fillna(False)
    return int(max(same.index[same.to_numpy(dtype="bool")], default=0))


@given(graphs())
def test_the_highest_shared_level_is_the_edge_connectivity(graph: nx.Graph) -> None:
    table = lambda_sets(nc.from_networkx(graph))
    flows = igraph.Graph(n=len(graph), edges=list(graph.edges)).gomory_hu_tree()
    occurring = set()
    for a, b in combinations(graph, 2):
        ours = shares(table, str(a), str(b))
        assert ours == nx.edge_connectivity(graph, a, b)
        way = flows.get_shortest_path(a, b, output="epath")
        assert ours == min(flows.es[way]["flow"])
        occurring.add(ours)
    assert table.columns.tolist() == sorted(occurring - {0}, reverse=True)


@given(graphs())
def test_sets_lie_inside_each_other_and_are_numbered_by_size(graph: nx.Graph) -> None:
    table = lambda_sets(nc.from_networkx(graph))
    assert table.columns.name == "level"
    for level in table:
        assert str(table[level].dtype) == "Int64"
        sizes = table[level].value_counts().sort_index()
        assert sizes.index.tolist() == list(range(1, len(sizes) + 1))
        assert sizes.is_monotonic_decreasing
        assert (sizes > 1).all()
        firsts = table[level].dropna().drop_duplicates()
        for _, equals in firsts.groupby(sizes.reindex(firsts.to_numpy()).to_numpy()):
            assert equals.is_monotonic_increasing
    for higher, lower in zip(table.columns, table.columns[1:], strict=False):
        pairs = table[[higher, lower]].dropna(subset=[higher])
        assert pairs[lower].notna().all()
        assert (pairs.groupby(higher)[lower].nunique() == 1).all()


@pytest.mark.parametrize(
    ("graph", "levels"),
    [
        (nx.complete_graph(5), [4]),
        (nx.cycle_graph(6), [2]),
        (nx.star_graph(4), [1]),
        (nx.complete_bipartite_graph(3, 3), [3]),
        (nx.petersen_graph(), [3]),
        (nx.hypercube_graph(4), [4]),
    ],
)
def test_closed_forms(graph: nx.Graph, levels: list[int]) -> None:
    named = nx.convert_node_labels_to_integers(graph)
    table = lambda_sets(nc.from_networkx(named))
    assert table.columns.tolist() == levels
    assert (table == 1).all(axis=None)


def test_cliques_on_a_string() -> None:
    graph = nx.barbell_graph(4, 1)
    graph.add_edge("x", "y")
    graph.add_node("alone")
    table = lambda_sets(nc.from_networkx(graph))
    assert table.columns.tolist() == [3, 1]
    assert table[3].fillna(0).tolist() == [1] * 4 + [2] * 4 + [0] * 4
    assert table[1].fillna(0).tolist() == [1] * 9 + [2, 2, 0]


@given(graphs(), st.randoms())
@settings(max_examples=25)
def test_order_weights_and_direction_play_no_part(graph: nx.Graph, shuffle: random.Random) -> None:
    net = nc.from_networkx(graph)
    ids = list(net.actors.index)
    shuffle.shuffle(ids)
    turned = net.ties.rename(columns={"source": "target", "target": "source"})
    other = nc.Network(ids, turned.assign(weight=0.3), directed=True)
    one, two = lambda_sets(net), lambda_sets(other)
    assert two.index.tolist() == ids
    assert one.columns.equals(two.columns)
    for a, b in combinations(net.actors.index, 2):
        assert shares(one, a, b) == shares(two, a, b)


def test_arcs_both_ways_are_one_tie() -> None:
    arcs = pd.DataFrame({"source": list("ABBC"), "target": list("BACB")})
    assert lambda_sets(nc.Network("ABC", arcs, directed=True)).columns.tolist() == [1]


NO_TIES = pd.DataFrame({"source": [], "target": []})


@pytest.mark.parametrize("ids", ["", "A", "ABC"])
def test_without_ties_there_are_no_levels(ids: str) -> None:
    table = lambda_sets(nc.Network(ids, NO_TIES))
    assert table.shape == (len(ids), 0)
    assert table.index.name == "actor_id"
    assert table.columns.name == "level"


def test_too_many_actors_are_refused_with_the_remedy() -> None:
    ids = [f"a{i}" for i in range(2001)]
    assert lambda_sets(nc.Network(ids[:2000], NO_TIES)).shape == (2000, 0)
    with pytest.raises(NetworkError, match=r"2001 actors.*largest_component"):
        lambda_sets(nc.Network(ids, NO_TIES))
