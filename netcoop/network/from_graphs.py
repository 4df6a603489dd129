"""From igraph and networkx, with every actor, tie, column and type."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd

from netcoop._core.texts import text
from netcoop.errors import NetworkError
from netcoop.network.dtypes import with_dtypes
from netcoop.network.network import Network
from netcoop.network.to_graphs import ENDS, NOTE


def from_igraph(graph: Any) -> Network:
    """Take a network from an igraph graph.

    Parameters
    ----------
    graph
        An ``igraph.Graph``. The vertex attribute ``name`` is the ``actor_id``; without it actors
        are numbered. Edge attributes ``weight`` (strength) and ``kind`` are understood.

    Returns
    -------
    Network

    Raises
    ------
    NetworkError
        As :class:`netcoop.Network`; above all two vertices of one name.

    Examples
    --------
    >>> ties = pd.DataFrame({"source": ["A"], "target": ["B"]})
    >>> net = Network(["A", "B", "C"], ties)
    >>> from_igraph(net.to_igraph()).equals(net)
    True
    """
    names = graph.vs["name"] if "name" in graph.vs.attributes() else range(graph.vcount())
    ids = [str(name) for name in names]
    actors = pd.DataFrame(
        {_back(name): graph.vs[name] for name in graph.vs.attributes() if name != "name"},
        index=pd.Index(ids, name="actor_id", dtype="str"),
    )
    ties = pd.DataFrame(
        {
            "source": [ids[edge.source] for edge in graph.es],
            "target": [ids[edge.target] for edge in graph.es],
        }
        | {name: graph.es[name] for name in graph.es.attributes() if name not in ENDS}
    )
    if set(ENDS) <= set(graph.es.attributes()):
        _restore_ends(ties, list(zip(graph.es["source"], graph.es["target"], strict=True)))
    note = graph[NOTE] if NOTE in graph.attributes() else None
    return _network(actors, ties, note, directed=graph.is_directed())


def from_networkx(graph: Any) -> Network:
    """Take a network from a networkx graph of any kind.

    Parameters
    ----------
    graph
        Nodes become actors (their text is the ``actor_id``), edges ties; edge data ``weight``
        (strength) and ``kind`` are understood. The graph is not changed.

    Returns
    -------
    Network

    Raises
    ------
    NetworkError
        As :class:`netcoop.Network`; above all two nodes whose texts are the same.

    Examples
    --------
    >>> import networkx as nx
    >>> from_networkx(nx.star_graph(3))
    <Network: 4 actors, 3 ties (tie), undirected>
    """
    ids = [str(node) for node in graph.nodes]
    actors = pd.DataFrame(
        [dict(data) for _, data in graph.nodes(data=True)],
        index=pd.Index(ids, name="actor_id", dtype="str"),
    )
    edges = [(str(a), str(b), dict(data)) for a, b, data in graph.edges(data=True)]
    data = pd.DataFrame([row for _, _, row in edges], index=range(len(edges)))
    noted = graph.graph.get(NOTE)
    # GEXF keeps the ends of an arc, but not the note that says they are ours.
    kept = bool(edges) and all(
        {str(row.get("source")), str(row.get("target"))} == {a, b} for a, b, row in edges
    )
    if noted is None and not kept:
        # Somebody else's attributes of these names stay, beside the ends of the edge.
        data = data.rename(columns={name: f"{name}_" for name in ENDS})
    ends = data[list(ENDS)].astype("str") if kept else pd.DataFrame([edge[:2] for edge in edges])
    ties = data.drop(columns=[name for name in ENDS if name in data])
    for position, end in enumerate(ENDS):
        ties.insert(position, end, ends.iloc[:, position].astype("object") if edges else None)
    return _network(actors, ties, noted, directed=graph.is_directed())


def _restore_ends(ties: pd.DataFrame, ends: list[tuple[object, object]]) -> None:
    """Put arcs of an undirected graph back in their direction, unless they were moved since."""
    pairs = zip(ties["source"], ties["target"], strict=True)
    if all({str(a), str(b)} == {x, y} for (x, y), (a, b) in zip(pairs, ends, strict=True)):
        ties["source"] = [str(a) for a, _ in ends]
        ties["target"] = [str(b) for _, b in ends]


def _back(attribute: str) -> str:
    return attribute[:-1] if attribute.rstrip("_") == "name" else attribute


def _network(
    actors: pd.DataFrame, ties: pd.DataFrame, note: str | None, *, directed: bool
) -> Network:
    read: dict[str, Any] = {}
    if note is not None:
        try:
            read = json.loads(note)
        except (TypeError, ValueError) as error:
            raise NetworkError(
                text("The graph attribute 'netcoop' is damaged: {reason}.", reason=error)
            ) from error
    types = read.get("types", {})
    return Network(
        with_dtypes(actors, types.get("actors", {})),
        with_dtypes(ties, types.get("ties", {})),
        directed=directed,
        settings=read.get("settings"),
    )
