"""``project``: from who sat at which meeting to the strength of every pair's tie."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import sparse

from netcoop._core.checks import check_choice, first
from netcoop._core.texts import text
from netcoop.errors import ArgumentError
from netcoop.ties.weighting import MEETING_METHODS

_ABSENT_ROLES = ("excused", "absent")


def project(
    affiliations: pd.DataFrame,
    *,
    method: str = "newman",
    actor: str = "actor",
    meeting: str = "meeting_id",
) -> pd.DataFrame:
    """Turn attendance into ties between those who sat at the same meetings.

    Parameters
    ----------
    affiliations
        One row is one actor at one meeting; the same actor twice at a meeting counts once.
    method
        What a meeting of k actors gives each of its pairs: ``"newman"`` 1/(k−1), ``"count"`` 1,
        ``"share"`` 2/(k(k−1)).
    actor, meeting
        The columns that name the actor and the meeting.

    Returns
    -------
    pandas.DataFrame
        ``source``, ``target`` (source before target in the alphabet), ``weight`` (strength: higher
        is closer, above 0) and ``meetings`` (in how many the two met); sorted. A meeting of one
        actor adds nothing.

    Raises
    ------
    ArgumentError
        A column is not there, or the method is unknown.

    References
    ----------
    Newman, M. E. J. (2001). https://doi.org/10.1103/PhysRevE.64.016132

    Examples
    --------
    >>> sheet = pd.DataFrame({"actor": ["A", "B", "C", "A", "B"], "meeting_id": [1, 1, 1, 2, 2]})
    >>> project(sheet)
      source target  weight  meetings
    0      A      B     1.5         2
    1      A      C     0.5         1
    2      B      C     0.5         1
    """
    check_choice("method", method, MEETING_METHODS)
    rows = _pairs_of_columns(affiliations, actor, meeting)
    meeting_codes, _ = pd.factorize(rows[meeting])
    actors = np.sort(rows[actor].unique().astype("object"))
    actor_codes = pd.Index(actors).get_indexer(rows[actor])
    shape = (int(meeting_codes.max(initial=-1)) + 1, len(actors))
    ones = np.ones(len(rows))
    incidence = sparse.csr_array((ones, (meeting_codes, actor_codes)), shape=shape)
    size = incidence.sum(axis=1)
    gain = np.zeros_like(size)
    company = size > 1
    gain[company] = _GAINS[method](size[company])
    weight = _upper(incidence.T @ sparse.diags_array(gain) @ incidence)
    meetings = _upper(incidence.T @ incidence)
    return pd.DataFrame(
        {
            "source": pd.Series(actors[weight.row], dtype=rows[actor].dtype),
            "target": pd.Series(actors[weight.col], dtype=rows[actor].dtype),
            "weight": weight.data,
            "meetings": meetings.data.astype("int64"),
        }
    )


_GAINS = {
    "newman": lambda size: 1 / (size - 1),
    "count": lambda size: np.ones_like(size),
    "share": lambda size: 2 / (size * (size - 1)),
}


def attended(meetings: pd.DataFrame) -> pd.DataFrame:
    """Keep the rows of a meetings table where somebody really was there.

    Left out are excused and absent actors, and meetings that were only planned or were cancelled.
    """
    there = pd.Series(True, index=meetings.index)
    if "role" in meetings:
        there &= ~meetings["role"].isin(_ABSENT_ROLES)
    if "status" in meetings:
        there &= ~meetings["status"].isin(["planned", "cancelled"])
    return meetings[there].reset_index(drop=True)


def _pairs_of_columns(frame: pd.DataFrame, actor: str, meeting: str) -> pd.DataFrame:
    lacking = [name for name in (actor, meeting) if name not in frame]
    if lacking:
        message = text(
            "The attendance has no column {lacking}; it has {columns}. "
            "Name it with actor= and meeting=.",
            lacking=first(lacking),
            columns=first(frame.columns, 12),
        )
        raise ArgumentError(message)
    return frame[[actor, meeting]].dropna().drop_duplicates()


def _upper(matrix: sparse.csr_array) -> sparse.coo_array:
    """Each pair once, in the order of the rows."""
    upper = sparse.triu(matrix, k=1, format="csr")
    upper.sort_indices()
    return upper.tocoo()
