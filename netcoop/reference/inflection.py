"""The cases of Czech place names: "Olomouc", "města Olomouce", "v Olomouci".

Regular endings are rules; the words that keep no rule stand in ``tables/inflection.csv``, written
for netcoop after the Internetová jazyková příručka of the Czech Academy of Sciences.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from netcoop.reference._tables import read_table

__all__ = ["FROZEN", "Cases", "genitive", "inflect", "locative", "phrase_locative"]

# From one of these words to the end of a part, a name is not inflected: "u Brna", "nad Labem".
FROZEN = frozenset({"nad", "pod", "u", "na", "v", "Králové", "Vysočina"})


class Cases(NamedTuple):
    """One word in the cases that offices are named in, and every other form of it."""

    genitive: str
    locative: str
    other: tuple[str, ...] = ()


# Ending -> genitive, locative, then dative, accusative and instrumental. The first that fits wins.
_NOUNS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("ov", "ova", "ově", ("ovu", "ovem")),
    ("ín", "ína", "íně", ("ínu", "ínem")),
    ("ýn", "ýna", "ýně", ("ýnu", "ýnem")),
    ("ec", "ce", "ci", ("cem",)),
    ("ek", "ku", "ku", ("kem",)),
    ("rk", "rku", "rku", ("rka", "rkem")),
    ("ez", "eze", "ezi", ("ezem",)),
    ("ice", "ic", "icích", ("icím", "icemi")),
    ("sko", "ska", "sku", ("skem",)),
    ("ště", "ště", "šti", ("štěm",)),
    ("ka", "ky", "ce", ("ku", "kou")),
    ("av", "avi", "avi", ("avě", "aví")),
    ("im", "imi", "imi", ("imě", "imí")),
    ("am", "ami", "ami", ("amě", "amí")),
    ("ň", "ně", "ni", ("ní",)),
    ("č", "če", "či", ("čí",)),
    ("ř", "ře", "ři", ("ří",)),
    ("š", "še", "ši", ("ší",)),
    ("ž", "že", "ži", ("ží",)),
    ("a", "y", "ě", ("u", "ou")),
    ("o", "a", "ě", ("u", "em")),
    ("y", "", "ech", ("ům",)),
    ("í", "í", "í", ("ím",)),
    ("á", "é", "é", ("ou",)),
    ("ý", "ého", "ém", ("ému", "ým")),
)
_MASCULINE = Cases("ého", "ém", ("ému", "ým"))
_FEMININE = Cases("é", "é", ("ou",))
_PLURAL = Cases("ých", "ých", ("ým", "ými"))
_POSSESSIVE = Cases("ova", "ově", ("ovu", "ovým"))
_POSSESSIVE_PLURAL = Cases("ových", "ových", ("ovým", "ovými"))


@cache
def genitive(region: str) -> str:
    """Write the name of a town in the genitive, as after "město" or "do".

    Examples
    --------
    >>> genitive("Olomouc"), genitive("Znojmo"), genitive("Brandýs nad Labem-Stará Boleslav")
    ('Olomouce', 'Znojma', 'Brandýsa nad Labem-Staré Boleslavi')
    """
    return _rewrite(region, [cases.genitive if cases else "" for _, cases in inflect(region)])


@cache
def locative(region: str) -> str:
    """Write the name of a town in the locative, as after "v".

    Examples
    --------
    >>> locative("Olomouc"), locative("Znojmo"), locative("Nové Město na Moravě")
    ('Olomouci', 'Znojmě', 'Novém Městě na Moravě')
    """
    return _rewrite(region, [cases.locative if cases else "" for _, cases in inflect(region)])


def phrase_locative(region: str) -> str:
    """Say "in the town": the locative with "v" or "ve" before it.

    Examples
    --------
    >>> phrase_locative("Znojmo"), phrase_locative("Olomouc"), phrase_locative("Zábřeh")
    ('ve Znojmě', 'v Olomouci', 'v Zábřehu')
    """
    name = locative(region)
    preposition = "ve" if re.match(r"[vf]|[szšž][^aeiouyáéíóúýěů]|dv", name.casefold()) else "v"
    return f"{preposition} {name}"


@cache
def inflect(name: str) -> tuple[tuple[str, Cases | None], ...]:
    """Split a name into words, each with its cases; ``None`` for a word that keeps its form.

    Examples
    --------
    >>> [word if cases is None else cases.locative for word, cases in inflect("Ústí nad Labem")]
    ['Ústí', 'nad', 'Labem']
    """
    inflected: list[tuple[str, Cases | None]] = []
    for part in name.split("-"):
        words = part.split()
        frozen = (at for at, word in enumerate(words) if at and word in FROZEN)
        end = next(frozen, len(words))
        head = words[end - 1]
        inflected += [(word, _attribute(word, head)) for word in words[: end - 1]]
        inflected.append((head, _noun(head)))
        inflected += [(word, None) for word in words[end:]]
    return tuple(inflected)


def _rewrite(name: str, forms: list[str]) -> str:
    # Spaces and hyphens stay where they are; a word without a form keeps its own.
    after = iter(forms)
    return re.sub(r"[^ -]+", lambda word: next(after) or word[0], name)


def _noun(word: str) -> Cases:
    exceptions = _exceptions()
    if word in exceptions:
        return exceptions[word]
    for ending, *forms, other in _NOUNS:
        if word.endswith(ending):
            stem = word.removesuffix(ending)
            first, second = (stem + str(form) for form in forms)
            return Cases(first, second, tuple(stem + form for form in other))
    return Cases(word, word)


def _attribute(word: str, head: str) -> Cases:
    plural = head.endswith(("y", "ně")) or _noun(head).locative.endswith("ích")
    if word.endswith("á"):
        return _attached(word, "á", _FEMININE)
    if word.endswith("ý"):
        return _attached(word, "ý", _MASCULINE)
    if word.endswith("é"):
        return _attached(word, "é", _PLURAL if plural else _MASCULINE)
    if word.endswith(("ův", "ovo")):
        return _attached(word, word[-2:] if word.endswith("ův") else "ovo", _POSSESSIVE)
    if word.endswith("ovy"):
        return _attached(word, "ovy", _POSSESSIVE_PLURAL)
    if word.endswith("í"):
        return Cases(word + "ho", word + "m", (word, word + "mu"))
    return _noun(word)


def _attached(word: str, ending: str, endings: Cases) -> Cases:
    stem = word.removesuffix(ending)
    return Cases(
        stem + endings.genitive,
        stem + endings.locative,
        tuple(stem + form for form in endings.other),
    )


@cache
def _exceptions() -> dict[str, Cases]:
    return {
        word: Cases(in_genitive, in_locative, tuple(other.split("|")))
        for word, in_genitive, in_locative, other in read_table("inflection").to_numpy().tolist()
    }
