"""What :mod:`netcoop.reference.places` looks names up in: every spelling of every place.

Built once, when the first name is looked up. A pattern is a row of words; each word knows its
forms in all cases and what it may be cut to ("Sáz." for "Sázavou").

The tables were written for netcoop (MIT): ``adjectives`` of towns ("znojemský"), ``initials``,
``place_names`` (other names of an ORP; without one, well-known places that are none) and
``place_words``, the words around a name that tell a town from a street or an everyday word.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from netcoop.reference._tables import read_table
from netcoop.reference.inflection import FROZEN, Cases, inflect
from netcoop.reference.territory import territories
from netcoop.reference.words import fold

__all__ = ["Index", "Pattern", "Slot", "context_words", "fold_form", "index", "initials"]

Kind = Literal["name", "short", "part", "kraj", "adjective", "area"]

# "Benešová" is a woman and "Znojemská" a street, "Benešova" and "Znojemska" speak of a town:
# the long á of these endings is the only diacritic that is not ignored.
_TELLING = ("ová", "ská", "cká")
_TELLING_PLAIN = ("ova", "ska", "cka")
_ADJECTIVE_ENDINGS = ("ý", "á", "a", "é", "ého", "ému", "ém", "ým", "ou", "ých", "ými", "í")
# The instrumental "Znojemskem" is left out: without diacritics it is the adjective "znojemském".
_AREA_ENDINGS = ("o", "a", "u")


@dataclass(frozen=True, slots=True)
class Slot:
    """One word of a pattern."""

    forms: frozenset[str]
    starts: frozenset[str]  # what the forms begin with
    role: Literal["content", "preposition", "qualifier", "label"]


@dataclass(frozen=True, slots=True)
class Pattern:
    """One way to write a place; without regions, a place that is no ORP."""

    regions: tuple[str, ...]
    level: str
    kind: Kind
    slots: tuple[Slot, ...]
    common: bool  # an everyday word as well: most, písek
    unqualified: bool  # "nad …" after it makes it another place


@dataclass(frozen=True, slots=True)
class Index:
    """The patterns by their first word, and by what their first word may be cut to."""

    by_form: dict[str, list[Pattern]]
    by_start: dict[str, list[Pattern]]


def fold_form(word: str) -> str:
    """Reduce a word to what is compared: no case, and no diacritics but one.

    Examples
    --------
    >>> fold_form("ŽĎÁR"), fold_form("Benešova"), fold_form("Benešová")
    ('zdar', 'benesova', 'benesová')
    """
    plain = fold(word)
    if plain.endswith(_TELLING_PLAIN) and unicodedata.normalize("NFC", word.casefold())[-1] == "á":
        return plain[:-1] + "á"
    return plain


@cache
def context_words(kind: str) -> frozenset[str]:
    """List the words of one kind in ``tables/place_words.csv``."""
    table = read_table("place_words")
    return frozenset(table.loc[table["kind"] == kind, "word"])


@cache
def initials() -> dict[str, tuple[tuple[str, ...], bool]]:
    """Map initials to the areas they may mean, and whether only after "KÚ"."""
    table = read_table("initials", text=["only_after_office"])
    return {
        written: (tuple(meaning.split("|")), only == "only")
        for written, meaning, only in table.to_numpy().tolist()
    }


@cache
def index() -> Index:
    """Build the index of all patterns."""
    by_form: dict[str, list[Pattern]] = defaultdict(list)
    by_start: dict[str, list[Pattern]] = defaultdict(list)
    for pattern in _patterns():
        for form in pattern.slots[0].forms:
            by_form[form].append(pattern)
        for start in pattern.slots[0].starts:
            # A lone word has to be cut with care: "prac." is no Prachatice, "Sokol." no Sokolov.
            if len(pattern.slots) > 1 or (pattern.kind == "name" and len(start) > 5):
                by_start[start].append(pattern)
    return Index(dict(by_form), dict(by_start))


def _patterns() -> Iterator[Pattern]:
    table = territories()
    yield from _towns(table.index)
    yield from _other_names(set(table["kraj_name"]))
    yield from _regions(table["kraj_name"].unique())
    yield from _adjectives()


def _towns(names: Iterable[str]) -> Iterator[Pattern]:
    short: dict[str, list[str]] = defaultdict(list)
    for name in names:
        qualified = any(word in FROZEN and word.islower() for word in name.split())
        yield _pattern(name, (name,), "orp", "name", unqualified=not qualified)
        if qualified:
            head = name.split(" nad ")[0].split(" pod ")[0].split(" u ")[0].split(" na ")[0]
            short[head].append(name)
            if "-" in name:
                yield _pattern(name.split("-")[0], (name,), "orp", "name", unqualified=False)
    for head, regions in short.items():
        yield _pattern(head, tuple(regions), "orp", "short", unqualified=True)


def _other_names(krajs: set[str]) -> Iterator[Pattern]:
    table = read_table("place_names", text=["regions"]).fillna("")
    for name, meaning in table.to_numpy().tolist():
        regions = tuple(meaning.split("|")) if meaning else ()
        unqualified = not any(word in FROZEN and word.islower() for word in name.split())
        level = "kraj" if regions and krajs.issuperset(regions) else "orp"
        kind: Kind = "name" if len(name.split()) > 1 else "short" if level == "kraj" else "part"
        yield _pattern(name, regions, level, kind, unqualified=unqualified)


def _regions(krajs: Iterable[str]) -> Iterator[Pattern]:
    label = Slot(frozenset({"kraj", "kraje", "kraji", "krajem", "kr"}), frozenset(), "label")
    for kraj in krajs:
        telling = [(word, cases) for word, cases in inflect(kraj) if word.casefold() != "kraj"]
        if len(telling) > 1:
            continue  # Hlavní město Praha is a town
        word, cases = telling[0]
        if word == "Vysočina":
            cases = inflect(word)[0][1]
        adjective = _slot(word, cases, "content")
        for order in ((adjective, label), (label, adjective)):
            yield Pattern((kraj,), "kraj", "kraj", order, common=False, unqualified=False)


def _adjectives() -> Iterator[Pattern]:
    meant: dict[str, list[str]] = defaultdict(list)
    for region, adjectives in read_table("adjectives").to_numpy().tolist():
        for adjective in adjectives.split("|"):
            meant[adjective].append(region)
    kinds: tuple[tuple[Kind, tuple[str, ...]], ...] = (
        ("adjective", _ADJECTIVE_ENDINGS),
        ("area", _AREA_ENDINGS),
    )
    for adjective, regions in meant.items():
        *before, last = adjective.split("-")
        for kind, endings in kinds:
            forms = frozenset(fold_form(last[:-1] + ending) for ending in endings)
            row_of_words = (
                *(Slot(frozenset({fold_form(word)}), frozenset(), "label") for word in before),
                Slot(forms, frozenset(), "content"),
            )
            yield Pattern(
                tuple(regions), "orp", kind, row_of_words, common=False, unqualified=False
            )


def _pattern(
    name: str, regions: tuple[str, ...], level: str, kind: Kind, *, unqualified: bool
) -> Pattern:
    made: list[Slot] = []
    for word, cases in inflect(name):
        if word in FROZEN and word.islower():
            made.append(_slot(word, None, "preposition"))
        elif made and made[-1].role == "preposition":
            made.append(_slot(word, None, "qualifier"))
        elif word.islower() or word == "Hlavní":
            made.append(_slot(word, cases, "label"))
        else:
            made.append(_slot(word, cases, "content"))
    common = name in context_words("common")
    return Pattern(regions, level, kind, tuple(made), common=common, unqualified=unqualified)


def _slot(
    word: str,
    cases: Cases | None,
    role: Literal["content", "preposition", "qualifier", "label"],
) -> Slot:
    spelled = {word} if cases is None else {word, cases.genitive, cases.locative, *cases.other}
    # Where only the name itself ends so (Třebová, Orlová), it may come without the long á.
    plain = {form[:-1] + "a" for form in spelled if form.endswith(_TELLING)}
    forms = frozenset(fold_form(form) for form in spelled | plain)
    starts = frozenset(form[:length] for form in forms for length in range(1, len(form)))
    return Slot(forms, starts, role)
