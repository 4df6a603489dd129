"""Personal data stop at the door: columns recognised by their header or by what they hold."""

from __future__ import annotations

import re

import pandas as pd

from netcoop.records.schema import fold

# Folded headers, or parts of them, under which people write names, contacts and notes on persons.
_HEADERS = {
    "name", "jmeno", "jmenoaprijmeni", "prijmeni", "firstname", "lastname", "surname", "fullname",
    "kontakt", "contact", "kontaktniosoba", "podpis", "signature", "tel", "mob",
    "pracovnik", "osoba", "klient",
    "dite", "rc", "titul", "poznamka", "poznamky", "pozn", "note", "notes", "remark",
}  # fmt: skip
_HEADER_PARTS = (
    "mail", "jmeno", "rodne", "naroz", "zastupce", "telefon", "phone", "mobil",
    "birthnumber", "adresa", "address",
    "bydliste", "birthdate", "dateofbirth", "prijmeni",
)  # fmt: skip
_CONTENT = (
    re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", re.IGNORECASE),
    re.compile(r"(?<!\d)\d{2}[0156]\d[0-3]\d\s?/\s?\d{3,4}(?!\d)"),
    # A phone number: with its country in any grouping, without it only in groups of three.
    re.compile(r"(?<!\d)(?:\+|00)42[01](?:[\s-]?\d{3}){3}(?!\d)"),
    re.compile(r"(?<!\d)[2-79]\d{2}[\s-]\d{3}[\s-]\d{3}(?!\d)"),
)
# One stray address in a column of topics is not a column of addresses.
_SHARE = 0.2


def holds_personal(value: str) -> bool:
    """Tell whether one value holds an address, a phone number or a birth number."""
    return any(pattern.search(value) for pattern in _CONTENT)


def is_personal(header: str, values: pd.Series) -> bool:
    """Tell whether a column netcoop does not know looks like data on persons."""
    folded = fold(header)
    if folded in _HEADERS or any(part in folded for part in _HEADER_PARTS):
        return True
    written = values.dropna().astype(str)
    if written.empty:
        return False
    return bool(written.map(holds_personal).mean() >= _SHARE)
