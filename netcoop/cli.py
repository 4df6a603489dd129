"""The command ``netcoop``."""

from __future__ import annotations

import sys
import warnings
from pathlib import Path
from typing import Annotated, NoReturn

import typer

import netcoop
from netcoop._core.texts import check_language, plural, text
from netcoop.errors import NetcoopError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    help="Cooperation between organisations, from records to a map and a report.",
)


@app.callback(invoke_without_command=True)
def _start(
    *,
    version: Annotated[bool, typer.Option("--version", help="Show the version.")] = False,
) -> None:
    if version:
        typer.echo(f"netcoop {netcoop.__version__}")
        raise typer.Exit


@app.command()
def report(
    data: Annotated[Path, typer.Argument(help="Folder or file with the records.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder to write to.")],
    lang: Annotated[str, typer.Option(help="Language of the report: cs or en.")] = "cs",
    title: Annotated[str | None, typer.Option(help="Heading of the report.")] = None,
    table: Annotated[
        list[str] | None,
        typer.Option(help="FILE=TABLE: which table a file or sheet holds; may be repeated."),
    ] = None,
    encoding: Annotated[str | None, typer.Option(help="Encoding of text files.")] = None,
) -> None:
    """Write the map, the report and the tables of one set of records."""
    from netcoop.records import read_records
    from netcoop.reports import report as make_report

    check_language(lang)
    records = read_records(data, tables=_tables(table or []), encoding=encoding)
    made = make_report(records, lang=lang, title=title)
    folder = made.save(out)
    typer.echo(text("Map: {path}", path=folder / "map.html"))
    typer.echo(text("Report: {path}", path=folder / "report.html"))
    counts = made.problems["severity"].value_counts()
    if counts.get("error", 0):
        message = plural(
            "{n} value or row could not be used; see {path}.",
            "{n} values or rows could not be used; see {path}.",
            int(counts["error"]),
            path=folder / "problems.csv",
        )
        typer.echo(message, err=True)


def _tables(options: list[str]) -> dict[str, str]:
    pairs = [option.partition("=") for option in options]
    wrong = [option for option, (_, sign, _) in zip(options, pairs, strict=True) if not sign]
    if wrong:
        raise NetcoopError(text("--table takes FILE=TABLE, not {given!r}.", given=wrong[0]))
    return {name: wanted for name, _, wanted in pairs}


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
            _fail(str(error))
        except OSError as error:
            # The disk says no: the path and the system's reason are all there is to say.
            _fail(f"{error.filename or ''}: {error.strerror or error}".lstrip(": "))


def _fail(message: str) -> NoReturn:
    typer.echo(text("Error: {message}", message=message), err=True)
    raise SystemExit(2) from None


def _show_warning(
    message: Warning | str, category: type[Warning], *_: object, **__: object
) -> None:
    typer.echo(
        f"{message}" if issubclass(category, UserWarning) else f"{category.__name__}: {message}",
        err=True,
    )


if __name__ == "__main__":
    main()
