"""Intervals of metrics, against closed forms and numbers worked out by hand."""

from __future__ import annotations

import math

import joblib
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t

from netcoop.compare.interval_result import MetricIntervals
from netcoop.compare.intervals import jackknife_error, metric_interval
from netcoop.compare.meeting_set import MeetingSet
from netcoop.errors import ArgumentError, RecordError
from netcoop.metrics import METRICS
from netcoop.records import Records
from tests.compare.simulate_did import monte_carlo_error
from tests.compare.simulate_intervals import CASES, LOWEST, coverage

BANNED = ("proved", "prokázal", "caused", "způsobil", "fault", "fail", "{")
# Twelve meetings; only B and C met twice. Each other meeting of two makes a tie of its own.
TWELVE = "AB AC AD AE BC BC BD CDE EF FG GH AH"
# The same ties, counted by hand: 13 of 28 pairs, and what is left without each meeting.
TIES = 13
LEFT = np.array([12, 12, 12, 12, 13, 13, 12, 10, 12, 12, 12, 12]) / 28


def sheet_of(meetings: str, region: str | None = None) -> pd.DataFrame:
    rows = [(actor, f"m{day:02d}") for day, who in enumerate(meetings.split()) for actor in who]
    sheet = pd.DataFrame(rows, columns=["actor", "meeting_id"])
    return sheet if region is None else sheet.assign(region=region)


def only(found: MetricIntervals) -> pd.Series:
    table = found.to_frame()
    assert len(table) == 1
    return table.iloc[0]


# -- the numbers -----------------------------------------------------------------------------------


@given(st.lists(st.integers(-50, 50), min_size=2, max_size=30))
def test_jackknife_of_a_mean_is_the_known_error(values: list[int]) -> None:
    numbers = np.array(values, dtype="float64")
    left = (numbers.sum() - numbers) / (len(numbers) - 1)
    known = numbers.std(ddof=1) / math.sqrt(len(numbers))
    assert jackknife_error(left) == pytest.approx(known, abs=1e-9)


def test_density_by_hand() -> None:
    row = only(metric_interval(Records(meetings=sheet_of(TWELVE)), "density"))
    error = math.sqrt(11 / 12 * ((LEFT - LEFT.mean()) ** 2).sum())
    assert row["estimate"] == pytest.approx(TIES / 28)
    assert row["std_error"] == pytest.approx(error)
    assert row["ci_low"] == pytest.approx(TIES / 28 - t.ppf(0.975, 11) * error)
    assert row["ci_high"] == pytest.approx(TIES / 28 + t.ppf(0.975, 11) * error)
    assert (row["loo_low"], row["loo_high"]) == pytest.approx((10 / 28, 13 / 28))
    assert (row["n_units"], row["n_large"], row["flag"]) == (12, 0, "ok")
    assert row["without_large"] == row["estimate"]


def test_ties_per_actor_is_density_on_another_scale() -> None:
    found = metric_interval(Records(meetings=sheet_of(TWELVE)), ["density", "mean_degree"])
    table = found.to_frame().set_index("metric")
    for column in ("estimate", "std_error", "ci_low", "ci_high", "loo_low"):
        assert table[column]["mean_degree"] == pytest.approx(7 * table[column]["density"])


def test_a_sum_has_the_known_error() -> None:
    """Strength after Newman: each meeting gives 1 to each who came; the error of a sum is s·√M."""
    records = Records(meetings=sheet_of(TWELVE))
    row = only(metric_interval(records, "strength"))
    sizes = np.array([len(who) for who in TWELVE.split()])
    strength = METRICS["strength"].measure(MeetingSet.of(records).network())
    assert row["estimate"] == pytest.approx(strength.mean())
    assert row["std_error"] == pytest.approx(sizes.std(ddof=1) * math.sqrt(12) / 8)
    assert (row["loo_low"], row["loo_high"]) == pytest.approx(
        ((sizes.sum() - 3) / 8, (sizes.sum() - 2) / 8)
    )
    four = only(metric_interval(Records(meetings=sheet_of("AB AB CD CD")), "strength"))
    assert (four["estimate"], four["loo_low"], four["loo_high"]) == (2, 1.5, 1.5)


