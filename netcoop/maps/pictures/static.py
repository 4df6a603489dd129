"""The same map as one matplotlib picture, for a report or a printed page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netcoop.maps.collect import build_model
from netcoop.maps.missing import missing_pairs
from netcoop.maps.pictures.drawing import draw_view
from netcoop.maps.pictures.legends import draw_legend, legend_entries, make_room
from netcoop.maps.places.layout import Layout, resolve_layout
from netcoop.maps.views import gather

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from netcoop.maps.model import MapModel
    from netcoop.network import Network

FIGURE_SIZE = (10.4, 7.6)  # inches


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
        Whether to draw actors with the role of facilitator; all others stay in their places.
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
        ``color``, ``size``, ``layout`` or ``lang`` is not known, or ``missing`` names actors that
        are not in the network.

    Examples
    --------
    >>> import pandas as pd
    >>> from netcoop.network import Network
    >>> ties = pd.DataFrame({"source": ["A", "B"], "target": ["B", "C"], "weight": [2.0, 1.0]})
    >>> axes = plot_network(Network(["A", "B", "C", "D"], ties), lang="en")
    >>> sorted(label.get_text() for label in axes.texts)
    ['A', 'B', 'C', 'D']
    """
    views = gather(net)
    gaps = missing_pairs(missing, views.names)
    places = resolve_layout(views.whole, layout, views.names.get(center or "", center)).places
    model = build_model(views, places, missing=gaps, color=color, size=size, lang=lang)
    # The views without facilitators come last, if there are any facilitators.
    return draw_map(model, ax, view=0 if facilitators else len(model.views) - 1, labels=labels)


def draw_map(model: MapModel, ax: Axes | None, *, view: int, labels: int) -> Axes:
    """Draw a view of a map and its legend into axes, or into a figure that has room for both."""
    axes = _own_axes() if ax is None else ax
    axes.set_axis_off()
    draw_legend(axes, legend_entries(axes, model, view))
    figure = axes.get_figure(root=True)
    if ax is None and figure is not None:
        make_room(figure, axes)
    elif figure is not None and figure.get_layout_engine() is not None:
        # Names are placed to the dot: where the axes will stand must be known before.
        figure.draw_without_rendering()
    draw_view(axes, model, view=view, labels=labels)
    return axes


def _own_axes() -> Axes:
    from matplotlib.figure import Figure

    return Figure(figsize=FIGURE_SIZE).add_axes((0.0, 0.0, 1.0, 1.0))
