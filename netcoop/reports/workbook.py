"""The tables of a document as a workbook: numbers to reckon with, texts that stay texts."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

from netcoop._core.checks import check_choice, is_missing
from netcoop._core.files import defuse_cell, write_atomically
from netcoop._core.texts import check_language, number, plural, text
from netcoop.errors import ArgumentError
from netcoop.reports.document import Column, Document, Table, Value

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

# A text that looks like a formula, an address or a number is a text all the same. Nothing is kept
# beside the workbook while it is made, and its bytes do not depend on the rights of such files.
_AS_TEXTS = ("strings_to_formulas", "strings_to_urls", "strings_to_numbers")
_OPTIONS = {**dict.fromkeys(_AS_TEXTS, False), "in_memory": True}
_MADE = datetime(2024, 1, 1)
# What Excel can take: letters of a sheet's name and of a cell, rows and columns of a sheet.
_NAME_LETTERS, _CELL_LETTERS, _ROWS, _COLUMNS = 31, 32_000, 1_048_576, 16_384
_NARROWEST, _WIDEST, _LINE_WIDTH, _MOST_LINES = 9, 50, 100, 8
_LINE_HEIGHT = 15.5
# Sixteen digits would only look exact, and the last of them are not the same on every machine.
_DECIMALS = 6
_A4 = 9
# Letters that no cell can hold.
_UNHEARD_OF = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_DARK = "#1F4E5F"
_HEADING = {"bold": True, "bg_color": "#DCE9EC", "text_wrap": True, "bottom": 1}
_LOOKS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 16, "font_color": _DARK, "text_wrap": True},
    "caption": {"bold": True, "font_size": 12, "font_color": _DARK, "text_wrap": True},
    "line": {"text_wrap": True},
    "link": {"font_color": _DARK, "underline": 1, "text_wrap": True},
    "heading": _HEADING,
    "number heading": {**_HEADING, "align": "right"},
    "text": {"text_wrap": True},
    "right": {"text_wrap": True, "align": "right"},
}


@dataclass
class _Book:
    """A workbook being written, its language and the looks of its cells."""

    book: Workbook
    lang: str
    looks: dict[tuple[str, bool], Any] = field(default_factory=dict)

    def look(self, name: str, *, defused: bool = False) -> Any:
        """Give a look of :data:`_LOOKS`, or a number format.

        Defused cells stay texts also when somebody edits them or saves them as another file.
        """
        if (name, defused) not in self.looks:
            made = {"valign": "top", **_LOOKS.get(name, {"num_format": name})}
            if defused:
                made["quote_prefix"] = True
            self.looks[name, defused] = self.book.add_format(made)
        return self.looks[name, defused]

    def write(self, sheet: Worksheet, row: int, column: int, words: str, look: str) -> None:
        """Write a text as a text."""
        words = _cell_text(words)
        defused = defuse_cell(words) != words
        sheet.write_string(row, column, words, self.look(look, defused=defused))


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
        title = _cell_text(document.title)
        workbook.set_properties({"title": title[:255], "author": "netcoop", "created": _MADE})
        workbook.set_custom_property("Language", document.lang, "text")
        book = _Book(workbook, document.lang)
        tables = _tables(document)
        contents = _add_sheet(book, text("Contents", document.lang))
        names = [_sheet_name(table, n, document.lang) for _, table, n in tables]
        sheets = [_add_sheet(book, name) for name in names]
        explanations = _add_sheet(book, text("Explanations", document.lang))
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
    cut = _cut(whole, _NAME_LETTERS)
    if cut != whole and " " in cut[15:]:
        cut = cut.rsplit(" ", 1)[0]
    return cut.rstrip(" ,;.–-")


def _cell_text(words: str) -> str:
    """Leave out what no cell can hold: half letters, control characters, far too long texts."""
    whole = words.encode("utf-8", "replace").decode("utf-8")
    clean = _UNHEARD_OF.sub("\ufffd", whole.replace("\r\n", "\n").replace("\r", "\n"))
    cut = _cut(clean, _CELL_LETTERS)
    return clean if cut == clean else cut + "…"


def _cut(words: str, letters: int) -> str:
    """Cut a text as Excel counts letters: those beyond 65,536 are two."""
    return words.encode("utf-16-le")[: 2 * letters].decode("utf-16-le", "ignore")


def _add_sheet(book: _Book, name: str) -> Worksheet:
    """Add a sheet that prints on A4 across, as wide as the page, with its name and page number."""
    sheet: Worksheet = book.book.add_worksheet(name)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.set_footer("&L&A&R&P / &N")
    return sheet


def _write_contents(
    book: _Book,
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
    widths = [_NARROWEST, 60, 40, _NARROWEST]
    header = _write_top(book, sheet, document.title, lines, widths, look="title")
    _write_header(book, sheet, header, columns)
    row = header
    for row, (name, (heading, table, n)) in enumerate(tables, header + 1):
        sheet.write_number(row, 0, n, book.look("#,##0"))
        _write_link(book, sheet, row, 1, name, table.caption)
        book.write(sheet, row, 2, heading, "text")
        sheet.write_number(row, 3, len(table.rows), book.look("#,##0"))
    _write_link(book, sheet, row + 1, 1, last, last)


def _write_link(
    book: _Book, sheet: Worksheet, row: int, column: int, name: str, words: str
) -> None:
    words = _cell_text(words) or name
    sheet.write_url(row, column, f"internal:'{name}'!A1", book.look("link"), words)


def _write_table(book: _Book, sheet: Worksheet, table: Table, n: int) -> None:
    from xlsxwriter.utility import xl_range

    lang, last = book.lang, len(table.columns) - 1
    caption = text("Table {n}: {caption}", lang, n=n, caption=table.caption)
    widths = _widths(table, lang)
    header = _write_top(book, sheet, caption, _notes(table, lang), widths, link=True)
    _write_header(book, sheet, header, table.columns)
    for row, values in enumerate(table.rows, header + 1):
        for place, (value, column) in enumerate(zip(values, table.columns, strict=True)):
            _write_value(book, sheet, row, place, value, column)
    sheet.freeze_panes(header + 1, 1 if widths and widths[0] <= _WIDEST else 0)
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
    if any(_absent(value) for row in table.rows for value in row):
        lines.append(text("An empty cell: not available.", lang))
    return lines


def _write_top(
    book: _Book,
    sheet: Worksheet,
    caption: str,
    lines: Sequence[str],
    widths: Sequence[int],
    *,
    look: str = "caption",
    link: bool = False,
) -> int:
    """Write what stands above the columns, over their whole width; give the row of the header."""
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    # As many columns as a line needs; those beyond the table have the usual width.
    reach = [*widths, *[_NARROWEST] * (_LINE_WIDTH // _NARROWEST)]
    spans = [place for place, width in enumerate(accumulate(reach)) if width >= _LINE_WIDTH]
    across = spans[0] if spans else len(reach) - 1
    for row, (words, name) in enumerate([(caption, look), *((line, "line") for line in lines)]):
        _write_across(book, sheet, row, across, words, name)
    below = 1 + len(lines)
    if link:
        contents = text("Contents", book.lang)
        _write_link(book, sheet, below, 0, contents, text("← Contents", book.lang))
    return below + 1


def _write_across(
    book: _Book, sheet: Worksheet, row: int, across: int, words: str, look: str
) -> None:
    """Write a text over some columns, in a row that is as high as it needs.

    Beyond some lines it is cut on the screen: the header below is frozen and must stay in sight.
    """
    words = _cell_text(words)
    defused = defuse_cell(words) != words
    size = _LOOKS[look].get("font_size", 11)
    # Letters of a large or bold type take more room than the widths of columns count with.
    room = 0.9 * _LINE_WIDTH * 11 / size
    lines = sum(max(1, math.ceil(len(part) / room)) for part in words.split("\n"))
    sheet.merge_range(row, 0, row, across, "", book.look(look, defused=defused))
    book.write(sheet, row, 0, words, look)
    sheet.set_row(row, min(lines, _MOST_LINES) * _LINE_HEIGHT * size / 11)


def _write_header(book: _Book, sheet: Worksheet, row: int, columns: Sequence[Column]) -> None:
    for place, column in enumerate(columns):
        look = "heading" if column.digits is None else "number heading"
        book.write(sheet, row, place, column.label, look)


def _write_value(
    book: _Book, sheet: Worksheet, row: int, place: int, value: Value, column: Column
) -> None:
    look = "text" if column.digits is None else "right"
    digits = column.digits or 0
    if value is None or _absent(value):
        sheet.write_blank(row, place, None, book.look(look))
    elif isinstance(value, str):
        book.write(sheet, row, place, value, look)
    elif math.isinf(value):
        book.write(sheet, row, place, number(value, book.lang), look)
    else:
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        # Adding zero makes a rounded -0.0 a plain nought.
        rounded = round(float(value), max(_DECIMALS, digits)) + 0.0
        sheet.write_number(row, place, rounded, book.look(pattern))


def _absent(value: Value) -> bool:
    return not isinstance(value, str) and is_missing(value)


def _widths(table: Table, lang: str) -> list[int]:
    """Fit the columns to what is shown in them; long texts are wrapped."""
    # The sign of the filter takes room as well.
    words = [max([0, *map(len, column.label.split())]) + 5 for column in table.columns]
    longest = [min(len(column.label) // 2 + 4, 24) for column in table.columns]
    for row in table.rows:
        for place, cell in enumerate(table.shown(row, lang)):
            longest[place] = max(longest[place], max(map(len, cell.split("\n"))) + 2)
    return [min(max(_NARROWEST, *both), _WIDEST) for both in zip(words, longest, strict=True)]


def _write_explanations(
    book: _Book, sheet: Worksheet, tables: Sequence[tuple[str, Table, int]]
) -> None:
    lang = book.lang
    lines = [
        text("An empty cell means that the value is not available; it is not nought.", lang),
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
    widths = [_NARROWEST, 36, 28, 24, 70]
    caption = text("What the columns mean", lang)
    header = _write_top(book, sheet, caption, lines, widths, link=True)
    _write_header(book, sheet, header, columns)
    rows = [row for _, table, n in tables for row in _explained(table, n, lang)]
    for row, values in enumerate(rows, header + 1):
        for place, (value, column) in enumerate(zip(values, columns, strict=True)):
            _write_value(book, sheet, row, place, value, column)
    sheet.freeze_panes(header + 1, 0)
    sheet.repeat_rows(header)
    sheet.autofilter(header, 0, header + max(len(rows), 1), len(columns) - 1)


def _explained(table: Table, n: int, lang: str) -> list[tuple[Value, ...]]:
    """Explain every column of a table, and give its note in full."""
    rows: list[tuple[Value, ...]] = [
        (n, table.caption, column.label, _holds(column, lang), column.meaning or None)
        for column in table.columns
    ]
    if table.note.strip():
        rows.append((n, table.caption, text("(whole table)", lang), None, table.note))
    return rows


def _holds(column: Column, lang: str) -> str:
    if column.digits is None:
        return text("text", lang)
    if not column.digits:
        return text("whole number", lang)
    return plural(
        "number, shown to {n} decimal place", "number, shown to {n} decimal places",
        column.digits, lang,
    )  # fmt: skip
