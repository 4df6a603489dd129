from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from xml.etree import ElementTree as ET

import pandas as pd
import pytest
from matplotlib.collections import LineCollection

from netcoop.errors import ArgumentError
from netcoop.maps.collect import build_model
from netcoop.maps.missing import missing_pairs
from netcoop.maps.pictures.letters import drawable
from netcoop.maps.pictures.picture import figure_of, heading, picture
from netcoop.maps.places.layout import layout
from netcoop.maps.views import gather
from netcoop.network import Network

HOSTILE = [
    "</svg><script>window.PWNED=1</script>",
    "-->]]><img src=x onerror=alert(1)>",
    "$\\frac{1}{0$",
    "\x00\x07 zvonek",
    "\u202eobráceně\u202c",
    "Emoji \U0001f469\u200d\U0001f467",
    "",
]


def made(net, missing=None, **more):
    views = gather(net)
    gaps = missing_pairs(missing, views.names)
    return build_model(views, layout(views.whole), missing=gaps, **more)


@pytest.fixture(scope="module")
def model(net, missing):
    return made(net, missing, title="Okres 5 $ a 6 $")


def test_signatures_and_same_bytes(model):
    assert picture(model, format="png", dpi=60).startswith(b"\x89PNG\r\n")
    assert picture(model, format="png", dpi=60) == picture(model, format="png", dpi=60)
    drawing = picture(model, format="svg")
    assert drawing == picture(model, format="svg")
    assert ET.fromstring(drawing).tag.endswith("svg")
    assert b"dc:date" not in drawing


def test_same_bytes_in_another_process():
    code = (
        "import hashlib, pandas as pd\n"
        "from netcoop.maps import map_network\n"
        "from netcoop.maps.pictures.picture import picture\n"
        "from netcoop.network import Network\n"
        "net = Network('ABC', pd.DataFrame({'source': ['A'], 'target': ['B']}))\n"
        "print(hashlib.sha256(picture(map_network(net).model, format='svg')).hexdigest())\n"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", code],
            check=True,
            capture_output=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1


def test_all_texts_are_on_the_sheet(model):
    figure = figure_of(model)
    (axes,) = figure.axes
    boxes = [words.get_window_extent() for words in [*figure.texts, *axes.texts]]
    boxes.append(axes.get_legend().get_window_extent())
    assert len(boxes) > 10
    for box in boxes:
        assert box.x0 >= 0
        assert box.y0 >= 0
        assert box.x1 <= figure.bbox.x1
        assert box.y1 <= figure.bbox.y1
    names = [words.get_window_extent() for words in axes.texts]
    for number, box in enumerate(names):
        assert not any(box.overlaps(other) for other in names[number + 1 :])


def test_places_and_counts_are_those_of_the_model(model):
    (axes,) = figure_of(model).axes
    marks = [one for one in axes.collections if one.get_zorder() == 3]
    drawn = sorted(tuple(place) for one in marks for place in one.get_offsets().tolist())
    assert drawn == sorted((actor.x, actor.y) for actor in model.actors)
    lines = [one for one in axes.collections if isinstance(one, LineCollection)]
    segments = sum(len(one.get_segments()) for one in lines)
    assert segments == len(model.ties) + len(model.missing)


def test_views_show_what_they_have():
    first = Network("ABC", pd.DataFrame({"source": ["A", "B"], "target": ["B", "C"]}))
    second = Network("AB", pd.DataFrame({"source": ["A"], "target": ["B"]}))
    model = made({"2023": first, "2024": second}, title="Síť")
    counts = []
    for view in (0, 1):
        (axes,) = figure_of(model, view).axes
        marks = [one for one in axes.collections if one.get_zorder() == 3]
        lines = [one for one in axes.collections if isinstance(one, LineCollection)]
        counts.append((sum(len(one.get_offsets()) for one in marks),
                       sum(len(one.get_segments()) for one in lines)))  # fmt: skip
    assert counts == [(3, 2), (2, 1)]
    assert heading(model, 1) == "Síť · 2024"


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_hostile_names_are_drawn_as_texts(kind):
    actors = pd.DataFrame({"actor_id": list("ABCDEFG"), "name": HOSTILE, "sector": HOSTILE})
    ties = pd.DataFrame({"source": list("ABC"), "target": list("BCD"), "kind": HOSTILE[:3]})
    drawing = picture(made(Network(actors, ties), title=HOSTILE[0]), format=kind, dpi=50)
    if kind == "svg":
        tags = {element.tag.split("}")[-1] for element in ET.fromstring(drawing).iter()}
        assert not tags & {"script", "img", "image", "a", "foreignObject"}


@pytest.mark.parametrize("actors", ["", "A", "ABC"])
def test_networks_without_ties(actors):
    ties = pd.DataFrame(columns=["source", "target", "weight"])
    assert picture(made(Network(list(actors), ties)), format="png", dpi=50)


def test_large_maps_become_points_in_a_drawing(model, monkeypatch):
    monkeypatch.setattr("netcoop.maps.pictures.drawing.MOST_SHAPES", 5)
    drawing = picture(model, format="svg")
    assert b"<image" in drawing
    assert len(drawing) < len(picture(replace(model, ties=()), format="svg")) * 20


def test_bad_arguments_say_what_there_is(model):
    with pytest.raises(ArgumentError, match="png, svg"):
        picture(model, format="pdf")
    with pytest.raises(ArgumentError, match="view=7"):
        picture(model, format="png", view=7)
    with pytest.raises(ArgumentError, match="dpi=0"):
        picture(model, format="png", dpi=0)


def test_letters():
    assert drawable("a\nb\x07") == "a b"
    assert drawable("Charita\u00a0?") == "Charita\u00a0?"
    assert drawable("\U0001f469") == "□"
