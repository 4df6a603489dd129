"""What the same attendance would look like by chance: the curveball sampler.

Every table with the given number of meetings of each actor and the given size of each meeting is
equally likely (the fixed-degree model).

References
----------
Strona, G., et al. (2014). https://doi.org/10.1038/ncomms5114
Carstens, C. J. (2015). https://doi.org/10.1103/PhysRevE.91.042812 (the samples are uniform)
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from netcoop._core.rng import RandomSource, generator

# Trades before the first draw and between draws, per row of the smaller side.
BURN_IN = 50
THINNING = 10


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
        ``actor`` and ``meeting_id``, as many rows as there were.
    """
    random = generator(rng)
    seats = affiliations[["actor", "meeting_id"]].drop_duplicates()
    # Trading among the fewer lists mixes in fewer trades.
    few, many = ("meeting_id", "actor")
    if seats["actor"].nunique() < seats["meeting_id"].nunique():
        few, many = many, few
    codes, owners = pd.factorize(seats[few], sort=True)
    items, names = pd.factorize(seats[many], sort=True)
    lists = [set(items[codes == owner].tolist()) for owner in range(len(owners))]
    owner_of = np.repeat(np.arange(len(owners)), [len(held) for held in lists])
    trades = BURN_IN * len(lists)
    for _ in range(draws):
        _trade(lists, trades, random)
        trades = THINNING * len(lists)
        held = np.fromiter((item for one in lists for item in sorted(one)), dtype="int64")
        yield pd.DataFrame({few: owners[owner_of], many: names[held]})


def _trade(lists: list[set[int]], trades: int, random: np.random.Generator) -> None:
    """Let pairs of lists deal out again, at random, what only one of the two holds."""
    if len(lists) < 2:
        return
    first = random.integers(len(lists), size=trades)
    # Any list but the first: shifting around the circle needs no second try.
    second = (first + random.integers(1, len(lists), size=trades)) % len(lists)
    for i, j in zip(first.tolist(), second.tolist(), strict=True):
        one, other = lists[i], lists[j]
        only_one, only_other = one - other, other - one
        if not only_one or not only_other:
            continue
        # Sorted, so that the order of a set never decides what a seed gives.
        pool = random.permutation(sorted(only_one | only_other)).tolist()
        both = one & other
        lists[i] = both | set(pool[: len(only_one)])
        lists[j] = both | set(pool[len(only_one) :])
