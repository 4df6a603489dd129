"""What follows of indicators, maps and hashes, and what a report refuses or says."""

from __future__ import annotations

import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import netcoop as nc
from netcoop.errors import ArgumentError, NetcoopWarning, RecordError
from netcoop.network import build_network
from netcoop.reports import base
from netcoop.reports.local.making import LocalReport
from netcoop.reports.regions.guarding import regions_above, small_counts, telling
from netcoop.reports.regions.parting import drawn_records, part_regions
from netcoop.reports.study import Study

TOWNS = ["Chotěboř", "Havlíčkův Brod", "Jihlava"]


def pilot(**indicators: list[Any]) -> nc.Records:
    """Three regions of five actors each, and Telč, where only two organisations meet."""
    rows = [
        (f"{town} {(meeting + seat) % 5}", f"{town} {meeting}", town)
        for town in TOWNS
        for meeting in range(13)
        for seat in range(3)
    ]
    rows += [(f"Telč {one}", f"Telč {meeting}", "Telč") for meeting in range(3) for one in "XY"]
    # One of them also comes elsewhere.
    rows.append(("Telč X", "Jihlava 1", "Jihlava"))
    sheet = pd.DataFrame(rows, columns=["actor", "meeting_id", "region"])
    names = sorted({*sheet["actor"]} - {"Telč Y"})
    places = [name.rsplit(" ", 1)[0] for name in names]
    register = pd.DataFrame({"actor_id": names, "name": names, "region": places})
    listed = pd.DataFrame({"region": [*TOWNS, "Telč"], **indicators})
    return nc.Records(meetings=sheet, actors=register, regions=listed)


def written(folder: Path) -> dict[str, bytes]:
    """All of a folder that is not packed; packed files hold the same document."""
    return {
        path.name: path.read_bytes()
        for path in folder.iterdir()
        if path.suffix not in {".docx", ".xlsx"}
    }


# -- indicators ----------------------------------------------------------------------------------


def test_a_small_indicator_follows_from_no_sum(tmp_path: Path) -> None:
    made = {}
    for children, girls in ((23, 3), (21, 1)):
        given = pilot(
            children=[children, 30, 11, 50], boys=[20, 14, 4, 25], girls=[girls, 16, 7, 25]
        )
        report = nc.report(given, kind="regions", lang="en", draws=9)
        made[girls] = written(report.save(tmp_path / str(girls)))
    assert made[3] == made[1]
    table = pd.read_csv(tmp_path / "3" / "indicators.csv").set_index("region").T.to_dict("list")
    assert table["Chotěboř"] == ["×", "×", "<5"]
    assert table["Jihlava"] == ["×", "<5", "×"]
    assert table["Havlíčkův Brod"] == ["30.0", "14.0", "16.0"]
    assert "might be worked out" in made[3]["report.html"].decode()


def test_one_fraction_shows_no_small_count() -> None:
    table = pd.DataFrame(
        {
            "in_care": [3.0, 4.0, 2.5, 0.0],
            "girls per 1000": [3.0, 0.4, 12.0, 0.0],
            "podíl": [3.0, 4.0, 12.0, 0.0],
        },
        index=[*TOWNS, "Telč"],
    )
    small = small_counts(table, 5)
    assert small["in_care"].tolist() == [True, True, False, False]
    assert not small["girls per 1000"].any()
    # Whole numbers are counts, whatever their column is called.
    assert small["podíl"].tolist() == [True, True, False, False]
    assert not small_counts(table, 1).any(axis=None)


def test_what_holds_a_region_is_hidden_with_it() -> None:
    regions = ["Chotěboř", "Jihlava", "Kraj Vysočina", "Olomouc", "okres Jih", "Česká republika"]
    table = pd.DataFrame(
        {"children": [3.0, 20, 23, 40, 60, 63], "population": [9.0] * 6}, index=regions
    )
    listed = pd.DataFrame(
        {"region": regions, "parent": [None, None, None, "okres Jih", None, None]}
    )
    above = regions_above(nc.Records(regions=listed), regions)
    assert above["Chotěboř"] == {"Kraj Vysočina", "Česká republika"}
    assert above["Olomouc"] == {"Olomoucký kraj", "okres Jih", "Česká republika"}
    hidden = telling(small_counts(table, 5), above)
    assert hidden["children"].tolist() == [False, False, True, False, False, True]
    assert not hidden["population"].any()


def test_parents_in_a_circle_come_to_an_end() -> None:
    listed = pd.DataFrame({"region": ["A", "B"], "parent": ["B", "A"]})
    above = regions_above(nc.Records(regions=listed), ["A", "B"])
    small = pd.DataFrame({"x": [True, False]}, index=["A", "B"])
    assert telling(small, above)["x"].tolist() == [False, True]


# -- regions that are not shown ------------------------------------------------------------------


