"""``NullTest``: what :func:`netcoop.null_test` finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isnan
from typing import Any

from netcoop._core.texts import check_language, language, number, text
from netcoop.compare.finding import Finding, caveat
from netcoop.compare.impact_result import ALPHA, chance, label
from netcoop.compare.occurrences import FEWEST_MEETINGS
from netcoop.compare.sampling import STRATA
from netcoop.metrics import METRICS

# With fewer of them, the same partners meet again.
_PARTNERS = ("density", "mean_degree")
# Draws that differ by less differ by rounding only.
NO_SPREAD = 1e-12


@dataclass(frozen=True, eq=False, repr=False)
class NullTest(Finding):
    """The network's numbers beside chance; made by :func:`netcoop.null_test`.

    One row is one metric (of one region). ``estimate`` is what there is; ``expected`` and ``sd``
    are the mean and the standard deviation under chance; ``ratio`` is estimate over expected, and
    ``z`` their difference in standard deviations: both are to be read within one region only, as
    they grow with size. ``p_value`` is two-sided.
    """

    def row_sentence(self, row: Mapping[Any, Any], lang: str) -> str:
        """Say the number, what chance gives, and what to make of it."""
        parts = [_numbers(row, lang)]
        if not isnan(row["p_value"]):
            parts.append(_verdict(row, lang))
        said = " ".join(filter(None, parts))
        return f"{row['region']}: {said}" if "region" in row else said

    def sentence(self, lang: str | None = None) -> str:
        """Say every number, and within what attendance was mixed."""
        code = check_language(lang or language())
        said = super().sentence(code)
        within = [text(STRATA[name], code) for name in self.settings["strata"]]
        if not within:
            return said
        mixed = text("Mixed only among meetings of {strata}.", code, strata=", ".join(within))
        return f"{said} {mixed}"


def _numbers(row: Mapping[Any, Any], lang: str) -> str:
    """Say what there is beside what chance gives."""
    referrals = row["method"] == "referral_swap"
    name = label(row["metric"], lang)
    if isnan(row["p_value"]):
        return _nothing(row, name, lang)
    digits = METRICS[row["metric"]].digits
    values = {
        "observed": number(row["estimate"], lang, digits),
        "expected": number(row["expected"], lang, digits),
        "p": chance(row["p_value"], lang),
        "draws": number(row["n_draws"], lang),
    }
    if referrals:
        return text(
            "{metric} of referrals: {observed}; the same numbers sent and received, matched at "
            "random, give {expected} (p = {p}, {draws} draws).",
            lang,
            metric=name,
            **values,
        )
    if row["metric"] == "mean_degree":
        return text(
            "At meetings an actor met {observed} different partners on average; random mixing of "
            "the same attendance gives {expected} (p = {p}, {draws} draws).",
            lang,
            **values,
        )
    return text(
        "{metric} at meetings: {observed}; random mixing of the same attendance gives {expected} "
        "(p = {p}, {draws} draws).",
        lang,
        metric=name,
        **values,
    )


def _nothing(row: Mapping[Any, Any], name: str, lang: str) -> str:
    """Say why a number cannot be set beside chance."""
    referrals = row["method"] == "referral_swap"
    if row["n_referrals" if referrals else "n_meetings"] < FEWEST_MEETINGS:
        if referrals:
            return text("{metric}: too few referrals to compare with chance.", lang, metric=name)
        return text("{metric}: too few meetings to compare with chance.", lang, metric=name)
    if isnan(row["estimate"]):
        return text("{metric} is not defined for these records.", lang, metric=name)
    return text(
        "{metric}: {observed}; in most draws at random it is not defined, so there is nothing to "
        "compare with.",
        lang,
        metric=name,
        observed=number(row["estimate"], lang, METRICS[row["metric"]].digits),
    )


def _verdict(row: Mapping[Any, Any], lang: str) -> str:
    """Say whether chance would give as much; a flag says why there is no verdict."""
    if row["flag"] == "too_few_events" and row["method"] == "referral_swap":
        return text("There are too few referrals to say.", lang)
    if row["flag"] != "ok":
        return caveat(row["flag"], lang)
    if row["sd"] <= NO_SPREAD and abs(row["estimate"] - row["expected"]) <= 1e-9:
        return text("Random mixing gives the same in every draw.", lang)
    if row["p_value"] > ALPHA:
        return text("This is compatible with random mixing.", lang)
    fewer = row["estimate"] < row["expected"]
    if row["metric"] not in _PARTNERS:
        if fewer:
            return text("This is less than random mixing gives.", lang)
        return text("This is more than random mixing gives.", lang)
    if not fewer:
        return text("More different partners than random mixing.", lang)
    if row["method"] == "referral_swap":
        return text(
            "Fewer different partners than random mixing: referrals go to the same partners again.",
            lang,
        )
    return text("Fewer different partners than random mixing: the same partners meet again.", lang)
