"""How often ``did`` calls noise a change, and how often it finds a planted one.

``python -m tests.compare.simulate_did`` (``make simulate``) takes 3,000 runs of each case; the
tests take a few hundred.
"""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd

from netcoop.compare.impact import did

RUNS, DRAWS, AT_ONCE = 3000, 199, 100
# Treated and comparison regions, how much more the treated vary, the largest share of false finds.
CASES = {
    "16 v 60, equal variance": (16, 60, 1, 0.05),
    "16 v 60, doubled variance": (16, 60, 2, 0.05),
    "4 v 60, equal variance": (4, 60, 1, 0.05),
    "4 v 60, doubled variance": (4, 60, 2, 0.08),
}


def monte_carlo_error(share: float, runs: int) -> float:
    """Standard error of a share of independent runs."""
    return float(np.sqrt(share * (1 - share) / runs))


def noise(
    n_treated: int, n_comparison: int, ratio: float, runs: int, random: np.random.Generator
) -> np.ndarray:
    """Changes of regions (regions × runs) where nothing differs but the spread (SD × ``ratio``)."""
    values = random.normal(size=(n_treated + n_comparison, runs))
    values[:n_treated] *= ratio
    return values


def panel_of(changes: np.ndarray, n_treated: int) -> pd.DataFrame:
    """A panel with one outcome a run, each with the changes given."""
    regions = [f"r{place:03d}" for place in range(len(changes))]
    names = [f"run{number:04d}" for number in range(changes.shape[1])]
    sides = {"region": regions, "treated": np.arange(len(changes)) < n_treated}
    phases = (("pre", np.zeros_like(changes)), ("during", changes))
    parts = [
        pd.DataFrame(values, columns=names).assign(**sides, phase=phase) for phase, values in phases
    ]
    return pd.concat(parts, ignore_index=True)


def run(
    case: tuple[int, int, float], runs: int, seed: int, *, draws: int = DRAWS, plant: bool = False
) -> pd.DataFrame:
    """Results of ``did``, one row a run; planted is what ``did`` says it would find."""
    n_treated, n_comparison, ratio = case
    found = []
    for source in np.random.default_rng(seed).spawn(-(-runs // AT_ONCE)):
        changes = noise(n_treated, n_comparison, ratio, min(AT_ONCE, runs), source)
        panel = panel_of(changes, n_treated)
        names = [name for name in panel if str(name).startswith("run")]
        result = did(panel, names, draws=draws, rng=source)
        if plant:
            changes[:n_treated] += result._table["detectable"].to_numpy()
            result = did(panel_of(changes, n_treated), names, draws=draws, rng=source)
        found.append(result._table)
    return pd.concat(found, ignore_index=True)


def main(runs: int = RUNS) -> int:
    """Print a table; the number of cases out of their band is the exit code."""
    out = 0
    for name, (*case, limit) in CASES.items():
        result = run((case[0], case[1], case[2]), runs, seed=7)
        share, wild = (result["p_value"] <= 0.05).mean(), (result["wild_p_value"] <= 0.05).mean()
        covered = ((result["ci_low"] <= 0) & (result["ci_high"] >= 0)).mean()
        bound = limit + (4 * monte_carlo_error(limit, runs) if limit == 0.05 else 0)
        out += share > bound
        line = f"{name}: rejects {share:.4f} (at most {bound:.4f}), interval covers {covered:.4f}"
        print(f"{line}, wild bootstrap rejects {wild:.4f}")  # noqa: T201
    share = (run((16, 60, 1), runs, seed=8, plant=True)["p_value"] <= 0.05).mean()
    error = 4 * monte_carlo_error(0.8, runs)
    out += abs(share - 0.8) > error
    print(f"16 v 60, planted the printed size: found {share:.4f} (.80 ± {error:.4f})")  # noqa: T201
    return int(out)


if __name__ == "__main__":
    sys.exit(main())
