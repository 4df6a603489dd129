"""The starter of required ties: every row carried over, and read by what uses it."""

from __future__ import annotations

import re

import pytest

from netcoop.errors import ArgumentError
from netcoop.reference import vocabulary
from netcoop.reference._tables import read_table
from netcoop.reference.required_template import required_ties_template
from netcoop.ties import LAYERS

# As counted in the collection the table was made from.
ROWS = 176
LEVELS = {
    "case": 106, "service": 32, "network": 22, "governance": 9, "planning": 4, "prevention": 2,
    "territory": 1,
}  # fmt: skip
STRENGTHS = {"should": 79, "must": 72, "practice": 25}
CERTAINTIES = {"H": 87, "V": 57, "M": 28, "L": 4}


def test_nothing_of_the_collection_is_lost() -> None:
    table = required_ties_template()
    assert len(table) == ROWS
    assert table["area"].value_counts().to_dict() == LEVELS
    assert table["strength"].value_counts().to_dict() == STRENGTHS
    assert table["certainty"].value_counts().to_dict() == CERTAINTIES
    assert table["direction"].value_counts().to_dict() == {"undirected": 128, "directed": 48}
    assert table["basis"].isna().sum() == 4
    assert table["basis"].eq("359/1999 Sb. § 10 odst. 4").sum() == 28


def test_words_are_those_that_are_understood() -> None:
    table = required_ties_template()
    kinds = set(vocabulary("actor")["code"])
    assert set(table["source_kind"]) | set(table["target_kind"]) <= kinds
    assert set(table["level"]) == {"case", "institution"}
    assert set(table["scope"]) == {"region", "kraj", "any"}
    assert set(table["evidence"].str.split("|").explode()) <= set(LAYERS)
    assert (table["level"].eq("case") == table["area"].eq("case")).all()


def test_attendance_is_no_evidence_of_a_case() -> None:
    table = required_ties_template()
    cases = table[table["level"] == "case"]
    assert set(cases["evidence"]) == {"referral"}


def test_who_is_elsewhere_is_looked_for_elsewhere() -> None:
    table = required_ties_template()
    scopes = table.groupby(["source_kind", "target_kind"])["scope"].agg(set)
    assert scopes[("KU_SPOD", "OSPOD")] == {"kraj"}
    assert scopes[("OSPOD", "MPSV")] == scopes[("OSPOD", "UMPOD")] == {"any"}
    assert scopes[("OSPOD", "OSPOD")] == {"any", "kraj"}
    assert scopes[("ZS", "PPP")] == {"region"}


def test_it_says_that_no_lawyer_has_checked_it() -> None:
    table = required_ties_template()
    assert table["example"].dtype == "bool"
    assert table["example"].all()
    assert "lawyer" in table.attrs["note"]
    assert "lawyer" in (required_ties_template.__doc__ or "")


def test_purposes_come_in_both_languages() -> None:
    czech, english = required_ties_template("cs")["purpose"], required_ties_template()["purpose"]
    assert czech.notna().all()
    assert english.notna().all()
    assert czech.nunique() >= english.nunique() - 1
    assert not any(re.search("[ěščřžůťďň]", one) for one in english.str.replace("OSPOD sobě", ""))
    # One purpose in Czech is one in English.
    stored = read_table("required_ties")
    assert stored.groupby("purpose_cs")["purpose_en"].nunique().eq(1).all()


def test_each_call_gives_a_frame_of_its_own() -> None:
    table = required_ties_template()
    table.loc[0, "strength"] = "practice"
    assert required_ties_template().loc[0, "strength"] == "must"


def test_only_known_languages() -> None:
    with pytest.raises(ArgumentError, match="not available"):
        required_ties_template("de")
