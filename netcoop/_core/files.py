"""Writing files so that an interruption never leaves half of one."""

from __future__ import annotations

import errno
import os
import re
import tempfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from netcoop._core.texts import text
from netcoop.errors import RecordError

# Where a spreadsheet would begin a formula: at the start of a text, or behind what it may take for
# the end of a cell; blanks, quotes and apostrophes (of texts defused before) do not hinder it, and
# the wide signs are read as the plain ones. export.js has the same pattern.
_BLANK = (
    r"\x00 \x0b\x0c\x1c-\x1f\x85\xa0\u1680\u2000-\u200f\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
)
_SIGN = r"[=+\-@\uff1d\uff0b\uff0d\uff20]"
_BEGINS = rf"(?=[{_BLANK}'\"]*{_SIGN})"
_FORMULA = re.compile(rf"(?:^|(?<=[,;\t\r\n])){_BEGINS}|\A(?='*[\t\r\n])")
_DEFUSED = re.compile(rf"(?:^|(?<=[,;\t\r\n]))'{_BEGINS}|\A'(?='*[\t\r\n])")

# How all begins that is not whole yet; ``netcoop purge`` knows by it what a stop has left.
BESIDE = ".netcoop-"


def write_atomically(path: Path | str, write: Callable[[Path], object]) -> Path:
    """Let ``write`` fill a new file beside ``path``, then put it in its place."""
    target = Path(path)
    if target.is_dir():
        # Else the system would speak of a file that nobody named.
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
    target.parent.mkdir(parents=True, exist_ok=True)
    # The ending is kept: libraries choose the format by it.
    handle, name = tempfile.mkstemp(prefix=BESIDE, suffix=target.suffix, dir=target.parent)
    os.close(handle)
    beside = Path(name)
    try:
        write(beside)
        beside.chmod(0o666 & ~umask())
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    return target


def read_secret(path: Path) -> bytes:
    """Read a secret from a file: where it is typed, it stays in the history of the console."""
    if not path.is_file():
        reason = text("{path} is a folder; give the name of a file.", path=path)
        raise RecordError(reason if path.is_dir() else text("{path} is not there.", path=path))
    secret = path.read_bytes().strip()
    if not secret:
        raise RecordError(text("{path} is empty; write a long secret into it.", path=path))
    return secret


def write_text_atomically(path: Path | str, content: str) -> Path:
    """Write a text as UTF-8, whatever the system's code page, wholly or not at all."""
    return write_bytes_atomically(path, content.encode("utf-8"))


def write_bytes_atomically(path: Path | str, content: bytes) -> Path:
    """Write bytes to a file, wholly or not at all, and return its path."""
    return write_atomically(path, lambda beside: beside.write_bytes(content))


def write_spreadsheet_csv(path: Path | str, frame: pd.DataFrame, *, decimal: str = ".") -> Path:
    """Write a CSV that Excel opens rightly: UTF-8 with BOM, no cell that runs as a formula.

    With ``decimal=","`` the columns are parted by semicolons, as a Czech Excel expects.
    """
    content = defuse(frame).to_csv(
        index=False,
        sep=";" if decimal == "," else ",",
        decimal=decimal,
        lineterminator="\n",
    )
    return write_text_atomically(path, "\ufeff" + content)


def defuse(frame: pd.DataFrame) -> pd.DataFrame:
    """Put an apostrophe before texts that a spreadsheet would take for a formula."""
    safe = frame.copy()
    safe.columns = pd.Index([str(defuse_cell(str(name))) for name in frame.columns])
    for position, dtype in enumerate(frame.dtypes):
        if not (
            pd.api.types.is_numeric_dtype(dtype) or pd.api.types.is_datetime64_any_dtype(dtype)
        ):
            column = frame.iloc[:, position].astype("object").map(defuse_cell)
            safe.isetitem(position, column.to_numpy())
    return safe


def defuse_cell(value: object) -> object:
    """Put an apostrophe before all in a text that a spreadsheet would run as a formula.

    Examples
    --------
    >>> defuse_cell("=1+1"), defuse_cell("a;=1+1"), defuse_cell("a=1")
    ("'=1+1", "a;'=1+1", 'a=1')
    """
    return _FORMULA.sub("'", value) if isinstance(value, str) else value


def arm_cell(value: str) -> str:
    """Take the apostrophes of :func:`defuse_cell` off again."""
    return _DEFUSED.sub("", value)


def umask() -> int:
    """Tell which rights the user wants new files not to have."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
