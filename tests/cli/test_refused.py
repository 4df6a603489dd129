"""What commands refuse before the work, what ends them, and that they say it in plain words."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

import netcoop as nc
from netcoop.cli.system import said_by_system
from netcoop.cli.wording import as_typed
from tests.cli.folders import Run, tree, write_run

# -- the commands --------------------------------------------------------------------------------


def test_what_cannot_be_written_is_refused_before_the_work(
    data: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "run.json").write_text("{}", encoding="utf-8")
    os.mkfifo(tmp_path / "pipe")
    monkeypatch.chdir(tmp_path)
    before = tree(tmp_path)

    def none(*_: object, **__: object) -> None:
        pytest.fail("The records were read.")

    monkeypatch.setattr("netcoop.records.read_records", none)
    monkeypatch.setattr("netcoop.reports.study_records.read_records", none)
    report, compare, draw = ("report", data), ("compare", data, "--freq", "YS"), ("map", data)
    for words, said in (
        ((*report, "--out", "."), "another folder"),
        ((*report, "--out", "file/x"), "give a folder"),
        ((*report, "--out", "broken"), "another folder"),
        ((*report, "--out", "pipe"), "give a folder"),
        ((*report, "--out", "o", "--key-file", "no"), "no is not there"),
        ((*report, "--out", "o", "--key-file", "broken"), "is a folder"),
        ((*report, "--out", "o", "--key-file", data / "meetings.csv"), "--key-file: "),
        ((*compare, "--out", data), "another folder"),
        ((*compare, "--out", "broken"), "another folder"),
        ((*compare, "--out", "o", "--key-file", "broken"), "is a folder"),
        ((*draw, "--out", "broken"), "is a folder"),
        ((*draw, "--out", "x.docx"), "x.docx.html"),
        ((*draw, "--out", "x.html", "--save-layout", "x"), "x.csv"),
    ):
        code, _, err = run(*words)
        assert code == 2, words
        assert said in err, words
    assert tree(tmp_path) == before


def test_a_map_replaces_only_a_map(data: Path, tmp_path: Path, run: Run) -> None:
    page, layout = tmp_path / "page.html", tmp_path / "places.csv"
    page.write_text("<!doctype html> mine", encoding="utf-8")
    layout.write_text("actor_id,x,y\nAlfa,1,2\n", encoding="utf-8")
    before = tree(tmp_path)
    assert run("map", data, "--out", page)[0] == 2
    assert run("map", data, "--out", tmp_path / "m.html", "--save-layout", layout)[0] == 2
    assert tree(tmp_path) == before
    page.unlink()
    layout.unlink()
    for _ in range(2):
        assert run("map", data, "--out", page, "--save-layout", layout)[0] == 0


def test_a_comparison_is_put_in_place_whole_and_over_nothing(
    data: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = ["compare", data, "--freq", "YS", "--metrics", "density", "--draws", 9]
    out, mine, report = (tmp_path / name for name in ("out", "mine", "report"))
    mine.mkdir()
    (mine / "ties.csv").write_text("mine", encoding="utf-8")
    write_run(report, settings={"kind": "local"}, outputs=["ties.csv"])
    assert run(*asked, "--out", out)[0] == 0
    assert run(*asked, "--out", out)[0] == 0
    before = tree(tmp_path)
    assert run(*asked, "--out", mine)[0] == 2
    assert run(*asked, "--out", report)[0] == 2

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(out / "x"))

    monkeypatch.setattr("netcoop.reports.study_folder.write_report_run", full)
    code, said, err = run(*asked[:-1], 19, "--out", out)
    assert (code, said) == (2, "")
    assert "disk is full" in err
    assert tree(tmp_path) == before


@pytest.mark.parametrize("kind", ["SIGTERM", "SIGHUP"])
def test_a_command_that_is_ended_leaves_nothing_half(data: Path, tmp_path: Path, kind: str) -> None:
    """A real process, ended as a shutdown or a closed window does."""
    out = tmp_path / "out"
    process = subprocess.Popen(
        [sys.executable, "-m", "netcoop.cli", "report", str(data), "--out", str(out)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "NETCOOP_LANG": "en"},
        encoding="utf-8",
    )
    until = time.monotonic() + 120
    while not list(tmp_path.rglob(".netcoop-*/fresh")) and time.monotonic() < until:
        assert process.poll() is None
        time.sleep(0.002)
    process.send_signal(getattr(signal, kind))
    _, err = process.communicate(timeout=60)
    assert process.returncode == 1, err
    assert err.strip().splitlines()[-1].startswith("Stopped.")
    assert {path.name for path in tmp_path.iterdir()} == {"records"}


def test_several_files_of_records_are_not_copied(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "source,target,date\n" + "Alfa,Beta,2024-02-01\n" * 6
    (tmp_path / "referrals.csv").write_text(rows, encoding="utf-8")
    study = "[study]\ndraws = 9\n[records]\nfiles = ['records/meetings.csv', 'referrals.csv']\n"
    (tmp_path / "study.toml").write_text(study, encoding="utf-8")
    monkeypatch.setattr("netcoop.reports.study_records.shutil", None)
    ties = nc.Study.read(tmp_path / "study.toml").run() / "ties.csv"
    assert "referral" in ties.read_text("utf-8-sig")


# -- again ---------------------------------------------------------------------------------------


@pytest.fixture
def first(data: Path, tmp_path: Path, run: Run) -> Path:
    (data / "contacts.csv").write_text("source,target\nAlfa,Beta\n", encoding="utf-8")
    names = tmp_path / "names.csv"
    names.write_text("source_kind,target_kind\nZS,OSPOD\n", encoding="utf-8")
    code, _, err = run("report", data, "--out", tmp_path / "first", "--draws", 9,
                       "--template", names)  # fmt: skip
    assert code == 0, err
    return tmp_path / "first" / "run.json"


def test_options_that_are_the_usual_ones_are_not_passed_over(
    first: Path, tmp_path: Path, run: Run
) -> None:
    words = ["--lang", "cs", "--kind", "local", "--seed", 0, "--on-birth-number", "blank"]
    code, _, err = run("report", "--again", first, "--out", tmp_path / "second", *words)
    assert code == 2
    for option in words[::2]:
        assert str(option) in err
    assert run("report", "--again", first, "--out", tmp_path / "second")[0] == 0


def test_what_is_not_as_it_was_is_named(first: Path, data: Path, tmp_path: Path, run: Run) -> None:
    again = ["report", "--again", first, "--out", tmp_path / "second"]
    names = tmp_path / "names.csv"
    kept = names.read_bytes()
    names.write_bytes(kept + b"ZS,PCR\n")
    assert "(names.csv)" in run(*again)[2]
    names.write_bytes(kept)
    (data / "contacts.csv").unlink()
    assert "1 file with records that the run has read is not there" in run(*again)[2]
    data.rename(tmp_path / "moved")
    code, _, err = run(*again)
    assert code == 2
    assert "Give DATA" in err
    assert "folder=" not in err


# -- words ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOENT, "/a/b is not there."),
        (errno.EACCES, "/a/b may not be read or written."),
        (errno.EISDIR, "/a/b is a folder"),
        (errno.EEXIST, "/a/b is there already"),
        (errno.ENOSPC, "The disk is full."),
        (errno.EIO, "/a/b: "),
    ],
)
def test_what_the_system_refuses_is_said_in_words(
    number: int, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NETCOOP_LANG", "en")
    for path in ("/a/b", "/a/b/.netcoop-12345678/fresh/ties.csv", "/a/b/.netcoop-12345678.html"):
        assert said_by_system(OSError(number, os.strerror(number), path)).startswith(said)


def test_a_remedy_is_one_that_can_be_typed() -> None:
    said = "Say which periods: phases=, or freq='QS'."
    assert as_typed(said, "compare") == "Say which periods: --freq QS."
    assert "=" not in as_typed(said, "report")
    assert as_typed("netcoop report: study.rng: x", "report") == "--seed: x"
    assert as_typed('read with on_birth_number="blank".') == "read with --on-birth-number blank."


def test_help_of_a_narrow_window_is_not_cut(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    for command in ("report", "map", "compare", "purge"):
        code, out, _ = run(command, "--help")
        assert code == 0
        assert max(map(len, out.splitlines())) <= 40
        assert "--help" in out
