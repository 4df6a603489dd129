"""How often each pair met, and what follows for fewer meetings: rarefaction and coverage.

Pairs stand for species and meetings for sampling units (Colwell et al. 2012; Chao and Jost 2012).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from netcoop._core.checks import is_whole
from netcoop._core.texts import text
from netcoop.actors import resolve_actors
from netcoop.errors import ArgumentError, RecordError
from netcoop.network import Network
from netcoop.network.build import affiliations_of
from netcoop.network.incidence import seats_of
from netcoop.records import Records
from netcoop.ties.attendance import Attendance
from netcoop.ties.weighting import check_max_size

# With fewer meetings a number is told, and flagged.
FEWEST_MEETINGS = 12
# With less coverage a number is told, and flagged.
LOWEST_COVERAGE = 0.7


@dataclass(frozen=True, eq=False)
class Occurrences:
    """How many pairs met how often.

    Attributes
    ----------
    n_actors
        How many actors there are, those who came to no meeting included where they are known.
    n_meetings
        How many meetings of two actors or more; a meeting of one can show no pair.
    times, pairs
        How often pairs met (1 or more, each number once), and how many pairs met so often.
    """

    n_actors: int
    n_meetings: int
    times: np.ndarray
    pairs: np.ndarray

    @classmethod
    def of(cls, seats: Attendance, n_actors: int, max_size: int | None = None) -> Occurrences:
        """Count the pairs at meetings of two to ``max_size`` actors."""
        counts = seats.size >= 2
        if max_size is not None:
            counts &= seats.size <= max_size
        here = counts[seats.meeting]
        kept = Attendance(seats.actors, seats.meetings, seats.actor[here], seats.meeting[here])
        met = np.unique(kept.pair_codes(kept.actor), return_counts=True)[1]
        times, pairs = np.unique(met, return_counts=True)
        return cls(n_actors, int(counts.sum()), times, pairs)

    @property
    def n_ties(self) -> int:
        """How many different pairs met."""
        return int(self.pairs.sum())

    @property
    def n_possible(self) -> int:
        """How many pairs there are."""
        return self.n_actors * (self.n_actors - 1) // 2

    @property
    def n_joint(self) -> int:
        """How often pairs met, all together."""
        return int(self.times @ self.pairs)

    def seen(self, times: int) -> int:
        """How many pairs met exactly so often."""
        return int(self.pairs[self.times == times].sum())

    @cached_property
    def coverage(self) -> float:
        """Which share of joint attendance at a further meeting would fall on pairs already seen.

        NaN with fewer than two meetings, which say nothing of what they have missed.
        """
        if self.n_meetings < 2:
            return float("nan")
        once, twice, further = self.seen(1), self.seen(2), self.n_meetings - 1
        if not once:
            return 1.0
        unseen = further * once / (further * once + 2 * twice) if twice else 0.0
        if not twice:
            unseen = further * (once - 1) / (further * (once - 1) + 2)
        return 1 - once / self.n_joint * unseen

    @cached_property
    def chao2(self) -> float:
        """At least so many pairs would meet in the long run (Chao 1987); may exceed all there are.

        NaN with fewer than two meetings.
        """
        if self.n_meetings < 2:
            return float("nan")
        once, twice = self.seen(1), self.seen(2)
        share = (self.n_meetings - 1) / self.n_meetings
        unseen = once**2 / (2 * twice) if twice else once * (once - 1) / 2
        return self.n_ties + share * unseen

    def expected_ties(self, at: Sequence[float] | np.ndarray) -> np.ndarray:
        """How many different pairs would meet at fewer meetings, on average over all choices.

        Exact for whole numbers from 0 to all meetings; on a straight line in between; else NaN.
        """
        return self._between(at, self.n_meetings, self._ties_at)

    def expected_coverage(self, at: Sequence[float] | np.ndarray) -> np.ndarray:
        """Which share of joint attendance at a further meeting would then fall on pairs seen."""
        return self._between(at, self.n_meetings, self._coverage_at)

    def _between(
        self,
        at: Sequence[float] | np.ndarray,
        most: int,
        whole: Callable[[np.ndarray], np.ndarray],
    ) -> np.ndarray:
        levels = np.asarray(at, dtype="float64")
        inside = (levels >= 0) & (levels <= most)
        low = np.floor(np.where(inside, levels, 0)).astype("int64")
        part = np.where(inside, levels, 0) - low
        below, above = whole(low), whole(np.minimum(low + 1, most))
        # Without a part the upper value must not matter, even if it is not defined.
        value = np.where(part > 0, below + part * (above - below), below)
        return np.where(inside, value, np.nan)

    def _ties_at(self, at: np.ndarray) -> np.ndarray:
        met = -np.expm1(log_missed(self.n_meetings, at, self.times))
        total: np.ndarray = met @ self.pairs.astype("float64")
        return total

    def _coverage_at(self, at: np.ndarray) -> np.ndarray:
        if self.n_meetings < 2:
            return np.full(len(at), np.nan)
        fewer = np.minimum(at, self.n_meetings - 1)
        missed = np.exp(log_missed(self.n_meetings - 1, fewer, self.times - 1))
        known = 1 - missed @ (self.times * self.pairs) / max(1, self.n_joint)
        return np.where(at < self.n_meetings, known, self.coverage)


def log_missed(meetings: int, at: np.ndarray, times: np.ndarray) -> np.ndarray:
    """Say how likely some of the meetings are to have none of a pair's: C(T−y, t)/C(T, t), as log.

    It is the product of (T−t−i)/(T−i) over i < y. Summing logs of its factors loses no digits where
    the logs of factorials of thousands would.

    Returns
    -------
    numpy.ndarray
        Numbers of meetings × times; minus infinity where it cannot be.

    Examples
    --------
    >>> np.exp(log_missed(4, np.array([2]), np.array([1, 2, 3]))).round(4).tolist()
    [[0.5, 0.1667, 0.0]]
    """
    steps = np.arange(int(times.max(initial=0)), dtype="float64")
    with np.errstate(divide="ignore"):
        factors = np.log1p(-np.minimum(1.0, at[:, None] / (meetings - steps)))
    sums = np.hstack([np.zeros((len(at), 1)), np.cumsum(factors, axis=1)])
    return sums[:, times]


def attendance_of(source: object) -> tuple[Attendance, pd.DataFrame]:
    """Find who was at which meeting, and all actors there are, by ``actor_id``."""
    if isinstance(source, Records):
        if source.meetings is None:
            message = text("Effort is counted in meetings; the records have none.")
            raise RecordError(message)
        resolved = resolve_actors(source)
        actors = resolved.tables["actors"].set_index("actor_id")
        return Attendance.of(affiliations_of(resolved)), actors
    if isinstance(source, Network):
        seats = seats_of(source)
        if "set_apart" in seats:
            # Meetings too large to make ties of the network say nothing of its pairs.
            seats = seats[~seats["set_apart"].astype("bool")]
        return Attendance.of(seats), source.actors
    if isinstance(source, pd.DataFrame):
        attendance = Attendance.of(source)
        ids = pd.Index(attendance.actors.astype("str"), name="actor_id")
        return attendance, pd.DataFrame(index=ids)
    message = text(
        "A {kind} holds no attendance. Give records, a network built from meetings, or a "
        "table with actor and meeting_id.",
        kind=type(source).__name__,
    )
    raise ArgumentError(message)


def occurrences_of(source: object, n_actors: object, max_size: int | None) -> Occurrences:
    """Count how often pairs met, in records, a network or a table."""
    check_max_size(max_size)
    attendance, actors = attendance_of(source)
    return Occurrences.of(attendance, _number(n_actors, len(actors), attendance), max_size)


def _number(given: object, known: int, attendance: Attendance) -> int:
    """Take the number of actors that is given, else the known one."""
    seen = len(attendance.actors)
    if given is None:
        return known
    if not is_whole(given) or given < seen:
        message = text(
            "n_actors={value!r} must be a whole number of at least {seen}: so many actors came "
            "to meetings.",
            value=given,
            seen=seen,
        )
        raise ArgumentError(message)
    return int(given)
