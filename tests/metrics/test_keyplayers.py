"""Key players against trying all sets with networkx, and published networks."""

from __future__ import annotations

import math
from itertools import combinations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import netcoop as nc
from netcoop.errors import ArgumentError
from netcoop.metrics import keysets
from netcoop.metrics.apart import harmonic_sums, steps_between
from netcoop.metrics.basis import symmetric
from netcoop.metrics.keyplayers import key_players

NO_TIES = pd.DataFrame({"source": [], "target": []})
KITE = nx.krackhardt_kite_graph()
QUESTIONS = [
    {"criterion": "F"},
    {"criterion": "DF"},
    {"goal": "reach"},
    {"goal": "reach", "steps": 2},
    {"goal": "reach", "steps": None},
]


@st.composite
def graphs(draw: st.DrawFn, most: int = 8) -> nx.Graph:
    n = draw(st.integers(2, most))
    graph = nx.DiGraph() if draw(st.booleans()) else nx.Graph()
    graph.add_nodes_from(range(n))
    pairs = [(a, b) for a in range(n) for b in range(n) if a != b]
    for a, b in draw(st.lists(st.sampled_from(pairs), unique=True, max_size=2 * n)):
        graph.add_edge(a, b, weight=draw(st.sampled_from([0.5, 1.0, 7.0])))
    return graph


def f_and_df(graph: nx.Graph, gone: tuple[int, ...]) -> tuple[float, float]:
    """Borgatti's F and DF of those who stay, by networkx."""
    rest = nx.Graph(graph)
    rest.remove_nodes_from(gone)
    possible = len(rest) * (len(rest) - 1)
    if not possible:
        return math.nan, math.nan
    pairs = sum(len(c) * (len(c) - 1) for c in nx.connected_components(rest))
    return 1 - pairs / possible, 1 - sum(nx.harmonic_centrality(rest).values()) / possible


def reached(graph: nx.Graph, chosen: tuple[int, ...], steps: int | None) -> float:
    """Borgatti's reach of a set, by networkx: within steps, or by 1/distance."""
    if not chosen:
        return 0.0
    plain = nx.Graph(graph)
    far = nx.multi_source_dijkstra_path_length(plain, set(chosen), weight=None)
    if steps is None:
        return sum(1 / max(1, d) for d in far.values()) / len(plain)
    return sum(d <= steps for d in far.values()) / len(plain)


def worth(graph: nx.Graph, chosen: tuple[int, ...], asked: dict[str, object]) -> list[float]:
    """Score a set as asked; equals in F are told apart by DF."""
    if asked.get("goal") == "reach":
        return [reached(graph, chosen, asked.get("steps", 1))]  # type: ignore[arg-type]
    f, df = f_and_df(graph, chosen)
    return [f, df] if asked["criterion"] == "F" else [df]


@pytest.mark.parametrize("asked", QUESTIONS)
@settings(max_examples=40)
@given(graph=graphs())
def test_all_sets_tried_with_networkx(graph: nx.Graph, asked: dict[str, object]) -> None:
    net, n = nc.from_networkx(graph), len(graph)
    for k in range(1, n + (asked.get("goal") == "reach")):
        found = key_players(net, k, **asked)  # type: ignore[arg-type]
        scores = {chosen: worth(graph, chosen, asked) for chosen in combinations(range(n), k)}
        best = max(scores.values(), key=lambda s: [round(x, 9) for x in s])
        equal = [c for c, s in scores.items() if s == pytest.approx(best, abs=1e-9, nan_ok=True)]
        sets = [tuple(map(str, chosen)) for chosen in equal]
        assert found.score == pytest.approx(best[0], abs=1e-9, nan_ok=True)
        assert found.score_before == pytest.approx(worth(graph, (), asked)[0], abs=1e-9)
        assert (found.optimal, found.method, found.n_optimal) == (True, "exhaustive", len(equal))
        assert list(found.sets) == sets[:50]
        assert found.members == sets[0]
        rest = [s for c, s in scores.items() if c not in equal]
        if not rest:
            assert found.second is found.second_score is None
        else:
            second = max(rest, key=lambda s: [round(x, 9) for x in s])
            assert found.second_score == pytest.approx(second[0], abs=1e-9)
            assert scores[tuple(map(int, found.second or ()))] == pytest.approx(second, abs=1e-9)
        for member, gain in zip(equal[0], found.gain, strict=True):
            less = worth(graph, tuple(x for x in equal[0] if x != member), asked)[0]
            assert gain == pytest.approx(best[0] - less, abs=1e-9, nan_ok=True)


