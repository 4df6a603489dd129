"""Information: how well news gets from an actor to everyone, over all ways at once."""

from __future__ import annotations

import numpy as np
import pandas as pd

from netcoop._core.texts import text
from netcoop.errors import NetworkError
from netcoop.metrics.basis import (
    Weighted,
    actor_series,
    check_undirected,
    symmetric,
    uses_weights,
)
from netcoop.metrics.centrality import largest_piece
from netcoop.network import Network

# A matrix of actors × actors is inverted: so many take about five seconds and 600 MB.
LARGEST = 5_000
# Resistances that differ by more than this are lost to rounding.
_STEEPEST = 1e10


def information(net: Network, *, weighted: Weighted = None) -> pd.Series:
    """How well news gets between an actor and all others over every way there is.

    I_i = n / Σ_j 1/I_ij with I_ij = 1/(c_ii + c_jj − 2 c_ij) and 1/I_ii = 0, where C is the
    inverse of the Laplacian plus a matrix of ones. 1/I_ij is the resistance between i and j in an
    electrical network whose ties conduct as well as they are strong: several ways side by side
    carry more than one, short ways more than long ones.

    Parameters
    ----------
    net
        A network without direction.
    weighted
        Whether a strong tie carries more; by default where any weight is other than 1.

    Returns
    -------
    pandas.Series
        Above 0, in the unit of the weights (twice the weights, twice the information); unweighted
        at most n²/(2(n − 1)), where all are tied to all. n is that of the largest piece; NaN
        outside of it, and everywhere if two pieces are equally large or there is but one actor.
        Compare actors of one network, not networks.

    Raises
    ------
    NetworkError
        The ties have a direction, the largest piece has more than 5,000 actors, or weights are so
        different (some 10¹⁰ times) that rounding would decide.

    References
    ----------
    Stephenson, K., & Zelen, M. (1989). Rethinking centrality: Methods and examples. Social
    Networks, 11, 1–37. https://doi.org/10.1016/0378-8733(89)90016-6

    Examples
    --------
    >>> path = Network("ABC", pd.DataFrame({"source": list("AB"), "target": list("BC")}))
    >>> information(path).round(9).tolist()
    [1.0, 1.5, 1.0]
    """
    check_undirected(net, "information")
    values = np.full(net.n_actors, np.nan)
    inside = largest_piece(net)
    if len(inside) > LARGEST:
        message = text(
            "The largest piece has {n} actors; information is computed for {limit} at most. Take "
            "a part of the network first: net.subset(actors) or net.ego(actor, radius=2).",
            n=len(inside),
            limit=LARGEST,
        )
        raise NetworkError(message)
    if len(inside) > 1:
        matrix = symmetric(net, weighted=uses_weights(net, weighted))
        values[inside] = _information(matrix[inside][:, inside].toarray())
    return actor_series(net, values, "information")


def _information(conductance: np.ndarray) -> np.ndarray:
    """Invert the Laplacian of a connected piece.

    Weights are divided by the mean strength, and ones by n, so that the inverse is well
    conditioned whatever their unit: neither changes a resistance but by that factor.
    """
    from scipy.linalg import lapack

    n = len(conductance)
    strength = conductance.sum(axis=1)
    scale = strength.mean()
    matrix = (np.diag(strength) - conductance) / scale + 1 / n
    # Symmetric, so its transpose stands in memory as the library wants it.
    factor, failed = lapack.dpotrf(matrix.T, lower=1, overwrite_a=1)
    root = None if failed else lapack.dtrtri(factor, lower=1, overwrite_c=1)[0]
    # Only the diagonal of the inverse is needed.
    own = np.full(n, np.inf) if root is None else np.einsum("ij,ij->j", root, root)
    if own.sum() > _STEEPEST:
        message = text(
            "The weights of the ties are too different to compute information (strongest {high}, "
            "weakest {low}). Use weighted=False.",
            high=conductance.max(),
            low=conductance[conductance > 0].min(),
        )
        raise NetworkError(message)
    # Rows of the inverse sum to 1, hence the 2.
    resistances = n * own + own.sum() - 2
    values: np.ndarray = scale * n / resistances
    return values
