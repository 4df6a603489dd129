"""Structural holes and roles of brokers: networkx, igraph, published values, counting by hand."""

from __future__ import annotations

import itertools
import math
import warnings

import igraph
import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import netcoop as nc
from netcoop.errors import ArgumentError, NetcoopWarning
from netcoop.metrics import brokers
from netcoop.metrics.brokers import ROLES, brokerage_roles, constraint, effective_size
from netcoop.network import Network


def network(graph: nx.Graph, labels: list[object] | None = None, factor: float = 1.0) -> Network:
    """Make a network of a graph; labels in the order of its nodes."""
    actors = pd.DataFrame(index=[str(node) for node in graph])
    if labels is not None:
        actors["sector"] = labels
    rows = [
        (str(a), str(b), factor * data.get("weight", 1.0)) for a, b, data in graph.edges(data=True)
    ]
    ties = pd.DataFrame(rows, columns=["source", "target", "weight"])
    return Network(actors, ties, directed=graph.is_directed())


@st.composite
def graphs(draw: st.DrawFn, *, directed: bool | None = None) -> nx.Graph:
    n = draw(st.integers(2, 8))
    one_way = draw(st.booleans()) if directed is None else directed
    graph = nx.DiGraph() if one_way else nx.Graph()
    graph.add_nodes_from(range(n))
    pairs = [(a, b) for a in range(n) for b in range(n) if a != b and (one_way or a < b)]
    for a, b in draw(st.lists(st.sampled_from(pairs), unique=True, max_size=30)):
        graph.add_edge(a, b, weight=draw(st.floats(0.01, 100.0)))
    return graph


@st.composite
def labelled(draw: st.DrawFn) -> tuple[nx.Graph, list[object]]:
    graph = draw(graphs())
    words = st.sampled_from(["police", "school", "health", None])
    return graph, draw(st.lists(words, min_size=len(graph), max_size=len(graph)))


def networkx_constraint(graph: nx.Graph, weight: str | None) -> dict[str, float]:
    """Ask networkx, whose division by the nothing of isolates warns."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return {str(node): value for node, value in nx.constraint(graph, weight=weight).items()}


def networkx_effective_size(graph: nx.Graph, weight: str | None) -> dict[str, float]:
    """Ask networkx actor by actor, as its documentation defines the measure.

    Asked for all at once, networkx 3.6.1 divides by the wrong actor's largest weight (#8906); asked
    for one, it calls a node of a directed graph without arcs out an isolate. Without direction,
    with the two arcs of a pair summed, neither comes up.
    """
    mutual = nx.Graph()
    mutual.add_nodes_from(graph)
    for a, b, data in graph.edges(data=True):
        before = mutual.get_edge_data(a, b, {"weight": 0.0})["weight"]
        mutual.add_edge(a, b, weight=before + (1.0 if weight is None else data[weight]))
    sizes = nx.effective_size(mutual, nodes=list(mutual), weight="weight")
    with_arcs = [node for node in graph if len(graph[node])]
    directly = nx.effective_size(graph, nodes=with_arcs, weight=weight)
    assert directly == pytest.approx({node: sizes[node] for node in with_arcs}, abs=1e-9)
    return {str(node): value for node, value in sizes.items()}


# -- constraint and effective size -----------------------------------------------------------------


@given(graphs(), st.booleans())
def test_they_are_those_of_networkx_and_igraph(graph: nx.Graph, weighted: bool) -> None:
    """Burt's convention in both: the two arcs of a pair are summed, partners only."""
    weight = "weight" if weighted else None
    net = network(graph)
    ours = constraint(net, weighted=weighted)
    assert ours.name == "constraint"
    assert ours.to_dict() == pytest.approx(
        networkx_constraint(graph, weight), abs=1e-9, nan_ok=True
    )
    size = effective_size(net, weighted=weighted)
    assert size.name == "effective_size"
    assert size.to_dict() == pytest.approx(
        networkx_effective_size(graph, weight), abs=1e-9, nan_ok=True
    )
    partners = nc.partners(net)
    assert size.isna().tolist() == ours.isna().tolist() == (partners == 0).tolist()
    assert not ((size < 1 - 1e-9) | (size > partners + 1e-9)).any()
    other = igraph.Graph(n=len(graph), edges=list(graph.edges), directed=graph.is_directed())
    if graph.number_of_edges():
        weights = [value for *_, value in graph.edges(data="weight")] if weighted else None
        expected = other.constraint(weights=weights)
        assert ours.to_numpy() == pytest.approx(np.array(expected), abs=1e-9, nan_ok=True)


@given(graphs(directed=False))
def test_without_weights_the_effective_size_is_borgatti_s_short_form(graph: nx.Graph) -> None:
    sizes = effective_size(network(graph), weighted=False)
    for node in graph:
        k, t = graph.degree(node), graph.subgraph(graph[node]).number_of_edges()
        expected = k - 2 * t / k if k else math.nan
        assert sizes[str(node)] == pytest.approx(expected, abs=1e-9, nan_ok=True)


