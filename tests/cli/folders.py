"""Folders as a run leaves them, and what is in them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

# A command with its arguments: how it ended, what it wrote, and what it said.
Run = Callable[..., tuple[int, str, str]]
WHOLE: dict[str, Any] = {
    "netcoop": "0", "settings": {}, "inputs": {"records": []}, "repeatable": True, "outputs": [],
}  # fmt: skip


def write_run(folder: Path, **change: Any) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "run.json").write_text(json.dumps(WHOLE | change), encoding="utf-8")


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
