"""Rolling up: organisation, sector, region and kraj, in one go and level by level."""

from __future__ import annotations

import warnings
from itertools import combinations, product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

import netcoop as nc
from netcoop.errors import ArgumentError, NetcoopWarning
from netcoop.network import disclose

# Two towns of one kraj, one of another, a kraj itself, a place that is none, and nothing.
REGIONS = ["Telč", "Jihlava", "Most", "Kraj Vysočina", "Zapadákov", None]
KRAJ = {"Telč": "Kraj Vysočina", "Jihlava": "Kraj Vysočina", "Most": "Ústecký kraj",
        "Kraj Vysočina": "Kraj Vysočina"}  # fmt: skip
KINDS = ("meeting", "referral")
RTOL = 1e-12


def rolled(net: nc.Network, *levels: str | list[str]) -> nc.Network:
    """Roll up level by level; that some have no such level is no matter here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NetcoopWarning)
        for level in levels:
            net = net.aggregate(level)
    return net


@st.composite
def networks(draw: st.DrawFn) -> nc.Network:
    """Actors in regions with ties of two kinds, all that may be known of ties, and attendance."""
    names = list("ABCDEFGH")
    actors = pd.DataFrame(
        {
            "region": draw(st.lists(st.sampled_from(REGIONS), min_size=8, max_size=8)),
            "sector": draw(st.lists(st.sampled_from(["x", "y", None]), min_size=8, max_size=8)),
        },
        index=names,
    )
    directed = draw(st.booleans())
    kinds = draw(st.sampled_from([KINDS, ("meeting",)]))
    pairs = [
        (a, b, kind) for a in names for b in names for kind in kinds
        if a < b or (a != b and (directed or kind == "referral"))
    ]  # fmt: skip
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=20))
    ties = pd.DataFrame(chosen, columns=["source", "target", "kind"], dtype="str")
    size = len(ties)
    numbers = np.random.default_rng(draw(st.integers(0, 2**32)))
    met = (ties["kind"] == "meeting").to_numpy()
    ties["weight"] = numbers.uniform(0.1, 9, size)
    ties["count"] = pd.Series(numbers.integers(1, 9, size), dtype="Int64").mask(met)
    ties["meetings"] = pd.Series(1, index=ties.index, dtype="Int64").where(met)
    days = pd.to_datetime("2024-01-01") + pd.to_timedelta(numbers.integers(0, 400, size), unit="D")
    ties["first_date"] = pd.Series(days).mask(numbers.random(size) < 0.2)
    ties["last_date"] = ties["first_date"] + pd.Timedelta(days=3)
    low = numbers.random(size) * met
    ties["facilitated_low"] = pd.Series(low).where(met & (numbers.random(size) < 0.8))
    ties["facilitated_high"] = ties["facilitated_low"] * 0.5 + 0.5
    if not directed and "referral" in kinds:
        ties["directed"] = ~met
    seat = st.tuples(st.sampled_from(names), st.integers(1, 5))
    seats = pd.DataFrame(
        draw(st.lists(seat, max_size=20, unique=True)), columns=["actor", "meeting_id"]
    )
    seats["date"] = pd.to_datetime("2024-01-01") + pd.to_timedelta(seats["meeting_id"], unit="D")
    seats["kind"] = numbers.choice(["case", "round"], len(seats))
    return nc.Network(actors, ties, directed=directed, affiliations=seats)


def same_network(one: nc.Network, other: nc.Network) -> None:
    for ours, theirs in ((one.ties, other.ties), (one.pairs, other.pairs)):
        assert_frame_equal(ours, theirs, rtol=RTOL, check_like=True)
    columns = ["members", "weight_within"]
    assert_frame_equal(
        one.actors[columns].sort_index(), other.actors[columns].sort_index(), rtol=RTOL, atol=RTOL
    )
    assert one.affiliations is not None
    assert other.affiliations is not None
    keys = ["actor", "meeting_id"]
    assert_frame_equal(
        one.affiliations.sort_values(keys, ignore_index=True),
        other.affiliations.sort_values(keys, ignore_index=True),
    )


WAYS = (["region", "kraj"], [["region", "sector"], "region", "kraj"], ["kraj", "kraj"])


@settings(max_examples=40)
@given(networks(), st.sampled_from(WAYS))
def test_in_steps_and_at_once_are_the_same(net: nc.Network, levels: list[str]) -> None:
    same_network(rolled(net, *levels), rolled(net, "kraj"))


@settings(max_examples=40)
@given(networks(), st.sampled_from(["region", "sector", "kraj"]))
def test_no_weight_is_lost(net: nc.Network, by: str) -> None:
    for layer in net.layers:
        part = net.layer(layer)
        groups = rolled(part, by)
        total = groups.ties["weight"].sum() + groups.actors["weight_within"].sum()
        assert total == pytest.approx(part.ties["weight"].sum(), rel=RTOL)
    # Kinds that are put together stay so.
    groups = rolled(net, by)
    total = groups.pairs["weight"].sum() + groups.actors["weight_within"].sum()
    assert total == pytest.approx(net.pairs["weight"].sum(), rel=RTOL)
    assert groups.actors["members"].sum() == net.n_actors


@settings(max_examples=40)
@given(networks())
def test_ties_between_groups_are_what_they_are_by_hand(net: nc.Network) -> None:
    assume(net.n_ties)
    group = {actor: KRAJ.get(region, "unknown") for actor, region in net.actors["region"].items()}
    groups = rolled(net, "kraj")
    assert set(groups.actors.index) == set(group.values())
    seats = net.affiliations
    assert seats is not None
    at = {
        name: {m for a, m in seats[["actor", "meeting_id"]].itertuples(index=False)
               if group[a] == name}
        for name in groups.actors.index
    }  # fmt: skip
    found = 0
    for tie in groups.ties.itertuples():
        rows = [
            row for row in net.ties.itertuples()
            if row.kind == tie.kind and (
                (group[row.source], group[row.target]) == (tie.source, tie.target)
                or (not net.directed and not getattr(row, "directed", False)
                    and (group[row.target], group[row.source]) == (tie.source, tie.target))
            )
        ]  # fmt: skip
        found += len(rows)
        weight = sum(row.weight for row in rows)
        assert tie.weight == pytest.approx(weight, rel=RTOL)
        known = [row.facilitated_low for row in rows if not pd.isna(row.facilitated_low)]
        if not known:
            assert pd.isna(tie.facilitated_low)
            assert pd.isna(tie.facilitated_high)
        else:
            low = sum(np.nan_to_num(row.facilitated_low, nan=0) * row.weight for row in rows)
            high = sum(np.nan_to_num(row.facilitated_high, nan=1) * row.weight for row in rows)
            assert tie.facilitated_low == pytest.approx(low / weight, rel=RTOL)
            assert tie.facilitated_high == pytest.approx(high / weight, rel=RTOL)
        days = [row.first_date for row in rows if not pd.isna(row.first_date)]
        assert (tie.first_date == min(days)) if days else pd.isna(tie.first_date)
        days = [row.last_date for row in rows if not pd.isna(row.last_date)]
        assert (tie.last_date == max(days)) if days else pd.isna(tie.last_date)
        if tie.kind == "meeting":
            joint = len(at[tie.source] & at[tie.target])
            assert tie.meetings == joint
            assert pd.isna(tie.count)
        else:
            assert pd.isna(tie.meetings)
            assert tie.count == sum(row.count for row in rows)
    between = [row for row in net.ties.itertuples() if group[row.source] != group[row.target]]
    assert found == len(between)


def test_one_meeting_of_three_schools_and_three_stations_is_one_meeting() -> None:
    actors = pd.DataFrame({"sector": ["school"] * 3 + ["police"] * 3}, index=list("ABCXYZ"))
    sheet = pd.DataFrame(
        {"actor": [*"ABCXYZ", *"AX", *"BX"], "meeting_id": [1] * 6 + [2] * 2 + [3] * 2}
    )
    net = nc.Network(actors, nc.project(sheet), affiliations=sheet)
    groups = net.aggregate("sector")
    (tie,) = groups.ties.to_dict("records")
    assert tie["meetings"] == 3
    # Nine pairs at the first meeting, each 1/5; the others 1 each.
    assert tie["weight"] == pytest.approx(9 / 5 + 2, rel=RTOL)
    assert groups.incidence.toarray().tolist() == [[1, 1, 1], [1, 1, 1]]
    # A meeting that was set apart made no ties and is not counted among theirs.
    apart = sheet.assign(set_apart=sheet["meeting_id"] == 1)
    ties = nc.project(apart[~apart["set_apart"]])
    groups = nc.Network(actors, ties, affiliations=apart).aggregate("sector")
    assert groups.ties["meetings"].tolist() == [2]
    assert groups.affiliations is not None
    assert groups.affiliations["set_apart"].tolist() == [True, True, False, False, False, False]
    # Without the attendance the number cannot be told, and pairs are no meetings.
    assert "meetings" not in nc.Network(actors, net.ties).aggregate("sector").ties


def test_columns_that_have_no_sum_are_left_out() -> None:
    actors = pd.DataFrame({"sector": ["x", "x", "y"]}, index=list("ABC"))
    ties = pd.DataFrame({"source": list("AB"), "target": list("CC"), "note": ["one", "two"]})
    assert list(nc.Network(actors, ties).aggregate("sector").ties) == [
        "source", "target", "weight", "kind",
    ]  # fmt: skip


def test_directed_ties_keep_their_direction() -> None:
    actors = pd.DataFrame({"sector": list("xxyy")}, index=list("ABCD"))
    ties = pd.DataFrame(
        {"source": list("ADBA"), "target": list("CBDB"), "weight": [1.0, 2.0, 4.0, 8.0]}
    )
    net = nc.Network(actors, ties, directed=True).aggregate("sector")
    assert net.directed
    assert net.ties[["source", "target", "weight"]].to_numpy().tolist() == [
        ["x", "y", 5.0], ["y", "x", 2.0],
    ]  # fmt: skip
    assert net.actors["weight_within"].to_dict() == {"x": 8.0, "y": 0.0}


# -- who belongs where -----------------------------------------------------------------------------


def register(**columns: list[object]) -> nc.Network:
    """Actors A, B, … with these columns, every two of them tied."""
    size = len(next(iter(columns.values())))
    names = list("ABCDEFGH"[:size])
    ties = pd.DataFrame(list(combinations(names, 2)), columns=["source", "target"])
    return nc.Network(pd.DataFrame(columns, index=names), ties)


def test_the_kraj_is_that_of_the_municipality() -> None:
    net = register(region=["Telč", "ORP Jihlava", "Kraj Vysočina", "Praha", "Most"])
    groups = net.aggregate("kraj")
    assert groups.actors["members"].to_dict() == {
        "Kraj Vysočina": 3, "Hlavní město Praha": 1, "Ústecký kraj": 1,
    }  # fmt: skip
    assert groups.actors["kraj"].tolist() == groups.actors.index.tolist()


def test_a_kraj_of_nowhere_is_unknown_and_one_that_is_given_is_kept() -> None:
    net = register(region=["Telč", "Zapadákov", None])
    with pytest.warns(NetcoopWarning, match="2 actors have no kraj and form the group 'unknown'"):
        groups = net.aggregate("kraj")
    assert groups.actors["members"].to_dict() == {"Kraj Vysočina": 1, "unknown": 2}
    given_kraj = register(region=["Telč", "Telč"], kraj=["north", "south"])
    assert given_kraj.aggregate("kraj").actors.index.tolist() == ["north", "south"]
    with pytest.raises(ArgumentError, match=r"by='kraj' is not known\. Use one of: sector"):
        register(sector=["x"]).aggregate("kraj")


def test_warnings_point_to_the_line_that_asked() -> None:
    with pytest.warns(NetcoopWarning) as caught:
        register(sector=["x", None]).aggregate("sector")
    assert caught[0].filename == __file__


def test_who_has_no_organisation_stands_for_itself() -> None:
    net = register(
        name=["OSPOD", "School", "Town office", "Ms N.", "Office of welfare"],
        organisation=["Town office", "E", None, None, ""],
        person=[False, False, False, True, False],
    )
    groups = net.aggregate("organisation")
    # C and E are the organisations of others, named by its name and by its id.
    assert groups.actors["members"].to_dict() == {"C": 2, "E": 2, "D": 1}
    assert groups.actors["name"].tolist() == ["Town office", "Office of welfare", "Ms N."]
    # A single person stays one, and is hidden as one.
    assert groups.actors["person"].tolist() == [False, False, True]
    assert disclose(groups).actors.index.tolist() == ["C", "E", "person 1"]
    same = groups.aggregate("organisation")
    assert same.ties.equals(groups.ties)
    assert same.actors["members"].to_dict() == groups.actors["members"].to_dict()


def test_a_single_person_is_hidden_under_whatever_name() -> None:
    net = register(
        name=["Ms N.", "School", "Mr O."], surname=["N.", "S.", "O."], region=["Telč"] * 3,
        organisation=[None, "S", "S"], person=[True, False, True],
    )  # fmt: skip
    groups = net.aggregate(["region", "organisation"])
    assert groups.actors["name"].tolist()[0] == "Ms N."
    assert disclose(groups).actors.index.tolist() == ["person 1", "Telč · S"]
    for column in ("name", "surname"):
        hidden = disclose(net.aggregate(column))
        assert set(hidden.actors.index) & {"Ms N.", "Mr O.", "N.", "O."} == set()
    assert disclose(net.aggregate("region")).actors.index.tolist() == ["Telč"]


def test_an_organisation_nobody_is_has_the_name_it_was_given() -> None:
    net = register(
        name=["Jan", "Eva", "School"], organisation=["Advice", "Advice", None],
        person=[True, True, False], kind=["ped", "ped", "ZS"], sector=["health", "health", "edu"],
    )  # fmt: skip
    actors = net.aggregate("organisation").actors
    assert actors.index.tolist() == ["Advice", "C"]
    # What a single person is called and is says nothing of the organisation; its sector does.
    assert actors.loc["Advice", ["name", "kind"]].isna().all()
    assert actors.loc["Advice", "sector"] == "health"
    assert actors.loc["C", ["name", "kind"]].tolist() == ["School", "ZS"]


def test_an_organisation_of_single_persons_only_is_hidden_as_one() -> None:
    net = register(
        organisation=["Jana Vzorová, psycholog", "Town", "Town"], person=[True, True, False],
        sector=["health", "spod", "spod"],
    )  # fmt: skip
    groups = net.aggregate("organisation")
    assert groups.actors["person"].fillna(False).tolist() == [True, False]
    assert groups.actors["person"].isna().tolist() == [False, True]
    assert disclose(groups).actors.index.tolist() == ["person 1", "Town"]
    both = disclose(net.aggregate(["sector", "organisation"])).actors
    assert not any("Vzorová" in str(cell) for cell in [*both.index, *both.to_numpy().ravel()])
    # Nobody is called by a sector.
    assert disclose(net.aggregate("sector")).actors.index.tolist() == ["health", "spod"]
    twice = groups.aggregate("organisation")
    assert disclose(twice).actors.index.tolist() == ["person 1", "Town"]


def test_groups_keep_what_all_members_share() -> None:
    net = register(
        name=["a", "a", "c", "d"],
        organisation=["o", "o", "p", "p"],
        region=["Telč", "Jihlava", "Most", "Most"],
        sector=["x", "x", "y", None],
        pilot=[True, True, True, False],
        size=[1, 1, 2, 3],
    )
    actors = net.aggregate("organisation").actors
    assert actors.columns.tolist() == [
        "organisation", "region", "sector", "pilot", "size", "kraj", "members", "weight_within",
    ]  # fmt: skip
    assert actors.loc["o"].fillna("–").tolist() == [
        "o", "–", "x", True, 1, "Kraj Vysočina", 2, 1.0,
    ]  # fmt: skip
    assert actors.loc["p"].fillna("–").tolist() == [
        "p", "Most", "–", "–", "–", "Ústecký kraj", 2, 1.0,
    ]  # fmt: skip


def test_from_the_case_to_the_ministry() -> None:
    net = register(
        organisation=["school", "school", "police", "police", None],
        region=["Telč", "Telč", "Telč", "Telč", "Most"],
    ).aggregate("organisation")
    assert net.actors["members"].to_dict() == {"school": 2, "police": 2, "E": 1}
    towns = net.aggregate("region")
    assert towns.actors["members"].to_dict() == {"Telč": 4, "Most": 1}
    assert towns.actors["weight_within"].to_dict() == {"Telč": 6.0, "Most": 0.0}
    state = towns.aggregate("kraj")
    assert state.actors["weight_within"].to_dict() == {"Kraj Vysočina": 6.0, "Ústecký kraj": 0.0}
    assert state.ties["weight"].tolist() == [4.0]
    assert state.settings["aggregated_by"] == "kraj"


def test_an_organisation_in_two_towns_has_no_town_but_may_have_a_kraj() -> None:
    net = register(organisation=["o", "o", None], region=["Telč", "Jihlava", "Most"])
    groups = net.aggregate("organisation")
    with pytest.warns(NetcoopWarning, match="1 actor has no region"):
        assert groups.aggregate("region").actors.index.tolist() == ["unknown", "Most"]
    assert groups.aggregate("kraj").actors.index.tolist() == ["Kraj Vysočina", "Ústecký kraj"]


def test_several_levels_make_one_group_a_combination() -> None:
    net = register(region=["Telč", "Telč", "Most"], sector=["x", "y", "x"])
    groups = net.aggregate(["region", "sector"])
    assert groups.actors.index.tolist() == ["Telč · x", "Telč · y", "Most · x"]
    assert groups.actors["region"].tolist() == ["Telč", "Telč", "Most"]
    assert groups.actors["sector"].tolist() == ["x", "y", "x"]
    assert groups.settings["aggregated_by"] == ["region", "sector"]
    assert net.aggregate(["region"]).equals(net.aggregate("region"))
    with pytest.raises(ArgumentError, match="names nothing to roll up to"):
        net.aggregate([])
    with pytest.raises(ArgumentError, match="Did you mean 'region'"):
        net.aggregate(["sector", "regio"])


def test_no_two_combinations_have_the_same_name() -> None:
    words = ["a", "a · a", "a ·", "· a", "·", "··", "a ·· a", " a"]
    pairs = list(product(words, repeat=2))
    actors = pd.DataFrame(pairs, columns=["one", "two"]).set_axis(map(str, range(len(pairs))))
    net = nc.Network(actors, pd.DataFrame(columns=["source", "target"]))
    assert net.aggregate(["one", "two"]).n_actors == len(pairs)


# -- what is kept of how it was made, and what is hidden -------------------------------------------


def test_settings_say_how_it_was_made() -> None:
    net = nc.Network(
        pd.DataFrame({"sector": list("xy")}, index=list("AB")),
        pd.DataFrame({"source": ["A"], "target": ["B"]}),
        settings={"roster": "register", "weighting": {"meeting": "count"}, "weight_scale": 9.0},
    )
    made = net.aggregate("sector").settings
    assert made["weighting"] == {"meeting": "count"}
    assert made["roster"] == "register"
    # Weights of groups are of their own size.
    assert made["weight_scale"] == 1.0


def test_sums_of_hidden_counts_stay_hidden() -> None:
    actors = pd.DataFrame(
        {"sector": ["health", "health", "ngo", "ngo", "spod"]}, index=list("ABCDE")
    )
    ties = pd.DataFrame(
        [("A", "C", 2), ("B", "C", 3), ("B", "D", 7), ("A", "E", 4), ("D", "E", 8)],
        columns=["source", "target", "weight"],
    ).assign(kind="referral")
    groups = disclose(nc.Network(actors, ties, directed=True)).aggregate("sector")
    shown = groups.ties.set_index(["source", "target"])
    # Both are below 5, so that the three together are below 17.
    assert shown["shown"].fillna("").to_dict() == {
        ("health", "ngo"): "<17",
        ("health", "spod"): "<5",
        ("ngo", "spod"): "",
    }
    assert shown["weight"].to_dict() == {
        ("health", "ngo"): 12.0,
        ("health", "spod"): 2.5,
        ("ngo", "spod"): 8.0,
    }
    assert disclose(groups).equals(groups)
    # And so on, level by level.
    top = groups.derive(actors=groups.actors.assign(all=["a", "a", "b"])).aggregate("all")
    assert top.ties["shown"].tolist() == ["<13"]
    assert top.actors["members"].to_dict() == {"a": 4, "b": 1}


def test_a_network_without_ties_or_meetings_rolls_up() -> None:
    actors = pd.DataFrame({"sector": ["x", "x", "y"]}, index=list("ABC"))
    columns = [
        "source", "target", "weight", "meetings", "count", "first_date", "last_date",
        "facilitated_low", "facilitated_high", "shown",
    ]  # fmt: skip
    empty = pd.DataFrame(columns=columns)
    seats = pd.DataFrame(columns=["actor", "meeting_id", "date", "kind", "facilitated"])
    groups = nc.Network(actors, empty, affiliations=seats).aggregate("sector")
    assert groups.actors["members"].to_dict() == {"x": 2, "y": 1}
    assert groups.n_ties == 0
    assert groups.incidence.shape == (2, 0)
    assert nc.Network(actors.iloc[:0], empty).aggregate("sector").n_actors == 0


def test_the_real_network_rolls_up_and_is_saved(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NetcoopWarning)
        net = nc.build_network(nc.datasets.load("havlickuv_brod"))
    sectors = rolled(net, "sector")
    assert sectors.actors["members"].sum() == net.n_actors
    total = sectors.pairs["weight"].sum() + sectors.actors["weight_within"].sum()
    assert total == pytest.approx(net.pairs["weight"].sum(), rel=RTOL)
    sectors.save(tmp_path / "sectors")
    assert nc.read_network(tmp_path / "sectors").equals(sectors)
