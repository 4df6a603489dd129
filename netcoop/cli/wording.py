"""What Typer itself says, in the user's language: its help, its refusals, its questions.

Typer keeps part of its words in the code and part in constants; here they are said anew. Where a
version of Typer has none of them, its own English stays.
"""

from __future__ import annotations

import re
import shutil
from difflib import get_close_matches
from typing import Any, cast

import typer
from typer.core import TyperCommand, TyperGroup

from netcoop._core.texts import text

# Typer carries a copy of Click or uses Click itself, and tells the kinds of refusals by class.
_REFUSAL = next(
    kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "ClickException"
)  # fmt: skip
_ORDER = (
    "template", "check", "names", "report", "map", "compare", "init", "run", "territories", "purge",
)  # fmt: skip

# What messages say in Python's words, and how it is typed here.
_NAMES = "shape|region|encoding|freq|layout|color|size|template|threshold|metrics|draws|decisions"
_TYPED = (
    (re.compile(r"\btables=\{'([^']*)': …\}"), r'--table "\1=…"'),
    (re.compile(r"\btables=(?=')"), "--table "),
    (re.compile(rf"(?<![(\w])({_NAMES})=(?=['\"\d])"), r"--\1 "),
    (re.compile(rf"(?<![(\w])({_NAMES})=(?=[\s.,:;]|$)"), r"--\1"),
    (re.compile(r"\breview\.save\b"), "netcoop names"),
    (re.compile(r"(?<![(\w])folder=(?=[\s.,:;]|$)"), "DATA"),
    (re.compile(r"(?<![(\w])on_birth_number=\"?(\w*)\"?"), r"--on-birth-number \1"),
    (re.compile(r"(?<![(\w])key=(?=[\s.,:;]|$)"), "--key-file"),
)
# A help page of fewer columns has one column, with such a margin.
_NARROW, _MARGIN = 60, 8
_PERIODS = re.compile(r"(?<![(\w])phases=, \w+ freq=(?:'QS')?")
# Keys of a study file that are options of another name.
_KEYS = re.compile(r"^netcoop report: (\w+\.(\w+))[\w.]*: ", re.MULTILINE)
_OPTIONS = {
    "study.key": "--key-file", "study.rng": "--seed", "records.folder": "DATA",
    "records.files": "DATA", "records.tables": "--table",
}  # fmt: skip


def as_typed(message: str, command: str = "") -> str:
    """Put what a message says of Python's arguments into options of the command."""
    # Of a report, no option tells the periods.
    periods = "--freq QS" if command == "compare" else text("a table phases among the records")
    message = _PERIODS.sub(lambda _: periods, message)
    message = _KEYS.sub(lambda found: _option(found[1], found[2]) + ": ", message)
    for spelled, typed in _TYPED:
        message = spelled.sub(typed, message)
    return message


def _option(key: str, word: str) -> str:
    return _OPTIONS.get(key, "--" + word.replace("_", "-"))


def refusal() -> type[Exception]:
    """Give the class of what Typer refuses."""
    return cast("type[Exception]", _REFUSAL)


def refused(error: Any) -> str:
    """Say in the user's language what Typer refuses, and where help is."""
    # The help of a command that was given nothing: it is no fault.
    if type(error).__name__ == "NoArgsIsHelpError":
        return str(error.format_message())
    lines = [text("Error: {message}", message=_reason(error))]
    context = getattr(error, "ctx", None)
    if context is not None:
        command = context.command_path
        lines.append(text("'{command} --help' lists what it takes.", command=command))
    return "\n".join(lines)


def _reason(error: Any) -> str:
    kind = type(error).__name__
    if kind == "NoSuchOption":
        said = text("There is no option {option}.", option=error.option_name)
        near = _near(str(error.option_name), error.possibilities or [])
        return said + " " + text("Did you mean {near}?", near=near) if near else said
    if kind == "MissingParameter" and error.param is not None:
        return text("{option} is missing.", option=_name(error.param))
    if kind == "BadParameter" and error.param is not None:
        return _bad(error)
    if kind == "BadOptionUsage":
        return text("{option} needs a value.", option=error.option_name)
    message = str(error.format_message())
    if message.startswith("No such command"):
        said, _, near = message.partition("Did you mean ")
        name = said.split("'")[1] if said.count("'") > 1 else ""
        said = text("There is no command {name!r}.", name=name)
        return said + " " + text("Did you mean {near}?", near=near.rstrip("?")) if near else said
    if message.startswith("Missing command"):
        return text("Say which command.")
    if message.startswith("Got unexpected extra argument"):
        extra = message.rpartition("(")[2].rstrip(")")
        return text("This is too much: {extra}. Words with blanks need quotes.", extra=extra)
    return message


