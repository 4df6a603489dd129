"""Attendance in three shapes, surveys, and what stands around a table."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import netcoop as nc
from netcoop.errors import ArgumentError, RecordError


def read(tmp_path: Path, text: str, name: str = "zaznamy.csv", **options: object) -> nc.Records:
    path = tmp_path / name
    path.write_bytes(text.replace("\n", "\r\n").encode("cp1250"))
    return nc.read_records(path, key="k", **options)


def codes(records: nc.Records) -> set[str]:
    return set(records.problems["code"])


def balanced(records: nc.Records) -> bool:
    account = records.account
    return bool((account["read"] == account["kept"] + account["dropped"]).all())


ATTENDANCE = """PREZENČNÍ LISTINA;;;;;
Kulatý stůl č. 5;;;;;
Datum: 15.6.2018;;Místo: MěÚ Šlapanice;;;
;;;;;
Poř.;Jméno a příjmení;Organizace;Funkce;Kontakt;Podpis
1;Mgr. Jana Vzorová;MěÚ Vzorov, OSPOD;vedoucí odd.;vzorova@example.cz;
2;Bc. Petr Vzor, DiS.;OSPOD Vzorov;kurátor;;
3;Ing. Eva Ukázková;ZŠ Vzorov, Školní 1;vých. poradkyně;;
4;;PPP;;;
5;por. Jan Příklad;PČR OOP;;;omluven
;Celkem: 5;;;;
"""


def test_an_attendance_sheet_with_a_block_above_and_a_total_below(tmp_path: Path) -> None:
    records = read(tmp_path, ATTENDANCE)
    meetings = records.meetings
    assert meetings["actor"].tolist() == [
        "MěÚ Vzorov, OSPOD", "OSPOD Vzorov", "ZŠ Vzorov, Školní 1", "PPP", "PČR OOP",
    ]  # fmt: skip
    assert set(meetings["date"]) == {pd.Timestamp("2018-06-15")}
    assert set(meetings["place"]) == {"MěÚ Šlapanice"}
    assert set(meetings["kind"]) == {"KULATY"}
    assert set(meetings["meeting_id"]) == {"Kulatý stůl č. 5"}
    # Excused persons were not there.
    assert meetings["role"].tolist()[-1] == "excused"
    assert meetings["role"].isna().sum() == 4
    assert records.account[["read", "kept", "dropped"]].to_numpy().tolist() == [[6, 5, 1]]
    found = records.problems.set_index("code")
    assert found.loc["total_row", "row"] == 11
    assert found.loc["role_found", "row"] == 10
    assert {"Jméno a příjmení", "Kontakt", "Podpis"} == set(found.loc["personal_data", "column"])
    assert "Poř." not in meetings


def test_a_referral_log(tmp_path: Path) -> None:
    records = read(
        tmp_path,
        """Č.;Datum;Kdo předal;Komu;Potřeba;Způsob;Výsledek;Dat. přijetí;Pozn.
