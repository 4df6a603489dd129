"""Words of people's own about actors: what several organisations share stays, the rest is hidden.

A kind or sector that a researcher gives to many actors is a category. One that stands beside one
actor is a free text and may hold anything, a family's name as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from typing import NamedTuple

import pandas as pd

from netcoop._core.checks import is_missing
from netcoop._core.texts import LANGUAGES
from netcoop.records.facilitation import FACILITATOR, is_facilitator
from netcoop.records.privacy import harmless
from netcoop.records.schema import fold
from netcoop.records.values import TURNING
from netcoop.reference import sector_label, territories, vocabulary
from netcoop.reference.codes import codes_of

# What a word is exported as that is neither in the vocabulary nor shared.
OTHER = "other"
# So many organisations make a word a category.
SHARED_BY = 3
PLACES = ("region", "kraj")
_WORD = re.compile(r"[^\W\d_]+")
# "rodinaVopickova", "jan-novak": where one word of an id ends and the next begins.
_SEAM = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])|[\W_]+")
# Addresses, phones and birth numbers.
_LONG = re.compile(r"(?:\d\W{0,2}){6}|@")


class Hidden(NamedTuple):
    """Actors with words that may leave, and the id that stands for each id that may not."""

    actors: pd.DataFrame
    ids: dict[str, str]


def without_turning(word: str) -> str:
    r"""Take out of a text what turns its direction; a name must not rewrite what is beside it.

    Examples
    --------
    >>> without_turning("ZŠ \u202eLipová")
    'ZŠ Lipová'
    """
    return word.translate(TURNING).strip()


def hide_own_words(actors: pd.DataFrame, person: pd.Series) -> Hidden:
    """Put "other" for words of people's own, and say which ids tell more than names do.

    ``person`` tells who is a single person: what stands beside one makes no category. Doing it
    twice changes nothing.

    Examples
    --------
    >>> actors = pd.DataFrame({"kind": ["club", "club", "club", "aunt of Eva"]}, index=list("abcd"))
    >>> hide_own_words(actors, pd.Series(False, index=actors.index)).actors["kind"].tolist()
    ['club', 'club', 'club', 'other']
    """
    found = actors.copy(deep=False)
    for column in actors.columns.intersection(["name", *_IN_VOCABULARY, *PLACES]):
        found[column] = _exchanged(actors[column], without_turning)
    hidden: dict[str, set[str]] = {str(actor): set() for actor in actors.index}
    for column in found.columns.intersection([*_IN_VOCABULARY]):
        before, found[column] = found[column], _shared_words(found, column, person)
        # As texts: pd.NA beside pd.NA is neither the same nor another.
        changed = before.notna() & before.map(str).ne(found[column].map(str))
        for actor, word in before[changed].items():
            hidden[str(actor)].add(str(word))
    for column in found.columns.intersection([*PLACES]):
        told = [word for word in found[column].dropna().unique() if _tells_in_place(word)]
        if told:
            found[column] = found[column].mask(found[column].isin(told))
    return Hidden(found, _ids_instead(found, person, hidden))


def in_vocabulary(column: str, word: object) -> bool:
    """Tell whether a word of a column is a code of netcoop's, or another way to write one.

    Examples
    --------
    >>> in_vocabulary("kind", "ZS"), in_vocabulary("kind", "aunt of Eva")
    (True, False)
    """
    return word == OTHER or _IN_VOCABULARY[column](str(word))


def n_own_words(register: pd.DataFrame, person: pd.Series, shown: pd.DataFrame) -> int:
    """Count the words of organisations in a register that do not stand in what is shown."""
    n = 0
    for column in register.columns.intersection([*_IN_VOCABULARY]):
        words = register.loc[~person.to_numpy(), column].dropna().astype("str").map(without_turning)
        left = set(shown[column].dropna().astype("str")) if column in shown else set()
        n += sum(word not in left and not in_vocabulary(column, word) for word in words if word)
    return n


def _exchanged(words: pd.Series, exchange: Callable[[str], str]) -> pd.Series:
    """Exchange texts; a column in which nothing changes stays the very same."""
    texts = {word for word in words.dropna().unique() if isinstance(word, str)}
    new = {word: text for word in texts if (text := exchange(word)) != word}
    if not new:
        return words
    found = words.astype("object").map(lambda word: new.get(word, word))
    # A new text would be in none of the categories.
    return found if isinstance(words.dtype, pd.CategoricalDtype) else found.astype(words.dtype)


def _shared_words(actors: pd.DataFrame, column: str, person: pd.Series) -> pd.Series:
    """Keep the words that the vocabulary has or several organisations share."""
    given = actors[column]
    words = pd.Series(
        [None if is_missing(word) or not str(word).strip() else str(word) for word in given],
        index=given.index,
        dtype="object",
    )
    # A group that actors were rolled up to stands for all of them; a register may have a column
    # "members" of its own, which says nothing of that.
    rolled = {"members", "weight_within"} <= set(actors.columns)
    weight = actors["members"] if rolled else pd.Series(1, index=actors.index)
    shares = weight.groupby(words.mask(person)).sum()
    kept = {word: _may_stay(column, word, shares.get(word, 0)) for word in words.dropna().unique()}
    free = words.map(kept, na_action="ignore").eq(False)
    if not free.any():
        return given
    # A facilitator stays one, however the role is written.
    instead = [
        FACILITATOR if column == "role" and is_facilitator(str(word)) else OTHER for word in words
    ]
    new = words.mask(free, pd.Series(instead, index=words.index))
    return new.astype("str" if given.dtype.kind != "O" else "object")


def _may_stay(column: str, word: str, n: float) -> bool:
    if word == OTHER or (in_vocabulary(column, word) and not _tells(word)):
        return True
    return bool(n >= SHARED_BY) and not _tells(word)


def _tells_in_place(word: object) -> bool:
    """Tell whether the name of a place holds a person's data."""
    return isinstance(word, str) and word not in _territories() and _tells(word)


