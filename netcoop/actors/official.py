"""The full name of an office, where there is one name for all of its kind."""

from __future__ import annotations

from collections.abc import Callable

from netcoop.actors.identity import Identity
from netcoop.actors.regions import kraj_names, kraj_of
from netcoop.reference import territories
from netcoop.reference.inflection import genitive
from netcoop.reference.kind_tables import word_group


def official_name(identity: Identity, place: str) -> str | None:
    """Write the official name of a kind in a place; ``None`` where there is no pattern.

    Examples
    --------
    >>> from netcoop.actors.identity import identify
    >>> official_name(identify("OSPOD Olomouc"), "Olomouc")
    'Magistrát města Olomouce – OSPOD'
    >>> official_name(identify("Kraj. úřad JmK, odd. SPOD"), "Jihomoravský kraj")
    'Krajský úřad Jihomoravského kraje – oddělení SPOD'
    """
    pattern = _PATTERNS.get(identity.kind)
    known = place in territories().index or place in kraj_names()
    if pattern is None or identity.words or not known:
        return None
    if identity.kind in {"SOUD", "PMS"} and place not in set(territories()["okres_name"]):
        return None
    allowed = _FORMS.get(identity.kind, frozenset[str]())
    seats = [mark for mark in identity.marks if mark[1:] in territories().index]
    if identity.marks - set(seats) - allowed or (seats and identity.kind != "PPP"):
        return None
    return pattern(identity, place, [seat[1:] for seat in seats])


def _office(place: str) -> str:
    # Cities with a statute have a magistrát: act 128/2000, § 4, and act 131/2000 of Praha.
    if place in word_group("statutory"):
        return (
            f"Magistrát města {genitive(place)}" if place != "Praha" else "Magistrát hl. m. Prahy"
        )
    return f"Městský úřad {place}"


def _region(place: str) -> str:
    kraj = kraj_of(place)
    if kraj == "Kraj Vysočina":
        return "Krajský úřad Kraje Vysočina"
    if kraj == "Hlavní město Praha":
        return "Magistrát hl. m. Prahy"
    return f"Krajský úřad {kraj.replace('ý kraj', 'ého kraje')}"


def _counselling(_: Identity, place: str, seats: list[str]) -> str:
    centre = "Pedagogicko-psychologická poradna"
    return f"{centre} {seats[0]}, pracoviště {place}" if seats else f"{centre} {place}"


def _labour(identity: Identity, place: str, _: list[str]) -> str:
    benefits = ", hmotná nouze" if identity.marks else ""
    return f"Úřad práce ČR – KoP {place}{benefits}"


_PATTERNS: dict[str, Callable[[Identity, str, list[str]], str]] = {
    "OSPOD": lambda _, place, __: f"{_office(place)} – OSPOD",
    "ORP_SOC": lambda _, place, __: _office(place),
    "KU_SPOD": lambda one, place, _: (
        f"{_region(place)} – oddělení SPOD" if one.marks else _region(place)
    ),
    "PMS": lambda _, place, __: f"Probační a mediační služba, středisko {place}",
    "PPP": _counselling,
    "SOUD": lambda _, place, __: f"Okresní soud {place} – opatrovnický úsek",
    "MP": lambda _, place, __: f"Městská policie {place}",
    "UP_KOP": _labour,
}
_FORMS = {"KU_SPOD": frozenset({"@SPOD"}), "UP_KOP": frozenset({"@hmotná nouze"})}
