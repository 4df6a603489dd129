from __future__ import annotations

import itertools
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netcoop.maps import behind as module
from netcoop.maps.behind import behind
from netcoop.maps.views import gather
from netcoop.network import build_network, disclose
from netcoop.network.periodic import periods
from netcoop.records import Records
from netcoop.ties import Weighting

DAYS = pd.to_datetime(
    ["2023-11-30", "2023-12-01", "2024-01-05", "2024-01-31", "2024-02-01", "2024-07-07", None]
)
CASE = "PRIPKONF"


def referrals(*rows: tuple[str, str, str | None, int]) -> Records:
    log = pd.DataFrame(rows, columns=["source", "target", "date", "count"])
    return Records(referrals=log.assign(date=pd.to_datetime(log["date"])), resolved=True,
                   actors=roster(set(log["source"]) | set(log["target"])))  # fmt: skip


def roster(names) -> pd.DataFrame:
    return pd.DataFrame(
        {"actor_id": sorted(names), "name": sorted(names), "name_status": "register"}
    )


def meetings(*rows: tuple[str, str, str | None, str | None]) -> Records:
    """Rows of meetings: who were there (a letter each), id, day, kind (None: no case)."""
    sheet = pd.DataFrame(
        [
            (actor, name, day, "PORADA" if kind is None else kind)
            for actors, name, day, kind in rows
            for actor in actors
        ],
        columns=["actor", "meeting_id", "date", "kind"],
    )
    sheet["date"] = pd.to_datetime(sheet["date"])
    return Records(meetings=sheet, resolved=True, actors=roster(set(sheet["actor"])))


def lists(records: Records, **more):
    return behind(gather(build_network(records, **more)))


def brute(net, tie) -> Counter:
    """What lies behind a tie by month, one pair at a time; ``None`` is no date."""
    rows = net.provenance(tie.source, tie.target)
    rows = rows[rows["layer"] == tie.kind]
    if tie.kind == "meeting":
        rows = rows[rows["weight"] > 0].assign(count=1)
    else:
        rows = rows[(rows["source"] == tie.source) & (rows["target"] == tie.target)]
    found: Counter = Counter()
    days = rows["date"] if "date" in rows else pd.Series(pd.NaT, index=rows.index)
    for day, n in zip(days, rows["count"], strict=True):
        found[None if pd.isna(day) else f"{day:%Y-%m}"] += int(n)
    return found


rows_of_meetings = st.lists(
    st.tuples(
        st.sampled_from("ABCDE"),
        st.integers(0, 8),
        st.sampled_from(["participant", "excused", "guest"]),
    ),
    min_size=1,
    max_size=30,
)
arcs = st.lists(
    st.tuples(
        st.sampled_from("ABC"),
        st.sampled_from("ABC"),
        st.sampled_from(range(len(DAYS))),
        st.integers(1, 9),
    ),
    max_size=20,
)


@settings(max_examples=30, deadline=None)
@given(rows_of_meetings, arcs, arcs, st.sampled_from([None, 2, 3]), st.sampled_from([None, False]))
@pytest.mark.filterwarnings("ignore")
def test_lists_are_what_provenance_counts(seats, sent, talked, max_size, directed):
    sheet = pd.DataFrame(seats, columns=["actor", "meeting_id", "role"])
    sheet["date"] = [DAYS[number % len(DAYS)] for number in sheet["meeting_id"]]
    sheet["meeting_id"] = sheet["meeting_id"].astype("str")
    sheet["kind"] = "PORADA"
    frames = [
        pd.DataFrame(rows, columns=["source", "target", "day", "count"]) for rows in (sent, talked)
    ]
    for frame in frames:
        frame["date"] = pd.to_datetime([DAYS[day] for day in frame["day"]])
    everybody = pd.DataFrame(
        {"actor_id": list("ABCDE"), "name": list("ABCDE"), "name_status": "register"}
    )
    records = Records(
        meetings=sheet,
        referrals=frames[0].drop(columns="day"),
        contacts=frames[1].drop(columns=["day", "count"]),
        actors=everybody,
        resolved=True,
    )
    choice = Weighting(max_size=max_size, role={"guest": 0.0})
    net = build_network(
        records, layers=("meeting", "referral", "contact"), weighting=choice, directed=directed
    )
    found = behind(gather(net))
    keys = set()
    for tie in net.ties.itertuples():
        key = (tie.source, tie.target, tie.kind)
        keys.add(key)
        listed = {label: n for _, label, n in found.get(key, ())}
        truth = brute(net, tie)
        undated = truth.pop(None, 0)
        if tie.kind != "referral":
            assert listed == truth
            continue
        for label in (month, quarter, year):
            sums: Counter = Counter()
            for name, n in truth.items():
                sums[label(name)] += n
            if min([*sums.values(), undated or 5]) >= 5:
                assert listed == sums
                break
        else:
            assert not listed
    assert set(found) <= keys


