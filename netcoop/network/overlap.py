"""Networks shown together share no referrals: a difference of two would tell a hidden number."""

from __future__ import annotations

import warnings
from collections import Counter, defaultdict
from collections.abc import Mapping
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any

import pandas as pd

from netcoop._core.texts import text
from netcoop.errors import ArgumentError
from netcoop.network.disclosing import COUNTED_LAYERS, counting_layers
from netcoop.network.layers import weighed_rows
from netcoop.ties import Weighting

if TYPE_CHECKING:
    from netcoop.network.network import Network

# The rows of each pair, whichever way, and how often the same row stands there.
Rows = dict[frozenset[str], Counter[tuple[str, ...]]]


def check_overlap(given: Mapping[str, Network], *, of_regions: bool = False) -> None:
    """Refuse networks that share days or rows of referrals: what one has more may be few.

    Networks of regions may share days, but no rows.
    """
    counted = {name: net for name, net in given.items() if counting_layers(net)}
    pair = None if of_regions else common_days(counted)
    if pair is not None:
        message = text(
            "The periods {one!r} and {other!r} overlap, so small numbers of referrals could "
            "be worked out from their difference. Give periods without common days, or build "
            "them with layers=['meeting'].",
            one=pair[0],
            other=pair[1],
        )
        raise ArgumentError(message)
    dated = set() if of_regions else {n for n, net in counted.items() if "period" in net.settings}
    if len(counted) > 1 and dated != set(counted):
        _check_rows({name: _rows(net) for name, net in counted.items()}, dated)


def overlapping(given: Mapping[str, Network]) -> bool:
    """Tell whether networks share days or rows of referrals."""
    try:
        check_overlap(given)
    except ArgumentError:
        return True
    return False


def common_days(nets: Mapping[str, Network]) -> tuple[str, str] | None:
    """Name two periods with common days, if there are any."""
    spans = sorted(
        (_days(net.settings["period"]), name)
        for name, net in nets.items()
        if "period" in net.settings
    )
    for (earlier, one), (later, other) in pairwise(spans):
        if later[0] <= earlier[1]:
            return one, other
    return None


def _days(period: Mapping[str, Any]) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Give the first and the last day of a period; an open side is without end."""
    start, end = period["start"], period["end"]
    return pd.Timestamp(start or pd.Timestamp.min), pd.Timestamp(end or pd.Timestamp.max)


def _check_rows(rows: Mapping[str, Rows], dated: set[str]) -> None:
    """Refuse networks made of the same referrals and some more; the days of some are known."""
    for one, other in combinations(rows, 2):
        if not {one, other} <= dated and _tells(rows[one], rows[other]):
            message = text(
                "The networks {one!r} and {other!r} have referrals in common, so small numbers "
                "could be worked out from their difference. Give networks without common "
                "referrals, or build them with layers=['meeting'].",
                one=one,
                other=other,
            )
            raise ArgumentError(message)


def _tells(one: Rows, other: Rows) -> bool:
    """Tell whether some pair has common rows and others; the very same ones tell nothing."""
    return any(
        one[pair] != other[pair] and not one[pair].keys().isdisjoint(other[pair])
        for pair in one.keys() & other.keys()
    )


def _rows(net: Network) -> Rows:
    """Read the referrals with a day that made ties; none where the records are not at hand."""
    settings, records = net.settings, net.records
    found: Rows = defaultdict(Counter)
    if records is None or not {"layers", "weighting"} <= set(settings):
        return found
    day = pd.Timestamp(settings["reference"]) if "reference" in settings else None
    for layer in COUNTED_LAYERS:
        if layer not in settings["layers"] or f"{layer}s" not in records.tables:
            continue
        with warnings.catch_warnings():
            # What is left out was said when the network was built.
            warnings.simplefilter("ignore")
            frame = weighed_rows(records, layer, Weighting.from_dict(settings["weighting"]), day)
        if "date" not in frame:
            continue
        there = frame["source"].isin(net.actors.index) & frame["target"].isin(net.actors.index)
        frame = frame[there & frame["date"].notna()]
        if "weight" in frame:
            # What weighs nothing is in no tie; other weights fade, in each network otherwise.
            frame = frame[frame["weight"] > 0].drop(columns="weight")
        ends = zip(frame["source"].astype("str"), frame["target"].astype("str"), strict=True)
        cells = [_cells(frame[name]) for name in sorted(frame.columns)]
        for pair, row in zip(ends, zip(*cells, strict=True), strict=True):
            found[frozenset(pair)][(layer, *filter(None, row))] += 1
    return found


def _cells(column: pd.Series) -> list[str]:
    """Write the cells of a column so that the same value reads the same in every selection."""
    there = column.notna().tolist()
    if pd.api.types.is_numeric_dtype(column):
        column = column.astype("Float64")
    values = zip(column.tolist(), there, strict=True)
    return [f"{column.name}={value}" if known else "" for value, known in values]
