"""What if records were missing, against every choice of what to leave out."""

from __future__ import annotations

import math
from itertools import combinations, product

import joblib
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kendalltau, spearmanr

from netcoop.compare.meeting_set import MeetingSet
from netcoop.compare.missing_records import STEPS, missing_sensitivity
from netcoop.compare.missing_result import MissingSensitivity
from netcoop.compare.missing_subjects import Meetings, Survey, agreement
from netcoop.errors import ArgumentError, RecordError
from netcoop.metrics import METRICS
from netcoop.network import build_network
from netcoop.records import Records
from tests.ties.test_projection import southern_women

BANNED = ("proved", "prokázal", "caused", "způsobil", "fault", "fail", "{")
FAST = ["degree", "partners", "strength", "betweenness"]
PLAIN = ["density", "transitivity", "fragmentation", "efficiency"]


def sheet_of(meetings: str) -> pd.DataFrame:
    """``"AB ABC"``: two meetings, of A and B, and of A, B and C."""
    rows = [(actor, f"m{day:02d}") for day, who in enumerate(meetings.split()) for actor in who]
    return pd.DataFrame(rows, columns=["actor", "meeting_id"])


TOY = "AB ABC CD DE"
SURVEY = pd.DataFrame(
    {"respondent": list("AABBC"), "target": list("BCACA"), "frequency": [3, 2, 1, 1, 1]}
)


def within(found: MissingSensitivity, loss: str, metric: str, share: float) -> pd.Series:
    table = found.to_frame()
    chosen = table["missing"].eq(loss) & table["metric"].eq(metric) & table["share"].eq(share)
    assert chosen.sum() == 1
    return table[chosen].iloc[0]


# -- the numbers -----------------------------------------------------------------------------------


def test_one_meeting_less_against_every_choice() -> None:
    """Four equally likely meetings: density of the other three, by hand."""
    found = missing_sensitivity(
        Records(meetings=sheet_of(TOY)), "density", shares=[0.25], draws=150, rng=1
    )
    row = within(found, "meetings", "density", 0.25)
    # Ties: AB AC BC CD DE; AB alone adds nothing, ABC adds AC and BC, CD and DE one each.
    left = np.array([5, 3, 4, 4]) / 10
    assert row["observed"] == 0.5
    assert row["n_dropped"] == 1
    error = left.std() / math.sqrt(150)
    assert abs(row["estimate"] - left.mean()) < 4 * error
    assert row["bias"] == pytest.approx(row["estimate"] / 0.5 - 1)
    assert row["off"] == pytest.approx(-row["bias"])  # no choice makes it denser
    assert row["change"] == pytest.approx(0.5 - row["estimate"])


def test_actors_rather_central_or_rather_outer() -> None:
    """The chance to be lost is in proportion to partners + 1, or to its inverse."""
    sheet = sheet_of("AB AC AD AE")  # a star of five: losing the center loses all four ties
    found = missing_sensitivity(Records(meetings=sheet), "density", shares=[0.2], draws=200, rng=3)
    for loss, center in {
        "actors": 1 / 5,
        "central_actors": 5 / (5 + 4 * 2),
        "outer_actors": (1 / 5) / (1 / 5 + 4 / 2),
    }.items():
        mean = (1 - center) * 3 / 6
        error = 0.5 * math.sqrt(center * (1 - center) / 200)
        assert abs(within(found, loss, "density", 0.2)["estimate"] - mean) < 4 * error, loss


def test_attendances_against_every_choice() -> None:
    sheet = sheet_of("ABC CD")
    found = missing_sensitivity(
        Records(meetings=sheet), "mean_degree", shares=[0.4], draws=150, rng=5
    )
    ties = []
    for gone in combinations(range(5), 2):
        rest = sheet.drop(index=list(gone)).groupby("meeting_id")["actor"].agg(set)
        ties.append(len(set().union(*(combinations(sorted(who), 2) for who in rest))))
    row = within(found, "attendances", "mean_degree", 0.4)
    error = 2 * np.std(ties) / 4 / math.sqrt(150)
    assert row["n_actors"] == 4  # who came to nothing that is left is still there
    assert abs(row["estimate"] - 2 * np.mean(ties) / 4) < 4 * error


def test_a_silent_respondent_takes_only_what_it_says() -> None:
    found = missing_sensitivity(
        Records(claims=SURVEY), ["density"], shares=[1 / 3], draws=100, rng=2
    )
    row = within(found, "respondents", "density", 1 / 3)
    left = np.array([3, 3, 4]) / 6  # arcs without the answers of A, of B, of C
    assert row["observed"] == pytest.approx(5 / 6)
    assert abs(row["estimate"] - left.mean()) < 4 * left.std() / 10
    assert set(found.to_frame()["missing"]) == {"respondents"}


