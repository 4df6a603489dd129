"""New contacts against trying all with networkx, closed forms, and published networks."""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import combinations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import netcoop as nc
from netcoop.errors import ArgumentError, NetworkError
from netcoop.gaps.required.asked import required_ties
from netcoop.gaps.suggestion import added_ties, contact_search, contacts
from netcoop.gaps.suggestion.burden import workload
from netcoop.gaps.suggestion.contacts import suggest_ties
from netcoop.gaps.suggestion.contacts_result import TieSuggestions
from tests.gaps.region import TEMPLATE, region_network
from tests.gaps.test_wording import BANNED

OBJECTIVES = ("efficiency", "fragmentation")
Pairs = tuple[tuple[str, str], ...]


@st.composite
def graphs(draw: st.DrawFn, least: int = 2, most: int = 6) -> nx.Graph:
    n = draw(st.integers(least, most))
    graph = nx.DiGraph() if draw(st.booleans()) else nx.Graph()
    graph.add_nodes_from("abcdefghijkl"[:n])
    pairs = [(a, b) for a in graph for b in graph if a != b]
    if pairs:
        graph.add_edges_from(draw(st.lists(st.sampled_from(pairs), unique=True, max_size=2 * n)))
    return graph


def florentine() -> nx.Graph:
    """The marriages of Padgett's 16 families; Pucci married nobody."""
    graph = nx.florentine_families_graph()
    graph.add_node("Pucci")
    return graph


def core() -> nx.Graph:
    return nx.florentine_families_graph()


def measured(graph: nx.Graph, added: Iterable[tuple[str, str]] = ()) -> tuple[float, float]:
    """Efficiency and Borgatti's F with some ties added, by the searches of networkx."""
    plain = nx.Graph(graph)
    plain.add_edges_from(added)
    n = len(plain)
    if n < 2:
        return math.nan, math.nan
    steps = [d for _, far in nx.all_pairs_shortest_path_length(plain) for d in far.values() if d]
    return sum(1 / d for d in steps) / (n * (n - 1)), 1 - len(steps) / (n * (n - 1))


@given(graph=graphs(most=9))
def test_what_is_measured_is_what_networkx_calls_it(graph: nx.Graph) -> None:
    plain = nx.Graph(graph)
    reached = sum(len(c) * (len(c) - 1) for c in nx.connected_components(plain))
    expected = nx.global_efficiency(plain), 1 - reached / (len(plain) * (len(plain) - 1))
    assert measured(graph) == pytest.approx(expected, abs=1e-12)


def absent(graph: nx.Graph) -> list[tuple[str, str]]:
    return sorted(tuple(sorted(pair)) for pair in nx.non_edges(nx.Graph(graph)))


def key(graph: nx.Graph, pairs: Pairs, objective: str) -> tuple[float, ...]:
    """What is as high as possible."""
    efficiency, fragmentation = measured(graph, pairs)
    if objective == "efficiency":
        return (round(efficiency, 9),)
    return round(-fragmentation, 9), round(efficiency, 9)


def pairs_of(found: TieSuggestions) -> Pairs:
    return tuple(sorted(zip(found.ties["source"], found.ties["target"], strict=True)))


# -- published networks ------------------------------------------------------------------------


def test_florentine_families_are_joined_by_pucci_and_medici() -> None:
    found = suggest_ties(nc.from_networkx(florentine()))
    assert pairs_of(found) == (("Medici", "Pucci"),)
    assert found.efficiency_before == pytest.approx(0.4376389, abs=5e-8)
    assert found.efficiency_after == pytest.approx(0.4911111, abs=5e-8)
    assert found.fragmentation_before == pytest.approx(0.125, abs=1e-12)
    assert found.fragmentation_after == 0
    assert (found.optimal, found.method, found.n_optimal) == (True, "exhaustive", 1)
    row = found.ties.iloc[0]
    assert (row["joined"], row["nearer"], row["reasons"]) == (15, 0, ("joins_pieces",))
    assert math.isnan(row["steps_before"])


