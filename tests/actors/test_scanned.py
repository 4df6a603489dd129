"""Towns that a scan has spoilt are proposed; a region is put right where one town fits."""

from __future__ import annotations

import pandas as pd
import pytest

import netcoop as nc
from netcoop.actors.regions import canonical_region
from netcoop.reference import territories
from netcoop.reference.places import find_places
from netcoop.reference.scanned_places import unscanned

DIGITS = {"o": "0", "l": "1", "i": "1", "í": "1", "a": "4", "á": "4", "s": "5"}
PILOT = {
    "Cesk4 Lipa": "Česká Lípa", "Svétla nad\nSazavou": "Světlá nad Sázavou",
    "Svét1a nad 5ázavou": "Světlá nad Sázavou", "0lomouc": "Olomouc", "Je5eník": "Jeseník",
    "ORP Chrud1m": "Chrudim", "Tep1ice": "Teplice", "Vese1í nad Moravou": "Veselí nad Moravou",
}  # fmt: skip


@pytest.mark.parametrize(("written", "town"), PILOT.items())
def test_pilot_towns_of_a_scan_are_found(written: str, town: str) -> None:
    assert canonical_region(written) == town


def test_every_town_with_one_letter_spoilt_is_itself_or_left_as_it_is() -> None:
    found, spoilt = 0, 0
    for town in territories().index:
        for at, letter in enumerate(town):
            if letter.lower() in DIGITS:
                read = canonical_region(town[:at] + DIGITS[letter.lower()] + town[at + 1 :])
                spoilt += 1
                found += read == town
                assert read == town or read not in territories().index
    assert found / spoilt > 0.99


@pytest.mark.parametrize(
    "written",
    ["Praha4", "Praha 4", "ZŠ 5A", "MŠ č.4a", "Brno1", "Most1", "U5tí", "1. máje", "školka", "4š"],
)
def test_numbers_that_are_meant_stay_numbers(written: str) -> None:
    assert unscanned(written) is None


def test_what_several_towns_fit_is_left() -> None:
    # Ústí nad Labem or nad Orlicí; Brod of several rivers.
    assert unscanned("Ú5tí") is None
    assert len(find_places("Ústí")[0].regions) > 1


def review(*names: str, register: bool) -> pd.DataFrame:
    towns = ["Česká Lípa", "Světlá nad Sázavou"]
    actors = pd.DataFrame(
        {"actor_id": ["l", "s"], "name": [f"OSPOD {town}" for town in towns],
         "kind": ["OSPOD"] * 2, "region": towns}
    )  # fmt: skip
    sheet = pd.DataFrame({"actor": names, "meeting_id": ["1"] * len(names)})
    records = nc.Records(meetings=sheet, actors=actors if register else None)
    return nc.match_names(records).to_frame().set_index("written")


def test_an_actor_is_proposed_and_never_merged() -> None:
    found = review("OSPOD Cesk4 Lipa", "OSPOD Svét1a nad Sázavou", register=True)
    assert found["status"].tolist() == ["proposed"] * 2
    assert found["name"].tolist() == ["OSPOD Česká Lípa", "OSPOD Světlá nad Sázavou"]
    assert found["actor_id"].nunique() == 2
    assert not set(found["actor_id"]) & {"l", "s"}


def test_without_a_register_the_other_spelling_is_proposed() -> None:
    found = review("OSPOD Cesk4 Lipa", "OSPOD Česká Lípa", register=False)
    assert found["status"].to_dict() == {"OSPOD Cesk4 Lipa": "proposed", "OSPOD Česká Lípa": "new"}


def test_the_region_of_a_row_settles_who_is_meant() -> None:
    sheet = pd.DataFrame({"actor": ["OSPOD"], "meeting_id": ["1"], "region": ["Cesk4 Lipa"]})
    actors = pd.DataFrame({"actor_id": ["l"], "name": ["OSPOD Česká Lípa"], "kind": ["OSPOD"]})
    resolved = nc.resolve_actors(nc.Records(meetings=sheet, actors=actors))
    assert resolved.meetings["actor"].tolist() == ["l"]
