"""Meetings without a number get one, made from where, when and what they were."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd

from netcoop.records.clean import Cleaned
from netcoop.records.schema import table_named
from netcoop.records.sources import RawTable

# Apart from the day, what tells two meetings on one sheet apart.
_PARTS = ("kind", "series", "topic", "region")


def with_meeting_ids(part: Cleaned, raw: RawTable) -> Cleaned:
    """Fill in missing meeting numbers.

    Rows of one day, kind, series, topic and region are one meeting.
    """
    frame = part.frame
    given = frame.get("meeting_id", pd.Series(pd.NA, index=frame.index, dtype="str"))
    if given.notna().all():
        return part
    day = frame.get("date", pd.Series(pd.NaT, index=frame.index)).dt.strftime("%Y-%m-%d")
    month = frame.get("period", pd.Series(pd.NA, index=frame.index, dtype="str"))
    columns = [day.where(day.notna(), month), *(frame[name] for name in _PARTS if name in frame)]
    # Sheets and files are kept apart: the same day in two of them may be two meetings.
    stem = "" if table_named(Path(raw.file).stem) else Path(raw.file).stem
    made = [
        " · ".join(str(value) for value in (stem, raw.sheet, *values) if pd.notna(value) and value)
        for values in zip(*columns, strict=True)
    ]
    filled = given.where(given.notna(), pd.Series(made, index=frame.index, dtype="str"))
    found = part.problem("meeting_id_made", column="meeting_id")
    return replace(part, frame=frame.assign(meeting_id=filled), problems=[*part.problems, found])
