"""Can the records predict? Against published networks, all permutations, and planted worlds."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import combinations, pairwise, permutations
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

import netcoop as nc
from netcoop.actors import resolve_actors
from netcoop.errors import ArgumentError, RecordError
from netcoop.gaps.prediction import cutoff, leaving_out, rescoring
from netcoop.gaps.prediction.absent import tied_matrix
from netcoop.gaps.prediction.evaluation import evaluate_missing_ties
from netcoop.gaps.prediction.evaluation_result import PredictionEvaluation, flag_of
from netcoop.gaps.prediction.leaving_out import Numbers
from netcoop.gaps.prediction.precision import (
    area_roc,
    average_precision,
    chance_precision,
    interval,
    precision_at,
    tally,
)
from netcoop.gaps.prediction.scores import METHODS
from tests.gaps.region import region_network, region_records

KARATE = nx.karate_club_graph()
FLORENCE = nx.florentine_families_graph()
FLORENCE.add_node("Pucci")
NO_TIES = pd.DataFrame({"source": [], "target": []})
# Area under the ROC curve, one tie left out, all pairs without a tie.
PUBLISHED = {
    "common_neighbors": (0.6987, 0.5450),
    "adamic_adar": (0.7342, 0.5572),
    "resource_allocation": (0.7479, 0.5572),
    "jaccard": (0.6032, 0.5515),
    "preferential": (0.7078, 0.5755),
}
scored = st.lists(st.tuples(st.integers(0, 3), st.booleans()), min_size=1, max_size=7)


def network(graph: nx.Graph, sector: bool = False) -> nc.Network:
    net = nc.from_networkx(graph)
    if not sector:
        return net
    return net.derive(actors=net.actors.assign(sector=["x", "y"] * (len(net.actors) // 2)))


def numbers(evaluation: PredictionEvaluation) -> dict[str, Any]:
    """All that does not hang on the order of sums."""
    return {
        name: pytest.approx(value, rel=1e-9, nan_ok=True) if isinstance(value, float) else value
        for name, value in evaluation.summary().items()
    }


# -- the numbers, against all orders -----------------------------------------------------------


def all_orders(pairs: list[tuple[int, bool]], measure: Any) -> float:
    """Average over every order in which pairs of equal score can stand."""
    orders = {
        order
        for order in permutations(range(len(pairs)))
        if all(pairs[a][0] >= pairs[b][0] for a, b in pairwise(order))
    }
    return float(np.mean([measure([pairs[place][1] for place in order]) for order in orders]))


def precision_of_order(tied: list[bool]) -> float:
    ranks = [rank for rank, hit in enumerate(tied, 1) if hit]
    return float(np.mean([n / rank for n, rank in enumerate(ranks, 1)])) if ranks else math.nan


def tallied(pairs: list[tuple[int, bool]]) -> tuple[np.ndarray, np.ndarray]:
    score, tied = zip(*pairs, strict=True)
    return tally(np.array(score, dtype="float64"), np.array(tied))


@settings(max_examples=40, deadline=None)
@given(pairs=scored)
def test_average_precision_is_that_of_all_orders(pairs: list[tuple[int, bool]]) -> None:
    expected = all_orders(pairs, precision_of_order)
    assert average_precision(*tallied(pairs)) == pytest.approx(expected, rel=1e-12, nan_ok=True)


@settings(max_examples=40, deadline=None)
@given(pairs=scored, k=st.integers(1, 7))
def test_precision_at_k_is_that_of_all_orders(pairs: list[tuple[int, bool]], k: int) -> None:
    expected = all_orders(pairs, lambda tied: sum(tied[:k]) / k)
    assert precision_at(*tallied(pairs), k) == pytest.approx(expected, rel=1e-12)


@given(pairs=scored)
def test_area_under_roc_compares_every_pair_with_every_other(
    pairs: list[tuple[int, bool]],
) -> None:
    wins = [
        1.0 if ours > theirs else 0.5 if ours == theirs else 0.0
        for ours, tied in pairs
        for theirs, other in pairs
        if tied and not other
    ]
    expected = float(np.mean(wins)) if wins else math.nan
    assert area_roc(*tallied(pairs)) == pytest.approx(expected, rel=1e-12, nan_ok=True)


@pytest.mark.parametrize(("n_tied", "n"), [(1, 5), (2, 6), (4, 7), (7, 7), (1, 1)])
def test_scores_without_meaning_have_lift_1(n_tied: int, n: int) -> None:
    tied = [True] * n_tied + [False] * (n - n_tied)
    mean = np.mean([precision_of_order(list(order)) for order in permutations(tied)])
    assert chance_precision(n_tied, n) == pytest.approx(mean, rel=1e-12)


def test_chance_of_one_tied_pair_is_a_harmonic_number() -> None:
    assert chance_precision(1, 484) == pytest.approx(sum(1 / i for i in range(1, 485)) / 484)


def test_chance_nears_the_prevalence_where_many_are_tied() -> None:
    assert chance_precision(20_000, 100_000) == pytest.approx(0.2, rel=1e-3)


def test_random_scores_of_many_pairs_have_lift_1_on_average() -> None:
    random = np.random.default_rng(1)
    tied = np.arange(300) < 12
    lifts = [
        average_precision(*tally(random.random(300), tied)) / chance_precision(12, 300)
        for _ in range(2_000)
    ]
    assert abs(np.mean(lifts) - 1) < 4 * np.std(lifts) / math.sqrt(2_000)


def test_the_interval_covers_a_known_ratio() -> None:
    random = np.random.default_rng(2)
    draws = random.gamma(4, 0.25, (600, 20))  # mean 1
    covered = 0
    for row in draws:
        without = (row.sum() - row) / 19
        low, high = interval(float(row.mean()), without, 0.95)
        assert 0 < low < row.mean() < high
        covered += low <= 1 <= high
    # Of a mean the jackknife is the textbook t interval, here of the logarithm.
    assert abs(covered / 600 - 0.95) < 4 * math.sqrt(0.95 * 0.05 / 600)


def test_the_interval_of_two_units_by_hand() -> None:
    # t with one degree of freedom at 97.5 % is 12.7062; both logarithms are one off their mean.
    low, high = interval(1.0, np.array([math.e, 1 / math.e]), 0.95)
    assert (math.log(low), math.log(high)) == pytest.approx((-12.7062, 12.7062), abs=1e-4)


@pytest.mark.parametrize("without", [[1.0, math.nan, 1.0], [1.0], [], [1.0, 0.0]])
def test_no_interval_where_all_hangs_on_one_unit(without: list[float]) -> None:
    assert np.isnan(interval(1.0, np.array(without), 0.95)).all()


# -- networks ----------------------------------------------------------------------------------


@pytest.mark.parametrize("method", sorted(PUBLISHED))
def test_published_networks(method: str) -> None:
    found = [evaluate_missing_ties(network(graph), method=method) for graph in (KARATE, FLORENCE)]
    assert [round(one.auc, 4) for one in found] == list(PUBLISHED[method])
    assert [(one.n_positives, one.n_negatives) for one in found] == [(78, 483), (20, 100)]
    assert found[0].preferential.auc == pytest.approx(0.7078, abs=5e-5)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("isolate", [True, False])
def test_florentine_marriages_do_not_allow_a_prediction(method: str, isolate: bool) -> None:
    graph = FLORENCE if isolate else nx.florentine_families_graph()
    net = network(graph)
    net = net.derive(actors=net.actors.assign(sector=["x", "y", "z"] * 5 + ["x"] * isolate))
    found = evaluate_missing_ties(net, method=method)
    assert not found.allows_prediction
    assert found.lift_low < 1 < found.lift_high
    assert found.flag == "no_better_than_chance"
    assert found.reason("en").startswith("The records do not allow a prediction: ")


def test_karate_allows_a_prediction_by_shared_partners() -> None:
    found = evaluate_missing_ties(network(KARATE))
    assert found.allows_prediction
    assert found.lift_low > 1
    assert found.preferential.auc_pr < found.auc_pr


def test_most_pairs_have_to_be_placed_better_than_by_chance() -> None:
    """A few first places among many last ones give a lift, and no prediction."""
    own = Numbers(auc=0.45, auc_pr=0.1, lift=3.0, lift_low=2.0, lift_high=4.0, precision_at_k=0.1)
    worse = replace(own, auc_pr=0.05)
    assert flag_of(own, worse, 9, itself=False) == "no_better_than_chance"
    assert flag_of(replace(own, auc=0.6), worse, 9, itself=False) == "ok"
    assert flag_of(replace(own, auc=0.6), own, 9, itself=False) == "no_better_than_preferential"
    assert flag_of(replace(own, auc=0.6), own, 9, itself=True) == "only_how_busy"
    found = evaluate_missing_ties(network(KARATE))
    low = replace(found, flag="no_better_than_chance", _own=own)
    assert "only 0.45" in low.reason("en")


def test_karate_by_degrees_alone_or_jaccard_does_not() -> None:
    for method in ("preferential", "jaccard"):
        assert not evaluate_missing_ties(network(KARATE), method=method).allows_prediction


def by_hand(graph: nx.Graph, gone: Any = None) -> tuple[float, float, float]:
    """AUC, mean 1/rank and its chance, with networkx's scores; a gone actor's pairs left out."""
    auc, inverse = [], []
    absent = [pair for pair in nx.non_edges(graph) if gone not in pair]
    for edge in graph.edges:
        if gone in edge:
            continue
        rest = nx.Graph(graph)
        rest.remove_edge(*edge)
        own = next(nx.resource_allocation_index(rest, [edge]))[2]
        others = np.array([s for *_, s in nx.resource_allocation_index(rest, absent)])
        equal = np.isclose(others, own, rtol=1e-9, atol=1e-12)
        above = int(((others > own) & ~equal).sum())
        places = range(above + 1, above + int(equal.sum()) + 2)
        auc.append(1 - (above + equal.sum() / 2) / len(others))
        inverse.append(np.mean([1 / place for place in places]))
    n = len(absent) + 1
    return float(np.mean(auc)), float(np.mean(inverse)), sum(1 / i for i in range(1, n + 1)) / n


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 999), p=st.floats(0.3, 0.7))
def test_a_tie_left_out_as_by_hand(seed: int, p: float) -> None:
    graph = nx.gnp_random_graph(8, p, seed=seed)
    found = evaluate_missing_ties(network(graph))
    if graph.number_of_edges() < 5 or found.n_negatives == 0:
        assert math.isnan(found.lift)
        return
    auc, precision, chance = by_hand(graph)
    assert found.auc == pytest.approx(auc)
    assert (found.auc_pr, found.lift) == pytest.approx((precision, precision / chance))


def test_the_interval_leaves_out_every_actor() -> None:
    found = evaluate_missing_ties(network(FLORENCE))
    logs = []
    # Pucci has no tie, so that nothing hangs on it.
    for family in nx.florentine_families_graph():
        _, precision, chance = by_hand(FLORENCE, gone=family)
        logs.append(math.log(precision / chance))
    spread = math.sqrt(14 / 15 * sum((x - np.mean(logs)) ** 2 for x in logs))
    reach = 2.144787 * spread  # t with 14 degrees of freedom
    assert math.log(found.lift_low) == pytest.approx(math.log(found.lift) - reach, rel=1e-5)
    assert math.log(found.lift_high) == pytest.approx(math.log(found.lift) + reach, rel=1e-5)


def test_ties_without_structure_are_no_better_than_chance() -> None:
    """The interval of the lift is above 1 in at most a few of random networks."""
    found = [
        evaluate_missing_ties(network(nx.gnm_random_graph(20, 40, seed=seed))) for seed in range(30)
    ]
    lifts = np.array([one.lift for one in found])
    assert abs(lifts.mean() - 1) < 4 * lifts.std() / math.sqrt(30)
    assert sum(one.allows_prediction for one in found) <= 3


@pytest.mark.parametrize("method", METHODS)
def test_permuted_actors_have_the_same_numbers(method: str) -> None:
    net = network(FLORENCE, sector=True)
    turned = nc.Network(net.actors.iloc[::-1], net.ties.iloc[::-1])
    ours, theirs = (evaluate_missing_ties(one, method=method) for one in (net, turned))
    assert ours.summary() == numbers(theirs)


def test_direction_and_weights_play_no_part() -> None:
    net = network(FLORENCE)
    ties = net.ties.assign(weight=np.arange(1.0, 21.0))
    both = pd.concat([ties, ties.assign(source=ties["target"], target=ties["source"])])
    directed = nc.Network(net.actors, both, directed=True)
    ours, theirs = evaluate_missing_ties(net), evaluate_missing_ties(directed)
    assert ours.summary() == numbers(theirs)


def test_of_very_many_ties_a_sample_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = evaluate_missing_ties(network(KARATE))
    monkeypatch.setattr(leaving_out, "MOST_TIES", 60)
    first, second = (evaluate_missing_ties(network(KARATE), rng=3) for _ in range(2))
    assert first.equals(second)
    assert (first.n_positives, first.n_ties, first.n_negatives) == (60, 78, 483)
    assert abs(first.auc - whole.auc) < 0.1
    assert "random sample of 78 ties" in first.sentence("en")


def meetings_network(meetings: list[tuple[str, str]], **more: Any) -> nc.Network:
    return nc.build_network(nc.Records(meetings=sheet(meetings)), **more)


def test_meetings_of_two_are_ties_like_any() -> None:
    pairs = [("2024-01-01", f"{a} {b}") for a, b in FLORENCE.edges]
    ours = evaluate_missing_ties(meetings_network(pairs))
    theirs = evaluate_missing_ties(network(nx.florentine_families_graph()))
    assert (ours.design, theirs.design) == ("leave_meetings_out", "leave_one_out")
    assert (ours.auc, ours.lift) == pytest.approx((theirs.auc, theirs.lift))


def test_a_tie_goes_with_the_meetings_that_made_it() -> None:
    """Of one meeting of three and a chain, a tie of the three leaves nothing that gives it away."""
    came = [("2024-01-01", who) for who in ["A B C", "C D", "D E", "E F"]]
    net = meetings_network(came)
    found = evaluate_missing_ties(net, method="common_neighbors")
    bare = evaluate_missing_ties(nc.Network(net.actors, net.ties), method="common_neighbors")
    # By hand: A-B, A-C and B-C each leave C-D, D-E, E-F: C-E and D-F score 1, seven others 0.
    # C-D leaves A-B-C and D-E-F (D-F scores 1, eight 0); D-E likewise A-D, B-D; E-F A-D, B-D, C-E.
    assert found.n_negatives == 9
    above = [2, 2, 2, 1, 2, 3]
    aucs = [1 - (n + (9 - n) / 2) / 9 for n in above]
    assert found.auc == pytest.approx(np.mean(aucs))
    # With the tie alone gone, the third of the meeting brings it back.
    assert bare.auc > 0.5 > found.auc
    assert "meetings of the two" in found.sentence("en")


def test_random_meetings_of_many_do_not_seem_predictable() -> None:
    random = np.random.default_rng(5)
    came = [" ".join(f"a{n:02d}" for n in random.permutation(24)[:5]) for _ in range(10)]
    net = meetings_network([("2024-01-01", who) for who in came])
    assert not evaluate_missing_ties(net).allows_prediction
    bare = nc.Network(net.actors, net.ties)
    assert evaluate_missing_ties(bare).lift > 2 * evaluate_missing_ties(net).lift


def test_a_tie_of_another_layer_stays_when_a_meeting_goes() -> None:
    came = [("2024-01-01", who) for who in ["A B C", "C D", "D E", "E F"]]
    referrals = pd.DataFrame({"source": ["A", "B"], "target": ["C", "C"], "count": [9, 9]})
    records = nc.Records(meetings=sheet(came), referrals=referrals)
    found = evaluate_missing_ties(nc.build_network(records), method="common_neighbors")
    # A-B leaves A-C and B-C, which bring it back: with A-D, B-D, C-E, D-F it is in the first five.
    above, equal = [0, *[3, 3], 1, 2, 3], [4, *[6, 6], 8, 7, 6]
    aucs = [1 - (n + same / 2) / 9 for n, same in zip(above, equal, strict=True)]
    assert found.auc == pytest.approx(np.mean(aucs))


def test_too_many_actors_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaving_out, "MOST_ACTORS", 10)
    with pytest.raises(ArgumentError, match="34 actors; at most 10"):
        evaluate_missing_ties(network(KARATE))


@pytest.mark.parametrize(
    ("graph", "flag"),
    [
        (nx.empty_graph(0), "too_few"),
        (nx.empty_graph(1), "too_few"),
        (nx.empty_graph(6), "too_few"),
        (nx.path_graph(4), "too_few"),
        (nx.complete_graph(6), "no_negatives"),
        (nx.star_graph(6), "too_few_units"),
        (nx.star_graph(13), "one_unit"),
        (nx.cycle_graph(14), "one_unit"),
    ],
)
def test_networks_that_carry_nothing(graph: nx.Graph, flag: str) -> None:
    graph = nx.relabel_nodes(graph, {node: f"n{node}" for node in graph})
    net = nc.Network(list(graph), pd.DataFrame(graph.edges, columns=["source", "target"]))
    found = evaluate_missing_ties(net)
    assert (found.flag, found.allows_prediction) == (flag, False)
    assert math.isnan(found.lift_low)
    assert math.isnan(found.auc) == (flag in ("too_few", "no_negatives"))
    for lang in ("en", "cs"):
        assert found.sentence(lang)
        assert found.reason(lang)


def test_a_network_that_degrees_explain_is_refused_as_such() -> None:
    """Ties that go by how many everybody has say nothing of who is alike."""
    # A threshold graph: who has enough between them is tied.
    graph = nx.Graph((f"n{a}", f"n{b}") for a in range(14) for b in range(a) if a + b < 14)
    found = evaluate_missing_ties(network(graph))
    assert found.lift_low > 1
    assert found.preferential.auc_pr >= found.auc_pr
    assert (found.flag, found.allows_prediction) == ("no_better_than_preferential", False)
    assert "number of ties alone" in found.reason("en")


# -- records -----------------------------------------------------------------------------------

START = pd.Timestamp("2024-01-01")
CUT = "2024-06-30"


def sheet(meetings: list[tuple[str, str]], **more: Any) -> pd.DataFrame:
    """Make attendance: the day of each meeting, and the letters of who came."""
    rows = [
        {"meeting_id": f"m{place:03d}", "date": day, "actor": actor}
        for place, (day, came) in enumerate(meetings)
        for actor in came.split()
    ]
    return pd.DataFrame(rows).assign(**more)


def world(seed: int, *, groups: int, before: int = 60, after: int = 40) -> nc.Records:
    """Meetings of two out of one of so many groups of 24; who met before does not meet again."""
    random = np.random.default_rng(seed)
    inside = [(a, b) for a in range(24) for b in range(a) if a % groups == b % groups]
    outside = [(a, b) for a in range(24) for b in range(a) if a % groups != b % groups]
    chosen = random.permutation(inside)[: before + after]
    if len(chosen) < before + after:
        noise = random.permutation(outside)[: before + after - len(chosen)]
        chosen = random.permutation(np.concatenate([chosen, noise]))
    days = [START] * before + [pd.Timestamp("2024-09-01")] * after
    return nc.Records(
        meetings=sheet(
            [
                (str(day.date()), f"a{a:02d} a{b:02d}")
                for day, (a, b) in zip(days, chosen, strict=True)
            ]
        )
    )


def test_meetings_that_close_triangles_allow_a_prediction() -> None:
    for seed in range(3):
        found = evaluate_missing_ties(world(seed, groups=3, before=50, after=30), CUT)
        assert (found.flag, found.allows_prediction) == ("ok", True), found
        assert found.auc > 0.7
        assert found.reason("en").startswith("The records allow a prediction")


def test_random_meetings_do_not() -> None:
    found = [evaluate_missing_ties(world(seed, groups=1), CUT) for seed in range(6)]
    assert sum(one.allows_prediction for one in found) <= 1
    lifts = np.array([one.lift for one in found])
    assert abs(lifts.mean() - 1) < 0.3


# Who met until June: a path A-B-C-D-E-F, and G with A. Then A-C, B-D, C-E, D-F, A-E, and H comes.
BEFORE = [(f"2024-0{month}-10", came) for month, came in enumerate(
    ["A B", "B C", "C D", "D E", "E F", "G A"], 1)]  # fmt: skip
AFTER = [("2024-07-10", came) for came in ["A C", "B D", "C E", "D F", "A E", "A H", "A B"]]


def test_pairs_are_those_of_actors_active_on_both_sides() -> None:
    records = nc.Records(meetings=sheet(BEFORE + AFTER))
    found = evaluate_missing_ties(records, CUT, method="common_neighbors", k=4)
    # G came only before, H only after: of the 15 pairs of A to F 5 were tied already.
    assert (found.n_actors, found.n_positives, found.n_negatives) == (6, 5, 5)
    assert found.prevalence == 0.5
    # Four of the five share one partner, and none of the others does.
    assert found.precision_at_k == 1
    assert found.auc == pytest.approx(1 - 0.5 / 5)
    ranked = [np.mean([(4 + 1 + (j - 1) * 0) / (4 + j) for j in range(1, 7)])]
    assert found.auc_pr == pytest.approx((4 * 1 + ranked[0]) / 5)
    assert found.lift == pytest.approx(found.auc_pr / chance_precision(5, 10))
    # Of the 13 meetings A-H and the second A-B change no pair.
    assert (found.n_units, found.unit) == (11, "series")


def what_counts(frame: pd.DataFrame) -> tuple[set[str], set[Any], set[Any]]:
    """By hand: who is active, the ties before, and the pairs tied after and not before."""
    sides = [
        {
            tuple(pair)
            for _, came in part.groupby("meeting_id")["actor"]
            for pair in combinations(sorted(set(came)), 2)
        }
        for _, part in frame.groupby(frame["date"] > CUT)
    ]
    active = set.intersection(*(set(part) for _, part in
                                frame.groupby(frame["date"] > CUT)["actor"]))  # fmt: skip
    new = {pair for pair in sides[1] - sides[0] if active.issuperset(pair)}
    return active, {pair for pair in sides[0] if active & set(pair)}, new


def test_each_series_is_left_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without each unit all is measured anew, as if its rows had never been written."""
    records = resolve_actors(world(0, groups=3, before=20, after=14))
    frame = records.tables["meetings"]
    series = {f"m{place:03d}": "cycle" for place in (1, 2, 25)}
    frame["series"] = frame["meeting_id"].map(series).astype("str")
    found = evaluate_missing_ties(records.replace({"meetings": frame}), CUT)
    unit = frame["series"].fillna(frame["meeting_id"])
    whole = what_counts(frame)
    carrying = [name for name in unit.unique() if what_counts(frame[unit != name]) != whole]
    assert (found.n_units, found.n_groups, unit.nunique()) == (len(carrying), len(carrying), 32)
    assert 12 < len(carrying) < 32
    # Their own intervals are not asked for.
    monkeypatch.setattr(cutoff, "lifts_without", lambda *_: np.ones((1, 2)))
    lifts = [
        evaluate_missing_ties(records.replace({"meetings": frame[unit != name]}), CUT).lift
        for name in carrying
    ]
    low, high = interval(found.lift, np.array(lifts), 0.95)
    assert (found.lift_low, found.lift_high) == pytest.approx((low, high))


