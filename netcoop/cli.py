"""The command ``netcoop``."""

from __future__ import annotations

import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

import netcoop
from netcoop._core.texts import check_language, mark, plural, text
from netcoop.errors import NetcoopError

if TYPE_CHECKING:
    from netcoop.records import Records

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


_ACCOUNT_LINE = mark("{place}: {table} ({shape}), {read} read, {kept} kept, {dropped} left out")

Data = Annotated[
    str, typer.Argument(help="Folder or file with the records, or the address of a database.")
]
Language = Annotated[str, typer.Option(help="Language of what is written: cs or en.")]
TableNames = Annotated[
    list[str] | None,
    typer.Option("--table", help="FILE=TABLE: which table a file or sheet holds; may be repeated."),
]
Shape = Annotated[
    list[str] | None,
    typer.Option(help="long, matrix or list; or FILE=SHAPE for one file or sheet."),
]
Region = Annotated[
    str | None, typer.Option(help="Home municipality: whose OSPOD is meant where no place is said.")
]
KeyFile = Annotated[
    Path | None, typer.Option(help="File with the secret from which pseudonyms are made.")
]
Encoding = Annotated[str | None, typer.Option(help="Encoding of text files.")]
OnBirthNumber = Annotated[str, typer.Option(help="blank birth numbers, or stop at them.")]
Decisions = Annotated[
    Path | None, typer.Option(help="Workbook of netcoop names with your decisions.")
]


@app.command()
def report(
    data: Data,
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder to write to.")],
    lang: Language = "cs",
    title: Annotated[str | None, typer.Option(help="Heading of the report.")] = None,
    table: TableNames = None,
    shape: Shape = None,
    region: Region = None,
    key_file: KeyFile = None,
    decisions: Decisions = None,
    encoding: Encoding = None,
    on_birth_number: OnBirthNumber = "blank",
) -> None:
    """Write the map, the report and the tables of one set of records."""
    from netcoop.actors import resolve_actors
    from netcoop.reports import report as make_report

    check_language(lang)
    records = _read(data, table, shape, region, key_file, encoding, on_birth_number)
    resolved = resolve_actors(records, decisions=decisions)
    made = make_report(resolved, lang=lang, title=title)
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


@app.command()
def check(
    data: Data,
    lang: Language = "cs",
    table: TableNames = None,
    shape: Shape = None,
    region: Region = None,
    key_file: KeyFile = None,
    encoding: Encoding = None,
    on_birth_number: OnBirthNumber = "blank",
) -> None:
    """Say what is in the records, what was repaired and left out, and how well they are kept."""
    from netcoop.records.quality_words import quality_sentences

    check_language(lang)
    records = _read(data, table, shape, region, key_file, encoding, on_birth_number)
    for row in records.account.to_dict("records"):
        place = str(row["file"]) + (f" [{row['sheet']}]" if row["sheet"] else "")
        counts = {str(name): value for name, value in row.items()} | {"place": place}
        typer.echo(text(_ACCOUNT_LINE, lang, **counts))
    typer.echo()
    grave = {"error": text("error", lang), "warning": text("warning", lang), "info": ""}
    for found in records.problems_by_code(lang).to_dict("records"):
        severity = grave[str(found["severity"])]
        typer.echo(f"{found['n']:>7}  {severity:<10} {found['message']} [{found['code']}]")
    sentences = quality_sentences(records, lang)
    if sentences:
        typer.echo()
    for sentence in sentences:
        typer.echo(sentence)


@app.command()
def names(
    data: Data,
    out: Annotated[Path, typer.Option("--out", "-o", help="Workbook (.xlsx) to write.")],
    lang: Language = "cs",
    table: TableNames = None,
    shape: Shape = None,
    region: Region = None,
    key_file: KeyFile = None,
    decisions: Decisions = None,
    encoding: Encoding = None,
    on_birth_number: OnBirthNumber = "blank",
) -> None:
    """Write a workbook in which you decide which written names are one actor."""
    from netcoop.actors import match_names

    check_language(lang)
    records = _read(data, table, shape, region, key_file, encoding, on_birth_number)
    review = match_names(records, decisions=decisions)
    review.save(out, lang=lang)
    typer.echo(review.sentence(lang))
    typer.echo(text("Names: {path}", path=out))


@app.command()
def template(
    path: Annotated[Path, typer.Argument(help="Workbook (.xlsx) to write.")],
    lang: Language = "cs",
) -> None:
    """Write an Excel workbook to fill in, with headings, choices and examples."""
    from netcoop.records import write_template

    typer.echo(text("Workbook: {path}", path=write_template(path, lang=lang)))


def _read(
    data: str,
    table: list[str] | None,
    shape: list[str] | None,
    region: str | None,
    key_file: Path | None,
    encoding: str | None,
    on_birth_number: str,
) -> Records:
    from netcoop.records import read_records

    shapes = [option for option in shape or [] if "=" in option]
    whole = [option for option in shape or [] if "=" not in option]
    by_name = {"": whole[-1]} if whole else {}
    return read_records(
        data,
        tables=_tables(table or []),
        shape=(by_name | _pairs("--shape", shapes)) or None,
        region=region,
        key=_key(key_file),
        encoding=encoding,
        on_birth_number=on_birth_number,
    )


def _key(path: Path | None) -> bytes | None:
    """Read the secret from a file: on the command line it would stay in the shell's history."""
    if path is None:
        return None
    key = path.read_bytes().strip()
    if not key:
        raise NetcoopError(text("{path} is empty; write a long secret into it.", path=path))
    return key


def _tables(options: list[str]) -> dict[str, str]:
    return _pairs("--table", options)


def _pairs(option: str, given: list[str]) -> dict[str, str]:
    pairs = [entry.partition("=") for entry in given]
    wrong = [entry for entry, (_, sign, _) in zip(given, pairs, strict=True) if not sign]
    if wrong:
        message = text("{option} takes FILE=VALUE, not {given!r}.", option=option, given=wrong[0])
        raise NetcoopError(message)
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
