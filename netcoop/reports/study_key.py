"""The key of a study lies apart from all that the study reads."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from netcoop._core.texts import text
from netcoop.reports.study_sense import CZECH

if TYPE_CHECKING:
    from netcoop.reports.study_file import StudyFile


def key_apart(study: StudyFile) -> Iterator[tuple[tuple[str, ...], str]]:
    """Find a key that is read as something else: ``netcoop purge`` removes the key."""
    if study.study.key is None:
        return
    given, required = study.records, study.required
    read = ["study.toml", *given.files, given.folder, given.decisions]
    read += [required.template] if required and required.template != CZECH else []
    key = _from_here(study.study.key)
    others = [_from_here(name) for name in read if name is not None]
    if any(one == key or one in key.parents for one in others):
        remedy = text(
            "The key is a file that the study reads, or lies in the folder of the records. Keep it "
            "apart from them."
        )
        yield ("study", "key"), remedy


def _from_here(name: str) -> PurePosixPath:
    """Write a path as seen from a folder deep enough for every step up, whatever its case."""
    deep = "/_" * 30 + "/"
    return PurePosixPath(posixpath.normpath(deep + name.replace("\\", "/").casefold()))
