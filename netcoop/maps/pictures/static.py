"""The same map as one matplotlib picture, for a report or a printed page."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from netcoop._core.texts import check_language, text
from netcoop.maps.collect import build_model
from netcoop.maps.missing import drawn_gaps
from netcoop.maps.pictures.axes import check_count, check_one, finish, open_axes
from netcoop.maps.pictures.legends import draw_legend, legend_entries, make_room
from netcoop.maps.pictures.letters import drawable
from netcoop.maps.pictures.scene import draw_view
from netcoop.maps.places.layout import Layout, resolve_layout
from netcoop.maps.places.underlay import box_underlay
from netcoop.maps.views import gather

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from netcoop.maps.model import MapModel
    from netcoop.network import Network

FIGURE_SIZE = (10.4, 7.6)  # inches
TITLE_ROOM = 0.3  # inches between the title, the picture and the edge


def plot_network(
    net: Network,
    *,
    ax: Axes | None = None,
    missing: pd.DataFrame | None = None,
    color: str = "sector",
    size: str = "strength",
    layout: str | Layout = "ties",
    center: str | None = None,
    facilitators: bool = True,
    lang: str = "cs",
    labels: int = 30,
    title: str | None = None,
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
    layout
        Where actors stand: ``"ties"``, ``"regions"``, ``"geographic"``, ``"rings"``, or places
        kept from another map (:func:`netcoop.map_layout`).
    center
        Who stands in the middle of ``"rings"``.
    facilitators
        Whether to draw the facilitators (by role or kind); all others stay in their places.
    lang
        Language of the legend, ``"cs"`` or ``"en"``.
    labels
        How many names to write at most: those of the largest marks and of actors that lack expected
        ties first, where there is room.
    title
        Title; by default none, except that it is said when facilitators are left out.

    Returns
    -------
    matplotlib.axes.Axes
        The axes; ``.figure.savefig("map.svg")`` writes the picture.

    Raises
    ------
    netcoop.errors.ArgumentError
        ``net`` is no single network; ``color``, ``size``, ``layout`` or ``lang`` is not known;
        ``labels`` is no whole number from 0; or ``missing`` names actors that are not in the
        network.

    Examples
    --------
    >>> import pandas as pd
    >>> from netcoop.network import Network
    >>> ties = pd.DataFrame({"source": ["A", "B"], "target": ["B", "C"], "weight": [2.0, 1.0]})
    >>> axes = plot_network(Network(["A", "B", "C", "D"], ties), lang="en")
    >>> sorted(label.get_text() for label in axes.texts)
    ['A', 'B', 'C', 'D']
    """
    check_language(lang)
    check_one(net)
    check_count("labels", labels)
    views = gather(net)
    gaps = drawn_gaps(missing, views)
    placed = resolve_layout(views.whole, layout, views.names.get(center or "", center))
    model = build_model(views, placed.places, missing=gaps, color=color, size=size, lang=lang)
    model = replace(model, underlay=box_underlay(views.whole, placed))
    # The views without facilitators come last, if there are any facilitators.
    view = 0 if facilitators else len(model.views) - 1
    if title is None:
        title = text("without facilitators", lang) if model.views[view].without else ""
    return draw_map(model, ax, view=view, labels=labels, title=title)


def draw_map(model: MapModel, ax: Axes | None, *, view: int, labels: int, title: str = "") -> Axes:
    """Draw a view of a map and its legend into axes, or into a figure that has room for both."""
    axes = _own_axes() if ax is None else open_axes(ax, *FIGURE_SIZE)
    axes.set_axis_off()
    said = drawable(title)
    if ax is not None:
        finish(axes, said)
        draw_view(axes, model, view=view, labels=labels, legend=legend_entries(axes, model, view))
        return axes
    draw_legend(axes, legend_entries(axes, model, view))
    finish(axes, said)
    figure = axes.get_figure(root=True)
    if figure is not None:
        above = axes.title.get_window_extent().height / figure.dpi + TITLE_ROOM if said else 0.0
        make_room(figure, axes, above)
    draw_view(axes, model, view=view, labels=labels)
    return axes


def _own_axes() -> Axes:
    from matplotlib.figure import Figure

    return Figure(figsize=FIGURE_SIZE).add_axes((0.0, 0.0, 1.0, 1.0))
