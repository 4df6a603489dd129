"""``resolve_actors``: written names become actors, one row each in the register."""

from __future__ import annotations

from collections import defaultdict

import pandas as pd

from netcoop._core.checks import first
from netcoop._core.texts import text
from netcoop.actors.names import name_key
from netcoop.errors import RecordError
from netcoop.records import Problem, Records
from netcoop.reference import kind_sector

# Where names of actors stand, and which of them make their bearer an actor of the network.
NAME_COLUMNS: dict[str, tuple[str, ...]] = {
    "meetings": ("actor", "convener"),
    "referrals": ("source", "target"),
    "contacts": ("source", "target"),
    "claims": ("respondent", "target"),
    "agreements": ("source", "target"),
    "services": ("actor",),
}
_ONLY_LOOKED_UP = frozenset({("meetings", "convener"), ("services", "actor")})


def resolve_actors(records: Records) -> Records:
    """Say who is who: every written name becomes the ``actor_id`` of one actor.

    A name is looked up in the register (``actors``: id, name, aliases), whatever its case and
    spacing; nothing is guessed. A name that is not there becomes an actor of its own, whose id is
    the name as first written; so does a name that fits several actors, and both are reported.

    Parameters
    ----------
    records
        Records as read.

    Returns
    -------
    Records
        Actors, sources, targets, conveners and respondents are ids, the spelling stays in
        ``<column>_written``; ``actors`` has every actor, in the register's order, with
        ``name_status`` ``register`` or ``new``. Doing it twice changes nothing.

    Examples
    --------
    >>> sheet = pd.DataFrame({"actor": ["OSPOD HB", "ospod  hb"], "meeting_id": ["1", "2"]})
    >>> resolve_actors(Records(meetings=sheet)).meetings["actor"].tolist()
    ['OSPOD HB', 'OSPOD HB']
    """
    if records.resolved:
        return records
    register, repeated = _register(records)
    lookup, ambiguous = _lookup(register)
    written = _first_spellings(records)
    added = {key: name for key, name in written.items() if key not in lookup}
    lookup |= added
    problems = [Problem("actors", "repeated_actor", value=actor) for actor in repeated]
    if records.actors is not None:
        problems += [
            Problem("actors", "ambiguous_actor" if key in ambiguous else "new_actor", value=name)
            for key, name in added.items()
        ]
    tables = {
        name: _replace_names(frame, NAME_COLUMNS[name], lookup)
        for name, frame in records.tables.items()
        if name in NAME_COLUMNS
    }
    problems += _self_referrals(tables)
    tables["actors"] = _with_added(register, list(added.values()))
    return records.replace(tables, problems=problems, resolved=True)


def _register(records: Records) -> tuple[pd.DataFrame, list[str]]:
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


def _lookup(register: pd.DataFrame) -> tuple[dict[str, str], set[str]]:
    """Map every name of the register to its one actor; names of several actors are set apart."""
    bearers: dict[str, set[str]] = defaultdict(set)
    aliases = register.get("aliases", pd.Series("", index=register.index)).fillna("")
    for actor, name, others in zip(register["actor_id"], register["name"], aliases, strict=True):
        for alias in (name, *str(others).split("|")):
            if alias.strip():
                bearers[name_key(alias)].add(actor)
    lookup = {key: next(iter(actors)) for key, actors in bearers.items() if len(actors) == 1}
    # An id always means itself, whatever else is called so.
    lookup |= {name_key(actor): actor for actor in register["actor_id"]}
    return lookup, {key for key in bearers if key not in lookup}


def _first_spellings(records: Records) -> dict[str, str]:
    """Names in the order they turn up, by their key, as first written."""
    found: dict[str, str] = {}
    for table, columns in NAME_COLUMNS.items():
        frame = records.tables.get(table)
        for column in columns:
            if frame is None or column not in frame or (table, column) in _ONLY_LOOKED_UP:
                continue
            for name in frame[column].dropna().unique():
                found.setdefault(name_key(name), name)
    return found


def _replace_names(
    frame: pd.DataFrame, columns: tuple[str, ...], lookup: dict[str, str]
) -> pd.DataFrame:
    for column in columns:
        if column in frame:
            written = frame[column]
            ids = {name: lookup.get(name_key(name), name) for name in written.dropna().unique()}
            frame[column] = written.map(ids, na_action="ignore").astype("str")
            frame[f"{column}_written"] = written
    return frame


def _self_referrals(tables: dict[str, pd.DataFrame]) -> list[Problem]:
    """Find rows from an actor to itself, once their spellings are resolved."""
    return [
        Problem(name, "self_referral", value=actor)
        for name in ("referrals", "contacts")
        if name in tables
        for actor in tables[name].query("source == target")["source"].unique()
    ]


def _with_added(register: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """Add the actors that are not in the register, and the sector that goes with a kind."""
    new = pd.DataFrame({"actor_id": names, "name": names, "name_status": "new"}, dtype="str")
    actors = pd.concat([register.assign(name_status="register"), new], ignore_index=True)
    if "kind" in actors:
        by_kind = actors["kind"].map(kind_sector, na_action="ignore").astype("str")
        sector = actors.get("sector", pd.Series(pd.NA, index=actors.index, dtype="str"))
        actors["sector"] = sector.fillna(by_kind)
    return actors
