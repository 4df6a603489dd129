"""The referrals row by row, each value read in one way: counts, outcomes, days and times."""

from __future__ import annotations

import warnings
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from netcoop._core.checks import first
from netcoop._core.texts import text
from netcoop.errors import NetcoopWarning, RecordError
from netcoop.records import Records
from netcoop.records.dates import read_when
from netcoop.records.units import days_of, words_of
from netcoop.records.values import as_text
from netcoop.reference import vocabulary
from netcoop.reference.codes import codes_of
from netcoop.ties.frames import whole_counts

# What became of a referral, and the codes of outcomes that say so.
CLASSES: dict[str, tuple[str, ...]] = {
    "accepted": ("PRIJATO", "PROBIHA", "USPECH", "PREDCAS"),
    "waiting": ("PORADNIK",),
    "refused": ("KAPACITA", "MIMOCS", "NEEXISTUJE"),
    "client": ("KLIENTNE", "NEDOSTAVIL"),
    "forwarded": ("PREDANO",),
    "no_feedback": ("BEZZPV",),
    # No outcome is written down: that is not the same as no feedback.
    "unknown": (),
}
# Up to here a float holds every whole number.
MOST = 2**53
_CLASS_OF = {code: name for name, codes in CLASSES.items() for code in codes}


def referral_rows(records: Records) -> pd.DataFrame:
    """Read the referrals of resolved records, one row each; only those that count something.

    Returns
    -------
    pandas.DataFrame
        ``source``, ``target``, ``count`` (1 where missing), ``need``, ``channel``, ``region`` and
        ``outcome`` (missing where not known), ``answer`` (a key of ``CLASSES``), ``days`` (NaN
        where not known), ``first`` and ``last`` (the day, or the month it was in, or NaT).
    """
    table = records.referrals
    if table is None:
        message = text(
            "The records have no referrals. Add a table 'referrals' with source, target and, where "
            "known, count, date, need, outcome and days."
        )
        raise RecordError(message)
    start, end = _times(table)
    outcome = _coded(table, "outcome")
    rows = pd.DataFrame(
        {
            "source": table["source"],
            "target": table["target"],
            "count": _counts(table),
            "need": _coded(table, "need"),
            "channel": _coded(table, "channel"),
            "region": words_of(table, "region"),
            "outcome": outcome,
            "answer": outcome.map(_CLASS_OF).fillna("unknown").astype("str"),
            "days": _days(table, start.where(start.eq(end))),
            "first": start,
            "last": end,
        }
    )
    _warn_of_other_words(outcome)
    own = rows["source"] == rows["target"]
    if own.any():
        message = text(
            "Referrals of an actor to itself are left out: {n} (rows {rows}).",
            n=int(own.sum()),
            rows=first(np.flatnonzero(own) + 1),
        )
        warnings.warn(message, NetcoopWarning, stacklevel=3)
    return rows[~own & rows["count"].gt(0)].reset_index(drop=True)


def left_out(records: Records, resolved: Records) -> int:
    """Say which rows of the referrals name no actor, and count them."""
    problems = resolved.problems
    n = int((problems["table"].eq("referrals") & problems["code"].eq("not_an_actor")).sum())
    table = records.referrals
    if not n or table is None:
        return n
    if records.resolved or resolved.names is None:
        message = text("Referrals from or to words that name no actor are left out: {n}.", n=n)
    else:
        nobody = resolved.names["written"][resolved.names["status"].eq("not_an_actor")]
        rows = table["source"].isin(nobody) | table["target"].isin(nobody)
        message = text(
            "Referrals from or to words that name no actor are left out: {n} (rows {rows}).",
            n=n,
            rows=first(np.flatnonzero(rows) + 1),
        )
    warnings.warn(message, NetcoopWarning, stacklevel=3)
    return n


def _counts(table: pd.DataFrame) -> pd.Series:
    """Read how many referrals each row stands for."""
    given = table.get("count", pd.Series(1, index=table.index))
    counts = whole_counts(given, RecordError)
    if counts.sum() >= MOST:
        great = np.argsort(-counts.to_numpy(), kind="stable")
        message = text(
            "The rows have a 'count' of {most} or more together (greatest in rows {rows}). Correct "
            "the counts.",
            most=MOST,
            rows=first(great + 1),
        )
        raise RecordError(message)
    return counts.astype("int64")


