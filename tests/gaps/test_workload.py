"""Workload against counts made by hand, and its rules one by one."""

from __future__ import annotations

import math
from functools import cache

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import netcoop as nc
from netcoop._core.texts import LANGUAGES
from netcoop.errors import ArgumentError, NetcoopWarning, NetworkError, RecordError
from netcoop.gaps.suggestion.burden import workload
from tests.gaps.region import HOME, region_records
from tests.gaps.region import region_network as build_region

# Built once: looking up names takes most of the time of these tests.
region_network = cache(build_region)
COLUMNS = [
    "facilitator", "meetings", "undated", "months", "meetings_per_month", "hours", "hours_known",
    "hours_per_month", "partners", "strong_ties", "strength", "gatekeeper", "overloaded",
    "sentence",
]  # fmt: skip


def network(rows: list[tuple[str, str, str | None, float | None]], **given: object) -> nc.Network:
    """Build a network from rows of meeting, actor, day and hours."""
    sheet = pd.DataFrame(rows, columns=["meeting_id", "actor", "date", "hours"])
    sheet["date"] = pd.to_datetime(sheet["date"])
    register = pd.DataFrame({"actor_id": [*"ABCDEF"], "name": [*"ABCDEF"], "role": None})
    records = nc.Records(meetings=sheet, actors=register, **given)  # type: ignore[arg-type]
    return nc.build_network(records)


def test_the_region_counted_by_hand() -> None:
    load = workload(region_network())
    assert list(load) == COLUMNS
    assert list(load.index) == list(region_network().actors.index)
    came = load["meetings"].to_dict()
    assert came == {
        "net": 2, "office": 6, "school": 3, "police": 1, "probation": 1, "counsel": 1, "doctor": 0,
        "psychologist": 1, "activation": 2, "support": 2, "club": 1, "psychiatrist": 0,
    }  # fmt: skip
    # June 2021 to July 2024.
    assert set(load["months"]) == {38.0}
    assert load["hours"].to_dict() == {actor: 2.0 * n for actor, n in came.items()}
    assert load.loc["office", "hours_per_month"] == pytest.approx(12 / 38)
    assert load.index[load["facilitator"]].tolist() == ["net"]
    # Upper quartile 2 and 1.5 × 1 beyond, of nine who came and are no networkers, over 38 months.
    assert load.attrs["fence"] == pytest.approx(3.5 / 38)
    # Above the fence, but not once a month.
    assert not load["overloaded"].any()


def test_who_holds_others() -> None:
    net = region_network()
    graph = nc.Network(net.actors, net.pairs).to_networkx()
    only = {next(iter(graph[node])) for node in graph if graph.degree(node) == 1}
    expected = set(nx.articulation_points(graph)) | only
    load = workload(net)
    assert set(load.index[load["gatekeeper"]]) == expected == {"net", "office"}
    pair = nc.Network("AB", pd.DataFrame({"source": ["A"], "target": ["B"]}),
                      affiliations=pd.DataFrame({"actor": ["A"], "meeting_id": ["1"]}))  # fmt: skip
    assert workload(pair)["gatekeeper"].tolist() == [True, True]


def test_ties_are_strong_from_the_median_on() -> None:
    net = region_network()
    weights = net.pairs["weight"]
    load = workload(net)
    assert load.attrs["strong"] == weights.median()
    ends = pd.concat([net.pairs["source"], net.pairs["target"]], ignore_index=True)
    strong = pd.concat([weights, weights], ignore_index=True) >= weights.median()
    expected = strong.groupby(ends).sum().reindex(load.index, fill_value=0)
    assert load["strong_ties"].tolist() == expected.tolist()
    assert load["strength"].equals(nc.strength(net))
    assert load["partners"].tolist() == nc.partners(net).tolist()
    assert workload(net, strong=100)["strong_ties"].sum() == 0
    assert workload(net, strong=0)["strong_ties"].tolist() == nc.partners(net).tolist()


