"""Every tie leads back to the rows that made it."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import netcoop as nc
from netcoop.errors import ArgumentError, NetworkError
from tests.ties.test_projection import attendance


def everything() -> nc.Records:
    days = pd.to_datetime(["2024-01-01"] * 3 + ["2024-02-01"] * 2)
    sheet = pd.DataFrame(
        {
            "actor": list("ABCAB"),
            "meeting_id": list("11122"),
            "date": days,
            "kind": ["KULATY"] * 3 + ["SCHUZKA"] * 2,
            "channel": ["OSOBNE"] * 3 + ["ONLINE"] * 2,
        }
    )
    log = pd.DataFrame(
        {
            "source": list("ABAA"),
            "target": list("BABC"),
            "count": [2, 1, None, 7],
            "outcome": ["PRIJATO", None, "KAPACITA", None],
            "date": pd.to_datetime(["2024-01-05"] * 4),
        }
    )
    diary = pd.DataFrame(
        {
            "source": ["A"],
            "target": ["B"],
            "hours": [2.0],
            "purpose": ["Nováková, 777 123 456"],
        }
    )
    survey = pd.DataFrame({"respondent": ["B"], "target": ["A"], "frequency": [4.0]})
    signed = pd.DataFrame({"source": ["B"], "target": ["A"], "valid_from": ["2023-01-01"]})
    return nc.Records(
        meetings=sheet, referrals=log, contacts=diary, claims=survey, agreements=signed
    )


LAYERS = ("meeting", "referral", "contact", "claim", "agreement")
CHOICE = nc.Weighting(channel="assumed", outcome={"KAPACITA": 0.5}, half_life=90)


@pytest.mark.filterwarnings("ignore:1 of 1 row.*contacts.*no date")
@pytest.mark.parametrize("choice", [nc.Weighting(), nc.Weighting(meeting="share"), CHOICE])
def test_the_rows_add_up_to_the_tie(choice: nc.Weighting) -> None:
    net = nc.build_network(everything(), layers=LAYERS, weighting=choice)
    for a, b in ("AB", "AC", "BC"):
        rows = net.provenance(a, b)
        sums = rows.groupby(["layer", "source", "target"])["weight"].sum().to_dict()
        ties = net.ties[net.ties["source"].isin([a, b]) & net.ties["target"].isin([a, b])]
        tied = ties.set_index(["kind", "source", "target"])["weight"].to_dict()
        assert sums == pytest.approx(tied, rel=1e-12)
        pd.testing.assert_frame_equal(rows, net.provenance(b, a))


def test_what_it_shows() -> None:
    records = everything()
    net = nc.build_network(records, layers=LAYERS)
    rows = net.provenance("A", "B")
    assert rows["layer"].tolist() == [
        "agreement", "claim", "contact", "meeting", "meeting", "referral", "referral", "referral",
    ]  # fmt: skip
    met = rows[rows["layer"] == "meeting"]
    assert met["size"].tolist() == [3, 2]
    assert met["kind"].tolist() == ["KULATY", "SCHUZKA"]
    assert rows[rows["layer"] == "referral"]["count"].tolist() == [2, 1, 1]
    assert "Nováková" not in rows.to_csv()
    assert net.layer("referral").provenance("A", "B")["layer"].unique().tolist() == ["referral"]


@settings(max_examples=30)
@given(frame=attendance, fade=st.booleans())
def test_meetings_add_up_for_any_attendance(frame: pd.DataFrame, fade: bool) -> None:
    day = pd.Timestamp("2024-01-01") + pd.to_timedelta(frame["meeting_id"].str[1:].astype(int), "D")
    choice = nc.Weighting(half_life=2.0, max_size=4) if fade else nc.Weighting(meeting="count")
    net = nc.build_network(nc.Records(meetings=frame.assign(date=day)), weighting=choice)
    for tie in net.ties.itertuples():
        rows = net.provenance(tie.source, tie.target)
        assert rows["weight"].sum() == pytest.approx(tie.weight, rel=1e-12)
        assert (rows["weight"] > 0).sum() == tie.meetings
        assert rows["date"].min() <= tie.first_date <= tie.last_date <= rows["date"].max()


def test_where_nothing_is_there_is_no_row() -> None:
    sheet = pd.DataFrame({"actor": list("ABCD"), "meeting_id": list("1122")})
    assert nc.build_network(nc.Records(meetings=sheet)).provenance("A", "C").empty


def test_a_meeting_set_apart_is_shown_and_weighs_nothing() -> None:
    choice = nc.Weighting(max_size=2)
    rows = nc.build_network(everything(), weighting=choice).provenance("A", "B")
    assert rows[rows["layer"] == "meeting"]["weight"].tolist() == [0.0, 1.0]


def test_faults() -> None:
    net = nc.build_network(everything())
    with pytest.raises(NetworkError, match="has no actor 'Z'"):
        net.provenance("A", "Z")
    with pytest.raises(ArgumentError, match="stands twice"):
        net.provenance("A", "A")
    bare = nc.Network(["A", "B"], pd.DataFrame({"source": ["A"], "target": ["B"]}))
    with pytest.raises(NetworkError, match="keeps no records"):
        bare.provenance("A", "B")
    public = nc.network.disclose(net)
    with pytest.raises(NetworkError, match="keeps no records"):
        public.provenance("A", "B")


def test_kinds_of_tie_stand_side_by_side() -> None:
    net = nc.build_network(everything(), layers=LAYERS)
    pairs = net.pairs_by_kind.set_index(["source", "target"])
    assert pairs.loc[("A", "B"), "kinds"] == 5
    assert pairs.loc[("A", "B"), "referral"] == 4  # three one way, one the other
    assert pairs.loc[("B", "C"), "kinds"] == 1
    assert pairs.loc[("B", "C"), list(LAYERS[1:])].isna().all()
    assert len(pairs) == net.n_ties
    alone = nc.Network(["A"], pd.DataFrame({"source": [], "target": []}))
    assert alone.pairs_by_kind.columns.tolist() == ["source", "target", "kinds"]
