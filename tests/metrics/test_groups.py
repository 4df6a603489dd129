"""Communities against networkx, counting pairs by hand, and graphs that leave no doubt."""

from __future__ import annotations

import math
import random
from itertools import combinations

import igraph
import joblib
import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import netcoop as nc
from netcoop._core.rng import spawn
from netcoop.errors import ArgumentError
from netcoop.metrics.groups import communities, search_communities

LETTERS = "ABCDEFGHIJ"


@st.composite
def networks(draw: st.DrawFn) -> nc.Network:
    """Random networks of 2 to 10 actors, weighted, directed or not, often in pieces."""
    names = LETTERS[: draw(st.integers(2, 10))]
    pairs = list(combinations(names, 2))
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=20))
    turned = [pair[::-1] if draw(st.booleans()) else pair for pair in chosen]
    ties = pd.DataFrame(turned, columns=["source", "target"], dtype="str")
    ties["weight"] = [draw(st.integers(1, 1000)) * math.pi / 100 for _ in chosen]
    return nc.Network(names, ties, directed=draw(st.booleans()))


def plain(net: nc.Network) -> nx.Graph:
    """Put the network into networkx by hand: direction ignored, both ways summed."""
    graph = nx.Graph()
    graph.add_nodes_from(net.actors.index)
    for source, target, weight in net.pairs.itertuples(index=False):
        before = graph.get_edge_data(source, target, {"weight": 0})["weight"]
        graph.add_edge(source, target, weight=before + weight)
    return graph


def sets(membership: pd.Series) -> list[set[str]]:
    return [set(ids) for _, ids in membership.index.to_series().groupby(membership.to_numpy())]


def rand(one: np.ndarray, two: np.ndarray) -> float:
    """Hubert and Arabie's adjusted Rand index, pair by pair."""
    pairs = list(combinations(range(len(one)), 2))
    first = [one[a] == one[b] for a, b in pairs]
    second = [two[a] == two[b] for a, b in pairs]
    both = sum(x and y for x, y in zip(first, second, strict=True))
    expected = sum(first) * sum(second) / len(pairs)
    highest = (sum(first) + sum(second)) / 2
    return 1.0 if highest == expected else (both - expected) / (highest - expected)


def test_the_index_by_hand_is_that_of_scikit_learn_s_manual() -> None:
    assert rand(np.array([0, 0, 1, 2]), np.array([0, 0, 1, 1])) == pytest.approx(4 / 7)
    assert rand(np.array([0, 0, 1, 1]), np.array([1, 1, 0, 0])) == 1.0
    assert rand(np.array([0, 0, 0, 0]), np.array([0, 1, 2, 3])) == 0.0


def two_cliques(size: int = 5) -> nc.Network:
    """Two cliques joined by a tie, and an actor without ties."""
    graph = nx.barbell_graph(size, 0)
    graph.add_node("alone")
    return nc.from_networkx(graph)


def test_two_cliques_joined_by_a_tie_are_two_communities() -> None:
    net = two_cliques()
    found = communities(net, rng=1)
    assert found.membership.tolist() == [1] * 5 + [2] * 5 + [3]
    assert found.stability == 1.0
    assert found.actor_stability.tolist()[:10] == [1.0] * 10
    assert math.isnan(found.actor_stability["alone"])
    # Closed form: 20 of 21 ties inside, each community half of all strength.
    assert found.modularity == pytest.approx(20 / 21 - 1 / 2, abs=1e-12)
    assert (found.n, found.runs, found.sizes.tolist()) == (3, 50, [5, 5, 1])


def test_the_karate_club_s_best_modularity() -> None:
    """Unweighted optimum of Zachary's club, proved by Brandes et al. 2008: 0.4198 in four."""
    graph = nx.Graph(nx.karate_club_graph().edges)
    found = communities(nc.from_networkx(graph), rng=1)
    assert found.modularity == pytest.approx(0.4198, abs=5e-5)
    assert found.n == 4


