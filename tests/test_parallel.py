"""Who does the work changes nothing: one worker, threads, processes or a cluster."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import joblib
import pandas as pd
import pytest
from joblib.externals.loky import get_reusable_executor

import netcoop as nc
from netcoop._core.parallel import spread
from netcoop._core.rng import spawn
from netcoop.ties.attendance import Attendance
from netcoop.ties.backbones import backbone
from netcoop.ties.nullmodels import parts_of_draws
from tests.ties.test_projection import southern_women

DRAWS = 400


@contextmanager
def threads() -> Iterator[None]:
    with joblib.parallel_config(backend="threading", n_jobs=2):
        yield


@contextmanager
def processes() -> Iterator[None]:
    with joblib.parallel_config(backend="loky", n_jobs=2):
        yield
    get_reusable_executor().shutdown(wait=True)


@contextmanager
def dask_cluster() -> Iterator[None]:
    """Two worker processes on this machine, closed to every other one."""
    from dask.distributed import Client, LocalCluster

    with (
        LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            host="127.0.0.1",
            dashboard_address=None,
            worker_dashboard_address=None,
        ) as cluster,
        Client(cluster),
        joblib.parallel_config(backend="dask"),
    ):
        yield


WORKERS = [threads, processes, dask_cluster]
Workers = Callable[[], AbstractContextManager[None]]


def numbers() -> list[pd.DataFrame]:
    women = southern_women()
    return [
        backbone(women, alpha=0.2, draws=DRAWS, rng=1),
        backbone(women, alpha=0.2, method="sdsm"),
        nc.null_test(nc.Records(meetings=women), draws=DRAWS // 10, rng=1).to_frame(),
    ]


def whoami() -> tuple[int, int]:
    return os.getpid(), threading.get_ident()


@pytest.fixture(scope="module")
def alone() -> list[pd.DataFrame]:
    return numbers()


@pytest.mark.parametrize("workers", WORKERS, ids=lambda workers: workers.__name__)
def test_every_number_of_workers_gives_the_same(
    workers: Workers, alone: list[pd.DataFrame]
) -> None:
    with workers():
        others = set(spread(whoami, [()] * 8, total=8))
        together = numbers()
    # Else the comparison would say nothing.
    assert whoami() not in others
    for one, other in zip(alone, together, strict=True):
        pd.testing.assert_frame_equal(one, other, check_exact=True)


def test_there_is_more_than_one_part_to_share_out() -> None:
    seats = Attendance.of(southern_women())
    assert len(parts_of_draws(seats, DRAWS, 1)) > 2


def fail(number: int) -> int:
    if number == 3:
        raise KeyError(number)
    return number


@pytest.mark.parametrize("workers", WORKERS[:2], ids=lambda workers: workers.__name__)
def test_results_come_in_order_and_faults_come_through(workers: Workers) -> None:
    with workers():
        assert list(spread(pow, ((n, 2) for n in range(20)), total=20)) == [n**2 for n in range(20)]
        with pytest.raises(KeyError, match="3"):
            list(spread(fail, ((n,) for n in range(9)), total=9))


def test_one_worker_makes_parts_when_they_are_needed() -> None:
    made = []

    def parts() -> Iterator[tuple[int]]:
        for number in range(5):
            made.append(number)
            yield (number,)

    results = spread(abs, parts(), total=5)
    assert next(results) == 0
    assert len(made) < 3


def test_parts_have_random_numbers_of_their_own() -> None:
    first, second = spawn(1, 2)
    again, _ = spawn(1, 2)
    value = first.random()
    assert value == again.random() != second.random()


def test_workers_that_hand_over_everything_at_once_will_do() -> None:
    with joblib.parallel_config(backend="multiprocessing", n_jobs=2):
        assert list(spread(divmod, [(7, 2), (9, 4)], total=2)) == [(3, 1), (2, 1)]


@pytest.mark.parametrize("wrong", [{"draws": 9.0}, {"draws": "9"}, {"rng": "a"}, {"rng": -1}])
def test_what_is_no_number_of_draws_and_no_seed_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(nc.errors.ArgumentError):
        backbone(southern_women(), **{"draws": 9, **wrong})
