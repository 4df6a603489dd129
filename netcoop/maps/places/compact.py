"""Rings for small pictures: two ellipses of one size for all regions, each sector on one arc.

The full rings of :mod:`netcoop.maps.places.rings` grow with the network and leave room for names.
In a picture of a few centimeters there are no names, and only on equal rings is a gap seen as one.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from netcoop.maps.places.rings import sorted_by_sector
from netcoop.reference.vocabularies import SECTORS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from netcoop.network import Network

    Points = NDArray[np.float64]

RING = (165.0, 72.0)  # half axes of the outer ring, in pixels of the layout
INNER = 0.56  # share of it
SPACING = 12.0  # pixels between neighbors on a ring; where there is less, they stand in rows
STEP = 0.11  # between rows, as a share of the outer ring
MOST_ROWS = 3
REACH = (182.0, 86.0)  # what a small picture shows to each side of the middle

Arcs = dict[str, tuple[float, float]]


def shared_arcs(nets: Sequence[Network]) -> Arcs:
    """Part the ring among the sectors there are in any region, by how many actors they need.

    Returns
    -------
    dict
        Start and length of the arc by sector, as shares of the ring, clockwise from the top.
    """
    most: Counter[str] = Counter()
    for net in nets:
        here = Counter(sector for sector, _ in sorted_by_sector(net))
        most |= here
    # A sector of one actor must be seen too.
    shares = {sector: most[sector] + 1.0 for sector in SECTORS if sector in most}
    total, start = sum(shares.values()), 0.0
    arcs: Arcs = {}
    for sector, share in shares.items():
        length = share / total
        arcs[sector] = (start, length)
        start += length
    return arcs


def place_compactly(net: Network, middle: str | None, arcs: Arcs) -> dict[str, tuple[float, float]]:
    """Set one actor in the middle, its partners on the inner ring, all others on the outer one."""
    partners = partners_of(net, middle)
    rings: dict[tuple[float, str], list[str]] = {}
    for sector, actor in sorted_by_sector(net):
        if actor != middle:
            ring = INNER if actor in partners else 1.0
            rings.setdefault((ring, sector), []).append(actor)
    places = {} if middle is None else {middle: (0.0, 0.0)}
    for (ring, sector), members in rings.items():
        places |= _on_arc(members, arcs[sector], ring)
    return places


def partners_of(net: Network, actor: str | None) -> set[str]:
    """List whoever an actor has a tie with."""
    ends = zip(net.pairs["source"].astype(str), net.pairs["target"].astype(str), strict=True)
    return {b if a == actor else a for a, b in ends if actor in (a, b)}


def _on_arc(
    members: Sequence[str], arc: tuple[float, float], ring: float
) -> Mapping[str, tuple[float, float]]:
    start, length = arc
    rows = min(MOST_ROWS, max(1, math.ceil(len(members) * SPACING / (length * _around() * ring))))
    places = {}
    for number, actor in enumerate(members):
        angle = _angle(start + (number + 0.5) / len(members) * length)
        # Rows go inwards: the outer edge is the same everywhere.
        size = ring - number % rows * STEP
        places[actor] = (
            round(math.sin(angle) * size * RING[0], 2) + 0.0,
            round(-math.cos(angle) * size * RING[1], 2) + 0.0,
        )
    return places


@cache
def _walk() -> tuple[Points, Points]:
    """Walk around the ring: the angle after each step, and the way that far."""
    angles = np.linspace(0, 2 * math.pi, 721)
    steps = np.hypot(np.diff(np.sin(angles)) * RING[0], np.diff(np.cos(angles)) * RING[1])
    return angles, np.concatenate([[0.0], np.cumsum(steps)])


def _around() -> float:
    return float(_walk()[1][-1])


def _angle(share: float) -> float:
    """Find the angle at a share of the way around: equal shares are equally long."""
    angles, way = _walk()
    return float(np.interp(share * way[-1], way, angles))
