"""Which town a name speaks of: where the actor works, and where it only has its seat."""

from __future__ import annotations

import re
from collections.abc import Sequence

from netcoop.actors.regions import kraj_of
from netcoop.reference.kind_tables import stem_group
from netcoop.reference.places import Place
from netcoop.reference.words import Word, fold, words_of

_KRAJ_LETTERS = {
    "jmk": "Jihomoravský kraj", "jhm": "Jihomoravský kraj", "jhmk": "Jihomoravský kraj",
    "ok": "Olomoucký kraj", "olk": "Olomoucký kraj", "zk": "Zlínský kraj", "zlk": "Zlínský kraj",
    "msk": "Moravskoslezský kraj", "sk": "Středočeský kraj", "stck": "Středočeský kraj",
    "jck": "Jihočeský kraj", "pk": "Plzeňský kraj", "plk": "Plzeňský kraj",
    "kvk": "Karlovarský kraj", "kk": "Karlovarský kraj", "uk": "Ústecký kraj",
    "ulk": "Ústecký kraj", "lk": "Liberecký kraj", "lbk": "Liberecký kraj",
    "khk": "Královéhradecký kraj", "hkk": "Královéhradecký kraj", "pak": "Pardubický kraj",
    "pck": "Pardubický kraj", "kv": "Kraj Vysočina", "vys": "Kraj Vysočina",
}  # fmt: skip
_CITY_OFFICES = {
    "MMB": "Brno", "MHMP": "Praha", "MMHK": "Hradec Králové", "MMCB": "České Budějovice",
    "MMČB": "České Budějovice", "MMOl": "Olomouc",
}  # fmt: skip
_CITY_OFFICE = re.compile(rf"\b(?:{'|'.join(_CITY_OFFICES)})\b")
_REPUBLIC = re.compile(r"\b[Čč]esk(?:é|á|ou) [Rr]epubli(?:ky|ka|ce|kou)\b")
_PRAHA_OFFICE = re.compile(r"\b(?:OSPOD|Ú?MČ)\b")
_PRAHA = re.compile(r"\bP[ -]?(\d{1,2})\b")
_GLUED_KRAJ = re.compile(r"^(K[ÚU]|KrÚ)([A-ZČÚ]{2,4})\b")
# Towns that share their name with others far away: six are called Ostrov.
_SHARED = frozenset({"Ostrov", "Hranice", "Písek", "Hodonín", "Kyjov", "Sušice"})


def unglued(text: str) -> str:
    """Write "KUJMK" as two words, and "MMB" as the office and the town it is of."""
    text = _CITY_OFFICE.sub(lambda found: f"Magistrát {_CITY_OFFICES[found[0]]}", text)
    text = _REPUBLIC.sub("ČR", text)
    if _PRAHA_OFFICE.search(text):
        text = _PRAHA.sub(r"Praha \1", text)
    match = _GLUED_KRAJ.match(text)
    if match and fold(match[2]) in _KRAJ_LETTERS:
        return f"{match[1]} {text[match.start(2) :]}"
    return text


def place_of(
    places: Sequence[Place], scope: str, text: str
) -> tuple[str | None, tuple[str, ...], tuple[str, ...]]:
    """Choose the place of work, name the seats beside it, and what else may be meant."""
    krajs = [place for place in places if place.level == "kraj" and len(place.regions) == 1]
    towns = [place for place in places if place.level == "orp" and len(place.regions) == 1]
    if scope == "kraj":
        named = krajs or towns
        if not named:
            return None, (), ()
        # "Krajský soud v Brně, pobočka Zlín" is not the one in Brno.
        at = named[0] if krajs else next((p for p in towns if _at_work(text, p)), named[0])
        seats = {p.regions[0] for p in named} - {at.regions[0]} if not krajs else set()
        return kraj_of(at.regions[0]), tuple(sorted(seats)), ()
    doubtful = tuple(
        region for place in places if len(place.regions) > 1 for region in place.regions
    )
    if not towns:
        return None, tuple(place.regions[0] for place in krajs), doubtful
    chosen = next((place for place in towns if _at_work(text, place)), towns[-1])
    seats = {place.regions[0] for place in towns} - {chosen.regions[0]}
    return chosen.regions[0], tuple(sorted(seats)), ()


def _at_work(text: str, place: Place) -> bool:
    before = words_of(text[: place.start])
    return (
        bool(before) and before[-1].stem in stem_group("workplace") and before[0] is not before[-1]
    )


def district(text: str, places: Sequence[Place]) -> list[str]:
    """Take the number of a city district: "Praha 4" is a place within a place."""
    return [number for p in places for number in re.findall(r"\d+", text[p.start : p.end])]


def kraj_by_letters(
    words: list[tuple[Word, int]],
) -> tuple[str | None, list[tuple[Word, int]]]:
    """Read a kraj written by its letters, and take them out of the words."""
    for word, position in words:
        if word.folded in _KRAJ_LETTERS:
            left = [(other, at) for other, at in words if at != position]
            return _KRAJ_LETTERS[word.folded], left
    return None, words


def is_short(region: str, places: Sequence[Place], text: str) -> bool:
    """Tell whether a town is named so that another may be meant: "Kostelec", "Ostrov"."""
    written = [text[p.start : p.end] for p in places if p.regions == (region,)]
    return bool(written) and all(
        region in _SHARED or (not one.isupper() and len(one.split()) < len(region.split()))
        for one in written
    )
