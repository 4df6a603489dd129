"""The ties of one layer, to be looked up for many pairs at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from netcoop.network import Network

# Ties of these layers have no direction, even where a network has.
MUTUAL_LAYERS = ("meeting", "agreement")
# Of these it matters whether they were facilitated.
FACILITATED_LAYERS = ("meeting", "contact")
_VALUES = ["weight", "meetings", "last_date", "low", "high"]


@dataclass(frozen=True)
class LayerTies:
    """Ties of a layer: ``ways`` from actor to actor, ``either`` whatever the direction.

    Both are indexed by ``first · size + second`` of the positions of the two actors, the earlier
    position first in ``either``; columns are ``weight``, ``meetings``, ``last_date``, ``low`` and
    ``high`` (the share of the weight that is facilitated, at least and at most).
    """

    name: str
    size: int
    ways: pd.DataFrame
    either: pd.DataFrame

    def find(self, a: np.ndarray, b: np.ndarray, *, ways: bool) -> tuple[np.ndarray, np.ndarray]:
        """Say which pairs are tied, and in which row of the ties."""
        table = self.ways if ways else self.either
        first, second = (a, b) if ways else (np.minimum(a, b), np.maximum(a, b))
        row = table.index.get_indexer(pd.Index(first * self.size + second))
        tied = (row >= 0) & (a >= 0) & (b >= 0)
        return tied, row


def layer_ties(net: Network, name: str) -> LayerTies:
    """Take the ties of one layer."""
    ties, ids, size = net.ties, net.actors.index, net.n_actors
    rows = ties[ties["kind"] == name].reset_index(drop=True)
    a, b = (ids.get_indexer(pd.Index(rows[end])).astype("int64") for end in ("source", "target"))
    arc = np.full(len(rows), net.directed)
    if "directed" in rows:
        arc = arc | rows["directed"].eq(True).fillna(False).to_numpy(dtype="bool")
    mutual = name in MUTUAL_LAYERS
    values = _values(net, name, rows, a, b)
    either = _summed(values, np.minimum(a, b) * size + np.maximum(a, b), largest=mutual)
    if mutual:
        first, second = np.divmod(either.index.to_numpy(), max(size, 1))
        turned = either.set_axis(pd.Index(second * size + first))
        return LayerTies(name, size, pd.concat([either, turned]), either)
    back = ~arc
    ways = pd.concat([values, values[back]], ignore_index=True)
    keys = np.concatenate([a * size + b, b[back] * size + a[back]])
    return LayerTies(name, size, _summed(ways, keys, largest=False), either)


def _values(
    net: Network, name: str, rows: pd.DataFrame, a: np.ndarray, b: np.ndarray
) -> pd.DataFrame:
    """Put the numbers of each tie into columns that are always there."""
    nothing = pd.Series(np.nan, index=rows.index)
    values = pd.DataFrame({"weight": rows["weight"].astype("float64")})
    values["meetings"] = rows.get("meetings", nothing).astype("float64")
    if name == "meeting" and values["meetings"].isna().any():
        values["meetings"] = values["meetings"].fillna(_joint_meetings(net, a, b))
    values["last_date"] = pd.to_datetime(rows.get("last_date", nothing))
    matters = name in FACILITATED_LAYERS
    for column, unknown in (("low", 0.0), ("high", 1.0)):
        share = rows.get(f"facilitated_{column}", nothing).astype("float64")
        # What is not known may be none of it, or all.
        values[column] = share.fillna(unknown) if matters else 0.0
    return values


def _joint_meetings(net: Network, a: np.ndarray, b: np.ndarray) -> pd.Series:
    """Count joint meetings from the attendance, where there is any."""
    seats = net.affiliations
    if seats is None or not len(a):
        return pd.Series(np.nan, index=range(len(a)))
    there = net.incidence.tocsc()
    if "set_apart" in seats:
        apart = seats.groupby("meeting_id")["set_apart"].any()
        there = there[:, ~apart.reindex(net.meetings.index).fillna(False).to_numpy(dtype="bool")]
    there = there.tocsr()
    return pd.Series(np.asarray(there[a].multiply(there[b]).sum(axis=1)).ravel().astype("float64"))


def _summed(values: pd.DataFrame, keys: np.ndarray, *, largest: bool) -> pd.DataFrame:
    """Put rows of the same pair together; where each stands twice, the largest is the sum."""
    shares = values.assign(**{name: values[name] * values["weight"] for name in ("low", "high")})
    groups = shares.groupby(keys, sort=True)
    total = groups[["weight", "low", "high"]]
    joined = total.max() if largest else total.sum()
    joined[["low", "high"]] = joined[["low", "high"]].div(joined["weight"], axis=0)
    joined[["meetings", "last_date"]] = groups[["meetings", "last_date"]].max()
    return joined[_VALUES]


def tied_pairs(net: Network) -> pd.Index:
    """Give the keys of all pairs that any layer ties, as in ``LayerTies.either``."""
    a, b, _ = net.codes
    keys = np.unique(np.minimum(a, b).astype("int64") * net.n_actors + np.maximum(a, b))
    tied: pd.Index = pd.Index(keys)
    return tied
