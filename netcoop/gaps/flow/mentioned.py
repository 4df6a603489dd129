"""``missing_actors``: who is named in the records and was never at a meeting."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from netcoop._core.texts import check_language, language, mark, plural, text
from netcoop.actors import resolve_actors
from netcoop.actors.rules import is_person as looks_like_person
from netcoop.errors import RecordError
from netcoop.gaps.field import records_there_are
from netcoop.network import Network, actor_labels
from netcoop.network.disclosing import disclose
from netcoop.network.persons import is_person
from netcoop.records import Records
from netcoop.records.records import check_records
from netcoop.records.units import ABSENT, words_of
from netcoop.ties import attended

COLUMNS = (
    "actor_id", "name", "kind", "region", "mentioned_in", "mentions", "by", "excused",
    "in_register", "sentence",
)  # fmt: skip
# Where an actor is named, and the column of who names it.
_NAMED = {
    "referrals": (("source", "target"), ("target", "source")),
    "contacts": (("source", "target"), ("target", "source")),
    "claims": (("target", "respondent"), ("respondent", None)),
    "agreements": (("source", "target"), ("target", "source")),
    "services": (("actor", None),),
    "meetings": (("actor", None), ("convener", None)),
}
_TABLES = {
    "referrals": mark("referrals"),
    "contacts": mark("contacts"),
    "claims": mark("survey answers"),
    "agreements": mark("agreements"),
    "services": mark("services"),
    "meetings": mark("meetings"),
}


def missing_actors(records: Records, lang: str | None = None) -> pd.DataFrame:
    """List who is named in the records and was never at a meeting: whom to invite, or to ask.

    Parameters
    ----------
    records
        Records with meetings; names are resolved first (:func:`netcoop.resolve_actors`).
    lang
        Language of ``sentence``; ``None``: that of messages.

    Returns
    -------
    pandas.DataFrame
        One row an actor, those named by most others first: ``actor_id``, ``name``, ``kind`` and
        ``region``; ``mentioned_in`` (the tables that name it, parted by ``|``); ``mentions`` (rows
        that name it in tables other than the referrals: how many referrals do is not told, for it
        may be few); ``by`` (how many other actors name it: as source or target, in a claim or an
        agreement); ``excused`` (from how many meetings); ``in_register``; ``sentence``. A single
        person is called by its kind and a number. No rows: all who are named were at a meeting.

        At a meeting is whoever took part in one that was held; not who only convened it, was
        excused, or was expected at one that was planned or cancelled.

    Raises
    ------
    RecordError
        No meeting that was held is in the records: nobody can have been met.

    Examples
    --------
    >>> sheet = pd.DataFrame({"actor": ["OSPOD", "School"], "meeting_id": ["1", "1"]})
    >>> log = pd.DataFrame({"source": ["OSPOD", "School"], "target": ["Doctor", "Doctor"]})
    >>> missing_actors(Records(meetings=sheet, referrals=log))[["actor_id", "mentioned_in", "by"]]
      actor_id mentioned_in  by
    0   Doctor    referrals   2
    """
    check_records(records)
    code = check_language(language() if lang is None else lang)
    if records.meetings is None or not len(attended(records.meetings)):
        message = text(
            "No meeting that was held is in the records, so nobody can have been met. Add the "
            "table meetings, such as attendance sheets."
        )
        raise RecordError(message)
    resolved = resolve_actors(records)
    tables = resolved.tables
    mentions = _mentions(tables)
    met = attended(tables["meetings"])["actor"].unique()
    found = _summed(mentions[~mentions["actor"].isin(met)])
    found["excused"] = _excused(tables["meetings"]).reindex(found.index).fillna(0).astype("int64")
    return _told(
        found, _known(tables["actors"], found.index), records_there_are(resolved, code), code
    )


def _mentions(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """List every place an actor is named in: ``actor``, ``table``, ``row``, ``by`` (or missing)."""
    parts = []
    for table, columns in _NAMED.items():
        frame = tables.get(table)
        for column, other in columns:
            if frame is None or column not in frame:
                continue
            who = words_of(frame, column)
            by = who.where(who.isna()) if other is None else words_of(frame, other)
            named = pd.DataFrame({"actor": who, "table": table, "row": range(len(who)), "by": by})
            parts.append(named.dropna(subset="actor"))
    return pd.concat(parts, ignore_index=True)


def _summed(mentions: pd.DataFrame) -> pd.DataFrame:
    """Sum the mentions up, one row an actor."""
    by_actor = mentions.groupby("actor", sort=True)
    others = mentions[mentions["by"].notna() & mentions["by"].ne(mentions["actor"])]
    told = mentions[mentions["table"].ne("referrals")]
    rows = told.drop_duplicates(["actor", "table", "row"]).groupby("actor").size()
    found = pd.DataFrame(
        {
            # In the order of the tables above.
            "mentioned_in": by_actor["table"].agg(lambda names: "|".join(dict.fromkeys(names))),
            "mentions": rows,
            "by": others.groupby("actor")["by"].nunique(),
        }
    )
    return found.fillna({"mentions": 0, "by": 0}).astype({"mentions": "int64", "by": "int64"})


def _excused(meetings: pd.DataFrame) -> pd.Series:
    """Count the meetings that each actor was excused from, or absent."""
    away = meetings[words_of(meetings, "role").isin(ABSENT)]
    unit = words_of(away, "meeting_id").fillna(
        away.get("date", pd.Series("", away.index)).astype("str")
    )
    return unit.groupby(away["actor"]).nunique()


def _known(actors: pd.DataFrame, named: pd.Index) -> pd.DataFrame:
    """Give what is known of the actors; of who is only looked up, whether it is a person."""
    actors = actors.set_index("actor_id")
    new = named[~named.isin(actors.index)]
    looked_up = pd.DataFrame({"person": [looks_like_person(name) for name in new]}, index=new)
    person = is_person(actors)
    known = pd.concat([actors.drop(columns="person", errors="ignore"), looked_up[[]]])
    person = pd.concat([person, looked_up["person"].astype("bool")])
    return known.assign(person=person)


def _told(found: pd.DataFrame, actors: pd.DataFrame, there_are: str, code: str) -> pd.DataFrame:
    """Put it into words, single persons by their kind."""
    none = pd.DataFrame({"source": [], "target": []}, dtype="str")
    net = disclose(Network(actors, none))
    shown = net.actors.assign(label=pd.Series(actor_labels(net, code)))
    shown = shown.set_axis(actors.index).reindex(found.index)
    status = actors.get("name_status", pd.Series("", actors.index))
    rows = found.assign(
        actor_id=net.actors.index[actors.index.get_indexer(found.index)],
        name=shown["label"],
        in_register=status.reindex(found.index).eq("register"),
        **{
            column: shown.get(column, pd.Series(pd.NA, shown.index))
            for column in ("kind", "region")
        },
    )
    rows["sentence"] = [f"{_sentence(row, code)} {there_are}" for row in rows.to_dict("records")]
    rows = rows.sort_values(["by", "actor_id"], ascending=[False, True], ignore_index=True)
    words = dict.fromkeys(("actor_id", "name", "kind", "region", "mentioned_in", "sentence"), "str")
    return rows[list(COLUMNS)].astype(words)


def _sentence(row: Mapping[Any, Any], code: str) -> str:
    tables = ", ".join(text(_TABLES[name], code) for name in str(row["mentioned_in"]).split("|"))
    values = {"name": row["name"], "tables": tables}
    by, excused = int(row["by"]), int(row["excused"])
    if by:
        said = plural(
            "{name}: mentioned in the records ({tables}) by {n} other actor; at no meeting in the "
            "records.",
            "{name}: mentioned in the records ({tables}) by {n} other actors; at no meeting in the "
            "records.",
            by,
            code,
            **values,
        )
    else:
        said = text(
            "{name}: mentioned in the records ({tables}); at no meeting in the records.",
            code,
            **values,
        )
    if excused:
        said += " " + plural(
            "Excused from {n} meeting.", "Excused from {n} meetings.", excused, code
        )
    return said
