"""Which ties there are in which phase, and how those that formed came about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from typing import Any

import numpy as np
import pandas as pd

from netcoop._core.checks import check_choice, is_whole
from netcoop._core.rng import RandomSource
from netcoop._core.texts import text
from netcoop.actors import resolve_actors
from netcoop.compare.attribution import Evidence, count_classes
from netcoop.compare.changes import seed_of
from netcoop.compare.meeting_set import MeetingSet
from netcoop.compare.occurrences import FEWEST_MEETINGS
from netcoop.compare.state_result import ATTRIBUTIONS, TieStates
from netcoop.errors import ArgumentError
from netcoop.records import Records
from netcoop.records.phases import Phase, Phases, choose_phases
from netcoop.records.spans import row_days
from netcoop.ties.nullmodels import check_draws
from netcoop.ties.weighting import check_max_size

# Above this share of meetings of which nobody knows, both ends are told.
UNKNOWN = 0.1
# One phase may have so many times the meetings of another.
UNEQUAL = 2
# Phases named so are left out unless they are asked for, and looked at for ties that formed.
ANTICIPATION, DURING = "anticipation", "during"


@dataclass(frozen=True, eq=False)
class TieTable:
    """How often pairs met in each phase, among actors who came in every one.

    Attributes
    ----------
    actors
        Who came in every phase, facilitators left out, in the order of the alphabet.
    codes
        The pairs that met in any phase, sorted: source × actors + target, by their positions.
    times
        Pairs × phases: at how many meetings they met.
    min_meetings
        So many make a tie.
    """

    actors: pd.Index
    codes: np.ndarray
    times: np.ndarray
    min_meetings: int

    @property
    def tied(self) -> np.ndarray:
        """Pairs × phases: whether they are tied."""
        tied: np.ndarray = self.times >= self.min_meetings
        return tied

    @property
    def n_pairs(self) -> int:
        """How many pairs there are, whether they met or not."""
        return len(self.actors) * (len(self.actors) - 1) // 2

    def names(self) -> tuple[pd.Index, pd.Index]:
        """Name the source and the target of each pair."""
        source, target = np.divmod(self.codes, max(1, len(self.actors)))
        return self.actors.take(source), self.actors.take(target)


def tie_states(
    records: Records,
    phases: Phases | None = None,
    *,
    min_meetings: int = 1,
    max_size: int | None = 12,
    formed_in: str | None = None,
    draws: int = 199,
    rng: RandomSource = None,
) -> TieStates:
    """Which pairs were tied in which phases, and how did the ties of one phase come about?

    A state has one digit a phase: ``011`` is a pair tied in the second and the third of three. Only
    actors who came to a meeting in every phase are looked at, and no facilitators: else who joined
    or left would look like ties formed or dissolved.

    Every tie of the phase ``formed_in`` is counted in one class, the first that holds:
    ``pre_existing`` (a tie, or a referral, before the phase), ``independent`` (never together at a
    facilitated meeting), ``own_first`` (first in contact by themselves, then at a facilitated
    meeting), ``facilitated_first`` (first at a facilitated meeting, later at a meeting of their own
    or by a referral), ``facilitated_only``. What came first is no cause of what came later.

    Parameters
    ----------
    records
        Records with meetings.
    phases
        Two or more periods: a table of ``phase``, ``start``, ``end``, or a mapping from names to
        (first day, last day); default: the table ``phases`` of the records without one named
        "anticipation".
    min_meetings
        So many joint meetings make a tie.
    max_size
        Meetings of more actors make no tie, and are no contact unless they were facilitated;
        ``None`` takes all.
    formed_in
        Name of the phase; default: "during", else the second.
    draws
        How many random assignments of "facilitated" to meetings of equal size and month.
    rng
        Seed, Generator or ``None``.

    Returns
    -------
    TieStates
        A row for each state and class: ``metric`` (``state_011``, ``formed_independent``),
        ``estimate`` (pairs), ``share``, ``lowest`` and ``highest`` (pairs that must, and that may
        be of the class, whichever of the meetings of which it is not known were facilitated),
        ``expected`` (at random; NaN for states, and where no month has facilitated and other
        meetings of one size, so that nothing could be dealt out anew), ``flag``. NaN where a phase
        has no meetings; and for classes, with flag ``facilitated_unknown``, where it is not known
        of more than a tenth of the meetings (of the phase, or of those at which these pairs ever
        met), or the class of more than a tenth of the pairs hangs on it. ``pairs`` lists the pairs
        themselves.

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
    ...         "actor": list("ABABCBC"),
    ...         "meeting_id": list("1122233"),
    ...         "date": ["2023-01-10"] * 2 + ["2024-01-10"] * 3 + ["2023-02-10"] * 2,
    ...     }
    ... )
    >>> found = tie_states(
    ...     Records(meetings=sheet), {"pre": ("2023", "2023"), "during": ("2024", "2024")}
    ... )
    >>> found.to_frame().query("estimate > 0")["metric"].tolist()[:2]
    ['state_01', 'state_11']
    """
    check_draws(draws)
    resolved, whole, chosen = read(records, phases, None, min_meetings, max_size)
    names = [phase.name for phase in chosen]
    usual = DURING if DURING in names[1:] else names[1]
    formed = check_choice("formed_in", usual if formed_in is None else formed_in, names[1:])
    table = tie_table(whole, chosen, min_meetings=min_meetings, max_size=max_size)
    sets = [whole.within(phase) for phase in chosen]
    at = names.index(formed)
    tied = table.codes[table.tied[:, at]]
    evidence = Evidence.of(whole, resolved, table.actors, tied, chosen[at], min_meetings, max_size)
    classes = count_classes(evidence, draws, rng)
    rows = _state_rows(table, sets) + _class_rows(classes, evidence, sets, at)
    seed = seed_of(rng)
    frame = pd.DataFrame(rows).assign(
        n_actors=len(table.actors), n_meetings=sum(part.n_meetings for part in sets), seed=seed
    )
    frame["seed"] = frame["seed"].astype("Int64")
    settings = {
        "phases": [phase.setting for phase in chosen],
        "formed_in": formed,
        "min_meetings": min_meetings,
        "max_size": max_size,
        "draws": draws,
        "seed": seed,
        "n_outside": whole.n_meetings - sum(part.n_meetings for part in sets),
    }
    return TieStates(frame, settings, _pairs(table, names, evidence, classes))


def read(
    records: Records,
    phases: Phases | None,
    freq: str | None,
    min_meetings: int,
    max_size: int | None,
) -> tuple[Records, MeetingSet, list[Phase]]:
    """Read what ties are compared of: the records resolved, their meetings, the periods."""
    check_ties(min_meetings, max_size)
    resolved = resolve_actors(records)
    return resolved, MeetingSet.of(resolved), choose(resolved, phases, freq)


def choose(records: Records, phases: Phases | None, freq: str | None = None) -> list[Phase]:
    """Read two or more periods; of those of the records anticipation is left out."""
    meetings = records.meetings
    days = [] if meetings is None else [row_days("meetings", meetings)]
    chosen = choose_phases(records, phases, freq, days)
    if phases is None and freq is None:
        chosen = [phase for phase in chosen if phase.name != ANTICIPATION]
    if len(chosen) < 2:
        raise ArgumentError(text("To see a change takes two periods or more: phases=, or freq=."))
    for one, other in pairwise(chosen):
        if other.first <= one.last:
            message = text(
                "The periods {one!r} and {other!r} overlap; a meeting would count in both.",
                one=one.name,
                other=other.name,
            )
            raise ArgumentError(message)
    return chosen


def check_ties(min_meetings: Any, max_size: Any) -> None:
    """Refuse bounds that make no sense."""
    check_max_size(max_size)
    if not is_whole(min_meetings) or min_meetings < 1:
        message = text("min_meetings={value!r} must be a whole number from 1.", value=min_meetings)
        raise ArgumentError(message)


def tie_table(
    whole: MeetingSet,
    phases: Sequence[Phase],
    *,
    min_meetings: int = 1,
    max_size: int | None = 12,
) -> TieTable:
    """Count how often pairs met in each phase, among the actors who came in every one."""
    sets = [whole.within(phase) for phase in phases]
    roster = np.logical_and.reduce([part.came for part in sets])
    others = whole.actors.index[roster].difference(whole.facilitators)
    counts = [_times(part.no_larger(max_size).among(others)) for part in sets]
    codes = np.unique(np.concatenate([found for found, _ in counts]))
    times = np.zeros((len(codes), len(counts)), dtype="int64")
    for column, (found, number) in enumerate(counts):
        times[np.searchsorted(codes, found), column] = number
    return TieTable(whole.among(others).actors.index, codes, times, min_meetings)


def codes_of(part: MeetingSet, min_meetings: int = 1) -> np.ndarray:
    """Find the pairs tied at these meetings: source × actors + target, sorted."""
    codes, times = _times(part)
    return codes[times >= min_meetings]


def _times(part: MeetingSet) -> tuple[np.ndarray, np.ndarray]:
    codes, times = np.unique(part.seats.pair_codes(part.actor), return_counts=True)
    return codes, times


def n_units(part: MeetingSet) -> int:
    """Count the series, and the meetings that belong to none."""
    return int(part.meetings["unit"].nunique())


def doubt(sets: Sequence[MeetingSet]) -> str:
    """Flag periods of few meetings, or of very different numbers of them."""
    if min(n_units(part) for part in sets) < FEWEST_MEETINGS:
        return "too_few_events"
    numbers = [part.n_meetings for part in sets]
    return "effort_unequal" if max(numbers) > UNEQUAL * min(numbers) else "ok"


def _state_rows(table: TieTable, sets: list[MeetingSet]) -> list[dict[str, Any]]:
    """Count the pairs of each state; there is nothing to count where a phase has no meetings."""
    there = all(part.n_meetings for part in sets)
    weight = 2 ** np.arange(table.tied.shape[1])[::-1]
    counts = np.bincount(table.tied @ weight, minlength=2 ** len(weight)).astype("float64")
    counts[0] += table.n_pairs - len(table.codes)
    flag = doubt(sets) if there else "too_few_events"
    rows = []
    for digits, count in zip(product("01", repeat=len(weight)), counts, strict=True):
        number = count if there else np.nan
        share = number / table.n_pairs if table.n_pairs else np.nan
        row = {"metric": f"state_{''.join(digits)}", "estimate": number, "share": share}
        rows.append({**row, "lowest": number, "highest": number, "expected": np.nan, "flag": flag})
    return rows


def _class_rows(
    classes: dict[str, np.ndarray], evidence: Evidence, sets: list[MeetingSet], at: int
) -> list[dict[str, Any]]:
    """Say the ties of each class; where too much is unknown only both ends."""
    there = all(part.n_meetings for part in sets)
    total = len(evidence.codes)
    apart = np.diff(classes["bounds"], axis=0).max()
    unknown = max(sets[at].unknown_share, evidence.unknown_share)
    known = there and unknown <= UNKNOWN and apart <= UNKNOWN * total
    found = np.bincount(classes["each"], minlength=len(ATTRIBUTIONS))
    has_chance = known and evidence.has_chance
    flag = "too_few_events" if not there else doubt(sets) if known else "facilitated_unknown"
    if known and not has_chance and flag == "ok":
        flag = "too_few_events"
    rows = []
    for place, name in enumerate(ATTRIBUTIONS):
        lowest, highest = classes["bounds"][:, place] if there else (np.nan, np.nan)
        number = float(found[place]) if known else np.nan
        row = {
            "metric": f"formed_{name}",
            "estimate": number,
            "share": number / total if total else np.nan,
            "lowest": float(lowest),
            "highest": float(highest),
            "expected": float(classes["drawn"][:, place].mean()) if has_chance else np.nan,
            "flag": flag,
        }
        rows.append({**row, "n_draws": len(classes["drawn"])})
    return rows


def _pairs(
    table: TieTable, names: list[str], evidence: Evidence, classes: dict[str, np.ndarray]
) -> pd.DataFrame:
    """List the pairs that met in any phase."""
    source, target = table.names()
    frame = pd.DataFrame({"source": source, "target": target})
    digits = np.where(table.tied, "1", "0")
    frame["state"] = pd.Series(["".join(row) for row in digits], dtype="str")
    for column, name in enumerate(names):
        frame[f"meetings_{name}"] = table.times[:, column]
    words = pd.Series([ATTRIBUTIONS[place] for place in classes["each"]], dtype="str")
    of_pair = pd.Series(words.array, index=evidence.codes, dtype="str").reindex(table.codes)
    return frame.assign(attribution=of_pair.array)
