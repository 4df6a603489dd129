"""Example data that come with netcoop: ``load`` reads a set by its name, offline.

Each set is a folder of tables with a ``README.md`` that says what in it is published and what is
made up. In an installed netcoop the folders lie inside the package, in a checkout beside it. Some
sets also have the truth they were made from (``truth``), which no record holds, and the same
records as a person would have kept them in one workbook (``workbook``).
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from netcoop._core.checks import check_choice
from netcoop._core.texts import text
from netcoop.errors import ArgumentError
from netcoop.records import Records, read_records

__all__ = ["load", "names", "truth", "workbook"]

_PACKAGE = Path(__file__).resolve().parent
# A wheel carries the folders inside the package (see force-include in pyproject.toml).
_PLACES = (_PACKAGE / "_datasets", _PACKAGE.parent / "datasets")


def load(name: str) -> Records:
    """Read a set of example data.

    Parameters
    ----------
    name : str
        Name of the set, as :func:`names` lists them.

    Returns
    -------
    Records
        Its tables. The columns ``provenance`` and ``made_up`` tell what was published and what
        was made up; the set's ``README.md`` says where it comes from.

    Raises
    ------
    ArgumentError
        If there is no set of that name.

    Examples
    --------
    >>> records = load("havlickuv_brod")
    >>> records.meetings["meeting_id"].nunique()
    5
    """
    # The data are public, so their pseudonyms need no secret: they are the same everywhere.
    return read_records(_folder(name), key=f"netcoop {name}")


def truth(name: str) -> dict[str, pd.DataFrame]:
    """Read what is true in the made-up world of a set, such as which ties are real.

    Parameters
    ----------
    name : str
        Name of the set, as :func:`names` lists them.

    Returns
    -------
    dict of str to pandas.DataFrame
        Tables by name; the set's ``README.md`` says what they hold. Analyses never see them: they
        are there to ask whether an analysis finds the truth.

    Raises
    ------
    ArgumentError
        If there is no set of that name, or it has no truth that is known.

    Examples
    --------
    >>> truth("southern_women")
    Traceback (most recent call last):
        ...
    netcoop.errors.ArgumentError: Of 'southern_women' nobody knows the truth.
    """
    files = sorted((_folder(name) / "truth").glob("*.csv"))
    if not files:
        raise ArgumentError(text("Of {name!r} nobody knows the truth.", name=name))
    return {file.stem: pd.read_csv(file) for file in files}


def workbook(name: str) -> Path:
    """Give the path of the workbook in which a person would have kept the records of a set.

    Parameters
    ----------
    name : str
        Name of the set, as :func:`names` lists them.

    Returns
    -------
    pathlib.Path
        An Excel file to read with :func:`netcoop.read_records`; do not write to it.

    Raises
    ------
    ArgumentError
        If there is no set of that name, or it has no workbook.

    Examples
    --------
    >>> workbook("southern_women")
    Traceback (most recent call last):
        ...
    netcoop.errors.ArgumentError: The set 'southern_women' has no workbook.
    """
    files = sorted((_folder(name) / "as_kept").glob("*.xlsx"))
    if not files:
        raise ArgumentError(text("The set {name!r} has no workbook.", name=name))
    return files[0]


def names() -> list[str]:
    """List the sets of example data there are.

    Returns
    -------
    list of str
        Their names, in the order of the alphabet.

    Examples
    --------
    >>> "havlickuv_brod" in names()
    True
    """
    return sorted(_folders())


def _folder(name: str) -> Path:
    return _folders()[check_choice("name", name, names())]


def _folders() -> dict[str, Path]:
    """Find the folders that hold tables; a set stands in one place only."""
    place = next((place for place in _PLACES if place.is_dir()), None)
    folders = place.iterdir() if place else ()
    return {folder.name: folder for folder in folders if any(folder.glob("*.csv"))}
