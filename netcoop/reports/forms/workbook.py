"""The tables of a document as a workbook: numbers to reckon with, texts that stay texts."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from netcoop._core.checks import check_choice
from netcoop._core.files import write_atomically
from netcoop._core.texts import check_language, plural, text
from netcoop.errors import ArgumentError
from netcoop.reports.document import Column, Document, Number, Table, Value, is_absent
from netcoop.reports.forms.workbook_cells import (
    NARROWEST,
    WIDEST,
    Book,
    add_sheet,
    cell_text,
    cut,
    fitting_widths,
    write_header,
    write_link,
    write_top,
    write_value,
)

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

# A text that looks like a formula, an address or a number is a text all the same. Nothing is kept
# beside the workbook while it is made, and its bytes do not depend on the rights of such files.
_AS_TEXTS = ("strings_to_formulas", "strings_to_urls", "strings_to_numbers")
_OPTIONS = {**dict.fromkeys(_AS_TEXTS, False), "in_memory": True}
_MADE = datetime(2024, 1, 1)
# What Excel can take: letters of a sheet's name, rows and columns of a sheet.
_NAME_LETTERS, _ROWS, _COLUMNS = 31, 1_048_576, 16_384


def write_xlsx(document: Document, path: Path | str) -> Path:
    """Write the tables of a document as an Excel workbook.

    The first sheet lists the tables, the last explains every column; between them each table has a
    sheet. Numbers are numbers, texts are never formulas, and what is not available is an empty
    cell. The same document gives the same bytes.

    Parameters
    ----------
    document
        What to write; paragraphs and figures stay out.
    path
        The workbook, ending in ``.xlsx``. A file of that name is replaced.

    Returns
    -------
    pathlib.Path
        The workbook, written wholly or not at all.

    Raises
    ------
    ArgumentError
        The path has another ending, or a table is larger than a sheet can be.

    Examples
    --------
    >>> import tempfile
    >>> from netcoop.reports.document import Section
    >>> ties = Table("Ties", (Column("actor"), Column("ties", digits=0)), (("OSPOD", 3),))
    >>> document = Document("en", "Cooperation", (Section("The network", (ties,)),))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_xlsx(document, f"{folder}/tables.xlsx").name
    'tables.xlsx'
    """
    check_language(document.lang)
    check_choice("path", Path(path).suffix.lower(), [".xlsx"])
    for _, table, _ in _tables(document):
        if len(table.rows) > _ROWS - 100 or len(table.columns) > _COLUMNS - 100:
            message = text(
                "Table {caption!r} has {rows} rows and {columns} columns, more than a sheet can "
                "hold. Write it as CSV, or choose fewer rows.",
                caption=table.caption, rows=len(table.rows), columns=len(table.columns),
            )  # fmt: skip
            raise ArgumentError(message)
    return write_atomically(path, lambda beside: _write(document, beside))


def _tables(document: Document) -> list[tuple[str, Table, int]]:
    """List the tables with the heading they stand under and their numbers."""
    return [
        (section.heading, block, n)
        for section, block, n in document.numbered()
        if isinstance(block, Table)
    ]


def _write(document: Document, path: Path) -> None:
    from xlsxwriter import Workbook

    with Workbook(str(path), _OPTIONS) as workbook:
        title = cell_text(document.title)
        workbook.set_properties({"title": title[:255], "author": "netcoop", "created": _MADE})
        workbook.set_custom_property("Language", document.lang, "text")
        book = Book(workbook, document.lang)
        tables = _tables(document)
        contents = add_sheet(book, text("Contents", document.lang))
        names = [_sheet_name(table, n, document.lang) for _, table, n in tables]
        sheets = [add_sheet(book, name) for name in names]
        explanations = add_sheet(book, text("Explanations", document.lang))
        _write_contents(book, contents, document, list(zip(names, tables, strict=True)))
        for sheet, (_, table, n) in zip(sheets, tables, strict=True):
            _write_table(book, sheet, table, n)
        _write_explanations(book, explanations, tables)
        contents.activate()


def _sheet_name(table: Table, n: int, lang: str) -> str:
    """Name a sheet by number and caption; the number keeps names apart, whatever the captions."""
    plain = "".join(
        " " if one in "[]:*?/\\'" or unicodedata.category(one)[0] in "CZ" else one
        for one in table.caption
    )
    words = " ".join(plain.split()) or text("Table", lang)
    whole = f"{n} {words}"
    name = cut(whole, _NAME_LETTERS)
    if name != whole and " " in name[15:]:
        name = name.rsplit(" ", 1)[0]
    return name.rstrip(" ,;.–-")


def _write_contents(
    book: Book,
    sheet: Worksheet,
    document: Document,
    tables: Sequence[tuple[str, tuple[str, Table, int]]],
) -> None:
    lang, last = book.lang, text("Explanations", book.lang)
    lines = [
        text(
            "This workbook holds the tables of the report, with numbers to reckon with; its texts "
            "and pictures are in the other files.",
            lang,
        ),
        text("The sheet “{name}” says what each column means.", lang, name=last),
    ]
    if not tables:
        lines.append(text("There is no table in this report.", lang))
    columns = (
        Column(text("table", lang), digits=0),
        Column(text("what it shows", lang)),
        Column(text("chapter", lang)),
        Column(text("rows", lang), digits=0),
    )
    sheet.hide_gridlines(2)
    widths = [NARROWEST, 60, 40, NARROWEST]
    header = write_top(book, sheet, document.title, lines, widths, look="title")
    write_header(book, sheet, header, columns)
    row = header
    for row, (name, (heading, table, n)) in enumerate(tables, header + 1):
        sheet.write_number(row, 0, n, book.look("#,##0"))
        write_link(book, sheet, row, 1, name, table.caption)
        book.write(sheet, row, 2, heading, "text")
        sheet.write_number(row, 3, len(table.rows), book.look("#,##0"))
    write_link(book, sheet, row + 1, 1, last, last)


def _write_table(book: Book, sheet: Worksheet, table: Table, n: int) -> None:
    from xlsxwriter.utility import xl_range

    lang, last = book.lang, len(table.columns) - 1
    caption = text("Table {n}: {caption}", lang, n=n, caption=table.caption)
    widths = fitting_widths(table, lang)
    header = write_top(book, sheet, caption, _notes(table, lang), widths, link=True)
    write_header(book, sheet, header, table.columns)
    for row, values in enumerate(table.rows, header + 1):
        for place, (value, column) in enumerate(zip(values, table.columns, strict=True)):
            write_value(book, sheet, row, place, value, column)
    sheet.freeze_panes(header + 1, 1 if widths and widths[0] <= WIDEST else 0)
    sheet.repeat_rows(header)
    if last >= 0:
        bottom = header + max(len(table.rows), 1)
        sheet.autofilter(header, 0, bottom, last)
        # "<5" among numbers is meant; Excel need not mark it.
        sheet.ignore_errors({"number_stored_as_text": xl_range(header + 1, 0, bottom, last)})


def _notes(table: Table, lang: str) -> list[str]:
    """Say what stands above a table: its note, and what an empty cell or an empty table means."""
    lines = [table.note] if table.note.strip() else []
    if not table.rows:
        lines.append(text("There is nothing to list here.", lang))
    if any(is_absent(value) for row in table.rows for value in row):
        lines.append(text("An empty cell: not available or not shown.", lang))
    return lines


def _write_explanations(
    book: Book, sheet: Worksheet, tables: Sequence[tuple[str, Table, int]]
) -> None:
    lang = book.lang
    lines = [
        text(
            "An empty cell means that the value is not available or not shown; it is not nought.",
            lang,
        ),
        text(
            "A number with “<” before it, such as <5, is a small count hidden to protect people.",
            lang,
        ),
    ]
    columns = (
        Column(text("table", lang), digits=0),
        Column(text("what it shows", lang)),
        Column(text("column", lang)),
        Column(text("what is in it", lang)),
        Column(text("what it means", lang)),
    )
    widths = [NARROWEST, 36, 28, 24, 70]
    caption = text("What the columns mean", lang)
    header = write_top(book, sheet, caption, lines, widths, link=True)
    write_header(book, sheet, header, columns)
    rows = [row for _, table, n in tables for row in _explained(table, n, lang)]
    for row, values in enumerate(rows, header + 1):
        for place, (value, column) in enumerate(zip(values, columns, strict=True)):
            write_value(book, sheet, row, place, value, column)
    sheet.freeze_panes(header + 1, 0)
    sheet.repeat_rows(header)
    sheet.autofilter(header, 0, header + max(len(rows), 1), len(columns) - 1)


def _explained(table: Table, n: int, lang: str) -> list[tuple[Value, ...]]:
    """Explain every column of a table, and give its note in full."""
    rows: list[tuple[Value, ...]] = [
        (n, table.caption, column.label, _holds(table, place, lang), column.meaning or None)
        for place, column in enumerate(table.columns)
    ]
    if table.note.strip():
        rows.append((n, table.caption, text("(whole table)", lang), None, table.note))
    return rows


def _holds(table: Table, place: int, lang: str) -> str:
    """Say what kind of values a column has."""
    column = table.columns[place]
    own = {(one.digits, one.unit) for row in table.rows if isinstance(one := row[place], Number)}
    if len(own) > 1:
        return text("number, its decimals differ by row", lang)
    digits = next(iter(own))[0] if own else column.digits
    if digits is None:
        return text("text", lang)
    if not digits:
        return text("whole number", lang)
    return plural(
        "number, shown to {n} decimal place", "number, shown to {n} decimal places",
        digits, lang,
    )  # fmt: skip