def test_actors_of_regions_that_are_not_shown_are_in_no_file(tmp_path: Path) -> None:
    folder = nc.report(pilot(), kind="regions", lang="en", draws=9).save(tmp_path / "out")
    for name, content in written(folder).items():
        assert "Telč X".encode() not in content, name
        assert "Telč Y".encode() not in content, name
    parting = part_regions(nc.resolve_actors(pilot()))
    kept = build_network(drawn_records(parting), layers=["meeting"])
    assert set(kept.actors.index) == {f"{town} {n}" for town in TOWNS for n in range(5)}


# -- hashes --------------------------------------------------------------------------------------


def test_no_hash_of_a_report_gives_a_count_back(tmp_path: Path) -> None:
    log = pd.DataFrame({"source": ["A"], "target": ["B"], "date": ["2024-02-05"]})
    phases = pd.DataFrame({"phase": ["one"], "start": ["2024-01-01"], "end": ["2024-12-31"]})
    sheet = pd.DataFrame({"actor": list("ABC"), "meeting_id": "1", "date": "2024-02-03"})
    runs = []
    for count in (3, 1):
        given = nc.read_records(
            {"meetings": sheet, "referrals": log.assign(count=count), "phases": phases}
        )
        nc.report(given, lang="en", draws=9).save(tmp_path / str(count))
        runs.append((tmp_path / str(count) / "run.json").read_bytes())
    assert runs[0] == runs[1]
    tables = json.loads(runs[0])["inputs"]["tables"]
    assert tables["referrals"] is None
    assert len(tables["phases"]) == 64


def study(place: Path, key: str) -> Study:
    (place / "records").mkdir(exist_ok=True)
    (place / "records" / "meetings.csv").write_text("actor,meeting_id\nA,1\nB,1\nC,1\n", "utf-8")
    about = '[study]\nlang = "en"\ndraws = 9\n' + key
    rest = '[records]\nfolder = "records"\n[outputs]\nformats = ["csv"]\n'
    (place / "study.toml").write_text(about + rest, encoding="utf-8")
    return Study.read(place / "study.toml")


def test_with_a_key_hashes_of_inputs_need_it(tmp_path: Path) -> None:
    plain = study(tmp_path, "").run(tmp_path / "plain")
    content = (tmp_path / "records" / "meetings.csv").read_bytes()
    inputs = json.loads((plain / "run.json").read_text("utf-8"))["inputs"]
    assert inputs["hashed"] == "sha256"
    assert inputs["records"][0]["sha256"] == hashlib.sha256(content).hexdigest()
    (tmp_path / "key.txt").write_text("a long secret of mine\n", encoding="utf-8")
    keyed = study(tmp_path, 'key = "key.txt"\n').run(tmp_path / "keyed")
    inputs = json.loads((keyed / "run.json").read_text("utf-8"))["inputs"]
    assert inputs["hashed"] == "hmac-sha256"
    own = hmac.new(b"a long secret of mine", content, "sha256").hexdigest()
    assert inputs["records"] == [{"ending": ".csv", "sha256": own}]
    for folder in (plain, keyed):
        again = Study.again(folder / "run.json").run(tmp_path / "again")
        assert written(again) == written(folder)
    # A run.json of before, which did not say how.
    run = json.loads((plain / "run.json").read_text("utf-8"))
    del run["inputs"]["hashed"]
    (plain / "run.json").write_text(json.dumps(run), encoding="utf-8")
    Study.again(plain / "run.json")
    (tmp_path / "key.txt").write_text("another secret of mine\n", encoding="utf-8")
    Study.again(plain / "run.json")
    with pytest.raises(RecordError, match="key is another"):
        Study.again(keyed / "run.json")


# -- periods -------------------------------------------------------------------------------------


def dated() -> dict[str, pd.DataFrame]:
    sheet = pd.DataFrame({"actor": list("ABCAB"), "meeting_id": list("11122")})
    sheet["date"] = np.where(sheet["meeting_id"] == "1", "2024-02-03", "2024-09-01")
    log = pd.DataFrame({"source": ["A"] * 9, "target": ["B"] * 9, "date": "2024-07-05"})
    return {"meetings": sheet, "referrals": log}


OVERLAPPING = {"one": ("2024-01-01", "2024-08-31"), "two": ("2024-06-01", "2024-12-31")}


def local(tables: dict[str, pd.DataFrame], phases: Any) -> LocalReport:
    made = nc.report(nc.read_records(tables), lang="en", draws=9, phases=phases)
    assert isinstance(made, LocalReport)
    return made