def test_until_ends_what_is_looked_at() -> None:
    later = [("2024-12-10", "B F"), ("2024-12-10", "B E")]
    records = nc.Records(meetings=sheet(BEFORE + AFTER + later))
    assert evaluate_missing_ties(records, CUT).n_positives == 7
    found = evaluate_missing_ties(records, "2024-06", until="2024-11")
    assert (found.n_positives, found.cutoff, found.until) == (5, CUT, "2024-11-30")


def test_a_meeting_too_large_makes_no_ties_but_counts_as_activity() -> None:
    hall = [("2024-08-01", "A B C D E F G H")]
    records = nc.Records(meetings=sheet(BEFORE + AFTER + hall))
    whole = evaluate_missing_ties(records, CUT)
    # G came again, so all of A to G; everybody met there.
    assert (whole.n_actors, whole.n_positives, whole.n_negatives) == (7, 15, 0)
    assert (whole.flag, whole.allows_prediction) == ("no_negatives", False)
    small = evaluate_missing_ties(records, CUT, max_size=5)
    assert (small.n_actors, small.n_positives, small.n_negatives) == (7, 5, 10)


def test_one_large_meeting_carries_no_prediction() -> None:
    """All new ties are from one meeting: without it nothing is left to measure."""
    hall = [("2024-08-01", "A B C D"), *(("2024-08-02", came) for came in ["E", "F"])]
    path = [(f"2024-0{1 + place % 6}-01", came) for place, came in enumerate(
        ["A E", "B E", "C F", "D F", "E F", "A F", "C E", "D E"])]  # fmt: skip
    path += [("2024-02-01", came) for came in ["A G", "B G", "C G"]]
    found = evaluate_missing_ties(nc.Records(meetings=sheet(path + hall)), CUT)
    assert (found.n_positives, found.n_units) == (6, 14)
    assert (found.flag, math.isnan(found.lift_low)) == ("one_unit", True)
    assert "single actor, meeting or series" in found.reason("en")


