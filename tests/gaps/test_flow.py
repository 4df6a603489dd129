"""Referrals counted, on logs small enough to count by hand, and what of them may leave."""

from __future__ import annotations

import itertools
import math
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

import netcoop as nc
from netcoop._core.texts import LANGUAGES
from netcoop.actors import resolve_actors
from netcoop.errors import ArgumentError, NetcoopWarning, RecordError
from netcoop.gaps.flow.referrals import referral_flow
from netcoop.gaps.flow.result import ReferralFlow
from netcoop.gaps.flow.rows import CLASSES
from netcoop.gaps.flow.tables import GROUPS, weighted_median
from tests.gaps.region import region_records

COLUMNS = ["source", "target", "date", "count", "need", "outcome", "days"]
LOG = pd.DataFrame(
    [
        ("school", "office", "2024-01-10", 10, "SKOLA", "PRIJATO", 5),
        ("school", "office", "2024-02-10", 4, "SKOLA", "PREDANO", None),
        ("office", "counsel", "2024-03-01", 6, "SKOLA", "PORADNIK", 40),
        ("office", "school", "2024-04-01", 3, "SKOLA", "KAPACITA", None),
        ("police", "doctor", "2024-05-01", 7, "ZDRAVI", "BEZZPV", None),
        ("police", "doctor", "2024-05-02", None, "ZDRAVI", None, None),
        ("office", "court", "2024-06-01", 5, "ROZCHOD", None, None),
        ("office", "club", "2024-06-01", 2, "VOLNO", "NEDOSTAVIL", 12),
        ("office", "club", "2024-07-01", 8, "VOLNO", "USPECH", 30),
    ],
    columns=COLUMNS,
)
KINDS = {
    "school": "ZS", "office": "OSPOD", "counsel": "PPP", "police": "PCR", "doctor": "PLDD",
    "court": "SOUD", "club": "SS_NZDM",
}  # fmt: skip
REGISTER = pd.DataFrame(
    {
        "actor_id": list(KINDS),
        "name": [name.title() for name in KINDS],
        "kind": list(KINDS.values()),
    }
).assign(person=lambda frame: frame["actor_id"].eq("doctor"), region="Jihlava")


def records(log: pd.DataFrame = LOG, register: pd.DataFrame = REGISTER) -> nc.Records:
    return the_same() if log is LOG and register is REGISTER else read(log, register)


def read(log: pd.DataFrame, register: pd.DataFrame) -> nc.Records:
    return nc.Records(referrals=log, actors=register)


@cache
def the_same() -> nc.Records:
    return resolve_actors(read(LOG, REGISTER))


def exact(log: pd.DataFrame = LOG, **options: Any) -> ReferralFlow:
    return (
        exact_of_the_log(**options)
        if log is LOG
        else referral_flow(records(log), threshold=1, **options)
    )


@cache
def exact_of_the_log(**options: Any) -> ReferralFlow:
    return referral_flow(the_same(), threshold=1, **options)


def log_of(*rows: tuple[Any, ...]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=COLUMNS)


