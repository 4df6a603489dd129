"""From the review to a workbook, to decisions, and back."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import netcoop as nc
from netcoop.actors.decisions import Decision, Decisions
from netcoop.errors import ArgumentError, NetcoopError, RecordError

REGISTER = pd.DataFrame(
    {
        "actor_id": ["o", "z", "d"],
        "name": ["OSPOD Znojmo", "ZŠ Pražská", "Dětský domov Znojmo"],
        "kind": ["OSPOD", "ZS", "DD"],
        "region": ["Znojmo"] * 3,
    }
)


def records(*names: str, region: str | None = "Znojmo") -> nc.Records:
    meetings = pd.DataFrame({"actor": names, "meeting_id": "1"}, dtype="str")
    return nc.Records(meetings=meetings, actors=REGISTER, region=region)


def decided(*rows: tuple[str, str]) -> Decisions:
    return Decisions(tuple(Decision(written, "Znojmo", what, row=2) for written, what in rows))


def edit(path: Path, wanted: dict[str, str]) -> None:
    """Decide as a person does: in the column, found by its header."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    headers = [cell.value for cell in sheet[1]]
    column, written = (
        next(i for i, header in enumerate(headers, 1) if header in names)
        for names in (("rozhodnutí", "decision"), ("napsáno", "written"))
    )
    for row in range(2, sheet.max_row + 1):
        value = wanted.get(sheet.cell(row, written).value)
        if value:
            sheet.cell(row, column).value = value
    sheet.insert_cols(1)
    sheet.cell(1, 1).value = "moje poznámka"
    sheet.insert_rows(1)
    book.save(path)


@pytest.mark.parametrize("lang", ["cs", "en"])
def test_a_decision_in_the_workbook_merges(tmp_path: Path, lang: str) -> None:
    raw = records("ZŠ Pražkská", "DD", "Zrnko", "Zrnečko", "Vrátný", "Jan")
    review = nc.match_names(raw)
    assert review.summary()["proposed"] == 2
    path = review.save(tmp_path / "names.xlsx", lang=lang)
    assert openpyxl.load_workbook(path).worksheets[0].cell(2, 3).value  # the undecided stand first
    edit(path, {"ZŠ Pražkská": "ano", "DD": "nový", "Zrnečko": "Zrnko", "Vrátný": "není aktér"})
    decisions = nc.read_decisions(path)
    assert len(decisions) == 4
    resolved = nc.resolve_actors(raw, decisions=decisions)
    assert resolved.meetings["actor"].tolist() == ["z", "DD", "Zrnko", "Zrnko", "Jan"]
    assert resolved.actors["name_status"].value_counts().to_dict() == {"register": 3, "new": 3}
    log = resolved.names.set_index("written")
    assert log.loc["ZŠ Pražkská", ["status", "actor_id", "decision"]].tolist() == [
        "alias", "z", "ano",
    ]  # fmt: skip
    assert nc.resolve_actors(raw, decisions=path).meetings.equals(resolved.meetings)


def test_without_a_decision_a_proposal_stays_an_actor_of_its_own() -> None:
    resolved = nc.resolve_actors(records("ZŠ Pražkská", "ZŠ Pražská"))
    assert resolved.meetings["actor"].tolist() == ["ZŠ Pražkská", "z"]
    assert resolved.actors.set_index("actor_id").loc["ZŠ Pražkská", "name_status"] == "proposed"
    assert resolved.problems["code"].tolist() == ["proposed_actor"]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([("Nikde", "nový")], "decision_unused"),
        ([("Zrnko", "Neznámý")], "decision_unknown_actor"),
        ([("Zrnko", "ano")], "decision_unused"),  # nothing was proposed
        ([("Zrnko", "nový"), ("Zrnko", "není aktér")], "decision_contradictory"),
        ([("Zrnko", "Semínko"), ("Semínko", "Zrnko")], "decision_contradictory"),
    ],
)
def test_useless_and_contradictory_decisions_are_reported(
    rows: list[tuple[str, str]], code: str
) -> None:
    resolved = nc.resolve_actors(records("Zrnko", "Semínko"), decisions=decided(*rows))
    assert resolved.meetings["actor"].tolist() == ["Zrnko", "Semínko"]
    found = resolved.problems["code"]
    assert set(found[found.str.startswith("decision")]) == {code}


def test_a_chain_of_decisions_leads_to_its_end() -> None:
    chain = decided(("A1", "B2"), ("B2", "C3"), ("C3", "o"))
    resolved = nc.resolve_actors(records("A1", "B2", "C3", "D4"), decisions=chain)
    assert resolved.meetings["actor"].tolist() == ["o", "o", "o", "D4"]


