"""Pictures of a network: one interactive page that works without the internet, and many for print.

:func:`map_network` makes a single HTML file with the map, a legend that filters, a card for each
actor and a table of the same actors. :func:`plot_network` draws the same picture with matplotlib;
the other ``plot_`` functions draw what the analyses found, and :func:`map_regions` sets regions
side by side. All use one set of colors and shapes, and only what may leave the house
(:func:`netcoop.network.disclose`). Where actors stand is in ``places``, pictures in ``pictures``.

The public names stand in ``__init__.pyi``; a map must not wait for what only pictures need.
"""

import lazy_loader as _lazy

__getattr__, __dir__, __all__ = _lazy.attach_stub(__name__, __file__)
