"""What the makers share: tables written as text, rows that say what they rest on, files.

A set's ``make.py`` is run by its path, so it puts this folder where Python looks for modules.
"""

from __future__ import annotations

import csv
import runpy
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from netcoop.reference import kind_sector, territories, vocabulary

Row = dict[str, object]


def read(table: str) -> list[dict[str, str]]:
    """Read a table written as text; a bar parts its columns."""
    lines = [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]
    return [dict(zip(lines[0], cells, strict=True)) for cells in lines[1:]]


def synthetic(row: Row) -> Row:
    return {**row, "provenance": "synthetic", "made_up": ""}


def published(row: Row, *made_up: str) -> Row:
    return {**row, "provenance": "published", "made_up": "|".join(made_up)}


def actor_names(actor: Mapping[str, str]) -> Row:
    """Give who an actor is; what stands behind " = " is another name of it."""
    name, _, alias = actor["name"].partition(" = ")
    row: Row = {"actor_id": actor["actor_id"], "name": name, "aliases": alias}
    return {**row, "kind": actor["kind"], "sector": kind_sector(actor["kind"])}


def actor_places(kind: str, towns: Sequence[str]) -> Row:
    """Give where an actor is: its seat, all its towns if there are several, its level."""
    levels = vocabulary("actor").set_index("code")["level"]
    serves = "|".join(towns if len(towns) > 1 else [])
    return {"region": towns[0], "serves": serves, "level": levels[kind]}


def draw_day(rng: np.random.Generator, month: str, first: int = 1, last: int = 31) -> date:
    """Draw a day from Tuesday to Thursday: nobody calls a meeting on a Monday or Friday."""
    start = date.fromisoformat(f"{month}-01")
    days = [start + timedelta(days=number) for number in range(first - 1, last)]
    choice = [day for day in days if day.month == start.month and day.weekday() in (1, 2, 3)]
    return choice[int(rng.integers(len(choice)))]


def region_row(name: str) -> Row:
    """Look up a municipality; the numbers are official."""
    orp = territories().loc[name]
    row: Row = {"region": name, "name": name, "parent": orp["kraj_name"]}
    return {**row, **{column: orp[column] for column in ("population", "population_0_14")}}


def seats_of(actors: Iterable[Row]) -> list[Row]:
    """Give the municipalities the actors sit in."""
    return [published(region_row(name)) for name in sorted({str(a["region"]) for a in actors})]


def write_tables(folder: Path, tables: Mapping[str, Iterable[Row]]) -> None:
    """Write each table as CSV: UTF-8, commas, one kind of line end on every system."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        lines = [{key: plain(value) for key, value in row.items()} for row in rows]
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(lines[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(lines)


def plain(value: object) -> object:
    return str(value).lower() if isinstance(value, bool) else value


def write_workbook(folder: Path, home: Path, tables: Mapping[str, Iterable[Row]]) -> None:
    """Let the ``workbook.py`` of a set write its workbook, which is called as the set is."""
    workbook = runpy.run_path(str(home / "workbook.py"))
    workbook["write_workbook"](folder / "as_kept" / f"{home.name}.xlsx", tables)
