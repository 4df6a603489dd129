"""States of ties, how they came about, and their rates, against a toy counted by hand."""

from __future__ import annotations

from itertools import combinations, product
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import netcoop as nc
from netcoop.compare.attribution import Evidence
from netcoop.compare.meeting_set import MeetingSet
from netcoop.compare.rates import by_chance, tie_rates, turnover
from netcoop.compare.state_result import ATTRIBUTIONS
from netcoop.compare.states import choose, codes_of, tie_states, tie_table
from netcoop.errors import ArgumentError, RecordError
from tests.compare.toy import CLASSES, MEETINGS, PHASES, REFERRAL, STATES, toy_records

BANNED = ("proved", "prokázal", "caused", "způsobil", "fault", "fail")


def counts(found: Any, group: str, column: str = "estimate") -> dict[str, float]:
    table = found.to_frame()
    table = table[table["metric"].str.startswith(f"{group}_")]
    names = table["metric"].str.removeprefix(f"{group}_")
    return dict(zip(names, table[column], strict=True))


def states(records: nc.Records, **arguments: Any) -> Any:
    return tie_states(records, PHASES, **{"draws": 9, "rng": 1} | arguments)


# -- the toy -------------------------------------------------------------------------------------


def test_states_of_the_toy() -> None:
    found = states(toy_records())
    assert counts(found, "state") == STATES
    assert counts(found, "state", "share")["101"] == pytest.approx(3 / 15)
    assert set(found.to_frame()["n_actors"]) == {6}


def test_classes_of_the_toy() -> None:
    found = states(toy_records())
    assert counts(found, "formed") == CLASSES
    assert counts(found, "formed", "share")["facilitated_only"] == pytest.approx(2 / 7)
    pairs = found.pairs.set_index(["source", "target"])
    assert pairs["attribution"].dropna().to_dict() == {
        ("A", "B"): "pre_existing",
        ("A", "D"): "facilitated_first",
        ("B", "D"): "facilitated_only",
        ("B", "F"): "independent",
        ("C", "E"): "own_first",
        ("C", "F"): "facilitated_only",
        ("E", "F"): "pre_existing",
    }
    assert pairs.loc[("A", "D"), ["state", "meetings_during"]].tolist() == ["011", 2]
    # Each of the meetings is alone in its month, so that nothing can be exchanged.
    assert np.isnan(list(counts(found, "formed", "expected").values())).all()
    assert "at random: no month has facilitated and other meetings of one size" in found.sentence()


def test_a_referral_afterwards_is_contact_of_their_own() -> None:
    found = states(toy_records(referrals=REFERRAL))
    expected = CLASSES | {"facilitated_first": 2, "facilitated_only": 1}
    assert counts(found, "formed") == expected


@pytest.mark.parametrize(
    ("day", "kind"), [("2024-01-05", "own_first"), ("2023-01-05", "pre_existing")]
)
def test_a_referral_before_comes_first(day: str, kind: str) -> None:
    found = states(toy_records(referrals=REFERRAL.assign(date=day)))
    changed = {kind: CLASSES[kind] + 1, "facilitated_only": 1}
    assert counts(found, "formed") == CLASSES | changed


def test_what_came_first_on_one_day_is_not_known() -> None:
    sheet = MEETINGS.copy()
    sheet.loc[sheet["meeting_id"] == "m4", "date"] = "2024-01-10"
    changed = {"own_first": 2, "facilitated_first": 0}
    assert counts(states(toy_records(sheet)), "formed") == CLASSES | changed


def test_a_facilitator_is_no_actor() -> None:
    rows = [("m1", "2023-02-01", "N"), ("m3", "2024-01-10", "N"), ("m8", "2025-01-10", "N")]
    guest = pd.DataFrame(rows, columns=["meeting_id", "date", "actor"])
    guest["facilitated"] = guest["meeting_id"] == "m3"
    register = pd.DataFrame({"actor_id": list("ABCDEFN"), "role": [None] * 6 + ["facilitator"]})
    sheet = pd.concat([MEETINGS, guest], ignore_index=True)
    assert counts(states(toy_records(sheet, actors=register)), "state") == STATES


