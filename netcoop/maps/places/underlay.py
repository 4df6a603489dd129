"""What lies under the actors: outlines of areas, colored by a value if there is one; or boxes."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any
from warnings import warn

import numpy as np
import pandas as pd

from netcoop._core.checks import first, is_missing, is_number
from netcoop._core.texts import LANGUAGES, mark, number, plural, text
from netcoop.errors import ArgumentError, NetcoopWarning
from netcoop.maps.places.arranged import region_boxes
from netcoop.maps.places.kept_layout import Layout
from netcoop.maps.places.outlines import read_outlines, same_region
from netcoop.maps.places.projection import SCALE

if TYPE_CHECKING:
    from netcoop.network import Network

# One hue from light to middling: readable without color, and light enough under the marks.
PALETTE = ("#F3F1F9", "#DFDBEE", "#C8C2E1", "#AFA7D2", "#948AC0")
NO_VALUE = "#FFFFFF"
CLASSES = mark("classes of about equally many regions")
UNKNOWN = mark("no value")


def underlay(
    outlines: Mapping[str, Any] | Path | str | None,
    values: pd.Series | Mapping[str, float] | None = None,
    label: str | Mapping[str, str] | None = None,
    *,
    layout: Layout | None = None,
) -> dict[str, Any] | None:
    """Turn outlines of regions into shapes that lie under the actors of a geographic layout.

    Parameters
    ----------
    outlines
        GeoJSON, its path or its content: a FeatureCollection of Polygons or MultiPolygons in
        degrees (WGS 84). An area is named by its property ``name``, ``nazev`` or ``code`` (of the
        ORP), in capitals or not.
    values
        A number for each region, by name; areas are colored by it in at most five classes, white
        where there is none.
    label
        What the values are, for the legend; a text, or a text for each language.
    layout
        The geographic layout that will stand on it: its scale is taken.

    Returns
    -------
    dict or None
        ``outlines``: name, rings of points in pixels, fill and value of each area; ``legend``:
        title and entries with color and label in every language, or None without values.
        None where there are no outlines.

    Raises
    ------
    netcoop.errors.ArgumentError
        The outlines are no GeoJSON in degrees, or the values are no numbers or fit no outline.

    Warns
    -----
    netcoop.errors.NetcoopWarning
        Some regions with a value have no outline.

    Examples
    --------
    >>> corners = [[15.4, 49.5], [15.8, 49.5], [15.8, 49.8], [15.4, 49.5]]
    >>> area = {
    ...     "type": "Feature",
    ...     "properties": {"name": "Havlíčkův Brod"},
    ...     "geometry": {"type": "Polygon", "coordinates": [corners]},
    ... }
    >>> under = underlay({"type": "FeatureCollection", "features": [area]}, {"Havlíčkův Brod": 0.4})
    >>> (
    ...     under["outlines"][0]["value"],
    ...     [entry["label"]["en"] for entry in under["legend"]["entries"]],
    ... )
    (0.4, ['0.4'])
    """
    if outlines is None:
        return None
    scale = SCALE if layout is None else layout.settings.get("scale", SCALE)
    areas = read_outlines(outlines, float(scale))
    known = _checked(values, [name for name, _ in areas])
    classes = _classes(sorted(known.values()))
    shapes = []
    for name, rings in areas:
        value = known.get(same_region(name))
        fill = None if values is None else NO_VALUE if value is None else _color(value, classes)
        points = [np.round(ring, 1).tolist() for ring in rings]
        shapes.append({"name": name, "rings": points, "fill": fill, "value": value})
    bare = any(shape["value"] is None for shape in shapes)
    return {
        "outlines": shapes,
        "legend": None if values is None else _legend(label, classes, bare=bare),
    }


def box_underlay(net: Network, layout: Layout) -> dict[str, Any] | None:
    """Draw a box with its name around each region of a layout by regions; else nothing."""
    if layout.kind != "regions":
        return None
    shapes = [
        {
            "name": region,
            "rings": [[[x0, y0], [x1, y0], [x1, y1], [x0, y1], [x0, y0]]],
            "fill": None,
            "value": None,
        }
        for region, (x0, y0, x1, y1) in region_boxes(net, layout.places).items()
    ]
    return {"outlines": shapes, "legend": None} if shapes else None


def _checked(values: object, names: list[str]) -> dict[str, float]:
    """Check the values and give them by the reduced name of the region."""
    if values is None:
        return {}
    if not isinstance(values, pd.Series | Mapping):
        raise ArgumentError(text("'values' must be a Series of numbers with regions as its index."))
    rows = [(str(name), value) for name, value in values.items() if not is_missing(value)]
    wrong = [name for name, value in rows if not is_number(value)]
    if wrong:
        raise ArgumentError(
            text("These regions of 'values' have no finite number: {names}.", names=first(wrong))
        )
    keys = [same_region(name) for name, _ in rows]
    twice = sorted({name for name, _ in rows if keys.count(same_region(name)) > 1})
    if twice:
        raise ArgumentError(
            text("These regions stand twice in 'values': {names}.", names=first(twice))
        )
    there = {same_region(name) for name in names}
    strangers = [name for name, _ in rows if same_region(name) not in there]
    if rows and len(strangers) == len(rows):
        raise ArgumentError(
            text(
                "No region of 'values' has an outline. Values: {values}. Outlines: {outlines}.",
                values=first(strangers),
                outlines=first(names) or "–",
            )
        )
    if strangers:
        _warn_of(strangers)
    return {key: float(value) for key, (_, value) in zip(keys, rows, strict=True) if key in there}


def _warn_of(strangers: list[str]) -> None:
    message = plural(
        "{n} region of 'values' has no outline and is not shown: {names}.",
        "{n} regions of 'values' have no outline and are not shown: {names}.",
        len(strangers),
        names=first(strangers),
    )
    warn(message, NetcoopWarning, stacklevel=4)


def _classes(ordered: list[float]) -> list[tuple[float, float]]:
    """Give lowest and highest value of up to five classes of about equally many regions."""
    distinct = sorted(set(ordered))
    if len(distinct) <= len(PALETTE):
        return [(value, value) for value in distinct]
    places = range(1, len(PALETTE))
    cuts = sorted({ordered[round(len(ordered) * place / len(PALETTE))] for place in places})
    bounds = [-float("inf"), *cuts, float("inf")]
    groups = [
        [value for value in distinct if low <= value < high] for low, high in pairwise(bounds)
    ]
    return [(group[0], group[-1]) for group in groups if group]


def _palette(count: int) -> list[str]:
    """Spread the colors over fewer classes than there are."""
    last = len(PALETTE) - 1
    return [PALETTE[round(place * last / max(1, count - 1))] for place in range(count)]


def _color(value: float, classes: list[tuple[float, float]]) -> str:
    colors = _palette(len(classes))
    return next(color for color, (_, high) in zip(colors, classes, strict=True) if value <= high)


def _legend(
    label: str | Mapping[str, str] | None, classes: list[tuple[float, float]], *, bare: bool
) -> dict[str, Any]:
    """Say what the colors mean, in every language."""
    given = label if isinstance(label, Mapping) else dict.fromkeys(LANGUAGES, label or "")
    split = any(low < high for low, high in classes)
    title = {}
    for lang in LANGUAGES:
        parts = [str(given.get(lang) or ""), text(CLASSES, lang) if split else ""]
        title[lang] = "; ".join(part for part in parts if part)
    entries: list[dict[str, Any]] = [
        {"color": color, "label": {lang: _range(low, high, lang) for lang in LANGUAGES}}
        for color, (low, high) in zip(_palette(len(classes)), classes, strict=True)
    ]
    if bare:
        entries.append(
            {"color": NO_VALUE, "label": {lang: text(UNKNOWN, lang) for lang in LANGUAGES}}
        )
    return {"title": title, "entries": entries}


def _range(low: float, high: float, lang: str) -> str:
    ends = [
        number(float(f"{value:.3g}") if abs(value) < 1000 else round(value), lang)
        for value in (low, high)
    ]
    # Signs need room about the dash.
    return (" – " if low < 0 else "–").join(dict.fromkeys(ends))
