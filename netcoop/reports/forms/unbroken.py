"""Blanks at which Czech breaks no line, so that no letter or sign stands alone at its end."""

from __future__ import annotations

import re
from dataclasses import replace

from netcoop.reports.document import Block, Bullets, Document, Figure, Paragraph, Section, Table

# Before a per cent sign, around "p =", and after a word of one letter, such as a preposition.
_BLANKS = re.compile(r"(?<=\d) (?=%)|(?<=\bp) (?==)|(?<=\bp =) |(?<=\b[KSVZOUAIksvzouai]) (?=\S)")
_NO_BREAK = "\N{NO-BREAK SPACE}"


def unbroken(document: Document) -> Document:
    r"""Keep together what Czech does not part at the end of a line; English stays as it is.

    Examples
    --------
    >>> section = Section("Co je", (Paragraph("Bylo to v 80 % z nich."),))
    >>> unbroken(Document("cs", "Sítě", (section,))).sections[0].blocks[0].words
    'Bylo to v\xa080\xa0% z\xa0nich.'
    """
    if document.lang != "cs":
        return document
    return replace(document, sections=tuple(map(_section, document.sections)))


def _section(section: Section) -> Section:
    blocks = tuple(map(_block, section.blocks))
    return replace(section, heading=_joined(section.heading), blocks=blocks)


def _block(block: Block) -> Block:
    """Join words of a block; what a picture shows is read aloud, and stays."""
    if isinstance(block, Paragraph):
        return replace(block, words=_joined(block.words))
    if isinstance(block, Bullets):
        return replace(block, items=tuple(map(_joined, block.items)))
    if isinstance(block, Figure):
        return replace(block, caption=_joined(block.caption))
    return _table(block)


def _table(table: Table) -> Table:
    rows = tuple(
        tuple(_joined(cell) if isinstance(cell, str) else cell for cell in row)
        for row in table.rows
    )
    columns = tuple(replace(one, meaning=_joined(one.meaning)) for one in table.columns)
    return replace(
        table, caption=_joined(table.caption), columns=columns, rows=rows, note=_joined(table.note)
    )


def _joined(words: str) -> str:
    return _BLANKS.sub(_NO_BREAK, words)
