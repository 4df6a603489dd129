"""First names used in the Czech Republic, by which a person is told from an organisation.

``tables/first_names.csv`` was written for netcoop (MIT) from common knowledge of names.
"""

from __future__ import annotations

from functools import cache

from netcoop.reference._tables import read_table

__all__ = ["first_names"]


@cache
def first_names() -> frozenset[str]:
    """List common first names, in lower case.

    Examples
    --------
    >>> "jana" in first_names()
    True
    """
    return frozenset(name.casefold() for name in read_table("first_names")["name"])
