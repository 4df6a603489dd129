"""Referrals dealt anew keep what was sent and received, and play no favourites."""

from __future__ import annotations

from collections import Counter
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from netcoop.ties.referral_null import drawn_targets

CASES = {
    "a ring": ("ABC", "BCA", 2),
    "two rings": ("ABCDE", "BCAED", 44),
    "one sends most": ("AAAABCC", "BCDBACA", 54),
    "two referrals": ("AB", "CD", 2),
    "nothing to deal": ("AB", "BA", 1),
}


def numbers(word: str) -> np.ndarray:
    return np.array([ord(letter) for letter in word])


def ways(source: str, target: str) -> set[tuple[int, ...]]:
    every = set(permutations(numbers(target).tolist()))
    return {way for way in every if all(a != b for a, b in zip(numbers(source), way, strict=True))}


@pytest.mark.parametrize(("source", "target", "number"), CASES.values(), ids=CASES)
def test_every_way_is_equally_likely(source: str, target: str, number: int) -> None:
    """All ways to hand targets to referrals; 2 and 44 are the derangements of three and five."""
    every = ways(source, target)
    assert len(every) == number
    drawn = drawn_targets(
        numbers(source), numbers(target), 100 * len(every), np.random.default_rng(1)
    )
    seen = Counter(tuple(row.tolist()) for row in drawn)
    assert set(seen) == every
    assert len(every) == 1 or stats.chisquare(list(seen.values())).pvalue > 0.001


def test_draws_follow_each_other_without_memory() -> None:
    drawn = [
        tuple(row.tolist())
        for row in drawn_targets(numbers("ABC"), numbers("BCA"), 2000, np.random.default_rng(2))
    ]
    pairs = Counter(zip(drawn[::2], drawn[1::2], strict=True))
    assert len(pairs) == 4
    assert stats.chisquare(list(pairs.values())).pvalue > 0.001


@given(
    arcs=st.lists(
        st.tuples(st.integers(0, 5), st.integers(0, 5)).filter(lambda arc: arc[0] != arc[1]),
        max_size=12,
    ),
    seed=st.integers(0, 99),
)
def test_what_was_sent_and_received_is_kept(arcs: list[tuple[int, int]], seed: int) -> None:
    source, target = np.array(arcs, dtype="int64").reshape(-1, 2).T
    for drawn in drawn_targets(source, target, 2, np.random.default_rng(seed)):
        assert not (drawn == source).any()
        assert sorted(drawn) == sorted(target)
    np.testing.assert_array_equal(target, np.array(arcs, dtype="int64").reshape(-1, 2).T[1])
