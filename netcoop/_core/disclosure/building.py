"""Tables that are published together, taken apart into items and the sums among them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from netcoop._core.checks import check_choice, first, is_missing
from netcoop._core.disclosure.items import Relation, check_counts, total_of
from netcoop._core.texts import text
from netcoop.errors import ArgumentError

TOTAL = "total"
MARGINS = ("both", "rows", "columns", "none")


def build_tables(
    tables: Any,
    sums: Mapping[str, Sequence[str]],
    differences: Mapping[str, tuple[str, str]],
    margins: str,
) -> tuple[dict[str, pd.DataFrame], list[Relation]]:
    """Check the tables, make totals, sums and differences, and say how they hang together."""
    check_choice("margins", margins, MARGINS)
    made = _read(tables)
    over: list[tuple[str, list[str]]] = []
    for name, parts in sums.items():
        _check_names(name, parts, made)
        made[name] = sum((made[part] for part in parts), 0 * made[parts[0]])
        over.append((name, list(parts)))
    for name, pair in differences.items():
        _check_names(name, pair, made, exactly=2)
        made[name] = made[pair[0]] - made[pair[1]]
        _check_difference(name, pair, made[name])
        over.append((pair[0], [name, pair[1]]))
    over += _implied(sums, differences)
    full = {name: _with_margins(table, margins) for name, table in made.items()}
    relations = [one for name in full for one in _within(name, made[name], full[name])]
    for row, column in _cells(next(iter(full.values()))):
        for total, parts in over:
            relations.append(
                total_of((total, row, column), [(part, row, column) for part in parts])
            )
    return full, relations


def _implied(
    sums: Mapping[str, Sequence[str]], differences: Mapping[str, tuple[str, str]]
) -> list[tuple[str, list[str]]]:
    """Say which difference of two sums is the sum of the differences of their parts."""
    left = {(whole, part): name for name, (whole, part) in differences.items()}
    found = []
    for name, (whole, part) in differences.items():
        parts = set(sums.get(part, ()))
        pairs = [(one, next((p for p in sorted(parts) if (one, p) in left), ""))
                 for one in sums.get(whole, ())]  # fmt: skip
        if pairs and {p for _, p in pairs} == parts and len(parts) == len(pairs):
            found.append((name, [left[pair] for pair in pairs]))
    return found


def values_of(full: Mapping[str, pd.DataFrame]) -> dict[Hashable, float]:
    """List the cells of all tables by table, row and column."""
    return {
        (name, row, column): int(value)
        for name, table in full.items()
        for (row, column), value in zip(_cells(table), table.to_numpy().ravel(), strict=True)
    }


def contributors_of(
    contributors: Any, full: Mapping[str, pd.DataFrame]
) -> dict[Hashable, int] | None:
    """List the numbers of contributors by table, row and column."""
    if contributors is None:
        return None
    if not isinstance(contributors, Mapping) or not all(
        isinstance(table, pd.DataFrame) for table in contributors.values()
    ):
        raise ArgumentError(
            text("contributors must hold tables (DataFrames) of numbers of organisations.")
        )
    known = set(values_of(full))
    listed: dict[Hashable, int] = {
        (name, row, column): value
        for name, table in contributors.items()
        for (row, column), value in zip(_cells(table), table.to_numpy().ravel(), strict=True)
    }
    unknown = [cell for cell in listed if cell not in known]
    if unknown:
        message = text("contributors has cells that no table has: {cells}.",
                       cells=first(map(repr, unknown)))  # fmt: skip
        raise ArgumentError(message)
    return listed


def _read(tables: Any) -> dict[str, pd.DataFrame]:
    """Check the tables, and bring rows and columns into one order."""
    if not isinstance(tables, Mapping) or not tables:
        raise ArgumentError(text("tables must be a dict of names and tables, with at least one."))
    made: dict[str, pd.DataFrame] = {}
    for name, table in tables.items():
        if not isinstance(table, pd.DataFrame):
            message = text("{value} is no table; give a DataFrame of counts.",
                           value=type(table).__name__)  # fmt: skip
            raise ArgumentError(message)
        _check_labels(table)
        check_counts(_cells(table), table.to_numpy(dtype="object").ravel())
        made[name] = table.astype("int64")
    one = next(iter(made.values()))
    for name, table in made.items():
        if set(table.index) != set(one.index) or set(table.columns) != set(one.columns):
            other = set(table.index) ^ set(one.index) | set(table.columns) ^ set(one.columns)
            message = text(
                "Table {name!r} does not have the rows and columns of the first; they differ in: "
                "{names}. Add what is missing, with 0 where nothing was counted.",
                name=name,
                names=first(sorted(map(repr, other))),
            )
            raise ArgumentError(message)
        made[name] = table.reindex(index=one.index, columns=one.columns)
    return made


def _check_labels(table: pd.DataFrame) -> None:
    """Refuse names that would not tell the cells apart."""
    for axis in (table.index, table.columns):
        wrong = [repr(label) for label in axis if isinstance(label, tuple) or is_missing(label)]
        wrong += [repr(label) for label in axis[axis.duplicated()]]
        wrong += [repr(label) for label in axis if isinstance(label, str) and label == TOTAL]
        if wrong:
            message = text(
                "Each row and column needs one name of its own, and not {total!r}, as totals are "
                "added here: {names}.",
                total=TOTAL,
                names=first(wrong),
            )
            raise ArgumentError(message)


def _check_names(
    name: str, parts: Any, made: Mapping[str, pd.DataFrame], exactly: int | None = None
) -> None:
    """Refuse a sum or difference of tables that are not there."""
    listed = list(parts) if isinstance(parts, Sequence) and not isinstance(parts, str) else []
    unknown = [part for part in listed if not isinstance(part, str) or part not in made]
    twice = len(set(map(repr, listed))) < len(listed)
    if name in made or unknown or twice or not listed or len(listed) != (exactly or len(listed)):
        message = text(
            "Table {name!r} must have a new name and be made of tables that are there, each once "
            "(two for a difference): {parts}.",
            name=name,
            parts=first([repr(part) for part in listed]) or "–",
        )
        raise ArgumentError(message)


def _check_difference(name: str, pair: Sequence[str], table: pd.DataFrame) -> None:
    """Refuse a part that is greater than its whole."""
    below = [cell for cell, value in zip(_cells(table), table.to_numpy().ravel(), strict=True)
             if value < 0]  # fmt: skip
    if below:
        message = text(
            "Table {name!r} would be negative, as {part!r} is greater than {whole!r} in: {cells}.",
            name=name,
            part=pair[1],
            whole=pair[0],
            cells=first([" / ".join(map(str, cell)) for cell in below]),
        )
        raise ArgumentError(message)


def _with_margins(table: pd.DataFrame, margins: str) -> pd.DataFrame:
    """Add the totals that are to be published."""
    body = table.to_numpy(dtype="int64")
    rows, columns = table.index, table.columns
    if margins in ("both", "rows"):
        body = np.hstack([body, body.sum(axis=1, keepdims=True)])
        columns = pd.Index([*columns, TOTAL], name=columns.name)
    if margins in ("both", "columns"):
        body = np.vstack([body, body.sum(axis=0, keepdims=True)])
        rows = pd.Index([*rows, TOTAL], name=rows.name)
    return pd.DataFrame(body, index=rows, columns=columns)


def _within(name: str, table: pd.DataFrame, full: pd.DataFrame) -> list[Relation]:
    """Say which cells of a table are totals of which."""
    relations: list[Relation] = []
    if full.shape[1] > table.shape[1] > 0:
        for row in full.index:
            relations.append(total_of((name, row, TOTAL), [(name, row, one) for one in table]))
    if full.shape[0] > table.shape[0] > 0:
        for column in full.columns:
            parts = [(name, one, column) for one in table.index]
            relations.append(total_of((name, TOTAL, column), parts))
    return relations


def _cells(table: pd.DataFrame) -> list[tuple[Hashable, Hashable]]:
    """List row and column of each cell, row by row."""
    return [(row, column) for row in table.index for column in table.columns]
