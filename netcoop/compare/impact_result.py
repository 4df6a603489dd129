"""``Impact``: what :func:`netcoop.did` finds; the reach of the design is said before the result."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from netcoop._core.texts import check_language, language, number, text
from netcoop.compare.finding import Finding, caveat
from netcoop.metrics import METRICS

ALPHA = 0.05


@dataclass(frozen=True, eq=False, repr=False)
class Impact(Finding):
    """How much more the treated regions changed; made by :func:`netcoop.did`.

    One row is one outcome in one phase. Beside the columns of every finding: ``p_smallest`` and
    ``detectable`` (the reach of the design, to be read first), ``change_treated`` and
    ``change_comparison``, ``p_adjusted`` over all rows, ``wild_p_value``, ``n_treated``,
    ``n_comparison`` and ``n_left_out``.
    """

    def row_sentence(self, row: Mapping[Any, Any], lang: str) -> str:
        """Say one outcome: first what could be seen at all, then what was seen."""
        name, refused = label(row["metric"], lang), math.isnan(row["estimate"])
        if refused:
            said = text("{outcome}: no comparison.", lang, outcome=name)
            alone = (row["phase"], row["metric"]) in self.settings.get("one_sided", [])
            return f"{said} {refusal(row['flag'], lang, one_sided=alone)}"
        return " ".join(
            filter(
                None,
                (
                    reach(row, lang),
                    difference(row, str(self.settings["pre"]), lang),
                    self._adjusted(row, lang),
                    verdict(row["p_adjusted"], lang),
                    caveat(row["flag"], lang),
                ),
            )
        )

    def _adjusted(self, row: Mapping[Any, Any], lang: str) -> str:
        """Say the p-value over all rows, where there are several."""
        if self._table["estimate"].notna().sum() < 2:
            return ""
        p = chance(row["p_adjusted"], lang)
        return text("Over all numbers looked at together, p = {p}.", lang, p=p)

    def sentence(self, lang: str | None = None) -> str:
        """Say all outcomes, and what reassigning can tell."""
        code = check_language(lang or language())
        said = super().sentence(code)
        if self._table["estimate"].isna().all():
            return said
        return f"{said} {no_lot(code)}"

    def __repr__(self) -> str:
        shown = []
        for row in self._table.to_dict("records"):
            numbers = " ".join(
                f"{name}={row[name]:.3g}"
                for name in ("p_smallest", "detectable", "estimate", "p_value")
            )
            shown.append(f"{row['metric']} {row['phase']}: {numbers} {row['flag']}")
        return f"<Impact: {'; '.join(shown)}>"


def no_lot(lang: str) -> str:
    """Say what the reference distribution is, since nobody drew lots."""
    return text(
        "The regions were not chosen by lot: reassigning them shows how large a difference would "
        "be common if taking part made none, not why there is one.",
        lang,
    )


def refusal(flag: str, lang: str, *, one_sided: bool) -> str:
    """Say why there is no comparison; without regions of both sides, that there are none."""
    if one_sided and flag == "no_common_source":
        return text("There are no regions of both sides to compare.", lang)
    return caveat(flag, lang)


def label(metric: str, lang: str) -> str:
    """Name an outcome, with a capital."""
    name = text(METRICS[metric].label, lang) if metric in METRICS else metric
    return name[:1].upper() + name[1:]


def amount(value: float, lang: str, scale: float) -> str:
    """Write a number to two digits of the scale it should be read on."""
    return number(value, lang, digits_of(scale))


def digits_of(scale: float) -> int:
    """Give how many decimals show two digits of a number."""
    if not (math.isfinite(scale) and scale != 0):
        return 3
    return min(max(1 - math.floor(math.log10(abs(scale))), 0), 6)


def chance(p: float, lang: str) -> str:
    """Write a p-value: three decimals, more where it is smaller."""
    return number(p, lang, 3 if math.isnan(p) or p >= 0.001 else digits_of(10 * p))


def reach(row: Mapping[Any, Any], lang: str) -> str:
    """Say the smallest p-value there can be, and the smallest effect that would be found."""
    values = {"outcome": label(row["metric"], lang), "p": chance(row["p_smallest"], lang)}
    if row["p_smallest"] > ALPHA:
        return text(
            "{outcome}: the smallest p this design can give is {p}, so that no difference, however "
            "large, could be told from chance.",
            lang,
            **values,
        )
    if math.isnan(row["detectable"]):
        return text("{outcome}: the smallest p this design can give is {p}.", lang, **values)
    return text(
        "{outcome}: the smallest p this design can give is {p}, and the smallest difference it "
        "would reliably find is {detectable}.",
        lang,
        detectable=amount(row["detectable"], lang, row["detectable"]),
        **values,
    )


def difference(row: Mapping[Any, Any], pre: str, lang: str) -> str:
    """Say by how much more or less the treated regions changed."""
    scale = row["detectable"] if row["detectable"] > 0 else row["estimate"]
    values = {
        "pre": pre,
        "post": row["phase"],
        "treated": number(row["n_treated"], lang),
        "others": number(row["n_comparison"], lang),
        "size": amount(abs(row["estimate"]), lang, scale),
        "how": _how(row, scale, lang),
    }
    if row["estimate"] < 0:
        return text(
            "From {pre} to {post} it changed by {size} less in the regions that took part "
            "({treated}) than in comparison regions ({others}); {how}.",
            lang,
            **values,
        )
    return text(
        "From {pre} to {post} it changed by {size} more in the regions that took part ({treated}) "
        "than in comparison regions ({others}); {how}.",
        lang,
        **values,
    )


def _how(row: Mapping[Any, Any], scale: float, lang: str) -> str:
    """Say the interval and the p-value, as far as there are any."""
    p = text(
        "p = {p} by {n} reassignments",
        lang,
        p=chance(row["p_value"], lang),
        n=number(row["n_draws"], lang),
    )
    low, high = row["ci_low"], row["ci_high"]
    if math.isnan(low) and math.isnan(high):
        return text("no 95 % interval, {p}", lang, p=p)
    ends = {"low": amount(low, lang, scale), "high": amount(high, lang, scale)}
    return text("95 % interval {low} to {high}, {p}", lang, p=p, **ends)


def verdict(p: float, lang: str) -> str:
    """Say that chance would do, where it would."""
    if p <= ALPHA:
        return ""
    return text("This is compatible with no difference.", lang)


def nullable(numbers: list[int | None]) -> pd.Series:
    """Make a column of whole numbers that may be missing."""
    return pd.Series(numbers, dtype="Int64")
