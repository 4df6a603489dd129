"""The folder of a run: put in its place whole, with ``run.json`` that tells how it was made."""

from __future__ import annotations

import hashlib
import hmac
import json
import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from netcoop._core.files import write_text_atomically
from netcoop.errors import RecordError
from netcoop.records import Records
from netcoop.reports.run_file import REPORT, RUN, STUDY, read_run
from netcoop.reports.study_file import StudyFile

_LIBRARIES = ("pandas", "numpy", "scipy", "igraph", "duckdb", "matplotlib", "pydantic")
# How inputs were hashed, as run.json says it.
PLAIN, KEYED = "sha256", "hmac-sha256"
# The other tables hold small counts, days or words that do not leave: from a hash of them, and all
# that does leave, they could be guessed.
_HASHED_TABLES = ("phases", "required")


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
    outputs = sorted(path.name for path in folder.iterdir())
    run = {
        "by": STUDY,
        "settings": settings.plain(),
        "seeds": {"rng": settings.study.rng},
        "inputs": dict(inputs),
        "repeatable": repeatable,
        "outputs": outputs,
        "hashes": _output_hashes(folder, outputs),
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
    names, former = sorted({*outputs} - {RUN}), _former(place or folder)
    rng = settings.get("rng")
    seeded = isinstance(rng, int) and not isinstance(rng, bool)
    run = {
        "by": REPORT,
        "settings": _plain(settings),
        "seeds": {"rng": rng if seeded else None},
        "inputs": {"tables": dict(tables)},
        # The records of another session may differ: of them, only the tables are known.
        "repeatable": False,
        "outputs": sorted({*names, *former} - {RUN}),
        "hashes": {name: one for name, one in former.items() if one}
        | _output_hashes(folder, names),
    }
    _write(folder, run)


def _output_hashes(folder: Path, names: Iterable[str]) -> dict[str, str]:
    """Take the SHA-256 of what was written: whoever edits a file later has one of his own."""
    return {
        name: _hash(folder / name, None)
        for name in names
        if name != RUN and (folder / name).is_file()
    }


def _former(folder: Path) -> dict[str, str | None]:
    """List what an earlier run wrote here and is still there, with the hash of what it wrote."""
    try:
        run = read_run(folder / RUN)
    except RecordError:
        return {}
    hashes = run.get("hashes", {})
    return {
        name: hashes.get(name)
        for name in run["outputs"]
        if Path(name).name == name and (folder / name).is_file()
    }


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
