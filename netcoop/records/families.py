"""Families, clients and foster carers called by a word and their surname: "rodina Veselých"."""

from __future__ import annotations

import re

from netcoop.reference.kinds import find_kinds
from netcoop.reference.persons import first_names
from netcoop.reference.places import find_places

# Kinds whose every actor is a natural person.
PERSONAL_KINDS = frozenset({"PPPD", "PESTOUN", "OSVOJITEL", "RODINA"})
ORGANISATIONS = re.compile(
    r"\b(?:škol|gymn|porad|centr|dům|domov|spol[ek]|nadac|fond|charit|diakoni|farn|středis|ústav|"
    r"úřad|odbor|oddělen|polici|soud|služb|klub|sdružen|lig[ay]|link|svaz|kancelář|klinik|nemocnic|"
    r"obec|obc|měst|kraj|družin|zařízen|agentur|institut|univerzit|fakult|o\.\s?p\.\s?s|z\.\s?s|"
    r"z\.\s?ú|s\.\s?r\.\s?o|školk|asociac|program|projekt|skupin|ulic|náměst|rodinn|dětsk)",
    re.IGNORECASE,
)
_ONE = (
    r"matk(?:a|y|ou|u)|mat(?:ce)|ot(?:ec|ce|cem|ci)|mamink(?:a|y|ou)|máma|tát(?:a|ou)|"
    r"tatín(?:ek|kem)|babičk(?:a|y|ou)|děd(?:eček|ečkem|a)|tet(?:a|ou)|strýc|"
    r"klient(?:k)?(?:a|y|em|ou|ovi)?|"
    r"pěstoun(?:k)?(?:a|y|em|ou|ovi)?|osvojitel(?:k)?(?:a|y|em|ou)?|opatrovn(?:ík|ice)|poručn(?:ík|ice)|"
    r"osob(?:a|ou)\s+pečující|rodič(?:em)?|zákonn\w+\s+zástup(?:ce|kyně)"
)
_MANY = (
    r"rodin(?:a|y|ě|u|ou)|rodiče|rodiči|prarodiče|manžel(?:é|i|ka|kou|em)?|pěstouni|klienti|"
    r"osvojitelé|sourozenc(?:i|e|ů)|děti"
)
_WHICH = (
    r"(?:(?:biologick|vlastn|nevlastn|náhradn|přechodn|dlouhodob|pěstounsk|hostitelsk|býval|mlad|"
    r"širš)\w*\s+)*"
)
_FAMILY = re.compile(
    rf"{_WHICH}(?P<word>{_ONE}|{_MANY})\s*[-–—:,(]?\s*(?P<name>\S.*)", re.IGNORECASE
)
# "Utajená (matka)", "Utajených – rodina"; "Nová rodina" is an association.
_BEHIND = re.compile(
    rf"(?P<name>\S.*?)(?:\s*[-–—:,(]\s*(?:{_ONE}|{_MANY})|\s+(?:{_ONE}))\s*\)?", re.IGNORECASE
)
_SINGULAR = re.compile(_ONE, re.IGNORECASE)
_HOLDS = re.compile(rf"(?<!\w)(?:{_ONE}|{_MANY})(?!\w)", re.IGNORECASE)
# Where a family is named behind an office: "OSPOD a matka Veselá".
WITHIN = re.compile(
    rf"\s+(?:(?:a|s|se|\+|&)\s+)(?=(?:{_ONE}|{_MANY})\s+[A-ZÁ-Ž])|\s+(?=(?:matka|otec|klient|klientka|"
    r"pěstoun|pěstounka)\s+[A-ZÁ-Ž])"
)
_ENDING = (
    r"(?:ov[áaéieo]|ových|ovými?|ovou|[^\W\d_]{2}ý|[^\W\d_]{2}á|[^\W\d_]{2}ých|[^\W\d_]{2}ým|"
    r"[^\W\d_]{2}ou|[^\W\d_]{2}ému|[^\W\d_]{2}ovi|[sc]k[ýáéío]|ík|[áa]k|[eě]k|ec|ků|áčů|ová-\w+)"
)
_SURNAME = re.compile(rf"[^\W\d_][^\W\d_-]*{_ENDING}", re.IGNORECASE)
# Said of a family, and nobody's name.
_SAID = re.compile(
    r"(?:biologick|vlastn|náhradn|přechodn|dlouhodob|pěstounsk|vícedětn|neúpln|ohrožen|sociáln|"
    r"romsk|ukrajinsk|žadatel|samoživitel|pečujíc|celá|nov[áéý]$|terénn|městsk|krajsk)\w*",
    re.IGNORECASE,
)
_NO_NAMES = frozenset({"plus", "spolu", "online", "dnes", "info", "země", "srpš", "srpdš", "cz"})
_NAME = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*\.?")
_FOR = re.compile(r"(?<=\s)(?:pro|v|ve|na)(?=\s)|(?<!\w)srp[dš]š?(?!\w)", re.IGNORECASE)
_AND = re.compile(r"(?<!\w)(?:a|s|se)(?!\w)", re.IGNORECASE)
_MOST = 3


