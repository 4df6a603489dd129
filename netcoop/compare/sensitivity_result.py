"""``WeightingSensitivity``: what :func:`netcoop.weighting_sensitivity` finds."""

from __future__ import annotations

import math
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import pandas as pd

from netcoop._core.checks import check_choice
from netcoop._core.display import html_table
from netcoop._core.texts import check_language, language, number, plural, text
from netcoop.compare.weightings import Reason
from netcoop.metrics import METRICS
from netcoop.ties import Weighting


@dataclass(frozen=True, eq=False, repr=False)
class WeightingSensitivity:
    """What hangs on the weighting; made by :func:`netcoop.weighting_sensitivity`."""

    _table: pd.DataFrame
    _places: Mapping[str, pd.DataFrame]
    _weightings: Mapping[str, Weighting]
    _left_out: Mapping[str, Reason]
    _settings: Mapping[str, Any]

    @property
    def reference(self) -> str:
        """Name of the weighting the others are compared with."""
        return next(iter(self._weightings))

    @property
    def weightings(self) -> dict[str, Weighting]:
        """The weightings compared, by name; the first is the reference."""
        return dict(self._weightings)

    @property
    def left_out(self) -> dict[str, str]:
        """Usual weightings that show nothing of their own in these records, with the reason."""
        return {name: text(why, other=other) for name, (why, other) in self._left_out.items()}

    @property
    def settings(self) -> dict[str, Any]:
        """How it was made, as plain values: layers, metrics, top, weightings; a copy."""
        choices = {name: choice.to_dict() for name, choice in self._weightings.items()}
        return {**deepcopy(dict(self._settings)), "weightings": choices}

    def ranks(self, metric: str) -> pd.DataFrame:
        """Say which place each actor has by a metric, under each weighting.

        Parameters
        ----------
        metric
            One of the metrics that were asked for.

        Returns
        -------
        pandas.DataFrame
            Indexed by ``actor_id``, a column a weighting: 1 is the highest value, equals share the
            better place (1, 2, 2, 4); missing where the metric is not defined. Actors stand in the
            order of the reference.

        Raises
        ------
        ArgumentError
            The metric was not asked for.
        """
        return self._places[check_choice("metric", metric, self._places)].copy(deep=False)

    def range(self, metric: str) -> pd.DataFrame:
        """Say between which places each actor moves.

        Parameters
        ----------
        metric
            One of the metrics that were asked for.

        Returns
        -------
        pandas.DataFrame
            Indexed by ``actor_id``, in the order of the reference: ``reference`` (the place under
            it), ``best`` and ``worst`` place under any weighting.

        Raises
        ------
        ArgumentError
            The metric was not asked for.
        """
        places = self.ranks(metric)
        best, worst = places.min(axis=1), places.max(axis=1)
        return pd.DataFrame({"reference": places[self.reference], "best": best, "worst": worst})

    def to_frame(self, lang: str | None = None) -> pd.DataFrame:
        """List every metric under every weighting.

        Returns
        -------
        pandas.DataFrame
            ``metric``, ``level``, ``weighting``; ``n_ties`` (pairs tied) and ``same_pairs`` (they
            are those of the reference).

            Of metrics of the network: ``value``, and its ``change`` against the reference.

            Of metrics of actors: ``kendall`` (tau-b) and ``spearman``, the rank correlations with
            the reference, over actors with a tie under one of the two (whoever has none is last
            both times and would flatter); ``n_top``, how many are among the first ``top`` under
            the reference, and ``top_kept``, the share of them that is so here; ``first``, who is
            alone in first place; ``largest_move`` in places (who is last both times has not
            moved); ``top_share``, which part of the sum over all actors the ``top`` highest have.

            ``sentence`` says it in words. Values that differ by rounding only are equal. Among the
            first ``top`` is who has at most ``top`` actors as high or higher, itself counted:
            equals that do not all fit are not among them. NaN where it is not defined: all are
            equal, nobody or everybody with a tie is among the first, there are only ``top`` actors.
        """
        code = check_language(lang or language())
        table = self._table
        sentences = [self._row_sentence(table.loc[[row]], code) for row in table.index]
        return table.assign(sentence=pd.Series(sentences, dtype="str"))

    def summary(self) -> dict[str, float]:
        """Give how far each metric moves at most, flat."""
        told: dict[str, float] = {
            "n_weightings": len(self._weightings),
            "n_left_out": len(self._left_out),
        }
        for metric in self._settings["metrics"]:
            rows = self._rows(metric)
            low, high = rows.min(numeric_only=True), rows.max(numeric_only=True)
            if metric in self._places:
                told[f"{metric}_kendall_min"] = float(low["kendall"])
                told[f"{metric}_top_kept_min"] = float(low["top_kept"])
                told[f"{metric}_largest_move"] = float(high["largest_move"])
            else:
                told[f"{metric}_min"] = float(low["value"])
                told[f"{metric}_max"] = float(high["value"])
        return told

    def sentence(self, lang: str | None = None, *, metric: str | None = None) -> str:
        """Say in one sentence what moves; of the first ``metric`` unless one is named."""
        code = check_language(lang or language())
        metrics = self._settings["metrics"]
        metric = metrics[0] if metric is None else check_choice("metric", metric, metrics)
        rows = self._rows(metric)
        if len(rows) == 1:
            said = text("there is only one weighting and nothing to compare it with", code)
        elif metric not in self._places:
            said = self._spread(rows, code)
        else:
            said = "; ".join(filter(None, (self._leader(rows, code), self._kept(rows, code))))
        return f"{_label(metric, code)}: {said}."

    def _rows(self, metric: str) -> pd.DataFrame:
        return self._table[self._table["metric"] == metric]

    def _leader(self, rows: pd.DataFrame, code: str) -> str:
        leader = rows["first"].iloc[0]
        if pd.isna(leader):
            return text(
                "with {reference} nobody is alone in first place", code, reference=self.reference
            )
        same = rows["first"].eq(leader).fillna(False).astype("bool")
        if same.all():
            return plural(
                "{first} is first whichever of the {n} weighting is used",
                "{first} is first whichever of the {n} weightings is used",
                len(rows),
                code,
                first=leader,
            )
        return plural(
            "{first} is first with {same} of {n} weighting (not with {others})",
            "{first} is first with {same} of {n} weightings (not with {others})",
            len(rows),
            code,
            first=leader,
            same=number(int(same.sum()), code),
            others=", ".join(rows["weighting"][~same]),
        )

    def _kept(self, rows: pd.DataFrame, code: str) -> str:
        share, among = rows["top_kept"].min(), rows["n_top"].iloc[0]
        if math.isnan(share):
            return ""
        counts = {"of": among, "kept": round(share * among), "top": self._settings["top"]}
        said = {name: number(count, code) for name, count in counts.items()}
        if len(rows) > 1:
            return text(
                "of the first {of}, at least {kept} stay among the first {top}", code, **said
            )
        return text("of the first {of}, {kept} stay among the first {top}", code, **said)

    def _spread(self, rows: pd.DataFrame, code: str) -> str:
        digits = METRICS[rows["metric"].iloc[0]].digits
        shown = [number(value, code, digits) for value in rows["value"]]
        if len(set(shown)) > 1:
            return text(
                "{value} with {reference}; over all weightings from {low} to {high}",
                code,
                value=shown[0],
                reference=self.reference,
                low=number(rows["value"].min(), code, digits),
                high=number(rows["value"].max(), code, digits),
            )
        if rows["same_pairs"].all():
            return text(
                "{value} with every weighting; all of them tie the same pairs", code, value=shown[0]
            )
        return text("{value} with every weighting", code, value=shown[0])

    def _row_sentence(self, row: pd.DataFrame, code: str) -> str:
        metric, weighting = row["metric"].iloc[0], row["weighting"].iloc[0]
        said = self._value(row, code) if metric not in self._places else self._standing(row, code)
        shown = said[:1] if weighting == self.reference else filter(None, said)
        return f"{_label(metric, code)} ({weighting}): {'; '.join(shown)}."

    def _value(self, row: pd.DataFrame, code: str) -> list[str]:
        metric = row["metric"].iloc[0]
        digits = METRICS[metric].digits
        here, reference = (
            number(rows["value"].iloc[0], code, digits) for rows in (row, self._rows(metric))
        )
        before = text("with {reference} {value}", code, reference=self.reference, value=reference)
        return [here, before]

    def _standing(self, row: pd.DataFrame, code: str) -> list[str]:
        leader, agreement = row["first"].iloc[0], row["kendall"].iloc[0]
        alike = text(
            "rank correlation with {reference} {value}",
            code,
            reference=self.reference,
            value=number(agreement, code, 2),
        )
        return [
            text("nobody is alone in first place", code)
            if pd.isna(leader)
            else text("{first} is first", code, first=leader),
            self._kept(row, code),
            "" if math.isnan(agreement) else alike,
        ]

    def equals(self, other: object) -> bool:
        """Tell whether two have the same numbers, places, weightings and settings."""
        return (
            isinstance(other, WeightingSensitivity)
            and self._table.equals(other._table)
            and self.settings == other.settings
            and list(self._weightings) == list(other._weightings)
            and self._left_out == other._left_out
            and all(frame.equals(other._places[name]) for name, frame in self._places.items())
        )

    def __repr__(self) -> str:
        return (
            f"<WeightingSensitivity: {len(self._settings['metrics'])} metrics, "
            f"{len(self._weightings)} weightings, {len(self._left_out)} left out>"
        )

    def _repr_html_(self) -> str:
        shown = self._table.drop(columns=["level", "same_pairs", "spearman", "n_top"])
        return html_table(shown, caption=self.sentence(), rows=len(shown))


def _label(metric: str, code: str) -> str:
    label = text(METRICS[metric].label, code)
    return label[:1].upper() + label[1:]
