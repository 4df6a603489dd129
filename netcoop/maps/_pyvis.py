"""The only place that knows pyvis: it carries vis-network and keeps its lists of marks and lines.

pyvis's own template, ``show``, ``write_html`` and ``from_nx`` are never used: they call out to the
internet, run markup found in names, and write files that are not UTF-8.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

from netcoop.maps import style
from netcoop.maps.model import MapModel, MapTie, MissingTie

VIS_NETWORK = "templates/lib/vis-9.1.2/vis-network.min.js"


def engine_data(model: MapModel) -> dict[str, list[dict[str, Any]]]:
    """List marks and lines as vis-network takes them, put together by pyvis.

    A mark's id is its row among the actors. A line carries what the page says of the tie, so that
    it stands in the page once; missing ties come last and have no weight.
    """
    from pyvis.edge import Edge
    from pyvis.network import Network as Canvas

    # Directed, or pyvis drops the second of two ties of a pair; arrows are set tie by tie.
    canvas = Canvas(directed=True)
    row = {actor.id: str(position) for position, actor in enumerate(model.actors)}
    for actor in model.actors:
        # The outline and the label are drawn by the page itself: one shape on screen and paper.
        canvas.add_node(row[actor.id], label=" ", shape="custom", x=actor.x, y=actor.y)
    lines: list[MapTie | MissingTie] = [*model.ties, *model.missing]
    for line in lines:
        more = {"arrows": "", **{name: value for name, value in _of_line(line).items() if value}}
        # pyvis's add_edge searches all nodes for each line; its list is what the page reads.
        canvas.edges.append(Edge(row[line.source], row[line.target], directed=True, **more).options)
    for node in canvas.nodes:
        del node["color"]
    return {"nodes": canvas.nodes, "edges": canvas.edges}


def _of_line(line: MapTie | MissingTie) -> dict[str, Any]:
    if isinstance(line, MissingTie):
        return {"kind": style.MISSING, "reason": line.reason}
    return {
        "kind": line.kind,
        "weight": line.weight,
        "strength": line.strength,
        "arrows": "to" if line.arc else "",
        "shown": line.shown,
    }


@cache
def vis_network_script() -> str:
    """Text of vis-network 9.1.2 as pyvis carries it."""
    script = resources.files("pyvis").joinpath(VIS_NETWORK).read_text(encoding="utf-8")
    # The last line names a source map, which developer tools would try to fetch.
    return script[: script.rindex("//# sourceMappingURL")]
