"""The Olomouc Region: the published facts are exact, and the messy workbook agrees."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import netcoop as nc
from netcoop.records.values import as_number
from netcoop.reference import kind_sector, territories, vocabulary
from tests.datasets.sets import FOLDER, planted_words, text_of_workbook, texts_of, ties_of

NAME = "olomouc_region"


@pytest.fixture(scope="module")
def meetings(records: nc.Records) -> pd.DataFrame:
    return records.tables["meetings"]


def test_readme_warns_first_and_places_every_fact() -> None:
    readme = (FOLDER / NAME / "README.md").read_text("utf-8")
    assert "synthetic" in readme.splitlines()[0]
    assert "1,543,780.86 CZK" in readme
    for number in range(1, 10):
        assert f"| S3-{number} |" in readme


def test_codes_and_regions_are_known(records: nc.Records, meetings: pd.DataFrame) -> None:
    actors, regions = records.tables["actors"], records.tables["regions"]
    assert set(actors["kind"]) <= set(vocabulary("actor")["code"])
    assert [kind_sector(kind) for kind in actors["kind"]] == actors["sector"].tolist()
    assert set(meetings["kind"]) <= set(vocabulary("meeting")["code"])
    orp = territories()
    # All thirteen municipalities of the region have their office in it.
    assert set(regions["region"]) == set(orp.index[orp["kraj_name"].eq("Olomoucký kraj")])
    assert regions["population"].tolist() == orp.loc[regions["region"], "population"].tolist()
    assert set(regions["region"]) == set(actors["region"][actors["kind"].eq("OSPOD")])


def test_everybody_is_in_the_register(records: nc.Records) -> None:
    assert records.tables["actors"]["name_status"].eq("register").all()
    assert set(records.problems["code"]) <= {"unknown_column", "file_not_read"}
    assert records.account["read"].sum() == records.account["kept"].sum()


# S3-1
def test_partners_have_their_legal_status(records: nc.Records) -> None:
    actors = records.tables["actors"]
    sorts = {
        "public_body", "registered_provider", "authorized_organization", "legal_person",
        "natural_person",
    }  # fmt: skip
    published = actors[actors["provenance"].eq("published")]
    assert set(actors["legal_status"]) == set(published["legal_status"]) == sorts
    assert (actors["person"] == actors["legal_status"].eq("natural_person")).all()
    # The document names the authority and sorts of partners, no partner.
    named = published[~published["made_up"].fillna("").str.contains("name")]
    assert named["actor_id"].tolist() == ["ku-ok"]
    persons = actors[actors["person"]]["name"]
    assert len(persons) == 5
    assert persons.str.fullmatch(
        r"(Pěstoun na přechodnou dobu|Klinický / dětský psycholog|Soudní znalec) \d"
    ).all()


# S3-2, S3-3
def test_two_workshops_a_seminar_and_a_round_table_were_held(meetings: pd.DataFrame) -> None:
    project = meetings[meetings["actor"].eq("ku-ok") & meetings["provenance"].eq("published")]
    held = project[project["status"].eq("held") & project["kind"].ne("VZDEL")]
    assert held[["kind", "topic"]].to_numpy().tolist() == [
        ["WORKSHOP", "Standardy kvality orgánů sociálně-právní ochrany dětí na městských úřadech"],
        ["WORKSHOP", "Výměna zkušeností při doprovázení pěstounů na přechodnou dobu"],
        ["KAZSEM", "Vztahové vazby a jejich poruchy"],
        ["KULATY", "Vyhodnocování situace dítěte a jeho rodiny"],
    ]
    assert held["date"].between("2014-02-01", "2015-06-30").all()
    assert held["made_up"].str.contains("date").all()


# S3-4
def test_what_was_planned_makes_no_ties(records: nc.Records, meetings: pd.DataFrame) -> None:
    planned = meetings[meetings["status"].eq("planned")]
    assert sorted(set(planned["kind"])) == ["KAZSEM", "PANEL", "VELETRH"]
    assert planned["period"].str.startswith("2015").all()
    assert planned["date"].isna().all()
    fair = planned[planned["kind"].eq("VELETRH")]
    assert len(fair) == len(records.tables["actors"])
    assert "ospod-unicov" in nc.isolates(nc.build_network(records))
    # Were it held, it would tie everybody to everybody, each tie weaker than any other's meeting.
    as_held = pd.concat([meetings, fair.assign(status="held", meeting_id="F", date="2015-06-10")])
    net = nc.build_network(
        nc.Records(meetings=as_held, actors=records.tables["actors"]), layers=("meeting",)
    )
    assert nc.density(net) == 1
    assert net.ties["weight"].min() == pytest.approx(1 / (len(fair) - 1))


# S3-5
def test_the_authority_was_trained(records: nc.Records, meetings: pd.DataFrame) -> None:
    skills = records.tables["actors"].set_index("actor_id").at["ku-ok", "trained_in"].split("|")
    trainings = meetings[meetings["kind"].eq("VZDEL") & meetings["actor"].eq("ku-ok")]
    assert trainings["topic"].tolist() == skills
    for word in ("standardů", "facilitace", "případových konferencí", "individuálního plánu",
                 "dohody o výkonu pěstounské péče", "přechodnou dobu"):  # fmt: skip
        assert sum(word in skill for skill in skills) == 1


# S3-6
def test_teams_on_cases_are_drawn_from_the_truth(
    records: nc.Records, meetings: pd.DataFrame
) -> None:
    teams = meetings[meetings["kind"].isin({"PRIPKONF", "MDT"})]
    assert teams["meeting_id"].nunique() > 30
    assert set(teams["provenance"]) == {"synthetic"}
    others = teams[teams["role"].eq("participant")]
    found = {frozenset(pair) for pair in others[["actor", "convener"]].to_numpy()}
    true = {frozenset(pair) for pair in nc.datasets.truth(NAME)["ties"].to_numpy()}
    assert found <= true
    assert len(found) > 0.9 * len(true)
    layer = nc.build_network(records.select(kinds=["PRIPKONF", "MDT"]), layers=("meeting",))
    assert layer.n_ties < nc.build_network(records, layers=("meeting",)).n_ties


# S3-7, S3-8
def test_needs_lead_to_writings(records: nc.Records, meetings: pd.DataFrame) -> None:
    needs, outputs = records.tables["needs"], records.tables["outputs"]
    written = outputs[outputs["from_need"].notna()]
    assert set(written["from_need"]) == set(needs["need_id"])
    assert set(written["from_meeting"]) <= set(meetings["meeting_id"])
    assert set(written["kind"]) == {"metodika", "manuál", "příručka"}
    assert set(needs["target_group"]) == {
        "náhradní rodinná péče", "sociální práce", "kuratela pro mládež",
    }  # fmt: skip
    rooms = outputs[outputs["from_need"].isna()]
    assert rooms["title"].tolist() == ["Úprava a vybavení prostor k jednání s klienty"]


# S3-9
def test_slips_of_the_keyboard_are_mended_and_reported(
    records: nc.Records, raw: nc.Records
) -> None:
    phases = records.tables["phases"]
    assert phases["grant_czk"].astype(float).tolist() == [1543780.86]
    for one in (phases, raw.tables["phases"]):
        assert one["start"].tolist() == [pd.Timestamp(2014, 2, 1)]
        assert one["end"].tolist() == [pd.Timestamp(2015, 6, 30)]
    mended = raw.problems.query("table == 'phases' and code == 'repaired_date'")
    assert mended["value"].tolist() == ["1. 2.2 014 → 2014-02-01"]
    (grant,) = raw.tables["phases"]["Dotace"]
    assert as_number(grant) == (1543780.86, "repaired_number")


# The workbook: nothing of a person gets through, and the same network comes out.
def test_planted_persons_are_in_no_table(
    planted: dict[str, Any], raw: nc.Records, kept: nc.Records
) -> None:
    hidden, written = planted_words(planted), text_of_workbook(NAME)
    assert all(word in written for word in hidden), "they were there to be found"
    for text in texts_of(raw, kept):
        assert [word for word in hidden if word in text] == [], text[:200]


def test_every_sheet_is_read_and_nothing_is_lost(raw: nc.Records) -> None:
    account = raw.account
    assert account["table"].tolist() == [
        "phases", "actors", *["meetings"] * 7, "referrals", "needs", "outputs", "agreements",
    ]  # fmt: skip
    assert (account["read"] == account["kept"] + account["dropped"]).all()
    assert (raw.problems["severity"] == "info").all()
    # Only totals are left out, one of each list, and the empty row between two lists.
    assert set(raw.problems["code"][raw.problems["row"].notna()]) >= {"total_row"}
    assert raw.problems["code"].eq("total_row").sum() == 6


def test_two_lists_on_one_sheet_are_two_meetings(raw: nc.Records, meetings: pd.DataFrame) -> None:
    signed = raw.tables["meetings"].query("kind in ('WORKSHOP', 'KAZSEM', 'KULATY')")
    signed = signed[signed["date"].notna()]
    clean = meetings[meetings["meeting_id"].isin(["WS-1", "WS-2", "KAZ-1", "KS-1"])]
    assert signed.groupby("date").size().equals(clean.groupby("date").size())
    assert signed.groupby("date")["people"].sum().tolist() == (
        clean.groupby("date")["people"].sum().tolist()
    )
    assert signed.groupby("date")["topic"].first().tolist() == (
        clean.groupby("date")["topic"].first().tolist()
    )


def test_workbook_gives_the_network_of_the_tables(
    records: nc.Records, raw: nc.Records, kept: nc.Records
) -> None:
    # Both registers have the same order; the persons' pseudonyms have no name in common.
    clean = records.tables["actors"]["actor_id"].tolist()
    by_name = dict(zip(raw.tables["actors"]["name"], clean, strict=True))
    actors = kept.tables["actors"]
    ids = dict(zip(actors["actor_id"], actors["name"].map(by_name), strict=True))
    assert sorted(ids.values()) == sorted(clean)
    own = {one: one for one in clean}
    for layer in ("meeting", "referral", "agreement"):
        assert ties_of(kept, layer, ids) == pytest.approx(ties_of(records, layer, own)), layer


def test_persons_are_the_same_pseudonym_everywhere(kept: nc.Records) -> None:
    persons = kept.tables["actors"].query("person")
    assert len(persons) == 5
    assert persons["actor_id"].str.fullmatch(r"(PPPD|PSYCHOLOG|ZNALEC)-[0-9a-f]{10}").all()
    assert set(kept.tables["agreements"]["target"]) <= set(persons["actor_id"])


def test_what_the_workbook_does_not_say(records: nc.Records, kept: nc.Records) -> None:
    mine, theirs = records.tables["meetings"], kept.tables["meetings"]
    assert "series" not in theirs
    assert "facilitated" not in theirs
    assert len(theirs) == len(mine)
    assert mine["meeting_id"].nunique() == theirs["meeting_id"].nunique()
    excused = [set(one["role"].eq("excused").groupby(one["date"]).sum()) for one in (mine, theirs)]
    assert excused[0] == excused[1]
