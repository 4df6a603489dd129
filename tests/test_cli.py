"""The command line, run as its user runs it."""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np
import openpyxl
import pandas as pd
import pytest

import netcoop as nc
from netcoop.cli import main
from netcoop.cli.purging import find_own, remove

if TYPE_CHECKING:
    from playwright.sync_api import Browser

DATA = Path(nc.__file__).parents[1] / "datasets" / "havlickuv_brod"

# What tells a page of the map.
PAGE = "<!doctype html><script>window.netcoopMap = Object.freeze({});</script>"

# Is anything drawn within six pixels of where each mark should be?
PIXELS_NEAR_MARKS = """() => {
  const canvas = document.querySelector("#canvas canvas");
  const context = canvas.getContext("2d");
  const scale = canvas.width / canvas.clientWidth;
  const drawn = {};
  for (const [row, place] of Object.entries(netcoopMap.network.getPositions())) {
    const { x, y } = netcoopMap.network.canvasToDOM(place);
    const side = Math.round(12 * scale);
    const { data } = context.getImageData(x * scale - side / 2, y * scale - side / 2, side, side);
    drawn[row] = data.some((value, at) => at % 4 === 3 && value > 0);
  }
  return drawn;
}"""


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
    pd.DataFrame({"actor": ["A", "B"], "meeting_id": "1", "people": "mnoho"}).to_csv(
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


def test_what_the_disk_refuses_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    done = netcoop("report", str(DATA), "--out", str(tmp_path / "file" / "out"), NETCOOP_LANG="en")
    assert done.returncode == 2
    assert done.stderr.startswith(f"Error: {tmp_path / 'file'}")
    assert "Traceback" not in done.stderr


def test_a_title_in_a_console_without_czech(tmp_path: Path) -> None:
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = netcoop("report", str(DATA), "--out", str(tmp_path), "--title", "Čeština", **plain)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "ties.csv").exists()


def test_a_file_can_be_called_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "edges.csv").write_text("source,target\nA,B\nB,C\n")
    path = str(tmp_path / "edges.csv")
    done = netcoop("report", path, "--out", str(tmp_path / "out"), "--table", "edges=contacts")
    assert done.returncode == 0, done.stderr


def test_help_and_version() -> None:
    assert "report" in netcoop("--help").stdout
    assert "--out" in netcoop("report", "--help").stdout
    assert netcoop("--version").stdout.strip() == f"netcoop {nc.__version__}"


@pytest.mark.browser
def test_the_demo_s_map_draws_every_actor_offline(browser: Browser, tmp_path: Path) -> None:
    """What `make demo` writes: every mark is drawn, nothing is asked for, nothing is said."""
    assert netcoop("report", str(DATA), "--out", str(tmp_path)).returncode == 0
    actors = pd.read_csv(tmp_path / "actors.csv", sep=";", encoding="utf-8-sig")
    assert len(actors) == len(pd.read_csv(DATA / "actors.csv"))
    page = browser.new_context(offline=True, viewport={"width": 1440, "height": 900}).new_page()
    requests: list[str] = []
    messages: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.goto((tmp_path / "map.html").as_uri())
    page.wait_for_function("window.netcoopMap")
    page.wait_for_timeout(200)
    assert requests == [(tmp_path / "map.html").as_uri()]
    assert messages == []
    drawn = page.evaluate(PIXELS_NEAR_MARKS)
    assert len(drawn) == len(actors)
    assert [place for place, drawn in drawn.items() if not drawn] == []
    page.context.close()


