"""What the command is doing, for whoever watches it."""

from __future__ import annotations

import sys

import typer


def say(words: str) -> None:
    """Say on a terminal what comes now; nothing in a file or a pipe.

    Whole lines, no spinner: the bars of long steps use the same place.
    """
    if sys.stderr.isatty():
        typer.secho(words, err=True, dim=True)
