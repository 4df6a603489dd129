"""What must hold of any names."""

from __future__ import annotations

import random

import hypothesis.strategies as st
import pandas as pd
from hypothesis import given, settings

import netcoop as nc
from netcoop.actors.names import name_key
from netcoop.actors.outcome import STATUSES

_WORDS = st.sampled_from(
    ["OSPOD", "ospod", "ZŠ", "MěÚ", "Znojmo", "HB", "Školní", "Skolni", "1", "3.", "Charita", "SAS",
     "Zrnko", "z. s.", "nikdo", "-", "DD", "MUDr.", "Vzorová", "Praha", "4", "Lípa", "Lipa"]
)  # fmt: skip
_NAMES = st.one_of(
    st.lists(_WORDS, min_size=1, max_size=4).map(" ".join),
    st.text(min_size=1, max_size=12).filter(str.strip),
)
_ROWS = st.lists(
    st.tuples(_NAMES, st.sampled_from(["Znojmo", "Třinec", "ORP Zapadákov", None])),
    min_size=1,
    max_size=12,
)


def records(rows: list[tuple[str, str | None]]) -> nc.Records:
    frame = pd.DataFrame(rows, columns=["actor", "region"]).astype("str")
    register = pd.DataFrame({"name": ["OSPOD Znojmo", "ZŠ Lípa"], "kind": ["OSPOD", "ZS"]})
    return nc.Records(meetings=frame.assign(meeting_id="1"), actors=register)


@settings(max_examples=60, deadline=None)
@given(_ROWS)
def test_every_name_ends_once_and_the_account_balances(rows: list[tuple[str, str | None]]) -> None:
    resolved = nc.resolve_actors(records(rows))
    line = resolved.account.set_index("table").loc["meetings"]
    assert line["read"] == line["kept"] + line["dropped"] == len(rows)
    assert line["kept"] == len(resolved.meetings)
    log = resolved.names
    assert set(log["status"]) <= set(STATUSES)
    assert int(log["rows"].sum()) == len(rows)
    assert set(resolved.meetings["actor"]) <= set(resolved.actors["actor_id"])
    assert nc.resolve_actors(resolved) is resolved


@settings(max_examples=60, deadline=None)
@given(_ROWS)
def test_only_decided_names_share_an_actor(rows: list[tuple[str, str | None]]) -> None:
    review = nc.match_names(records(rows))
    for _, names in review.to_frame().groupby("actor_id"):
        apart = names[~names["status"].isin(["exact", "alias", "person", "not_an_actor"])]
        assert len(apart) <= 1


@settings(max_examples=40, deadline=None)
@given(_ROWS, st.integers(0, 99))
def test_the_order_of_rows_changes_no_merge(rows: list[tuple[str, str | None]], seed: int) -> None:
    shuffled = random.Random(seed).sample(rows, len(rows))
    assert merges(rows) == merges(shuffled)


def merges(rows: list[tuple[str, str | None]]) -> set[frozenset[tuple[str, str]]]:
    frame = nc.match_names(records(rows)).to_frame()
    frame = frame[~frame["status"].isin(["not_an_actor", "person"])]
    keys = list(zip(frame["written"].map(name_key), frame["region"].fillna(""), strict=True))
    groups: dict[str, set[tuple[str, str]]] = {}
    for actor, key in zip(frame["actor_id"], keys, strict=True):
        groups.setdefault(actor, set()).add(key)
    return {frozenset(group) for group in groups.values()}
