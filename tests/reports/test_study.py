"""A study in one file: read, run, and run again."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import tomllib
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import netcoop as nc
from netcoop._core.keys import is_open, warn_of_weak_key
from netcoop.errors import NetcoopWarning, RecordError
from netcoop.reports.study import Study
from netcoop.reports.study_blank import write_study
from netcoop.reports.study_folder import table_hashes, write_report_run

MEETINGS = """actor,date,meeting_id
OSPOD,2023-01-10,1
ZŠ Lipová,2023-01-10,1
Policie,2023-01-10,1
OSPOD,2023-06-01,2
ZS Lipova,2023-06-01,2
OSPOD,2024-02-01,3
Policie,2024-02-01,3
Nemocnice,2024-02-01,3
"""
BASE = """[study]
lang = "en"
draws = 9
[records]
folder = "records"
[outputs]
formats = ["html", "csv", "graphml"]
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "records").mkdir()
    (tmp_path / "records" / "meetings.csv").write_text(MEETINGS, encoding="utf-8")
    return tmp_path


def study(place: Path, content: str = BASE) -> Study:
    (place / "study.toml").write_text(content, encoding="utf-8")
    return Study.read(place / "study.toml")


def faults(place: Path, content: str) -> list[str]:
    with pytest.raises(RecordError) as error:
        study(place, content)
    return str(error.value).splitlines()


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_study_writes_its_folder_and_runs_again_to_the_same_bytes(place: Path) -> None:
    out = study(place).run()
    assert out == place / "output"
    written = contents(out)
    assert {"report.html", "map.html", "actors.csv", "ties.csv", "run.json"} <= written.keys()
    again = Study.again(out / "run.json").run(place / "second")
    assert contents(again) == written
    # A moved study is the same study.
    shutil.copytree(place, place / "moved" / "there")
    moved = Study.again(place / "moved" / "there" / "output" / "run.json")
    assert contents(moved.run()) == written
    assert not list(place.glob(".netcoop-*"))


def test_what_the_run_tells_names_no_place_and_no_file_of_records(place: Path) -> None:
    path = place / "records" / "meetings.csv"
    path.rename(path.with_name("meetings Jan Novák.csv"))
    text = (study(place).run() / "run.json").read_text("utf-8")
    assert str(place) not in text
    assert "Novák" not in text
    run = json.loads(text)
    assert run["netcoop"] == nc.__version__
    assert run["seeds"] == {"rng": 0}
    assert [one["ending"] for one in run["inputs"]["records"]] == [".csv"]
    assert run["settings"]["study"] == {"lang": "en", "draws": 9}


def test_other_records_are_not_the_same_run(place: Path) -> None:
    out = study(place).run()
    with (place / "records" / "meetings.csv").open("a", encoding="utf-8") as file:
        file.write("Azyl,2024-02-01,3\n")
    with pytest.raises(RecordError, match=r"meetings\.csv"):
        Study.again(out / "run.json")


def test_a_run_written_elsewhere_is_told_where_the_files_are(place: Path) -> None:
    home = place / "home"
    home.mkdir()
    (place / "records").rename(home / "records")
    out = study(home).run(place / "elsewhere" / "out")
    with pytest.raises(RecordError, match="folder="):
        Study.again(out / "run.json")
    again = Study.again(out / "run.json", folder=home)
    assert contents(again.run()) == contents(out)


def test_another_version_is_said(place: Path) -> None:
    out = study(place).run()
    run = json.loads((out / "run.json").read_text("utf-8"))
    (out / "run.json").write_text(json.dumps(run | {"netcoop": "0.0.1"}), encoding="utf-8")
    with pytest.warns(NetcoopWarning, match=r"0\.0\.1"):
        Study.again(out / "run.json")


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"settings": 1}', "\x00"])
def test_what_is_no_run_is_refused(place: Path, content: str) -> None:
    (place / "run.json").write_text(content, encoding="utf-8")
    with pytest.raises(RecordError, match=r"run\.json"):
        Study.again(place / "run.json")


