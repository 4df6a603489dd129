"""Betweenness and closeness: conventions, blocks, other processes, samples."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import netcoop as nc
from netcoop.errors import ArgumentError, NetcoopWarning
from netcoop.metrics import paths, searches
from netcoop.metrics.paths import betweenness, closeness, harmonic_closeness
from netcoop.metrics.reach import reach_of
from tests.metrics.graphs import as_igraph, by_node, graphs, network


def scale_of(graph: nx.Graph) -> float:
    return max((weight for *_, weight in graph.edges(data="weight")), default=1.0)


@given(graphs(whole=True))
def test_paths_of_equal_length_share(graph: nx.Graph) -> None:
    """networkx compares lengths exactly; with fractions for costs that is what is meant."""
    for _, _, tie in graph.edges(data=True):
        tie["exact"] = Fraction(1, int(tie["weight"]))
    theirs = by_node(nx.betweenness_centrality(graph, weight="exact"))
    assert betweenness(network(graph)).to_dict() == pytest.approx(theirs, abs=1e-9)


@given(graphs(weighted=True))
def test_closeness_is_that_of_networkx(graph: nx.Graph) -> None:
    """Shared: Wasserman and Faust's correction. networkx takes the ways in, netcoop those out."""
    net, scale = network(graph), scale_of(graph)
    reverse = graph.reverse() if graph.is_directed() else graph
    theirs = by_node(nx.closeness_centrality(reverse))
    assert closeness(net).to_dict() == pytest.approx(theirs, abs=1e-9)
    theirs = by_node(nx.closeness_centrality(graph))
    assert closeness(net, mode="in").to_dict() == pytest.approx(theirs, abs=1e-9)
    # The strongest tie has length 1.
    theirs = pd.Series(by_node(nx.closeness_centrality(reverse, distance="cost"))) / scale
    np.testing.assert_allclose(closeness(net, cost="inverse"), theirs, atol=1e-9)


@given(graphs(weighted=True))
def test_closeness_of_one_piece_is_that_of_igraph(graph: nx.Graph) -> None:
    """Shared only where everyone is reached: igraph corrects nothing."""
    assume(nx.is_strongly_connected(graph) if graph.is_directed() else nx.is_connected(graph))
    net, other = network(graph), as_igraph(graph)
    for mode in ("in", "out", "all"):
        np.testing.assert_allclose(closeness(net, mode=mode), other.closeness(mode=mode), atol=1e-9)
    lengths = [scale_of(graph) * cost for cost in other.es["cost"]]
    theirs = other.closeness(mode="out", weights=lengths)
    np.testing.assert_allclose(closeness(net, cost="inverse"), theirs, atol=1e-9)


@given(graphs(weighted=True), st.sampled_from(["in", "out", "all"]))
def test_harmonic_closeness_is_that_of_igraph(graph: nx.Graph, mode: str) -> None:
    """Shared: the mean of 1/distance; whatever the direction, an arc can be gone either way."""
    net, other = network(graph), as_igraph(graph)
    hops = other.harmonic_centrality(mode=mode)
    np.testing.assert_allclose(harmonic_closeness(net, mode=mode), hops, atol=1e-9)
    lengths = [scale_of(graph) * cost for cost in other.es["cost"]]
    theirs = other.harmonic_centrality(mode=mode, weights=lengths)
    ours = harmonic_closeness(net, cost="inverse", mode=mode)
    np.testing.assert_allclose(ours, theirs, atol=1e-9)


