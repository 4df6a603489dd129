"""A process for each library, which ``metrics.py`` asks to do one thing after the other.

So the ways can take turns and yet no library is in another's memory or threads; and one that takes
too long can be ended. The worker answers each line it is sent with one line of JSON.
"""

from __future__ import annotations

import json
import os
import select
import statistics
import subprocess
import sys
import time
import warnings
from pathlib import Path
from typing import Any

import numpy as np
from networks import Made
from rivals import Common, Igraph, Networkx, Timed, Way
from rivals_fast import LIBRARIES as FAST

LIBRARIES: dict[str, type[Common]] = {**FAST, Igraph.name: Igraph, Networkx.name: Networkx}
# The way each library goes to communities is another one: as good within so much will do.
TOLERANCE = {"communities": 0.05}
SAMPLE = 500
MB = 1024


class Worker:
    """The parent's end."""

    def __init__(self, library: str, folder: Path, threads: int) -> None:
        self.library, self.folder, self.threads = library, folder, threads
        many = library in ("networkit", "rustworkx") and threads > 1
        self.name = f"{library} ×{threads}" if many else library
        self._start()

    def _start(self) -> None:
        threads = str(self.threads)
        names = ("RAYON_NUM_THREADS", "OMP_NUM_THREADS")
        # Threads that wait for the next loop must not take the core from who is measured next.
        limits = {**dict.fromkeys(names, threads), "OMP_WAIT_POLICY": "passive"}
        if self.library not in ("networkit", "rustworkx"):
            limits = {}
        self.process = subprocess.Popen(
            [sys.executable, __file__, self.library, str(self.folder), threads],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, **limits}, bufsize=0,
        )  # fmt: skip
        ready = self._answer(None)
        if ready is None or "error" in ready:
            sys.exit(f"{self.name}: {ready and ready['error']}")
        self.build: float = ready["build"]
        self.metrics: list[str] = ready["metrics"]

    def ask(self, limit: float | None = None, **task: Any) -> dict[str, Any] | None:
        """Have something done; ``None`` where it took too long, and the worker is a new one."""
        assert self.process.stdin
        self.process.stdin.write(json.dumps(task).encode() + b"\n")
        answer = self._answer(limit)
        if answer is None:
            self.end()
            self._start()
        return answer

    def _answer(self, limit: float | None) -> dict[str, Any] | None:
        assert self.process.stdout
        if not select.select([self.process.stdout], [], [], limit)[0]:
            return None
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"{self.name} ended by itself (see above)")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def end(self) -> None:
        self.process.kill()
        self.process.wait()


# -- the worker's end ------------------------------------------------------------------------------


def measured(way: Way, k: int, loops: int) -> tuple[float, Any]:
    """Seconds of one time, and what was found the last time."""
    arguments = (k,) if way.parts else ()
    own, found = 0.0, None
    start = time.perf_counter()
    for _ in range(loops):
        found = way.work(*arguments)
        if isinstance(found, Timed):
            own, found = own + found.seconds, found.found
    return (own or time.perf_counter() - start) / loops, found


def difference(metric: str, found: Any, expected: np.ndarray, exact: float) -> str:
    """Say how what was found differs from netcoop's; nothing where it does not."""
    if isinstance(found, dict):
        expected, found = expected[list(found)], list(found.values())
    found = np.asarray(found, dtype="float64")
    if metric in TOLERANCE:
        fine = found >= expected * (1 - TOLERANCE[metric])
        return "" if fine else f"{found} instead of {expected}"
    if found.shape != expected.shape:
        return f"{found.shape} numbers instead of {expected.shape}"
    close = np.isclose(found, expected, rtol=1e-6, atol=exact, equal_nan=True)
    if close.all():
        return ""
    worst = np.flatnonzero(~np.atleast_1d(close))[:3]
    pair = np.atleast_1d(found)[worst], np.atleast_1d(expected)[worst]
    return f"{(~close).sum()} of {close.size} numbers differ, as {pair[0]} from {pair[1]}"


def first_time(way: Way, task: dict[str, Any], folder: Path, *, own: bool) -> dict[str, Any]:
    """Do it for the first time, and compare what comes with netcoop's, or keep it as such."""
    metric, path = task["metric"], folder / f"{task['metric']}.npy"
    seconds, raw = measured(way, task["k"], 1)
    found = None if task.get("bare") else way.form(raw)
    if found is None:
        return {"seconds": seconds, "compared": False}
    if own:
        np.save(path, np.asarray(found, dtype="float64"))
    elif path.exists():
        wrong = difference(metric, found, np.load(path), way.exact)
        return {"seconds": seconds, "compared": True, "wrong": wrong}
    return {"seconds": seconds, "compared": False}


def first_costs(library: Any) -> dict[str, float]:
    """Medians of what netcoop does before its first metric."""
    costs = {}
    for name, prepare in library.first_costs().items():
        times = []
        for _ in range(5):
            work = prepare()
            start = time.perf_counter()
            work()
            times.append(time.perf_counter() - start)
        costs[name] = statistics.median(times)
    return costs


def build(name: str, made: Made) -> tuple[float, Any]:
    """Build the graph some times; the first one also imports."""
    library, times = LIBRARIES[name](made), []
    while len(times) < 3 or (sum(times) < 0.3 and len(times) < 50):
        start = time.perf_counter()
        library = LIBRARIES[name](made)
        times.append(time.perf_counter() - start)
    return statistics.median(times), library


def serve(name: str, folder: Path, threads: int) -> None:
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # what a library prints is no answer
    warnings.simplefilter("ignore")
    seconds, library = build(name, Made.load(folder / "made.npz"))
    if name == "networkit":
        library.nk.setNumberOfThreads(threads)
    library.prepare()
    ways = library.ways
    print(json.dumps({"build": seconds, "metrics": list(ways)}), file=answers)
    for line in sys.stdin:
        task = json.loads(line)
        if task["do"] == "costs":
            answer: dict[str, Any] = first_costs(library)
        elif task["do"] == "bare":
            answer = {"metrics": list(library.bare)}
        else:
            way = (library.bare if task.get("bare") else ways)[task["metric"]]
            if task["do"] == "parts":
                answer = {"parts": way.parts}
            elif task["do"] == "first":
                answer = first_time(way, task, folder, own=name == "netcoop")
            else:
                answer = {"seconds": measured(way, task["k"], task["loops"])[0]}
        print(json.dumps(answer), file=answers)


def peak(folder: Path, metrics: list[str]) -> None:
    """Do all of netcoop's metrics once in this fresh process, and say what memory it took."""
    import resource

    warnings.simplefilter("ignore")
    most = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MB  # noqa: E731
    made = Made.load(folder / "made.npz")
    library = LIBRARIES["netcoop"](made)
    library.prepare()
    found = {"networks made": most()}
    for metric, way in library.ways.items():
        if metric in metrics:
            # A sample searches in the same blocks as all do.
            measured(way, min(way.parts, SAMPLE) if made.n > SAMPLE else way.parts, 1)
            found[metric] = most()
    print(json.dumps(found))


if __name__ == "__main__":
    if sys.argv[1] == "peak":
        peak(Path(sys.argv[2]), json.loads(sys.argv[3]))
    else:
        serve(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
