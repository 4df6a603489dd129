"""How far it is from one place to another, as the crow flies, from seat to seat."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from netcoop._core.checks import is_missing
from netcoop.actors.regions import canonical_region, seat_of
from netcoop.reference import territories

# Mean radius of the Earth in kilometres (IUGG).
EARTH = 6371.0088
# Latitude and longitude in degrees; NaN where a place is not known.
Seat = tuple[float, float]
NOWHERE: Seat = (float("nan"), float("nan"))


def great_circle(start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Measure great circles in km between places given as latitude and longitude in degrees.

    Undefined places give NaN. The last axis holds latitude and longitude.

    References
    ----------
    Sinnott, R. W. (1984). Virtues of the haversine. Sky and Telescope, 68(2), 159.

    Examples
    --------
    >>> float(great_circle(np.array([0.0, 0.0]), np.array([0.0, 180.0])).round(1))
    20015.1
    """
    lat, lon = np.moveaxis(np.radians(start), -1, 0)
    lat_end, lon_end = np.moveaxis(np.radians(end), -1, 0)
    chord = (
        np.sin((lat_end - lat) / 2) ** 2
        + np.cos(lat) * np.cos(lat_end) * np.sin((lon_end - lon) / 2) ** 2
    )
    # Rounding may carry the chord of opposite places beyond 1.
    kilometres: np.ndarray = 2 * EARTH * np.arcsin(np.sqrt(np.clip(chord, 0, 1)))
    return kilometres


def seat_of_region(region: str) -> Seat:
    """Give the seat of a region; of a kraj the town it is governed from.

    Examples
    --------
    >>> [round(degree, 2) for degree in seat_of_region("Jihlava")], seat_of_region("Zapadákov")
    ([49.4, 15.59], (nan, nan))
    """
    return _seats().get(seat_of(region), NOWHERE)


@cache
def _seats() -> dict[str, Seat]:
    frame = territories()
    return dict(zip(frame.index, zip(frame["lat"], frame["lon"], strict=True), strict=True))


def own_seats(actors: pd.DataFrame) -> dict[str, tuple[str | None, Seat]]:
    """Give the coordinates of the actors that have them, and the region they stand in.

    Coordinates that are none on Earth count as not known.
    """
    if not {"lat", "lon"} <= set(actors):
        return {}
    lat, lon = (pd.to_numeric(actors[name], errors="coerce") for name in ("lat", "lon"))
    known = (lat.abs() <= 90) & (lon.abs() <= 180)
    region = actors.get("region", pd.Series(None, index=actors.index)).astype("str")
    rows = zip(actors.index[known], region[known], lat[known], lon[known], strict=True)
    return {
        str(actor): (None if is_missing(place) else canonical_region(place), (north, east))
        for actor, place, north, east in rows
    }
