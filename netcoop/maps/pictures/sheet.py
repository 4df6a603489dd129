"""A sheet of small pictures: heading above, one legend below, a grid of equal rooms between."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from textwrap import fill
from typing import TYPE_CHECKING

import numpy as np

from netcoop.maps import style
from netcoop.maps.pictures.axes import GRID
from netcoop.maps.pictures.drawing import Scale, scale_of
from netcoop.maps.pictures.legends import EDGE, draw_legend, legend_entries, make_room
from netcoop.maps.pictures.letters import drawable
from netcoop.maps.pictures.scene import draw_view
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
HIGHEST = 2.6  # a picture is stretched at most so much
BETWEEN = 1.0  # pixels of the layout between two marks
LEAST = 0.45  # marks become smaller at most by this share
TITLE_SIZE, NOTE_SIZE, NAME_SIZE, COUNT_SIZE, SMALLEST = 14.0, 8.5, 9.0, 7.5, 7.0  # points
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
    draw_legend(base, legend_entries(base, model, None))
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
    """Draw one small picture, stretched to its room, with its name and counts above."""
    high_by = stretch(figure, room)
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
              bounds=(-REACH[0], -REACH[1] * high_by, REACH[0], REACH[1] * high_by))  # fmt: skip
    _draw_rings(axes, high_by)


def stretch(figure: Figure, room: Room) -> float:
    """Tell how much higher than usual a picture must be to fill its room."""
    wide, high = figure.get_size_inches()
    across = room[2] * wide - 2 * GAP
    upwards = room[3] * high - 2 * GAP - HEADER
    return float(min(HIGHEST, max(0.6, upwards / across * REACH[0] / REACH[1])))


def fitted(
    model: MapModel, panels: Sequence[tuple[MapModel, int]], high_by: float
) -> list[MapModel]:
    """Stretch the pictures, and make all marks smaller by one share where some would touch."""
    stretched = [
        replace(one, actors=tuple(replace(actor, y=actor.y * high_by) for actor in one.actors))
        for one, _ in panels
    ]
    largest = scale_of(model).largest
    share = 1.0
    for one, (_, view) in zip(stretched, panels, strict=True):
        state = one.views[view]
        rows = [row for row, present in enumerate(state.present) if present]
        places = np.array([[one.actors[row].x, one.actors[row].y] for row in rows]).reshape(-1, 2)
        values = state.metrics[one.size]
        radii = np.array([style.radius(values[row], largest, one.scale) for row in rows])
        for at in range(1, len(rows)):
            apart = np.hypot(*(places[:at] - places[at]).T)
            share = min(share, float((apart / (radii[:at] + radii[at] + BETWEEN)).min()))
    return [replace(one, scale=one.scale * max(LEAST, share)) for one in stretched]


def _draw_rings(axes: Axes, high_by: float) -> None:
    """Draw both rings faintly: a gap in a ring is what the eye looks for."""
    from matplotlib.patches import Ellipse

    for share in (INNER, 1.0):
        axes.add_patch(
            Ellipse((0, 0), 2 * RING[0] * share, 2 * RING[1] * high_by * share, fill=False,
                    edgecolor=GRID, linewidth=0.8, zorder=0)
        )  # fmt: skip


def _fit(words: Text, room: float) -> None:
    """Make a name that is wider than its picture smaller, and cut it where that is not enough."""
    size = float(words.get_fontsize())
    while words.get_window_extent().width > room and size > SMALLEST:
        size -= 0.5
        words.set_fontsize(size)
    written = words.get_text()
    letters = len(written)
    while letters > 1 and (width := words.get_window_extent().width) > room:
        letters = min(letters - 1, int(letters * max(0.5, room / width)))
        words.set_text(written[:letters] + "…")
