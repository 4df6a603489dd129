"""Meetings and who came to them, ready to be measured whole or in part."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from netcoop._core.checks import check_choice
from netcoop._core.texts import text
from netcoop.actors import resolve_actors
from netcoop.actors.regions import canonical_region
from netcoop.compare.plain_graph import PLAIN, plain_numbers
from netcoop.errors import ArgumentError, RecordError
from netcoop.gaps.field import networkers
from netcoop.metrics import METRICS
from netcoop.network import Network
from netcoop.network.incidence import shared
from netcoop.network.layers import attended_rows
from netcoop.records import Records
from netcoop.records.phases import Phase
from netcoop.records.records import check_records
from netcoop.records.spans import row_days
from netcoop.records.units import words_of
from netcoop.ties.attendance import Attendance

# Up to so many actors plain numbers are worked out with full matrices, of 25 MB then.
_FEW_ACTORS = 5_000


@dataclass(frozen=True, eq=False)
class MeetingSet:
    """Some meetings on one list of actors; parts of it keep the list.

    Attributes
    ----------
    actors
        All actors there are, by ``actor_id`` in the order of the alphabet.
    meetings
        The meetings that were held, by ``meeting_id`` in the order of the alphabet: ``start`` and
        ``last`` (one day, or the first and last of its month, or NaT), ``kind``, ``series``,
        ``region`` (missing where not known), ``facilitated`` (true, false, missing), and ``unit``:
        its series, or itself. Units are independent of each other, meetings of one are not. A
        series that is held in several regions is a unit in each; its meetings without a region
        go with the region that most of its meetings name.
    actor, meeting
        For each seat, the positions of its actor and its meeting, sorted by meeting, then actor.
    roster
        ``"register"`` where every actor of the field is listed, else ``"observed"``.
    """

    actors: pd.DataFrame
    meetings: pd.DataFrame
    actor: np.ndarray
    meeting: np.ndarray
    roster: str

    @classmethod
    def of(cls, records: Records) -> MeetingSet:
        """Read the meetings of records; names are resolved if they are not yet."""
        check_records(records)
        if records.meetings is None:
            raise RecordError(text("This compares meetings; the records have none."))
        resolved = resolve_actors(records)
        rows = attended_rows(resolved).dropna(subset=["actor", "meeting_id"])
        rows = rows.reset_index(drop=True).astype({"actor": "str", "meeting_id": "str"})
        actors = resolved.tables["actors"].set_index("actor_id").sort_index()
        register = actors["name_status"].eq("register").any()
        code, names = pd.factorize(rows["meeting_id"], sort=True)
        seat = np.unique(code * len(actors) + actors.index.get_indexer(pd.Index(rows["actor"])))
        meeting, actor = np.divmod(seat, max(1, len(actors)))
        meetings = _about(rows, code, pd.Index(names, name="meeting_id"))
        return cls(actors, meetings, actor, meeting, "register" if register else "observed")

    @cached_property
    def seats(self) -> Attendance:
        """The attendance, for drawing at random; actors who never came are among its names."""
        return Attendance(self.actors.index, self.meetings.index, self.actor, self.meeting)

    @cached_property
    def size(self) -> np.ndarray:
        """How many actors came to each meeting."""
        return np.bincount(self.meeting, minlength=len(self.meetings))

    @property
    def n_actors(self) -> int:
        """How many actors there are, whether they came or not."""
        return len(self.actors)

    @property
    def n_meetings(self) -> int:
        """How many meetings there are."""
        return len(self.meetings)

    @property
    def came(self) -> np.ndarray:
        """Whether each actor came to any of these meetings."""
        return np.bincount(self.actor, minlength=self.n_actors) > 0

    @cached_property
    def facilitators(self) -> pd.Index:
        """Who connects others and is no actor of the network by itself."""
        return networkers(self.actors)

    @property
    def unknown_share(self) -> float:
        """Which share of the meetings does not say whether they were facilitated; NaN of none."""
        return float(self.meetings["facilitated"].isna().mean())

    def take(self, meetings: np.ndarray) -> MeetingSet:
        """Take some of the meetings, by a truth value for each; every actor stays."""
        if meetings.all():
            return self
        kept = meetings[self.meeting]
        places = np.cumsum(meetings) - 1
        taken = replace(
            self,
            meetings=self.meetings[meetings],
            actor=self.actor[kept],
            meeting=places[self.meeting[kept]],
        )
        # The actors are the same, and who of them connects others takes time to look up.
        vars(taken)["facilitators"] = self.facilitators
        return taken

    def among(self, actors: Iterable[str]) -> MeetingSet:
        """Take some of the actors, whether they came or not; meetings stay, if empty too."""
        chosen = self.actors.index.isin(list(actors))
        if chosen.all():
            return self
        kept = chosen[self.actor]
        places = np.cumsum(chosen) - 1
        taken = replace(
            self,
            actors=self.actors[chosen],
            actor=places[self.actor[kept]],
            meeting=self.meeting[kept],
        )
        among = self.facilitators.isin(taken.actors.index)
        vars(taken)["facilitators"] = self.facilitators[among]
        return taken

    def within(self, phase: Phase) -> MeetingSet:
        """Take the meetings that lie wholly in a period."""
        days = self.meetings
        return self.take(((days["start"] >= phase.first) & (days["last"] <= phase.last)).to_numpy())

    def own(self, *, unknown_facilitated: bool) -> MeetingSet:
        """Leave out facilitated meetings and facilitators; what is not known is taken as said."""
        flags = self.meetings["facilitated"].fillna(unknown_facilitated).astype("bool")
        others = self.actors.index.difference(self.facilitators)
        return self.take(~flags.to_numpy()).among(others)

    def no_larger(self, max_size: int | None) -> MeetingSet:
        """Leave out meetings of more actors."""
        return self if max_size is None else self.take(self.size <= max_size)

    def network(self) -> Network:
        """Make the network of these meetings, weighted after Newman."""
        seats = self.seats
        return Network(
            self.actors,
            seats.ties(self.actor, "newman"),
            affiliations=seats.frame(self.actor),
            settings={"roster": self.roster},
        )

    def measure(self, metrics: Sequence[str]) -> np.ndarray:
        """Measure network metrics, in their order; NaN is undefined."""
        if set(metrics) <= set(PLAIN) and self.n_actors <= _FEW_ACTORS:
            found = plain_numbers(self.n_actors, self.n_meetings, self.actor, self.meeting, metrics)
            return np.array([found[name] for name in metrics], dtype="float64")
        net = self.network()
        return np.array([METRICS[name].measure(net) for name in metrics], dtype="float64")


def check_metrics(metrics: Any, usual: Sequence[str]) -> list[str]:
    """Return the names of network metrics, one or several, each once; the usual ones for None."""
    names = usual if metrics is None else [metrics] if isinstance(metrics, str) else metrics
    if not isinstance(names, Iterable):
        raise ArgumentError(text("metrics={value!r}: name one or more metrics.", value=metrics))
    known = [name for name, metric in METRICS.items() if metric.level == "network"]
    found = list(dict.fromkeys(check_choice("metrics", name, known) for name in names))
    if not found:
        raise ArgumentError(text("metrics= names none; leave it out for the usual ones."))
    return found


def _about(rows: pd.DataFrame, code: np.ndarray, names: pd.Index) -> pd.DataFrame:
    """Say of each meeting when it was, of what kind and where, and whether it was facilitated."""
    days = row_days("meetings", rows).groupby(code).min()
    flags = rows.get("facilitated", pd.Series(pd.NA, index=rows.index)).astype("boolean")
    columns = {
        name: shared(words_of(rows, name), code, len(names)).astype("str")
        for name in ("kind", "series", "region")
    }
    table = pd.DataFrame(columns, index=pd.RangeIndex(len(names)))
    table = table.join(days[["start", "last"]]).assign(facilitated=flags.groupby(code).max())
    table = table.set_axis(names)
    return table.assign(unit=_units(table))


def _units(table: pd.DataFrame) -> pd.Series:
    """Name the unit of each meeting: its series within its region, or itself.

    Series of two regions may bear one name. Meetings of a series that name no single region go
    with the region most of its meetings name (of equals, the first in the alphabet).
    """
    single = {word: single_region(word) for word in table["region"].dropna().unique()}
    region = table["region"].map(single).astype("str")
    counts = pd.DataFrame({"series": table["series"], "region": region}).value_counts()
    ordered = counts.to_frame("count").reset_index()
    ordered = ordered.sort_values(["count", "region"], ascending=[False, True])
    usual = ordered.drop_duplicates("series").set_index("series")["region"]
    region = region.fillna(table["series"].map(usual).astype("str"))
    series = region.fillna("") + "\x1f" + table["series"]
    # A meeting's own name is no series.
    return series.fillna("\x1f\x1f" + table.index.to_series())


def single_region(label: str) -> str | None:
    """Name the one region a label gives, as the territories do; of several there is none.

    Examples
    --------
    >>> single_region("jihlava"), single_region("Jihlava|Humpolec")
    ('Jihlava', None)
    """
    found = {canonical_region(part.strip()) for part in label.split("|") if part.strip()}
    return found.pop() if len(found) == 1 else None
