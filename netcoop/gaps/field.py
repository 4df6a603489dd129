"""The field as the register shows it: who serves where, who is a networker, what records there are.

Every part of this package asks the same of it.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from netcoop._core.texts import mark, plural, text
from netcoop.actors.regions import canonical_region, kraj_names, kraj_of
from netcoop.network import Network, actor_labels
from netcoop.network.checks import DEFAULT_KIND
from netcoop.network.disclosing import hide_persons
from netcoop.network.persons import is_person
from netcoop.records import Records
from netcoop.records.facilitation import facilitators_in
from netcoop.records.schema import fold
from netcoop.records.units import days_of
from netcoop.reference import kind_label
from netcoop.reference.kind_tables import kind_rule
from netcoop.ties import attended

# How the layers are called.
LAYERS = {
    "meeting": mark("meetings"),
    "referral": mark("referrals"),
    "contact": mark("contacts"),
    "claim": mark("survey answers"),
    "agreement": mark("agreements"),
}
_TABLES = {f"{layer}s": word for layer, word in LAYERS.items()}


def networkers(actors: pd.DataFrame) -> pd.Index:
    """Give the ids of the networkers: by their role ("facilitator", "síťař"), else by their kind.

    Examples
    --------
    >>> register = pd.DataFrame({"role": ["Facilitator", None]}, index=["net", "school"])
    >>> networkers(register).tolist()
    ['net']
    """
    return actors.index[facilitators_in(actors)]


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


def shown_ids(actors: pd.DataFrame) -> dict[str, str]:
    """Say by which id each actor may leave: a single person by its kind and a number.

    Examples
    --------
    >>> register = pd.DataFrame(
    ...     {"kind": ["PLDD", "ZS"], "person": [True, False]}, index=["jn", "s"]
    ... )
    >>> shown_ids(register)
    {'jn': 'PLDD 1', 's': 's'}
    """
    hidden = hide_persons(actors.copy(deep=False))
    return dict(zip(map(str, actors.index), map(str, hidden.index), strict=True))


def shown_labels(net: Network, lang: str) -> dict[str, str]:
    """Call every actor as it may be called in a text that leaves; persons by their kind."""
    labels = actor_labels(net, lang)
    actors = net.actors
    if "disclosure" in net.settings or "person" not in actors:
        return labels
    person = is_person(actors)
    ids = shown_ids(actors)
    return labels | {str(actor): _person(ids[str(actor)], lang) for actor in actors.index[person]}


def _person(shown: str, lang: str) -> str:
    """Put the kind of a hidden person into words; its number stays."""
    kind, _, place = shown.rpartition(" ")
    label = text("person", lang) if kind == "person" else kind_label(kind, lang)
    return f"{label} {place}"


def records_there_are(source: Network | Records, lang: str) -> str:
    """Say what records a finding rests on, so that "not in the records" can be judged.

    Of a network these are its layers; what else the records hold is named as not looked at. The
    number of referrals is not told, as it may be small.
    """
    if isinstance(source, Network) and source.records is None:
        return _of_network(source, lang)
    records = source if isinstance(source, Records) else source.records
    there = {} if records is None else records.tables
    tables = {name: frame for name, frame in there.items() if name in _TABLES}
    used = _used(source)
    parts = [_counted(name, frame, lang) for name, frame in tables.items() if name in used]
    dated = [frame["date"] for name, frame in tables.items() if name in used and "date" in frame]
    days = [day for day in (days_of(column).dropna() for column in dated) if len(day)]
    said = [_said(parts, lang)]
    if days:
        first, last = min(day.min() for day in days), max(day.max() for day in days)
        months = [f"{day.month}/{day.year}" for day in (first, last)]
        said.append(text("They are from {first} to {last}.", lang, first=months[0], last=months[1]))
    others = [text(_TABLES[name], lang) for name in tables if name not in used]
    if others:
        said.append(text("Not looked at: {parts}.", lang, parts=", ".join(others)))
    return " ".join(said)


def _used(source: Network | Records) -> frozenset[str]:
    """Name the tables that the ties come from."""
    if isinstance(source, Records):
        return frozenset(_TABLES)
    layers = source.settings.get("layers", source.layers)
    return frozenset(f"{layer}s" for layer in layers)


def _counted(name: str, frame: pd.DataFrame, lang: str) -> str:
    """Name a table; of meetings how many were held."""
    if name != "meetings" or "meeting_id" not in frame:
        return text(_TABLES[name], lang)
    held = int(attended(frame)["meeting_id"].nunique())
    return plural("{n} meeting", "{n} meetings", held, lang)


def _of_network(net: Network, lang: str) -> str:
    """Say it of a network that keeps no records."""
    seats = net.affiliations
    parts = [
        plural("{n} meeting", "{n} meetings", int(seats["meeting_id"].nunique()), lang)
        if layer == "meeting" and seats is not None
        else text(LAYERS[layer], lang)
        if layer in LAYERS
        else text("ties", lang)
        if layer == DEFAULT_KIND
        else layer
        for layer in net.layers
    ]
    return _said(parts, lang)


def _said(parts: list[str], lang: str) -> str:
    if not parts:
        return text("There are no records of meetings, referrals or other contact.", lang)
    return text("The records there are: {parts}.", lang, parts=", ".join(parts))
