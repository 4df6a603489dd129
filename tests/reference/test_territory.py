"""The 206 municipalities with extended powers, as official statistics and the pilot know them."""

from __future__ import annotations

import pandas as pd
import pytest

from netcoop.reference import territories

# Named in the third founding document, on the slide about the pilot.
PILOT = {
    "Benešov",
    "Bílina",
    "Česká Lípa",
    "Chrudim",
    "Jaroměř",
    "Jeseník",
    "Litvínov",
    "Olomouc",
    "Prostějov",
    "Roudnice nad Labem",
    "Světlá nad Sázavou",
    "Teplice",
    "Třinec",
    "Turnov",
    "Veselí nad Moravou",
    "Znojmo",
}


@pytest.fixture
def orp() -> pd.DataFrame:
    return territories()


def test_all_orp_in_fourteen_kraje(orp: pd.DataFrame) -> None:
    assert len(orp) == 206
    assert orp["kraj"].nunique() == orp["kraj_name"].nunique() == 14
    assert orp.index.name == "region"


def test_names_and_codes_are_unique_and_codes_are_text(orp: pd.DataFrame) -> None:
    assert orp.index.is_unique
    for column in ("code", "code_ruian"):
        assert orp[column].is_unique
        assert orp[column].str.fullmatch(r"\d+").all()


def test_pilot_is_the_sixteen_named_in_nine_kraje(orp: pd.DataFrame) -> None:
    assert orp["pilot"].dtype == bool
    assert set(orp.index[orp["pilot"]]) == PILOT
    assert orp.loc[orp["pilot"], "kraj"].nunique() == 9


def test_seats_lie_in_the_czech_republic(orp: pd.DataFrame) -> None:
    assert orp["lat"].between(48.5, 51.1).all()
    assert orp["lon"].between(12.0, 18.9).all()


def test_children_are_a_part_of_the_population(orp: pd.DataFrame) -> None:
    assert orp["population"].sum() == 10_524_167  # 2021 census
    assert (orp["population_0_14"] / orp["population"]).between(0.1, 0.25).all()


def test_nothing_is_missing(orp: pd.DataFrame) -> None:
    assert not orp.isna().any(axis=None)


def test_frames_handed_out_are_copies(orp: pd.DataFrame) -> None:
    orp["population"] = 0
    orp["own"] = 1
    assert territories()["population"].min() > 0
    assert "own" not in territories()
