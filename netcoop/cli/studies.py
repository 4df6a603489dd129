"""Studies, and what stands around them: the list of areas, a new folder, a run, the end."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Annotated

import typer

from netcoop._core.texts import check_language, number, plural, text
from netcoop.cli.purging import find, remove
from netcoop.cli.reading import Language
from netcoop.cli.reporting import carry_out, tell
from netcoop.cli.root import REFUSED, STOPPED, app
from netcoop.cli.wording import confirm


@app.command(help=text("Search the municipalities with extended powers (ORP)."))
def territories(
    words: Annotated[
        str | None,
        typer.Argument(
            metavar=text("TEXT"),
            help=text("Part of a name, district, region or code; no accents needed."),
        ),
    ] = None,
    *,
    csv: Annotated[bool, typer.Option("--csv", help=text("All columns, as CSV."))] = False,
    lang: Language = "cs",
) -> None:
    """Search the table of municipalities with extended powers."""
    from netcoop.reference import territories as all_of_them

    check_language(lang)
    table = all_of_them()
    where = table.index + " " + table["okres_name"] + " " + table["kraj_name"]
    where = where + " " + table["code"] + " " + table["code_ruian"]
    if words:
        found = [all(word in _plain(row) for word in _plain(words).split()) for row in where]
        table = table[found]
    if csv:
        sep, decimal = (";", ",") if lang == "cs" else (",", ".")
        typer.echo(table.to_csv(sep=sep, decimal=decimal, lineterminator="\n"), nl=False)
    else:
        width = max(map(len, table.index), default=0)
        for name, row in table.iterrows():
            people = number(row["population"], lang, 0)
            typer.echo(f"{name!s:<{width}}  {row['code']}  {people:>9}  {row['kraj_name']}")
    if table.empty:
        message = text("No municipality with extended powers has {words!r} in it.", words=words)
        typer.echo(message, err=True)
        raise typer.Exit(STOPPED)


def _plain(words: str) -> str:
    """Leave off accents and capitals."""
    letters = unicodedata.normalize("NFKD", words.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


@app.command(help=text("Write a study.toml to fill in, with comments."))
def init(
    folder: Annotated[
        Path,
        typer.Argument(metavar=text("FOLDER"), help=text("Folder of the study; it may be new.")),
    ],
    lang: Language = "cs",
) -> None:
    """Write a study file to fill in."""
    from netcoop.reports.study import write_study

    check_language(lang)
    typer.echo(text("Study: {path}", path=write_study(folder, lang)))


@app.command(help=text("Make all that a study.toml asks for."))
def run(
    study: Annotated[Path, typer.Argument(metavar="STUDY.toml", help=text("The study file."))],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            metavar=text("FOLDER"),
            help=text("Folder to write to, if not that of the study."),
        ),
    ] = None,
) -> None:
    """Make all that a study file asks for."""
    from netcoop.reports.study import Study

    made = carry_out(Study.read(study), out)
    typer.echo(text("Folder: {path}", path=made.folder))
    tell(made)


@app.command(
    help=text("Remove what netcoop made in a folder: results, key files, kept draws; asks first.")
)
def purge(
    folder: Annotated[
        Path, typer.Argument(metavar=text("FOLDER"), help=text("Folder of the study."))
    ],
    *,
    yes: Annotated[bool, typer.Option("--yes", "-y", help=text("Remove without asking."))] = False,
) -> None:
    """Remove what netcoop made in a folder."""
    own, edited = find(folder)
    for path in edited:
        typer.echo(text("{path} stays: it has changed since it was written.", path=path), err=True)
    if not own:
        typer.echo(text("There is nothing in {path} that netcoop made.", path=folder))
        return
    for found in own:
        typer.echo(f"{found.path}  ({found.what})")
    typer.echo(
        text(
            "Files are deleted, not overwritten: copies in backups and synchronised folders stay, "
            "and a disk may keep their content for a time."
        )
    )
    count = plural("Remove {n} file?", "Remove {n} files?", len(own))
    if not yes and not confirm(count):
        typer.echo(text("Nothing was removed."), err=True)
        raise typer.Exit(STOPPED)
    gone, stayed = remove(own)
    typer.echo(plural("{n} file removed.", "{n} files removed.", gone))
    for path in stayed:
        typer.echo(
            text("{path} stays: it could not be removed, or has changed.", path=path), err=True
        )
    if stayed:
        raise typer.Exit(REFUSED)
