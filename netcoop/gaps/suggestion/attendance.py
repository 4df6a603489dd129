"""Who came to which meeting, for how long, and in which months."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pandas as pd

from netcoop._core.checks import first
from netcoop._core.texts import text
from netcoop.actors import resolve_actors
from netcoop.errors import NetcoopWarning, NetworkError, RecordError
from netcoop.network import Network
from netcoop.records import Records
from netcoop.records.records import check_records
from netcoop.records.units import meeting_keys
from netcoop.ties import attended
from netcoop.ties.worth import row_days


def rows_of(net: Network, records: Records | None) -> pd.DataFrame:
    """Find the rows that say who was at which meeting."""
    if records is not None:
        check_records(records)
    given = net.records if records is None else records
    if given is not None and given.meetings is not None:
        resolved = resolve_actors(_with_register(net, given))
        rows = attended(resolved.tables["meetings"])
        if records is not None and records is not net.records:
            _check_known(net, resolved, rows)
        return rows
    if records is None and net.affiliations is not None:
        return net.affiliations.dropna(subset=["meeting_id"])
    message = text(
        "There are no records of meetings to count. Give records= that have the table meetings, "
        "or build the network from such records."
    )
    raise NetworkError(message)


def _with_register(net: Network, records: Records) -> Records:
    """Let the actors of the network be the register of records that have none."""
    if records.resolved or "actors" in records.tables:
        return records
    actors = net.actors.reset_index(names="actor_id")
    if "name" not in actors:
        actors["name"] = actors["actor_id"]
    made = [name for name in ("name_status", "sector", "kraj") if name in actors]
    return records.replace({"actors": actors.drop(columns=made)})


def _check_known(net: Network, records: Records, rows: pd.DataFrame) -> None:
    """Say how many rows name actors that the network does not have; refuse it of all."""
    unknown = ~rows["actor"].isin(net.actors.index)
    if not unknown.any():
        return
    same = records.tables["actors"]["actor_id"].isin(net.actors.index).any()
    if unknown.all() and net.n_actors and not same:
        message = text(
            "None of the {total} rows of meetings in records= names an actor of the network. Give "
            "records of the same actors, with the same register.",
            total=len(rows),
        )
        raise RecordError(message)
    message = text(
        "{n} of {total} rows of meetings in records= name actors that the network does not have; "
        "they are not counted.",
        n=int(unknown.sum()),
        total=len(rows),
    )
    warnings.warn(message, NetcoopWarning, stacklevel=4)


def attendance_of(net: Network, rows: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Count meetings and hours of each actor, and the months the records cover.

    Also how many meetings have no date: no month is known of them.
    """
    rows = rows.reset_index(drop=True)
    days = row_days(rows)
    seats = pd.DataFrame(
        {
            "actor": rows["actor"].astype("str"),
            "meeting": meeting_keys(rows),
            "hours": _hours_of(rows),
            "dated": days.notna(),
        }
    )
    # Hours are how long a meeting took, and a day is when it was: the same for all who came.
    by_meeting = seats.groupby("meeting")
    seats["hours"] = seats["hours"].fillna(by_meeting["hours"].transform("median"))
    seats["dated"] = by_meeting["dated"].transform("any")
    once = seats.groupby(["actor", "meeting"]).agg({"hours": "max", "dated": "any"})
    ids, months = net.actors.index, _months_between(days)
    own, dated = (part.groupby(level="actor")["hours"] for part in (once, once[once["dated"]]))
    meetings = own.size().reindex(ids, fill_value=0).astype("int64")
    with_date = dated.size().reindex(ids, fill_value=0).astype("int64")
    known = own.count().reindex(ids, fill_value=0)
    came = meetings > 0
    table = pd.DataFrame(
        {
            "meetings": meetings,
            "undated": meetings - with_date,
            "months": months,
            # Of who came to meetings without a date only, no month is known.
            "meetings_per_month": (with_date / months).mask(came & with_date.eq(0)),
            "hours": _summed(own, ids).mask(~came, 0.0),
            "hours_known": (known / meetings.where(came)).astype("float64"),
            "hours_per_month": _summed(dated, ids).mask(~came, 0.0) / months,
        }
    )
    return table, int((~by_meeting["dated"].any()).sum())


def _summed(hours: Any, ids: pd.Index) -> pd.Series:
    """Sum the known hours of each actor; NaN where none is known."""
    summed: pd.Series = hours.sum(min_count=1).reindex(ids).astype("float64")
    return summed


def _hours_of(rows: pd.DataFrame) -> pd.Series:
    """Read the hours of every row; what is no number from 0 up is refused."""
    if "hours" not in rows:
        return pd.Series(np.nan, index=rows.index)
    hours = pd.to_numeric(rows["hours"], errors="coerce").astype("float64")
    wrong = (hours < 0) | np.isinf(hours) | (hours.isna() & rows["hours"].notna())
    if wrong.any():
        message = text(
            "{n} of {total} rows of meetings have hours that are no number from 0 up (rows "
            "{rows}). Correct them, or leave them empty.",
            n=int(wrong.sum()),
            total=len(rows),
            rows=first(wrong.to_numpy().nonzero()[0] + 1),
        )
        raise RecordError(message)
    return hours


def _months_between(days: pd.Series) -> float:
    """Count the months from the first day to the last, both included; NaN without any."""
    known = days.dropna()
    if known.empty:
        return float("nan")
    start, end = known.min(), known.max()
    return float((end.year - start.year) * 12 + end.month - start.month + 1)
