"""From a raw table to a clean one: columns named, values read, every change written down."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from netcoop._core.checks import is_missing
from netcoop._core.progress import track
from netcoop.records import columns
from netcoop.records.facts import YEAR
from netcoop.records.findings import Log
from netcoop.records.lists import MEETING_ROW
from netcoop.records.names import read_names, roles_beside
from netcoop.records.persons import Pseudonyms
from netcoop.records.privacy import (
    harmless,
    holds_birth_number,
    holds_birth_numbers,
    is_birth_header,
    is_case_header,
    is_ordinal_header,
    is_personal,
)
from netcoop.records.problems import Problem
from netcoop.records.schema import Column, Table, columns_named, fold
from netcoop.records.sources import RawTable
from netcoop.records.values import as_number
from netcoop.reference.codes import codes_of

_MOSTLY = 0.8
# Whose diary it is may be left unsaid: the networker's.
KEEPER = "síťař"
# Beside a column of organisations these hold who came for them.
_PARTICIPANT = frozenset(
    {"ucastnik", "ucastnice", "ucastnici", "pritomni", "zucastneni", "participant",
     "participants", "attendees"}
)  # fmt: skip
_LOCAL = frozenset({"meetings", "referrals", "contacts", "services", "needs", "outputs"})


@dataclass(frozen=True, eq=False)
class Cleaned:
    """A clean table, the numbers of its rows in the source, and what was found on the way."""

    table: Table
    raw: RawTable
    frame: pd.DataFrame
    rows: list[int]
    problems: list[Problem]
    births: list[tuple[int, str]] = field(default_factory=list)

    def problem(
        self, code: str, *, row: int | None = None, column: str = "", value: str = ""
    ) -> Problem:
        """Note a finding at the place it was made."""
        return Problem(self.table.name, code, self.raw.file, self.raw.sheet, row, column, value)

    def keep(self, rows: pd.Series) -> Cleaned:
        """Leave rows out."""
        numbers = [row for row, wanted in zip(self.rows, rows, strict=True) if wanted]
        return replace(self, frame=self.frame[rows].reset_index(drop=True), rows=numbers)

    @property
    def read(self) -> int:
        """Rows found in the source, those left out included."""
        return len(self.raw.frame) + len(self.raw.left_out)


def clean(
    raw: RawTable, table: Table, pseudonyms: Pseudonyms, *, region: str | None = None
) -> Cleaned:
    """Read the cells of one raw table; rows that cannot be used are left out and written down."""
    log = Log(raw, table)
    named = _kinds_named(raw, table)
    frame = pd.DataFrame(index=raw.frame.index)
    beside: list[tuple[pd.Series, str]] = []
    heads: list[pd.Series] = []
    for header in track(raw.frame.columns, total=raw.frame.shape[1]):
        cells = raw.frame[header]
        column = named.get(header)
        if header == MEETING_ROW:
            frame[header] = cells.to_numpy()
        elif column is None:
            _keep_unknown(frame, header, cells, table, log, pseudonyms)
        elif column.holds == "name":
            frame[column.name], roles, people = read_names(cells, column, log, pseudonyms)
            beside.append((roles, column.name))
            heads.append(people)
        else:
            columns.read_into(frame, cells, column, log, _year(raw))
    # Only when the column of roles is read, wherever it stands.
    for roles, name in beside:
        _add_roles(frame, roles, table, log, name)
    if table.name == "meetings":
        unnamed = [
            header
            for header in raw.frame.columns
            if header not in named or named[header].holds in {"people", "hours"}
        ]
        _add_roles(frame, roles_beside(raw.frame[unnamed]), table, log, "role")
        _add_people(frame, heads, table, log)
    _fill(frame, table, raw, log, region)
    keep = _rows_to_keep(frame, raw.frame, table, log)
    rows = [row for row, kept in zip(raw.rows, keep, strict=True) if kept]
    kept = _with_defaults(frame[keep].reset_index(drop=True), table, log)
    return Cleaned(table, raw, kept, rows, log.problems, log.births)


def _kinds_named(raw: RawTable, table: Table) -> dict[str, Column]:
    """Name the columns; a "number" of meetings that is always a kind ("KS") is their kind."""
    named = columns_named(table, raw.frame.columns)
    if table.name != "meetings" or "kind" in {column.name for column in named.values()}:
        return named
    for header, column in named.items():
        if column.name == "meeting_id":
            words = columns.texts_of(raw.frame[header]).dropna().unique()
            if len(words) and all(codes_of("meeting", word) for word in words):
                return named | {header: table.by_name["kind"]}
    return named


def _year(raw: RawTable) -> int | None:
    return int(raw.facts[YEAR]) if YEAR in raw.facts else None


def _keep_unknown(
    frame: pd.DataFrame,
    header: str,
    cells: pd.Series,
    table: Table,
    log: Log,
    pseudonyms: Pseudonyms,
) -> None:
    """Keep a column netcoop does not know, unless it says something about persons."""
    texts = columns.texts_of(cells)
    distinct = pd.Series(texts.dropna().unique(), dtype="object")
    bare = is_birth_header(header) or holds_birth_numbers(distinct)
    with_number = texts.map(lambda word: holds_birth_number(word, bare=bare), na_action="ignore")
    log.note_births(with_number.eq(True), header)
    if is_case_header(header):
        log.add("case_pseudonym", column=header)
        frame[header] = texts.map(pseudonyms.of_case, na_action="ignore").astype("str")
    elif is_personal(header, distinct) or (
        table.name == "meetings" and fold(header) in _PARTICIPANT
    ):
        log.add("personal_data", column=header)
    elif is_ordinal_header(header) and _counts_rows(texts):
        log.add("ordinal_column", column=header)
    else:
        _keep_as_found(frame, header, texts, table, log)


def _counts_rows(texts: pd.Series) -> bool:
    numbers = [as_number(word.rstrip("."))[0] is not None for word in texts.dropna()]
    return sum(numbers) >= _MOSTLY * len(numbers)


def _keep_as_found(
    frame: pd.DataFrame, header: str, texts: pd.Series, table: Table, log: Log
) -> None:
    """Keep the texts; of regions, a column of numbers is an indicator."""
    # No second column stands under the first's name, and a header may be somebody's name.
    name = header if header not in table.by_name else f"{header} (2)"
    if harmless(header) != header:
        name = f"column {list(log.raw.frame.columns).index(header) + 1}"
    if table.name == "regions":
        numbers = columns.numbers_of(texts)
        if texts.notna().any() and numbers[texts.notna()].notna().all():
            frame[name] = numbers
            return
    log.add("unknown_column", column=header)
    frame[name] = columns.plain_texts(texts, header, log)


def _add_roles(frame: pd.DataFrame, roles: pd.Series, table: Table, log: Log, column: str) -> None:
    """Take "omluven" in any cell of a row for the role, where none is given."""
    if table.name != "meetings" or not roles.notna().any():
        return
    given = frame.get("role", pd.Series(pd.NA, index=frame.index, dtype="str"))
    added = roles.notna() & given.isna()
    frame["role"] = given.where(~added, roles).astype("str")
    log.at(added, "role_found", column)


def _add_people(frame: pd.DataFrame, heads: list[pd.Series], table: Table, log: Log) -> None:
    """Take "OSPOD (2)" for two people; nobody from an actor means that it was not there."""
    for people in heads:
        if people.notna().any():
            given = frame.get("people", pd.Series(np.nan, index=frame.index, dtype="float64"))
            frame["people"] = given.fillna(people)
    if "people" in frame:
        nobody = pd.Series("absent", index=frame.index, dtype="str").where(frame["people"].eq(0))
        _add_roles(frame, nobody, table, log, "people")


def _fill(frame: pd.DataFrame, table: Table, raw: RawTable, log: Log, region: str | None) -> None:
    """Fill in what is said once for all rows: above the table, by the sheet's name, as home."""
    facts = {name: value for name, value in raw.facts.items() if name in table.by_name}
    if table.name not in _LOCAL:
        facts = {}
    if "meeting_id" in frame or MEETING_ROW in frame:
        facts.pop("meeting_id", None)
    for name, value in facts.items():
        if name == "period" and "date" in facts:
            continue
        _fill_column(frame, table.by_name[name], value, log, "from_header", _year(raw))
    if region and "region" in table.by_name and table.name in _LOCAL:
        _fill_column(frame, table.by_name["region"], region, log, "region_filled", None)
    if table.name == "contacts" and "source" not in frame:
        frame["source"] = KEEPER
        log.add("source_assumed", column="source", value=KEEPER)


