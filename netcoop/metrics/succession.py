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

# Numbers closer than this are equal.
EQUAL = 1e-12
# Of so many possible successors at most the distances are measured.
MEASURED = 200


def successors_of(
    net: Network, rest: Network, leaving: list[str], fewer: Network | None = None
) -> pd.DataFrame:
    """Compare what each of the others would hold together in their place.

    ``fewer`` is the network of those who stay, built without the meetings that hang on those who
    leave; ``None`` where it is not known.
    """
    whole, matrix = symmetric(net, weighted=False), symmetric(rest, weighted=False)
    places = net.actors.index.get_indexer(pd.Index(leaving))
    stay = np.setdiff1d(np.arange(net.n_actors), places)
    partners = np.flatnonzero(whole[places][:, stay].sum(axis=0))
    piece = components(rest).to_numpy() - 1
    possible = max(1, rest.n_actors * (rest.n_actors - 1))
    table = _joining(piece, partners, possible).set_axis(rest.actors.index)
    shared = _tied_with(rest, partners).astype("int64")
    others = len(partners) - np.isin(np.arange(rest.n_actors), partners)
    unknown = np.full(rest.n_actors, np.nan)
    still = unknown if fewer is None else _tied_with(fewer, partners).astype("float64")
    table.insert(0, "shared_partners", shared)
    table.insert(1, "shared_partners_without_meetings", still)
    table.insert(2, "ties_to_take_over", others - shared)
    table = table[(shared > 0) | (piece == 0)]
    measured = _best_first(table, ["gain", "shared_partners"]).index[:MEASURED]
    nearer = _nearer(matrix, partners, rest.actors.index.get_indexer(measured)) / possible
    table = table.assign(gain_distance=pd.Series(nearer, index=measured))
    return _best_first(table, ["gain", "shared_partners", "gain_distance"])


def _tied_with(net: Network, partners: np.ndarray) -> np.ndarray:
    """Count with how many of some actors each is tied, whatever the direction."""
    counts: np.ndarray = symmetric(net, weighted=False)[:, partners].sum(axis=1)
    return counts


def _best_first(table: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Sort by columns, high before low; equals stay in the order of actors."""
    # The last key of lexsort counts most.
    order = np.lexsort([_ranks(table[name].to_numpy("float64")) for name in reversed(by)])
    return table.iloc[order]


def _ranks(values: np.ndarray) -> np.ndarray:
    """Give ranks, the highest first: what is equal but for the order of adding has one rank."""
    order = np.argsort(-values, kind="stable")  # NaN comes last
    falls = np.diff(values[order], prepend=np.inf) < -EQUAL
    falls |= np.diff(np.isnan(values[order]), prepend=False)
    ranks = np.empty(len(values), dtype="int64")
    ranks[order] = np.cumsum(falls)
    return ranks


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
