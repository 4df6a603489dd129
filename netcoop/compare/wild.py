"""The wild cluster bootstrap: a second number beside the randomisation test.

The null hypothesis is imposed; the residuals of a whole cluster get one random sign, and the t
statistic with its cluster-robust error is computed again (Cameron, Gelbach & Miller 2008). With few
treated clusters it says little: with two it never rejects (MacKinnon & Webb 2018).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from netcoop._core.rng import RandomSource, generator
from netcoop.compare.randomisation import SLACK

WEBB = np.array([-np.sqrt(1.5), -1.0, -np.sqrt(0.5), np.sqrt(0.5), 1.0, np.sqrt(1.5)])


class WildBootstrap(NamedTuple):
    """A coefficient with its cluster-robust error, and what the bootstrap says of it."""

    estimate: float
    std_error: float
    t: float
    p_value: float
    n_draws: int
    enumerated: bool


def signs(clusters: int, draws: int, rng: RandomSource) -> tuple[np.ndarray, bool]:
    """Give every pattern of signs if there are at most ``draws``, else Webb's six-point weights.

    Returns
    -------
    tuple
        Weights (draws × clusters), the unchanged data first, and whether these are all patterns.
    """
    if 2**clusters <= draws:
        patterns = np.arange(2**clusters)[:, None] >> np.arange(clusters)
        return 1.0 - 2.0 * (patterns & 1), True
    drawn = generator(rng).choice(WEBB, size=(draws, clusters))
    return np.vstack([np.ones(clusters), drawn]), False


def wild_bootstrap(
    y: np.ndarray,
    x: np.ndarray,
    clusters: np.ndarray,
    *,
    column: int,
    draws: int = 9999,
    rng: RandomSource = None,
    weights: tuple[np.ndarray, bool] | None = None,
) -> WildBootstrap:
    """Test one coefficient of a linear model whose errors go together within clusters.

    Parameters
    ----------
    y, x
        What is explained, and what explains it (rows × columns, a column of ones included).
    clusters
        Cluster of each row, any labels.
    column
        Which column of ``x`` is tested.
    draws
        How many patterns of signs; where there are no more, all of them are taken.
    rng
        Seed, Generator or ``None``.
    weights
        What :func:`signs` gives, where several outcomes share it.

    Returns
    -------
    WildBootstrap
        Estimate, error (CRV1), t, and the share of patterns whose t is at least as large; NaN
        where the model leaves no error to work with.

    References
    ----------
    Cameron, Gelbach & Miller 2008, doi 10.1162/rest.90.3.414; Webb 2023, doi 10.1111/caje.12661.
    """
    codes = np.unique(clusters, return_inverse=True)[1]
    n_clusters, (n_rows, n_columns) = int(codes.max()) + 1, x.shape
    others = np.delete(x, column, axis=1)
    own = _residuals(others, x[:, column])
    weight = float(own @ own)
    restricted = _residuals(others, y)
    # Scores by cluster are linear in the signs: one matrix maps signs to scores.
    groups = np.zeros((n_rows, n_clusters))
    groups[np.arange(n_rows), codes] = 1
    left = _residuals(x, groups * restricted[:, None])
    scores = groups.T @ (own[:, None] * left)
    moves = (
        groups.T @ (own * restricted) / weight if weight > SLACK else np.full(n_clusters, np.nan)
    )
    drawn, enumerated = weights if weights is not None else signs(n_clusters, draws, rng)
    factor = n_clusters / max(n_clusters - 1, 1) * (n_rows - 1) / max(n_rows - n_columns, 1)
    error = np.sqrt(factor * ((drawn @ scores.T) ** 2).sum(axis=1)) / weight
    estimate = drawn @ moves
    # The first pattern of signs, all positive, is the data as they are.
    tiny = 1e-10 * np.sqrt(float(restricted @ restricted) / weight)
    if not (weight > SLACK and error[0] > tiny):
        count = len(drawn) - (not enumerated)
        return WildBootstrap(float(estimate[0]), np.nan, np.nan, np.nan, count, enumerated)
    larger = np.abs(estimate) * error[0] >= np.abs(estimate[0]) * error * (1 - SLACK)
    return WildBootstrap(
        estimate=float(estimate[0]),
        std_error=float(error[0]),
        t=float(estimate[0] / error[0]),
        p_value=float(larger.mean()),
        n_draws=len(drawn) - (not enumerated),
        enumerated=enumerated,
    )


def _residuals(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Give what a least-squares fit leaves."""
    if x.shape[1] == 0:
        return y
    return np.asarray(y - x @ np.linalg.lstsq(x, y, rcond=None)[0])
