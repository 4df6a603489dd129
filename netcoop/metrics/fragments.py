"""Where the network is, or would fall, apart."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from netcoop._core.checks import check_choice
from netcoop.metrics.centrality import Cost, harmonic_closeness
from netcoop.network import Network


def fragmentation(net: Network, *, mode: Literal["weak", "reach"] = "weak") -> float:
    """Share of pairs of actors that cannot reach each other.

    F = 1 − Σ s(s−1) / (n(n−1)) over the pieces of size s.

    Parameters
    ----------
    net
        Any network; isolates count.
    mode
        ``"weak"``: direction ignored. ``"reach"``: share of ordered pairs without a directed path.

    Returns
    -------
    float
        From 0 (one piece) to 1 (nobody tied); NaN with fewer than two actors. After
        ``net.without(…)`` it is measured among those who stay.

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
        reached = sum(size - 1 for size in net.engine.neighborhood_size(order=n, mode="out"))
        return float(1 - reached / (n * (n - 1)))
    sizes = np.bincount(net.engine.connected_components(mode="weak").membership)
    return float(1 - (sizes * (sizes - 1)).sum() / (n * (n - 1)))


def connectedness(net: Network) -> float:
    """Share of pairs of actors that can reach each other: 1 − fragmentation."""
    return 1 - fragmentation(net)


def distance_fragmentation(net: Network, *, cost: Cost = "hops") -> float:
    """How far apart actors are: 1 − the mean of 1/distance over ordered pairs.

    Parameters
    ----------
    net
        Any network; directed distances follow the arcs.
    cost
        ``"hops"``, or ``"inverse"``: weights divided by ``net.settings["weight_scale"]``, which
        stays as built when actors are left out.

    Returns
    -------
    float
        From 0 (all tied to all) to 1 (nobody tied); NaN with fewer than two actors.

    References
    ----------
    Borgatti, S. P. (2006). https://doi.org/10.1007/s10588-006-7084-x
    """
    return float(1 - harmonic_closeness(net, cost=cost).mean()) if net.n_actors else float("nan")


def efficiency(net: Network, *, cost: Cost = "hops") -> float:
    """How near actors are on average: 1 − :func:`distance_fragmentation` (global efficiency)."""
    return 1 - distance_fragmentation(net, cost=cost)


def components(net: Network) -> pd.Series:
    """Which piece of the network each actor is in, direction ignored.

    Returns
    -------
    pandas.Series
        Numbers from 1; 1 is the largest piece, equally large ones stand in the order of actors.
    """
    member = np.asarray(net.engine.connected_components(mode="weak").membership, dtype="int64")
    sizes = np.bincount(member)
    rank = np.empty_like(sizes)
    rank[np.argsort(-sizes, kind="stable")] = np.arange(1, len(sizes) + 1)
    return pd.Series(rank[member], index=net.actors.index, name="component", dtype="int64")


def isolates(net: Network) -> list[str]:
    """Name the actors without any tie; only a register knows them all."""
    alone = np.asarray(net.engine.degree()) == 0
    return [str(actor) for actor in net.actors.index[alone]]


def largest_component_share(net: Network) -> float:
    """Share of actors in the largest piece; NaN without actors."""
    return float((components(net) == 1).mean()) if net.n_actors else float("nan")


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
