from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from netcoop.errors import ArgumentError, NetworkError
from netcoop.maps.pictures.charts import plot_metric, plot_removal_curve
from netcoop.maps.pictures.ego import BETWEEN_COLOR, plot_ego
from netcoop.maps.pictures.letters import same_bytes
from netcoop.metrics import removal_curve, resilience, strength
from netcoop.network import Network

STAR = Network("ABCD", pd.DataFrame({"source": list("AAA"), "target": list("BCD")}))
EMPTY = pd.DataFrame(columns=["source", "target", "weight"])


def labels(axes):
    return [label.get_text().replace("\n", " ") for label in axes.get_yticklabels()]


def legend(axes):
    return [entry.get_text().replace("\n", " ") for entry in axes.get_legend().get_texts()]


def said(axes):
    return axes.get_legend().get_title().get_text().replace("\n", " ")


def drawing(axes):
    content = io.BytesIO()
    with same_bytes():
        axes.figure.savefig(content, format="svg", metadata={"Date": None})
    return content.getvalue()


def on_the_sheet(axes):
    figure = axes.figure
    figure.draw_without_rendering()
    box = axes.get_tightbbox()
    assert box.x0 >= -1
    assert box.y0 >= -1
    assert box.x1 <= figure.bbox.x1 + 1
    assert box.y1 <= figure.bbox.y1 + 1


def test_metric_shows_the_highest_in_order(net):
    values = strength(net)
    axes = plot_metric(net, top=5, lang="en")
    best = values.sort_values(ascending=False, kind="stable").head(5).index
    assert labels(axes) == [net.actors["name"][actor] for actor in best]
    on_the_sheet(axes)


def test_metric_draws_into_the_given_axes(net):
    axes = Figure(figsize=(6, 4)).add_subplot()
    assert plot_metric(net, ax=axes) is axes
    assert plot_removal_curve(STAR, ax=axes) is axes
    assert plot_ego(STAR, "A", ax=axes) is axes


def test_metric_median_is_of_all_who_have_a_value():
    values = pd.Series({"A": 5.0, "B": 1.0, "C": 3.0, "D": np.nan})
    axes = plot_metric(values, "years", top=1, lang="en")
    assert labels(axes) == ["A"]
    dashed = [line for line in axes.lines if len(set(line.get_xdata())) == 1]
    assert dashed[0].get_xdata()[0] == 3.0
    assert "median of all 3 actors" in legend(axes)
    assert "1 actor has no value and is not shown." in said(axes)


def test_metric_says_that_equals_are_left_out():
    axes = plot_metric(STAR, "degree", top=2, lang="en")
    assert labels(axes) == ["A", "B"]
    assert "2 more actors have the same value as the last one shown." in said(axes)


def test_metric_intervals_are_drawn_as_given():
    bounds = pd.DataFrame({"actor_id": ["A"], "ci_low": [1.5], "ci_high": [4.0]})
    axes = plot_metric(STAR, "degree", intervals=bounds, lang="en")
    assert [1.5, 4.0] in [list(line.get_xdata()) for line in axes.lines]
    assert "interval" in legend(axes)


@pytest.mark.parametrize(
    ("bounds", "words"),
    [
        (pd.DataFrame({"ci_low": [1.0]}, index=["A"]), "ci_low and ci_high"),
        (pd.DataFrame({"ci_low": [2.0], "ci_high": [1.0]}, index=["A"]), "above"),
        (pd.DataFrame({"ci_low": [1.0], "ci_high": [2.0]}, index=["X"]), "X"),
        ([1, 2], "ci_low and ci_high"),
    ],
)
def test_metric_refuses_wrong_intervals(bounds, words):
    with pytest.raises(ArgumentError, match=words):
        plot_metric(STAR, intervals=bounds)


def test_metric_hides_persons_and_small_counts():
    actors = pd.DataFrame(
        {"name": ["Jana Nováková", "ZŠ"], "kind": ["OSPOD", "ZS"], "person": [True, False]},
        index=pd.Index(["jn", "zs"], name="actor_id"),
    )
    ties = pd.DataFrame({"source": ["jn"], "target": ["zs"], "weight": [2.0], "kind": ["referral"]})
    net = Network(actors, ties, directed=True)
    bounds = pd.DataFrame({"ci_low": [1.0], "ci_high": [3.0]}, index=["jn"])
    axes = plot_metric(net, intervals=bounds, lang="en")
    shown = drawing(axes).decode()
    assert "Jana" not in shown
    assert [words.get_text() for words in axes.texts] == ["2.50", "2.50"]
    assert "Jana" not in plot_ego(net, "jn", lang="en").get_title()


@pytest.mark.parametrize("top", [0, -1, 2.5, True, "3"])
def test_metric_refuses_no_number(top):
    with pytest.raises(ArgumentError, match="top="):
        plot_metric(STAR, top=top)


def test_metric_refuses_unknown():
    with pytest.raises(ArgumentError, match="strength"):
        plot_metric(STAR, "strenght")
    with pytest.raises(ArgumentError, match="list"):
        plot_metric([1.0])
    with pytest.raises(ArgumentError, match="Language"):
        plot_metric(STAR, lang="de")


