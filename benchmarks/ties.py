"""From a Parquet file of attendance to a table of ties: netcoop beside other ways.

Every run is a process of its own. Its clock starts with the libraries imported and the file on
disk, and stops when source, target, number of meetings, Newman weight and last date of every tie
are there; its peak is that of the whole process. Ways take turns, so that a slow moment of the
machine strikes all, and have to agree on the number of ties and the sums of all columns.

    python benchmarks/ties.py                        ten thousand to a million rows
    python benchmarks/ties.py --rows 1e7             ten million
    python benchmarks/ties.py --rows 1e6 --only netcoop kernel --runs 9
    python benchmarks/ties.py --spill                thirty million, DuckDB held to 3 GB
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ways import SPILL, WAYS, Task

HERE = Path(__file__).parent
RUNS = {10_000: 9, 100_000: 7, 1_000_000: 5}
RUNS_OF_MORE = 3
# Where a way would take many minutes or more memory than most machines have.
MOST_ROWS = {"networkx": 1_000_000, "pandas_strings": 1_000_000}
# A way is not run again once its runs took so long together.
ENOUGH_SECONDS = 400
LIBRARIES = ("netcoop", "duckdb", "pandas", "polars", "pyarrow", "networkx", "igraph")
SUMS = ("ties", "meetings", "weight", "days")


def run(name: str, task: Task) -> dict[str, Any]:
    """Run one way in this process."""
    import resource

    # What Arrow loads when it first reads a file and first meets an array; the same for every way.
    import pandas as _  # noqa: F401
    import pyarrow.dataset  # noqa: F401

    steps = (WAYS | SPILL)[name](task)
    next(steps)
    wall, cpu = time.perf_counter(), time.process_time()
    ties = next(steps)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"wall": wall, "cpu": cpu, "peak": peak, **sums(ties)}


def sums(ties: Any) -> dict[str, float]:
    """What all ways have to agree on, as far as this one knows it."""
    import narwhals as nw
    import numpy as np

    table = nw.from_native(ties)
    if isinstance(table, nw.LazyFrame):
        return {name: float(value) for name, (value,) in table.collect().to_dict().items()}
    known = {"ties": float(len(table))}
    known |= {name: float(table[name].sum()) for name in SUMS[1:3] if name in table.columns}
    if "last_date" in table.columns:
        days = table["last_date"].to_numpy().astype("datetime64[D]").astype("int64")
        known["days"] = float(np.sum(days))
    return known


def in_new_process(name: str, task: Task) -> dict[str, Any]:
    command = [sys.executable, __file__, "--way", name, *map(str, task)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{name} failed:\n{done.stderr}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def measure(names: list[str], runs: int, task: Task) -> dict[str, list[dict[str, Any]]]:
    """Run the ways in turn, each in new processes."""
    results: dict[str, list[dict[str, Any]]] = {name: [] for name in names}
    for _ in range(runs):
        for name, past in results.items():
            if sum(one["wall"] for one in past) < ENOUGH_SECONDS:
                past.append(in_new_process(name, task))
    first = results[names[0]][0]
    for name, past in results.items():
        for one in past:
            for what in set(SUMS) & set(one) & set(first):
                if not math.isclose(one[what], first[what], rel_tol=1e-9):
                    sys.exit(f"{name} found {what} {one[what]} instead of {first[what]}")
    return results


def show(results: dict[str, list[dict[str, Any]]]) -> None:
    """Print the medians, and how many times as much as the first way each one takes."""
    medians = {
        name: {
            what: statistics.median(one[what] for one in past) for what in ("wall", "cpu", "peak")
        }
        for name, past in results.items()
    }
    base = medians[next(iter(results))]
    print(
        f"{'':18} {'wall s':>9} {'CPU s':>9} {'peak MB':>9} {'× wall':>8} {'× peak':>8} {'runs':>5}"
    )
    for name, row in medians.items():
        print(
            f"{name:18} {row['wall']:9.3f} {row['cpu']:9.3f} {row['peak']:9.0f}"
            f" {row['wall'] / base['wall']:8.2f} {row['peak'] / base['peak']:8.2f}"
            f" {len(results[name]):5}"
        )


def prepare(rows: int, task: Task, *, with_kernel: bool) -> None:
    """Make the attendance, in a process of its own: a big parent would show in its children."""
    subprocess.run(
        [sys.executable, str(HERE / "attendance.py"), str(task.attendance), str(rows)], check=True
    )
    if with_kernel:
        source, library = str(HERE / "kernel.c"), str(task.folder / "kernel.so")
        subprocess.run(["cc", "-O3", "-shared", "-fPIC", "-o", library, source], check=True)


def chosen(ways: dict[str, Any], only: list[str] | None, rows: int) -> list[str]:
    names = [name for name in ways if rows <= MOST_ROWS.get(name, rows)]
    return [name for name in names if only is None or any(map(name.startswith, only))]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=float, nargs="+")
    parser.add_argument("--only", nargs="+", help="ways whose names begin so")
    parser.add_argument("--runs", type=int)
    parser.add_argument("--spill", action="store_true", help="file to file with little memory")
    parser.add_argument("--memory", default="3GB", help="DuckDB's limit with --spill")
    parser.add_argument("--way", nargs=4, help=argparse.SUPPRESS)
    choice = parser.parse_args()
    if choice.way:
        name, attendance, folder, memory = choice.way
        print(json.dumps(run(name, Task(Path(attendance), Path(folder), memory))))
        return
    ways = SPILL if choice.spill else WAYS
    print(platform.platform(), f"{os.cpu_count()} cores, Python {platform.python_version()},")
    print(", ".join(f"{name} {version(name)}" for name in LIBRARIES))
    for rows in map(int, choice.rows or ([3e7] if choice.spill else [1e4, 1e5, 1e6])):
        names = chosen(ways, choice.only, rows)
        runs = choice.runs or (1 if choice.spill else RUNS.get(rows, RUNS_OF_MORE))
        with tempfile.TemporaryDirectory(prefix="netcoop-") as folder:
            task = Task(Path(folder) / "attendance.parquet", Path(folder), choice.memory)
            prepare(rows, task, with_kernel="kernel" in names)
            load = os.getloadavg()[0]
            results = measure(names, runs, task)
        first = results[names[0]][0]
        print(f"\n{rows:,} rows, {first['ties']:,.0f} ties, {first['meetings']:,.0f} pairs", end="")
        print(f"; load {load:.1f} before, {os.getloadavg()[0]:.1f} after")
        show(results)


if __name__ == "__main__":
    main()
