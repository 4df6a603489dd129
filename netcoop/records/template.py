"""``write_template``: a workbook to fill in, with drop-downs, notes and example rows."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from netcoop._core.checks import check_choice
from netcoop._core.files import write_atomically
from netcoop._core.texts import check_language, mark, text
from netcoop.errors import RecordError
from netcoop.records.template_columns import (
    LISTS,
    Field,
    choices,
    fields_of,
    guide_name,
    lists_name,
    sheet_name,
)

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

# What one row of each sheet is; the sheets stand in this order.
_SHEETS = {
    "meetings": mark("One row is one actor at one meeting, as on an attendance sheet."),
    "referrals": mark("One row is one referral, or the number of them in a month."),
    "contacts": mark("One row is one contact of two actors: a networker's diary."),
    "actors": mark("One row is one organisation or unit in one place: the register."),
    "services": mark("One row is one service in one place, also one that is missing."),
    "needs": mark("One row is one need in one place."),
    "agreements": mark("One row is one agreement of two actors."),
    "outputs": mark("One row is one document or measure that came of the work."),
    "phases": mark("One row is one period that is to be compared with others."),
    "regions": mark("One row is one municipality that is to be compared with others."),
}
# What the first of them tell is a network; the others add to it.
_MAIN = ("meetings", "referrals", "contacts", "actors")
_GUIDE = (
    mark(
        "Fill in the sheets you have something for. The sheet “{meetings}” alone makes a "
        "network; the others may stay empty."
    ),
    mark(
        "One row is one thing. Everyone who was at a meeting has a row: copy its day and kind "
        "down for each of them."
    ),
    mark(
        "Columns with a dark heading have to be filled, the others may stay empty. Rest the "
        "pointer on a heading to read what belongs there."
    ),
    mark(
        "Write an organisation the same way each time, and with its town: "
        "“OSPOD Havlíčkův Brod”, not only “OSPOD”."
    ),
    mark(
        "Names of people, e-mails, telephone numbers, birth numbers, addresses and file numbers "
        "do not belong here, nor anything else that tells a child or a family."
    ),
    mark(
        "Lists in the cells offer the usual words. You may write your own: Excel will ask, and "
        "you say yes."
    ),
    mark("An empty cell means “not known”. Write 0 or no only where you know it."),
    mark(
        "The grey rows are examples. netcoop leaves them out; write below them or delete them."
    ),
    mark(
        "You may delete sheets and columns that are not dark, and add columns; leave the names "
        "of sheets and headings as they are."
    ),
)  # fmt: skip
_LAST_ROW = 10_000
_FIRST_DAY = datetime(1990, 1, 1)
_NUMBER_FORMATS = {"date": "d. m. yyyy", "number": "General", "count": "0"}
_DARK, _LIGHT, _GREY, _LINE = "#1F4E5F", "#DCE9EC", "#7F7F7F", "#B7C9CE"


def write_template(path: Path | str, *, lang: str = "cs") -> Path:
    """Write an Excel workbook to fill in: a sheet for each kind of record.

    Headings carry a note, required ones are dark; cells offer the words of the vocabulary; two
    grey rows a sheet are examples that :func:`netcoop.read_records` leaves out.

    Parameters
    ----------
    path
        The workbook to write, ending in ``.xlsx``.
    lang
        Language of the workbook, ``"cs"`` or ``"en"``.

    Returns
    -------
    pathlib.Path
        The workbook.

    Raises
    ------
    RecordError
        There is another file of that name: a workbook somebody filled in would be lost.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_template(f"{folder}/records.xlsx", lang="en").name
    'records.xlsx'
    """
    check_language(lang)
    target = Path(path)
    check_choice("path", target.suffix.lower(), [".xlsx"])

    def write(beside: Path) -> None:
        _write(beside, target.name, lang)
        if target.exists() and target.read_bytes() != beside.read_bytes():
            message = text(
                "{file} exists already; what was filled in there would be lost. "
                "Choose another name, or delete it first.",
                file=target.name,
            )
            raise RecordError(message)

    return write_atomically(target, write)


def _write(path: Path, name: str, lang: str) -> None:
    from xlsxwriter import Workbook

    with Workbook(path) as workbook:
        # The same template is the same file, byte by byte.
        workbook.set_properties({"author": "netcoop", "created": datetime(2024, 1, 1)})
        workbook.set_calc_mode("auto")
        guide = workbook.add_worksheet(guide_name(lang))
        sheets = {table: workbook.add_worksheet(sheet_name(table, lang)) for table in _SHEETS}
        ranges = _write_lists(workbook, lang)
        _write_guide(workbook, guide, name, lang)
        for table, sheet in sheets.items():
            sheet.set_tab_color(_DARK if table in _MAIN else _LINE)
            _write_sheet(workbook, sheet, fields_of(table, lang), ranges, lang)
        guide.activate()


def _write_guide(workbook: Workbook, sheet: Worksheet, file: str, lang: str) -> None:
    title = workbook.add_format({"bold": True, "font_size": 18, "font_color": _DARK})
    heading = workbook.add_format({"bold": True, "font_size": 13, "font_color": _DARK})
    number = workbook.add_format({"bold": True, "font_color": _DARK, "valign": "top"})
    line = workbook.add_format({"text_wrap": True, "valign": "top"})
    link = workbook.add_format({"font_color": _DARK, "underline": 1, "valign": "top"})
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 4)
    sheet.set_column(1, 1, 16)
    sheet.set_column(2, 2, 84)
    sheet.set_row(0, 32)
    sheet.write_string(0, 0, text("Records of cooperation", lang=lang), title)
    for row, sentence in enumerate(_GUIDE, start=2):
        filled = text(sentence, lang=lang, meetings=sheet_name("meetings", lang))
        sheet.write_string(row, 0, f"{row - 1}.", number)
        sheet.merge_range(row, 1, row, 2, filled, line)
        sheet.set_row(row, 34 if len(filled) > 95 else 18)
    below = len(_GUIDE) + 3
    sheet.write_string(below, 0, text("What is on which sheet", lang=lang), heading)
    for row, (name, sentence) in enumerate(_SHEETS.items(), start=below + 1):
        target = sheet_name(name, lang)
        # The bare name would be a heading: "Území" is a column as well as a sheet.
        label = text("Sheet {name}", lang=lang, name=target)
        sheet.write_url(row, 1, f"internal:'{target}'!A1", link, label)
        sheet.write_string(row, 2, text(sentence, lang=lang), line)
    below += len(_SHEETS) + 2
    sheet.write_string(below, 0, text("When it is filled in", lang=lang), heading)
    sheet.write_string(below + 1, 1, f'nc.read_records("{file}")')
    sheet.write_string(below + 2, 1, f"netcoop report {file} --out report --lang {lang}")
    _set_page(sheet)


def _write_lists(workbook: Workbook, lang: str) -> dict[str, str]:
    """Write the words of all drop-downs on one sheet; give the range of each list."""
    name = lists_name(lang)
    sheet = workbook.add_worksheet(name)
    sheet.set_tab_color(_GREY)
    sheet.freeze_panes(1, 0)
    heading = workbook.add_format({"bold": True, "bg_color": _LIGHT, "bottom": 1})
    ranges = {}
    for place, (list_name, title) in enumerate(LISTS.items()):
        words = choices(list_name, lang)
        label = text(title, lang=lang)
        sheet.set_column(place, place, min(60, max(map(len, [label, *words])) + 2))
        sheet.write_string(0, place, label, heading)
        sheet.write_column(1, place, words)
        letter = chr(ord("A") + place)
        ranges[list_name] = f"='{name}'!${letter}$2:${letter}${len(words) + 1}"
    return ranges


def _write_sheet(
    workbook: Workbook, sheet: Worksheet, fields: list[Field], ranges: dict[str, str], lang: str
) -> None:
    sheet.freeze_panes(1, 0)
    sheet.set_row(0, 34)
    for place, field in enumerate(fields):
        holds = field.column.holds
        cells = {"num_format": _NUMBER_FORMATS.get(holds, "@"), "valign": "top"}
        sheet.set_column(place, place, field.width, workbook.add_format(cells))
        sheet.write_string(0, place, field.header, _heading(workbook, required=field.required))
        _write_note(sheet, place, field, lang)
        checked = _validation(field, ranges, lang)
        if checked is not None:
            sheet.data_validation(1, place, _LAST_ROW, place, checked)
        grey = {**cells, "italic": True, "font_color": _GREY, "bg_color": "#F4F4F4"}
        for row, example in enumerate(field.examples, start=1):
            _write_example(sheet, row, place, example, holds, workbook.add_format(grey))
    _set_page(sheet)
    sheet.set_landscape()
    sheet.repeat_rows(0)


def _heading(workbook: Workbook, *, required: bool) -> Any:
    colors = {"bg_color": _DARK, "font_color": "#FFFFFF"} if required else {"bg_color": _LIGHT}
    look = {"bold": required, "text_wrap": True, "valign": "vcenter", "border": 1}
    return workbook.add_format({**look, **colors, "border_color": _LINE})


def _write_note(sheet: Worksheet, place: int, field: Field, lang: str) -> None:
    start = text("Required.", lang=lang) + " " if field.required else ""
    height = 30 + 18 * (1 + len(start + field.note) // 38)
    look = {"author": "netcoop", "width": 280, "height": height, "font_size": 10}
    sheet.write_comment(0, place, start + field.note, look)


def _validation(field: Field, ranges: dict[str, str], lang: str) -> dict[str, Any] | None:
    """Check what is typed in; always a question, never a refusal."""
    rule: dict[str, Any]
    holds = field.column.holds
    if field.choices:
        message = text("This word is not on the list. Keep it all the same?", lang=lang)
        rule = {"validate": "list", "source": ranges[field.choices]}
    elif holds == "date":
        message = text("This does not look like a day such as 15. 6. 2024. Keep it?", lang=lang)
        rule = {"validate": "date", "criteria": ">=", "value": _FIRST_DAY}
    elif holds in ("number", "count"):
        message = text("This does not look like a number. Keep it?", lang=lang)
        rule = {"validate": "decimal", "criteria": ">=", "value": 0}
    else:
        return None
    question = {"error_title": "netcoop", "error_message": message, "error_type": "warning"}
    return {**rule, **question, "ignore_blank": True}


def _write_example(
    sheet: Worksheet, row: int, place: int, example: str, holds: str, look: Any
) -> None:
    if not example:
        sheet.write_blank(row, place, None, look)
    elif holds == "date":
        sheet.write_datetime(row, place, datetime.fromisoformat(example), look)
    elif holds in ("number", "count"):
        sheet.write_number(row, place, float(example), look)
    else:
        sheet.write_string(row, place, example, look)


def _set_page(sheet: Worksheet) -> None:
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