def triples(frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    return list(frame.itertuples(index=False, name=None))


# -- counts ------------------------------------------------------------------------------------


def test_every_outcome_of_the_vocabulary_has_one_class() -> None:
    codes = [code for found in CLASSES.values() for code in found]
    assert sorted(codes) == sorted(nc.vocabulary("outcome")["code"])


def test_all_together_by_hand() -> None:
    summary = exact().summary()
    expected = {
        "sent": 46, "accepted": 18, "waiting": 6, "refused": 3, "client": 2, "forwarded": 4,
        "no_feedback": 7, "unknown": 6, "answered": 33, "with_days": 26, "without_days": 20,
        "soon": 20, "later": 6, "traceable": 46, "untraceable": 0,
        "KAPACITA": 3, "MIMOCS": 0, "NEEXISTUJE": 0, "KLIENTNE": 0, "NEDOSTAVIL": 2,
        "n_pairs": 6, "n_sources": 3, "n_targets": 6, "n_dead_ends": 1,
    }  # fmt: skip
    assert {name: summary[name] for name in expected} == expected
    assert summary["closure"] == pytest.approx(33 / 40)
    assert (summary["closure_low"], summary["closure_high"]) == pytest.approx((33 / 46, 39 / 46))


def test_days_are_weighted_by_the_count() -> None:
    flow = exact()
    # 10 × 5, 2 × 12, 8 × 30, 6 × 40: the 13th and 14th of 26 are 30.
    assert (flow.median_days, flow.within_share) == (30, pytest.approx(20 / 26))
    assert exact(within=29.5).within_share == pytest.approx(12 / 26)
    club = flow.days.set_index("target").loc["club"]
    assert (club["with_days"], club["median_days"], club["within_share"]) == (10, 30, 1)
    office = flow.days.set_index("target").loc["office"]
    assert (office["with_days"], office["without_days"], office["median_days"]) == (10, 4, 5)
    assert math.isnan(flow.days.set_index("target").loc["court", "median_days"])


@given(st.lists(st.tuples(st.floats(0, 100), st.integers(0, 5)), max_size=8))
def test_the_weighted_median_is_that_of_all_one_by_one(pairs: list[tuple[float, int]]) -> None:
    values = np.array([value for value, _ in pairs], dtype="float64")
    counts = np.array([count for _, count in pairs], dtype="int64")
    each = np.repeat(values, counts)
    expected = float(np.median(each)) if len(each) else float("nan")
    assert weighted_median(values, counts) == pytest.approx(expected, nan_ok=True)


def test_days_from_the_day_of_acceptance() -> None:
    log = LOG.drop(columns="days").assign(accepted=["2024-01-15", *[None] * 7, "2024-07-31"])
    flow = exact(log)
    assert (flow.median_days, flow.summary()["with_days"]) == (5, 18)
    # What is written goes before what is counted.
    assert exact(log.assign(days=[7, *[None] * 8])).median_days == 7
    with pytest.warns(NetcoopWarning, match=r"Accepted before they were sent: 1 \(rows 1\)"):
        early = exact(log.assign(accepted=["2024-01-09", *[None] * 8]))
    assert math.isnan(early.median_days)


def test_by_target_and_by_pair() -> None:
    flow = exact()
    office = flow.by_target.set_index("target").loc["office"]
    assert office[["sent", "accepted", "forwarded", "answered"]].tolist() == [14, 10, 4, 14]
    assert office["closure"] == 1
    doctor = flow.by_target.set_index("target").loc["doctor"]
    assert (doctor["sent"], doctor["unknown"], doctor["closure"]) == (8, 1, 0)
    assert math.isnan(flow.by_target.set_index("target").loc["court", "closure"])
    pairs = flow.by_pair.set_index(["source", "target"])
    assert pairs["sent"].to_dict() == {
        ("office", "club"): 10, ("office", "counsel"): 6, ("office", "court"): 5,
        ("office", "school"): 3, ("police", "doctor"): 8, ("school", "office"): 14,
    }  # fmt: skip
    assert pairs.loc[("office", "club"), ["accepted", "client"]].tolist() == [8, 2]


def test_reasons_of_all_come_first() -> None:
    found = triples(exact().reasons.fillna({"target": "all"}))
    assert found == [
        ("all", "KAPACITA", 3), ("all", "NEDOSTAVIL", 2),
        ("club", "NEDOSTAVIL", 2), ("school", "KAPACITA", 3),
    ]  # fmt: skip


def test_one_actor_sees_its_own() -> None:
    own = exact().of("office")
    assert triples(own[["way", "partner", "sent"]]) == [
        ("in", "school", 14), ("out", "club", 10), ("out", "counsel", 6), ("out", "court", 5),
        ("out", "school", 3),
    ]  # fmt: skip
    assert exact().of("counsel")["way"].tolist() == ["in"]
    with pytest.raises(ArgumentError, match="Did you mean 'office'"):
        exact().of("ofice")
    with pytest.raises(ArgumentError, match="no actor 3"):
        exact().of(3)


@pytest.mark.parametrize("by", GROUPS)
def test_groups_add_up_to_all(by: str) -> None:
    flow = exact(by=by)
    frame = flow.to_frame("en")
    assert frame[by].is_unique
    for column in ("sent", *CLASSES, "answered", "with_days"):
        assert frame[column].sum() == flow.summary()[column]


def test_groups_of_kinds() -> None:
    frame = exact(by="target_kind").to_frame("en").set_index("target_kind")
    assert frame.loc["SS_NZDM", "sent"] == 10
    unknown = REGISTER.assign(kind=REGISTER["kind"].mask(REGISTER["actor_id"].eq("club")))
    frame = referral_flow(records(register=unknown), threshold=1, by="target_kind").to_frame("en")
    assert frame.set_index("target_kind").loc["unknown", ["name", "sent"]].tolist() == [
        "not in the records",
        10,
    ]


# -- going on and back -------------------------------------------------------------------------


def test_back_and_forth_by_hand() -> None:
    # Both referrals of the school (82 and 51 days before) could be what came back: min(14, 3).
    assert triples(exact().ping_pong) == [("school", "office", "SKOLA", 3)]
    # 51 days after the second only: min(4, 3).
    assert triples(exact(window=51).ping_pong) == [("school", "office", "SKOLA", 3)]
    assert exact(window=50).ping_pong.empty
    assert exact().summary()["n_ping_pong"] == 1


def test_chains_by_hand() -> None:
    # Only the 4 forwarded on 10 February, 20 days before.
    assert triples(exact().chains) == [("school", "office", "counsel", "SKOLA", 4)]
    assert exact(window=20).summary()["n_chains"] == 1
    assert exact(window=19).chains.empty


def test_another_need_or_order_is_no_way() -> None:
    forth = ("a", "b", "2024-01-10", 5, "SKOLA", "PREDANO", None)
    for need, day, n in (("SKOLA", "2024-01-10", 1), ("SKOLA", "2024-01-09", 0),
                         ("CAN", "2024-01-11", 0)):  # fmt: skip
        log = log_of(forth, ("b", "c", day, 2, need, "PRIJATO", None))
        assert referral_flow(nc.Records(referrals=log), threshold=1).summary()["n_chains"] == n


def test_a_month_may_be_any_of_its_days() -> None:
    months = LOG.drop(columns="date").assign(
        period=pd.PeriodIndex(
            ["2024-01", "2024-02", "2024-03", "2024-04", *["2024-05"] * 5], freq="M"
        )
    )
    # From 29 February to 1 March is a day.
    assert exact(months, window=1).summary()["n_chains"] == 1
    assert exact(months, window=0).chains.empty
    expected = exact(months, window=1)
    for text in (months["period"].astype("str"), months["period"].dt.to_timestamp()):
        assert exact(months.assign(period=text), window=1).equals(expected)
    # Within one month the order is not known: both are possible.
    log = LOG.iloc[[0, 3]].drop(columns="date").assign(period="2024-01")
    assert [row[0] for row in triples(exact(log).ping_pong)] == ["office", "school"]
    assert exact(log).summary()["n_ping_pong"] == 1


def test_without_time_or_need_ways_are_not_known() -> None:
    for column in ("date", "need"):
        summary = exact(LOG.drop(columns=column)).summary()
        assert math.isnan(summary["n_ping_pong"])
        assert math.isnan(summary["n_chains"])
        assert summary["untraceable"] == 46


def test_ways_are_those_of_a_search_row_by_row() -> None:
    rng = np.random.default_rng(1)
    n = 60
    log = pd.DataFrame(
        {
            "source": rng.choice(list("abcd"), n),
            "target": rng.choice(list("abcd"), n),
            "date": pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 200, n), unit="D"),
            "count": rng.integers(1, 6, n),
            "need": rng.choice(["SKOLA", "CAN"], n),
            "outcome": rng.choice(["PREDANO", "PRIJATO"], n),
        }
    ).query("source != target")
    flow = referral_flow(nc.Records(referrals=log), threshold=1, window=25)
    rows = log.to_dict("records")
    for table, chain in ((flow.ping_pong, False), (flow.chains, True)):
        sides: dict[tuple[str, ...], tuple[set[int], set[int]]] = {}
        for i, j in itertools.permutations(range(len(rows)), 2):
            one, other = rows[i], rows[j]
            gap = (other["date"] - one["date"]).days
            if one["target"] != other["source"] or one["need"] != other["need"]:
                continue
            if not 0 <= gap <= 25 or (one["source"] == other["target"]) is chain:
                continue
            if chain and one["outcome"] != "PREDANO":
                continue
            ends = (
                one["source"],
                one["target"],
                *([other["target"]] if chain else []),
                one["need"],
            )
            before, after = sides.setdefault(ends, (set(), set()))
            before.add(i)
            after.add(j)
        expected = sorted(
            (*ends, min(sum(rows[i]["count"] for i in side) for side in both))
            for ends, both in sides.items()
        )
        assert expected
        assert triples(table) == expected


