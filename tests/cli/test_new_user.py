"""What somebody meets who types a command for the first time, or for the second."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from netcoop.cli.wording import as_typed
from tests.cli.folders import Run


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "list.csv"
    lines = ["Datum,Organizace", "1.2.2024,ZŠ U Tří lip Vyškov", "1.2.2024,ZS U Tri lip"]
    path.write_text("\n".join([*lines, "03/04/2024,OSPOD Vyškov"]) + "\n", "utf-8")
    (tmp_path / "photo.jpg").write_bytes(b"")
    return path


def test_the_check_says_where(sheet: Path, run: Run) -> None:
    code, out, _ = run("check", sheet.parent)
    assert code == 0
    lines = out.splitlines()
    at = next(i for i, line in enumerate(lines) if "[ambiguous_date]" in line)
    assert lines[at + 1].strip() == "list.csv, řádek 4"  # cs is the default of results
    at = next(i for i, line in enumerate(lines) if "[file_not_read]" in line)
    assert lines[at + 1].strip() == "photo.jpg"
    assert "jednání = meetings" in lines[0]
    assert "list.csv: meetings (" in run("check", sheet, "--lang", "en")[1]


def test_decisions_are_not_written_over(sheet: Path, tmp_path: Path, run: Run) -> None:
    names = tmp_path / "names.xlsx"
    code, out, _ = run("names", sheet, "--out", names, "--lang", "en")
    assert code == 0
    assert f'--decisions "{names}"' in out
    book = openpyxl.load_workbook(names)
    book.worksheets[0].cell(2, 5).value = "new"
    book.save(names)
    kept = names.read_bytes()
    code, _, err = run("names", sheet, "--out", names, "--lang", "en")
    assert code == 2
    assert f'--decisions "{names}"' in err
    assert names.read_bytes() == kept
    code, _, _ = run("names", sheet, "--out", names, "--decisions", names, "--lang", "en")
    assert code == 0
    decided = [row[4] for row in openpyxl.load_workbook(names).worksheets[0].values]
    assert "new" in decided


def test_names_are_not_written_over_another_workbook(sheet: Path, tmp_path: Path, run: Run) -> None:
    other = tmp_path / "records.xlsx"
    openpyxl.Workbook().save(other)
    kept = other.read_bytes()
    code, _, err = run("names", sheet, "--out", other)
    assert code == 2
    assert "no workbook of names" in err
    assert other.read_bytes() == kept


@pytest.mark.parametrize("command", ["check", "report"])
def test_where_nothing_lies_it_says_what_does(command: str, sheet: Path, run: Run) -> None:
    out = ["--out", sheet.parent / "out"] if command == "report" else []
    code, _, err = run(command, sheet.with_name("lits.csv"), *out)
    assert code == 2
    assert err.rstrip().endswith("holds: list.csv.")


def test_only_what_is_near_is_suggested(run: Run) -> None:
    _, _, err = run("check", "x", "--tabel", "a")
    assert "Did you mean --table?" in err


@pytest.mark.parametrize(
    ("message", "typed"),
    [
        ("or say tables={'Sheet': …}.", 'or say --table "Sheet=…".'),
        ("tables='Jednani' is not known.", "--table 'Jednani' is not known."),
        ("freq='Y' tells no days", "--freq 'Y' tells no days"),
        ("give region=.", "give --region."),
        ("call records.select(region='Brno')", "call records.select(region='Brno')"),
        ("as review.save writes it", "as netcoop names writes it"),
    ],
)
def test_messages_name_options_as_they_are_typed(message: str, typed: str) -> None:
    assert as_typed(message) == typed


def test_a_file_held_by_another_program(
    sheet: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", "map.html")

    monkeypatch.setattr("netcoop.actors.workbook.write_atomically", held)
    code, _, err = run("names", sheet, "--out", sheet.with_name("n.xlsx"))
    assert code == 2
    assert "close it" in err
