"""Referrals counted: by pair, by target and by anything else, with what became of them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from netcoop.gaps.flow.passing_on import is_traceable
from netcoop.gaps.flow.rows import CLASSES, known_codes

# The sender got to know what became of it.
ANSWERED = ("accepted", "waiting", "refused", "client", "forwarded")
REASONS = (*CLASSES["refused"], *CLASSES["client"])
COUNTS = ("sent", *CLASSES, "answered")
DAY_COUNTS = ("with_days", "soon", "later", "without_days")
# What the referrals can be grouped by: a column of the rows, or of one of their actors.
OF_ROWS = ("target", "source", "need", "channel", "region")
OF_ACTORS = {
    f"{end}_{column}": (end, column)
    for end in ("target", "source")
    for column in ("kind", "sector", "region")
}
GROUPS = (*OF_ROWS, *OF_ACTORS)
UNKNOWN, OTHER = "unknown", "other"
PAIR = ["source", "target"]


def grouped(rows: pd.DataFrame, actors: pd.DataFrame, by: str) -> pd.Series:
    """Say which group each row is of; ``"unknown"`` where that is missing."""
    if by in OF_ROWS:
        groups = rows[by]
    else:
        end, column = OF_ACTORS[by]
        of_actor = actors.get(column, pd.Series(pd.NA, index=actors.index, dtype="str"))
        groups = rows[end].map(of_actor.astype("str"))
    named: pd.Series = groups.astype("str").fillna(UNKNOWN).rename(by)
    return named


def in_vocabulary(groups: pd.Series, by: str) -> pd.Series:
    """Put what is not in the vocabulary under "other": a free text may hold anything."""
    known = _known_words(by)
    if known is None:
        return groups
    return groups.where(groups.isin([*known, UNKNOWN]), OTHER)


def _known_words(by: str) -> frozenset[str] | None:
    """Give the words that may leave as names of groups; ``None``: all, they are actors."""
    from netcoop.reference import territories
    from netcoop.reference.vocabularies import SECTORS

    column = by.split("_")[-1]
    if column in ("need", "channel"):
        return known_codes(column)
    if column == "kind":
        return known_codes("actor")
    if column == "sector":
        return frozenset(SECTORS)
    return frozenset(territories().index) if column == "region" else None


def tally(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Count what was sent, by what became of it: one row a group, indexed by ``keys``."""
    parts = _spread(rows, keys, "answer", list(CLASSES))
    answered = parts[list(ANSWERED)].sum(axis=1)
    counted = parts.assign(sent=parts.sum(axis=1), answered=answered)
    return counted[list(COUNTS)]


def reasons(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Count the referrals that were refused or declined, by the code of the reason."""
    return _spread(rows, keys, "outcome", list(REASONS))


def day_counts(rows: pd.DataFrame, keys: list[str], within: float) -> pd.DataFrame:
    """Count of how many the days to first contact are known, and are within a limit."""
    parts = _spread(_with_days(rows, within), keys, "days_are", list(DAY_COUNTS[1:]))
    counted = parts.assign(with_days=parts["soon"] + parts["later"])
    return counted[list(DAY_COUNTS)]


def _with_days(rows: pd.DataFrame, within: float) -> pd.DataFrame:
    """Say of every row which count of days it is part of."""
    words = np.select(
        [rows["days"].isna(), rows["days"].le(within)], ["without_days", "soon"], "later"
    )
    return rows.assign(days_are=words)


def organisations(rows: pd.DataFrame, within: float) -> pd.DataFrame:
    """Count the actors behind every count of every group, senders and receivers."""
    rows = _with_days(rows, within)
    ends = pd.concat([rows.assign(actor=rows[end]) for end in PAIR])
    parts = {
        "sent": ends,
        **{name: ends[ends["answer"].eq(name)] for name in CLASSES},
        "answered": ends[ends["answer"].isin(ANSWERED)],
        "with_days": ends[ends["days_are"].ne("without_days")],
        **{name: ends[ends["days_are"].eq(name)] for name in DAY_COUNTS[1:]},
    }
    found = {name: part.groupby("group")["actor"].nunique() for name, part in parts.items()}
    counted: pd.DataFrame = pd.DataFrame(found).fillna(0).astype("int64")
    return counted


def traceable_counts(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Count of how many it is known when they were, and of what need."""
    words = np.where(is_traceable(rows), "traceable", "untraceable")
    return _spread(rows.assign(known=words), keys, "known", ["traceable", "untraceable"])


def median_of(rows: pd.DataFrame) -> float:
    """Median days to first contact, each referral counted once; NaN where none are known."""
    known = rows.dropna(subset="days")
    return weighted_median(known["days"].to_numpy(), known["count"].to_numpy())


def weighted_median(values: np.ndarray, counts: np.ndarray) -> float:
    """Take the median as if each value stood as often as its count says.

    Examples
    --------
    >>> weighted_median(np.array([3.0, 40.0, 10.0]), np.array([1, 2, 1]))
    25.0
    """
    total = int(counts.sum())
    if not total:
        return float("nan")
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(counts[order])
    middle = np.searchsorted(reached, [(total + 1) // 2, total // 2 + 1])
    return float(values[order][middle].mean())


def share(part: float, of: float) -> float:
    """Take a share; NaN of nothing."""
    return part / of if of else float("nan")


def _spread(rows: pd.DataFrame, keys: list[str], column: str, names: list[str]) -> pd.DataFrame:
    """Count the referrals by keys (rows) and by the words of a column (columns)."""
    counts = {name: rows["count"].where(rows[column].eq(name), 0) for name in names}
    wide = pd.DataFrame(counts, index=rows.index).groupby([rows[key] for key in keys]).sum()
    return wide.astype("int64")
