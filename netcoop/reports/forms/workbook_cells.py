"""The sheets and cells of a workbook: their looks, their widths, and texts that stay texts."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from netcoop._core.files import defuse_cell
from netcoop._core.texts import text
from netcoop.reports.document import Column, Number, Table, Value, is_absent

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

# How many letters of a cell Excel can take.
_CELL_LETTERS = 32_000
NARROWEST, WIDEST, _LINE_WIDTH, _MOST_LINES = 9, 50, 100, 8
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
class Book:
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
        words = cell_text(words)
        defused = defuse_cell(words) != words
        sheet.write_string(row, column, words, self.look(look, defused=defused))


def cell_text(words: str) -> str:
    """Leave out what no cell can hold: half letters, control characters, far too long texts."""
    whole = words.encode("utf-8", "replace").decode("utf-8")
    clean = _UNHEARD_OF.sub("\ufffd", whole.replace("\r\n", "\n").replace("\r", "\n"))
    beginning = cut(clean, _CELL_LETTERS)
    return clean if beginning == clean else beginning + "…"


def cut(words: str, letters: int) -> str:
    """Cut a text as Excel counts letters: those beyond 65,536 are two."""
    return words.encode("utf-16-le")[: 2 * letters].decode("utf-16-le", "ignore")


def add_sheet(book: Book, name: str) -> Worksheet:
    """Add a sheet that prints on A4 across, as wide as the page, with its name and page number."""
    sheet: Worksheet = book.book.add_worksheet(name)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.set_footer("&L&A&R&P / &N")
    return sheet


def write_link(book: Book, sheet: Worksheet, row: int, column: int, name: str, words: str) -> None:
    """Write a link to another sheet."""
    words = cell_text(words) or name
    sheet.write_url(row, column, f"internal:'{name}'!A1", book.look("link"), words)


def write_top(
    book: Book,
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
    reach = [*widths, *[NARROWEST] * (_LINE_WIDTH // NARROWEST)]
    spans = [place for place, width in enumerate(accumulate(reach)) if width >= _LINE_WIDTH]
    across = spans[0] if spans else len(reach) - 1
    for row, (words, name) in enumerate([(caption, look), *((line, "line") for line in lines)]):
        _write_across(book, sheet, row, across, words, name)
    below = 1 + len(lines)
    if link:
        contents = text("Contents", book.lang)
        write_link(book, sheet, below, 0, contents, text("← Contents", book.lang))
    return below + 1


def _write_across(
    book: Book, sheet: Worksheet, row: int, across: int, words: str, look: str
) -> None:
    """Write a text over some columns, in a row that is as high as it needs.

    Beyond some lines it is cut on the screen: the header below is frozen and must stay in sight.
    """
    words = cell_text(words)
    defused = defuse_cell(words) != words
    size = _LOOKS[look].get("font_size", 11)
    # Letters of a large or bold type take more room than the widths of columns count with.
    room = 0.9 * _LINE_WIDTH * 11 / size
    lines = sum(max(1, math.ceil(len(part) / room)) for part in words.split("\n"))
    sheet.merge_range(row, 0, row, across, "", book.look(look, defused=defused))
    book.write(sheet, row, 0, words, look)
    sheet.set_row(row, min(lines, _MOST_LINES) * _LINE_HEIGHT * size / 11)


def write_header(book: Book, sheet: Worksheet, row: int, columns: Sequence[Column]) -> None:
    """Write the headings of columns; those of numbers stand right."""
    for place, column in enumerate(columns):
        look = "heading" if column.digits is None else "number heading"
        book.write(sheet, row, place, column.label, look)


def write_value(
    book: Book, sheet: Worksheet, row: int, place: int, value: Value, column: Column
) -> None:
    """Write a value: numbers as numbers, with their decimals and unit as the format."""
    look, digits, unit = "text" if column.digits is None else "right", column.digits or 0, ""
    if isinstance(value, Number):
        look, digits, unit = "right", value.digits, value.unit
        value = value.value
    if value is None or is_absent(value):
        sheet.write_blank(row, place, None, book.look(look))
    elif isinstance(value, str):
        book.write(sheet, row, place, value, look)
    elif math.isinf(value):
        book.write(sheet, row, place, Number(value, digits, unit).shown(book.lang), look)
    else:
        # Adding zero makes a rounded -0.0 a plain nought.
        rounded = round(float(value), max(_DECIMALS, digits)) + 0.0
        sheet.write_number(row, place, rounded, book.look(_pattern(digits, unit)))


def _pattern(digits: int, unit: str) -> str:
    """Write a number format; the unit is a text in it, so that Excel does not take % for 1/100."""
    plain = unit.replace('"', "")
    shown = f'"\N{NO-BREAK SPACE}{plain}"' if plain else ""
    return "#,##0" + ("." + "0" * digits if digits else "") + shown


def fitting_widths(table: Table, lang: str) -> list[int]:
    """Fit the columns to what is shown in them; long texts are wrapped."""
    # The sign of the filter takes room as well.
    words = [max([0, *map(len, column.label.split())]) + 5 for column in table.columns]
    longest = [min(len(column.label) // 2 + 4, 24) for column in table.columns]
    for row in table.rows:
        for place, cell in enumerate(table.shown(row, lang)):
            longest[place] = max(longest[place], max(map(len, cell.split("\n"))) + 2)
    return [min(max(NARROWEST, *both), WIDEST) for both in zip(words, longest, strict=True)]
