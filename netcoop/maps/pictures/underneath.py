"""What lies below the ties: outlines or boxes of regions, with their names in small capitals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from netcoop.maps.pictures.letters import drawable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.text import Text
    from matplotlib.transforms import Bbox

    from netcoop.maps.model import MapModel

STROKE = "#8A929A"
INK = "#4A525A"  # seven to one on paper
NAME_SIZE = 6.5  # points
HEADING = "heading"  # what the entry above the colors is known by
LOWEST = 0.5  # order of drawing: below all lines


def draw_outlines(axes: Axes, model: MapModel) -> None:
    """Draw the shapes below a map, filled where they have a value."""
    from matplotlib.patches import PathPatch

    for shape in model.underlay["outlines"] if model.underlay else ():
        path = _path([ring for ring in shape["rings"] if len(ring) > 2])
        if path is not None:
            axes.add_artist(
                PathPatch(path, facecolor=shape["fill"] or "none", edgecolor=STROKE,
                          linewidth=0.7, zorder=LOWEST)
            )  # fmt: skip


def _path(rings: Sequence[Sequence[Sequence[float]]]) -> Any:
    """Make one path of all rings of an area; a ring inside another one is a hole."""
    from matplotlib.path import Path as Outline

    if not rings:
        return None
    points = np.concatenate([np.asarray([*ring, ring[0]], dtype="float64") for ring in rings])
    codes = []
    for ring in rings:
        codes += [Outline.MOVETO, *[Outline.LINETO] * (len(ring) - 1), Outline.CLOSEPOLY]
    return Outline(points, codes)


def name_outlines(
    axes: Axes, outlines: Sequence[Mapping[str, Any]], renderer: Any, area: Bbox, marks: Any
) -> list[Text]:
    """Write the names of the shapes, clear of marks and of each other as far as there is room."""
    from matplotlib.patheffects import withStroke

    written: list[Text] = []
    boxes: list[Bbox] = []
    for shape in outlines:
        rings = [ring for ring in shape["rings"] if len(ring) > 2]
        if not shape["name"] or not rings:
            continue
        words = axes.annotate(
            drawable(str(shape["name"]).upper()), (0, 0),
            xytext=(0, 0), textcoords="offset points", ha="center", va="center",
            fontsize=NAME_SIZE, color=INK, parse_math=False, zorder=2.5,
            path_effects=[withStroke(linewidth=1.8, foreground="white")],
        )  # fmt: skip
        words.set_in_layout(False)
        box = _settle(words, max(rings, key=len), renderer, area, boxes, marks)
        if box is None:
            words.remove()
        else:
            written.append(words)
            boxes.append(box)
    return written


def _settle(
    words: Any, ring: Sequence[Sequence[float]], renderer: Any, area: Bbox, boxes: Any, marks: Any
) -> Bbox | None:
    """Move a name to the first good place in its shape; return its box, or none."""
    points = np.asarray(ring, dtype="float64")
    low, high = points.min(axis=0), points.max(axis=0)
    middle = (low + high) / 2
    tries = [(middle[1], "center", 0.0), (low[1], "top", -2.5), (high[1], "bottom", 2.5)]
    if _is_box(points, low, high):
        # The room at the top of a box is for its name.
        tries = tries[1:]
    for y, align, down in tries:
        words.xy = (middle[0], y)
        words.set_position((0, down))
        words.set_va(align)
        box = words.get_window_extent(renderer)
        inside = area.x0 <= box.x0 and box.x1 <= area.x1 and area.y0 <= box.y0 <= area.y1
        if not inside or any(box.overlaps(other) for other in boxes):
            continue
        covered = (
            (marks[:, 0] < box.x1) & (box.x0 < marks[:, 2])
            & (marks[:, 1] < box.y1) & (box.y0 < marks[:, 3])
        ).any()  # fmt: skip
        if not covered:
            return box  # type: ignore[no-any-return]
    return None


def _is_box(points: Any, low: Any, high: Any) -> bool:
    on_edge = (np.isclose(points, low) | np.isclose(points, high)).all(axis=1)
    return bool(len(points) <= 5 and on_edge.all())


def outline_entries(model: MapModel) -> list[Artist]:
    """List what the colors of the outlines mean, after a line that says what the value is."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    legend = model.underlay["legend"] if model.underlay else None
    if not legend:
        return []
    heading = Line2D([], [], linestyle="", label=legend["title"][model.lang], gid=HEADING)
    return [
        *([heading] if legend["title"][model.lang] else []),
        *(
            Patch(facecolor=one["color"], edgecolor=STROKE, linewidth=0.7,
                  label=one["label"][model.lang])
            for one in legend["entries"]
        ),
    ]  # fmt: skip
