"""Writing networks: a folder that keeps everything, and files for other programs.

Every writer of a file returns what its format cannot keep, in words.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from netcoop._core.checks import check_choice, first
from netcoop._core.files import defuse_cell, umask, write_atomically, write_text_atomically
from netcoop._core.texts import plural, text
from netcoop.errors import LossyExportWarning, NetworkError
from netcoop.network.dtypes import dtypes_of, with_dtypes
from netcoop.network.to_graphs import to_networkx

if TYPE_CHECKING:
    from netcoop.network.network import Network

FOLDER_VERSION = 1
NOTE_FILE = "network.json"
OWN_FILES = (NOTE_FILE, "actors.parquet", "ties.parquet", "affiliations.parquet")
# What XML cannot hold even in escaped form.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# networkx reads meaning into these attributes when it writes GEXF.
_GEXF_WORDS = frozenset(
    {"id", "label", "start", "end", "spells", "slices", "viz", "pid", "parents", "type"}
)


def save(net: Network, path: Path | str) -> Path:
    """Save a network in the form its ending asks for, saying what that form cannot keep."""
    target = Path(path)
    if not target.suffix or target.is_dir():
        return _save_folder(net, target)
    lost = write_file(net, target)
    if lost:
        message = text(
            "{file} does not keep: {lost}. A folder (a path without an ending) keeps everything.",
            file=target.name,
            lost="; ".join(lost),
        )
        warnings.warn(message, LossyExportWarning, stacklevel=3)
    return target


def write_file(net: Network, path: Path) -> list[str]:
    """Write a file for another program and list what it cannot keep."""
    ending = check_choice("ending", path.suffix.lower(), WRITERS)
    return WRITERS[ending](net, path)


def _save_folder(net: Network, target: Path) -> Path:
    resolved = target.resolve()
    _check_free(resolved, target)
    resolved.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{resolved.name}-", dir=resolved.parent))
    try:
        _fill_folder(net, beside)
        if resolved.exists():
            # What is there goes only once the new one is whole.
            for name in OWN_FILES:
                (resolved / name).unlink(missing_ok=True)
            for file in beside.iterdir():
                file.replace(resolved / file.name)
        else:
            (beside / NOTE_FILE).chmod(0o666 & ~umask())
            beside.chmod(0o777 & ~umask())
            beside.replace(resolved)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return target


def _check_free(folder: Path, named: Path) -> None:
    """Refuse a folder that holds anything but a network of ours."""
    if not folder.exists():
        return
    others = [] if folder.is_dir() else [folder.name]
    if folder.is_dir():
        others = [path.name for path in folder.iterdir() if path.name not in OWN_FILES]
    if others:
        message = text(
            "{path} holds other files ({files}); give an empty or a new folder.",
            path=named,
            files=first(sorted(others)),
        )
        raise NetworkError(message)


def _fill_folder(net: Network, folder: Path) -> None:
    for name, frame in _tables(net).items():
        _write_parquet(frame, folder / f"{name}.parquet", name)
    note = {
        "netcoop_network": FOLDER_VERSION,
        "directed": net.directed,
        "settings": net.settings,
        "types": {name: dtypes_of(frame) for name, frame in _tables(net).items()},
    }
    content = json.dumps(note, ensure_ascii=False, indent=2, sort_keys=True, default=str)
    (folder / NOTE_FILE).write_text(content + "\n", encoding="utf-8")


def _tables(net: Network) -> dict[str, pd.DataFrame]:
    tables = {"actors": net.actors, "ties": net.ties}
    if net.affiliations is not None:
        tables["affiliations"] = net.affiliations
    return tables


def _write_parquet(frame: pd.DataFrame, path: Path, table: str) -> None:
    """Write a table and read it again: what would come back changed is refused now, not later."""
    try:
        frame.to_parquet(path)
        back = with_dtypes(pd.read_parquet(path), dtypes_of(frame))
        changed = [name for name in frame.columns if not frame[name].equals(back[name])]
        reason = "" if not changed else text("values of {columns} change", columns=first(changed))
    except (TypeError, ValueError, OverflowError, NotImplementedError) as error:
        reason = str(error)
    if reason:
        message = text(
            "The table {table} has a column whose values cannot be saved: {reason}. "
            "Give the column one type.",
            table=table,
            reason=reason,
        )
        raise NetworkError(message)


def _write_graphml(net: Network, path: Path) -> list[str]:
    import networkx as nx

    graph, lost = _for_xml(net)
    write_atomically(path, lambda beside: nx.write_graphml_xml(graph, beside))
    # Columns of mixed objects come back as texts: their type is no name that could be kept.
    mixed = [
        name
        for frame in (net.actors, net.ties)
        for name in frame.columns
        if frame[name].dtype == "object" and frame[name].notna().any()
    ]
    return [*lost, text("types of columns ({columns})", columns=first(mixed))] if mixed else lost


def _write_gexf(net: Network, path: Path) -> list[str]:
    import networkx as nx

    graph, lost = _for_xml(net, aside=_GEXF_WORDS)
    # GEXF keeps attributes of actors and ties but none of the graph.
    graph.graph.clear()
    write_atomically(path, lambda beside: nx.write_gexf(graph, beside))
    return [*lost, text("settings"), text("types of columns")]


def _write_pajek(net: Network, path: Path) -> list[str]:
    graph = net.engine.copy()
    graph.vs["name"] = net.actors.index.tolist()
    write_atomically(path, lambda beside: graph.write_pajek(str(beside)))
    return _lost_beside_pairs(net)


def _write_dl(net: Network, path: Path) -> list[str]:
    write_text_atomically(path, dl_text(net))
    return _lost_beside_pairs(net)


def _write_csv(net: Network, path: Path) -> list[str]:
    ties = net.ties
    if net.directed:
        ties["directed"] = True
    texts = ties.select_dtypes(["str", "object", "category"]).columns
    safe = ties.assign(**{name: ties[name].astype("object").map(defuse_cell) for name in texts})
    write_text_atomically(path, "\ufeff" + safe.to_csv(index=False, lineterminator="\n"))
    tied = set(ties["source"]) | set(ties["target"])
    alone = net.n_actors - len(tied)
    lost = [plural("{n} actor without ties", "{n} actors without ties", alone)] if alone else []
    if len(net.actors.columns):
        lost.append(text("columns of actors ({columns})", columns=first(net.actors.columns)))
    return [*lost, *_lost_attendance(net), text("settings"), text("types of columns")]


def _for_xml(net: Network, aside: frozenset[str] = frozenset()) -> tuple[Any, list[str]]:
    """Make a graph of plain values; an empty value is left out, which reads as missing."""
    graph = to_networkx(net)
    changed = False
    for data in (
        graph.graph,
        *(data for _, data in graph.nodes(data=True)),
        *(data for *_, data in graph.edges(data=True)),
    ):
        for key in list(data):
            value = _plain(data.pop(key))
            name = key + "_" if key in aside else key
            if value is not None:
                data[_NOT_XML.sub("\ufffd", name)] = value
            changed |= isinstance(value, str) and "\ufffd" in value
    lost = _lost_attendance(net)
    if changed:
        lost.append(text("control characters in texts"))
    return graph, lost


def _plain(value: Any) -> Any:
    if isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return None if value != value else value
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, pd.Timestamp):
        return value.isoformat()
    return _NOT_XML.sub("\ufffd", str(value))


def _lost_beside_pairs(net: Network) -> list[str]:
    """List what is lost by a format that holds labels and one weight a pair."""
    lost = []
    if len(net.actors.columns):
        lost.append(text("columns of actors ({columns})", columns=first(net.actors.columns)))
    if len(net.layers) > 1:
        lost.append(
            text("kinds of tie ({kinds}; their weights are put together)", kinds=first(net.layers))
        )
    elif net.layers and net.layers != ("tie",):
        lost.append(text("the kind of tie ({kind})", kind=net.layers[0]))
    others = [
        name for name in net.ties.columns if name not in {"source", "target", "weight", "kind"}
    ]
    if others:
        lost.append(text("columns of ties ({columns})", columns=first(others)))
    return [*lost, *_lost_attendance(net), text("settings")]


def _lost_attendance(net: Network) -> list[str]:
    return [] if net.affiliations is None else [text("who was at which meeting")]


def dl_text(net: Network) -> str:
    """Write the pairs of a network; a tie without direction stands in both directions."""
    source, target, weight = net.codes
    rows = sorted(zip(source.tolist(), target.tolist(), weight.tolist(), strict=True))
    if not net.directed:
        rows = sorted(rows + [(b, a, w) for a, b, w in rows])
    # A quote inside a label cannot be written in DL; the nearest sign that can is two apostrophes.
    labels = ['"' + actor.replace('"', "''") + '"' for actor in net.actors.index]
    if len(set(labels)) < len(labels):
        raise NetworkError(
            text("Two actor ids differ only in quotes, which UCINET's format cannot hold.")
        )
    data = [f"{a + 1} {b + 1} {w!r}" for a, b, w in rows]
    return "\n".join(
        [f"dl n={net.n_actors} format=edgelist1", "labels:", *labels, "data:", *data, ""]
    )


WRITERS: dict[str, Callable[[Network, Path], list[str]]] = {
    ".graphml": _write_graphml,
    ".gexf": _write_gexf,
    ".net": _write_pajek,
    ".dl": _write_dl,
    ".csv": _write_csv,
}
