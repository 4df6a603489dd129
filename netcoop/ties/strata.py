"""Where attendance may not be mixed: between strata of meetings, and outside an actor's time.

Actors have a span of time, meetings have one, and an actor can sit at a meeting where the two
overlap. Trades between two lists then deal out again only what both lists may hold. They still
reach every table. Two tables with the same margins differ by closed walks that take a seat away
and fill one in turn. In a walk of six steps or more, let v be the one whose span ends first, on
day e; both of its neighbors reach over e, and of these let a be the one that ends earlier, b the
other one. Whoever else stands beside a in the walk overlaps with it, so it begins before a, and
hence b, ends; it does not end before e, and b has begun by then: it overlaps with b, too. So every
such walk has a short cut, and falls into walks of four steps, which are trades. Strata are tables
of their own. Other seats that nobody may take (as in a network nobody is tied to themselves) can
make tables that no trade reaches; they are not offered.

References
----------
Golumbic, M. C., & Goss, C. F. (1978). https://doi.org/10.1002/jgt.3190020209 (graphs in which every
long walk has a short cut)
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from netcoop.ties.attendance import Attendance


@dataclass(frozen=True, eq=False)
class Spans:
    """From when to when, as whole numbers: actors and meetings that overlap may come together."""

    actor_first: np.ndarray
    actor_last: np.ndarray
    meeting_first: np.ndarray
    meeting_last: np.ndarray

    def allow(self, actor: np.ndarray, meeting: np.ndarray) -> np.ndarray:
        """Tell for pairs of positions whether the actor may sit at the meeting."""
        begins = self.meeting_first[meeting] <= self.actor_last[actor]
        allowed: np.ndarray = begins & (self.meeting_last[meeting] >= self.actor_first[actor])
        return allowed

    def widened(self, actor: np.ndarray, meeting: np.ndarray) -> Spans:
        """Stretch the time of actors so that they may sit where they sat."""
        first, last = self.actor_first.copy(), self.actor_last.copy()
        outside = ~self.allow(actor, meeting)
        # A meeting that is too late starts after the actor's time, one too early ends before it.
        np.minimum.at(first, actor[outside], self.meeting_last[meeting[outside]])
        np.maximum.at(last, actor[outside], self.meeting_first[meeting[outside]])
        return replace(self, actor_first=first, actor_last=last)

    def take(self, actors: np.ndarray, meetings: np.ndarray) -> Spans:
        """Take some actors and meetings, by position."""
        return Spans(
            self.actor_first[actors],
            self.actor_last[actors],
            self.meeting_first[meetings],
            self.meeting_last[meetings],
        )


@dataclass(frozen=True, eq=False)
class Limits:
    """What mixing has to keep to.

    Attributes
    ----------
    stratum
        The stratum of each meeting, as a whole number; attendance mixes only within one.
    spans
        When actors are there and meetings are held; ``None`` where everyone may come to all.
    """

    stratum: np.ndarray
    spans: Spans | None = None


def seats_apart(seats: Attendance, limits: Limits | None) -> list[np.ndarray]:
    """Give the positions of the seats of each stratum, ascending."""
    if limits is None:
        return [np.arange(len(seats))]
    stratum = limits.stratum[seats.meeting]
    order = np.argsort(stratum, kind="stable")
    cuts = np.flatnonzero(np.diff(stratum[order])) + 1
    return np.split(order, cuts)
