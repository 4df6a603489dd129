"""How often more meetings alone are called a change, from meetings to ``did``.

``python -m tests.compare.simulate_panel`` takes 3,000 runs; the tests take a few.
"""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd

from netcoop.compare.impact import did
from netcoop.compare.meeting_set import MeetingSet
from netcoop.compare.panel import Cell, Field, Way, make_panel
from netcoop.records.phases import Phase

RUNS, DRAWS = 3000, 199
N_TREATED, N_COMPARISON, N_ACTORS, N_MEETINGS = 8, 24, 14, 12
METRICS = ["mean_degree", "density", "transitivity", "fragmentation"]
PHASES = [
    Phase("pre", pd.Timestamp(2023, 1, 1), pd.Timestamp(2023, 12, 31)),
    Phase("during", pd.Timestamp(2024, 1, 1), pd.Timestamp(2024, 12, 31)),
]


def made_up(n_before: int, n_later: int, random: np.random.Generator) -> MeetingSet:
    """A region where some actors come more often than others, in both phases alike."""
    total = n_before + n_later
    # Half of the actors are four times as likely to come.
    lively = random.permutation(np.repeat([4.0, 1.0], N_ACTORS // 2))
    sizes = 2 + random.poisson(1.5, size=total)
    keys = random.exponential(size=(total, N_ACTORS)) / lively
    order = np.sort(keys, axis=1)
    limit = order[np.arange(total), np.minimum(sizes, N_ACTORS) - 1]
    meeting, actor = np.nonzero(keys <= limit[:, None])
    days = [PHASES[0].first] * n_before + [PHASES[1].first] * n_later
    names = pd.Index([f"m{place:03d}" for place in range(total)], name="meeting_id")
    meetings = pd.DataFrame({"start": days, "last": days}, index=names)
    meetings["facilitated"] = pd.Series(False, index=names, dtype="boolean")
    actors = pd.DataFrame(index=pd.Index([f"a{n:02d}" for n in range(N_ACTORS)], name="actor_id"))
    return MeetingSet(actors, meetings, actor, meeting, "register")


def pilot(random: np.random.Generator, *, times: int = 2) -> Field:
    """Regions of which those that take part meet ``times`` as often later, in the same way."""
    names = [f"r{place:02d}" for place in range(N_TREATED + N_COMPARISON)]
    treated = np.arange(len(names)) < N_TREATED
    sets = {
        name: made_up(N_MEETINGS, N_MEETINGS * (times if side else 1), random)
        for name, side in zip(names, treated, strict=True)
    }
    about = pd.DataFrame({"treated": pd.array(treated, dtype="boolean")}, index=names)
    return Field(sets, about.assign(stratum=pd.NA, dose=np.nan), PHASES, 0)


def run(
    runs: int, seed: int, *, effort: str = "equal", metrics: list[str] = METRICS
) -> pd.DataFrame:
    """Results of ``did``, one row a run and metric."""
    found = []
    for source in np.random.default_rng(seed).spawn(runs):
        field = pilot(source)
        way = Way(metrics, False, effort, None)
        cells = [Cell(phase.name, "", phase) for phase in PHASES]
        panel = make_panel(field, way, cells, source)
        found.append(did(panel, metrics, draws=DRAWS, rng=source)._table)
    return pd.concat(found, ignore_index=True)


def bound(runs: int) -> float:
    """The largest share of runs that may be called a change: .05 and 4 Monte-Carlo errors."""
    return 0.05 + 4 * float(np.sqrt(0.05 * 0.95 / runs))


def main(runs: int = RUNS) -> int:
    """Print the shares; the number of metrics out of their band is the exit code."""
    found = run(runs, seed=7)
    shares = (found["p_value"] <= 0.05).groupby(found["metric"]).mean()
    for name, share in shares.items():
        print(f"{name}: called changed {share:.4f} (at most {bound(runs):.4f})")  # noqa: T201
    return int((shares > bound(runs)).sum())


if __name__ == "__main__":
    sys.exit(main())
