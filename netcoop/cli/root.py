"""The command itself: what all its subcommands share, and how it ends."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable
from contextlib import suppress
from typing import Annotated, Any, NoReturn

import typer

import netcoop
from netcoop._core.texts import LANGUAGES, set_language, text
from netcoop.cli.system import end_as_ctrl_c, framed, said_by_system
from netcoop.cli.wording import Command, Group, as_typed, refusal, refused, say_panels
from netcoop.errors import NetcoopError

# Ended by the user: Ctrl-C, or "no" where the command asked.
STOPPED, REFUSED = 1, 2
# What a shell reports of a program ended by Ctrl-C.
_INTERRUPTED = 130


class _App(typer.Typer):
    """An application whose commands speak the user's language."""

    def command(self, name: str | None = None, **options: Any) -> Callable[[Any], Any]:
        """Register a command."""
        # Without a short text the list of commands shows the beginning of the long one.
        usual = {
            "cls": Command,
            "options_metavar": text("[OPTIONS]"),
            "short_help": options.get("help"),
        }
        return super().command(name, **{**usual, **options})


app = _App(
    cls=Group,
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich" if framed() else None,
    options_metavar=text("[OPTIONS]"),
    subcommand_metavar=text("COMMAND …"),
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
    end_as_ctrl_c()
    with warnings.catch_warnings():
        warnings.showwarning = _show_warning
        try:
            _run()
        except NetcoopError as error:
            _end(text("Error: {message}", message=as_typed(str(error), _command())), REFUSED)
        except refusal() as error:
            _end(refused(error), REFUSED)
        except OSError as error:
            if isinstance(error, BrokenPipeError):
                _end_of_pipe()
            _end(text("Error: {message}", message=said_by_system(error)), REFUSED)
        except (KeyboardInterrupt, typer.Abort):
            _stopped()


def _command() -> str:
    return sys.argv[1] if len(sys.argv) > 1 else ""


def _run() -> NoReturn:
    if asked := _language_asked(sys.argv[1:]):
        set_language(asked)
    say_panels()
    # Typer's own way of ending would say everything in English.
    code = app(standalone_mode=False)
    if code == _INTERRUPTED:
        _stopped()
    raise SystemExit(code if isinstance(code, int) else 0)


def _language_asked(words: list[str]) -> str | None:
    """Tell in which language somebody wants results who says nothing of messages."""
    if os.environ.get("NETCOOP_LANG"):
        return None
    given = " ".join(words).replace("--lang=", "--lang ").split()
    at = given.index("--lang") + 1 if "--lang" in given else len(given)
    return given[at] if at < len(given) and given[at] in LANGUAGES else None


def _end_of_pipe() -> NoReturn:
    """End quietly where nobody reads on, as ``netcoop territories | head`` does."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise SystemExit(STOPPED)


def _stopped() -> NoReturn:
    _end(text("Stopped. Files that were not finished have not been written."), STOPPED)


def _end(message: str, code: int) -> NoReturn:
    # Where the console was closed, nobody is left to tell.
    with suppress(OSError):
        typer.echo(message, err=True)
    raise SystemExit(code) from None


def _show_warning(
    message: Warning | str, category: type[Warning], *_: object, **__: object
) -> None:
    typer.echo(
        f"{message}" if issubclass(category, UserWarning) else f"{category.__name__}: {message}",
        err=True,
    )
