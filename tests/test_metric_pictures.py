"""The pictures and the measured words of the page of metrics say what the metrics give."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import networkx as nx
import pytest

from netcoop.metrics import METRICS
from tests.metric_examples import PAIRS, town
from tests.metric_facts import edge_words, weight_words
from tests.metric_pictures import FOLDER, picture, words

KIBIBYTE = 1024
OF_ACTORS = [name for name, metric in METRICS.items() if metric.level == "actor"]
SHAPES = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("name", METRICS)
def test_the_picture_is_up_to_date(name: str) -> None:
    assert (FOLDER / f"{name}.svg").read_text("utf-8") == picture(name), "run make texts"


def test_every_picture_belongs_to_a_metric_and_is_light() -> None:
    sizes = {path.stem: path.stat().st_size for path in FOLDER.iterdir()}
    assert set(sizes) == set(METRICS)
    assert max(sizes.values()) < 15 * KIBIBYTE
    assert sum(sizes.values()) < 400 * KIBIBYTE


@pytest.mark.parametrize("name", METRICS)
def test_the_values_can_be_read_in_the_picture(name: str) -> None:
    drawn = ET.parse(FOLDER / f"{name}.svg").iter(f"{SHAPES}text")
    written = {(label.text or "").strip() for label in drawn}
    if METRICS[name].level == "actor":
        assert written == set(words(name).split(", "))
    else:
        low, high = re.findall(r"(−?[\d.]+) on the", words(name))
        assert written == {low, high}
        assert float(low.replace("−", "-")) < float(high.replace("−", "-"))


def test_values_of_the_town_are_those_of_networkx() -> None:
    net, _ = town()
    graph = nx.Graph()
    graph.add_nodes_from(net.actors.index)
    graph.add_weighted_edges_from(net.ties[["source", "target", "weight"]].to_numpy().tolist())
    for source, target, tie in graph.edges(data=True):
        graph[source][target]["cost"] = 1 / tie["weight"]
    expected = {
        "degree": dict(graph.degree),
        "strength": dict(graph.degree(weight="weight")),
        "betweenness": nx.betweenness_centrality(graph, weight="cost"),
        "coreness": nx.core_number(graph),
        "pagerank": nx.pagerank(graph, weight="weight", tol=1e-12),
    }
    for name, values in expected.items():
        digits = METRICS[name].digits and max(METRICS[name].digits, 2)
        said = [f"{actor} {value:.{digits}f}" for actor, value in values.items()]
        assert words(name) == ", ".join(said), name


def test_larger_marks_are_larger_values() -> None:
    # A's mark is a square: its width is in the picture. Of degree A has 3 and B has 2.
    def width(name: str, place: int) -> float:
        squares = re.findall(r'd="(M [^"]*)" clip-path[^>]*fill: #0072b2', picture(name))
        across = [float(x) for x in re.findall(r"[ML] ([\d.]+)", squares[place])]
        return max(across) - min(across)

    assert width("degree", 0) > width("degree", 1) + 0.5
    assert width("eigenvector", 0) < width("eigenvector", 1)


def test_what_weights_mean_was_measured() -> None:
    assert weight_words("strength") == "counts in its own unit: all weights times 7 give 7 times " \
        "as much"  # fmt: skip
    assert "√7" in weight_words("opsahl_degree")
    for name in ("betweenness", "eigenvector", "constraint", "gini", "modularity"):
        assert weight_words(name).startswith("counts by its proportions"), name
    for name in ("degree", "density", "fragmentation", "transitivity", "two_mode_degree"):
        assert weight_words(name).startswith("makes no difference"), name


def test_the_edges_were_measured() -> None:
    assert edge_words("constraint").startswith("without ties: undefined (NaN)")
    assert edge_words("fragmentation").endswith("no ties: 1; all tied: 0")
    assert edge_words("density").startswith("no actors: undefined (NaN); one actor: undefined")


def test_every_network_metric_has_its_two_networks() -> None:
    assert set(PAIRS) == set(METRICS) - set(OF_ACTORS)
