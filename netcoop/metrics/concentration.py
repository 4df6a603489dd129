"""How unequally ties are spread over actors: one number a network."""

from __future__ import annotations

from typing import Literal

import numpy as np

from netcoop._core.checks import check_choice
from netcoop.metrics.basis import MODES, Mode
from netcoop.metrics.centrality import degree, strength
from netcoop.metrics.paths import betweenness, closeness
from netcoop.network import Network

CENTRALIZED = ("degree", "betweenness", "closeness")


def centralization(
    net: Network,
    metric: Literal["degree", "betweenness", "closeness"] = "degree",
    *,
    mode: Mode = "all",
) -> float:
    """How far the network turns around one actor, beside a star of the same size.

    Σ (highest − own) over actors, divided by what a star gives: of degree (n−1)(n−2), directed
    2(n−1)(n−2), ``"in"`` or ``"out"`` (n−1)²; of betweenness, normalised, n−1; of closeness
    (n−1)(n−2)/(2n−3), directed ``"in"`` or ``"out"`` n−1. Weights do not count.

    Parameters
    ----------
    net
        Any network.
    metric
        What an actor can be central by.
    mode
        In a directed network: arcs ``"in"``, ``"out"`` or ``"all"`` (of closeness: paths whatever
        the direction); betweenness follows the arcs.

    Returns
    -------
    float
        From 0 (all alike: circle, complete network) to 1 (star; of arcs both ways for ``"all"``,
        from its center for ``"out"``, to it for ``"in"``); NaN with fewer than three actors.

    Raises
    ------
    ArgumentError
        ``metric`` or ``mode`` is not known.

    References
    ----------
    Freeman, L. C. (1979). https://doi.org/10.1016/0378-8733(78)90021-7

    Examples
    --------
    >>> import pandas as pd
    >>> star = Network("ABCD", pd.DataFrame({"source": list("AAA"), "target": list("BCD")}))
    >>> centralization(star), centralization(star.without("A"))
    (1.0, 0.0)
    """
    check_choice("metric", metric, CENTRALIZED)
    check_choice("mode", mode, MODES)
    n = net.n_actors
    if n < 3:
        return float("nan")
    one_way = net.directed and mode != "all"
    if metric == "degree":
        values = degree(net, mode=mode).to_numpy("float64")
        most: float = (n - 1) ** 2 if one_way else (n - 1) * (n - 2) * (2 if net.directed else 1)
    elif metric == "betweenness":
        values, most = betweenness(net, cost="hops").to_numpy(), n - 1
    else:
        values = closeness(net, cost="hops", mode=mode).to_numpy()
        most = n - 1 if one_way else (n - 1) * (n - 2) / (2 * n - 3)
    return float((values.max() - values).sum() / most)


def gini(net: Network) -> float:
    """How unequally cooperation is spread over actors: the Gini coefficient of their strength.

    ``Σ Σ |sᵢ − sⱼ| / (2 n² s̄)``, isolates included.

    Parameters
    ----------
    net
        Any network; in a directed one the strength is in plus out.

    Returns
    -------
    float
        From 0 (all cooperate equally much) towards 1 − 1/n (all by one); NaN without ties.

    References
    ----------
    Gini, C. (1912), as in Dorfman, R. (1979). https://doi.org/10.2307/1924845

    Examples
    --------
    >>> import pandas as pd
    >>> star = Network("ABCD", pd.DataFrame({"source": list("AAA"), "target": list("BCD")}))
    >>> gini(star)
    0.25
    """
    values = np.sort(strength(net).to_numpy())
    n, total = len(values), values.sum()
    if not total:
        return float("nan")
    places = np.arange(1, n + 1)
    return float(((2 * places - n - 1) * values).sum() / (n * total))
