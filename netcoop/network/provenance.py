"""The way back from a tie to the records that made it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from netcoop._core.texts import text
from netcoop.errors import ArgumentError, NetworkError
from netcoop.network.layers import layer_ties, weighed_rows
from netcoop.network.subset import check_actor
from netcoop.records import Records
from netcoop.ties import Weighting

if TYPE_CHECKING:
    from netcoop.network.network import Network

# What records may say of a row beside its ends; free text stays where it is.
_TOLD = ("kind", "channel", "facilitated", "series", "region", "outcome")


# What a meeting gives each of its pairs, as ``netcoop.ties.pairing`` has it.
_GAIN: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "newman": lambda size: 1 / (size - 1),
    "share": lambda size: 2 / (size * (size - 1)),
    "count": np.ones_like,
}


def provenance(net: Network, a: str, b: str) -> pd.DataFrame:
    """Give the rows of the records behind the ties of two actors."""
    pair = sorted([check_actor(net, a), check_actor(net, b)])
    if a == b:
        raise ArgumentError(text("{actor!r} stands twice; a tie has two ends.", actor=a))
    records = net.records
    if records is None or "aggregated_by" in net.settings:
        message = text(
            "The network keeps no records of its ties. Ask the one that nc.build_network made; "
            "files, groups and networks made to leave do not lead back."
        )
        raise NetworkError(message)
    settings = net.settings
    choice = Weighting.from_dict(settings["weighting"])
    day = pd.Timestamp(settings["reference"]) if "reference" in settings else None
    layers = [layer for layer in settings["layers"] if layer in net.settings["layer_scale"]]
    parts = [_rows(records, layer, pair, choice, day).assign(layer=layer) for layer in layers]
    found = pd.concat([_EMPTY, *(part for part in parts if len(part))], ignore_index=True)
    known = [name for name in _EMPTY if name in {"weight", *_ALWAYS} or found[name].notna().any()]
    return found[known].sort_values(["layer", "date"], kind="stable", ignore_index=True)


_ALWAYS = ("layer", "source", "target", "date", "weight")
_EMPTY = pd.DataFrame(
    {
        "layer": pd.Series(dtype="str"),
        "source": pd.Series(dtype="str"),
        "target": pd.Series(dtype="str"),
        "date": pd.Series(dtype="datetime64[s]"),
        "weight": pd.Series(dtype="float64"),
        "meeting_id": pd.Series(dtype="str"),
        "size": pd.Series(dtype="Int64"),
        "count": pd.Series(dtype="Int64"),
        **{name: pd.Series(dtype="boolean" if name == "facilitated" else "str") for name in _TOLD},
    }
)


def _rows(
    records: Records, layer: str, pair: list[str], choice: Weighting, day: pd.Timestamp | None
) -> pd.DataFrame:
    if layer in {"claim", "agreement"}:
        return _stated(records, layer, pair, choice, day)
    rows = weighed_rows(records, layer, choice, day)
    return _meetings(rows, pair, choice) if layer == "meeting" else _arcs(rows, pair)


def _meetings(rows: pd.DataFrame, pair: list[str], choice: Weighting) -> pd.DataFrame:
    """One row a meeting both came to, with what it gave the pair."""
    rows = rows.assign(weight=rows.get("weight", 1.0))
    size = rows.groupby("meeting_id")["actor"].nunique()
    one, other = (
        rows[rows["actor"] == actor].groupby("meeting_id")["weight"].max() for actor in pair
    )
    joint = one.index.intersection(other.index, sort=False)
    sizes = size[joint].to_numpy()
    gain = np.sqrt(one[joint].to_numpy() * other[joint].to_numpy()) * _GAIN[choice.meeting](sizes)
    if choice.max_size is not None:
        gain = np.where(sizes > choice.max_size, 0.0, gain)
    facts = rows[rows["meeting_id"].isin(joint)].groupby("meeting_id")
    told = {name: facts[name].first() for name in _TOLD if name in rows}
    if "date" in rows:
        told["date"] = facts["date"].min()
    frame = pd.DataFrame({name: values[joint] for name, values in told.items()}, index=joint)
    return (
        frame.rename_axis("meeting_id")
        .reset_index()
        .assign(source=pair[0], target=pair[1], size=sizes, weight=gain)
    )


def _arcs(rows: pd.DataFrame, pair: list[str]) -> pd.DataFrame:
    """Give the rows of a log between the two, either way."""
    rows = rows[rows["source"].isin(pair) & rows["target"].isin(pair)]
    rows = rows[rows["source"] != rows["target"]]
    count = rows["count"].astype("Float64").fillna(1).astype("Int64") if "count" in rows else 1
    worth = rows.get("weight", 1.0)
    rows = rows.assign(count=pd.Series(count, index=rows.index, dtype="Int64"))
    rows = rows.assign(weight=(worth * rows["count"]).astype("float64"))
    return rows[[name for name in _EMPTY if name in rows]]


def _stated(
    records: Records, layer: str, pair: list[str], choice: Weighting, day: pd.Timestamp | None
) -> pd.DataFrame:
    """Give what a survey or the agreements come to; of several answers not all count."""
    ties = layer_ties(records, layer, choice, day)
    ties = ties[ties["source"].isin(pair) & ties["target"].isin(pair)]
    ties = ties.rename(columns={"last_date" if layer == "claim" else "first_date": "date"})
    return ties[[name for name in _EMPTY if name in ties and name not in _TOLD]]
