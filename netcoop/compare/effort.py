"""What the number and the size of meetings do to a network, and ties at equal effort."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from netcoop._core.checks import check_choice, is_number
from netcoop._core.texts import text
from netcoop.compare.effort_result import Coverage, MeetingSizeProfile, Rarefaction
from netcoop.compare.occurrences import (
    FEWEST_MEETINGS,
    LOWEST_COVERAGE,
    Occurrences,
    attendance_of,
    occurrences_of,
)
from netcoop.errors import ArgumentError
from netcoop.metrics import METRICS
from netcoop.network import Network
from netcoop.records import Records
from netcoop.ties.attendance import Attendance

DEFAULT_METRICS = ("density", "mean_degree", "transitivity", "fragmentation")
Source = Records | Network | pd.DataFrame


def coverage(
    source: Source, *, n_actors: int | None = None, max_size: int | None = None
) -> Coverage:
    """How much of who meets whom do these meetings show?

    If there were one more meeting: which share of the pairs sitting together there would have met
    before? That is the coverage. Two regions are compared at equal coverage, or at equal numbers of
    meetings per actor (:func:`netcoop.rarefy`), never as recorded.

    Parameters
    ----------
    source
        Records, a network built from meetings, or a table with ``actor`` and ``meeting_id``.
    n_actors
        How many actors there are, for the number of all pairs. Default: all actors of the records
        or the network; of a table, all who came.
    max_size
        Meetings of more actors are left out. A meeting of one actor shows no pair and never counts.

    Returns
    -------
    Coverage
        ``estimate`` (0 to 1; NaN with fewer than two meetings), ``n_ties`` (pairs that met),
        ``n_joint`` (how often pairs met, all together), ``once`` and ``twice`` (pairs that met
        once, and twice), ``chao2`` (at least so many pairs would meet in the long run, never more
        than the ``possible``) and ``chao2_raw`` (before that limit). Flags: ``too_few_events``
        with fewer than 12 meetings, ``low_coverage`` below 0.7.

    Raises
    ------
    RecordError
        The records have no meetings.
    NetworkError
        The network was not built from meetings.

    References
    ----------
    Chao, A., & Jost, L. (2012). https://doi.org/10.1890/11-1952.1
    Chao, A. (1987). https://doi.org/10.2307/2531532

    Examples
    --------
    >>> sheet = pd.DataFrame({"actor": list("ABCABAB"), "meeting_id": list("1112233")})
    >>> coverage(sheet).to_frame()[["estimate", "n_ties", "once", "chao2_raw"]].round(3)
       estimate  n_ties  once  chao2_raw
    0       0.8       3     2      3.667
    """
    found = occurrences_of(source, n_actors, max_size)
    row = {
        "metric": "coverage",
        "estimate": found.coverage,
        "n_actors": found.n_actors,
        "n_meetings": found.n_meetings,
        "flag": _flag(found),
        "n_ties": found.n_ties,
        "n_joint": found.n_joint,
        "once": found.seen(1),
        "twice": found.seen(2),
        "possible": found.n_possible,
        "chao2": float(np.minimum(found.chao2, found.n_possible)),
        "chao2_raw": found.chao2,
    }
    return Coverage(pd.DataFrame([row]), {"max_size": max_size})


def rarefy(
    source: Source,
    *,
    at: float | Iterable[float],
    n_actors: int | None = None,
    max_size: int | None = None,
) -> Rarefaction:
    """How many ties would there be with fewer meetings?

    The average over all ways to choose so many of the recorded meetings, worked out exactly and
    without random draws. It makes regions or periods with different numbers of meetings comparable.

    Parameters
    ----------
    source, n_actors, max_size
        As for :func:`netcoop.coverage`.
    at
        At how many meetings: one number or several, from 0. Between whole numbers (1.5 meetings
        per actor of 21 are 31.5) the value is on the straight line between its neighbors.

    Returns
    -------
    Rarefaction
        One row for each number of meetings (``n_meetings``): ``estimate`` (pairs expected to have
        met), ``mean_degree`` (different partners per actor), ``coverage`` (share of joint
        attendance at a further meeting that would fall on pairs seen by then). NaN with
        ``too_few_events`` beyond the meetings there are: nothing is extrapolated. Other flags are
        those of :func:`netcoop.coverage`.

    Raises
    ------
    ArgumentError
        ``at`` is no number from 0 up, or empty.
    RecordError, NetworkError
        As for :func:`netcoop.coverage`.

    References
    ----------
    Colwell, R. K., et al. (2012). https://doi.org/10.1093/jpe/rtr044
    Chao, A., & Jost, L. (2012). https://doi.org/10.1890/11-1952.1

    Examples
    --------
    >>> sheet = pd.DataFrame({"actor": list("ABCABAB"), "meeting_id": list("1112233")})
    >>> rarefy(sheet, at=[1, 2, 3]).to_frame()["estimate"].round(3).tolist()
    [1.667, 2.333, 3.0]
    """
    levels = _levels(at)
    found = occurrences_of(source, n_actors, max_size)
    ties = found.expected_ties(levels)
    beyond = np.isnan(ties)
    table = pd.DataFrame(
        {
            "metric": "n_ties",
            "estimate": ties,
            "n_actors": found.n_actors,
            "n_meetings": levels,
            "flag": np.where(beyond, "too_few_events", _flag(found)),
            "mean_degree": 2 * ties / (found.n_actors or np.nan),
            "coverage": found.expected_coverage(levels),
        }
    )
    settings = {"n_recorded": found.n_meetings, "max_size": max_size}
    return Rarefaction(table, settings)


def meeting_size_profile(
    source: Source, metrics: Sequence[str] = DEFAULT_METRICS
) -> MeetingSizeProfile:
    """Do a few large meetings make most of the network?

    A meeting of 40 puts 780 pairs at one table. The profile says how many meetings of each size
    there are, how many pairs they make, and what remains of the network's numbers without the
    largest meeting.

    Parameters
    ----------
    source
        As for :func:`netcoop.coverage`. Metrics are those of the network of these meetings alone,
        weighted after Newman.
    metrics
        Names of network metrics.

    Returns
    -------
    MeetingSizeProfile
        ``to_frame()``: one row a size: ``size``, ``n_meetings``, ``pairs`` (that each of them
        makes), ``n_joint`` (that all of them make), ``share`` of the whole (NaN where no two
        actors met). ``without_largest()``: one row a metric, with and without the largest meeting
        (where several are equally large, without all of these). All actors stay.

    Raises
    ------
    ArgumentError
        A metric is not known.
    RecordError, NetworkError
        As for :func:`netcoop.coverage`.

    Examples
    --------
    >>> sheet = pd.DataFrame({"actor": list("ABCDAB"), "meeting_id": list("111122")})
    >>> profile = meeting_size_profile(sheet, ["mean_degree"])
    >>> profile.to_frame()[["size", "n_meetings", "pairs", "n_joint"]]
       size  n_meetings  pairs  n_joint
    0     2           1      1        1
    1     4           1      6        6
    >>> profile.without_largest()[["estimate", "without_largest"]].to_numpy().tolist()
    [[3.0, 0.5]]
    """
    known = [name for name, metric in METRICS.items() if metric.level == "network"]
    for name in metrics:
        check_choice("metrics", name, known)
    seats, actors = attendance_of(source)
    size, number = np.unique(seats.size, return_counts=True)
    pairs = size * (size - 1) // 2
    joint = pairs * number
    table = pd.DataFrame(
        {
            "size": size,
            "n_meetings": number,
            "pairs": pairs,
            "n_joint": joint,
            "share": joint / (joint.sum() or np.nan),
        }
    )
    settings = {
        "metrics": list(metrics),
        "n_actors": len(actors),
        "n_meetings": len(seats.meetings),
        "n_largest": int(number[-1]) if len(number) else 0,
    }
    without = _without_largest(seats, actors, list(metrics))
    return MeetingSizeProfile(table, settings, without)


def _without_largest(seats: Attendance, actors: pd.DataFrame, metrics: list[str]) -> pd.DataFrame:
    """Measure the network of all meetings, and that of all but the largest."""
    smaller = (seats.size < seats.size.max(initial=0))[seats.meeting]
    whole = _network(seats, np.ones(len(seats), dtype=bool), actors, {})
    # The same scale of weights, or leaving out the heaviest tie could look like a gain.
    part = _network(seats, smaller, actors, whole.settings) if smaller.any() else None
    rows = []
    for name in metrics:
        with_all = float(METRICS[name].measure(whole)) if len(seats) else np.nan
        left = float(METRICS[name].measure(part)) if part is not None else np.nan
        rows.append((name, with_all, left, left - with_all))
    columns = {"metric": "str", **dict.fromkeys(_VALUES, "float64")}
    return pd.DataFrame(rows, columns=list(columns)).astype(columns)


_VALUES = ("estimate", "without_largest", "change")


def _network(
    seats: Attendance, kept: np.ndarray, actors: pd.DataFrame, settings: dict[str, Any]
) -> Network:
    some = Attendance(seats.actors, seats.meetings, seats.actor[kept], seats.meeting[kept])
    ties, rows = some.ties(some.actor, "newman"), some.frame(some.actor)
    ties = ties.astype({"source": "str", "target": "str"})
    return Network(actors, ties, affiliations=rows.astype({"actor": "str"}), settings=settings)


def _flag(found: Occurrences) -> str:
    if found.n_meetings < FEWEST_MEETINGS:
        return "too_few_events"
    return "low_coverage" if found.coverage < LOWEST_COVERAGE else "ok"


def _levels(at: object) -> np.ndarray:
    """Read one number of meetings, or several."""
    if isinstance(at, str) or not (is_number(at) or isinstance(at, Iterable)):
        levels: list[Any] = [at]
    else:
        levels = list(at) if isinstance(at, Iterable) else [at]
    odd = [level for level in levels if not is_number(level) or level < 0]
    if odd or not levels:
        message = text(
            "at={value!r} is no number of meetings; give one or several numbers from 0 up.",
            value=odd[0] if odd else at,
        )
        raise ArgumentError(message)
    return np.array(levels, dtype="float64")