def test_dead_ends() -> None:
    # Of the court nothing at all is known; the counsel has a waiting list.
    assert triples(exact().dead_ends) == [("doctor", 8, 7, 1)]
    onward = pd.concat([LOG, log_of(("doctor", "club", "2024-08-01", 1, "ZDRAVI", None, None))])
    assert exact(onward).dead_ends.empty
    answered = pd.concat([LOG, log_of(("club", "doctor", "2024-08-01", 1, "CAN", "PREDANO", None))])
    assert exact(answered).dead_ends.empty


# -- what is not there -------------------------------------------------------------------------


def test_nothing_known_is_nan_and_no_zero() -> None:
    bare = LOG[["source", "target"]]
    flow = exact(bare)
    summary = flow.summary()
    assert (summary["sent"], summary["unknown"], summary["without_days"]) == (9, 9, 9)
    assert all(math.isnan(value) for value in (flow.closure, flow.median_days, flow.within_share))
    assert (flow.closure_low, flow.closure_high) == (0, 1)
    assert flow.dead_ends.empty
    assert "outcome not in the records: 9" in flow.sentence("en")


@pytest.mark.parametrize("threshold", [1, 5])
@pytest.mark.parametrize("by", ["target", "need", "source_kind"])
def test_no_referrals_at_all(threshold: int, by: str) -> None:
    flow = referral_flow(records(LOG.iloc[:0]), threshold=threshold, by=by)
    assert flow.summary()["sent"] == 0
    assert math.isnan(flow.closure)
    assert math.isnan(flow.closure_high)
    assert flow.to_frame("en").empty
    assert "No referral is in the records." in flow.sentence("en")
    assert len(flow.days) == 1
    assert flow.of("office").empty
    assert flow._repr_html_()


