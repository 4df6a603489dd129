"""The only place that knows pyvis: it carries vis-network, and is handed out for those who want it.

pyvis's own template, ``show``, ``write_html`` and ``from_nx`` are never used here: they call out to
the internet, run markup found in names, and write files that are not UTF-8.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from netcoop.maps import style
from netcoop.maps.style import OUTLINE, TieStyle

if TYPE_CHECKING:
    from pyvis.network import Network as PyvisNetwork

    from netcoop.maps.model import MapActor, MapModel, MapTie, MapTieKind

VIS_NETWORK = "lib/vis-9.1.2/vis-network.min.js"
# The shapes of vis-network nearest to ours; it has no plus.
SHAPES = {"circle": "dot", "wedge": "triangleDown", "plus": "hexagon"}
# Signs that open markup, and ones that look alike and open nothing.
INERT = str.maketrans({"<": "‹", ">": "›"})


@cache
def vis_network_script() -> str:
    """Text of vis-network 9.1.2 as pyvis carries it."""
    # Found without importing pyvis, which would import IPython first.
    spec = find_spec("pyvis")
    origin = spec.origin if spec else None
    script = Path(origin or "").with_name("templates").joinpath(VIS_NETWORK).read_text("utf-8")
    # The last line names a source map, which developer tools would try to fetch.
    return script[: script.rindex("//# sourceMappingURL")]


def pyvis_network(model: MapModel) -> PyvisNetwork:
    """Make a pyvis network of the first view of a map: same places, colors and sizes.

    Nodes have no ``title`` and the network no ``heading``: pyvis writes both into its page
    as markup. Signs of markup in labels are replaced by ones that look alike.
    """
    from pyvis.network import Network as PyvisNetwork

    net = PyvisNetwork(directed=True, cdn_resources="in_line", height="750px", width="100%")
    # The places are worked out; with physics on they would be shaken for minutes.
    net.toggle_physics(status=False)
    row = {actor.id: place for place, actor in enumerate(model.actors)}
    view = model.views[0]
    values = view.metrics[model.size]
    largest = max((value for value in values if value is not None), default=0.0)
    # Filled directly: pyvis looks through all nodes whenever it is given one more node or edge.
    for place, actor in enumerate(model.actors):
        if view.present[place]:
            size = style.radius(values[place], largest, model.scale)
            node = _node(str(place), actor, model, size=size, hollow=view.isolate[place])
            net.nodes.append(node)
            net.node_ids.append(node["id"])
            net.node_map[node["id"]] = node
    net.edges.extend(_edges(model, row))
    return net


def _edges(model: MapModel, row: dict[str, int]) -> Iterator[dict[str, Any]]:
    """Give the ties of the first view, all those of a pair, and the missing ones."""
    kinds = {kind.key: kind for kind in model.tie_kinds}
    heaviest = _heaviest(model.ties)
    present = model.views[0].present
    for tie in model.ties:
        if tie.weights[0] is not None:
            width = 0.7 + 3.8 * tie.weights[0] / (heaviest[tie.kind] or 1.0)
            ends = {"from": str(row[tie.source]), "to": str(row[tie.target])}
            yield _edge(ends, kinds[tie.kind], width * model.scale, arrow=tie.arc)
    for pair in model.missing:
        if present[row[pair.source]] and present[row[pair.target]]:
            ends = {"from": str(row[pair.source]), "to": str(row[pair.target])}
            yield _edge(ends, style.MISSING_STYLE, 1.6 * model.scale, arrow=False)


def _heaviest(ties: tuple[MapTie, ...]) -> dict[str, float]:
    most: dict[str, float] = {}
    for tie in ties:
        most[tie.kind] = max(most.get(tie.kind, 0.0), tie.weights[0] or 0.0)
    return most


def _node(
    name: str, actor: MapActor, model: MapModel, *, size: float, hollow: bool
) -> dict[str, Any]:
    look = next(group for group in model.groups if group.key == actor.group)
    return {
        "id": name,
        "label": actor.label.translate(INERT),
        "x": float(actor.x),
        "y": float(actor.y),
        "shape": SHAPES.get(look.shape, look.shape),
        "size": round(float(size), 2),
        "color": {"background": "#FFFFFF" if hollow else look.color, "border": OUTLINE},
        "borderWidth": 1.3,
        "shapeProperties": {"borderDashes": [3, 3] if hollow else False},
    }


def _edge(
    ends: dict[str, str], look: MapTieKind | TieStyle, width: float, *, arrow: bool
) -> dict[str, Any]:
    bend = {
        "enabled": True,
        "type": "curvedCW" if look.bend > 0 else "curvedCCW",
        "roundness": abs(look.bend),
    }
    return {
        **ends,
        "color": look.color,
        "width": round(float(width), 2),
        "dashes": list(look.dash) or False,
        "arrows": "to" if arrow else "",
        # Two ties of one pair bend apart; without a bend vis would make nodes of its own for it.
        "smooth": bend if look.bend else False,
    }
