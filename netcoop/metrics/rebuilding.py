"""The same network built again without some of its meetings."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from netcoop._core.texts import text
from netcoop.actors import resolve_actors
from netcoop.errors import NetcoopWarning, NetworkError
from netcoop.network import Network, build_network
from netcoop.records import Records
from netcoop.records.facilitation import FACILITATOR, facilitated_rows
from netcoop.records.records import check_records
from netcoop.records.schema import fold
from netcoop.records.selection import UNKNOWN_SHARE
from netcoop.records.units import meeting_keys, words_of
from netcoop.ties import Weighting, attended


def rebuilt(net: Network, records: Records) -> Network:
    """Build a network again from fewer records: same actors, layers, weighting and scales."""
    settings = net.settings
    choice = dict(settings["weighting"])
    if "reference" in settings:  # records fade from the same day, whatever is left of them
        choice["reference"] = settings["reference"]
    layers = [name for name in settings["layers"] if name in settings["layer_scale"]]
    with warnings.catch_warnings():
        # Building the network for the first time has said it already.
        warnings.simplefilter("ignore", NetcoopWarning)
        built = build_network(
            records,
            layers=layers or settings["layers"],
            weighting=Weighting.from_dict(choice),
            directed=net.directed,
        )
    known, ties, seats = net.actors.index, built.ties, built.affiliations
    among = ties["source"].isin(known) & ties["target"].isin(known)
    there = None if seats is None else seats[seats["actor"].isin(known)]
    return Network(
        net.actors,
        ties[among],
        directed=net.directed,
        affiliations=there,
        records=built.records,
        settings=settings,
    )


def convened(records: Records) -> pd.DataFrame:
    """Say who convened which of the meetings held: ``meeting_id``, ``convener``, each pair once."""
    rows = attended(records.tables["meetings"])
    return rows[["meeting_id", "convener"]].dropna().drop_duplicates(ignore_index=True)


def without_meetings(records: Records, gone: Iterable[str]) -> Records:
    """Leave some meetings out of the records."""
    rows = records.tables["meetings"]
    left = rows[~rows["meeting_id"].isin(list(gone))].reset_index(drop=True)
    return records.replace({"meetings": left})


def with_conveners(net: Network, records: Records | None) -> Records:
    """Refuse what cannot be built anew without the meetings of a convener."""
    if records is None:
        message = text(
            "The network keeps no records, so meetings cannot be taken out. Give records=, or "
            "build it with nc.build_network."
        )
        raise NetworkError(message)
    check_records(records)
    if "weighting" not in net.settings:
        message = text(
            "The network was not built from records, so it cannot be built again without some "
            "meetings. Build it with nc.build_network."
        )
        raise NetworkError(message)
    resolved = resolve_actors(records)
    meetings = resolved.tables.get("meetings", pd.DataFrame())
    if not {"meeting_id", "convener"} <= set(meetings) or not len(convened(resolved)):
        message = text(
            "The records do not say who convened the meetings. Fill the column 'convener' of the "
            "table meetings."
        )
        raise NetworkError(message)
    return resolved


@dataclass(frozen=True, eq=False)
class Case:
    """The records that would be left, and how many meetings would not."""

    records: Records
    meetings_gone: int


def cases_without(records: Records, leaving: list[str]) -> list[Case]:
    """Take out what hangs on the actors; twice where too little is known of what does."""
    roles = _Facilitators(records, leaving)
    parts: dict[str, _Hanging] = {
        table: _Hanging(records, table, roles)
        for table in ("meetings", "contacts")
        if table in records.tables
    }
    cases = []
    for unknown in (False, True):
        gone = {table: part.gone(unknown=unknown) for table, part in parts.items()}
        kept = {
            table: records.tables[table][~rows.to_numpy()].reset_index(drop=True)
            for table, rows in gone.items()
        }
        left = kept.get("meetings")
        meetings = 0
        if left is not None:
            held = [attended(frame) for frame in (records.tables["meetings"], left)]
            meetings = meeting_keys(held[0]).nunique() - meeting_keys(held[1]).nunique()
        cases.append(Case(records.replace(kept), meetings))
    doubtful = any(part.is_doubtful for part in parts.values())
    return cases if doubtful else cases[:1]


class _Facilitators:
    """Who of the register's facilitators leaves, and who stays."""

    def __init__(self, records: Records, leaving: list[str]) -> None:
        register = records.tables.get("actors", pd.DataFrame())
        known: set[str] = set()
        if {"role", "actor_id"} <= set(register):
            named = register.dropna(subset=["role"])
            known = set(named["actor_id"][named["role"].map(fold) == FACILITATOR])
        self.leaving = set(leaving)
        self.others = known - self.leaving
        # What was facilitated hangs on them, unless only others are known to facilitate.
        self.meant = not known or bool(known & self.leaving)


class _Hanging:
    """What of the meetings, or the contacts, hangs on the actors that leave."""

    def __init__(self, records: Records, table: str, roles: _Facilitators) -> None:
        rows = records.tables[table].reset_index(drop=True)
        meetings = table == "meetings"
        self.unit = meeting_keys(rows) if meetings else pd.Series(rows.index)
        columns = ("actor", "convener") if meetings else ("source", "target")
        self.words = [words_of(rows, column) for column in columns]
        own = self.words[1].isin(roles.leaving) if meetings else pd.Series(False, index=rows.index)
        self.own = self._any(own)
        facilitated = facilitated_rows(records, table).reset_index(drop=True)
        elsewhere = self._with(roles.others) & ~self._with(roles.leaving)
        # Missing stays missing: it may hang on them.
        may = roles.meant & ~elsewhere & ~self.own
        self.facilitated = facilitated.where(may, other=False).astype("boolean")

    @property
    def is_doubtful(self) -> bool:
        """Whether of more than a tenth it is not known."""
        doubt = self.unit[self.facilitated.isna()].nunique()
        return bool(doubt > UNKNOWN_SHARE * self.unit.nunique())

    def gone(self, *, unknown: bool) -> pd.Series:
        """Say of every row whether it leaves."""
        return self.own | self.facilitated.fillna(unknown).astype("bool")

    def _with(self, who: set[str]) -> pd.Series:
        """Say of every row whether some of them took part in its meeting or contact."""
        return self._any(self.words[0].isin(who) | self.words[1].isin(who))

    def _any(self, rows: pd.Series) -> pd.Series:
        """Give all rows of a meeting one answer: yes if any says yes."""
        return rows.groupby(self.unit).transform("any").astype("bool")