def test_persons_need_a_key_to_be_repeated(place: Path) -> None:
    with (place / "records" / "meetings.csv").open("a", encoding="utf-8") as file:
        file.write("MUDr. Jan Tajný,2024-02-01,3\n")
    with pytest.warns(NetcoopWarning, match="key"):
        out = study(place).run()
    assert json.loads((out / "run.json").read_text("utf-8"))["repeatable"] is False
    with pytest.warns(NetcoopWarning, match="key"):
        Study.again(out / "run.json")
    (place / "key.txt").write_text("a long secret of this study", encoding="utf-8")
    keyed = BASE.replace("draws = 9", 'draws = 9\nkey = "key.txt"')
    out = study(place, keyed).run()
    assert contents(Study.again(out / "run.json").run(place / "second")) == contents(out)
    for content in contents(out).values():
        assert b"Tajn" not in content
        assert b"a long secret" not in content
    (place / "key.txt").write_text(" \n", encoding="utf-8")
    with pytest.raises(RecordError, match="secret"):
        study(place, keyed).run()


def test_a_key_that_keeps_no_secret_is_said(place: Path) -> None:
    key = place / "key.txt"
    key.write_text("fifteen letters\n", encoding="utf-8")
    keyed = BASE.replace("draws = 9", 'draws = 9\nkey = "key.txt"')
    with pytest.warns(NetcoopWarning, match="15 bytes, so that it may be found") as caught:
        study(place, keyed).run()
    assert caught[0].filename == __file__
    key.write_text("sixteen letters.", encoding="utf-8")
    study(place, keyed).run()


@pytest.mark.skipif(os.name != "posix", reason="elsewhere the bits say nothing of who may read")
def test_a_key_that_others_can_read_is_said() -> None:
    with tempfile.TemporaryDirectory() as folder:
        key = Path(folder).resolve() / "key.txt"
        if not all(above.stat().st_mode & 0o001 for above in key.parents[1:]):
            pytest.skip("temporary files are closed to others here: open keys were NOT tested")
        key.write_text("a long secret of this study", encoding="utf-8")
        key.chmod(0o644)
        # Nobody else comes to a file in a folder that is closed to them.
        assert not is_open(key)
        Path(folder).chmod(0o755)
        with pytest.warns(NetcoopWarning, match=r"can read .*chmod 600"):
            warn_of_weak_key(key, key.read_bytes())
        key.chmod(0o640)
        warn_of_weak_key(key, key.read_bytes())


def test_all_faults_are_said_at_once_with_file_line_and_key(place: Path) -> None:
    wrong = """[study]
lang = "de"
titel = "X"
rng = "7"
[records]
folder = "records"
[map]
layout = "tie"
[outptus]
folder = "x"
"""
    found = faults(place, wrong)
    assert len(found) == 5
    assert found[0].startswith("study.toml, line 2: study.lang: ")
    assert "cs, en" in found[0]
    assert found[1].startswith("study.toml, line 3: study.titel: ")
    assert "'title'" in found[1]
    assert found[2].startswith("study.toml, line 4: study.rng: ")
    assert found[3].startswith("study.toml, line 8: map.layout: ")
    assert "'ties'" in found[3]
    assert found[4].startswith("study.toml, line 9: outptus: ")
    assert "'outputs'" in found[4]


def test_what_cannot_be_done_is_said_beside_what_is_wrongly_written(place: Path) -> None:
    wrong = BASE.replace('"en"', '"de"').replace('folder = "records"', "folder = 3")
    wrong += """[phases]
a = ["2024-13-01", "2024-14-01"]
[outcomes]
metrics = ["density"]
[required]
template = "none.csv"
"""
    found = faults(place, wrong)
    # That neither folder nor files are given would only follow from the fault of the folder.
    assert [line.split(": ")[:2] for line in found] == [
        ["study.toml, line 2", "study.lang"],
        ["study.toml, line 5", "records.folder"],
        ["study.toml, line 9", "phases.a"],
        ["study.toml, line 10", "outcomes"],
        ["study.toml, line 13", "required.template"],
    ]
    assert "'2024-13-01'" in found[2]
    assert "'2024-14-01'" in found[2]
    # What a kind of report uses is not known where the kind is not.
    unknown = BASE.replace('"en"', '"en"\nkind = "impcat"') + '[outcomes]\nmetrics = ["density"]'
    assert [line.split(": ")[1] for line in faults(place, unknown)] == ["study.kind"]


