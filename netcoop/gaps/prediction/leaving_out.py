"""Leave one tie out of a network, and see where its score puts it among the pairs without one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from netcoop._core.parallel import spread
from netcoop._core.rng import RandomSource, generator
from netcoop._core.texts import text
from netcoop.errors import ArgumentError
from netcoop.gaps.prediction.precision import FEWEST, chance_precision, interval, reciprocals
from netcoop.gaps.prediction.scores import score_matrix

# Of more ties so many are drawn; every one of them takes a matrix of scores.
MOST_TIES = 2_000
# Scores of all pairs are held at once.
MOST_ACTORS = 3_000
# Scores that agree to that are equal, as in :func:`netcoop.gaps.scores.rounded`.
_EQUAL = 2.0**-35
_AT_ONCE = 20


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


@dataclass(frozen=True)
class Ties:
    """The ties of a network, and the records they hang on.

    A meeting of many ties all of them at once: were only the tie of two taken out, the others that
    were there would bring it back, and any network of meetings would seem to be predictable. So a
    tie is left out with the meetings that made it.

    Attributes
    ----------
    tied
        Symmetric matrix of 0 and 1 without diagonal.
    seats
        Who was at which meeting that makes ties, meetings × actors; ``None`` without meetings.
    others
        The ties that are not from meetings (alone), as ``tied``.
    """

    tied: sparse.csr_array
    seats: sparse.csr_array | None = None
    others: sparse.csr_array | None = None

    def without(self, a: int, b: int) -> sparse.csr_array:
        """Leave out the tie of two actors, and what the meetings of both made besides."""
        rest = self.tied
        if self.seats is not None and self.others is not None:
            there = self.seats.indptr, self.seats.indices
            meeting = np.repeat(np.arange(self.seats.shape[0]), np.diff(there[0]))
            both = np.bincount(meeting[np.isin(there[1], [a, b])], minlength=len(there[0]) - 1) > 1
            apart = self.seats[~both]
            # Ties of meetings that count nothing are not in the network to begin with.
            rest = rest.multiply((apart.T @ apart + self.others) > 0).tocsr()
        return _without(sparse.csr_array(rest), a, b)


@dataclass(frozen=True)
class Numbers:
    """How well one method predicts; ``docs`` of the fields at ``PredictionEvaluation``."""

    auc: float = float("nan")
    auc_pr: float = float("nan")
    lift: float = float("nan")
    lift_low: float = float("nan")
    lift_high: float = float("nan")
    precision_at_k: float = float("nan")


@dataclass(frozen=True)
class LeftOut:
    """The ties that were left out, and the numbers of every method."""

    n_ties: int
    n_left_out: int
    n_absent: int
    k: int
    numbers: list[Numbers]


def check_size(n_actors: int) -> None:
    """Refuse networks whose scores would not fit into memory."""
    if n_actors > MOST_ACTORS:
        message = text(
            "The network has {n} actors; at most {most} can be evaluated. Take a part of it, such "
            "as one region: net.subset(…), records.select(region=…).",
            n=n_actors,
            most=MOST_ACTORS,
        )
        raise ArgumentError(message)


def leave_one_out(
    ties: Ties, asked: list[Asked], k: int, confidence: float, rng: RandomSource
) -> LeftOut:
    """Leave out every tie (of very many a sample) and measure where it stands.

    Parameters
    ----------
    ties
        The ties, and the meetings that are left out with them.
    asked
        By what pairs are scored.
    k
        How many of the best pairs are looked at.
    confidence
        Of the range of the lift.
    rng
        For the sample.
    """
    tied = ties.tied
    check_size(tied.shape[0])
    ends = np.stack(sparse.triu(tied, 1).nonzero(), axis=1)
    chosen = ends
    if len(ends) > MOST_TIES:
        drawn = generator(rng).choice(len(ends), MOST_TIES, replace=False)
        chosen = ends[np.sort(drawn)]
    absent = tied.toarray() == 0
    np.fill_diagonal(absent, False)
    n_absent = int(absent.sum()) // 2
    k = min(k, n_absent + 1)
    numbers = [Numbers() for _ in asked]
    if len(ends) >= FEWEST and n_absent:
        places = _places(ties, absent, chosen, asked)
        numbers = [_measured(chosen, place, absent.sum(axis=1), k, confidence) for place in places]
    return LeftOut(len(ends), len(chosen), n_absent, k, numbers)


def _places(ties: Ties, absent: np.ndarray, ends: np.ndarray, asked: list[Asked]) -> np.ndarray:
    """Count for every method and tie left out, and each actor, its absent pairs above and equal."""
    parts = np.array_split(ends, -(-len(ends) // _AT_ONCE))
    tasks: Iterator[tuple[Any, ...]] = ((ties, absent, part, asked) for part in parts)
    long = len(ends) * absent.size > 1e9
    return np.concatenate(list(spread(_placed, tasks, total=len(parts), all_cores=long)), axis=1)


def _placed(ties: Ties, absent: np.ndarray, ends: np.ndarray, asked: list[Asked]) -> np.ndarray:
    """Do it for some ties: methods × ties × (above, equal) × actors."""
    found = np.zeros((len(asked), len(ends), 2, len(absent)), dtype="int32")
    for row, (a, b) in enumerate(ends):
        rest = ties.without(a, b)
        for column, one in enumerate(asked):
            score = one.scores(rest)
            own = score[a, b]
            slack = abs(own) * _EQUAL
            above, level = score > own + slack, score >= own - slack
            more = np.count_nonzero(above & absent, axis=1)
            found[column, row] = more, np.count_nonzero(level & absent, axis=1) - more
    return found


def _without(tied: sparse.csr_array, a: int, b: int) -> sparse.csr_array:
    """Take one tie out."""
    rows = np.repeat(np.arange(tied.shape[0]), np.diff(tied.indptr))
    keep = ~(((rows == a) & (tied.indices == b)) | ((rows == b) & (tied.indices == a)))
    ends = rows[keep], tied.indices[keep]
    return sparse.csr_array((tied.data[keep], ends), shape=tied.shape)


def _measured(
    ends: np.ndarray, places: np.ndarray, absent: np.ndarray, k: int, confidence: float
) -> Numbers:
    """Put the places of all ties together, with all actors and without each of them."""
    by_actor = places.astype("float64")
    # Every pair has two actors.
    above, equal = by_actor.sum(axis=2).T / 2
    n_absent = absent.sum() / 2
    precision = reciprocals(above, equal + 1) / (equal + 1)
    lift = float(precision.mean() / chance_precision(1, n_absent + 1))
    without = np.full(len(absent), np.nan)
    for actor in range(len(absent)):
        keep = (ends != actor).all(axis=1)
        left = n_absent - absent[actor]
        if keep.any() and left:
            more = (above - by_actor[:, 0, actor])[keep]
            level = (equal - by_actor[:, 1, actor])[keep] + 1
            mean = (reciprocals(more, level) / level).mean()
            without[actor] = mean / chance_precision(1, left + 1)
    low, high = interval(lift, without, confidence)
    return Numbers(
        auc=float((1 - (above + equal / 2) / n_absent).mean()),
        auc_pr=float(precision.mean()),
        lift=lift,
        lift_low=low,
        lift_high=high,
        precision_at_k=float(np.clip((k - above) / (equal + 1), 0, 1).mean() / k),
    )
