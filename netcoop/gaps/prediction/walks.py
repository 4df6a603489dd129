"""Katz's score: all walks between two actors, each longer one counting less (1953).

Σ βˡ · walks of length l is summed term by term, or for all pairs at once solved for: in both only
positive numbers are added, so that small scores are right to their last digits, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, log
from typing import Any

import numpy as np
from scipy import sparse

from netcoop._core.checks import is_number
from netcoop._core.texts import text
from netcoop.errors import ArgumentError

# Up to so many actors a full matrix is faster than anything clever.
_FULL = 400
# What is left out of a score is less than this share of what one shared partner gives.
_LEFT_OUT = 1e-16
# Numbers in one block of rows at most: 16 MB.
_BLOCK = 2_000_000


def largest_eigenvalue(tied: sparse.csr_array) -> float:
    """Give the largest eigenvalue of the ties; 0 where there are none."""
    n = tied.shape[0]
    if not tied.nnz:
        return 0.0
    if n <= _FULL:
        return float(np.linalg.eigvalsh(tied.toarray())[-1])
    from scipy.sparse.linalg import ArpackError, eigsh

    # The vector belonging to it has no negative part, so this start is never at a right angle.
    start = 1 + np.random.default_rng(0).random(n)
    try:
        return float(eigsh(tied, k=1, which="LA", v0=start, return_eigenvectors=False)[0])
    except ArpackError:
        # It is never more than the largest degree.
        return float(tied.sum(axis=1).max())


def checked_beta(tied: sparse.csr_array, beta: Any) -> tuple[float, float]:
    """Choose β, or refuse one with which the sum has no end.

    Returns
    -------
    tuple
        β, and its share of 1/(largest eigenvalue): how much each longer walk counts less.
    """
    largest = largest_eigenvalue(tied)
    limit = 1 / largest if largest else float("inf")
    if beta is None:
        beta = limit / 2 if largest else 0.5
    elif not is_number(beta) or not 0 < beta < limit:
        message = text(
            "beta={beta!r} must lie above 0 and below 1/(largest eigenvalue) = {limit:.4g}.",
            beta=beta,
            limit=limit,
        )
        raise ArgumentError(message)
    return float(beta), float(beta) * largest


def n_terms(beta: float, share: float) -> int:
    """Say how long walks must be for the longer ones not to matter."""
    if not share:
        return 1
    left = _LEFT_OUT * min(1.0, beta * beta) * (1 - share)
    return max(2, ceil(log(left) / log(share)))


def walks_of(tied: sparse.csr_array, beta: float, terms: int, rows: np.ndarray) -> np.ndarray:
    """Sum the walks that start at some actors: one row for each of these, a column for all."""
    step = np.zeros((tied.shape[0], len(rows)))
    step[rows, np.arange(len(rows))] = 1
    total = np.zeros_like(step)
    for _ in range(terms):
        step = tied @ step
        step *= beta
        total += step
    return total.T


def in_blocks(rows: np.ndarray, n: int) -> Iterator[np.ndarray]:
    """Cut rows into blocks that are small enough for memory."""
    size = max(1, _BLOCK // max(1, n))
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def all_walks(tied: sparse.csr_array, beta: float | None) -> np.ndarray:
    """Sum the walks between all actors, however near β is to its limit; the diagonal is 0.

    I − βA has no positive number off its diagonal, so that by Cholesky's way nothing but the
    diagonal is ever subtracted from: small scores are as right as large ones, and 0 stays 0.
    """
    n = tied.shape[0]
    beta = checked_beta(tied, None)[0] if beta is None else beta
    if not n:
        return np.zeros((0, 0))
    from scipy.linalg.lapack import dpotrf, dpotri

    system = tied.toarray() * -float(beta)
    np.fill_diagonal(system, 1)
    # A symmetric matrix is its own transpose, which is the order in which LAPACK reads.
    factor, bad = dpotrf(system.T, lower=1, overwrite_a=1)
    if bad:
        checked_beta(tied, beta)
        message = text(
            "beta={beta!r} is so near to its limit that the scores cannot be computed. Give a "
            "smaller one.",
            beta=beta,
        )
        raise ArgumentError(message)
    inverse = dpotri(factor, lower=1, overwrite_c=1)[0]
    lower = np.tril(inverse, -1)
    return np.asarray(lower + lower.T)
