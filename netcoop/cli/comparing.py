"""Comparing periods."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from netcoop._core.texts import check_language, text
from netcoop.cli.reading import Language, Reading, with_reading
from netcoop.cli.root import app
from netcoop.cli.steps import say
from netcoop.errors import NetcoopError

if TYPE_CHECKING:
    import pandas as pd

    from netcoop.records import Records

_TABLES = ("changes.csv", "ties.csv")
# What its run.json says of itself.
_KIND = "compare"
_STANDARD = "mean_degree,transitivity,fragmentation"


@app.command(help=text("Say whether the network changed, or whether there were more meetings."))
@with_reading()
def compare(
    given: Reading,
    *,
    out: Annotated[
        str,
        typer.Option(
            "--out",
            "-o",
            metavar=text("FOLDER"),
            help=text("Folder to write to; - shows the table (CSV)."),
        ),
    ],
    freq: Annotated[
        str | None,
        typer.Option(
            metavar="YS|QS|MS", help=text("Even periods: YS years, QS quarters, MS months.")
        ),
    ] = None,
    phases_from_records: Annotated[
        bool,
        typer.Option(
            "--phases-from-records",
            help=text("The periods of the table phases (so it is without --freq, too)."),
        ),
    ] = False,
    metrics: Annotated[
        str,
        typer.Option(
            metavar=text("NAMES"), help=text("Numbers of the network, with commas between them.")
        ),
    ] = _STANDARD,
    draws: Annotated[
        int, typer.Option(metavar=text("NUMBER"), help=text("How many random assignments."))
    ] = 1999,
    seed: Annotated[
        int, typer.Option(metavar=text("NUMBER"), help=text("Start of the random numbers."))
    ] = 0,
    lang: Language = "cs",
) -> None:
    """Compare each period with the next."""
    from netcoop.compare import compare_periods

    check_language(lang)
    if freq is not None and phases_from_records:
        raise NetcoopError(text("Give --freq or --phases-from-records, not both."))
    folder = None if out == "-" else _folder(out, given.data)
    records = given.resolve()
    wanted = [name.strip() for name in metrics.split(",") if name.strip()]
    say(text("Comparing the periods …"))
    found = compare_periods(records, metrics=wanted, freq=freq, draws=draws, rng=seed)
    changes = found.to_frame(lang)
    if folder is None:
        _show(changes, lang)
        return
    asked = {"kind": _KIND, "lang": lang, "freq": freq, "metrics": wanted, "draws": draws}
    tables = dict(zip(_TABLES, (changes, found.split(lang)), strict=True))
    _write(tables, folder, lang, asked | {"rng": seed}, records)


def _folder(out: str, data: str) -> Path:
    """Refuse a folder with the records, or with anything but an earlier comparison."""
    from netcoop.records.databases import is_address
    from netcoop.reports.run_file import RUN, read_run
    from netcoop.reports.study_put import check_place

    folder = Path(out)
    check_place(folder, None, [] if is_address(data) else [Path(data)])
    run = folder / RUN
    report = run.exists() and read_run(run)["settings"].get("kind") != _KIND
    if report or (folder / "report.html").exists():
        # A report has a ties.csv and a run.json of its own.
        message = text("{path} holds a report; give another folder to write to.", path=folder)
        raise NetcoopError(message)
    return folder


def _show(changes: pd.DataFrame, lang: str) -> None:
    """Write the table to the console or into a pipe; cells that would run are defused there too."""
    from netcoop._core.files import defuse

    sep, decimal = (";", ",") if lang == "cs" else (",", ".")
    content = defuse(changes).to_csv(index=False, sep=sep, decimal=decimal, lineterminator="\n")
    typer.echo(content, nl=False)


def _write(
    tables: dict[str, pd.DataFrame],
    folder: Path,
    lang: str,
    asked: dict[str, Any],
    records: Records,
) -> None:
    """Write the tables, and how they were made: ``netcoop purge`` knows them by it."""
    from netcoop._core.files import write_spreadsheet_csv
    from netcoop.reports.study_folder import table_hashes, write_report_run
    from netcoop.reports.study_put import fill_folder

    def fill(fresh: Path) -> None:
        for name, table in tables.items():
            write_spreadsheet_csv(fresh / name, table, decimal="," if lang == "cs" else ".")
        write_report_run(fresh, asked, table_hashes(records), tables)

    fill_folder(folder, fill)
    for sentence in tables["changes.csv"]["sentence"]:
        typer.echo(sentence)
    for name in tables:
        typer.echo(text("Table: {path}", path=folder / name))
