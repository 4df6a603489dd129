"""Headers of columns as they may leave: a header may hold a name as any other text may."""

from __future__ import annotations

import re
from functools import cache

from netcoop.records.privacy import is_case_header, is_personal_header
from netcoop.records.schema import TABLES, fold
from netcoop.reports.hidden_words import LONG, PLAIN_WORDS


@cache
def known_columns() -> frozenset[str]:
    """Names of netcoop's own columns."""
    return frozenset(column for table in TABLES.values() for column in table.by_name)


def shown_header(header: str) -> str:
    """Give a header back where every word of it is known; else three dots.

    Examples
    --------
    >>> shown_header("telefon"), shown_header("telefon Jany Vzorové")
    ('telefon', '…')
    """
    known = known_columns()
    if header in known:
        return header
    words = [fold(word) for word in re.findall(r"[^\W_]+", header)]
    plain = all(
        word in PLAIN_WORDS
        or word in known
        or ((is_personal_header(word) or is_case_header(word)) and len(word) < LONG)
        for word in words
    )
    return header if plain and not any(word.isdigit() for word in words) else "…"
