"""The records of a study: read, with what its file says in their place, and who is who."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pandas as pd

from netcoop.actors import read_decisions, resolve_actors
from netcoop.actors.decisions import Decision, Decisions
from netcoop.records import Records, read_records
from netcoop.records.problems import Problem
from netcoop.reference import required_ties_template
from netcoop.reports.study_periods import even_periods, named_periods
from netcoop.reports.study_places import DECISIONS, TEMPLATE, Places
from netcoop.reports.study_sense import CZECH


def study_records(places: Places) -> Records:
    """Read the records, set what the study says in their place, and say who is who."""
    with tempfile.TemporaryDirectory() as copies:
        records = _read(places, Path(copies))
    tables: dict[str, pd.DataFrame] = {}
    problems: list[Problem] = []
    for name, frame in _given_tables(places, records).items():
        read = read_records({name: frame})
        tables[name] = read.tables[name]
        problems += read._problems
    given = records.replace(tables, problems=problems)
    return resolve_actors(given, decisions=_decisions(places))


def _read(places: Places, copies: Path) -> Records:
    given = places.settings.records
    source = places.source()
    if source is None:
        # Single files are read together, as a folder is: one row may refer to another file.
        for file in places.records():
            _put_beside(file, copies)
    return read_records(
        copies if source is None else source,
        tables=given.tables or None,
        shape=given.shape,
        region=places.settings.study.region,
        key=places.secret(),
        encoding=given.encoding,
        on_birth_number=given.on_birth_number,
    )


def _put_beside(file: Path, folder: Path) -> None:
    """Show a file in a folder; a copy of records is made only where there can be no link."""
    try:
        (folder / file.name).symlink_to(file.absolute())
    except OSError:
        shutil.copyfile(file, folder / file.name)


def _given_tables(places: Places, records: Records) -> dict[str, pd.DataFrame]:
    """Make tables of records of what the study file says itself."""
    given, tables = places.settings, {}
    if (freq := given.freq()) is not None:
        tables["phases"] = even_periods(records, freq)
    elif spans := given.spans():
        tables["phases"] = named_periods(records, spans)
    if given.regions:
        columns = [
            {"region": name, **area.model_dump(exclude_none=True)}
            for name, area in given.regions.items()
        ]
        tables["regions"] = pd.DataFrame(columns)
    if given.required is not None:
        tables["required"] = _required(places, given.required.template)
    return tables


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
