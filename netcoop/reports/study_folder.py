"""The folder of a run: put in its place whole, with ``run.json`` that tells how it was made."""

from __future__ import annotations

import hashlib
import hmac
import json
import platform
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from netcoop._core.files import umask, write_text_atomically
from netcoop._core.texts import text
from netcoop.errors import RecordError
from netcoop.records import Records
from netcoop.reports.study_file import StudyFile

RUN = "run.json"
_LIBRARIES = ("pandas", "numpy", "scipy", "igraph", "duckdb", "matplotlib", "pydantic")
# Who wrote a run.json: a study, which can be run again, or a report of which only this is known.
STUDY, REPORT = "study", "report"
# How inputs were hashed, as run.json says it.
PLAIN, KEYED = "sha256", "hmac-sha256"
# The other tables hold small counts, days or words that do not leave: from a hash of them, and all
# that does leave, they could be guessed.
_HASHED_TABLES = ("phases", "required")
_PARTS = {"netcoop", "settings", "inputs", "repeatable", "outputs"}


def input_hashes(
    records: Sequence[Path], chosen: Mapping[str, Path], key: bytes | None = None
) -> dict[str, Any]:
    """Take the SHA-256 of every input, with the key of the study where it has one.

    Whoever knows all of a file but one small number can try the few that it may be until the hash
    fits; not without the key. Files of records stand there by their ending only: the name of a
    file may be that of a child.
    """
    hashes = [{"ending": path.suffix.lower(), "sha256": _hash(path, key)} for path in records]
    found: dict[str, Any] = {"records": sorted(hashes, key=lambda one: one["sha256"])}
    found |= {name: _hash(path, key) for name, path in sorted(chosen.items())}
    return found | {"hashed": PLAIN if key is None else KEYED}


def _hash(path: Path, key: bytes | None) -> str:
    with path.open("rb") as file:
        if key is None:
            return hashlib.file_digest(file, "sha256").hexdigest()
        return hashlib.file_digest(file, lambda: hmac.new(key, digestmod="sha256")).hexdigest()


def write_run(
    folder: Path, settings: StudyFile, inputs: Mapping[str, Any], *, repeatable: bool
) -> None:
    """Write down how the files of a folder were made."""
    run = {
        "by": STUDY,
        "settings": settings.plain(),
        "seeds": {"rng": settings.study.rng},
        "inputs": dict(inputs),
        "repeatable": repeatable,
        "outputs": sorted(path.name for path in folder.iterdir()),
    }
    _write(folder, run)


def write_report_run(
    folder: Path,
    settings: Mapping[str, Any],
    tables: Mapping[str, str | None],
    outputs: Iterable[str],
    *,
    place: Path | None = None,
) -> None:
    """Write down how a report was made whose records may never have been files.

    Parameters
    ----------
    folder
        Where the report was written to.
    settings
        What :func:`netcoop.report` was asked for.
    tables
        The tables of the records, with the hashes that may leave (:func:`table_hashes`).
    outputs
        Names of the files that were written.
    place
        Where the files of ``folder`` are to stand, if elsewhere.
    """
    rng = settings.get("rng")
    seeded = isinstance(rng, int) and not isinstance(rng, bool)
    run = {
        "by": REPORT,
        "settings": _plain(settings),
        "seeds": {"rng": rng if seeded else None},
        "inputs": {"tables": dict(tables)},
        # The records of another session may differ: of them, only the tables are known.
        "repeatable": False,
        "outputs": sorted({*outputs, *_former(place or folder)} - {RUN}),
    }
    _write(folder, run)


def _former(folder: Path) -> list[str]:
    """List what an earlier run wrote here and is still there."""
    try:
        named = map(str, read_run(folder / RUN)["outputs"])
    except RecordError:
        return []
    return [name for name in named if Path(name).name == name and (folder / name).is_file()]


def _write(folder: Path, run: Mapping[str, Any]) -> None:
    from netcoop import __version__

    whole = {
        "netcoop": __version__,
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in _LIBRARIES},
        **run,
    }
    content = json.dumps(whole, ensure_ascii=False, indent=2, sort_keys=True)
    write_text_atomically(folder / RUN, content + "\n")


def table_hashes(records: Records) -> dict[str, str | None]:
    """List the tables of the records, with the SHA-256 of those that hold nothing hidden."""
    return {
        name: _frame_hash(table) if name in _HASHED_TABLES else None
        for name, table in sorted(records.tables.items())
    }