@pytest.mark.parametrize(
    ("content", "key"),
    [
        ("", "records: "),
        ("[records]", "line 1: records: "),
        ('[records]\nfolder = "records"\nfiles = ["a.csv"]', "line 1: records: "),
        ('[records]\nfiles = ["a/x.csv", "b/x.csv"]', "line 2: records.files: "),
        ('[records]\nfolder = "/etc"', "line 2: records.folder: "),
        ('[records]\nfolder = "C:\\\\data"', "line 2: records.folder: "),
        (BASE + '[phases]\nfreq = "YS"\na = ["2020-01-01", ""]', "line 8: phases: "),
        (BASE + '[phases]\na = ["2020-01-01"]', "line 9: phases.a: "),
        (BASE + "[phases]\na = 3", "line 9: phases.a: "),
        (BASE + '[phases]\na = ["2024-13-01", ""]', "line 9: phases.a: '2024-13-01' is no day"),
        (BASE + '[phases]\na = ["", "spring"]', "line 9: phases.a: 'spring' is no day"),
        (
            BASE + '[phases]\na = ["2024-05-01", "2024-04"]',
            "line 9: phases.a: It ends on 2024-04-30, before it starts on 2024-05-01",
        ),
        (BASE + '[phases]\nfreq = "XX"', "line 9: phases.freq: 'XX' names no days"),
        (BASE + '[phases]\nfreq = "ME"', "line 9: phases.freq: 'ME' names no days"),
        (BASE + "[phases]\na = [2024-01-01T10:00:00, 2024-02-01]", "a: '2024-01-01 10:00:00'"),
        (
            BASE.replace("[outputs]", 'tables = { "meetings" = "meeting" }\n[outputs]'),
            "line 6: records.tables: 'meeting' is not known",
        ),
        (
            BASE.replace("[outputs]", 'shape = "wide"\n[outputs]'),
            "line 6: records.shape: 'wide' is not known",
        ),
        (
            BASE.replace("[outputs]", 'shape = { "meetings" = "wide" }\n[outputs]'),
            "line 6: records.shape: 'wide' is not known",
        ),
        (
            BASE.replace("[outputs]", 'encoding = "utf-9"\n[outputs]'),
            "line 6: records.encoding: 'utf-9' is no encoding",
        ),
        (BASE + '[required]\ntemplate = "none.csv"', "line 9: required.template: "),
        (BASE + '[outcomes]\nmetrics = ["density"]', "line 8: outcomes: A report of kind 'local'"),
        (
            BASE.replace('"en"', '"en"\nkind = "impact"') + '[outcomes]\nmetrics = ["densty"]',
            "line 10: outcomes.metrics: 'densty' is not known",
        ),
        (
            BASE.replace('"en"', '"en"\nkind = "regions"') + '[weighting]\nmeeting = "count"',
            "line 9: weighting: A report of kind 'regions'",
        ),
        (BASE + '[map]\nmissing = "required"', "line 9: map.missing: "),
        (
            BASE.replace("[outputs]", 'aliases = { "MUDr. Jan Tajný" = "ZŠ" }\n[outputs]'),
            "line 6: records.aliases: ",
        ),
        ('[records]\nfiles = ["meetings Jan Novák.csv"]', "line 2: records.files: "),
        (BASE + '[map]\nsize = "strenght"', "line 9: map.size: "),
        (BASE + '[map]\nsize = "density"', "line 9: map.size: "),
        (BASE + '[phases]\nfreq = "s"', "line 9: phases.freq: "),
        (BASE + '[phases]\nfreq = "9999999999YS"', "line 9: phases.freq: "),
        ('[records]\nfolder = "records"\nencoding = "hex"', "line 3: records.encoding: "),
        ('[records]\nfolder = "records"\nencoding = "a\\u0000b"', "line 3: records.encoding: "),
        (BASE + '[weighting]\nmeeting = "neuman"', "line 8: weighting: "),
        (BASE + "[weighting]\nkind = { VZDEL = true }", "line 9: weighting.kind"),
        (BASE + "[regions]\nBrno = { tread = true }", "line 9: regions.Brno.tread: "),
        (BASE.replace("draws = 9", "draws = 0"), "line 3: study.draws: "),
        (BASE + "[study", "TOML"),
    ],
)
def test_a_fault_has_its_place(place: Path, content: str, key: str) -> None:
    found = faults(place, content)
    assert len(found) == 1
    assert key in found[0]


