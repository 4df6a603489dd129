"""Bins, placebos and doses, against brute force and worked-out examples."""

from __future__ import annotations

import math
from itertools import combinations, permutations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from netcoop.compare.doses import dose_response
from netcoop.compare.impact import did
from netcoop.compare.placebo_checks import placebos
from netcoop.compare.trends import event_study
from netcoop.errors import ArgumentError
from tests.compare.simulate_did import monte_carlo_error

PHASES = ["pre"] * 4 + ["during"] * 3


def bins_panel(
    n_treated: int, n_comparison: int, seed: int, *, jump: float = 0.0, drift: float = 0.0
) -> pd.DataFrame:
    """Seven bins, four of them before the start; hours of support where they took part."""
    random = np.random.default_rng(seed)
    rows = []
    for place in range(n_treated + n_comparison):
        took_part = place < n_treated
        for at, phase in enumerate(PHASES):
            effect = took_part * (jump * (phase == "during") + drift * at)
            hours = 5.0 + 3 * place if took_part else math.nan
            rows.append((f"r{place:02d}", at, phase, took_part, hours, random.normal() + effect))
    names = ["region", "bin", "phase", "treated", "dose", "partners"]
    return pd.DataFrame(rows, columns=names).assign(untouched=random.normal(size=len(rows)))


def changes_of(panel: pd.DataFrame, base: int) -> np.ndarray:
    wide = panel.pivot_table(index="region", columns="bin", values="partners")
    return wide.sub(wide[base], axis=0).drop(columns=base).to_numpy()


def all_t(changes: np.ndarray, n_treated: int) -> np.ndarray:
    rows = []
    for some in combinations(range(len(changes)), n_treated):
        one, other = changes[list(some)], np.delete(changes, some, axis=0)
        error = one.var(axis=0, ddof=1) / len(one) + other.var(axis=0, ddof=1) / len(other)
        rows.append((one.mean(axis=0) - other.mean(axis=0)) / np.sqrt(error))
    return np.abs(rows)


def test_bands_and_pre_trend_by_brute_force() -> None:
    panel = bins_panel(4, 6, seed=2, jump=1.5)
    result = event_study(panel, "partners", base=3)
    table = result.to_frame("en")
    drawn = all_t(changes_of(panel, 3), 4)
    assert table["bin"].tolist() == ["0", "1", "2", "4", "5", "6"]
    assert table["before"].tolist() == [True] * 3 + [False] * 3
    largest = drawn.max(axis=1)
    p = [(largest >= t - 1e-9).mean() for t in drawn[0]]
    assert table["p_value"].to_numpy() == pytest.approx(p)
    early = drawn[:, :3].max(axis=1)
    assert result.pre_trend["p_value"] == pytest.approx((early >= early[0] - 1e-9).mean())
    width = np.sort(largest)[::-1][int(0.05 * len(largest))] * table["std_error"]
    assert (table["ci_high"] - table["estimate"]).to_numpy() == pytest.approx(width.to_numpy())
    outside = (table["ci_low"] > 0) | (table["ci_high"] < 0)
    assert outside.tolist() == (table["p_value"] <= 0.05).tolist()


def test_a_bin_is_the_difference_of_changes() -> None:
    panel = bins_panel(5, 7, seed=4)
    table = event_study(panel, "partners", base="pre", draws=99, rng=1).to_frame()
    assert len(table) == 7
    phases = panel.assign(phase=np.where(panel["bin"] == 5, "five", panel["phase"]))
    alone = did(phases, "partners", post="five", draws=99, rng=1).to_frame().iloc[0]
    assert table.set_index("bin").loc["5", "estimate"] == pytest.approx(alone["estimate"])
    assert table.set_index("bin").loc["5", "std_error"] == pytest.approx(alone["std_error"])


def test_together_the_bands_hold_zero_as_often_as_they_say() -> None:
    runs, wrong, early = 120, 0, 0
    for seed in range(runs):
        result = event_study(bins_panel(6, 10, seed=seed), "partners", base=3, draws=199, rng=seed)
        wrong += bool((result.to_frame()["p_value"] <= 0.05).any())
        early += result.pre_trend["p_value"] <= 0.05
    for share in (wrong / runs, early / runs):
        assert share == pytest.approx(0.05, abs=4 * monte_carlo_error(0.05, runs))


