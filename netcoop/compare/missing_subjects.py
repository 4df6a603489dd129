"""What :func:`netcoop.missing_sensitivity` measures, and measures again with less."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from functools import cached_property
from typing import ClassVar

import numpy as np
import pandas as pd

from netcoop.compare.meeting_set import MeetingSet
from netcoop.compare.plain_graph import PLAIN
from netcoop.metrics import METRICS
from netcoop.metrics.searches import Between
from netcoop.network import Network

# Up to so many actors full matrices are used.
_FEW_ACTORS = 500


@dataclass(frozen=True)
class Measured:
    """The network's numbers by name, and the values of all actors by name."""

    numbers: dict[str, float]
    values: dict[str, np.ndarray]


@dataclass(frozen=True, eq=False)
class Subject(ABC):
    """Records of one kind, and the metrics to measure; parts of it keep the order of actors.

    ``LOSSES`` are the ways to lose something, ``EVENTS`` the one that says how stable an order is.
    """

    metrics: list[str]

    LOSSES: ClassVar[tuple[str, ...]]
    EVENTS: ClassVar[str]

    @property
    @abstractmethod
    def ids(self) -> pd.Index:
        """The actors."""

    @abstractmethod
    def number(self, loss: str) -> int:
        """How many there are of what may be lost."""

    @abstractmethod
    def without(self, loss: str, gone: np.ndarray) -> Subject:
        """Leave out what stands at these positions."""

    @abstractmethod
    def network(self) -> Network:
        """Make the network."""

    def measure(self) -> Measured:
        """Measure all metrics."""
        net = self.network()
        numbers = {n: METRICS[n].measure(net) for n in self.metrics if not of_actors(n)}
        values = {
            n: METRICS[n].measure(net).reindex(self.ids).to_numpy(dtype="float64")
            for n in self.metrics
            if of_actors(n)
        }
        return Measured({n: float(value) for n, value in numbers.items()}, values)

    @cached_property
    def whole(self) -> Measured:
        """What all records give."""
        return self.measure()

    @cached_property
    def partners(self) -> np.ndarray:
        """With how many others each actor has ties."""
        return replace(self, metrics=["partners"]).measure().values["partners"]


@dataclass(frozen=True, eq=False)
class Meetings(Subject):
    """Who met whom."""

    meetings: MeetingSet

    LOSSES: ClassVar[tuple[str, ...]] = (
        "actors", "central_actors", "outer_actors", "meetings", "attendances",
    )  # fmt: skip
    EVENTS: ClassVar[str] = "meetings"

    @property
    def ids(self) -> pd.Index:
        """The actors."""
        return self.meetings.actors.index

    @cached_property
    def units(self) -> np.ndarray:
        """The number of each meeting's unit: a series is lost as a whole."""
        return pd.factorize(self.meetings.meetings["unit"], sort=True)[0]

    def number(self, loss: str) -> int:
        """How many units of meetings, seats or actors there are."""
        if loss == "meetings":
            return int(self.units.max(initial=-1)) + 1
        return len(self.meetings.actor) if loss == "attendances" else self.meetings.n_actors

    def without(self, loss: str, gone: np.ndarray) -> Meetings:
        """Leave out units of meetings, seats or actors."""
        whole = self.meetings
        if loss == "attendances":
            seats = np.ones(len(whole.actor), dtype=bool)
            seats[gone] = False
            less = replace(whole, actor=whole.actor[seats], meeting=whole.meeting[seats])
        elif loss == "meetings":
            less = whole.take(~np.isin(self.units, gone))
        else:
            less = whole.among(self.ids.delete(gone))
        return Meetings(self.metrics, less)

    def network(self) -> Network:
        """Make the network."""
        return self.meetings.network()

    def measure(self) -> Measured:
        """Measure all metrics; the usual ones without making a network, which takes longer."""
        usual = set(self.metrics) <= {*PLAIN, *_FAST}
        if not usual or self.meetings.n_actors > _FEW_ACTORS:
            return super().measure()
        plain = [name for name in self.metrics if name in PLAIN]
        numbers = dict(zip(plain, self.meetings.measure(plain).tolist(), strict=True))
        fast = [name for name in self.metrics if name in _FAST]
        weights = newman_weights(self.meetings) if fast else np.empty((0, 0))
        return Measured(numbers, {name: _FAST[name](weights) for name in fast})


