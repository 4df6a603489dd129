"""Regions and bins as pictures: every mark read back and compared with the result it shows."""

from __future__ import annotations

import io
import math
from types import SimpleNamespace

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text
from scipy import stats

import netcoop as nc
from netcoop.compare.finding import FLAGS
from netcoop.errors import ArgumentError
from netcoop.maps.pictures.bins import _place, _Point, plot_event_study
from netcoop.maps.pictures.dots import plot_regions
from tests.compare.test_regions import TOWNS, simulated
from tests.compare.test_trends import bins_panel
from tests.maps.test_matrices import assert_nothing_is_cut, words


@pytest.fixture(scope="module")
def records() -> nc.Records:
    random = np.random.default_rng(1)
    sizes = zip(TOWNS, (20, 30, 14, 40, 25, 10), (30, 40, 12, 90, 25, 5), strict=True)
    return nc.Records(meetings=pd.concat([simulated(*size, random) for size in sizes]))


@pytest.fixture(scope="module")
def compared(records):
    return nc.compare_regions(records, draws=20, rng=1)


@pytest.fixture(scope="module")
def study():
    panel = bins_panel(4, 8, 1, jump=3)
    return nc.event_study(panel, "partners", base=3, draws=199, rng=1)


def marks(axes) -> dict[int, tuple[float, str, str]]:
    """Read the marks back: row → place, shape and fill."""
    return {
        round(line.get_ydata()[0]): (
            line.get_xdata()[0],
            line.get_marker(),
            line.get_markerfacecolor(),
        )
        for line in axes.lines
        if len(line.get_xdata()) == 1
    }


def lines(axes) -> dict[int, tuple[float, float]]:
    return {
        round(line.get_ydata()[0]): tuple(line.get_xdata())
        for line in axes.lines
        if line.get_marker() == "|"
    }


def rows_of(axes) -> list[str]:
    return [label.get_text() for label in axes.get_yticklabels()]


def svg(axes) -> bytes:
    file = io.BytesIO()
    with mpl.rc_context({"svg.hashsalt": "netcoop"}):
        axes.figure.savefig(file, format="svg", metadata={"Date": None})
    return file.getvalue()


# -- regions ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["per_actor", "coverage", "size_class"])
@pytest.mark.parametrize("metric", [None, "fragmentation"])
def test_every_region_has_its_value_and_the_range_of_the_ways_of_comparing(
    compared, method, metric
):
    axes = plot_regions(compared, metric, method=method, lang="en")
    table = compared.to_frame()
    table = table[table["metric"] == (metric or "mean_degree")]
    seen, reach = marks(axes), lines(axes)
    assert rows_of(axes) == sorted(TOWNS, key=lambda town: town.translate({0x10D: "c", 0x159: "r"}))
    for at, region in enumerate(rows_of(axes)):
        rows = table[table["region"] == region].set_index("method")
        value, flag = rows.loc[method, ["estimate", "flag"]]
        if math.isnan(value):
            assert at not in seen
            continue
        assert seen[at][0] == value
        assert (seen[at][2] == "white") == (flag != "ok")
        assert reach[at] == (rows["estimate"].min(), rows["estimate"].max())
    assert_nothing_is_cut(axes)


def test_a_place_never_stands_without_its_range(compared):
    axes = plot_regions(compared, lang="en")
    table = compared.to_frame().query("metric == 'mean_degree' and method == 'per_actor'")
    expected = {
        f"{row['rank']} ({row['rank_low']}–{row['rank_high']})"
        for row in table.to_dict("records")
        if not pd.isna(row["rank"])
    }
    told = {text.get_text() for text in axes.texts}
    assert expected <= told
    assert "place (range)" in told


def test_doubts_are_in_the_legend_and_in_place_of_a_missing_number(compared):
    axes = plot_regions(compared, lang="en")
    table = compared.to_frame().query("metric == 'mean_degree' and method == 'per_actor'")
    legend = " ".join(
        entry.get_text().replace("\n", " ") for entry in axes.get_legend().get_texts()
    )
    for row in table.to_dict("records"):
        if row["flag"] == "ok":
            continue
        if math.isnan(row["estimate"]):
            assert FLAGS[row["flag"]] in {text.get_text() for text in axes.texts}
        else:
            assert FLAGS[row["flag"]] in legend


def test_intervals_of_regions(records):
    found = nc.metric_interval(records, ["density", "mean_degree"], by="region")
    axes = plot_regions(found, "mean_degree", lang="en")
    table = found.to_frame().query("metric == 'mean_degree'").set_index("region")
    for at, region in enumerate(rows_of(axes)):
        row = table.loc[region]
        assert marks(axes)[at][0] == row["estimate"]
        if math.isnan(row["ci_low"]):
            assert at not in lines(axes)
        else:
            assert lines(axes)[at] == (row["ci_low"], row["ci_high"])
    assert_nothing_is_cut(axes)


def test_one_region_of_two_actors():
    sheet = pd.DataFrame({"actor": ["A", "B"], "meeting_id": ["m", "m"], "region": "Telč"})
    axes = plot_regions(nc.compare_regions(nc.Records(meetings=sheet), draws=20), lang="cs")
    assert rows_of(axes) == ["Telč"]
    assert not marks(axes)
    assert_nothing_is_cut(axes)