def names_family(written: str) -> str | None:
    """Give the kind of family, client or carer a name speaks of, if it names one; else ``None``.

    A word for a family and a word in capitals is enough, unless that is a place or an office.

    Examples
    --------
    >>> names_family("matka Utajená"), names_family("rodina veselých")
    ('RODINA', 'RODINA')
    >>> names_family("Rodina v centru, z. s."), names_family("matka"), names_family("Nová rodina")
    (None, None, None)
    """
    bare = " ".join(written.split()).strip(" ,;.-–—)")
    if not _HOLDS.search(bare):
        return None
    for pattern in (_FAMILY, _BEHIND):
        match = pattern.fullmatch(bare)
        if match is None:
            continue
        singular = pattern is _BEHIND or _SINGULAR.fullmatch(match["word"]) is not None
        if _is_name(match["name"], singular=singular, sure=pattern is _FAMILY):
            return _kind(bare)
    return None


def holds_family(written: str) -> bool:
    """Tell whether a text has a word for a family in it."""
    return _HOLDS.search(written) is not None


def is_organisation(written: str) -> bool:
    """Tell whether what is called by a word for a family is an organisation all the same.

    Examples
    --------
    >>> is_organisation("Sdružení pěstounů"), is_organisation("Matka a dítě")
    (True, True)
    >>> is_organisation("rodina Krajíčkova"), is_organisation("PPPD Utajená")
    (False, False)
    """
    if names_family(written) is not None:
        return False
    if ORGANISATIONS.search(written) or _FOR.search(written):
        return True
    further = written.split()[1:]
    return bool(_AND.search(written)) and not any(word[0].isupper() for word in further)


def _kind(bare: str) -> str:
    folded = bare.casefold()
    if re.search(r"(?<!\w)(?:pěstoun|osob\w* pečující)", folded):
        return "PESTOUN"
    return "OSVOJITEL" if "osvojitel" in folded else "RODINA"


def _is_name(written: str, *, singular: bool, sure: bool) -> bool:
    """Tell whether the words beside a word for a family are somebody's name."""
    words = re.sub(r"\s+(?:a|i)\s+", " ", written.strip(" ,;.()")).split()
    if not 1 <= len(words) <= _MOST or not all(_NAME.fullmatch(word) for word in words):
        return False
    surnames = [_SURNAME.fullmatch(word) is not None for word in words]
    if any(word.casefold() in first_names() for word in words):
        return True
    if any(_SAID.fullmatch(word) for word in words if word[0].islower()):
        return False
    if not sure or all(word.islower() for word in words):
        # Beside no capital the ending decides.
        return all(surnames)
    if any(word[0].islower() for word in words):
        return False
    others = [word for word, told in zip(words, surnames, strict=True) if not told]
    if any(map(_is_no_name, others)):
        return False
    return singular or any(surnames) or not _is_place(written)


def _is_no_name(word: str) -> bool:
    """Tell whether a word in capitals is an abbreviation, a word for an office or a slogan."""
    short = word.isupper() and (len(word) <= _MOST or bool(find_kinds(word)))
    return short or word.casefold() in _NO_NAMES or ORGANISATIONS.match(word) is not None


def _is_place(written: str) -> bool:
    places = find_places(written)
    return bool(places) and not re.search(
        r"[^\W\d_]", written[: places[0].start] + written[places[-1].end :]
    )
