"""What the same attendance would look like by chance: the curveball sampler.

Every table with the given number of meetings of each actor and the given size of each meeting is
equally likely (the fixed-degree model). The lists of one side (the meetings, or the actors where
they are fewer) trade in pairs: what only one of the two holds is dealt out again at random. In a
round every list trades with one other. A round turns each table into each other one with the same
chance as back, so no table is favoured. Mixing can be held within strata of meetings, and to the
time in which actors are there (:mod:`netcoop.ties.strata`).

References
----------
Strona, G., et al. (2014). https://doi.org/10.1038/ncomms5114
Carstens, C. J. (2015). https://doi.org/10.1103/PhysRevE.91.042812 (the samples are uniform)
Carstens, C. J., Hamann, M., Meyer, U., et al. (2018). https://doi.org/10.4230/LIPIcs.ESA.2018.11
(rounds in which every list trades)
"""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from typing import TypeAlias

import numpy as np
import pandas as pd

from netcoop._core.rng import RandomSource, spawn
from netcoop._core.texts import text
from netcoop.errors import ArgumentError
from netcoop.ties.attendance import Attendance
from netcoop.ties.strata import Limits, Spans, seats_apart

# Trades before the first draw and between draws, per list.
BURN_IN = 50
THINNING = 10
# One mixing table gives this many draws; the burn-in is then a sixth of the work.
DRAWS_A_CHAIN = 25
# Small tables are mixed many at once: so many seats, and so many pairs in company, in one array.
SEATS_AT_ONCE = 2**15
COMPANY_AT_ONCE = 2**20
# Work is cut into at least so many parts, where there are draws enough.
PARTS = 8
# Room for looking up who holds what in a round, and the fewest pairs of lists looked up at once.
CELLS_AT_ONCE = 2**19
PAIRS_AT_ONCE = 32


def shuffled_attendance(
    affiliations: pd.DataFrame, *, draws: int, rng: RandomSource = None
) -> Iterator[pd.DataFrame]:
    """Draw attendance tables at random that keep who came how often and how many came to what.

    Parameters
    ----------
    affiliations
        ``actor`` and ``meeting_id``, one row for each actor at each meeting.
    draws
        How many tables.
    rng
        Seed, Generator or ``None``.

    Yields
    ------
    pandas.DataFrame
        ``actor`` and ``meeting_id``, a row for each actor at each meeting; sorted by meeting.
    """
    seats = Attendance.of(affiliations)
    for number, random in parts_of_draws(seats, draws, rng):
        for actors in drawn_seats(seats, number, random):
            yield from map(seats.frame, actors)


def check_draws(draws: object) -> None:
    """Refuse to draw nothing."""
    if not isinstance(draws, int | np.integer) or draws < 1:
        raise ArgumentError(text("draws={draws} must be 1 or more.", draws=draws))


