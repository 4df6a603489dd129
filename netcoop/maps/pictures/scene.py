"""One view of a map in axes: lines, marks and names, fitted to the axes when it is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from netcoop.maps.pictures.drawing import (
    LABEL_SIZE,
    Scale,
    bounds_of,
    draw_marks,
    draw_ties,
    names_of,
    radii_of,
    scale_of,
    with_outlines,
)
from netcoop.maps.pictures.fitted import Fit, keep_fitted
from netcoop.maps.pictures.underneath import draw_outlines

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from netcoop.maps.model import MapModel


def draw_view(
    axes: Axes,
    model: MapModel,
    *,
    view: int = 0,
    labels: int = 30,
    scale: Scale | None = None,
    bounds: tuple[float, float, float, float] | None = None,
    label_size: float = LABEL_SIZE,
    legend: Sequence[Artist] | None = None,
    note: str = "",
) -> None:
    """Draw one view of a map into axes; sizes and names follow the axes when these change.

    Parameters
    ----------
    axes
        Axes without frame; their limits are set here.
    model, view
        The map, and which of its views.
    labels
        How many names to write at most.
    scale
        What sizes and widths stand for; by default those of all views of this map.
    bounds
        Left, top, right and bottom edge to show, in pixels of the layout; by default all actors
        and the outlines below them.
    label_size
        Size of names in points.
    legend
        Entries of a legend that stands inside of the axes, at their foot, so that no layout of the
        figure has to find room for it; by default none.
    note
        What to say above that legend.
    """
    there = tuple(
        actor
        for actor, present in zip(model.actors, model.views[view].present, strict=True)
        if present
    )
    scale = scale or scale_of(model)
    shown = bounds or with_outlines(bounds_of(model.actors), model)
    radii = radii_of(model, view, scale)
    draw_outlines(axes, model)
    lines = draw_ties(axes, model, view, scale, radii)
    marks = draw_marks(axes, model, view, radii)
    names = names_of(model, there, radii, labels, label_size)
    outlines = model.underlay["outlines"] if model.underlay else ()
    keep_fitted(axes, Fit(axes, shown, lines, marks, names, outlines, legend, note))
