"""Counts that may be told become the tables of a referral flow."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from netcoop.gaps.flow.passing_on import is_traceable, sent_back, sent_on
from netcoop.gaps.flow.result import is_hidden, rate
from netcoop.gaps.flow.tables import COUNTS, DAY_COUNTS, REASONS, median_of

NOT_KNOWN = float("nan")


def rates(total: pd.Series, median: float) -> dict[str, float]:
    """Take the rates of all referrals together."""
    within = within_share(total)
    return {
        "closure": closure(total),
        "closure_low": rate(total["answered"], total["sent"]),
        "closure_high": 1 - rate(total["no_feedback"], total["sent"]),
        "within_share": within,
        "median_days": NOT_KNOWN if math.isnan(within) else median,
    }


def closure(row: Mapping[Any, Any] | pd.Series) -> float:
    """Of the referrals of known outcome, the share that an answer is known of."""
    return rate(row["answered"], row["answered"], row["no_feedback"])


def within_share(row: Mapping[Any, Any] | pd.Series) -> float:
    """Of the referrals of known days the share within the limit; hidden if one side of it is."""
    return (
        NOT_KNOWN if is_hidden(row["with_days"]) else rate(row["soon"], row["soon"], row["later"])
    )


def tables_of(
    rows: pd.DataFrame, shown: Mapping[str, pd.DataFrame], by: str
) -> dict[str, pd.DataFrame]:
    """Put the counts into tables, by pair, target, reason and group."""
    targets, groups = shown["target"], shown[by]
    by_target = targets[list(COUNTS)].assign(closure=_each(targets, closure))
    days = _days(rows, shown, by)
    by_group = groups[list(COUNTS)].assign(closure=_each(groups, closure))
    of_groups = days.iloc[1:].set_axis(groups.index)
    by_group = by_group.join(of_groups[["with_days", "median_days", "within_share"]])
    return {
        "by_pair": shown["pair"].reset_index(),
        "by_target": by_target.rename_axis("target").reset_index(),
        "by_group": by_group.rename_axis(by).reset_index(),
        "reasons": _reasons(shown),
        "days": days,
        "dead_ends": _dead_ends(by_target, set(rows["source"])),
    }


def _each(table: pd.DataFrame, measure: Any) -> pd.Series:
    """Measure every row of a table."""
    values = [measure(row) for row in table.to_dict("records")]
    return pd.Series(values, index=table.index, dtype="float64")


def _days(rows: pd.DataFrame, shown: Mapping[str, pd.DataFrame], by: str) -> pd.DataFrame:
    """Say how long the first contact took: of all together, then of every group."""
    columns = list(DAY_COUNTS)
    counts = pd.concat([shown["total"][columns], shown[by][columns]])
    names = pd.Series([pd.NA, *shown[by].index], dtype="str")
    medians = {str(group): median_of(part) for group, part in rows.groupby("group")}
    told = _each(counts, within_share).to_numpy()
    median = [median_of(rows), *(medians[str(group)] for group in shown[by].index)]
    frame = counts.set_axis(names.index).assign(
        median_days=pd.Series(median, dtype="float64").where(~pd.isna(told)),
        within_share=told,
    )
    frame.insert(0, by, names)
    return frame


def _reasons(shown: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """List why referrals were not taken up: of all together, then by target."""
    parts = [shown["total"][list(REASONS)].set_axis([pd.NA]), shown["target"][list(REASONS)]]
    long = pd.concat(
        [
            pd.DataFrame(
                {
                    "target": pd.Series(part.index, dtype="str"),
                    "outcome": reason,
                    "count": part[reason].to_numpy(),
                }
            )
            for part in parts
            for reason in REASONS
        ],
        ignore_index=True,
    ).astype({"outcome": "str"})
    there = long[long["count"].map(lambda count: is_hidden(count) or count > 0)]
    order = there["target"].fillna("")
    return there.loc[order.sort_values(kind="stable").index].reset_index(drop=True)


def _dead_ends(by_target: pd.DataFrame, sources: set[str]) -> pd.DataFrame:
    """List those of whose referrals no answer is known, and who refers nothing to anybody.

    Only what is told counts, so that being on the list tells nothing more.
    """
    columns = ["sent", "no_feedback", "unknown"]
    ends = [
        target
        for target, row in by_target.iterrows()
        if target not in sources
        and not is_hidden(row["answered"])
        and row["answered"] == 0
        and row["no_feedback"] != 0
    ]
    return by_target.loc[ends, columns].rename_axis("target").reset_index()


def ways_of(
    rows: pd.DataFrame, shown: Mapping[str, pd.DataFrame], by: str, window: int, threshold: int
) -> dict[str, pd.DataFrame]:
    """List what could have been sent back or on; of what may leave, only who."""
    back, on = sent_back(rows, window), sent_on(rows, window)
    if threshold == 1:
        return {"ping_pong": back, "chains": on}
    may = ways_told(rows, by, threshold)
    back, on = _ends(back), _ends(on)
    sent, forwarded = shown["pair"]["sent"], shown["target"]["forwarded"]
    back = back[may["ping_pong"] & _are_told(back, ("source", "target"), sent)
                & _are_told(back, ("target", "source"), sent)]  # fmt: skip
    on = on[may["chains"] & _are_told(on, ("source", "through"), sent)
            & _are_told(on, ("through", "target"), sent)]  # fmt: skip
    # At least one was forwarded for each actor it came from: so many must have been forwarded that
    # for none of these it is said more.
    origins = on.groupby("through")["source"].transform("nunique")
    number = on["through"].map(forwarded)
    enough = [
        not is_hidden(count) and count >= threshold - 2 + n
        for count, n in zip(number, origins, strict=True)
    ]
    on = on[pd.Series(enough, index=on.index, dtype="bool")]
    return {"ping_pong": back.reset_index(drop=True), "chains": on.reset_index(drop=True)}


def ways_told(rows: pd.DataFrame, by: str, threshold: int) -> dict[str, bool]:
    """Say whether ways are looked for: a time and a need must be known, and counts may forbid it.

    By need each way would say that there are two referrals of one need; by source a chain would
    say of each source that something was forwarded.
    """
    known, own = bool(is_traceable(rows).any()), threshold == 1
    return {
        "ping_pong": known and (own or by != "need"),
        "chains": known and (own or (by != "need" and by.split("_")[0] != "source")),
    }


def _ends(ways: pd.DataFrame) -> pd.DataFrame:
    """Take each way once, whatever the need: each need would say that there was one more."""
    return ways.drop(columns=["need", "count"]).drop_duplicates(ignore_index=True)


def _are_told(ways: pd.DataFrame, step: tuple[str, str], sent: pd.Series) -> pd.Series:
    """Tell of which ways one step is of a pair whose number of referrals is shown."""
    told = [not is_hidden(sent[pair]) for pair in zip(*(ways[end] for end in step), strict=True)]
    return pd.Series(told, index=ways.index, dtype="bool")
