"""Every engine gives the ties that adding up by hand gives."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections import defaultdict
from collections.abc import Callable, Mapping
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import netcoop as nc
from netcoop.errors import ArgumentError
from netcoop.ties import engine
from netcoop.ties.arcs import contact_ties, referral_ties
from netcoop.ties.projection import METHODS


def as_relation(table: pa.Table) -> Any:
    import duckdb

    return duckdb.from_arrow(table)


# How an Arrow table gets into each engine.
ENGINES: dict[str, Callable[[pa.Table], Any]] = {
    "pandas": lambda table: table.to_pandas(),
    "arrow": lambda table: table,
    "polars": lambda table: pl.from_arrow(table),
    "polars lazy": lambda table: pl.from_arrow(table).lazy(),
    "duckdb": as_relation,
}
every_engine = pytest.mark.parametrize("name", ENGINES)
Row = Mapping[str, Any]
FLOATS = ("weight", "facilitated_low", "facilitated_high")


def by_hand(rows: list[Row], method: str = "newman", max_size: int | None = None) -> list[Row]:
    """Add up meeting by meeting, in plain Python."""
    seats: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        if row["actor"] is not None and row["meeting_id"] is not None:
            seats[row["meeting_id"]][row["actor"]].append(row)
    seats = {m: who for m, who in seats.items() if max_size is None or len(who) <= max_size}
    own = {a: sum(a in who for who in seats.values()) for who in seats.values() for a in who}
    joint: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for who in seats.values():
        k = len(who)
        of_all = [row for mine in who.values() for row in mine]
        gain = {"newman": 1 / max(k - 1, 1), "share": 2 / max(k * (k - 1), 1)}.get(method, 1.0)
        for pair in combinations(sorted(who), 2):
            one, other = (max(row.get("weight", 1.0) for row in who[actor]) for actor in pair)
            if one * other > 0:
                facts = {"date": first(of_all, "date"), "known": known(of_all)}
                joint[pair].append({"gain": gain * (one * other) ** 0.5, **facts})
    return [finished(pair, met, method, own) for pair, met in sorted(joint.items())]


def first(rows: list[Row], name: str) -> Any:
    return min((row[name] for row in rows if row.get(name) is not None), default=None)


def known(rows: list[Row]) -> bool | None:
    said = [row["facilitated"] for row in rows if row.get("facilitated") is not None]
    return any(said) if said else None


def finished(pair: tuple[str, str], met: list[Row], method: str, own: Mapping[str, int]) -> Row:
    weight = sum(one["gain"] for one in met)
    shares = {
        "facilitated_low": sum(one["gain"] for one in met if one["known"]) / weight,
        "facilitated_high": sum(one["gain"] for one in met if one["known"] is not False) / weight,
    }
    one, other = (own[actor] for actor in pair)
    if method == "jaccard":
        weight = len(met) / (one + other - len(met))
    elif method == "cosine":
        weight = len(met) / (one * other) ** 0.5
    days = [one["date"] for one in met if one["date"] is not None]
    return {
        "source": pair[0], "target": pair[1], "weight": weight, "meetings": len(met),
        "first_date": min(days, default=None), "last_date": max(days, default=None), **shares,
    }  # fmt: skip


def arcs_by_hand(rows: list[Row]) -> list[Row]:
    """Add up arc by arc, in plain Python."""
    arcs: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        if row["source"] is not None and row["target"] is not None:
            number = row.get("count")
            number = 1 if number is None else number
            gain = number * row.get("weight", 1.0)
            arcs[row["source"], row["target"]].append({**row, "number": number, "gain": gain})
    found = []
    for (source, target), mine in sorted(arcs.items()):
        weight = sum(one["gain"] for one in mine)
        days = [one["date"] for one in mine if one.get("date") is not None]
        low, high = (
            sum(one["gain"] for one in mine if one.get("facilitated") in count_as)
            for count_as in ((True,), (True, None))
        )
        found.append(
            {
                "source": source, "target": target, "weight": weight,
                "count": sum(one["number"] for one in mine),
                "first_date": min(days, default=None), "last_date": max(days, default=None),
                "facilitated_low": low / weight if weight else None,
                "facilitated_high": high / weight if weight else None,
            }
        )  # fmt: skip
    return found


def rows_of(ties: Any) -> list[Row]:
    """Take a table of ties of any engine as rows in the order of pairs."""
    if isinstance(ties, pl.LazyFrame):
        ties = ties.collect()
    if isinstance(ties, pd.DataFrame):
        ties = pa.Table.from_pandas(ties, preserve_index=False)
    elif not isinstance(ties, pa.Table):
        ties = ties.to_arrow_table() if hasattr(ties, "to_arrow_table") else ties.to_arrow()
    return sorted(ties.to_pylist(), key=lambda row: (row["source"], row["target"]))


def assert_same(ties: Any, expected: list[Row]) -> None:
    """Hold ties to rows: numbers to a relative 1e-12, all else exactly."""
    found = rows_of(ties)
    pairs = [(row["source"], row["target"]) for row in found]
    assert pairs == [(row["source"], row["target"]) for row in expected]
    for name in found[0] if found else ():
        ours, theirs = ([row[name] for row in rows] for rows in (found, expected))
        if name in FLOATS:
            numbers = [np.array(values, dtype="float64") for values in (ours, theirs)]
            np.testing.assert_allclose(*numbers, rtol=1e-12, atol=0, err_msg=name)
        else:
            assert ours == theirs, name


def into(name: str, rows: list[Row], schema: pa.Schema) -> Any:
    """Make a frame of the engine from rows."""
    return ENGINES[name](pa.Table.from_pylist([dict(row) for row in rows], schema=schema))


SEATS = pa.schema(
    {
        "actor": pa.string(), "meeting_id": pa.string(), "weight": pa.float64(),
        "date": pa.timestamp("us"), "facilitated": pa.bool_(),
    }
)  # fmt: skip
ARCS = pa.schema(
    {
        "source": pa.string(), "target": pa.string(), "weight": pa.float64(), "count": pa.int64(),
        "date": pa.timestamp("us"), "facilitated": pa.bool_(),
    }
)  # fmt: skip
actors = st.none() | st.sampled_from(["Žďár", "Čáslav", "čáslav", "Brod", "brod", "Ústí", "U", "é"])
meetings = st.none() | st.integers(0, 5).map("m{}".format)
days = st.none() | st.integers(0, 9).map(lambda day: dt.datetime(2024, 1, 1 + day))
weights = st.sampled_from([0.0, 0.1, 0.25, 1.0, 3.0])
said = st.sampled_from([None, True, False])
attendance = st.lists(
    st.fixed_dictionaries(
        {"actor": actors, "meeting_id": meetings, "weight": weights, "date": days,
         "facilitated": said}
    ), max_size=40,
)  # fmt: skip
log = st.lists(
    st.fixed_dictionaries(
        {"source": actors, "target": actors, "weight": weights, "date": days, "facilitated": said,
         "count": st.none() | st.integers(0, 4)}
    ), max_size=30,
)  # fmt: skip
few = settings(max_examples=25)
fewer = settings(max_examples=8)


@every_engine
@few
@given(
    rows=attendance, method=st.sampled_from(METHODS), weighted=st.booleans(),
    max_size=st.none() | st.integers(2, 6),
)  # fmt: skip
def test_ties_are_those_added_up_by_hand(
    name: str, rows: list[Row], method: str, weighted: bool, max_size: int | None
) -> None:
    weighted = weighted and method not in ("jaccard", "cosine")
    plain = [{k: v for k, v in row.items() if weighted or k != "weight"} for row in rows]
    ties = nc.project(
        into(name, rows, SEATS), method=method, max_size=max_size,
        weight="weight" if weighted else None,
    )  # fmt: skip
    assert_same(ties, by_hand(plain, method, max_size))


@every_engine
@few
@given(rows=log, weighted=st.booleans())
def test_arcs_are_those_added_up_by_hand(name: str, rows: list[Row], weighted: bool) -> None:
    if not weighted:
        rows = [{k: v for k, v in row.items() if k != "weight"} for row in rows]
    frame, weight = into(name, rows, ARCS), "weight" if weighted else None
    assert_same(referral_ties(frame, weight=weight), arcs_by_hand(rows))
    uncounted = [{k: v for k, v in row.items() if k != "count"} for row in rows]
    expected = [{**row, "count": row["count"]} for row in arcs_by_hand(uncounted)]
    assert_same(contact_ties(frame, weight=weight), expected)


@pytest.mark.parametrize("method", METHODS)
def test_ties_of_ten_thousand_seats(method: str, sheets: pa.Table) -> None:
    expected = by_hand(sheets.drop_columns("weight").to_pylist(), method, 40)
    for name in ENGINES:
        ties = nc.project(ENGINES[name](sheets), method=method, max_size=40)
        assert_same(ties, expected)


def test_ties_of_ten_thousand_weighted_seats(sheets: pa.Table) -> None:
    expected = by_hand(sheets.to_pylist())
    for name in ENGINES:
        assert_same(nc.project(ENGINES[name](sheets), weight="weight"), expected)


@every_engine
def test_ties_come_back_as_the_kind_of_frame_that_was_given(name: str, sheets: pa.Table) -> None:
    frame = ENGINES[name](sheets)
    assert type(nc.project(frame)) is type(frame)
    log = ENGINES[name](sheets.rename_columns({"actor": "source", "meeting_id": "target"}))
    assert type(referral_ties(log)) is type(log)
    assert type(contact_ties(log)) is type(log)


@pytest.mark.parametrize("name", ["pandas", "arrow", "polars"])
def test_ties_of_tables_in_memory_are_sorted(name: str, sheets: pa.Table) -> None:
    ties = nc.project(ENGINES[name](sheets))
    if name == "pandas":
        assert ties.index.equals(pd.RangeIndex(len(ties)))
    columns = [list(ties[end]) for end in ("source", "target")]
    pairs = list(zip(*([str(value) for value in column] for column in columns), strict=True))
    assert pairs == sorted(pairs)


def test_ties_can_be_changed_by_their_owner() -> None:
    sheet = pd.DataFrame({"actor": list("ABA"), "meeting_id": [1, 1, 2]})
    ties = nc.project(sheet)
    ties.loc[0, "weight"] = 7.0
    assert ties["weight"].tolist() == [7.0]


@every_engine
@pytest.mark.parametrize(
    "kind", [pa.int64(), pa.int16(), pa.large_string(), pa.dictionary(pa.int32(), pa.string())]
)
def test_ids_may_be_numbers_and_categories(name: str, kind: pa.DataType, sheets: pa.Table) -> None:
    rows = sheets.select(["actor", "meeting_id"]).drop_null().slice(0, 800)
    ids = [rows[column].dictionary_encode().combine_chunks() for column in rows.column_names]
    if pa.types.is_integer(kind):
        columns = [one.indices.cast(kind) for one in ids]
    else:
        columns = [one.cast(kind) for one in ids]
    given = pa.table(columns, names=rows.column_names)
    assert_same(nc.project(ENGINES[name](given)), by_hand(given.to_pylist()))


@every_engine
@pytest.mark.parametrize("kind", [pa.date32(), pa.timestamp("s"), pa.timestamp("ns")])
def test_days_may_be_days_or_moments(name: str, kind: pa.DataType, sheets: pa.Table) -> None:
    rows = sheets.select(["actor", "meeting_id", "date"]).slice(0, 800)
    given = rows.set_column(2, "date", rows["date"].cast(kind))
    found = rows_of(nc.project(ENGINES[name](given)))
    for row, expected in zip(found, by_hand(rows.to_pylist()), strict=True):
        for column in ("first_date", "last_date"):
            assert pd.Timestamp(row[column]) == expected[column] or row[column] is None


@pytest.mark.parametrize("name", ["pandas", "arrow", "polars"])
def test_days_keep_their_zone_in_memory(name: str) -> None:
    days = pd.to_datetime(["2024-01-01", "2024-01-01"]).tz_localize("Europe/Prague")
    given = pa.table({"actor": ["A", "B"], "meeting_id": ["1", "1"], "date": days})
    (tie,) = rows_of(nc.project(ENGINES[name](given)))
    assert pd.Timestamp(tie["last_date"]).isoformat() == "2024-01-01T00:00:00+01:00"


@pytest.mark.parametrize("size", [1, 7, 5000])
def test_pieces_of_a_table_make_no_difference(size: int, sheets: pa.Table) -> None:
    """Later pieces name actors, meetings and days that no earlier one has."""
    rows = sheets.slice(0, 8000).drop_columns("weight")
    starts = range(0, len(rows), size) if size > 1 else range(400)
    pieces = [rows.slice(first, size) for first in starts]
    given = pa.concat_tables(pieces)
    assert given["actor"].num_chunks == len(pieces)
    assert_same(nc.project(given), by_hand(given.to_pylist()))


@every_engine
@pytest.mark.parametrize("column", ["date", "facilitated"])
def test_nothing_need_be_known_of_any_meeting(name: str, column: str) -> None:
    kind = SEATS.field(column).type
    given = pa.table(
        {"actor": ["A", "B"], "meeting_id": ["1", "1"], column: pa.array([None, None], kind)}
    )
    (tie,) = rows_of(nc.project(ENGINES[name](given)))
    if column == "date":
        assert tie["first_date"] is None
        assert tie["last_date"] is None
    else:
        assert (tie["facilitated_low"], tie["facilitated_high"]) == (0, 1)


@every_engine
@pytest.mark.parametrize("method", METHODS)
def test_no_rows_make_no_ties(name: str, method: str) -> None:
    frame = ENGINES[name](SEATS.empty_table())
    ties = nc.project(frame, method=method)
    assert rows_of(ties) == []
    columns = ties.collect_schema().names() if name == "polars lazy" else list(ties.columns)
    if name == "arrow":
        columns = ties.column_names
    assert columns == [
        "source", "target", "weight", "meetings", "first_date", "last_date", "facilitated_low",
        "facilitated_high",
    ]  # fmt: skip


@pytest.mark.parametrize("method", METHODS)
def test_blocks_make_no_difference(
    method: str, sheets: pa.Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = rows_of(nc.project(sheets, method=method))
    monkeypatch.setattr(engine, "BLOCK", 6000)  # of 60,000 pairs
    assert_same(nc.project(sheets, method=method), whole)


@given(rows=attendance, method=st.sampled_from(METHODS))
@few
def test_a_block_for_every_pair_makes_no_difference(rows: list[Row], method: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "BLOCK", 1)
        ties = nc.project(into("arrow", rows, SEATS), method=method)
    plain = [{k: v for k, v in row.items() if k != "weight"} for row in rows]
    assert_same(ties, by_hand(plain, method))


@every_engine
@fewer
@given(rows=attendance, random=st.randoms(use_true_random=False), method=st.sampled_from(METHODS))
def test_the_order_of_rows_makes_no_difference(
    name: str, rows: list[Row], random: Any, method: str
) -> None:
    mixed = random.sample(rows, len(rows))
    ties = rows_of(nc.project(into(name, rows, SEATS), method=method))
    assert_same(nc.project(into(name, mixed, SEATS), method=method), ties)


@every_engine
@fewer
@given(rows=attendance, cut=st.integers(0, 40), method=st.sampled_from(METHODS))
def test_a_table_split_in_two_and_joined_is_the_same(
    name: str, rows: list[Row], cut: int, method: str
) -> None:
    whole = pa.Table.from_pylist(rows, schema=SEATS)
    joined = pa.concat_tables([whole.slice(cut), whole.slice(0, cut)])
    ties = rows_of(nc.project(ENGINES[name](whole), method=method))
    assert_same(nc.project(ENGINES[name](joined), method=method), ties)


@every_engine
@fewer
@given(rows=attendance, method=st.sampled_from(["newman", "count", "share"]))
def test_meetings_add_up(name: str, rows: list[Row], method: str) -> None:
    parts = [[row for row in rows if row["meeting_id"] in which] for which in (
        {"m0", "m1", "m2"}, {"m3", "m4", "m5"},
    )]  # fmt: skip
    total: dict[tuple[str, str], float] = defaultdict(float)
    for part in parts:
        for row in rows_of(nc.project(into(name, part, SEATS), method=method)):
            total[row["source"], row["target"]] += row["weight"]
    whole = rows_of(nc.project(into(name, rows, SEATS), method=method))
    found = {(row["source"], row["target"]): row["weight"] for row in whole}
    assert found == pytest.approx(dict(total), rel=1e-12, abs=0)


@every_engine
@fewer
@given(rows=attendance, method=st.sampled_from(METHODS), turned=st.booleans())
def test_other_names_make_no_difference(
    name: str, rows: list[Row], method: str, turned: bool
) -> None:
    old = sorted({row["actor"] for row in rows} - {None})
    new = dict(zip(old, sorted(f"n{number}" for number in range(len(old))), strict=True))
    if turned:
        new = dict(zip(old, reversed(new.values()), strict=True))
    renamed = [{**row, "actor": new.get(row["actor"])} for row in rows]
    expected = []
    for row in rows_of(nc.project(into(name, rows, SEATS), method=method)):
        source, target = sorted((new[row["source"]], new[row["target"]]))
        expected.append({**row, "source": source, "target": target})
    expected.sort(key=lambda row: (row["source"], row["target"]))
    assert_same(nc.project(into(name, renamed, SEATS), method=method), expected)


@every_engine
@fewer
@given(rows=attendance)
def test_newman_strength_is_the_number_of_meetings_in_company(name: str, rows: list[Row]) -> None:
    seats = {(row["actor"], row["meeting_id"]) for row in rows}
    seats = {seat for seat in seats if None not in seat}
    size: dict[str, int] = defaultdict(int)
    for _, meeting in seats:
        size[meeting] += 1
    in_company: dict[str, int] = defaultdict(int)
    for actor, meeting in seats:
        if size[meeting] > 1:
            in_company[actor] += 1
    strength: dict[str, float] = defaultdict(float)
    for row in rows_of(nc.project(into(name, rows, SEATS))):
        for end in ("source", "target"):
            strength[row[end]] += row["weight"]
    assert strength == pytest.approx(in_company, rel=1e-12, abs=0)


def test_nothing_is_left_behind(sheets: pa.Table, monkeypatch: pytest.MonkeyPatch) -> None:
    with engine.connection() as database:
        query = "SELECT value FROM duckdb_settings() WHERE name = 'temp_directory'"
        ((spill,),) = database.sql(query).fetchall()
    before = set(Path(tempfile.gettempdir()).iterdir())
    nc.project(sheets)
    with monkeypatch.context() as patch:
        patch.setattr(engine, "finish", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            nc.project(sheets)
    with engine.connection() as database:
        for what in ("table", "view"):
            left = database.sql(f"SELECT {what}_name FROM duckdb_{what}s() WHERE NOT internal")
            assert left.fetchall() == []
    assert [*Path(spill).iterdir()] == []
    new = set(Path(tempfile.gettempdir()).iterdir()) - before
    assert [path for path in new if "netcoop" in path.name or "duckdb" in path.name] == []


def test_faults() -> None:
    with pytest.raises(ArgumentError, match="A list is no table"):
        nc.project([("A", "1")])
    sheet = pd.DataFrame({"actor": ["A", 1], "meeting_id": ["1", "1"]}, dtype="object")
    with pytest.raises(ArgumentError, match="values of several types"):
        nc.project(sheet)
    said = pl.LazyFrame({"actor": ["A"], "meeting_id": ["1"], "facilitated": ["yes"]})
    with pytest.raises(ArgumentError, match="facilitated"):
        nc.project(said)
    for weight in (-1.0, float("nan"), float("inf")):
        sheet = pd.DataFrame({"actor": ["A"], "meeting_id": ["1"], "w": [weight]})
        with pytest.raises(ArgumentError, match=r"1 of 1 rows .* \(rows 1\)"):
            nc.project(sheet, weight="w")
