from __future__ import annotations

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

from netcoop.errors import ArgumentError
from netcoop.maps import plot_network
from netcoop.maps.labels import Spot, place_labels
from netcoop.network import Network


def label_boxes(axes):
    return [label.get_window_extent() for label in axes.texts]


def test_draws_into_the_given_axes_and_returns_them(net):
    axes = Figure(figsize=(6, 4)).add_subplot()
    assert plot_network(net, ax=axes) is axes


def test_labels_do_not_overlap_and_stay_inside(net, missing):
    axes = plot_network(net, missing=missing)
    boxes = label_boxes(axes)
    assert len(boxes) > 10
    for number, box in enumerate(boxes):
        assert not any(box.overlaps(other) for other in boxes[number + 1 :])
        assert box.x0 >= axes.bbox.x0 - 1
        assert box.x1 <= axes.bbox.x1 + 1


def test_number_of_labels(net):
    assert len(plot_network(net, labels=5).texts) == 5
    assert len(plot_network(net, labels=0).texts) == 0


def test_every_actor_has_a_mark(net):
    axes = plot_network(net)
    marks = [one for one in axes.collections if one.get_zorder() == 3]
    assert sum(len(one.get_offsets()) for one in marks) == net.n_actors


def test_every_tie_has_a_line(net, missing):
    axes = plot_network(net, missing=missing)
    lines = [one for one in axes.collections if isinstance(one, LineCollection)]
    assert sum(len(one.get_segments()) for one in lines) == len(net.ties) + len(missing)


def test_legend_names_sectors_and_ties(net, missing):
    axes = plot_network(net, missing=missing, lang="en")
    words = [entry.get_text() for entry in axes.get_legend().get_texts()]
    assert "missing tie" in words
    assert "joint meetings" in words
    assert "referral →" in words
    assert any(word.startswith("actor without ties") for word in words)


@pytest.mark.parametrize("actors", ["", "A", "ABC"])
def test_networks_without_ties(actors, tmp_path):
    ties = pd.DataFrame(columns=["source", "target", "weight"])
    axes = plot_network(Network(list(actors), ties))
    axes.figure.savefig(tmp_path / "map.svg")
    assert (tmp_path / "map.svg").stat().st_size > 0


def test_names_are_no_formulas(tmp_path):
    actors = pd.DataFrame({"actor_id": ["a", "b"], "name": ["$\\frac{1}$", "5 $ a 6 $"]})
    axes = plot_network(Network(actors, pd.DataFrame({"source": ["a"], "target": ["b"]})))
    axes.figure.savefig(tmp_path / "map.png")


def test_unknown_names_say_what_there_is(net):
    with pytest.raises(ArgumentError, match="Did you mean 'strength'"):
        plot_network(net, size="strenght")
    with pytest.raises(ArgumentError, match="size='density' is not known"):
        plot_network(net, size="density")


def test_leaves_pyplot_alone():
    code = (
        "import pandas as pd\n"
        "from netcoop.network import Network\n"
        "from netcoop.maps import plot_network\n"
        "axes = plot_network(Network('AB', pd.DataFrame({'source': ['A'], 'target': ['B']})))\n"
        "import matplotlib.pyplot as plt\n"
        "assert plt.get_fignums() == []\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_import_stays_light():
    code = (
        "import sys, netcoop.maps\n"
        "heavy = {'matplotlib', 'igraph', 'pyvis', 'IPython', 'jinja2'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_placer_keeps_clear_of_marks_and_edges():
    rng = np.random.default_rng(2)
    spots = [Spot(*rng.uniform(0, 400, 2), 6, 60, 12) for _ in range(60)]
    found = place_labels(spots, range(60), (0, 0, 400, 400), 60)
    assert 5 < len(found) < 60
    boxes = list(found.items())
    for number, (position, box) in enumerate(boxes):
        assert box.left >= 0
        assert box.top <= 400
        for _, other in boxes[number + 1 :]:
            assert (
                box.right <= other.left
                or other.right <= box.left
                or box.top <= other.bottom
                or other.top <= box.bottom
            )
        for place, spot in enumerate(spots):
            if place != position:
                assert not (
                    box.left < spot.x + 6
                    and spot.x - 6 < box.right
                    and box.bottom < spot.y + 6
                    and spot.y - 6 < box.top
                )


def test_undecided_names_have_a_question_mark_also_where_they_are_cut():
    long = "Nejneobhospodařovávatelnějšíhozařízenípropěstouny"
    actors = pd.DataFrame(
        {"name": ["Charita", long, "OSPOD"], "name_status": ["ambiguous", "proposed", "register"]},
        index=pd.Index(["c", "l", "o"], name="actor_id"),
    )
    ties = pd.DataFrame({"source": ["c", "l"], "target": ["l", "o"], "weight": [1.0, 1.0]})
    axes = plot_network(Network(actors, ties), lang="en")
    words = [label.get_text() for label in axes.texts]
    assert sorted(word for word in words if not word.endswith("\u00a0?")) == ["OSPOD"]
    assert max(map(len, words)) <= 30
    legend = [entry.get_text() for entry in axes.get_legend().get_texts()]
    assert "name not decided" in legend


@pytest.mark.parametrize("layout", ["ties", "regions", "rings"])
def test_every_layout_can_be_drawn(net, layout):
    axes = plot_network(net, layout=layout)
    marks = [one for one in axes.collections if one.get_zorder() == 3]
    assert sum(len(one.get_offsets()) for one in marks) == net.n_actors


def test_without_facilitators_the_others_stay_in_their_places(net):
    roles = net.actors.assign(role="")
    roles.loc["a000", "role"] = "facilitator"
    helped = net.derive(actors=roles)
    networkers = int(roles["kind"].eq("LOK_SITAR").sum())
    everybody, others = plot_network(helped), plot_network(helped, facilitators=False)

    def marks(axes):
        found = [one.get_offsets().tolist() for one in axes.collections if one.get_zorder() == 3]
        return {tuple(place) for places in found for place in places}

    assert len(marks(everybody)) == net.n_actors
    assert len(marks(others)) == net.n_actors - 1 - networkers
    assert marks(others) < marks(everybody)


def test_the_legend_is_wholly_on_the_sheet(net, missing):
    axes = plot_network(net, missing=missing)
    figure = axes.figure
    box = axes.get_legend().get_window_extent()
    assert box.x0 >= 0
    assert box.y0 >= 0
    assert box.x1 <= figure.bbox.x1
    assert box.y1 <= axes.bbox.y0 + 1
