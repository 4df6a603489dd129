"""Rings: one office in the middle, partners on the inner ring, everybody else on the outer one.

A sector has the same arc in every network, in the order of the vocabulary, so that regions can be
compared at a glance: a gap at two o'clock is the same gap everywhere.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from netcoop._core.checks import is_missing
from netcoop.maps.places.placing import framed
from netcoop.reference import kind_sector, vocabulary
from netcoop.reference.vocabularies import SECTORS

if TYPE_CHECKING:
    from netcoop.network import Network

OFFICE = "OSPOD"
REST = "other"
# Sectors with many actors in most towns get longer arcs; the shares never depend on the network.
SHARES = {"spod": 3, "municipality": 2, "education": 4, "health": 4, "justice_security": 3}
SHARES |= {"social_services": 4, "ngo": 2, "community": 2}
STRETCH = 1.3  # a picture is wider than high
SPACING = 74.0  # along a ring
STEP = 54.0  # between the rows of a ring
RADIUS = 150.0
DEPTHS = (0.5, 0.5)  # how deep the rows of the inner and the outer ring may be, in radii
GAP = 44.0  # between the rings, beyond a step


def sector_arcs() -> dict[str, tuple[float, float]]:
    """Say where the arc of each sector starts and ends: radians, clockwise from the top."""
    shares = [SHARES.get(sector, 1) for sector in SECTORS]
    ends = np.concatenate([[0.0], np.cumsum(shares)]) / sum(shares) * 2 * math.pi
    return {
        sector: (float(ends[place]), float(ends[place + 1])) for place, sector in enumerate(SECTORS)
    }


def middle_actor(net: Network) -> str | None:
    """Find the OSPOD with most ties; where there is none, the actor with most."""
    actors = net.actors
    if not len(actors):
        return None
    pairs = net.pairs
    ends = pd.concat([pairs["source"], pairs["target"]]).astype(str)
    count = ends.value_counts()
    strength = pd.concat([pairs["weight"]] * 2).groupby(ends.to_numpy()).sum()
    kinds = actors["kind"] if "kind" in actors else pd.Series(pd.NA, index=actors.index)
    offices = [
        str(actor) for actor, kind in kinds.items() if isinstance(kind, str) and kind == OFFICE
    ]
    return min(
        offices or [str(actor) for actor in actors.index],
        key=lambda actor: (-int(count.get(actor, 0)), -float(strength.get(actor, 0.0)), actor),
    )


def place_on_rings(net: Network, middle: str | None) -> pd.DataFrame:
    """Set the office in the middle and everybody else by sector and tie to it."""
    ids = [str(actor) for actor in net.actors.index]
    places = {middle: (0.0, 0.0)} if middle is not None else {}
    tied = _partners(net, middle)
    rings: list[dict[str, list[str]]] = [{}, {}]
    for sector, actor in sorted_by_sector(net):
        if actor != middle:
            rings[0 if actor in tied else 1].setdefault(sector, []).append(actor)
    radius = RADIUS
    for ring, depth in zip(rings, DEPTHS, strict=True):
        radius = _wide_enough(ring, radius, depth)
        for sector, members in ring.items():
            places |= _on_arc(sector, members, radius)
        # An empty inner ring keeps its room: somebody without partners looks like it.
        rows = max((_rows(sector, len(who), radius) for sector, who in ring.items()), default=1)
        radius += rows * STEP + GAP
    return framed(np.array([places[actor] for actor in ids], dtype="float64").reshape(-1, 2), ids)


def sorted_by_sector(net: Network) -> Iterator[tuple[str, str]]:
    """List sector and id of all actors in the order of the vocabulary: sector, kind, id."""
    actors = net.actors
    nothing = pd.Series(pd.NA, index=actors.index)
    kinds, sectors = (actors.get(name, nothing) for name in ("kind", "sector"))
    rows = []
    for actor, kind, given in zip(actors.index, kinds, sectors, strict=True):
        sector = kind_sector(kind) if is_missing(given) else str(given)
        sector = sector if sector in SECTORS else REST
        word = "" if is_missing(kind) else str(kind)
        order = _kind_order().get(word, len(_kind_order()))
        rows.append((list(SECTORS).index(sector), order, word, str(actor), sector))
    return ((row[-1], row[-2]) for row in sorted(rows))


@cache
def _kind_order() -> dict[str, int]:
    return {str(code): place for place, code in enumerate(vocabulary("actor")["code"])}


def _partners(net: Network, middle: str | None) -> set[str]:
    pairs = net.pairs
    ends = pairs[["source", "target"]].astype(str)
    touching = ends[(ends["source"] == middle) | (ends["target"] == middle)]
    return set(touching["source"]) | set(touching["target"])


def _wide_enough(ring: dict[str, list[str]], radius: float, depth: float) -> float:
    """Enlarge a ring until it is a ring, not a disc."""
    while any(
        (rows := _rows(sector, len(members), radius)) > 1 and rows * STEP > depth * radius
        for sector, members in ring.items()
    ):
        radius *= 1.1
    return radius


def _usable(sector: str, radius: float) -> tuple[float, float]:
    """Give start and length of an arc, without the margin that keeps neighbors apart."""
    start, end = sector_arcs()[sector]
    margin = min(SPACING / 2 / radius, (end - start) * 0.35)
    return start + margin, end - start - 2 * margin


def _rows(sector: str, count: int, radius: float) -> int:
    return max(1, math.ceil(count * SPACING / (_usable(sector, radius)[1] * radius) - 1))


def _on_arc(sector: str, members: list[str], radius: float) -> dict[str, tuple[float, float]]:
    """Spread actors evenly over the arc, zigzag over its rows."""
    rows = _rows(sector, len(members), radius)
    start, length = _usable(sector, radius)
    places = {}
    for number, actor in enumerate(members):
        angle = start + (number + 0.5) / len(members) * length
        distance = radius + number % rows * STEP
        places[actor] = (math.sin(angle) * distance * STRETCH, -math.cos(angle) * distance)
    return places
