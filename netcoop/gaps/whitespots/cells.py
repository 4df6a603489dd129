"""Service by region by target group: is it there, is it near, or is that not known?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from netcoop.actors.regions import canonical_region, kraj_names, kraj_of
from netcoop.gaps.field import served
from netcoop.gaps.whitespots.catalogue import EVERYONE, MISSING, UNKNOWN, Catalogue, Row, covers
from netcoop.gaps.whitespots.distances import great_circle, own_seats, seat_of_region
from netcoop.records import Records
from netcoop.records.units import words_of
from netcoop.reference.kind_tables import kind_rule

AVAILABLE = "available"
NO_PROVIDER, OUT_OF_REACH = "no_provider", "out_of_reach"
ELSEWHERE, UNKNOWN_STATE = "elsewhere_in_reach", "unknown"
# Who stands for a state if the target groups of a service differ: the gravest.
STATES = (NO_PROVIDER, OUT_OF_REACH, ELSEWHERE, UNKNOWN_STATE, AVAILABLE)


@dataclass(frozen=True)
class Cell:
    """One service in one region for one target group, and what is known of it.

    ``reason`` says why the state is what it is (see ``white_words.REASONS``).
    """

    service: str
    region: str
    group: str
    state: str
    reason: str = ""
    providers: tuple[str, ...] = ()
    # Those of them who offer it beside another, to the same group in the same place.
    shared: tuple[str, ...] = ()
    nearest: str | None = None
    distance: float = float("nan")


@dataclass(frozen=True, eq=False)
class Elsewhere:
    """Where providers are, as seen from a region."""

    seats: Mapping[str, tuple[str | None, tuple[float, float]]]
    serves: Collection[tuple[str, str]]
    reach: float

    def nearest(self, region: str, rows: list[Row]) -> tuple[str | None, float, str]:
        """Name the nearest provider: first who is within reach or serves the region anyway.

        The third value is ``"reach"``, ``"serves"``, ``"far"`` or, of unknown distance, ``""``.
        """
        if not rows:
            return None, float("nan"), ""
        start = np.array(seat_of_region(region))
        ends = np.array([self._seat(row) for row in rows])
        options = []
        for row, kilometres in zip(rows, great_circle(start, ends), strict=True):
            known = not np.isnan(kilometres)
            serves = (row.actor, region) in self.serves
            how = "reach" if kilometres <= self.reach else "serves" if serves else "far"
            how = how if known or serves else ""
            far = float(kilometres) if known else float("inf")
            options.append((how not in ("reach", "serves"), far, row.actor, how))
        _, far, actor, how = min(options)
        return actor, float("nan") if np.isinf(far) else far, how

    def _seat(self, row: Row) -> tuple[float, float]:
        """Give the place of a provider: its own in the region it is in, else that region's seat."""
        region, own = self.seats.get(row.actor, (None, (0.0, 0.0)))
        if row.actor in self.seats and region in (None, row.region):
            return own
        return seat_of_region(row.region)


def elsewhere_of(actors: pd.DataFrame, regions: Collection[str], reach: float) -> Elsewhere:
    """Say where actors are, and which regions the register says they serve beside their own."""
    who = served(actors, regions)
    own = {
        str(actor): canonical_region(region)
        for actor, region in words_of(actors, "region").dropna().items()
    }
    said = set(words_of(actors, "serves").dropna().index)
    pairs = zip(who["actor"], who["region"], strict=True)
    serves = {(actor, place) for actor, place in pairs if place != own.get(actor) or actor in said}
    return Elsewhere(own_seats(actors), serves, reach)


def regions_of_records(records: Records, actors: pd.DataFrame) -> list[str]:
    """List the regions that catalogue, register, needs and the list of regions name, sorted.

    A kraj is one of them only where a need or the list of regions names it, or none of its regions
    is.
    """
    tables = records.tables
    named = {table: _regions_in(tables.get(table)) for table in ("services", "needs", "regions")}
    places = set().union(*named.values(), served(actors)["region"])
    asked = named["needs"] | named["regions"]
    krajs = {kraj_of(place) for place in places if place not in kraj_names()}
    wide = {place for place in places if place in kraj_names() and place in krajs - asked}
    return sorted(places - wide)


def _regions_in(frame: pd.DataFrame | None) -> set[str]:
    if frame is None:
        return set()
    found = (canonical_region(label) for label in words_of(frame, "region").dropna().unique())
    return {place for place in found if place}


