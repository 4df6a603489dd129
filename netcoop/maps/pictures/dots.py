"""Regions side by side: a dot for each, how far it may move, and what stands behind a doubt."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from netcoop._core.checks import check_choice
from netcoop._core.order import alphabetical
from netcoop._core.texts import check_language, mark, number, text
from netcoop.compare.finding import FLAGS, caveat
from netcoop.compare.interval_result import MetricIntervals
from netcoop.compare.lenses import LENSES
from netcoop.compare.region_result import RegionComparison
from netcoop.errors import ArgumentError
from netcoop.maps import style
from netcoop.maps.pictures.axes import (
    BLUE,
    GRID,
    RULE,
    SMALL,
    TEXT_SIZE,
    bare,
    finish,
    legend_below,
    numbers_on,
    open_axes,
    say_nothing,
    spot,
    words_on,
)
from netcoop.maps.pictures.cells import short
from netcoop.metrics import METRICS
from netcoop.metrics.metric import DIRECTIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

_MARKERS = ("s", "^", "D", "v", "P", "h", "<", ">", "p", "d")
_WAYS = {
    "per_actor": mark("at equal effort: {effort} meetings per actor"),
    "coverage": mark("where {share} % of joint attendance falls on pairs already seen"),
    "size_class": mark("as recorded: to be compared among regions of similar size"),
}


def plot_regions(
    comparison: RegionComparison | MetricIntervals,
    metric: str | None = None,
    *,
    method: str = "per_actor",
    ax: Axes | None = None,
    lang: str = "cs",
    title: str | None = None,
) -> Axes:
    """Draw regions side by side, each with how much its number hangs on the way of looking.

    Regions stand in the order of the alphabet: it is no league table. Where a place is told, the
    places that other meetings could give stand beside it. A hollow mark is a number to be read
    with care; the legend says why.

    Parameters
    ----------
    comparison
        The result of :func:`netcoop.compare_regions`, or of ``nc.metric_interval(…, by="region")``.
    metric
        Which of its metrics; by default the first.
    method
        Of a comparison, what the dot is: ``"per_actor"`` (at equal meetings per actor),
        ``"coverage"`` or ``"size_class"`` (as recorded).
    ax
        Axes to draw into; without them a figure of its own is made, which pyplot knows nothing of.
    lang
        ``"cs"`` or ``"en"``.
    title
        Title; by default the name of the metric.

    Returns
    -------
    matplotlib.axes.Axes
        The axes. Of a comparison the line reaches from the lowest to the highest value of the
        three ways of comparing: it is no error of measurement. Of intervals the line is the
        interval. A region without a number has the reason in place of the dot.

    Raises
    ------
    netcoop.errors.ArgumentError
        ``comparison`` is of another kind or has no regions, or an argument is not known.

    Examples
    --------
    >>> import netcoop as nc
    >>> meetings = ["AB", "BC", "AC"] * 4 + ["DE"] * 11 + ["DF"]
    >>> sheet = pd.DataFrame(
    ...     [
    ...         (actor, day, "Jihlava" if day < 12 else "Humpolec")
    ...         for day, who in enumerate(meetings)
    ...         for actor in who
    ...     ],
    ...     columns=["actor", "meeting_id", "region"],
    ... )
    >>> found = nc.compare_regions(nc.Records(meetings=sheet), "mean_degree", draws=20, rng=1)
    >>> [label.get_text() for label in plot_regions(found, lang="en").get_yticklabels()]
    ['Humpolec', 'Jihlava']
    """
    check_language(lang)
    check_choice("method", method, LENSES)
    table = _table(comparison)
    names = list(dict.fromkeys(table["metric"]))
    name = check_choice("metric", metric, names) if metric is not None or not names else names[0]
    rows = _rows(table[table["metric"] == name], method)
    axes = open_axes(ax, 8.0, 0.3 * len(rows) + 2.9)
    label = text(METRICS[name].label, lang) if name in METRICS else name
    said = title or label[:1].upper() + label[1:]
    if not rows:
        say_nothing(axes, text("There are no regions to show.", lang))
        return finish(axes, said)
    _draw(axes, rows, lang)
    axes.set_xlabel(_label(label, name, lang), fontsize=TEXT_SIZE, color=style.INK)
    compared = isinstance(comparison, RegionComparison)
    notes = [_way(method, comparison.settings, lang)] if compared else []
    legend_below(axes, _legend(rows, lang, compared=compared), notes=notes)
    return finish(axes, said)


class _Row(NamedTuple):
    """One region: its number, the line through it, its place and its doubt."""

    region: str
    estimate: float
    low: float
    high: float
    place: tuple[int, int, int] | None
    flag: str


def _table(comparison: Any) -> pd.DataFrame:
    if isinstance(comparison, RegionComparison | MetricIntervals):
        table = comparison.to_frame()
        if "region" in table and (table["region"].notna().all() or table.empty):
            return table
    raise ArgumentError(
        text(
            "comparison={value} must be what nc.compare_regions gives, or "
            'nc.metric_interval(…, by="region").',
            value=type(comparison).__name__,
        )
    )


def _rows(table: pd.DataFrame, method: str) -> list[_Row]:
    """Take the rows of one metric, one a region, by the alphabet."""
    rows = []
    for region, part in table.groupby("region", sort=False):
        chosen = part[part["method"] == method] if "rank" in part else part
        row = chosen.iloc[0]
        if "rank" in part:
            values = part["estimate"].dropna()
            low, high = (values.min(), values.max()) if len(values) else (math.nan, math.nan)
        else:
            low, high = row["ci_low"], row["ci_high"]
        rows.append(
            _Row(str(region), float(row["estimate"]), float(low), float(high), _place(row),
                 str(row["flag"]))
        )  # fmt: skip
    return sorted(rows, key=lambda row: alphabetical(row.region))


def _place(row: pd.Series) -> tuple[int, int, int] | None:
    """Give the place, never without the places that other meetings could give."""
    names = ["rank", "rank_low", "rank_high"]
    if "rank" not in row or row[names].isna().any():
        return None
    return int(row["rank"]), int(row["rank_low"]), int(row["rank_high"])


def _markers(rows: Sequence[_Row]) -> dict[str, str]:
    """Give each doubt that there is its hollow mark; the same doubt has the same one always."""
    every = {flag: _MARKERS[at % len(_MARKERS)] for at, flag in enumerate(FLAGS) if flag != "ok"}
    there = {row.flag for row in rows if not math.isnan(row.estimate)}
    return {flag: marker for flag, marker in every.items() if flag in there}


def _draw(axes: Axes, rows: Sequence[_Row], lang: str) -> None:
    markers = _markers(rows)
    for at, row in enumerate(rows):
        axes.axhline(at, color=GRID, linewidth=0.7, zorder=0)
        if math.isnan(row.estimate):
            _say_why(axes, at, row.flag, lang)
            continue
        if not math.isnan(row.low):
            axes.plot([row.low, row.high], [at, at], color=RULE, linewidth=2.0, zorder=1,
                      solid_capstyle="butt", marker="|", markersize=7)  # fmt: skip
        axes.plot(
            [row.estimate],
            [at],
            marker=markers.get(row.flag, "o"),
            markersize=7,
            markerfacecolor="white" if row.flag in markers else BLUE,
            markeredgecolor=BLUE,
            markeredgewidth=1.5,
            zorder=2,
        )
    _places(axes, rows, lang)
    words_on(axes.yaxis, range(len(rows)), [short(row.region) for row in rows], TEXT_SIZE)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    _limits(axes, rows)
    numbers_on(axes.xaxis, lang)
    bare(axes)
    axes.spines["bottom"].set_visible(True)


def _limits(axes: Axes, rows: Sequence[_Row]) -> None:
    """Leave room beside the outermost marks, also where all are alike or nothing is known."""
    values = np.array([value for row in rows for value in (row.estimate, row.low, row.high)])
    values = values[np.isfinite(values)]
    if not len(values):
        axes.set_xticks([])
        return
    low, high = float(values.min()), float(values.max())
    room = 0.08 * (high - low) or 0.1 * (abs(high) or 1.0)
    axes.set_xlim(low - room, high + room)


def _say_why(axes: Axes, at: int, flag: str, lang: str) -> None:
    """Say in place of a mark why there is none."""
    axes.annotate(
        caveat(flag, lang) or text("not defined", lang),
        (0.01, at),
        xycoords=("axes fraction", "data"),
        va="center",
        fontsize=SMALL,
        color=RULE,
        style="italic",
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
    )


def _places(axes: Axes, rows: Sequence[_Row], lang: str) -> None:
    """Write the places beside the rows, under a heading that says what they are."""
    if not any(row.place for row in rows):
        return
    words = [
        (at, f"{row.place[0]} ({row.place[1]}–{row.place[2]})")
        for at, row in enumerate(rows)
        if row.place
    ]
    for at, said in [(-0.75, text("place (range)", lang)), *words]:
        axes.annotate(said, (1, at), xycoords=("axes fraction", "data"), xytext=(8, 0),
                      textcoords="offset points", va="center", fontsize=SMALL, color=style.INK,
                      annotation_clip=False)  # fmt: skip


def _label(label: str, name: str, lang: str) -> str:
    """Name the metric and say what more of it means."""
    if name not in METRICS:
        return label
    return f"{label} ({text(DIRECTIONS[METRICS[name].direction], lang)})"


def _way(method: str, settings: Any, lang: str) -> str:
    """Say how regions were made comparable."""
    return text(
        _WAYS[method],
        lang,
        effort=number(settings["effort"], lang, 1),
        share=number(100 * settings["coverage"], lang, 0),
    )


def _legend(rows: Sequence[_Row], lang: str, *, compared: bool) -> list[Artist]:
    """Say what marks and lines are, and what each hollow mark warns of."""
    from matplotlib.lines import Line2D

    entries: list[Artist] = []
    if any(row.flag == "ok" and not math.isnan(row.estimate) for row in rows):
        entries.append(spot("o", BLUE, text("value", lang)))
    if any(not math.isnan(row.low) for row in rows):
        line = (
            text("from the lowest to the highest of the three ways of comparing", lang)
            if compared
            else text("values compatible with the meetings in the records", lang)
        )
        entries.append(Line2D([], [], color=RULE, linewidth=2.0, marker="|", label=line))
    for flag, marker in _markers(rows).items():
        entries.append(
            spot(marker, "white", caveat(flag, lang), markeredgecolor=BLUE, markeredgewidth=1.5)
        )
    if any(row.place for row in rows):
        note = text("place (range): place, and the places other meetings could give", lang)
        entries.append(Line2D([], [], linestyle="", label=note))
    return entries
