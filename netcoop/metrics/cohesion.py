"""How closely the whole network holds together: one number a network."""

from __future__ import annotations

from netcoop.network import Network

# From this density on, a network of shared meetings has no weak points left to look for: an
# assumption, not a measured bound.
SATURATED_DENSITY = 0.5


def density(net: Network) -> float:
    """Share of the possible ties that there are.

    Returns
    -------
    float
        From 0 to 1: ties/(n(n−1)/2), arcs/(n(n−1)) if directed; NaN with fewer than two actors.
        It falls with size and rises with every further meeting: compare it with care.

    Examples
    --------
    >>> import pandas as pd
    >>> density(Network("ABC", pd.DataFrame({"source": list("AB"), "target": list("BC")})))
    0.6666666666666666
    """
    possible = net.n_actors * (net.n_actors - 1) / (1 if net.directed else 2)
    return net.n_ties / possible if possible else float("nan")


def mean_degree(net: Network) -> float:
    """How many ties an actor has on average, isolates included.

    Returns
    -------
    float
        From 0 to n − 1 (directed: arcs in plus arcs out, to 2(n − 1)); NaN without actors.
    """
    return 2 * net.n_ties / net.n_actors if net.n_actors else float("nan")


def transitivity(net: Network) -> float:
    """How often two partners of an actor are partners of each other.

    Returns
    -------
    float
        3 × triangles / connected triples, direction ignored, from 0 to 1; NaN without triples.
        Meetings of three and more make triangles by themselves.
    """
    graph = net.engine.as_undirected() if net.directed else net.engine
    return float(graph.transitivity_undirected(mode="nan"))


def is_saturated(net: Network) -> bool:
    """Tell whether nearly all actors are tied to each other, so that weak points say nothing.

    True where at least half of all pairs of non-isolated actors are tied. Fragmentation,
    cut-points and key players of such a network are not worth reading.
    """
    tied = sum(1 for count in net.engine.degree() if count)
    possible = tied * (tied - 1) / (1 if net.directed else 2)
    return tied > 2 and net.n_ties / possible >= SATURATED_DENSITY
