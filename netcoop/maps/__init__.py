"""Pictures of a network: one interactive page that works without the internet, and many for print.

:func:`map_network` makes a single HTML file with the map, a legend that filters, a card for each
actor and a table of the same actors. :func:`plot_network` draws the same picture with matplotlib;
the other ``plot_`` functions draw what the analyses found, and :func:`map_regions` sets regions
side by side. All use one set of colors and shapes, and only what may leave the house
(:func:`netcoop.network.disclose`). Where actors stand is in ``places``, pictures in ``pictures``.
"""

from __future__ import annotations

from netcoop.maps.interactive import NetworkMap, map_network
from netcoop.maps.pictures.bins import plot_event_study
from netcoop.maps.pictures.changes import plot_change_matrix
from netcoop.maps.pictures.charts import plot_metric, plot_removal_curve
from netcoop.maps.pictures.dots import plot_regions
from netcoop.maps.pictures.ego import plot_ego
from netcoop.maps.pictures.matrices import plot_matrix
from netcoop.maps.pictures.multiples import RegionMaps, map_regions
from netcoop.maps.pictures.spots import plot_white_spots
from netcoop.maps.pictures.static import plot_network
from netcoop.maps.places.kept_layout import Layout
from netcoop.maps.places.layout import map_layout

__all__ = [
    "Layout",
    "NetworkMap",
    "RegionMaps",
    "map_layout",
    "map_network",
    "map_regions",
    "plot_change_matrix",
    "plot_ego",
    "plot_event_study",
    "plot_matrix",
    "plot_metric",
    "plot_network",
    "plot_regions",
    "plot_removal_curve",
    "plot_white_spots",
]
