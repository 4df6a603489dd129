"""``RegionComparison``: what :func:`netcoop.compare_regions` finds."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from netcoop._core.checks import first
from netcoop._core.texts import check_language, language, mark, number, plural, text
from netcoop.compare.finding import Finding, caveat
from netcoop.compare.occurrences import FEWEST_MEETINGS
from netcoop.compare.region_ranks import has_better
from netcoop.compare.region_words import association_sentence, pair_sentence, shown, undefined
from netcoop.metrics import METRICS

# Up to so many regions every pair is told; of more, how many pairs hold.
_TOLD = 4
_ORDER = {
    "closer": mark("from the highest value"),
    "neither": mark("from the highest value"),
    "apart": mark("from the lowest value"),
}


@dataclass(frozen=True, eq=False, repr=False)
class RegionComparison(Finding):
    """Regions side by side, in three ways; made by :func:`netcoop.compare_regions`.

    One row is one region, metric and way of comparing (``method``). Beside the columns of every
    finding: ``raw``, ``coverage``, ``meetings_per_actor``, ``at_meetings``, ``size_class``,
    ``rank``, ``rank_low``, ``rank_high``, ``n_ranked`` and ``null_ratio``.
    """

    _pairs: pd.DataFrame
    _beside: pd.DataFrame
    _associations: pd.DataFrame

    def pairs(self, lang: str = "en") -> pd.DataFrame:
        """Compare every two regions that have meetings enough.

        Returns
        -------
        pandas.DataFrame
            ``region_a``, ``region_b``, ``metric``; ``n_lenses`` (3, or 2 where they are of
            different size: of two thirds, and one more than 1.5 times as large, so that the third
            does not compare them); ``better`` (the region that is better in all of them; missing
            where they disagree, and for metrics of which neither more nor less is better, such as
            density); ``kept`` (share of random halves of the meetings that keep the order, where it
            is smallest; NaN without one order); ``robust`` (one order in all lenses, kept in 95 %
            of the halves, and no region is saturated); ``flag`` (``ok``, ``saturated``,
            ``unstable_rank`` where one order is not kept, or ``too_few_events`` where the metric is
            not defined for the meetings of one); ``sentence``.
        """
        code = check_language(lang)
        said = [pair_sentence(row, code) for row in self._pairs.to_dict("records")]
        return self._pairs.assign(sentence=pd.Series(said, index=self._pairs.index, dtype="str"))

    def beside(self) -> pd.DataFrame:
        """Give what else is known of each region, to be seen beside the numbers.

        Returns
        -------
        pandas.DataFrame
            Indexed by ``region``: each metric at equal meetings per actor, ``fulfillment`` (share
            of required ties that are in the records, where there is a template; see
            :func:`netcoop.required_ties`), and the indicators of the table ``regions``. Unknown is
            NaN.
        """
        return self._beside.copy()

    def associations(self, lang: str = "en") -> pd.DataFrame:
        """Say how far regions with more of one thing have more of another. No more than that.

        Returns
        -------
        pandas.DataFrame
            ``indicator``, ``metric``, ``correlation`` (Spearman's, −1 to 1, with the metric at
            equal meetings per actor; NaN with fewer than five regions or where all are alike),
            ``n_regions``, ``sentence``.
        """
        code = check_language(lang)
        said = [association_sentence(row, code) for row in self._associations.to_dict("records")]
        table = self._associations
        return table.assign(sentence=pd.Series(said, index=table.index, dtype="str"))

    def row_sentence(self, row: Mapping[Any, Any], lang: str) -> str:
        """Say one number, its place, and what chance would give."""
        metric = METRICS[row["metric"]]
        values = {
            "region": row["region"],
            "metric": text(metric.label, lang),
            "estimate": shown(row["estimate"], lang, metric.digits),
            "raw": shown(row["raw"], lang, metric.digits),
        }
        if math.isnan(row["estimate"]) and row["n_meetings"] >= FEWEST_MEETINGS:
            return text("{region}, {metric}: not defined for these meetings.", lang, **values)
        if math.isnan(row["estimate"]):
            nothing = text("{region}, {metric}: nothing can be compared.", lang, **values)
            return f"{nothing} {caveat(row['flag'], lang)}".strip()
        parts = [self._value(row["method"], values, lang), self._place(row, lang)]
        if row["method"] == "size_class" and not math.isnan(row["null_ratio"]):
            ratio = number(row["null_ratio"], lang, 2)
            parts.append(
                text("This is {ratio} times what random mixing would give.", lang, ratio=ratio)
            )
        return " ".join(filter(None, [*parts, caveat(row["flag"], lang)]))

    def _value(self, method: str, values: Mapping[str, str], lang: str) -> str:
        """Say a number and how it was made comparable."""
        if method == "size_class":
            return text("{region}, {metric}: {estimate} as recorded.", lang, **values)
        if method == "coverage":
            return text(
                "{region}, {metric}: {estimate} where {share} % of joint attendance falls on pairs "
                "already seen; as recorded {raw}.",
                lang,
                share=number(100 * self.settings["coverage"], lang, 0),
                **values,
            )
        return text(
            "{region}, {metric}: {estimate} at equal effort, {effort} meetings per actor; as "
            "recorded {raw}.",
            lang,
            effort=number(self.settings["effort"], lang, 1),
            **values,
        )

    def _place(self, row: Mapping[Any, Any], lang: str) -> str:
        """Say the place, never without the places that other meetings could give."""
        if pd.isna(row["rank"]) or pd.isna(row["rank_low"]):
            return ""
        order = _ORDER[METRICS[row["metric"]].direction]
        values = {
            "rank": number(row["rank"], lang),
            "n": number(row["n_ranked"], lang),
            "order": text(order, lang),
            "low": number(row["rank_low"], lang),
            "high": number(row["rank_high"], lang),
        }
        if row["method"] == "size_class":
            return text(
                "Place {rank} of {n} {order} among regions of similar size; the records are "
                "compatible with places {low} to {high}.",
                lang,
                **values,
            )
        return text(
            "Place {rank} of {n} {order}; the records are compatible with places {low} to {high}.",
            lang,
            **values,
        )

    def sentence(self, lang: str | None = None) -> str:
        """Say what was compared, which regions differ however one looks, and what hangs on it."""
        code = check_language(lang or language())
        related = self._associations[self._associations["correlation"].notna()]
        told = [association_sentence(row, code) for row in related.to_dict("records")]
        parts = [*self._compared(code), *self._found(code), *told]
        return " ".join(filter(None, parts))

    def _compared(self, lang: str) -> list[str]:
        """Say how regions were made comparable, and what was left out."""
        said = self.settings
        parts = []
        if said["n_compared"]:
            parts.append(
                plural(
                    "{n} region has meetings enough; the level is {effort} meetings per actor.",
                    "{n} regions are compared at {effort} meetings per actor.",
                    said["n_compared"],
                    lang,
                    effort=number(said["effort"], lang, 1),
                )
            )
        if said["too_few"]:
            parts.append(
                text(
                    "Too few meetings to compare: {which}.",
                    lang,
                    which=first(said["too_few"]),
                )
            )
        if said["roster"] == "mixed":
            parts.append(
                text(
                    "Not all regions have a list of all their actors, so in all of them only those "
                    "who came to meetings count.",
                    lang,
                )
            )
        return [*parts, *self._left_out(lang)]

    def _left_out(self, lang: str) -> list[str]:
        """Say what belongs to no region alone."""
        parts = []
        if n := self.settings["n_elsewhere"]:
            parts.append(
                plural(
                    "{n} meeting belongs to no single region and is left out.",
                    "{n} meetings belong to no single region and are left out.",
                    n,
                    lang,
                )
            )
        if n := self.settings["n_visits"]:
            parts.append(
                plural(
                    "{n} seat of an actor from another region is left out.",
                    "{n} seats of actors from other regions are left out.",
                    n,
                    lang,
                )
            )
        if n := self.settings["n_facilitators"]:
            parts.append(
                plural("{n} facilitator is left out.", "{n} facilitators are left out.", n, lang)
            )
        return parts

    def _found(self, lang: str) -> list[str]:
        """Say of each metric what holds: pair by pair of a few regions, else how many pairs."""
        parts = []
        for name in self.settings["metrics"]:
            pairs = self._pairs[self._pairs["metric"] == name]
            label = text(METRICS[name].label, lang)
            if not has_better(name):
                parts.append(text("By {metric} no region is called better.", lang, metric=label))
            elif len(pairs) and pairs["flag"].eq("too_few_events").all():
                parts.append(undefined(name, lang))
            elif self.settings["n_compared"] <= _TOLD:
                parts += [pair_sentence(row, lang) for row in pairs.to_dict("records")]
            else:
                parts.append(
                    text(
                        "By {metric}, the order of {robust} of {n} pairs of regions is the same "
                        "under every way of comparing; treat the others as equal.",
                        lang,
                        metric=label,
                        robust=number(int(pairs["robust"].sum()), lang),
                        n=number(len(pairs), lang),
                    )
                )
        return parts

    def summary(self) -> dict[str, Any]:
        """Give all numbers, flat: ``<region>_<metric>_<method>_<column>``."""
        named = ("region", "metric", "method")
        return {
            "_".join([*(str(row[part]) for part in named), str(name)]): value
            for row in self._table.to_dict("records")
            for name, value in row.items()
            if name not in named
        }

    def equals(self, other: object) -> bool:
        """Tell whether two have the same numbers, pairs, indicators and settings."""
        return (
            isinstance(other, RegionComparison)
            and super().equals(other)
            and self._pairs.equals(other._pairs)
            and self._beside.equals(other._beside)
            and self._associations.equals(other._associations)
        )
