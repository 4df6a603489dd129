"""From what is written in a cell to a value; what cannot be read comes back as ``None``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from netcoop._core.checks import is_missing
from netcoop.records.schema import fold

# A value, or ``None`` where it cannot be read, and the finding; blank for plain writing.
Read: TypeAlias = tuple[Any, str]

_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_SPACES = re.compile(r"\s+")
# Signs that turn the direction of all that follows, and are not seen.
TURNING = dict.fromkeys([0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
# Soft hyphens, zero-width spaces and what is no character: two names must not differ by them.
_UNSEEN = TURNING | dict.fromkeys([0xAD, 0x200B, 0x2060, 0xFEFF, 0xFFFE, 0xFFFF])
# "1.500" is one and a half or fifteen hundred; "0,125" can only be the one.
_TWO_WAYS = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")
# Marks between thousands ("_"), and a decimal mark ("~"), whichever they are.
_MANY_POINTS = re.compile(r"[+-]?\d{1,3}(?:_\d{3}){2,}(?:~\d+)?|[+-]?\d{1,3}_\d{3}~\d+")
# Spaces stand between thousands; "3 5" is no number but perhaps two.
_GROUPED = re.compile(r"[+-]? ?(?:\d+|\d{1,3}(?:\s\d{3})+) ?(?:[.,] ?\d+)?")
_DECIMAL = re.compile(r"[+-]?(?:\d+(?=[.,](?:\d{1,2}|\d{4,})$)|0|\d{4,})([.,])\d+")
_RANGE = re.compile(r"\d+(?:[.,]\d+)?-\d+(?:[.,]\d+)?")
_WORDY = re.compile(
    r"(?:cca\.?|asi|kolem|přibližně|přibl\.|zhruba|circa|about|~)?\s*"
    r"([+-]?\d[\d\s.,]*?)"
    r"\s*(?:-?\s*(?:ti|mi|tt|ty)|x|×|%|(?:osob|lid|účastní|úcastni|člen|dět|případ|klient|rodin|"
    r"people|person|participant|dn|den|day|kč|hodin|ks|krát)\w*)?\.?"
)
# "2.30" is two hours and a half by the clock, or less by the decimal point.
_CLOCK_OR_TENTHS = re.compile(r"1?\d\.[0-5]\d")
_CLOCK_HOURS = re.compile(r"(\d{1,2}):([0-5]\d)(?: ?(?:h|hod)\.?)?")
_CLOCK_SPAN = re.compile(
    r"(?:od )?(\d{1,2})[:.]([0-5]\d) ?(?:-|do) ?(\d{1,2})[:.]([0-5]\d)(?: ?(?:h|hod)\.?)?"
)
_HOURS = r"(\d+(?:[.,]\d+)?) ?(?:hodin[ayu]?|hod|hours?|h)\.?"
_MINUTES = r"(\d+(?:[.,]\d+)?) ?(?:minut[ay]?|minutes?|min|m)\.?"
_DURATION = re.compile(
    rf"(?:cca\.? |asi )?(?:{_HOURS}(?: ?(?:a |, )?(?:{_MINUTES}|([0-5]\d)))?|{_MINUTES})"
)
_FRACTIONS = {"½": "0.5", "¼": "0.25", "¾": "0.75"}
_DASHES = str.maketrans("–—−‐‑‒", "------")
# More than this is no count of anything, and not an exact number either.
_MOST = 1e15

YES = frozenset({"true", "yes", "y", "1", "1.0", "ano", "a", "x", "✓"})
NO = frozenset({"false", "no", "n", "0", "0.0", "ne"})
# Said not to be known: that is missing, and no fault.
_UNDECIDED = frozenset({"unknown", "neznámo", "neví se", "nevím", "?", "-"})

# Only a cell of a matrix says so much with so little.
_MARKS: dict[str, str] = {
    **dict.fromkeys(("×", "✓", "✔", "☑", "☒", "+", "•", "●", "*"), "participant"),
    **dict.fromkeys(("a", "y", "xx", "př", "ú"), "participant"),
    **dict.fromkeys(("vz", "zast", "zastoupen", "zastoupena", "online", "on-line"), "participant"),
    **dict.fromkeys(("o", "om", "(o)", "omluv", "omluvenka", "omluveno"), "excused"),
    **dict.fromkeys(("-", "–", "—", "neúčast", "neucast", "☐", "✗", "✘", "/"), "absent"),
}  # fmt: skip
_NOT_STATED = frozenset(
    {"-", "–", "—", "--", "?", "n/a", "na", "nan", "neuvedeno", "neuveden", "nezjištěno", "nevím",
     "neví", "není známo", "unknown", "not stated", "#n/a", "#hodnota!", "#ref!", "#div/0!", "."}
)  # fmt: skip

ROLES: dict[str, str] = {
    "participant": "participant", "ucastnik": "participant", "ucast": "participant",
    "pritomen": "participant", "pritomna": "participant",
    "organiser": "organiser", "organizer": "organiser", "poradatel": "organiser",
    "organizator": "organiser", "svolavatel": "organiser", "convener": "organiser",
    "guest": "guest", "host": "guest",
    **dict.fromkeys(("ano", "yes", "true", "x", "1", "p"), "participant"),
    **dict.fromkeys(("ne", "no", "false", "0", "n"), "absent"),
    "excused": "excused", "omluven": "excused", "omluvena": "excused", "oml": "excused",
    "omluveni": "excused", "omluveny": "excused", "omluveno": "excused",
    "absent": "absent", "nepritomen": "absent", "nepritomna": "absent", "neucast": "absent",
    "nedostavilse": "absent", "nedostavilase": "absent",
    "svolal": "organiser", "svolala": "organiser", "moderator": "organiser",
    "moderatorka": "organiser", "facilitator": "organiser", "facilitatorka": "organiser",
    "hostka": "guest", "ucastnice": "participant", "pritomni": "participant",
    "moderatorfacilitator": "organiser", "minutetaker": "participant", "deputy": "participant",
    "klicovysocialnipracovnik": "participant", "keyworker": "participant",
    "zastupujevzastoupeni": "participant",
    "zapisovatel": "participant", "zapisovatelka": "participant",
    "vz": "participant", "vzastoupeni": "participant", "zastupuje": "participant",
}  # fmt: skip
STATUSES: dict[str, str] = {
    "held": "held", "konalose": "held", "probehlo": "held", "uskutecneno": "held",
    "planned": "planned", "planovano": "planned", "planovane": "planned",
    "cancelled": "cancelled", "canceled": "cancelled", "zruseno": "cancelled",
}  # fmt: skip


AVAILABILITY: dict[str, str] = {
    **dict.fromkeys(("available", "dostupna", "dostupne", "dostupny", "kdispozici"), "available"),
    **dict.fromkeys(("missing", "chybi", "neni", "nedostupna", "bilemisto"), "missing"),
    **dict.fromkeys(("unknown", "neznamo", "nevime", "neznama"), "unknown"),
}


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


def as_number(value: str, decimal: str = "") -> Read:
    """Read a number with a decimal point or comma and spaces between thousands.

    ``decimal`` is the decimal mark of the column, where its other values show it.

    Examples
    --------
    >>> as_number("1 543 780,86"), as_number("16-ti"), as_number("x")
    ((1543780.86, ''), (16.0, 'repaired_number'), (None, 'bad_number'))
    >>> as_number("1.500")
    (None, 'ambiguous_number')
    """
    text = value.translate(_DASHES).casefold()
    spaceless = _SPACES.sub("", text)
    if decimal and _TWO_WAYS.fullmatch(text):
        other = "." if decimal == "," else ","
        return float(text.replace(other, "").replace(decimal, ".")), "repaired_number"
    if _TWO_WAYS.fullmatch(text) or (_NUMBER.fullmatch(spaceless) and not _GROUPED.fullmatch(text)):
        return None, "ambiguous_number"
    if _NUMBER.fullmatch(spaceless):
        return float(spaceless.replace(",", ".")), ""
    for point, comma in ((".", ","), (",", ".")):
        if _MANY_POINTS.fullmatch(spaceless.replace(point, "_").replace(comma, "~")):
            plain = spaceless.replace(point, "").replace(comma, ".")
            return float(plain), "repaired_number"
    if _RANGE.fullmatch(spaceless):
        return None, "ambiguous_number"
    match = _WORDY.fullmatch(text)
    if match and match[1].strip() != text.strip():
        number, code = as_number(match[1].strip())
        return number, code or "repaired_number"
    return None, "bad_number"


def as_hours(value: str, decimal: str = "") -> Read:
    """Read a length of time in hours: "2 hod. 30 min", "1,5 h", "90 min", "2:30".

    Examples
    --------
    >>> as_hours("2 hod. 30 min"), as_hours("90 min"), as_hours("35,5")
    ((2.5, 'repaired_number'), (1.5, 'repaired_number'), (35.5, ''))
    """
    text = _SPACES.sub(" ", value.translate(_DASHES).casefold()).strip()
    if match := _CLOCK_HOURS.fullmatch(text):
        return int(match[1]) + int(match[2]) / 60, "repaired_number"
    if match := _CLOCK_SPAN.fullmatch(text):
        start, end = (int(match[i]) + int(match[i + 1]) / 60 for i in (1, 3))
        return (end - start, "repaired_number") if end > start else (None, "bad_number")
    for sign, part in _FRACTIONS.items():
        text = re.sub(rf"(\d+) ?{sign}", rf"\g<1>{part[1:]}", text).replace(sign, part)
    match = _DURATION.fullmatch(text)
    if match is None and decimal != "." and _CLOCK_OR_TENTHS.fullmatch(text):
        return None, "ambiguous_number"
    if match is None:
        number, code = as_number(text, decimal)
        return (None, "bad_number") if number is not None and number < 0 else (number, code)
    parts = [as_number(part) for part in match.groups("0")]
    if any(code for _, code in parts):
        return None, "ambiguous_number"
    hours, *minutes = (number for number, _ in parts)
    return hours + sum(minutes) / 60, "repaired_number"


def decimal_of(written: Iterable[str]) -> str:
    """Tell the decimal mark of a column from values that leave no doubt; blank if none do."""
    marks = {match[1] for value in written if (match := _DECIMAL.fullmatch(value.strip()))}
    return marks.pop() if len(marks) == 1 else ""


def as_people(value: str) -> Read:
    """Read how many people came; a mark of presence is one."""
    if as_mark(value) == Mark("participant"):
        return 1.0, "repaired_number"
    number, code = as_number(value)
    if number is not None and not (0 <= number < _MOST):
        return None, "bad_number"
    return number, code


def as_count(value: str) -> Read:
    """Read a whole number above zero; "1.000", which may be one or a thousand, is not read."""
    number, code = as_number(value)
    if code == "ambiguous_number":
        return None, "ambiguous_count"
    if number is None or not 0 < number < _MOST or not number.is_integer():
        return None, "bad_count"
    return int(number), code


def as_coordinate(value: str) -> Read:
    """Read degrees: "49.608" is never forty-nine thousand."""
    digits = _SPACES.sub("", value).replace(",", ".")
    return (float(digits), "") if _NUMBER.fullmatch(digits) else (None, "bad_number")


@dataclass(frozen=True, slots=True)
class Mark:
    """What a cell of an attendance matrix says: a role, and how many people, if it says so."""

    role: str | None
    people: float | None = None


def as_mark(value: str) -> Mark:
    """Read a cell of an attendance matrix; a role of ``None`` means it cannot be read.

    Examples
    --------
    >>> as_mark("✓").role, as_mark("oml.").role, as_mark("-").role, as_mark("3").people
    ('participant', 'excused', 'absent', 3.0)
    """
    text = value.strip().casefold()
    if text == "1":
        return Mark("participant", 1.0)
    plain = "" if re.search(r"[\d?]", text) else fold(text)
    word = _MARKS.get(text) or ROLES.get(plain or text) or _MARKS.get(plain)
    if word is not None:
        return Mark(word)
    people, _ = as_number(text)
    if people is None or people < 0 or not people.is_integer():
        return Mark(None)
    return Mark("participant" if people else "absent", people)


def is_blank_word(value: str) -> bool:
    """Tell whether a cell says that nothing is stated: "-", "?", "neuvedeno"."""
    return value.strip().casefold().rstrip(".") in _NOT_STATED


def as_flag(value: str) -> Read:
    """Read a yes or a no, in English or Czech."""
    word = value.casefold().strip(" .")
    known = True if word in YES else False if word in NO else None
    return known, "" if known is not None or word in _UNDECIDED else "bad_flag"


def as_role(value: str) -> Read:
    """Read what an actor did at a meeting."""
    role = ROLES.get(fold(value))
    return role, "" if role else "unknown_role"


def as_availability(value: str) -> Read:
    """Read whether a service is there: available, missing, unknown."""
    state = AVAILABILITY.get(fold(value))
    return state, "" if state else "unknown_word"


def as_status(value: str) -> Read:
    """Read whether a meeting was held."""
    status = STATUSES.get(fold(value))
    return status, "" if status else "unknown_status"