def test_a_missing_table_has_a_remedy() -> None:
    with pytest.raises(RecordError, match=r"no referrals.*Add a table"):
        referral_flow(nc.Records(actors=REGISTER))
    with pytest.raises(RecordError, match="is not records"):
        referral_flow(LOG)  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [-1, 1.5, math.inf, "many", True])
def test_odd_counts_are_refused(value: Any) -> None:
    odd = LOG.assign(count=pd.Series([value, *[1] * 8], dtype="object"))
    with pytest.raises(RecordError, match=r"1 of 9 rows have a 'count'.*rows 1\)"):
        exact(odd)


@pytest.mark.parametrize("value", [-1, math.inf, "soon", True])
def test_odd_days_are_refused(value: Any) -> None:
    odd = LOG.assign(days=pd.Series([value, *[1] * 8], dtype="object"))
    with pytest.raises(RecordError, match=r"1 of 9 rows have 'days'.*rows 1\)"):
        exact(odd)


def test_counts_may_be_of_any_type_of_number() -> None:
    expected = exact()
    for kind in ("float64", "Int64", "Float64"):
        assert exact(LOG.assign(count=LOG["count"].astype(kind))).equals(expected)
    assert exact(LOG.assign(date=pd.to_datetime(LOG["date"]))).equals(expected)
    zero = pd.concat([LOG, log_of(("court", "club", "2024-08-01", 0, "CAN", "PRIJATO", 3))])
    assert exact(zero).equals(expected)


def test_words_instead_of_codes() -> None:
    words = LOG.assign(
        outcome=LOG["outcome"].replace({"PRIJATO": "přijat", "KAPACITA": "Refused – capacity"}),
        need=LOG["need"].replace({"SKOLA": "záškoláctví"}),
    )
    assert exact(words).equals(exact())


