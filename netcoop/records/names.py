"""Names of actors in a column: excuses and persons beside them taken out, persons hidden."""

from __future__ import annotations

import re

import pandas as pd

from netcoop.records.columns import texts_of
from netcoop.records.findings import Log
from netcoop.records.persons import Pseudonyms, without_person
from netcoop.records.privacy import without_personal
from netcoop.records.schema import Column, fold
from netcoop.records.values import ROLES

_EXCUSED = re.compile(
    r"\s*(?:[-–,;]\s*|\(\s*)?\b(omluven[aiyo]?|oml\.|nepřítomn?[aiy]?|nepřítomen)\s*\)?\s*$",
    re.IGNORECASE,
)
_AWAY = frozenset({"excused", "absent"})


def read_names(
    cells: pd.Series, column: Column, log: Log, pseudonyms: Pseudonyms
) -> tuple[pd.Series, pd.Series]:
    """Read a column of names of actors, and the roles that stand beside the names."""
    texts = texts_of(cells)
    read = {word: _read_name(word, pseudonyms) for word in texts.dropna().unique()}
    noted = {word for word, (_, _, codes) in read.items() if codes}
    for position, word in enumerate(texts if noted else ()):
        for code in read[word][2] if word in noted else ():
            log.add(code, position=position, column=column.name)
    names = texts.map(lambda word: read[word][0] or None, na_action="ignore").astype("str")
    roles = texts.map(lambda word: read[word][1] or None, na_action="ignore").astype("str")
    return names, roles


def _read_name(written: str, pseudonyms: Pseudonyms) -> tuple[str, str, list[str]]:
    """Read one name: what is left of it, the role beside it, and what was found."""
    kept, codes = without_personal(written)
    excuse = _EXCUSED.search(kept)
    role = ROLES.get(fold(excuse[1]), "excused") if excuse and excuse.start() > 0 else ""
    if role and excuse:
        kept = kept[: excuse.start()].strip()
    name, kind = without_person(kept)
    if kind is not None:
        return pseudonyms.of(kind, name), role, [*codes, "person_pseudonym"]
    if name != kept:
        codes = [*codes, "person_removed"]
    return name, role, codes


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
    role = ROLES.get(fold(written))
    return role if role in _AWAY else None
