"""A map that fits its axes whenever it is drawn: layouts of a figure move axes afterwards.

Limits, sizes of marks and lines, the legend inside of the axes and the places of names all depend
on how many points the axes are wide and high. They are set at once, and again when the figure is
drawn and the axes have another size by then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from netcoop.maps import style
from netcoop.maps.labels import Spot, place_labels
from netcoop.maps.pictures.drawing import SMALLEST_HOLLOW, Names, dots_per_point, rim
from netcoop.maps.pictures.keeper import when_drawn
from netcoop.maps.pictures.legends import fit_legend
from netcoop.maps.pictures.underneath import name_outlines

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.text import Text

SAME = 0.5  # points: axes that differ by less are as they were
SMALLEST_TITLE = 6.0  # points


@dataclass(eq=False)
class Fit:
    """The artists of a map with their sizes in pixels of the layout, and how to fit them.

    ``lines`` are collections with the widths of their lines and the least of each in points,
    ``marks`` collections with their reach, radii, and whether they are hollow.
    """

    axes: Axes
    bounds: tuple[float, float, float, float]
    lines: Sequence[tuple[Any, Any, Any]]
    marks: Sequence[tuple[Any, float, Any, bool]]
    names: Names
    outlines: Sequence[Any]
    legend: Sequence[Artist] | None
    note: str
    size: tuple[float, float] = (0.0, 0.0)
    texts: list[Text] = field(default_factory=list)
    fresh: list[Artist] = field(default_factory=list)

    def start(self, renderer: Any = None) -> None:
        """Fit everything if the axes have changed since."""
        axes, dots = self.axes, dots_per_point(self.axes)
        size = (axes.bbox.width / dots, axes.bbox.height / dots)
        if max(abs(new - old) for new, old in zip(size, self.size, strict=True)) < SAME:
            return
        self.size = size
        foot = self._place_legend(renderer)
        pixel = _frame(axes, self.bounds, foot)
        for lines, widths, least in self.lines:
            lines.set_linewidths(np.maximum(widths * pixel, least) if len(widths) else [1.0])
        for marks, reach, radii, hollow in self.marks:
            # The dashes of a white spot must be seen in a small picture too.
            sizes = np.maximum(radii * pixel, SMALLEST_HOLLOW * hollow)
            marks.set_sizes((2 * reach * sizes) ** 2)
            marks.set_linestyles([rim(float(sizes.max()), isolate=hollow)])
        self._place_names(renderer, pixel, foot)
        _shrink_title(axes, renderer)

    def finish(self, renderer: Any) -> None:
        """Draw what was made while drawing: matplotlib had listed what to draw before."""
        for artist in self.fresh:
            artist.draw(renderer)
        self.fresh = []

    def _place_legend(self, renderer: Any) -> float:
        """Put the legend at the foot; return which share of the height it takes."""
        if not self.legend:
            return 0.0
        old = self.axes.get_legend()
        if old is not None:
            old.set_visible(False)
            old.remove()
        legend, foot = fit_legend(self.axes, self.legend, self.note, renderer)
        if legend is not None and renderer is not None:
            self.fresh.append(legend)
        return foot

    def _place_names(self, renderer: Any, pixel: float, foot: float) -> None:
        from matplotlib.transforms import Bbox

        for old in self.texts:
            # It is still on the list of what is drawn now.
            old.set_visible(False)
            old.remove()
        box = self.axes.bbox
        area = Bbox([[box.x0, box.y0 + foot * box.height], [box.x1, box.y1]])
        below = name_outlines(self.axes, self.outlines, renderer, area, self._mark_boxes(pixel))
        blocked = [spot for words in below for spot in _spots_of(words.get_window_extent(renderer))]
        self.texts = [*below, *_write(self.axes, self.names, pixel, blocked, area, renderer)]
        if renderer is not None:
            self.fresh += self.texts

    def _mark_boxes(self, pixel: float) -> Any:
        """Give left, bottom, right and top of every mark, in dots of the figure."""
        reach = np.array(self.names.radii).reshape(-1, 1) * pixel * dots_per_point(self.axes)
        places = np.asarray(self.names.places, dtype="float64").reshape(-1, 2)
        points = self.axes.transData.transform(places)
        return np.hstack([points - reach, points + reach])


def _frame(axes: Axes, bounds: tuple[float, float, float, float], foot: float) -> float:
    """Show this part of the layout above the foot; return how many points a pixel of it takes."""
    left, top, right, bottom = bounds
    width, height = right - left, bottom - top
    wide, high = max(axes.bbox.width, 1.0), max(axes.bbox.height * (1 - foot), 1.0)
    shape = high / wide
    # All of the axes is for the picture, so that names have the most room.
    wider, higher = max(0.0, height / shape - width) / 2, max(0.0, width * shape - height) / 2
    # Limits have the shape of the axes: an aspect of its own would make layouts shrink the axes.
    axes.set_aspect("auto")
    axes.set_xlim(left - wider, right + wider)
    whole = (height + 2 * higher) / (1 - foot)
    # Downwards, as on the screen.
    axes.set_ylim(top - higher + whole, top - higher)
    axes.set_axis_off()
    return float(wide / dots_per_point(axes) / (width + 2 * wider))


def _shrink_title(axes: Axes, renderer: Any) -> None:
    """Make a title smaller that is wider than the axes have become."""
    title = axes.title
    if title.get_text():
        width = title.get_window_extent(renderer).width
        if width > axes.bbox.width > 0:
            size = float(title.get_fontsize()) * axes.bbox.width / width
            title.set_fontsize(max(SMALLEST_TITLE, size))


def _spots_of(box: Any) -> list[Spot]:
    """Cover a box by squares: places where no name may stand."""
    half = box.height / 2
    count = max(1, int(np.ceil(box.width / box.height)))
    across = np.linspace(box.x0 + half, max(box.x0 + half, box.x1 - half), count)
    return [Spot(float(x), box.y0 + half, half, 0.0, 0.0) for x in across]


def _write(
    axes: Axes, names: Names, pixel: float, blocked: Sequence[Spot], area: Any, renderer: Any
) -> list[Text]:
    """Write the names of marks where there is room."""
    from matplotlib.patheffects import withStroke

    dots = dots_per_point(axes)
    order = names.order(pixel * dots)
    spots = [*_spots(axes, names, pixel * dots, set(order), renderer), *blocked]
    bounds = (area.x0, area.y0, area.x1, area.y1)
    written: list[Text] = []
    for position, found in place_labels(spots, order, bounds, names.most).items():
        spot = spots[position]
        anchor = {"left": found.left, "right": found.right, "center": spot.x}[found.align]
        words = axes.annotate(
            names.words[position],
            names.places[position],
            xytext=((anchor - spot.x) / dots, ((found.bottom + found.top) / 2 - spot.y) / dots),
            textcoords="offset points",
            ha=found.align,
            va="center",
            fontsize=names.size,
            color=style.INK,
            path_effects=[withStroke(linewidth=2.2, foreground="white")],
            parse_math=False,
            zorder=4,
        )
        # Names stand inside of the axes: no layout has to find room for them.
        words.set_in_layout(False)
        written.append(words)
    return written


def _spots(axes: Axes, names: Names, pixel: float, measured: set[int], renderer: Any) -> list[Spot]:
    """Measure every mark, and the names that will be tried, in the dots of the figure."""
    ruler = axes.text(0, 0, "", fontsize=names.size, parse_math=False)
    points = axes.transData.transform(np.asarray(names.places, dtype="float64").reshape(-1, 2))
    spots = []
    for row, (x, y) in enumerate(points.tolist()):
        width = height = 0.0
        if row in measured:
            ruler.set_text(names.words[row])
            extent = ruler.get_window_extent(renderer)
            width, height = extent.width, extent.height
        spots.append(Spot(x, y, names.radii[row] * pixel * 1.15, width, height))
    ruler.remove()
    return spots


def keep_fitted(axes: Axes, fit: Fit) -> None:
    """Fit a map now, and before and after all else when it is drawn."""
    fit.start()
    for action, order in ((fit.start, -10.0), (fit.finish, 10.0)):
        when_drawn(axes, action, order)
