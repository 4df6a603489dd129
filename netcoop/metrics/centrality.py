"""How an actor stands in the network: one number an actor, as a Series indexed by ``actor_id``.

The definitions are those of ``docs/numbers.md``; a tie's weight is strength, higher is closer.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from netcoop._core.checks import check_choice
from netcoop.network import Network

Mode = Literal["all", "in", "out"]
Cost = Literal["inverse", "hops"]
MODES = ("all", "in", "out")
COSTS = ("inverse", "hops")


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

    Examples
    --------
    >>> star = Network("ABCD", pd.DataFrame({"source": list("AAA"), "target": list("BCD")}))
    >>> degree(star).tolist()
    [3, 1, 1, 1]
    """
    check_choice("mode", mode, MODES)
    return _series(net, net.engine.degree(mode=mode), "degree", dtype="int64")


def partners(net: Network) -> pd.Series:
    """With how many different others an actor is tied, whatever the direction.

    Returns
    -------
    pandas.Series
        Whole numbers from 0 to n − 1; equal to the degree where ties have no direction.
    """
    counts = [len(set(near)) for near in net.engine.get_adjlist(mode="all")]
    return _series(net, counts, "partners", dtype="int64")


def strength(net: Network, *, mode: Mode = "all") -> pd.Series:
    """How much an actor cooperates in all: the sum of the weights of its ties.

    Under Newman's weights of meetings it is the number of meetings the actor spent in company.

    Returns
    -------
    pandas.Series
        From 0, in the unit of the weights. ``mode`` as for :func:`degree`.
    """
    check_choice("mode", mode, MODES)
    return _series(net, net.engine.strength(mode=mode, weights="weight"), "strength")


def betweenness(net: Network, *, cost: Cost = "inverse", normalized: bool = True) -> pd.Series:
    """How often an actor lies on the shortest path between two others.

    The sum over pairs of others of the share of their shortest paths that lead through the actor;
    paths whose lengths agree to a relative 1e-10 are equally short.

    Parameters
    ----------
    net
        Any network; directed paths follow the arcs.
    cost
        Length of a tie: ``"inverse"`` 1/weight, so that strong ties attract paths, or ``"hops"`` 1.
    normalized
        Divide by the number of pairs of others: (n−1)(n−2)/2, directed (n−1)(n−2).

    Returns
    -------
    pandas.Series
        Normalised from 0 to 1; NaN with fewer than three actors, who have no pair of others.

    References
    ----------
    Freeman, L. C. (1977). https://doi.org/10.2307/3033543
    Brandes, U. (2001). https://doi.org/10.1080/0022250X.2001.9990249

    Examples
    --------
    Strong ties attract: A and B are linked by X (weight 10) rather than by Y (weight 1).

    >>> ties = pd.DataFrame(
    ...     {"source": list("AXAY"), "target": list("XBYB"), "weight": [10, 10, 1, 1]}
    ... )
    >>> betweenness(Network("ABXY", ties), normalized=False).to_dict()
    {'A': 0.5, 'B': 0.5, 'X': 1.0, 'Y': 0.0}
    """
    check_choice("cost", cost, COSTS)
    others = net.n_actors - 1
    n_pairs = others * (others - 1) / (1 if net.directed else 2)
    raw = np.asarray(net.engine.betweenness(weights=_lengths(net, cost)), dtype="float64")
    if normalized:
        raw = raw / n_pairs if n_pairs > 0 else np.full(net.n_actors, np.nan)
    return _series(net, raw, "betweenness")


def harmonic_closeness(net: Network, *, cost: Cost = "hops", mode: Mode = "out") -> pd.Series:
    """How near all others are: the mean of 1/distance, an unreachable other adding 0.

    Parameters
    ----------
    net
        Any network.
    cost
        ``"hops"``: a distance is a number of steps. ``"inverse"``: the sum of 1/weight, weights
        divided by ``net.settings["weight_scale"]``.
    mode
        In a directed network: how soon the actor reaches others (``"out"``), is reached
        (``"in"``), or whatever the direction (``"all"``).

    Returns
    -------
    pandas.Series
        From 0 (isolate) to 1 (tied to all; with ``"inverse"`` by the strongest ties); NaN for a
        network of one actor.

    References
    ----------
    Marchiori, M., & Latora, V. (2000). https://doi.org/10.1016/S0378-4371(00)00311-3

    Examples
    --------
    >>> path = Network("ABC", pd.DataFrame({"source": list("AB"), "target": list("BC")}))
    >>> harmonic_closeness(path).tolist()
    [0.75, 1.0, 0.75]
    """
    check_choice("cost", cost, COSTS)
    check_choice("mode", mode, MODES)
    if net.n_actors < 2:
        return _series(net, np.full(net.n_actors, np.nan), "harmonic_closeness")
    lengths = _lengths(net, cost)
    values = net.engine.harmonic_centrality(mode=mode, weights=lengths, normalized=True)
    return _series(net, values, "harmonic_closeness")


def _lengths(net: Network, cost: Cost) -> list[float] | None:
    """Turn strengths into lengths: a strong tie is a short way.

    The strongest tie of the network as built has length 1, so that the engine's tolerance for
    paths of equal length means the same whatever the unit of the weights.
    """
    if cost == "hops" or not net.n_ties:
        return None
    return list(net.settings["weight_scale"] / net.codes[2])


def _series(net: Network, values: object, name: str, dtype: str = "float64") -> pd.Series:
    return pd.Series(np.asarray(values, dtype=dtype), index=net.actors.index, name=name)
