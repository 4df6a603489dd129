"""The same map as one matplotlib picture, for a report or a printed page."""

from __future__ import annotations

import math
from collections import Counter
from textwrap import fill
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from netcoop.maps import style
from netcoop.maps.collect import build_model, missing_pairs
from netcoop.maps.labels import Spot, place_labels, wrapped
from netcoop.maps.layout import layout
from netcoop.maps.model import MapActor, MapModel, MapTieKind
from netcoop.maps.views import gather

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.path import Path as Outline
    from numpy.typing import NDArray

    from netcoop.network import Network

FIGURE_SIZE = (10.4, 7.6)  # inches
FRAME = (0.01, 0.15, 0.98, 0.84)  # leaves room for the legend below
MARGIN = 70.0  # pixels of the layout, for labels at the edge
LABEL_SIZE = 8.0  # points
LEGEND_WIDTH = 30  # letters
BEND_STEPS = 16


def plot_network(
    net: Network,
    *,
    ax: Axes | None = None,
    missing: pd.DataFrame | None = None,
    color: str = "sector",
    size: str = "strength",
    lang: str = "cs",
    labels: int = 30,
) -> Axes:
    """Draw the network as a picture, with the places, colors and shapes of the interactive map.

    Parameters
    ----------
    net
        Network. The weight of a tie is its strength; stronger ties are thicker and shorter.
        Shown is only what may leave the house (:func:`netcoop.network.disclose`).
    ax
        Axes to draw into; without them a figure of its own is made, which pyplot knows nothing of.
    missing
        Ties that were expected and are not in the records, drawn dashed: columns ``source`` and
        ``target``.
    color
        Column of ``net.actors`` that gives a mark its color and shape: sector, kind, region, level
        or role.
    size
        Metric that gives a mark its size: a column of :func:`netcoop.metrics.metric_table`.
    lang
        Language of the legend, ``"cs"`` or ``"en"``.
    labels
        How many names to write at most: those of the largest marks and of actors that lack expected
        ties first, where there is room.

    Returns
    -------
    matplotlib.axes.Axes
        The axes; ``.figure.savefig("map.svg")`` writes the picture.

    Raises
    ------
    netcoop.errors.ArgumentError
        ``color``, ``size`` or ``lang`` is not known, or ``missing`` names actors that are not
        in the network.

    Examples
    --------
    >>> from netcoop.network import Network
    >>> ties = pd.DataFrame({"source": ["A", "B"], "target": ["B", "C"], "weight": [2.0, 1.0]})
    >>> axes = plot_network(Network(["A", "B", "C", "D"], ties), lang="en")
    >>> sorted(label.get_text() for label in axes.texts)
    ['A', 'B', 'C', 'D']
    """
    views = gather(net)
    gaps = missing_pairs(missing, views.names)
    model = build_model(views, layout(views.whole), missing=gaps, color=color, size=size, lang=lang)
    axes = _own_axes() if ax is None else ax
    pixel = _frame(axes, model)
    radii = {
        actor.id: radius * pixel for actor, radius in zip(model.actors, _radii(model), strict=True)
    }
    _draw_ties(axes, model, radii, pixel)
    _draw_marks(axes, model, radii)
    _draw_labels(axes, model, radii, labels)
    _draw_legend(axes, model)
    return axes


def _own_axes() -> Axes:
    from matplotlib.figure import Figure

    return Figure(figsize=FIGURE_SIZE).add_axes(FRAME)


def _frame(axes: Axes, model: MapModel) -> float:
    """Fit the view to the actors; return how many points one pixel of the layout takes."""
    places = _places(model.actors) if model.actors else np.array([[0.0, 0.0]])
    low, high = places.min(axis=0), places.max(axis=0)
    axes.set_xlim(low[0] - MARGIN, high[0] + MARGIN)
    # Downwards, as on the screen.
    axes.set_ylim(high[1] + MARGIN / 2, low[1] - MARGIN / 2)
    axes.set_aspect("equal", adjustable="box")
    axes.set_axis_off()
    axes.apply_aspect()
    left, right = axes.get_xlim()
    figure = axes.get_figure(root=True)
    dots = figure.dpi if figure is not None else 72.0
    return float(axes.bbox.width * 72 / dots / abs(right - left))


