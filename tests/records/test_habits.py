"""Habits of those who keep records that once were read wrongly."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import netcoop as nc
from netcoop.errors import RecordError


def read(tmp_path: Path, text: str, name: str = "zaznamy.csv", **options: object) -> nc.Records:
    path = tmp_path / name
    path.write_bytes(text.replace("\n", "\r\n").encode("cp1250"))
    return nc.read_records(path, key="k", **options)


def there(records: nc.Records) -> list[str]:
    """Actors that count as present, in the order of the rows."""
    meetings = records.meetings
    role = meetings.get("role", pd.Series("", index=meetings.index)).fillna("")
    return meetings["actor"][~role.isin(["excused", "absent"])].tolist()


@pytest.mark.parametrize(
    "rows",
    [
        "Datum;Organizace;Přítomen\n1.2.2024;OSPOD;ano\n1.2.2024;SVP (omluven);\n",
        "Datum;Organizace\n1.2.2024;OSPOD\n1.2.2024;oml. Charita\n",
        "Datum;Organizace\n1.2.2024;OSPOD\n1.2.2024;Omluven: PPP\n",
        "Datum;Organizace;Pozn.\n1.2.2024;OSPOD;\n1.2.2024;PPP;omluveno e-mailem\n",
        "Datum;Organizace;Počet osob\n1.2.2024;OSPOD;2\n1.2.2024;PPP;oml.\n",
        "Datum;Organizace;Počet osob\n1.2.2024;OSPOD;2\n1.2.2024;PPP;0\n",
        "Datum;Účastníci\n1.2.2024;OSPOD, omluveni: PPP\n",
        "Datum;Účastníci\n1.2.2024;OSPOD (omluven: PPP)\n",
    ],
)
def test_excused_actors_were_not_there(tmp_path: Path, rows: str) -> None:
    assert there(read(tmp_path, rows)) == ["OSPOD"]


def test_lists_say_who_came_and_who_did_not(tmp_path: Path) -> None:
    text = "Datum;Účastníci\n1.2.2024;Omluveni: PČR. Přítomni: OSPOD, ZŠ\n"
    records = read(tmp_path, text)
    assert there(records) == ["OSPOD", "ZŠ"]
    assert sorted(records.meetings["actor"]) == ["OSPOD", "PČR", "ZŠ"]


def test_stacked_lists_with_other_columns_are_two_meetings(tmp_path: Path) -> None:
    block = "Kulatý stůl č. {n};\nDatum: {n}.2.2024;\n{header}\nOSPOD;\nPČR;\n"
    for parted in ("", ";\n"):
        text = block.format(n=1, header="Organizace;Podpis") + parted
        text += block.format(n=8, header="Organizace;Funkce")
        meetings = read(tmp_path, text).meetings
        assert meetings["actor"].tolist() == ["OSPOD", "PČR"] * 2
        assert meetings["date"].dt.day.tolist() == [1, 1, 8, 8]
        assert meetings["meeting_id"].nunique() == 2


def test_a_matrix_keeps_meetings_of_one_name_apart(tmp_path: Path) -> None:
    text = "Datum;Akce;OSPOD;PČR\n1.2.2024;PK 1;x;x\n1.3.2024;Schůze;x;x\n1.4.2024;Schůze;x;x\n"
    assert read(tmp_path, text).meetings["meeting_id"].nunique() == 3


def test_two_meetings_of_one_day_are_told_apart_by_the_clock(tmp_path: Path) -> None:
    for form in ("{day} {time};{name}", "{day};{name};{time}"):
        header = "Datum;Organizace" + (";Čas" if form.count(";") == 2 else "")
        rows = [
            form.format(day="1.2.2024", time=time, name=name)
            for name, time in (("OSPOD", "9:00"), ("PČR", "9:00"), ("ZŠ", "13:00"), ("MŠ", "13:00"))
        ]
        records = read(tmp_path, "\n".join([header, *rows]) + "\n")
        assert records.meetings["meeting_id"].nunique() == 2


def test_several_topics_of_one_day_are_reported(tmp_path: Path) -> None:
    text = "Datum;Organizace;Téma\n1.2.2024;OSPOD;školy\n1.2.2024;PČR;služby\n"
    assert "meeting_several_topics" in set(read(tmp_path, text).problems["code"])


def test_sums_and_means_are_no_actors(tmp_path: Path) -> None:
    text = "Datum;OSPOD;PČR;Celkem osob\n1.2.2024;2;1;3\n1.3.2024;1;1;2\nPrůměr;1,5;1;2,5\n"
    assert set(read(tmp_path, text).meetings["actor"]) == {"OSPOD", "PČR"}


def test_groups_above_the_actors_of_a_matrix(tmp_path: Path) -> None:
    text = "Datum;Veřejná správa;;Školy;\n;OSPOD;PČR OOP;ZŠ Lipová;MŠ\n1.2.2024;x;;x;x\n"
    records = read(tmp_path, text + "1.3.2024;x;x;;oml.\n")
    assert set(records.meetings["actor"]) == {"OSPOD", "PČR OOP", "ZŠ Lipová", "MŠ"}


@pytest.mark.parametrize(
    ("cell", "actors"),
    [
        ("Poradna pro rodinu a člověka v nouzi, PČR",
         ["Poradna pro rodinu a člověka v nouzi", "PČR"]),
        ("ZŠ Komenského, Slavkov; PČR", ["ZŠ Komenského, Slavkov", "PČR"]),
        ("ZŠ, Lipová 5; OSPOD", ["ZŠ, Lipová 5", "OSPOD"]),
        ("Kraj. úřad Ústecký kraj, ODDELENI SPOD; PČR",
         ["Kraj. úřad Ústecký kraj, ODDELENI SPOD", "PČR"]),
    ],
)  # fmt: skip
def test_commas_within_names_of_a_list(tmp_path: Path, cell: str, actors: list[str]) -> None:
    text = f'Datum;Účastníci\n1.2.2024;"{cell}"\n'
    assert read(tmp_path, text).meetings["actor"].tolist() == actors


def test_numbers_beside_names_are_people(tmp_path: Path) -> None:
    records = read(tmp_path, "Datum;Účastníci\n1.2.2024;OSPOD (2), 3x ZŠ Lipová, 1. MŠ\n")
    assert records.meetings["actor"].tolist() == ["OSPOD", "ZŠ Lipová", "1. MŠ"]
    assert records.meetings["people"].fillna(0).tolist() == [2.0, 3.0, 0.0]


@pytest.mark.parametrize(
    "name",
    [
        "Mgr. Jana Bílá, OSPOD Znojmo", "OSPOD Znojmo paní Dvořáková", "J. Novák, OSPOD Znojmo",
        "Bc. Eva Šídlová OSPOD Znojmo",
    ],
)  # fmt: skip
def test_persons_leave_nothing_behind(tmp_path: Path, name: str) -> None:
    text = f'Datum;Organizace\n1.2.2024;"{name}"\n'
    assert read(tmp_path, text).meetings["actor"].tolist() == ["OSPOD Znojmo"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("MUDr. Velká s.r.o.", "PLDD"), ("MUDr. Jan Kolář s. r. o.", "PLDD"),
        ("pěstounka Nováková", "PESTOUN"), ("rodina Novákova", "RODINA"),
        ("manželé Novákovi", "RODINA"), ("Bc. Eva Šídlová", "person"),
    ],
)  # fmt: skip
def test_practices_and_families_are_persons(tmp_path: Path, name: str, kind: str) -> None:
    actor = read(tmp_path, f"Datum;Organizace\n1.2.2024;{name}\n").meetings["actor"][0]
    assert actor.startswith(f"{kind}-")


def test_texts_are_rid_of_what_may_not_stay(tmp_path: Path) -> None:
    secrets = ("7360281005", "777999123", "Tajnák", "Novák")
    rows = [
        "1.2.2024;OSPOD;rodné číslo 7360281005",
        "1.2.2024;PČR;volat 777999123",
        "1.2.2024;ZŠ;por. Jan Tajnák PČR",
        "31.6.2024;MŠ;záškoláctví Petr Novák",
    ]
    records = read(tmp_path, "\n".join(["Datum;Organizace;Číslo jednání", *rows]) + "\n")
    shown = records.problems.to_csv()
    assert not [secret for secret in secrets if secret in shown]
    kept = records.meetings.to_csv()
    assert not [secret for secret in secrets[:3] if secret in kept]


def test_a_column_of_persons_beside_organisations_is_left_out(tmp_path: Path) -> None:
    text = "Datum;Účastník;Organizace\n1.2.2024;Novák;OSPOD\n1.2.2024;J. Malá;PČR\n"
    records = read(tmp_path, text)
    assert "Účastník" not in records.meetings
    assert "Novák" not in records.meetings.to_csv()


def test_numbers_of_clients_become_pseudonyms(tmp_path: Path) -> None:
    records = read(
        tmp_path, "Od;Komu;Číslo klienta;Výsledek\nZŠ;OSPOD;K-15;přijato\n", "předání.csv"
    )
    assert "K-15" not in records.referrals.to_csv()


def test_a_sheet_of_explanations_does_no_harm(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "prezence"
    for row in [["Datum", "Organizace"], ["1.2.2024", "OSPOD"]]:
        book.active.append(row)
    legend = book.create_sheet("legenda")
    for row in [["kód", "význam"], ["x", "přítomen"], ["O", "omluven"]]:
        legend.append(row)
    book.save(tmp_path / "sesit.xlsx")
    records = nc.read_records(tmp_path / "sesit.xlsx")
    assert len(records.meetings) == 1
    found = records.problems.query("code == 'table_not_recognised'")
    assert found["sheet"].tolist() == ["legenda"]


def test_a_register_is_no_list_of_areas(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="cannot tell"):
        read(tmp_path, "Organizace;Druh;Obec;Web;Zapojen\nOSPOD;OSPOD;Vyškov;a;ano\n")


def test_a_form_s_answers_are_claims(tmp_path: Path) -> None:
    header = "Časová značka;Vaše organizace;Jak často spolupracujete s: [OSPOD];"
    header += "Jak často spolupracujete s: [PČR]"
    text = f"{header}\n1.2.2024;PČR;3;\n1.2.2024;ZŠ;1;2\n"
    claims = read(tmp_path, text).claims
    assert claims[["respondent", "target", "frequency"]].to_numpy().tolist() == [
        ["PČR", "OSPOD", 3.0], ["ZŠ", "OSPOD", 1.0], ["ZŠ", "PČR", 2.0],
    ]  # fmt: skip


def test_one_accented_word_is_enough_to_tell_an_old_encoding(tmp_path: Path) -> None:
    path = tmp_path / "prezence.csv"
    path.write_bytes("Datum;Organizace\r\n1.2.2024;ÚP\r\n".encode("cp852"))
    assert nc.read_records(path).meetings["actor"].tolist() == ["ÚP"]


def test_a_sheet_named_after_a_person_is_numbered(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Mgr. Jana Vzorová"
    for row in [["Datum", "Organizace"], ["1.2.2024", "OSPOD"], ["31.6.2024", "PČR"]]:
        book.active.append(row)
    book.save(tmp_path / "sesit.xlsx")
    records = nc.read_records(tmp_path / "sesit.xlsx")
    assert records.account["sheet"].tolist() == ["sheet 1"]
    assert "Vzorov" not in records.problems.to_csv() + records.meetings.to_csv()
