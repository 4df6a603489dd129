"""Who is tied to whom by sector, kind or any other label: within groups, across, and how mixed.

A label that is missing is not a group of its own: what depends on it does not count, with one
warning.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from netcoop._core.checks import check_choice
from netcoop._core.texts import text
from netcoop.errors import ArgumentError
from netcoop.metrics.basis import actor_series
from netcoop.metrics.grouping import (
    as_text,
    assortativity_of,
    blau_of,
    correlation_of,
    counts_of,
    divided,
    ei_of,
    is_quantity,
    labelled_partners,
    labelled_ties,
    labels_of,
    numbers_of,
    possible_of,
)
from netcoop.network import Network

Values = Literal["density", "ties", "expected", "ratio"]
Members = Literal["partners", "meetings"]
VALUES = ("density", "ties", "expected", "ratio")
MEMBERS = ("partners", "meetings")


def ei_index(net: Network, by: str = "sector") -> float:
    """Do actors work more across groups, or within their own?

    (E − I) / (E + I): E ties lead to another group, I ties stay inside one.

    Parameters
    ----------
    net
        Any network; of a directed one every arc counts. Weights do not count.
    by
        Column of the actors that says who belongs together.

    Returns
    -------
    float
        From −1 (all ties inside groups) to 1 (all ties across), no unit; it depends on how large
        the groups are, :func:`label_test` says what chance would give. NaN without a tie between
        two labelled actors (so of no actors, one actor, isolates only). Isolates and pieces
        change nothing.

    Raises
    ------
    ArgumentError
        The actors have no such column.

    Warns
    -----
    NetcoopWarning
        Actors have no label; their ties do not count.

    References
    ----------
    Krackhardt, D., & Stern, R. N. (1988). https://doi.org/10.2307/2786835

    Examples
    --------
    >>> actors = pd.DataFrame({"sector": ["school", "school", "police"]}, index=list("ABC"))
    >>> ties = pd.DataFrame({"source": list("AAB"), "target": list("BCC")})
    >>> ei_index(Network(actors, ties))
    0.3333333333333333
    """
    codes = labels_of(net, by).codes
    source, target = labelled_ties(net, codes)
    return ei_of(codes[source], codes[target])


def assortativity(net: Network, by: str = "sector") -> float:
    """Do actors seek their like, more than if ties fell on groups at random?

    Of labels r = (Σ eᵢᵢ − Σ aᵢbᵢ) / (1 − Σ aᵢbᵢ), where eᵢᵢ is the share of tie ends inside group i
    and aᵢ, bᵢ the shares of tie ends that start and end in it. Of numbers (a column of numbers,
    such as capacity) Pearson's correlation of the two ends. A tie without direction counts both
    ways.

    Parameters
    ----------
    net
        Any network; of a directed one every arc counts. Weights do not count.
    by
        Column of the actors. A column of numbers is read as a quantity; write codes as texts.

    Returns
    -------
    float
        From −1 to 1, no unit: 1 where like is tied with like only, 0 as at random; of labels the
        lowest value is above −1 unless all ties join the same two groups. NaN without a tie between
        two labelled actors (so of no actors, one actor, isolates only), and where all ends of ties
        have one label, or all sources or all targets one number.

    Raises
    ------
    ArgumentError
        The actors have no such column, or a number in it is infinite.

    Warns
    -----
    NetcoopWarning
        Actors have no label; their ties do not count.

    References
    ----------
    Newman, M. E. J. (2003). https://doi.org/10.1103/PhysRevE.67.026126

    Examples
    --------
    >>> actors = pd.DataFrame({"sector": ["school", "school", "police", "police"]}, list("ABCD"))
    >>> ties = pd.DataFrame({"source": list("AC"), "target": list("BD")})
    >>> assortativity(Network(actors, ties))
    1.0
    """
    if is_quantity(net, by):
        numbers = numbers_of(net, by)
        source, target = labelled_ties(net, np.where(np.isnan(numbers), -1, 0))
        return correlation_of(numbers[source], numbers[target], directed=net.directed)
    labels = labels_of(net, by)
    source, target = labelled_ties(net, labels.codes)
    return assortativity_of(labels.codes[source], labels.codes[target], directed=net.directed)


def mixing_matrix(net: Network, by: str = "sector", *, values: Values = "density") -> pd.DataFrame:
    """Which groups work with which: a square table of groups.

    Parameters
    ----------
    net
        Any network. Weights do not count.
    by
        Column of the actors that says who belongs together.
    values
        ``"ties"``: how many ties there are. ``"density"``: ties / possible pairs.
        ``"expected"``: how many ties dealing the labels anew gives on average: all labelled ties ×
        possible pairs of the two groups / all possible pairs. ``"ratio"``: ties / expected.

    Returns
    -------
    pandas.DataFrame
        Groups in the order of their letters' codes (č after z), down and across. Directed: from the
        row's group to the column's; else symmetric, and inside a group each tie is counted once.
        Ties are whole numbers from 0, density is from 0 to 1, expected is in ties, a ratio above 1
        means more than at random. Density is NaN where no pair is possible (a group of one inside
        itself), the ratio where nothing is expected (so everywhere without ties). Isolates count
        among the possible pairs; without labelled actors the table is empty.

    Raises
    ------
    ArgumentError
        The actors have no such column, or ``values`` is not known.

    Warns
    -----
    NetcoopWarning
        Actors have no label; they and their ties do not count.

    References
    ----------
    Newman, M. E. J. (2003). https://doi.org/10.1103/PhysRevE.67.026126

    Examples
    --------
    >>> actors = pd.DataFrame({"sector": ["school", "school", "police"]}, index=list("ABC"))
    >>> ties = pd.DataFrame({"source": list("AA"), "target": list("BC")})
    >>> mixing_matrix(Network(actors, ties), values="ties").to_dict()
    {'police': {'police': 0, 'school': 1}, 'school': {'police': 1, 'school': 1}}
    """
    check_choice("values", values, VALUES)
    labels = labels_of(net, by)
    codes, n_groups = labels.codes, len(labels.names)
    source, target = labelled_ties(net, codes)
    ties = counts_of(codes[source], codes[target], n_groups, directed=net.directed)
    sizes = np.bincount(codes[codes >= 0], minlength=n_groups)
    possible = possible_of(sizes, directed=net.directed)
    table = _shown(ties, possible, len(source), values, directed=net.directed)
    heads = labels.names.rename(by)
    return pd.DataFrame(table, index=heads, columns=heads)


def _shown(
    ties: np.ndarray, possible: np.ndarray, total: int, values: Values, *, directed: bool
) -> np.ndarray:
    """Turn counts of ties and of possible pairs into what is asked for."""
    if values == "ties":
        return ties
    if values == "density":
        return divided(ties, possible)
    # Without direction the table shows every pair of two groups twice.
    everywhere = possible.sum() if directed else np.triu(possible).sum()
    expected = divided(possible * float(total), np.full(possible.shape, everywhere))
    return expected if values == "expected" else divided(ties, expected)


def blau(
    net: Network, by: str = "sector", *, of: Members = "partners", kind: str | None = None
) -> pd.Series:
    """How mixed an actor's partners are, or those who sat at each meeting.

    1 − Σ p², where p is the share of each group: how likely it is that two of them, drawn with
    replacement, belong to different groups.

    Parameters
    ----------
    net
        Any network; a partner counts once, whatever the direction. Weights do not count.
    by
        Column of the actors that says who belongs together.
    of
        ``"partners"`` of every actor, or who was at each of the ``"meetings"``.
    kind
        Only meetings of this kind, such as case conferences.

    Returns
    -------
    pandas.Series
        Indexed by ``actor_id``, or by ``meeting_id`` in the order of ``net.meetings``. From 0 (all
        of one group) to 1 − 1/number of groups (all groups alike), no unit. NaN without labelled
        partners (so for an isolate) or without labelled participants. The actor's own label plays
        no part.

    Raises
    ------
    ArgumentError
        The actors have no such column, the meetings no such kind, or a kind is asked of partners.
    NetworkError
        The network does not say who was at which meeting.

    Warns
    -----
    NetcoopWarning
        Actors have no label; they do not count among partners or participants.

    References
    ----------
    Blau, P. M. (1977). Inequality and heterogeneity: A primitive theory of social structure. Free
    Press.

    Examples
    --------
    >>> actors = pd.DataFrame({"sector": ["school", "school", "police"]}, index=list("ABC"))
    >>> ties = pd.DataFrame({"source": list("AA"), "target": list("BC")})
    >>> blau(Network(actors, ties)).tolist()
    [0.5, 0.0, 0.0]
    """
    check_choice("of", of, MEMBERS)
    if of == "partners" and kind is not None:
        raise ArgumentError(text("kind= chooses among meetings; use it with of='meetings'."))
    labels = labels_of(net, by, ties=False)
    codes, n_groups = labels.codes, len(labels.names)
    if of == "partners":
        owner, partner = labelled_partners(net, codes)
        return actor_series(net, blau_of(owner, codes[partner], net.n_actors, n_groups), "blau")
    meetings = net.meetings
    seats = net.incidence.tocoo()
    seated = codes[seats.row] >= 0
    values = blau_of(seats.col[seated], codes[seats.row[seated]], len(meetings), n_groups)
    series = pd.Series(values, index=meetings.index, name="blau")
    return series if kind is None else series[_of_kind(meetings, kind)]


def _of_kind(meetings: pd.DataFrame, kind: str) -> np.ndarray:
    """Tell which meetings are of a kind."""
    kinds = meetings.get("kind", pd.Series(pd.NA, index=meetings.index)).astype("str")
    check_choice("kind", as_text(kind), sorted(kinds.dropna().unique()))
    return kinds.eq(kind).fillna(False).to_numpy(dtype="bool")