def test_who_missed_a_phase_is_left_out() -> None:
    sheet = MEETINGS[~((MEETINGS["meeting_id"] == "m9") & (MEETINGS["actor"] == "C"))]
    found = states(toy_records(sheet))
    assert set(found.to_frame()["n_actors"]) == {5}
    # Without C: AB 110, AD 011, AE AF 001, BD BF 010, BE 000, DE DF 101, EF 111.
    expected = {"000": 1, "001": 2, "010": 2, "011": 1, "100": 0, "101": 2, "110": 1, "111": 1}
    assert counts(found, "state") == expected


def test_larger_meetings_make_no_tie() -> None:
    found = counts(states(toy_records(), max_size=3), "state")
    # Without m8: AB 110, AC 100, AD 010, BC 101, BD BF CE CF 010, DE DF 100, EF 110.
    expected = {"000": 4, "001": 0, "010": 5, "011": 0, "100": 3, "101": 1, "110": 2, "111": 0}
    assert found == expected


def test_two_meetings_for_a_tie() -> None:
    found = states(toy_records(), min_meetings=2)
    expected = dict.fromkeys(STATES, 0) | {"010": 2, "000": 13}
    assert counts(found, "state") == expected  # A-D and C-E met twice in "during"
    assert counts(found, "formed")["own_first"] == 1


def test_months_known_only() -> None:
    sheet = MEETINGS.assign(period=MEETINGS["date"].str[:7]).drop(columns="date")
    assert counts(states(toy_records(sheet)), "formed") == CLASSES


def test_unknown_meetings_give_both_ends() -> None:
    sheet = MEETINGS.assign(facilitated=MEETINGS["facilitated"].astype("object"))
    sheet.loc[sheet["meeting_id"].isin(["m4", "m6"]), "facilitated"] = None
    found = states(toy_records(sheet))
    table = found.to_frame().set_index("metric")
    # m6 not facilitated: C-E and C-F are independent; facilitated: own first, and only so.
    ends = table.loc["formed_facilitated_only", ["lowest", "highest"]].tolist()
    assert ends == [1, 2]
    assert table.loc["formed_independent", ["lowest", "highest"]].tolist() == [1, 3]
    assert table.loc["formed_independent", "flag"] == "facilitated_unknown"
    assert np.isnan(table.loc["formed_independent", "estimate"])
    assert table.loc["state_111", "estimate"] == 1
    assert "Between 1 and 3" in found.sentence("en")


def groups_of(*meetings: tuple[str, bool | None, str]) -> pd.DataFrame:
    """Meetings of a day, whether facilitated and who came; A, B, C and D came in 2023 and 2025."""
    every = [("2023-01-01", False, who) for who in ("AC", "BD")]
    every += [*meetings, ("2025-12-01", False, "AC"), ("2025-12-01", False, "BD")]
    rows = [(n, day, flag, a) for n, (day, flag, who) in enumerate(every) for a in who]
    return pd.DataFrame(rows, columns=["meeting_id", "date", "facilitated", "actor"])


PADS = [(f"2024-{1 + n % 12:02d}-20", False, "YZ") for n in range(24)]


def test_bounds_hold_whichever_meetings_were_facilitated() -> None:
    early, late = "2024-02-01", "2024-05-01"
    found = states(toy_records(groups_of((early, None, "AB"), (late, None, "AB"))))
    table = found.to_frame().set_index("metric")
    names = [f"formed_{name}" for name in ATTRIBUTIONS]
    assert table.loc[names, "lowest"].tolist() == [0, 0, 0, 0, 0]
    assert table.loc[names, "highest"].tolist() == [0, 1, 1, 1, 1]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6))
