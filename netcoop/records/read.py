"""``read_records``: from a folder, a file or frames to ``Records``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from netcoop._core.checks import check_choice, first
from netcoop._core.texts import text
from netcoop.errors import ArgumentError, RecordError
from netcoop.records.clean import Cleaned, clean, recognise
from netcoop.records.meetings import number_meetings
from netcoop.records.problems import Problem
from netcoop.records.records import ACCOUNT_COLUMNS, Records
from netcoop.records.schema import TABLES, Table
from netcoop.records.sources import ENDINGS, RawTable, files_of, from_frame, read_file

ON_MISSING_DATE = ("keep", "drop", "error")
_DATED = frozenset({"meetings", "referrals", "contacts"})

Result = TypeVar("Result")


def read_records(
    source: Path | str | Mapping[str, pd.DataFrame],
    *,
    tables: Mapping[str, str] | None = None,
    encoding: str | None = None,
    on_missing_date: str = "keep",
) -> Records:
    """Read attendance sheets, referral logs and registers as they are kept.

    Parameters
    ----------
    source
        A folder of files, one file (``.csv``, ``.tsv``, ``.parquet``, ``.xlsx``, ``.xls``,
        ``.ods``), or frames by the name of their table.
    tables
        Which table a file (its name without the ending) or sheet holds, where neither its name
        nor its headers tell.
    encoding
        Encoding of text files; by default UTF-8, else Windows-1250.
    on_missing_date
        What to do with meetings, referrals and contacts without date and period: ``"keep"``
        them, ``"drop"`` them, or raise an ``"error"``.

    Returns
    -------
    Records
        Clean tables. ``records.problems`` says what was found and left out, ``records.account``
        how many rows were read, kept and dropped.

    Raises
    ------
    RecordError
        Files cannot be read, or tables lack required columns; all faults at once.

    Examples
    --------
    >>> import pandas as pd
    >>> sheet = pd.DataFrame({"Organizace": ["OSPOD", "ZŠ"], "Datum": ["15. 6. 2018"] * 2})
    >>> read_records({"meetings": sheet}).meetings[["actor", "date", "meeting_id"]]
       actor       date  meeting_id
    0  OSPOD 2018-06-15  2018-06-15
    1     ZŠ 2018-06-15  2018-06-15
    """
    check_choice("on_missing_date", on_missing_date, ON_MISSING_DATE)
    wanted = {name: check_choice("tables", table, TABLES) for name, table in (tables or {}).items()}
    raw, problems = _collect(source, encoding)
    _check_names(wanted, raw)
    recognised, unknown = _recognise_all(raw, wanted)
    if not recognised:
        reason = text("{source} holds no table of records.", source=_name_of(source))
        raise RecordError("\n".join([reason, *unknown.values()]))
    cleaned = number_meetings(_each([partial(clean, *pair) for pair in recognised]))
    dated = _each([partial(_treat_missing_dates, part, on_missing_date) for part in cleaned])
    problems += [
        Problem("", "table_not_recognised", file=table.file, sheet=table.sheet) for table in unknown
    ]
    return _assemble(dated, problems)


def _check_names(wanted: Mapping[str, str], raw: Iterable[RawTable]) -> None:
    """Refuse names of files and sheets that are not there: a slip would go unseen."""
    there = {name for table in raw for name in (table.sheet, table.stem, table.name) if name}
    for name in wanted:
        check_choice("tables", name, sorted(there))


def _recognise_all(
    raw: Iterable[RawTable], wanted: Mapping[str, str]
) -> tuple[list[tuple[RawTable, Table]], dict[RawTable, str]]:
    """Tell the tables of records from whatever else lies beside them."""
    recognised, unknown = [], {}
    for table in raw:
        asked = next(
            (wanted[n] for n in (table.sheet, table.name, table.stem) if n in wanted), None
        )
        try:
            recognised.append((table, recognise(table, asked)))
        except RecordError as error:
            unknown[table] = str(error)
    return recognised, unknown


def _collect(source: object, encoding: str | None) -> tuple[list[RawTable], list[Problem]]:
    if isinstance(source, Mapping):
        for name, frame in source.items():
            check_choice("table", name, TABLES)
            if not isinstance(frame, pd.DataFrame):
                message = text("The table {table} is no pandas DataFrame.", table=name)
                raise ArgumentError(message)
        return [RawTable(from_frame(frame), name) for name, frame in source.items()], []
    if not isinstance(source, str | Path):
        raise ArgumentError(text("Records are read from a path, or from frames by their table."))
    path = Path(source)
    if not path.exists():
        raise RecordError(text("{path} does not exist.", path=path))
    readable, others = files_of(path) if path.is_dir() else ([path], [])
    if path.is_file() and path.suffix.lower() not in ENDINGS:
        message = text(
            "{file}: netcoop reads {endings}, not {ending!r}.",
            file=path.name,
            endings=", ".join(ENDINGS),
            ending=path.suffix,
        )
        raise RecordError(message)
    raw = _each([partial(_tables_of, file, encoding) for file in readable])
    left_out = [Problem("", "file_not_read", file=other.name) for other in others]
    return [table for part in raw for table in part], left_out


def _tables_of(file: Path, encoding: str | None) -> list[RawTable]:
    return list(read_file(file, encoding))


def _each(steps: Iterable[Callable[[], Result]]) -> list[Result]:
    """Take every step and raise all their faults together: one round of repairs, not many."""
    results, faults = [], []
    for step in steps:
        try:
            results.append(step())
        except RecordError as error:
            faults.append(str(error))
    if faults:
        raise RecordError("\n".join(faults))
    return results


def _treat_missing_dates(part: Cleaned, on_missing_date: str) -> Cleaned:
    """Report records without date and period, and keep, drop or refuse them as asked."""
    if part.table.name not in _DATED:
        return part
    undated = pd.Series(True, index=part.frame.index)
    for column in {"date", "period"} & set(part.frame.columns):
        undated &= part.frame[column].isna()
    # A source that never has dates is not at fault row by row; quality is told elsewhere.
    if not undated.any() or (on_missing_date == "keep" and undated.all()):
        return part
    rows = [row for row, missing in zip(part.rows, undated, strict=True) if missing]
    if on_missing_date == "error":
        message = text(
            "{n} of {total} {table} have no date ({place}, rows {rows}). "
            "Fill 'date', or read with on_missing_date=\"drop\".",
            n=len(rows),
            total=len(undated),
            table=part.table.name,
            place=part.raw.place,
            rows=first(rows),
        )
        raise RecordError(message)
    drop = on_missing_date == "drop"
    found = [part.problem("dropped_no_date" if drop else "no_date", row=row) for row in rows]
    kept = part.keep(~undated) if drop else part
    return replace(kept, problems=[*part.problems, *found])


def _assemble(parts: list[Cleaned], problems: list[Problem]) -> Records:
    """Put the parts of each table together and draw up the account."""
    tables: dict[str, Any] = {}
    for name in TABLES:
        frames = [part.frame for part in parts if part.table.name == name]
        if frames:
            tables[name] = pd.concat(frames, ignore_index=True) if len(frames) > 1 else frames[0]
    account = pd.DataFrame(
        [
            (part.table.name, part.raw.file, part.raw.sheet, len(part.raw.frame), len(part.frame),
             len(part.raw.frame) - len(part.frame))
            for part in parts
        ],
        columns=list(ACCOUNT_COLUMNS),
    )  # fmt: skip
    found = [*problems, *(problem for part in parts for problem in part.problems)]
    return Records(**tables, problems=found, account=account)


def _name_of(source: Path | str | Mapping[str, pd.DataFrame]) -> str:
    return "{}" if isinstance(source, Mapping) else str(source)
