"""The tables of a document as a workbook, read back with two other libraries."""

from __future__ import annotations

import math
import os
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from netcoop.errors import ArgumentError
from netcoop.reports.document import (
    Bullets,
    Column,
    Document,
    Figure,
    Number,
    Paragraph,
    Section,
    Table,
)
from netcoop.reports.forms.workbook import write_xlsx

COLUMNS = (
    Column("actor", "The organisation or unit."),
    Column("meetings", "How many meetings it came to.", digits=0),
    Column("share", "Share of all meetings, in per cent.", digits=1),
)
TABLE = Table(
    "Who meets whom",
    COLUMNS,
    (("OSPOD", 12_345, 33.25), ("Charita", "<5", None), ("Škola", 3, float("nan"))),
    note="Counted over all years.",
)
HOSTILE = [
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://x")',
    "{=1+1}",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "http://example.org",
    "internal:Sheet1!A1",
    "mailto:a@b.cz",
    "007",
    "1e5",
    "1. 2. 2024",
    "<b>&amp;</b>",
    "_x0041_",
    "{caption} {0} %s",
    "  blanks  ",
    "\u202eright to left",
    "two\nlines",
    "👪" * 40,
]


def document(*tables: Table, lang: str = "en", title: str = "A report") -> Document:
    blocks = (Paragraph("Some words."), Bullets(("one",)), Figure("A map", "Points", b"", b""))
    return Document(lang, title, (Section("Chapter one", blocks), Section("Chapter two", tables)))


