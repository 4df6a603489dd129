"""Which kind of actor a written name speaks of.

Sources: the labels and aliases of ``tables/vocabulary.csv``; ``kind_rules.csv`` says which kind
wins where a name speaks of several (an office, its department, a unit in it), how many there are
of it (one in an ORP, in a kraj, in the country) and which words add nothing to it;
``kind_forms.csv`` keeps forms of one kind apart (a gymnasium and a vocational school);
``abbreviations.csv`` lists those that mean several things. All were compiled for netcoop (MIT).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from netcoop.reference.kind_tables import (
    Alias,
    abbreviations,
    aliases_by_word,
    kind_rule,
    word_group,
)
from netcoop.reference.words import Word, fold, legal_forms, stem, tidy, words_of

__all__ = ["Mention", "Reading", "find_kinds", "read_kind"]

# Stands among the kinds of an abbreviation that may mean no actor at all.
OTHER = "?"
# Little words that are no abbreviations, unless in capitals.
_LITTLE = frozenset({"do", "no", "po", "op", "pn", "is"})
_LONG = 4


@dataclass(frozen=True)
class Mention:
    """A kind named in a text: its codes (several if it may mean any of them), form and place."""

    kinds: tuple[str, ...]
    form: str
    start: int
    end: int
    words: int
    alias: str


@dataclass(frozen=True)
class Reading:
    """What a name says about kinds: the codes left, those beside the kind, and what was used."""

    kinds: tuple[str, ...]
    form: tuple[str, ...]
    beside: tuple[str, ...]
    used: tuple[Mention, ...]
    abbreviation: str = ""


def find_kinds(written: str, taken: Sequence[tuple[int, int]] = ()) -> list[Mention]:
    """Find the kinds of actors a text names, the longest mention first where they overlap.

    Parameters
    ----------
    written
        Any text.
    taken
        Stretches that mean something else, such as towns.

    Returns
    -------
    list of Mention
        In the order of the text; ``start`` and ``end`` count letters of the tidied text.

    Examples
    --------
    >>> [mention.kinds for mention in find_kinds("MěÚ Znojmo, OSV - OSPOD")]
    [('ORP_SOC',), ('ORP_SOC',), ('OSPOD',)]
    """
    text = tidy(written)
    legal = legal_forms(text)
    taken = [*taken, *((form.start, form.end) for form in legal)]
    words = words_of(text)
    found = [
        Mention((alias.code,), alias.form, words[start].start, words[end - 1].end,
                end - start, alias.written)
        for start in range(len(words))
        for alias in _starting_with(words[start])
        if (end := _fits(alias, words, start))
        and not any(words[start].start < right and left < words[end - 1].end
                    for left, right in taken)
    ]  # fmt: skip
    found.sort(key=lambda mention: (-mention.words, mention.start - mention.end, mention.start))
    chosen: list[Mention] = []
    for mention in found:
        if not any(mention.start < other.end and other.start < mention.end for other in chosen):
            chosen.append(_with_meanings(mention, found, text))
    chosen += [
        Mention(("NNO",), "", form.start, form.end, 1, "z.s.") for form in legal if form.nonprofit
    ]
    return sorted(chosen, key=lambda mention: mention.start)


def read_kind(
    written: str, taken: Sequence[tuple[int, int]] = (), *, town: bool = False
) -> Reading:
    """Say which kind of actor a name speaks of; the most specific mention wins.

    Parameters
    ----------
    written
        A written name.
    taken
        Stretches that mean something else, such as towns.
    town
        Whether the name is an abbreviation with nothing but a town beside it.

    Returns
    -------
    Reading
        ``kinds`` holds one code if it is settled, several if it may be any of them, else none.

    Examples
    --------
    >>> read_kind("Kraj. úřad JmK, odd. SPOD").kinds, read_kind("DD").kinds
    (('KU_SPOD',), ('DD', 'SS_DPS'))
    """
    mentions = find_kinds(written, taken)
    serious = [mention for mention in mentions if mention.alias not in word_group("everyday")]
    mentions = serious or mentions
    if not mentions:
        return Reading((), (), (), ())
    settled = [_decide(mention, mentions, written, town=town) for mention in mentions]
    top = max(settled, key=lambda mention: (_rank(mention), -mention.start))
    code = _combined(top, settled)
    inside = kind_rule(code[0]).inside if len(code) == 1 else frozenset[str]()
    form, beside = [], []
    for mention in settled:
        if mention.kinds == top.kinds or mention.kinds == code:
            form.append(mention.form)
        elif not (set(mention.kinds) <= inside or set(mention.kinds) <= {"NNO", "JINE"}):
            beside.append(f"{'|'.join(mention.kinds)}{mention.form and ':' + mention.form}")
    if code == ("KU_SPOD",) and any("OSPOD" in mention.kinds for mention in settled):
        form.append("SPOD")
    return Reading(
        code,
        tuple(sorted({name for name in form if name})),
        tuple(sorted(set(beside))),
        tuple(mentions),
        top.alias if len(code) != 1 or OTHER in code else "",
    )


def _rank(mention: Mention) -> int:
    return max(kind_rule(code).rank for code in mention.kinds)


def _combined(top: Mention, settled: Sequence[Mention]) -> tuple[str, ...]:
    """Join two mentions into one kind: at the region, the unit of an office is another one."""
    named = {code for mention in settled if len(mention.kinds) == 1 for code in mention.kinds}
    if "KU_SPOD" in named and top.kinds in {("OSPOD",), ("ORP_SOC",), ("KU_SPOD",)}:
        social = any(mention.form == "OSV" for mention in settled)
        return ("KU_SOC",) if social and "OSPOD" not in named else ("KU_SPOD",)
    if {"OSPOD", "OSPOD_MC"} <= named and top.kinds == ("OSPOD",):
        return ("OSPOD_MC",)
    return top.kinds


def _decide(mention: Mention, mentions: Sequence[Mention], written: str, *, town: bool) -> Mention:
    """Let the rest of the name say which meaning of an abbreviation is meant."""
    rule = abbreviations().get(mention.alias)
    if rule is None or len(mention.kinds) < 2:
        return mention
    beside = {code for other in mentions if other is not mention for code in other.kinds}
    others = [w for w in words_of(tidy(written)) if not mention.start <= w.start < mention.end]
    left = {code for code in mention.kinds if code in beside} or {
        code for word, code in rule.by_words if any(_same_word(one, word) for one in others)
    }
    if not left and OTHER in mention.kinds and any(kind_rule(code).rank == 1 for code in beside):
        left = set(mention.kinds) - {OTHER}
    if not left and town and rule.with_town:
        left = {rule.with_town}
    if len(left) != 1:
        return mention
    return Mention(
        tuple(left), mention.form, mention.start, mention.end, mention.words, mention.alias
    )


def _same_word(written: Word, wanted: str) -> bool:
    return len(written.folded) > 2 and stem(fold(wanted)) == written.stem


def _with_meanings(mention: Mention, found: Sequence[Mention], text: str) -> Mention:
    """Join everything the same stretch of text may mean."""
    same = [o for o in found if (o.start, o.end) == (mention.start, mention.end)]
    written = text[mention.start : mention.end]
    exact = [other for other in same if other.alias.casefold() == written.casefold()]
    meant = exact or same
    kinds = {code for other in meant for code in other.kinds}
    for alias, rule in abbreviations().items():
        if alias.casefold() == written.casefold():
            kinds |= set(rule.kinds)
    forms = {other.form for other in meant if other.kinds == meant[0].kinds}
    return Mention(
        tuple(sorted(kinds)),
        max(forms) if len(kinds) == 1 else "",
        mention.start,
        mention.end,
        mention.words,
        next((a for a in abbreviations() if a.casefold() == written.casefold()), meant[0].alias),
    )


def _fits(alias: Alias, words: Sequence[Word], start: int) -> int:
    """Tell where the alias ends if it stands at ``start``, else 0."""
    end = start + len(alias.words)
    if end > len(words):
        return 0
    alone = len(alias.words) == 1
    pairs = zip(words[start:end], alias.words, strict=True)
    return end if all(_means(word, part, alone=alone) for word, part in pairs) else 0


def _means(word: Word, part: Word, *, alone: bool) -> bool:
    if word.plain == part.plain:
        return not (alone and word.plain in _LITTLE and not word.upper)
    if word.plain == "sos":
        return False  # "SOS dětské vesničky"
    if part.upper and len(part.plain) <= _LONG:
        if word.plain.isascii() and word.folded == part.folded:
            return not (alone and word.plain in _LITTLE and not word.upper)
        return len(part.folded) >= 3 and word.folded == part.folded and word.upper
    if word.folded == part.folded:
        return True
    if word.dotted or (not alone and word.folded in word_group("cut")):
        enough = 5 if alone else 2
        return len(word.folded) >= enough and part.folded.startswith(word.folded)
    if part.dotted:
        return word.folded.startswith(part.folded) and not alone
    return min(len(word.folded), len(part.folded)) >= _LONG and word.stem == part.stem


@lru_cache(maxsize=16384)
def _starting_with(word: Word) -> tuple[Alias, ...]:
    return tuple(
        alias
        for first, aliases in aliases_by_word().items()
        if first[:1] == word.folded[:1]
        for alias in aliases
        if _means(word, alias.words[0], alone=len(alias.words) == 1)
    )
