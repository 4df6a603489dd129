"""The same call on Spark: the same ties, and nothing is fetched before they are summed up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

import netcoop as nc
from netcoop.errors import ArgumentError
from netcoop.ties import contact_ties, referral_ties
from tests.ties.tables import METHODS, assert_same_ties, attendance_table, referral_table

OnSpark = Callable[[pd.DataFrame], Any]
FromSpark = Callable[[Any], pd.DataFrame]


@pytest.mark.parametrize("method", METHODS)
def test_ties_are_those_of_the_embedded_engine(
    method: str, on_spark: OnSpark, from_spark: FromSpark
) -> None:
    sheet = attendance_table()
    choice: dict[str, Any] = {"method": method, "max_size": 12}
    if method in {"newman", "count", "share"}:
        choice["weight"] = "w"
    ties = nc.project(on_spark(sheet), **choice)
    assert_same_ties(from_spark(ties), nc.project(sheet, **choice))


def test_logs_are_summed_up_alike(on_spark: OnSpark, from_spark: FromSpark) -> None:
    log = referral_table()
    for sum_up in (referral_ties, contact_ties):
        ties = sum_up(on_spark(log), weight="w")
        assert_same_ties(from_spark(ties), sum_up(log, weight="w"))


def test_nothing_is_computed_or_fetched_on_the_way(
    on_spark: OnSpark, spark: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = on_spark(attendance_table(500))

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("rows were fetched before they were summed up")

    for name in ("collect", "toPandas", "toArrow", "toLocalIterator", "take", "head", "count"):
        monkeypatch.setattr(type(sheet), name, refuse)
    spark.sparkContext.setJobGroup("project", "must start no job")
    ties = nc.project(sheet, method="jaccard")
    assert list(spark.sparkContext.statusTracker().getJobIdsForGroup("project")) == []
    assert type(ties) is type(sheet)
    # A decimal would round where a float does not.
    types = dict(ties.dtypes)
    assert types["weight"] == types["facilitated_low"] == "double"
    assert types["meetings"] == "bigint"


def test_a_missing_column_is_said_before_anything_runs(on_spark: OnSpark) -> None:
    with pytest.raises(ArgumentError, match="no column event"):
        nc.project(on_spark(attendance_table(50)), meeting="event")
