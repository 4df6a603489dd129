"""Attendance as the benchmarks make it, and a real Spark, where the machine has Java."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def sheets() -> pa.Table:
    """Ten thousand seats of the benchmark's, with weights, and meetings some of which had a host.

    A few rows are there twice, and a few do not name their actor, their meeting or their day.
    """
    spec = importlib.util.spec_from_file_location("made", ROOT / "benchmarks" / "attendance.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    rng = np.random.default_rng(3)
    table = pa.concat_tables(made.attendance(10_000))
    table = table.take(np.concatenate([np.arange(10_000), rng.integers(10_000, size=200)]))
    columns = {"date": table["date"].cast(pa.timestamp("us"))}
    for name in ("actor", "meeting_id"):
        columns[name] = table[name]
    columns["weight"] = pa.array(rng.choice([0.0, 0.5, 0.75, 1.0], table.num_rows))
    said = rng.choice([None, True, False], table.num_rows, p=[0.8, 0.1, 0.1])
    columns["facilitated"] = pa.array(said.tolist(), pa.bool_())
    for name in ("actor", "meeting_id", "date"):
        gone = pa.array(rng.random(table.num_rows) < 0.01)
        columns[name] = pa.compute.if_else(gone, None, columns[name])
    return pa.table(columns)


def find_java() -> str | None:
    """Say which Java Spark would start: that of ``JAVA_HOME``, else the one on the path."""
    home = os.environ.get("JAVA_HOME")
    return shutil.which("java", path=f"{home}/bin") if home else shutil.which("java")


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    """A Spark of two threads; tests that need one are skipped, and said so, where Java is not."""
    if find_java() is None:
        pytest.skip("no Java on this machine: Spark was NOT tested")
    from pyspark.sql import SparkSession

    folder = tmp_path_factory.mktemp("spark")
    settings = {
        "spark.ui.enabled": "false",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.memory": "1g",
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.local.dir": str(folder / "local"),
    }
    builder = SparkSession.builder.master("local[2]").appName("netcoop tests")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


@pytest.fixture
def on_spark(spark: SparkSession, tmp_path: Path) -> Callable[[pd.DataFrame], DataFrame]:
    """Give a table to Spark, by way of a file, as records come to it."""

    def read(frame: pd.DataFrame) -> DataFrame:
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.parquet"
        # Spark knows moments to the microsecond.
        frame.to_parquet(path, coerce_timestamps="us")
        return spark.read.parquet(str(path))

    return read


@pytest.fixture
def from_spark(tmp_path: Path) -> Callable[[DataFrame], pd.DataFrame]:
    """Take what Spark computes, by way of a file, in the order of pairs."""

    def fetch(ties: DataFrame) -> pd.DataFrame:
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.parquet"
        ties.write.parquet(str(path))
        return pd.read_parquet(path).sort_values(["source", "target"], ignore_index=True)

    return fetch


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say at the end, in full, what was not tested on this machine."""
    if find_java() is None:
        terminalreporter.section("NOT TESTED: no Java on this machine", sep="!", red=True)
        terminalreporter.line(
            "Ties were not computed on Spark. Install Java 17 or later, or set JAVA_HOME, "
            "and run the tests again."
        )
