"""Every metric netcoop shares with another library, beside networkx, igraph, scipy and others.

One made-up network of each size (mean degree 20, a fifth of the actors without ties, hubs, uneven
weights) is handed to all as arrays. Graphs are built first; what is measured is a metric on the
built graph, netcoop's on a built Network. Each library is a process of its own; they take turns,
and what is fast is repeated as ``timeit`` does. All have to find what netcoop finds, to 1e-6, or
the run stops. What would take longer than the limit is estimated from a sample of actors (or steps)
that the library can be asked for ("est."; then only what is found for the actors of the sample is
compared), or left out ("–"). netcoop's own estimates are for one core; it uses all where a search
takes more than 15 seconds.

    python benchmarks/metrics.py                          200, 2,000 and 20,000 actors
    python benchmarks/metrics.py --actors 2000 --ties 24000
    python benchmarks/metrics.py --actors 2000 --only betweenness closeness --runs 9 --every
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import math
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import workers
from networks import made_up
from workers import LIBRARIES, Worker

DISTRIBUTIONS = {"networkx": "networkx", "igraph": "igraph", "scipy": "scipy",
                 "rustworkx": "rustworkx", "networkit": "networkit"}  # fmt: skip
# One measurement is so long at least, by loops; one way is measured so long in all at most.
LOOP_SECONDS, ENOUGH_SECONDS = 0.05, 8.0
SAMPLE_SECONDS = 3.0
# What is searched from everyone grows with the square of the number of actors.
ALL_PAIRS = ("betweenness", "closeness", "harmonic", "efficiency", "two_mode", "information")


class Found(NamedTuple):
    """Seconds of a metric, and whether they were estimated from a part of it."""

    seconds: float
    estimated: bool
    compared: bool

    def __str__(self) -> str:
        return f"{written(self.seconds)}{' est.' if self.estimated else ''}"


class Entry:
    """One way to one metric, while it is measured."""

    def __init__(self, worker: Worker, metric: str, *, bare: bool = False) -> None:
        self.worker, self.metric, self.bare = worker, metric, bare
        self.times: list[float] = []
        self.k = self.parts = 0
        self.compared = False
        self.once = 0.0

    def ask(self, limit: float | None, do: str, **more: Any) -> dict[str, Any] | None:
        return self.worker.ask(limit, do=do, metric=self.metric, bare=self.bare, **more)

    def first(self, limit: float) -> bool:
        """Find out how long it takes, and whether it finds what netcoop finds."""
        answer = self.ask(None, "parts")
        self.parts = answer["parts"] if answer else 0
        if self.parts:
            self.k = self._affordable(limit)
        answer = self.ask(2 * limit, "first", k=self.k) if self.k or not self.parts else None
        if answer is None:
            return False
        if answer.get("wrong"):
            sys.exit(f"{self.worker.name} and netcoop differ in {self.metric}: {answer['wrong']}")
        self.compared = answer["compared"]
        self.first_seconds = answer["seconds"]
        return True

    def _affordable(self, limit: float) -> int:
        """All parts if they fit into the limit, else those of a sample; 0 if not even two.

        What comes once however many the parts (a graph made anew) is told from what each takes.
        """
        least = k = min(2, self.parts)
        # The very first time also loads what is loaded when needed.
        if self.ask(limit, "time", k=k, loops=1) is None:
            return 0
        answer = self.ask(limit, "time", k=k, loops=1)
        if answer is None:
            return 0
        alone = seconds = answer["seconds"]
        while k < self.parts and seconds < alone + 0.3:
            k = min(self.parts, 4 * k)
            answer = self.ask(limit, "time", k=k, loops=1)
            if answer is None:
                return 0
            seconds = answer["seconds"]
        each = (seconds - alone) / (k - least) if k > least else alone / least
        self.once = max(0.0, alone - least * each)
        if self.once + each * self.parts <= limit:
            return self.parts
        wanted = min(SAMPLE_SECONDS, limit / 4)
        return max(2, min(self.parts, math.ceil(wanted / max(each, 1e-6))))

    def again(self) -> None:
        """Measure once more, in as many loops as make it long enough to be measured."""
        spent = sum(self.times) * self.loops
        if self.times and spent > ENOUGH_SECONDS:
            return
        answer = self.ask(None, "time", k=self.k, loops=self.loops)
        if answer:
            self.times.append(answer["seconds"])

    @property
    def loops(self) -> int:
        return max(1, min(100_000, round(LOOP_SECONDS / max(self.first_seconds, 1e-7))))

    @property
    def found(self) -> Found:
        median = statistics.median(self.times)
        if self.k < self.parts:
            once = min(self.once, median / 2)
            whole = once + (median - once) * self.parts / self.k
            return Found(whole, estimated=True, compared=self.compared)
        return Found(median, estimated=False, compared=self.compared)


class Run:
    """All metrics of one network."""

    def __init__(
        self, choice: argparse.Namespace, team: list[Worker], past: dict[Any, Any]
    ) -> None:
        self.choice, self.team, self.past = choice, team, past
        self.results: dict[str, dict[str, Found | None]] = {}
        self.bare: dict[str, Found] = {}
        own = team[0]
        answer = own.ask(do="bare")
        self.bare_metrics = answer["metrics"] if answer else []

    def all(self, n: int) -> None:
        only = self.choice.only
        for metric in self.team[0].metrics:
            if only is None or any(map(metric.startswith, only)):
                self.results[metric] = self._metric(metric, n)

    def _metric(self, metric: str, n: int) -> dict[str, Found | None]:
        entries, found = [], {}
        for worker in self.team:
            if metric not in worker.metrics:
                continue
            entry = Entry(worker, metric)
            if self._hopeless(entry, n) or not entry.first(self.choice.limit):
                found[worker.name] = None
                self.past[worker.name, metric] = (n, None)
                continue
            entries.append(entry)
        names = [entry.worker.name for entry in entries]
        if metric in self.bare_metrics and "netcoop" in names:
            entry = Entry(self.team[0], metric, bare=True)
            if entry.first(self.choice.limit):
                entries.append(entry)
        for _ in range(self.choice.runs):
            for entry in entries:
                entry.again()
        for entry in entries:
            if entry.bare:
                self.bare[metric] = entry.found
            else:
                found[entry.worker.name] = entry.found
                self.past[entry.worker.name, metric] = (n, entry.found.seconds)
        return found

    def _hopeless(self, entry: Entry, n: int) -> bool:
        """Tell from a smaller network that this one will take too long and cannot be sampled."""
        before, seconds = self.past.get((entry.worker.name, entry.metric), (n, 0.0))
        if seconds is None:
            return True
        answer = entry.ask(None, "parts")
        grows = 2 if entry.metric.startswith(ALL_PAIRS) else 1
        sampled = bool(answer and answer["parts"])
        return not sampled and seconds * (n / before) ** grows > 1.5 * self.choice.limit


def written(seconds: float) -> str:
    """Write seconds with three digits that count."""
    for unit, name in ((1, "s"), (1e-3, "ms"), (1e-6, "µs")):
        if seconds >= unit:
            value = seconds / unit
            digits = 0 if value >= 100 else 1 if value >= 10 else 2
            return f"{value:,.{digits}f} {name}"
    return f"{seconds:.1e} s"


def times_as_long(one: Found | None, other: Found | None) -> str:
    if one is None or other is None:
        return "–"
    ratio = one.seconds / other.seconds
    return f"{ratio:,.0f}" if ratio >= 100 else f"{ratio:.1f}" if ratio >= 10 else f"{ratio:.2f}"


def fastest(found: dict[str, Found | None]) -> tuple[str, Found | None]:
    others = {name: one for name, one in found.items() if name != "netcoop" and one is not None}
    if not others:
        return "–", None
    name = min(others, key=lambda name: others[name].seconds)
    return name, others[name]


def show(run: Run) -> None:
    """Print netcoop beside the fastest other way and beside networkx."""
    print(f"\n{'metric':27} {'netcoop':>14} {'fastest other':>32} {'netcoop/it':>11}"
          f" {'networkx':>14} {'networkx/netcoop':>17} {'netcoop/bare call':>18}")  # fmt: skip
    for metric, found in run.results.items():
        own, (name, best) = found.get("netcoop"), fastest(found)
        other = f"{best} ({name})" if best else "–"
        print(
            f"{metric:27} {own or '–'!s:>14} {other:>32} {times_as_long(own, best):>11}"
            f" {found.get('networkx') or '–'!s:>14}"
            f" {times_as_long(found.get('networkx'), own):>17}"
            f" {times_as_long(own, run.bare.get(metric)):>18}"
        )


def show_every(run: Run) -> None:
    """Print the seconds of every library; what was compared only in part or not at all has a *."""
    names = [worker.name for worker in run.team]
    print(f"\n{'metric':27}" + "".join(f"{name:>16}" for name in names) + f"{'bare call':>16}")
    for metric, found in run.results.items():
        cells = [f"{found.get(name) or '–'!s:>16}" for name in names]
        print(f"{metric:27}{''.join(cells)}{run.bare.get(metric) or '–'!s:>16}")


def show_memory(folder: Path, metrics: list[str]) -> None:
    """Print the peak of a fresh process doing all of netcoop's metrics, and who raised it."""
    command = [sys.executable, workers.__file__, "peak", str(folder), json.dumps(metrics)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"netcoop failed:\n{done.stderr}")
    most: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    names, peaks = list(most), list(most.values())
    raised = [
        f"{name} +{peaks[i] - peaks[i - 1]:.0f}"
        for i, name in enumerate(names)
        if i and peaks[i] - peaks[i - 1] >= 0.03 * peaks[0]
    ]
    print(f"\npeak of a fresh process with netcoop doing all of these once: {peaks[-1]:,.0f} MB;"
          f" {peaks[0]:,.0f} MB with the networks made" + "; then " * bool(raised)
          + ", ".join(raised))  # fmt: skip


