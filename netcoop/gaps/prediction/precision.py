"""How well scores put the pairs that came to be tied first; equal scores count without luck.

What is measured is the mean over all orders in which pairs of equal score could stand.
"""

from __future__ import annotations

import numpy as np
from scipy.special import digamma, stdtrit

from netcoop.gaps.prediction.scores import rounded

# Fewer pairs that came to be tied carry no number.
FEWEST = 5
# Logarithms that differ by less are the same.
_SAME = 1e-9


def tally(score: np.ndarray, tied: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Count the pairs of every distinct score, and those among them that came to be tied.

    Examples
    --------
    >>> size, hits = tally(np.array([0.5, 2.0, 0.5]), np.array([True, False, False]))
    >>> size.tolist(), hits.tolist()
    ([1, 2], [0, 1])
    """
    _, place = np.unique(-rounded(score), return_inverse=True)
    place = place.reshape(-1)
    return np.bincount(place), np.bincount(place, weights=tied).astype("int64")


def area_roc(size: np.ndarray, hits: np.ndarray) -> float:
    """Give the chance that a tied pair has a higher score than one that is not; equal is half."""
    misses = size - hits
    below = misses.sum() - np.cumsum(misses) + misses / 2
    room = float(hits.sum()) * float(misses.sum())
    return float((hits * below).sum() / room) if room else float("nan")


def average_precision(size: np.ndarray, hits: np.ndarray) -> float:
    """Average the precision at every tied pair, over all orders of equal scores.

    Of a group of n equal scores with r tied pairs, behind i pairs with R tied ones, place i + j is
    tied with probability r/n, and there the precision is (R + 1 + (j−1)(r−1)/(n−1))/(i + j); the
    sums over j are differences of harmonic numbers (McSherry & Najork 2008).
    """
    total = hits.sum()
    if not total:
        return float("nan")
    before, tied_before = np.cumsum(size) - size, np.cumsum(hits) - hits
    inverse = reciprocals(before, size)
    slope = np.divide(hits - 1, size - 1, out=np.zeros(len(size)), where=size > 1)
    gain = (tied_before + 1) * inverse + slope * (size - (before + 1) * inverse)
    return float((hits / size * gain).sum() / total)


def reciprocals(before: np.ndarray, number: np.ndarray) -> np.ndarray:
    """Sum 1/place over so many places behind those before.

    Examples
    --------
    >>> reciprocals(np.array([0, 2]), np.array([2, 1])).round(4).tolist()
    [1.5, 0.3333]
    """
    first = np.asarray(before, dtype="float64") + 1
    return np.where(number == 1, 1 / first, digamma(first + number) - digamma(first))


def precision_at(size: np.ndarray, hits: np.ndarray, k: int) -> float:
    """Give the share of tied pairs among the first k."""
    taken = np.clip(k - (np.cumsum(size) - size), 0, size)
    return float((hits * taken / size).sum() / k)


def chance_precision(n_tied: float, n_pairs: float) -> float:
    """Average the precision over all orders of the pairs: what scores without meaning give.

    It is above the prevalence, and far above where few are tied: of one tied pair among n it is
    H_n/n.

    Examples
    --------
    >>> chance_precision(1, 2), chance_precision(3, 3)
    (0.75, 1.0)
    """
    return average_precision(np.array([n_pairs]), np.array([n_tied])) if n_pairs else float("nan")


def interval(value: float, without: np.ndarray, confidence: float) -> tuple[float, float]:
    """Give the range of a ratio from what it is without each unit: jackknife, t on M − 1.

    It is a ratio, so its logarithm is taken: the range is above 0, and as far in both directions.
    NaN where one is undefined: then all hangs on one unit. NaN, too, where all are the same: then
    the units are alike, as in a ring, and do not say how it could have been otherwise.
    """
    units = len(without)
    if units < 2 or not (value > 0 and np.all(without > 0)):
        return float("nan"), float("nan")
    logs = np.log(without)
    if np.ptp(logs) < _SAME:
        return float("nan"), float("nan")
    error = np.sqrt((units - 1) / units * ((logs - logs.mean()) ** 2).sum())
    reach = float(stdtrit(units - 1, 0.5 + confidence / 2)) * error
    return float(value * np.exp(-reach)), float(value * np.exp(reach))
