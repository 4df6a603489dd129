"""A folder of files for R: written wholly or not at all, and never over somebody's own files."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pandas as pd

from netcoop._core.checks import first
from netcoop._core.files import defuse, umask, write_text_atomically
from netcoop._core.texts import text
from netcoop.errors import ArgumentError

_OURS = re.compile(r"(nodes|phases|ties_\d+|wave_\d+|(edge|vertex)_spells|events|composition"
                   r"|incidence)\.csv|read_[a-z]+\.R")  # fmt: skip


def csv_text(frame: pd.DataFrame) -> str:
    """Write a table so that neither a spreadsheet nor R takes a text for anything else."""
    return "\ufeff" + defuse(frame).to_csv(index=False, lineterminator="\n")


def free_folder(path: Any) -> Path:
    """Return the folder, if nothing but files of ours is in it."""
    if not isinstance(path, str | os.PathLike) or not str(path):
        raise ArgumentError(text("path={value!r}: name a folder.", value=path))
    folder = Path(path)
    others = [folder.name] if folder.exists() and not folder.is_dir() else []
    if folder.is_dir():
        others = [file.name for file in folder.iterdir() if not _OURS.fullmatch(file.name)]
    if others:
        message = text(
            "{path} holds other files ({files}); give an empty or a new folder.",
            path=path,
            files=first(sorted(others)),
        )
        raise ArgumentError(message)
    return folder


def write_folder(files: dict[str, str], folder: Path) -> None:
    """Write the files beside the folder, then put them in its place: all of them or none."""
    target = folder.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        new, old = beside / "new", beside / "old"
        new.mkdir()
        for name, content in files.items():
            write_text_atomically(new / name, content)
        new.chmod(0o777 & ~umask())
        if target.exists():
            target.replace(old)
        try:
            new.replace(target)
        except OSError:
            if old.exists():
                old.replace(target)
            raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)
