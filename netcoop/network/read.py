"""Reading networks that netcoop or another program saved."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from netcoop._core.checks import check_choice, first
from netcoop._core.files import arm_cell
from netcoop._core.texts import text
from netcoop.errors import NetworkError
from netcoop.network.dtypes import with_dtypes
from netcoop.network.from_graphs import from_igraph, from_networkx
from netcoop.network.network import Network
from netcoop.network.write import FOLDER_VERSION, NOTE_FILE
from netcoop.records.schema import fold

# How Gephi, Kumu and others call the columns of a table of ties.
_CSV_HEADERS = {
    "source": "source", "from": "source", "target": "target", "to": "target", "weight": "weight",
    "kind": "kind", "directed": "directed",
}  # fmt: skip
_DL_HEADER = re.compile(r"\s*dl\s+n\s*=\s*(\d+)\s*,?\s*format\s*=\s*edgelist1\s*", re.IGNORECASE)


def read_network(path: Path | str) -> Network:
    """Read a network that netcoop or another program saved.

    Parameters
    ----------
    path
        A folder saved by :meth:`netcoop.Network.save`, or a file: ``.graphml``, ``.gexf``,
        ``.net`` (Pajek), ``.dl`` (UCINET), ``.csv`` (ties: source, target, weight, kind; or as
        Gephi and Kumu call them: Source, Target, Weight, Type; From, To).

    Returns
    -------
    Network

    Raises
    ------
    NetworkError
        The path does not exist, is not a network, or was written by a newer version.

    Examples
    --------
    >>> import tempfile
    >>> net = Network(["A", "B"], pd.DataFrame({"source": ["A"], "target": ["B"]}))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     read_network(net.save(folder + "/network")).equals(net)
    True
    """
    source = Path(path)
    if not source.exists():
        raise NetworkError(text("{path} does not exist.", path=source))
    if source.is_dir():
        return _read_folder(source)
    ending = check_choice("ending", source.suffix.lower(), READERS)
    try:
        return READERS[ending](source)
    except NetworkError:
        raise
    except Exception as error:
        # Parsers of six formats raise all sorts; the user needs the file and the reason.
        reason = str(error).rstrip(".") or type(error).__name__
        message = text(
            "{file} is not a network netcoop can read: {reason}.", file=source.name, reason=reason
        )
        raise NetworkError(message) from error


def _read_folder(folder: Path) -> Network:
    try:
        note = json.loads((folder / NOTE_FILE).read_text(encoding="utf-8"))
        version = note["netcoop_network"]
        directed, settings = note["directed"], note["settings"]
        frames = {
            name: with_dtypes(pd.read_parquet(folder / f"{name}.parquet"), types)
            for name, types in note["types"].items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        message = text(
            "{path} is not a folder netcoop saved a network in: {reason}.",
            path=folder,
            reason=error,
        )
        raise NetworkError(message) from error
    if version > FOLDER_VERSION:
        message = text("{path} was saved by a newer netcoop; update netcoop.", path=folder)
        raise NetworkError(message)
    return Network(
        frames["actors"],
        frames["ties"],
        directed=directed,
        affiliations=frames.get("affiliations"),
        settings=settings,
    )


def _read_graphml(path: Path) -> Network:
    import networkx as nx

    return from_networkx(nx.read_graphml(path))


def _read_gexf(path: Path) -> Network:
    import networkx as nx

    graph = nx.read_gexf(path)
    # networkx hands out labels and ids of edges that were never in the data.
    for node, data in graph.nodes(data=True):
        label = data.pop("label", node)
        if label != node:
            data.setdefault("name", label)
    for *_, data in graph.edges(data=True):
        data.pop("id", None)
    graph.graph.clear()
    return from_networkx(graph)


def _read_pajek(path: Path) -> Network:
    import igraph

    graph = igraph.Graph.Read_Pajek(str(path))
    # Pajek has no quotes inside labels; igraph writes them so and leaves them so.
    names = [str(name).replace("&#34;", '"') for name in graph.vs["name"]]
    for attribute in graph.vs.attributes():
        del graph.vs[attribute]
    graph.vs["name"] = names
    return from_igraph(graph)


def _read_csv(path: Path) -> Network:
    file: Any = partial(
        pd.read_csv, path, encoding="utf-8-sig", sep=None, engine="python", keep_default_na=False
    )
    columns = _csv_columns(file(nrows=0).columns)
    # Ids are texts whatever they look like: 00123456 is no number.
    texts = [header for header, name in columns.items() if name in ("source", "target", "kind")]
    ties = _with_gephi_type(file(dtype=dict.fromkeys(texts, "str")).rename(columns=columns))
    lacking = [name for name in ("source", "target") if name not in ties]
    if lacking:
        raise NetworkError(
            text(
                "{file} lacks the columns {lacking}; it has {columns}. Rename the columns.",
                file=path.name,
                lacking=first(lacking),
                columns=first(ties.columns, 12) or "–",
            )
        )
    for name in ("source", "target", "kind"):
        if name in ties:
            ties[name] = ties[name].astype("str").map(arm_cell)
    directed = "directed" in ties and bool(len(ties)) and bool(ties["directed"].eq(True).all())
    actors = pd.unique(pd.concat([ties["source"], ties["target"]]))
    return Network(sorted(actors), ties, directed=directed)


def _csv_columns(headers: pd.Index) -> dict[str, str]:
    """Say which headers mean which columns; of two for one column that of its exact name."""
    meant = {name: name for name in _CSV_HEADERS.values() if name in headers}
    for header in map(str, headers):
        name = _CSV_HEADERS.get(fold(header))
        if name is not None and name not in meant.values():
            meant[header] = name
    return meant


def _with_gephi_type(ties: pd.DataFrame) -> pd.DataFrame:
    """Take the direction of each tie from Gephi's column ``Type``, where it is one."""
    header = next((name for name in ties.columns if fold(name) == "type"), None)
    if header is None or "directed" in ties:
        return ties
    words = ties[header].astype("str").map(fold)
    if not len(ties) or not words.isin(["directed", "undirected"]).all():
        return ties
    return ties.drop(columns=header).assign(directed=words.eq("directed"))


