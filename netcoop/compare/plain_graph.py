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

# So much memory one step of finding distances, or of counting shared partners, may take.
_MOST_BYTES = 64_000_000
# Of so few actors a full table is quicker than one of what is in it.
_SMALL = 128
_WORD = 64


class _Plain:
    """The graph of one attendance: who met whom, as a full matrix."""

    def __init__(self, met: np.ndarray) -> None:
        self.met = met
        self.n = len(met)
        self.pairs = self.n * (self.n - 1)

    @cached_property
    def ends(self) -> tuple[np.ndarray, np.ndarray]:
        """The places of all who met, every pair both ways, in the order of the rows."""
        one, other = np.ascontiguousarray(np.nonzero(self.met))
        return one, other

    @cached_property
    def rows(self) -> np.ndarray:
        """Whom each actor met, as a row of bits, 64 in a word."""
        packed = np.packbits(self.met, axis=1, bitorder="little")
        octets = np.zeros((self.n, 8 * -(-self.n // _WORD)), dtype="uint8")
        octets[:, : packed.shape[1]] = packed
        return octets.view("uint64")

    @cached_property
    def piece_sizes(self) -> np.ndarray:
        """How large the piece of each actor is."""
        one, other = self.ends
        starts = np.concatenate([[0], np.cumsum(np.bincount(one, minlength=self.n))])
        near = sparse.csr_array((np.ones(len(one)), other, starts), shape=(self.n, self.n))
        # Both ways are there: strong pieces are the same, and found without a copy.
        pieces = connected_components(near, connection="strong")[1]
        sizes: np.ndarray = np.bincount(pieces)[pieces]
        return sizes

    @cached_property
    def reached(self) -> list[int]:
        """How many ordered pairs are one step apart, two steps, and so on."""
        return _reached(self)

    def density(self) -> float:
        return float(self.met.sum()) / self.pairs if self.pairs else np.nan

    def mean_degree(self) -> float:
        return float(self.met.sum()) / self.n if self.n else np.nan

    def transitivity(self) -> float:
        degree = self.met.sum(axis=1).astype("float64")
        triples = float(degree @ (degree - 1))
        return float(_closed(self)) / triples if triples else np.nan

    def connectedness(self) -> float:
        return float((self.piece_sizes - 1).sum()) / self.pairs if self.pairs else np.nan

    def fragmentation(self) -> float:
        return 1 - self.connectedness()

    def largest_component_share(self) -> float:
        return float(self.piece_sizes.max()) / self.n if self.n else np.nan

    def efficiency(self) -> float:
        if not self.pairs:
            return np.nan
        found = sum(n / step for step, n in enumerate(self.reached, start=1))
        return float(found) / self.pairs

    def distance_fragmentation(self) -> float:
        return 1 - self.efficiency()


def _closed(graph: _Plain) -> int:
    """Count the closed triples: of all who met, the partners they share."""
    one, other = graph.ends
    once = one < other
    one, other = one[once], other[once]
    size, found = max(1, _MOST_BYTES // (8 * max(1, graph.rows.shape[1]))), 0
    for first in range(0, len(one), size):
        part = slice(first, first + size)
        shared = graph.rows[one[part]] & graph.rows[other[part]]
        found += int(np.bitwise_count(shared).sum(dtype="int64"))
    return 2 * found


def _reached(graph: _Plain) -> list[int]:
    """Count the ordered pairs that are one step apart, two steps, and so on.

    Whom an actor reaches is a row of bits; a step joins the rows of its partners. That takes a
    tenth of the time of working out all distances. Once all of a piece are reached it is done.
    """
    one, other = graph.ends
    # Whoever met nobody reaches nobody, and has no part of the list of partners.
    who, starts = np.unique(one, return_index=True)
    counts = list[int]()
    width = max(1, _MOST_BYTES // (8 * max(1, len(one))))
    for first in range(0, graph.rows.shape[1], width):
        reach = graph.rows[:, first : first + width] | _own(graph.n, first, width)
        own = graph.piece_sizes[_WORD * first : _WORD * (first + width)]
        before, after, most, step = len(own), _bits(reach), int(own.sum()), 0
        while after > before:
            if step == len(counts):
                counts.append(0)
            counts[step] += after - before
            before, step = after, step + 1
            if after < most:
                reach[who] |= np.bitwise_or.reduceat(reach[other], starts, axis=0)
                after = _bits(reach)
    return counts


def _bits(words: np.ndarray) -> int:
    """Count the bits that are set."""
    return int(np.bitwise_count(words).sum(dtype="int64"))


def _own(n: int, first: int, width: int) -> np.ndarray:
    """Set the bit of each actor in its own row, of some words of all."""
    place = np.arange(_WORD * first, min(n, _WORD * (first + width)))
    own = np.zeros((n, -(-len(place) // _WORD)), dtype="uint64")
    word, bit = np.divmod(place - _WORD * first, _WORD)
    own[place, word] = np.left_shift(np.uint64(1), bit.astype("uint64"))
    return own


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
