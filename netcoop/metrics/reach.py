"""Distances in steps from everyone to everyone, many searches at once.

A machine word holds the searches from 64 actors: bit s of the word of actor v says that v has
reached actor s. One step takes the words of all successors together, for all searches of the word.
Memory stays bounded: words are taken in blocks, and nothing of actors × actors is ever kept.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from netcoop._core.progress import track

# Bytes that one step of a block of searches takes: what fits into a processor's own memory.
BLOCK_BYTES = 2 * 2**20
_WORD = 64


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


def reach_of(indptr: np.ndarray, indices: np.ndarray) -> Reach:
    """Search from everyone along arcs in rows of a sparse matrix (row: from, column: to)."""
    n = len(indptr) - 1
    reached, total = np.zeros(n, dtype="int64"), np.zeros(n, dtype="int64")
    harmonic = np.zeros(n)
    width = max(1, BLOCK_BYTES // (8 * max(1, len(indices))))
    blocks = range(0, n, width * _WORD)
    for first in track(blocks, total=len(blocks)):
        targets = np.arange(first, min(n, first + width * _WORD))
        for distance, new in enumerate(_levels(indptr, indices, targets), start=1):
            counts = np.bitwise_count(new).sum(axis=1, dtype="int64")
            reached += counts
            total += distance * counts
            harmonic += counts / distance
    return Reach(reached, total, harmonic)


def _levels(indptr: np.ndarray, indices: np.ndarray, targets: np.ndarray):  # type: ignore[no-untyped-def]
    """Give, step by step, which of the targets everyone reaches for the first time."""
    n = len(indptr) - 1
    place = np.arange(len(targets))
    front = np.zeros((n, -(-len(targets) // _WORD)), dtype="uint64")
    front[targets, place // _WORD] = np.left_shift(
        np.uint64(1), (place % _WORD).astype("uint64"), dtype="uint64"
    )
    seen = front.copy()
    tied = np.flatnonzero(np.diff(indptr))
    if not len(tied):
        return
    starts = indptr[tied]
    while True:
        found = np.bitwise_or.reduceat(front[indices], starts, axis=0)
        front = np.zeros_like(front)
        front[tied] = found & ~seen[tied]
        if not front.any():
            return
        seen |= front
        yield front
