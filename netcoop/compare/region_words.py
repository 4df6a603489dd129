"""Sentences on pairs of regions, and on what stands beside their numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from netcoop._core.texts import number, text
from netcoop.compare.region_ranks import has_better
from netcoop.metrics import METRICS

# What is no column of the table of regions, but stands beside it.
FULFILLMENT = "fulfillment"


def pair_sentence(row: Mapping[Any, Any], lang: str) -> str:
    """Say whether one region is better connected than another, however one looks."""
    better = row["better"]
    known = isinstance(better, str)
    metric = METRICS[row["metric"]]
    values = {
        "metric": text(metric.label, lang),
        "a": better if known else row["region_a"],
        "b": row["region_a"] if known and better == row["region_b"] else row["region_b"],
    }
    if not has_better(row["metric"]):
        return text("By {metric} no region is called better.", lang, metric=values["metric"])
    if row["flag"] == "too_few_events":
        return undefined(row["metric"], lang)
    if row["robust"]:
        return _better(row["n_lenses"], values, lang)
    if row["flag"] == "saturated":
        return text(
            "By {metric}, {a} versus {b} cannot be told: in one of them nearly all actors who "
            "have ties hang together in one piece.",
            lang,
            **values,
        )
    if known:
        return text(
            "By {metric}, {a} versus {b} would depend on a few records less, so treat them as "
            "equal.",
            lang,
            **values,
        )
    return text(
        "By {metric}, {a} and {b} are not in one order by every method, so treat them as equal.",
        lang,
        **values,
    )


def undefined(metric: str, lang: str) -> str:
    """Say that meetings, or these, cannot have a metric."""
    label = text(METRICS[metric].label, lang)
    return text(
        "By {metric} nothing can be compared, as it is not defined for these meetings.",
        lang,
        metric=label,
    )


def shown(value: float, lang: str, digits: int) -> str:
    """Write a number; what rounds to nothing has no sign."""
    return number(round(value, digits) + 0.0, lang, digits)


def _better(n_lenses: int, values: Mapping[str, str], lang: str) -> str:
    """Say in how many ways a region is better connected."""
    if n_lenses < 3:
        return text(
            "By {metric}, {a} is better connected than {b} under both ways that compare "
            "regions of different size.",
            lang,
            **values,
        )
    return text(
        "By {metric}, {a} is better connected than {b} under all three ways of comparing.",
        lang,
        **values,
    )


def association_sentence(row: Mapping[Any, Any], lang: str) -> str:
    """Say a rank correlation as what it is."""
    name, metric = row["indicator"], METRICS[row["metric"]]
    values = {
        "indicator": text("required ties in the records", lang) if name == FULFILLMENT else name,
        "metric": text(metric.label, lang),
        "n": number(row["n_regions"], lang),
    }
    if math.isnan(row["correlation"]):
        return text(
            "No rank correlation, as there are too few regions or all are alike ({n}): {metric}; "
            "{indicator}.",
            lang,
            **values,
        )
    return text(
        "Rank correlation {value} over {n} regions: {metric}; {indicator}. This is an association "
        "and says nothing of its reason.",
        lang,
        value=shown(row["correlation"], lang, 2),
        **values,
    )
