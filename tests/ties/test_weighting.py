"""How records become weights: every choice by hand, and what it leaves alone."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import netcoop as nc
from netcoop.errors import ArgumentError, NetcoopWarning
from netcoop.ties import agreement_ties
from netcoop.ties.weighting import ASSUMED_CHANNEL
from tests.ties.test_projection import attendance


def meetings(**columns: list[Any]) -> nc.Records:
    """A, B and C at meeting 1, A and B at meeting 2; one value a row."""
    sheet = pd.DataFrame({"actor": list("ABCAB"), "meeting_id": list("11122"), **columns})
    return nc.Records(meetings=sheet)


def weights(records: nc.Records, **choice: Any) -> dict[str, float]:
    net = nc.build_network(
        records, layers=choice.pop("layers", ["meeting"]), weighting=nc.Weighting(**choice)
    )
    return {row.source + row.target: row.weight for row in net.ties.itertuples()}


@pytest.mark.parametrize(
    ("method", "pair"), [("newman", 1 / 2 + 1), ("count", 2.0), ("share", 1 / 3 + 1)]
)
def test_what_a_meeting_gives(method: str, pair: float) -> None:
    assert weights(meetings(), meeting=method)["AB"] == pytest.approx(pair, rel=1e-15)


def test_kinds_and_channels_multiply_the_whole_meeting() -> None:
    records = meetings(kind=["KULATY"] * 3 + ["VZDEL"] * 2, channel=["ONLINE"] * 3 + ["OSOBNE"] * 2)
    assert weights(records, kind={"VZDEL": 0}) == {"AB": 0.5, "AC": 0.5, "BC": 0.5}
    assert weights(records, channel={"ONLINE": 0.5})["AB"] == 0.25 + 1
    both = weights(records, kind={"KULATY": 3}, channel={"ONLINE": 0.5})
    assert both == {"AB": 0.75 + 1, "AC": 0.75, "BC": 0.75}
    assert weights(records, channel="assumed") == weights(records, channel=ASSUMED_CHANNEL)


def test_what_is_assumed_keeps_the_order_that_is_known() -> None:
    mediated = {code: size for code, size in ASSUMED_CHANNEL.items() if code != "OSOBNE"}
    assert max(mediated.values()) < ASSUMED_CHANNEL["OSOBNE"] == 1
    assert set(ASSUMED_CHANNEL) == set(nc.vocabulary("channel")["code"]) - {"NEUVEDENO"}


def test_roles_count_by_their_geometric_mean() -> None:
    records = meetings(role=["organiser", "guest", "participant", None, "guest"])
    given = weights(records, role={"organiser": 4, "guest": 0.25})
    assert given["AC"] == pytest.approx(0.5 * 2)
    assert given["BC"] == pytest.approx(0.5 * 0.5)
    assert given["AB"] == pytest.approx(0.5 * 1 + 0.5)


def test_a_role_that_counts_nothing_still_fills_a_seat() -> None:
    records = meetings(role=[None, None, "guest", None, None])
    assert weights(records, role={"guest": 0}) == {"AB": 1.5}
    net = nc.build_network(records, weighting=nc.Weighting(role={"guest": 0}))
    assert net.ties["meetings"].tolist() == [2]


def test_hours_multiply_and_missing_ones_are_the_median() -> None:
    records = meetings(hours=[2.0, 2.0, 2.0, 4.0, 4.0])
    assert weights(records, hours=True) == {"AB": 1.0 + 4, "AC": 1.0, "BC": 1.0}
    patchy = meetings(hours=[2.0, 2.0, 2.0, None, None])
    with pytest.warns(NetcoopWarning, match="2 of 5 rows of meetings have no hours"):
        assert weights(patchy, hours=True)["AB"] == 1.0 + 2
    with pytest.warns(NetcoopWarning, match="5 of 5 rows"):
        assert weights(meetings(), hours=True) == weights(meetings())


def test_records_fade_by_half_in_a_half_life() -> None:
    records = meetings(date=pd.to_datetime(["2024-01-01"] * 3 + ["2024-01-31"] * 2).tolist())
    assert weights(records, half_life=30) == {"AB": 0.25 + 1, "AC": 0.25, "BC": 0.25}
    later = weights(records, half_life=30, reference="2024-03-01")
    assert later["AB"] == pytest.approx((0.25 + 1) / 2)
    with pytest.warns(NetcoopWarning, match="2 of 5 rows of meetings are later than 2024-01-01"):
        assert weights(records, half_life=30, reference="2024-01-01")["AB"] == 0.5


def test_what_has_no_date_is_left_out_of_fading_and_counted() -> None:
    records = meetings(date=[pd.Timestamp("2024-01-01")] * 3 + [pd.NaT] * 2)
    with pytest.warns(NetcoopWarning, match="2 of 5 rows of meetings have no date"):
        assert weights(records, half_life=30) == {"AB": 0.5, "AC": 0.5, "BC": 0.5}
    assert weights(records) == {"AB": 1.5, "AC": 0.5, "BC": 0.5}


def test_a_month_is_its_first_day() -> None:
    records = meetings(period=["2024-03"] * 3 + ["2024-04"] * 2)
    pair = nc.build_network(records).ties.iloc[0]
    assert (str(pair["first_date"].date()), str(pair["last_date"].date())) == (
        "2024-03-01",
        "2024-04-01",
    )


def test_large_meetings_are_set_apart_and_counted() -> None:
    net = nc.build_network(meetings(), weighting=nc.Weighting(max_size=2))
    assert net.ties[["source", "target", "weight"]].to_numpy().tolist() == [["A", "B", 1.0]]
    assert net.settings["set_apart"] == {"meetings": 1, "max_size": 2}
    assert nc.isolates(net) == ["C"]
    assert len(net.affiliations) == 5


@given(frame=attendance, limit=st.integers(2, 6))
def test_setting_apart_is_leaving_out(frame: pd.DataFrame, limit: int) -> None:
    seats = frame.drop_duplicates()
    size = seats.groupby("meeting_id")["actor"].transform("size")
    for method in ("newman", "jaccard"):
        capped = nc.project(frame, method=method, max_size=limit)
        pd.testing.assert_frame_equal(capped, nc.project(seats[size <= limit], method=method))


def test_overlaps_are_those_of_sets() -> None:
    sheet = pd.DataFrame({"actor": list("AAABBC"), "meeting_id": [1, 2, 3, 2, 3, 4]})
    for method, overlap in (("jaccard", 2 / 3), ("cosine", 2 / 6**0.5)):
        tie = nc.project(sheet, method=method)
        assert tie["weight"].tolist() == [pytest.approx(overlap, rel=1e-15)]
        assert tie["meetings"].tolist() == [2]


def test_facilitated_is_a_range_while_it_is_not_known() -> None:
    sheet = pd.DataFrame(
        {
            "actor": list("ABCABAB"),
            "meeting_id": list("1112233"),
            "facilitated": [True, None, None, None, None, False, False],
        }
    )
    ties = nc.project(sheet).set_index(["source", "target"])
    assert ties.loc[("A", "B"), "facilitated_low"] == pytest.approx(0.5 / 2.5)
    assert ties.loc[("A", "B"), "facilitated_high"] == pytest.approx(1.5 / 2.5)
    assert ties.loc[("A", "C"), ["facilitated_low", "facilitated_high"]].tolist() == [1, 1]


def test_who_convened_says_whether_it_was_facilitated() -> None:
    register = pd.DataFrame({"actor_id": list("ABN"), "role": [None, None, "facilitator"]})
    sheet = pd.DataFrame(
        {"actor": list("ABAB"), "meeting_id": list("1122"), "convener": list("NNAA")}
    )
    tie = nc.build_network(nc.Records(meetings=sheet, actors=register)).ties.iloc[0]
    assert tie["facilitated_low"] == tie["facilitated_high"] == 0.5


def test_referrals_count_by_outcome() -> None:
    log = pd.DataFrame(
        {
            "source": list("AAB"),
            "target": list("BBA"),
            "count": [2, None, 4],
            "outcome": ["PRIJATO", "KAPACITA", None],
        }
    )
    records = nc.Records(referrals=log)
    assert weights(records, layers=["referral"]) == {"AB": 3.0, "BA": 4.0}
    halved = weights(records, layers=["referral"], outcome={"KAPACITA": 0.5})
    assert halved == {"AB": 2.5, "BA": 4.0}
    ties = nc.build_network(records, weighting=nc.Weighting(outcome={"KAPACITA": 0.5})).ties
    assert ties["count"].tolist() == [3, 4]


def test_contacts_count_by_hours_and_channel() -> None:
    diary = pd.DataFrame(
        {
            "source": list("NNN"),
            "target": list("AAB"),
            "hours": [2.0, 1.0, 0.5],
            "channel": ["OSOBNE", "TEL", "TEL"],
        }
    )
    records = nc.Records(contacts=diary)
    layers = ["contact"]
    assert weights(records, layers=layers) == {"NA": 2.0, "NB": 1.0}
    assert weights(records, layers=layers, hours=True) == {"NA": 3.0, "NB": 0.5}
    given = weights(records, layers=layers, hours=True, channel={"TEL": 0.5})
    assert given == {"NA": 2.5, "NB": 0.25}


def test_claims_stand_alone_or_have_to_be_mutual() -> None:
    survey = pd.DataFrame(
        {"respondent": list("ABAC"), "target": list("BACA"), "frequency": [3.0, 1.0, 2.0, 0.0]}
    )
    records = nc.Records(claims=survey)
    layers = ["claim"]
    assert weights(records, layers=layers) == {"AB": 3.0, "AC": 2.0, "BA": 1.0}
    assert weights(records, layers=layers, claim="mutual") == {"AB": 1.0, "BA": 1.0}
    assert nc.build_network(records, layers=layers).directed


def test_agreements_have_to_be_valid_on_the_day() -> None:
    signed = pd.DataFrame(
        {
            "source": ["B", "A", "A"],
            "target": ["A", "B", "C"],
            "valid_from": ["2023-01-01", None, "2025-01-01"],
            "valid_to": ["2023-12-31", "2024-06-30", None],
        }
    )
    assert agreement_ties(signed)["weight"].tolist() == [2.0, 1.0]
    for day, count in (("2023-12-31", 2), ("2024-01-01", 1), ("2024-07-01", 0)):
        valid = agreement_ties(signed, on=pd.Timestamp(day))
        assert valid["count"].sum() == count
    records = nc.Records(agreements=signed)
    net = nc.build_network(
        records, layers=["agreement"], weighting=nc.Weighting(reference="2024-01-01")
    )
    assert not net.directed
    assert net.ties["weight"].tolist() == [1.0]
    assert net.settings["reference"] == "2024-01-01"


def test_agreements_beside_meetings_are_those_of_the_last_day_of_the_records() -> None:
    signed = pd.DataFrame({"source": ["A"], "target": ["B"], "valid_to": ["2024-01-01"]})
    dates = pd.to_datetime(["2024-01-01"] * 3 + ["2024-01-02"] * 2).tolist()
    records = meetings(date=dates).replace({"agreements": signed})
    net = nc.build_network(records, layers=["meeting", "agreement"])
    assert net.settings["reference"] == "2024-01-02"
    assert net.layers == ("meeting",)


@given(frame=attendance, factor=st.floats(0.01, 100))
def test_weights_are_proportional(frame: pd.DataFrame, factor: float) -> None:
    plain = nc.project(frame)
    scaled = nc.project(frame.assign(w=factor), weight="w")
    pd.testing.assert_frame_equal(scaled.drop(columns="weight"), plain.drop(columns="weight"))
    np.testing.assert_allclose(scaled["weight"], plain["weight"] * factor, rtol=1e-12)


def test_the_choice_is_printed_compared_and_kept() -> None:
    choice = nc.Weighting(channel="assumed", half_life=365, layer_weights={"referral": 2})
    assert repr(choice) == (
        "Weighting(meeting='newman', channel='assumed', half_life=365, "
        "layer_weights={'referral': 2.0})"
    )
    assert nc.Weighting.from_dict(choice.to_dict()) == choice
    assert pickle.loads(pickle.dumps(choice)) == choice
    assert len({choice, nc.Weighting.from_dict(choice.to_dict()), nc.Weighting()}) == 2
    multipliers = {"KULATY": 2.0}
    frozen = nc.Weighting(kind=multipliers)
    multipliers["KULATY"] = 3.0
    assert frozen.kind == {"KULATY": 2.0}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"meeting": "jaccard"}, "meeting='jaccard' is not known"),
        ({"channel": "asumed"}, "Did you mean 'assumed'"),
        ({"kind": {"KULATY": -1}}, "'KULATY' in kind= must be 0 or more, not -1"),
        ({"kind": {"KULATY": float("nan")}}, "must be 0 or more, not nan"),
        ({"outcome": {"PRIJATO": "2"}}, "must be 0 or more, not '2'"),
        ({"layer_weights": {"referral": 0}}, "must be above zero, not 0"),
        ({"layer_weights": {"referrals": 1}}, "Did you mean 'referral'"),
        ({"half_life": 0}, "half_life=0 must be a number of days above zero"),
        ({"max_size": 1}, "max_size=1 must be 2 or more"),
        ({"reference": "soon"}, "reference='soon' is no day"),
        ({"claim": "both"}, "claim='both' is not known"),
    ],
)
def test_senseless_choices(given: dict[str, Any], message: str) -> None:
    with pytest.raises(ArgumentError, match=message):
        nc.Weighting(**given)


def test_a_choice_of_another_name_is_a_mistake() -> None:
    with pytest.raises(ArgumentError, match=r"values='metting' is not known.*mean 'meeting'"):
        nc.Weighting.from_dict({"metting": "count"})
    with pytest.raises(ArgumentError, match="takes a mapping of choices, not 'count'"):
        nc.Weighting.from_dict("count")  # type: ignore[arg-type]
    with pytest.raises(ArgumentError, match="name='hours' is not known"):
        nc.Weighting().multipliers("hours")


def test_a_word_that_is_nowhere_is_a_mistake() -> None:
    with pytest.raises(ArgumentError, match="Did you mean 'KULATY'"):
        weights(meetings(kind=["KULATY"] * 5), kind={"KULATI": 2})
    assert weights(meetings(kind=["Pracovní snídaně"] * 5), kind={"Pracovní snídaně": 2})["AB"] == 3


def test_senseless_weights_and_tables() -> None:
    sheet = pd.DataFrame({"actor": list("AB"), "meeting_id": "1", "w": [1.0, -1.0]})
    with pytest.raises(ArgumentError, match=r"1 of 2 rows have a negative.*'w' \(rows 2\)"):
        nc.project(sheet, weight="w")
    with pytest.raises(ArgumentError, match="takes no weight="):
        nc.project(sheet, weight="w", method="cosine")
    with pytest.raises(ArgumentError, match="no column v"):
        nc.project(sheet, weight="v")
    with pytest.raises(ArgumentError, match="max_size=1"):
        nc.project(sheet, max_size=1)
    with pytest.raises(ArgumentError, match="'facilitated' holds"):
        nc.project(sheet.assign(facilitated="unknown"))
    with pytest.raises(ArgumentError, match="A list is no table"):
        nc.project([1, 2])  # type: ignore[type-var]