def test_files_that_are_not_there_are_named(place: Path) -> None:
    keyed = BASE.replace("draws = 9", 'key = "no.txt"').replace('"records"', '"none"')
    found = faults(place, keyed)
    assert found == [
        f"study.toml, line 3: study.key: {place / 'no.txt'} is not there.",
        f"study.toml, line 5: records.folder: {place / 'none'} is not there.",
    ]
    with pytest.raises(RecordError, match="netcoop init"):
        Study.read(place / "other.toml")


def test_settings_reach_the_result(place: Path) -> None:
    content = (
        BASE
        + """[phases]
before = [2023-01-01, 2023-12-31]
after = ["2024-01-01", ""]
[regions]
"Brno" = { treated = true }
[required]
template = "czech"
[map]
color = "kind"
missing = "required"
"""
    )
    content = content.replace("draws = 9", 'draws = 9\nregion = "Brno"')
    content = content.replace('folder = "records"', """folder = "records"
[records.aliases]
"Policie" = "Nemocnice"
""")  # fmt: skip
    out = study(place, content).run()
    page = (out / "map_periods.html").read_text("utf-8")
    assert '"before"' in page
    assert '"after"' in page
    names = pd.read_csv(out / "actors.csv", encoding="utf-8-sig")["name"]
    assert len(names) == 3
    assert "Nemocnice" in set(names)
    assert "Policie" not in set(names)
    plain = (study(place).run() / "map.html").read_bytes()
    assert not (place / "output" / "map_periods.html").exists()
    assert plain != page.encode()


