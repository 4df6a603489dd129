"""Matrices as pictures: cells of one color, groups set apart by lines, signs that stay in print."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np

from netcoop.maps import style
from netcoop.maps.pictures.apart import keep_apart
from netcoop.maps.pictures.axes import GRID, RULE, SMALL, bare, words_on
from netcoop.maps.pictures.letters import drawable
from netcoop.network.labels import CUE

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.path import Path as Outline

LONGEST = 44  # letters of a label

Cell = tuple[int, int]  # row, column


def short(value: object, longest: int = LONGEST) -> str:
    """Cut a long label; whether its name is decided stays to be seen.

    Examples
    --------
    >>> short("Sdružení pro rodinu", 10)
    'Sdružení …'
    """
    words = drawable(value)
    if len(words) <= longest:
        return words
    cue = CUE if words.endswith(CUE) else ""
    return words[: longest - 1 - len(cue)] + "…" + cue


def frame_cells(axes: Axes, rows: Sequence[str], columns: Sequence[str], size: float) -> None:
    """Make room for a matrix, its first row on top, columns named above; names as they are."""
    axes.set_xlim(-0.5, len(columns) - 0.5)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_aspect("equal", adjustable="box")
    axes.xaxis.tick_top()
    axes.xaxis.set_label_position("top")
    words_on(axes.yaxis, range(len(rows)), rows, size)
    words_on(axes.xaxis, range(len(columns)), columns, size)
    axes.tick_params(axis="x", labelrotation=90)
    bare(axes)
    keep_apart(axes)


def fill_cells(axes: Axes, cells: Iterable[Cell], color: str, edge: str = "white") -> None:
    """Paint cells; as shapes, so that a picture of vectors stays one."""
    from matplotlib.collections import PolyCollection

    corners = np.array([(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)])
    squares = [corners + np.array([column, row]) for row, column in sorted(cells)]
    if squares:
        axes.add_collection(
            PolyCollection(squares, facecolors=color, edgecolors=edge, linewidths=0.5, zorder=1),
            autolim=False,
        )


def sign_cells(axes: Axes, cells: Iterable[Cell], marker: Any, size: float, **look: Any) -> None:
    """Put the same sign into cells."""
    places = sorted(cells)
    if places:
        rows, columns = zip(*places, strict=True)
        axes.plot(
            columns, rows, linestyle="", marker=marker, markersize=size, zorder=4, **look
        )  # fmt: skip


def rule_groups(axes: Axes, rows: Sequence[str], columns: Sequence[str]) -> None:
    """Part rows and columns where the group changes, by lines; all others by faint ones."""
    for groups, line in ((rows, axes.axhline), (columns, axes.axvline)):
        for place in range(len(groups) + 1):
            edge = place in (0, len(groups)) or groups[place] != groups[place - 1]
            line(
                place - 0.5,
                color=RULE if edge else GRID,
                linewidth=0.9 if edge else 0.4,
                zorder=3 if edge else 2,
                clip_on=False,
            )


def name_groups(axes: Axes, groups: Sequence[str]) -> None:
    """Name the groups of rows on the right."""
    start = 0
    for name, members in groupby(groups):
        length = len(list(members))
        axes.annotate(
            short(name),
            (1, start + (length - 1) / 2),
            xycoords=("axes fraction", "data"),
            xytext=(5, 0),
            textcoords="offset points",
            va="center",
            fontsize=SMALL,
            color=style.INK,
            annotation_clip=False,
        )
        start += length


def letter(sign: str) -> Outline:
    """Make a mark of a letter or sign, the same with every font on the machine."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.path import Path as Outline
    from matplotlib.textpath import TextPath

    path = TextPath((0, 0), sign, size=1, prop=FontProperties(family="DejaVu Sans", weight="bold"))
    low, high = path.vertices.min(axis=0), path.vertices.max(axis=0)
    return Outline((path.vertices - (low + high) / 2) / (high - low).max(), path.codes)


def ink_on(color: str) -> str:
    """Choose letters that can be read on a color: dark or white."""
    from matplotlib.colors import to_rgb

    red, green, blue = to_rgb(color)
    return style.INK if 0.299 * red + 0.587 * green + 0.114 * blue > 0.55 else "white"
