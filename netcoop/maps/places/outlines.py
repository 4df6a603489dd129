"""Outlines of areas from GeoJSON: checked, in pixels, with no more points than the eye can see."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from warnings import warn

import numpy as np

from netcoop._core.checks import first, is_missing
from netcoop._core.texts import plural, text
from netcoop.errors import ArgumentError, NetcoopWarning
from netcoop.maps.places.projection import project
from netcoop.records.schema import fold
from netcoop.reference import territories

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Points = NDArray[np.float64]

NAMES = ("name", "nazev", "code", "kod")
WGS84 = ("crs84", "4326")
FINE = 0.7  # pixels a simplified line may be off
MOST_POINTS = 8000  # of all outlines together
NEAR = 1.0  # degrees from an outline to the nearest seat


def read_outlines(outlines: Any, scale: float) -> list[tuple[str, list[Points]]]:
    """Read name and rings, in pixels, of every area of a GeoJSON file or dict."""
    content = _loaded(outlines)
    features = content.get("features")
    if content.get("type") != "FeatureCollection" or not isinstance(features, list):
        raise ArgumentError(
            text("Outlines must be a GeoJSON FeatureCollection of Polygons or MultiPolygons.")
        )
    _check_system(content.get("crs"))
    areas, corners = [], []
    faults: list[str] = []
    for number, feature in enumerate(features, start=1):
        try:
            rings = _rings(feature)
        except _FeatureError as fault:
            faults.append(f"{number} ({fault})")
            continue
        if rings:
            corners += [(ring.min(axis=0), ring.max(axis=0)) for ring in rings]
            areas.append((_name(feature), [project(r[:, 1], r[:, 0], scale) for r in rings]))
    if faults:
        raise ArgumentError(
            plural(
                "{n} feature of the outlines cannot be drawn: {which}. Outlines are Polygons or "
                "MultiPolygons in degrees (WGS 84), longitude first.",
                "{n} features of the outlines cannot be drawn: {which}. Outlines are Polygons or "
                "MultiPolygons in degrees (WGS 84), longitude first.",
                len(faults),
                which=first(faults),
            )
        )
    _check_place(corners)
    return _simplified(areas)


def _check_place(corners: list[tuple[Points, Points]]) -> None:
    """Refuse latitudes where longitudes should be; outlines of another country are only said."""
    seats = territories()[["lon", "lat"]].to_numpy(dtype="float64")
    if not corners or _is_near(corners, seats):
        return
    if _is_near(corners, seats[:, ::-1]):
        raise ArgumentError(
            text(
                "The outlines have latitude first. GeoJSON has longitude first, [15.6, 49.6]: swap "
                "the two numbers of every point."
            )
        )
    message = text(
        "No outline is near a seat of a region, so the outlines lie far from the actors. Outlines "
        "are in degrees (WGS 84), longitude first."
    )
    warn(message, NetcoopWarning, stacklevel=5)


def _is_near(corners: list[tuple[Points, Points]], seats: Points) -> bool:
    """Tell whether a seat is inside or close to the box around any ring."""
    return any(
        bool(((seats >= low - NEAR) & (seats <= high + NEAR)).all(axis=1).any())
        for low, high in corners
    )


class _FeatureError(Exception):
    """What is wrong with one feature."""


def _loaded(outlines: Any) -> Mapping[str, Any]:
    if isinstance(outlines, Mapping):
        return outlines
    if not isinstance(outlines, str | Path):
        raise ArgumentError(text("Outlines must be the path of a GeoJSON file or its content."))
    path = Path(outlines)
    try:
        content = json.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        message = text("{file} cannot be read: {reason}.", file=path, reason=error.strerror)
        raise ArgumentError(message) from error
    except (ValueError, RecursionError) as error:
        message = text("{file} is no GeoJSON: {reason}.", file=path.name, reason=error)
        raise ArgumentError(message) from error
    return content if isinstance(content, Mapping) else {}


def _check_system(system: Any) -> None:
    """Refuse coordinates that say of themselves that they are no degrees."""
    if system is not None and not any(word in json.dumps(system).lower() for word in WGS84):
        raise ArgumentError(
            text(
                "The outlines are in another coordinate system: {system}. Convert them to WGS 84 "
                "(EPSG:4326) first, for instance in QGIS.",
                system=json.dumps(system, ensure_ascii=False)[:120],
            )
        )


def _rings(feature: Any) -> list[Points]:
    """Check one feature and list its rings; a feature without a place has none."""
    geometry: Any = feature.get("geometry", "") if isinstance(feature, Mapping) else ""
    if geometry is None:
        return []
    geometry = geometry if isinstance(geometry, Mapping) else {}
    kind = geometry.get("type")
    if kind not in ("Polygon", "MultiPolygon"):
        raise _FeatureError(str(kind)[:40] if kind else text("no area"))
    parts = geometry.get("coordinates")
    polygons = [parts] if kind == "Polygon" else parts
    if not isinstance(polygons, list):
        raise _FeatureError(text("no coordinates"))
    rings: list[Points] = []
    for polygon in polygons:
        if not isinstance(polygon, list):
            raise _FeatureError(text("no coordinates"))
        rings += [_ring(ring) for ring in polygon]
    return rings


def _ring(ring: Any) -> Points:
    try:
        points = np.array([[float(point[0]), float(point[1])] for point in ring])
    except (TypeError, ValueError, IndexError, KeyError, OverflowError) as error:
        raise _FeatureError(text("no coordinates")) from error
    if len(points) < 4:
        raise _FeatureError(text("a ring of fewer than four points"))
    if not np.isfinite(points).all() or (np.abs(points) > (180, 90)).any():
        raise _FeatureError(text("not in degrees"))
    return points


def _name(feature: Mapping[str, Any]) -> str:
    """Name an area: by its name, or by its code where that is the code of a region."""
    properties = feature.get("properties")
    given = {
        str(key).casefold(): value
        for key, value in (properties.items() if isinstance(properties, Mapping) else ())
        if isinstance(value, str | int) and not isinstance(value, bool)
    }
    found = next((str(given[key]) for key in NAMES if not is_missing(given.get(key))), "")
    found = " ".join(found.encode("utf-8", "replace").decode("utf-8").split())
    return _codes().get(found, found)


def _codes() -> dict[str, str]:
    table = territories()
    return {
        str(code): str(region)
        for column in ("code_ruian", "code")
        for region, code in table[column].items()
    }


def same_region(name: str) -> str:
    """Reduce the name of a region to what is compared."""
    return fold(name) or name


def _simplified(areas: list[tuple[str, list[Points]]]) -> list[tuple[str, list[Points]]]:
    """Leave out points nobody would see, and more where there are still too many."""
    given = sum(len(ring) for _, rings in areas for ring in rings)
    # Very detailed outlines would take long to look at closely, only to be thrown away.
    tolerance = FINE * max(1.0, given / (5 * MOST_POINTS)) ** 0.5
    while True:
        areas = [(name, _kept_rings(rings, tolerance)) for name, rings in areas]
        points = sum(len(ring) for _, rings in areas for ring in rings)
        # Areas of three corners cannot get simpler.
        if points <= max(MOST_POINTS, 5 * len(areas)) or tolerance > 60:
            return areas
        tolerance *= 1.6


def _kept_rings(rings: list[Points], tolerance: float) -> list[Points]:
    """Simplify the rings and leave out islands too small to see, but never all."""
    largest = max(rings, key=lambda ring: float(np.ptp(ring, axis=0).prod()))
    return [
        simplify(_thinned(ring, tolerance), tolerance)
        for ring in rings
        if ring is largest or np.ptp(ring, axis=0).max() > 2 * tolerance
    ]


def _thinned(ring: Points, tolerance: float) -> Points:
    """Of points that follow each other in one spot, keep the first."""
    cells = np.round(ring / tolerance)
    keep = np.ones(len(ring), dtype="bool")
    keep[1:-1] = (cells[1:-1] != cells[:-2]).any(axis=1)
    return ring[keep] if keep.sum() >= 4 else ring


def simplify(ring: Points, tolerance: float) -> Points:
    """Keep the points a closed line needs to be off by no more than the tolerance.

    The method is that of Douglas and Peucker (1973), from the first point to the farthest and
    back. At least three corners are kept.
    """
    closed = ring if (ring[0] == ring[-1]).all() else np.vstack([ring, ring[:1]])
    far = int(np.linalg.norm(closed - closed[0], axis=1).argmax())
    keep = {0, far, len(closed) - 1}
    waiting = [(0, far), (far, len(closed) - 1)]
    spare = (0.0, 0)
    while waiting:
        low, high = waiting.pop()
        if high - low < 2:
            continue
        off = _distance(closed[low + 1 : high], closed[low], closed[high])
        worst = int(off.argmax())
        split = low + 1 + worst
        if off[worst] > tolerance:
            keep.add(split)
            waiting += [(low, split), (split, high)]
        else:
            spare = max(spare, (float(off[worst]), split))
    if len(keep) < 4 and spare[1]:
        keep.add(spare[1])
    return np.asarray(closed[sorted(keep)])


def _distance(points: Points, start: Points, end: Points) -> Points:
    """Measure how far points are from a straight line between two others."""
    along = end - start
    length = float(along @ along)
    share = np.clip((points - start) @ along / length, 0, 1) if length else np.zeros(len(points))
    return np.asarray(np.linalg.norm(points - start - share[:, None] * along, axis=1))
