"""Personal data stop at the door: columns told by header or content, values blanked in texts."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

import pandas as pd

from netcoop.records.persons import (
    BIRTH_SHAPE,
    NAMED_PHONE,
    looks_like_person,
    without_names,
    without_person,
)
from netcoop.records.schema import fold
from netcoop.reference.kinds import find_kinds
from netcoop.reference.persons import first_names

# Folded headers, or parts of them, under which people write names, contacts and notes on persons.
_HEADERS = {
    "name", "jmeno", "jmenoaprijmeni", "prijmeni", "firstname", "lastname", "surname", "fullname",
    "kontakt", "kontakty", "contact", "kontaktniosoba", "podpis", "podpisy", "signature", "tel",
    "mob", "pracovnik", "pracovnice", "osoba", "klient", "klientka", "zastupce", "email",
    "dite", "rc", "titul", "tituly", "poznamka", "poznamky", "pozn", "note", "notes", "remark",
    "remarks", "komentar", "zapsal", "vyplnil", "ulice", "datnar", "matka", "otec", "rodic",
}  # fmt: skip
_HEADER_PARTS = (
    "mail", "jmeno", "rodne", "rodcis", "naroz", "zastupce", "telefon", "phone", "mobil",
    "birthnumber", "adresa", "address", "poznamk", "podpis",
    "bydliste", "birthdate", "dateofbirth", "prijmeni", "kontaktniudaj",
)  # fmt: skip
_BIRTH_HEADERS = re.compile(r"^rc$|rodne|rodcis|birthnumber|personalid")
_CASE_HEADERS = re.compile(
    r"^(?:spis|spisznacka|spzn|spisovaznacka|cj|cislojednaci|cislopripadu|idpripadu|pripad|caseid|"
    r"case|casenumber|kodklienta|idklienta|klientid|iddite|kodditete|"
    r"idditete|cislospisu|spisomdi|znackaspisu|clientid|kodpripadu)$"
)
_OF_CLIENT = re.compile(
    r"^(?:cislo|c|id|kod|evidencnicislo|evc|oznaceni)(?:klient|dite|pripad|spis|rodin)|"
    r"(?:klient|dite|pripad|spis)(?:u|a|y|e|ky|ete)?(?:cislo|id|kod)$"
)
_ORDINAL_HEADERS = frozenset(
    {"c", "p", "pc", "por", "porc", "porcislo", "poradovecislo", "poradi", "cislo", "cp", "no",
     "nr", "cislorad", "radek", "cis", "cradku"}
)  # fmt: skip
_ADDRESS = re.compile(r"[^@\s,;:()<>]+@[^@\s,;:()<>]+\.[^\W\d_]{2,}", re.IGNORECASE)
_PHONES = (
    # After "tel." in any grouping, or with its country; without these only in groups of three.
    NAMED_PHONE,
    re.compile(r"(?<!\d)(?:\+|00)42[01](?:[\s-]?\d{3}){3}(?!\d)"),
    re.compile(r"(?<!\d)(?:60[1-8]|70\d|72\d|73\d|77\d|79\d)\d{6}(?!\d)"),
    re.compile(r"(?<!\d)[2-79]\d{2}[\s-]\d{3}[\s-]\d{3}(?!\d)"),
)
_BIRTH = re.compile(r"(?<![\d/])(\d{2})([0-35-8]\d)([0-3]\d)\s?([/\\])\s?(\d{3,4})(?![\d/])")
# The word before it is evidence as good as a separator.
_BIRTH_NAMED = re.compile(
    r"(?<!\w)(?:r\.?\s?č\.?|rod(?:né|\.)?\s*č(?:íslo|\.)?)\s*:?\s*\d{6}\s?/?\s?\d{3,4}(?!\d)",
    re.IGNORECASE,
)
_BIRTH_BARE = re.compile(r"(?<!\d)(\d{2})([0-35-8]\d)([0-3]\d)()(\d{3,4})(?!\d)")
# One stray address in a column of topics is not a column of addresses.
_SHARE = 0.2
_MOSTLY_NAMES = 0.5
_LAST_SHORT = 53


def holds_personal(value: str) -> bool:
    """Tell whether a value holds an e-mail address, a phone or what may be a birth number."""
    return bool(
        _ADDRESS.search(value)
        or any(phone.search(value) for phone in _PHONES)
        or any(_is_day(match) for match in _BIRTH.finditer(value))
    )


def holds_birth_number(value: str, *, bare: bool = False) -> bool:
    """Tell whether a value holds a birth number: a separator, a day that exists, sum modulo 11.

    ``bare``: the column is evidence enough, no separator is needed.

    Examples
    --------
    >>> holds_birth_number("905101/1234"), holds_birth_number("905101/1235")
    (False, False)
    >>> holds_birth_number("RČ 736028/5163"), holds_birth_number("7360285163", bare=True)
    (True, True)
    """
    found = any(_is_birth_number(match) for match in _BIRTH.finditer(value))
    return found or (bare and any(_is_birth_number(m) for m in _BIRTH_BARE.finditer(value)))


def _is_birth_number(match: re.Match[str]) -> bool:
    year, month, day, _, tail = match.groups()
    if not _is_day(match):
        return False
    if len(tail) == 3:
        return int(year) <= _LAST_SHORT  # until 1953 there was no check digit
    digits = int(year + month + day + tail)
    # Until 1985 a remainder of 10 was written as 0.
    return digits % 11 == 0 or (digits // 10 % 11 == 10 and digits % 10 == 0)


def _is_day(match: re.Match[str]) -> bool:
    """Tell whether the first six digits are a day; women have 50 more months, some 20 more."""
    year, month, day, _, tail = match.groups()
    number = int(month) % 50
    number -= 20 if number > 20 else 0
    century = 1900 if len(tail) == 3 or int(year) >= 54 else 2000
    try:
        date(century + int(year), number, int(day))
    except ValueError:
        return False
    return True


def without_personal(value: str, *, name: bool = False) -> tuple[str, list[str]]:
    """Blank addresses, phones and birth numbers in a text; say which findings that gives.

    ``name``: in the name of an actor what is only shaped like a birth number goes as well.

    Examples
    --------
    >>> without_personal("Charita (charita@example.cz)")
    ('Charita', ['contact_blanked'])
    """
    found = []
    named = _BIRTH_NAMED.sub(" ", value)
    kept = _BIRTH.sub(lambda match: " " if _is_birth_number(match) else match.group(), named)
    if name:
        kept = BIRTH_SHAPE.sub(" ", kept)
    if kept != value:
        found.append("birth_number")
    bare = _ADDRESS.sub(" ", kept)
    for phone in _PHONES:
        bare = phone.sub(" ", bare)
    if bare != kept:
        found.append("contact_blanked")
    return (_tidied(bare), found) if found else (value, found)


def harmless(value: str) -> str:
    """Give a value back if a message may show it; else three dots."""
    personal = (
        holds_personal(value)
        or holds_birth_number(value, bare=True)
        or without_person(value) != (value, None)
        or without_names(value) != value
        or _names_within(value)
    )
    return "…" if personal else value


def _names_within(value: str) -> bool:
    """Tell whether a first name stands beside a capitalised word, in either order."""
    words = re.findall(r"[^\W\d_]+", value)
    return not find_kinds(value) and any(
        a[0].isupper() and b[0].isupper() and {a.casefold(), b.casefold()} & first_names()
        for a, b in pairwise(words)
    )


def _tidied(value: str) -> str:
    value = re.sub(r"[(\[<]\s*[,;]?\s*[)\]>]", " ", value)
    value = re.sub(r"\s+([,;)])", r"\1", re.sub(r"\s+", " ", value))
    return value.strip(" ,;:<>-–")


def is_personal_header(header: str) -> bool:
    """Tell whether a header speaks of persons."""
    folded = fold(header)
    return folded in _HEADERS or any(part in folded for part in _HEADER_PARTS)


def is_birth_header(header: str) -> bool:
    """Tell whether a header speaks of birth numbers."""
    return _BIRTH_HEADERS.search(fold(header)) is not None


def is_case_header(header: str) -> bool:
    """Tell whether a header speaks of the numbers of cases or files."""
    folded = fold(header)
    return bool(_CASE_HEADERS.match(folded) or _OF_CLIENT.search(folded))


def is_ordinal_header(header: str) -> bool:
    """Tell whether a header numbers the rows."""
    return fold(header) in _ORDINAL_HEADERS or header.strip() in {"#", "č.", "Č.", "Poř. č."}


def holds_birth_numbers(written: pd.Series) -> bool:
    """Tell whether a column is one of birth numbers, with separators or without."""
    bare = written.astype(str).map(lambda value: holds_birth_number(value, bare=True))
    return bool(len(bare)) and bool(bare.mean() >= _MOSTLY_NAMES)


def is_personal(header: str, values: pd.Series) -> bool:
    """Tell whether a column netcoop does not know looks like data on persons."""
    if is_personal_header(header):
        return True
    written = values.dropna().astype(str)
    if written.empty:
        return False
    if written.map(holds_personal).mean() >= _SHARE:
        return True
    if holds_birth_numbers(written):
        return True
    return bool(written.map(looks_like_person).mean() >= _MOSTLY_NAMES)
