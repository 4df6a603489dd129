"""What each row of the records counts, before rows are summed up to ties."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from netcoop._core.checks import check_choice
from netcoop._core.texts import plural, text
from netcoop.errors import NetcoopWarning, RecordError
from netcoop.records.units import days_of, words_of
from netcoop.reference import vocabulary
from netcoop.ties.weighting import Weighting

# The multipliers that apply to a table, and the vocabulary that says which words there are.
_FACTORS = {
    "meetings": ("kind", "channel", "role"),
    "referrals": ("outcome",),
    "contacts": ("channel",),
}
_ROLES = ("participant", "organiser", "guest", "excused", "absent")


def row_days(rows: pd.DataFrame) -> pd.Series:
    """Say on which day each row was; of a row that knows its month only, the first of it."""
    days = pd.Series(pd.NaT, index=rows.index, dtype="datetime64[s]")
    if "date" in rows:
        days = days_of(rows["date"])
    if "period" in rows:
        months = pd.to_datetime(rows["period"].astype("str"), format="%Y-%m", errors="coerce")
        days = days.fillna(months.astype("datetime64[s]"))
    return days


def last_day(tables: Iterable[pd.DataFrame]) -> pd.Timestamp | None:
    """Find the last day on which anything was recorded; ``None`` where nothing has a date."""
    last = [day for day in (row_days(rows).max() for rows in tables) if day is not pd.NaT]
    return max(last, default=None)


def weighed(
    rows: pd.DataFrame, table: str, choice: Weighting, reference: pd.Timestamp | None
) -> pd.DataFrame:
    """Say how much each row of a table counts.

    Returns
    -------
    pandas.DataFrame
        The rows with ``date`` (their day, where any has one) and ``weight`` (how much the row
        counts; left out where every row counts 1). With ``half_life`` rows without a date and those
        after the reference day are left out, with a warning.
    """
    rows = rows.drop(columns="weight", errors="ignore").assign(date=row_days(rows))
    if choice.half_life is not None and reference is not None:
        rows = _dated(rows, table, reference)
    factors = [
        _multiplied(rows, name, choice) for name in _FACTORS[table] if choice.multipliers(name)
    ]
    if choice.hours and table != "referrals":
        factors.append(_hours(rows, table))
    if choice.half_life is not None and reference is not None:
        age = (reference - rows["date"]).dt.days
        factors.append(np.exp2(-age / choice.half_life))
    if factors:
        rows = rows.assign(weight=np.prod(factors, axis=0))
    return rows.drop(columns="date") if rows["date"].isna().all() else rows


def _multiplied(rows: pd.DataFrame, name: str, choice: Weighting) -> pd.Series:
    multipliers = choice.multipliers(name)
    words = words_of(rows, name)
    known = {*_words_of(name), *words.dropna().unique()}
    for word in multipliers:
        check_choice(name, word, known)
    return words.map(multipliers).astype("float64").fillna(1.0)


def _words_of(name: str) -> Sequence[str]:
    if name == "role":
        return _ROLES
    kind = {"kind": "meeting"}.get(name, name)
    return vocabulary(kind)["code"].tolist()


def _hours(rows: pd.DataFrame, table: str) -> pd.Series:
    hours = pd.Series(np.nan, index=rows.index)
    if "hours" in rows:
        hours = pd.to_numeric(rows["hours"], errors="coerce").astype("float64")
        wrong = (hours < 0) | np.isinf(hours) | (hours.isna() & rows["hours"].notna())
        if wrong.any():
            message = text(
                "{n} of {total} rows of {table} have hours that are no number from 0 up. "
                "Correct them, or leave them empty.",
                n=int(wrong.sum()),
                total=len(rows),
                table=table,
            )
            raise RecordError(message)
    missing = int(hours.isna().sum())
    if missing:
        middle = hours.median()
        message = plural(
            "{n} of {total} rows of {table} has no hours; it counts as the median of the others.",
            "{n} of {total} rows of {table} have no hours; they count as the median of the others.",
            missing,
            total=len(rows),
            table=table,
        )
        warnings.warn(message, NetcoopWarning, stacklevel=5)
        # Where no row has hours, all count the same.
        hours = hours.fillna(1.0 if np.isnan(middle) else middle)
    return hours


def _dated(rows: pd.DataFrame, table: str, reference: pd.Timestamp) -> pd.DataFrame:
    undated = rows["date"].isna()
    later = rows["date"] > reference
    for left_out, message in (
        (undated, _undated(int(undated.sum()), len(rows), table)),
        (later, _later(int(later.sum()), len(rows), table, reference)),
    ):
        if left_out.any():
            warnings.warn(message, NetcoopWarning, stacklevel=5)
    return rows[~undated & ~later]


def _undated(n: int, total: int, table: str) -> str:
    return plural(
        "{n} of {total} rows of {table} has no date and is left out: weights fade with age.",
        "{n} of {total} rows of {table} have no date and are left out: weights fade with age.",
        n,
        total=total,
        table=table,
    )


def _later(n: int, total: int, table: str, reference: pd.Timestamp) -> str:
    return plural(
        "{n} of {total} rows of {table} is later than {day} and is left out.",
        "{n} of {total} rows of {table} are later than {day} and are left out.",
        n,
        total=total,
        table=table,
        day=str(reference.date()),
    )
