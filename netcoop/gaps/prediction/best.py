"""The best few of very many pairs, without keeping the others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from netcoop._core.texts import text
from netcoop.errors import ArgumentError
from netcoop.gaps.prediction.scores import rounded

# Pairs with the score of the last one asked for are kept, up to so many more than asked.
TIED_MOST = 1_000
# Where all pairs are asked for, there must not be more.
ALL_MOST = 5_000_000
# So many are gathered before they are looked through.
_GATHERED = 200_000
# A score this much lower, relative to another, may still be rounded to the same.
_NEARLY = 1 - 1e-9


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs of actors by their places, the best first, equals in the order of the places.

    ``rank`` is the score without its last digits, by which equals are told; ``n_tied_out`` how
    many more pairs have the score of the last one.
    """

    a: np.ndarray
    b: np.ndarray
    score: np.ndarray
    rank: np.ndarray
    n_tied_out: int


def ordered(a: np.ndarray, b: np.ndarray, score: np.ndarray) -> Pairs:
    """Put the highest score first, equals by their places."""
    rank = rounded(score)
    order = np.lexsort((b, a, -rank))
    return Pairs(a[order], b[order], score[order], rank[order], 0)


def no_pairs() -> Pairs:
    """Give no pairs at all."""
    nobody = np.zeros(0, dtype="int64")
    return ordered(nobody, nobody, np.zeros(0))


def refuse_all() -> None:
    """Say that there are too many pairs to give them all."""
    message = text(
        "More than {most} pairs have a score above 0: give top=, the number of pairs to list.",
        most=ALL_MOST,
    )
    raise ArgumentError(message)


class Best:
    """Gathers pairs, each once and in any order, and keeps the best ``top``; ``None``: all."""

    def __init__(self, top: int | None) -> None:
        self._top = top
        self._kept = no_pairs()
        self._new: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
        self._n_new = 0
        self._tied_out = 0
        # The last pair kept where no more of its score are; None while there is room.
        self._last: tuple[int, int] | None = None

    @property
    def floor(self) -> float:
        """The score below which no pair can be among the best; 0 while there is room."""
        if self._top is None or len(self._kept.rank) < self._top:
            return 0.0
        return float(self._kept.rank[self._top - 1])

    @property
    def nearly(self) -> float:
        """What to sieve scores by before they are rounded: a little below the floor."""
        return self.floor * _NEARLY

    def add(self, a: np.ndarray, b: np.ndarray, score: np.ndarray) -> None:
        """Take in pairs, a before b."""
        good = (score > 0) & (score >= self.nearly)
        a, b, score = a[good], b[good], score[good]
        if self._last is not None and len(a):
            rank = rounded(score)
            late = (rank == self.floor) & (
                (a > self._last[0]) | ((a == self._last[0]) & (b > self._last[1]))
            )
            self._tied_out += int(late.sum())
            keep = ~late & (rank >= self.floor)
            a, b, score = a[keep], b[keep], score[keep]
        self._new.append((a, b, score))
        self._n_new += len(a)
        if self._top is None and self._n_new > ALL_MOST:
            refuse_all()
        if self._top is not None and self._n_new > _GATHERED:
            self._sift()

    def _sift(self) -> None:
        """Keep the best of what was gathered, and raise the floor."""
        old = self._kept
        parts = [(old.a, old.b, old.score), *self._new]
        a, b, score = (np.concatenate(column) for column in zip(*parts, strict=True))
        self._new, self._n_new = [], 0
        if self._top is None or len(a) <= self._top:
            self._kept = ordered(a, b, score)
            return
        rank = rounded(score)
        # Only what reaches the floor is worth sorting.
        floor = np.partition(rank, len(rank) - self._top)[len(rank) - self._top]
        good = rank >= floor
        every = ordered(a[good], b[good], score[good])
        reaching, most = len(every.rank), self._top + TIED_MOST
        if floor > self.floor:
            self._tied_out = 0
        self._tied_out += max(0, reaching - most)
        end = min(reaching, most)
        # Copies, so that the pairs that are left out do not stay in memory with these.
        self._kept = Pairs(
            every.a[:end].copy(),
            every.b[:end].copy(),
            every.score[:end].copy(),
            every.rank[:end].copy(),
            0,
        )
        full = end == most and floor == self._kept.rank[-1]
        self._last = (int(self._kept.a[-1]), int(self._kept.b[-1])) if full else None

    def pairs(self) -> Pairs:
        """Give the best of all pairs taken in."""
        self._sift()
        kept = self._kept
        return Pairs(kept.a, kept.b, kept.score, kept.rank, self._tied_out)