def test_the_core_of_florence_has_two_best_ties() -> None:
    found = suggest_ties(nc.from_networkx(core()))
    assert found.efficiency_before == pytest.approx(0.5001587, abs=5e-8)
    assert found.efficiency_after == pytest.approx(0.5222222, abs=5e-8)
    assert found.n_optimal == 2
    assert found.sets == ((("Bischeri", "Salviati"),), (("Guadagni", "Pazzi"),))
    assert found.second is not None
    assert found.second_efficiency < found.efficiency_after


def test_the_best_two_ties_of_the_core_are_not_the_best_one_and_another() -> None:
    net = nc.from_networkx(core())
    found = suggest_ties(net, 2)
    assert pairs_of(found) == (("Ginori", "Strozzi"), ("Pazzi", "Strozzi"))
    assert found.efficiency_after == pytest.approx(0.5404762, abs=5e-8)
    assert (found.optimal, found.method) == (True, "exhaustive")
    # One after another stays a little below, from whichever of the two best ties it starts.
    search, possible = contacts._set_up(net, "efficiency", None, None, None, networkers=False)
    named = [contacts._named(possible, place) for place in range(len(search.u))]
    for first, reached in [
        (("Guadagni", "Pazzi"), 0.5396825),
        (("Bischeri", "Salviati"), 0.5388889),
    ]:
        start = named.index(first)
        pair = [start, contact_search._best_to_add(search, [start])]
        steps = contact_search.state_with(search, pair).steps
        assert added_ties.nearness(steps) / 105 == pytest.approx(reached, abs=5e-8)
        by_trying = max(measured(core(), (first, other))[0] for other in absent(core()))
        assert by_trying == pytest.approx(reached, abs=5e-8)
    # The first by the alphabet is taken; exchanging then gets all the way, though it cannot know.
    assert named[contact_search.grown(search, 2)[0]] == ("Bischeri", "Salviati")
    greedy = suggest_ties(net, 2, limit=0)
    assert (greedy.optimal, greedy.method) == (False, "greedy")
    assert math.isnan(greedy.n_optimal)
    assert pairs_of(greedy) == pairs_of(found)


# -- against trying all ------------------------------------------------------------------------


@pytest.mark.parametrize("objective", OBJECTIVES)
@settings(max_examples=25)
@given(graph=graphs(), k=st.integers(1, 3))
def test_all_combinations_tried_with_networkx(graph: nx.Graph, k: int, objective: str) -> None:
    found = suggest_ties(nc.from_networkx(graph), k, objective=objective)
    pairs = absent(graph)
    scores = {
        chosen: key(graph, chosen, objective) for chosen in combinations(pairs, min(k, len(pairs)))
    }
    best = max(scores.values())
    equal = [chosen for chosen, score in scores.items() if score == best]
    assert found.sets == tuple(equal[:50])
    assert pairs_of(found) == equal[0]
    assert (found.optimal, found.method, found.n_optimal) == (True, "exhaustive", len(equal))
    before, after = measured(graph), measured(graph, equal[0])
    assert (found.efficiency_before, found.fragmentation_before) == pytest.approx(before)
    assert (found.efficiency_after, found.fragmentation_after) == pytest.approx(after)
    lower = [score for score in scores.values() if score < best]
    assert (found.second is None) == (not lower)
    if found.second is not None:
        assert scores[found.second] == max(lower)
        second = (found.second_efficiency, found.second_fragmentation)
        assert second == pytest.approx(measured(graph, found.second))


