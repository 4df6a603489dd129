"""Core and periphery: whether a few actors hold the network and the rest hang on them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from netcoop._core.display import html_table
from netcoop._core.progress import track
from netcoop._core.texts import check_language, language, mark, number, plural, text
from netcoop.metrics.basis import actor_series, symmetric
from netcoop.network import Network

if TYPE_CHECKING:
    from numpy.typing import ArrayLike
    from scipy import sparse

# All sets are tried up to so many actors.
EXHAUSTIVE = 14
# Up to so many, the search starts from cores of every size and turns single actors over.
THOROUGH = 200
# Correlations that differ by less are equal.
_EQUAL = 1e-12

BLOCKS = {
    "core–core": mark("within the core"),
    "core–periphery": mark("between core and periphery"),
    "periphery–periphery": mark("within the periphery"),
}


@dataclass(frozen=True, eq=False, repr=False)
class CorePeriphery:
    """Who is the core and how well that picture fits; made by :func:`netcoop.core_periphery`.

    Attributes
    ----------
    fit
        Correlation of the ties with the ideal pattern; NaN where it is not defined.
    optimal
        Whether all possible cores were tried, so that there is no better one; also where none is
        defined, as there is nothing to try.
    n_optimal
        How many cores fit equally well; ``None`` where not all were tried, or none is defined.
    """

    _membership: pd.Series
    _density: pd.DataFrame
    fit: float
    optimal: bool
    n_optimal: int | None

    @property
    def core(self) -> tuple[str, ...]:
        """The actors of the core, in the order of actors; none where there is no fit."""
        return tuple(str(actor) for actor in self._membership.index[self._membership])

    @property
    def membership(self) -> pd.Series:
        """Whether each actor is in the core, by ``actor_id``; a copy."""
        return self._membership.copy()

    @property
    def density(self) -> pd.DataFrame:
        """How dense the ties are within the core, to the periphery, and within it; a copy.

        Indexed by ``block``: ``ties``, ``possible`` (pairs of actors) and ``density`` (their
        ratio; NaN where no pair is possible).
        """
        return self._density.copy()

    def to_frame(self, lang: str | None = None) -> pd.DataFrame:
        """List the three blocks.

        Returns
        -------
        pandas.DataFrame
            ``density`` with ``block`` as a column, and a ``sentence``.
        """
        code = check_language(lang or language())
        table = self._density.reset_index()
        sentences = [
            text(
                "{ties} of {possible} possible ties {block}.",
                code,
                ties=number(ties, code),
                possible=number(possible, code),
                block=text(BLOCKS[block], code),
            )
            for block, ties, possible in table[["block", "ties", "possible"]].itertuples(
                index=False
            )
        ]
        return table.assign(sentence=pd.Series(sentences, dtype="str"))

    def summary(self) -> dict[str, float]:
        """Give the fit, the size of the core and the densities, flat."""
        density = self._density["density"]
        return {
            "n_actors": len(self._membership),
            "core_size": len(self.core),
            "fit": self.fit,
            "optimal": self.optimal,
            "n_optimal": math.nan if self.n_optimal is None else self.n_optimal,
            **{f"density_{name.replace('–', '_')}": float(density[name]) for name in BLOCKS},
        }

    def sentence(self, lang: str | None = None) -> str:
        """Say in one sentence who the core is and how well the picture fits."""
        code = check_language(lang or language())
        if math.isnan(self.fit):
            return text(
                "There is no core to tell from a periphery: that takes three actors, and some but "
                "not all of the possible ties.",
                code,
            )
        return plural(
            "{n} actor is the core; core and periphery describe the ties with a fit of {fit} "
            "(1: exactly, 0: not at all).",
            "{n} actors are the core; core and periphery describe the ties with a fit of {fit} "
            "(1: exactly, 0: not at all).",
            len(self.core),
            code,
            fit=number(self.fit, code, 2),
        )

    def equals(self, other: object) -> bool:
        """Tell whether the other has the same core, fit and densities."""
        return (
            isinstance(other, CorePeriphery)
            and bool(self._membership.equals(other._membership))
            and bool(self._density.equals(other._density))
            and pd.Series(self.summary()).equals(pd.Series(other.summary()))
        )

    def __repr__(self) -> str:
        return (
            f"<CorePeriphery: {len(self.core)} of {len(self._membership)} actors in the core, "
            f"fit {self.fit:.3f}{'' if self.optimal else ', not all cores tried'}>"
        )

    def _repr_html_(self) -> str:
        return html_table(self._density.reset_index(), caption=self.sentence())


def core_periphery(net: Network) -> CorePeriphery:
    """Which actors are the core that holds the network, and who only hangs on it.

    The core is the set of actors with the highest Pearson correlation, over all pairs of actors,
    between being tied and the ideal pattern: 1 where at least one of the two is in the core, else
    0. All sets are tried up to 14 actors. Above that the search starts from the best set of the
    actors with most partners, and from the best of those got by adding whoever ties most actors
    not tied to the core yet (up to 200 actors: from such sets of every size); it moves single
    actors in or out, and exchanges two, until nothing improves. Up to 200 actors each one is then
    turned over (in or out) and the search goes on from there. It may miss the best core by a
    little.

    Parameters
    ----------
    net
        Any network; weights and direction are ignored.

    Returns
    -------
    CorePeriphery
        ``fit`` from 0 to 1 (exactly: the core tied to all, the periphery to nobody else; a star
        has 1); NaN, with an empty core, with fewer than three actors, no ties, or all of them.
        Isolates count. ``optimal`` says whether all cores were tried; then, of equally good ones,
        the smallest is given, and of these the first in the order of ids. A fit says little by
        itself: compare it with that of a network with the same numbers of ties dealt at random.

    References
    ----------
    Borgatti, S. P., & Everett, M. G. (1999). Models of core/periphery structures. Social Networks,
    21, 375–395. https://doi.org/10.1016/S0378-8733(99)00019-2

    Examples
    --------
    >>> star = Network("ABCD", pd.DataFrame({"source": list("AAA"), "target": list("BCD")}))
    >>> found = core_periphery(star)
    >>> found.core, round(found.fit, 9)
    (('A',), 1.0)
    """
    n = net.n_actors
    order = np.argsort(net.actors.index.to_numpy(dtype="object"), kind="stable")
    matrix = symmetric(net, weighted=False)[order][:, order].tocsr()
    matrix.sort_indices()
    n_ties = matrix.nnz // 2
    defined = n > 2 and 0 < n_ties < n * (n - 1) // 2
    in_core, n_optimal = np.zeros(n, dtype="bool"), None
    if defined:
        in_core, n_optimal = _exhaustive(matrix) if n <= EXHAUSTIVE else (_search(matrix), None)
    fit = math.nan
    if defined:
        fit = float(_fit(_covered(matrix, in_core), in_core.sum(), n_ties, n))
    membership = np.empty(n, dtype="bool")
    membership[order] = in_core
    return CorePeriphery(
        actor_series(net, membership, "core", "bool"),
        _blocks(matrix, in_core),
        fit,
        not defined or n <= EXHAUSTIVE,
        n_optimal,
    )


def _covered(matrix: sparse.csr_array, in_core: np.ndarray) -> int:
    """Count the ties with at least one end in the core."""
    rest = ~in_core
    return int(matrix.nnz - matrix[rest][:, rest].nnz) // 2


def _fit(covered: ArrayLike, size: ArrayLike, n_ties: int, n: int) -> np.ndarray:
    """Correlate ties and ideal pattern; all it takes are the ties covered and the core's size."""
    ties, actors = np.asarray(covered, dtype="float64"), np.asarray(size, dtype="float64")
    pairs = n * (n - 1) / 2
    ideal = actors * (2 * n - actors - 1) / 2
    spread = n_ties * (pairs - n_ties) * ideal * (pairs - ideal)
    defined = spread > 0
    fit: np.ndarray = np.where(
        defined, (pairs * ties - n_ties * ideal) / np.sqrt(np.where(defined, spread, 1)), -np.inf
    )
    return fit


