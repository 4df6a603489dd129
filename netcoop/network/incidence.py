"""The attendance as a matrix, who was at which meeting, and as a table of the meetings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import sparse

from netcoop._core.texts import text
from netcoop.errors import NetworkError
from netcoop.records.units import days_of

if TYPE_CHECKING:
    from netcoop.network.network import Network

# What can be known of a meeting; what a row says of the actor (its role) is not among it.
OF_MEETINGS = ("period", "kind", "channel", "series", "region")


def seats_of(net: Network) -> pd.DataFrame:
    """Give who was at which meeting, each once; a network without attendance is refused."""
    seats = net.affiliations
    if seats is None:
        message = text(
            "The network does not say who was at which meeting. Build it from records of meetings "
            "(layers= with 'meeting'), or give affiliations= to nc.Network."
        )
        raise NetworkError(message)
    return known_seats(seats)


def known_seats(affiliations: pd.DataFrame) -> pd.DataFrame:
    """Leave out rows that name no meeting."""
    return affiliations.dropna(subset=["meeting_id"]).reset_index(drop=True)


def incidence_matrix(net: Network) -> sparse.csr_array:
    """Fill a sparse matrix: actors × meetings in their orders, 1 where the actor was there.

    Times its transpose it counts joint meetings; its sums are how many meetings an actor was at
    and how many actors came to a meeting. It cannot be written to.

    Examples
    --------
    >>> from netcoop.network.network import Network
    >>> seats = pd.DataFrame({"actor": list("ABA"), "meeting_id": [1, 1, 2]})
    >>> ties = pd.DataFrame({"source": ["A"], "target": ["B"]})
    >>> Network(["A", "B", "C"], ties, affiliations=seats).incidence.toarray().tolist()
    [[1, 1], [1, 0], [0, 0]]
    """
    seats = seats_of(net)
    columns, meetings = pd.factorize(seats["meeting_id"], sort=True)
    rows = net.actors.index.get_indexer(pd.Index(seats["actor"].astype("str")))
    once = ~seats.duplicated(["actor", "meeting_id"]).to_numpy()
    ones = np.ones(int(once.sum()), dtype="int64")
    shape = (net.n_actors, len(meetings))
    matrix = sparse.csr_array((ones, (rows[once], columns[once])), shape=shape)
    # Handed out as it is, so it must not be written to.
    matrix.data.flags.writeable = False
    return matrix


def meeting_table(net: Network) -> pd.DataFrame:
    """List the meetings: how many actors came, and what all rows of a meeting agree on."""
    seats = seats_of(net)
    codes, meetings = pd.factorize(seats["meeting_id"], sort=True)
    once = ~seats.duplicated(["actor", "meeting_id"]).to_numpy()
    size = np.bincount(codes[once], minlength=len(meetings)).astype("int64")
    table = pd.DataFrame({"size": size}).join(said_of(seats, codes, len(meetings)))
    return table.set_axis(pd.Index(meetings, name="meeting_id"))


def said_of(seats: pd.DataFrame, codes: np.ndarray, n_groups: int) -> pd.DataFrame:
    """Say of each group of rows its earliest date and every value that all its rows share.

    A meeting was facilitated if any row says so, as for the ties made from it.
    """
    columns = {}
    if "date" in seats:
        columns["date"] = days_of(seats["date"]).groupby(codes).min().reset_index(drop=True)
    if "facilitated" in seats:
        columns["facilitated"] = seats["facilitated"].astype("boolean").groupby(codes).max()
    for name in OF_MEETINGS:
        if name in seats:
            columns[name] = shared(seats[name], codes, n_groups)
    return pd.DataFrame(columns, index=pd.RangeIndex(n_groups))


def shared(
    values: pd.Series, codes: np.ndarray, n_groups: int, *, hidden: np.ndarray | None = None
) -> pd.Series:
    """Give the value that all rows of a group have; missing where one differs, lacks or hides it.

    A missing value is not taken for the others', so that grouping groups gives the same as
    grouping once.

    Examples
    --------
    >>> shared(pd.Series(["x", "x", "y", None]), np.array([0, 0, 1, 1]), 2).tolist()
    ['x', nan]
    """
    picked = nullable(values.iloc[np.unique(codes, return_index=True)[1]].reset_index(drop=True))
    try:
        words = pd.factorize(values)[0]  # missing is -1
    except TypeError:  # lists and the like cannot be compared
        words = np.full(len(values), -1)
    if hidden is not None:
        words = np.where(hidden, -1, words)
    lowest, highest = np.full(n_groups, len(values)), np.full(n_groups, -1)
    np.minimum.at(lowest, codes, words)
    np.maximum.at(highest, codes, words)
    return picked.where(pd.Series((lowest == highest) & (lowest >= 0)))


def nullable(values: pd.Series) -> pd.Series:
    """Let truth values and whole numbers be missing without becoming something else."""
    if values.dtype.kind == "b":
        return values.astype("boolean")
    return values.astype("Int64") if values.dtype.kind == "i" else values
