"""``growth``: who and which ties were new at every meeting, and how long pairs do not meet."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd

from netcoop._core.texts import plural, text
from netcoop.actors import resolve_actors
from netcoop.errors import NetcoopWarning, RecordError
from netcoop.records import Records
from netcoop.records.facilitation import facilitated_rows
from netcoop.records.spans import row_days
from netcoop.ties.grown import Growth
from netcoop.ties.projection import attended


def growth(records: Records) -> Growth:
    """Follow the network meeting by meeting: who was new, and which pairs met for the first time.

    Counted is who was there: excused and absent actors, and meetings that were only planned or
    were cancelled, are not. Meetings of one day stand in the order of their ``meeting_id``, and a
    pair that met at two of them is new at the first.

    Parameters
    ----------
    records
        Records with meetings; names are resolved first if they are not yet.

    Returns
    -------
    Growth
        ``.meetings`` one row a meeting, ``.pair_gaps()`` and ``.series_gaps()`` the days between
        meetings. The new ties of all meetings are the ties of the network of these meetings.

    Raises
    ------
    RecordError
        There are no meetings, or they have no ``meeting_id``.

    Warns
    -----
    NetcoopWarning
        Meetings without a day have no place in time and were left out.

    Examples
    --------
    >>> days = pd.to_datetime(["2024-01-09"] * 3 + ["2024-02-06"] * 3)
    >>> sheet = pd.DataFrame({"actor": list("ABCABD"), "meeting_id": list("111222"), "date": days})
    >>> grown = growth(Records(meetings=sheet))
    >>> grown
    <Growth: 2 meetings, 4 actors, 5 ties>
    >>> grown.meetings[["size", "new_actors", "new_ties", "known_ties", "ties"]]
       size  new_actors  new_ties  known_ties  ties
    0     3           3         3           0     3
    1     3           1         2           1     5
    >>> grown.pair_gaps()["median_days"].tolist()
    [28.0, nan, nan, nan, nan]
    """
    rows = _rows(records)
    held = rows.groupby("meeting_id", sort=True)[["date", "facilitated", "series"]].first()
    undated = int(held["date"].isna().sum())
    if undated:
        message = plural(
            "{n} meeting has no day and was left out.",
            "{n} meetings have no day and were left out.",
            undated,
        )
        warnings.warn(message, NetcoopWarning, stacklevel=2)
    # Sorted by meeting_id already, so that a stable sort settles meetings of one day.
    held = held[held["date"].notna()].sort_values("date", kind="stable").reset_index()
    seats = _seats(rows, held)
    pairs = _pairs_of(seats)
    series = _gaps(held[held["series"].notna()], ["series"], held["date"].max())
    return Growth(_by_meeting(held, seats, pairs), _pair_gaps(pairs, seats, held), series, undated)


def _rows(records: Records) -> pd.DataFrame:
    """Say who was at which meeting, with the day, facilitation and series of the meeting."""
    if records.meetings is None:
        raise RecordError(
            text("Growth is followed from meeting to meeting; the records have none.")
        )
    resolved = resolve_actors(records)
    meetings = resolved.tables["meetings"].reset_index(drop=True)
    if "meeting_id" not in meetings:
        message = text(
            "The meetings have no meeting_id. Read them with nc.read_records, which makes it from "
            "the day, kind and region."
        )
        raise RecordError(message)
    days = row_days("meetings", meetings)
    series = meetings.get("series", pd.Series(pd.NA, index=meetings.index)).astype("str")
    rows = meetings.assign(
        # Of a month only known as such, no day is known.
        date=days["start"].where(days["start"] == days["last"]),
        facilitated=facilitated_rows(resolved).array,
        series=series.groupby(meetings["meeting_id"]).transform("first"),
    )
    there = attended(rows)[["actor", "meeting_id", "date", "facilitated", "series"]]
    return there.dropna(subset=["actor", "meeting_id"]).drop_duplicates(["actor", "meeting_id"])


def _seats(rows: pd.DataFrame, held: pd.DataFrame) -> pd.DataFrame:
    """List every seat: the meeting by its place in time, the actor by that in the alphabet."""
    meeting = pd.Index(held["meeting_id"]).get_indexer(rows["meeting_id"])
    names = np.sort(rows["actor"][meeting >= 0].unique().astype("object"))
    seats = pd.DataFrame({"meeting": meeting, "actor": pd.Index(names).get_indexer(rows["actor"])})
    seats["name"] = rows["actor"].to_numpy()
    seats = seats[seats["meeting"] >= 0]
    return seats.sort_values(["meeting", "actor"]).reset_index(drop=True)


def _pairs_of(seats: pd.DataFrame) -> pd.DataFrame:
    """List the pairs of every meeting: ``meeting``, ``one``, ``other``, ``new``; in time."""
    size = seats.groupby("meeting")["actor"].transform("size").to_numpy()
    behind = size - 1 - seats.groupby("meeting").cumcount().to_numpy()
    one = np.repeat(np.arange(len(seats)), behind)
    # Each seat stands with every seat behind it at the same meeting.
    step = np.arange(len(one)) - np.repeat(np.cumsum(behind) - behind, behind)
    actor = seats["actor"].to_numpy()
    pairs = pd.DataFrame(
        {
            "meeting": seats["meeting"].to_numpy()[one],
            "one": actor[one],
            "other": actor[one + 1 + step],
        }
    )
    pairs["pair"] = pairs["one"] * (actor.max(initial=0) + 1) + pairs["other"]
    return pairs.assign(new=~pairs["pair"].duplicated())


def _by_meeting(held: pd.DataFrame, seats: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    def per_meeting(meetings: pd.Series) -> np.ndarray:
        return np.bincount(meetings.to_numpy(dtype="int64"), minlength=len(held))

    new_actors = per_meeting(seats["meeting"][~seats["actor"].duplicated()])
    new_ties = per_meeting(pairs["meeting"][pairs["new"]])
    every = per_meeting(pairs["meeting"])
    share = np.where(every > 0, new_ties / np.maximum(every, 1), np.nan)
    return pd.DataFrame(
        {
            "meeting_id": held["meeting_id"],
            "date": held["date"],
            "size": per_meeting(seats["meeting"]),
            "facilitated": held["facilitated"],
            "new_actors": new_actors,
            "new_ties": new_ties,
            "known_ties": every - new_ties,
            "actors": np.cumsum(new_actors),
            "ties": np.cumsum(new_ties),
            "share_new": share,
        }
    )


def _pair_gaps(pairs: pd.DataFrame, seats: pd.DataFrame, held: pd.DataFrame) -> pd.DataFrame:
    dates = held["date"].to_numpy()
    met = pairs.assign(date=dates[pairs["meeting"].to_numpy()])
    found = _gaps(met, ["one", "other"], held["date"].max())
    names = seats.drop_duplicates("actor").set_index("actor")["name"].sort_index().astype("str")
    ends = {
        new: names.reindex(found.pop(old)).reset_index(drop=True)
        for new, old in (("source", "one"), ("target", "other"))
    }
    return pd.concat([pd.DataFrame(ends), found], axis=1)


def _gaps(met: pd.DataFrame, by: list[str], until: pd.Timestamp) -> pd.DataFrame:
    """Measure the days from one date to the next of what ``by`` tells apart; dates are in order."""
    groups = met.groupby(by, sort=True)["date"]
    days = groups.diff().dt.total_seconds() / 86_400
    found = groups.agg(meetings="size", first="min", last="max")
    waits = days.groupby([met[name] for name in by], sort=True)
    found["median_days"], found["longest_days"] = waits.median(), waits.max()
    found["since_days"] = (until - found["last"]).dt.days
    return found.reset_index()
