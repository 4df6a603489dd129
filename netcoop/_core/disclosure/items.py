"""What is to be published, checked: counts by name, and the sums and differences among them."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from netcoop._core.checks import first, is_missing, is_number, is_whole
from netcoop._core.texts import plural, text
from netcoop.errors import ArgumentError

# Whole coefficients by item; the values times these add up to nothing.
Relation: TypeAlias = Mapping[Hashable, int]
Floats: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]
Places: TypeAlias = NDArray[np.intp]

# Up to here a float holds every whole number.
LARGEST = 2**53
# Sums of sums of sums are as dear to hide as sums of sums: solvers dislike greater ranges.
MOST_LEVELS = 3
# How far a weight may be from the counts it is made of, relative to them.
PRECISION = 1e-9


@dataclass(frozen=True, eq=False)
class Items:
    """Items in an order that does not depend on the caller's, so that neither does the result.

    ``counts`` tells counts from weights derived of them; ``level`` is 0 for what is not the sum of
    others, 1 for a sum of those, and so on.
    """

    names: tuple[Hashable, ...]
    values: Floats
    counts: Flags
    relations: sparse.csr_array
    level: NDArray[np.int64]

    @property
    def blocks(self) -> NDArray[np.int32]:
        """Number of the connected part each item belongs to."""
        return linked(self.relations)


def linked(relations: sparse.csr_array) -> NDArray[np.int32]:
    """Give each part that no relation connects with others a number of its own."""
    from scipy.sparse.csgraph import connected_components

    pattern = (relations != 0).astype("int64")
    labels: NDArray[np.int32] = connected_components(pattern.T @ pattern, directed=False)[1]
    return labels


def total_of(total: Hashable, parts: Iterable[Hashable]) -> dict[Hashable, int]:
    """Say that one item is the sum of others, for :func:`suppress_items`.

    Examples
    --------
    >>> total_of("year", ["spring", "autumn"])
    {'year': -1, 'spring': 1, 'autumn': 1}
    """
    listed = list(parts)
    relation = {total: -1, **dict.fromkeys(listed, 1)}
    if not listed or len(relation) != len(listed) + 1:
        message = text(
            "The parts of total {total!r} must be other items, each once: {parts}.",
            total=total,
            parts=first([repr(part) for part in listed]) or "–",
        )
        raise ArgumentError(message)
    return relation


def difference_of(difference: Hashable, whole: Hashable, part: Hashable) -> dict[Hashable, int]:
    """Say that one item is what is left of another, for :func:`suppress_items`.

    Examples
    --------
    >>> difference_of("without facilitator", "all", "with facilitator")
    {'all': -1, 'without facilitator': 1, 'with facilitator': 1}
    """
    return total_of(whole, [difference, part])


def read_items(
    values: Any, relations: Iterable[Relation], derived: Iterable[Hashable]
) -> tuple[Items, Places]:
    """Check what was given; also tell where each item stood for the caller."""
    series = _series(values)
    given = list(series.index)
    order = sorted(range(len(given)), key=lambda place: repr(given[place]))
    names = tuple(given[place] for place in order)
    where = {name: place for place, name in enumerate(names)}
    counts = np.ones(len(names), dtype=np.bool_)
    counts[[_place(where, name, "derived") for name in _listed("derived", derived)]] = False
    numbers = _numbers(names, [series.iloc[place] for place in order], counts)
    matrix = _matrix(_listed("relations", relations), where)
    _check_relations(matrix, numbers)
    return (
        Items(names, numbers, counts, matrix, levels_of(matrix)),
        np.argsort(np.array(order, dtype=np.intp)),
    )


def _listed(argument: str, given: Any) -> list[Any]:
    """Take a list of any kind; a text or a single relation is none."""
    if isinstance(given, (str, Mapping)) or not isinstance(given, Iterable):
        message = text("{argument}={value} must be a list.",
                       argument=argument, value=type(given).__name__)  # fmt: skip
        raise ArgumentError(message)
    return list(given)


def _series(values: Any) -> pd.Series:
    """Take a Series or a mapping of names to counts, each name once."""
    if isinstance(values, Mapping):
        index = pd.Index(list(values), tupleize_cols=False)
        series = pd.Series(list(values.values()), index=index, dtype="object")
    elif isinstance(values, pd.Series):
        series = values.astype("object")
    else:
        message = text("values={value} must be a Series of counts, or a dict of names and counts.",
                       value=type(values).__name__)  # fmt: skip
        raise ArgumentError(message)
    twice = series.index[series.index.duplicated()]
    if len(twice):
        message = text("Each item must have one name of its own; given more than once: {names}.",
                       names=first([repr(name) for name in twice.unique()]))  # fmt: skip
        raise ArgumentError(message)
    return series


def _place(where: Mapping[Hashable, int], name: Any, argument: str) -> int:
    if not isinstance(name, Hashable) or name not in where:
        message = text("{argument} names an item that is not among the values: {name!r}.",
                       argument=argument, name=name)  # fmt: skip
        raise ArgumentError(message)
    return where[name]


def is_count(value: Any) -> bool:
    """Tell whether a value is a whole number from 0 up; 3.0 is one, true is none."""
    plain = value.item() if isinstance(value, np.generic) else value
    whole = is_whole(plain) or (is_number(plain) and float(plain).is_integer())
    return whole and 0 <= plain <= LARGEST


def check_counts(names: Iterable[Hashable], values: Iterable[Any]) -> None:
    """Refuse what cannot be a count, and say which it is."""
    wrong = [
        (name, value) for name, value in zip(names, values, strict=True) if not is_count(value)
    ]
    if wrong:
        message = plural(
            "{n} count is no whole number from 0 up: {shown}. Give 0 where nothing was counted, "
            "and leave out what is not known.",
            "{n} counts are no whole numbers from 0 up: {shown}. Give 0 where nothing was counted, "
            "and leave out what is not known.",
            len(wrong),
            shown=first([f"{name!r}={_written(value)}" for name, value in wrong]),
        )
        raise ArgumentError(message)


def _written(value: Any) -> str:
    """Write a value that was refused, if it is a number; a text might hold anything."""
    if is_missing(value):
        return "NaN"
    return f"{value:g}" if isinstance(value, (int, float, np.number)) else type(value).__name__


def _numbers(names: tuple[Hashable, ...], values: list[Any], counts: Flags) -> Floats:
    """Turn values into numbers."""
    weights = [
        (name, value)
        for name, value, count in zip(names, values, counts, strict=True)
        if not count and (is_missing(value) or not is_number(value))
    ]
    if weights:
        message = text(
            "Derived weights must be finite numbers; these are none: {names}.",
            names=first([repr(name) for name, _ in weights]),
        )
        raise ArgumentError(message)
    chosen = np.flatnonzero(counts)
    check_counts([names[place] for place in chosen], [values[place] for place in chosen])
    return np.array([float(value) for value in values], dtype="float64")


def _matrix(relations: list[Any], where: Mapping[Hashable, int]) -> sparse.csr_array:
    """Write the relations as rows of coefficients."""
    rows, columns, data = [], [], []
    for row, relation in enumerate(relations):
        if not isinstance(relation, Mapping) or not relation:
            message = text(
                "Relation {n} must be a dict of items and whole coefficients; total_of() and "
                "difference_of() make one.",
                n=row + 1,
            )
            raise ArgumentError(message)
        for name, coefficient in relation.items():
            if not is_whole(coefficient) or coefficient == 0:
                message = text(
                    "Relation {n} has the coefficient {value!r} for {name!r}; coefficients are "
                    "whole numbers other than 0.",
                    n=row + 1,
                    value=coefficient,
                    name=name,
                )
                raise ArgumentError(message)
            rows.append(row)
            columns.append(_place(where, name, "relations"))
            data.append(float(coefficient))
    return sparse.csr_array((data, (rows, columns)), shape=(len(relations), len(where)))


def _check_relations(matrix: sparse.csr_array, values: Floats) -> None:
    """Refuse relations that the values do not keep."""
    size = abs(matrix) @ np.abs(values)
    wrong = np.flatnonzero(np.abs(matrix @ values) > PRECISION * np.maximum(size, 1.0))
    if len(wrong):
        message = plural(
            "{n} relation does not hold for the values: number {which}. Correct the values, or "
            "leave the relation out.",
            "{n} relations do not hold for the values: numbers {which}. Correct the values, or "
            "leave the relations out.",
            len(wrong),
            which=first([int(row) + 1 for row in wrong]),
        )
        raise ArgumentError(message)


def levels_of(matrix: sparse.csr_array) -> NDArray[np.int64]:
    """Tell how many sums deep each item is: a sum is what stands alone on its side."""
    sums: list[tuple[int, Places]] = []
    for row in range(matrix.shape[0]):
        part = slice(matrix.indptr[row], matrix.indptr[row + 1])
        places, signs = matrix.indices[part], np.sign(matrix.data[part])
        for sign in (-1, 1):
            if (signs == sign).sum() == 1 and (sign == -1 or (signs == -sign).sum() > 1):
                sums.append((int(places[signs == sign][0]), places[signs == -sign]))
                break
    level = np.zeros(matrix.shape[1], dtype="int64")
    for _ in range(MOST_LEVELS):
        deeper = level.copy()
        for total, parts in sums:
            if len(parts):
                deeper[total] = max(deeper[total], level[parts].max() + 1)
        level = deeper
    return np.minimum(level, MOST_LEVELS)
