"""How well it is recorded, per region and phase: better record keeping looks like impact."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from netcoop._core.texts import mark, text
from netcoop.records.timeline import longest_gaps, month_numbers
from netcoop.records.units import Units, by_region, days_of, tables_of, units_of

if TYPE_CHECKING:
    from netcoop.records.records import Records

# Assumptions, not results: from here on a change between phases is called one of recording.
MEAN_CHANGE = 0.25  # of the mean number of actors listed, relative
SHARE_CHANGE = 0.2  # of a share
FEW = 5  # meetings or records, below which nothing is said of a change

COLUMNS = (
    "table", "region", "phase", "compared_with", "measure", "value", "n", "of", "flag", "meaning",
)  # fmt: skip
FLAGS = ("ok", "recording_changed", "too_few", "no_records")


@dataclass(frozen=True)
class Measure:
    """What one measure says in full; in short where a sentence names a change of it."""

    meaning: str
    label: str = ""


MEASURES: dict[str, Measure] = {
    "meetings": Measure(mark("Meetings that were held.")),
    "meetings_not_held": Measure(mark("Meetings that were only planned or were cancelled.")),
    "rows": Measure(mark("Rows of the table.")),
    "count": Measure(mark("Referrals, where a row may stand for several.")),
    "actors": Measure(mark("Different actors that took part.")),
    "months": Measure(mark("Months with at least one record.")),
    "months_without_records": Measure(
        mark("Months without any record between the first and the last; n of all those months.")
    ),
    "longest_gap_days": Measure(
        mark("Days from one record to the next, at most; a record with a month only fills it.")
    ),
    "share_date": Measure(mark("Share with a day."), mark("with a day")),
    "share_month": Measure(mark("Share with a day or at least a month.")),
    "share_channel": Measure(mark("Share with a channel."), mark("with a channel")),
    "share_hours": Measure(mark("Share with a duration."), mark("with a duration")),
    "share_people": Measure(
        mark("Share with a number of people."), mark("with a number of people")
    ),
    "share_facilitated_known": Measure(
        mark("Share of which it is known whether they were facilitated."),
        mark("known as facilitated or not"),
    ),
    "share_convener": Measure(
        mark("Share of which it is known who convened them."), mark("with a convener")
    ),
    "share_kind": Measure(mark("Share with a kind."), mark("with a kind")),
    "share_region": Measure(mark("Share with a region."), mark("with a region")),
    "share_need": Measure(mark("Share with a need.")),
    "share_outcome": Measure(mark("Share with an outcome.")),
    "share_days": Measure(mark("Share with the days to the first contact.")),
    "share_purpose": Measure(mark("Share with a purpose.")),
    "share_next_step": Measure(mark("Share with a next step.")),
    "mean_attendance": Measure(
        mark("Actors listed as present, per meeting."), mark("actors listed per meeting")
    ),
    "share_organiser_only": Measure(
        mark("Share of lists that name only the organiser or a single actor."),
        mark("with only the organiser or one actor listed"),
    ),
}


def quality(records: Records, *, lang: str | None = None) -> pd.DataFrame:
    """Say how well meetings, referrals and contacts are recorded, and whether that changed.

    A meeting counts once, however many rows it has. Values that are not known are NaN: a region
    or phase without records is unknown, not zero.

    Parameters
    ----------
    records
        Records as read; where they have ``phases``, every measure comes by phase too.
    lang
        Language of ``meaning``.

    Returns
    -------
    pandas.DataFrame
        One row a table, region, phase and measure. ``region`` and ``phase`` "" mean all.
        ``value`` is ``n`` out of ``of`` for shares and means, else a count or a number of days.
        A row with ``compared_with`` is the difference to that earlier phase. ``flag``:
        "ok", "too_few" (fewer than 5), "no_records", and for differences "recording_changed":
        by more than a quarter of the mean attendance, or by more than 0.2 of a share.

    Examples
    --------
    >>> import pandas as pd
    >>> from netcoop.records import Records
    >>> sheet = pd.DataFrame(
    ...     {"actor": ["A", "B", "A"], "meeting_id": ["1", "1", "2"], "hours": [2.0, 2.0, None]}
    ... )
    >>> found = quality(Records(meetings=sheet), lang="en")
    >>> found[found["of"] == 2][["measure", "value", "n", "of"]].iloc[[3, -2]]
                measure  value  n  of
    10      share_hours    0.5  1   2
    16  mean_attendance    1.5  3   2
    """
    phases, known = _phases(records), _known_regions(records)
    parts = [
        _of_table(units_of(table, records.tables[table]), known, phases).assign(table=table)
        for table in tables_of(records.tables)
    ]
    frame = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=COLUMNS)
    meanings = {name: text(measure.meaning, lang) for name, measure in MEASURES.items()}
    frame["meaning"] = frame["measure"].map(meanings)
    return frame[list(COLUMNS)].astype(_DTYPES)


_DTYPES = dict.fromkeys(COLUMNS, "str") | {"value": "float64", "n": "Int64", "of": "Int64"}


def _of_table(units: Units, known: set[str], phases: list[_Phase]) -> pd.DataFrame:
    """Measure one table: as a whole, by phase, and how each phase differs from the one before."""
    regions = ["", *sorted(known | set(units.frame["region"].dropna()))]
    parts = [_measured(units, regions).assign(phase="", compared_with="")]
    by_phase = [_measured(_between(units, phase), regions) for phase in phases]
    parts += [
        found.assign(phase=phase.name, compared_with="")
        for phase, found in zip(phases, by_phase, strict=True)
    ]
    for (one, other), (before, after) in zip(pairwise(phases), pairwise(by_phase), strict=True):
        change = _change(before, after)
        parts.append(change.assign(phase=other.name, compared_with=one.name))
    frame = pd.concat(parts, ignore_index=True)
    order = {name: position for position, name in enumerate(["", *(p.name for p in phases)])}
    frame["order"] = frame["phase"].map(order)
    return frame.sort_values(["region", "order", "compared_with"], kind="stable")


def _known_regions(records: Records) -> set[str]:
    """Name the regions that should have records."""
    if records.regions is None:
        return set()
    return set(records.regions["region"].dropna().astype("str"))


class _Phase(NamedTuple):
    name: str
    start: pd.Timestamp
    end: pd.Timestamp


def _phases(records: Records) -> list[_Phase]:
    """Give the phases in the order of time."""
    if records.phases is None:
        return []
    days = {side: days_of(records.phases[side]) for side in ("start", "end")}
    rows = records.phases.assign(**days).sort_values(["start", "end", "phase"])
    # Two phases of one name stay two.
    again = rows.groupby("phase").cumcount()
    names = (
        rows["phase"]
        .astype("str")
        .mask(again > 0, rows["phase"] + " (" + (again + 1).astype("str") + ")")
    )
    return [_Phase(*row) for row in zip(names, rows["start"], rows["end"], strict=True)]


def _between(units: Units, phase: _Phase) -> Units:
    """Keep what began in a phase; of a month only known as such, all of it must lie in there."""
    frame = units.frame
    last = frame["start"].where(frame["share_date"], frame["end"])
    frame = frame[(frame["start"] >= phase.start) & (last <= phase.end)]
    return Units(units.table, frame, units.actors[units.actors["unit"].isin(frame.index)])


def _measured(units: Units, regions: list[str]) -> pd.DataFrame:
    """Take every measure of every region, in the order of both."""
    held = by_region(units.held)
    groups = held.groupby("region")
    size = groups.size()
    found: dict[str, _Fraction] = _counts(units, held, size)
    for name in MEASURES:
        if name.startswith("share_") and name in held:
            found[name] = (groups[name].sum(), size)
    if units.table == "meetings":
        found["mean_attendance"] = (groups["listed"].sum(), size)
    known = size.reindex(regions, fill_value=0)
    flag = np.select([known == 0, known < FEW], ["no_records", "too_few"], "ok")
    chosen = [name for name in MEASURES if name in found]
    numbers = [_numbers(name, found[name], regions) for name in chosen]
    value, n, of = (np.concatenate(column) for column in zip(*numbers, strict=True))
    return pd.DataFrame(
        {
            "region": regions * len(chosen),
            "measure": np.repeat(chosen, len(regions)),
            "value": value,
            "n": n,
            "of": of,
            "flag": np.tile(flag, len(chosen)),
        }
    )


# By region: how many, and out of how many. A region that is not there is not known.
_Fraction = tuple[pd.Series, pd.Series | None]


def _numbers(name: str, fraction: _Fraction, regions: list[str]) -> tuple[np.ndarray, ...]:
    """Give value, n and of in the order of the regions."""
    counted, out_of = fraction
    n = counted.reindex(regions).to_numpy("float64")
    nothing = np.full(len(regions), np.nan)
    if name == "longest_gap_days":
        return n, nothing, nothing
    if out_of is None:
        return n, np.nan_to_num(n), nothing
    of = out_of.reindex(regions).to_numpy("float64")
    value = n / of if _describes_recording(name) else n
    return value, np.nan_to_num(n), np.nan_to_num(of)


def _describes_recording(name: str) -> bool:
    """Tell a share or a mean from a count, which depends on how long a phase is."""
    return name.startswith(("share_", "mean_"))


def _counts(units: Units, held: pd.DataFrame, size: pd.Series) -> dict[str, _Fraction]:
    """Count by region what happened, who took part and when."""
    groups = held.groupby("region")
    found: dict[str, _Fraction] = {"rows": (groups["rows"].sum(), None)}
    if units.table == "meetings":
        cancelled = by_region(units.frame[~units.frame["held"]]).groupby("region").size()
        found["meetings"] = (size, None)
        found["meetings_not_held"] = (cancelled.add(size * 0, fill_value=0), None)
    if "count" in held:
        found["count"] = (groups["count"].sum(), None)
    who = held[["unit", "region"]].merge(units.actors)[["region", "actor"]].drop_duplicates()
    # Nobody came is known; so zero, not missing.
    found["actors"] = (who.groupby("region").size().reindex(size.index, fill_value=0), None)
    dated = held[held["start"].notna()]
    months = month_numbers(dated["start"]).groupby(dated["region"])
    different, span = months.nunique(), months.max() - months.min() + 1
    found["months"] = (different, None)
    found["months_without_records"] = (span - different, span)
    found["longest_gap_days"] = (longest_gaps(held).set_index("region")["days"], None)
    return found


def _change(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Set what describes the recording in a phase against the phase before."""
    chosen = before["measure"].map(_describes_recording).to_numpy()
    before, after = before[chosen], after[chosen].copy()
    difference = (after["value"] - before["value"]).to_numpy()
    bound = np.where(
        before["measure"].str.startswith("mean_"), MEAN_CHANGE * before["value"], SHARE_CHANGE
    )
    flags = [before["flag"].to_numpy(), after["flag"].to_numpy()]
    either = [
        np.logical_or(*(side == flag for side in flags)) for flag in ("no_records", "too_few")
    ]
    # A change of exactly 0.2 is none, however the computer writes it.
    changed = np.abs(difference) > bound + 1e-9
    after["flag"] = np.select(
        [*either, changed], ["no_records", "too_few", "recording_changed"], "ok"
    )
    return after.assign(value=difference, n=np.nan, of=np.nan)
