"""Pictures of a network: one interactive page that works without the internet, and one for print.

:func:`map_network` makes a single HTML file with the map, a legend that filters, a card for each
actor and a table of the same actors. :func:`plot_network` draws the same picture with matplotlib.
Both use one layout, one set of colors and shapes, and only what may leave the house
(:func:`netcoop.network.disclose`).
"""

from __future__ import annotations

from netcoop.maps.interactive import NetworkMap, map_network
from netcoop.maps.static import plot_network

__all__ = ["NetworkMap", "map_network", "plot_network"]
