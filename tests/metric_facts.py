"""What weights and empty networks do to every metric: measured, so that the page says what is."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pandas as pd

import netcoop as nc
from netcoop.errors import NetcoopWarning
from netcoop.metrics import METRICS
from netcoop.metrics.metric import Metric
from tests.metric_examples import MEETINGS, actors, attended, linked

TIMES = 7.0


# Stronger and weaker ways round, so that a weight which counts anywhere is seen to count.
PROBE = ["AB9", "BC1", "CD7", "DE1", "EF8", "FA1", "AC2", "AD1", "BE5", "FG3", "CG1"]


def probe(metric: Metric) -> nc.Network:
    """Build a network whose weights are changed to see what that does."""
    if "attendance" in metric.needs:
        return attended(MEETINGS)[0]
    directed = "direction" in metric.needs
    ties = linked([*PROBE, "BA2", "CB6"] if directed else PROBE)
    return nc.Network(actors("ABCDEFG", "DEF"), ties, directed=directed)


def weight_words(name: str) -> str:
    """Say what the weight of ties means for a metric, by changing the weights of a network."""
    metric = METRICS[name]
    net = probe(metric)
    weights = net.ties["weight"].to_numpy()
    first = values(metric, net)
    ones = values(metric, reweighted(net, np.ones(len(weights))))
    larger = values(metric, reweighted(net, weights * TIMES))
    if np.allclose(first, ones, equal_nan=True):
        return "makes no difference: only who is tied to whom counts"
    if np.allclose(first, larger, equal_nan=True):
        return "counts by its proportions: all weights times 7 give the same"
    power = math.log(np.nansum(larger) / np.nansum(first), TIMES)
    if np.allclose(larger, first * TIMES**power, equal_nan=True):
        grown = {1.0: "7 times as much", 0.5: "√7 times as much"}[round(power, 6)]
        return f"counts in its own unit: all weights times 7 give {grown}"
    raise AssertionError(name)


def reweighted(net: nc.Network, weights: np.ndarray) -> nc.Network:
    """Give the ties of a network other weights."""
    seats = net.affiliations
    ties = net.ties.assign(weight=weights)
    return nc.Network(net.actors, ties, directed=net.directed, affiliations=seats)


def values(metric: Metric, net: nc.Network) -> np.ndarray:
    """Measure, one number or one an actor."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NetcoopWarning)
        return np.atleast_1d(np.asarray(metric.measure(net), dtype="float64"))


def edge_words(name: str) -> str:
    """Say what a metric gives where there is next to nothing to measure."""
    metric = METRICS[name]
    pairs = [(case, values(metric, net)) for case, net in cases(metric).items()]
    said = [
        f"{case}: {'undefined (NaN)' if np.isnan(found[0]) else f'{round(found[0], 3) + 0:g}'}"
        for case, found in pairs
    ]
    return "; ".join(said)


def cases(metric: Metric) -> dict[str, nc.Network]:
    """Networks with next to nothing; of an actor's metric the first actor is meant."""
    directed = metric.needs == ("direction",)
    if metric.level == "actor":
        return {
            "without ties": made("ABC", ["BC"]),
            "with one tie": made("ABC", ["AB", "BC"]),
            "the only actor": made("A", []),
        }
    return {
        "no actors": made("", [], directed=directed),
        "one actor": made("A", [], directed=directed),
        "no ties": made("ABCD", [], directed=directed),
        "all tied": made("ABCD", ["AB", "AC", "AD", "BC", "BD", "CD"], directed=directed),
    }


def made(names: str, pairs: list[str], *, directed: bool = False) -> nc.Network:
    """Build a network whose ties come from meetings of two."""
    seats = pd.DataFrame(
        [(name, f"M{k}") for k, pair in enumerate(pairs) for name in pair],
        columns=["actor", "meeting_id"],
    )
    register = actors(names, names[::2])
    return nc.Network(register, linked(pairs), directed=directed, affiliations=seats)