def make_cells(
    service: str,
    region: str,
    *,
    groups: Collection[str],
    catalogue: Catalogue,
    told_missing: bool,
    complete: bool,
    elsewhere: Elsewhere,
    needed: Collection[str],
) -> list[Cell]:
    """Say of every target group of a service in a region whether it is there."""
    rows = catalogue.rows.get((service, region), [])
    cells = []
    for group in sorted(groups):
        here = [row for row in rows if covers(row.group, group)]
        there = [row for row in here if row.status == AVAILABLE]
        if there:
            providers = tuple(sorted({row.actor for row in there}))
            same = [row for row in there if group != EVERYONE or row.group == EVERYONE]
            shared = _sharing(same, catalogue)
            cells.append(Cell(service, region, group, AVAILABLE, "", providers, shared))
            continue
        reason = _missing_because(here, told_missing=told_missing, complete=complete)
        cells.append(
            _absent(
                Cell(service, region, group, UNKNOWN_STATE, reason),
                says_unknown=any(row.status == UNKNOWN for row in here),
                catalogue=catalogue,
                elsewhere=elsewhere,
                needed=group in needed,
            )
        )
    return cells


def _sharing(rows: list[Row], catalogue: Catalogue) -> tuple[str, ...]:
    """Say who offers it beside another: a kraj has what its regions have, each for itself."""
    wide = {row.actor for row in rows if row not in catalogue.inside}
    by_place: dict[str, set[str]] = {"": wide}
    for row in rows:
        for place in catalogue.inside.get(row, ()):
            by_place.setdefault(place, {*wide}).add(row.actor)
    several = [actors for actors in by_place.values() if len(actors) > 1]
    return tuple(sorted(set().union(*several)))


def _missing_because(here: list[Row], *, told_missing: bool, complete: bool) -> str:
    """Say what tells that a service is not there; ``""`` if nothing does."""
    if any(row.status == MISSING for row in here):
        return "catalogue"
    if told_missing:
        return "referrals"
    return "complete" if complete and not here else ""


def _absent(
    cell: Cell, *, says_unknown: bool, catalogue: Catalogue, elsewhere: Elsewhere, needed: bool
) -> Cell:
    """Say of a service without a provider here where the nearest is, or that it is not known."""
    service, region, group = cell.service, cell.region, cell.group
    others = [
        row
        for row in catalogue.offers.get(service, [])
        if row.region != region and covers(row.group, group)
    ]
    nearest, distance, how = elsewhere.nearest(region, others)
    state, reason = _state(
        cell.reason,
        how,
        listed=region in catalogue.regions,
        says_unknown=says_unknown,
        needed=needed,
    )
    if state == UNKNOWN_STATE:
        reason = _why_unknown(cell, catalogue, says_unknown=says_unknown)
    return Cell(service, region, group, state, reason, (), (), nearest, distance)


def _state(
    missing: str, how: str, *, listed: bool, says_unknown: bool, needed: bool
) -> tuple[str, str]:
    """Decide between near, far, nowhere and not known; silence alone is no absence.

    Where the catalogue is silent, a provider that is near or serves the region is a fact; that the
    next one is too far away is told only where somebody needs it.
    """
    if missing:
        by_place = {"reach": ELSEWHERE, "serves": ELSEWHERE, "far": OUT_OF_REACH}
        return by_place.get(how, NO_PROVIDER), missing
    if says_unknown:
        return UNKNOWN_STATE, ""
    if how == "serves":
        return ELSEWHERE, "serves"
    if listed and how == "reach":
        return ELSEWHERE, "not_listed"
    if listed and how == "far" and needed:
        return OUT_OF_REACH, "need"
    return UNKNOWN_STATE, ""


def _why_unknown(cell: Cell, catalogue: Catalogue, *, says_unknown: bool) -> str:
    """Say why it is not known whether a service is there."""
    if not catalogue.rows and not catalogue.only_networker:
        return "no_services"
    if says_unknown:
        return "said_unknown"
    if (cell.service, cell.region) in catalogue.only_networker:
        return "only_networker"
    if cell.region not in catalogue.regions:
        return "no_catalogue"
    return "not_listed"


def one_by_rule(service: str) -> bool:
    """Tell whether there is one of a kind in a place by rule, so that being the only one is usual.

    Examples
    --------
    >>> one_by_rule("SOUD"), one_by_rule("SS_SAS")
    (True, False)
    """
    return kind_rule(service).scope != "many"
