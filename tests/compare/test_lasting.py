"""What lasts: the retained effect, ties that meet again, the network without support."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import netcoop as nc
from netcoop.compare.lasting import sustainability
from netcoop.errors import ArgumentError, NetcoopWarning, RecordError

PHASES = {
    "pre": ("2022-01-01", "2022-12-31"),
    "during": ("2023-01-01", "2023-12-31"),
    "after": ("2024-01-01", "2024-12-31"),
}
# Day, facilitated, who came.
TOY = [
    ("2022-05-01", False, "a b"),
    ("2023-02-01", True, "net a b c"),
    ("2023-03-01", False, "c d"),
    ("2023-04-01", False, "e a"),
    ("2024-02-01", False, "a c"),
    ("2024-03-01", True, "net b c"),
    ("2024-04-01", False, "c d"),
    ("2024-05-01", False, "a b"),
]


def toy(meetings: list[tuple[str, Any, str]] = TOY, phases: Any = PHASES) -> nc.Records:
    rows = [
        {"meeting_id": f"m{place}", "date": day, "facilitated": flag, "actor": who}
        for place, (day, flag, actors) in enumerate(meetings)
        for who in actors.split()
    ]
    actors = pd.DataFrame({"actor_id": ["a", "b", "c", "d", "e", "net"]})
    actors["name"] = actors["actor_id"].str.upper()
    actors["region"] = "Alfa"
    actors["role"] = pd.Series([None] * 5 + ["facilitator"])
    sheet = pd.DataFrame(rows).astype({"facilitated": "boolean"}).assign(region="Alfa")
    spans = pd.DataFrame(
        [(name, *days) for name, days in phases.items()], columns=["phase", "start", "end"]
    )
    return nc.Records(meetings=sheet, actors=actors, phases=spans)


def leg(found: Any, name: str) -> dict[str, Any]:
    table = found.to_frame().set_index("metric")
    return dict(table.loc[name])


def panel_of(during: list[float], after: list[float], n_treated: int) -> pd.DataFrame:
    regions = [f"r{place:02d}" for place in range(len(during))]
    sides = {"region": regions, "treated": np.arange(len(regions)) < n_treated}
    phases = {"pre": np.zeros(len(regions)), "during": during, "after": after}
    return pd.concat(
        [pd.DataFrame({**sides, "phase": name, "mean_degree": v}) for name, v in phases.items()],
        ignore_index=True,
    )


def test_ties_that_met_again_on_their_own() -> None:
    found = leg(sustainability(toy(), rng=1), "independent_persistence")
    # Formed among those there in both (a, b, c, d): a–c, b–c, c–d; a–b was there before, e left.
    # Without the facilitated meeting, a–c and c–d met again.
    assert (found["n_ties"], found["n_again"], found["n_actors"]) == (3, 2, 4)
    assert found["estimate"] == pytest.approx(2 / 3)
    assert found["n_meetings"] == 3
    assert found["flag"] == "too_few_events"
    assert found["ratio"] == pytest.approx(found["estimate"] / found["expected"])


def test_expected_by_chance_is_the_mean_over_all_tables() -> None:
    # Three meetings of two: a and c come twice, b and d once. Tables with these numbers:
    # an unordered choice of three pairs: {ac, ac, bd}: 3 orders; {ac, ab, cd}: 6;
    # {ac, ad, bc}: 6; {ab, ad, cc} cannot be; so 15 tables, of which a–c, b–c, c–d hold
    # 1 in the first, 2 in the second, 2 in the third.
    found = leg(sustainability(toy(), draws=4000, rng=1), "independent_persistence")
    expected = (3 * 1 + 6 * 2 + 6 * 2) / 15 / 3
    assert found["expected"] == pytest.approx(expected, abs=4 * 0.4 / 3 / np.sqrt(4000) * 2)


def test_without_the_support() -> None:
    found = leg(sustainability(toy(), rng=1), "removal_retention")
    # During: net–a, net–b, net–c, a–b, a–c, b–c, c–d, a–e.
    assert found["first_step"] == pytest.approx(5 / 8)
    assert found["estimate"] == pytest.approx(2 / 8)
    assert (found["n_actors"], found["n_meetings"]) == (6, 3)


def test_without_regions_of_both_sides_there_is_no_retained_effect() -> None:
    result = sustainability(toy(), rng=1)
    found = leg(result, "retained_effect")
    assert np.isnan(found["estimate"])
    assert found["flag"] == "no_common_source"
    assert result.weakest == "removal_retention"
    assert "The weakest of these is" in result.sentence("en")


def test_a_known_share_is_retained() -> None:
    random = np.random.default_rng(5)
    noise = random.normal(size=(2, 40)) * 0.3
    effect = np.where(np.arange(40) < 16, 2.0, 0.0)
    panel = panel_of(effect + noise[0], 0.5 * effect + noise[1], 16)
    found = leg(sustainability(toy(), panel=panel, draws=499, rng=1), "retained_effect")
    during = (effect + noise[0])[:16].mean() - (effect + noise[0])[16:].mean()
    after = (0.5 * effect + noise[1])[:16].mean() - (0.5 * effect + noise[1])[16:].mean()
    assert found["estimate"] == pytest.approx(after / during)
    assert found["ci_low"] < 0.5 < found["ci_high"]
    assert found["ci_low"] > 0.3
    assert found["ci_high"] < 0.7
    assert found["p_value"] < 0.05
    assert found["flag"] == "ok"


def test_the_interval_is_close_to_fieller() -> None:
    random = np.random.default_rng(6)
    treated = np.arange(40) < 20
    during = 2.0 * treated + random.normal(size=40)
    after = 1.0 * treated + random.normal(size=40)
    panel = panel_of(list(during), list(after), 20)
    found = leg(sustainability(toy(), panel=panel, draws=1999, rng=1), "retained_effect")
    from scipy.optimize import brentq
    from scipy.stats import t, ttest_ind

    def away(share: float) -> float:
        left = after - share * during
        test = ttest_ind(left[treated], left[~treated], equal_var=False)
        return float(abs(test.statistic) - t.ppf(0.975, test.df))

    low, high = brentq(away, -3, found["estimate"]), brentq(away, found["estimate"], 5)
    assert found["ci_low"] == pytest.approx(low, abs=0.1 * (high - low))
    assert found["ci_high"] == pytest.approx(high, abs=0.1 * (high - low))


def test_exactly_half_is_retained() -> None:
    effect = np.where(np.arange(40) < 16, 2.0, 0.0) + np.linspace(0, 0.1, 40)
    panel = panel_of(list(effect), list(effect / 2), 16)
    found = leg(sustainability(toy(), panel=panel, draws=199, rng=1), "retained_effect")
    assert found["estimate"] == pytest.approx(0.5)
    assert found["ci_low"] == pytest.approx(0.5, abs=0.01)
    assert found["ci_high"] == pytest.approx(0.5, abs=0.01)


def test_no_change_leaves_nothing_to_retain() -> None:
    random = np.random.default_rng(5)
    panel = panel_of(list(random.normal(size=30)), list(random.normal(size=30)), 10)
    result = sustainability(toy(), panel=panel, draws=199, rng=1)
    found = leg(result, "retained_effect")
    assert np.isnan([found["estimate"], found["ci_low"], found["ci_high"]]).all()
    assert found["flag"] != "ok"
    assert "compatible with no difference" in result.sentence("en")


def test_a_range_where_facilitation_is_unknown() -> None:
    some = [(day, None if day in ("2024-02-01", "2023-03-01") else flag, who)
            for day, flag, who in TOY]  # fmt: skip
    result = sustainability(toy(some), rng=1)
    again, kept = (leg(result, name) for name in ("independent_persistence", "removal_retention"))
    assert again["flag"] == kept["flag"] == "facilitated_unknown"
    assert np.isnan([again["estimate"], kept["estimate"]]).all()
    assert (again["low"], again["high"]) == (pytest.approx(1 / 3), pytest.approx(2 / 3))
    assert (kept["low"], kept["high"]) == (1 / 8, 2 / 8)
    assert "between" in result.sentence("en")


@pytest.mark.parametrize("end", ["2024-03-31", None])
def test_unequal_times_are_cut_to_the_first_months(end: str | None) -> None:
    # Until March, or to the last record in May.
    months = 3 if end else 5
    result = sustainability(toy(), phases=PHASES | {"after": ("2024-01-01", end)}, rng=1)
    assert result.settings["months"] == months
    assert f"first {months} months" in result.sentence("en")
    assert leg(result, "independent_persistence")["n_ties"] == (2 if end else 3)
    assert leg(result, "removal_retention")["n_meetings"] == 3


def test_the_same_seed_gives_the_same_numbers() -> None:
    one, other = (sustainability(toy(), draws=49, rng=3) for _ in range(2))
    assert one.equals(other)
    assert "weakest=removal_retention" in repr(one)
    assert one.summary()["weakest"] == "removal_retention"
    assert "<table" in one._repr_html_()
    for word in ("proved", "caused", "success"):
        assert word not in one.sentence("en")


@pytest.mark.parametrize(
    "bad",
    [
        {"outcome": "nothing"},
        {"outcome": ["mean_degree"]},
        {"draws": 0},
        {"max_size": 1},
        {"panel": 3},
        {"panel": panel_of([1.0, 2.0], [1.0, 2.0], 1).query("phase != 'after'")},
    ],
)
def test_bad_arguments(bad: dict[str, Any]) -> None:
    with pytest.raises(ArgumentError):
        sustainability(toy(), **bad)


def test_phases_must_be_named() -> None:
    with pytest.raises(RecordError, match="after"):
        sustainability(toy(phases={name: PHASES[name] for name in ("pre", "during")}))


def test_times_that_are_no_whole_months_are_cut_to_days() -> None:
    spans = PHASES | {"during": ("2023-02-01", "2023-02-20"), "after": ("2024-02-01", "2024-03-28")}
    result = sustainability(toy(), phases=spans, draws=9, rng=1)
    assert (result.settings["months"], result.settings["days"]) == (None, 20)
    assert [span["end"] for span in result.settings["phases"][1:]] == ["2023-02-20", "2024-02-20"]
    assert "only the first 20 days of each" in result.sentence("en")
    assert "the change that is left" in result.sentence("en")
    own = panel_of([1.0, 2.0], [1.0, 2.0], 1)
    given = sustainability(toy(), panel=own, phases=spans, draws=9, rng=1).sentence("en")
    assert "the change is that of the panel given" in given
    # A month that is whole, and one with four weeks more.
    spans = PHASES | {"during": ("2023-01-01", "2023-01-31"), "after": ("2024-01-01", "2024-02-28")}
    assert sustainability(toy(), phases=spans, draws=9, rng=1).settings["months"] == 1


def test_years_of_unequal_days_are_equally_long() -> None:
    result = sustainability(toy(), draws=9, rng=1)
    assert (result.settings["months"], result.settings["days"]) == (None, None)


def test_where_no_region_took_part_nothing_lasts_of_it() -> None:
    tables = {**toy().tables, "regions": pd.DataFrame({"region": ["Alfa"], "treated": [False]})}
    result = sustainability(nc.Records(**tables), draws=9, rng=1)
    assert result.to_frame()["estimate"].isna().all()
    assert "No region took part" in result.sentence("en")
    assert "no regions of both sides" in result.sentence("en")


def test_without_a_meeting_of_one_region_no_tie_is_spoken_of() -> None:
    tables = dict(toy().tables)
    tables["meetings"] = tables["meetings"].assign(region=None)
    tables["actors"] = tables["actors"].assign(region=None)
    with pytest.warns(NetcoopWarning, match="8 meetings belong to no single region"):
        result = sustainability(nc.Records(**tables), draws=9, rng=1)
    assert "No tie was formed" not in result.sentence("en")
    assert "no meeting to look at" in result.sentence("en")


def test_more_fragmentation_is_not_the_strongest_leg() -> None:
    some = [meeting for meeting in TOY if meeting[2] != "e a"]
    result = sustainability(toy(some), outcome="fragmentation", draws=9, rng=1)
    assert leg(result, "removal_retention")["estimate"] > 1
    assert result.weakest == "independent_persistence"
    assert "not taken for the weakest" in result.sentence("en")