@pytest.mark.parametrize("objective", OBJECTIVES)
@settings(max_examples=25)
@given(graph=graphs(most=9), k=st.integers(1, 4))
def test_what_each_tie_adds(graph: nx.Graph, k: int, objective: str) -> None:
    found = suggest_ties(nc.from_networkx(graph), k, objective=objective, limit=0)
    which, sign = (0, 1) if objective == "efficiency" else (1, -1)
    added: list[tuple[str, str]] = []
    for row in found.ties.itertuples():
        tie = (row.source, row.target)
        before, after = measured(graph, added), measured(graph, [*added, tie])
        alone = measured(graph, [tie])[which] - measured(graph)[which]
        assert (row.efficiency_after, row.fragmentation_after) == pytest.approx(after)
        assert row.gain == pytest.approx(sign * (after[which] - before[which]), abs=1e-12)
        assert row.gain_alone == pytest.approx(sign * alone, abs=1e-12)
        plain = nx.Graph(graph)
        plain.add_edges_from(added)
        old = dict(nx.all_pairs_shortest_path_length(plain))
        plain.add_edge(*tie)
        new = dict(nx.all_pairs_shortest_path_length(plain))
        moved = [(a, b) for a, b in combinations(plain, 2) if new[a].get(b) != old[a].get(b)]
        joined = sum(b not in old[a] for a, b in moved)
        assert (row.joined, row.nearer) == (joined, len(moved) - joined)
        there = old[row.source].get(row.target, math.nan)
        assert row.steps_before == pytest.approx(there, nan_ok=True)
        added.append(tie)
    # What helps most comes first: of the ties of the set none would have been better to start with.
    if len(added) and objective == "efficiency":
        assert found.ties["gain_alone"].iloc[0] >= found.ties["gain_alone"].max() - 1e-12


@pytest.mark.parametrize("objective", OBJECTIVES)
@settings(max_examples=25)
@given(graph=graphs(), k=st.integers(1, 3))
def test_one_after_another_is_never_better_than_the_best(
    graph: nx.Graph, k: int, objective: str
) -> None:
    net = nc.from_networkx(graph)
    best, greedy = (suggest_ties(net, k, objective=objective, limit=x) for x in (200_000, 0))
    assert len(greedy.ties) == len(best.ties)
    ours, theirs = (key(graph, pairs_of(found), objective) for found in (greedy, best))
    assert ours <= theirs
    # Nobody who exchanges one tie gets any further.
    for tie in pairs_of(greedy):
        others = [other for other in pairs_of(greedy) if other != tie]
        for instead in set(absent(graph)) - set(others):
            assert key(graph, (*others, instead), objective) <= ours
    if objective == "fragmentation":
        # The pieces to join are known without trying.
        assert ours[0] == theirs[0]
        assert greedy.optimal


@settings(max_examples=30)
@given(graph=graphs(most=12), k=st.integers(1, 4), limit=st.sampled_from([0, 20_000]))
def test_the_largest_pieces_are_joined(graph: nx.Graph, k: int, limit: int) -> None:
    """Closed form: k ties join the k + 1 largest pieces."""
    sizes = sorted(map(len, nx.connected_components(nx.Graph(graph))), reverse=True)
    merged = [sum(sizes[: k + 1]), *sizes[k + 1 :]]
    n = len(graph)
    lowest = 1 - sum(s * (s - 1) for s in merged) / (n * (n - 1))
    found = suggest_ties(nc.from_networkx(graph), k, objective="fragmentation", limit=limit)
    assert found.fragmentation_after == pytest.approx(lowest, abs=1e-12)
    assert found.optimal


def test_closed_forms() -> None:
    """Diameter 2 leaves ties at 1 and all others at 1/2, so any tie of a star is as good.

    A path of four has three absent pairs; each leaves four ties and two pairs two steps apart.
    """
    n = 6
    star = suggest_ties(nc.from_networkx(nx.star_graph(n - 1)))
    pairs = n * (n - 1) / 2
    assert star.efficiency_after == pytest.approx((n + (pairs - n) / 2) / pairs, abs=1e-12)
    assert star.n_optimal == 10
    path = suggest_ties(nc.from_networkx(nx.path_graph(4)))
    assert path.efficiency_after == pytest.approx(5 / 6, abs=1e-12)
    assert path.sets == ((("0", "2"),), (("0", "3"),), (("1", "3"),))
    assert path.second is None


# -- the arithmetic ----------------------------------------------------------------------------


