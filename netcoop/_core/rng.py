"""One way to ask for random numbers (SPEC 7): ``rng`` is a seed, a Generator or ``None``."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np

from netcoop._core.texts import text
from netcoop.errors import ArgumentError

RandomSource: TypeAlias = int | np.random.Generator | None


def generator(rng: RandomSource) -> np.random.Generator:
    """Turn a seed, a Generator or ``None`` (fresh entropy) into a Generator."""
    try:
        return np.random.default_rng(rng)
    except (TypeError, ValueError) as error:
        message = text("rng={rng!r} is no seed; give a whole number from 0 up, or None.", rng=rng)
        raise ArgumentError(message) from error


def spawn(rng: RandomSource, number: int) -> list[np.random.Generator]:
    """Make independent Generators, one for each part of some work, whoever does which part.

    Examples
    --------
    >>> [int(part.integers(100)) for part in spawn(1, 3)] == [
    ...     int(part.integers(100)) for part in spawn(1, 3)
    ... ]
    True
    """
    return generator(rng).spawn(number)
