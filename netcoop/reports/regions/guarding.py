"""Which indicators of regions must not leave: small counts, and what would give them away."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import pandas as pd

from netcoop.actors.regions import canonical_region
from netcoop.records import Records
from netcoop.records.schema import plain_letters
from netcoop.reference import territories

# Everybody can look up how many people live in a region, and alone it tells of no small count.
_PUBLIC = "population"
# Heads of columns that say that their numbers are no counts.
_RATE = re.compile(
    r"\b(?:per|share|rate|ratio|mean|average|podil|mira|pomer|prumer\w*|na \d+)\b|%|‰"
)
_WHOLE_COUNTRY = {"ceska republika", "cr", "cesko", "czech republic", "czechia", "celkem", "total"}


def small_counts(indicators: pd.DataFrame, threshold: float) -> pd.DataFrame:
    """Tell which cells may be small counts.

    Each cell is looked at by itself: one odd value in a column says nothing of the others. Only a
    column that is called a rate, and has fractions, counts nothing.
    """
    small = indicators.gt(0) & indicators.lt(threshold) & (indicators % 1 == 0)
    for name in indicators:
        if _is_rate(str(name), indicators[name]):
            small[name] = False
    return small


def telling(small: pd.DataFrame, above: Mapping[str, set[str]]) -> pd.DataFrame:
    """Tell which other cells might give a small count away: all others of its region.

    A sum, a difference or a rate of it may be among them, and which is which cannot be told from
    names. What holds a region holds its small counts, too. That depends on where small counts
    are, and never on how large they are.
    """
    regions = set(small.index[small.any(axis=1)])
    while wider := {one for region in regions for one in above.get(region, ())} - regions:
        regions |= wider
    here = pd.Series(small.index.isin(regions), index=small.index)
    crossed = ~small & False
    for name in small:
        if name != _PUBLIC:
            crossed[name] = here & ~small[name]
    return crossed


def regions_above(records: Records, regions: Iterable[str]) -> dict[str, set[str]]:
    """List of each region those it lies in: its parent in the records, its kraj, the country."""
    listed = [str(region) for region in regions]
    country = {region for region in listed if _folded(region) in _WHOLE_COUNTRY}
    krajs = territories()["kraj_name"]
    above = {region: set(country) for region in listed}
    table = records.regions
    if table is not None and "parent" in table:
        for region, parent in zip(table["region"], table["parent"], strict=True):
            if pd.notna(region) and pd.notna(parent):
                above.setdefault(str(canonical_region(region)), set(country)).add(
                    str(canonical_region(parent))
                )
    for region, found in above.items():
        if region in krajs.index:
            found.add(str(krajs[region]))
        found.discard(region)
    return above


def _is_rate(name: str, values: pd.Series) -> bool:
    return bool(_RATE.search(_folded(name))) and bool((values.dropna() % 1 != 0).any())


def _folded(words: str) -> str:
    return " ".join(plain_letters(words).replace("_", " ").casefold().split())
