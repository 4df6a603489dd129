"""Which of the possible ties help most together: all combinations tried, or one after another.

Ties are places in a list that stands in the order of the alphabet, so of equally good combinations
the first is also the first by the alphabet, whatever the order of the actors.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from netcoop._core.progress import track
from netcoop.gaps.suggestion.added_ties import (
    gains_of,
    nearness,
    pairs_joined,
    seconds_for,
    with_tie,
)

# Values of efficiency closer than this are equal.
EQUAL = 1e-12
SHOWN_SETS = 50
# Trying all combinations may take so long, by a guess that is the same on every machine.
EXACT_SECONDS = 600
# A round of exchanges may take so long; and so much memory all steps of tries that start alike.
EXCHANGE_SECONDS = 300
_MOST_MEMORY = 256e6
# Seconds and bytes for one cell of a table of steps, roughly.
_CELL_SECONDS, _CELL_BYTES = 5e-9, 2
Set = tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Search:
    """What is searched for.

    Attributes
    ----------
    steps
        Steps between all actors (see :mod:`netcoop.gaps.suggestion.added_ties`).
    u, v
        The ends of each tie that may be added.
    room
        How many ties each actor may still take.
    joins_first
        Whether pairs that come within reach count before nearness.
    """

    steps: np.ndarray
    u: np.ndarray
    v: np.ndarray
    room: np.ndarray
    joins_first: bool

    @property
    def tolerance(self) -> float:
        """How much Σ 1/steps may differ between equals."""
        n = len(self.steps)
        return EQUAL * n * (n - 1) / 2

    def best(self, joined: np.ndarray, nearer: np.ndarray) -> np.ndarray:
        """Mark the best of some combinations; −1 pairs joined: not allowed."""
        level = joined if self.joins_first else np.minimum(joined, 0)
        top = level == level.max()
        best: np.ndarray = top & (nearer >= nearer[top].max() - self.tolerance)
        return best

    def beats(self, one: tuple[int, float], other: tuple[int, float]) -> bool:
        """Tell whether one combination (pairs joined, rise of nearness) is better than another."""
        if self.joins_first and one[0] != other[0]:
            return one[0] > other[0]
        return one[1] > other[1] + self.tolerance


@dataclass(frozen=True, eq=False)
class Found:
    """What a search found; ``sets`` are the best combinations, at most 50."""

    sets: Sequence[Set]
    exhaustive: bool
    n_optimal: float = math.nan
    second: Set | None = None


class State:
    """The network with some ties added."""

    def __init__(self, steps: np.ndarray, room: np.ndarray) -> None:
        self.steps = steps
        self.room = room

    def plus(self, search: Search, place: int) -> State:
        """Add one tie."""
        u, v = search.u[place], search.v[place]
        room = self.room.copy()
        room[[u, v]] -= 1
        return State(with_tie(self.steps, u, v), room)

    def adding(self, search: Search, places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Say what there is with each of some ties added: pairs joined (−1: no room), nearness."""
        joined = np.full(len(places), -1, dtype="int64")
        nearer = np.full(len(places), -np.inf)
        if (self.room < 0).any():
            return joined, nearer
        u, v = search.u[places], search.v[places]
        free = np.flatnonzero((self.room[u] > 0) & (self.room[v] > 0))
        gains = gains_of(self.steps, u[free], v[free])
        joined[free] = pairs_joined(self.steps) + gains.joined
        nearer[free] = nearness(self.steps) + gains.nearer
        return joined, nearer


def search_ties(search: Search, k: int, limit: int) -> Found:
    """Find the best k ties, or as many as there is room for."""
    most = min(k, len(search.u))
    for number in range(most, 0, -1):
        if 1 < number == len(search.u):
            # There is only one combination of all.
            if _room_for_all(search):
                return Found([tuple(range(number))], True, 1)
            continue
        if number > 1 and not _affordable(search, number, limit):
            return _grow(search, number)
        found = _try_all(search, number)
        if found is not None:
            return found
    return Found([()], True, 1)


def _room_for_all(search: Search) -> bool:
    """Tell whether every actor has room for all ties that may be added."""
    ends = np.concatenate([search.u, search.v])
    return bool((np.bincount(ends, minlength=len(search.room)) <= search.room).all())


def _affordable(search: Search, k: int, limit: int) -> bool:
    """Tell whether all combinations can be tried."""
    m, n = len(search.u), len(search.steps)
    if math.comb(m, k) > limit or k * n**2 * _CELL_BYTES > _MOST_MEMORY:
        return False
    starts = math.comb(m - 1, k - 1)
    return starts * seconds_for(search.steps, math.comb(m, k) / starts) <= EXACT_SECONDS


def _try_all(search: Search, k: int) -> Found | None:
    """Try all combinations; ``None`` where no actor has room for them."""
    scores = list(_score_all(search, k))
    joined = np.concatenate([one for one, _ in scores])
    nearer = np.concatenate([one for _, one in scores])
    if joined.max() < 0:
        return None
    best = search.best(joined, nearer)
    places = np.flatnonzero(best)
    joined[best], nearer[best] = -1, -np.inf
    seconds = np.flatnonzero(search.best(joined, nearer))[:1] if joined.max() >= 0 else places[:0]
    sets = _picked(len(search.u), k, np.union1d(places[:SHOWN_SETS], seconds))
    second = sets[int(seconds[0])] if len(seconds) else None
    return Found([sets[int(i)] for i in places[:SHOWN_SETS]], True, len(places), second)


