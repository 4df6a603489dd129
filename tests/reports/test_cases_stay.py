"""Nothing of one child or family leaves by titles, months, target groups or headers."""

from __future__ import annotations

import pandas as pd
import pytest

import netcoop as nc
from netcoop.actors import resolve_actors
from netcoop.network import build_network, disclose
from netcoop.network.case_meetings import CASES, about_cases
from netcoop.reports.local.given import Given
from netcoop.reports.local.leaving import Leaving
from netcoop.reports.local.output_words import known_words, meeting_words, title_shown
from netcoop.reports.local.outputs import find_outputs
from netcoop.reports.local.whitespots import find_whitespots
from netcoop.reports.tables import problem_table

PLAIN, CASE, OWN = "1", "2", "3"
MEETINGS = pd.DataFrame(
    {
        "meeting_id": [PLAIN, PLAIN, CASE, CASE, OWN, OWN],
        "date": ["2024-03-05"] * 2 + ["2024-04-09"] * 2 + ["2024-05-01"] * 2,
        "kind": ["KULATY"] * 2 + ["PRIPKONF"] * 2 + ["schůzka u nich"] * 2,
        "actor": ["OSPOD", "ZŠ Lipová"] * 3,
        "responds_to": ["N1", None, "N2", None, "N3", None],
    }
)
NEEDS = pd.DataFrame(
    {
        "need_id": ["N1", "N2", "N3", "N4"],
        "region": "Jihlava",
        "service": ["PEDOPSY", "SS_SAS", "PPP", "SVP"],
        "count": [7, 8, 9, 10],
        "target_group": ["děti 6–18 let", "2 děti 7 a 9 let", None, None],
    }
)
OUTPUTS = pd.DataFrame(
    [
        ("Metodika spolupráce", "metodika", "2024-06-11", PLAIN, "N1"),
        ("Plán podpory", "plán", "2024-07-01", CASE, None),
        ("Zápis ze setkání", "zápis", "2024-08-02", OWN, None),
        ("Přehled služeb", "přehled", "2024-09-02", CASE, "N4"),
    ],
    columns=["title", "kind", "date", "from_meeting", "from_need"],
)


@pytest.fixture(scope="module")
def given() -> Given:
    tables = {"meetings": MEETINGS, "needs": NEEDS, "outputs": OUTPUTS}
    records = resolve_actors(nc.read_records(tables, key="k"))
    full = build_network(records)
    return Given("en", records, full, disclose(full))


def test_an_output_of_a_case_has_neither_title_nor_month(given: Given) -> None:
    part = find_outputs(given)
    assert part is not None
    frame = part.tables()["outputs.csv"]
    shown = frame[frame["title"].notna()]
    assert shown[["title", "month", "meeting_month"]].to_numpy().tolist() == [
        ["Metodika spolupráce", "2024-06", "2024-03"]
    ]
    said = f"{part.section()!r} {frame.to_csv()}"
    for secret in ("2024-04", "2024-05", "2024-07", "2024-08", "2024-09", "July", "Plán", "Zápis"):
        assert secret not in said


def test_a_need_that_a_case_meeting_answered_has_no_month(given: Given) -> None:
    part = find_whitespots(given)
    assert part is not None
    needs = part.tables()["needs.csv"].set_index("service")
    months = needs[["first_meeting_month", "first_output_month"]]
    assert months.loc["PEDOPSY"].tolist() == ["2024-03", "2024-06"]
    assert months.drop("PEDOPSY").isna().all(axis=None)
    assert needs["answered_by"].eq("output").all()
    said = repr(part.section())
    assert "(6/2024)" in said
    for month in ("(4/2024)", "(5/2024)", "(7/2024)", "(8/2024)", "(9/2024)"):
        assert month not in said


TITLES = [
    "Zápis z případové konference, dívka 9 let, matka ve výkonu trestu, ZŠ Lipová",
    "Plán péče o chlapce z 3. třídy, ZŠ Lipová",
    "Plán ochrany dítěte: týrání otcem, bydliště ulice lipová 7",
    "Zpráva o rodině nováků",
    "Seznam: sourozenci kolínských",
    "Zpráva: týrání v ZŠ Lipová",
    "Přehled služeb pro rodiny nováků",
    "Zápis o 2 dětech, 7 a 9 let",
    "Plán: klientka veselá",
    "Zpráva o žákovi 3. B",
]


@pytest.mark.parametrize("title", TITLES)
def test_titles_about_one_child_stay(title: str) -> None:
    assert title_shown(title, known_words(["ZŠ Lipová"])) is None


@pytest.mark.parametrize(
    "title",
    [
        "Metodika práce s rodinou",
        "Přehled služeb pro rodiny s dětmi",
        "Leták pro rodiče",
        "Manuál pro školy: podezření na týrání",
        "Dohoda o spolupráci se ZŠ Lipová",
        "Strategie na 5 let",
    ],
)
def test_titles_about_all_families_leave(title: str) -> None:
    assert title_shown(title, known_words(["ZŠ Lipová"])) == title


def test_only_organisations_lend_their_words() -> None:
    meetings = MEETINGS.assign(actor=["OSPOD", "Utajená"] * 3)
    outputs = pd.DataFrame({"title": ["Zpráva Utajená", "Zpráva OSPOD"], "kind": "zpráva"})
    records = resolve_actors(nc.read_records({"meetings": meetings, "outputs": outputs}, key="k"))
    full = build_network(records)
    net = disclose(full)
    assert "Utajená" in net.actors.index
    part = find_outputs(Given("en", records, full, net))
    assert part is not None
    assert part.register["title"].dropna().tolist() == ["Zpráva OSPOD"]


@pytest.mark.parametrize(
    ("group", "shown"),
    [
        ("děti 6–18 let", True),
        ("děti do 18 let", True),
        ("děti 0–3 roky", True),
        ("mladí lidé od 15 do 26 let", True),
        ("2 děti 7 a 9 let", False),
        ("děti 2", False),
        ("dítě 9 let", False),
        ("2 děti do 18 let", False),
    ],
)
def test_numbers_of_a_target_group_are_ages(given: Given, group: str, shown: bool) -> None:
    assert (Leaving(given).group(group) == group) == shown


@pytest.mark.parametrize("kind", ["TPM", "KOMISE", "SUPERVIZE", "INTERVIZE", "PRIPKONF"])
def test_case_meetings_are_the_same_everywhere(kind: str) -> None:
    assert kind in CASES
    assert about_cases(pd.DataFrame({"kind": [kind]})).all()
    assert meeting_words(kind, "en")[0] == "case"


def test_the_header_of_a_dropped_column_is_not_repeated(given: Given) -> None:
    sheet = MEETINGS.assign(
        **{"e-mail Jany Tajné": "a@example.cz", "telefon": "601 123 456", "spis": "12 P 3/2024"}
    )
    problems = nc.read_records({"meetings": sheet}, key="k").problems
    assert "e-mail Jany Tajné" in set(problems["column"])
    columns = set(problem_table(problems, given.net)["column"].dropna())
    assert {"telefon", "…"} <= columns
    assert not any("Taj" in column for column in columns)
