"""Ways from a Parquet file of attendance to a table of ties, for ``ties.py``.

Each is a generator. Up to its first ``yield`` it imports what it needs; what it does up to the
second one is measured, and what it gives there is the table: source, target, meetings, weight
(Newman) and last_date. networkx knows no dates, igraph neither dates nor weights.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple


class Task(NamedTuple):
    """The attendance, a folder for what is made on the way, and DuckDB's limit of memory."""

    attendance: Path
    folder: Path
    memory: str


Way = Callable[[Task], Iterator[Any]]


def _project() -> Callable[[Any], Any]:
    import duckdb  # noqa: F401
    import narwhals  # noqa: F401

    import netcoop as nc
    import netcoop.ties.engine

    return nc.project


def netcoop_pandas(task: Task) -> Iterator[Any]:
    import pandas as pd

    project = _project()
    yield
    yield project(pd.read_parquet(task.attendance))


def netcoop_polars(task: Task) -> Iterator[Any]:
    import polars as pl

    project = _project()
    yield
    yield project(pl.read_parquet(task.attendance))


def netcoop_lazy(task: Task) -> Iterator[Any]:
    import polars as pl

    project = _project()
    yield
    yield project(pl.scan_parquet(task.attendance)).collect()


def netcoop_arrow(task: Task) -> Iterator[Any]:
    import pyarrow.parquet as pq

    project = _project()
    yield
    yield project(pq.read_table(task.attendance))


def netcoop_relation(task: Task) -> Iterator[Any]:
    import duckdb

    project = _project()
    yield
    yield project(duckdb.read_parquet(str(task.attendance))).to_arrow_table()


def spill_relation(task: Task) -> Iterator[Any]:
    """DuckDB with little memory, from file to file."""
    import duckdb

    project = _project()
    yield
    database = duckdb.connect(config={"temp_directory": str(task.folder / "spill")})
    database.execute(f"SET memory_limit = '{task.memory}'")
    project(database.read_parquet(str(task.attendance))).write_parquet(_result(task))
    yield _written(task)


def spill_coded(task: Task) -> Iterator[Any]:
    """DuckDB with little memory, ids made numbers first, as docs/cluster.md shows it."""
    import duckdb

    project = _project()
    yield
    database = duckdb.connect(config={"temp_directory": str(task.folder / "spill")})
    database.execute(f"SET memory_limit = '{task.memory}'")
    database.execute(f"CREATE VIEW attendance AS FROM '{task.attendance}'")
    for table, column in (("actors", "actor"), ("meetings", "meeting_id")):
        database.execute(
            f"CREATE TABLE {table} AS SELECT {column} AS id, row_number() OVER (ORDER BY {column})"
            f"::INTEGER AS number FROM (SELECT DISTINCT {column} FROM attendance)"
        )
    ties = project(
        database.sql(
            "SELECT actors.number AS actor, meetings.number AS meeting_id, date FROM attendance "
            "JOIN actors ON actor = actors.id JOIN meetings ON meeting_id = meetings.id"
        )
    )
    ties.create_view("ties")
    database.sql(
        "SELECT one.id AS source, other.id AS target, ties.* EXCLUDE (source, target) FROM ties "
        "JOIN actors one ON source = one.number JOIN actors other ON target = other.number"
    ).write_parquet(_result(task))
    yield _written(task)


def _result(task: Task) -> str:
    return str(task.folder / "ties.parquet")


def _written(task: Task) -> Any:
    """Sum up what was written without reading all of it into memory."""
    import duckdb

    return duckdb.sql(
        "SELECT count(*) AS ties, sum(meetings) AS meetings, sum(weight) AS weight, "
        f"sum(epoch_ms(last_date) // 86400000) AS days FROM '{_result(task)}'"
    )


def pandas_strings(task: Task) -> Iterator[Any]:
    """Join the table with itself."""
    import pandas as pd

    yield
    seats = pd.read_parquet(task.attendance).drop_duplicates(["meeting_id", "actor"])
    yield _self_merge(seats)


def pandas_numbers(task: Task) -> Iterator[Any]:
    """Join the table with itself, ids made numbers first."""
    import pandas as pd

    yield
    seats = pd.read_parquet(task.attendance)
    names: dict[str, Any] = {}
    for column in ("actor", "meeting_id"):
        numbers, names[column] = pd.factorize(seats[column], sort=column == "actor")
        seats[column] = numbers.astype("int32")
    ties = _self_merge(seats.drop_duplicates(["meeting_id", "actor"]))
    for end in ("source", "target"):
        ties[end] = names["actor"].take(ties[end])
    yield ties


