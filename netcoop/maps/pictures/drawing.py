"""One view of a map on matplotlib axes: ties, marks and names, as on the page."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from netcoop.maps import style
from netcoop.maps.labels import wrapped
from netcoop.maps.model import MapActor, MapModel
from netcoop.maps.pictures.letters import drawable

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.path import Path as Outline
    from numpy.typing import NDArray

    Points = NDArray[np.float64]

MARGIN = 70.0  # pixels of the layout, for labels at the edge
EDGE = 12.0  # pixels of the layout around outlines
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


@dataclass(frozen=True, slots=True)
class Names:
    """Names to write: places and radii in pixels of the layout, the first of the order first."""

    places: Sequence[tuple[float, float]]
    words: Sequence[str]
    radii: Sequence[float]
    lacking: Sequence[int]
    most: int
    size: float

    def order(self, pixel: float) -> list[int]:
        """Rank the names: large marks first, and those that lack expected ties."""
        weight = [
            radius * pixel + min(8, lacks)
            for radius, lacks in zip(self.radii, self.lacking, strict=True)
        ]
        ranked = sorted(range(len(weight)), key=lambda place: (-weight[place], place))
        return ranked[: TRIED * max(self.most, 0)]


def with_outlines(
    bounds: tuple[float, float, float, float], model: MapModel
) -> tuple[float, float, float, float]:
    """Widen what is shown by the outlines below the actors."""
    shapes = model.underlay["outlines"] if model.underlay else ()
    rings = [ring for shape in shapes for ring in shape["rings"] if ring]
    if not rings:
        return bounds
    points = np.concatenate([np.asarray(ring, dtype="float64") for ring in rings])
    (left, top), (right, bottom) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
    return (
        min(bounds[0], left - EDGE), min(bounds[1], top - EDGE),
        max(bounds[2], right + EDGE), max(bounds[3], bottom + EDGE),
    )  # fmt: skip


def bounds_of(actors: Sequence[MapActor]) -> tuple[float, float, float, float]:
    """Give left, top, right and bottom of the actors, with room for their names."""
    places = _places(actors) if actors else np.array([[0.0, 0.0]])
    (left, top), (right, bottom) = places.min(axis=0).tolist(), places.max(axis=0).tolist()
    # A few marks should not fill the sheet.
    wider = max(MARGIN, (SMALLEST[0] - right + left) / 2)
    higher = max(MARGIN / 2, (SMALLEST[1] - bottom + top) / 2)
    return left - wider, top - higher, right + wider, bottom + higher


def dots_per_point(axes: Axes) -> float:
    """Tell how many dots of the figure one point takes."""
    figure = axes.get_figure(root=True)
    return (figure.dpi if figure is not None else 72.0) / 72


def _places(actors: Sequence[MapActor]) -> Points:
    return np.array([[actor.x, actor.y] for actor in actors])


def radii_of(model: MapModel, view: int, scale: Scale) -> dict[str, float]:
    """Give the radius of each mark in pixels of the layout."""
    values = model.views[view].metrics[model.size]
    return {
        actor.id: style.radius(value, scale.largest, model.scale)
        for actor, value in zip(model.actors, values, strict=True)
    }


def draw_ties(
    axes: Axes, model: MapModel, view: int, scale: Scale, radii: dict[str, float]
) -> list[tuple[Any, Points, Points]]:
    """Draw the lines; return them with their widths in the layout and their least in points."""
    from matplotlib.collections import LineCollection, PolyCollection

    actors = {actor.id: actor for actor in model.actors}
    drawn = ties_by_kind(model, view)
    count = sum(map(len, drawn.values()))
    opacity = min(0.85, max(0.35, 11 / math.sqrt(count + 1)))
    found = []
    for kind in model.tie_kinds:
        ties = drawn.get(kind.key, [])
        paths = [path_between(actors[a], actors[b], kind.bend) for a, b, _, _ in ties]
        largest = scale.heaviest.get(kind.key, 0.0)
        lines = LineCollection(
            paths,
            colors=kind.color,
            linestyles=dashes(kind.dash),
            # What is missing is on top and never pale: it is what the eye should find.
            alpha=0.95 if kind.key == style.MISSING else opacity,
            zorder=1.5 if kind.key == style.MISSING else 1,
            rasterized=count > MOST_SHAPES,
        )
        axes.add_collection(lines, autolim=False)
        weights = [weight for _, _, weight, _ in ties]
        wide = [line_width(weight, largest) * model.scale for weight in weights]
        least = [THINNEST if weight is not None else THINNEST_MISSING for weight in weights]
        found.append((lines, np.array(wide), np.array(least)))
        heads = [
            arrow_head(path, radii[target], 9 * model.scale)
            for path, (_, target, _, arc) in zip(paths, ties, strict=True)
            if arc
        ]
        axes.add_collection(
            PolyCollection(heads, facecolors=kind.color, zorder=2, rasterized=count > MOST_SHAPES),
            autolim=False,
        )
    return found


_Line = tuple[str, str, float | None, bool]


def ties_by_kind(model: MapModel, view: int) -> dict[str, list[_Line]]:
    """List the lines of a view by kind: source, target, weight (missing: none), arrow."""
    lines: dict[str, list[_Line]] = {}
    for tie in model.ties:
        weight = tie.weights[view]
        if weight is not None:
            lines.setdefault(tie.kind, []).append((tie.source, tie.target, weight, tie.arc))
    tied = {frozenset(line[:2]) for some in lines.values() for line in some}
    rows = zip(model.actors, model.views[view].present, strict=True)
    there = {actor.id for actor, present in rows if present}
    missing: list[_Line] = [
        (pair.source, pair.target, None, False)
        for pair in model.missing
        if pair.source in there
        and pair.target in there
        # What is missing in another period may be tied in this one.
        and frozenset((pair.source, pair.target)) not in tied
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


def draw_marks(
    axes: Axes, model: MapModel, view: int, radii: dict[str, float]
) -> list[tuple[Any, float, Points, bool]]:
    """Draw the marks; return them with reach, radii in the layout, and whether they are hollow."""
    state = model.views[view]
    rows = list(zip(model.actors, state.present, state.isolate, strict=True))
    found = []
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
            marks = axes.scatter(
                places[:, 0],
                places[:, 1],
                marker=shape,
                facecolors="white" if isolate else group.color,
                edgecolors=style.OUTLINE,
                linewidths=0.8 if len(rows) < MOST_SHAPES else 0.3,
                zorder=3,
                rasterized=len(rows) > MOST_SHAPES,
            )
            found.append((marks, reach, np.array([radii[one.id] for one in chosen]), isolate))
    return found


def rim(radius: float, *, isolate: bool) -> Any:
    """Give the line around a mark; around one without ties it is dashed."""
    if not isolate:
        return "solid"
    return "dashed" if radius > SMALL_MARK else (0, (1.6, 1.1))


def names_of(
    model: MapModel,
    there: Sequence[MapActor],
    radii: dict[str, float],
    most: int,
    size: float,
) -> Names:
    """Choose and wrap the names to write."""
    # Whoever lacks expected ties deserves a name although the mark is small.
    lacking = Counter(end for pair in model.missing for end in (pair.source, pair.target))
    return Names(
        [(actor.x, actor.y) for actor in there],
        [wrapped(drawable(actor.label)) for actor in there],
        [radii[actor.id] for actor in there],
        [lacking[actor.id] for actor in there],
        most,
        size,
    )
