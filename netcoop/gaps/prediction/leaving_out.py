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
from netcoop.gaps.prediction.rescoring import Asked, Rescoring, affordable

# Of more ties so many are drawn; every one of them takes a matrix of scores.
MOST_TIES = 2_000
# Of fewer the numbers would say little.
FEWEST_LEFT = 100
# Scores of all pairs are held at once.
MOST_ACTORS = 3_000
# Scores that agree to that are equal, as in :func:`netcoop.gaps.prediction.scores.rounded`.
_EQUAL = 2.0**-35
_AT_ONCE = 50
# Seconds from which starting further processes pays.
_LONG = 3.0


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

    def gone_with(self, ends: np.ndarray) -> list[np.ndarray]:
        """Say for each tie which go with it: the meetings of both made these, and nothing else."""
        n = self.tied.shape[0]
        own = ends[:, 0].astype("int64") * n + ends[:, 1]
        if self.seats is None or self.others is None:
            return list(own[:, None])
        seats = sparse.csr_array(self.seats > 0, dtype="int64")
        a, b = sparse.triu(self.tied, 1, format="csr").nonzero()
        keys = a.astype("int64") * n + b
        # How many meetings made a tie; of another layer, none can take it away.
        made = np.asarray(sparse.csr_array(seats.T @ seats)[a, b]).reshape(-1)
        made = np.where(np.asarray(self.others[a, b]).reshape(-1) > 0, -1, made)
        order = np.argsort(keys)
        keys, made = keys[order], made[order]
        return [
            np.union1d(_unmade(_pairs_at(seats, *pair), keys, made), [tie])
            for pair, tie in zip(ends.tolist(), own, strict=True)
        ]


def _pairs_at(seats: sparse.csr_array, a: int, b: int) -> np.ndarray:
    """List the pairs at every meeting where two actors were together, as often as they were."""
    both = np.flatnonzero(np.asarray(seats[:, [a, b]].sum(axis=1)).reshape(-1) == 2)
    n, found = seats.shape[1], [np.zeros(0, dtype="int64")]
    for meeting in both:
        came = np.sort(seats.indices[seats.indptr[meeting] : seats.indptr[meeting + 1]])
        first, second = np.triu_indices(len(came), 1)
        found.append(came[first].astype("int64") * n + came[second])
    return np.concatenate(found)


def _unmade(pairs: np.ndarray, keys: np.ndarray, made: np.ndarray) -> np.ndarray:
    """Say which ties nothing makes any more without these meetings of theirs."""
    pair, number = np.unique(pairs, return_counts=True)
    at = np.minimum(np.searchsorted(keys, pair), max(0, len(keys) - 1))
    return np.asarray(pair[(keys[at] == pair) & (made[at] == number)])


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
    n_units: int
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
    each = sum(one.seconds(tied) for one in asked)
    most = affordable(each, min(len(ends), FEWEST_LEFT), asked[0].method, tied.shape[0])
    chosen = ends
    if len(ends) > min(MOST_TIES, most):
        drawn = generator(rng).choice(len(ends), min(MOST_TIES, most), replace=False)
        chosen = ends[np.sort(drawn)]
    absent = tied.toarray() == 0
    np.fill_diagonal(absent, False)
    n_absent = int(absent.sum()) // 2
    k = min(k, n_absent + 1)
    numbers = [Numbers() for _ in asked]
    # Who has no tie carries nothing.
    units = np.flatnonzero(np.diff(tied.indptr))
    if len(ends) >= FEWEST and n_absent:
        places = _places(ties, absent, chosen, asked)
        numbers = [
            _measured(chosen, place, absent.sum(axis=1), units, k, confidence) for place in places
        ]
    return LeftOut(len(ends), len(chosen), n_absent, len(units), k, numbers)


def _places(ties: Ties, absent: np.ndarray, ends: np.ndarray, asked: list[Asked]) -> np.ndarray:
    """Count for every method and tie left out, and each actor, its absent pairs above and equal."""
    gone = ties.gone_with(ends)
    starts = range(0, len(ends), _AT_ONCE)
    tasks: Iterator[tuple[Any, ...]] = (
        (ties.tied, absent, ends[at : at + _AT_ONCE], gone[at : at + _AT_ONCE], asked)
        for at in starts
    )
    long = len(ends) * sum(one.seconds(ties.tied) for one in asked) > _LONG
    return np.concatenate(list(spread(_placed, tasks, total=len(starts), all_cores=long)), axis=1)


def _placed(
    tied: sparse.csr_array,
    absent: np.ndarray,
    ends: np.ndarray,
    gone: list[np.ndarray],
    asked: list[Asked],
) -> np.ndarray:
    """Do it for some ties: methods × ties × (above, equal) × actors."""
    found = np.zeros((len(asked), len(ends), 2, len(absent)), dtype="int32")
    whole = Rescoring(tied, asked)
    for row, ((a, b), ties) in enumerate(zip(ends, gone, strict=True)):
        with whole.without(ties) as scores:
            for column, score in enumerate(scores):
                own = score[a, b]
                slack = abs(own) * _EQUAL
                above, level = score > own + slack, score >= own - slack
                more = np.count_nonzero(above & absent, axis=1)
                found[column, row] = more, np.count_nonzero(level & absent, axis=1) - more
    return found


def _measured(
    ends: np.ndarray,
    places: np.ndarray,
    absent: np.ndarray,
    units: np.ndarray,
    k: int,
    confidence: float,
) -> Numbers:
    """Put the places of all ties together, with all actors and without each that has a tie."""
    by_actor = places.astype("float64")
    # Every pair has two actors.
    above, equal = by_actor.sum(axis=2).T / 2
    n_absent = absent.sum() / 2
    precision = reciprocals(above, equal + 1) / (equal + 1)
    lift = float(precision.mean() / chance_precision(1, n_absent + 1))
    without = np.full(len(units), np.nan)
    for place, actor in enumerate(units):
        keep = (ends != actor).all(axis=1)
        left = n_absent - absent[actor]
        if keep.any() and left:
            more = (above - by_actor[:, 0, actor])[keep]
            level = (equal - by_actor[:, 1, actor])[keep] + 1
            mean = (reciprocals(more, level) / level).mean()
            without[place] = mean / chance_precision(1, left + 1)
    low, high = interval(lift, without, confidence)
    return Numbers(
        auc=float((1 - (above + equal / 2) / n_absent).mean()),
        auc_pr=float(precision.mean()),
        lift=lift,
        lift_low=low,
        lift_high=high,
        precision_at_k=float(np.clip((k - above) / (equal + 1), 0, 1).mean() / k),
    )