def _self_merge(seats: Any) -> Any:
    size = seats.groupby("meeting_id")["actor"].transform("size")
    seats = seats.assign(weight=1 / (size - 1))[size > 1]
    other = seats[["meeting_id", "actor"]]
    pairs = seats.merge(other, on="meeting_id", suffixes=("", "_2"))
    pairs = pairs[pairs["actor"] < pairs["actor_2"]]
    ties = pairs.groupby(["actor", "actor_2"], sort=False).agg(
        meetings=("weight", "size"), weight=("weight", "sum"), last_date=("date", "max")
    )
    return ties.reset_index().rename(columns={"actor": "source", "actor_2": "target"})


def networkx(task: Task) -> Iterator[Any]:
    import networkx as nx
    import pandas as pd
    from networkx.algorithms import bipartite

    yield
    seats = pd.read_parquet(task.attendance)
    actors = seats["actor"].unique().tolist()
    graph = nx.Graph()
    graph.add_nodes_from(actors)
    graph.add_edges_from(zip(seats["actor"].tolist(), seats["meeting_id"].tolist(), strict=True))
    count = bipartite.weighted_projected_graph(graph, actors)
    newman = bipartite.collaboration_weighted_projected_graph(graph, actors)
    ties = pd.DataFrame(count.edges(data="weight"), columns=["source", "target", "meetings"])
    ties["weight"] = [newman[one][other]["weight"] for one, other in count.edges()]
    yield ties


def igraph(task: Task) -> Iterator[Any]:
    import igraph as ig
    import numpy as np
    import pandas as pd

    yield
    seats = pd.read_parquet(task.attendance)
    actor, names = pd.factorize(seats["actor"])
    meeting, meetings = pd.factorize(seats["meeting_id"])
    graph = ig.Graph(
        n=len(names) + len(meetings), edges=np.column_stack([actor, meeting + len(names)])
    )
    types = np.arange(graph.vcount()) >= len(names)
    ties = graph.bipartite_projection(types=types.tolist(), multiplicity=True, which=0)
    ends = np.array(ties.get_edgelist(), dtype="int64").reshape(-1, 2)
    yield pd.DataFrame(
        {
            "source": names.take(ends[:, 0]),
            "target": names.take(ends[:, 1]),
            "meetings": ties.es["weight"],
        }
    )


def kernel(task: Task) -> Iterator[Any]:
    """The limit: kernel.c, on one thread, with ids made numbers by Arrow."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    library = ctypes.CDLL(str(task.folder / "kernel.so"))
    library.ties.restype = ctypes.c_int64
    yield
    rows = pq.read_table(task.attendance)
    (actor, names), (meeting, meetings) = map(_numbers, (rows["actor"], rows["meeting_id"]))
    day = rows["date"].to_numpy().astype("datetime64[ms]").view("int64")
    size = np.bincount(meeting)
    room = int((size * (size - 1) // 2).sum())
    # Room for every pair; of what is not used, the system gives no memory.
    columns = [np.empty(room, kind) for kind in ("int32", "int32", "int32", "float64", "int64")]
    addresses = [array.ctypes.data_as(ctypes.c_void_p) for array in (actor, meeting, day, *columns)]
    numbers = ctypes.c_int64(len(actor)), ctypes.c_int32(len(names)), ctypes.c_int32(len(meetings))
    found = library.ties(*numbers, *addresses)
    source, target, count, weight, last = (array[:found] for array in columns)
    yield pa.table(
        {
            "source": names.take(pa.array(source)),
            "target": names.take(pa.array(target)),
            "meetings": count,
            "weight": weight,
            "last_date": last.view("datetime64[ms]"),
        }
    )


def _numbers(column: Any) -> tuple[Any, Any]:
    import numpy as np

    coded = column.dictionary_encode()
    codes = np.concatenate([chunk.indices.to_numpy() for chunk in coded.chunks])
    return codes, coded.chunk(0).dictionary


WAYS: dict[str, Way] = {
    way.__name__: way
    for way in (
        netcoop_pandas, netcoop_arrow, netcoop_polars, netcoop_lazy, netcoop_relation,
        pandas_numbers, pandas_strings, networkx, igraph, kernel,
    )
}  # fmt: skip
SPILL: dict[str, Way] = {way.__name__: way for way in (spill_coded, spill_relation)}
