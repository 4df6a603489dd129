from __future__ import annotations

import random

import numpy as np
import pandas as pd
import pytest

from netcoop.maps.places.layout import PANEL, layout, panel_size
from netcoop.network import Network


def test_same_places_on_every_run(net):
    pd.testing.assert_frame_equal(layout(net), layout(net))


def test_order_of_rows_does_not_matter(net):
    mixed = Network(
        net.actors.sample(frac=1, random_state=1),
        net.ties.sample(frac=1, random_state=2),
        settings=net.settings,
    )
    pd.testing.assert_frame_equal(layout(mixed).sort_index(), layout(net).sort_index())


def test_units_of_weight_do_not_matter(net):
    scaled = Network(net.actors, net.ties.assign(weight=net.ties["weight"] * 1000))
    pd.testing.assert_frame_equal(layout(scaled), layout(net), atol=0.11)


def test_index_and_columns(net):
    places = layout(net)
    assert list(places.columns) == ["x", "y"]
    assert places.index.name == "actor_id"
    assert list(places.index) == list(net.actors.index)
    assert np.isfinite(places.to_numpy()).all()


def test_panel_grows_gently():
    assert panel_size(10) == PANEL
    assert 1 < panel_size(100)[0] / PANEL[0] < 2
    assert panel_size(400)[0] / panel_size(100)[0] < 2


@pytest.mark.parametrize("n", [30, 120])
def test_marks_do_not_sit_on_each_other(make_network, n):
    places = layout(make_network(n)).to_numpy()
    gaps = np.linalg.norm(places[:, None] - places[None], axis=2)
    np.fill_diagonal(gaps, np.inf)
    assert gaps.min() > 30


def test_picture_fits_the_panel(net):
    spread = np.ptp(layout(net).to_numpy(), axis=0)
    assert (spread < np.array(panel_size(30)) * 1.25).all()
    assert spread[0] > 0.5 * PANEL[0]


def test_isolates_stand_in_a_row_below(net):
    places = layout(net)
    isolate = ~net.actors.index.isin(net.ties[["source", "target"]].to_numpy().ravel())
    alone, joined = places[isolate], places[~isolate]
    assert len(alone) >= 2
    assert alone["y"].nunique() == 1
    assert alone["y"].min() > joined["y"].max()


def test_strong_ties_are_shorter():
    ties = pd.DataFrame({"source": list("ABC"), "target": list("BCA"), "weight": [50.0, 1.0, 1.0]})
    places = layout(Network("ABC", ties))

    def gap(a, b):
        return float(np.linalg.norm(places.loc[a] - places.loc[b]))

    assert gap("A", "B") < gap("B", "C")


def test_parts_do_not_overlap():
    ties = pd.DataFrame({"source": list("ABCADE"), "target": list("BCADEF"), "weight": 1.0})
    pairs = pd.DataFrame({"source": list("MOQ"), "target": list("NPR"), "weight": 1.0})
    net = Network("ABCDEFMNOPQR", pd.concat([ties, pairs]))
    places = layout(net)
    boxes = [
        (places.loc[list(part)].min(), places.loc[list(part)].max())
        for part in ("ABCDEF", "MN", "OP", "QR")
    ]
    for number, (low, high) in enumerate(boxes):
        for other_low, other_high in boxes[number + 1 :]:
            assert ((high < other_low) | (other_high < low)).any()


@pytest.mark.parametrize(
    ("actors", "ties"), [("", []), ("A", []), ("ABC", []), ("AB", [("A", "B")]), ("ABCDEFG", [])]
)
def test_small_networks(actors, ties):
    net = Network(list(actors), pd.DataFrame(ties, columns=["source", "target"]))
    places = layout(net)
    assert len(places) == len(actors)
    assert not places.duplicated().any()


def test_directed_networks_have_one_distance_a_pair():
    ties = pd.DataFrame({"source": list("ABC"), "target": list("BAB"), "weight": 1.0})
    assert len(layout(Network("ABC", ties, directed=True))) == 3


def test_large_networks_leave_the_random_numbers_alone():
    rng = np.random.default_rng(3)
    ids = [f"n{number}" for number in range(1600)]
    ends = rng.integers(0, 1600, size=(3500, 2))
    chain = np.column_stack([np.arange(1599), np.arange(1, 1600)])
    rows = np.vstack([ends, chain])
    rows = np.unique(np.sort(rows[rows[:, 0] != rows[:, 1]], axis=1), axis=0)
    ties = pd.DataFrame(
        {"source": [ids[a] for a in rows[:, 0]], "target": [ids[b] for b in rows[:, 1]]}
    )
    net = Network(ids, ties)
    random.seed(5)
    before = random.getstate()
    first = layout(net)
    assert random.getstate() == before
    random.seed(6)
    pd.testing.assert_frame_equal(first, layout(net))