def test_reachable_classes_are_those_of_every_guess(seed: int) -> None:
    random = np.random.default_rng(seed)
    n = int(random.integers(1, 7))
    start = random.integers(0, 6, n)
    large = random.random(n) < 0.3
    large[0] = False
    flags = random.choice([True, False, None], n, p=[0.2, 0.2, 0.6])
    referral = random.choice([2, 4, np.iinfo("int64").max], 1, p=[0.1, 0.1, 0.8])
    evidence = Evidence(
        np.zeros(1, "int64"), np.zeros(n, "int64"), np.arange(n), start,
        start + random.integers(0, 3, n), np.arange(n), large,
        pd.Series(flags, dtype="boolean"), random.random(1) < 0.1, referral,
    )  # fmt: skip
    free = [(flag,) if flag is not None else (True, False) for flag in flags]
    may = {int(evidence.classes(np.array(guess, "bool"))[0]) for guess in product(*free)}
    assert set(np.flatnonzero(evidence.reachable()[0])) == may


def test_unknown_meetings_afterwards_count_as_well() -> None:
    met = [("2024-02-01", True, "AB"), ("2024-02-01", True, "CD")]
    later = [("2025-03-01", None, "AB"), ("2025-03-02", None, "CD")]
    found = states(toy_records(groups_of(*PADS, *met, *later)))
    row = found.to_frame().set_index("metric").loc["formed_facilitated_first"]
    assert row[["lowest", "highest"]].tolist() == [0, 2]
    assert row[["estimate", "share", "expected"]].isna().all()
    assert row["flag"] == "facilitated_unknown"
    assert row["sentence"].endswith("it is not known whether they were facilitated.")


def test_large_facilitated_meetings_are_contact_and_no_tie() -> None:
    who = "ABCDEFGHIJKLM"
    for facilitated, name in ((True, "facilitated_first"), (False, "independent")):
        sheet = groups_of(("2024-01-01", facilitated, who), ("2024-02-01", False, "AB"))
        found = states(toy_records(sheet))
        expected = dict.fromkeys(ATTRIBUTIONS, 0) | {name: 1}
        assert counts(found, "formed") == expected


def test_anticipation_is_left_out_unless_asked_for() -> None:
    phases = pd.DataFrame(
        [(name, *days) for name, days in PHASES.items()], columns=["phase", "start", "end"]
    )
    early = pd.DataFrame([("anticipation", "2023-07", "2023-12")], columns=phases.columns)
    phases.loc[0, "end"] = "2023-06"
    records = toy_records(phases=pd.concat([phases, early], ignore_index=True))
    assert counts(tie_states(records, draws=1), "state") == STATES
    assert [phase.name for phase in choose(records, None)] == list(PHASES)


def test_random_classes_are_half_of_each() -> None:
    rows = [("1", "2023-01-01", False, "AC"), ("2", "2023-01-01", False, "BC")]
    rows += [("3", "2024-01-10", True, "AB"), ("4", "2024-01-20", False, "AB")]
    rows += [("5", "2024-02-01", False, "BC")]
    sheet = pd.DataFrame(
        [(m, day, flag, actor) for m, day, flag, actors in rows for actor in actors],
        columns=["meeting_id", "date", "facilitated", "actor"],
    )
    phases = {"pre": ("2023", "2023"), "during": ("2024", "2024")}
    found = tie_states(toy_records(sheet), phases, draws=400, rng=3)
    assert counts(found, "formed")["facilitated_first"] == 1
    expected = counts(found, "formed", "expected")
    assert expected["facilitated_first"] == pytest.approx(0.5, abs=4 * np.sqrt(0.25 / 400))
    assert expected["own_first"] == pytest.approx(1 - expected["facilitated_first"])
    assert expected["pre_existing"] == 1


@pytest.mark.parametrize(
    ("who", "expected", "flag"), [("ABE", np.nan, "too_few_events"), ("AB", 0.5, "ok")]
)
def test_chance_needs_both_kinds_of_one_size_and_month(
    who: str, expected: float, flag: str
) -> None:
    every_month = [
        (f"{year}-{month:02d}-20", False, "YZ")
        for year in (2023, 2024, 2025)
        for month in range(1, 13)
    ]
    sheet = groups_of(*every_month, ("2024-02-01", True, who))
    found = states(toy_records(sheet), draws=400).to_frame().set_index("metric")
    row = found.loc["formed_facilitated_only"]
    assert row["estimate"] == 1
    assert row["expected"] == pytest.approx(expected, abs=4 * np.sqrt(0.25 / 400), nan_ok=True)
    assert row["flag"] == flag
    assert ("There are too few meetings to say what" in row["sentence"]) == (flag != "ok")
    assert found.loc["state_111", "flag"] == "ok"


