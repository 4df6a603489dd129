"""What is found while one table is read, with the row numbers its reader sees."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from netcoop.records.privacy import harmless
from netcoop.records.problems import Problem

if TYPE_CHECKING:
    from netcoop.records.schema import Table
    from netcoop.records.sources import RawTable


class Log:
    """Findings of one table; values that may be personal are left out of them."""

    def __init__(self, raw: RawTable, table: Table) -> None:
        self.raw, self.table = raw, table
        self.problems: list[Problem] = []
        self.unusable: set[int] = set()
        self.births: list[tuple[int, str]] = []
        self._harmless: dict[str, str] = {}
        self._said: set[Problem] = set()
        for note in (*raw.notes, *raw.left_out):
            self._append(note.code, note.row, note.column, note.value)

    def add(
        self, code: str, *, position: int | None = None, column: str = "", value: str = ""
    ) -> None:
        """Write down one finding, at a row of the table or for all of it."""
        row = None if position is None else self.raw.rows[position]
        self._append(code, row, column, value)
        if code == "birth_number" and row is not None:
            self.births.append((row, column))

    def note_births(self, hit: pd.Series, column: str) -> None:
        """Remember where birth numbers stand in a column that is not kept."""
        self.births += [(self.raw.rows[i], column) for i in hit.to_numpy().nonzero()[0]]

    def at(self, hit: pd.Series, code: str, column: str, values: pd.Series | None = None) -> None:
        """Write down the same finding at many rows."""
        written = None if values is None else values.to_numpy()
        for position in hit.to_numpy().nonzero()[0]:
            value = "" if written is None else str(written[position])
            self.add(code, position=int(position), column=column, value=value)

    def _append(self, code: str, row: int | None, column: str, value: str) -> None:
        raw = self.raw
        place = (self.table.name, code, raw.file, raw.sheet)
        problem = Problem(*place, row, self._shown(column), self._shown(value))
        # Of a cell that became several rows, a finding is said once.
        if problem not in self._said:
            self._said.add(problem)
            self.problems.append(problem)

    def _shown(self, value: str) -> str:
        if value not in self._harmless:
            self._harmless[value] = value if harmless(value) == value else ""
        return self._harmless[value]
