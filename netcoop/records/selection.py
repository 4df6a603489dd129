"""``records.select``: some of the records, by time, region, kind, topic, group, facilitation."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from netcoop._core.checks import check_choice, did_you_mean, first
from netcoop._core.texts import text
from netcoop.errors import ArgumentError, NetcoopWarning
from netcoop.records.facilitation import facilitated_rows
from netcoop.records.problems import Problem
from netcoop.records.spans import TIMED, Day, row_days, span_of, within
from netcoop.records.topics import all_topics, speaks_of, topic_key, topics_in
from netcoop.records.units import meeting_keys, words_of
from netcoop.records.values import as_availability
from netcoop.reference.places import find_places
from netcoop.reference.scanned_places import unscanned
from netcoop.reference.vocabularies import vocabulary
from netcoop.reference.words import tidy

if TYPE_CHECKING:
    from netcoop.records.records import Records

# Tables of what is somewhere.
REGIONAL = ("meetings", "referrals", "contacts", "services", "needs", "outputs", "regions")
# From this share of unknown on, a result without facilitated meetings is a range.
UNKNOWN_SHARE = 0.1


def select(
    records: Records,
    *,
    start: Day | None,
    end: Day | None,
    region: str | Iterable[str] | None,
    kinds: str | Iterable[str] | None,
    topic: str | Iterable[str] | None,
    target_group: str | Iterable[str] | None,
    facilitated: bool | None,
    unknown_facilitated: bool,
) -> Records:
    """Take some of the records; see :meth:`netcoop.Records.select`."""
    chosen = _Choice(records.tables)
    if region is not None:
        _by_region(chosen, _listed(region), records.region)
    if kinds is not None:
        _by_kind(chosen, _listed(kinds))
    if topic is not None:
        _by_topic(chosen, _listed(topic))
    if target_group is not None:
        _by_group(chosen, _listed(target_group))
    if start is not None or end is not None:
        first_day, last_day = span_of(start, end)
        _by_time(chosen, first_day, last_day)
    if facilitated is not None:
        _by_facilitation(
            chosen, records, facilitated=facilitated, unknown_facilitated=unknown_facilitated
        )
    return chosen.of(records)


class _Choice:
    """Which rows of every table stay, and what is to be said of the others."""

    def __init__(self, tables: dict[str, pd.DataFrame]) -> None:
        self.tables = tables
        self.keep = {name: np.ones(len(frame), dtype=bool) for name, frame in tables.items()}
        self.problems: list[Problem] = []

    def narrow(self, table: str, hit: pd.Series) -> None:
        self.keep[table] = self.keep[table] & hit.to_numpy(dtype=bool)

    def count(self, table: str, hit: pd.Series | None = None) -> int:
        """Count the meetings (of other tables: rows) still chosen, of which something is true."""
        keep = self.keep[table] if hit is None else self.keep[table] & hit.to_numpy(dtype=bool)
        return self.unit(table)[keep].nunique()

    def unit(self, table: str) -> pd.Series:
        """Tell what each row is of: its meeting, or itself."""
        frame = self.tables[table].reset_index(drop=True)
        return meeting_keys(frame) if table == "meetings" else pd.Series(frame.index)

    def say(self, table: str, code: str, column: str, hit: pd.Series) -> None:
        """Write down of how many still chosen something is true."""
        if count := self.count(table, hit):
            self.problems.append(Problem(table, code, column=column, value=str(count)))

    def of(self, records: Records) -> Records:
        """Make the records of what was chosen."""
        gone = {name: int((~keep).sum()) for name, keep in self.keep.items()}
        gone = {name: count for name, count in gone.items() if count}
        outside = [Problem(name, "not_selected", value=str(count)) for name, count in gone.items()]
        return records.replace(
            {name: self.tables[name][self.keep[name]].reset_index(drop=True) for name in gone},
            problems=[*self.problems, *outside],
            account=_account(records.account, gone),
        )


def between(
    records: Records, days: Mapping[str, pd.DataFrame], start: pd.Timestamp, end: pd.Timestamp
) -> Records:
    """Take what is within a span of days, by the days of every row (:func:`row_days`)."""
    chosen = _Choice(records.tables)
    for table, own in days.items():
        chosen.narrow(table, within(table, own, start, end)[0])
    return chosen.of(records)


def _by_time(chosen: _Choice, start: pd.Timestamp, end: pd.Timestamp) -> None:
    for table in (*TIMED, "agreements"):
        if table not in chosen.tables:
            continue
        days = row_days(table, chosen.tables[table])
        inside, partly = within(table, days, start, end)
        column = "valid_from" if table == "agreements" else "date"
        chosen.say(table, "selected_no_date", column, days.isna().all(axis=1))
        chosen.say(table, "selected_part_month", "period", partly)
        chosen.narrow(table, inside)


def _by_region(chosen: _Choice, names: list[str], home: str | None) -> None:
    wanted = {_official(name) for name in names}
    usual = _official(home) if home else None
    known = {usual} if usual else set()
    for table in REGIONAL:
        if table not in chosen.tables:
            continue
        frame = chosen.tables[table].reset_index(drop=True)
        labels = words_of(frame, "region")
        labels = labels.map({word: _official(word) for word in labels.dropna().unique()})
        known |= set(labels.dropna())
        unit = chosen.unit(table)
        hit = labels.isin(wanted).groupby(unit).transform("any")
        nowhere = labels.isna().groupby(unit).transform("all")
        if usual:
            hit |= nowhere & (usual in wanted)
        else:
            chosen.say(table, "selected_no_region", "region", nowhere)
        chosen.narrow(table, hit)
    for name in sorted(wanted - known):
        message = text(
            "No record is of the region {region!r}; there are {known}.",
            region=name,
            known=first(sorted(known)) or "–",
        )
        raise ArgumentError(message + did_you_mean(name, known))


def _official(name: str) -> str:
    """Call a region as the names of actors are resolved by: "ORP Znojmo" is Znojmo."""
    places = find_places(unscanned(name) or name)
    named = {place.regions for place in places if len(place.regions) == 1}
    return next(iter(named))[0] if len(named) == 1 else tidy(name)


def _by_kind(chosen: _Choice, kinds: list[str]) -> None:
    frame = chosen.tables.get("meetings", pd.DataFrame({"actor": []})).reset_index(drop=True)
    kind = words_of(frame, "kind")
    known = dict.fromkeys([*sorted(kind.dropna().unique()), *vocabulary("meeting")["code"]])
    for name in kinds:
        check_choice("kinds", name, known)
    if "meetings" in chosen.tables:
        meeting = chosen.unit("meetings")
        unknown = kind.isna().groupby(meeting).transform("all")
        chosen.say("meetings", "selected_no_kind", "kind", unknown)
        chosen.narrow("meetings", kind.isin(kinds).groupby(meeting).transform("any"))


def _by_topic(chosen: _Choice, asked: list[str]) -> None:
    """Take the meetings of which a row names a topic in whose words those asked for stand."""
    frame = chosen.tables.get("meetings", pd.DataFrame({"topic": []})).reset_index(drop=True)
    cells = words_of(frame, "topic")
    known = all_topics(cells)
    for name in asked:
        if not topic_key(name) or not any(speaks_of(one, name) for one in known):
            message = text(
                "No meeting has the topic {topic!r}; there are {known}.",
                topic=name,
                known=first(known) or "–",
            )
            raise ArgumentError(message + did_you_mean(name, known))
    meeting = chosen.unit("meetings")
    unknown = cells.isna().groupby(meeting).transform("all")
    chosen.say("meetings", "selected_no_topic", "topic", unknown)
    spoken = {
        cell: any(speaks_of(one, name) for one in topics_in(cell) for name in asked)
        for cell in cells.dropna().unique()
    }
    hit = pd.Series([spoken.get(cell, False) for cell in cells], index=frame.index, dtype="bool")
    chosen.narrow("meetings", hit.groupby(meeting).transform("any"))


# Of these, a row that tells no target group is of all of them.
_FOR_ALL = ("services", "needs")


def _by_group(chosen: _Choice, asked: list[str]) -> None:
    """Take the rows of a target group, and the referrals to those who work with it."""
    told = {
        name: words_of(frame.reset_index(drop=True), "target_group")
        for name, frame in chosen.tables.items()
        if "target_group" in frame
    }
    known = sorted({tidy(word) for words in told.values() for word in words.dropna()})
    wanted = {topic_key(name) for name in asked}
    for name in asked:
        if topic_key(name) not in set(map(topic_key, known)):
            message = text(
                "No record is of the target group {group!r}; there are {known}.",
                group=name,
                known=first(known) or "–",
            )
            raise ArgumentError(message + did_you_mean(name, known))
    if "referrals" in chosen.tables and "referrals" not in told and "services" in told:
        _referrals_to_providers(chosen, told["services"], wanted)
    for table, words in told.items():
        unit, hit = chosen.unit(table), words.map(topic_key, na_action="ignore").isin(wanted)
        untold = words.isna().groupby(unit).transform("all")
        if table in _FOR_ALL:
            hit |= words.isna()
        else:
            chosen.say(table, "selected_no_group", "target_group", untold)
        chosen.narrow(table, hit.groupby(unit).transform("any"))


def _referrals_to_providers(chosen: _Choice, groups: pd.Series, wanted: set[str]) -> None:
    """Take the referrals to whom the catalogue lists with a service for the target group."""
    catalogue = chosen.tables["services"].reset_index(drop=True)
    status = words_of(catalogue, "status").map(lambda word: as_availability(word)[0], "ignore")
    # Of a service that is missing or not known, the actor is who says so.
    offers = words_of(catalogue, "status").isna() | status.eq("available")
    fits = groups.isna() | groups.map(topic_key, na_action="ignore").isin(wanted)
    targets = words_of(chosen.tables["referrals"].reset_index(drop=True), "target")
    listed = targets.isin(set(catalogue["actor"][offers]))
    chosen.say("referrals", "selected_no_group", "target", ~listed)
    chosen.narrow("referrals", targets.isin(set(catalogue["actor"][offers & fits])))


def _by_facilitation(
    chosen: _Choice, records: Records, *, facilitated: bool, unknown_facilitated: bool
) -> None:
    for flag in (facilitated, unknown_facilitated):
        check_choice("facilitated", str(flag), ("True", "False"))
    taken = "facilitated_assumed" if unknown_facilitated else "facilitated_not_assumed"
    doubtful = []
    for table in ("meetings", "contacts"):
        if table not in chosen.tables:
            continue
        answers = facilitated_rows(records, table).reset_index(drop=True)
        unknown = answers.isna()
        chosen.say(table, taken, "facilitated", unknown)
        doubt, of = chosen.count(table, unknown), chosen.count(table)
        if doubt > UNKNOWN_SHARE * of:
            doubtful.append(f"{table} {doubt}/{of}")
        chosen.narrow(table, answers.fillna(unknown_facilitated).eq(facilitated))
    if doubtful:
        message = text(
            "It is not known whether they were facilitated: {counts}. They were taken for "
            "unknown_facilitated={taken}. Select with {other} as well: the result is a range.",
            counts=", ".join(doubtful),
            taken=unknown_facilitated,
            other=not unknown_facilitated,
        )
        warnings.warn(message, NetcoopWarning, stacklevel=4)


def _listed(names: str | Iterable[str]) -> list[str]:
    if isinstance(names, str) or not isinstance(names, Iterable):
        return [str(names)]
    return [str(name) for name in names]


def _account(account: pd.DataFrame, gone: dict[str, int]) -> pd.DataFrame:
    """Count what is there now; what reading dropped stays counted, what was not chosen does not.

    Which of several files the rows came from is not known any more: their lines become one.
    """
    parts = []
    for table, lines in account.groupby("table", sort=False):
        left = gone.get(str(table), 0)
        if left and len(lines) > 1:
            alike = {
                name: ", ".join(dict.fromkeys(lines[name])) for name in ("file", "sheet", "shape")
            }
            summed = lines[["read", "kept", "dropped"]].sum()
            lines = pd.DataFrame([{"table": table, **alike, **summed}])
        parts.append(lines.assign(read=lines["read"] - left, kept=lines["kept"] - left))
    return pd.concat(parts, ignore_index=True) if parts else account
