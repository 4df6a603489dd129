"""The disclosure engine against attacks written here: whole-number programming and trying all."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from netcoop._core.disclosure import (
    Suppressed,
    SuppressedItems,
    bin_weights,
    difference_of,
    stand_in,
    suppress_items,
    suppress_table,
    suppress_tables,
    total_of,
)
from netcoop.errors import ArgumentError


@dataclass
class Seen:
    """What an outsider has: what is shown, what adds up to what, and which items are sums."""

    shown: dict[Any, Any]
    sums: list[tuple[Any, list[Any]]]
    threshold: int
    # The rule, as docs/disclosure.md tells it: a cross on an inner count is no small count.
    strict: bool = True

    def bounds(self, item: Any) -> tuple[float, float]:
        value = self.shown[item]
        if value == f"<{self.threshold}":
            return 1, self.threshold - 1
        if value == "×":
            total = any(item == total for total, _ in self.sums)
            return (1 if total or not self.strict else self.threshold), math.inf
        return value, value

    def equations(self) -> np.ndarray:
        where = {item: place for place, item in enumerate(self.shown)}
        rows = np.zeros((len(self.sums), len(where)))
        for row, (total, parts) in zip(rows, self.sums, strict=True):
            row[where[total]] -= 1
            for part in parts:
                row[where[part]] += 1
        return rows

    def can_be(self, item: Any, value: int) -> bool:
        """Whether whole numbers exist that agree with all that is shown, and with this value."""
        limits = [(value, value) if one == item else self.bounds(one) for one in self.shown]
        low, high = zip(*limits, strict=True)
        rows = self.equations()
        solved = milp(
            np.zeros(rows.shape[1]), integrality=np.ones(rows.shape[1]), bounds=Bounds(low, high),
            constraints=LinearConstraint(rows, 0, 0) if len(rows) else None,
        )  # fmt: skip
        return solved.x is not None

    def width(self, item: Any) -> float:
        """Greatest less least value by linear programming."""
        rows = self.equations()
        ends = []
        for way in (1, -1):
            goal = np.array([float(way) if one == item else 0.0 for one in self.shown])
            solved = linprog(
                goal, A_eq=rows if len(rows) else None, b_eq=np.zeros(len(rows)) if len(rows)
                else None, bounds=[self.bounds(one) for one in self.shown], method="highs",
            )  # fmt: skip
            assert solved.status != 2, "what is shown contradicts the rule"
            ends.append(solved.fun if solved.status == 0 else -math.inf)
        return -ends[1] - ends[0]

    def check(self) -> None:
        """Attack everything that is hidden."""
        for item, value in self.shown.items():
            if value == f"<{self.threshold}":
                for possible in range(1, self.threshold):
                    assert self.can_be(item, possible), (item, possible, self.shown)
            elif value == "×":
                assert self.width(item) >= self.threshold - 1e-6, (item, self.shown)


def seen_tables(
    found: dict[str, Suppressed],
    over: Sequence[tuple[str, list[str]]] = (),
    **rule: Any,
) -> Seen:
    """Put tables as shown, with all their totals, before the outsider."""
    shown, sums = {}, []
    for name, one in found.items():
        table = one.shown
        shown.update({(name, r, c): table.loc[r, c] for r in table.index for c in table.columns})
        for r in table.index:
            if "total" in table.columns:
                sums.append(((name, r, "total"), [(name, r, c) for c in table.columns[:-1]]))
        for c in table.columns:
            if "total" in table.index:
                sums.append(((name, "total", c), [(name, r, c) for r in table.index[:-1]]))
    table = next(iter(found.values())).shown
    sums += [
        ((total, r, c), [(part, r, c) for part in parts])
        for total, parts in over
        for r in table.index
        for c in table.columns
    ]
    threshold = next(iter(found.values())).items.threshold
    return Seen(shown, sums, threshold, **rule)


def check_honest(true: pd.DataFrame, one: Suppressed) -> None:
    """What is shown is true, what is small is not shown, and 0 is."""
    threshold = one.items.threshold
    for row, column in product(true.index, true.columns):
        value, shown = true.loc[row, column], one.shown.loc[row, column]
        assert shown in (value, "×", f"<{threshold}")
        assert (shown == value) == (not one.hidden.loc[row, column])
        if 1 <= value < threshold:
            assert shown in ("×", f"<{threshold}")
        else:
            assert shown != f"<{threshold}"
        if value == 0:
            assert shown == 0


def with_totals(counts: pd.DataFrame) -> pd.DataFrame:
    """Totals by pandas."""
    full = counts.copy()
    full["total"] = counts.sum(axis=1)
    full.loc["total"] = full.sum()
    return full


NUMBERS = st.one_of(st.integers(0, 6), st.integers(0, 40))


@st.composite
def tables(draw: st.DrawFn, rows: int = 4, columns: int = 3) -> pd.DataFrame:
    r, c = draw(st.integers(1, rows)), draw(st.integers(1, columns))
    cells = draw(st.lists(NUMBERS, min_size=r * c, max_size=r * c))
    return pd.DataFrame(
        np.array(cells).reshape(r, c), index=[f"r{i}" for i in range(r)],
        columns=[f"c{i}" for i in range(c)],
    )  # fmt: skip


THRESHOLDS = st.sampled_from([4, 5, 5, 5, 10])


@settings(max_examples=25)
@given(counts=tables(), threshold=THRESHOLDS)
def test_two_way_tables_withstand_the_attack(counts: pd.DataFrame, threshold: int) -> None:
    found = suppress_table(counts, threshold=threshold)
    check_honest(with_totals(counts), found)
    seen_tables({"": found}).check()
    small = (with_totals(counts) >= 1) & (with_totals(counts) < threshold)
    if not small.any(axis=None):
        assert not found.hidden.any(axis=None)


@settings(max_examples=15)
@given(counts=tables(rows=6, columns=1), threshold=THRESHOLDS)
def test_lists_with_a_total_withstand_the_attack(counts: pd.DataFrame, threshold: int) -> None:
    found = suppress_table(counts, threshold=threshold, margins="columns")
    assert found.shown.shape == (len(counts) + 1, 1)
    seen_tables({"": found}).check()


@settings(max_examples=12)
@given(data=st.data(), margins=st.sampled_from(["both", "rows", "columns", "none"]))
def test_periods_and_their_sum_withstand_the_attack(data: st.DataObject, margins: Any) -> None:
    one = data.draw(tables(rows=3, columns=2))
    other = pd.DataFrame(
        np.array(data.draw(st.lists(NUMBERS, min_size=one.size, max_size=one.size))).reshape(
            one.shape
        ),
        index=one.index,
        columns=one.columns,
    )
    found = suppress_tables({"a": one, "b": other}, sums={"year": ["a", "b"]}, margins=margins)
    seen_tables(found, [("year", ["a", "b"])]).check()
    if margins == "both":
        check_honest(with_totals(one + other), found["year"])


@settings(max_examples=12)
@given(data=st.data())
def test_with_and_without_the_facilitator_withstand_the_attack(data: st.DataObject) -> None:
    every = data.draw(tables(rows=3, columns=2))
    part = every.map(lambda most: data.draw(st.integers(0, most)))
    found = suppress_tables(
        {"all": every, "facilitated": part}, differences={"without": ("all", "facilitated")}
    )
    seen_tables(found, [("all", ["without", "facilitated"])]).check()
    check_honest(with_totals(every - part), found["without"])


@settings(max_examples=10)
@given(counts=tables(rows=3, columns=3))
def test_a_threshold_of_three_may_cross_out_small_counts(counts: pd.DataFrame) -> None:
    found = suppress_table(counts, threshold=3)
    check_honest(with_totals(counts), found)
    seen_tables({"": found}, strict=False).check()


@settings(max_examples=12)
@given(values=st.lists(st.integers(0, 9), min_size=2, max_size=4))
def test_trying_all_numbers_agrees(values: list[int]) -> None:
    names = [f"i{place}" for place in range(len(values))]
    found = suppress_items(
        {**dict(zip(names, values, strict=True)), "all": sum(values)}, [total_of("all", names)]
    )
    seen = Seen(found.shown.to_dict(), [("all", names)], 5)
    low, high = np.array([seen.bounds(name) for name in names]).T
    # Beyond 20 nothing new happens: these counts are below 10.
    choices = [range(int(a), int(min(b, 20)) + 1) for a, b in zip(low, high, strict=True)]
    least, most = seen.bounds("all")
    possible = [row for row in product(*choices) if least <= sum(row) <= most]
    for place, name in enumerate(names):
        if found.shown[name] == "<5":
            assert {row[place] for row in possible} == {1, 2, 3, 4}
        elif found.hidden[name]:
            reached = {row[place] for row in possible}
            assert max(reached) - min(reached) >= 5
    if found.shown["all"] == "<5":
        assert {sum(row) for row in possible} == {1, 2, 3, 4}


@settings(max_examples=10)
@given(counts=tables(rows=3, columns=3))
def test_the_interval_is_what_the_outsider_finds(counts: pd.DataFrame) -> None:
    found = suppress_table(counts)
    seen = seen_tables({"": found})
    interval = found.items.interval
    for (item, row), shown in zip(interval.iterrows(), seen.shown.values(), strict=True):
        if shown == "<5":
            assert tuple(row) == (1, 4)
        elif shown == "×":
            assert row["high"] - row["low"] == pytest.approx(seen.width(item), abs=1e-6)
        else:
            assert row.isna().all()


@settings(max_examples=10)
@given(counts=tables(), seed=st.integers(0, 99))
def test_the_order_of_rows_and_columns_decides_nothing(counts: pd.DataFrame, seed: int) -> None:
    rng = np.random.default_rng(seed)
    mixed = counts.loc[rng.permutation(counts.index), rng.permutation(counts.columns)]
    one, other = suppress_table(counts), suppress_table(mixed)
    same = other.shown.loc[one.shown.index, one.shown.columns]
    assert same.to_numpy().tolist() == one.shown.to_numpy().tolist()
    assert suppress_table(counts).equals(one)


def frame(*rows: list[Any]) -> pd.DataFrame:
    return pd.DataFrame(
        list(rows),
        index=[f"r{place}" for place in range(len(rows))],
        columns=[f"c{place}" for place in range(len(rows[0]))],
    )


def test_one_small_count_beside_a_total_hides_two_more() -> None:
    # 29 - 20 = 9 would leave 5 to 8 for the other, so one more number is not enough.
    found = suppress_table(frame([2, 7, 20]), margins="rows")
    assert found.shown.loc["r0"].to_list() == ["<5", "×", "×", 29]
    assert found.reason.loc["r0"].to_list()[:3] == ["small", "secondary", "secondary"]
    assert math.isnan(found.published.loc["r0", "c1"])
    assert found.published.loc["r0", "total"] == 29
    interval = found.items.interval
    assert interval["low"].to_list()[1:3] == [5, 5]
    assert interval["high"].to_list()[1:3] == [23, 23]


def test_two_small_counts_may_protect_each_other() -> None:
    found = suppress_table(frame([1, 4, 20]), margins="rows")
    assert found.shown.loc["r0"].to_list() == ["<5", "<5", 20, 25]


def test_a_small_total_of_two_small_counts_is_crossed_out_and_not_told_small() -> None:
    # As "<5" the total could not be 1.
    found = suppress_table(frame([1, 2, 0]), margins="rows")
    assert found.shown.loc["r0"].to_list() == ["<5", "<5", 0, "×"]
    assert found.reason.loc["r0", "total"] == "secondary"
    assert found.summary()["n_small"] == 2


def test_a_small_total_of_one_count_stays_small() -> None:
    found = suppress_table(frame([3, 0]), margins="rows")
    assert found.shown.loc["r0"].to_list() == ["<5", 0, "<5"]


def test_one_cell_and_nothing() -> None:
    assert suppress_table(frame([3])).shown.to_numpy().ravel().tolist() == ["<5"] * 4
    assert suppress_table(frame([8])).shown.to_numpy().ravel().tolist() == [8] * 4
    assert suppress_table(frame([0, 0], [0, 0])).shown.to_numpy().ravel().tolist() == [0] * 9
    empty = suppress_table(pd.DataFrame({"a": pd.Series(dtype="int64")}))
    assert empty.shown.to_numpy().ravel().tolist() == [0, 0]
    assert suppress_items({}).summary()["n_items"] == 0
    assert suppress_items({"a": 4, "b": 5}).shown.to_list() == ["<5", 5]


@pytest.mark.parametrize("counts", [frame([5, 9], [8, 6]), frame([0, 9], [8, 0]), frame([5])])
def test_without_small_counts_all_is_shown(counts: pd.DataFrame) -> None:
    found = suppress_table(counts)
    assert found.shown.equals(with_totals(counts).astype("object"))
    assert found.summary()["n_published"] == found.summary()["n_items"]
    assert found.to_frame("en").empty


def test_a_threshold_of_one_hides_nothing() -> None:
    counts = frame([1, 2], [3, 4])
    found = suppress_table(counts, threshold=1)
    assert found.shown.equals(with_totals(counts).astype("object"))


def test_a_threshold_of_two_hides_only_ones() -> None:
    found = suppress_table(frame([1, 9], [8, 7]), threshold=2)
    assert found.shown.loc["r0", "c0"] == "<2"
    assert found.summary()["n_secondary"] == 0


def test_a_one_to_one_relation_of_small_counts() -> None:
    # b = 2a: as "<5" neither could be 3, so both say no more than 1 or more.
    found = suppress_items({"a": 2, "b": 4}, [{"b": -1, "a": 2}])
    shown = found.shown.to_dict()
    assert "×" in shown.values()
    assert found.interval["high"][found.shown == "×"].min() >= 5
    for name, value in shown.items():
        if value == "<5":
            other = {"a": lambda k: 2 * k, "b": lambda k: k / 2}[name]
            assert all(other(k) == int(other(k)) for k in range(1, 5))


@pytest.mark.parametrize("small", [(1, 2), (2, 1)])
def test_a_total_of_one_part_changes_nothing(small: tuple[int, int]) -> None:
    one, other = small
    values = {"a": one, "b": other, "s": 3, "q": 8, "r": 9, "t": 20}
    relations = [total_of("s", ["a", "b"]), total_of("t", ["s", "q", "r"])]
    plain = suppress_items(values, relations).shown.to_dict()
    found = suppress_items({**values, "p": 3, "z": 0}, [*relations, total_of("s", ["p", "z"])])
    assert found.shown.to_dict() == {**plain, "p": plain["s"], "z": 0}
    assert plain["a"] == plain["b"] == "<5"
    # What is equal to a sum says no more than the sum does.
    assert found.interval.loc["p"].equals(found.interval.loc["s"].rename("p"))


def test_where_a_cross_says_less_the_result_says_so() -> None:
    found = suppress_table(frame([3, 2], [2, 1]), threshold=3)
    loose = found.summary()["n_loose"]
    assert loose > 0
    assert f"Of {loose} hidden numbers (×) no more is said than" in found.sentence("en")
    for one in (found, found.items):
        said = one.to_frame("en")["sentence"]
        assert said.str.endswith("It is 1 or more, and may be below 3.").sum() == loose
    whole = suppress_items({"a": 2, "b": 9, "c": 9, "t": 20}, [total_of("t", "abc")])
    assert whole.summary()["n_loose"] == 0
    assert "1 or more" not in whole.sentence("en")


def test_a_difference_of_sums_is_known_as_a_sum_of_differences() -> None:
    a, b = frame([3, 9]), frame([8, 7])
    p, q = frame([1, 2]), frame([4, 0])
    found = suppress_tables(
        {"a": a, "b": b, "p": p, "q": q},
        sums={"y": ["a", "b"], "yp": ["p", "q"]},
        differences={"da": ("a", "p"), "db": ("b", "q"), "dy": ("y", "yp")},
    )
    over = [("y", ["a", "b"]), ("yp", ["p", "q"]), ("a", ["da", "p"]), ("b", ["db", "q"]),
            ("y", ["dy", "yp"]), ("dy", ["da", "db"])]  # fmt: skip
    seen_tables(found, over, strict=not found["y"].items.summary()["n_loose"]).check()


def test_few_contributors_hide_larger_counts_and_what_gives_them_away() -> None:
    counts = frame([30, 40, 50], [60, 70, 80])
    people = frame([2, 5, 5], [None, 9, 9])
    found = suppress_table(counts, contributors=people)
    assert found.reason.loc["r0", "c0"] == "few_contributors"
    assert found.shown.loc["r0", "c0"] == "×"
    assert found.reason.isin(["secondary"]).to_numpy().sum() >= 3
    seen_tables({"": found}).check()
    assert not suppress_table(counts, contributors=people, min_contributors=2).hidden.any(axis=None)
    alone = suppress_items({"a": 3, "b": 0, "c": 9}, contributors={"a": 1, "b": 1, "c": 2})
    assert alone.shown.to_list() == ["<5", 0, "×"]


def test_derived_weights_are_hidden_only_where_they_tell() -> None:
    values = {"a": 3, "b": 30, "half of a": 1.5, "b less a": 27, "minus b": -30.0}
    relations = [{"half of a": -2, "a": 1}, {"minus b": 1, "b": 1}]
    found = suppress_items(values, relations, derived=["half of a", "minus b"])
    assert found.shown.to_list() == ["<5", 30, "×", 27, -30.0]
    assert found.interval.loc["half of a"].to_list() == [0.5, 2]


def test_what_is_not_connected_is_decided_alone() -> None:
    one = suppress_items({"a": 2, "b": 9, "c": 9, "t": 20}, [total_of("t", "abc")])
    both = suppress_items(
        {"a": 2, "b": 9, "c": 9, "t": 20, "x": 8, "y": 7, "u": 15},
        [total_of("t", "abc"), total_of("u", "xy")],
    )
    assert both.shown.to_dict() == {**one.shown.to_dict(), "x": 8, "y": 7, "u": 15}


def test_large_numbers_lose_nothing() -> None:
    found = suppress_items(
        {"a": 2, "b": 10**9 + 7, "c": 10**12, "t": 10**12 + 10**9 + 9}, [total_of("t", "abc")]
    )
    Seen(found.shown.to_dict(), [("t", list("abc"))], 5).check()
    assert found.hidden.sum() == 3


def test_a_difference_is_a_total_the_other_way() -> None:
    assert difference_of("d", "w", "p") == total_of("w", ["d", "p"])
    with pytest.raises(ArgumentError, match="each once"):
        total_of("t", ["a", "a"])
    with pytest.raises(ArgumentError, match="–"):
        total_of("t", [])


def test_the_audit_says_what_is_hidden_and_why() -> None:
    found = suppress_table(frame([2, 7, 20], [9, 8, 10]))
    audit = found.to_frame("en")
    assert list(audit) == ["row", "column", "shown", "reason", "low", "high", "sentence"]
    assert len(audit) == found.hidden.to_numpy().sum()
    assert audit["sentence"][0] == (
        "r0 / c0: shown as <5, because counts from 1 to 4 are not published."
    )
    assert (audit["high"] - audit["low"] >= 3).all()
    assert audit.loc[audit["reason"] == "secondary", "sentence"].str.contains("hidden").all()
    assert found.sentence("en").startswith("5 numbers are shown. 1 count from 1 to 4 is shown as")
    told = found.summary()
    assert told["n_items"] == 12 == told["n_published"] + told["n_small"] + told["n_secondary"]
    assert (told["threshold"], told["min_contributors"]) == (5, 3)
    assert "2 × 3" not in repr(found)
    assert repr(found).startswith("<Suppressed: 3 × 4, 5 of 12 shown, 1 small")
    assert "&lt;5" in found._repr_html_()
    items = found.items
    assert items.to_frame("en").columns[0] == "item"
    assert repr(items).startswith("<SuppressedItems: 5 of 12 shown")
    assert "&lt;5" in items._repr_html_()
    assert isinstance(items, SuppressedItems)
    assert items.equals(items)
    assert not items.equals(found)
    assert not found.equals(suppress_table(frame([9, 7, 20], [9, 8, 10])))


def test_frames_handed_out_are_copies() -> None:
    found = suppress_table(frame([2, 7, 20]))
    shown, published, reason = found.shown, found.items.published, found.items.reason
    shown.iloc[0, 0], published.iloc[0], reason.iloc[0] = 2, 2, "none"
    assert found.shown.iloc[0, 0] == "<5"
    assert math.isnan(found.items.published.iloc[0])
    assert found.items.reason.iloc[0] == "small"


def test_hostile_names_stay_text() -> None:
    name = "{0.__class__} <b>=cmd()</b> %s"
    found = suppress_items({name: 2, "b": 9})
    assert found.to_frame("en")["sentence"][0].startswith(name)
    assert "<b>" not in found._repr_html_()


@pytest.mark.parametrize("value", [-1, 2.5, math.nan, math.inf, None, True, "3", 2**60])
def test_what_is_no_count_is_refused(value: Any) -> None:
    with pytest.raises(ArgumentError, match="'a'="):
        suppress_items({"a": value, "b": 3})
    with pytest.raises(ArgumentError, match=r"r0.*c1"):
        suppress_table(frame([1, value]).astype("object"))


def test_whole_floats_are_counts() -> None:
    assert suppress_table(frame([3.0, 9.0])).shown.iloc[0, 0] == "<5"
    assert suppress_items(pd.Series({"a": 9.0})).shown.to_list() == [9]


@pytest.mark.parametrize("threshold", [0, -1, 2.5, True, "5", None, math.nan])
def test_a_senseless_threshold_is_refused(threshold: Any) -> None:
    for call in (
        lambda: suppress_table(frame([1]), threshold=threshold),
        lambda: suppress_table(frame([1]), min_contributors=threshold),
        lambda: stand_in(threshold),
        lambda: bin_weights(pd.Series([1]), threshold=threshold),
    ):
        with pytest.raises(ArgumentError, match="whole number from 1 up"):
            call()


@pytest.mark.parametrize(
    ("relations", "said"),
    [
        ([{"t": -1, "a": 1, "b": 1}], "1 relation does not hold for the values: number 1"),
        ([{"a": 1, "b": -1}, {"t": -1, "a": 1, "b": 2}], "number 2"),
        ([{"nobody": 1}], "not among the values: 'nobody'"),
        ([{"a": 0}], "coefficient 0"),
        ([{"a": 1.5}], "coefficient 1.5"),
        ([{"a": True}], "coefficient True"),
        ([{}], "Relation 1 must be"),
        (["ab"], "Relation 1 must be"),
        (None, "relations=NoneType must be a list"),
        (total_of("t", ["a", "b"]), "relations=dict must be a list"),
        ("ab", "relations=str must be a list"),
    ],
)
def test_relations_that_make_no_sense_are_refused(relations: Any, said: str) -> None:
    with pytest.raises(ArgumentError, match=said):
        suppress_items({"a": 2, "b": 2, "t": 5}, relations)


def test_other_bad_arguments_are_refused() -> None:
    one = frame([1, 2])
    twice = pd.Series([1, 2], index=["a", "a"])
    cases: list[tuple[Any, str]] = [
        (lambda: suppress_items([1, 2]), "must be a Series"),  # type: ignore[arg-type]
        (lambda: suppress_items(twice), "more than once: 'a'"),
        (lambda: suppress_items({"a": 1}, derived=["b"]), "not among"),
        (lambda: suppress_items({"a": 1}, derived="a"), "derived=str must be a list"),
        (lambda: suppress_items({"a": math.nan}, derived=["a"]), "finite"),
        (lambda: suppress_items({"a": 1}, contributors={"b": 1}), "wrong: 'b'"),
        (lambda: suppress_items({"a": 1}, contributors={"a": -1}), "wrong: 'a'"),
        (lambda: suppress_items({"a": 1}, contributors=3), "must be a Series"),  # type: ignore[arg-type]
        (lambda: suppress_table([[1]]), "list is no table"),  # type: ignore[arg-type]
        (lambda: suppress_table(one, margins="all"), "margins='all'"),  # type: ignore[arg-type]
        (lambda: suppress_table(one.rename(columns={"c0": "total"})), "'total'"),
        (lambda: suppress_table(one.rename(columns={"c0": "c1"})), "'c1'"),
        (lambda: suppress_table(one.rename(index={"r0": math.nan})), "name of its own"),
        (lambda: suppress_table(one, contributors=frame([1, 2, 3])), "c2"),
        (lambda: suppress_table(one, contributors=[1]), "must hold tables"),  # type: ignore[arg-type]
        (lambda: suppress_tables({}), "at least one"),
        (lambda: suppress_tables({"a": one, "b": frame([1])}), "'b'.*c1"),
        (lambda: suppress_tables({"a": one}, sums={"a": ["a"]}), "new name"),
        (lambda: suppress_tables({"a": one}, sums={"s": ["a", "x"]}), "'x'"),
        (lambda: suppress_tables({"a": one}, sums={"s": []}), "–"),
        (lambda: suppress_tables({"a": one}, sums={"s": "a"}), "new name"),
        (
            lambda: suppress_tables({"a": one, "b": one + 1}, differences={"d": ("a", "b")}),
            "negative.*r0 / c0",
        ),
    ]
    for call, said in cases:
        with pytest.raises(ArgumentError, match=said):
            call()
    with pytest.raises(ArgumentError, match="Language"):
        suppress_table(one).sentence("de")


def test_a_weight_that_is_hidden_counts_as_half_the_threshold() -> None:
    assert stand_in() == 2.5
    assert stand_in(4) == 2
    given = pd.Series([0, 1, 2.5, 4.9, 5, math.nan], index=list("abcdef"), name="weight")
    binned = bin_weights(given)
    assert binned.to_list()[:5] == [0, 2.5, 2.5, 2.5, 5]
    assert math.isnan(binned["f"])
    assert given["b"] == 1
    # Doing it twice changes nothing, and 1 leaves all as it is.
    pd.testing.assert_series_equal(bin_weights(binned), binned)
    pd.testing.assert_series_equal(bin_weights(given, threshold=1), given)
    for wrong in (
        pd.Series([-1.0]),
        pd.Series([math.inf]),
        pd.Series(["a"]),
        [1],
        pd.Series([True]),
    ):
        with pytest.raises(ArgumentError):
            bin_weights(wrong)  # type: ignore[arg-type]


def test_a_table_of_the_size_of_a_region_is_done() -> None:
    rng = np.random.default_rng(5)
    counts = pd.DataFrame(rng.negative_binomial(0.3, 0.02, (14, 14)))
    found = suppress_table(counts)
    seen = seen_tables({"": found})
    check_honest(with_totals(counts), found)
    hidden = [item for item, value in seen.shown.items() if isinstance(value, str)]
    for item in rng.permutation(len(hidden))[:40]:
        name = hidden[item]
        if seen.shown[name] == "<5":
            assert seen.can_be(name, 1)
            assert seen.can_be(name, 4)
        else:
            assert seen.width(name) >= 5 - 1e-6
