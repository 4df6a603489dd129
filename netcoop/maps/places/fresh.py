"""A layout from nothing, of any kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from netcoop.maps.places.arranged import place_by_geography, place_by_region
from netcoop.maps.places.kept_layout import Layout
from netcoop.maps.places.placing import place_by_ties
from netcoop.maps.places.rings import middle_actor, place_on_rings

if TYPE_CHECKING:
    from netcoop.network import Network


def place_fresh(
    net: Network, kind: str, *, center: str | None = None, scale: float | None = None
) -> Layout:
    """Lay out all actors of the network."""
    settings: dict[str, Any] = {}
    if kind == "rings":
        middle = middle_actor(net) if center is None else center
        settings = {} if middle is None else {"center": middle}
        places = place_on_rings(net, middle)
    elif kind == "geographic":
        places, used, aside = place_by_geography(net, scale)
        settings = {"scale": used, "aside": aside}
    elif kind == "regions":
        places = place_by_region(net)
    else:
        places = place_by_ties(net)
    return Layout(places, kind=kind, settings=settings)
