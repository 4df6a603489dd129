"""The command run in the process of the tests, and a folder of records to run it on."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from netcoop.cli import main
from tests.cli.folders import Run

MEETINGS = "actor,date,meeting_id\n" + "".join(
    f"{actor},202{year}-0{month}-01,{year}/{month}\n"
    for year in (4, 5)
    for month in (1, 2, 3)
    for actor in ("Alfa", "Beta")
)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command in this process: a new one takes two seconds."""

    def once(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["netcoop", *map(str, arguments)])
        monkeypatch.setenv("NETCOOP_LANG", "en")
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return ended.value.code, said.out, said.err

    return once


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "records"
    folder.mkdir()
    (folder / "meetings.csv").write_text(MEETINGS, encoding="utf-8")
    return folder
