"""Numbers of who met at all, however often, straight from attendance: for many random draws.

They equal the metrics of the same names (the tests hold it); making a network of every draw would
take some hundred times as long.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components, shortest_path


class _Plain:
    """The graph of one attendance: who met whom, as a full matrix."""

    def __init__(self, met: np.ndarray) -> None:
        self.met = met
        # Few pairs meet: sparse, all that follows takes a part of the time.
        self.sparse = sparse.csr_array(met, dtype="float64")
        self.n = len(met)
        self.pairs = self.n * (self.n - 1)

    def density(self) -> float:
        return float(self.met.sum()) / self.pairs if self.pairs else np.nan

    def mean_degree(self) -> float:
        return float(self.met.sum()) / self.n if self.n else np.nan

    def transitivity(self) -> float:
        degree = self.met.sum(axis=1).astype("float64")
        triples = float(degree @ (degree - 1))
        closed = (self.sparse @ self.sparse).multiply(self.sparse).sum()
        return float(closed) / triples if triples else np.nan

    def sizes(self) -> np.ndarray:
        return np.bincount(connected_components(self.sparse, directed=False)[1])

    def connectedness(self) -> float:
        size = self.sizes().astype("float64") if self.n else np.zeros(0)
        return float(size @ (size - 1)) / self.pairs if self.pairs else np.nan

    def fragmentation(self) -> float:
        return 1 - self.connectedness()

    def largest_component_share(self) -> float:
        return float(self.sizes().max()) / self.n if self.n else np.nan

    def efficiency(self) -> float:
        if not self.pairs:
            return np.nan
        steps = shortest_path(self.sparse, method="D", unweighted=True)
        np.fill_diagonal(steps, np.inf)
        return float((1 / steps).sum()) / self.pairs

    def distance_fragmentation(self) -> float:
        return 1 - self.efficiency()


PLAIN: dict[str, Callable[[_Plain], float]] = {
    "density": _Plain.density,
    "mean_degree": _Plain.mean_degree,
    "transitivity": _Plain.transitivity,
    "connectedness": _Plain.connectedness,
    "fragmentation": _Plain.fragmentation,
    "largest_component_share": _Plain.largest_component_share,
    "efficiency": _Plain.efficiency,
    "distance_fragmentation": _Plain.distance_fragmentation,
}


def met_at_all(
    n_actors: int, n_meetings: int, actor: np.ndarray, meeting: np.ndarray
) -> np.ndarray:
    """Say of all pairs whether they met: a symmetric actors × actors table of truth values.

    Examples
    --------
    >>> met_at_all(3, 1, np.array([0, 2]), np.array([0, 0])).astype(int).tolist()
    [[0, 0, 1], [0, 0, 0], [1, 0, 0]]
    """
    seats = (np.ones(len(actor), dtype="int64"), (actor, meeting))
    there = sparse.csr_array(seats, shape=(n_actors, n_meetings))
    together = (there @ there.T).tocoo()
    met: np.ndarray = np.zeros((n_actors, n_actors), dtype=bool)
    met[together.row, together.col] = True
    np.fill_diagonal(met, False)
    return met


def plain_numbers(
    n_actors: int,
    n_meetings: int,
    actor: np.ndarray,
    meeting: np.ndarray,
    metrics: Sequence[str],
) -> dict[str, float]:
    """Measure metrics (of ``PLAIN``) of who met whom; NaN is undefined."""
    graph = _Plain(met_at_all(n_actors, n_meetings, actor, meeting))
    return {name: PLAIN[name](graph) for name in metrics}
