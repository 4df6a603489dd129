"""The command line, run as its user runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pandas as pd

import netcoop as nc

DATA = Path(nc.__file__).parents[1] / "datasets" / "havlickuv_brod"


def netcoop(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "netcoop.cli", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **environment},
    )


def test_report_writes_the_folder_and_says_where(tmp_path: Path) -> None:
    out = str(tmp_path / "out")
    done = netcoop("report", str(DATA), "--out", out, "--lang", "en", NETCOOP_LANG="en")
    assert done.returncode == 0, done.stderr
    assert f"Map: {tmp_path / 'out' / 'map.html'}" in done.stdout
    assert 'lang="en"' in (tmp_path / "out" / "report.html").read_text("utf-8")[:100]


def test_messages_and_report_each_have_their_language(tmp_path: Path) -> None:
    pd.DataFrame({"actor": ["A", "B"], "meeting_id": "1", "people": "x"}).to_csv(
        tmp_path / "meetings.csv", index=False
    )
    out = tmp_path / "out"
    done = netcoop("report", str(tmp_path), "--out", str(out), NETCOOP_LANG="en")
    assert done.stdout.startswith("Map: ")
    assert "2 values or rows could not be used" in done.stderr
    assert "není číslo" in (out / "problems.csv").read_text("utf-8-sig")


def test_faults_are_one_line_and_exit_with_two(tmp_path: Path) -> None:
    done = netcoop("report", str(tmp_path / "no"), "--out", str(tmp_path), NETCOOP_LANG="cs")
    assert done.returncode == 2
    assert done.stderr.strip() == f"Chyba: {tmp_path / 'no'} neexistuje."
    assert "Traceback" not in done.stderr
    for wrong in (["--lang", "de"], ["--table", "x"]):
        done = netcoop("report", str(DATA), "--out", str(tmp_path), *wrong)
        assert done.returncode == 2
        assert "Traceback" not in done.stderr


def test_a_file_can_be_called_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "edges.csv").write_text("source,target\nA,B\nB,C\n")
    path = str(tmp_path / "edges.csv")
    done = netcoop("report", path, "--out", str(tmp_path / "out"), "--table", "edges=contacts")
    assert done.returncode == 0, done.stderr


def test_help_and_version() -> None:
    assert "report" in netcoop("--help").stdout
    assert "--out" in netcoop("report", "--help").stdout
    assert netcoop("--version").stdout.strip() == f"netcoop {nc.__version__}"