1;3.4.2018;ZŠ Školní;OSPOD;záškoláctví;písemně;přijato;10.4.2018;
2;5.4.2018;OSPOD;Charita - SAS;rodič. kompetence;osobně;pořadník;;čeká
3;5.4.2018;OSPOD;pedopsychiatr;sebepoškozování;tel.;není v území;;
4;9.4.18;PLDD;raná péče;PAS;tel.;přijato;9.5.2018;
""",
    )
    referrals = records.referrals
    assert referrals["source"].tolist() == ["ZŠ Školní", "OSPOD", "OSPOD", "PLDD"]
    assert referrals["need"].tolist() == ["SKOLA", "PECE", "DUSZDR", "POSTIZ"]
    assert referrals["channel"].tolist() == ["PISEMNE", "OSOBNE", "TEL", "TEL"]
    assert referrals["outcome"].tolist() == ["PRIJATO", "PORADNIK", "není v území", "PRIJATO"]
    assert referrals["days"].fillna(-1).tolist() == [7.0, -1.0, -1.0, 30.0]
    repaired = records.problems.query("code == 'repaired_date'")
    assert repaired[["row", "value"]].to_numpy().tolist() == [[5, "9.4.18 → 2018-04-09"]]
    assert "čeká" not in records.problems.to_csv() + referrals.to_csv()


MATRIX = """MATICE ÚČASTI;;;;;;
ORP Havlíčkův Brod, 2014;;;;;;
;;;;;;
Datum;Téma;OSPOD HB;ZŠ Lipová;PČR;PMS;Celkem
25. 3. 2014;informovanost;x;X;1;oml.;3
12. 6. 2014;záškoláctví;ano;-;P;+;3
18. 9. 2014;síť služeb;x;O;;nemocný;2
9. 10. 2014;nikdo;;;;;0
Celkem;;3;1;2;2;8
"""


def test_a_matrix_of_marks(tmp_path: Path) -> None:
    records = read(tmp_path, MATRIX)
    meetings = records.meetings
    seen = meetings.pivot_table("role", "date", "actor", aggfunc="first")
    assert seen.fillna("").to_numpy().tolist() == [
        ["participant", "excused", "participant", "participant"],
        ["participant", "participant", "participant", "absent"],
        ["participant", "", "", "excused"],
    ]
    assert seen.columns.tolist() == ["OSPOD HB", "PMS", "PČR", "ZŠ Lipová"]
    assert set(meetings["region"]) == {"Havlíčkův Brod"}
    assert "people" not in meetings
    assert records.account["shape"].tolist() == ["matrix"]
    assert balanced(records)
    found = records.problems.set_index("code")
    assert found.loc["bad_mark", ["row", "column", "value"]].tolist() == [7, "PMS", "nemocný"]
    assert found.loc["no_marks", "row"] == 8
    assert found.loc["total_row", "row"] == 9
    assert found.loc["total_column", "column"] == "Celkem"
    ties = nc.build_network(records).ties
    assert "ZŠ Lipová" in set(ties["source"]) | set(ties["target"])
    assert len(ties) == 3 + 2  # three actors at the first, three at the second, one pair twice


def test_a_head_count_is_people_not_meetings(tmp_path: Path) -> None:
    records = read(tmp_path, "Datum;Akce;OSPOD;Charita\n1.2.2024;KS;2;1\n1.3.2024;KS;3;x\n")
    assert records.meetings["people"].fillna(-1).tolist() == [2.0, 1.0, 3.0, -1.0]
    assert records.meetings["meeting_id"].nunique() == 2
    assert set(records.meetings["kind"]) == {"KULATY"}


def test_a_matrix_with_a_column_for_each_meeting(tmp_path: Path) -> None:
    records = read(
        tmp_path,
        "Organizace;15.6.2018;20.9.2018;20.9.2018\nOSPOD Slavkov;x;x;\nPPP Vyškov;;x;x\n",
    )
    meetings = records.meetings
    assert meetings["meeting_id"].tolist() == [
        "2018-06-15", "2018-09-20", "2018-09-20", "2018-09-20 (2)",
    ]  # fmt: skip
    assert meetings["actor"].tolist() == [*["OSPOD Slavkov"] * 2, *["PPP Vyškov"] * 2]


@pytest.mark.parametrize("first", ["15. 1. 2024", "2024-01-15", pd.Timestamp("2024-01-15")])
def test_days_as_headers_read_alike_from_a_file_and_from_a_frame(
    tmp_path: Path, first: object
) -> None:
    frame = pd.DataFrame({"Organizace": list("AB"), first: ["x", "x"], "20. 2. 2024": [None, "x"]})
    from_frame = nc.read_records({"meetings": frame}).meetings
    from_file = read(tmp_path, frame.to_csv(index=False), "meetings.csv").meetings
    pd.testing.assert_frame_equal(from_frame, from_file)
    came = from_frame.assign(day=from_frame["date"].dt.strftime("%d.%m."))
    assert came[["actor", "day"]].to_numpy().tolist() == [
        ["A", "15.01."], ["B", "15.01."], ["B", "20.02."],
    ]  # fmt: skip


@pytest.mark.parametrize("day", ["15. 1. 2024", "2024-01-15"])
def test_two_meetings_of_a_day_as_pandas_numbers_them(day: str) -> None:
    lines = f"actor,{day},{day},2024-02-20\nA,x,x,\nB,,x,x\n"
    frame = pd.read_csv(io.StringIO(lines))
    assert frame.columns[2] == f"{day}.1"
    meetings = nc.read_records({"meetings": frame}).meetings
    assert meetings["meeting_id"].tolist() == [
        "2024-01-15", "2024-01-15 (2)", "2024-01-15 (2)", "2024-02-20",
    ]  # fmt: skip


def test_actors_in_one_cell(tmp_path: Path) -> None:
    records = read(
        tmp_path,
        """Datum;Název akce;Účastníci;Délka;Počet osob
