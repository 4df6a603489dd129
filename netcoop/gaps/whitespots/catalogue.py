"""The catalogue of services: who offers what where and to whom, and what is known not to be there.

Of a row that says ``missing`` or ``unknown`` the actor is who knows it, no provider.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import pandas as pd

from netcoop.actors.regions import canonical_region, kraj_names, kraj_of
from netcoop.records.schema import plain_letters
from netcoop.records.units import words_of
from netcoop.records.values import as_availability
from netcoop.reference.words import tidy

AVAILABLE, MISSING, UNKNOWN = "available", "missing", "unknown"
# Stands for no target group: all of them.
EVERYONE = ""


class Row(NamedTuple):
    """One row of the catalogue."""

    service: str
    region: str
    group: str
    actor: str
    status: str


@dataclass(frozen=True, eq=False)
class Catalogue:
    """What the catalogue says.

    Attributes
    ----------
    rows
        Rows by service and region.
    offers
        Rows of what is available, by service.
    inside
        Of a row that stands at a kraj because regions in it have the service: these regions.
    only_networker
        Services and regions of which only rows of a networker say that they are there.
    counts
        How many rows were read in a way that must be said.
    """

    rows: Mapping[tuple[str, str], list[Row]] = field(default_factory=dict)
    offers: Mapping[str, list[Row]] = field(default_factory=dict)
    inside: Mapping[Row, set[str]] = field(default_factory=dict)
    only_networker: frozenset[tuple[str, str]] = frozenset()
    counts: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def regions(self) -> frozenset[str]:
        """The regions of which the catalogue says anything."""
        return frozenset(region for _, region in self.rows)

    @cached_property
    def services(self) -> frozenset[str]:
        """The services the catalogue names."""
        return frozenset(service for service, _ in (*self.rows, *self.only_networker))

    def offered_by(self) -> dict[str, set[str]]:
        """Say which services each provider offers."""
        found: dict[str, set[str]] = {}
        for service, rows in self.offers.items():
            for row in rows:
                found.setdefault(row.actor, set()).add(service)
        return found


def group_key(written: object) -> str:
    """Reduce a target group to what is compared: no case, spaces or diacritics.

    Examples
    --------
    >>> group_key(" Děti  do 18 let"), group_key(None)
    ('deti do 18 let', '')
    """
    return plain_letters(tidy(written)) if isinstance(written, str) else EVERYONE


def covers(row_group: str, group: str) -> bool:
    """Tell whether who works with one target group works with another; no group is all groups."""
    return EVERYONE in (row_group, group) or row_group == group


def read_catalogue(
    services: pd.DataFrame | None, networkers: Iterable[str], regions: Iterable[str]
) -> Catalogue:
    """Read the table of services; a row of a whole kraj stands for each of the regions in it."""
    if services is None or services.empty:
        return Catalogue()
    connectors, counts = set(networkers), Counter[str]()
    kept: dict[Row, None] = {}
    inside: dict[Row, set[str]] = {}
    wide: set[Row] = set()
    set_aside: set[tuple[str, str]] = set()
    for row in _rows(services, counts):
        if row.status == AVAILABLE and row.actor in connectors:
            counts["networker_rows"] += 1
            set_aside |= {(row.service, place) for place in _places(row, regions)}
            continue
        placed = [row._replace(region=place) for place in _places(row, regions)]
        kept |= dict.fromkeys(placed)
        if row.region in kraj_names():
            wide.update(placed)
        else:
            for one in placed:
                if one.region != row.region:
                    inside.setdefault(one, set()).add(row.region)
    # Whoever works in the whole kraj does so, whatever it has in one region of it.
    inside = {row: places for row, places in inside.items() if row not in wide}
    by_place: dict[tuple[str, str], list[Row]] = {}
    offers: dict[str, list[Row]] = {}
    for row in sorted(kept):
        by_place.setdefault((row.service, row.region), []).append(row)
        # That the kraj has one, too, says nothing of where it is.
        if row.status == AVAILABLE and row not in inside:
            offers.setdefault(row.service, []).append(row)
    counts["contradictions"] = sum(_contradicts(rows) for rows in by_place.values())
    alone = frozenset(set_aside - set(by_place))
    return Catalogue(by_place, offers, inside, alone, dict(counts))


def _rows(services: pd.DataFrame, counts: Counter[str]) -> list[Row]:
    """Read row by row: an empty status of a provider that is listed means that it is there."""
    status = words_of(services, "status")
    read = {word: as_availability(word)[0] for word in status.dropna().unique()}
    counts["no_status"] = int(status.isna().sum())
    counts["unread_status"] = sum(read.get(word, AVAILABLE) is None for word in status)
    state = [read.get(word, AVAILABLE) or UNKNOWN for word in status]
    columns = [words_of(services, name) for name in ("service", "region", "target_group", "actor")]
    rows = []
    for service, region, group, actor, known in zip(*columns, state, strict=True):
        place = canonical_region(region) if isinstance(region, str) else None
        if place is None or not isinstance(service, str) or not isinstance(actor, str):
            counts["blank_rows"] += 1
            continue
        rows.append(Row(service.strip(), place, group_key(group), actor, known))
    return rows


def _places(row: Row, regions: Iterable[str]) -> list[str]:
    """Say which regions a row is about: its own, those of its kraj, and the kraj of a provider."""
    if row.region in kraj_names():
        inside = [region for region in regions if kraj_of(region) == row.region]
        return inside or [row.region]
    above = kraj_of(row.region)
    return (
        [row.region, above] if row.status == AVAILABLE and above in set(regions) else [row.region]
    )


def _contradicts(rows: list[Row]) -> bool:
    """Tell whether the catalogue says of the same group that a service is there and is not."""
    there = [row for row in rows if row.status == AVAILABLE]
    return any(
        covers(row.group, other.group) for row in rows if row.status == MISSING for other in there
    )


def group_names(*columns: Iterable[object]) -> dict[str, str]:
    """Give each target group one spelling: of those written, the first of the alphabet."""
    written = {word.strip() for column in columns for word in column if isinstance(word, str)}
    return {group_key(word): word for word in sorted(written, reverse=True)}
