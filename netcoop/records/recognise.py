"""Which table of records a file or sheet holds: by its name, its headers, or its shape."""

from __future__ import annotations

from netcoop._core.checks import first
from netcoop._core.texts import text
from netcoop.errors import RecordError
from netcoop.records.privacy import harmless
from netcoop.records.schema import TABLES, Table, columns_named, fold, table_in, table_named
from netcoop.records.shapes import looks_like_matrix
from netcoop.records.sources import RawTable

# What heads the workbook of netcoop names, in either language; it lies beside records at times.
_DECISIONS = ({"napsáno", "rozhodnutí"}, {"written", "decision"})
# Whose diary it is need not be said: these tables are known by other columns, too.
_TELLING = {"contacts": frozenset({"purpose", "next_step"})}


def recognise(raw: RawTable, wanted: str | None = None) -> Table:
    """Tell which table of records this is: as asked, by its name, or by its headers."""
    if wanted is not None:
        return TABLES[wanted]
    headers = {fold(header) for header in raw.frame.columns}
    if any({fold(word) for word in words} <= headers for words in _DECISIONS):
        raise RecordError(text("{place} holds decisions about names, no records.", place=raw.place))
    for name in (raw.name, raw.stem):
        named = table_named(name)
        if named is not None:
            return named
    hinted = [table_in(name) for name in (raw.title, raw.name, raw.stem)]
    for table in hinted:
        if table is not None and (not missing_columns(table, raw) or _is_matrix(raw, table)):
            return table
    fitting = {
        table: sum(fold(header) in table.headers for header in raw.frame.columns)
        for table in TABLES.values()
        if not missing_columns(table, raw) and _tells(table, raw)
    }
    best = [table for table, hits in fitting.items() if hits == max(fitting.values())]
    matrix = looks_like_matrix(raw)
    if matrix is not None and (matrix == "claims" or not best):
        return TABLES[matrix]
    if len(best) == 1:
        return best[0]
    message = text(
        "{place}: cannot tell which table of records this is from its columns ({columns}). "
        "Name the file or sheet after the table ({tables}), or say tables={{{name!r}: …}}.",
        place=raw.place,
        columns=first(map(harmless, raw.frame.columns), 12),
        tables=", ".join(TABLES),
        name=raw.name,
    )
    raise RecordError(message)


def missing_columns(table: Table, raw: RawTable) -> list[tuple[str, ...]]:
    """List the groups of columns a table needs and has neither as a column nor above it."""
    present = {column.name for column in columns_named(table, raw.frame.columns).values()}
    present |= set(raw.facts) & {"date", "period", "meeting_id"}
    if table.name == "contacts" and "target" in present:
        present.add("source")
    return [group for group in table.required if not present.intersection(group)]


def _tells(table: Table, raw: RawTable) -> bool:
    present = {column.name for column in columns_named(table, raw.frame.columns).values()}
    if table.name == "regions":
        # A list of areas has no column of organisations.
        known = TABLES["meetings"].headers
        folded = [fold(header) for header in raw.frame.columns]
        return not any(word in known and known[word].name == "actor" for word in folded)
    return "source" in present or table.name not in _TELLING or bool(present & _TELLING[table.name])


def _is_matrix(raw: RawTable, table: Table) -> bool:
    return looks_like_matrix(raw) == table.name


def require_columns(table: Table, raw: RawTable) -> None:
    """Say which required columns a table lacks, and what it has."""
    missing = missing_columns(table, raw)
    if not missing:
        return
    message = text(
        "{place}: the table {table} lacks {missing}; it has {columns}. "
        "Name the columns so, or see docs/records.md for other names that are understood.",
        place=raw.place,
        table=table.name,
        missing=", ".join("/".join(group) for group in missing),
        columns=first(map(harmless, raw.frame.columns), 12) or "–",
    )
    raise RecordError(message)