def test_series_are_lost_as_a_whole() -> None:
    sheet = sheet_of("AB AB AB CD").assign(series=["s"] * 6 + [None] * 2)
    found = missing_sensitivity(Records(meetings=sheet), "density", shares=[0.5], draws=50, rng=1)
    row = within(found, "meetings", "density", 0.5)
    assert row["n_dropped"] == 1
    assert row["estimate"] == pytest.approx(1 / 6)  # one tie of two is left, whichever is lost


@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=3, max_size=12),
)
def test_rank_correlations_are_those_of_scipy(pairs: list[tuple[int, int]]) -> None:
    one, other = np.array(pairs, dtype="float64").T
    found = agreement(one, other)
    if np.ptp(one) == 0 or np.ptp(other) == 0:
        assert np.isnan(found).all()
    else:
        known = (spearmanr(one, other).statistic, kendalltau(one, other).statistic)
        assert found == pytest.approx(known)


def test_values_equal_but_for_rounding_are_equal() -> None:
    values = np.array([0.1 + 0.2, 0.3, 1.0, 2.0])
    assert agreement(values, np.array([1.0, 1.0, 2.0, 3.0])) == pytest.approx((1, 1))


@pytest.mark.parametrize("meetings", [TOY, "AB", "ABCDE F CDE EA", "ABCD ABCD"])
def test_the_short_way_equals_the_metrics(meetings: str) -> None:
    whole = MeetingSet.of(Records(meetings=sheet_of(meetings)))
    quick = Meetings([*FAST, *PLAIN], whole).measure()
    net = whole.network()
    for name in FAST:
        assert quick.values[name] == pytest.approx(
            METRICS[name].measure(net).to_numpy("float64"), nan_ok=True
        ), name
    for name in PLAIN:
        assert quick.numbers[name] == pytest.approx(METRICS[name].measure(net), nan_ok=True)


def test_the_survey_is_the_network_of_claims() -> None:
    records = Records(claims=SURVEY)
    found = missing_sensitivity(records, ["betweenness", "reciprocity"], draws=2, rng=1)
    net = build_network(records, layers=["claim"])
    assert within(found, "respondents", "reciprocity", 0.5)["observed"] == METRICS[
        "reciprocity"
    ].measure(net)


# -- the order of actors ---------------------------------------------------------------------------


def stability_by_choice(meetings: str) -> float:
    """The largest step at which nearly all choices of meetings keep the order of strengths."""
    subject = Meetings(["strength"], MeetingSet.of(Records(meetings=sheet_of(meetings))))
    number, before = subject.number("meetings"), subject.whole.values["strength"]
    stable = 0.0
    for share in STEPS:
        gone = min(math.ceil(share * number - 1e-9), number - 1)
        after = [
            subject.without("meetings", np.array(some)).measure().values["strength"]
            for some in combinations(range(number), gone)
        ]
        if np.mean([agreement(before, values)[0] >= 0.7 for values in after]) < 0.95:
            return stable
        stable = share
    return stable


def test_stability_against_every_choice() -> None:
    records = Records(meetings=sheet_of(TOY))
    found = missing_sensitivity(records, "strength", shares=[0.5], draws=60, rng=1)
    assert found.stability["strength"] == stability_by_choice(TOY)


def test_unstable_orders_are_not_shown() -> None:
    meetings = "AB BC CD DE EF FG GH HI IJ JK KL LA"  # a ring: all are equal
    found = missing_sensitivity(Records(meetings=sheet_of(meetings)), "degree", draws=20, rng=1)
    assert found.stability["degree"] == 0
    ranks = found.ranks("degree")
    assert ranks["rank"].isna().all()
    assert ranks["value"].isna().all()
    assert ranks["flag"].eq("unstable_rank").all()
    assert found.to_frame()["flag"].eq("unstable_rank").all()
    assert "not shown" in found.sentence("en")


def test_stable_orders_are_shown() -> None:
    found = missing_sensitivity(Records(meetings=southern_women()), "strength", draws=40, rng=1)
    assert found.stability["strength"] >= 0.25
    ranks = found.ranks("strength")
    assert ranks["flag"].eq("ok").all()
    assert ranks["rank"].iloc[0] == 1
    # Sums of weights: what differs by rounding is equal.
    assert ranks["value"].round(9).is_monotonic_decreasing
    assert ranks.index.name == "actor_id"
    assert "may be read" in found.sentence("en")


def test_few_meetings_hide_ranks_too() -> None:
    meetings = "ABCD ABC AB ABCD ABC AB ABCDE AB"
    found = missing_sensitivity(Records(meetings=sheet_of(meetings)), "strength", draws=40, rng=1)
    assert found.stability["strength"] >= 0.25
    assert found.ranks("strength")["flag"].eq("too_few_events").all()
    assert found.ranks("strength")["rank"].isna().all()