def _read_dl(path: Path) -> Network:
    """Read UCINET's edgelist1; if every tie stands both ways, the network is undirected."""
    lines = path.read_text(encoding="utf-8-sig").split("\n")
    header = _DL_HEADER.fullmatch(lines[0]) if lines else None
    if header is None:
        raise NetworkError(text("netcoop reads DL files of the form 'dl n=… format=edgelist1'."))
    sections = _sections(lines[1:])
    n_actors = int(header[1])
    labels = _labels(sections.get("labels", [])) or [str(i + 1) for i in range(n_actors)]
    if len(labels) != n_actors:
        raise NetworkError(
            text("The DL file has {found} labels for n={n}.", found=len(labels), n=n_actors)
        )
    rows = [line.split() for line in sections.get("data", [])]
    ends = [(int(row[0]) - 1, int(row[1]) - 1) for row in rows]
    if any(not 0 <= end < n_actors for pair in ends for end in pair):
        raise NetworkError(text("The DL file has ties of actors beyond n={n}.", n=n_actors))
    weights: dict[tuple[int, int], float] = defaultdict(float)
    for pair, row in zip(ends, rows, strict=True):
        weights[pair] += float(row[2]) if len(row) > 2 else 1.0
    directed = any(weights.get((b, a)) != weight for (a, b), weight in weights.items())
    ties = pd.DataFrame(
        [(labels[a], labels[b], w) for (a, b), w in weights.items() if directed or a <= b],
        columns=["source", "target", "weight"],
    )
    return Network(labels, ties, directed=directed)


def _sections(lines: list[str]) -> dict[str, list[str]]:
    sections: dict[str, list[str]] = {}
    name = ""
    for line in lines:
        if re.fullmatch(r"\s*(labels|data)\s*:\s*", line, re.IGNORECASE):
            name = line.strip().rstrip(":").strip().lower()
        elif line.strip():
            sections.setdefault(name, []).append(line)
    return sections


def _labels(lines: list[str]) -> list[str]:
    """Read labels, one a line or parted by commas; quotes hold a label together."""
    found = []
    for line in lines:
        for quoted, plain in re.findall(r'"([^"]*)"|([^,"]+)', line):
            if quoted or plain.strip():
                found.append(quoted or plain.strip())
    return found


READERS: dict[str, Callable[[Path], Network]] = {
    ".graphml": _read_graphml,
    ".gexf": _read_gexf,
    ".net": _read_pajek,
    ".dl": _read_dl,
    ".csv": _read_csv,
}
