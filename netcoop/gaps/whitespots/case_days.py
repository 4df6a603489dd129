"""Needs that a meeting on one child or family answered, whose days therefore stay."""

from __future__ import annotations

import pandas as pd

from netcoop.network.case_meetings import about_cases
from netcoop.records import Records
from netcoop.records.units import words_of

_SEPARATORS = r"\s*[|;,]\s*"


def without_case_days(needs: pd.DataFrame, records: Records) -> pd.DataFrame:
    """Blank the days of meetings and outputs of every need that a case meeting may stand behind."""
    cases = _case_meetings(records)
    through = _needs_of_outputs(records, cases)
    case = pd.Series(
        [
            need in through or not cases.isdisjoint(meetings)
            for need, meetings in zip(needs["need_id"], needs["meetings"], strict=True)
        ],
        index=needs.index,
        dtype="bool",
    )
    return needs.assign(
        **{name: needs[name].mask(case) for name in ("first_meeting", "first_output")}
    )


def _case_meetings(records: Records) -> frozenset[str]:
    """List the meetings that may be about one child or family."""
    rows = records.tables.get("meetings")
    if rows is None or "meeting_id" not in rows:
        return frozenset()
    rows = rows.reset_index(drop=True)
    return frozenset(plain_ids(rows, "meeting_id")[about_cases(rows)].dropna())


def _needs_of_outputs(records: Records, cases: frozenset[str]) -> frozenset[str]:
    """List the needs that an output of one of these meetings names."""
    rows = records.tables.get("outputs")
    if rows is None or "from_need" not in rows or "from_meeting" not in rows:
        return frozenset()
    rows = rows.reset_index(drop=True)
    written = plain_ids(rows, "from_need")[plain_ids(rows, "from_meeting").isin(cases)].dropna()
    return frozenset(written) | frozenset(written.str.split(_SEPARATORS, regex=True).explode())


def plain_ids(frame: pd.DataFrame, column: str) -> pd.Series:
    """Read ids; beside empty cells whole numbers come as 1.0, which is the id 1."""
    return words_of(frame, column).str.strip().str.replace(r"^(\d+)\.0+$", r"\1", regex=True)
