"""The options by which records are read, the same for every command."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from netcoop._core.texts import text
from netcoop.cli.steps import say
from netcoop.errors import NetcoopError

if TYPE_CHECKING:
    from netcoop.records import Records

Language = Annotated[
    str, typer.Option(metavar="cs|en", help=text("Language of what is written: cs or en."))
]
_Data = Annotated[
    str,
    typer.Argument(
        metavar=text("DATA"),
        help=text("Folder or file with the records, or the address of a database."),
    ),
]
_Table = Annotated[
    list[str] | None,
    typer.Option(
        metavar=text("FILE=TABLE"),
        help=text("FILE=TABLE: which table a file or sheet holds; may be repeated."),
    ),
]
_Shape = Annotated[
    list[str] | None,
    typer.Option(
        metavar=text("SHAPE"),
        help=text("long, matrix or list; or FILE=SHAPE for one file or sheet."),
    ),
]
_Region = Annotated[
    str | None,
    typer.Option(
        metavar=text("PLACE"),
        help=text("Home municipality: whose OSPOD is meant where no place is said."),
    ),
]
_KeyFile = Annotated[
    Path | None,
    typer.Option(
        metavar=text("FILE"), help=text("File with the secret from which pseudonyms are made.")
    ),
]
_Decisions = Annotated[
    Path | None,
    typer.Option(metavar=text("FILE"), help=text("Workbook of netcoop names with your decisions.")),
]
_Encoding = Annotated[
    str | None, typer.Option(metavar=text("NAME"), help=text("Encoding of text files."))
]
_BirthNumber = Annotated[
    str, typer.Option(metavar="blank|stop", help=text("blank birth numbers, or stop at them."))
]


@dataclass(frozen=True)
class Reading:
    """What records a command is given, and how they are read."""

    data: _Data
    table: _Table = None
    shape: _Shape = None
    region: _Region = None
    key_file: _KeyFile = None
    decisions: _Decisions = None
    encoding: _Encoding = None
    on_birth_number: _BirthNumber = "blank"

    def tables(self) -> dict[str, str]:
        """Tell which table a file or sheet holds."""
        return _pairs("--table", self.table or [])

    def shapes(self) -> dict[str, str]:
        """Tell how tables are laid out; one said of all stands under an empty name."""
        given = self.shape or []
        whole = [option for option in given if "=" not in option]
        by_name = {"": whole[-1]} if whole else {}
        return by_name | _pairs("--shape", [option for option in given if "=" in option])

    def read(self) -> Records:
        """Read the records as the options say."""
        from netcoop._core.files import read_secret
        from netcoop._core.keys import warn_of_weak_key
        from netcoop.records import read_records

        see_that_it_is_there(self.data)
        key = None if self.key_file is None else read_secret(self.key_file)
        if key is not None and self.key_file is not None:
            warn_of_weak_key(self.key_file, key)
        say(text("Reading the records …"))
        return read_records(
            self.data,
            tables=self.tables(),
            shape=self.shapes() or None,
            region=self.region,
            key=key,
            encoding=self.encoding,
            on_birth_number=self.on_birth_number,
        )

    def resolve(self) -> Records:
        """Read the records and say who is who."""
        from netcoop.actors import resolve_actors

        return resolve_actors(self.read(), decisions=self.decisions)


def with_reading(
    *beside: str, data_needed: bool = True
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command the options of reading in place of its parameter ``given``.

    Typer asks a function for its signature; here it is told one with an option for every field of
    :class:`Reading`, without those named in ``beside``. Where the command can do without records,
    ``data`` is empty.
    """

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        own = inspect.signature(command, eval_str=True).parameters.values()
        fields = inspect.signature(Reading, eval_str=True).parameters.values()
        keyword = inspect.Parameter.KEYWORD_ONLY
        asked = [one.replace(kind=keyword) for one in fields if one.name not in beside]
        if not data_needed:
            asked[0] = asked[0].replace(default="")
        others = [one.replace(kind=keyword) for one in own if one.name != "given"]
        # DATA is named first, what is special to the command next.
        parameters = [*asked[:1], *others, *asked[1:]]

        @wraps(command)
        def run(**options: Any) -> None:
            reading = {one.name: options.pop(one.name) for one in asked}
            command(given=Reading(**reading), **options)

        run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        run.__annotations__ = {one.name: one.annotation for one in parameters}
        return run

    return decorate


def see_that_it_is_there(data: str) -> None:
    """Where the records are not, say what is: most often a name is mistyped, or the folder."""
    from netcoop._core.checks import first
    from netcoop.records.databases import is_address

    path = Path(data)
    if is_address(data) or path.exists():
        return
    folder = path.absolute().parent
    while not folder.is_dir():
        folder = folder.parent
    lying = sorted(one.name for one in folder.iterdir() if not one.name.startswith((".", "~$")))
    message = text("{path} does not exist.", path=path)
    if lying:
        near = get_close_matches(path.name, lying, cutoff=0.5) or lying
        message += " " + text("{folder} holds: {names}.", folder=folder, names=first(near))
    raise NetcoopError(message)


def keep_from_overwriting(data: str, *outputs: Path | None) -> None:
    """Refuse to write over the records that are to be read."""
    source = Path(data)
    for path in outputs:
        if path is None or not (path.exists() and source.exists()):
            continue
        read = [source] if source.is_file() else source.iterdir()
        if path.is_file() and any(path.samefile(file) for file in read):
            # A map or a layout of an earlier run may lie among the records; a table may not.
            if source.is_dir() and path.suffix.lower() not in (".csv", ".xlsx", ".xls", ".ods"):
                continue
            message = text(
                "{path} is one of the files that are read; write to another file.", path=path
            )
            raise NetcoopError(message)


def _pairs(option: str, given: list[str]) -> dict[str, str]:
    pairs = [entry.partition("=") for entry in given]
    wrong = [entry for entry, (_, sign, _) in zip(given, pairs, strict=True) if not sign]
    if wrong:
        message = text("{option} takes FILE=VALUE, not {given!r}.", option=option, given=wrong[0])
        raise NetcoopError(message)
    return {name: wanted for name, _, wanted in pairs}
