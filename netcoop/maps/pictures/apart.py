"""Names of rows, columns and cells that keep apart in small axes: smaller, cut, then fewer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from netcoop.maps.pictures.keeper import when_drawn

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.text import Text

SMALLEST = 4.5  # points
CLOSE = 0.96  # share of the room that names fill at most
GAP = 3.0  # points to whatever stands beside


def keep_apart(axes: Axes) -> None:
    """Keep the names of rows and columns, and what stands in cells, apart in any axes."""
    apart = _Apart(axes)
    if len(axes.figure.axes) > 1:
        # Before a layout looks for room for names that will be smaller than they are.
        apart.settle(None)
    when_drawn(axes, apart.settle)


@dataclass(eq=False)
class _Apart:
    """Names of axes, as they were at first: axes may become larger again."""

    axes: Axes
    first: dict[Any, Any] = field(default_factory=dict)

    def settle(self, renderer: Any) -> None:
        """Fit all names to the axes as they are now."""
        axes = self.axes
        dots = axes.figure.dpi / 72
        for axis, upright in ((axes.xaxis, False), (axes.yaxis, True)):
            if axis.get_visible() and _has_words(axis):
                self._settle_axis(axis, renderer, dots, upright=upright)
        cell = abs(np.diff(axes.transData.transform([(0, 0), (1, 1)]), axis=0)[0])
        if not _has_words(axes.xaxis):
            # Rows only: across, the unit is no cell.
            cell = np.array([np.inf, cell[1]])
        for words in axes.texts:
            self._settle_text(words, renderer, cell)
        for line in axes.lines:
            if line.get_marker() not in (None, "None", ""):
                size = self.first.setdefault(line, line.get_markersize())
                line.set_markersize(min(size, 0.9 * float(cell.min()) / dots))
        marks: Any
        for marks in (one for one in axes.collections if np.shape(one.get_offsets()) == (1, 2)):
            if hasattr(marks, "get_sizes"):
                sizes = self.first.setdefault(marks, marks.get_sizes())
                marks.set_sizes(np.minimum(sizes, (float(cell.min()) / dots) ** 2))
        _drop_covered([one for one in axes.texts if _is_group(one)], renderer)

    def _settle_axis(self, axis: Axis, renderer: Any, dots: float, *, upright: bool) -> None:
        # All of the names, not only those that were shown before.
        places, words, size = self.first.setdefault(
            axis,
            (
                list(axis.get_majorticklocs()),
                [one.get_text() for one in axis.get_ticklabels()],
                axis.get_ticklabels()[0].get_fontsize(),
            ),
        )
        axis.set_ticks(places, labels=words)
        axis.set_tick_params(labelsize=size)
        names = axis.get_ticklabels()
        boxes = [one.get_window_extent(renderer) for one in names]
        along = np.array([box.height if upright else box.width for box in boxes])
        across = max((box.width if upright else box.height for box in boxes), default=0.0)
        ends = self.axes.transData.transform([(at, at) for at in places])[:, int(upright)]
        gaps = np.abs(np.diff(ends))
        needed = (along[1:] + along[:-1]) / 2
        # Before the layout nobody knows what will stand beside.
        room = 1e6
        if renderer is not None:
            room = _room_beside(self.axes, axis, upright=upright) - GAP * dots
        share = min(1.0, *(CLOSE * gaps / np.maximum(needed, 1e-9)), room / max(across, 1e-9))
        small = max(min(SMALLEST, size), size * max(share, 0.0))
        axis.set_tick_params(labelsize=small)
        if renderer is None:
            # The layout leaves room for names of this size: they must not grow again.
            self.first[axis] = places, words, small
        shown = _cut(words, small / size * across, room)
        kept = _thinned(ends, along * small / size)
        axis.set_ticks(places, labels=[one if at in kept else "" for at, one in enumerate(shown)])

    def _settle_text(self, words: Text, renderer: Any, cell: Any) -> None:
        size = self.first.setdefault(words, words.get_fontsize())
        words.set_fontsize(size)
        if _is_group(words) or not words.get_text():
            return
        box = words.get_window_extent(renderer)
        share = min(1.0, CLOSE * cell[0] / box.width, CLOSE * cell[1] / box.height)
        words.set_fontsize(max(min(2.0, size), size * share))


def _has_words(axis: Axis) -> bool:
    """Tell whether words stand at fixed places of an axis, not numbers."""
    from matplotlib.ticker import FixedLocator

    return isinstance(axis.get_major_locator(), FixedLocator) and bool(axis.get_ticklabels())


def _is_group(words: Text) -> bool:
    return isinstance(getattr(words, "xycoords", None), tuple)


def _room_beside(axes: Axes, axis: Any, *, upright: bool) -> float:
    """Measure how far names may reach from the axes: to the next picture, or the edge."""
    own, figure = axes.bbox, axes.figure
    boxes = [one.bbox for one in figure.axes if one is not axes]
    if upright:
        beside = [b.x1 for b in boxes if b.x1 <= own.x0 and b.y0 < own.y1 and own.y0 < b.y1]
        return float(own.x0 - max([figure.bbox.x0, *beside]))
    near = [b for b in boxes if b.x0 < own.x1 and own.x0 < b.x1]
    if axis.get_ticks_position() == "top":
        return float(min([figure.bbox.y1, *(b.y0 for b in near if b.y0 >= own.y1)]) - own.y1)
    return float(own.y0 - max([figure.bbox.y0, *(b.y1 for b in near if b.y1 <= own.y0)]))


def _cut(words: Sequence[str], reach: float, room: float) -> list[str]:
    """Cut names that would reach beyond their room."""
    longest = max((len(line) for one in words for line in one.split("\n")), default=0)
    letters = max(4, int(longest * max(room, 0.0) / max(reach, 1e-9)))
    if reach <= room or letters >= longest:
        return list(words)
    return [
        "\n".join(
            line if len(line) <= letters else line[: letters - 1] + "…" for line in one.split("\n")
        )
        for one in words
    ]


def _thinned(ends: Any, along: Any) -> set[int]:
    """Choose names that do not touch, the first of two that would."""
    kept: list[int] = []
    for at in range(len(ends)):
        if not kept or abs(ends[at] - ends[kept[-1]]) >= (along[at] + along[kept[-1]]) / 2 * 0.98:
            kept.append(at)
    return set(kept)


def _drop_covered(names: Sequence[Text], renderer: Any) -> None:
    """Hide names of groups that would lie on one shown before."""
    boxes: list[Any] = []
    for one in names:
        one.set_visible(True)
        box = one.get_window_extent(renderer)
        if any(box.overlaps(other) for other in boxes):
            one.set_visible(False)
        else:
            boxes.append(box)
