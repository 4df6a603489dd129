"""Networks of periods: one list of actors, one scale, and nothing counted twice."""

from __future__ import annotations

import csv
import warnings
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import netcoop as nc
from netcoop.errors import ArgumentError, NetcoopWarning, RecordError
from netcoop.network.periodic import periods

FOLDER = Path(__file__).parents[2] / "datasets/havlickuv_brod"
PILOT = {
    "pre": ("2022-05-01", "2023-06-30"),
    "during": ("2024-01-01", "2025-02-28"),
    "after": ("2025-03-01", "2026-04-30"),
}


def day(*days: str | None) -> pd.Series:
    return pd.Series(pd.to_datetime(list(days)))


def sheet(rows: dict[str, tuple[str, str]]) -> pd.DataFrame:
    """Meetings as {number: (day, actors)}."""
    seats = [(number, when, actor) for number, (when, who) in rows.items() for actor in who]
    frame = pd.DataFrame(seats, columns=["meeting_id", "date", "actor"])
    return frame.assign(date=pd.to_datetime(frame["date"]))


THREE = {"1": ("2023-05-02", "ABC"), "2": ("2024-01-01", "AB"), "3": ("2025-02-28", "AD")}


def pairs(net: nc.Network) -> dict[str, float]:
    return {a + b: w for a, b, w in net.pairs.itertuples(index=False)}


# -- who is in them ------------------------------------------------------------------------------


def test_whoever_was_there_and_silent_is_an_isolate_and_whoever_was_not_there_yet_is_not() -> None:
    nets = periods(nc.Records(meetings=sheet(THREE)), PILOT)
    assert list(nets) == ["pre", "during", "after"]
    assert [net.actors.index.tolist() for net in nets.values()] == [
        list("ABC"),
        list("ABCD"),
        list("ABCD"),
    ]
    assert nc.isolates(nets["during"]) == ["C"]
    assert nets["after"].n_ties == 0
    assert {net.roster for net in nets.values()} == {"observed"}


def test_the_register_says_who_is_there() -> None:
    register = pd.DataFrame(
        {
            "actor_id": list("ABCDEF"),
            "active_from": day(None, None, None, "2024-06-01", "2025-03-01", None),
            "active_to": day(None, None, "2023-12-31", None, None, "2022-04-30"),
        }
    )
    nets = periods(nc.Records(meetings=sheet(THREE), actors=register), PILOT)
    # D came in June 2024, E in March 2025; C left in 2023, F before it all.
    assert ["".join(net.actors.index) for net in nets.values()] == ["ABC", "ABD", "ABDE"]
    assert {net.roster for net in nets.values()} == {"register"}


def test_in_a_register_without_days_everyone_is_there_all_the_time() -> None:
    register = pd.DataFrame({"actor_id": list("ABCDX")})
    late = THREE | {"4": ("2025-05-01", "AY")}
    nets = periods(nc.Records(meetings=sheet(late), actors=register), PILOT)
    assert ["".join(net.actors.index) for net in nets.values()] == ["ABCDX", "ABCDX", "ABCDXY"]


def test_a_record_beats_the_register_and_it_is_said() -> None:
    register = pd.DataFrame(
        {"actor_id": list("ABCD"), "active_to": day(None, "2023-12-31", None, None)}
    )
    with pytest.warns(NetcoopWarning, match=r"the register says they were not active: 1 \(B\)"):
        nets = periods(nc.Records(meetings=sheet(THREE), actors=register), PILOT)
    assert ["".join(net.actors.index) for net in nets.values()] == ["ABCD", "ABCD", "ACD"]


def test_to_be_excused_is_not_to_be_there() -> None:
    meetings = sheet(THREE).assign(role=[None] * 4 + ["excused", None, None])
    register = pd.DataFrame(
        {"actor_id": list("ABCD"), "active_to": day(None, "2023-12-31", None, None)}
    )
    nets = periods(nc.Records(meetings=meetings, actors=register), PILOT)
    assert "B" not in nets["during"].actors.index


