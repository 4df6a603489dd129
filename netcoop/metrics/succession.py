"""Who could take over when some leave, and what each would hold together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from netcoop._core.progress import track
from netcoop.metrics.basis import symmetric
from netcoop.metrics.fragments import components
from netcoop.metrics.reach import reach_of
from netcoop.network import Network

if TYPE_CHECKING:
    from scipy import sparse

# Of so many possible successors at most the distances are measured.
MEASURED = 200


def successors_of(net: Network, rest: Network, leaving: list[str]) -> pd.DataFrame:
    """Compare what each of the others would hold together in their place."""
    whole, matrix = symmetric(net, weighted=False), symmetric(rest, weighted=False)
    places = net.actors.index.get_indexer(pd.Index(leaving))
    stay = np.setdiff1d(np.arange(net.n_actors), places)
    partners = np.flatnonzero(whole[places][:, stay].sum(axis=0))
    piece = components(rest).to_numpy() - 1
    possible = max(1, rest.n_actors * (rest.n_actors - 1))
    table = _joining(piece, partners, possible).set_axis(rest.actors.index)
    shared = matrix[:, partners].sum(axis=1).astype("int64")
    table.insert(0, "shared_partners", shared)
    table = table[(shared > 0) | (piece == 0)]
    best = table.sort_values(["gain", "shared_partners"], ascending=False, kind="stable").index
    measured = best[:MEASURED]
    nearer = _nearer(matrix, partners, rest.actors.index.get_indexer(measured)) / possible
    # Rounded, so that what is equal but for the order of adding stays in the order of actors.
    table = table.assign(gain_distance=pd.Series(nearer, index=measured).round(12))
    by = ["gain", "gain_distance", "shared_partners"]
    found: pd.DataFrame = table.sort_values(by, ascending=False, kind="stable")
    return found


def _joining(piece: np.ndarray, partners: np.ndarray, possible: int) -> pd.DataFrame:
    """Say of everyone how many pieces it would join, and by how much fragmentation would fall."""
    sizes = np.bincount(piece)
    pairs = sizes * (sizes - 1)
    held = np.zeros(len(sizes), dtype=bool)  # pieces with a former partner
    held[piece[partners]] = True
    own = ~held[piece]  # whose own piece comes in addition
    joined = held.sum() + own
    size = sizes[held].sum() + np.where(own, sizes[piece], 0)
    before = pairs[held].sum() + np.where(own, pairs[piece], 0)
    gain = (size * (size - 1) - before) / possible
    return pd.DataFrame({"pieces_joined": joined, "new_ties": joined - 1, "gain": gain})


def _nearer(matrix: sparse.csr_array, partners: np.ndarray, actors: np.ndarray) -> np.ndarray:
    """Sum by how much 1/distance of all pairs grows if each actor were tied to all partners."""
    from scipy import sparse

    before = reach_of(matrix).harmonic.sum()
    grown = []
    for actor in track(actors, total=len(actors)):
        ends = (np.full(len(partners), actor), partners)
        new = sparse.csr_array((np.ones(len(partners)), ends), shape=matrix.shape)
        tied = sparse.csr_array(matrix + new + new.T)
        grown.append(reach_of(tied).harmonic.sum() - before)
    return np.array(grown, dtype="float64")
