"""How an actor lies on the ways between others: numbers from shortest paths, one an actor.

Paths in steps are counted for everyone at once (:mod:`netcoop.metrics.reach`). Paths along weights
are found from some sources at a time, so that memory stays bounded, and on all cores where that
pays. What would take minutes says so first, and offers a sample of the sources instead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from netcoop._core.checks import check_choice
from netcoop._core.rng import RandomSource, generator
from netcoop.metrics.basis import COSTS, MODES, Cost, Mode, actor_series, lengths
from netcoop.metrics.reach import reach_of
from netcoop.metrics.searches import Between, Far, check_sample, search, with_error
from netcoop.network import Network

if TYPE_CHECKING:
    from scipy import sparse


def betweenness(
    net: Network,
    *,
    cost: Cost = "inverse",
    normalized: bool = True,
    sample: int | None = None,
    rng: RandomSource = None,
) -> pd.Series:
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
    sample
        Take only the paths from so many actors, drawn at random, for a network of many thousands;
        default: all. ``.attrs["error"]`` of the result says how exact it is: of 100 samples, in at
        least 95 no actor is further off than that. It shrinks slowly: a few central actors stand
        out early, small differences need nearly all.
    rng
        Seed of the sample.

    Returns
    -------
    pandas.Series
        Normalised from 0 to 1; NaN with fewer than three actors, who have no pair of others.

    Raises
    ------
    ArgumentError
        ``sample`` is not a whole number from 2 to n, or ``rng`` no seed.

    Warns
    -----
    NetcoopWarning
        It will take more than a minute; the message says how long, and how long a sample takes.

    References
    ----------
    Freeman, L. C. (1977). https://doi.org/10.2307/3033543
    Brandes, U. (2001). https://doi.org/10.1080/0022250X.2001.9990249
    Of a sample: Brandes, U., & Pich, C. (2007). https://doi.org/10.1142/S0218127407018403

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
    n = net.n_actors
    drawn = check_sample(sample, n)
    generator(rng)  # no seed is none, also where nothing is drawn
    n_pairs = (n - 1) * (n - 2) / (1 if net.directed else 2)
    if normalized and n_pairs <= 0:
        return actor_series(net, np.full(n, np.nan), "betweenness")
    scale = 1 / n_pairs if normalized else 1.0
    block = Between(net.codes, n, net.directed, lengths(net, cost))
    if sample is None and n <= AT_ONCE:
        return actor_series(net, block(np.arange(n))[0] * scale, "betweenness")
    # All paths from one source could lead through one actor; without direction each counts half.
    most = max(n - 2, 0) / (1 if net.directed else 2)
    found = search("betweenness", block, n, most=most, sample=drawn, rng=rng)
    values = actor_series(net, found.total * scale, "betweenness")
    return values if sample is None else with_error(values, drawn or n, found.error * scale)


# Up to so many actors all sources are searched at once, without blocks.
AT_ONCE = 1000


def harmonic_closeness(
    net: Network,
    *,
    cost: Cost = "hops",
    mode: Mode = "out",
    sample: int | None = None,
    rng: RandomSource = None,
) -> pd.Series:
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
        (``"in"``), or whatever the direction (``"all"``; of a pair tied both ways the stronger arc
        is the way).
    sample, rng
        With ``cost="inverse"``: only the distances to so many actors, drawn at random, as for
        :func:`betweenness`. Steps are always counted to everyone, so that their error is 0.

    Returns
    -------
    pandas.Series
        From 0 (isolate) to 1 (tied to all; with ``"inverse"`` by the strongest ties); NaN for a
        network of one actor.

    Raises
    ------
    ArgumentError
        ``cost``, ``mode``, ``sample`` or ``rng`` is not known.

    References
    ----------
    Marchiori, M., & Latora, V. (2000). https://doi.org/10.1016/S0378-4371(00)00311-3
    Of a sample: Eppstein, D., & Wang, J. (2004). https://doi.org/10.7155/jgaa.00081

    Examples
    --------
    >>> path = Network("ABC", pd.DataFrame({"source": list("AB"), "target": list("BC")}))
    >>> harmonic_closeness(path).tolist()
    [0.75, 1.0, 0.75]
    """
    check_choice("mode", mode, MODES)
    check_choice("cost", cost, COSTS)
    n = net.n_actors
    drawn = check_sample(sample, n)
    generator(rng)  # no seed is none, also where nothing is drawn
    if n < 2:
        return actor_series(net, np.full(n, np.nan), "harmonic_closeness")
    if cost == "hops":
        harmonic, error, drawn = reach_of(_followed(net, mode)).harmonic, np.zeros(n), n
    else:
        block = Far(_lengths_to(net, mode), inverse=True)
        found = search("harmonic_closeness", block, n, most=1.0, sample=drawn, rng=rng)
        harmonic, error = found.total, found.error
    values = actor_series(net, harmonic / (n - 1), "harmonic_closeness")
    return values if sample is None else with_error(values, drawn or n, error / (n - 1))


def closeness(net: Network, *, cost: Cost = "hops", mode: Mode = "out") -> pd.Series:
    """How near those are whom the actor can reach at all, and how many they are.

    (r / (n−1)) · (r / Σ distance) over the r others that can be reached (Wasserman and Faust's
    correction for networks in pieces). :func:`harmonic_closeness` asks the same and is easier to
    compare.

    Parameters
    ----------
    net
        Any network.
    cost, mode
        As for :func:`harmonic_closeness`, which also offers a sample for large networks.

    Returns
    -------
    pandas.Series
        From 0 (reaches no one) to 1 (tied to all; with ``"inverse"`` by the strongest ties); NaN
        for a network of one actor.

    Raises
    ------
    ArgumentError
        ``cost`` or ``mode`` is not known.

    Warns
    -----
    NetcoopWarning
        It will take more than a minute.

    References
    ----------
    Wasserman, S., & Faust, K. (1994). https://doi.org/10.1017/CBO9780511815478

    Examples
    --------
    >>> path = Network("ABC", pd.DataFrame({"source": list("AB"), "target": list("BC")}))
    >>> closeness(path).round(3).tolist()
    [0.667, 1.0, 0.667]
    """
    check_choice("mode", mode, MODES)
    check_choice("cost", cost, COSTS)
    n = net.n_actors
    if n < 2:
        return actor_series(net, np.full(n, np.nan), "closeness")
    reach = reach_of(_followed(net, mode))
    total = reach.total.astype("float64")
    if cost == "inverse":
        block = Far(_lengths_to(net, mode), inverse=False)
        total = search("closeness", block, n, most=np.inf).total
    values = np.zeros(n)
    some = reach.reached > 0
    values[some] = reach.reached[some] ** 2 / ((n - 1) * total[some])
    return actor_series(net, values, "closeness")


def _followed(net: Network, mode: Mode) -> sparse.csr_array:
    """Give the ties as they are followed (row: from, column: to), by their nearness."""
    from scipy import sparse

    matrix = sparse.csr_array(net.adjacency / (net.settings["weight_scale"] or 1.0))
    if not net.directed or mode == "out":
        return matrix
    if mode == "in":
        return matrix.T.tocsr()
    # Whatever the direction: of two ways the stronger is the shorter.
    return matrix.maximum(matrix.T).tocsr()


def _lengths_to(net: Network, mode: Mode) -> sparse.csr_array:
    """Give lengths to be followed back: a search from an actor finds how far others are from it."""
    matrix = _followed(net, mode).T.tocsr()
    matrix.data = 1 / matrix.data
    return matrix
