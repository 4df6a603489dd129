"""Mixing within limits reaches every table there is, and each as often as any other."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, product

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from netcoop.ties.attendance import Attendance
from netcoop.ties.nullmodels import drawn_seats, parts_of_draws, shuffled_attendance
from netcoop.ties.strata import Limits, Spans, seats_apart
from tests.ties.test_nullmodels import table_with
from tests.ties.test_projection import southern_women


def tables_like(table: np.ndarray, allowed: np.ndarray) -> set[bytes]:
    """All tables with the margins of one that fill only allowed cells."""
    rows = [
        [
            np.isin(np.arange(table.shape[1]), chosen)
            for chosen in combinations(np.flatnonzero(ok), k)
        ]
        for ok, k in zip(allowed, table.sum(axis=1), strict=True)
    ]
    every = np.array(list(product(*rows)), dtype="int8")
    return {one.tobytes() for one in every[(every.sum(axis=1) == table.sum(axis=0)).all(axis=1)]}


def reached_by_twos(table: np.ndarray, allowed: np.ndarray) -> set[bytes]:
    """All tables that exchanges of two seats lead to; every trade is made of such exchanges."""
    seen, wait = {table.tobytes()}, [table]
    while wait:
        one = wait.pop()
        for a, b in combinations(range(one.shape[0]), 2):
            for m, n in combinations(range(one.shape[1]), 2):
                corner = np.ix_([a, b], [m, n])
                four = one[corner]
                if allowed[corner].all() and four[0, 0] == four[1, 1] != four[0, 1] == four[1, 0]:
                    other = one.copy()
                    other[corner] = 1 - four
                    if other.tobytes() not in seen:
                        seen.add(other.tobytes())
                        wait.append(other)
    return seen


def random_case(seed: int, actors: int, meetings: int) -> tuple[np.ndarray, Spans]:
    """Spans of actors and of meetings (a day, a few, or not known), and a table within them."""
    random = np.random.default_rng(seed)
    first = random.integers(0, 8, actors)
    day = random.integers(0, 10, meetings)
    known = random.random(meetings) > 0.15
    spans = Spans(
        first,
        first + random.integers(0, 8, actors),
        np.where(known, day, -99),
        np.where(known, day + random.integers(0, 3, meetings), 99),
    )
    allowed = spans.allow(*np.indices((actors, meetings)))
    return (allowed & (random.random(allowed.shape) < 0.5)).astype("int8"), spans


def test_exchanges_of_two_reach_every_table_within_spans() -> None:
    """The claim of the module, tried on 150 random cases."""
    several = 0
    for seed in range(150):
        table, spans = random_case(seed, 4, 5)
        allowed = spans.allow(*np.indices(table.shape))
        every = tables_like(table, allowed)
        several += len(every) > 2
        assert reached_by_twos(table, allowed) == every
    assert several > 30


def test_other_forbidden_seats_would_not_be_reached() -> None:
    """Nobody beside themselves: two tables, and no exchange between them; hence refused."""
    table = np.roll(np.eye(3, dtype="int8"), 1, axis=1)
    allowed = ~np.eye(3, dtype="bool")
    assert len(tables_like(table, allowed)) == 2
    assert len(reached_by_twos(table, allowed)) == 1


def seats_in(table: np.ndarray) -> Attendance:
    meeting, actor = np.nonzero(table.T)
    actors, meetings = (pd.RangeIndex(n).astype("str") for n in table.shape)
    return Attendance(actors, meetings, actor, meeting)


def counted(table: np.ndarray, limits: Limits | None, draws: int) -> Counter[bytes]:
    seats = seats_in(table)
    seen: Counter[bytes] = Counter()
    for number, random in parts_of_draws(seats, draws, 7):
        for some in drawn_seats(seats, number, random, limits):
            for actor in some:
                drawn = np.zeros_like(table)
                drawn[actor, seats.meeting] = 1
                seen[drawn.tobytes()] += 1
    return seen


def uniform(seen: Counter[bytes], every: set[bytes]) -> bool:
    return set(seen) == every and stats.chisquare(list(seen.values())).pvalue > 0.001


# More actors than meetings, and the other way round: the lists that trade are those of the fewer.
@pytest.mark.parametrize(("seed", "actors", "meetings"), [(67, 6, 4), (21, 4, 6), (16, 5, 5)])
def test_every_table_within_spans_is_equally_likely(seed: int, actors: int, meetings: int) -> None:
    table, spans = random_case(seed, actors, meetings)
    allowed = spans.allow(*np.indices(table.shape))
    every = tables_like(table, allowed)
    # Without the spans there are more.
    assert 20 < len(every) < len(tables_like(table, np.ones_like(allowed)))
    limits = Limits(np.zeros(meetings, dtype="int64"), spans)
    assert uniform(counted(table, limits, 200 * len(every)), every)


def test_every_table_within_strata_is_equally_likely() -> None:
    """Two tables beside each other, 8 × 90, their meetings in turn."""
    small, large = np.zeros((4, 3), dtype="int8"), np.zeros((4, 4), dtype="int8")
    for frame, into in (
        (table_with((2, 2, 1, 1), (3, 2, 1)), small),
        (table_with((2, 2, 2, 2), (2, 2, 2, 2)), large),
    ):
        places = [frame[name].str[1:].astype(int) for name in ("actor", "meeting_id")]
        into[tuple(places)] = 1
    stratum = np.array([0, 1, 0, 1, 0, 1, 1])
    table = np.zeros((4, 7), dtype="int8")
    table[:, stratum == 0], table[:, stratum == 1] = small, large
    seen = counted(table, Limits(stratum), 60 * 720)
    assert len(seen) == 720
    assert stats.chisquare(list(seen.values())).pvalue > 0.001


def test_strata_and_spans_go_together() -> None:
    table, spans = random_case(34, 5, 8)
    stratum = np.array([0, 1] * 4)
    every = set()
    allowed = spans.allow(*np.indices(table.shape))
    halves = [tables_like(table[:, stratum == s], allowed[:, stratum == s]) for s in (0, 1)]
    for one, other in product(*halves):
        both = np.empty_like(table)
        both[:, stratum == 0] = np.frombuffer(one, "int8").reshape(5, 4)
        both[:, stratum == 1] = np.frombuffer(other, "int8").reshape(5, 4)
        every.add(both.tobytes())
    assert len(every) == 25
    assert uniform(counted(table, Limits(stratum, spans), 200 * len(every)), every)


def test_no_limits_and_wide_limits_give_the_same_numbers() -> None:
    """One stratum and endless spans change nothing, not even the draws."""
    seats = Attendance.of(southern_women())
    n, m = len(seats.actors), len(seats.meetings)
    wide = Spans(np.zeros(n), np.ones(n), np.zeros(m), np.ones(m))
    found = [
        np.concatenate(list(drawn_seats(seats, 30, np.random.default_rng(1), limits)))
        for limits in (None, Limits(np.zeros(m, dtype="int64"), wide))
    ]
    np.testing.assert_array_equal(*found)


def test_who_never_came_changes_nothing() -> None:
    seats = Attendance.of(southern_women())
    more = Attendance(
        seats.actors.append(seats.actors[:3] + " the younger"), seats.meetings, seats.actor,
        seats.meeting,
    )  # fmt: skip
    one, other = (
        np.concatenate(list(drawn_seats(these, 30, np.random.default_rng(1))))
        for these in (seats, more)
    )
    np.testing.assert_array_equal(one, other)


def test_seats_apart_are_all_seats() -> None:
    seats = Attendance.of(southern_women())
    parts = seats_apart(seats, Limits(np.arange(len(seats.meetings)) % 3))
    assert [set(seats.meeting[part] % 3) for part in parts] == [{0}, {1}, {2}]
    assert sorted(np.concatenate(parts).tolist()) == list(range(len(seats)))
    assert len(list(shuffled_attendance(southern_women().iloc[:0], draws=2, rng=1))) == 2


def test_widened_spans_allow_what_was() -> None:
    for seed in range(20):
        table, spans = random_case(seed, 5, 6)
        actor, meeting = np.nonzero(np.random.default_rng(seed).random(table.shape) < 0.5)
        wider = spans.widened(actor, meeting)
        assert wider.allow(actor, meeting).all()
        before = spans.allow(*np.indices(table.shape))
        assert (wider.allow(*np.indices(table.shape)) | ~before).all()
