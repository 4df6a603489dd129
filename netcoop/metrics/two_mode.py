"""Actors and meetings together: who came how often, before any projection."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from netcoop._core.checks import check_choice
from netcoop._core.rng import RandomSource
from netcoop.metrics.reach import reach_of
from netcoop.metrics.searches import Between, check_sample, search, with_error
from netcoop.network import Network

if TYPE_CHECKING:
    from scipy import sparse

Side = Literal["actors", "meetings"]
SIDES = ("actors", "meetings")


def two_mode_degree(net: Network, *, of: Side = "actors", normalized: bool = False) -> pd.Series:
    """At how many meetings an actor was, or how many actors came to a meeting.

    Parameters
    ----------
    net
        A network that comes from meetings.
    of
        ``"actors"``: the meetings of every actor. ``"meetings"``: the actors at every meeting.
    normalized
        Divide by how many there are on the other side: the share of all meetings that the actor
        was at, or of all actors that came.

    Returns
    -------
    pandas.Series
        Whole numbers from 0, indexed by ``actor_id`` or ``meeting_id``; weights do not count, an
        actor who came to no meeting has 0. Normalised from 0 to 1; NaN where there is nothing on
        the other side.

    Raises
    ------
    NetworkError
        The network does not say who was at which meeting.

    References
    ----------
    Borgatti, S. P., & Everett, M. G. (1997). https://doi.org/10.1016/S0378-8733(96)00301-2

    Examples
    --------
    >>> seats = pd.DataFrame({"actor": list("ABA"), "meeting_id": [1, 1, 2]})
    >>> ties = pd.DataFrame({"source": ["A"], "target": ["B"]})
    >>> net = Network(["A", "B", "C"], ties, affiliations=seats)
    >>> two_mode_degree(net).tolist(), two_mode_degree(net, of="meetings").tolist()
    ([2, 1, 0], [2, 1])
    """
    check_choice("of", of, SIDES)
    n_actors, n_meetings = net.incidence.shape
    if of == "actors":
        index, counts, others = net.actors.index, net.incidence.sum(axis=1), n_meetings
    else:
        index, counts, others = net.meetings.index, net.incidence.sum(axis=0), n_actors
    if normalized:
        counts = counts / others if others else np.full(len(counts), np.nan)
    return pd.Series(counts, index=index, name="two_mode_degree")


def two_mode_density(net: Network) -> float:
    """Share of seats taken, if every meeting had a seat for every actor.

    Parameters
    ----------
    net
        A network that comes from meetings.

    Returns
    -------
    float
        From 0 to 1: seats taken / (actors × meetings). Actors who came to no meeting count; NaN
        without actors or without meetings.

    Raises
    ------
    NetworkError
        The network does not say who was at which meeting.

    References
    ----------
    Borgatti, S. P., & Everett, M. G. (1997). https://doi.org/10.1016/S0378-8733(96)00301-2

    Examples
    --------
    >>> seats = pd.DataFrame({"actor": list("ABA"), "meeting_id": [1, 1, 2]})
    >>> ties = pd.DataFrame({"source": ["A"], "target": ["B"]})
    >>> two_mode_density(Network(["A", "B", "C"], ties, affiliations=seats))
    0.5
    """
    possible = net.incidence.shape[0] * net.incidence.shape[1]
    return net.incidence.nnz / possible if possible else float("nan")


def two_mode_closeness(net: Network, *, of: Side = "actors") -> pd.Series:
    """How near all other actors and all meetings are, going from actor to meeting to actor.

    c_i = (m_i + 2(n_i − 1)) / Σ_j d_ij · (n_i + m_i − 1)/(n + m − 1) for an actor, over the n_i
    actors and m_i meetings of its piece (for a meeting n_i and m_i change places): the smallest sum
    of distances there could be over the real one, times the share of all others that can be
    reached. An actor is one step from its meetings and two steps from whom it met there.

    Parameters
    ----------
    net
        A network that comes from meetings; its ties play no part.
    of
        ``"actors"`` or ``"meetings"``.

    Returns
    -------
    pandas.Series
        Indexed by ``actor_id`` or ``meeting_id``, from 0 (an actor at no meeting: it reaches
        nobody) to 1 (an actor at every meeting, or a meeting of all actors). Actors at no meeting
        count among the n. Weights do not count. NaN for all where there is no meeting. In one
        piece it is networkx's ``bipartite.closeness_centrality``; in several, networkx divides by
        the smallest sum over all n and m, and an actor alone at a meeting can exceed 1.

    Raises
    ------
    NetworkError
        The network does not say who was at which meeting.

    References
    ----------
    Borgatti, S. P., & Everett, M. G. (1997). Network analysis of 2-mode data. Social Networks, 19,
    243–269. https://doi.org/10.1016/S0378-8733(96)00301-2

    Examples
    --------
    >>> seats = pd.DataFrame({"actor": list("ABAC"), "meeting_id": [1, 1, 2, 2]})
    >>> net = Network("ABC", pd.DataFrame({"source": [], "target": []}), affiliations=seats)
    >>> two_mode_closeness(net).tolist(), two_mode_closeness(net, of="meetings").tolist()
    ([1.0, 0.6, 0.6], [0.7142857142857143, 0.7142857142857143])
    """
    check_choice("of", of, SIDES)
    n, m = net.incidence.shape
    if not m or not n:
        return _of_side(net, np.full(n + m, np.nan), of, "two_mode_closeness")
    graph = _bipartite(net)
    reach = reach_of(graph)
    nearest = _nearest(graph, n)
    # Who reaches nobody has a sum of 0 and a share of 0.
    values = nearest / np.maximum(reach.total, 1) * (reach.reached / (n + m - 1))
    return _of_side(net, values, of, "two_mode_closeness")


def two_mode_betweenness(
    net: Network,
    *,
    of: Side = "actors",
    sample: int | None = None,
    rng: RandomSource = None,
) -> pd.Series:
    """How often an actor lies on the shortest ways between other actors and meetings.

    b_i = Σ over pairs j, k of actors and meetings of the share of shortest ways from j to k
    through i, divided by the highest value that an actor among n actors and m meetings can have,
    ½[m²(s + 1)² + m(s + 1)(2t − s − 1) − t(2s − t + 3)] with s = ⌊(n − 1)/m⌋, t = (n − 1) mod m
    (for a meeting n and m change places).

    Parameters
    ----------
    net
        A network that comes from meetings; its ties play no part.
    of
        ``"actors"``: who links meetings that share nobody else. ``"meetings"``: which meetings
        bring together those who meet nowhere else.
    sample, rng
        Only the ways from so many actors and meetings, drawn at random, as for
        :func:`netcoop.betweenness`.

    Returns
    -------
    pandas.Series
        Indexed by ``actor_id`` or ``meeting_id``, from 0 (on no way between others; so is an actor
        at no meeting) to 1 (on all of them). Actors at no meeting count among the n. Weights do
        not count. NaN for all where none of that side could lie between others: without meetings,
        for actors with one meeting, for meetings with one actor.

    Raises
    ------
    NetworkError
        The network does not say who was at which meeting.

    Warns
    -----
    NetcoopWarning
        It will take more than a minute.

    References
    ----------
    Borgatti, S. P., & Everett, M. G. (1997). Network analysis of 2-mode data. Social Networks, 19,
    243–269. https://doi.org/10.1016/S0378-8733(96)00301-2

    Examples
    --------
    >>> seats = pd.DataFrame({"actor": list("ABAC"), "meeting_id": [1, 1, 2, 2]})
    >>> net = Network("ABC", pd.DataFrame({"source": [], "target": []}), affiliations=seats)
    >>> two_mode_betweenness(net).tolist()
    [1.0, 0.0, 0.0]
    """
    check_choice("of", of, SIDES)
    n, m = net.incidence.shape
    drawn = check_sample(sample, n + m)
    own, other = (n, m) if of == "actors" else (m, n)
    highest = _most_between(own, other) if own and other else 0.0
    if not highest:
        return _of_side(net, np.full(n + m, np.nan), of, "two_mode_betweenness")
    rows, columns = net.incidence.nonzero()
    block = Between((rows, columns + n, np.ones(len(rows))), n + m, directed=False, lengths=None)
    most = max(n + m - 2, 0) / 2
    found = search("two_mode_betweenness", block, n + m, most=most, sample=drawn, rng=rng)
    values = _of_side(net, found.total / highest, of, "two_mode_betweenness")
    return values if sample is None else with_error(values, drawn or n + m, found.error / highest)


def _bipartite(net: Network) -> sparse.csr_array:
    """Give actors, then meetings, as one network: tied where an actor was at a meeting."""
    from scipy import sparse

    seats = net.incidence
    graph = sparse.csr_array(sparse.block_array([[None, seats], [seats.T, None]]))
    graph.sort_indices()
    return graph


def _nearest(graph: sparse.csr_array, n: int) -> np.ndarray:
    """Add up the smallest distances there could be to all others of one's own piece."""
    from scipy.sparse.csgraph import connected_components

    _, piece = connected_components(graph, directed=False)
    is_actor = np.arange(len(piece)) < n
    actors, meetings = (np.bincount(piece, side)[piece] for side in (is_actor, ~is_actor))
    sums: np.ndarray = np.where(is_actor, meetings + 2 * (actors - 1), actors + 2 * (meetings - 1))
    return sums


def _most_between(own: int, other: int) -> float:
    """Compute the highest betweenness that one of a side can have."""
    s, t = divmod(own - 1, other)
    return (other**2 * (s + 1) ** 2 + other * (s + 1) * (2 * t - s - 1) - t * (2 * s - t + 3)) / 2


def _of_side(net: Network, values: np.ndarray, of: Side, name: str) -> pd.Series:
    """Take the numbers of the actors, or of the meetings, from those of both."""
    n = net.n_actors
    if of == "actors":
        return pd.Series(values[:n], index=net.actors.index, name=name, dtype="float64")
    return pd.Series(values[n:], index=net.meetings.index, name=name, dtype="float64")
