"""The best absent pairs by any method, in memory that does not grow with the number of pairs.

Scores over shared partners come row by row out of sparse products; of each block of rows only what
can still be among the best is kept. Which pairs are found does not depend on the blocks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import numpy as np
from scipy import sparse

from netcoop._core.progress import track
from netcoop._core.texts import text
from netcoop.errors import ArgumentError
from netcoop.gaps.prediction.alike import best_alike
from netcoop.gaps.prediction.best import Best, Pairs
from netcoop.gaps.prediction.scores import LOCAL, gains, score_matrix
from netcoop.gaps.prediction.walks import all_walks, checked_beta, in_blocks, n_terms, walks_of

# Steps to partners of partners in one block of rows at most: some 15 MB.
_BLOCK = 250_000
# Up to so many actors all walks are solved for, of more they are summed where it can matter.
_FEW = 2_000
# Numbers multiplied in summing walks, and walks of three steps looked at: a minute or two.
WALKS_MOST = 5e10
SHORT_WALKS_MOST = 5e8
# The mean rank needs every pair at once: some 500 MB.
MEAN_RANK_MOST = 3_000


def best_pairs(
    tied: sparse.csr_array,
    method: str,
    top: int | None,
    *,
    groups: np.ndarray | None = None,
    beta: float | None = None,
    methods: Sequence[str] | None = None,
) -> Pairs:
    """List the best absent pairs, each once with its first actor first; ``top=None``: all.

    Takes what :func:`netcoop.gaps.prediction.scores.score_matrix` does, and gives its scores;
    ``tied`` must have its indices sorted.
    """
    if method in LOCAL:
        return _by_partners(tied, method, top)
    if method == "katz":
        return _by_walks(tied, top, beta)
    if method == "mean_rank":
        check_few(tied.shape[0])
        score = score_matrix(tied, method, groups=groups, beta=beta, methods=methods)
        return _of_matrix(score, tied, top)
    return best_alike(tied, top, groups if method == "block_rates" else None)


def check_few(n: int) -> None:
    """Refuse a mean rank of more pairs than memory holds."""
    if n > MEAN_RANK_MOST:
        message = text(
            "method='mean_rank' ranks all pairs and takes at most {most} actors; there are {n}. "
            "Ask for a part of the network (net.subset), or for a single method.",
            most=MEAN_RANK_MOST,
            n=n,
        )
        raise ArgumentError(message)


def _of_matrix(score: np.ndarray, tied: sparse.csr_array, top: int | None) -> Pairs:
    """Take the best of a full matrix."""
    best = Best(top)
    a, b = np.nonzero(np.triu(score, 1) * (tied.toarray() == 0))
    best.add(a, b, score[a, b])
    return best.pairs()


# -- shared partners -------------------------------------------------------------------------------


def row_blocks(left: sparse.csr_array, tied: sparse.csr_array) -> list[tuple[int, int]]:
    """Cut the rows of a matrix into blocks whose product with the ties is small enough."""
    steps = np.cumsum(left @ np.diff(tied.indptr).astype("float64"))
    edges = [0]
    while edges[-1] < left.shape[0]:
        start = edges[-1]
        done = steps[start - 1] if start else 0.0
        edges.append(max(start + 1, int(np.searchsorted(steps, done + _BLOCK, side="right"))))
    return list(pairwise(edges))


def _watched(blocks: list[tuple[int, int]]) -> Iterable[tuple[int, int]]:
    """Show how far it is where there is more than one block."""
    return track(blocks, total=len(blocks)) if len(blocks) > 1 else blocks


def _by_partners(tied: sparse.csr_array, method: str, top: int | None) -> Pairs:
    """Go through the pairs with a shared partner."""
    degree = tied.sum(axis=1)
    counted = gains(degree, method)[tied.indices]
    weighted = sparse.csr_array((counted, tied.indices, tied.indptr), shape=tied.shape)
    best = Best(top)
    for start, end in _watched(row_blocks(tied, tied)):
        a, b, value = _later(sparse.csr_array(weighted[start:end] @ tied), start)
        if method == "jaccard":
            value = value / (degree[a] + degree[b] - value)
        good = value >= best.nearly
        a, b, value = _untied(tied, (start, end), a[good], b[good], value[good])
        best.add(a, b, value)
    return best.pairs()


def _later(block: sparse.csr_array, start: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give row, column and value of the entries whose column comes after the row."""
    rows = np.repeat(np.arange(start, start + block.shape[0]), np.diff(block.indptr))
    later = block.indices > rows
    return rows[later], block.indices[later].astype("int64"), block.data[later]


