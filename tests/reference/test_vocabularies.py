"""Codes and labels of the field, in both languages."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from netcoop.errors import ArgumentError
from netcoop.reference import kind_label, kind_sector, sector_label, vocabulary
from netcoop.reference.vocabularies import KINDS, SECTORS

SIZES = {
    "actor": 131,
    "meeting": 29,
    "channel": 11,
    "need": 22,
    "referral": 15,
    "outcome": 12,
    "role": 9,
    "tie_layer": 11,
    "indicator": 11,
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lang", ["cs", "en"])
def test_every_code_has_a_label_and_stands_once(kind: str, lang: str) -> None:
    table = vocabulary(kind, lang)
    assert list(table.columns) == ["code", "label", "sector", "level", "aliases"]
    assert len(table) == SIZES[kind]
    assert table["code"].is_unique
    assert table[["code", "label"]].notna().all(axis=None)


def test_no_entry_of_the_table_is_out_of_reach() -> None:
    assert set(SIZES) == set(KINDS)
    assert sum(SIZES.values()) == 251


def test_labels_differ_by_language() -> None:
    assert vocabulary("meeting", "cs")["label"].tolist() != vocabulary("meeting")["label"].tolist()
    assert kind_label("SS_SAS", "cs") == "Sociálně aktivizační služby pro rodiny s dětmi"
    assert kind_label("SS_SAS") == "Social activation services for families with children"


@pytest.mark.parametrize("lang", ["cs", "en"])
def test_every_kind_of_actor_has_a_sector_with_a_label(lang: str) -> None:
    actors = vocabulary("actor", lang)
    assert set(actors["sector"]) == set(SECTORS)
    assert set(actors["level"]) == {"local", "regional", "national"}
    for code, sector in zip(actors["code"], actors["sector"], strict=True):
        assert kind_sector(code) == sector
        assert sector_label(sector, lang)


def test_sector_labels_are_in_both_languages() -> None:
    assert sector_label("spod", "cs") == "sociálně-právní ochrana"
    assert sector_label("spod", "en") == "child protection"
    for lang in ("cs", "en"):
        assert len({sector_label(code, lang) for code in SECTORS}) == len(SECTORS) == 16
    for code in SECTORS:
        assert sector_label(code, "cs") != sector_label(code, "en")


def test_unknown_codes_are_shown_as_they_are() -> None:
    assert kind_label("TAJNY_SPOLEK", "cs") == "TAJNY_SPOLEK"
    assert sector_label("own", "cs") == "own"
    assert kind_sector("TAJNY_SPOLEK") is None


@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA, pd.NaT])
def test_missing_codes_have_no_label(missing: object) -> None:
    assert kind_label(missing) == ""
    assert sector_label(missing) == ""
    assert kind_sector(missing) is None


def test_unknown_kind_names_the_known_ones() -> None:
    with pytest.raises(ArgumentError, match=r"kind='meetings'.*actor, meeting, .*'meeting'"):
        vocabulary("meetings")


@pytest.mark.parametrize("call", [vocabulary, kind_label, sector_label])
def test_unknown_language_is_refused(call: Callable[..., object]) -> None:
    with pytest.raises(ArgumentError, match="'de'"):
        call("actor", lang="de")


def test_frames_handed_out_are_copies() -> None:
    mine = vocabulary("actor")
    mine["label"] = "x"
    assert kind_label("OSPOD") != "x"
    assert "x" not in set(vocabulary("actor")["label"])