def month(name: str) -> str:
    return name


def quarter(name: str) -> str:
    return f"{name[:4]} Q{(int(name[5:]) + 2) // 3}"


def year(name: str) -> str:
    return name[:4]


def test_referrals_by_month_quarter_year_or_not_at_all():
    key = ("A", "B", "referral")
    fine = referrals(("A", "B", "2024-01-03", 5), ("A", "B", "2024-02-09", 6))
    assert lists(fine)[key] == (("", "2024-01", 5), ("", "2024-02", 6))
    quarters = referrals(("A", "B", "2024-01-03", 4), ("A", "B", "2024-02-09", 6))
    assert lists(quarters)[key] == (("", "2024 Q1", 10),)
    years = referrals(("A", "B", "2024-01-03", 4), ("A", "B", "2024-04-09", 6))
    assert lists(years)[key] == (("", "2024", 10),)
    nothing = referrals(("A", "B", "2023-01-03", 4), ("A", "B", "2024-04-09", 6))
    assert lists(nothing) == {}


def test_referrals_without_a_date_are_no_small_difference():
    dated = ("A", "B", "2024-01-03", 9)
    assert lists(referrals(dated, ("A", "B", None, 2))) == {}
    assert lists(referrals(dated, ("A", "B", None, 5)))["A", "B", "referral"] == (
        ("", "2024-01", 9),
    )


def test_arcs_are_listed_each_way():
    log = referrals(("A", "B", "2024-01-03", 9), ("B", "A", "2024-01-04", 7))
    assert lists(log) == {
        ("A", "B", "referral"): (("", "2024-01", 9),),
        ("B", "A", "referral"): (("", "2024-01", 7),),
    }


def told(spread: tuple[int, ...]):
    """What somebody sees of referrals in these months: the tie's weight, and the list."""
    days = ["2024-01-05", "2024-02-05", "2024-05-05", "2025-01-05"]
    rows = [("A", "B", day, n) for day, n in zip(days, spread, strict=True) if n]
    net = build_network(referrals(*rows))
    weight = disclose(net).ties["weight"].iloc[0]
    return weight, behind(gather(net)).get(("A", "B", "referral"), ())


def test_no_small_number_can_be_worked_out():
    """Whoever knows the rule and the page can narrow no hidden number of 1 to 4 down."""
    worlds: dict = {}
    for spread in itertools.product(range(15), repeat=4):
        if 0 < sum(spread) < 15:
            worlds.setdefault(_seen(spread), []).append(spread)
    for seen, possible in worlds.items():
        for place in range(4):
            values = {world[place] for world in possible}
            if values & {1, 2, 3, 4}:
                assert values >= {1, 2, 3, 4}, (seen, place, values)


def _seen(spread):
    """The same as ``told``, by the rule alone: quick enough for every world."""
    total = sum(spread)
    if total < 5:
        return "<5"
    cells = {
        "months": list(spread),
        "quarters": [spread[0] + spread[1], spread[2], spread[3]],
        "years": [spread[0] + spread[1] + spread[2], spread[3]],
    }
    for name, values in cells.items():
        if all(n == 0 or n >= 5 for n in values):
            return total, name, tuple(values)
    return total


