"""Which titles may be about one child or family; of such an output the kind leaves, no title."""

from __future__ import annotations

import re

from netcoop.records.families import names_family
from netcoop.records.schema import fold

# Folded words about one child, those around it, where it lives and how old it is.
_CHILD = re.compile(
    r"divk\w*|divc\w*|holk\w*|holcick\w*|chlap\w*|hoch\w*|kluk\w*|dite|diteti?|ditetem?|"
    r"syn|syna|synu|synovi|synem|synove|dcer\w*|nezletil\w*|mladistv(?:y|eho|emu|ym|a)|"
    r"sourozen\w*|dvojcat\w*|novorozen\w*|kojen\w*|miminko|vnuk\w*|vnuck\w*|"
    r"matk(?:a|y|u|ou)|matce|mamink\w*|otec|otce|otci|otcem|otcov\w*|matcin\w*|babick\w*|"
    r"dedeck\w*|tet(?:a|u|ou)|stryc\w*|manzel\w*|rozved\w*|klient(?:a|ka|ky|ku|ce|kou|em|ovi)?|"
    r"rodina|rodine|rodinu|rodici|bydlist\w*|bytem|ulic\w*|rodn\w*|narozen\w*|trid(?:a|y|e|u|ou)|"
    r"\w*let(?:y|a|e|eho|emu|ou)|pripadov\w*|pripad(?:u|em)?|kauz\w*|kazuisti\w*|individualni\w*|"
    r"ipod|opatrovni\w*|svereni|odebran\w*|umisten\w*|"
    r"girl|boy|child|son|daughter|mother|father|sibling|siblings|aged|case|client|pupil"
)
# "Metodika práce s rodinou" and "Leták pro rodiny" are about any family.
_FAMILY = re.compile(r"rodinou|rodiny|rodine|rodinu|family")
_GENERAL = frozenset({"prace", "praci", "praxe", "spoluprace", "spolupraci", "podpora", "podpory"})
_FOR = frozenset({"pro", "for"})
_LITTLE = frozenset({"s", "with", "the"})
# "Plán péče o chlapce"; yet one writes of care for children and of health, too.
_CARE = frozenset({"pece", "peci", "dohled", "dohledu"})
_CARED_FOR = re.compile(r"deti|rodiny|dusevni|zdravi|ohrozene|klienty|lidi|osoby|seniory")
_AGE = re.compile(
    r"(?<!na )(?<!za )\b\d{1,2}\s*(?:[-–—]|a|az)?\s*(?:let\w*|rok\w*|mesic\w*|year\w*|month\w*)",
)
_CLASS = re.compile(r"\b\d\s?\.?\s?[a-f]?\b\.?\s*trid", re.IGNORECASE)
# What is said of one family in minutes or a plan, and of any in a guideline.
_GENERAL_KINDS = re.compile(
    r"metodi|manual|prirucka|pruvodce|letak|brozur|katalog|adresar|analyz|strateg|koncepc|skolen|"
    r"vzdel|mapa|model|prehled|guideline|leaflet|directory|training|pravid|postup"
)
_GRAVE = re.compile(
    r"tyran\w*|zneuz\w*|sikan\w*|nasil\w*|zanedb\w*|trest\w*|vezen\w*|vykon\w*|vazb\w*|drog\w*|"
    r"alkohol\w*|zavisl\w*|rozvod\w*|rozchod\w*|diagnoz\w*|sebevra\w*|sebeposk\w*|utek\w*|adopc\w*|"
    r"osvojen\w*|abus\w*|violen\w*|divorc\w*|prison\w*"
)


def may_be_of_a_case(title: str) -> bool:
    """Tell whether a title has a word that may be about one child or family.

    Examples
    --------
    >>> may_be_of_a_case("Plán péče o chlapce z 3. třídy"), may_be_of_a_case("Zpráva o rodině")
    (True, True)
    >>> may_be_of_a_case("Metodika práce s rodinou"), may_be_of_a_case("Leták pro rodiny s dětmi")
    (False, False)
    """
    spoken = " ".join(map(_folded, re.findall(r"[^\W_]+|[-–—]", title)))
    words = [word for word in spoken.split() if word not in "-–—"]
    if not words or _AGE.search(spoken) or _CLASS.search(spoken):
        return True
    grave = not _GENERAL_KINDS.match(words[0])
    return any(
        _of_one(words, place) or (grave and _GRAVE.fullmatch(word))
        for place, word in enumerate(words)
    ) or _names_family_within(title)


def _folded(word: str) -> str:
    return fold(word) or word


def _of_one(words: list[str], place: int) -> bool:
    """Tell whether a word is about one child or family, by those before it and behind."""
    word, before = words[place], words[:place]
    if word in _CARE and words[place + 1 : place + 2] == ["o"]:
        behind = words[place + 2] if len(words) > place + 2 else ""
        return not _CARED_FOR.fullmatch(behind)
    if _FAMILY.fullmatch(word):
        if before and before[-1] in _LITTLE:
            before = before[:-1]
            return not (before and before[-1] in _GENERAL)
        return not (before and before[-1] in _FOR and word in ("rodiny", "rodinu"))
    return _CHILD.fullmatch(word) is not None


def _names_family_within(title: str) -> bool:
    """Tell whether a word for a family stands before a name, in capitals or not."""
    words = re.findall(r"[^\W\d_]+", title)
    return any(
        names_family(" ".join(words[place : place + 2])) is not None
        for place in range(1, len(words) - 1)
    )
