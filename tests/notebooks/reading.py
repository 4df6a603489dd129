"""Read a notebook: what its cells leave behind, and which numbers its text states."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import nbformat

_FOLDER = Path(__file__).parents[2] / "notebooks"

# What is called by a number and states none: other notebooks, the weight of a pair, a law's name.
_NO_STATEMENT = re.compile(r"`[^`]*`|\[[^]]*\]\([^)]*\)|1/\(k − 1\)|gains 1 from")


def run(name: str) -> dict[str, Any]:
    """Run the cells of a notebook in one namespace, without a kernel, and give the namespace."""
    import matplotlib as mpl
    from matplotlib import pyplot

    mpl.use("Agg")
    names: dict[str, Any] = {"__name__": name}
    for at, cell in enumerate(_cells(name)):
        if cell.cell_type == "code":
            # "%matplotlib inline" is for notebooks only: where pictures are shown.
            source = re.sub(r"^%.*$", "", cell.source, flags=re.MULTILINE)
            exec(compile(source, f"{name}, cell {at}", "exec"), names)
    pyplot.close("all")
    return names


def prose(name: str) -> str:
    """Give the text of a notebook, without its code."""
    return "\n\n".join(cell.source for cell in _cells(name) if cell.cell_type == "markdown")


def check_statements(name: str, statements: Iterable[str]) -> None:
    """See that the text has each statement, and no number that none of them has.

    A test writes its statements with the numbers it has just worked out, so that text and numbers
    can only change together.
    """
    text = prose(name)
    rest = text
    for statement in sorted(statements, key=len, reverse=True):
        assert statement in text, f"the text of {name} does not say: {statement}"
        rest = rest.replace(statement, " ")
    unheld = [line for line in _NO_STATEMENT.sub(" ", rest).splitlines() if re.search(r"\d", line)]
    assert not unheld, f"numbers that no test holds: {unheld}"


def _cells(name: str) -> list[Any]:
    return list(nbformat.read(_FOLDER / f"{name}.ipynb", as_version=4).cells)
