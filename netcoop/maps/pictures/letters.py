"""Texts as a picture can hold them: one line, and only letters that the font has."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from netcoop.maps.pictures.axes import plain

STAND_IN = "\u25a1"


def drawable(value: object) -> str:
    """Put a text on one line; a letter that the font does not have becomes an empty square.

    Examples
    --------
    >>> drawable("Dům dětí " + chr(0x1F469))
    'Dům dětí □'
    """
    known = _letters_of_font()
    return "".join(letter if ord(letter) in known else STAND_IN for letter in plain(value))


@cache
def _letters_of_font() -> frozenset[int]:
    from matplotlib.font_manager import FontProperties, findfont, get_font

    return frozenset(get_font(findfont(FontProperties())).get_charmap()) | {0xA0}


@contextmanager
def same_bytes() -> Iterator[None]:
    """Make drawings the same on every run, with letters as outlines that need no font."""
    import matplotlib as mpl

    with (
        mpl.rc_context({"svg.hashsalt": "netcoop", "svg.fonttype": "path", "text.usetex": False}),
        warnings.catch_warnings(),
    ):
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        yield
