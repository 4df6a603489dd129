"""The embedded engine: tables in memory become ties in DuckDB, with ids coded to whole numbers.

Strings are joined some times slower than numbers and take several times the memory, so actors are
numbered in the order of the alphabet and meetings in any order. Pairs are summed in a few blocks of
sources: then the table of sums stays small, and comes out sorted.
"""

from __future__ import annotations

import atexit
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from itertools import pairwise
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np

from netcoop.ties.pairing import (
    Arcs,
    Seats,
    distinct,
    finish,
    own_meetings,
    pair_up,
    seats_of,
    sum_arcs,
    with_gain,
)

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

    from netcoop.ties.pairing import Frame

# Pairs in a block; about what keeps the sums of a block in some hundred megabytes.
BLOCK = 4_000_000
MOST_BLOCKS = 32


@contextmanager
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a connection of its own, with temporary tables that end with it."""
    cursor = _database(os.getpid()).cursor()
    try:
        yield cursor
    finally:
        cursor.close()


@cache
def _database(process: int) -> duckdb.DuckDBPyConnection:  # noqa: ARG001
    """Start the engine once in a process: in memory, spilling beside no one's files, offline.

    A forked process starts its own: threads of the parent's engine do not live on in it.
    """
    import duckdb

    spill = TemporaryDirectory(prefix="netcoop-")
    atexit.register(spill.cleanup)
    database = duckdb.connect(
        config={
            "temp_directory": spill.name,
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            # Memory goes back to the system when a query is done, not with the next one.
            "allocator_background_threads": "true",
        }
    )
    database.execute("SET enable_external_access = false")
    return database


def project_table(rows: pa.Table, has: Seats, *, method: str, max_size: int | None) -> pa.Table:
    """Project an Arrow table with ``actor``, ``meeting`` and what ``has`` says; sorted."""
    import narwhals as nw
    import pyarrow as pa

    with connection() as database:
        values = _coded(database, rows, has)
        seats = nw.from_native(database.table("seats"))
        _keep(database, own_meetings(seats, max_size=max_size), "own")
        _keep(database, with_gain(seats, has, method=method, max_size=max_size), "gained")
        database.execute("DROP TABLE seats")
        gained, own = (nw.from_native(database.table(name)) for name in ("gained", "own"))
        parts = []
        for first, stop in _blocks(database, len(values["actor"])):
            ties = pair_up(gained, gained, has, first=first, stop=stop)
            ties = finish(ties, own, has, method=method)
            parts.append(_named(_fetched(ties), values))
    return pa.concat_tables(parts)


def sum_table(rows: pa.Table, has: Arcs) -> pa.Table:
    """Sum up an Arrow table of referrals or contacts by source and target; sorted."""
    import narwhals as nw

    with connection() as database:
        database.register("rows", rows)
        return _fetched(sum_arcs(nw.from_native(database.table("rows")), has))


def _coded(database: duckdb.DuckDBPyConnection, rows: pa.Table, has: Seats) -> dict[str, pa.Array]:
    """Make the table ``seats`` with numbers for ids and days; give the values numbers stand for.

    Arrow numbers a column in a third of the time that a join with its different values takes.
    """
    columns = ["actor", "meeting", *(["date"] if has.date else [])]
    with ThreadPoolExecutor(2) as pool:
        # Actors and days are compared by their numbers; meetings need no order.
        coded = list(pool.map(lambda c: _numbered(rows[c], in_order=c != "meeting"), columns))
    for name, (numbers, _) in zip(columns, coded, strict=True):
        rows = rows.set_column(rows.column_names.index(name), name, numbers)
    _seat(database, rows, has)
    return {name: values for name, (_, values) in zip(columns, coded, strict=True)}


def _numbered(column: pa.ChunkedArray, *, in_order: bool) -> tuple[pa.ChunkedArray, pa.Array]:
    """Give each different value a number, in their order or as they come; missing stays so."""
    import pyarrow as pa
    import pyarrow.compute as pc

    coded = column.dictionary_encode()
    if not coded.num_chunks:
        return pa.chunked_array([], pa.int32()), pa.array([], column.type)
    numbers = pa.chunked_array([chunk.indices for chunk in coded.chunks])
    values = coded.chunk(0).dictionary
    if not in_order:
        return numbers, values
    order = pc.array_sort_indices(values)
    place = np.empty(len(values), dtype="int32")
    place[order.to_numpy()] = np.arange(len(values), dtype="int32")
    return pc.take(pa.array(place), numbers), values.take(order)


def _seat(database: duckdb.DuckDBPyConnection, rows: pa.Table, has: Seats) -> None:
    """Keep each actor once at each meeting, in the order of actors.

    Looking whether anyone is named twice is much cheaper than grouping by actor and meeting. In the
    order of actors the pairs of one come one after the other, and are summed up where they are.
    """
    import narwhals as nw
    import pyarrow.compute as pc

    for name in ("actor", "meeting"):
        if rows[name].null_count:
            rows = rows.filter(pc.is_valid(rows[name]))
    order, repeated = _by_actor(rows["actor"].to_numpy(), rows["meeting"].to_numpy())
    database.register("rows", rows.take(order))
    seats = seats_of(nw.from_native(database.table("rows")), has)
    _keep(database, distinct(seats, has).sort("actor") if repeated else seats, "seats")
    database.unregister("rows")


def _by_actor(actor: np.ndarray, meeting: np.ndarray) -> tuple[np.ndarray, bool]:
    """Say in which order rows go by actor, and whether anyone is named twice at a meeting.

    Making a sparse matrix sorts by counting, many times as fast as by comparing.
    """
    from scipy import sparse

    rows = np.arange(len(actor), dtype="int32" if len(actor) < 2**31 else "int64")
    shape = (actor.max(initial=0) + 1, meeting.max(initial=0) + 1)
    seats = sparse.coo_array((rows, (actor, meeting)), shape=shape)
    # Else the rows of one seat would be added up.
    seats.has_canonical_format = True
    by_actor = seats.tocsr()
    by_meeting = by_actor.tocsc()
    again = by_meeting.indices[1:] == by_meeting.indices[:-1]
    first = by_meeting.indptr[1:-1]
    again[first[(first > 0) & (first < len(actor))] - 1] = False
    return by_actor.data, bool(again.any())


def _blocks(database: duckdb.DuckDBPyConnection, actors: int) -> Iterator[tuple[int, int]]:
    """Cut the sources into runs that make about equally many pairs."""
    seats = database.sql(
        "SELECT actor, sum(size) AS work FROM gained GROUP BY actor ORDER BY actor"
    )
    codes, work = seats.to_arrow_table().itercolumns()
    done = np.cumsum(work.to_numpy().astype("float64"))
    pairs = done[-1] / 2 if len(done) else 0
    blocks = int(np.clip(np.ceil(pairs / BLOCK), 1, MOST_BLOCKS))
    cuts = np.searchsorted(done, done[-1] * np.arange(1, blocks) / blocks) if len(done) else []
    edges = [0, *codes.to_numpy()[cuts].tolist(), actors] if blocks > 1 else [0, actors]
    yield from pairwise(edges)


def _keep(database: duckdb.DuckDBPyConnection, frame: Frame, name: str) -> None:
    """Compute a frame now and once."""
    database.execute(f"CREATE TEMP TABLE {name} AS {frame.to_native().sql_query()}")


def _fetched(ties: Frame) -> pa.Table:
    table: pa.Table = ties.sort("source", "target").to_native().to_arrow_table()
    return table


def _named(ties: pa.Table, values: dict[str, pa.Array]) -> pa.Table:
    """Put the values back that numbers stand for."""
    ends = {"source": "actor", "target": "actor", "first_date": "date", "last_date": "date"}
    for position, name in enumerate(ties.column_names):
        if name in ends:
            column = values[ends[name]].take(ties[name].combine_chunks())
            ties = ties.set_column(position, name, column)
    return ties