def test_the_kite() -> None:
    """Krackhardt 1990: Heather (7) holds the tail; Diane (3) and Ike (8) know everyone."""
    net = nc.from_networkx(KITE)
    assert key_players(net, 1).members == ("7",)
    # Without Heather 7 actors and the pair Ike and Jane are left.
    assert key_players(net, 1).score == pytest.approx(1 - (42 + 2) / 72)
    two = key_players(net, 2, goal="reach")
    assert (two.members, two.score, two.n_optimal) == (("3", "8"), 1.0, 1)
    assert key_players(net, 2, goal="reach", steps=2).score == 1.0


def test_two_cliques_joined_by_one_actor() -> None:
    """Two cliques of m and the actor between: F = 1 − 2m(m−1)/(2m(2m−1)) = m/(2m−1)."""
    m = 5
    graph = nx.disjoint_union(nx.complete_graph(m), nx.complete_graph(m))
    graph.add_edges_from((2 * m, node) for node in range(2 * m))
    found = key_players(nc.from_networkx(graph), 1)
    assert found.members == ("10",)
    assert found.score == pytest.approx(m / (2 * m - 1), abs=1e-12)
    assert found.gain.to_dict() == pytest.approx({"10": m / (2 * m - 1)}, abs=1e-12)
    assert (found.n_optimal, found.second_score) == (1, 0.0)


def test_the_best_pair_is_not_the_two_best_alone() -> None:
    """Borgatti 2006: two actors that hold the same thing together are redundant as a pair.

    Two cliques are joined by 8 and by 9, who both have to go; alone neither matters, and whoever
    holds a pendant actor (0 and 4) fragments more.
    """
    graph = nx.disjoint_union(nx.complete_graph(4), nx.complete_graph(4))
    graph.add_edges_from([(8, x) for x in range(8)] + [(9, x) for x in range(8)])
    graph.add_edges_from([(0, 10), (4, 11)])
    net = nc.from_networkx(graph)
    assert key_players(net, 2).members == ("8", "9")
    assert set(key_players(net, 1).members) == {"0"}


def test_among_equals_in_f_the_one_that_leaves_greater_distances() -> None:
    """In a wheel nobody alone fragments; without the hub the rim is a long way round."""
    found = key_players(nc.from_networkx(nx.wheel_graph(9)), 1)
    assert (found.members, found.score, found.n_optimal) == (("0",), 0.0, 1)
    assert found.second_score == 0.0


def test_direction_and_weights_do_not_count_and_order_is_that_of_actors() -> None:
    ties = pd.DataFrame({"source": list("BCBD"), "target": list("ABDE"), "weight": [1, 9, 2, 5.0]})
    one = nc.Network("ABCDE", ties, directed=True)
    two = nc.Network("EDCBA", ties.assign(weight=1.0))
    for asked in QUESTIONS:
        first, second = (key_players(net, 2, **asked) for net in (one, two))  # type: ignore[arg-type]
        assert first.score == pytest.approx(second.score, abs=1e-12)
        assert {frozenset(s) for s in first.sets} == {frozenset(s) for s in second.sets}


@pytest.mark.parametrize("asked", QUESTIONS)
@settings(max_examples=25)
@given(graph=graphs(most=12))
def test_greedy_ends_where_no_exchange_helps(graph: nx.Graph, asked: dict[str, object]) -> None:
    net, n = nc.from_networkx(graph), len(graph)
    k = max(1, min(3, n - 2))
    exact = key_players(net, k, **asked)  # type: ignore[arg-type]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keysets, "EXACT_SETS", 0)
        found = key_players(net, k, **asked)  # type: ignore[arg-type]
        again = key_players(net, k, **asked, rng=7)  # type: ignore[arg-type]
    assert found.equals(again)
    # What reaches 1 cannot be beaten, though not all sets were tried.
    assert (found.optimal, found.method) == (found.score > 1 - 1e-9, "greedy")
    assert found.n_optimal is found.second is None
    if n < 3:
        return
    chosen = tuple(map(int, found.members))
    assert found.score == pytest.approx(worth(graph, chosen, asked)[0], abs=1e-9)
    assert found.score <= exact.score + 1e-12
    for member in chosen:
        for other in set(range(n)) - set(chosen):
            swapped = tuple(sorted({*chosen, other} - {member}))
            assert worth(graph, swapped, asked)[0] <= found.score + 1e-9


def test_many_actors_are_searched_greedily() -> None:
    """Forty stars in a row of their hubs: the hubs are who to take."""
    graph = nx.path_graph(40)
    graph.add_edges_from((hub, 100 * (hub + 1) + leaf) for hub in range(40) for leaf in range(10))
    net = nc.from_networkx(graph)
    for goal in ("fragment", "reach"):
        found = key_players(net, 5, goal=goal)  # type: ignore[arg-type]
        assert not found.optimal
        assert {int(actor) for actor in found.members} < set(range(40))
    # Five of the hubs, none next to another, reach themselves, ten leaves and two hubs each.
    assert found.score == pytest.approx(5 * 13 / 440)
    assert key_players(net, 2).optimal  # 96,580 sets


