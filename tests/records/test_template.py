"""The workbook to fill in, opened as Excel would."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.workbook import Workbook

import netcoop as nc
from netcoop.errors import ArgumentError, RecordError
from netcoop.records import values
from netcoop.records.schema import TABLES, Table, fold, table_named
from netcoop.records.template import write_template
from netcoop.records.template_columns import example_marks, helper_sheets

SHEETS = {
    "meetings", "referrals", "contacts", "actors", "services",
    "needs", "agreements", "outputs", "phases", "regions",
}  # fmt: skip
# The lists that the vocabulary fills: sheet, column, kind.
VOCABULARIES = [
    ("meetings", "kind", "meeting"), ("meetings", "role", "role"),
    ("meetings", "channel", "channel"), ("referrals", "need", "need"),
    ("referrals", "outcome", "outcome"), ("referrals", "channel", "channel"),
    ("actors", "kind", "actor"), ("services", "service", "actor"), ("needs", "service", "actor"),
]  # fmt: skip


@pytest.fixture(params=["cs", "en"])
def lang(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def book(lang: str, tmp_path: Path) -> Workbook:
    return openpyxl.load_workbook(write_template(tmp_path / "book.xlsx", lang=lang))


def sheets(book: Workbook) -> dict[Table, Any]:
    return {table: sheet for sheet in book if (table := table_named(sheet.title)) is not None}


def sheet(book: Workbook, table: str) -> Any:
    return sheets(book)[TABLES[table]]


def headers(found: Any) -> list[str]:
    return [cell.value for cell in found[1]]


def place_of(found: Any, table: Table, column: str) -> int:
    return [table.headers[fold(header)].name for header in headers(found)].index(column) + 1


def offered(book: Workbook, table: str, column: str) -> list[str]:
    """What the drop-down of a column holds, read through the range it refers to."""
    found = sheet(book, table)
    letter = get_column_letter(place_of(found, TABLES[table], column))
    (rule,) = [rule for rule in found.data_validations.dataValidation if f"{letter}2" in rule.sqref]
    assert (rule.type, rule.errorStyle, rule.showErrorMessage) == ("list", "warning", True)
    source, _, cells = rule.formula1.partition("!")
    left, top, right, bottom = range_boundaries(cells)
    rows = book[source.strip("'")].iter_rows(top, bottom, left, right, values_only=True)
    return [word for (word,) in rows]


def test_every_kind_of_record_has_a_sheet_and_nothing_else_is_taken_for_one(
    book: Workbook,
) -> None:
    assert {table.name for table in sheets(book)} == SHEETS
    others = [found.title for found in book if table_named(found.title) is None]
    assert others == [book.sheetnames[0], book.sheetnames[-1]]
    assert set(others) <= set(helper_sheets())
    rows = [row for name in others for row in book[name].iter_rows(values_only=True)]
    for table in TABLES.values():
        for row in rows:
            known = {table.headers[fold(c)].name for c in row if fold(c or "") in table.headers}
            assert not all(known.intersection(group) for group in table.required), row


def test_every_heading_is_understood_and_explained(book: Workbook) -> None:
    for table, found in sheets(book).items():
        names = [table.headers[fold(header)].name for header in headers(found)]
        assert len(set(names)) == len(names), table.name
        assert all(set(names).intersection(group) for group in table.required)
        assert all(cell.comment and len(cell.comment.text) > 10 for cell in found[1])
        assert found.freeze_panes == "A2"


def test_required_headings_stand_out(book: Workbook, lang: str) -> None:
    for table, found in sheets(book).items():
        required = {group[0] for group in table.required}
        if table.name == "meetings":
            required.add("date")
        if table.name == "actors":
            required = {"name"}
        for cell in found[1]:
            name = table.headers[fold(cell.value)].name
            assert cell.font.bold == (name in required), (table.name, name)
            start = "Povinné." if lang == "cs" else "Required."
            assert cell.comment.text.startswith(start) == (name in required)


@pytest.mark.parametrize(("table", "column", "kind"), VOCABULARIES)
def test_lists_hold_the_vocabulary(
    book: Workbook, lang: str, table: str, column: str, kind: str
) -> None:
    assert offered(book, table, column) == nc.vocabulary(kind, lang)["label"].tolist()


def test_regions_are_the_206_and_answers_are_readable(book: Workbook, lang: str) -> None:
    for table in ("meetings", "referrals", "actors", "services", "needs", "regions"):
        assert offered(book, table, "region") == nc.territories().index.tolist()
    yes, no, _ = offered(book, "meetings", "facilitated")
    assert (values.as_flag(yes)[0], values.as_flag(no)[0]) == (True, False)
    states = offered(book, "meetings", "status")
    assert [values.as_status(state)[0] for state in states] == ["held", "planned", "cancelled"]


def test_every_drop_down_points_at_words(book: Workbook) -> None:
    for table, found in sheets(book).items():
        for rule in found.data_validations.dataValidation:
            assert rule.errorStyle == "warning"
            assert len(rule.error) <= 255
            if rule.type == "list":
                place = range_boundaries(str(rule.sqref))[0] - 1
                column = table.headers[fold(headers(found)[place])].name
                words = offered(book, table.name, column)
                assert len(words) > 1
                assert all(word and word.strip() for word in words)


def test_examples_are_marked_and_as_a_person_would_write_them(book: Workbook, lang: str) -> None:
    start = {"cs": "PŘÍKLAD: ", "en": "EXAMPLE: "}[lang]
    assert start in example_marks()
    for table, found in sheets(book).items():
        assert found.max_row == 3
        for row in found.iter_rows(2, 3):
            written = [cell.value for cell in row if isinstance(cell.value, str)]
            assert written[0].startswith(start)
            for header, cell in zip(headers(found), row, strict=True):
                column = table.headers[fold(header)]
                if cell.value is None:
                    continue
                if column.holds == "date":
                    assert isinstance(cell.value, dt.datetime)
                    assert cell.number_format == "d. m. yyyy"
                elif column.holds in ("number", "count"):
                    assert isinstance(cell.value, int | float)
                elif f"{cell.column_letter}2" in lists_of(found) and cell.column > 1:
                    assert cell.value in offered(book, table.name, column.name)


def lists_of(found: Any) -> set[str]:
    rules = found.data_validations.dataValidation
    return {str(rule.sqref).partition(":")[0] for rule in rules if rule.type == "list"}


def test_what_is_filled_in_can_be_read(tmp_path: Path, lang: str) -> None:
    path = write_template(tmp_path / "book.xlsx", lang=lang)
    book = openpyxl.load_workbook(path)
    found = sheet(book, "meetings")
    for row, actor in enumerate(("OSPOD Humpolec", "PPP Humpolec"), start=2):
        for place in range(1, found.max_column + 1):
            found.cell(row, place).value = None
        found.cell(row, place_of(found, TABLES["meetings"], "date")).value = dt.date(2024, 5, 6)
        found.cell(row, place_of(found, TABLES["meetings"], "actor")).value = actor
    book.save(path)
    read = nc.read_records(path).meetings
    there = read[read["actor"].isin(["OSPOD Humpolec", "PPP Humpolec"])]
    assert there["date"].tolist() == [pd.Timestamp("2024-05-06")] * 2


def test_a_filled_workbook_is_never_written_over(tmp_path: Path) -> None:
    path = write_template(tmp_path / "book.xlsx")
    untouched = path.read_bytes()
    assert write_template(path).read_bytes() == untouched
    book = openpyxl.load_workbook(path)
    book.save(path)
    filled = path.read_bytes()
    with pytest.raises(RecordError, match=r"book\.xlsx exists already"):
        write_template(path)
    assert path.read_bytes() == filled
    assert [found.name for found in tmp_path.iterdir()] == ["book.xlsx"]


@pytest.mark.parametrize("arguments", [("book.xls", "cs"), ("book.xlsx", "de")])
def test_only_excel_and_the_two_languages(tmp_path: Path, arguments: tuple[str, str]) -> None:
    name, lang = arguments
    with pytest.raises(ArgumentError, match=r"xlsx|de"):
        write_template(tmp_path / name, lang=lang)
