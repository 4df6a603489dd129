"""Persons of the register: the same pseudonym in every table, whatever they were called there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from netcoop.records.clean import Cleaned
from netcoop.records.families import PERSONAL_KINDS, is_organisation
from netcoop.records.persons import Pseudonyms, bare_name, pseudonym_kind
from netcoop.records.schema import fold, fold_words
from netcoop.reference.vocabularies import kind_label

_NAMED = ("actor", "source", "target", "respondent", "convener", "raised_by", "organisation")


def hide_registered(parts: Sequence[Cleaned], pseudonyms: Pseudonyms) -> list[Cleaned]:
    """Give the register's natural persons a pseudonym, in the register and wherever they stand."""
    known = _one_kind_each(parts)
    hidden = [
        _hide_in_register(part, pseudonyms, known) if part.table.name == "actors" else part
        for part in parts
    ]
    return [_rename(part, known) for part in hidden] if known else hidden


def _one_kind_each(parts: Sequence[Cleaned]) -> dict[str, str]:
    """Where a person goes by several kinds, take the one that says most, for all tables."""
    kinds: dict[str, set[str]] = defaultdict(set)
    for part in parts:
        for column in (*_NAMED, "name"):
            for name in part.frame[column].dropna().unique() if column in part.frame else ():
                kind = pseudonym_kind(name)
                if kind is not None:
                    kinds[_key(name)].add(kind)
    # Of a physician only "MUDr." may be known; the other kind was written out.
    says = {"person": 0, "PLDD": 1}
    return {
        digest: f"{max(found, key=lambda kind: (says.get(kind, 2), kind))}-{digest}"
        for digest, found in kinds.items()
        if len(found) > 1
    }


def _hide_in_register(part: Cleaned, pseudonyms: Pseudonyms, known: dict[str, str]) -> Cleaned:
    frame = part.frame
    if "name" not in frame and "actor_id" not in frame:
        return part
    kinds = frame.get("kind", pd.Series(pd.NA, index=frame.index, dtype="str"))
    ids = frame.get("actor_id", pd.Series(pd.NA, index=frame.index, dtype="str"))
    names = frame.get("name", ids)
    person = frame.get("person", pd.Series(pd.NA, index=frame.index, dtype="boolean"))
    named = names.map(lambda name: is_organisation(str(name)), na_action="ignore").eq(True)
    person = person.fillna(kinds.isin(PERSONAL_KINDS) & ~named)
    person |= names.map(lambda name: pseudonym_kind(name) is not None, na_action="ignore").eq(True)
    new_names, new_ids, found = names.to_list(), ids.to_list(), []
    aliases = frame.get("aliases", pd.Series(pd.NA, index=frame.index, dtype="str"))
    for i in person.to_numpy().nonzero()[0]:
        name = names.iloc[i] if pd.notna(names.iloc[i]) else ids.iloc[i]
        if pd.isna(name) or _says_nothing(str(name), kinds.iloc[i]):
            continue
        pseudonym = _pseudonym(str(name), kinds.iloc[i], pseudonyms)
        for other in (name, *str(aliases.iloc[i] if pd.notna(aliases.iloc[i]) else "").split("|")):
            known[_key(str(other))] = pseudonym
        new_names[i] = pseudonym
        if pd.notna(ids.iloc[i]) and _reveals(str(ids.iloc[i]), str(name)):
            known[_key(str(ids.iloc[i]))] = new_ids[i] = pseudonym
        if pseudonym_kind(str(name)) is None:
            found.append(part.problem("person_pseudonym", row=part.rows[i], column="name"))
    if not person.any():
        return part
    known.pop("", None)
    given = {"name": new_names, "actor_id": new_ids}
    frame = frame.assign(
        person=person.astype("boolean"),
        **{column: pd.Series(given[column], index=frame.index, dtype="str")
           for column in given if column in frame},
    )  # fmt: skip
    if "aliases" in frame and found:
        frame["aliases"] = aliases.mask(person.to_numpy())
    return replace(part, frame=frame, problems=[*part.problems, *found])


def _pseudonym(name: str, kind: object, pseudonyms: Pseudonyms) -> str:
    made = pseudonym_kind(name)
    prefix = str(kind) if isinstance(kind, str) and kind.replace("_", "").isalnum() else made
    if prefix is None or not prefix.isupper():
        prefix = made or "person"
    return f"{prefix}-{name.rsplit('-', 1)[1]}" if made else pseudonyms.of(prefix, name)


def _key(name: str) -> str:
    """Compare by the digest, which is the same whatever the kind."""
    return name.rsplit("-", 1)[1] if pseudonym_kind(name) else bare_name(name)


def _says_nothing(name: str, kind: object) -> bool:
    """Tell whether a name is but the kind and a number: "Dětský psycholog 2"."""
    words = fold_words(name).rstrip("0123456789 ")
    labels = {one for lang in ("cs", "en") for one in _readings(kind_label(kind, lang))}
    return words in labels | {fold_words(str(kind))}


def _readings(label: str) -> set[str]:
    """Read "Klinický / dětský psycholog" as a whole, and as either side with what both share."""
    readings = {fold_words(label)}
    sides = [fold_words(side).split() for side in label.split("/")]
    if len(sides) == 2 and all(sides):
        left, right = sides
        readings |= {" ".join(left + right[i:]) for i in range(1, len(right) + 1)}
        readings |= {" ".join(left[:i] + right) for i in range(len(left))}
    return readings


def _reveals(identifier: str, name: str) -> bool:
    """Tell whether an id holds part of the name."""
    if pseudonym_kind(name):
        return pseudonym_kind(identifier) is None and not any(map(str.isdigit, identifier))
    return any(len(word) > 2 and word in fold(identifier) for word in fold_words(name).split())


def _rename(part: Cleaned, known: dict[str, str]) -> Cleaned:
    frame = part.frame
    columns = [name for name in _NAMED if name in frame]
    if not columns or part.table.name == "actors":
        return part
    renamed = {}
    for column in columns:
        names = {name: known.get(_key(name), name) for name in frame[column].dropna().unique()}
        renamed[column] = frame[column].map(names, na_action="ignore").astype("str")
    return replace(part, frame=frame.assign(**renamed))
