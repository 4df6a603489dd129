"""Groups within and across: closed forms, counting by hand, networkx and igraph."""

from __future__ import annotations

import itertools
import math
import warnings
from collections import Counter

import igraph
import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from netcoop.errors import ArgumentError, NetcoopWarning, NetworkError
from netcoop.metrics.labels import assortativity, blau, ei_index, mixing_matrix
from netcoop.network import Network


def network(graph: nx.Graph, labels: list[object] | None = None, factor: float = 1.0) -> Network:
    """Make a network of a graph; labels in the order of its nodes."""
    actors = pd.DataFrame(index=[str(node) for node in graph])
    if labels is not None:
        actors["sector"] = labels
    ties = pd.DataFrame(
        [
            (str(a), str(b), factor * data.get("weight", 1.0))
            for a, b, data in graph.edges(data=True)
        ],
        columns=["source", "target", "weight"],
    )
    return Network(actors, ties, directed=graph.is_directed())


@st.composite
def graphs(draw: st.DrawFn) -> nx.Graph:
    n = draw(st.integers(2, 8))
    one_way = draw(st.booleans())
    graph = nx.DiGraph() if one_way else nx.Graph()
    graph.add_nodes_from(range(n))
    pairs = [(a, b) for a in range(n) for b in range(n) if a != b and (one_way or a < b)]
    for a, b in draw(st.lists(st.sampled_from(pairs), unique=True, max_size=20)):
        graph.add_edge(a, b, weight=draw(st.sampled_from([0.3, 1.0, 7.0])))
    return graph


@st.composite
def labelled(draw: st.DrawFn, labels: st.SearchStrategy[object]) -> tuple[nx.Graph, list[object]]:
    graph = draw(graphs())
    n = len(graph)
    return graph, draw(st.lists(labels, min_size=n, max_size=n))


WORDS = st.sampled_from(["police", "school", "health"])
SOME = st.sampled_from(["police", "school", "health", None])
NUMBERS = st.integers(-5, 5).map(lambda value: value * 1.7)


def quietly(function, *arguments, **choices):  # type: ignore[no-untyped-def]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NetcoopWarning)
        return function(*arguments, **choices)


def known_ties(graph: nx.Graph, labels: list[object]) -> list[tuple[str, str]]:
    pairs = [(labels[a], labels[b]) for a, b in graph.edges]
    return [(a, b) for a, b in pairs if a is not None and b is not None]  # type: ignore[misc]


# -- E−I index -------------------------------------------------------------------------------------


@pytest.mark.parametrize("sizes", [(2, 3), (1, 1, 4), (5,), (2, 2, 2)])
def test_ei_of_a_complete_network_depends_on_the_sizes_alone(sizes: tuple[int, ...]) -> None:
    labels = [f"g{group}" for group, size in enumerate(sizes) for _ in range(size)]
    n = len(labels)
    inside = sum(size * (size - 1) for size in sizes) / (n * (n - 1))
    assert ei_index(network(nx.complete_graph(n), labels)) == pytest.approx(1 - 2 * inside)


def test_ei_at_its_ends() -> None:
    apart = nx.disjoint_union(nx.complete_graph(3), nx.complete_graph(4))
    assert ei_index(network(apart, ["x"] * 3 + ["y"] * 4)) == -1
    across = nx.complete_bipartite_graph(3, 4)
    assert ei_index(network(across, ["x"] * 3 + ["y"] * 4)) == 1


@given(labelled(SOME))
def test_ei_is_counted_by_hand(case: tuple[nx.Graph, list[object]]) -> None:
    graph, labels = case
    ties = known_ties(graph, labels)
    across = sum(a != b for a, b in ties)
    ours = quietly(ei_index, network(graph, labels))
    if ties:
        assert ours == pytest.approx((2 * across - len(ties)) / len(ties), abs=1e-12)
    else:
        assert math.isnan(ours)


# -- assortativity ---------------------------------------------------------------------------------


@given(labelled(WORDS))
def test_labels_mix_as_in_networkx_and_igraph(case: tuple[nx.Graph, list[object]]) -> None:
    """Newman's convention in both: a tie without direction counts both ways."""
    graph, labels = case
    ours = assortativity(network(graph, labels))
    ends = {label for pair in known_ties(graph, labels) for label in pair}
    if len(ends) < 2:
        assert math.isnan(ours)
        return
    nx.set_node_attributes(graph, dict(enumerate(labels)), "sector")
    assert ours == pytest.approx(nx.attribute_assortativity_coefficient(graph, "sector"), abs=1e-9)
    other = igraph.Graph(n=len(graph), edges=list(graph.edges), directed=graph.is_directed())
    codes = [sorted({"police", "school", "health"}).index(str(label)) for label in labels]
    assert ours == pytest.approx(other.assortativity_nominal(codes), abs=1e-9)


