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
    if row["robust"]:
        return _better(row["n_lenses"], values, lang)
    if row["flag"] == "saturated":
        return text(
            "By {metric}, {a} versus {b} cannot be told: in one of them nearly all actors are "
            "tied to each other.",
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
        "By {metric}, {a} versus {b} depends on the method, so treat them as equal.",
        lang,
        **values,
    )


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
            "{metric} and {indicator}: too few regions, or all alike ({n}).", lang, **values
        )
    return text(
        "{metric} and {indicator}: rank correlation {value} over {n} regions. This is an "
        "association and says nothing of its reason.",
        lang,
        value=number(row["correlation"], lang, 2),
        **values,
    )
