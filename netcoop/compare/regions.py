"""Regions of different size and effort, compared fairly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from netcoop._core.rng import RandomSource
from netcoop._core.texts import text
from netcoop.compare.changes import seed_of
from netcoop.compare.lenses import LENSES, Cell, Levels, Seen, size_classes
from netcoop.compare.meeting_set import MeetingSet, check_metrics
from netcoop.compare.occurrences import LOWEST_COVERAGE
from netcoop.compare.region_indicators import (
    association_table,
    beside_table,
    check_indicators,
    listed_regions,
)
from netcoop.compare.region_ranks import pair_table, rank_table
from netcoop.compare.region_result import RegionComparison
from netcoop.compare.region_sets import by_region, on_one_roster
from netcoop.compare.regions_draws import look
from netcoop.errors import ArgumentError, RecordError
from netcoop.metrics import is_saturated
from netcoop.records import Records
from netcoop.ties.nullmodels import check_draws

USUAL = ("mean_degree", "fragmentation")
# One region has many more meetings per actor than another.
UNEQUAL = 2.0
# A place is unstable where the records are compatible with more than this share of all places.
WIDE = 0.25


def compare_regions(
    records: Records,
    metrics: str | Sequence[str] | None = USUAL,
    *,
    template: pd.DataFrame | None = None,
    indicators: str | Sequence[str] | None = None,
    facilitators: bool = False,
    draws: int = 500,
    rng: RandomSource = None,
) -> RegionComparison:
    """Which regions are better connected, however one looks at it?

    A large region has a lower density, and more meetings give more ties, even where people work in
    the same way. So regions are looked at in three ways, and only what holds in all of them is
    told: at equal meetings per actor, at equal coverage (the records show an equal share of who
    meets whom), and as recorded, among regions of similar size. Only meetings count, and of them
    who came beside the facilitators: where a networker sits at all meetings, everyone is tied to
    everyone through the networker, however people work together.

    Parameters
    ----------
    records
        Records whose meetings or actors have a region. A meeting of several regions, or of a whole
        kraj, is in none; actors of other regions are left out of a region's meetings.
    metrics
        Names of network metrics. Ties per actor and fragmentation depend least on size.
    template
        Required ties, as for :func:`netcoop.required_ties`; by default those of the records.
    indicators
        Columns of numbers in the table ``regions`` to see beside; by default all there are.
    facilitators
        Whether facilitators (their role, or a networker's kind) count as actors, too.
    draws
        How many random choices of meetings: for the places the records are compatible with, and
        for metrics other than ties per actor and density, which need none.
    rng
        Seed, Generator or ``None``. The result does not depend on the number of workers
        (``joblib.parallel_config``).

    Returns
    -------
    RegionComparison
        One row a region, metric and ``method``: ``"per_actor"``, ``"coverage"``,
        ``"size_class"``. ``estimate`` in that way of comparing, ``n_actors``, ``n_meetings`` (of
        two actors or more), ``raw`` (as recorded), ``coverage`` (0 to 1), ``meetings_per_actor``
        (who came to any), ``at_meetings`` (how many meetings the estimate is for), ``size_class``
        (1 small to 3 large, by thirds), ``rank`` (none where all are
        alike), ``rank_low``, ``rank_high`` (places 95 % of random halves are compatible with),
        ``n_ranked``, ``null_ratio`` (as recorded over what
        random mixing of the same attendance gives; never ranked). Regions of fewer than 12
        meetings are NaN with ``too_few_events``, set no level and have no rank. Other flags, the
        first that holds: ``low_coverage`` (below 0.7), ``effort_unequal`` (as recorded, meetings
        per actor differ more than twofold within the class), ``saturated``, ``unstable_rank``
        (more than a quarter of all places), ``roster_differs`` (some regions have a register and
        others not; then only those who came count, everywhere). ``pairs()``, ``beside()`` and
        ``associations()`` have the rest.

    Raises
    ------
    RecordError
        The records have no meetings, or none belongs to a single region.
    ArgumentError
        A metric or an indicator is not known, or an argument is out of its range.

    References
    ----------
    Chao & Jost 2012, doi 10.1890/11-1952.1; van Wijk et al. 2010, doi 10.1371/journal.pone.0013701.

    Examples
    --------
    >>> meetings = [*"AB AC BC".split() * 4, *"DE DF EF".split(), *["DE"] * 9]
    >>> sheet = pd.DataFrame(
    ...     [
    ...         (actor, day, "Jihlava" if day < 12 else "Humpolec")
    ...         for day, who in enumerate(meetings)
    ...         for actor in who
    ...     ],
    ...     columns=["actor", "meeting_id", "region"],
    ... )
    >>> found = compare_regions(Records(meetings=sheet), "mean_degree", draws=50, rng=1)
    >>> found.to_frame()[["region", "method", "estimate", "raw", "at_meetings"]].round(2)
         region      method  estimate  raw  at_meetings
    0  Humpolec   per_actor      2.00  2.0        12.00
    1  Humpolec    coverage      2.00  2.0        12.00
    2  Humpolec  size_class      2.00  2.0        12.00
    3   Jihlava   per_actor      2.00  2.0        12.00
    4   Jihlava    coverage      1.83  2.0         4.78
    5   Jihlava  size_class      2.00  2.0        12.00
    """
    return regions_beside(
        records,
        metrics,
        template=template,
        indicators=indicators,
        facilitators=facilitators,
        draws=draws,
        rng=rng,
        chance=True,
    )


def regions_beside(
    records: Records,
    metrics: str | Sequence[str] | None,
    *,
    template: pd.DataFrame | None = None,
    indicators: str | Sequence[str] | None = None,
    facilitators: bool = False,
    draws: int,
    rng: RandomSource,
    chance: bool,
) -> RegionComparison:
    """Compare as :func:`compare_regions`; without ``chance`` the column ``null_ratio`` is NaN."""
    names = check_metrics(metrics, USUAL)
    check_draws(draws)
    whole, n_facilitators = _counted(records, facilitators)
    chosen = check_indicators(records, indicators)
    parted = by_region(whole, listed_regions(records))
    if not any(part.n_meetings for part in parted.sets.values()):
        message = text("No meeting belongs to a single region. Give meetings or actors a region.")
        raise RecordError(message)
    sets, roster = on_one_roster(parted.sets)
    cells = {region: Cell(part) for region, part in sets.items()}
    compared = {region: cell for region, cell in cells.items() if cell.enough}
    levels = Levels.of(list(compared.values()))
    classes = _classes(compared)
    seen = look(compared, levels, names, draws, rng, chance=chance)
    full = {region for region, cell in compared.items() if is_saturated(cell.meetings.network())}
    table = _table(cells, names, levels, classes, seen)
    table = table.join(rank_table(seen, names, classes), on=["region", "metric", "method"])
    table = table.astype(_COLUMNS)[list(_COLUMNS)]
    flags = _flags(table, levels, _uneven(compared, classes), full, roster)
    table = table.assign(flag=pd.Series(flags, table.index, dtype="str"))
    table = table.assign(n_draws=draws, seed=pd.Series(seed_of(rng), table.index, dtype="Int64"))
    per_actor = table[table["method"] == "per_actor"].set_index("region")
    values = {name: per_actor.loc[per_actor["metric"] == name, "estimate"] for name in names}
    beside = beside_table(records, template, chosen, values, list(cells))
    settings = {
        "metrics": names,
        "effort": levels.effort,
        "coverage": levels.coverage,
        "roster": roster,
        "n_compared": len(compared),
        "too_few": [region for region in cells if region not in compared],
        "n_elsewhere": parted.n_elsewhere,
        "n_visits": parted.n_visits,
        "n_facilitators": n_facilitators,
    }
    pairs = pair_table(seen, names, classes, full, _sizes(compared))
    return RegionComparison(table, settings, pairs, beside, association_table(beside, names))


def _counted(records: Records, facilitators: object) -> tuple[MeetingSet, int]:
    """Take the meetings among those who count, and how many facilitators who came do not."""
    if not isinstance(facilitators, bool):
        message = text("{argument}={value!r} must be True or False.")
        raise ArgumentError(message.format(argument="facilitators", value=facilitators))
    whole = MeetingSet.of(records)
    if facilitators:
        return whole, 0
    came = whole.actors.index[whole.came]
    others = whole.among(whole.actors.index.difference(whole.facilitators))
    return others, len(came.intersection(whole.facilitators))


def _sizes(cells: Mapping[str, Cell]) -> dict[str, int]:
    """Count the actors of each region."""
    return {region: cell.meetings.n_actors for region, cell in cells.items()}


def _classes(cells: Mapping[str, Cell]) -> dict[str, int]:
    """Part the regions in thirds by size."""
    classes = size_classes(list(_sizes(cells).values()))
    return dict(zip(cells, map(int, classes), strict=True))


def _table(
    cells: Mapping[str, Cell],
    names: Sequence[str],
    levels: Levels,
    classes: Mapping[str, int],
    seen: Mapping[str, Seen],
) -> pd.DataFrame:
    """Make a row of each region, metric and lens; without meetings enough it has no estimate."""
    nothing = np.full((len(LENSES), len(names)), np.nan)
    rows = []
    for region, cell in cells.items():
        known = seen.get(region)
        values = nothing if known is None else known.values
        raw = cell.meetings.measure(names)
        at = levels.meetings(cell) if known is not None else nothing[:, 0]
        about = _about(region, cell, classes.get(region))
        for place, name in enumerate(names):
            ratio = np.nan
            if known is not None and known.chance[place] > 0:
                ratio = raw[place] / known.chance[place]
            rows += [
                about
                | {
                    "metric": name,
                    "method": method,
                    "estimate": values[lens, place],
                    "raw": raw[place],
                    "at_meetings": at[lens],
                    "null_ratio": ratio,
                }
                for lens, method in enumerate(LENSES)
            ]
    return pd.DataFrame(rows)


def _about(region: str, cell: Cell, size_class: int | None) -> dict[str, Any]:
    """Say what holds for every row of a region."""
    return {
        "region": region,
        "n_actors": cell.meetings.n_actors,
        "n_meetings": cell.n_meetings,
        "coverage": cell.met.coverage if cell.met.n_joint else np.nan,
        "meetings_per_actor": cell.effort,
        "size_class": size_class,
    }


def _flags(
    table: pd.DataFrame, levels: Levels, uneven: set[int], full: set[str], roster: str
) -> list[str]:
    """Say the first doubt of each row."""
    flags = []
    for row in table.to_dict("records"):
        method = row["method"]
        seen = levels.coverage if method == "coverage" else row["coverage"]
        doubts = {
            "too_few_events": bool(np.isnan(row["estimate"])),
            "low_coverage": seen < LOWEST_COVERAGE,
            "effort_unequal": method == "size_class" and row["size_class"] in uneven,
            "saturated": row["region"] in full,
            "unstable_rank": _unstable(row),
            "roster_differs": roster == "mixed",
        }
        flags.append(next((flag for flag, holds in doubts.items() if holds), "ok"))
    return flags


def _uneven(cells: Mapping[str, Cell], classes: Mapping[str, int]) -> set[int]:
    """Name the classes in which one region has many more meetings per actor than another."""
    efforts: dict[int, list[float]] = {}
    for region, cell in cells.items():
        efforts.setdefault(classes[region], []).append(cell.effort)
    return {number for number, some in efforts.items() if max(some) > UNEQUAL * min(some)}


def _unstable(row: Mapping[Any, Any]) -> bool:
    """Tell whether the records are compatible with many places; without any draws, too."""
    if pd.isna(row["rank"]):
        return False
    if pd.isna(row["rank_low"]):
        return True
    return bool(row["rank_high"] - row["rank_low"] > WIDE * (row["n_ranked"] - 1))


_COLUMNS = {
    "region": "str", "metric": "str", "estimate": "float64", "method": "str", "n_actors": "int64",
    "n_meetings": "int64", "raw": "float64", "coverage": "float64",
    "meetings_per_actor": "float64", "at_meetings": "float64", "size_class": "Int64",
    "rank": "Int64", "rank_low": "Int64", "rank_high": "Int64", "n_ranked": "Int64",
    "null_ratio": "float64",
}  # fmt: skip