@given(labelled(NUMBERS))
def test_numbers_correlate_as_in_networkx_and_igraph(
    case: tuple[nx.Graph, list[object]],
) -> None:
    """Pearson's correlation over ties, both ways where there is no direction."""
    graph, numbers = case
    ours = assortativity(network(graph, numbers))
    sources = {numbers[a] for a, b in graph.edges}
    targets = {numbers[b] for a, b in graph.edges}
    if not graph.is_directed():
        sources = targets = sources | targets
    if len(sources) < 2 or len(targets) < 2:
        assert math.isnan(ours)
        return
    nx.set_node_attributes(graph, dict(enumerate(numbers)), "load")
    assert ours == pytest.approx(nx.numeric_assortativity_coefficient(graph, "load"), abs=1e-9)
    other = igraph.Graph(n=len(graph), edges=list(graph.edges), directed=graph.is_directed())
    assert ours == pytest.approx(other.assortativity(numbers), abs=1e-9)


@pytest.mark.parametrize("labels", [list("xxyyz"), [1.0, 2.0, 3.0, 5.0, 8.0], list("abcde")])
def test_a_complete_network_is_as_little_assortative_as_chance(labels: list[object]) -> None:
    """Whoever has a label lacks just itself among its partners: r = −1/(n − 1)."""
    assert assortativity(network(nx.complete_graph(5), labels)) == pytest.approx(-1 / 4)


def test_assortativity_at_its_ends() -> None:
    pairs = nx.Graph([(0, 1), (2, 3)])
    assert assortativity(network(pairs, list("xxyy"))) == 1
    assert assortativity(network(pairs, [1, 1, 4, 4])) == 1
    assert assortativity(network(pairs, list("xyxy"))) == -1
    assert assortativity(network(pairs, [1, 4, 1, 4])) == -1


def test_truth_values_and_numbers_as_texts_are_labels() -> None:
    star = nx.star_graph(3)
    as_labels = assortativity(network(star, list("xyyx")))
    assert assortativity(network(star, [True, False, False, True])) == as_labels
    assert assortativity(network(star, ["9", "1", "1", "9"])) == as_labels
    # Of two values the two definitions give one number.
    assert assortativity(network(star, [9.0, 1.0, 1.0, 9.0])) == pytest.approx(as_labels)


def test_an_actor_without_a_number_does_not_count() -> None:
    path = nx.path_graph(5)
    with pytest.warns(NetcoopWarning, match=r"^1 actor has no sector: its ties do not count here"):
        some = assortativity(network(path, [1.0, 2.0, 4.0, 7.0, math.nan]))
    assert some == pytest.approx(assortativity(network(nx.path_graph(4), [1.0, 2.0, 4.0, 7.0])))
    with pytest.raises(ArgumentError, match=r"'sector' is infinite for actors \(1\): 4"):
        assortativity(network(path, [1.0, 2.0, 4.0, 7.0, math.inf]))


# -- mixing matrix ---------------------------------------------------------------------------------


@given(labelled(SOME))
def test_mixing_is_counted_by_hand(case: tuple[nx.Graph, list[object]]) -> None:
    graph, labels = case
    net = network(graph, labels)
    ties, density, expected, ratio = (
        quietly(mixing_matrix, net, values=values)
        for values in ("ties", "density", "expected", "ratio")
    )
    names = sorted({str(label) for label in labels if label is not None})
    assert ties.index.tolist() == ties.columns.tolist() == names
    assert ties.index.name == "sector"
    pairs = known_ties(graph, labels)
    one_way = graph.is_directed()
    places = list(itertools.permutations(range(len(labels)), 2))
    every = [
        (labels[a], labels[b])
        for a, b in places
        if (one_way or a < b) and labels[a] is not None and labels[b] is not None
    ]
    for row, column in itertools.product(names, names):
        hits = {(row, column)} if one_way else {(row, column), (column, row)}
        count, room = (sum(pair in hits for pair in some) for some in (pairs, every))
        assert ties.loc[row, column] == count
        chance = len(pairs) * room / len(every) if every else math.nan
        for table, value in (
            (density, count / room if room else math.nan),
            (expected, chance),
            (ratio, count / chance if chance > 0 else math.nan),
        ):
            assert table.loc[row, column] == pytest.approx(value, abs=1e-12, nan_ok=True)