def test_excused_and_planned_meetings_do_not_count() -> None:
    frame = sheet(BEFORE + AFTER)
    more = sheet([("2024-09-01", "B F"), ("2024-09-02", "B E")]).assign(
        meeting_id=["x", "x", "y", "y"], role=["guest", "excused", None, None],
        status=[None, None, "planned", "planned"])  # fmt: skip
    found = evaluate_missing_ties(nc.Records(meetings=pd.concat([frame, more])), CUT)
    assert found.n_positives == 5


def test_rows_without_a_day_are_counted_and_said() -> None:
    frame = sheet(BEFORE + AFTER)
    undated = sheet([("", "A F"), ("", "B E F")]).assign(meeting_id=list("xxyyy"), date=None)
    months = sheet([("", "A D")]).assign(meeting_id="z", date=None, period="2024-06")
    every = pd.concat([frame.astype({"date": "object"}), undated, months], ignore_index=True)
    found = evaluate_missing_ties(nc.Records(meetings=every), "2024-06-15")
    assert (found.n_undated, found.n_positives) == (3, 5)
    assert found.sentence("en").endswith("on which side of the day they were: 3.")
    # To the end of the month the month is wholly before.
    assert evaluate_missing_ties(nc.Records(meetings=every), CUT).n_undated == 2


