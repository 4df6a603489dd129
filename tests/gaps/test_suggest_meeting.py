"""Invitations against trying all tables in plain Python, by the formula of the documentation."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import combinations
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import netcoop as nc
from netcoop._core.texts import LANGUAGES
from netcoop.errors import ArgumentError, NetcoopError, NetworkError
from netcoop.gaps.required.asked import required_ties
from netcoop.gaps.suggestion.agenda import VALUES
from netcoop.gaps.suggestion.invitation import suggest_meeting, suggest_series
from netcoop.gaps.whitespots.spots import white_spots as nc_white_spots
from tests.gaps.region import HOME, TEMPLATE, region_records
from tests.gaps.region import region_network as build_region
from tests.gaps.test_wording import BANNED

INFORMATION = {"single_provider", "elsewhere_in_reach", "facilitated_unknown", "unknown"}
LOOSE = {"weak", "stale", "one_sided", "only_facilitated"}


# Built once: names are looked up each time, and that takes most of the time of these tests.
region_network = cache(build_region)


@cache
def required(net: nc.Network) -> Any:
    return required_ties(net, TEMPLATE, max_age=24, min_meetings=2)


def spots(rows: Iterable[tuple[str, str, tuple[str, ...]]]) -> pd.DataFrame:
    """What white_spots gives, as far as it is used here: service, finding, owners."""
    frame = pd.DataFrame(list(rows), columns=["service", "finding", "owners"])
    return frame.assign(region=HOME, target_group="děti")


SPOTS = spots(
    [
        ("PEDOPSY", "out_of_reach", ("office", "psychiatrist")),
        ("PEDOPSY", "not_tied", ("office", "psychiatrist", "net")),
        ("SS_KP", "no_provider", ("school",)),
        ("SS_RP", "unknown", ("support",)),
        ("SS_SAS", "unclear_competence", ("activation", "support", "office", "elsewhere")),
    ]
)


class ByHand:
    """The documented formula, in plain Python over names."""

    def __init__(
        self,
        net: nc.Network,
        pairs: pd.DataFrame | None = None,
        white: pd.DataFrame | None = None,
        values: Mapping[str, float] | None = None,
        convening: Iterable[str] = ("net",),
    ) -> None:
        self.worth = {**VALUES, **(values or {})}
        self.wanted: dict[frozenset[str], float] = {}
        for row in [] if pairs is None else pairs.to_dict("records"):
            new = row["status"] == "absent" and not row["in_contact"]
            if row["status"] == "absent" or row["status"] in LOOSE:
                value = self.worth[row["strength"]] * (1 if new else self.worth["loose"])
                pair = frozenset((row["source"], row["target"]))
                self.wanted[pair] = max(value, self.wanted.get(pair, 0))
        weights: dict[frozenset[str], float] = {}
        for row in net.pairs.to_dict("records"):
            pair = frozenset((row["source"], row["target"]))
            weights[pair] = weights.get(pair, 0) + row["weight"]
        middle = np.median(list(weights.values())) if weights else math.nan
        self.tied = {
            p for p, weight in weights.items() if weight >= middle and p not in self.wanted
        }
        graph = nx.Graph()
        graph.add_nodes_from(net.actors.index)
        graph.add_edges_from(tuple(pair) for pair in weights)
        graph.remove_nodes_from(set(convening))
        self.piece = {a: n for n, c in enumerate(nx.connected_components(graph)) for a in c}
        owners: dict[str, set[str]] = {}
        for row in [] if white is None else white.to_dict("records"):
            if row["finding"] not in INFORMATION:
                known = {a for a in row["owners"] if a in self.piece}
                owners.setdefault(row["service"], set()).update(known)
        self.owners = [group for group in owners.values() if group]
        self.guests = sorted(self.piece)

    def value(self, table: Iterable[str]) -> float:
        guests = set(table)
        if len(guests) < 2:
            return 0.0
        pairs = [frozenset(pair) for pair in combinations(guests, 2)]
        total = sum(self.wanted.get(pair, 0.0) for pair in pairs)
        total -= self.worth["tied"] * sum(pair in self.tied for pair in pairs)
        total += self.worth["piece"] * (len({self.piece[a] for a in guests}) - 1)
        shares = sum(len(group & guests) / len(group) for group in self.owners)
        return total + self.worth["white_spot"] * shares

    def best(
        self, seats: int, must: Iterable[str] = (), keep: Any = lambda table: True
    ) -> tuple[float, list[tuple[str, ...]]]:
        """Try every table of every size; of equals those of fewest guests."""
        sizes = [n for n in range(seats + 1) if n != 1 or len(set(must)) == 1]
        tables = [
            table
            for size in sizes
            for table in combinations(self.guests, size)
            if set(must) <= set(table) and keep(table)
        ]
        values = {table: self.value(table) for table in tables}
        top = max(values.values())
        equal = [table for table, value in values.items() if value > top - 1e-9]
        fewest = min(map(len, equal))
        return top, [table for table in equal if len(table) == fewest]


def check(found: Any, hand: ByHand, seats: int, **asked: Any) -> None:
    value, tables = hand.best(min(seats, len(hand.guests)), **asked)
    assert (found.optimal, found.method) == (True, "exhaustive")
    assert found.value == pytest.approx(value, abs=1e-9)
    assert found.n_optimal == len(tables)
    assert list(found.tables) == sorted(tables)[:50]
    assert tuple(found.invitees["actor"]) == found.tables[0]
    assert found.bound >= value - 1e-9
    if found.second is not None:
        assert found.second_value == pytest.approx(hand.value(found.second), abs=1e-9)
        assert found.second_value < value - 1e-9


def test_the_table_of_six_is_the_best_of_the_region() -> None:
    net = region_network()
    found = suggest_meeting(net, 6, template=required(net))
    check(found, ByHand(net, required(net).pairs), 6)
    # The office with everyone of whom the template asks more, all of them.
    assert found.tables == (("counsel", "doctor", "office", "police", "probation", "psychologist"),)
    # One new pair, four loose ones, and the piece of the psychologist.
    assert found.value == pytest.approx(1 + 4 * 0.5 + 0.25)
    assert found.value_per_seat == pytest.approx(3.25 / 6)
    assert (found.n_lacking, found.n_met, found.n_left, found.n_pieces) == (5, 5, 0, 2)


@pytest.mark.parametrize("seats", [2, 3, 4, 5, 8, 11, 30])
def test_all_sizes_with_white_spots(seats: int) -> None:
    net = region_network()
    pairs = required(net)
    found = suggest_meeting(net, seats, template=pairs, white_spots=SPOTS)
    hand = ByHand(net, pairs.pairs, SPOTS)
    check(found, hand, seats)
    if seats > 4:
        return
    tables = [t for size in range(2, seats + 1) for t in combinations(hand.guests, size)]
    lower = [value for t in tables if (value := hand.value(t)) < found.value - 1e-9]
    assert found.second_value == pytest.approx(max(lower), abs=1e-9)


def test_the_white_spots_of_the_region() -> None:
    net = region_network()
    white = nc_white_spots(region_records(), reach=20)
    found = suggest_meeting(net, 6, template=required(net), white_spots=white)
    frame = white.spots.assign(service=white.spots["service"] + white.spots["region"])
    # One white spot is a service in a region for a group.
    frame["service"] += frame["target_group"].fillna("")
    check(found, ByHand(net, required(net).pairs, frame), 6)
    assert found.spots is not None
    assert len(found.spots)


def test_the_template_as_a_table_and_of_the_records() -> None:
    net = region_network()
    found = suggest_meeting(net, 6, template=TEMPLATE)
    check(found, ByHand(net, required_ties(net, TEMPLATE).pairs), 6)
    assert suggest_meeting(net, 6).equals(found)
    assert suggest_meeting(net, 6, template=required_ties(net, TEMPLATE).pairs).equals(found)


def test_strengths_count_as_documented() -> None:
    actors = pd.DataFrame({"kind": ["OSPOD", "ZS", "PCR", "PMS"], "region": HOME}, index=[*"abcd"])
    template = pd.DataFrame({"source_kind": "OSPOD", "target_kind": ["ZS", "PCR", "PMS"],
                             "strength": ["must", "should", "practice"]})  # fmt: skip
    net = nc.Network(actors, pd.DataFrame({"source": ["c"], "target": ["d"], "kind": ["meeting"]}))
    asked = required_ties(net, template)
    for mine in ({}, {"piece": 0}, {"practice": 3, "tied": 0}, {"piece": 0, "must": 0}):
        found = suggest_meeting(net, 2, template=asked, values=mine)
        check(found, ByHand(net, asked.pairs, values=mine), 2)
    assert suggest_meeting(net, 2, template=template, values={"practice": 3}).tables[0] == (
        "a",
        "d",
    )
    assert suggest_meeting(net, 4, template=template).value == 1 + 1 + 0.5 - 0.25 + 2 * 0.25


@st.composite
def fields(draw: st.DrawFn) -> tuple[nc.Network, pd.DataFrame, pd.DataFrame]:
    """Small networks, pairs a template could ask for, and white spots."""
    n = draw(st.integers(2, 7))
    ids = [*"abcdefg"[:n]]
    pair = st.sampled_from(list(combinations(ids, 2)))
    tied = draw(st.lists(pair, unique=True, max_size=6))
    weights = draw(
        st.lists(st.sampled_from([0.5, 1.0, 2.0]), min_size=len(tied), max_size=len(tied))
    )
    ties = pd.DataFrame(tied, columns=["source", "target"]).assign(weight=weights)
    asked = draw(st.lists(pair, max_size=8))
    states = st.tuples(
        st.sampled_from(["absent", "absent", "weak", "stale", "met", "unknown"]),
        st.sampled_from(["must", "should", "practice"]),
        st.booleans(),
    )
    rows = [(*ends, *draw(states)) for ends in asked]
    columns = ["source", "target", "status", "strength", "in_contact"]
    owned = draw(st.lists(st.lists(st.sampled_from(ids), max_size=3), max_size=3))
    white = spots((f"s{i}", "no_provider", tuple(owners)) for i, owners in enumerate(owned))
    return nc.Network(ids, ties), pd.DataFrame(rows, columns=columns), white


@settings(max_examples=25, deadline=None)
@given(field=fields(), seats=st.integers(2, 6), must=st.sampled_from([(), ("a",), ("a", "b")]))
def test_all_tables_tried(field: Any, seats: int, must: tuple[str, ...]) -> None:
    net, pairs, white = field
    hand = ByHand(net, pairs, white, convening=())
    asked = {"template": pairs, "white_spots": white, "must_invite": must}
    found = suggest_meeting(net, seats, **asked)
    check(found, hand, seats, must=must)
    grown = suggest_meeting(net, seats, **asked, limit=0)
    assert grown.method == "greedy"
    assert set(must) <= set(grown.tables[0])
    assert grown.value <= found.value + 1e-9
    assert grown.value == pytest.approx(hand.value(grown.tables[0]), abs=1e-9)
    assert grown.bound >= found.value - 1e-9
    assert not grown.optimal or grown.value == pytest.approx(found.value, abs=1e-9)


@settings(max_examples=8, deadline=None)
@given(field=fields(), order=st.permutations(range(7)), limit=st.sampled_from([0, 200_000]))
def test_the_order_of_actors_does_not_matter(field: Any, order: list[int], limit: int) -> None:
    net, pairs, white = field
    ids = [net.actors.index[i] for i in order if i < net.n_actors]
    mixed = nc.Network(ids, net.ties)
    asked = {"template": pairs, "white_spots": white, "limit": limit}
    assert suggest_meeting(net, 4, **asked).equals(suggest_meeting(mixed, 4, **asked))
    one, other = (suggest_series(each, 3, **asked) for each in (net, mixed))
    assert one.equals(other)


def test_useless_guests_are_left_out_of_the_search_and_it_stays_the_best() -> None:
    """Twenty who add nothing: too many tables to try, few enough without them."""
    ids = [f"x{i:02}" for i in range(20)] + [*"abcd"]
    ring = list(zip(ids, [*ids[1:], ids[0]], strict=True))
    net = nc.Network(ids, pd.DataFrame(ring, columns=["source", "target"]))
    asked = pd.DataFrame([("a", "c"), ("a", "d"), ("b", "d")], columns=["source", "target"])
    asked = asked.assign(status="absent", strength="should", in_contact=False)
    found = suggest_meeting(net, 6, template=asked, limit=100)
    hand = ByHand(net, asked, convening=())
    value, tables = hand.best(4)
    assert (found.value, found.tables, found.optimal) == (value, tuple(tables), True)
    assert found.n_optimal == 1
    assert found.second is None


def test_who_is_wanted_comes_also_if_it_is_a_networker_or_overloaded() -> None:
    net = region_network()
    load = pd.Series({"office": True, "net": False, "police": pd.NA})
    pairs = required(net)
    without = suggest_meeting(net, 6, template=pairs, load=load)
    assert "office" not in set(without.invitees["actor"])
    assert (without.n_overloaded, without.n_elsewhere, without.n_lacking) == (1, 5, 0)
    wanted = suggest_meeting(net, 6, template=pairs, load=load, must_invite=["office", "net"])
    assert {"office", "net"} <= set(wanted.invitees["actor"])
    assert wanted.n_overloaded == 0
    row = wanted.invitees.set_index("actor").loc["net"]
    assert row["reasons"][0] == "must_invite"
    assert "net" in set(suggest_meeting(net, 12, values={"tied": 0, "piece": 0}, networkers=True,
                        white_spots=spots([("x", "refused", ("net", "club"))])
                        ).invitees["actor"])  # fmt: skip


def test_quotas_are_kept() -> None:
    net = region_network()
    pairs = required(net)
    sector = net.actors["sector"]
    assert sector["counsel"] == "education"
    many = [*sector[sector == "health"].index]

    def keep(table: tuple[str, ...]) -> bool:
        counts = sector[list(table)].value_counts()
        return counts.get("health", 0) <= 0 and 2 <= counts.get("social_services", 0) <= 3

    quota = {"health": 0, "social_services": (2, 3)}
    hand = ByHand(net, pairs.pairs)
    found = suggest_meeting(net, 6, template=pairs, quota=quota)
    check(found, hand, 6, keep=keep)
    assert not set(many) & set(found.invitees["actor"])
    grown = suggest_meeting(net, 6, template=pairs, quota=quota, limit=0)
    assert keep(grown.tables[0])
    assert grown.value == pytest.approx(found.value)
    assert set(found.invitees["reasons"].map(lambda codes: codes[0])) >= {"company"}
    kinds = suggest_meeting(net, 6, template=pairs, quota={"PCR": 0}, quota_by="kind")
    assert "police" not in set(kinds.invitees["actor"])


def test_what_cannot_be_kept_is_refused_with_the_reason() -> None:
    net = region_network()
    for asked, why in [
        ({"must_invite": ["office", "school", "police"]}, "3 actors"),
        ({"quota": {"education": 0}, "must_invite": ["school"]}, "must_invite names 1"),
        ({"quota": {"education": (5, 6)}}, "2 can be invited"),
        ({"quota": {"education": (2, 2)}, "must_invite": ["office"]}, "need 3 seats"),
    ]:
        with pytest.raises(ArgumentError, match=why):
            suggest_meeting(net, 2, **asked)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "given",
    [
        {"seats": 1}, {"seats": 0}, {"seats": True}, {"seats": 2.0}, {"seats": "6"},
        {"limit": -1}, {"limit": 1.5}, {"limit": None}, {"template": 3}, {"template": "must"},
        {"template": pd.DataFrame({"source": ["office"]})}, {"white_spots": 1},
        {"white_spots": pd.DataFrame({"region": ["x"]})}, {"must_invite": ["nobody"]},
        {"must_invite": 3}, {"must_invite": [1]}, {"quota": [1]}, {"quota": {"education": -1}},
        {"quota": {"education": True}}, {"quota": {"education": (2, 1)}},
        {"quota": {"education": (1, 2, 3)}}, {"quota": {"education": ()}},
        {"quota": {"nothing": 1}},
        {"quota": {"education": 1}, "quota_by": "nothing"}, {"quota": {"education": "2"}},
        {"values": [1]}, {"values": {"nothing": 1}}, {"values": {"piece": -1}},
        {"values": {"piece": math.nan}}, {"values": {"piece": True}}, {"networkers": "yes"},
        {"load": [True]}, {"load": pd.Series({"nobody": True})}, {"strong": -1}, {"strong": "x"},
    ],
)  # fmt: skip
def test_bad_arguments(given: dict[str, Any]) -> None:
    net = region_network()
    with pytest.raises(ArgumentError):
        suggest_meeting(net, **{"seats": 4, **given})
    with pytest.raises(ArgumentError):
        suggest_series(net, **{"seats": 4, **given})


def test_other_bad_arguments() -> None:
    net = region_network()
    with pytest.raises(ArgumentError, match="strength"):
        suggest_meeting(net, 4, template=required(net).pairs.assign(strength="perhaps"))
    for asked in ({"meetings": 0}, {"meetings": None}, {"most": 0}, {"most": True}):
        with pytest.raises(ArgumentError):
            suggest_series(net, 4, **asked)  # type: ignore[arg-type]
    with pytest.raises(NetworkError):
        suggest_meeting(region_records(), 4)  # type: ignore[arg-type]
    with pytest.raises(NetcoopError):
        suggest_meeting(net, 4, template=pd.DataFrame({"source_kind": ["XX"], "target_kind": "ZS"}))


NOBODY = pd.DataFrame({"source": [], "target": []})


@pytest.mark.parametrize("limit", [0, 200_000])
def test_a_quota_that_leaves_no_table_of_two_is_refused(limit: int) -> None:
    school = nc.Network(pd.DataFrame({"sector": ["education"] * 3}, index=[*"abc"]), NOBODY)
    for asked in ({"quota": {"education": (1, 1)}},
                  {"quota": {"education": 1}, "must_invite": ["a"]}):  # fmt: skip
        for suggest in (suggest_meeting, suggest_series):
            with pytest.raises(ArgumentError, match="no table of two"):
                suggest(school, 3, **asked, limit=limit)
    one = nc.Network(pd.DataFrame({"sector": ["education"]}, index=["a"]), NOBODY)
    with pytest.raises(ArgumentError, match="nobody to meet"):
        suggest_meeting(one, 3, quota={"education": (1, 2)}, limit=limit)


def test_one_guest_is_no_table_however_it_is_sought() -> None:
    sectors = ["education"] * 12 + ["health"] * 12
    ids = [f"a{i:02}" for i in range(24)]
    ring = pd.DataFrame({"source": ids, "target": [*ids[1:], ids[0]]})
    net = nc.Network(pd.DataFrame({"sector": sectors}, index=ids), ring)
    for limit in (0, 13):
        found = suggest_meeting(net, 4, quota={"education": (1, 1)}, limit=limit)
        assert found.n_invited >= 2
        assert "in any case" not in found.sentence("en")


def test_groups_are_compared_as_text() -> None:
    actors = pd.DataFrame({"cluster": [1, 1, 2, 2], "first": [True, True, False, False]},
                          index=[*"abcd"])  # fmt: skip
    net = nc.Network(actors, NOBODY)
    for quota, by in (({1: 1}, "cluster"), ({"1": 1}, "cluster"), ({True: 1}, "first")):
        found = suggest_meeting(net, 4, quota=quota, quota_by=by)  # type: ignore[arg-type]
        assert found.invitees["actor"].tolist() == ["a", "c", "d"]


def test_owners_of_white_spots_are_read_or_refused() -> None:
    net = nc.Network([*"abcd"], NOBODY)
    as_tuple = suggest_meeting(net, 3, white_spots=spots([("x", "refused", ("b", "c"))]))
    for owners in ("b|c", ["b", "c"]):
        found = suggest_meeting(
            net, 3, white_spots=spots([("x", "refused", ())]).assign(owners=[owners])
        )
        assert found.equals(as_tuple)
    for wrong in ("('b', 'c')", None, math.nan, 3):
        with pytest.raises(ArgumentError, match="owners"):
            suggest_meeting(
                net, 3, white_spots=spots([("x", "refused", ())]).assign(owners=[wrong])
            )


def test_unknown_actors_of_a_template_are_refused() -> None:
    asked = pd.DataFrame({"source": ["office"], "target": ["schol"], "strength": "must",
                          "status": "absent", "in_contact": False})  # fmt: skip
    with pytest.raises(ArgumentError, match=r"'schol'.*Did you mean 'school'"):
        suggest_meeting(region_network(), 4, template=asked)
    with pytest.raises(NetworkError):
        suggest_meeting(region_network().ties, 4)  # type: ignore[arg-type]
    assert suggest_meeting(region_network(), 4, networkers=np.bool_(True)).equals(
        suggest_meeting(region_network(), 4, networkers=True)
    )


def test_a_networker_who_is_wanted_joins_no_pieces() -> None:
    net = region_network()
    plain = suggest_meeting(net, 6, template=required(net))
    for limit in (0, 200_000):
        found = suggest_meeting(
            net, 7, template=required(net), must_invite=["net"], limit=limit, values={"tied": 0}
        )
        assert found.value == pytest.approx(plain.value)
        assert found.n_pieces == plain.n_pieces
        assert found.invitees.set_index("actor").loc["net", "reasons"] == ("must_invite",)
    load = pd.Series({"net": True, "office": True})
    assert suggest_meeting(net, 4, template=required(net), load=load).n_overloaded == 1


def test_who_met_is_looked_up_in_the_records() -> None:
    net = nc.build_network(region_records(), layers=("referral",))
    assert net.affiliations is None
    found = suggest_meeting(net, 3, must_invite=["club", "school"], template=TEMPLATE)
    first = found.pairs.set_index(["source", "target"])["first_time"]
    assert not first["club", "school"]


def test_single_persons_are_called_by_their_kind() -> None:
    register = pd.DataFrame(
        {"kind": ["PSYCHOLOG", "ZS"], "name": ["Jana", "School"], "person": [True, False]},
        index=["jana", "school"],
    )
    net = nc.Network(register, NOBODY)
    for found in (suggest_meeting(net, 3), suggest_series(net, 3)):
        said = [found.sentence("en"), repr(found), found._repr_html_(), str(found.summary())]
        said += map(str, found.to_frame("en").to_numpy().ravel())
        assert not any("jana" in each.casefold() for each in said)
        assert found.to_frame("en").loc[0, "actor"] == "PSYCHOLOG 1"


def test_a_long_list_does_not_end_in_four_dots() -> None:
    net = nc.Network([f"a{i:02}" for i in range(40)], NOBODY)
    said = suggest_meeting(net, 40, must_invite=net.actors.index).sentence("en")
    assert "…" in said
    assert "…." not in said


def test_without_a_template_only_pieces_and_white_spots_count() -> None:
    net = region_network()
    bare = nc.Network(net.actors, net.ties, affiliations=net.affiliations)
    found = suggest_meeting(bare, 4, white_spots=SPOTS)
    check(found, ByHand(bare, None, SPOTS), 4)
    assert (found.n_lacking, found.n_met, found.n_left) == (None, 0, None)
    assert "Without a template" in found.sentence("en")
    assert found.spots is not None
    assert set(found.spots["service"]) >= {"PEDOPSY"}
    row = found.spots.set_index("service").loc["PEDOPSY"]
    assert row["finding"] == "out_of_reach|not_tied"
    assert set(row["seated"]) | set(row["not_seated"]) == {"office", "psychiatrist"}


def test_nothing_to_gain() -> None:
    pairs = pd.DataFrame(list(combinations("abc", 2)), columns=["source", "target"])
    full = nc.Network("abc", pairs)
    found = suggest_meeting(full, 3)
    assert (found.value, found.tables, found.n_invited) == (0.0, ((),), 0)
    assert found.optimal
    assert found.n_optimal == 1
    assert math.isnan(found.value_per_seat)
    assert "nothing" not in found.sentence("en")
    assert "anything to gain" in found.sentence("en")
    assert found.to_frame("en").empty
    assert found.pairs.empty
    assert "anything to gain" in suggest_meeting(full, 3, limit=0).sentence("en")
    wanted = suggest_meeting(full, 3, must_invite=["a", "b"])
    assert wanted.tables == (("a", "b"),)
    assert wanted.value == -0.25
    assert "anything to gain" in wanted.sentence("en")
    assert len(suggest_series(full, 3).meetings) == 1


@pytest.mark.parametrize("ids", ["", "a", "ab"])
def test_empty_and_tiny(ids: str) -> None:
    net = nc.Network([*ids], pd.DataFrame({"source": [], "target": []}))
    for limit in (0, 100):
        found = suggest_meeting(net, 6, limit=limit)
        assert found.n_invited == (2 if ids == "ab" else 0)
        assert found.sentence("en")
        assert repr(found)
        assert found._repr_html_()
        series = suggest_series(net, 6, limit=limit)
        assert len(series.meetings) == 1
        assert series.sentence("cs")
        assert repr(series)
        assert series._repr_html_()
        assert series.seats_taken.sum() == found.n_invited


def test_directed_networks_are_taken_without_direction() -> None:
    net = region_network()
    arcs = nc.Network(net.actors, net.pairs, directed=True)
    plain = nc.Network(net.actors, net.pairs)
    assert suggest_meeting(arcs, 4).equals(suggest_meeting(plain, 4))


def test_the_pairs_that_meet_for_the_first_time() -> None:
    net = region_network()
    found = suggest_meeting(net, 6, template=required(net))
    seats = net.affiliations
    assert seats is not None
    together = {
        frozenset(pair)
        for _, part in seats.groupby("meeting_id")
        for pair in combinations(part["actor"], 2)
    }
    table = found.pairs
    assert len(table) == 15
    first = [
        frozenset(p) not in together for p in zip(table["source"], table["target"], strict=True)
    ]
    assert table["first_time"].tolist() == first
    by_pair = table.set_index(["source", "target"])
    assert by_pair.loc[("office", "psychologist"), "state"] == "absent"
    assert by_pair.loc[("doctor", "office"), "status"] == "one_sided"
    assert table["value"].sum() + 0.25 * (found.n_pieces - 1) == pytest.approx(found.value)
    hand = ByHand(net, required(net).pairs)
    for row in found.invitees.itertuples():
        rest = [actor for actor in found.tables[0] if actor != row.actor]
        assert row.value == pytest.approx(found.value - hand.value(rest), abs=1e-9)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_it_says(lang: str) -> None:
    net = region_network()
    found = suggest_meeting(net, 5, template=required(net), white_spots=SPOTS, must_invite=["club"])
    series = suggest_series(net, 4, template=required(net), white_spots=SPOTS)
    said = [found.sentence(lang), series.sentence(lang)]
    said += [*found.to_frame(lang)["sentence"], *series.to_frame(lang)["sentence"]]
    assert not any(BANNED.search(sentence) for sentence in said)
    named = found.to_frame(lang)
    assert all(
        row.sentence.startswith(row.name_)
        for row in named.rename(columns={"name": "name_"}).itertuples()
    )
    with pytest.raises(ArgumentError):
        found.sentence("de")


def test_reasons_in_plain_words() -> None:
    net = region_network()
    found = suggest_meeting(net, 6, template=required(net)).to_frame("en").set_index("actor")
    assert found.loc["psychologist", "sentence"] == (
        "Psychologist: The template asks for a tie that is not in the records, with: Office. "
        "It comes from a separate piece of the network."
    )
    assert found.loc["police", "sentence"] == (
        "Police: The template asks for more than the records show, with: Office (a weak tie)."
    )
    assert found.loc["psychologist", "reasons"] == ("required", "piece")


def test_results_are_frozen_and_hand_out_copies() -> None:
    net = region_network()
    found = suggest_meeting(net, 4, template=required(net), white_spots=SPOTS)
    again = suggest_meeting(net, 4, template=required(net), white_spots=SPOTS)
    assert found.equals(again)
    assert not found.equals(None)
    assert not found.equals(suggest_meeting(net, 4, template=required(net)))
    copies = found.invitees, found.pairs
    copies[0].loc[0, "name"] = "x"
    copies[1]["value"] = 0.0
    found.values["piece"] = 9.0
    assert found.equals(again)
    with pytest.raises(AttributeError):
        found.value = 1.0  # type: ignore[misc]
    assert found.summary()["n_invited"] == 4
    assert "<Invitation: 4 of 4 seats" in repr(found)


def test_the_example_of_the_documentation() -> None:
    meetings = {"1": "office school", "2": "office school", "3": "office school",
                "4": "office police", "5": "net psychologist"}  # fmt: skip
    sheet = pd.DataFrame(
        [(name, actor) for name, actors in meetings.items() for actor in actors.split()],
        columns=["meeting_id", "actor"],
    )
    register = pd.DataFrame(
        [("office", "OSPOD"), ("school", "ZS"), ("police", "PCR"), ("psychologist", "PSYCHOLOG"),
         ("doctor", "PLDD"), ("net", "LOK_SITAR")],
        columns=["actor_id", "kind"],
    ).assign(name=lambda frame: frame["actor_id"], region=HOME)  # fmt: skip
    sent = pd.DataFrame({"source": ["office"], "target": ["doctor"]})
    net = nc.build_network(nc.Records(meetings=sheet, referrals=sent, actors=register))
    template = pd.DataFrame(
        [("OSPOD", "PCR", "undirected", "meeting"), ("OSPOD", "PSYCHOLOG", "undirected", "meeting"),
         ("PLDD", "OSPOD", "directed", "referral")],
        columns=["source_kind", "target_kind", "direction", "evidence"],
    )  # fmt: skip
    asked = required_ties(net, template, min_meetings=2)
    table = suggest_meeting(net, 4, template=asked)
    check(table, ByHand(net, asked.pairs), 4)
    assert table.tables == (("doctor", "office", "police", "psychologist"),)
    assert (table.value, table.value_per_seat) == (2.25, 2.25 / 4)


# -- series --------------------------------------------------------------------------------------


def seated(series: Any) -> list[set[frozenset[str]]]:
    return [
        {frozenset(pair) for pair in combinations(each.invitees["actor"], 2)}
        for each in series.meetings
    ]


def test_a_series_repeats_no_pair_while_avoidable() -> None:
    net = region_network()
    series = suggest_series(net, 4, template=required(net), white_spots=SPOTS, meetings=6)
    tables = seated(series)
    assert len(tables) > 1
    assert all(not one & other for one, other in combinations(tables, 2))
    assert series.n_repeated == 0
    assert (series.n_lacking, series.n_left) == (5, 0)
    values = [meeting.value for meeting in series.meetings]
    assert min(values) > 0
    assert series.meetings[0].equals(
        suggest_meeting(net, 4, template=required(net), white_spots=SPOTS)
    )
    frame = series.to_frame("en")
    assert frame["meeting"].max() == len(tables)
    assert len(frame) == series.seats_taken.sum()


def test_each_meeting_of_a_series_is_the_best_at_its_turn() -> None:
    """The second table, worked out again in plain Python."""
    net = region_network()
    pairs = required(net).pairs
    series = suggest_series(net, 4, template=required(net))
    hand = ByHand(net, pairs)
    first = series.meetings[0].tables[0]
    had = {frozenset(pair) for pair in combinations(first, 2)}
    joined = {hand.piece[a] for a in first}

    def later(table: tuple[str, ...]) -> float:
        now = [frozenset(pair) for pair in combinations(table, 2)]
        total = sum(
            -100.0 if p in had else hand.wanted.get(p, -0.25 * (p in hand.tied)) for p in now
        )
        pieces = {-1 if hand.piece[a] in joined else hand.piece[a] for a in table}
        return total + 0.25 * (len(pieces) - 1) - 0.1 * len(set(table) & set(first))

    values = {t: later(t) for size in (2, 3, 4) for t in combinations(hand.guests, size)}
    best = max(values.values())
    second = series.meetings[1]
    assert second.value == pytest.approx(best, abs=1e-9)
    assert values[second.tables[0]] == pytest.approx(best, abs=1e-9)


def test_two_who_are_always_wanted_may_sit_together_again() -> None:
    net = region_network()
    series = suggest_series(net, 3, template=required(net), must_invite=["office", "school"])
    assert len(series.meetings) > 1
    assert all({"office", "school"} <= set(m.invitees["actor"]) for m in series.meetings)
    assert series.n_repeated == len(series.meetings) - 1
    assert "again: " in series.sentence("en")


def test_nobody_is_invited_more_often_than_asked() -> None:
    net = region_network()
    series = suggest_series(net, 3, template=required(net), most=1, meetings=5)
    assert series.seats_taken.max() == 1
    assert series.n_left is not None
    assert series.n_left > 0
    free = suggest_series(net, 3, template=required(net), meetings=5)
    assert free.n_left == 0
    assert free.seats_taken["office"] > 1


@settings(max_examples=8, deadline=None)
@given(field=fields(), seats=st.integers(2, 4))
def test_a_series_of_any_network(field: Any, seats: int) -> None:
    net, pairs, white = field
    series = suggest_series(net, seats, template=pairs, white_spots=white, meetings=4)
    assert all(not one & other for one, other in combinations(seated(series), 2))
    lacking = ByHand(net, pairs, convening=()).wanted
    met = set().union(*seated(series)) & set(lacking)
    assert (series.n_lacking, series.n_met) == (len(lacking), len(met))
    # It ends before so many only if no pair is left, as any two may sit together once more.
    assert len(series.meetings) == 4 or series.n_left == 0
    assert series.n_met == sum(meeting.n_met for meeting in series.meetings)
    assert series.equals(suggest_series(net, seats, template=pairs, white_spots=white, meetings=4))


def star(kinds: list[str], strength: str, ties: pd.DataFrame) -> tuple[nc.Network, pd.DataFrame]:
    """An office, one actor of each kind, and a template that asks for the office with each."""
    actors = pd.DataFrame({"kind": ["OSPOD", *kinds], "region": HOME},
                          index=["office", *map(str.lower, kinds)])  # fmt: skip
    actors["sector"] = ["office", "education", *["other"] * (len(kinds) - 1)]
    template = pd.DataFrame({"source_kind": "OSPOD", "target_kind": kinds, "strength": strength})
    return nc.Network(actors, ties), template


def test_a_series_goes_on_where_two_have_to_sit_together_again() -> None:
    ties = pd.DataFrame({"source": ["pcr"], "target": ["pms"], "kind": ["meeting"]})
    net, template = star(["ZS", "PCR", "PMS", "PPP", "PLDD"], "must", ties)
    pairs = required_ties(net, template)
    asked = {"template": pairs, "must_invite": ["office"], "quota": {"education": (1, 1)}}
    series = suggest_series(net, 3, **asked, meetings=5)
    assert (series.n_lacking, series.n_left, series.stopped) == (5, 0, "nothing_left")
    # Office and school sit together each time; nobody else does.
    assert series.n_repeated == len(series.meetings) - 1 == 3
    assert "again: 3" in series.sentence("en")
    assert all(meeting.goes_on for meeting in series.meetings[1:])
    assert "no more than no table" in series.meetings[1].sentence("en")
    # A seat less, and there is none left for whom the office has not met.
    two = suggest_series(net, 2, **asked, meetings=5)
    assert (len(two.meetings), two.n_left, two.stopped) == (1, 4, "no_table")
    assert "no table that keeps to what was asked" in two.sentence("en")
    few = suggest_series(net, 3, **asked, meetings=2)
    assert (few.n_left, few.stopped) == (2, "meetings")


def test_a_series_goes_on_though_seats_take_away_more_than_pairs_give() -> None:
    kinds = ["PCR", "PMS", "PPP", "PLDD", "ZS"]
    ties = pd.DataFrame({"source": "office", "target": [kind.lower() for kind in kinds],
                         "kind": "referral"})  # fmt: skip
    net, template = star(kinds, "practice", ties)
    asked = required_ties(net, template.assign(evidence="meeting|referral"), min_weight=2)
    assert set(asked.pairs["status"]) == {"weak"}
    series = suggest_series(net, 2, template=asked, meetings=20)
    assert (len(series.meetings), series.n_left, series.n_repeated) == (5, 0, 0)
    assert [meeting.goes_on for meeting in series.meetings] == [False, False, False, True, True]


def test_what_was_done_at_earlier_tables_is_not_told_again() -> None:
    actors = pd.DataFrame({"kind": ["OSPOD", "ZS", "PCR", "PMS"], "region": HOME}, index=[*"abcd"])
    template = pd.DataFrame({"source_kind": ["OSPOD", "OSPOD"], "target_kind": ["ZS", "PCR"]})
    net = nc.Network(actors, pd.DataFrame({"source": ["c"], "target": ["b"], "kind": ["meeting"]}))
    series = suggest_series(
        net, 2, template=template, white_spots=spots([("x", "refused", ("a",))])
    )
    first, second = series.meetings[:2]
    assert (first.n_lacking, first.n_met, first.n_left, first.n_pieces) == (2, 1, 1, 2)
    assert (second.n_lacking, second.n_met, second.n_left, second.n_pieces) == (1, 1, 0, 1)
    assert "1; of these 1 would meet and 0" in second.sentence("en")
    assert first.spots is not None
    assert second.spots is not None
    assert (len(first.spots), len(second.spots)) == (1, 0)
    assert "white_spot" in first.invitees.set_index("actor").loc["a", "reasons"]
    assert second.invitees.set_index("actor").loc["a", "reasons"] == ("required",)
    nothing = suggest_series(nc.Network("abc", pd.DataFrame(
        list(combinations("abc", 2)), columns=["source", "target"])), 3).sentence("en")  # fmt: skip
    assert nothing.startswith("No round table is suggested: there is nothing to gain.")
    assert "suggestion for its turn" not in nothing
