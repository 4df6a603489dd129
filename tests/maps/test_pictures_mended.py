from __future__ import annotations

import io
import pickle
import warnings
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch

from netcoop.errors import ArgumentError
from netcoop.maps import plot_network
from netcoop.maps.collect import build_model
from netcoop.maps.missing import missing_pairs
from netcoop.maps.pictures.changes import plot_change_matrix
from netcoop.maps.pictures.charts import plot_metric, plot_removal_curve
from netcoop.maps.pictures.ego import plot_ego
from netcoop.maps.pictures.matrices import plot_matrix
from netcoop.maps.pictures.multiples import map_regions
from netcoop.maps.pictures.picture import figure_of, picture
from netcoop.maps.pictures.sheet import draw_sheet, fitted, stretch
from netcoop.maps.places.layout import resolve_layout
from netcoop.maps.places.underlay import underlay
from netcoop.maps.views import gather
from netcoop.network import Network


def drawn(figure, **more):
    content = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure.savefig(content, **{"format": "png", "dpi": 60} | more)
    return content.getvalue()


def overlaps(texts):
    boxes = [one.get_window_extent() for one in texts if one.get_visible() and one.get_text()]
    return sum(box.overlaps(other) for at, box in enumerate(boxes) for other in boxes[:at])


def words(axes):
    return [entry.get_text().replace("\n", " ") for entry in axes.get_legend().get_texts()]


def shapes(axes):
    return [one for one in axes.get_children() if isinstance(one, PathPatch)]


def square(lon, lat, half=0.1):
    corners = [(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]
    return [[lon + half * a, lat + half * b] for a, b in corners]


@pytest.fixture(scope="module")
def colored(net):
    areas = {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {"name": name},
             "geometry": {"type": "Polygon", "coordinates": [square(lon, 49.6)]}}
            for name, lon in (("Havlíčkův Brod", 15.58), ("Jinde", 16.4))
        ],
    }  # fmt: skip
    views = gather(net)
    placed = resolve_layout(views.whole, "geographic", None)
    model = build_model(views, placed.places, missing=missing_pairs(None, views.names))
    below = underlay(areas, {"Havlíčkův Brod": 1.0, "Jinde": 2.0}, "hustota", layout=placed)
    return replace(model, underlay=below)


def test_outlines_their_names_and_what_colors_mean_are_in_the_picture(colored):
    (axes,) = figure_of(colored).axes
    fills = [one["fill"] for one in colored.underlay["outlines"]]
    found = shapes(axes)
    assert len(found) == 2
    assert [one.get_facecolor() for one in found] == [
        PathPatch(found[0].get_path(), facecolor=fill).get_facecolor() for fill in fills
    ]
    # Below all ties, and wholly on the sheet.
    assert max(one.get_zorder() for one in found) < 1
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    for one in found:
        points = one.get_path().vertices
        assert points[:, 0].min() > left
        assert points[:, 0].max() < right
        assert points[:, 1].min() > top
        assert points[:, 1].max() < bottom
    assert "JINDE" in [one.get_text() for one in axes.texts]
    assert {"hustota", "1", "2"} <= set(words(axes))
    assert picture(colored, format="svg") == picture(colored, format="svg")


def test_boxes_of_regions_are_drawn_with_their_names(net):
    axes = plot_network(net, layout="regions")
    assert len(shapes(axes)) == net.actors["region"].nunique()
    names = {one.get_text() for one in axes.texts}
    assert {name.upper() for name in net.actors["region"]} <= names
    assert overlaps(axes.texts) == 0
    assert not shapes(plot_network(net, layout="ties"))


