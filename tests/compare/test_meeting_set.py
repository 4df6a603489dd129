"""Sets of meetings: what is kept, by hand; and fast numbers against the metrics themselves."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import netcoop as nc
from netcoop.compare.meeting_set import MeetingSet, check_metrics
from netcoop.compare.plain_graph import PLAIN, met_at_all, plain_numbers
from netcoop.errors import ArgumentError, RecordError
from netcoop.metrics import METRICS
from netcoop.records.phases import Phase
from tests.gaps.region import region_records


@st.composite
def sheets(draw: st.DrawFn) -> pd.DataFrame:
    """One to six meetings of up to six actors; some meetings of one actor."""
    meetings = draw(
        st.lists(st.sets(st.sampled_from("ABCDEF"), min_size=1), min_size=1, max_size=6)
    )
    rows = [(actor, f"m{number}") for number, who in enumerate(meetings) for actor in sorted(who)]
    return pd.DataFrame(rows, columns=["actor", "meeting_id"])


def of(sheet: pd.DataFrame, **tables: pd.DataFrame) -> MeetingSet:
    return MeetingSet.of(nc.Records(meetings=sheet, **tables))


@pytest.fixture(scope="module")
def region() -> MeetingSet:
    return MeetingSet.of(region_records())


def who(meetings: MeetingSet) -> dict[str, str]:
    """Who came to each meeting, as words in the order of the alphabet."""
    names, days = meetings.actors.index, meetings.meetings.index
    rows = [(days[m], names[a]) for m, a in zip(meetings.meeting, meetings.actor, strict=True)]
    found: dict[str, str] = dict.fromkeys(days, "")
    for day, name in rows:
        found[day] = f"{found[day]} {name}".strip()
    return found


# -- plain numbers -------------------------------------------------------------------------------


@given(sheets())
@settings(max_examples=25, deadline=None)
def test_plain_numbers_equal_the_metrics(sheet: pd.DataFrame) -> None:
    actors = pd.DataFrame({"actor_id": [*"ABCDEFG"], "name": [*"ABCDEFG"]})
    for whole in (of(sheet), of(sheet, actors=actors)):
        net = whole.network()
        slow = [METRICS[name].measure(net) for name in PLAIN]
        np.testing.assert_allclose(whole.measure(list(PLAIN)), slow, rtol=1e-12, atol=1e-12)


@given(sheets(), st.randoms(use_true_random=False))
@settings(max_examples=15, deadline=None)
def test_order_of_rows_changes_nothing(sheet: pd.DataFrame, random: object) -> None:
    order = list(range(len(sheet)))
    random.shuffle(order)  # type: ignore[attr-defined]
    one, other = of(sheet), of(sheet.iloc[order])
    assert who(one) == who(other)
    assert one.meetings.equals(other.meetings)
    assert np.array_equal(one.actor, other.actor)
    assert np.array_equal(one.meeting, other.meeting)


@given(sheets())
@settings(max_examples=15, deadline=None)
def test_renaming_actors_changes_no_number(sheet: pd.DataFrame) -> None:
    renamed = sheet.assign(actor=sheet["actor"].map(dict(zip("ABCDEF", "TSRQPO", strict=True))))
    np.testing.assert_allclose(
        of(sheet).measure(list(PLAIN)), of(renamed).measure(list(PLAIN)), rtol=1e-12, atol=1e-12
    )


def test_plain_numbers_by_hand() -> None:
    # A–B–C, and D alone.
    found = plain_numbers(4, 2, np.array([0, 1, 1, 2]), np.array([0, 0, 1, 1]), list(PLAIN))
    assert found["density"] == pytest.approx(2 / 6)
    assert found["mean_degree"] == 1.0
    assert found["transitivity"] == 0.0
    assert found["fragmentation"] == pytest.approx(1 / 2)
    assert found["connectedness"] == pytest.approx(1 / 2)
    assert found["largest_component_share"] == 0.75
    assert found["efficiency"] == pytest.approx((1 + 1 + 1 / 2) / 6)
    assert found["distance_fragmentation"] == pytest.approx(1 - 2.5 / 6)


def test_plain_numbers_of_nothing_are_undefined() -> None:
    none = np.zeros(0, dtype="int64")
    assert all(np.isnan(v) for v in plain_numbers(0, 0, none, none, list(PLAIN)).values())
    alone = plain_numbers(1, 1, np.array([0]), np.array([0]), list(PLAIN))
    assert alone["mean_degree"] == 0
    assert np.isnan(alone["density"])
    assert not met_at_all(2, 0, none, none).any()


def test_other_metrics_are_measured_on_the_network(region: MeetingSet) -> None:
    net = region.network()
    assert region.measure(["gini", "density"]).tolist() == [
        METRICS["gini"].measure(net),
        METRICS["density"].measure(net),
    ]


# -- parts ---------------------------------------------------------------------------------------


def test_reading_records(region: MeetingSet) -> None:
    assert who(region)["table"] == "counsel net office school"
    assert region.n_actors == 12
    assert region.n_meetings == 8
    assert region.roster == "register"
    assert region.actors.index.is_monotonic_increasing
    assert region.size.sum() == len(region.actor) == 20
    assert not region.came[region.actors.index.get_loc("doctor")]
    assert region.unknown_share == 0


def test_take_keeps_actors(region: MeetingSet) -> None:
    chosen = region.meetings.index.isin(["first", "police"])
    part = region.take(chosen)
    assert who(part) == {"first": "office school", "police": "office police"}
    assert part.n_actors == 12


def test_parts_know_the_facilitators_without_looking_again(
    region: MeetingSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = list(region.facilitators)
    assert known

    def again(_: pd.DataFrame) -> pd.Index:
        raise AssertionError

    monkeypatch.setattr("netcoop.compare.meeting_set.networkers", again)
    taken = region.take(np.arange(region.n_meetings) % 2 == 0)
    assert list(taken.facilitators) == known
    assert list(taken.among(known[:1]).facilitators) == known[:1]
    assert list(taken.among(region.actors.index.difference(known)).facilitators) == []


def test_among_keeps_meetings(region: MeetingSet) -> None:
    part = region.among(["office", "school", "doctor"])
    assert part.n_actors == 3
    assert part.n_meetings == 8
    assert who(part)["table"] == "office school"
    assert who(part)["services-again"] == ""
    assert part.measure(["mean_degree"])[0] == pytest.approx(2 / 3)


def test_within_takes_whole_days(region: MeetingSet) -> None:
    phase = Phase("spring", pd.Timestamp("2024-03-15"), pd.Timestamp("2024-05-20"))
    assert sorted(who(region.within(phase))) == ["police", "second", "table"]


def test_a_month_must_lie_wholly_within() -> None:
    sheet = pd.DataFrame({"actor": [*"AB"], "meeting_id": "m", "period": "2024-03"})
    whole = of(sheet)
    inside = Phase("in", pd.Timestamp("2024-03-01"), pd.Timestamp("2024-03-31"))
    across = Phase("half", pd.Timestamp("2024-03-10"), pd.Timestamp("2024-12-31"))
    assert whole.within(inside).n_meetings == 1
    assert whole.within(across).n_meetings == 0


def test_own_meetings_are_without_facilitators(region: MeetingSet) -> None:
    own = region.own(unknown_facilitated=True)
    assert "table" not in who(own)
    assert "net" not in own.actors.index
    assert own.n_meetings == 6
    assert own.n_actors == 11


def test_own_takes_the_unknown_as_told() -> None:
    rows = [("A", "yes", True), ("B", "yes", True), ("A", "unknown", None), ("B", "unknown", None)]
    whole = of(pd.DataFrame(rows, columns=["actor", "meeting_id", "facilitated"]))
    assert whole.unknown_share == 0.5
    assert who(whole.own(unknown_facilitated=False)) == {"unknown": "A B"}
    assert who(whole.own(unknown_facilitated=True)) == {}


def test_no_larger(region: MeetingSet) -> None:
    assert "table" not in who(region.no_larger(3))
    assert "second" in who(region.no_larger(3))
    assert region.no_larger(None) is region


def test_series_are_one_unit_in_one_region() -> None:
    rows = [
        ("A", "1", "table", "Jihlava"), ("A", "2", "table", "Jihlava"),
        ("A", "3", "table", "Humpolec"), ("A", "4", None, "Jihlava"), ("A", "5", None, "Jihlava"),
    ]  # fmt: skip
    sheet = pd.DataFrame(rows, columns=["actor", "meeting_id", "series", "region"])
    unit = of(sheet).meetings["unit"]
    assert unit["1"] == unit["2"] != unit["3"]
    assert unit.nunique() == 4


def test_a_series_is_one_unit_however_its_region_is_written() -> None:
    rows = [
        ("A", "1", "S", "Jihlava"), ("A", "2", "S", None), ("A", "3", "S", "jihlava"),
        ("A", "4", "S", "Jihlava|Telč"), ("A", "5", "T", None), ("A", "6", "T", None),
    ]  # fmt: skip
    sheet = pd.DataFrame(rows, columns=["actor", "meeting_id", "series", "region"])
    unit = of(sheet).meetings["unit"]
    assert unit["1":"4"].nunique() == unit["5":"6"].nunique() == 1
    assert unit.nunique() == 2


def test_meetings_without_region_go_with_most_of_their_series() -> None:
    regions = ["Jihlava", "Humpolec", "Humpolec", None]
    sheet = pd.DataFrame({"actor": "A", "meeting_id": [*"1234"], "series": "S", "region": regions})
    unit = of(sheet).meetings["unit"]
    assert unit["4"] == unit["3"] == unit["2"] != unit["1"]


# -- arguments -----------------------------------------------------------------------------------


def test_records_without_meetings_are_refused() -> None:
    with pytest.raises(RecordError, match="none"):
        of(None, actors=pd.DataFrame({"actor_id": ["A"], "name": ["A"]}))  # type: ignore[arg-type]


@pytest.mark.parametrize("wrong", [3, "densty", ["degree"], [], [None]])
def test_wrong_metrics_are_refused(wrong: object) -> None:
    with pytest.raises(ArgumentError):
        check_metrics(wrong, ["density"])


def test_metrics_are_named_once() -> None:
    assert check_metrics(None, ["density"]) == ["density"]
    assert check_metrics("density", []) == ["density"]
    assert check_metrics(["density", "gini", "density"], []) == ["density", "gini"]
