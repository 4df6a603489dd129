"""The panel of regions and phases: who, when, how many, and at equal effort."""

from __future__ import annotations

from itertools import combinations, product
from typing import Any

import numpy as np
import pandas as pd
import pytest

import netcoop as nc
from netcoop.compare.impact import did
from netcoop.compare.panel import phase_panel
from netcoop.compare.trends import event_study
from netcoop.errors import ArgumentError, NetcoopWarning, RecordError
from tests.compare import simulate_panel

PHASES = {
    "pre": ("2022-05-01", "2023-06-30"),
    "anticipation": ("2023-07-01", "2023-12-31"),
    "during": ("2024-01-01", "2025-02-28"),
    "after": ("2025-03-01", "2026-04-30"),
}
# Region, day, facilitated, who came.
MEETINGS = [
    ("Alfa", "2022-06-01", False, "a b"),
    ("Alfa", "2022-07-01", False, "a b c"),
    ("Alfa", "2023-08-01", False, "a c"),
    ("Alfa", "2024-02-01", False, "a b"),
    ("Alfa", "2024-03-01", False, "b c"),
    ("Alfa", "2024-04-01", False, "c d"),
    ("Alfa", "2024-05-01", True, "net a b c d"),
    ("Alfa", "2024-06-01", False, "a"),
    ("Beta", "2022-06-01", False, "x y"),
    ("Beta", "2024-06-01", False, "x y z"),
]
REGIONS = pd.DataFrame(
    {
        "region": ["Alfa", "Beta", "Gama"],
        "treated": [True, False, False],
        "stratum": ["small", "small", "large"],
        "dose": [20.5, None, None],
    }
)


def sheet(meetings: list[tuple[str, str, Any, str]]) -> pd.DataFrame:
    rows = [
        {
            "meeting_id": f"m{place}",
            "region": region,
            "date": day,
            "facilitated": flag,
            "actor": who,
        }
        for place, (region, day, flag, actors) in enumerate(meetings)
        for who in actors.split()
    ]
    return pd.DataFrame(rows).astype({"facilitated": "boolean"})


def records(
    meetings: list[tuple[str, str, Any, str]] = MEETINGS, regions: pd.DataFrame | None = REGIONS
) -> nc.Records:
    home = {"a b c d net": "Alfa", "x y z": "Beta"}
    actors = pd.DataFrame(
        [(who, who.upper(), place) for names, place in home.items() for who in names.split()],
        columns=["actor_id", "name", "region"],
    )
    actors["role"] = pd.Series("facilitator", index=actors.index).where(actors["actor_id"] == "net")
    phases = pd.DataFrame(
        [(name, *days) for name, days in PHASES.items()], columns=["phase", "start", "end"]
    )
    return nc.Records(meetings=sheet(meetings), actors=actors, regions=regions, phases=phases)


def row(panel: pd.DataFrame, region: str, phase: str) -> dict[str, Any]:
    found = panel[panel["region"].eq(region) & panel["phase"].eq(phase)]
    assert len(found) == 1
    return dict(found.iloc[0])


def test_a_row_a_region_and_phase_with_what_did_needs() -> None:
    panel = phase_panel(records())
    assert list(panel) == ["region", "phase", "treated", "stratum", "dose", "source", "n_actors",
                           "n_meetings", "flag", "mean_degree"]  # fmt: skip
    assert len(panel) == 3 * 4
    alfa = row(panel, "Alfa", "during")
    assert alfa["treated"]
    assert (alfa["stratum"], alfa["dose"], alfa["source"]) == ("small", 20.5, "sheets")
    # The facilitator is no actor; nor do a facilitated meeting and a meeting of one count.
    assert (alfa["n_actors"], alfa["n_meetings"], alfa["flag"]) == (4, 3, "too_few_events")
    assert not row(panel, "Beta", "pre")["treated"]


def test_as_recorded_is_the_mean_degree_of_each_phase() -> None:
    panel = phase_panel(records(), effort="recorded")
    # a–b, a–c, b–c of four actors; then a–b, b–c, c–d.
    assert row(panel, "Alfa", "pre")["mean_degree"] == 6 / 4
    assert row(panel, "Alfa", "during")["mean_degree"] == 6 / 4
    assert row(panel, "Beta", "pre")["mean_degree"] == pytest.approx(2 / 3)


def test_equal_effort_is_the_mean_over_all_choices_of_meetings() -> None:
    panel = phase_panel(records(), ["mean_degree", "density"])
    pairs = [{"ab"}, {"bc"}, {"cd"}]
    expected = np.mean([len(set.union(*some)) for some in combinations(pairs, 2)])
    assert row(panel, "Alfa", "during")["mean_degree"] == pytest.approx(2 * expected / 4)
    assert row(panel, "Alfa", "during")["density"] == pytest.approx(expected / 6)
    # The time before is measured at two meetings, and one meeting aside does not pull it down.
    assert row(panel, "Alfa", "pre")["mean_degree"] == 6 / 4
    assert np.isnan(row(panel, "Alfa", "anticipation")["mean_degree"])


