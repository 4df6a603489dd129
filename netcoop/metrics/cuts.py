"""Lambda sets: who holds together however many ties fail."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from netcoop._core.progress import track
from netcoop._core.texts import text
from netcoop.errors import NetworkError
from netcoop.metrics.basis import symmetric
from netcoop.network import Network

if TYPE_CHECKING:
    from scipy import sparse

# One largest flow an actor is computed: so many take some ten seconds.
LARGEST = 2_000


def lambda_sets(net: Network) -> pd.DataFrame:
    """Who stays connected even if several ties fail.

    λ(i, j) is the smallest number of ties that must go so that no way between actors i and j is
    left (their edge connectivity). A set of level λ is a largest group in which no two can be
    separated by fewer than λ ties. Sets of a higher level lie inside those of lower ones. Found by
    n − 1 largest flows that make a tree (Gomory and Hu; Gusfield's way).

    Parameters
    ----------
    net
        Any network of up to 2,000 actors; weights and direction are ignored.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``actor_id``, one column for each level that occurs, the highest first (whole
        numbers; a level in between has the sets of the next higher one). Values: the number of the
        actor's set, from 1, the largest first, equally large ones in the order of actors; missing
        for actors in no set of two or more at that level. λ of two actors is the highest level at
        which they share a set, 0 where there is none. Without ties there are no columns.

    Raises
    ------
    NetworkError
        There are more than 2,000 actors.

    References
    ----------
    Borgatti, S. P., Everett, M. G., & Shirey, P. R. (1990). LS sets, lambda sets and other
    cohesive subsets. Social Networks, 12, 337–357. https://doi.org/10.1016/0378-8733(90)90014-Z

    Gusfield, D. (1990). Very simple methods for all pairs network flow analysis.
    https://doi.org/10.1137/0219009

    Examples
    --------
    >>> pairs = [("A", "B"), ("A", "C"), ("B", "C"), ("C", "D")]
    >>> net = Network("ABCDE", pd.DataFrame(pairs, columns=["source", "target"]))
    >>> sets = lambda_sets(net)
    >>> sets.columns.tolist(), sets.index[sets[2] == 1].tolist(), sets[1].fillna(0).tolist()
    ([2, 1], ['A', 'B', 'C'], [1, 1, 1, 1, 0])
    """
    n = net.n_actors
    if n > LARGEST:
        message = text(
            "The network has {n} actors; lambda sets are computed for {limit} at most. Take a "
            "part of it first: net.largest_component() or net.subset(actors).",
            n=n,
            limit=LARGEST,
        )
        raise NetworkError(message)
    parent, flow = _flow_tree(symmetric(net, weighted=False))
    levels = np.unique(flow[flow > 0])[::-1]
    columns = {int(level): _sets(parent, flow >= level) for level in levels}
    table = pd.DataFrame(columns, index=net.actors.index)
    return table.set_axis(pd.Index(list(columns), name="level", dtype="int64"), axis=1)


def _flow_tree(matrix: sparse.csr_array) -> tuple[np.ndarray, np.ndarray]:
    """Hang every actor on another one, with the number of ties that separate the two.

    The smallest number on the way between any two in the tree is their λ.
    """
    from scipy.sparse.csgraph import breadth_first_order, connected_components, maximum_flow

    n = matrix.shape[0]
    if not n:
        return np.zeros(0, dtype="int64"), np.zeros(0, dtype="int64")
    matrix = matrix.astype("int32")
    # The first actor of each piece is the root of its tree.
    piece = connected_components(matrix, directed=False)[1]
    parent = np.unique(piece, return_index=True)[1][piece].astype("int64")
    flow = np.zeros(n, dtype="int64")
    degree = np.diff(matrix.indptr)
    for actor in track(range(n), total=n):
        target = parent[actor]
        if target == actor:
            continue
        if degree[actor] == 1:  # its only tie separates it alone
            flow[actor] = 1
            continue
        found = maximum_flow(matrix, actor, target)
        flow[actor] = found.flow_value
        rest = matrix - found.flow
        rest.eliminate_zeros()
        side = breadth_first_order(rest, actor, return_predecessors=False)
        parent[side[(side > actor) & (parent[side] == target)]] = actor
    return parent, flow


def _sets(parent: np.ndarray, kept: np.ndarray) -> pd.arrays.IntegerArray:
    """Give a number to each piece of two or more that the kept branches hold together."""
    from scipy import sparse
    from scipy.sparse.csgraph import connected_components

    n, actors = len(parent), np.flatnonzero(kept)
    tree = sparse.csr_array((np.ones(len(actors)), (actors, parent[actors])), shape=(n, n))
    piece = pd.factorize(connected_components(tree, directed=False)[1])[0]
    sizes = np.bincount(piece)
    ranks = np.empty_like(sizes)
    ranks[np.argsort(-sizes, kind="stable")] = np.arange(1, len(sizes) + 1)
    return pd.arrays.IntegerArray(ranks[piece].astype("int64"), sizes[piece] < 2)
