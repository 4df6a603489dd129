"""Records that are made up, as example data are: whoever reads a report of them must know it."""

from __future__ import annotations

from dataclasses import replace

from netcoop._core.texts import number, text
from netcoop.records import Records
from netcoop.records.schema import fold
from netcoop.records.units import words_of
from netcoop.reports.document import Document, Paragraph

# How the column "provenance" of the example data calls such a row.
MADE_UP = "synthetic"


def invented_note(records: Records, lang: str) -> str:
    """Say how much of the records is made up; ``""`` where no row says so of itself.

    Examples
    --------
    >>> import pandas as pd
    >>> sheet = pd.DataFrame({"actor": ["A", "B"], "meeting_id": ["1", "1"]})
    >>> sheet["provenance"] = ["synthetic", "published"]
    >>> invented_note(Records(meetings=sheet), "en")[:35]
    '50 % of the rows of these records a'
    """
    tables = records.tables.values()
    rows = sum(map(len, tables))
    invented = sum(
        int(words_of(table, "provenance").dropna().map(fold).eq(MADE_UP).sum()) for table in tables
    )
    if not invented:
        return ""
    share = round(100 * invented / rows)
    if not share:
        return text(
            "Under 1 % of the rows of these records are made up (so their column provenance says); "
            "what is said here may rest on them.",
            lang,
        )
    return text(
        "{share} % of the rows of these records are made up (so their column provenance says). "
        "Names may be real; what is said of them here is not, and only shows what such a report "
        "looks like.",
        lang,
        share=number(share, lang),
    )


def opened_with(document: Document, note: str) -> Document:
    """Put a note into a box at the head of a document; without a note it stays."""
    if not note or not document.sections:
        return document
    first = document.sections[0]
    told = replace(first, blocks=(Paragraph(note, "box"), *first.blocks))
    return replace(document, sections=(told, *document.sections[1:]))
