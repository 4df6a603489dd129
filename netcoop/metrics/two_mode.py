"""Actors and meetings together: who came how often, before any projection."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from netcoop._core.checks import check_choice
from netcoop.network import Network

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
    """Which share of the seats was taken, had every actor come to every meeting.

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
