"""What changed between periods: by hand, by every relabeling, and with more meetings only."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import joblib
import numpy as np
import pandas as pd
import pytest

import netcoop as nc
from netcoop.compare.between_periods import _Places, compare_periods
from netcoop.compare.period_result import REASONS
from netcoop.errors import ArgumentError, RecordError
from tests.compare.simulate_did import monte_carlo_error
from tests.compare.simulate_periods import CASES, rejected, run
from tests.compare.toy import MEETINGS, PHASES, toy_records

BANNED = ("proved", "prokázal", "caused", "způsobil", "fault", "fail")
TWO = {"pre": ("2023", "2023"), "during": ("2024", "2024")}


def sheet_of(meetings: dict[str, tuple[int, str]], **columns: dict[str, Any]) -> pd.DataFrame:
    """Rows of meetings: year and who came."""
    rows = [(name, f"{year}-03-01", a) for name, (year, who) in meetings.items() for a in who]
    sheet = pd.DataFrame(rows, columns=["meeting_id", "date", "actor"])
    return sheet.assign(**{c: sheet["meeting_id"].map(of) for c, of in columns.items()})


def compared(sheet: pd.DataFrame, **arguments: Any) -> Any:
    return compare_periods(nc.Records(meetings=sheet), TWO, **{"draws": 99, "rng": 1} | arguments)


def table_of(found: Any) -> pd.DataFrame:
    return found.to_frame().set_index(["metric", "roster", "meetings"]).sort_index()


# -- against every relabeling --------------------------------------------------------------------

MIXED = {
    "m1": (2023, "AB"), "m2": (2023, "ABC"), "m3": (2023, "CD"),
    "m4": (2024, "AB"), "m5": (2024, "BCD"), "m6": (2024, "AD"), "m7": (2024, "ABCD"),
}  # fmt: skip


def mean_degree(meetings: list[str], actors: set[str]) -> float:
    pairs = {p for who in meetings for p in combinations(sorted(set(who) & actors), 2)}
    return 2 * len(pairs) / len(actors)


def difference(labels: tuple[str, ...], *, common: bool) -> float:
    """Later less earlier, where these meetings are the earlier ones."""
    one = [who for name, (_, who) in MIXED.items() if name in labels]
    two = [who for name, (_, who) in MIXED.items() if name not in labels]
    came = set("".join(one)), set("".join(two))
    actors = came[0] & came[1] if common else came[0] | came[1]
    return mean_degree(two, actors) - mean_degree(one, actors)


@pytest.mark.parametrize("roster", ["common", "full"])
def test_single_meetings_change_places_with_each_other(roster: str) -> None:
    draws = 4000
    found = table_of(compared(sheet_of(MIXED), metrics="mean_degree", draws=draws))
    row = found.loc[("mean_degree", roster, "all")]
    common = roster == "common"
    every = np.array([difference(some, common=common) for some in combinations(MIXED, 3)])
    observed = difference(("m1", "m2", "m3"), common=common)
    assert row["difference"] == pytest.approx(observed)
    error = 4 * every.std() / np.sqrt(draws)
    assert row["expected"] == pytest.approx(every.mean(), abs=error)
    assert row["estimate"] == pytest.approx(observed - row["expected"])
    p = (np.abs(every - every.mean()) >= abs(observed - every.mean()) - 1e-9).mean()
    near = np.abs(np.abs(every - every.mean()) - abs(observed - every.mean())) < 2 * error
    # Relabelings hardly farther out than the observed one may fall on either side of it.
    assert abs(row["p_value"] - p) < 4 * monte_carlo_error(max(p, 0.01), draws) + near.mean()


def test_a_series_through_both_periods_keeps_its_numbers() -> None:
    units = pd.Series(list("aaaabbbbc"))
    later = np.array([0, 0, 0, 1, 0, 1, 1, 1, 1], dtype="bool")
    places, random = _Places.of(units, later), np.random.default_rng(1)
    drawn = np.array([places.draw(random) for _ in range(200)])
    assert (drawn[:, :4].sum(axis=1) == 1).all()
    assert (drawn[:, 4:8].sum(axis=1) == 3).all()
    assert drawn[:, 8].all()  # nothing to change places with
    assert (drawn[:, :4].mean(axis=0) > 0.1).all()


def test_series_of_one_period_change_places_as_a_whole() -> None:
    # a and c have two meetings, b and d four, e one.
    units = pd.Series(list("aabbbbccdddde"))
    later = units.isin(["c", "d", "e"]).to_numpy()
    places, random = _Places.of(units, later), np.random.default_rng(1)
    drawn = np.array([places.draw(random) for _ in range(200)])
    assert (drawn.sum(axis=1) == later.sum()).all()
    for name in "abcde":
        of_series = drawn[:, (units == name).to_numpy()]
        assert (of_series == of_series[:, :1]).all()
    assert (drawn[:, 0] != drawn[:, 6]).all()
    assert (drawn[:, 2] != drawn[:, 8]).all()
    assert 0.3 < drawn[:, 0].mean() < 0.7


def test_what_cannot_change_places_is_refused() -> None:
    sheet = sheet_of(
        {f"m{n}": (2023 + (n > 1), "ABC") for n in range(8)},
        series={f"m{n}": "old" if n < 2 else "new" for n in range(8)},
    )
    table = table_of(compared(sheet))
    assert table["p_value"].isna().all()
    assert table["estimate"].isna().all()
    assert set(table["flag"]) == {"effort_unequal"}
    assert (table["difference"] == 0).all()
    assert "fewer than half of the meetings can change places" in table["sentence"].iloc[0]


def series_of(earlier: list[int], later: list[int]) -> pd.DataFrame:
    """Series of so many meetings, each in one period, of 3 of 40 actors at random."""
    random, rows = np.random.default_rng(4), []
    for year, numbers in ((2023, earlier), (2024, later)):
        for place, number in enumerate(numbers):
            for k in range(number):
                who = random.choice(40, size=3, replace=False)
                rows += [(f"a{a}", f"{year}-{place}-{k}", f"{year}-03-01", place) for a in who]
    sheet = pd.DataFrame(rows, columns=["actor", "meeting_id", "date", "series"])
    return sheet.assign(series=sheet["date"].str[:4] + "-" + sheet["series"].astype("str"))


@pytest.mark.parametrize(("few", "many"), [(4, 5), (8, 11)])
def test_series_of_other_lengths_do_not_change_places(few: int, many: int) -> None:
    table = table_of(compared(series_of([few] * 12, [many] * 12), draws=9))
    assert table[["p_value", "expected"]].isna().all(axis=None)
    assert set(table["flag"]) == {"effort_unequal"}
    # A third of the meetings could change places: too few to say.
    mostly = [few] * 8 + [many] * 4
    units = pd.Series(np.repeat(np.arange(24), mostly + [many] * 12))
    later = (units >= 12).to_numpy()
    share = _Places.of(units, later).movable
    assert share == pytest.approx(16 * many / (8 * few + 16 * many))


def test_what_stays_still_counts_in_what_is_expected() -> None:
    # Most series may change places, and each draw keeps how many meetings the later period has.
    units = pd.Series(np.repeat(np.arange(24), [4] * 9 + [5] * 3 + [4] * 3 + [5] * 9))
    later = (units >= 12).to_numpy()
    places, random = _Places.of(units, later), np.random.default_rng(1)
    assert {int(places.draw(random).sum()) for _ in range(50)} == {int(later.sum())}
    row = run("new series of 8, then of 11", 10, seed=5, draws=19).query(
        "metric == 'mean_degree' and roster == 'full'"
    )
    assert row["difference"].mean() > 0.3
    assert abs(row["estimate"].mean()) < 0.5 * row["difference"].mean()


def test_a_period_without_meetings_is_refused() -> None:
    table = table_of(compared(sheet_of({"m1": (2023, "AB")})))
    assert table[["before", "after", "difference", "p_value"]].isna().all(axis=None)
    assert set(table["flag"]) == {"too_few_events"}
    split = compared(sheet_of({"m1": (2023, "AB")})).split()
    assert split[["gained", "lost", "change"]].isna().all(axis=None)
    assert split["sentence"].str.contains("cannot be counted").all()


def test_full_roster_counts_who_came_in_either() -> None:
    sheet = sheet_of({"m1": (2023, "ABC"), "m2": (2024, "AB"), "m3": (2024, "DE")})
    table = table_of(compared(sheet, metrics=["mean_degree", "fragmentation"]))
    full, common = (table.loc[("mean_degree", roster, "all")] for roster in ("full", "common"))
    assert full[["n_actors", "before", "after"]].tolist() == pytest.approx([5, 6 / 5, 4 / 5])
    assert common[["n_actors", "before", "after"]].tolist() == [2, 1, 1]
    assert table.loc[("fragmentation", "full", "all"), "before"] == pytest.approx(0.7)


def test_other_metrics_need_a_network() -> None:
    sheet = sheet_of(MIXED)
    both = table_of(compared(sheet, metrics=["mean_degree", "centralization"], draws=9))
    assert both.loc[("mean_degree", "full", "all"), "difference"] == pytest.approx(
        difference(("m1", "m2", "m3"), common=False)
    )
    # C has three partners, A and B two, D one: (1 + 1 + 2) / ((4 - 1)(4 - 2)).
    before = both.loc[("centralization", "full", "all"), "before"]
    assert before == pytest.approx(4 / 6)


# -- own meetings, and what ties came through ----------------------------------------------------


def test_own_meetings_leave_facilitators_out() -> None:
    rows = pd.DataFrame({"meeting_id": "m1", "date": "2023-03-01", "actor": ["N"]})
    sheet = pd.concat([sheet_of(MIXED), rows], ignore_index=True)
    sheet["facilitated"] = sheet["meeting_id"].isin(["m5", "m7"])
    register = pd.DataFrame({"actor_id": list("ABCDN"), "role": [None] * 4 + ["facilitator"]})
    records = nc.Records(meetings=sheet, actors=register)
    table = table_of(compare_periods(records, TWO, "mean_degree", draws=9, rng=1))
    assert set(table.index.get_level_values("meetings")) == {"all", "own"}
    # Without m5, m7 and N: A-B, A-C, B-C, C-D before; A-B, A-D after.
    row = table.loc[("mean_degree", "full", "own")]
    assert row[["before", "after", "n_actors"]].tolist() == [2, 1, 4]
    assert table.loc[("mean_degree", "full", "all"), "n_actors"] == 5


def test_unknown_meetings_give_both_ends() -> None:
    known = {"m5": True, **dict.fromkeys(("m1", "m2", "m3", "m6", "m7"), False)}
    sheet = sheet_of(MIXED, facilitated=known)
    found = compare_periods(
        nc.Records(meetings=sheet), {"pre": ("2023", "2023"), "during": ("2024", "2024")},
        "mean_degree", draws=9, rng=1,
    )  # fmt: skip
    table = table_of(found)
    numbers = table.xs("full", level="roster")["n_meetings"].droplevel(0)
    assert numbers.to_dict() == {"all": 7, "own": 6, "surely_own": 5}
    split = found.split().set_index("reason")
    # All pairs of 2024: A-B, B-C, C-D there before; A-D at m6 and m7, B-D at m7: own.
    assert split.loc["own", "gained"] == 2


def test_unknown_is_flagged_where_meetings_are_enough() -> None:
    many = {f"m{n:02d}": (2023 + n % 2, "AB" if n % 3 else "BC") for n in range(40)}
    sheet = sheet_of(many, facilitated={name: n > 36 for n, name in enumerate(many) if n > 4})
    table = table_of(compared(sheet, metrics="mean_degree"))
    assert table.xs("own", level="meetings")["flag"].eq("facilitated_unknown").all()
    assert table.xs("all", level="meetings")["flag"].ne("facilitated_unknown").all()


def test_no_column_of_facilitated_hides_nothing() -> None:
    many = {f"m{n:02d}": (2023 + (n > 12), "AB" if n % 3 else "BC") for n in range(60)}
    table = table_of(compared(sheet_of(many), metrics="mean_degree"))
    assert set(table["flag"]) == {"effort_unequal"}


@pytest.mark.parametrize(("p", "said"), [(0.0005, "(p < 0.001)"), (0.0421, "(p = 0.042)")])
def test_p_is_never_zero_and_zero_has_no_sign(p: float, said: str) -> None:
    found = compared(sheet_of(MIXED), metrics="mean_degree")
    row = found._table.iloc[0].to_dict() | {"p_value": p, "expected": -0.001, "estimate": -1e-9}
    sentence = found.row_sentence(row, "en")
    assert said in sentence
    assert "−0.0" not in sentence


def test_split_adds_up() -> None:
    found = compare_periods(toy_records(), PHASES, draws=9, rng=1)
    split = found.split()
    during = split[split["phase"] == "during"].set_index("reason")
    # Gained A-D, B-F, C-E with own meetings, B-D and C-F only at facilitated ones.
    assert during["gained"].to_dict() == dict.fromkeys(REASONS, 0) | {"own": 3, "facilitated": 2}
    assert during["lost"].to_dict() == dict.fromkeys(REASONS, 0) | {"own": 4}
    totals = split.groupby("phase").agg(
        {"change": "sum", "ties_before": "max", "ties_after": "max"}
    )
    assert (totals["change"] == totals["ties_after"] - totals["ties_before"]).all()
    assert totals.loc["during"].tolist() == [1, 6, 7]


def test_split_by_roster_recording_and_unknown() -> None:
    sheet = sheet_of(
        {
            "m1": (2023, "ABCD"), "m2": (2024, "AB"), "m3": (2024, "CE"), "m4": (2024, "DF"),
            "m5": (2023, "F"), "m6": (2024, "BF"), "m7": (2023, "FC"),
        },
        facilitated={"m1": False, "m2": False, "m3": True, "m4": False, "m7": False},
        kind={"m1": "case", "m2": "case", "m3": "case", "m4": "training", "m5": "case",
              "m6": "case", "m7": "promotion"},
    )  # fmt: skip
    split = compared(sheet).split().set_index("reason")
    # Gained: C-E (E joined), D-F (trainings in 2024 only), B-F (not known).
    assert split["gained"].to_dict() == {
        "roster": 1, "recording": 1, "facilitated": 0, "unknown": 1, "own": 0,
    }  # fmt: skip
    # Lost: A-C, A-D, B-C, B-D, C-D with own meetings, C-F at a kind of 2023 only.
    assert split["lost"].to_dict() == {
        "roster": 0, "recording": 1, "facilitated": 0, "unknown": 0, "own": 5,
    }  # fmt: skip
    assert split["change"].sum() == 4 - 7


# -- with more meetings and unchanged behavior ---------------------------------------------------

# 3,000 runs of each case: python -m tests.compare.simulate_periods (docs/change.md has its table).
RUNS = 100


@pytest.mark.parametrize("case", list(CASES))
def test_more_meetings_alone_are_no_change(case: str) -> None:
    shares = rejected(run(case, RUNS, seed=7, draws=19))
    assert (shares <= 0.05 + 4 * monte_carlo_error(0.05, RUNS)).all(), shares.to_dict()


def test_raw_differences_would_be_called_changes() -> None:
    """The same runs: nearly all mean degrees rise, and nearly all of that is expected."""
    found = run("new series", 10, seed=3, draws=19)
    found = found[(found["metric"] == "mean_degree") & (found["roster"] == "full")]
    assert (found["difference"] > 2).all()
    assert abs(found["estimate"].mean()) < 0.2 * found["difference"].mean()


def test_changed_behavior_is_found() -> None:
    found = run("series through both periods", 10, seed=4, comes=(0.9, 0.3))
    found = found[(found["metric"] == "mean_degree") & (found["roster"] == "full")]
    assert (found["p_value"] <= 0.05).all()
    assert (found["estimate"] < 0).all()


# -- the same numbers for everybody --------------------------------------------------------------


def test_workers_and_order_do_not_matter() -> None:
    one = compared(sheet_of(MIXED), draws=300)
    with joblib.parallel_config("threading", n_jobs=2):
        assert compared(sheet_of(MIXED).sample(frac=1, random_state=2), draws=300).equals(one)
    assert not compared(sheet_of(MIXED), draws=300, rng=2).equals(one)
    assert set(one.to_frame()["seed"]) == {1}


@pytest.mark.parametrize("lang", ["en", "cs"])
def test_sentences(lang: str) -> None:
    found = compare_periods(toy_records(), PHASES, draws=19, rng=1)
    frame, split = found.to_frame(lang), found.split(lang)
    for said in [*frame["sentence"], *split["sentence"], found.sentence(lang)]:
        assert said
        assert not any(word in said.lower() for word in BANNED)
    assert len(found.summary()) == len(frame) * (len(frame.columns) - 5)
    assert "<table" in found._repr_html_()


def test_a_sentence_in_full() -> None:
    found = compared(sheet_of(MIXED), metrics="mean_degree")
    row = found.to_frame().iloc[0]
    assert row["sentence"].startswith("Ties per actor (actors who came in both periods): ")
    assert "The number of meetings alone would make a difference of" in row["sentence"]
    assert "is compatible with no change (p = " in row["sentence"]
    assert row["sentence"].endswith("There are too few meetings to say.")


@pytest.mark.parametrize(
    "wrong",
    [
        {"metrics": "degree"},
        {"metrics": []},
        {"metrics": 3},
        {"draws": 0},
        {"phases": {"pre": ("2023", "2023")}},
        {"freq": "YS"},
        {"rng": -1},
    ],
)
def test_bad_arguments(wrong: dict[str, Any]) -> None:
    with pytest.raises(ArgumentError):
        compare_periods(nc.Records(meetings=MEETINGS), **{"phases": TWO} | wrong)


def test_records_without_meetings() -> None:
    referrals = pd.DataFrame({"source": ["A"], "target": ["B"], "date": ["2024-01-01"]})
    with pytest.raises(RecordError, match="meetings"):
        compare_periods(nc.Records(referrals=referrals), TWO)
