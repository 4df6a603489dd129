"""Writing the report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from netcoop._core.texts import check_language, plural, text
from netcoop.cli.reading import Language, Reading, see_that_it_is_there, with_reading
from netcoop.cli.root import app
from netcoop.cli.steps import say
from netcoop.errors import NetcoopError

if TYPE_CHECKING:
    from netcoop.reports.study import Ran, Study

_CZECH = "czech"
# What goes with --again: where things lie now.
_FOR_AGAIN = frozenset({"data", "out", "again", "key_file", "decisions", "template"})
_Options = dict[str, dict[str, Any]]


@app.command(help=text("Write the map, the report and the tables of one set of records."))
@with_reading(data_needed=False)
def report(
    ctx: typer.Context,
    given: Reading,
    *,
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar=text("FOLDER"), help=text("Folder to write to."))
    ],
    kind: Annotated[
        str,
        typer.Option(
            metavar="local|impact|regions",
            help=text("local: one area; impact: what a pilot changed; regions: areas."),
        ),
    ] = "local",
    lang: Language = "cs",
    title: Annotated[
        str | None, typer.Option(metavar=text("TEXT"), help=text("Heading of the report."))
    ] = None,
    template: Annotated[
        str | None,
        typer.Option(
            metavar=text("czech|FILE"),
            help=text("Who should cooperate with whom: czech, or a table of your own."),
        ),
    ] = None,
    threshold: Annotated[
        int | None,
        typer.Option(
            min=1,
            metavar=text("NUMBER"),
            help=text("Hide numbers of people and referrals below this (5); 1 hides nothing."),
        ),
    ] = None,
    draws: Annotated[
        int | None,
        typer.Option(
            min=1,
            metavar=text("NUMBER"),
            help=text("Random tables to compare with; by default enough."),
        ),
    ] = None,
    seed: Annotated[
        int, typer.Option(min=0, metavar=text("NUMBER"), help=text("Start of the random numbers."))
    ] = 0,
    again: Annotated[
        Path | None,
        typer.Option(
            metavar="RUN.json",
            help=text("Make an earlier report again, as its run.json says; DATA only if moved."),
        ),
    ] = None,
) -> None:
    """Write the map, the report and the tables of one set of records."""
    check_language(lang)
    own = {
        "kind": kind, "lang": lang, "title": _plain(title), "threshold": threshold,
        "draws": draws, "rng": seed,
    }  # fmt: skip
    options = {"study": {name: value for name, value in own.items() if value is not None}}
    if again is not None:
        made = carry_out(_again(given, _typed(ctx), again, template), out)
    elif not given.data:
        raise NetcoopError(text("Say where the records are: netcoop report DATA --out FOLDER."))
    elif _is_address(given.data):
        made = _from_database(given, options, template, out)
    else:
        see_that_it_is_there(given.data)
        made = carry_out(_study(given, options, template), out)
    tell(made)


def carry_out(study: Study, out: Path | None) -> Ran:
    """Run a study and say what it does."""
    _warn_of_threshold(study.settings.study.threshold)
    return study.carry_out(out, progress=say)


def _warn_of_threshold(threshold: int | None) -> None:
    if threshold == 1:
        message = text(
            "NOTHING IS HIDDEN (threshold 1): numbers of referrals and people down to a single one "
            "stand in all files. Hand them to nobody who may not know each case."
        )
        typer.echo(message, err=True)


def _plain(title: str | None) -> str | None:
    """Mend a title: a console may hand over half a letter, which no file can hold."""
    return title.encode("utf-8", "replace").decode("utf-8") if title else None


def _is_address(data: str) -> bool:
    from netcoop.records.databases import is_address

    return is_address(data)


def _study(given: Reading, options: _Options, template: str | None) -> Study:
    """Make a study of what the command was given."""
    from netcoop.reports.study_command import command_study

    asked = {
        "tables": given.tables(), "shape": given.shapes(), "encoding": given.encoding,
        "on_birth_number": given.on_birth_number,
    }  # fmt: skip
    options["records"] = {name: value for name, value in asked.items() if value}
    if given.region:
        options["study"]["region"] = given.region
    if template == _CZECH:
        options["required"] = {"template": _CZECH}
    return command_study(Path(given.data), options, _chosen(given, template))


def _chosen(given: Reading, template: str | None) -> dict[str, Path]:
    own = Path(template) if template and template != _CZECH else None
    files = {
        "study.key": given.key_file,
        "records.decisions": given.decisions,
        "required.template": own,
    }
    return {key: path for key, path in files.items() if path is not None}


def _typed(ctx: typer.Context) -> list[str]:
    """List what was typed, and not left to its default."""
    sources = {name: ctx.get_parameter_source(name) for name in ctx.params}
    return [name for name, source in sources.items() if source and source.name == "COMMANDLINE"]


def _again(given: Reading, typed: list[str], again: Path, template: str | None) -> Study:
    """Take up an earlier run; only where its files lie may be said anew."""
    from netcoop.reports.study import Study

    may = _FOR_AGAIN - ({"template"} if template == _CZECH else set())
    if own := [name for name in typed if name not in may]:
        names = ", ".join("--" + name.replace("_", "-") for name in own)
        message = text("--again makes the report with its own options; leave out {names}.",
                       names=names)  # fmt: skip
        raise NetcoopError(message)
    elsewhere: dict[str, Path | str] = {**_chosen(given, template)}
    if given.data:
        elsewhere["records"] = given.data
    return Study.again(again, elsewhere=elsewhere)


def _from_database(given: Reading, options: _Options, template: str | None, out: Path) -> Ran:
    """Make the report of a database; it may change, so that no run of it can be repeated."""
    from netcoop.records import read_records
    from netcoop.reference import required_ties_template
    from netcoop.reports import report as make_report
    from netcoop.reports.study import Ran
    from netcoop.reports.study_folder import table_hashes, write_report_run
    from netcoop.reports.study_put import check_place, fill_folder

    check_place(out, None, [])
    asked = options["study"]
    if template == _CZECH:
        asked["template"] = required_ties_template(asked["lang"])
    elif template is not None:
        read = read_records(template, tables={Path(template).stem: "required"})
        asked["template"] = read.tables["required"]
    _warn_of_threshold(asked.get("threshold"))
    records = given.resolve()
    say(text("Working out the numbers and the map …"))
    made = make_report(records, **asked)
    unusable = int((made.problems["severity"] == "error").sum())

    def fill(folder: Path) -> None:
        made.save(folder)
        names = [path.name for path in folder.iterdir()]
        write_report_run(folder, asked, table_hashes(records), names)

    return Ran(fill_folder(out, fill), unusable)


def tell(made: Ran) -> None:
    """Say what was written, and how many values could not be used."""
    folder, unusable = made
    for words, name in (
        (text("Map: {path}", path=folder / "map.html"), "map.html"),
        (text("Report: {path}", path=folder / "report.html"), "report.html"),
        (text("For Word: {path}", path=folder / "report.docx"), "report.docx"),
        (text("For Excel: {path}", path=folder / "report.xlsx"), "report.xlsx"),
    ):
        if (folder / name).exists():
            typer.echo(words)
    if unusable:
        message = plural(
            "{n} value or row could not be used; see {path}.",
            "{n} values or rows could not be used; see {path}.",
            unusable,
            path=folder / "problems.csv",
        )
        typer.echo(message, err=True)
