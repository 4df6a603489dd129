"""``TippingPoint``: how much better record keeping would explain a finding."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from netcoop._core.texts import check_language, language, number, text
from netcoop.compare.finding import Finding, caveat
from netcoop.compare.impact_result import ALPHA, amount, chance, label, refusal


def extra_of(share: float) -> float:
    """Say how many more meetings there are than without a share of them.

    Without a fifth of 125 meetings there are 100: the 125 are a quarter more.

    Examples
    --------
    >>> extra_of(0.2)
    0.25
    """
    return share / (1 - share)


@dataclass(frozen=True, eq=False, repr=False)
class TippingPoint(Finding):
    """How many meetings could be owed to better records; made by ``reporting_tipping_point``.

    One row is one share of meetings left out. Beside the columns of every finding: ``share``,
    ``extra`` (how many more meetings there are than without that share), ``n_treated``,
    ``n_comparison``.
    """

    @property
    def share(self) -> float:
        """The smallest share left out at which p is above .05, or the difference turns round.

        NaN if there is none.
        """
        table = self._table
        if not table["p_value"].iloc[0] <= ALPHA:
            return math.nan
        turned = table["estimate"] * table["estimate"].iloc[0] < 0
        gone = table.loc[(table["p_value"] > ALPHA) | turned, "share"]
        return float(gone.iloc[0]) if len(gone) else math.nan

    def _turned(self, size: float) -> bool:
        """Tell whether a difference points the other way than that with all meetings."""
        return size * float(self._table["estimate"].iloc[0]) < 0

    @property
    def extra(self) -> float:
        """So many more meetings, merely recorded, would do: share / (1 − share)."""
        return extra_of(self.share)

    def row_sentence(self, row: Mapping[Any, Any], lang: str) -> str:
        """Say what is left of the difference without a share of the meetings."""
        name = label(row["metric"], lang)
        if math.isnan(row["estimate"]):
            said = text("{outcome}: no comparison.", lang, outcome=name)
            alone = bool(self.settings.get("one_sided"))
            return f"{said} {refusal(row['flag'], lang, one_sided=alone)}".strip()
        said = text(
            "{outcome}: without {share} % of the later meetings of the regions that took part, "
            "their change differs from that of comparison regions by {size}, p = {p}.",
            lang,
            outcome=name,
            share=number(100 * row["share"], lang, 0),
            size=amount(row["estimate"], lang, row["estimate"]),
            p=chance(row["p_value"], lang),
        )
        if self._opposite(row):
            turned = text("The difference has turned round.", lang)
            said = f"{said} {turned}"
        return f"{said} {caveat(row['flag'], lang)}".strip()

    def _opposite(self, row: Mapping[Any, Any]) -> bool:
        """Tell whether chance would not do for a finding, nor for its opposite."""
        p_values = (self._table["p_value"].iloc[0], row["p_value"])
        return self._turned(row["estimate"]) and all(p <= ALPHA for p in p_values)

    def sentence(self, lang: str | None = None) -> str:
        """Say how much better record keeping would explain the finding."""
        code = check_language(lang or language())
        at_first = self._table.iloc[0].to_dict()
        if math.isnan(at_first["estimate"]):
            return self.row_sentence(at_first, code)
        said = self._verdict(label(at_first["metric"], code), code)
        return f"{said} {caveat(at_first['flag'], code)}".strip()

    def _verdict(self, outcome: str, lang: str) -> str:
        at_first = self._table.iloc[0]
        if not at_first["p_value"] <= ALPHA:
            return text(
                "{outcome}: with all meetings the change is compatible with no difference "
                "(p = {p}), so that there is nothing for better records to explain.",
                lang,
                outcome=outcome,
                p=chance(at_first["p_value"], lang),
            )
        if math.isnan(self.share):
            return text(
                "{outcome}: the finding would still be there if the regions that took part had "
                "recorded {extra} % more meetings merely because they took part.",
                lang,
                outcome=outcome,
                extra=number(100 * extra_of(self._table["share"].iloc[-1]), lang, 0),
            )
        table = self._table
        if self._opposite(table[table["share"].eq(self.share)].iloc[0].to_dict()):
            return text(
                "{outcome}: the finding would have turned into its opposite if the regions that "
                "took part had recorded {extra} % more meetings merely because they took part.",
                lang,
                outcome=outcome,
                extra=number(100 * self.extra, lang, 0),
            )
        return text(
            "{outcome}: the finding would disappear if the regions that took part had recorded "
            "{extra} % more meetings merely because they took part.",
            lang,
            outcome=outcome,
            extra=number(100 * self.extra, lang, 0),
        )

    def summary(self) -> dict[str, Any]:
        """Give the tipping point, and the finding with all meetings."""
        at_first = self._table.iloc[0]
        names = ("metric", "estimate", "p_value", "n_treated", "n_comparison", "flag")
        return {"share": self.share, "extra": self.extra} | {name: at_first[name] for name in names}

    def __repr__(self) -> str:
        return f"<TippingPoint: share={self.share:.3g} extra={self.extra:.3g}>"
