"""The arithmetic of whom to seat: the worth of a table, and the table that is worth most.

Who may sit is known here by a number from 0, in the order of the alphabet of the ids.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations, islice
from typing import TYPE_CHECKING

import numpy as np

from netcoop._core.progress import track
from netcoop.gaps.suggestion.places_left import Quota, room_for

if TYPE_CHECKING:
    from scipy import sparse

# Values closer than this are equal.
EQUAL = 1e-9
SHOWN_TABLES = 50
# Tables that are looked at in one go.
_BLOCK = 50_000
# Searches that do not try all tables start from so many different guests.
_STARTS = 100
# Up to so many guests a full table of pairs is faster than a sparse one.
_DENSE = 2_000


@dataclass(frozen=True, eq=False)
class Worth:
    """What a table is worth: Σ pairs + Σ guests + ``join`` × (pieces at the table − 1).

    Attributes
    ----------
    pairs
        Symmetric, what each pair adds or, below zero, takes away.
    guests
        What each guest adds alone.
    pieces
        The piece of the network each is in; −1: in none, so that it joins nothing.
    join
        What it is worth to join one more piece.
    """

    pairs: sparse.csr_array
    guests: np.ndarray
    pieces: np.ndarray
    join: float

    @cached_property
    def table(self) -> np.ndarray:
        """The worth of pairs as a full table."""
        return np.asarray(self.pairs.toarray(), dtype="float64")

    def of(self, members: Sequence[int]) -> float:
        """Give the worth of one table; fewer than two are no meeting, and worth nothing."""
        seated = list(members)
        if len(seated) < 2:
            return 0.0
        matrix = self.table if len(self.guests) <= _DENSE else self.pairs
        pairs = float(matrix[seated][:, seated].sum()) / 2
        joined = max(_pieces_at(self.pieces[seated]) - 1, 0)
        return pairs + float(self.guests[seated].sum()) + self.join * joined

    def of_each(self, sets: np.ndarray) -> np.ndarray:
        """Give the worth of many tables of two or more, one a row."""
        total = self.guests[sets].sum(axis=1)
        there = np.zeros(len(sets))
        for j in range(sets.shape[1]):
            new = self.pieces[sets[:, j]] >= 0
            for i in range(j):
                total += self.table[sets[:, i], sets[:, j]]
                new &= self.pieces[sets[:, i]] != self.pieces[sets[:, j]]
            there += new
        return np.asarray(total + self.join * np.maximum(there - 1, 0))

    def adding(self, members: Sequence[int]) -> np.ndarray:
        """Say what each would add to those seated; −∞ for who sits there already."""
        seated = list(members)
        gain = self.guests.copy()
        if seated:
            matrix = self.table if len(gain) <= _DENSE else self.pairs
            gain += np.asarray(matrix[seated].sum(axis=0)).ravel()
            there = self.pieces[seated]
            if (there >= 0).any():
                gain += self.join * (~np.isin(self.pieces, there) & (self.pieces >= 0))
        gain[seated] = -np.inf
        return gain

    def at_most(self, seats: int, must: Sequence[int]) -> float:
        """Give a value that no table of so many seats can pass.

        Every pair is shared by its two guests, and each is given its best seats − 1 companions.
        """
        near = self.pairs.tocsr()
        share = np.zeros(len(self.guests))
        for guest in range(len(share)):
            own = near.data[near.indptr[guest] : near.indptr[guest + 1]]
            share[guest] = np.sort(own[own > 0])[::-1][: seats - 1].sum() / 2
        share += self.guests
        others = np.delete(share, list(must))
        best = np.sort(others[others > 0])[::-1][: seats - len(must)]
        most = min(seats, _pieces_at(self.pieces)) - 1
        return max(0.0, float(share[list(must)].sum() + best.sum() + self.join * max(0, most)))


def _pieces_at(pieces: np.ndarray) -> int:
    """Count different pieces, without those who are in none."""
    return len(np.unique(pieces[pieces >= 0]))


@dataclass(frozen=True, eq=False)
class Seating:
    """What a search found: the best tables, and how sure it is.

    ``goes_on``: no table is worth anything, but this one seats a pair that is asked for.
    """

    tables: Sequence[tuple[int, ...]]
    value: float
    optimal: bool
    method: str
    bound: float
    n_optimal: int | None = None
    second: tuple[tuple[int, ...], float] | None = None
    goes_on: bool = False


def best_tables(worth: Worth, quota: Quota, limit: int) -> Seating:
    """Find the table that is worth most: try all where they are few enough, else let it grow.

    Of tables of the same value those with fewest guests are best: other seats stay free.
    """
    bound = worth.at_most(quota.seats, quota.must)
    must = set(quota.must)
    everyone = [guest for guest in np.flatnonzero(quota.free).tolist() if guest not in must]
    if _number(len(everyone), quota) <= limit:
        return _try_all(worth, quota, everyone, bound)
    useful = _useful(worth, quota, everyone)
    if _number(len(useful), quota) <= limit:
        found = _try_all(worth, quota, useful, bound)
        # A guest worth something alone could also sit with one of those left out.
        if found.value > worth.guests.max(initial=0.0) + EQUAL:
            return Seating(
                found.tables, found.value, True, found.method, bound, found.n_optimal, None
            )
    # Where some have to come, one who adds nothing may have to keep them company.
    return _grow(worth, quota, useful if quota.complete(quota.must) else everyone, bound)


def _number(n: int, quota: Quota) -> int:
    """Count the tables: all sizes from two to the number of seats."""
    fixed = len(quota.must)
    return sum(math.comb(n, size - fixed) for size in range(max(2, fixed), quota.seats + 1))


def _useful(worth: Worth, quota: Quota, everyone: Sequence[int]) -> list[int]:
    """Leave out who adds nothing to any table: without them a table is worth no less."""
    useful = (worth.guests > 0) | (worth.pairs.maximum(0).sum(axis=1) > 0)
    useful |= quota.needed
    if worth.join > 0 and _pieces_at(worth.pieces) > 1:
        useful |= True
    return [guest for guest in everyone if useful[guest]]


def _try_all(worth: Worth, quota: Quota, allowed: Sequence[int], bound: float) -> Seating:
    """Score all tables and keep the best."""
    fixed = len(quota.must)
    # Nobody at all, or one who is wanted anyway: no meeting, worth nothing.
    nothing = quota.allows(np.array([quota.must], dtype="int64").reshape(1, fixed))
    best = 0.0 if fixed < 2 and nothing[0] else -np.inf
    tables: list[tuple[int, ...]] = [tuple(quota.must)] if best == 0.0 else []
    n_optimal, second = len(tables), _Second()
    for sets in track(_blocks(allowed, quota), total=-(-_number(len(allowed), quota) // _BLOCK)):
        values = np.where(quota.allows(sets), worth.of_each(sets), -np.inf)
        top = float(values.max(initial=-np.inf))
        if top > best + EQUAL:
            second.offer(tables[0] if tables else None, best)
            best, tables, n_optimal = top, [], 0
        # Smaller tables come first, so a larger one of the same value is left out.
        counted = np.isfinite(best) and (not tables or sets.shape[1] == len(tables[0]))
        equal = np.flatnonzero(values >= best - EQUAL) if counted else np.zeros(0, dtype="int64")
        n_optimal += len(equal)
        tables += [tuple(sorted(sets[row].tolist())) for row in equal[:SHOWN_TABLES]]
        lower = np.where(values < best - EQUAL, values, -np.inf)
        if len(lower) and np.isfinite(lower.max()):
            row = int(np.argmax(lower))
            second.offer(tuple(sorted(sets[row].tolist())), float(lower[row]))
    shown = sorted(tables)[:SHOWN_TABLES]
    return Seating(shown, best, True, "exhaustive", bound, n_optimal, second.found)


class _Second:
    """Remembers the best of what was offered, the first of equals."""

    found: tuple[tuple[int, ...], float] | None = None

    def offer(self, table: tuple[int, ...] | None, value: float) -> None:
        """Keep it if it is better."""
        if table is not None and (self.found is None or value > self.found[1] + EQUAL):
            self.found = (table, value)


def _blocks(allowed: Sequence[int], quota: Quota) -> Iterator[np.ndarray]:
    """Give all tables, the smallest first, some at a time."""
    fixed = len(quota.must)
    for size in range(max(2, fixed), quota.seats + 1):
        more = combinations(allowed, size - fixed)
        while rows := list(islice(more, _BLOCK)):
            chosen = np.array(rows, dtype="int64").reshape(len(rows), size - fixed)
            must = np.broadcast_to(np.array(quota.must, dtype="int64"), (len(rows), fixed))
            yield np.hstack([must, chosen])


def _grow(worth: Worth, quota: Quota, allowed: Sequence[int], bound: float) -> Seating:
    """Let tables grow from many first guests by who adds most, then exchange while it helps."""
    free = np.zeros(len(worth.guests), dtype="bool")
    free[list(allowed)] = True
    quota = replace(quota, free=free)
    promise = worth.guests + np.asarray(worth.pairs.maximum(0).sum(axis=1)).ravel() / 2
    starts = sorted(allowed, key=lambda guest: -promise[guest])[:_STARTS]
    best: tuple[int, ...] = tuple(quota.must)
    full = quota.complete(best)
    value = 0.0 if len(best) < 2 and full else worth.of(best) if full else -np.inf
    for start in track(starts, total=len(starts)):
        table = _improved(worth, quota, _filled(worth, quota, start))
        # One guest is no meeting; nobody, or who is wanted anyway, is what it began with.
        if len(table) < 2 or not quota.complete(table):
            continue
        reached, better = worth.of(table), tuple(sorted(table))
        equal = abs(reached - value) <= EQUAL
        if reached > value + EQUAL or (equal and (len(better), better) < (len(best), best)):
            best, value = better, reached
    tables = [best] if np.isfinite(value) else []
    return Seating(tables, value, value >= bound - EQUAL, "greedy", bound)


def _filled(worth: Worth, quota: Quota, start: int) -> list[int]:
    """Seat the first guest and then, one by one, who adds most."""
    table = list(quota.must)
    if room_for(quota, table)[start]:
        table.append(start)
    while len(table) < quota.seats:
        gain = np.where(room_for(quota, table), worth.adding(table), -np.inf)
        guest = int(np.argmax(gain)) if len(gain) else 0
        wanted = len(table) < 2 or not quota.complete(table)
        if not len(gain) or gain[guest] == -np.inf or (gain[guest] <= EQUAL and not wanted):
            break
        table.append(guest)
    return table


def _improved(worth: Worth, quota: Quota, table: list[int]) -> list[int]:
    """Add, leave out or exchange guests for as long as that helps."""
    fixed, value = set(quota.must), worth.of(table)
    while True:
        options: list[tuple[float, list[int]]] = []
        for guest in [None, *(member for member in table if member not in fixed)]:
            rest = [member for member in table if member != guest]
            left = worth.of(rest)
            if guest is not None and len(rest) >= 2 and quota.complete(rest):
                options.append((left, rest))
            if not rest or len(rest) >= quota.seats:
                continue
            gain = np.where(room_for(quota, rest), worth.adding(rest), -np.inf)
            instead = int(np.argmax(gain))
            alone = worth.guests[rest].sum() if len(rest) == 1 else left
            options.append((float(alone + gain[instead]), [*rest, instead]))
        allowed = [option for option in options if quota.complete(option[1])]
        if not allowed:
            return table
        reached, better = max(allowed, key=lambda option: option[0])
        if reached <= value + EQUAL:
            return table
        table, value = better, reached