def test_any_kind_of_record_shows_that_an_actor_was_there() -> None:
    claims = pd.DataFrame({"respondent": ["A"], "target": ["D"], "date": day("2023-02-01")})
    nets = periods(nc.Records(meetings=sheet(THREE), claims=claims), PILOT, layers=["meeting"])
    assert nc.isolates(nets["pre"]) == ["D"]


# -- one scale -----------------------------------------------------------------------------------


def test_a_network_of_one_layer_keeps_its_weights_and_shares_the_largest() -> None:
    rows = THREE | {"4": ("2024-02-01", "AB"), "5": ("2024-03-01", "AB")}
    nets = periods(nc.Records(meetings=sheet(rows)), PILOT)
    assert pairs(nets["pre"]) == {"AB": 0.5, "AC": 0.5, "BC": 0.5}
    assert pairs(nets["during"]) == {"AB": 3.0, "AD": 1.0}
    assert {net.settings["weight_scale"] for net in nets.values()} == {3.0}


def test_several_layers_are_put_together_by_the_mean_of_all_periods() -> None:
    log = pd.DataFrame(
        {"source": list("AAC"), "target": list("BCA"), "count": [6, 2, 1]},
    ).assign(date=day("2023-05-05", "2024-05-05", "2024-05-06"))
    choice = nc.Weighting(meeting="count", layer_weights={"referral": 2.0})
    records = nc.Records(meetings=sheet(THREE), referrals=log)
    nets = periods(records, PILOT, weighting=choice)
    # Meetings: five pairs of 1 in two periods. Referrals: A–B 6, and A–C 3 both ways.
    for net in nets.values():
        scale = net.settings["layer_scale"]
        assert scale["meeting"]["mean"] == 1.0
        assert scale["referral"] == {"mean": 4.5, "max": 6.0}
    assert pairs(nets["pre"]) == {"AB": 1 + 2 * 6 / 4.5, "AC": 1.0, "BC": 1.0}
    assert pairs(nets["during"]) == {"AB": 1.0, "AC": pytest.approx(2 * 3 / 4.5), "AD": 1.0}
    assert nets["during"].settings["weight_scale"] == pytest.approx(1 + 2 * 6 / 4.5)
    # What a part of it takes along is the common scale.
    assert nets["after"].layer("referral").settings["weight_scale"] == 6.0


def test_a_period_that_is_silent_in_one_layer_is_weighed_as_the_others() -> None:
    log = pd.DataFrame({"source": ["A"], "target": ["B"], "count": [4], "date": day("2023-05-05")})
    nets = periods(nc.Records(meetings=sheet(THREE), referrals=log), PILOT)
    mean = np.mean([0.5, 0.5, 0.5, 1.0, 1.0])
    assert pairs(nets["during"]) == pytest.approx({"AB": 1 / mean, "AD": 1 / mean})
    assert nets["during"].layer("referral").n_ties == 0


def test_directed_layers_stay_directed() -> None:
    log = pd.DataFrame({"source": list("AB"), "target": list("BA"), "count": [4, 1]})
    log["date"] = day("2023-05-05", "2024-05-05")
    nets = periods(nc.Records(referrals=log), PILOT)
    assert all(net.directed for net in nets.values())
    assert {net.settings["weight_scale"] for net in nets.values()} == {4.0}


# -- which periods -------------------------------------------------------------------------------


def test_a_period_without_records_is_a_network_without_ties() -> None:
    records = nc.Records(meetings=sheet(THREE))
    nets = periods(records, {"long ago": ("1990-01-01", "1999-12-31"), "all": (None, None)})
    assert (nets["long ago"].n_actors, nets["long ago"].n_ties) == (0, 0)
    assert nets["all"].n_ties == 4
    assert nets["all"].settings["period"] == {"name": "all", "start": None, "end": None}
    empty = periods(records, {"long ago": ("1990-01-01", "1999-12-31")})["long ago"]
    assert empty.settings["weight_scale"] is None


