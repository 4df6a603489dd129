"""How often something happens in trials that each have their own chance."""

from __future__ import annotations

import numpy as np


def at_least(chance: np.ndarray, times: np.ndarray, number: np.ndarray) -> np.ndarray:
    """Probability of so many successes or more; exact (the Poisson-binomial distribution).

    Parameters
    ----------
    chance
        Cases × kinds of trial: the chance of success in each trial of the kind.
    times
        How many trials of each kind there are.
    number
        For each case, the number of successes to reach.

    Examples
    --------
    Of three coins, at least two show heads with probability one half:

    >>> float(at_least(np.array([[0.5]]), np.array([3]), np.array([2]))[0])
    0.5
    """
    cases = len(number)
    # By how many successes are still lacking: only sums of positive numbers, so that small
    # probabilities are as exact as large ones.
    lacking = np.zeros((int(number.max(initial=0)) + 1, cases))
    lacking[number, np.arange(cases)] = 1
    for success, repeats in zip(chance.T, times, strict=True):
        for _ in range(repeats):
            moved = lacking[1:] * success
            lacking[1:] *= 1 - success
            lacking[:-1] += moved
    reached: np.ndarray = lacking[0]
    return reached