def test_few_referrals_without_a_day_are_not_told() -> None:
    referrals = pd.DataFrame({"source": ["A", "B"], "target": ["B", "F"], "date": [None, None]})
    records = nc.Records(meetings=sheet(BEFORE + AFTER), referrals=referrals)
    found = evaluate_missing_ties(records, CUT)
    assert found.n_undated == 2
    assert found.sentence("en").endswith(": meetings 0, others <5.")


def test_referrals_and_contacts_tie_too() -> None:
    referrals = pd.DataFrame(
        {"source": ["B", "F", "C"], "target": ["F", "B", "F"], "count": [3, 1, 0]}
    ).assign(date="2024-08-01")
    contacts = pd.DataFrame({"source": ["B"], "target": ["E"], "date": ["2024-08-01"]})
    records = nc.Records(meetings=sheet(BEFORE + AFTER), referrals=referrals, contacts=contacts)
    positives = {
        layers: evaluate_missing_ties(records, CUT, layers=layers).n_positives
        for layers in [("meeting",), None, ("meeting", "referral", "contact")]
    }
    assert list(positives.values()) == [5, 6, 7]
    found = evaluate_missing_ties(records, CUT, layers=("meeting", "contact"))
    assert (found.layers, found.n_units) == (("meeting", "contact"), 12)


