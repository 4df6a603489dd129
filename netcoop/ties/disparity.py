"""Which ties of a weighted network carry more than their share of an actor's strength."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

import numpy as np
import pandas as pd


@runtime_checkable
class Weighted(Protocol):
    """A network: pairs (``source``, ``target``, ``weight``), directed or not."""

    @property
    def pairs(self) -> pd.DataFrame:
        """One row for each tied pair."""

    @property
    def directed(self) -> bool:
        """Whether ties go one way."""


def disparity(net: Weighted) -> pd.DataFrame:
    """Compare each tie with an even random split of the strength of either end.

    Returns
    -------
    pandas.DataFrame
        ``source``, ``target``, ``weight``, ``expected`` and ``p_value``, both seen from the end
        where the tie stands out more.
    """
    ties = net.pairs[["source", "target", "weight"]]
    ties = ties.sort_values(["source", "target"], ignore_index=True)
    if net.directed:
        p_source, mean_source = _shares(ties["source"], ties["weight"])
        p_target, mean_target = _shares(ties["target"], ties["weight"])
    else:
        ends = pd.concat([ties["source"], ties["target"]], ignore_index=True)
        p_value, mean = _shares(ends, pd.concat([ties["weight"]] * 2, ignore_index=True))
        (p_source, p_target), (mean_source, mean_target) = np.split(p_value, 2), np.split(mean, 2)
    at_source = p_source <= p_target
    return ties.assign(
        expected=np.where(at_source, mean_source, mean_target),
        p_value=np.where(at_source, p_source, p_target),
    )


def _shares(end: pd.Series, weight: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Give each tie's p-value and mean weight at one end: p = (1 − w/s)^(k−1) and s/k."""
    groups = weight.groupby(end.to_numpy())
    strength, degree = groups.transform("sum").to_numpy(), groups.transform("size").to_numpy()
    rest = np.clip(1 - weight.to_numpy() / strength, 0, 1)
    # An actor with a single tie cannot prefer it: 0 to the power of 0 is 1.
    p_value: np.ndarray = rest ** (degree - 1)
    return p_value, strength / degree
