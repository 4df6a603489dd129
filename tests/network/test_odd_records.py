"""What hides, what is refused, and what is said when records and arguments are odd."""

import pickle

import numpy as np
import pandas as pd
import pytest

import netcoop as nc
from netcoop.errors import ArgumentError, NetcoopWarning, RecordError
from netcoop.network.disclosing import disclose
from netcoop.ties import referral_ties


def referred(**columns: object) -> nc.Records:
    return nc.Records(referrals=pd.DataFrame(columns))


def met(**columns: object) -> nc.Records:
    sheet = {"actor": ["A", "B"], "meeting_id": ["1", "1"], **columns}
    return nc.Records(meetings=pd.DataFrame(sheet))


@pytest.mark.parametrize(
    "weighting",
    [
        nc.Weighting(outcome={"KAPACITA": 0.01}),
        nc.Weighting(outcome={"PRIJATO": 1000}),
        nc.Weighting(half_life=30),
    ],
)
def test_what_leaves_does_not_tell_how_many_referrals_had_which_outcome(
    weighting: nc.Weighting,
) -> None:
    def left(refused: int) -> nc.Network:
        outcome = ["PRIJATO"] * (9 - refused) + ["KAPACITA"] * refused
        dates = pd.date_range("2024-01-01", periods=9, freq=f"{refused + 1}D")
        records = referred(source=["A"] * 9, target=["B"] * 9, outcome=outcome, date=dates)
        return disclose(nc.build_network(records, weighting=weighting))

    assert left(1).equals(left(4))
    assert left(1).ties["weight"].tolist() == [9.0]
    assert "KAPACITA" not in str(left(1).settings)


def test_many_old_referrals_are_not_shown_as_few() -> None:
    records = referred(
        source=["A", "C"], target=["B", "D"], count=[200, 6], date=["2014-01-01", "2024-01-01"]
    )
    net = nc.build_network(records, weighting=nc.Weighting(half_life=365))
    assert net.ties["weight"].iloc[0] < 5
    assert disclose(net).ties["weight"].tolist() == [200.0, 6.0]


def test_few_referrals_stay_hidden_whatever_they_weigh() -> None:
    records = referred(source=["A"], target=["B"], count=[2], outcome=["PRIJATO"])
    net = nc.build_network(records, weighting=nc.Weighting(outcome={"PRIJATO": 10}))
    hidden = disclose(net)
    assert hidden.ties[["weight", "shown"]].to_numpy().tolist() == [[2.5, "<5"]]
    assert disclose(hidden).equals(hidden)


def test_numbers_of_numpy_are_numbers() -> None:
    choice = nc.Weighting(
        kind={"VZDEL": np.float32(0.5)}, half_life=np.int64(30), max_size=np.int64(30)
    )
    assert choice == nc.Weighting(kind={"VZDEL": 0.5}, half_life=30, max_size=30)
    net = nc.build_network(met(date=["2024-01-01"] * 2), weighting=choice)
    assert pickle.loads(pickle.dumps(net)).equals(net)


@pytest.mark.parametrize(
    "given",
    [
        {"half_life": "365"}, {"max_size": "30"}, {"max_size": float("nan")}, {"max_size": 2.5},
        {"kind": ["VZDEL"]}, {"kind": "assumed"}, {"role": "guest"}, {"layer_weights": "referral"},
        {"hours": "no"}, {"reference": 2024}, {"reference": pd.NaT},
    ],
)  # fmt: skip
def test_a_weighting_of_the_wrong_type_is_refused(given: dict[str, object]) -> None:
    with pytest.raises(ArgumentError):
        nc.Weighting(**given)


@pytest.mark.parametrize(
    "given", ["1. 2. 2024", "1.2.2024", "2024-02-01", np.datetime64("2024-02-01")]
)
def test_the_day_of_reference_is_read_as_days_of_records_are(given: object) -> None:
    assert nc.Weighting(reference=given).reference == "2024-02-01"


def test_a_kind_written_as_a_number_has_its_multiplier() -> None:
    net = nc.build_network(met(kind=[1, 1]), weighting=nc.Weighting(kind={1: 2}))
    assert net.ties["weight"].tolist() == [2.0]


def test_days_with_a_time_zone_are_the_days_that_were_written() -> None:
    dates = pd.to_datetime(["2024-01-02 00:30"] * 2).tz_localize("Europe/Prague")
    net = nc.build_network(met(date=dates), weighting=nc.Weighting(half_life=30))
    assert net.ties["first_date"].tolist() == [pd.Timestamp("2024-01-02")]
    assert net.settings["reference"] == "2024-01-02"


def test_fading_without_any_date_says_that_nothing_fades() -> None:
    with pytest.warns(NetcoopWarning, match="Nothing has a date"):
        nc.build_network(met(), weighting=nc.Weighting(half_life=30))


def test_an_agreement_is_judged_on_the_last_day_that_was_not_only_planned() -> None:
    records = nc.Records(
        meetings=pd.DataFrame(
            {
                "actor": ["A", "B", "A", "B"],
                "meeting_id": ["1", "1", "2", "2"],
                "date": ["2024-06-01", "2024-06-01", "2030-01-01", "2030-01-01"],
                "status": ["held", "held", "planned", "planned"],
            }
        ),
        agreements=pd.DataFrame({"source": ["A"], "target": ["B"], "valid_to": ["2024-12-31"]}),
    )
    net = nc.build_network(records, layers=["meeting", "agreement"])
    assert net.layers == ("agreement", "meeting")
    assert net.settings["reference"] == "2024-06-01"


@pytest.mark.parametrize("count", [-3, 2.5, float("inf"), "paní Nová"])
def test_a_count_that_is_none_is_refused_without_what_stands_there(count: object) -> None:
    log = pd.DataFrame({"source": ["A"], "target": ["B"], "count": [count]})
    with pytest.raises(ArgumentError, match=r"1 of 1 rows have a 'count'.*rows 1") as refused:
        referral_ties(log)
    assert "Nová" not in str(refused.value)


@pytest.mark.parametrize("hours", [-1, float("inf"), "dvě paní Nové"])
def test_hours_that_are_none_are_refused(hours: object) -> None:
    with pytest.raises(RecordError, match="1 of 2 rows of meetings have hours that are") as refused:
        nc.build_network(met(hours=[hours, 1]), weighting=nc.Weighting(hours=True))
    assert "Nov" not in str(refused.value)


@pytest.mark.parametrize(
    "dates",
    [["2.1.2024", "10.1.2024"], pd.PeriodIndex(["2024-01", "2024-02"], freq="M")],
)
def test_dates_that_cannot_be_compared_as_days_are_refused(dates: object) -> None:
    sheet = pd.DataFrame({"actor": ["A", "B"], "meeting_id": [1, 1], "date": dates})
    with pytest.raises(ArgumentError, match="'date' holds"):
        nc.project(sheet)


def test_two_columns_of_one_name_are_refused() -> None:
    sheet = pd.DataFrame([["A", 1, 1]], columns=["actor", "meeting_id", "meeting_id"])
    with pytest.raises(ArgumentError, match="one name"):
        nc.project(sheet)


def test_a_size_of_the_wrong_type_is_refused() -> None:
    answers = nc.Records(claims=pd.DataFrame({"respondent": ["A"], "target": ["B"]}))
    with pytest.raises(ArgumentError):
        nc.compare_claims(answers, max_size="15")
