"""Places by region: each region in a box of its own, or around its seat on the country's map."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from netcoop._core.checks import is_missing
from netcoop.maps.places.placing import framed, panel_size, place_by_ties
from netcoop.maps.places.projection import SCALE, project
from netcoop.maps.places.rings import sorted_by_sector
from netcoop.records.schema import fold
from netcoop.reference import territories

if TYPE_CHECKING:
    from netcoop.maps.places.placing import Places
    from netcoop.network import Network

Box = tuple[float, float, float, float]

# Around the actors of a region: room for labels, and above for its name.
MARGIN = (80.0, 44.0)
NAME_ROOM = 30.0
BETWEEN = 24.0
ASPECT = 1.6
DISC = 42.0  # from mark to mark around a seat
MARK = 44.0
ASIDE = (150.0, 50.0)
STRETCH = 1.7  # a map may be so much larger than the panel before discs are moved off their seats


def regions_of(net: Network) -> dict[str, list[str]]:
    """List the actors of each region, in the order of the country; those without one come last."""
    actors = net.actors
    given = actors["region"] if "region" in actors else pd.Series(pd.NA, index=actors.index)
    found: dict[str, list[str]] = {}
    for actor, region in given.items():
        found.setdefault("" if is_missing(region) else str(region).strip(), []).append(str(actor))
    order = {name: place for place, name in enumerate(_seats()["region"])}

    def rank(region: str) -> tuple[bool, int, str]:
        return region == "", order.get(known_region(region) or "", len(order)), region

    return {region: sorted(found[region]) for region in sorted(found, key=rank)}


def place_by_region(net: Network) -> pd.DataFrame:
    """Lay out each region by the ties inside it, and set the regions beside each other."""
    blocks, ids = [], []
    for members in regions_of(net).values():
        side = math.sqrt(len(members))
        inside = place_by_ties(net.subset(members), (side * 130.0, side * 80.0)).reindex(members)
        blocks.append(inside.to_numpy())
        ids += members
    places = _shelved(blocks) if blocks else np.zeros((0, 2))
    return framed(places, ids).reindex([str(actor) for actor in net.actors.index])


def region_boxes(net: Network, places: pd.DataFrame) -> dict[str, Box]:
    """Give the box of each region on the map: left, top, right, bottom."""
    boxes: dict[str, Box] = {}
    for region, members in regions_of(net).items():
        there = places.loc[members]
        low, high = there.min(), there.max()
        boxes[region] = (
            round(float(low["x"]) - MARGIN[0], 1),
            round(float(low["y"]) - MARGIN[1] - NAME_ROOM, 1),
            round(float(high["x"]) + MARGIN[0], 1),
            round(float(high["y"]) + MARGIN[1], 1),
        )
    return boxes


def _shelved(blocks: list[Places]) -> Places:
    """Fill shelves from left to right, in the order given, to a picture wider than high."""
    around = 2 * np.array(MARGIN) + np.array([BETWEEN, BETWEEN + NAME_ROOM])
    rooms = np.array([np.ptp(block, axis=0) for block in blocks]) + around
    side = math.sqrt(float(rooms.prod(axis=1).sum()) * ASPECT)
    ways = [_corners(rooms, side * (0.7 + step / 10)) for step in range(14)]
    corners = min(ways, key=lambda way: float(((way + rooms).max(axis=0) * (1, ASPECT)).max()))
    inner = corners + np.array(MARGIN) + np.array([0, NAME_ROOM])
    return np.vstack(
        [block - block.min(axis=0) + at for block, at in zip(blocks, inner, strict=True)]
    )


def _corners(rooms: Places, limit: float) -> Places:
    """Find the top left corner of each room on shelves of the length given."""
    left = top = depth = 0.0
    corners = []
    for across, down in rooms:
        if left and left + across > limit:
            left, top, depth = 0.0, top + depth, 0.0
        corners.append((left, top))
        left, depth = left + float(across), max(depth, float(down))
    return np.array(corners)


def place_by_geography(net: Network, scale: float | None = None) -> tuple[pd.DataFrame, float, int]:
    """Set actors around the seats of their regions; give places, scale and how many have none."""
    rank = {actor: place for place, (_, actor) in enumerate(sorted_by_sector(net))}
    discs: dict[str, list[str]] = {}
    aside: list[str] = []
    for region, members in regions_of(net).items():
        name = known_region(region)
        (aside if name is None else discs.setdefault(name, [])).extend(members)
    discs = {name: sorted(members, key=rank.__getitem__) for name, members in discs.items()}
    # The farthest mark stands last.
    radii = np.array(
        [float(np.linalg.norm(disc(len(who))[-1])) + MARK / 2 for who in discs.values()]
    )
    scale = scale or _scale(list(discs), radii, panel_size(net.n_actors))
    middles = _apart(seats(list(discs), scale), radii)
    parts = [middle + disc(len(discs[name])) for name, middle in zip(discs, middles, strict=True)]
    placed = np.vstack([np.zeros((0, 2)), *parts])
    ids = [actor for members in discs.values() for actor in members]
    aside.sort(key=rank.__getitem__)
    places = np.vstack([placed, beside(len(aside), placed)])
    frame = framed(places, ids + aside).reindex([str(actor) for actor in net.actors.index])
    return frame, scale, len(aside)


def seats(names: list[str], scale: float) -> Places:
    """Find the seats of known regions on the map."""
    table = _seats().set_index("region").loc[names]
    return project(table["lat"].to_numpy(), table["lon"].to_numpy(), scale)


def disc(count: int) -> Places:
    """Spread marks evenly over a disc, the first in its middle: a honeycomb, from inside out."""
    reach = math.ceil(math.sqrt(count)) + 1
    across, down = (axis.ravel() for axis in np.mgrid[-reach : reach + 1, -reach : reach + 1])
    spots = np.column_stack([across + down / 2, down * math.sqrt(0.75)]) * DISC
    # Equal distances are told apart by the angle; rounding, so that all processors agree.
    distance = np.round(np.linalg.norm(spots, axis=1), 6)
    angle = np.round(np.arctan2(spots[:, 1], spots[:, 0]), 6)
    return np.asarray(spots[np.lexsort((angle, distance))][:count])


def beside(count: int, placed: Places) -> Places:
    """Set actors without a known region in columns at the left, top down."""
    left, top, height = 0.0, 0.0, 640.0
    if len(placed):
        left, top = (float(value) for value in placed.min(axis=0))
        height = max(height, float(np.ptp(placed[:, 1])))
    rows = max(1, int(height // ASIDE[1]), math.ceil(math.sqrt(count)))
    number = np.arange(count)
    across = left - ASIDE[0] * (1.5 + number // rows)
    return np.column_stack([across, top + number % rows * ASIDE[1]])


def known_region(region: str) -> str | None:
    """Find the region in the list of the country; case and diacritics do not matter."""
    return _known().get(fold(region)) if region else None


@cache
def _known() -> dict[str, str]:
    names = _seats()["region"].tolist()
    folded = [fold(name) for name in names]
    # Two towns that differ in diacritics only are neither.
    return {key: name for key, name in zip(folded, names, strict=True) if folded.count(key) == 1}


@cache
def _seats() -> pd.DataFrame:
    table = territories().reset_index()
    return table.sort_values(["kraj", "okres", "region"])[["region", "lat", "lon"]]


def _scale(names: list[str], radii: Places, panel: tuple[float, float]) -> float:
    """Choose pixels for a degree: discs apart if that is possible in a picture of decent size."""
    if len(names) < 2:
        return SCALE
    at = seats(names, 1.0)
    fit = float(min(np.array(panel) / np.maximum(np.ptp(at, axis=0), 1e-9)))
    gaps = np.linalg.norm(at[:, None] - at[None], axis=2)
    first, second = np.triu_indices(len(names), 1)
    need = float(((radii[first] + radii[second]) / np.maximum(gaps[first, second], 1e-9)).max())
    return round(min(max(fit, need), STRETCH * fit), 1)


def _apart(middles: Places, radii: Places) -> Places:
    """Move discs that would overlap away from each other, the smaller one further."""
    first, second = np.triu_indices(len(middles), 1)
    moved = middles.copy()
    for _ in range(2000):
        gap = moved[first] - moved[second]
        distance = np.maximum(np.linalg.norm(gap, axis=1), 1e-9)
        lack = radii[first] + radii[second] - distance
        close = lack > 0
        if not close.any():
            break
        a, b = first[close], second[close]
        step = gap[close] / distance[close, None] * (lack[close, None] * 0.5 + 0.05)
        share = (radii[b] / (radii[a] + radii[b]))[:, None]
        np.add.at(moved, a, step * share)
        np.add.at(moved, b, -step * (1 - share))
    return moved
