"""Which rows are one meeting."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import netcoop as nc


def folder(path: Path, **files: str) -> nc.Records:
    for name, content in files.items():
        (path / f"{name}.csv").write_text(content, "utf-8")
    return nc.read_records(path)


def test_each_file_numbering_from_one_keeps_its_meetings(tmp_path: Path) -> None:
    records = folder(
        tmp_path,
        leden="actor,meeting_id,date\nA,1,2018-01-05\nB,1,2018-01-05\n",
        unor="actor,meeting_id,date\nC,1,2018-02-05\nD,1,2018-02-05\n",
    )
    assert nc.build_network(records).n_ties == 2
    assert records.meetings["meeting_id"].tolist() == ["leden · 1"] * 2 + ["unor · 1"] * 2
    assert records.problems["code"].tolist() == ["meeting_id_clash"] * 2


def test_sheets_numbering_from_one_without_days_too(tmp_path: Path) -> None:
    with pd.ExcelWriter(tmp_path / "kniha.xlsx") as workbook:
        for sheet, actors in (("leden", "AB"), ("únor", "CD")):
            rows = pd.DataFrame({"účastník": list(actors), "číslo jednání": [1, 1]})
            rows.to_excel(workbook, sheet_name=sheet, index=False)
    assert nc.build_network(nc.read_records(tmp_path)).n_ties == 2


def test_one_meeting_in_two_files_stays_one(tmp_path: Path) -> None:
    records = folder(
        tmp_path,
        schools="actor,meeting_id,date\nA,KS-1,2018-01-05\n",
        police="actor,meeting_id,date\nB,KS-1,2018-01-05\n",
    )
    assert nc.build_network(records).n_ties == 1


def test_a_given_number_stays_given_beside_made_ones(tmp_path: Path) -> None:
    records = folder(
        tmp_path,
        schools="actor,meeting_id,date\nA,KS-1,2018-01-05\nC,,2018-02-01\n",
        police="actor,meeting_id,date\nB,KS-1,2018-01-05\nD,,2018-02-01\n",
    )
    net = nc.build_network(records)
    assert net.pairs[["source", "target"]].to_numpy().tolist() == [["A", "B"]]


@pytest.mark.parametrize("names", [("north", "south"), ("meetings", "prezence")])
def test_one_day_in_two_files_is_two_meetings(tmp_path: Path, names: tuple[str, str]) -> None:
    contents = [
        "actor,date\nA,2018-01-01\nB,2018-01-01\n",
        "actor,date\nC,2018-01-01\nD,2018-01-01\n",
    ]
    records = folder(tmp_path, **dict(zip(names, contents, strict=True)))
    assert nc.build_network(records).n_ties == 2


def test_a_blank_joins_the_day_s_only_meeting() -> None:
    sheet = pd.DataFrame(
        {
            "actor": list("ABCDEF"),
            "date": ["2018-01-01"] * 3 + ["2018-01-02"] * 3,
            "kind": ["Kulatý stůl", None, "kulatý  stůl", "porada", "kulatý stůl", None],
            "topic": ["bydlení", None, "dluhy", None, None, None],
        }
    )
    numbers = nc.read_records({"meetings": sheet}).meetings["meeting_id"].tolist()
    assert len(set(numbers[:3])) == 1
    assert len(set(numbers[3:])) == 3


def test_a_number_with_two_days_is_reported() -> None:
    sheet = pd.DataFrame(
        {"actor": ["A", "B"], "meeting_id": "1", "date": ["2018-01-01", "2018-01-02"]}
    )
    found = nc.read_records({"meetings": sheet}).problems
    assert found["code"].tolist() == ["meeting_two_days"]


def test_who_is_marked_no_was_not_there() -> None:
    sheet = pd.DataFrame({"actor": list("ABC"), "meeting_id": "1", "účast": ["ano", "ne", "x"]})
    net = nc.build_network(nc.read_records({"meetings": sheet}))
    assert net.pairs[["source", "target"]].to_numpy().tolist() == [["A", "C"]]


def test_a_sheet_with_headers_only() -> None:
    records = nc.read_records({"meetings": pd.DataFrame({"actor": [], "date": []})})
    assert nc.build_network(records).n_actors == 0
