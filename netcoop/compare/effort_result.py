"""What :func:`netcoop.coverage`, ``rarefy`` and ``meeting_size_profile`` find."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isnan
from typing import Any

import numpy as np
import pandas as pd

from netcoop._core.texts import check_language, language, number, plural, text
from netcoop.compare.finding import Finding, caveat
from netcoop.metrics import METRICS


@dataclass(frozen=True, eq=False, repr=False)
class Coverage(Finding):
    """How much of who meets whom meetings show; made by :func:`netcoop.coverage`."""

    @property
    def estimate(self) -> float:
        """Share of joint attendance at a further meeting that would fall on pairs already seen."""
        return float(self._table["estimate"].iloc[0])

    @property
    def chao2(self) -> float:
        """How many pairs would at least meet in the long run, of those there are."""
        return float(self._table["chao2"].iloc[0])

    def row_sentence(self, row: Mapping[Any, Any], lang: str) -> str:
        """Say how much is seen, and how much at least is not."""
        if isnan(row["estimate"]):
            return caveat("too_few_events", lang)
        seen = plural(
            "Of those who sit together at a further meeting, {share} % would be pairs already seen "
            "in this {n} meeting.",
            "Of those who sit together at a further meeting, {share} % would be pairs already seen "
            "in these {n} meetings.",
            row["n_meetings"],
            lang,
            share=number(100 * row["estimate"], lang, 0),
        )
        pairs = text(
            "{ties} of {possible} pairs have met; in the long run at least about {chao2} would.",
            lang,
            ties=number(row["n_ties"], lang, 0),
            possible=number(row["possible"], lang, 0),
            chao2=number(row["chao2"], lang, 0),
        )
        return " ".join(filter(None, [seen, pairs, caveat(row["flag"], lang)]))


@dataclass(frozen=True, eq=False, repr=False)
class Rarefaction(Finding):
    """How many ties fewer meetings would give; made by :func:`netcoop.rarefy`."""

    @property
    def estimate(self) -> pd.Series:
        """Pairs expected to have met, by number of meetings; a copy."""
        return self._table.set_index("n_meetings")["estimate"].copy()

    def row_sentence(self, row: Mapping[Any, Any], lang: str) -> str:
        """Say what so many meetings would give."""
        at = number(row["n_meetings"], lang)
        if isnan(row["estimate"]):
            return text(
                "Number of meetings: {at}. Nothing can be said, there are records of {n} only.",
                lang,
                at=at,
                n=number(self.settings["n_recorded"], lang, 0),
            )
        said = text(
            "Number of meetings: {at}. Pairs of actors expected to have met: {ties}, which is "
            "{partners} different partners for each actor.",
            lang,
            at=at,
            ties=number(row["estimate"], lang, 1),
            partners=number(row["mean_degree"], lang, 1),
        )
        return " ".join(filter(None, [said, caveat(row["flag"], lang)]))

    def sentence(self, lang: str | None = None) -> str:
        """Say it of every number of meetings; the warning once."""
        code = check_language(lang or language())
        rows = self._table.to_dict("records")
        said = [self.row_sentence({**row, "flag": "ok"}, code) for row in rows]
        there = self._table.loc[self._table["estimate"].notna(), "flag"]
        return " ".join([*said, *filter(None, (caveat(flag, code) for flag in there.unique()))])

    def summary(self) -> dict[str, Any]:
        """Give all numbers, flat: ``<number of meetings>_<column>``."""
        flat: dict[str, Any] = {}
        for row in self._table.to_dict("records"):
            at = row.pop("n_meetings")
            flat |= {f"{at:g}_{name}": value for name, value in row.items() if name != "metric"}
        return flat


@dataclass(frozen=True, eq=False, repr=False)
class MeetingSizeProfile(Finding):
    """How large meetings were, and what hangs on it; see :func:`netcoop.meeting_size_profile`."""

    _without: pd.DataFrame

    def without_largest(self, lang: str = "en") -> pd.DataFrame:
        """Compare the network's numbers with those without the largest meeting.

        Returns
        -------
        pandas.DataFrame
            ``metric``, ``estimate`` (all meetings), ``without_largest`` and the ``change``, and a
            ``sentence``. NaN where the metric is not defined, and without the largest where all
            meetings are of one size.
        """
        code = check_language(lang)
        rows = self._without.to_dict("records")
        said = pd.Series([self._metric_sentence(row, code) for row in rows], dtype="str")
        return self._without.assign(sentence=said)

    @property
    def half(self) -> tuple[int, float]:
        """How many of the largest meetings together make half of all joint attendance or more.

        And the share they make; 0 and NaN where no two actors met.
        """
        table = self._table.iloc[::-1]
        each = np.repeat(table["pairs"].to_numpy(), table["n_meetings"].to_numpy())
        if not each.sum():
            return 0, float("nan")
        made = np.cumsum(each) / each.sum()
        largest = int(np.argmax(made >= 0.5))
        return largest + 1, float(made[largest])

    def row_sentence(self, row: Mapping[Any, Any], lang: str) -> str:
        """Say what the meetings of one size make."""
        if not row["pairs"]:
            return plural(
                "{n} meeting had one actor only and makes no pair.",
                "{n} meetings had one actor only and make no pair.",
                row["n_meetings"],
                lang,
            )
        return plural(
            "{n} meeting of {size} actors makes {pairs} pairs, {share} % of all.",
            "{n} meetings of {size} actors make {pairs} pairs each, {share} % of all together.",
            row["n_meetings"],
            lang,
            size=number(row["size"], lang, 0),
            pairs=number(row["pairs"], lang, 0),
            share=number(100 * row["share"], lang, 0),
        )

    def sentence(self, lang: str | None = None) -> str:
        """Say how much the largest meetings make, and what remains without the largest."""
        code = check_language(lang or language())
        largest, share = self.half
        if not largest:
            return text("No two actors came to the same meeting.", code)
        said = plural(
            "The {n} largest of {all} meetings makes {share} % of all pairs that sat together.",
            "The {n} largest of {all} meetings make {share} % of all pairs that sat together.",
            largest,
            code,
            all=number(self.settings["n_meetings"], code, 0),
            share=number(100 * share, code, 0),
        )
        rows = self._without.to_dict("records")
        return " ".join([said, *(self._metric_sentence(row, code) for row in rows)])

    def summary(self) -> dict[str, Any]:
        """Give all numbers, flat: ``size_<size>_<column>`` and ``<metric>_<column>``."""
        flat: dict[str, Any] = {}
        for row in self._table.to_dict("records"):
            size = row.pop("size")
            flat |= {f"size_{size}_{name}": value for name, value in row.items()}
        for row in self._without.to_dict("records"):
            metric = row.pop("metric")
            flat |= {f"{metric}_{name}": value for name, value in row.items()}
        return flat

    def equals(self, other: object) -> bool:
        """Tell whether two have the same meetings, numbers and settings."""
        return (
            isinstance(other, MeetingSizeProfile)
            and super().equals(other)
            and self._without.equals(other._without)
        )

    def _metric_sentence(self, row: Mapping[Any, Any], lang: str) -> str:
        metric = METRICS[row["metric"]]
        label = text(metric.label, lang)
        values = {
            "metric": label[:1].upper() + label[1:],
            "value": number(row["estimate"], lang, metric.digits),
            "without": number(row["without_largest"], lang, metric.digits),
        }
        if self.settings["n_largest"] > 1:
            return text(
                "{metric}: {value}, without the largest meetings {without}.", lang, **values
            )
        return text("{metric}: {value}, without the largest meeting {without}.", lang, **values)

    def __repr__(self) -> str:
        size = self._table["size"]
        sizes = f" of {size.min()} to {size.max()} actors" if len(size) else ""
        return f"<MeetingSizeProfile: {self.settings['n_meetings']} meetings{sizes}>"
