"""Referrals and contacts become directed ties: how many went from whom to whom."""

from __future__ import annotations

import pandas as pd


def referral_ties(referrals: pd.DataFrame) -> pd.DataFrame:
    """Count the referrals of every ordered pair.

    Returns
    -------
    pandas.DataFrame
        ``source`` (who referred), ``target`` (to whom), ``weight`` (number of referrals); sorted.

    Examples
    --------
    >>> log = pd.DataFrame({"source": ["A", "A"], "target": ["B", "B"], "count": [2, 1]})
    >>> referral_ties(log)
      source target  weight
    0      A      B     3.0
    """
    counts = referrals["count"] if "count" in referrals else pd.Series(1, index=referrals.index)
    return _sum_by_pair(referrals.assign(weight=counts.astype("float64").fillna(1.0)))


def contact_ties(contacts: pd.DataFrame) -> pd.DataFrame:
    """Count the contacts of every ordered pair, as :func:`referral_ties` does for referrals."""
    return _sum_by_pair(contacts.assign(weight=1.0))


def _sum_by_pair(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.groupby(["source", "target"], sort=True)[["weight"]].sum().reset_index()