@settings(max_examples=25)
@given(graph=graphs(least=1, most=12))
def test_one_tie_at_a_time_and_all_at_once_agree_with_adding_it(graph: nx.Graph) -> None:
    net = nc.from_networkx(graph)
    steps = added_ties.table_of_steps(nc.Network(net.actors, net.ties).adjacency)
    n = len(steps)
    worth = np.zeros(2 * n + 2)
    worth[1:n] = 1 / np.arange(1, n)
    every = added_ties._nearer_all(steps)
    for u, v in zip(*np.nonzero(steps > 1), strict=True):
        more = added_ties.with_tie(steps, u, v)
        rise = added_ties.nearness(more) - added_ties.nearness(steps)
        assert every[u, v] == pytest.approx(rise, abs=1e-12)
        assert added_ties._nearer(steps, worth, u, v) == pytest.approx(rise, abs=1e-12)
        joined = added_ties.pairs_joined(more) - added_ties.pairs_joined(steps)
        assert added_ties.gains_of(steps, np.array([u]), np.array([v])).joined[0] == joined


def test_a_larger_network_by_both_ways_of_counting() -> None:
    graph = nx.disjoint_union(nx.gnp_random_graph(70, 0.04, seed=3), nx.path_graph(9))
    net = nc.from_networkx(graph)
    steps = added_ties.table_of_steps(net.adjacency)
    u, v = np.nonzero(np.triu(steps > 1))
    some = np.arange(0, len(u), 97)
    every = added_ties.gains_of(steps, u, v)
    few = [added_ties.gains_of(steps, u[[i]], v[[i]]).nearer[0] for i in some]
    assert every.nearer[some] == pytest.approx(few, abs=1e-9)
    start = measured(graph)[0]
    for i in some[:5]:
        tie = (int(net.actors.index[u[i]]), int(net.actors.index[v[i]]))
        rise = (measured(graph, [tie])[0] - start) * 79 * 78 / 2
        assert every.nearer[i] == pytest.approx(rise, abs=1e-7)


# -- who may be suggested ----------------------------------------------------------------------


@given(
    graph=graphs(),
    k=st.integers(1, 3),
    most=st.integers(1, 4),
    limit=st.sampled_from([0, 10**5]),
)
def test_nobody_ends_with_more_ties_than_allowed(
    graph: nx.Graph, k: int, most: int, limit: int
) -> None:
    found = suggest_ties(nc.from_networkx(graph), k, max_degree=most, limit=limit)
    plain = nx.Graph(graph)
    plain.add_edges_from(pairs_of(found))
    ends = {end for pair in pairs_of(found) for end in pair}
    assert all(plain.degree[end] <= most for end in ends)
    if limit:
        scores = {}
        for number in range(min(k, len(absent(graph))), -1, -1):
            for chosen in combinations(absent(graph), number):
                more = nx.Graph(graph)
                more.add_edges_from(chosen)
                if all(more.degree[end] <= most for pair in chosen for end in pair):
                    scores[chosen] = key(graph, chosen, "efficiency")
            if scores:
                break
        assert scores[pairs_of(found)] == max(scores.values())
        assert found.n_optimal == sum(score == max(scores.values()) for score in scores.values())


def met_and_called() -> nc.Records:
    meetings = pd.DataFrame(
        {"meeting_id": list("1122"), "actor": list("ABBC"), "date": "2024-01-01"}
    )
    calls = pd.DataFrame({"source": ["A"] * 3, "target": ["C"] * 3, "date": "2024-02-01"})
    return nc.Records(meetings=meetings, contacts=calls)


