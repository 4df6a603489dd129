"""Where names stand in a picture: the most important first, and never on top of each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from netcoop.network.labels import CUE

WRAP = 18
LONGEST = 30


@dataclass(frozen=True, slots=True)
class Spot:
    """A mark that wants a label of a certain width and height, all in the same pixels."""

    x: float
    y: float
    radius: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Box:
    """A place for a label; ``align`` is the side on which its text leans."""

    left: float
    bottom: float
    right: float
    top: float
    align: str


def wrapped(name: str) -> str:
    """Put a long name on two lines, parted at the space nearest to its middle.

    Examples
    --------
    >>> wrapped("Centrum duševního zdraví Lískov").splitlines()
    ['Centrum duševního', 'zdraví Lískov']
    """
    spaces = [place for place, letter in enumerate(name) if letter == " "]
    if len(name) <= WRAP:
        return name
    if not spaces:
        return _shortened(name)
    middle = min(spaces, key=lambda place: abs(place - len(name) / 2))
    return f"{_shortened(name[:middle])}\n{_shortened(name[middle + 1 :])}"


def _shortened(part: str) -> str:
    if len(part) <= LONGEST:
        return part
    # Whether a name is decided must be seen on a long one too.
    cue = CUE if part.endswith(CUE) else ""
    return part[: LONGEST - 1 - len(cue)] + "…" + cue


def place_labels(
    spots: Sequence[Spot],
    order: Sequence[int],
    bounds: tuple[float, float, float, float],
    most: int,
) -> dict[int, Box]:
    """Find free places for labels, at most so many, in the order of importance.

    Parameters
    ----------
    spots
        All marks of the picture; no label covers one.
    order
        Positions of the spots to label, the most important first.
    bounds
        Left, bottom, right and top edge of the picture.
    most
        How many labels to place at most.

    Returns
    -------
    dict
        Position of the spot → its box. A label without a free place is left out.
    """
    marks = np.array(
        [[s.x - s.radius, s.y - s.radius, s.x + s.radius, s.y + s.radius] for s in spots]
    ).reshape(-1, 4)
    placed: dict[int, Box] = {}
    labels = np.empty((0, 4))
    for position in order:
        if len(placed) >= most:
            break
        others = np.vstack([np.delete(marks, position, axis=0), labels])
        for box in _candidates(spots[position]):
            edges = np.array([box.left, box.bottom, box.right, box.top])
            if _within(box, bounds) and not _meets(edges, others):
                placed[position] = box
                labels = np.vstack([labels, edges])
                break
    return placed


def _candidates(spot: Spot) -> list[Box]:
    gap = 3.0
    low, high = spot.y - spot.radius - gap, spot.y + spot.radius + gap
    half = spot.height / 2
    right, left = spot.x + spot.radius + gap, spot.x - spot.radius - gap
    return [
        Box(right, spot.y - half, right + spot.width, spot.y + half, "left"),
        Box(left - spot.width, spot.y - half, left, spot.y + half, "right"),
        Box(spot.x - spot.width / 2, low - spot.height, spot.x + spot.width / 2, low, "center"),
        Box(spot.x - spot.width / 2, high, spot.x + spot.width / 2, high + spot.height, "center"),
    ]


def _within(box: Box, bounds: tuple[float, float, float, float]) -> bool:
    left, bottom, right, top = bounds
    return box.left >= left and box.bottom >= bottom and box.right <= right and box.top <= top


def _meets(edges: np.ndarray, others: np.ndarray) -> bool:
    return bool(
        (
            (edges[0] < others[:, 2])
            & (others[:, 0] < edges[2])
            & (edges[1] < others[:, 3])
            & (others[:, 1] < edges[3])
        ).any()
    )
