"""Outputs in words: which titles may leave, and how kinds, meetings and needs are called."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from netcoop._core.texts import mark, text
from netcoop.actors.regions import canonical_region, kraj_names
from netcoop.network.case_meetings import CASES
from netcoop.records.privacy import harmless
from netcoop.records.schema import fold, fold_words
from netcoop.reference import kind_label, territories, vocabulary
from netcoop.reference.persons import first_names
from netcoop.reference.places import find_places
from netcoop.reports.local.case_titles import may_be_of_a_case

OTHER = "other"
# Kinds of outputs by a word of Czech or English, folded; what else is written may be anything.
_KINDS = {
    "dohod": "agreement", "agreement": "agreement", "memorand": "agreement",
    "metodik": "guideline", "guideline": "guideline", "methodology": "guideline",
    "postup": "procedure", "procedure": "procedure", "pravidl": "procedure", "rules": "procedure",
    "manual": "manual", "prirucka": "manual", "pruvodce": "manual",
    "plan": "plan", "strategi": "strategy", "strategy": "strategy", "koncepce": "strategy",
    "analyz": "analysis", "analysis": "analysis",
    "seznam": "list", "prehled": "list", "list": "list", "katalog": "list",
    "adresar": "directory", "directory": "directory",
    "letak": "leaflet", "leaflet": "leaflet", "brozur": "leaflet",
    "web": "website", "website": "website", "zapis": "minutes", "minutes": "minutes",
    "zprav": "report", "report": "report", "opatreni": "measure", "measure": "measure",
    "sluzb": "service", "service": "service", "formular": "form", "form": "form",
    "skoleni": "training", "training": "training", "vzdelavani": "training",
    "model": "model", "doporuceni": "recommendation", "recommendation": "recommendation",
}  # fmt: skip
KIND_LABELS = {
    "agreement": mark("agreement"),
    "guideline": mark("guideline"),
    "procedure": mark("procedure or rules"),
    "manual": mark("manual"),
    "plan": mark("plan"),
    "strategy": mark("strategy"),
    "analysis": mark("analysis"),
    "list": mark("list"),
    "directory": mark("directory"),
    "leaflet": mark("leaflet"),
    "website": mark("website"),
    "minutes": mark("minutes"),
    "report": mark("written report"),
    "measure": mark("measure"),
    "service": mark("new service"),
    "form": mark("form"),
    "training": mark("training"),
    "model": mark("model"),
    "recommendation": mark("recommendation"),
    OTHER: mark("other"),
}
# Further words that a title of a document may begin with, folded.
_OPENINGS = (
    "mistni", "lokaln", "krajsk", "regionaln", "spolecn", "metodick", "pracovn", "zaverecn",
    "strategick", "souhrnn", "optimaln", "legislativn", "navrh", "mapa", "mapovani", "sitovani",
    "spoluprac", "databaz", "dotaznik", "vystup", "local", "joint", "map", "proposal", "summary",
)  # fmt: skip
# Of Czech words the ending changes; short words are taken as they stand, for "Formánek" is no form.
_ENDING = r"(?:|a|y|u|e|i|o|s|ou|em|um|im|ch|ho|mu|ej)"
_AS_THEY_STAND = frozenset({"list", "form", "web", "map", "mapa", "report", "rules", "local"})
_WORD = re.compile(r"[^\W\d_]+")
# A year, or a number of one or two digits that is no part of a date or of a file's number.
_DIGITS = re.compile(r"(?<![\d/.-])(?:(?:19|20)\d\d|\d{1,2})(?![\d/])")
_FILE_NUMBER = re.compile(r"\bsp(?:is)?\.?\s*zn|\bč\.?\s*j\b|\bom\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asked:
    """A document that had to be handed in: its words, by whom, and how it is recognised.

    ``all_of`` are beginnings of words, folded; each group must be there, by any of its members.
    """

    words: str
    whom: str
    all_of: tuple[tuple[str, ...], ...]
    none_of: tuple[str, ...] = ()

    def fits(self, folded: str) -> bool:
        """Tell whether a kind and title, folded, are of this sort."""
        starts = folded.split()

        def there(group: Iterable[str]) -> bool:
            return any(word.startswith(begin) for begin in group for word in starts)

        return all(map(there, self.all_of)) and not there(self.none_of)


_LOCAL, _PILOT = mark("networkers"), mark("the pilot of 2024–25")
ASKED = (
    Asked(
        mark("analysis of the local network and its best form"),
        _LOCAL,
        (("analyz", "analys"), ("sit", "sluz", "network", "service")),
    ),
    Asked(mark("local strategy of networking"), _LOCAL, (("strateg",),)),
    Asked(mark("leaflet"), _LOCAL, (("letak", "leaflet"),)),
    Asked(mark("minutes of the round table"), _LOCAL, (("zapis", "minutes"),)),
    Asked(
        mark("guideline of cooperation"),
        _LOCAL,
        (("metodik", "guideline", "methodolog"),),
        ("vzdel", "education", "training"),
    ),
    Asked(mark("manual"), _PILOT, (("manual",),)),
    Asked(
        mark("guideline of education"),
        _PILOT,
        (("metodik", "guideline", "methodolog"), ("vzdel", "education", "training")),
    ),
    Asked(mark("models of cooperation"), _PILOT, (("model",),)),
    Asked(mark("recommendations for legislation"), _PILOT, (("legislativ", "legislation"),)),
)


def title_shown(title: object, known: frozenset[str]) -> str | None:
    """Give a title back if it may leave, else ``None``; ``known`` are folded words.

    Examples
    --------
    >>> title_shown("Metodika spolupráce v Havlíčkově Brodě", frozenset())
    'Metodika spolupráce v Havlíčkově Brodě'
    >>> title_shown("Dopis rodičům Novákových", frozenset()) is None
    True
    >>> title_shown("Plán péče o Aničku", frozenset()) is None
    True
    >>> title_shown("Plán péče o dívku", frozenset()) is None
    True
    """
    if not isinstance(title, str) or harmless(title) != title or _FILE_NUMBER.search(title):
        return None
    if may_be_of_a_case(title):
        return None
    rest = title
    for place in reversed(find_places(title)):
        rest = f"{rest[: place.start]} {rest[place.end :]}"
    if re.search(r"\d", _DIGITS.sub("", rest)):
        return None
    words = _WORD.findall(title)
    if not words or _stem(fold(words[0])) is None:
        return None
    named = [word for word in _WORD.findall(rest) if word.casefold() in first_names()]
    further = [word for word in _WORD.findall(rest) if word != words[0] and word[0].isupper()]
    return None if named or any(fold(word) not in known for word in further) else title


def known_words(names: Iterable[str]) -> frozenset[str]:
    """Collect folded words a title may hold in capitals: of shown actors, and abbreviations."""
    return _abbreviations() | {fold(word) for name in names for word in _WORD.findall(name)}


@cache
def _abbreviations() -> frozenset[str]:
    """Abbreviations of the field."""
    found = {"orp", "mpsv", "msmt", "cr", "eu", "esf", "opz", "spod", "kpss", "mas"}
    for kind in ("actor", "meeting"):
        for aliases in vocabulary(kind)["aliases"].dropna():
            words = _WORD.findall(str(aliases))
            found |= {fold(word) for word in words if len(word) > 1 and word.isupper()}
    return frozenset(found)


def kind_code(kind: object) -> str | None:
    """Give the kind of an output as a code; what is not known is "other", a missing one missing.

    Examples
    --------
    >>> kind_code("Metodiky"), kind_code("dopis Novákovým"), kind_code(None)
    ('guideline', 'other', None)
    """
    words = fold_words(kind).split() if isinstance(kind, str) else []
    if not words:
        return None
    return _KINDS.get(_stem(words[0]) or "", OTHER)


@cache
def _stem(word: str) -> str | None:
    """Give the known word that a folded word is a form of."""
    for known in (*_KINDS, *_OPENINGS):
        ending = "" if known in _AS_THEY_STAND else _ENDING
        if re.fullmatch(known + ending, word):
            return known
    return None


def kind_words(code: str | None, lang: str) -> str:
    """Call a kind of output in words."""
    return text(KIND_LABELS[code or OTHER], lang)


def meeting_words(kind: str, lang: str) -> tuple[str, str]:
    """Give the code and the words of a kind of meeting; those on cases are all called alike.

    Examples
    --------
    >>> meeting_words("KULATY", "en"), meeting_words("PRIPKONF", "en")
    (('KULATY', 'Round table'), ('case', 'meeting on a case'))
    """
    if kind in CASES or kind == "case":
        return "case", text("meeting on a case", lang)
    labels = _labels("meeting", lang)
    return (kind, labels[kind]) if kind in labels else ("", text("meeting", lang))


def service_words(service: str, lang: str) -> tuple[str, str]:
    """Give the code and the words of what is needed; free text is "other"."""
    for kind in ("meeting", "need"):
        if service in _labels(kind, lang):
            return service, _labels(kind, lang)[service]
    if service in _labels("actor", lang):
        return service, kind_label(service, lang)
    return OTHER, text("other", lang)


@cache
def _labels(kind: str, lang: str) -> dict[str, str]:
    words = vocabulary(kind, lang)
    return dict(zip(words["code"], words["label"], strict=True))


def place_shown(region: object) -> str | None:
    """Give a region as the territories call it; any other is left out."""
    found = canonical_region(region) if isinstance(region, str) else None
    return found if found in territories().index or found in kraj_names() else None


def month_words(month: str | None, lang: str) -> str:
    """Write a month as people do.

    Examples
    --------
    >>> month_words("2015-05", "en"), month_words("2015-05", "cs")
    ('May 2015', 'květen 2015')
    """
    from babel.dates import format_date

    if not month:
        return ""
    return format_date(date.fromisoformat(f"{month}-01"), "LLLL y", locale=lang)
