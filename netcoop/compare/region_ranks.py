"""The order of regions, and how far the records carry it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from netcoop.compare.lenses import LENSES, Seen
from netcoop.metrics import METRICS

# An order, and a place, that so large a share of the draws keep is told.
KEPT = 0.95
# They follow the size of a network, so neither more nor less of them is better.
OF_SIZE = ("density", "two_mode_density")
# Regions of which one is at most so many times as large are of similar size, whatever their third.
SIMILAR = 1.5
# Values that differ by less differ by rounding.
_DIGITS = 10

PAIR_COLUMNS = {
    "region_a": "str", "region_b": "str", "metric": "str", "n_lenses": "int64", "better": "str",
    "kept": "float64", "robust": "bool", "flag": "str",
}  # fmt: skip


def has_better(metric: str) -> bool:
    """Tell whether one value of a metric can be called better than another."""
    return METRICS[metric].direction != "neither" and metric not in OF_SIZE


def oriented(metric: str, values: np.ndarray) -> np.ndarray:
    """Turn values so that the first place has the highest one."""
    turned: np.ndarray = np.round(values, _DIGITS)
    return -turned if METRICS[metric].direction == "apart" else turned


def rank_table(
    seen: Mapping[str, Seen], names: Sequence[str], classes: Mapping[str, int]
) -> pd.DataFrame:
    """Rank regions by each metric through each lens.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``region``, ``metric``, ``method``: ``rank`` (1 is the highest value, of metrics
        that tell how far apart actors are the lowest; equals share the better place), ``rank_low``
        and ``rank_high`` (within them are 95 % of the places of the draws), ``n_ranked``. NaN where
        there is none to rank with or all are alike, and the range with fewer than two units.
    """
    parts = []
    for place, name in enumerate(names):
        for lens, method in enumerate(LENSES):
            for group in _groups(seen, classes, method):
                parts.append(_ranked(seen, group, lens, place, name))
    columns = ["region", "metric", "method", "rank", "rank_low", "rank_high", "n_ranked"]
    rows = [row for part in parts for row in part]
    return pd.DataFrame(rows, columns=columns).set_index(columns[:3])


def _groups(seen: Mapping[str, Seen], classes: Mapping[str, int], method: str) -> list[list[str]]:
    """Give the regions that one lens compares with each other."""
    if method != "size_class":
        return [list(seen)]
    return [[name for name in seen if classes[name] == number] for number in (1, 2, 3)]


def _ranked(
    seen: Mapping[str, Seen], group: Sequence[str], lens: int, place: int, metric: str
) -> list[tuple[object, ...]]:
    """Rank the regions of one group by one metric through one lens."""
    known = [name for name in group if not np.isnan(seen[name].values[lens, place])]
    if len(known) < 2:
        return []
    values = oriented(metric, np.array([seen[name].values[lens, place] for name in known]))
    drawn = oriented(metric, np.array([seen[name].spread[:, lens, place] for name in known]))
    if (values == values[0]).all():
        return []
    rank = _places(values[:, None])[:, 0]
    places = _places(drawn)
    tail = (1 - KEPT) / 2
    low = np.minimum(rank, np.quantile(places, tail, axis=1, method="lower"))
    high = np.maximum(rank, np.quantile(places, 1 - tail, axis=1, method="higher"))
    still = [np.isnan(seen[name].halves[:, lens, place]).all() for name in known]
    low, high = np.where(still, np.nan, low), np.where(still, np.nan, high)
    return [
        (name, metric, LENSES[lens], rank[n], low[n], high[n], len(known))
        for n, name in enumerate(known)
    ]


def _places(values: np.ndarray) -> np.ndarray:
    """Give places from 1 for the highest, in each column; equals share the better one."""
    ranks: np.ndarray = (
        pd.DataFrame(values).rank(ascending=False, method="min").to_numpy(dtype="float64")
    )
    return ranks


def pair_table(
    seen: Mapping[str, Seen],
    names: Sequence[str],
    classes: Mapping[str, int],
    saturated: Collection[str],
    sizes: Mapping[str, int],
) -> pd.DataFrame:
    """Compare every two regions: which is better in every lens, and does the order hold.

    The third lens is for those of one size class, or of which one is at most 1.5 times as large.
    ``kept`` is the share of draws that keep the order, in the lens where it is smallest. Where
    nearly all actors of one are tied already, a difference says little, and none is told.
    """
    rows = []
    for place, name in enumerate(names):
        values = {r: oriented(name, one.values[:, place]) for r, one in seen.items()}
        drawn = {r: oriented(name, one.spread[:, :, place]) for r, one in seen.items()}
        certain = {r: ~np.isnan(one.halves[:, :, place]).all() for r, one in seen.items()}
        for a, b in combinations(seen, 2):
            alike = classes[a] == classes[b] or _similar(sizes[a], sizes[b])
            used = len(LENSES) if alike else len(LENSES) - 1
            signs = np.sign(values[a] - values[b])[:used]
            agree = abs(signs.sum()) == used
            kept = np.nan
            if agree and certain[a] and certain[b]:
                kept = (np.sign(drawn[a] - drawn[b])[:, :used] == signs).mean(axis=0).min()
            full = a in saturated or b in saturated
            better = (a if signs[0] > 0 else b) if agree and has_better(name) else None
            robust = bool(kept >= KEPT) and not full
            doubt = "unstable_rank" if agree and not robust else "ok"
            undefined = bool(np.isnan(signs).any())
            flag = "too_few_events" if undefined else "saturated" if full else doubt
            rows.append((a, b, name, used, better, kept, robust, flag))
    return pd.DataFrame(rows, columns=list(PAIR_COLUMNS)).astype(PAIR_COLUMNS)


def _similar(one: int, other: int) -> bool:
    """Tell whether two regions are of similar size, by their numbers of actors."""
    return max(one, other) <= SIMILAR * min(one, other)
