"""The options by which records are read, the same for every command."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from netcoop._core.texts import text
from netcoop.errors import NetcoopError

if TYPE_CHECKING:
    from netcoop.records import Records

Data = Annotated[
    str,
    typer.Argument(help=text("Folder or file with the records, or the address of a database.")),
]
Language = Annotated[str, typer.Option(help=text("Language of what is written: cs or en."))]
TableNames = Annotated[
    list[str] | None,
    typer.Option(
        "--table",
        help=text("FILE=TABLE: which table a file or sheet holds; may be repeated."),
    ),
]
Shape = Annotated[
    list[str] | None,
    typer.Option(help=text("long, matrix or list; or FILE=SHAPE for one file or sheet.")),
]
Region = Annotated[
    str | None,
    typer.Option(help=text("Home municipality: whose OSPOD is meant where no place is said.")),
]
KeyFile = Annotated[
    Path | None,
    typer.Option(help=text("File with the secret from which pseudonyms are made.")),
]
Encoding = Annotated[str | None, typer.Option(help=text("Encoding of text files."))]
OnBirthNumber = Annotated[str, typer.Option(help=text("blank birth numbers, or stop at them."))]
Decisions = Annotated[
    Path | None, typer.Option(help=text("Workbook of netcoop names with your decisions."))
]


def read_given(
    data: str,
    table: list[str] | None,
    shape: list[str] | None,
    region: str | None,
    key_file: Path | None,
    encoding: str | None,
    on_birth_number: str,
) -> Records:
    """Read the records as the options of the command say."""
    from netcoop.records import read_records

    shapes = [option for option in shape or [] if "=" in option]
    whole = [option for option in shape or [] if "=" not in option]
    by_name = {"": whole[-1]} if whole else {}
    return read_records(
        data,
        tables=_pairs("--table", table or []),
        shape=(by_name | _pairs("--shape", shapes)) or None,
        region=region,
        key=_key(key_file),
        encoding=encoding,
        on_birth_number=on_birth_number,
    )


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


def _key(path: Path | None) -> bytes | None:
    """Read the secret from a file: on the command line it would stay in the shell's history."""
    if path is None:
        return None
    key = path.read_bytes().strip()
    if not key:
        raise NetcoopError(text("{path} is empty; write a long secret into it.", path=path))
    return key


def _pairs(option: str, given: list[str]) -> dict[str, str]:
    pairs = [entry.partition("=") for entry in given]
    wrong = [entry for entry, (_, sign, _) in zip(given, pairs, strict=True) if not sign]
    if wrong:
        message = text("{option} takes FILE=VALUE, not {given!r}.", option=option, given=wrong[0])
        raise NetcoopError(message)
    return {name: wanted for name, _, wanted in pairs}
