"""The same network built again without some of its meetings."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from netcoop._core.texts import text
from netcoop.actors import resolve_actors
from netcoop.errors import NetcoopWarning, NetworkError
from netcoop.network import Network, build_network
from netcoop.records import Records
from netcoop.records.facilitation import facilitated_rows, facilitators_in
from netcoop.records.records import check_records
from netcoop.records.selection import UNKNOWN_SHARE
from netcoop.records.units import meeting_keys, words_of
from netcoop.ties import Weighting, attended


def rebuilt(net: Network, records: Records) -> Network:
    """Build a network again from fewer records: same actors, layers, weighting and scales."""
    settings = net.settings
    choice = dict(settings["weighting"])
    if "reference" in settings:  # records fade from the same day, whatever is left of them
        choice["reference"] = settings["reference"]
    layers = [name for name in settings["layers"] if name in settings["layer_scale"]]
    with warnings.catch_warnings():
        # Building the network for the first time has said it already.
        warnings.simplefilter("ignore", NetcoopWarning)
        built = build_network(
            records,
            layers=layers or settings["layers"],
            weighting=Weighting.from_dict(choice),
            directed=net.directed,
        )
    known, ties, seats = net.actors.index, built.ties, built.affiliations
    among = ties["source"].isin(known) & ties["target"].isin(known)
    there = None if seats is None else seats[seats["actor"].isin(known)]
    return Network(
        net.actors,
        ties[among],
        directed=net.directed,
        affiliations=there,
        records=built.records,
        settings=settings,
    )


def convened(records: Records) -> pd.DataFrame:
    """Say who convened which of the meetings held: ``meeting``, ``convener``, each pair once.

    The convener named in any row of a meeting, and whoever came as its organiser, as
    :func:`netcoop.records.facilitation.facilitated_rows` reads them. A word that names no actor is
    no convener.
    """
    rows = records.tables["meetings"].reset_index(drop=True)
    unit = meeting_keys(rows)
    organiser = words_of(rows, "actor").where(words_of(rows, "role").eq("organiser"))
    named = words_of(rows, "convener")
    if records.names is not None:
        log = records.names
        named = named.mask(named.isin(log["written"][log["status"].eq("not_an_actor")]))
    pairs = [pd.DataFrame({"meeting": unit, "convener": who}) for who in (named, organiser)]
    every = pd.concat(pairs, ignore_index=True).dropna().drop_duplicates()
    held = meeting_keys(attended(rows))
    return every[every["meeting"].isin(held)].reset_index(drop=True)


def without_meetings(records: Records, gone: Iterable[str]) -> Records:
    """Leave some meetings out of the records."""
    rows = records.tables["meetings"]
    left = rows[~meeting_keys(rows).isin(list(gone))].reset_index(drop=True)
    return records.replace({"meetings": left})


def with_conveners(net: Network, records: Records | None) -> Records:
    """Refuse what cannot be built anew without the meetings of a convener."""
    if is_rolled_up(net):
        message = text(
            "The network was rolled up to groups, so it cannot be built again without some "
            "meetings. Take them out before rolling up: use the network that nc.build_network made."
        )
        raise NetworkError(message)
    if records is None:
        message = text(
            "The network keeps no records, so meetings cannot be taken out. Give records=, or "
            "build it with nc.build_network."
        )
        raise NetworkError(message)
    check_records(records)
    if "weighting" not in net.settings:
        message = text(
            "The network was not built from records, so it cannot be built again without some "
            "meetings. Build it with nc.build_network."
        )
        raise NetworkError(message)
    resolved = resolve_actors(records)
    if "meetings" not in resolved.tables or not len(convened(resolved)):
        message = text(
            "The records do not say who convened the meetings. Fill the column 'convener' of the "
            "table meetings, or write who was 'organiser' into its column 'role'."
        )
        raise NetworkError(message)
    return resolved


def is_rolled_up(net: Network) -> bool:
    """Tell whether actors are groups, so that building from records would not make them again."""
    return "aggregated_by" in net.settings


@dataclass(frozen=True, eq=False)
class Case:
    """The records that would be left, and how many meetings would not."""

    records: Records
    meetings_gone: int


def cases_without(records: Records, leaving: list[str]) -> list[Case]:
    """Take out what hangs on the actors; twice where too little is known of what does."""
    roles = _Facilitators(records, leaving)
    kinds = {"meetings": _meetings_on, "contacts": _contacts_on}
    parts = {table: on(records, roles) for table, on in kinds.items() if table in records.tables}
    cases = []
    for unknown in (False, True):
        gone = {table: part.gone(unknown=unknown) for table, part in parts.items()}
        kept = {
            table: records.tables[table][~parts[table].unit.isin(units).to_numpy()]
            for table, units in gone.items()
        }
        left = {table: frame.reset_index(drop=True) for table, frame in kept.items()}
        cases.append(Case(records.replace(left), len(gone.get("meetings", ()))))
    doubtful = any(part.is_doubtful for part in parts.values())
    return cases if doubtful else cases[:1]


class _Facilitators:
    """Who of the register's facilitators leaves, and who stays."""

    def __init__(self, records: Records, leaving: list[str]) -> None:
        register = records.tables.get("actors", pd.DataFrame())
        known: set[str] = set()
        if "actor_id" in register:
            known = set(register["actor_id"][facilitators_in(register)])
        self.leaving = set(leaving)
        self.own = known & self.leaving
        self.others = known - self.leaving
        # What was facilitated hangs on them, unless only others are known to facilitate.
        self.meant = not known or bool(self.own)


