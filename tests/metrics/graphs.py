"""Graphs that metrics are tried on, and the way from networkx and back."""

from __future__ import annotations

import math

import igraph
import networkx as nx
from hypothesis import strategies as st

import netcoop as nc


def network(graph: nx.Graph) -> nc.Network:
    return nc.from_networkx(graph)


def by_node(values: dict[object, float]) -> dict[str, float]:
    return {str(node): value for node, value in values.items()}


def as_igraph(graph: nx.Graph) -> igraph.Graph:
    """The same in igraph; a graph without ties has the attributes, too."""
    other = igraph.Graph(len(graph), list(graph.edges), directed=graph.is_directed())
    for name in ("weight", "cost"):
        other.es[name] = [value for *_, value in graph.edges(data=name)]
    return other


@st.composite
def graphs(
    draw: st.DrawFn,
    *,
    weighted: bool = False,
    directed: bool | None = None,
    whole: bool = False,
    least: int = 3,
) -> nx.Graph:
    """Small graphs, often in pieces; weights are irrational, or small whole numbers that tie."""
    n = draw(st.integers(least, 9))
    one_way = draw(st.booleans()) if directed is None else directed
    graph = nx.DiGraph() if one_way else nx.Graph()
    graph.add_nodes_from(range(n))
    pairs = [(a, b) for a in range(n) for b in range(n) if a != b and (one_way or a < b)]
    for a, b in draw(st.lists(st.sampled_from(pairs), unique=True, max_size=25)):
        # Irrational-looking weights: no two paths are of equal length, where conventions differ.
        weight = draw(st.integers(1, 10**6)) * math.pi / 1000 + 0.01
        if whole:
            weight = float(draw(st.integers(1, 4)))
        elif not weighted:
            weight = 1.0
        graph.add_edge(a, b, weight=weight, cost=1 / weight)
    return graph
