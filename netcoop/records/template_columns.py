"""What stands in the workbook to fill in: its sheets, their columns, and the words to choose from.

The columns, their headings, notes and examples in both languages lie in ``tables/template.csv``;
what a column holds and whether it must be filled is told by the schema.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from netcoop._core.texts import LANGUAGES, mark, text
from netcoop.records.schema import TABLES, Column
from netcoop.reference.territory import territories
from netcoop.reference.vocabularies import vocabulary

# How the marks of examples are written in the table of columns.
_MARKS = ("PŘÍKLAD: ", "EXAMPLE: ")
# Words of the drop-downs that are not in the vocabulary.
_WORDS = {
    "answer": (mark("yes"), mark("no"), mark("unknown")),
    "status": (mark("held"), mark("planned"), mark("cancelled")),
    "availability": (mark("available"), mark("missing"), mark("unknown")),
}
LISTS = {
    "meeting": mark("Kinds of meetings"),
    "role": mark("Roles at a meeting"),
    "channel": mark("Channels"),
    "need": mark("Kinds of needs"),
    "outcome": mark("Outcomes of referrals"),
    "actor": mark("Kinds of actors and services"),
    "place": mark("Municipalities (ORP)"),
    "answer": mark("Answers"),
    "status": mark("States of meetings"),
    "availability": mark("Availability"),
}


@dataclass(frozen=True)
class Field:
    """One column of the workbook in one language."""

    column: Column
    required: bool
    choices: str
    width: int
    header: str
    note: str
    examples: tuple[str, str]


def example_marks() -> tuple[str, ...]:
    """Tell how a cell of an example row begins, in every language.

    Examples
    --------
    >>> example_marks()
    ('PŘÍKLAD: ', 'EXAMPLE: ')
    """
    return _MARKS


def helper_sheets() -> tuple[str, ...]:
    """Name the sheets of the workbook that hold no records, in every language."""
    return tuple(name for lang in LANGUAGES for name in (guide_name(lang), lists_name(lang)))


def sheet_name(table: str, lang: str) -> str:
    """Name the sheet of a table as people call it."""
    return (TABLES[table].aliases[0] if lang == "cs" else table).capitalize()


def fields_of(table: str, lang: str) -> list[Field]:
    """List the columns of a sheet."""
    first_of_group = {
        next((row["column"] for row in _rows(table) if row["column"] in group), "")
        for group in TABLES[table].required
    }
    return [
        Field(
            TABLES[table].by_name[row["column"]],
            row["column"] in first_of_group,
            row["choices"],
            int(row["width"]),
            row[f"header_{lang}"],
            row[f"help_{lang}"],
            (row[f"example_1_{lang}"], row[f"example_2_{lang}"]),
        )
        for row in _rows(table)
    ]


def choices(name: str, lang: str) -> list[str]:
    """List the words that a drop-down offers."""
    if name == "place":
        return list(map(str, territories().index))
    if name in _WORDS:
        return [text(word, lang=lang) for word in _WORDS[name]]
    return vocabulary(name, lang)["label"].tolist()


@cache
def _rows(table: str) -> tuple[Mapping[str, str], ...]:
    source = resources.files("netcoop.records").joinpath("tables", "template.csv")
    rows = csv.DictReader(source.read_text("utf-8").splitlines())
    return tuple(row for row in rows if row["table"] == table)


def guide_name(lang: str) -> str:
    """Name the first sheet, which says how to fill in the others."""
    return text("How to fill in", lang=lang)


def lists_name(lang: str) -> str:
    """Name the last sheet, which holds the words of the drop-downs."""
    return text("Lists", lang=lang)
