"""Shortest paths along weights, from some actors at a time: what they add up to for everyone.

A search goes out from one actor and gives every actor a number: how much of the searched paths
leads through it, or how far it is. Searches are summed in blocks, on all cores where that pays.
Without some of the actors to search from, the sum is estimated and its error with it.
"""

from __future__ import annotations

import os
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import numpy as np

from netcoop._core.checks import is_whole
from netcoop._core.parallel import spread
from netcoop._core.rng import RandomSource, generator
from netcoop._core.texts import text
from netcoop.errors import ArgumentError, NetcoopWarning
from netcoop.network.views import engine

if TYPE_CHECKING:
    from scipy import sparse

# Searches in a block, as long as a block's distances take up to 64 MB.
BLOCK = 256
BLOCK_CELLS = 8_000_000
# From so many seconds on more processes pay for their start, and from so many the user is told.
SPREAD_SECONDS, LONG_SECONDS = 15, 60
# In how many of 100 samples no actor may be further off than the error that is given.
CONFIDENCE = 0.95

# A block of searches: rows are the sum, the sum of squares, and how many reached the actor.
Block = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True, eq=False)
class Searched:
    """What searches from all actors, or a sample drawn without replacement, add up to.

    Attributes
    ----------
    sums
        For each actor the sum over searches, the sum of squares, and how many reached the actor.
    others
        For each actor, how many of the searches were from others.
    """

    sums: np.ndarray
    others: np.ndarray

    @property
    def total(self) -> np.ndarray:
        """The sum over all others; of a sample its estimate."""
        return self._estimate(self.others, len(self.others) - 1)[0]

    @property
    def error(self) -> np.ndarray:
        """How far off the total may be; 0 where no search is left out.

        Of 100 samples, in 95 no actor is further off than that (normal approximation).
        """
        return self._estimate(self.others, len(self.others) - 1)[1]

    def of_reached(self, reachable: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Give the sum over those who reach the actor, of whom one knows how many, and its error.

        NaN where none of the sample does.
        """
        return self._estimate(self.sums[2], reachable)

    def _estimate(
        self, searches: np.ndarray, population: np.ndarray | int
    ) -> tuple[np.ndarray, np.ndarray]:
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = self.sums[0] / searches
            variance = np.maximum(self.sums[1] / searches - mean**2, 0)
            variance *= searches / np.maximum(searches - 1, 1)
            error = np.sqrt(variance / searches * (1 - searches / population))
        left_out = searches < population
        normal = NormalDist().inv_cdf(1 - (1 - CONFIDENCE) / 2 / len(self.others))
        total = np.where(left_out, mean * population, self.sums[0])
        return total, np.where(left_out, normal * error * population, 0.0)


def check_sample(sample: int | None, n_actors: int) -> int | None:
    """Refuse a sample that is no number of actors; all of them are no sample."""
    if sample is None:
        return None
    if not is_whole(sample) or not 2 <= sample <= max(2, n_actors):
        message = text(
            "sample={sample!r} must be a whole number of actors from 2 to {n}.",
            sample=sample,
            n=n_actors,
        )
        raise ArgumentError(message)
    return None if sample >= n_actors else int(sample)


def search(
    metric: str, block: Block, n_actors: int, *, sample: int | None = None, rng: RandomSource = None
) -> Searched:
    """Search from every actor, or from a sample of them.

    Parameters
    ----------
    metric
        Its public name, for what the user is told.
    block
        Searches from some actors (positions) at once; can be sent to other processes.
    n_actors
        How many actors there are.
    """
    sources = np.arange(n_actors)
    if sample is not None:
        sources = np.sort(generator(rng).choice(n_actors, size=sample, replace=False))
    size = max(1, min(BLOCK, BLOCK_CELLS // max(1, n_actors)))
    parts = [sources[first : first + size] for first in range(0, len(sources), size)]
    sums = np.zeros((3, n_actors))
    for found in _blocks(metric, block, parts, n_actors):
        sums += found
    others = np.full(n_actors, len(sources))
    others[sources] -= 1
    return Searched(sums, others)


def _blocks(metric: str, block: Block, parts: list[np.ndarray], n_actors: int) -> Any:
    """Do the first block here, tell what the others will take, and do them."""
    if not parts:
        return
    started = time.perf_counter()
    yield block(parts[0])
    rest = (time.perf_counter() - started) * (len(parts) - 1)
    cores = os.cpu_count() or 1
    if rest > LONG_SECONDS:
        _tell(metric, rest / cores, rest / cores / len(parts) / len(parts[0]), n_actors)
    yield from spread(
        block,
        ((part,) for part in parts[1:]),
        total=len(parts) - 1,
        all_cores=rest > SPREAD_SECONDS,
    )


def _tell(metric: str, seconds: float, each: float, n_actors: int) -> None:
    """Say how long it takes, and what a sample of a tenth of the actors would take."""
    tenth = min(n_actors, max(500, n_actors // 20))
    message = text(
        "{metric} of {n} actors takes about {minutes} min on this machine. With sample={tenth} it "
        "would take about {seconds} s; the result's .attrs['error'] says how exact it is.",
        metric=metric,
        n=n_actors,
        minutes=max(1, round(seconds / 60)),
        tenth=tenth,
        seconds=max(1, round(each * tenth)),
    )
    warnings.warn(message, NetcoopWarning, stacklevel=6)


@dataclass(frozen=True, eq=False)
class Between:
    """Searches how much of the shortest paths from some actors leads through every actor.

    Attributes
    ----------
    codes, n_actors, directed
        Positions of source and target of every pair (and its weight).
    lengths
        How long every tie is; ``None``: one step.
    each
        Whether squares are needed, so that every actor is searched from on its own.
    """

    codes: tuple[np.ndarray, np.ndarray, np.ndarray]
    n_actors: int
    directed: bool
    lengths: np.ndarray | None
    each: bool

    def __call__(self, sources: np.ndarray) -> np.ndarray:
        """Search from the actors at these positions."""
        sums = np.zeros((3, self.n_actors))
        lengths = None if self.lengths is None else self.lengths.tolist()
        for group in sources[:, None] if self.each else [sources]:
            found = self._engine.betweenness(weights=lengths, sources=group.tolist())
            sums[0] += found
            if self.each:
                sums[1] += np.square(found)
        return sums

    @cached_property
    def _engine(self) -> Any:
        return engine(self.codes, self.n_actors, directed=self.directed)

    def __reduce__(self) -> tuple[type[Between], tuple[object, ...]]:
        # Other processes make their own graph.
        return Between, (self.codes, self.n_actors, self.directed, self.lengths, self.each)


@dataclass(frozen=True, eq=False)
class Far:
    """Searches how far everyone is from some actors, along rows of a matrix of lengths.

    With ``inverse`` what is summed is 1/distance, an actor out of reach adding 0.
    """

    matrix: sparse.csr_array
    inverse: bool

    def __call__(self, targets: np.ndarray) -> np.ndarray:
        """Search from the actors at these positions."""
        from scipy.sparse.csgraph import dijkstra

        distance = dijkstra(self.matrix, indices=targets)
        distance[np.arange(len(targets)), targets] = np.inf
        reached = np.isfinite(distance)
        values = 1 / distance if self.inverse else np.where(reached, distance, 0)
        return np.stack([values.sum(axis=0), np.square(values).sum(axis=0), reached.sum(axis=0)])
