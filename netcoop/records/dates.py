"""Days, spans of days and months as people write them; what has two readings is not guessed.

Names of months come from Babel. A general parser of dates was weighed and left out: it reads
"31.6.2018" as some day and "3/4/2018" as one of two, and here neither may happen in silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

import pandas as pd

from netcoop.records.schema import fold

# A time of day, or from one to another, may follow; the day is what counts.
_CLOCK = r"\d{1,2}[:.]\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?"
_TIME = re.compile(
    rf"[T ,]+(?:(?:v|ve|od|at|from)\s+)?{_CLOCK}(?:\s*(?:-|do|to)\s*{_CLOCK})?\s*(?:hod\.?|h)?$",
    re.IGNORECASE,
)
_FIRST_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})")
_ISO = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})|(\d{4})(\d{2})(\d{2})")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2}|[ivx]+)\.(?:(\d{4}|\d{2})\.?)?", re.IGNORECASE)
_COMMAS = re.compile(r"(\d{1,2}),(\d{1,2}),(\d{4})")
_PARTED = re.compile(r"(\d{1,2})([-/])(\d{1,2})\2(\d{4}|\d{2})")
_DAY_WORD = re.compile(r"(\d{1,2})\.?([^\W\d_]{3,})\.?,?(\d{4})?")
_WORD_DAY = re.compile(r"([^\W\d_]{3,})\.?(\d{1,2})(?:st|nd|rd|th)?,(\d{4})")
_SPAN = re.compile(
    r"(?:od)?(\d{1,2}\.(?:(?:\d{1,2}|[ivx]+)\.(?:\d{4}|\d{2})?)?)(?:-|až|do|a(?=\d))(\d.+)",
    re.IGNORECASE,
)
_LONG_SPAN = re.compile(r"(?:od)?(\d.*\d{4})\.?(?:-|až|do)(\d.+\d{4})", re.IGNORECASE)
_ISO_SPAN = re.compile(r"(\d{4}-\d{2}-\d{2})(?:/|--|do|až)(\d{4}-\d{2}-\d{2})")
_MONTH = re.compile(r"(?:(\d{4})[-/.](\d{1,2})|(\d{1,2})\.?[-/.](\d{4}))")
_MONTH_WORD = re.compile(r"([^\W\d_]{3,})\.?[/-]?(\d{4})")
_WEEKDAY = re.compile(
    r"^(?:pondělí|úterý|středa|středu|čtvrtek|pátek|sobota|sobotu|neděle|neděli|po|út|st|čt|pá|so|ne"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day)[ .,]+(?=\d)",
    re.IGNORECASE,
)
_AFTER = re.compile(r"\s*\([^\W\d]+\)\.?$")
_BEFORE = re.compile(r"^(?:dne|ze dne|konáno|termín)[: ]+(?=\d)", re.IGNORECASE)
_ABOUT = re.compile(r"^(?:cca\.?|asi|přibližně|kolem|circa|about|~)\s*", re.IGNORECASE)
_IN_TEXT = re.compile(
    r"\d{1,2}\.\s*(?:\d{1,2}\.|[^\W\d_]{3,})\s*\d{4}|\d{4}-\d{2}-\d{2}(?!\d)", re.IGNORECASE
)
_DASHES = str.maketrans("–—−‐‑‒", "------")
_ROMAN = {
    name: number
    for number, name in enumerate(
        ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"), start=1
    )
}
# Days as Excel counts them, 1950 to 2099: outside, a plain number is no date.
_FIRST_SERIAL, _LAST_SERIAL = 18_264, 73_050
_YEARS = range(1900, 2101)
# A year of two digits: "69" is 2069, "70" is 1970, as in POSIX.
_PIVOT = 70


@dataclass(frozen=True, slots=True)
class When:
    """A day, a span of days, or a month; ``code`` is the finding, blank for plain writing."""

    day: pd.Timestamp | None = None
    end: pd.Timestamp | None = None
    month: str | None = None
    code: str = ""
    time: str = ""

    @property
    def days(self) -> tuple[pd.Timestamp, ...]:
        """The day, or the first and the last of a span."""
        return tuple(day for day in (self.day, self.end) if day is not None)


_NEITHER = When(code="bad_date")


def read_when(written: str, year: int | None = None) -> When:
    """Read a day, a span or a month; ``year`` completes a day written without one.

    Examples
    --------
    >>> read_when("12.–13. 3. 2024").end, read_when("červen 2018").month
    (Timestamp('2024-03-13 00:00:00'), '2018-06')
    >>> read_when("31.6.2018").code, read_when("3/4/2018").code
    ('bad_date', 'ambiguous_date')
    """
    tidy = _AFTER.sub("", _BEFORE.sub("", _WEEKDAY.sub("", written.strip().translate(_DASHES))))
    sure = _ABOUT.sub("", tidy)
    timeless = _TIME.sub("", sure)
    # "1. 2.2 014": a space within a number is a slip of the pen and changes nothing.
    joined = re.sub(r"\s+", "", timeless)
    found = _span(joined, year) or _one(joined, year) or _serial(joined) or _month(joined)
    if found is None:
        return _NEITHER
    clock = _FIRST_CLOCK.search(sure[len(timeless) :])
    if clock and found.day is not None:
        found = replace(found, time=f"{int(clock[1]):02}:{clock[2]}")
    slip = sure != tidy or re.search(r"\d\s+\d", timeless) is not None
    return replace(found, code="repaired_date") if slip and not found.code else found


def dates_in(written: str) -> list[When]:
    """Find the days named anywhere in a text."""
    found = [read_when(match.group()) for match in _IN_TEXT.finditer(written.translate(_DASHES))]
    return [when for when in found if when.day is not None]


def year_in(written: str) -> int | None:
    """Find the one year a name of a file or sheet speaks of."""
    years = set(re.findall(r"(?<!\d)(?:19|20)\d{2}(?!\d)", written))
    return int(years.pop()) if len(years) == 1 else None


def _one(joined: str, year: int | None) -> When | None:
    """Read one day; ``None`` where the text has no such form at all."""
    if match := _ISO.fullmatch(joined):
        parts = [int(part) for part in match.groups() if part]
        return _day(*parts, code="" if match.group(1) else "repaired_date")
    if match := _DOTTED.fullmatch(joined):
        day, month, written = match.groups()
        number = _ROMAN.get(month.lower()) if month.isalpha() else int(month)
        return None if number is None else _with_year(int(day), number, written, year)
    if match := _COMMAS.fullmatch(joined):
        day, month, written = match.groups()
        return _day(int(written), int(month), int(day), code="repaired_date")
    if match := _PARTED.fullmatch(joined):
        return _parted(match)
    if match := _DAY_WORD.fullmatch(joined):
        day, word, written = match.groups()
        number = _months().get(fold(word))
        return None if number is None else _with_year(int(day), number, written, year)
    if match := _WORD_DAY.fullmatch(joined):
        word, day, written = match.groups()
        number = _months().get(fold(word))
        return None if number is None else _day(int(written), number, int(day))
    return None


def _with_year(day: int, month: int, written: str | None, year: int | None) -> When:
    if written is None:
        return _NEITHER if year is None else _day(year, month, day, code="year_added")
    return _day(_full_year(written), month, day, code="" if len(written) == 4 else "repaired_date")


def _full_year(written: str) -> int:
    number = int(written)
    return number if len(written) == 4 else number + (2000 if number < _PIVOT else 1900)


def _parted(match: re.Match[str]) -> When:
    """Read "15/6/2018"; "3/4/2018" is April here and March overseas."""
    first, _, second, written = match.groups()
    one, two, year = int(first), int(second), _full_year(written)
    code = "" if len(written) == 4 else "repaired_date"
    if one == two or one > 12:
        return _day(year, two, one, code=code)
    if two > 12:
        return _day(year, one, two, code="repaired_date")
    return When(code="ambiguous_date")


def _day(year: int, month: int, day: int, *, code: str = "") -> When:
    if year not in _YEARS:
        return _NEITHER
    try:
        return When(pd.Timestamp(date(year, month, day)), code=code)
    except ValueError:
        return _NEITHER


def _span(joined: str, year: int | None) -> When | None:
    """Read "12.-13.3.2024" and "28.2.-1.3.2024"; the end lends month and year to the start."""
    if match := _ISO_SPAN.fullmatch(joined) or _LONG_SPAN.fullmatch(joined):
        start, end = _one(match[1], year), _one(match[2], year)
        return _between(start, end) if start and end else None
    match = _SPAN.fullmatch(joined)
    if match is None:
        return None
    end = _one(match[2], year)
    if end is None or end.day is None:
        return end
    parts = [part for part in match[1].split(".") if part]
    month = parts[1] if len(parts) > 1 else str(end.day.month)
    written = parts[2] if len(parts) > 2 else str(end.day.year)
    begun = _one(f"{parts[0]}.{month}.{written}", year)
    if begun and begun.day and len(parts) == 2 and begun.day.month > end.day.month:
        # "28.12.-2.1.2024" began in the year before.
        begun = When(begun.day.replace(year=begun.day.year - 1), code="repaired_date")
    if begun and begun.day and "a" in joined and (end.day - begun.day).days > 1:
        # "15.6. a 20.6." are two days, not a span.
        return When(code="ambiguous_date")
    return _between(begun, end) if begun else None


def _between(start: When, end: When) -> When:
    if start.day is None or end.day is None or start.day > end.day:
        return _NEITHER
    return When(start.day, end.day, code=end.code or start.code)


def _serial(joined: str) -> When | None:
    """Read the number by which Excel keeps a day."""
    if not re.fullmatch(r"\d{5}(?:[.,]\d+)?", joined):
        return None
    number = int(joined[:5])
    if not _FIRST_SERIAL <= number <= _LAST_SERIAL:
        return None
    return When(pd.Timestamp(date(1899, 12, 30) + timedelta(days=number)), code="repaired_date")


def _month(joined: str) -> When | None:
    if match := _MONTH.fullmatch(joined):
        early_year, late_month, early_month, late_year = match.groups()
        year, month = int(early_year or late_year), int(late_month or early_month)
    elif match := _MONTH_WORD.fullmatch(joined):
        word, written = match.groups()
        year, month = int(written), _months().get(fold(word), 0)
    else:
        return None
    if month not in range(1, 13) or year not in _YEARS:
        return _NEITHER
    return When(month=f"{year}-{month:02}")


def months_in(written: str) -> Iterator[int]:
    """Find months named in words, as sheets of a workbook are."""
    for word in re.findall(r"[^\W\d_]{3,}", written):
        number = _months().get(fold(word))
        if number is not None:
            yield number


@cache
def _months() -> dict[str, int]:
    """Names of months, whole and short, in Czech and English; "března" beside "březen"."""
    from babel.dates import get_month_names

    names = {
        fold(name): number
        for lang in ("en", "cs")
        for context in ("stand-alone", "format")
        for width in ("abbreviated", "wide")
        for number, name in get_month_names(width, context, lang).items()
    }
    return {name: number for name, number in names.items() if not name.isdigit() and len(name) > 2}