12.-13. 3. 2024;Workshop;OSPOD Slavkov, OSPOD Bučovice, MěÚ Vyškov, OSV;2 hod. 30 min;4
12. 3. 2024;Porada;OSPOD Slavkov a PPP Vyškov;1;2
""",
    )
    meetings = records.meetings
    assert meetings["actor"].tolist() == [
        "OSPOD Slavkov", "OSPOD Bučovice", "MěÚ Vyškov, OSV", "OSPOD Slavkov", "PPP Vyškov",
    ]  # fmt: skip
    assert meetings["hours"].tolist() == [2.5, 2.5, 2.5, 1.0, 1.0]
    assert meetings["end_date"].tolist()[0] == pd.Timestamp("2024-03-13")
    assert meetings["meeting_id"].nunique() == 2
    # Four people of three actors say nothing about each of them.
    assert meetings["people"].isna().all()
    assert records.account[["shape", "read", "kept"]].to_numpy().tolist() == [["list", 5, 5]]
    assert {"list_split", "people_shared", "shape_list"} <= codes(records)


def test_a_comma_within_a_name_parts_nothing(tmp_path: Path) -> None:
    text = 'Datum;Organizace\n1.2.2024;"MěÚ Znojmo, OSV - OSPOD"\n1.2.2024;"ZŠ Vzorov, Školní 1"\n'
    records = read(
        tmp_path, text + '1.2.2024;"OSPOD Slavkov, OSPOD Bučovice"\n1.2.2024;"PČR\nPMS"\n'
    )
    assert records.meetings["actor"].tolist() == [
        "MěÚ Znojmo, OSV - OSPOD", "ZŠ Vzorov, Školní 1", "OSPOD Slavkov", "OSPOD Bučovice",
        "PČR", "PMS",
    ]  # fmt: skip


def test_the_shape_can_be_forced(tmp_path: Path) -> None:
    text = "Datum;Organizace\n1.2.2024;Alfa, Beta\n"
    assert len(read(tmp_path, text).meetings) == 1
    assert read(tmp_path, text, shape="list").meetings["actor"].tolist() == ["Alfa", "Beta"]
    assert len(read(tmp_path, text, shape={"zaznamy": "list"}).meetings) == 2
    with pytest.raises(RecordError, match=r"zaznamy\.csv: no column of marks.*shape="):
        read(tmp_path, text, shape="matrix")
    with pytest.raises(ArgumentError, match="Did you mean 'matrix'"):
        read(tmp_path, text, shape="matrx")
    with pytest.raises(ArgumentError, match="Did you mean 'zaznamy'"):
        read(tmp_path, text, shape={"zaznam": "list"})


def test_a_survey_says_who_was_asked_and_who_answered(tmp_path: Path) -> None:
    records = read(
        tmp_path,
        """Jak často spolupracujete s… (0 = vůbec, 4 = denně);;;;
;OSPOD;ZŠ Lipová;PČR;PPP
OSPOD;;3;4;1
ZŠ Lipová;2;;0;
PČR;;;;
PPP;1;4;-;
""",
    )
    claims = records.claims
    assert len(claims) == 4 * 3
    given = claims.set_index(["respondent", "target"])["frequency"]
    assert given["OSPOD", "PČR"] == 4
    assert given["ZŠ Lipová", "PČR"] == 0
    assert given["PČR"].isna().all()
    assert claims.groupby("respondent")["answered"].all().to_dict() == {
        "OSPOD": True, "PPP": True, "PČR": False, "ZŠ Lipová": True,
    }  # fmt: skip


def test_a_diary_becomes_contacts(tmp_path: Path) -> None:
    path = tmp_path / "denik.csv"
    path.write_bytes(
        """Datum;Aktér;Forma;Hodin;Obsah;Lokalita
