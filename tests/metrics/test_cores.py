"""Core and periphery against every possible core and numpy's correlation."""

from __future__ import annotations

import math
import random
from itertools import combinations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import netcoop as nc
from netcoop.metrics import cores
from netcoop.metrics.cores import core_periphery

LETTERS = "ABCDEFGHIJKLMNOPQRST"


@st.composite
def graphs(draw: st.DrawFn, highest: int = 8) -> nx.Graph:
    n = draw(st.integers(3, highest))
    pairs = list(combinations(LETTERS[:n], 2))
    graph = nx.Graph()
    graph.add_nodes_from(LETTERS[:n])
    graph.add_edges_from(draw(st.lists(st.sampled_from(pairs), unique=True, max_size=len(pairs))))
    return graph


def correlation(graph: nx.Graph, core: set[str]) -> float:
    """Correlate ties and ideal pattern over all pairs, as Borgatti and Everett define it."""
    pairs = list(combinations(graph, 2))
    tied = [float(graph.has_edge(a, b)) for a, b in pairs]
    ideal = [float(a in core or b in core) for a, b in pairs]
    if len(set(tied)) < 2 or len(set(ideal)) < 2:
        return math.nan
    return float(np.corrcoef(tied, ideal)[0, 1])


def all_cores(graph: nx.Graph) -> dict[tuple[str, ...], float]:
    sets = [core for size in range(1, len(graph)) for core in combinations(sorted(graph), size)]
    return {core: correlation(graph, set(core)) for core in sets}


@given(graphs())
def test_up_to_fourteen_it_is_the_best_of_all(graph: nx.Graph) -> None:
    found = core_periphery(nc.from_networkx(graph))
    fits = {core: fit for core, fit in all_cores(graph).items() if not math.isnan(fit)}
    if not fits:
        assert math.isnan(found.fit)
        assert found.core == ()
        assert found.optimal
        assert found.n_optimal is None
        return
    best = max(fits.values())
    tied = [core for core, fit in fits.items() if fit >= best - 1e-10]
    assert found.fit == pytest.approx(best, abs=1e-9)
    assert correlation(graph, set(found.core)) == pytest.approx(best, abs=1e-9)
    assert found.n_optimal == len(tied)
    assert found.core == min(tied, key=lambda core: (len(core), core))
    assert found.optimal


@given(graphs(highest=12))
def test_the_search_ends_where_no_move_and_no_exchange_improves(graph: nx.Graph) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cores, "EXHAUSTIVE", 0)
        found = core_periphery(nc.from_networkx(graph))
    if math.isnan(found.fit):
        return
    core = set(found.core)
    assert not found.optimal
    assert found.n_optimal is None
    assert found.fit == pytest.approx(correlation(graph, core), abs=1e-9)
    moves = [core ^ {actor} for actor in graph]
    exchanges = [core - {a} | {b} for a in core for b in set(graph) - core]
    fits = [correlation(graph, other) for other in moves + exchanges]
    assert np.nanmax(fits) <= found.fit + 1e-9


