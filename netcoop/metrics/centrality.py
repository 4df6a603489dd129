"""How an actor stands among its partners: one number an actor, as a Series by ``actor_id``.

The definitions are those of ``docs/numbers.md``; a tie's weight is strength, higher is closer.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from netcoop._core.checks import check_choice, is_number
from netcoop._core.texts import text
from netcoop.errors import ArgumentError
from netcoop.metrics.basis import (
    MODES,
    Mode,
    Weighted,
    actor_series,
    check_undirected,
    pieces,
    symmetric,
    uses_weights,
)
from netcoop.network import Network

# Up to here all eigenvectors at once are faster than one by iteration.
DENSE_ACTORS = 64
# Beyond, powers of weights leave what numbers can hold.
MOST_ALPHA = 10


def degree(net: Network, *, mode: Mode = "all") -> pd.Series:
    """How many ties an actor has.

    Parameters
    ----------
    net
        Any network.
    mode
        In a directed network: arcs ``"in"``, ``"out"``, or ``"all"``, which is in plus out.

    Returns
    -------
    pandas.Series
        Whole numbers from 0; weights do not count.

    Raises
    ------
    ArgumentError
        ``mode`` is not known.

    References
    ----------
    Freeman, L. C. (1979). https://doi.org/10.1016/0378-8733(78)90021-7

    Examples
    --------
    >>> star = Network("ABCD", pd.DataFrame({"source": list("AAA"), "target": list("BCD")}))
    >>> degree(star).tolist()
    [3, 1, 1, 1]
    """
    return actor_series(net, _summed(net, mode, weights=None), "degree", dtype="int64")


def partners(net: Network) -> pd.Series:
    """With how many different others an actor is tied, whatever the direction.

    Parameters
    ----------
    net
        Any network.

    Returns
    -------
    pandas.Series
        Whole numbers from 0 to n − 1; equal to the degree where ties have no direction.

    References
    ----------
    Freeman, L. C. (1979). https://doi.org/10.1016/0378-8733(78)90021-7

    Examples
    --------
    >>> both_ways = pd.DataFrame({"source": list("AB"), "target": list("BA")})
    >>> partners(Network("AB", both_ways, directed=True)).tolist()
    [1, 1]
    """
    counts = np.diff(symmetric(net).indptr) if net.directed else _summed(net, "all", weights=None)
    return actor_series(net, counts, "partners", dtype="int64")


def strength(net: Network, *, mode: Mode = "all") -> pd.Series:
    """How much an actor cooperates in all: the sum of the weights of its ties.

    Under Newman's weights of meetings it is the number of meetings the actor spent in company.

    Parameters
    ----------
    net
        Any network.
    mode
        In a directed network: arcs ``"in"``, ``"out"``, or ``"all"``, as for :func:`degree`.

    Returns
    -------
    pandas.Series
        From 0, in the unit of the weights.

    Raises
    ------
    ArgumentError
        ``mode`` is not known.

    References
    ----------
    Barrat, A., et al. (2004). https://doi.org/10.1073/pnas.0400087101

    Examples
    --------
    >>> ties = pd.DataFrame({"source": list("AA"), "target": list("BC"), "weight": [2.0, 0.5]})
    >>> strength(Network("ABC", ties)).tolist()
    [2.5, 2.0, 0.5]
    """
    return actor_series(net, _summed(net, mode, weights=net.codes[2]), "strength")


def opsahl_degree(net: Network, *, alpha: float = 0.5, mode: Mode = "all") -> pd.Series:
    """How many ties an actor has and how strong they are, in one number: k^(1−α) · s^α.

    Parameters
    ----------
    net
        Any network.
    alpha
        What counts: 0 the number of ties only (:func:`degree`), 1 their strength only
        (:func:`strength`); in between both, above 1 few strong ties count more than many weak
        ones. From 0 to 10.
    mode
        As for :func:`degree`.

    Returns
    -------
    pandas.Series
        From 0 (no tie), in the unit of the weights to the power of alpha.

    Raises
    ------
    ArgumentError
        ``alpha`` is no number from 0 to 10.

    References
    ----------
    Opsahl, T., Agneessens, F., & Skvoretz, J. (2010).
    https://doi.org/10.1016/j.socnet.2010.03.006

    Examples
    --------
    >>> ties = pd.DataFrame({"source": list("AA"), "target": list("BC"), "weight": [7.0, 1.0]})
    >>> opsahl_degree(Network("ABC", ties)).round(3).tolist()  # A: √(2 ties × 8)
    [4.0, 2.646, 1.0]
    """
    if not (is_number(alpha) and 0 <= alpha <= MOST_ALPHA):
        message = text(
            "alpha={alpha!r} must be a number from 0 to {most}, such as 0.5.",
            alpha=alpha,
            most=MOST_ALPHA,
        )
        raise ArgumentError(message)
    ties = _summed(net, mode, weights=None)
    total = _summed(net, mode, weights=net.codes[2])
    tied = ties > 0
    values = np.zeros(net.n_actors)
    values[tied] = ties[tied] * (total[tied] / ties[tied]) ** float(alpha)
    return actor_series(net, values, "opsahl_degree")


def _summed(net: Network, mode: Mode, *, weights: np.ndarray | None) -> np.ndarray:
    """Add up the ties of every actor, or their weights."""
    check_choice("mode", mode, MODES)
    source, target, _ = net.codes
    parts = {"out": (source,), "in": (target,)}.get(mode if net.directed else "all")
    sums = [np.bincount(end, weights, net.n_actors) for end in parts or (source, target)]
    return np.asarray(sum(sums))


def eigenvector(net: Network, *, weighted: Weighted = None) -> pd.Series:
    """How strongly an actor is tied to those who are strongly tied themselves.

    The eigenvector of the largest eigenvalue of the ties, A·x = λ·x.

    Parameters
    ----------
    net
        A network without direction.
    weighted
        Whether weights count; by default where any is other than 1.

    Returns
    -------
    pandas.Series
        From 0 to 1, the highest being 1. Only the largest piece of a network has one: NaN
        elsewhere, and everywhere if two pieces are equally large or nobody is tied.

    Raises
    ------
    NetworkError
        The network is directed.

    References
    ----------
    Bonacich, P. (1972). https://doi.org/10.1080/0022250X.1972.9989806

    Examples
    --------
    >>> star = Network("ABCDE", pd.DataFrame({"source": list("AAAA"), "target": list("BCDE")}))
    >>> eigenvector(star).round(3).tolist()
    [1.0, 0.5, 0.5, 0.5, 0.5]
    """
    check_undirected(net, "eigenvector")
    values = np.full(net.n_actors, np.nan)
    members = largest_piece(net)
    if len(members) > 1:
        matrix = symmetric(net, weighted=uses_weights(net, weighted))
        values[members] = _principal(matrix[members][:, members])
    return actor_series(net, values, "eigenvector")


def largest_piece(net: Network) -> np.ndarray:
    """Give the positions of the actors in the largest piece; none where two are equally large."""
    if not net.n_actors:
        return np.array([], dtype="int64")
    member = pieces(net)
    sizes = np.bincount(member)
    largest = np.flatnonzero(sizes == sizes.max())
    return (
        np.flatnonzero(member == largest[0]) if len(largest) == 1 else np.array([], dtype="int64")
    )


def _principal(matrix: Any) -> np.ndarray:
    """Find the eigenvector of the largest eigenvalue of a connected piece, its highest being 1."""
    from scipy.sparse.linalg import eigsh

    scaled = matrix / matrix.max()
    if scaled.shape[0] <= DENSE_ACTORS:
        vector = np.linalg.eigh(scaled.toarray())[1][:, -1]
    else:
        # A fixed start: the same numbers every time.
        vector = eigsh(scaled, k=1, which="LA", v0=np.ones(scaled.shape[0]))[1][:, 0]
    # All of one sign, but for rounding.
    vector = np.abs(vector)
    result: np.ndarray = vector / vector.max()
    return result


def pagerank(net: Network, *, damping: float = 0.85, weighted: Weighted = None) -> pd.Series:
    """Where someone ends up who goes from actor to actor along ties, now and then anywhere.

    Parameters
    ----------
    net
        Any network; in a directed one ties are followed from source to target.
    damping
        How often a tie is followed; else, and where no tie leads on, the way goes to any actor.
        Above 0 and below 1.
    weighted
        Whether stronger ties are followed more often; by default where any weight is other than 1.

    Returns
    -------
    pandas.Series
        Shares above 0 that sum to 1.

    Raises
    ------
    ArgumentError
        ``damping`` is not between 0 and 1.

    References
    ----------
    Brin, S., & Page, L. (1998). https://doi.org/10.1016/S0169-7552(98)00110-X

    Examples
    --------
    >>> star = Network("ABC", pd.DataFrame({"source": list("AA"), "target": list("BC")}))
    >>> pagerank(star).round(3).tolist()
    [0.486, 0.257, 0.257]
    """
    if not (is_number(damping) and 0 < damping < 1):
        message = text(
            "damping={damping!r} must be above 0 and below 1, such as 0.85.", damping=damping
        )
        raise ArgumentError(message)
    weights = "weight" if uses_weights(net, weighted) else None
    values = net.engine.pagerank(damping=damping, weights=weights) if net.n_actors else []
    return actor_series(net, values, "pagerank")


def coreness(net: Network, *, mode: Mode = "all") -> pd.Series:
    """How deep in the well-knit core an actor is: the largest k of a k-core it belongs to.

    In a k-core everyone has at least k ties to others of it.

    Parameters
    ----------
    net
        Any network.
    mode
        In a directed network: arcs ``"in"``, ``"out"``, or ``"all"``, as for :func:`degree`.

    Returns
    -------
    pandas.Series
        Whole numbers from 0 (isolate); weights do not count.

    Raises
    ------
    ArgumentError
        ``mode`` is not known.

    References
    ----------
    Seidman, S. B. (1983). https://doi.org/10.1016/0378-8733(83)90028-X

    Examples
    --------
    >>> ties = pd.DataFrame({"source": list("AABC"), "target": list("BCCD")})
    >>> coreness(Network("ABCD", ties)).tolist()
    [2, 2, 2, 1]
    """
    check_choice("mode", mode, MODES)
    values = net.engine.coreness(mode=mode) if net.n_actors else []
    return actor_series(net, values, "coreness", dtype="int64")