@dataclass(frozen=True, eq=False)
class Survey(Subject):
    """Who says to have to do with whom; silent respondents stay as actors others may name."""

    actors: pd.DataFrame
    ties: pd.DataFrame
    respondents: pd.Index

    LOSSES: ClassVar[tuple[str, ...]] = ("respondents",)
    EVENTS: ClassVar[str] = "respondents"

    @property
    def ids(self) -> pd.Index:
        """The actors."""
        return self.actors.index

    def number(self, loss: str) -> int:  # noqa: ARG002 – there is but one
        """How many respondents there are."""
        return len(self.respondents)

    def without(self, loss: str, gone: np.ndarray) -> Survey:  # noqa: ARG002
        """Leave out what some respondents say; others may still name them."""
        silent = self.ties["source"].isin(self.respondents[gone])
        return replace(self, ties=self.ties[~silent])

    def network(self) -> Network:
        """Make the network."""
        return Network(self.actors, self.ties, directed=True)


def of_actors(metric: str) -> bool:
    """Tell whether a metric has a value for every actor."""
    return METRICS[metric].level == "actor"


def newman_weights(meetings: MeetingSet) -> np.ndarray:
    """Give the weight of each pair of actors: a meeting of k gives each of its pairs 1/(k−1)."""
    there = np.zeros((meetings.n_actors, meetings.n_meetings))
    there[meetings.actor, meetings.meeting] = 1
    weights: np.ndarray = (there / np.maximum(1, meetings.size - 1)) @ there.T
    np.fill_diagonal(weights, 0)
    return weights


def agreement(before: np.ndarray, after: np.ndarray) -> tuple[float, float]:
    """Correlate two orders: Spearman's and Kendall's; NaN where all are equal or fewer than three.

    Examples
    --------
    >>> np.round(agreement(np.array([1.0, 2.0, 3.0]), np.array([1.0, 3.0, 2.0])), 3).tolist()
    [0.5, 0.333]
    """
    known = ~(np.isnan(before) | np.isnan(after))
    one, other = _above(before[known]), _above(after[known])
    if len(one) < 3 or not one.any() or not other.any():
        return np.nan, np.nan
    # Of how many less of how many more: twice the rank, seen from the middle.
    ranks, others = one.sum(axis=1), other.sum(axis=1)
    spearman = (ranks @ others) / np.sqrt((ranks @ ranks) * (others @ others))
    kendall = (one * other).sum() / np.sqrt((one * one).sum() * (other * other).sum())
    return float(spearman), float(kendall)


def _above(values: np.ndarray) -> np.ndarray:
    """Say of every two whether the first is higher (1), lower (−1) or equal but for rounding."""
    scale = np.abs(values).max(initial=0)
    rounded = np.round(values / scale, 10) if scale else values
    signs: np.ndarray = np.sign(rounded[:, None] - rounded)
    return signs


def _betweenness(weights: np.ndarray) -> np.ndarray:
    n = len(weights)
    if n < 3:
        return np.full(n, np.nan)
    source, target = np.nonzero(np.triu(weights))
    weight = weights[source, target]
    lengths = weight.max() / weight if len(weight) else None
    through = Between((source, target, weight), n, False, lengths)(np.arange(n))[0]
    return np.asarray(through * 2 / ((n - 1) * (n - 2)))


_FAST = {
    "degree": lambda weights: (weights > 0).sum(axis=1).astype("float64"),
    "partners": lambda weights: (weights > 0).sum(axis=1).astype("float64"),
    "strength": lambda weights: weights.sum(axis=1),
    "betweenness": _betweenness,
}
