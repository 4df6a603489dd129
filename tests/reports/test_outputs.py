"""The outputs register: what came of which meeting or need, and which titles may leave."""

from __future__ import annotations

import pandas as pd
import pytest

import netcoop as nc
from netcoop.actors import resolve_actors
from netcoop.network import build_network, disclose
from netcoop.records import Records
from netcoop.reports.document import Paragraph, Section, Table
from netcoop.reports.local.given import Given
from netcoop.reports.local.output_words import known_words, title_shown
from netcoop.reports.local.outputs import Outputs, find_outputs

MEETINGS = pd.DataFrame(
    {
        "meeting_id": ["1", "1", "2", "2", "3", "3"],
        "date": ["2024-03-05"] * 2 + ["2024-04-09"] * 2 + ["2024-05-01"] * 2,
        "kind": ["KULATY"] * 2 + ["PRIPKONF"] * 2 + ["tajná schůzka u Nováků"] * 2,
        "actor": ["OSPOD", "ZŠ Lipová"] * 3,
    }
)
NEEDS = pd.DataFrame(
    {
        "need_id": ["N1", "N2"],
        "region": "Jihlava",
        "service": ["PEDOPSY", "SS_SAS"],
        "count": [2, 9],
    }
)
OUTPUTS = pd.DataFrame(
    [
        ("Metodika spolupráce v Jihlavě", "metodika", "2024-06-11", "Jihlava", "1", None),
        ("Dopis rodičům Novákových", "dopis o Novákových", "2024-07-01", None, "2", None),
        ("Plán péče Aničky Tajné", "plán", "2024-07-02", "U Tajných doma", "3", None),
        ("Přehled služeb", "přehled", "2024-08-01", "Jihlava", None, "N1"),
        ("Leták pro ZŠ Lipová", "leták", None, None, None, None),
    ],
    columns=["title", "kind", "date", "region", "from_meeting", "from_need"],
)


def given(lang: str = "en", **tables: pd.DataFrame) -> Given:
    records = resolve_actors(nc.read_records({"meetings": MEETINGS, **tables}, key="k"))
    full = build_network(records)
    return Given(lang, records, full, disclose(full))


def found(**tables: pd.DataFrame) -> Outputs:
    part = find_outputs(given(**tables))
    assert part is not None
    return part


def everything(part: Outputs) -> str:
    parts = [repr(part.section()), repr(part.advice())]
    return "\n".join([*parts, *(table.to_csv() for table in part.tables().values())])


def tables_of(section: Section) -> list[Table]:
    return [block for block in section.blocks if isinstance(block, Table)]


def test_without_outputs_there_is_nothing_to_say() -> None:
    assert find_outputs(given()) is None
    assert find_outputs(Given("en", Records(outputs=OUTPUTS.iloc[:0]), *[given().net] * 2)) is None


def test_each_output_has_its_meeting_or_need() -> None:
    register, _ = tables_of(found(outputs=OUTPUTS, needs=NEEDS).section())
    rows = {row[0]: row[1:] for row in register.rows}
    assert rows["Metodika spolupráce v Jihlavě"] == (
        "guideline", "June 2024", "Jihlava", "Round table (March 2024)",
    )  # fmt: skip
    child_psychiatry = rows["Přehled služeb"][3]
    assert isinstance(child_psychiatry, str)
    assert child_psychiatry.startswith("need: ")
    assert child_psychiatry.endswith("(Jihlava)")
    assert rows["Leták pro ZŠ Lipová"] == ("leaflet", None, None, None)


def test_a_case_conference_has_no_month() -> None:
    frame = found(outputs=OUTPUTS).tables()["outputs.csv"]
    case = frame[frame["meeting_kind"].eq("case")]
    assert len(case) == 1
    assert case["meeting_month"].isna().all()
    assert "April 2024" not in everything(found(outputs=OUTPUTS))


def test_nothing_personal_leaves() -> None:
    said = everything(found(outputs=OUTPUTS, needs=NEEDS))
    for secret in ("Novák", "Aničk", "Tajn", "tajná", "PRIPKONF"):
        assert secret not in said


@pytest.mark.parametrize(
    "title",
    [
        "Metodika spolupráce v Havlíčkově Brodě",
        "Analýza místní sítě služeb ORP Ústí nad Labem 2018",
        "Leták pro Charitu Jihlava",
        "Zápis z kulatého stolu OSPOD",
        "Návrh optimální podoby sítě",
    ],
)
def test_titles_of_documents_leave(title: str) -> None:
    assert title_shown(title, known_words(["Charitu Jihlava"])) == title


@pytest.mark.parametrize(
    "title",
    [
        "Nováková – plán péče",
        "Formánek: zpráva",
        "Listová, zápis",
        "Plán péče o Novákovy",
        "Plán pro jana",
        "Zpráva Mgr. Jana Nováková",
        "Zpráva o rodině DVOŘÁK",
        "Zápis 12/2019",
        "Zpráva sp. zn. 4",
        "Zpráva 905101/1235",
        "Seznam: volejte 601 123 456",
        "šikana 9.B",
        "",
        None,
    ],
)
def test_other_titles_do_not(title: str | None) -> None:
    assert title_shown(title, known_words(["ZŠ Lipová"])) is None


def test_meetings_and_needs_without_output_are_counted() -> None:
    part = found(outputs=OUTPUTS, needs=NEEDS)
    assert part.counts == {
        "meetings": 3,
        "meetings_without": 0,
        "needs": 2,
        "needs_without": 1,
        "unlinked": 1,
    }
    assert [advice.urgency for advice in part.advice()] == [4, 4]


def test_what_was_asked_for_is_found_by_kind_and_title() -> None:
    titles = {
        "Analýza místní sítě služeb": 0,
        "Lokální strategie síťování": 1,
        "Metodika vzdělávání": 6,
        "Metodika spolupráce": 4,
        "Manuál": 5,
        "Doporučení legislativních úprav": 8,
    }
    rows = pd.DataFrame({"title": list(titles), "kind": None})
    asked = found(outputs=rows).asked
    assert [place for place, (_, n) in enumerate(asked) if n] == sorted(titles.values())
    assert all(n <= 1 for _, n in asked)
    *_, table = tables_of(found(outputs=rows).section())
    assert [row[2] for row in table.rows].count("not in the records") == 2


def test_a_long_register_is_cut_and_says_so() -> None:
    rows = pd.DataFrame({"title": [f"Metodika {n}" for n in range(1, 19)], "kind": "metodika"})
    part = found(outputs=rows)
    register, _ = tables_of(part.section())
    assert len(register.rows) == 15
    assert register.note == "3 more in outputs.csv."
    assert len(part.tables()["outputs.csv"]) == 18


def test_the_order_of_rows_does_not_matter() -> None:
    there, back = found(outputs=OUTPUTS), found(outputs=OUTPUTS.iloc[::-1])
    pd.testing.assert_frame_equal(there.register, back.register)


def test_the_example_region_has_its_guideline() -> None:
    records = resolve_actors(nc.datasets.load("havlickuv_brod"))
    full = build_network(records)
    part = find_outputs(Given("cs", records, full, disclose(full)))
    assert part is not None
    first, *_ = part.section().blocks
    assert isinstance(first, Paragraph)
    assert "Metodika nastavení systému odborné spolupráce" in set(part.register["title"])
