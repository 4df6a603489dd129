"""What is in the records: the template, the check and the names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from netcoop._core.texts import check_language, mark, text
from netcoop.cli.reading import Language, Reading, keep_from_overwriting, with_reading
from netcoop.cli.root import app
from netcoop.errors import NetcoopError, RecordError

if TYPE_CHECKING:
    import pandas as pd

    from netcoop.records import Records

_ACCOUNT_LINE = mark("{place}: {table} ({shape}), {read} read, {kept} kept, {dropped} left out")
# Of a finding, so many sheets are named.
_PLACES = 3
# Findings that say nothing without the name of what they are about.
_ABOUT_A_FILE = ("file_not_read", "hidden_sheet")


@app.command(
    help=text(
        "Say what is in the records, what was repaired and left out, and how well they are kept."
    )
)
@with_reading("decisions")
def check(
    given: Reading,
    lang: Language = "cs",
) -> None:
    """Say what is in the records, what was repaired and left out, and how well they are kept."""
    from netcoop.records.quality_words import quality_sentences

    check_language(lang)
    records = given.read()
    for row in records.account.to_dict("records"):
        counts = {str(name): value for name, value in row.items()}
        counts |= {"place": _place(row["file"], row["sheet"]), "table": _called(row["table"], lang)}
        typer.echo(text(_ACCOUNT_LINE, lang, **counts))
    typer.echo()
    _tell_findings(records, lang)
    sentences = quality_sentences(records, lang)
    if sentences:
        typer.echo()
    for sentence in sentences:
        typer.echo(sentence)


def _tell_findings(records: Records, lang: str) -> None:
    """Say what was found; of what may need mending, also where it stands."""
    grave = {"error": text("error", lang), "warning": text("warning", lang), "info": ""}
    every = records.problems
    for found in records.problems_by_code(lang).to_dict("records"):
        severity, code = str(found["severity"]), str(found["code"])
        typer.echo(f"{found['n']:>7}  {grave[severity]:<10} {found['message']} [{code}]")
        if severity != "info" or code in _ABOUT_A_FILE:
            _tell_places(every[every["code"].eq(code)], lang)
    if len(every):
        typer.echo()
        typer.echo(text("The report lists every finding in problems.csv.", lang))


def _tell_places(found: pd.DataFrame, lang: str) -> None:
    from netcoop._core.checks import first

    margin = " " * 20
    sheets = list(found.fillna({"file": "", "sheet": ""}).groupby(["file", "sheet"], sort=False))
    for (file, sheet), rows in sheets[:_PLACES]:
        place, numbers = _place(file, sheet), sorted({int(row) for row in rows["row"].dropna()})
        if numbers:
            place = text("{place}, row {rows}", lang, place=place, rows=first(numbers))
        typer.echo(margin + place)
    if len(sheets) > _PLACES:
        typer.echo(margin + "…")


def _place(file: object, sheet: object) -> str:
    return f"{file} [{sheet}]" if sheet else f"{file}"


def _called(table: str, lang: str) -> str:
    """Name a table as people do, and as ``--table`` wants it."""
    from netcoop.records.schema import TABLES

    return f"{TABLES[table].aliases[0]} = {table}" if lang == "cs" else table


@app.command(help=text("Write a workbook in which you decide which written names are one actor."))
@with_reading()
def names(
    given: Reading,
    out: Annotated[
        Path,
        typer.Option("--out", "-o", metavar=text("FILE"), help=text("Workbook (.xlsx) to write.")),
    ],
    lang: Language = "cs",
) -> None:
    """Write a workbook in which you decide which written names are one actor."""
    from netcoop.actors import match_names

    check_language(lang)
    keep_from_overwriting(given.data, out)
    _keep_decisions(out, given.decisions)
    review = match_names(given.read(), decisions=given.decisions)
    review.save(out, lang=lang)
    typer.echo(review.sentence(lang))
    typer.echo(text("Names: {path}", path=out))
    if review.summary()["undecided"]:
        typer.echo(
            text(
                "Decide in its column “{column}”, save it, and add to the next command: "
                '--decisions "{path}"',
                column=text("decision", lang),
                path=out,
            )
        )


def _keep_decisions(out: Path, read: Path | None) -> None:
    """Refuse to write over decisions that are not taken along, or over another workbook."""
    from netcoop.actors import read_decisions

    if not out.is_file() or (read is not None and read.exists() and out.samefile(read)):
        return
    try:
        decided = len(read_decisions(out))
    except RecordError as error:
        message = text("{path} is no workbook of names; write to another file.", path=out)
        raise NetcoopError(message) from error
    if decided:
        message = text(
            "{path} has decisions in it, which would be lost. To take them along, add "
            '--decisions "{path}"; else write to another file.',
            path=out,
        )
        raise NetcoopError(message)


@app.command(help=text("Write an Excel workbook to fill in, with headings, choices and examples."))
def template(
    path: Annotated[
        Path, typer.Argument(metavar=text("FILE"), help=text("Workbook (.xlsx) to write."))
    ],
    lang: Language = "cs",
) -> None:
    """Write an Excel workbook to fill in, with headings, choices and examples."""
    from netcoop.records import write_template

    typer.echo(text("Workbook: {path}", path=write_template(path, lang=lang)))
