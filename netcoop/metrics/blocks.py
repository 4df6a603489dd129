"""What the network would fall into without each single actor, in one walk through it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from netcoop._core.checks import check_choice
from netcoop.metrics.basis import actor_series, symmetric
from netcoop.network import Network

if TYPE_CHECKING:
    from scipy import sparse

Against = Literal["rest", "full"]
AGAINST = ("rest", "full")
# To how many actors ways are looked for at once.
BLOCK_BITS = 4096


def fragmentation_without(net: Network, *, against: Against = "rest") -> pd.Series:
    """How far the network would fall apart without each actor.

    For every actor alone: F = 1 − Σ s(s−1) / ((n−1)(n−2)) over the pieces of size s that are left
    when it is gone. All actors are measured in one depth-first walk (blocks and cut-points).

    Parameters
    ----------
    net
        Any network; isolates count, direction and weights do not.
    against
        ``"rest"``: share of the pairs of those who stay. ``"full"``: share of all n(n−1) pairs
        there were; pairs of the actor that is gone count as not connected.

    Returns
    -------
    pandas.Series
        From 0 (the rest is one piece) to 1 (nobody left is tied), one number an actor. With
        ``"rest"`` NaN with fewer than three actors, with ``"full"`` with fewer than two; without
        ties 1. Without an isolate, or one of a small piece, the rest may hang together better
        than the whole.

    Raises
    ------
    ArgumentError
        ``against`` is not known.

    References
    ----------
    Borgatti, S. P. (2006). https://doi.org/10.1007/s10588-006-7084-x
    Hopcroft, J., & Tarjan, R. (1973). https://doi.org/10.1145/362248.362272

    Examples
    --------
    >>> path = Network("ABCD", pd.DataFrame({"source": list("ABC"), "target": list("BCD")}))
    >>> fragmentation_without(path).round(3).tolist()
    [0.0, 0.667, 0.667, 0.0]
    """
    check_choice("against", against, AGAINST)
    n = net.n_actors
    possible = (n - 1) * (n - 2) if against == "rest" else n * (n - 1)
    if possible <= 0:
        return actor_series(net, np.full(n, np.nan), "fragmentation_without")
    left = np.asarray(pairs_without(neighbors(net)), dtype="float64")
    return actor_series(net, 1 - left / possible, "fragmentation_without")


def neighbors(net: Network) -> list[list[int]]:
    """List the partners of every actor, as positions, whatever the direction."""
    return neighbors_in(symmetric(net, weighted=False))


def neighbors_in(matrix: sparse.csr_array) -> list[list[int]]:
    """List the columns of every row of a sparse matrix."""
    columns, starts = matrix.indices.tolist(), matrix.indptr.tolist()
    return [columns[i:j] for i, j in pairwise(starts)]


def pairs_without(near: Sequence[Sequence[int]], gone: Iterable[int] = ()) -> list[int]:
    """Count, for each actor, the ordered pairs that still reach each other when it is gone too.

    ``gone`` have left already; for them the number is that without anybody else.
    """
    order, starts, cut, cut_pairs = _walk(near, gone)
    ends = [*starts, len(order)][1:]
    sizes = [end - start for start, end in zip(starts, ends, strict=True)]
    total = sum(size * (size - 1) for size in sizes)
    left = [total] * len(near)
    for start, size in zip(starts, sizes, strict=True):
        if size == 1:  # an isolate takes no pair along
            continue
        others = total - size * (size - 1)
        for actor in order[start : start + size]:
            rest = size - 1 - cut[actor]
            left[actor] = others + cut_pairs[actor] + rest * (rest - 1)
    return left


def pairs_left(near: Sequence[Sequence[int]], gone: Iterable[int] = ()) -> int:
    """Count the ordered pairs that reach each other once some have left."""
    order, starts, *_ = _walk(near, gone)
    sizes = np.diff([*starts, len(order)])
    return int((sizes * (sizes - 1)).sum())


def pairs_along(matrix: sparse.csr_array) -> int:
    """Count the ordered pairs with a way along the arcs (row: from, column: to).

    Actors that reach each other both ways are one knot; knots are gone through from the ends of
    all ways, each taking over, as bits of a whole number, whom the next ones reach.
    """
    from scipy.sparse.csgraph import connected_components

    n = int(matrix.shape[0])
    n_knots, knot = connected_components(matrix, connection="strong")
    stops = np.cumsum(np.bincount(knot, minlength=n_knots)).tolist()
    starts = [0, *stops[:-1]]
    after, order = _downstream(matrix, knot, n_knots)
    pairs = 0
    for first in range(0, n, BLOCK_BITS):  # some actors to be reached at a time
        reached = [0] * n_knots
        for one in order:
            low, high = (
                min(max(stop - first, 0), BLOCK_BITS) for stop in (starts[one], stops[one])
            )
            bits = (1 << high) - (1 << low)
            for other in after[one]:
                bits |= reached[other]
            reached[one] = bits
            pairs += (stops[one] - starts[one]) * bits.bit_count()
    return pairs - n  # nobody counts for itself


def _downstream(
    matrix: sparse.csr_array, knot: np.ndarray, n_knots: int
) -> tuple[list[list[int]], list[int]]:
    """List the next knots of each knot, and the knots so that the next ones come first."""
    arcs = matrix.tocoo()
    source, target = knot[arcs.row], knot[arcs.col]
    between = source != target
    pairs = np.unique(np.stack([source[between], target[between]], axis=1), axis=0).tolist()
    after: list[list[int]] = [[] for _ in range(n_knots)]
    before: list[list[int]] = [[] for _ in range(n_knots)]
    for one, other in pairs:
        after[one].append(other)
        before[other].append(one)
    open_ways = [len(others) for others in after]
    order = [one for one in range(n_knots) if not open_ways[one]]
    for one in order:  # grows while it is read
        for earlier in before[one]:
            open_ways[earlier] -= 1
            if not open_ways[earlier]:
                order.append(earlier)
    return after, order


def _walk(
    near: Sequence[Sequence[int]], gone: Iterable[int]
) -> tuple[list[int], list[int], list[int], list[int]]:
    """Walk depth first through every piece and note what each actor cuts off behind it.

    Gives the actors in the order they were found, where each piece starts in it, and of every
    actor how many others the parts of the walk have that only it holds, and their ordered pairs.
    """
    n = len(near)
    found = [0] * n  # when the walk came to each actor, from 1
    for actor in gone:
        found[actor] = n + 1  # as if found, but never a way back
    lowest, cut, cut_pairs = [0] * n, [0] * n, [0] * n
    unread = [iter(partners) for partners in near]
    order: list[int] = []
    starts: list[int] = []
    for root in range(n):
        if not found[root]:
            starts.append(len(order))
            _walk_piece(root, unread, order, found, lowest, cut, cut_pairs)
    return order, starts, cut, cut_pairs


def _walk_piece(
    root: int,
    unread: Sequence[Iterator[int]],
    order: list[int],
    found: list[int],
    lowest: list[int],
    cut: list[int],
    cut_pairs: list[int],
) -> None:
    """Walk through one piece; ``lowest`` is the earliest actor that those below reach back to."""
    order.append(root)
    found[root] = lowest[root] = len(order)
    path = [root]
    while path:
        actor = path[-1]
        back = lowest[actor]
        for partner in unread[actor]:
            when = found[partner]
            if not when:
                order.append(partner)
                found[partner] = lowest[partner] = len(order)
                lowest[actor] = back
                path.append(partner)
                break
            if when < back:
                back = when
        else:
            path.pop()
            above = path[-1] if path else root
            if back >= found[above] and actor != root:  # nobody below reaches past the one above
                size = len(order) - found[actor] + 1
                cut[above] += size
                cut_pairs[above] += size * (size - 1)
            elif back < lowest[above]:
                lowest[above] = back
