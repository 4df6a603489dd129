"""Scores of pairs of actors, out of the ties there are: how much a pair resembles tied pairs.

All take the ties as a symmetric matrix of 0 and 1 without diagonal, actors × actors.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse

from netcoop._core.checks import check_choice
from netcoop._core.texts import text
from netcoop.errors import ArgumentError
from netcoop.gaps.prediction.walks import all_walks

# Those that only pairs with a shared partner can score by.
LOCAL = ("common_neighbors", "jaccard", "adamic_adar", "resource_allocation")
SINGLE = (*LOCAL, "preferential", "katz", "block_rates")
METHODS = (*SINGLE, "mean_rank")
# What the mean rank is of where nothing is chosen; the rates are added where groups are known.
RANKED = ("resource_allocation", "adamic_adar", "jaccard")
# Scores are equal where they agree to so many binary digits: about eleven decimal ones.
_DIGITS = 36


def score_matrix(
    tied: sparse.csr_array,
    method: str,
    *,
    groups: np.ndarray | None = None,
    beta: float | None = None,
    methods: Sequence[str] | None = None,
) -> np.ndarray:
    """Score all pairs at once; for up to a few thousand actors.

    Parameters
    ----------
    tied
        Symmetric matrix of 0 and 1 without diagonal.
    method
        One of ``METHODS``, as in :func:`netcoop.missing_ties`.
    groups
        For ``"block_rates"``: the group of every actor, numbers or words.
    beta
        For ``"katz"``; by default half of 1/(largest eigenvalue).
    methods
        For ``"mean_rank"``: of which methods; by default ``RANKED``, and the rates if there are
        groups.

    Returns
    -------
    numpy.ndarray
        n × n, symmetric, from 0 up, 0 on the diagonal; the mean rank is of absent pairs only and 0
        elsewhere.

    Examples
    --------
    >>> path = sparse.csr_array(np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]]))
    >>> score_matrix(path, "resource_allocation")[0].tolist()
    [0.0, 0.0, 0.5]
    """
    check_choice("method", method, METHODS)
    tied = sparse.csr_array(tied, dtype="float64")
    if method == "mean_rank":
        chosen = methods or (*RANKED, *(["block_rates"] if groups is not None else []))
        return _mean_rank(tied, chosen, groups, beta)
    if method == "katz":
        score = all_walks(tied, beta)
    elif method == "block_rates":
        degree = tied.sum(axis=1)
        codes, rates = block_rates(tied, groups)
        score = degree[:, None] * degree * rates[np.ix_(codes, codes)]
    else:
        return row_scores(tied, method, np.arange(tied.shape[0]))
    np.fill_diagonal(score, 0)
    return score


def row_scores(tied: sparse.csr_array, method: str, rows: np.ndarray) -> np.ndarray:
    """Score the pairs of some actors with all, by shared partners or the product of degrees."""
    degree = tied.sum(axis=1)
    if method == "preferential":
        score = degree[rows, None] * degree
    else:
        some = tied if len(rows) == tied.shape[0] else tied[rows]
        score = (some @ sparse.diags_array(gains(degree, method)) @ tied).toarray()
    if method == "jaccard":
        union = degree[rows, None] + degree - score
        np.divide(score, union, out=score, where=union > 0)
    score[np.arange(len(rows)), rows] = 0
    return np.asarray(score)


def gains(degree: np.ndarray, method: str) -> np.ndarray:
    """Say what a shared partner of each degree counts for."""
    if method == "adamic_adar":
        # A partner with a single tie is shared by no pair, so its infinite weight is never used.
        return np.asarray(1 / np.log(np.maximum(degree, 2)))
    if method == "resource_allocation":
        return np.asarray(1 / np.maximum(degree, 1))
    return np.ones(len(degree))


def block_rates(tied: sparse.csr_array, groups: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
    """Estimate how readily groups tie, for what their actors' degrees are (Karrer & Newman 2011).

    Returns
    -------
    tuple
        The number of every actor's group from 0, and m_rs / (κ_r κ_s) for two groups: the ties
        between them (twice those inside one) over the sums of degrees; 0 where those are 0.
    """
    if groups is None:
        raise ArgumentError(text("method='block_rates' needs the groups of the actors; give by=."))
    codes = np.unique(np.asarray(groups), return_inverse=True)[1].reshape(-1)
    n_groups = int(codes.max(initial=-1)) + 1
    source, target = codes[tied.tocoo().row], codes[tied.tocoo().col]
    ties = np.bincount(source * n_groups + target, minlength=n_groups**2)
    ties = ties.reshape(n_groups, n_groups).astype("float64")
    total = ties.sum(axis=1)
    room = np.outer(total, total)
    return codes, np.divide(ties, room, out=np.zeros_like(ties), where=room > 0)


def _mean_rank(
    tied: sparse.csr_array, methods: Sequence[str], groups: np.ndarray | None, beta: float | None
) -> np.ndarray:
    """Average the ranks of absent pairs, each as a share of them: 1 is ahead of all by each."""
    for method in methods:
        check_choice("methods", method, SINGLE)
    n = tied.shape[0]
    a, b = np.triu_indices(n, 1)
    absent = tied.toarray()[a, b] == 0
    a, b = a[absent], b[absent]
    mean, scored = np.zeros(len(a)), np.zeros(len(a), dtype="bool")
    for method in methods:
        score = score_matrix(tied, method, groups=groups, beta=beta)[a, b]
        scored |= score > 0
        mean += _shares(score) / len(methods)
    whole = np.zeros((n, n))
    # Whom no method scores is last by each, and is not to be listed.
    whole[a, b] = whole[b, a] = np.where(scored, mean, 0)
    return whole


def _shares(score: np.ndarray) -> np.ndarray:
    """Rank scores from the lowest, equals by their mean, as shares of their number."""
    _, place, count = np.unique(rounded(score), return_inverse=True, return_counts=True)
    rank = np.cumsum(count) - (count - 1) / 2
    return np.asarray(rank[place.reshape(-1)] / max(1, len(score)))


def rounded(score: np.ndarray) -> np.ndarray:
    """Make equal what differs in the last digits only.

    Sums of the same parts in another order differ there; they are equal all the same.
    """
    part, power = np.frexp(score)
    return np.asarray(np.ldexp(np.round(np.ldexp(part, _DIGITS)), power - _DIGITS))
