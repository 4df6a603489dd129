"""Comparing periods."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from netcoop._core.texts import check_language, text
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
    keep_from_overwriting,
    read_given,
)
from netcoop.cli.root import app
from netcoop.errors import NetcoopError

if TYPE_CHECKING:
    import pandas as pd

_STANDARD = "mean_degree,transitivity,fragmentation"


@app.command(help=text("Say whether the network changed, or whether there were more meetings."))
def compare(
    data: Data,
    *,
    out: Annotated[
        str,
        typer.Option("--out", "-o", help=text("Folder to write to; - shows the table (CSV).")),
    ],
    freq: Annotated[
        str | None, typer.Option(help=text("Even periods: YS years, QS quarters, MS months."))
    ] = None,
    phases_from_records: Annotated[
        bool,
        typer.Option(
            "--phases-from-records",
            help=text("The periods of the table phases (so it is without --freq, too)."),
        ),
    ] = False,
    metrics: Annotated[
        str, typer.Option(help=text("Numbers of the network, with commas between them."))
    ] = _STANDARD,
    draws: Annotated[int, typer.Option(help=text("How many random assignments."))] = 1999,
    seed: Annotated[int, typer.Option(help=text("Start of the random numbers."))] = 0,
    lang: Language = "cs",
    table: TableNames = None,
    shape: Shape = None,
    region: Region = None,
    key_file: KeyFile = None,
    decisions: Decisions = None,
    encoding: Encoding = None,
    on_birth_number: OnBirthNumber = "blank",
) -> None:
    """Compare each period with the next."""
    from netcoop.actors import resolve_actors
    from netcoop.compare import compare_periods

    check_language(lang)
    if freq is not None and phases_from_records:
        raise NetcoopError(text("Give --freq or --phases-from-records, not both."))
    folder = None if out == "-" else _folder(out, data)
    given = read_given(data, table, shape, region, key_file, encoding, on_birth_number)
    records = resolve_actors(given, decisions=decisions)
    asked = [name.strip() for name in metrics.split(",") if name.strip()]
    found = compare_periods(records, metrics=asked, freq=freq, draws=draws, rng=seed)
    changes = found.to_frame(lang)
    if folder is None:
        _show(changes, lang)
    else:
        _write({"changes.csv": changes, "ties.csv": found.split(lang)}, folder, lang)


def _folder(out: str, data: str) -> Path:
    folder = Path(out)
    if folder.exists() and not folder.is_dir():
        raise NetcoopError(text("{path} is a file; give a folder to write to.", path=folder))
    keep_from_overwriting(data, *(folder / name for name in ("changes.csv", "ties.csv")))
    return folder


def _show(changes: pd.DataFrame, lang: str) -> None:
    """Write the table to the console or into a pipe; cells that would run are defused there too."""
    from netcoop._core.files import defuse

    sep, decimal = (";", ",") if lang == "cs" else (",", ".")
    content = defuse(changes).to_csv(index=False, sep=sep, decimal=decimal, lineterminator="\n")
    typer.echo(content, nl=False)


def _write(tables: dict[str, pd.DataFrame], folder: Path, lang: str) -> None:
    from netcoop._core.files import write_spreadsheet_csv

    for sentence in tables["changes.csv"]["sentence"]:
        typer.echo(sentence)
    for name, table in tables.items():
        path = write_spreadsheet_csv(folder / name, table, decimal="," if lang == "cs" else ".")
        typer.echo(text("Table: {path}", path=path))
