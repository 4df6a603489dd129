"""Shades for weights: a few classes with round bounds, darker for stronger ties."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping

from netcoop._core.texts import number, text
from netcoop.maps.pictures.cells import Cell
from netcoop.network.disclosing import THRESHOLD

# From light to dark, in steps that are seen in gray, too.
SHADES = ("#DCE9F4", "#A6CBE6", "#629FCB", "#2570AC", "#08406F")


def shades(n: int) -> tuple[str, ...]:
    """Take as many shades as there are classes, the darkest last; a single one is in the middle."""
    return SHADES[2:3] if n == 1 else SHADES[len(SHADES) - n :]


def classes_of(
    strengths: Mapping[Cell, float], small: Collection[Cell], lang: str
) -> list[tuple[str, list[Cell]]]:
    """Part the cells by strength at round bounds; the lowest class takes all the rest.

    ``small`` are cells of counts too small to be told: a class of their own, called "<5".
    """
    if not strengths:
        return []
    limits = bounds(max(strengths.values()))
    classes: list[tuple[str, list[Cell]]] = []
    low = 0.0
    if small:
        classes.append((f"<{THRESHOLD}", sorted(small)))
        # Whatever is left was counted, from the threshold up.
        limits = [bound for bound in limits if bound > THRESHOLD][1 - len(SHADES) :]
        low = float(THRESHOLD)
    rest = {cell: value for cell, value in strengths.items() if cell not in small}
    for high in limits:
        cells = [cell for cell, value in rest.items() if value <= high]
        if cells:
            classes.append((_between(low, high, lang), cells))
        rest = {cell: value for cell, value in rest.items() if value > high}
        low = high
    return classes


def bounds(largest: float) -> list[float]:
    """Give the upper bounds of the classes: round numbers, about twice as large each time.

    Examples
    --------
    >>> bounds(31.0)
    [2.0, 5.0, 10.0, 20.0, 50.0]
    """
    power = math.floor(math.log10(largest)) - 2
    steps = [float(f"{digit}e{power + more}") for more in range(4) for digit in (1, 2, 5)]
    steps.append(float(f"1e{power + 4}"))
    above = next(place for place, step in enumerate(steps) if step >= largest)
    return steps[above - len(SHADES) + 1 : above + 1]


def _between(low: float, high: float, lang: str) -> str:
    digits = max(0, -math.floor(math.log10(low or high)))
    if not low:
        return text("up to {high}", lang, high=number(high, lang, digits))
    return f"{number(low, lang, digits)}–{number(high, lang, digits)}"
