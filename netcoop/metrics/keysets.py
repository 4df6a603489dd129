"""What a set of actors is worth: how far the rest falls apart, or whom the set reaches.

Each goal knows the score of every set of a size, of one more actor added to a set, and of one set.
Actors are positions; a higher score is a better set.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import combinations
from operator import or_
from typing import TYPE_CHECKING, Protocol

import numpy as np

from netcoop._core.progress import track
from netcoop.metrics.apart import harmonic_sums, steps_between
from netcoop.metrics.blocks import neighbors_in, pairs_left, pairs_without
from netcoop.metrics.reach import BLOCK_WORDS

if TYPE_CHECKING:
    from scipy import sparse

# Scores closer than this are equal.
EQUAL = 1e-12
# At most so many equal actors are told apart by distances while searching.
TOLD_APART = 24
# Words of 64 searches that telling equals apart may read in one step of the search.
STEP_WORK = 40_000_000
# Up to so many sets all are tried.
EXACT_SETS = 200_000
# Words that may be read in one step to measure all sets, or all that are equal in F.
EXACT_WORK = 10**11
TIE_WORK = 2 * 10**10
SHOWN_SETS = 50


class Goal(Protocol):
    """What sets of actors are searched for."""

    def every(self, candidates: Sequence[int], k: int) -> np.ndarray:
        """Score all sets of k candidates, in the order of ``itertools.combinations``."""

    def adding(self, chosen: Sequence[int], candidates: Sequence[int]) -> np.ndarray:
        """Score the set with each candidate added; −∞ where it was not looked at."""

    def score(self, chosen: Sequence[int]) -> float:
        """Score one set."""

    def pick(self, chosen: Sequence[int], equal: Sequence[int]) -> int:
        """Choose among candidates that are equally good to add."""


class Fragments:
    """F of those who stay; equals are told apart by how distant those who stay are."""

    def __init__(self, matrix: sparse.csr_array) -> None:
        self.matrix = matrix
        self.n = matrix.shape[0]
        self.near = neighbors_in(matrix)
        self.work = -(-self.n // 64) * max(1, matrix.nnz)

    def possible(self, gone: int) -> float:
        """Count the ordered pairs of those who stay; NaN where there are none."""
        stay = self.n - gone
        return stay * (stay - 1) if stay > 1 else math.nan

    def every(self, candidates: Sequence[int], k: int) -> np.ndarray:
        """Score all sets: the last actor of a set costs nothing, one walk measures all."""
        if math.isnan(self.possible(k)):
            return np.full(math.comb(len(candidates), k), np.nan)
        left: list[int] = []
        place = {actor: i for i, actor in enumerate(candidates)}
        total = math.comb(len(candidates) - 1, k - 1)
        for chosen in track(combinations(candidates[:-1], k - 1), total=total):
            pairs = pairs_without(self.near, chosen)
            later = candidates[place[chosen[-1]] + 1 :] if chosen else candidates
            left += [pairs[actor] for actor in later]
        return np.asarray(1 - np.array(left, dtype="float64") / self.possible(k))

    def adding(self, chosen: Sequence[int], candidates: Sequence[int]) -> np.ndarray:
        """Score the set with each candidate added, in one walk."""
        pairs = np.array(pairs_without(self.near, chosen), dtype="float64")[list(candidates)]
        return np.asarray(1 - pairs / self.possible(len(chosen) + 1))

    def score(self, chosen: Sequence[int]) -> float:
        """Score one set."""
        return float(1 - pairs_left(self.near, chosen) / self.possible(len(chosen)))

    def distant(self, sets: np.ndarray) -> np.ndarray:
        """Give the distance-weighted fragmentation of those who stay, for each row of a table."""
        return np.asarray(1 - harmonic_sums(self.matrix, sets) / self.possible(sets.shape[1]))

    def pick(self, chosen: Sequence[int], equal: Sequence[int]) -> int:
        """Choose by distances, among the equals with most partners left if they are many."""
        shortlist = self._shortlist(chosen, equal, STEP_WORK // self.work)
        if len(shortlist) < 2:
            return shortlist[0]
        distant = self.distant(np.array([[*chosen, actor] for actor in shortlist]))
        return shortlist[int(np.argmax(distant >= distant.max() - EQUAL))]

    def _shortlist(
        self, chosen: Sequence[int], actors: Sequence[int], affordable: int
    ) -> list[int]:
        """Take those with most partners among who stays, the first of equals."""
        if len(actors) <= affordable:
            return list(actors)
        taken = set(chosen)
        partners = {actor: len(set(self.near[actor]) - taken) for actor in actors}
        most = max(1, min(TOLD_APART, affordable))
        return sorted(sorted(actors, key=lambda actor: -partners[actor])[:most])


class DistantFragments(Fragments):
    """DF of those who stay: how far they are from each other in steps."""

    def every(self, candidates: Sequence[int], k: int) -> np.ndarray:
        """Score all sets, many searches at once."""
        if math.isnan(self.possible(k)):
            return np.full(math.comb(len(candidates), k), np.nan)
        return self.distant(sets_of(candidates, k))

    def adding(self, chosen: Sequence[int], candidates: Sequence[int]) -> np.ndarray:
        """Score the set with each candidate added; of many, those that promise most."""
        shortlist = list(candidates)
        affordable = max(TOLD_APART, STEP_WORK // self.work)
        if len(shortlist) > affordable:
            pairs = pairs_without(self.near, chosen)
            cutting = sorted(candidates, key=lambda actor: pairs[actor])[: affordable // 2]
            others = sorted(set(candidates) - set(cutting))
            shortlist = sorted(cutting + self._shortlist(chosen, others, affordable // 2))
        scores = np.full(len(candidates), -np.inf)
        sets = np.array([[*chosen, actor] for actor in shortlist])
        scores[np.searchsorted(candidates, shortlist)] = self.distant(sets)
        return scores

    def score(self, chosen: Sequence[int]) -> float:
        """Score one set."""
        return float(self.distant(np.array([list(chosen)], dtype="int64"))[0])

    def pick(self, chosen: Sequence[int], equal: Sequence[int]) -> int:  # noqa: ARG002
        """Take the first: nothing tells them apart."""
        return equal[0]


class Within:
    """Share of all actors within some steps of the set, members included."""

    def __init__(self, matrix: sparse.csr_array, steps: int) -> None:
        near = neighbors_in(matrix)
        self.n = len(near)
        # One bit an actor: who is within the steps of each.
        balls = [1 << actor for actor in range(self.n)]
        for _ in range(min(steps, self.n)):
            wider = [reduce(or_, (balls[j] for j in near[i]), balls[i]) for i in range(self.n)]
            if wider == balls:
                break
            balls = wider
        self.balls = balls

    def every(self, candidates: Sequence[int], k: int) -> np.ndarray:
        """Score all sets, the last actor of each added to the others."""
        counts: list[int] = []
        place = {actor: i for i, actor in enumerate(candidates)}
        total = math.comb(len(candidates) - 1, k - 1)
        for chosen in track(combinations(candidates[:-1], k - 1), total=total):
            reached = self._reached(chosen)
            later = candidates[place[chosen[-1]] + 1 :] if chosen else candidates
            counts += [(reached | self.balls[actor]).bit_count() for actor in later]
        return np.array(counts, dtype="float64") / self.n

    def adding(self, chosen: Sequence[int], candidates: Sequence[int]) -> np.ndarray:
        """Score the set with each candidate added."""
        reached = self._reached(chosen)
        counts = [(reached | self.balls[actor]).bit_count() for actor in candidates]
        return np.array(counts, dtype="float64") / self.n

    def score(self, chosen: Sequence[int]) -> float:
        """Score one set."""
        return self._reached(chosen).bit_count() / self.n

    def pick(self, chosen: Sequence[int], equal: Sequence[int]) -> int:  # noqa: ARG002
        """Take the first: nothing tells them apart."""
        return equal[0]

    def _reached(self, chosen: Sequence[int]) -> int:
        """Say, as bits, whom a set reaches."""
        return reduce(or_, (self.balls[actor] for actor in chosen), 0)


class Nearness:
    """The mean over all actors of 1/distance from the nearest member; members count 1."""

    def __init__(self, matrix: sparse.csr_array) -> None:
        self.n = matrix.shape[0]
        self.steps = steps_between(matrix)
        # 1/distance by number of steps; the last is for who cannot be reached.
        highest = int(np.iinfo(self.steps.dtype).max)
        self.worth = np.zeros(highest + 1)
        self.worth[0] = 1.0
        self.worth[1:highest] = 1 / np.arange(1, highest)

    def every(self, candidates: Sequence[int], k: int) -> np.ndarray:
        """Score all sets, the last actor of each added to the others."""
        scores = []
        place = {actor: i for i, actor in enumerate(candidates)}
        total = math.comb(len(candidates) - 1, k - 1)
        for chosen in track(combinations(candidates[:-1], k - 1), total=total):
            later = candidates[place[chosen[-1]] + 1 :] if chosen else candidates
            scores.append(self.adding(chosen, later))
        return np.concatenate(scores)

    def adding(self, chosen: Sequence[int], candidates: Sequence[int]) -> np.ndarray:
        """Score the set with each candidate added, some rows at a time."""
        nearest = self._nearest(chosen)
        rows = max(1, BLOCK_WORDS // self.n)
        actors = np.asarray(candidates)
        blocks = [actors[i : i + rows] for i in range(0, len(actors), rows)]
        sums = [self.worth[np.minimum(nearest, self.steps[block])].sum(axis=1) for block in blocks]
        return np.asarray(np.concatenate(sums) / self.n)

    def score(self, chosen: Sequence[int]) -> float:
        """Score one set."""
        return float(self.worth[self._nearest(chosen)].sum() / self.n)

    def pick(self, chosen: Sequence[int], equal: Sequence[int]) -> int:  # noqa: ARG002
        """Take the first: nothing tells them apart."""
        return equal[0]

    def _nearest(self, chosen: Sequence[int]) -> np.ndarray:
        """Give the steps from everyone to the nearest member."""
        far = np.iinfo(self.steps.dtype).max
        nearest: np.ndarray = self.steps[list(chosen)].min(axis=0, initial=far)
        return nearest


def sets_of(candidates: Sequence[int], k: int) -> np.ndarray:
    """List all sets of k candidates, one a row."""
    number = math.comb(len(candidates), k)
    flat: Iterable[int] = (actor for one in combinations(candidates, k) for actor in one)
    return np.fromiter(flat, dtype="int64", count=number * k).reshape(number, k)


@dataclass(frozen=True, eq=False)
class Found:
    """What a search found, as positions."""

    sets: Sequence[Sequence[int]]
    optimal: bool
    n_optimal: int | None = None
    second: tuple[Sequence[int], float] | None = None


def search(sought: Goal, allowed: Sequence[int], k: int) -> Found:
    """Find the best set: try all where they are few enough, else let it grow."""
    number_of_sets = math.comb(len(allowed), k)
    exact = number_of_sets <= EXACT_SETS
    if isinstance(sought, DistantFragments):
        exact &= number_of_sets * sought.work <= EXACT_WORK
    return _try_all(sought, allowed, k) if exact else _grow(sought, allowed, k)


def _try_all(sought: Goal, allowed: Sequence[int], k: int) -> Found:
    """Score all sets and keep the best; equals in F are told apart by distances."""
    scores = sought.every(allowed, k)
    if np.isnan(scores).all():
        return Found(
            _picked(allowed, k, np.arange(min(len(scores), SHOWN_SETS))), True, len(scores)
        )
    best, behind, complete = _split(sought, allowed, k, scores)
    shown = _picked(allowed, k, best[:SHOWN_SETS])
    if not complete:
        return Found(shown[:1], True)
    if behind is None:
        lower = scores < scores[best[0]] - EQUAL
        if not lower.any():
            return Found(shown, True, len(best))
        behind = int(_split(sought, allowed, k, np.where(lower, scores, -np.inf))[0][0])
    second = (_picked(allowed, k, np.array([behind]))[0], float(scores[behind]))
    return Found(shown, True, len(best), second)


def _split(
    sought: Goal, allowed: Sequence[int], k: int, scores: np.ndarray
) -> tuple[np.ndarray, int | None, bool]:
    """Find the best of all sets, the best of their equals in F only, and whether that is all."""
    equal = np.flatnonzero(scores >= scores.max() - EQUAL)
    if not isinstance(sought, Fragments) or isinstance(sought, DistantFragments) or len(equal) == 1:
        return equal, None, True
    complete = len(equal) * sought.work <= TIE_WORK
    sets = np.array(_picked(allowed, k, equal))
    if not complete:
        partners = np.array([len(near) for near in sought.near])
        most = np.argsort(-partners[sets].sum(axis=1), kind="stable")
        chosen = np.sort(most[:TOLD_APART])
        equal, sets = equal[chosen], sets[chosen]
    distant = sought.distant(sets)
    best = distant >= distant.max() - EQUAL
    if best.all():
        return equal, None, complete
    behind = int(np.flatnonzero(~best)[np.argmax(distant[~best])])
    return equal[best], int(equal[behind]), complete


def _picked(allowed: Sequence[int], k: int, wanted: np.ndarray) -> list[tuple[int, ...]]:
    """Give some of all sets by their numbers, which rise."""
    chosen = set(wanted.tolist())
    last = max(chosen)
    sets = zip(range(last + 1), combinations(allowed, k), strict=False)
    return [one for place, one in sets if place in chosen]


def _grow(sought: Goal, allowed: Sequence[int], k: int) -> Found:
    """Let the set grow by the best actor, then exchange members until no exchange helps."""
    chosen: list[int] = []
    for _ in track(range(k), total=k):
        chosen.append(_best(sought, chosen, allowed)[0])
    score, improved = sought.score(chosen), True
    while improved:
        improved = False
        for member in list(chosen):
            others = [actor for actor in chosen if actor != member]
            instead, reached = _best(sought, others, allowed)
            if reached > score + EQUAL:
                chosen, score, improved = [*others, instead], reached, True
    return Found([tuple(sorted(chosen))], False)


def _best(sought: Goal, chosen: Sequence[int], allowed: Sequence[int]) -> tuple[int, float]:
    """Find the actor that is best to add, and the score it gives."""
    taken = set(chosen)
    left = [actor for actor in allowed if actor not in taken]
    scores = sought.adding(chosen, left)
    # Where nothing is defined (NaN) nothing is lower, and all are equal.
    equal = [left[i] for i in np.flatnonzero(~(scores < scores.max() - EQUAL))]
    return (equal[0] if len(equal) == 1 else sought.pick(chosen, equal)), float(scores.max())