@pytest.mark.parametrize(
    "spread", [(1, 2, 0, 0), (5, 0, 6, 7), (1, 6, 7, 0), (5, 0, 4, 6), (9, 0, 0, 2), (4, 4, 5, 0)]
)
def test_rule_of_the_search_is_that_of_the_code(spread):
    weight, lines = told(spread)
    seen = _seen(spread)
    if seen == "<5":
        assert (weight, lines) == (2.5, ())
    elif isinstance(seen, int):
        assert (weight, lines) == (seen, ())
    else:
        assert weight == seen[0]
        assert tuple(n for _, _, n in lines) == tuple(n for n in seen[2] if n)


def test_case_conferences_are_never_alone_in_a_line():
    key = ("A", "B", "meeting")
    beside = meetings(("AB", "1", "2024-01-05", CASE), ("AB", "2", "2024-01-25", "KULATY"))
    assert lists(beside)[key] == (("", "2024-01", 2),)
    alone = meetings(("AB", "1", "2024-01-05", CASE), ("AB", "2", "2024-03-25", "KULATY"))
    assert lists(alone)[key] == (("", "2024", 2),)
    other_year = meetings(("AB", "1", "2023-01-05", CASE), ("AB", "2", "2024-03-25", None))
    assert lists(other_year) == {}
    assert lists(meetings(("AB", "1", "2023-01-05", CASE))) == {}


@pytest.mark.parametrize(
    "word",
    [
        "PRIPKONF", "Případová konference", "case conference", "MDT", "Interdisciplinární tým",
        "Setkání nad Petrem", "PORADA; PRIPKONF",
    ],
)  # fmt: skip
def test_what_is_not_known_to_be_no_case_is_one(word):
    sheet = meetings(("AB", "1", "2024-01-05", word), ("AB", "2", "2024-03-25", "PORADA"))
    assert lists(sheet)["A", "B", "meeting"] == (("", "2024", 2),)


def test_meetings_without_a_kind_are_listed_by_month():
    sheet = meetings(("AB", "1", "2024-01-05", None), ("AB", "2", "2024-03-25", None))
    assert lists(sheet)["A", "B", "meeting"] == (("", "2024-01", 1), ("", "2024-03", 1))


def test_what_is_listed_of_a_pair_tells_nothing_of_its_cases():
    """A pair with a month of cases alone is listed as finely as all others, in all periods."""
    key, other = ("A", "B", "meeting"), ("A", "C", "meeting")
    rows = [("ABC", "1", "2024-01-05", None), ("AC", "2", "2024-03-25", None)]
    assert lists(meetings(*rows))[other] == (("", "2024-01", 1), ("", "2024-03", 1))
    found = lists(meetings(*rows, ("AB", "3", "2024-03-05", CASE)))
    assert (found[key], found[other]) == ((("", "2024", 2),), (("", "2024", 2),))
    years = [("AC", "4", "2023-03-25", None), ("AB", "3", "2023-03-05", CASE)]
    assert lists(meetings(*rows, *years)) == {}


def test_a_period_of_one_case_conference_is_not_told_by_what_is_missing():
    sheet = meetings(
        ("ABC", "1", "2024-01-05", None),
        ("AB", "2", "2024-03-05", CASE),
        ("AC", "3", "2024-03-25", None),
    )
    spans = {"Q1a": ("2024-01-01", "2024-02-28"), "Q1b": ("2024-03-01", "2024-03-31")}
    assert behind(gather(periods(sheet, spans))) == {}
    talk = pd.DataFrame({"source": ["A"], "target": ["B"], "date": pd.to_datetime(["2024-03-07"])})
    both = sheet.replace({"contacts": talk})
    found = behind(gather(periods(both, spans, layers=("meeting", "contact"))))
    assert set(found) == {("A", "B", "contact")}


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["AB", "AC", "BC", "ABC"]),
            st.sampled_from(list(DAYS[:-1])),
            st.sampled_from(["PORADA", CASE, "něco"]),
        ),
        max_size=7,
    )
)
@settings(max_examples=15, deadline=None)
def test_all_pairs_of_a_map_are_listed_alike(rows):
    if not rows:
        return
    sheet = meetings(*((who, str(n), day, kind) for n, (who, day, kind) in enumerate(rows)))
    net = build_network(sheet)
    found = behind(gather(net))
    if found:
        # Nobody is missing, and all lines are of one length: months or years.
        assert {key[:2] for key in found} == set(
            net.ties[["source", "target"]].apply(tuple, axis=1)
        )
        assert len({len(label) for lines in found.values() for _, label, _ in lines}) == 1
        for (a, b, _), lines in found.items():
            for _, label, _ in lines:
                assert any(
                    a in who and b in who and kind == "PORADA" and f"{day:%Y-%m}".startswith(label)
                    for who, day, kind in rows
                )


