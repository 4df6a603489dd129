"""Long work can be stopped and continued: what is done is found again, and nothing else is."""

from __future__ import annotations

import functools
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any, NamedTuple

import joblib
import numpy as np
import pandas as pd
import pytest
from scipy import sparse

import netcoop as nc
from netcoop._core import kept, parallel
from netcoop._core.fingerprints import Fingerprints
from netcoop._core.kept import keep_draws
from netcoop._core.parallel import spread
from netcoop._core.rng import spawn
from netcoop.compare import nulltest
from netcoop.compare.nulltest import null_test
from netcoop.errors import ArgumentError, NetcoopWarning
from netcoop.ties import backbones
from tests.ties.test_projection import southern_women

ROOT = Path(__file__).parents[1]


def women() -> nc.Records:
    return nc.Records(meetings=southern_women())


def frame(seed: int | None = 1) -> pd.DataFrame:
    return null_test(women(), "transitivity", draws=200, rng=seed).to_frame()


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Note which parts are computed; the function still goes by its name."""
    done: list[int] = []
    work: Callable[..., Any] = nulltest._drawn

    @functools.wraps(work)
    def noting(*part: Any) -> Any:
        done.append(part[2])
        return work(*part)

    monkeypatch.setattr(nulltest, "_drawn", noting)
    return done


def stop_after(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    def track(items: Any, *, total: int) -> Iterator[Any]:
        assert total > number
        for place, item in enumerate(items):
            if place == number:
                raise KeyboardInterrupt
            yield item

    monkeypatch.setattr(parallel, "track", track)


def test_stopped_work_is_continued(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, calls: list[int]
) -> None:
    whole = frame()
    parts = len(calls)
    calls.clear()
    with keep_draws(tmp_path):
        with monkeypatch.context() as stopped:
            stop_after(stopped, 3)
            with pytest.raises(KeyboardInterrupt):
                frame()
        there = len(list(tmp_path.iterdir()))
        assert (len(calls), there) == (4, 4)
        calls.clear()
        pd.testing.assert_frame_equal(frame(), whole, check_exact=True)
        assert len(calls) == parts - there
        calls.clear()
        pd.testing.assert_frame_equal(frame(), whole, check_exact=True)
        assert not calls
    # Outside nothing is looked up or kept.
    frame()
    assert len(calls) == parts == len(list(tmp_path.iterdir()))


@pytest.mark.parametrize("changed", ["seed", "records", "version", "no seed"])
def test_another_question_finds_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, calls: list[int], changed: str
) -> None:
    with keep_draws(tmp_path):
        frame(None if changed == "no seed" else 1)
        before = len(calls)
        if changed == "version":
            monkeypatch.setattr(nc, "__version__", "0")
        if changed == "records":
            null_test(
                nc.Records(meetings=southern_women().iloc[1:]), "transitivity", draws=200, rng=1
            )
        else:
            seed = {"seed": 2, "no seed": None}.get(changed, 1)
            frame(seed)
    assert len(calls) >= 2 * before > 0


def test_a_damaged_file_is_made_again(tmp_path: Path, calls: list[int]) -> None:
    with keep_draws(tmp_path):
        whole = frame()
        files = sorted(tmp_path.iterdir())
        contents = [file.read_bytes() for file in files]
        files[0].write_bytes(contents[0][: len(contents[0]) // 2])
        files[1].write_bytes(b"")
        files[2].write_bytes(b"\x93NUMPY nothing")
        middle = contents[3].index(b"\x93NUMPY") + 140
        turned = bytes([contents[3][middle] ^ 1])
        files[3].write_bytes(contents[3][:middle] + turned + contents[3][middle + 1 :])
        np.save(files[4].with_suffix(""), np.ones(3))
        files[4].with_suffix(".npy").replace(files[4])
        np.savez(files[5], one=np.array(2), **{"0": np.ones(3)})
        calls.clear()
        pd.testing.assert_frame_equal(frame(), whole, check_exact=True)
        assert len(calls) == 6
        assert [file.read_bytes() for file in files[:1]] == contents[:1]


def test_files_hold_numbers_and_bear_no_names(tmp_path: Path) -> None:
    records = nc.datasets.load("havlickuv_brod")
    with keep_draws(tmp_path):
        null_test(records, draws=50, rng=1)
    assert list(tmp_path.iterdir())
    for path in tmp_path.iterdir():
        assert len(path.stem) == 40
        assert set(path.stem) <= set("0123456789abcdef")
        with np.load(path, allow_pickle=False) as file:
            assert all(file[name].dtype.kind in "if" for name in file.files)


def test_other_sessions_find_the_same_parts(tmp_path: Path) -> None:
    code = """
