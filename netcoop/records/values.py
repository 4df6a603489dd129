"""From what is written in a cell to a value; what cannot be read comes back as ``None``."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime

import pandas as pd

from netcoop._core.checks import is_missing
from netcoop.records.schema import fold

# A time of day may follow; the day is what counts.
_TIME = r"(?:[T ]+\d{1,2}[:.]\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
_DAY_FIRST = re.compile(r"(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4})" + _TIME)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})" + _TIME)
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_SPACES = re.compile(r"\s+")
# Soft hyphens, zero-width spaces and what is no character: two names must not differ by them.
_UNSEEN = dict.fromkeys([0xAD, 0x200B, 0x2060, 0xFEFF, 0xFFFE, 0xFFFF])
_TWO_WAYS = re.compile(r"\d{1,3}[.,]\d{3}")
# More than this is no count of anything, and not an exact number either.
_MOST = 1e15

YES = frozenset({"true", "yes", "y", "1", "1.0", "ano", "a", "x", "✓"})
NO = frozenset({"false", "no", "n", "0", "0.0", "ne"})

ROLES: dict[str, str] = {
    "participant": "participant", "ucastnik": "participant", "ucast": "participant",
    "pritomen": "participant", "pritomna": "participant",
    "organiser": "organiser", "organizer": "organiser", "poradatel": "organiser",
    "organizator": "organiser", "svolavatel": "organiser", "convener": "organiser",
    "guest": "guest", "host": "guest",
    **dict.fromkeys(("ano", "yes", "true", "x", "1", "p"), "participant"),
    **dict.fromkeys(("ne", "no", "false", "0", "n"), "absent"),
    "excused": "excused", "omluven": "excused", "omluvena": "excused", "oml": "excused",
    "absent": "absent", "nepritomen": "absent", "nepritomna": "absent",
}  # fmt: skip
STATUSES: dict[str, str] = {
    "held": "held", "konalose": "held", "probehlo": "held", "uskutecneno": "held",
    "planned": "planned", "planovano": "planned", "planovane": "planned",
    "cancelled": "cancelled", "canceled": "cancelled", "zruseno": "cancelled",
}  # fmt: skip


def as_text(value: object) -> str | None:
    """Tidy a text: one form of each letter, single spaces, nothing for an empty cell.

    Examples
    --------
    >>> as_text("  OSPOD   Brod ")
    'OSPOD Brod'
    """
    if is_missing(value):
        return None
    if isinstance(value, float) and value.is_integer():
        # Excel keeps whole numbers as floats; "3" is what the user sees.
        value = int(value)
    if isinstance(value, datetime):
        value = (
            value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat()
        )
    seen = str(value).translate(_UNSEEN)
    letters = (" " if unicodedata.category(letter) in {"Cc", "Cs"} else letter for letter in seen)
    tidy = _SPACES.sub(" ", unicodedata.normalize("NFC", "".join(letters))).strip()
    return tidy or None


def as_date(value: str) -> pd.Timestamp | None:
    """Read a day written as 2018-06-15 or 15. 6. 2018.

    Examples
    --------
    >>> as_date("15. 6. 2018"), as_date("31.6.2018")
    (Timestamp('2018-06-15 00:00:00'), None)
    """
    if match := _ISO.fullmatch(value):
        year, month, day = (int(part) for part in match.groups())
    elif match := _DAY_FIRST.fullmatch(value):
        day, month, year = (int(part) for part in match.groups())
    else:
        return None
    try:
        return pd.Timestamp(date(year, month, day))
    except ValueError:
        return None


def as_month(value: str) -> str | None:
    """Read a month written as 2024-03; a day in ISO form counts as its month."""
    month = value[:7] if _ISO.fullmatch(value) else value
    return month if _MONTH.fullmatch(month) else None


def as_number(value: str) -> float | None:
    """Read a number with a decimal point or comma and spaces between thousands.

    Examples
    --------
    >>> as_number("1 543 780,86"), as_number("35,5"), as_number("x")
    (1543780.86, 35.5, None)
    """
    digits = _SPACES.sub("", value)
    if not _NUMBER.fullmatch(digits):
        return None
    return float(digits.replace(",", "."))


def as_count(value: str) -> int | None:
    """Read a whole number above zero; "1.000", which may be one or a thousand, is not read."""
    number = None if _TWO_WAYS.fullmatch(value) else as_number(value)
    if number is None or not 0 < number < _MOST or not number.is_integer():
        return None
    return int(number)


def as_flag(value: str) -> bool | None:
    """Read a yes or a no, in English or Czech."""
    word = value.casefold()
    return True if word in YES else False if word in NO else None


def as_role(value: str) -> str | None:
    """Read what an actor did at a meeting."""
    return ROLES.get(fold(value))


def as_status(value: str) -> str | None:
    """Read whether a meeting was held."""
    return STATUSES.get(fold(value))
