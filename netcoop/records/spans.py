"""On which day a row was, and what lies within a span of days."""

from __future__ import annotations

import re
from datetime import date

import numpy as np
import pandas as pd

from netcoop._core.checks import is_missing
from netcoop._core.texts import text
from netcoop.errors import ArgumentError
from netcoop.records.dates import read_when
from netcoop.records.units import NOT_HELD, days_of, meeting_keys, spans_by, words_of

Day = str | date
# Tables of what happened on a day or in a month.
TIMED = ("meetings", "referrals", "contacts", "claims", "needs", "outputs")
# Open sides of a span; pd.Timestamp.min and .max would leave out the years 1500 and 2300.
EARLIEST, LATEST = pd.Timestamp(1, 1, 1), pd.Timestamp(9999, 12, 31)


def span_of(start: Day | None, end: Day | None) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Read the first and the last day of a span; an open side is as far as days go."""
    first_day = EARLIEST if start is None else as_day("start", start)
    last_day = LATEST if end is None else as_day("end", end, last=True)
    if last_day < first_day:
        message = text("start={start} is after end={end}. Exchange them.", start=start, end=end)
        raise ArgumentError(message)
    return first_day, last_day


def as_day(argument: str, value: object, *, last: bool = False) -> pd.Timestamp:
    """Read one day; a month ("2024-03") or year stands for its first day, or for its last one."""
    if isinstance(value, str):
        if re.fullmatch(r"(19|20)\d\d", value):
            return pd.Timestamp(f"{value}-12-31" if last else f"{value}-01-01")
        when = read_when(value)
        if when.day is not None and when.end is None:
            return when.day.normalize()
        if when.month is not None:
            month = pd.Timestamp(f"{when.month}-01")
            return month + pd.offsets.MonthEnd(0) if last else month
    elif isinstance(value, date | np.datetime64) and not is_missing(value):
        return pd.Timestamp(value).tz_localize(None).normalize()
    message = text(
        "{argument}={value!r} is no day. Write it as 2024-01-31, or a month as 2024-01.",
        argument=argument,
        value=value,
    )
    raise ArgumentError(message)


def row_days(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Say on which day every row was: ``start`` and ``last`` are one day, or those of a month.

    All rows of a meeting have its earliest day, also where it took several; what was only planned
    does not count where the meeting was held. What has neither day nor month has NaT. Of
    agreements it is the time they are valid, where NaT is an open side.
    """
    frame = frame.reset_index(drop=True)
    if table == "agreements":
        ends = {"start": "valid_from", "last": "valid_to"}
        nothing = pd.Series(pd.NaT, index=frame.index, dtype="datetime64[s]")
        return pd.DataFrame(
            {
                side: days_of(frame[name]) if name in frame else nothing
                for side, name in ends.items()
            }
        )
    unit = pd.Series(frame.index)
    if table == "meetings":
        unit = pd.Series(pd.factorize(meeting_keys(frame))[0])
        held = ~words_of(frame, "status").isin(NOT_HELD)
        frame = frame[held | ~held.groupby(unit).transform("any")]
    found = spans_by(frame, unit[frame.index])
    # What took several days belongs to the one it began on; of a month, any day may be it.
    last = found["start"].where(found["share_date"], found["end"])
    days = pd.DataFrame({"start": found["start"], "last": last})
    return days.reindex(unit).reset_index(drop=True)


def within(
    table: str, days: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp
) -> tuple[pd.Series, pd.Series]:
    """Say which rows are wholly within a span of days, and which months only partly."""
    if table == "agreements":
        known = days.notna().any(axis=1)
        reaches = ~(days["start"] > end) & ~(days["last"] < start)
        return known & reaches, ~known & False
    inside = (days["start"] >= start) & (days["last"] <= end)
    return inside, ~inside & (days["start"] <= end) & (days["last"] >= start)