def test_an_open_side_of_a_period_goes_as_far_as_the_records(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[nc.Records] = []

    class Kept(Exception):  # noqa: N818 - it only ends the run
        pass

    def keep(records: nc.Records, **_: object) -> None:
        kept.append(records)
        raise Kept

    monkeypatch.setattr("netcoop.reports.study.report", keep)
    content = (
        BASE
        + """[phases]
before = ["", "2023-05"]
between = [2023-06-01, "2023"]
after = ["2024-01-01", ""]
later = ["2025-03-04", ""]
"""
    )
    with pytest.raises(Kept):
        study(place, content).run()
    spans = kept[0].tables["phases"].set_index("phase").astype("str")
    assert [tuple(row) for row in spans[["start", "end"]].itertuples(index=False)] == [
        ("2023-01-10", "2023-05-31"),
        ("2023-06-01", "2023-12-31"),
        ("2024-01-01", "2024-02-01"),
        ("2025-03-04", "2025-03-04"),
    ]
    assert not (kept[0].problems["severity"] == "error").any()


def test_periods_with_days_in_common_are_named(place: Path) -> None:
    content = (
        BASE
        + """[phases]
winter = ["2023-01-01", "2023-06-30"]
summer = ["2023-06-01", "2024-12-31"]
"""
    )
    said = "The periods “winter” and “summer” have days in common"
    with pytest.warns(NetcoopWarning, match=said):
        out = study(place, content).run()
    assert said in (out / "report.html").read_text("utf-8")
    assert said in (out / "map_periods.html").read_text("utf-8")
    apart = content.replace("2023-06-30", "2023-05-31")
    assert "days in common" not in (study(place, apart).run() / "report.html").read_text("utf-8")


def test_a_report_on_regions_says_that_there_are_none(place: Path) -> None:
    content = BASE.replace("draws = 9", 'draws = 9\nkind = "regions"')
    with pytest.raises(RecordError, match=r"are known\. There is none\. Give meetings") as refused:
        study(place, content).run()
    assert "–" not in str(refused.value)


def test_single_files_are_read_together(place: Path) -> None:
    text = "source,target,date\n" + "OSPOD,Policie,2024-02-01\n" * 6
    (place / "referrals.csv").write_text(text, encoding="utf-8")
    files = BASE.replace('folder = "records"', 'files = ["records/meetings.csv", "referrals.csv"]')
    ties = (study(place, files).run() / "ties.csv").read_text("utf-8-sig")
    assert "referral" in ties
    assert "meeting" in ties


@pytest.mark.parametrize(
    ("kind", "section", "argument"),
    [
        ("impact", '[outcomes]\nmetrics = ["density"]\n', {"outcomes": ["density"]}),
        ("local", '[weighting]\nmeeting = "count"\n',
         {"weighting": nc.Weighting(meeting="count")}),
    ],
)  # fmt: skip
def test_threshold_weighting_outcomes_and_even_periods_reach_the_report(
    place: Path,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    section: str,
    argument: dict[str, object],
) -> None:
    """What the report does with them is tested there; here, that it is told."""
    told: dict[str, object] = {}

    class Told(Exception):  # noqa: N818 - it only ends the run
        pass

    def take(records: nc.Records, **asked: object) -> None:
        told.update(asked, records=records)
        raise Told

    monkeypatch.setattr("netcoop.reports.study.report", take)
    content = BASE.replace("draws = 9", 'draws = 9\nthreshold = 10\nkind = "KIND"')
    content = content.replace("KIND", kind) + section
    content += """[phases]
freq = "YS"
[required]
template = "czech"
"""
    with pytest.raises(Told):
        study(place, content).run()
    records = told.pop("records")
    assert isinstance(records, nc.Records)
    assert list(records.tables["phases"]["phase"]) == ["2023", "2024"]
    assert {"required", "meetings"} <= records.tables.keys()
    assert told == {
        "kind": kind, "lang": "en", "title": None, "outcomes": None, "weighting": None,
        "threshold": 10, "draws": 9, "rng": 0, **argument,
    }  # fmt: skip
    assert not (place / "output").exists()


def test_how_tables_are_laid_out_and_birth_numbers_are_settings(place: Path) -> None:
    (place / "records" / "meetings.csv").write_text("datum;A;B;C\n1. 2. 2024;x;x;\n", "utf-8")
    shaped = BASE.replace('"records"\n', '"records"\nshape = "matrix"\n')
    names = pd.read_csv(study(place, shaped).run() / "actors.csv", encoding="utf-8-sig")["name"]
    assert {"A", "B"} <= set(names)
    (place / "records" / "meetings.csv").write_text(
        "actor,meeting_id,topic\nA,1,rodné číslo 855712/1232\nB,1,\n", "utf-8"
    )
    with pytest.raises(RecordError, match="birth numbers"):
        study(place, BASE.replace('"records"\n', '"records"\non_birth_number = "stop"\n')).run()


def test_what_lies_beside_the_records_and_is_not_read_does_not_count(place: Path) -> None:
    out = study(place).run()
    (place / "records" / "README.md").write_text("notes", encoding="utf-8")
    (place / "records" / "deeper").mkdir()
    (place / "records" / "deeper" / "more.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    assert contents(Study.again(out / "run.json").run(place / "second")) == contents(out)


def test_a_report_from_python_tells_how_it_was_made(place: Path) -> None:
    """Settings, seed and tables; it cannot be run again, and says so."""
    records = nc.read_records(place / "records")
    (place / "out").mkdir()
    (place / "out" / "actors.csv").write_text("made", encoding="utf-8")
    settings = {
        "rng": 3, "draws": None, "template": records.tables["meetings"],
        "weighting": nc.Weighting(), "phases": {"a": (date(2024, 1, 1), None)},
    }  # fmt: skip
    write_report_run(place / "out", settings, table_hashes(records), ["actors.csv"])
    content = (place / "out" / "run.json").read_text("utf-8")
    run = json.loads(content)
    assert run["seeds"] == {"rng": 3}
    assert run["netcoop"] == nc.__version__
    assert run["settings"]["template"]["rows"] == 8
    assert run["settings"]["phases"] == {"a": ["2024-01-01", None]}
    assert run["settings"]["weighting"]["meeting"] == nc.Weighting().meeting
    assert run["outputs"] == ["actors.csv"]
    again = table_hashes(nc.read_records(place / "records"))
    assert run["inputs"] == {"tables": again}
    # Of the meetings no hash: days and numbers of people could be guessed from it.
    assert again == {"meetings": None}
    with pytest.raises(RecordError, match="Python"):
        Study.again(place / "out" / "run.json")
    # The next report adds its files; what is gone is not listed any more.
    (place / "out" / "ties.csv").write_text("made", encoding="utf-8")
    write_report_run(place / "out", settings, again, ["ties.csv"])
    assert json.loads((place / "out" / "run.json").read_text("utf-8"))["outputs"] == [
        "actors.csv",
        "ties.csv",
    ]


def test_only_the_wanted_kinds_of_files_are_written(place: Path) -> None:
    out = study(place, BASE.replace('"html", "csv", "graphml"', '"csv"')).run()
    assert {path.suffix for path in out.iterdir()} == {".csv", ".json"}


def test_a_stop_leaves_the_former_folder_and_nothing_beside(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = study(place)
    before = contents(made.run())

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("netcoop.reports.study.write_run", stop)
    with pytest.raises(KeyboardInterrupt):
        made.run()
    assert contents(place / "output") == before
    assert not list(place.glob(".netcoop-*"))


def test_files_of_others_stay(place: Path) -> None:
    made = study(place)
    out = made.run()
    (out / "my notes.txt").write_text("mine", encoding="utf-8")
    made.run()
    assert (out / "my notes.txt").read_text("utf-8") == "mine"
    (place / "full").mkdir()
    (place / "full" / "thesis.docx").write_bytes(b"x")
    for target in (place, place / "records", place / "full", place / "study.toml"):
        before = sorted(path.name for path in place.rglob("*"))
        with pytest.raises(RecordError):
            made.run(target)
        assert sorted(path.name for path in place.rglob("*")) == before


@pytest.mark.parametrize("lang", ["cs", "en"])
def test_the_file_to_fill_in_runs_as_it_is(place: Path, lang: str) -> None:
    file = write_study(place, lang)
    content = file.read_text("utf-8")
    assert tomllib.loads(content)["study"]["lang"] == lang
    assert Study.read(file).settings.outputs.folder == "output"
    with pytest.raises(RecordError, match="already"):
        write_study(place, lang)
    assert file.read_text("utf-8") == content


@pytest.mark.parametrize(("kind", "other"), [("local", "outcomes"), ("impact", "weighting")])
def test_every_example_in_the_file_to_fill_in_is_right(
    tmp_path: Path, kind: str, other: str
) -> None:
    """Take the # off all examples; of what excludes each other, one stays."""
    lines = write_study(tmp_path, "en").read_text("utf-8").splitlines()
    bare = [
        line.removeprefix("# ")
        for line in lines
        if line.startswith("# [") or (" = " in line) or line.startswith("[")
    ]
    kept = [line for line in bare if not line.startswith(("freq", "files"))]
    at = kept.index(f"[{other}]")
    after = next(n for n, line in enumerate(kept[at + 1 :], at + 1) if line.startswith("["))
    kept[at:after] = []
    kept[kept.index('kind = "local"')] = f'kind = "{kind}"'
    (tmp_path / "s" / "records").mkdir(parents=True)
    (tmp_path / "key.txt").write_text("secret", encoding="utf-8")
    (tmp_path / "s" / "names.xlsx").write_bytes(b"")
    settings = study(tmp_path / "s", "\n".join(kept)).settings
    assert settings.phases.keys() == {"before", "after"}
    assert (settings.weighting is None) == (other == "weighting")
    assert (settings.outcomes is None) == (other == "outcomes")
    assert settings.regions["Chotěboř"].treated is False
