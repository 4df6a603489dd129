"""What lies behind each tie, for all ties at once: how often, by month and kind of tie.

Counts are never finer than may leave the house. Referrals are listed by month only where no month
of the tie has few of them, else by quarter or year, else not at all. A case conference is a case,
and so is any meeting not known to be none: where a pair of the map met in some month for nothing
else, no pair's meetings are listed by month, but by year; where a whole year would tell, none are.
What is listed of a pair, and how finely, so never tells that this pair met over a case.
Where periods overlap nothing is listed: the difference of two lists would tell what neither does.
Where periods of the network are handed on beside it, their own lists are all there is of referrals.
"""

from __future__ import annotations

import warnings
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from netcoop.maps.views import Views
from netcoop.network.case_meetings import CASES as CASES
from netcoop.network.case_meetings import about_cases
from netcoop.network.disclosing import COUNTED_LAYERS, THRESHOLD
from netcoop.network.layers import weighed_rows
from netcoop.ties import Weighting

if TYPE_CHECKING:
    from netcoop.network import Network

# Above so many ties, or lines of all lists, the file would be too large.
MOST_TIES = 5000
MOST_LINES = 6000
LAYERS = ("meeting", "referral", "contact")

Pair = tuple[str, str, str]
Lists = dict[Pair, tuple[tuple[str, str, int], ...]]
# Month (counted from year 0; -1: not known) to how many there were, and how many were no cases.
Months = dict[int, tuple[int, int]]
Listing = Callable[[Months], Iterator[tuple[str, int]]]


def behind(views: Views) -> Lists:
    """Count what made each tie, by period and month, as far as it may leave.

    Parameters
    ----------
    views
        All networks of a map (:func:`netcoop.maps.views.gather`).

    Returns
    -------
    dict
        By source, target and kind of a tie, ids as in the picture: period, ``"2024-03"``,
        ``"2024 Q1"`` or ``"2024"``, and how often. Ties of which nothing may be listed are not in
        it; nor is anything where the networks keep no records, or for more than ``MOST_TIES``.
        Meetings are listed alike for all pairs: by month, by year or not at all.
        Where there would be more than ``MOST_LINES``, all is listed by year.
    """
    shown = {view.period: view.net for view in views.views if not view.without}
    keys = [net.ties[["source", "target", "kind"]] for net in shown.values()]
    if len(pd.concat(keys).drop_duplicates()) > MOST_TIES:
        return {}
    rows = {period: _rows(net) for period, net in views.given.items()}
    if _overlap(rows):
        return {}
    counted = list(_all_counted(views, shown, rows))
    meetings = _meeting_lines([months for _, key, months in counted if key[2] == "meeting"])
    found: dict[Pair, list[tuple[str, str, int]]] = defaultdict(list)
    for period, key, months in counted:
        listed = meetings if key[2] == "meeting" else _listing(shown[period], key[2])
        found[key] += [(period, label, n) for label, n in listed(months)]
    return _few_lines({key: tuple(lines) for key, lines in found.items() if lines})


def _all_counted(
    views: Views, shown: Mapping[str, Network], rows: Mapping[str, Mapping[str, pd.DataFrame]]
) -> Iterator[tuple[str, Pair, Months]]:
    """Count by period and month what made each tie of the picture."""
    true = {name: actor for actor, name in views.names.items()}
    for period, layers in rows.items():
        for layer, own in layers.items():
            if views.beside and layer in COUNTED_LAYERS:
                continue
            ties = shown[period].ties
            ties = ties[ties["kind"] == layer].reset_index(drop=True)
            if ties.empty:
                continue
            ends = ties.assign(source=ties["source"].map(true), target=ties["target"].map(true))
            for place, months in _counted(views.given[period], layer, own, ends).items():
                yield (
                    period,
                    (str(ties["source"][place]), str(ties["target"][place]), layer),
                    months,
                )


def _few_lines(found: Lists) -> Lists:
    """List by year what would be too long, and nothing if that is too long as well."""
    if sum(map(len, found.values())) <= MOST_LINES:
        return found
    years: Lists = {}
    for key, lines in found.items():
        sums: dict[tuple[str, str], int] = defaultdict(int)
        for period, label, n in lines:
            sums[period, label[:4]] += n
        years[key] = tuple((period, year, n) for (period, year), n in sums.items())
    return years if sum(map(len, years.values())) <= MOST_LINES else {}


def _rows(net: Network) -> dict[str, pd.DataFrame]:
    """Give the rows of each layer that made ties; nothing where records do not lead to ties."""
    settings, records = net.settings, net.records
    lost = {"aggregated_by", "disclosure"} & set(settings)
    if records is None or lost or not {"layers", "weighting"} <= set(settings):
        return {}
    choice = Weighting.from_dict(settings["weighting"])
    day = pd.Timestamp(settings["reference"]) if "reference" in settings else None
    with warnings.catch_warnings():
        # What is left out was said when the network was built.
        warnings.simplefilter("ignore")
        return {
            layer: weighed_rows(records, layer, choice, day)
            for layer in LAYERS
            if layer in settings["layers"] and layer in settings["layer_scale"]
        }


def _overlap(rows: Mapping[str, Mapping[str, pd.DataFrame]]) -> bool:
    """Tell whether two periods have days in common."""
    days = [
        pd.concat([own["date"].dropna() for own in layers.values() if "date" in own] or [_NO_DAYS])
        for layers in rows.values()
    ]
    spans = sorted((own.min(), own.max()) for own in days if len(own))
    return any(later[0] <= earlier[1] for earlier, later in pairwise(spans))