def test_large_meetings_are_always_there() -> None:
    """The interval is given them: it equals that of the union with the same large meeting."""
    large = "ABCDEF"
    found = metric_interval(
        Records(meetings=sheet_of(f"{TWELVE} {large}")), ["density", "strength"], max_size=5
    )
    row, total = (found.to_frame().iloc[place] for place in (0, 1))
    pairs = [frozenset(p) for who in TWELVE.split() for p in map(sorted, _pairs(who))]
    always = {frozenset(p) for p in _pairs(large)}
    left = []
    for gone in range(12):
        rest = [who for place, who in enumerate(TWELVE.split()) if place != gone]
        left.append(len(always | {frozenset(p) for who in rest for p in _pairs(who)}) / 28)
    assert row["estimate"] == pytest.approx(len(always | set(pairs)) / 28)
    assert row["without_large"] == pytest.approx(TIES / 28)
    assert row["std_error"] == pytest.approx(jackknife_error(np.array(left)))
    assert (row["n_units"], row["n_large"], row["n_meetings"]) == (12, 1, 13)
    assert row["loo_low"] >= len(always) / 28
    sizes = np.array([len(who) for who in TWELVE.split()])
    assert total["std_error"] == pytest.approx(sizes.std(ddof=1) * math.sqrt(12) / 8)
    assert total["estimate"] == pytest.approx((sizes.sum() + 6) / 8)


def _pairs(who: str) -> list[tuple[str, str]]:
    return [(a, b) for place, a in enumerate(who) for b in who[place + 1 :]]


def test_a_series_is_one_unit() -> None:
    """Each meeting held three times in a row, as one series: nothing more is known."""
    sheet = sheet_of(TWELVE)
    copies = [
        sheet.assign(meeting_id=sheet["meeting_id"] + f"-{time}", series=sheet["meeting_id"])
        for time in range(3)
    ]
    series = only(metric_interval(Records(meetings=pd.concat(copies)), "density"))
    once = only(metric_interval(Records(meetings=sheet), "density"))
    same = ["estimate", "std_error", "ci_low", "ci_high", "n_units", "loo_low", "loo_high"]
    assert series[same].to_list() == pytest.approx(once[same].to_list())
    assert series["n_meetings"] == 36
    alone = pd.concat(copies).drop(columns="series")
    # As meetings of their own nothing would hang on any: no error can be told.
    assert only(metric_interval(Records(meetings=alone), "density"))["flag"] == "too_few_events"


# -- refusals --------------------------------------------------------------------------------------


def test_few_units() -> None:
    meetings = " ".join(TWELVE.split()[1:])
    row = only(metric_interval(Records(meetings=sheet_of(meetings)), "density"))
    assert row["flag"] == "too_few_events"
    assert row[["std_error", "ci_low", "ci_high"]].isna().all()
    assert row["loo_low"] < row["loo_high"]
    # Meetings of one actor show no tie and are no units.
    more = only(metric_interval(Records(meetings=sheet_of(f"{meetings} A B C")), "density"))
    assert (more["n_units"], more["flag"]) == (11, "too_few_events")


def test_large_meetings_that_may_be_left_out_need_more_units() -> None:
    records = Records(meetings=sheet_of(f"{TWELVE} ABCDEFGHIJKLM NO"))
    assert only(metric_interval(records, "density", max_size=None))["flag"] == "too_few_events"
    assert only(metric_interval(records, "density"))["flag"] == "ok"


def test_leaps_have_a_range_only() -> None:
    apart = "AB AC AB BC AC BC DE DF EF DE GH GH HI AB"
    row = only(metric_interval(Records(meetings=sheet_of(apart)), "fragmentation"))
    assert (row["method"], row["flag"]) == ("range", "ok")
    assert row[["std_error", "ci_low", "ci_high"]].isna().all()
    assert row["estimate"] == pytest.approx(1 - (6 + 6 + 6) / 72)
    assert row["loo_high"] == pytest.approx(1 - (6 + 6 + 2) / 72)  # without H and I
    full = only(metric_interval(Records(meetings=sheet_of(TWELVE)), "fragmentation"))
    assert (full["estimate"], full["flag"]) == (0, "saturated")


