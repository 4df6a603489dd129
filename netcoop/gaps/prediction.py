"""Which pairs look as if they should be tied, from the ties there are (link prediction)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy import sparse

from netcoop._core.checks import check_choice
from netcoop._core.texts import text
from netcoop.errors import ArgumentError
from netcoop.network import Network

_NAMED = 3


def missing_ties(
    net: Network,
    *,
    method: str = "resource_allocation",
    top: int | None = 20,
    beta: float | None = None,
) -> pd.DataFrame:
    """List pairs that are not tied although much speaks for it: likely ties, link prediction.

    A score says that a pair resembles pairs that are tied; it says neither that the two should
    cooperate nor that they do not. It is not evaluated on these records.

    Parameters
    ----------
    net
        Any network; direction and weights are ignored.
    method
        What counts for a pair: ``"common_neighbors"`` the shared partners, ``"jaccard"`` their
        share among the partners of both, ``"adamic_adar"`` Σ 1/ln(degree) and
        ``"resource_allocation"`` Σ 1/degree over shared partners, ``"preferential"`` the product
        of the degrees, ``"katz"`` Σ βˡ · walks of length l.
    top
        How many pairs; pairs with the same score as the last one are kept. ``None`` gives all.
    beta
        For ``"katz"``: below 1/(largest eigenvalue); by default half of that.

    Returns
    -------
    pandas.DataFrame
        Absent pairs with a score above 0, highest first: ``source``, ``target``, ``score``,
        ``shared`` (number of shared partners), ``through`` (ids of the
        least busy of them).

    References
    ----------
    Liben-Nowell, D., & Kleinberg, J. (2007). https://doi.org/10.1002/asi.20591
    Zhou, T., Lü, L., & Zhang, Y.-C. (2009). https://doi.org/10.1140/epjb/e2009-00335-8

    Examples
    --------
    >>> path = Network("ABCD", pd.DataFrame({"source": list("ABC"), "target": list("BCD")}))
    >>> missing_ties(path, method="common_neighbors")
      source target  score  shared through
    0      A      C    1.0       1    (B,)
    1      B      D    1.0       1    (C,)
    """
    check_choice("method", method, METHODS)
    tied = (net.adjacency + net.adjacency.T > 0).astype("float64").tocsr()
    score = _katz(tied, beta) if method == "katz" else _SCORES[method](tied)
    pairs = _absent(score, tied)
    pairs = _in_order(pairs, net.actors.index)
    if top is not None and len(pairs) > top:
        pairs = pairs[pairs["rank"] >= pairs["rank"].iloc[top - 1]] if top > 0 else pairs.head(0)
    return _named(net, tied, pairs)


def _in_order(pairs: pd.DataFrame, ids: pd.Index) -> pd.DataFrame:
    """Put the highest score first, equal ones by the alphabet, whatever the order of the actors."""
    turn = np.asarray(ids[pairs["a"]] > ids[pairs["b"]], dtype="bool")
    a, b = pairs["a"].where(~turn, pairs["b"]), pairs["b"].where(~turn, pairs["a"])
    # Sums of the same parts in another order differ in the last digit; they are equal all the same.
    rank = pairs["score"].round(10)
    ordered = pairs.assign(a=a, b=b, rank=rank, source=ids[a], target=ids[b])
    return ordered.sort_values(["rank", "source", "target"], ascending=[False, True, True])


def _common_neighbors(tied: sparse.csr_array) -> sparse.csr_array:
    return tied @ tied


def _jaccard(tied: sparse.csr_array) -> sparse.csr_array:
    shared = (tied @ tied).tocoo()
    degree = tied.sum(axis=1)
    union = degree[shared.row] + degree[shared.col] - shared.data
    return sparse.csr_array((shared.data / union, (shared.row, shared.col)), shape=tied.shape)


def _adamic_adar(tied: sparse.csr_array) -> sparse.csr_array:
    # A partner with a single tie is shared by no pair, so its infinite weight is never used.
    return _weighted(tied, lambda degree: 1 / np.log(np.maximum(degree, 2)))


def _resource_allocation(tied: sparse.csr_array) -> sparse.csr_array:
    return _weighted(tied, lambda degree: 1 / np.maximum(degree, 1))


def _weighted(tied: sparse.csr_array, gain: Callable[[np.ndarray], np.ndarray]) -> sparse.csr_array:
    return tied @ sparse.diags_array(gain(tied.sum(axis=1))) @ tied


def _preferential(tied: sparse.csr_array) -> sparse.csr_array:
    degree = sparse.csr_array(tied.sum(axis=1)[:, None])
    return sparse.csr_array(degree @ degree.T)


_SCORES: dict[str, Callable[[sparse.csr_array], sparse.csr_array]] = {
    "common_neighbors": _common_neighbors,
    "jaccard": _jaccard,
    "adamic_adar": _adamic_adar,
    "resource_allocation": _resource_allocation,
    "preferential": _preferential,
}
METHODS = (*_SCORES, "katz")


def _katz(tied: sparse.csr_array, beta: float | None) -> sparse.csr_array:
    dense = tied.toarray()
    largest = float(np.linalg.eigvalsh(dense)[-1]) if len(dense) else 0.0
    limit = 1 / largest if largest > 0 else float("inf")
    beta = beta if beta is not None else (limit / 2 if largest > 0 else 0.0)
    if not 0 <= beta < limit:
        message = text(
            "beta={beta} must lie below 1/(largest eigenvalue) = {limit:.4g}.",
            beta=beta,
            limit=limit,
        )
        raise ArgumentError(message)
    identity = np.eye(len(dense))
    return sparse.csr_array(np.linalg.inv(identity - beta * dense) - identity)


def _absent(score: sparse.csr_array, tied: sparse.csr_array) -> pd.DataFrame:
    """Keep the scores of pairs without a tie, each pair once."""
    upper = sparse.triu(score, k=1, format="coo")
    ties = tied.tocoo()
    n = np.int64(tied.shape[0])
    there = np.isin(upper.row * n + upper.col, ties.row * n + ties.col)
    keep = ~there & (upper.data > 0)
    return pd.DataFrame({"a": upper.row[keep], "b": upper.col[keep], "score": upper.data[keep]})


def _named(net: Network, tied: sparse.csr_array, pairs: pd.DataFrame) -> pd.DataFrame:
    ids = net.actors.index
    degree = tied.sum(axis=1)
    near = [tied.indices[tied.indptr[i] : tied.indptr[i + 1]] for i in range(tied.shape[0])]
    shared = [np.intersect1d(near[a], near[b]) for a, b in zip(pairs["a"], pairs["b"], strict=True)]
    through = [
        tuple(ids[partners[np.argsort(degree[partners], kind="stable")][:_NAMED]])
        for partners in shared
    ]
    return pd.DataFrame(
        {
            "source": ids[pairs["a"]],
            "target": ids[pairs["b"]],
            "score": pairs["score"].to_numpy(),
            "shared": [len(partners) for partners in shared],
            "through": pd.Series(through, dtype="object").to_numpy(),
        }
    )
