"""From a raw table to a clean one: columns named, values read, every change written down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from netcoop._core.checks import first, is_missing
from netcoop._core.texts import text
from netcoop.errors import RecordError
from netcoop.records import values
from netcoop.records.privacy import holds_personal, is_personal
from netcoop.records.problems import Problem
from netcoop.records.schema import TABLES, Column, Table, fold, table_named
from netcoop.records.sources import RawTable

# How each kind of cell is read, and the finding when it cannot be.
_READERS: dict[str, tuple[Callable[[str], object], str]] = {
    "date": (values.as_date, "bad_date"),
    "month": (values.as_month, "bad_month"),
    "number": (values.as_number, "bad_number"),
    "count": (values.as_count, "bad_count"),
    "flag": (values.as_flag, "bad_flag"),
    "person": (values.as_flag, "doubtful_person"),
    "role": (values.as_role, "unknown_role"),
    "status": (values.as_status, "unknown_status"),
}
_DTYPES: dict[str, Any] = {
    "date": "datetime64[s]",
    "number": "float64",
    "count": "int64",
    "flag": "boolean",
    "person": "boolean",
}


@dataclass(frozen=True)
class Cleaned:
    """A clean table, the numbers of its rows in the source, and what was found on the way."""

    table: Table
    raw: RawTable
    frame: pd.DataFrame
    rows: list[int]
    problems: list[Problem]

    def problem(
        self, code: str, *, row: int | None = None, column: str = "", value: str = ""
    ) -> Problem:
        """Note a finding at the place it was made."""
        return Problem(self.table.name, code, self.raw.file, self.raw.sheet, row, column, value)

    def keep(self, rows: pd.Series) -> Cleaned:
        """Leave rows out."""
        numbers = [row for row, wanted in zip(self.rows, rows, strict=True) if wanted]
        return replace(self, frame=self.frame[rows].reset_index(drop=True), rows=numbers)


def recognise(raw: RawTable, wanted: str | None = None) -> Table:
    """Tell which table of records this is: as asked, by its name, or by its headers."""
    if wanted is not None:
        return TABLES[wanted]
    headers = [fold(name) for name in raw.frame.columns]
    for name in (raw.name, raw.stem):
        named = table_named(name)
        if named is not None:
            return named
    fitting = {
        table: sum(header in table.headers for header in headers)
        for table in TABLES.values()
        if not _missing(table, _match(table, raw.frame))
    }
    best = [table for table, hits in fitting.items() if hits == max(fitting.values())]
    if len(best) == 1:
        return best[0]
    message = text(
        "{place}: cannot tell which table of records this is from its columns ({columns}). "
        "Name the file or sheet after the table ({tables}), or say tables={{{name!r}: …}}.",
        place=raw.place,
        columns=first(raw.frame.columns, 12),
        tables=", ".join(TABLES),
        name=raw.name,
    )
    raise RecordError(message)


def clean(raw: RawTable, table: Table) -> Cleaned:
    """Read the cells of one raw table; rows that cannot be used are left out and written down."""
    log = _Log(raw, table)
    named = _match(table, raw.frame)
    _require_columns(table, named, raw)
    frame = pd.DataFrame(index=raw.frame.index)
    for header in raw.frame.columns:
        cells = raw.frame[header]
        column = named.get(header)
        if column is not None:
            frame[column.name] = _read_column(cells, column, log)
        elif is_personal(header, cells):
            log.add("personal_data", column=header)
        else:
            found = _as_found(cells, table)
            if not pd.api.types.is_float_dtype(found.dtype):
                log.add("unknown_column", column=header)
            # A second column of the same meaning must not stand under the first one's name.
            frame[header if header not in table.by_name else f"{header} (2)"] = found
    keep = _rows_to_keep(frame, raw.frame, table, log)
    rows = (raw.first_row + keep.nonzero()[0]).tolist()
    frame = _with_defaults(frame[keep].reset_index(drop=True), table)
    return Cleaned(table, raw, frame, rows, log.problems)


class _Log:
    """Findings of one table, with the row numbers its reader sees."""

    def __init__(self, raw: RawTable, table: Table) -> None:
        self.raw, self.table = raw, table
        self.problems: list[Problem] = []
        self.unusable: set[int] = set()

    def add(
        self, code: str, *, position: int | None = None, column: str = "", value: str = ""
    ) -> None:
        row = None if position is None else self.raw.first_row + position
        value = "" if holds_personal(value) else value
        problem = Problem(self.table.name, code, self.raw.file, self.raw.sheet, row, column, value)
        self.problems.append(problem)


def _match(table: Table, frame: pd.DataFrame) -> dict[str, Column]:
    """Say which column of the table each header means; the first of two that mean the same wins."""
    named: dict[str, Column] = {}
    taken: set[str] = set()
    # A canonical name beats an alias, wherever it stands.
    for exact in (True, False):
        for header in frame.columns:
            column = table.headers.get(fold(header))
            if column is None or column.name in taken or header in named:
                continue
            if not exact or fold(header) == fold(column.name):
                named[header] = column
                taken.add(column.name)
    return named


def _missing(table: Table, named: dict[str, Column]) -> list[tuple[str, ...]]:
    present = {column.name for column in named.values()}
    return [group for group in table.required if not present.intersection(group)]


def _require_columns(table: Table, named: dict[str, Column], raw: RawTable) -> None:
    missing = _missing(table, named)
    if not missing:
        return
    message = text(
        "{place}: the table {table} lacks {missing}; it has {columns}. "
        "Name the columns so, or see docs/records.md for other names that are understood.",
        place=raw.place,
        table=table.name,
        missing=", ".join("/".join(group) for group in missing),
        columns=first(raw.frame.columns, 12) or "–",
    )
    raise RecordError(message)


def _read_column(cells: pd.Series, column: Column, log: _Log) -> pd.Series:
    texts = _texts(cells)
    if column.holds == "text":
        return texts.astype("str")
    reader, code = _READERS[column.holds]
    # Columns repeat their values: each distinct one is read once.
    distinct = {written: reader(written) for written in texts.dropna().unique()}
    read = texts.map(distinct.get, na_action="ignore")
    for position in (texts.notna() & read.isna()).to_numpy().nonzero()[0]:
        log.add(code, position=int(position), column=column.name, value=texts.iloc[position])
        if column.holds == "count":
            log.unusable.add(int(position))
    if column.holds in {"role", "status"}:
        return read.where(read.notna(), texts).astype("str")
    if column.holds == "count":
        return read.fillna(1).astype("int64")
    if column.holds == "person":
        # In doubt a person is hidden: the other mistake cannot be taken back.
        read = read.where(read.notna() | texts.isna(), True)
    return read.astype(_DTYPES.get(column.holds, "str"))


def _texts(cells: pd.Series) -> pd.Series:
    """Tidy the cells of a column; columns repeat their values, so each distinct one once."""
    cells = cells.astype("object")
    try:
        tidy = {cell: values.as_text(cell) for cell in cells.unique()}
    except TypeError:  # lists and the like cannot be looked up
        return cells.map(values.as_text)
    # 1 and True are the same key; such columns are rare and go cell by cell.
    mixed = any(isinstance(cell, bool) for cell in tidy) and any(
        isinstance(cell, int | float) and not isinstance(cell, bool) for cell in tidy
    )
    return cells.map(values.as_text if mixed else tidy.get)


def _as_found(cells: pd.Series, table: Table) -> pd.Series:
    """Keep a column netcoop does not know; of regions, a column of numbers is an indicator."""
    texts = _texts(cells)
    numbers = texts.map(values.as_number, na_action="ignore")
    if table.name == "regions" and texts.notna().any() and numbers[texts.notna()].notna().all():
        return numbers.astype("float64")
    return texts.astype("str")


def _rows_to_keep(frame: pd.DataFrame, raw: pd.DataFrame, table: Table, log: _Log) -> np.ndarray:
    empty = raw.map(_is_blank).all(axis=1).to_numpy()
    keep: np.ndarray = ~empty
    keep[list(log.unusable)] = False
    for position in empty.nonzero()[0]:
        log.add("empty_row", position=int(position))
    for group in table.required:
        present = [name for name in group if name in frame]
        lacking = frame[present].isna().all(axis=1).to_numpy() & ~empty
        for position in lacking.nonzero()[0]:
            log.add("required_empty", position=int(position), column="/".join(group))
        keep &= ~lacking
    return keep


def _is_blank(cell: object) -> bool:
    return is_missing(cell) or not str(cell).strip()


def _with_defaults(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    if "count" in table.by_name and "count" not in frame:
        frame["count"] = 1
    return frame
