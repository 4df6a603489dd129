"""The records of a study: read, with what its file says in their place, and who is who."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

import pandas as pd

from netcoop.actors import read_decisions, resolve_actors
from netcoop.actors.decisions import Decision, Decisions
from netcoop.records import Records, read_records
from netcoop.records.phases import choose_phases
from netcoop.records.problems import Problem
from netcoop.records.spans import TIMED, row_days
from netcoop.reference import required_ties_template
from netcoop.reports.study_places import CZECH, DECISIONS, TEMPLATE, Places


def study_records(places: Places) -> Records:
    """Read the records, set what the study says in their place, and say who is who."""
    with tempfile.TemporaryDirectory() as copies:
        records = _read(places, Path(copies))
    tables: dict[str, pd.DataFrame] = {}
    problems: list[Problem] = []
    for name, frame in _given_tables(places).items():
        read = read_records({name: frame}, region=places.settings.study.region)
        tables[name] = read.tables[name]
        problems += read._problems
    given = records.replace(tables, problems=problems)
    if (freq := places.settings.freq()) is not None:
        given = given.replace({"phases": _even_phases(given, freq)})
    return resolve_actors(given, decisions=_decisions(places))


def _read(places: Places, copies: Path) -> Records:
    given = places.settings.records
    source = places.source()
    if source is None:
        # Single files are read together, as a folder is: one row may refer to another file.
        for file in places.records():
            shutil.copyfile(file, copies / file.name)
    return read_records(
        copies if source is None else source,
        tables=given.tables or None,
        shape=given.shape,
        region=places.settings.study.region,
        key=places.secret(),
        encoding=given.encoding,
        on_birth_number=given.on_birth_number,
    )


def _given_tables(places: Places) -> dict[str, pd.DataFrame]:
    """Make tables of records of what the study file says itself."""
    given, tables = places.settings, {}
    spans = {name: days for name, days in given.phases.items() if name != "freq"}
    if spans:
        rows = [[name, *map(_day, days)] for name, days in spans.items()]
        tables["phases"] = pd.DataFrame(rows, columns=["phase", "start", "end"])
    if given.regions:
        columns = [
            {"region": name, **area.model_dump(exclude_none=True)}
            for name, area in given.regions.items()
        ]
        tables["regions"] = pd.DataFrame(columns)
    if given.required is not None:
        tables["required"] = _required(places, given.required.template)
    return tables


def _even_phases(records: Records, freq: str) -> pd.DataFrame:
    """Write even periods out, so that all that is made of the records takes the same."""
    timed = [name for name in TIMED if name in records.tables and name != "agreements"]
    # What the map of periods is drawn from says how far they go.
    used = [name for name in timed if name == "meetings"] or timed
    days = [row_days(name, records.tables[name]) for name in used]
    rows = [[one.name, one.start, one.end] for one in choose_phases(records, None, freq, days)]
    frame = pd.DataFrame(rows, columns=["phase", "start", "end"])
    return read_records({"phases": frame}).tables["phases"]


def _required(places: Places, name: str) -> pd.DataFrame:
    if name == CZECH:
        return required_ties_template(places.settings.study.lang)
    file = places.chosen()[TEMPLATE]
    read = read_records(file, tables={file.stem: "required"})
    return read.tables["required"]


def _decisions(places: Places) -> Decisions | None:
    """Put the decisions of the workbook and the aliases of the study together."""
    rows: tuple[Decision, ...] = ()
    if (file := places.chosen().get(DECISIONS)) is not None:
        rows = read_decisions(file).rows
    aliases = places.settings.records.aliases
    rows += tuple(Decision(name, None, actor) for name, actor in aliases.items())
    return Decisions(rows) if rows else None


def _day(given: Any) -> str | None:
    return None if given is None or given == "" else str(given)
