"""Names of actors in a column: excuses and persons beside them taken out, persons hidden."""

from __future__ import annotations

import re

import pandas as pd

from netcoop.records.columns import texts_of
from netcoop.records.findings import Log
from netcoop.records.persons import Pseudonyms, without_marked, without_person
from netcoop.records.privacy import without_personal
from netcoop.records.schema import Column, fold
from netcoop.records.values import ROLES, is_blank_word

_EXCUSED = re.compile(
    r"\s*(?:[-–,;]\s*|\(\s*)?\b(omluven[aiyo]?|oml\.|nepřítomn?[aiy]?|nepřítomen)\s*\)?\s*$",
    re.IGNORECASE,
)
_AWAY = frozenset({"excused", "absent"})
_EXCUSED_FIRST = re.compile(
    r"^(omluven[aiyo]?|oml\.|nepřítomn?[aiy]?|nepřítomen)\s*:?\s+(?=\w)", re.IGNORECASE
)


# "OSPOD (2)", "3x ZŠ": how many came; "3. ZŠ" and "ZŠ Školní 1" are names.
_HEADS = re.compile(r"^(\d{1,2})\s?[x×]\s+(?=\w)|\s*\(\s*(\d{1,2})\s*(?:x|os\w*\.?|lidí)?\s*\)$")


def read_names(
    cells: pd.Series, column: Column, log: Log, pseudonyms: Pseudonyms
) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Read a column of names of actors; roles and numbers of people that stand beside them."""
    texts = texts_of(cells)
    blank = texts.isin([word for word in texts.dropna().unique() if is_blank_word(word)])
    log.at(blank, "not_stated", column.name, texts)
    texts = texts.mask(blank)
    heads = {word: _heads_of(word) for word in texts.dropna().unique()}
    people = texts.map({w: n for w, (_, n) in heads.items() if n}.get, na_action="ignore")
    texts = texts.map({w: name for w, (name, _) in heads.items()}.get, na_action="ignore")
    read = {word: _read_name(word, pseudonyms) for word in texts.dropna().unique()}
    noted = {word for word, (_, _, codes) in read.items() if codes}
    for position, word in enumerate(texts if noted else ()):
        for code in read[word][2] if word in noted else ():
            log.add(code, position=position, column=column.name)
    names = texts.map(lambda word: read[word][0] or None, na_action="ignore").astype("str")
    roles = texts.map(lambda word: read[word][1] or None, na_action="ignore").astype("str")
    return names, roles, people.astype("float64")


def _heads_of(written: str) -> tuple[str, float | None]:
    match = _HEADS.search(written)
    if match is None:
        return written, None
    return (written[: match.start()] + written[match.end() :]).strip(), float(match[1] or match[2])


def _read_name(written: str, pseudonyms: Pseudonyms) -> tuple[str, str, list[str]]:
    """Read one name: what is left of it, the role beside it, and what was found."""
    # A person told by the number beside the name is taken out before the number goes.
    rest, marked, kind = without_marked(written)
    kept, codes = without_personal(rest, name=True)
    if marked is not None:
        codes = without_personal(written, name=True)[1]
        if not kept:
            return _of_marked(marked, kind, codes, pseudonyms)
        codes = [*codes, "person_removed"]
    excuse = _EXCUSED.search(kept)
    role = ROLES.get(fold(excuse[1]), "excused") if excuse and excuse.start() > 0 else ""
    if role and excuse:
        kept = kept[: excuse.start()].strip()
    if not role and (first := _EXCUSED_FIRST.match(kept)):
        role, kept = ROLES.get(fold(first[1]), "excused"), kept[first.end() :]
    name, alone = without_person(kept)
    if alone is not None:
        return pseudonyms.of(alone, name), role, [*codes, "person_pseudonym"]
    if name != kept:
        codes = [*codes, "person_removed"]
    return name, role, codes


def _of_marked(
    marked: str, kind: str, codes: list[str], pseudonyms: Pseudonyms
) -> tuple[str, str, list[str]]:
    """Hide a person that stands alone; a number without a name is nobody's name."""
    if not re.search(r"\w", marked):
        return "", "", codes
    return pseudonyms.of(kind, marked), "", [*codes, "person_pseudonym"]


def roles_beside(frame: pd.DataFrame) -> pd.Series:
    """Find "omluven" in cells beside a name, such as the place of the signature."""
    roles = pd.Series(pd.NA, index=frame.index, dtype="str")
    for header in frame.columns:
        texts = texts_of(frame[header])
        away = {word: _away(word) for word in texts.dropna().unique()}
        found = texts.map(away.get, na_action="ignore").astype("str")
        roles = roles.where(roles.notna(), found)
    return roles


def _away(written: str) -> str | None:
    if len(written) < 3:
        return None  # "O" and "N" say so only in a matrix
    role = ROLES.get(fold(written)) or ROLES.get(fold(re.split(r"[\s,;:(]", written)[0]))
    return role if role in _AWAY else None
