"""Meeting by meeting: who was new, which pairs met for the first time, and when again."""

from __future__ import annotations

import csv
import warnings
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import netcoop as nc
from netcoop.errors import NetcoopWarning, RecordError
from netcoop.ties.growing import growth
from netcoop.ties.grown import Growth

FOLDER = Path(__file__).parents[2] / "datasets/havlickuv_brod"
COUNTS = ["size", "new_actors", "new_ties", "known_ties", "actors", "ties"]


def held(*meetings: tuple[str, str | None, str], **columns: object) -> nc.Records:
    """Meetings as (number, day, actors)."""
    seats = [(number, when, actor) for number, when, who in meetings for actor in who]
    frame = pd.DataFrame(seats, columns=["meeting_id", "date", "actor"])
    return nc.Records(meetings=frame.assign(date=pd.to_datetime(frame["date"]), **columns))


FOUR = (
    ("d", "2024-03-01", "ABE"),
    ("a", "2024-01-01", "ABC"),
    ("c", "2024-02-01", "D"),
    ("b", "2024-02-01", "ABCD"),
)


def test_a_worked_example() -> None:
    grown = growth(held(*FOUR))
    found = grown.meetings
    # b before c: on one day the number decides.
    assert found["meeting_id"].tolist() == ["a", "b", "c", "d"]
    assert found[COUNTS].to_numpy().tolist() == [
        [3, 3, 3, 0, 3, 3],
        [4, 1, 3, 3, 4, 6],
        [1, 0, 0, 0, 4, 6],
        [3, 1, 2, 1, 5, 8],
    ]
    assert found["share_new"].tolist() == pytest.approx([1, 0.5, np.nan, 2 / 3], nan_ok=True)
    assert found["facilitated"].isna().all()


def test_gaps_of_pairs() -> None:
    gaps = growth(held(*FOUR)).pair_gaps().set_index(["source", "target"])
    numbers = gaps[["meetings", "median_days", "longest_days", "since_days"]]
    assert numbers.loc[("A", "B")].tolist() == [3, 30.0, 31.0, 0]
    assert numbers.loc[("A", "C")].tolist() == [2, 31.0, 31.0, 29]
    assert gaps.loc[("A", "D")][["median_days", "longest_days"]].isna().all()
    assert gaps.loc[("A", "D"), "first"] == gaps.loc[("A", "D"), "last"]
    assert len(gaps) == 8


def test_gaps_of_series() -> None:
    records = held(*FOUR)
    # That a meeting is of a series need not stand in every row of it.
    meetings = records.meetings.assign(series=[None, "x", None] + ["x"] * 3 + [None] + [None] * 4)
    gaps = growth(nc.Records(meetings=meetings)).series_gaps()
    assert gaps.drop(columns=["first", "last"]).to_numpy().tolist() == [["x", 2, 60.0, 60.0, 0]]
    assert growth(records).series_gaps().empty


def test_two_meetings_on_one_day_are_no_days_apart() -> None:
    grown = growth(held(("1", "2024-01-01", "AB"), ("2", "2024-01-01", "AB")))
    assert grown.meetings["new_ties"].tolist() == [1, 0]
    assert grown.pair_gaps()["longest_days"].tolist() == [0.0]


def test_only_who_was_there_counts() -> None:
    records = held(
        ("1", "2024-01-01", "ABC"),
        ("2", "2024-02-01", "AC"),
        role=[None, None, "excused", None, None],
        status=["held"] * 3 + ["cancelled"] * 2,
    )
    grown = growth(records)
    assert grown.meetings[["meeting_id", "size", "ties"]].to_numpy().tolist() == [["1", 2, 1]]


def test_the_same_actor_twice_at_a_meeting_is_one() -> None:
    assert growth(held(("1", "2024-01-01", "AAB"))).meetings["size"].tolist() == [2]


def test_meetings_without_a_day_are_left_out_and_counted() -> None:
    meetings = held(*FOUR).meetings
    meetings.loc[meetings["meeting_id"].isin(["a", "d"]), "date"] = pd.NaT
    # A month is no day.
    meetings["period"] = "2024-01"
    with pytest.warns(NetcoopWarning, match=r"2 meetings have no day"):
        grown = growth(nc.Records(meetings=meetings))
    assert grown.meetings["meeting_id"].tolist() == ["b", "c"]
    assert grown.undated == 2
    assert repr(grown) == "<Growth: 2 meetings, 4 actors, 6 ties, 2 undated left out>"


def test_whether_a_meeting_was_facilitated_is_derived() -> None:
    register = pd.DataFrame({"actor_id": list("ABCDE"), "role": ["facilitator"] + [None] * 4})
    meetings = held(*FOUR).meetings
    meetings["convener"] = meetings["meeting_id"].map({"a": "A", "b": "B"})
    found = growth(nc.Records(meetings=meetings, actors=register)).meetings
    assert found["facilitated"].dtype == "boolean"
    assert found["facilitated"].tolist() == [True, False, pd.NA, pd.NA]


def test_names_are_resolved_first() -> None:
    records = nc.Records(
        meetings=pd.DataFrame(
            {
                "actor": ["OSPOD HB", "A", "ospod  hb", "A"],
                "meeting_id": list("1122"),
                "date": pd.to_datetime(["2024-01-01"] * 2 + ["2024-02-01"] * 2),
            }
        )
    )
    assert growth(records).meetings["new_ties"].tolist() == [1, 0]


