"""The example data are what their makers write, say what they rest on, and come with netcoop."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from netcoop import datasets
from tests.datasets.sets import FOLDER, generate

MAKERS = sorted(generate.makers())
WORKBOOKS = [name for name in MAKERS if (FOLDER / name / "workbook.py").exists()]


@pytest.fixture
def sets(tmp_path: Path) -> Path:
    """A home of two sets, made by makers of one line."""
    for name, cell in (("one", "1"), ("two", "2")):
        maker = (
            f"def write(folder):\n    (folder / 'actors.csv').write_bytes(b'name\\n{cell}\\n')\n"
        )
        (tmp_path / name).mkdir()
        (tmp_path / name / "make.py").write_text(maker, encoding="utf-8")
        (tmp_path / name / "README.md").write_text("# By hand\n", encoding="utf-8")
    return tmp_path


def test_there_is_a_maker_for_every_set() -> None:
    assert set(generate.makers()) == set(datasets.names())
    assert {"havlickuv_brod", "local_networking", "southern_women"} <= set(generate.makers())


@pytest.mark.parametrize("name", MAKERS)
def test_committed_files_are_what_make_writes(name: str) -> None:
    assert generate.differences(generate.makers()[name]) == []
    for path in (FOLDER / name).rglob("*.csv"):
        assert b"\r" not in path.read_bytes(), path.name


@pytest.mark.parametrize("name", WORKBOOKS)
def test_workbook_has_the_same_bytes_each_time(name: str, tmp_path: Path) -> None:
    for turn in ("a", "b"):
        generate.maker(FOLDER / name / "make.py").write(tmp_path / turn)
    one, other = (generate.made(tmp_path / turn / "as_kept") for turn in ("a", "b"))
    assert list(one) == ["decided/names.xlsx", f"{name}.xlsx"]
    assert one == other


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("havlickuv_brod", "referrals"),
        ("olomouc_region", "referrals"),
        ("south_moravia", "meetings"),
    ],
)
def test_another_seed_gives_other_data(name: str, table: str) -> None:
    make_tables = generate.maker(FOLDER / name / "make.py").make_tables
    assert make_tables(1)[table] != make_tables(2)[table]


@pytest.mark.parametrize("name", MAKERS)
def test_every_row_says_what_it_rests_on(name: str) -> None:
    for path in (FOLDER / name).glob("*.csv"):
        frame = pd.read_csv(path, dtype="str", keep_default_na=False)
        assert len(frame), path.name
        assert set(frame["provenance"]) <= {"published", "synthetic"}, path.name
        for row in frame[["provenance", "made_up"]].drop_duplicates().itertuples():
            made_up = set(filter(None, str(row.made_up).split("|")))
            assert made_up <= set(frame.columns), path.name
            assert row.provenance == "published" or not made_up, path.name


@pytest.mark.parametrize("name", MAKERS)
def test_readme_tells_of_every_table(name: str) -> None:
    readme = (FOLDER / name / "README.md").read_text(encoding="utf-8")
    tables = {path.name for path in (FOLDER / name).glob("*.csv")}
    assert set(re.findall(r"^\| `(\w+\.csv)` \|", readme, re.MULTILINE)) == tables


@pytest.mark.parametrize("name", MAKERS)
def test_the_list_of_sets_has_it(name: str) -> None:
    assert f"({name}/README.md)" in (FOLDER / "README.md").read_text(encoding="utf-8")


def test_made_again_they_pass_the_check(sets: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert generate.main(["--check"], sets) == 1
    assert "one/actors.csv: is not there" in capsys.readouterr().out
    assert generate.main([], sets) == 0
    assert capsys.readouterr().out == "one: 1 files\ntwo: 1 files\n"
    assert generate.main(["--check"], sets) == 0
    assert capsys.readouterr().out == ""


def test_check_finds_other_bytes_and_what_nobody_writes(
    sets: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    generate.main([], sets)
    changed = sets / "two" / "actors.csv"
    changed.write_bytes(b"name\r\n2\r\n")
    (sets / "two" / "truth").mkdir()
    (sets / "two" / "truth" / "ties.csv").write_bytes(b"left over\n")
    # What an editor or Python leaves behind is no part of a set.
    (sets / "two" / "__pycache__").mkdir()
    (sets / "two" / "__pycache__" / "make.pyc").write_bytes(b"")
    capsys.readouterr()
    assert generate.main(["one", "--check"], sets) == 0
    assert generate.main(["two", "--check"], sets) == 1
    said = capsys.readouterr().out.splitlines()
    assert said == ["two/truth/ties.csv: nothing writes it", "two/actors.csv: other bytes"]
    assert changed.read_bytes() == b"name\r\n2\r\n", "a check mends nothing"


def test_how_a_workbook_is_packed_makes_no_difference(
    sets: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    maker = "def write(folder):\n    (folder / 'kept.xlsx').write_bytes({!r})\n"
    (sets / "one" / "make.py").write_text(maker.format(packed("a", 0)), encoding="utf-8")
    assert packed("a", 0) != packed("a", 9)
    (sets / "one" / "kept.xlsx").write_bytes(packed("a", 9))
    assert generate.main(["one", "--check"], sets) == 0
    (sets / "one" / "kept.xlsx").write_bytes(packed("b", 0))
    assert generate.main(["one", "--check"], sets) == 1
    assert capsys.readouterr().out == "one/kept.xlsx: other bytes\n"


def packed(letter: str, level: int) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as workbook:
        workbook.writestr(zipfile.ZipInfo("sheet.xml"), letter * 1000, zipfile.ZIP_DEFLATED, level)
    return data.getvalue()


def test_unknown_set_is_refused(sets: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        generate.main(["three"], sets)
    assert "no such set: three; there are one, two" in capsys.readouterr().err


READ_ALL = """
import json, sys
import netcoop as nc
from netcoop import datasets
read = {name: int(datasets.load(name).account["kept"].sum()) for name in datasets.names()}
print(json.dumps({"from": nc.__file__, "read": read}))
"""


def test_every_set_reads_from_an_installed_wheel(wheel: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(wheel)}
    done = subprocess.run(
        [sys.executable, "-c", READ_ALL],
        capture_output=True, text=True, check=True, cwd=tmp_path, env=environment,
    )  # fmt: skip
    found = json.loads(done.stdout)
    assert Path(found["from"]).is_relative_to(wheel)
    lines = {
        name: sum(len(pd.read_csv(path)) for path in (FOLDER / name).glob("*.csv"))
        for name in datasets.names()
    }
    assert found["read"] == lines


def test_a_wheel_holds_every_file_of_every_set(wheel: Path) -> None:
    for name in datasets.names():
        here, there = (
            generate.made(FOLDER / name),
            generate.made(wheel / "netcoop/_datasets" / name),
        )
        assert here == there, name
