"""What the notebook on the Olomouc Region says (seeds S3-1 to S3-9)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.notebooks.reading import check_statements, run

NAME = "04_olomouc_region"


@pytest.fixture(scope="module")
def ran() -> dict[str, Any]:
    return run(NAME)


def test_s3_1_legal_status_and_natural_persons(ran: dict[str, Any]) -> None:
    assert set(ran["sorts"].index) == {
        "public_body",
        "registered_provider",
        "authorized_organization",
        "legal_person",
        "natural_person",
    }
    assert ran["sorts"]["natural_person"] == len(ran["persons"])
    # The name is a pseudonym of the kind and a code, nothing of what was written.
    assert ran["persons"]["name"].str.fullmatch(r"[A-Z]+-[0-9a-f]{10}").all()


def test_s3_2_and_s3_3_kinds_and_topics_as_published(ran: dict[str, Any]) -> None:
    meetings = ran["records"].meetings.query("status == 'held' and provenance == 'published'")
    called = meetings.groupby("meeting_id")[["kind", "topic"]].first()
    assert called["kind"].value_counts()["WORKSHOP"] == 2
    assert called.loc["KAZ-1"].tolist() == ["KAZSEM", "Vztahové vazby a jejich poruchy"]
    assert called.loc["KS-1"].tolist() == ["KULATY", "Vyhodnocování situace dítěte a jeho rodiny"]


def test_s3_4_a_fair_does_not_cover_up_the_rest(ran: dict[str, Any]) -> None:
    assert sorted(ran["planned"]["kind"]) == ["KAZSEM", "PANEL", "VELETRH"]
    weight = ran["fair"]["weight of the fair"]
    assert weight["count"] > weight["newman"] > weight["share"]
    # Planned meetings, and one set apart, leave the network as it was.
    assert ran["apart"].n_ties == ran["all_meetings"].n_ties
    assert not set(ran["planned"].index) & set(ran["all_meetings"].affiliations["meeting_id"])


def test_s3_5_skills_and_trainings(ran: dict[str, Any]) -> None:
    trainings = ran["records"].meetings.query("kind == 'VZDEL'")
    assert set(ran["skills"]) == set(trainings["topic"])


def test_s3_6_attendance_alone_finds_who_works_on_cases(ran: dict[str, Any]) -> None:
    cases = ran["pairs_of"](ran["cases"].ties)
    assert ran["real"] <= cases
    found = ran["real"] & ran["kept_pairs"]
    assert len(found) / len(ran["real"]) > 0.8
    # Of all pairs that met, far fewer are on a case.
    assert len(cases) / ran["all_meetings"].n_ties < 0.25
    assert len(ran["kept_pairs"] & cases) / len(ran["kept_pairs"]) > 0.9


def test_s3_7_each_need_has_its_document(ran: dict[str, Any]) -> None:
    needs = ran["needs"].set_index("need_id")
    assert sorted(kind for (kind,) in needs["output_kinds"]) == ["manuál", "metodika", "příručka"]
    assert set(needs["answered_by"]) == {"output"}


def test_s3_8_privacy_of_clients_and_of_records(ran: dict[str, Any]) -> None:
    assert ran["outputs"]["title"].iloc[-1] == "Úprava a vybavení prostor k jednání s klienty"
    counts = ran["flow"].by_pair["sent"].astype(str)
    assert not counts.isin(["1", "2", "3", "4"]).any()


def test_s3_9_slips_of_the_keyboard_are_repaired_and_reported(ran: dict[str, Any]) -> None:
    assert ran["repairs"]["value"].tolist() == ["1. 2.2 014 → 2014-02-01"]
    assert ran["amount"] == "1 543 780, 86 Kč"
    assert ran["grant"] == 1543780.86
    assert ran["records"].phases["grant_czk"].astype("float").tolist() == [1543780.86]


def test_the_workbook_gives_the_network_of_the_tables(ran: dict[str, Any]) -> None:
    tidy, messy = ran["net"], ran["from_workbook"]
    assert (messy.n_actors, messy.n_ties) == (tidy.n_actors, tidy.n_ties)
    assert sorted(messy.ties["weight"]) == pytest.approx(sorted(tidy.ties["weight"]))


def test_the_text_states_what_the_cells_give(ran: dict[str, Any]) -> None:
    net, fair, cases = ran["net"], ran["fair"], ran["cases"]
    weight = (fair["weight of the fair"] * 100).round().astype(int)
    found = len(ran["real"] & ran["kept_pairs"])
    elsewhere = len(ran["kept_pairs"] - ran["pairs_of"](cases.ties))
    met = ran["all_meetings"].n_ties
    check_statements(
        NAME,
        [
            f"gives the same {net.n_ties} ties among {net.n_actors} actors as the tidy tables",
            f"The {len(ran['persons'])} natural persons have a pseudonym",
            f"the density goes to {fair['density after'].iloc[0]:.2f}",
            f"the fair would make {weight['count']} % of the weight of all ties",
            f"; with 1/(k − 1), {weight['newman']} %",
            f"counting the same, {weight['share']} %",
            f"{met} pairs met somewhere, {cases.n_ties} of them on a case",
            f"work together on cases: {len(ran['real'])} pairs",
            f"Of the {len(ran['kept_pairs'])} pairs that the backbone keeps {found} are among them",
            f"all but {elsewhere} sat on a team, too",
            "counts of referrals from 1 to 4 do not leave",
            f"Of the {met} pairs that met, {cases.n_ties} sat together on a case",
        ],
    )
