"""The network: what it accepts, what it refuses, and what its parts keep."""

from __future__ import annotations

import networkx as nx
import pandas as pd
import pytest
from hypothesis import given

import netcoop as nc
from netcoop.errors import ArgumentError, NetcoopWarning, NetworkError
from tests.strategies import networks


def ties(*rows: tuple[object, ...], columns: str = "source target weight kind") -> pd.DataFrame:
    names = columns.split()[: len(rows[0])] if rows else columns.split()[:2]
    return pd.DataFrame(list(rows), columns=names)


def test_actors_without_ties_stay() -> None:
    net = nc.Network(["A", "B", "C"], ties(("A", "B")))
    assert (net.n_actors, net.n_ties) == (3, 1)
    assert nc.isolates(net) == ["C"]
    assert repr(net) == "<Network: 3 actors, 1 ties (tie), undirected, 1 isolate>"


def test_two_ways_of_an_undirected_pair_are_one_tie() -> None:
    net = nc.Network("AB", ties(("A", "B", 1.0), ("B", "A", 2.0)))
    assert net.ties[["source", "target", "weight"]].to_numpy().tolist() == [["A", "B", 3.0]]
    arcs = nc.Network("AB", ties(("A", "B", 1.0), ("B", "A", 2.0)), directed=True)
    assert arcs.n_ties == 2


def test_arcs_inside_an_undirected_network_keep_their_direction() -> None:
    frame = ties(("A", "B", 4.0, "meeting"), ("B", "A", 2.0, "referral")).assign(
        directed=[False, True]
    )
    net = nc.Network("AB", frame)
    assert net.layer("referral").directed
    assert net.layer("referral").ties[["source", "target"]].to_numpy().tolist() == [["B", "A"]]
    assert not net.layer("meeting").directed
    assert net.n_ties == 1


def test_several_kinds_are_divided_by_their_mean_before_they_are_added() -> None:
    frame = ties(
        ("A", "B", 1.0, "m"), ("B", "C", 3.0, "m"), ("A", "B", 100.0, "r"), ("A", "C", 300.0, "r")
    )
    pairs = nc.Network("ABC", frame).pairs.set_index(["source", "target"])["weight"]
    assert pairs.to_dict() == {("A", "B"): 1.0, ("A", "C"): 1.5, ("B", "C"): 1.5}


def test_parts_keep_the_scales_of_the_whole() -> None:
    frame = ties(
        ("A", "B", 1.0, "m"), ("B", "C", 3.0, "m"), ("A", "B", 100.0, "r"), ("A", "C", 300.0, "r")
    )
    net = nc.Network("ABC", frame)
    rest = net.without("C")
    assert rest.settings["weight_scale"] == net.settings["weight_scale"] == 1.5
    assert rest.pairs["weight"].tolist() == [1.0]
    assert net.layer("r").settings["weight_scale"] == 300.0


@pytest.mark.parametrize("weight", [-1.0, float("nan"), float("inf"), -float("inf")])
def test_impossible_weights_are_refused_with_their_rows(weight: float) -> None:
    with pytest.raises(NetworkError, match=r"1 of 2 ties .*rows 2: "):
        nc.Network("ABC", ties(("A", "B", 1.0), ("B", "C", weight)))


def test_what_is_no_tie_is_left_out_and_counted() -> None:
    with pytest.warns(NetcoopWarning) as caught:
        net = nc.Network("AB", ties(("A", "A", 1.0), ("B", "B", 1.0), ("A", "B", 0.0)))
    assert [str(warning.message) for warning in caught] == [
        "2 ties of an actor with itself were left out.",
        "1 tie of weight zero was left out: it is no tie.",
    ]
    assert net.n_ties == 0


@pytest.mark.parametrize(
    ("actors", "rows", "message"),
    [
        (["A", "A"], [], r"stand more than once \(1\): A"),
        (["A", " "], [], "empty or hold control characters"),
        (["A", "B\n"], [], "empty or hold control characters"),
        (["A", None], [], "rows 2 have no actor_id"),
        (["OSPOD", "B"], [("OSPOT", "B")], r"'OSPOT'.*Did you mean 'OSPOD'"),
        (["A", "B"], [("A", None)], "rows 1 have no target"),
        (["A", "B"], [("A", "B", "much")], "not numbers"),
    ],
)
def test_faulty_tables_are_refused(
    actors: list[str], rows: list[tuple[object, ...]], message: str
) -> None:
    with pytest.raises(NetworkError, match=message):
        nc.Network(actors, ties(*rows))


