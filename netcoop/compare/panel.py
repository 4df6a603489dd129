"""Records of many regions → one row a region and phase, fit for comparing how regions changed."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd

from netcoop._core.checks import check_choice, first, is_missing, is_whole
from netcoop._core.parallel import spread
from netcoop._core.rng import RandomSource, spawn
from netcoop._core.texts import plural, text
from netcoop.actors.regions import canonical_region, kraj_names
from netcoop.compare.changes import check_names
from netcoop.compare.meeting_set import MeetingSet, check_metrics
from netcoop.compare.occurrences import FEWEST_MEETINGS
from netcoop.compare.panel_effort import EFFORTS, at_effort
from netcoop.compare.region_sets import RegionSets, by_region
from netcoop.errors import ArgumentError, NetcoopWarning, RecordError
from netcoop.records import Records
from netcoop.records.phases import Phase, Phases, choose_phases
from netcoop.records.records import check_records
from netcoop.ties.weighting import check_max_size

# The time in which a support team already talks to regions: few meetings, and in no comparison.
ASIDE = "anticipation"
# Where it is not known of more meetings whether they were facilitated, there is a range.
MOST_UNKNOWN = 0.1
_DAY = pd.Timedelta(days=1)


def phase_panel(
    records: Records,
    metrics: str | Sequence[str] = ("mean_degree",),
    *,
    phases: Phases | None = None,
    facilitated: bool = False,
    bins: int | None = None,
    effort: str = "equal",
    compare: Sequence[str] | None = None,
    max_size: int | None = None,
    rng: RandomSource = None,
) -> pd.DataFrame:
    """Make the table that ``did`` compares: one row a region and phase.

    A region keeps one list of actors over all phases, so that a change is no change of the list.
    Meetings that belong to no single region are left out, and a warning counts them. What was
    facilitated, and the facilitators, are left out, for the support itself is no effect of it.

    More meetings alone give more ties. So a region is measured at equal effort: in every phase at
    the smallest number of meetings it has in any of them (``anticipation``, which is usually short
    and not compared, does not count). Only meetings of two actors or more show a tie and count.

    Parameters
    ----------
    records
        Records with meetings; who took part stands in their table ``regions`` (``treated``,
        ``stratum``, ``dose``).
    metrics
        Names of network metrics, one or several.
    phases
        Instead of the phases of the records: a table, or names with first and last days.
    facilitated
        ``True``: with facilitated meetings and facilitators.
    bins
        Cut every phase into bins of so many months; what is left of a phase is not measured.
    effort
        ``"equal"``, or ``"recorded"``: all meetings there are.
    compare
        Take the smallest number over these phases only, so that an ``after`` that has barely begun
        does not pull down the others; other phases with fewer meetings are NaN.
    max_size
        Leave out meetings of more actors.
    rng
        Seed, Generator or ``None``: equal effort draws meetings at random for all metrics but
        ``mean_degree`` and ``density``, which are exact.

    Returns
    -------
    pandas.DataFrame
        ``region``, ``phase``, with ``bins`` also ``bin`` (its first month); ``treated``,
        ``stratum``, ``dose`` (missing where not known); ``source``: ``sheets`` where there are
        meetings; ``n_actors``, ``n_meetings`` (those that count, as recorded), ``flag`` and the
        metrics. Without any record of a phase all are NaN, never 0. Where of more than a tenth of
        a row's meetings it is not known whether they were facilitated, the metric is NaN with the
        flag ``facilitated_unknown``, and every metric has two more columns: ``<metric>_low`` as if
        all of them were facilitated, ``<metric>_high`` as if none was. A comparison of either is no
        bound, for it assumes the same of both sides (``docs/panel.md``). Flag ``too_few_events``:
        fewer than 12 meetings were measured.

    Raises
    ------
    RecordError
        No meetings, no phases, or a table ``regions`` that contradicts itself.
    ArgumentError
        An argument is not known.

    Examples
    --------
    >>> sheet = pd.DataFrame(
    ...     {
    ...         "actor": list("ABABCAB"),
    ...         "meeting_id": list("1122233"),
    ...         "date": ["2022-05-02"] * 2 + ["2024-02-01"] * 3 + ["2024-03-01"] * 2,
    ...         "region": "Jihlava",
    ...         "facilitated": False,
    ...     }
    ... )
    >>> spans = {"pre": ("2022", "2022"), "during": ("2024", "2024")}
    >>> panel = phase_panel(Records(meetings=sheet), phases=spans)
    >>> panel[["phase", "n_meetings", "mean_degree"]].round(2).values.tolist()
    [['pre', 1, 0.67], ['during', 2, 1.33]]
    """
    names = check_metrics(metrics, ("mean_degree",))
    way = check_way(names, facilitated=facilitated, effort=effort, max_size=max_size)
    if bins is not None and (not is_whole(bins) or bins < 1):
        raise ArgumentError(
            text("bins={value!r} must be a number of months, 1 or more.", value=bins)
        )
    field = Field.of(records, way, phases)
    way = way._replace(compare=_compared(compare, field))
    field.warn()
    return make_panel(field, way, field.cells(bins), rng, binned=bins is not None)


class Way(NamedTuple):
    """How a panel is measured; the arguments of :func:`phase_panel`."""

    metrics: list[str]
    facilitated: bool
    effort: str
    max_size: int | None
    compare: tuple[str, ...] | None = None

    def counts(self, phase: str) -> bool:
        """Tell whether the smallest number of meetings is taken over this phase, too."""
        return phase != ASIDE if self.compare is None else phase in self.compare


class Cell(NamedTuple):
    """A phase, or a part of it: what it is called, and its days."""

    phase: str
    bin: str
    span: Phase


def check_way(metrics: list[str], *, facilitated: Any, effort: Any, max_size: Any) -> Way:
    """Return how to measure, if it can be."""
    check_choice("effort", effort, EFFORTS)
    check_max_size(max_size)
    if not isinstance(facilitated, bool | np.bool_):
        message = text("facilitated={value!r} must be True or False.", value=facilitated)
        raise ArgumentError(message)
    return Way(metrics, bool(facilitated), effort, max_size)


def _compared(compare: Any, field: Field) -> tuple[str, ...] | None:
    """Return the names of the phases that are compared, if there are such phases."""
    if compare is None:
        return None
    known = [phase.name for phase in field.phases]
    return tuple(check_choice("compare", name, known) for name in check_names(compare, "compare"))


@dataclass(frozen=True, eq=False)
class Field:
    """The meetings of each region, who took part (of all regions, by name), and the phases."""

    sets: dict[str, MeetingSet]
    about: pd.DataFrame
    phases: list[Phase]
    n_elsewhere: int

    @classmethod
    def of(cls, records: Records, way: Way, phases: Phases | None) -> Field:
        """Read records."""
        found = _parted(records, way.max_size)
        spans = choose_phases(records, phases, None, [])
        return cls(found.sets, about_table(records.regions, found.sets), spans, found.n_elsewhere)

    def warn(self) -> None:
        """Warn, in the name of the public function that calls, of meetings of no single region."""
        if self.n_elsewhere:
            message = plural(
                "{n} meeting belongs to no single region and is left out.",
                "{n} meetings belong to no single region and are left out.",
                self.n_elsewhere,
            )
            warnings.warn(message, NetcoopWarning, stacklevel=3)

    def cells(self, bins: int | None = None) -> list[Cell]:
        """Give the phases, or their bins of some months."""
        if bins is None:
            return [Cell(phase.name, "", phase) for phase in self.phases]
        days = [here.meetings["start"].dropna() for here in self.sets.values()]
        known = pd.concat(days) if days else pd.Series(dtype="datetime64[s]")
        return [cell for phase in self.phases for cell in _binned(phase, bins, known)]


# The comparisons of one report all ask for the same records, parted in the same way.
_parts: WeakKeyDictionary[Records, dict[int | None, RegionSets]] = WeakKeyDictionary()


def _parted(records: Records, max_size: int | None) -> RegionSets:
    """Part the meetings of records by region, once for each largest size."""
    check_records(records)
    known = _parts.setdefault(records, {})
    if max_size not in known:
        known[max_size] = by_region(MeetingSet.of(records).no_larger(max_size))
    return known[max_size]


def _binned(phase: Phase, months: int, known: pd.Series) -> list[Cell]:
    """Cut a phase into bins of whole months; an open side ends where the records do."""
    inside = known[(known >= phase.first) & (known <= phase.last)]
    if inside.empty and (phase.start is None or phase.end is None):
        return []
    last = inside.max() + pd.offsets.MonthEnd(0) if phase.end is None else phase.end
    step = pd.DateOffset(months=months)
    if phase.start is None:
        # Bins end where the phase ends, so that its last days are in one.
        start = last + _DAY
        while start > inside.min():
            start = start - step
    else:
        start = phase.start
    cells = []
    while start + step - _DAY <= last:
        span = Phase(phase.name, start, start + step - _DAY)
        cells.append(Cell(phase.name, f"{start:%Y-%m}", span))
        start = start + step
    return cells


def about_table(regions: pd.DataFrame | None, sets: dict[str, MeetingSet]) -> pd.DataFrame:
    """Say of every region, of the table or with meetings, on which side it stands."""
    table = pd.DataFrame({"region": pd.Series(dtype="str")}) if regions is None else regions
    table = table.dropna(subset=["region"]).reset_index(drop=True)
    names = table["region"].map(lambda word: canonical_region(str(word))).astype("str")
    twice = names.duplicated()
    if twice.any():
        message = text(
            "The table regions has these more than once: {names}. Keep one row of each.",
            names=first(names[twice].unique()),
        )
        raise RecordError(message)
    nothing = pd.Series(pd.NA, index=table.index, dtype="object")
    about = pd.DataFrame(
        {
            "treated": pd.array(
                [_side(value) for value in table.get("treated", nothing)], dtype="boolean"
            ),
            "stratum": table.get("stratum", nothing).astype("str"),
            "dose": pd.to_numeric(table.get("dose", nothing), errors="coerce").astype("float64"),
        }
    ).set_axis(pd.Index(names, name="region"))
    every = sorted((set(names) - kraj_names()) | set(sets))
    return about.reindex(pd.Index(every, name="region", dtype="str"))


def _side(value: Any) -> bool | None:
    if is_missing(value):
        return None
    if value in (0, 1):
        return bool(value)
    message = text("The table regions says treated={value!r}: use true or false.", value=value)
    raise RecordError(message)


def make_panel(
    field: Field, way: Way, cells: list[Cell], rng: RandomSource, *, binned: bool = False
) -> pd.DataFrame:
    """Measure every region in every phase or bin."""
    regions = list(field.about.index)
    sources = spawn(rng, len(regions))
    tasks = (
        (field.sets.get(region), cells, way, source)
        for region, source in zip(regions, sources, strict=True)
    )
    found = spread(measure_region, tasks, total=len(regions))
    rows = [
        {"region": region, **row}
        for region, part in zip(regions, found, strict=True)
        for row in part
    ]
    sides = [f"{name}{end}" for name in way.metrics for end in ("_low", "_high")]
    columns = ["region", "phase", *(["bin"] if binned else []), "source", "n_actors", "n_meetings",
               "flag", *way.metrics, *sides]  # fmt: skip
    panel = pd.DataFrame(rows, columns=columns)
    panel = panel.astype({"n_actors": "Int64", "n_meetings": "Int64", "source": "str"})
    if not panel["flag"].eq("facilitated_unknown").any():
        panel = panel.drop(columns=sides)
    place = panel.columns.get_loc("source")
    about = field.about.loc[panel["region"]].reset_index(drop=True)
    for step, name in enumerate(about):
        panel.insert(int(str(place)) + step, str(name), about[name])
    return panel


def measure_region(
    here: MeetingSet | None, cells: list[Cell], way: Way, random: np.random.Generator
) -> list[dict[str, Any]]:
    """Measure a region in every phase or bin; one row each."""
    blank = dict.fromkeys(way.metrics, np.nan)
    rows = [
        {"phase": cell.phase, "bin": cell.bin, "source": pd.NA, "n_actors": pd.NA,
         "n_meetings": pd.NA, "flag": "too_few_events", **blank}
        for cell in cells
    ]  # fmt: skip
    if here is None:
        return rows
    parts = [here.within(cell.span) for cell in cells]
    # The same draws in both cases, so that they differ by the meetings alone.
    seed = int(random.integers(2**63))
    none = _case(here, cells, way, unknown_facilitated=False, seed=seed)
    every = none
    if not way.facilitated and here.meetings["facilitated"].isna().any():
        every = _case(here, cells, way, unknown_facilitated=True, seed=seed)
    for place, part in enumerate(parts):
        if not part.n_meetings:
            continue
        rows[place] |= {"source": "sheets"} | none.row(place, way.metrics)
        for end, case in (("_low", every), ("_high", none)):
            values = zip(way.metrics, case.values[place].tolist(), strict=True)
            rows[place] |= {f"{name}{end}": value for name, value in values}
        if not way.facilitated and part.unknown_share > MOST_UNKNOWN:
            rows[place] |= blank | {"flag": "facilitated_unknown"}
    return rows


@dataclass(frozen=True)
class _Case:
    """A region measured in every phase: values are phases × metrics."""

    values: np.ndarray
    n_actors: int
    n_meetings: list[int]
    measured: list[int]

    def row(self, place: int, metrics: list[str]) -> dict[str, Any]:
        few = self.measured[place] < FEWEST_MEETINGS or bool(np.isnan(self.values[place]).all())
        return {
            "n_actors": self.n_actors,
            "n_meetings": self.n_meetings[place],
            "flag": "too_few_events" if few else "ok",
            **dict(zip(metrics, self.values[place].tolist(), strict=True)),
        }


def _case(
    here: MeetingSet, cells: list[Cell], way: Way, *, unknown_facilitated: bool, seed: int
) -> _Case:
    if not way.facilitated:
        here = here.own(unknown_facilitated=unknown_facilitated)
    # A meeting of one shows no pair. It is left out before phases are cut: that takes time.
    here = here.take(here.size >= 2)
    parts = [here.within(cell.span) for cell in cells]
    counted = [way.counts(cell.phase) for cell in cells]
    values, measured = at_effort(
        parts, counted, way.metrics, way.effort, np.random.default_rng(seed)
    )
    n_meetings = [part.n_meetings for part in parts]
    return _Case(values, parts[0].n_actors if parts else 0, n_meetings, measured)