@pytest.mark.parametrize("engine", ["constrained", "tight", None])
def test_two_maps_in_a_figure_of_ordinary_size(net, missing, engine):
    figure = Figure(figsize=(12, 6), layout=engine)
    left, right = figure.subplots(1, 2)
    plot_network(net, ax=left, missing=missing, title="Dlouhý nadpis " * 6)
    plot_ego(net, "a000", ax=right, missing=missing)
    drawn(figure)
    for axes in (left, right):
        assert axes.bbox.width > 0.3 * figure.bbox.width
        assert axes.bbox.height > 0.5 * figure.bbox.height
        assert overlaps(axes.texts) == 0
        assert len(axes.texts) >= 8
        legend = axes.get_legend().get_window_extent()
        assert legend.height <= axes.bbox.height / 3 + 1
        assert legend.x0 >= axes.bbox.x0 - 1
        assert legend.x1 <= axes.bbox.x1 + 1
        assert legend.y0 >= axes.bbox.y0 - 1
        for box in (one.get_window_extent() for one in axes.texts):
            assert box.x0 >= axes.bbox.x0 - 1
            assert box.y0 >= legend.y1 - 1
            assert box.x1 <= axes.bbox.x1 + 1
        assert axes.title.get_window_extent().width <= axes.bbox.width + 2


def test_names_follow_axes_that_another_picture_makes_smaller(net):
    figure = Figure(figsize=(9, 6))
    axes = figure.subplots()
    plot_network(net, ax=axes, labels=40)
    before = len(axes.texts)
    axes.set_position((0.05, 0.3, 0.3, 0.4))
    drawn(figure)
    assert 0 < len(axes.texts) < before
    assert overlaps(axes.texts) == 0
    first = drawn(figure)
    assert drawn(figure) == first


def test_figures_can_be_sent_to_another_process(net):
    figure = Figure(figsize=(6, 5))
    plot_network(net, ax=figure.subplots())
    again = pickle.loads(pickle.dumps(figure))
    again.set_size_inches(4, 3)
    assert drawn(again)
    assert overlaps(again.axes[0].texts) == 0


def test_legend_has_only_what_the_view_shows():
    actors = pd.DataFrame(
        {"name": list("ABC"), "sector": ["spod", "education", "coordination"],
         "role": ["", "", "facilitator"]},
        index=pd.Index(list("abc"), name="actor_id"),
    )  # fmt: skip
    ties = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"], "weight": [1.0, 1.0],
                         "kind": ["meeting", "contact"]})  # fmt: skip
    net = Network(actors, ties)
    everybody = plot_network(net, lang="en")
    others = plot_network(net, lang="en", facilitators=False)
    assert len(words(everybody)) == 5
    assert "contact" in words(everybody)
    assert "contact" not in words(others)
    assert len(words(others)) == 3
    assert everybody.get_title() == ""
    assert others.get_title() == "without facilitators"


@pytest.mark.parametrize("count", [1, 2, 9])
def test_marks_of_regions_do_not_cover_each_other(make_network, count):
    net = make_network(34)
    maps = map_regions({f"r{number}": net for number in range(count)})
    figure, rooms = draw_sheet(maps.panels[0].model, (), count, maps.columns)
    high_by = stretch(figure, rooms[0])
    models = fitted(maps.panels[0].model, [(one.model, one.view) for one in maps.panels], high_by)
    drawn_figure = maps.figure()
    axes = drawn_figure.axes[1]
    centers, reach = [], []
    for marks in (one for one in axes.collections if one.get_zorder() == 3):
        centers.append(axes.transData.transform(marks.get_offsets()))
        reach.append(np.sqrt(marks.get_sizes()) / 2 * drawn_figure.dpi / 72)
    places, radii = np.concatenate(centers), np.concatenate(reach)
    for at in range(1, len(places)):
        apart = np.hypot(*(places[:at] - places[at]).T)
        # A triangle reaches farther than a circle of its area.
        assert (apart >= 0.64 * (radii[:at] + radii[at])).all()
    tall = np.ptp([actor.y for actor in models[0].actors])
    assert tall > {1: 150, 2: 250, 9: 100}[count]
    assert len({model.scale for model in models}) == 1


@pytest.mark.parametrize("plot", [plot_network, plot_matrix, lambda n: plot_ego(n, "a000")])
def test_several_networks_need_a_picture_each(net, plot):
    with pytest.raises(ArgumentError, match=r"jedn|one network"):
        plot({"2024": net})


