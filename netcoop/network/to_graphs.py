"""To igraph and networkx, with every actor, tie, column and type; to XGI, with every meeting."""

from __future__ import annotations

import json
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pandas as pd

from netcoop._core.checks import is_missing
from netcoop._core.texts import text
from netcoop.errors import NetworkError
from netcoop.network.dtypes import dtypes_of
from netcoop.network.incidence import seats_of

if TYPE_CHECKING:
    from netcoop.network.network import Network

# One text on the graph keeps what its attributes cannot: direction, settings, types of columns.
NOTE = "netcoop"
ENDS = ("source", "target")


def to_igraph(net: Network) -> Any:
    """Make an igraph graph with all attributes."""
    import igraph

    actors, ties = net.actors, _with_ends(net)
    graph = igraph.Graph(n=net.n_actors, directed=net.directed)
    graph.vs["name"] = actors.index.tolist()
    for column in actors.columns:
        graph.vs[_aside(column)] = actors[column].tolist()
    ends = [actors.index.get_indexer(pd.Index(net.ties[end])).tolist() for end in ENDS]
    graph.add_edges(list(zip(*ends, strict=True)))
    for column in ties.columns:
        graph.es[column] = ties[column].tolist()
    graph[NOTE] = _note(net)
    return graph


def to_networkx(net: Network) -> Any:
    """Make a networkx graph with all attributes."""
    import networkx as nx

    actors, ties = net.actors, _with_ends(net)
    several = bool(net.ties.duplicated(["source", "target"]).any()) or "directed" in net.ties
    classes = {
        (False, False): nx.Graph, (False, True): nx.MultiGraph,
        (True, False): nx.DiGraph, (True, True): nx.MultiDiGraph,
    }  # fmt: skip
    graph: Any = classes[net.directed, several]()
    attributes = _rows(actors)
    graph.add_nodes_from(zip(actors.index.tolist(), attributes, strict=True))
    ends = net.ties[["source", "target"]].itertuples(index=False, name=None)
    graph.add_edges_from((a, b, row) for (a, b), row in zip(ends, _rows(ties), strict=True))
    graph.graph[NOTE] = _note(net)
    return graph


def to_xgi(net: Network) -> Any:
    """Make a hypergraph: actors are nodes, meetings hyperedges named by their ``meeting_id``.

    References
    ----------
    Landry, N. W., et al. (2023). XGI. https://doi.org/10.21105/joss.05162
    """
    seats = seats_of(net)
    try:
        # Asked for by name: it is an extra, and not typed.
        xgi = import_module("xgi")
    except ImportError:
        raise NetworkError(text('Hypergraphs need XGI: pip install "netcoop[xgi]".')) from None
    graph = xgi.Hypergraph()
    graph.add_nodes_from(zip(net.actors.index.tolist(), _known(net.actors), strict=True))
    who = seats.groupby("meeting_id", sort=False)["actor"].agg(set)
    meetings = net.meetings
    members = who.reindex(meetings.index).tolist()
    ids, said = meetings.index.tolist(), _known(meetings.drop(columns="size"))
    graph.add_edges_from(list(zip(members, ids, said, strict=True)))
    return graph


def _known(frame: pd.DataFrame) -> list[dict[str, object]]:
    """Rows as attributes, without what is missing."""
    return [
        {key: value for key, value in row.items() if not is_missing(value)} for row in _rows(frame)
    ]


def _with_ends(net: Network) -> pd.DataFrame:
    """Columns of the ties as attributes of edges.

    An undirected graph forgets which end came first; where some ties are arcs, the ends are
    written down as well.
    """
    return net.ties if "directed" in net.ties else net.ties.drop(columns=list(ENDS))


def _rows(frame: pd.DataFrame) -> list[dict[str, object]]:
    columns = [frame[name].tolist() for name in frame.columns]
    return [dict(zip(frame.columns, row, strict=True)) for row in zip(*columns, strict=True)] or [
        {} for _ in range(len(frame))
    ]


def _aside(column: str) -> str:
    """Move a column ``name`` aside: in igraph that attribute is the id."""
    return column + "_" if column.rstrip("_") == "name" else column


def _note(net: Network) -> str:
    types = {"actors": dtypes_of(net.actors), "ties": dtypes_of(net.ties)}
    note = {"directed": net.directed, "settings": net.settings, "types": types}
    return json.dumps(note, ensure_ascii=False, sort_keys=True, default=str)