def test_from_a_template_to_decided_names(tmp_path: Path) -> None:
    """The path of someone who has no records yet, and writes names as people do."""
    workbook = tmp_path / "zaznamy.xlsx"
    assert netcoop("template", str(workbook)).returncode == 0
    book = openpyxl.load_workbook(workbook)
    sheet = book["Jednání"]
    headers = {cell.value: cell.column for cell in sheet[1]}
    people = [("1. 2. 2024", "OSPOD Znojmo"), ("1. 2. 2024", "ZŠ Školní Znojmo")]
    people += [("1. 3. 2024", "MěÚ Znojmo, OSV - OSPOD"), ("1. 3. 2024", "ZŠ Školni, Znojmo")]
    for number, (day, name) in enumerate(people, start=sheet.max_row + 1):
        sheet.cell(number, headers["Datum"]).value = day
        sheet.cell(number, headers["Organizace"]).value = name
    book.save(workbook)
    done = netcoop("check", str(workbook), "--lang", "en", NETCOOP_LANG="en")
    assert done.returncode == 0, done.stderr
    assert "example_row" in done.stdout
    names = tmp_path / "names.xlsx"
    done = netcoop("names", str(workbook), "--out", str(names), NETCOOP_LANG="en")
    assert done.returncode == 0, done.stderr
    assert names.exists()
    out = tmp_path / "out"
    done = netcoop("report", str(workbook), "--out", str(out), "--decisions", str(names))
    assert done.returncode == 0, done.stderr
    actors = pd.read_csv(out / "actors.csv", sep=";", encoding="utf-8-sig")
    assert actors["kind"].tolist().count("OSPOD") == 1


