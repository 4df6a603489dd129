"""Local efficiency against networkx's efficiency of the partners' own network."""

from __future__ import annotations

import random
from itertools import combinations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import netcoop as nc
from netcoop.metrics import neighborhoods
from netcoop.metrics.neighborhoods import local_efficiency


@st.composite
def graphs(draw: st.DrawFn) -> nx.Graph:
    n = draw(st.integers(2, 12))
    pairs = list(combinations(range(n), 2))
    graph = nx.Graph()
    graph.add_nodes_from(range(n))
    graph.add_edges_from(draw(st.lists(st.sampled_from(pairs), unique=True, max_size=50)))
    return graph


def expected(graph: nx.Graph) -> np.ndarray:
    return np.array(
        [
            nx.global_efficiency(graph.subgraph(graph[node])) if len(graph[node]) > 1 else np.nan
            for node in graph
        ]
    )


@given(graphs())
def test_it_is_the_efficiency_of_the_partners_network(graph: nx.Graph) -> None:
    values = local_efficiency(nc.from_networkx(graph))
    assert values.to_numpy() == pytest.approx(expected(graph), abs=1e-9, nan_ok=True)
    # networkx's mean takes actors with fewer than two partners for 0.
    assert values.fillna(0).mean() == pytest.approx(nx.local_efficiency(graph), abs=1e-9)


@given(graphs())
def test_how_the_work_is_cut_plays_no_part(graph: nx.Graph) -> None:
    net = nc.from_networkx(graph)
    whole = local_efficiency(net)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(neighborhoods, "PAIRS_AT_ONCE", 3)
        pd.testing.assert_series_equal(local_efficiency(net), whole, rtol=1e-12)


@pytest.mark.parametrize("rim", [5, 63, 64, 65, 130, 200])
def test_a_hub_with_more_partners_than_a_word_has_bits(rim: int) -> None:
    graph = nx.wheel_graph(rim + 1)
    value = local_efficiency(nc.from_networkx(graph)).iloc[0]
    # The hub's partners are a circle: 2/d at each distance, the opposite one counted once.
    steps = [min(step, rim - step) for step in range(1, rim)]
    assert value == pytest.approx(sum(1 / step for step in steps) / (rim - 1), abs=1e-9)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(neighborhoods, "BLOCK_BYTES", 1)  # a word at a time
        again = local_efficiency(nc.from_networkx(graph)).iloc[0]
    assert again == pytest.approx(value, abs=1e-12)


def test_dense_networks_with_many_partners() -> None:
    graph = nx.gnp_random_graph(150, 0.55, seed=1)
    values = local_efficiency(nc.from_networkx(graph)).to_numpy()
    assert values[:20] == pytest.approx(expected(graph)[:20], abs=1e-9)


def test_closed_forms() -> None:
    complete = local_efficiency(nc.from_networkx(nx.complete_graph(5)))
    assert complete.tolist() == [1.0] * 5
    assert complete.name == "local_efficiency"
    star = local_efficiency(nc.from_networkx(nx.star_graph(4)))
    assert star.iloc[0] == 0.0
    assert star.iloc[1:].isna().all()
    circle = local_efficiency(nc.from_networkx(nx.cycle_graph(6)))
    assert circle.tolist() == [0.0] * 6
    # The way between two partners leads through the actor only: that does not count.
    house = local_efficiency(nc.from_networkx(nx.cycle_graph(4)))
    assert house.tolist() == [0.0] * 4


NO_TIES = pd.DataFrame({"source": [], "target": []})


@pytest.mark.parametrize("ids", ["", "A", "ABC"])
def test_without_ties_it_is_not_a_number(ids: str) -> None:
    values = local_efficiency(nc.Network(ids, NO_TIES))
    assert len(values) == len(ids)
    assert values.isna().all()


@given(graphs(), st.randoms())
@settings(max_examples=25)
def test_order_weights_and_direction_play_no_part(graph: nx.Graph, shuffle: random.Random) -> None:
    net = nc.from_networkx(graph)
    ids = list(net.actors.index)
    shuffle.shuffle(ids)
    back = net.ties.rename(columns={"source": "target", "target": "source"})
    ties = pd.concat([net.ties, back[::2]]).assign(weight=2.5)
    other = local_efficiency(nc.Network(ids, ties, directed=True))
    assert other.index.tolist() == ids
    pd.testing.assert_series_equal(other.reindex(net.actors.index), local_efficiency(net))
