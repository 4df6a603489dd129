"""Nobody's files are lost, and nothing half is left: what is refused, spared and tidied up."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path
from typing import Any

import pytest

import netcoop as nc
from netcoop.cli.purging import find, find_own, remove
from netcoop.errors import RecordError
from netcoop.reports.run_file import read_run
from netcoop.reports.study_file import check_study
from netcoop.reports.study_put import check_place, fill_folder, put_files
from tests.cli.folders import WHOLE, Run, tree, write_run

# -- purge ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "rest"),
    [
        ("records/meetings.csv", "[records]\nfolder = 'records'"),
        ("records/deep/m.csv", "[records]\nfolder = './records/'"),
        ("m.csv", "[records]\nfiles = ['./m.csv']"),
        ("names.xlsx", "[records]\nfolder = 'records'\ndecisions = 'names.xlsx'"),
        ("t.csv", "[records]\nfolder = 'records'\n[required]\ntemplate = 't.csv'"),
        ("./study.toml", "[records]\nfolder = 'records'"),
    ],
)
def test_a_slip_in_the_key_costs_no_file_that_is_read(tmp_path: Path, key: str, rest: str) -> None:
    (tmp_path / "records" / "deep").mkdir(parents=True)
    (tmp_path / key).write_text("mine", encoding="utf-8")
    study = f"[study]\nkey = '{key}'\n{rest}\n"
    (tmp_path / "study.toml").write_text(study, encoding="utf-8")
    assert find_own(tmp_path) == []
    with pytest.raises(RecordError, match=r"study\.key: The key is a file that the study reads"):
        nc.Study.read(tmp_path / "study.toml")


@pytest.mark.parametrize("key", ["key.txt", "../records/key.txt", "records key.txt"])
def test_a_key_beside_the_records_is_no_fault(key: str) -> None:
    given = {"study": {"key": key}, "records": {"folder": "records"}, "required": {}}
    given["required"] = {"template": "czech"}
    assert check_study(given, "study.toml", {}).study.key == key


def test_a_result_that_somebody_went_on_writing_is_spared(
    data: Path, tmp_path: Path, run: Run
) -> None:
    out = tmp_path / "out"
    key = tmp_path / "key"
    key.write_text("a long secret of this study", encoding="utf-8")
    code, _, err = run("report", data, "--out", out, "--draws", 9, "--key-file", key)
    assert code == 0, err
    made = json.loads((out / "run.json").read_text("utf-8"))
    assert made["hashes"].keys() == set(made["outputs"]) - {"run.json"}
    (out / "report.docx").write_bytes(b"edited")
    (out / "ties.csv").write_text("my own table", encoding="utf-8")
    _, edited = find(tmp_path)
    assert edited == [out / "report.docx", out / "ties.csv"]
    code, said, err = run("purge", tmp_path, "--yes")
    assert code == 0
    assert f"{out / 'report.docx'} stays: it has changed" in err
    assert "report.docx" not in said
    assert {path.name for path in out.iterdir()} == {"report.docx", "ties.csv"}


def test_what_a_stop_by_force_has_left_is_purged(tmp_path: Path) -> None:
    left = tmp_path / "out" / ".netcoop-abcd_123" / "fresh"
    left.mkdir(parents=True)
    (left.parent / "former").mkdir()
    (left / "ties.csv").write_text("half", encoding="utf-8")
    (tmp_path / "out" / ".netcoop-abcd_123.html").write_text("half", encoding="utf-8")
    mine = tmp_path / ".netcoop-mine"
    mine.mkdir()
    (mine / "notes.txt").write_text("mine", encoding="utf-8")
    assert remove(find_own(tmp_path)) == (2, [])
    assert [path.name for path in (tmp_path / "out").iterdir()] == []
    assert (mine / "notes.txt").exists()


def test_a_run_of_any_depth_is_read_by_purge(tmp_path: Path) -> None:
    deep: Any = "x"
    for _ in range(900):
        deep = [deep]
    write_run(tmp_path, inputs={"records": deep})
    assert [one.path.name for one in find_own(tmp_path)] == ["run.json"]


# -- where results go ----------------------------------------------------------------------------


def test_a_report_is_not_saved_among_the_records(tmp_path: Path) -> None:
    for name in ("actors.csv", "outputs.csv"):
        (tmp_path / name).write_text("mine", encoding="utf-8")
    before = tree(tmp_path)
    made = nc.report(nc.datasets.load("havlickuv_brod"), draws=5)
    with pytest.raises(RecordError, match="none of an earlier run"):
        made.save(tmp_path)
    assert tree(tmp_path) == before


@pytest.mark.parametrize("put", [fill_folder, put_files])
@pytest.mark.parametrize("kind", ["file", "link", "folder"])
def test_what_no_run_wrote_is_not_replaced(tmp_path: Path, put: Any, kind: str) -> None:
    out, mine = tmp_path / "out", tmp_path / "mine.csv"
    write_run(out, outputs=["report.html", "actors.csv"] if kind == "link" else ["report.html"])
    mine.write_text("mine", encoding="utf-8")
    name = out / "actors.csv"
    if kind == "folder":
        name.mkdir()
    elif kind == "link":
        name.symlink_to(mine)
    else:
        name.write_text("mine", encoding="utf-8")
    with pytest.raises(RecordError, match=r"no run wrote.*actors\.csv"):
        put(out, lambda fresh: (fresh / "actors.csv").write_text("new"))
    assert mine.read_text("utf-8") == "mine"
    assert name.is_symlink() == (kind == "link")
    assert {path.name for path in out.iterdir()} == {"run.json", "actors.csv"}


def test_former_results_go_and_everything_else_stays(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_run(out, outputs=["map_periods.html", "ties.csv", "../mine.csv"])
    for name in ("map_periods.html", "ties.csv", "mine.txt", "../mine.csv"):
        (out / name).write_text("former", encoding="utf-8")
    os.mkfifo(out / "pipe")

    def fill(fresh: Path) -> None:
        write_run(fresh, outputs=["ties.csv"])
        (fresh / "ties.csv").write_text("new", encoding="utf-8")

    assert fill_folder(out, fill) == out
    assert {path.name for path in out.iterdir()} == {"run.json", "ties.csv", "mine.txt", "pipe"}
    assert (out / "ties.csv").read_text("utf-8") == "new"
    assert (tmp_path / "mine.csv").exists()


def test_a_stop_among_former_results_loses_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    write_run(out, outputs=["a.csv", "b.csv", "c.csv"])
    for name in ("a.csv", "b.csv", "c.csv"):
        (out / name).write_text("former", encoding="utf-8")
    before = tree(tmp_path)
    real = Path.rename

    def stop(path: Path, to: Path) -> Path:
        # Before the file is moved away: there is nothing to move back.
        if path == out / "b.csv":
            raise KeyboardInterrupt
        return real(path, to)

    monkeypatch.setattr(Path, "rename", stop)
    with pytest.raises(KeyboardInterrupt):
        fill_folder(out, lambda fresh: (fresh / "a.csv").write_text("new"))
    assert tree(tmp_path) == before
    assert not list(tmp_path.rglob(".netcoop-*"))


def test_what_cannot_be_moved_back_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    write_run(out, outputs=["a.csv"])
    (out / "a.csv").write_text("former", encoding="utf-8")
    real = Path.rename

    def fail(path: Path, to: Path) -> Path:
        if path.parent.name in ("fresh", "former"):
            raise OSError(errno.EIO, "broken", str(path))
        return real(path, to)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(OSError, match="broken"):
        fill_folder(out, lambda fresh: (fresh / "a.csv").write_text("new"))
    kept = next(tmp_path.rglob(".netcoop-*/former/a.csv"))
    assert kept.read_text("utf-8") == "former"


def test_a_link_stays_and_results_go_where_it_leads(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    for name, leads in (("link", "real"), ("new", "not yet")):
        (tmp_path / name).symlink_to(leads)
        fill_folder(tmp_path / name, lambda fresh: (fresh / "a.csv").write_text("x"))
        assert (tmp_path / name).is_symlink()
        assert (tmp_path / leads / "a.csv").exists()


def test_two_commands_do_not_mix_their_results(tmp_path: Path) -> None:
    out = tmp_path / "out"

    def outrun(fresh: Path) -> None:
        (fresh / "a.csv").write_text("slow", encoding="utf-8")
        if not out.exists():
            fill_folder(out, lambda other: (other / "a.csv").write_text("quick"))

    with pytest.raises(RecordError, match="another command"):
        fill_folder(out, outrun)
    assert (out / "a.csv").read_text("utf-8") == "quick"
    (out / ".netcoop-lock").mkdir()
    with pytest.raises(RecordError, match=r"remove .*\.netcoop-lock"):
        fill_folder(out, lambda fresh: (fresh / "b.csv").write_text("x"))
    assert {path.name for path in out.iterdir()} == {"a.csv", ".netcoop-lock"}


@pytest.mark.parametrize(
    "change",
    [
        {"by": "report", "inputs": {"records": None}},
        {"inputs": {"records": ["x"]}},
        {"inputs": {"records": [{"sha256": 1}]}},
        {"inputs": []},
        {"outputs": [1]},
        {"outputs": "map.html"},
        {"netcoop": None},
        {"hashes": ["x"]},
        {"hashes": {"map.html": 1}},
    ],
)
def test_a_run_with_wrong_values_is_none(tmp_path: Path, change: dict[str, Any]) -> None:
    write_run(tmp_path)
    assert read_run(tmp_path / "run.json") == WHOLE
    check_place(tmp_path, None, [])
    write_run(tmp_path, **change)
    with pytest.raises(RecordError, match=r"no run\.json"):
        read_run(tmp_path / "run.json")
    with pytest.raises(RecordError, match="none of an earlier run"):
        check_place(tmp_path, None, [])


def test_an_editor_may_have_saved_a_run_with_its_mark(tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text(json.dumps(WHOLE), encoding="utf-8-sig")
    assert read_run(tmp_path / "run.json") == WHOLE