def _places(actors: tuple[MapActor, ...]) -> NDArray[np.float64]:
    return np.array([[actor.x, actor.y] for actor in actors])


def _radii(model: MapModel) -> list[float]:
    values = model.views[0].metrics[model.size]
    largest = max((value for value in values if value is not None), default=0.0)
    return [style.radius(value, largest, model.scale) for value in values]


def _draw_ties(axes: Axes, model: MapModel, radii: dict[str, float], pixel: float) -> None:
    from matplotlib.collections import LineCollection, PolyCollection

    actors = {actor.id: actor for actor in model.actors}
    count = len(model.ties) + len(model.missing)
    opacity = min(0.85, max(0.35, 11 / math.sqrt(count + 1)))
    for kind in model.tie_kinds:
        chosen = [tie for tie in model.ties if tie.kind == kind.key]
        pairs = [(tie.source, tie.target) for tie in chosen]
        if kind.key == style.MISSING:
            pairs += [(pair.source, pair.target) for pair in model.missing]
        paths = [_path(actors[source], actors[target], kind.bend) for source, target in pairs]
        widths = _widths([tie.weights[0] or 0.0 for tie in chosen]) or [1.6]
        lines = LineCollection(
            paths,
            colors=kind.color,
            linewidths=[max(0.4, width * model.scale * pixel) for width in widths],
            linestyles=_dashes(kind),
            alpha=opacity,
            zorder=1,
        )
        axes.add_collection(lines, autolim=False)
        heads = [
            _arrow_head(path, radii[tie.target] / pixel, 9 * model.scale)
            for path, tie in zip(paths, chosen, strict=False)
            if tie.arc
        ]
        axes.add_collection(PolyCollection(heads, facecolors=kind.color, zorder=2), autolim=False)


def _widths(weights: list[float]) -> list[float]:
    largest = max(weights, default=0.0)
    return [0.7 + 3.8 * weight / largest for weight in weights]


def _dashes(kind: MapTieKind) -> tuple[int, tuple[float, ...]] | Literal["solid"]:
    return (0, tuple(part / 2 for part in kind.dash)) if kind.dash else "solid"


def _path(source: MapActor, target: MapActor, bend: float) -> NDArray[np.float64]:
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


def _arrow_head(path: NDArray[np.float64], radius: float, size: float) -> NDArray[np.float64]:
    end = path[-1]
    way = end - path[-2]
    length = float(np.hypot(*way)) or 1.0
    way = way / length
    tip = end - way * radius
    base, side = tip - way * size, np.array([-way[1], way[0]]) * size * 0.42
    return np.array([tip, base + side, base - side])


def _outline(shape: str) -> tuple[Outline, float]:
    """Shape of a mark as matplotlib takes it, and the reach matplotlib scales it by."""
    from matplotlib.path import Path as Outline

    points = style.OUTLINES[shape]
    if not points:
        return Outline.unit_circle(), 1.0
    upright = [(x, -y) for x, y in points]
    return Outline([*upright, upright[0]], closed=True), float(np.abs(points).max())


def _draw_marks(axes: Axes, model: MapModel, radii: dict[str, float]) -> None:
    for group in model.groups:
        outline, reach = _outline(group.shape)
        for isolate in (False, True):
            chosen = tuple(
                actor
                for actor, alone in zip(model.actors, model.views[0].isolate, strict=True)
                if actor.group == group.key and alone is isolate
            )
            if not chosen:
                continue
            places = _places(chosen)
            axes.scatter(
                places[:, 0],
                places[:, 1],
                s=[(2 * reach * radii[actor.id]) ** 2 for actor in chosen],
                marker=outline,
                facecolors="white" if isolate else group.color,
                edgecolors=style.OUTLINE,
                linewidths=0.8,
                linestyles="dashed" if isolate else "solid",
                zorder=3,
            )


