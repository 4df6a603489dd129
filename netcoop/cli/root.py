"""The command itself: what all its subcommands share, and how it ends."""

from __future__ import annotations

import sys
import warnings
from typing import Annotated, NoReturn

import typer

import netcoop
from netcoop._core.texts import text
from netcoop.errors import NetcoopError

# Ended by the user: Ctrl-C, or "no" where the command asked.
STOPPED, REFUSED = 1, 2
# What a shell reports of a program ended by Ctrl-C.
_INTERRUPTED = 130

app = typer.Typer(
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    # In a file or a pipe, frames and colors are in the way.
    rich_markup_mode="rich" if sys.stdout.isatty() and sys.stderr.isatty() else None,
    help=text("Cooperation between organisations, from records to a map and a report."),
)


@app.callback(invoke_without_command=True)
def _start(
    *,
    version: Annotated[bool, typer.Option("--version", help=text("Show the version."))] = False,
) -> None:
    if version:
        typer.echo(f"netcoop {netcoop.__version__}")
        raise typer.Exit


def main() -> None:
    """Run the command; what netcoop refuses is said in one line, without a traceback."""
    for stream in (sys.stdout, sys.stderr):
        # A Czech Windows console may not know every letter of a name.
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
    with warnings.catch_warnings():
        warnings.showwarning = _show_warning
        try:
            app()
        except NetcoopError as error:
            _end(text("Error: {message}", message=error), REFUSED)
        except OSError as error:
            # The disk says no: the path and the system's reason are all there is to say.
            said = f"{error.filename or ''}: {error.strerror or error}".lstrip(": ")
            _end(text("Error: {message}", message=said), REFUSED)
        except KeyboardInterrupt:
            _stopped()
        except SystemExit as end:
            if end.code != _INTERRUPTED:
                raise
            _stopped()


def _stopped() -> NoReturn:
    _end(text("Stopped. Files that were not finished have not been written."), STOPPED)


def _end(message: str, code: int) -> NoReturn:
    typer.echo(message, err=True)
    raise SystemExit(code) from None


def _show_warning(
    message: Warning | str, category: type[Warning], *_: object, **__: object
) -> None:
    typer.echo(
        f"{message}" if issubclass(category, UserWarning) else f"{category.__name__}: {message}",
        err=True,
    )
