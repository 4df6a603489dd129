"""What the same referrals would look like by chance: who sent and who received as much as before.

Every way to hand the single referrals to targets that keeps how many each actor sent and received,
and sends nobody to themselves, is equally likely. Referrals deal their targets out anew in threes:
all ways to do so that send nobody to themselves are equally likely, so no way is favoured. Twos
alone would not do: from A to B, B to C, C to A there is no exchange of two targets, yet there is
the round in the other direction. With threes every way is reached.

References
----------
Rao, A. R., Jana, R., & Bandyopadhyay, S. (1996). Sankhyā A, 58, 225–242 (twos do not do)
Aoki, S., & Takemura, A. (2005). Journal of Statistical Computation and Simulation, 75, 787–812
(threes do)
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

import numpy as np

# Rounds before the first draw and between draws; in a round nearly every referral takes part.
BURN_IN = 50
THINNING = 10
_ORDERS = np.array(list(permutations(range(3))))


def drawn_targets(
    source: np.ndarray, target: np.ndarray, draws: int, random: np.random.Generator
) -> Iterator[np.ndarray]:
    """Draw the targets of single referrals.

    Parameters
    ----------
    source, target
        Who sent each referral and who received it, as whole numbers; nobody sends to themselves.
    draws
        How many times.
    random
        Random numbers.

    Yields
    ------
    numpy.ndarray
        The target of each referral.

    Examples
    --------
    >>> there, random = np.array([0, 1, 2]), np.random.default_rng(1)
    >>> drawn = drawn_targets(there, np.array([1, 2, 0]), 20, random)
    >>> sorted({tuple(row.tolist()) for row in drawn})
    [(1, 2, 0), (2, 0, 1)]
    """
    held = target.copy()
    rounds = BURN_IN
    for _ in range(draws):
        for _ in range(rounds):
            _deal(source, held, random)
        rounds = THINNING
        yield held.copy()


def _deal(source: np.ndarray, held: np.ndarray, random: np.random.Generator) -> None:
    """Let the referrals deal out their targets anew, three by three; one or two sit it out."""
    # Of two referrals there are no three: they exchange targets where they can.
    together = 2 if len(source) == 2 else 3
    groups = len(source) // together
    group = random.permutation(len(source))[: groups * together].reshape(groups, together)
    orders = _ORDERS if together == 3 else np.array([[0, 1], [1, 0]])
    # Groups × orders × places: what each place would hold.
    offer = held[group][:, orders]
    fits = (offer != source[group][:, None, :]).all(axis=2)
    # The largest of random numbers is every order that fits with the same chance.
    chosen = np.where(fits, random.random(fits.shape), -1.0).argmax(axis=1)
    held[group] = offer[np.arange(groups), chosen]
