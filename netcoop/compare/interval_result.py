"""``MetricIntervals``: what :func:`netcoop.metric_interval` finds."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from netcoop._core.texts import number, plural, text
from netcoop.compare.finding import Finding, caveat
from netcoop.compare.occurrences import FEWEST_MEETINGS
from netcoop.metrics import METRICS


@dataclass(frozen=True, eq=False, repr=False)
class MetricIntervals(Finding):
    """Which values are compatible with the meetings; made by :func:`netcoop.metric_interval`.

    One row is one metric, in one region where they were asked for. Beside the columns of every
    finding: ``without_large``, ``loo_low``, ``loo_high``, ``n_units`` and ``n_large``.
    """

    def row_sentence(self, row: Mapping[Any, Any], lang: str) -> str:
        """Say the number, what is compatible with the records, and what large meetings do."""
        name = row["metric"]
        metric = METRICS[name]
        label = text(metric.label, lang)
        if name == "strength":
            label = text("{metric}, mean of all actors", lang, metric=label)
        values = {
            column: number(row[column], lang, metric.digits)
            for column in ("estimate", "ci_low", "ci_high", "loo_low", "loo_high", "without_large")
        }
        where = "" if row.get("region") is None else str(row["region"])
        values["what"] = (
            text("{region}, {metric}", lang, region=where, metric=label)
            if where
            else label[:1].upper() + label[1:]
        )
        if math.isnan(row["estimate"]):
            said = text("{metric} is not defined for these records.", lang, metric=values["what"])
            few = row["n_units"] < FEWEST_MEETINGS
            return f"{said} {caveat('too_few_events', lang)}" if few else said
        parts = [self._value(row, values, lang), self._large(row, values, lang)]
        return " ".join(filter(None, [*parts, _doubt(row, lang)]))

    def _value(self, row: Mapping[Any, Any], values: Mapping[str, str], lang: str) -> str:
        """Say the number with its interval, else with its range, else alone."""
        if not math.isnan(row["ci_low"]):
            return plural(
                "{what}: {estimate}; given {n} recorded meeting, values from {ci_low} to {ci_high} "
                "are compatible with the records.",
                "{what}: {estimate}; given {n} recorded meetings, values from {ci_low} to "
                "{ci_high} are compatible with the records.",
                row["n_meetings"],
                lang,
                **values,
            )
        if math.isnan(row["loo_low"]):
            return text("{what}: {estimate}; no interval.", lang, **values)
        return text(
            "{what}: {estimate}; no interval. Without any one meeting or series of meetings it "
            "would be from {loo_low} to {loo_high}.",
            lang,
            **values,
        )

    def _large(self, row: Mapping[Any, Any], values: Mapping[str, str], lang: str) -> str:
        """Say what the large meetings do, where there are any."""
        if not row["n_large"]:
            return ""
        return plural(
            "{n} meeting of more than {size} actors is taken as given; without it: "
            "{without_large}.",
            "{n} meetings of more than {size} actors are taken as given; without them: "
            "{without_large}.",
            row["n_large"],
            lang,
            size=number(self.settings["max_size"], lang),
            **values,
        )


def _doubt(row: Mapping[Any, Any], lang: str) -> str:
    """Say what a flag warns of, and the true reason where there are enough meetings."""
    if row["flag"] != "too_few_events" or row["n_units"] < FEWEST_MEETINGS:
        return caveat(row["flag"], lang)
    if math.isnan(row["loo_low"]):
        return text("Without one of the meetings or series it is not defined.", lang)
    if math.isclose(row["loo_low"], row["loo_high"], rel_tol=1e-9, abs_tol=1e-12):
        return text("It hangs on no single meeting or series, so no error can be told.", lang)
    return caveat(row["flag"], lang)
