"""``PeriodComparison``: what :func:`netcoop.compare_periods` finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isnan
from typing import Any

import pandas as pd

from netcoop._core.texts import check_language, mark, number, text
from netcoop.compare.finding import Finding, caveat
from netcoop.metrics import METRICS

ALPHA = 0.05
# Smaller p-values are told as smaller than this.
_SMALLEST = 0.001
# Why a pair may be tied in one period only, in the order in which it is asked.
REASONS = ("roster", "recording", "facilitated", "unknown", "own")
_REASONS: dict[str, str] = {
    "roster": mark("with actors who came in one period only"),
    "recording": mark("at meetings of a kind or region that only one period has in its records"),
    "facilitated": mark("at facilitated meetings only"),
    "unknown": mark("at meetings of which it is not known whether they were facilitated"),
    "own": mark("at meetings of their own"),
}
_SCOPES: dict[tuple[str, str], str] = {
    ("common", "all"): mark("actors who came in both periods"),
    ("full", "all"): mark("all actors who came"),
    ("common", "own"): mark("actors who came in both periods, without facilitated meetings"),
    ("full", "own"): mark("all actors who came, without facilitated meetings"),
    ("common", "surely_own"): mark(
        "actors who came in both periods, at meetings surely not facilitated"
    ),
    ("full", "surely_own"): mark("all actors who came, at meetings surely not facilitated"),
}


def _chance(p: float, lang: str) -> str:
    """Write a p-value with three decimals; it is never 0."""
    sign, told = ("=", p) if p >= _SMALLEST else ("<", _SMALLEST)
    return f"p {sign} {number(told, lang, 3)}"


@dataclass(frozen=True, eq=False, repr=False)
class PeriodComparison(Finding):
    """What changed from period to period; made by :func:`netcoop.compare_periods`."""

    _split: pd.DataFrame

    def split(self, lang: str = "en") -> pd.DataFrame:
        """Say through what ties were gained and lost, so that the parts add up exactly.

        A tie is a pair, facilitators left out, that met at any meeting of the period. One that is
        there in one period only is counted under the first reason that holds: ``roster`` (one of
        the two came in one period only), ``recording`` (they met only at meetings of a kind or a
        region of which the other period has none), ``facilitated`` (only at facilitated meetings),
        ``unknown`` (at none that was surely not facilitated), ``own``.

        Returns
        -------
        pandas.DataFrame
            ``earlier``, ``phase``, ``reason``, ``gained``, ``lost``, ``change`` (gained less lost;
            all reasons together: ``ties_after`` less ``ties_before``), and ``sentence``. Missing
            where one of the periods has no meetings.
        """
        code = check_language(lang)
        names = ["earlier", "phase", "reason", "gained", "lost", "change"]
        table = self._split[[*names, "ties_before", "ties_after"]].copy()
        said = [self._reason(row, code) for row in table.to_dict("records")]
        return table.assign(sentence=pd.Series(said, dtype="str"))

    def row_sentence(self, row: Mapping[Any, Any], lang: str) -> str:
        """Say a number in both periods, and whether it changed beyond what meetings do."""
        metric = METRICS[row["metric"]]
        label = text(metric.label, lang)
        scope = _SCOPES[row["roster"], row["meetings"]]
        said = text(
            "{metric} ({scope}): {before} in {earlier}, {after} in {later}.",
            lang,
            metric=label[:1].upper() + label[1:],
            scope=text(scope, lang),
            before=number(row["before"], lang, metric.digits),
            after=number(row["after"], lang, metric.digits),
            earlier=row["earlier"],
            later=row["phase"],
        )
        if row["flag"] == "effort_unequal" and not row["n_draws"]:
            why = text(
                "Whether it changed cannot be said: fewer than half of the meetings can change "
                "places with others, for the series of the two periods have different numbers of "
                "meetings.",
                lang,
            )
            return f"{said} {why}"
        verdict = self._verdict(row, metric.digits, lang)
        return " ".join(filter(None, (said, verdict, caveat(row["flag"], lang))))

    def _verdict(self, row: Mapping[Any, Any], digits: int, lang: str) -> str:
        if isnan(row["p_value"]):
            return text("Whether it changed cannot be said.", lang)
        values = {
            # What is rounded to nothing has no sign.
            "expected": number(round(row["expected"], digits) + 0.0, lang, digits),
            "rest": number(round(row["estimate"], digits) + 0.0, lang, digits),
            "p": _chance(row["p_value"], lang),
        }
        if row["p_value"] <= ALPHA:
            return text(
                "The number of meetings alone would make a difference of {expected}; beyond that "
                "it changed by {rest} ({p}).",
                lang,
                **values,
            )
        return text(
            "The number of meetings alone would make a difference of {expected}; the rest, {rest}, "
            "is compatible with no change ({p}).",
            lang,
            **values,
        )

    def _reason(self, row: Mapping[Any, Any], lang: str) -> str:
        reason = _REASONS[row["reason"]]
        if pd.isna(row["change"]):
            return text(
                "From {earlier} to {later}, ties {reason} cannot be counted: one of the periods "
                "has no meetings.",
                lang,
                earlier=row["earlier"],
                later=row["phase"],
                reason=text(reason, lang),
            )
        return text(
            "From {earlier} to {later}, ties {reason}: {gained} gained, {lost} lost.",
            lang,
            earlier=row["earlier"],
            later=row["phase"],
            reason=text(reason, lang),
            gained=number(row["gained"], lang, 0),
            lost=number(row["lost"], lang, 0),
        )

    def summary(self) -> dict[str, Any]:
        """Give all numbers, flat: ``<phase>_<metric>_<roster>_<meetings>_<column>``."""
        flat: dict[str, Any] = {}
        named = ["phase", "metric", "roster", "meetings"]
        for row in self._table.to_dict("records"):
            label = "_".join(str(row[name]) for name in named)
            flat |= {f"{label}_{k}": value for k, value in row.items() if k not in named}
        return flat

    def equals(self, other: object) -> bool:
        """Tell whether two have the same numbers, settings and parts."""
        return (
            isinstance(other, PeriodComparison)
            and super().equals(other)
            and self._split.equals(other._split)
        )