def _untied(
    tied: sparse.csr_array, rows: tuple[int, int], a: np.ndarray, b: np.ndarray, value: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Leave out pairs that are tied; their first actors are in a block of rows."""
    start, end = rows
    n = np.int64(tied.shape[0])
    own = np.repeat(np.arange(start, end, dtype="int64"), np.diff(tied.indptr[start : end + 1]))
    ties = own * n + tied.indices[tied.indptr[start] : tied.indptr[end]]
    asked = a * n + b
    at = np.minimum(np.searchsorted(ties, asked), max(0, len(ties) - 1))
    absent = ties[at] != asked if len(ties) else np.ones(len(a), dtype="bool")
    return a[absent], b[absent], value[absent]


# -- walks -----------------------------------------------------------------------------------------


def _by_walks(tied: sparse.csr_array, top: int | None, beta: float | None) -> Pairs:
    """Sum all walks only for actors of whom it can matter.

    Walks of two and three steps come out of sparse products. What the longer ones add to a pair is
    at most the product of two numbers, one of each actor: (βA)⁴(I − βA)⁻¹ lies between
    (βA)²eᵢ and (βA)²eⱼ, and by Cauchy and Schwarz that is at most the product of their lengths
    over 1 − β·(largest eigenvalue). Who cannot reach the best so is left out; nothing is guessed.
    """
    beta, share = checked_beta(tied, beta)
    n = tied.shape[0]
    if n <= _FEW:
        return _of_matrix(all_walks(tied, beta), tied, top)
    terms, done = n_terms(beta, share), np.zeros(n, dtype="bool")
    degree = tied.sum(axis=1)
    short = float(degree @ (tied @ degree))
    _check_walks(tied, beta, share, terms, 1 if top else n, short if top else 0)
    rows = np.arange(n) if top is None else _of_interest(tied, top, beta, share)
    _check_walks(tied, beta, share, terms, len(rows))
    best = Best(top)
    blocks = list(in_blocks(rows, n))
    for block in track(blocks, total=len(blocks)):
        score = walks_of(tied, beta, terms, block)
        for actor, values in zip(block.tolist(), score, strict=True):
            values[tied.indices[tied.indptr[actor] : tied.indptr[actor + 1]]] = 0
            values[actor] = 0
            # A pair whose other actor was here before has been looked at.
            values[done] = 0
            others = np.flatnonzero((values > 0) & (values >= best.nearly))
            first = np.minimum(others, actor), np.maximum(others, actor)
            best.add(*first, values[others])
            done[actor] = True
    return best.pairs()


def _check_walks(
    tied: sparse.csr_array, beta: float, share: float, terms: int, rows: int, short: float = 0
) -> None:
    """Refuse what would take very long, before it is begun."""
    work = float(rows) * terms * (tied.nnz + tied.shape[0])
    if work <= WALKS_MOST and short <= SHORT_WALKS_MOST:
        return
    message = text(
        "method='katz' would take too long on {n} actors with {ties} ties: beta={beta:.4g} is "
        "{share:.4g} times its limit, and the nearer, the longer the walks that count. Give a "
        "smaller beta=, a smaller top=, a part of the network (net.subset), or "
        "method='resource_allocation', which goes by the walks of two steps.",
        n=tied.shape[0],
        ties=tied.nnz // 2,
        beta=beta,
        share=share,
    )
    raise ArgumentError(message)


def _of_interest(tied: sparse.csr_array, top: int, beta: float, share: float) -> np.ndarray:
    """Find actors such that every pair that can be among the best has one of them."""
    longer = _lengths(tied) * beta**2 / np.sqrt(1 - share * (1 + 1e-12))
    best = Best(top)
    for a, b, value in _short_walks(tied, beta):
        best.add(a, b, value)
    best.pairs()
    floor = best.nearly
    # Of two whose product reaches the floor one is at least its root.
    chosen = longer >= np.sqrt(floor)
    for a, b, value in _short_walks(tied, beta):
        near = value + longer[a] * longer[b] >= floor
        open_pairs = near & ~chosen[a] & ~chosen[b]
        chosen[a[open_pairs]] = True
    return np.flatnonzero(chosen)


def _lengths(tied: sparse.csr_array) -> np.ndarray:
    """Give the length of A²eᵢ for every actor."""
    squares = [
        np.asarray((tied[start:end] @ tied).power(2).sum(axis=1))
        for start, end in row_blocks(tied, tied)
    ]
    return np.asarray(np.sqrt(np.concatenate(squares)))


def _short_walks(
    tied: sparse.csr_array, beta: float
) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Sum walks of two and three steps between absent pairs, block by block."""
    for start, end in row_blocks(tied, tied):
        two = tied[start:end] @ tied
        for row, last in row_blocks(two, tied):
            some = two[row:last]
            score = sparse.csr_array(beta**2 * some + beta**3 * (some @ tied))
            yield _untied(tied, (start + row, start + last), *_later(score, start + row))
