"""Where the network is, or would fall, apart."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from netcoop._core.checks import check_choice
from netcoop._core.rng import RandomSource
from netcoop.metrics.basis import Cost
from netcoop.metrics.blocks import pairs_along
from netcoop.metrics.paths import harmonic_closeness
from netcoop.network import Network


def fragmentation(net: Network, *, mode: Literal["weak", "reach"] = "weak") -> float:
    """Share of pairs of actors that cannot reach each other.

    F = 1 − Σ s(s−1) / (n(n−1)) over the pieces of size s.

    Parameters
    ----------
    net
        Any network; isolates count, weights do not.
    mode
        ``"weak"``: direction ignored. ``"reach"``: share of ordered pairs without a directed path.

    Returns
    -------
    float
        From 0 (one piece) to 1 (nobody tied); NaN with fewer than two actors. After
        ``net.without(…)`` it is measured among those who stay.

    Raises
    ------
    ArgumentError
        ``mode`` is not known.

    References
    ----------
    Borgatti, S. P. (2006). Identifying sets of key players in a social network.
    https://doi.org/10.1007/s10588-006-7084-x

    Examples
    --------
    >>> path = Network("ABC", pd.DataFrame({"source": list("AB"), "target": list("BC")}))
    >>> fragmentation(path), fragmentation(path.without("B"))
    (0.0, 1.0)
    """
    check_choice("mode", mode, ("weak", "reach"))
    n = net.n_actors
    if n < 2:
        return float("nan")
    if mode == "reach" and net.directed:
        reached = pairs_along(net.adjacency)
    else:
        sizes = np.bincount(_pieces(net))
        reached = int((sizes * (sizes - 1)).sum())
    return float(1 - reached / (n * (n - 1)))


def connectedness(net: Network) -> float:
    """Share of pairs of actors that can reach each other: 1 − :func:`fragmentation`.

    Returns
    -------
    float
        From 0 (nobody tied) to 1 (one piece), direction ignored; NaN with fewer than two actors.

    References
    ----------
    Krackhardt, D. (1994). Graph theoretical dimensions of informal organizations. In Carley &
    Prietula (Eds.), Computational Organization Theory. https://doi.org/10.4324/9781315806648
    """
    return 1 - fragmentation(net)


def distance_fragmentation(
    net: Network, *, cost: Cost = "hops", sample: int | None = None, rng: RandomSource = None
) -> float:
    """How far apart actors are: 1 − the mean of 1/distance over ordered pairs.

    Parameters
    ----------
    net
        Any network; directed distances follow the arcs, and an unreachable other adds 0.
    cost
        ``"hops"``, or ``"inverse"``: weights divided by ``net.settings["weight_scale"]``, which
        stays as built when actors are left out.
    sample, rng
        Measure to so many actors drawn at random rather than to all; as for
        :func:`netcoop.harmonic_closeness`.

    Returns
    -------
    float
        From 0 (all tied to all) to 1 (nobody tied); NaN with fewer than two actors.

    Raises
    ------
    ArgumentError
        ``cost``, ``sample`` or ``rng`` is not known.

    References
    ----------
    Borgatti, S. P. (2006). https://doi.org/10.1007/s10588-006-7084-x

    Examples
    --------
    >>> path = Network("ABC", pd.DataFrame({"source": list("AB"), "target": list("BC")}))
    >>> round(distance_fragmentation(path), 3)
    0.167
    """
    near = harmonic_closeness(net, cost=cost, sample=sample, rng=rng)
    return float(1 - near.mean()) if net.n_actors else float("nan")


def efficiency(
    net: Network, *, cost: Cost = "hops", sample: int | None = None, rng: RandomSource = None
) -> float:
    """How near actors are on average: 1 − :func:`distance_fragmentation` (global efficiency).

    Returns
    -------
    float
        From 0 (nobody tied) to 1 (all tied to all; with ``cost="inverse"`` by the strongest
        ties); NaN with fewer than two actors. Not Krackhardt's measure of the same name.

    References
    ----------
    Latora, V., & Marchiori, M. (2001). https://doi.org/10.1103/PhysRevLett.87.198701
    """
    return 1 - distance_fragmentation(net, cost=cost, sample=sample, rng=rng)


def components(net: Network) -> pd.Series:
    """Which piece of the network each actor is in, direction ignored.

    Returns
    -------
    pandas.Series
        Numbers from 1; 1 is the largest piece, equally large ones stand in the order of actors.
    """
    _, earliest, member, sizes = np.unique(
        _pieces(net), return_index=True, return_inverse=True, return_counts=True
    )
    rank = np.empty(len(sizes), dtype="int64")
    rank[np.lexsort([earliest, -sizes])] = np.arange(1, len(sizes) + 1)
    return pd.Series(rank[member], index=net.actors.index, name="component", dtype="int64")


def isolates(net: Network) -> list[str]:
    """Name the actors without any tie; only a register knows them all."""
    alone = np.ones(net.n_actors, dtype=bool)
    for end in net.codes[:2]:
        alone[end] = False
    return [str(actor) for actor in net.actors.index[alone]]


def largest_component_share(net: Network) -> float:
    """Share of actors in the largest piece, direction ignored.

    Returns
    -------
    float
        From 1/n (nobody tied) to 1 (one piece); NaN without actors.
    """
    return float(np.bincount(_pieces(net)).max() / net.n_actors) if net.n_actors else float("nan")


def cutpoints(net: Network) -> list[str]:
    """Name the actors without whom the network falls into more pieces, direction ignored."""
    return [str(net.actors.index[i]) for i in sorted(net.engine.articulation_points())]


def bridges(net: Network) -> pd.DataFrame:
    """List the ties without which the network falls into more pieces, direction ignored.

    Returns
    -------
    pandas.DataFrame
        ``source``, ``target``, ``weight``; a pair tied both ways is no bridge in either.
    """
    pairs = net.pairs.iloc[sorted(net.engine.as_undirected(mode="each").bridges())]
    return pairs.reset_index(drop=True)


def _pieces(net: Network) -> np.ndarray:
    """Say which piece every actor is in, direction ignored."""
    if not net.n_actors:
        return np.zeros(0, dtype="int64")
    from scipy.sparse.csgraph import connected_components

    # Straight from the matrix: building a graph for the engine takes longer than the search.
    numbers: np.ndarray = connected_components(net.adjacency, connection="weak")[1]
    return numbers
