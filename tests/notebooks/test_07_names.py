"""What the notebook on names says (seeds S1-2, S2-3, S3-9, S4-16)."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import netcoop as nc
from tests.notebooks.reading import check_statements, prose, run

NAME = "07_names"


@pytest.fixture(scope="module")
def ran() -> dict[str, Any]:
    return run(NAME)


def test_nothing_is_lost_without_a_line(ran: dict[str, Any]) -> None:
    account = ran["records"].account
    assert (account["read"] == account["kept"] + account["dropped"]).all()
    # What was dropped are sums.
    assert account["dropped"].sum() == ran["problems"]["code"].eq("total_row").sum() > 0


def test_s4_16_personal_columns_stay_at_the_door(ran: dict[str, Any]) -> None:
    columns = set(ran["left_out"]["column"])
    assert {"Jméno", "E-mail", "Telefon", "Podpis", "Jméno klienta"} <= columns
    for table in ran["records"].tables.values():
        assert not columns & set(table.columns)
    left_out = ran["problems"].query("code == 'personal_data'")
    assert left_out["value"].eq("").all(), "which column, never what was in it"
    # The form of the leaflet itself.
    form = {"Název": "OSPOD Vyškov", "Jméno": "Vymyšlená", "Email": "a@example.cz"}
    form |= {"Telefon": "601 000 111", "Lokalita": "Vyškovsko"}
    asked = nc.read_records({"actors": pd.DataFrame([form])})
    assert not {"Jméno", "Email", "Telefon"} & set(asked.actors.columns)
    assert "601" not in asked.problems.astype(str).to_csv()


def test_s1_2_nicknames_of_areas_are_read(ran: dict[str, Any]) -> None:
    assert set(ran["nicknames"]["value"]) == {
        "Vyškovsko → Vyškov",
        "Bučovicko → Bučovice",
        "Slavkovsko → Slavkov u Brna",
        "Šlapanicko → Šlapanice",
    }
    # On every row of the diaries.
    assert len(ran["nicknames"]) == len(ran["records"].contacts)
    assert set(ran["records"].contacts["region"]) <= set(nc.territories().index)


def test_one_office_is_written_in_several_ways(ran: dict[str, Any]) -> None:
    names = ran["names"]
    office = names[names["name"] == "OSPOD Vyškov"]
    assert office["written"].nunique() >= 3
    assert set(office["status"]) == {"exact", "alias"}
    assert office["why"].ne("").all()


def test_a_person_decides_the_one_that_is_left(ran: dict[str, Any]) -> None:
    assert len(ran["undecided"]) == 1
    saved = pd.read_excel(ran["folder"] / "names.xlsx", engine="calamine")
    assert saved["written"].iloc[0] == ran["undecided"]["written"].iloc[0], "it stands first"
    assert saved["decision"].isna().all()
    status = ran["without"].actors["name_status"]
    assert status.ne("register").sum() == 1
    assert len(ran["without"].actors) == len(ran["resolved"].actors) + 1
    decided = ran["log"].query("why == 'A person decided so.'")
    assert set(ran["undecided"]["written"]) <= set(decided["written"])


def test_the_network_is_that_of_the_tidy_tables(ran: dict[str, Any]) -> None:
    net, tidy = ran["net"], ran["tidy"]
    assert (net.n_actors, net.n_ties) == (tidy.n_actors, tidy.n_ties)
    weights, expected = (sorted(one.ties["weight"]) for one in (net, tidy))
    assert weights == pytest.approx(expected)


def test_branches_stay_apart_until_put_together(ran: dict[str, Any]) -> None:
    net, together = ran["net"], ran["together"]
    branches = net.actors["organisation"].value_counts()
    assert branches.min() > 1
    assert net.n_actors - together.n_actors == (branches - 1).sum()


def test_s3_9_slips_are_read_and_reported(ran: dict[str, Any]) -> None:
    assert ran["repaired"]["value"].tolist() == ["1. 2.2 014 → 2014-02-01"]
    assert ran["olomouc"].phases["start"].tolist() == [pd.Timestamp(2014, 2, 1)]
    read = nc.read_records({"regions": ran["grant"]})
    assert read.regions["grant"].tolist() == [1543780.86]


def test_names_left_open_are_actors_of_their_own(ran: dict[str, Any]) -> None:
    status = ran["still_open"]["name_status"].value_counts().to_dict()
    assert {one: n for one, n in status.items() if one != "register"} == {"proposed": 2, "new": 2}
    assert ran["closed"]["name_status"].eq("register").all()


def test_s2_3_scanned_names_are_the_pilot(ran: dict[str, Any]) -> None:
    by_rule = ran["by_rule"]
    settled = by_rule[by_rule["status"].isin(["exact", "alias"])]
    assert len(settled) == 14
    left = {"OSPOD Teplice Q Q", "OSPOD Cesk4 Lipa"}
    assert set(by_rule["written"]) - set(settled["written"]) == left
    orp = nc.territories()
    assert sorted(ran["towns"]) == sorted(orp.index[orp["pilot"]])
    assert len(ran["towns"]) == 16


def test_text_says_what_was_found(ran: dict[str, Any]) -> None:
    check_statements(NAME, [f"are {ran['net'].n_actors} actors", '"Cesk4 Lipa"'])
    text = prose(NAME)
    assert text.startswith("# Who is who")
    assert "fourteen by rule and two by decision" in text
    assert "Rules settled all of them but one" in text
    assert "four names of this workbook are not in its register: two are proposed, two" in text
