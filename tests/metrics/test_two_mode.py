"""Two-mode degree and density against networkx."""

from __future__ import annotations

import networkx as nx
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from networkx.algorithms import bipartite

import netcoop as nc
from netcoop.errors import ArgumentError, NetworkError
from netcoop.metrics.two_mode import two_mode_degree, two_mode_density


def network(rows: list[tuple[str, str]], actors: str = "ABCDEFGH") -> nc.Network:
    seats = pd.DataFrame(rows, columns=["actor", "meeting_id"], dtype="str")
    no_ties = pd.DataFrame(columns=["source", "target"])  # degrees are those of the attendance
    return nc.Network(actors, no_ties, affiliations=seats)


seats = st.lists(st.tuples(st.sampled_from("ABCDEFGH"), st.sampled_from("stuvwx")), max_size=30)


@given(seats)
def test_they_are_those_of_networkx(rows: list[tuple[str, str]]) -> None:
    net = network(rows)
    graph = nx.Graph()
    graph.add_nodes_from(net.actors.index, bipartite=0)
    graph.add_nodes_from({meeting for _, meeting in rows}, bipartite=1)
    graph.add_edges_from(rows)
    actors, meetings = net.actors.index, net.meetings.index
    assert two_mode_degree(net).to_dict() == {actor: graph.degree[actor] for actor in actors}
    assert two_mode_degree(net, of="meetings").to_dict() == {m: graph.degree[m] for m in meetings}
    if rows:
        assert two_mode_density(net) == bipartite.density(graph, actors)
        share = bipartite.degree_centrality(graph, actors)
        for side, index in (("actors", actors), ("meetings", meetings)):
            ours = two_mode_degree(net, of=side, normalized=True)  # type: ignore[arg-type]
            assert ours.to_dict() == pytest.approx({one: share[one] for one in index}, rel=1e-15)


def test_southern_women() -> None:
    women = nx.davis_southern_women_graph()
    rows = list(women.edges(women.graph["top"]))
    net = network(rows, women.graph["top"])
    degrees = two_mode_degree(net)
    assert two_mode_density(net) == 89 / (18 * 14)
    assert degrees[["Evelyn Jefferson", "Flora Price"]].tolist() == [8, 2]
    assert two_mode_degree(net, of="meetings")[["E8", "E1"]].tolist() == [14, 3]
    assert str(degrees.dtype) == "int64"
    assert degrees.name == "two_mode_degree"


def test_everyone_at_everything_is_one() -> None:
    net = network([(actor, meeting) for actor in "ABC" for meeting in "xy"], "ABC")
    assert two_mode_density(net) == 1.0
    assert two_mode_degree(net, normalized=True).tolist() == [1.0, 1.0, 1.0]
    assert two_mode_degree(net, of="meetings", normalized=True).tolist() == [1.0, 1.0]


def test_what_has_nothing_on_the_other_side_is_not_a_number() -> None:
    net = network([], "AB")
    assert two_mode_degree(net).tolist() == [0, 0]
    assert two_mode_degree(net, normalized=True).isna().all()
    assert two_mode_degree(net, of="meetings", normalized=True).empty
    assert pd.isna(two_mode_density(net))
    assert pd.isna(two_mode_density(network([], "")))


def test_what_cannot_be_measured_is_refused() -> None:
    net = nc.Network("AB", pd.DataFrame({"source": ["A"], "target": ["B"]}))
    for measure in (two_mode_degree, two_mode_density):
        with pytest.raises(NetworkError, match="who was at which meeting"):
            measure(net)
    with pytest.raises(ArgumentError, match="Did you mean 'meetings'"):
        two_mode_degree(net, of="meeting")  # type: ignore[arg-type]
