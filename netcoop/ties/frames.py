"""Frames of any kind in, the same kind out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from netcoop._core.checks import first
from netcoop._core.texts import text
from netcoop.errors import ArgumentError, NetcoopError

if TYPE_CHECKING:
    import pyarrow as pa


def opened(frame: Any) -> Any:
    """Take a frame of pandas, Polars, Arrow, DuckDB or Spark into Narwhals."""
    import narwhals as nw

    try:
        rows = nw.from_native(frame)
    except TypeError as error:
        message = text(
            "A {kind} is no table that is understood. Use a frame of pandas or Polars, an Arrow "
            "table, a DuckDB relation or a Spark DataFrame.",
            kind=type(frame).__name__,
        )
        raise ArgumentError(message) from error
    except nw.exceptions.DuplicateError as error:
        message = text("Several columns have one name. Give each column a name of its own.")
        raise ArgumentError(message) from error
    return rows


def with_names(rows: Any, chosen: Mapping[str, str]) -> Any:
    """Take the chosen columns under the names the expressions use.

    A table in memory becomes an Arrow table, and its weights are checked.
    """
    import narwhals as nw

    rows = rows.select(**{name: nw.col(column) for name, column in chosen.items()})
    if not isinstance(rows, nw.LazyFrame):
        rows = nw.from_native(_as_arrow(rows))
        if "weight" in chosen:
            _check_weights(rows["weight"].to_numpy(), chosen["weight"])
        if "count" in chosen:
            whole_counts(rows["count"].to_pandas())
    schema = rows.collect_schema()
    day = schema.get("date", nw.Date)
    if not (isinstance(day, nw.Datetime) or day == nw.Date):
        message = text(
            "The column 'date' holds {kind}; it has to hold days, such as pd.to_datetime makes.",
            kind=str(day),
        )
        raise ArgumentError(message)
    kind = schema.get("facilitated", nw.Boolean)
    if kind != nw.Boolean:
        message = text(
            "The column 'facilitated' holds {kind}; it has to hold true, false or nothing.",
            kind=str(kind),
        )
        raise ArgumentError(message)
    return rows


def _as_arrow(rows: Any) -> pa.Table:
    import pyarrow as pa

    try:
        table = rows.to_arrow()
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        # What the error says holds values; they may be names.
        message = text(
            "A column holds values of several types. Give each of {columns} one type.",
            columns=first(rows.columns, 12),
        )
        raise ArgumentError(message) from None
    # A column without any value has no type to compare by.
    kinds = {"facilitated": pa.bool_(), "date": pa.timestamp("us"), "weight": pa.float64()}
    for position, field in enumerate(table.schema):
        if pa.types.is_null(field.type):
            column = table[field.name].cast(kinds.get(field.name, pa.string()))
            table = table.set_column(position, field.name, column)
        elif pa.types.is_dictionary(field.type):
            # A category is its value; a plain column is coded faster than many dictionaries.
            column = table[field.name].cast(field.type.value_type)
            table = table.set_column(position, field.name, column)
    return table


def _check_weights(given: np.ndarray, column: str) -> None:
    values = pd.to_numeric(pd.Series(given), errors="coerce").to_numpy("float64")
    wrong = np.flatnonzero(~np.isfinite(values) | (values < 0))
    if len(wrong):
        message = text(
            "{n} of {total} rows have a negative, missing or infinite {column!r} (rows {rows}). "
            "Say 0 for a row that is to count nothing.",
            n=len(wrong),
            total=len(values),
            column=column,
            rows=first(wrong + 1),
        )
        raise ArgumentError(message)


def whole_counts(given: pd.Series, error: type[NetcoopError] = ArgumentError) -> pd.Series:
    """Read how many each row stands for, 1 where nothing is written; refuse what is no count."""
    plain = given.astype("object").where(~given.map(lambda cell: isinstance(cell, bool)), "")
    numbers = pd.to_numeric(plain, errors="coerce").astype("float64")
    fits = numbers.ge(0) & np.isfinite(numbers) & numbers.mod(1).eq(0)
    wrong = np.flatnonzero(~fits & given.notna())
    if len(wrong):
        message = text(
            "{n} of {total} rows have a 'count' that is no whole number from 0 up (rows {rows}). "
            "Leave it empty where it is one, or where it is not known: it counts 1.",
            n=len(wrong),
            total=len(given),
            rows=first(wrong + 1),
        )
        raise error(message)
    return numbers.fillna(1)


def back_as(given: Any, table: pa.Table) -> Any:
    """Give an Arrow table as the kind of frame that was given."""
    import narwhals as nw

    kind = nw.from_native(given).implementation
    if kind.is_pyarrow():
        return table
    if kind.is_pandas():
        return _as_pandas(table)
    if kind.is_polars():
        # In several pieces, as it comes: putting them together takes the memory once more.
        return kind.to_native_namespace().from_arrow(table, rechunk=False)
    return nw.from_arrow(table, backend=kind).to_native()


def _as_pandas(table: pa.Table) -> pd.DataFrame:
    import pyarrow as pa

    # Columns in several pieces are copied into one; a single piece would be handed out read-only.
    pieces = max((column.num_chunks for column in table.columns), default=0)
    frame: pd.DataFrame = table.to_pandas(split_blocks=pieces > 1)
    for field in table.schema:
        if pa.types.is_string(field.type) or pa.types.is_large_string(field.type):
            frame[field.name] = frame[field.name].astype("str")
        elif pa.types.is_date(field.type):
            frame[field.name] = pd.to_datetime(frame[field.name])
    return frame
