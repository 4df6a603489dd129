"""From files to sheets and raw tables: every cell as it is written, and where it came from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from netcoop._core.texts import text
from netcoop.errors import RecordError
from netcoop.records.privacy import harmless
from netcoop.records.text_files import read_rows

TEXT_ENDINGS = (".csv", ".tsv", ".txt")
WORKBOOK_ENDINGS = (".xlsx", ".xlsm", ".xls", ".ods")
# What lies beside records and cannot be taken for one.
_NEVER_RECORDS = (".md", ".py", ".ipynb", ".toml", ".json", ".log")
ENDINGS = (*TEXT_ENDINGS, ".parquet", *WORKBOOK_ENDINGS, ".docx")


@dataclass(frozen=True, slots=True)
class Note:
    """A finding made before it is known which table of records this is."""

    code: str
    row: int | None = None
    column: str = ""
    value: str = ""


@dataclass(frozen=True, eq=False)
class Sheet:
    """Cells as they lie in a file or sheet; which row is the header is not known yet."""

    rows: list[list[object]]
    name: str
    file: str = ""
    sheet: str = ""
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, eq=False)
class RawTable:
    """One table as found: cells as written, the number of every row, and its origin.

    ``facts`` were found above the table or in the sheet's name, by column; ``left_out`` are rows of
    the table that hold no record.
    """

    frame: pd.DataFrame
    name: str
    file: str = ""
    sheet: str = ""
    rows: list[int] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)
    title: str = ""
    notes: tuple[Note, ...] = ()
    left_out: tuple[Note, ...] = ()
    shape: str = "long"

    @property
    def stem(self) -> str:
        """Name of the file without its ending."""
        return Path(self.file).stem

    @property
    def place(self) -> str:
        """File and sheet, as a message names them."""
        return f"{self.file} [{self.sheet}]" if self.sheet else self.file or self.name

    def noting(self, *notes: Note) -> RawTable:
        """Add findings."""
        return replace(self, notes=(*self.notes, *notes))


def files_of(folder: Path) -> tuple[list[Path], list[Path]]:
    """Part the files of a folder into those that can be read and the others."""
    files = sorted(path for path in folder.iterdir() if path.is_file() and path.name[0] not in ".~")
    readable = [path for path in files if path.suffix.lower() in ENDINGS]
    others = [path for path in files if path.suffix.lower() not in (*ENDINGS, *_NEVER_RECORDS)]
    return readable, others


def read_file(path: Path, encoding: str | None = None) -> Iterator[Sheet | RawTable]:
    """Read the sheets of one file, without touching what the cells say."""
    ending = path.suffix.lower()
    try:
        if ending in TEXT_ENDINGS:
            rows, guessed = read_rows(path, encoding)
            note = (Note("encoding_guessed", value=guessed),) if guessed else ()
            yield Sheet(rows, path.stem, path.name, notes=note)
        elif ending == ".parquet":
            yield raw_table(pd.read_parquet(path), path.stem, path.name)
        elif ending == ".docx":
            yield from _read_document(path)
        else:
            yield from _read_workbook(path)
    except RecordError:
        raise
    except Exception as error:
        # Readers of broken files raise all sorts; the user needs the file and a way on.
        message = text(
            "{file} cannot be read: {reason}. Open it in its program, save it again, and retry.",
            file=path.name,
            reason=str(error).rstrip(".") or type(error).__name__,
        )
        raise RecordError(message) from error


def _read_document(path: Path) -> Iterator[Sheet]:
    from netcoop.records.documents import tables_of_document

    for name, rows in tables_of_document(path):
        yield Sheet([list(row) for row in rows], name, path.name, name)


def _read_workbook(path: Path) -> Iterator[Sheet]:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    with CalamineWorkbook.from_path(path) as workbook:
        for number, about in enumerate(workbook.sheets_metadata, start=1):
            if about.typ != SheetTypeEnum.WorkSheet:
                continue
            sheet = workbook.get_sheet_by_name(about.name)
            rows: list[list[object]] = [list(row) for row in sheet.to_python(skip_empty_area=False)]
            if not any(is_written(cell) for row in rows for cell in row):
                continue
            merged = _fill_merged(rows, sheet.merged_cell_ranges or [])
            hidden = about.visible != SheetVisibleEnum.Visible
            notes = [Note("hidden_sheet")] * hidden + merged
            # A sheet may be named after a person, and its name stands in every finding.
            shown = harmless(about.name) == about.name
            name = about.name if shown else text("sheet {n}", n=number)
            yield Sheet(rows, name, path.name, name, tuple(notes))


def _fill_merged(
    rows: list[list[object]], ranges: list[tuple[tuple[int, int], tuple[int, int]]]
) -> list[Note]:
    """Give rows of a merged cell its value, as a reader sees it; columns stay as they are."""
    notes = []
    for (top, left), (bottom, _) in ranges:
        if top == bottom or top >= len(rows) or left >= len(rows[top]):
            continue
        value = rows[top][left]
        if is_written(value):
            for row in rows[top + 1 : bottom + 1]:
                row[left] = value
            notes.append(Note("merged_cell", top + 1))
    return notes


def raw_table(frame: pd.DataFrame, name: str, file: str = "", sheet: str = "") -> RawTable:
    """Take a frame as a raw table: a named index is a column like the others."""
    if any(level is not None for level in frame.index.names):
        frame = frame.reset_index()
    named = frame.set_axis(unique_names([str(column) for column in frame.columns]), axis=1)
    return RawTable(named, name, file, sheet, rows=list(range(1, len(frame) + 1)))


def is_written(cell: object) -> bool:
    """Tell whether a cell of a sheet holds anything."""
    return cell is not None and cell != "" and (not isinstance(cell, str) or cell.strip() != "")


def counted(cells: pd.Series) -> dict[object, int]:
    """Count the distinct cells of a column; lists and the like by their text."""
    try:
        return Counter(cells)
    except TypeError:
        return Counter(map(str, cells))


def unique_names(header: list[str]) -> list[str]:
    """Give unnamed and repeated columns a name of their own."""
    names: list[str] = []
    taken: set[str] = set()
    for position, name in enumerate(header, start=1):
        base = unique = name or f"column {position}"
        number = 1
        while unique in taken:
            number += 1
            unique = f"{base} ({number})"
        names.append(unique)
        taken.add(unique)
    return names
