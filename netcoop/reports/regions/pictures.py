"""The small pictures of the regions: their networks on one scale, and their numbers with ranges."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from textwrap import fill
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from netcoop._core.progress import track
from netcoop._core.texts import text
from netcoop.compare.finding import FLAGS
from netcoop.compare.meeting_set import MeetingSet
from netcoop.maps import map_regions, style
from netcoop.maps.pictures.axes import BLUE, GRID, RULE, numbers_on, spot, words_on
from netcoop.maps.pictures.cells import short
from netcoop.maps.pictures.drawing import scale_of
from netcoop.maps.pictures.legends import draw_legend, legend_entries, make_room
from netcoop.maps.pictures.letters import drawable
from netcoop.maps.pictures.picture import file_of
from netcoop.maps.pictures.sheet import draw_panel, fitted, stretch
from netcoop.metrics import METRICS
from netcoop.reports.regions.scores import Scores

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from netcoop.maps.pictures.multiples import RegionMaps

# So many networks stand in one picture, and so many pictures in one report.
A_SHEET, SHEETS = 24, 4
# Beyond so many actors a small picture shows nothing, and all of them take too long.
MOST_ACTORS = 6_000
# So many regions stand below each other in one picture of ranges.
A_COLUMN = 32
_COLUMNS, _WIDTH, _ROW, _FOOT = 4, 8.0, 1.9, 0.7
_DPI = 160
# Beyond so many lines a drawing of points is smaller than one of lines.
_MOST_LINES = 3_000


@dataclass(frozen=True, slots=True)
class Drawn:
    """One picture: the regions on it, and its bytes."""

    regions: tuple[str, ...]
    png: bytes
    svg: bytes


def network_pictures(sets: dict[str, MeetingSet], lang: str) -> tuple[Drawn, ...]:
    """Draw the networks of regions side by side; none where there are too many actors."""
    chosen = dict(list(sets.items())[: A_SHEET * SHEETS])
    if sum(part.n_actors for part in chosen.values()) > MOST_ACTORS:
        return ()
    nets = {region: part.network() for region, part in chosen.items()}
    maps = map_regions(nets, lang=lang)
    sheets = [maps.panels[at : at + A_SHEET] for at in range(0, len(maps.panels), A_SHEET)]
    names = list(nets)
    drawn = []
    for at, panels in enumerate(track(sheets, total=len(sheets))):
        lines = sum(panel.n_ties for panel in panels) <= _MOST_LINES
        here = tuple(names[at * A_SHEET : at * A_SHEET + len(panels)])
        drawn.append(_drawn(_sheet(replace(maps, panels=panels)), here, lines=lines))
    return tuple(drawn)


def range_pictures(scores: Scores, lang: str) -> dict[str, tuple[Drawn, ...]]:
    """Draw each number of each region with its ranges, regions by the alphabet."""
    # Those of which nothing may be said are named once, in the text.
    known = scores.table[scores.table["flag"] != "unknown"]
    regions = list(dict.fromkeys(known["region"]))
    starts = range(0, min(len(regions), A_COLUMN * SHEETS), A_COLUMN)
    parts = [tuple(regions[at : at + A_COLUMN]) for at in starts]
    return {
        metric: tuple(
            _drawn(_ranges(scores, metric, some, lang), some, lines=True) for some in parts
        )
        for metric in scores.metrics
    }


def _drawn(figure: Figure, regions: tuple[str, ...], *, lines: bool) -> Drawn:
    """Write a picture as points, and as lines where there are not too many."""
    svg = file_of(figure, "svg", "", _DPI) if lines else b""
    return Drawn(regions, file_of(figure, "png", "", _DPI), svg)


def _sheet(maps: RegionMaps) -> Figure:
    """Draw networks in a grid that fits an upright page, with one legend."""
    from matplotlib.figure import Figure as Canvas

    count, model = len(maps.panels), maps.panels[0].model
    rows = math.ceil(count / _COLUMNS)
    figure = Canvas(figsize=(_WIDTH, rows * _ROW + _FOOT), facecolor="white")
    base = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    base.set_axis_off()
    draw_legend(base, legend_entries(base, model, None))
    make_room(figure, base, 0.0)
    box = base.get_position()
    width, deep = box.width / _COLUMNS, box.height / rows
    rooms = [
        (box.x0 + at % _COLUMNS * width, box.y1 - (at // _COLUMNS + 1) * deep, width, deep)
        for at in range(count)
    ]
    panels = [(panel.model, panel.view) for panel in maps.panels]
    models = fitted(model, panels, stretch(figure, rooms[0]))
    for panel, one, room in zip(maps.panels, models, rooms, strict=True):
        draw_panel(
            figure, room, one, panel.view,
            heading=panel.region, counts=panel.counts(maps.lang), scale=scale_of(model),
        )  # fmt: skip
    return figure


def _ranges(scores: Scores, metric: str, regions: Sequence[str], lang: str) -> Figure:
    """Draw one number: as recorded with its interval, and at equal meetings per actor."""
    from matplotlib.figure import Figure as Canvas

    rows = scores.of(metric).reindex(list(regions))
    figure = Canvas(
        figsize=(_WIDTH, 0.24 * len(rows) + 2.0), facecolor="white", layout="constrained"
    )
    both = figure.subplots(1, 2, sharey=True)
    label = text(METRICS[metric].label, lang)
    figure.suptitle(drawable(label[:1].upper() + label[1:]), fontsize=11, color=style.INK)
    titles = (text("as recorded", lang), text("at equal meetings per actor", lang))
    names = (("as_recorded", "low", "high"), ("at_equal_meetings", "equal_low", "equal_high"))
    every = scores.of(metric)
    for axes, title, columns in zip(both, titles, names, strict=True):
        axes.set_title(title, fontsize=9, color=style.INK)
        marks = rows[list(columns)].to_numpy(dtype="float64")
        _draw_rows(axes, marks, (rows["flag"] == "ok").tolist())
        # All pictures of one number have one scale, and both sides of each.
        _limit(axes, every[[*names[0], *names[1]]])
        numbers_on(axes.xaxis, lang)
    words_on(both[0].yaxis, range(len(rows)), [short(drawable(name)) for name in rows.index], 8.5)
    both[0].set_ylim(len(rows) - 0.5, -0.5)
    figure.legend(
        handles=_explained(rows, lang), loc="outside lower center", ncols=1, frameon=False,
        fontsize=8.5,
    )  # fmt: skip
    return figure


def _draw_rows(axes: Axes, marks: np.ndarray, sound: Sequence[bool]) -> None:
    """Draw a dot and a line for each region; where there is none, a dash says so."""
    for at, (value, low, high) in enumerate(marks):
        axes.axhline(at, color=GRID, linewidth=0.7, zorder=0)
        if math.isnan(value):
            axes.annotate("–", (0.02, at), xycoords=("axes fraction", "data"), va="center",
                          fontsize=8.5, color=RULE)  # fmt: skip
            continue
        if not math.isnan(low):
            axes.plot([low, high], [at, at], color=RULE, linewidth=1.8, marker="|",
                      markersize=6, solid_capstyle="butt", zorder=1)  # fmt: skip
        axes.plot([value], [at], marker="o", markersize=5.5, markeredgecolor=BLUE,
                  markerfacecolor=BLUE if sound[at] else "white", zorder=2)  # fmt: skip
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.tick_params(axis="x", labelsize=8)


def _limit(axes: Axes, values: pd.DataFrame) -> None:
    """Leave room beside the outermost values of all regions."""
    low, high = float(values.min().min()), float(values.max().max())
    if math.isnan(low):
        axes.set_xticks([])
        return
    room = 0.06 * (high - low) or 0.1 * (abs(high) or 1.0)
    axes.set_xlim(low - room, high + room)


def _explained(rows: pd.DataFrame, lang: str) -> list[Artist]:
    """Say what marks and lines are, and what each hollow mark warns of."""
    from matplotlib.lines import Line2D

    line = text(
        "line: on the left the values the records are compatible with, on the right from the "
        "lowest to the highest of the ways of comparing",
        lang,
    )
    entries: list[Artist] = [
        spot("o", BLUE, text("value", lang)),
        Line2D([], [], color=RULE, linewidth=1.8, marker="|", label=fill(line, 90)),
    ]
    doubts = [flag for flag in FLAGS if flag != "ok" and (rows["flag"] == flag).any()]
    told = rows.loc[rows["as_recorded"].notna(), "flag"]
    if any(told.eq(flag).any() for flag in doubts):
        words = text("hollow: to be read with care; the text says why", lang)
        entries.append(spot("o", "white", words, markeredgecolor=BLUE))
    if rows["as_recorded"].isna().any():
        entries.append(Line2D([], [], linestyle="", label=text("–: not known or not shown", lang)))
    return entries
