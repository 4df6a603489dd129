"""Trust: means by tie and period, what was left out, and changes over the same ties only."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import netcoop as nc
from netcoop.compare.trusting import Trust, trust
from netcoop.errors import ArgumentError, RecordError

YEARS = {"2023": ("2023", "2023"), "2024": ("2024", "2024")}


def survey(*rows: tuple[object, ...], **columns: object) -> nc.Records:
    frame = pd.DataFrame(rows, columns=["respondent", "target", "layer", "trust", "date"])
    return nc.Records(claims=frame.assign(**columns))


ROWS = (
    ("A", "B", "knows", 1, "2023-05-01"),
    ("A", "B", "knows", 3, "2023-06-01"),
    ("B", "A", "knows", 4, "2023-05-01"),
    ("C", "A", "knows", 5, "2023-05-01"),
    ("D", "A", "knows", None, "2023-05-01"),
    ("A", "B", "knows", 3, "2024-05-01"),
    ("B", "A", "knows", 4, "2024-05-01"),
    ("C", "A", "knows", 3, "2024-05-01"),
    ("D", "A", "knows", 5, "2024-05-01"),
)


def trend(found: Trust, column: str) -> list[float]:
    return found.trend[column].tolist()


def test_means_of_ties_and_the_change_over_the_same_ties_by_hand() -> None:
    found = trust(survey(*ROWS), phases=YEARS, min_answers=3)
    # (2 + 4 + 5) / 3, and (3 + 4 + 3 + 5) / 4: who was asked twice counts once.
    assert trend(found, "mean") == pytest.approx([11 / 3, 3.75])
    assert trend(found, "n_answers") == [4, 4]
    assert trend(found, "n_missing") == [1, 0]
    assert trend(found, "n_ties") == trend(found, "n_respondents") == [3, 4]
    # Of A, B and C: (3 - 2) + (4 - 4) + (3 - 5) = -1; D was not rated before. The mean rose.
    assert found.trend["change"].iloc[1] == pytest.approx(-1 / 3)
    assert math.isnan(found.trend["change"].iloc[0])
    assert trend(found, "n_same") == [0, 3]
    ties = found.to_frame("en").set_index(["period", "source"])
    assert ties.at[("2023", "A"), "trust"] == 2.0
    assert math.isnan(ties.at[("2023", "D"), "trust"])
    assert (found.n_answers, found.n_missing, found.n_outside) == (8, 1, 0)
    assert "-0.33" in found.sentence("en").replace("−", "-")


def test_too_few_answers_or_respondents_give_no_mean() -> None:
    found = trust(survey(*ROWS), phases=YEARS)
    assert np.isnan(found.trend[["mean", "change"]]).to_numpy().all()
    assert "Too few" in found.sentence("en")
    alone = [("A", target, "knows", 3, "2023-05-01") for target in "BCDEFGH"]
    assert math.isnan(trust(survey(*alone)).trend["mean"].iloc[0])
    assert trust(survey(*alone)).trend["n_answers"].tolist() == [7]


def test_layers_stay_apart_and_one_without_ratings_is_said() -> None:
    found = trust(survey(*ROWS, ("A", "C", "refers", None, "2023-05-01")), phases=YEARS)
    row = found.trend.set_index(["layer", "period"]).loc[("refers", "2023")]
    assert (row["n_answers"], row["n_missing"]) == (0, 1)
    assert math.isnan(row["mean"])


def test_rows_in_no_period_are_counted_and_left_out() -> None:
    rows = [*ROWS, ("E", "A", "knows", 1, None), ("E", "A", "knows", 1, "2030-01-01")]
    found = trust(survey(*rows), phases=YEARS, min_answers=3)
    assert found.n_outside == 2
    assert "2 rows are in no period" in found.sentence("en")
    assert found.trend.equals(trust(survey(*ROWS), phases=YEARS, min_answers=3).trend)
    assert trust(survey(*rows)).settings["periods"] == ["all"]


def test_who_did_not_answer_or_rates_itself_says_nothing() -> None:
    rows = [*ROWS[2:4], ("D", "D", "knows", 5, None), ("E", "A", "knows", 0, None)]
    found = trust(survey(*rows, answered=[True, True, True, False]))
    assert (found.n_answers, found.n_missing) == (2, 1)
    assert set(found.to_frame()["source"]) == {"B", "C", "E"}


def test_records_own_phases_are_the_default() -> None:
    phases = pd.DataFrame(
        {"phase": ["a", "b"], "start": ["2023-01-01", "2024-01-01"],
         "end": ["2023-12-31", "2024-12-31"]}
    )  # fmt: skip
    own = trust(survey(*ROWS).replace({"phases": phases}), min_answers=3)
    assert own.trend["mean"].equals(trust(survey(*ROWS), phases=YEARS, min_answers=3).trend["mean"])
    assert own.settings["periods"] == ["a", "b"]
    assert own.equals(trust(survey(*ROWS).replace({"phases": phases}), min_answers=3))
    assert not own.equals(trust(survey(*ROWS)))


RATINGS = st.lists(
    st.tuples(st.sampled_from("ABCD"), st.sampled_from("EFG"), st.integers(1, 5)),
    min_size=1, max_size=12,
)  # fmt: skip


@given(RATINGS, st.randoms())
@settings(max_examples=25, deadline=None)
def test_order_of_rows_and_the_unit_of_the_scale_change_nothing(
    rated: list[tuple[str, str, int]], random: object
) -> None:
    rows = [(one, other, "knows", value, None) for one, other, value in rated]
    mixed = random.sample(rows, len(rows))  # type: ignore[attr-defined]
    found = trust(survey(*rows), min_answers=1)
    other = trust(survey(*mixed), min_answers=1)
    pd.testing.assert_frame_equal(found.trend, other.trend)
    tenfold = trust(survey(*[(*row[:3], 10 * row[3], None) for row in rows]), min_answers=1)
    assert np.allclose(tenfold.trend["mean"], 10 * found.trend["mean"], equal_nan=True)


def test_bad_ratings_and_arguments_say_the_remedy() -> None:
    with pytest.raises(RecordError, match="row 2"):
        trust(survey(ROWS[0], ("A", "C", "knows", "much", None)))
    with pytest.raises(RecordError, match="column 'trust'"):
        trust(nc.Records(claims=pd.DataFrame({"respondent": ["A"], "target": ["B"]})))
    for wrong in (0, 2.5, True, "3"):
        with pytest.raises(ArgumentError, match="whole number"):
            trust(survey(*ROWS), min_answers=wrong)  # type: ignore[arg-type]
    with pytest.raises(RecordError):
        trust(pd.DataFrame())  # type: ignore[arg-type]


def test_no_rating_at_all_is_no_trust_of_zero() -> None:
    found = trust(survey(("A", "B", "knows", None, None)), min_answers=1)
    assert math.isnan(found.trend["mean"].iloc[0])
    assert found.settings["scale"] is None
    assert found.sentence("en").startswith("0 of 1 row")