@pytest.mark.parametrize("one_way", [False, True])
def test_expected_is_the_mean_over_all_ways_to_deal_the_labels(one_way: bool) -> None:
    graph = nx.path_graph(5, create_using=nx.DiGraph if one_way else nx.Graph)
    # Each way once: all have equally many permutations.
    deals = sorted(set(itertools.permutations("xxyyz")))
    nets = [network(graph, list(dealt)) for dealt in deals]
    tables = [mixing_matrix(net, values="ties").to_numpy() for net in nets]
    expected = mixing_matrix(nets[0], values="expected").to_numpy()
    np.testing.assert_allclose(np.mean(tables, axis=0), expected, atol=1e-9, rtol=0)
    values = [ei_index(net) for net in nets]
    inside = expected.trace()
    assert np.mean(values) == pytest.approx((4 - 2 * inside) / 4, abs=1e-9)


def test_direction_goes_from_row_to_column() -> None:
    graph = nx.DiGraph([(0, 1), (0, 2), (2, 1)])
    table = mixing_matrix(network(graph, ["police", "school", "school"]), values="ties")
    assert table.loc["police", "school"] == 2
    assert table.loc["school", "police"] == 0
    assert table.loc["school", "school"] == 1
    assert str(table.to_numpy().dtype) == "int64"


# -- Blau ------------------------------------------------------------------------------------------


@given(labelled(SOME))
def test_blau_is_counted_by_hand(case: tuple[nx.Graph, list[object]]) -> None:
    graph, labels = case
    ours = quietly(blau, network(graph, labels))
    for node in graph:
        near = set(nx.all_neighbors(graph, node))
        counts = Counter(labels[other] for other in near if labels[other] is not None)
        total = sum(counts.values())
        value = 1 - sum((count / total) ** 2 for count in counts.values()) if total else math.nan
        assert ours[str(node)] == pytest.approx(value, abs=1e-12, nan_ok=True)
        assert not ours[str(node)] > 1 - 1 / max(1, len(counts)) + 1e-12
    assert ours.name == "blau"


def meetings_of(seats: list[tuple[str, str, str]], actors: pd.DataFrame) -> Network:
    table = pd.DataFrame(seats, columns=["actor", "meeting_id", "kind"])
    return Network(actors, pd.DataFrame(columns=["source", "target"]), affiliations=table)


def test_blau_of_those_who_sat_at_a_meeting() -> None:
    actors = pd.DataFrame({"sector": ["school", "school", "police", "health", None]}, list("ABCDE"))
    seats = [
        ("A", "m1", "case"), ("B", "m1", "case"),
        ("A", "m2", "round"), ("C", "m2", "round"), ("C", "m2", "round"), ("E", "m2", "round"),
        ("A", "m3", "case"), ("B", "m3", "case"), ("C", "m3", "case"), ("D", "m3", "case"),
        ("E", "m4", "case"),
    ]  # fmt: skip
    net = meetings_of(seats, actors)
    with pytest.warns(NetcoopWarning, match="1 actor has no sector: it does not count among"):
        every = blau(net, of="meetings")
    assert every.index.tolist() == net.meetings.index.tolist()
    assert every.index.name == "meeting_id"
    expected = {"m1": 0.0, "m2": 0.5, "m3": 1 - (0.25 + 2 / 16), "m4": math.nan}
    assert every.to_dict() == pytest.approx(expected, nan_ok=True)
    cases = quietly(blau, net, of="meetings", kind="case")
    assert cases.index.tolist() == ["m1", "m3", "m4"]
    pd.testing.assert_series_equal(cases, every[cases.index])


def test_blau_of_southern_women_at_one_table() -> None:
    women = nx.davis_southern_women_graph()
    names = women.graph["top"]
    actors = pd.DataFrame({"sector": [name.split()[-1][0] for name in names]}, index=names)
    net = meetings_of([(a, b, "club") for a, b in women.edges(names)], actors)
    ours = blau(net, of="meetings")
    for event in women.graph["bottom"]:
        shares = pd.Series([name.split()[-1][0] for name in women[event]]).value_counts(True)
        assert ours[event] == pytest.approx(1 - (shares**2).sum(), abs=1e-12)


# -- what all share --------------------------------------------------------------------------------


