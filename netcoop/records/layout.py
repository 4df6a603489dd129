"""Where the table stands on a sheet: what is above it, its header, its rows, what is below it.

People put a title, the date and the place above an attendance list, and a total and a note under
it. The header is the row that most names of columns stand in; facts above it are kept for all rows
beneath; whatever else is left out is written down.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pandas as pd

from netcoop._core.checks import first
from netcoop._core.progress import track
from netcoop._core.texts import plural
from netcoop.errors import RecordError
from netcoop.records.facts import facts_above, facts_of_name
from netcoop.records.persons import looks_like_person
from netcoop.records.privacy import is_ordinal_header, is_personal_header
from netcoop.records.schema import TABLES, Table, fold
from netcoop.records.sources import Note, RawTable, Sheet, is_written, unique_names
from netcoop.records.template_columns import example_marks
from netcoop.records.values import as_mark

# A header further down than this is no header.
_SEARCHED = 60
_TOTAL = re.compile(
    r"(?:celkem|průměr|průměrně|medián|average|mean|celkový počet|součet|suma|úhrnem|total|sum|σ)\b"
    r"(?:[\s:=]*\d[\d\s.,]*)?[\s:]*(?:(?:osob|účast|přítom|hodin|people|person)\w*)?"
    r"[\s:=]*(?:\d[\d\s.,]*)?(?:osob\w*|hod\w*\.?)?",
    re.IGNORECASE,
)
# Letters with which a total or a note may begin: most rows are spared a closer look.
_FOOT = re.compile(r"[cpsúutσnzvolhma*]", re.IGNORECASE)
# The mark stands in the first text, perhaps behind a date and a number.
_EXAMPLE_CELLS = 3
_EXAMPLES = tuple(mark.strip() for mark in example_marks())
# "Datum:", and not "9:00".
_NAMED = re.compile(r"[^\W\d]\s*:")
_NOTE = re.compile(
    r"(?:pozn(?:ámka|\.)?|zapsala?|vyhotovila?|zpracovala?|zdroj|ověřila?|schválila?|podpis|legenda"
    r"|vysvětlivky|omluven[iay]?|nepřítomn[iy]|příloh[ay]|note|source|prepared by)\s*:|\*+\s?\w",
    re.IGNORECASE,
)


def tables_on(sheet: Sheet) -> Iterator[RawTable]:
    """Find the tables of a sheet; the same header again starts the table anew."""
    rows = sheet.rows
    start = _header_row(rows)
    if start is None:
        yield RawTable(pd.DataFrame(), sheet.name, sheet.file, sheet.sheet, notes=sheet.notes)
        return
    header, depth = _header(rows, start)
    known, above = facts_of_name(sheet.name, sheet.file), list(range(start))
    notes = sheet.notes
    while True:
        facts, unused, title = facts_above(rows, above)
        after = start + depth
        again = _same_header(rows, start, after)
        end = len(rows) if again is None else _block_start(rows, again, after)
        known = {**known, **facts}
        yield _table(
            RawTable(
                pd.DataFrame(), sheet.name, sheet.file, sheet.sheet, facts=known, title=title,
                notes=(*notes, *(Note("above_table", row + 1) for row in unused)),
            ),
            header, rows, range(after, end),
        )  # fmt: skip
        if again is None:
            return
        start, above, notes = again, list(range(end, again)), ()
        header, depth = _header(rows, start)


def _header_row(rows: list[list[object]]) -> int | None:
    """Choose the row that names most columns; else the first that holds more than a title."""
    filled = [i for i, row in enumerate(rows) if any(map(is_written, row))][:_SEARCHED]
    if not filled:
        return None
    scores = {i: _score(rows[i]) for i in filled}
    best = max(filled, key=lambda i: (scores[i], -i))
    if scores[best][0] > 0:
        return best
    wide = (i for i in filled if sum(map(is_written, rows[i])) > 1)
    return next(wide, filled[0])


def _score(row: list[object]) -> tuple[int, int]:
    """Count the names of columns in a row: of one table of records, and of any."""
    written = [cell for cell in row if is_written(cell)]
    words = [str(cell) for cell in written if isinstance(cell, str)]
    folded = {fold(word) for word in words} - {""}
    hits, satisfied = max((_hits(table, folded) for table in TABLES.values()), default=(0, False))
    others = sum(is_personal_header(word) or is_ordinal_header(word) for word in words)
    if hits + others < 2 and not (hits and len(written) > 2):
        # One word alone heads a column only where nothing stands beside it.
        return (0, 0)
    if len(written) == 2 and hits == 1 and re.search(r"\d", str(written[1])):
        return (0, 0)  # "Datum | 15.6.2018" is a line above the table
    return (hits + others + satisfied, len(folded))


def _hits(table: Table, folded: set[str]) -> tuple[int, bool]:
    columns = {table.headers[word].name for word in folded if word in table.headers}
    return len(columns), any(columns.intersection(group) for group in table.required[:1])


def _header(rows: list[list[object]], start: int) -> tuple[list[str], int]:
    """Read the header, from two rows where the second fills the gaps of the first."""
    upper = [str(cell).strip() if is_written(cell) else "" for cell in rows[start]]
    if start + 1 >= len(rows):
        return _trimmed(upper), 1
    below = rows[start + 1]
    lower = [str(cell).strip() if isinstance(cell, str) else "" for cell in below]
    wordy = all(
        isinstance(cell, str) and not re.search(r"\d", cell) and as_mark(cell).role is None
        for cell in below if is_written(cell)
    )  # fmt: skip
    width = max(len(upper), len(lower))
    upper += [""] * (width - len(upper))
    lower += [""] * (width - len(lower))
    gaps = sum(not above and bool(under) for above, under in zip(upper, lower, strict=True))
    # Over a group stands its name, with nothing beside it; merged downwards, the name is repeated.
    lower = ["" if under == above else under for above, under in zip(upper, lower, strict=True)]
    doubled = sum(
        bool(above and under) and (i + 1 == width or bool(upper[i + 1]))
        for i, (above, under) in enumerate(zip(upper, lower, strict=True))
    )
    # Under a name of a column of its own, a second header row is empty.
    if not wordy or gaps == 0 or doubled > 1 or sum(map(bool, lower)) < 2:
        return _trimmed(upper), 1
    return _trimmed(_joined(upper, lower)), 2


def _joined(upper: list[str], lower: list[str]) -> list[str]:
    """Put two rows of a header together: over participants stands their organisation."""
    both, group = [], ""
    for above, under in zip(upper, lower, strict=True):
        group = above or (group if under else "")
        # "Účast organizací" over several names of organisations is only a heading.
        both.append(group if not under or looks_like_person(under) else under)
    return both


def _trimmed(header: list[str]) -> list[str]:
    width = max((i + 1 for i, name in enumerate(header) if name), default=0)
    return header[:width]


def _same_header(rows: list[list[object]], start: int, after: int) -> int | None:
    if sum(map(is_written, rows[start])) < 2:
        return None
    required = {str(cell) for cell in rows[start] if fold(str(cell)) in _required_names()}
    whole = [str(cell) for cell in rows[start] if is_written(cell)]
    for i in range(after, len(rows)):
        row = rows[i]
        if not required.isdisjoint(row) or row == rows[start]:
            words = [str(cell) for cell in row if is_written(cell)]
            # The name of a required column in its own place heads a list of its own.
            in_place = any(a == b and a in required for a, b in zip(row, rows[start], strict=False))
            anew = in_place and len(words) > 1
            if words == whole or anew or _names_columns(row):
                return i
    return None


def _names_columns(row: list[object]) -> bool:
    """Tell a header in other words from a record in which one cell is called like a column."""
    written = [str(cell) for cell in row if is_written(cell)]
    folded = {fold(word) for word in written} - {""}
    hits = max(_hits(table, folded)[0] for table in TABLES.values())
    others = sum(is_personal_header(word) or is_ordinal_header(word) for word in written)
    named = hits + others
    return hits > 0 and named > 1 and 2 * named >= len(written)


@cache
def _required_names() -> frozenset[str]:
    """Names of columns that a table cannot do without: where one is repeated, a list begins."""
    return frozenset(
        header
        for table in TABLES.values()
        for header, column in table.headers.items()
        if any(column.name in group for group in table.required)
    )


def _block_start(rows: list[list[object]], header: int, after: int) -> int:
    """Go up from a repeated header to where the lines above it begin."""
    bottom = _above_gap(rows, header, after)
    start = _block_top(rows, bottom, after)
    # A block right above a header, and parted from the table, is what stands above a list. Behind
    # a gap it may as well be the last records of the table.
    if start == after or (bottom < header and not _stands_above(rows, range(start, bottom))):
        # Only lines that say something of a whole meeting belong to what follows; without any the
        # page was only turned.
        start = bottom
        while start > after and _of_whole_meeting(rows[start - 1]):
            start -= 1
        return start
    while True:
        bottom = _above_gap(rows, start, after)
        further = _block_top(rows, bottom, after)
        if further == after or not _stands_above(rows, range(further, bottom)):
            return start
        start = further


def _above_gap(rows: list[list[object]], start: int, after: int) -> int:
    """Step over empty rows."""
    while start > after and not any(map(is_written, rows[start - 1])):
        start -= 1
    return start


def _block_top(rows: list[list[object]], bottom: int, after: int) -> int:
    """Go up to the next empty row."""
    while bottom > after and any(map(is_written, rows[bottom - 1])):
        bottom -= 1
    return bottom


def _stands_above(rows: list[list[object]], block: range) -> bool:
    """Tell whether a block says something of a whole meeting and holds no record."""
    told = [_of_whole_meeting(rows[i]) for i in block]
    return any(told) and all(
        of_whole or (sum(map(is_written, rows[i])) == 1 and not _no_record(rows[i]))
        for i, of_whole in zip(block, told, strict=True)
    )


def _of_whole_meeting(row: list[object]) -> bool:
    """Tell "Datum: 15.6.2018 | Místo: Brno" from the record "15.6.2018 | OSPOD"."""
    written = [cell for cell in row if is_written(cell)]
    if not written or _no_record(row) or not facts_above([row], [0])[0]:
        return False
    # Of several cells the first must be a name of what follows it.
    first_cell = str(written[0])
    return len(written) == 1 or bool(_NAMED.search(first_cell)) or _is_name(first_cell)


def _is_name(word: str) -> bool:
    return fold(word) in TABLES["meetings"].headers


def _table(raw: RawTable, header: list[str], rows: list[list[object]], span: range) -> RawTable:
    """Cut out the rows of one table, without totals, notes and what is written beside it."""
    width = len(header)
    longer = [i + 1 for i in span if len(rows[i]) > width and any(map(is_written, rows[i][width:]))]
    if longer:
        # A cell right of the header would vanish without a word.
        message = plural(
            "{place}: row {rows} has more cells than the header has columns. "
            "Put quotes around cells that hold the separator, or name the columns.",
            "{place}: rows {rows} have more cells than the header has columns. "
            "Put quotes around cells that hold the separator, or name the columns.",
            len(longer),
            place=raw.place,
            rows=first(longer),
        )
        raise RecordError(message)
    filled = (i + 1 for i in reversed(span) if any(map(is_written, rows[i])))
    end = next(filled, span.start)
    kept, left_out = [], []
    for i in track(range(span.start, end), total=end - span.start):
        code = _no_record(rows[i])
        if code:
            left_out.append(Note(code, i + 1))
        else:
            kept.append(i)
    # Trailing separators and blank lines make columns and rows that nobody wrote.
    written = [j for j in range(width) if header[j] or any(
        j < len(rows[i]) and is_written(rows[i][j]) for i in kept
    )]  # fmt: skip
    body = [[rows[i][j] if j < len(rows[i]) else None for j in written] for i in kept]
    names = unique_names([header[j] for j in written])
    frame = pd.DataFrame(body, columns=names, dtype="object")
    return replace(
        raw, frame=frame, rows=[i + 1 for i in kept], left_out=(*raw.left_out, *left_out)
    )


def _no_record(row: list[object]) -> str:
    """Name the finding for a total or a note under the table; blank for a record."""
    for cell in row[:_EXAMPLE_CELLS]:
        if isinstance(cell, str) and cell.lstrip().startswith(_EXAMPLES):
            return "example_row"
    start = next((cell for cell in row if is_written(cell)), None)
    if not isinstance(start, str) or not _FOOT.match(start.lstrip()):
        return ""
    written = [cell for cell in row if is_written(cell)]
    opening = start.strip()
    numbers = all(_is_number(cell) for cell in written[1:])
    if numbers and _TOTAL.fullmatch(opening):
        return "total_row"
    if len(written) == 1 and _NOTE.match(opening):
        return "note_row"
    return ""


def _is_number(cell: object) -> bool:
    return isinstance(cell, int | float) or bool(re.fullmatch(r"[\d\s.,]+(?:h|hod\.?)?", str(cell)))
