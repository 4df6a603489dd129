"""Leave the series of meetings out, one after the other: what goes with each, what is left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from netcoop._core.parallel import spread
from netcoop.gaps.prediction.precision import average_precision, chance_precision, tally
from netcoop.gaps.prediction.rescoring import Asked, Rescoring

_AT_ONCE = 50
# Seconds from which starting further processes pays.
_LONG = 3.0
# Pairs of a block of meetings looked at together.
_BLOCK = 2_000_000


@dataclass(frozen=True, eq=False)
class Gone:
    """What goes with one unit: ties (``a · n + b``, a before b), and actors that were active."""

    before: np.ndarray
    after: np.ndarray
    actors: np.ndarray


@dataclass(frozen=True, eq=False)
class World:
    """What is predicted from what: ties before and after a day, and who was active on both sides.

    ``after`` is a full matrix of yes and no, symmetric.
    """

    before: sparse.csr_array
    after: np.ndarray
    active: np.ndarray

    def pairs(self, gone: Gone | None = None) -> tuple[np.ndarray, np.ndarray]:
        """List the pairs of active actors that were not tied before."""
        n = self.before.shape[0]
        free = np.zeros((n, n), dtype="bool")
        active = self.active if gone is None else np.setdiff1d(self.active, gone.actors)
        free[np.ix_(active, active)] = True
        free[self.before.nonzero()] = False
        if gone is not None:
            # What made their tie is gone, so they are among those that could come to be tied.
            a, b = np.divmod(gone.before, n)
            free[a, b] = np.isin(a, active) & np.isin(b, active)
        a, b = np.nonzero(np.triu(free, 1))
        return a, b

    def carries(self, gone: Gone) -> bool:
        """Tell whether a pair changes without a unit: ties of the two, or whether it is one."""
        n = self.before.shape[0]
        if len(gone.actors) or np.isin(np.divmod(gone.before, n), self.active).any():
            return True
        a, b = np.divmod(gone.after, n)
        both = np.isin(a, self.active) & np.isin(b, self.active)
        return bool(both.any() and (self.before[a[both], b[both]] == 0).any())


def sole(unit: np.ndarray, thing: np.ndarray, n_units: int) -> list[np.ndarray]:
    """List for every unit the things that no other unit has.

    Examples
    --------
    >>> [things.tolist() for things in sole(np.array([0, 0, 1]), np.array([7, 8, 8]), 2)]
    [[7], []]
    """
    things, place = np.unique(thing, return_inverse=True)
    place = place.reshape(-1)
    # Where the first and the last unit of a thing are the same, there is one.
    low, high = np.full(len(things), n_units), np.full(len(things), -1)
    np.minimum.at(low, place, unit)
    np.maximum.at(high, place, unit)
    alone = np.flatnonzero(low == high)
    order = alone[np.argsort(low[alone], kind="stable")]
    ends = np.searchsorted(low[order], np.arange(1, n_units))
    return np.split(things[order], ends) if n_units else []


def pairs_by_unit(
    event: np.ndarray, unit: np.ndarray, actor: np.ndarray, n: int
) -> tuple[np.ndarray, np.ndarray]:
    """List the pairs that were at the same events, ``a · n + b``, and the unit that made each."""
    order = np.lexsort((actor, event))
    event, unit, actor = event[order], unit[order], actor[order]
    start = np.searchsorted(event, event)
    # Everybody is paired with those of the event who stand before.
    earlier = np.arange(len(event)) - start
    blocks = np.cumsum(earlier) // _BLOCK
    found = []
    for block in np.unique(blocks):
        some = np.flatnonzero(blocks == block)
        number = earlier[some]
        other = np.repeat(some, number)
        one = np.arange(len(other)) - np.repeat(np.cumsum(number) - number, number) + start[other]
        key = unit[other].astype("int64") * (n * n) + actor[one].astype("int64") * n + actor[other]
        found.append(np.unique(key))
    every = np.unique(np.concatenate(found)) if found else np.zeros(0, dtype="int64")
    units, pairs = np.divmod(every, max(1, n * n))
    return units, pairs


def lifts_without(world: World, units: list[Gone], asked: list[Asked], each: float) -> np.ndarray:
    """Measure the lift without each unit: units × methods; ``each`` is about how long one takes."""
    starts = range(0, len(units), _AT_ONCE)
    tasks: Iterator[tuple[Any, ...]] = ((world, units[at : at + _AT_ONCE], asked) for at in starts)
    long = len(units) * each > _LONG
    parts = spread(_lifts, tasks, total=len(starts), all_cores=long)
    return np.array([lifts for part in parts for lifts in part]).reshape(-1, len(asked))


def _lifts(world: World, units: list[Gone], asked: list[Asked]) -> list[list[float]]:
    """Measure it without each of some units; NaN where there is nothing to tell."""
    whole, found = Rescoring(world.before, asked), []
    n = world.before.shape[0]
    for gone in units:
        a, b = world.pairs(gone)
        came = world.after[a, b] & ~np.isin(a * n + b, gone.after)
        if came.all() or not came.any():
            found.append([float("nan")] * len(asked))
            continue
        chance = chance_precision(came.sum(), len(came))
        with whole.without(gone.before) as scores:
            found.append(
                [average_precision(*tally(score[a, b], came)) / chance for score in scores]
            )
    return found
