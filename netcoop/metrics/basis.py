"""What all metrics stand on: their choices, lengths of ties, and the shape of their results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np
import pandas as pd

from netcoop._core.checks import check_choice
from netcoop._core.texts import text
from netcoop.errors import ArgumentError, NetworkError
from netcoop.network import Network
from netcoop.network.build import ONE_WAY_LAYERS

if TYPE_CHECKING:
    from scipy import sparse

Mode = Literal["all", "in", "out"]
Cost = Literal["inverse", "hops"]
# Whether weights count; ``None``: where any is other than 1.
Weighted: TypeAlias = bool | None
MODES = ("all", "in", "out")
COSTS = ("inverse", "hops")


def actor_series(net: Network, values: object, name: str, dtype: str = "float64") -> pd.Series:
    """Put one number an actor, in their order, into the Series that metrics give."""
    return pd.Series(np.asarray(values, dtype=dtype), index=net.actors.index, name=name)


def lengths(net: Network, cost: Cost) -> np.ndarray | None:
    """Turn strengths into lengths, one a pair: a strong tie is a short way. ``None``: all are 1.

    The strongest tie of the network as built has length 1, so that a tolerance for paths of equal
    length means the same whatever the unit of the weights.
    """
    check_choice("cost", cost, COSTS)
    if cost == "hops" or not net.n_ties:
        return None
    scaled: np.ndarray = net.settings["weight_scale"] / net.codes[2]
    return scaled


def uses_weights(net: Network, weighted: Any) -> bool:
    """Decide ``weighted=None``: weights count where any is other than 1."""
    if weighted is not None and not isinstance(weighted, bool | np.bool_):
        message = text("weighted={weighted!r} must be True, False or None.", weighted=weighted)
        raise ArgumentError(message)
    return bool((net.codes[2] != 1).any()) if weighted is None else bool(weighted)


def symmetric(net: Network, *, weighted: bool = True) -> sparse.csr_array:
    """Give the ties without direction as a matrix: both ways summed, or 1 where there is any."""
    matrix = net.adjacency + net.adjacency.T if net.directed else net.adjacency.copy()
    if not weighted:
        matrix.data = np.ones_like(matrix.data)
    matrix.sort_indices()
    return matrix


def undirected_engine(net: Network) -> Any:
    """Give the igraph graph of the ties without direction, the weights of both ways summed."""
    if not net.directed:
        return net.engine
    return net.engine.as_undirected(mode="collapse", combine_edges={"weight": "sum"})


def pieces(net: Network) -> np.ndarray:
    """Say which piece every actor is in, direction ignored: a number from 0."""
    from scipy.sparse.csgraph import connected_components

    if not net.n_actors:
        return np.zeros(0, dtype="int64")
    # Without direction both ways are there: strong pieces are the same, and found without a copy.
    connection = "weak" if net.directed else "strong"
    numbers: np.ndarray = connected_components(net.adjacency, connection=connection)[1]
    return numbers


def check_undirected(net: Network, metric: str) -> None:
    """Refuse ties that go one way, and say how to do without direction."""
    if net.directed:
        message = text(
            "{metric} is defined for ties without direction only. Build the network with "
            "directed=False, or use nc.Network(net.actors, net.ties) to sum both ways.",
            metric=metric,
        )
        raise NetworkError(message)


def arcs(net: Network) -> sparse.csr_array | None:
    """Give the ties that have a direction as a matrix of weights, actors × actors.

    All ties of a directed network; the rows marked ``directed`` of an undirected one. A network
    built from records uses its directed layers only: that two were at one meeting says nothing of
    direction. ``None`` where there are none.
    """
    from scipy import sparse

    if net.directed and "layers" not in net.settings:
        return net.adjacency if net.n_ties else None
    ties = net.ties
    if "directed" in ties:
        ties = ties[ties["directed"]]
    elif not net.directed:
        return None
    if "layers" in net.settings:
        ties = ties[ties["kind"].isin(ONE_WAY_LAYERS)]
    if not len(ties):
        return None
    ids = net.actors.index
    ends = tuple(ids.get_indexer(pd.Index(ties[end])) for end in ("source", "target"))
    shape = (net.n_actors, net.n_actors)
    return sparse.csr_array((ties["weight"].to_numpy(), ends), shape=shape)
