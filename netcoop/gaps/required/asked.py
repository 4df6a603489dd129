"""Required ties: which pairs that should cooperate are in the records, and what these can show."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from netcoop._core.checks import check_choice, is_missing, is_number, is_whole
from netcoop._core.texts import text
from netcoop.errors import ArgumentError, NetworkError
from netcoop.gaps.field import served
from netcoop.gaps.required.pairs import ALL, pairs_asked, places_of
from netcoop.gaps.required.recorded_regions import present_layers
from netcoop.gaps.required.result import COLUMNS, RequiredTies
from netcoop.gaps.required.states import Limits, with_states
from netcoop.gaps.required.template_rows import kinds_in, requirements
from netcoop.network import Network
from netcoop.network.disclosing import THRESHOLD, counts_cases
from netcoop.network.layers import EVENTS
from netcoop.ties import attended
from netcoop.ties.worth import last_day

_UNITS = {"D": "days", "W": "weeks", "M": "months", "Y": "years"}


def required_ties(
    net: Network,
    template: pd.DataFrame | None = None,
    *,
    within: str | None = "region",
    min_weight: float | Mapping[str, float] | None = None,
    min_meetings: int | None = None,
    max_age: int | str | timedelta | pd.DateOffset | None = None,
    on: str | date | None = None,
) -> RequiredTies:
    """Show which pairs that should cooperate are in the records, and of which nobody can tell.

    Every pair of actors of the kinds the template names is looked up in the network. What is not
    found is not in the records; it may happen all the same. Attendance cannot show that something
    was done for a child, so of ties at the level of a case it counts for nothing.

    Parameters
    ----------
    net
        A network whose actors have a ``kind`` and a ``region``.
    template
        One row for two kinds of actors: ``source_kind``, ``target_kind`` (codes, labels or other
        spellings of ``nc.vocabulary("actor")``, or kinds of the network); where given also
        ``scope`` (``"region"``, ``"kraj"`` or ``"any"``), ``direction`` (``"undirected"``,
        ``"directed"``, ``"mutual"``), ``level`` (``"institution"``, ``"case"``), ``strength``
        (``"should"``, ``"must"``, ``"practice"``), ``evidence`` (layers parted by ``|``; by
        default referrals for cases, else meetings, contacts, agreements or referrals), ``basis``,
        ``certainty``, ``purpose``. Rows for the same kinds, direction, level and scope are one.
        ``None``: the table ``required`` of the records. Start with
        :func:`netcoop.required_ties_template`.
    within
        What a pair of scope ``"region"`` has to share: a ``"region"``, a ``"kraj"``, or, with
        ``None`` or ``"all"``, nothing. Scope ``"kraj"`` needs the same kraj at any rate.
    min_weight
        A tie of a smaller weight is weak: a number, or one for each layer, in its own unit. What
        may leave calls no tie weak by fewer than five referrals.
    min_meetings
        A tie of fewer joint meetings is weak.
    max_age
        A tie whose last record is older is stale: months, or such as ``"90D"``, ``"12M"``,
        ``"2Y"``, a timedelta or a pandas offset.
    on
        The day ages are counted to; by default that of the network's weights, else the last day
        of the records.

    Returns
    -------
    RequiredTies
        ``pairs``, ``fulfillment()``, ``to_frame()``, ``sentence()``. A pair stands in every region
        both actors serve (where they share none, in those of either). Each has a ``status``, the
        first that fits; of several layers the best one counts:

        - ``partner_missing``: the register has no such actor there; ``unknown`` where the actors
          are only those seen, the scope goes beyond the region, or the region has no records;
        - ``unknown``: no layer of the network could show it, or it has no records of that region
          (of a pair of two regions: not of both);
        - ``absent``: not in the records, though they could show it;
        - ``one_sided``: recorded only the other way (of meetings and agreements there is none);
        - ``only_facilitated``: only from facilitated meetings or contacts. A networker's own ties
          are not told apart so, and ties of which it is not known are marked, not left out;
        - ``stale``, ``weak``: by ``max_age``, ``min_weight`` and ``min_meetings``; what has no
          date is not stale;
        - ``met``: in the records.

        A region whose requirement names two kinds that are both not there has no row of it.

    Raises
    ------
    ArgumentError
        There is no template, it names unknown kinds or words, a limit makes no sense, or no actor
        has a region or a kind.

    Examples
    --------
    >>> kinds = {"kind": ["OSPOD", "ZS", "PCR"], "region": "Jihlava"}
    >>> actors = pd.DataFrame(kinds, index=["office", "school", "police"])
    >>> ties = pd.DataFrame({"source": ["office"], "target": ["school"], "kind": ["meeting"]})
    >>> net = Network(actors, ties, settings={"roster": "register"})
    >>> template = pd.DataFrame({"source_kind": "OSPOD", "target_kind": ["ZS", "PCR", "SOUD"]})
    >>> required_ties(net, template).pairs[["target", "target_kind", "status"]]
       target target_kind           status
    0  school          ZS              met
    1  police         PCR           absent
    2     NaN        SOUD  partner_missing
    """
    _check_network(net)
    area = check_choice("within", ALL if within is None else within, ("region", "kraj", ALL))
    asked = requirements(template, net)
    layers = [layer for layer in present_layers(net) if layer in set(asked["evidence"].explode())]
    reference = _reference(net, on)
    limits = Limits(
        _least_weights(min_weight, present_layers(net)),
        _least_meetings(min_meetings),
        _oldest(max_age, reference),
    )
    _check_kinds(net)
    places = places_of(net, area)
    _check_regions(net, asked, area)
    rows = pairs_asked(net, asked, places).join(asked, on="requirement").reset_index(drop=True)
    # What leaves is looked up without the limits that would tell small numbers.
    leaving = _without_small(net, limits)
    found = _in_words(net, with_states(net, rows.copy(), layers, places, limits, area))
    shown = found
    if leaving is not limits:
        shown = _in_words(net, with_states(net, rows, layers, places, leaving, area))
    wanted = dict.fromkeys(asked["evidence"].explode().dropna())
    dated = found.drop_duplicates(["source", "target", "shown_by"])
    return RequiredTies(
        settings={
            "within": area,
            "min_weight": dict(min_weight) if isinstance(min_weight, Mapping) else min_weight,
            "min_meetings": min_meetings,
            "max_age": max_age if max_age is None or is_whole(max_age) else str(max_age),
            "reference": None if reference is None else str(reference.date()),
        },
        not_looked_at=tuple(name for name in wanted if name not in layers),
        n_without_kind=int(kinds_in(net).isna().sum()),
        n_without_region=_without_region(net, asked, places),
        n_undated=int((dated["shown_by"].ne("") & dated["last_date"].isna()).sum()),
        _pairs=found,
        _shown=shown,
        _net=net,
    )


def _without_region(net: Network, asked: pd.DataFrame, places: pd.DataFrame) -> int:
    """Count who is in no pair for want of a region; scope "any" asks for none."""
    if asked["scope"].eq("any").all():
        return 0
    return net.n_actors - int(places["actor"].nunique())


def _in_words(net: Network, rows: pd.DataFrame) -> pd.DataFrame:
    """Put ids for positions, the evidence as it is written, and rows in a lasting order."""
    ids = np.array([*map(str, net.actors.index), None], dtype=object)
    for name, end in (("a", "source"), ("b", "target")):
        # NOBODY counts from the end, where nothing stands.
        rows[end] = pd.Series(ids[rows[name].to_numpy()], index=rows.index, dtype="str")
    rows["region"] = rows["place"].astype("str")
    rows["evidence"] = rows["evidence"].map("|".join).astype("str")
    codes = ["shown_by", "status", "reason", "basis", "certainty", "purpose"]
    rows = rows.astype(dict.fromkeys(codes, "str") | {"last_date": "datetime64[s]"})
    order = ["region", "requirement", "source", "target"]
    return rows.sort_values(order, kind="stable", ignore_index=True)[COLUMNS]


def _check_network(given: object) -> None:
    """Refuse what is not a network, such as records."""
    if not isinstance(given, Network):
        message = text(
            "A {kind} is not a network. Make one with nc.build_network(records).",
            kind=type(given).__name__,
        )
        raise NetworkError(message)


def _check_kinds(net: Network) -> None:
    """Refuse a network that does not say what its actors are."""
    if net.n_actors and kinds_in(net).isna().all():
        message = text(
            "No actor has a kind, so no pair can be looked up. Fill the column kind of the actors."
        )
        raise ArgumentError(message)


def _check_regions(net: Network, asked: pd.DataFrame, area: str) -> None:
    """Refuse a network without regions where the template asks who shares one."""
    needs = asked["scope"].eq("kraj") | (asked["scope"].eq("region") & (area != ALL))
    if not (net.n_actors and needs.any()) or len(served(net.actors)):
        return
    if area == ALL:
        message = text(
            "No actor has a region, so who is of the same kraj is not known. Fill the column "
            "region of the actors, or write 'any' into the column scope of the template."
        )
    else:
        message = text(
            "No actor has a region, so nothing can be compared within one. Fill the column "
            "region of the actors, or use within=None."
        )
    raise ArgumentError(message)


def _without_small(net: Network, limits: Limits) -> Limits:
    """Leave out limits that would tell, by who is called weak, numbers of referrals below five.

    Weights that are no plain numbers of referrals (by outcome, fading) may tell them at any limit.
    """
    ties = net.ties
    kinds = pd.Series(list(limits.weight), dtype="str")
    counted = set(kinds[counts_cases(kinds)])
    kept = {
        layer: least
        for layer, least in limits.weight.items()
        if layer not in counted
        or (least >= THRESHOLD and _are_counts(ties[ties["kind"] == layer], net))
    }
    return limits if kept == dict(limits.weight) else replace(limits, weight=kept)


def _are_counts(ties: pd.DataFrame, net: Network) -> bool:
    """Tell whether the weights are numbers of cases, as far as the network says."""
    if "count" in ties:
        return bool(ties["weight"].eq(ties["count"].astype("float64")).all())
    used = net.settings.get("weighting", {})
    return not any(used.get(name) for name in ("outcome", "half_life", "channel", "role"))


def _least_weights(value: Any, layers: tuple[str, ...]) -> dict[str, float]:
    """Give the smallest weight that is not weak, by layer."""
    if value is None:
        return {}
    given = value if isinstance(value, Mapping) else dict.fromkeys(layers, value)
    for layer, weight in given.items():
        check_choice("min_weight", layer, layers)
        if not is_number(weight) or weight < 0:
            message = text(
                "min_weight={value!r} must be a number from 0 up, or one for each layer.",
                value=weight,
            )
            raise ArgumentError(message)
    if not given and not isinstance(value, Mapping):
        _least_weights({"tie": value}, ("tie",))
    return {str(layer): float(weight) for layer, weight in given.items()}


def _least_meetings(value: Any) -> int | None:
    """Check the smallest number of meetings that is not weak."""
    if value is None:
        return None
    if not is_whole(value) or value < 1:
        raise ArgumentError(text("{argument}={value!r} must be a whole number from 1 up.",
                                 argument="min_meetings", value=value))  # fmt: skip
    return int(value)


def _reference(net: Network, on: Any) -> pd.Timestamp | None:
    """Find the day ages are counted to."""
    if on is not None:
        return _day(on)
    if "reference" in net.settings:
        return pd.Timestamp(net.settings["reference"])
    if net.records is not None:
        tables = net.records.tables
        rows = [tables[name] for name in EVENTS.values() if name in tables]
        latest = last_day([attended(one) if "actor" in one else one for one in rows])
        if latest is not None:
            return latest
    ties = net.ties
    days = pd.to_datetime(ties.get("last_date", pd.Series(dtype="datetime64[s]"))).dropna()
    return max(days, default=None)


def _day(on: Any) -> pd.Timestamp:
    """Read a day."""
    try:
        day: Any = pd.Timestamp(on) if isinstance(on, str | date) else pd.NaT
    except ValueError:
        day = pd.NaT
    if is_missing(day):
        raise ArgumentError(text("on={on!r} must be a day, such as '2024-06-30'.", on=on))
    found: pd.Timestamp = day.tz_localize(None)
    return found


def _oldest(age: Any, reference: pd.Timestamp | None) -> pd.Timestamp | None:
    """Say before which day a tie is stale; ``None`` where that is not asked or not known."""
    if age is None:
        return None
    written = re.fullmatch(r"\s*(\d+)\s*([DWMY])\s*", age.upper()) if isinstance(age, str) else None
    step: Any = None
    if is_whole(age):
        step = pd.DateOffset(months=int(age))
    elif written:
        step = pd.DateOffset(**{_UNITS[written[2]]: int(written[1])})  # type: ignore[arg-type]
    elif isinstance(age, timedelta | pd.DateOffset) and age is not pd.NaT:
        step = age
    today = pd.Timestamp("2024-01-01") if reference is None else reference
    try:
        oldest = today - step if step is not None else today
    except (ValueError, OverflowError):
        oldest = today
    if not oldest < today:
        message = text(
            "max_age={age!r} must be a number of months from 1 up, or such as '90D', '12M', '2Y'.",
            age=age,
        )
        raise ArgumentError(message)
    return None if reference is None else oldest