def test_what_is_after_plays_no_part_in_the_scores() -> None:
    """Of the same pairs and outcome the scores stay the same, whatever else was after."""
    records = nc.Records(meetings=sheet(BEFORE + AFTER))
    again = nc.Records(meetings=sheet(BEFORE + AFTER + [("2024-08-01", "A B"), *AFTER]))
    ours, theirs = evaluate_missing_ties(records, CUT), evaluate_missing_ties(again, CUT)
    assert (ours.auc, ours.auc_pr) == (theirs.auc, theirs.auc_pr)


def test_few_positives_or_series_are_refused() -> None:
    few = evaluate_missing_ties(nc.Records(meetings=sheet(BEFORE + AFTER[:4])), CUT)
    assert (few.flag, few.n_positives) == ("too_few", 4)
    assert math.isnan(few.auc)
    short = evaluate_missing_ties(nc.Records(meetings=sheet(BEFORE[:5] + AFTER[:5])), CUT)
    assert (short.flag, short.n_positives, short.n_units) == ("too_few_units", 5, 10)
    assert math.isnan(short.lift_low)
    assert short.lift > 1
    none = evaluate_missing_ties(nc.Records(meetings=sheet(BEFORE)), CUT)
    assert (none.flag, none.n_actors) == ("too_few", 0)


