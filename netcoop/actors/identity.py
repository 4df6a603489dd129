"""Who a written name speaks of: its kind, its town and the words that tell it from others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from netcoop.actors.regions import kraj_names, kraj_of
from netcoop.actors.towns import district, is_short, kraj_by_letters, place_of, unglued
from netcoop.reference import kind_sector
from netcoop.reference.kind_tables import kind_rule, stem_group, word_group
from netcoop.reference.kinds import Reading, read_kind
from netcoop.reference.places import Place, find_places
from netcoop.reference.words import Word, fold, legal_forms, stem, tidy, words_of

# Kinds that say no more than that someone is there.
GENERIC = frozenset({"NNO", "JINE", "?"})
# Whoever works for a town is meant by the town of the record.
_OF_THE_TOWN = frozenset({"education", "spod", "municipality", "justice_security", "health"})
# Bearers of these kinds stand side by side in one town under one word.
_NEVER_BARE = frozenset({"CHARITA", "NNO", "JINE"})
# What may stand in a name without telling it from another.
_PUNCTUATION = re.compile(r"[\w\s.,;:()\[\]/\"'&+_-]")
_AT_KRAJ = {"ORP_SOC": "KU_SOC", "OSPOD": "KU_SPOD"}
_LABOUR_REGION = re.compile(r"\bkrajsk\w+ poboč\w+|\bKrP\b", re.IGNORECASE)
# Names of a kind that have a town in them.
_KIND_WITH_TOWN = frozenset({"ms brno", "úřad brno"})


@dataclass(frozen=True)
class Detail:
    """What tells two names of one identity apart after all: letters, house, legal form."""

    spelled: tuple[str, ...] = ()
    houses: frozenset[str] = frozenset()
    legal: str = ""

    def agrees(self, other: Detail) -> bool:
        """Tell whether nothing the two say is different."""
        return (
            (not self.houses or not other.houses or self.houses == other.houses)
            and (not self.legal or not other.legal or self.legal == other.legal)
            and len(self.spelled) == len(other.spelled)
            and all(
                a == b or (fold(a) == fold(b) and (a.isascii() or b.isascii()))
                for a, b in zip(self.spelled, other.spelled, strict=True)
            )
        )

    def within(self, other: Detail) -> bool:
        """Tell whether the other says the same and perhaps more."""
        return (
            (not self.houses or self.houses == other.houses)
            and self.legal in {"", other.legal}
            and len(self.spelled) == len(other.spelled)
            and all(
                a == b or (a.isascii() and a == fold(b))
                for a, b in zip(self.spelled, other.spelled, strict=True)
            )
        )


@dataclass(frozen=True)
class Identity:
    """What a name says, without the record it stands in."""

    text: str
    kinds: tuple[str, ...]
    place: str | None
    doubtful: tuple[str, ...]
    rest: tuple[str, ...]
    detail: Detail
    unclear: str
    # The town is named so that one of another region may be meant: "ZŠ Kostelec".
    short_town: bool = False

    @cached_property
    def kind(self) -> str:
        """The one kind it is, or nothing."""
        one = self.kinds[0] if len(self.kinds) == 1 else ""
        return "" if one in GENERIC else one

    @property
    def unsettled(self) -> bool:
        """Whether it may be of several kinds."""
        return len(self.kinds) > 1 or self.kinds == ("?",)

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of its own."""
        return frozenset(word for word in self.rest if not word.startswith("@"))

    @cached_property
    def marks(self) -> frozenset[str]:
        """Forms, providers and seats: what is beside the words."""
        return frozenset(word for word in self.rest if word.startswith("@"))

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Numbers that are no house numbers."""
        return frozenset(word for word in self.rest if word[0].isdigit())

    @property
    def scope(self) -> str:
        """How many there are: one in an orp, a kraj, the country, or many."""
        return kind_rule(self.kind).scope if self.kind else "many"

    @property
    def only_counted(self) -> bool:
        """Whether nothing but a number tells it apart, as in "3. ZŠ"."""
        return bool(self.numbers) and self.words == self.numbers

    @property
    def takes_context(self) -> bool:
        """Whether the town of the record is meant where the name has none."""
        known = [kind for kind in self.kinds if kind != "?"]
        if not known or self.scope == "country" or set(known) <= GENERIC:
            return False
        if any(mark[1:] in kraj_names() for mark in self.marks):
            return False
        return not self.words or all(kind_sector(kind) in _OF_THE_TOWN for kind in known)

    @property
    def needs_region(self) -> bool:
        """Whether it matters in which region the name is written: it does not say a town."""
        return self.short_town or (self.place is None and self.scope != "country")

    @property
    def never_bare(self) -> bool:
        """Whether the word alone, even with a town, may be one of several."""
        return not self.words and not self.marks and set(self.kinds) <= _NEVER_BARE

    def located(self, context: str | None) -> str | None:
        """Say where it is: as written, else where the record says."""
        if self.scope == "country":
            return None
        place = self.place
        if self.short_town and context not in {None, place}:
            return None
        if place is None and self.takes_context:
            place = next((one for one in self.doubtful if one == context), context)
            if self.doubtful and place not in self.doubtful:
                return None
        return kraj_of(place) if place and self.scope == "kraj" else place


@lru_cache(maxsize=200_000)
def identify(written: str, kind: str | None = None) -> Identity:
    """Read a name; ``kind`` is what a register says it is.

    Examples
    --------
    >>> one = identify("Oblastní charita Znojmo – SAS Zrnko")
    >>> one.kind, one.place, sorted(one.rest)
    ('SS_SAS', 'Znojmo', ['@CHARITA:oblastní', 'zrnko'])
    """
    text = unglued(tidy(written))
    places, reading, words = _read(text)
    kinds = (kind,) if kind else _of_kraj(reading.kinds, places, words)
    scope = kind_rule(kinds[0]).scope if len(kinds) == 1 else "many"
    place, seats, doubtful = place_of(places, scope, text)
    if scope == "kraj" and place is None:
        place, words = kraj_by_letters(words)
    if (
        place in word_group("with_districts")
        and kinds == ("OSPOD",)
        and (words or district(text, places))
    ):
        kinds = ("OSPOD_MC",)
    fillers = kind_rule(kinds[0]).fillers if len(kinds) == 1 else frozenset[str]()
    fillers |= {stem(word.folded) for word in words_of(place or "") if len(word.folded) > 2}
    settled = bool(set(kinds) - GENERIC)
    rest, houses = _rest(
        words, fillers, settled=settled, houses_too=settled and kinds != ("OSPOD_MC",), text=text
    )
    marks = _marks(text, reading, seats, kinds)
    numbers = district(text, places)
    spelled = tuple(word.plain for word in rest)
    if settled:
        spelled = tuple(sorted(set(spelled), key=fold))
    folded = [word.folded for word in rest] + numbers
    return Identity(
        text,
        kinds,
        place,
        doubtful,
        tuple(sorted({*folded, *marks})) if settled else (*folded, *sorted(marks)),
        Detail(spelled, frozenset(houses), _legal(text)),
        reading.abbreviation if len(kinds) != 1 or "?" in kinds else "",
        scope == "many"
        and bool(kinds)
        and all(kind_sector(one) == "education" for one in kinds)
        and place is not None
        and is_short(place, places, text),
    )


def _read(text: str) -> tuple[list[Place], Reading, list[tuple[Word, int]]]:
    """Find the places, the kind and the words beside them."""
    places = find_places(text)
    spans = [(place.start, place.end) for place in places]
    reading = read_kind(text, [] if text.casefold() in _KIND_WITH_TOWN else spans)
    if not set(reading.kinds) - GENERIC:
        places = [place for place in places if not _leads(place, text)]
        spans = [(place.start, place.end) for place in places]
    words = _own_words(text, reading, spans)
    if len(reading.kinds) > 1 and places and not words:
        reading = read_kind(text, spans, town=True)
    return places, reading, words


def _marks(text: str, reading: Reading, seats: Sequence[str], kinds: tuple[str, ...]) -> list[str]:
    """Write down what tells an actor apart beside its words: form, provider, seat, symbols."""
    # There is one social department at a kraj, however it is called.
    forms = () if kinds == ("KU_SOC",) else reading.form
    if kinds == ("KU_SPOD",) and reading.kinds == ("OSPOD",):
        forms = ("SPOD",)  # "Kraj Vysočina, OSPOD"
    if kinds == ("OSPOD_MC",) and not _named(reading, "OSPOD", text):
        forms = (*forms, "úřad")  # the office of a district is not its OSPOD
    if kinds == ("UP_KOP",) and not seats and _LABOUR_REGION.search(text):
        forms = (*forms, "krajská pobočka")
    symbols = sorted(set(_PUNCTUATION.sub("", text)))
    return [f"@{mark}" for mark in (*forms, *reading.beside, *seats, *symbols)]


def _named(reading: Reading, code: str, text: str) -> bool:
    return any(
        code in used.kinds or code in _folded_words(text[used.start : used.end])
        for used in reading.used
    )


def _folded_words(text: str) -> set[str]:
    return {word.folded.upper() for word in words_of(text)}


def _leads(place: Place, text: str) -> bool:
    """Tell "Ostrov Naděje" from "Naděje Ostrov": what comes first is part of the name."""
    return place.start == 0 and re.match(r" [^\W\d_]", text[place.end :]) is not None


def _of_kraj(
    kinds: tuple[str, ...], places: Sequence[Place], words: Sequence[object]
) -> tuple[str, ...]:
    """Take the office of a kraj for what it is: "Kraj Vysočina, odbor soc. věcí"."""
    if not places or any(place.level != "kraj" for place in places):
        return kinds
    if not kinds and not words:
        return ("KU_SPOD",)
    return tuple(_AT_KRAJ.get(kind, kind) for kind in kinds) if len(kinds) == 1 else kinds


def _own_words(
    text: str, reading: Reading, spans: Sequence[tuple[int, int]]
) -> list[tuple[Word, int]]:
    """Take the words that are neither town nor kind nor legal form, with their position."""
    taken = [*spans, *((used.start, used.end) for used in reading.used)]
    taken += [(form.start, form.end) for form in legal_forms(text)]
    return [
        (letter, position)
        for position, word in enumerate(words_of(text))
        if not any(word.start < end and start < word.end for start, end in taken)
        for letter in _letters(word, text)
    ]


def _letters(word: Word, text: str) -> list[Word]:
    """Part "T.G." as "T. G." is parted."""
    if "." not in text[word.start : word.end]:
        return [word]
    return [
        Word(one, fold(one), word.start, word.end, dotted=True, upper=word.upper)
        for one in word.plain
    ]


def _rest(
    words: list[tuple[Word, int]],
    fillers: frozenset[str],
    *,
    settled: bool,
    houses_too: bool,
    text: str,
) -> tuple[list[Word], list[str]]:
    """Part the words of its own from fillers and from house numbers."""
    rest: list[Word] = []
    houses: list[str] = []
    last = -2
    count = len(words_of(text))
    for word, position in words:
        if word.plain.isdigit():
            follows = houses_too and bool(rest) and last == position - 1
            if follows and (not word.dotted or position == count - 1):
                houses.append(word.plain)
                last = position
                continue
        elif _is_filler(
            word, fillers, settled=settled, first=not position, last=position == count - 1
        ):
            continue
        rest.append(word)
        last = position
    return rest, houses


def _is_filler(
    word: Word, fillers: frozenset[str], *, settled: bool, first: bool, last: bool
) -> bool:
    if word.stem in stem_group("place"):
        return settled or not first
    if not settled:
        return False
    if word.stem in stem_group("role"):
        return True
    if word.folded in word_group("little"):
        if len(word.folded) == 1 and word.upper and (word.dotted or word.folded == "i"):
            return False  # "V. ZŠ" is the fifth, "I. Olbrachta" a name
        return not (first or last) or len(word.folded) > 1 or word.dotted
    if word.dotted and len(word.folded) > 1:
        return any(filler.startswith(word.folded) for filler in fillers)
    return word.stem in fillers or (
        len(word.folded) == 3 and any(filler.startswith(word.folded) for filler in fillers)
    )


def _legal(text: str) -> str:
    forms = legal_forms(text)
    if not forms:
        return ""
    if any(form.nonprofit for form in forms):
        return "nonprofit"
    return "company" if "r" in fold(text[forms[0].start : forms[0].end]) else "other"
