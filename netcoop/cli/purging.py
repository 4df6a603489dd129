"""Finding and removing what netcoop made in a folder, and nothing else."""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
import tomllib
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from netcoop._core.files import BESIDE
from netcoop._core.texts import text
from netcoop.errors import NetcoopError

RUN, STUDY = "run.json", "study.toml"
# What netcoop report writes where there is no run.json.
_PAGES = ("map.html", "report.html")
_REPORT = (*_PAGES, "actors.csv", "ties.csv", "problems.csv", "network.graphml")
_TABLES = frozenset({".csv", ".xlsx", ".xls", ".ods", ".tsv", ".parquet", ".docx"})
_ENDINGS = frozenset({".html", ".docx", ".xlsx", ".csv", ".graphml", ".json", ".png", ".svg"})
# Only the script of a map has this.
_SCRIPT = b"window.netcoopMap = Object.freeze({"
_DRAWS = re.compile(r"[0-9a-f]{40}\.npz")
# What a run makes before it is whole: folders, and files of their own.
_INNER = frozenset({"fresh", "former"})
_HALF = re.compile(rf"{re.escape(BESIDE)}\w{{8}}(?:\.\w+)?")
_SHAPES = frozenset({"one", "tuple", "list"})


@dataclass(frozen=True)
class Own:
    """A file that netcoop made, or that the study names as its key."""

    path: Path
    what: str
    found: tuple[int, int, int, int]


def find_own(folder: Path) -> list[Own]:
    """List what netcoop made in a folder; links are neither followed nor listed."""
    return find(folder)[0]


def find(folder: Path) -> tuple[list[Own], list[Path]]:
    """List what netcoop made in a folder, and results that somebody went on writing."""
    if folder.is_symlink():
        message = text("{path} is a link; name the folder that it leads to.", path=folder)
        raise NetcoopError(message)
    if not folder.is_dir():
        raise NetcoopError(text("{path} is not a folder.", path=folder))
    listed: dict[Path, str] = {}
    edited: set[Path] = set()
    for place, folders, names in os.walk(folder, followlinks=False):
        here = Path(place)
        left = [here / name for name in folders if _is_left(here / name)]
        # Folders such as .git are nobody's results.
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        files = {name for name in names if _mark(here / name) is not None}
        edited |= set(_edited(here, files))
        found = (*_results(here, files), *_maps(here, files), *_draws(here, files))
        for path, what in (*found, *_keys(here, files), *_left(here, files, left)):
            listed.setdefault(path, what)
    marks = {path: _mark(path) for path in listed}
    own = [Own(path, what, at) for path, what in sorted(listed.items()) if (at := marks[path])]
    return own, sorted(edited - listed.keys())


def remove(own: list[Own]) -> tuple[int, list[Path]]:
    """Remove the files that are still what they were; tell how many went, and which stayed.

    A folder of results goes with them, unless something else is in it; so do the folders of a run
    that was stopped.
    """
    gone, stayed = 0, []
    for one in own:
        try:
            if _mark(one.path) != one.found:
                stayed.append(one.path)
                continue
            one.path.unlink()
            gone += 1
        except OSError:
            stayed.append(one.path)
    folders = {one.path.parent for one in own if one.path.name == RUN}
    for one in own:
        parents = list(one.path.parents)
        at = next((at for at, path in enumerate(parents) if path.name.startswith(BESIDE)), -1)
        for place in parents[: at + 1]:
            folders |= {place, *(path for path in place.iterdir() if path.is_dir())}
    _remove_empty(folders)
    return gone, stayed


def _remove_empty(folders: set[Path]) -> None:
    """Remove those of the folders that are empty, inner ones first; nobody stands in them."""
    for folder in sorted(folders, key=lambda place: len(place.parts), reverse=True):
        with suppress(OSError):
            if folder.resolve() != Path.cwd():
                folder.rmdir()


def _mark(path: Path) -> tuple[int, int, int, int] | None:
    """Tell a plain file from another; links and what is no file have no mark."""
    try:
        found = path.lstat()
    except OSError:
        return None
    if not stat.S_ISREG(found.st_mode):
        return None
    return (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)


def _results(here: Path, files: set[str]) -> Iterator[tuple[Path, str]]:
    result = text("result")
    run = _json(here / RUN) if RUN in files else None
    if run is not None:
        inputs, edited = set(_hashes(run["inputs"])), set(_edited(here, files))
        for name in (RUN, *run["outputs"]):
            # Whatever stands in run.json: a plain name, of a kind that is written, and no input.
            plain = name in files and Path(name).suffix.lower() in _ENDINGS
            if plain and here / name not in edited and _hash(here / name) not in inputs:
                yield here / name, result
    elif files.issuperset(_PAGES) and is_map(here / "map.html"):
        others = [name for name in files if Path(name).suffix.lower() in _TABLES]
        # Among tables of another origin, actors.csv may be the user's own.
        safe = _REPORT if set(others) <= set(_REPORT) else (*_PAGES, "network.graphml")
        yield from ((here / name, result) for name in safe if name in files)