def test_words_nobody_knows_are_counted_and_not_told() -> None:
    odd = LOG.assign(outcome=["secret word", *LOG["outcome"][1:]])
    with pytest.warns(NetcoopWarning, match=r"Outcomes .* not known: 1 \(rows 1\)") as told:
        flow = exact(odd)
    assert "secret" not in str(told[0].message)
    assert flow.summary()["unknown"] == 16


def test_referrals_to_itself_are_left_out() -> None:
    own = pd.concat([LOG, log_of(("club", "club", "2024-08-01", 9, "CAN", "PRIJATO", 3))])
    with pytest.warns(NetcoopWarning, match=r"to itself are left out: 1 \(rows 10\)"):
        assert exact(own).equals(exact())


@pytest.mark.parametrize(
    "options",
    [
        {"within": -1}, {"within": math.nan}, {"within": math.inf}, {"within": "30"},
        {"within": True}, {"threshold": 0}, {"threshold": -5}, {"threshold": 2.5},
        {"threshold": True}, {"threshold": None}, {"window": -1}, {"window": 1.5},
        {"window": False}, {"by": "town"}, {"by": None}, {"by": 3}, {"by": ""},
    ],
)  # fmt: skip
def test_bad_arguments(options: dict[str, Any]) -> None:
    with pytest.raises(ArgumentError, match=next(iter(options))):
        referral_flow(records(), **options)
    with pytest.raises(ArgumentError, match="Language"):
        exact().sentence("de")
    with pytest.raises(ArgumentError, match="Language"):
        exact().to_frame("de")


def test_order_of_rows_changes_nothing() -> None:
    shuffled = LOG.sample(frac=1, random_state=3)
    for threshold in (1, 5):
        one, other = (referral_flow(records(log), threshold=threshold) for log in (LOG, shuffled))
        assert one.equals(other)
    assert not exact().equals(exact(window=50))
    assert not exact().equals(exact().summary())


def test_results_cannot_be_changed() -> None:
    flow = exact()
    pairs = flow.by_pair
    pairs.loc[0, "sent"] = 999
    flow.settings["within"] = 1
    assert flow.equals(exact())


# -- what may leave ----------------------------------------------------------------------------


def hidden_counts(flow: ReferralFlow, true: ReferralFlow) -> list[tuple[Any, Any]]:
    """Pair all that is shown with the true number, in all tables of counts."""
    pairs: list[tuple[Any, Any]] = []
    for name, keys in (("by_pair", ["source", "target"]), ("by_target", ["target"]),
                       ("days", [true.settings["by"]])):  # fmt: skip
        one, other = (getattr(found, name).set_index(keys) for found in (flow, true))
        columns = [c for c in one if c not in ("closure", "median_days", "within_share")]
        pairs += [(one[c].iloc[i], other[c].iloc[i]) for c in columns for i in range(len(one))]
    counted = {name for name in true.summary() if name in flow._total}
    return pairs + [(flow.summary()[name], true.summary()[name]) for name in counted]


def plain_register(names: str) -> pd.DataFrame:
    return pd.DataFrame({"actor_id": list(names), "name": list(names)})