def team_for(folder: Path, threads: list[int]) -> list[Worker]:
    """Start a worker for each library that is there."""
    team = []
    for library in ("netcoop", *DISTRIBUTIONS):
        if importlib.util.find_spec(LIBRARIES[library].module) is None:
            print(f"{library} is not installed and is left out")
            continue
        own_threads = threads if library in ("networkit", "rustworkx") else [1]
        team += [Worker(library, folder, number) for number in own_threads]
    return team


def measure(n: int, choice: argparse.Namespace, past: dict[Any, Any]) -> None:
    with tempfile.TemporaryDirectory(prefix="netcoop-") as name:
        folder = Path(name)
        made = made_up(n, choice.ties or 10 * n)
        made.save(folder / "made.npz")
        team = team_for(folder, choice.threads)
        alone = 1 - len({*made.source.tolist(), *made.target.tolist()}) / n
        size = f"{n:,} actors ({alone:.0%} without ties), {len(made.source):,} ties"
        print(
            f"\n{size}, {len(made.arc_source):,} arcs; load {os.getloadavg()[0]:.1f} before, ",
            end="",
        )
        try:
            run = Run(choice, team, past)
            try:
                run.all(n)
            except SystemExit:
                show(run)  # what was measured before they differed
                raise
            print(f"{os.getloadavg()[0]:.1f} after")
            costs = team[0].ask(do="costs") or {}
        finally:
            for worker in team:
                worker.end()
        built = {worker.name: worker.build for worker in team[1:]}
        for title, seconds in (("graphs built", built), ("netcoop", costs)):
            print(f"{title}: " + ", ".join(f"{one} {written(s)}" for one, s in seconds.items()))
        show(run)
        if choice.every:
            show_every(run)
        show_memory(folder, list(run.results))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--actors", type=int, nargs="+", default=[200, 2000, 20_000])
    parser.add_argument("--ties", type=int, help="how many ties; else ten an actor")
    parser.add_argument("--only", nargs="+", help="metrics whose names begin so")
    parser.add_argument("--limit", type=float, default=60, help="seconds one way may take at most")
    parser.add_argument("--runs", type=int, default=7, help="medians of so many")
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2],
                        help="of networkit and rustworkx; all others but BLAS use one")  # fmt: skip
    parser.add_argument("--every", action="store_true", help="print every library's seconds")
    choice = parser.parse_args()
    if choice.ties and choice.ties > min(choice.actors) ** 2 / 4:
        parser.error("--ties are too many for so few actors; give --actors, too")
    print(platform.platform(), f"{os.cpu_count()} cores, Python {platform.python_version()},")
    there = [one for one in ("netcoop", *DISTRIBUTIONS) if importlib.util.find_spec(one)]
    print(", ".join(f"{name} {version(name)}" for name in there))
    past: dict[Any, Any] = {}
    for n in choice.actors:
        measure(n, choice, past)


if __name__ == "__main__":
    main()
