"""Example data that come with netcoop: ``load`` reads a set by its name, offline.

Each set is a folder of tables with a ``README.md`` that says what in it is published and what is
made up. In an installed netcoop the folders lie inside the package, in a checkout beside it.
"""

from __future__ import annotations

from pathlib import Path

from netcoop._core.checks import check_choice
from netcoop.records import Records, read_records

__all__ = ["load", "names"]

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
    return read_records(_folders()[check_choice("name", name, names())], key=f"netcoop {name}")


def names() -> list[str]:
    """List the sets of example data there are.

    Examples
    --------
    >>> "havlickuv_brod" in names()
    True
    """
    return sorted(_folders())


def _folders() -> dict[str, Path]:
    """Find the folders that hold tables; a set stands in one place only."""
    place = next((place for place in _PLACES if place.is_dir()), None)
    folders = place.iterdir() if place else ()
    return {folder.name: folder for folder in folders if any(folder.glob("*.csv"))}