def test_records_that_cannot_be_followed_are_refused() -> None:
    with pytest.raises(RecordError, match="the records have none"):
        growth(nc.Records(contacts=pd.DataFrame({"source": ["A"], "target": ["B"]})))
    by_day = pd.DataFrame({"actor": ["A"], "date": pd.to_datetime(["2024-01-01"])})
    with pytest.raises(RecordError, match="no meeting_id"):
        growth(nc.Records(meetings=by_day))


def test_no_meetings_give_empty_tables() -> None:
    grown = growth(held())
    assert [len(grown.meetings), len(grown.pair_gaps()), len(grown.series_gaps())] == [0, 0, 0]
    assert np.isnan(grown.summary()["share_met_again"])
    assert grown.sentence("en").startswith("0 meetings, 0 actors, 0 ties.")
    assert "<table>" in grown._repr_html_()


def test_how_it_shows_itself() -> None:
    grown = growth(held(*FOUR))
    assert repr(grown) == "<Growth: 4 meetings, 5 actors, 8 ties>"
    assert grown.summary() == {
        "meetings": 4,
        "undated_meetings": 0,
        "actors": 5,
        "ties": 8,
        "ties_met_again": 3,
        "share_met_again": 3 / 8,
        "median_gap_days": 31.0,
    }
    assert grown.sentence("en") == (
        "4 meetings, 5 actors, 8 ties. Pairs that met more than once: 3 of 8."
    )
    assert grown.to_frame("en")["sentence"].tolist()[1] == ("Actors: 4, new 1. Pairs: 6, new 3.")
    assert "2024-03-01" in grown._repr_html_()
    assert grown.equals(growth(held(*FOUR[::-1])))
    assert not grown.equals(growth(held(*FOUR[:2])))
    assert isinstance(grown, Growth)


def test_frames_handed_out_are_copies() -> None:
    grown = growth(held(*FOUR))
    for frame, column in ((grown.meetings, "size"), (grown.pair_gaps(), "meetings")):
        frame.loc[0, column] = 99
    assert grown.equals(growth(held(*FOUR)))


DAY = st.integers(0, 40).map(
    lambda n: str((pd.Timestamp("2024-01-20") + pd.Timedelta(days=n)).date())
)


@settings(max_examples=40)
@given(st.lists(st.tuples(DAY, st.sets(st.sampled_from("ABCDEFG"), min_size=1)), max_size=9))
def test_against_counting_by_hand(drawn: list[tuple[str, set[str]]]) -> None:
    meetings = [(str(i), when, "".join(sorted(who))) for i, (when, who) in enumerate(drawn)]
    seen: set[str] = set()
    met: dict[tuple[str, str], list[pd.Timestamp]] = {}
    wanted = []
    for _, when, who in sorted(meetings, key=lambda one: (one[1], one[0])):
        pairs = list(combinations(who, 2))
        new = [pair for pair in pairs if pair not in met]
        wanted.append([len(who), len(set(who) - seen), len(new), len(pairs) - len(new)])
        seen |= set(who)
        for pair in pairs:
            met.setdefault(pair, []).append(pd.Timestamp(when))
        wanted[-1] += [len(seen), len(met)]
    grown = growth(held(*meetings))
    assert grown.meetings[COUNTS].to_numpy().tolist() == wanted
    assert grown.meetings["new_actors"].sum() == len(seen)
    last = max((pd.Timestamp(when) for _, when, _ in meetings), default=None)
    gaps = grown.pair_gaps().set_index(["source", "target"])
    assert sorted(gaps.index) == sorted(met)
    for pair, days in met.items():
        between = np.diff(np.array(days, dtype="datetime64[D]")).astype(float)
        row = gaps.loc[pair]
        assert row["meetings"] == len(days)
        assert row["since_days"] == (last - days[-1]).days
        expected = [np.median(between), between.max()] if len(between) else [np.nan, np.nan]
        assert row[["median_days", "longest_days"]].tolist() == pytest.approx(expected, nan_ok=True)


def test_the_round_tables_of_havlickuv_brod() -> None:
    records = nc.datasets.load("havlickuv_brod")
    with (FOLDER / "meetings.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["role"] != "excused"]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        grown = growth(records)
    found = grown.meetings
    assert found["meeting_id"].tolist() == ["KS-1", "KS-2", "KS-3", "KS-4", "KS-5"]
    sizes = [sum(row["meeting_id"] == number for row in rows) for number in found["meeting_id"]]
    assert found["size"].tolist() == sizes
    assert found["actors"].iloc[-1] == len({row["actor"] for row in rows})
    # New ties of all meetings are the ties of the whole network.
    net = nc.build_network(records, layers=["meeting"])
    assert found["ties"].iloc[-1] == net.n_ties == len(grown.pair_gaps())
    assert not found["facilitated"].any()
    series = grown.series_gaps()
    assert series["meetings"].tolist() == [5]
    # 84, 120, 127 and 77 days from one round table to the next.
    assert series[["median_days", "longest_days"]].to_numpy().tolist() == [[102.0, 127.0]]
