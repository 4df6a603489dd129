"""``suppress_table``: tables of counts with their totals, sums over tables, and differences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
import pandas as pd

from netcoop._core.disclosure.building import build_tables, contributors_of, values_of
from netcoop._core.disclosure.items import Places
from netcoop._core.disclosure.suppression import (
    MIN_CONTRIBUTORS,
    THRESHOLD,
    SuppressedItems,
    suppress_items,
)
from netcoop._core.disclosure.telling import audit_sentence, sentence_of, summary_of
from netcoop._core.display import html_table
from netcoop._core.texts import check_language, language

Margins: TypeAlias = Literal["both", "rows", "columns", "none"]


@dataclass(frozen=True, eq=False, repr=False)
class Suppressed:
    """A table as it may leave; made by :func:`suppress_table`.

    Attributes
    ----------
    name
        Name of the table among those that were given together; empty where there was one.
    items
        All numbers that were decided upon together, those of the other tables too.
    """

    name: str
    items: SuppressedItems
    _rows: pd.Index
    _columns: pd.Index
    _places: Places

    def _table(self, series: pd.Series, dtype: str) -> pd.DataFrame:
        values = series.to_numpy()[self._places]
        return pd.DataFrame(values, index=self._rows, columns=self._columns, dtype=dtype)

    @property
    def shown(self) -> pd.DataFrame:
        """The table to print: whole numbers, "<5", and "×"; totals last."""
        return self._table(self.items.shown, "object")

    @property
    def published(self) -> pd.DataFrame:
        """The table to compute from; NaN where it is hidden."""
        return self._table(self.items.published, "float64")

    @property
    def hidden(self) -> pd.DataFrame:
        """Tell what is hidden."""
        return self._table(self.items.hidden, "bool")

    @property
    def reason(self) -> pd.DataFrame:
        """Why it is hidden: small, few_contributors, secondary; missing where shown."""
        return self._table(self.items.reason, "str")

    def to_frame(self, lang: str | None = None) -> pd.DataFrame:
        """List what is hidden: row, column, shown, reason, low, high, sentence."""
        code = check_language(lang or language())
        size = (len(self._rows), len(self._columns))
        row, column = (numbers.ravel() for numbers in np.indices(size))
        places = self._places.ravel()
        interval = self.items.interval.iloc[places]
        frame = pd.DataFrame(
            {
                "row": self._rows[row],
                "column": self._columns[column],
                "shown": self.items.shown.to_numpy()[places],
                "reason": self.items.reason.to_numpy()[places],
                "low": interval["low"].to_numpy(),
                "high": interval["high"].to_numpy(),
                "loose": self.items._loose.to_numpy()[places],
            }
        )[self.items.hidden.to_numpy()[places]].reset_index(drop=True)
        frame["sentence"] = [
            audit_sentence(f"{row} / {column}", why, self.items.threshold,
                           self.items.min_contributors, code, loose=loose)
            for row, column, why, loose in zip(frame["row"], frame["column"], frame["reason"],
                                               frame.pop("loose"), strict=True)
        ]  # fmt: skip
        return frame

    def summary(self) -> dict[str, Any]:
        """Count what is shown and hidden in this table, by reason, with the rule."""
        items, places = self.items, self._places.ravel()
        reason, loose = items.reason.iloc[places], items._loose.iloc[places]
        return summary_of(reason, loose, items.threshold, items.min_contributors)

    def sentence(self, lang: str | None = None) -> str:
        """Say how much of this table is shown, how much is hidden, and why."""
        return sentence_of(self.summary(), check_language(lang or language()))

    def equals(self, other: object) -> bool:
        """Tell whether two tables show the same by the same rule."""
        return (
            isinstance(other, Suppressed)
            and self.name == other.name
            and self.summary() == other.summary()
            and self.shown.equals(other.shown)
        )

    def __repr__(self) -> str:
        told = self.summary()
        return (
            f"<Suppressed: {len(self._rows)} × {len(self._columns)}, {told['n_published']} of "
            f"{told['n_items']} shown, {told['n_small']} small, {told['n_few_contributors']} of "
            f"few contributors, {told['n_secondary']} secondary>"
        )

    def _repr_html_(self) -> str:
        frame = self.shown
        frame.insert(0, "", self._rows, allow_duplicates=True)
        return html_table(frame, caption=self.sentence(), rows=30)


def suppress_table(
    counts: pd.DataFrame,
    *,
    threshold: int = THRESHOLD,
    contributors: pd.DataFrame | None = None,
    min_contributors: int = MIN_CONTRIBUTORS,
    margins: Margins = "both",
) -> Suppressed:
    """Hide the small counts of a table, and what else would give them away.

    The totals are added here: do not bring them. :func:`suppress_items` has the rule. Tables that
    are published together and have numbers in common go through :func:`suppress_tables` together.

    Parameters
    ----------
    counts
        Whole numbers from 0 up; every row and column has a name of its own, none is "total".
    threshold
        Smallest count shown; 1 hides nothing.
    contributors
        How many organisations stand behind each cell, in a table with the same names; it may
        have a row and a column "total", and cells that are missing.
    min_contributors
        Fewer hide a cell.
    margins
        Which totals are published: ``"both"`` and the grand total, of the ``"rows"`` (a column
        "total"), of the ``"columns"`` (a row "total"), ``"none"``.

    Returns
    -------
    Suppressed
        ``shown``, ``published``, ``hidden``, ``reason``: tables of this shape with the totals.

    Raises
    ------
    ArgumentError
        A cell is no count, a name stands twice, is missing or is "total", or a number makes no
        sense.

    Examples
    --------
    >>> counts = pd.DataFrame(
    ...     {"accepted": [20, 9, 14], "refused": [3, 30, 11]}, index=["school", "police", "health"]
    ... )
    >>> suppress_table(counts).shown
           accepted refused total
    school        ×      <5     ×
    police        ×       ×    39
    health       14       ×     ×
    total        43      44    87
    """
    return suppress_tables(
        {"": counts},
        threshold=threshold,
        contributors=None if contributors is None else {"": contributors},
        min_contributors=min_contributors,
        margins=margins,
    )[""]


def suppress_tables(
    tables: Mapping[str, pd.DataFrame],
    *,
    sums: Mapping[str, Sequence[str]] | None = None,
    differences: Mapping[str, tuple[str, str]] | None = None,
    threshold: int = THRESHOLD,
    contributors: Mapping[str, pd.DataFrame] | None = None,
    min_contributors: int = MIN_CONTRIBUTORS,
    margins: Margins = "both",
) -> dict[str, Suppressed]:
    """Hide the small counts of tables that are published together, as one.

    So no period can be worked out from the year and the other periods, and nothing from the table
    with and the table without the facilitator.

    Parameters
    ----------
    tables
        Tables with the same names of rows and columns, by name.
    sums
        Names of further tables, and of which they are the sum; made here.
    differences
        Names of further tables, and of which two they are the difference (first less second, also
        sums); made here.
    threshold, contributors, min_contributors, margins
        As for :func:`suppress_table`; ``contributors`` by table.

    Returns
    -------
    dict of Suppressed
        By name: the tables given, the sums, the differences.

    Raises
    ------
    ArgumentError
        As for :func:`suppress_table`; or the tables do not have the same names, a sum or
        difference names an unknown table, or a difference is negative.

    Examples
    --------
    >>> spring = pd.DataFrame({"cases": [12, 3]}, index=["school", "police"])
    >>> autumn = pd.DataFrame({"cases": [11, 9]}, index=["school", "police"])
    >>> halves = {"spring": spring, "autumn": autumn}
    >>> found = suppress_tables(halves, sums={"year": list(halves)}, margins="none")
    >>> found["spring"].shown["cases"].to_list(), found["year"].shown["cases"].to_list()
    ([12, '<5'], [23, '×'])
    """
    full, relations = build_tables(tables, sums or {}, differences or {}, margins)
    items = suppress_items(
        values_of(full),
        relations,
        threshold=threshold,
        contributors=contributors_of(contributors, full),
        min_contributors=min_contributors,
    )
    found: dict[str, Suppressed] = {}
    start = 0
    for name, table in full.items():
        places = start + np.arange(table.size, dtype=np.intp).reshape(table.shape)
        found[name] = Suppressed(name, items, table.index, table.columns, places)
        start += table.size
    return found
