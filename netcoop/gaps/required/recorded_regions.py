"""Of which regions a layer has any records: elsewhere, what is not seen is unknown, not absent."""

from __future__ import annotations

import pandas as pd

from netcoop.actors.regions import canonical_region, kraj_names, kraj_of
from netcoop.gaps.required.pairs import ALL
from netcoop.network import Network


def present_layers(net: Network) -> tuple[str, ...]:
    """Name the layers the network looked at: those with ties, and those whose records made none."""
    # The scales know the layers as built, also where a part of the network has no such tie.
    layers = [*net.layers, *net.settings["layer_scale"]]
    if net.affiliations is not None and len(net.affiliations):
        layers.append("meeting")
    return tuple(dict.fromkeys(layers))


def recorded_in(net: Network, layer: str, places: pd.DataFrame, within: str) -> set[str]:
    """Name the regions a layer has records of.

    Those its records are marked with. Where some have no mark, also those in which it ties two
    actors, one of whom is of that region alone (or any two, where nobody is): that two of Jihlava
    came to a meeting of another region makes no records of Jihlava.
    """
    if within == ALL:
        return {ALL}
    marked, every = _marks(net, layer)
    if within == "kraj":
        marked = {kraj_of(region) for region in marked}
    elif marked & kraj_names():
        # In which of its regions the records of a whole kraj were kept, only the ties can tell.
        every = False
    return marked if every else marked | _tied_in(net, layer, places)


def _marks(net: Network, layer: str) -> tuple[set[str], bool]:
    """Name the regions written in the records of a layer, and say whether all have one.

    Those without one are of the home, where it is known.
    """
    rows: pd.DataFrame | None = None
    if layer == "meeting":
        rows = net.affiliations
    elif net.records is not None:
        rows = net.records.tables.get(f"{layer}s")
    if rows is None or "region" not in rows:
        return set(), False
    home = None if net.records is None else net.records.region
    written = rows["region"].astype("str")
    written = written.mask(written.str.strip().eq(""))
    written = written.fillna(home) if home else written
    found = (canonical_region(str(region)) for region in written.dropna().unique())
    return {region for region in found if region}, bool(len(written)) and not written.hasnans


def _tied_in(net: Network, layer: str, places: pd.DataFrame) -> set[str]:
    """Name the regions in which actors are tied, one of them of that region alone."""
    ties, ids = net.ties, net.actors.index
    rows = ties.loc[ties["kind"] == layer, ["source", "target"]]
    ends = pd.DataFrame({end: ids.get_indexer(pd.Index(rows[end])) for end in rows})
    number = places.groupby("actor")["place"].transform("size")
    own = places.assign(alone=number == 1)
    lonely = set(own.loc[own["alone"], "place"])
    a, b = (own.rename(columns={"actor": end}) for end in ("source", "target"))
    inside = ends.merge(a, on="source").merge(b, on=["target", "place"])
    counts = inside["alone_x"] | inside["alone_y"] | ~inside["place"].isin(lonely)
    return set(inside.loc[counts, "place"])
