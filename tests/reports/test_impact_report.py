"""The report on a pilot: what is found, what is not, and what is refused."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import netcoop as nc
from netcoop.errors import ArgumentError, RecordError
from netcoop.reports.document import Bullets, Document, Figure, Paragraph, Section, Table
from netcoop.reports.impact import contents
from netcoop.reports.impact.making import ImpactReport
from tests.reports.pilot import PHASES, pilot_records

FOUND = "The regions that took part changed otherwise"
NOT_FOUND = "In none of the numbers"


def report_of(records: nc.Records, **how: Any) -> ImpactReport:
    given = {"lang": "en", "outcomes": "mean_degree", "draws": 99, **how}
    return nc.report(records, kind="impact", **given)


def small(**how: Any) -> nc.Records:
    return pilot_records(**{"n_treated": 4, "n_comparison": 5, "n_meetings": 8, **how})


@pytest.fixture(scope="module")
def effect() -> ImpactReport:
    return report_of(pilot_records(effect=0.8), outcomes=["mean_degree", "fragmentation"])


@pytest.fixture(scope="module")
def recording() -> ImpactReport:
    return report_of(pilot_records(recording=2.0))


def words_of(section: Section) -> list[str]:
    """All words of a section, captions and cells included."""
    words = [section.heading]
    for block in section.blocks:
        if isinstance(block, Paragraph):
            words.append(block.words)
        elif isinstance(block, Bullets):
            words += block.items
        elif isinstance(block, Figure):
            words += [block.caption, block.described]
        else:
            words += [block.caption, block.note]
            words += [said for column in block.columns for said in (column.label, column.meaning)]
            words += [cell for row in block.rows for cell in row if isinstance(cell, str)]
    return words


def section(document: Document, heading: str) -> str:
    (found,) = [one for one in document.sections if one.heading == heading]
    return " ".join(words_of(found))


def test_a_planted_effect_is_found(effect: ImpactReport) -> None:
    said = section(effect.document(), "What changed")
    assert FOUND in said
    assert "Ties per actor" in said.split(FOUND)[1][:200]
    # The same as the comparison by itself says.
    panel = nc.phase_panel(
        pilot_records(effect=0.8),
        ["mean_degree", "fragmentation"],
        compare=["pre", "during"],
        rng=0,
    )
    alone = nc.did(panel, ["mean_degree", "fragmentation"], draws=99, rng=0).to_frame()
    ours = effect.impact.to_frame()
    for column in ("estimate", "p_value", "p_adjusted", "detectable"):
        assert ours[column].tolist() == pytest.approx(alone[column].tolist()), column


def test_better_records_alone_are_not_found(recording: ImpactReport) -> None:
    said = section(recording.document(), "What changed")
    assert NOT_FOUND in said
    assert FOUND not in said
    by_way = pd.concat(
        {key: found.to_frame() for key, found in recording.worked.impacts.items()}
    ).droplevel(1)
    # As recorded it looks like a change, which is why an equal number comes first.
    assert by_way.loc["recorded", "estimate"] > 4 * by_way.loc["own", "estimate"] > 0


def test_nothing_planted_nothing_found() -> None:
    assert NOT_FOUND in section(report_of(pilot_records(seed=3)).document(), "What changed")


def test_the_design_comes_before_the_result(effect: ImpactReport) -> None:
    headings = [one.heading for one in effect.document().sections]
    assert headings == [
        "What is compared",
        "What could be found at all",
        "How well the meetings are recorded",
        "What changed",
        "Where nothing should be found",
        "When the two sides parted",
        "Could better records explain it?",
        "Did more support go with more change?",
        "What stays without the support",
        "Hours of support and lasting ties",
        "What this report does not show",
        "What evaluators ask, and where the answer is",
        "How it was worked out",
        "What was hidden, and why",
    ]
    design = section(effect.document(), "What is compared")
    assert "8 regions took part" in design
    assert "12 regions are compared with them" in design
    hours = pilot_records().regions["dose"].sum()
    assert f"{hours:,.0f} hours" in design


@pytest.mark.parametrize("which", ["effect", "recording"])
def test_nothing_is_empty_and_figures_are_described(
    which: str, request: pytest.FixtureRequest
) -> None:
    figures = 0
    for one in request.getfixturevalue(which).document().sections:
        assert one.heading
        assert one.blocks
        for block in one.blocks:
            if isinstance(block, Table):
                assert block.rows
                assert len(block.columns) <= 6
                assert len(block.rows) <= 15
                assert all(column.label for column in block.columns)
                assert all(len(row) == len(block.columns) for row in block.rows)
            elif isinstance(block, Figure):
                figures += 1
                assert block.caption
                assert block.described
                assert block.png.startswith(b"\x89PNG")
                assert b"<svg" in block.svg
            else:
                assert all(words_of(Section("x", (block,))))
    assert figures >= 2


def test_no_raw_column_name_or_code(effect: ImpactReport) -> None:
    for one in effect.document().sections:
        for said in words_of(one):
            plain = re.sub(r"\w+\.csv", "", said)
            assert not re.search(r"\w_\w|\bpre\b|\bnan\b|<NA>", plain), said


def test_hours_for_each_lasting_tie(effect: ImpactReport) -> None:
    row = effect.worked.lasting.to_frame().set_index("metric").loc["independent_persistence"]
    each = pilot_records().regions["dose"].sum() / row["n_again"]
    said = section(effect.document(), "Hours of support and lasting ties")
    assert f"{row['n_again']} ties" in said
    assert f"{each:.1f} hours" in said or f"{each:.0f} hours" in said
    assert "no price" in said


@pytest.mark.parametrize(
    ("again", "p_value", "said"),
    [
        (371, 0.01, "fewer than by chance"),
        (500, 0.01, "more than by chance"),
        (430, 0.4, "no clear difference"),
        (435, 0.01, "no clear difference"),
    ],
)
def test_lasting_ties_are_set_beside_chance(again: int, p_value: float, said: str) -> None:
    row = {"n_again": again, "expected": 0.5, "n_ties": 870, "p_value": p_value}
    words = contents._beside_chance(row, "en")
    assert said in words
    assert "435" in words


def test_chance_stands_before_the_hours_of_each_tie(effect: ImpactReport) -> None:
    said = section(effect.document(), "Hours of support and lasting ties")
    assert said.index("chance") < said.index("hours of support for each")


def test_one_smallest_difference_is_printed(effect: ImpactReport) -> None:
    before = section(effect.document(), "What could be found at all")
    after = section(effect.document(), "What changed")
    sizes = re.findall(r"a difference of ([\d.]+) would be found", before)
    assert sizes == re.findall(r"difference it would reliably find is ([\d.]+?)\.? ", after)
    assert len(sizes) == 2


def test_where_a_drift_would_be_missed_no_date_is_read(effect: ImpactReport) -> None:
    study = effect.worked.study
    assert study is not None
    blind = replace(study, pre_trend={**study.pre_trend, "power": 0.06})
    said = contents._parted(effect.worked, blind)
    assert "cannot tell when the sides parted" in said
    assert "in 6 % of cases only" in said
    assert "compatible with no difference" not in said
    for power in (0.5, float("nan")):
        seen = replace(study, pre_trend={**study.pre_trend, "power": power})
        assert contents._parted(effect.worked, seen) == seen.sentence("en")


def test_no_region_is_left_out_without_a_word() -> None:
    names = [f"R{place:02}" for place in range(23)]
    assert contents._named(names[:20], "en") == ", ".join(names[:20])
    assert contents._named(names, "en") == ", ".join(names[:20]) + " and 3 more"


def test_a_check_without_bins_is_said_in_plain_words(effect: ImpactReport) -> None:
    checks = effect.worked.checks
    missing = checks["placebo"].eq("time")
    assert missing.any()
    lost = checks.assign(
        estimate=checks["estimate"].mask(missing),
        sentence=checks["sentence"].mask(missing, "bins="),
    )
    said = repr(contents._checks(replace(effect.worked, checks=lost)).blocks)
    assert "bins=" not in said
    assert "cannot be checked" in said
    assert "cannot be checked" not in repr(contents._checks(effect.worked).blocks)


def test_rows_in_another_order_give_the_same_document() -> None:
    records = small(effect=0.8)
    mixed = nc.Records(
        **{name: table.sample(frac=1, random_state=4) for name, table in records.tables.items()}
    )
    assert report_of(records).to_html() == report_of(mixed).to_html()


def test_what_is_written(effect: ImpactReport, tmp_path: Path) -> None:
    folder = effect.save(tmp_path)
    names = sorted(path.name for path in folder.iterdir())
    assert names == [
        "better_records.csv", "bins.csv", "hidden.csv", "impact.csv", "lasting.csv", "panel.csv",
        "placebos.csv", "problems.csv", "report.docx", "report.html", "report.xlsx",
        "run.json", "support_and_change.csv",
    ]  # fmt: skip
    panel = pd.read_csv(folder / "panel.csv", encoding="utf-8-sig")
    assert len(panel) == 20 * 3
    assert sorted(panel["phase"].unique()) == ["after", "during", "pre"]
    assert "stratum" not in panel
    impact = pd.read_csv(folder / "impact.csv", encoding="utf-8-sig")
    assert len(impact) == 2 * 3
    assert effect.map is None
    assert repr(effect) == "<Report: 8 regions that took part, 12 compared, en>"


def test_other_names_of_phases_go_by_time() -> None:
    phases = PHASES.assign(phase=["rok 1", "rok 2", "rok 3"])
    other = report_of(small(effect=0.8, phases=phases.iloc[::-1].reset_index(drop=True)))
    usual = report_of(small(effect=0.8))
    assert other.impact.to_frame().equals(usual.impact.to_frame())
    said = section(other.document(), "What is compared")
    assert "rok 2" in said
    assert "in the order of time" in said
    assert "in the order of time" not in section(usual.document(), "What is compared")


def test_without_a_time_after_nothing_is_said_of_what_stays() -> None:
    document = report_of(small(phases=PHASES.iloc[:2])).document()
    assert "no time after the support" in section(document, "What stays without the support")
    assert "Hours of support and lasting ties" not in [one.heading for one in document.sections]
    questions = section(document, "What evaluators ask, and where the answer is")
    assert "they have no time after" in questions


def test_two_regions_a_side_are_not_enough() -> None:
    document = report_of(small(n_treated=2)).document()
    assert "fewer than three regions" in section(document, "What is compared")
    assert FOUND not in section(document, "What changed")


def test_without_hours_nothing_is_said_of_them() -> None:
    records = small()
    records = records.replace({"regions": records.regions.drop(columns="dose")})
    document = report_of(records).document()
    assert "the records say nothing" in section(document, "What is compared")
    assert "do not say how much" in section(document, "Did more support go with more change?")


def test_a_number_of_two_organisations_is_not_shown() -> None:
    records = small()
    sheet = records.meetings
    town = sheet["region"].iloc[0]
    pair = sheet.loc[sheet["region"].eq(town), "actor"].unique()[:2]
    two = pd.DataFrame({"actor": pair, "meeting_id": "two", "date": "2022-03-01", "region": town})
    two["facilitated"] = False
    before = sheet["date"].astype("str").str[:4].eq("2022")
    kept = sheet[~(before & sheet["region"].eq(town))][["meeting_id", "date", "actor", "region",
                                                          "facilitated"]]  # fmt: skip
    report = report_of(records.replace({"meetings": pd.concat([kept, two], ignore_index=True)}))
    row = report.panel.set_index(["region", "phase"]).loc[(town, "pre")]
    assert pd.isna(row["mean_degree"])
    assert row["n_meetings"] == 1
    said = section(report.document(), "What this report does not show")
    assert "fewer than three organisations" in said


def test_what_cannot_be_compared_is_refused() -> None:
    records = small()
    no_table = nc.Records(
        **{name: table for name, table in records.tables.items() if name != "regions"}
    )
    with pytest.raises(RecordError, match="which regions took part"):
        report_of(no_table)
    with pytest.raises(RecordError, match="which regions took part"):
        report_of(records.replace({"regions": records.regions.drop(columns="treated")}))
    with pytest.raises(RecordError, match="only one of the two sides"):
        report_of(records.replace({"regions": records.regions.assign(treated=True)}))
    with pytest.raises(RecordError, match="time before the support"):
        report_of(records, phases={"pre": ("2022", "2022")})
    with pytest.raises(ArgumentError, match="outcomes"):
        report_of(records, outcomes="betweenness")
    with pytest.raises(ArgumentError, match="outcomes"):
        report_of(records, outcomes=[])


def test_meetings_of_no_single_region_are_counted() -> None:
    records = small()
    sheet = records.meetings.copy()
    away = sheet["meeting_id"].eq(sheet["meeting_id"].iloc[0])
    sheet.loc[away, "region"] = "Kraj Vysočina"
    said = section(
        report_of(records.replace({"meetings": sheet})).document(),
        "How well the meetings are recorded",
    )
    assert "1 meeting belongs to no single region" in said
