"""How groups of actors and kinds of ties look: never by color alone.

Every group has a color and a shape, every kind of tie a color and a dash, so that a map can be
read by color-blind people and from a black-and-white print. The colors are those of Okabe and Ito
with a slate gray; vermilion is kept for missing ties. The shapes are defined once, here, as
outlines of equal area: the page, its legend, its print and matplotlib all draw these.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from netcoop._core.texts import mark

OUTLINE = "#22272B"
INK = "#1A1D20"
MAX_GROUPS = 7
OTHER = "other"

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class GroupStyle:
    """Color and shape of one group of actors."""

    shape: str
    color: str


@dataclass(frozen=True, slots=True)
class TieStyle:
    """Color, dash (in pixels, empty for a full line), arrow and bend of one kind of tie."""

    label: str
    color: str
    dash: tuple[int, ...] = ()
    arrow: bool = False
    bend: float = 0.0


GROUP_STYLES = (
    GroupStyle("square", "#0072B2"),
    GroupStyle("circle", "#E69F00"),
    GroupStyle("diamond", "#009E73"),
    GroupStyle("triangle", "#CC79A7"),
    GroupStyle("wedge", "#56606B"),
    GroupStyle("plus", "#F0E442"),
    GroupStyle("star", "#56B4E9"),
)
OTHER_STYLE = GroupStyle("hexagon", "#D3D8DD")

# A sector looks the same on every map, whoever else is on it, as long as its style is free.
PREFERRED = {
    "spod": 0,
    "education": 1,
    "social_services": 2,
    "health": 3,
    "justice_security": 4,
    "municipality": 5,
    "coordination": 6,
    "ngo": 2,
    "community": 2,
    "state": 5,
}

TIE_STYLES = {
    "meeting": TieStyle(mark("joint meetings"), "#7A828B"),
    "referral": TieStyle(mark("referral"), "#0072B2", dash=(11, 3), arrow=True, bend=0.10),
    "contact": TieStyle(mark("contact"), "#8B3F78", dash=(2, 4), bend=-0.10),
    "claim": TieStyle(mark("survey answer"), "#7A5600", dash=(9, 4, 2, 4), arrow=True, bend=0.18),
    "agreement": TieStyle(mark("agreement"), "#00694C", dash=(20, 5), bend=-0.18),
    "tie": TieStyle(mark("tie"), "#7A828B"),
}
# A key of its own: a user may well call a kind of tie "missing".
MISSING = "*missing*"
MISSING_STYLE = TieStyle(mark("missing tie"), "#D55E00", dash=(7, 5), bend=-0.05)
_MORE_TIE_STYLES = (
    TieStyle("", INK, dash=(12, 3, 3, 3, 3, 3), bend=0.14),
    TieStyle("", "#00788A", dash=(5, 3), bend=-0.14),
    TieStyle("", "#A03B00", dash=(3, 3), bend=0.22),
)


def assign_groups(values: Sequence[str]) -> tuple[dict[str, GroupStyle], dict[str, str]]:
    """Give each group a color and a shape, and say which group each value belongs to.

    At most seven groups have a style of their own: child protection first, then the most frequent
    (of equally frequent ones, the sectors known best).
    The rest, and actors whose value is not stated, share the style of ``"other"``.

    Returns
    -------
    styles, group_of
        The style of each group in the order of the legend, and the group of each value.

    Examples
    --------
    >>> styles, group_of = assign_groups(["health", "spod", "health", ""])
    >>> [(key, style.shape) for key, style in styles.items()]
    [('spod', 'square'), ('health', 'triangle'), ('other', 'hexagon')]
    >>> group_of[""]
    'other'
    """
    counts = Counter(value for value in values if value not in ("", OTHER))
    known = {key: place for place, key in enumerate(PREFERRED)}
    ranked = sorted(
        counts, key=lambda key: (key != "spod", -counts[key], known.get(key, len(known)), key)
    )
    own = ranked[:MAX_GROUPS]
    free = list(range(len(GROUP_STYLES)))
    chosen: dict[str, int] = {}
    for key in own:
        if PREFERRED.get(key) in free:
            chosen[key] = PREFERRED[key]
            free.remove(PREFERRED[key])
    for key in own:
        if key not in chosen:
            chosen[key] = free.pop(0)
    styles = {key: GROUP_STYLES[chosen[key]] for key in own}
    if any(value not in styles for value in values):
        styles[OTHER] = OTHER_STYLE
    return styles, {value: value if value in chosen else OTHER for value in values}


def assign_ties(kinds: Iterable[str]) -> dict[str, TieStyle]:
    """Give each kind of tie its line; kinds the library does not know get one of three more.

    Examples
    --------
    >>> [(kind, style.dash) for kind, style in assign_ties(["phone", "meeting"]).items()]
    [('meeting', ()), ('phone', (12, 3, 3, 3, 3, 3))]
    """
    present = set(kinds)
    styles = {kind: style for kind, style in TIE_STYLES.items() if kind in present}
    for position, kind in enumerate(sorted(present - set(TIE_STYLES))):
        styles[kind] = _MORE_TIE_STYLES[position % len(_MORE_TIE_STYLES)]
    return styles


def _polygon(corners: int, turn: float = 0.0) -> list[Point]:
    angles = [turn + 2 * math.pi * corner / corners for corner in range(corners)]
    return [(math.sin(angle), -math.cos(angle)) for angle in angles]


def _star() -> list[Point]:
    outer, inner = _polygon(5), _polygon(5, math.pi / 5)
    return [
        point
        for tip, notch in zip(outer, inner, strict=True)
        for point in (tip, (notch[0] * 0.5, notch[1] * 0.5))
    ]


def _plus(arm: float = 0.42) -> list[Point]:
    quarter = [(arm, -1.0), (arm, -arm), (1.0, -arm)]
    points = []
    for turn in range(4):
        for x, y in quarter:
            for _ in range(turn):
                x, y = -y, x
            points.append((x, y))
    return points


def _equal_area(points: list[Point]) -> tuple[Point, ...]:
    """Scale an outline to the area of the unit circle: no shape may look more important."""
    following = points[1:] + points[:1]
    doubled = sum(
        x * next_y - next_x * y for (x, y), (next_x, next_y) in zip(points, following, strict=True)
    )
    scale = math.sqrt(2 * math.pi / abs(doubled))
    return tuple((round(x * scale, 4), round(y * scale, 4)) for x, y in points)


# Outlines around the origin with y growing downwards, as on a screen; a circle is a circle.
OUTLINES: dict[str, tuple[Point, ...]] = {
    "circle": (),
    "square": _equal_area(_polygon(4, math.pi / 4)),
    "diamond": _equal_area(_polygon(4)),
    "triangle": _equal_area(_polygon(3)),
    "wedge": _equal_area(_polygon(3, math.pi)),
    "star": _equal_area(_star()),
    "plus": _equal_area(_plus()),
    "hexagon": _equal_area(_polygon(6)),
}


def radius(value: float | None, largest: float, scale: float = 1.0) -> float:
    """Radius of a mark in pixels: its area grows with the value; undefined is the smallest.

    Examples
    --------
    >>> radius(0, 10), radius(10, 10), radius(None, 10)
    (6.0, 20.0, 6.0)
    """
    smallest, greatest = 6.0, 20.0
    if value is None or not largest > 0 or not value > 0:
        return smallest * scale
    return (smallest + (greatest - smallest) * math.sqrt(min(value / largest, 1.0))) * scale
