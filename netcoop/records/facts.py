"""What is said once for a whole table: above it ("Datum: 15.6.2018"), or by the sheet's name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from functools import cache

from netcoop.records.dates import dates_in, months_in, read_when, year_in
from netcoop.records.schema import TABLES, Column, fold, table_in
from netcoop.records.sources import is_written
from netcoop.records.values import as_text
from netcoop.reference.codes import code_in
from netcoop.reference.places import find_places

# What is true of a whole meeting; who came stands in the table.
_WHOLE = (
    "date", "period", "end_date", "meeting_id", "kind", "channel", "hours", "convener", "topic",
    "series", "place", "region", "facilitated", "status",
)  # fmt: skip
_NUMBERED = re.compile(
    r"(?:č(?:ís|\.)?(?:lo)?\.?|no\.?|#)\s*(\d{1,3})\b|^(\d{1,3})\.\s*(?=[^\W\d])"
)
_SHORT = 60
# The year in which undated days of a sheet lie; no column of records.
YEAR = "year"


@cache
def _keys() -> dict[str, Column]:
    return {
        header: column
        for header, column in TABLES["meetings"].headers.items()
        if column.name in _WHOLE
    }


def facts_above(
    rows: list[list[object]], above: Sequence[int]
) -> tuple[dict[str, str], list[int], str]:
    """Read the lines above a table.

    Returns
    -------
    tuple
        Facts by column, the lines that gave none, and all the lines as one text.
    """
    facts: dict[str, str] = {}
    unused = []
    lines = {i: [_written(cell) for cell in rows[i] if is_written(cell)] for i in above}
    lines = {i: cells for i, cells in lines.items() if cells}
    for i, cells in lines.items():
        found = _pairs(cells)
        for cell in cells:
            found = _kind_of(cell) | _area_of(cell) | found
        facts = found | facts
        if not found and not any(table_in(cell) for cell in cells):
            unused.append(i)
    title = " ".join(cell for cells in lines.values() for cell in cells)
    if not {"date", "period"} & set(facts):
        facts |= _date_in(lines, unused)
    year = year_in(title)
    return ({YEAR: str(year)} | facts if year else facts), unused, title


def _written(cell: object) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return as_text(cell) or ""


def _pairs(cells: list[str]) -> dict[str, str]:
    """Read "Datum: 15.6.2018   Místo: MěÚ", and a key whose value stands in the next cell."""
    facts: dict[str, str] = {}
    for position, cell in enumerate(cells):
        following = cells[position + 1] if position + 1 < len(cells) else ""
        whole = _keys().get(fold(cell))
        if whole is not None and ":" not in cell and following:
            # "Jednání | Účast" over groups of columns is a heading, no number of a meeting.
            if whole.name == "meeting_id" and not re.search(r"\d", following):
                continue
            facts.setdefault(whole.name, following)
            continue
        marks = _marks(cell)
        ends = [*(begin for begin, _, _ in marks[1:]), len(cell)]
        for (_, begin, column), end in zip(marks, ends, strict=False):
            value = cell[begin:end].strip(" ,;\t–-")
            value = value or (following if end == len(cell) and not _marks(following) else "")
            if value:
                facts.setdefault(column.name, value)
    return facts


def _marks(cell: str) -> list[tuple[int, int, Column]]:
    """Find the known names before colons: where each begins, where its value begins."""
    marks = []
    for colon in re.finditer(r"\s*:(?!\d)", cell):
        before = cell[: colon.start()]
        for words in (3, 2, 1):
            one = r"[^\W\d][\w.]*"
            match = re.search(r"\s+".join([one] * words) + "$", before)
            column = _keys().get(fold(match.group())) if match else None
            if match and column is not None:
                marks.append((match.start(), colon.end(), column))
                break
    return marks


def _kind_of(line: str) -> dict[str, str]:
    """Read "Kulatý stůl č. 5": what kind of meeting, and which."""
    if len(line) > _SHORT * 2 or _marks(line):
        return {}
    number = _NUMBERED.search(line)
    bare = _NUMBERED.sub(" ", line, count=1) if number else line
    kind = code_in("meeting", bare)
    if kind is None:
        return {}
    facts = {"kind": kind}
    if number and len(line) <= _SHORT:
        facts["meeting_id"] = line
    return facts


def _area_of(line: str) -> dict[str, str]:
    """Read "ORP Havlíčkův Brod, 2014"."""
    match = re.match(r"(?:SO\s+)?ORP:?\s+(.{3,40}?)(?:\s*[,(–-].*|\s+\d{4})?$", line.strip())
    return {"region": match[1]} if match and area_named(match[1]) else {}


def _date_in(lines: dict[int, list[str]], unused: list[int]) -> dict[str, str]:
    """Take the one day that is named anywhere above the table."""
    found = {
        when.day.date().isoformat(): i
        for i, cells in lines.items()
        for cell in cells
        for when in dates_in(cell)
        if when.day is not None
    }
    if len(found) != 1:
        return {}
    day, line = next(iter(found.items()))
    if line in unused:
        unused.remove(line)
    return {"date": day}


def facts_of_name(name: str, file: str) -> dict[str, str]:
    """Read what the names of a sheet and its file say: a day, a month, a year, an area."""
    sheet = re.sub(r"[_]+", " ", name)
    stem = re.sub(r"[_]+", " ", file.rsplit(".", 1)[0])
    facts: dict[str, str] = {}
    year = year_in(sheet) or year_in(stem)
    if year:
        facts[YEAR] = str(year)
    for words in dict.fromkeys((sheet, stem)):
        days = dates_in(words)
        when = days[0] if len(days) == 1 else read_when(words)
        if when.day is not None and not when.code:
            return facts | {"date": when.day.date().isoformat()}
        if when.month is not None:
            return facts | {"period": when.month}
    months = set(months_in(sheet)) if sheet != stem else set()
    if year and len(months) == 1:
        facts["period"] = f"{year}-{months.pop():02}"
    if sheet != stem and (region := area_named(sheet)):
        facts["region"] = region
    return facts


def area_named(written: str) -> str:
    """Name the area a text consists of, or nothing."""
    places = find_places(written)
    if len(places) != 1 or len(places[0].regions) != 1:
        return ""
    around = written[: places[0].start] + written[places[0].end :]
    return "" if re.search(r"\w", around) else places[0].regions[0]
