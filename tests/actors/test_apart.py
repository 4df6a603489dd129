"""Pairs of names that must never be one actor, and pairs that any reader takes for one."""

from __future__ import annotations

import pandas as pd
import pytest

import netcoop as nc

APART = [
    ("I. ZŠ Znojmo", "V. ZŠ Znojmo"),
    ("1. ZŠ Znojmo", "2. ZŠ Znojmo"),
    ("ZŠ A. Hrdličky Znojmo", "ZŠ I. Hrdličky Znojmo"),
    ("ZŠ Školní Znojmo", "ZŠ Školní Třebíč"),
    ("ZŠ Znojmo, Školní", "MŠ Znojmo, Školní"),
    ("OSPOD Znojmo", "MěÚ Znojmo"),
    ("OSPOD Znojmo", "kurátor pro mládež Znojmo"),
    ("OSPOD Praha 4", "OSPOD Praha 14"),
    ("ÚMČ Praha 4", "OSPOD Praha 4"),
    ("Městská policie Znojmo", "PČR Znojmo"),
    ("Krajský soud Brno", "Okresní soud Brno-město"),
    ("Krajský soud v Brně, pobočka Zlín", "Krajský soud v Brně"),
    ("Kraj Vysočina, OSPOD", "Kraj Vysočina, sociální odbor"),
    ("ČŠI Brno", "ČŠI Olomouc"),
    ("Charita Znojmo", "Diakonie Znojmo"),
    ("Charita Znojmo – SAS Zrnko", "Charita Znojmo – NZDM Coolna"),
    ("OSPOD Nové Město na Moravě", "OSPOD Nové Město nad Metují"),
    ("OSPOD Ústí nad Labem", "OSPOD Ústí nad Orlicí"),
    ("OSPOD Havlíčkův Brod", "OSPOD Uherský Brod"),
    ("DD Znojmo", "Domov důchodců Znojmo"),
    ("SOS dětské vesničky", "SOŠ dětské vesničky"),
]  # fmt: skip
ONE = [
    ("OSPOD HB", "Městský úřad Havlíčkův Brod – OSPOD"),
    ("MěÚ Znojmo, OSV - OSPOD", "Mestsky urad Znojmo, odd.soc.pravni ochrany deti"),
    ("OSPOD ve Znojmě", "Znojmo OSPOD"),
    ("Statutární město Olomouc, OSPOD", "Magistrát města Olomouce – OSPOD"),
    ("ZŠ T.G.Masaryka Znojmo", "ZŠ T. G. Masaryka, Znojmo"),
    ("Policie ČR, obvodní oddělení Znojmo", "OOP Znojmo"),
    ("Probační a mediační služba České republiky, Znojmo", "PMS Znojmo"),
    ("OSPOD P-4", "OSPOD Praha 4"),
    ("MPSV", "MPSV Praha"),
    ("Okresní soud ve Znojmě", "OS Znojmo, opatrovnický úsek"),
]


def ids(*names: str, regions: list[str | None] | None = None) -> list[str]:
    frame = pd.DataFrame({"actor": names, "meeting_id": [str(i) for i in range(len(names))]})
    if regions is not None:
        frame["region"] = regions
    resolved = nc.resolve_actors(nc.Records(meetings=frame.astype("str")))
    assert resolved.meetings is not None
    return resolved.meetings["actor"].tolist()


@pytest.mark.parametrize(("one", "other"), APART)
def test_two_actors_stay_two(one: str, other: str) -> None:
    assert len(set(ids(one, other))) == 2
    assert len(set(ids(other, one))) == 2


@pytest.mark.parametrize(("one", "other"), ONE)
def test_one_actor_is_one(one: str, other: str) -> None:
    assert len(set(ids(one, other))) == 1


@pytest.mark.parametrize("name", ["ZŠ Kostelec", "ZŠ Ostrov", "MŠ Slavkov"])
def test_a_short_name_of_a_town_is_not_trusted_in_another_region(name: str) -> None:
    """There are six Ostrovs; the rows say in which region each was written."""
    assert len(set(ids(name, name, regions=["Havlíčkův Brod", "Znojmo"]))) == 2


def test_a_number_alone_is_of_no_town() -> None:
    register = pd.DataFrame(
        {
            "actor_id": ["a", "b"],
            "name": ["1. ZŠ", "ZŠ Školní"],
            "kind": ["ZS", "ZS"],
            "region": ["Znojmo", "Třebíč"],
        }
    )
    meetings = pd.DataFrame({"actor": ["1. ZŠ"], "meeting_id": ["1"]})
    review = nc.match_names(nc.Records(meetings=meetings, actors=register)).to_frame()
    assert review["status"].tolist() == ["ambiguous"]


def test_spellings_of_an_undecided_name_are_undecided() -> None:
    meetings = pd.DataFrame({"actor": ["OSPOD", "ospod"], "meeting_id": ["1", "1"]})
    review = nc.match_names(nc.Records(meetings=meetings)).to_frame()
    assert review["status"].tolist() == ["ambiguous", "ambiguous"]
    assert len(set(ids("OSPOD", "ospod"))) == 1


TWO_TOWNS = pd.DataFrame(
    {
        "actor_id": ["n1", "n2", "p1", "s1", "s2"],
        "name": ["Lokální síťařka 1", "Lokální síťařka 2", "PPPD-a438015640", "1. ZŠ", "ZŠ Školní"],
        "kind": ["LOK_SITAR", "LOK_SITAR", "PPPD", "ZS", "ZS"],
        "region": ["Bučovice", "Vyškov", "Bučovice", "Bučovice", "Vyškov"],
    }
)


@pytest.mark.parametrize("region", [None, "Bučovice", "Vyškov"])
@pytest.mark.parametrize(
    ("name", "actor"),
    [("Lokální síťařka 1", "n1"), ("lokální  síťařka 2", "n2"), ("PPPD-a438015640", "p1")],
)
def test_whom_the_register_calls_just_so_needs_no_town(
    name: str, actor: str, region: str | None
) -> None:
    sheet = pd.DataFrame({"actor": [name, "1. ZŠ"], "meeting_id": "1", "region": [region, None]})
    records = nc.Records(meetings=sheet.astype({"region": "str"}), actors=TWO_TOWNS)
    review = nc.match_names(records).to_frame().set_index("written")
    assert review.loc["1. ZŠ", "status"] == "ambiguous"
    others = review.drop(index="1. ZŠ")
    assert others["status"].tolist() == ["exact"]
    assert others["actor_id"].tolist() == [actor]


def test_a_name_two_actors_bear_stays_undecided() -> None:
    twice = TWO_TOWNS.replace({"name": {"Lokální síťařka 2": "Lokální síťařka 1"}})
    sheet = pd.DataFrame({"actor": ["Lokální síťařka 1"], "meeting_id": ["1"]})
    review = nc.match_names(nc.Records(meetings=sheet, actors=twice)).to_frame()
    assert review["status"].tolist() == ["ambiguous"]
