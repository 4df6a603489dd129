"""A map as one picture, drawn without a browser: the same places, colors, shapes and words."""

from __future__ import annotations

import io
from textwrap import fill
from typing import TYPE_CHECKING

from netcoop._core.checks import check_choice, is_whole
from netcoop._core.texts import text
from netcoop.errors import ArgumentError
from netcoop.maps import style
from netcoop.maps.pictures.legends import EDGE, draw_legend, legend_entries, make_room
from netcoop.maps.pictures.letters import drawable, same_bytes
from netcoop.maps.pictures.scene import draw_view
from netcoop.maps.places.placing import PANEL

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from netcoop.maps.model import MapModel

FORMATS = ("png", "svg")
SIZE = (11.0, 7.8)  # inches: an A4 page across, less its margins
LARGEST = 2.5  # a map of thousands is drawn on a larger sheet, at most so many times
TITLE_SIZE = 14.0
TITLE_WIDTH = 80  # letters
LABELS = 60


def picture(
    model: MapModel,
    *,
    view: int = 0,
    format: str,  # noqa: A002 - the word for it
    dpi: int = 200,
) -> bytes:
    """Draw a view of a map as a file in memory.

    Parameters
    ----------
    model
        The map.
    view
        Which of its views.
    format
        ``"png"`` or ``"svg"``.
    dpi
        Dots per inch: how fine a PNG is.

    Returns
    -------
    bytes
        The file; the same bytes for the same map.
    """
    check_choice("format", format, FORMATS)
    if not is_whole(view) or view not in range(len(model.views)):
        raise ArgumentError(
            text("view={view!r} must be a number from 0 to {last}.",
                 view=view, last=len(model.views) - 1)
        )  # fmt: skip
    if not is_whole(dpi) or not 20 <= dpi <= 1200:
        raise ArgumentError(text("dpi={dpi!r} must be a whole number from 20 to 1200.", dpi=dpi))
    return file_of(figure_of(model, view), format, model.title[model.lang], dpi)


def file_of(figure: Figure, kind: str, title: str, dpi: int = 200) -> bytes:
    """Write a figure to memory: without the day and the program, so always the same bytes."""
    content = io.BytesIO()
    said = drawable(title)
    metadata = (
        {"Date": None, "Creator": "netcoop", "Title": said}
        if kind == "svg"
        else {"Software": "netcoop"}
    )
    with same_bytes():
        figure.savefig(content, format=kind, dpi=dpi, metadata=metadata)
    return content.getvalue()


def heading(model: MapModel, view: int) -> str:
    """Say what a view is: the title of the map, the period, and that facilitators are left out."""
    state = model.views[view]
    period = next((one.label[model.lang] for one in model.periods if one.key == state.period), "")
    parts = [model.title[model.lang], period]
    if state.without:
        parts.append(text("without facilitators", model.lang))
    return " · ".join(part for part in parts if part)


def figure_of(model: MapModel, view: int = 0) -> Figure:
    """Draw a view of a map with its title and legend on a sheet of its own."""
    from matplotlib.figure import Figure

    growth = min(LARGEST, max(1.0, (model.width / PANEL[0]) ** 0.5))
    figure = Figure(figsize=(SIZE[0] * growth, SIZE[1] * growth), facecolor="white")
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_axis_off()
    title = figure.text(
        0.5,
        1 - EDGE / (SIZE[1] * growth),
        fill(drawable(heading(model, view)), TITLE_WIDTH, max_lines=2, placeholder=" …"),
        ha="center",
        va="top",
        fontsize=TITLE_SIZE,
        color=style.INK,
        parse_math=False,
    )
    draw_legend(axes, legend_entries(axes, model, view))
    make_room(figure, axes, above=title.get_window_extent().height / figure.dpi + EDGE)
    if model.actors:
        draw_view(axes, model, view=view, labels=round(LABELS * growth))
    else:
        axes.text(0.5, 0.5, model.texts[model.lang]["empty"], ha="center", va="center",
                  transform=axes.transAxes, color=style.INK, parse_math=False)  # fmt: skip
    return figure
