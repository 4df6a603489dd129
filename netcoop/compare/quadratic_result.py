"""What :func:`netcoop.qap` and :func:`netcoop.mrqap` find."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import floor, isnan, log10
from typing import Any

from netcoop._core.texts import check_language, language, mark, number, plural, text
from netcoop.compare.finding import Finding

INTERCEPT = "(intercept)"
# At which p-value a sentence calls it more than chance; the p-value is always told.
ALPHA = 0.05

# Why there is no number, or no p-value.
REASONS: dict[str, str] = {
    "": "",
    "constant": mark("it is the same for all pairs"),
    "collinear": mark("it follows from the other predictors"),
    "outcome_constant": mark("the outcome is the same for all pairs"),
    "too_few_pairs": mark("too few pairs are known"),
    "fully_explained": mark("the other predictors leave nothing to account for"),
    "nothing_to_shuffle": mark("no two actors can change places"),
    "not_tested": mark("the intercept is not tested"),
}


@dataclass(frozen=True, eq=False, repr=False)
class QuadraticAssignment(Finding):
    """How far two networks go together; made by :func:`netcoop.qap`."""

    @property
    def estimate(self) -> float:
        """Correlation of the two networks over pairs of actors, −1 to 1; NaN if undefined."""
        return float(self._table["estimate"].iloc[0])

    @property
    def p_value(self) -> float:
        """How often shuffled actors give a correlation as far from what chance gives."""
        return float(self._table["p_value"].iloc[0])

    def row_sentence(self, row: Mapping[Any, Any], lang: str) -> str:
        """Say the correlation, and whether chance gives as much."""
        if isnan(row["estimate"]):
            why = _why(row, lang)
            return text("The two networks cannot be compared: {why}.", lang, why=why)
        values = {
            "r": number(row["estimate"], lang, 2),
            "pairs": number(row["n_pairs"], lang, 0),
            "p": _p(row, lang),
        }
        if isnan(row["p_value"]) or row["p_value"] >= ALPHA:
            return text(
                "The correlation of the two networks over {pairs} pairs of actors is {r}, which is "
                "compatible with chance ({p}).",
                lang,
                **values,
            )
        if row["estimate"] > (row["expected"] if self.settings["strata"] else 0):
            return text(
                "Pairs that are close in one network are close in the other, too, more than chance "
                "gives: correlation {r} over {pairs} pairs of actors ({p}).",
                lang,
                **values,
            )
        return text(
            "Pairs that are close in one network are close in the other less than chance gives: "
            "correlation {r} over {pairs} pairs of actors ({p}).",
            lang,
            **values,
        )

    def __repr__(self) -> str:
        row = self._table.iloc[0]
        return (
            f"<QuadraticAssignment: {row['n_actors']} actors, {row['n_pairs']} pairs, "
            f"{row['n_draws']} orders>"
        )


@dataclass(frozen=True, eq=False, repr=False)
class QuadraticRegression(Finding):
    """Which networks go with another one; made by :func:`netcoop.mrqap`."""

    @property
    def r_squared(self) -> float:
        """Share of the differences between pairs that all predictors account for, 0 to 1."""
        return float(self.settings["r_squared"])

    def row_sentence(self, row: Mapping[Any, Any], lang: str) -> str:
        """Say what goes with one more of a predictor, and whether chance gives as much."""
        name = row["predictor"]
        if isnan(row["estimate"]):
            why = _why(row, lang)
            return text("{predictor}: no number, {why}.", lang, predictor=name, why=why)
        if name == INTERCEPT:
            return text(
                "Where all predictors are 0, the outcome is {value} on average.",
                lang,
                value=_shown(row["estimate"], lang),
            )
        values = {
            "predictor": name,
            "value": _shown(abs(row["estimate"]), lang),
            "p": _p(row, lang),
        }
        if isnan(row["p_value"]) or row["p_value"] >= ALPHA:
            values["value"] = _shown(row["estimate"], lang)
            return text(
                "{predictor}: coefficient {value}, the other predictors being equal, which is "
                "compatible with chance ({p}).",
                lang,
                **values,
            )
        if row["estimate"] > 0:
            return text(
                "{predictor}: with one more of it the outcome is {value} higher, the other "
                "predictors being equal ({p}).",
                lang,
                **values,
            )
        return text(
            "{predictor}: with one more of it the outcome is {value} lower, the other "
            "predictors being equal ({p}).",
            lang,
            **values,
        )

    def sentence(self, lang: str | None = None) -> str:
        """Say it of every predictor, and how much all of them account for."""
        code = check_language(lang or language())
        rows = [row for row in self._table.to_dict("records") if row["predictor"] != INTERCEPT]
        said = [self.row_sentence(row, code) for row in rows]
        if not isnan(self.r_squared):
            share = number(100 * self.r_squared, code, 0)
            said.append(
                text(
                    "Together they account for {share} % of the differences between pairs. What "
                    "goes together need not come of one another.",
                    code,
                    share=share,
                )
            )
        return " ".join(said)

    def summary(self) -> dict[str, Any]:
        """Give all numbers, flat: ``<predictor>_<column>``, and ``r_squared``."""
        flat: dict[str, Any] = {"r_squared": self.r_squared}
        for row in self._table.to_dict("records"):
            name = row.pop("predictor")
            flat |= {f"{name}_{column}": value for column, value in row.items()}
        return flat

    def __repr__(self) -> str:
        row = self._table.iloc[0]
        undefined = int(self._table["estimate"].isna().sum())
        return (
            f"<QuadraticRegression: {len(self._table) - 1} predictors, {row['n_actors']} actors, "
            f"{row['n_pairs']} pairs, {row['n_draws']} orders, {undefined} without a number>"
        )


def _p(row: Mapping[Any, Any], lang: str) -> str:
    """Write a p-value with how it came about, or why there is none."""
    p_value = row["p_value"]
    if isnan(p_value):
        return _why(row, lang)
    sign, shown = ("<", 0.001) if p_value < 0.001 else ("=", p_value)
    said = f"p {sign} {number(shown, lang, 3)}"
    if row["method"] == "all orders":
        return text("{p}, all orders of the actors tried", lang, p=said)
    return plural(
        "{p} by {n} random order of the actors",
        "{p} by {n} random orders of the actors",
        row["n_draws"],
        lang,
        p=said,
    )


def _why(row: Mapping[Any, Any], lang: str) -> str:
    why = REASONS[row["reason"]]
    return text(why, lang) if why else ""


def _shown(value: float, lang: str) -> str:
    """Write a number with three digits that say something."""
    digits = 2 - floor(log10(abs(value))) if value else 0
    return number(value, lang, min(max(digits, 0), 9))
