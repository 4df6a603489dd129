"""What the notebook on Spark says: the same call, the same ties; and what it does without Java."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import netcoop as nc
from tests.notebooks.reading import check_statements

NAME = "09_cluster"
ROOT = Path(__file__).parents[2]

# In a process of its own: the notebook stops its Spark, which may be that of other tests.
_RUN = f"""
import json
from tests.notebooks.reading import run
ran = run({NAME!r})
print(json.dumps({{
    "spark": ran["spark"] is not None,
    "type": type(ran["ties"]).__module__,
    "pairs": [len(ran[name]) for name in ("here", "came", "both")],
    "relative": ran["relative"],
    "sheet": len(ran["sheet"]),
    "counts": sorted(set(ran["sheet"]["counts"])),
    "actors": ran["net"].n_actors,
    "ties": ran["net"].n_ties,
    "same": ran["net"].n_ties == ran["whole"].n_ties,
    "difference": float(ran["differences"].abs().max()),
}}, default=float))
"""


def run_apart(**environment: str) -> tuple[dict[str, Any], str]:
    """Run the notebook in a process of its own; give what it found, and what it printed."""
    done = subprocess.run(
        [sys.executable, "-c", _RUN],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    *printed, found = done.stdout.splitlines()
    return json.loads(found), "\n".join(printed)


def check_same_ties(ran: dict[str, Any]) -> None:
    here, came, both = ran["pairs"]
    assert here == came == both == ran["ties"] > 1000
    assert ran["relative"] < 1e-12
    assert ran["same"]
    assert ran["difference"] < 1e-9


@pytest.fixture(scope="module")
def on_spark() -> dict[str, Any]:
    home = os.environ.get("JAVA_HOME")
    if shutil.which("java", path=f"{home}/bin" if home else None) is None:
        pytest.skip("no Java on this machine: Spark was NOT tested")
    return run_apart(**os.environ)[0]


def test_ties_from_spark_are_those_made_here(on_spark: dict[str, Any]) -> None:
    assert on_spark["spark"]
    assert on_spark["type"].startswith("pyspark.sql")
    check_same_ties(on_spark)


def test_without_java_it_says_so_and_goes_on(tmp_path: Path) -> None:
    without = {name: value for name, value in os.environ.items() if name != "JAVA_HOME"}
    ran, printed = run_apart(**{**without, "PATH": str(tmp_path)})
    assert not ran["spark"]
    assert "There is no Java or no PySpark here" in printed
    check_same_ties(ran)
    # What the text states does not hang on Spark.
    records = nc.datasets.load("coordinated_pilot")
    meetings = records.meetings
    assert str(meetings["date"].min())[:7] == "2023-07"
    assert str(meetings["date"].max())[:7] == "2025-12"
    assert not meetings["role"].eq("excused").any()
    assert "status" not in meetings or meetings["status"].eq("held").all()
    assert ran["sheet"] == len(meetings)
    assert ran["actors"] == len(records.actors)
    low, high = ran["counts"]
    check_statements(
        NAME,
        [
            f"in {len(records.regions)} municipalities",
            f"{low:g} at a training, {high:g} elsewhere",
            f"all {ran['ties']:,} ties",
        ],
    )
