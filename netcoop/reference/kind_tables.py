"""The tables of words for kinds of actors, ready to be looked up."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from netcoop.reference._tables import read_table
from netcoop.reference.vocabularies import vocabulary
from netcoop.reference.words import Word, fold, stem, tidy, words_of

# Aliases that hold a town of their own: the town is read by itself.
_WITH_TOWN = frozenset(
    {"IC Spondea", "OSPOD MMB", "OS Znojmo", "OSPOD ÚMČ Praha 14", "KUJMK", "KÚOK", "KÚ JMK"}
)
# Legal forms tell a non-profit organisation; they are found by a pattern of their own.
_LEGAL = frozenset({"z.s.", "z. s.", "o.p.s.", "z.ú.", "o.s.", "spolek"})
_LONG = 4
# Kinds of actors that connect others and offer no service themselves.
NETWORKER_KINDS = ("LOK_SITAR", "KRAJ_SITAR")
_VOCABULARY = ["code", "label", "aliases"]


@dataclass(frozen=True)
class KindRule:
    """How a kind of actor behaves: see the columns of ``kind_rules.csv``."""

    code: str
    rank: int
    scope: str
    inside: frozenset[str]
    fillers: frozenset[str]


@dataclass(frozen=True)
class Alias:
    """One way to write a kind, word by word, and the form of the kind it stands for."""

    words: tuple[Word, ...]
    code: str
    form: str
    written: str


def kind_rule(code: str) -> KindRule:
    """Tell how a kind of actor behaves.

    Examples
    --------
    >>> kind_rule("OSPOD").scope, kind_rule("ZS").scope
    ('orp', 'many')
    """
    return _rules().get(code) or KindRule(code, 2, "many", frozenset(), frozenset())


@cache
def aliases_by_word() -> dict[str, tuple[Alias, ...]]:
    """List every way to write a kind, by its first word."""
    forms = {
        (code, alias.casefold()): form
        for code, form, aliases in _rows("kind_forms")
        for alias in aliases.split("|")
    }
    by_first: dict[str, list[Alias]] = defaultdict(list)
    for code, label, aliases in vocabulary("actor", "cs")[_VOCABULARY].fillna("").to_numpy():
        for written in dict.fromkeys([*aliases.split("|"), _short_label(label)]):
            words = tuple(words_of(tidy(written)))
            if words and written not in _WITH_TOWN | _LEGAL:
                alias = Alias(words, code, forms.get((code, written.casefold()), ""), written)
                by_first[words[0].folded].append(alias)
    for written, rule in abbreviations().items():
        words = tuple(words_of(written))
        for code in rule.kinds:
            by_first[words[0].folded].append(Alias(words, code, "", written))
    return {first: tuple(aliases) for first, aliases in by_first.items()}


def _short_label(label: str) -> str:
    """Take of a label what people would write: no explanation, no alternatives."""
    short = re.split(r" \(| obecního úřadu", label)[0]
    return "" if "/" in short or " – " in short else short


@dataclass(frozen=True)
class Abbreviation:
    """What an abbreviation may mean, and which words or towns settle it."""

    kinds: tuple[str, ...]
    with_town: str
    by_words: tuple[tuple[str, str], ...]


@cache
def abbreviations() -> dict[str, Abbreviation]:
    """List every abbreviation that means several things."""
    return {
        alias: Abbreviation(
            tuple(kinds.split("|")),
            decided.removeprefix("town:"),
            tuple((pair.split(">")[0], pair.split(">")[1]) for pair in by_words.split("|") if pair),
        )
        for alias, kinds, decided, by_words, _ in _rows("abbreviations")
    }


@cache
def _rules() -> dict[str, KindRule]:
    return {
        code: KindRule(
            code,
            int(rank),
            scope,
            frozenset(part for part in inside.split("|") if part),
            frozenset(stem(fold(part)) for part in fillers.split("|") if part),
        )
        for code, rank, scope, inside, fillers in _rows("kind_rules")
    }


def _rows(table: str) -> list[list[str]]:
    """Read a table as texts, an empty cell as an empty text."""
    rows: list[list[str]] = read_table(table).astype("str").fillna("").to_numpy().tolist()
    return rows


@cache
def kind_words() -> dict[str, frozenset[str]]:
    """Map every longer word of the kinds' names to the kinds it is a word of.

    Examples
    --------
    >>> "PMS" in kind_words()["probacni"]
    True
    """
    known: dict[str, set[str]] = defaultdict(set)
    for aliases in aliases_by_word().values():
        for alias in aliases:
            for word in alias.words:
                if len(word.folded) > _LONG and not word.dotted:
                    known[word.folded].add(alias.code)
    return {word: frozenset(codes) for word, codes in known.items()}


@cache
def word_group(group: str) -> frozenset[str]:
    """List the words of one group of ``tables/name_words.csv``.

    Examples
    --------
    >>> "pobocka" in word_group("workplace")
    True
    """
    words = next(words for name, words in _rows("name_words") if name == group)
    return frozenset(words.split("|"))


@cache
def stem_group(group: str) -> frozenset[str]:
    """List the stems of the words of one group."""
    return frozenset(stem(word) for word in word_group(group))