@given(networks(), st.sampled_from([0.5, 1.0, 2.0]))
def test_modularity_is_that_of_networkx(net: nc.Network, resolution: float) -> None:
    found = communities(net, resolution=resolution, runs=3, rng=1)
    graph = plain(net)
    if not graph.number_of_edges():
        assert math.isnan(found.modularity)
        assert found.n == net.n_actors
        return
    theirs = nx.community.modularity(graph, sets(found.membership), resolution=resolution)
    assert found.modularity == pytest.approx(theirs, abs=1e-9)
    # What Leiden promises: no community is in pieces, and all in one is no better.
    assert all(nx.is_connected(graph.subgraph(ids)) for ids in sets(found.membership))
    pieces = list(nx.connected_components(graph))
    whole = nx.community.modularity(graph, pieces, resolution=resolution)
    assert found.modularity >= whole - 1e-9


@given(networks(), st.integers(2, 12))
def test_agreement_is_that_of_pairs_counted_by_hand(net: nc.Network, runs: int) -> None:
    found = communities(net, runs=runs, rng=7)
    pairs = net.pairs
    if not len(pairs):
        assert found.stability == 1.0
        return
    graph = plain(net)
    names = list(graph)
    edges = sorted((min(a, b), max(a, b), data["weight"]) for a, b, data in graph.edges(data=True))
    source, target = (np.array([names.index(edge[end]) for edge in edges]) for end in (0, 1))
    ties = (source, target, np.array([edge[2] for edge in edges]))
    # The same searches: ids are in the order of the alphabet here.
    seeds = [int(generator.integers(2**63)) for generator in spawn(7, runs)]
    rows = search_communities(len(names), ties, 1.0, seeds)
    indices = {(a, b): rand(rows[a], rows[b]) for a, b in combinations(range(runs), 2)}
    assert found.stability == pytest.approx(np.mean(list(indices.values())), abs=1e-9)
    mean = [np.mean([indices[min(a, b), max(a, b)] for b in range(runs) if b != a])
            for a in range(runs)]  # fmt: skip
    chosen = found.membership.to_numpy()
    # Most like all others; of equals the one of higher modularity; of these the first.
    alike = [a for a in range(runs) if mean[a] >= max(mean) - 1e-10]
    parts = [[set(np.array(names)[rows[a] == label]) for label in set(rows[a])] for a in alike]
    quality = [nx.community.modularity(graph, part) for part in parts]
    best = next(a for a, q in zip(alike, quality, strict=True) if q >= max(quality) - 1e-10)
    assert rand(rows[best], chosen) == 1.0
    for i, actor in enumerate(names):
        others = [j for j in range(len(names)) if chosen[j] == chosen[i] and j != i]
        share = (
            np.mean([[row[i] == row[j] for j in others] for row in rows]) if others else math.nan
        )
        assert found.actor_stability[actor] == pytest.approx(share, abs=1e-9, nan_ok=True)


def test_where_runs_differ_stability_says_so() -> None:
    ring = nc.from_networkx(nx.cycle_graph(30))
    found = communities(ring, runs=30, rng=1)
    assert 0 < found.stability < 0.9
    assert found.actor_stability.between(0, 1).all()
    assert found.actor_stability.mean() < 1


def test_equally_large_communities_are_numbered_in_the_order_of_actors() -> None:
    pairs = [("Z", "Y"), ("A", "B"), ("C", "D"), ("D", "E"), ("C", "E")]
    net = nc.Network("ZYABCDE", pd.DataFrame(pairs, columns=["source", "target"]))
    assert communities(net, runs=2, rng=1).membership.tolist() == [2, 2, 3, 3, 1, 1, 1]


@given(networks(), st.randoms(), st.sampled_from([1e-9, 1 / 3, 8.0, 1e9]))
@settings(max_examples=25)
def test_neither_the_order_of_actors_nor_the_unit_of_weights_matters(
    net: nc.Network, shuffle: random.Random, factor: float
) -> None:
    ids = list(net.actors.index)
    shuffle.shuffle(ids)
    ties = net.ties.sample(frac=1, random_state=1)
    mixed = nc.Network(ids, ties.assign(weight=ties["weight"] * factor), directed=net.directed)
    one, two = communities(net, runs=4, rng=3), communities(mixed, runs=4, rng=3)
    assert sorted(map(sorted, sets(one.membership))) == sorted(map(sorted, sets(two.membership)))
    assert two.modularity == pytest.approx(one.modularity, abs=1e-9, nan_ok=True)
    assert two.stability == one.stability
    pd.testing.assert_series_equal(
        two.actor_stability.reindex(net.actors.index), one.actor_stability, atol=1e-12
    )


