"""Make the example data again, or check that they are what their makers write.

``python datasets/generate.py [name …] [--check]``: of every set, or of those named, the folder's
own ``make.py`` writes all its files. With ``--check`` it writes them elsewhere, nothing here is
touched, and the exit code is 1 if a single byte differs; of a workbook it is what is packed in it
that counts. netcoop has to be installed.
"""

from __future__ import annotations

import argparse
import importlib.util
import io
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

HOME = Path(__file__).resolve().parent
# What a person wrote; all else of a set is made.
WRITTEN = {".md", ".py", ".toml"}


def makers(home: Path = HOME) -> dict[str, Path]:
    """Find the sets: folders with a ``make.py``."""
    return {path.parent.name: path for path in sorted(home.glob("*/make.py"))}


def maker(path: Path) -> ModuleType:
    """Load a ``make.py`` under a name of its own, as they are all called the same."""
    name = f"make_{path.parent.name}"
    specification = importlib.util.spec_from_file_location(name, path)
    if specification is None or specification.loader is None:
        message = f"{path} cannot be loaded."
        raise ImportError(message)
    module = importlib.util.module_from_spec(specification)
    # Whoever looks up the module of a class (dataclasses do) has to find it.
    sys.modules[name] = module
    specification.loader.exec_module(module)
    return module


def made(folder: Path) -> dict[str, bytes]:
    """Read the files of a set that no person wrote, by their path in its folder."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    inside = {path.relative_to(folder).as_posix(): path for path in files}
    return {
        name: path.read_bytes()
        for name, path in inside.items()
        if path.suffix not in WRITTEN and not hidden(path.relative_to(folder))
    }


def hidden(path: Path) -> bool:
    """Tell caches and what editors and file managers leave behind."""
    return any(part.startswith((".", "__", "~")) for part in path.parts)


def unpacked(data: bytes) -> object:
    """Take a workbook apart: how it is packed depends on the version of zlib."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as workbook:
        return {part: workbook.read(part) for part in workbook.namelist()}


def differences(path: Path) -> list[str]:
    """Say what of a set is not as its maker writes it."""
    with tempfile.TemporaryDirectory() as elsewhere:
        maker(path).write(Path(elsewhere))
        again = made(Path(elsewhere))
    here = made(path.parent)
    said = [f"{name}: is not there" for name in sorted(again.keys() - here.keys())]
    said += [f"{name}: nothing writes it" for name in sorted(here.keys() - again.keys())]
    both = sorted(here.keys() & again.keys())
    said += [
        f"{name}: other bytes" for name in both if unpacked(here[name]) != unpacked(again[name])
    ]
    return [f"{path.parent.name}/{line}" for line in said]


def main(arguments: Sequence[str] | None = None, home: Path = HOME) -> int:
    """Make or check the sets; 0 if all is well, 1 if something differs."""
    there = makers(home)
    parser = argparse.ArgumentParser(description="Make the example data again.")
    parser.add_argument("names", nargs="*", metavar="name", help="; ".join(there))
    parser.add_argument("--check", action="store_true", help="write nothing, compare bytes")
    asked = parser.parse_args(arguments)
    unknown = sorted(set(asked.names) - there.keys())
    if unknown:
        parser.error(f"no such set: {', '.join(unknown)}; there are {', '.join(there)}")
    wrong = []
    for name in asked.names or there:
        if asked.check:
            wrong += differences(there[name])
        else:
            maker(there[name]).write(there[name].parent)
            print(f"{name}: {len(made(there[name].parent))} files")
    for line in wrong:
        print(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
