"""A document as plain data: sections of paragraphs, lists, tables and figures.

What a document says is put together once; a page, a Word file and a workbook are ways to write it.
Numbers stay numbers until they are written, so that Excel can reckon with them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from netcoop._core.texts import NOT_AVAILABLE, number

Value = str | int | float | None


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
    ``digits`` is the number of decimals of a column of numbers, ``None`` for texts.
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


def shown(value: Value, column: Column, lang: str) -> str:
    """Write a cell as text.

    Examples
    --------
    >>> shown(0.25, Column("share", digits=1), "cs"), shown(None, Column("share"), "en")
    ('0,2', '–')
    """
    if value is None or value != value:
        return NOT_AVAILABLE
    if isinstance(value, str):
        return value
    return number(value, lang, column.digits or 0)
