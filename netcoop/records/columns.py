"""Reading a column: each distinct value once, each repair and each fault at its row."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from netcoop.records import values
from netcoop.records.dates import When, read_when
from netcoop.records.facts import area_named
from netcoop.records.findings import Log
from netcoop.records.persons import without_names
from netcoop.records.privacy import without_personal
from netcoop.records.schema import Column
from netcoop.reference.codes import codes_of
from netcoop.reference.places import find_places

# Readers of one text: the value and the finding, blank for plain writing.
_READERS: dict[str, Callable[..., values.Read]] = {
    "number": values.as_number,
    "hours": values.as_hours,
    "people": values.as_people,
    "coordinate": values.as_coordinate,
    "count": values.as_count,
    "flag": values.as_flag,
    "person": values.as_flag,
    "role": values.as_role,
    "status": values.as_status,
    "availability": values.as_availability,
}
_WORDS = frozenset({"role", "status", "availability"})
_NUMBERS = frozenset({"number", "hours", "people", "coordinate"})
_DTYPES: dict[str, Any] = {
    **dict.fromkeys(_NUMBERS, "float64"),
    "count": "int64",
    "flag": "boolean",
    "person": "boolean",
}
# Findings by which a value is lost; after any other the value is there.
_STATED = frozenset({"number", "hours", "people", "coordinate", "count", "date", "month", "flag"})


def read_into(
    frame: pd.DataFrame, cells: pd.Series, column: Column, log: Log, year: int | None = None
) -> None:
    """Read the cells of a known column into the clean table."""
    kind, _, vocabulary = column.holds.partition(" ")
    texts = texts_of(cells)
    if kind in _STATED:
        blank = _distinct(texts, values.is_blank_word)
        hit = blank.eq(True)
        log.at(hit, "not_stated", column.name, texts)
        texts = texts.mask(hit)
    if kind == "date":
        _read_days(frame, texts, column, log, year)
    elif kind == "month":
        _read_months(frame, texts, column, log, year)
    elif kind in _READERS:
        # Words that cannot be read are kept: they must be fit to be kept.
        fit = plain_texts(texts, column.name, log) if kind in _WORDS else texts
        frame[column.name] = _read_values(cells, fit, column, log)
    elif kind == "code":
        plain = plain_texts(texts, column.name, log)
        frame[column.name] = _read_codes(plain, column, vocabulary, log)
    elif kind in {"region", "regions"}:
        frame[column.name] = _read_regions(plain_texts(texts, column.name, log), column, log)
    else:
        frame[column.name] = plain_texts(texts, column.name, log)


def texts_of(cells: pd.Series) -> pd.Series:
    """Tidy the cells of a column; columns repeat their values, so each distinct one once."""
    cells = cells.astype("object")
    if pd.api.types.infer_dtype(cells, skipna=True) in {"string", "empty"}:
        codes, written = pd.factorize(cells)
        known = np.array([*map(values.as_text, written), None], dtype="object")
        return pd.Series(known[codes], index=cells.index, dtype="object")
    # 1 and True are the same key, and lists are none: kinds of cells are told apart.
    keys = [(type(cell), cell) for cell in cells]
    tidy: dict[object, str | None] = {}
    try:
        for key in keys:
            if key not in tidy:
                tidy[key] = values.as_text(key[1])
        return pd.Series([tidy[key] for key in keys], index=cells.index, dtype="object")
    except TypeError:
        return cells.map(values.as_text)


def _distinct(texts: pd.Series, read: Callable[[str], Any]) -> pd.Series:
    known = {written: read(written) for written in texts.dropna().unique()}
    return texts.map(known.get, na_action="ignore")


def plain_texts(texts: pd.Series, column: str, log: Log) -> pd.Series:
    """Keep texts without addresses, phones, birth numbers and titled names."""
    changed: dict[str, tuple[str, list[str]]] = {}
    for written in texts.dropna().unique():
        kept, found = without_personal(written)
        bare = without_names(kept)
        found = [*found, *(["person_removed"] if bare != kept else [])]
        if found:
            changed[written] = (bare, found)
    for position, written in enumerate(texts if changed else ()):
        for code in changed.get(written, ("", []))[1]:
            log.add(code, position=position, column=column)
    mapped = texts.map(lambda word: changed[word][0] or None if word in changed else word,
                       na_action="ignore")  # fmt: skip
    return mapped.astype("str")


def numbers_of(texts: pd.Series) -> pd.Series:
    """Read a column of numbers, NaN where one is none."""
    decimal = values.decimal_of(texts.dropna().unique())
    return _distinct(texts, lambda word: values.as_number(word, decimal)[0]).astype("float64")


def _read_values(cells: pd.Series, texts: pd.Series, column: Column, log: Log) -> pd.Series:
    reader = _READERS[column.holds]
    given = pd.Series(
        [float(cell) if _is_number(cell) and pd.notna(text) else np.nan
         for cell, text in zip(cells, texts, strict=True)],
        index=texts.index,
    ) if column.holds in _NUMBERS else pd.Series(np.nan, index=texts.index)  # fmt: skip
    open_texts = texts.mask(given.notna())
    distinct = open_texts.dropna().unique()
    decimal = values.decimal_of(distinct) if column.holds in {"number", "hours"} else ""
    read = {word: reader(word, decimal) if decimal else reader(word) for word in distinct}
    found = open_texts.map(lambda word: read[word][0], na_action="ignore")
    for position, word in enumerate(open_texts):
        value, code = read.get(word, (None, ""))
        if not code:
            continue
        code = "doubtful_person" if column.holds == "person" else code
        shown = _arrow(word, "" if value is None else f"{value:.15g}")
        log.add(code, position=position, column=column.name, value=shown)
        if column.holds == "count" and value is None:
            log.unusable.add(position)
    if column.holds in _NUMBERS:
        return given.fillna(found.astype("float64"))
    return _typed(found, texts, column)


def _arrow(written: str, read: str) -> str:
    """Show how an unusual value was read."""
    return f"{written} → {read}" if read else written


def _is_number(cell: object) -> bool:
    return isinstance(cell, int | float | np.number) and not isinstance(cell, bool | np.bool_)


def _typed(found: pd.Series, texts: pd.Series, column: Column) -> pd.Series:
    if column.holds in _WORDS:
        return found.where(found.notna(), texts).astype("str")
    if column.holds == "count":
        return found.fillna(1).astype("int64")
    if column.holds == "person":
        # In doubt a person is hidden: the other mistake cannot be taken back.
        found = found.where(found.notna() | texts.isna(), True)
    return found.astype(_DTYPES[column.holds])


def _read_months(
    frame: pd.DataFrame, texts: pd.Series, column: Column, log: Log, year: int | None
) -> None:
    """Read months; a day counts as its month."""
    read = {
        word: when.month or (f"{when.day:%Y-%m}" if when.day is not None else None)
        for word, when in _whens(texts, year).items()
    }
    months = texts.map(read.get, na_action="ignore").astype("str")
    log.at(texts.notna() & months.isna(), "bad_month", column.name, texts)
    frame[column.name] = _merged(frame, column.name, months)


def _read_days(
    frame: pd.DataFrame, texts: pd.Series, column: Column, log: Log, year: int | None
) -> None:
    """Read days; of the column of dates, months and ends of spans go to columns of their own."""
    read = _whens(texts, year)
    if column.name != "date":
        # A month is no day on which something begins or ends.
        read = {w: When(code="bad_date") if when.month else when for w, when in read.items()}
    shown = {
        word: (when.code, _arrow(word, "/".join(f"{day:%Y-%m-%d}" for day in when.days)))
        for word, when in read.items()
        if when.code
    }
    for position, word in enumerate(texts if shown else ()):
        if word in shown:
            code, value = shown[word]
            log.add(code, position=position, column=column.name, value=value)
    days = {word: when.day for word, when in read.items()}
    ends = {word: when.end for word, when in read.items() if when.end is not None}
    months = {word: when.month for word, when in read.items() if when.month}
    found = texts.map(days.get, na_action="ignore").astype("datetime64[s]")
    frame[column.name] = _merged(frame, column.name, found)
    times = {word: when.time for word, when in read.items() if when.time}
    if times and column.name == "date" and "time" in log.table.by_name:
        time = texts.map(times.get, na_action="ignore").astype("str")
        frame["time"] = _merged(frame, "time", time)
    if ends and "end_date" in log.table.by_name:
        last = texts.map(ends.get, na_action="ignore").astype("datetime64[s]")
        frame["end_date"] = _merged(frame, "end_date", last)
    if months and "period" in log.table.by_name:
        month = texts.map(months.get, na_action="ignore").astype("str")
        frame["period"] = _merged(frame, "period", month)


def _whens(texts: pd.Series, year: int | None) -> dict[str, When]:
    """Read the distinct days; one without a year is of the year all others are of."""
    read = {word: read_when(word, year) for word in texts.dropna().unique()}
    years = {when.day.year for when in read.values() if when.day is not None}
    if year is None and len(years) == 1:
        lacking = [word for word, when in read.items() if when.code == "bad_date"]
        read |= {word: read_when(word, *years) for word in lacking}
    return read


def _merged(frame: pd.DataFrame, name: str, found: pd.Series) -> pd.Series:
    """Keep what stands in the column already, and fill its gaps."""
    return frame[name].where(frame[name].notna(), found) if name in frame else found


def _read_codes(texts: pd.Series, column: Column, vocabulary: str, log: Log) -> pd.Series:
    """Take words of the field for their codes; others stay as they are written."""
    kinds = vocabulary.split()
    meant = {
        word: next((codes for kind in kinds if (codes := codes_of(kind, word))), ())
        for word in texts.dropna().unique()
    }
    for word, codes in meant.items():
        if len(codes) != 1:
            position = int(np.flatnonzero(texts.eq(word).to_numpy())[0])
            code = "ambiguous_word" if codes else "unknown_word"
            log.add(code, position=position, column=column.name, value=word)
    return texts.map(
        lambda word: meant[word][0] if len(meant[word]) == 1 else word, na_action="ignore"
    ).astype("str")


def _read_regions(texts: pd.Series, column: Column, log: Log) -> pd.Series:
    """Call areas by their official names; areas of the user's own stay as they are written."""
    named: dict[str, str] = {}
    for word in texts.dropna().unique():
        parts = _areas_in(word) if column.holds == "regions" else [word]
        named[word] = "|".join(area_named(part) or part for part in parts)
        doubtful = any(len(place.regions) > 1 for part in parts for place in find_places(part))
        if doubtful and named[word] == word:
            position = int(np.flatnonzero(texts.eq(word).to_numpy())[0])
            log.add("ambiguous_region", position=position, column=column.name, value=word)
    read = texts.map(named.get, na_action="ignore").astype("str")
    changed = read.notna() & read.ne(texts)
    log.at(changed, "repaired_region", column.name, texts + " → " + read)
    return read


def _areas_in(written: str) -> list[str]:
    """Part a list of areas; at commas only where every part is an area that is known."""
    parts: list[str] = []
    for part in re.split(r"\s*[|;]\s*", written):
        listed = [one for one in re.split(r"\s*,\s*", part) if one]
        parts += listed if listed and all(map(area_named, listed)) else [part]
    return parts
