"""``project``: from who sat at which meeting to the strength of every pair's tie."""

from __future__ import annotations

from typing import Any, TypeVar

import pandas as pd

from netcoop._core.checks import check_choice, first
from netcoop._core.texts import text
from netcoop.errors import ArgumentError
from netcoop.ties.frames import back_as, opened, with_names
from netcoop.ties.pairing import (
    GAINS,
    OVERLAPS,
    Seats,
    distinct,
    finish,
    own_meetings,
    pair_up,
    seats_of,
    with_gain,
)
from netcoop.ties.weighting import check_max_size

FrameT = TypeVar("FrameT")

METHODS = (*GAINS, *OVERLAPS)
_ABSENT_ROLES = ("excused", "absent")


def project(
    affiliations: FrameT,
    *,
    method: str = "newman",
    actor: str = "actor",
    meeting: str = "meeting_id",
    weight: str | None = None,
    max_size: int | None = None,
) -> FrameT:
    """Turn attendance into ties between those who sat at the same meetings.

    Parameters
    ----------
    affiliations
        One row is one actor at one meeting; the same actor twice at a meeting counts once, rows
        without actor or meeting not at all. A frame of pandas or Polars, an Arrow table, a DuckDB
        relation or a Spark DataFrame; the ties come back as the same.
    method
        What a meeting of k actors gives each of its pairs: ``"newman"`` 1/(k−1), ``"count"`` 1,
        ``"share"`` 2/(k(k−1)). Or how far two attendances overlap, from 0 to 1: ``"jaccard"``
        joint meetings / meetings of either, ``"cosine"`` joint / √(meetings of one × of the other).
    actor, meeting
        The columns that name the actor and the meeting.
    weight
        A column that says how much a row counts, 0 or more (default 1). A pair at a meeting counts
        by the geometric mean of its two rows. Not with jaccard and cosine.
    max_size
        Meetings of more actors make no ties. Default: no limit.

    Returns
    -------
    same kind of frame
        ``source``, ``target`` (source before target in the alphabet), ``weight`` (strength: higher
        is closer, above 0) and ``meetings`` (in how many the two met). If there is a column
        ``date`` (days, no texts): ``first_date`` and ``last_date`` they met. If there is a column
        ``facilitated``
        (true, false or missing; a meeting is if any row says so): ``facilitated_low`` and
        ``facilitated_high``, the share of the weight from facilitated meetings if those that do
        not say are not, and if they are. A meeting of one actor adds nothing. Tables in memory
        (pandas, Polars, Arrow) come back sorted; relations and Spark frames unsorted and not yet
        computed.

    Raises
    ------
    ArgumentError
        A column is not there, the method is unknown, a weight is missing, negative or infinite
        (tables in memory only), or the frame is of no kind that is understood.

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
    check_choice("method", method, METHODS)
    if weight is not None and method in OVERLAPS:
        message = text("method={method!r} counts meetings; it takes no weight=.", method=method)
        raise ArgumentError(message)
    check_max_size(max_size)
    rows = opened(affiliations)
    chosen = {"actor": actor, "meeting": meeting, **({"weight": weight} if weight else {})}
    lacking = [name for name in chosen.values() if name not in rows.columns]
    if lacking:
        message = text(
            "The attendance has no column {lacking}; it has {columns}. "
            "Name it with actor= and meeting=.",
            lacking=first(lacking),
            columns=first(rows.columns, 12),
        )
        raise ArgumentError(message)
    chosen |= {name: name for name in ("date", "facilitated") if name in rows.columns}
    has = Seats(*(name in chosen for name in ("weight", "date", "facilitated")))
    ties: FrameT = _projected(with_names(rows, chosen), affiliations, has, method, max_size)
    return ties


def _projected(rows: Any, given: Any, has: Seats, method: str, max_size: int | None) -> Any:
    """Compute in the frame's own engine, or in the embedded one for tables in memory."""
    import narwhals as nw

    if isinstance(rows, nw.LazyFrame):
        seats = distinct(seats_of(rows, has), has)
        gained = with_gain(seats, has, method=method, max_size=max_size)
        ties = pair_up(gained, seats, has)
        own = own_meetings(seats, max_size=max_size)
        return finish(ties, own, has, method=method).to_native()
    from netcoop.ties.engine import project_table

    return back_as(given, project_table(rows.to_arrow(), has, method=method, max_size=max_size))


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
