"""``Sustainability``: what is left when the support ends, in three numbers that are not mixed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from netcoop._core.texts import check_language, language, mark, number, plural, text
from netcoop.compare.finding import Finding
from netcoop.compare.impact_result import chance, label, refusal

LEGS = {
    "retained_effect": mark("how much of the change is left afterwards"),
    "independent_persistence": mark("how many of the new ties meet again on their own"),
    "removal_retention": mark("how much is there without the support"),
}
# Numbers that grow, or can, when ties are taken away: more of them left says nothing of what holds.
NOT_MORE = frozenset(
    {"fragmentation", "distance_fragmentation", "efficiency", "centralization", "gini",
     "core_periphery", "modularity", "ei_index", "assortativity"}
)  # fmt: skip


@dataclass(frozen=True, eq=False, repr=False)
class Sustainability(Finding):
    """Three numbers on what lasts; made by ``sustainability``.

    One row is one number (``metric``): ``retained_effect``, ``independent_persistence``,
    ``removal_retention``. Beside the columns of every finding: ``outcome``, ``low`` and ``high``
    (the range, where of too many meetings it is not known whether they were facilitated),
    ``expected`` and ``ratio`` (by chance), ``first_step`` (without facilitators only), ``n_ties``,
    ``n_again``.
    """

    @property
    def weakest(self) -> str | None:
        """The smallest of the numbers there are, each taken as between 0 and 1.

        Of an outcome that can grow when ties are taken away, such as fragmentation, what there is
        without the support is not among them.
        """
        numbers = self._table.set_index("metric")["estimate"].dropna().clip(0, 1)
        if self._can_grow:
            numbers = numbers.drop("removal_retention", errors="ignore")
        return str(numbers.idxmin()) if len(numbers) else None

    @property
    def _can_grow(self) -> bool:
        return self.settings["outcome"] in NOT_MORE

    def row_sentence(self, row: Mapping[Any, Any], lang: str) -> str:
        """Say one of the numbers."""
        if row["metric"] != "retained_effect" and self._nothing(lang):
            return self._nothing(lang)
        say = {
            "retained_effect": self._retained,
            "independent_persistence": _again,
            "removal_retention": self._removed,
        }[row["metric"]]
        return " ".join(filter(None, (say(row, lang), self._warned(row, lang))))

    def _nothing(self, lang: str) -> str:
        """Say why there was no meeting to look at, if there was none."""
        if self.settings["no_treated"]:
            return text(
                "No region took part, so that there is no support of which something could last.",
                lang,
            )
        if not self.settings["looked"]:
            return text(
                "There is no meeting to look at, neither while there was support nor afterwards.",
                lang,
            )
        return ""

    def _removed(self, row: Mapping[Any, Any], lang: str) -> str:
        said = _without(row, lang)
        if not self._can_grow or math.isnan(row["low"]):
            return said
        more = text(
            "This number can also grow when ties are taken away, so that it is not taken for the "
            "weakest.",
            lang,
        )
        return f"{said} {more}"

    def _warned(self, row: Mapping[Any, Any], lang: str) -> str:
        """Say what the flag warns of, where the sentence has not said why there is no number."""
        why = self.settings["why"] if row["metric"] == "retained_effect" else None
        if why == "no_change":
            return ""
        return refusal(row["flag"], lang, one_sided=why == "one_sided")

    def _retained(self, row: Mapping[Any, Any], lang: str) -> str:
        name = label(row["outcome"], lang)
        if math.isnan(row["estimate"]):
            if self.settings["why"] == "no_change":
                return text(
                    "{outcome}: while there was support, the change is compatible with no "
                    "difference from comparison regions, so that nothing can be said of what is "
                    "left of it.",
                    lang,
                    outcome=name,
                )
            return text("{outcome}: no comparison.", lang, outcome=name)
        low, high = (
            text("no limit", lang) if math.isnan(end) else f"{number(100 * end, lang, 0)} %"
            for end in (row["ci_low"], row["ci_high"])
        )
        return text(
            "{outcome}: of the change beyond that of comparison regions, {share} % is left "
            "afterwards (95 % interval: {low} to {high}).",
            lang,
            outcome=name,
            share=number(100 * row["estimate"], lang, 0),
            low=low,
            high=high,
        )

    def sentence(self, lang: str | None = None) -> str:
        """Say the three numbers, the weakest, and which months were compared."""
        code = check_language(lang or language())
        rows = [self.row_sentence(row, code) for row in self._table.to_dict("records")]
        # Where two numbers lack for one reason it is said once.
        said = list(dict.fromkeys(rows))
        if self.weakest and self._table["estimate"].notna().sum() > 1:
            weak = text(LEGS[self.weakest], code)
            said.append(text("The weakest of these is {leg}.", code, leg=weak))
        said.append(self._cut(code))
        return " ".join(filter(None, said))

    def _cut(self, lang: str) -> str:
        """Say which part of times of unequal length was compared, and for which numbers."""
        months, days = self.settings["months"], self.settings["days"]
        if months is None and days is None:
            return ""
        if months is not None:
            part = plural("the first {n} month", "the first {n} months", months, lang)
        else:
            part = plural("the first {n} day", "the first {n} days", days, lang)
        if self.settings["own_panel"]:
            return text(
                "The two times are of unequal length, so for ties that met again only {part} of "
                "each counted; the change is that of the panel given.",
                lang,
                part=part,
            )
        return text(
            "The two times are of unequal length, so for the change that is left and for ties that "
            "met again only {part} of each counted.",
            lang,
            part=part,
        )

    def summary(self) -> dict[str, Any]:
        """Give all numbers, flat, and the weakest."""
        return super().summary() | {"weakest": self.weakest}

    def __repr__(self) -> str:
        rows = zip(self._table["metric"], self._table["estimate"], strict=True)
        shown = " ".join(f"{name}={value:.3g}" for name, value in rows)
        return f"<Sustainability: {shown} weakest={self.weakest}>"


def _again(row: Mapping[Any, Any], lang: str) -> str:
    if math.isnan(row["estimate"]) and math.isnan(row["low"]):
        return text("No tie was formed by actors who were there afterwards.", lang)
    if math.isnan(row["estimate"]):
        return text(
            "Of the ties formed while there was support, between {low} % and {high} % met again "
            "afterwards without it.",
            lang,
            **_range(row, lang),
        )
    return text(
        "Of the ties formed while there was support, {share} % met again afterwards without it; "
        "{expected} % would by chance (p = {p}).",
        lang,
        share=number(100 * row["estimate"], lang, 0),
        expected=number(100 * row["expected"], lang, 0),
        p=chance(row["p_value"], lang),
    )


def _without(row: Mapping[Any, Any], lang: str) -> str:
    name = label(row["outcome"], lang)
    if math.isnan(row["estimate"]) and math.isnan(row["low"]):
        return text("{outcome}: not defined while there was support.", lang, outcome=name)
    if math.isnan(row["estimate"]):
        return text(
            "{outcome}: without facilitated meetings and facilitators it would be between {low} % "
            "and {high} % of what it was while there was support.",
            lang,
            outcome=name,
            **_range(row, lang),
        )
    return text(
        "{outcome}: without facilitators it would be {first} % of what it was while there was "
        "support, and without facilitated meetings, too, {share} %. Some of these "
        "meetings would have been held anyway.",
        lang,
        outcome=name,
        first=number(100 * row["first_step"], lang, 0),
        share=number(100 * row["estimate"], lang, 0),
    )


def _range(row: Mapping[Any, Any], lang: str) -> dict[str, str]:
    return {end: number(100 * row[end], lang, 0) for end in ("low", "high")}


def blank(metric: str, outcome: str) -> dict[str, Any]:
    """Give the row of a number that there is not."""
    names = ("estimate", "ci_low", "ci_high", "p_value", "low", "high", "expected", "ratio",
             "first_step")  # fmt: skip
    return {"metric": metric, "outcome": outcome, **dict.fromkeys(names, math.nan),
            "method": "none", "n_actors": pd.NA, "n_meetings": pd.NA, "n_ties": pd.NA,
            "n_again": pd.NA, "n_draws": 0, "flag": "ok"}  # fmt: skip