def read(path: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(path)


def header_row(sheet: Worksheet) -> int:
    """Row of the header, by the filter."""
    return int(re.findall(r"\d+", sheet.auto_filter.ref)[0])


def links(sheet: Worksheet) -> dict[str, str]:
    """What the links of a sheet say, and where they lead."""
    cells = [cell for row in sheet for cell in row if cell.hyperlink]
    return {str(cell.value): cell.hyperlink.location for cell in cells}


def body(sheet: Worksheet) -> list[tuple[object, ...]]:
    return list(sheet.iter_rows(min_row=header_row(sheet) + 1, values_only=True))


def test_sheets_are_contents_tables_explanations(tmp_path: Path) -> None:
    second = Table("Ties: all / some?", COLUMNS[:1], (("A",),))
    book = read(write_xlsx(document(TABLE, second), tmp_path / "t.xlsx"))
    assert book.sheetnames == ["Contents", "1 Who meets whom", "2 Ties all some", "Explanations"]
    assert book.active.title == "Contents"
    contents = book["Contents"]
    assert contents["A1"].value == "A report"
    assert links(contents) == {
        "Who meets whom": "'1 Who meets whom'!A1",
        "Ties: all / some?": "'2 Ties all some'!A1",
        "Explanations": "'Explanations'!A1",
    }
    for name in book.sheetnames[1:]:
        assert links(book[name]) == {"← Contents": "'Contents'!A1"}


def test_numbers_stay_numbers(tmp_path: Path) -> None:
    path = write_xlsx(document(TABLE), tmp_path / "t.xlsx")
    sheet = read(path)["1 Who meets whom"]
    assert [cell.value for cell in sheet[header_row(sheet)]][:3] == ["actor", "meetings", "share"]
    assert [row[:3] for row in body(sheet)] == [
        ("OSPOD", 12345, 33.25),
        ("Charita", "<5", None),
        ("Škola", 3, None),
    ]
    row = header_row(sheet) + 1
    assert sheet.cell(row, 2).number_format == "#,##0"
    assert sheet.cell(row, 3).number_format == "#,##0.0"
    assert sheet.cell(row + 1, 2).alignment.horizontal == "right"
    above = [sheet.cell(one, 1).value for one in range(1, header_row(sheet))]
    assert above == [
        "Table 1: Who meets whom",
        "Counted over all years.",
        "An empty cell: not available or not shown.",
        "← Contents",
    ]
    calamine = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("1 Who meets whom")
    assert calamine.to_python()[row - 1][:3] == ["OSPOD", 12345.0, 33.25]
    assert calamine.to_python()[row][:3] == ["Charita", "<5", ""]


def test_odd_numbers(tmp_path: Path) -> None:
    column = (Column("x", digits=2),)
    rows = ((math.inf,), (-math.inf,), (-1e-12,), (1 / 3,), (10**18,), (0,))
    sheet = read(write_xlsx(document(Table("odd", column, rows)), tmp_path / "t.xlsx"))["1 odd"]
    values = [row[0] for row in body(sheet)]
    assert values == ["∞", "−∞", 0, 0.333333, 10**18, 0]
    assert math.copysign(1, values[2]) == 1


def test_cells_may_have_decimals_and_a_unit_of_their_own(tmp_path: Path) -> None:
    columns = (Column("number"), Column("value", digits=0))
    values = (Number(34), Number(0.5712, 2), Number(12.5, 1, "%"), Number(None, 2), "<5")
    rows = tuple((f"row {n}", value) for n, value in enumerate(values))
    path = write_xlsx(document(Table("numbers", columns, rows)), tmp_path / "t.xlsx")
    sheet = read(path)["1 numbers"]
    cells = [sheet.cell(header_row(sheet) + 1 + n, 2) for n in range(len(values))]
    assert [cell.value for cell in cells] == [34, 0.5712, 12.5, None, "<5"]
    formats = [cell.number_format for cell in cells[:3]]
    assert formats == ["#,##0", "#,##0.00", '#,##0.0"\N{NO-BREAK SPACE}%"']
    explained = body(read(path)["Explanations"])
    assert explained[1][3] == "number, its decimals differ by row"


def test_a_unit_cannot_leave_its_format(tmp_path: Path) -> None:
    table = Table("units", (Column("n"),), ((Number(1.0, 0, '";[Red]"'),),))
    sheet = read(write_xlsx(document(table), tmp_path / "t.xlsx"))["1 units"]
    assert sheet.cell(header_row(sheet) + 1, 1).number_format.count('"') == 2


def test_every_column_is_explained(tmp_path: Path) -> None:
    bare = Table("Bare", (Column("a"), Column("b", digits=1), Column("c", digits=2)), ())
    sheet = read(write_xlsx(document(TABLE, bare), tmp_path / "t.xlsx"))["Explanations"]
    assert [row[:5] for row in body(sheet)] == [
        (1, TABLE.caption, "actor", "text", COLUMNS[0].meaning),
        (1, TABLE.caption, "meetings", "whole number", COLUMNS[1].meaning),
        (1, TABLE.caption, "share", "number, shown to 1 decimal place", COLUMNS[2].meaning),
        (1, TABLE.caption, "(whole table)", None, TABLE.note),
        (2, "Bare", "a", "text", None),
        (2, "Bare", "b", "number, shown to 1 decimal place", None),
        (2, "Bare", "c", "number, shown to 2 decimal places", None),
    ]


def test_sheets_can_be_scrolled_filtered_and_printed(tmp_path: Path) -> None:
    book = read(write_xlsx(document(TABLE), tmp_path / "t.xlsx"))
    sheet = book["1 Who meets whom"]
    row = header_row(sheet)
    assert sheet.freeze_panes == f"B{row + 1}"
    assert sheet.auto_filter.ref == f"A{row}:C{row + 3}"
    assert sheet.print_title_rows == f"${row}:${row}"
    for one in book.worksheets:
        assert one.page_setup.orientation == "landscape"
        assert int(one.page_setup.paperSize) == 9
        assert one.sheet_properties.pageSetUpPr.fitToPage
        assert int(one.page_setup.fitToHeight) == 0
    assert book["Explanations"].print_title_rows


def test_columns_are_as_wide_as_what_is_in_them(tmp_path: Path) -> None:
    columns = (Column("a"), Column("b"), Column("unpronounceability"), Column("n", digits=2))
    rows = (("x" * 30, "word " * 200, "y", 1_234_567_890.5),)
    sheet = read(write_xlsx(document(Table("wide", columns, rows)), tmp_path / "t.xlsx"))["1 wide"]
    widths = [sheet.column_dimensions[letter].width for letter in "ABCD"]
    assert 30 < widths[0] < 36
    assert widths[1] < 52
    assert widths[2] > len("unpronounceability")
    assert widths[3] > len("1,234,567,890.50")
    assert sheet.cell(header_row(sheet) + 1, 2).alignment.wrap_text


def test_texts_are_texts(tmp_path: Path) -> None:
    columns = tuple(Column(words, meaning=words, digits=1) for words in HOSTILE)
    tables = [Table(words, columns, (tuple(HOSTILE),), note=words) for words in HOSTILE]
    path = write_xlsx(document(*tables, title=HOSTILE[0]), tmp_path / "t.xlsx")
    book = read(path)
    with zipfile.ZipFile(path) as parts:
        for name in parts.namelist():
            content = parts.read(name).decode("utf-8")
            assert "<f>" not in content, name
            assert "TargetMode" not in content, name
    for name in book.sheetnames[1:-1]:
        assert re.fullmatch(r"[^\[\]:*?/\\']{1,31}", name)
        assert len(name.encode("utf-16-le")) <= 62
        sheet = book[name]
        row = header_row(sheet)
        calamine = CalamineWorkbook.from_path(str(path)).get_sheet_by_name(name).to_python()
        for one in (row, row + 1):
            cells = [cell for cell in sheet[one] if cell.value is not None]
            assert [cell.data_type for cell in cells] == ["s"] * len(HOSTILE)
            assert calamine[one - 1][: len(HOSTILE)] == HOSTILE
    first = book.worksheets[1]
    prefixed = [cell.value for cell in first[header_row(first) + 1] if cell.quotePrefix]
    assert prefixed == [words for words in HOSTILE if re.match(r"\s*[=+@-]", words)]
    assert all(cell.data_type in "sn" for sheet in book for row in sheet for cell in row)


def test_what_no_cell_can_hold_is_left_out(tmp_path: Path) -> None:
    bad = "a\x00b\x0bc\ud800d\ufffee\r\nf"
    table = Table(bad, (Column(bad),), ((bad,), ("x" * 100_000,), ("👪" * 40_000,)), note=bad)
    path = write_xlsx(document(table, title=bad + "t" * 40_000), tmp_path / "t.xlsx")
    sheet = read(path).worksheets[1]
    cells = [row[0] for row in body(sheet)]
    assert cells[0] == "a\ufffdb\ufffdc?d\ufffde\nf"
    assert cells[1] == "x" * 32_000 + "…"
    assert cells[2] == "👪" * 16_000 + "…"
    assert CalamineWorkbook.from_path(str(path)).get_sheet_by_index(1).to_python()[-1][0]


def test_an_empty_document(tmp_path: Path) -> None:
    for lang in ("cs", "en"):
        book = read(write_xlsx(Document(lang, "", ()), tmp_path / f"{lang}.xlsx"))
        assert len(book.sheetnames) == 2
    said = [cell.value for row in book["Contents"] for cell in row]
    assert "There is no table in this report." in said


def test_tables_without_rows_or_columns(tmp_path: Path) -> None:
    tables = [Table("no rows", COLUMNS, ()), Table("no columns", (), ()), Table("", COLUMNS, ())]
    book = read(write_xlsx(document(*tables), tmp_path / "t.xlsx"))
    assert book.sheetnames[1:-1] == ["1 no rows", "2 no columns", "3 Table"]
    for sheet in book.worksheets[1:-1]:
        assert sheet["A2"].value == "There is nothing to list here."


def test_captions_may_repeat(tmp_path: Path) -> None:
    caption = "The same caption, which is far too long for the name of a sheet"
    book = read(write_xlsx(document(*[Table(caption, COLUMNS, ())] * 40), tmp_path / "t.xlsx"))
    names = book.sheetnames[1:-1]
    assert len({name.lower() for name in names}) == 40
    assert max(map(len, names)) <= 31
    assert names[39] == "40 The same caption, which is"


def test_a_long_note_leaves_room_below_the_frozen_rows(tmp_path: Path) -> None:
    table = Table("long", COLUMNS, (("A", 1, 2.0),), note="Very long. " * 500)
    book = read(write_xlsx(document(table), tmp_path / "t.xlsx"))
    sheet = book["1 long"]
    assert 60 < sheet.row_dimensions[2].height <= 130
    assert table.note in [row[4] for row in body(book["Explanations"])]


def test_many_rows(tmp_path: Path) -> None:
    rows = tuple((f"actor {n}", n, n / 7) for n in range(10_000))
    path = write_xlsx(document(Table("many", COLUMNS, rows)), tmp_path / "t.xlsx")
    found = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("1 many").to_python()
    assert [row[:2] for row in found[-10_000:]] == [[name, n] for name, n, _ in rows]


def test_too_many_rows_are_not_cut_silently(tmp_path: Path) -> None:
    table = Table("huge", COLUMNS[:1], (("A",),) * 1_048_576)
    with pytest.raises(ArgumentError, match="'huge' has 1048576 rows"):
        write_xlsx(document(table), tmp_path / "t.xlsx")
    assert not list(tmp_path.iterdir())


def test_the_same_document_gives_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = write_xlsx(document(TABLE), tmp_path / "first.xlsx")
    mask = os.umask(0o077)
    try:
        monkeypatch.setattr("time.time", lambda: 2e9)
        monkeypatch.setenv("TZ", "Pacific/Auckland")
        second = write_xlsx(document(TABLE), tmp_path / "folder" / "second.xlsx")
    finally:
        os.umask(mask)
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    properties = read(first).properties
    assert (properties.title, properties.creator) == ("A report", "netcoop")
    assert properties.created == properties.modified
    assert read(first).custom_doc_props["Language"].value == "en"


def test_faults_leave_what_there_was(tmp_path: Path) -> None:
    target = tmp_path / "t.xlsx"
    target.write_text("whole")
    wrong = Table("one cell too many", COLUMNS[:1], (("A", 1),))
    with pytest.raises(ValueError, match="zip"):
        write_xlsx(document(wrong), target)
    assert target.read_text() == "whole"
    assert [path.name for path in tmp_path.iterdir()] == ["t.xlsx"]
    with pytest.raises(ArgumentError, match=r"\.xlsx"):
        write_xlsx(document(TABLE), tmp_path / "t.csv")
    with pytest.raises(ArgumentError, match="'de'"):
        write_xlsx(document(TABLE, lang="de"), target)
