"""Distances in steps from everyone to everyone, many searches at once.

A machine word holds the searches from 64 actors: bit s of the word of actor v says that v has
reached actor s. One step puts the words of all partners together, for all searches of the word.
Memory stays bounded: words are taken in blocks, and nothing of actors × actors is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from netcoop._core.progress import track

if TYPE_CHECKING:
    from scipy import sparse

# Words that a step of a block of searches writes: what fits into a processor's own memory.
BLOCK_WORDS = 2**15
WORD = 64
# With fewer actors than this, partners are put together actor by actor.
FEW = 8


@dataclass(frozen=True, eq=False)
class Reach:
    """What everyone reaches in steps: one number an actor, the actor itself not counted.

    Attributes
    ----------
    reached
        How many others.
    total
        The sum of their distances.
    harmonic
        The sum of 1/distance.
    """

    reached: np.ndarray
    total: np.ndarray
    harmonic: np.ndarray


def reach_of(matrix: sparse.csr_array) -> Reach:
    """Search from everyone along the cells of a matrix (row: from, column: to).

    Examples
    --------
    >>> from scipy import sparse
    >>> path = sparse.csr_array([[0, 1, 0], [1, 0, 1], [0, 1, 0]])
    >>> reach_of(path).harmonic.tolist()
    [1.5, 2.0, 1.5]
    """
    ways = Ways(matrix)
    n, words = len(ways.order), -(-len(ways.order) // WORD)
    reached, total, harmonic = np.zeros(n, dtype="int64"), np.zeros(n, dtype="int64"), np.zeros(n)
    width = max(FEW, BLOCK_WORDS // max(1, n))
    starts = range(0, words, width)
    for first in track(starts, total=len(starts)):
        own = ways.bits(first, min(words, first + width))
        for distance, new in enumerate(ways.levels(ways.step(own), ~own), start=1):
            counts = np.bitwise_count(new).sum(axis=1, dtype="int64")
            reached += counts
            total += distance * counts
            harmonic += counts / distance
    return Reach(reached[ways.place], total[ways.place], harmonic[ways.place])


class Ways:
    """Who is tied with whom, laid out for one step of all searches.

    Actors stand in the order of their partners, most first: the i-th partners of all who have so
    many are then the first rows of a table, which is taken and joined as a whole.
    """

    def __init__(self, matrix: sparse.csr_array) -> None:
        n = matrix.shape[0]
        degree = np.diff(matrix.indptr)
        self.order = np.argsort(-degree, kind="stable")
        self.place = np.empty(n, dtype="int64")
        self.place[self.order] = np.arange(n)
        starts, degree = matrix.indptr[self.order], degree[self.order]
        deep = int(degree[FEW - 1]) if n >= FEW else 0
        self.slots = [
            self.place[matrix.indices[starts[: np.searchsorted(-degree, -i)] + i]]
            for i in range(deep)
        ]
        few = range(FEW if n >= FEW else n)
        self.further = [
            (row, self.place[matrix.indices[starts[row] + deep : starts[row] + degree[row]]])
            for row in few
            if degree[row] > deep
        ]

    def bits(self, first: int, stop: int) -> np.ndarray:
        """Give the words from one to before the other, the bit of each actor set in its own row."""
        rank = np.arange(first * WORD, min(len(self.order), stop * WORD))
        bits = np.zeros((len(self.order), stop - first), dtype="uint64")
        one = np.left_shift(np.uint64(1), (rank % WORD).astype("uint64"))
        bits[rank, rank // WORD - first] = one
        return bits

    @cached_property
    def own(self) -> np.ndarray:
        """All words, the bit of each actor set in its own row."""
        return self.bits(0, -(-len(self.order) // WORD))

    @cached_property
    def first(self) -> np.ndarray:
        """All words, the bits of everyone's partners set."""
        return self.step(self.own)

    def step(self, front: np.ndarray) -> np.ndarray:
        """Put together what all partners of everyone have reached."""
        found = np.zeros_like(front)
        taken = np.empty_like(front)
        for partners in self.slots:
            rows = len(partners)
            np.take(front, partners, axis=0, out=taken[:rows], mode="clip")
            found[:rows] |= taken[:rows]
        for row, partners in self.further:
            found[row] |= np.bitwise_or.reduce(front[partners], axis=0)
        return found

    def levels(self, first: np.ndarray, unseen: np.ndarray) -> Iterator[np.ndarray]:
        """Give, step by step, which actors are reached for the first time of those unseen."""
        front = first & unseen
        while front.any():
            yield front
            unseen = unseen ^ front
            front = self.step(front) & unseen
