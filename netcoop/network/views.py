"""The same network seen as pairs, as a matrix, and as a graph of the engine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from scipy import sparse

    from netcoop.network.network import Network

Codes = tuple[np.ndarray, np.ndarray, np.ndarray]


def with_scales(
    settings: Mapping[str, Any], ties: pd.DataFrame, *, directed: bool
) -> dict[str, Any]:
    """Add to the settings how large weights are in the network as built, for its parts to go by.

    ``layer_scale`` holds the mean and the largest weight of each kind's pairs;
    ``weight_scale`` the largest weight over all kinds. What the settings say already stays.
    """
    measured = {
        str(kind): _scale(rows, directed=directed) for kind, rows in ties.groupby("kind", sort=True)
    }
    scaled = {**settings, "layer_scale": {**measured, **settings.get("layer_scale", {})}}
    if "weight_scale" not in scaled:
        whole = pairs(ties, scaled, directed=directed)["weight"]
        scaled["weight_scale"] = float(whole.max()) if len(whole) else None
    return scaled


def _scale(rows: pd.DataFrame, *, directed: bool) -> dict[str, float]:
    pairs_of_kind = _one_way(rows, directed=directed)["weight"]
    # A layer of arcs stands on its own as a directed network.
    arcs = "directed" in rows and bool(rows["directed"].all())
    largest = rows["weight"] if arcs else pairs_of_kind
    return {"mean": float(pairs_of_kind.mean()), "max": float(largest.max())}


def pairs(ties: pd.DataFrame, settings: Mapping[str, Any], *, directed: bool) -> pd.DataFrame:
    """Put the kinds of tie together: one row a pair."""
    if len(settings["layer_scale"]) <= 1:
        return _one_way(ties, directed=directed)
    factors = settings.get("weighting", {}).get("layer_weights") or {}
    factor = {
        kind: factors.get(kind, 1.0) / scale["mean"]
        for kind, scale in settings["layer_scale"].items()
    }
    weight = ties["weight"] * ties["kind"].map(factor).astype("float64")
    return _one_way(ties[["source", "target"]].assign(weight=weight), directed=directed)


def pairs_by_kind(ties: pd.DataFrame, *, directed: bool) -> pd.DataFrame:
    """Set the kinds of tie of each pair side by side."""
    names = list(ties["kind"].unique())
    parts = []
    for kind, rows in ties.groupby("kind", sort=False):
        own = _one_way(rows, directed=directed).set_index(["source", "target"])
        parts.append(own["weight"].rename(str(kind)))
    table = pd.concat(parts, axis=1) if parts else pd.DataFrame(index=_NO_PAIRS)
    return table.sort_index().assign(kinds=table[names].notna().sum(axis=1)).reset_index()


_NO_PAIRS = pd.MultiIndex.from_arrays([[], []], names=["source", "target"])


def _one_way(ties: pd.DataFrame, *, directed: bool) -> pd.DataFrame:
    """Sum the rows of each pair; without direction both ways are one."""
    if "directed" not in ties and "kind" in ties and ties["kind"].nunique() <= 1:
        # Ties of one kind stand once a pair, in the order of the alphabet, as they were cleaned.
        return ties[["source", "target", "weight"]].reset_index(drop=True)
    source, target = ties["source"], ties["target"]
    if not directed:
        turn = source > target
        source, target = source.where(~turn, target), target.where(~turn, source)
    rows = pd.DataFrame({"source": source, "target": target, "weight": ties["weight"]})
    return rows.groupby(["source", "target"], sort=True)[["weight"]].sum().reset_index()


def adjacency(codes: Codes, n_actors: int, *, directed: bool) -> sparse.csr_array:
    """Fill a sparse matrix with the weights."""
    from scipy import sparse

    source, target, weight = codes
    shape = (n_actors, n_actors)
    matrix = sparse.csr_array((weight, (source, target)), shape=shape)
    if not directed:
        matrix = sparse.csr_array(matrix + matrix.T)
    # Handed out as it is, so it must not be written to.
    matrix.data.flags.writeable = False
    return matrix


def engine(codes: Codes, n_actors: int, *, directed: bool) -> Any:
    """Build the igraph graph that metrics are computed on."""
    import igraph

    source, target, weight = codes
    graph = igraph.Graph(n=n_actors, directed=directed)
    graph.add_edges(np.column_stack([source, target]).tolist())
    graph.es["weight"] = weight.tolist()
    return graph


def same(one: Network, other: Network) -> bool:
    """Compare two networks value by value and type by type."""
    return (
        one.directed == other.directed
        and one.settings == other.settings
        and _same_frame(one.actors.sort_index(), other.actors.sort_index())
        and _same_frame(one.ties, other.ties)
        and _same_frame(one.affiliations, other.affiliations)
    )


def _same_frame(one: pd.DataFrame | None, other: pd.DataFrame | None) -> bool:
    if one is None or other is None:
        return one is other
    # Columns may stand in another order: their names tell them apart.
    return set(one.columns) == set(other.columns) and bool(one.equals(other[list(one.columns)]))
