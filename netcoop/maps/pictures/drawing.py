"""One view of a map on matplotlib axes: ties, marks and names, as on the page."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from netcoop.maps import style
from netcoop.maps.labels import Spot, place_labels, wrapped
from netcoop.maps.model import MapActor, MapModel
from netcoop.maps.pictures.letters import drawable

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.path import Path as Outline
    from numpy.typing import NDArray

    Points = NDArray[np.float64]

MARGIN = 70.0  # pixels of the layout, for labels at the edge
SMALLEST = (640.0, 420.0)  # pixels of the layout shown at least
LABEL_SIZE = 8.0  # points
BEND_STEPS = 16
THINNEST, THINNEST_MISSING = 0.4, 0.9  # points
SMALLEST_HOLLOW = 2.5  # points
SMALL_MARK = 4.0  # points; the dashes around smaller ones are shorter
# Names are measured before they are placed, which takes time: only so many a name to be written.
TRIED = 20
# More shapes than this are kept as points in a drawing: it stays small enough to open.
MOST_SHAPES = 4_000


@dataclass(frozen=True, slots=True)
class Scale:
    """What the largest mark and the thickest line of each kind stand for."""

    largest: float
    heaviest: dict[str, float]


def scale_of(model: MapModel) -> Scale:
    """Measure marks and lines by all views of a map, so that its pictures compare."""
    sizes = (value for view in model.views for value in view.metrics[model.size])
    heaviest: dict[str, float] = {}
    for tie in model.ties:
        most = max((weight for weight in tie.weights if weight is not None), default=0.0)
        heaviest[tie.kind] = max(most, heaviest.get(tie.kind, 0.0))
    return Scale(max((size for size in sizes if size is not None), default=0.0), heaviest)


def draw_view(
    axes: Axes,
    model: MapModel,
    *,
    view: int = 0,
    labels: int = 30,
    scale: Scale | None = None,
    bounds: tuple[float, float, float, float] | None = None,
    label_size: float = LABEL_SIZE,
) -> None:
    """Draw one view of a map into axes.

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
        Left, top, right and bottom edge to show, in pixels of the layout; by default all actors.
    label_size
        Size of names in points.
    """
    there = tuple(
        actor
        for actor, present in zip(model.actors, model.views[view].present, strict=True)
        if present
    )
    scale = scale or scale_of(model)
    pixel = _frame(axes, bounds or _bounds(model.actors))
    radii = _radii(model, view, scale, pixel)
    _draw_ties(axes, model, view, scale, radii, pixel)
    _draw_marks(axes, model, view, radii)
    _draw_labels(axes, model, there, radii, labels, label_size)


def _bounds(actors: Sequence[MapActor]) -> tuple[float, float, float, float]:
    places = _places(actors) if actors else np.array([[0.0, 0.0]])
    (left, top), (right, bottom) = places.min(axis=0).tolist(), places.max(axis=0).tolist()
    # A few marks should not fill the sheet.
    wider = max(MARGIN, (SMALLEST[0] - right + left) / 2)
    higher = max(MARGIN / 2, (SMALLEST[1] - bottom + top) / 2)
    return left - wider, top - higher, right + wider, bottom + higher


def _frame(axes: Axes, bounds: tuple[float, float, float, float]) -> float:
    """Show this part of the layout; return how many points one of its pixels takes."""
    left, top, right, bottom = bounds
    width, height = right - left, bottom - top
    # All of the axes is for the picture, so that names have the most room.
    shape = axes.bbox.height / axes.bbox.width if axes.bbox.width else height / width
    wider, higher = max(0.0, height / shape - width) / 2, max(0.0, width * shape - height) / 2
    axes.set_xlim(left - wider, right + wider)
    # Downwards, as on the screen.
    axes.set_ylim(bottom + higher, top - higher)
    axes.set_aspect("equal", adjustable="box")
    axes.set_axis_off()
    axes.apply_aspect()
    low, high = axes.get_xlim()
    return float(axes.bbox.width / dots_per_point(axes) / abs(high - low))


def dots_per_point(axes: Axes) -> float:
    """Tell how many dots of the figure one point takes."""
    figure = axes.get_figure(root=True)
    return (figure.dpi if figure is not None else 72.0) / 72


def _places(actors: Sequence[MapActor]) -> Points:
    return np.array([[actor.x, actor.y] for actor in actors])


def _radii(model: MapModel, view: int, scale: Scale, pixel: float) -> dict[str, float]:
    values = model.views[view].metrics[model.size]
    return {
        actor.id: style.radius(value, scale.largest, model.scale) * pixel
        for actor, value in zip(model.actors, values, strict=True)
    }


def _draw_ties(
    axes: Axes, model: MapModel, view: int, scale: Scale, radii: dict[str, float], pixel: float
) -> None:
    from matplotlib.collections import LineCollection, PolyCollection

    actors = {actor.id: actor for actor in model.actors}
    drawn = _ties_by_kind(model, view)
    count = sum(map(len, drawn.values()))
    opacity = min(0.85, max(0.35, 11 / math.sqrt(count + 1)))
    for kind in model.tie_kinds:
        ties = drawn.get(kind.key, [])
        paths = [path_between(actors[a], actors[b], kind.bend) for a, b, _, _ in ties]
        largest = scale.heaviest.get(kind.key, 0.0)
        lines = LineCollection(
            paths,
            colors=kind.color,
            linewidths=[
                max(
                    THINNEST if weight is not None else THINNEST_MISSING,
                    line_width(weight, largest) * model.scale * pixel,
                )
                for _, _, weight, _ in ties
            ] or [1.0],
            linestyles=dashes(kind.dash),
            # What is missing is on top and never pale: it is what the eye should find.
            alpha=0.95 if kind.key == style.MISSING else opacity,
            zorder=1.5 if kind.key == style.MISSING else 1,
            rasterized=count > MOST_SHAPES,
        )  # fmt: skip
        axes.add_collection(lines, autolim=False)
        heads = [
            arrow_head(path, radii[target] / pixel, 9 * model.scale)
            for path, (_, target, _, arc) in zip(paths, ties, strict=True)
            if arc
        ]
        axes.add_collection(
            PolyCollection(heads, facecolors=kind.color, zorder=2, rasterized=count > MOST_SHAPES),
            autolim=False,
        )


_Line = tuple[str, str, float | None, bool]


def _ties_by_kind(model: MapModel, view: int) -> dict[str, list[_Line]]:
    """List the lines of a view by kind: source, target, weight (missing: none), arrow."""
    lines: dict[str, list[_Line]] = {}
    for tie in model.ties:
        weight = tie.weights[view]
        if weight is not None:
            lines.setdefault(tie.kind, []).append((tie.source, tie.target, weight, tie.arc))
    rows = zip(model.actors, model.views[view].present, strict=True)
    there = {actor.id for actor, present in rows if present}
    missing: list[_Line] = [
        (pair.source, pair.target, None, False)
        for pair in model.missing
        if pair.source in there and pair.target in there
    ]
    return lines | {style.MISSING: missing}


def line_width(weight: float | None, heaviest: float) -> float:
    """Width of a line in pixels of the layout; a missing tie has one of its own."""
    if weight is None:
        return 1.6
    return 0.7 + 3.8 * (weight / heaviest if heaviest > 0 else 0.0)


def dashes(dash: Sequence[int]) -> tuple[int, tuple[float, ...]] | Literal["solid"]:
    """Give the dash of the page as matplotlib takes it."""
    return (0, tuple(part / 2 for part in dash)) if dash else "solid"


def path_between(source: MapActor, target: MapActor, bend: float) -> Points:
    """Points of a line, bent to one side as on the page, so that two kinds do not cover."""
    start, end = np.array([source.x, source.y]), np.array([target.x, target.y])
    if not bend:
        return np.array([start, end])
    across, down = end[0] - start[0], start[1] - end[1]
    angle = math.atan2(down, across) + (bend * 0.5 + 0.5) * math.pi
    reach = (abs(bend) * 0.5 + 0.5) * math.hypot(across, down)
    lean = start + reach * np.array([math.sin(angle), math.cos(angle)])
    step = np.linspace(0, 1, BEND_STEPS)[:, None]
    return np.asarray((1 - step) ** 2 * start + 2 * step * (1 - step) * lean + step**2 * end)


def arrow_head(path: Points, radius: float, size: float) -> Points:
    """Corners of an arrow head that touches the mark at the end of a line."""
    end = path[-1]
    way = end - path[-2]
    length = float(np.hypot(*way)) or 1.0
    way = way / length
    tip = end - way * radius
    base, side = tip - way * size, np.array([-way[1], way[0]]) * size * 0.42
    return np.array([tip, base + side, base - side])


def outline(shape: str) -> tuple[Outline, float]:
    """Shape of a mark as matplotlib takes it, and the reach matplotlib scales it by."""
    from matplotlib.path import Path as Outline

    points = style.OUTLINES[shape]
    if not points:
        return Outline.unit_circle(), 1.0
    upright = [(x, -y) for x, y in points]
    return Outline([*upright, upright[0]], closed=True), float(np.abs(points).max())


def _draw_marks(axes: Axes, model: MapModel, view: int, radii: dict[str, float]) -> None:
    state = model.views[view]
    rows = list(zip(model.actors, state.present, state.isolate, strict=True))
    for group in model.groups:
        shape, reach = outline(group.shape)
        for isolate in (False, True):
            chosen = [
                actor
                for actor, present, alone in rows
                if present and actor.group == group.key and alone is isolate
            ]
            if not chosen:
                continue
            places = _places(chosen)
            # The dashes of a white spot must be seen in a small picture too.
            sizes = [max(radii[actor.id], SMALLEST_HOLLOW * isolate) for actor in chosen]
            axes.scatter(
                places[:, 0],
                places[:, 1],
                s=[(2 * reach * size) ** 2 for size in sizes],
                marker=shape,
                facecolors="white" if isolate else group.color,
                edgecolors=style.OUTLINE,
                linewidths=0.8 if len(rows) < MOST_SHAPES else 0.3,
                linestyles=_rim(max(sizes), isolate=isolate),
                zorder=3,
                rasterized=len(rows) > MOST_SHAPES,
            )


def _rim(radius: float, *, isolate: bool) -> Any:
    if not isolate:
        return "solid"
    return "dashed" if radius > SMALL_MARK else (0, (1.6, 1.1))


def _draw_labels(
    axes: Axes,
    model: MapModel,
    there: Sequence[MapActor],
    radii: dict[str, float],
    most: int,
    size: float,
) -> None:
    # Whoever lacks expected ties deserves a name although the mark is small.
    lacking = Counter(end for pair in model.missing for end in (pair.source, pair.target))
    dots = dots_per_point(axes)
    weight = [radii[actor.id] * dots + min(8, lacking[actor.id]) for actor in there]
    order = sorted(range(len(there)), key=lambda place: (-weight[place], place))
    names = [wrapped(drawable(actor.label)) for actor in there]
    write_labels(
        axes, [(actor.x, actor.y) for actor in there], names,
        [radii[actor.id] for actor in there], order, most=most, size=size,
    )  # fmt: skip


def write_labels(
    axes: Axes,
    places: Sequence[tuple[float, float]],
    names: Sequence[str],
    radii: Sequence[float],
    order: Sequence[int],
    *,
    most: int,
    size: float = LABEL_SIZE,
) -> None:
    """Write the names of marks where there is room, the first of the order first."""
    from matplotlib.patheffects import withStroke

    dots = dots_per_point(axes)
    order = order[: TRIED * max(most, 0)]
    spots = _spots(axes, places, names, radii, set(order), size)
    box = axes.bbox
    bounds = (box.x0, box.y0, box.x1, box.y1)
    for position, found in place_labels(spots, order, bounds, most).items():
        spot = spots[position]
        anchor = {"left": found.left, "right": found.right, "center": spot.x}[found.align]
        axes.annotate(
            names[position],
            places[position],
            xytext=((anchor - spot.x) / dots, ((found.bottom + found.top) / 2 - spot.y) / dots),
            textcoords="offset points",
            ha=found.align,
            va="center",
            fontsize=size,
            color=style.INK,
            path_effects=[withStroke(linewidth=2.2, foreground="white")],
            parse_math=False,
            zorder=4,
        )


def _spots(
    axes: Axes,
    places: Sequence[tuple[float, float]],
    names: Sequence[str],
    radii: Sequence[float],
    measured: set[int],
    size: float,
) -> list[Spot]:
    """Measure every mark, and the names that will be tried, in the pixels of the figure."""
    dots = dots_per_point(axes)
    ruler = axes.text(0, 0, "", fontsize=size, parse_math=False)
    points = axes.transData.transform(np.asarray(places, dtype="float64").reshape(-1, 2))
    spots = []
    for row, (x, y) in enumerate(points.tolist()):
        width = height = 0.0
        if row in measured:
            ruler.set_text(names[row])
            extent = ruler.get_window_extent()
            width, height = extent.width, extent.height
        spots.append(Spot(x, y, radii[row] * dots * 1.15, width, height))
    ruler.remove()
    return spots