def test_a_decision_holds_for_all_spellings_merged_with_the_name() -> None:
    raw = records("ZŠ Pražkská", "Základní škola Pražkská")
    resolved = nc.resolve_actors(raw, decisions=decided(("ZŠ Pražkská", "ano")))
    assert resolved.meetings["actor"].tolist() == ["z", "z"]


def test_a_town_in_the_name_of_an_association_is_no_place() -> None:
    register = pd.DataFrame(
        {"name": ["Ostrov Naděje, z. s."], "kind": ["NNO"], "region": ["Litvínov"]}
    )
    sheet = pd.DataFrame({"actor": ["Naděje Litvínov"], "meeting_id": ["1"]})
    resolved = nc.resolve_actors(nc.Records(meetings=sheet, actors=register))
    assert resolved.meetings["actor"].tolist() == ["Naděje Litvínov"]


def test_a_file_that_holds_no_decisions_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_bytes(b"no workbook")
    with pytest.raises(RecordError, match=r"x\.xlsx"):
        nc.read_decisions(tmp_path / "x.xlsx")
    book = openpyxl.Workbook()
    book.active.append(["written", "decision"])
    book.active.append([None, "yes"])
    book.save(tmp_path / "y.xlsx")
    with pytest.raises(RecordError, match=r"y\.xlsx.*: 2"):
        nc.read_decisions(tmp_path / "y.xlsx")
    with pytest.raises(NetcoopError, match="xlsx"):
        nc.match_names(records("A")).save(tmp_path / "names.csv")
    with pytest.raises(ArgumentError, match="3 is not the path of a file"):
        nc.match_names(records("A")).save(3)  # type: ignore[arg-type]
    with pytest.raises(NetcoopError, match="read_decisions"):
        nc.match_names(records("A"), decisions=3)  # type: ignore[arg-type]


def test_formulas_in_names_stay_texts(tmp_path: Path) -> None:
    path = nc.match_names(records("=1+1", "@x")).save(tmp_path / "n.xlsx", lang="en")
    cells = [row[0] for row in openpyxl.load_workbook(path).worksheets[0].iter_rows(min_row=2)]
    assert {(cell.value, cell.data_type) for cell in cells} == {("=1+1", "s"), ("@x", "s")}


def test_persons_stand_in_no_output(tmp_path: Path) -> None:
    resolved = nc.resolve_actors(records("MUDr. Vzorová", "nikdo"))
    review = nc.match_names(records("MUDr. Vzorová"))
    person = resolved.actors.iloc[-1]
    assert (person["person"], person["kind"], person["name_status"]) == (True, "PLDD", "person")
    shown = resolved.names.to_csv() + resolved.problems.to_csv() + review.to_frame().to_csv()
    assert "Vzorov" not in shown


def test_rows_without_an_actor_are_dropped_and_counted() -> None:
    resolved = nc.resolve_actors(records("nepřišel nikdo", "OSPOD Znojmo", "–"))
    assert resolved.meetings["actor"].tolist() == ["o"]
    line = resolved.account.set_index("table").loc["meetings"]
    assert line[["read", "kept", "dropped"]].tolist() == [3, 1, 2]
    assert resolved.problems["code"].tolist() == ["not_an_actor", "not_an_actor"]


def test_the_region_of_the_row_says_whose_office_is_meant() -> None:
    regions = ["Znojmo", "Třinec", "Znojmo", None]
    sheet = pd.DataFrame({"actor": ["OSPOD"] * 4, "region": regions, "meeting_id": "1"})
    resolved = nc.resolve_actors(nc.Records(meetings=sheet.astype({"region": "str"})))
    assert resolved.meetings["actor"].nunique() == 3
    known = resolved.actors.set_index("region")["name"]
    assert known["Třinec"] == "Magistrát města Třince – OSPOD"
    assert set(resolved.actors["name_status"]) == {"new", "ambiguous"}


def test_the_register_says_whom_an_actor_serves() -> None:
    register = pd.DataFrame(
        {"name": ["PPP Brod"], "kind": "PPP", "region": "Jihlava", "serves": "Telč|Třebíč"}
    )
    sheet = pd.DataFrame({"actor": ["PPP"] * 2, "region": ["Telč", "Znojmo"], "meeting_id": "1"})
    resolved = nc.resolve_actors(nc.Records(meetings=sheet, actors=register))
    assert resolved.meetings["actor"].tolist() == ["PPP Brod", "PPP"]


def test_the_review_shows_itself() -> None:
    review = nc.match_names(records("OSPOD Znojmo", "Zrnko", "<b>"))
    assert repr(review) == "<NameReview: exact 1, new 2>"
    assert "<b>" not in review._repr_html_()
    assert review.sentence("en") == "3 written names: 3 settled, 0 proposed, 0 ambiguous."
