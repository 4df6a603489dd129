"""What a person decided about names, read back from the workbook of ``NameReview.save``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from netcoop._core.checks import first
from netcoop._core.texts import text
from netcoop.errors import RecordError
from netcoop.records.schema import fold
from netcoop.records.values import as_text

YES, NEW, NOBODY, PERSON = "yes", "new", "not an actor", "person"
_WORDS = {
    YES: ("ano", "yes"),
    NEW: ("nový", "nová", "nové", "nový aktér", "new", "new actor"),
    NOBODY: ("není aktér", "neni akter", "není to aktér", "not an actor", "no actor"),
    PERSON: ("osoba", "fyzická osoba", "person", "natural person"),
}
MEANINGS = {fold(word): meaning for meaning, words in _WORDS.items() for word in words}
HEADERS = {
    "written": ("written", "napsáno", "zapsaný název", "název v záznamech"),
    "region": ("region", "území", "orp"),
    "decision": ("decision", "rozhodnutí"),
}
_KNOWN = {fold(word): column for column, words in HEADERS.items() for word in words}
_HEADER_ROWS = 15


@dataclass(frozen=True)
class Decision:
    """One decision: about which name in which region, what, and where it was written down."""

    written: str
    region: str | None
    decision: str
    file: str = ""
    sheet: str = ""
    row: int | None = None

    @property
    def meaning(self) -> str:
        """``yes``, ``new``, ``not an actor``, ``person``, or nothing for the name of an actor."""
        return MEANINGS.get(fold(self.decision), "")


@dataclass(frozen=True, eq=False)
class Decisions:
    """Decisions about names, as :func:`read_decisions` gives them."""

    rows: tuple[Decision, ...]

    def to_frame(self) -> pd.DataFrame:
        """List the decisions: written, region, decision, file, sheet, row."""
        columns = ["written", "region", "decision", "file", "sheet", "row"]
        rows = [[getattr(one, name) for name in columns] for one in self.rows]
        return pd.DataFrame(rows, columns=columns)

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        return f"<Decisions: {len(self.rows)}>"


def read_decisions(path: Path | str) -> Decisions:
    """Read the decisions a person wrote into the workbook of a review.

    The sheet is found by its headers, in Czech or English, wherever the columns stand; other
    columns and sheets are left alone, and so are rows without a decision. A decision is ``ano``
    (yes: take the proposal), ``nový`` (new: an actor of its own), ``není aktér`` (not an actor),
    ``osoba`` (person), or the name or id of the actor meant.

    Parameters
    ----------
    path
        A workbook (.xlsx, .ods, .xls) as :meth:`netcoop.actors.review.NameReview.save` writes it.

    Returns
    -------
    Decisions
        To hand to ``nc.match_names`` or ``nc.resolve_actors`` as ``decisions=``.

    Raises
    ------
    RecordError
        The file cannot be read, has no such sheet, or a decision stands beside no name.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from netcoop.actors.matching import match_names
    >>> from netcoop.records import Records
    >>> sheet = pd.DataFrame({"actor": ["Zrnko", "Zrnka"], "meeting_id": ["1", "1"]})
    >>> with TemporaryDirectory() as folder:
    ...     path = match_names(Records(meetings=sheet)).save(Path(folder) / "names.xlsx")
    ...     read_decisions(path)
    <Decisions: 0>
    """
    file = Path(path)
    decisions: list[Decision] = []
    faults: list[str] = []
    found = False
    for sheet, rows in _sheets(file):
        header = _header(rows)
        if header is None:
            continue
        found = True
        at, columns = header
        for number, cells in enumerate(rows[at + 1 :], at + 2):
            values = {name: _cell(cells, column) for name, column in columns.items()}
            decided = values["decision"]
            if decided is None:
                continue
            written = values["written"]
            if written is None:
                faults.append(f"{sheet}: {number}")
                continue
            one = Decision(written, values.get("region"), decided, file.name, sheet, number)
            decisions.append(one)
    _raise_if(file, faults, found=found)
    return Decisions(tuple(decisions))


def _raise_if(file: Path, faults: list[str], *, found: bool) -> None:
    if not found:
        message = text(
            "{file} has no sheet with the columns {columns}. "
            "Use the workbook that review.save writes.",
            file=file.name,
            columns="written/napsáno, decision/rozhodnutí",
        )
        raise RecordError(message)
    if faults:
        message = text(
            "{file}: {n} decisions stand beside no name (sheet and row {rows}). "
            "Write the name as the records have it, or clear the decision.",
            file=file.name,
            n=len(faults),
            rows=first(faults),
        )
        raise RecordError(message)


def _sheets(file: Path) -> list[tuple[str, list[list[Any]]]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(file)
        return [
            (name, book.get_sheet_by_name(name).to_python(skip_empty_area=False))
            for name in book.sheet_names
        ]
    except (CalamineError, OSError) as error:
        message = text(
            "{file} cannot be read as a workbook: {error}. Save it as .xlsx and try again.",
            file=file.name,
            error=str(error),
        )
        raise RecordError(message) from error


def _header(rows: list[list[Any]]) -> tuple[int, dict[str, int]] | None:
    """Find the row of the headers, and the column of each that matters."""
    for at, cells in enumerate(rows[:_HEADER_ROWS]):
        columns: dict[str, int] = {}
        for position, cell in enumerate(cells):
            name = _KNOWN.get(fold(str(cell)))
            if name is not None:
                columns.setdefault(name, position)
        if {"written", "decision"} <= set(columns):
            return at, columns
    return None


def _cell(cells: list[Any], column: int) -> str | None:
    return as_text(cells[column]) if column < len(cells) else None
