"""Where the network is, or would fall, apart."""

from __future__ import annotations

import warnings
from math import floor, log10
from typing import Literal

import numpy as np
import pandas as pd

from netcoop._core.checks import check_choice
from netcoop._core.rng import RandomSource
from netcoop._core.texts import language, number, text
from netcoop.errors import NetcoopWarning
from netcoop.metrics.basis import Cost, pieces
from netcoop.metrics.blocks import pairs_along
from netcoop.metrics.cohesion import is_saturated
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
        sizes = np.bincount(pieces(net))
        reached = int((sizes * (sizes - 1)).sum())
    return float(1 - reached / (n * (n - 1)))


def connectedness(net: Network) -> float:
    """Share of pairs of actors that can reach each other: 1 − :func:`fragmentation`.

    Parameters
    ----------
    net
        Any network; direction is ignored.

    Returns
    -------
    float
        From 0 (nobody tied) to 1 (one piece), direction ignored; NaN with fewer than two actors.

    References
    ----------
    Krackhardt, D. (1994). Graph theoretical dimensions of informal organizations. In Carley &
    Prietula (Eds.), Computational Organization Theory. https://doi.org/10.4324/9781315806648
    Borgatti, S. P. (2006). https://doi.org/10.1007/s10588-006-7084-x

    Examples
    --------
    >>> path = Network("ABC", pd.DataFrame({"source": list("AB"), "target": list("BC")}))
    >>> connectedness(path)
    1.0
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
        With ``cost="inverse"``: measure to so many actors drawn at random rather than to all, as
        for :func:`netcoop.harmonic_closeness`. With ``cost="hops"`` it has no effect: steps are
        always counted to everyone.

    Returns
    -------
    float
        From 0 (all tied to all) to 1 (nobody tied); NaN with fewer than two actors.

    Raises
    ------
    ArgumentError
        ``cost``, ``sample`` or ``rng`` is not known.

    Warns
    -----
    NetcoopWarning
        The number is estimated from a sample; the warning says how exact it is.

    References
    ----------
    Borgatti, S. P. (2006). https://doi.org/10.1007/s10588-006-7084-x

    Examples
    --------
    >>> path = Network("ABC", pd.DataFrame({"source": list("AB"), "target": list("BC")}))
    >>> round(distance_fragmentation(path), 3)
    0.167
    """
    return 1 - _nearness(net, cost, sample, rng)


def efficiency(
    net: Network, *, cost: Cost = "hops", sample: int | None = None, rng: RandomSource = None
) -> float:
    """How near actors are on average: 1 − :func:`distance_fragmentation` (global efficiency).

    Parameters
    ----------
    net, cost, sample, rng
        As for :func:`distance_fragmentation`; with ``cost="hops"`` a sample has no effect.

    Returns
    -------
    float
        From 0 (nobody tied) to 1 (all tied to all; with ``cost="inverse"`` by the strongest
        ties); NaN with fewer than two actors. Not Krackhardt's measure of the same name.

    Raises
    ------
    ArgumentError
        ``cost``, ``sample`` or ``rng`` is not known.

    Warns
    -----
    NetcoopWarning
        The number is estimated from a sample; the warning says how exact it is.

    References
    ----------
    Latora, V., & Marchiori, M. (2001). https://doi.org/10.1103/PhysRevLett.87.198701

    Examples
    --------
    >>> path = Network("ABC", pd.DataFrame({"source": list("AB"), "target": list("BC")}))
    >>> round(efficiency(path), 3)
    0.833
    """
    return _nearness(net, cost, sample, rng)


def _nearness(net: Network, cost: Cost, sample: int | None, rng: RandomSource) -> float:
    """Average 1/distance over all ordered pairs, and say so where it is an estimate."""
    near = harmonic_closeness(net, cost=cost, sample=sample, rng=rng)
    # A number cannot carry its error along. The mean is off by no more than the worst actor is.
    error = float(near.attrs.get("error", 0))
    if error > 0:
        message = text(
            "Estimated from {sample} actors: at most {error} off, in 95 of 100 samples.",
            sample=sample,
            error=number(error, language(), max(2, 1 - floor(log10(error)))),
        )
        warnings.warn(message, NetcoopWarning, stacklevel=3)
    return float(near.mean()) if net.n_actors else float("nan")


