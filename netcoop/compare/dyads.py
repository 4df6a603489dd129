"""Several networks on the same actors as matrices: aligned, checked, the diagonal left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from netcoop._core.checks import first
from netcoop._core.texts import text
from netcoop.errors import ArgumentError
from netcoop.network import Network

# Cells that differ by less than this share of their value are the same both ways.
SAME = 1e-9


@dataclass(frozen=True, eq=False)
class Dyads:
    """Networks on the same actors.

    Attributes
    ----------
    actors
        Ids, in the order of the alphabet, so that the order they came in makes no difference.
    matrices
        Actors × actors, by name; NaN where a pair is missing, and on the diagonal.
    directed
        Whether one of them is not the same both ways; every pair then counts in both directions.
    """

    actors: pd.Index
    matrices: Mapping[str, np.ndarray]
    directed: bool

    @classmethod
    def of(cls, relations: Mapping[str, object], *, weighted: object) -> Dyads:
        """Align networks and square frames by the ids of their actors."""
        if not isinstance(weighted, bool | np.bool_):
            message = text("weighted={value!r} must be True or False.", value=weighted)
            raise ArgumentError(message)
        frames = {name: _frame(name, given) for name, given in relations.items()}
        (one, reference), *rest = frames.items()
        for other, frame in rest:
            _check_same_actors(one, reference.index, other, frame.index)
        actors = reference.index.sort_values()
        matrices = {name: frame.loc[actors, actors].to_numpy() for name, frame in frames.items()}
        if not weighted:
            matrices = {name: _presence(cells) for name, cells in matrices.items()}
        matrices = {name: np.where(np.eye(len(actors)), np.nan, m) for name, m in matrices.items()}
        directed = not all(_same_both_ways(cells) for cells in matrices.values())
        return cls(actors, matrices, directed)

    @property
    def pairs(self) -> tuple[np.ndarray, np.ndarray]:
        """Positions of the two actors of every pair; both directions where it matters."""
        n = len(self.actors)
        one, other = np.nonzero(~np.eye(n, dtype=bool))
        counts = (one < other) | self.directed
        return one[counts], other[counts]


def strata_codes(strata: object, actors: pd.Index) -> np.ndarray:
    """Give the stratum of every actor a number; without strata all are in one."""
    if strata is None:
        return np.zeros(len(actors), dtype="int64")
    if not isinstance(strata, pd.Series | Mapping):
        message = text(
            "strata= takes a label for each actor by its id: a Series such as "
            "net.actors['region'], or a dict."
        )
        raise ArgumentError(message)
    labels = pd.Series(dict(strata), dtype="object")
    if isinstance(strata, pd.Series) and strata.index.has_duplicates:
        repeated = strata.index[strata.index.duplicated()].unique()
        message = text(
            "strata= names actors more than once ({n}): {ids}. Give each one label.",
            n=len(repeated),
            ids=first(repeated),
        )
        raise ArgumentError(message)
    labels = labels.set_axis(labels.index.astype("str")).reindex(actors)
    lacking = actors[labels.isna()]
    if len(lacking):
        message = text(
            "strata= has no label for {n} of {total} actors ({ids}). Give each actor one.",
            n=len(lacking),
            total=len(actors),
            ids=first(lacking),
        )
        raise ArgumentError(message)
    return np.asarray(pd.factorize(labels.astype("str"))[0], dtype="int64")


def _frame(name: str, given: object) -> pd.DataFrame:
    """Write a network or a square frame as numbers, actors × actors."""
    if isinstance(given, Network):
        ids = given.actors.index
        return pd.DataFrame(given.adjacency.toarray().astype("float64"), ids, ids)
    if not isinstance(given, pd.DataFrame):
        message = text(
            "{name} is a {kind}. Give a nc.Network, or a square frame with the actors' ids as "
            "index and as columns.",
            name=name,
            kind=type(given).__name__,
        )
        raise ArgumentError(message)
    frame = given.set_axis(given.index.astype("str")).set_axis(given.columns.astype("str"), axis=1)
    for ids in (frame.index, frame.columns):
        repeated = ids[ids.duplicated()].unique()
        if len(repeated):
            message = text(
                "{name} names actors more than once ({n}): {ids}. Keep one row and one column "
                "for each actor.",
                name=name,
                n=len(repeated),
                ids=first(repeated),
            )
            raise ArgumentError(message)
    _check_same_actors(f"{name}.index", frame.index, f"{name}.columns", frame.columns)
    return _numbers(name, frame.loc[:, frame.index])


def _numbers(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Read the cells as numbers; a missing one is NaN, anything else is refused."""
    columns = [_column(frame.iloc[:, place]) for place in range(len(frame))]
    numbers = np.array(columns, dtype="float64").reshape(frame.shape).T
    fits = np.isfinite(numbers) | frame.isna().to_numpy()
    wrong = np.flatnonzero(~(fits | np.eye(len(frame), dtype=bool)).all(axis=1))
    if len(wrong):
        message = text(
            "{name} has cells that are no finite number, in the rows of {n} actors ({ids}). "
            "Leave a cell empty (NaN) where the pair is not known.",
            name=name,
            n=len(wrong),
            ids=first(frame.index[wrong]),
        )
        raise ArgumentError(message)
    return pd.DataFrame(numbers, frame.index, frame.columns)


def _column(values: pd.Series) -> np.ndarray:
    kind = values.dtype.kind
    if kind not in "biufO":
        return np.full(len(values), np.nan)
    if kind == "O":
        values = pd.to_numeric(values, errors="coerce")
    return values.to_numpy(dtype="float64", na_value=np.nan)


def _check_same_actors(one: str, here: pd.Index, other: str, there: pd.Index) -> None:
    only_here, only_there = here.difference(there), there.difference(here)
    if len(only_here) or len(only_there):
        message = text(
            "{one} and {other} are not on the same actors. Only in {one} ({n_one}): {ids_one}. "
            "Only in {other} ({n_other}): {ids_other}. Take the actors both have "
            "(net.subset), or add those without ties.",
            one=one,
            other=other,
            n_one=len(only_here),
            ids_one=first(only_here) or "–",
            n_other=len(only_there),
            ids_other=first(only_there) or "–",
        )
        raise ArgumentError(message)


def _presence(cells: np.ndarray) -> np.ndarray:
    return np.where(np.isnan(cells), np.nan, cells != 0)


def _same_both_ways(cells: np.ndarray) -> bool:
    return np.allclose(cells, cells.T, rtol=SAME, atol=0, equal_nan=True)
