"""Chance keeps its margins and plays no favourites."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

import netcoop as nc
from netcoop.errors import ArgumentError
from netcoop.ties import nullmodels
from netcoop.ties.attendance import Attendance
from netcoop.ties.nullmodels import drawn_seats, parts_of_draws, shuffled_attendance
from tests.ties.test_projection import attendance, by_networkx, southern_women


def table_with(actors: tuple[int, ...], meetings: tuple[int, ...]) -> pd.DataFrame:
    """Some table with these numbers of meetings and sizes (Gale–Ryser: fill greedily)."""
    left = list(meetings)
    rows = []
    for actor, number in enumerate(actors):
        for meeting in sorted(range(len(left)), key=lambda m: -left[m])[:number]:
            left[meeting] -= 1
            rows.append((f"a{actor}", f"m{meeting}"))
    assert left == [0] * len(left)
    return pd.DataFrame(rows, columns=["actor", "meeting_id"])


def is_uniform(seen: Counter, tables: int) -> bool:
    return len(seen) == tables and stats.chisquare(list(seen.values())).pvalue > 0.001


@given(frame=attendance, seed=st.integers(0, 999))
def test_margins_are_kept(frame: pd.DataFrame, seed: int) -> None:
    seats = frame.drop_duplicates()
    for drawn in shuffled_attendance(frame, draws=2, rng=seed):
        assert not drawn.duplicated().any()
        for column in ("actor", "meeting_id"):
            assert drawn[column].value_counts().to_dict() == seats[column].value_counts().to_dict()


# The number of tables with given margins is known from counting them all.
MARGINS = [
    ((2, 2, 1, 1), (3, 2, 1), 8),
    ((3, 2, 1), (2, 2, 1, 1), 8),
    ((2, 2, 2, 2), (2, 2, 2, 2), 90),
]


@pytest.mark.parametrize(("actors", "meetings", "tables"), MARGINS)
def test_every_table_is_equally_likely_among_many_small_ones(
    actors: tuple[int, ...], meetings: tuple[int, ...], tables: int
) -> None:
    seats = Attendance.of(table_with(actors, meetings))
    seen: Counter = Counter()
    for number, random in parts_of_draws(seats, 400 * tables, 7):
        for drawn in drawn_seats(seats, number, random):
            assert len(drawn) > 1
            seen.update(row.tobytes() for row in drawn)
    assert is_uniform(seen, tables)


@pytest.mark.parametrize(("actors", "meetings", "tables"), MARGINS)
def test_every_table_is_equally_likely_as_one_large_one(
    actors: tuple[int, ...],
    meetings: tuple[int, ...],
    tables: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One chain at a time, and the lists of a round in several steps."""
    for name in ("SEATS_AT_ONCE", "CELLS_AT_ONCE", "PAIRS_AT_ONCE"):
        monkeypatch.setattr(nullmodels, name, 1)
    seats = Attendance.of(table_with(actors, meetings))
    seen: Counter = Counter()
    for number, random in parts_of_draws(seats, 15 * tables, 7):
        for drawn in drawn_seats(seats, number, random):
            assert len(drawn) == 1
            seen.update([drawn.tobytes()])
    assert is_uniform(seen, tables)


def test_every_table_is_equally_likely_as_frames() -> None:
    frame = table_with((2, 2, 1, 1), (3, 2, 1))
    seen = Counter(
        frozenset(drawn.itertuples(index=False, name=None))
        for drawn in shuffled_attendance(frame, draws=800, rng=7)
    )
    assert is_uniform(seen, 8)


def test_chains_beside_each_other_do_not_go_together() -> None:
    """What one chain draws says nothing about what another draws in the same step."""
    seats = Attendance.of(table_with((2, 2, 1, 1), (3, 2, 1)))
    number, random = parts_of_draws(seats, 40_000, 7)[0]
    step = [drawn for drawn in drawn_seats(seats, number, random) if len(drawn) > 1]
    pairs = Counter(
        (drawn[i].tobytes(), drawn[i + 1].tobytes())
        for drawn in step
        for i in range(0, len(drawn) - 1, 2)
    )
    later = Counter(
        (before[i].tobytes(), after[i].tobytes())
        for before, after in pairwise(step)
        for i in range(len(after))
    )
    assert is_uniform(pairs, 64)
    assert is_uniform(later, 64)


