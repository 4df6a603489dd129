"""Who is a single person: the column ``person`` of the actors, as truth values or in words."""

from __future__ import annotations

import pandas as pd

from netcoop._core.checks import first, is_missing
from netcoop._core.texts import text
from netcoop.errors import NetworkError
from netcoop.records.families import PERSONAL_KINDS, is_organisation
from netcoop.records.values import NO, YES


def is_person(actors: pd.DataFrame) -> pd.Series:
    """Tell of every actor whether it is a single person.

    An actor of a kind whose every actor is a person is one, whatever is written, unless it is
    called as an organisation is; of any other, nothing written is no.

    Examples
    --------
    >>> is_person(pd.DataFrame({"person": ["ano", "ne", None, True]})).tolist()
    [True, False, False, True]
    >>> of_kind = pd.DataFrame({"kind": "PESTOUN", "name": ["Vzorovi", "Spolek pěstounů"]})
    >>> is_person(of_kind).tolist()
    [True, False]
    """
    return _said(actors) | _by_kind(actors)


def _by_kind(actors: pd.DataFrame) -> pd.Series:
    """Tell who is of a kind of persons; a kind may itself be an actor, and is none."""
    if "kind" not in actors:
        return pd.Series(False, index=actors.index)
    ids = actors.index.to_series().astype("str")
    names = actors["name"].fillna(ids) if "name" in actors else ids
    found = actors["kind"].isin(PERSONAL_KINDS) & (ids != actors["kind"])
    return found & ~names.where(found, "").map(lambda name: is_organisation(str(name)))


def _said(actors: pd.DataFrame) -> pd.Series:
    """Read the column ``person``."""
    if "person" not in actors:
        return pd.Series(False, index=actors.index)
    written = actors["person"]
    if written.dtype.kind == "b":
        return written.fillna(False).astype("bool")
    known = {value: _read(value) for value in written.dropna().unique()}
    unclear = [value for value, person in known.items() if person is None]
    if unclear:
        rows = actors.index[written.isin(unclear)]
        message = text(
            "The column person of {actors} says neither yes nor no.",
            actors=first(str(actor) for actor in rows),
        )
        raise NetworkError(message)
    return pd.Series(
        [False if is_missing(value) else bool(known[value]) for value in written],
        index=actors.index,
    )


def _read(value: object) -> bool | None:
    word = str(value).strip().casefold()
    return True if word in YES else False if word in NO or not word else None
