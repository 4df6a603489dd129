"""What every comparison gives: one tidy table, a sentence for each row, and a flag that warns."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from netcoop._core.display import html_table
from netcoop._core.texts import check_language, language, mark, text

# What a row may be flagged with; anything but "ok" says why its number is missing or doubtful.
FLAGS: dict[str, str] = {
    "ok": "",
    "too_few_events": mark("There are too few meetings to say."),
    "low_coverage": mark("Fewer than 70 % of joint attendance falls on pairs already seen."),
    "effort_unequal": mark("One side has many more meetings than the other."),
    "roster_differs": mark("The lists of actors were not made in the same way."),
    "facilitated_unknown": mark("Of many meetings it is not known whether they were facilitated."),
    "few_treated": mark("Few regions took part, so chance alone can look like a change."),
    "no_common_source": mark("The two sides have no records of the same kind."),
    "unstable_rank": mark("The order would change with a few records less."),
    "saturated": mark(
        "Nearly all actors who have ties hang together in one piece, so differences, weak points "
        "and central places say little here."
    ),
}
# The columns of a table, as far as they apply, in this order.
COLUMNS = (
    "region", "phase", "metric", "estimate", "std_error", "ci_low", "ci_high", "p_value", "method",
    "n_actors", "n_meetings", "n_draws", "seed", "flag",
)  # fmt: skip


@dataclass(frozen=True, eq=False, repr=False)
class Finding(ABC):
    """A result of a comparison; the kinds of result give it their own sentences.

    Attributes
    ----------
    settings
        How it was made, as plain values.
    """

    _table: pd.DataFrame
    settings: Mapping[str, Any]

    def to_frame(self, lang: str = "en") -> pd.DataFrame:
        """Give the numbers, one row each, with a sentence.

        Returns
        -------
        pandas.DataFrame
            Of ``region``, ``phase``, ``metric``, ``estimate``, ``std_error``, ``ci_low``,
            ``ci_high``, ``p_value``, ``method``, ``n_actors``, ``n_meetings``, ``n_draws``,
            ``seed``, ``flag`` what applies, further columns, and ``sentence``. What the records
            cannot carry is NaN, and ``flag`` says why (``docs/impact.md``).
        """
        code = check_language(lang)
        first = [name for name in COLUMNS if name in self._table]
        rest = [name for name in self._table if name not in first]
        table = self._table[[*first, *rest]].copy()
        said = [self.row_sentence(row, code) for row in table.to_dict("records")]
        table["sentence"] = pd.Series(said, index=table.index, dtype="str")
        return table

    @abstractmethod
    def row_sentence(self, row: Mapping[Any, Any], lang: str) -> str:
        """Say one row in plain words; the kinds of result do."""

    def sentence(self, lang: str | None = None) -> str:
        """Say it in plain words."""
        code = check_language(lang or language())
        rows = self._table.to_dict("records")
        return " ".join(filter(None, (self.row_sentence(row, code) for row in rows)))

    def summary(self) -> dict[str, Any]:
        """Give all numbers, flat: ``<row>_<column>``."""
        named = [name for name in ("region", "phase", "metric") if name in self._table]
        flat: dict[str, Any] = {}
        for row in self._table.to_dict("records"):
            label = "_".join(str(row[name]) for name in named if not pd.isna(row[name]))
            rest = {str(name): value for name, value in row.items() if name not in named}
            flat |= {f"{label}_{k}" if label else k: value for k, value in rest.items()}
        return flat

    def equals(self, other: object) -> bool:
        """Tell whether two are of one kind and have the same numbers and settings."""
        return (
            isinstance(other, type(self))
            and self._table.equals(other._table)
            and repr(dict(self.settings)) == repr(dict(other.settings))
        )

    def __repr__(self) -> str:
        flags = self._table.get("flag", pd.Series(dtype="str"))
        doubtful = int(flags.ne("ok").sum())
        return f"<{type(self).__name__}: {len(self._table)} rows, {doubtful} with a flag>"

    def _repr_html_(self) -> str:
        return html_table(self.to_frame(language()), caption=self.sentence(), rows=len(self._table))


def caveat(flag: str, lang: str) -> str:
    """Say what a flag warns of; nothing where all is well."""
    return text(FLAGS[flag], lang) if FLAGS[flag] else ""