# -- what netcoop knows ----------------------------------------------------------------------------


@cache
def _territories() -> frozenset[str]:
    return frozenset(territories().index)


@cache
def _codes(column: str) -> frozenset[str]:
    return frozenset(vocabulary("actor")[column].dropna())


@cache
def _sectors() -> frozenset[str]:
    return frozenset(
        fold(sector_label(code, lang)) for code in _codes("sector") for lang in LANGUAGES
    )


def _is_kind(word: str) -> bool:
    return word in _codes("code") or bool(codes_of("actor", word))


def _is_sector(word: str) -> bool:
    return word in _codes("sector") or fold(word) in _sectors()


def _is_level(word: str) -> bool:
    return word.casefold() in _codes("level")


def _is_role(word: str) -> bool:
    return is_facilitator(word) or bool(codes_of("role", word))


_IN_VOCABULARY: dict[str, Callable[[str], bool]] = {
    "kind": _is_kind,
    "sector": _is_sector,
    "level": _is_level,
    "role": _is_role,
}


# -- ids -------------------------------------------------------------------------------------------


def _ids_instead(
    actors: pd.DataFrame, person: pd.Series, hidden: dict[str, set[str]]
) -> dict[str, str]:
    """Say what stands for ids that say more than the name does, a person's data among it.

    Names of organisations are shown anyway, so the name takes the place of such an id.
    """
    nothing = pd.Series(None, index=actors.index, dtype="object")
    names = actors.get("name", nothing)
    instead = {}
    for actor, name, hides in zip(actors.index, names, person, strict=True):
        own, plain = str(actor), without_turning(str(actor))
        called = "" if is_missing(name) else str(name)
        if hides:
            continue
        # The id of a group has a word of every level that was rolled up to.
        parts = [OTHER if _undoubled(part) in hidden[own] else part for part in plain.split(" · ")]
        left = OTHER if plain in hidden[own] else " · ".join(parts)
        if left != plain:
            instead[own] = called if called not in {"", own, plain} else left
        elif called and _tells_more(plain, called):
            instead[own] = called
        elif plain != own:
            instead[own] = plain or OTHER
    return instead


def _undoubled(part: str) -> str:
    return part.replace("··", "·")


def _tells_more(actor: str, name: str) -> bool:
    """Tell whether an id has a word that the name has not, and looks like a person's."""
    if actor == name:
        return False
    if _LONG.search(actor) and _tells(actor):
        return actor not in name
    words = _WORD.findall(_SEAM.sub(" ", actor).title())
    if not _tells(" ".join(words)):
        return False
    return bool(set(map(fold, words)) - set(map(fold, _WORD.findall(name))))


# Ids of a large network are a few words and many numbers.
@lru_cache(maxsize=2**14)
def _tells(word: str) -> bool:
    return harmless(word) != word
