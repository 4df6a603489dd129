"""Draws of fewer meetings for regions, looked at through each of the lenses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from netcoop._core.parallel import spread
from netcoop._core.rng import RandomSource, spawn
from netcoop.compare.lenses import EXACT, LENSES, Cell, Levels, Seen, exactly
from netcoop.compare.meeting_set import MeetingSet
from netcoop.compare.occurrences import Occurrences
from netcoop.ties.nullmodels import drawn_seats

# So many draws are one part of the work.
_AT_ONCE = 100
# More parts take longer than it takes to start a process for every core.
_MANY = 60
# As many draws of chance are enough for a mean that is never ranked.
NULL_DRAWS = 100


def look(
    cells: Mapping[str, Cell],
    levels: Levels,
    names: Sequence[str],
    draws: int,
    rng: RandomSource,
    *,
    chance: bool = True,
) -> dict[str, Seen]:
    """Look at every region through every lens; the same numbers for any number of workers.

    Without ``chance`` what random mixing gives, which takes as long as all the rest, is NaN.
    """
    parts = [min(_AT_ONCE, draws - start) for start in range(0, draws, _AT_ONCE)]
    random = spawn(rng, len(cells) * (len(parts) + 1))
    tasks: list[tuple[Any, ...]] = []
    for place, cell in enumerate(cells.values()):
        own = random[place * (len(parts) + 1) : (place + 1) * (len(parts) + 1)]
        if chance:
            tasks.append((cell, None, names, min(draws, NULL_DRAWS), own[0]))
        at = levels.meetings(cell)
        tasks += [(cell, at, names, n, one) for n, one in zip(parts, own[1:], strict=True)]
    many = len(tasks) > _MANY
    done = iter(list(spread(_part, tasks, total=len(tasks), all_cores=many)))
    found = {}
    for region, cell in cells.items():
        mixed = next(done) if chance else np.full(len(names), np.nan)
        drawn = np.concatenate([next(done) for _ in parts])
        values = _values(cell, levels.meetings(cell), names, drawn[:, 0])
        found[region] = Seen(values, drawn[:, 1], mixed)
    return found


def _part(
    cell: Cell,
    at: np.ndarray | None,
    names: Sequence[str],
    draws: int,
    random: np.random.Generator,
) -> np.ndarray:
    """Do one part of the work: what chance gives, or draws × (whole, half) × lenses × metrics."""
    if at is None:
        return _chance(cell, names, draws, random)
    found = np.full((draws, 2, len(LENSES), len(names)), np.nan)
    urn = _Urn.of(cell.shared)
    every = np.arange(cell.shared.n_meetings)
    drawn = not set(names) <= set(EXACT)
    for draw in range(draws):
        if drawn:
            found[draw, 0] = urn.measured(every, at[:-1], names, random)
        if urn.n_units > 1:
            found[draw, 1] = _seen_of_half(urn, urn.half(random), at / 2, names, random)
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


@dataclass(frozen=True, eq=False)
class _Urn:
    """The meetings of a region, to draw from: numbers only, as tables take most of the time.

    Attributes
    ----------
    whole
        The meetings of two actors or more.
    unit, n_units
        The number of each meeting's unit, and how many units there are.
    pair, of_meeting
        Of every two who sat together, the number of the pair and the position of the meeting.
    """

    whole: MeetingSet
    unit: np.ndarray
    n_units: int
    pair: np.ndarray
    of_meeting: np.ndarray

    @classmethod
    def of(cls, whole: MeetingSet) -> _Urn:
        names = whole.meetings["unit"].to_numpy(dtype="object").astype("str")
        units, unit = np.unique(names, return_inverse=True)
        seats = whole.seats
        pair = np.unique(seats.pair_codes(seats.actor), return_inverse=True)[1]
        return cls(whole, unit, len(units), pair, seats.meeting[seats.company[0]])

    def half(self, random: np.random.Generator) -> np.ndarray:
        """Take a random half of the units, of an odd number one more or one less: the meetings."""
        number = (self.n_units + int(random.integers(2))) // 2
        chosen = np.zeros(self.n_units, dtype=bool)
        chosen[random.choice(self.n_units, number, replace=False)] = True
        return np.flatnonzero(chosen[self.unit])

    def met(self, meetings: np.ndarray) -> Occurrences:
        """Count how often pairs met at some of the meetings."""
        here = np.zeros(self.whole.n_meetings, dtype=bool)
        here[meetings] = True
        often = np.bincount(self.pair[here[self.of_meeting]])
        times, pairs = np.unique(often[often > 0], return_counts=True)
        return Occurrences(self.whole.n_actors, len(meetings), times, pairs)

    def measured(
        self,
        meetings: np.ndarray,
        at: np.ndarray,
        names: Sequence[str],
        random: np.random.Generator,
    ) -> np.ndarray:
        """Measure random choices of so many of some meetings, one for each lens.

        Between whole numbers of meetings it is one or the other, as often as the part says. There
        is nothing for exact metrics, and for a last lens that ``at`` leaves out.
        """
        drawn = [name for name in names if name not in EXACT]
        places = [place for place, name in enumerate(names) if name not in EXACT]
        found = np.full((len(LENSES), len(names)), np.nan)
        for lens, level in enumerate(at):
            number = int(level) + int(random.random() < level % 1)
            chosen = np.zeros(self.whole.n_meetings, dtype=bool)
            chosen[meetings[random.choice(len(meetings), number, replace=False)]] = True
            kept = chosen[self.whole.meeting]
            # A meeting that nobody came to shows nothing; leaving it in saves most of the time.
            part = replace(
                self.whole, actor=self.whole.actor[kept], meeting=self.whole.meeting[kept]
            )
            found[lens, places] = part.measure(drawn)
        return found


def _seen_of_half(
    urn: _Urn,
    half: np.ndarray,
    at: np.ndarray,
    names: Sequence[str],
    random: np.random.Generator,
) -> np.ndarray:
    """Look at half of a region through each lens, at half the level or at all there is."""
    levels = np.minimum(at, len(half))
    levels[-1] = len(half)
    found = np.full((len(LENSES), len(names)), np.nan)
    if set(names) & set(EXACT):
        found = exactly(urn.met(half), levels, names)
    if set(names) - set(EXACT):
        drawn = urn.measured(half, levels, names, random)
        found = np.where(np.isnan(found), drawn, found)
    return found


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