def _draw_labels(axes: Axes, model: MapModel, radii: dict[str, float], most: int) -> None:
    from matplotlib.patheffects import withStroke

    figure = axes.get_figure(root=True)
    dots = (figure.dpi if figure is not None else 72.0) / 72
    spots = _spots(axes, model, radii, dots)
    # Whoever lacks expected ties deserves a name although the mark is small.
    lacking = Counter(end for pair in model.missing for end in (pair.source, pair.target))
    weight = [radii[actor.id] * dots + min(8, lacking[actor.id]) for actor in model.actors]
    order = sorted(range(len(spots)), key=lambda place: (-weight[place], place))
    box = axes.bbox
    bounds = (box.x0, box.y0, box.x1, box.y1)
    for position, found in place_labels(spots, order, bounds, most).items():
        spot = spots[position]
        anchor = {"left": found.left, "right": found.right, "center": spot.x}[found.align]
        axes.annotate(
            wrapped(model.actors[position].label),
            (model.actors[position].x, model.actors[position].y),
            xytext=((anchor - spot.x) / dots, ((found.bottom + found.top) / 2 - spot.y) / dots),
            textcoords="offset points",
            ha=found.align,
            va="center",
            fontsize=LABEL_SIZE,
            color=style.INK,
            path_effects=[withStroke(linewidth=2.2, foreground="white")],
            parse_math=False,
            zorder=4,
        )


def _spots(axes: Axes, model: MapModel, radii: dict[str, float], dots: float) -> list[Spot]:
    """Measure every mark and its label in the pixels of the figure."""
    ruler = axes.text(0, 0, "", fontsize=LABEL_SIZE, parse_math=False)
    spots = []
    for actor in model.actors:
        ruler.set_text(wrapped(actor.label))
        size = ruler.get_window_extent()
        x, y = axes.transData.transform((actor.x, actor.y))
        spots.append(Spot(x, y, radii[actor.id] * dots * 1.15, size.width, size.height))
    ruler.remove()
    return spots


def _legend_marks(axes: Axes, model: MapModel) -> list[Artist]:
    from matplotlib.lines import Line2D

    marks: list[Artist] = [
        Line2D([], [], linestyle="", marker=_outline(group.shape)[0], markersize=8,
               markerfacecolor=group.color, markeredgecolor=style.OUTLINE,
               markeredgewidth=0.8, label=group.label[model.lang])
        for group in model.groups
    ]  # fmt: skip
    if any(model.views[0].isolate):
        marks.append(
            axes.scatter([], [], s=64, facecolors="white", edgecolors=style.OUTLINE,
                         linewidths=0.8, linestyles="dashed",
                         label=model.texts[model.lang]["isolate"])
        )  # fmt: skip
    if model.undecided:
        marks.append(
            Line2D([], [], linestyle="", marker="$?$", color=style.INK,
                   label=model.texts[model.lang]["undecided_name"])
        )  # fmt: skip
    return marks


def _draw_legend(axes: Axes, model: MapModel) -> None:
    from matplotlib.lines import Line2D

    lines = [
        Line2D([], [], color=kind.color, linewidth=1.8, linestyle=_dashes(kind),
               label=kind.label[model.lang] + (" →" if kind.arrow else ""))
        for kind in model.tie_kinds
    ]  # fmt: skip
    handles = [*_legend_marks(axes, model), *lines]
    if handles:
        for handle in handles:
            handle.set_label(fill(str(handle.get_label()), LEGEND_WIDTH))
        longest = max(len(line) for h in handles for line in str(h.get_label()).split("\n"))
        legend = axes.legend(
            handles=handles,
            loc="upper center",
            bbox_to_anchor=(0.5, 0.0),
            # Four short columns fill the width of a page; longer words leave room for fewer.
            ncols=max(1, min(4, 140 // (longest + 6))),
            frameon=False,
            fontsize=LABEL_SIZE + 1,
        )
        for entry in legend.get_texts():
            entry.set_parse_math(False)
