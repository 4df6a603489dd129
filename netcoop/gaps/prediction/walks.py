"""Katz's score: all walks between two actors, each longer one counting less (1953).

Σ βˡ · walks of length l is summed term by term: all terms are positive, so that also small scores
are right to their last digits, which those of an inverse are not.
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
    """Sum the walks between all actors."""
    n = tied.shape[0]
    beta, share = checked_beta(tied, beta)
    terms = n_terms(beta, share)
    if n <= _FULL or tied.nnz > n * n / 20:
        return _doubled(tied.toarray() * beta, terms)
    blocks = in_blocks(np.arange(n), n)
    return np.concatenate([walks_of(tied, beta, terms, rows) for rows in blocks])


def _doubled(step: np.ndarray, terms: int) -> np.ndarray:
    """Sum the powers of a matrix, twice as many each time."""
    total, done = step.copy(), 1
    while done < terms:
        total += total @ step
        step = step @ step
        done *= 2
    return total
