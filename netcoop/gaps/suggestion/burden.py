"""How much work each actor already has: meetings, hours, ties, and what hangs on it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from netcoop._core.checks import is_number
from netcoop._core.texts import check_language, language, number, plural, text
from netcoop.errors import ArgumentError
from netcoop.gaps.field import networkers, shown_labels
from netcoop.gaps.suggestion.attendance import attendance_of, rows_of
from netcoop.gaps.suggestion.given import check_network
from netcoop.metrics import cutpoints, partners, strength
from netcoop.metrics.basis import symmetric
from netcoop.network import Network
from netcoop.records import Records

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
        year only; by default those of the network, else its ``affiliations``. Where names are not
        resolved and the records have no register, the actors of the network are the register.
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
        came to), ``undated`` (how many of them have no date), ``months`` (from the month of the
        first meeting in the records to that of the last, the same for all; NaN without dates),
        ``meetings_per_month`` (of those with a date, so at least; NaN where none of its meetings
        has one), ``hours`` (sum over its meetings with known hours, so at least; NaN where none is
        known), ``hours_known`` (share of its meetings with known hours; NaN without meetings),
        ``hours_per_month`` (of meetings with a date and known hours, so at least), ``partners``,
        ``strong_ties`` (both ways summed), ``strength`` (sum of weights), ``gatekeeper`` (without
        it the network falls into more pieces, or it is somebody's only partner), ``overloaded``
        (missing where it cannot be known: what is known does not pass the bound, but meetings
        without a date, or unknown hours, could), ``sentence``.

        ``attrs`` has ``strong`` and ``fence``, the bounds that were used (NaN: none), and
        ``undated``, how many meetings have no date.

    Warns
    -----
    NetcoopWarning
        Some rows of ``records`` name actors that the network does not have.

    Raises
    ------
    NetworkError
        It is no network, or neither network nor records say who was at which meeting.
    ArgumentError
        A bound is no number from 0 up.
    RecordError
        Hours are negative or no numbers, or ``records`` name no actor of the network.

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
    check_network(net)
    code = check_language(lang or language())
    for name, value in (("max_meetings", max_meetings), ("max_hours", max_hours)):
        check_bound(name, value)
    bound = strong_bound(net, strong)
    table, undated = attendance_of(net, rows_of(net, records))
    table.insert(0, "facilitator", net.actors.index.isin(networkers(net.actors)))
    near = symmetric(net)
    near.data = (near.data >= bound).astype("float64")
    table["partners"] = partners(net).astype("int64")
    table["strong_ties"] = near.sum(axis=1).astype("int64")
    table["strength"] = strength(net)
    table["gatekeeper"] = _gatekeepers(net)
    table["overloaded"], fence = _overloaded(table, max_meetings, max_hours)
    table["sentence"] = _sentences(table, shown_labels(net, code), code)
    table.attrs = {"strong": bound, "fence": fence, "undated": undated}
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
        least = LEAST if max_meetings is None and max_hours is None else 0.0
        over, most = (table[name] > bound) & (table[name] >= least), _at_most(table, name)
        # One bound that is passed is enough, whatever is not known of the other.
        unknown = ~over & ~((most <= bound) | (most < least))
        answer = answer | over.astype("boolean").mask(unknown)
    return answer, fence


def _at_most(table: pd.DataFrame, name: str) -> pd.Series:
    """Say how much it can be at most, had all meetings without a date been in these months."""
    if name == "meetings_per_month":
        return table["meetings"] / table["months"]
    # Of a meeting of unknown hours nothing can be said.
    known = table["hours_known"].eq(1) | table["meetings"].eq(0)
    return (table["hours"] / table["months"]).where(known)


def _sentences(table: pd.DataFrame, called: dict[str, str], code: str) -> pd.Series:
    """Say of each actor in plain words how busy it is."""
    said = [_sentence(row, called[str(row.Index)], code) for row in table.itertuples()]
    return pd.Series(said, index=table.index, dtype="str")


def _sentence(row: Any, name: str, code: str) -> str:
    """Say it of one actor."""
    rate = _amount(row.meetings_per_month, code, 2, exact=not row.undated)
    # Without meetings there are no hours that are not known.
    known = row.meetings == 0 or (row.hours_known == 1 and not row.undated)
    came = plural(
        "{name} came to {n} meeting; meetings a month: {rate}, hours a month: {hours}.",
        "{name} came to {n} meetings; meetings a month: {rate}, hours a month: {hours}.",
        int(row.meetings),
        code,
        name=name,
        rate=rate,
        hours=_amount(row.hours_per_month, code, 1, exact=known),
    )
    parts = [came]
    if row.undated:
        parts.append(
            text("Meetings without a date, of which no month is known: {n}.", code, n=row.undated)
        )
    parts.append(
        text(
            "Partners: {partners}, strong ties: {strong}.",
            code,
            partners=number(row.partners, code),
            strong=number(row.strong_ties, code),
        )
    )
    if row.gatekeeper:
        parts.append(text("Others are connected only through it.", code))
    if row.overloaded is pd.NA:
        parts.append(text("Whether that is a lot cannot be known.", code))
    elif row.overloaded:
        parts.append(text("That is a lot: think twice before one more meeting.", code))
    return " ".join(parts)


def _amount(value: float, code: str, digits: int, *, exact: bool) -> str:
    """Write a number, and that it is at least so much where not all is known."""
    said = number(value, code, digits)
    return said if exact or np.isnan(value) else text("at least {amount}", code, amount=said)
