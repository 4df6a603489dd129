"""Which pairs of actors a requirement is about, and in which region each stands."""

from __future__ import annotations

import numpy as np
import pandas as pd

from netcoop.actors.regions import kraj_of
from netcoop.gaps.field import served
from netcoop.gaps.required.template_rows import kinds_in
from netcoop.network import Network

# The one region of a network that is looked at as a whole.
ALL = "all"
# Stands for the actor that is not there.
NOBODY = -1


def places_of(net: Network, within: str) -> pd.DataFrame:
    """Say which actor (its position) stands in which region, each once."""
    ids = net.actors.index
    if within == ALL:
        return pd.DataFrame({"actor": np.arange(len(ids)), "place": ALL})
    there = served(net.actors)
    place = there["region"].map(kraj_of) if within == "kraj" else there["region"]
    places = pd.DataFrame({"actor": ids.get_indexer(pd.Index(there["actor"])), "place": place})
    return places.drop_duplicates(ignore_index=True)


def pairs_asked(net: Network, asked: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """List the pairs of every requirement: ``requirement``, ``a``, ``b``, ``place``.

    ``a`` and ``b`` are positions of actors, ``NOBODY`` where there is no partner. ``place`` is
    missing of a pair that is in no region.
    """
    kind = kinds_in(net).to_numpy()
    everyone = pd.DataFrame({"actor": np.arange(net.n_actors), "area": ALL})
    areas = {
        "region": places.rename(columns={"place": "area"}),
        # Whatever is looked at as one, who is asked for in the same kraj is sought there.
        "kraj": places_of(net, "kraj").rename(columns={"place": "area"}),
        "any": everyone,
    }
    order = np.argsort(np.argsort(net.actors.index.to_numpy(dtype=object)))
    found = [
        _with_places(
            _pairs_in(asked[asked["scope"] == scope], area.drop_duplicates(), kind, order),
            scope,
            places,
        )
        for scope, area in areas.items()
        if asked["scope"].eq(scope).any()
    ]
    return pd.concat(found, ignore_index=True)


def _pairs_in(
    asked: pd.DataFrame, members: pd.DataFrame, kind: np.ndarray, order: np.ndarray
) -> pd.DataFrame:
    """Pair who is in the same area, and keep who has no partner there."""
    members = members.assign(kind=kind[members["actor"].to_numpy()]).dropna(subset=["kind"])
    a, b = (
        asked[[f"{end}_kind"]]
        .rename(columns={f"{end}_kind": "kind"})
        .rename_axis("requirement")
        .reset_index()
        .merge(members, on="kind")[["requirement", "area", "actor"]]
        .rename(columns={"actor": name})
        for end, name in (("source", "a"), ("target", "b"))
    )
    pairs = a.merge(b, on=["requirement", "area"])
    pairs = pairs[pairs["a"] != pairs["b"]]
    alike = asked["source_kind"] == asked["target_kind"]
    alone = [
        _without(a, pairs, "a").assign(b=NOBODY),
        # Of one kind alone, being source or target is the same.
        _without(b[~_of(b, alike)], pairs, "b").assign(a=NOBODY),
    ]
    either = alike & (asked["direction"] != "directed")
    twice = _of(pairs, either) & (order[pairs["a"]] > order[pairs["b"]])
    return pd.concat([pairs[~twice], *alone], ignore_index=True)


def _of(pairs: pd.DataFrame, asked: pd.Series) -> np.ndarray:
    """Say it of every pair by its requirement."""
    return asked.reindex(pairs["requirement"]).to_numpy(dtype="bool")


def _without(ends: pd.DataFrame, pairs: pd.DataFrame, name: str) -> pd.DataFrame:
    """Keep those ends that are in no pair of their area."""
    keys = ["requirement", "area", name]
    paired = pd.MultiIndex.from_frame(pairs[keys])
    return ends[~pd.MultiIndex.from_frame(ends[keys]).isin(paired)]


def _with_places(pairs: pd.DataFrame, scope: str, places: pd.DataFrame) -> pd.DataFrame:
    """Say in which regions each pair stands: those of both, else those of either."""
    if scope == "region":
        return pairs.rename(columns={"area": "place"})
    alone = pairs[(pairs["a"] == NOBODY) | (pairs["b"] == NOBODY)]
    both = pairs.drop(alone.index)[["requirement", "a", "b"]].drop_duplicates()
    every = both[["a", "b"]].drop_duplicates()
    of_a = every.merge(places.rename(columns={"actor": "a"}), on="a")
    of_b = every.merge(places.rename(columns={"actor": "b"}), on="b")
    common = of_a.merge(of_b, on=["a", "b", "place"])
    apart = pd.concat([of_a, of_b]).drop_duplicates()
    shared = pd.MultiIndex.from_frame(common[["a", "b"]])
    apart = apart[~pd.MultiIndex.from_frame(apart[["a", "b"]]).isin(shared)]
    standing = both.merge(pd.concat([common, apart]), on=["a", "b"], how="left")
    # Who has no partner stands in its own regions of the area.
    one = alone.assign(actor=alone[["a", "b"]].max(axis=1)).merge(places, on="actor", how="left")
    if scope == "kraj":
        one = one[
            one["place"].eq(ALL) | one["place"].map(kraj_of, na_action="ignore").eq(one["area"])
        ]
    # Looked at as one, who has a partner in one kraj lacks none in another.
    ends = pd.MultiIndex.from_frame(
        pd.concat([both, both.rename(columns={"a": "b", "b": "a"})])[["requirement", "a"]]
    )
    has_one = pd.MultiIndex.from_frame(one[["requirement", "actor"]]).isin(ends)
    one = one[~(one["place"].eq(ALL) & has_one)].drop_duplicates(["requirement", "a", "b", "place"])
    columns = ["requirement", "a", "b", "place"]
    return pd.concat([standing[columns], one[columns]], ignore_index=True)