def test_periods_come_in_the_order_of_time_and_know_their_days() -> None:
    records = nc.Records(meetings=sheet(THREE))
    nets = periods(records, {"later": ("2024-01", "2024-12"), "sooner": ("2023-01", "2023-12")})
    assert list(nets) == ["sooner", "later"]
    period = nets["later"].settings["period"]
    assert period == {"name": "later", "start": "2024-01-01", "end": "2024-12-31"}


def test_periods_may_overlap_and_leave_time_between_them() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        nets = periods(
            nc.Records(meetings=sheet(THREE)),
            {"a": ("2023-01", "2024-06"), "b": ("2024-01", "2024-12")},
        )
    assert pairs(nets["a"])["AB"] == 1.5
    assert pairs(nets["b"]) == {"AB": 1.0}


def test_the_records_own_phases_are_the_default() -> None:
    table = pd.DataFrame(
        [(name, *map(pd.Timestamp, span)) for name, span in PILOT.items()],
        columns=["phase", "start", "end"],
    )
    own = periods(nc.Records(meetings=sheet(THREE), phases=table))
    given = periods(nc.Records(meetings=sheet(THREE)), table)
    written = periods(nc.Records(meetings=sheet(THREE)), table.astype("str"))
    for name, net in periods(nc.Records(meetings=sheet(THREE)), PILOT).items():
        assert own[name].equals(net)
        assert given[name].equals(net)
        assert written[name].equals(net)


@pytest.mark.parametrize(
    ("freq", "names"),
    [
        ("MS", ["2024-02", "2024-03", "2024-04", "2024-05"]),
        ("QS", ["2024 Q1", "2024 Q2"]),
        ("YS", ["2024"]),
        # Counted from January, so that any two sets of records have the same bins.
        ("2MS", ["2024-01--2024-02", "2024-03--2024-04", "2024-05--2024-06"]),
        ("6MS", ["2024-01--2024-06"]),
        ("QS-FEB", ["2024-02--2024-04", "2024-05--2024-07"]),
        ("8W-MON", ["2024-01-01--2024-02-25", "2024-02-26--2024-04-21", "2024-04-22--2024-06-16"]),
    ],
)
def test_even_periods_have_plain_names(freq: str, names: list[str]) -> None:
    records = nc.Records(meetings=sheet({"1": ("2024-02-10", "AB"), "2": ("2024-05-11", "AC")}))
    nets = periods(records, freq=freq)
    assert list(nets) == names
    assert sum(len(net.affiliations) for net in nets.values()) == 4


def test_the_pilot_is_seven_bins_of_two_months() -> None:
    records = nc.Records(meetings=sheet({"1": ("2024-01-01", "AB"), "2": ("2025-02-28", "AC")}))
    assert len(periods(records, freq="2MS")) == 7


def test_months_that_no_period_holds_and_missing_days_are_counted_once() -> None:
    log = pd.DataFrame({"source": list("ABCD"), "target": list("BCDA")})
    log["period"] = ["2024-01", "2024-02", None, "2030-01"]
    spans = {"a": ("2024-01-01", "2024-02-10"), "b": ("2024-02-11", "2024-03-31")}
    meetings = sheet(THREE).assign(date=lambda rows: rows["date"].mask(rows["meeting_id"] == "3"))
    records = nc.Records(meetings=meetings, referrals=log)
    with pytest.warns(NetcoopWarning) as caught:
        nets = periods(records, spans)
    messages = [str(one.message) for one in caught]
    assert len(messages) == 1
    assert "without a date (meetings 2, referrals 1)" in messages[0]
    assert "holds whole (referrals 1)" in messages[0]
    assert nets["a"].layer("referral").n_ties == 1


