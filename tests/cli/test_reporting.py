"""``netcoop report``: what it writes can be made again, and nothing is written over."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.cli.folders import Run

MEETINGS = "actor,date,meeting_id\n" + "".join(
    f"{actor},2024-0{month}-01,{month}\n" for month in (1, 2, 3) for actor in ("Alfa", "Beta")
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "records"
    folder.mkdir()
    (folder / "meetings.csv").write_text(MEETINGS, encoding="utf-8")
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    same = {path.name: path.read_bytes() for path in folder.iterdir()}
    return {name: page for name, page in same.items() if not name.endswith((".docx", ".xlsx"))}


def test_a_report_can_be_made_again_to_the_same_bytes(data: Path, tmp_path: Path, run: Run) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    options = ["--lang", "en", "--title", "Our town", "--draws", 9, "--seed", 3, "--threshold", 10]
    code, out, err = run("report", data, "--out", first, *options)
    assert code == 0, err
    assert out.splitlines()[0] == f"Map: {first / 'map.html'}"
    made = json.loads((first / "run.json").read_text("utf-8"))
    assert made["settings"]["study"] == {
        "kind": "local", "lang": "en", "title": "Our town", "draws": 9, "rng": 3, "threshold": 10,
    }  # fmt: skip
    assert str(tmp_path) not in json.dumps(made)
    code, _, err = run("report", "--again", first / "run.json", "--out", second)
    assert code == 0, err
    assert contents(second) == contents(first)
    # Moved records are named; changed ones are not the same.
    data.rename(tmp_path / "moved")
    code, _, err = run("report", "--again", first / "run.json", "--out", second)
    assert code == 2
    code, _, err = run("report", tmp_path / "moved", "--again", first / "run.json", "--out", second)
    assert code == 0, err
    assert contents(second) == contents(first)
    with (tmp_path / "moved" / "meetings.csv").open("a", encoding="utf-8") as file:
        file.write("Gama,2024-01-01,1\n")
    code, _, err = run("report", tmp_path / "moved", "--again", first / "run.json", "--out", second)
    assert code == 2
    assert "meetings.csv" in err


def test_one_file_with_names_to_hide_and_files_from_elsewhere(tmp_path: Path, run: Run) -> None:
    place, other = tmp_path / "place", tmp_path / "other"
    place.mkdir()
    other.mkdir()
    sheet = place / "meetings Jan Novák.csv"
    sheet.write_text(MEETINGS + "MUDr. Jan Tajný,2024-01-01,1\n", encoding="utf-8")
    key = other / "klíč.txt"
    key.write_text("a long secret of this study", encoding="utf-8")
    first, second = tmp_path / "first", tmp_path / "second"
    usual = ["--key-file", key, "--template", "czech"]
    code, _, err = run("report", sheet, "--out", first, *usual, "--draws", 9)
    assert code == 0, err
    told = (first / "run.json").read_text("utf-8")
    assert "Novák" not in told
    assert "other" not in told
    assert json.loads(told)["repeatable"] is True
    again = ["report", sheet, "--again", first / "run.json", "--out", second]
    assert run(*again)[0] == 2
    code, _, err = run(*again, "--key-file", key)
    assert code == 0, err
    assert contents(second) == contents(first)
    code, _, err = run(*again, "--key-file", key, "--threshold", 3, "--seed", 1)
    assert code == 2
    assert "--threshold" in err
    assert "--seed" in err


def test_nothing_is_written_where_the_records_or_others_are(
    data: Path, tmp_path: Path, run: Run
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.docx").write_bytes(b"x")
    before = sorted(tmp_path.rglob("*"))
    for given, out in (
        (data, data),
        (data, tmp_path),
        (data / "meetings.csv", data),
        (data / "meetings.csv", data / "meetings.csv"),
        (data, tmp_path / "mine"),
    ):
        code, _, err = run("report", given, "--out", out)
        assert code == 2, out
        assert err.startswith("Error: ")
        assert len(err.strip().splitlines()) == 1
    assert sorted(tmp_path.rglob("*")) == before
    assert (data / "meetings.csv").read_text("utf-8") == MEETINGS


@pytest.mark.filterwarnings("ignore:threshold=1")
def test_a_threshold_of_one_is_said_loudly(data: Path, tmp_path: Path, run: Run) -> None:
    usual = ["report", data, "--out", tmp_path / "out", "--draws", 9]
    assert "NOTHING IS HIDDEN" in run(*usual, "--threshold", 1)[2]
    assert "NOTHING IS HIDDEN" not in run(*usual)[2]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (["--kind", "lokal"], "'local'"),
        (["--threshold", "0"], "--threshold"),
        (["--draws", "many"], "--draws"),
        (["--seed", "-1"], "--seed"),
        (["--template", "no.xlsx"], "no.xlsx"),
        (["--lang", "de"], "'de'"),
        (["--table", "x"], "--table"),
        (["--key-file", "no.txt"], "no.txt"),
    ],
)
def test_wrong_options_are_refused(
    data: Path, tmp_path: Path, run: Run, wrong: list[str], said: str
) -> None:
    code, out, err = run("report", data, "--out", tmp_path / "out", *wrong)
    assert code == 2
    assert out == ""
    assert said in err
    assert not (tmp_path / "out").exists()


def test_a_report_needs_records(tmp_path: Path, run: Run) -> None:
    code, _, err = run("report", "--out", tmp_path / "out")
    assert code == 2
    assert "DATA" in err


def test_a_database_has_a_report_that_cannot_be_made_again(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "records.db"
    with sqlite3.connect(path) as base:
        frame = pd.DataFrame({"actor": list("ABAB"), "meeting_id": list("1122")})
        frame.to_sql("meetings", base, index=False)
    base.close()
    out = tmp_path / "out"
    code, _, err = run("report", f"sqlite:///{path}", "--out", out, "--draws", 9)
    assert code == 0, err
    assert (out / "report.html").exists()
    told = (out / "run.json").read_text("utf-8")
    assert "report.html" in json.loads(told)["outputs"]
    assert "sqlite" not in told
    code, _, err = run("report", "--again", out / "run.json", "--out", tmp_path / "second")
    assert code == 2
    assert not (tmp_path / "second").exists()
    # What an earlier run wrote is written anew.
    assert run("report", f"sqlite:///{path}", "--out", out, "--draws", 9)[0] == 0


def test_a_study_can_be_written_elsewhere(data: Path, tmp_path: Path, run: Run) -> None:
    (tmp_path / "study.toml").write_text(
        '[study]\nlang = "en"\ndraws = 9\n[records]\nfolder = "records"\n', encoding="utf-8"
    )
    code, out, err = run("run", tmp_path / "study.toml", "--out", tmp_path / "here")
    assert code == 0, err
    assert out.splitlines()[0] == f"Folder: {tmp_path / 'here'}"
    assert (tmp_path / "here" / "run.json").exists()
    assert not (tmp_path / "output").exists()


def test_ctrl_c_while_writing_leaves_the_former_folder(data: Path, tmp_path: Path) -> None:
    """A real process, stopped at the moment when it writes."""
    out = tmp_path / "out"
    out.mkdir()
    (out / "run.json").write_text(
        json.dumps({"netcoop": "0", "settings": {}, "inputs": {"records": []}, "repeatable": True,
                    "outputs": ["report.html"]}), encoding="utf-8"
    )  # fmt: skip
    (out / "report.html").write_text("the former one", encoding="utf-8")
    before = contents(out)
    asked = [sys.executable, "-m", "netcoop.cli", "report", str(data), "--out", str(out)]
    process = subprocess.Popen(
        [*asked, "--draws", "9"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "NETCOOP_LANG": "en"},
        encoding="utf-8",
    )
    until = time.monotonic() + 120
    while not list(tmp_path.rglob(".netcoop-*/fresh")) and time.monotonic() < until:
        assert process.poll() is None
        time.sleep(0.002)
    process.send_signal(signal.SIGINT)
    said, err = process.communicate(timeout=60)
    assert process.returncode == 1, err
    assert err.strip().splitlines()[-1].startswith("Stopped.")
    assert "Traceback" not in err
    assert said == ""
    assert contents(out) == before
    assert not list(tmp_path.rglob(".netcoop-*"))


def test_steps_are_said_on_a_terminal_only(
    data: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = ["report", data, "--out", tmp_path / "out", "--draws", 9, "--lang", "en"]
    assert run(*usual)[2] == ""
    told: list[str] = []
    monkeypatch.setattr("netcoop.cli.reporting.say", told.append)
    run(*usual)
    assert len(told) == 3
    assert told[0].startswith("Reading")


def test_a_comparison_is_known_to_purge_and_keeps_off_reports(
    data: Path, tmp_path: Path, run: Run
) -> None:
    later = MEETINGS.partition("\n")[2].replace("2024", "2025").replace("-01,", "-01,2025/")
    (data / "meetings.csv").write_text(MEETINGS + later, encoding="utf-8")
    out = tmp_path / "comparison"
    asked: list[Any] = ["compare", data, "--freq", "YS", "--metrics", "density", "--draws", 9]
    code, _, err = run(*asked, "--out", out)
    assert code == 0, err
    (out / "mine.csv").write_text("mine", encoding="utf-8")
    assert run("map", data, "--out", tmp_path / "my map.html")[0] == 0
    (tmp_path / "page.html").write_text("about window.netcoopMap", encoding="utf-8")
    assert run("purge", tmp_path, "--yes")[0] == 0
    left = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    assert left == {"meetings.csv", "mine.csv", "page.html"}
    (out / "report.html").write_text("a report", encoding="utf-8")
    assert run(*asked, "--out", out)[0] == 2
