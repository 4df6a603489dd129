"""What was found wrong, repaired or left out while reading: one row a finding."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from netcoop._core.texts import mark, text

COLUMNS = ("table", "file", "sheet", "row", "column", "value", "code", "severity", "message")


@dataclass(frozen=True)
class Code:
    """A kind of finding: how grave it is, and what it says."""

    severity: str
    message: str


CODES: dict[str, Code] = {
    "personal_data": Code("info", mark("The column looks like personal data and was not read.")),
    "unknown_column": Code("info", mark("netcoop does not know this column; it was kept.")),
    "empty_row": Code("info", mark("The row is empty and was left out.")),
    "required_empty": Code("error", mark("A required value is missing; the row was left out.")),
    "bad_date": Code("error", mark("This is not a date netcoop can read; the row has no date.")),
    "bad_month": Code("error", mark("This is not a month such as 2024-03; the row has no period.")),
    "bad_number": Code("error", mark("This is not a number; the value was left empty.")),
    "bad_count": Code("error", mark("This is not a count above zero; the row was left out.")),
    "bad_flag": Code("warning", mark("This is neither yes nor no; the value was left empty.")),
    "doubtful_person": Code(
        "warning", mark("This is neither yes nor no; the actor is treated as a single person.")
    ),
    "unknown_role": Code("warning", mark("This role is not known; it counts as taking part.")),
    "unknown_status": Code(
        "warning", mark("This status is not known; the meeting counts as held.")
    ),
    "no_date": Code("warning", mark("The row has no date; what needs time will leave it out.")),
    "dropped_no_date": Code("warning", mark("The row has no date and was left out, as asked.")),
    "meeting_id_made": Code(
        "info", mark("Meetings had no number; one was made from date and kind.")
    ),
    "meeting_id_clash": Code(
        "warning",
        mark("The same meeting number stands in several files or sheets; they were kept apart."),
    ),
    "meeting_two_days": Code("warning", mark("A meeting of this number has several days.")),
    "table_not_recognised": Code(
        "warning", mark("No table of records was recognised here; nothing of it was read.")
    ),
    "file_not_read": Code("info", mark("netcoop does not read files of this kind.")),
    "new_actor": Code("info", mark("The actor is not in the register; it was added.")),
    "repeated_actor": Code(
        "warning", mark("The register has this actor more than once; the first row counts.")
    ),
    "ambiguous_actor": Code(
        "warning",
        mark("The name fits several actors of the register; it stays an actor of its own."),
    ),
    "self_referral": Code(
        "warning", mark("Source and target are the same actor; this makes no tie.")
    ),
}


@dataclass(frozen=True)
class Problem:
    """One finding, with the place where it was made."""

    table: str
    code: str
    file: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""


def problem_frame(problems: Iterable[Problem], lang: str | None = None) -> pd.DataFrame:
    """List findings as a table, the message in the user's language."""
    rows = [
        (p.table, p.file, p.sheet, p.row, p.column, p.value, p.code,
         CODES[p.code].severity, text(CODES[p.code].message, lang))
        for p in problems
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.astype({name: "str" for name in COLUMNS if name != "row"} | {"row": "Int64"})
