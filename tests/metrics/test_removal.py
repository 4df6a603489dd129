"""Removal curves against counting again with networkx after each removal."""

from __future__ import annotations

import math

import igraph
import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from joblib import parallel_config

import netcoop as nc
from netcoop.errors import ArgumentError, NetworkError, RecordError
from netcoop.metrics.removal import removal_curve, resilience

NO_TIES = pd.DataFrame({"source": [], "target": []})
EMPTY, ALONE = (nc.Network(list("A" * n), NO_TIES) for n in (0, 1))
COLUMNS = ["fragmentation", "fragmentation_full", "largest_component_share", "largest_component"]


@st.composite
def graphs(draw: st.DrawFn) -> nx.Graph:
    n = draw(st.integers(1, 9))
    graph = nx.DiGraph() if draw(st.booleans()) else nx.Graph()
    graph.add_nodes_from(range(n))
    pairs = [(a, b) for a in range(n) for b in range(n) if a != b] or [(0, 0)]
    for a, b in draw(st.lists(st.sampled_from(pairs), unique=True, max_size=18)):
        if a != b:
            # Irrational-looking weights: no two paths are of equal length.
            graph.add_edge(a, b, weight=draw(st.integers(1, 10**6)) * math.pi / 1000 + 0.01)
    return graph


def counted(graph: nx.Graph, order: list[int]) -> list[list[float]]:
    """Measure what is left after each removal, by networkx."""
    n, rest, rows = len(graph), nx.Graph(graph), []
    for k in range(len(order) + 1):
        sizes = [len(piece) for piece in nx.connected_components(rest)]
        pairs, largest = sum(s * (s - 1) for s in sizes), max(sizes, default=0)
        possible, full = (n - k) * (n - k - 1), n * (n - 1)
        rows.append([
            1 - pairs / possible if possible else math.nan,
            1 - pairs / full if full else math.nan,
            largest / n,
            largest,
        ])  # fmt: skip
        if k < len(order):
            rest.remove_node(order[k])
    return rows


def check(curve: pd.DataFrame, graph: nx.Graph, order: list[int]) -> None:
    assert curve["removed"].tolist() == list(range(len(order) + 1))
    assert curve["actor"].isna().tolist() == [True, *[False] * len(order)]
    assert curve["actor"].dropna().tolist() == [str(node) for node in order]
    expected = np.array(counted(graph, order))
    assert curve[COLUMNS].to_numpy("float64") == pytest.approx(expected, abs=1e-12, nan_ok=True)


