"""Scores of a network without some of its ties, of which only those that change are made anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from netcoop._core.texts import text
from netcoop.errors import ArgumentError
from netcoop.gaps.prediction.scores import LOCAL, RANKED, row_scores, score_matrix

# All is measured in so many seconds on one slow core; what takes longer is drawn from, or refused.
BUDGET = 100.0
# How long it takes, in seconds: each number multiplied in a sparse product, each pair of actors
# looked at or scored by groups, the cube of their number solved for, each pair ranked.
_STEP, _PAIR, _CUBE, _RANK = 1e-8, 4e-9, 1.5e-10, 1.5e-7


@dataclass(frozen=True)
class Asked:
    """By what pairs are scored."""

    method: str
    groups: np.ndarray | None = None
    beta: float | None = None
    methods: tuple[str, ...] = ()

    def scores(self, tied: sparse.csr_array) -> np.ndarray:
        """Score all pairs."""
        return score_matrix(
            tied,
            self.method,
            groups=self.groups,
            beta=self.beta,
            methods=self.methods or None,
        )

    def seconds(self, tied: sparse.csr_array) -> float:
        """Say about how long it takes to score all pairs again without some ties, at most."""
        n = float(tied.shape[0])
        steps = float((tied.sum(axis=1) ** 2).sum())
        took = {"katz": _CUBE * n**3, "block_rates": 2 * _PAIR * n**2}
        took |= dict.fromkeys(LOCAL, _STEP * steps)
        if self.method != "mean_rank":
            return took.get(self.method, 0.0) + _PAIR * n**2
        methods = self.methods or RANKED
        return sum(took.get(one, 0.0) + _RANK * n**2 for one in methods) + _PAIR * n**2


def affordable(each: float, fewest: int, method: str, n_actors: int) -> int:
    """Say how often pairs can be scored again; refuse a method that takes too long for that."""
    times = int(BUDGET / max(each, 1e-9))
    if times >= fewest:
        return times
    message = text(
        "method={method!r} takes too long to evaluate on {n} actors. Take a part of them, such as "
        "one region (net.subset(…), records.select(region=…)), or "
        "method='resource_allocation'.",
        method=method,
        n=n_actors,
    )
    raise ArgumentError(message)


class Rescoring:
    """The scores of a network by several methods, and what becomes of them without some ties.

    Shared partners change only for actors whose ties go, and for their partners.
    """

    def __init__(self, tied: sparse.csr_array, asked: Sequence[Asked]) -> None:
        self._tied = tied
        self._asked = asked
        self._n = tied.shape[0]
        rows = np.repeat(np.arange(self._n, dtype="int64"), np.diff(tied.indptr))
        self._keys = rows * self._n + tied.indices
        self._scores = [one.scores(tied) for one in asked]

    @contextmanager
    def without(self, gone: np.ndarray) -> Iterator[list[np.ndarray]]:
        """Give the scores without some ties (``a · n + b``, a before b); not to be kept."""
        if not len(gone):
            yield self._scores
            return
        ends = np.unique(np.concatenate(np.divmod(gone, self._n)))
        near = np.union1d(ends, self._tied[ends].indices)
        rest, kept, scores = self._rest(gone), [], []
        for one, whole in zip(self._asked, self._scores, strict=True):
            rows = near if one.method in LOCAL else ends
            if one.method not in (*LOCAL, "preferential") or 2 * len(rows) > self._n:
                scores.append(one.scores(rest))
                continue
            new = row_scores(rest, one.method, rows)
            kept.append((whole, rows, whole[rows]))
            whole[rows], whole[:, rows] = new, new.T
            scores.append(whole)
        try:
            yield scores
        finally:
            for whole, rows, old in kept:
                whole[rows], whole[:, rows] = old, old.T

    def _rest(self, gone: np.ndarray) -> sparse.csr_array:
        """Take the ties out, both ways."""
        a, b = np.divmod(gone, self._n)
        both = np.concatenate([gone, b * self._n + a])
        indices = np.delete(self._tied.indices, np.searchsorted(self._keys, both))
        fewer = np.bincount(both // self._n, minlength=self._n)
        starts = self._tied.indptr - np.concatenate([[0], np.cumsum(fewer)])
        shape = self._tied.shape
        return sparse.csr_array((np.ones(len(indices)), indices, starts), shape=shape)
