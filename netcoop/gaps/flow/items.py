"""The counts of a referral flow with the sums among them, and which of them may leave."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from netcoop._core.disclosure import suppress_items, total_of
from netcoop.gaps.flow.rows import CLASSES
from netcoop.gaps.flow.tables import (
    ANSWERED,
    COUNTS,
    DAY_COUNTS,
    PAIR,
    day_counts,
    organisations,
    reasons,
    tally,
    traceable_counts,
)

# Which sums hold in every row that has the columns.
_SUMS = (
    ("sent", tuple(CLASSES)),
    ("answered", ANSWERED),
    ("refused", CLASSES["refused"]),
    ("client", CLASSES["client"]),
    ("with_days", ("soon", "later")),
    ("sent", ("with_days", "without_days")),
)


@dataclass(frozen=True, eq=False)
class Counted:
    """All that is counted, exactly.

    ``tables`` are ``"total"`` (one row), ``"pair"`` (indexed by source and target), ``"target"``
    and, if that is another, the one named ``by``; ``sums`` which rows of one table make which row
    of another; ``actors`` how many actors each count of a group is made of.
    """

    tables: Mapping[str, pd.DataFrame]
    by: str
    sums: Sequence[tuple[str, str, pd.Series]]
    actors: pd.DataFrame


def count_all(rows: pd.DataFrame, by: str, within: float, *, exact: bool) -> Counted:
    """Count everything that is told; pairs by outcome only if it is for the user's own eyes.

    So is of how many the time and the need are known: that would tell how many have no need.
    """
    rows = rows.assign(total="total")
    parts = [tally(rows, ["total"]), reasons(rows, ["total"]), day_counts(rows, ["total"], within)]
    if exact:
        parts.append(traceable_counts(rows, ["total"]))
    total = pd.concat(parts, axis=1).reindex(["total"], fill_value=0)
    pairs, targets = tally(rows, PAIR), tally(rows, ["target"])
    targets = targets.join(reasons(rows, ["target"]))
    groups = tally(rows, ["group"]).join(day_counts(rows, ["group"], within))
    if by == "target":
        groups = targets = targets.join(groups[list(DAY_COUNTS)])
    found = {"total": total, "pair": pairs if exact else pairs[["sent"]], "target": targets,
             by: groups}  # fmt: skip
    needed = sorted(_aggregates(by)) if not exact else []
    actors = organisations(rows, within)[needed] if needed else pd.DataFrame()
    return Counted(found, by, _sums_over(rows, found, by), actors)


def _sums_over(
    rows: pd.DataFrame, found: Mapping[str, pd.DataFrame], by: str
) -> list[tuple[str, str, pd.Series]]:
    """Say which rows of one table make up which row of another."""
    pairs = found["pair"].index
    sums = [
        (name, "total", pd.Series("total", index=found[name].index))
        for name in dict.fromkeys(("target", by))
    ]
    sums.append(("pair", "target", pairs.to_frame()["target"]))
    end = by.split("_")[0]
    if end == "source":
        # Every pair is of one source, and so of its group.
        sums.append(("pair", by, rows.drop_duplicates(PAIR).set_index(PAIR)["group"].loc[pairs]))
    elif end == "target" and by != "target":
        groups = rows.drop_duplicates("target").set_index("target")["group"]
        sums.append(("target", by, groups.loc[found["target"].index]))
    return sums


def published(counted: Counted, threshold: int) -> dict[str, pd.DataFrame]:
    """Give the same tables with small counts, and what would give them away, hidden.

    A count is a whole number, ``"<5"`` or ``"×"``.
    """
    aggregates = _aggregates(counted.by)
    behind = counted.actors.to_dict()
    items: dict[Hashable, float] = {}
    contributors: dict[Hashable, int] = {}
    for (name, key, column), value in _items(counted.tables):
        items[name, key, column] = value
        if name == counted.by and column in aggregates:
            contributors[name, key, column] = behind[column][key]
    shown = suppress_items(
        items, _relations(counted), threshold=threshold, contributors=contributors
    ).shown.to_dict()
    return {
        name: pd.DataFrame(
            {column: [shown[name, key, column] for key in table.index] for column in table.columns},
            index=table.index,
            dtype="object",
        )
        for name, table in counted.tables.items()
    }


def _aggregates(by: str) -> frozenset[str]:
    """Say which counts of a group need three actors: those that are not told by name as well.

    A count of one target of a kind, or what one source sent to one target, is in another table
    with their names.
    """
    if by in ("target", "source"):
        return frozenset()
    end = by.split("_")[0]
    if end == "target":
        return frozenset(DAY_COUNTS)
    return frozenset((*COUNTS, *DAY_COUNTS)) - ({"sent"} if end == "source" else set())


def _items(tables: Mapping[str, pd.DataFrame]) -> Iterator[tuple[tuple[str, Hashable, str], int]]:
    """Name every count: its table, its row and its column."""
    for name, table in tables.items():
        for column in table.columns:
            for key, value in table[column].items():
                yield (name, key, column), int(value)


def _relations(counted: Counted) -> Iterator[Mapping[Hashable, int]]:
    """List all sums among the counts."""
    for name, table in counted.tables.items():
        for total, parts in _SUMS:
            if {total, *parts} <= set(table.columns):
                for key in table.index:
                    yield total_of((name, key, total), [(name, key, part) for part in parts])
    for name, above, groups in counted.sums:
        columns = counted.tables[name].columns.intersection(counted.tables[above].columns)
        for group, keys in groups.groupby(groups, sort=False).groups.items():
            for column in columns:
                yield total_of((above, group, column), [(name, key, column) for key in keys])