def test_missing_columns_and_doubtful_sums_are_refused() -> None:
    with pytest.raises(NetworkError, match="lack source, target; they have from, to"):
        nc.Network("AB", pd.DataFrame({"from": ["A"], "to": ["B"]}))
    with pytest.raises(NetworkError, match=r"1 pairs .*'year' differs: A – B"):
        nc.Network("AB", ties(("A", "B"), ("B", "A")).assign(year=[1, 2]))
    with pytest.raises(NetworkError, match="true and false only"):
        nc.Network("AB", ties(("A", "B")).assign(directed=["maybe"]))
    with pytest.raises(NetworkError, match="plain values"):
        nc.Network("AB", ties(("A", "B")), settings={"x": object()})


def test_a_network_is_frozen() -> None:
    net = nc.Network("AB", ties(("A", "B", 2.0)))
    for frame in (net.ties, net.pairs, net.actors.assign(x=1)):
        frame.loc[frame.index[0], "new"] = 1
        frame[frame.columns[0]] = "changed"
    net.settings["layer_scale"].clear()
    assert net.ties["source"].tolist() == ["A"]
    assert net.pairs["weight"].tolist() == [2.0]
    assert net.settings["layer_scale"]
    with pytest.raises(ValueError, match="read-only"):
        net.adjacency.data[0] = 5
    with pytest.raises(AttributeError, match="cannot be changed"):
        net.directed = True


def test_parts_of_a_network() -> None:
    frame = ties(("A", "B"), ("B", "C"), ("C", "D"), ("E", "F"))
    actors = pd.DataFrame(
        {"role": [None, "facilitator", None, None, None, None]}, index=list("ABCDEF")
    )
    net = nc.Network(actors, frame)
    assert net.without("B").n_actors == 5
    assert net.without(role="facilitator").equals(net.without(["B"]))
    assert net.ego("B").actors.index.tolist() == ["A", "B", "C"]
    assert net.ego("A", 2).actors.index.tolist() == ["A", "B", "C"]
    assert net.ego("A", 0).actors.index.tolist() == ["A"]
    assert net.largest_component().actors.index.tolist() == ["A", "B", "C", "D"]
    assert net.subset(["F", "E", "A"]).actors.index.tolist() == ["A", "E", "F"]
    with pytest.raises(NetworkError, match="no actor 'X'"):
        net.without("X")
    with pytest.raises(ArgumentError, match="Use one of: facilitator"):
        net.without(role="boss")
    with pytest.raises(ArgumentError, match="either"):
        net.without()


def test_aggregate_sums_ties_between_groups() -> None:
    actors = pd.DataFrame({"sector": ["x", "x", "y", None]}, index=list("ABCD"))
    net = nc.Network(
        actors, ties(("A", "B", 5.0), ("A", "C", 1.0), ("B", "C", 2.0), ("C", "D", 4.0))
    )
    with pytest.warns(NetcoopWarning, match="1 actor has no sector"):
        groups = net.aggregate("sector")
    assert groups.ties[["source", "target", "weight"]].to_numpy().tolist() == [
        ["unknown", "y", 4.0],
        ["x", "y", 3.0],
    ]
    assert groups.actors.loc["x"].to_dict() == {"sector": "x", "members": 2, "weight_within": 5.0}
    with pytest.raises(ArgumentError, match="Did you mean 'sector'"):
        net.aggregate("sectr")


def test_engine_and_matrix_agree_with_networkx() -> None:
    graph = nx.gnp_random_graph(30, 0.2, seed=3)
    for number, (a, b) in enumerate(graph.edges):
        graph.edges[a, b]["weight"] = 1.0 + number
    net = nc.from_networkx(graph)
    dense = net.adjacency.toarray()
    order = [str(node) for node in graph.nodes]
    assert net.actors.index.tolist() == order
    assert (dense == nx.to_numpy_array(graph)).all()
    assert net.engine.ecount() == graph.number_of_edges()


@given(networks())
def test_a_network_is_the_sum_of_its_parts(net: nc.Network) -> None:
    assert net.subset(net.actors.index).equals(net)
    assert net.without([]).equals(net)
    assert sum(len(net.layer(kind).ties) for kind in net.layers) == len(net.ties)
    shuffled = nc.Network(
        net.actors.iloc[::-1], net.ties.iloc[::-1], directed=net.directed,
        affiliations=net.affiliations, settings=net.settings,
    )  # fmt: skip
    assert shuffled.equals(net)
