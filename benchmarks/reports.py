"""How long each kind of report takes on the example data, in processor time and by the clock.

Every report is made and saved in a process of its own, worker processes counted in; reading the
records is not in it, starting Python and importing netcoop is told apart. Beside other work the
processor time says more than the clock.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time

# The example data that have enough for a kind.
REPORTS = (
    ("havlickuv_brod", "local"),
    ("coordinated_pilot", "local"),
    ("coordinated_pilot", "regions"),
    ("coordinated_pilot", "impact"),
)


def processor_seconds() -> float:
    """Say how much processor time this process and its finished workers took."""
    both = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(used.ru_utime + used.ru_stime for used in both)


def measure(data: str, kind: str) -> None:
    """Make and save one report, and print what it took."""
    import netcoop as nc

    imported = processor_seconds()
    records = nc.datasets.load(data)
    used, start = processor_seconds(), time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        made = nc.report(records, kind=kind)
        middle = processor_seconds()
        made.save(folder)
    wall = time.perf_counter() - start
    _stop_workers()
    end = processor_seconds()
    print(
        f"{data:<18} {kind:<8} {end - used:6.1f} s of processor ({middle - used:.1f} making, "
        f"{end - middle:.1f} writing), {wall:6.1f} s by the clock; import {imported:.1f} s",
        flush=True,
    )


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
    for data, kind in REPORTS:
        if asked.kind in (None, kind):
            subprocess.run([sys.executable, __file__, "--one", data, kind], check=True)


if __name__ == "__main__":
    main()
