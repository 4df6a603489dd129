"""What the notebook on other programs says: what is carried there and back, and what may leave."""

from __future__ import annotations

from typing import Any

import networkx as nx
import pandas as pd
import pytest

import netcoop as nc
from netcoop.errors import LossyExportWarning
from tests.notebooks.reading import check_statements, run

NAME = "08_to_r_and_gephi"


@pytest.fixture(scope="module")
def ran() -> dict[str, Any]:
    with pytest.warns(LossyExportWarning) as warned:
        names = run(NAME)
    names["said"] = [str(one.message) for one in warned]
    return names


def test_graphs_come_back_without_attendance(ran: dict[str, Any]) -> None:
    net = ran["net"]
    for back in (ran["from_networkx"], ran["from_igraph"]):
        pd.testing.assert_frame_equal(back.actors, net.actors)
        pd.testing.assert_frame_equal(back.ties, net.ties)
        assert back.settings == net.settings
        assert back.affiliations is None


def test_projection_is_that_of_networkx(ran: dict[str, Any]) -> None:
    assert ran["two_mode"].number_of_edges() == nx.davis_southern_women_graph().number_of_edges()
    assert all(ran["same"])
    assert len(ran["same"]) == ran["theirs"].number_of_edges() == 139


def test_files_lose_what_they_say(ran: dict[str, Any]) -> None:
    assert [one.split(" does not keep")[0] for one in ran["said"]] == [
        "network.graphml",
        "network.gexf",
        "network.csv",
    ]
    assert all("who was at which meeting" in one for one in ran["said"])
    net = ran["net"]
    for file in ("network.graphml", "network.gexf", "network.csv"):
        back = nc.read_network(ran["folder"] / file)
        assert set(back.actors.index) == set(net.actors.index)
        both = net.ties.merge(back.ties, on=["source", "target"])
        assert both["weight_x"].tolist() == pytest.approx(both["weight_y"].tolist())
        assert len(both) == net.n_ties
        assert not back.equals(net)
    assert nc.read_network(ran["folder"] / "network").equals(net)


def test_gexf_is_as_gephi_is_told_to_open_it(ran: dict[str, Any]) -> None:
    graph = nx.read_gexf(ran["folder"] / "network.gexf")
    assert not graph.is_directed()
    weights = nx.get_edge_attributes(graph, "weight")
    assert sorted(weights.values()) == pytest.approx(sorted(ran["net"].ties["weight"]))
    attributes = {name for _, values in graph.nodes(data=True) for name in values}
    assert "person" in attributes


def test_backbone_gets_the_attendance(ran: dict[str, Any]) -> None:
    seats = pd.read_csv(ran["for_backbone"] / "incidence.csv").set_index("label")
    assert seats.columns.tolist() == [f"m{number}" for number in range(1, 15)]
    attended = ran["net"].affiliations.groupby("actor").size()
    assert seats.sum(axis=1).to_dict() == attended.to_dict()


def test_small_counts_are_all_written_alike(ran: dict[str, Any]) -> None:
    assert list(ran["own"]) == ["2014", "2015"]
    for number, period in enumerate(ran["own"].values(), 1):
        written = pd.read_csv(ran["for_statnet"] / f"ties_{number}.csv")["weight"]
        small = period.ties["weight"] < 5
        assert 0 < small.sum() < len(small)
        assert (written == 2.5).sum() == small.sum()
        assert (written[written != 2.5] >= 5).all()


def test_single_persons_go_by_kind_and_number(ran: dict[str, Any]) -> None:
    actors = ran["records"].actors
    persons = set(actors.loc[actors["person"].eq(True), "name"])
    nodes = ran["nodes"]
    assert persons
    assert not persons & set(nodes["name"])
    numbered = nodes["name"].str.fullmatch(r".* \d")
    assert numbered.sum() == len(persons)
    assert (nodes["name"][numbered].str[:-2] == nodes["kind"][numbered]).all()


def test_the_graphml_of_a_report_may_leave(ran: dict[str, Any]) -> None:
    nc.report(ran["records"], lang="en").save(ran["folder"] / "report")
    ties = nc.read_network(ran["folder"] / "report" / "network.graphml").layer("referral").ties
    assert set(ties["weight"][ties["weight"] < 5]) == {2.5}


def test_text_says_what_was_found(ran: dict[str, Any]) -> None:
    net = ran["net"]
    check_statements(
        NAME,
        [
            "*Deep South* (1941)",
            "*Layout → ForceAtlas 2*",
            "fewer than 5 referrals of a pair in a period weigh 2.5",
            "no tie of fewer than 5 referrals can be told from another",
            f"all {net.n_actors} actors and {net.n_ties} ties",
            f"in all {sum(ran['same'])} pairs",
        ],
    )
