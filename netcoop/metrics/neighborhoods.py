"""Local efficiency: whether an actor's partners would still reach each other without it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from netcoop._core.progress import track
from netcoop.metrics.basis import actor_series, symmetric
from netcoop.network import Network

if TYPE_CHECKING:
    from scipy import sparse

# Pairs of partners looked up at once, and bytes that one step of the searches takes.
PAIRS_AT_ONCE = 2**20
BLOCK_BYTES = 2**25
_WORD = 64


def local_efficiency(net: Network) -> pd.Series:
    """How well an actor's partners reach each other without it.

    E_i = mean of 1/d_jk over ordered pairs of partners j, k of actor i, where d_jk is the number
    of steps between them inside the network of its partners, the actor itself left out; 0 where
    there is no way.

    Parameters
    ----------
    net
        Any network; weights and direction are ignored.

    Returns
    -------
    pandas.Series
        From 0 (the partners know of each other through the actor only) to 1 (all are tied to each
        other); NaN with fewer than two partners. Everyone at one meeting is tied to all others:
        networks of meetings have high values by themselves.

    References
    ----------
    Latora, V., & Marchiori, M. (2001). Efficient behavior of small-world networks.
    https://doi.org/10.1103/PhysRevLett.87.198701

    Examples
    --------
    >>> pairs = [("A", "B"), ("A", "C"), ("A", "D"), ("B", "C"), ("C", "D")]
    >>> net = Network("ABCDE", pd.DataFrame(pairs, columns=["source", "target"]))
    >>> local_efficiency(net).round(3).tolist()
    [0.833, 1.0, 0.833, 1.0, nan]
    """
    matrix = symmetric(net, weighted=False)
    degree = np.diff(matrix.indptr)
    # Actors with like numbers of partners stand together, so that a batch wastes no words.
    order = np.argsort(degree, kind="stable")
    matrix = matrix[order][:, order].tocsr()
    matrix.sort_indices()
    values = np.full(net.n_actors, np.nan)
    values[order] = _nearness(matrix)
    return actor_series(net, values, "local_efficiency")


def _nearness(matrix: sparse.csr_array) -> np.ndarray:
    """Mean 1/distance among each actor's partners.

    A partner of an actor is an entry of the matrix: all networks of partners together are one
    network of entries, and the searches of each of them share the bits of a word.
    """
    degree = np.diff(matrix.indptr).astype("int64")
    total = np.zeros(len(degree))
    keys = np.repeat(np.arange(len(degree)), degree) * len(degree) + matrix.indices
    batches = list(_batches(degree, matrix))
    for first, last in track(batches, total=len(batches)):
        source, target = _partner_ties(matrix, keys, first, last)
        start = matrix.indptr[first]
        owners = np.repeat(np.arange(first, last), degree[first:last])
        local = np.arange(len(owners)) - (matrix.indptr[owners] - start)
        near = _near(source - start, target - start, local)
        total += np.bincount(owners, near, minlength=len(degree))
    pairs = degree * (degree - 1)
    return np.where(pairs > 0, total / np.where(pairs > 0, pairs, 1), np.nan)


def _batches(degree: np.ndarray, matrix: sparse.csr_array) -> Iterator[tuple[int, int]]:
    """Cut the actors into runs of few pairs of partners, and of like numbers of words."""
    rows = np.repeat(np.arange(len(degree)), degree)
    looked_up = np.minimum(degree[rows], degree[matrix.indices])
    work = np.concatenate([[0], np.cumsum(looked_up)])[matrix.indptr]
    words = np.frexp(degree / _WORD)[1]  # the next power of two
    first = 0
    while first < len(degree):
        last = int(np.searchsorted(work, work[first] + PAIRS_AT_ONCE, side="right")) - 1
        alike = int(np.searchsorted(words, max(0, words[first]), side="right"))
        last = max(first + 1, min(last, alike))
        yield first, last
        first = last


def _partner_ties(
    matrix: sparse.csr_array, keys: np.ndarray, first: int, last: int
) -> tuple[np.ndarray, np.ndarray]:
    """Find the ties among the partners of the actors of a batch, as pairs of entries, sorted.

    Of an actor and a partner of it the shorter list of partners is looked up in the longer one.
    """
    starts = matrix.indptr.astype("int64")
    degree = np.diff(starts)
    entries = np.arange(starts[first], starts[last])
    owner = np.repeat(np.arange(first, last), degree[first:last])
    partner = matrix.indices[entries].astype("int64")
    own_list = degree[owner] < degree[partner]
    listed, other = np.where(own_list, owner, partner), np.where(own_list, partner, owner)
    times = degree[listed]
    # Positions of all entries of the listed rows, one row after the other.
    offset = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
    position = np.repeat(starts[listed], times) + offset
    wanted = np.repeat(other, times) * (len(starts) - 1) + matrix.indices[position]
    # Keys are row × n + column of the entries, in their order.
    found = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    hit = keys[found] == wanted if len(keys) else np.zeros(0, dtype="bool")
    # The third actor as a partner of the owner: where it was read, or where it was found.
    mine = np.where(np.repeat(own_list, times), position, found)
    return np.repeat(entries, times)[hit], mine[hit]


def _near(source: np.ndarray, target: np.ndarray, local: np.ndarray) -> np.ndarray:
    """Sum 1/distance from every entry to the others of its network; ``source`` is sorted."""
    near = np.zeros(len(local))
    if not len(source):
        return near
    words = int(local.max()) // _WORD + 1
    width = max(1, BLOCK_BYTES // (8 * len(source)))
    tied, starts = np.unique(source, return_index=True)
    for word in range(0, words, width):
        front = np.zeros((len(local), min(width, words - word)), dtype="uint64")
        mine = np.flatnonzero((local // _WORD >= word) & (local // _WORD < word + width))
        bits = np.left_shift(np.uint64(1), (local[mine] % _WORD).astype("uint64"), dtype="uint64")
        front[mine, local[mine] // _WORD - word] = bits
        seen, distance = front.copy(), 0
        while front.any():
            distance += 1
            found = np.bitwise_or.reduceat(front[target], starts, axis=0) & ~seen[tied]
            front = np.zeros_like(front)
            front[tied] = found
            seen |= front
            near += np.bitwise_count(front).sum(axis=1, dtype="int64") / distance
    return near