def test_options_of_reading(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("a long secret\n")
    sheet = tmp_path / "list.csv"
    sheet.write_text("Datum,Organizace\n1.2.2024,Alfa; MUDr. Vzorová\n", "utf-8")
    options = ["--shape", "list", "--region", "Znojmo", "--key-file", str(tmp_path / "key")]
    done = netcoop("check", str(sheet), *options, "--lang", "en", NETCOOP_LANG="en")
    assert done.returncode == 0, done.stderr
    assert "key_missing" not in done.stdout
    assert "person_pseudonym" in done.stdout
    (tmp_path / "key").write_text("\n")
    done = netcoop("check", str(sheet), *options, NETCOOP_LANG="en")
    assert done.returncode == 2
    assert "is empty" in done.stderr


@pytest.fixture
def records(tmp_path: Path) -> Path:
    folder = tmp_path / "records"
    folder.mkdir()
    pd.DataFrame(
        {
            "actor": list("ABABABCD"),
            "meeting_id": list("11223344"),
            "date": ["2023-01-10"] * 4 + ["2024-01-10"] * 4,
        }
    ).to_csv(folder / "meetings.csv", index=False)
    return folder


def test_a_map_by_itself_and_one_that_goes_on_from_it(records: Path, tmp_path: Path) -> None:
    first, kept = tmp_path / "a.html", tmp_path / "layout.csv"
    done = netcoop(
        "map", str(records), "--out", str(first), "--layout", "rings", "--save-layout", str(kept),
        NETCOOP_LANG="en",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [f"Map: {first}", f"Layout: {kept}"]
    again, kept_again = tmp_path / "b.html", tmp_path / "again.csv"
    done = netcoop(
        "map", str(records), "--out", str(again), "--start", str(kept), "--freq", "YS",
        "--lang", "en", "--save-layout", str(kept_again),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert 'lang="en"' in again.read_text("utf-8")[:100]
    before, after = (pd.read_csv(path, index_col=0)[["x", "y"]] for path in (kept, kept_again))
    pd.testing.assert_frame_equal(after.loc[before.index], before)


def test_a_map_refuses_what_it_cannot_do(records: Path, tmp_path: Path) -> None:
    out = tmp_path / "map.html"
    table = records / "meetings.csv"
    before = table.read_bytes()
    for wrong in (
        ["--out", str(out), "--layout", "ties", "--start", "x.csv"],
        ["--out", str(out), "--layout", "spiral"],
        ["--out", str(out), "--color", "hue"],
        ["--out", str(out), "--start", str(tmp_path / "no.csv")],
        ["--out", str(table)],
        ["--out", str(out), "--save-layout", str(table)],
    ):
        done = netcoop("map", str(records), *wrong, NETCOOP_LANG="en")
        assert done.returncode == 2, wrong
        assert done.stderr.startswith("Error: "), done.stderr
        assert len(done.stderr.strip().splitlines()) == 1
    assert not out.exists()
    assert table.read_bytes() == before


def test_periods_are_compared_in_a_folder_or_a_pipe(records: Path, tmp_path: Path) -> None:
    asked = ["compare", str(records), "--freq", "YS", "--metrics", "mean_degree", "--draws", "99"]
    done = netcoop(*asked, "--out", "-", "--lang", "en")
    assert done.returncode == 0, done.stderr
    shown = pd.read_csv(io.StringIO(done.stdout)).set_index("roster")
    # Worked by hand: one tie of four actors, then two.
    assert shown.loc["full", ["before", "after"]].tolist() == [0.5, 1.0]
    out = tmp_path / "out"
    done = netcoop(*asked, "--out", str(out), "--lang", "cs")
    assert done.returncode == 0, done.stderr
    table = pd.read_csv(out / "changes.csv", sep=";", decimal=",").set_index("roster")
    assert table["before"].to_dict() == shown["before"].to_dict()
    assert table.loc["full", "sentence"] in done.stdout
    assert (out / "ties.csv").exists()
    for wrong in (["--phases-from-records"], ["--metrics", "beauty"], ["--draws", "0"]):
        done = netcoop(*asked, "--out", "-", *wrong, NETCOOP_LANG="en")
        assert done.returncode == 2
        assert done.stderr.startswith("Error: ")


def test_territories_are_found_without_accents() -> None:
    done = netcoop("territories", "havlickuv BROD", "--lang", "en")
    assert done.returncode == 0
    assert "52,056" in next(line for line in done.stdout.splitlines() if "6102" in line)
    everything = netcoop("territories", "--csv", "--lang", "en").stdout
    assert pd.read_csv(io.StringIO(everything))["region"].tolist() == list(nc.territories().index)
    done = netcoop("territories", "atlantis", NETCOOP_LANG="en")
    assert done.returncode == 1
    assert "'atlantis'" in done.stderr


def test_a_new_study_is_written_once_and_a_wrong_one_is_refused(tmp_path: Path) -> None:
    done = netcoop("init", str(tmp_path / "new"), NETCOOP_LANG="en")
    assert done.returncode == 0, done.stderr
    study = tmp_path / "new" / "study.toml"
    before = study.read_bytes()
    assert netcoop("init", str(tmp_path / "new")).returncode == 2
    assert study.read_bytes() == before
    study.write_text("[study]\nlanguage = 'cs'\n")
    done = netcoop("run", str(study), NETCOOP_LANG="en")
    assert done.returncode == 2
    assert "study.toml" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.fixture
def project(tmp_path: Path) -> tuple[Path, set[Path]]:
    """A folder of a study with what netcoop made in it, and with what must stay."""
    folder = tmp_path / "project"
    out, draws = folder / "output", folder / "draws"
    for place in (out, draws):
        place.mkdir(parents=True)
    (folder / "study.toml").write_text(
        "[study]\nkey = 'secret.key'\n[records]\nfolder = 'records'\n"
    )
    (folder / "actors.csv").write_text("mine")
    (folder / "secret.key").write_text("a long secret")
    outside = tmp_path / "outside.csv"
    outside.write_text("mine")
    (out / "input.csv").write_text("records")
    (out / "notes.docx").write_text("mine")
    (out / "actors.csv").write_text("made")
    (out / "linked.csv").symlink_to(outside)
    (folder / "linked").symlink_to(tmp_path, target_is_directory=True)
    read = hashlib.sha256(b"records").hexdigest()
    names = ["actors.csv", "input.csv", "linked.csv", "../actors.csv", str(outside)]
    run = {"netcoop": "1", "outputs": names, "inputs": {"records": [{"sha256": read}]}}
    (out / "run.json").write_text(json.dumps(run))
    np.savez(draws / ("a" * 40 + ".npz"), **{"0": np.arange(2), "one": np.array(1)})
    np.savez(draws / ("b" * 40 + ".npz"), mine=np.arange(2))
    (draws / "mine.npz").write_bytes((draws / ("a" * 40 + ".npz")).read_bytes())
    made = {out / "actors.csv", out / "run.json", folder / "secret.key"}
    return folder, made | {draws / ("a" * 40 + ".npz")}


def test_purge_removes_what_netcoop_made_and_nothing_else(
    project: tuple[Path, set[Path]], tmp_path: Path
) -> None:
    folder, made = project
    before = set(tmp_path.rglob("*"))
    done = netcoop("purge", str(folder), NETCOOP_LANG="en")
    # Nobody answers: nothing is removed, but all is listed.
    assert done.returncode == 1
    assert set(tmp_path.rglob("*")) == before
    assert {line.rsplit("  (")[0] for line in done.stdout.splitlines()} >= set(map(str, made))
    assert "not overwritten" in done.stdout
    done = netcoop("purge", str(folder), "--yes", NETCOOP_LANG="en")
    assert done.returncode == 0, done.stderr
    assert before - set(tmp_path.rglob("*")) == made
    assert "4 files removed." in done.stdout
    assert "nothing in" in netcoop("purge", str(folder), NETCOOP_LANG="en").stdout


def test_purge_follows_no_link_and_keeps_what_changed_meanwhile(
    project: tuple[Path, set[Path]], tmp_path: Path
) -> None:
    folder, made = project
    link = tmp_path / "link"
    link.symlink_to(folder, target_is_directory=True)
    assert netcoop("purge", str(link), "--yes").returncode == 2
    assert netcoop("purge", str(tmp_path / "no"), "--yes").returncode == 2
    own = find_own(folder)
    assert {one.path for one in own} == made
    (folder / "secret.key").write_text("somebody wrote here since")
    gone, stayed = remove(own)
    assert (gone, stayed) == (3, [folder / "secret.key"])
    assert (folder / "secret.key").exists()


def test_purge_takes_a_folder_of_results_that_is_empty_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = [tmp_path / name for name in ("out", "out/2024", "mixed", "here", "draws")]
    for folder in folders:
        folder.mkdir()
        run = {"netcoop": "1", "outputs": ["map.html"], "inputs": {}}
        (folder / "run.json").write_text(json.dumps(run))
        (folder / "map.html").write_text(PAGE)
    (tmp_path / "mixed" / "mine.csv").write_text("mine")
    (tmp_path / "draws" / "run.json").unlink()
    monkeypatch.chdir(tmp_path / "here")
    gone, stayed = remove(find_own(tmp_path))
    assert (gone, stayed) == (9, [])
    assert {path.name for path in tmp_path.rglob("*")} == {"mixed", "mine.csv", "here", "draws"}


def test_purge_of_a_report_s_folder_leaves_tables_that_may_be_the_users(tmp_path: Path) -> None:
    for name in ("map.html", "report.html", "actors.csv", "network.graphml"):
        (tmp_path / name).write_text(PAGE)
    assert len(find_own(tmp_path)) == 4
    (tmp_path / "meetings.csv").write_text("mine")
    assert {one.path.name for one in find_own(tmp_path)} == {
        "map.html", "report.html", "network.graphml",
    }  # fmt: skip


def test_a_key_that_is_the_records_stays(tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text("mine")
    (tmp_path / "study.toml").write_text("[study]\nkey='m.csv'\n[records]\nfiles=['m.csv']\n")
    assert find_own(tmp_path) == []


def test_ctrl_c_ends_with_one_line(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    def stop() -> NoReturn:
        raise KeyboardInterrupt

    monkeypatch.setattr("netcoop.reference.territories", stop)
    monkeypatch.setattr(sys, "argv", ["netcoop", "territories"])
    monkeypatch.setenv("NETCOOP_LANG", "en")
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    assert capsys.readouterr().err.strip().startswith("Stopped.")


def test_every_command_has_plain_help_and_completion() -> None:
    for command in ("map", "compare", "territories", "init", "run", "purge", "report", "check"):
        done = netcoop(command, "--help", NETCOOP_LANG="en")
        assert done.returncode == 0
        assert not set("\x1b╭│") & set(done.stdout)
    assert "--install-completion" in netcoop("--help").stdout
