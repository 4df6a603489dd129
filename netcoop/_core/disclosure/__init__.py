"""What must not leave: small counts, and whatever would give them away."""

from netcoop._core.disclosure.binning import bin_weights, stand_in
from netcoop._core.disclosure.items import difference_of, total_of
from netcoop._core.disclosure.suppression import SuppressedItems, suppress_items
from netcoop._core.disclosure.tables import Suppressed, suppress_table, suppress_tables

__all__ = [
    "Suppressed",
    "SuppressedItems",
    "bin_weights",
    "difference_of",
    "stand_in",
    "suppress_items",
    "suppress_table",
    "suppress_tables",
    "total_of",
]
