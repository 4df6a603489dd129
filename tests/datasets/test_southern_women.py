"""The Southern women are those of networkx, and what is published of them comes out."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import pytest

import netcoop as nc

FOLDER = Path(__file__).parents[2] / "datasets" / "southern_women"


@pytest.fixture(scope="module")
def records() -> nc.Records:
    return nc.datasets.load("southern_women")


def test_attendance_is_that_of_networkx(records: nc.Records) -> None:
    assert records.actors is not None
    assert records.meetings is not None
    names = dict(zip(records.actors["actor_id"], records.actors["name"], strict=True))
    women = records.meetings["actor"].map(names)
    here = set(zip(women, records.meetings["meeting_id"], strict=True))
    assert len(here) == len(records.meetings) == 89
    assert here == set(nx.davis_southern_women_graph().edges)


def test_sizes_of_the_events_are_as_published(records: nc.Records) -> None:
    """How many women were at each event, as Breiger (1974) has them on his diagonal."""
    assert records.meetings is not None
    sizes = records.meetings["meeting_id"].value_counts()
    published = [3, 3, 6, 4, 8, 8, 10, 14, 12, 5, 4, 6, 3, 3]
    assert [sizes[f"E{number}"] for number in range(1, 15)] == published


def test_network_is_nearly_complete_and_breigers_overlaps_come_out(records: nc.Records) -> None:
    net = nc.build_network(records, weighting=nc.Weighting(meeting="count"))
    assert (net.n_actors, net.n_ties) == (18, 139)
    ties = net.ties.set_index(["source", "target"])["weight"]
    # Breiger (1974): Evelyn and Laura shared six events, Evelyn and Theresa seven.
    assert ties["Evelyn", "Laura"] == 6
    assert ties["Evelyn", "Theresa"] == 7
    assert ties["Flora", "Olivia"] == 2


def test_nobody_is_hidden_and_every_row_is_published(records: nc.Records) -> None:
    assert records.actors is not None
    assert records.meetings is not None
    assert "Evelyn Jefferson" in set(records.actors["name"])
    assert set(records.problems["code"]) == {"unknown_column"}
    for frame in (records.actors, records.meetings):
        assert set(frame["provenance"]) == {"published"}
        assert frame["made_up"].isna().all()


def test_events_have_a_day_but_no_date(records: nc.Records) -> None:
    assert records.meetings is not None
    assert "date" not in records.meetings or records.meetings["date"].isna().all()
    days = records.meetings.groupby("meeting_id")["month_day"].unique()
    assert (days.map(len) == 1).all()
    assert days.map(lambda day: day[0])[["E1", "E8", "E14"]].tolist() == ["6/27", "9/16", "8/3"]
    years = {"pre": ("1935", "1935"), "during": ("1936", "1936")}
    assert nc.tie_states(records, years, draws=9).to_frame()["estimate"].isna().all()


def test_readme_names_source_and_columns() -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert "*Deep South" in readme
    for path in FOLDER.glob("*.csv"):
        assert f"`{path.name}`" in readme
        for column in path.read_text(encoding="utf-8").splitlines()[0].split(","):
            assert f"`{column}`" in readme