def test_faults_name_the_period_and_the_remedy() -> None:
    records = nc.Records(meetings=sheet(THREE))
    with pytest.raises(RecordError, match="'odd' ends on 2023-01-01, before it starts on 2024-01"):
        periods(records, {"odd": ("2024-01-01", "2023-01-01")})
    with pytest.raises(RecordError, match="stand more than once: x"):
        periods(records, pd.DataFrame({"phase": "x", "start": ["2023", "2024"], "end": None}))
    with pytest.raises(ArgumentError, match="odd: start='soon' is no day"):
        periods(records, {"odd": ("soon", "2024-01-01")})
    with pytest.raises(ArgumentError, match=r"phases\['odd'\] must be a first and a last day"):
        periods(records, {"odd": "2024-01-01"})
    with pytest.raises(RecordError, match="phases lack end"):
        periods(records, pd.DataFrame({"phase": ["x"], "start": ["2024-01-01"]}))
    with pytest.raises(ArgumentError, match="no table phases"):
        periods(records)
    with pytest.raises(ArgumentError, match="either phases= or freq="):
        periods(records, PILOT, freq="QS")
    for freq in ("nonsense", "QE", "12h"):
        with pytest.raises(ArgumentError, match=f"freq='{freq}' names no days"):
            periods(records, freq=freq)
    undated = nc.Records(meetings=sheet(THREE).drop(columns="date"))
    with pytest.raises(RecordError, match="has a date to make periods of"):
        periods(undated, freq="QS")
    with pytest.raises(RecordError, match="no contacts to build ties from"):
        periods(records, PILOT, layers=["contact"])


# -- properties and the real case ----------------------------------------------------------------


@st.composite
def dated_records(draw: st.DrawFn) -> nc.Records:
    """Meetings by day and referrals by month or day of four months."""
    days = st.integers(0, 120).map(lambda n: pd.Timestamp("2024-01-20") + pd.Timedelta(days=n))
    held = draw(st.lists(st.tuples(days, st.sets(st.sampled_from("ABCDEF"), min_size=1))))
    rows = {str(i): (str(when), "".join(sorted(who))) for i, (when, who) in enumerate(held)}
    sent = draw(
        st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from("DEF"), days), min_size=1)
    )
    log = pd.DataFrame(sent, columns=["source", "target", "date"])
    monthly = np.arange(len(log)) % 2 == 0
    log["period"] = log["date"].dt.strftime("%Y-%m").where(monthly)
    log["date"] = log["date"].mask(monthly)
    return nc.Records(meetings=sheet(rows), referrals=log)


@settings(max_examples=10)
@given(dated_records(), st.sampled_from(["MS", "QS", "2MS"]), st.sampled_from(["count", "newman"]))
def test_periods_that_cover_all_time_hold_every_tie_and_add_up(
    records: nc.Records, freq: str, method: str
) -> None:
    choice = nc.Weighting(meeting=method)
    parts = periods(records, freq=freq, weighting=choice)
    whole = nc.build_network(records, weighting=choice)
    keys = ["kind", "source", "target"]
    together = pd.concat([net.ties for net in parts.values()]).groupby(keys)["weight"].sum()
    pd.testing.assert_series_equal(together, whole.ties.groupby(keys)["weight"].sum())
    last = list(parts.values())[-1]
    assert set(last.actors.index) == set(whole.actors.index)
    sizes = [set(net.actors.index) for net in parts.values()]
    assert all(one <= other for one, other in pairwise(sizes))
    # One scale for all, and no weight above it.
    (scale,) = {net.settings["weight_scale"] for net in parts.values()}
    assert scale == max(net.pairs["weight"].max() for net in parts.values() if net.n_ties)


