"""How many ties form, last and dissolve from phase to phase, and who joins and leaves."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from netcoop._core.parallel import spread
from netcoop._core.rng import RandomSource, generator
from netcoop._core.texts import text
from netcoop.compare.changes import seed_of
from netcoop.compare.meeting_set import MeetingSet
from netcoop.compare.occurrences import FEWEST_MEETINGS
from netcoop.compare.state_result import TieRates, Turnover
from netcoop.compare.states import (
    UNKNOWN,
    TieTable,
    codes_of,
    doubt,
    n_units,
    read,
    tie_table,
)
from netcoop.errors import ArgumentError
from netcoop.records import Records
from netcoop.records.phases import Phase, Phases
from netcoop.ties.attendance import Attendance
from netcoop.ties.nullmodels import check_draws, drawn_seats, parts_of_draws

RATES = ("formation", "persistence", "dissolution", "jaccard")
_LEVEL = 0.95


def tie_rates(
    records: Records,
    phases: Phases | None = None,
    *,
    freq: str | None = None,
    facilitated: bool = True,
    min_meetings: int = 1,
    max_size: int | None = 12,
    draws: int = 999,
    rng: RandomSource = None,
) -> TieRates:
    """How many ties formed, lasted and dissolved, beside what the attendance alone gives?

    A busier phase has more ties, and so more of the old ones among them, whoever meets whom. So
    each rate stands beside its mean where those who came to the later phase's meetings are dealt
    out anew: each actor comes as often and each meeting is as large as before. Only actors who came
    in both phases are looked at, and no facilitators.

    Parameters
    ----------
    records, phases, min_meetings, max_size
        As for :func:`netcoop.tie_states`; each phase is compared with the next.
    freq
        Instead of phases: even periods (``"QS"``, ``"YS"``).
    facilitated
        False leaves out facilitated meetings, and those of which it is not known.
    draws
        How many random attendance tables.
    rng
        Seed, Generator or ``None``; the numbers do not depend on the number of workers.

    Returns
    -------
    TieRates
        For each two phases (``earlier``, ``phase``) and ``metric``: ``formation`` (of pairs not
        tied before, those tied now), ``persistence`` (of ties before, those tied now),
        ``dissolution`` (one less persistence), ``jaccard`` (of ties in either, those in both):
        ``estimate`` (0 to 1, NaN of nothing), ``expected`` at random, their ``ratio``, ``p_value``
        (two-sided), ``std_error`` and the 95 % interval (jackknife: one series, or meeting without
        series, left out at a time, the actors fixed; NaN with fewer than 12 in either phase).

    Raises
    ------
    RecordError
        The records have no meetings, or phases that cannot be read.
    ArgumentError
        An argument is out of range, or there are fewer than two phases.

    References
    ----------
    Strona, G., et al. (2014). https://doi.org/10.1038/ncomms5114 (the random attendance)

    Examples
    --------
    >>> sheet = pd.DataFrame(
    ...     {
    ...         "actor": list("ABCDABCBD"),
    ...         "meeting_id": list("112233445"),
    ...         "date": ["2023-01-10"] * 4 + ["2024-01-10"] * 5,
    ...     }
    ... )
    >>> found = tie_rates(Records(meetings=sheet), freq="YS", draws=9, rng=1)
    >>> found.to_frame()[["metric", "estimate"]].round(2).values.tolist()
    [['formation', 0.25], ['persistence', 0.5], ['dissolution', 0.5], ['jaccard', 0.33]]
    """
    check_draws(draws)
    if not isinstance(facilitated, bool):
        raise ArgumentError(text("facilitated={value!r} must be true or false.", value=facilitated))
    _, whole, chosen = read(records, phases, freq, min_meetings, max_size)
    random = generator(rng)
    counted = whole if facilitated else whole.own(unknown_facilitated=True)
    steps = pairwise(chosen)
    rows = [
        row for step in steps for row in _step(counted, step, min_meetings, max_size, draws, random)
    ]
    frame = pd.DataFrame(rows)
    if not facilitated and whole.unknown_share > UNKNOWN:
        frame["flag"] = frame["flag"].replace(["ok", "effort_unequal"], "facilitated_unknown")
    frame["seed"] = pd.array([seed_of(rng)] * len(frame), dtype="Int64")
    settings = {
        "phases": [phase.setting for phase in chosen],
        "facilitated": facilitated,
        "min_meetings": min_meetings,
        "max_size": max_size,
        "draws": draws,
        "seed": seed_of(rng),
    }
    return TieRates(frame, settings)


def turnover(
    records: Records,
    phases: Phases | None = None,
    *,
    freq: str | None = None,
    min_meetings: int = 1,
    max_size: int | None = 12,
) -> Turnover:
    """Who joined, who left, and how many ties lasted, formed and dissolved, actor by actor?

    All actors who came in either phase are looked at, facilitators left out: a tie of somebody who
    came in one phase only formed or dissolved by that alone. :func:`netcoop.tie_rates` looks at
    those who came in both.

    Parameters
    ----------
    records, phases, freq, min_meetings, max_size
        As for :func:`netcoop.tie_rates`.

    Returns
    -------
    Turnover
        For each two phases (``earlier``, ``phase``) and ``metric`` (``kept``, ``formed``,
        ``dissolved``; ``stayed``, ``joined``, ``left``) the number of ties or actors, NaN where a
        phase has no meetings. ``actors`` has them actor by actor.

    Raises
    ------
    RecordError
        The records have no meetings, or phases that cannot be read.
    ArgumentError
        An argument is out of range, or there are fewer than two phases.

    Examples
    --------
    >>> sheet = pd.DataFrame(
    ...     {
    ...         "actor": list("ABBC"),
    ...         "meeting_id": list("1122"),
    ...         "date": ["2023-01-10"] * 2 + ["2024-01-10"] * 2,
    ...     }
    ... )
    >>> turnover(Records(meetings=sheet), freq="YS").actors[["actor", "presence", "formed"]]
      actor presence  formed
    0     A     left       0
    1     B   stayed       1
    2     C   joined       1
    """
    _, whole, chosen = read(records, phases, freq, min_meetings, max_size)
    rows: list[dict[str, Any]] = []
    each = []
    for earlier, later in pairwise(chosen):
        actors, counts = _turned(whole, (earlier, later), min_meetings, max_size)
        steps = {"earlier": earlier.name, "phase": later.name}
        each.append(actors.assign(**steps))
        rows += [{**steps, "metric": name, **row} for name, row in counts.items()]
    settings = {
        "phases": [phase.setting for phase in chosen],
        "min_meetings": min_meetings,
        "max_size": max_size,
    }
    names = ["earlier", "phase", "actor", "presence", "kept", "formed", "dissolved"]
    return Turnover(pd.DataFrame(rows), settings, pd.concat(each, ignore_index=True)[names])


def by_chance(
    later: MeetingSet,
    codes: np.ndarray,
    *,
    min_meetings: int = 1,
    draws: int,
    rng: RandomSource,
) -> np.ndarray:
    """Deal the attendance out anew: how many ties there are, and how many of some pairs are tied.

    ``codes`` are pairs by their positions in ``later.actors`` (:func:`codes_of`).

    Returns
    -------
    numpy.ndarray
        Draws × 2.
    """
    seats = later.seats
    if not len(seats.company[0]):
        return np.zeros((draws, 2), dtype="int64")
    parts = parts_of_draws(seats, draws, rng)
    tasks = ((seats, codes, min_meetings, number, random) for number, random in parts)
    return np.concatenate(list(spread(_shuffled, tasks, total=len(parts))))


def _shuffled(
    seats: Attendance, codes: np.ndarray, least: int, draws: int, random: np.random.Generator
) -> np.ndarray:
    rows = []
    for some in drawn_seats(seats, draws, random):
        for met in seats.pair_codes(some):
            pairs, times = np.unique(met, return_counts=True)
            tied = pairs[times >= least]
            rows.append((len(tied), np.isin(codes, tied).sum()))
    return np.array(rows)


def _step(
    whole: MeetingSet,
    step: tuple[Phase, Phase],
    min_meetings: int,
    max_size: int | None,
    draws: int,
    random: np.random.Generator,
) -> list[dict[str, Any]]:
    """Give the rows of one phase and the next."""
    from scipy.stats import t as students_t  # seconds to import

    sets = [whole.within(phase) for phase in step]
    table = tie_table(whole, step, min_meetings=min_meetings, max_size=max_size)
    before, now = table.tied.T
    observed = _rates(before.sum(), now.sum(), (before & now).sum(), table.n_pairs)
    later = sets[1].no_larger(max_size).among(table.actors)
    drawn = by_chance(
        later, table.codes[before], min_meetings=min_meetings, draws=draws, rng=random
    )
    chance = _rates(before.sum(), drawn[:, 0], drawn[:, 1], table.n_pairs)
    error, units = _jackknife(sets, table, max_size)
    there = all(part.n_meetings for part in sets)
    rows = []
    for place, name in enumerate(RATES):
        value, random_values = (float(observed[place]), chance[place]) if there else (np.nan,) * 2
        expected = float(np.mean(random_values))
        reach = students_t.ppf((1 + _LEVEL) / 2, units - 1) * error[place] if units > 1 else np.nan
        row = {
            "phase": step[1].name,
            "metric": name,
            "estimate": value,
            "std_error": error[place],
            "ci_low": float(np.maximum(value - reach, 0)),
            "ci_high": float(np.minimum(value + reach, 1)),
            "p_value": _two_sided(value, random_values),
            "method": "curveball",
            "n_actors": len(table.actors),
            "n_meetings": sum(part.n_meetings for part in sets),
            "n_draws": draws,
            "flag": doubt(sets),
            "earlier": step[0].name,
            "expected": expected,
            "ratio": value / expected if expected > 0 else np.nan,
        }
        rows.append({**row, "n_earlier": before.sum(), "n_later": now.sum()})
    return rows


def _rates(before: Any, now: Any, kept: Any, pairs: int) -> np.ndarray:
    """Work the rates out of counts, in their order; NaN of nothing."""
    before, now, kept = np.broadcast_arrays(
        *(np.asarray(x, "float64") for x in (before, now, kept))
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        formation = (now - kept) / (pairs - before)
        persistence = kept / before
        return np.array([formation, persistence, 1 - persistence, kept / (before + now - kept)])


def _two_sided(value: float, drawn: Any) -> float:
    """Say how often chance gives a rate as far out, on the side where it is rarer, twice."""
    drawn = np.asarray(drawn, dtype="float64")
    if np.isnan(value) or np.isnan(drawn).all():
        return float("nan")
    known = drawn[~np.isnan(drawn)]
    rarer = min((known >= value - 1e-12).sum(), (known <= value + 1e-12).sum())
    return float(min(1.0, 2 * (1 + rarer) / (len(known) + 1)))


def _jackknife(
    sets: Sequence[MeetingSet], table: TieTable, max_size: int | None
) -> tuple[np.ndarray, int]:
    """Find the standard errors of the rates and the number of units; NaN of few units."""
    nothing = np.full(len(RATES), np.nan)
    parts = [part.no_larger(max_size) for part in sets]
    names = np.concatenate([part.meetings["unit"] for part in parts])
    units = pd.factorize(names)[0]
    number = int(units.max(initial=-1)) + 1
    if min(n_units(part) for part in parts) < FEWEST_MEETINGS:
        return nothing, number
    ends = np.cumsum([part.n_meetings for part in parts])[:-1]
    contacts = []
    for phase, (part, of_meeting) in enumerate(zip(parts, np.split(units, ends), strict=True)):
        few = part.among(table.actors)
        met = np.searchsorted(table.codes, few.seats.pair_codes(few.actor))
        unit = of_meeting[few.meeting[few.seats.company[0]]]
        contacts.append(np.column_stack([unit, met, np.full(len(met), phase)]))
    every = np.concatenate(contacts)
    every = every[np.argsort(every[:, 0], kind="stable")]
    bounds = np.searchsorted(every[:, 0], np.arange(number + 1))
    left = np.empty((number, len(RATES)))
    for unit in range(number):
        times = table.times.copy()
        some = every[bounds[unit] : bounds[unit + 1]]
        np.subtract.at(times, (some[:, 1], some[:, 2]), 1)
        before, now = (times >= table.min_meetings).T
        left[unit] = _rates(before.sum(), now.sum(), (before & now).sum(), table.n_pairs)
    spread_out = ((left - left.mean(axis=0)) ** 2).sum(axis=0)
    return np.sqrt((number - 1) / number * spread_out), number


def _turned(
    whole: MeetingSet, step: tuple[Phase, Phase], min_meetings: int, max_size: int | None
) -> tuple[pd.DataFrame, dict[str, dict[str, Any]]]:
    """Count ties and actors that came and went between a phase and the next."""
    sets = [whole.within(phase) for phase in step]
    came = [pd.Index(part.actors.index[part.came]) for part in sets]
    actors = came[0].union(came[1]).difference(whole.facilitators).sort_values()
    before, now = (codes_of(part.no_larger(max_size).among(actors), min_meetings) for part in sets)
    groups = {
        "kept": np.intersect1d(before, now),
        "formed": np.setdiff1d(now, before),
        "dissolved": np.setdiff1d(before, now),
    }
    n = len(actors)
    frame = pd.DataFrame({"actor": actors})
    earlier, later = actors.isin(came[0]), actors.isin(came[1])
    words = np.select([earlier & later, later], ["stayed", "joined"], "left")
    frame["presence"] = pd.Series(words, dtype="str")
    for name, codes in groups.items():
        ends = np.concatenate(np.divmod(codes, max(1, n)))
        frame[name] = pd.array(np.bincount(ends, minlength=n)[:n], dtype="Int64")
    counts = {name: len(codes) for name, codes in groups.items()}
    counts |= {word: int((words == word).sum()) for word in ("stayed", "joined", "left")}
    there = all(part.n_meetings for part in sets)
    if not there:
        frame[["presence", *groups]] = pd.NA  # nobody left: there are no records
    about = {"n_actors": n, "n_meetings": sum(part.n_meetings for part in sets)}
    flag = doubt(sets)
    return frame, {
        name: {"estimate": count if there else np.nan, **about, "flag": flag}
        for name, count in counts.items()
    }