def test_ties_that_would_take_too_long_are_said_to_be_unknown() -> None:
    net = nc.from_networkx(nx.wheel_graph(9))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keysets, "TIE_WORK", 0)
        found = key_players(net, 1)
    assert (found.members, found.optimal, found.n_optimal) == (("0",), True, None)
    assert found.second is None
    assert found.sentence("en").endswith("No set is better.")


def test_many_equals_are_told_apart_among_those_with_most_partners() -> None:
    net = nc.from_networkx(nx.wheel_graph(60))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keysets, "EXACT_SETS", 0)
        patch.setattr(keysets, "STEP_WORK", 0)
        for criterion in ("F", "DF"):
            found = key_players(net, 1, criterion=criterion)  # type: ignore[arg-type]
            assert (found.members, found.method) == (("0",), "greedy")


def test_candidates_limit_who_may_be_chosen() -> None:
    net = nc.from_networkx(KITE)
    found = key_players(net, 1, candidates=["9", "8", "0"])
    assert (found.members, found.n_optimal) == (("8",), 1)
    assert key_players(net, 2, goal="reach", candidates=["9", "8"]).members == ("8", "9")


@pytest.mark.parametrize("n", [3, 65, 130])
def test_distances_without_sets_are_those_of_networkx(n: int) -> None:
    """Actors of one word of bits and of several, with hubs, isolates and pieces."""
    graph = nx.gnm_random_graph(n, int(1.3 * n), seed=n)
    graph.add_edges_from((0, node) for node in range(1, n // 2))
    matrix = symmetric(nc.from_networkx(graph), weighted=False)
    sets = np.array([[0, 1], [1, 2], [0, n - 1]])
    for gone, total in zip(sets, harmonic_sums(matrix, sets), strict=True):
        rest = graph.subgraph(set(graph) - set(gone.tolist()))
        assert total == pytest.approx(sum(nx.harmonic_centrality(rest).values()), abs=1e-9)
    steps, theirs = steps_between(matrix), dict(nx.all_pairs_shortest_path_length(graph))
    far = np.iinfo(steps.dtype).max
    assert all(steps[a, b] == theirs[a].get(b, far) for a in graph for b in graph)


def test_distances_are_searched_in_parts() -> None:
    """However many words fit at once, the sums are the same."""
    matrix = symmetric(nc.from_networkx(nx.gnm_random_graph(700, 2000, seed=1)), weighted=False)
    sets = np.array([[3], [5], [8]])
    whole = harmonic_sums(matrix, sets)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("netcoop.metrics.apart.BLOCK_WORDS", 1)
        assert harmonic_sums(matrix, sets) == pytest.approx(whole, abs=1e-9)


def test_where_one_would_stay_all_sets_are_equal() -> None:
    found = key_players(nc.from_networkx(nx.path_graph(4)), 3)
    assert math.isnan(found.score)
    assert (found.n_optimal, found.optimal) == (4, True)
    assert found.gain.isna().all()
    assert "–" in found.sentence("cs")


def test_nobody_tied() -> None:
    net = nc.Network("ABC", NO_TIES)
    assert key_players(net, 1).score == 1.0
    assert key_players(net, 1).n_optimal == 3
    assert key_players(net, 2, goal="reach").score == pytest.approx(2 / 3)
    assert key_players(net, 3, goal="reach", steps=None).score == 1.0


def test_the_result_shows_itself() -> None:
    found = key_players(nc.from_networkx(KITE), 2)
    frame = found.to_frame("cs")
    assert frame.index.name == "actor_id"
    assert frame["gain"].tolist() == found.gain.tolist()
    frame["gain"] = 0
    assert found.gain.gt(0).any()
    assert repr(found).startswith("<KeyPlayers: 2 to fragment (F): ")
    assert "<table>" in found._repr_html_()
    assert found.summary()["members"] == ", ".join(found.members)
    assert found.equals(key_players(nc.from_networkx(KITE), 2))
    assert not found.equals(key_players(nc.from_networkx(KITE), 2, criterion="DF"))
    for asked in QUESTIONS:
        for lang in ("cs", "en"):
            assert found.members[0] in found.sentence(lang)
            assert key_players(nc.from_networkx(KITE), 1, **asked).sentence(lang)  # type: ignore[arg-type]
    with pytest.raises(AttributeError):
        found.score = 1.0  # type: ignore[misc]


@pytest.mark.parametrize(
    ("k", "options", "message"),
    [
        (0, {}, "k=0 must be a whole number from 1 to 9"),
        (-1, {}, "k=-1"),
        (10, {}, "from 1 to 9"),
        (11, {"goal": "reach"}, "from 1 to 10"),
        (1.5, {}, "k=1.5"),
        (True, {}, "k=True"),
        ("2", {}, "k='2'"),
        (None, {}, "k=None"),
        (math.nan, {}, "k=nan"),
        (1, {"goal": "find"}, "goal='find'"),
        (1, {"criterion": "f"}, "criterion='f'"),
        (1, {"goal": "reach", "steps": 0}, "steps=0 must be a whole number from 1 up"),
        (1, {"candidates": ["x"]}, "candidates names actors that the network does not have: 'x'"),
        (1, {"candidates": []}, "candidates= names nobody"),
        (1, {"candidates": [["1"]]}, r"candidates must list ids .*; \['1'\] is none"),
        (1, {"candidates": [1]}, "candidates must list ids of actors, which are texts; 1 is none"),
        (1, {"candidates": [pd.NA]}, "<NA> is none"),
        (1, {"candidates": [{}]}, "{} is none"),
        (pd.NA, {}, "k=<NA>"),
        (1, {"goal": "reach", "steps": pd.NA}, "steps=<NA>"),
        (1, {"goal": pd.NA}, "goal=<NA>"),
        (1, {"criterion": ["F"]}, "criterion="),
        (1, {"candidates": 3}, "candidates=3"),
        (2, {"candidates": ["1"]}, "from 1 to 1"),
        (1, {"rng": "x"}, "rng='x'"),
    ],
)
def test_bad_arguments(k: object, options: dict[str, object], message: str) -> None:
    with pytest.raises(ArgumentError, match=message):
        key_players(nc.from_networkx(KITE), k, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("n", [0, 1])
def test_nobody_can_leave(n: int) -> None:
    with pytest.raises(ArgumentError, match="too few actors"):
        key_players(nc.Network(list("A" * n), NO_TIES), 1)


def test_a_score_of_one_cannot_be_beaten() -> None:
    """Without the hub of a star nobody is tied; it alone reaches all: no need to try all sets."""
    net = nc.from_networkx(nx.star_graph(30))
    for asked in QUESTIONS:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(keysets, "EXACT_SETS", 0)
            found = key_players(net, 1, **asked)  # type: ignore[arg-type]
        assert (found.members, found.score) == (("0",), 1)
        assert (found.optimal, found.method, found.n_optimal) == (True, "greedy", None)
        assert found.sentence("en").endswith("No set is better.")


def test_the_sentence_names_the_members_as_people_do() -> None:
    path = nc.from_networkx(nx.path_graph(7))
    names = ["Alfa", None, "Charlie", "", "Echo", "Foxtrot", "Golf"]
    net = nc.Network(path.actors.assign(name=names), path.ties)
    # Pieces of 1, 1, 1 and 1 are left of 2, or two and two.
    found = key_players(net, 3)
    assert found.members == ("1", "3", "5")
    assert found.sentence("en") == (
        "Without 1, 3, and Foxtrot, the share of pairs that cannot reach each other would go from "
        "0.00 to 1.00. No other set is as good."
    )
    reach = key_players(net, 2, goal="reach", candidates=["2", "4"])
    assert reach.sentence("en") == (
        "Share of actors within 1 step of Charlie and Echo: 0.71. No other set is as good."
    )
    # The language's own list; after "a" the line is not broken.
    assert "Charlie a\N{NO-BREAK SPACE}Echo" in reach.sentence("cs")
    two = key_players(net, 1, goal="reach", steps=2, candidates=["2"])
    assert two.sentence("en").startswith("Share of actors within 2 steps of Charlie: 0.71.")


def test_long_lists_end_with_dots() -> None:
    found = key_players(nc.from_networkx(nx.path_graph(12)), 11, goal="reach")
    assert " within 1 step of 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, …: 1.00." in found.sentence("en")


@pytest.mark.parametrize(("n", "words"), [(2, "1 other set is"), (3, "2 other sets are")])
def test_equally_good_are_the_others(n: int, words: str) -> None:
    found = key_players(nc.Network(list("ABC"[:n]), NO_TIES), 1, goal="reach")
    assert found.n_optimal == n
    assert found.sentence("en").endswith(f" {words} equally good.")


def test_nearly_all_tied_says_little() -> None:
    found = key_players(nc.from_networkx(nx.complete_graph(6)), 1)
    assert (found.flag, found.summary()["flag"]) == ("saturated", "saturated")
    caveat = " Nearly all are tied to each other here: this says little."
    assert found.sentence("en").endswith(caveat)
    path = key_players(nc.from_networkx(nx.path_graph(9)), 1)
    assert (path.flag, path.summary()["flag"]) == ("ok", "ok")
    assert "says little" not in path.sentence("en")
