"""Two-mode metrics against networkx."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from networkx.algorithms import bipartite

import netcoop as nc
from netcoop.errors import ArgumentError, NetworkError
from netcoop.metrics.two_mode import (
    two_mode_betweenness,
    two_mode_closeness,
    two_mode_degree,
    two_mode_density,
)


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
    for measure in (two_mode_degree, two_mode_density, two_mode_closeness, two_mode_betweenness):
        with pytest.raises(NetworkError, match="who was at which meeting"):
            measure(net)
    for one in (two_mode_degree, two_mode_closeness, two_mode_betweenness):
        with pytest.raises(ArgumentError, match="Did you mean 'meetings'"):
            one(net, of="meeting")  # type: ignore[arg-type]


@given(seats.filter(bool))
def test_closeness_is_that_of_networkx_times_the_share_reached(rows: list[tuple[str, str]]) -> None:
    """networkx normalises as Borgatti and Everett do; each piece is measured by itself."""
    net = network(rows)
    graph = nx.Graph(rows)
    graph.add_nodes_from(net.actors.index)
    expected = {}
    for piece in nx.connected_components(graph):
        part = graph.subgraph(piece)
        share = (len(piece) - 1) / (len(graph) - 1)
        values = bipartite.closeness_centrality(part, piece & set(net.actors.index))
        expected |= {one: value * share for one, value in values.items()}
    for side, index in (("actors", net.actors.index), ("meetings", net.meetings.index)):
        ours = two_mode_closeness(net, of=side)  # type: ignore[arg-type]
        assert ours.to_dict() == pytest.approx({one: expected[one] for one in index}, abs=1e-9)
        assert ours.between(0, 1 + 1e-12).all()
        if nx.is_connected(graph):
            whole = bipartite.closeness_centrality(graph, set(net.actors.index))
            assert ours.to_dict() == pytest.approx({one: whole[one] for one in index}, abs=1e-9)


@given(seats.filter(bool), st.integers(1, 8))
def test_betweenness_is_that_of_networkx(rows: list[tuple[str, str]], n_actors: int) -> None:
    names = "ABCDEFGH"[:n_actors]
    rows = [row for row in rows if row[0] in names]
    assume(rows)
    net = network(rows, names)
    graph = nx.Graph(rows)
    graph.add_nodes_from(names)
    n, m = net.incidence.shape
    # One meeting leaves no actor between others, one actor no meeting; networkx divides by 0.
    undefined = {"actors": m == 1, "meetings": n == 1}
    for side in ("actors", "meetings"):
        ours = two_mode_betweenness(net, of=side)  # type: ignore[arg-type]
        assert ours.isna().all() == undefined[side]
        if not any(undefined.values()):
            theirs = bipartite.betweenness_centrality(graph, set(names))
            assert ours.to_dict() == pytest.approx({one: theirs[one] for one in ours.index})
            assert ours.between(0, 1 + 1e-12).all()


def test_southern_women_as_published() -> None:
    """Borgatti and Halgin 2011, table of centralities of Davis's women and events."""
    women = nx.davis_southern_women_graph()
    net = network(list(women.edges(women.graph["top"])), women.graph["top"])
    near, between = two_mode_closeness(net), two_mode_betweenness(net)
    for name, closeness, betweenness in (
        ("Evelyn Jefferson", 0.80, 0.10),
        ("Theresa Anderson", 0.80, 0.09),
        ("Nora Fayette", 0.80, 0.11),
        ("Sylvia Avondale", 0.77, 0.07),
    ):
        assert round(near[name], 2) == closeness
        assert round(between[name], 2) == betweenness
    near, between = (
        measure(net, of="meetings") for measure in (two_mode_closeness, two_mode_betweenness)
    )
    for name, closeness, betweenness in (("E8", 0.85, 0.24), ("E9", 0.79, 0.23), ("E1", 0.52, 0.0)):
        assert round(near[name], 2) == closeness
        assert round(between[name], 2) == betweenness


@pytest.mark.parametrize("others", [1, 2, 7])
def test_who_links_all_meetings_has_one(others: int) -> None:
    # Two actors at each meeting, one of them at all: the highest betweenness there can be.
    names = "ABCDEFGH"[: others + 1]
    rows = [(name, f"m{i}") for i, other in enumerate(names[1:]) for name in ("A", other)]
    net = network(rows, names)
    assert two_mode_closeness(net)["A"] == pytest.approx(1)
    if others > 1:
        assert two_mode_betweenness(net)["A"] == pytest.approx(1)
        assert two_mode_betweenness(net)[1:].tolist() == [0.0] * others
    one = network([(name, "m") for name in names], names)
    assert two_mode_closeness(one, of="meetings").tolist() == [1.0]
    assert two_mode_betweenness(one, of="meetings").tolist() == pytest.approx([1.0])
    assert two_mode_betweenness(one).isna().all()


def test_who_came_to_nothing_reaches_nobody() -> None:
    net = network([("A", "x"), ("B", "x"), ("B", "y")], "ABC")
    assert two_mode_closeness(net)["C"] == 0
    assert two_mode_betweenness(net)["C"] == 0
    everyone = network([("A", "x"), ("B", "x"), ("B", "y")], "AB")
    # Both reach three of four others; A in 1 + 2 + 3 steps where 1 + 2 + 1 are the fewest.
    assert two_mode_closeness(net).tolist() == pytest.approx([4 / 6 * 3 / 4, 3 / 4, 0])
    assert two_mode_closeness(net)["B"] < two_mode_closeness(everyone)["B"] == 1


@pytest.mark.parametrize("actors", ["", "A", "AB"])
def test_without_meetings_nothing_is_near_or_between(actors: str) -> None:
    net = network([], actors)
    for measure in (two_mode_closeness, two_mode_betweenness):
        assert measure(net).isna().all()
        assert len(measure(net)) == len(actors)
        assert measure(net).name == measure.__name__
        assert measure(net, of="meetings").empty


@given(seats, st.randoms())
@settings(max_examples=25)
def test_the_order_of_actors_changes_nothing(rows: list[tuple[str, str]], shuffle: object) -> None:
    names = list("ABCDEFGH")
    shuffle.shuffle(names)  # type: ignore[attr-defined]
    one, two = network(rows), network(rows[::-1], "".join(names))
    for measure in (two_mode_closeness, two_mode_betweenness):
        pd.testing.assert_series_equal(measure(two)[list("ABCDEFGH")], measure(one), atol=1e-12)
        pd.testing.assert_series_equal(
            measure(two, of="meetings"), measure(one, of="meetings"), atol=1e-12
        )


def test_two_mode_betweenness_of_a_sample() -> None:
    random = np.random.default_rng(3)
    rows = zip(random.choice(list("ABCDEFGH"), 60), random.integers(30, size=60), strict=True)
    net = network([(str(actor), str(meeting)) for actor, meeting in rows])
    exact = nc.two_mode_betweenness(net)
    for seed in range(20):
        drawn = nc.two_mode_betweenness(net, sample=20, rng=seed)
        assert (drawn - exact).abs().max() <= drawn.attrs["error"]
    everyone = nc.two_mode_betweenness(net, sample=net.n_actors + len(net.meetings))
    pd.testing.assert_series_equal(everyone, exact)
    assert everyone.attrs["error"] == 0
    with pytest.raises(ArgumentError, match="sample="):
        nc.two_mode_betweenness(net, sample=1)