def test_what_has_to_be_drawn_agrees_with_all_choices() -> None:
    panel = phase_panel(records(), "largest_component_share", rng=3)
    # Of the three choices of two meetings of during, two connect three of four actors, one two.
    expected = (0.75 + 0.75 + 0.5) / 3
    found = row(panel, "Alfa", "during")["largest_component_share"]
    assert found == pytest.approx(expected, abs=4 * 0.12 / np.sqrt(50))
    again = phase_panel(records(), "largest_component_share", rng=3)
    pd.testing.assert_frame_equal(panel, again)


def test_the_same_numbers_for_any_number_of_workers() -> None:
    from joblib import parallel_config

    alone = phase_panel(records(), "largest_component_share", rng=3)
    with parallel_config("threading", n_jobs=2):
        together = phase_panel(records(), "largest_component_share", rng=3)
    pd.testing.assert_frame_equal(alone, together)


def test_missing_is_not_zero() -> None:
    panel = phase_panel(records(), effort="recorded")
    for region, phase in (("Gama", "pre"), ("Beta", "after")):
        found = row(panel, region, phase)
        assert np.isnan(found["mean_degree"])
        assert found["flag"] == "too_few_events"
        assert pd.isna([found[name] for name in ("source", "n_actors", "n_meetings")]).all()


def test_records_without_a_meeting_of_two_are_zero_as_recorded_and_unknown_at_equal_effort() -> (
    None
):
    some = [*MEETINGS, ("Beta", "2025-06-01", False, "x")]
    assert row(phase_panel(records(some), effort="recorded"), "Beta", "after")["mean_degree"] == 0
    assert np.isnan(row(phase_panel(records(some)), "Beta", "after")["mean_degree"])


def test_with_facilitated_meetings_and_facilitators() -> None:
    found = row(phase_panel(records(), facilitated=True, effort="recorded"), "Alfa", "during")
    assert (found["n_actors"], found["n_meetings"], found["mean_degree"]) == (5, 4, 4.0)


def test_a_range_where_facilitation_is_unknown() -> None:
    some = [
        (region, day, None if day == "2024-03-01" else flag, who)
        for region, day, flag, who in MEETINGS
    ]
    panel = phase_panel(records(some), effort="recorded")
    found = row(panel, "Alfa", "during")
    assert found["flag"] == "facilitated_unknown"
    assert np.isnan(found["mean_degree"])
    assert (found["mean_degree_low"], found["mean_degree_high"]) == (4 / 4, 6 / 4)
    known = row(panel, "Beta", "during")
    assert known["mean_degree"] == known["mean_degree_low"] == known["mean_degree_high"]
    assert "mean_degree_low" not in phase_panel(records(some), facilitated=True)


def test_meetings_of_several_regions_are_left_out_and_counted() -> None:
    some = [*MEETINGS, (None, "2024-06-01", False, "a x")]
    with pytest.warns(NetcoopWarning, match="1 meeting belongs to no single region"):
        panel = phase_panel(records(some), effort="recorded")  # type: ignore[arg-type]
    assert row(panel, "Alfa", "during")["mean_degree"] == 6 / 4


def test_large_meetings_can_be_left_out() -> None:
    panel = phase_panel(records(), effort="recorded", max_size=2)
    assert row(panel, "Alfa", "pre")["mean_degree"] == 2 / 4


def test_bins_of_two_months() -> None:
    panel = phase_panel(records(), bins=2, effort="recorded")
    alfa = panel[panel["region"].eq("Alfa")]
    assert alfa.groupby("phase").size().to_dict() == {
        "pre": 7, "anticipation": 3, "during": 7, "after": 7,
    }  # fmt: skip
    first = alfa[alfa["bin"].eq("2024-01")]
    assert first["phase"].item() == "during"
    assert first["mean_degree"].item() == 2 / 4
    assert event_study(panel, "mean_degree", base="pre", rng=1).to_frame()["flag"].notna().all()


def test_open_phases_end_where_the_records_do() -> None:
    spans = {"pre": (None, "2023-06-30"), "during": ("2024-01-01", None)}
    panel = phase_panel(records(), phases=spans, bins=2, effort="recorded")
    bins = panel[panel["region"].eq("Alfa")].groupby("phase")["bin"].agg(list)
    assert bins["pre"] == [
        "2022-05",
        "2022-07",
        "2022-09",
        "2022-11",
        "2023-01",
        "2023-03",
        "2023-05",
    ]
    assert bins["during"] == ["2024-01", "2024-03", "2024-05"]