def test_hours_are_at_least_what_is_known() -> None:
    net = network(
        [
            ("1", "A", "2024-01-10", 2.0),
            ("1", "B", "2024-01-10", None),  # the meeting took two hours
            ("2", "A", "2024-02-10", None),
            ("2", "C", "2024-02-10", None),
        ]
    )
    load = workload(net)
    assert load["hours"].head(4).tolist()[:2] == [2.0, 2.0]
    assert math.isnan(load.loc["C", "hours"])  # it came, and nobody knows for how long
    assert load.loc["D", "hours"] == 0.0  # it did not come
    assert load["hours_known"].head(3).tolist() == [0.5, 1.0, 0.0]
    assert math.isnan(load.loc["D", "hours_known"])
    assert load.loc["A", "hours_per_month"] == 1.0
    over = workload(net, max_hours=0.5)["overloaded"]
    assert over.loc["A"] is np.True_
    assert over.loc["C"] is pd.NA
    assert not over.loc["D"]
    both = workload(net, max_hours=0.5, max_meetings=0.4)["overloaded"]
    assert both.loc["C"] is np.True_  # one bound passed is enough


def test_the_default_rule_needs_a_meeting_a_month() -> None:
    rows = [
        (f"{month}{week}", actor, f"2024-{month:02}-{week * 7:02}", 1.0)
        for month in (1, 2)
        for week in (1, 2, 3)
        for actor in (["A", "BCDEF"[(month + week) % 5]])
    ]
    load = workload(network(rows))  # type: ignore[arg-type]
    counts = load["meetings"]
    low, high = np.quantile(counts[counts > 0] / 2, [0.25, 0.75])
    assert load.attrs["fence"] == pytest.approx(high + 1.5 * (high - low))
    assert load.index[load["overloaded"]].tolist() == ["A"]


def test_meetings_without_a_date_are_in_no_month() -> None:
    rows = [(f"u{i}", actor, None, 1.0) for i in range(20) for actor in "AB"]
    rows += [("d1", "A", "2024-01-10", 1.0), ("d1", "B", "2024-01-10", 1.0),
             ("d2", "A", "2024-02-10", 1.0), ("d2", "C", "2024-02-10", 1.0)]  # fmt: skip
    rows += [("x", "D", None, 1.0)]
    load = workload(network(rows), max_meetings=2, lang="en")  # type: ignore[arg-type]
    assert load["meetings"].tolist() == [22, 21, 1, 1, 0, 0]
    assert load["undated"].tolist() == [20, 20, 0, 1, 0, 0]
    assert load.attrs["undated"] == 21
    assert load["meetings_per_month"].tolist()[:3] == [1.0, 0.5, 0.5]
    assert load["hours_per_month"].tolist()[:3] == [1.0, 0.5, 0.5]
    assert math.isnan(load.loc["D", "meetings_per_month"])
    # A could be above; D, at one meeting in two months at most, cannot.
    assert load["overloaded"].isna().tolist() == [True, True, False, False, False, False]
    assert not load["overloaded"].fillna(False).any()
    assert "meetings a month: at least 1.00" in load.loc["A", "sentence"]
    assert "Meetings without a date, of which no month is known: 20." in load.loc["A", "sentence"]
    assert workload(network(rows), max_meetings=0.9)["overloaded"].loc["A"]  # type: ignore[arg-type]


def test_unknown_hours_are_not_taken_as_none() -> None:
    rows = [(str(i), actor, f"2024-01-{i + 1:02}", 1.0 if i == 0 or actor == "C" else None)
            for i in range(10) for actor in (["A", "B"] if i < 9 else ["C"])]  # fmt: skip
    load = workload(network(rows), max_hours=2, lang="en")  # type: ignore[arg-type]
    assert load["overloaded"].isna().tolist()[:4] == [True, True, False, False]
    assert "hours a month: at least 1.0." in load.loc["A", "sentence"]
    assert "cannot be known" in load.loc["A", "sentence"]
    assert workload(network(rows), max_hours=0.5)["overloaded"].loc["A"]  # type: ignore[arg-type]


def test_records_of_others_are_not_silently_nothing() -> None:
    register = pd.DataFrame({"actor_id": ["o", "s"], "name": ["OSPOD Brno", "ZŠ Lipová"],
                             "kind": ["OSPOD", "ZS"], "region": HOME})  # fmt: skip
    sheet = pd.DataFrame(
        {"meeting_id": ["1", "1"], "actor": register["name"], "date": "2024-01-01"}
    )
    net = nc.build_network(nc.Records(meetings=sheet, actors=register))
    # No register of their own: the actors of the network are it.
    assert workload(net, nc.Records(meetings=sheet))["meetings"].tolist() == [1, 1]
    more = sheet.assign(actor=["OSPOD Brno", "Krajský úřad"])
    with pytest.warns(NetcoopWarning, match="1 of 2 rows"):
        assert workload(net, nc.Records(meetings=more))["meetings"].tolist() == [1, 0]
    strangers = nc.build_network(nc.Records(meetings=sheet.assign(actor=["Alfa", "Beta"]))).records
    with pytest.raises(RecordError, match="None of the 2 rows"):
        workload(net, strangers)
    with pytest.raises(NetworkError):
        workload(net.ties)  # type: ignore[arg-type]


