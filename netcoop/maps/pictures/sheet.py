"""A sheet of small pictures: heading above, one legend below, a grid of equal rooms between."""

from __future__ import annotations

import math
from collections.abc import Sequence
from textwrap import fill
from typing import TYPE_CHECKING

from netcoop.maps import style
from netcoop.maps.pictures.axes import GRID
from netcoop.maps.pictures.drawing import Scale, draw_view
from netcoop.maps.pictures.legends import EDGE, draw_legend, legend_entries, make_room
from netcoop.maps.pictures.letters import drawable
from netcoop.maps.places.compact import INNER, REACH, RING

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Text

    from netcoop.maps.model import MapModel

Room = tuple[float, float, float, float]  # left, bottom, width, height as shares of the sheet

PAGE = (11.69, 8.27)  # inches: A4 across
FULL_ROWS = 4  # rows that fill the page; more make it longer
ROW = 1.75  # inches of a row
HEADER = 0.36  # inches above a picture, for its name and counts
GAP = 0.06  # inches between pictures
TITLE_SIZE, NOTE_SIZE, NAME_SIZE, COUNT_SIZE = 14.0, 8.5, 9.0, 7.5  # points
TITLE_WIDTH, NOTE_WIDTH = 90, 160  # letters


def draw_sheet(
    model: MapModel, words: Sequence[str], count: int, columns: int
) -> tuple[Figure, list[Room]]:
    """Draw heading and legend, and say where the pictures go."""
    from matplotlib.figure import Figure

    rows = math.ceil(count / columns)
    height = PAGE[1] + max(0, rows - FULL_ROWS) * ROW
    figure = Figure(figsize=(PAGE[0], height), facecolor="white")
    base = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    base.set_axis_off()
    above = _write_words(figure, words)
    draw_legend(base, legend_entries(base, model))
    make_room(figure, base, above)
    box = base.get_position()
    width, deep = box.width / columns, box.height / rows
    return figure, [
        (box.x0 + place % columns * width, box.y1 - (place // columns + 1) * deep, width, deep)
        for place in range(count)
    ]


def _write_words(figure: Figure, words: Sequence[str]) -> float:
    """Write the title and the notes on top; return how many inches they take."""
    height, above = figure.get_size_inches()[1], 0.0
    for line, said in enumerate(words):
        width, size = (NOTE_WIDTH, NOTE_SIZE) if line else (TITLE_WIDTH, TITLE_SIZE)
        written = figure.text(
            0.5, 1 - (above + EDGE) / height,
            fill(drawable(said), width, max_lines=2, placeholder=" …"),
            ha="center", va="top", fontsize=size, color=style.INK, parse_math=False,
        )  # fmt: skip
        above += written.get_window_extent().height / figure.dpi + EDGE
    return above + EDGE


def draw_panel(
    figure: Figure,
    room: Room,
    model: MapModel,
    view: int,
    *,
    heading: str,
    counts: str,
    scale: Scale,
) -> None:
    """Draw one small picture with its name and counts above."""
    wide, high = figure.get_size_inches()
    left, bottom, width, height = room
    across, down = GAP / wide, GAP / high
    axes = figure.add_axes(
        (left + across, bottom + down, width - 2 * across, height - 2 * down - HEADER / high)
    )
    middle, top = left + width / 2, bottom + height - down
    name = figure.text(middle, top, drawable(heading), ha="center", va="top", fontsize=NAME_SIZE,
                       fontweight="bold", color=style.INK, parse_math=False)  # fmt: skip
    _fit(name, (width - 2 * across) * wide * figure.dpi)
    figure.text(middle, top - 0.17 / high, counts, ha="center", va="top", fontsize=COUNT_SIZE,
                color=style.INK, parse_math=False)  # fmt: skip
    draw_view(axes, model, view=view, labels=0, scale=scale,
              bounds=(-REACH[0], -REACH[1], REACH[0], REACH[1]))  # fmt: skip
    _draw_rings(axes)


def _draw_rings(axes: Axes) -> None:
    """Draw both rings faintly: a gap in a ring is what the eye looks for."""
    from matplotlib.patches import Ellipse

    for share in (INNER, 1.0):
        axes.add_patch(
            Ellipse((0, 0), 2 * RING[0] * share, 2 * RING[1] * share, fill=False,
                    edgecolor=GRID, linewidth=0.8, zorder=0)
        )  # fmt: skip


def _fit(words: Text, room: float) -> None:
    """Cut a name that is wider than its picture."""
    written = words.get_text()
    letters = len(written)
    while letters > 1 and (width := words.get_window_extent().width) > room:
        letters = min(letters - 1, int(letters * max(0.5, room / width)))
        words.set_text(written[:letters] + "…")