def _frame_hash(frame: pd.DataFrame) -> str:
    content = frame.to_csv(index=False, lineterminator="\n")
    return hashlib.sha256(content.encode("utf-8", "replace")).hexdigest()


def _plain(value: Any) -> Any:
    """Put a setting into words of JSON; of a table only its size and hash."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, pd.DataFrame):
        return {"rows": len(value), "sha256": _frame_hash(value)}
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, date):
        return value.isoformat()
    return type(value).__name__


def read_run(path: Path) -> dict[str, Any]:
    """Read a ``run.json``, or say that it is none."""
    try:
        run = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        run = None
    if not (isinstance(run, dict) and run.keys() >= _PARTS and _is_whole(run)):
        message = text("{path} is no run.json that netcoop wrote.", path=path)
        raise RecordError(message) from None
    return run


def _is_whole(run: Mapping[str, Any]) -> bool:
    inputs, outputs = run["inputs"], run["outputs"]
    return (
        isinstance(run["settings"], dict)
        and isinstance(outputs, list)
        and isinstance(inputs, dict)
        and (run.get("by") == REPORT or isinstance(inputs.get("records"), list))
        and all(isinstance(one, dict) and "sha256" in one for one in inputs.get("records", []))
    )


def check_place(target: Path, study: Path | None, inputs: Sequence[Path]) -> None:
    """Refuse to write where the study or its files are, or where something else is."""
    if target.exists() and not target.is_dir():
        raise RecordError(text("{path} is a file; give a folder to write to.", path=target))
    place = target.resolve()
    for path in (*([study] if study else []), *inputs):
        here = path.resolve()
        if place == here or place in here.parents:
            message = text(
                "{path} holds the files of the study; give another folder to write to.",
                path=target,
            )
            raise RecordError(message)
    if target.exists() and any(target.iterdir()) and not (target / RUN).is_file():
        message = text(
            "{path} holds files, and none of an earlier run; give another folder to write to.",
            path=target,
        )
        raise RecordError(message)


def fill_folder(target: Path, fill: Callable[[Path], object]) -> Path:
    """Let ``fill`` fill a folder beside ``target``, then put it in its place."""
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=".netcoop-", dir=target.parent))
    former = beside / "former"
    fresh = beside / "fresh"
    try:
        fresh.mkdir(mode=0o777 & ~umask())
        fill(fresh)
        _keep_others(target, fresh)
        if target.exists():
            target.rename(former)
        try:
            fresh.rename(target)
        except BaseException:
            if former.exists():
                former.rename(target)
            raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return target


def put_files(target: Path, fill: Callable[[Path], object]) -> Path:
    """Let ``fill`` fill a folder, then put its files into ``target``: all of them or none.

    Files of the same names are replaced, others stay.
    """
    if not target.exists():
        return fill_folder(target, fill)
    beside = Path(tempfile.mkdtemp(prefix=".netcoop-", dir=target))
    fresh, former = beside / "fresh", beside / "former"
    try:
        fresh.mkdir()
        former.mkdir()
        fill(fresh)
        _exchange(target, fresh, former)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return target


def _exchange(target: Path, fresh: Path, former: Path) -> None:
    """Move new files in and keep the old ones until all are there; else move those back."""
    # What tells of the others comes last.
    names = sorted((path.name for path in fresh.iterdir()), key=lambda name: (name == RUN, name))
    done: list[str] = []
    try:
        for name in names:
            done.append(name)
            if (target / name).is_file() or (target / name).is_symlink():
                (target / name).rename(former / name)
            (fresh / name).rename(target / name)
    except BaseException:
        for name in reversed(done):
            if not (fresh / name).exists():
                (target / name).unlink(missing_ok=True)
            if (former / name).is_symlink() or (former / name).exists():
                (former / name).rename(target / name)
        raise


def _keep_others(target: Path, fresh: Path) -> None:
    """Take over what no run wrote: somebody may have put it there."""
    if not (target / RUN).is_file():
        return
    ours = {RUN, *map(str, read_run(target / RUN)["outputs"])}
    for path in target.iterdir():
        if path.name not in ours and not (fresh / path.name).exists():
            if path.is_dir():
                shutil.copytree(path, fresh / path.name, symlinks=True)
            else:
                shutil.copy2(path, fresh / path.name, follow_symlinks=False)
