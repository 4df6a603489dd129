"""``run.json``: what it has to hold to be one that netcoop wrote."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from netcoop._core.texts import text
from netcoop.errors import RecordError

RUN = "run.json"
# Who wrote a run.json: a study, which can be run again, or a report of which only this is known.
STUDY, REPORT = "study", "report"
_KINDS = {"netcoop": str, "settings": dict, "inputs": dict, "repeatable": bool, "outputs": list}


def read_run(path: Path) -> dict[str, Any]:
    """Read a ``run.json``, or say that it is none."""
    run = None
    try:
        # A pipe of that name would wait for somebody to write into it.
        if path.is_file():
            run = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        pass
    if not (isinstance(run, dict) and _is_whole(run)):
        message = text("{path} is no run.json that netcoop wrote.", path=path)
        raise RecordError(message)
    return run


def _is_whole(run: Mapping[str, Any]) -> bool:
    """Tell whether all is there, and of its kind: anybody may have edited the file."""
    if not all(isinstance(run.get(name), kind) for name, kind in _KINDS.items()):
        return False
    # A report from Python may have had no files of records.
    records = run["inputs"].get("records", [] if run.get("by") == REPORT else None)
    hashes = run.get("hashes", {})
    return (
        isinstance(records, list)
        and all(isinstance(one, dict) and isinstance(one.get("sha256"), str) for one in records)
        and all(isinstance(name, str) for name in run["outputs"])
        and isinstance(hashes, dict)
        and all(isinstance(one, str) for one in hashes.values())
    )
