"""Three ways to look at regions of different size and effort."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from netcoop.compare.meeting_set import MeetingSet
from netcoop.compare.occurrences import FEWEST_MEETINGS, Occurrences

# Per actor at equal meetings per actor, at equal coverage, as recorded among regions of like size.
LENSES = ("per_actor", "coverage", "size_class")
# Worked out exactly for fewer meetings; all other metrics by random choice of meetings.
EXACT = ("mean_degree", "density")


@dataclass(frozen=True, eq=False)
class Cell:
    """One region: its meetings, and how often its pairs met."""

    meetings: MeetingSet

    @cached_property
    def met(self) -> Occurrences:
        """How many pairs met how often."""
        return Occurrences.of(self.meetings.seats, self.meetings.n_actors)

    @cached_property
    def shared(self) -> MeetingSet:
        """The meetings of two actors or more; the others show no tie."""
        return self.meetings.take(self.meetings.size >= 2)

    @property
    def n_meetings(self) -> int:
        """How many meetings of two actors or more there are."""
        return self.met.n_meetings

    @property
    def effort(self) -> float:
        """How many meetings there are for each actor who came to any; NaN where nobody came."""
        active = int(self.meetings.came.sum())
        return self.n_meetings / active if active else np.nan

    @property
    def enough(self) -> bool:
        """Whether it has meetings enough to be compared."""
        return self.n_meetings >= FEWEST_MEETINGS

    def meetings_at_effort(self, effort: float) -> float:
        """Say at how many meetings there would be so many for each actor who came to any."""
        return min(float(self.n_meetings), effort * float(self.meetings.came.sum()))

    def meetings_at_coverage(self, level: float) -> float:
        """Say at how many meetings the expected coverage comes up to a level, for good."""
        curve = self.met.expected_coverage(np.arange(self.n_meetings + 1))
        below = np.flatnonzero(curve < level)
        if not len(below) or below[-1] == self.n_meetings:
            return float(self.n_meetings) if len(below) else 0.0
        last = int(below[-1])
        return last + float((level - curve[last]) / (curve[last + 1] - curve[last]))


@dataclass(frozen=True, eq=False)
class Levels:
    """What is made equal: meetings per actor who came to any, and coverage; NaN of no region."""

    effort: float
    coverage: float

    @classmethod
    def of(cls, cells: Sequence[Cell]) -> Levels:
        """Take the smallest of the regions that have meetings enough."""
        fine = [cell for cell in cells if cell.enough]
        if not fine:
            return cls(np.nan, np.nan)
        return cls(min(cell.effort for cell in fine), min(cell.met.coverage for cell in fine))

    def meetings(self, cell: Cell) -> np.ndarray:
        """Say to how many meetings a region comes down in each of ``LENSES``."""
        at = [cell.meetings_at_effort(self.effort), cell.meetings_at_coverage(self.coverage)]
        return np.round([*at, float(cell.n_meetings)], 9)


def size_classes(n_actors: Sequence[int]) -> np.ndarray:
    """Part regions in thirds by their number of actors: 1 small, 2, 3 large; equals stay together.

    Examples
    --------
    >>> size_classes([20, 180, 60, 22, 60, 170]).tolist()
    [1, 3, 2, 1, 2, 3]
    """
    sizes = np.asarray(n_actors, dtype="float64")
    if not len(sizes):
        return np.zeros(0, dtype="int64")
    cuts = np.quantile(sizes, [1 / 3, 2 / 3])
    classes: np.ndarray = 1 + np.searchsorted(cuts, sizes, side="left")
    return classes


@dataclass(frozen=True, eq=False)
class Seen:
    """What each lens sees of one region: ``values`` is lenses × metrics.

    ``halves`` is draws × lenses × metrics: what is seen of a random half of its units (series of
    meetings, or single meetings), at half the level; NaN with fewer than two units. ``chance`` is
    what random mixing of the same attendance gives, by metric.
    """

    values: np.ndarray
    halves: np.ndarray
    chance: np.ndarray

    @property
    def spread(self) -> np.ndarray:
        """What other meetings of the same kind could have given: draws × lenses × metrics.

        A half taken without replacement varies about its mean as much as the whole varies about
        the truth, if what is measured is a mean. A sum is half as large in the half, and varies
        half as much, so deviations grow as the value does; they never shrink.
        """
        known = ~np.isnan(self.halves)
        count = np.maximum(1, known.sum(axis=0))
        center = np.where(known, self.halves, 0).sum(axis=0) / count
        growth = np.ones_like(center)
        np.divide(self.values, center, out=growth, where=center > 0)
        moved = (self.halves - center) * np.maximum(1, np.nan_to_num(growth, nan=1))
        result: np.ndarray = self.values + np.where(known, moved, 0)
        return result


def exactly(met: Occurrences, at: np.ndarray, names: Sequence[str]) -> np.ndarray:
    """Work out lenses × metrics at so many meetings; NaN for metrics that need draws."""
    ties = met.expected_ties(at)
    known = {
        "mean_degree": 2 * ties / (met.n_actors or np.nan),
        "density": ties / (met.n_possible or np.nan),
    }
    return np.column_stack([known.get(name, np.full(len(at), np.nan)) for name in names])
