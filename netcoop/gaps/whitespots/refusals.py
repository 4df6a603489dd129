"""Referrals that came back: refused, put on a waiting list, or told that there is no such service.

What they say is counted by service and region, never one by one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from netcoop.actors.regions import canonical_region
from netcoop.gaps.whitespots.catalogue import Catalogue
from netcoop.records import Records
from netcoop.records.units import words_of
from netcoop.reference import kind_sector

REFUSED = ("KAPACITA", "MIMOCS", "NEEXISTUJE")
NO_SUCH_SERVICE = "NEEXISTUJE"
WAITING = "PORADNIK"
# Sectors whose actors a family is sent to; a court that refuses is no white spot.
_SECTORS = frozenset({"spod", "education", "health", "social_services", "ngo", "community"})


@dataclass(frozen=True, eq=False)
class Refusals:
    """What referrals say of services.

    Attributes
    ----------
    refused, waiting
        Number of referrals by service, region and the provider they were sent to.
    no_service
        Services and regions of which a referral says that there is no such service.
    untold
        How many such referrals cannot be told to belong to one service and region.
    """

    refused: Mapping[tuple[str, str], Mapping[str, int]] = field(default_factory=dict)
    waiting: Mapping[tuple[str, str], Mapping[str, int]] = field(default_factory=dict)
    no_service: frozenset[tuple[str, str]] = frozenset()
    untold: int = 0

    @property
    def places(self) -> set[tuple[str, str]]:
        """All services and regions that referrals came back from."""
        return {*self.refused, *self.waiting}


def read_refusals(
    records: Records,
    actors: pd.DataFrame,
    catalogue: Catalogue,
    *,
    office: str,
    networkers: Iterable[str],
) -> Refusals:
    """Count the referrals that came back, by the service they were for and the region they were of.

    The service is what the target offers: its kind where it offers that, else the only one. The
    region is that of the row, else that of who referred, else the home municipality.
    """
    given = records.tables.get("referrals")
    if given is None or "outcome" not in given:
        return Refusals()
    came_back = given[words_of(given, "outcome").isin([*REFUSED, WAITING])]
    services = _services_of(came_back["target"].unique(), actors, catalogue, office, networkers)
    regions = _regions_of(came_back, actors, records.region)
    number = came_back["count"] if "count" in came_back else pd.Series(1, index=came_back.index)
    counts = pd.to_numeric(number, errors="coerce").fillna(1).astype("int64")
    refused: dict[tuple[str, str], Counter[str]] = {}
    waiting: dict[tuple[str, str], Counter[str]] = {}
    no_service, untold = set(), 0
    rows = zip(came_back["target"], came_back["outcome"], regions, counts, strict=True)
    for target, outcome, region, count in rows:
        # Who is no service at all is not in the table of services.
        service = services.get(target, "")
        if service == "" or count < 1:
            continue
        if service is None or not isinstance(region, str):
            untold += int(count)
            continue
        place = (service, region)
        if outcome == NO_SUCH_SERVICE:
            no_service.add(place)
        kept = waiting if outcome == WAITING else refused
        kept.setdefault(place, Counter())[str(target)] += int(count)
    return Refusals(refused, waiting, frozenset(no_service), untold)


def _services_of(
    targets: Iterable[str],
    actors: pd.DataFrame,
    catalogue: Catalogue,
    office: str,
    networkers: Iterable[str],
) -> dict[str, str | None]:
    """Say which service an actor stands for; ``None`` if there are several or it is not known."""
    offered, connectors = catalogue.offered_by(), set(networkers)
    kinds = actors["kind"].dropna().to_dict() if "kind" in actors else {}
    found: dict[str, str | None] = {}
    for target in targets:
        own, kind = offered.get(target, set()), kinds.get(target)
        if target in connectors or (kind == office and not own):
            continue
        if kind in own or len(own) == 1:
            found[target] = kind if kind in own else next(iter(own))
        elif own or kind is None:
            found[target] = None
        elif kind_sector(kind) in _SECTORS:
            found[target] = kind
    return found


def _regions_of(rows: pd.DataFrame, actors: pd.DataFrame, home: str | None) -> pd.Series:
    """Say which region a referral was of."""
    seats = actors["region"].dropna() if "region" in actors else pd.Series(dtype="str")
    place = words_of(rows, "region").fillna(rows["source"].map(seats).astype("str"))
    if home is not None:
        place = place.fillna(home)
    return place.map(canonical_region, na_action="ignore").astype("str")
