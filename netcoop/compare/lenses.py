"""Three ways to look at regions of different size and effort, and draws of fewer meetings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from netcoop._core.parallel import spread
from netcoop._core.rng import RandomSource, spawn
from netcoop.compare.meeting_set import MeetingSet
from netcoop.compare.occurrences import FEWEST_MEETINGS, Occurrences
from netcoop.ties.nullmodels import drawn_seats

# Per actor at equal meetings per actor, at equal coverage, as recorded among regions of like size.
LENSES = ("per_actor", "coverage", "size_class")
# Worked out exactly for fewer meetings; all other metrics by random choice of meetings.
EXACT = ("mean_degree", "density")
# So many draws are one part of the work.
_AT_ONCE = 100
# More parts take longer than it takes to start a process for every core.
_MANY = 60
# As many draws of chance are enough for a mean that is never ranked.
NULL_DRAWS = 100


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


def look(
    cells: Mapping[str, Cell],
    levels: Levels,
    names: Sequence[str],
    draws: int,
    rng: RandomSource,
) -> dict[str, Seen]:
    """Look at every region through every lens; the same numbers for any number of workers."""
    parts = [min(_AT_ONCE, draws - start) for start in range(0, draws, _AT_ONCE)]
    random = iter(spawn(rng, len(cells) * (len(parts) + 1)))
    tasks = [
        (cell, levels.meetings(cell), names, number, next(random), kind)
        for cell in cells.values()
        for kind, number in (("chance", min(draws, NULL_DRAWS)), *(("draws", n) for n in parts))
    ]
    many = len(tasks) > _MANY
    done = iter(list(spread(_part, tasks, total=len(tasks), all_cores=many)))
    found = {}
    for region, cell in cells.items():
        chance = next(done)
        drawn = np.concatenate([next(done) for _ in parts])
        values = _values(cell, levels.meetings(cell), names, drawn[:, 0])
        found[region] = Seen(values, drawn[:, 1], chance)
    return found


def _part(
    cell: Cell,
    at: np.ndarray,
    names: Sequence[str],
    draws: int,
    random: np.random.Generator,
    kind: str,
) -> np.ndarray:
    """Do one part of the work: what chance gives, or draws × (whole, half) × lenses × metrics."""
    if kind == "chance":
        return _chance(cell, names, draws, random)
    found = np.full((draws, 2, len(LENSES), len(names)), np.nan)
    drawn = [name for name in names if name not in EXACT]
    units = np.unique(cell.shared.meetings["unit"].to_numpy(dtype="object").astype("str"))
    for draw in range(draws):
        if drawn:
            found[draw, 0] = _measured(cell.shared, at, names, random, last=False)
        if len(units) > 1:
            half = _half(cell.shared, units, random)
            found[draw, 1] = _seen_of_half(half, at / 2, names, random)
    return found


def _chance(
    cell: Cell, names: Sequence[str], draws: int, random: np.random.Generator
) -> np.ndarray:
    """Measure what the same attendance gives where who met whom is mixed at random: the mean."""
    whole = cell.shared
    if not len(whole.actor):
        return np.full(len(names), np.nan)
    values = [
        MeetingSet(whole.actors, whole.meetings, actor, whole.meeting, whole.roster).measure(names)
        for some in drawn_seats(whole.seats, draws, random)
        for actor in some
    ]
    mean: np.ndarray = np.array(values).mean(axis=0)
    return mean


def _half(meetings: MeetingSet, units: np.ndarray, random: np.random.Generator) -> MeetingSet:
    """Take a random half of the units; of an odd number one more or one less."""
    number = (len(units) + int(random.integers(2))) // 2
    chosen = random.choice(units, number, replace=False)
    return meetings.take(meetings.meetings["unit"].isin(chosen).to_numpy())


def _seen_of_half(
    half: MeetingSet, at: np.ndarray, names: Sequence[str], random: np.random.Generator
) -> np.ndarray:
    """Look at half of a region through each lens, at half the level or at all there is."""
    levels = np.minimum(at, half.n_meetings)
    levels[-1] = half.n_meetings
    found = np.full((len(LENSES), len(names)), np.nan)
    if set(names) & set(EXACT):
        found = exactly(Cell(half).met, levels, names)
    if set(names) - set(EXACT):
        drawn = _measured(half, levels, names, random, last=True)
        found = np.where(np.isnan(found), drawn, found)
    return found


def _measured(
    meetings: MeetingSet,
    at: np.ndarray,
    names: Sequence[str],
    random: np.random.Generator,
    *,
    last: bool,
) -> np.ndarray:
    """Measure random choices of so many meetings, one for each lens; nothing for exact metrics.

    Between whole numbers of meetings it is one or the other, as often as the part says. What all
    meetings give needs no draw, so the last lens is left out unless it is asked for.
    """
    drawn = [name for name in names if name not in EXACT]
    places = [place for place, name in enumerate(names) if name not in EXACT]
    found = np.full((len(LENSES), len(names)), np.nan)
    for lens, level in enumerate(at if last else at[:-1]):
        number = int(level) + int(random.random() < level % 1)
        chosen = np.zeros(meetings.n_meetings, dtype=bool)
        chosen[random.choice(meetings.n_meetings, number, replace=False)] = True
        kept = chosen[meetings.meeting]
        # A meeting that nobody came to shows nothing; leaving it in saves most of the time.
        part = replace(meetings, actor=meetings.actor[kept], meeting=meetings.meeting[kept])
        found[lens, places] = part.measure(drawn)
    return found


def exactly(met: Occurrences, at: np.ndarray, names: Sequence[str]) -> np.ndarray:
    """Work out lenses × metrics at so many meetings; NaN for metrics that need draws."""
    ties = met.expected_ties(at)
    known = {
        "mean_degree": 2 * ties / (met.n_actors or np.nan),
        "density": ties / (met.n_possible or np.nan),
    }
    return np.column_stack([known.get(name, np.full(len(at), np.nan)) for name in names])


def _values(cell: Cell, at: np.ndarray, names: Sequence[str], drawn: np.ndarray) -> np.ndarray:
    """Give what each lens sees: exactly, else the mean of draws; the last one all there is."""
    values = exactly(cell.met, at, names)
    raw = cell.meetings.measure(names)
    for place, name in enumerate(names):
        if name not in EXACT:
            values[:-1, place] = drawn[:, :-1, place].mean(axis=0)
    values[-1] = raw
    # With all meetings there is nothing to draw, and no error of drawing.
    values[at >= cell.n_meetings] = raw
    return values
