"""Which meetings are about one child or family, so that none of them may be seen by itself."""

from __future__ import annotations

from functools import cache

import pandas as pd

from netcoop.records.schema import fold
from netcoop.records.units import words_of
from netcoop.reference import vocabulary

# Meetings about one child or family.
CASES = (
    "PRIPKONF", "RODKONF", "MDT", "VYCHKOM", "SPOLNAV", "TPM", "KOMISE", "SUPERVIZE", "INTERVIZE",
)  # fmt: skip


def about_cases(rows: pd.DataFrame) -> pd.Series:
    """Tell of every row of attendance whether its meeting may be about one child or family.

    Any meeting not known to be none may be: a kind in a user's own words is a case. A meeting
    without a kind is none, as logs that never name kinds tell no case apart.

    Examples
    --------
    >>> about_cases(pd.DataFrame({"kind": ["PRIPKONF", "KULATY", None, "o Honzovi"]})).tolist()
    [True, False, False, True]
    """
    found: pd.Series = ~words_of(rows, "kind").fillna("").map(fold).isin(_plain_words())
    return found


@cache
def _plain_words() -> frozenset[str]:
    """Every way to write a kind of meeting that is not about one child or family."""
    kinds = pd.concat([vocabulary("meeting", lang) for lang in ("cs", "en")])
    case = kinds["code"].isin(CASES)
    return _words(kinds[~case]) - _words(kinds[case]) | {""}


def _words(kinds: pd.DataFrame) -> frozenset[str]:
    aliases = "|".join(kinds["aliases"].dropna()).split("|")
    return frozenset(fold(word) for word in (*kinds["code"], *kinds["label"], *aliases)) - {""}
