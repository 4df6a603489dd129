"""The names that stand in records: each spelling once, with the region of its rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from netcoop.actors.identity import identify
from netcoop.actors.names import name_key
from netcoop.actors.regions import canonical_region
from netcoop.records import Records

# Where names of actors stand, and which of them make their bearer an actor of the network.
NAME_COLUMNS: dict[str, tuple[str, ...]] = {
    "meetings": ("actor", "convener"),
    "referrals": ("source", "target"),
    "contacts": ("source", "target"),
    "claims": ("respondent", "target"),
    "agreements": ("source", "target"),
    "services": ("actor",),
}
ONLY_LOOKED_UP = frozenset({("meetings", "convener"), ("services", "actor")})

# A name and the region it is written in; what decisions are made about.
NameKey = tuple[str, str | None]


@dataclass(frozen=True)
class Written:
    """One spelling in the rows of one region, in the order they turn up."""

    text: str
    region: str | None
    rows: int
    makes: bool
    # The best of all spellings that differ only in case: "OSPOD HB", not "ospod hb".
    read: str

    @cached_property
    def key(self) -> NameKey:
        """What makes two spellings the same, but for case and spaces."""
        return name_key(self.text), self.region


def collect(records: Records) -> list[Written]:
    """List every spelling by region, those that make an actor first."""
    rows: dict[tuple[str, str | None], int] = {}
    makes: dict[tuple[str, str | None], bool] = {}
    best = _best_spellings(records)
    for table, column, frame in _columns(records):
        region = regions_of(frame, records.region)
        counted = pd.DataFrame({"name": frame[column], "region": region}).dropna(subset="name")
        sizes = counted.groupby(["name", "region"], sort=False, dropna=False).size().reset_index()
        for name, place, count in sizes.itertuples(index=False):
            matters = not pd.isna(place) and identify(best[name_key(name)]).needs_region
            key = (str(name), str(place) if matters else None)
            rows[key] = rows.get(key, 0) + int(count)
            makes[key] = makes.get(key, False) or (table, column) not in ONLY_LOOKED_UP
    found = [Written(*key, rows[key], makes[key], best[name_key(key[0])]) for key in rows]
    return sorted(found, key=lambda name: not name.makes)


def _best_spellings(records: Records) -> dict[str, str]:
    """Choose, of all spellings that differ only in case and spaces, the most legible."""
    written = {
        str(name)
        for _, column, frame in _columns(records)
        for name in frame[column].dropna().unique()
    }
    best: dict[str, str] = {}
    for name in sorted(written, key=_legibility):
        best.setdefault(name_key(name), name)
    return best


def regions_of(frame: pd.DataFrame, home: str | None) -> pd.Series:
    """Say in which region every row was written, as the territories call it."""
    usual = canonical_region(home)
    if "region" not in frame:
        return pd.Series(usual, index=frame.index, dtype="str")
    labels = frame["region"].astype("str")
    known = {label: canonical_region(label) for label in labels.dropna().unique()}
    named: pd.Series = labels.map(known, na_action="ignore").astype("str")
    return named if usual is None else named.fillna(usual)


def _legibility(written: str) -> tuple[bool, bool, str]:
    return written.islower(), written.isupper(), written


def _columns(records: Records) -> Iterator[tuple[str, str, pd.DataFrame]]:
    for table, columns in NAME_COLUMNS.items():
        frame = records.tables.get(table)
        for column in columns:
            if frame is not None and column in frame:
                yield table, column, frame
