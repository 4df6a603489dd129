"""Referrals that could be one way: sent on to a third actor, or back to the first.

The records hold counts, not cases, so that nobody can tell whether it was the same family. What is
found is compatible with it: the same need, later, within a window.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from netcoop._core.progress import track

# Pairs of rows compared at once.
_BLOCK = 2_000_000
_ROW = ["source", "target", "need", "first", "last"]
_WAY = ["source", "through", "target", "need"]


def sent_back(rows: pd.DataFrame, window: int) -> pd.DataFrame:
    """Find A to B to A: ``source`` (A), ``target`` (B), ``need``, ``count``.

    ``count`` is the smaller of two numbers: referrals from A to B that some referral back could
    follow, and referrals back that could follow one.
    """
    usable = _usable(rows)
    pair = ["source", "target"]
    ways = _ways(usable, usable, pair, pair[::-1], window)
    back = ways.drop(columns="target").rename(columns={"through": "target"})
    return back[["source", "target", "need", "count"]]


def sent_on(rows: pd.DataFrame, window: int) -> pd.DataFrame:
    """Find A to B to C, where B forwarded; ``through`` is B.

    ``count`` is the smaller of two numbers: referrals from A that B forwarded and a referral to C
    could follow, and referrals to C that could follow one of these.
    """
    usable = _usable(rows)
    forwarded = _usable(rows[rows["answer"].eq("forwarded")])
    return _ways(forwarded, usable, ["target"], ["source"], window)


def is_traceable(rows: pd.DataFrame) -> pd.Series:
    """Tell of which rows it is known when they were and of what need."""
    known: pd.Series = rows["first"].notna() & rows["need"].notna()
    return known


def _usable(rows: pd.DataFrame) -> pd.DataFrame:
    """Sum what is of one pair, need and time."""
    summed: pd.DataFrame = rows[is_traceable(rows)].groupby(_ROW)["count"].sum().reset_index()
    return summed


def _ways(
    before: pd.DataFrame, after: pd.DataFrame, left: list[str], right: list[str], window: int
) -> pd.DataFrame:
    """Join what comes before with what comes after it, of the same need and within the window."""
    back = "source" in left
    left, right = [*left, "need"], [*right, "need"]
    found = [
        _counted(_in_time(joined, window), back=back)
        for joined in _joined(before, after, left, right)
    ]
    nothing = pd.DataFrame(columns=_WAY, dtype="str").assign(count=pd.Series(dtype="int64"))
    ways = pd.concat([nothing, *found], ignore_index=True)
    return ways.sort_values(_WAY, ignore_index=True)


def _joined(
    before: pd.DataFrame, after: pd.DataFrame, left: list[str], right: list[str]
) -> Iterator[pd.DataFrame]:
    """Join in blocks, so that very many pairs of rows do not stand in memory at once."""
    sizes = after.groupby(right).size()
    keys = pd.MultiIndex.from_frame(before[left])
    partners = sizes.reindex(keys).fillna(0).to_numpy("int64")
    order = np.argsort(keys.factorize()[0], kind="stable")
    before, keys, partners = before.iloc[order], keys[order], partners[order]
    before = before.assign(row=np.arange(len(before)))[partners > 0]
    codes = keys[partners > 0].factorize()[0]
    # A key is never parted: what belongs to one way stands in one block.
    whole = np.bincount(codes, weights=partners[partners > 0]).cumsum() // _BLOCK
    blocks = whole[codes].astype("int64") if len(codes) else codes
    after = after.assign(row=np.arange(len(after)))
    for block in track(np.unique(blocks), total=len(np.unique(blocks))):
        yield before[blocks == block].merge(
            after, left_on=left, right_on=right, suffixes=("", "_after")
        )


def _in_time(joined: pd.DataFrame, window: int) -> pd.DataFrame:
    """Keep the pairs of rows of which the second may come after the first, and soon enough.

    Of what is known by its month only, any day of it is possible.
    """
    not_before = joined["last_after"] >= joined["first"]
    soon = (joined["first_after"] - joined["last"]).dt.days <= window
    return joined[not_before & soon]


def _counted(joined: pd.DataFrame, *, back: bool) -> pd.DataFrame:
    """Count each way once: the smaller number of both sides."""
    target = "source" if back else "target_after"
    ways = pd.DataFrame(
        {
            "source": joined["source"],
            "through": joined["target"],
            "target": joined[target],
            "need": joined["need"],
            "before": joined["row"],
            "after": joined["row_after"],
            "n_before": joined["count"],
            "n_after": joined["count_after"],
        }
    )
    if not back:
        ways = ways[ways["source"] != ways["target"]]
    sides = [
        ways.drop_duplicates([*_WAY, side]).groupby(_WAY)[f"n_{side}"].sum()
        for side in ("before", "after")
    ]
    return pd.concat(sides, axis="columns").min(axis="columns").rename("count").reset_index()
