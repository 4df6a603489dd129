"""Which town or region does the written name of an actor speak of?

The places known are the 206 municipalities with extended powers (ORP) and the 14 regions (kraj),
in every case, with and without diacritics, abbreviated as people do: "Brandýs n.L. - St.Boleslav".
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from netcoop._core.checks import check_choice
from netcoop.reference.place_context import Text, Token, is_meant, read_text
from netcoop.reference.place_index import Pattern, Slot, context_words, fold_form, index, initials
from netcoop.reference.territory import territories

__all__ = ["Place", "find_places", "kraj_of", "orp_of_kraj"]


@dataclass(frozen=True, slots=True)
class Place:
    """A place found in a text.

    Parameters
    ----------
    regions : tuple of str
        Names of the areas it may mean, as in ``territories()``. One is settled, several are
        ambiguous.
    level : str
        ``"orp"``, or ``"kraj"`` where the names are those of the column ``kraj_name``.
    start, end : int
        Where it stands in the text: ``text[start:end]``.
    """

    regions: tuple[str, ...]
    level: str
    start: int
    end: int


def find_places(written: str) -> list[Place]:
    """Find the towns and regions that a written name speaks of.

    A name that is also an everyday word or a street ("Most k domovu", "ZŠ Jihlavská") is left
    out rather than guessed, and so is a town whose qualifier says that it is another one
    ("Kostelec nad Černými lesy").

    Parameters
    ----------
    written : str
        The name of an actor as it was written.

    Returns
    -------
    list of Place
        In the order of the text, not overlapping; empty where there is none.

    Examples
    --------
    >>> [place.regions for place in find_places("PPP Brno, prac. Žďár n. S.")]
    [('Brno',), ('Žďár nad Sázavou',)]
    >>> find_places("Krajský úřad Olomouckého kraje")
    [Place(regions=('Olomoucký kraj',), level='kraj', start=13, end=30)]
    >>> find_places("OSPOD Ústí")[0].regions
    ('Ústí nad Labem', 'Ústí nad Orlicí')
    >>> find_places("Most k domovu")
    []
    """
    text = read_text(written)
    found: list[Place] = []
    at = 0
    while at < len(text.tokens):
        place, used = _initials(text, at) or _longest(text, at)
        if place is not None and place.regions:  # a place that is no ORP has none
            found.append(place)
        at += used
    return found


def kraj_of(region: str) -> str:
    """Name the region (kraj) that a municipality with extended powers lies in.

    Examples
    --------
    >>> kraj_of("Telč")
    'Kraj Vysočina'
    """
    return _krajs()[check_choice("region", region, _krajs())]


def orp_of_kraj(kraj: str) -> tuple[str, ...]:
    """List the municipalities with extended powers in a region (kraj).

    Examples
    --------
    >>> len(orp_of_kraj("Kraj Vysočina")), orp_of_kraj("Hlavní město Praha")
    (15, ('Praha',))
    """
    check_choice("kraj", kraj, sorted(set(_krajs().values())))
    return tuple(region for region, above in _krajs().items() if above == kraj)


@cache
def _krajs() -> dict[str, str]:
    return dict(territories()["kraj_name"].items())  # type: ignore[arg-type]


# Undotted and alone these are words: "v Meziříčí", "u Hradiště".
_ONE_LETTER_WORDS = frozenset("vukszoai")
_WORTH = 6  # letters that all the cut words of a name must have together: "Val. Mez."
_LONE_CUT = 4  # or one of them: "Havl. Br."; one less is enough in "Lip. nad Bečvou", "Jih. kraj"

_Found = tuple[Place | None, int]  # and how many words it takes


def _longest(text: Text, at: int) -> _Found:
    """Take the longest of the patterns that fit here, unabbreviated before abbreviated."""
    best: tuple[int, bool] = (0, False)
    chosen: list[Pattern] = []
    for pattern in _candidates(text.tokens[at]):
        whole = _fit(pattern, text, at)
        if whole is None or not is_meant(pattern, text, at):
            continue
        size = (len(pattern.slots), whole)
        if size > best:
            best, chosen = size, [pattern]
        elif size == best:
            chosen.append(pattern)
    if not chosen:
        return None, 1
    level, used = chosen[0].level, best[0]
    regions = dict.fromkeys(
        region for pattern in chosen if pattern.level == level for region in pattern.regions
    )
    last = text.tokens[at + used - 1]
    # The full stop of "n. L." belongs to the name.
    cut = last.dotted and last.folded not in chosen[0].slots[-1].forms
    return Place(tuple(regions), level, text.tokens[at].start, last.end + cut), used


def _candidates(token: Token) -> Iterator[Pattern]:
    yield from index().by_form.get(token.folded, ())
    if token.dotted or len(token.written) == 1:
        yield from index().by_start.get(token.folded, ())


def _fit(pattern: Pattern, text: Text, at: int) -> bool | None:
    """Tell whether the words stand here in full (True), abbreviated (False) or not (None)."""
    if at + len(pattern.slots) > len(text.tokens):
        return None
    whole, known, told, letters = True, False, False, [0]
    for offset, slot in enumerate(pattern.slots):
        token = text.tokens[at + offset]
        if offset and not token.joined:
            return None
        if token.folded in slot.forms:
            known = known or slot.role == "content"
            told = told or slot.role == "qualifier"
        elif token.folded in slot.starts and _may_be_cut(token, slot, text):
            whole = False
            letters += [len(token.folded)] if slot.role == "content" else []
        else:
            return None
    enough = _LONE_CUT - (told or pattern.kind == "kraj")
    return whole if known or max(letters) >= enough or sum(letters) >= _WORTH else None


def _may_be_cut(token: Token, slot: Slot, text: Text) -> bool:
    if slot.role == "qualifier":
        return True
    single = len(token.folded) == 1
    if slot.role != "content":
        return token.dotted or single
    alone = single and token.capital and token.folded not in _ONE_LETTER_WORDS
    return (token.dotted and (token.capital or text.lower)) or alone


def _initials(text: Text, at: int) -> _Found | None:
    """Read "HB", "F-M", "KÚ JmK", "KUJMK": only as the table writes them."""
    token = text.tokens[at]
    if not token.capital or len(token.written) > 8:
        return None
    known = initials()
    written = unicodedata.normalize("NFC", token.written)
    used, skipped = 1, 0
    following = text.tokens[at + 1] if at + 1 < len(text.tokens) else None
    if following and following.joined and not (following.spaced or token.dotted):
        pair = f"{written}-{following.written}"
        written, used = (pair, 2) if pair in known else (written, 1)
    office = text.folded(at - 1) in context_words("office_region")
    if written not in known and fold_form(written[:3]).startswith(("kru", "ku")):
        skipped = 3 if fold_form(written[:3]) == "kru" else 2
        written, office = written[skipped:], True
    if written not in known or (known[written][1] and not office):
        return None
    if token.dotted and following:
        return None  # "UL. PRAŽSKÁ"
    regions = known[written][0]
    level = "orp" if regions[0] in _krajs() else "kraj"
    end = text.tokens[at + used - 1].end
    return Place(regions, level, token.start + skipped, end), used
