"""Referrals and contacts become directed ties, agreements undirected ones."""

from __future__ import annotations

from typing import Any, TypeVar

import pandas as pd

from netcoop._core.checks import first
from netcoop._core.texts import text
from netcoop.errors import ArgumentError
from netcoop.records.units import days_of
from netcoop.ties.frames import back_as, opened, with_names
from netcoop.ties.pairing import Arcs, sum_arcs

FrameT = TypeVar("FrameT")


def referral_ties(referrals: FrameT, *, weight: str | None = None) -> FrameT:
    """Count the referrals of every ordered pair.

    Parameters
    ----------
    referrals
        ``source`` (who referred), ``target`` (to whom), and where they are there ``count`` (1 where
        missing) and ``date``; any kind of frame that :func:`netcoop.project` takes.
    weight
        A column that says how much each referral of a row counts (default 1).

    Returns
    -------
    same kind of frame
        ``source``, ``target``, ``weight`` (sum of count × weight), ``count``, and with a column
        ``date`` ``first_date`` and ``last_date``; tables in memory sorted.

    Examples
    --------
    >>> log = pd.DataFrame({"source": ["A", "A"], "target": ["B", "B"], "count": [2, 1]})
    >>> referral_ties(log)
      source target  weight  count
    0      A      B     3.0      3
    """
    ties: FrameT = _arcs(referrals, weight, ("count", "date"))
    return ties


def contact_ties(contacts: FrameT, *, weight: str | None = None) -> FrameT:
    """Count the contacts of every ordered pair, as :func:`referral_ties` does for referrals.

    With a column ``facilitated`` the share of the weight from facilitated contacts comes too, as in
    :func:`netcoop.project`.
    """
    ties: FrameT = _arcs(contacts, weight, ("date", "facilitated"))
    return ties


def _arcs(given: Any, weight: str | None, optional: tuple[str, ...]) -> Any:
    import narwhals as nw

    rows = opened(given)
    chosen = {"source": "source", "target": "target", **({"weight": weight} if weight else {})}
    lacking = [name for name in chosen.values() if name not in rows.columns]
    if lacking:
        message = text(
            "The table has no column {lacking}; it has {columns}.",
            lacking=first(lacking),
            columns=first(rows.columns, 12),
        )
        raise ArgumentError(message)
    chosen |= {name: name for name in optional if name in rows.columns}
    has = Arcs(*(name in chosen for name in ("weight", "date", "facilitated", "count")))
    rows = with_names(rows, chosen)
    if isinstance(rows, nw.LazyFrame):
        return sum_arcs(rows, has).to_native()
    from netcoop.ties.engine import sum_table

    return back_as(given, sum_table(rows.to_arrow(), has))


def agreement_ties(agreements: pd.DataFrame, *, on: pd.Timestamp | None = None) -> pd.DataFrame:
    """Count the agreements of every pair, whoever is named first.

    Parameters
    ----------
    agreements
        ``source``, ``target`` and where they are there ``valid_from`` and ``valid_to`` (both days
        belong to it; missing: open).
    on
        Only agreements valid on this day; ``None``: all.

    Returns
    -------
    pandas.DataFrame
        ``source``, ``target`` (in the order of the alphabet), ``weight`` and ``count`` (number of
        agreements), ``first_date`` (the earliest beginning) and ``last_date`` (the latest end).

    Examples
    --------
    >>> signed = pd.DataFrame({"source": ["B"], "target": ["A"], "valid_to": ["2024-12-31"]})
    >>> agreement_ties(signed, on=pd.Timestamp("2024-12-31"))[["source", "target", "weight"]]
      source target  weight
    0      A      B     1.0
    """
    nothing = pd.Series(pd.NaT, index=agreements.index)
    ends = {name: days_of(agreements.get(name, nothing)) for name in ("valid_from", "valid_to")}
    turn = agreements["source"] > agreements["target"]
    rows = pd.DataFrame(
        {
            "source": agreements["source"].where(~turn, agreements["target"]),
            "target": agreements["target"].where(~turn, agreements["source"]),
            **ends,
        }
    )
    if on is not None:
        valid = ~(rows["valid_from"] > on) & ~(rows["valid_to"] < on)
        rows = rows[valid]
    ties = rows.groupby(["source", "target"], sort=True).agg(
        count=("source", "size"), first_date=("valid_from", "min"), last_date=("valid_to", "max")
    )
    ties.insert(0, "weight", ties["count"].astype("float64"))
    return ties.reset_index()
