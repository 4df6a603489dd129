"""The next table of a series, and why there is none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from netcoop._core.progress import track
from netcoop.gaps.suggestion.agenda import Agenda, Past, worth_of
from netcoop.gaps.suggestion.places_left import Quota
from netcoop.gaps.suggestion.seating import EQUAL, Seating, Worth, best_tables

# Where a pair has to be seated so many tables are tried for each pair at most.
_FEW = 2_000
Pair = tuple[int, int]


def next_table(agenda: Agenda, past: Past, kept: Quota, limit: int) -> tuple[Seating, str]:
    """Find the next table, and say why the series stops before it; "": it does not.

    If no table is worth anything, one is taken that seats a pair the template asks for.
    """
    quota = _still_free(kept, past)
    worth = worth_of(agenda, past)
    found = best_tables(worth, quota, limit)
    if found.tables and found.value > EQUAL and len(found.tables[0]) > 1:
        return found, ""
    wanted = _wanted(agenda, past)
    table = _with_a_pair(agenda, past, quota, limit, wanted)
    if table is not None:
        goes_on = Seating([table], worth.of(table), False, found.method, found.bound, goes_on=True)
        return goes_on, ""
    return found, "no_table" if wanted else "nothing_left"


def _still_free(kept: Quota, past: Past) -> Quota:
    """Leave out who was at as many meetings as anybody is invited to."""
    if past.most is None:
        return kept
    return replace(kept, free=past.seats(len(kept.free)) < past.most)


def _wanted(agenda: Agenda, past: Past) -> list[Pair]:
    """List the pairs that the template asks for and that have not sat together, best first."""
    if agenda.lacking is None:
        return []
    rows = agenda.lacking[agenda.lacking["value"] > 0].sort_values(["value", "a", "b"],
                                                 ascending=[False, True, True])  # fmt: skip
    pairs = zip(rows["a"].tolist(), rows["b"].tolist(), strict=True)
    return [(a, b) for a, b in pairs if not past.had(a, b)]


def _with_a_pair(
    agenda: Agenda, past: Past, quota: Quota, limit: int, wanted: list[Pair]
) -> tuple[int, ...] | None:
    """Find a table that seats a wanted pair, with as few as can be seated again."""
    if not wanted:
        return None
    gains = replace(agenda, values=agenda.values | {"seat": 0.0, "tied": 0.0})
    worth = worth_of(gains, past)
    found = best_tables(worth, quota, limit)
    if found.tables and any({a, b} <= set(found.tables[0]) for a, b in wanted):
        return found.tables[0]
    # The best table seats none of them, as each would bring one more pair together again.
    each = track(wanted, total=len(wanted))
    tables = [_seating(worth, quota, pair, min(limit, _FEW)) for pair in each]
    possible = [table for table in tables if table is not None]
    if not possible:
        return None
    values = np.array([worth.of(table) for table in possible])
    return possible[int(np.argmax(values >= values.max() - EQUAL))]


def _seating(worth: Worth, quota: Quota, pair: Pair, limit: int) -> tuple[int, ...] | None:
    """Find the best table with a pair; ``None`` where none keeps to what is asked."""
    new = set(pair) - set(quota.must)
    with_pair = replace(quota, must=tuple(sorted({*quota.must, *pair})))
    there = with_pair.counts(with_pair.must)
    needed = len(with_pair.must) + int(np.maximum(quota.low - there, 0).sum())
    if needed > quota.seats or (there > quota.high).any() or not quota.free[list(new)].all():
        return None
    found = best_tables(worth, with_pair, limit)
    return found.tables[0] if found.tables else None
