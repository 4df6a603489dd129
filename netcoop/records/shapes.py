"""The shapes records are kept in: a row a participant, a matrix, or a list in one cell.

Every shape becomes the long one: a row an actor at a meeting, a row an answer of a survey.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from netcoop._core.texts import text
from netcoop.errors import RecordError
from netcoop.records.dates import read_when
from netcoop.records.facts import YEAR
from netcoop.records.lists import MEETING_ROW, split_actors
from netcoop.records.privacy import is_ordinal_header, is_personal_header
from netcoop.records.schema import TABLES, Table, columns_named, fold
from netcoop.records.sources import Note, RawTable, counted, is_written
from netcoop.records.values import Mark, as_mark, as_number, as_text

SHAPES = ("long", "matrix", "list")
_MOSTLY, _HALF = 0.8, 0.5
_PLURAL = frozenset(
    {"ucastnici", "pritomni", "zucastneni", "zucastneneorganizace", "pritomneorganizace",
     "zucastneniakteri", "akteri", "participants", "attendees", "organisations"}
)  # fmt: skip
_SUMS = re.compile(
    r"(?:pocet|ucast\w*|pritomn\w*|osob)?(?:celkem|celkovy|soucet|suma|total|sum)\w{0,12}"
    r"|prumer\w{0,8}"
)
_QUESTION = re.compile(r"^.*(?:spolupracujete|spolupráce|kontaktu)\s+(?:se?)\b\W*", re.IGNORECASE)
_ASKED = re.compile(r"jak často|jak casto|spoluprac|dotazník|how often", re.IGNORECASE)
_HIGHEST_ANSWER = 10
# The number of a day that heads several columns: "15. 1. 2024 (2)", or as pandas writes it.
_REPEATED = re.compile(r" \(\d+\)$|(?:(?<=\d{4})|(?<=-\d\d))\.\d+$")


def to_long(raw: RawTable, table: Table, wanted: str | None = None) -> RawTable:
    """Bring one table into the long shape, as asked or as its columns show."""
    shape = wanted or _shape_of(raw, table)
    if shape == "matrix" and table.name == "claims":
        return _survey(raw)
    if shape == "matrix":
        return _matrix(raw)
    return split_actors(raw, table, every=shape == "list" or _is_list(raw, table))


def looks_like_matrix(raw: RawTable) -> str | None:
    """Tell whether a table without a column of actors is a matrix: of meetings or of claims."""
    if _is_survey(raw):
        return "claims"
    named = _named(raw, TABLES["meetings"])
    if "actor" in named:
        return "meetings" if len(_dated_columns(raw)) > 1 else None
    dated = {"date", "period", "meeting_id"} & ({*named} | {*raw.facts})
    return "meetings" if dated and len(_mark_columns(raw)) > 1 and _has_marks(raw) else None


def _shape_of(raw: RawTable, table: Table) -> str:
    if table.name == "claims":
        has_target = "target" in _named(raw, table)
        return "long" if has_target and "respondent" in _named(raw, table) else "matrix"
    if table.name != "meetings":
        return "long"
    if "actor" in _named(raw, table):
        return "matrix" if len(_dated_columns(raw)) > 1 else "long"
    return "matrix" if _mark_columns(raw) else "long"


def _is_list(raw: RawTable, table: Table) -> bool:
    if table.name not in {"meetings", "contacts"}:
        return False
    return any(fold(header) in _PLURAL for header in raw.frame.columns)


def _named(raw: RawTable, table: Table) -> dict[str, str]:
    """Known columns of a table: the header by the canonical name."""
    named = columns_named(table, raw.frame.columns)
    return {column.name: header for header, column in named.items()}


def _mark_columns(raw: RawTable) -> list[str]:
    """Find the columns of a matrix: unknown headers over cells that are marks or blank."""
    known = TABLES["meetings"].headers
    shares = {
        header: _share(raw.frame[header], lambda cell: as_mark(cell).role is not None)
        for header in raw.frame.columns
        if fold(header) not in known
        and not _SUMS.fullmatch(fold(header))
        and not is_ordinal_header(header)
        and not _is_note(header)
    }
    sure = [header for header, share in shares.items() if share >= _MOSTLY]
    # Beside columns that leave no doubt, half of the cells are enough.
    least = _HALF if len(sure) > 1 else _MOSTLY
    return [header for header, share in shares.items() if share >= least]


def _has_marks(raw: RawTable) -> bool:
    return any(is_written(cell) for header in _mark_columns(raw) for cell in raw.frame[header])


def _is_note(header: str) -> bool:
    return is_personal_header(header) or header.startswith("column ")


def _dated_columns(raw: RawTable) -> list[str]:
    """Find columns headed by days: a matrix with a row an actor and a column a meeting."""
    year = int(raw.facts[YEAR]) if YEAR in raw.facts else None
    return [
        header
        for header in raw.frame.columns
        if re.match(r"\D{0,12}\d", header) and _heading(header, year) is not None
        and _share(raw.frame[header], lambda cell: as_mark(cell).role is not None) >= _MOSTLY
    ]  # fmt: skip


def _heading(header: str, year: int | None) -> str | None:
    """Read the day in the heading of a column; repeated, it has a number, as pandas writes it."""
    when = read_when(_REPEATED.sub("", header), year)
    return None if when.day is None else when.day.date().isoformat()


def _share(cells: pd.Series, fits: Callable[[str], bool]) -> float:
    """Share of written cells that fit; a blank column fits."""
    written = {word: n for cell, n in counted(cells).items() if (word := as_text(cell)) is not None}
    total = sum(written.values())
    return sum(n for word, n in written.items() if fits(word)) / total if total else 1.0


def _matrix(raw: RawTable) -> RawTable:
    """Turn marks into rows, one an actor at a meeting."""
    by_actor = "actor" in _named(raw, TABLES["meetings"])
    columns = _dated_columns(raw) if by_actor else _mark_columns(raw)
    if not columns:
        message = text(
            "{place}: no column of marks (x, 1, ano, oml. …) was found, so this is no matrix. "
            'Read it with shape="long", or see docs/records.md.',
            place=raw.place,
        )
        raise RecordError(message)
    marks = {
        (i, header): as_mark(word)
        for i in range(len(raw.frame))
        for header in columns
        if (word := as_text(raw.frame[header].iloc[i])) is not None
    }
    totals = _total_columns(raw)
    rest = [header for header in raw.frame.columns if header not in {*columns, *totals}]
    bad = [
        Note("bad_mark", raw.rows[i], header, as_text(raw.frame[header].iloc[i]) or "")
        for (i, header), mark in marks.items()
        if mark.role is None
    ]
    good = {place: mark for place, mark in marks.items() if mark.role is not None}
    seen = {header for _, header in marks}
    notes = [Note("shape_matrix"), *(Note("total_column", column=header) for header in totals)]
    notes += [Note("never_marked", column=header) for header in columns if header not in seen]
    return replace(
        raw,
        frame=_marked(raw, good, rest, by_actor=by_actor),
        rows=[raw.rows[i] for i, _ in good],
        left_out=(*raw.left_out, *bad, *_unmarked(raw, marks)),
        notes=(*raw.notes, *notes),
        shape="matrix",
    )


def _marked(
    raw: RawTable, marks: dict[tuple[int, str], Mark], rest: list[str], *, by_actor: bool
) -> pd.DataFrame:
    """Make a row of every mark: what the row says, what the column says, what the mark says."""
    year = int(raw.facts[YEAR]) if YEAR in raw.facts else None
    # A single 1 is a mark; beside a 2 it is one person.
    in_heads = any((mark.people or 0) > 1 for mark in marks.values())
    at = [i for i, _ in marks]
    headers = [header for _, header in marks]
    order = {header: number for number, header in enumerate(dict.fromkeys(headers), start=1)}
    frame = raw.frame[rest].iloc[at].reset_index(drop=True).astype("object")
    frame["role"] = pd.Series([mark.role for mark in marks.values()], dtype="object")
    if in_heads:
        frame["people"] = pd.Series([mark.people for mark in marks.values()], dtype="object")
    if by_actor:
        days = {header: _heading(header, year) for header in order}
        frame["date"] = pd.Series([days[header] for header in headers], dtype="object")
        return frame.assign(**{MEETING_ROW: [order[header] for header in headers]})
    frame["actor"] = pd.Series([_first_of(header, raw) for header in headers], dtype="object")
    return frame.assign(**{MEETING_ROW: [raw.rows[i] for i in at]})


def _first_of(header: str, raw: RawTable) -> str:
    """Undo the number a repeated header was given: two people of one actor."""
    base = re.sub(r" \(\d+\)$", "", header)
    return base if base in raw.frame.columns else header


def _total_columns(raw: RawTable) -> list[str]:
    """Find how many came in all: it is not how many an actor sent."""
    named = _named(raw, TABLES["meetings"])
    totals = {named.get("people"), named.get("role")}
    return [
        header for header in raw.frame.columns if header in totals or _SUMS.fullmatch(fold(header))
    ]


def _unmarked(raw: RawTable, marks: dict[tuple[int, str], Mark]) -> list[Note]:
    """Find rows of the matrix without any mark: nobody is known to have come."""
    marked = {i for i, _ in marks}
    return [
        Note("no_marks" if any(map(is_written, raw.frame.iloc[i])) else "empty_row", row)
        for i, row in enumerate(raw.rows)
        if i not in marked
    ]


def _is_survey(raw: RawTable) -> bool:
    """Tell a survey from attendance: actors ask in rows, answer in columns, and give degrees."""
    if raw.frame.shape[1] < 3 or raw.frame.empty:
        return False
    first_column, *others = raw.frame.columns
    if {"date", "meeting_id", "period"} & set(_named(raw, TABLES["meetings"])):
        return False
    numbers = [
        h for h in others if _share(raw.frame[h], lambda c: as_number(c)[0] is not None) == 1.0
    ]
    if any(_share(raw.frame[h], _is_answer) < 1.0 for h in numbers):
        return False  # counts, not degrees
    degrees = [h for h in others if _share(raw.frame[h], _is_answer) == 1.0]
    if len(degrees) < max(2, len(others) - 3):
        return False
    if _ASKED.search(f"{raw.title} {raw.name} {raw.stem} {' '.join(map(str, raw.frame.columns))}"):
        return True
    rows = {fold(as_text(cell) or "") for cell in raw.frame[first_column]} - {""}
    columns = {fold(_target(header)) for header in others} - {""}
    return len(rows & columns) >= max(2, min(len(rows), len(columns)) / 3)


def _is_answer(cell: str) -> bool:
    number, _ = as_number(cell)
    return cell in {"-", "–", "x", "X"} or (number is not None and 0 <= number <= _HIGHEST_ANSWER)


def _target(header: str) -> str:
    """Take "jak často spolupracujete s: OSPOD" for OSPOD."""
    return _QUESTION.sub("", header).strip(" []:?")


def _survey(raw: RawTable) -> RawTable:
    """Turn a survey matrix into claims: every question asked, answered or not."""
    named = _named(raw, TABLES["claims"])
    respondent = named.get("respondent", str(raw.frame.columns[0]))
    extra = [header for name, header in named.items() if name in {"layer", "date"}]
    columns = [
        header
        for header in raw.frame.columns
        if header not in {respondent, *extra}
        and not _SUMS.fullmatch(fold(header))
        and not is_ordinal_header(header)
        and not _is_note(header)
    ]
    rows, numbers, left_out = [], [], list(raw.left_out)
    for i, row in enumerate(raw.rows):
        who = as_text(raw.frame[respondent].iloc[i])
        cells = {header: as_text(raw.frame[header].iloc[i]) for header in columns}
        if who is None:
            left_out.append(Note("empty_row" if not any(cells.values()) else "required_empty", row))
            continue
        answered = any(cell and as_number(cell)[0] is not None for cell in cells.values())
        for header, cell in cells.items():
            target = _target(header)
            # Nobody is asked about themselves.
            if fold(target) == fold(who):
                continue
            given = None if cell in {"-", "–", "x", "X"} else cell
            rows.append(
                {"respondent": who, "target": target, "frequency": given, "answered": answered}
                | {name: raw.frame[name].iloc[i] for name in extra}
            )
            numbers.append(row)
    return replace(
        raw, frame=pd.DataFrame(rows, dtype="object"), rows=numbers, left_out=tuple(left_out),
        notes=(*raw.notes, Note("shape_survey")), shape="matrix",
    )  # fmt: skip