def parts_of_draws(
    seats: Attendance, draws: int, rng: RandomSource
) -> list[tuple[int, np.random.Generator]]:
    """Cut draws into parts, each with its own random numbers.

    The parts depend on the table and the number of draws alone, never on who works on them.
    """
    at_once = min(
        SEATS_AT_ONCE // max(1, len(seats)), COMPANY_AT_ONCE // max(1, len(seats.company[0]))
    )
    chains = ceil(draws / DRAWS_A_CHAIN)
    parts = ceil(chains / max(1, min(at_once, ceil(chains / PARTS))))
    numbers = [draws // parts + (part < draws % parts) for part in range(parts)]
    return list(zip(numbers, spawn(rng, parts), strict=True))


def drawn_seats(
    seats: Attendance, draws: int, random: np.random.Generator, limits: Limits | None = None
) -> Iterator[np.ndarray]:
    """Draw who sits in the seats.

    Yields
    ------
    numpy.ndarray
        Some draws × seats: positions of actors, sorted within each meeting; together ``draws``.
    """
    chains = ceil(draws / DRAWS_A_CHAIN)
    spans = None if limits is None else limits.spans
    tables = [_Table(seats, here, chains, spans) for here in seats_apart(seats, limits)]
    trades = BURN_IN
    for start in range(0, draws, max(1, chains)):
        drawn = np.empty((chains, len(seats)), dtype="int64")
        for table in tables:
            drawn[:, table.here] = table.mixed(trades, random)
        trades = THINNING
        yield drawn[: draws - start]


# First and last day.
_Span: TypeAlias = tuple[np.ndarray, np.ndarray]


class _Table:
    """One table of attendance that mixes by itself, several times over.

    Attributes
    ----------
    here
        The positions of its seats among all seats.
    """

    def __init__(
        self, seats: Attendance, here: np.ndarray, chains: int, spans: Spans | None
    ) -> None:
        self.here = here
        # Who never comes, and what nobody comes to, would only take up trades.
        self._actors, actor = np.unique(seats.actor[here], return_inverse=True)
        meetings, meeting = np.unique(seats.meeting[here], return_inverse=True)
        n_actors, n_meetings = len(self._actors), len(meetings)
        self._by_meeting = n_meetings <= n_actors
        span = spans.take(self._actors, meetings) if spans else None
        if self._by_meeting:
            self._lists = _Lists(meeting, actor, n_meetings, n_actors, chains)
            if span:
                self._lists.limit(
                    (span.meeting_first, span.meeting_last), (span.actor_first, span.actor_last)
                )
        else:
            self._lists = _Lists(actor, meeting, n_actors, n_meetings, chains)
            if span:
                self._lists.limit(
                    (span.actor_first, span.actor_last), (span.meeting_first, span.meeting_last)
                )
        self._at_first = meeting * n_actors

    def mixed(self, trades: int, random: np.random.Generator) -> np.ndarray:
        """Make so many trades per list; give the actors in the seats, sorted within meetings."""
        lists = self._lists
        lists.mix(trades, random)
        meeting, actor = lists.owner, lists.held
        if not self._by_meeting:
            meeting, actor = actor, meeting
        drawn = np.sort(meeting * len(self._actors) + actor, axis=1) - self._at_first
        return self._actors[drawn]


class _Lists:
    """The same lists several times over, as chains that mix side by side.

    Attributes
    ----------
    owner
        The list of each seat.
    held
        Chains × seats: what stands in the list at that seat.
    """

    def __init__(
        self, owner: np.ndarray, item: np.ndarray, n_lists: int, n_items: int, chains: int
    ) -> None:
        order = np.argsort(owner, kind="stable")
        self.owner = owner[order]
        self.held = np.tile(item[order], (chains, 1))
        self._n_items = n_items
        self._size = np.bincount(owner, minlength=n_lists)
        self._start = np.cumsum(self._size) - self._size
        pairs = max(PAIRS_AT_ONCE, CELLS_AT_ONCE // max(1, chains * n_items))
        self._pairs_at_once = max(1, min(pairs, n_lists // 2))
        self._last = np.empty(chains * self._pairs_at_once * n_items, dtype="int32")
        self._spans: tuple[_Span, _Span] | None = None

    def limit(self, lists: _Span, items: _Span) -> None:
        """Let a list hold only items whose first and last day overlap with its own."""
        self._spans = lists, items

    def mix(self, trades: int, random: np.random.Generator) -> None:
        """Make so many trades per list.

        All chains pair up the same lists: whichever these are, a trade favours no table.
        """
        pairs = len(self._size) // 2
        if not pairs:
            return
        step = 2 * self._pairs_at_once
        for _ in range(ceil(trades * len(self._size) / pairs)):
            # An odd list sits the round out.
            order = random.permutation(len(self._size))[: 2 * pairs]
            for start in range(0, len(order), step):
                self._trade(order[start : start + step], random)

    def _trade(self, lists: np.ndarray, random: np.random.Generator) -> None:
        """Let the first list trade with the second, the third with the fourth, and so on."""
        size = self._size[lists]
        within = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
        seats = np.repeat(self._start[lists], size) + within
        pair = np.repeat(np.arange(len(lists) // 2), size[::2] + size[1::2])
        held = self.held.take(seats, axis=1)
        # A pair of each chain has its own number.
        pair = (pair + np.arange(len(held))[:, None] * (len(lists) // 2)).ravel()
        items = held.ravel()
        free = self._held_once(pair * self._n_items + items)
        if self._spans:
            free = free[self._fits_both(lists, pair[free] % (len(lists) // 2), items[free])]
        # Sorting by the pair and, within it, at random; half keeps rounding inside the pair.
        order = np.argsort(pair[free] + random.random(len(free)) / 2)
        items[free] = items[free][order]
        self.held[:, seats] = items.reshape(held.shape)

    def _fits_both(self, lists: np.ndarray, pair: np.ndarray, item: np.ndarray) -> np.ndarray:
        """Tell which items the other list of their pair may hold, too."""
        assert self._spans is not None  # only then is it asked
        (begins, ends), (first, last) = self._spans
        later = np.maximum(begins[lists[::2]], begins[lists[1::2]])[pair]
        sooner = np.minimum(ends[lists[::2]], ends[lists[1::2]])[pair]
        both = (last[item] >= later) & (first[item] <= sooner)
        return np.asarray(both)

    def _held_once(self, cell: np.ndarray) -> np.ndarray:
        """Find the seats whose item only one list of the pair holds."""
        here = np.arange(len(cell), dtype="int32")
        # Of two seats that write to one cell the later one stays, and so betrays both.
        self._last[cell] = here
        last = self._last[cell]
        once = last == here
        once[last[~once]] = False
        return np.flatnonzero(once)
