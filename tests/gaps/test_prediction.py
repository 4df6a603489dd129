"""Likely ties, against networkx."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import netcoop as nc
from netcoop.errors import ArgumentError

PREDICTORS = {
    "jaccard": nx.jaccard_coefficient,
    "adamic_adar": nx.adamic_adar_index,
    "resource_allocation": nx.resource_allocation_index,
    "preferential": nx.preferential_attachment,
    "common_neighbors": lambda graph, pairs: (
        (a, b, len(list(nx.common_neighbors(graph, a, b)))) for a, b in pairs
    ),
}
random_graphs = st.builds(
    nx.gnp_random_graph, st.integers(2, 14), st.floats(0, 0.9), seed=st.integers(0, 999)
)


def scores(net: nc.Network, method: str) -> dict[tuple[str, str], float]:
    table = nc.missing_ties(net, method=method, top=None)
    return {tuple(sorted((row.source, row.target))): row.score for row in table.itertuples()}


@pytest.mark.parametrize("method", sorted(PREDICTORS))
@given(graph=random_graphs)
def test_scores_are_those_of_networkx(method: str, graph: nx.Graph) -> None:
    theirs = {
        tuple(sorted((str(a), str(b)))): score
        for a, b, score in PREDICTORS[method](graph, list(nx.non_edges(graph)))
        if score > 0
    }
    ours = scores(nc.from_networkx(graph), method)
    assert ours == pytest.approx(theirs, rel=1e-12)


@given(graph=random_graphs)
def test_katz_sums_walks(graph: nx.Graph) -> None:
    matrix = nx.to_numpy_array(graph)
    beta = 0.5 / max(1.0, np.abs(np.linalg.eigvalsh(matrix)).max())
    walks, power = np.zeros_like(matrix), np.eye(len(matrix))
    for _ in range(80):
        power = beta * power @ matrix
        walks += power
    net = nc.from_networkx(graph)
    table = nc.missing_ties(net, method="katz", beta=beta, top=None)
    for row in table.itertuples():
        assert row.score == pytest.approx(walks[int(row.source), int(row.target)], rel=1e-9)


def test_ties_of_score_are_kept_and_reasons_given() -> None:
    net = nc.from_networkx(nx.cycle_graph(6))
    table = nc.missing_ties(net, method="common_neighbors", top=1)
    assert len(table) == 6  # all six pairs two steps apart score the same
    row = table.set_index(["source", "target"]).loc[("0", "2")]
    assert (row["shared"], row["through"]) == (1, ("1",))


@given(graph=random_graphs, seed=st.integers(0, 99))
def test_the_order_of_actors_does_not_matter(graph: nx.Graph, seed: int) -> None:
    net = nc.from_networkx(graph)
    mixed = nc.Network(net.actors.sample(frac=1, random_state=seed), net.ties)
    one, two = (nc.missing_ties(each, method="adamic_adar", top=3) for each in (net, mixed))
    assert one[["source", "target"]].equals(two[["source", "target"]])


def test_nothing_to_say_and_faults() -> None:
    assert nc.missing_ties(nc.from_networkx(nx.complete_graph(4))).empty
    assert nc.missing_ties(nc.from_networkx(nx.empty_graph(0))).empty
    assert nc.missing_ties(nc.from_networkx(nx.path_graph(4)), top=0).empty
    with pytest.raises(ArgumentError, match="must lie below"):
        nc.missing_ties(nc.from_networkx(nx.complete_graph(4)), method="katz", beta=0.5)
    with pytest.raises(ArgumentError, match="Did you mean 'jaccard'"):
        nc.missing_ties(nc.from_networkx(nx.path_graph(4)), method="jacard")
