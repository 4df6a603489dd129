"""What the operating system does to a command: it says no, or ends it."""

from __future__ import annotations

import errno
import shutil
import signal
import sys
import threading
from pathlib import Path
from typing import NoReturn

from netcoop._core.files import BESIDE
from netcoop._core.texts import text

_DENIED = (errno.EACCES, errno.EPERM, errno.EROFS)
_FULL = (errno.ENOSPC, errno.EDQUOT) if hasattr(errno, "EDQUOT") else (errno.ENOSPC,)
# Below it, frames cut the words of the help.
_WIDE = 60


def framed() -> bool:
    """Tell whether the help has frames and colors: in a file or a pipe they are in the way."""
    on_terminal = sys.stdout.isatty() and sys.stderr.isatty()
    return on_terminal and shutil.get_terminal_size().columns >= _WIDE


def end_as_ctrl_c() -> None:
    """Let all that ends a command end it as Ctrl-C does: nothing half is left."""
    if threading.current_thread() is not threading.main_thread():
        return
    for name in ("SIGTERM", "SIGHUP"):
        kind = getattr(signal, name, None)
        # Whoever started it with nohup wants it to go on.
        if kind is not None and signal.getsignal(kind) is signal.SIG_DFL:
            signal.signal(kind, _stop)


def _stop(kind: int, _: object) -> NoReturn:
    # Once is enough: a second one would end the tidying up.
    signal.signal(kind, signal.SIG_IGN)
    raise KeyboardInterrupt


def said_by_system(error: OSError) -> str:
    """Say in the user's language what the system refuses, and what helps."""
    path = _named(error.filename)
    if error.errno in _FULL:
        return text("The disk is full. Make room and try again; nothing half is left.")
    if path is None:
        return f"{error.strerror or error}"
    if error.errno in _DENIED:
        # Excel and Word keep an open file for themselves.
        return text(
            "{path} may not be read or written. If a file of that name is open, close it and try "
            "again.",
            path=path,
        )
    if error.errno == errno.EISDIR:
        return text("{path} is a folder; give the name of a file.", path=path)
    if error.errno == errno.ENOTDIR:
        return text("{path}: something on the way there is a file, not a folder.", path=path)
    if error.errno == errno.ENOENT:
        return text("{path} is not there.", path=path)
    if error.errno == errno.EEXIST:
        return text("{path} is there already; give another name.", path=path)
    # The path and the system's reason are all there is to say.
    return f"{path}: {error.strerror or error}"


def _named(filename: object) -> Path | None:
    """Give the path of an error; of what is not whole yet only the folder, for nobody named it."""
    if not isinstance(filename, str) or not filename:
        return None
    path = Path(filename)
    at = next((at for at, name in enumerate(path.parts) if name.startswith(BESIDE)), None)
    return path if at is None else Path(*path.parts[:at])
