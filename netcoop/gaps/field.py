"""The field as the register shows it: who serves where, who is a networker, what records there are.

Every part of this package asks the same of it.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from netcoop._core.texts import mark, plural, text
from netcoop.actors.regions import canonical_region, kraj_names, kraj_of
from netcoop.network import Network
from netcoop.records import Records
from netcoop.records.facilitation import FACILITATOR
from netcoop.records.schema import fold
from netcoop.records.units import days_of
from netcoop.reference.kind_tables import kind_rule

# Kinds of actors that connect others and offer no service themselves.
NETWORKER_KINDS = ("LOK_SITAR", "KRAJ_SITAR")
_LAYERS = {
    "meeting": mark("meetings"),
    "referral": mark("referrals"),
    "contact": mark("contacts"),
    "claim": mark("survey answers"),
    "agreement": mark("agreements"),
}
_TABLES = {f"{layer}s": word for layer, word in _LAYERS.items()}


def networkers(actors: pd.DataFrame) -> pd.Index:
    """Give the ids of the networkers: by their role "facilitator", else by their kind.

    Examples
    --------
    >>> register = pd.DataFrame({"role": ["Facilitator", None]}, index=["net", "school"])
    >>> networkers(register).tolist()
    ['net']
    """
    nothing = pd.Series(pd.NA, index=actors.index, dtype="str")
    role = actors.get("role", nothing).astype("str")
    by_role = role.map(lambda word: fold(word) == FACILITATOR, na_action="ignore").eq(True)
    return actors.index[by_role | actors.get("kind", nothing).isin(NETWORKER_KINDS)]


def served(actors: pd.DataFrame, regions: Iterable[str] = ()) -> pd.DataFrame:
    """Say who serves which region: ``serves``, else where the actor is.

    An actor of the whole kraj or country (its ``level``, the kind's rule, or a kraj as its region)
    serves every region of it that the actors or ``regions`` name.

    Parameters
    ----------
    actors
        Actors indexed by ``actor_id``, as ``net.actors``.
    regions
        Further regions to look at.

    Returns
    -------
    pandas.DataFrame
        ``actor`` and ``region``, one row each, in the order of actors; an actor of which neither
        is known has none.

    Examples
    --------
    >>> register = pd.DataFrame(
    ...     {
    ...         "region": ["Jihlava", "Humpolec", "Jihlava"],
    ...         "serves": [None, "Humpolec|Jihlava", None],
    ...         "kind": ["ZS", "PPP", "KU_SPOD"],
    ...     },
    ...     index=["school", "counsel", "office"],
    ... )
    >>> served(register).groupby("actor")["region"].agg("|".join).to_dict()
    {'counsel': 'Humpolec|Jihlava', 'office': 'Jihlava|Humpolec', 'school': 'Jihlava'}
    """
    nothing = pd.Series(pd.NA, index=actors.index, dtype="str")
    columns = [
        actors.get(name, nothing).astype("str").fillna("")
        for name in ("region", "serves", "kind", "level")
    ]
    named = {actor: _named(*row[:2]) for actor, *row in zip(actors.index, *columns, strict=True)}
    known = dict.fromkeys(
        [
            *(place for places in named.values() for place in places if place not in kraj_names()),
            *filter(None, map(canonical_region, regions)),
        ]
    )
    rows = [
        (str(actor), place)
        for actor, kind, level in zip(actors.index, *columns[2:], strict=True)
        for place in _with_kraj(named[actor], kind, level, known)
    ]
    return pd.DataFrame(rows, columns=["actor", "region"], dtype="str")


def _named(region: str, serves: str) -> list[str]:
    """Give the regions an actor names, as the territories call them."""
    written = serves.split("|") if serves.strip() else [region]
    found = (canonical_region(part.strip()) for part in written)
    return [place for place in dict.fromkeys(found) if place]


def _with_kraj(places: list[str], kind: str, level: str, known: Iterable[str]) -> list[str]:
    """Add the regions of the kraj, or all, for who serves the whole of it."""
    scope, level = kind_rule(kind).scope, fold(level)
    if scope == "country" or level == "national":
        return list(known)
    wide = scope == "kraj" or level == "regional"
    krajs = {kraj_of(place) for place in places if wide or place in kraj_names()}
    own = [place for place in places if place not in kraj_names()]
    return list(dict.fromkeys([*own, *(place for place in known if kraj_of(place) in krajs)]))


def records_there_are(source: Network | Records, lang: str) -> str:
    """Say what records a finding rests on, so that "not in the records" can be judged.

    The number of referrals is not told, as it may be small.
    """
    if isinstance(source, Network) and source.records is None:
        return _of_network(source, lang)
    records = source if isinstance(source, Records) else source.records
    if records is None:
        return _said([], lang)
    tables = records.tables
    parts = []
    for name, frame in tables.items():
        if name == "meetings" and "meeting_id" in frame:
            parts.append(plural("{n} meeting", "{n} meetings", _held(frame), lang))
        elif name in _TABLES:
            parts.append(text(_TABLES[name], lang))
    said = _said(parts, lang)
    dated = [frame["date"] for name, frame in tables.items() if name in _TABLES and "date" in frame]
    days = [day for day in (days_of(column).dropna() for column in dated) if len(day)]
    if not days:
        return said
    first, last = min(day.min() for day in days), max(day.max() for day in days)
    months = [f"{day.month}/{day.year}" for day in (first, last)]
    span = text("They are from {first} to {last}.", lang, first=months[0], last=months[1])
    return f"{said} {span}"


def _held(meetings: pd.DataFrame) -> int:
    """Count the meetings that were held."""
    from netcoop.ties import attended

    return int(attended(meetings)["meeting_id"].nunique())


def _of_network(net: Network, lang: str) -> str:
    """Say it of a network that keeps no records."""
    seats = net.affiliations
    parts = [
        plural("{n} meeting", "{n} meetings", int(seats["meeting_id"].nunique()), lang)
        if layer == "meeting" and seats is not None
        else text(_LAYERS[layer], lang)
        if layer in _LAYERS
        else layer
        for layer in net.layers
    ]
    return _said(parts, lang)


def _said(parts: list[str], lang: str) -> str:
    if not parts:
        return text("There are no records of meetings, referrals or other contact.", lang)
    return text("The records there are: {parts}.", lang, parts=", ".join(parts))