def test_permuted_rows_have_the_same_numbers() -> None:
    frame = sheet(BEFORE + AFTER)
    ours, theirs = (
        evaluate_missing_ties(nc.Records(meetings=one), CUT)
        for one in (frame, frame.sample(frac=1, random_state=1))
    )
    assert ours.summary() == numbers(theirs)


@pytest.mark.parametrize("method", ["block_rates", "mean_rank", "katz"])
def test_every_method_works_on_records(method: str) -> None:
    actors = pd.DataFrame({"actor_id": list("ABCDEFGH"), "name": list("ABCDEFGH")})
    actors["sector"] = ["x", "y"] * 4
    records = nc.Records(meetings=sheet(BEFORE + AFTER), actors=actors)
    found = evaluate_missing_ties(records, CUT, method=method)
    assert 0 <= found.auc <= 1
    assert found.by == (None if method == "katz" else "sector")


def test_many_series_are_left_out_in_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    records = world(0, groups=3, before=50, after=30)
    whole = evaluate_missing_ties(records, CUT)
    monkeypatch.setattr(cutoff, "affordable", lambda *_: 35)
    first, second = (evaluate_missing_ties(records, CUT, rng=1) for _ in range(2))
    assert first.equals(second)
    assert (first.n_units, first.n_groups) == (whole.n_units, 35)
    assert whole.n_groups == whole.n_units > 35
    assert first.lift == whole.lift
    assert "in 35 groups made at random" in first.sentence("en")
    assert "groups" not in whole.sentence("en")
    # Both estimate the same spread.
    wide = [math.log(one.lift_high / one.lift_low) for one in (first, whole)]
    assert 0.6 < wide[0] / wide[1] < 1.7


def test_what_carries_nothing_is_no_unit() -> None:
    """Twelve units are not reached by meetings of somebody who is in no pair."""
    came = sheet(BEFORE[:5] + AFTER[:5])
    more = sheet([("2024-02-01", f"solo{n}") for n in range(8)]
                 + [("2024-02-01", f"one{n} two{n}") for n in range(8)])  # fmt: skip
    more["meeting_id"] = "x" + more["meeting_id"]
    few = evaluate_missing_ties(nc.Records(meetings=came), CUT)
    found = evaluate_missing_ties(nc.Records(meetings=pd.concat([came, more])), CUT)
    assert (found.flag, found.n_units) == ("too_few_units", few.n_units)


