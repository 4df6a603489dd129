"""``sample_null``: attendance mixed at random, and what the mixing keeps to."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from netcoop._core.checks import check_choice, is_whole
from netcoop._core.rng import RandomSource, spawn
from netcoop._core.texts import mark, text
from netcoop.compare.meeting_set import MeetingSet
from netcoop.compare.region_sets import by_region, regions_of_meetings
from netcoop.errors import ArgumentError, NetcoopWarning, RecordError
from netcoop.records import Records
from netcoop.records.units import days_of
from netcoop.ties.nullmodels import drawn_seats, parts_of_draws
from netcoop.ties.strata import Limits, Spans

# What meetings may be told apart by, as people say it.
STRATA: dict[str, str] = {
    "region": mark("the same region"),
    "kind": mark("the same kind"),
    "series": mark("the same series"),
    "year": mark("the same year"),
}
_OPEN = np.iinfo("int64").max


def sample_null(
    records: Records,
    *,
    draws: int,
    by: str | None = None,
    strata: str | Sequence[str] | None = None,
    active: bool = True,
    rng: RandomSource = None,
) -> Iterator[pd.DataFrame]:
    """Draw attendance at random that keeps who came how often and how many came to what.

    Every such table is equally likely (the fixed-degree model, drawn by curveball): compare your
    own number of the network with the same number of many draws.

    Parameters
    ----------
    records
        Records with meetings.
    draws
        How many tables.
    by
        ``"region"``: each region by itself, its own actors at its own meetings.
    strata
        One or several of ``region``, ``kind``, ``series``, ``year``: attendance mixes only among
        meetings that are alike in all of these; those of which one is not known count as alike.
    active
        Let actors sit only at meetings held while they were active, by ``active_from`` and
        ``active_to`` of the register; a meeting without a date is open to all.
    rng
        Seed, Generator or ``None``.

    Returns
    -------
    iterator of pandas.DataFrame
        ``actor`` and ``meeting_id``, a row for each actor at each meeting, sorted by meeting and
        actor; with ``by`` a column ``region`` first.

    Raises
    ------
    ArgumentError
        An argument is not one of these. Seats that nobody may take for other reasons cannot be
        kept empty: mixing would not reach every table.
    RecordError
        The records have no meetings; with ``by``, none of known region.

    References
    ----------
    Strona, G., et al. (2014). https://doi.org/10.1038/ncomms5114
    Carstens, C. J. (2015). https://doi.org/10.1103/PhysRevE.91.042812

    Examples
    --------
    >>> sheet = pd.DataFrame({"actor": list("ABABC"), "meeting_id": list("11223")})
    >>> [len(drawn) for drawn in sample_null(Records(meetings=sheet), draws=2, rng=1)]
    [5, 5]
    """
    check_how_many(draws)
    sets = sets_of(MeetingSet.of(records), by)
    limits = limits_of(sets.values(), strata, active=active)
    return _frames(sets, limits, draws, spawn(rng, len(sets)))


def check_how_many(draws: object) -> None:
    """Refuse to draw nothing."""
    if not is_whole(draws) or draws < 1:
        raise ArgumentError(text("draws={draws!r} must be a whole number from 1 up.", draws=draws))


def sets_of(whole: MeetingSet, by: str | None) -> dict[str, MeetingSet]:
    """Give the meetings of each region by its name, or all of them under no name."""
    if by is None:
        return {"": whole}
    check_choice("by", by, ["region"])
    found = by_region(whole).sets
    if not found:
        message = text(
            "by='region': the region of no meeting is known. Give the meetings or the actors a "
            "column region, or leave out by=."
        )
        raise RecordError(message)
    return found


def _frames(
    sets: dict[str, MeetingSet],
    limits: list[Limits | None],
    draws: int,
    randoms: list[np.random.Generator],
) -> Iterator[pd.DataFrame]:
    """Draw every set beside the others, and put the draws of each step together."""
    drawn = [
        _rows(name, one, limit, draws, random)
        for (name, one), limit, random in zip(sets.items(), limits, randoms, strict=True)
    ]
    for tables in zip(*drawn, strict=True):
        yield pd.concat(tables, ignore_index=True)


def _rows(
    name: str, one: MeetingSet, limits: Limits | None, draws: int, rng: np.random.Generator
) -> Iterator[pd.DataFrame]:
    for number, random in parts_of_draws(one.seats, draws, rng):
        for some in drawn_seats(one.seats, number, random, limits):
            for actor in some:
                table = one.seats.frame(actor).astype("str")
                if name:
                    table.insert(0, "region", pd.Series(name, index=table.index, dtype="str"))
                yield table


def check_strata(strata: Any) -> list[str]:
    """Return the names of strata, each once."""
    if strata is None:
        return []
    names = [strata] if isinstance(strata, str) else strata
    if not isinstance(names, Iterable):
        message = text(
            "strata={value!r}: name one or more of {known}.",
            value=strata,
            known=", ".join(STRATA),
        )
        raise ArgumentError(message)
    return list(dict.fromkeys(check_choice("strata", name, STRATA) for name in names))


def limits_of(
    sets: Iterable[MeetingSet], strata: str | Sequence[str] | None, *, active: Any
) -> list[Limits | None]:
    """Say what mixing each set of meetings has to keep to; ``None`` where it is free."""
    names = check_strata(strata)
    if not isinstance(active, bool):
        message = text("active={value!r} is neither True nor False.", value=active)
        raise ArgumentError(message)
    limits, outside = [], 0
    for one in sets:
        spans = _spans(one) if active else None
        if spans is not None:
            odd = ~spans.allow(one.actor, one.meeting)
            outside += len(np.unique(one.actor[odd]))
            spans = spans.widened(one.actor, one.meeting)
        limits.append(_limits(one, names, spans))
    if outside:
        # How many only: an actor may be a single person.
        message = text(
            "Actors that came to meetings at which the register says they were not active: {n}. "
            "They may sit there. Correct active_from and active_to.",
            n=outside,
        )
        warnings.warn(message, NetcoopWarning, stacklevel=_caller())
    return limits


def _caller() -> int:
    """Tell how far up the code is that called the library, as ``stacklevel`` of a warning."""
    level, frame = 1, sys._getframe(1)
    while frame.f_back and frame.f_globals.get("__name__", "").split(".")[0] == "netcoop":
        level, frame = level + 1, frame.f_back
    return level


def _limits(one: MeetingSet, names: Sequence[str], spans: Spans | None) -> Limits | None:
    if not names and spans is None:
        return None
    stratum = np.zeros(one.n_meetings, dtype="int64")
    for name in names:
        code, known = pd.factorize(_alike(one, name), use_na_sentinel=False)
        stratum = np.unique(stratum * max(1, len(known)) + code, return_inverse=True)[1]
    return Limits(stratum, spans)


def _alike(one: MeetingSet, name: str) -> pd.Series:
    """Say of each meeting what it has to have in common with others to mix with them."""
    if name == "region":
        return regions_of_meetings(one)
    if name == "year":
        years: pd.Series = one.meetings["start"].dt.year.astype("Int64")
        return years
    # Series of two regions may bear one name.
    column = "unit" if name == "series" else name
    return one.meetings[column].where(one.meetings[name].notna())


def _spans(one: MeetingSet) -> Spans | None:
    """Say when actors were active and meetings held; ``None`` where no actor says."""
    there = [name for name in ("active_from", "active_to") if name in one.actors]
    if not there or one.actors[there].isna().all(axis=None):
        return None
    nothing = pd.Series(pd.NaT, index=one.actors.index)
    begins, ends = (
        days_of(one.actors[name]) if name in there else nothing
        for name in ("active_from", "active_to")
    )
    days = one.meetings
    return Spans(_numbers(begins, -_OPEN), _numbers(ends, _OPEN),
                 _numbers(days["start"], -_OPEN), _numbers(days["last"], _OPEN))  # fmt: skip


def _numbers(days: pd.Series, unknown: int) -> np.ndarray:
    """Turn days into numbers; an open side is as far as numbers go."""
    seconds = days.astype("datetime64[s]")
    numbers = seconds.to_numpy().astype("int64")
    return np.where(seconds.isna(), unknown, numbers)