def test_the_search_finds_nearly_always_what_trying_all_finds() -> None:
    missed = []
    for seed in range(60):
        graph = nx.gnm_random_graph(12, 10 + seed // 2, seed=seed)
        net = nc.from_networkx(graph)
        best = core_periphery(net).fit
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(cores, "EXHAUSTIVE", 0)
            missed.append(best - core_periphery(net).fit)
    assert min(missed) >= -1e-9
    assert sum(gap > 1e-9 for gap in missed) <= 5
    assert max(missed) < 0.05


@pytest.mark.parametrize(("core", "periphery"), [(1, 3), (3, 5), (1, 40), (6, 60)])
def test_the_ideal_pattern_fits_exactly(core: int, periphery: int) -> None:
    graph = nx.complete_graph(core)
    graph.add_edges_from((i, core + j) for i in range(core) for j in range(periphery))
    found = core_periphery(nc.from_networkx(graph))
    assert found.fit == pytest.approx(1, abs=1e-9)
    assert found.core == tuple(map(str, range(core)))
    assert found.density["density"].tolist()[1:] == [1.0, 0.0]
    assert found.optimal == (core + periphery <= 14)


def test_a_published_pattern() -> None:
    """Borgatti and Everett 1999, the idealised matrix of table 1 with one tie of the core gone."""
    graph = nx.complete_graph(4)
    graph.remove_edge(0, 1)
    graph.add_edges_from((i, j) for i in range(4) for j in range(4, 10))
    net = nc.from_networkx(graph)
    # By hand: 29 of 30 ideal ties are there and nothing else; phi of [[29, 1], [0, 15]].
    assert core_periphery(net).fit == pytest.approx(29 * 15 / math.sqrt(30 * 15 * 29 * 16))


@given(graphs())
def test_blocks_count_every_pair_once(graph: nx.Graph) -> None:
    found = core_periphery(nc.from_networkx(graph))
    core, rest = set(found.core), set(graph) - set(found.core)
    table = found.density
    assert table.index.tolist() == ["core–core", "core–periphery", "periphery–periphery"]
    assert table["ties"].tolist() == [
        graph.subgraph(core).number_of_edges(),
        len(list(nx.edge_boundary(graph, core, rest))),
        graph.subgraph(rest).number_of_edges(),
    ]
    assert table["possible"].sum() == len(graph) * (len(graph) - 1) // 2
    expected = table["ties"] / table["possible"].where(table["possible"] > 0)
    pd.testing.assert_series_equal(table["density"], expected, check_names=False)


@given(graphs(highest=16), st.randoms())
@settings(max_examples=25)
def test_the_order_of_actors_weights_and_direction_play_no_part(
    graph: nx.Graph, shuffle: random.Random
) -> None:
    net = nc.from_networkx(graph)
    ids = list(net.actors.index)
    shuffle.shuffle(ids)
    turned = net.ties.rename(columns={"source": "target", "target": "source"})
    other = nc.Network(ids, turned.assign(weight=7.5), directed=True)
    one, two = core_periphery(net), core_periphery(other)
    assert set(one.core) == set(two.core)
    assert two.fit == pytest.approx(one.fit, abs=1e-9, nan_ok=True)
    assert two.membership.index.tolist() == ids


def test_arcs_both_ways_are_one_tie() -> None:
    both = pd.DataFrame({"source": list("AABC"), "target": list("BCAA")})
    found = core_periphery(nc.Network("ABC", both, directed=True))
    assert found.fit == pytest.approx(1)
    assert found.density["ties"].sum() == 2


def test_isolates_count() -> None:
    star = nx.star_graph(3)
    star.add_node("alone")
    found = core_periphery(nc.from_networkx(star))
    assert found.core == ("0",)
    assert found.fit == pytest.approx(correlation(star, {0}))
    assert found.fit < 1


NO_TIES = pd.DataFrame({"source": [], "target": []})


@pytest.mark.parametrize(
    "net",
    [
        nc.Network("", NO_TIES),
        nc.Network("A", NO_TIES),
        nc.Network("AB", pd.DataFrame({"source": ["A"], "target": ["B"]})),
        nc.Network("ABCD", NO_TIES),
        nc.from_networkx(nx.complete_graph(5)),
        nc.from_networkx(nx.complete_graph(20)),
    ],
)
def test_where_there_is_no_core_it_is_not_a_number(net: nc.Network) -> None:
    found = core_periphery(net)
    assert math.isnan(found.fit)
    assert found.core == ()
    assert found.membership.dtype == bool
    assert len(found.membership) == net.n_actors
    assert "no core" in found.sentence("en")
    # There was nothing to try, so nothing was missed.
    assert found.optimal
    assert repr(found).endswith("actors in the core, fit nan>")
    assert math.isnan(found.summary()["n_optimal"])
    assert found.equals(core_periphery(net))


def test_the_result_shows_itself_and_cannot_be_changed() -> None:
    star = nc.from_networkx(nx.star_graph(4))
    found = core_periphery(star)
    assert found.sentence("en") == (
        "1 actor is the core; core and periphery describe the ties with a fit of 1.00 "
        "(1: exactly, 0: not at all)."
    )
    table = found.to_frame("en")
    assert table.columns.tolist() == ["block", "ties", "possible", "density", "sentence"]
    assert table["sentence"].tolist()[1:] == [
        "4 of 4 possible ties between core and periphery.",
        "0 of 6 possible ties within the periphery.",
    ]
    assert repr(found) == "<CorePeriphery: 1 of 5 actors in the core, fit 1.000>"
    assert "core–periphery" in found._repr_html_()
    assert found.summary() | {"density_core_core": 0} == {
        "n_actors": 5,
        "core_size": 1,
        "fit": pytest.approx(1),
        "optimal": True,
        "n_optimal": 1,
        "density_core_core": 0,
        "density_core_periphery": 1.0,
        "density_periphery_periphery": 0.0,
    }
    assert math.isnan(found.summary()["density_core_core"])
    membership, density = found.membership, found.density
    membership.iloc[0], density.iloc[0, 0] = False, 9
    assert found.equals(core_periphery(star))
    assert not found.equals(core_periphery(nc.from_networkx(nx.star_graph(5))))
    assert not found.equals(None)
    large = core_periphery(nc.from_networkx(nx.star_graph(30)))
    assert repr(large).endswith("fit 1.000, not all cores tried>")
