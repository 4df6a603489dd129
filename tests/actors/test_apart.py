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