def _edited(here: Path, files: set[str]) -> Iterator[Path]:
    """Find results that are not any more what the run wrote, or never were."""
    run = _json(here / RUN) if RUN in files else None
    hashes = run.get("hashes") if run is not None else None
    for name, written in hashes.items() if isinstance(hashes, dict) else ():
        if name in files and name != RUN and _hash(here / name) != written:
            yield here / name


def _is_left(folder: Path) -> bool:
    """Tell the folder of a run that was stopped by force."""
    if not folder.name.startswith(BESIDE) or folder.is_symlink():
        return False
    try:
        return {path.name for path in folder.iterdir()} <= _INNER
    except OSError:
        return False


def _left(here: Path, files: set[str], folders: list[Path]) -> Iterator[tuple[Path, str]]:
    """Find what was not whole yet when the computer or the system stopped a run."""
    what = text("left by a run that was stopped")
    for name in files:
        if _HALF.fullmatch(name):
            yield here / name, what
    for folder in folders:
        for place, inner, names in os.walk(folder, followlinks=False):
            inner[:] = sorted(inner)
            for name in names:
                yield Path(place) / name, what


def _maps(here: Path, files: set[str]) -> Iterator[tuple[Path, str]]:
    """Find maps drawn by themselves: only netcoop writes such pages."""
    for name in files:
        if name.lower().endswith(".html") and is_map(here / name):
            yield here / name, text("map")


def _draws(here: Path, files: set[str]) -> Iterator[tuple[Path, str]]:
    for name in files:
        if _DRAWS.fullmatch(name) and _is_kept(here / name):
            yield here / name, text("kept draws")


def _keys(here: Path, files: set[str]) -> Iterator[tuple[Path, str]]:
    """Find the key file that a study names, where it lies in the folder of the study."""
    if STUDY not in files:
        return
    try:
        study = tomllib.loads((here / STUDY).read_text(encoding="utf-8-sig"))
        part = study.get("study")
        named = part.get("key") if isinstance(part, dict) else None
    except (OSError, ValueError, RecursionError):
        return
    # No file has a name with such a sign.
    if not isinstance(named, str) or not named.strip() or "\0" in named:
        return
    parts = Path(named).parts
    if Path(named).is_absolute() or ".." in parts or named.strip() == STUDY:
        return
    steps = [here.joinpath(*parts[:at]) for at in range(1, len(parts))]
    if not any(step.is_symlink() for step in steps) and not _is_read(here / named, here, study):
        yield here / named, text("key file")


def _is_read(path: Path, here: Path, study: dict[str, Any]) -> bool:
    """Tell whether a study reads a file: a slip in its key must not cost the records."""
    records, required = study.get("records"), study.get("required")
    named: list[Any] = []
    if isinstance(records, dict):
        given = records.get("files")
        named += [*(given if isinstance(given, list) else [])]
        named += [records.get("decisions"), records.get("folder")]
    if isinstance(required, dict):
        named.append(required.get("template"))
    # Of a folder all that lies in it; whatever the case and the way of writing.
    key = _plain(path)
    read = [_plain(here / name) for name in named if isinstance(name, str) and "\0" not in name]
    return any(one == key or one in key.parents for one in (*read, _plain(here / STUDY)))


def _plain(path: Path) -> Path:
    return Path(str(path.resolve()).casefold())


def _json(path: Path) -> dict[str, Any] | None:
    """Read a run.json that netcoop wrote."""
    try:
        run = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(run, dict) or not {"netcoop", "inputs", "outputs"} <= run.keys():
        return None
    outputs = run["outputs"]
    if not isinstance(outputs, list) or not all(isinstance(name, str) for name in outputs):
        return None
    return run


def _hashes(inputs: Any) -> Iterator[str]:
    rest = [inputs]
    while rest:
        one = rest.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict | list):
            rest += one.values() if isinstance(one, dict) else one


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def is_map(path: Path) -> bool:
    """Tell a page of the map from one that merely speaks of it."""
    try:
        page = path.read_bytes()
    except OSError:
        return False
    return page.lstrip()[:15].lower() == b"<!doctype html>" and _SCRIPT in page


def _is_kept(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as file:
            names = {Path(name).stem for name in file.namelist()}
    except (OSError, ValueError, zipfile.BadZipFile):
        return False
    return len(names & _SHAPES) == 1 and all(name.isdigit() for name in names - _SHAPES)