@pytest.mark.parametrize("actors", ["", "A", "ABC"])
def test_charts_of_networks_without_ties(actors):
    net = Network(list(actors), EMPTY)
    for axes in (plot_metric(net, "betweenness"), plot_removal_curve(net)):
        assert drawing(axes)


def test_names_are_no_formulas():
    actors = pd.DataFrame({"actor_id": ["a", "b"], "name": ["$\\frac{1}$", "5 $ a 6 $"]})
    net = Network(actors, pd.DataFrame({"source": ["a"], "target": ["b"]}))
    assert labels(plot_metric(net)) == ["$\\frac{1}$", "5 $ a 6 $"]
    for axes in (plot_metric(net), plot_ego(net, "a")):
        assert drawing(axes)
        named = [words for words in axes.findobj(Text) if "$" in words.get_text()]
        assert named
        assert not any(words.get_parse_math() for words in named)


def test_same_bytes(net, missing):
    office = missing["source"].iloc[0]
    assert drawing(plot_metric(net)) == drawing(plot_metric(net))
    assert drawing(plot_ego(net, office)) == drawing(plot_ego(net, office))
    assert drawing(plot_removal_curve(STAR)) == drawing(plot_removal_curve(STAR))


def test_removal_curve_has_the_numbers_of_the_table():
    table = removal_curve(STAR)
    axes = plot_removal_curve(table, lang="en")
    (line,) = axes.lines
    assert line.get_xdata().tolist() == table["removed"].tolist()
    assert line.get_ydata().tolist() == table["largest_component_share"].tolist()
    on_the_sheet(axes)


def test_removal_curve_of_a_network_has_chance_with_its_band():
    axes = plot_removal_curve(STAR, lang="en")
    assert legend(axes) == [
        "those with most partners leave first",
        "actors leave in random order, mean",
        "90 of 100 random orders",
    ]
    assert len(axes.collections) == 1
    band = plot_removal_curve(resilience(STAR, "random", draws=20, rng=1), lang="en")
    assert len(band.collections) == 1


def test_removal_curve_warns_where_all_are_tied():
    pairs = [("A", "B"), ("A", "C"), ("B", "C")]
    full = Network("ABC", pd.DataFrame(pairs, columns=["source", "target"]))
    assert "says little" in said(plot_removal_curve(full, lang="en"))


def test_removal_curve_refuses_other_tables():
    with pytest.raises(ArgumentError, match="largest_component_share"):
        plot_removal_curve(pd.DataFrame({"removed": [0]}))
    with pytest.raises(ArgumentError, match="removed"):
        plot_removal_curve([1, 2])


def marks(axes):
    found = [one for one in axes.collections if one.get_zorder() == 3]
    return sum(len(one.get_offsets()) for one in found)


def test_ego_shows_partners_and_who_is_missing(net, missing):
    office = missing["source"].iloc[0]
    axes = plot_ego(net, office, missing=missing, lang="en")
    partners = set(net.ego(office).actors.index)
    lacking = set(missing["target"][missing["source"] == office])
    assert marks(axes) == len(partners | lacking)
    assert "missing tie" in legend(axes)
    assert axes.get_title() == f"Ties of: {net.actors['name'][office]}"
    on_the_sheet(axes)


def test_ego_is_in_the_middle(net, missing):
    axes = plot_ego(net, missing["source"].iloc[0], missing=missing)
    squares = [one for one in axes.collections if one.get_zorder() == 3]
    places = [tuple(place) for one in squares for place in one.get_offsets().tolist()]
    middle = (sum(axes.get_xlim()) / 2, sum(axes.get_ylim()) / 2)
    assert min(np.hypot(x - middle[0], y - middle[1]) for x, y in places) < 1e-6


def test_ego_ties_of_others_are_pale():
    pairs = [("A", "B"), ("A", "C"), ("B", "C")]
    triangle = Network("ABC", pd.DataFrame(pairs, columns=["source", "target"]))
    axes = plot_ego(triangle, "A", lang="en")
    pale = tuple(int(BETWEEN_COLOR[place : place + 2], 16) / 255 for place in (1, 3, 5))
    counts = {
        tuple(np.round(one.get_colors()[0][:3], 3)): len(one.get_segments())
        for one in axes.collections
        if hasattr(one, "get_segments")
    }
    assert counts[tuple(np.round(pale, 3))] == 1
    assert sorted(counts.values()) == [1, 2]


def test_ego_of_somebody_without_ties_says_so():
    axes = plot_ego(Network(["A", "B"], EMPTY), "A", lang="en")
    assert marks(axes) == 1
    assert "No tie of this actor is in these records." in said(axes)


def test_ego_refuses_strangers():
    with pytest.raises(NetworkError, match="X"):
        plot_ego(STAR, "X")
    with pytest.raises(ArgumentError, match="radius"):
        plot_ego(STAR, "A", radius=0)
