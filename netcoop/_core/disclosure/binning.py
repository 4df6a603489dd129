"""What stands for a hidden count in computations."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from netcoop._core.checks import first
from netcoop._core.disclosure.suppression import THRESHOLD, check_limit
from netcoop._core.texts import text
from netcoop.errors import ArgumentError


def stand_in(threshold: int = THRESHOLD) -> float:
    """Give the number that stands for every count from 1 to ``threshold - 1``: half of it.

    Examples
    --------
    >>> stand_in(5)
    2.5
    """
    check_limit("threshold", threshold)
    return threshold / 2


def bin_weights(weights: pd.Series, *, threshold: int = THRESHOLD) -> pd.Series:
    """Replace small counts by one number, so that no result computed from them tells more.

    Whatever is published of a layer with hidden weights (strengths, metrics, totals) is computed
    from these.

    Parameters
    ----------
    weights
        Counts, or weights that are sums of them, from 0 up; a missing one stays missing.
    threshold
        Smallest count shown; 1 changes nothing.

    Returns
    -------
    Series
        Floats: whatever is above 0 and below ``threshold`` has become ``threshold / 2``, or, for
        a threshold of 1, stays.

    Raises
    ------
    ArgumentError
        A weight is negative or infinite, or no number.

    Examples
    --------
    >>> bin_weights(pd.Series([0, 1, 4, 5, 12])).to_list()
    [0.0, 2.5, 2.5, 5.0, 12.0]
    """
    stands = stand_in(threshold)
    kind: Any = getattr(weights, "dtype", None)
    if not pd.api.types.is_numeric_dtype(kind) or pd.api.types.is_bool_dtype(kind):
        message = text("weights={value} must be a Series of numbers.", value=type(weights).__name__)
        raise ArgumentError(message)
    numbers = weights.astype("float64")
    wrong = weights.index[(numbers < 0) | np.isinf(numbers)]
    if len(wrong):
        message = text("Weights must be finite and not negative; these are: {names}.",
                       names=first([repr(name) for name in wrong]))  # fmt: skip
        raise ArgumentError(message)
    small = (numbers > 0) & (numbers < threshold)
    return numbers if threshold == 1 else numbers.mask(small, stands)