def test_that_periods_have_no_referrals_is_said() -> None:
    with pytest.warns(NetcoopWarning, match="shows no referrals") as caught:
        made = local(dated(), OVERLAPPING)
    assert caught[0].filename == __file__
    assert made.period_map is not None
    assert "shows no referrals" in made.to_html()
    assert any("shows no referrals" in note["en"] for note in made.period_map.model.notes)
    drawn = made.drawn(missing=None).period_map
    assert drawn is not None
    assert any("shows no referrals" in note["en"] for note in drawn.model.notes)
    with pytest.warns(NetcoopWarning, match="no map of periods"):
        made = local({"referrals": dated()["referrals"]}, OVERLAPPING)
    assert made.period_map is None
    assert "no map of periods" in made.to_html()


def test_periods_without_records_make_no_map(tmp_path: Path) -> None:
    before = {"one": ("1990-01-01", "1990-12-31"), "two": ("1991-01-01", "1991-12-31")}
    with pytest.warns(NetcoopWarning, match="none of the records lie"):
        made = local(dated(), before)
    assert not (made.save(tmp_path) / "map_periods.html").exists()
    assert "none of the records lie" in made.to_html()


def test_periods_without_days_in_common_say_nothing() -> None:
    apart = {"one": ("2024-01-01", "2024-05-31"), "two": ("2024-06-01", "2024-12-31")}
    made = local(dated(), apart)
    assert made.period_map is not None
    assert made.period_note == ""


# -- arguments -----------------------------------------------------------------------------------


@pytest.mark.parametrize("draws", [0, -1, 2.5, "9", True])
@pytest.mark.parametrize("kind", ["local", "impact", "regions"])
def test_draws_are_whole_and_some(kind: str, draws: Any) -> None:
    with pytest.raises(ArgumentError, match="draws="):
        nc.report(pilot(), kind=kind, draws=draws)


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("local", {"outcomes": "density"}),
        ("impact", {"weighting": nc.Weighting()}),
        ("impact", {"template": pd.DataFrame({"source_kind": ["ZS"], "target_kind": ["OSPOD"]})}),
        ("regions", {"weighting": nc.Weighting()}),
        ("regions", {"phases": OVERLAPPING}),
    ],
)
def test_what_is_not_used_is_refused(kind: str, given: dict[str, Any]) -> None:
    (name,) = given
    with pytest.raises(ArgumentError, match=f"{name}= is not used by a report of kind '{kind}'"):
        nc.report(pilot(), kind=kind, **given)


def test_a_title_is_one_line_of_text(tmp_path: Path) -> None:
    given = nc.read_records({"meetings": dated()["meetings"]})
    hostile = "Our\ntown\x00\x0b \u202eabc\u2066 d\x85e\u2028f\ud800"
    made = nc.report(given, title=hostile, lang="en", draws=9)
    assert made.title == "Our town abc d e f?"
    made.save(tmp_path)
    assert nc.report(given, title=" \n\u202e", lang="en", draws=9).title == "Cooperation network"
    for wrong in (5, b"x", ["x"]):
        with pytest.raises(ArgumentError, match="must be a text"):
            nc.report(given, title=wrong, lang="en")  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["local", "impact", "regions"])
def test_what_a_report_needs_is_said(kind: str) -> None:
    claims = pd.DataFrame({"respondent": ["A"], "target": ["B"], "layer": ["knows"]})
    with pytest.raises(RecordError, match="needs meetings, referrals or contacts") as error:
        nc.report(nc.read_records({"claims": claims}), kind=kind)
    assert "layers=" not in str(error.value)


# -- saving --------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["write_spreadsheet_csv", "write_report_run"])
def test_a_stop_leaves_the_saved_folder_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    given = nc.read_records({"meetings": dated()["meetings"]})
    out = nc.report(given, lang="en", draws=9).save(tmp_path / "out")
    (out / "notes.txt").write_text("mine", encoding="utf-8")
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    other = nc.report(given, title="Another", lang="en", draws=9)
    real = getattr(base, where)
    calls = []

    def stop(*given: Any, **more: Any) -> Any:
        calls.append(1)
        if len(calls) == 2 or where == "write_report_run":
            raise KeyboardInterrupt
        return real(*given, **more)

    monkeypatch.setattr(f"netcoop.reports.base.{where}", stop)
    for target in (out, tmp_path / "new"):
        calls.clear()
        with pytest.raises(KeyboardInterrupt):
            other.save(target)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out"]


def test_a_stop_while_files_are_moved_moves_them_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = nc.read_records({"meetings": dated()["meetings"]})
    out = nc.report(given, lang="en", draws=9).save(tmp_path / "out")
    (out / "map.html").unlink()
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    real = Path.rename

    def stop(path: Path, to: Path) -> Path:
        if path.name == "report.html" and path.parent.name == "fresh":
            raise KeyboardInterrupt
        return real(path, to)

    other = nc.report(given, title="Another", lang="en", draws=9)
    monkeypatch.setattr(Path, "rename", stop)
    with pytest.raises(KeyboardInterrupt):
        other.save(out)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    monkeypatch.setattr(Path, "rename", real)
    other.save(out)
    assert "Another" in (out / "report.html").read_text("utf-8")
