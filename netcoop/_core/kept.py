"""Keeping parts of long work in a folder, so that it can be stopped and continued.

A part is found again by a fingerprint of what it is asked: the function, its arguments, the random
numbers it is given, and the versions of netcoop and of what it computes with.
"""

from __future__ import annotations

import os
import warnings
import zipfile
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from netcoop._core.files import write_atomically
from netcoop._core.fingerprints import Fingerprints
from netcoop._core.texts import text
from netcoop.errors import ArgumentError, NetcoopWarning

Result = TypeVar("Result")

_folder: ContextVar[Path | None] = ContextVar("netcoop_kept", default=None)
# What reading a file that is not whole may raise.
_UNREADABLE = (
    OSError, ValueError, TypeError, AttributeError, EOFError, KeyError, NotImplementedError,
    zipfile.BadZipFile, zlib.error,
)  # fmt: skip


@contextmanager
def keep_draws(folder: str | Path) -> Iterator[Path]:
    """Keep what long work has done so far in a folder, so that it can be stopped and continued.

    Within ``with keep_draws(folder):`` every finished part of a calculation with many draws is
    written to the folder. Make the same call again, in this session or another one, and the parts
    that are there are read; only the rest is computed. The numbers are those of a calculation that
    was never stopped, whatever the number of workers.

    The same call means: the same function, records and arguments, the same seed, and the same
    versions of netcoop, numpy, scipy, pandas and igraph. With ``rng=None`` every call draws fresh
    random numbers, so nothing is ever found again: give a seed. A file that cannot be read is made
    again.

    The files hold arrays of numbers; their names say nothing of the data. What a part returns other
    than arrays of numbers is not kept but computed again; so is a part whose question cannot be
    told for certain. Delete the folder when the work is done.

    Parameters
    ----------
    folder
        Where the files are kept; it is made if it is not there.

    Yields
    ------
    pathlib.Path
        The folder.

    Raises
    ------
    ArgumentError
        The folder cannot be made, or is a file.

    Examples
    --------
    >>> import tempfile
    >>> from netcoop._core.parallel import spread
    >>> with tempfile.TemporaryDirectory() as place, keep_draws(place) as folder:
    ...     done = list(spread(np.arange, [(3,)], total=1))
    ...     again = list(spread(np.arange, [(3,)], total=1))
    ...     len(list(folder.iterdir())), again[0].tolist()
    (1, [0, 1, 2])
    """
    given: Any = folder
    if not isinstance(given, str | os.PathLike) or not str(given):
        raise ArgumentError(text("folder={value!r}: name a folder.", value=folder))
    place = Path(given).absolute()
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = text(
            "{folder} is no folder and none can be made there. Name a folder of your own.",
            folder=folder,
        )
        raise ArgumentError(message) from error
    token = _folder.set(place)
    try:
        yield place
    finally:
        _folder.reset(token)


def kept_in() -> Path | None:
    """Tell in which folder parts are kept now, if in any."""
    return _folder.get()


def with_kept(
    function: Callable[..., Result],
    parts: Iterable[tuple[Any, ...]],
    compute: Callable[[Iterator[tuple[Any, ...]]], Iterable[Result]],
    folder: Path,
) -> Iterator[Result]:
    """Read the parts that are there, compute and keep the others; results in the order of parts.

    ``compute`` may ask for parts from other threads, and sooner than it gives results.
    """
    line: deque[tuple[Path | None, Any]] = deque()
    prints, store = Fingerprints(), _Store(folder)

    def lacking() -> Iterator[tuple[Any, ...]]:
        for part in parts:
            # Before anybody works on the part, and draws from its random numbers.
            key = prints.of_call(function, part)
            path = None if key is None else folder / f"{key}.npz"
            found = None if path is None else store.read(path)
            line.append((path, found))
            if found is None:
                yield part

    for result in compute(lacking()):
        while line[0][1] is not None:
            yield line.popleft()[1]
        path, _ = line.popleft()
        if path is not None:
            store.write(path, result)
        yield result
    for _, found in line:
        yield found


class _Store:
    """The files of a folder: arrays of numbers, one or several."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._told = False

    def read(self, path: Path) -> Any:
        """Read a result; ``None`` where there is none, or none that is whole."""
        try:
            # Opened here, so that it is closed again if it is no archive.
            with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
                (shape,) = [name for name in file.files if not name.isdigit()]
                number = int(file[shape])
                arrays = [file[str(place)] for place in range(number)]
                whole = number == len(file.files) - 1 and shape in ("one", "tuple", "list")
        except _UNREADABLE:
            return None
        if not whole:
            return None
        if shape == "one":
            return arrays[0]
        return tuple(arrays) if shape == "tuple" else arrays

    def write(self, path: Path, result: Any) -> None:
        """Write a result, wholly or not at all, if it is made of arrays of numbers."""
        # A named tuple would not come back as one.
        shape = type(result).__name__ if type(result) in (tuple, list) else "one"
        arrays = [result] if shape == "one" else list(result)
        if not all(type(array) is np.ndarray and array.dtype.kind in "biufc" for array in arrays):
            return
        named = {str(place): array for place, array in enumerate(arrays)}
        named[shape] = np.array(len(arrays))
        try:
            write_atomically(path, lambda beside: np.savez(beside, **named))
        except OSError as error:
            if not self._told:
                self._told = True
                message = text(
                    "What is done cannot be kept in {folder}: {reason}. The work goes on, but "
                    "could not be continued from there.",
                    folder=self._folder,
                    reason=error,
                )
                warnings.warn(message, NetcoopWarning, stacklevel=2)
