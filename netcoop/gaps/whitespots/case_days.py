"""Needs that a meeting on one child or family answered, whose days therefore stay."""

from __future__ import annotations

import pandas as pd

from netcoop.gaps.whitespots.needs import plain_ids
from netcoop.network.case_meetings import about_cases
from netcoop.records import Records

_SEPARATORS = r"\s*[|;,]\s*"
_DAYS = ("first_meeting", "days", "first_output")


def without_case_days(needs: pd.DataFrame, records: Records) -> pd.DataFrame:
    """Blank the days of meetings and outputs of every need that a case meeting may stand behind."""
    cases = case_meetings(records)
    through = _needs_of_outputs(records, cases)
    case = pd.Series(
        [
            need in through or not cases.isdisjoint(meetings)
            for need, meetings in zip(needs["need_id"], needs["meetings"], strict=True)
        ],
        index=needs.index,
        dtype="bool",
    )
    return needs.assign(**{name: needs[name].mask(case) for name in _DAYS})


def case_meetings(records: Records) -> frozenset[str]:
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
