"""The meetings of each region, among the actors of that region."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from netcoop.actors.regions import kraj_names
from netcoop.compare.meeting_set import MeetingSet, single_region
from netcoop.gaps.field import served


@dataclass(frozen=True, eq=False)
class RegionSets:
    """Regions side by side.

    Attributes
    ----------
    sets
        Of each region, in the order of the alphabet, its meetings and its actors.
    n_elsewhere
        How many meetings belong to no single region (of a whole kraj, of several regions, or it
        is not known where) and are in none.
    n_visits
        How many seats at meetings of a region were taken by actors of other regions, who are left
        out there.
    """

    sets: dict[str, MeetingSet]
    n_elsewhere: int
    n_visits: int


def by_region(whole: MeetingSet, known: Iterable[str] = ()) -> RegionSets:
    """Part meetings by region, so that no meeting counts in two.

    A meeting is of the region it names; where it names none, of the region all its actors are
    from. Actors of a region are those who serve it (their ``serves``, else where they are), and
    those of unknown region who came to its meetings.

    Parameters
    ----------
    whole
        The meetings.
    known
        Further regions, as the territories call them: they are there even if without meetings.
    """
    places = regions_of_meetings(whole)
    names = sorted({*places.dropna(), *known})
    serve = served(whole.actors, names).groupby("region")["actor"].agg(set).to_dict()
    nowhere = set(whole.actors.index) - set(served(whole.actors, names)["actor"])
    sets, visits = {}, 0
    for name in names:
        here = whole.take(places.eq(name).fillna(False).to_numpy(dtype="bool"))
        present = set(here.actors.index[here.came])
        own = here.among(serve.get(name, set()) | (nowhere & present))
        visits += len(here.actor) - len(own.actor)
        sets[name] = own
    return RegionSets(sets, int(places.isna().sum()), visits)


def on_one_roster(sets: Mapping[str, MeetingSet]) -> tuple[dict[str, MeetingSet], str]:
    """Make the lists of actors of one kind, so that regions can be compared.

    Where every region has a register (most of those who came to its meetings are on it), actors
    who never came stay in. Else only those who came count, in all regions.

    Returns
    -------
    tuple
        The sets, and ``"register"``, ``"observed"`` or, where only some regions have a register,
        ``"mixed"``: those who came are taken then, too.
    """
    listed = [_has_register(part) for part in sets.values() if part.came.any()]
    if listed and all(listed):
        return dict(sets), "register"
    seen = {name: part.among(part.actors.index[part.came]) for name, part in sets.items()}
    return seen, "mixed" if any(listed) else "observed"


def _has_register(part: MeetingSet) -> bool:
    """Tell whether most of those who came are on the register."""
    return bool(part.actors.loc[part.came, "name_status"].eq("register").mean() > 0.5)


def regions_of_meetings(whole: MeetingSet) -> pd.Series:
    """Name the one region of each meeting, as the territories call it; else it is missing.

    It is missing for a whole kraj and for several regions ("Jihlava|Humpolec"), too.
    """
    named = whole.meetings["region"]
    official = {word: single_region(word) for word in named.dropna().unique()}
    places = named.map(official).astype("str").reset_index(drop=True)
    column = whole.actors.get("region", pd.Series(pd.NA, index=whole.actors.index, dtype="str"))
    seats = {word: single_region(word) for word in column.dropna().unique()}
    home = column.map(seats).astype("str").to_numpy(dtype="object")
    of_seats = pd.Series(home[whole.actor], dtype="str").groupby(whole.meeting)
    same = of_seats.nunique().eq(1) & of_seats.count().eq(of_seats.size())
    alone = of_seats.first().where(same).reindex(np.arange(whole.n_meetings))
    # A meeting that names several regions is of none, whoever came.
    unnamed = named.isna().to_numpy()
    places = places.mask(unnamed, alone).astype("str")
    return places.mask(places.isin(list(kraj_names()))).set_axis(whole.meetings.index)