def test_names_of_regions_stand_as_they_are():
    sheet = pd.concat([simulated(name, 10, 14, np.random.default_rng(1))
                       for name in ("$\\frac{1}{0}$", "</text><script>")])  # fmt: skip
    found = nc.compare_regions(nc.Records(meetings=sheet), "mean_degree", draws=20, rng=1)
    axes = plot_regions(found)
    assert "<script" not in svg(axes).decode()
    assert any("$" in name for name in rows_of(axes))
    assert not any(one.get_parse_math() for one in axes.findobj(Text))


def test_same_bytes(compared, study):
    assert svg(plot_regions(compared)) == svg(plot_regions(compared))
    assert svg(plot_event_study(study)) == svg(plot_event_study(study))


@pytest.mark.parametrize(
    "wrong", [{"metric": "density"}, {"method": "raw"}, {"lang": "de"}, {"ax": 1}, {"metric": 3}]
)
def test_wrong_arguments_of_regions(compared, wrong):
    with pytest.raises(ArgumentError):
        plot_regions(compared, **wrong)


def test_other_results_are_refused(records, compared):
    for wrong in (compared.to_frame(), records, nc.metric_interval(records, "density")):
        with pytest.raises(ArgumentError, match="compare_regions"):
            plot_regions(wrong)
        with pytest.raises(ArgumentError, match="event_study"):
            plot_event_study(wrong)


# -- bins ------------------------------------------------------------------------------------------


def test_every_bin_has_its_difference_and_both_bands(study):
    axes = plot_event_study(study, lang="en")
    table = study.to_frame().set_index("bin")
    names = [label.get_text() for label in axes.get_xticklabels()]
    assert names == list("0123456")
    points = {
        round(x): (y, line.get_marker(), line.get_markerfacecolor())
        for line in axes.lines
        if line.get_linestyle() == "None" and line.get_marker() in ("o", "D")
        for x, y in line.get_xydata()
    }
    alone = {
        round(line.get_xdata()[0]): line.get_ydata()
        for line in axes.lines
        if line.get_linewidth() == 5
    }
    together = {
        round(bar.get_segments()[0][0][0]): bar.get_segments()[0][:, 1]
        for container in axes.containers
        for bar in container[2]
    }
    assert points[3] == (0.0, "D", "white")
    assert 3 not in alone
    assert 3 not in together
    for name, row in table.iterrows():
        at = names.index(name)
        value, marker, fill = points[at]
        assert (value, marker) == (row["estimate"], "o")
        assert (fill == "white") == row["before"]
        assert together[at] == pytest.approx([row["ci_low"], row["ci_high"]])
        half = stats.t.ppf(0.975, 10) * row["std_error"]
        assert alone[at] == pytest.approx([value - half, value + half])
    assert_nothing_is_cut(axes)


def test_it_says_what_the_time_before_could_show(study):
    said = " ".join(words(plot_event_study(study, lang="en"))).replace("\n", " ")
    assert "Treated regions: 4, comparison regions: 8" in said
    assert "Before the start the sides differed with p =" in said
    assert "would often be missed" in said


def test_a_phase_as_base_is_no_bin_of_its_own():
    panel = bins_panel(3, 5, 2)
    axes = plot_event_study(nc.event_study(panel, "partners", base="pre", draws=99, rng=1))
    assert [label.get_text() for label in axes.get_xticklabels()] == list("0123456")
    assert not any(line.get_marker() == "D" for line in axes.lines)


@pytest.mark.parametrize(
    ("base", "names", "place"),
    [
        ("3", ["1", "2", "4", "10"], 2),
        ("-1", ["-2", "0", "1"], 1),
        ("10", ["8", "9", "11"], 2),
        ("2024-02", ["2024-01", "2024-03"], 1),
        ("2024Q4", ["2024Q3", "2025Q1"], 1),
        ("pre", ["anticipation", "during", "after"], 0),
        ("during", ["pre", "after"], 1),
        ("pre", ["1", "2", "3"], None),
        ("pilot", ["2024-01", "2024-02"], None),
    ],
)
def test_where_the_base_stands(base, names, place):
    nothing = math.nan
    points = [_Point(name, 0.0, nothing, nothing, nothing, before=False) for name in names]
    assert _place(base, points) == place


def test_bins_without_a_comparison_say_why():
    panel = bins_panel(3, 5, 2).assign(treated=True)
    axes = plot_event_study(nc.event_study(panel, "partners", base=3, draws=99), lang="en")
    assert any("no comparison" in said for said in words(axes))
    assert_nothing_is_cut(axes)


def test_without_a_test_of_the_time_before_that_is_said():
    panel = bins_panel(3, 5, 2).drop(columns="phase")
    found = nc.event_study(panel, "partners", base=0, draws=99, rng=1)
    said = " ".join(words(plot_event_study(found, lang="en"))).replace("\n", " ")
    assert "cannot be tested" in said


def test_wrong_arguments_of_the_study(study):
    for wrong in ({"lang": "de"}, {"ax": SimpleNamespace()}):
        with pytest.raises(ArgumentError):
            plot_event_study(study, **wrong)
