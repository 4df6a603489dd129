"""Numbers of who met at all, however often, straight from attendance: for many random draws.

They equal the metrics of the same names (the tests hold it); making a network of every draw would
take some hundred times as long.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

# So much memory one step of finding distances may take.
_MOST_BYTES = 64_000_000
# Of so few actors a full table is quicker than one of what is in it.
_SMALL = 128


class _Plain:
    """The graph of one attendance: who met whom, as a full matrix."""

    def __init__(self, met: np.ndarray) -> None:
        self.met = met
        self.n = len(met)
        self.pairs = self.n * (self.n - 1)

    @cached_property
    def reached(self) -> list[int]:
        """How many ordered pairs are one step apart, two steps, and so on."""
        return _reached(self.met)

    def density(self) -> float:
        return float(self.met.sum()) / self.pairs if self.pairs else np.nan

    def mean_degree(self) -> float:
        return float(self.met.sum()) / self.n if self.n else np.nan

    def transitivity(self) -> float:
        degree = self.met.sum(axis=1).astype("float64")
        triples = float(degree @ (degree - 1))
        return float(_closed(self.met)) / triples if triples else np.nan

    def connectedness(self) -> float:
        return float(sum(self.reached)) / self.pairs if self.pairs else np.nan

    def fragmentation(self) -> float:
        return 1 - self.connectedness()

    def largest_component_share(self) -> float:
        if not self.n:
            return np.nan
        pieces = connected_components(sparse.csr_array(self.met), directed=False)[1]
        return float(np.bincount(pieces).max()) / self.n

    def efficiency(self) -> float:
        if not self.pairs:
            return np.nan
        found = sum(n / step for step, n in enumerate(self.reached, start=1))
        return float(found) / self.pairs

    def distance_fragmentation(self) -> float:
        return 1 - self.efficiency()


def _closed(met: np.ndarray) -> float:
    """Count the closed triples: of all who met, the partners they share."""
    if len(met) <= _SMALL:
        tied = met.astype("float64")
        return float(((tied @ tied) * tied).sum())
    few = sparse.csr_array(met, dtype="float64")
    return float((few @ few).multiply(few).sum())


def _reached(met: np.ndarray) -> list[int]:
    """Count the ordered pairs that are one step apart, two steps, and so on.

    Whom an actor reaches is a row of bits; a step joins the rows of its partners. That takes a
    tenth of the time of working out all distances.
    """
    one, other = np.nonzero(met)
    # Whoever met nobody reaches nobody, and has no part of the list of partners.
    rows, starts = np.unique(one, return_index=True)
    n, counts = len(met), list[int]()
    width = max(1, _MOST_BYTES // (8 * max(1, len(one))))
    for first in range(0, n, 64 * width):
        reach = _bits(n, first, min(n, first + 64 * width))
        step, gained = 0, 1
        while gained and len(rows):
            before = int(np.bitwise_count(reach).sum())
            joined = np.bitwise_or.reduceat(reach[other], starts, axis=0)
            reach[rows] |= joined
            gained = int(np.bitwise_count(reach).sum()) - before
            if step == len(counts):
                counts.append(0)
            counts[step] += gained
            step += 1
    return counts


def _bits(n: int, first: int, last: int) -> np.ndarray:
    """Let each actor from the first to the last one reach itself: rows of 64 bits a word."""
    place = np.arange(first, last)
    reach = np.zeros((n, -(-(last - first) // 64)), dtype="uint64")
    word, bit = np.divmod(place - first, 64)
    reach[place, word] = np.left_shift(np.uint64(1), bit.astype("uint64"))
    return reach


PLAIN: dict[str, Callable[[_Plain], float]] = {
    "density": _Plain.density,
    "mean_degree": _Plain.mean_degree,
    "transitivity": _Plain.transitivity,
    "connectedness": _Plain.connectedness,
    "fragmentation": _Plain.fragmentation,
    "largest_component_share": _Plain.largest_component_share,
    "efficiency": _Plain.efficiency,
    "distance_fragmentation": _Plain.distance_fragmentation,
}


def met_at_all(
    n_actors: int, n_meetings: int, actor: np.ndarray, meeting: np.ndarray
) -> np.ndarray:
    """Say of all pairs whether they met: a symmetric actors × actors table of truth values.

    Examples
    --------
    >>> met_at_all(3, 1, np.array([0, 2]), np.array([0, 0])).astype(int).tolist()
    [[0, 0, 1], [0, 0, 0], [1, 0, 0]]
    """
    met: np.ndarray = np.zeros((n_actors, n_actors), dtype=bool)
    if n_actors <= _SMALL:
        full = np.zeros((n_actors, n_meetings), dtype="float32")
        full[actor, meeting] = 1
        met |= (full @ full.T) > 0
    else:
        seats = (np.ones(len(actor), dtype="int64"), (actor, meeting))
        there = sparse.csr_array(seats, shape=(n_actors, n_meetings))
        together = (there @ there.T).tocoo()
        met[together.row, together.col] = True
    np.fill_diagonal(met, False)
    return met


def plain_numbers(
    n_actors: int,
    n_meetings: int,
    actor: np.ndarray,
    meeting: np.ndarray,
    metrics: Sequence[str],
) -> dict[str, float]:
    """Measure metrics (of ``PLAIN``) of who met whom; NaN is undefined."""
    graph = _Plain(met_at_all(n_actors, n_meetings, actor, meeting))
    return {name: PLAIN[name](graph) for name in metrics}
