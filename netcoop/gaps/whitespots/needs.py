"""Needs: who needs what where, and what the records show came of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from netcoop._core.checks import first
from netcoop._core.texts import text
from netcoop.actors import name_key
from netcoop.actors.regions import canonical_region
from netcoop.errors import RecordError
from netcoop.gaps.whitespots.catalogue import group_key
from netcoop.records import Records
from netcoop.records.units import days_of, words_of
from netcoop.reference import vocabulary
from netcoop.ties import attended

# What the records show of a need.
NOTHING, MET, OUTPUT = "nothing", "met", "output"
# Kinds of outputs that may leave as they are written; any other may hold anything.
_OUTPUT_KINDS = frozenset(
    {
        "dohoda", "memorandum", "metodika", "postup", "pravidla", "plan", "strategie", "seznam",
        "adresar", "letak", "web", "zapis", "zprava", "opatreni", "sluzba", "formular", "skoleni",
        "agreement", "guideline", "procedure", "rules", "strategy", "list", "directory", "leaflet",
        "website", "minutes", "report", "measure", "service", "form", "training",
    }
)  # fmt: skip
_SEPARATORS = re.compile(r"[|;,]")
COLUMNS = [
    "need_id", "region", "service", "target_group", "count", "raised", "raised_by", "meetings",
    "first_meeting", "days", "outputs", "output_kinds", "first_output", "answered_by",
]  # fmt: skip
# Where needs can be pointed at from: a table and its column.
_LINKS = (("meetings", "responds_to"), ("outputs", "from_need"))


class _Output(NamedTuple):
    """One document or measure, in the order they are told."""

    undated: bool
    day: pd.Timestamp
    title: str
    kind: str


@dataclass(frozen=True, eq=False)
class Needs:
    """The needs, one row each, with ``group`` to compare and ``is_service``; see ``COLUMNS``.

    ``counts`` says how many links lead nowhere, and what else must be said.
    """

    frame: pd.DataFrame
    counts: Mapping[str, int]

    def at(self) -> dict[tuple[str, str, str], pd.DataFrame]:
        """Give the needs of services by service, region and target group."""
        wanted = self.frame[self.frame["is_service"]]
        return {
            (str(service), str(region), str(group)): rows
            for (service, region, group), rows in wanted.groupby(["service", "region", "group"])
        }


def kind_shown(kind: str) -> str:
    """Give the kind of an output as it may leave.

    Examples
    --------
    >>> kind_shown("Dohoda"), kind_shown("dopis rodičům Novákových"), kind_shown("")
    ('Dohoda', 'other', '')
    """
    return kind if not kind or group_key(kind) in _OUTPUT_KINDS else "other"


def read_needs(records: Records, actors: pd.DataFrame) -> Needs:
    """Read the needs and follow each to the meetings and outputs that answered it."""
    given = records.tables.get("needs")
    if given is None:
        given = pd.DataFrame({"region": [], "service": []}, dtype="str")
    given = given.reset_index(drop=True)
    region, service = words_of(given, "region"), words_of(given, "service").str.strip()
    frame = pd.DataFrame(
        {
            "need_id": plain_ids(given, "need_id"),
            "region": region.map(canonical_region, na_action="ignore").astype("str"),
            "service": service,
            "target_group": words_of(given, "target_group"),
            "count": _people(given),
            "raised": _days(given),
            "raised_by": words_of(given, "raised_by"),
        }
    )
    frame["group"] = frame["target_group"].map(group_key).astype("str")
    frame["is_service"] = ~frame["service"].isin(_meeting_kinds())
    ids, unknown = _who(frame["raised_by"], actors)
    frame = frame.assign(raised_by=ids).dropna(subset=["region", "service"])
    links, counts = _links(records, set(frame["need_id"].dropna()))
    followed = _follow(frame.reset_index(drop=True), records, links)
    traceable = frame["need_id"].notna()
    more = {"raised_by_others": unknown, "needs_without_id": int((~traceable).sum())}
    return Needs(followed, {**counts, **more})


@cache
def _meeting_kinds() -> frozenset[str]:
    """Codes of meetings that are no services: what is needed may be a meeting."""
    return frozenset(vocabulary("meeting")["code"]) - frozenset(vocabulary("actor")["code"])


def plain_ids(frame: pd.DataFrame, column: str) -> pd.Series:
    """Read ids; beside empty cells whole numbers come as 1.0, which is the id 1.

    Examples
    --------
    >>> plain_ids(pd.DataFrame({"need_id": ["P-1", 2.0, None]}), "need_id").tolist()
    ['P-1', '2', nan]
    """
    return _plain(words_of(frame, column))


def _plain(ids: pd.Series) -> pd.Series:
    return ids.str.strip().str.replace(r"^(\d+)\.0+$", r"\1", regex=True)


def _people(needs: pd.DataFrame) -> pd.Series:
    """Read how many people need it; missing where it is not written down."""
    given = needs.get("count", pd.Series(np.nan, index=needs.index))
    count = pd.to_numeric(given, errors="coerce").astype("float64")
    bad = (count.isna() & given.notna()) | (count < 0) | np.isinf(count) | (count % 1 > 0)
    bad |= given.map(lambda cell: isinstance(cell, bool | np.bool_)).astype("bool")
    if bad.any():
        message = text(
            "{n} of {total} needs have a 'count' that is no number of people (rows {rows}). Leave "
            "it empty where it is not known.",
            n=int(bad.sum()),
            total=len(needs),
            rows=first(np.flatnonzero(bad) + 1),
        )
        raise RecordError(message)
    return count


def _days(frame: pd.DataFrame) -> pd.Series:
    """Read the days; NaT where there are none."""
    if "date" not in frame:
        return pd.Series(pd.NaT, index=frame.index, dtype="datetime64[s]")
    return days_of(frame["date"])


def _who(written: pd.Series, actors: pd.DataFrame) -> tuple[pd.Series, int]:
    """Find the actors that raised needs by id, name or alias; others are not told, but counted."""
    known: dict[str, str] = {}
    aliases = actors.get("aliases", pd.Series(dtype="str")).dropna().str.split("|").explode()
    for column in (aliases, actors.get("name", pd.Series(dtype="str")).dropna()):
        known |= {name_key(str(name)): str(actor) for actor, name in column.items()}
    known |= {name_key(str(actor)): str(actor) for actor in actors.index}
    ids = written.map(lambda name: known.get(name_key(name)), na_action="ignore").astype("str")
    return ids, int((ids.isna() & written.notna()).sum())


def _links(records: Records, known: set[str]) -> tuple[dict[str, pd.DataFrame], dict[str, int]]:
    """Read which rows of meetings and outputs point at which need; count those to none."""
    found, lost = {}, 0
    for table, column in _LINKS:
        frame = records.tables.get(table)
        if frame is None or column not in frame:
            continue
        rows = attended(frame) if table == "meetings" else frame.reset_index(drop=True)
        pointed = words_of(rows, column).dropna().map(lambda word: _ids_in(word, known))
        need = _plain(pointed.explode().astype("str"))
        need = need[need.ne("")].rename("need_id")
        links = rows.drop(columns="need_id", errors="ignore").join(need, how="right")
        if table == "meetings":
            links = links.drop_duplicates(["need_id", *links.columns.intersection(["meeting_id"])])
        lost += int((~links["need_id"].isin(known)).sum())
        found[table] = links[links["need_id"].isin(known)]
    return found, {"lost_links": lost + _lost_meetings(records)}


def _ids_in(written: str, known: set[str]) -> list[str]:
    """Read one id or several; an id may hold a comma itself."""
    return (
        [written] if re.sub(r"\.0+$", "", written.strip()) in known else _SEPARATORS.split(written)
    )


def _lost_meetings(records: Records) -> int:
    """Count the outputs of meetings that are not in the records."""
    outputs, meetings = records.tables.get("outputs"), records.tables.get("meetings")
    if outputs is None or "from_meeting" not in outputs:
        return 0
    held = set() if meetings is None else set(plain_ids(meetings, "meeting_id").dropna())
    pointed = plain_ids(outputs, "from_meeting").dropna()
    return int((~pointed.isin(held)).sum())


def _follow(
    needs: pd.DataFrame, records: Records, links: Mapping[str, pd.DataFrame]
) -> pd.DataFrame:
    """Set beside every need the meetings that responded and the outputs that came of it."""
    met = _met(links.get("meetings"))
    made, from_meetings = _made(records.tables.get("outputs"), links.get("outputs"))
    can_be_known = bool(links) or from_meetings is not None
    rows = []
    for need in needs["need_id"]:
        if not isinstance(need, str) or not can_be_known:
            rows.append(_untold())
            continue
        meetings, day = met.get(need, ((), pd.NaT))
        follow = {title for meeting in meetings for title in (from_meetings or {}).get(meeting, [])}
        outputs = sorted({*made.get(need, []), *follow})
        rows.append(_found(meetings, day, outputs))
    traces = pd.DataFrame(rows, index=needs.index, columns=[*_untold()])
    days = traces.astype(dict.fromkeys(("first_meeting", "first_output"), "datetime64[s]"))
    days["days"] = (days["first_meeting"] - needs["raised"]).dt.days.astype("float64")
    frame = needs.join(days.astype({"answered_by": "str"}))
    return frame[[*COLUMNS, "group", "is_service"]]


def _untold() -> dict[str, Any]:
    """Say that the records cannot show what came of a need."""
    nothing: dict[str, Any] = dict.fromkeys(("meetings", "outputs", "output_kinds"), ())
    return {**nothing, "first_meeting": pd.NaT, "first_output": pd.NaT, "answered_by": None}


def _found(meetings: tuple[str, ...], day: Any, outputs: list[_Output]) -> dict[str, Any]:
    """Say what came of one need."""
    return {
        "meetings": meetings,
        "first_meeting": day,
        "outputs": tuple(output.title for output in outputs),
        "output_kinds": tuple(output.kind for output in outputs),
        # Those without a day come last.
        "first_output": outputs[0].day if outputs and not outputs[0].undated else pd.NaT,
        "answered_by": OUTPUT if outputs else MET if meetings else NOTHING,
    }


def _met(links: pd.DataFrame | None) -> dict[str, tuple[tuple[str, ...], pd.Timestamp]]:
    """Give of every need the meetings that responded to it, and the day of the first."""
    if links is None:
        return {}
    rows = links.assign(day=_days(links), meeting=plain_ids(links, "meeting_id"))
    return {
        str(need): (tuple(sorted(part["meeting"].dropna().unique())), part["day"].min())
        for need, part in rows.groupby("need_id")
    }


def _made(
    outputs: pd.DataFrame | None, links: pd.DataFrame | None
) -> tuple[dict[str, list[_Output]], dict[str, list[_Output]] | None]:
    """Give the outputs by the need, and by the meeting, that they say they come from."""
    if outputs is None:
        return {}, None
    by_need: dict[str, list[_Output]] = {}
    if links is not None:
        for need, output in zip(links["need_id"], _outputs(links), strict=True):
            by_need.setdefault(need, []).append(output)
    if "from_meeting" not in outputs:
        return by_need, None
    by_meeting: dict[str, list[_Output]] = {}
    for meeting, output in zip(plain_ids(outputs, "from_meeting"), _outputs(outputs), strict=True):
        if isinstance(meeting, str):
            by_meeting.setdefault(meeting, []).append(output)
    return by_need, by_meeting


def _outputs(rows: pd.DataFrame) -> list[_Output]:
    """Read what came out, row by row."""
    days = _days(rows)
    columns = (days.isna(), days, words_of(rows, "title"), words_of(rows, "kind").fillna(""))
    return [
        _Output(bool(none), pd.Timestamp.min if none else day, str(title), kind)
        for none, day, title, kind in zip(*columns, strict=True)
    ]
