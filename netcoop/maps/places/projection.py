"""From degrees to pixels: one projection for the seats of actors and for outlines beneath them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

# The middle of the Czech Republic: fixed, so that outlines fit whichever regions are on the map.
MIDDLE = (49.8, 15.5)
SCALE = 1600.0  # pixels for a degree of latitude


def project(lat: ArrayLike, lon: ArrayLike, scale: float = SCALE) -> NDArray[np.float64]:
    """Turn latitude and longitude (WGS 84, degrees) into x and y in pixels, y downwards.

    Equirectangular with the cosine of the middle latitude: over a country of this size, distances
    are right to two parts in a hundred.
    """
    narrow = math.cos(math.radians(MIDDLE[0]))
    east = (np.asarray(lon, dtype="float64") - MIDDLE[1]) * narrow
    south = MIDDLE[0] - np.asarray(lat, dtype="float64")
    return np.stack([east, south], axis=-1) * scale
