"""The tables behind an invitation: guests, pairs of guests, and white spots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from netcoop.gaps.suggestion.agenda import SPOT, Agenda, Past
from netcoop.gaps.suggestion.seating import Worth
from netcoop.network import Network


def pairs_of(agenda: Agenda, past: Past, table: Sequence[int], worth: Worth) -> pd.DataFrame:
    """List the pairs of guests, what is worth most first, then by the alphabet."""
    asked = {}
    if agenda.lacking is not None:
        asked = {(row["a"], row["b"]): row for row in agenda.lacking.to_dict("records")}
    rows = []
    for a, b in combinations(sorted(table), 2):
        row = asked.get((a, b), {"state": None, "status": None, "strength": None})
        state = row["state"] or ("tied" if agenda.tied[a, b] else None)
        rows.append(
            {
                "source": agenda.ids[a],
                "target": agenda.ids[b],
                "first_time": not agenda.met[a, b] and not past.had(a, b),
                "state": "repeat" if past.had(a, b) else state,
                "status": row["status"],
                "strength": row["strength"],
                "pieces": bool(
                    worth.pieces[a] != worth.pieces[b] and min(worth.pieces[[a, b]]) >= 0
                ),
                "value": float(worth.pairs[a, b]),
            }
        )
    frame = pd.DataFrame(rows, columns=_PAIRS)
    words = ["source", "target", "state", "status", "strength"]
    frame = frame.astype(
        dict.fromkeys(words, "str") | dict.fromkeys(["first_time", "pieces"], "bool")
    )
    frame["value"] = frame["value"].astype("float64")
    order = ["value", "source", "target"]
    return frame.sort_values(order, ascending=[False, True, True], ignore_index=True)


_PAIRS = ["source", "target", "first_time", "state", "status", "strength", "pieces", "value"]


def invitees_of(
    net: Network,
    agenda: Agenda,
    past: Past,
    table: Sequence[int],
    pairs: pd.DataFrame,
    worth: Worth,
    called: Mapping[str, str],
) -> pd.DataFrame:
    """List the guests with what each adds, and why it is invited."""
    value = worth.of(table)
    outside, taken = _outside(worth.pieces, table), past.seats(len(agenda.ids))
    rows_of_pairs = pairs[["source", "target", "state"]].to_numpy().tolist()
    kinds = net.actors.get("kind", pd.Series(pd.NA, index=net.actors.index))
    rows = []
    for guest in table:
        actor = agenda.ids[guest]
        own = [state for *ends, state in rows_of_pairs if actor in ends]
        counts = {state: own.count(state) for state in ("absent", "loose")}
        # Who sat at an earlier table has spoken for its white spots there.
        spoken = _owners(agenda) if taken[guest] == 0 else []
        counts["white_spots"] = sum(guest in owners for owners in spoken)
        reasons = _reasons(counts, outside=guest in outside, must=guest in agenda.must)
        rows.append(
            {
                "actor": actor,
                "name": called[actor],
                "kind": kinds[actor],
                "value": value - worth.of([other for other in table if other != guest]),
                **counts,
                "reasons": reasons,
            }
        )
    columns = ["actor", "name", "kind", "value", "absent", "loose", "white_spots", "reasons"]
    frame = pd.DataFrame(rows, columns=columns)
    numbers = dict.fromkeys(["absent", "loose", "white_spots"], "int64")
    return frame.astype(
        dict.fromkeys(["actor", "name", "kind"], "str") | numbers | {"value": "float64"}
    )


def _owners(agenda: Agenda) -> list[tuple[int, ...]]:
    """Give the owners of each white spot who may be invited."""
    return [] if agenda.spots is None else agenda.spots["owners"].tolist()


def _reasons(counts: Mapping[str, int], *, outside: bool, must: bool) -> tuple[str, ...]:
    """Say by codes why somebody is invited."""
    holds = {
        "must_invite": must,
        "required": counts["absent"] > 0,
        "loose": counts["loose"] > 0,
        "piece": outside,
        "white_spot": counts["white_spots"] > 0,
    }
    return tuple(code for code, true in holds.items() if true) or ("company",)


def _outside(pieces: np.ndarray, table: Sequence[int]) -> set[int]:
    """Tell who at the table is from another piece than the largest of those there."""
    there = pieces[list(table)]
    there = there[there >= 0]
    if len(np.unique(there)) < 2:
        return set()
    sizes = {piece: int((pieces == piece).sum()) for piece in there.tolist()}
    largest = max(there.tolist(), key=lambda piece: sizes[piece])
    return {guest for guest in table if pieces[guest] not in (largest, -1)}


def spots_of(agenda: Agenda, past: Past, table: Sequence[int]) -> pd.DataFrame | None:
    """List the white spots of which an owner is at a table for the first time."""
    if agenda.spots is None:
        return None
    taken = past.seats(len(agenda.ids))
    rows: list[tuple[Any, ...]] = []
    for row in agenda.spots.to_dict("records"):
        seated = tuple(agenda.ids[owner] for owner in row["owners"] if owner in table)
        away = [agenda.ids[owner] for owner in row["owners"] if owner not in table]
        if any(taken[owner] == 0 for owner in row["owners"] if owner in table):
            spot = (row[name] for name in (*SPOT, "finding"))
            rows.append((*spot, seated, tuple(sorted([*away, *row["others"]]))))
    return pd.DataFrame(rows, columns=[*SPOT, "finding", "seated", "not_seated"])