def test_what_other_records_tie_is_not_called_missing() -> None:
    net = nc.build_network(met_and_called())
    assert net.layers == ("meeting",)
    found = suggest_ties(net)
    assert found.ties.empty
    assert found.left_out["recorded"] == 1
    assert "in the records another way 1" in found.sentence("en")
    assert "Not looked at: contacts." in found.sentence("en")
    assert suggest_ties(net, candidates=[("C", "A")]).left_out["recorded"] == 1
    # Without the table of contacts the pair is not in the records.
    alone = nc.build_network(nc.Records(meetings=met_and_called().meetings))
    assert pairs_of(suggest_ties(alone)) == (("A", "C"),)
    # The other way round: the network knows who called, the records who met.
    called = nc.build_network(met_and_called(), layers=("contact",))
    assert suggest_ties(called).left_out["recorded"] == 2
    # Whatever net.records tie, in the region built from meetings alone.
    meetings = nc.build_network(region_network().records, layers=("meeting",))
    sent = suggest_ties(meetings, candidates=[("office", "doctor"), ("school", "doctor")])
    assert pairs_of(sent) == (("doctor", "school"),)
    assert sent.left_out["recorded"] == 1


def test_where_it_is_stuck_two_take_the_place_of_one() -> None:
    """b – c helps most, but then there is no room for a – b and c – d."""
    ties = [(hub, f"{hub}{i}") for hub in "bc" for i in range(4)]
    net = nc.Network(["a", "d", *{end for tie in ties for end in tie}],
                     pd.DataFrame(ties, columns=["source", "target"]))  # fmt: skip
    pairs = [("a", "b"), ("b", "c"), ("c", "d")]
    asked = {"candidates": pairs, "max_degree": 5}
    assert pairs_of(suggest_ties(net, 1, **asked)) == (("b", "c"),)  # type: ignore[arg-type]
    for limit in (0, 100):
        found = suggest_ties(net, 2, **asked, limit=limit)  # type: ignore[arg-type]
        assert set(pairs_of(found)) == {("a", "b"), ("c", "d")}
    fewer = suggest_ties(net, 3, **asked, limit=0)  # type: ignore[arg-type]
    assert len(fewer.ties) == 2
    assert "Asked for: 3; no more were found." in fewer.sentence("en")