def test_a_small_network_has_too_few_actors() -> None:
    """Two circles of five and one tie between them: clear to see, but of ten actors."""
    graph = nx.disjoint_union(nx.complete_graph(5), nx.complete_graph(5))
    graph.add_edge(0, 5)
    found = evaluate_missing_ties(network(graph))
    assert (found.flag, found.n_units) == ("too_few_units", 10)
    assert found.lift > 1
    assert "fewer than 12 actors have a tie" in found.reason("en")


def test_a_meeting_of_two_days_is_of_the_first() -> None:
    frame = sheet(BEFORE + AFTER)
    late = sheet([("2024-06-20", "B F")]).assign(meeting_id="late")
    late["date"] = ["2024-06-20", "2024-07-20"]
    found = evaluate_missing_ties(nc.Records(meetings=pd.concat([frame, late])), CUT)
    plain = evaluate_missing_ties(
        nc.Records(meetings=pd.concat([frame, late.assign(date="2024-06-20")])), CUT
    )
    assert found.summary() == plain.summary()
    assert found.n_negatives == 4  # B-F was tied before


def test_counts_of_referrals_are_read() -> None:
    referrals = pd.DataFrame(
        {"source": ["B", "F", "C"], "target": ["F", "B", "F"], "count": ["3", "1", "0"]}
    ).assign(date="2024-08-01")
    records = nc.Records(meetings=sheet(BEFORE + AFTER), referrals=referrals)
    assert evaluate_missing_ties(records, CUT).n_positives == 6
    for wrong in ("many", -1.0, 2.5, math.inf):
        bad = referrals.assign(count=["3", wrong, None])
        with pytest.raises(RecordError, match=r"1 of 3 rows have a 'count' .* \(rows 2\)"):
            evaluate_missing_ties(nc.Records(meetings=sheet(BEFORE), referrals=bad), CUT)


def test_an_evaluation_of_something_else_is_refused() -> None:
    karate, florence = network(KARATE), network(FLORENCE)
    groups = karate.derive(
        actors=karate.actors.assign(sector=["a", "b"] * 17, color=["x", "y"] * 17)
    )
    ranks = evaluate_missing_ties(karate, method="mean_rank", methods=["jaccard"])
    rates = evaluate_missing_ties(groups, method="block_rates")
    katz = evaluate_missing_ties(karate, method="katz", beta=0.01)
    for net, asked, message in (
        (florence, {"evaluation": evaluate_missing_ties(karate)}, "of other actors or ties"),
        (karate, {"evaluation": ranks, "method": "mean_rank", "methods": ["adamic_adar"]},
         "another methods="),
        (groups, {"evaluation": rates, "method": "block_rates", "by": "color"}, "another by="),
        (karate, {"evaluation": katz, "method": "katz"}, "another beta="),
    ):  # fmt: skip
        with pytest.raises(ArgumentError, match=message):
            nc.missing_ties(net, **asked)
    turned = nc.Network(karate.actors.iloc[::-1], karate.ties.iloc[::-1])
    assert nc.missing_ties(turned, evaluation=evaluate_missing_ties(karate)).evaluated
    records = nc.Records(meetings=sheet(BEFORE + AFTER))
    found = evaluate_missing_ties(records, CUT)
    assert nc.missing_ties(nc.build_network(records), evaluation=found).abstains
    with pytest.raises(ArgumentError, match="of other actors or ties"):
        nc.missing_ties(nc.build_network(records).without("A"), evaluation=found)


@pytest.mark.parametrize("method", ["katz", "mean_rank"])
def test_methods_that_take_long_are_drawn_from_or_refused(
    method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    net = network(nx.gnm_random_graph(40, 150, seed=1))
    each = rescoring.Asked(method).seconds(tied_matrix(net)) + rescoring._PAIR * 1600
    monkeypatch.setattr(rescoring, "BUDGET", 120 * each)
    found = evaluate_missing_ties(net, method=method, rng=1)
    assert (100 <= found.n_positives <= 120, found.n_ties) == (True, 150)
    monkeypatch.setattr(rescoring, "BUDGET", 50 * each)
    with pytest.raises(ArgumentError, match="takes too long to evaluate on 40 actors"):
        evaluate_missing_ties(net, method=method)


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 999), method=st.sampled_from([m for m in METHODS if m != "mean_rank"]))
def test_scores_without_some_ties_are_those_of_the_rest(seed: int, method: str) -> None:
    random = np.random.default_rng(seed)
    net = network(nx.gnm_random_graph(30, 40, seed=seed))
    tied = tied_matrix(net)
    whole = rescoring.Rescoring(tied, [asked := rescoring.Asked(method, np.arange(30) % 3, 0.05)])
    for n_gone in (1, 3, 0, 40):
        a, b = np.nonzero(np.triu(tied.toarray()))
        chosen = random.permutation(len(a))[:n_gone]
        rest = tied.toarray()
        rest[a[chosen], b[chosen]] = rest[b[chosen], a[chosen]] = 0
        with whole.without(a[chosen] * 30 + b[chosen]) as scores:
            expected = asked.scores(sparse.csr_array(rest))
            assert scores[0] == pytest.approx(expected, rel=1e-12, abs=0)


# -- arguments ---------------------------------------------------------------------------------


def test_records_need_a_cutoff_and_the_error_names_one() -> None:
    records = nc.Records(meetings=sheet(BEFORE + AFTER))
    with pytest.raises(ArgumentError, match=r"cutoff='2024-07-10'"):
        evaluate_missing_ties(records)
    early = nc.Records(meetings=sheet(BEFORE))
    with pytest.raises(ArgumentError, match=r"cutoff='2024-04-10'"):
        evaluate_missing_ties(early)