def test_southern_women_against_published_numbers() -> None:
    """Checkerboards of the women: 7.490 observed; 6.674 ± 0.122 under fixed margins."""
    seats = Attendance.of(southern_women())
    came = np.bincount(seats.actor)

    def checkerboards(actor: np.ndarray) -> float:
        table = np.zeros((18, 14))
        table[actor, seats.meeting] = 1
        joint = table @ table.T
        upper = np.triu_indices(18, 1)
        return float(((came[:, None] - joint) * (came - joint))[upper].mean())

    assert checkerboards(seats.actor) == pytest.approx(7.490196, abs=5e-7)
    drawn = [
        checkerboards(row)
        for number, random in parts_of_draws(seats, 4000, 1)
        for some in drawn_seats(seats, number, random)
        for row in some
    ]
    assert len(drawn) == 4000
    assert np.mean(drawn) == pytest.approx(6.674, abs=4 * 0.122 / 4000**0.5)
    assert np.std(drawn) == pytest.approx(0.122, rel=0.05)


@given(frame=attendance, seed=st.integers(0, 99))
def test_order_and_repetition_of_rows_do_not_matter(frame: pd.DataFrame, seed: int) -> None:
    mixed = pd.concat([frame, frame]).sample(frac=1, random_state=seed)
    one, two = (list(shuffled_attendance(rows, draws=2, rng=seed)) for rows in (frame, mixed))
    assert all(a.equals(b) for a, b in zip(one, two, strict=True))


def test_a_seed_gives_the_same_tables_again() -> None:
    frame = table_with((2, 2, 2, 2), (2, 2, 2, 2))
    one, two = (list(shuffled_attendance(frame, draws=5, rng=3)) for _ in range(2))
    assert all(a.equals(b) for a, b in zip(one, two, strict=True))


@given(frame=attendance, draws=st.integers(0, 3000))
def test_parts_add_up(frame: pd.DataFrame, draws: int) -> None:
    parts = [number for number, _ in parts_of_draws(Attendance.of(frame), draws, 1)]
    assert sum(parts) == draws
    assert max(parts, default=0) - min(parts, default=0) <= 1


@given(frame=attendance)
def test_company_is_every_two_seats_of_a_meeting(frame: pd.DataFrame) -> None:
    seats = Attendance.of(frame)
    places = range(len(seats))
    expected = [(i, j) for i, j in combinations(places, 2) if seats.meeting[i] == seats.meeting[j]]
    assert list(zip(*(side.tolist() for side in seats.company), strict=True)) == expected


@pytest.mark.parametrize("method", ["count", "newman"])
@given(frame=attendance)
def test_seats_are_tied_as_networkx_ties_them(method: str, frame: pd.DataFrame) -> None:
    seats = Attendance.of(frame)
    ours = seats.ties(seats.actor, method).set_index(["source", "target"])["weight"]
    assert ours.to_dict() == pytest.approx(by_networkx(frame.drop_duplicates(), method), rel=1e-12)


@pytest.mark.parametrize("method", ["count", "newman", "share"])
def test_seats_are_tied_as_project_ties_them(method: str) -> None:
    seats = Attendance.of(southern_women())
    theirs = nc.project(southern_women(), method=method)[["source", "target", "weight"]]
    pd.testing.assert_frame_equal(seats.ties(seats.actor, method), theirs)


def test_faults() -> None:
    frame = pd.DataFrame({"actor": ["A"], "event": ["1"]})
    with pytest.raises(ArgumentError, match="no column meeting_id; it has actor, event"):
        next(shuffled_attendance(frame, draws=1))