def _near(given: str, known: list[str]) -> str:
    """List what may have been meant; Typer's own list has whatever is as long, such as --help."""
    return " / ".join(get_close_matches(given, known, n=2, cutoff=0.7) or sorted(known))


def _name(param: Any) -> str:
    """Name an option as it is typed, an argument as the help calls it."""
    if param.param_type_name == "option":
        return " / ".join(param.opts)
    return str(param.metavar or param.name)


def _bad(error: Any) -> str:
    option, message = _name(error.param), str(error.message)
    if "integer" in message:
        return text("{option} takes a whole number.", option=option)
    if "greater than" in message or ">=" in message:
        return text("{option} is too small.", option=option)
    return text("{option}: {reason}", option=option, reason=message)


def confirm(question: str) -> bool:
    """Ask a question; only a yes is one, and no answer is a no."""
    choice = text("[y/N]")
    typer.echo(f"{question} {choice} ", nl=False)
    try:
        answer = input().strip().casefold()
    except EOFError:
        typer.echo()
        return False
    # Whoever reads a Czech question may answer it in either language.
    return answer in {"y", "yes", "a", "ano"}


def _in_words(lines: str) -> str:
    """Put the words of a plain help page into the user's language."""
    words = {
        "Arguments:\n": text("Arguments:") + "\n",
        "Options:\n": text("Options:") + "\n",
        "Commands:\n": text("Commands:") + "\n",
        "[required]": text("[required]"),
        "[default: ": text("[default:") + " ",
        "[default:\n": text("[default:") + "\n",
    }
    for said, wanted in words.items():
        lines = lines.replace(said, wanted)
    return lines


def _below(formatter: Any) -> Any:
    """Let a help page say what an option does below its name, where there is no room beside it."""

    def write_dl(self: Any, rows: Any, **_: Any) -> None:
        formatter.write_dl(self, rows, col_max=_MARGIN, col_spacing=2)

    return type("Below", (formatter,), {"write_dl": write_dl})


def _no_type(ctx: Any) -> None:
    """Say nothing of the type of an argument: its name and its help do."""


class _Words:
    """What commands and groups have in common."""

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """Write how the command is called."""
        # Newer versions put braces around what is needed; the help below says that in words.
        given = self.collect_usage_pieces(ctx)  # type: ignore[attr-defined]
        pieces = " ".join(piece.strip("{}") for piece in given)
        formatter.write_usage(ctx.command_path, pieces, prefix=text("Usage: "))

    def get_params(self, ctx: Any) -> list[Any]:
        """List the options and arguments, without the names of Python's types."""
        params: list[Any] = super().get_params(ctx)  # type: ignore[misc]
        for param in params:
            if param.param_type_name == "argument":
                param.display_type_rich = _no_type
        return params

    def get_help(self, ctx: Any) -> str:
        """Give the help page."""
        columns = shutil.get_terminal_size().columns
        if columns < _NARROW:
            ctx.terminal_width = columns
            ctx.formatter_class = _below(ctx.formatter_class)
        return _in_words(super().get_help(ctx))  # type: ignore[misc]

    def get_help_option(self, ctx: Any) -> Any:
        """Give the option that shows the help page."""
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = text("Show this help.")
        return option


class Command(_Words, TyperCommand):
    """A command whose help is in the user's language."""


class Group(_Words, TyperGroup):
    """The commands, with a help page in the user's language."""

    def list_commands(self, ctx: Any) -> list[str]:
        """List the commands in the order in which people need them."""
        known = super().list_commands(ctx)
        return [name for name in _ORDER if name in known] + [
            name for name in known if name not in _ORDER
        ]

    def get_params(self, ctx: Any) -> list[Any]:
        """List the options; those of the shell are Typer's own."""
        words = {
            "install_completion": text("Let the Tab key complete commands in this console."),
            "show_completion": text("Show what --install-completion would set up."),
        }
        params: list[Any] = super().get_params(ctx)
        for param in params:
            if param.name in words:
                param.help = words[param.name]
        return params


def say_panels() -> None:
    """Set the words of the framed help, where Typer has it."""
    try:
        from typer import rich_utils
    except ImportError:
        return
    for name, wanted in {
        "ARGUMENTS_PANEL_TITLE": text("Arguments"),
        "OPTIONS_PANEL_TITLE": text("Options"),
        "COMMANDS_PANEL_TITLE": text("Commands"),
        "REQUIRED_LONG_STRING": text("[required]"),
        "DEFAULT_STRING": text("[default:") + " {}]",
    }.items():
        if hasattr(rich_utils, name):
            setattr(rich_utils, name, wanted)