import sys, netcoop as nc
from netcoop._core.kept import keep_draws
from netcoop.compare import nulltest
records = nc.datasets.load("havlickuv_brod")
if sys.argv[2] == "used":
    nulltest.null_test(records, draws=25, rng=5)
    hash(records)
with keep_draws(sys.argv[1]):
    print(nulltest.null_test(records, draws=100, rng=1).to_frame().to_csv())
"""
    said, files = [], []
    for session in ("fresh", "used"):
        done = subprocess.run(
            [sys.executable, "-c", code, str(tmp_path), session],
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": str(len(session))},
        )
        said.append(done.stdout)
        files.append({path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()})
    assert files[0] == files[1] != {}
    assert said[0] == said[1]


@pytest.mark.parametrize("backend", ["threading", "loky"])
def test_workers_continue_what_one_began(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, backend: str
) -> None:
    whole = frame()
    with keep_draws(tmp_path):
        with monkeypatch.context() as stopped:
            stop_after(stopped, 2)
            with pytest.raises(KeyboardInterrupt):
                frame()
        kept_before = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
        assert len(kept_before) == 3
        with joblib.parallel_config(backend=backend, n_jobs=2):
            pd.testing.assert_frame_equal(frame(), whole, check_exact=True)
        pd.testing.assert_frame_equal(frame(), whole, check_exact=True)
    assert all(path.stat().st_mtime_ns == time for path, time in kept_before.items())
    assert len(list(tmp_path.iterdir())) > len(kept_before)


def test_workers_that_hand_over_everything_at_once_will_do(tmp_path: Path) -> None:
    with keep_draws(tmp_path):
        list(spread(np.arange, [(1,), (2,)], total=2))
        with joblib.parallel_config(backend="multiprocessing", n_jobs=2):
            found = list(spread(np.arange, [(n,) for n in range(4)], total=4))
    assert [len(array) for array in found] == [0, 1, 2, 3]


def test_found_and_computed_parts_come_in_order(tmp_path: Path) -> None:
    with keep_draws(tmp_path):
        list(spread(np.arange, [(n,) for n in (1, 2, 5, 9)], total=4))
        found = list(spread(np.arange, [(n,) for n in range(11)], total=11))
    assert [len(array) for array in found] == list(range(11))


def test_the_backbone_is_kept_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    options = {"alpha": 0.2, "draws": 400, "rng": 1}
    whole = backbones.backbone(southern_women(), **options)
    with keep_draws(tmp_path):
        backbones.backbone(southern_women(), **options)
        monkeypatch.setattr(backbones, "drawn_seats", None)
        found = backbones.backbone(southern_women(), **options)
    pd.testing.assert_frame_equal(found, whole, check_exact=True)


class Pair(NamedTuple):
    one: np.ndarray
    other: np.ndarray


def give(what: str) -> Any:
    numbers = np.array([1.5, np.nan])
    return {
        "array": numbers,
        "whole": np.array([[1, 2]]),
        "tuple": (numbers, np.array([True])),
        "list": [numbers],
        "empty": (),
        "texts": np.array(["Anna"]),
        "objects": np.array([None]),
        "named": Pair(numbers, numbers),
        "dict": {"Anna": numbers},
        "number": 1.5,
        "nothing": None,
        "mixed": (numbers, 1),
    }[what]


@pytest.mark.parametrize("what", ["array", "whole", "tuple", "list", "empty"])
def test_arrays_come_back_as_they_were(tmp_path: Path, what: str) -> None:
    with keep_draws(tmp_path):
        list(spread(give, [(what,)], total=1))
        assert len(list(tmp_path.iterdir())) == 1
        (found,) = spread(give, [(what,)], total=1)
    assert type(found) is type(give(what))
    pairs = (
        [(found, give(what))]
        if isinstance(found, np.ndarray)
        else zip(found, give(what), strict=True)
    )
    for one, other in pairs:
        np.testing.assert_array_equal(one, other)
        assert one.dtype == other.dtype


@pytest.mark.parametrize(
    "what", ["texts", "objects", "named", "dict", "number", "nothing", "mixed"]
)
def test_what_is_no_array_of_numbers_is_not_kept(tmp_path: Path, what: str) -> None:
    with keep_draws(tmp_path):
        for _ in range(2):
            (found,) = spread(give, [(what,)], total=1)
            assert type(found) is type(give(what))
    assert not list(tmp_path.iterdir())


def test_folders_that_cannot_be_are_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    for wrong in (tmp_path / "file", tmp_path / "file" / "below", 3, None, ""):
        with pytest.raises(ArgumentError, match=r"[Ff]older"), keep_draws(wrong):  # type: ignore[arg-type]
            pass
    assert (tmp_path / "file").read_text() == "mine"
    assert kept.kept_in() is None


def test_folders_are_made_and_left_again(tmp_path: Path) -> None:
    with keep_draws(tmp_path / "one" / "two") as outer:
        assert outer.is_dir()
        with keep_draws(str(tmp_path / "three")) as inner:
            assert kept.kept_in() == inner
        assert kept.kept_in() == outer
    assert kept.kept_in() is None


def test_a_full_disk_is_told_and_the_work_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(kept, "write_atomically", full)
    with keep_draws(tmp_path), pytest.warns(NetcoopWarning, match="No space left") as told:
        assert len(list(spread(np.arange, [(n,) for n in range(3)], total=3))) == 3
    assert len(told) == 1


@dataclass(frozen=True)
class Held:
    numbers: Any
    more: Any = None

    @cached_property
    def total(self) -> float:
        return float(np.sum(self.numbers))


def told(*values: Any) -> str | None:
    return Fingerprints().of_call(give, values)


def generators() -> tuple[np.random.Generator, np.random.Generator]:
    one, other = spawn(1, 2)
    return one, other


DIFFERENT: list[Any] = [
    None, True, 1, 1.0, "1", b"1", np.float64(1), np.int64(1), float("nan"), pd.NA, pd.NaT,
    pd.Timestamp("2024-01-01"), pd.Timedelta("1D"), [], (), [1, 2], [[1], 2], (1, 2), {}, {"a": 1},
    {"a": 2}, {1, 2}, range(3), slice(3), give, np.arange, int, partial(give, "a"),
    partial(give, "b"), np.arange(3), np.arange(3.0), np.arange(4).reshape(2, 2),
    np.arange(4), np.array(["ab", "c"]), np.array(["ab", "c"], dtype=object),
    np.array(["a", "bc"], dtype=object), np.array([None, "bc"], dtype=object),
    sparse.csr_array(np.eye(2)), sparse.csr_array(np.eye(2)[::-1]), sparse.csc_array(np.eye(2)),
    pd.Series(["a", "b"]), pd.Series(["a", None]), pd.Series(["a", ""]), pd.Index(["a", "b"]),
    pd.Series(["a", "b"], name="x"), pd.Series(["a", "b"], index=[1, 2]),
    pd.Series(["a", "b"], dtype="category"), pd.Series([1, None], dtype="Int64"),
    pd.Series([1, 0], dtype="Int64"), pd.Series([True, None], dtype="boolean"),
    pd.Series(pd.to_datetime(["2024-01-01"])),
    pd.Series(pd.to_datetime(["2024-01-01"])).dt.tz_localize("Europe/Prague"),
    pd.DataFrame({"a": [1]}), pd.DataFrame({"b": [1]}), pd.DataFrame({"a": [1], "b": [2]}),
    pd.MultiIndex.from_tuples([(1, "a"), (2, "b")]),
    pd.MultiIndex.from_tuples([(2, "a"), (1, "b")]),
    Held(np.arange(3)), Held(np.arange(4)), Held(np.arange(3), 1), *generators(),
    southern_women(), women(), nc.build_network(women(), layers=["meeting"]),
]  # fmt: skip


def test_different_values_have_different_fingerprints() -> None:
    prints = [told(value) for value in DIFFERENT]
    assert None not in prints
    assert len(set(prints)) == len(DIFFERENT)
    # Neither do borders move.
    assert told("ab", "c") != told("a", "bc") != told(["a", "bc"])
    assert told([1], 2) != told([1, 2]) != told(1, 2)


def test_what_was_put_aside_does_not_count() -> None:
    held, net = Held(np.arange(3)), nc.build_network(women(), layers=["meeting"])
    before = told(held, net)
    _ = held.total, net.codes, net.adjacency, net.incidence, net.engine, net.pairs
    assert told(held, net) == before
    assert told(replace(held), net) == before


def test_random_numbers_count_with_their_state() -> None:
    one, other = generators()
    assert told(one) == told(generators()[0]) != told(other)
    before = told(one)
    one.spawn(1)
    assert told(one) != before
    prints = Fingerprints()
    held = Held(other)
    first = prints.of_call(give, (held,))
    other.random()
    assert prints.of_call(give, (held,)) != first


class Secret:
    pass


@pytest.mark.parametrize(
    "value",
    [Secret(), lambda: 1, open, iter([1]), np.random.RandomState(1), [{"a": Secret()}],
     pd.Series([pd.Interval(0, 1)])],
)  # fmt: skip
def test_what_cannot_be_told_for_certain_is_computed_again(tmp_path: Path, value: Any) -> None:
    if value is open:
        value = (lambda: value).__code__
    assert told(value) is None
    with keep_draws(tmp_path):
        (found,) = spread(count_one, [(value,)], total=1)
    assert found == np.ones(1)
    assert not list(tmp_path.iterdir())


def count_one(_: Any) -> np.ndarray:
    return np.ones(1)
