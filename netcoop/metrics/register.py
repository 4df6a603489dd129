"""Every metric once: what it says, in what, when it says nothing, and who published it."""

from __future__ import annotations

import pandas as pd

from netcoop._core.texts import check_language, text
from netcoop.metrics.actor_metrics import ACTOR_METRICS
from netcoop.metrics.metric import DIRECTIONS, NEEDS, Metric
from netcoop.metrics.network_metrics import NETWORK_METRICS

METRICS: dict[str, Metric] = {metric.name: metric for metric in [*ACTOR_METRICS, *NETWORK_METRICS]}


def metric_register(lang: str | None = None) -> pd.DataFrame:
    """List every metric with what it says and what it does not.

    Parameters
    ----------
    lang
        ``"cs"`` or ``"en"``; default: the language of this session.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``metric``: ``level`` (actor or network), ``group``, ``label``, ``meaning``,
        ``range``, ``unit``, ``direction`` (what more of it means), ``formula``, ``reference``,
        ``needs`` (what a network must have for it to mean something), ``silent`` (when it says
        nothing) and ``standard`` (whether tables and reports have it that name no metrics).

    Raises
    ------
    ArgumentError
        The language is not available.

    Examples
    --------
    >>> metric_register("en").loc["density", "meaning"]
    'Share of all possible ties that there are.'
    """
    if lang is not None:
        check_language(lang)
    rows = {name: _row(metric, lang) for name, metric in METRICS.items()}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("metric")


def _row(metric: Metric, lang: str | None) -> dict[str, object]:
    return {
        "level": metric.level,
        "group": metric.group,
        "label": text(metric.label, lang),
        "meaning": text(metric.meaning, lang),
        "range": metric.range,
        "unit": text(metric.unit, lang),
        "direction": text(DIRECTIONS[metric.direction], lang),
        "formula": metric.formula,
        "reference": metric.reference,
        "needs": "; ".join(text(NEEDS[need], lang) for need in metric.needs),
        "silent": text(metric.silent, lang),
        "standard": metric.standard,
    }
