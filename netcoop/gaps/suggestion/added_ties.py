"""What one more tie does to the steps between all actors.

``steps`` is a symmetric table of the number of steps between any two of n actors; n itself stands
for "no way", as no way is that long. A tie u–v makes i and j nearer where the way i–u–v–j is
shorter than what there was; every such pair stands with i on the side of u or of v, never both.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from netcoop.metrics.apart import steps_between

if TYPE_CHECKING:
    from scipy import sparse

# Seconds for one step of a calculation, roughly: they only choose the faster of two ways.
_CALL, _PAIRS, _CELL, _PRODUCT = 2.5e-5, 1e-10, 2e-9, 2e-11
# Whole numbers up to this are exact in 32 bits, halves of them too.
_EXACT = 2**23
# A matrix with fewer cells than this share is faster as a sparse one.
_SPARSE = 0.03


class Gains(NamedTuple):
    """What each of some ties would add, counted over pairs of actors.

    ``joined``: pairs that could not reach each other before; ``nearer``: rise of Σ 1/steps.
    """

    joined: np.ndarray
    nearer: np.ndarray


def table_of_steps(matrix: sparse.csr_array) -> np.ndarray:
    """Give the steps between all actors; n where there is no way.

    Examples
    --------
    >>> from scipy import sparse
    >>> table_of_steps(sparse.csr_array([[0, 1, 0], [1, 0, 0], [0, 0, 0]])).tolist()
    [[0, 1, 3], [1, 0, 3], [3, 3, 0]]
    """
    n = matrix.shape[0]
    if not n:
        return np.zeros((0, 0), dtype="int16")
    steps = steps_between(matrix)
    return np.where(steps == np.iinfo(steps.dtype).max, n, steps).astype("int16")


def with_tie(steps: np.ndarray, u: int, v: int) -> np.ndarray:
    """Give the steps once u and v are tied."""
    there = (steps[u] + np.int16(1))[:, None] + steps[v]
    nearer: np.ndarray = np.minimum(steps, np.minimum(there, there.T))
    return nearer


def with_ties(steps: np.ndarray, pairs: Iterable[tuple[int, int]]) -> np.ndarray:
    """Give the steps once all those pairs are tied."""
    for u, v in pairs:
        steps = with_tie(steps, u, v)
    return steps


def pairs_joined(steps: np.ndarray) -> int:
    """Count the pairs of actors that can reach each other."""
    n = len(steps)
    return (int(np.count_nonzero(steps < n)) - n) // 2


def nearness(steps: np.ndarray) -> float:
    """Sum 1/steps over all pairs; counted by steps first, so that the order of actors is nothing.

    Examples
    --------
    >>> nearness(np.array([[0, 1, 2], [1, 0, 1], [2, 1, 0]]))
    2.5
    """
    n = len(steps)
    counts = np.bincount(steps.ravel(), minlength=n + 1)[1:n]
    return float((counts / np.arange(1, n)).sum() / 2) if n > 1 else 0.0


def gains_of(steps: np.ndarray, u: np.ndarray, v: np.ndarray) -> Gains:
    """Say what each tie u–v alone would add.

    Examples
    --------
    >>> path = np.array([[0, 1, 2, 4], [1, 0, 1, 4], [2, 1, 0, 4], [4, 4, 4, 0]])
    >>> gains = gains_of(path, np.array([0, 1]), np.array([2, 3]))
    >>> gains.joined.tolist(), gains.nearer.tolist()
    ([0, 3], [0.5, 2.0])
    """
    n = len(steps)
    sizes = np.count_nonzero(steps < n, axis=1)
    joined = np.where(steps[u, v] == n, sizes[u] * sizes[v], 0)
    if _seconds_for_all(steps) < len(u) * (_CALL + _PAIRS * n**2):
        return Gains(joined, _nearer_all(steps)[u, v])
    worth = np.zeros(2 * n + 2)
    worth[1:n] = 1 / np.arange(1, n)
    nearer = np.array([_nearer(steps, worth, a, b) for a, b in zip(u, v, strict=True)])
    return Gains(joined, nearer.astype("float64"))


def _nearer(steps: np.ndarray, worth: np.ndarray, u: int, v: int) -> float:
    """Sum what the pairs gain that one tie makes nearer, looking only at those on its two sides."""
    from_u, from_v = steps[u], steps[v]
    near_u, near_v = np.flatnonzero(from_u + 1 < from_v), np.flatnonzero(from_v + 1 < from_u)
    now = steps[near_u[:, None], near_v]
    there = (from_u[near_u] + 1)[:, None] + from_v[near_v]
    return float(np.maximum(worth[there] - worth[now], 0).sum())


def _longest(steps: np.ndarray) -> int:
    """Give the steps between the two that are farthest apart, of those with a way."""
    return int(steps[steps < len(steps)].max(initial=0))


def seconds_for(steps: np.ndarray, ties: float) -> float:
    """Guess how long :func:`gains_of` takes for so many ties; the same on every machine."""
    return min(_seconds_for_all(steps), ties * (_CALL + _PAIRS * len(steps) ** 2))


def _seconds_for_all(steps: np.ndarray) -> float:
    """Guess how long :func:`_nearer_all` takes."""
    products, n = _longest(steps) ** 2 / 2, len(steps)
    return products * (_CALL + _CELL * n**2 + _PRODUCT * n**3)


def _nearer_all(steps: np.ndarray) -> np.ndarray:
    """Sum what all pairs gain by a tie, for every tie at once.

    Between two pieces a pair comes as near as its steps to the two ends say. Within a piece, with
    1/r − 1/d = Σ 1/(q(q+1)) over q = r … d−1, only numbers of pairs are wanted: those more than q
    steps apart whom the tie brings within q. These are products of tables of zeros and ones.
    """
    n, longest = len(steps), _longest(steps)
    ranges = np.arange(longest + 1)
    circles = np.stack([np.count_nonzero(steps == s, axis=1) for s in ranges], axis=1)
    between = circles @ (1 / (1 + ranges[:, None] + ranges)) @ circles.T
    kind = "float32" if n**2 / 4 < _EXACT else "float64"
    within = np.zeros((n, n))
    for q in range(1, longest):
        # Numbers of pairs are exact in 32 bits, their shares are not.
        within += _brought_within(steps, q, kind).astype("float64") / (q * (q + 1))
    return np.where(steps == n, between, within)


def _brought_within(steps: np.ndarray, q: int, kind: str) -> np.ndarray:
    """Count, for every tie, the pairs more than q steps apart that it brings within q.

    The pair i, j is s steps from the one end and t from the other, s + t < q. A tie has no
    direction, so s ≤ t is enough, and then the same from the other end; s = t counts half each.
    """
    apart = _table((steps > q) & (steps < len(steps)), kind)
    total = np.zeros(steps.shape, dtype=kind)
    for s in range((q - 1) // 2 + 1):
        circle = steps == s
        other = ((steps > s) & (steps < q - s)).astype(kind)
        other += np.asarray(0.5, dtype=kind) * circle
        reached = apart @ other
        total += reached if s == 0 else _table(circle, kind) @ reached
    counts: np.ndarray = total + total.T
    return counts


def _table(cells: np.ndarray, kind: str) -> np.ndarray | sparse.csr_array:
    """Write true and false as numbers; sparse where few are true."""
    from scipy import sparse

    if np.count_nonzero(cells) < _SPARSE * cells.size:
        return sparse.csr_array(cells, dtype=kind)
    return cells.astype(kind)
