"""What the workbooks share: names, days and numbers as people write them, sheet by sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import xlsxwriter

from netcoop.reference import vocabulary

Row = Mapping[str, Any]
Cells = Sequence[object]

MONTHS = "ledna února března dubna května června července srpna září října listopadu prosince"


def new_book(path: Path, day: datetime) -> xlsxwriter.Workbook:
    """Begin a workbook; its properties hold ``day``, not the time of writing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(str(path))
    book.set_properties({"author": "", "created": day})
    return book


def write_decided(path: Path, day: datetime, decided: Iterable[Cells]) -> None:
    """Write the decisions about names, as ``NameReview.save`` has them filled in."""
    book = new_book(path, day)
    sheet = book.add_worksheet("názvy")
    for number, cells in enumerate([("zapsaný název", "území", "rozhodnutí"), *decided]):
        sheet.write_row(number, 0, cells)
    book.close()


class Kept:
    """One workbook in the making: how often an actor was written decides how it is written next.

    ``spellings``: the ways an actor is written, where they are other than its name.
    """

    def __init__(
        self,
        book: xlsxwriter.Workbook,
        tables: Mapping[str, Iterable[Row]],
        spellings: Mapping[str, Sequence[str]],
    ) -> None:
        self.book, self.spellings = book, spellings
        self.tables = {name: list(rows) for name, rows in tables.items()}
        self.actors = {row["actor_id"]: row for row in self.tables["actors"]}
        self.written: dict[str, int] = {}
        self.labels = {
            (kind, code): label
            for kind in ("actor", "meeting", "channel", "need", "outcome")
            for code, label in vocabulary(kind, lang="cs")[["code", "label"]].to_numpy()
        }

    def name(self, actor: str) -> str:
        """Write an actor in its next way."""
        ways = self.spellings.get(actor, [self.actors[actor]["name"]])
        turn = self.written[actor] = self.written.get(actor, -1) + 1
        return ways[turn % len(ways)]

    def sheet(self, name: str, rows: Iterable[Cells]) -> Any:
        """Write rows as they are; a blank cell stays empty."""
        sheet = self.book.add_worksheet(name)
        for number, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if cell not in (None, ""):
                    sheet.write(number, column, cell)
        return sheet


def table(rows: Iterable[Row]) -> list[Cells]:
    """Give the head of a table, which is that of its first row, and the rows below it."""
    lines = list(rows)
    return [list(lines[0]), *(list(line.values()) for line in lines)]


def by_meeting(rows: Iterable[Row]) -> list[list[Row]]:
    return [list(group) for _, group in groupby(rows, key=lambda row: row["meeting_id"])]


def in_digits(day: str) -> str:
    """Write a day as 15.6.2018; no day stays empty."""
    if not day:
        return ""
    when = date.fromisoformat(day)
    return f"{when.day}.{when.month}.{when.year}"


def in_words(day: str) -> str:
    """Write a day as 15. června 2018."""
    when = date.fromisoformat(day)
    return f"{when.day}. {MONTHS.split()[when.month - 1]} {when.year}"


def with_comma(number: float | str) -> str:
    return f"{float(number):g}".replace(".", ",")
