"""``read_records``: from a folder, a file or frames to ``Records``."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from netcoop._core.checks import check_choice, did_you_mean, first
from netcoop._core.texts import text
from netcoop.errors import ArgumentError, NetcoopWarning, RecordError
from netcoop.records.clean import Cleaned, clean
from netcoop.records.databases import is_address, name_of, tables_of_database
from netcoop.records.facts import area_named
from netcoop.records.layout import tables_on
from netcoop.records.meetings import number_meetings
from netcoop.records.persons import Pseudonyms
from netcoop.records.problems import Problem
from netcoop.records.pseudonymise import hide_registered
from netcoop.records.recognise import recognise, require_columns
from netcoop.records.records import ACCOUNT_COLUMNS, Records
from netcoop.records.schema import TABLES, Table, columns_named
from netcoop.records.shapes import SHAPES, to_long
from netcoop.records.sources import (
    ENDINGS,
    Note,
    RawTable,
    files_of,
    is_written,
    raw_table,
    read_file,
)
from netcoop.records.template_columns import helper_sheets
from netcoop.reference import territories
from netcoop.reference.places import find_places

ON_MISSING_DATE = ("keep", "drop", "error")
ON_BIRTH_NUMBER = ("blank", "stop")
_DATED = frozenset({"meetings", "referrals", "contacts"})

Result = TypeVar("Result")


def read_records(
    source: Path | str | Mapping[str, pd.DataFrame],
    *,
    tables: Mapping[str, str] | None = None,
    shape: str | Mapping[str, str] | None = None,
    region: str | None = None,
    key: str | bytes | None = None,
    encoding: str | None = None,
    fill_down: Sequence[str] = (),
    on_missing_date: str = "keep",
    on_birth_number: str = "blank",
) -> Records:
    """Read attendance sheets, referral logs and registers as they are kept.

    Parameters
    ----------
    source
        A folder of files, one file (``.csv``, ``.tsv``, ``.parquet``, ``.xlsx``, ``.xls``,
        ``.ods``, ``.docx``), the address of a database (``postgresql+psycopg://…``), or frames by
        the name of their table.
    tables
        Which table a file (its name without the ending) or sheet holds, where neither its name
        nor its headers tell. Of a database only these tables are read, where any are named.
    shape
        How attendance is kept, where the columns do not tell: ``"long"`` (a row a participant),
        ``"matrix"`` (a row a meeting, a column an actor) or ``"list"`` (several actors in a cell);
        for all tables, or by file or sheet.
    region
        The home municipality: whose "OSPOD" is meant where neither name nor row says a place.
    key
        Secret from which pseudonyms of persons and cases are made; the same key gives the same
        pseudonyms. Without one they differ in every run, and it is reported.
    encoding
        Encoding of text files; by default UTF-8, else the one of Windows-1250 and CP 852 that
        fits the letters of Czech.
    fill_down
        Columns (by canonical name) whose empty cells take the value above them.
    on_missing_date
        What to do with meetings, referrals and contacts without date and period: ``"keep"``
        them, ``"drop"`` them, or raise an ``"error"``.
    on_birth_number
        ``"blank"`` birth numbers in texts, or ``"stop"``: refuse records that hold any.

    Returns
    -------
    Records
        Clean tables. ``records.problems`` says what was found, repaired and left out,
        ``records.account`` how many rows were read, kept and dropped.

    Raises
    ------
    RecordError
        Files cannot be read, or tables lack required columns; all faults at once.

    Warns
    -----
    NetcoopWarning
        ``region`` is no area that netcoop knows, and no record names it.

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
    check_choice("on_birth_number", on_birth_number, ON_BIRTH_NUMBER)
    wanted = {name: check_choice("tables", table, TABLES) for name, table in (tables or {}).items()}
    shapes = _shapes(shape)
    home = _home(region)
    pseudonyms = Pseudonyms(_key(key))
    raw, problems = _collect(source, encoding, wanted)
    _check_names("tables", wanted, raw)
    _check_names("shape", shapes, raw)
    if home is not None and _is_nowhere(home, raw):
        warnings.warn(_nowhere(home), NetcoopWarning, stacklevel=2)
    recognised, unknown = _recognise_all(raw, wanted)
    if not recognised:
        reason = text("{source} holds no table of records.", source=_name_of(source))
        raise RecordError("\n".join([reason, *unknown.values()]))
    steps = [partial(_clean, *pair, shapes, fill_down, pseudonyms, home) for pair in recognised]
    parts = _each(steps)
    if on_birth_number == "stop":
        _refuse_birth_numbers(parts)
    cleaned = number_meetings(hide_registered(parts, pseudonyms))
    dated = _each([partial(_treat_missing_dates, part, on_missing_date) for part in cleaned])
    problems += [
        Problem("", "table_not_recognised", file=table.file, sheet=table.sheet) for table in unknown
    ]
    if pseudonyms.made and not pseudonyms.repeatable:
        problems.append(Problem("", "key_missing"))
    return _assemble(dated, problems, home)


def _shapes(shape: str | Mapping[str, str] | None) -> dict[str, str]:
    """Take one shape for every table, or each table's own."""
    if shape is None:
        return {}
    given = {"": shape} if isinstance(shape, str) else dict(shape)
    return {name: check_choice("shape", wanted, SHAPES) for name, wanted in given.items()}


def _home(region: str | None) -> str | None:
    """Call the home municipality by its official name; one netcoop does not know stays as it is."""
    if region is None:
        return None
    if named := area_named(region):
        return named
    several = {name for place in find_places(region) for name in place.regions}
    if len(several) > 1:
        message = text(
            "region={region!r} may be one of: {places}. Write the whole name.",
            region=region,
            places=first(sorted(several), 12),
        )
        raise ArgumentError(message)
    return region.strip() or None


def _is_nowhere(home: str, raw: Iterable[RawTable]) -> bool:
    """Tell whether neither the territories nor the records know a place of this name."""
    if area_named(home) or find_places(home):
        return False
    return not any(bool(table.frame.isin([home]).any(axis=None)) for table in raw)


def _nowhere(home: str) -> str:
    said = text("{region!r} is no area that netcoop knows, and no record names it.", region=home)
    return said + did_you_mean(home, territories().index)


def _key(key: str | bytes | None) -> str | bytes | None:
    if key is not None and not key:
        raise ArgumentError(text("key= takes a text or bytes that only you know."))
    return key


def _check_names(argument: str, wanted: Mapping[str, str], raw: Iterable[RawTable]) -> None:
    """Refuse names of files and sheets that are not there: a slip would go unseen."""
    there = {name for table in raw for name in _names(table)}
    for name in wanted:
        if name:
            check_choice(argument, name, sorted(there))


def _names(table: RawTable) -> list[str]:
    return [name for name in (table.sheet, table.name, table.stem) if name]


def _recognise_all(
    raw: Iterable[RawTable], wanted: Mapping[str, str]
) -> tuple[list[tuple[RawTable, Table]], dict[RawTable, str]]:
    """Tell the tables of records from whatever else lies beside them."""
    recognised, unknown = [], {}
    for table in raw:
        asked = next((wanted[name] for name in _names(table) if name in wanted), None)
        try:
            recognised.append((table, recognise(table, asked)))
        except RecordError as error:
            unknown[table] = str(error)
    return recognised, unknown


def _collect(
    source: object, encoding: str | None, wanted: Mapping[str, str]
) -> tuple[list[RawTable], list[Problem]]:
    if isinstance(source, Mapping):
        for name, frame in source.items():
            check_choice("table", name, TABLES)
            if not isinstance(frame, pd.DataFrame):
                message = text("The table {table} is no pandas DataFrame.", table=name)
                raise ArgumentError(message)
        return [raw_table(frame, name) for name, frame in source.items()], []
    if not isinstance(source, str | Path):
        raise ArgumentError(text("Records are read from a path, or from frames by their table."))
    if isinstance(source, str) and is_address(source):
        tables = tables_of_database(source, list(wanted) or None)
        return [raw_table(frame, name, name_of(source), name) for name, frame in tables], []
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
    found = read_file(file, encoding)
    return [
        table
        for part in found
        if part.name not in helper_sheets()
        for table in ([part] if isinstance(part, RawTable) else tables_on(part))
    ]


def _clean(
    raw: RawTable,
    table: Table,
    shapes: Mapping[str, str],
    fill_down: Sequence[str],
    pseudonyms: Pseudonyms,
    home: str | None,
) -> Cleaned:
    shape = next((shapes[name] for name in (*_names(raw), "") if name in shapes), None)
    reshaped = to_long(_filled_down(raw, table, fill_down), table, shape)
    require_columns(table, reshaped)
    return clean(reshaped, table, pseudonyms, region=home)


def _filled_down(raw: RawTable, table: Table, columns: Sequence[str]) -> RawTable:
    """Let empty cells take the value above them, in the columns asked for."""
    named = columns_named(table, raw.frame.columns)
    headers = [header for header, column in named.items() if column.name in columns]
    if not headers:
        return raw
    written = raw.frame[headers].map(is_written)
    filled = raw.frame[headers].where(written).ffill()
    notes = [
        Note("filled_down", raw.rows[i], header)
        for header in headers
        for i in (~written[header] & filled[header].notna()).to_numpy().nonzero()[0]
    ]
    frame = raw.frame.assign(**{header: filled[header] for header in headers})
    return replace(raw, frame=frame).noting(*notes)


def _refuse_birth_numbers(parts: Iterable[Cleaned]) -> None:
    found = [
        text("{place}: column {column}, rows {rows}", place=part.raw.place, column=column,
             rows=first(sorted({row for row, name in part.births if name == column})))
        for part in parts
        for column in dict.fromkeys(name for _, name in part.births)
    ]  # fmt: skip
    if found:
        message = text(
            "The records hold birth numbers ({places}). Take them out, or read with "
            'on_birth_number="blank".',
            places="; ".join(found),
        )
        raise RecordError(message)


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


def _assemble(parts: list[Cleaned], problems: list[Problem], region: str | None) -> Records:
    """Put the parts of each table together and draw up the account."""
    tables: dict[str, Any] = {}
    for name in TABLES:
        frames = [part.frame for part in parts if part.table.name == name]
        if frames:
            tables[name] = pd.concat(frames, ignore_index=True) if len(frames) > 1 else frames[0]
    account = pd.DataFrame(
        [
            (part.table.name, part.raw.file, part.raw.sheet, part.raw.shape, part.read,
             len(part.frame), part.read - len(part.frame))
            for part in parts
        ],
        columns=list(ACCOUNT_COLUMNS),
    )  # fmt: skip
    found = [*problems, *(problem for part in parts for problem in part.problems)]
    return Records(**tables, problems=found, account=account, region=region)


def _name_of(source: Path | str | Mapping[str, pd.DataFrame]) -> str:
    if isinstance(source, Mapping):
        return "{}"
    return name_of(source) if isinstance(source, str) and is_address(source) else str(source)