def test_the_example_of_borgatti_1997() -> None:
    """Ego network of G in Unpacking Burt's redundancy measures: 6 − 8/6 = 4.67."""
    graph = nx.Graph(["AB", "AF", "AG", "AE", "EG", "FG", "BG", "BD", "DG", "GC"])
    size, closed = effective_size(network(graph)), constraint(network(graph))
    assert size["G"] == pytest.approx(6 - 8 / 6)
    assert size["A"] == pytest.approx(2.5)
    assert size["C"] == closed["C"] == 1
    assert closed["G"] == pytest.approx(0.400, abs=5e-4)
    assert closed["A"] == pytest.approx(0.595, abs=5e-4)


@pytest.mark.parametrize("n", [3, 4, 7])
def test_closed_forms(n: int) -> None:
    complete = network(nx.complete_graph(n))
    share = 1 / (n - 1)
    each = (n - 1) * (share + (n - 2) * share**2) ** 2
    assert constraint(complete).to_numpy() == pytest.approx(np.full(n, each))
    assert effective_size(complete).to_numpy() == pytest.approx(np.ones(n))
    if n == 3:
        assert each == 1.125
    star = network(nx.star_graph(n))
    assert constraint(star).to_numpy() == pytest.approx(np.array([1 / n] + [1.0] * n))
    assert effective_size(star).to_numpy() == pytest.approx(np.array([n] + [1.0] * n))


def test_weights_count_where_there_are_any() -> None:
    triangle = nx.Graph()
    triangle.add_weighted_edges_from([("A", "B", 5.0), ("B", "C", 1.0), ("A", "C", 1.0)])
    net = network(triangle)
    for measure in (constraint, effective_size):
        pd.testing.assert_series_equal(measure(net), measure(net, weighted=True))
        assert not np.allclose(measure(net), measure(net, weighted=False))
        plain = network(nx.complete_graph(3))
        pd.testing.assert_series_equal(measure(plain), measure(plain, weighted=False))
    # By hand: A spends 5/6 on B and 1/6 on C; B as A; C half on each.
    expected = (5 / 6 + 1 / 6 * 1 / 2) ** 2 + (1 / 6 + 5 / 6 * 1 / 6) ** 2
    assert constraint(net)["A"] == pytest.approx(expected)
    assert effective_size(net)["A"] == pytest.approx(2 - (1 / 6 * 1 / 5 + 5 / 6 * 1))


def test_large_networks_are_taken_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = nx.barabasi_albert_graph(60, 4, seed=3)
    graph.add_node("alone")
    labels = ["x", "y", "z"] * 20 + ["x"]
    net = network(nx.DiGraph(graph), labels)
    whole = effective_size(net), brokerage_roles(net)
    monkeypatch.setattr(brokers, "BLOCK_PRODUCTS", 7)
    pd.testing.assert_series_equal(effective_size(net), whole[0])
    pd.testing.assert_frame_equal(brokerage_roles(net), whole[1])


# -- brokerage roles -------------------------------------------------------------------------------


def role(a: object, b: object, c: object) -> str:
    """Gould and Fernandez 1989, for a → b → c and the broker b."""
    if a == b == c:
        return "coordinator"
    if b == c:
        return "gatekeeper"
    if a == b:
        return "representative"
    return "consultant" if a == c else "liaison"


@given(labelled())
def test_roles_are_counted_by_hand(case: tuple[nx.Graph, list[object]]) -> None:
    """Every way a → b → c with a → c absent, as in R's sna::brokerage; no direction: both ways."""
    graph, labels = case
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NetcoopWarning)
        ours = brokerage_roles(network(graph, labels))
    assert ours.columns.tolist() == [*ROLES, "total"]
    expected = pd.DataFrame(0.0, index=ours.index, columns=ours.columns)
    for a, b, c in itertools.permutations(graph, 3):
        if graph.has_edge(a, b) and graph.has_edge(b, c) and not graph.has_edge(a, c):
            ends = labels[a], labels[b], labels[c]
            if None not in ends:
                expected.loc[str(b), [role(*ends), "total"]] += 1
    expected[[label is None for label in labels]] = math.nan
    pd.testing.assert_frame_equal(ours, expected)


def test_every_role_once() -> None:
    sectors = {
        "school1": "school", "school2": "school", "school3": "school",
        "police1": "police", "police2": "police", "health1": "health",
    }  # fmt: skip
    actors = pd.DataFrame({"sector": sectors})
    ways = {
        "coordinator": ("school1", "school2", "school3"),
        "gatekeeper": ("police1", "school2", "school3"),
        "representative": ("school1", "school2", "police1"),
        "consultant": ("police1", "school2", "police2"),
        "liaison": ("police1", "school2", "health1"),
    }
    for name, (a, b, c) in ways.items():
        arcs = pd.DataFrame({"source": [a, b], "target": [b, c]})
        roles = brokerage_roles(Network(actors, arcs, directed=True))
        assert roles.loc[b, name] == roles.loc[b, "total"] == 1
        assert roles.drop(index=b).to_numpy().sum() == 0
        closed = pd.concat([arcs, pd.DataFrame({"source": [a], "target": [c]})])
        assert brokerage_roles(Network(actors, closed, directed=True)).to_numpy().sum() == 0


