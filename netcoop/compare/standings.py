"""How the places of actors by one metric move between several ways to measure it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

# Values that differ by less, of the larger one or of the largest of all, differ by rounding.
_RELATIVE, _OF_LARGEST = 1e-9, 1e-12


def levels_of(values: pd.Series) -> pd.Series:
    """Count the heights below each value; what differs by rounding only is one height.

    Examples
    --------
    >>> levels_of(pd.Series([0.1 + 0.2, 0.3, 2.0, float("nan")])).tolist()
    [0.0, 0.0, 1.0, nan]
    """
    defined = values.dropna().sort_values()
    heights = defined.to_numpy("float64")
    if not len(heights):
        return values.astype("float64")
    least = _RELATIVE * np.abs(heights[1:]) + _OF_LARGEST * np.abs(heights).max()
    steps = np.concatenate([[0], np.cumsum(np.diff(heights) > least)])
    return pd.Series(steps.astype("float64"), index=defined.index).reindex(values.index)


def places_of(levels: pd.DataFrame) -> pd.DataFrame:
    """Give places from 1 for the highest; equals share the better one. In the order of the first.

    Examples
    --------
    >>> places_of(pd.DataFrame({"once": [0.0, 1.0, 1.0]}, index=list("ABC")))["once"].to_dict()
    {'B': 1, 'C': 1, 'A': 3}
    """
    places = levels.rank(ascending=False, method="min").astype("Int64").sort_index()
    return places.sort_values(places.columns[0], kind="stable")


def standings(values: pd.DataFrame, tied: pd.DataFrame, top: int) -> list[dict[str, object]]:
    """Compare the order of actors in each column with that in the first one.

    Parameters
    ----------
    values
        The metric, actors × ways to measure it.
    tied
        Whether the actor has a tie there.
    top
        How many are among the first.

    Returns
    -------
    list of dict
        For each column ``kendall``, ``spearman``, ``n_top``, ``top_kept``, ``first``,
        ``largest_move`` and ``top_share``, as
        :meth:`netcoop.compare.sensitivity.WeightingSensitivity.to_frame` says.
    """
    levels = values.apply(levels_of)
    places = levels.rank(ascending=False, method="min")
    # How many are as high or higher: equals that do not all fit are not among the first.
    crowd = levels.rank(ascending=False, method="max")
    reference = values.columns[0]
    n_top = int((crowd[reference] <= top).sum())
    # Nobody or everybody among the first: nothing could be lost.
    meant = 0 < n_top < int(tied[reference].sum())
    rows: list[dict[str, object]] = []
    for name in values.columns:
        pair = levels[[reference, name]].set_axis(["before", "after"], axis=1)
        anywhere = tied[reference] | tied[name]
        stayed = ((crowd[reference] <= top) & (crowd[name] <= top)).sum()
        moves = (places[name] - places[reference]).abs().mask(pair.eq(0).all(axis=1), 0.0)
        alone = crowd.index[crowd[name] == 1]
        rows.append(
            {
                **_correlations(pair[anywhere].dropna()),
                "n_top": n_top,
                "top_kept": stayed / n_top if meant else np.nan,
                "first": alone[0] if len(alone) else None,
                "largest_move": moves.max() if (pair.max() > 0).all() else np.nan,
                "top_share": _share(values[name], top),
            }
        )
    return rows


def _correlations(pair: pd.DataFrame) -> Mapping[str, float]:
    if (pair.nunique() < 2).any():
        return {"kendall": np.nan, "spearman": np.nan}
    from scipy.stats import kendalltau

    before, after = pair["before"], pair["after"]
    return {
        "kendall": float(kendalltau(before, after, method="asymptotic").statistic),
        "spearman": float(before.corr(after, method="spearman")),
    }


def _share(values: pd.Series, top: int) -> float:
    """Say which part of the sum the highest have; undefined where there are no more than those."""
    total = float(values.sum())
    if values.count() <= top or total <= 0:
        return np.nan
    return float(values.nlargest(top).sum() / total)
