"""A document as plain data: sections of paragraphs, lists, tables and figures.

What a document says is put together once; a page, a Word file and a workbook are ways to write it.
Numbers stay numbers until they are written, so that Excel can reckon with them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from netcoop._core.texts import NOT_AVAILABLE, number, text


@dataclass(frozen=True, slots=True)
class Number:
    """A number that has decimals and a unit of its own, whatever its column has.

    ``unit`` stands after the number, such as "%" or "CZK"; per cent are given as 12.5, not 0.125.
    """

    value: float | None
    digits: int = 0
    unit: str = ""

    def shown(self, lang: str) -> str:
        r"""Write the number as people in that language do.

        Examples
        --------
        >>> Number(12.5, 1, "%").shown("cs"), Number(None).shown("en")
        ('12,5\xa0%', '–')
        """
        if self.value is None or self.value != self.value:
            return NOT_AVAILABLE
        words = number(self.value, lang, self.digits)
        return f"{words}\N{NO-BREAK SPACE}{self.unit}" if self.unit else words


Value = str | int | float | Number | None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Some sentences; ``kind`` is "plain", "lead" (what opens a document) or "box" (a caveat)."""

    words: str
    kind: str = "plain"


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of short texts."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    ``label`` is its heading and ``meaning`` a sentence on it, for whoever reads the table alone.
    ``digits`` is the number of decimals of a column of numbers, ``None`` for texts; a cell of its
    own kind is a :class:`Number`.
    """

    label: str
    meaning: str = ""
    digits: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the first column names the rows; ``None`` is not available."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    note: str = ""

    def shown(self, row: Sequence[Value], lang: str) -> list[str]:
        """Write the cells of a row as texts."""
        return [shown(value, column, lang) for value, column in zip(row, self.columns, strict=True)]

    def notes(self, lang: str) -> list[str]:
        """Say what stands below the table: its note, and what a dash in it means."""
        lines = [self.note] if self.note.strip() else []
        if any(is_absent(value) for row in self.rows for value in row):
            lines.append(text("–: not available or not shown.", lang))
        return lines

    def explained(self) -> list[Column]:
        """List the columns of numbers that have a meaning; texts speak for themselves."""
        return [column for column in self.columns if column.digits is not None and column.meaning]


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture: its caption, what it shows in words, and its bytes as PNG and as SVG."""

    caption: str
    described: str
    png: bytes
    svg: bytes = b""


Block = Paragraph | Bullets | Table | Figure


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands below it; ``level`` 1 is a chapter."""

    heading: str
    blocks: tuple[Block, ...]
    level: int = 1


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document in one language."""

    lang: str
    title: str
    sections: tuple[Section, ...]

    def numbered(self) -> Iterator[tuple[Section, Block, int]]:
        """Go through all blocks; tables and figures are counted, each kind from 1, others are 0."""
        counts = {Table: 0, Figure: 0}
        for section in self.sections:
            for block in section.blocks:
                kind = type(block)
                if kind in counts:
                    counts[kind] += 1
                yield section, block, counts.get(kind, 0)


def is_absent(value: Value) -> bool:
    """Tell whether a cell says that there is no value."""
    inner = value.value if isinstance(value, Number) else value
    return inner is None or inner != inner


def shown(value: Value, column: Column, lang: str) -> str:
    """Write a cell as text.

    Examples
    --------
    >>> shown(0.25, Column("share", digits=1), "cs"), shown(None, Column("share"), "en")
    ('0,2', '–')
    """
    if value is None or value != value:
        return NOT_AVAILABLE
    if isinstance(value, Number):
        return value.shown(lang)
    if isinstance(value, str):
        return value
    return number(value, lang, column.digits or 0)
