"""South Moravia: the published facts are exact, the planted truth is found, the workbook agrees."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import netcoop as nc
from netcoop.records.facilitation import facilitated_rows
from netcoop.records.units import meeting_keys
from netcoop.reference import kind_sector, territories, vocabulary
from tests.datasets.sets import FOLDER, planted_words, text_of_workbook, texts_of, ties_of

NAME = "south_moravia"
AREAS = {"Bučovice", "Slavkov u Brna", "Šlapanice", "Vyškov"}


@pytest.fixture(scope="module")
def big(records: nc.Records) -> pd.DataFrame:
    """The meeting of 15 June 2018, with the kinds of who was there."""
    meetings = records.tables["meetings"]
    rows = meetings[meetings["meeting_id"].eq("OS-1")]
    return rows.merge(records.tables["actors"][["actor_id", "level"]].rename(
        columns={"actor_id": "actor"}
    )).assign(actor_kind=lambda frame: frame["actor"].map(kinds(records)))  # fmt: skip


def kinds(records: nc.Records) -> dict[str, str]:
    return dict(records.tables["actors"][["actor_id", "kind"]].to_numpy())


def same_ids(records: nc.Records, kept: nc.Records) -> dict[str, str]:
    """Find the id in the tables of an actor of the workbook; both know it by its name."""
    by_name = {name: one for one, name in records.tables["actors"][["actor_id", "name"]].to_numpy()}
    return {
        one: by_name.get(name, one)
        for one, name in kept.tables["actors"][["actor_id", "name"]].to_numpy()
    }


def test_readme_warns_first_and_places_every_fact() -> None:
    readme = (FOLDER / NAME / "README.md").read_text("utf-8")
    assert "synthetic" in readme.splitlines()[0]
    for number in range(1, 13):
        assert f"| S1-{number} |" in readme


def test_codes_and_regions_are_known(records: nc.Records) -> None:
    actors = records.tables["actors"]
    assert set(actors["kind"]) <= set(vocabulary("actor")["code"])
    assert [kind_sector(kind) for kind in actors["kind"]] == actors["sector"].tolist()
    for table, column, kind in (
        ("meetings", "kind", "meeting"), ("referrals", "need", "need"),
        ("referrals", "outcome", "outcome"), ("contacts", "channel", "channel"),
    ):  # fmt: skip
        assert set(records.tables[table][column]) <= set(vocabulary(kind)["code"])
    orp = territories()
    regions = records.tables["regions"]
    assert (orp.loc[regions["region"], "kraj_name"] == "Jihomoravský kraj").all()
    assert regions["population"].tolist() == orp.loc[regions["region"], "population"].tolist()


def test_everybody_is_in_the_register(records: nc.Records) -> None:
    assert records.tables["actors"]["name_status"].eq("register").all()
    assert set(records.problems["code"]) <= {"unknown_column", "file_not_read", "topics_disagree"}
    assert records.account["read"].sum() == records.account["kept"].sum()


# S1-1: how many people came, and of how many offices.
def test_forty_people_came_from_fewer_offices(big: pd.DataFrame) -> None:
    offices = big[big["actor_kind"].isin({"OSPOD", "OSPOD_MC"}) & big["role"].ne("excused")]
    assert offices["people"].sum() == 40
    assert len(offices) == offices["actor"].nunique() == 22
    assert set(big["date"]) == {pd.Timestamp(2018, 6, 15)}
    assert set(big["region"]) == {"Šlapanice"}
    # Many offices of one municipality: the districts of Brno.
    assert offices["actor_kind"].eq("OSPOD_MC").sum() == 5


# S1-2
def test_two_networkers_called_it_and_serve_four_areas(
    records: nc.Records, big: pd.DataFrame
) -> None:
    called = big[big["role"].eq("organiser")]
    assert sorted(called["actor"]) == ["sitarka-1", "sitarka-2"]
    assert set(called["actor_kind"]) == {"LOK_SITAR"}
    assert set(called["provenance"]) == {"published"}
    register = records.tables["actors"].set_index("actor_id")
    serves = [set(register.at[one, "serves"].split("|")) for one in called["actor"]]
    assert serves[0] | serves[1] == AREAS
    assert serves[0] & serves[1], "an area of two networkers"
    assert set(register.loc[called["actor"], "role"]) == {"facilitator"}


# S1-3
def test_need_is_answered_by_the_meeting(records: nc.Records, big: pd.DataFrame) -> None:
    needs = records.tables["needs"].set_index("need_id")
    assert needs.at["P-1", "provenance"] == "published"
    assert set(big["responds_to"]) == {"P-1"}
    answered = records.tables["meetings"]["responds_to"].dropna()
    assert set(answered) <= set(needs.index)
    report = nc.white_spots(records).needs_frame()
    assert report["need_id"].notna().sum() == len(needs)


# S1-4, S1-5, S1-6
def test_six_topics_are_announced_and_five_named(big: pd.DataFrame) -> None:
    (named,) = set(big["topic"])
    assert len(named.split("; ")) == 5
    assert set(big["topics_announced"].astype(int)) == {6}
    assert set(big["topics_raised"]) == {"vedení spisové dokumentace|vyřizování přestupků"}
    asked_for = big["topics_asked_for"].dropna().str.split("|").explode()
    assert set(asked_for) == set(named.split("; ")), "a matrix of topics and offices"
    assert big["actor_kind"][asked_for.index].isin({"OSPOD", "OSPOD_MC"}).all()


# S1-7
def test_guests_are_of_the_region(big: pd.DataFrame) -> None:
    guests = big[big["role"].eq("guest")].set_index("actor")
    assert sorted(guests.index) == ["krajska-sitarka", "ku-jmk"]
    assert set(guests["level"]) == {"regional"}
    rest = big[~big["actor"].isin(guests.index)]
    assert set(rest["level"]) == {"local"}


# S1-8, S1-9
def test_days_to_the_first_contact_are_those_planted(
    records: nc.Records, truth: dict[str, pd.DataFrame]
) -> None:
    referrals = records.tables["referrals"]
    to_sas = referrals[referrals["target"].map(kinds(records)).eq("SS_SAS")]
    assert set(to_sas["source"].map(kinds(records))) == {"OSPOD"}
    assert set(to_sas["region"]) == AREAS
    found = to_sas.groupby(["source", "target"])["days"].median()
    planted = truth["days"].set_index(["source", "target"])["days"].reindex(found.index)
    # Of n > 20 draws with sigma 0.4 the median has a standard error below 0.11 on the log scale.
    assert (found / planted).between(0.75, 1.33).all()
    assert (referrals["days"].notna() == referrals["outcome"].eq("PRIJATO")).all()


# S1-10
def test_meetings_go_on_where_it_was_planted(
    records: nc.Records, truth: dict[str, pd.DataFrame]
) -> None:
    later = records.select(start="2019-07-01", kinds=["KULATY"]).tables["meetings"]
    found = set(later["region"])
    assert found == set(truth["after"]["region"][truth["after"]["goes_on"]])
    assert found == AREAS - {"Bučovice"}
    assert not later["actor"].isin(["sitarka-1", "sitarka-2"]).any()
    lasting = nc.sustainability(records, rng=1)
    again = lasting.to_frame().set_index("metric").at["independent_persistence", "estimate"]
    assert 0.5 < again < 1, "the same people meet without the networkers"


# S1-11
def test_next_meeting_is_planned_for_october(records: nc.Records, big: pd.DataFrame) -> None:
    meetings = records.tables["meetings"]
    planned = meetings[meetings["status"].eq("planned")]
    assert set(planned["period"]) == {"2018-10"}
    assert planned["date"].isna().all()
    assert set(planned["series"]) == set(big["series"]) == {"OSPOD sobě"}
    assert set(planned["actor"]) == {"sitarka-1", "sitarka-2"}
    marks = big["feedback"].dropna().astype(float)
    assert len(marks) == 22
    assert marks.between(1, 5).all()


# S1-12
def test_natural_persons_have_no_names(records: nc.Records) -> None:
    persons = records.tables["actors"].query("person")
    assert len(persons) == 4
    assert persons["name"].str.fullmatch(r"Praktický lékař pro děti a dorost \d").all()


def test_ordinary_meetings_before_and_after_in_each_area(records: nc.Records) -> None:
    held = records.select(start="2017-01-01", end="2019-12-31", facilitated=True)
    meetings = held.tables["meetings"].query("series.isna()")
    for area, rows in meetings.groupby("region"):
        assert area in AREAS
        assert rows["date"].min() < pd.Timestamp(2018, 6, 15) < rows["date"].max()
        assert rows["meeting_id"].nunique() == 10


def test_survey_has_who_did_not_answer(records: nc.Records, truth: dict[str, pd.DataFrame]) -> None:
    claims = records.tables["claims"]
    answered = claims.groupby("respondent")["answered"].first()
    assert 0.5 < answered.mean() < 0.8
    assert claims["frequency"].isna().equals(~claims["answered"].astype(bool))
    true = {frozenset(pair) for pair in truth["ties"].to_numpy().tolist()}
    refers = claims[claims["layer"].eq("refers") & claims["frequency"].notna()]
    real = refers[["respondent", "target"]].apply(frozenset, axis=1)
    said = refers["frequency"].gt(0).groupby(real.isin(true)).mean()
    assert said[True] > 0.8
    assert said[False] < 0.1


def test_teams_on_cases_are_of_those_who_work_together(
    records: nc.Records, truth: dict[str, pd.DataFrame]
) -> None:
    true = {frozenset(pair) for pair in truth["ties"].to_numpy().tolist()}
    teams = records.tables["meetings"].query("kind == 'MDT' and role == 'participant'")
    assert len(teams) > 100
    assert {frozenset(pair) for pair in teams[["actor", "convener"]].to_numpy()} <= true


def test_an_organization_has_several_branches(records: nc.Records) -> None:
    branches = records.tables["actors"].groupby("organisation")["region"].nunique()
    assert branches.to_dict() == {
        "Společnost Jitřenka": 3, "Pramen pro rodinu": 3, "Charita Údolí": 2,
    }  # fmt: skip


def test_diaries_say_channel_hours_and_next_step(records: nc.Records) -> None:
    contacts = records.tables["contacts"]
    assert set(contacts["channel"]) == {"OSOBNE", "TEL", "EMAIL"}
    assert contacts["hours"].between(0.5, 2.5).all()
    assert contacts["next_step"].notna().mean() > 0.5
    mapped = contacts[contacts["purpose"].eq("mapovací rozhovor")]
    local = set(records.tables["claims"]["respondent"])
    assert set(mapped["target"]) == local, "everybody was mapped"


# The workbook: nothing of a person gets through, and the same network comes out.
def test_planted_persons_are_in_no_table(
    planted: dict[str, Any], raw: nc.Records, kept: nc.Records
) -> None:
    hidden, written = planted_words(planted), text_of_workbook(NAME)
    assert all(word in written for word in hidden), "they were there to be found"
    for text in texts_of(raw, kept):
        assert [word for word in hidden if word in text] == [], text[:200]


def test_all_sheets_but_the_cover_are_read(raw: nc.Records) -> None:
    account = raw.account
    assert len(account) == 10
    assert dict(zip(account["sheet"], account["shape"], strict=True)) == {
        "Aktéři": "long", "Vyškovsko": "list", "Bučovicko": "list", "Slavkovsko": "matrix",
        "Šlapanicko": "long", "Prezence 15.6.2018": "long", "Deník síťařky 1": "long",
        "Deník síťařky 2": "long", "Předání": "long", "Potřeby": "long",
    }  # fmt: skip
    unread = raw.problems.query("code == 'table_not_recognised'")
    assert unread["sheet"].tolist() == ["Čti mě"]
    assert (raw.problems["severity"] != "error").all()
    # Totals are left out: two lists, the signed sheet, three years of each diary.
    assert raw.problems["code"].eq("total_row").sum() == 9


def test_a_person_decides_one_name(raw: nc.Records, kept: nc.Records, decided: Path) -> None:
    review = nc.match_names(raw).to_frame()
    undecided = review[~review["status"].isin(["exact", "alias"])]
    written = pd.read_excel(decided, engine="calamine")["zapsaný název"]
    assert undecided["written"].tolist() == written.tolist() == ["ZS U Tri lip"]
    assert kept.tables["actors"]["name_status"].eq("register").all()
    # Without the decision the school would stand twice among the actors.
    waiting = nc.resolve_actors(raw).tables["actors"]
    assert set(waiting["name"]) - set(kept.tables["actors"]["name"]) == {"ZS U Tri lip"}


def test_workbook_gives_the_network_of_the_tables(records: nc.Records, kept: nc.Records) -> None:
    ids = same_ids(records, kept)
    same = dict.fromkeys(records.tables["actors"]["actor_id"])
    assert set(ids.values()) == set(same)
    own = {one: one for one in same}
    for layer in ("meeting", "referral"):
        assert ties_of(kept, layer, ids) == pytest.approx(ties_of(records, layer, own))
    # The regional networker kept her own diary: her contacts upwards are not in this workbook.
    diaries, contacts = ties_of(kept, "contact", ids), ties_of(records, "contact", own)
    upwards = {("krajska-sitarka", "ku-jmk"), ("krajska-sitarka", "mpsv")}
    assert set(contacts) - set(diaries) == upwards
    assert diaries == pytest.approx({k: v for k, v in contacts.items() if k not in upwards})


def test_what_the_workbook_does_not_say(records: nc.Records, kept: nc.Records) -> None:
    meetings = kept.tables["meetings"]
    assert (
        meetings["meeting_id"].nunique() + 1 == records.tables["meetings"]["meeting_id"].nunique()
    )
    assert not {"responds_to", "feedback", "status"} & set(meetings.columns)
    assert kept.claims is None
    assert kept.services is None
    heads = meetings[meetings["date"].eq("2018-06-15") & meetings["actor"].str.contains("OSPOD")]
    assert heads["people"].sum() == 40
    assert facilitated_rows(records).notna().all()
    # The role "síťař" is understood, and of each meeting the workbook says who called it.
    known = facilitated_rows(kept).groupby(meeting_keys(meetings)).first()
    assert (known.eq(True).sum(), known.isna().sum()) == (41, 0)
    held = records.tables["meetings"].query("status == 'held'")
    assert held.loc[facilitated_rows(records)[held.index].eq(True), "meeting_id"].nunique() == 41
