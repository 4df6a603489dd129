"""Who stands between others: structural holes, and the roles of brokers between groups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from netcoop._core.progress import track
from netcoop.metrics.basis import actor_series, arcs, uses_weights
from netcoop.metrics.grouping import labels_of
from netcoop.network import Network
from netcoop.network.build import ONE_WAY_LAYERS

if TYPE_CHECKING:
    from scipy import sparse

ROLES = ("coordinator", "gatekeeper", "representative", "consultant", "liaison")
# Products that are summed at once; each takes about 16 bytes.
BLOCK_PRODUCTS = 2**22


def constraint(net: Network, *, weighted: bool | None = None) -> pd.Series:
    """How closed in an actor is: all its partners hang on the same few others.

    cᵢ = Σⱼ (pᵢⱼ + Σ_q pᵢ_q p_qⱼ)² over the actor's partners j, where pᵢⱼ is the share of the
    actor's cooperation that goes to j, both ways together.

    Parameters
    ----------
    net
        Any network; of a directed one the two arcs of a pair are summed.
    weighted
        Whether stronger ties count more; by default where any weight is other than 1. Without
        weights a pair with arcs both ways counts twice a pair with one.

    Returns
    -------
    pandas.Series
        Above 0, no unit; near 0 with many partners who do not know each other, 1 with a single
        partner, a little above 1 possible in small closed groups (1.125 among three). NaN for an
        isolate (so everywhere without ties). Scaling all weights changes nothing; pieces do not
        matter.

    Raises
    ------
    ArgumentError
        ``weighted`` is neither True, False nor None.

    References
    ----------
    Burt, R. S. (1992). Structural holes: The social structure of competition. Harvard University
    Press.
    Burt, R. S. (2004). Structural holes and good ideas. https://doi.org/10.1086/421787

    Examples
    --------
    >>> ties = pd.DataFrame({"source": list("AAA"), "target": list("BCD")})
    >>> constraint(Network("ABCDE", ties)).round(3).tolist()
    [0.333, 1.0, 1.0, 1.0, nan]
    """
    strong = uses_weights(net, weighted)
    if not net.n_ties:
        return actor_series(net, np.full(net.n_actors, np.nan), "constraint")
    values = net.engine.constraint(weights="weight" if strong else None)
    return actor_series(net, values, "constraint")


def effective_size(net: Network, *, weighted: bool | None = None) -> pd.Series:
    """How many partners an actor has who do not bring it to the same people.

    eᵢ = Σⱼ (1 − Σ_q pᵢ_q mⱼ_q) over the actor's partners j: pᵢ_q is the share of the actor's
    cooperation that goes to q, mⱼ_q what j has with q over the most j has with anyone. Without
    weights and direction it is k − 2t/k: k partners with t ties among them.

    Parameters
    ----------
    net
        Any network; of a directed one the two arcs of a pair are summed.
    weighted
        Whether stronger ties count more; by default where any weight is other than 1. Without
        weights a pair with arcs both ways counts twice a pair with one.

    Returns
    -------
    pandas.Series
        In partners, from 1 (all partners work with each other alike) to the number of partners
        (none do). NaN for an isolate (so everywhere without ties). Scaling all weights changes
        nothing; pieces do not matter.

    Raises
    ------
    ArgumentError
        ``weighted`` is neither True, False nor None.

    References
    ----------
    Burt, R. S. (1992). Structural holes: The social structure of competition. Harvard University
    Press.
    Borgatti, S. P. (1997). Structural holes: Unpacking Burt's redundancy measures. Connections,
    20(1), 35–38.
    Burt, R. S. (2004). https://doi.org/10.1086/421787

    Examples
    --------
    A knows B, C and D, and B knows C.

    >>> ties = pd.DataFrame({"source": list("AAAB"), "target": list("BCDC")})
    >>> effective_size(Network("ABCD", ties)).round(3).tolist()
    [2.333, 1.0, 1.0, 1.0]
    """
    mutual = _mutual(net, weighted=uses_weights(net, weighted))
    partners = np.diff(mutual.indptr)
    values = np.full(net.n_actors, np.nan)
    if mutual.nnz:
        share, marginal, tied = mutual.copy(), mutual.copy(), mutual.copy()
        share.data /= np.repeat(mutual.sum(axis=1), partners)
        marginal.data /= np.repeat(mutual.max(axis=1).toarray(), partners)
        tied.data[:] = 1.0
        redundancy = sums_of_products(share, marginal.T.tocsr(), tied)
        values = np.where(partners > 0, partners - redundancy, np.nan)
    return actor_series(net, values, "effective_size")


def brokerage_roles(net: Network, by: str = "sector") -> pd.DataFrame:
    """Between whom an actor mediates: inside its group, for it, into it, or between other groups.

    Counted are the ways a → b → c past the actor b where a does not turn to c directly, by the
    groups of the three. Coordinator: all in one group. Gatekeeper: from another group into the
    actor's own. Representative: from its own group to another. Consultant: between two of the
    same other group. Liaison: between three different groups.

    Parameters
    ----------
    net
        A directed network, or one with ties that have a direction (referrals, contacts, claims
        beside meetings): these alone count. Of a network without direction that was not built
        from records every tie leads both ways. Weights do not count.
    by
        Column of the actors that says who belongs together.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``actor_id``: ``coordinator``, ``gatekeeper``, ``representative``,
        ``consultant``, ``liaison`` and ``total``: whole numbers of ways (pairs of others, in
        order) from 0 to (n−1)(n−2). Raw counts grow with the network: :func:`label_test` says
        what chance would give. NaN for an actor without a label, and everywhere where a network
        built from records has no layer with a direction. An isolate has 0.

    Raises
    ------
    ArgumentError
        The actors have no such column.

    Warns
    -----
    NetcoopWarning
        Actors have no label; their ties do not count.

    References
    ----------
    Gould, R. V., & Fernandez, R. M. (1989). https://doi.org/10.2307/270949

    Examples
    --------
    A school turns to B of its own sector, B to the police.

    >>> actors = pd.DataFrame({"sector": ["school", "school", "police"]}, index=list("ABC"))
    >>> arcs = pd.DataFrame({"source": list("AB"), "target": list("BC")})
    >>> brokerage_roles(Network(actors, arcs, directed=True))["representative"].tolist()
    [0.0, 1.0, 0.0]
    """
    labels = labels_of(net, by)
    ways = labelled_arcs(net, labels.codes)
    counts = np.full((net.n_actors, len(ROLES)), np.nan)
    if ways is not None:
        paths = paths_by_role(ways, labels.codes, len(labels.names))
        counts = (paths - _closed_by_role(ways, labels.codes)).astype("float64")
        counts[labels.codes < 0] = np.nan
    table = pd.DataFrame(counts, index=net.actors.index, columns=list(ROLES))
    return table.assign(total=counts.sum(axis=1))


# -- structural holes ------------------------------------------------------------------------------


def _mutual(net: Network, *, weighted: bool) -> sparse.csr_array:
    """Give what two actors have with each other, both ways together, as a matrix."""
    matrix = net.adjacency.copy()
    if not weighted:
        matrix.data = np.ones_like(matrix.data)
    return (matrix + matrix.T).tocsr()


def sums_of_products(
    left: sparse.csr_array, right: sparse.csr_array, where: sparse.csr_array
) -> np.ndarray:
    """Sum each row of left · right over the places where the third matrix is 1.

    Rows are taken in blocks: the product of large networks would fill the memory.
    """
    sums = np.zeros(left.shape[0], dtype=left.dtype)
    if not left.nnz:
        return sums
    sizes = np.diff(right.indptr)
    before = np.concatenate([[0], np.cumsum(sizes[left.indices])])
    block = before[left.indptr[1:]] // BLOCK_PRODUCTS
    starts = np.flatnonzero(np.diff(block, prepend=-1))
    stops = np.append(starts[1:], len(block))
    for start, stop in track(zip(starts, stops, strict=True), total=len(starts)):
        product = left[start:stop] @ right
        sums[start:stop] = product.multiply(where[start:stop]).sum(axis=1)
    return sums


# -- brokers ---------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Ways:
    """The arcs whose two ends have a label, each pair once.

    Attributes
    ----------
    source, target
        Positions among the actors.
    answered
        Whether there is an arc back.
    n_actors
        How many actors there are.
    """

    source: np.ndarray
    target: np.ndarray
    answered: np.ndarray
    n_actors: int

    def matrix(self, which: np.ndarray) -> sparse.csr_array:
        """Give some of the arcs as a matrix of ones."""
        from scipy import sparse

        ones = np.ones(int(which.sum()), dtype="int64")
        shape = (self.n_actors, self.n_actors)
        return sparse.csr_array((ones, (self.source[which], self.target[which])), shape=shape)


def labelled_arcs(net: Network, codes: np.ndarray) -> Ways | None:
    """Give the arcs that brokerage counts; ``None`` where no records say anything of direction."""
    found = arcs(net)
    if found is None and "layers" in net.settings:
        # A layer with a direction of which nothing is left counts 0; one that never was, nothing.
        if not ONE_WAY_LAYERS & set(net.settings["layer_scale"]):
            return None
        source = target = np.empty(0, dtype="int64")
    else:
        ties = (net.adjacency if found is None else found).tocoo()
        known = (codes[ties.row] >= 0) & (codes[ties.col] >= 0)
        source, target = ties.row[known].astype("int64"), ties.col[known].astype("int64")
    n = net.n_actors
    answered = np.isin(source * n + target, target * n + source)
    return Ways(source, target, answered, n)


def paths_by_role(ways: Ways, codes: np.ndarray, n_groups: int) -> np.ndarray:
    """Count the ways a → b → c past every actor b by role, whether or not a turns to c directly."""
    from scipy import sparse

    same = codes[ways.source] == codes[ways.target]

    def count(end: np.ndarray, which: np.ndarray) -> np.ndarray:
        return np.bincount(end[which], minlength=ways.n_actors)

    in_same, in_other = count(ways.target, same), count(ways.target, ~same)
    out_same, out_other = count(ways.source, same), count(ways.source, ~same)
    # What returns to where it came from leads past nobody.
    back_same = count(ways.source, same & ways.answered)
    back_other = count(ways.source, ~same & ways.answered)
    shape, ones = (ways.n_actors, max(1, n_groups)), np.ones(int((~same).sum()), dtype="int64")
    source, target = ways.source[~same], ways.target[~same]
    come = sparse.csr_array((ones, (target, codes[source])), shape=shape)
    go = sparse.csr_array((ones, (source, codes[target])), shape=shape)
    alike = come.multiply(go).sum(axis=1)
    by_role = {
        "coordinator": in_same * out_same - back_same,
        "gatekeeper": in_other * out_same,
        "representative": in_same * out_other,
        "consultant": alike - back_other,
        "liaison": in_other * out_other - alike,
    }
    return np.column_stack([by_role[role] for role in ROLES])


def _closed_by_role(ways: Ways, codes: np.ndarray) -> np.ndarray:
    """Count those of the ways past every actor where a does turn to c directly, by role."""
    same = codes[ways.source] == codes[ways.target]
    own, other = ways.matrix(same), ways.matrix(~same)
    to_own, to_other = own.T.tocsr(), other.T.tocsr()
    by_role = {
        "coordinator": sums_of_products(to_own, own, own),
        "gatekeeper": sums_of_products(to_other, other, own),
        "representative": sums_of_products(to_own, other, other),
        "consultant": sums_of_products(to_other, own, other),
        "liaison": sums_of_products(to_other, other, other),
    }
    return np.column_stack([by_role[role] for role in ROLES])
