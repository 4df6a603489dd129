"""Likely ties: the best 1,000 pairs beside networkx over all absent pairs; peak memory at size.

Both score the same network in one run and must agree on every pair listed. networkx needs its
scores sorted; that is counted, and its graph is made beforehand, as is netcoop's network. Ends with
1 where netcoop is not 50 times as fast by every method, or needs 400 MB or more at size.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from heapq import nlargest
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd

import netcoop as nc

TOP = 1_000
LARGE, DEGREE = 200_000, 10
FASTER, MEGABYTES = 50, 400
# Katz follows walks from many actors; networkx has no scores of pairs by it.
KATZ_ACTORS = 5_000
METHODS = ("common_neighbors", "jaccard", "adamic_adar", "resource_allocation", "preferential")


def made_up(actors: int, degree: float, seed: int = 0) -> nc.Network:
    """Ties at random among actors of eight sectors, some of whom have many more."""
    rng = np.random.default_rng(seed)
    ties = int(actors * degree / 2)
    eager = rng.lognormal(0, 0.5, actors)
    ends = rng.choice(actors, (2, ties), p=eager / eager.sum())
    a, b = ends.min(axis=0), ends.max(axis=0)
    a, b = np.divmod(np.unique((a * actors + b)[a != b]), actors)
    ids = pd.Index("a" + pd.Series(np.arange(actors).astype("str"), dtype="str").str.zfill(6))
    register = pd.DataFrame({"sector": rng.choice(list("abcdefgh"), actors)}, index=ids)
    return nc.Network(
        register.rename_axis("actor_id"), pd.DataFrame({"source": ids[a], "target": ids[b]})
    )


def by_networkx(method: str) -> Callable[..., Iterable[tuple[str, str, float]]]:
    import networkx as nx

    def common(graph: nx.Graph) -> Iterable[tuple[str, str, float]]:
        return ((a, b, len(nx.common_neighbors(graph, a, b))) for a, b in nx.non_edges(graph))

    return {
        "common_neighbors": common,
        "jaccard": nx.jaccard_coefficient,
        "adamic_adar": nx.adamic_adar_index,
        "resource_allocation": nx.resource_allocation_index,
        "preferential": nx.preferential_attachment,
    }[method]


def check_pairs(ours: pd.DataFrame, theirs: list[tuple[str, str, float]]) -> None:
    """Hold every pair listed against all scores of networkx, and the order against its order."""
    theirs = sorted(theirs, key=lambda pair: -pair[2])
    expected = np.array([pair[2] for pair in theirs[: len(ours)]])
    assert np.allclose(ours["score"], expected, rtol=1e-10, atol=0)
    own = {frozenset(ends): score for *ends, score in
           zip(ours["source"], ours["target"], ours["score"], strict=True)}  # fmt: skip
    known = {frozenset(pair[:2]): pair[2] for pair in theirs if frozenset(pair[:2]) in own}
    assert len(own) == len(ours)
    assert all(np.isclose(known[ends], score, rtol=1e-10) for ends, score in own.items())
    # Whoever is clearly above the last one must be listed.
    above = {frozenset(pair[:2]) for pair in theirs if pair[2] > expected[-1] * (1 + 1e-9)}
    assert above <= own.keys()


def beside_networkx(actors: int, degree: float, rounds: int) -> float:
    """Print how much faster each method is; give the lowest of these ratios."""
    import networkx as nx

    net = made_up(actors, degree)
    graph = nx.Graph(list(zip(net.pairs["source"], net.pairs["target"], strict=True)))
    graph.add_nodes_from(net.actors.index)
    nc.missing_ties(net)
    print(f"{actors:,} actors, {net.n_ties:,} ties, the best {TOP:,} pairs")
    ratios = []
    for method in METHODS:
        score = by_networkx(method)
        start = time.perf_counter()
        nlargest(TOP, score(graph), key=lambda pair: pair[2])
        slow, fast = time.perf_counter() - start, []
        for _ in range(rounds):
            start = time.perf_counter()
            ours = nc.missing_ties(net, method=method, top=TOP).pairs
            fast.append(time.perf_counter() - start)
        check_pairs(ours, [pair for pair in score(graph) if pair[2] > 0])
        ratios.append(slow / median(fast))
        print(f"  {method:20} networkx {slow:7.2f} s, netcoop {median(fast) * 1000:6.1f} ms, "
              f"ratio {slow / median(fast):6.0f}")  # fmt: skip
    return min(ratios)


def peak() -> float:
    """Give the most megabytes this process has taken.

    What getrusage says starts at what the process took that started this one.
    """
    for line in Path("/proc/self/status").read_text("ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    sys.exit("Peak memory is read from /proc, which is there on Linux only.")


def memory(method: str, actors: int) -> None:
    """Build a network and list its likely ties; to be run in a process of its own."""
    net = made_up(actors, DEGREE)
    before = peak()
    start = time.perf_counter()
    found = nc.missing_ties(net, method=method, top=TOP)
    took = time.perf_counter() - start
    after = peak()
    print(f"  {method:20} {actors:8,} actors {took:6.1f} s, peak {after:.0f} MB (building the "
          f"network: {before:.0f} MB), {len(found.pairs)} pairs, {found.n_tied_out} more of the "
          "last score")  # fmt: skip
    if after >= MEGABYTES:
        sys.exit(f"{method} takes {after:.0f} MB, {MEGABYTES} or more.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--actors", type=int, default=2_000)
    parser.add_argument("--degree", type=float, default=DEGREE)
    parser.add_argument("--large", type=int, default=LARGE)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--memory", metavar="METHOD", help="peak memory of one method, here")
    given = parser.parse_args()
    if given.memory:
        memory(given.memory, given.large)
        return
    lowest = beside_networkx(given.actors, given.degree, given.rounds)
    faults = [] if lowest >= FASTER else [f"Only {lowest:.0f} times as fast as networkx."]
    if given.large > 0:
        print(f"Mean degree {DEGREE}, each method in a process of its own")
        sizes = dict.fromkeys((*METHODS, "block_rates"), given.large)
        for method, actors in (sizes | {"katz": min(given.large, KATZ_ACTORS)}).items():
            command = [sys.executable, __file__, "--memory", method, "--large", str(actors)]
            done = subprocess.run(command, check=False, stderr=subprocess.PIPE, text=True)
            faults += [done.stderr.strip()] if done.returncode else []
    sys.exit("\n".join(faults) or 0)


if __name__ == "__main__":
    main()
