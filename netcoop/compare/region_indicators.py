"""What else is known of regions: required ties in the records, and their indicators."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from netcoop._core.checks import check_choice
from netcoop._core.texts import text
from netcoop.actors.regions import canonical_region
from netcoop.compare.changes import check_names
from netcoop.compare.region_words import FULFILLMENT
from netcoop.errors import ArgumentError, NetcoopError, NetcoopWarning
from netcoop.gaps import required_ties
from netcoop.network import build_network
from netcoop.records import Records

# With fewer regions a rank correlation is mostly chance.
FEWEST_REGIONS = 5
# Numbers of a region that are no indicators of it.
_NO_INDICATOR = ("region", "name", "parent", "treated", "stratum", "dose")
_LAYERS = ("meeting", "referral", "contact", "agreement")


def check_indicators(records: Records, indicators: Any) -> list[str]:
    """Return the columns of numbers of the table ``regions`` that are asked for, or all."""
    table = records.regions
    known = [] if table is None else [str(name) for name in table if _is_indicator(table[name])]
    if indicators is None:
        return known
    if table is None:
        message = text("indicators= names columns of the table regions; the records have none.")
        raise ArgumentError(message)
    names = check_names(indicators, "indicators")
    return [check_choice("indicators", name, known) for name in names]


def _is_indicator(column: pd.Series) -> bool:
    numbers = pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)
    return bool(numbers) and str(column.name) not in _NO_INDICATOR


def listed_regions(records: Records) -> list[str]:
    """Name the regions of the table ``regions``, as the territories call them."""
    if records.regions is None:
        return []
    return sorted({str(canonical_region(word)) for word in records.regions["region"].dropna()})


def beside_table(
    records: Records,
    template: pd.DataFrame | None,
    indicators: Sequence[str],
    values: Mapping[str, pd.Series],
    regions: Sequence[str],
) -> pd.DataFrame:
    """Put required ties and indicators beside the metrics, one row a region."""
    index = pd.Index(list(regions), name="region", dtype="str")
    table = pd.DataFrame({name: value.reindex(index) for name, value in values.items()})
    if template is not None or records.required is not None:
        table[FULFILLMENT] = _fulfillment(records, template).reindex(index)
    if indicators and records.regions is not None:
        rows = records.regions.dropna(subset=["region"])
        named = rows["region"].map(canonical_region)
        # A region that stands there twice has the first number that is known.
        known = rows[list(indicators)].astype("float64").groupby(named.to_numpy()).first()
        twice = {name: f"{name} (indicator)" for name in known if name in table}
        table = table.join(known.rename(columns=twice))
    return table.astype("float64").rename_axis(index="region")


def _fulfillment(records: Records, template: pd.DataFrame | None) -> pd.Series:
    """Say of each region which share of required ties is in the records."""
    try:
        with warnings.catch_warnings():
            # The numbers beside which it stands have warned already.
            warnings.simplefilter("ignore", NetcoopWarning)
            net = build_network(records, layers=_LAYERS)
            share: pd.Series = required_ties(net, template).fulfillment()["share"]
    except NetcoopError:
        if template is not None:
            raise
        # The table is there, but actors have no kind or region to look it up by.
        return pd.Series(dtype="float64")
    return share


def association_table(beside: pd.DataFrame, metrics: Sequence[str]) -> pd.DataFrame:
    """Correlate the ranks of regions by each indicator with those by each metric."""
    rows = []
    for indicator in [name for name in beside if name not in metrics]:
        for metric in metrics:
            both = beside[[metric, indicator]].dropna()
            enough = len(both) >= FEWEST_REGIONS and bool((both.nunique() > 1).all())
            found = both[metric].corr(both[indicator], method="spearman") if enough else np.nan
            rows.append((indicator, metric, found, len(both)))
    columns = {"indicator": "str", "metric": "str", "correlation": "float64", "n_regions": "int64"}
    return pd.DataFrame(rows, columns=list(columns)).astype(columns)
