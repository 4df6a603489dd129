"""Privacy at the door: persons become pseudonyms, contacts and birth numbers are blanked."""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import netcoop as nc
from netcoop.errors import ArgumentError, RecordError
from netcoop.records.persons import Pseudonyms, looks_like_person, pseudonym_kind, without_person
from netcoop.records.privacy import holds_birth_number, without_personal


@pytest.mark.parametrize(
    "name",
    [
        "MUDr. Vzorová", "Mgr. Jana Vzorová", "Bc. Petr Vzor, DiS.", "por. Jan Příklad",
        "Jana Nováková", "Nováková Jana", "JANA NOVÁKOVÁ", "p. Nováková", "Mgr. Vzorová Ph.D.",
        "Ing. arch. Eva Ukázková", "MUDr.Vzorová", "doc. PhDr. Jan Vzor, CSc.",
        "mgr. petra příkladná", " - Jana Vzorová",
    ],
)  # fmt: skip
def test_persons_are_seen(name: str) -> None:
    assert looks_like_person(name)


@pytest.mark.parametrize(
    "name",
    [
        "OSPOD HB", "ZŠ Jana Husa", "Charita sv. Anežky", "Nadace Terezy Maxové", "por. Znojmo",
        "PČR", "Světlá nad Sázavou", "Policie ČR", "Anna", "Lipová", "Klub Anna", "Člověk v tísni",
        "Rožnov p. Radhoštěm", "Dům Marie", "MŠ Pavla Nováka", "3. ZŠ", "SAS Zrnko", "Jan Hus z.s.",
    ],
)  # fmt: skip
def test_organisations_are_no_persons(name: str) -> None:
    assert not looks_like_person(name)


@pytest.mark.parametrize(
    ("written", "left", "kind"),
    [
        ("Mgr. Jana Vzorová, OSPOD Znojmo", "OSPOD Znojmo", None),
        ("OSPOD Znojmo (Mgr. Vzorová)", "OSPOD Znojmo", None),
        ("OSPOD Znojmo - Jana Nováková", "OSPOD Znojmo", None),
        ("Mgr. Jana Vzorová OSPOD Znojmo", "OSPOD Znojmo", None),
        ("OSPOD Znojmo Mgr. Jana Vzorová", "OSPOD Znojmo", None),
        ("Bc. Petr Vzor, DiS., ZŠ Vzorov", "ZŠ Vzorov", None),
        ("OSPOD Znojmo, Mgr. Jana Vzorová, Bc. Nový", "OSPOD Znojmo", None),
        ("Mgr. Vzorová (PMS)", "PMS", None),
        ("ZŠ prof. Václava Vejdovského", "ZŠ prof. Václava Vejdovského", None),
        ("PPP Brno, prac. Znojmo", "PPP Brno, prac. Znojmo", None),
        ("MUDr. Vzorová, pedopsychiatr", "MUDr. Vzorová", "PEDOPSY"),
        ("MUDr. Vzorová, Znojmo", "MUDr. Vzorová", "PLDD"),
        ("ordinace MUDr. Vzorové", "MUDr. Vzorové", "PLDD"),
        ("Dr. Novák", "Dr. Novák", "person"),
    ],
)
def test_persons_beside_organisations_are_taken_out(
    written: str, left: str, kind: str | None
) -> None:
    assert without_person(written) == (left, kind)


def test_a_pseudonym_is_a_keyed_hash_of_the_plain_name() -> None:
    digest = hmac.new(b"secret", b"person:jana vzorova", hashlib.sha256).hexdigest()[:10]
    made = Pseudonyms("secret")
    assert made.of("PLDD", "MUDr. Jana Vzorová") == f"PLDD-{digest}"
    assert made.of("person", "VZOROVÁ Jana, Ph.D.") == f"person-{digest}"
    assert pseudonym_kind(f"PLDD-{digest}") == "PLDD"
    assert Pseudonyms("other").of("PLDD", "Jana Vzorová") != f"PLDD-{digest}"
    assert Pseudonyms(None).of("PLDD", "x") != Pseudonyms(None).of("PLDD", "x")


def test_persons_get_the_same_pseudonym_everywhere() -> None:
    tables = {
        "actors": pd.DataFrame(
            {
                "actor_id": ["o1", "vzorova", "p2"],
                "name": ["OSPOD Brod", "MUDr. Jana Vzorová", "Nový"],
                "aliases": [None, "dr. Vzorová", None],
                "kind": ["OSPOD", "PEDOPSY", "PESTOUN"],
                "person": [False, True, None],
            }
        ),
        "meetings": pd.DataFrame(
            {
                "actor": ["OSPOD Brod", "Vzorová Jana", "vzorova", "dr. Vzorová", "Nový"],
                "meeting_id": "1",
            }
        ),
    }
    records = nc.read_records(tables, key="k")
    person = records.actors["name"].tolist()[1]
    assert pseudonym_kind(person) == "PEDOPSY"
    assert records.actors["actor_id"].tolist() == ["o1", person, "p2"]
    assert pseudonym_kind(records.actors["name"].tolist()[2]) == "PESTOUN"
    assert records.actors["aliases"].isna().all()
    assert records.actors["person"].tolist() == [False, True, True]
    assert records.meetings["actor"].tolist()[1:4] == [person] * 3
    resolved = nc.resolve_actors(records)
    assert resolved.meetings["actor"].tolist() == ["o1", person, person, person, "p2"]
    everything = records.problems.to_csv() + records.meetings.to_csv() + records.actors.to_csv()
    assert "zorov" not in everything
    assert "Nový" not in everything
    again = nc.read_records(tables, key="k")
    assert again.actors["name"].tolist()[1] == person
    assert "key_missing" not in set(records.problems["code"])


