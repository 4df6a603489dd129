"""Did the network change from one period to the next, beyond what the number of meetings does?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from typing import Any

import numpy as np
import pandas as pd

from netcoop._core.parallel import spread
from netcoop._core.rng import RandomSource, generator
from netcoop.actors import resolve_actors
from netcoop.compare.changes import seed_of
from netcoop.compare.meeting_set import MeetingSet, check_metrics
from netcoop.compare.period_result import REASONS, PeriodComparison
from netcoop.compare.plain_graph import PLAIN, plain_numbers
from netcoop.compare.states import UNKNOWN, choose, codes_of, doubt, n_units
from netcoop.records import Records
from netcoop.records.phases import Phase, Phases
from netcoop.ties.nullmodels import check_draws

DEFAULT_METRICS = ("mean_degree", "transitivity", "fragmentation")
ROSTERS = ("common", "full")
# Of fewer actors in both periods the two lists of actors are hardly those of one network.
_COMMON = 0.5
# Of fewer meetings that can change places the test would say too little.
_MOVABLE = 0.5
# Metrics that say little of a network that holds together so well.
_OF_PIECES = ("fragmentation", "connectedness", "largest_component_share")
_SATURATED = 0.1
_DRAWS_A_PART = 250


def compare_periods(
    records: Records,
    phases: Phases | None = None,
    metrics: str | Sequence[str] = DEFAULT_METRICS,
    *,
    freq: str | None = None,
    draws: int = 1999,
    rng: RandomSource = None,
) -> PeriodComparison:
    """Did the network change between periods, or were there only more meetings?

    The difference of a number between a period and the next is set beside what it would be if
    meetings had fallen into the two periods at random. Each period keeps its number of meetings, so
    more meetings alone change nothing: their part is ``expected``, the rest is ``estimate``.
    Meetings of a series that runs through both periods change places with each other only; series
    that lie in one period change places as a whole, with others of exactly as many meetings (one:
    also with meetings without a series). It tells a change, and not what it came from.

    Parameters
    ----------
    records
        Records with meetings.
    phases
        Two or more periods, each compared with the next; default: the table ``phases`` of the
        records without one named "anticipation".
    metrics
        Names of network metrics.
    freq
        Instead of phases: even periods (``"QS"``, ``"YS"``).
    draws
        How many random assignments of meetings to periods.
    rng
        Seed, Generator or ``None``; the numbers do not depend on the number of workers.

    Returns
    -------
    PeriodComparison
        A row for each two periods (``earlier``, ``phase``), metric, ``roster`` and ``meetings``.
        ``roster``: ``common`` (actors who came in both periods) or ``full`` (in either).
        ``meetings``: ``all``; and where some were facilitated, ``own``, without them and without
        facilitators. Where it is not known of more than a tenth of the meetings, ``own`` takes
        these as not facilitated, ``surely_own`` leaves them out, both flagged
        ``facilitated_unknown``. ``before`` and ``after`` are the numbers themselves, ``difference``
        is after less before, ``expected`` its mean at random, ``estimate`` the rest, ``p_value``
        two-sided, ``units_before`` and ``units_after`` the series and meetings without series.
        NaN where a period has no meetings, the metric is not defined, or (``effort_unequal``) fewer
        than half of the meetings can change places. :meth:`~PeriodComparison.split` says what ties
        were gained and lost through.

    Raises
    ------
    RecordError
        The records have no meetings, or phases that cannot be read.
    ArgumentError
        An argument is out of range, or there are fewer than two periods.

    Examples
    --------
    >>> sheet = pd.DataFrame(
    ...     {
    ...         "actor": list("ABABABCD"),
    ...         "meeting_id": list("11223344"),
    ...         "date": ["2023-01-10"] * 4 + ["2024-01-10"] * 4,
    ...     }
    ... )
    >>> found = compare_periods(Records(meetings=sheet), freq="YS", draws=99, rng=1)
    >>> found.to_frame()[["metric", "roster", "before", "after"]][3:4]
            metric roster  before  after
    3  mean_degree   full     0.5    1.0
    """
    names = check_metrics(metrics, DEFAULT_METRICS)
    check_draws(draws)
    resolved = resolve_actors(records)
    whole = MeetingSet.of(resolved)
    chosen = choose(resolved, phases, freq)
    random = generator(rng)
    rows, parts = [], []
    for step in pairwise(chosen):
        both = _both(whole, step)
        labels = {"earlier": step[0].name, "phase": step[1].name}
        rows += [labels | row for row in compare_two(*both, names, draws, random)]
        parts.append(_split(*both).assign(**labels))
    frame = pd.DataFrame(rows)
    frame["seed"] = pd.array([seed_of(rng)] * len(frame), dtype="Int64")
    settings = {
        "phases": [phase.setting for phase in chosen],
        "metrics": names,
        "draws": draws,
        "seed": seed_of(rng),
    }
    return PeriodComparison(frame, settings, pd.concat(parts, ignore_index=True))


def compare_two(
    whole: MeetingSet,
    later: np.ndarray,
    metrics: list[str],
    draws: int,
    random: np.random.Generator,
) -> list[dict[str, Any]]:
    """Compare the meetings that were ``later`` with the others; rows of metrics and rosters."""
    rows = []
    for name, kept in _choices(whole).items():
        others = whole.actors.index
        if name != "all":
            others = others.difference(whole.facilitators)
        part = whole.take(kept).among(others)
        part = part.among(part.actors.index[part.came])
        unsure = name != "all" and whole.unknown_share > UNKNOWN
        for row in _rows(part, later[kept], metrics, draws, random):
            if unsure and row["flag"] == "ok":
                row["flag"] = "facilitated_unknown"
            rows.append({**row, "meetings": name})
    return rows


def _both(whole: MeetingSet, step: tuple[Phase, Phase]) -> tuple[MeetingSet, np.ndarray]:
    """Take the meetings of two periods, and say which are of the later."""
    inside = [whole.meetings.index.isin(whole.within(phase).meetings.index) for phase in step]
    either = inside[0] | inside[1]
    return whole.take(either), inside[1][either]


def _choices(whole: MeetingSet) -> dict[str, np.ndarray]:
    """Choose meetings: all, and where some were facilitated those that were not."""
    flags = whole.meetings["facilitated"]
    chosen = {"all": np.ones(whole.n_meetings, dtype="bool")}
    unsure = bool(flags.notna().any()) and whole.unknown_share > UNKNOWN
    helped = whole.actors.index[whole.came].isin(whole.facilitators).any()
    if flags.eq(True).any() or helped or unsure:
        chosen["own"] = ~flags.fillna(False).to_numpy(dtype="bool")
        if whole.unknown_share > UNKNOWN:
            chosen["surely_own"] = ~flags.fillna(True).to_numpy(dtype="bool")
    return chosen


@dataclass(frozen=True, eq=False)
class _Places:
    """Which meetings may change places.

    An item is a meeting, or all meetings of a series that lies in one period; items of one stratum
    change places. ``item`` names that of each meeting; ``order`` sorts items by stratum.
    """

    item: np.ndarray
    stratum: np.ndarray
    order: np.ndarray
    later: np.ndarray

    @classmethod
    def of(cls, units: pd.Series, later: np.ndarray) -> _Places:
        unit = pd.factorize(units)[0]
        number = int(unit.max(initial=-1)) + 1
        n_later = np.bincount(unit, weights=later, minlength=number).astype("int64")
        size = np.bincount(unit, minlength=number)
        through = (n_later > 0) & (n_later < size)
        # Each meeting of a series through both periods is an item, its series the stratum; else
        # items are whole, and those of a stratum have exactly as many meetings: else the periods
        # would not keep theirs, and where they differ the draws would not show what that makes.
        own = np.where(through[unit], number + np.arange(len(unit)), unit)
        _, first, item = np.unique(own, return_index=True, return_inverse=True)
        stratum = np.where(through[unit], unit, number + size[unit])[first]
        return cls(item, stratum, np.argsort(stratum, kind="stable"), later[first])

    @property
    def movable(self) -> float:
        """Which share of the meetings may change places with some of the other period."""
        sides = pd.Series(self.later).groupby(self.stratum).transform("nunique").to_numpy()
        return float((sides == 2)[self.item].mean())

    def draw(self, random: np.random.Generator) -> np.ndarray:
        """Deal the periods out anew: whether each meeting is later."""
        dealt = np.empty_like(self.later)
        order = np.lexsort((random.random(len(self.later)), self.stratum))
        dealt[order] = self.later[self.order]
        taken: np.ndarray = dealt[self.item]
        return taken


def _rows(
    part: MeetingSet,
    later: np.ndarray,
    metrics: list[str],
    draws: int,
    random: np.random.Generator,
) -> list[dict[str, Any]]:
    """Compare two periods of some meetings: a row for each roster and metric."""
    sets = [part.take(~later), part.take(later)]
    places = _Places.of(part.meetings["unit"], later)
    there = bool(later.any()) and not later.all()
    movable = there and places.movable >= _MOVABLE
    values = _measured(part, later, metrics)
    n_draws = draws if movable else 0
    parts = ceil(n_draws / _DRAWS_A_PART)
    numbers = [n_draws // parts + (place < n_draws % parts) for place in range(parts)]
    tasks = (
        (part, places, metrics, number, source)
        for number, source in zip(numbers, random.spawn(parts), strict=True)
    )
    found = list(spread(_drawn, tasks, total=parts)) if parts else []
    observed = values[:, 1] - values[:, 0]
    differences = np.concatenate([observed[None], *found])
    both = int((sets[0].came & sets[1].came).sum())
    about = {
        "method": "permuted_periods",
        "n_meetings": part.n_meetings,
        "n_draws": n_draws,
        "units_before": n_units(sets[0]),
        "units_after": n_units(sets[1]),
    }
    rows = []
    for place, roster in enumerate(ROSTERS):
        for column, name in enumerate(metrics):
            before, after = values[place, :, column] if there else (np.nan, np.nan)
            row = {"metric": name, "roster": roster, "before": before, "after": after}
            row |= _against(differences[:, place, column] if movable else None, after - before)
            row |= {"n_actors": both if roster == "common" else part.n_actors, **about}
            flag = "ok" if there else "too_few_events"
            if there:
                flag = doubt(sets) if movable else "effort_unequal"
            rows.append({**row, "flag": _further(flag, row, both / max(1, part.n_actors))})
    return rows


def _against(differences: np.ndarray | None, observed: float) -> dict[str, float]:
    """Set a difference beside those at random, of which the first is the observed one."""
    nothing = dict.fromkeys(("expected", "estimate", "p_value"), np.nan)
    if differences is None or np.isnan(observed):
        return {"difference": float(observed), **nothing}
    known = differences[~np.isnan(differences)]
    expected = float(known.mean())
    apart = np.abs(known - expected)
    # What cannot be measured counts as at least as far out; rounding does not make it nearer.
    far = int((apart >= apart[0] - 1e-9).sum()) + len(differences) - len(known)
    return {
        "difference": float(observed),
        "expected": expected,
        "estimate": float(observed) - expected + 0.0,
        "p_value": far / len(differences),
    }


def _further(flag: str, row: dict[str, Any], common: float) -> str:
    """Flag what else is doubtful."""
    if flag != "ok":
        return flag
    if row["roster"] == "full" and common < _COMMON:
        return "roster_differs"
    pieces = [row["before"], row["after"]]
    if row["metric"] != "fragmentation":
        pieces = [1 - value for value in pieces]
    near = row["metric"] in _OF_PIECES and max(pieces) < _SATURATED
    return "saturated" if near else "ok"


def _drawn(
    part: MeetingSet,
    places: _Places,
    metrics: list[str],
    draws: int,
    random: np.random.Generator,
) -> np.ndarray:
    """Measure differences with periods dealt out anew: draws × rosters × metrics."""
    rows = [_measured(part, places.draw(random), metrics) for _ in range(draws)]
    values = np.array(rows)
    difference: np.ndarray = values[:, :, 1] - values[:, :, 0]
    return difference


def _measured(part: MeetingSet, later: np.ndarray, metrics: list[str]) -> np.ndarray:
    """Measure both periods on both rosters: rosters × periods × metrics."""
    now = later[part.meeting]
    came = [np.bincount(part.actor[side], minlength=part.n_actors) > 0 for side in (~now, now)]
    common, full = came[0] & came[1], np.ones(part.n_actors, dtype="bool")
    found = [[_numbers(part, side, full, metrics) for side in (~later, later)]]
    if not common.all():
        found.insert(0, [_numbers(part, side, common, metrics) for side in (~later, later)])
    # Where everybody came in both periods the two lists are one.
    return np.array(found if len(found) == 2 else found * 2)


def _numbers(
    part: MeetingSet, meetings: np.ndarray, actors: np.ndarray, metrics: list[str]
) -> np.ndarray:
    """Measure some meetings among some actors."""
    if not actors.any():
        return np.full(len(metrics), np.nan)
    if not set(metrics) <= set(PLAIN):
        return part.take(meetings).among(part.actors.index[actors]).measure(metrics)
    kept = meetings[part.meeting] & actors[part.actor]
    actor = (np.cumsum(actors) - 1)[part.actor[kept]]
    meeting = (np.cumsum(meetings) - 1)[part.meeting[kept]]
    found = plain_numbers(int(actors.sum()), int(meetings.sum()), actor, meeting, metrics)
    return np.array([found[name] for name in metrics])


def _split(whole: MeetingSet, later: np.ndarray) -> pd.DataFrame:
    """Count the ties of one period only, by the first reason that holds."""
    few = whole.among(whole.actors.index.difference(whole.facilitators))
    sides = [few.take(~later), few.take(later)]
    came = sides[0].came & sides[1].came
    tied = [codes_of(side) for side in sides]
    words = pd.DataFrame({"reason": REASONS}).assign(gained=0, lost=0)
    for column, here, other in (("gained", 1, 0), ("lost", 0, 1)):
        only = np.setdiff1d(tied[here], tied[other])
        reasons = _reasons(sides[here], sides[other], only, came)
        words[column] = np.bincount(reasons, minlength=len(REASONS))
    words["change"] = words["gained"] - words["lost"]
    numbers = ["gained", "lost", "change"]
    words[numbers] = words[numbers].astype("Int64")
    if not all(side.n_meetings for side in sides):
        words[numbers] = pd.NA  # of a period without records nothing was gained or lost
    return words.assign(ties_before=len(tied[0]), ties_after=len(tied[1]))


def _reasons(
    here: MeetingSet, other: MeetingSet, codes: np.ndarray, both: np.ndarray
) -> np.ndarray:
    """Say why each pair is tied here and not there, by position in ``REASONS``."""
    met = here.seats.pair_codes(here.actor)
    meeting = here.meeting[here.seats.company[0]]
    kept = np.isin(met, codes)
    pair, meeting = np.searchsorted(codes, met[kept]), meeting[kept]
    flags = here.meetings["facilitated"].to_numpy(dtype="float64", na_value=np.nan)
    source, target = np.divmod(codes, max(1, here.n_actors))

    def every(holds: np.ndarray) -> np.ndarray:
        """Of which pairs all joint meetings are such."""
        none: np.ndarray = np.bincount(pair[~holds[meeting]], minlength=len(codes)) == 0
        return none

    holds = [
        ~(both[source] & both[target]),
        every(_only_here(here, other)),
        every(flags == 1),
        every(flags != 0),
    ]
    found: np.ndarray = np.select(holds, range(len(holds)), len(holds))
    return found


def _only_here(here: MeetingSet, other: MeetingSet) -> np.ndarray:
    """Find meetings of a kind or a region of which the other period has none in its records."""
    found = np.zeros(here.n_meetings, dtype="bool")
    for column in ("kind", "region"):
        words = here.meetings[column]
        known = other.meetings[column].dropna()
        if len(known):
            found |= (words.notna() & ~words.isin(known)).to_numpy()
    return found
