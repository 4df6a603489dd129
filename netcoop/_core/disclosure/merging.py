"""What is always the same number is decided as one; what is 0 is no part of any sum."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from netcoop._core.disclosure.items import Flags, Items, levels_of

T = TypeVar("T", bound=np.generic)
# What is 0 is always published, and belongs to nothing.
NOTHING = -1


def merged(items: Items) -> tuple[Items, NDArray[np.intp]]:
    """Make one item of those that are equal by the relations; tell which became which.

    A total of one part, or of one part beside zeros, is its part: whoever sees one sees the other.
    Nothing else is lost: zeros are published in any case. What is equal to a sum is one as well,
    and what is a sum of one part only is none: everybody can tell.
    """
    zero = items.counts & (items.values == 0)
    group = np.where(zero, NOTHING, np.cumsum(~zero) - 1)
    matrix = _columns(items.relations, group, int((~zero).sum()))
    places = np.flatnonzero(~zero)
    while True:
        joined = _equal(matrix, items.counts[places])
        if joined.max(initial=NOTHING) + 1 == len(joined):
            break
        group = spread(joined, group, NOTHING)
        matrix = _columns(matrix, joined, int(joined.max()) + 1)
        places = places[np.unique(joined, return_index=True)[1]]
    matrix = _once(matrix)
    names = tuple(items.names[place] for place in places)
    values, counts = items.values[places], items.counts[places]
    return Items(names, values, counts, matrix, levels_of(matrix)), group


def spread(values: NDArray[T], group: NDArray[np.intp], nothing: float) -> NDArray[T]:
    """Give every item what was found for the one it became."""
    found: NDArray[T] = np.append(values, np.array([nothing], dtype=values.dtype))[group]
    return found


def any_of(flags: Flags, group: NDArray[np.intp], n: int) -> Flags:
    """Tell which merged items have a flagged one among them."""
    found = np.zeros(n, dtype=np.bool_)
    found[group[flags & (group != NOTHING)]] = True
    return found


def _columns(matrix: sparse.csr_array, group: NDArray[np.intp], n: int) -> sparse.csr_array:
    """Add up the columns that became one, and leave out those that became nothing."""
    kept = np.flatnonzero(group != NOTHING)
    into = sparse.csr_array((np.ones(len(kept)), (kept, group[kept])), shape=(matrix.shape[1], n))
    found = (matrix @ into).tocsr()
    found.eliminate_zeros()
    found.sort_indices()
    return found


def _equal(matrix: sparse.csr_array, counts: Flags) -> NDArray[np.intp]:
    """Give the items new numbers, those that a relation makes equal alike, in their order."""
    from scipy.sparse.csgraph import connected_components

    two = np.flatnonzero(np.diff(matrix.indptr) == 2)
    first, second = matrix.indptr[two], matrix.indptr[two] + 1
    ends = matrix.indices[first], matrix.indices[second]
    same = (matrix.data[first] == -matrix.data[second]) & counts[ends[0]] & counts[ends[1]]
    pattern = sparse.csr_array(
        (np.ones(same.sum()), (ends[0][same], ends[1][same])), shape=(len(counts), len(counts))
    )
    labels = connected_components(pattern, directed=False)[1]
    # By the first of each, so that the order stays.
    _, starts, found = np.unique(labels, return_index=True, return_inverse=True)
    order = np.argsort(np.argsort(starts))
    numbered: NDArray[np.intp] = order[found]
    return numbered


def _once(matrix: sparse.csr_array) -> sparse.csr_array:
    """Leave out relations that say nothing, or the same as one before."""
    seen: dict[tuple[bytes, bytes], int] = {}
    for row in range(matrix.shape[0]):
        part = slice(matrix.indptr[row], matrix.indptr[row + 1])
        if part.stop > part.start:
            sign = np.sign(matrix.data[part][0])
            key = matrix.indices[part].tobytes(), (sign * matrix.data[part]).tobytes()
            seen.setdefault(key, row)
    return matrix[sorted(seen.values())]
