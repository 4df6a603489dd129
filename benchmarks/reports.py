"""How long each kind of report takes, in processor time and by the clock, and how much memory.

Reports of the example data, and one of a made-up large network: nearly 1,500 actors whose meetings
tie 80,000 pairs. Every report is made and saved in a process of its own, worker processes counted
in; starting Python, importing netcoop and reading the records are not in it. Beside other work the
processor time says more than the clock. The last column says how many times as long it took as the
first report of the run.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import netcoop as nc

MADE_UP = "made up"
ACTORS, TIES = 1_500, 80_000
# The example data that have enough for a kind, and a large network.
REPORTS = (
    ("havlickuv_brod", "local"),
    ("coordinated_pilot", "local"),
    ("coordinated_pilot", "regions"),
    ("coordinated_pilot", "impact"),
    (MADE_UP, "local"),
)


def processor_seconds() -> float:
    """Say how much processor time this process and its finished workers took."""
    both = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(used.ru_utime + used.ru_stime for used in both)


def read(data: str) -> nc.Records:
    """Read example data, or make a large network up."""
    import pandas as pd

    import netcoop as nc

    if data != MADE_UP:
        return nc.datasets.load(data)
    from networks import made_up

    made = made_up(ACTORS, TIES)
    seats = {"actor": made.seat_actor, "meeting_id": made.seat_meeting}
    return nc.Records(meetings=pd.DataFrame(seats).astype("str").radd("K"))


def measure(data: str, kind: str) -> None:
    """Make and save one report, and print what it took."""
    import netcoop as nc

    records = read(data)
    started, used = time.perf_counter(), processor_seconds()
    with tempfile.TemporaryDirectory() as folder:
        made = nc.report(records, kind=kind)
        middle = processor_seconds()
        made.save(folder)
    wall = time.perf_counter() - started
    _stop_workers()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    end = processor_seconds()
    found = {"making": middle - used, "writing": end - middle, "clock": wall, "memory": peak}
    print(json.dumps({"report": repr(made)} | found))


def _stop_workers() -> None:
    """End the worker processes, whose time is counted only then."""
    from joblib.externals.loky import get_reusable_executor

    get_reusable_executor().shutdown(wait=True)


def main() -> None:
    """Measure every report, or those of one kind."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kind", choices=sorted({kind for _, kind in REPORTS}))
    parser.add_argument("--one", nargs=2, metavar=("DATA", "KIND"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        measure(*asked.one)
        return
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}", flush=True)
    first = 0.0
    for data, kind in REPORTS:
        if asked.kind not in (None, kind):
            continue
        command = [sys.executable, "-W", "ignore", __file__, "--one", data, kind]
        told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
        found = json.loads(told.splitlines()[-1])
        took = found["making"] + found["writing"]
        first = first or took
        print(
            f"{data:<18} {kind:<8} {took:6.1f} s of processor ({found['making']:.1f} making, "
            f"{found['writing']:.1f} writing), {found['clock']:6.1f} s by the clock, "
            f"{found['memory']:.0f} MB, {took / first:.1f} x; {found['report']}",
            flush=True,
        )


if __name__ == "__main__":
    main()