def test_the_kind_of_a_meeting_is_in_no_list():
    sheet = meetings(("AB", "1", "2024-01-05", "KULATY"), ("ABC", "2", "2024-01-07", "PORADA"))
    found = lists(sheet)
    assert found["A", "B", "meeting"] == (("", "2024-01", 2),)
    assert "KULATY" not in str(found)


def test_periods_have_their_own_lines_and_persons_their_shown_ids():
    sheet = meetings(
        ("AB", "1", "2023-03-05", None),
        ("AC", "2", "2024-02-05", None),
        ("AB", "3", "2024-02-06", None),
    )
    people = sheet.actors.assign(kind="PLDD", person=sheet.actors["actor_id"] == "B")
    nets = periods(sheet.replace({"actors": people}), freq="YS")
    found = behind(gather(nets))
    assert found == {
        ("A", "PLDD 1", "meeting"): (("2023", "2023-03", 1), ("2024", "2024-02", 1)),
        ("A", "C", "meeting"): (("2024", "2024-02", 1),),
    }


def test_ties_end_to_end_after_ids_change_places():
    sheet = meetings(("ZA", "1", "2023-03-05", None))
    people = sheet.actors.assign(kind="PLDD", person=sheet.actors["actor_id"] == "A")
    found = lists(sheet.replace({"actors": people}))
    assert found == {("PLDD 1", "Z", "meeting"): (("", "2023-03", 1),)}


def test_overlapping_periods_are_not_listed():
    year = meetings(("AB", "1", "2024-01-03", None), ("AB", "2", "2024-02-03", None))
    half = meetings(("AB", "1", "2024-01-03", None))
    assert behind(gather({"half": build_network(half), "year": build_network(year)})) == {}


def test_nothing_without_records():
    net = build_network(meetings(("AB", "1", "2024-01-05", None)))
    assert behind(gather(net))
    assert behind(gather(disclose(net))) == {}
    named = meetings(("AB", "1", "2024-01-05", None))
    sectors = named.replace({"actors": named.actors.assign(sector=["x", "y"])})
    assert behind(gather(build_network(sectors).aggregate("sector"))) == {}


def test_parts_of_a_network_count_meetings_as_the_whole():
    sheet = meetings(("ABC", "1", "2024-01-05", None), ("AB", "2", "2024-01-05", None))
    net = build_network(sheet, weighting=Weighting(max_size=2))
    assert behind(gather(net.subset(["A", "B"]))) == {("A", "B", "meeting"): (("", "2024-01", 1),)}


def test_directed_meetings_are_listed_both_ways():
    net = build_network(meetings(("AB", "1", "2024-01-05", None)), directed=True)
    assert set(behind(gather(net))) == {("A", "B", "meeting"), ("B", "A", "meeting")}


def test_too_many_ties_or_lines(monkeypatch):
    sheet = meetings(("ABC", "1", "2024-01-05", None), ("AB", "2", "2024-03-05", None))
    monkeypatch.setattr(module, "MOST_LINES", 3)
    assert lists(sheet)["A", "B", "meeting"] == (("", "2024", 2),)
    monkeypatch.setattr(module, "MOST_LINES", 2)
    assert lists(sheet) == {}
    monkeypatch.setattr(module, "MOST_LINES", 9)
    monkeypatch.setattr(module, "MOST_TIES", 2)
    assert lists(sheet) == {}


def test_order_of_rows_does_not_matter():
    rng = np.random.default_rng(3)
    rows = [("AB", str(n), f"2024-{rng.integers(1, 9):02d}-03", None) for n in range(9)]
    mixed = [rows[place] for place in rng.permutation(9)]
    assert lists(meetings(*rows)) == lists(meetings(*mixed))
