"""What was found wrong, repaired or left out while reading: one row a finding."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from netcoop._core.texts import mark, text

SEVERITIES = ("error", "warning", "info")
COLUMNS = ("table", "file", "sheet", "row", "column", "value", "code", "severity", "message")


@dataclass(frozen=True)
class Code:
    """A kind of finding: how grave it is, and what it says."""

    severity: str
    message: str


CODES: dict[str, Code] = {
    # What is not a table, or not of one.
    "table_not_recognised": Code(
        "warning", mark("No table of records was recognised here; nothing of it was read.")
    ),
    "file_not_read": Code("info", mark("netcoop does not read files of this kind.")),
    "encoding_guessed": Code(
        "info", mark("The file is not UTF-8; its letters fit this encoding best.")
    ),
    "hidden_sheet": Code("info", mark("The sheet is hidden in the workbook; it was read.")),
    "above_table": Code("info", mark("The line above the table says nothing netcoop can use.")),
    "total_row": Code("info", mark("The row is a total, not a record; it was left out.")),
    "total_column": Code("info", mark("The column is a total of the row; it was left out.")),
    "note_row": Code("info", mark("The row is a note under the table; it was left out.")),
    "example_row": Code("info", mark("The row is an example of the template; it was left out.")),
    "empty_row": Code("info", mark("The row is empty and was left out.")),
    # The shape of a table.
    "shape_matrix": Code("info", mark("The table was read as a matrix: every mark is one row.")),
    "shape_list": Code(
        "info", mark("The table was read as lists: every actor of a cell is one row.")
    ),
    "shape_survey": Code(
        "info", mark("The table was read as a survey: every question is one row, answered or not.")
    ),
    "bad_mark": Code("error", mark("This is no mark of attendance; it was left out.")),
    "no_marks": Code("warning", mark("Nobody is marked in this row; it was left out.")),
    "never_marked": Code("info", mark("The column of the matrix has no mark; it was left out.")),
    "list_split": Code("info", mark("Several actors stand in this cell; each became a row.")),
    "people_shared": Code(
        "info", mark("The number is of all actors in the cell together; it was left empty.")
    ),
    "possible_list": Code(
        "warning", mark("There may be several actors in this cell; they were taken for one.")
    ),
    "merged_cell": Code("info", mark("A merged cell counts for each of its rows.")),
    "filled_down": Code("info", mark("Empty cells took the value above them, as asked.")),
    # What was filled in.
    "from_header": Code(
        "info", mark("The value stands above the table or in its name; it counts for all rows.")
    ),
    "region_filled": Code("info", mark("Rows without a region are of the home municipality.")),
    "year_added": Code("warning", mark("The day has no year; that of the table was taken.")),
    "days_computed": Code("info", mark("Days were counted from the referral to its acceptance.")),
    "source_assumed": Code(
        "warning", mark("The diary does not say whose it is; the networker's was assumed.")
    ),
    "role_found": Code("info", mark("The row says that the actor was not there.")),
    # Persons.
    "personal_data": Code("info", mark("The column looks like personal data and was not read.")),
    "person_removed": Code("info", mark("The name of a person was taken out of the value.")),
    "person_pseudonym": Code(
        "info", mark("The actor is a person; a pseudonym stands for the name.")
    ),
    "case_pseudonym": Code("info", mark("The column identifies cases; pseudonyms stand for them.")),
    "contact_blanked": Code("info", mark("An address or phone number was taken out of the value.")),
    "birth_number": Code("warning", mark("A birth number was taken out of the value.")),
    "key_missing": Code(
        "warning",
        mark("Pseudonyms were made with a random key: the next run will make others. Pass key=."),
    ),
    # Values.
    "unknown_column": Code("info", mark("netcoop does not know this column; it was kept.")),
    "ordinal_column": Code("info", mark("The column only numbers the rows; it was not read.")),
    "required_empty": Code("error", mark("A required value is missing; the row was left out.")),
    "not_stated": Code("info", mark("The cell says that nothing is stated; it counts as empty.")),
    "bad_date": Code("error", mark("This is not a date netcoop can read; the row has no date.")),
    "ambiguous_date": Code(
        "error", mark("This can be read as two dates; write it as 2018-06-15. The row has no date.")
    ),
    "repaired_date": Code("info", mark("The date was written unusually; it was read as shown.")),
    "bad_month": Code("error", mark("This is not a month such as 2024-03; the row has no period.")),
    "bad_number": Code("error", mark("This is not a number; the value was left empty.")),
    "ambiguous_number": Code(
        "error", mark("This can be read as two numbers; the value was left empty.")
    ),
    "repaired_number": Code(
        "info", mark("The number stood among words or signs; it was read as shown.")
    ),
    "bad_count": Code("error", mark("This is not a count above zero; the row was left out.")),
    "ambiguous_count": Code("error", mark("This can be read as two counts; the row was left out.")),
    "bad_flag": Code("warning", mark("This is neither yes nor no; the value was left empty.")),
    "doubtful_person": Code(
        "warning", mark("This is neither yes nor no; the actor is treated as a single person.")
    ),
    "unknown_role": Code("warning", mark("This role is not known; it counts as taking part.")),
    "unknown_status": Code(
        "warning", mark("This status is not known; the meeting counts as held.")
    ),
    "unknown_word": Code("info", mark("The vocabulary has no such word; it stays as written.")),
    "ambiguous_word": Code(
        "warning", mark("The word has several meanings in the vocabulary; it stays as written.")
    ),
    "repaired_region": Code("info", mark("The area was called by its official name.")),
    "ambiguous_region": Code(
        "warning", mark("The name may mean several areas; it stays as written.")
    ),
    "no_date": Code("warning", mark("The row has no date; what needs time will leave it out.")),
    "dropped_no_date": Code("warning", mark("The row has no date and was left out, as asked.")),
    # What a selection left out, once a table; the value is how many: of not_selected rows, else
    # meetings, or rows of other tables.
    "not_selected": Code("info", mark("The table is a selection; its other rows were left out.")),
    "selected_no_date": Code(
        "warning",
        mark("The table has rows without a day or month; the selection left them out."),
    ),
    "selected_part_month": Code(
        "warning",
        mark("The table has months only partly in the period; the selection left them out."),
    ),
    "selected_no_region": Code(
        "warning", mark("The table has rows without a region; the selection left them out.")
    ),
    "selected_no_kind": Code(
        "warning", mark("The table has meetings without a kind; the selection left them out.")
    ),
    "selected_no_topic": Code(
        "warning", mark("The table has meetings without a topic; the selection left them out.")
    ),
    "selected_no_group": Code(
        "warning",
        mark("The table has rows that tell no target group; the selection left them out."),
    ),
    "facilitated_assumed": Code(
        "warning",
        mark("Whether some were facilitated is not known; they were taken for facilitated."),
    ),
    "facilitated_not_assumed": Code(
        "warning",
        mark("Whether some were facilitated is not known; they were taken for not facilitated."),
    ),
    # Meetings and actors.
    "meeting_id_made": Code(
        "info", mark("Meetings had no number; one was made from date and kind.")
    ),
    "meeting_id_clash": Code(
        "warning",
        mark("The same meeting number stands in several files or sheets; they were kept apart."),
    ),
    "meeting_several_topics": Code(
        "warning", mark("Rows of one day have several topics; they count as one meeting.")
    ),
    "topics_disagree": Code(
        "info",
        mark("More or fewer topics are announced than named (announced / named); both were kept."),
    ),
    "meeting_two_days": Code("warning", mark("A meeting of this number has several days.")),
    "new_actor": Code("info", mark("The actor is not in the register; it was added.")),
    "repeated_actor": Code(
        "warning", mark("The register has this actor more than once; the first row counts.")
    ),
    "ambiguous_actor": Code(
        "warning", mark("The name may mean several actors; it stays an actor of its own.")
    ),
    "proposed_actor": Code(
        "warning",
        mark("The name resembles another actor; it stays an actor of its own until decided."),
    ),
    "not_an_actor": Code("warning", mark("This names no actor; the row was left out.")),
    "decision_unused": Code("warning", mark("No written name needed this decision.")),
    "decision_unknown_actor": Code(
        "error", mark("No actor of this name is known; the decision was not taken.")
    ),
    "decision_contradictory": Code(
        "error", mark("Decisions about this name contradict each other; none of them was taken.")
    ),
    "self_referral": Code(
        "warning", mark("Source and target are the same actor; this makes no tie.")
    ),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding, with the place where it was made."""

    table: str
    code: str
    file: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""


def problems_by_code(problems: Iterable[Problem], lang: str | None = None) -> pd.DataFrame:
    """Sum findings up: one row a code, the gravest and most frequent first."""
    tables: dict[str, dict[str, None]] = defaultdict(dict)
    counts: Counter[str] = Counter()
    for problem in problems:
        counts[problem.code] += 1
        tables[problem.code][problem.table] = None
    order = sorted(
        counts, key=lambda code: (SEVERITIES.index(CODES[code].severity), -counts[code], code)
    )
    rows = [
        (code, CODES[code].severity, counts[code], ", ".join(filter(None, tables[code])),
         text(CODES[code].message, lang))
        for code in order
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["code", "severity", "n", "tables", "message"])
    return frame.astype({name: "str" for name in frame if name != "n"} | {"n": "int64"})


def problem_frame(problems: Iterable[Problem], lang: str | None = None) -> pd.DataFrame:
    """List findings as a table, the message in the user's language."""
    rows = [
        (p.table, p.file, p.sheet, p.row, p.column, p.value, p.code,
         CODES[p.code].severity, text(CODES[p.code].message, lang))
        for p in problems
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.astype({name: "str" for name in COLUMNS if name != "row"} | {"row": "Int64"})
