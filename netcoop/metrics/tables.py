"""Many metrics at once: a table of actors, a summary of the network."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from netcoop._core.checks import check_choice
from netcoop.metrics.register import METRICS
from netcoop.network import Network


def metric_table(net: Network, metrics: Sequence[str] | None = None) -> pd.DataFrame:
    """Measure every actor: one row an actor, one column a metric.

    Parameters
    ----------
    net
        Any network.
    metrics
        Names out of ``nc.metric_register()``; by default all of level ``actor``.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``actor_id``, in the order of the actors.

    Examples
    --------
    >>> star = Network("ABCD", pd.DataFrame({"source": list("AAA"), "target": list("BCD")}))
    >>> metric_table(star, ["degree", "betweenness"]).loc["A"].tolist()
    [3.0, 1.0]
    """
    columns = [METRICS[name].function(net) for name in _chosen(metrics, "actor")]
    return pd.DataFrame({str(column.name): column for column in columns}, index=net.actors.index)  # type: ignore[union-attr]


def network_summary(net: Network, metrics: Sequence[str] | None = None) -> pd.Series:
    """Measure the network: one number a metric.

    Returns
    -------
    pandas.Series
        Indexed by the metric's name; by default all of level ``network``.
    """
    values = {name: METRICS[name].function(net) for name in _chosen(metrics, "network")}
    return pd.Series(values, name="network", dtype="float64")


def _chosen(metrics: Sequence[str] | None, level: str) -> list[str]:
    known = [name for name, metric in METRICS.items() if metric.level == level]
    return known if metrics is None else [check_choice("metrics", name, known) for name in metrics]
