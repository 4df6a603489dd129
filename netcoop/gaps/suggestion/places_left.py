"""Who may still sit down: seats, who is wanted in any case, and how many of each group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Quota:
    """What a table must keep to.

    Attributes
    ----------
    seats
        How many may sit at most.
    must
        Who sits in any case, by number.
    free
        Who else may be invited.
    groups
        The group of each, by number; −1: none that is counted.
    low, high
        How many of each group there are at least and at most.
    """

    seats: int
    must: tuple[int, ...]
    free: np.ndarray
    groups: np.ndarray
    low: np.ndarray
    high: np.ndarray

    @property
    def needed(self) -> np.ndarray:
        """Mark those of whose group some are to be there."""
        marked = np.append(self.low > 0, False)
        return np.asarray(marked[self.groups])

    def counts(self, members: Sequence[int]) -> np.ndarray:
        """Count who is there of each group."""
        groups = self.groups[list(members)]
        return np.bincount(groups[groups >= 0], minlength=len(self.low))

    def complete(self, members: Sequence[int]) -> bool:
        """Tell whether a table has enough, and not too many, of each group."""
        there = self.counts(members)
        return bool(((there >= self.low) & (there <= self.high)).all())

    def allows(self, sets: np.ndarray) -> np.ndarray:
        """Tell of each table, one a row, whether it keeps to the numbers of each group."""
        kept = np.ones(len(sets), dtype="bool")
        groups = self.groups[sets]
        for group, (low, high) in enumerate(zip(self.low, self.high, strict=True)):
            there = (groups == group).sum(axis=1)
            kept &= (there >= low) & (there <= high)
        return kept


def room_for(quota: Quota, members: Sequence[int]) -> np.ndarray:
    """Mark who may sit down next: seats are kept for groups of which there are too few.

    Examples
    --------
    >>> groups, everyone = np.array([0, 0, -1]), np.ones(3, dtype="bool")
    >>> two_seats = Quota(2, (), everyone, groups, np.array([1]), np.array([1]))
    >>> room_for(two_seats, [2]).tolist()
    [True, True, False]
    """
    there = quota.counts(members)
    lacking = np.maximum(quota.low - there, 0)
    full = np.append(there >= quota.high, False)
    allowed = quota.free & ~full[quota.groups]
    if len(members) + int(lacking.sum()) >= quota.seats:
        allowed &= np.append(lacking > 0, False)[quota.groups]
    allowed[list(members)] = False
    return np.asarray(allowed)
