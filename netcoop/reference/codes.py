"""Words of the field → codes of the vocabulary: "kul. stůl" is KULATY."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from functools import cache

from netcoop.reference.vocabularies import vocabulary

__all__ = ["code_in", "codes_of"]


def codes_of(kind: str, written: str) -> tuple[str, ...]:
    """Give the codes a word may mean: one is certain, several are ambiguous, none is unknown.

    Parameters
    ----------
    kind : str
        What the word stands for, as in :func:`netcoop.vocabulary`.
    written : str
        A code, a label in Czech or English, another spelling, or one shortened by full stops.

    Examples
    --------
    >>> codes_of("meeting", "kul. stůl"), codes_of("actor", "stacionář"), codes_of("need", "xyz")
    (('KULATY',), ('SS_DSTAC',), ())
    """
    known = _words(kind)
    if written in known:
        return known[written]
    plain = _plain(written)
    if plain in known:
        return known[plain]
    if "." not in written:
        return ()
    shortened = _shortened(written)
    found = {code for word, codes in known.items() if shortened.fullmatch(word) for code in codes}
    return tuple(sorted(found))


def code_in(kind: str, written: str) -> str | None:
    """Find the code whose spelling a text begins with, or holds as whole words.

    Examples
    --------
    >>> code_in("meeting", "Kulatý stůl: rizikové chování")
    'KULATY'
    """
    plain = f" {_plain(written)} "
    found = [
        word
        for word, codes in _words(kind).items()
        if len(codes) == 1 and len(word) > 3 and word.islower() and f" {word} " in plain
    ]
    best = max(found, key=lambda word: (plain.startswith(f" {word} "), len(word)), default=None)
    return None if best is None else _words(kind)[best][0]


@cache
def _words(kind: str) -> dict[str, tuple[str, ...]]:
    """Every spelling in plain letters, and every code as it is, with the codes it may mean."""
    found: dict[str, set[str]] = defaultdict(set)
    for lang in ("cs", "en"):
        entries = vocabulary(kind, lang)
        aliases = entries["aliases"].fillna("").str.split("|")
        for code, label, others in zip(entries["code"], entries["label"], aliases, strict=True):
            for word in (label, *_alternatives(label), *others):
                if _plain(word):
                    found[_plain(word)].add(code)
    words = {word: tuple(sorted(codes)) for word, codes in found.items()}
    # A code always means itself.
    return words | {code: (code,) for code in vocabulary(kind)["code"]}


def _alternatives(label: str) -> list[str]:
    """Part "Online / videokonference" and leave out what stands in brackets."""
    parts = re.sub(r"\([^)]*\)", " ", label)
    return [part for part in (parts, *re.split(r"\s*/\s*", parts)) if part.strip()]


@cache
def _plain(written: str) -> str:
    """Reduce a word to plain lower-case letters, digits and single spaces."""
    letters = unicodedata.normalize("NFKD", written.casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    plain = " ".join(re.findall(r"\w+", bare))
    # Signs such as "?" and "-" are words of some vocabularies.
    return plain or bare.strip()


def _shortened(written: str) -> re.Pattern[str]:
    """Let every word with a full stop stand for any word it begins."""
    parts = re.findall(r"(\w+)(\.?)", written)
    return re.compile(
        r" ".join(re.escape(_plain(word)) + (r"\w*" if stop else "") for word, stop in parts)
    )