@given(labelled(WORDS), st.randoms())
def test_order_and_unit_change_nothing(case: tuple[nx.Graph, list[object]], random: object) -> None:
    graph, labels = case
    nodes = list(graph)
    random.shuffle(nodes)  # type: ignore[attr-defined]
    mixed = graph.__class__()
    mixed.add_nodes_from(nodes)
    mixed.add_edges_from(graph.edges(data=True))
    one, two = network(graph, labels), network(mixed, [labels[node] for node in nodes], factor=1e6)
    assert ei_index(two) == pytest.approx(ei_index(one), abs=1e-12, nan_ok=True)
    assert assortativity(two) == pytest.approx(assortativity(one), abs=1e-12, nan_ok=True)
    pd.testing.assert_frame_equal(mixing_matrix(two), mixing_matrix(one))
    pd.testing.assert_series_equal(blau(two)[one.actors.index], blau(one))


def test_one_warning_counts_all_actors_without_a_label() -> None:
    net = network(nx.path_graph(4), ["x", None, "", "y"])
    for measure in (ei_index, assortativity, mixing_matrix):
        with pytest.warns(NetcoopWarning) as caught:
            measure(net)
        assert [str(one.message) for one in caught] == [
            "2 actors have no sector: their ties do not count here."
        ]
        assert caught[0].filename == __file__
    with pytest.warns(NetcoopWarning, match="2 actors have no sector: they do not count") as caught:
        mixed = blau(net)
    assert len(caught) == 1
    assert caught[0].filename == __file__
    # The ends of the path know unlabelled actors only; those in the middle one labelled actor each.
    assert mixed.isna().tolist() == [True, False, False, True]


@pytest.mark.parametrize("n", [0, 1, 3])
@pytest.mark.parametrize("one_way", [False, True])
def test_without_ties_all_is_undefined(n: int, one_way: bool) -> None:
    graph = nx.empty_graph(n, create_using=nx.DiGraph if one_way else nx.Graph)
    net = network(graph, ["x", "y", "y"][:n])
    assert math.isnan(ei_index(net))
    assert math.isnan(assortativity(net))
    assert blau(net).isna().all()
    assert len(blau(net)) == n
    assert mixing_matrix(net, values="ties").to_numpy().sum() == 0
    assert mixing_matrix(net, values="ratio").isna().to_numpy().all()
    assert mixing_matrix(net).shape == (min(n, 2), min(n, 2))
    if n == 3:
        assert mixing_matrix(net).loc["y", "y"] == 0
        assert math.isnan(mixing_matrix(net).loc["x", "x"])


def test_nobody_with_a_label() -> None:
    net = network(nx.path_graph(3), [None, None, None])
    assert math.isnan(quietly(ei_index, net))
    assert math.isnan(quietly(assortativity, net))
    assert quietly(blau, net).isna().all()
    assert quietly(mixing_matrix, net, values="expected").shape == (0, 0)


def test_isolates_and_pieces_change_no_index() -> None:
    graph = nx.path_graph(4)
    labels: list[object] = list("xxyy")
    one = network(graph, labels)
    two = network(nx.disjoint_union(graph, nx.empty_graph(2)), [*labels, "x", "z"])
    assert ei_index(one) == ei_index(two) == pytest.approx(-1 / 3)
    assert assortativity(one) == assortativity(two)
    assert blau(two).tail(2).isna().all()
    assert mixing_matrix(two).loc["x", "x"] == pytest.approx(1 / 3)


def test_wrong_arguments_name_the_remedy() -> None:
    net = network(nx.path_graph(3), list("xxy"))
    for measure in (ei_index, assortativity, mixing_matrix, blau):
        with pytest.raises(ArgumentError, match="Did you mean 'sector'"):
            measure(net, "secter")
        for wrong in (None, 1, ["sector"], np.array(["sector", "sector"]), math.nan, ""):
            with pytest.raises(ArgumentError, match="Use one of: sector"):
                measure(net, wrong)
        with pytest.raises(ArgumentError, match="by='sector' is not known"):
            measure(network(nx.path_graph(3)))
    with pytest.raises(ArgumentError, match="Use one of: density, ties, expected, ratio"):
        mixing_matrix(net, values="share")  # type: ignore[arg-type]
    with pytest.raises(ArgumentError, match="Use one of: partners, meetings"):
        blau(net, of="actors")  # type: ignore[arg-type]
    with pytest.raises(ArgumentError, match="use it with of='meetings'"):
        blau(net, kind="case")
    with pytest.raises(NetworkError, match="does not say who was at which meeting"):
        blau(net, of="meetings")
    seated = meetings_of([("A", "m", "case")], pd.DataFrame({"sector": ["x"]}, index=["A"]))
    for unknown in ("cases", 3, math.nan):
        with pytest.raises(ArgumentError, match="Use one of: case"):
            blau(seated, of="meetings", kind=unknown)  # type: ignore[arg-type]
