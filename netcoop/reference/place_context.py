"""What the words around a place tell: Most the town, or most the bridge?

:mod:`netcoop.reference.places` finds a name, this module judges whether it is meant.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from netcoop.reference.place_index import Pattern, context_words, fold_form

__all__ = ["Text", "Token", "is_meant", "read_text"]


@dataclass(slots=True)
class Token:
    """A word or number of a text, and how it stands there."""

    written: str
    folded: str
    start: int
    end: int
    dotted: bool  # a full stop or, after one letter, a slash: it is cut short
    joined: bool  # only spaces, dots, hyphens or a slash part it from the token before
    spaced: bool  # only spaces do
    capital: bool

    @property
    def title(self) -> bool:
        """Whether it is written as names are: a capital, then small letters."""
        return self.capital and self.written[1:].islower()


@dataclass(frozen=True, slots=True)
class Text:
    """A text cut into words."""

    tokens: list[Token]
    lower: bool  # no capital anywhere

    def folded(self, at: int) -> str:
        """Return the word at a position as it is compared; ``""`` outside the text."""
        return self.tokens[at].folded if 0 <= at < len(self.tokens) else ""


_TOKEN = re.compile(r"(?:[^\W\d_][\u0300-\u036f]*)+|\d+")
_JOINING = frozenset(" \t\r\n\u00a0.-\u2010\u2011\u2013\u2014/")
_MOST_BETWEEN = 5


def read_text(written: str) -> Text:
    """Cut a text into words.

    Examples
    --------
    >>> [(token.folded, token.dotted) for token in read_text("Ústí n. L").tokens]
    [('usti', False), ('n', True), ('l', False)]
    """
    tokens: list[Token] = []
    before = 0
    for match in _TOKEN.finditer(written):
        start, end = match.span()
        word, gap = match[0], written[before:start]
        tokens.append(
            Token(
                word,
                fold_form(word),
                start,
                end,
                dotted=written[end : end + 1] == "."
                or (len(word) == 1 and written[end : end + 1] == "/"),
                joined=len(gap) <= _MOST_BETWEEN and _JOINING.issuperset(gap),
                spaced=gap.isspace(),
                capital=word[0].isupper(),
            )
        )
        before = end
    return Text(tokens, not any(letter.isupper() for letter in written))


def is_meant(pattern: Pattern, text: Text, at: int) -> bool:
    """Tell whether a pattern that fits the words from ``at`` on means the place."""
    check = _CHECKS.get(pattern.kind)  # "Olomoucký kraj" means nothing else
    return check is None or check(pattern, text, at)


def _is_name(pattern: Pattern, text: Text, at: int) -> bool:
    after = at + len(pattern.slots)
    if pattern.unqualified and _is_qualified(text, after):
        return False
    if len(pattern.slots) > 1:
        return True
    token, before = text.tokens[at], text.folded(at - 1)
    if len(token.folded) == 2 and token.written.isascii() and token.written != "As":
        return False  # Aš, but not "a.s." or "asi"
    told = before in context_words("telling")
    if token.folded in context_words("bare") and not told:
        return False
    bare = pattern.kind == "name" and not (token.capital or told)
    if bare and token.folded != fold_form(pattern.regions[0]):
        return False  # "na prahu" is no Praha
    if token.folded.endswith("ova") and (
        _is_street(text, at) or before in context_words("approach")
    ):
        return False
    return not (pattern.common and _is_everyday(text, at))


def _is_short(pattern: Pattern, text: Text, at: int) -> bool:
    token = text.tokens[at]
    if not (token.capital or text.lower) or not _is_name(pattern, text, at):
        return False
    if token.spaced and text.folded(at - 1) in context_words("naming"):
        return False  # "Horní Slavkov"
    # "ZŠ Světlá", "Světlá 12": a street rather than the town.
    return not (token.folded.endswith(("la", "sa")) and pattern.common and _is_street(text, at))


def _is_part(pattern: Pattern, text: Text, at: int) -> bool:
    """Accept "Brod" for some Brod, unless the word before it makes it a certain other one."""
    if at and text.tokens[at].spaced and text.tokens[at - 1].capital:
        before = text.tokens[at - 1]
        composed = unicodedata.normalize("NFC", before.written).casefold()
        if composed.endswith(("ý", "á", "é", "í", "ův", "ovo")):
            return False
        if before.folded.endswith(("sky", "cky", "ske", "cke")):
            return False
    return _is_short(pattern, text, at)


def _is_qualified(text: Text, after: int) -> bool:
    if after + 1 >= len(text.tokens) or not text.tokens[after].joined:
        return False
    preposition, qualifier = text.tokens[after], text.tokens[after + 1]
    if not qualifier.joined or not (qualifier.capital or text.lower):
        return False
    if preposition.folded in {"nad", "pod"}:
        return True
    if preposition.folded == "n":
        return preposition.dotted or not preposition.capital
    # "u Soudu", "na Moravě": only where it is written as a name is.
    return preposition.written in {"u", "na"} and preposition.spaced and qualifier.title


def _is_street(text: Text, at: int) -> bool:
    before = text.folded(at - 1)
    if before in context_words("street") or (
        text.folded(at + 1).isdigit() and text.tokens[at + 1].spaced
    ):
        return True
    if before in context_words("telling"):
        return False
    return any(
        token.folded in context_words("school") or token.folded in context_words("street")
        for token in text.tokens[:at]
    )


def _is_everyday(text: Text, at: int) -> bool:
    """Tell most (a bridge) from Most."""
    token = text.tokens[at]
    before, after = text.folded(at - 1), text.folded(at + 1)
    if not token.capital and not (text.lower and before in context_words("office")):
        return True
    if before in context_words("approach"):
        return True
    if at and token.spaced and text.tokens[at - 1].title:
        composed = unicodedata.normalize("NFC", text.tokens[at - 1].written)
        if composed.endswith("ý") and before not in context_words("leading"):
            return True
    if not after:
        return False
    following = text.tokens[at + 1]
    if following.spaced and after in context_words("onward") and not following.dotted:
        return True
    if at or text.lower:
        return False
    # At the beginning of a name: "Tábor her", "Ostrov, z.s.".
    sentence = following.spaced and not following.capital and not after.isdigit()
    return (sentence and after not in context_words("office")) or after in context_words("legal")


def _is_adjective(pattern: Pattern, text: Text, at: int) -> bool:
    """Accept "Znojemská poradna" but neither a street nor a surname."""
    after = at + len(pattern.slots)
    if after >= len(text.tokens) or (at and text.folded(at - 1) not in context_words("leading")):
        return False
    following = text.tokens[after]
    if (
        not following.spaced
        or following.folded in context_words("street")
        or following.folded.isdigit()
    ):
        return False
    return not following.title or following.folded in context_words("institution")


def _is_area(pattern: Pattern, text: Text, at: int) -> bool:
    """Accept "Znojemsko", "na Znojemsku"; "Znojemska" unless it may be a street."""
    token = text.tokens[at + len(pattern.slots) - 1]
    if not token.folded.endswith("a"):
        return True
    if text.folded(at - 1) in context_words("before_area"):
        return True
    return (token.capital or text.lower) and not _is_street(text, at)


_CHECKS = {
    "name": _is_name,
    "short": _is_short,
    "part": _is_part,
    "adjective": _is_adjective,
    "area": _is_area,
}
