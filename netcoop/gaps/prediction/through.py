"""What speaks for a pair: the partners that the two share."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
from scipy import sparse

from netcoop.gaps.prediction.best import Pairs

# So many of them are named.
_NAMED = 3
# Partners of the two looked at in one block of pairs.
_BLOCK = 2_000_000


def named_pairs(ids: np.ndarray, tied: sparse.csr_array, found: Pairs) -> pd.DataFrame:
    """Put pairs into words of the network, with the partners they share."""
    count, through = _through(ids, tied, found)
    return pd.DataFrame(
        {
            "source": pd.Series(ids[found.a], dtype="str"),
            "target": pd.Series(ids[found.b], dtype="str"),
            "score": found.score,
            "shared": count,
            "through": pd.Series(through, dtype="object"),
        }
    )


def _through(
    ids: np.ndarray, tied: sparse.csr_array, found: Pairs
) -> tuple[np.ndarray, list[tuple[str, ...]]]:
    """Count the partners that pairs share, and name those with fewest ties."""
    degree = np.diff(tied.indptr)
    work = np.cumsum(degree[found.a] + degree[found.b] + 1)
    starts = np.arange(0, work[-1] if len(work) else 0, _BLOCK)
    edges = [*np.unique(np.searchsorted(work, starts)).tolist(), len(work)]
    counts, through = [np.zeros(0, dtype="int64")], []
    for start, end in pairwise(edges):
        both = tied[found.a[start:end]].multiply(tied[found.b[start:end]]).tocsr()
        count = np.diff(both.indptr)
        pair = np.repeat(np.arange(len(count)), count)
        first = both.indices[np.lexsort((both.indices, degree[both.indices], pair))]
        through += [
            tuple(ids[first[at : at + min(_NAMED, number)]].tolist())
            for at, number in zip(both.indptr[:-1].tolist(), count.tolist(), strict=True)
        ]
        counts.append(count.astype("int64"))
    return np.concatenate(counts), through
