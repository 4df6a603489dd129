"""Writing the report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from netcoop._core.texts import check_language, plural, text
from netcoop.cli.reading import (
    Data,
    Decisions,
    Encoding,
    KeyFile,
    Language,
    OnBirthNumber,
    Region,
    Shape,
    TableNames,
    read_given,
)
from netcoop.cli.root import app


@app.command(help=text("Write the map, the report and the tables of one set of records."))
def report(
    data: Data,
    out: Annotated[Path, typer.Option("--out", "-o", help=text("Folder to write to."))],
    lang: Language = "cs",
    title: Annotated[str | None, typer.Option(help=text("Heading of the report."))] = None,
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
    records = read_given(data, table, shape, region, key_file, encoding, on_birth_number)
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
