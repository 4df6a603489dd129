"""How often would other regions, picked in place of the treated ones, differ as much?

The regions that took part are exchanged for others of their stratum, and the difference of changes
is computed again, divided by its standard error each time: without that division the test rejects
far too often where the treated regions vary more (Wu & Ding 2021). A product of the 0/1 matrix of
reassignments with the changes gives all of them at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, islice, product
from math import ceil, comb, prod

import numpy as np

from netcoop._core.parallel import spread
from netcoop._core.rng import RandomSource, spawn

LEVEL = 0.95
# Reassignments computed at once: small enough for memory, large enough for fast products.
AT_ONCE = 20_000
# Numbers that differ by rounding only are equal.
SLACK = 1e-9
STUDENTISED, COEFFICIENT = "studentised_randomisation", "rank_of_coefficient"


@dataclass(frozen=True)
class Sides:
    """Which regions are treated, and among which they could have been others.

    ``strata`` are codes from 0; each has at least one region on either side.
    """

    treated: np.ndarray
    strata: np.ndarray

    @property
    def sizes(self) -> np.ndarray:
        """Regions of each stratum."""
        return np.bincount(self.strata)

    @property
    def takers(self) -> np.ndarray:
        """Treated regions of each stratum."""
        return np.bincount(self.strata, weights=self.treated).astype("int64")

    @property
    def degrees(self) -> tuple[int, int]:
        """Degrees of freedom of the spread on the treated and on the other side."""
        n_treated, n_strata = int(self.treated.sum()), len(self.sizes)
        return n_treated - n_strata, len(self.treated) - n_treated - n_strata

    @property
    def method(self) -> str:
        """How the test counts: without a spread on each side it can only rank differences."""
        return STUDENTISED if min(self.degrees) > 0 else COEFFICIENT

    @property
    def possible(self) -> int:
        """Number of ways to reassign."""
        return prod(comb(int(n), int(k)) for n, k in zip(self.sizes, self.takers, strict=True))

    def smallest_p(self, draws: int) -> float:
        """Give the smallest p-value that so many draws can give."""
        # Where both sides are equally large, exchanging them gives the same absolute difference.
        least = (1 + bool((2 * self.takers == self.sizes).all())) / self.possible
        return least if self.possible <= draws else max(least, 1 / (draws + 1))

    def reassignments(self, draws: int, rng: RandomSource) -> tuple[Iterator[np.ndarray], int]:
        """Give all reassignments if there are at most ``draws``, else the true one and draws.

        Returns
        -------
        tuple
            Boolean matrices (reassignments × regions), and how many matrices.
        """
        if self.possible <= draws:
            return self._all(), ceil(self.possible / AT_ONCE)
        parts = ceil(draws / AT_ONCE)
        numbers = [draws // parts + (part < draws % parts) for part in range(parts)]
        pieces = zip(numbers, spawn(rng, parts), strict=True)
        drawn = (self._drawn(number, random) for number, random in pieces)
        return self._led(drawn), parts + 1

    def _led(self, drawn: Iterator[np.ndarray]) -> Iterator[np.ndarray]:
        yield self.treated[None, :]
        yield from drawn

    def _drawn(self, number: int, random: np.random.Generator) -> np.ndarray:
        assigned = np.zeros((number, len(self.treated)), dtype="bool")
        for code, takers in enumerate(self.takers):
            places = np.flatnonzero(self.strata == code)
            keys = random.random((number, len(places)))
            chosen = np.argpartition(keys, takers - 1, axis=1)[:, :takers]
            assigned[np.arange(number)[:, None], places[chosen]] = True
        return assigned

    def _all(self) -> Iterator[np.ndarray]:
        within = (
            combinations(np.flatnonzero(self.strata == code).tolist(), int(takers))
            for code, takers in enumerate(self.takers)
        )
        ways = product(*within)
        while some := list(islice(ways, AT_ONCE)):
            assigned = np.zeros((len(some), len(self.treated)), dtype="bool")
            places = np.array([[place for part in way for place in part] for way in some])
            assigned[np.arange(len(some))[:, None], places] = True
            yield assigned


@dataclass(frozen=True)
class Reassigned:
    """What each reassignment gives, for several outcomes.

    Matrices are reassignments × outcomes. ``difference`` and ``variance`` are of the changes;
    ``treated_difference``, ``mixed`` and ``treated_variance`` say how they would move if the
    treated regions' changes were smaller by one, which is all that inverting the test needs.
    """

    method: str
    n_draws: int
    p_smallest: float
    estimate: np.ndarray
    estimate_variance: np.ndarray
    difference: np.ndarray
    variance: np.ndarray
    mixed: np.ndarray
    treated_difference: np.ndarray
    treated_variance: np.ndarray

    @property
    def std_error(self) -> np.ndarray:
        """Standard error of each estimate; NaN where a side has no spread to take it from."""
        if self.method == COEFFICIENT:
            return np.full(len(self.estimate), np.nan)
        positive = self.estimate_variance > 0
        return np.asarray(np.where(positive, np.sqrt(self.estimate_variance), np.nan))

    @property
    def error(self) -> np.ndarray:
        """What to divide the difference of each reassignment by."""
        return np.asarray(np.sqrt(self._scale(self.variance)))

    @property
    def error_observed(self) -> np.ndarray:
        """What to divide each estimate by."""
        return np.asarray(np.sqrt(self._scale(self.estimate_variance[None, :])[0]))

    @cached_property
    def t(self) -> np.ndarray:
        """Absolute statistics of each reassignment, comparable between outcomes."""
        return _ratio(self.difference, self.error)

    @cached_property
    def t_observed(self) -> np.ndarray:
        """Absolute statistics of what happened."""
        return _ratio(self.estimate, self.error_observed)

    @cached_property
    def p_value(self) -> np.ndarray:
        """Share of reassignments that differ at least as much as what happened."""
        return np.asarray((self.t >= self.t_observed * (1 - SLACK)).mean(axis=0))

    @cached_property
    def p_adjusted(self) -> np.ndarray:
        """Step-down p-values over all outcomes (Westfall & Young 1993)."""
        order = np.argsort(-self.t_observed, kind="stable")
        drawn = self.t[:, order][:, ::-1]
        largest = np.maximum.accumulate(drawn, axis=1)[:, ::-1]
        shares = (largest >= self.t_observed[order] * (1 - SLACK)).mean(axis=0)
        adjusted = np.empty(len(order))
        adjusted[order] = np.maximum.accumulate(shares)
        return adjusted

    def interval(self, outcome: int, level: float = LEVEL) -> tuple[float, float]:
        """Give the ends of what the test does not reject; NaN for an end that is not bounded."""
        if self.estimate_variance[outcome] <= 0 and self.method == STUDENTISED:
            return np.nan, np.nan
        return self._end(outcome, -1, 1 - level), self._end(outcome, 1, 1 - level)

    def critical(self, columns: np.ndarray, level: float = LEVEL) -> float:
        """Give the value that the largest t of some outcomes must exceed; NaN if none can."""
        largest = np.sort(self.t[:, columns].max(axis=1))[::-1]
        above = int((1 - level) * len(largest) + SLACK)
        return float(largest[above]) * (1 + SLACK) if above else np.nan

    def p_joint(self, columns: np.ndarray) -> np.ndarray:
        """Give the p-value of each of some outcomes against the largest t of them all."""
        largest = self.t[:, columns].max(axis=1)[:, None]
        return np.asarray((largest >= self.t_observed[columns] * (1 - SLACK)).mean(axis=0))

    def p_at(self, outcome: int, away: float) -> float:
        """Give the p-value of an effect that is ``away`` from the estimate."""
        effect, d = self.estimate[outcome], self.treated_difference
        # The difference if that effect were taken off the treated regions, then reassigned.
        left = self.difference[:, outcome] - (effect + away) * d
        if self.method == COEFFICIENT:
            return float((np.abs(left) >= abs(away) * (1 - SLACK)).mean())
        total = effect + away
        spread_left = self.variance[:, outcome] - 2 * total * self.mixed[:, outcome]
        spread_left += total**2 * self.treated_variance
        here = left**2 * self.estimate_variance[outcome]
        return float((here >= away**2 * spread_left * (1 - SLACK)).mean())

    def _end(self, outcome: int, sign: int, alpha: float) -> float:
        """Walk outwards until the test rejects, and halve the last step."""
        scale = float(self.error_observed[outcome])
        if not scale > 0:
            return np.nan
        inside, outside, rejected, step = 0.0, np.nan, 0, scale / 8
        for _ in range(50):
            if self.p_at(outcome, sign * step) > alpha:
                inside, outside, rejected = step, np.nan, 0
            else:
                outside = step if rejected == 0 else outside
                rejected += 1
            if rejected == 4:
                break
            step *= 1.4
        else:
            return np.nan
        for _ in range(32):
            middle = (inside + outside) / 2
            accepted = self.p_at(outcome, sign * middle) > alpha
            inside, outside = (middle, outside) if accepted else (inside, middle)
        return float(self.estimate[outcome] + sign * inside)

    def _scale(self, variance: np.ndarray) -> np.ndarray:
        """Give the variance to divide by; that of all reassignments where there is no other."""
        if self.method == STUDENTISED:
            return variance
        return np.broadcast_to((self.difference**2).mean(axis=0), variance.shape)


def reassign(changes: np.ndarray, sides: Sides, draws: int, rng: RandomSource) -> Reassigned:
    """Compute the difference of changes for what happened and for every reassignment.

    The difference is the mean change of the treated regions less that of the others, where the
    others of a stratum weigh as much as its treated regions. ``changes`` are regions × outcomes.
    """
    centred = changes - _stratum_means(changes, sides)
    centred[np.abs(centred) <= 1e-12 * np.abs(changes).max(axis=0, initial=0)] = 0
    matrices, parts = sides.reassignments(draws, rng)
    tasks = ((sides, centred, matrix) for matrix in matrices)
    found = list(spread(differences, tasks, total=parts))
    difference, variance, mixed, treated_difference, treated_variance = (
        np.concatenate(part) for part in zip(*found, strict=True)
    )
    actual = differences(sides, centred, sides.treated[None, :])
    return Reassigned(
        method=sides.method,
        n_draws=len(difference) - (sides.possible > draws),
        p_smallest=sides.smallest_p(draws),
        estimate=actual[0][0],
        estimate_variance=actual[1][0],
        difference=difference,
        variance=variance,
        mixed=mixed,
        treated_difference=treated_difference,
        treated_variance=treated_variance,
    )


def differences(sides: Sides, centred: np.ndarray, assigned: np.ndarray) -> tuple[np.ndarray, ...]:
    """Give differences and variances of each reassignment, for the changes and for the treatment.

    All columns have mean 0 in each stratum, so the sums of the other side are those of the treated
    side with the sign turned.
    """
    takers, sizes, strata = sides.takers, sides.sizes, sides.strata
    others = sizes - takers
    n_treated, n_outcomes = takers.sum(), centred.shape[1]
    own = sides.treated - _stratum_means(sides.treated[:, None].astype("float64"), sides)[:, 0]
    columns = np.column_stack([centred, own])
    matrix = assigned.astype("float64")
    difference = matrix @ (columns * (sizes / (n_treated * others))[strata][:, None])
    # Squares and products on the treated side: changes, changes × treatment, treatment.
    left = np.column_stack([centred, centred, own])
    right = np.column_stack([centred, np.repeat(own[:, None], n_outcomes, axis=1), own])
    moments = left * right
    treated_side = matrix @ moments
    other_side = moments.sum(axis=0) - treated_side
    for code in range(len(sizes)):
        sums = matrix @ np.where((strata == code)[:, None], columns, 0)
        own_sums = sums[:, -1:]
        pairs = np.hstack([sums[:, :-1] ** 2, sums[:, :-1] * own_sums, own_sums**2])
        treated_side -= pairs / takers[code]
        other_side -= pairs / others[code]
    shares = (takers / n_treated) ** 2 / others
    degrees = np.maximum(sides.degrees, 1)
    variance = treated_side / (n_treated * degrees[0]) + other_side * shares.sum() / degrees[1]
    floor = 1e-13 * moments.sum(axis=0) / len(strata)
    negligible = np.abs(variance) <= np.abs(floor)
    squares = np.r_[0:n_outcomes, 2 * n_outcomes]
    variance[:, squares] = np.where(negligible[:, squares], 0, variance[:, squares])
    size = np.abs(columns).max(axis=0, initial=0)
    difference = np.where(np.abs(difference) <= 1e-12 * size, 0, difference)
    return (
        difference[:, :-1],
        variance[:, :n_outcomes],
        variance[:, n_outcomes:-1],
        difference[:, -1],
        variance[:, -1],
    )


def _stratum_means(values: np.ndarray, sides: Sides) -> np.ndarray:
    """Give each region the means of its stratum."""
    sums = np.zeros((len(sides.sizes), values.shape[1]))
    np.add.at(sums, sides.strata, values)
    return np.asarray((sums / sides.sizes[:, None])[sides.strata])


def _ratio(difference: np.ndarray, error: np.ndarray) -> np.ndarray:
    """Divide; no difference is 0 and a difference without spread is infinite."""
    size = np.abs(difference)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(size > 0, size / error, 0.0))
