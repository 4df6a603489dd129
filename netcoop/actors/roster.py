"""The register of actors, made ready to look names up in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from netcoop._core.checks import first
from netcoop._core.texts import text
from netcoop.actors.identity import Identity, identify
from netcoop.actors.names import name_key
from netcoop.actors.regions import canonical_region, kraj_of
from netcoop.errors import RecordError
from netcoop.records import Records
from netcoop.reference import vocabulary
from netcoop.reference.kind_tables import kind_rule


@dataclass(frozen=True)
class Entry:
    """One way to write one actor of the register."""

    actor: str
    written: str
    rank: int  # 0 its id, 1 its name, 2 an alias
    identity: Identity
    place: str | None
    serves: frozenset[str]

    @property
    def places(self) -> frozenset[str]:
        """Where it is and where it works."""
        return self.serves | ({self.place} if self.place else set())


@dataclass(frozen=True, eq=False)
class Roster:
    """Every entry, by spelling, by identity and by kind and place."""

    entries: tuple[Entry, ...]
    by_spelling: dict[str, list[Entry]]
    by_identity: dict[tuple[str, tuple[str, ...]], list[Entry]]
    by_place: dict[tuple[str, str], list[Entry]]
    names: dict[str, str]

    @cached_property
    def one_town(self) -> bool:
        """Whether all its actors are in one place, so that no name needs to say it."""
        return len({entry.place for entry in self.entries if entry.place}) <= 1

    @classmethod
    def of(cls, register: pd.DataFrame, home: str | None) -> Roster:
        """Read the register; ``home`` is the region of those that have none."""
        entries = list(_entries(register, canonical_region(home)))
        by_spelling: dict[str, list[Entry]] = defaultdict(list)
        by_identity: dict[tuple[str, tuple[str, ...]], list[Entry]] = defaultdict(list)
        by_place: dict[tuple[str, str], list[Entry]] = defaultdict(list)
        for entry in entries:
            by_spelling[name_key(entry.written)].append(entry)
            if not entry.rank or entry.identity.unsettled:
                continue
            by_identity[entry.identity.kind, entry.identity.rest].append(entry)
            for place in entry.places:
                by_place[entry.identity.kind, place].append(entry)
        names = dict(zip(register["actor_id"], register["name"], strict=True))
        return cls(tuple(entries), by_spelling, by_identity, by_place, names)


def register_of(records: Records) -> tuple[pd.DataFrame, list[str]]:
    """Give the register an id and a name in every row; of rows with one id the first counts."""
    frame = records.actors
    if frame is None:
        return pd.DataFrame(
            {"actor_id": pd.Series(dtype="str"), "name": pd.Series(dtype="str")}
        ), []
    identifier = frame.get("actor_id", pd.Series(pd.NA, index=frame.index, dtype="str"))
    name = frame.get("name", identifier)
    frame = frame.assign(actor_id=identifier.fillna(name), name=name.fillna(identifier))
    repeated = frame["actor_id"].duplicated()
    once = frame[~repeated].reset_index(drop=True)
    alike = once["actor_id"][once["actor_id"].map(name_key).duplicated(keep=False)]
    if len(alike):
        message = text(
            "{n} actor ids differ only in case or spacing: {ids}. Make them differ in more.",
            n=len(alike),
            ids=first(alike),
        )
        raise RecordError(message)
    return once, frame["actor_id"][repeated].unique().tolist()


def _entries(register: pd.DataFrame, home: str | None) -> Iterable[Entry]:
    known = set(vocabulary("actor")["code"])
    nothing = pd.Series(pd.NA, index=register.index, dtype="str")
    columns = [register.get(name, nothing) for name in ("kind", "region", "serves", "aliases")]
    for actor, name, kind, region, serves, aliases in zip(
        register["actor_id"], register["name"], *columns, strict=True
    ):
        given = kind if kind in known else None
        others = [] if pd.isna(aliases) else [alias.strip() for alias in str(aliases).split("|")]
        where = canonical_region(None if pd.isna(region) else str(region))
        served = [] if pd.isna(serves) else [part.strip() for part in str(serves).split("|")]
        if name_key(actor) != name_key(name):
            yield Entry(actor, actor, 0, identify(actor), where, frozenset())
        spellings = dict.fromkeys([(name, 1), *((alias, 2) for alias in others if alias)])
        for written, rank in spellings:
            # As the register says, and as the name reads: either may be how it is written.
            for identity in dict.fromkeys([identify(written, given), identify(written)]):
                if not identity.kinds and not identity.rest:
                    continue
                yield Entry(actor, written, rank, identity, *_places(identity, where, served, home))


def _with_seat(identity: Identity, place: str | None, serves: frozenset[str]) -> Identity:
    """Keep a town in the name that is not the actor's own: its seat, or a word like any other."""
    if identity.scope not in {"many", "orp"}:
        return identity
    if not place or identity.place in {None, place, *serves}:
        return identity
    rest = (*identity.rest, f"@{identity.place}")
    # Words of a name without a kind stand in their order, marks behind them.
    return replace(identity, rest=tuple(sorted(rest)) if identity.kind else rest)


def _places(
    identity: Identity, region: str | None, served: list[str], home: str | None
) -> tuple[str | None, frozenset[str]]:
    place = region or identity.place or (home if identity.takes_context else None)
    serves = {canonical_region(part) for part in served} - {None}
    if kind_rule(identity.kind).scope == "kraj":
        return (kraj_of(place) if place else None), frozenset(kraj_of(p) for p in serves if p)
    return place, frozenset(part for part in serves if part)
