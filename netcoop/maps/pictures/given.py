"""Values and bounds that a user gives a chart: checked, and called as the picture does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from netcoop._core.checks import first, is_missing, is_number
from netcoop._core.texts import text
from netcoop.errors import ArgumentError


def name_of(net: Any, metric: Any, lang: str) -> Any:
    """Say what is measured: what was asked for, else the name of the values, else strength."""
    if metric is not None:
        return metric
    if not isinstance(net, pd.Series):
        return "strength"
    return text("value", lang) if is_missing(net.name) else str(net.name)


def checked_values(values: pd.Series) -> pd.Series:
    """Refuse values that are no finite numbers, and actors that stand twice."""
    wrong = [
        str(actor)
        for actor, value in values.items()
        if not is_missing(value) and not is_number(value) and not isinstance(value, bool | np.bool_)
    ]
    if wrong:
        raise ArgumentError(
            text("These actors have no finite number: {names}.", names=first(wrong))
        )
    ids = pd.Index([str(actor) for actor in values.index], dtype="str")
    twice = ids[ids.duplicated()].unique()
    if len(twice):
        raise ArgumentError(text("These actors have several values: {names}.", names=first(twice)))
    return pd.Series(pd.to_numeric(values, errors="coerce").astype("float64").array, index=ids)


def checked_bounds(intervals: Any, ids: Mapping[str, str]) -> pd.DataFrame:
    """Check the intervals and call their actors as the picture does."""
    if intervals is None:
        return pd.DataFrame(columns=["ci_low", "ci_high"])
    frame = intervals
    if isinstance(frame, pd.DataFrame) and "actor_id" in frame:
        frame = frame.set_index("actor_id")
    if not isinstance(frame, pd.DataFrame) or not {"ci_low", "ci_high"} <= set(frame):
        raise ArgumentError(
            text("intervals= takes a table by actor_id with the columns ci_low and ci_high.")
        )
    own = {shown: shown for shown in ids.values()} | dict(ids)
    strangers = [str(actor) for actor in frame.index if str(actor) not in own]
    if strangers:
        raise ArgumentError(
            text("intervals= names actors that are not there: {names}.", names=first(strangers))
        )
    read = frame[["ci_low", "ci_high"]].apply(pd.to_numeric, errors="coerce")
    bounds: pd.DataFrame = read.astype("float64")
    unread = frame.index[(bounds.isna() & frame[["ci_low", "ci_high"]].notna()).any(axis=1)]
    if len(unread):
        raise ArgumentError(
            text("In intervals= these actors have bounds that are no numbers: {names}.",
                 names=first(unread))
        )  # fmt: skip
    wrong = bounds.index[bounds["ci_low"] > bounds["ci_high"]]
    if len(wrong):
        raise ArgumentError(
            text("In intervals= ci_low is above ci_high for: {names}.", names=first(wrong))
        )
    bounds.index = pd.Index([own[str(actor)] for actor in bounds.index], dtype="str")
    kept: pd.DataFrame = bounds[~bounds.index.duplicated()].dropna()
    return kept
