"""How closely the network holds together, as a whole and around an actor."""

from __future__ import annotations

import numpy as np
import pandas as pd

from netcoop.metrics.basis import (
    Weighted,
    actor_series,
    arcs,
    symmetric,
    undirected_engine,
    uses_weights,
)
from netcoop.metrics.blocks import neighbors, pairs_without
from netcoop.network import Network

# From this density on, a network of shared meetings has no weak points left to look for, unless
# someone's leaving would part more than this share of pairs: assumptions, not measured bounds.
SATURATED_DENSITY, SATURATED_LOSS = 0.5, 0.1


def density(net: Network) -> float:
    """Share of the possible ties that there are.

    Parameters
    ----------
    net
        Any network.

    Returns
    -------
    float
        From 0 to 1: ties/(n(n−1)/2), arcs/(n(n−1)) if directed; NaN with fewer than two actors.
        It falls with size and rises with every further meeting: compare it with care.

    References
    ----------
    Wasserman, S., & Faust, K. (1994). https://doi.org/10.1017/CBO9780511815478

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

    Parameters
    ----------
    net
        Any network.

    Returns
    -------
    float
        From 0 to n − 1 (directed: arcs in plus arcs out, to 2(n − 1)); NaN without actors.

    References
    ----------
    Wasserman, S., & Faust, K. (1994). https://doi.org/10.1017/CBO9780511815478

    Examples
    --------
    >>> path = Network("ABC", pd.DataFrame({"source": list("AB"), "target": list("BC")}))
    >>> round(mean_degree(path), 3)
    1.333
    """
    return 2 * net.n_ties / net.n_actors if net.n_actors else float("nan")


def reciprocity(net: Network) -> float:
    """How often what goes one way also comes back: the share of arcs that are returned.

    Parameters
    ----------
    net
        A directed network, or one whose ties partly have a direction (referrals beside meetings);
        of a network built from records only referrals, contacts and claims count.

    Returns
    -------
    float
        From 0 to 1; weights do not count. NaN where no tie has a direction: meetings are mutual by
        nature and say nothing.

    References
    ----------
    Wasserman, S., & Faust, K. (1994). https://doi.org/10.1017/CBO9780511815478

    Examples
    --------
    >>> arcs = pd.DataFrame({"source": list("ABA"), "target": list("BAC")})
    >>> reciprocity(Network("ABC", arcs, directed=True))
    0.6666666666666666
    """
    matrix = arcs(net)
    if matrix is None:
        return float("nan")
    there = matrix.astype("bool").astype("int64")
    return float((there * there.T).sum() / there.nnz)


def transitivity(net: Network) -> float:
    """How often two partners of an actor are partners of each other.

    Parameters
    ----------
    net
        Any network; direction is ignored.

    Returns
    -------
    float
        3 × triangles / connected triples, direction ignored, from 0 to 1; NaN without triples.
        Meetings of three and more make triangles by themselves.

    References
    ----------
    Newman, M. E. J., Watts, D. J., & Strogatz, S. H. (2002). https://doi.org/10.1073/pnas.012582999

    Examples
    --------
    >>> ties = pd.DataFrame({"source": list("AABC"), "target": list("BCCD")})
    >>> round(transitivity(Network("ABCD", ties)), 3)
    0.6
    """
    return float(undirected_engine(net).transitivity_undirected(mode="nan"))


def clustering(net: Network, *, weighted: Weighted = None) -> pd.Series:
    """How often two partners of the actor are partners of each other.

    The share of pairs of partners that are tied (Watts and Strogatz); with weights every such pair
    counts by the mean strength of the actor's two ties, as a share of its strength (Barrat).

    Parameters
    ----------
    net
        Any network; direction is ignored, both ways summed.
    weighted
        Whether weights count; by default where they are not all the same.

    Returns
    -------
    pandas.Series
        From 0 to 1; NaN with fewer than two partners.

    Raises
    ------
    ArgumentError
        ``weighted`` is not ``True``, ``False`` or ``None``.

    References
    ----------
    Watts, D. J., & Strogatz, S. H. (1998). https://doi.org/10.1038/30918
    Barrat, A., et al. (2004). https://doi.org/10.1073/pnas.0400087101

    Examples
    --------
    >>> ties = pd.DataFrame({"source": list("AABC"), "target": list("BCCD")})
    >>> clustering(Network("ABCD", ties)).round(3).tolist()
    [1.0, 1.0, 0.333, nan]
    """
    if not net.n_ties:
        return actor_series(net, np.full(net.n_actors, np.nan), "clustering")
    # Both ways are summed first: whether the arcs differ must not depend on their unit.
    differ = bool(np.ptp(net.codes[2]) > 0)
    weights = "weight" if uses_weights(net, differ if weighted is None else weighted) else None
    values = undirected_engine(net).transitivity_local_undirected(mode="nan", weights=weights)
    return actor_series(net, values, "clustering")


def multiplexity(net: Network) -> float:
    """In how many kinds of tie a tied pair cooperates, on average.

    Parameters
    ----------
    net
        Any network whose ties have a ``kind``; without kinds all ties are of one.

    Returns
    -------
    float
        From 1 (each pair meets or refers, never both) to the number of kinds; direction ignored.
        NaN without ties. A kind of tie without records lowers it: compare like with like.

    References
    ----------
    Lazega, E., & Pattison, P. E. (1999). https://doi.org/10.1016/S0378-8733(99)00002-7

    Examples
    --------
    >>> ties = pd.DataFrame(
    ...     {
    ...         "source": list("AAB"),
    ...         "target": list("BBC"),
    ...         "kind": ["meeting", "referral", "meeting"],
    ...     }
    ... )
    >>> multiplexity(Network("ABC", ties))
    1.5
    """
    kinds = net.pairs_by_kind
    if not len(kinds):
        return float("nan")
    if net.directed:
        # Both ways of a pair are one pair here.
        kinds = Network(net.actors, net.ties[["source", "target", "weight", "kind"]]).pairs_by_kind
    return float(kinds["kinds"].mean())


def is_saturated(net: Network) -> bool:
    """Tell whether nearly all actors are tied to each other, so that weak points say nothing.

    Parameters
    ----------
    net
        Any network; direction is ignored.

    Returns
    -------
    bool
        True where at least half of all pairs are tied (a few large meetings are enough for that)
        and, whoever left, fewer than a tenth of the pairs of the others who have ties would come
        apart. Fragmentation, cut-points and key players of such a network are not worth reading.
        Both bounds are assumptions.

    Examples
    --------
    >>> pairs = pd.DataFrame({"source": list("AAB"), "target": list("BCC")})
    >>> is_saturated(Network("ABC", pairs)), is_saturated(Network("ABC", pairs[:2]))
    (True, False)
    """
    partners = np.diff(symmetric(net).indptr)
    n, tied = len(partners), int(np.count_nonzero(partners))
    if tied < 3 or partners.sum() < SATURATED_DENSITY * n * (n - 1):
        return False
    # Who has no ties anyway cannot be parted from anyone.
    others = (tied - 1) * (tied - 2)
    left = [
        pairs for pairs, own in zip(pairs_without(neighbors(net)), partners, strict=True) if own
    ]
    return min(left) >= (1 - SATURATED_LOSS) * others
