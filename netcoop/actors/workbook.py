"""The workbook in which a person decides about names."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import Any

import pandas as pd

from netcoop._core.checks import is_missing
from netcoop._core.files import write_atomically
from netcoop._core.texts import mark, text
from netcoop.actors.outcome import STATUS_LABELS, UNDECIDED
from netcoop.errors import ArgumentError
from netcoop.reference import kind_label

# Column of the review -> its header and width. The decision stands where the eye is.
_COLUMNS = {
    "written": (mark("written"), 38),
    "region": (mark("region"), 20),
    "status": (mark("status"), 24),
    "name": (mark("actor proposed or found"), 44),
    "decision": (mark("decision"), 26),
    "why": (mark("why"), 60),
    "candidates": (mark("candidates"), 60),
    "rows": (mark("rows"), 8),
    "kind": (mark("kind of actor"), 28),
    "place": (mark("place"), 20),
    "score": (mark("score"), 8),
    "actor_id": (mark("actor_id"), 24),
}
# What the drop-down offers; names of actors are written in freely.
CHOICES = (mark("yes"), mark("new"), mark("not an actor"), mark("person"))
_EXPLAINED = (
    mark("Decide in the column “decision”; leave it empty where you do not know."),
    mark("yes: the name is the actor proposed."),
    mark("new: the name is an actor of its own."),
    mark("not an actor: rows with this name are left out."),
    mark("person: a natural person, shown by kind only."),
    mark("Or write the name or id of the actor it is, as in the column “candidates” or “written”."),
    mark("Columns may be moved or added; keep “written”, “region” and “decision” as they are."),
    mark(
        "Save the workbook and hand it back: --decisions in a command, or "
        "nc.resolve_actors(records, decisions=path)."
    ),
)


def write_review(path: Path | str, frame: pd.DataFrame, lang: str) -> Path:
    """Write the names, undecided first and most frequent first, and a sheet that explains."""
    if not isinstance(path, str | PathLike):
        raise ArgumentError(text("{path!r} is not the path of a file.", path=path))
    if Path(path).suffix.lower() != ".xlsx":
        message = text("{path} must end in .xlsx: the review is a workbook.", path=str(path))
        raise ArgumentError(message)
    settled = ~frame["status"].isin(UNDECIDED)
    ordered = frame.assign(settled=settled).sort_values(
        ["settled", "rows", "written"], ascending=[True, False, True], kind="stable"
    )
    return write_atomically(path, lambda beside: _write(beside, ordered, lang))


def _write(path: Path, frame: pd.DataFrame, lang: str) -> None:
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        bold = book.add_format({"bold": True, "bg_color": "#DDE6F0", "text_wrap": True})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        open_row = book.add_format({"text_wrap": True, "valign": "top", "bg_color": "#FFF6DC"})
        sheet = book.add_worksheet(text("names", lang))
        for column, (header, width) in enumerate(_COLUMNS.values()):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, text(header, lang), bold)
        for row, record in enumerate(frame.to_dict("records"), 1):
            style = wrap if record["settled"] else open_row
            for column, name in enumerate(_COLUMNS):
                _write_cell(sheet, row, column, _shown(name, record[name], lang), style)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(len(frame), 1), len(_COLUMNS) - 1)
        decided = list(_COLUMNS).index("decision")
        choices = [text(choice, lang) for choice in CHOICES]
        sheet.data_validation(
            1, decided, max(len(frame), 1), decided,
            {"validate": "list", "source": choices, "error_type": "information",
             "ignore_blank": True, "show_error": False},
        )  # fmt: skip
        explained = book.add_worksheet(text("how to decide", lang))
        explained.set_column(0, 0, 100)
        for row, line in enumerate(_EXPLAINED):
            explained.write_string(row, 0, text(line, lang), wrap)


def _shown(name: str, value: Any, lang: str) -> Any:
    if is_missing(value):
        return ""
    if name == "status":
        return text(STATUS_LABELS[value], lang)
    return kind_label(value, lang) if name == "kind" else value


def _write_cell(sheet: Any, row: int, column: int, value: Any, style: Any) -> None:
    # A cell of a workbook holds at most 32,767 letters.
    if isinstance(value, str):
        sheet.write_string(row, column, value[:32_000], style)
    else:
        sheet.write_number(row, column, value, style)
