"""What is left of a change, of the new ties, and of the network, without the support?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from netcoop._core.rng import RandomSource, generator, spawn
from netcoop._core.texts import text
from netcoop.compare.changes import (
    Changes,
    about_regions,
    changes,
    check_name,
    check_panel,
    check_phase,
    levels,
    seed_of,
)
from netcoop.compare.impact import check_draws
from netcoop.compare.impact_result import ALPHA, nullable
from netcoop.compare.lasting_result import Sustainability, blank
from netcoop.compare.meeting_set import MeetingSet, check_metrics
from netcoop.compare.occurrences import FEWEST_MEETINGS
from netcoop.compare.panel import MOST_UNKNOWN, Cell, Field, Way, make_panel
from netcoop.compare.randomisation import Sides, reassign
from netcoop.compare.rates import by_chance
from netcoop.compare.states import codes_of
from netcoop.errors import RecordError
from netcoop.records import Records
from netcoop.records.phases import Phase, Phases
from netcoop.ties.weighting import check_max_size

PHASES = ("pre", "during", "after")
_DAY = pd.Timedelta(days=1)


def sustainability(
    records: Records,
    *,
    panel: pd.DataFrame | None = None,
    outcome: str = "mean_degree",
    phases: Phases | None = None,
    max_size: int | None = 12,
    draws: int = 999,
    rng: RandomSource = None,
) -> Sustainability:
    """Say what lasts when the support ends: three numbers, which are not mixed into one.

    How much of the change beyond that of comparison regions is left afterwards; how many of the
    ties formed while there was support met again without it, beside what the attendance alone would
    give; how much of the network there was without the support while it lasted.

    Parameters
    ----------
    records
        Records with meetings, and the phases ``pre``, ``during`` and ``after``. Where ``during``
        and ``after`` are of unequal length, only as many first months (or days, where the shorter
        is no whole number of months) of each are compared.
    panel
        For the first number: a panel of one's own; default: ``phase_panel`` of the records.
    outcome
        A network metric, and a column of the panel.
    phases
        Instead of the phases of the records.
    max_size
        Meetings of more actors make no tie (second number only).
    draws
        How many reassignments of regions, and how many random attendance tables.
    rng
        Seed, Generator or ``None``; the numbers do not depend on the number of workers.

    Returns
    -------
    Sustainability
        Three rows. ``retained_effect``: the change up to ``after`` over that up to ``during``, each
        beyond that of comparison regions; the interval holds every share that reassigning regions
        does not reject, and ``p_value`` is that of nothing being left. NaN where the first change
        is compatible with none, and with ``no_common_source`` without regions of both sides.
        ``independent_persistence`` (0 to 1), of the regions that took part, or of all where it is
        not known of any whether it did; NaN where none did: with ``expected``, ``ratio``, and a
        two-sided ``p_value``.
        ``removal_retention``, of the same regions: the outcome without facilitators and facilitated
        meetings over that with them; ``first_step``: without facilitators only. Facilitators stay
        on the list of actors. Where of more than a tenth of the meetings it is not known whether
        they were facilitated, the last two are NaN, with a range from ``low`` to ``high``.

    Raises
    ------
    RecordError
        No meetings, or no phases of these names.
    ArgumentError
        An argument is not known.

    References
    ----------
    Strona, G., et al. (2014). https://doi.org/10.1038/ncomms5114 (the random attendance)

    Examples
    --------
    >>> days = {"1": "2022-05-02", "2": "2024-02-01", "3": "2025-03-01"}
    >>> sheet = pd.DataFrame({"actor": list("ABABCABC"), "meeting_id": list("11222333")})
    >>> sheet = sheet.assign(date=sheet["meeting_id"].map(days), facilitated=False, region="Znojmo")
    >>> spans = {"pre": ("2022", "2022"), "during": ("2024", "2024"), "after": ("2025", "2025")}
    >>> found = sustainability(Records(meetings=sheet), phases=spans, draws=19, rng=1)
    >>> found.to_frame()[["metric", "estimate"]].values.tolist()[1:]
    [['independent_persistence', 1.0], ['removal_retention', 1.0]]
    """
    check_metrics(check_name("outcome", outcome), ())
    check_max_size(max_size)
    check_draws(draws)
    way = Way([outcome], False, "equal", None)
    field = Field.of(records, way, phases)
    field.warn()
    spans, whole_during, cut = _spans(field)
    own = panel is not None
    sources = spawn(generator(rng), 3)
    if panel is None:
        cells = [Cell(span.name, "", span) for span in spans]
        panel = make_panel(field, way, cells, sources[0])
    first, why = _retained(panel, outcome, draws, sources[1])
    sets, nobody = _supported(field)
    rows = [first, _persistence(sets, spans, outcome, max_size, draws, sources[2]),
            _retention(sets, whole_during, outcome)]  # fmt: skip
    seed = seed_of(rng)
    table = pd.DataFrame(rows).assign(seed=nullable([seed] * len(rows)))
    # No meeting to look at is another thing than no tie at them.
    looked = any(here.within(span).n_meetings for here in sets for span in spans[1:])
    whole = dict.fromkeys(("n_actors", "n_meetings", "n_ties", "n_again"), "Int64")
    settings = {"outcome": outcome, "max_size": max_size, "draws": draws, **cut, "why": why,
                "own_panel": own, "no_treated": nobody, "looked": looked,
                "phases": [span.setting for span in spans], "seed": seed}  # fmt: skip
    return Sustainability(table.astype(whole), settings)


def _spans(field: Field) -> tuple[list[Phase], Phase, dict[str, int | None]]:
    """Give the three phases at equal length, the whole second one, and to what they are cut."""
    named = {phase.name: phase for phase in field.phases}
    lacking = [name for name in PHASES if name not in named]
    if lacking:
        message = text(
            "What lasts is read from the phases pre, during and after; there is no {names}. Name "
            "the phases so, or give phases=.",
            names=", ".join(lacking),
        )
        raise RecordError(message)
    pre, during, after = (named[name] for name in PHASES)
    closed = [_closed(phase, field) for phase in (during, after)]
    if any(phase.start is None or phase.end is None for phase in closed):
        # Without a dated record there is no length, and nothing to cut.
        return [pre, during, after], during, {"months": None, "days": None}
    months, days = _shorter(closed)
    if months is None and days is None:
        return [pre, during, after], during, {"months": None, "days": None}
    step = pd.DateOffset(months=months or 0, days=days or 0)
    cut = [
        Phase(phase.name, phase.first, min(phase.first + step - _DAY, phase.last))
        for phase in closed
    ]
    return [pre, *cut], during, {"months": months, "days": days}


def _shorter(phases: list[Phase]) -> tuple[int | None, int | None]:
    """Give the shorter of two lengths: in whole months, else in days; nothing if they are equal."""
    days = [(phase.last - phase.first).days + 1 for phase in phases]
    months = [_months(phase) for phase in phases]
    whole = [
        phase.first + pd.DateOffset(months=n) - _DAY == phase.last
        for phase, n in zip(phases, months, strict=True)
    ]
    if days[0] == days[1] or (all(whole) and months[0] == months[1]):
        return None, None
    least = int(np.argmin(days))
    if whole[least] and months[1 - least] >= months[least] > 0:
        return months[least], None
    return None, days[least]


def _closed(phase: Phase, field: Field) -> Phase:
    """Close the open sides of a phase where the records begin or end."""
    starts = [here.within(phase).meetings["start"] for here in field.sets.values()]
    known = pd.concat(starts).dropna() if starts else pd.Series(dtype="datetime64[s]")
    if known.empty:
        return phase
    start = known.min() if phase.start is None else phase.start
    end = known.max() + pd.offsets.MonthEnd(0) if phase.end is None else phase.end
    return Phase(phase.name, start, end)


def _months(phase: Phase) -> int:
    """Count the whole months of a phase."""
    first, last = phase.first, phase.last
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    # The last of these is no whole month, unless the phase ends with it.
    return months - (first + pd.DateOffset(months=months) - _DAY > last)


def _supported(field: Field) -> tuple[list[MeetingSet], bool]:
    """Give the regions that took part, and whether it is known that none did.

    All, where it is not known of any region whether it took part.
    """
    treated = field.about["treated"]
    if treated.isna().all():
        return list(field.sets.values()), False
    took_part = set(field.about.index[treated.eq(True).fillna(False).astype("bool")])
    return [here for name, here in field.sets.items() if name in took_part], not took_part


def _retained(
    panel: pd.DataFrame, outcome: str, draws: int, random: np.random.Generator
) -> tuple[dict[str, Any], str | None]:
    """Set the change up to the last phase beside that up to the second; and why there is none."""
    row = blank("retained_effect", outcome)
    table = check_panel(panel, [outcome])
    if table.empty:
        return row | {"flag": "no_common_source"}, "one_sided"
    for name in PHASES:
        check_phase(table, "panel", name)
    phase = table["phase"].astype("str")
    pre, during, after = (levels(table, [outcome], phase == name)[outcome] for name in PHASES)
    about = about_regions(table, phase.isin(PHASES), None)
    found = changes(about, pd.DataFrame({"during": during - pre, "after": after - pre}))
    if found.flag != "ok":
        unknown = "flag" in table and table["flag"].eq("facilitated_unknown").any()
        # Without regions of both sides there is nothing to compare with, however many there are.
        flag = "facilitated_unknown" if unknown and not found.one_sided else found.flag
        return row | {"flag": flag}, "one_sided" if found.one_sided else "no_comparison"
    sides, seed = Sides(found.treated, found.strata), int(random.integers(2**63))
    drawn = reassign(found.values, sides, draws, seed)
    low, high = drawn.interval(0)
    row |= {"method": drawn.method, "n_draws": drawn.n_draws, "flag": found.doubt}
    if not (low > 0 or high < 0):
        # An end that nothing bounds holds no 0 off.
        flag = "few_treated" if found.doubt == "few_treated" else "too_few_events"
        return row | {"flag": flag}, "no_change"
    share = float(drawn.estimate[1] / drawn.estimate[0])
    test = _Share(found, sides, draws, seed, float(drawn.estimate[0]))
    ends = {"ci_low": test.end(share, -1), "ci_high": test.end(share, 1)}
    return row | {"estimate": share, "p_value": float(drawn.p_value[1])} | ends, None


@dataclass(frozen=True)
class _Share:
    """Is the later change so large a share of the earlier one? By the same reassignments."""

    found: Changes
    sides: Sides
    draws: int
    seed: int
    during: float

    def left(self, share: float) -> np.ndarray:
        """Give the later changes without that share of the earlier ones; columns: one."""
        during, after = self.found.values.T
        return np.asarray((after - share * during)[:, None])

    def p_at(self, share: float) -> float:
        """Give the p-value of that share."""
        return float(reassign(self.left(share), self.sides, self.draws, self.seed).p_value[0])

    def end(self, share: float, sign: int) -> float:
        """Walk away until the test rejects four times, and halve the last step; NaN: no end."""
        drawn = reassign(self.left(share), self.sides, self.draws, self.seed)
        error = float(drawn.error_observed[0]) / abs(self.during)
        step = max(error / 4, 1e-4 * (1 + abs(share)))
        inside, outside, rejected = 0.0, np.nan, 0
        for _ in range(40):
            if self.p_at(share + sign * step) > ALPHA:
                inside, outside, rejected = step, np.nan, 0
            else:
                outside, rejected = step if rejected == 0 else outside, rejected + 1
            if rejected == 4:
                break
            step *= 1.4
        else:
            return np.nan
        for _ in range(16):
            middle = (inside + outside) / 2
            accepted = self.p_at(share + sign * middle) > ALPHA
            inside, outside = (middle, outside) if accepted else (inside, middle)
        return share + sign * inside


def _persistence(
    sets: list[MeetingSet],
    spans: list[Phase],
    outcome: str,
    max_size: int | None,
    draws: int,
    random: np.random.Generator,
) -> dict[str, Any]:
    """Of the ties formed in the second phase, which share met again in the last on their own?"""
    found = [_Formed.of(here, spans, max_size) for here in sets]
    row = blank("independent_persistence", outcome)
    n_ties = sum(len(part.codes) for part in found)
    row |= {"n_ties": n_ties, "n_actors": sum(part.after.n_actors for part in found)}
    if not n_ties:
        return row | {"flag": "too_few_events"}
    seed = int(random.integers(2**63))

    def case(*, unknown: bool) -> dict[str, Any]:
        parts = [part.later(unknown_facilitated=unknown) for part in found]
        again = sum(
            int(np.isin(part.codes, codes_of(later)).sum())
            for part, later in zip(found, parts, strict=True)
        )
        drawn = np.zeros(draws)
        for part, later, source in zip(found, parts, spawn(seed, len(parts)), strict=True):
            drawn += by_chance(later, part.codes, draws=draws, rng=source)[:, 1]
        n_meetings = sum(later.n_meetings for later in parts)
        extreme = min((drawn >= again).sum(), (drawn <= again).sum())
        return {
            "estimate": again / n_ties,
            "expected": float(drawn.mean()) / n_ties,
            "ratio": again / float(drawn.mean()) if drawn.any() else np.nan,
            "p_value": min(1.0, 2 * (1 + int(extreme)) / (draws + 1)),
            "n_again": again,
            "n_meetings": n_meetings,
            "n_draws": draws,
            "method": "curveball",
            "flag": "too_few_events" if n_meetings < FEWEST_MEETINGS else "ok",
        }

    return row | _cases([part.after for part in found], case)


@dataclass(frozen=True, eq=False)
class _Formed:
    """The ties formed in a region in the second phase, among who was there in it and the last."""

    codes: np.ndarray
    after: MeetingSet

    @classmethod
    def of(cls, here: MeetingSet, spans: list[Phase], max_size: int | None) -> _Formed:
        parts = [here.within(span) for span in spans]
        stayed = set(here.actors.index[parts[1].came & parts[2].came]) - set(here.facilitators)
        pre, during, after = (part.no_larger(max_size).among(stayed) for part in parts)
        return cls(np.setdiff1d(codes_of(during), codes_of(pre)), after)

    def later(self, *, unknown_facilitated: bool) -> MeetingSet:
        """Give the meetings of the last phase that were not facilitated, if anybody came."""
        own = self.after.own(unknown_facilitated=unknown_facilitated)
        return own.take(own.size >= 1)


def _retention(sets: list[MeetingSet], span: Phase, outcome: str) -> dict[str, Any]:
    """Set the outcome without the support beside that with it, in the second phase."""
    parts = [part for part in (here.within(span) for here in sets) if part.n_meetings]
    row = blank("removal_retention", outcome) | {"method": "removal"}
    n_meetings = sum(part.n_meetings for part in parts)
    row |= {"n_actors": sum(part.n_actors for part in parts), "n_meetings": n_meetings}
    few = "too_few_events" if n_meetings < FEWEST_MEETINGS else "ok"

    def case(*, unknown: bool) -> dict[str, Any]:
        values = np.array([_steps(part, outcome, unknown=unknown) for part in parts]).reshape(-1, 3)
        sums = values[~np.isnan(values).any(axis=1)].sum(axis=0)
        node, both = sums[1:] / sums[0] if sums[0] else (np.nan, np.nan)
        defined = bool(sums[0])
        flag = few if defined else "too_few_events"
        return {"estimate": float(both), "first_step": float(node), "flag": flag}

    return row | _cases(parts, case)


def _steps(part: MeetingSet, outcome: str, *, unknown: bool) -> list[float]:
    """Measure a region with all, without facilitators, and without facilitated meetings, too."""
    helpers = part.actors.index.isin(part.facilitators)[part.actor]
    alone = replace(part, actor=part.actor[~helpers], meeting=part.meeting[~helpers])
    helped = part.meetings["facilitated"].fillna(unknown).to_numpy(dtype="bool")
    return [float(one.measure([outcome])[0]) for one in (part, alone, alone.take(~helped))]


def _cases(parts: list[MeetingSet], case: Callable[..., dict[str, Any]]) -> dict[str, Any]:
    """Give the numbers, or a range where of too many meetings the support is not known."""
    flags = [part.meetings["facilitated"].isna() for part in parts if part.n_meetings]
    unknown = float(pd.concat(flags).mean()) if flags else 0.0
    row = case(unknown=False)
    ends = [row["estimate"], case(unknown=True)["estimate"] if unknown else row["estimate"]]
    row |= {"low": min(ends), "high": max(ends)}
    if unknown > MOST_UNKNOWN:
        row |= dict.fromkeys(
            set(row) & {"estimate", "expected", "ratio", "p_value", "first_step"}, np.nan
        )
        row |= {"flag": "facilitated_unknown"} | ({"n_again": pd.NA} if "n_again" in row else {})
    return row