3.4.2018;OSPOD Vyškov;osobně;1,5;úvodní schůzka;Vyškovsko
4.4.;PPP Vyškov;tel.;30 min;domluva termínu;Vyškovsko
Celkem;;;2;;
""".encode("cp852")
    )
    records = nc.read_records(path)
    contacts = records.contacts
    assert contacts["source"].tolist() == ["síťař", "síťař"]
    assert contacts["hours"].tolist() == [1.5, 0.5]
    assert contacts["channel"].tolist() == ["OSOBNE", "TEL"]
    assert contacts["region"].tolist() == ["Vyškov", "Vyškov"]
    assert contacts["date"].tolist()[1] == pd.Timestamp("2018-04-04")
    assert {"source_assumed", "year_added", "repaired_region", "total_row"} <= codes(records)
    guessed = records.problems.set_index("code").loc["encoding_guessed", "value"]
    assert guessed == "CP 852"


def test_the_same_header_again_starts_the_table_anew(tmp_path: Path) -> None:
    block = "Kulatý stůl č. {n};;\nDatum: 15.{n}.2024;Místo: Brno;\nOrganizace;Jméno;Podpis\n"
    rows = "OSPOD Brno;Jan Novák;\nZŠ Horní;Eva Malá;omluvena\nCelkem 2 osoby;;\n;;\n"
    records = read(tmp_path, block.format(n=1) + rows + block.format(n=2) + rows)
    meetings = records.meetings
    assert meetings["meeting_id"].tolist() == [*["Kulatý stůl č. 1"] * 2, *["Kulatý stůl č. 2"] * 2]
    assert meetings["date"].dt.month.tolist() == [1, 1, 2, 2]
    assert balanced(records)


def test_a_header_of_two_rows(tmp_path: Path) -> None:
    records = read(
        tmp_path,
        "Datum;Účast organizací;;\n;OSPOD;ZŠ Lipová;PČR\n1.2.2024;x;x;\n1.3.2024;x;;oml.\n",
    )
    assert records.account["shape"].tolist() == ["matrix"]
    assert set(records.meetings["actor"]) == {"OSPOD", "ZŠ Lipová", "PČR"}


def test_sheets_of_months_and_areas_hidden_and_merged(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "leden 2024"
    for row in [["Organizace"], ["OSPOD Vyškov"], ["Charita Vyškov"]]:
        book.active.append(row)
    area = book.create_sheet("Bučovicko")
    for row in [["Datum", "Organizace"], ["5.3.2024", "OSPOD"], ["", "ZŠ Školní"]]:
        area.append(row)
    area.merge_cells("A2:A3")
    area.sheet_state = "hidden"
    book.save(tmp_path / "sesit.xlsx")
    records = nc.read_records(tmp_path / "sesit.xlsx")
    meetings = records.meetings
    assert meetings["period"].tolist()[:2] == ["2024-01", "2024-01"]
    assert meetings["date"].tolist()[2:] == [pd.Timestamp("2024-03-05")] * 2
    assert meetings["region"].tolist()[2:] == ["Bučovice", "Bučovice"]
    assert {"hidden_sheet", "merged_cell", "from_header"} <= codes(records)


def test_empty_cells_are_filled_only_when_asked(tmp_path: Path) -> None:
    text = "Datum;Organizace\n1.2.2024;OSPOD\n;ZŠ\n1.3.2024;OSPOD\n;ZŠ\n"
    assert len(read(tmp_path, text).meetings) == 2
    asked = read(tmp_path, text, fill_down=["date"])
    assert asked.meetings["date"].dt.month.tolist() == [2, 2, 3, 3]
    assert asked.problems.query("code == 'filled_down'")["row"].tolist() == [3, 5]


def test_the_home_municipality_fills_regions_left_open(tmp_path: Path) -> None:
    text = "Datum;Organizace;ORP\n1.2.2024;OSPOD;\n1.2.2024;ZŠ;Chotěboř\n"
    records = read(tmp_path, text, region="Havl. Brod")
    assert records.region == "Havlíčkův Brod"
    assert records.meetings["region"].tolist() == ["Havlíčkův Brod", "Chotěboř"]
    assert "region_filled" in codes(records)
    with pytest.raises(ArgumentError, match="Nové Město na Moravě"):
        read(tmp_path, text, region="Nové Město")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1250", "cp852", "utf-16"])
@pytest.mark.parametrize(
    "name", ["Žďár nad Sázavou", "ŘÍČANY", "Šlapanice – OSPOD", "Děčín", "KUŘIM", "Ústí"]
)
def test_encodings_are_told_apart(tmp_path: Path, encoding: str, name: str) -> None:
    path = tmp_path / "meetings.csv"
    written = name if encoding != "cp852" else name.replace("–", "-")
    path.write_bytes(f"Účastník;Číslo jednání\r\n{written};1\r\n".encode(encoding))
    assert nc.read_records(path).meetings["actor"].tolist() == [written]


def test_a_record_with_a_cell_called_like_a_column_is_no_header(tmp_path: Path) -> None:
    rows = [f"a{i},Actor {i},Brno,region" for i in range(12)]
    path = tmp_path / "actors.csv"
    path.write_text("\n".join(["actor_id,name,region,made_up", *rows]), encoding="utf-8")
    records = nc.read_records(path)
    assert records.actors["actor_id"].tolist() == [f"a{i}" for i in range(12)]
    assert records.account["read"].tolist() == [12]


@pytest.mark.parametrize("gap", ["", ";\n"])
@pytest.mark.parametrize("under", ["", ";\n", ";\n;\n"])
def test_lines_above_a_second_list_are_its_own_whatever_is_empty(
    tmp_path: Path, gap: str, under: str
) -> None:
    block = "Kulatý stůl č. {n};\nDatum: {n}.2.2024;\nMísto: {place};\n{under}Organizace;Podpis\n"
    text = block.format(n=1, place="Brno", under=under) + "OSPOD;\nPČR;\n" + gap
    records = read(
        tmp_path, text + block.format(n=8, place="Vyškov", under=under) + "OSPOD;\nZŠ;\n"
    )
    meetings = records.meetings
    assert meetings["actor"].tolist() == ["OSPOD", "PČR", "OSPOD", "ZŠ"]
    assert meetings["date"].dt.day.tolist() == [1, 1, 8, 8]
    assert meetings["place"].tolist() == ["Brno"] * 2 + ["Vyškov"] * 2


def test_lines_without_a_fact_stay_with_the_block_they_stand_in(tmp_path: Path) -> None:
    text = "Organizace;Podpis\nOSPOD;\n;\nSetkání;\nvedla síťařka;\nDatum: 8.2.2024;\n;\n"
    meetings = read(tmp_path, "Datum: 1.2.2024;\n" + text + "Organizace;Podpis\nZŠ;\n").meetings
    assert meetings["actor"].tolist() == ["OSPOD", "ZŠ"]
    assert meetings["date"].dt.day.tolist() == [1, 8]


@pytest.mark.parametrize("gap", ["", ";;\n"])
@pytest.mark.parametrize("clock", ["9:00", "Kulatý stůl"])
def test_a_page_turned_takes_no_records_for_lines_above(
    tmp_path: Path, gap: str, clock: str
) -> None:
    header = "Čas;Datum;Organizace\n"
    rows = f"{clock};1.2.2024;OSPOD\n{clock};2.2.2024;PČR\n"
    meetings = read(tmp_path, header + rows + gap + header + f"{clock};3.2.2024;ZŠ\n").meetings
    assert meetings["actor"].tolist() == ["OSPOD", "PČR", "ZŠ"]
    assert meetings["date"].dt.day.tolist() == [1, 2, 3]


def test_a_comma_in_a_list_of_semicolons_belongs_to_a_name(tmp_path: Path) -> None:
    listed = "OSPOD Bu; Policie ČR, OOP Bučovice; ZŠ, Školní 1"
    text = f'Datum;Účastníci\n1.2.2024;"{listed}"\n1.3.2024;"OSPOD Bu, PMS"\n'
    meetings = read(tmp_path, text).meetings
    first = meetings["date"].dt.month.eq(2)
    assert meetings["actor"][first].tolist() == listed.split("; ")
    assert meetings["actor"][~first].tolist() == ["OSPOD Bu", "PMS"]


def test_areas_are_parted_at_commas_where_all_are_known() -> None:
    served = ["Vyškov, Bučovice", "Vyškov; Bučovice", "Vyškov, Naše údolí", "Brno"]
    register = pd.DataFrame({"name": list("ABCD"), "serves": served})
    read_as = nc.read_records({"actors": register}).actors["serves"].tolist()
    assert read_as == ["Vyškov|Bučovice", "Vyškov|Bučovice", "Vyškov, Naše údolí", "Brno"]
