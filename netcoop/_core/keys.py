"""Whether a secret is one: long enough, and in a file that others cannot read."""

from __future__ import annotations

import os
import stat
import warnings
from pathlib import Path

from netcoop._core.texts import plural, text
from netcoop.errors import NetcoopWarning

# Bytes; a shorter secret may be found by trying.
SHORTEST = 16


def warn_of_weak_key(path: Path, secret: bytes, *, stacklevel: int = 2) -> None:
    """Warn of a key that others may find or read; what it makes would then be no pseudonyms."""
    said = []
    if len(secret) < SHORTEST:
        said.append(
            plural(
                "The secret in {path} has {n} byte, so that it may be found by trying.",
                "The secret in {path} has {n} bytes, so that it may be found by trying.",
                len(secret),
                path=path,
            )
        )
        said.append(text("Write {n} or more, at random; docs/study.md says how.", n=SHORTEST))
    if is_open(path):
        said.append(
            text(
                "Everybody on this computer can read {path}. Take that permission away: "
                'chmod 600 "{path}"',
                path=path,
            )
        )
    if said:
        warnings.warn(" ".join(said), NetcoopWarning, stacklevel=stacklevel + 1)


def is_open(path: Path) -> bool:
    """Tell whether others may read a file and go into every folder above it."""
    if os.name != "posix":
        # Elsewhere the bits say nothing of who may read it.
        return False
    file = path.resolve()
    above = all(folder.stat().st_mode & stat.S_IXOTH for folder in file.parents)
    return above and bool(file.stat().st_mode & stat.S_IROTH)
