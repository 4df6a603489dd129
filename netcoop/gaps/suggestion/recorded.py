"""Which pairs the records tie although the network, which was not built from them, does not."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
from scipy import sparse

from netcoop.actors import resolve_actors
from netcoop.errors import NetcoopWarning
from netcoop.network import Network, build_network
from netcoop.records import Records
from netcoop.records.units import meeting_keys
from netcoop.ties import attended

# Whatever the network was built from: one record of these ties a pair.
_ANY = ("referral", "contact", "agreement", "claim")


def recorded_elsewhere(net: Network, order: pd.Index) -> np.ndarray:
    """Mark, by the given order of ids, the pairs that any table of the records ties.

    Meetings are looked at only where the network was not built from them: which of them tie a
    pair it has decided otherwise.
    """
    n = len(order)
    nothing = np.zeros((n, n), dtype="bool")
    records = _resolved(net)
    if records is None:
        return nothing
    layers = [layer for layer in _ANY if _has_rows(records, f"{layer}s")]
    if _has_rows(records, "meetings") and "meeting" not in _used(net):
        layers.append("meeting")
    if not layers:
        return nothing
    with warnings.catch_warnings():
        # What is left out of each table was told when the network was built or is not asked here.
        warnings.simplefilter("ignore", NetcoopWarning)
        pairs = build_network(records, layers=layers).ties
    ends = [order.get_indexer(pd.Index(pairs[end])) for end in ("source", "target")]
    known = (ends[0] >= 0) & (ends[1] >= 0)
    nothing[ends[0][known], ends[1][known]] = True
    return nothing | nothing.T


def _used(net: Network) -> list[str]:
    """Name the layers the network was built from."""
    return [str(layer) for layer in net.settings.get("layers", net.layers)]


def _has_rows(records: Records, table: str) -> bool:
    frame = records.tables.get(table)
    return frame is not None and len(frame) > 0


def _resolved(net: Network) -> Records | None:
    """Give the records of a network with the ids of its actors."""
    return None if net.records is None else resolve_actors(net.records)


def met_in_records(net: Network, order: pd.Index) -> sparse.csr_array | None:
    """Mark, by the given order of ids, who was at one meeting; ``None``: nothing says who came."""
    records = _resolved(net)
    tables = []
    if net.affiliations is not None:
        tables.append(net.affiliations[["actor", "meeting_id"]].dropna())
    if records is not None and records.meetings is not None:
        rows = attended(records.meetings)
        keys = meeting_keys(rows).astype("str")
        tables.append(pd.DataFrame({"actor": rows["actor"], "meeting_id": "r " + keys}))
    if not tables:
        return None
    seats = pd.concat(tables, ignore_index=True)
    actor = order.get_indexer(pd.Index(seats["actor"].astype("str")))
    meeting, found = pd.factorize(seats["meeting_id"])
    known = (actor >= 0) & (meeting >= 0)
    where = (actor[known], meeting[known])
    there = sparse.csr_array(
        (np.ones(int(known.sum())), where), shape=(len(order), max(len(found), 1))
    )
    return sparse.csr_array(there @ there.T)