def _exhaustive(matrix: sparse.csr_array) -> tuple[np.ndarray, int]:
    """Try every core; bit i of the number of a set says that actor i is in it."""
    n = matrix.shape[0]
    neighbors = (matrix.toarray() > 0) @ (1 << np.arange(n))
    sets = np.arange(2**n)
    inside = np.zeros(2**n, dtype="int64")
    for i in range(n):
        # With actor i come its ties to those of the set who were there before.
        before = sets[: 2**i]
        inside[2**i : 2 ** (i + 1)] = inside[before] + np.bitwise_count(before & neighbors[i])
    size, n_ties = np.bitwise_count(sets), matrix.nnz // 2
    fits = _fit(n_ties - inside[::-1], size, n_ties, n)
    best = np.flatnonzero(fits >= fits.max() - _EQUAL)
    smallest = best[size[best] == size[best].min()]
    members = (smallest[:, None] >> np.arange(n)) & 1
    first = members[np.lexsort(1 - members.T[::-1])[0]]
    return first.astype("bool"), len(best)


def _search(matrix: sparse.csr_array) -> np.ndarray:
    """Improve good starts until nothing improves them; then turn actors over, one by one."""
    degree = np.diff(matrix.indptr)
    n = len(degree)
    orders = (np.argsort(-degree, kind="stable"), _greedy_order(matrix))
    starts = [_best_prefix(matrix, order) for order in orders]
    if n <= THOROUGH:
        cuts = product(orders, range(1, n - 1))
        starts += [np.isin(np.arange(n), order[:size]) for order, size in cuts]
    found = [_improve(matrix, start) for start in track(starts, total=len(starts))]
    best, best_fit = max(found, key=lambda pair: pair[1])
    actor, since = 0, 0
    while n <= THOROUGH and since < n:
        turned = best.copy()
        turned[actor] = not turned[actor]
        # What fits best around the actor where it is now, and then without holding it there.
        core, fit = _improve(matrix, _improve(matrix, turned, held=actor)[0])
        since += 1
        if fit > best_fit + _EQUAL:
            best, best_fit, since = core, fit, 0
        actor = (actor + 1) % n
    return best