@dataclass(frozen=True, eq=False)
class _Hanging:
    """What of the meetings, or the contacts, hangs on the actors that leave.

    ``unit`` is what every row is of (its meeting, or itself); of ``counted`` (the meetings held,
    the contacts) it is said what hangs on them (``sure``), and what may (``unknown``).
    """

    unit: pd.Series
    counted: pd.Index
    sure: pd.Series
    unknown: pd.Series

    @cached_property
    def is_doubtful(self) -> bool:
        """Whether of more than a tenth it is not known."""
        return bool(self.unknown.sum() > UNKNOWN_SHARE * len(self.counted))

    def gone(self, *, unknown: bool) -> pd.Index:
        """Give what leaves, with or without what may."""
        leaves = self.sure | self.unknown if unknown else self.sure
        return self.counted[leaves.to_numpy(dtype=bool)]


def _meetings_on(records: Records, roles: _Facilitators) -> _Hanging:
    """Find the meetings that hang on those who leave, of those that were held.

    Where conveners are known, a meeting hangs on them if all of these leave; else if it was
    facilitated, and by all that is known they did it: one of them was there, or no other
    facilitator was.
    """
    rows = records.tables["meetings"].reset_index(drop=True)
    unit, there = meeting_keys(rows), attended(rows)
    seats = pd.Series(there["actor"].to_numpy(), index=meeting_keys(there))
    held = pd.Index(seats.index.unique())
    known = convened(records)
    named = held.isin(known["meeting"])
    stay = held.isin(known["meeting"][~known["convener"].isin(roles.leaving)])
    with_own, with_others = (
        held.isin(seats.index[seats.isin(who)]) for who in (roles.own, roles.others)
    )
    may = ~named & roles.meant & (with_own | ~with_others)
    flags = facilitated_rows(records).reset_index(drop=True).groupby(unit).first().reindex(held)
    sure = (named & ~stay) | (may & flags.eq(True).fillna(value=False))
    return _Hanging(unit, held, sure.astype("bool"), pd.Series(may & flags.isna(), index=held))


def _contacts_on(records: Records, roles: _Facilitators) -> _Hanging:
    """Find the facilitated contacts that hang on those who leave: another facilitator has none.

    A contact with one of those who leave is gone with them anyway, so it leaves nothing in doubt.
    """
    rows = records.tables["contacts"].reset_index(drop=True)
    own, others = (
        rows["source"].isin(who) | rows["target"].isin(who) for who in (roles.leaving, roles.others)
    )
    may = roles.meant & (own | ~others)
    flags = facilitated_rows(records, "contacts").reset_index(drop=True)
    sure = may & flags.eq(True).fillna(value=False)
    unknown = may & flags.isna() & ~own
    return _Hanging(pd.Series(rows.index), rows.index, sure.astype("bool"), unknown)
