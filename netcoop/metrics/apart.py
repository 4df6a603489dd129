"""How far apart those who stay are, for many sets of actors that leave.

A machine word holds the searches from 64 actors. The searches from everyone, without one set or
another, run side by side: what a step reaches is put together for all of them at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from netcoop._core.progress import track
from netcoop.metrics.reach import BLOCK_WORDS, FEW, WORD, Ways

if TYPE_CHECKING:
    from scipy import sparse

_ALL = np.uint64(0xFFFFFFFFFFFFFFFF)


def harmonic_sums(matrix: sparse.csr_array, sets: np.ndarray) -> np.ndarray:
    """Sum 1/distance over the ordered pairs of those who stay, for each row of actors that leave.

    Examples
    --------
    >>> from scipy import sparse
    >>> path = sparse.csr_array([[0, 1, 0, 0], [1, 0, 1, 0], [0, 1, 0, 1], [0, 0, 1, 0]])
    >>> harmonic_sums(path, np.array([[0], [1]])).tolist()
    [5.0, 2.0]
    """
    ways = Ways(matrix)
    n, words = ways.own.shape
    width = max(FEW, BLOCK_WORDS // max(1, n))
    sums = np.zeros(len(sets))
    together = max(1, width // max(1, words))
    starts = [(i, j) for i in range(0, len(sets), together) for j in range(0, words, width)]
    for i, j in track(starts, total=len(starts)):
        sums[i : i + together] += _block_sums(ways, sets[i : i + together], slice(j, j + width))
    return sums


def steps_between(matrix: sparse.csr_array) -> np.ndarray:
    """Give the number of steps between all pairs; the type's largest number: no way."""
    ways = Ways(matrix)
    n, words = ways.own.shape
    dtype = np.dtype("uint8" if n <= 255 else "uint16")
    steps = np.empty((n, n), dtype=dtype)
    width = max(FEW, BLOCK_WORDS // max(1, n))
    blocks = range(0, words, width)
    for first in track(blocks, total=len(blocks)):
        columns = ways.order[first * WORD : (first + width) * WORD]
        own = ways.own[:, first : first + width]
        block = np.full((n, len(columns)), np.iinfo(dtype).max, dtype=dtype)
        levels = ways.levels(ways.first[:, first : first + width], ~own)
        for distance, new in enumerate(levels, start=1):
            octets = np.ascontiguousarray(new).astype("<u8", copy=False).view("uint8")
            bits = np.unpackbits(octets, axis=1, count=len(columns), bitorder="little")
            block[bits.view(bool)] = distance
        steps[np.ix_(ways.order, columns)] = block
    np.fill_diagonal(steps, 0)
    return steps


def _block_sums(ways: Ways, sets: np.ndarray, part: slice) -> np.ndarray:
    """Search for some of the actors (a part of the words) without each of some sets."""
    own, first = ways.own[:, part], ways.first[:, part]
    n, words = own.shape
    stay = np.full((n, len(sets)), _ALL)
    stay[ways.place[sets.ravel()], np.repeat(np.arange(len(sets)), sets.shape[1])] = 0
    # Who stays and is to be reached: as rows everyone who stays, as bits those of this part.
    sought = np.bitwise_or.reduce(stay[:, :, None] & own[:, None, :], axis=0)
    unseen = stay[:, :, None] & sought[None] & ~own[:, None, :]
    front = np.ascontiguousarray(np.broadcast_to(first[:, None, :], unseen.shape))
    sums, missing = np.zeros(len(sets)), _counts(unseen, words)
    levels = ways.levels(front.reshape(n, -1), unseen.reshape(n, -1))
    for distance, new in enumerate(levels, start=1):
        counts = _counts(new, words)
        sums += counts / distance
        missing -= counts
        if not missing.any():
            break
    return sums


def _counts(bits: np.ndarray, words: int) -> np.ndarray:
    """Count the bits of each search of so many words."""
    columns = np.bitwise_count(bits.reshape(len(bits), -1)).sum(axis=0, dtype="int64")
    counts: np.ndarray = columns.reshape(-1, words).sum(axis=1)
    return counts
