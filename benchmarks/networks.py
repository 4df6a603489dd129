"""A made-up network as arrays, for ``metrics.py``: every library is handed the same.

Meetings of 2 to 60 in regions of 150 actors, some of whom come much more often, and a few who are
everywhere, make the ties, so that there are groups, hubs and single threads as in real ones. About
fifteen of a hundred actors have no tie. Weights are Newman's, made uneven, so that no two paths are
equally long.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np

SEED = 1
PER_REGION = 150
ACTIVE = 0.98
FROM_ELSEWHERE = 0.04
BOTH_WAYS = 0.3


class Made(NamedTuple):
    """Ties, arcs and seats; actors and meetings are numbers, ``order`` is one to sample in."""

    n: int
    source: np.ndarray
    target: np.ndarray
    weight: np.ndarray
    arc_source: np.ndarray
    arc_target: np.ndarray
    seat_actor: np.ndarray
    seat_meeting: np.ndarray
    order: np.ndarray

    def save(self, path: Path) -> None:
        np.savez(path, **self._asdict())

    @classmethod
    def load(cls, path: Path) -> Made:
        with np.load(path) as arrays:
            return cls(**{name: arrays[name] for name in cls._fields})._replace(n=int(arrays["n"]))


def made_up(n: int, ties: int, seed: int = SEED) -> Made:
    """Hold meetings until there are about so many ties."""
    rng = np.random.default_rng(seed)
    active = rng.permutation(n)[: round(ACTIVE * n)]
    actor, meeting = _seats(len(active), ties, rng)
    one, other, at = _pairs(actor, meeting)
    keys, first = np.unique(one * n + other, return_index=True)
    # As many meetings as make the ties asked for, of those held.
    last = np.sort(at[first])[min(ties, len(first)) - 1]
    kept = at <= last
    size = np.bincount(meeting)
    keys, place = np.unique((one * n + other)[kept], return_inverse=True)
    weight = np.bincount(place, 1 / (size[at[kept]] - 1))
    weight *= rng.lognormal(0, 0.3, len(weight))
    source, target = active[keys // n], active[keys % n]
    low, high = np.minimum(source, target), np.maximum(source, target)
    way = rng.random(len(low))
    there, back = way < (1 + BOTH_WAYS) / 2, way >= (1 - BOTH_WAYS) / 2
    seats = meeting <= last
    return Made(
        n, low, high, weight,
        np.concatenate([low[there], high[back]]), np.concatenate([high[there], low[back]]),
        active[actor[seats]], meeting[seats], rng.permutation(n),
    )  # fmt: skip


def _seats(n: int, ties: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Draw who sits at which meeting, of more meetings than are needed."""
    regions = max(1, n // PER_REGION)
    per_region = n // regions
    size = np.clip(rng.lognormal(np.log(6.0), 0.75, ties // 4 + 20).round(), 2, 60).astype("int64")
    meeting = np.repeat(np.arange(len(size)), size)
    home = rng.integers(regions, size=len(size))[meeting]
    local = home * per_region + np.floor(per_region * rng.random(len(meeting)) ** 1.3).astype(int)
    anyone = np.floor(n * rng.random(len(meeting)) ** 3).astype(int)
    actor = np.where(rng.random(len(meeting)) < FROM_ELSEWHERE, anyone, local)
    # Who was drawn twice for a meeting sits there once.
    keys = np.unique(meeting * n + actor)
    return keys % n, keys // n


def _pairs(actor: np.ndarray, meeting: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Pair everyone with those who sit after them at a meeting; seats are sorted by meeting."""
    stop = np.searchsorted(meeting, meeting, side="right")
    after = stop - np.arange(len(meeting)) - 1
    first = np.repeat(np.arange(len(meeting)), after)
    offset = np.arange(after.sum()) - np.repeat(np.cumsum(after) - after, after)
    second = first + 1 + offset
    return actor[first], actor[second], meeting[first]
