"""The best pairs by scores that depend only on the degrees of the two, and on their groups.

Actors of one degree and group are alike: so are all pairs of two such classes. Classes are few, so
that their pairs are counted first, and only those of the best classes are listed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from netcoop.gaps.prediction.best import ALL_MOST, TIED_MOST, Pairs, ordered, refuse_all
from netcoop.gaps.prediction.scores import block_rates, rounded

# Pairs of classes looked at in one block.
_BLOCK = 1_000_000


@dataclass(frozen=True, eq=False)
class _Classes:
    """The actors sorted by class: ``members[start[c] : start[c] + size[c]]`` are those of c."""

    of_actor: np.ndarray
    members: np.ndarray
    start: np.ndarray
    size: np.ndarray
    degree: np.ndarray
    group: np.ndarray
    rates: np.ndarray
    ties: sparse.csr_array


@dataclass(frozen=True, eq=False)
class _Kinds:
    """Pairs of classes (``r`` at most ``s``), with how many absent pairs of actors they have."""

    r: np.ndarray
    s: np.ndarray
    score: np.ndarray
    rank: np.ndarray
    absent: np.ndarray

    def take(self, which: np.ndarray) -> _Kinds:
        """Take some of them."""
        columns = (self.r, self.s, self.score, self.rank, self.absent)
        return _Kinds(*(column[which] for column in columns))


def best_alike(tied: sparse.csr_array, top: int | None, groups: np.ndarray | None) -> Pairs:
    """List the best absent pairs by the product of degrees, times the rate of their groups."""
    classes = _classes(tied, groups)
    kinds = _best_kinds(classes, top)
    total = int(kinds.absent.sum())
    if top is None or total <= top + TIED_MOST:
        return _listed(classes, kinds, tied)
    last = kinds.rank == kinds.rank[-1]
    above = _listed(classes, kinds.take(~last), tied)
    equal = _first_of(classes, kinds.take(last), tied, top + TIED_MOST - len(above.a))
    pairs = ordered(*(np.concatenate([getattr(above, c), getattr(equal, c)])
                      for c in ("a", "b", "score")))  # fmt: skip
    return Pairs(pairs.a, pairs.b, pairs.score, pairs.rank, total - len(pairs.a))


def _classes(tied: sparse.csr_array, groups: np.ndarray | None) -> _Classes:
    """Sort the actors that have a tie into classes; the others score 0 with everybody."""
    n = tied.shape[0]
    degree = np.diff(tied.indptr).astype("int64")
    if groups is None:
        codes, rates = np.zeros(n, dtype="int64"), np.ones((1, 1))
    else:
        codes, rates = block_rates(tied, groups)
    wide = int(degree.max(initial=0)) + 1
    names, of_actor = np.unique(codes * wide + degree, return_inverse=True)
    of_actor = of_actor.reshape(-1).astype("int32")
    size = np.bincount(of_actor, minlength=len(names))
    pairs = (of_actor[np.repeat(np.arange(n), degree)], of_actor[tied.indices])
    shape = (len(names), len(names))
    return _Classes(
        of_actor=of_actor,
        members=np.argsort(of_actor, kind="stable"),
        start=np.cumsum(size) - size,
        size=size,
        degree=(names % wide).astype("float64"),
        group=names // wide,
        rates=rates,
        ties=sparse.csr_array((np.ones(tied.nnz, dtype="int32"), pairs), shape=shape),
    )


def _best_kinds(classes: _Classes, top: int | None) -> _Kinds:
    """Find the pairs of classes that the best pairs of actors are in, the best first."""
    n = len(classes.size)
    nothing = np.zeros(0, dtype="int64")
    best = _Kinds(nothing, nothing, np.zeros(0), np.zeros(0), nothing)
    step = max(1, _BLOCK // max(1, n))
    for start in range(0, n, step):
        new = _kinds(classes, np.arange(start, min(n, start + step)))
        columns = ("r", "s", "score", "rank", "absent")
        best = _Kinds(
            *(np.concatenate([getattr(best, name), getattr(new, name)]) for name in columns)
        )
        best = best.take(np.lexsort((best.s, best.r, -best.rank)))
        reached = np.cumsum(best.absent)
        if top is None and best.absent.sum() > ALL_MOST:
            refuse_all()
        if top is not None and len(reached) and reached[-1] >= top:
            floor = best.rank[np.searchsorted(reached, top)]
            best = best.take(best.rank >= floor)
    return best


def _kinds(classes: _Classes, rows: np.ndarray) -> _Kinds:
    """Score a block of pairs of classes and count the absent pairs of actors in each."""
    size, degree, group = classes.size, classes.degree, classes.group
    score = degree[rows, None] * degree * classes.rates[np.ix_(group[rows], group)]
    absent = size[rows, None] * size - classes.ties[rows].toarray()
    own = (np.arange(len(rows)), rows)
    # Inside a class every pair, and every tie, has been counted both ways.
    absent[own] = (absent[own] - size[rows]) // 2
    i, s = np.nonzero((absent > 0) & (score > 0) & (np.arange(len(size)) >= rows[:, None]))
    return _Kinds(rows[i], s, score[i, s], rounded(score[i, s]), absent[i, s])


def _listed(classes: _Classes, kinds: _Kinds, tied: sparse.csr_array) -> Pairs:
    """List all absent pairs of actors of some pairs of classes."""
    wide = classes.size[kinds.s]
    cells = classes.size[kinds.r] * wide
    which = np.repeat(np.arange(len(cells)), cells)
    place = np.arange(len(which)) - np.repeat(np.cumsum(cells) - cells, cells)
    i, j = np.divmod(place, wide[which])
    keep = (kinds.r != kinds.s)[which] | (j > i)
    which, i, j = which[keep], i[keep], j[keep]
    one = classes.members[classes.start[kinds.r[which]] + i]
    other = classes.members[classes.start[kinds.s[which]] + j]
    a, b = np.minimum(one, other), np.maximum(one, other)
    absent = ~_are_tied(tied, a, b)
    return ordered(a[absent], b[absent], kinds.score[which[absent]])


def _are_tied(tied: sparse.csr_array, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Tell which pairs have a tie."""
    n = tied.shape[0]
    keys = np.repeat(np.arange(n, dtype="int64") * n, np.diff(tied.indptr)) + tied.indices
    asked = a * np.int64(n) + b
    if not len(keys):
        return np.zeros(len(asked), dtype="bool")
    at = np.minimum(np.searchsorted(keys, asked), len(keys) - 1)
    return np.asarray(keys[at] == asked)


def _first_of(classes: _Classes, kinds: _Kinds, tied: sparse.csr_array, most: int) -> Pairs:
    """List the first absent pairs, in the order of actors, of classes that all score the same."""
    partners: dict[int, list[int]] = {}
    for r, s in zip(kinds.r.tolist(), kinds.s.tolist(), strict=True):
        partners.setdefault(r, []).append(s)
        if r != s:
            partners.setdefault(s, []).append(r)
    a, b, found = [], [], 0
    for actor in range(tied.shape[0]):
        others = partners.get(int(classes.of_actor[actor]), [])
        if found >= most:
            break
        if not others:
            continue
        every = [classes.members[classes.start[c] : classes.start[c] + classes.size[c]]
                 for c in others]  # fmt: skip
        later = np.concatenate(
            [members[np.searchsorted(members, actor + 1) :] for members in every]
        )
        near = tied.indices[tied.indptr[actor] : tied.indptr[actor + 1]]
        free = np.sort(np.setdiff1d(later, near, assume_unique=True))[: most - found]
        a.append(np.full(len(free), actor, dtype="int64"))
        b.append(free)
        found += len(free)
    score = np.full(found, kinds.score[0])
    return ordered(np.concatenate(a), np.concatenate(b).astype("int64"), score)