def test_the_round_tables_of_havlickuv_brod() -> None:
    records = nc.datasets.load("havlickuv_brod")
    with (FOLDER / "referrals.csv").open(encoding="utf-8") as file:
        log = list(csv.DictReader(file))
    nets = periods(records, freq="YS")
    assert list(nets) == ["2014", "2015"]
    for year, net in nets.items():
        referrals = net.layer("referral").ties["weight"].sum()
        assert referrals == sum(int(row["count"]) for row in log if row["period"][:4] == year)
        assert net.actors.index.tolist() == [*nc.build_network(records).actors.index]
    assert nets["2014"].affiliations["meeting_id"].unique().tolist() == ["KS-1", "KS-2", "KS-3"]
    assert nets["2015"].affiliations["meeting_id"].unique().tolist() == ["KS-4", "KS-5"]


def test_records_fade_from_the_last_day_of_each_period() -> None:
    choice = nc.Weighting(half_life=31)
    nets = periods(nc.Records(meetings=sheet(THREE)), freq="YS", weighting=choice)
    # 2024-01-01 to 2024-12-31 are 365 days.
    assert pairs(nets["2024"])["AB"] == pytest.approx(0.5 ** (365 / 31))
    fixed = nc.Weighting(half_life=31, reference="2025-02-28")
    nets = periods(nc.Records(meetings=sheet(THREE)), freq="YS", weighting=fixed)
    assert pairs(nets["2025"])["AD"] == 1.0


def test_agreements_count_in_the_periods_they_outlast() -> None:
    signed = pd.DataFrame(
        {"source": ["A"], "target": ["B"], "valid_from": ["2024-05-01"], "valid_to": ["2025-01-31"]}
    )
    records = nc.Records(meetings=sheet(THREE), agreements=signed)
    nets = periods(records, freq="YS", layers=["meeting", "agreement"])
    assert ["agreement" in net.layers for net in nets.values()] == [False, True, False]


def test_claims_belong_to_the_period_they_were_asked_in() -> None:
    survey = pd.DataFrame(
        {"respondent": ["A", "B"], "target": ["B", "A"], "frequency": [2.0, 1.0],
         "date": pd.to_datetime(["2023-06-01", "2024-06-01"])}
    )  # fmt: skip
    records = nc.Records(meetings=sheet(THREE), claims=survey)
    nets = periods(records, freq="YS", layers=["meeting", "claim"])
    assert [len(net.ties.query("kind == 'claim'")) for net in nets.values()] == [1, 1, 0]


@pytest.mark.parametrize("wrong", [{"a": 2024}, {"a": None}, [("a", "2024", "2025")], "pre"])
def test_what_is_no_table_of_phases_is_refused(wrong: object) -> None:
    sheet = pd.DataFrame({"actor": list("AB"), "meeting_id": "1", "date": "2024-01-09"})
    with pytest.raises(nc.errors.ArgumentError, match="phases"):
        nc.periods(nc.Records(meetings=sheet), wrong)


@pytest.mark.parametrize("wrong", ["-1MS", "0MS", 3, ["QS"]])
def test_what_is_no_frequency_is_refused(wrong: object) -> None:
    sheet = pd.DataFrame({"actor": list("AB"), "meeting_id": "1", "date": "2024-01-09"})
    with pytest.raises(nc.errors.ArgumentError, match="freq"):
        nc.periods(nc.Records(meetings=sheet), freq=wrong)


def test_periods_of_empty_tables_are_empty() -> None:
    sheet = pd.DataFrame({"actor": list("AB"), "meeting_id": "1", "date": "2024-01-09"})
    nothing = nc.Records(meetings=sheet).select(start="2030")
    assert nc.periods(nothing, {"a": ("2024", "2024")})["a"].n_actors == 0


def test_leaving_out_a_role_reads_it_as_selecting_does() -> None:
    actors = pd.DataFrame({"role": ["facilitator", "Facilitator ", None]}, index=list("ABC"))
    net = nc.Network(actors, pd.DataFrame({"source": ["A"], "target": ["B"]}))
    assert net.without(role="facilitator").actors.index.tolist() == ["C"]
