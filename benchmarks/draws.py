"""Random attendance: arrays beside lists traded one pair at a time, one worker beside two.

The way with lists is the published algorithm written down plainly, which netcoop used at first.
Both make the same number of trades before the first draw and between draws.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Iterator

import joblib
import networkx as nx
import numpy as np
import pandas as pd
from scipy import sparse

import netcoop as nc
from netcoop.compare import nulltest
from netcoop.metrics import METRICS
from netcoop.ties.attendance import Attendance
from netcoop.ties.backbones import backbone
from netcoop.ties.nullmodels import BURN_IN, THINNING, drawn_seats, parts_of_draws

ROUNDS = 5


def southern_women() -> pd.DataFrame:
    graph = nx.davis_southern_women_graph()
    women = set(graph.graph["top"])
    rows = [(a, b) if a in women else (b, a) for a, b in graph.edges]
    return pd.DataFrame(rows, columns=["actor", "meeting_id"])


def made_up(actors: int, meetings: int, seed: int = 0) -> pd.DataFrame:
    """Meetings of 2 to 60, eight on average, of actors some of whom come to much more."""
    rng = np.random.default_rng(seed)
    size = np.clip(rng.lognormal(np.log(8) - 0.3, 0.8, meetings).astype(int), 2, min(60, actors))
    eager = rng.lognormal(0, 1, actors)
    rows = [
        (f"a{actor}", f"m{meeting}")
        for meeting in range(meetings)
        for actor in rng.choice(actors, size[meeting], replace=False, p=eager / eager.sum())
    ]
    return pd.DataFrame(rows, columns=["actor", "meeting_id"])


def one_pair_at_a_time(
    seats: Attendance, draws: int, rng: np.random.Generator
) -> Iterator[np.ndarray]:
    """Draw as netcoop did at first: lists as sets, one trade after the other."""
    owner, item = seats.meeting, seats.actor
    if len(seats.actors) < len(seats.meetings):
        owner, item = item, owner
    lists = [set(item[owner == one].tolist()) for one in range(owner.max() + 1)]
    trades = BURN_IN * len(lists)
    for _ in range(draws):
        first = rng.integers(len(lists), size=trades)
        second = (first + rng.integers(1, len(lists), size=trades)) % len(lists)
        for i, j in zip(first.tolist(), second.tolist(), strict=True):
            one, other = lists[i], lists[j]
            if not (one - other and other - one):
                continue
            pool = rng.permutation(sorted(one ^ other)).tolist()
            mine = len(one - other)
            lists[i], lists[j] = one & other | set(pool[:mine]), one & other | set(pool[mine:])
        trades = THINNING * len(lists)
        yield np.fromiter((each for one in lists for each in sorted(one)), dtype="int64")


def by_lists(frame: pd.DataFrame, draws: int) -> None:
    for _ in one_pair_at_a_time(Attendance.of(frame), draws, np.random.default_rng(1)):
        pass


def by_arrays(frame: pd.DataFrame, draws: int) -> None:
    seats = Attendance.of(frame)
    for number, random in parts_of_draws(seats, draws, 1):
        for _ in drawn_seats(seats, number, random):
            pass


def null_test_at_first(frame: pd.DataFrame, draws: int) -> None:
    """Test as netcoop did at first: lists, a frame, its projection and a network for each draw."""
    net = nc.build_network(nc.Records(meetings=frame), layers=["meeting"])
    seats = Attendance.of(net.affiliations)
    few_meetings = len(seats.meetings) <= len(seats.actors)
    for held in one_pair_at_a_time(seats, draws, np.random.default_rng(1)):
        pairs = (held, seats.meeting) if few_meetings else (np.sort(seats.actor), held)
        attendance = pd.DataFrame(
            {"actor": seats.actors[pairs[0]], "meeting_id": seats.meetings[pairs[1]]}
        )
        drawn = nc.Network(net.actors, project_at_first(attendance))
        for name in nulltest.DEFAULT_METRICS:
            METRICS[name].measure(drawn)


def project_at_first(attendance: pd.DataFrame) -> pd.DataFrame:
    """Weigh ties by Newman, with sparse matrices."""
    meeting, _ = pd.factorize(attendance["meeting_id"])
    actor, names = pd.factorize(attendance["actor"], sort=True)
    came = sparse.csr_array((np.ones(len(actor)), (meeting, actor)))
    size = came.sum(axis=1)
    gain = np.where(size > 1, 1 / np.maximum(size - 1, 1), 0)
    weight = sparse.triu(came.T @ sparse.diags_array(gain) @ came, k=1, format="coo")
    return pd.DataFrame(
        {"source": names[weight.row], "target": names[weight.col], "weight": weight.data}
    )


def null_test(frame: pd.DataFrame, draws: int) -> None:
    nc.null_test(nc.Records(meetings=frame), draws=draws, rng=1)


def with_two_workers(work: Callable[[], object]) -> Callable[[], object]:
    def run() -> object:
        with joblib.parallel_config(backend="loky", n_jobs=2):
            return work()

    return run


def compare(title: str, draws: int, ways: dict[str, Callable[[], object]]) -> None:
    """Time every way in turn, so that a slow moment of the machine strikes all."""
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS + 1):
        for name, work in ways.items():
            start = time.perf_counter()
            work()
            times[name].append(time.perf_counter() - start)
    medians = {name: statistics.median(values[1:]) for name, values in times.items()}
    slowest = medians[next(iter(ways))]
    print(title)
    for name, median in medians.items():
        print(f"  {name:32} {draws / median:10,.0f} draws a second   {slowest / median:5.1f} ×")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="leave out the 100,000 draws")
    choice = parser.parse_args()
    tables = {
        "Southern women": (southern_women(), 1000),
        "municipality": (made_up(60, 90), 200),
        "region": (made_up(300, 1270), 50),
    }
    for name, (frame, draws) in tables.items():
        seats = Attendance.of(frame)
        size = f"{len(seats.actors)} actors, {len(seats.meetings)} meetings, {len(seats)} seats"
        compare(f"tables drawn: {name}, {size}", draws, {
            "lists, one pair at a time": lambda frame=frame, draws=draws: by_lists(frame, draws),
            "arrays": lambda frame=frame, draws=draws: by_arrays(frame, draws),
        })  # fmt: skip
    frame, draws = tables["municipality"][0], 100
    test = lambda: null_test(frame, draws)  # noqa: E731
    compare("null_test: municipality, three metrics", draws, {
        "lists, frame, project, network": lambda: null_test_at_first(frame, draws),
        "null_test": test,
        "null_test, two processes": with_two_workers(test),
    })  # fmt: skip
    frame, draws = tables["region"][0], 100
    pairs = lambda: backbone(frame, draws=draws, rng=1, alpha=0.5)  # noqa: E731
    compare("backbone: region", draws, {
        "one process": pairs, "two processes": with_two_workers(pairs),
    })  # fmt: skip
    if choice.quick:
        return
    start = time.perf_counter()
    found = backbone(southern_women(), draws=100_000, rng=1)
    print(f"Southern women, 100,000 draws: {time.perf_counter() - start:.1f} s")
    print(found[found["keep"]].sort_values("p_value").round(4).to_string(index=False))


if __name__ == "__main__":
    main()
