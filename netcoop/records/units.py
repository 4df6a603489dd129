"""One row a meeting, a referral or a contact: when, where, and what of it was written down."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from netcoop.records.dates import read_when
from netcoop.records.values import as_text

NOT_HELD = ("planned", "cancelled")
ABSENT = ("excused", "absent")
# What may be written down of one, apart from when it was and who took part.
RECORDED: dict[str, tuple[str, ...]] = {
    "meetings": ("channel", "hours", "people", "convener", "kind", "region"),
    "referrals": ("need", "outcome", "days", "channel", "region"),
    "contacts": ("channel", "hours", "purpose", "next_step"),
}


@dataclass(frozen=True, eq=False)
class Units:
    """What happened, one row each, and who took part.

    Attributes
    ----------
    frame
        ``region`` (missing: not known), ``start`` and ``end`` (NaT: neither day nor month known),
        ``rows``, ``held``; yes or no for every measure that is a share; of meetings ``listed``
        (actors present); of referrals ``count``.
    actors
        ``unit`` (row of ``frame``) and ``actor`` (a number), each pair once.
    """

    table: str
    frame: pd.DataFrame
    actors: pd.DataFrame

    @property
    def held(self) -> pd.DataFrame:
        """What really happened: all but meetings only planned or cancelled."""
        return self.frame[self.frame["held"]]


def tables_of(tables: Iterable[str]) -> list[str]:
    """Name those tables that hold what happened."""
    given = set(tables)
    return [table for table in RECORDED if table in given]


def by_region(frame: pd.DataFrame) -> pd.DataFrame:
    """Set every unit twice: among all (""), and in its region; ``unit`` is its row."""
    frame = frame.rename_axis("unit").reset_index()
    return pd.concat([frame.assign(region=""), frame[frame["region"].notna()]], ignore_index=True)


def units_of(table: str, frame: pd.DataFrame) -> Units:
    """Put the rows of a table together to what they are records of."""
    frame = frame.reset_index(drop=True)
    if table == "meetings":
        return _meetings(frame)
    own = _recorded(table, frame).assign(
        **spans_by(frame, pd.Series(frame.index)),
        region=words_of(frame, "region"),
        rows=1,
        held=True,
    )
    if table == "referrals":
        own["count"] = frame.get("count", 1)
    ends = pd.concat([frame["source"], frame["target"]])
    actors = pd.DataFrame({"unit": ends.index, "actor": pd.factorize(ends)[0]})
    return Units(table, own, actors.drop_duplicates())


def _meetings(frame: pd.DataFrame) -> Units:
    unit = pd.Series(pd.factorize(meeting_keys(frame))[0])
    held_row = ~words_of(frame, "status").isin(NOT_HELD)
    held = held_row.groupby(unit).transform("any")
    # Of a meeting that was held, the rows that were only planned say nothing.
    used = held_row | ~held
    frame = frame[used].reset_index(drop=True)
    unit = pd.Series(pd.factorize(unit[used])[0])
    own = _recorded("meetings", frame).groupby(unit).any()
    own = own.assign(
        **spans_by(frame, unit),
        region=words_of(frame, "region").groupby(unit).min(),
        rows=unit.groupby(unit).size(),
        held=held[used].reset_index(drop=True).groupby(unit).first(),
    )
    role = words_of(frame, "role")
    seats = pd.DataFrame({"unit": unit, "actor": pd.factorize(frame["actor"])[0]})
    actors = seats[~role.isin(ABSENT)].drop_duplicates()
    own["listed"] = _per_unit(actors, len(own))
    organiser = role.eq("organiser") | words_of(frame, "actor").eq(words_of(frame, "convener"))
    # Whoever is excused stands on the list too: such a list is a full one.
    everyone = _per_unit(seats.drop_duplicates(), len(own))
    others = everyone - _per_unit(seats[organiser.to_numpy()].drop_duplicates(), len(own))
    own["share_organiser_only"] = (everyone <= 1) | (others == 0)
    return Units("meetings", own, actors)


def _per_unit(pairs: pd.DataFrame, n: int) -> np.ndarray:
    return np.bincount(pairs["unit"].to_numpy(), minlength=n)


def meeting_keys(meetings: pd.DataFrame) -> pd.Series:
    """Tell the meeting of every row: its number, or else its day, kind and region."""
    given = words_of(meetings, "meeting_id")
    if not given.isna().any():
        return given
    made = pd.Series("", index=meetings.index, dtype="str")
    for name in ("date", "period", "kind", "region"):
        made = made + "\x1f" + words_of(meetings, name).fillna("")
    return given.fillna(made)


def _recorded(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Say of every row what is written down in it."""
    known = {f"share_{column}": _written(frame, column) for column in RECORDED[table]}
    if table == "meetings":
        known["share_convener"] |= words_of(frame, "role").eq("organiser")
    if table != "referrals":
        flag = words_of(frame, "facilitated")
        known["share_facilitated_known"] = flag.notna() & flag.str.casefold().ne("unknown")
    return pd.DataFrame(known, index=frame.index).astype("bool")


def _written(frame: pd.DataFrame, column: str) -> pd.Series:
    """Tell in which rows a column has a value."""
    numbers = column in frame and pd.api.types.is_numeric_dtype(frame[column])
    return (frame[column] if numbers else words_of(frame, column)).notna()


def words_of(frame: pd.DataFrame, column: str) -> pd.Series:
    """Read a column as texts; blank and absent are both missing."""
    if column not in frame:
        return pd.Series(pd.NA, index=frame.index, dtype="str")
    cells = frame[column].astype("str")
    return cells.mask(cells.str.strip().eq(""))


def spans_by(frame: pd.DataFrame, unit: pd.Series) -> dict[str, pd.Series]:
    """First and last day of every unit: a month only known as such is taken as a whole."""
    first, last = _days(frame, "date"), _days(frame, "end_date")
    last = last.where(last >= first, first)
    month = _months(frame)
    start, end = first.groupby(unit).min(), last.groupby(unit).max()
    by_month = start.fillna(month.groupby(unit).min())
    return {
        "start": by_month,
        "end": end.fillna((month + pd.offsets.MonthEnd(0)).groupby(unit).max()),
        "share_date": start.notna(),
        "share_month": by_month.notna(),
    }


def days_of(cells: pd.Series) -> pd.Series:
    """Take a column as days, also where a frame was made by hand and holds texts."""
    if not pd.api.types.is_datetime64_any_dtype(cells):
        cells = _each(cells, lambda word: read_when(word).day)
    # A day is that of the place where it was written.
    days: pd.Series = cells.dt.tz_localize(None).dt.normalize().astype("datetime64[s]")
    return days


def _days(frame: pd.DataFrame, column: str) -> pd.Series:
    if column not in frame:
        return pd.Series(pd.NaT, index=frame.index, dtype="datetime64[s]")
    return days_of(frame[column])


def _months(frame: pd.DataFrame) -> pd.Series:
    """First day of the month of every row."""
    if "period" not in frame:
        return pd.Series(pd.NaT, index=frame.index, dtype="datetime64[s]")
    return _each(frame["period"], lambda word: read_when(f"{read_when(word).month}-01").day)


def _each(cells: pd.Series, reader: Callable[[str], pd.Timestamp | None]) -> pd.Series:
    """Read each distinct cell once."""
    found = {cell: as_text(cell) for cell in cells.dropna().unique()}
    days = {cell: reader(word) for cell, word in found.items() if word}
    read: pd.Series = cells.map(days).astype("datetime64[s]")
    return read
