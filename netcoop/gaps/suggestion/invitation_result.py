"""``Invitation`` and ``InvitationSeries``: who is invited, why, and how sure it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from netcoop._core.checks import first
from netcoop._core.display import html_table
from netcoop._core.texts import check_language, language, text
from netcoop.errors import ArgumentError
from netcoop.gaps.field import records_there_are, shown_ids, shown_labels
from netcoop.gaps.suggestion.agenda import Agenda, Past, worth_of
from netcoop.gaps.suggestion.invitation_tables import invitees_of, pairs_of, spots_of
from netcoop.gaps.suggestion.invitation_words import (
    certainty_said,
    gains_said,
    guest_said,
    guests_said,
    series_said,
    tidy,
)
from netcoop.gaps.suggestion.seating import Seating
from netcoop.network import Network, actor_labels


@dataclass(frozen=True, eq=False, repr=False)
class Invitation:
    """Whom to invite to a round table; made by :func:`netcoop.suggest_meeting`.

    Attributes
    ----------
    seats
        How many can sit at most.
    value
        What the table is worth, by the values in ``values``; no unit.
    optimal
        Whether no table is worth more: all were tried, or none can be.
    method
        ``"exhaustive"``: all tables were tried; ``"greedy"``: grown from many first guests, then
        exchanged.
    bound
        A value that no table can pass.
    n_optimal
        How many tables of as few guests are worth as much, this one counted; ``None`` where it is
        not known.
    tables
        Those tables, at most 50, by the alphabet; the first is the one suggested.
    second, second_value
        The best table that is worth less, and what it is worth; ``None`` where there is none or it
        is not known.
    n_lacking
        How many pairs the template asks for that are not, or not as asked, in the records, among
        those who may be invited; of a series those left by the tables before this one; ``None``
        without a template.
    n_elsewhere
        How many more there are with somebody who may not be invited.
    n_met, n_left
        How many of ``n_lacking`` would sit at the table, and how many would be left.
    n_pieces
        How many pieces of the network, separate before (also before the earlier tables of a
        series), would sit at the table.
    n_overloaded
        How many were not asked as they have much work already; networkers are not counted.
    goes_on
        Whether the table is worth nothing by the values, but seats a pair that the template asks
        for (only in a series).
    """

    seats: int
    value: float
    optimal: bool
    method: str
    bound: float
    n_optimal: int | None
    tables: tuple[tuple[str, ...], ...]
    second: tuple[str, ...] | None
    second_value: float | None
    n_lacking: int | None
    n_elsewhere: int
    n_met: int
    n_left: int | None
    n_pieces: int
    n_overloaded: int
    goes_on: bool
    _values: dict[str, float]
    _invitees: pd.DataFrame
    _pairs: pd.DataFrame
    _spots: pd.DataFrame | None
    _net: Network

    @property
    def n_invited(self) -> int:
        """How many are invited."""
        return len(self._invitees)

    @property
    def value_per_seat(self) -> float:
        """What the table is worth for each who is invited; NaN where nobody is.

        A larger table is worth more by itself; this compares tables of different size.
        """
        return self.value / self.n_invited if self.n_invited else float("nan")

    @property
    def values(self) -> dict[str, float]:
        """What things were worth; a copy."""
        return dict(self._values)

    @property
    def invitees(self) -> pd.DataFrame:
        """Who is invited, by the alphabet of the ids; a copy.

        For your own use, as it has ids and names of single persons too; ``to_frame`` does not.

        ``actor``, ``name``, ``kind``; ``value`` (what the table would be worth less without it);
        ``absent`` and ``loose`` (at how many of the guests the template asks for a tie that is not
        in the records, or is but weak, old, one-sided, only facilitated, or of another kind);
        ``white_spots`` (of how many it could take care); ``reasons``: ``"required"``, ``"loose"``,
        ``"piece"`` (it is from another piece of the network than most), ``"white_spot"``,
        ``"must_invite"``; ``"company"`` where there is no other: a quota, or a second guest.
        """
        return self._invitees.copy(deep=False)

    @property
    def pairs(self) -> pd.DataFrame:
        """All pairs of guests, what is worth most first; a copy.

        ``source``, ``target``; ``first_time`` (they were never at one meeting in the records;
        where these do not say who came, they are not tied); ``state``: ``"absent"``, ``"loose"``
        (as above), ``"repeat"`` (together at an earlier table of the series), ``"tied"`` (well
        tied), or missing; ``status`` of the required ties, parted by ``|``; ``strength``;
        ``pieces`` (whether they are from different pieces of the network); ``value``. For your own
        use, as it has the ids of single persons too.
        """
        return self._pairs.copy(deep=False)

    @property
    def spots(self) -> pd.DataFrame | None:
        """The white spots somebody at the table could take care of; ``None`` where none were given.

        ``region``, ``service``, ``target_group``, ``finding``, ``seated`` (owners at the table),
        ``not_seated`` (the other owners); in a series only where one who has to do with it
        sits at a table for the first time. For your own use, as ``pairs``.
        """
        return None if self._spots is None else self._spots.copy(deep=False)

    def to_frame(self, lang: str | None = None) -> pd.DataFrame:
        """List the guests as in ``invitees``, each with a sentence why; persons by their kind."""
        code = check_language(lang or language())
        called = shown_labels(self._net, code)
        rows = self._invitees.to_dict("records")
        said = [guest_said(row, self._pairs, self._spots, called, code) for row in rows]
        table = self._invitees.assign(
            actor=self._invitees["actor"].map(shown_ids(self._net.actors)).astype("str"),
            name=self._invitees["actor"].map(called).astype("str"),
        )
        return table.assign(sentence=pd.Series(said, index=table.index, dtype="str"))

    def summary(self) -> dict[str, Any]:
        """Give all but the tables, flat."""
        names = ("seats", "n_invited", "value", "value_per_seat", "optimal", "method", "bound",
                 "n_optimal", "second_value", "n_lacking", "n_elsewhere", "n_met", "n_left",
                 "n_pieces", "n_overloaded", "goes_on")  # fmt: skip
        numbers = {name: getattr(self, name) for name in names}
        return {"invitees": ", ".join(self._guests()), **numbers}

    def _guests(self) -> list[str]:
        """Name the guests by the ids that may leave."""
        return [shown_ids(self._net.actors)[actor] for actor in self._invitees["actor"]]

    def sentence(self, lang: str | None = None) -> str:
        """Say in plain words who is invited, what it would bring, and how sure that is."""
        code = check_language(lang or language())
        parts = [
            *guests_said(self, shown_labels(self._net, code), code),
            *gains_said(self, code),
            *certainty_said(self, code),
            records_there_are(self._net, code),
        ]
        return tidy(" ".join(parts))

    def equals(self, other: object) -> bool:
        """Tell whether two invite the same, for the same reasons."""
        if not isinstance(other, Invitation):
            return False
        mine, others = self._spots, other._spots
        spots = mine is others if mine is None or others is None else mine.equals(others)
        return (
            spots
            and repr((self.summary(), self._values)) == repr((other.summary(), other._values))
            and (self.tables, self.second) == (other.tables, other.second)
            and self._invitees.equals(other._invitees)
            and self._pairs.equals(other._pairs)
        )

    def __repr__(self) -> str:
        return (
            f"<Invitation: {self.n_invited} of {self.seats} seats "
            f"({first(self._guests()) or '–'}); value {self.value:.3g}, {self.method}"
            f"{', optimal' if self.optimal else ''}>"
        )

    def _repr_html_(self) -> str:
        code = language()
        table = self.to_frame(code)[["name", "value", "sentence"]]
        return html_table(table, caption=self.sentence(code), rows=len(table))


@dataclass(frozen=True, eq=False, repr=False)
class InvitationSeries:
    """Several round tables one after another; made by :func:`netcoop.suggest_series`.

    Attributes
    ----------
    meetings
        The tables, each an :class:`Invitation`, the best at its turn.
    n_lacking
        How many pairs the template asks for that are not, or not as asked, in the records;
        ``None`` without a template.
    stopped
        Why there are no more: ``"meetings"`` (so many were asked for), ``"nothing_left"`` (to
        gain), ``"no_table"`` (none that keeps to what was asked could seat a pair that is left).
    """

    meetings: tuple[Invitation, ...]
    n_lacking: int | None
    stopped: str
    _net: Network

    @property
    def n_met(self) -> int:
        """How many of those pairs sit together at one of the tables."""
        return sum(each.n_met for each in self.meetings)

    @property
    def n_left(self) -> int | None:
        """How many of those pairs do not; ``None`` without a template."""
        return self.meetings[-1].n_left

    @property
    def n_repeated(self) -> int:
        """How many times a pair sits together again."""
        return sum(int((each.pairs["state"] == "repeat").sum()) for each in self.meetings)

    @property
    def seats_taken(self) -> pd.Series:
        """To how many of the tables each guest is invited, most first; by your own ids."""
        guests = pd.concat([each.invitees["actor"] for each in self.meetings], ignore_index=True)
        counts = guests.value_counts().rename("seats_taken").rename_axis("actor_id").reset_index()
        counts = counts.sort_values(["seats_taken", "actor_id"], ascending=[False, True])
        return counts.set_index("actor_id")["seats_taken"].astype("int64")

    def to_frame(self, lang: str | None = None) -> pd.DataFrame:
        """List the guests of all tables, with the number of the ``meeting`` and a sentence why."""
        code = check_language(lang or language())
        frames = [each.to_frame(code) for each in self.meetings]
        for number, frame in enumerate(frames, 1):
            frame.insert(0, "meeting", number)
        return pd.concat(frames, ignore_index=True)

    def summary(self) -> dict[str, Any]:
        """Give the numbers, flat."""
        return {
            "meetings": len(self.meetings),
            "value": sum(each.value for each in self.meetings),
            "n_lacking": self.n_lacking,
            "n_met": self.n_met,
            "n_left": self.n_left,
            "n_repeated": self.n_repeated,
            "n_guests": len(self.seats_taken),
            "stopped": self.stopped,
        }

    def sentence(self, lang: str | None = None) -> str:
        """Say in plain words how far the tables go."""
        code = check_language(lang or language())
        parts = [*series_said(self, code), records_there_are(self._net, code)]
        return tidy(" ".join(parts))

    def equals(self, other: object) -> bool:
        """Tell whether two suggest the same tables."""
        return (
            isinstance(other, InvitationSeries)
            and len(self.meetings) == len(other.meetings)
            and all(map(Invitation.equals, self.meetings, other.meetings))
        )

    def __repr__(self) -> str:
        left = "no template" if self.n_left is None else f"{self.n_left} of {self.n_lacking} left"
        return f"<InvitationSeries: {len(self.meetings)} meetings, {left}>"

    def _repr_html_(self) -> str:
        code = language()
        table = self.to_frame(code)[["meeting", "name", "sentence"]]
        return html_table(table, caption=self.sentence(code), rows=len(table))


def told(net: Network, agenda: Agenda, past: Past, found: Seating, seats: int) -> Invitation:
    """Put what was found into words of the network."""
    if not found.tables:
        raise ArgumentError(text("No table of two or more keeps to quota= and must_invite."))
    table = found.tables[0]
    worth = worth_of(agenda, past)
    pairs = pairs_of(agenda, past, table, worth)
    called: Mapping[str, str] = actor_labels(net, "en")
    before, after = _met_so_far(agenda, past), _met_so_far(agenda, past.after(table))
    lacking = None if agenda.lacking is None else len(agenda.lacking) - before
    there = worth.pieces[list(table)]
    second, second_value = found.second or (None, None)
    return Invitation(
        seats=int(seats),
        value=found.value,
        optimal=found.optimal,
        method=found.method,
        bound=found.bound,
        n_optimal=found.n_optimal,
        tables=tuple(_ids(agenda, one) for one in found.tables),
        second=None if second is None else _ids(agenda, second),
        second_value=second_value,
        n_lacking=lacking,
        n_elsewhere=agenda.n_elsewhere,
        n_met=after - before,
        n_left=None if lacking is None else lacking - (after - before),
        n_pieces=len(np.unique(there[there >= 0])),
        n_overloaded=agenda.n_overloaded,
        goes_on=found.goes_on,
        _values=dict(agenda.values),
        _invitees=invitees_of(net, agenda, past, table, pairs, worth, called),
        _pairs=pairs,
        _spots=spots_of(agenda, past, table),
        _net=net,
    )


def _ids(agenda: Agenda, table: tuple[int, ...]) -> tuple[str, ...]:
    return tuple(agenda.ids[guest] for guest in table)


def _met_so_far(agenda: Agenda, past: Past) -> int:
    """Count the lacking pairs that sat together."""
    if agenda.lacking is None:
        return 0
    ends = zip(agenda.lacking["a"].tolist(), agenda.lacking["b"].tolist(), strict=True)
    return sum(past.had(a, b) for a, b in ends)
