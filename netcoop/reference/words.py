"""The words of a written name, as Czech writes and bends them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|\d+|[^\W\d_]+|[&+]")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
_QUOTES = dict.fromkeys(map(ord, "“”„‟«»″"), '"') | dict.fromkeys(map(ord, "‘’‚‛´`"), "'")
# Endings of nouns and adjectives without diacritics, the longest first.
_ENDINGS = (
    "iho", "imu", "eho", "emu", "ych", "ich", "ymi", "imi", "ach", "ami", "emi", "iim",
    "ove", "ovi", "ie", "ii", "ou", "em", "um", "im", "ym", "y", "i", "a", "e", "u", "o",
)  # fmt: skip
_STEM = 3
_NONPROFIT = (
    r"z\.? ?s\.|o\.? ?p\.? ?s\.?|(?:ústav, )?z\.? ?ú\.|o\. ?s\."
    r"|spolek|zapsan(?:ý|ého) spol(?:ek|ku)"
)
_OTHER_FORM = (
    r"s\.? ?r\. ?o\.|spol\. s r\. ?o\.|a\. ?s\.|p\. ?o\.|přísp(?:\.|ěvková) ?org(?:\.|anizace)"
    r"|prispevkova organizace|v\. ?o\. ?s\.|k\. ?s\.|s\. ?p\."
)
_LEGAL = re.compile(rf"(?<!\w)(?:(?P<nonprofit>{_NONPROFIT})|{_OTHER_FORM})(?!\w)", re.IGNORECASE)


@dataclass(frozen=True)
class Word:
    """One word: in lower case, without diacritics, and where it stands in the text."""

    plain: str
    folded: str
    start: int
    end: int
    dotted: bool
    upper: bool

    @property
    def stem(self) -> str:
        """What stays of the word in every case and number."""
        return stem(self.folded)


def tidy(written: str) -> str:
    """Write a text with one kind of letters, spaces, dashes and quotes.

    Examples
    --------
    >>> tidy("OSPOD  Znojmo – „kurátor“")
    'OSPOD Znojmo - "kurátor"'
    """
    plain = unicodedata.normalize("NFKC", written).translate(_DASHES).translate(_QUOTES)
    return " ".join(plain.split())


@dataclass(frozen=True)
class LegalForm:
    """Where a text names a legal form, and whether it is one of a non-profit organisation."""

    start: int
    end: int
    nonprofit: bool


def legal_forms(text: str) -> list[LegalForm]:
    """Find the legal forms in a text, which are no part of a name.

    Examples
    --------
    >>> [text[form.start : form.end] for text in ["Zrnko, z. s."] for form in legal_forms(text)]
    ['z. s.']
    """
    return [
        # At the start of a name such letters are something else.
        LegalForm(match.start(), match.end(), match["nonprofit"] is not None)
        for match in _LEGAL.finditer(text)
        if match.start()
    ]


def fold(word: str) -> str:
    """Take case and diacritics off.

    Examples
    --------
    >>> fold("Žďár")
    'zdar'
    """
    if word.isascii():
        return word.casefold()
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


@lru_cache(maxsize=65536)
def stem(folded: str) -> str:
    """Take the ending off a word without diacritics; short words stay as they are.

    Examples
    --------
    >>> stem("poradny") == stem("poradna"), stem("ppp")
    (True, 'ppp')
    """
    for ending in _ENDINGS:
        if folded.endswith(ending) and len(folded) - len(ending) >= _STEM:
            return folded[: -len(ending)]
    return folded


def words_of(text: str) -> list[Word]:
    """Split a tidied text into words; "z. š." and "&" are words as well.

    Examples
    --------
    >>> [word.folded for word in words_of("odd.soc.právní ochrany (Z.Š.)")]
    ['odd', 'soc', 'pravni', 'ochrany', 'zs']
    """
    words = []
    for match in _WORD.finditer(text):
        written = match.group()
        letters = "a" if written in "&+" else written.replace(".", "")
        plain = letters.casefold()
        dotted = len(written) == len(letters) and text[match.end() : match.end() + 1] == "."
        # Of "č.p" and the like the last dot may be the end of a sentence: it abbreviates too.
        words.append(
            Word(plain, fold(letters), match.start(), match.end(), dotted, letters.isupper())
        )
    return words