def _fill_column(
    frame: pd.DataFrame, column: Column, value: str, log: Log, code: str, year: int | None
) -> None:
    one = pd.DataFrame(index=[0])
    trial = Log(replace(log.raw, rows=[0], notes=(), left_out=()), log.table)
    columns.read_into(one, pd.Series([value], index=[0], dtype="object"), column, trial, year)
    for found in trial.problems:
        log.add(found.code, column=column.name, value=found.value)
    if not one.notna().to_numpy().any():
        return
    dated = {"date", "period"} & set(frame.columns)
    gaps = pd.Series(True, index=frame.index)
    if column.name in {"date", "period"}:
        for name in dated:
            gaps &= frame[name].isna()
    elif column.name in frame:
        gaps = frame[column.name].isna()
    if not gaps.any():
        return
    for name in one.columns:
        filled = pd.Series([one[name].iloc[0]] * len(frame), index=frame.index).astype(
            one[name].dtype
        )
        frame[name] = filled.where(gaps, frame[name]) if name in frame else filled.where(gaps)
    log.add(code, column=column.name, value=value)


def _rows_to_keep(frame: pd.DataFrame, raw: pd.DataFrame, table: Table, log: Log) -> np.ndarray:
    empty = _empty_rows(raw)
    keep: np.ndarray = ~empty
    keep[list(log.unusable)] = False
    for position in empty.nonzero()[0]:
        # Words in the place of a number are a note: "Přítomno: 4 osoby".
        words = [cell for cell in raw.iloc[position] if not _is_blank(cell)]
        noted = any(as_number(str(word).rstrip(". "))[0] is None for word in words)
        log.add("note_row" if noted else "empty_row", position=int(position))
    for group in table.required:
        if MEETING_ROW in frame and "date" in group:
            continue  # the row itself is the meeting
        present = [name for name in group if name in frame]
        lacking = frame[present].isna().all(axis=1).to_numpy() & ~empty
        for position in lacking.nonzero()[0]:
            log.add("required_empty", position=int(position), column="/".join(group))
        keep &= ~lacking
    return keep


def _empty_rows(raw: pd.DataFrame) -> np.ndarray:
    """Find rows in which nothing stands but, perhaps, their number."""
    empty = np.ones(len(raw), dtype=bool)
    for header in raw.columns:
        if header != MEETING_ROW and not is_ordinal_header(header):
            # Most rows are settled by their first cells.
            open_rows = empty.nonzero()[0]
            cells = raw[header].to_numpy()
            empty[open_rows] = [_is_blank(cells[i]) for i in open_rows]
    return empty


def _is_blank(cell: object) -> bool:
    return is_missing(cell) or not str(cell).strip()


def _with_defaults(frame: pd.DataFrame, table: Table, log: Log) -> pd.DataFrame:
    if "count" in table.by_name and "count" not in frame and table.name == "referrals":
        frame["count"] = 1
    if table.name == "referrals" and {"date", "accepted"} <= set(frame) and "days" not in frame:
        days = (frame["accepted"] - frame["date"]).dt.days.astype("float64")
        frame["days"] = days.where(days >= 0)
        log.add("days_computed", column="days")
    return frame