LOGS = st.lists(
    st.tuples(
        st.sampled_from("abc"),
        st.sampled_from("defg"),
        st.just("2024-01-10"),
        st.integers(1, 9),
        st.sampled_from(["SKOLA", "CAN"]),
        st.sampled_from(["PRIJATO", "KAPACITA", "BEZZPV", None]),
        st.sampled_from([3, 60, None]),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=4)
@given(rows=LOGS, by=st.sampled_from(["target", "source", "need"]))
def test_no_small_count_leaves(rows: list[tuple[Any, ...]], by: str) -> None:
    given_records = nc.Records(referrals=log_of(*rows), actors=plain_register("abcdefg"))
    flow = referral_flow(given_records, by=by)
    true = referral_flow(given_records, by=by, threshold=1)
    for shown, number in hidden_counts(flow, true):
        if isinstance(shown, str):
            assert shown in ("<5", "×")
            assert (shown != "<5") or 1 <= number <= 4
            assert number > 0
        else:
            assert shown == number
            assert not 1 <= number <= 4
    written = flow.sentence("en") + " ".join(flow.to_frame("en")["sentence"])
    if flow.summary()["closure"] == flow.summary()["closure"]:
        assert flow.closure == true.closure
    assert "None" not in written
    assert "nan" not in written


@settings(max_examples=4)
@given(rows=LOGS)
def test_an_attack_by_integer_programming_finds_no_small_count(
    rows: list[tuple[Any, ...]],
) -> None:
    """With all sums known, every "<5" can still be 1, 2, 3 and 4."""
    flow = referral_flow(nc.Records(referrals=log_of(*rows), actors=plain_register("abcdefg")))
    shown, sums = published_items(flow), sums_among(flow)
    place = {item: number for number, item in enumerate(shown)}
    matrix = np.zeros((len(sums), len(shown)))
    for row, (whole, parts) in enumerate(sums):
        matrix[row, place[whole]] = -1
        for part in parts:
            matrix[row, place[part]] += 1
    low = np.array([1 if isinstance(v, str) else v for v in shown.values()], dtype="float64")
    high = np.array([{"<5": 4, "×": np.inf}.get(v, v) for v in shown.values()], dtype="float64")
    kept = LinearConstraint(matrix, 0, 0)
    for item, value in itertools.product([i for i in shown if shown[i] == "<5"], range(1, 5)):
        least, most = low.copy(), high.copy()
        least[place[item]] = most[place[item]] = value
        found = milp(np.zeros(len(shown)), integrality=np.ones(len(shown)),
                     bounds=Bounds(least, most), constraints=kept)  # fmt: skip
        assert found.success, (item, value)


REASONS = {"refused": ["KAPACITA", "MIMOCS", "NEEXISTUJE"], "client": ["KLIENTNE", "NEDOSTAVIL"]}
DAYS = ["with_days", "soon", "later", "without_days"]


def published_items(flow: ReferralFlow) -> dict[tuple[Any, ...], Any]:
    """Everything the result shows as a count; what a list leaves out is 0."""
    targets = [*flow.by_target["target"], "all"]
    every = [code for codes in REASONS.values() for code in codes]
    shown: dict[tuple[Any, ...], Any] = {(t, code): 0 for t in targets for code in every}
    shown |= {(t, code): n for t, code, n in triples(flow.reasons.fillna({"target": "all"}))}
    for row in flow.by_target.to_dict("records"):
        shown |= {(row["target"], c): row[c] for c in ("sent", *CLASSES, "answered")}
    for row in flow.days.fillna({"target": "all"}).to_dict("records"):
        shown |= {(row["target"], c): row[c] for c in DAYS}
    shown |= {("all", c): flow.summary()[c] for c in ("sent", *CLASSES, "answered", *DAYS)}
    shown |= {(s, t, "sent"): n for s, t, n in triples(flow.by_pair)}
    return shown


def sums_among(flow: ReferralFlow) -> list[tuple[tuple[Any, ...], list[tuple[Any, ...]]]]:
    """Every sum that somebody who knows the tables can think of."""
    targets = list(flow.by_target["target"])
    inner = {"sent": list(CLASSES), "answered": list(CLASSES)[:5], **REASONS,
             "with_days": ["soon", "later"]}  # fmt: skip
    sums: list[Any] = [
        ((t, whole), [(t, part) for part in parts])
        for t in [*targets, "all"]
        for whole, parts in [*inner.items(), ("sent", ["with_days", "without_days"])]
    ]
    columns = ["sent", *CLASSES, *DAYS, *(code for codes in REASONS.values() for code in codes)]
    sums += [(("all", column), [(t, column) for t in targets]) for column in columns]
    pairs = triples(flow.by_pair[["source", "target"]])
    sums += [((t, "sent"), [(*p, "sent") for p in pairs if p[1] == t]) for t in targets]
    return sums


def test_large_counts_are_all_shown() -> None:
    large = LOG.assign(count=LOG["count"].fillna(1) * 100)
    flow, true = referral_flow(records(large)), exact(large)
    one, other = (found.by_target.set_index("target") for found in (flow, true))
    one = one.rename(index={"PLDD 1": "doctor"}).loc[other.index].astype(other.dtypes)
    pd.testing.assert_frame_equal(one, other)
    assert (flow.closure, flow.median_days) == (true.closure, true.median_days)


def test_persons_are_called_by_their_kind() -> None:
    flow = referral_flow(records())
    everything = " ".join(
        [
            flow.sentence("en"),
            *(getattr(flow, name).to_csv() for name in
              ("by_pair", "by_target", "reasons", "days", "ping_pong", "chains", "dead_ends")),
            flow.to_frame("en").to_csv(),
            repr(flow), flow._repr_html_(), str(flow.summary()), repr(vars(flow)),
        ]
    )  # fmt: skip
    assert "octor" not in everything
    assert flow.dead_ends["target"].tolist() == ["PLDD 1"]
    assert len(flow.of("PLDD 1")) == 1
    assert "2024-05-01" not in everything


def both_ways(*counts: int) -> list[tuple[Any, ...]]:
    ends = (("a", "b"), ("b", "a"), ("c", "d"), ("d", "c"))
    return [
        (*pair, f"2024-01-1{day}", count, "SKOLA", "PRIJATO", None)
        for day, (pair, count) in enumerate(zip(ends, counts, strict=True))
    ]


def test_ways_back_that_leave_are_of_numbers_that_are_shown() -> None:
    others = [(*pair, None, 12, None, "PRIJATO", None) for pair in ("ef", "gh")]
    flow = referral_flow(nc.Records(referrals=log_of(*both_ways(60, 50, 9, 3), *others)))
    sent = flow.by_pair.set_index(["source", "target"])["sent"]
    assert (sent["d", "c"], sent["a", "b"], sent["b", "a"]) == ("<5", 60, 50)
    assert triples(flow.ping_pong) == [("a", "b")]
    assert flow.summary()["n_ping_pong"] == 1


def test_ways_on_that_leave_say_only_who() -> None:
    many = LOG.assign(count=LOG["count"].fillna(1) * 100)
    assert triples(referral_flow(records(many)).chains) == [("school", "office", "counsel")]
    # Of the office it is shown that 4 were forwarded to it, as "<5" or not at all.
    assert referral_flow(records()).chains.empty


def test_each_origin_may_have_forwarded_one_or_more() -> None:
    onward = [("mid", "end", "2024-01-20", 90, "SKOLA", "PRIJATO", None)]
    # Of three origins and 5 forwarded none could be 4.
    for counts, listed in (((2, 2, 2), 3), ((2, 2, 1), 0), ((2, 2), 0)):
        rows = [
            row
            for who, count in zip("abc", counts, strict=False)
            for row in ((who, "mid", "2024-01-10", count, "SKOLA", "PREDANO", None),
                        (who, "mid", "2023-01-10", 30, "CAN", "PRIJATO", None))
        ]  # fmt: skip
        flow = referral_flow(nc.Records(referrals=log_of(*rows, *onward)))
        assert len(flow.chains) == listed


@pytest.mark.parametrize("by", ["need", "source"])
def test_ways_are_not_told_where_groups_could_be_narrowed_down(by: str) -> None:
    """Two referrals of the need, one each way: as "<5" it could no longer be 1."""
    plain = [(*row[:4], None, *row[5:]) for row in both_ways(50, 50, 50, 50)]
    flow = referral_flow(nc.Records(referrals=log_of(*plain, *both_ways(1, 1, 0, 0))), by=by)
    summary = flow.summary()
    assert flow.chains.empty
    assert math.isnan(summary["n_chains"])
    if by == "need":
        assert (flow.by_pair["sent"] == 51).any()
        assert flow.ping_pong.empty
        assert math.isnan(summary["n_ping_pong"])


def test_how_many_are_without_a_need_does_not_leave() -> None:
    ends = (("school", "health"), ("police", "health"), ("club", "court"))
    many = [
        (*pair, "2024-01-10", 40, need, word, None)
        for pair, need, word in itertools.product(ends, ("SKOLA", "CAN"), ("PRIJATO", "BEZZPV"))
    ]
    few = [("school", "health", "2024-01-11", 2, None, "PRIJATO", None),
           ("club", "court", "2024-01-11", 2, None, "BEZZPV", None)]  # fmt: skip
    flow = referral_flow(nc.Records(referrals=log_of(*many, *few)), by="need")
    assert not {"traceable", "untraceable"} & {*flow.summary(), *vars(flow)["_total"]}
    assert flow.to_frame("en").set_index("need").loc["unknown", "sent"] in ("<5", "×")


def test_words_outside_the_vocabulary_leave_as_other() -> None:
    many = LOG.assign(count=LOG["count"].fillna(1) * 100)
    odd = many.assign(need=["a secret", *many["need"][1:]])
    frame = referral_flow(records(odd), by="need").to_frame("en")
    assert "other" in set(frame["need"])
    assert "secret" not in frame.to_csv()
    assert "a secret" in set(referral_flow(records(odd), by="need", threshold=1).to_frame()["need"])


def test_groups_of_fewer_than_three_actors_are_hidden() -> None:
    many = LOG.assign(count=LOG["count"].fillna(1) * 100)
    sent = referral_flow(records(many), by="need").to_frame("en").set_index("need")["sent"]
    # Health and leisure are of two actors each; school of three.
    assert sent.map(lambda count: isinstance(count, str)).to_dict()["ZDRAVI"]
    assert sent["ZDRAVI"] == "×"


def test_three_actors_must_be_behind_every_count_of_a_group() -> None:
    rows = [
        ("school", "office", None, 40, "SKOLA", "PRIJATO", 3),
        ("police", "doctor", None, 30, "SKOLA", "KAPACITA", None),
        ("police", "doctor", None, 9, "CAN", "KLIENTNE", None),
        ("school", "office", None, 50, "CAN", "PRIJATO", None),
        ("court", "club", None, 60, "CAN", "PRIJATO", 4),
        ("school", "office", None, 50, "CAN", "PRIJATO", 5),
    ]
    frame = referral_flow(records(log_of(*rows)), by="need").to_frame("en").set_index("need")
    # School and office only; police and doctor only.
    hidden = {"SKOLA": ["accepted", "refused", "with_days"], "CAN": ["client"]}
    for need, columns in hidden.items():
        assert set(frame.loc[need, columns]) == {"×"}
    assert math.isnan(frame.loc["SKOLA", "median_days"])
    assert frame.loc["CAN", "sent"] == 169
    # What one named target refused is told with its name, so by its kind as well.
    kinds = referral_flow(records(log_of(*rows)), by="target_kind").to_frame("en")
    assert kinds.set_index("target_kind").loc["PLDD", "refused"] == 30


@pytest.mark.parametrize("counts", [[2**53 + 2, 1], [1e19, 3], [2**53, 1], [2**52, 2**52 + 1]])
def test_counts_that_are_too_great_are_refused(counts: list[float]) -> None:
    log = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"], "count": counts})
    with pytest.raises(
        RecordError, match=r"9007199254740992 or more together \(greatest in rows [12]"
    ):
        referral_flow(nc.Records(referrals=log), threshold=1)


def test_rows_that_name_no_actor_are_told() -> None:
    odd = pd.concat([LOG, log_of(("jiné", "club", "2024-08-01", 9, "CAN", "PRIJATO", 3))])
    with pytest.warns(NetcoopWarning, match=r"name no actor are left out: 1 \(rows 10\)"):
        flow = exact(odd)
    assert "Rows of the referrals left out, as they name no actor: 1." in flow.sentence("en")
    with pytest.warns(NetcoopWarning, match=r"left out: 1\.$"):
        flow = referral_flow(resolve_actors(records(odd)))
    assert "as they name no actor: <5." in flow.sentence("en")
    assert "no actor" not in exact().sentence("en")


def test_what_is_hidden_is_written_as_its_sign() -> None:
    written = referral_flow(records()).to_frame("en").set_index("target").loc["office", "sentence"]
    assert ": ×" in written or ": <5" in written
    assert "hidden" not in written


def test_the_region_and_the_example_data_are_read() -> None:
    for given_records, by in ((region_records(), "need"),
                              (nc.datasets.load("havlickuv_brod"), "target")):  # fmt: skip
        flow = referral_flow(given_records, by=by)
        for lang in LANGUAGES:
            assert flow.sentence(lang)
            assert flow.to_frame(lang)["sentence"].notna().all()
    # Every count of the region is 5 or more.
    assert referral_flow(region_records()).summary()["sent"] == 24
