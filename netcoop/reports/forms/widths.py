"""How wide the columns of a table are: whole words first, then by how much there is to read."""

from __future__ import annotations

import re
from collections.abc import Sequence

# Beyond so many letters a word may be broken, or one address would take the whole page; fewer
# where whole words would leave less than this share of the page for what there is to read.
_WORDS, _SPARE = (28, 22, 18, 14), 0.35
# A text so long has lines enough; what is longer still widens its column by less.
_ONE_LINE, _MORE, _WIDEST = 40, 0.4, 90
# The head is bold.
_BOLD = 1.15


def part_width(
    rows: Sequence[Sequence[str]], *, room: float, letter: float, margin: float
) -> list[float]:
    """Part the room among columns; ``rows[0]`` is the head.

    Parameters
    ----------
    rows
        The texts of the cells.
    room
        Width of the page. A table that needs less stays narrower: numbers far from their names
        are hard to follow.
    letter, margin
        Width of a letter, and of what surrounds a cell, in the unit of ``room``.

    Examples
    --------
    >>> part_width([["who", "n"], ["OSPOD", "1"]], room=100, letter=1, margin=2)
    [7.0, 3.15]
    """
    for letters in _WORDS:
        least, extra = _needs(rows, letters, letter, margin)
        if room - sum(least) >= min(sum(extra), _SPARE * room):
            break
    if sum(least) >= room:
        return [room * one / sum(least) for one in least]
    # Headings are broken between words until there is room for all that is in the cells.
    heads = [margin + letter * _BOLD * len(cell) for cell in rows[0]]
    return _widen(_widen(least, extra, room), heads, room, upto=True)


def _widen(
    widths: Sequence[float], more: Sequence[float], room: float, *, upto: bool = False
) -> list[float]:
    """Give columns more width, or widths up to these, as far as there is room."""
    extra = [max(one - now, 0.0) if upto else one for now, one in zip(widths, more, strict=True)]
    part = min(1.0, (room - sum(widths)) / sum(extra)) if sum(extra) else 0.0
    return [now + part * one for now, one in zip(widths, extra, strict=True)]


def _needs(
    rows: Sequence[Sequence[str]], letters: int, letter: float, margin: float
) -> tuple[list[float], list[float]]:
    """Tell what the columns need for words of so many letters, and what more they would like."""
    least, extra = [], []
    for head, *cells in zip(*rows, strict=True):
        word = max([1.0, _BOLD * _longest_word(head), *map(_longest_word, cells)])
        reading = max([1.0, *map(_reading, cells)])
        word = min(word, letters)
        least.append(margin + letter * word)
        extra.append(letter * max(reading - word, 0.0))
    return least, extra


def _longest_word(cell: str) -> int:
    return max(len(part) for part in re.split(r"[ \n\-]", cell))


def _reading(cell: str) -> float:
    """Tell how much width a text would like."""
    letters = max(len(part) for part in cell.split("\n"))
    return min(letters, _ONE_LINE + _MORE * max(letters - _ONE_LINE, 0), _WIDEST)
