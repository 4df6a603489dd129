"""Survey answers become directed ties: who says what about whom."""

from __future__ import annotations

import numpy as np
import pandas as pd

from netcoop._core.checks import check_choice, first
from netcoop._core.texts import plural
from netcoop.errors import RecordError
from netcoop.records.units import days_of

ANSWERS = ("one_sided", "mutual")


def claim_ties(claims: pd.DataFrame, *, answer: str = "one_sided") -> pd.DataFrame:
    """Turn the answers of a survey into ties: who says to have to do with whom, and how much.

    An answer above 0 is a claim, 0 says no, an empty one says nothing. A table without a column
    ``frequency`` is a list of names: naming is claiming, with strength 1.

    Parameters
    ----------
    claims
        One row is one answer: ``respondent``, ``target`` and, where there are, ``layer``,
        ``frequency``, ``answered``, ``date``. Of several answers in one layer the latest counts
        (rows without a date are the oldest, empty answers replace nothing), of the same day the
        highest: two people may answer for one actor. Where ``answered`` is false a 0 says nothing.
    answer
        ``"one_sided"``: every claim stands. ``"mutual"``: only pairs that claim each other; the
        weight and the count are the smaller of the two, and the same both ways. Where one side
        did not answer, a pair cannot be mutual (:func:`netcoop.compare_claims` counts those).

    Returns
    -------
    pandas.DataFrame
        ``source`` (who says so), ``target`` (of whom), ``weight`` (strength: the highest
        frequency over the layers, above 0), ``count`` (number of layers claimed) and, where claims
        have a date, ``first_date`` and ``last_date`` of these claims; sorted. What an actor says
        of itself is left out.

    Raises
    ------
    RecordError
        A frequency is no number from 0 up.

    Examples
    --------
    >>> survey = pd.DataFrame(
    ...     {"respondent": list("ABB"), "target": list("BAC"), "frequency": [3, 1, 0]}
    ... )
    >>> claim_ties(survey)
      source target  weight  count
    0      A      B     3.0      1
    1      B      A     1.0      1
    >>> claim_ties(survey, answer="mutual")["weight"].tolist()
    [1.0, 1.0]
    """
    check_choice("answer", answer, ANSWERS)
    given = latest_answers(claims)
    claimed = given[(given["strength"] > 0) & (given["source"] != given["target"])]
    wanted = {"weight": ("strength", "max"), "count": ("strength", "size")}
    if "date" in claims:
        wanted |= {"first_date": ("first_date", "min"), "last_date": ("last_date", "max")}
    ties = claimed.groupby(["source", "target"], sort=True).agg(**wanted).reset_index()
    ties = ties.astype({"source": "str", "target": "str", "weight": "float64", "count": "Int64"})
    return ties if answer == "one_sided" else _mutual(ties)


def latest_answers(claims: pd.DataFrame) -> pd.DataFrame:
    """Give every respondent's answer about every target in every layer, once.

    Returns
    -------
    pandas.DataFrame
        ``source``, ``target``, ``layer`` ("" where it has no name), ``strength`` (NaN where it
        was not answered, 0 for no), ``first_date`` and ``last_date`` of the answers above 0.
    """
    nameless = pd.Series("", index=claims.index)
    dated = "date" in claims
    rows = pd.DataFrame(
        {
            "source": claims["respondent"].astype("str"),
            "target": claims["target"].astype("str"),
            "layer": claims.get("layer", nameless).astype("str").fillna(""),
            "strength": _strength(claims),
            "date": days_of(claims["date"]) if dated else pd.Series(pd.NaT, index=claims.index),
        }
    )
    rows["date"] = rows["date"].astype("datetime64[s]")
    key = ["source", "target", "layer"]
    by_age = rows.assign(given=rows["strength"].notna()).sort_values(
        ["given", "date", "strength"], na_position="first"
    )
    latest = by_age.drop_duplicates(key, keep="last")[[*key, "strength"]]
    days = rows[rows["strength"] > 0].groupby(key)["date"].agg(first_date="min", last_date="max")
    return latest.merge(days.reset_index(), on=key, how="left").sort_values(key, ignore_index=True)


def _strength(claims: pd.DataFrame) -> pd.Series:
    """Read what was answered; what fills the row of somebody who did not answer is no answer."""
    silent = claims.get("answered", pd.Series(pd.NA, index=claims.index)).eq(False)
    silent = silent.fillna(False).astype("bool")
    if "frequency" not in claims:
        return pd.Series(1.0, index=claims.index).mask(silent)
    written = claims["frequency"]
    numbers = pd.to_numeric(written, errors="coerce").astype("float64")
    wrong = (numbers < 0) | np.isinf(numbers) | (numbers.isna() & written.notna())
    if wrong.any():
        message = plural(
            "{n} survey answer has a frequency that is no number from 0 up (row {rows}). "
            "Correct 'frequency' there, or leave it empty where it was not answered.",
            "{n} survey answers have a frequency that is no number from 0 up (rows {rows}). "
            "Correct 'frequency' there, or leave it empty where it was not answered.",
            int(wrong.sum()),
            rows=first(np.flatnonzero(wrong) + 1),
        )
        raise RecordError(message)
    return numbers.mask(silent & numbers.eq(0))


def _mutual(ties: pd.DataFrame) -> pd.DataFrame:
    """Keep pairs that stand both ways, with what both agree on."""
    back = ties.rename(columns={"source": "target", "target": "source"})
    both = ties.merge(back, on=["source", "target"], suffixes=("", "_back"))
    for name in ("weight", "count", "first_date"):
        if name in both:
            both[name] = both[[name, f"{name}_back"]].min(axis=1)
    if "last_date" in both:
        both["last_date"] = both[["last_date", "last_date_back"]].max(axis=1)
    return both[list(ties.columns)].astype(ties.dtypes.to_dict())