def test_without_a_key_it_is_said_that_pseudonyms_will_change() -> None:
    tables = {"meetings": pd.DataFrame({"actor": ["MUDr. Vzorová", "OSPOD"], "meeting_id": "1"})}
    records = nc.read_records(tables)
    assert "key_missing" in set(records.problems["code"])
    assert records.meetings["actor"][0] != nc.read_records(tables).meetings["actor"][0]
    with pytest.raises(ArgumentError, match="key="):
        nc.read_records(tables, key="")


def test_cases_become_pseudonyms() -> None:
    log = pd.DataFrame(
        {"od": ["ZŠ", "PPP"], "komu": "OSPOD", "Spisová značka": ["SPIS 12/2018", "spis 12 / 2018"]}
    )
    case = nc.read_records({"referrals": log}, key="k").referrals["Spisová značka"]
    assert case[0] == case[1]
    assert case[0].startswith("case-")


# 905101/1002: a woman born on 1 January 1990; 9 051 011 002 is divisible by 11.
VALID, WRONG_SUM, NO_DAY, BEFORE_1954 = "905101/1002", "905101/1003", "903301/1001", "535101/123"


@pytest.mark.parametrize(
    ("written", "is_one"),
    [
        (VALID, True), ("RČ 905101 / 1002.", True), (BEFORE_1954, True),
        (WRONG_SUM, False), (NO_DAY, False), ("123456/7890", False), ("545101/123", False),
        ("9051011002", False), ("1905101/1002", False), ("smlouva 905101/10021", False),
    ],
)  # fmt: skip
def test_birth_numbers(written: str, is_one: bool) -> None:
    assert holds_birth_number(written) == is_one
    assert (without_personal(written)[1] == ["birth_number"]) == is_one


def test_a_column_is_evidence_where_there_is_no_separator() -> None:
    frame = pd.DataFrame({"actor": ["A", "B"], "meeting_id": "1", "Kód": ["9051011002", None]})
    records = nc.read_records({"meetings": frame})
    assert "Kód" not in records.meetings
    assert "9051011002" not in records.problems.to_csv()


def test_birth_numbers_in_kept_texts_are_blanked_or_refused(tmp_path: Path) -> None:
    path = tmp_path / "predani.csv"
    path.write_text(f"od,komu,need\nZŠ,OSPOD {VALID},PAS\nZŠ,PPP,dítě {VALID}\n", "utf-8")
    records = nc.read_records(path)
    assert records.referrals["target"].tolist() == ["OSPOD", "PPP"]
    assert records.referrals["need"].tolist() == ["POSTIZ", "dítě"]
    found = records.problems.query("code == 'birth_number'")
    assert found[["row", "column", "value"]].to_numpy().tolist() == [
        [2, "target", ""], [3, "need", ""],
    ]  # fmt: skip
    with pytest.raises(
        RecordError, match=r"predani\.csv: column target, rows 2.*need, rows 3"
    ) as e:
        nc.read_records(path, on_birth_number="stop")
    assert VALID not in str(e.value)
    path.write_text(f"od,komu,rodné číslo\nZŠ,OSPOD,{VALID}\n", "utf-8")
    with pytest.raises(RecordError, match="rows 2"):
        nc.read_records(path, on_birth_number="stop")
    path.write_text("od,komu\nZŠ,OSPOD\n", "utf-8")
    assert len(nc.read_records(path, on_birth_number="stop").referrals) == 1


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("Charita (charita@example.cz)", "Charita"),
        ("PPP Brno, tel. 541 212 345", "PPP Brno"),
        ("OSPOD +420777123456", "OSPOD"),
        ("SAS Zrnko <sas@example.cz>, mob.: 777123456", "SAS Zrnko"),
        ("ZŠ Školní 123", "ZŠ Školní 123"),
        ("projekt 123 456 789", "projekt 123 456 789"),
    ],
)
def test_contacts_are_blanked(written: str, left: str) -> None:
    assert without_personal(written)[0] == left


@given(st.text(max_size=30))
def test_blanking_settles(written: str) -> None:
    once = without_personal(written)[0]
    assert without_personal(once)[0] == once
    name, kind = without_person(once)
    assert kind is not None or without_person(name)[1] is None or name == ""


def test_a_person_of_two_kinds_is_one() -> None:
    actors = ["MUDr. Vzorová", "MUDr. Vzorová, pedopsychiatr", "MUDr. Nová"]
    frame = pd.DataFrame({"actor": actors, "meeting_id": "1"})
    names = nc.read_records({"meetings": frame}, key="k").meetings["actor"].tolist()
    assert names[0] == names[1]
    assert [pseudonym_kind(name) for name in names] == ["PEDOPSY", "PEDOPSY", "PLDD"]


@pytest.mark.parametrize(
    ("kind", "name", "kept"),
    [
        ("PSYCHOLOG", "Dětský psycholog 2", True),
        ("PSYCHOLOG", "Klinický psycholog 1", True),
        ("PSYCHOLOG", "Klinický / dětský psycholog 3", True),
        ("LOK_SITAR", "Lokální síťařka 1", True),
        ("PSYCHOLOG", "Dětský Vzor 2", False),
        ("PSYCHOLOG", "psycholog Vzor", False),
    ],
)
def test_a_kind_and_a_number_need_no_pseudonym(kind: str, name: str, kept: bool) -> None:
    register = pd.DataFrame({"actor_id": ["p1"], "name": [name], "kind": [kind], "person": ["ano"]})
    found = nc.read_records({"actors": register}, key="k").actors["name"].tolist()
    assert (found == [name]) is kept
    assert (pseudonym_kind(found[0]) is None) is kept
