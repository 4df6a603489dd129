"""White spots: which service is not there, not near, not tied to the office, or not known."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from itertools import chain, product
from typing import Any

import pandas as pd

from netcoop._core.checks import did_you_mean, first, is_number
from netcoop._core.progress import track
from netcoop._core.texts import text
from netcoop.actors import resolve_actors
from netcoop.actors.regions import canonical_region, kraj_names
from netcoop.errors import ArgumentError
from netcoop.gaps.field import networkers, served
from netcoop.gaps.whitespots.catalogue import EVERYONE, Catalogue, group_names, read_catalogue
from netcoop.gaps.whitespots.cells import (
    AVAILABLE,
    Cell,
    Elsewhere,
    elsewhere_of,
    make_cells,
    regions_of_records,
)
from netcoop.gaps.whitespots.findings import Evidence, find_spots
from netcoop.gaps.whitespots.needs import Needs, read_needs
from netcoop.gaps.whitespots.refusals import Refusals, read_refusals
from netcoop.gaps.whitespots.result import WhiteSpots
from netcoop.gaps.whitespots.ties import office_ties
from netcoop.records import Records
from netcoop.records.records import check_records
from netcoop.records.units import words_of
from netcoop.reference import territories, vocabulary
from netcoop.ties import Weighting


def white_spots(
    records: Records,
    *,
    reach: float = 30.0,
    office: str = "OSPOD",
    regions: str | Iterable[str] | None = None,
    services: str | Iterable[str] | None = None,
    complete: bool | Iterable[str] = False,
    weighting: Weighting | None = None,
) -> WhiteSpots:
    """Find the white spots: services nobody offers here, too far away, or not tied to the office.

    One finding is of one service, region and target group. Silence is no absence: where the
    catalogue of services says nothing, the answer is ``unknown``.

    Parameters
    ----------
    records
        Records; the findings rest on ``services`` (the catalogue), ``needs``, ``referrals``, and
        ties from meetings, referrals and contacts. Names are resolved first.
    reach
        How many kilometres, from the region's seat, a provider in another region may be away.
    office
        Kind of the actor that refers families to services.
    regions
        Regions to look at; by default those of the catalogue, the list of regions, the needs, the
        register and the referrals. Providers of all other regions count as elsewhere.
    services
        Codes of services to look at; by default those of the catalogue, of the needs (a need of a
        kind of meeting is none), and those that referrals came back from.
    complete
        Of which regions the catalogue is complete, so that what it does not list is not there:
        ``True`` for all, or a list.
    weighting
        How ties are made, as in :func:`netcoop.build_network`: ``Weighting(max_size=15)`` leaves
        out meetings of more than 15.

    Returns
    -------
    WhiteSpots
        ``spots``, ``needs``, ``coverage``, ``states``, ``sentence()``.

        The states of a service come first, each telling the next away. ``available``: the catalogue
        lists a provider (an empty status says that it is there). Known not to be there, since a row
        says ``missing``, a referral came back with the outcome NEEXISTUJE, or the catalogue is
        complete: ``elsewhere_in_reach`` if a provider in another region is within ``reach`` or
        serves this one by the register, else ``out_of_reach``, else ``no_provider``. The row says
        ``unknown``: so it is. The catalogue says nothing: ``elsewhere_in_reach`` if a provider
        serves the region by the register or, where the catalogue says anything of the region, is
        within reach; ``out_of_reach`` if a need is of it and the catalogue names a provider
        farther away; else ``unknown``.

        Of what is available: ``not_tied`` (no provider is tied to an office that serves the
        region), ``only_facilitated`` (only by facilitated meetings and contacts),
        ``facilitated_unknown`` (it may be so), ``single_provider`` (unless there is one of the
        kind by rule), ``unclear_competence`` (several for the same group). Ties are told where the
        records show the office at all, and ``not_tied`` only where there are records of the
        region, as in :func:`netcoop.required_ties`; elsewhere that is not known, and said.

        Of any state: ``refused`` and ``waiting``, if referrals came back so.

        A networker is no service: what the catalogue lists of one is left out and counted.
        Distances are great circles between seats, of a provider with ``lat`` and ``lon`` from
        there; unknown is NaN.

    Raises
    ------
    ArgumentError
        A region, service or kind is not known, ``reach`` is no distance, or ``complete`` is said
        of a catalogue that is not there.
    RecordError
        A need has a ``count`` that is no number of people.

    References
    ----------
    Sinnott, R. W. (1984). Virtues of the haversine. Sky and Telescope, 68(2), 159.

    Examples
    --------
    >>> catalogue = pd.DataFrame(
    ...     {
    ...         "actor": ["club", "office", "crisis"],
    ...         "service": ["SS_NZDM", "SS_KP", "SS_KP"],
    ...         "region": ["Humpolec", "Humpolec", "Jihlava"],
    ...         "status": ["available", "missing", "available"],
    ...     }
    ... )
    >>> found = white_spots(Records(services=catalogue), reach=10, regions="Humpolec")
    >>> found.spots[["service", "finding", "nearest"]].fillna("").to_numpy().tolist()
    [['SS_KP', 'out_of_reach', 'crisis'], ['SS_NZDM', 'single_provider', '']]
    """
    check_records(records)
    _check_reach(reach)
    resolved = resolve_actors(records)
    actors = resolved.tables["actors"].set_index("actor_id")
    _check_office(office, actors)
    connectors = [str(actor) for actor in networkers(actors)]
    places = regions_of_records(resolved, actors)
    catalogue = read_catalogue(resolved.services, connectors, {*places, *_krajs_in(regions)})
    needs = read_needs(resolved, actors)
    refusals = read_refusals(resolved, actors, catalogue, office=office, networkers=connectors)
    places = sorted({*places, *(region for _, region in refusals.places)})
    looked_at = places if regions is None else _chosen_regions("regions", regions, places)
    asked = {
        "reach": float(reach),
        "office": office,
        "regions": looked_at,
        "services": _services(services, catalogue, needs, refusals),
        "complete": _complete(complete, looked_at, catalogue),
    }
    offices = _offices(actors, office, looked_at)
    cells = _cells(asked, catalogue, needs, refusals, elsewhere_of(actors, places, float(reach)))
    evidence = Evidence(
        cells=cells,
        ties=office_ties(resolved, {*chain(*offices.values())}, connectors, weighting),
        refusals=refusals,
        offices=offices,
        needs=needs.at(),
        groups=_groups(resolved),
        actors=frozenset(map(str, actors.index)),
    )
    return WhiteSpots(
        settings=asked,
        _spots=find_spots(evidence),
        _needs=_needs_of(needs, asked, every=services is None),
        _states=_states(evidence),
        _counts=_counts(evidence, catalogue, needs, asked),
        _offices=offices,
        _actors=actors,
        _records=resolved,
    )


def _cells(
    asked: dict[str, Any],
    catalogue: Catalogue,
    needs: Needs,
    refusals: Refusals,
    elsewhere: Elsewhere,
) -> list[Cell]:
    """Look at every service in every region, for the target groups that are named there."""
    needed: dict[tuple[str, str], set[str]] = {}
    for service, region, group in needs.at():
        needed.setdefault((service, region), set()).add(group)
    cells = []
    places = list(product(asked["services"], asked["regions"]))
    for place in track(places, total=len(places)):
        wanted = needed.get(place, set())
        groups = {row.group for row in catalogue.rows.get(place, [])} | wanted
        cells += make_cells(
            *place,
            groups=groups or {EVERYONE},
            catalogue=catalogue,
            told_missing=place in refusals.no_service,
            complete=place[1] in asked["complete"],
            elsewhere=elsewhere,
            needed=wanted,
        )
    return cells


def _krajs_in(regions: Any) -> set[str]:
    """Name the krajs that are asked for: what their regions have counts for them."""
    named = () if regions is None else map(canonical_region, _named("regions", regions))
    return {name for name in named if name} & kraj_names()


def _check_reach(reach: Any) -> None:
    """Refuse what is no distance."""
    if not is_number(reach) or reach < 0:
        message = text("reach={reach!r} must be a number of kilometres from 0 up.", reach=reach)
        raise ArgumentError(message)


def _check_office(office: Any, actors: pd.DataFrame) -> None:
    """Refuse a kind that nobody knows."""
    own: list[str] = list(actors["kind"].dropna()) if "kind" in actors else []
    known = [*dict.fromkeys([*vocabulary("actor")["code"], *own])]
    if isinstance(office, str) and office in known:
        return
    message = text(
        "office={office!r} is no kind of actor. nc.vocabulary('actor') lists them.", office=office
    )
    raise ArgumentError(message + did_you_mean(str(office), known))


def _named(argument: str, given: Any) -> list[str]:
    """Take one name or several; refuse what is none, and nothing at all."""
    names = [given] if isinstance(given, str) else given
    listed = list(names) if isinstance(names, Iterable) else None
    if not listed or not all(isinstance(name, str) and name.strip() for name in listed):
        message = text(
            "{argument}={given!r} must be a name or a list of names.",
            argument=argument,
            given=given,
        )
        raise ArgumentError(message)
    return [name.strip() for name in listed]


def _chosen_regions(argument: str, given: Any, places: Collection[str]) -> list[str]:
    """Find the regions that are meant, as the territories call them."""
    found = [canonical_region(name) or name for name in _named(argument, given)]
    known = {*places, *territories().index, *kraj_names()}
    unknown = [name for name in found if name not in known]
    if unknown:
        message = text(
            "{argument} names regions that neither the records nor nc.territories() have: "
            "{unknown}.",
            argument=argument,
            unknown=first(unknown),
        )
        raise ArgumentError(message + did_you_mean(unknown[0], known))
    return sorted(set(found))


def _services(given: Any, catalogue: Catalogue, needs: Needs, refusals: Refusals) -> list[str]:
    """Say which services to look at."""
    asked = needs.frame.loc[needs.frame["is_service"], "service"]
    there = {*catalogue.services, *asked, *(service for service, _ in refusals.places)}
    if given is None:
        return sorted(there)
    named = _named("services", given)
    known = there | set(vocabulary("actor")["code"])
    unknown = [code for code in named if code not in known]
    if unknown:
        message = text(
            "services= names codes that are neither in the records nor in nc.vocabulary('actor'): "
            "{unknown}.",
            unknown=first([repr(code) for code in unknown]),
        )
        raise ArgumentError(message + did_you_mean(unknown[0], known))
    return sorted(set(named))


def _complete(given: Any, regions: list[str], catalogue: Catalogue) -> list[str]:
    """Say of which regions the catalogue is complete."""
    if given is False:
        return []
    if not catalogue.rows:
        message = text(
            "complete= is said of a catalogue of services, and the records have none. Add the "
            "table 'services', or leave complete= out."
        )
        raise ArgumentError(message)
    return regions if given is True else _chosen_regions("complete", given, regions)


def _offices(
    actors: pd.DataFrame, office: str, regions: Collection[str]
) -> dict[str, tuple[str, ...]]:
    """Say which offices serve which region."""
    kinds = actors.get("kind", pd.Series(pd.NA, index=actors.index, dtype="str"))
    who = served(actors[kinds.eq(office)], regions).sort_values("actor")
    found = who.groupby("region")["actor"].agg(tuple).to_dict()
    return {region: found[region] for region in regions if region in found}


def _groups(records: Records) -> dict[str, str]:
    """Give each target group one spelling."""
    tables = [records.tables[name] for name in ("services", "needs") if name in records.tables]
    return group_names(*(words_of(table, "target_group") for table in tables))


def _needs_of(needs: Needs, asked: dict[str, Any], *, every: bool) -> pd.DataFrame:
    """Take the needs of the regions and services that are looked at."""
    frame = needs.frame[needs.frame["region"].isin(asked["regions"])]
    if not every:
        frame = frame[frame["service"].isin(asked["services"])]
    order = ["raised", "region", "service", "need_id"]
    frame = frame.sort_values(order, kind="stable", ignore_index=True)
    return frame.drop(columns=["group", "is_service"])


def _states(evidence: Evidence) -> pd.DataFrame:
    """Put the cells into a table."""
    rows = [
        (
            cell.service,
            cell.region,
            evidence.groups.get(cell.group),
            cell.state,
            cell.reason or None,
            cell.providers,
            cell.nearest,
            cell.distance,
        )
        for cell in evidence.cells
    ]
    words = ["service", "region", "target_group", "state", "reason", "nearest"]
    frame = pd.DataFrame(
        rows, columns=[*words[:5], "providers", "nearest", "distance_km"], dtype="object"
    )
    return frame.astype({**dict.fromkeys(words, "str"), "distance_km": "float64"})


def _counts(
    evidence: Evidence, catalogue: Catalogue, needs: Needs, asked: dict[str, Any]
) -> dict[str, int]:
    """Count what must be said beside the findings."""
    regions, ties, offices = asked["regions"], evidence.ties, evidence.offices
    cells = [cell for cell in evidence.cells if cell.state != AVAILABLE]
    far = [cell for cell in cells if cell.nearest is not None and math.isnan(cell.distance)]
    strangers = {row.actor for rows in catalogue.offers.values() for row in rows}
    unseen = [region for region in offices if not set(offices[region]) & ties.seen]
    unrecorded = [name for name in offices if name not in unseen and not ties.could_show(name)]
    return {
        "networker_rows": catalogue.counts.get("networker_rows", 0),
        "no_status": catalogue.counts.get("no_status", 0),
        "unread_status": catalogue.counts.get("unread_status", 0),
        "blank_rows": catalogue.counts.get("blank_rows", 0),
        "contradictions": catalogue.counts.get("contradictions", 0),
        "not_in_register": len(strangers - evidence.actors),
        "distance_unknown": len(far),
        "no_services": int(not catalogue.rows and not catalogue.only_networker),
        "without_office": len(regions) - len(offices),
        "office_not_seen": len(unseen) if ties.there_are else 0,
        "region_not_recorded": len(unrecorded) if ties.there_are else 0,
        "no_tie_records": int(not ties.there_are),
        "facilitation_not_known": int(ties.may_be_facilitated and not ties.facilitation_known),
        "untold_referrals": evidence.refusals.untold,
        **needs.counts,
    }
