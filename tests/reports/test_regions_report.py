"""Regions side by side: by the alphabet, with ranges, and nothing of too few organisations."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

import netcoop as nc
from netcoop.actors import resolve_actors
from netcoop.errors import ArgumentError, RecordError
from netcoop.metrics import METRICS
from netcoop.reports.document import Figure, Table
from netcoop.reports.forms.html import render
from netcoop.reports.regions import making, numbers, pictures
from netcoop.reports.regions.contents import regions_document
from netcoop.reports.regions.labels import indicator_label
from netcoop.reports.regions.making import RegionsReport, regions_report
from netcoop.reports.regions.parting import part_regions

HOSTILE = "</td><script>window.PWNED=1</script>{{7*7}}"
# In the order of the Czech alphabet.
TOWNS = ["Čáslav", "Humpolec", "Cheb", "Jihlava", "Žďár nad Sázavou"]
FEW, NOTHING = "Telč", "Vsetín"
LABELS = ["as recorded", "range", "at equal meetings", "range of methods"]


def meetings_of(region: str, actors: int, n: int, random: np.random.Generator) -> list[Any]:
    """Meetings of two to four actors."""
    return [
        (f"{region} {actor:02}", f"{region}-{day:02}", region)
        for day in range(n)
        for actor in random.choice(actors, int(random.integers(2, 5)), replace=False)
    ]


def records(towns: list[str] = TOWNS, seed: int = 3, **tables: pd.DataFrame) -> nc.Records:
    """Regions of growing size, one of two organisations, and one without meetings."""
    random = np.random.default_rng(seed)
    rows = [
        row
        for place, town in enumerate(towns)
        for row in meetings_of(town, 8 + 2 * place, 14 + 6 * place, random)
    ]
    rows += [(f"{FEW} {actor}", f"{FEW}-{day}", FEW) for day in range(15) for actor in "AB"]
    sheet = pd.DataFrame(rows, columns=["actor", "meeting_id", "region"])
    listed = tables.pop("regions", pd.DataFrame({"region": [*towns, FEW, NOTHING]}))
    return resolve_actors(nc.Records(meetings=sheet, regions=listed, **tables))


def made(given: nc.Records, *, drawn: bool = False, **options: Any) -> RegionsReport:
    """Make the report; most tests look at numbers and need no pictures."""
    settings = {"draws": 9, "rng": 0, "threshold": 5} | options.pop("settings", {})
    options = {"lang": "en", "title": None, "heading": "Regions", "template": None,
               "outcomes": None} | options  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        if not drawn:
            patch.setattr(making, "network_pictures", lambda *_: ())
            patch.setattr(making, "range_pictures", lambda *_: {})
            patch.setattr(making, "_map", lambda *_: None)
        return regions_report(given, settings=settings, **options)


@pytest.fixture(scope="module")
def report() -> RegionsReport:
    random = np.random.default_rng(5)
    every = [*TOWNS, FEW, NOTHING]
    listed = pd.DataFrame(
        {
            "region": every,
            "children_in_care": [3, 12, 40, 7, 22, 31, 5],
            "share_of_towns": random.random(len(every)),
        }
    )
    return made(records(regions=listed), drawn=True)


def blocks(given: RegionsReport, kind: type) -> list[Any]:
    return [block for _, block, _ in given.document().numbered() if isinstance(block, kind)]


def scorecards(given: RegionsReport) -> list[Table]:
    return [table for table in blocks(given, Table) if table.columns[1].label == "as recorded"]


def words(given: RegionsReport) -> str:
    text = re.sub(r'src="data:[^"]*"|<style>.*?</style>', "", render(given.document()), flags=re.S)
    return re.sub(r"\s+", " ", text)


# -- no league table -----------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [1, 2])
def test_the_alphabet_whatever_the_values(seed: int) -> None:
    given = made(records(seed=seed))
    for table in blocks(given, Table):
        if table.columns[0].label == "region":
            assert [row[0] for row in table.rows] == TOWNS
    written = list(dict.fromkeys(given._tables()["regions.csv"]["region"]))
    assert [name for name in written if name in TOWNS] == TOWNS
    assert {FEW, NOTHING} < set(written)


def test_nothing_names_a_first_or_a_last(report: RegionsReport) -> None:
    said = words(report).casefold()
    assert "no league table" in said
    for word in ("best", "worst", "leader", "lagging", "fault", "failed", "proved"):
        assert not re.search(rf"\b{word}\b", said)
    # Of two regions none is called better by name.
    assert "better connected than" not in said


def test_a_place_is_never_alone(report: RegionsReport) -> None:
    for table in scorecards(report):
        places = [row[-1] for row in table.rows if row[-1] is not None]
        assert places
        assert all(re.fullmatch(r"\d+ to \d+ of 5", place) for place in places)


def test_few_columns(report: RegionsReport) -> None:
    assert all(len(table.columns) <= 6 for table in blocks(report, Table))
    for table in scorecards(report):
        assert [column.label for column in table.columns[1:5]] == LABELS
    for table in blocks(report, Table):
        assert all(column.meaning for column in table.columns)


# -- the numbers ---------------------------------------------------------------------------------


def test_every_range_contains_its_number(report: RegionsReport) -> None:
    table = report.scores.table
    known = table.dropna(subset=["low"])
    assert len(known) == len(TOWNS) * 2
    assert (known["low"] <= known["as_recorded"]).all()
    assert (known["as_recorded"] <= known["high"]).all()
    equal = table.dropna(subset=["at_equal_meetings"])
    assert len(equal) == len(TOWNS) * 2
    assert (equal["equal_low"] <= equal["at_equal_meetings"]).all()
    assert (equal["at_equal_meetings"] <= equal["equal_high"]).all()


def test_numbers_are_those_of_the_comparison() -> None:
    sheet = records()
    given = made(sheet, outcomes="mean_degree").scores.of("mean_degree")
    alone = sheet.tables["meetings"]
    alone = nc.Records(meetings=alone[alone["region"] != FEW], resolved=False)
    found = nc.compare_regions(alone, "mean_degree", draws=9, rng=0).to_frame()
    found = found[found["method"] == "per_actor"].set_index("region")
    for town in TOWNS:
        assert given.loc[town, "as_recorded"] == pytest.approx(found.loc[town, "raw"])
        assert given.loc[town, "at_equal_meetings"] == pytest.approx(found.loc[town, "estimate"])
    ranges = nc.metric_interval(alone, "mean_degree", by="region").to_frame().set_index("region")
    for town in TOWNS:
        assert given.loc[town, "low"] == pytest.approx(ranges.loc[town, "ci_low"])
        assert given.loc[town, "high"] == pytest.approx(ranges.loc[town, "ci_high"])


def test_too_few_meetings_are_said_and_not_measured() -> None:
    random = np.random.default_rng(1)
    rows = [row for town in ("Čáslav", "Cheb") for row in meetings_of(town, 8, 20, random)]
    rows += meetings_of("Humpolec", 6, 5, random)
    sheet = pd.DataFrame(rows, columns=["actor", "meeting_id", "region"])
    given = made(resolve_actors(nc.Records(meetings=sheet)))
    row = given.scores.of("mean_degree").loc["Humpolec"]
    assert row["flag"] == "too_few_events"
    assert row[["as_recorded", "low", "at_equal_meetings", "place_low"]].isna().all()
    assert "Humpolec: There are too few meetings to say." in words(given)


def test_other_numbers_can_be_asked_for() -> None:
    given = made(records(), outcomes=["density"])
    (table,) = scorecards(given)
    # Density follows the size of a region, so there is no place by it.
    assert len(table.columns) == 5
    assert given.scores.table["place_low"].isna().all()
    with pytest.raises(ArgumentError):
        made(records(), outcomes="nonsense")


# -- what is hidden or unknown -------------------------------------------------------------------


def test_two_organisations_are_not_shown(report: RegionsReport) -> None:
    assert report.named("few_organisations") == [FEW]
    for table in blocks(report, Table):
        for row in table.rows:
            assert row[0] != FEW
    table = report._tables()["regions.csv"]
    mine = table[table["region"] == FEW].drop(columns=["region", "records", "metric", "flag"])
    assert len(mine) == 2
    assert mine.isna().all(axis=None)
    assert f"fewer than 3 organisations came: {FEW}." in words(report)


def test_two_organisations_change_no_other_number() -> None:
    given = made(records())
    sheet = records().tables["meetings"]
    rest = nc.Records(meetings=sheet[sheet["region"] != FEW])
    without = made(resolve_actors(rest))
    both = [one.scores.table.set_index("region").loc[TOWNS] for one in (given, without)]
    pd.testing.assert_frame_equal(*both)


def test_persons_are_no_organisations() -> None:
    random = np.random.default_rng(1)
    rows = [row for town in TOWNS[:3] for row in meetings_of(town, 8, 20, random)]
    sheet = pd.DataFrame(rows, columns=["actor", "meeting_id", "region"])
    names = sorted(sheet["actor"].unique())
    person = [name.startswith("Humpolec") and name > "Humpolec 01" for name in names]
    register = pd.DataFrame({"actor_id": names, "name": names, "person": person})
    parting = part_regions(resolve_actors(nc.Records(meetings=sheet, actors=register)))
    assert parting.status["Humpolec"] == "few_organisations"
    assert set(parting.sets) == {"Čáslav", "Cheb"}


def test_no_records_is_unknown(report: RegionsReport) -> None:
    assert report.named("no_records") == [NOTHING]
    said = words(report)
    assert f"no meetings in the records: {NOTHING}. That is no zero" in said
    # It is named once, and takes no room in tables and pictures.
    assert said.count(NOTHING) == 1
    assert "The order of the rows says nothing" not in said
    mine = report._tables()["regions.csv"].query("region == @NOTHING")
    assert mine[["as_recorded", "at_equal_meetings"]].isna().all(axis=None)
    assert "Zlínský kraj" in report.krajs.index
    assert report.krajs.loc["Zlínský kraj", "with_records"] == 0


def test_a_table_of_one_kraj_is_a_sentence(report: RegionsReport) -> None:
    one = replace(report, krajs=report.krajs.loc[["Zlínský kraj"]])
    (found,) = [s for s in one.document().sections if s.heading == "Where there are no records"]
    assert not any(isinstance(block, Table) for block in found.blocks)
    n = report.krajs.loc["Zlínský kraj", "regions"]
    assert f"Zlínský kraj: there are meetings in the records of 0 of its {n} regions." in words(one)


def test_an_order_of_pairs_is_read_with_care(report: RegionsReport) -> None:
    for apart in (0, 2):
        told = replace(report.scores, pairs={"mean_degree": (apart, 10)})
        said = words(replace(report, scores=told))
        assert ("119 regions" in said) == (apart > 0)


def test_indicators_are_called_by_words(report: RegionsReport) -> None:
    (table,) = [t for t in blocks(report, Table) if t.caption.startswith("Indicators")]
    assert [column.label for column in table.columns[1:]] == [
        "own indicator: children in care", "own indicator: share of towns",
    ]  # fmt: skip
    assert indicator_label("population_0_14", "en") == "children to 14 years"
    assert indicator_label("population", "cs") != indicator_label("population", "en")


def test_small_indicators_are_hidden(report: RegionsReport) -> None:
    (table,) = [t for t in blocks(report, Table) if t.caption.startswith("Indicators")]
    rows = {row[0]: row[1] for row in table.rows}
    assert rows["Čáslav"] == "<5"
    assert rows["Humpolec"] == 12
    written = report._tables()["indicators.csv"].set_index("region")
    assert written.loc["Čáslav", "children in care"] == "<5"
    # The order of hidden values is not told either.
    assert "children in care;" not in words(report)


def test_required_ties_and_services() -> None:
    names = [f"{town} {actor:02}" for place, town in enumerate(TOWNS) for actor in range(8)]
    kinds = ["OSPOD", "ZS", "PCR", "PPP"] * 10
    register = pd.DataFrame(
        {
            "actor_id": names,
            "name": names,
            "kind": kinds,
            "region": [name.rsplit(" ", 1)[0] for name in names],
        }
    )
    asked = pd.DataFrame({"source_kind": "OSPOD", "target_kind": ["ZS", "PCR"]})
    catalogue = pd.DataFrame(
        {
            "actor": [names[0], names[0], names[8]],
            "service": ["SS_NZDM", "SS_KP", "SS_KP"],
            "region": ["Čáslav", "Čáslav", "Cheb"],
            "status": ["available", "missing", "available"],
        }
    )
    given = made(records(actors=register, services=catalogue), template=asked)
    assert given.required is not None
    assert given.services is not None
    found = given.required
    assert found.loc[FEW].isna().all()
    known = found.dropna()
    assert len(known) == len(TOWNS)
    assert (known["share"] * known["knowable"]).round(9).equals(known["met"].round(9))
    assert given.services.loc["Čáslav"].to_dict() == {
        "available": 1.0, "not_there": 1.0, "unknown": 0.0, "share": 0.5,
    }  # fmt: skip
    assert {"required_by_region.csv", "services_by_region.csv"} <= set(given._tables())


# -- what it looks like --------------------------------------------------------------------------


def test_figures_are_captioned_and_described(report: RegionsReport) -> None:
    figures = blocks(report, Figure)
    assert len(figures) == 3
    for figure in figures:
        assert figure.caption
        assert figure.described
        assert figure.png.startswith(b"\x89PNG")
        assert b"<svg" in figure.svg
    # A description says in words what is seen.
    assert "5 regions have a number, from" in figures[0].described
    # Those of which there are no records are named elsewhere.
    assert "have none" not in figures[0].described
    assert all(town in figures[2].described for town in TOWNS)


def test_no_raw_column_names(report: RegionsReport) -> None:
    said = words(report)
    columns = {*report.scores.table, *report.seen, "few_organisations", "no_records",
               "mean_degree", "per_actor", "size_class", "children_in_care"}  # fmt: skip
    raw = {name for name in columns if "_" in name}
    assert not {name for name in raw if name in said}
    assert not re.findall(r"\bnan\b|\bNone\b|<NA>", said)


def test_hostile_names_are_escaped() -> None:
    towns = [*TOWNS[:2], HOSTILE]
    listed = pd.DataFrame({"region": towns, HOSTILE: [10.5, 11.5, 12.5]})
    given = made(records(towns, regions=listed), drawn=True)
    page = render(given.document())
    assert HOSTILE not in page
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_permuted_rows_give_the_same_document() -> None:
    given = records()
    mixed = {name: frame.sample(frac=1, random_state=4) for name, frame in given.tables.items()}
    other = resolve_actors(nc.Records(meetings=mixed["meetings"], regions=mixed["regions"]))
    assert made(given, drawn=True).document() == made(other, drawn=True).document()


def test_files(report: RegionsReport, tmp_path: Any) -> None:
    folder = report.save(tmp_path / "out")
    assert {path.name for path in folder.iterdir()} == {
        "report.html", "report.docx", "report.xlsx", "map.html", "network.graphml",
        "regions.csv", "indicators.csv", "problems.csv", "hidden.csv", "run.json",
    }  # fmt: skip
    assert report.kind == "regions"
    assert repr(report) == f"<Report: 7 regions, {report.network.n_actors} actors, en>"
    assert "regions.csv" not in report._repr_html_()


def test_both_languages_have_the_same_parts(report: RegionsReport) -> None:
    czech = made(records(), lang="cs")
    english = made(records(), lang="en")
    kinds = [
        [(section.level, [type(block) for block in section.blocks]) for section in one.sections]
        for one in (regions_document(czech), regions_document(english))
    ]
    assert kinds[0] == kinds[1]
    assert {METRICS[name].level for name in czech.scores.metrics} == {"network"}


def test_many_regions_are_cut_with_a_word(
    report: RegionsReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(numbers, "MOST_ROWS", 4)
    table = scorecards(report)[0]
    assert len(table.rows) == 4
    assert "1 more in regions.csv." in table.note
    assert report._tables()["regions.csv"]["region"].nunique() == 7


def test_many_regions_have_several_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "A_SHEET", 3)
    monkeypatch.setattr(pictures, "A_COLUMN", 4)
    given = made(records(), drawn=True, outcomes="mean_degree")
    assert [one.regions for one in given.networks] == [tuple(TOWNS[:3]), tuple(TOWNS[3:])]
    assert [len(one.regions) for one in given.ranges["mean_degree"]] == [4, 1]
    monkeypatch.setattr(pictures, "SHEETS", 1)
    given = made(records(), drawn=True, outcomes="mean_degree")
    assert "2 regions are not drawn for want of room." in words(given)
    monkeypatch.setattr(pictures, "MOST_ACTORS", 3)
    assert "too many actors for small pictures" in words(made(records(), drawn=True))


# -- refusals ------------------------------------------------------------------------------------


def test_one_region_is_refused_with_the_remedy() -> None:
    rows = meetings_of("Jihlava", 8, 20, np.random.default_rng(1))
    sheet = pd.DataFrame(rows, columns=["actor", "meeting_id", "region"])
    with pytest.raises(RecordError, match=r"two or more.*1: Jihlava.*one area"):
        made(resolve_actors(nc.Records(meetings=sheet)))
    with pytest.raises(RecordError, match="a region"):
        made(resolve_actors(nc.Records(meetings=sheet.drop(columns="region"))))


def test_without_meetings_it_is_refused() -> None:
    referrals = pd.DataFrame({"source": ["A"], "target": ["B"]})
    with pytest.raises(RecordError):
        made(resolve_actors(nc.Records(referrals=referrals)))