def test_errors_name_a_remedy_that_is_one() -> None:
    records = nc.Records(meetings=sheet(BEFORE + AFTER))
    with pytest.raises(ArgumentError, match=r"layers=\[\] names no layer"):
        evaluate_missing_ties(records, CUT, layers=[])
    with pytest.raises(RecordError, match=r"Read some with nc\.read_records"):
        evaluate_missing_ties(nc.Records(), CUT)
    with pytest.raises(RecordError, match=r"layers=\['meeting'\]"):
        evaluate_missing_ties(records, CUT, layers="contact")
    undated = nc.Records(meetings=sheet(BEFORE).assign(date=None))
    with pytest.raises(ArgumentError, match="no cutoff divides them"):
        evaluate_missing_ties(undated)


@pytest.mark.parametrize(
    "given_",
    [{"cutoff": CUT}, {"until": CUT}, {"layers": ("meeting",)}, {"max_size": 5}],
)
def test_networks_have_no_days(given_: dict[str, Any]) -> None:
    with pytest.raises(ArgumentError, match="is for records"):
        evaluate_missing_ties(network(FLORENCE), **given_)


@pytest.mark.parametrize(
    "given_",
    [
        {"method": "luck"},
        {"method": None},
        {"k": 0},
        {"k": True},
        {"k": 2.5},
        {"confidence": 0},
        {"confidence": 1},
        {"confidence": math.nan},
        {"confidence": "high"},
        {"beta": 0.1},
        {"method": "katz", "beta": 9.0},
        {"methods": ["jaccard"]},
        {"method": "mean_rank", "methods": ["luck"]},
        {"method": "block_rates", "by": "color"},
        {"rng": -1},
    ],
)
def test_arguments_without_sense(given_: dict[str, Any]) -> None:
    with pytest.raises(ArgumentError):
        evaluate_missing_ties(network(FLORENCE), **given_)
    with pytest.raises(ArgumentError):
        evaluate_missing_ties(nc.Records(meetings=sheet(BEFORE + AFTER)), CUT, **given_)


@pytest.mark.parametrize(
    "given_",
    [
        {"cutoff": "soon"},
        {"cutoff": 5},
        {"cutoff": CUT, "until": "2024-05"},
        {"cutoff": CUT, "until": CUT},
        {"cutoff": CUT, "layers": ("claim",)},
        {"cutoff": CUT, "layers": 5},
        {"cutoff": CUT, "max_size": 1},
    ],
)
def test_days_and_layers_without_sense(given_: dict[str, Any]) -> None:
    with pytest.raises(ArgumentError):
        evaluate_missing_ties(nc.Records(meetings=sheet(BEFORE + AFTER)), **given_)


def test_what_is_neither_records_nor_a_network() -> None:
    with pytest.raises(ArgumentError, match="not a DataFrame"):
        evaluate_missing_ties(sheet(BEFORE), CUT)  # type: ignore[arg-type]
    with pytest.raises(RecordError, match="no referrals"):
        evaluate_missing_ties(nc.Records(meetings=sheet(BEFORE)), CUT, layers=["referral"])
    nameless = nc.Records(meetings=sheet(BEFORE).drop(columns="meeting_id"))
    with pytest.raises(RecordError, match="meeting_id"):
        evaluate_missing_ties(nameless, CUT)


# -- the result --------------------------------------------------------------------------------


def test_the_result_as_table_and_words() -> None:
    found = evaluate_missing_ties(network(KARATE))
    table = found.to_frame()
    assert table.index.tolist() == ["resource_allocation", "preferential"]
    assert table.loc["resource_allocation", "auc"] == found.auc
    assert table.loc["preferential", "lift"] == found.preferential.lift
    assert "0.75 (chance 0.5)" in table.loc["resource_allocation", "sentence"]
    assert found.summary()["preferential_auc"] == found.preferential.auc
    assert repr(found).startswith("<PredictionEvaluation: resource_allocation, 78 tied pairs and 4")
    assert "<table>" in found._repr_html_()
    assert "not in the records" in found.sentence("en")
    assert found.equals(evaluate_missing_ties(network(KARATE)))
    assert not found.equals(evaluate_missing_ties(network(FLORENCE)))
    assert not found.equals(1)
    with pytest.raises(AttributeError):
        found.flag = "ok"  # type: ignore[misc]
    with pytest.raises(ArgumentError):
        found.sentence("de")


def test_preferential_attachment_is_not_compared_with_itself() -> None:
    found = evaluate_missing_ties(network(KARATE), method="preferential")
    assert found.to_frame().index.tolist() == ["preferential"]
    assert found.auc == found.preferential.auc


def test_likely_ties_are_held_back_where_it_does_not_allow_them() -> None:
    from netcoop.gaps.prediction.absent import missing_ties

    net = network(FLORENCE)
    assert missing_ties(net, evaluation=evaluate_missing_ties(net)).abstains
    karate = network(KARATE)
    assert len(missing_ties(karate, evaluation=evaluate_missing_ties(karate)).pairs) >= 20


def test_a_region_can_be_evaluated() -> None:
    assert evaluate_missing_ties(region_network()).sentence("en")
    found = evaluate_missing_ties(region_records(), "2024-04")
    assert found.flag == "too_few"
    assert "fewer than 5" in found.sentence("en")