def test_a_drift_of_the_printed_size_is_found_with_the_printed_power() -> None:
    runs, found = 80, 0
    for seed in range(runs):
        panel = bins_panel(10, 20, seed=seed)
        drift = event_study(panel, "partners", base=3, draws=199, rng=seed).pre_trend["detectable"]
        panel["partners"] += panel["treated"] * drift * panel["bin"]
        planted = event_study(panel, "partners", base=3, draws=199, rng=seed)
        found += planted.pre_trend["p_value"] <= 0.05
    assert found / runs == pytest.approx(0.8, abs=4 * monte_carlo_error(0.8, runs))


def test_power_grows_with_what_came_after() -> None:
    small, large = (
        event_study(bins_panel(10, 20, seed=1, jump=jump), "partners", base=3, draws=999, rng=1)
        for jump in (0.3, 5)
    )
    assert 0 < small.pre_trend["power"] < large.pre_trend["power"] == 1
    assert "would often be missed" in small.sentence("en")
    assert large.sentence("en").index("smallest p") < large.sentence("en").index("4, 5, 6")
    assert "p_smallest" in repr(large)
    assert large.summary()["pre_trend_n_bins"] == 3
    assert not small.equals(large)


def test_one_treated_region_and_a_bin_without_records() -> None:
    panel = bins_panel(1, 30, seed=3, jump=6)
    panel.loc[(panel["bin"] == 0) & ~panel["treated"], "partners"] = np.nan
    table = event_study(panel, "partners", base=3).to_frame("en").set_index("bin")
    assert table.loc["0", "flag"] == "no_common_source"
    assert math.isnan(table.loc["0", "estimate"])
    assert "no comparison" in table.loc["0", "sentence"]
    rest = table.drop("0")
    assert set(rest["method"]) == {"rank_of_coefficient"}
    assert rest["std_error"].isna().all()
    assert rest["p_value"].min() == pytest.approx(1 / 31)
    few = event_study(bins_panel(2, 3, seed=1), "partners", base=3)
    assert few.to_frame()["ci_low"].isna().all()
    assert math.isnan(few.pre_trend["detectable"])


def test_without_phases_the_bins_before_the_base_are_before() -> None:
    panel = bins_panel(5, 7, seed=4).drop(columns="phase")
    table = event_study(panel, "partners", base=2, draws=99, rng=1).to_frame()
    assert table["before"].tolist() == [True, True, False, False, False, False]
    by_phase = bins_panel(5, 7, seed=4).query("bin in (0, 5)").drop(columns="bin")
    table = event_study(by_phase, "partners", base="pre", draws=99, rng=1).to_frame()
    assert table["bin"].tolist() == ["during"]


def test_placebos_one_by_one() -> None:
    panel = bins_panel(8, 12, seed=5, jump=2)
    result = placebos(panel, "partners", untouched=["untouched"], rng=1)
    table = result.to_frame("en").set_index("placebo")
    assert table.index.tolist() == ["time", "space", "outcome", "dose"]
    early = panel[panel["phase"] == "pre"]
    early = early.assign(phase=np.where(early["bin"] < 2, "a", "b"))
    fake = did(early, "partners", pre="a", post="b", rng=3).to_frame().iloc[0]
    assert table.loc["time", "estimate"] == pytest.approx(fake["estimate"])
    assert table.loc["time", "p_value"] == pytest.approx(fake["p_value"], abs=0.03)
    other = did(panel, "untouched", rng=3).to_frame().iloc[0]
    assert table.loc["outcome", "estimate"] == pytest.approx(other["estimate"])
    dose = dose_response(panel, "partners", rng=3).to_frame().iloc[0]
    assert table.loc["dose", "estimate"] == pytest.approx(dose["estimate"])
    assert "None is expected" in table.loc["time", "sentence"]


def test_false_regions_by_brute_force() -> None:
    panel = bins_panel(3, 7, seed=6, jump=0.5)
    means = panel.pivot_table(index="region", columns="phase", values="partners")
    moved = (means["during"] - means["pre"]).to_numpy()
    real = moved[:3].mean() - moved[3:].mean()
    rest = moved[3:]
    fakes = [
        rest[list(some)].mean() - np.delete(rest, some).mean() for some in combinations(range(7), 3)
    ]
    row = placebos(panel, "partners").to_frame().set_index("placebo").loc["space"]
    assert row["n_draws"] == 35
    assert row["p_value"] == pytest.approx(np.mean(np.abs(fakes) >= abs(real)))
    assert row["ci_high"] == pytest.approx(np.quantile(fakes, 0.975))
    assert (row["n_treated"], row["n_comparison"]) == (3, 4)


