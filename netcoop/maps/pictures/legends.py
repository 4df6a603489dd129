"""The legend of a picture, and figures that have room for all of it."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING, Any

from netcoop.maps import style
from netcoop.maps.model import MapGroup, MapModel
from netcoop.maps.pictures.drawing import LABEL_SIZE, dashes, outline, ties_by_kind
from netcoop.maps.pictures.letters import drawable
from netcoop.maps.pictures.underneath import HEADING, outline_entries

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.legend import Legend

LEGEND_WIDTH = 30  # letters
SIZES = (LABEL_SIZE + 1, 8.0, 7.0, 6.0, 5.0)  # points of a legend inside of the axes
MOST_SHARE = 1 / 3  # of the height of the axes, for a legend inside of them
EDGE = 0.08  # inches between the picture, its texts and the edge of the figure


def mark_sample(group: MapGroup, label: str, *, hollow: bool = False) -> Artist:
    """Draw the mark of a group for a legend."""
    from matplotlib.lines import Line2D

    return Line2D(
        [], [], linestyle="", marker=outline(group.shape)[0], markersize=8,
        markerfacecolor="white" if hollow else group.color, markeredgecolor=style.OUTLINE,
        markeredgewidth=0.8, label=label,
    )  # fmt: skip


def isolate_sample(axes: Axes, label: str) -> Artist:
    """Draw the mark of an actor without ties for a legend."""
    return axes.scatter([], [], s=64, facecolors="white", edgecolors=style.OUTLINE,
                        linewidths=0.8, linestyles="dashed", label=label)  # fmt: skip


def line_sample(color: str, dash: Sequence[int], label: str) -> Artist:
    """Draw a line for a legend."""
    from matplotlib.lines import Line2D

    return Line2D([], [], color=color, linewidth=1.8, linestyle=dashes(dash), label=label)


def legend_entries(axes: Axes, model: MapModel, view: int | None = 0) -> list[Artist]:
    """List what a view of a map shows, or all views: groups first, then ties, then outlines."""
    from matplotlib.lines import Line2D

    lang = model.lang
    views = model.views if view is None else (model.views[view],)
    there = [any(one.present[row] for one in views) for row in range(len(model.actors))]
    groups = {actor.group for actor, present in zip(model.actors, there, strict=True) if present}
    kinds = {kind for place, one in enumerate(model.views) if one in views
             for kind, ties in ties_by_kind(model, place).items() if ties}  # fmt: skip
    marks = [mark_sample(group, group.label[lang]) for group in model.groups if group.key in groups]
    if any(any(one.isolate) for one in views):
        marks.append(isolate_sample(axes, model.texts[lang]["isolate"]))
    if any(there[row] for row in model.undecided):
        marks.append(
            Line2D([], [], linestyle="", marker="$?$", color=style.INK,
                   label=model.texts[lang]["undecided_name"])
        )  # fmt: skip
    lines = [
        line_sample(kind.color, kind.dash, kind.label[lang] + (" →" if kind.arrow else ""))
        for kind in model.tie_kinds
        if kind.key in kinds
    ]
    return [*marks, *lines, *outline_entries(model)]


def draw_legend(axes: Axes, handles: Sequence[Artist], size: float = LABEL_SIZE + 1) -> None:
    """Write the legend below the axes, in as many columns as its words leave room for."""
    if not handles:
        return
    for handle in handles:
        handle.set_label(fill(drawable(str(handle.get_label())), LEGEND_WIDTH))
    longest = max(len(line) for h in handles for line in str(h.get_label()).split("\n"))
    # Four short columns fill the width of a page; longer words leave room for fewer.
    for columns in range(max(1, min(4, 140 // (longest + 6))), 0, -1):
        legend = axes.legend(
            handles=_columned(handles, columns),
            loc="upper center",
            bbox_to_anchor=(0.5, 0.0),
            ncols=columns,
            frameon=False,
            fontsize=size,
        )
        for entry in legend.get_texts():
            entry.set_parse_math(False)
        if legend.get_window_extent().width <= _width(axes):
            break


def fit_legend(
    axes: Axes, handles: Sequence[Artist], note: str, renderer: Any
) -> tuple[Legend | None, float]:
    """Put the legend inside of the axes, at their foot, in at most a third of the height.

    Returns
    -------
    legend, share
        The legend, and which share of the height it takes; none where it has no room.
    """
    for handle in handles:
        handle.set_label(fill(drawable(str(handle.get_label())), LEGEND_WIDTH))
    for size in SIZES:
        for columns in range(min(len(handles), 8), 0, -1):
            legend = axes.legend(
                handles=_columned(handles, columns),
                loc="lower center",
                bbox_to_anchor=(0.5, 0.0),
                ncols=columns,
                frameon=False,
                fontsize=size,
                title=fill(drawable(note), LEGEND_WIDTH) or None,
                title_fontsize=size,
                borderaxespad=0.0,
                borderpad=0.2,
                columnspacing=1.4,
            )
            for entry in (*legend.get_texts(), legend.get_title()):
                entry.set_parse_math(False)
            legend.set_in_layout(False)
            box = legend.get_window_extent(renderer)
            if box.width <= axes.bbox.width:
                break
        if box.width <= axes.bbox.width and box.height <= MOST_SHARE * axes.bbox.height:
            return legend, float(box.height / axes.bbox.height)
    legend.remove()
    return None, 0.0


def _columned(handles: Sequence[Artist], columns: int) -> list[Artist]:
    """Let the heading of the colors start a column, by blank entries before it."""
    from matplotlib.lines import Line2D

    at = next((row for row, one in enumerate(handles) if one.get_gid() == HEADING), 0)
    for blanks in range(len(handles)):
        count = len(handles) + blanks
        # As matplotlib parts the entries: the first columns are longer by one.
        rows, longer = divmod(count, columns)
        starts = {column * rows + min(column, longer) for column in range(columns)}
        if at == 0 or at + blanks in starts:
            empty = [Line2D([], [], linestyle="", label=" ") for _ in range(blanks)]
            return [*handles[:at], *empty, *handles[at:]]
    return list(handles)


def _width(axes: Axes) -> float:
    figure = axes.get_figure(root=True)
    return float(figure.bbox.width) if figure is not None else float("inf")


def make_room(figure: Figure, axes: Axes, above: float = 0.0) -> None:
    """Let axes fill the figure, but for the legend below and so many inches above."""
    width, height = figure.get_size_inches()
    legend: Legend | None = axes.get_legend()
    below = legend.get_window_extent().height / figure.dpi if legend is not None else 0.0
    bottom, top = (below + EDGE) / height, 1 - (above + EDGE) / height
    # However long the legend, half of the figure is for the picture.
    bottom = min(bottom, top - 0.5)
    axes.set_position((EDGE / width, bottom, 1 - 2 * EDGE / width, top - bottom))