# -- the same for everyone -------------------------------------------------------------------------


def test_numbers_do_not_depend_on_workers() -> None:
    records = Records(meetings=southern_women())
    wanted = {"metrics": ["density", "mean_degree"], "shares": [0.2], "draws": 110, "rng": 7}
    alone = missing_sensitivity(records, **wanted)
    with joblib.parallel_config("threading", n_jobs=2):
        together = missing_sensitivity(records, **wanted)
    assert alone.equals(together)
    assert not alone.equals(missing_sensitivity(records, **{**wanted, "rng": 8}))
    assert alone.to_frame()["seed"].eq(7).all()


def test_meetings_and_survey_side_by_side() -> None:
    sheet = sheet_of("AB AC BC")
    found = missing_sensitivity(
        Records(meetings=sheet, claims=SURVEY),
        ["two_mode_density", "density"],
        shares=[0.5],
        draws=3,
        rng=1,
    )
    table = found.to_frame()
    seats = table[table["missing"].eq("respondents") & table["metric"].eq("two_mode_density")]
    assert seats["estimate"].isna().all()  # a survey has no seats
    assert set(table["missing"]) == {*Meetings.LOSSES, *Survey.LOSSES}


def test_few_answers_are_not_called_meetings() -> None:
    found = missing_sensitivity(Records(claims=SURVEY), shares=[0.4], draws=3, rng=1)
    for said in (found.sentence("en"), within(found, "respondents", "density", 0.4)["sentence"]):
        assert said.endswith("Too few answered to say.")
        assert "meetings" not in said


def test_meetings_of_one_do_not_count() -> None:
    alone = missing_sensitivity(
        Records(meetings=sheet_of("AB BC A B C CD")), "density", shares=[0.34], draws=30, rng=1
    )
    assert within(alone, "meetings", "density", 0.34)["n_meetings"] == 3
    assert within(alone, "meetings", "density", 0.34)["n_dropped"] == 2


def test_nothing_to_leave_out() -> None:
    found = missing_sensitivity(Records(meetings=sheet_of("AB")), draws=3, rng=1)
    rows = found.to_frame()
    rows = rows[rows["missing"] == "meetings"]
    assert rows["n_draws"].eq(0).all()
    assert rows["estimate"].isna().all()
    assert rows["flag"].eq("too_few_events").all()
    assert found.stability.isna().all()
    assert found.ranks("degree")["rank"].isna().all()


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"metrics": "densty"}, "density"),
        ({"metrics": []}, "names none"),
        ({"metrics": 3}, "metrics=3"),
        ({"shares": []}, "shares"),
        ({"shares": 0.2}, "shares"),
        ({"shares": [0.0]}, "shares"),
        ({"shares": [1.0]}, "shares"),
        ({"shares": [True]}, "shares"),
        ({"shares": [math.nan]}, "shares"),
        ({"draws": 0}, "draws"),
        ({"draws": 2.5}, "draws"),
        ({"rng": "x"}, "rng"),
    ],
)
def test_bad_arguments(wrong: dict[str, object], word: str) -> None:
    with pytest.raises(ArgumentError, match=word):
        missing_sensitivity(Records(meetings=sheet_of(TOY)), **wrong)  # type: ignore[arg-type]


def test_needs_meetings_or_claims() -> None:
    ties = pd.DataFrame({"source": ["A"], "target": ["B"], "date": ["2024-01-01"]})
    with pytest.raises(RecordError, match="neither"):
        missing_sensitivity(Records(referrals=ties))
    found = missing_sensitivity(Records(meetings=sheet_of(TOY)), draws=2, rng=1)
    with pytest.raises(ArgumentError, match="metric"):
        found.ranks("density")


def test_sentences() -> None:
    found = missing_sensitivity(
        Records(meetings=sheet_of(TOY), claims=SURVEY), draws=3, shares=[0.2], rng=1
    )
    for lang, table in product(("en", "cs"), [found]):
        said = [*table.to_frame(lang)["sentence"], table.sentence(lang)]
        assert not [word for one in said for word in BANNED if word in one.lower()]
        assert all(one.endswith(".") for one in said)
    one = within(found, "meetings", "density", 0.2)["sentence"]
    assert one.startswith(
        "If 20 % of the meetings were missing, each series as a whole, the number"
    )
    assert "typically be off by" in one
    assert found.summary()["meetings_0.2_density_observed"] == 0.5
    assert "meetings_degree_stability" in found.summary()
    assert repr(found).startswith("<MissingSensitivity: 30 rows")
    assert "<table" in found._repr_html_()
