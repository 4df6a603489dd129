"""Small networks on which the value of every metric can be seen, for the pictures of the docs."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

import netcoop as nc

Places = dict[str, tuple[float, float]]
# What is drawn: the network, and where its actors stand.
Example = tuple[nc.Network, Places]


def actors(names: str, other: str = "") -> pd.DataFrame:
    """Actors of two sectors: those in ``other`` are of the second."""
    sectors = ["health" if name in other else "social" for name in names]
    return pd.DataFrame({"sector": sectors}, index=list(names))


def linked(pairs: Sequence[str], kind: str = "meeting") -> pd.DataFrame:
    """Ties out of ``"AB"`` (weight 1) or ``"AB3"`` (weight 3)."""
    rows = [(pair[0], pair[1], float(pair[2:] or 1), kind) for pair in pairs]
    return pd.DataFrame(rows, columns=["source", "target", "weight", "kind"])


def ring_places(names: str) -> Places:
    """Stand on a circle, the first on top."""
    step = 2 * math.pi / len(names)
    return {
        name: (round(math.sin(k * step), 3), round(-math.cos(k * step), 3))
        for k, name in enumerate(names)
    }


SIX = ring_places("ABCDEF")
STAR = {"A": (0.0, 0.0)} | ring_places("BCDEF")
TWO = {"A": (-0.4, 0), "B": (-1.1, -0.6), "C": (-1.1, 0.6)} | {
    "D": (0.4, 0), "E": (1.1, -0.6), "F": (1.1, 0.6),
}  # fmt: skip
RING = ["AB", "BC", "CD", "DE", "EF", "FA"]
SPOKES = ["AB", "AC", "AD", "AE", "AF"]
TRIANGLES = ["AB", "AC", "BC", "DE", "DF", "EF"]
ALL = [a + b for k, a in enumerate("ABCDEF") for b in "ABCDEF"[k + 1 :]]
CORE = ["AB", "AC", "BC", "AD", "BD", "CD", "AE", "BF"]
CORE_PLACES = {"A": (-0.4, 0.4), "B": (0.4, 0.4), "C": (0.4, -0.4), "D": (-0.4, -0.4)} | {
    "E": (-1.1, 0.9), "F": (1.1, 0.9),
}  # fmt: skip


def plain(pairs: Sequence[str], places: Places, *, directed: bool = False) -> Example:
    """Six actors, the last three of another sector."""
    return nc.Network(actors("ABCDEF", "DEF"), linked(pairs), directed=directed), places


def layered(second: Sequence[str]) -> Example:
    """A ring of meetings, some pairs of it with referrals too."""
    ties = pd.concat([linked(RING), linked(second, "referral")])
    return nc.Network(actors("ABCDEF", "DEF"), ties), SIX


def attended(meetings: Sequence[str], places: Places = SIX) -> Example:
    """Build the network of some meetings, each written as who was there."""
    seats = pd.DataFrame(
        [(name, f"M{k}") for k, names in enumerate(meetings, 1) for name in names],
        columns=["actor", "meeting_id"],
    )
    ties = nc.project(seats).assign(kind="meeting")
    return nc.Network(actors("ABCDEF", "DEF"), ties, affiliations=seats), places


MEETINGS = ("ABC", "ABD", "DE", "DEF")
TOWN_PLACES = TWO | {"G": (0.0, 0.8)}


def town() -> Example:
    """Build two groups joined by one tie, and an actor without any: for metrics of actors."""
    ties = linked(["AB3", "AC1", "BC2", "AD1", "DE2", "EF1"])
    return nc.Network(actors("ABCDEFG", "DEF"), ties), TOWN_PLACES


# Two networks for each metric of a network: one where it is low, one where it is high.
PAIRS: dict[str, tuple[Example, Example]] = {
    "density": (plain(RING[:5], SIX), plain(ALL[:12], SIX)),
    "mean_degree": (plain(RING[:5], SIX), plain(ALL[:12], SIX)),
    "transitivity": (plain(SPOKES, STAR), plain([*TRIANGLES, "AD"], TWO)),
    "reciprocity": (
        plain(RING, SIX, directed=True),
        plain([*RING, "BA", "CB", "DC", "ED"], SIX, directed=True),
    ),
    "multiplexity": (layered(["AB"]), layered(RING[:5])),
    "two_mode_density": (attended(("AB", "CD", "EF")), attended(("ABCDE", "BCDEF", "ACDEF"))),
    "efficiency": (plain(RING[:5], SIX), plain(SPOKES, STAR)),
    "fragmentation": (plain([*TRIANGLES, "AD"], TWO), plain(TRIANGLES, TWO)),
    "connectedness": (plain(TRIANGLES, TWO), plain([*TRIANGLES, "AD"], TWO)),
    "distance_fragmentation": (plain(SPOKES, STAR), plain(RING[:5], SIX)),
    "largest_component_share": (plain(TRIANGLES, TWO), plain([*TRIANGLES, "AD"], TWO)),
    "resilience": (plain(SPOKES, STAR), plain(ALL[:12], SIX)),
    "saturated": (plain(SPOKES, STAR), plain(ALL, SIX)),
    "centralization": (plain(RING, SIX), plain(SPOKES, STAR)),
    "gini": (plain(RING, SIX), plain(SPOKES, STAR)),
    "core_periphery": (plain(RING, SIX), plain(CORE, CORE_PLACES)),
    "modularity": (plain(ALL, SIX), plain([*TRIANGLES, "AD"], TWO)),
    "ei_index": (plain([*TRIANGLES, "AD"], TWO), plain(["AD", "AE", "BE", "BF", "CF", "CD"], TWO)),
    "assortativity": (
        plain(["AD", "AE", "BE", "BF", "CF", "CD"], TWO),
        plain([*TRIANGLES, "AD"], TWO),
    ),
}


def of_actors(name: str) -> Example:
    """Choose the example of a metric of actors: of meetings where it needs attendance."""
    return attended(MEETINGS, TWO) if name.startswith("two_mode") else town()