def test_all_tied_says_nothing() -> None:
    row = only(metric_interval(Records(meetings=sheet_of("ABC " * 14)), "density"))
    assert (row["estimate"], row["flag"]) == (1, "saturated")
    assert math.isnan(row["ci_low"])


def test_nearly_all_tied_is_said_of_ranges_only() -> None:
    every = "ABCDEF " * 12 + "ABCDE FG AG BG CG DG"
    names = ["transitivity", "fragmentation", "two_mode_density", "saturated", "multiplexity"]
    found = metric_interval(Records(meetings=sheet_of(every)), names).to_frame()
    flags = dict(zip(found["metric"], found["flag"], strict=True))
    assert flags["fragmentation"] == "saturated"
    assert {flags["two_mode_density"], flags["saturated"], flags["transitivity"]} == {"ok"}
    assert found["ci_low"].notna().tolist() == [True, False, False, False, False]


def test_what_is_not_defined_is_not_called_too_few() -> None:
    records = Records(meetings=sheet_of(TWELVE))
    found = metric_interval(records, ["reciprocity", "ei_index"]).to_frame()
    assert found["sentence"].str.endswith(" is not defined for these records.").all()
    assert found["flag"].eq("too_few_events").all()


@pytest.mark.parametrize(
    ("meetings", "end"),
    [
        (f"{TWELVE} {TWELVE}", "It hangs on no single meeting or series, so no error can be told."),
        ("AB BC " + "DE " * 12, "Without one of the meetings or series it is not defined."),
        ("AB BC DE", "There are too few meetings to say."),
    ],
)
def test_why_no_error_can_be_told(meetings: str, end: str) -> None:
    row = only(metric_interval(Records(meetings=sheet_of(meetings)), "transitivity"))
    assert row["flag"] == "too_few_events"
    assert row["sentence"].endswith(end)


@pytest.mark.parametrize("meetings", ["A", "AB", "AB CD", "ABC"])
def test_next_to_nothing(meetings: str) -> None:
    found = metric_interval(Records(meetings=sheet_of(meetings)), ["density", "transitivity"])
    table = found.to_frame()
    assert table["flag"].eq("too_few_events").all()
    assert table[["std_error", "ci_low", "ci_high"]].isna().all(axis=None)
    assert table["n_units"].le(2).all()


def test_intervals_stay_in_the_range_of_the_metric() -> None:
    meetings = "ABCDE FG AB CD EF AC BD CE DF EG AG BF"
    found = metric_interval(
        Records(meetings=sheet_of(meetings)),
        ["density", "transitivity", "mean_degree"],
        level=0.9999,
    )
    table = found.to_frame().set_index("metric")
    assert table["ci_low"].ge(0).all()
    assert table["ci_high"].le(pd.Series({"density": 1, "transitivity": 1, "mean_degree": 6})).all()
    narrow = metric_interval(Records(meetings=sheet_of(meetings)), "density", level=0.5)
    assert only(narrow)["ci_low"] > table["ci_low"]["density"]


# -- by region, by order, by worker ----------------------------------------------------------------


def test_one_row_a_region_as_if_it_were_alone() -> None:
    one = sheet_of(TWELVE, "Jihlava")
    other = sheet_of("AB CD AC", "Havlíčkův Brod")
    other["actor"], other["meeting_id"] = "x" + other["actor"], "x" + other["meeting_id"]
    found = metric_interval(
        Records(meetings=pd.concat([one, other])), ["density", "transitivity"], by="region"
    )
    table = found.to_frame()
    assert table["region"].tolist() == ["Havlíčkův Brod"] * 2 + ["Jihlava"] * 2
    alone = metric_interval(Records(meetings=one), ["density", "transitivity"]).to_frame()
    same = ["estimate", "ci_low", "ci_high", "loo_low", "n_units", "n_actors"]
    there = table[table["region"] == "Jihlava"].reset_index(drop=True)
    pd.testing.assert_frame_equal(there[same], alone[same])
    assert table["flag"].tolist() == ["too_few_events"] * 2 + ["ok"] * 2
    assert table["sentence"].iloc[2].startswith("Jihlava, density: 0.46; given 12 recorded")