def _greedy_order(matrix: sparse.csr_array) -> np.ndarray:
    """Order actors so that each next one has most ties to those not chosen before it."""
    open_ties = np.diff(matrix.indptr).astype("int64")
    order = np.empty(len(open_ties), dtype="int64")
    for place in range(len(order)):
        actor = order[place] = open_ties.argmax()
        open_ties[_partners(matrix, actor)] -= 1
        open_ties[actor] = -len(order)
    return order


def _partners(matrix: sparse.csr_array, actor: int) -> np.ndarray:
    """Give the positions of an actor's partners."""
    partners: np.ndarray = matrix.indices[matrix.indptr[actor] : matrix.indptr[actor + 1]]
    return partners


def _best_prefix(matrix: sparse.csr_array, order: np.ndarray) -> np.ndarray:
    """Cut an order of the actors where the core of those before the cut fits best."""
    n, ends = len(order), matrix.tocoo()
    rank = np.empty(n, dtype="int64")
    rank[order] = np.arange(n)
    # A tie is covered once the earlier of its ends is in.
    newly = np.bincount(np.minimum(rank[ends.row], rank[ends.col]), minlength=n) // 2
    fits = _fit(np.cumsum(newly), np.arange(1, n + 1), matrix.nnz // 2, n)
    return rank <= fits.argmax()


def _improve(
    matrix: sparse.csr_array, in_core: np.ndarray, held: int | None = None
) -> tuple[np.ndarray, float]:
    """Move or exchange actors, but for the one held, for as long as the fit grows.

    ``own`` counts an actor's ties to the periphery: what it covers by itself in the core, or would
    cover if it joined.
    """
    in_core = in_core.copy()
    n, n_ties = len(in_core), matrix.nnz // 2
    own = (np.diff(matrix.indptr) - matrix @ in_core).astype("int64")
    covered, size = _covered(matrix, in_core), int(in_core.sum())
    while True:
        inside, outside = np.where(in_core, own, n + 1), np.where(in_core, -n - 1, own)
        if held is not None:
            inside[held], outside[held] = n + 1, -n - 1
        moves = _moves(matrix, inside, outside)
        # A core of nobody or of all but one has no fit, so these moves are never chosen.
        fits = _fit([covered + m[1] for m in moves], [size + m[2] for m in moves], n_ties, n)
        best = int(fits.argmax())
        if fits[best] <= fits[0] + _EQUAL:
            return in_core, float(fits[0])
        for actor in moves[best][0]:
            own[_partners(matrix, actor)] += 1 if in_core[actor] else -1
            in_core[actor] = not in_core[actor]
        covered, size = covered + moves[best][1], size + moves[best][2]


Move = tuple[tuple[int, ...], int, int]


def _moves(matrix: sparse.csr_array, inside: np.ndarray, outside: np.ndarray) -> list[Move]:
    """Give no move, and the best one of each kind: who moves, ties and actors that the core gains.

    An exchange of two who are tied covers one more than their counts say, for the tie between
    them stays covered; it can be best only among the best of each side.
    """
    leaving, joining = int(inside.argmin()), int(outside.argmax())
    lost, won = int(inside[leaving]), int(outside[joining])
    moves: list[Move] = [((), 0, 0), ((joining,), won, 1), ((leaving,), -lost, -1)]
    most = outside == won
    for actor in np.flatnonzero(inside == lost).tolist():
        tied = _partners(matrix, actor)
        tied = tied[most[tied]]
        if len(tied):
            return [*moves, ((actor, int(tied[0])), won - lost + 1, 0)]
    return [*moves, ((leaving, joining), won - lost, 0)]


def _blocks(matrix: sparse.csr_array, in_core: np.ndarray) -> pd.DataFrame:
    """Count ties and possible ties within the core, to the periphery, and within that."""
    size, rest = int(in_core.sum()), int((~in_core).sum())
    among = [matrix[side][:, side].nnz // 2 for side in (in_core, ~in_core)]
    ties = [among[0], matrix.nnz // 2 - sum(among), among[1]]
    possible = [size * (size - 1) // 2, size * rest, rest * (rest - 1) // 2]
    density = [some / all_ if all_ else math.nan for some, all_ in zip(ties, possible, strict=True)]
    columns = {"ties": ties, "possible": possible, "density": density}
    return pd.DataFrame(columns, index=pd.Index(list(BLOCKS), name="block"))
