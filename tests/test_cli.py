"""The command line, run as its user runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pandas as pd
import pytest

import netcoop as nc

if TYPE_CHECKING:
    from playwright.sync_api import Browser

DATA = Path(nc.__file__).parents[1] / "datasets" / "havlickuv_brod"

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
    assert done.stderr.startswith(f"Error: {tmp_path / 'file' / 'out'}")
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
