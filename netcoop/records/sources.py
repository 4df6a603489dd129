"""From files to raw tables: every cell as it is written, with the file and sheet it came from."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from netcoop._core.checks import first
from netcoop._core.texts import text
from netcoop.errors import RecordError

TEXT_ENDINGS = (".csv", ".tsv", ".txt")
WORKBOOK_ENDINGS = (".xlsx", ".xls", ".ods")
# What lies beside records and cannot be taken for one.
_NEVER_RECORDS = (".md", ".py", ".ipynb", ".toml", ".json", ".log")
ENDINGS = (*TEXT_ENDINGS, ".parquet", *WORKBOOK_ENDINGS)


@dataclass(frozen=True, eq=False)
class RawTable:
    """One table as found: cells as written, the row number of the first one, and its origin."""

    frame: pd.DataFrame
    name: str
    file: str = ""
    sheet: str = ""
    first_row: int = 1

    @property
    def stem(self) -> str:
        """Name of the file without its ending."""
        return Path(self.file).stem

    @property
    def place(self) -> str:
        """File and sheet, as a message names them."""
        return f"{self.file} [{self.sheet}]" if self.sheet else self.file or self.name


def files_of(folder: Path) -> tuple[list[Path], list[Path]]:
    """Part the files of a folder into those that can be read and the others."""
    files = sorted(path for path in folder.iterdir() if path.is_file() and path.name[0] not in ".~")
    readable = [path for path in files if path.suffix.lower() in ENDINGS]
    others = [path for path in files if path.suffix.lower() not in (*ENDINGS, *_NEVER_RECORDS)]
    return readable, others


def read_file(path: Path, encoding: str | None = None) -> Iterator[RawTable]:
    """Read the tables of one file, without touching what the cells say."""
    ending = path.suffix.lower()
    try:
        if ending in TEXT_ENDINGS:
            yield _read_text(path, encoding)
        elif ending == ".parquet":
            yield RawTable(from_frame(pd.read_parquet(path)), path.stem, path.name)
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


def _read_text(path: Path, encoding: str | None) -> RawTable:
    content = _decode(path, encoding)
    sample = content[:20_000]
    separator = _separator(sample)
    try:
        rows = list(csv.reader(io.StringIO(content, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        message = text("{file} is not a sound CSV file: {reason}.", file=path.name, reason=error)
        raise RecordError(message) from error
    return _from_rows(rows, path.stem, path.name)


def _decode(path: Path, encoding: str | None) -> str:
    content = path.read_bytes()
    if encoding is None and content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encoding = "utf-16"
    candidates = [encoding] if encoding else ["utf-8-sig", "cp1250"]
    for candidate in candidates:
        try:
            return content.decode(candidate)
        except (UnicodeDecodeError, LookupError):
            continue
    message = text(
        "{file} is not in the encoding {tried}. Save it as UTF-8, or name its encoding=.",
        file=path.name,
        tried=first(candidates),
    )
    raise RecordError(message)


def _separator(sample: str) -> str:
    """Choose the separator that the first line holds most of."""
    line = next((line for line in sample.splitlines() if line.strip()), "")
    return max(";", "\t", ",", key=line.count)


def _read_workbook(path: Path) -> Iterator[RawTable]:
    from python_calamine import CalamineWorkbook

    with CalamineWorkbook.from_path(path) as workbook:
        for sheet in workbook.sheet_names:
            rows = workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
            if any(cell not in ("", None) for row in rows for cell in row):
                yield _from_rows(rows, sheet, path.name, sheet)


def _from_rows(rows: Sequence[Sequence[object]], name: str, file: str, sheet: str = "") -> RawTable:
    """Take the first row that is not empty as the header; pad short rows, refuse longer ones."""
    start = next((i for i, row in enumerate(rows) if any(str(cell).strip() for cell in row)), None)
    if start is None:
        return RawTable(pd.DataFrame(), name, file, sheet)
    header = [str(cell).strip() for cell in rows[start]]
    width = len(header)
    body = rows[start + 1 :]
    # A cell right of the header would vanish without a word.
    longer = [
        start + 2 + i
        for i, row in enumerate(body)
        if any(str(cell).strip() for cell in row[width:])
    ]
    if longer:
        place = f"{file} [{sheet}]" if sheet else file
        message = text(
            "{place}: rows {rows} have more cells than the header has columns. "
            "Put quotes around cells that hold the separator, or name the columns.",
            place=place,
            rows=first(longer),
        )
        raise RecordError(message)
    cells = [list(row[:width]) + [None] * (width - len(row)) for row in body]
    frame = pd.DataFrame(cells, columns=unique_names(header), dtype="object")
    keep = [
        i
        for i, name in enumerate(frame.columns)
        if header[i] or frame.iloc[:, i].map(_written).any()
    ]
    return RawTable(frame.iloc[:, keep], name, file, sheet, first_row=start + 2)


def from_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """Take a frame as a raw table: a named index is a column like the others."""
    if any(name is not None for name in frame.index.names):
        frame = frame.reset_index()
    return frame.set_axis(unique_names([str(name) for name in frame.columns]), axis=1)


def _written(cell: object) -> bool:
    return cell is not None and str(cell).strip() != ""


def unique_names(header: list[str]) -> list[str]:
    """Give unnamed and repeated columns a name of their own."""
    names: list[str] = []
    for position, name in enumerate(header, start=1):
        base = unique = name or f"column {position}"
        number = 1
        while unique in names:
            number += 1
            unique = f"{base} ({number})"
        names.append(unique)
    return names
