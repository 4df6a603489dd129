"""What is in the records: the template, the check and the names."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from netcoop._core.texts import check_language, mark, text
from netcoop.cli.reading import Language, Reading, keep_from_overwriting, with_reading
from netcoop.cli.root import app

_ACCOUNT_LINE = mark("{place}: {table} ({shape}), {read} read, {kept} kept, {dropped} left out")


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
    review = match_names(given.read(), decisions=given.decisions)
    review.save(out, lang=lang)
    typer.echo(review.sentence(lang))
    typer.echo(text("Names: {path}", path=out))


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