_NO_DAYS = pd.Series(dtype="datetime64[s]")


def _month(rows: pd.DataFrame) -> pd.Series:
    """Count the month of every row from year 0 on; -1 where it is not known."""
    if "date" not in rows:
        return pd.Series(-1, index=rows.index)
    days = rows["date"].dt
    month: pd.Series = (days.year * 12 + days.month - 1).fillna(-1).astype("int64")
    return month


def _counted(net: Network, layer: str, rows: pd.DataFrame, ties: pd.DataFrame) -> dict[int, Months]:
    """Count by month for each row of the ties."""
    count = _meetings if layer == "meeting" else _arcs
    found = count(net, rows, ties).groupby(["tie", "month"], sort=True)[["n", "plain"]].sum()
    months: dict[int, Months] = defaultdict(dict)
    for (tie, month), n, plain in zip(found.index, found["n"], found["plain"], strict=True):
        months[int(tie)][int(month)] = (int(n), int(plain))
    return months


def _meetings(net: Network, rows: pd.DataFrame, ties: pd.DataFrame) -> pd.DataFrame:
    """Give each joint meeting of each pair, as the tie counts them."""
    from scipy import sparse

    rows = rows.dropna(subset=["actor", "meeting_id"]).reset_index(drop=True)
    codes, meetings = pd.factorize(rows["meeting_id"])
    month = _month(rows)
    known = month.where(month >= 0).groupby(codes).min().fillna(-1).to_numpy(dtype="int64")
    case = about_cases(rows).groupby(codes).any()
    size = rows.groupby(codes)["actor"].nunique().to_numpy()
    most = Weighting.from_dict(net.settings["weighting"]).max_size
    actor = net.actors.index.get_indexer(pd.Index(rows["actor"].astype("str")))
    # A row that counts nothing makes no tie, nor does a meeting that is too large.
    counts = (actor >= 0) & (rows.get("weight", pd.Series(1.0, index=rows.index)) > 0).to_numpy()
    if most is not None:
        counts &= (size <= most)[codes]
    shape = (net.n_actors, len(meetings))
    there = sparse.csr_array(
        (np.ones(int(counts.sum()), dtype="int64"), (actor[counts], codes[counts])), shape=shape
    )
    source, target = (net.actors.index.get_indexer(pd.Index(ties[end])) for end in _ENDS)
    joint = there[source].multiply(there[target]).tocoo()
    tie, meeting = joint.coords
    plain = ~case.to_numpy(dtype="bool")[meeting]
    return pd.DataFrame({"tie": tie, "month": known[meeting], "n": 1, "plain": plain.astype(int)})


_ENDS = ("source", "target")


def _arcs(net: Network, rows: pd.DataFrame, ties: pd.DataFrame) -> pd.DataFrame:
    """Give how many went from one to the other by the rows of a log; both ways if undirected."""
    n = rows["count"].astype("Float64").fillna(1) if "count" in rows else 1.0
    log = pd.DataFrame({"source": rows["source"], "target": rows["target"], "month": _month(rows)})
    log = log.assign(n=n).assign(n=lambda frame: frame["n"].astype("float64"))
    way = ties[["source", "target"]].rename_axis("tie").reset_index()
    one_way = pd.Series(net.directed, index=ties.index)
    if "directed" in ties and not net.directed:
        one_way = ties["directed"].astype("bool")
    back = way[~one_way.to_numpy()].rename(columns={"source": "target", "target": "source"})
    found = pd.concat([way, back]).merge(log, on=list(_ENDS))
    return found[["tie", "month", "n"]].assign(plain=found["n"])


def _listing(shown: Network, layer: str) -> Listing:
    """Choose how finely contacts or referrals may be listed."""
    if layer == "contact":
        return lambda months: _sums(months, _by_month)
    threshold = float(shown.settings.get("disclosure", {}).get("threshold", THRESHOLD))
    return lambda months: _referral_lines(months, threshold)


def _meeting_lines(pairs: list[Months]) -> Listing:
    """Choose how finely all meetings of a map may be listed: no number is one of cases alone."""
    for label in (_by_month, _by_year):
        if all(_beside_others(months, label) for months in pairs):
            return partial(_sums, label=label)
    return lambda _: iter(())


def _beside_others(months: Months, label: Callable[[int], str]) -> bool:
    """Tell whether every number of a list counts something that was no case."""
    plain: dict[str, int] = defaultdict(int)
    for month, (_, others) in months.items():
        if month >= 0:
            plain[label(month)] += others
    return all(plain.values())


def _sums(months: Months, label: Callable[[int], str]) -> Iterator[tuple[str, int]]:
    """Add up by month, quarter or year; what has no month is in no number."""
    sums: dict[str, int] = defaultdict(int)
    for month, (n, _) in months.items():
        if month >= 0 and n:
            sums[label(month)] += n
    yield from sums.items()


def _referral_lines(months: Months, threshold: float) -> Iterator[tuple[str, int]]:
    """List referrals as finely as no number below the threshold can be worked out."""
    # What has no month is the difference of the tie and its list.
    if 0 < months.get(-1, (0, 0))[0] < threshold:
        return
    for label in (_by_month, _by_quarter, _by_year):
        sums = dict(_sums(months, label))
        if all(n >= threshold for n in sums.values()):
            yield from sums.items()
            return


def _by_month(month: int) -> str:
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def _by_quarter(month: int) -> str:
    return f"{month // 12:04d} Q{month % 12 // 3 + 1}"


def _by_year(month: int) -> str:
    return f"{month // 12:04d}"
