"""Attendance in numbers: a seat is one actor at one meeting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from netcoop._core.checks import first
from netcoop._core.texts import text
from netcoop.errors import ArgumentError


@dataclass(frozen=True, eq=False)
class Attendance:
    """Who sat where: positions of actor and meeting, sorted by meeting, then actor.

    Attributes
    ----------
    actors, meetings
        The names, in the order of the alphabet.
    actor, meeting
        For each seat, the position of its actor and its meeting among the names.
    """

    actors: pd.Index
    meetings: pd.Index
    actor: np.ndarray
    meeting: np.ndarray

    @classmethod
    def of(cls, affiliations: pd.DataFrame) -> Attendance:
        """Read the columns ``actor`` and ``meeting_id``; the same seat twice counts once."""
        lacking = [name for name in ("actor", "meeting_id") if name not in affiliations]
        if lacking:
            message = text(
                "The attendance has no column {lacking}; it has {columns}. Rename its columns.",
                lacking=first(lacking),
                columns=first(affiliations.columns, 12) or "–",
            )
            raise ArgumentError(message)
        rows = affiliations[["actor", "meeting_id"]].dropna()
        # Categories have an order of their own.
        rows = rows.astype(
            {c: "object" for c in rows if isinstance(rows[c].dtype, pd.CategoricalDtype)}
        )
        actor, actors = pd.factorize(rows["actor"], sort=True)
        meeting, meetings = pd.factorize(rows["meeting_id"], sort=True)
        codes = np.unique(meeting.astype("int64") * len(actors) + actor)
        meeting, actor = np.divmod(codes, max(1, len(actors)))
        return cls(pd.Index(actors), pd.Index(meetings), actor, meeting)

    def __reduce__(self) -> tuple[type[Attendance], tuple[object, ...]]:
        # What can be worked out again need not travel to other workers.
        return Attendance, (self.actors, self.meetings, self.actor, self.meeting)

    def __len__(self) -> int:
        return len(self.actor)

    @cached_property
    def size(self) -> np.ndarray:
        """How many came to each meeting."""
        return np.bincount(self.meeting, minlength=len(self.meetings))

    @cached_property
    def company(self) -> tuple[np.ndarray, np.ndarray]:
        """Every two seats at the same meeting, the earlier seat first."""
        here = np.arange(len(self))
        later = np.cumsum(self.size)[self.meeting] - here - 1
        one = np.repeat(here, later)
        steps = np.arange(len(one)) - np.repeat(np.cumsum(later) - later, later)
        return one, one + 1 + steps

    def pair_codes(self, actor: np.ndarray) -> np.ndarray:
        """Give the pair of actors of every two seats in company a number.

        It is source × actors + target, by their positions.

        ``actor`` holds the actors of the seats, in the last axis, sorted within each meeting.
        """
        one, other = self.company
        codes: np.ndarray = actor[..., one] * len(self.actors) + actor[..., other]
        return codes

    def pair_names(self, codes: np.ndarray) -> tuple[pd.Index, pd.Index]:
        """Name the source and the target of numbered pairs; source before target."""
        source, target = np.divmod(codes, max(1, len(self.actors)))
        return self.actors.take(source), self.actors.take(target)

    def frame(self, actor: np.ndarray) -> pd.DataFrame:
        """Write the attendance with these actors in the seats as a table."""
        return pd.DataFrame(
            {"actor": self.actors.take(actor), "meeting_id": self.meetings.take(self.meeting)}
        )

    def ties(self, actor: np.ndarray, method: str) -> pd.DataFrame:
        """Tie the actors in these seats: the ``source``, ``target``, ``weight`` of ``project``."""
        codes, place = np.unique(self.pair_codes(actor), return_inverse=True)
        gain = _GAINS[method](self.size[self.meeting[self.company[0]]])
        source, target = self.pair_names(codes)
        weight = np.bincount(place, weights=gain, minlength=len(codes))
        return pd.DataFrame({"source": source, "target": target, "weight": weight})


# What a meeting gives each of its pairs.
_GAINS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "newman": lambda size: 1 / (size - 1),
    "count": np.ones_like,
    "share": lambda size: 2 / (size * (size - 1)),
}
