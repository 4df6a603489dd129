"""How much work each actor already has: meetings, hours, ties, and what hangs on it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from netcoop._core.checks import first, is_number
from netcoop._core.texts import check_language, language, number, plural, text
from netcoop.actors import resolve_actors
from netcoop.errors import ArgumentError, NetworkError, RecordError
from netcoop.gaps.field import networkers
from netcoop.metrics import cutpoints, partners, strength
from netcoop.metrics.basis import symmetric
from netcoop.network import Network, actor_labels
from netcoop.records import Records
from netcoop.records.records import check_records
from netcoop.records.units import meeting_keys
from netcoop.ties import attended
from netcoop.ties.worth import row_days

# Who stands out by the default rule but is at fewer meetings a month than this is not overloaded.
LEAST = 1.0
# Tukey's fence: so many times the middle half beyond its upper end.
FENCE = 1.5


def workload(
    net: Network,
    records: Records | None = None,
    *,
    strong: float | None = None,
    max_meetings: float | None = None,
    max_hours: float | None = None,
    lang: str | None = None,
) -> pd.DataFrame:
    """Show who is busy already: meetings and hours a month, partners, and what hangs on each.

    Before somebody is asked to one more table, look at what they do now. It counts the meetings
    in the records; other work, such as cases and telephone calls, is not in it.

    Parameters
    ----------
    net
        Any network that says who was at which meeting, or whose records do.
    records
        The records to count in, such as ``net.records.select(start="2024-01")`` for the last
        year only; by default those of the network, else its ``affiliations``.
    strong
        A tie of this weight or more is strong; by default the median weight of all ties.
    max_meetings, max_hours
        More meetings, or hours of meetings, a month than this is too much. By default an actor is
        overloaded if it is at more meetings a month than the upper quartile + 1.5 × the distance
        of the quartiles (Tukey's fence, over those who came to any meeting, networkers left out)
        and at least at one meeting a month.
    lang
        Language of the column ``sentence``.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``actor_id``, in the order of the network:

        ``facilitator`` (whether it is a networker, whose work meetings are), ``meetings`` (that it
        came to), ``months`` (from the month of the first meeting in the records to that of the
        last, the same for all; NaN without dates), ``meetings_per_month``, ``hours`` (sum over its
        meetings with known hours, so at least; NaN where none is known), ``hours_known`` (share of
        its meetings with known hours; NaN without meetings), ``hours_per_month`` (at least),
        ``partners``, ``strong_ties`` (both ways summed), ``strength`` (sum of weights),
        ``gatekeeper`` (without it the network falls into more pieces, or it is somebody's only
        partner), ``overloaded`` (missing where it cannot be known), ``sentence``.

        ``attrs`` has ``strong`` and ``fence``, the bounds that were used (NaN: none).

    Raises
    ------
    NetworkError
        Neither network nor records say who was at which meeting.
    ArgumentError
        A bound is no number from 0 up.
    RecordError
        Hours are negative or no numbers.

    References
    ----------
    Tukey, J. W. (1977). Exploratory Data Analysis. Addison-Wesley.

    Examples
    --------
    >>> sheet = pd.DataFrame(
    ...     {
    ...         "actor": list("ABAC"),
    ...         "meeting_id": list("1122"),
    ...         "date": pd.to_datetime(["2024-01-09"] * 2 + ["2024-02-06"] * 2),
    ...         "hours": [2.0, 2.0, None, None],
    ...     }
    ... )
    >>> from netcoop.network import build_network
    >>> load = workload(build_network(Records(meetings=sheet)), max_meetings=0.5)
    >>> load["overloaded"].to_dict(), load["gatekeeper"].to_dict()
    ({'A': True, 'B': False, 'C': False}, {'A': True, 'B': False, 'C': False})
    >>> load["hours_per_month"].tolist()
    [1.0, 1.0, nan]
    """
    code = check_language(lang or language())
    for name, value in (("max_meetings", max_meetings), ("max_hours", max_hours)):
        check_bound(name, value)
    bound = strong_bound(net, strong)
    table = _attendance(net, _rows_of(net, records))
    table.insert(0, "facilitator", net.actors.index.isin(networkers(net.actors)))
    near = symmetric(net)
    near.data = (near.data >= bound).astype("float64")
    table["partners"] = partners(net).astype("int64")
    table["strong_ties"] = near.sum(axis=1).astype("int64")
    table["strength"] = strength(net)
    table["gatekeeper"] = _gatekeepers(net)
    table["overloaded"], fence = _overloaded(table, max_meetings, max_hours)
    table["sentence"] = _sentences(table, actor_labels(net, code), code)
    table.attrs = {"strong": bound, "fence": fence}
    return table


def check_bound(argument: str, value: Any) -> None:
    """Refuse a bound that is no number from 0 up; ``None`` is no bound."""
    if value is None or (is_number(value) and value >= 0):
        return
    message = text(
        "{argument}={value!r} must be a number from 0 up, or None.", argument=argument, value=value
    )
    raise ArgumentError(message)


def strong_bound(net: Network, strong: float | None) -> float:
    """Say from which weight on a tie is strong: as given, else the median; NaN without ties."""
    check_bound("strong", strong)
    if strong is not None:
        return float(strong)
    weights = symmetric(net).data
    return float(np.median(weights)) if len(weights) else float("nan")


def _rows_of(net: Network, records: Records | None) -> pd.DataFrame:
    """Find the rows that say who was at which meeting."""
    if records is not None:
        check_records(records)
    given = net.records if records is None else records
    if given is not None and given.meetings is not None:
        return attended(resolve_actors(given).tables["meetings"])
    if records is None and net.affiliations is not None:
        return net.affiliations.dropna(subset=["meeting_id"])
    message = text(
        "There are no records of meetings to count. Give records= that have the table meetings, "
        "or build the network from such records."
    )
    raise NetworkError(message)


def _attendance(net: Network, rows: pd.DataFrame) -> pd.DataFrame:
    """Count meetings and hours of each actor, and the months the records cover."""
    rows = rows.reset_index(drop=True)
    seats = pd.DataFrame(
        {
            "actor": rows["actor"].astype("str"),
            "meeting": meeting_keys(rows),
            "hours": _hours_of(rows),
        }
    )
    # Hours are how long a meeting took: the same for all who came.
    seats["hours"] = seats["hours"].fillna(seats.groupby("meeting")["hours"].transform("median"))
    once = seats.groupby(["actor", "meeting"])["hours"].max()
    own = once.groupby(level="actor")
    ids = net.actors.index
    meetings = own.size().reindex(ids, fill_value=0).astype("int64")
    known = own.count().reindex(ids, fill_value=0)
    months = _months_between(row_days(rows))
    hours = own.sum(min_count=1).reindex(ids).astype("float64").mask(meetings.eq(0), 0.0)
    return pd.DataFrame(
        {
            "meetings": meetings,
            "months": months,
            "meetings_per_month": meetings / months,
            "hours": hours,
            "hours_known": (known / meetings.where(meetings > 0)).astype("float64"),
            "hours_per_month": hours / months,
        }
    )


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


def _gatekeepers(net: Network) -> np.ndarray:
    """Mark cut-points, and who is somebody's only partner."""
    ids = net.actors.index
    marked: np.ndarray = ids.isin(cutpoints(net))
    near = symmetric(net)
    lonely = np.flatnonzero(np.diff(near.indptr) == 1)
    marked[near.indices[near.indptr[lonely]]] = True
    return marked


def _overloaded(
    table: pd.DataFrame, max_meetings: float | None, max_hours: float | None
) -> tuple[pd.Series, float]:
    """Say who has too much, by the bounds given or else by Tukey's fence, and where that is."""
    bounds = {"meetings_per_month": max_meetings, "hours_per_month": max_hours}
    given = {name: float(bound) for name, bound in bounds.items() if bound is not None}
    fence = float("nan")
    if not given:
        usual = table.loc[(table["meetings"] > 0) & ~table["facilitator"], "meetings_per_month"]
        if usual.notna().any():
            low, high = np.quantile(usual.dropna(), [0.25, 0.75])
            fence = float(high + FENCE * (high - low))
        given = {"meetings_per_month": fence}
    answer = pd.Series(False, index=table.index, dtype="boolean")
    for name, bound in given.items():
        enough = table[name] >= (LEAST if max_meetings is None and max_hours is None else 0)
        over = (table[name] > bound) & enough
        # One bound that is passed is enough, whatever is not known of the other.
        answer = answer | over.astype("boolean").mask(table[name].isna())
    return answer, fence


def _sentences(table: pd.DataFrame, called: dict[str, str], code: str) -> pd.Series:
    """Say of each actor in plain words how busy it is."""
    said = [_sentence(row, called[str(row.Index)], code) for row in table.itertuples()]
    return pd.Series(said, index=table.index, dtype="str")


def _sentence(row: Any, name: str, code: str) -> str:
    """Say it of one actor."""
    came = plural(
        "{name} came to {n} meeting; meetings a month: {rate}, hours a month: {hours}.",
        "{name} came to {n} meetings; meetings a month: {rate}, hours a month: {hours}.",
        int(row.meetings),
        code,
        name=name,
        rate=number(row.meetings_per_month, code, 2),
        hours=number(row.hours_per_month, code, 1),
    )
    tied = text(
        "Partners: {partners}, strong ties: {strong}.",
        code,
        partners=number(row.partners, code),
        strong=number(row.strong_ties, code),
    )
    parts = [came, tied]
    if row.gatekeeper:
        parts.append(text("Others are connected only through it.", code))
    if row.overloaded is not pd.NA and row.overloaded:
        parts.append(text("That is a lot: think twice before one more meeting.", code))
    return " ".join(parts)
