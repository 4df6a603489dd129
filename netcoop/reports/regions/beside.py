"""What stands beside the numbers of a region: required ties, services, its own indicators."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from netcoop._core.disclosure.telling import HIDDEN_SIGN
from netcoop.compare.region_indicators import (
    association_table,
    beside_table,
    check_indicators,
)
from netcoop.compare.region_words import association_sentence
from netcoop.errors import NetcoopError
from netcoop.gaps import required_ties, white_spots
from netcoop.network import build_network
from netcoop.records import Records
from netcoop.reference import territories
from netcoop.reports.regions.guarding import regions_above, small_counts, telling
from netcoop.reports.regions.labels import indicator_label
from netcoop.reports.regions.parting import FEW, NO_RECORDS, Parting, by_alphabet, with_tables

_LAYERS = ("meeting", "referral", "contact", "agreement")
# States of a service that say that it is known not to be there.
_NOT_THERE = ["elsewhere_in_reach", "out_of_reach", "no_provider"]


def required_by_region(parting: Parting, template: pd.DataFrame | None) -> pd.DataFrame | None:
    """Count of each region the ties a template asks for; ``None`` where nothing can be looked up.

    Indexed by ``region``: ``asked``, ``knowable`` (the records could show it), ``met`` (of these,
    in the records), ``share``. Only whether there is a tie counts, not how many referrals.
    """
    records = parting.records
    if template is None and records.required is None:
        return None
    layers = [layer for layer in _LAYERS if f"{layer}s" in records.tables]
    net = build_network(records, layers=layers)
    try:
        counts = required_ties(net, template).fulfillment()
    except NetcoopError:
        own = records.required
        if template is not None and (own is None or not template.equals(own)):
            raise
        # The table is there, but actors have no kind or region to look it up by.
        return None
    table = counts[["asked", "knowable", "share"]].astype("float64")
    table.insert(2, "met", (table["share"] * table["knowable"]).round())
    return _published(table, parting)


def services_by_region(parting: Parting) -> pd.DataFrame | None:
    """Count of each region the services looked at by what is known of them; ``None`` without any.

    Indexed by ``region``: ``available``, ``not_there``, ``unknown``, ``share`` (of those known).
    Referrals are not looked at, so that nothing follows of how many came back.
    """
    whole = parting.records
    if whole.services is None:
        return None
    tables = {name: frame for name, frame in whole.tables.items() if name != "referrals"}
    records = with_tables(whole, tables)
    try:
        states = white_spots(records).states
    except NetcoopError:
        # A catalogue that names no service the vocabulary knows.
        return None
    counts = pd.crosstab(states["region"], states["state"])
    every = counts.reindex(columns=["available", *_NOT_THERE, "unknown"], fill_value=0)
    table = every[["available"]].assign(
        not_there=every[_NOT_THERE].sum(axis=1), unknown=every["unknown"]
    )
    known = (table["available"] + table["not_there"]).astype("float64")
    table = table.astype("float64").assign(share=table["available"] / known.where(known > 0))
    return _published(table, parting)


@dataclass(frozen=True, eq=False)
class Indicators:
    """The indicators of the regions, and how far they go together with the numbers.

    Attributes
    ----------
    table
        Indexed by region, one column an indicator, called as it may be read.
    small, crossed
        Which values are small counts, and which others might give one away; both are hidden in
        ``table``.
    associations
        A sentence each.
    """

    table: pd.DataFrame
    small: pd.DataFrame
    crossed: pd.DataFrame
    associations: tuple[str, ...]

    def written(self, below: str) -> pd.DataFrame:
        """Give the values with signs for what is hidden: ``below`` for a small count, or ×."""
        signed = self.table.astype("object").mask(self.small, below)
        return signed.mask(self.crossed, HIDDEN_SIGN)


def indicators(
    parting: Parting, scores: pd.DataFrame, metrics: tuple[str, ...], threshold: float, lang: str
) -> Indicators | None:
    """Take the indicators of the table of regions; ``None`` without any.

    Whole numbers may count people, so that those from 1 to ``threshold`` − 1 are hidden, and with
    them what might give one away.
    """
    names = check_indicators(parting.records, None)
    if not names:
        return None
    values = {
        name: scores[scores["metric"] == name].set_index("region")["at_equal_meetings"]
        for name in metrics
    }
    every = beside_table(_no_template(parting.records), None, names, values, list(parting.status))
    own = every.drop(columns=list(metrics))
    small = small_counts(own, threshold)
    crossed = telling(small, regions_above(parting.records, own.index)) & own.notna()
    shown = own.mask(small | crossed)
    # Of small counts not even their order is told; of the rest, only what is shown counts.
    whole = [name for name in own if not small[name].any()]
    found = association_table(every[[*metrics]].join(shown[whole]), metrics)
    said = [
        association_sentence(row | {"indicator": indicator_label(row["indicator"], lang)}, lang)
        for row in found.to_dict("records")
        if row["correlation"] == row["correlation"]
    ]
    table, low, others = (one.rename(columns=_readable) for one in (shown, small, crossed))
    return Indicators(table, low, others, tuple(said))


def krajs(parting: Parting) -> pd.DataFrame:
    """Count, of each kraj that has a region here, its regions and those with records.

    Indexed by the name of the kraj: ``regions``, ``with_records``.
    """
    places = territories()["kraj_name"]
    known = [region for region, status in parting.status.items() if status != NO_RECORDS]
    here = places.reindex([*parting.status]).dropna()
    there = places.reindex(known).dropna().value_counts()
    names = by_alphabet(here.unique())
    table = pd.DataFrame({"regions": places.value_counts().reindex(names)})
    table["with_records"] = there.reindex(names).fillna(0).astype("int64")
    return table.rename_axis(index="kraj")


def _published(table: pd.DataFrame, parting: Parting) -> pd.DataFrame:
    """Keep the regions of the report, and of those that are not shown nothing."""
    index = pd.Index(list(parting.status), name="region", dtype="str")
    found = table.reindex(index)
    found.loc[[status == FEW for status in parting.status.values()]] = float("nan")
    return found


def _no_template(records: Records) -> Records:
    tables = {name: frame for name, frame in records.tables.items() if name != "required"}
    return with_tables(records, tables)


def _readable(name: str) -> str:
    """Write the name of a column as words."""
    return " ".join(name.replace("_", " ").split()) or "–"
