"""What the notebook on 120 regions says is what its cells find."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import nbformat
import pytest

import netcoop as nc

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "06_comparing_regions.ipynb"
CELLS = nbformat.read(NOTEBOOK, as_version=4).cells
TEXT = "\n".join(cell.source for cell in CELLS if cell.cell_type == "markdown")


def said(value: float, digits: int = 2) -> str:
    return f"{value:.{digits}f}".replace("-", "−")


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    """The names of the notebook, after its cells ran here, without any warning."""
    names: dict[str, Any] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("error", nc.errors.NetcoopWarning)
        for cell in CELLS:
            if cell.cell_type == "code":
                exec(compile(cell.source, cell.id, "exec"), names)
    return names


def test_there_are_120_regions_of_11_kraje_of_different_size(found: dict[str, Any]) -> None:
    regions = found["regions"]
    assert len(regions) == len(found["nets"]) == 120
    assert regions["kraj_name"].nunique() == 11
    official = nc.territories()["population"]
    assert (regions.set_index("region")["population"] == official[regions["region"]]).all()
    assert found["naive"]["n_actors"].max() > 3 * found["naive"]["n_actors"].min()
    assert found["is_open"].sum() == 30


def test_as_recorded_size_decides(found: dict[str, Any]) -> None:
    table = found["naive"].corr("spearman")
    assert table.at["density", "n_actors"] < -0.8
    assert f"rank correlation {said(table.at['density', 'n_actors'])}" in TEXT
    assert f"({said(table.at['ei_sector', 'n_actors'])})" in TEXT
    assert f"By level it is {said(nc.ei_index(found['net'], by='level'))}" in TEXT


def test_the_e_i_index_by_sector_is_higher_where_seats_go_to_other_fields(
    found: dict[str, Any],
) -> None:
    means = found["naive"].groupby(found["is_open"])["ei_sector"].mean()
    assert means[True] > means[False]


def test_fewer_meetings_show_fewer_partners(found: dict[str, Any]) -> None:
    for row in found["rows"]:
        assert row["at_half_a_meeting_each"] < row["partners"]
        assert 0 < row["coverage"] < 1


def test_at_equal_meetings_their_number_decides_less(found: dict[str, Any]) -> None:
    raw, equal = found["by_meetings"]["raw"], found["by_meetings"]["estimate"]
    assert equal < raw / 2
    assert f"({said(raw)}); at equal meetings per actor much less ({said(equal)})" in TEXT
    assert found["equal"]["estimate"].isna().sum() == 1
    assert found["found"].settings["n_elsewhere"] == 11


def test_orders_that_are_told_are_mostly_right(found: dict[str, Any]) -> None:
    assert found["equal_wrong"] < found["raw_wrong"]
    for name in ("raw_wrong", "equal_wrong"):
        assert f"{found[name]:.0%}".replace("%", " %") in TEXT
    called = found["called"]
    right, wrong = called.at["open", "not open"], called.at["not open", "open"]
    alike = called.at["open", "open"] + called.at["not open", "not open"]
    assert wrong < 0.05 * right
    assert f"{right:,} are right and {wrong} are not" in TEXT
    assert f"{right:,} of {right + wrong:,} are right" in TEXT
    assert f"{alike:,} orders were told between municipalities that work in the same way" in TEXT


def test_what_is_tied_to_nothing_shows_next_to_nothing(found: dict[str, Any]) -> None:
    table = found["found"].associations().set_index("indicator")["correlation"]
    assert abs(table["placed_per_1000"]) < 0.2
    assert f"correlation of {said(table['placed_per_1000'])}" in TEXT
    assert f"one of {said(table['population'])}" in TEXT


def test_pictures_report_and_r_are_written(found: dict[str, Any]) -> None:
    assert {
        "for_r/incidence.csv",
        "for_r/read_backbone.R",
        "regions.html",
        "report/network.graphml",
        "report/report.html",
    } <= set(found["files"])
    assert set(found["maps"].to_frame("en")["region"]) == set(found["here"])