def components(net: Network) -> pd.Series:
    """Which piece of the network each actor is in, direction ignored.

    Parameters
    ----------
    net
        Any network; direction is ignored.

    Returns
    -------
    pandas.Series
        Numbers from 1; 1 is the largest piece, equally large ones stand in the order of actors.

    References
    ----------
    Wasserman, S., & Faust, K. (1994). https://doi.org/10.1017/CBO9780511815478

    Examples
    --------
    >>> components(Network("ABC", pd.DataFrame({"source": ["B"], "target": ["C"]}))).tolist()
    [2, 1, 1]
    """
    member = pieces(net)
    sizes = np.bincount(member)
    earliest = np.empty(len(sizes), dtype="int64")
    # Written from the last actor to the first: the first stays.
    earliest[member[::-1]] = np.arange(len(member))[::-1]
    rank = np.empty(len(sizes), dtype="int64")
    rank[np.lexsort([earliest, -sizes])] = np.arange(1, len(sizes) + 1)
    return pd.Series(rank[member], index=net.actors.index, name="component", dtype="int64")


def isolates(net: Network) -> list[str]:
    """Name the actors without any tie; only a register knows them all.

    Parameters
    ----------
    net
        Any network; of one whose roster is observed there may be more than are known.

    Returns
    -------
    list of str
        Their ids, in the order of the actors.

    References
    ----------
    Wasserman, S., & Faust, K. (1994). https://doi.org/10.1017/CBO9780511815478

    Examples
    --------
    >>> isolates(Network("ABC", pd.DataFrame({"source": ["B"], "target": ["C"]})))
    ['A']
    """
    alone = np.ones(net.n_actors, dtype=bool)
    for end in net.codes[:2]:
        alone[end] = False
    return [str(actor) for actor in net.actors.index[alone]]


def largest_component_share(net: Network) -> float:
    """Share of actors in the largest piece, direction ignored.

    Parameters
    ----------
    net
        Any network; direction is ignored.

    Returns
    -------
    float
        From 1/n (nobody tied) to 1 (one piece); NaN without actors.

    References
    ----------
    Wasserman, S., & Faust, K. (1994). https://doi.org/10.1017/CBO9780511815478

    Examples
    --------
    >>> largest_component_share(Network("ABCD", pd.DataFrame({"source": ["B"], "target": ["C"]})))
    0.5
    """
    return float(np.bincount(pieces(net)).max() / net.n_actors) if net.n_actors else float("nan")


def cutpoints(net: Network) -> list[str]:
    """Name the actors without whom the network falls into more pieces, direction ignored.

    Parameters
    ----------
    net
        Any network; direction is ignored.

    Returns
    -------
    list of str
        Their ids, in the order of the actors.

    References
    ----------
    Wasserman, S., & Faust, K. (1994). https://doi.org/10.1017/CBO9780511815478

    Examples
    --------
    >>> path = Network("ABC", pd.DataFrame({"source": list("AB"), "target": list("BC")}))
    >>> cutpoints(path)
    ['B']
    """
    ids = net.actors.index
    return [str(ids[place]) for place in sorted(net.engine.articulation_points())]


def bridges(net: Network) -> pd.DataFrame:
    """List the ties without which the network falls into more pieces.

    Pieces are those of :func:`components`: it does not matter which way a tie goes. In a directed
    network every arc is a tie of its own, so of a pair tied both ways each arc can go: the other
    one still holds the two together, and neither is a bridge.

    Parameters
    ----------
    net
        Any network.

    Returns
    -------
    pandas.DataFrame
        ``source``, ``target``, ``weight``, one row a tie, as in ``net.pairs``.

    References
    ----------
    Wasserman, S., & Faust, K. (1994). https://doi.org/10.1017/CBO9780511815478

    Examples
    --------
    >>> ties = pd.DataFrame({"source": list("AABC"), "target": list("BCCD")})
    >>> bridges(Network("ABCD", ties))[["source", "target"]].values.tolist()
    [['C', 'D']]
    """
    graph = net.engine.as_undirected(mode="each") if net.directed else net.engine
    pairs = net.pairs.iloc[sorted(graph.bridges())]
    return pairs.reset_index(drop=True)


def flag_of(net: Network) -> str:
    """Say whether weak points of the network can be read at all: ``"saturated"`` or ``"ok"``."""
    return "saturated" if is_saturated(net) else "ok"


def with_caveat(sentence: str, flag: str, lang: str) -> str:
    """Add to a sentence on weak points that it says little, where it does."""
    if flag == "ok":
        return sentence
    caveat = text("Nearly all are tied to each other here: this says little.", lang)
    return f"{sentence} {caveat}"