def test_a_phase_without_meetings_is_missing_and_not_zero() -> None:
    found = tie_states(toy_records(), PHASES | {"later": ("2026", "2026")}, draws=1)
    assert found.to_frame()["estimate"].isna().all()
    assert set(found.to_frame()["flag"]) == {"too_few_events"}


# -- rates ---------------------------------------------------------------------------------------


def rates(records: nc.Records, **arguments: Any) -> pd.DataFrame:
    found = tie_rates(records, PHASES, **{"draws": 999, "rng": 1} | arguments)
    return found.to_frame().set_index(["phase", "metric"])


def test_rates_of_the_toy() -> None:
    table = rates(toy_records())
    names = ["formation", "persistence", "dissolution", "jaccard"]
    during, after = table.loc["during"], table.loc["after"]
    assert during.loc[names, "estimate"].tolist() == pytest.approx([5 / 9, 2 / 6, 4 / 6, 2 / 11])
    assert after.loc[names, "estimate"].tolist() == pytest.approx([5 / 8, 2 / 7, 5 / 7, 2 / 12])
    # Of four and two of six actors, any pair sits together in 7 of 15 arrangements.
    error = 4 * 0.5 / np.sqrt(999)
    assert after.loc["persistence", "expected"] == pytest.approx(7 / 15, abs=error)
    assert after.loc["formation", "expected"] == pytest.approx(7 / 15, abs=error)
    assert after.loc["persistence", "ratio"] == pytest.approx(
        2 / 7 / after.loc["persistence", "expected"]
    )
    assert set(table["flag"]) == {"too_few_events"}
    assert table["std_error"].isna().all()


def test_rates_without_facilitated_meetings() -> None:
    during = rates(toy_records(), facilitated=False, draws=9).loc["during"]
    # m4 A-D, m5 C-E, m7 B-F against A-B A-C B-C D-E D-F E-F: nothing is kept.
    assert during["estimate"].tolist() == pytest.approx([3 / 9, 0, 1, 0])


def jackknife_by_hand(sheet: pd.DataFrame, phases: dict[str, tuple[str, str]]) -> float:
    """Standard error of persistence: each meeting left out in turn, the actors fixed."""
    values = []
    for left in sheet["meeting_id"].unique():
        ties = []
        for year, _ in phases.values():
            rows = sheet[sheet["date"].str.startswith(year) & (sheet["meeting_id"] != left)]
            groups = rows.groupby("meeting_id")["actor"]
            ties.append({pair for _, who in groups for pair in combinations(sorted(who), 2)})
        values.append(len(ties[0] & ties[1]) / len(ties[0]))
    every = np.array(values)
    return float(np.sqrt((len(every) - 1) / len(every) * ((every - every.mean()) ** 2).sum()))


def random_sheet(seed: int, meetings: int = 30) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    rows = []
    for number in range(meetings):
        year = 2023 + number % 2
        for actor in random.choice(list("ABCDEFGH"), size=random.integers(2, 4), replace=False):
            rows.append((f"m{number:02d}", f"{year}-03-01", actor))
    return pd.DataFrame(rows, columns=["meeting_id", "date", "actor"])


def test_jackknife_leaves_each_meeting_out() -> None:
    sheet = random_sheet(5)
    phases = {"pre": ("2023", "2023"), "during": ("2024", "2024")}
    table = tie_rates(toy_records(sheet), phases, draws=9, rng=1).to_frame().set_index("metric")
    row = table.loc["persistence"]
    assert row["std_error"] == pytest.approx(jackknife_by_hand(sheet, phases))
    assert table.loc["dissolution", "std_error"] == pytest.approx(row["std_error"])
    assert 0 <= row["ci_low"] < row["estimate"] < row["ci_high"] <= 1
    assert row["flag"] == "ok"


