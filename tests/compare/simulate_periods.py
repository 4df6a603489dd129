"""How often ``compare_periods`` calls more meetings with unchanged behavior a change.

``python -m tests.compare.simulate_periods`` takes 3,000 runs of each case; the tests take a few.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import numpy as np
import pandas as pd

from netcoop.compare.between_periods import DEFAULT_METRICS, compare_two
from netcoop.compare.meeting_set import MeetingSet
from tests.compare.simulate_did import monte_carlo_error

RUNS, DRAWS, N_ACTORS = 3000, 99, 24
# A meeting: its series (or none), whether it is of the later period, who came.
Meeting = tuple[str | None, bool, np.ndarray]
Case = Callable[[np.random.Generator, tuple[float, float]], list[Meeting]]


def people(random: np.random.Generator, core: np.ndarray, comes: float) -> np.ndarray:
    """Who comes: each of the core with some chance, and now and then somebody else."""
    some = core[random.random(len(core)) < comes]
    others = random.choice(N_ACTORS, size=min(3, random.poisson(0.5)), replace=False)
    return np.union1d(some, others)


def series(
    random: np.random.Generator, name: str, numbers: tuple[int, int], comes: tuple[float, float]
) -> list[Meeting]:
    """A series with a core of its own and so many meetings in either period."""
    core = random.choice(N_ACTORS, size=random.integers(4, 8), replace=False)
    return [
        (name, bool(later), people(random, core, comes[later]))
        for later, number in enumerate(numbers)
        for _ in range(number)
    ]


def through(random: np.random.Generator, comes: tuple[float, float]) -> list[Meeting]:
    """Series run through both periods and meet twice as often in the later."""
    return [
        meeting
        for place in range(14)
        for meeting in series(
            random, f"s{place}", (1 + random.poisson(1.5), 2 + random.poisson(3)), comes
        )
    ]


def new(random: np.random.Generator, comes: tuple[float, float]) -> list[Meeting]:
    """Series lie in one period each; the later has twice as many."""
    found = []
    for place in range(42):
        number = 1 + int(random.poisson(2))
        numbers = (number, 0) if place < 14 else (0, number)
        found += series(random, f"s{place}", numbers, comes)
    return found


def lengths(few: int, many: int) -> Case:
    """Series lie in one period each; most of the earlier are short, most of the later long."""

    def made(random: np.random.Generator, comes: tuple[float, float]) -> list[Meeting]:
        found = []
        for place in range(30):
            later = place >= 15
            number = many if random.random() < (0.75 if later else 0.25) else few
            found += series(random, f"s{place}", (0, number) if later else (number, 0), comes)
        return found

    return made


def alone(random: np.random.Generator, comes: tuple[float, float]) -> list[Meeting]:
    """Meetings do not depend on each other; the later period has twice as many."""
    found: list[Meeting] = []
    for place in range(60):
        core = random.choice(N_ACTORS, size=random.integers(2, 7), replace=False)
        later = place >= 20
        found.append((None, later, people(random, core, comes[later])))
    return found


def mixed(random: np.random.Generator, comes: tuple[float, float]) -> list[Meeting]:
    """All of these at once, and twice as many meetings of each."""
    renamed = [(f"new-{name}", later, who) for name, later, who in new(random, comes)]
    return through(random, comes) + renamed + alone(random, comes)


CASES: dict[str, Case] = {
    "series through both periods": through,
    "new series": new,
    "new series of 4, then of 5": lengths(4, 5),
    "new series of 8, then of 11": lengths(8, 11),
    "meetings without series": alone,
    "all of these": mixed,
}


def meeting_set(meetings: list[Meeting]) -> tuple[MeetingSet, np.ndarray]:
    """Make the set of these meetings, and which are later."""
    ids = pd.Index([f"m{place:04d}" for place in range(len(meetings))], name="meeting_id")
    later = np.array([later for _, later, _ in meetings])
    day = pd.Series(np.where(later, "2024-03-01", "2023-03-01"), index=ids).astype("datetime64[s]")
    unit = [name or identity for (name, *_), identity in zip(meetings, ids, strict=True)]
    nothing = pd.Series(pd.NA, index=ids, dtype="str")
    about = pd.DataFrame({"start": day, "last": day, "kind": nothing, "region": nothing})
    about = about.assign(facilitated=pd.array([False] * len(ids), dtype="boolean"), unit=unit)
    actors = pd.DataFrame(index=pd.Index([f"a{place:02d}" for place in range(N_ACTORS)]))
    actor = np.concatenate([who for *_, who in meetings])
    meeting = np.repeat(np.arange(len(meetings)), [len(who) for *_, who in meetings])
    return MeetingSet(actors, about, actor, meeting, "observed"), later


def run(
    case: str,
    runs: int,
    seed: int,
    *,
    draws: int = DRAWS,
    comes: tuple[float, float] = (0.6, 0.6),
) -> pd.DataFrame:
    """Results of ``compare_periods``, a row for each run, roster and metric."""
    rows = []
    for number, random in enumerate(np.random.default_rng(seed).spawn(runs)):
        whole, later = meeting_set(CASES[case](random, comes))
        found = compare_two(whole, later, list(DEFAULT_METRICS), draws, random)
        rows += [{**row, "run": number} for row in found]
    return pd.DataFrame(rows)


def rejected(found: pd.DataFrame) -> pd.Series:
    """Which share of runs is called changed, by roster and metric."""
    return (
        found.assign(found=found["p_value"] <= 0.05).groupby(["roster", "metric"])["found"].mean()
    )


def main(runs: int = RUNS) -> int:
    """Print a table; the number of shares out of their band is the exit code."""
    bound = 0.05 + 4 * monte_carlo_error(0.05, runs)
    out = 0
    for case in CASES:
        shares = rejected(run(case, runs, seed=7))
        out += int((shares > bound).sum())
        for (roster, metric), share in shares.items():
            print(f"{case}, {roster}, {metric}: {share:.4f} (at most {bound:.4f})")  # noqa: T201
    return out


if __name__ == "__main__":
    sys.exit(main(*(int(word) for word in sys.argv[1:2])))