def _numbers(given: pd.Series) -> pd.Series:
    """Read a column as numbers; what is none, or has no end, is NaN."""
    plain = given.astype("object").where(~given.map(lambda cell: isinstance(cell, bool)))
    numbers = pd.to_numeric(plain, errors="coerce").astype("float64")
    return numbers.where(np.isfinite(numbers))


def _coded(table: pd.DataFrame, column: str) -> pd.Series:
    """Read words as codes of the vocabulary; a word that has none, or several, stays."""
    words = words_of(table, column)
    codes = {word: _code(column, word) for word in words.dropna().unique()}
    return words.map(codes).astype("str")


def _code(kind: str, word: str) -> str:
    found = codes_of(kind, word)
    return found[0] if len(found) == 1 else word


@cache
def known_codes(kind: str) -> frozenset[str]:
    """List the codes of the vocabulary for one kind of thing."""
    return frozenset(vocabulary(kind)["code"])


def _warn_of_other_words(outcome: pd.Series) -> None:
    """Say that some outcomes are not understood; not which, for they may hold anything."""
    other = outcome.notna() & ~outcome.isin(list(known_codes("outcome")))
    if other.any():
        message = text(
            "Outcomes that are not in the vocabulary are taken as not known: {n} (rows {rows}). "
            "nc.vocabulary('outcome') lists the codes.",
            n=int(other.sum()),
            rows=first(np.flatnonzero(other) + 1),
        )
        warnings.warn(message, NetcoopWarning, stacklevel=4)


def _days(table: pd.DataFrame, sent: pd.Series) -> pd.Series:
    """Days to the first contact: as written, else from the day sent to the day accepted."""
    given = table.get("days", pd.Series(np.nan, index=table.index))
    numbers = _numbers(given)
    wrong = np.flatnonzero(given.notna() & ~numbers.ge(0))
    if len(wrong):
        message = text(
            "{n} of {total} rows have 'days' that are no number from 0 up (rows {rows}). "
            "Leave it empty where it is not known.",
            n=len(wrong),
            total=len(given),
            rows=first(wrong + 1),
        )
        raise RecordError(message)
    if "accepted" not in table:
        return numbers
    between = (days_of(table["accepted"]) - sent).dt.days.astype("float64")
    before = np.flatnonzero(numbers.isna() & between.lt(0))
    if len(before):
        message = text(
            "Accepted before they were sent: {n} (rows {rows}). Their days to first contact are "
            "taken as not known.",
            n=len(before),
            rows=first(before + 1),
        )
        warnings.warn(message, NetcoopWarning, stacklevel=4)
    return numbers.fillna(between.where(between.ge(0)))


def _times(table: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """First and last day each row may be of: its day, else its month."""
    start = end = pd.Series(pd.NaT, index=table.index, dtype="datetime64[s]")
    for column in ("date", "period"):
        if column not in table:
            continue
        cells = table[column]
        if pd.api.types.is_datetime64_any_dtype(cells):
            day = days_of(cells)
            # Of a month given as a day, the day says nothing.
            spans = (day, day) if column == "date" else _months(day)
        else:
            found = {cell: _span(cell, column) for cell in cells.dropna().unique()}
            ends = [{cell: span[end] for cell, span in found.items()} for end in (0, 1)]
            first_day, last_day = (cells.map(end).astype("datetime64[s]") for end in ends)
            spans = (first_day, last_day)
        start, end = start.fillna(spans[0]), end.fillna(spans[1])
    return start, end


def _months(day: pd.Series) -> tuple[pd.Series, pd.Series]:
    """First and last day of the month of every day."""
    start = day - pd.to_timedelta(day.dt.day - 1, unit="D")
    return start, start + pd.offsets.MonthEnd(0)


def _span(cell: Any, column: str) -> tuple[Any, Any]:
    """Read one cell as a day, a span of days or a month."""
    word = as_text(cell)
    when = read_when(word) if word else None
    if when is None or (when.day is None and when.month is None):
        return pd.NaT, pd.NaT
    if when.day is not None and column == "date":
        return when.day, when.end or when.day
    start = pd.Timestamp(f"{when.month}-01") if when.day is None else when.day.replace(day=1)
    return start, start + pd.offsets.MonthEnd(0)
