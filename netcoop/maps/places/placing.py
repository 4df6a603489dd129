"""Places by ties: the same places for the same network, on every run.

Actors with strong ties stand close. Connected parts are laid out one by one and packed beside each
other, the largest first; actors without ties stand in tidy rows below. Coordinates are pixels of a
panel of about 1040 by 640 that grows with the number of actors, so that marks keep their size.
"""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from netcoop.maps.places.stress import GOLDEN_ANGLE, place_by_stress

if TYPE_CHECKING:
    import igraph
    from numpy.typing import NDArray

    from netcoop.network import Network

    Places = NDArray[np.float64]

PANEL = (1040.0, 640.0)
ROOMY = 50  # actors that fit the panel without enlarging it
STRESS_LIMIT = 1500  # above this many actors, exact distances take too long
# Labels are wider than high: marks need more room sideways.
ROOM = (74.0, 46.0)
LOOSER = 1.2  # how far a crowded picture may exceed the panel
ISOLATE_ROOM = (150.0, 62.0)


def place_by_ties(net: Network, room: tuple[float, float] | None = None) -> pd.DataFrame:
    """Set actors with strong ties close together, in a room in pixels (else the panel).

    Columns ``x`` and ``y``; index and order of ``net.actors``.
    """
    ids = sorted(str(actor) for actor in net.actors.index)
    position = {actor: place for place, actor in enumerate(ids)}
    graph = _graph(net, position)
    parts = sorted(graph.connected_components(), key=lambda part: (-len(part), part[0]))
    places = np.zeros((len(ids), 2))
    width, height = room or panel_size(len(ids))
    alone = [part[0] for part in parts if len(part) == 1]
    joined = [list(part) for part in parts if len(part) > 1]
    if joined:
        rows = math.ceil(len(alone) / max(1, int(width // _isolate_room(width)[0])))
        room = (width, max(height - rows * _isolate_room(width)[1], height / 2))
        members = [actor for part in joined for actor in part]
        packed = _pack([_place(graph.induced_subgraph(part)) for part in joined], room)
        places[members] = push_apart(_loosened(packed))
    if alone:
        places[alone] = _rows(len(alone), places[[m for p in joined for m in p]], width)
    return framed(places, ids).reindex([str(actor) for actor in net.actors.index])


def framed(places: Places, ids: list[str]) -> pd.DataFrame:
    """Make the table of places: rounded to a tenth of a pixel, without a negative zero."""
    frame = pd.DataFrame(
        np.round(places, 1) + 0.0, columns=["x", "y"], index=pd.Index(ids, dtype="str")
    )
    return frame.rename_axis("actor_id")


def panel_size(actors: int) -> tuple[float, float]:
    """Width and height of the panel for so many actors, in pixels."""
    growth = max(1.0, (actors / ROOMY) ** 0.45)
    return PANEL[0] * growth, PANEL[1] * growth


def _graph(net: Network, position: dict[str, int]) -> igraph.Graph:
    """Undirected graph with one edge a pair; ``length`` is short where the ties are strong."""
    import igraph

    ties = net.pairs
    weight = ties["weight"].to_numpy()
    ends = np.sort(
        [[position[actor] for actor in ties[end]] for end in ("source", "target")], axis=0
    )
    # In a directed network a pair can have two arcs; in the picture it has one distance.
    pairs = pd.DataFrame(
        {"a": ends[0], "b": ends[1], "w": weight / (weight.mean() if len(weight) else 1.0)}
    )
    pairs = pairs.groupby(["a", "b"])["w"].sum().reset_index()
    graph = igraph.Graph(
        len(position), edges=list(zip(pairs["a"].tolist(), pairs["b"].tolist(), strict=True))
    )
    graph.es["strength"] = pairs["w"].tolist()
    graph.es["length"] = (1 / (0.55 + 0.45 * np.log1p(pairs["w"].to_numpy()))).tolist()
    return graph


def _place(part: igraph.Graph) -> Places:
    """Lay out one connected part, long side across, one unit of area for each actor."""
    count = part.vcount()
    if count == 2:
        return np.array([[-0.8, 0.0], [0.8, 0.0]])
    if count <= STRESS_LIMIT:
        return _turned(place_by_stress(part))
    return _turned(np.asarray(_force_directed(part).coords, dtype="float64"))


def _force_directed(part: igraph.Graph) -> igraph.Layout:
    """Fruchterman-Reingold from a fixed start, without disturbing the user's random numbers."""
    # igraph draws its random numbers from the module `random` of the process.
    before = random.getstate()
    try:
        random.seed(1)
        spiral = [
            (
                math.sqrt(step) * math.cos(step * GOLDEN_ANGLE),
                math.sqrt(step) * math.sin(step * GOLDEN_ANGLE),
            )
            for step in range(part.vcount())
        ]
        return part.layout_fruchterman_reingold(seed=spiral, weights="strength", niter=500)
    finally:
        random.setstate(before)


def _turned(places: Places) -> Places:
    """Turn the long side across, fix the mirror image, and scale to one unit of area an actor."""
    places = places - places.mean(axis=0)
    _, _, axes = np.linalg.svd(places, full_matrices=False)
    places = places @ axes.T
    # The sign of an axis is arbitrary; the lopsided side goes left and up.
    places = places * np.where((places**3).sum(axis=0) > 0, 1.0, -1.0)
    spread = np.maximum(np.ptp(places, axis=0), 1e-6)
    # A nearly straight line would blow up when scaled by area alone.
    area = spread[0] * max(spread[1], spread[0] / 6)
    return np.asarray(places * math.sqrt(len(places) / area))


def _pack(parts: list[Places], room: tuple[float, float]) -> Places:
    """Set the parts beside each other, the largest first, in the way that fills the room best."""
    if len(parts) == 1:
        return _filled(parts[0], room)
    boxes = [np.ptp(part, axis=0) + np.array([1.6, 1.0]) for part in parts]
    total = math.sqrt(sum(float(box.prod()) for box in boxes))
    ways = []
    for axis in (0, 1):
        for factor in (0.8, 1.0, 1.3, 1.7):
            limit = max(float(boxes[0][axis]), total * factor)
            ways.append(_shelves(parts, boxes, limit, axis))
    return max((_filled(way, room) for way in ways), key=_roominess)


def _shelves(parts: list[Places], boxes: list[Places], limit: float, axis: int) -> Places:
    """Fill shelves along one axis up to a limit, then go on to the next."""
    along, across, depth = 0.0, 0.0, 0.0
    moved = []
    for part, box in zip(parts, boxes, strict=True):
        if along and along + box[axis] > limit + 1e-9:
            along, across, depth = 0.0, across + depth, 0.0
        corner = np.array([along, across] if axis == 0 else [across, along])
        moved.append(part - (part.min(axis=0) + part.max(axis=0)) / 2 + corner + box / 2)
        along, depth = along + float(box[axis]), max(depth, float(box[1 - axis]))
    return np.vstack(moved)


def _roominess(places: Places) -> float:
    """Distance of the nearest neighbors, typical for the picture: how large it could be drawn."""
    from scipy.spatial import cKDTree

    nearest = np.asarray(cKDTree(places).query(places, k=2)[0])[:, 1]
    return round(float(np.median(nearest)), 6)


def _filled(places: Places, room: tuple[float, float]) -> Places:
    """Scale to the room, the same in both directions: distances keep their meaning."""
    low, spread = places.min(axis=0), np.maximum(np.ptp(places, axis=0), 1e-6)
    # Few actors need no huge distances.
    factor = min(float((np.array(room) / spread).min()), 190.0)
    return np.asarray((places - low) * factor)


def _loosened(places: Places) -> Places:
    """Enlarge a crowded picture a little: moving marks apart one by one distorts distances more."""
    from scipy.spatial import cKDTree

    nearest = np.asarray(cKDTree(places / np.array(ROOM)).query(places / np.array(ROOM), k=2)[0])
    tight = max(float(np.quantile(nearest[:, 1], 0.02)), 1e-9)
    return places * min(max(1.0, 1 / tight), LOOSER)


def push_apart(places: Places, rounds: int = 80) -> Places:
    """Move marks that stand too close away from each other, step by step, never at random."""
    from scipy.spatial import cKDTree

    room = np.array(ROOM)
    unit = places / room
    # Marks in exactly one place need a direction to part in.
    angle = np.arange(len(unit)) * GOLDEN_ANGLE
    unit = unit + 1e-3 * np.column_stack([np.cos(angle), np.sin(angle)])
    for _ in range(rounds):
        pairs = cKDTree(unit).query_pairs(1.0, output_type="ndarray")
        if not len(pairs):
            break
        pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
        gap = unit[pairs[:, 0]] - unit[pairs[:, 1]]
        distance = np.linalg.norm(gap, axis=1, keepdims=True)
        step = gap / distance * (1.0 - distance) * 0.35
        np.add.at(unit, pairs[:, 0], step)
        np.add.at(unit, pairs[:, 1], -step)
    return np.asarray(unit * room)


def _isolate_room(width: float) -> Places:
    # On a larger panel, which is shown smaller, labels need more of it.
    return np.array(ISOLATE_ROOM) * max(0.75, math.sqrt(width / PANEL[0]))


def _rows(count: int, above: Places, width: float) -> Places:
    """Set actors without ties in rows below the others, or in a block where there are no others."""
    room = _isolate_room(width)
    if len(above):
        middle = float(above[:, 0].min() + above[:, 0].max()) / 2
        top = float(above[:, 1].max()) + room[1] * 1.4
        columns = max(1, int(width // room[0]))
        # Rows of even length look like rows, not like a remainder.
        columns = math.ceil(count / math.ceil(count / columns))
    else:
        middle, top = width / 2, 0.0
        columns = max(1, math.ceil(math.sqrt(count / 1.6)))
    place = np.arange(count)
    across = (place % columns - (columns - 1) / 2) * room[0] + middle
    return np.column_stack([across, top + (place // columns) * room[1]])