def _score_all(search: Search, k: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Score all combinations in the order of ``itertools.combinations``.

    Combinations that start alike share the network with those ties; the last tie is only measured.
    """
    every = np.arange(len(search.u))
    held: list[State] = [State(search.steps, search.room)]
    last: Set = ()
    starts = combinations(range(len(every) - 1), k - 1)
    for start in track(starts, total=math.comb(len(every) - 1, k - 1)):
        same = next((i for i, j in enumerate(last) if j != start[i]), len(last))
        del held[same + 1 :]
        for place in start[same:]:
            held.append(held[-1].plus(search, place))
        last = start
        yield held[-1].adding(search, every[start[-1] + 1 :] if start else every)


def _picked(m: int, k: int, wanted: np.ndarray) -> dict[int, Set]:
    """Give some of all combinations by their numbers."""
    numbers = set(wanted.tolist())
    every = zip(range(max(numbers) + 1), combinations(range(m), k), strict=False)
    return {number: one for number, one in every if number in numbers}


def _grow(search: Search, k: int) -> Found:
    """Add the best tie k times, then exchange ties until no exchange helps."""
    chosen = _with_more(search, grown(search, k), k)
    value = _value(search, chosen)
    improved = _seconds_to_exchange(search, len(chosen)) <= EXCHANGE_SECONDS
    while improved:
        improved = False
        for place in track(list(chosen), total=len(chosen)):
            others = [other for other in chosen if other != place]
            instead = _best_to_add(search, others)
            if instead is None:
                continue
            reached = _value(search, [*others, instead])
            if search.beats(reached, value):
                chosen, value, improved = [*others, instead], reached, True
    return Found([tuple(sorted(chosen))], False)


def _seconds_to_exchange(search: Search, k: int) -> float:
    """Guess how long it takes to try an exchange for each of k ties."""
    adding = 2 * k * _CELL_SECONDS * len(search.steps) ** 2
    return k * (adding + seconds_for(search.steps, len(search.u)))


def _with_more(search: Search, chosen: list[int], k: int) -> list[int]:
    """Put two ties in the place of one for as long as more than those chosen are wanted."""
    while len(chosen) < k:
        more = next(filter(None, (_two_for(search, chosen, place) for place in chosen)), None)
        if more is None:
            break
        chosen = more
    return chosen


def _two_for(search: Search, chosen: Sequence[int], place: int) -> list[int] | None:
    """Find two ties for which there is room once one is left out; ``None`` if there are none."""
    rest = [other for other in chosen if other != place]
    ends = np.concatenate([search.u[rest], search.v[rest]])
    room = search.room - np.bincount(ends, minlength=len(search.room))
    others = np.setdiff1d(np.arange(len(search.u)), chosen)
    free = others[(room[search.u[others]] > 0) & (room[search.v[others]] > 0)]
    for one in free.tolist():
        left = room.copy()
        left[[search.u[one], search.v[one]]] -= 1
        also = free[(free > one) & (left[search.u[free]] > 0) & (left[search.v[free]] > 0)]
        if len(also):
            return [*rest, one, int(also[0])]
    return None


def grown(search: Search, k: int) -> list[int]:
    """Add the tie that helps most, k times or until there is no room."""
    chosen: list[int] = []
    state = State(search.steps, search.room)
    for _ in track(range(k), total=k):
        best = _best_with(search, state, chosen)
        if best is None:
            break
        chosen.append(best)
        state = state.plus(search, best)
    return chosen


def state_with(search: Search, chosen: Sequence[int]) -> State:
    """Add some ties."""
    state = State(search.steps, search.room)
    for place in chosen:
        state = state.plus(search, place)
    return state


def _value(search: Search, chosen: Sequence[int]) -> tuple[int, float]:
    """Count the pairs joined, and sum the nearness, with some ties added."""
    steps = state_with(search, chosen).steps
    return pairs_joined(steps), nearness(steps)


def _best_to_add(search: Search, chosen: Sequence[int]) -> int | None:
    """Find the tie that is best to add to some."""
    return _best_with(search, state_with(search, chosen), chosen)


def _best_with(search: Search, state: State, chosen: Sequence[int]) -> int | None:
    """Find it given the network with those added."""
    places = np.setdiff1d(np.arange(len(search.u)), chosen)
    joined, nearer = state.adding(search, places)
    if joined.max(initial=-1) < 0:
        return None
    return int(places[np.argmax(search.best(joined, nearer))])


def in_order(search: Search, chosen: Sequence[int]) -> list[int]:
    """Order a combination by what helps most first, each given those before it."""
    # Whatever has room for all has room for each.
    places = np.array(sorted(chosen), dtype="int64")
    only = Search(search.steps, search.u[places], search.v[places], search.room, search.joins_first)
    return [int(places[i]) for i in grown(only, len(places))]


def most_joined(search: Search, k: int) -> int:
    """Say how many pairs k ties can bring within reach of each other at most: a bound.

    Nothing beats joining the k + 1 largest pieces, as the pairs in a piece grow with its square.
    """
    sizes = np.count_nonzero(search.steps < len(search.steps), axis=1)
    # The first actor of each piece that is the end of a possible tie stands for the piece.
    first = np.argmax(search.steps < len(search.steps), axis=1)
    heads = np.unique(first[np.concatenate([search.u, search.v])])
    largest = np.sort(sizes[heads])[::-1][: k + 1]
    joined, own = int(largest.sum()), largest.tolist()
    more = (joined**2 - sum(size**2 for size in own)) // 2
    return pairs_joined(search.steps) + int(more)
