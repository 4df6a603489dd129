"""Putting files into a folder: all of them or none, and nothing of anybody else is lost."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from netcoop._core.checks import first
from netcoop._core.files import BESIDE, umask
from netcoop._core.texts import text
from netcoop.errors import RecordError
from netcoop.reports.run_file import RUN, read_run

_LOCK = f"{BESIDE}lock"


def check_place(target: Path, study: Path | None, inputs: Sequence[Path]) -> None:
    """Refuse to write where the study or its files are, where something else is, or cannot be."""
    _check_folder(target)
    place = target.resolve()
    for path in (*([study] if study else []), *inputs):
        here = path.resolve()
        if place == here or place in here.parents:
            message = text(
                "{path} holds the files of the study; give another folder to write to.",
                path=target,
            )
            raise RecordError(message)
    if not place.exists() or all(path.name.startswith(BESIDE) for path in place.iterdir()):
        return
    try:
        read_run(place / RUN)
    except RecordError:
        message = text(
            "{path} holds files, and none of an earlier run; give another folder to write to.",
            path=target,
        )
        raise RecordError(message) from None


def _check_folder(target: Path) -> None:
    """Refuse what is no folder, or lies in no folder that may be written to."""
    near = next(path for path in (target, *target.absolute().parents) if path.exists())
    if not near.is_dir():
        raise RecordError(text("{path} is a file; give a folder to write to.", path=near))
    if not os.access(near, os.W_OK | os.X_OK):
        message = text("You may not write to {path}; give another folder to write to.", path=near)
        raise RecordError(message)


def fill_folder(target: Path, fill: Callable[[Path], object]) -> Path:
    """Let ``fill`` fill a folder, then put its files in place of those of an earlier run."""
    return _put(target, fill, instead=True)


def put_files(target: Path, fill: Callable[[Path], object]) -> Path:
    """Let ``fill`` fill a folder, then put its files into ``target``; those of other runs stay."""
    return _put(target, fill, instead=False)


def _put(target: Path, fill: Callable[[Path], object], *, instead: bool) -> Path:
    # A link stays one: the files go where it leads.
    place = target.resolve()
    home = place if place.exists() else place.parent
    home.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=BESIDE, dir=home))
    fresh, former = beside / "fresh", beside / "former"
    done = False
    try:
        fresh.mkdir(mode=0o777 & ~umask())
        former.mkdir()
        fill(fresh)
        if home == place:
            _exchange(place, fresh, former, instead=instead)
        else:
            _move(fresh, place)
        done = True
    finally:
        # What could not be moved back has no other place than this.
        if done or not list(former.glob("*")):
            shutil.rmtree(beside, ignore_errors=True)
    return target


def _move(fresh: Path, place: Path) -> None:
    """Give a new folder its name, unless somebody else has made one of that name meanwhile."""
    try:
        fresh.rename(place)
    except OSError as error:
        if not place.exists():
            raise
        message = text(
            "While this was worked out, {path} was made by another command; nothing was "
            "written. Give another folder to write to.",
            path=place,
        )
        raise RecordError(message) from error


def _exchange(place: Path, fresh: Path, former: Path, *, instead: bool) -> None:
    """Put new files into a folder that is there; one command at a time."""
    lock = place / _LOCK
    try:
        lock.mkdir()
    except FileExistsError:
        message = text(
            "Another command is writing to {path}: try again when it is done. If there is none, "
            "remove {lock}.",
            path=place,
            lock=lock,
        )
        raise RecordError(message) from None
    try:
        names = {path.name for path in fresh.iterdir()}
        ours = _ours(place)
        _refuse_others(place, names - ours)
        _swap(place, fresh, former, names, ours - names if instead else ())
    finally:
        with suppress(OSError):
            lock.rmdir()


def _ours(place: Path) -> set[str]:
    """List the files that an earlier run wrote and that are there."""
    try:
        named = [*read_run(place / RUN)["outputs"], RUN]
    except RecordError:
        return set()
    paths = [place / name for name in named if Path(name).name == name]
    return {path.name for path in paths if path.is_file() and not path.is_symlink()}


def _refuse_others(place: Path, names: Iterable[str]) -> None:
    """Refuse to write over what no run wrote."""
    others = sorted(name for name in names if os.path.lexists(place / name))
    if others:
        message = text(
            "{path} holds what no run wrote, under names that are needed: {files}. Rename it, or "
            "give another folder to write to.",
            path=place,
            files=first(others),
        )
        raise RecordError(message)


def _swap(
    place: Path, fresh: Path, former: Path, names: Iterable[str], gone: Iterable[str]
) -> None:
    """Move new files in and keep the old ones until all are there; else move those back."""
    new = frozenset(names)
    done: list[str] = []
    try:
        # What tells of the others comes last.
        for name in sorted({*new, *gone}, key=lambda name: (name == RUN, name)):
            done.append(name)
            if (place / name).exists():
                (place / name).rename(former / name)
            if name in new:
                (fresh / name).rename(place / name)
    except BaseException:
        for name in reversed(done):
            if name in new and not (fresh / name).exists():
                (place / name).unlink(missing_ok=True)
            if (former / name).exists():
                (former / name).rename(place / name)
        raise