def test_placebos_that_cannot_be_made_say_so() -> None:
    panel = bins_panel(5, 2, seed=1).query("bin in (0, 5)").drop(columns=["bin", "dose"])
    table = placebos(panel, "partners", rng=1).to_frame("en").set_index("placebo")
    assert table.index.tolist() == ["space", "time"]
    assert table["flag"].tolist() == ["few_treated", "too_few_events"]
    assert table["estimate"].isna().all()
    assert "cannot be made" in table.loc["space", "sentence"]


def test_the_placebo_that_needs_bins_comes_last_and_names_the_remedy() -> None:
    panel = bins_panel(8, 12, seed=5).query("bin in (0, 5)").drop(columns="bin")
    result = placebos(panel, "partners", untouched=["untouched"], draws=99, rng=1)
    table = result.to_frame("en")
    assert table["placebo"].tolist() == ["space", "outcome", "dose", "time"]
    assert "bins=3" in table["sentence"].iloc[-1]
    assert "bins=" not in " ".join(table["sentence"].iloc[:-1])
    assert not result.sentence("en").startswith("Partners: the time before")


@pytest.mark.parametrize("n", [4, 5, 6])
def test_doses_by_every_order(n: int) -> None:
    random = np.random.default_rng(n)
    dose, change = random.integers(1, 4, size=n).astype("float64"), random.normal(size=n)
    panel = pd.DataFrame({"region": [f"r{i}" for i in range(n)], "treated": True, "dose": dose})
    panel = pd.concat([panel.assign(phase="pre", y=0.0), panel.assign(phase="during", y=change)])
    row = dose_response(panel, "y").to_frame("en").iloc[0]
    rho = stats.spearmanr(dose, change).statistic
    every = [abs(stats.spearmanr(dose, list(p)).statistic) for p in permutations(change)]
    assert row["estimate"] == pytest.approx(rho)
    assert row["p_value"] == pytest.approx(np.mean(np.array(every) >= abs(rho) - 1e-9))
    assert row["p_smallest"] == pytest.approx(np.mean(np.array(every) >= max(every) - 1e-9))
    assert row["slope"] == pytest.approx(stats.theilslopes(change, dose).slope)


def test_doses_with_many_regions() -> None:
    panel = bins_panel(16, 0, seed=1)
    panel.loc[panel["phase"] == "during", "partners"] += panel["dose"] / 5
    result = dose_response(panel, "partners", draws=999, rng=1)
    row = result.to_frame("en").iloc[0]
    assert row["p_value"] == pytest.approx(1 / 1000)
    assert row["slope"] == pytest.approx(0.2, abs=0.05)
    assert row["detectable"] == pytest.approx(0.66, abs=0.005)
    assert row["sentence"].index("smallest p") < row["sentence"].index("Between support")
    assert result.equals(dose_response(panel, "partners", draws=999, rng=1))


def test_doses_that_say_nothing() -> None:
    panel = bins_panel(3, 5, seed=1)
    row = dose_response(panel, "partners").to_frame("en").iloc[0]
    assert (row["flag"], row["n_treated"]) == ("few_treated", 3)
    assert math.isnan(row["estimate"])
    same = bins_panel(9, 5, seed=1).assign(dose=3.0)
    assert dose_response(same, "partners").to_frame()["flag"].item() == "too_few_events"


def test_faults() -> None:
    panel = bins_panel(5, 7, seed=4)
    with pytest.raises(ArgumentError, match="base='9'"):
        event_study(panel, "partners", base=9)
    with pytest.raises(ArgumentError, match="outcome="):
        event_study(panel, ["partners"], base=3)  # type: ignore[arg-type]
    with pytest.raises(ArgumentError, match="lacks hours"):
        dose_response(panel, "partners", dose="hours")
    with pytest.raises(ArgumentError, match="no order"):
        event_study(panel.astype({"bin": object}).replace({"bin": {0: "x"}}), "partners", base=3)
    with pytest.raises(ArgumentError, match="draws="):
        placebos(panel, "partners", draws=0)
