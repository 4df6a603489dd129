"""``MissingSensitivity``: what :func:`netcoop.missing_sensitivity` finds."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from netcoop._core.checks import check_choice
from netcoop._core.texts import check_language, language, mark, number, text
from netcoop.compare.finding import Finding, caveat
from netcoop.metrics import METRICS

# Below it actors are not put in order (Epskamp, Borsboom & Fried 2018).
LEAST_STABILITY = 0.25
# The share that is told of in one sentence: one in five.
_TOLD = 0.2
_IF_MISSING = {
    "actors": mark("If {share} % of the actors were missing, each as likely as another"),
    "central_actors": mark("If {share} % of the actors were missing, rather the central ones"),
    "outer_actors": mark("If {share} % of the actors were missing, rather those with few partners"),
    "meetings": mark("If {share} % of the meetings were missing, each series as a whole"),
    "attendances": mark("If {share} % of the attendances were missing"),
    "respondents": mark("If {share} % of the respondents had not answered"),
}


@dataclass(frozen=True, eq=False, repr=False)
class MissingSensitivity(Finding):
    """What would be off with less in the records; made by :func:`netcoop.missing_sensitivity`.

    One row is one kind of loss (``missing``: actors, central_actors, outer_actors, meetings,
    attendances, respondents), one ``share`` and one metric.
    """

    _values: pd.DataFrame
    _stability: pd.DataFrame

    @property
    def stability(self) -> pd.Series:
        """How stable the order of actors is by each of their metrics.

        The largest share of the meetings (of the respondents where there are no meetings) that can
        be lost while, in at least 95 of 100 draws and at all smaller shares too, Spearman's rank
        correlation with the recorded order stays .7 or more. Below .25 the order should not be
        read, from .5 it is good. It is looked for up to .75. NaN with fewer than two meetings.
        """
        return self._stability.iloc[:, 0].rename("stability")

    def ranks(self, metric: str) -> pd.DataFrame:
        """Put actors in order, where the order is stable enough.

        Parameters
        ----------
        metric
            A metric of actors, one of those that were asked for.

        Returns
        -------
        pandas.DataFrame
            Indexed by ``actor_id``: the ``value``, the ``rank`` (1 is the highest; equals share the
            better place) and ``flag``. Value and rank are missing, and actors in the order of the
            alphabet, where stability is below .25 (``unstable_rank``) or there are fewer than 12
            meetings or series of them (``too_few_events``).

        Raises
        ------
        ArgumentError
            The metric was not asked for.
        """
        name = check_choice("metric", metric, self._values.columns)
        values = self._values[name]
        flag = self._rank_flag(name)
        if flag != "ok":
            values = values.mask(np.ones(len(values), dtype=bool))
        # What differs by rounding only is equal.
        ranks = values.round(10).rank(ascending=False, method="min").astype("Int64")
        table = pd.DataFrame({"value": values, "rank": ranks, "flag": flag})
        return table.sort_values("rank", kind="stable")

    def _rank_flag(self, name: str) -> str:
        stability = float(self._stability[self._stability.columns[0]][name])
        if stability < LEAST_STABILITY:
            return "unstable_rank"
        return "too_few_events" if self.settings["few_events"] or math.isnan(stability) else "ok"

    def row_sentence(self, row: Mapping[Any, Any], lang: str) -> str:
        """Say what one loss would do to one metric."""
        metric = METRICS[row["metric"]]
        share = number(100 * row["share"], lang, 0)
        values = {
            "if_missing": text(_IF_MISSING[row["missing"]], lang, share=share),
            "metric": text(metric.label, lang),
        }
        if metric.level == "actor":
            said = self._order(row, values, lang)
        else:
            said = self._value(row, values, lang)
        return " ".join(filter(None, [said, _doubt(row["flag"], row["missing"], lang)]))

    def _order(self, row: Mapping[Any, Any], values: Mapping[str, str], lang: str) -> str:
        if math.isnan(row["spearman"]):
            return text(
                "{if_missing}, nothing could be said of the order of actors ({metric}).",
                lang,
                **values,
            )
        return text(
            "{if_missing}, the order of actors ({metric}) would have a rank correlation of {rho} "
            "with the recorded one.",
            lang,
            rho=number(row["spearman"], lang, 2),
            **values,
        )

    def _value(self, row: Mapping[Any, Any], values: Mapping[str, str], lang: str) -> str:
        if math.isnan(row["estimate"]):
            return text("{if_missing}, nothing could be said ({metric}).", lang, **values)
        if math.isnan(row["off"]):
            return text(
                "{if_missing}, the number would typically be off by {change} ({metric}).",
                lang,
                change=number(row["change"], lang, METRICS[row["metric"]].digits),
                **values,
            )
        off, bias = 100 * row["off"], 100 * row["bias"]
        shown = {"off": number(off, lang, 0), "bias": number(abs(bias), lang, 0), **values}
        if round(bias) > 0:
            return text(
                "{if_missing}, the number would typically be off by {off} %, and on average "
                "{bias} % too high ({metric}).",
                lang,
                **shown,
            )
        if round(bias) < 0:
            return text(
                "{if_missing}, the number would typically be off by {off} %, and on average "
                "{bias} % too low ({metric}).",
                lang,
                **shown,
            )
        return text(
            "{if_missing}, the number would typically be off by {off} % ({metric}).", lang, **shown
        )

    def sentence(self, lang: str | None = None) -> str:
        """Say what one in five missing actors would do, and which orders of actors are stable."""
        code = check_language(lang or language())
        nearest = min(self.settings["shares"], key=lambda share: abs(share - _TOLD))
        first = self._table["missing"].iloc[0]
        here = self._table["missing"].eq(first) & self._table["share"].eq(nearest)
        rows = self._table[here].to_dict("records")
        said = [
            self.row_sentence({**row, "flag": "ok"}, code)
            for row in rows
            if METRICS[row["metric"]].level == "network"
        ]
        said += [self._stable(str(name), code) for name in self._stability.index]
        few = "too_few_events" if self.settings["few_events"] else "ok"
        return " ".join(filter(None, [*said, _doubt(few, first, code)]))

    def _stable(self, name: str, lang: str) -> str:
        """Say whether actors may be put in order."""
        stability = float(self.stability[name])
        values = {
            "metric": text(METRICS[name].label, lang),
            "stability": number(stability, lang, 2),
            "least": number(LEAST_STABILITY, lang, 2),
        }
        if math.isnan(stability):
            return ""
        if stability < LEAST_STABILITY:
            return text(
                "The order of actors ({metric}) is not reliable and is not shown (stability "
                "{stability}, below {least}).",
                lang,
                **values,
            )
        return text(
            "The order of actors ({metric}) may be read (stability {stability}, at least {least}).",
            lang,
            **values,
        )

    def summary(self) -> dict[str, Any]:
        """Give all numbers, flat: ``<missing>_<share>_<metric>_<column>``, and the stability."""
        flat: dict[str, Any] = {}
        for row in self._table.to_dict("records"):
            label = "_".join(f"{row.pop(name)}" for name in ("missing", "share", "metric"))
            flat |= {f"{label}_{name}": value for name, value in row.items()}
        for kind, column in self._stability.items():
            flat |= {f"{kind}_{name}_stability": float(value) for name, value in column.items()}
        return flat

    def equals(self, other: object) -> bool:
        """Tell whether two have the same numbers, values of actors and settings."""
        return (
            isinstance(other, MissingSensitivity)
            and super().equals(other)
            and self._values.equals(other._values)
            and self._stability.equals(other._stability)
        )


def _doubt(flag: str, missing: str, lang: str) -> str:
    """Say what a flag warns of; of a survey it is the answers that are few."""
    if flag == "too_few_events" and missing == "respondents":
        return text("Too few answered to say.", lang)
    return caveat(flag, lang)
