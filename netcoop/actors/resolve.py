"""``resolve_actors``: written names become actors, one row each in the register."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from netcoop.actors.decisions import Decisions
from netcoop.actors.matching import Actor, Matched, match
from netcoop.actors.outcome import NOBODY
from netcoop.actors.rules import is_person
from netcoop.actors.written import NAME_COLUMNS, ONLY_LOOKED_UP, regions_of
from netcoop.records import Problem, Records
from netcoop.records.records import check_records
from netcoop.reference import kind_sector

# Id of the actor for a name in a region; None where the name is none.
_Ids = dict[tuple[str, str | None], str | None]


def resolve_actors(records: Records, *, decisions: Decisions | Path | str | None = None) -> Records:
    """Say who is who: every written name becomes the ``actor_id`` of one actor.

    Names are matched as :func:`netcoop.match_names` says. What is only proposed or ambiguous is
    not merged: such a name stays an actor of its own until a person decides.

    Parameters
    ----------
    records
        Records as read.
    decisions
        What a person decided: :func:`netcoop.read_decisions`, or the path of the workbook.

    Returns
    -------
    Records
        Actors, sources, targets, conveners and respondents are ids, the spelling stays in
        ``<column>_written``; ``actors`` has every actor, the register's first and unchanged, with
        ``name_status`` ``register``, ``new``, ``proposed``, ``ambiguous`` or ``person``. Rows
        that name no actor are dropped and reported; ``names`` tells how each name was understood.
        Doing it twice changes nothing.

    Raises
    ------
    RecordError
        ``records`` are no records, or the workbook of decisions cannot be read.
    ArgumentError
        ``decisions`` are neither decisions nor a path.

    Examples
    --------
    >>> sheet = pd.DataFrame({"actor": ["OSPOD HB", "ospod  hb"], "meeting_id": ["1", "2"]})
    >>> resolve_actors(Records(meetings=sheet)).meetings["actor"].tolist()
    ['OSPOD HB', 'OSPOD HB']
    """
    check_records(records)
    if records.resolved:
        return records
    matched = match(records, decisions)
    ids: _Ids = {
        (name.text, name.region): None if outcome.actor == NOBODY else matched.ids[outcome.actor]
        for name, outcome in matched.settled
    }
    persons = {actor.actor_id for actor in matched.added.values() if actor.person}
    problems = list(matched.problems)
    tables: dict[str, pd.DataFrame] = {}
    dropped: dict[str, int] = {}
    for table, frame in records.tables.items():
        if table in NAME_COLUMNS:
            tables[table], nobody = _replace_names(table, frame, ids, records.region, persons)
            problems += nobody
            dropped[table] = len(frame) - len(tables[table])
    problems += _self_referrals(tables)
    tables["actors"] = _with_added(matched)
    return records.replace(
        tables,
        problems=problems,
        names=matched.review.to_frame(),
        resolved=True,
        account=_account(records.account, dropped),
    )


def _replace_names(
    table: str, frame: pd.DataFrame, ids: _Ids, home: str | None, persons: set[str]
) -> tuple[pd.DataFrame, list[Problem]]:
    """Put ids in the place of names, and leave out rows that name nobody."""
    region = regions_of(frame, home)
    keep = pd.Series(True, index=frame.index)
    problems = []
    for column in NAME_COLUMNS[table]:
        if column not in frame:
            continue
        written = frame[column]
        found, nobody = _ids_of(written, region, ids)
        if (table, column) not in ONLY_LOOKED_UP:
            problems += [
                Problem(table, "not_an_actor", column=column, value=_shown(value))
                for value in written[nobody & keep]
            ]
            keep &= ~nobody
        frame[column] = found.where(~nobody, written).astype("str")
        # How a person was written is the person's name.
        frame[f"{column}_written"] = written.mask(found.isin(persons), found)
    return (frame if keep.all() else frame[keep].reset_index(drop=True)), problems


def _shown(written: str) -> str:
    return "" if is_person(written) else written


def _ids_of(written: pd.Series, region: pd.Series, ids: _Ids) -> tuple[pd.Series, pd.Series]:
    """Look every pair of name and region up once."""
    name_codes, names = pd.factorize(written)
    region_codes, regions = pd.factorize(region)
    pairs = pd.Series((name_codes + 1) * (len(regions) + 1) + region_codes + 1, index=written.index)
    first = ~pairs.duplicated()
    lookup: dict[int, str | None] = {}
    nobody: set[int] = set()
    for pair, name, place in zip(pairs[first], name_codes[first], region_codes[first], strict=True):
        if name < 0:
            continue
        spelled = str(names[name])
        region_of_row = None if place < 0 else str(regions[place])
        # Of a name that says its own town, the region of the row does not matter.
        told_apart = (spelled, region_of_row) in ids
        lookup[pair] = ids[spelled, region_of_row if told_apart else None]
        if lookup[pair] is None:
            nobody.add(pair)
    return pairs.map(lookup).astype("str"), pairs.isin(nobody)


def _self_referrals(tables: dict[str, pd.DataFrame]) -> list[Problem]:
    """Find rows from an actor to itself, once their spellings are resolved."""
    return [
        Problem(name, "self_referral", value=actor)
        for name in ("referrals", "contacts")
        if name in tables
        for actor in tables[name].query("source == target")["source"].unique()
    ]


def _with_added(matched: Matched) -> pd.DataFrame:
    """Add the actors that are not in the register, and the sector that goes with a kind."""
    makes = {outcome.actor for name, outcome in matched.settled if name.makes}
    new = [actor for key, actor in matched.added.items() if key in makes]
    register = matched.register.assign(name_status="register")
    actors = pd.concat([register, _frame_of(new, register)], ignore_index=True)
    if "kind" in actors:
        by_kind = actors["kind"].map(kind_sector, na_action="ignore").astype("str")
        sector = actors.get("sector", pd.Series(pd.NA, index=actors.index, dtype="str"))
        actors["sector"] = sector.fillna(by_kind)
    return actors


def _frame_of(new: list[Actor], register: pd.DataFrame) -> pd.DataFrame:
    """Make rows of actors; what is known of none of them, and not asked, is no column."""
    frame = pd.DataFrame(
        {
            "actor_id": [actor.actor_id for actor in new],
            "name": [actor.name for actor in new],
            "kind": [actor.kind for actor in new],
            "region": [actor.region for actor in new],
            "name_status": [actor.status for actor in new],
        },
        dtype="str",
    )
    if "person" in register or any(actor.person for actor in new):
        frame["person"] = pd.array([actor.person for actor in new], dtype="boolean")
    empty = [name for name in ("kind", "region") if frame[name].isna().all()]
    return frame.drop(columns=[name for name in empty if name not in register])


def _account(account: pd.DataFrame, dropped: dict[str, int]) -> pd.DataFrame:
    """Count rows that name nobody as dropped; which file they came from is not known any more."""
    parts = []
    for table, lines in account.groupby("table", sort=False):
        gone = dropped.get(str(table), 0)
        if gone and len(lines) > 1:
            summed = lines[["read", "kept", "dropped"]].sum()
            together = {"table": table, "file": ", ".join(lines["file"].unique()), "sheet": ""}
            lines = pd.DataFrame([{**together, **summed}])
        parts.append(lines.assign(kept=lines["kept"] - gone, dropped=lines["dropped"] + gone))
    return pd.concat(parts, ignore_index=True) if parts else account