def test_the_numbers_are_the_same_for_any_workers() -> None:
    net = nc.from_networkx(nx.gnm_random_graph(60, 150, seed=1))
    alone = communities(net, rng=5)
    assert not alone.equals(communities(net, rng=6))
    assert alone.equals(communities(net, rng=np.random.default_rng(5)))
    for backend in ("threading", "loky"):
        with joblib.parallel_config(backend=backend, n_jobs=2):
            assert communities(net, rng=5).equals(alone)


def test_the_engine_draws_from_python_s_random_afterwards_and_leaves_it_alone() -> None:
    net = two_cliques()
    random.seed(1)
    before = random.getstate()
    communities(net, runs=3)
    assert random.getstate() == before
    one = igraph.Graph.Erdos_Renyi(20, m=30).get_edgelist()
    random.setstate(before)
    assert igraph.Graph.Erdos_Renyi(20, m=30).get_edgelist() == one


NO_TIES = pd.DataFrame({"source": [], "target": []})


def test_what_is_not_defined_is_not_a_number() -> None:
    empty, alone, three = (nc.Network(ids, NO_TIES) for ids in ("", "A", "ABC"))
    for net in (empty, alone):
        found = communities(net, runs=3)
        assert math.isnan(found.stability)
        assert math.isnan(found.modularity)
        assert found.n == net.n_actors
        assert found.to_frame().shape == (net.n_actors, 5)
        assert "no communities" in found.sentence("en")
        assert found.summary()["n_alone"] == net.n_actors
    found = communities(three, runs=3)
    assert found.membership.tolist() == [1, 2, 3]
    assert found.stability == 1.0
    assert found.actor_stability.isna().all()
    once = communities(two_cliques(), runs=1)
    assert math.isnan(once.stability)
    assert once.n == 3


@pytest.mark.parametrize("runs", [0, -1, 2.5, True, "ten", None, math.nan])
def test_runs_that_are_none_are_refused(runs: object) -> None:
    with pytest.raises(ArgumentError, match="runs="):
        communities(two_cliques(), runs=runs)  # type: ignore[arg-type]


@pytest.mark.parametrize("resolution", [0, -1.0, math.nan, math.inf, "fine", None, True])
def test_resolutions_that_are_none_are_refused(resolution: object) -> None:
    with pytest.raises(ArgumentError, match="resolution="):
        communities(two_cliques(), resolution=resolution)  # type: ignore[arg-type]


def test_a_seed_that_is_none_is_refused() -> None:
    with pytest.raises(ArgumentError, match="rng="):
        communities(two_cliques(), rng=-1)


def test_resolution_makes_more_or_fewer() -> None:
    net = nc.from_networkx(nx.ring_of_cliques(6, 4))
    counts = [communities(net, resolution=value, runs=5, rng=1).n for value in (0.01, 1, 50)]
    assert counts == [1, 6, 24]


def test_the_result_shows_itself_and_cannot_be_changed() -> None:
    found = communities(two_cliques(), rng=1)
    table = found.to_frame("en")
    assert table.columns.tolist() == ["community", "size", "members", "stability", "sentence"]
    assert table["members"].tolist()[1:] == [("5", "6", "7", "8", "9"), ("alone",)]
    assert table["sentence"].tolist()[1:] == [
        "5, 6, 7, 8, 9 belong together; two of them were found together in 100 % of the searches.",
        "alone is alone.",
    ]
    assert found.sentence("en") == (
        "2 communities of two or more actors, the largest has 5 (modularity 0.45); agreement "
        "between searches is 1.00, 1 means always the same."
    )
    assert repr(found) == (
        "<Communities: 3 of 11 actors, 50 runs, modularity 0.452, stability 1.000>"
    )
    assert "<td>alone</td>" in found._repr_html_()
    assert found.summary()["n_communities"] == 3
    assert found.settings == {"resolution": 1.0, "runs": 50, "method": "leiden"}
    membership, stability = found.membership, found.actor_stability
    membership.iloc[0] = stability.iloc[0] = found.settings["runs"] = 9
    assert found.equals(communities(two_cliques(), rng=1))
    assert not found.equals(communities(two_cliques(4), rng=1))
    assert not found.equals("communities")
    with pytest.raises(AttributeError):
        found.runs = 3  # type: ignore[misc]