def test_without_days_it_is_not_known() -> None:
    sheet = pd.DataFrame({"actor": list("ABAC"), "meeting_id": list("1122")})
    load = workload(nc.build_network(nc.Records(meetings=sheet)))
    assert load["months"].isna().all()
    assert load["meetings_per_month"].isna().all()
    assert load["overloaded"].isna().all()
    assert load["hours"].isna().all()
    assert load["meetings"].tolist() == [2, 1, 1]
    assert (
        workload(nc.build_network(nc.Records(meetings=sheet)), max_meetings=1)["overloaded"]
        .isna()
        .all()
    )


def test_excused_and_planned_do_not_count_and_months_do() -> None:
    sheet = pd.DataFrame(
        {
            "actor": list("ABABAB"),
            "meeting_id": list("112233"),
            "period": ["2024-01"] * 2 + ["2024-06"] * 2 + ["2025-01"] * 2,
            "role": [None, None, "excused", None, None, None],
            "status": [None] * 4 + ["planned"] * 2,
        }
    )
    load = workload(nc.build_network(nc.Records(meetings=sheet)))
    assert load["meetings"].tolist() == [1, 2]
    assert load["months"].tolist() == [6.0, 6.0]


def test_other_records_and_affiliations() -> None:
    net, records = region_network(), region_records()
    late = workload(net, records.select(start="2024-01"))
    assert late.loc["office", "meetings"] == 5
    assert set(late["months"]) == {7.0}
    bare = nc.Network(net.actors, net.ties, affiliations=net.affiliations)
    assert workload(bare)["meetings"].tolist() == workload(net)["meetings"].tolist()
    assert workload(bare)["hours"][workload(bare)["meetings"] > 0].isna().all()


def test_refusals() -> None:
    net = region_network()
    for asked in ({"strong": -1}, {"max_meetings": True}, {"max_hours": math.nan},
                  {"max_meetings": "2"}, {"strong": math.inf}, {"lang": "de"}):  # fmt: skip
        with pytest.raises(ArgumentError):
            workload(net, **asked)  # type: ignore[arg-type]
    ties = pd.DataFrame({"source": ["A"], "target": ["B"]})
    with pytest.raises(NetworkError, match="no records of meetings"):
        workload(nc.Network("AB", ties))
    with pytest.raises(NetworkError, match="no records of meetings"):
        workload(net, nc.Records(referrals=region_records().referrals))
    with pytest.raises(RecordError):
        workload(net, net.actors)  # type: ignore[arg-type]
    sheet = pd.DataFrame({"actor": list("AB"), "meeting_id": list("11"), "hours": [-1.0, 1.0]})
    with pytest.raises(RecordError, match="hours"):
        workload(nc.build_network(nc.Records(meetings=sheet)))


def test_empty_and_directed() -> None:
    nobody = nc.Network([], pd.DataFrame({"source": [], "target": []}),
                        affiliations=pd.DataFrame({"actor": [], "meeting_id": []}))  # fmt: skip
    assert list(workload(nobody)) == COLUMNS
    assert workload(nobody).empty
    both = pd.DataFrame({"source": list("AB"), "target": list("BA"), "weight": [1.0, 2.0]})
    seats = pd.DataFrame({"actor": ["A"], "meeting_id": ["1"]})
    load = workload(nc.Network("ABC", both, directed=True, affiliations=seats), strong=3)
    assert load["strong_ties"].tolist() == [1, 1, 0]
    assert load["partners"].tolist() == [1, 1, 0]


@settings(max_examples=10)
@given(order=st.permutations(range(12)))
def test_the_order_of_actors_does_not_matter(order: list[int]) -> None:
    net = region_network()
    mixed = nc.Network(net.actors.iloc[order], net.ties, records=net.records)
    left, right = workload(net), workload(mixed).loc[net.actors.index]
    pd.testing.assert_frame_equal(left, right)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_sentence_each(lang: str) -> None:
    net = region_network()
    load = workload(net, lang=lang, max_meetings=0.1)
    names = net.actors["name"]
    assert all(name in said for name, said in zip(names, load["sentence"], strict=True))
    assert len(load.loc["office", "sentence"]) > len(load.loc["school", "sentence"])
