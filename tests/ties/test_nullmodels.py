"""Chance keeps its margins and plays no favourites."""

from __future__ import annotations

from collections import Counter

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from netcoop.ties.nullmodels import shuffled_attendance
from tests.ties.test_projection import attendance


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


@given(frame=attendance, seed=st.integers(0, 999))
def test_margins_are_kept(frame: pd.DataFrame, seed: int) -> None:
    seats = frame.drop_duplicates()
    for drawn in shuffled_attendance(frame, draws=2, rng=seed):
        assert not drawn.duplicated().any()
        for column in ("actor", "meeting_id"):
            assert drawn[column].value_counts().to_dict() == seats[column].value_counts().to_dict()


@pytest.mark.parametrize(
    ("actors", "meetings", "tables"),
    [((2, 2, 1, 1), (3, 2, 1), 8), ((2, 2, 2, 2), (2, 2, 2, 2), 90)],
)
def test_every_table_is_equally_likely(
    actors: tuple[int, ...], meetings: tuple[int, ...], tables: int
) -> None:
    draws = 100 * tables
    seen = Counter(
        frozenset(drawn.itertuples(index=False, name=None))
        for drawn in shuffled_attendance(table_with(actors, meetings), draws=draws, rng=7)
    )
    assert len(seen) == tables
    assert stats.chisquare(list(seen.values())).pvalue > 0.001


def test_a_seed_gives_the_same_tables_again() -> None:
    frame = table_with((2, 2, 2, 2), (2, 2, 2, 2))
    one, two = (list(shuffled_attendance(frame, draws=5, rng=3)) for _ in range(2))
    assert all(a.equals(b) for a, b in zip(one, two, strict=True))
