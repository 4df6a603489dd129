"""Every metric once: its name, what it says in one sentence, its range and its source."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from netcoop._core.texts import mark, text
from netcoop.metrics import centrality, cohesion, fragments
from netcoop.network import Network


@dataclass(frozen=True)
class Metric:
    """One metric: its function and its words (English; :func:`text` puts them into Czech)."""

    function: Callable[[Network], pd.Series] | Callable[[Network], float]
    level: str
    label: str
    meaning: str
    range: str
    digits: int = 2

    @property
    def name(self) -> str:
        """The public name."""
        return str(getattr(self.function, "__name__", ""))


_METRICS = (
    Metric(centrality.degree, "actor", mark("number of ties"),
           mark("How many ties the actor has."), "0 … n−1", 0),
    Metric(centrality.partners, "actor", mark("partners"),
           mark("With how many different others the actor is tied."), "0 … n−1", 0),
    Metric(centrality.strength, "actor", mark("strength of cooperation"),
           mark("How much the actor cooperates in all: the sum of its ties."), "0 …", 2),
    Metric(centrality.betweenness, "actor", mark("go-between"),
           mark("How often the actor lies on the shortest way between two others."), "0 … 1", 3),
    Metric(centrality.harmonic_closeness, "actor", mark("closeness"),
           mark("How near all others are: 1 means tied to everyone, 0 to no one."), "0 … 1", 2),
    Metric(cohesion.density, "network", mark("density"),
           mark("Share of all possible ties that there are."), "0 … 1", 2),
    Metric(cohesion.mean_degree, "network", mark("ties per actor"),
           mark("How many ties an actor has on average."), "0 … n−1", 1),
    Metric(cohesion.transitivity, "network", mark("transitivity"),
           mark("How often two partners of an actor are partners of each other."), "0 … 1", 2),
    Metric(fragments.fragmentation, "network", mark("fragmentation"),
           mark("Share of pairs of actors that cannot reach each other."), "0 … 1", 2),
    Metric(fragments.distance_fragmentation, "network", mark("distance-weighted fragmentation"),
           mark("How far apart actors are: 0 means all tied to all, 1 nobody tied."), "0 … 1", 2),
    Metric(fragments.largest_component_share, "network", mark("share in the largest piece"),
           mark("Share of actors that hang together in the largest piece."), "0 … 1", 2),
)  # fmt: skip

METRICS: dict[str, Metric] = {metric.name: metric for metric in _METRICS}


def metric_register(lang: str | None = None) -> pd.DataFrame:
    """List every metric with what it says.

    Returns
    -------
    pandas.DataFrame
        Indexed by name: ``level`` (actor or network), ``label``, ``meaning``, ``range``.

    Examples
    --------
    >>> metric_register("en").loc["density", "meaning"]
    'Share of all possible ties that there are.'
    """
    rows = {
        name: (metric.level, text(metric.label, lang), text(metric.meaning, lang), metric.range)
        for name, metric in METRICS.items()
    }
    columns = ["level", "label", "meaning", "range"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("metric")