@pytest.mark.parametrize("title", ["Můj nadpis $x$", ""])
def test_every_picture_takes_a_title(net, title):
    for axes in (
        plot_network(net, title=title),
        plot_metric(net, title=title),
        plot_removal_curve(net, title=title),
        plot_ego(net, "a000", title=title),
    ):
        assert axes.get_title() == title


def test_values_of_your_own_are_checked():
    with pytest.raises(ArgumentError, match="a"):
        plot_metric(pd.Series([1.0, 2.0], index=["a", "a"]))
    with pytest.raises(ArgumentError, match="a"):
        plot_metric(pd.Series({"a": np.inf, "b": 1.0}))
    with pytest.raises(ArgumentError, match="a"):
        plot_metric(pd.Series({"a": "x", "b": 1.0}))
    axes = plot_metric(pd.Series({"a": -3.0, "b": 2.0}, name="Můj údaj"))
    assert axes.get_title().endswith("Můj údaj")
    starts = [segment[0][0] for segment in axes.collections[0].get_segments()]
    assert starts == [0.0, 0.0]
    assert plot_metric(pd.Series({"a": 1.0}), lang="en").get_xlabel() == "value"


def test_bounds_that_are_no_numbers_are_refused(net):
    bounds = pd.DataFrame({"ci_low": ["x"], "ci_high": [2.0]}, index=["a000"])
    with pytest.raises(ArgumentError, match="a000"):
        plot_metric(net, intervals=bounds)


PLOTS = {
    "network": plot_network,
    "metric": plot_metric,
    "curve": plot_removal_curve,
    "matrix": plot_matrix,
    "ego": lambda net, **more: plot_ego(net, "a000", **more),
    "change": lambda net, **more: plot_change_matrix(net, net, **more),
}


@pytest.mark.parametrize("plot", PLOTS.values(), ids=PLOTS)
def test_axes_of_a_wrong_kind_are_refused(net, plot):
    figure = Figure()
    wrong = [
        "axes",
        figure,
        figure.add_subplot(projection="polar"),
        figure.add_subplot(projection="3d"),
        figure.subplots(1, 2),
    ]
    for one in wrong:
        with pytest.raises(ArgumentError):
            plot(net, ax=one)


@pytest.mark.parametrize("labels", [None, "a", -1, 2.5, True])
def test_labels_must_be_a_number(net, labels):
    with pytest.raises(ArgumentError, match="labels"):
        plot_network(net, labels=labels)


@pytest.mark.parametrize("actor", [["a000"], None, 3])
def test_the_office_must_be_one_id(net, actor):
    with pytest.raises(ArgumentError, match="actor"):
        plot_ego(net, actor)


@pytest.mark.parametrize("dpi", ["a", None, 72.5, 5])
def test_dpi_must_be_a_number(colored, dpi):
    with pytest.raises(ArgumentError, match="dpi"):
        picture(colored, format="png", dpi=dpi)


@pytest.mark.parametrize("plot", ["matrix", "change", "metric"])
@pytest.mark.parametrize("engine", ["constrained", None])
def test_names_keep_apart_in_small_axes(net, plot, engine):
    figure = Figure(figsize=(10, 5), layout=engine)
    left, right = figure.subplots(1, 2)
    for axes in (left, right):
        PLOTS[plot](net, ax=axes)
    drawn(figure)
    for axes in (left, right):
        for axis in (axes.yaxis, axes.xaxis):
            names = [one for one in axis.get_ticklabels() if one.get_text()]
            assert len(names) > 2
            assert overlaps(names) == 0
            boxes = [one.get_window_extent() for one in names]
            assert not any(box.overlaps(left.bbox) for box in boxes if axes is right)
            assert min(box.x0 for box in boxes) >= -1
        assert overlaps(axes.texts) == 0


def test_words_are_not_broken():
    actors = pd.DataFrame(
        {"region": ["Nejneobhospodařovávatelnější", "Lískov", "Lískov"]}, index=list("abc")
    )
    ties = pd.DataFrame({"source": ["a"], "target": ["b"]})
    axes = plot_change_matrix(Network(actors, ties), Network(actors, ties), by="region")
    assert "Nejneobhospodařovávatelnější" in [one.get_text() for one in axes.get_xticklabels()]
