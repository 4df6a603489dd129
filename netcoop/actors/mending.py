"""Slips of the pen and of the scanner in the words for kinds and towns."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from functools import cache

from netcoop.reference import territories
from netcoop.reference.kind_tables import kind_words
from netcoop.reference.scanned_places import unscanned
from netcoop.reference.words import words_of

# Shorter words are other words after one letter: Polní and Dolní.
_SHORT, _LONG = 5, 9
_MOST = 4
_SCANNED = (
    (re.compile(r"(?<=[^\W\d_])1|1(?=[^\W\d_])"), "l"),
    (re.compile(r"0(?=[^\W\d_])|(?<=[^\W\d_])0"), "O"),
)


class Mended:
    """Texts with one word put right, for the words that are nearly those of kinds and towns."""

    def __init__(self, words: Collection[str]) -> None:
        self.near = near_words(words, _lexicon())

    def versions(self, text: str) -> Iterator[str]:
        """Write a text again with a word that is no word put right."""
        scanned = text
        for pattern, letter in _SCANNED:
            scanned = pattern.sub(letter, scanned)
        if scanned != text:
            yield scanned
        if (town := unscanned(text)) not in (None, scanned):
            yield town
        for word in words_of(text):
            if word.folded in _lexicon():
                continue
            for near in sorted(self.near.get(word.folded, frozenset()) - {word.folded})[:_MOST]:
                yield text[: word.start] + _lexicon()[near] + text[word.end :]


def near_words(asked: Collection[str], known: Collection[str]) -> dict[str, frozenset[str]]:
    """Map words to those of the known ones a slip of the pen away.

    Examples
    --------
    >>> near_words({"probacni"}, {"probacni", "probocni", "polni"})["probacni"] == {
    ...     "probacni",
    ...     "probocni",
    ... }
    True
    """
    from rapidfuzz.distance import OSA

    everyone = set(known)
    choices = {word for word in everyone if len(word) >= _SHORT}
    by_cut: dict[str, list[str]] = defaultdict(list)
    for word in choices:
        for cut in _cuts(word):
            by_cut[cut].append(word)
    near: dict[str, set[str]] = {word: {word} if word in everyone else set() for word in asked}
    for word in asked:
        if len(word) < _SHORT or not word.isalpha():
            continue
        for other in {other for cut in _cuts(word) for other in by_cut.get(cut, ())}:
            most = 2 if min(len(word), len(other)) >= _LONG else 1
            if OSA.distance(word, other, score_cutoff=most) <= most:
                near[word].add(other)
    return {word: frozenset(found) for word, found in near.items()}


def _cuts(word: str) -> set[str]:
    """Leave out one letter, of long words two: slips of the pen have one of these in common."""
    cuts = {word}
    for _ in range(2 if len(word) >= _LONG else 1):
        cuts |= {cut[:at] + cut[at + 1 :] for cut in cuts for at in range(len(cut))}
    return cuts


@cache
def _lexicon() -> dict[str, str]:
    """Words of kinds and towns without diacritics, with how they are written."""
    towns = {
        word.folded: town[word.start : word.end]
        for town in territories().index
        for word in words_of(town)
        if len(word.folded) >= _SHORT
    }
    return {**{word: word for word in kind_words()}, **towns}
