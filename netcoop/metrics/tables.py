"""Many metrics at once: a table of actors, a summary of the network."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import pandas as pd

from netcoop._core.checks import check_choice, is_missing
from netcoop._core.texts import text
from netcoop.errors import ArgumentError
from netcoop.metrics.cohesion import is_saturated
from netcoop.metrics.register import METRICS
from netcoop.network import Network

Result = TypeVar("Result", pd.DataFrame, pd.Series)


def metric_table(
    net: Network,
    metrics: str | Sequence[str] | None = None,
    *,
    by: str | None = None,
    without: str | Iterable[str] | None = None,
) -> pd.DataFrame:
    """Measure every actor: one row an actor, one column a metric.

    Parameters
    ----------
    net
        Any network.
    metrics
        Names or groups out of :func:`netcoop.metric_register`, of level ``actor``; by default the
        standard ones.
    by
        A column of the actors, such as ``"kind"``: beside each metric stands ``<metric>_by_<by>``,
        how far the actor is above (or below) the mean of its kind. One kind of office nearly
        always comes first, because of what it is for; this tells which of them does more than is
        usual for its kind. NaN where the kind is not known, or no other of it has a value.
    without
        With ``by``: leave out all actors of this kind (or these kinds) before anything is measured.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``actor_id``, in the order of the actors. NaN where a metric is undefined or the
        network lacks what it needs. ``.attrs["flag"]`` is ``"saturated"`` where nearly all are tied
        to each other (:func:`netcoop.is_saturated`): then who lies between others says nothing.

    Raises
    ------
    ArgumentError
        A metric, a group, a column or a kind is unknown; ``without`` without ``by``.

    Examples
    --------
    >>> star = Network("ABCD", pd.DataFrame({"source": list("AAA"), "target": list("BCD")}))
    >>> metric_table(star, ["degree", "betweenness"]).loc["A"].tolist()
    [3.0, 1.0]
    >>> kinds = pd.DataFrame({"kind": ["school", "school", "police"]}, index=list("ABC"))
    >>> pair = Network(kinds, pd.DataFrame({"source": ["A"], "target": ["C"]}))
    >>> metric_table(pair, "degree", by="kind")["degree_by_kind"].tolist()
    [0.5, -0.5, nan]
    """
    net = _left_out(net, by, without)
    table: dict[str, pd.Series] = {}
    for name, values in _measured(net, chosen_metrics(metrics, "actor")).items():
        table[name] = values
        if by is not None:
            table[f"{name}_by_{by}"] = _beside_its_kind(values, kinds_of(net, by))
    return _flagged(pd.DataFrame(table, index=net.actors.index), net)


def network_summary(
    net: Network,
    metrics: str | Sequence[str] | None = None,
    *,
    by: str | None = None,
    without: str | Iterable[str] | None = None,
) -> pd.Series:
    """Measure the network: one number a metric.

    Parameters
    ----------
    net
        Any network.
    metrics
        Names or groups out of :func:`netcoop.metric_register`, of level ``network``; by default
        the standard ones.
    by, without
        Leave out all actors whose column ``by`` says so before anything is measured, as in
        :func:`netcoop.metric_table`.

    Returns
    -------
    pandas.Series
        Indexed by the metric's name; NaN where it is undefined or the network lacks what it needs.
        ``.attrs["flag"]`` is ``"saturated"`` where nearly all are tied to each other
        (:func:`netcoop.is_saturated`): then fragmentation and cut-points say nothing.

    Raises
    ------
    ArgumentError
        A metric, a group, a column or a kind is unknown; one of ``by`` and ``without`` alone.

    Examples
    --------
    >>> star = Network("ABCD", pd.DataFrame({"source": list("AAA"), "target": list("BCD")}))
    >>> network_summary(star, ["density", "centralization"]).to_dict()
    {'density': 0.5, 'centralization': 1.0}
    """
    if by is not None and without is None:
        raise ArgumentError(text("by= needs without= here: the kinds to leave out."))
    net = _left_out(net, by, without)
    values = _measured(net, chosen_metrics(metrics, "network"))
    return _flagged(pd.Series(values, name="network", dtype="float64"), net)


def _measured(net: Network, names: Sequence[str]) -> dict[str, Any]:
    """Measure by every metric; what several of them warn of is said once."""
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        values = {name: METRICS[name].measure(net) for name in names}
    for message, category in dict.fromkeys((str(one.message), one.category) for one in said):
        warnings.warn(message, category, stacklevel=3)
    return values


def _flagged(result: Result, net: Network) -> Result:
    result.attrs["flag"] = "saturated" if is_saturated(net) else "ok"
    return result


def chosen_metrics(metrics: Any, level: str) -> list[str]:
    """Name the metrics of a level that are meant: all standard ones, or names and groups."""
    known = {name: metric for name, metric in METRICS.items() if metric.level == level}
    if metrics is None:
        return [name for name, metric in known.items() if metric.standard]
    groups = dict.fromkeys(metric.group for metric in known.values())
    names: dict[str, None] = {}
    several = isinstance(metrics, Iterable) and not isinstance(metrics, str)
    for asked in metrics if several else [metrics]:
        check_choice("metrics", asked, [*known, *groups])
        of_group = [name for name, metric in known.items() if metric.group == asked]
        names |= dict.fromkeys(of_group or [asked])
    return list(names)


def _left_out(net: Network, by: str | None, without: Any) -> Network:
    """Leave out the actors of some kinds."""
    if by is not None:
        check_choice("by", by, net.actors.columns)
    if without is None:
        return net
    if by is None:
        raise ArgumentError(text("without= needs by=, the column it is about, such as by='kind'."))
    kinds = kinds_of(net, by)
    several = isinstance(without, Iterable) and not isinstance(without, str)
    leaving = [str(kind) for kind in (without if several else [without])]
    for kind in leaving:
        check_choice("without", kind, kinds.dropna().unique())
    return net.subset(net.actors.index[~kinds.isin(leaving)])


def kinds_of(net: Network, by: str) -> pd.Series:
    """Write the kind of every actor as a text; missing where it is empty."""
    kinds = net.actors[by].map(lambda kind: None if is_missing(kind) else str(kind))
    kinds = kinds.astype("object")
    return kinds.where(kinds.map(lambda kind: isinstance(kind, str) and bool(kind.strip())))


def _beside_its_kind(values: pd.Series, kinds: pd.Series) -> pd.Series:
    """Take from every value the mean of its kind; NaN for the only one of it."""
    values = values.astype("float64")
    groups = values.groupby(kinds)
    return (values - groups.transform("mean")).where(groups.transform("count") > 1)
