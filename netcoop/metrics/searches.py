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
from math import log, sqrt
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

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
# In which share of samples no actor is further off than the error that is given.
CONFIDENCE = 0.95

# A block of searches; gives the sum and the sum of squares, one column an actor.
Block = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True, eq=False)
class Searched:
    """What searches from all actors, or a sample drawn without replacement, add up to.

    Attributes
    ----------
    sums
        For each actor the sum over searches, and the sum of squares (NaN where not known).
    others
        For each actor, how many of the searches were from others.
    most
        The most that one search can give an actor.
    """

    sums: np.ndarray
    others: np.ndarray
    most: float

    @property
    def total(self) -> np.ndarray:
        """The sum over all others; of a sample its estimate."""
        population = len(self.others) - 1
        estimate = self.sums[0] * (population / np.maximum(self.others, 1))
        total: np.ndarray = np.where(self.others < population, estimate, self.sums[0])
        return total

    @property
    def error(self) -> np.ndarray:
        """How far off the total may be; 0 where no search is left out.

        Of 100 samples, in at least 95 no actor is further off than that, whatever the network: the
        smaller of two bounds for draws without replacement (Hoeffding and Serfling's, and where
        squares are known the empirical one of Bernstein and Serfling), for all actors together.

        References
        ----------
        Bardenet, R., & Maillard, O.-A. (2015). https://doi.org/10.3150/14-BEJ605
        """
        population, drawn = len(self.others) - 1, np.maximum(self.others, 1)
        mean = self.sums[0] / drawn
        deviation = np.sqrt(np.maximum(self.sums[1] / drawn - mean**2, 0))
        left = np.where(
            drawn <= population / 2,
            1 - (drawn - 1) / population,
            (1 - drawn / population) * (1 + 1 / drawn),
        )
        chance = log(4 * len(drawn) / (1 - CONFIDENCE))
        plain = self.most * np.sqrt(left * chance / (2 * drawn))
        empirical = deviation * np.sqrt(2 * left * (chance + log(5)) / drawn)
        empirical += (7 / 3 + 3 / sqrt(2)) * self.most * (chance + log(5)) / drawn
        bound = np.fmin(plain, empirical) * population
        error: np.ndarray = np.where(self.others < population, bound, 0.0)
        return error


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
    metric: str,
    block: Block,
    n_actors: int,
    *,
    most: float,
    sample: int | None = None,
    rng: RandomSource = None,
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
    most
        The most that one search can give an actor.
    """
    sources = np.arange(n_actors)
    if sample is not None:
        sources = np.sort(generator(rng).choice(n_actors, size=sample, replace=False))
    size = max(1, min(BLOCK, BLOCK_CELLS // max(1, n_actors)))
    parts = [sources[first : first + size] for first in range(0, len(sources), size)]
    sums = np.zeros((2, n_actors))
    for found in _blocks(metric, block, parts, n_actors):
        sums += found
    others = np.full(n_actors, len(sources))
    others[sources] -= 1
    return Searched(sums, others, most)


def _blocks(metric: str, block: Block, parts: list[np.ndarray], n_actors: int) -> Any:
    """Do the first block here, tell what the others will take, and do them."""
    if not parts:
        return
    started = time.perf_counter()
    yield block(parts[0])
    rest = (time.perf_counter() - started) * (len(parts) - 1)
    cores = os.cpu_count() or 1
    if rest / cores > LONG_SECONDS:
        _tell(metric, rest / cores, rest / cores / (len(parts) - 1) / len(parts[0]), n_actors)
    yield from spread(
        block,
        ((part,) for part in parts[1:]),
        total=len(parts) - 1,
        all_cores=rest > SPREAD_SECONDS,
    )


def _tell(metric: str, seconds: float, each: float, n_actors: int) -> None:
    """Say how long it takes, and what a sample of a twentieth of the actors would take."""
    some = min(n_actors, max(500, n_actors // 20))
    message = text(
        "{metric} of {n} actors takes about {minutes} min on this machine. nc.{sampled} with "
        "sample={some} would take about {seconds} s; its .attrs['error'] says how exact it is.",
        metric=metric,
        n=n_actors,
        minutes=round(seconds / 60, 1),
        sampled={"closeness": "harmonic_closeness"}.get(metric, metric),
        some=some,
        seconds=max(1, round(each * some)),
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
    """

    codes: tuple[np.ndarray, np.ndarray, np.ndarray]
    n_actors: int
    directed: bool
    lengths: np.ndarray | None

    def __call__(self, sources: np.ndarray) -> np.ndarray:
        """Search from the actors at these positions."""
        lengths = None if self.lengths is None else self.lengths.tolist()
        found = self._engine.betweenness(weights=lengths, sources=sources.tolist())
        # Squares would take a search of its own from every actor, at three times the cost.
        return np.stack([found, np.full(self.n_actors, np.nan)])

    @cached_property
    def _engine(self) -> Any:
        return engine(self.codes, self.n_actors, directed=self.directed)

    def __reduce__(self) -> tuple[type[Between], tuple[object, ...]]:
        # Other processes make their own graph.
        return Between, (self.codes, self.n_actors, self.directed, self.lengths)


@dataclass(frozen=True, eq=False)
class Far:
    """Searches how far everyone is from some actors, along rows of a matrix of lengths.

    With ``inverse`` what is summed is 1/distance; who is out of reach adds 0 either way.
    """

    matrix: sparse.csr_array
    inverse: bool

    def __call__(self, targets: np.ndarray) -> np.ndarray:
        """Search from the actors at these positions."""
        from scipy.sparse.csgraph import dijkstra

        distance = dijkstra(self.matrix, indices=targets)
        distance[np.arange(len(targets)), targets] = np.inf
        far = np.where(np.isfinite(distance), distance, 0)
        values = 1 / distance if self.inverse else far
        return np.stack([values.sum(axis=0), np.square(values).sum(axis=0)])


def with_error(values: pd.Series, searched: int, error: np.ndarray) -> pd.Series:
    """Say of a result from how many actors it is, and how exact."""
    values.attrs = {"sample": searched, "error": float(error.max())}
    return values