def test_a_series_in_both_phases_is_one_unit() -> None:
    sheet = random_sheet(5)
    number = sheet["meeting_id"].str[1:].astype(int)
    named = sheet.assign(series="s" + (number // 2).astype(str))  # of 15 pairs over both phases
    phases = {"pre": ("2023", "2023"), "during": ("2024", "2024")}
    table = tie_rates(toy_records(named), phases, draws=9, rng=1).to_frame()
    together = sheet.assign(meeting_id=sheet["meeting_id"])
    values = []
    for left in range(15):
        rows = together[number // 2 != left]
        ties = []
        for year in ("2023", "2024"):
            groups = rows[rows["date"].str.startswith(year)].groupby("meeting_id")["actor"]
            ties.append({pair for _, who in groups for pair in combinations(sorted(who), 2)})
        values.append(len(ties[0] & ties[1]) / len(ties[0]))
    every = np.array(values)
    error = np.sqrt(14 / 15 * ((every - every.mean()) ** 2).sum())
    assert table.loc[table["metric"] == "persistence", "std_error"].item() == pytest.approx(error)


def test_random_partners_do_not_persist_beyond_chance() -> None:
    phases = {"pre": ("2023", "2023"), "during": ("2024", "2024")}
    p_values = [
        tie_rates(toy_records(random_sheet(seed)), phases, draws=99, rng=seed)
        .to_frame()
        .set_index("metric")
        .loc["persistence", "p_value"]
        for seed in range(10)
    ]
    # Four or more of ten at .05 would come up once in a thousand times.
    assert sum(p <= 0.05 for p in p_values) < 4


def test_same_partners_persist_beyond_chance() -> None:
    groups = ["AB", "CD", "EF", "GH", "IJ", "KL"]
    rows = [
        (f"m{year}-{number:02d}", f"{year}-03-01", actor)
        for year in (2023, 2024)
        for number in range(18)
        for actor in groups[number % 6]
    ]
    sheet = pd.DataFrame(rows, columns=["meeting_id", "date", "actor"])
    phases = {"pre": ("2023", "2023"), "during": ("2024", "2024")}
    table = tie_rates(toy_records(sheet), phases, draws=199, rng=1).to_frame().set_index("metric")
    assert table.loc["persistence", "estimate"] == 1
    assert table.loc["persistence", "ratio"] > 1.3
    assert table.loc["persistence", "p_value"] == pytest.approx(0.01)


def test_by_chance_keeps_what_cannot_move() -> None:
    whole = MeetingSet.of(toy_records(MEETINGS[MEETINGS["meeting_id"] == "m1"]))
    drawn = by_chance(whole, codes_of(whole)[:1], draws=5, rng=1)
    assert drawn.tolist() == [[3, 1]] * 5
    assert by_chance(whole.among([]), np.zeros(0, "int64"), draws=2, rng=1).tolist() == [[0, 0]] * 2


# -- turnover ------------------------------------------------------------------------------------


def test_turnover_of_the_toy() -> None:
    guests = pd.DataFrame(
        {
            "meeting_id": ["m1", "m7"],
            "date": ["2023-02-01", "2024-05-10"],
            "actor": ["Old", "New"],
            "facilitated": [False, False],
        }
    )
    found = turnover(toy_records(pd.concat([MEETINGS, guests], ignore_index=True)), PHASES)
    table = found.to_frame().set_index(["phase", "metric"])["estimate"]
    # Old met A B C, New met B F.
    assert table.loc["during"].to_dict() == {
        "kept": 2, "formed": 7, "dissolved": 7, "stayed": 6, "joined": 1, "left": 1,
    }  # fmt: skip
    actors = found.actors.query("phase == 'during'").set_index("actor")
    assert actors.loc["New", ["presence", "formed"]].tolist() == ["joined", 2]
    assert actors.loc["Old", ["presence", "dissolved"]].tolist() == ["left", 3]
    assert actors.loc["E", ["kept", "formed", "dissolved"]].tolist() == [1, 1, 1]
    assert (actors[["kept", "formed", "dissolved"]].sum() == [4, 14, 14]).all()


def test_turnover_into_a_phase_without_records_is_missing() -> None:
    found = turnover(toy_records(), PHASES | {"later": ("2026", "2026")})
    table = found.to_frame().set_index(["phase", "metric"])
    assert table.loc["later", "estimate"].isna().all()
    assert "there is nothing to count" in table.loc[("later", "left"), "sentence"]
    actors = found.actors.query("phase == 'later'")
    assert len(actors) == 6
    assert actors[["presence", "kept", "formed", "dissolved"]].isna().all(axis=None)


# -- properties ----------------------------------------------------------------------------------


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10_000))
def test_states_cover_every_pair_once(seed: int) -> None:
    sheet = random_sheet(seed, meetings=8).assign(facilitated=lambda f: f["meeting_id"] < "m04")
    phases = {"pre": ("2023", "2023"), "during": ("2024", "2024")}
    records = toy_records(sheet)
    found = tie_states(records, phases, draws=2, rng=seed)
    table = tie_table(MeetingSet.of(records), choose(records, phases))
    by_state = counts(found, "state")
    assert sum(by_state.values()) == table.n_pairs
    tied = by_state["01"] + by_state["11"]
    assert sum(counts(found, "formed").values()) == tied
    at_random = sum(counts(found, "formed", "expected").values())
    assert np.isnan(at_random) or at_random == pytest.approx(tied)
    assert counts(found, "formed")["pre_existing"] == by_state["11"]
    assert set(found.pairs["attribution"].dropna()) <= set(ATTRIBUTIONS)


def test_order_of_rows_does_not_matter() -> None:
    shuffled = toy_records(MEETINGS.sample(frac=1, random_state=1))
    assert states(shuffled).equals(states(toy_records()))
    one, other = (tie_rates(r, PHASES, draws=9, rng=1) for r in (shuffled, toy_records()))
    assert one.equals(other)
    assert not one.equals(tie_rates(toy_records(), PHASES, draws=9, rng=2))
    assert turnover(shuffled, PHASES).equals(turnover(toy_records(), PHASES))
    assert not states(toy_records()).equals(turnover(toy_records(), PHASES))


# -- words and errors ----------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "cs"])
def test_sentences(lang: str) -> None:
    records = toy_records()
    for found in (states(records), tie_rates(records, PHASES, draws=9), turnover(records, PHASES)):
        said = found.sentence(lang)
        assert said
        assert not any(word in said.lower() for word in BANNED)
        assert found.to_frame(lang)["sentence"].str.len().gt(0).all()
        assert found.summary()
        assert "rows" in repr(found)
        assert "<table" in found._repr_html_()


def test_a_sentence_of_each_result() -> None:
    said = states(toy_records()).sentence("en")
    assert "3 pairs are tied only in: pre, after." in said
    assert (
        "tied in during that were together at facilitated meetings only: 2. There are too few "
        "meetings to say what it would be at random" in said
    )
    assert "From pre to during, new ties: 5." in turnover(toy_records(), PHASES).sentence("en")
    rows = rates(toy_records(), draws=9)["sentence"]
    assert rows.loc["after", "persistence"].startswith(
        "Of ties in during, 29 % are there in after as well; with the same attendance"
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"min_meetings": 0},
        {"min_meetings": True},
        {"max_size": 1},
        {"formed_in": "pre"},
        {"draws": 0},
        {"phases": {"pre": ("2023", "2023")}},
        {"phases": {"pre": ("2023", "2024"), "during": ("2024", "2024")}},
        {"rng": "x"},
    ],
)
def test_bad_arguments(wrong: dict[str, Any]) -> None:
    with pytest.raises(ArgumentError):
        tie_states(toy_records(), **{"phases": PHASES} | wrong)
    if "formed_in" not in wrong:
        with pytest.raises(ArgumentError):
            tie_rates(toy_records(), **{"phases": PHASES} | wrong)


def test_refusals() -> None:
    with pytest.raises(ArgumentError, match="facilitated"):
        tie_rates(toy_records(), PHASES, facilitated=None)  # type: ignore[arg-type]
    with pytest.raises(RecordError, match="meetings"):
        tie_states(nc.Records(referrals=REFERRAL), PHASES)
    with pytest.raises(ArgumentError, match="phases"):
        turnover(toy_records())