def test_all_that_may_be_suggested_is_one_combination(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = core()
    pairs = absent(graph)[:12]
    monkeypatch.setattr(contact_search, "_try_all", None)
    found = suggest_ties(nc.from_networkx(graph), 12, candidates=pairs)
    assert (found.method, found.n_optimal, len(found.ties)) == ("exhaustive", 1, 12)
    assert found.efficiency_after == pytest.approx(measured(graph, pairs)[0])
    assert found.ties["efficiency_after"].iloc[-1] == pytest.approx(found.efficiency_after)
    # What would take too much memory is not tried.
    monkeypatch.setattr(contact_search, "_MOST_MEMORY", 1)
    assert suggest_ties(nc.from_networkx(graph), 11, candidates=pairs).method == "greedy"


def test_single_persons_are_called_by_their_kind() -> None:
    register = pd.DataFrame(
        {"kind": ["PSYCHOLOG", "ZS"], "name": ["Jana", "School"], "person": [True, False]},
        index=["jana", "school"],
    )
    found = suggest_ties(nc.Network(register, pd.DataFrame({"source": [], "target": []})))
    said = [found.sentence("en"), repr(found), found._repr_html_(), str(found.summary())]
    said += map(str, found.to_frame("en").to_numpy().ravel())
    assert not any("jana" in each.casefold() for each in said)
    assert found.to_frame("en").loc[0, "source"] == "PSYCHOLOG 1"
    assert found.ties.loc[0, "source"] == "jana"


def test_only_none_is_0_and_only_all_is_100_percent() -> None:
    nobody = nc.Network([f"a{i:02}" for i in range(30)], pd.DataFrame({"source": [], "target": []}))
    said = suggest_ties(nobody, objective="fragmentation").sentence("en")
    assert "from 100.0\u00a0% to 99.8\u00a0%" in said


def test_pairs_that_are_asked_for() -> None:
    net = nc.from_networkx(core())
    pairs = [("Pazzi", "Medici"), ("Acciaiuoli", "Pazzi"), ("Medici", "Acciaiuoli")]
    found = suggest_ties(net, candidates=pairs)
    assert found.n_candidates == 2
    assert found.left_out == {"tied": 1, "recorded": 0, "networker": 0, "overloaded": 0, "full": 0}
    assert found.settings["candidates"] == "listed"
    table = pd.DataFrame(pairs, columns=["source", "target"])
    assert suggest_ties(net, candidates=table).equals(found)
    twice = [*pairs, ("Pazzi", "Acciaiuoli")]
    assert suggest_ties(net, candidates=twice).equals(found)
    assert "Pairs left out: tied already 1." in found.sentence("en")
    none = suggest_ties(net, candidates=[("Medici", "Acciaiuoli")])
    assert none.ties.empty
    assert "No pair is left that may be suggested." in none.sentence("en")


def test_networkers_get_no_contact_unless_asked_for() -> None:
    net = region_network()
    for objective in OBJECTIVES:
        found = suggest_ties(net, 2, objective=objective)
        assert "net" not in {end for pair in found.sets[0] for end in pair}
        assert found.left_out["networker"] > 0
    only = suggest_ties(net, candidates=[("net", "psychiatrist")])
    assert only.ties.empty
    assert only.left_out["networker"] == 1
    asked = suggest_ties(net, candidates=[("net", "psychiatrist")], networkers=True)
    assert pairs_of(asked) == (("net", "psychiatrist"),)


def test_who_has_much_work_gets_no_contact() -> None:
    net = nc.from_networkx(florentine())
    load = pd.DataFrame({"overloaded": [True, False]}, index=["Medici", "Pazzi"])
    found = suggest_ties(net, load=load)
    assert "Medici" not in {end for pair in found.sets[0] for end in pair}
    assert found.left_out["overloaded"] == 15 - florentine().degree["Medici"]
    assert suggest_ties(net, load=load["overloaded"]).equals(found)
    unknown = pd.Series([True, None], index=["Medici", "Guadagni"], dtype="boolean")
    assert suggest_ties(net, load=unknown).equals(found)
    graph = florentine()
    rest = [pair for pair in absent(graph) if "Medici" not in pair]
    best = max(key(graph, (pair,), "efficiency") for pair in rest)
    assert found.efficiency_after == pytest.approx(best[0], abs=1e-9)


def test_workload_says_who_gets_no_contact() -> None:
    net = region_network()
    load = workload(net, max_meetings=0.1)
    busy = set(load.index[load["overloaded"].fillna(value=False).astype("bool")])
    assert "office" in busy
    found = suggest_ties(net, 2, load=load)
    assert found.left_out["overloaded"] > 0
    assert busy.isdisjoint({end for pair in found.sets[0] for end in pair})


def test_only_what_a_template_asks_for() -> None:
    net = region_network()
    found = suggest_ties(net, 3, candidates=TEMPLATE)
    assert pairs_of(found) == (("office", "psychologist"),)
    assert found.ties["reasons"].iloc[0][-1] == "required"
    assert found.settings["candidates"] == "required"
    assert "Asked for: 3; there is no room for more." in found.sentence("en")
    pairs = pd.DataFrame(
        {
            "source_kind": "OSPOD",
            "target_kind": ["PSYCHOLOG", "SOUD", "PCR"],
            "source": "office",
            "target": ["psychologist", None, "police"],
            "status": ["absent", "partner_missing", "weak"],
        }
    )
    assert suggest_ties(net, 3, candidates=pairs).equals(found)
    assert suggest_ties(net, 3, candidates=required_ties(net, TEMPLATE)).equals(found)
    nothing = suggest_ties(net, candidates=pairs[1:])
    assert nothing.ties.empty
    assert nothing.optimal


# -- all the same ------------------------------------------------------------------------------


@pytest.mark.parametrize("limit", [0, 200_000])
@settings(max_examples=25)
@given(graph=graphs(most=9), k=st.integers(1, 2), seed=st.integers(0, 99))
def test_the_order_of_actors_does_not_matter(
    graph: nx.Graph, k: int, seed: int, limit: int
) -> None:
    net = nc.from_networkx(graph)
    mixed = nc.Network(
        net.actors.sample(frac=1, random_state=seed), net.ties, directed=net.directed
    )
    one, two = (suggest_ties(each, k, limit=limit) for each in (net, mixed))
    assert one.equals(two)
    assert one.sentence("en") == two.sentence("en")


def test_direction_and_weights_do_not_count() -> None:
    graph = nx.DiGraph([("a", "b"), ("c", "b"), ("c", "d"), ("d", "c")])
    graph.add_node("e")
    nx.set_edge_attributes(graph, 7.0, "weight")
    one, two = (nc.from_networkx(each) for each in (graph, nx.Graph(graph.edges)))
    two = nc.Network(one.actors, two.ties.assign(weight=1.0))
    found, plain = suggest_ties(one), suggest_ties(two)
    pd.testing.assert_frame_equal(found.ties, plain.ties)
    assert "Direction is ignored." in found.sentence("en")
    assert "Direction is ignored." not in plain.sentence("en")


# -- edges -------------------------------------------------------------------------------------


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_nothing_to_suggest(objective: str) -> None:
    for graph in (nx.empty_graph(0), nx.empty_graph(1), nx.complete_graph(4)):
        found = suggest_ties(nc.from_networkx(graph), 2, objective=objective)
        assert found.ties.empty
        assert found.sets == ((),)
        assert (found.optimal, found.n_optimal) == (True, 1)
        assert found.to_frame("en").columns[-1] == "sentence"
        assert found._repr_html_()
        assert found.efficiency_before == pytest.approx(measured(graph)[0], nan_ok=True)
        said = "no contact is left to suggest" if len(graph) > 1 else "there are too few"
        assert said in found.sentence("en")
        assert "records" in found.sentence("en")
    assert "this says little" in found.sentence("en")


def test_no_ties_at_all() -> None:
    found = suggest_ties(nc.from_networkx(nx.empty_graph(3)))
    assert found.n_optimal == 3
    assert found.second is None
    assert found.efficiency_after == pytest.approx(1 / 3)
    assert found.fragmentation_after == pytest.approx(2 / 3)
    # Efficiency is not submodular: the second tie adds more than the first.
    two = suggest_ties(nc.from_networkx(nx.empty_graph(3)), 2)
    assert two.ties["gain"].tolist() == pytest.approx([1 / 3, 1 / 2])


def test_more_than_there_are() -> None:
    found = suggest_ties(nc.from_networkx(nx.path_graph(3)), 5)
    assert len(found.ties) == 1
    assert found.efficiency_after == 1
    assert "Asked for: 5; there is no room for more." in found.sentence("en")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"k": 0}, "k=0 must be a whole number"),
        ({"k": True}, "k=True"),
        ({"k": 1.5}, "k=1.5"),
        ({"k": float("nan")}, "k=nan"),
        ({"objective": "eficiency"}, "Did you mean 'efficiency'"),
        ({"objective": None}, "objective=None"),
        ({"max_degree": 0}, "max_degree=0"),
        ({"max_degree": float("inf")}, "max_degree=inf"),
        ({"limit": -1}, "limit=-1"),
        ({"limit": None}, "limit=None"),
        ({"networkers": "yes"}, "networkers='yes'"),
        ({"candidates": []}, "names no pair"),
        ({"candidates": pd.DataFrame({"source": [], "target": []})}, "names no pair"),
        ({"candidates": "Medici"}, "must be pairs"),
        ({"candidates": 7}, "must be pairs"),
        ({"candidates": ["Medici", "Pazzi"]}, "2 of candidates= are no pairs"),
        ({"candidates": [("Medici", "Medici")]}, "1 of candidates= is no pair"),
        ({"candidates": [("Medici", None)]}, "is no pair"),
        ({"candidates": [("Medici", "Pazi")]}, "Did you mean 'Pazzi'"),
        ({"candidates": pd.DataFrame({"source": ["Medici"]})}, "no column 'target'"),
        ({"candidates": nc.from_networkx(nx.path_graph(2))}, "names actors"),
        ({"load": [True]}, "load= must be"),
        ({"load": pd.DataFrame({"hours": [1.0]}, index=["Medici"])}, "load= must be"),
        ({"load": pd.Series([3.0], index=["Medici"])}, "True or False"),
        ({"load": pd.Series([True], index=["Nobody"])}, "load= names no actor"),
    ],
)
def test_faults(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(ArgumentError, match=message):
        suggest_ties(nc.from_networkx(core()), **arguments)  # type: ignore[arg-type]


def test_too_large_a_network() -> None:
    none = pd.DataFrame({"source": [], "target": []})
    net = nc.Network([str(i) for i in range(contacts.MOST_ACTORS + 1)], none)
    with pytest.raises(NetworkError, match=r"Take a part of it.*net\.subset"):
        suggest_ties(net)


def test_what_takes_too_long_is_not_tried(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    net = nc.from_networkx(core())
    monkeypatch.setattr(contact_search, "EXACT_SECONDS", 0)
    assert suggest_ties(net, 2).method == "greedy"
    assert suggest_ties(net, 1).method == "exhaustive"


# -- what it says ------------------------------------------------------------------------------


def test_it_says_what_is_suggested_and_how_sure_it_is() -> None:
    net = nc.from_networkx(florentine())
    found = suggest_ties(net, objective="fragmentation")
    assert found.sentence("en") == (
        "1 new contact (Medici – Pucci) would cut the share of pairs of actors with no way to "
        "each other from 12\u00a0% to 0\u00a0%. All combinations were checked (possible pairs: "
        "100): no other is as good. This is a suggestion from the shape of the network: a tie that "
        "is not in the records may be there, and whether one would form the records do not tell. "
        "The records there are: ties."
    )
    assert found.to_frame("en")["sentence"].tolist() == [
        "Medici – Pucci: a tie is not in the records. With it, 15 pairs of actors that have no way "
        "to each other now would have one."
    ]
    for lang in ("cs", "en"):
        assert not BANNED.search(found.sentence(lang))
    both = suggest_ties(net, 2)
    assert "The share of pairs with no way to each other would go from" in both.sentence("en")
    assert "Now there are" in both.to_frame("en")["sentence"].iloc[1]
    greedy = suggest_ties(net, 2, limit=0)
    assert "there may be a better one" in greedy.sentence("en")
    sure = suggest_ties(net, 2, limit=0, objective="fragmentation")
    assert "No other contacts would leave fewer pairs without a way" in sure.sentence("en")
    equal = suggest_ties(nc.from_networkx(core()))
    assert "1 other is equally good" in equal.sentence("en")
    assert "nearer to each other: from 0.500 to 0.522" in equal.sentence("en")


def test_the_result_keeps_to_itself() -> None:
    found = suggest_ties(nc.from_networkx(core()), 2)
    assert repr(found) == (
        "<TieSuggestions: 2 of 2 for efficiency: "
        + ", ".join(f"{row.source} – {row.target}" for row in found.ties.itertuples())
        + "; exhaustive>"
    )
    table = found.ties
    table["gain"] = 0.0
    assert found.ties["gain"].gt(0).all()
    found.left_out["tied"] = 9
    assert found.left_out["tied"] == 0
    assert all(np.isscalar(value) or value is None for value in found.summary().values())
    assert not found.equals(suggest_ties(nc.from_networkx(core()), 1))
    hostile = nc.Network(
        pd.DataFrame({"name": ["<script>", "{0}"]}, index=["a", "b"]),
        pd.DataFrame({"source": [], "target": []}),
    )
    page = suggest_ties(hostile)._repr_html_()
    assert "<script>" not in page
    assert "{0}" in page
    with pytest.raises(AttributeError):
        found.optimal = False  # type: ignore[misc]
    with pytest.raises(ArgumentError, match="Language"):
        found.sentence("de")
