"""Which regions there are, and of which of them anything may be said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from netcoop._core.order import alphabetical
from netcoop._core.texts import text
from netcoop.actors.regions import canonical_region
from netcoop.actors.written import NAME_COLUMNS, ONLY_LOOKED_UP
from netcoop.compare.lenses import Cell
from netcoop.compare.meeting_set import MeetingSet
from netcoop.compare.region_indicators import listed_regions
from netcoop.compare.region_sets import by_region, on_one_roster, regions_of_meetings
from netcoop.errors import RecordError
from netcoop.network.persons import is_person
from netcoop.records import Records

# What is made of the meetings of fewer organisations would tell each of them of the others.
FEWEST_ORGANISATIONS = 3
# What is known of a region: its meetings, too few organisations for them to be shown, nothing.
SHOWN, FEW, NO_RECORDS = "shown", "few_organisations", "no_records"


@dataclass(frozen=True, eq=False)
class Parting:
    """The regions by the alphabet, and the records without those that are not shown.

    Attributes
    ----------
    status
        Of each region ``"shown"``, ``"few_organisations"`` or ``"no_records"``.
    records
        The records without the meetings of regions of too few organisations.
    sets
        The meetings of the regions that are shown, among their actors without facilitators.
    only_few
        Who came to meetings of regions of too few organisations, and to no others.
    """

    status: dict[str, str]
    records: Records
    sets: dict[str, MeetingSet]
    only_few: frozenset[str] = frozenset()

    def named(self, status: str) -> list[str]:
        """Name the regions of one status."""
        return [region for region, known in self.status.items() if known == status]


def part_regions(records: Records) -> Parting:
    """Part the records by region, and leave out meetings of too few organisations."""
    whole, regions = _own(MeetingSet.of(records)), listed_regions(records)
    parted = by_region(whole, regions).sets
    status = {region: _status(parted[region]) for region in by_alphabet(parted)}
    shown, few = ([r for r, known in status.items() if known == one] for one in (SHOWN, FEW))
    if len(shown) < 2:
        raise RecordError(_too_few(shown))
    kept = _without(records, whole, few)
    rest = by_region(_own(MeetingSet.of(kept)), (r for r in regions if r not in few))
    sets, _ = on_one_roster(rest.sets)
    came, left = (set(one.tables["meetings"]["actor"].dropna()) for one in (records, kept))
    own = {region: sets[region] for region in shown}
    return Parting(status, kept, own, frozenset(map(str, came - left)))


def _too_few(shown: list[str]) -> str:
    said = (
        text(
            "A report on several regions needs two or more of which meetings of at least {fewest} "
            "organisations are known.",
            fewest=FEWEST_ORGANISATIONS,
        ),
        text("There is 1: {name}.", name=shown[0]) if shown else text("There is none."),
        text("Give meetings or actors a region, or make the report on one area."),
    )
    return " ".join(said)


def drawn_records(parting: Parting) -> Records:
    """Give the records that may be drawn: without the actors of regions that are not shown.

    These are who is from there and, of those from nowhere known, who came to meetings there only.
    """
    few, kept = parting.named(FEW), parting.records
    if not few:
        return kept
    actors = kept.tables["actors"]
    left = actors["actor_id"].isin(parting.only_few)
    if "region" in actors:
        places = actors["region"].map(canonical_region, na_action="ignore")
        left = places.isin(few) | (left & places.isna())
    gone = set(actors["actor_id"][left])
    tables = {"actors": actors[~left]}
    for name, columns in NAME_COLUMNS.items():
        if (frame := kept.tables.get(name)) is None:
            continue
        for column in (one for one in columns if one in frame):
            named = frame[column].isin(gone)
            looked_up = (name, column) in ONLY_LOOKED_UP
            frame = (
                frame.assign(**{column: frame[column].mask(named)}) if looked_up else frame[~named]
            )
        tables[name] = frame
    return kept.replace(tables)


def by_alphabet(regions: Iterable[str]) -> list[str]:
    """Put regions in the order of the alphabet, which says nothing of them."""
    return sorted(regions, key=alphabetical)


def with_tables(records: Records, tables: Mapping[str, pd.DataFrame]) -> Records:
    """Make records of some tables alone, whose names stay as they are."""
    given: dict[str, Any] = dict(tables)
    return Records(**given, region=records.region, names=records.names, resolved=records.resolved)


def seen_table(parting: Parting) -> pd.DataFrame:
    """Say what records there are of each region; nothing of those that are not shown.

    ``records`` (the status), ``n_actors`` (who came to any meeting), ``n_meetings`` (of two
    actors or more), ``coverage`` (0 to 1) and ``meetings_per_actor``.
    """
    rows = {region: _seen(part) for region, part in parting.sets.items()}
    columns = ["n_actors", "n_meetings", "coverage", "meetings_per_actor"]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns, dtype="float64")
    table = table.reindex(pd.Index(list(parting.status), name="region", dtype="str"))
    table.insert(0, "records", pd.Series(parting.status, dtype="str"))
    return table.astype({"n_actors": "Int64", "n_meetings": "Int64"})


def _seen(part: MeetingSet) -> list[float]:
    cell = Cell(part)
    known = cell.met.coverage if cell.met.n_joint else float("nan")
    return [int(part.came.sum()), cell.n_meetings, known, cell.effort]


def _own(whole: MeetingSet) -> MeetingSet:
    """Leave out the facilitators, as the comparison does."""
    return whole.among(whole.actors.index.difference(whole.facilitators))


def _status(part: MeetingSet) -> str:
    if not part.n_meetings:
        return NO_RECORDS
    came = part.actors[part.came]
    organisations = int((~is_person(came)).sum())
    return SHOWN if organisations >= FEWEST_ORGANISATIONS else FEW


def _without(records: Records, whole: MeetingSet, regions: list[str]) -> Records:
    """Leave out the meetings of some regions."""
    if not regions:
        return records
    of_meetings = regions_of_meetings(whole)
    gone = of_meetings.index[of_meetings.isin(regions).fillna(False)]
    meetings = records.tables["meetings"]
    return records.replace({"meetings": meetings[~meetings["meeting_id"].astype("str").isin(gone)]})
