"""The scorecard: of each region and number, the range it stands in, in three ways of comparing."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from netcoop._core.rng import RandomSource
from netcoop.compare.intervals import LARGE, interval_table
from netcoop.compare.region_indicators import listed_regions
from netcoop.compare.region_ranks import has_better
from netcoop.compare.region_result import RegionComparison
from netcoop.compare.regions import regions_beside
from netcoop.reports.regions.parting import FEW, Parting, with_tables

# Enough for ranges of places to be steady, and few enough for forty regions in half a minute.
DRAWS = 99
LEVEL = 0.95


@dataclass(frozen=True, eq=False)
class Scores:
    """The numbers of the regions, with what they may be said to be.

    Attributes
    ----------
    table
        One row a region and metric, regions by the alphabet: ``as_recorded`` with ``low`` and
        ``high``, and ``range`` (``"interval"`` or ``"left_out"``); ``at_equal_meetings`` with
        ``equal_low`` and ``equal_high``, the lowest and the highest of all ways of comparing;
        ``place_low`` and ``place_high`` of ``n_ranked``; ``flag``.
    metrics
        Names of the numbers.
    compared
        In words, what was compared and what was left out.
    pairs
        Of each metric that can be better or worse, how many pairs of regions can be told apart,
        and how many pairs there are.
    effort
        Meetings per actor at which regions are compared; NaN where none has meetings enough.
    n_compared
        How many regions have meetings enough.
    draws
        How many random halves of the meetings were ranked.
    """

    table: pd.DataFrame
    metrics: tuple[str, ...]
    compared: str
    pairs: dict[str, tuple[int, int]]
    effort: float
    n_compared: int
    draws: int

    def of(self, metric: str) -> pd.DataFrame:
        """Give the rows of one metric, indexed by region."""
        return self.table[self.table["metric"] == metric].set_index("region")


def score(
    parting: Parting,
    metrics: str | Sequence[str] | None,
    *,
    draws: int | None,
    rng: RandomSource,
    lang: str,
) -> Scores:
    """Compare the regions that may be shown, and give every number its range."""
    number = draws or DRAWS
    found = _compare(parting, metrics, number, rng)
    names = tuple(found.settings["metrics"])
    intervals = interval_table(parting.sets, names, LARGE, LEVEL)
    ranges = intervals.set_index(["region", "metric"]).to_dict("index")
    compared = found.to_frame(lang)
    rows = [
        {"region": region, "metric": name, **_row(compared, ranges, region, name)}
        for region in parting.status
        for name in names
    ]
    pairs = found.pairs(lang)
    told = {name: pairs.loc[pairs["metric"] == name, "robust"] for name in names}
    return Scores(
        table=pd.DataFrame(rows, columns=list(_COLUMNS)).astype(_COLUMNS),
        metrics=names,
        compared=_in_words(found, parting, lang),
        pairs={n: (int(r.sum()), len(r)) for n, r in told.items() if has_better(n) and len(r)},
        effort=float(found.settings["effort"]) if found.settings["n_compared"] else np.nan,
        n_compared=int(found.settings["n_compared"]),
        draws=number,
    )


def _in_words(found: RegionComparison, parting: Parting, lang: str) -> str:
    """Say what was compared and left out, but not which of a few regions is before another.

    Regions without any meeting are told elsewhere: they are unknown, and have not just too few.
    """
    few = [region for region in found.settings["too_few"] if region in parting.sets]
    return replace(found, settings={**found.settings, "metrics": [], "too_few": few}).sentence(lang)


def _compare(
    parting: Parting, metrics: str | Sequence[str] | None, draws: int, rng: RandomSource
) -> RegionComparison:
    """Compare the meetings alone: required ties and indicators are looked up by themselves."""
    few = set(parting.named(FEW))
    regions = [region for region in listed_regions(parting.records) if region not in few]
    tables = {
        name: frame
        for name, frame in parting.records.tables.items()
        if name not in ("required", "regions")
    }
    if regions:
        tables["regions"] = pd.DataFrame({"region": regions}, dtype="str")
    only = with_tables(parting.records, tables)
    # What chance gives is not told, and would take half of the time.
    return regions_beside(only, metrics, draws=draws, rng=rng, chance=False)


def _row(
    compared: pd.DataFrame, ranges: Mapping[Any, Any], region: str, metric: str
) -> dict[str, Any]:
    """Put together what is known of one number of one region."""
    of_both = compared[(compared["region"] == region) & (compared["metric"] == metric)]
    if of_both.empty or (region, metric) not in ranges:
        return {"flag": "unknown"}
    ways = of_both.set_index("method").to_dict("index")
    mine = ways["per_actor"]
    # What is refused has no number at all: one without its range would be read as one with it.
    if math.isnan(mine["estimate"]):
        return {"flag": str(mine["flag"])}
    told, around = has_better(metric), _range(ranges[region, metric], float(mine["raw"]))
    estimates = [way["estimate"] for way in ways.values() if not math.isnan(way["estimate"])]
    low, high = min(estimates), max(estimates)
    if math.isclose(low, high, abs_tol=1e-9) and around:
        # All its meetings count in every way: a range of nothing would look like certainty.
        low, high = around["low"], around["high"]
    return {
        "as_recorded": float(mine["raw"]),
        **around,
        "at_equal_meetings": float(mine["estimate"]),
        "equal_low": low,
        "equal_high": high,
        "place_low": mine["rank_low"] if told else pd.NA,
        "place_high": mine["rank_high"] if told else pd.NA,
        "n_ranked": mine["n_ranked"] if told else pd.NA,
        "flag": str(mine["flag"]),
    }


def _range(row: Mapping[Any, Any], value: float) -> dict[str, Any]:
    """Give the interval, else from where to where it would be with one meeting or series less."""
    kind = "interval" if pd.notna(row["ci_low"]) else "left_out"
    first, last = ("ci_low", "ci_high") if kind == "interval" else ("loo_low", "loo_high")
    low, high = float(row[first]), float(row[last])
    if math.isnan(low):
        return {}
    return {"low": min(low, value), "high": max(high, value), "range": kind}


_COLUMNS = {
    "region": "str", "metric": "str", "as_recorded": "float64", "low": "float64",
    "high": "float64", "range": "str", "at_equal_meetings": "float64", "equal_low": "float64",
    "equal_high": "float64", "place_low": "Int64", "place_high": "Int64", "n_ranked": "Int64",
    "flag": "str",
}  # fmt: skip