def test_did_takes_it_and_sides_without_records_are_refused() -> None:
    only = pd.DataFrame({"region": ["Alfa", "Gama"], "treated": [True, False]})
    found = did(phase_panel(records(regions=only)), "mean_degree", rng=1).to_frame()
    assert found["flag"].item() == "no_common_source"
    pair = did(phase_panel(records(), effort="recorded"), "mean_degree", rng=1).to_frame()
    assert pair["estimate"].item() == pytest.approx((6 - 6) / 4 - (6 - 2) / 3)


def test_without_a_table_of_regions_nobody_is_on_a_side() -> None:
    panel = phase_panel(records(regions=None))
    assert panel["treated"].isna().all()
    assert set(panel["region"]) == {"Alfa", "Beta"}


def test_the_order_of_rows_changes_nothing() -> None:
    source = records()
    assert source.meetings is not None
    turned = nc.Records(**{**source.tables, "meetings": source.meetings[::-1]})
    pd.testing.assert_frame_equal(phase_panel(source, rng=1), phase_panel(turned, rng=1))


@pytest.mark.parametrize(
    "bad",
    [
        {"metrics": "nothing"},
        {"metrics": []},
        {"effort": "more"},
        {"bins": 0},
        {"bins": True},
        {"bins": "2MS"},
        {"facilitated": "no"},
        {"max_size": 1},
        {"compare": ["before"]},
        {"rng": -1},
        {"phases": 3},
    ],
)
def test_bad_arguments(bad: dict[str, Any]) -> None:
    with pytest.raises(ArgumentError):
        phase_panel(records(), **bad)


def test_bad_tables() -> None:
    twice = pd.concat([REGIONS, REGIONS.head(1)])
    with pytest.raises(RecordError, match="Alfa"):
        phase_panel(records(regions=twice))
    with pytest.raises(RecordError, match="perhaps"):
        phase_panel(records(regions=REGIONS.assign(treated="perhaps")))
    with pytest.raises(RecordError):
        phase_panel(nc.Records(actors=pd.DataFrame({"actor_id": ["a"], "name": ["A"]})))


def test_a_phase_that_has_barely_begun_does_not_pull_down_the_others() -> None:
    some = [*MEETINGS, ("Alfa", "2025-06-01", False, "a b")]
    pulled = row(phase_panel(records(some)), "Alfa", "pre")["mean_degree"]
    panel = phase_panel(records(some), compare=["pre", "during"])
    assert pulled < row(panel, "Alfa", "pre")["mean_degree"] == 6 / 4
    assert np.isnan(row(panel, "Alfa", "after")["mean_degree"])


def test_the_documented_range_holds_every_difference() -> None:
    unknown = ("2022-07-01", "2024-03-01", "2024-06-01")
    sides = pd.DataFrame({"region": ["Alfa", "Beta"], "treated": [True, False]})

    def marked(flags: dict[tuple[str, str], Any]) -> nc.Records:
        some = [
            (region, day, flags.get((region, day), flag), who)
            for region, day, flag, who in MEETINGS
        ]
        return records(some, sides)

    places = [(region, day) for region, day, _, _ in MEETINGS if day in unknown]
    panel = phase_panel(marked(dict.fromkeys(places)), effort="recorded")
    up = panel["treated"].eq(True) == panel["phase"].ne("pre")
    low, high = panel["mean_degree_low"], panel["mean_degree_high"]
    panel["least"], panel["most"] = low.where(up, high), high.where(up, low)
    ends = did(panel, ["least", "most"], rng=1).to_frame()["estimate"].tolist()
    truths = [
        did(
            phase_panel(marked(dict(zip(places, flags, strict=True))), effort="recorded"),
            "mean_degree",
            rng=1,
        )
        .to_frame()["estimate"]
        .item()
        for flags in product([True, False], repeat=len(places))
    ]
    assert ends == pytest.approx([min(truths), max(truths)])


@pytest.mark.parametrize(("metrics", "runs"), [(["mean_degree"], 24), (simulate_panel.METRICS, 6)])
def test_more_meetings_alone_are_no_change(metrics: list[str], runs: int) -> None:
    # The harness takes 3,000 runs.
    found = simulate_panel.run(runs, seed=11, metrics=metrics)
    shares = found["p_value"].le(0.05).groupby(found["metric"]).mean()
    assert len(shares) == len(metrics)
    assert (shares <= simulate_panel.bound(runs)).all(), shares


def test_as_recorded_more_meetings_alone_are_a_change() -> None:
    found = simulate_panel.run(3, seed=11, effort="recorded", metrics=["mean_degree"])
    assert (found["p_value"] <= 0.05).all()