def records(**tables: pd.DataFrame) -> nc.Records:
    sectors = {"A": "school", "B": "school", "C": "police", "D": "health"}
    actors = pd.DataFrame({"sector": sectors}).rename_axis("actor_id").reset_index()
    return nc.Records(actors=actors.assign(name=actors["actor_id"]), **tables)


MEETINGS = pd.DataFrame({"actor": list("ABCD"), "meeting_id": list("1122"), "date": "2025-01-01"})
REFERRALS = pd.DataFrame({"source": list("AB"), "target": list("BC"), "date": "2025-01-01"})


def test_of_records_only_layers_with_a_direction_count() -> None:
    meetings = nc.build_network(records(meetings=MEETINGS), layers=["meeting"])
    assert brokerage_roles(meetings).isna().to_numpy().all()
    both_ways = nc.build_network(records(meetings=MEETINGS), layers=["meeting"], directed=True)
    assert brokerage_roles(both_ways).isna().to_numpy().all()
    mixed = nc.build_network(records(meetings=MEETINGS, referrals=REFERRALS))
    assert not mixed.directed
    roles = brokerage_roles(mixed)
    assert roles.loc["B", ["representative", "total"]].tolist() == [1, 1]
    assert roles["total"].sum() == 1
    pd.testing.assert_frame_equal(brokerage_roles(mixed.layer("referral")), roles)
    assert brokerage_roles(mixed.layer("meeting")).isna().to_numpy().all()
    # Where referrals were recorded and none is left there is nothing to broker: zero, not unknown.
    assert brokerage_roles(mixed.without("B")).to_numpy().sum() == 0
    assert brokerage_roles(mixed.without("B")).notna().to_numpy().all()


def test_several_kinds_of_arc_between_two_actors_are_one_way() -> None:
    actors = pd.DataFrame({"sector": ["x", "x", "y"]}, index=list("ABC"))
    arcs = pd.DataFrame(
        {"source": list("AAB"), "target": list("BBC"), "kind": ["referral", "contact", "contact"]}
    )
    assert brokerage_roles(Network(actors, arcs, directed=True)).loc["B", "total"] == 1


# -- what all share --------------------------------------------------------------------------------


@given(labelled(), st.randoms(), st.sampled_from([1e-9, 3.0, 1e9]))
def test_order_and_unit_change_nothing(
    case: tuple[nx.Graph, list[object]], random: object, factor: float
) -> None:
    graph, given_labels = case
    labels = [label or "other" for label in given_labels]
    nodes = list(graph)
    random.shuffle(nodes)  # type: ignore[attr-defined]
    mixed = graph.__class__()
    mixed.add_nodes_from(nodes)
    mixed.add_edges_from(graph.edges(data=True))
    one, two = network(graph, labels), network(mixed, [labels[node] for node in nodes], factor)
    ids = one.actors.index
    for measure in (constraint, effective_size):
        other = measure(two, weighted=True)[ids]
        pd.testing.assert_series_equal(other, measure(one, weighted=True), atol=1e-9, rtol=0)
    pd.testing.assert_frame_equal(brokerage_roles(two).loc[ids], brokerage_roles(one))


@pytest.mark.parametrize("n", [0, 1, 3])
@pytest.mark.parametrize("one_way", [False, True])
def test_without_ties(n: int, one_way: bool) -> None:
    graph = nx.empty_graph(n, create_using=nx.DiGraph if one_way else nx.Graph)
    net = network(graph, ["x", "y", "y"][:n])
    for measure in (constraint, effective_size):
        for weighted in (None, True, False):
            values = measure(net, weighted=weighted)
            assert len(values) == n
            assert values.isna().all()
            assert str(values.dtype) == "float64"
    roles = brokerage_roles(net)
    assert roles.shape == (n, 6)
    assert (roles.to_numpy() == 0).all()
    assert roles.index.name == "actor_id"


def test_an_actor_without_a_label_breaks_the_way() -> None:
    arcs = nx.DiGraph([(0, 1), (1, 2), (2, 3)])
    with pytest.warns(NetcoopWarning, match=r"^1 actor has no sector: its ties do") as caught:
        roles = brokerage_roles(network(arcs, ["x", "x", "y", None]))
    assert caught[0].filename == __file__
    assert len(caught) == 1
    assert roles["total"].fillna(-1).tolist() == [0, 1, 0, -1]


def test_wrong_arguments_name_the_remedy() -> None:
    net = network(nx.path_graph(3), list("xxy"))
    for wrong in ("yes", 1, 0.0, math.nan, [True]):
        for measure in (constraint, effective_size):
            with pytest.raises(ArgumentError, match="must be True, False or None"):
                measure(net, weighted=wrong)
    with pytest.raises(ArgumentError, match="Did you mean 'sector'"):
        brokerage_roles(net, "sectr")
    with pytest.raises(ArgumentError, match="Use one of: sector"):
        brokerage_roles(net, None)  # type: ignore[arg-type]
