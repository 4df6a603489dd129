"""Some of the records: by time, region, kind of meeting, and without the networker."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

import netcoop as nc
from netcoop.errors import ArgumentError, NetcoopWarning
from netcoop.records.facilitation import facilitated_rows

FOLDER = Path(__file__).parents[2] / "datasets/havlickuv_brod"


def meetings(**columns: object) -> nc.Records:
    return nc.Records(meetings=pd.DataFrame(columns))


def findings(records: nc.Records) -> dict[tuple[str, str], str]:
    found = records.problems
    return dict(zip(zip(found["table"], found["code"], strict=True), found["value"], strict=True))


def numbers(records: nc.Records) -> list[str]:
    return records.meetings["meeting_id"].unique().tolist()


# -- time ----------------------------------------------------------------------------------------

DAYS = pd.to_datetime(
    ["2024-01-31", "2024-02-01", "2024-02-29 16:30", "2024-03-01", None], format="ISO8601"
)
FIVE = {"actor": list("ABCDE"), "meeting_id": list("12345"), "date": DAYS}


@pytest.mark.parametrize(
    ("start", "end", "left"),
    [
        ("2024-02-01", "2024-02-29", "23"),
        ("2024-02", "2024-02", "23"),
        (date(2024, 2, 1), pd.Timestamp("2024-02-29 08:00"), "23"),
        ("1. 2. 2024", None, "234"),
        (None, "únor 2024", "123"),
        ("2024", "2024", "1234"),
    ],
)
def test_both_days_are_included_and_a_month_is_its_first_or_last_day(
    start: object, end: object, left: str
) -> None:
    assert numbers(meetings(**FIVE).select(start=start, end=end)) == list(left)


def test_rows_without_a_date_are_left_out_and_counted() -> None:
    chosen = meetings(**FIVE).select(start="2024-02")
    assert findings(chosen) == {
        ("meetings", "selected_no_date"): "1",
        ("meetings", "not_selected"): "2",
    }


def test_a_month_counts_where_it_lies_wholly_within() -> None:
    log = pd.DataFrame({"source": list("AAAA"), "target": list("BCDE")})
    log["period"] = ["2024-01", "2024-02", "2024-03", "2023-12"]
    chosen = nc.Records(referrals=log).select(start="2024-01-15", end="2024-03-31")
    assert chosen.referrals["target"].tolist() == ["C", "D"]
    # Of January only a part is within; December is just not selected.
    assert findings(chosen) == {
        ("referrals", "selected_part_month"): "1",
        ("referrals", "not_selected"): "2",
    }


def test_a_meeting_is_never_cut() -> None:
    two_days = pd.to_datetime(["2024-01-31", "2024-02-01", None])
    records = meetings(actor=list("ABC"), meeting_id=list("111"), date=two_days)
    assert len(records.select(end="2024-01").meetings) == 3
    assert len(records.select(start="2024-02").meetings) == 0


def test_what_was_only_planned_gives_no_day_to_a_meeting_that_was_held() -> None:
    days = pd.to_datetime(["2024-01-10", "2024-02-10", "2024-01-10"])
    status = ["planned", "held", "planned"]
    records = meetings(actor=list("AAB"), meeting_id=list("112"), date=days, status=status)
    assert numbers(records.select(end="2024-01")) == ["2"]
    assert numbers(records.select(start="2024-02")) == ["1"]


def test_a_meeting_of_several_days_belongs_to_the_one_it_began_on() -> None:
    records = meetings(
        actor=["A"],
        meeting_id=["1"],
        date=pd.to_datetime(["2024-01-30"]),
        end_date=pd.to_datetime(["2024-02-02"]),
    )
    assert numbers(records.select(start="2024-01", end="2024-01")) == ["1"]


def test_agreements_are_taken_by_overlap() -> None:
    spans = {
        "before": ("2023-01-01", "2023-12-31"),
        "reaches in": ("2023-01-01", "2024-01-01"),
        "around": ("2023-01-01", "2025-01-01"),
        "open end": ("2023-01-01", None),
        "open start": (None, "2024-03-01"),
        "after": ("2024-04-01", None),
        "never said": (None, None),
    }
    table = pd.DataFrame({"source": list(spans), "target": "B"})
    for side, name in enumerate(["valid_from", "valid_to"]):
        table[name] = pd.to_datetime([span[side] for span in spans.values()])
    chosen = nc.Records(agreements=table).select(start="2024-01-01", end="2024-03-31")
    assert chosen.agreements["source"].tolist() == list(spans)[1:5]
    assert findings(chosen)["agreements", "selected_no_date"] == "1"


def test_what_has_no_time_stays() -> None:
    records = nc.datasets.load("havlickuv_brod")
    chosen = records.select(start="2030-01-01")
    for table in ("actors", "services", "regions"):
        assert_frame_equal(chosen.tables[table], records.tables[table])
    assert [len(chosen.tables[name]) for name in ("meetings", "referrals", "needs")] == [0, 0, 0]


def test_days_that_cannot_be_read_are_refused() -> None:
    records = meetings(**FIVE)
    with pytest.raises(ArgumentError, match=r"start='3/4/2024' is no day. Write it as 2024-01-31"):
        records.select(start="3/4/2024")
    with pytest.raises(ArgumentError, match="end=20240131 is no day"):
        records.select(end=20240131)
    with pytest.raises(ArgumentError, match="start=2024-02 is after end=2024-01"):
        records.select(start="2024-02", end="2024-01")


# -- region and kind -----------------------------------------------------------------------------


def places(region: str | None = None) -> nc.Records:
    sheet = {
        "actor": list("ABCDE"),
        "meeting_id": ["1", "1", "2", "3", "3"],
        "region": ["Znojmo", "Brno", "ORP Brno", None, None],
    }
    log = pd.DataFrame({"source": ["A", "B"], "target": ["B", "A"], "region": ["Znojmo", None]})
    areas = pd.DataFrame({"region": ["Znojmo", "Brno", "Vyškov"]})
    register = pd.DataFrame({"actor_id": list("AB"), "region": ["Brno", "Znojmo"]})
    return nc.Records(
        meetings=pd.DataFrame(sheet), referrals=log, regions=areas, actors=register, region=region
    )


def test_a_meeting_belongs_to_every_region_its_rows_name() -> None:
    assert numbers(places().select(region="Znojmo")) == ["1"]
    assert numbers(places().select(region="Brno")) == ["1", "2"]
    assert numbers(places().select(region=["Znojmo", "Brno"])) == ["1", "2"]


def test_rows_without_a_region_are_the_home_municipality_s_or_nobody_s() -> None:
    left = places().select(region="Znojmo")
    assert findings(left)["meetings", "selected_no_region"] == "1"
    assert findings(left)["referrals", "selected_no_region"] == "1"
    home = places("Vyškov").select(region="Vyškov")
    assert numbers(home) == ["3"]
    assert home.referrals["source"].tolist() == ["B"]
    assert not any(code == "selected_no_region" for _, code in findings(home))


def test_the_register_stays_whole_and_the_table_of_regions_does_not() -> None:
    chosen = places().select(region="Znojmo")
    assert chosen.actors["actor_id"].tolist() == ["A", "B"]
    assert chosen.regions["region"].tolist() == ["Znojmo"]
    assert len(places().select(region="Vyškov").meetings) == 0


def test_a_region_nobody_knows_is_refused() -> None:
    with pytest.raises(ArgumentError, match=r"region 'Znoimo'.*Did you mean 'Znojmo'"):
        places().select(region="Znoimo")


def test_kinds_are_of_meetings_only() -> None:
    sheet = pd.DataFrame(
        {"actor": list("ABCD"), "meeting_id": list("1123"), "kind": ["KULATY", None, "own", None]}
    )
    log = pd.DataFrame({"source": ["A"], "target": ["B"]})
    records = nc.Records(meetings=sheet, referrals=log)
    chosen = records.select(kinds="KULATY")
    assert chosen.meetings["actor"].tolist() == ["A", "B"]
    assert len(chosen.referrals) == 1
    assert findings(chosen)["meetings", "selected_no_kind"] == "1"
    assert numbers(records.select(kinds=["own", "VZDEL"])) == ["2"]
    with pytest.raises(ArgumentError, match=r"kinds='KULATI' is not known.*Did you mean 'KULATY'"):
        records.select(kinds="KULATI")


# -- without the networker -----------------------------------------------------------------------

REGISTER = pd.DataFrame(
    {
        "actor_id": ["net", "ospod", "school"],
        "name": ["Local networker", "OSPOD Brod", "ZŠ Lipová"],
        "aliases": ["Síťař|síťařka", None, None],
        "role": ["Facilitator", None, None],
    }
)
# meeting: rows of (actor, role, convener, facilitated), and what it was.
CASES = {
    "recorded beats who convened": ([("ospod", None, "net", False)], False),
    "any row that says yes": ([("ospod", None, None, False), ("school", None, None, True)], True),
    "convened by a facilitator": ([("ospod", None, "net", None)], True),
    "by its name in any case": ([("ospod", None, "local  NETWORKER", None)], True),
    "by its alias": ([("ospod", None, "síťařka", None)], True),
    "by a facilitator who organised": (
        [("ospod", None, "ospod", None), ("net", "organiser", None, None)], True
    ),
    "a facilitator who only came": ([("net", "participant", "ospod", None)], False),
    "convened by another": ([("ospod", None, "ospod", None), ("school", None, None, None)], False),
    "organised by another": ([("ospod", "organiser", None, None)], False),
    "convened by nobody known": ([("ospod", None, "Klub důchodců", None)], None),
    "nothing said": ([("ospod", None, None, None), ("school", None, None, None)], None),
}  # fmt: skip


def cases(**more: pd.DataFrame) -> nc.Records:
    rows = [(name, *row) for name, (rows, _) in CASES.items() for row in rows]
    columns = ["meeting_id", "actor", "role", "convener", "facilitated"]
    sheet = pd.DataFrame(rows, columns=columns).astype({"facilitated": "boolean"})
    return nc.Records(meetings=sheet, **({"actors": REGISTER} | more))


def answers(records: nc.Records) -> dict[str, bool | None]:
    rows = facilitated_rows(records)
    assert (rows.groupby(records.meetings["meeting_id"]).nunique(dropna=False) == 1).all()
    pairs = zip(records.meetings["meeting_id"], rows.astype("object"), strict=True)
    return {name: None if pd.isna(value) else value for name, value in pairs}


def test_facilitation_is_as_recorded_or_goes_by_who_convened() -> None:
    assert answers(cases()) == {name: value for name, (_, value) in CASES.items()}


def test_once_names_are_resolved_whoever_is_not_in_the_register_is_no_facilitator() -> None:
    resolved = nc.resolve_actors(cases())
    wanted = {name: value for name, (_, value) in CASES.items()}
    assert answers(resolved) == wanted | {"convened by nobody known": False}


def test_a_register_without_facilitators_says_nothing() -> None:
    known = {name for name, (rows, _) in CASES.items() if any(row[3] is not None for row in rows)}
    for register in (REGISTER.drop(columns="role"), REGISTER.assign(role=None)):
        found = answers(cases(actors=register))
        assert {name for name, value in found.items() if value is not None} == known


def test_words_for_yes_and_no_are_read_in_frames_made_by_hand() -> None:
    records = meetings(
        actor=list("ABCD"), meeting_id=list("1234"), facilitated=["ano", "ne", "unknown", None]
    )
    assert facilitated_rows(records).tolist() == [True, False, pd.NA, pd.NA]


def test_contacts_go_by_their_two_ends() -> None:
    log = pd.DataFrame(
        {
            "source": ["net", "ospod", "ospod", "ospod", "Klub"],
            "target": ["Klub", "síťař", "school", "Klub", "school"],
        }
    )
    records = nc.Records(contacts=log, actors=REGISTER)
    assert facilitated_rows(records, "contacts").tolist() == [True, True, False, pd.NA, pd.NA]


def test_what_remains_without_the_networker_is_two_calls() -> None:
    sheet = pd.DataFrame(
        {
            "actor": ["net", "ospod", "school", "ospod", "school", "net", "ospod", "police"],
            "meeting_id": list("11122333"),
            "convener": ["net"] * 3 + ["ospod"] * 5,
        }
    )
    register = pd.concat([REGISTER, pd.DataFrame({"actor_id": ["police"], "name": ["Policie"]})])
    records = nc.Records(meetings=sheet, actors=register)
    left = nc.build_network(records.select(facilitated=False)).without(role="Facilitator")
    assert left.ties[["source", "target"]].to_numpy().tolist() == [
        ["ospod", "police"],
        ["ospod", "school"],
    ]


def test_unknown_meetings_are_taken_as_asked_and_the_result_is_called_a_range() -> None:
    records = cases()
    with pytest.warns(NetcoopWarning, match=r"meetings 2/11.*unknown_facilitated=False.*True as"):
        low = records.select(facilitated=False)
    with pytest.warns(NetcoopWarning, match=r"unknown_facilitated=True.*Select with False"):
        high = records.select(facilitated=False, unknown_facilitated=True)
    assert set(numbers(low)) - set(numbers(high)) == {"convened by nobody known", "nothing said"}
    assert findings(low)["meetings", "facilitated_not_assumed"] == "2"
    assert findings(high)["meetings", "facilitated_assumed"] == "2"


def test_a_tenth_of_unknown_is_no_range_yet() -> None:
    flags = pd.array([False] * 9 + [None], dtype="boolean")
    records = meetings(actor=["A"] * 10, meeting_id=list("0123456789"), facilitated=flags)
    assert len(records.select(facilitated=False).meetings) == 10
    assert len(records.select(facilitated=True).meetings) == 0
    with pytest.raises(ArgumentError, match="facilitated='no' is not known"):
        records.select(facilitated="no")


# -- the whole -----------------------------------------------------------------------------------


def test_the_account_counts_what_is_there_and_what_reading_dropped() -> None:
    sheet = pd.DataFrame({"actor": ["A", None, "B", "C"], "meeting_id": list("1123")})
    sheet["date"] = ["2024-01-01", "2024-01-01", "2024-02-01", "2024-03-01"]
    records = nc.read_records({"meetings": sheet})
    chosen = records.select(end="2024-02")
    line = chosen.account.set_index("table").loc["meetings", ["read", "kept", "dropped"]]
    assert line.tolist() == [3, 2, 1]
    # What reading found stays to be read.
    assert {"required_empty", "not_selected"} <= set(chosen.problems["code"])


def test_lines_of_several_files_become_one(tmp_path: Path) -> None:
    for year in (2023, 2024):
        rows = [["datum", "účastník"], *([f"{year}-0{month}-01", "OSPOD"] for month in (1, 2))]
        with (tmp_path / f"prezence_{year}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=";").writerows(rows)
    records = nc.read_records(tmp_path)
    account = records.select(end="2024-01").account
    assert account["file"].tolist() == ["prezence_2023.csv, prezence_2024.csv"]
    assert account[["read", "kept", "dropped"]].to_numpy().tolist() == [[3, 3, 0]]
    assert_frame_equal(records.select(end="2024-12").account, records.account)


def test_selecting_keeps_what_is_known_of_names() -> None:
    resolved = nc.resolve_actors(nc.datasets.load("havlickuv_brod"))
    chosen = resolved.select(start="2015-01-01")
    assert chosen.resolved
    assert_frame_equal(chosen.names, resolved.names)
    assert nc.resolve_actors(chosen) is chosen


def test_the_round_tables_of_havlickuv_brod() -> None:
    with (FOLDER / "meetings.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    with (FOLDER / "referrals.csv").open(encoding="utf-8") as file:
        log = list(csv.DictReader(file))
    records = nc.datasets.load("havlickuv_brod")
    chosen = records.select(start="2014-06-17", end="2015-02-19")
    wanted = [row["actor"] for row in rows if row["meeting_id"] in {"KS-2", "KS-3", "KS-4"}]
    assert chosen.meetings["actor"].tolist() == wanted
    assert len(chosen.referrals) == sum("2014-07" <= row["period"] <= "2015-01" for row in log)
    partly = sum(row["period"] in {"2014-06", "2015-02"} for row in log)
    assert findings(chosen)["referrals", "selected_part_month"] == str(partly)
    # No networker took part, and it is recorded so.
    assert_frame_equal(records.select(facilitated=False).meetings, records.meetings)
    assert records.select(facilitated=True).meetings.empty
    assert set(records.select(region="Chotěboř").referrals["region"]) == {"Chotěboř"}


# -- properties ----------------------------------------------------------------------------------

SPAN = list(pd.date_range("2024-01-25", "2024-03-05"))


@st.composite
def kept_records(draw: st.DrawFn) -> nc.Records:
    """Meetings with days, months or neither, some told differently by their rows."""
    day = st.none() | st.sampled_from(SPAN)
    rows = draw(
        st.lists(
            st.tuples(
                st.sampled_from("ABCDE"),
                st.sampled_from("123456"),
                day,
                st.sampled_from([None, "2024-01", "2024-02", "2024-03"]),
                st.sampled_from([None, True, False]),
                st.sampled_from([None, "Brno", "Znojmo"]),
                st.sampled_from([None, "held", "planned", "cancelled"]),
            ),
            max_size=12,
        )
    )
    columns = ["actor", "meeting_id", "date", "period", "facilitated", "region", "status"]
    sheet = pd.DataFrame(rows, columns=columns).astype({"facilitated": "boolean"})
    sheet["date"] = sheet["date"].astype("datetime64[s]")
    log = pd.DataFrame(
        {"source": ["A"] * 3, "target": list("BCD"), "date": [SPAN[0], SPAN[9], SPAN[39]]}
    )
    return nc.Records(meetings=sheet.astype({"meeting_id": "str"}), referrals=log)


@settings(max_examples=30)
@given(kept_records(), st.sampled_from(SPAN), st.sampled_from(SPAN))
def test_selecting_twice_is_selecting_once(
    records: nc.Records, one: pd.Timestamp, other: pd.Timestamp
) -> None:
    span = {"start": min(one, other), "end": max(one, other)}
    once = records.select(**span)
    again = once.select(**span)
    for name, frame in once.tables.items():
        assert_frame_equal(again.tables[name], frame)
    assert_frame_equal(again.account, once.account)
    account = once.account
    assert (account["read"] == account["kept"] + account["dropped"]).all()
    assert account["kept"].tolist() == [len(once.tables[name]) for name in account["table"]]


@settings(max_examples=30)
@given(kept_records(), st.sampled_from(SPAN))
@pytest.mark.filterwarnings("ignore:It is not known")
def test_every_meeting_is_whole_or_gone(records: nc.Records, day: pd.Timestamp) -> None:
    whole = records.meetings.groupby("meeting_id").size()
    for wanted in ({"end": day}, {"facilitated": False}, {"facilitated": True, "start": day}):
        chosen = records.select(**wanted).meetings.groupby("meeting_id").size()
        assert chosen.equals(whole[chosen.index])


@settings(max_examples=30)
@given(kept_records(), st.booleans())
@pytest.mark.filterwarnings("ignore:It is not known")
def test_facilitated_and_not_are_all_there_is(records: nc.Records, unknown: bool) -> None:
    yes, no = (
        numbers(records.select(facilitated=answer, unknown_facilitated=unknown))
        for answer in (True, False)
    )
    assert sorted(yes + no) == sorted(numbers(records))


@settings(max_examples=30)
@given(kept_records(), st.sampled_from(SPAN))
def test_before_and_after_share_no_meeting(records: nc.Records, day: pd.Timestamp) -> None:
    before = set(numbers(records.select(end=day)))
    after = set(numbers(records.select(start=day + pd.Timedelta(days=1))))
    assert not before & after
    dated = records.meetings.groupby("meeting_id")["date"].count()
    held = records.meetings["status"].isin(["held"]) | records.meetings["status"].isna()
    plain = dated.index[(dated > 0) & held.groupby(records.meetings["meeting_id"]).all()]
    assert set(plain) <= before | after


@settings(max_examples=30)
@given(kept_records())
def test_selecting_everything_changes_nothing(records: nc.Records) -> None:
    untouched = records.select()
    for name, frame in records.tables.items():
        assert_frame_equal(untouched.tables[name], frame)
    assert untouched.problems.empty
    dated = records.select(start="1900-01-01", end="2100-01-01")
    everything = dated.select(start="2024-01-01", end="2024-03-31")
    for name, frame in dated.tables.items():
        assert_frame_equal(everything.tables[name], frame)


def test_a_name_that_may_mean_a_facilitator_is_not_taken_for_another_once_resolved() -> None:
    register = pd.DataFrame(
        {"actor_id": ["net", "a"], "name": ["Krajská síťovací agentura", "OSPOD Jihlava"]}
    ).assign(role=["facilitator", None])
    misspelled = "Krajska sitovaci agentra"
    conveners = [misspelled, "X", "Krajská síťovací agentura", "Klub důchodců"]
    sheet = pd.DataFrame({"actor": "OSPOD Jihlava", "meeting_id": list("1234")})
    diary = pd.DataFrame({"source": [misspelled], "target": ["OSPOD Jihlava"]})
    resolved = nc.resolve_actors(
        nc.Records(meetings=sheet.assign(convener=conveners), contacts=diary, actors=register)
    )
    assert list(answers(resolved).values()) == [None, None, True, False]
    assert facilitated_rows(resolved, "contacts").isna().all()


def test_an_open_side_has_no_end_and_a_day_is_that_of_its_place() -> None:
    sheet = pd.DataFrame({"actor": list("AB"), "meeting_id": list("12")})
    far = pd.Series(pd.to_datetime(["1500-01-01", "2300-01-01"])).astype("datetime64[s]")
    records = nc.Records(meetings=sheet.assign(date=far))
    assert records.select(start="2024").meetings["actor"].tolist() == ["B"]
    assert records.select(end="2024").meetings["actor"].tolist() == ["A"]
    late = pd.to_datetime(["2024-01-09T00:30"] * 2).tz_localize("Europe/Prague")
    there = nc.Records(meetings=sheet.assign(date=late)).select(start="2024-01-09")
    assert len(there.meetings) == 2


def test_what_is_no_name_of_a_region_or_kind_is_refused() -> None:
    records = nc.Records(meetings=pd.DataFrame({"actor": ["A"], "meeting_id": ["1"]}))
    for wrong in ({"region": 1}, {"kinds": 3}):
        with pytest.raises(nc.errors.ArgumentError):
            records.select(**wrong)


ROLES = [
    "facilitator", "Facilitátor", "síťař", "Síťařka", "lokální síťařka", "Krajský síťař",
    "lokální síťař/ka", "Lokální síťař / síťařka", "networker", "LOK_SITAR",
]  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
def test_the_role_of_a_facilitator_is_read_as_people_write_it(role: str) -> None:
    register = pd.DataFrame({"actor_id": ["net", "ospod"], "role": [role, None]})
    sheet = {"actor": ["ospod"] * 2, "meeting_id": ["1", "2"], "convener": ["net", "ospod"]}
    records = nc.Records(meetings=pd.DataFrame(sheet), actors=register)
    assert facilitated_rows(records).tolist() == [True, False]


@pytest.mark.parametrize("role", ["moderátor", "koordinátor podpory", "KS", "škola", "svolavatel"])
def test_other_roles_make_nobody_a_facilitator(role: str) -> None:
    register = pd.DataFrame({"actor_id": ["net"], "role": [role]})
    sheet = pd.DataFrame({"actor": ["net"], "meeting_id": ["1"], "convener": ["net"]})
    assert facilitated_rows(nc.Records(meetings=sheet, actors=register)).isna().all()


def test_without_a_role_the_kind_says_who_is_a_networker() -> None:
    register = pd.DataFrame({"actor_id": ["net", "ospod"], "kind": ["KRAJ_SITAR", "OSPOD"]})
    log = pd.DataFrame({"source": ["net", "ospod"], "target": ["ospod", "ospod"]})
    records = nc.Records(contacts=log, actors=register)
    assert facilitated_rows(records, "contacts").tolist() == [True, False]


# -- topic and target group ----------------------------------------------------------------------

TALKS = {
    "actor": list("ABACD"),
    "meeting_id": list("11233"),
    "topic": ["Vliv GDPR; spisy", None, "pěstounská péče", None, None],
}


@pytest.mark.parametrize(
    ("topic", "left"),
    [("gdpr", "1"), ("Pěstounská péče", "2"), (["SPISY", "pestounska pece"], "12")],
)
def test_a_meeting_belongs_to_the_topics_any_row_names(topic: object, left: str) -> None:
    chosen = meetings(**TALKS).select(topic=topic)  # type: ignore[arg-type]
    assert numbers(chosen) == list(left)
    assert findings(chosen)["meetings", "selected_no_topic"] == "1"
    # Nobody loses company.
    assert len(chosen.meetings) == sum(TALKS["meeting_id"].count(one) for one in left)


@pytest.mark.parametrize("topic", ["soud", "GDP", "", "?"])
def test_a_topic_of_no_meeting_is_refused(topic: str) -> None:
    with pytest.raises(ArgumentError, match="there are Vliv GDPR, spisy"):
        meetings(**TALKS).select(topic=topic)


def by_group() -> nc.Records:
    return nc.Records(
        services=pd.DataFrame(
            {
                "actor": ["club", "clinic", "crisis", "office"],
                "service": ["SS_NZDM", "PEDOPSY", "SS_KP", "SS_NZDM"],
                "region": ["Telč"] * 4,
                "target_group": ["Děti", "rodiče", None, "děti"],
                "status": ["available", "available", None, "missing"],
            }
        ),
        needs=pd.DataFrame(
            {"region": ["Telč"] * 2, "service": ["SS_KP"] * 2, "target_group": ["deti", "rodiče"]}
        ),
        referrals=pd.DataFrame(
            {"source": ["court"] * 5, "target": ["club", "clinic", "crisis", "police", "office"]}
        ),
        meetings=pd.DataFrame({"actor": ["club", "court"], "meeting_id": ["1", "1"]}),
    )


def test_a_target_group_chooses_services_needs_and_referrals() -> None:
    chosen = by_group().select(target_group="děti")
    assert chosen.services["actor"].tolist() == ["club", "crisis", "office"]
    assert chosen.needs["target_group"].tolist() == ["deti"]
    # Of the police the catalogue says nothing; the office only knows that there is none.
    assert chosen.referrals["target"].tolist() == ["club", "crisis"]
    assert findings(chosen)["referrals", "selected_no_group"] == "2"
    assert len(chosen.meetings) == 2, "meetings do not tell a target group"
    assert nc.build_network(chosen, layers=["referral"]).n_ties == 2


def test_referrals_that_tell_their_group_go_by_it() -> None:
    log = by_group().referrals.assign(target_group=["rodiče", "děti", None, "děti", "rodiče"])
    chosen = by_group().replace({"referrals": log}).select(target_group=["DETI"])
    assert chosen.referrals["target"].tolist() == ["clinic", "police"]
    assert findings(chosen)["referrals", "selected_no_group"] == "1"


def test_a_group_of_no_record_is_refused() -> None:
    with pytest.raises(ArgumentError, match="Did you mean 'rodiče'"):
        by_group().select(target_group="rodič")
    with pytest.raises(ArgumentError, match="there are –"):
        meetings(**TALKS).select(target_group="děti")


def test_a_region_a_scan_has_spoilt_is_found() -> None:
    sheet = meetings(actor=["A", "B"], meeting_id=["1", "2"], region=["Cesk4 Lipa", "Turnov"])
    assert numbers(sheet.select(region="Česká Lípa")) == ["1"]