@pytest.mark.parametrize("seed", [1, 2])
def test_steps_of_many_words(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """More actors than bits in a word, more words than in a block."""
    monkeypatch.setattr("netcoop.metrics.reach.BLOCK_WORDS", 1)
    graph = nx.gnp_random_graph(150, 0.015, seed=seed, directed=True)
    net = network(graph)
    reach = reach_of(net.adjacency)
    far = dict(nx.all_pairs_shortest_path_length(graph))
    assert reach.reached.tolist() == [len(far[node]) - 1 for node in graph]
    assert reach.total.tolist() == [sum(far[node].values()) for node in graph]
    harmonic = [sum(1 / d for d in far[node].values() if d) for node in graph]
    np.testing.assert_allclose(reach.harmonic, harmonic, rtol=1e-12)


def test_strong_ties_attract_in_every_metric_of_paths() -> None:
    """A and B are linked by X with weight 10 and by Y with weight 1."""
    ties = pd.DataFrame({"source": list("AXAY"), "target": list("XBYB"), "weight": [10, 10, 1, 1]})
    net = nc.Network("ABXY", ties)
    for values in (
        betweenness(net),
        closeness(net, cost="inverse"),
        harmonic_closeness(net, cost="inverse"),
    ):
        assert values["X"] > values["Y"]
    without = {leaving: net.without(leaving) for leaving in "XY"}
    apart = {x: nc.distance_fragmentation(rest, cost="inverse") for x, rest in without.items()}
    assert apart["X"] > apart["Y"]


@given(graphs(weighted=True, directed=False))
def test_the_heaviest_tie_gone_brings_no_one_nearer(graph: nx.Graph) -> None:
    """Weights are divided by the largest of the network as built, whoever has left since."""
    assume(graph.number_of_edges())
    net = network(graph)
    one, *_ = max(graph.edges(data="weight"), key=lambda tie: tie[2])
    rest = net.without(str(one))
    before = harmonic_closeness(net, cost="inverse") * (net.n_actors - 1)
    after = harmonic_closeness(rest, cost="inverse") * max(rest.n_actors - 1, 1)
    assert (after.fillna(0) <= before[after.index] + 1e-12).all()


@pytest.fixture
def weighted() -> nx.Graph:
    random = np.random.default_rng(7)
    graph = nx.gnm_random_graph(60, 150, seed=7)
    for one, other in graph.edges:
        graph[one][other]["weight"] = float(random.integers(1, 5))
    return graph


def measured(net: nc.Network) -> list[pd.Series]:
    return [
        betweenness(net),
        betweenness(net, cost="hops"),
        harmonic_closeness(net, cost="inverse"),
        closeness(net, cost="inverse"),
    ]


@pytest.mark.parametrize("spread", [math.inf, -1], ids=["one process", "several"])
def test_blocks_and_processes_make_no_difference(
    weighted: nx.Graph, spread: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    for graph in (weighted, nx.DiGraph(weighted)):
        net = network(graph)
        whole = measured(net)
        monkeypatch.setattr(paths, "AT_ONCE", 0)
        monkeypatch.setattr(searches, "BLOCK", 7)
        monkeypatch.setattr(searches, "SPREAD_SECONDS", spread)
        for one, other in zip(whole, measured(net), strict=True):
            pd.testing.assert_series_equal(one, other, rtol=1e-12)
        monkeypatch.undo()


BROKEN = nx.disjoint_union(nx.complete_graph(95), nx.complete_graph(5))
BROKER = nx.Graph([*BROKEN.edges, (0, 100), (100, 99)])
CHAIN = nx.Graph([*nx.complete_graph(50).edges, (0, 50), (50, 51), (51, 52)])


@pytest.mark.parametrize("graph", [BROKEN, BROKER, CHAIN, nx.gnm_random_graph(60, 150, seed=7)])
@pytest.mark.parametrize("size", [5, 20, 45])
def test_a_sample_is_as_exact_as_it_says(graph: nx.Graph, size: int) -> None:
    """In at least 95 of 100 samples no actor is further off than the error that is given."""
    net = network(graph)
    for metric in (betweenness, harmonic_closeness):
        exact = metric(net, cost="inverse")
        draws = [metric(net, cost="inverse", sample=size, rng=seed) for seed in range(40)]
        off = [(draw - exact).abs().max() for draw in draws]
        held = [d <= draw.attrs["error"] for d, draw in zip(off, draws, strict=True)]
        assert np.mean(held) >= 0.95
        # Right on average: the mean of 40 samples is much nearer than one.
        mean = pd.concat([d.rename(i) for i, d in enumerate(draws)], axis=1).mean(axis=1)
        assert (mean - exact).abs().max() < max(off) / 2 + 1e-12


def test_the_error_shrinks_and_a_sample_of_all_is_exact(weighted: nx.Graph) -> None:
    net = network(weighted)
    for metric in (betweenness, harmonic_closeness):
        errors = [metric(net, cost="inverse", sample=k, rng=1).attrs["error"] for k in (5, 30, 55)]
        assert errors == sorted(errors, reverse=True)
        assert errors[-1] > 0
        everyone = metric(net, cost="inverse", sample=60)
        assert everyone.attrs == {"sample": 60, "error": 0}
        pd.testing.assert_series_equal(everyone, metric(net, cost="inverse"), rtol=1e-12)
        draw = metric(net, cost="inverse", sample=30, rng=0)
        again = metric(net, cost="inverse", sample=30, rng=np.random.default_rng(0))
        pd.testing.assert_series_equal(again, draw)
    assert harmonic_closeness(net, sample=5).attrs == {"sample": 60, "error": 0}


def test_what_takes_long_says_so(weighted: nx.Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    net = network(weighted)
    monkeypatch.setattr(paths, "AT_ONCE", 0)
    monkeypatch.setattr(searches, "BLOCK", 7)
    monkeypatch.setattr(searches, "LONG_SECONDS", -1)
    for metric in (betweenness, harmonic_closeness, closeness):
        name = "harmonic_closeness" if metric is closeness else metric.__name__
        with pytest.warns(NetcoopWarning, match=rf"{metric.__name__} of 60 .* min.*{name} with"):
            metric(net, cost="inverse")


@pytest.mark.parametrize("wrong", [0, 1, 61, -3, 2.5, "all", True, math.nan])
def test_wrong_samples(weighted: nx.Graph, wrong: object) -> None:
    for metric in (betweenness, harmonic_closeness):
        with pytest.raises(ArgumentError, match="sample="):
            metric(network(weighted), sample=wrong)


@pytest.mark.parametrize("asked", [{}, {"cost": "inverse"}, {"sample": 2}])
def test_no_seed_is_refused_whatever_is_drawn(weighted: nx.Graph, asked: dict[str, Any]) -> None:
    for metric in (betweenness, harmonic_closeness):
        with pytest.raises(ArgumentError, match="rng='x' is no seed"):
            metric(network(weighted), rng="x", **asked)


@pytest.mark.parametrize("actors", ["", "A", "AB"])
def test_too_few_actors(actors: str) -> None:
    net = nc.Network(actors, pd.DataFrame({"source": [], "target": []}))
    for cost in ("hops", "inverse"):
        assert betweenness(net, cost=cost).isna().all()
        assert betweenness(net, cost=cost, normalized=False).tolist() == [0] * len(actors)
        for metric in (harmonic_closeness, closeness):
            values = metric(net, cost=cost).tolist()
            assert values == (
                [0, 0] if actors == "AB" else pytest.approx([math.nan] * len(actors), nan_ok=True)
            )
