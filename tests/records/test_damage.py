"""Whatever happens to a file: every row is accounted for, no person gets through."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import netcoop as nc
from netcoop.errors import NetcoopError

PERSONS = (
    "Mgr. Jana Vzorová",
    "MUDr. Příkladná",
    "Bc. Petr Ukázka, DiS.",
    "Jana Vzorová",
    "vzorova@example.cz",
    "777 123 456",
    "+420 608 123 456",
    "905101/1002",
    "RČ 736028/1005",
    "zapsala Mgr. Jana Vzorová",
)
SECRETS = ("Vzorov", "Příkladn", "Ukázka", "example.cz", "777 123", "608 123", "/1002", "/1005")

LONG = [
    ["PREZENČNÍ LISTINA", "", "", "", "", ""],
    ["Kulatý stůl č. 5", "", "", "", "", ""],
    ["Datum: 15.6.2018", "", "Místo: MěÚ Šlapanice", "", "", ""],
    ["", "", "", "", "", ""],
    ["Poř.", "Jméno a příjmení", "Organizace", "Téma", "Počet osob", "Podpis"],
    ["1", "Mgr. Jana Vzorová", "OSPOD Šlapanice", "síť", "2", ""],
    ["2", "", "ZŠ Šlapanice", "síť", "1", "omluven"],
    ["3", "Bc. Petr Ukázka, DiS.", "PPP Brno", "síť", "cca 3", ""],
    ["", "Celkem: 3", "", "", "", ""],
]
MATRIX = [
    ["Datum", "Téma", "OSPOD HB", "ZŠ Lipová", "PČR"],
    ["25. 3. 2014", "informovanost", "x", "X", "oml."],
    ["12. 6. 2014", "záškoláctví", "ano", "-", "2"],
    ["18. 9. 2014", "služby", "", "O", "✓"],
]
LOG = [
    ["Datum", "Kdo předal", "Komu", "Potřeba", "Výsledek", "Počet"],
    ["3.4.2018", "ZŠ Školní", "OSPOD", "záškoláctví", "přijato", "1"],
    ["9.4.18", "OSPOD", "SAS Zrnko", "PAS", "pořadník", "2"],
]

Grid = list[list[str]]
ODD = ("31.6.2018", "1.000", "-", "3/4/2018", "Celkem", "x")
ACCIDENTS = ("write", "write", "blank", "repeat", "cut", "empty", "add")
JOINTS = (", ", " ", "; ", " - ", " (", "\n")
cells = st.sampled_from(PERSONS) | st.text(max_size=8) | st.sampled_from(ODD)


@st.composite
def damaged(draw: st.DrawFn) -> Grid:
    """A sound table after a few accidents."""
    grid = [list(row) for row in draw(st.sampled_from([LONG, MATRIX, LOG]))]
    for _ in range(draw(st.integers(1, 4))):
        row = draw(st.integers(0, len(grid) - 1))
        column = draw(st.integers(0, len(grid[row]) - 1)) if grid[row] else 0
        accident = draw(st.sampled_from(ACCIDENTS))
        if accident == "write" and grid[row]:
            grid[row][column] = draw(cells)
        elif accident == "blank" and grid[row]:
            grid[row][column] = ""
        elif accident == "repeat":
            grid.insert(row, list(grid[row]))
        elif accident == "cut" and len(grid) > 1:
            del grid[row]
        elif accident == "empty":
            grid.insert(row, [""] * len(grid[row]))
        elif accident == "add" and grid[row]:
            grid[row][column] += draw(st.sampled_from(JOINTS)) + draw(st.sampled_from(PERSONS))
    return grid


def written(grid: Grid, path: Path) -> None:
    if path.suffix == ".xlsx":
        book = openpyxl.Workbook()
        for row in grid:
            book.active.append([_storable(cell) for cell in row])
        book.save(path)
        return
    text = io.StringIO()
    pd.DataFrame(grid).to_csv(text, sep=";", header=False, index=False, lineterminator="\r\n")
    path.write_bytes(text.getvalue().encode("utf-8", "replace"))


def _storable(cell: str) -> str:
    kept = "".join(letter for letter in cell if letter.isprintable() or letter == "\n")
    return "" if kept.startswith("=") else kept


def everything(records: nc.Records) -> str:
    parts = [records.problems.to_csv(), records.problems_in("cs").to_csv(), repr(records)]
    parts += [records.account.to_csv(), records._repr_html_(), records.quality().to_csv()]
    parts += [frame.to_csv() for frame in records.tables.values()]
    return "\n".join(parts)


def read(path: Path) -> tuple[nc.Records | None, str]:
    try:
        return nc.read_records(path, key="secret"), ""
    except NetcoopError as error:
        return None, str(error)


@settings(max_examples=60)
@given(grid=damaged(), ending=st.sampled_from([".csv", ".xlsx"]))
def test_damage_is_accounted_for_and_lets_no_person_through(
    grid: Grid, ending: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("damage") / f"soubor{ending}"
    written(grid, path)
    records, refusal = read(path)
    if records is None:
        assert path.name in refusal
        assert not [secret for secret in SECRETS if secret in refusal]
        return
    account = records.account
    assert (account["read"] == account["kept"] + account["dropped"]).all()
    kept = {name: len(frame) for name, frame in records.tables.items()}
    assert account.groupby("table")["kept"].sum().to_dict() == kept
    shown = everything(records)
    assert not [secret for secret in SECRETS if secret in shown]
    resolved = nc.resolve_actors(records)
    assert not [secret for secret in SECRETS if secret in everything(resolved)]
    assert resolved.names is not None
    assert not [secret for secret in SECRETS if secret in resolved.names.to_csv()]
