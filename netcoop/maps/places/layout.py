"""Where the actors stand on the map, in four ways: by ties, by region, by geography, on rings.

Nothing here is random: the same network gets the same places, in whatever order its rows stand.
A layout can be saved, so that next year's map starts from this year's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from netcoop._core.checks import check_choice, did_you_mean
from netcoop._core.texts import text
from netcoop.errors import ArgumentError
from netcoop.maps.places.fresh import place_fresh
from netcoop.maps.places.growing import place_from
from netcoop.maps.places.kept_layout import KINDS, Layout
from netcoop.maps.places.placing import PANEL, panel_size, place_by_ties
from netcoop.maps.views import gather

if TYPE_CHECKING:
    from netcoop.network import Network

__all__ = ["PANEL", "Layout", "layout", "map_layout", "panel_size", "resolve_layout"]


def layout(net: Network) -> pd.DataFrame:
    """Find a place on the map for every actor, strong ties short.

    Parameters
    ----------
    net
        Network; the weight of a tie is strength, stronger ties are drawn shorter.

    Returns
    -------
    pandas.DataFrame
        Columns ``x`` and ``y`` in pixels, y downwards; index ``actor_id`` in the order of
        ``net.actors``. Nothing is random: the same network gets the same places, in whatever
        order its rows stand.
    """
    return place_by_ties(net)


def map_layout(
    net: Network | Mapping[str, Network],
    kind: str = "ties",
    *,
    start: Layout | None = None,
    center: str | None = None,
) -> Layout:
    """Work out where the actors of a map stand, to keep it for other maps.

    Parameters
    ----------
    net
        Network, or a network for each period: then one layout of all actors of all periods.
    kind
        - ``"ties"``: actors with strong ties stand close;
        - ``"regions"``: the actors of a region stand together, inside by their ties;
        - ``"geographic"``: at the seat of the region, the others in a row at the side;
        - ``"rings"``: one office in the middle, on the inner ring who is tied to it, on the outer
          ring who is not; a sector has the same arc in every network.
    start
        A layout to go on from, as of last year: its actors keep their places exactly, new ones
        come to stand near their strongest partners, a gap stays where an actor left.
        Its kind goes on, so leave ``kind`` out.
    center
        With rings, the actor_id in the middle; the OSPOD with most ties unless you say.

    Returns
    -------
    Layout
        ``.places`` has a row for each actor of the map, ``.save("layout.csv")`` keeps it. Single
        persons stand there under their kind and number, as on the map.

    Raises
    ------
    netcoop.errors.ArgumentError
        The kind or the center is not known, or ``start`` is no layout.

    Examples
    --------
    >>> from netcoop.network import Network
    >>> ties = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"]})
    >>> this_year = map_layout(Network(["a", "b", "c"], ties))
    >>> this_year
    <Layout: ties, 3 actors>
    >>> next_year = map_layout(Network(["a", "b", "c", "d"], ties), start=this_year)
    >>> bool((next_year.places.loc["a"] == this_year.places.loc["a"]).all())
    True
    """
    views = gather(net)
    if start is None:
        shown = views.names.get(center, center) if isinstance(center, str) else center
        return resolve_layout(views.whole, kind, shown)
    given: object = start
    if not isinstance(given, Layout):
        message = text("start must be a layout, as nc.map_layout or Layout.read give it.")
        raise ArgumentError(message)
    if kind not in ("ties", start.kind):
        raise ArgumentError(
            text(
                "start is a layout of kind {kept!r} and goes on as such: leave kind={kind!r} out.",
                kept=start.kind,
                kind=kind,
            )
        )
    return resolve_layout(views.whole, start, center)


def resolve_layout(net: Network, layout: str | Layout, center: str | None = None) -> Layout:
    """Give every actor of the network *as shown* a place: by a kind, or from a layout kept."""
    if isinstance(layout, Layout):
        _refuse_center(center, layout.kind, kept=True)
        return place_from(layout, net)
    kind = check_choice("layout", layout, KINDS)
    if kind != "rings":
        _refuse_center(center, kind)
    return place_fresh(net, kind, center=_check_center(net, center))


def _check_center(net: Network, center: object) -> str | None:
    known = [str(actor) for actor in net.actors.index]
    if center is None or (isinstance(center, str) and center in known):
        return center
    message = text("center={center!r} is not an actor of the network.", center=center)
    raise ArgumentError(message + did_you_mean(str(center), known))


def _refuse_center(center: object, kind: str, *, kept: bool = False) -> None:
    if center is None:
        return
    if kept:
        raise ArgumentError(
            text(
                "center is for a new layout of kind 'rings'; a layout kept from before has its own."
            )
        )
    raise ArgumentError(
        text(
            "center is for a new layout of kind 'rings'; a layout of kind {kind!r} has none "
            "to choose.",
            kind=kind,
        )
    )
