"""Orders of the actors: what networks on the same actors would look like if names meant nothing."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, permutations, product
from math import factorial, prod

import numpy as np

from netcoop._core.rng import RandomSource, generator

# So many cells of permuted networks are in one array.
CELLS_AT_ONCE = 2**20
# Work is cut into at least so many parts, where there are draws enough.
PARTS = 8


class Orders:
    """The orders in which actors may stand: each changes places within its stratum only.

    Attributes
    ----------
    exact
        Whether every order is tried once, since there are no more of them than draws.
    number
        How many orders are tried; the given one is not among them.
    """

    def __init__(self, strata: np.ndarray, draws: int, rng: RandomSource) -> None:
        self._members = [np.flatnonzero(strata == label) for label in np.unique(strata)]
        self._n_actors = len(strata)
        self._random = generator(rng)
        others = prod(factorial(len(members)) for members in self._members) - 1
        self.exact = others <= draws
        self.number = others if self.exact else draws

    def parts(self, n_pairs: int) -> list[int]:
        """Cut the orders into parts; they depend on the size of the work, never on who does it."""
        most = max(1, min(CELLS_AT_ONCE // max(1, n_pairs), -(-self.number // PARTS)))
        whole, rest = divmod(self.number, most)
        return [most] * whole + [rest] * bool(rest)

    def arrays(self, parts: list[int]) -> Iterator[np.ndarray]:
        """Give the orders part by part: orders × actors.

        All are drawn here, one after the other, so that workers have no say in them.
        """
        every = islice(self._all(), 1, None)  # the first is the given one
        for size in parts:
            yield np.array(list(islice(every, size))) if self.exact else self._drawn(size)

    def _all(self) -> Iterator[np.ndarray]:
        for places in product(*(permutations(members) for members in self._members)):
            order = np.empty(self._n_actors, dtype="int64")
            for members, place in zip(self._members, places, strict=True):
                order[members] = place
            yield order

    def _drawn(self, size: int) -> np.ndarray:
        orders = np.empty((size, self._n_actors), dtype="int64")
        for members in self._members:
            orders[:, members] = self._random.permuted(np.tile(members, (size, 1)), axis=1)
        return orders
