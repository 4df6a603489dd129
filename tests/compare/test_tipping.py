"""How many meetings, merely recorded, would explain a finding."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import netcoop as nc
from netcoop.compare.impact import did
from netcoop.compare.panel import phase_panel
from netcoop.compare.tipping import reporting_tipping_point
from netcoop.compare.tipping_result import TippingPoint, extra_of
from netcoop.errors import ArgumentError, NetcoopWarning, RecordError

PHASES = pd.DataFrame(
    {
        "phase": ["pre", "during"],
        "start": ["2023-01-01", "2024-01-01"],
        "end": ["2023-12-31", "2024-12-31"],
    }
)


def pilot(
    extra: int, *, n_treated: int = 4, n_comparison: int = 6, n_actors: int = 8, known: bool = True
) -> nc.Records:
    """Regions that meet in pairs; those that take part have ``extra`` more meetings later."""
    random = np.random.default_rng(2)
    rows, actors, regions = [], [], []
    for place in range(n_treated + n_comparison):
        region, treated = f"Region {place:02d}", place < n_treated
        regions.append((region, treated))
        names = [f"a{place:02d}x{k}" for k in range(n_actors)]
        actors += [(name, name, region) for name in names]
        for day, number in (("2023-05-01", 8), ("2024-05-01", 8 + extra * treated)):
            for meeting in range(number):
                who = random.choice(names, 2, replace=False)
                rows += [(name, f"{region} {day} {meeting}", day, region) for name in who]
    meetings = pd.DataFrame(rows, columns=["actor", "meeting_id", "date", "region"])
    meetings["facilitated"] = pd.Series(False if known else None, index=meetings.index).astype(
        "boolean"
    )
    return nc.Records(
        meetings=meetings,
        actors=pd.DataFrame(actors, columns=["actor_id", "name", "region"]),
        regions=pd.DataFrame(regions, columns=["region", "treated"]),
        phases=PHASES,
    )


def test_the_arithmetic_of_extra_meetings() -> None:
    # Of 125 meetings a fifth is left out, and 100 are left: there were 25 % more.
    assert extra_of(0.2) == pytest.approx(125 / 100 - 1)


def test_extra_meetings_explain_it_at_about_their_share() -> None:
    # 8 more meetings on 8: half of the later ones are extra, and without them nothing differs.
    found = reporting_tipping_point(pilot(8), repeats=5, draws=199, rng=1)
    assert 0.15 <= found.share <= 0.5
    assert found.extra == pytest.approx(found.share / (1 - found.share))
    table = found.to_frame()
    assert len(table) == 13
    assert table["estimate"].is_monotonic_decreasing
    assert table.loc[table["share"] < found.share, "p_value"].le(0.05).all()
    assert table.loc[table["share"].eq(0.5), "estimate"].item() == pytest.approx(0, abs=0.5)
    said = found.sentence("en")
    assert f"{100 * found.extra:.0f} % more meetings" in said
    assert "caused" not in said
    assert "Few regions took part" in said
    assert "Without" not in table["sentence"].iloc[0]


def test_without_leaving_out_it_is_what_did_finds() -> None:
    records = pilot(8)
    found = reporting_tipping_point(records, shares=[0.3], repeats=2, draws=999, rng=1)
    panel = phase_panel(records, effort="recorded")
    expected = did(panel, "mean_degree", draws=999, rng=1).to_frame()
    first = found.to_frame().iloc[0]
    assert first["share"] == 0
    assert first["estimate"] == pytest.approx(expected["estimate"].item())
    # All 210 reassignments are counted, so the p-values agree.
    assert first["p_value"] == pytest.approx(expected["p_value"].item())
    assert (first["n_treated"], first["n_comparison"], first["flag"]) == (4, 6, "few_treated")


def test_a_finding_that_never_goes_and_one_that_is_not_there() -> None:
    large = reporting_tipping_point(pilot(24), shares=[0.05, 0.1], repeats=3, draws=199, rng=1)
    assert np.isnan(large.share)
    assert "still be there" in large.sentence("en")
    none = reporting_tipping_point(pilot(0), shares=[0.2], repeats=2, draws=199, rng=1)
    assert np.isnan(none.share)
    assert "compatible with no difference" in none.sentence("en")
    assert none.summary()["p_value"] > 0.05


def test_at_equal_effort_extra_meetings_make_no_difference() -> None:
    first = {
        effort: reporting_tipping_point(
            pilot(24), shares=[0.2], repeats=2, draws=199, effort=effort, rng=1
        ).summary()
        for effort in ("equal", "recorded")
    }
    assert abs(first["equal"]["estimate"]) < first["recorded"]["estimate"] / 4
    assert first["equal"]["p_value"] > 0.05 > first["recorded"]["p_value"]


def test_no_comparison_is_refused() -> None:
    alone = reporting_tipping_point(pilot(4, n_comparison=0), shares=[0.2], repeats=2, rng=1)
    assert np.isnan(alone.share)
    assert alone.to_frame()["flag"].eq("no_common_source").all()
    assert "no comparison" in alone.sentence("en")
    unknown = reporting_tipping_point(pilot(4, known=False), shares=[0.2], repeats=2, rng=1)
    assert unknown.to_frame()["flag"].eq("facilitated_unknown").all()


def test_the_same_seed_gives_the_same_numbers() -> None:
    from joblib import parallel_config

    one = reporting_tipping_point(pilot(8), shares=[0.2], repeats=2, draws=99, rng=4)
    with parallel_config("threading", n_jobs=2):
        other = reporting_tipping_point(pilot(8), shares=[0.2], repeats=2, draws=99, rng=4)
    assert one.equals(other)
    assert isinstance(one, TippingPoint)
    assert "TippingPoint" in repr(one)
    assert "<table" in one._repr_html_()


@pytest.mark.parametrize(
    "bad",
    [
        {"outcome": "nothing"},
        {"outcome": ["mean_degree"]},
        {"shares": [1.0]},
        {"shares": [-0.1]},
        {"shares": 0.2},
        {"shares": [float("nan")]},
        {"repeats": 0},
        {"draws": 0},
        {"pre": "before"},
        {"post": "after"},
        {"effort": "more"},
        {"facilitated": None},
    ],
)
def test_bad_arguments(bad: dict[str, Any]) -> None:
    with pytest.raises(ArgumentError):
        reporting_tipping_point(pilot(1, n_treated=1, n_comparison=1), **bad)


def test_records_without_meetings() -> None:
    with pytest.raises(RecordError):
        reporting_tipping_point(nc.Records(phases=PHASES))


def test_a_finding_that_turns_round_is_gone() -> None:
    found = reporting_tipping_point(pilot(8), shares=[0, 0.95], repeats=3, draws=499, rng=1)
    first, last = (row for _, row in found.to_frame().iterrows())
    assert first["estimate"] > 0 > last["estimate"]
    assert max(first["p_value"], last["p_value"]) <= 0.05
    assert found.share == 0.95
    assert "into its opposite" in found.sentence("en")
    assert "has turned round" in last["sentence"]
    assert "turned round" not in first["sentence"]


def test_a_region_whose_later_meetings_were_all_facilitated_keeps_its_value() -> None:
    tables = dict(pilot(8).tables)
    sheet = tables["meetings"].copy()
    here = sheet["region"].eq("Region 00") & sheet["date"].astype("str").str.startswith("2024")
    sheet["facilitated"] = sheet["facilitated"].mask(here, True)
    records = nc.Records(**{**tables, "meetings": sheet})
    found = reporting_tipping_point(records, shares=[0.3], repeats=2, draws=99, rng=1).to_frame()
    assert found["n_treated"].tolist() == [4, 4]
    assert found["estimate"].notna().all()


def test_a_phase_is_not_compared_with_itself() -> None:
    with pytest.raises(ArgumentError, match="two different phases"):
        reporting_tipping_point(pilot(1), pre="pre", post="pre")


def test_one_side_only_is_said_so() -> None:
    alone = reporting_tipping_point(pilot(4, n_comparison=0), shares=[0.2], repeats=2, rng=1)
    assert "no regions of both sides" in alone.sentence("en")


def test_meetings_of_no_single_region_are_counted() -> None:
    tables = dict(pilot(2).tables)
    sheet = tables["meetings"].copy()
    sheet.loc[sheet["meeting_id"].eq(sheet["meeting_id"].iloc[0]), "region"] = None
    sheet.loc[0, "actor"] = sheet["actor"].iloc[-1]
    records = nc.Records(**{**tables, "meetings": sheet})
    with pytest.warns(NetcoopWarning, match="1 meeting belongs to no single region"):
        reporting_tipping_point(records, shares=[0.2], repeats=1, draws=9, rng=1)