def test_names_of_actors_and_meetings_change_nothing() -> None:
    sheet = sheet_of(TWELVE)
    other = sheet.assign(
        actor=sheet["actor"].map(dict(zip("ABCDEFGH", "HGFEDCBA", strict=True))),
        meeting_id="z" + sheet["meeting_id"].str[::-1],
    )
    one, two = (metric_interval(Records(meetings=some)).to_frame() for some in (sheet, other))
    pd.testing.assert_frame_equal(one, two)


def test_numbers_do_not_depend_on_workers() -> None:
    records = Records(meetings=sheet_of(TWELVE))
    with joblib.parallel_config("threading", n_jobs=2):
        together = metric_interval(records)
    assert metric_interval(records).equals(together)
    assert not metric_interval(records, level=0.9).equals(together)


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"metrics": "densty"}, "density"),
        ({"metrics": ["density", "degree"]}, "strength"),
        ({"metrics": []}, "names none"),
        ({"metrics": 3}, "metrics=3"),
        ({"max_size": 1}, "max_size"),
        ({"max_size": 2.5}, "max_size"),
        ({"by": "phase"}, "region"),
        ({"level": 0}, "level"),
        ({"level": 1}, "level"),
        ({"level": 95}, "level"),
        ({"level": True}, "level"),
        ({"level": math.nan}, "level"),
    ],
)
def test_bad_arguments(wrong: dict[str, object], word: str) -> None:
    with pytest.raises(ArgumentError, match=word):
        metric_interval(Records(meetings=sheet_of(TWELVE)), **wrong)  # type: ignore[arg-type]


def test_needs_meetings() -> None:
    ties = pd.DataFrame({"source": ["A"], "target": ["B"], "date": ["2024-01-01"]})
    with pytest.raises(RecordError, match="meetings"):
        metric_interval(Records(referrals=ties))
    with pytest.raises(RecordError, match="region of no meeting is known"):
        metric_interval(Records(meetings=sheet_of(TWELVE)), by="region")


def test_sentences() -> None:
    meetings = f"{TWELVE} ABCDEFGHIJKLM NO"
    found = metric_interval(
        Records(meetings=sheet_of(meetings)), ["density", "strength", "fragmentation"]
    )
    few = metric_interval(Records(meetings=sheet_of("AB BC")), "density")
    for lang in ("en", "cs"):
        said = [
            *found.to_frame(lang)["sentence"],
            found.sentence(lang),
            few.sentence(lang),
        ]
        assert not [word for one in said for word in BANNED if word in one.lower()]
        assert all(one.endswith(".") for one in said)
    density = found.to_frame()["sentence"].iloc[0]
    assert "given 14 recorded meetings, values from" in density
    assert "are compatible with the records" in density
    assert "1 meeting of more than 12 actors is taken as given; without it: 0.13." in density
    assert found.to_frame()["sentence"].iloc[1].startswith("Strength of cooperation, mean of all")
    assert "no interval" in few.sentence("en")
    assert "density_ci_low" in found.summary()
    assert repr(found) == "<MetricIntervals: 3 rows, 0 with a flag>"


# -- how often they hold ---------------------------------------------------------------------------


def test_coverage_in_made_up_worlds() -> None:
    """The short form of ``python -m tests.compare.simulate_intervals``."""
    runs = 100
    for name in ("12 meetings", "12 meetings and 1 large"):
        found = coverage(CASES[name], runs, seed=5, a_world=50, draws=300)
        assert min(found.values()) >= LOWEST - 4 * monte_carlo_error(LOWEST, runs), name