@given(graphs(), st.randoms())
def test_a_given_order_is_counted_again(graph: nx.Graph, random: object) -> None:
    net, order = nc.from_networkx(graph), list(graph)
    random.shuffle(order)  # type: ignore[attr-defined]
    check(removal_curve(net, [str(node) for node in order]), graph, order)
    some = order[: len(order) // 2 + 1]
    check(removal_curve(net, (str(node) for node in some)), graph, some)


@given(graphs())
def test_most_partners_leave_first(graph: nx.Graph) -> None:
    partners = dict(nx.Graph(graph).degree)
    order = sorted(graph, key=lambda node: -partners[node])  # sorted() keeps the order of equals
    check(removal_curve(nc.from_networkx(graph)), graph, order)


@given(graphs())
def test_betweenness_is_measured_anew(graph: nx.Graph) -> None:
    net = nc.from_networkx(graph)
    order: list[int] = []
    while len(order) < len(graph):
        rest = graph.subgraph(set(graph) - set(order))
        cost = {(a, b): 1 / w for a, b, w in rest.edges(data="weight")}
        lengths = nx.Graph(rest) if not graph.is_directed() else nx.DiGraph(rest)
        nx.set_edge_attributes(lengths, cost, "cost")
        between = nx.betweenness_centrality(lengths, weight="cost", normalized=False)
        highest = max(between.values())
        order.append(next(v for v in graph if v in between and between[v] > highest - 1e-9))
    check(removal_curve(net, "betweenness"), graph, order)


def test_random_orders_are_the_mean_of_their_curves() -> None:
    """In a star the first step takes the center once in n times; else it stays a star."""
    n, draws = 10, 4000
    net = nc.from_networkx(nx.star_graph(n - 1))
    curve = removal_curve(net, "random", draws=draws, rng=1)
    assert "actor" not in curve
    assert len(curve) == n + 1
    # F is 1 without the center and 0 with it: a binomial share, here within five deviations.
    expected = 1 / n
    error = 5 * math.sqrt(expected * (1 - expected) / draws)
    assert abs(curve["fragmentation"][1] - expected) < error
    assert curve["fragmentation_low"][1] == 0
    assert curve["fragmentation_high"][1] == 1
    assert curve["fragmentation"][n - 1 :].isna().all()


def test_random_orders_of_a_complete_network_are_all_the_same() -> None:
    curve = removal_curve(nc.from_networkx(nx.complete_graph(6)), "random", draws=3, rng=1)
    one = removal_curve(nc.from_networkx(nx.complete_graph(6)))
    for name in COLUMNS:
        for column in (name, f"{name}_low", f"{name}_high"):
            assert curve[column].tolist() == pytest.approx(one[name], abs=1e-12, nan_ok=True)


def test_the_same_numbers_however_many_workers() -> None:
    net = nc.from_networkx(nx.karate_club_graph())
    one = removal_curve(net, "random", draws=7, rng=3)
    with parallel_config(backend="threading", n_jobs=2):
        two = removal_curve(net, "random", draws=7, rng=np.random.default_rng(3))
    pd.testing.assert_frame_equal(one, two)
    assert not one.equals(removal_curve(net, "random", draws=7, rng=4))


@pytest.mark.parametrize("n", [1, 2, 5, 12])
def test_resilience_of_a_complete_network(n: int) -> None:
    """All tied to all: (n − 1)/(2n), whatever the order; at most one half."""
    net = nc.from_networkx(nx.complete_graph(n))
    for order in ("degree", "betweenness", "random", net.actors.index.tolist()):
        assert resilience(net, order, rng=1).area == pytest.approx((n - 1) / (2 * n), abs=1e-12)


def test_resilience_of_a_star_and_of_nobody_tied() -> None:
    """Star, center first: 1 actor in the largest piece n−1 times, then none: (n−1)/n²."""
    n = 7
    net = nc.from_networkx(nx.star_graph(n - 1))
    assert resilience(net).area == pytest.approx((n - 1) / n**2, abs=1e-12)
    assert resilience(nc.from_networkx(nx.empty_graph(n))).area == pytest.approx((n - 1) / n**2)
    last = [*map(str, range(1, n)), "0"]
    assert resilience(net, last).area == pytest.approx((n - 1) / (2 * n), abs=1e-12)


@settings(max_examples=30)
@given(graphs())
def test_resilience_is_the_area_under_igraph_s_largest_piece(graph: nx.Graph) -> None:
    net, n = nc.from_networkx(graph), len(graph)
    found = resilience(net)
    order = found.curve["actor"].dropna().tolist()
    total = 0
    for k in range(1, n):
        left = graph.subgraph([node for node in graph if str(node) not in order[:k]])
        total += max(igraph.Graph.from_networkx(left).connected_components(mode="weak").sizes())
    assert found.area == pytest.approx(total / n**2, abs=1e-12)
    assert 0 <= found.area <= 0.5


def test_neither_scale_nor_order_of_actors_matters() -> None:
    graph = nx.les_miserables_graph()
    net = nc.from_networkx(graph)
    ties = net.ties.assign(weight=net.ties["weight"] * 1e-6)
    scaled = nc.Network(net.actors, ties)
    for order in ("degree", "betweenness"):
        pd.testing.assert_frame_equal(removal_curve(net, order), removal_curve(scaled, order))
    turned = nc.Network(net.actors.iloc[::-1], net.ties)
    order = removal_curve(net)["actor"].dropna().tolist()
    pd.testing.assert_frame_equal(removal_curve(net, order), removal_curve(turned, order))


@pytest.mark.parametrize("order", ["degree", "betweenness", "random"])
def test_small_networks(order: str) -> None:
    empty, alone = removal_curve(EMPTY, order, rng=1), removal_curve(ALONE, order, rng=1)
    assert len(empty) == 1
    assert empty[COLUMNS[:3]].isna().all(axis=None)
    assert alone["largest_component_share"].tolist() == [1, 0]
    assert alone["fragmentation"].isna().all()
    assert math.isnan(resilience(EMPTY, order, rng=1).area)
    assert resilience(ALONE, order, rng=1).area == 0


# -- by convener ---------------------------------------------------------------------------------

SHEET = pd.DataFrame(
    [
        ("1", "A", "net"), ("1", "B", None), ("1", "C", None),
        ("2", "C", "net"), ("2", "D", "net"),
        ("3", "A", "A"), ("3", "B", "A"),
        ("4", "D", "B"), ("4", "E", "B"),
        ("5", "A", "guest"), ("5", "E", "net"),
    ],
    columns=["meeting_id", "actor", "convener"],
)  # fmt: skip
REGISTER = pd.DataFrame({"actor_id": [*"ABCDEF", "net"], "name": [*"ABCDEF", "net"]})
RECORDS = nc.Records(meetings=SHEET, actors=REGISTER)


def test_meetings_go_with_who_convened_them() -> None:
    net = nc.build_network(RECORDS)
    curve = removal_curve(net, "convener")
    # "net" convened 1, 2 and 5; then A, B and a guest who is not on the roster, one each.
    assert curve["actor"].fillna("").tolist() == ["", "net", "A", "B", "guest"]
    assert curve["meetings"].tolist() == [0, 3, 1, 1, 0]
    assert curve["removed"].tolist() == [0, 1, 2, 3, 4]
    # Pieces of 7 on the roster: ABCDE; AB and DE; DE; nobody; nobody.
    pairs = np.array([20, 4, 2, 0, 0])
    assert curve["fragmentation"].to_numpy() == pytest.approx(1 - pairs / 42, abs=1e-12)
    assert curve["fragmentation_full"].tolist() == curve["fragmentation"].tolist()
    assert curve["largest_component"].tolist() == [5, 2, 2, 1, 1]
    assert curve["largest_component_share"].to_numpy() == pytest.approx(
        np.array([5, 2, 2, 1, 1]) / 7, abs=1e-12
    )


def test_records_may_be_given_and_only_the_roster_counts() -> None:
    net = nc.build_network(RECORDS).subset(list("ABCDE"))
    bare = nc.Network(net.actors, net.ties, settings=net.settings)
    with pytest.raises(NetworkError, match="records="):
        removal_curve(bare, "convener")
    curve = removal_curve(bare, "convener", records=RECORDS)
    assert curve["fragmentation"].tolist() == pytest.approx([0, 16 / 20, 18 / 20, 1, 1], abs=1e-12)


def test_without_conveners_or_settings_it_is_refused() -> None:
    net = nc.build_network(RECORDS)
    nobody = nc.Records(meetings=SHEET.drop(columns="convener"), actors=REGISTER)
    with pytest.raises(NetworkError, match="'convener'"):
        removal_curve(net, "convener", records=nobody)
    by_hand = nc.Network("AB", pd.DataFrame({"source": ["A"], "target": ["B"]}))
    with pytest.raises(NetworkError, match="not built from records"):
        removal_curve(by_hand, "convener", records=RECORDS)
    with pytest.raises(RecordError, match="is not records"):
        removal_curve(net, "convener", records=SHEET)  # type: ignore[arg-type]


def test_the_result_shows_itself() -> None:
    net = nc.from_networkx(nx.star_graph(4))
    found = resilience(net)
    assert repr(found) == "<Resilience: 0.16 (degree), 5 removals>"
    assert found.summary()["half_at"] == 1
    assert "0.16" in found.sentence("en")
    assert "0,16" in found.sentence("cs")
    assert "<table>" in found._repr_html_()
    frame = found.to_frame()
    frame["removed"] = 0
    assert found.curve["removed"].tolist() == [0, 1, 2, 3, 4, 5]
    assert found.equals(resilience(net))
    assert not found.equals(resilience(net, "random", rng=1))
    assert math.isnan(found.area_low)
    drawn = resilience(net, "random", rng=1)
    assert drawn.area_low <= drawn.area <= drawn.area_high
    areas = drawn.curve["largest_component"][1:].sum() / 25
    assert drawn.area == pytest.approx(areas, abs=1e-12)


@pytest.mark.parametrize(
    ("order", "options", "message"),
    [
        ("size", {}, "order='size' is not known"),
        (["0", "x"], {}, "order names actors that the network does not have: 'x'"),
        ([], {}, "names nobody"),
        (5, {}, "order=5 must be a word or a list"),
        (None, {}, "order=None"),
        ("random", {"draws": 0}, "draws=0"),
        ("random", {"draws": 2.5}, "draws=2.5"),
        ("random", {"draws": pd.NA}, "draws=<NA>"),
        ("degree", {"draws": pd.NA}, "draws=<NA>"),
        (["0"], {"draws": None}, "draws=None"),
        ([["0"]], {}, r"order must list ids of actors, which are texts; \['0'\] is none"),
        ([0, 1, 2, 3, 4], {}, "0 is none"),
        ([pd.NA], {}, "<NA> is none"),
        (pd.NA, {}, "order=<NA>"),
        ("random", {"rng": -1}, "rng=-1"),
    ],
)
def test_bad_arguments(order: object, options: dict[str, object], message: str) -> None:
    net = nc.from_networkx(nx.star_graph(4))
    for function in (removal_curve, resilience):
        with pytest.raises(ArgumentError, match=message):
            function(net, order, **options)  # type: ignore[operator]


def test_resilience_needs_everyone() -> None:
    net = nc.from_networkx(nx.star_graph(4))
    with pytest.raises(ArgumentError, match="names 1 of 5 actors"):
        resilience(net, ["0"])
    with pytest.raises(ArgumentError, match="order='convener'"):
        resilience(net, "convener")


def test_an_organiser_convened_and_what_was_not_held_does_not_count() -> None:
    roles = SHEET.assign(
        role=["organiser" if (m, a) == ("4", "E") else None for m, a, _ in SHEET.to_numpy()],
        status=["planned" if m == "3" else "held" for m in SHEET["meeting_id"]],
    )
    curve = removal_curve(nc.build_network(nc.Records(meetings=roles, actors=REGISTER)), "convener")
    # Meeting 3 was not held, so A convened none; 4 was B's and E's: it goes with B, who is first.
    assert curve["actor"].fillna("").tolist() == ["", "net", "B", "E", "guest"]
    assert curve["meetings"].tolist() == [0, 3, 1, 0, 0]


def test_organisers_alone_are_enough() -> None:
    sheet = SHEET.drop(columns="convener").assign(role=None)
    records = nc.Records(meetings=sheet, actors=REGISTER)
    with pytest.raises(NetworkError, match="'organiser' into its column 'role'"):
        removal_curve(nc.build_network(records), "convener")
    first = sheet.index.isin([0, 3, 5])  # A of 1, C of 2, A of 3
    records = nc.Records(
        meetings=sheet.assign(role=np.where(first, "organiser", "participant")), actors=REGISTER
    )
    curve = removal_curve(nc.build_network(records), "convener")
    assert curve["actor"].fillna("").tolist() == ["", "A", "C"]
    assert curve["meetings"].tolist() == [0, 2, 1]


def test_rolled_up_networks_are_refused() -> None:
    register = REGISTER.assign(region=["Brno", "Brno", "Cheb", "Cheb", "Cheb", "Cheb", "Brno"])
    net = nc.build_network(nc.Records(meetings=SHEET, actors=register)).aggregate("region")
    for records in (None, RECORDS):
        with pytest.raises(NetworkError, match=r"rolled up .* before rolling up"):
            removal_curve(net, "convener", records=records)
    assert len(removal_curve(net)) == 3


def test_sentences() -> None:
    net = nc.from_networkx(nx.star_graph(9))
    assert resilience(net).sentence("en") == (
        "As actors leave one by one, the largest piece holds 0.09 of all actors on average (at "
        "most 0.5)."
    )
    drawn = resilience(net, "random", rng=1)
    band = f"{drawn.area_low:.2f} to {drawn.area_high:.2f}"
    assert drawn.sentence("en") == (
        "As actors leave one by one in random order, the largest piece holds "
        f"{drawn.area:.2f} of all actors on average ({band} in 90 of 100 orders; at most 0.5)."
    )
    assert resilience(EMPTY).sentence("en") == "There are no actors, so nobody can leave."


def test_nearly_all_tied_says_little() -> None:
    found = resilience(nc.from_networkx(nx.complete_graph(6)))
    assert (found.flag, found.summary()["flag"]) == ("saturated", "saturated")
    caveat = " Nearly all are tied to each other here: this says little."
    assert found.sentence("en").endswith(caveat)
    path = resilience(nc.from_networkx(nx.path_graph(9)))
    assert (path.flag, path.summary()["flag"]) == ("ok", "ok")


def test_half_at_is_when_the_largest_piece_has_less_than_half() -> None:
    """A path of four: without its second actor half is left in one piece, without two a quarter."""
    found = resilience(nc.from_networkx(nx.path_graph(4)), ["1", "2", "0", "3"])
    assert found.curve["largest_component"].tolist() == [4, 2, 1, 1, 0]
    assert found.summary()["half_at"] == 2
