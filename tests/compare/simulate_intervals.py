"""How often the intervals of ``metric_interval`` hold the true value.

``python -m tests.compare.simulate_intervals`` takes 3,000 runs of each case; the tests take a few
hundred. A run draws the meetings of one of several made-up worlds: actors differ in how often they
come, meetings have 2 + Poisson(2) actors, and the truth is the mean over many draws of as many
meetings (of the small ones only where the large ones are taken as given).
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

import numpy as np
import pandas as pd

from netcoop.compare.intervals import LARGE, interval_table
from netcoop.compare.meeting_set import MeetingSet
from netcoop.compare.plain_graph import plain_numbers

RUNS, A_WORLD, ACTORS = 3000, 200, 30
METRICS = ("density", "transitivity")
LOWEST = 0.90


@dataclass(frozen=True)
class Case:
    """Number of small units and of large meetings, and whether the units are series."""

    units: int
    large: int = 0
    series: bool = False


CASES = {
    "12 meetings": Case(12),
    "40 meetings": Case(40),
    "120 meetings": Case(120),
    "12 series": Case(12, series=True),
    "30 series": Case(30, series=True),
    "12 meetings and 1 large": Case(12, large=1),
    "40 meetings and 3 large": Case(40, large=3),
    "80 meetings and 5 large": Case(80, large=5),
}

Meetings = list[np.ndarray]


def small_units(
    case: Case, chance: np.ndarray, random: np.random.Generator
) -> tuple[Meetings, list[int]]:
    """Draw the small meetings, and to which unit each belongs."""
    meetings: Meetings = []
    unit: list[int] = []
    for number in range(case.units):
        for who in _series(chance, random) if case.series else [_meeting(chance, 2, random)]:
            meetings.append(who)
            unit.append(number)
    return meetings, unit


def _meeting(chance: np.ndarray, mean: float, random: np.random.Generator) -> np.ndarray:
    size = min(2 + random.poisson(mean), 12 if mean <= 2 else ACTORS)
    return random.choice(ACTORS, size, replace=False, p=chance)


def _series(chance: np.ndarray, random: np.random.Generator) -> Meetings:
    """A working group of six meets one to five times; of its members some come."""
    members = random.choice(ACTORS, 6, replace=False, p=chance)
    sizes = 2 + random.binomial(4, 0.5, size=1 + min(4, random.poisson(1.5)))
    return [random.choice(members, size, replace=False) for size in sizes]


def numbers_of(meetings: Meetings) -> np.ndarray:
    """Measure meetings without any interval."""
    actor = np.concatenate(meetings)
    place = np.repeat(np.arange(len(meetings)), [len(who) for who in meetings])
    found = plain_numbers(ACTORS, len(meetings), actor, place, METRICS)
    return np.array([found[name] for name in METRICS])


def set_of(meetings: Meetings, unit: list[int], large: Meetings) -> MeetingSet:
    """Write down the meetings of all actors, whether they came or not."""
    every = [*meetings, *large]
    actors = pd.DataFrame(index=pd.Index([f"a{actor:02d}" for actor in range(ACTORS)]))
    units = [f"u{number:04d}" for number in [*unit, *range(-len(large), 0)]]
    return MeetingSet(
        actors,
        pd.DataFrame({"unit": pd.Series(units, dtype="str")}),
        np.concatenate([np.sort(who) for who in every]),
        np.repeat(np.arange(len(every)), [len(who) for who in every]),
        "register",
    )


def coverage(
    case: Case, runs: int, seed: int, a_world: int = A_WORLD, draws: int = 1000
) -> dict[str, float]:
    """Share of runs whose interval holds the truth; a run without an interval does not."""
    random = np.random.default_rng(seed)
    held = np.zeros(len(METRICS))
    for start in range(0, runs, a_world):
        weight = random.gamma(2, size=ACTORS)
        chance = weight / weight.sum()
        large = [_meeting(chance, 14, random) for _ in range(case.large)]
        drawn = [[*small_units(case, chance, random)[0], *large] for _ in range(draws)]
        truth = np.mean([numbers_of(some) for some in drawn], axis=0)
        for _ in range(min(a_world, runs - start)):
            meetings = set_of(*small_units(case, chance, random), large)
            table = interval_table({"": meetings}, METRICS, LARGE, 0.95)
            held += ((table["ci_low"] <= truth) & (table["ci_high"] >= truth)).to_numpy()
    return dict(zip(METRICS, held / runs, strict=True))


def main(runs: int = RUNS) -> int:
    """Print a table; the number of cases below their band is the exit code."""
    below = 0
    bound = LOWEST - 4 * np.sqrt(LOWEST * (1 - LOWEST) / runs)
    for name, case in CASES.items():
        found = coverage(case, runs, seed=11)
        if not case.large:
            below += found["density"] < bound
        told = ", ".join(f"{metric} {share:.4f}" for metric, share in found.items())
        print(f"{name}: {told}", flush=True)  # noqa: T201
    print(f"density without large meetings: at least {bound:.4f}")  # noqa: T201
    return int(below)


if __name__ == "__main__":
    sys.exit(main())
