"""Required ties: row by row in the region made by hand, and against a plain search pair by pair."""

from __future__ import annotations

import math
import warnings
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import netcoop as nc
from netcoop.errors import ArgumentError, NetcoopWarning, NetworkError
from netcoop.gaps.required.asked import required_ties
from netcoop.gaps.required.result import COLUMNS, RequiredTies
from netcoop.gaps.required.states import KNOWN, STATUSES
from netcoop.network import disclose
from netcoop.reference.required_template import required_ties_template
from tests.gaps.region import HOME, TEMPLATE, region_records
from tests.gaps.region import region_network as make_region_network

# What the comments of TEMPLATE say.
EXPECTED = [
    ("office", "school", "met"),
    ("office", "police", "weak"),
    ("office", "probation", "stale"),
    ("office", "counsel", "only_facilitated"),
    ("doctor", "office", "one_sided"),
    ("office", "psychologist", "absent"),
    ("office", None, "partner_missing"),
    ("school", "counsel", "unknown"),
    ("police", "office", "unknown"),
]


@cache
def region_network() -> nc.Network:
    return make_region_network()


def asked(source: str = "OSPOD", target: str = "ZS", **columns: object) -> pd.DataFrame:
    return pd.DataFrame({"source_kind": [source], "target_kind": [target], **columns})


def network(
    actors: dict[str, tuple[str, str]], ties: list[tuple[Any, ...]], **options: Any
) -> nc.Network:
    """Make a network of actors (kind, region) and ties (source, target, kind, further columns)."""
    table = pd.DataFrame(
        list(actors.values()), columns=["kind", "region"], index=pd.Index(list(actors)), dtype="str"
    )
    further = options.pop("columns", ())
    frame = pd.DataFrame(ties, columns=["source", "target", "kind", *further])
    roster = {"roster": options.pop("roster", "register")}
    return nc.Network(table, frame, settings=roster, **options)


def statuses(found: RequiredTies) -> list[tuple[Any, ...]]:
    rows = found.pairs[["source", "target", "status"]]
    return [tuple(None if pd.isna(cell) else cell for cell in row) for row in rows.to_numpy()]


PAIR = {"office": ("OSPOD", HOME), "school": ("ZS", HOME)}


# -- the region made by hand -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def found() -> RequiredTies:
    return required_ties(region_network(), TEMPLATE, max_age=24, min_meetings=2)


def test_the_region_row_by_row(found: RequiredTies) -> None:
    assert statuses(found) == EXPECTED
    assert {status for *_, status in EXPECTED} == set(STATUSES)
    pairs = found.pairs
    assert list(pairs.columns) == COLUMNS
    assert pairs["region"].eq(HOME).all()
    assert pairs["meetings"].fillna(-1).tolist() == [3, 1, 1, 1, 0, 0, -1, 1, 1]
    assert pairs["shown_by"].tolist() == [*["meeting"] * 4, "referral", "", "", "", ""]
    assert pairs["in_contact"].tolist() == [True] * 5 + [False, False, True, True]
    assert pairs["through_facilitator"].tolist() == [False] * 5 + [True, False, False, False]
    assert pairs["reason"].tolist() == [""] * 7 + ["layer", "attendance"]
    assert pairs.loc[2, "last_date"] == pd.Timestamp("2021-06-10")
    assert pairs.loc[0, "weight"] == pytest.approx(1 + 0.5 + 1 / 3)


def test_fulfillment_of_the_region(found: RequiredTies) -> None:
    row = found.fulfillment().loc[HOME]
    assert row[list(STATUSES)].tolist() == [1, 1, 1, 1, 1, 1, 1, 2]
    assert row["asked"] == 9
    assert row["knowable"] == 6
    assert row["share"] == pytest.approx(1 / 6)
    levels = found.fulfillment("level")
    assert levels.index.tolist() == ["case", "institution"]
    assert levels["asked"].tolist() == [3, 6]
    assert levels.loc["case", "knowable"] == 1
    assert levels["met"].dtype == "int64"


def test_what_is_said(found: RequiredTies) -> None:
    said = found.sentence("en")
    for part in (HOME, "asks for: 9", "not in the records: 1", "1 of 6", "The records there are"):
        assert part in said
    assert "contacts, agreements" in said
    sentences = found.to_frame("en")["sentence"]
    assert sentences[5].startswith("Office – Psychologist: not in the records.")
    assert "networker" in sentences[5]
    assert "Doctor → Office: not in the records" in sentences[4]
    assert "attendance cannot show" in sentences[8]


def test_without_limits_the_records_are_enough() -> None:
    got = required_ties(region_network(), TEMPLATE)
    assert [status for *_, status in statuses(got)][:4] == ["met"] * 3 + ["only_facilitated"]


def test_the_template_of_the_records_is_the_default() -> None:
    assert required_ties(region_network()).equals(required_ties(region_network(), TEMPLATE))


# -- pair by pair, without any of the code ---------------------------------------------------------

KINDS = ["OSPOD", "ZS", "PPP"]
REGIONS = ["Jihlava", "Humpolec", "Brno"]
RANK = {status: place for place, status in enumerate(KNOWN)}


@st.composite
def networks(draw: st.DrawFn) -> nc.Network:
    n = draw(st.integers(0, 7))
    names = draw(st.permutations([f"a{number}" for number in range(n)]))
    actors = pd.DataFrame(
        {
            "kind": [draw(st.sampled_from(KINDS)) for _ in names],
            "region": [draw(st.sampled_from(REGIONS)) for _ in names],
            "serves": [draw(st.sampled_from([None, "Brno|Jihlava"])) for _ in names],
        },
        index=pd.Index(names, dtype="str"),
        dtype="str",
    )
    every = [(a, b) for a in names for b in names if a != b]
    chosen = draw(st.lists(st.sampled_from(every), unique=True, max_size=12)) if every else []
    rows = [
        {
            "source": a,
            "target": b,
            "kind": draw(st.sampled_from(["meeting", "referral"])),
            "weight": float(draw(st.integers(1, 3))),
            "facilitated_low": draw(st.sampled_from([0.0, 1.0])),
            "last_date": pd.Timestamp(draw(st.sampled_from(["2020-01-01", "2024-01-01"]))),
        }
        for a, b in chosen
    ]
    ties = pd.DataFrame(rows, columns=["source", "target", "kind", "weight", "facilitated_low",
                                       "last_date"])  # fmt: skip
    ties["last_date"] = ties["last_date"].astype("datetime64[s]")
    ties["facilitated_low"] = ties["facilitated_low"].astype("float64")
    ties["facilitated_high"] = ties["facilitated_low"]
    ties["directed"] = ties["kind"].eq("referral")
    # A meeting is one tie, whoever is named first.
    first = ties[["source", "target"]].min(axis=1)
    second = ties[["source", "target"]].max(axis=1)
    met = ties["kind"].eq("meeting")
    twice = pd.DataFrame({"a": first, "b": second, "m": met}).duplicated() & met
    roster = draw(st.sampled_from(["register", "observed"]))
    return nc.Network(actors, ties[~twice], settings={"roster": roster})


@st.composite
def templates(draw: st.DrawFn) -> pd.DataFrame:
    kind = st.sampled_from(KINDS)
    rows = draw(
        st.lists(
            st.fixed_dictionaries(
                {
                    "source_kind": kind,
                    "target_kind": kind,
                    "direction": st.sampled_from(["undirected", "directed", "mutual"]),
                    "level": st.sampled_from(["institution", "case"]),
                    "evidence": st.sampled_from(["meeting", "referral", "meeting|referral"]),
                    "scope": st.sampled_from(["region", "kraj", "any"]),
                }
            ),
            min_size=1,
            max_size=3,
            unique_by=lambda row: (
                *(
                    (row["source_kind"], row["target_kind"])
                    if row["direction"] == "directed"
                    else sorted((row["source_kind"], row["target_kind"]))
                ),
                row["direction"], row["level"], row["scope"],
            ),
        )
    )  # fmt: skip
    return pd.DataFrame(rows)


def places(net: nc.Network, actor: str) -> set[str]:
    row = net.actors.loc[actor]
    return set(row["serves"].split("|")) if isinstance(row["serves"], str) else {row["region"]}


def state(net: nc.Network, a: str, b: str, row: dict[str, Any], layer: str) -> str | None:
    """Say what one layer shows of a pair; ``None`` where nothing."""
    ties = net.ties[net.ties["kind"] == layer]
    there = ties[(ties["source"] == a) & (ties["target"] == b)]
    back = ties[(ties["source"] == b) & (ties["target"] == a)]
    if layer == "meeting":
        there = back = pd.concat([there, back])
    if not len(there) and not len(back):
        return None
    if row["direction"] == "directed" and not len(there):
        return "one_sided"
    if row["direction"] == "mutual" and not (len(there) and len(back)):
        return "one_sided"
    counted = there if row["direction"] == "directed" or layer == "meeting" else (
        pd.concat([there, back])
    )  # fmt: skip
    if layer == "meeting" and counted["facilitated_low"].eq(1).all():
        return "only_facilitated"
    if counted["last_date"].max() < pd.Timestamp("2023-01-01"):
        return "stale"
    return "weak" if counted["weight"].sum() < 2 else "met"


KRAJ = {"Jihlava": "V", "Humpolec": "V", "Brno": "J"}


def recorded(net: nc.Network, layer: str) -> set[str]:
    """Name the regions in which a layer ties two actors, one of them of that region alone."""
    seen = set()
    for place in REGIONS:
        here = [actor for actor in net.actors.index if place in places(net, actor)]
        alone = [actor for actor in here if places(net, actor) == {place}]
        for a, b, kind in net.ties[["source", "target", "kind"]].to_numpy():
            inside = a in here and b in here and (not alone or a in alone or b in alone)
            if kind == layer and inside:
                seen.add(place)
    return seen


def plain_search(net: nc.Network, template: pd.DataFrame) -> set[tuple[Any, ...]]:
    """Look at every requirement, region and pair in turn."""
    found: set[tuple[Any, ...]] = set()
    kind = net.actors["kind"].to_dict()
    for row in template.to_dict("records"):
        alike = row["direction"] != "directed" and row["source_kind"] == row["target_kind"]
        usable = [
            layer for layer in row["evidence"].split("|")
            if layer in net.layers and not (layer == "meeting" and row["level"] == "case")
        ]  # fmt: skip
        looked = [recorded(net, layer) for layer in usable]
        for a in net.actors.index:
            for b in net.actors.index:
                if a == b or (kind[a], kind[b]) != (row["source_kind"], row["target_kind"]):
                    continue
                mine, other = places(net, a), places(net, b)
                common = mine & other
                near = {KRAJ[place] for place in mine} & {KRAJ[place] for place in other}
                fits = {"region": common, "kraj": near, "any": True}[row["scope"]]
                if not fits or (alike and a > b):
                    continue
                standing = common or mine | other
                shown = [state(net, a, b, row, layer) for layer in usable]
                best = min((one for one in shown if one), key=RANK.__getitem__, default=None)
                for place in standing:
                    # One layer has records of the place, and of a region of either end.
                    known = any(place in seen and mine & seen and other & seen for seen in looked)
                    status = best or ("absent" if known else "unknown")
                    found.add(
                        (place, row["direction"], row["level"], row["scope"], row["source_kind"],
                         row["target_kind"], a, b, status, known)
                    )  # fmt: skip
    return found


@settings(max_examples=15, deadline=None)
@given(net=networks(), template=templates())
def test_every_pair_against_a_plain_search(net: nc.Network, template: pd.DataFrame) -> None:
    got = required_ties(net, template, max_age="1Y", min_weight=2, on="2024-01-01")
    rows = got.pairs.dropna(subset=["source", "target"])
    columns = ["region", "direction", "level", "scope", "source_kind", "target_kind", "source",
               "target", "status", "knowable"]  # fmt: skip
    assert {tuple(row) for row in rows[columns].to_numpy()} == plain_search(net, template)
    assert not rows.duplicated(columns).any()
    alone = got.pairs[got.pairs["source"].isna() | got.pairs["target"].isna()]
    assert set(alone["status"]) <= {"partner_missing", "unknown"}
    if net.roster == "observed":
        assert not got.pairs["status"].eq("partner_missing").any()


@settings(max_examples=4, deadline=None)
@given(net=networks(), template=templates())
def test_counts_add_up_and_the_order_of_actors_is_no_matter(
    net: nc.Network, template: pd.DataFrame
) -> None:
    got = required_ties(net, template)
    for by in ("region", "kraj", "level"):
        counts = got.fulfillment(by)
        assert (counts[list(STATUSES)].sum(axis=1) == counts["asked"]).all()
        assert (counts[list(KNOWN)].sum(axis=1) >= counts["knowable"]).all()
        assert (counts["share"].isna() == counts["knowable"].eq(0)).all()
    assert got.fulfillment()["asked"].sum() == len(got.pairs)
    assert got.summary()["asked"] == len(got.distinct) <= len(got.pairs)
    turned = nc.Network(net.actors.iloc[::-1], net.ties.iloc[::-1], settings={"roster": net.roster})
    assert got.equals(required_ties(turned, template))


@settings(max_examples=4, deadline=None)
@given(net=networks(), template=templates())
def test_a_directed_network_says_the_same(net: nc.Network, template: pd.DataFrame) -> None:
    ties = net.ties.drop(columns="directed", errors="ignore")
    met = ties[ties["kind"] == "meeting"]
    back = met.assign(source=met["target"], target=met["source"])
    both = nc.Network(
        net.actors, pd.concat([ties, back]), directed=True, settings={"roster": net.roster}
    )
    limits: dict[str, Any] = {"max_age": 12, "min_weight": 2, "on": "2024-01-01"}
    assert required_ties(net, template, **limits).pairs.equals(
        required_ties(both, template, **limits).pairs
    )


# -- regions and scopes ----------------------------------------------------------------------------


def test_who_serves_several_regions_stands_in_each() -> None:
    actors = pd.DataFrame(
        {"kind": ["OSPOD", "PPP"], "region": ["Jihlava", "Jihlava"],
         "serves": ["Jihlava|Humpolec"] * 2},
        index=["office", "counsel"],
    )  # fmt: skip
    ties = pd.DataFrame({"source": ["office"], "target": ["counsel"], "kind": ["meeting"]})
    got = required_ties(nc.Network(actors, ties), asked(target="PPP"))
    assert got.pairs["region"].tolist() == ["Humpolec", "Jihlava"]
    assert got.fulfillment()["met"].tolist() == [1, 1]
    assert got.fulfillment("kraj")["met"].tolist() == [1]
    assert got.fulfillment("level")["met"].tolist() == [1]
    assert got.summary()["met"] == 1


TOWNS = {
    "ka": ("KU_SPOD", "Kraj Vysočina"),
    "oj": ("OSPOD", "Jihlava"),
    "oh": ("OSPOD", "Humpolec"),
    "ob": ("OSPOD", "Brno"),
    "sj": ("ZS", "Jihlava"),
    "sh": ("ZS", "Humpolec"),
}


def test_scopes() -> None:
    net = network(TOWNS, [("ka", "oj", "meeting"), ("oh", "ob", "meeting")])
    template = pd.concat(
        [
            asked("KU_SPOD", "OSPOD", scope="kraj"),
            asked("OSPOD", "ZS", scope="region"),
            asked("OSPOD", "OSPOD", scope="any"),
        ]
    )
    pairs = required_ties(net, template).pairs
    by_scope = {
        scope: set(map(tuple, rows[["region", "source", "target"]].dropna().to_numpy()))
        for scope, rows in pairs.groupby("scope")
    }
    # The office of the kraj serves both towns; each pair stands where the other office is.
    assert by_scope["kraj"] == {("Jihlava", "ka", "oj"), ("Humpolec", "ka", "oh")}
    assert by_scope["region"] == {("Jihlava", "oj", "sj"), ("Humpolec", "oh", "sh")}
    # Offices of two towns share no region: each pair stands in both.
    assert by_scope["any"] == {
        ("Brno", "ob", "oh"), ("Humpolec", "ob", "oh"), ("Brno", "ob", "oj"),
        ("Jihlava", "ob", "oj"), ("Humpolec", "oh", "oj"), ("Jihlava", "oh", "oj"),
    }  # fmt: skip
    # The register of three towns does not list every office of their krajs.
    lacking = pairs[pairs["source"].isna()]
    assert lacking["status"].tolist() == ["unknown"]
    assert lacking["target"].tolist() == ["ob"]


def test_within_a_kraj_or_nothing() -> None:
    net = network(TOWNS, [("oj", "sh", "meeting")])
    kraj = required_ties(net, asked(), within="kraj")
    found = kraj.pairs[kraj.pairs["status"] == "met"]
    assert found[["region", "source", "target"]].to_numpy().tolist() == [
        ["Kraj Vysočina", "oj", "sh"]
    ]
    everywhere = required_ties(net, asked(), within=None)
    assert everywhere.pairs["region"].eq("all").all()
    assert len(everywhere.pairs) == 6
    assert everywhere.equals(required_ties(net, asked(), within="all"))
    assert "Whole network" in everywhere.sentence("en")


def test_regions_of_different_size_have_the_same_denominator() -> None:
    """Everybody in touch in a town of two schools, and in one of six."""
    actors = {"o1": ("OSPOD", "Jihlava"), "o2": ("OSPOD", "Brno")}
    actors |= {f"j{n}": ("ZS", "Jihlava") for n in range(2)}
    actors |= {f"b{n}": ("ZS", "Brno") for n in range(6)}
    ties = [("o1", "j0", "meeting"), *(("o2", f"b{n}", "meeting") for n in range(3))]
    counts = required_ties(network(actors, ties), asked()).fulfillment()
    assert counts["knowable"].to_dict() == {"Brno": 6, "Jihlava": 2}
    assert counts["share"].to_dict() == {"Brno": 0.5, "Jihlava": 0.5}


def test_a_region_without_records_is_unknown() -> None:
    actors = {**PAIR, "o2": ("OSPOD", "Jihlava"), "s2": ("ZS", "Jihlava")}
    template = pd.concat([asked(), asked("OSPOD", "SOUD")])
    got = required_ties(network(actors, [("office", "school", "meeting")]), template)
    away = got.pairs[got.pairs["region"] == "Jihlava"]
    assert away["status"].tolist() == ["unknown", "unknown"]
    assert away["reason"].tolist() == ["no_records", "register"]
    assert math.isnan(got.fulfillment().loc["Jihlava", "share"])
    assert got.fulfillment().loc[HOME, "share"] == 1.0


def test_a_layer_kept_in_one_region_says_nothing_of_another() -> None:
    actors = {**PAIR, "o2": ("OSPOD", "Jihlava"), "s2": ("ZS", "Jihlava")}
    ties = [("office", "school", "referral"), ("o2", "s2", "meeting")]
    got = required_ties(network(actors, ties, directed=True), asked(evidence="referral"))
    assert statuses(got) == [("office", "school", "met"), ("o2", "s2", "unknown")]
    assert got.pairs["in_contact"].tolist() == [True, True]


def test_meetings_say_which_region_they_are_of() -> None:
    sheet = pd.DataFrame(
        {"actor": ["a", "b", "c"], "meeting_id": ["1", "1", "2"], "region": ["Brno", "Brno", HOME]}
    )
    register = pd.DataFrame(
        {"actor_id": ["a", "b", "c", "d"], "name": ["A", "B", "C", "D"],
         "kind": ["OSPOD", "ZS", "OSPOD", "ZS"], "region": ["Brno", "Brno", HOME, HOME]}
    )  # fmt: skip
    net = nc.build_network(nc.Records(meetings=sheet, actors=register))
    assert statuses(required_ties(net, asked())) == [("a", "b", "met"), ("c", "d", "absent")]


def test_a_pair_of_two_regions_is_known_where_both_have_records() -> None:
    actors = {**PAIR, "away": ("OSPOD", "Jihlava"), "third": ("OSPOD", "Humpolec")}
    ties = [("office", "school", "meeting"), ("third", "extra", "meeting")]
    actors["extra"] = ("ZS", "Humpolec")
    got = required_ties(network(actors, ties), asked("OSPOD", "OSPOD", scope="any"))
    known = {(a, b): status for a, b, status in statuses(got)}
    assert known == {
        ("away", "office"): "unknown", ("away", "third"): "unknown", ("office", "third"): "absent",
    }  # fmt: skip
    shares = got.fulfillment()["share"]
    assert math.isnan(shares["Jihlava"])
    assert shares[HOME] == 0
    assert "region of one or both" in "".join(got.to_frame("en")["sentence"])


def test_a_pair_that_serves_two_regions_is_known_only_where_records_are() -> None:
    actors = pd.DataFrame(
        {"kind": ["OSPOD", "PPP", "ZS", "ZS"], "region": [HOME, HOME, HOME, "Jihlava"],
         "serves": [f"{HOME}|Jihlava"] * 2 + [None] * 2},
        index=["office", "counsel", "school", "other"],
    )  # fmt: skip
    ties = pd.DataFrame({"source": ["office"], "target": ["school"], "kind": ["meeting"]})
    got = required_ties(nc.Network(actors, ties), asked(target="PPP"))
    assert got.pairs.set_index("region")["status"].to_dict() == {HOME: "absent",
                                                                 "Jihlava": "unknown"}  # fmt: skip
    assert got.distinct["status"].tolist() == ["absent"]
    assert math.isnan(got.fulfillment().loc["Jihlava", "share"])


def test_guests_of_another_region_make_no_records_of_their_own() -> None:
    sheet = pd.DataFrame({"actor": list("abcd"), "meeting_id": "1", "region": HOME})
    register = pd.DataFrame(
        {"actor_id": list("abcde"), "name": list("ABCDE"),
         "kind": ["OSPOD", "ZS", "OSPOD", "ZS", "ZS"], "region": [HOME] * 2 + ["Jihlava"] * 3}
    )  # fmt: skip
    got = required_ties(nc.build_network(nc.Records(meetings=sheet, actors=register)), asked())
    assert statuses(got) == [("a", "b", "met"), ("c", "d", "met"), ("c", "e", "unknown")]
    row = got.fulfillment().loc["Jihlava"]
    # That the two met is in the records, but of how many is not known there.
    assert (row["met"], row["knowable"]) == (1, 0)
    assert math.isnan(row["share"])
    assert "1 of 1" in got.sentence("en")


def test_a_kraj_is_a_kraj_whatever_is_looked_at_as_one() -> None:
    net = network(TOWNS, [("oj", "oh", "meeting")])
    everywhere = required_ties(net, asked("OSPOD", "OSPOD", scope="kraj"), within=None)
    assert statuses(everywhere) == [("ob", None, "unknown"), ("oh", "oj", "met")]
    bare = nc.Network(net.actors.drop(columns="region"), net.ties)
    with pytest.raises(ArgumentError, match="same kraj"):
        required_ties(bare, asked(scope="kraj"), within=None)


def test_scope_any_needs_no_regions() -> None:
    kinds = pd.DataFrame({"kind": ["OSPOD", "ZS", "ZS"]}, index=["a", "b", "c"])
    ties = pd.DataFrame({"source": ["a"], "target": ["b"], "kind": ["meeting"]})
    got = required_ties(nc.Network(kinds, ties), asked(scope="any"))
    assert statuses(got) == [("a", "b", "met"), ("a", "c", "absent")]
    assert got.n_without_region == 0
    assert got.summary()["share"] == 0.5


# -- partners that are not there -------------------------------------------------------------------


def test_who_has_no_partner_and_what_the_roster_is() -> None:
    ties = [("office", "school", "meeting")]
    template = pd.concat([asked("OSPOD", "SOUD"), asked("PCR", "ZS"), asked("PCR", "SOUD"),
                          asked("ZS", "ZS"), asked("ZS", "ZS", direction="directed")])  # fmt: skip
    listed = required_ties(network(PAIR, ties), template)
    assert statuses(listed) == [
        ("office", None, "partner_missing"),
        (None, "school", "partner_missing"),
        ("school", None, "partner_missing"),
        ("school", None, "partner_missing"),
    ]
    assert "District court" in listed.sentence("en")
    observed = required_ties(network(PAIR, ties, roster="observed"), template)
    assert set(observed.pairs["status"]) == {"unknown"}
    assert set(observed.pairs["reason"]) == {"register"}


def test_the_only_one_of_a_kind_lacks_another() -> None:
    actors = {**PAIR, "far": ("ZS", "Jihlava"), "office2": ("OSPOD", "Jihlava")}
    actors["club"] = ("SS_NZDM", "Jihlava")
    ties = [("office", "school", "meeting"), ("office2", "far", "meeting")]
    template = pd.concat([asked("ZS", "ZS"), asked(target="SS_NZDM"), asked(target="PCR")])
    got = required_ties(network(actors, ties), template)
    said = got.sentence("en")
    assert "Kinds of which some regions have one actor and no other: Primary" in said
    assert "Kinds the register lacks: Police" in said
    assert "Kinds it lacks in some regions: Low-threshold" in said
    one = got.to_frame("en").query("source == 'school' and target_kind == 'ZS'")
    assert "no other actor of the kind Primary" in one["sentence"].iloc[0]
    seen = required_ties(network(PAIR, ties[:1], roster="observed"), asked("ZS", "ZS"))
    assert "no other actor of the kind" in seen.to_frame("en")["sentence"].iloc[0]


# -- what shows it ---------------------------------------------------------------------------------


@pytest.mark.parametrize("layer", ["meeting", "contact", "agreement", "referral"])
def test_any_of_the_layers_shows_an_institution(layer: str) -> None:
    got = required_ties(network(PAIR, [("office", "school", layer)]), asked())
    assert got.pairs["status"].tolist() == ["met"]
    assert got.pairs["shown_by"].tolist() == [layer]
    assert layer not in got.not_looked_at


def test_a_claim_is_evidence_only_where_the_template_says_so() -> None:
    net = network(PAIR, [("office", "school", "claim")])
    assert required_ties(net, asked()).pairs["status"].tolist() == ["unknown"]
    assert required_ties(net, asked(evidence="claim")).pairs["status"].tolist() == ["met"]


def test_attendance_shows_no_duty_in_a_case() -> None:
    net = network(PAIR, [("office", "school", "meeting")])
    for evidence, reason in (("meeting", "attendance"), ("meeting|referral", "layer")):
        pairs = required_ties(net, asked(level="case", evidence=evidence)).pairs
        assert pairs["status"].tolist() == ["unknown"]
        assert pairs["reason"].tolist() == [reason]
        assert pairs["in_contact"].all()


def test_the_best_layer_counts() -> None:
    ties = [
        ("office", "school", "meeting", "2019-01-01", 1.0),
        ("school", "office", "referral", "2024-05-01", 4.0),
    ]
    net = network(PAIR, ties, columns=["last_date", "weight"])
    pairs = required_ties(net, asked(), max_age=12).pairs
    assert pairs["status"].tolist() == ["met"]
    assert pairs["shown_by"].tolist() == ["referral|meeting"]
    assert pairs["weight"].tolist() == [4.0]
    assert pairs["last_date"].tolist() == [pd.Timestamp("2024-05-01")]


def test_directions_of_referrals() -> None:
    ties = [("school", "office", "referral", True)]
    net = network(PAIR, ties, columns=["directed"])
    wanted = {"undirected": "met", "directed": "one_sided", "mutual": "one_sided"}
    for direction, status in wanted.items():
        got = required_ties(net, asked(direction=direction, evidence="referral"))
        assert got.pairs["status"].tolist() == [status]
    met = network(PAIR, [("school", "office", "meeting")])
    for direction in wanted:
        got = required_ties(met, asked(direction=direction))
        assert got.pairs["status"].tolist() == ["met"]


# -- facilitated -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("low", "high", "status", "in_doubt"),
    [
        (1.0, 1.0, "only_facilitated", False),
        (1 - 1e-15, 1.0, "only_facilitated", False),
        (0.5, 1.0, "met", True),
        (0.0, 0.5, "met", False),
        (np.nan, np.nan, "met", True),
    ],
)
def test_facilitated(low: float, high: float, status: str, in_doubt: bool) -> None:
    ties = [("office", "school", "meeting", low, high)]
    net = network(PAIR, ties, columns=["facilitated_low", "facilitated_high"])
    pairs = required_ties(net, asked()).pairs
    assert pairs["status"].tolist() == [status]
    assert pairs["facilitated_unknown"].tolist() == [in_doubt]


def test_a_referral_beside_leaves_no_doubt() -> None:
    ties = [("office", "school", "meeting"), ("office", "school", "referral")]
    pairs = required_ties(network(PAIR, ties), asked()).pairs
    assert pairs["facilitated_unknown"].tolist() == [False]


def test_contacts_both_ways_are_facilitated_only_if_both_are() -> None:
    for back, status in ((1.0, "only_facilitated"), (0.0, "met")):
        ties = [
            ("office", "school", "contact", 1.0, 1.0),
            ("school", "office", "contact", back, back),
        ]
        net = network(PAIR, ties, columns=["facilitated_low", "facilitated_high"], directed=True)
        assert required_ties(net, asked()).pairs["status"].tolist() == [status]


def test_a_networker_is_tied_by_its_own_meetings() -> None:
    got = required_ties(region_network(), asked("LOK_SITAR", "OSPOD"))
    assert statuses(got) == [("net", "office", "met")]
    assert not got.pairs["through_facilitator"].any()


# -- limits ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("age", [24, "24M", "2Y", pd.DateOffset(months=24), pd.Timedelta("731D")])
def test_ages_are_written_in_many_ways(age: Any) -> None:
    got = required_ties(region_network(), TEMPLATE, max_age=age)
    assert (got.pairs["status"] == "stale").sum() == 1
    assert got.settings["reference"] == "2024-07-05"


def test_the_limit_of_age_is_a_day() -> None:
    net = network(PAIR, [("office", "school", "meeting", "2023-06-30")], columns=["last_date"])
    for on, status in (("2024-06-30", "met"), ("2024-07-01", "stale")):
        got = required_ties(net, asked(), max_age=12, on=on)
        assert got.pairs["status"].tolist() == [status]


def test_what_has_no_date_is_not_stale() -> None:
    got = required_ties(network(PAIR, [("office", "school", "meeting")]), asked(), max_age=1)
    assert got.pairs["status"].tolist() == ["met"]
    assert got.n_undated == 1
    assert got.settings["reference"] is None
    assert "Without a date" in got.sentence("en")


def test_weights_are_weak_in_their_own_unit() -> None:
    ties = [("office", "school", "meeting", 0.5), ("office", "school", "referral", 9.0)]
    net = network(PAIR, ties, columns=["weight"])
    one = asked(evidence="meeting")
    assert required_ties(net, one, min_weight=0.5).pairs["status"].tolist() == ["met"]
    assert required_ties(net, one, min_weight=1).pairs["status"].tolist() == ["weak"]
    by_layer = {"referral": 10, "meeting": 0.1}
    assert required_ties(net, one, min_weight=by_layer).pairs["status"].tolist() == ["met"]
    both = required_ties(net, asked(evidence="referral|meeting"), min_weight=by_layer)
    assert both.pairs["shown_by"].tolist() == ["meeting|referral"]


def test_meetings_are_counted_from_attendance_where_ties_do_not_say() -> None:
    net = region_network()
    ties = net.ties.drop(columns="meetings")
    bare = nc.Network(
        net.actors, ties, affiliations=net.affiliations, settings={"roster": "register"}
    )
    want = required_ties(net, TEMPLATE, min_meetings=2).pairs
    assert required_ties(bare, TEMPLATE, min_meetings=2).pairs.equals(want)
    with pytest.raises(ArgumentError, match="min_weight"):
        required_ties(network(PAIR, [("office", "school", "meeting")]), asked(), min_meetings=2)


# -- the template ----------------------------------------------------------------------------------


def test_kinds_are_understood_in_both_languages() -> None:
    net = network(PAIR, [("office", "school", "meeting")])
    want = required_ties(net, asked())
    for school in ("Základní škola", "Primary & lower-secondary school", " ZS "):
        assert required_ties(net, asked(target=school)).equals(want)
    named = network({"office": ("OSPOD", HOME), "school": ("Základní škola", HOME)},
                    [("office", "school", "meeting")])  # fmt: skip
    assert required_ties(named, asked()).equals(want)


def test_own_kinds_are_kinds() -> None:
    actors = {"office": ("OSPOD", HOME), "shop": ("our shop", HOME)}
    got = required_ties(network(actors, [("office", "shop", "meeting")]), asked(target="our shop"))
    assert statuses(got) == [("office", "shop", "met")]


def test_all_unknown_kinds_in_one_error() -> None:
    template = pd.concat([asked("OSPODD", "ZS"), asked("nobody knows", "ZS")])
    with pytest.raises(ArgumentError) as caught:
        required_ties(network(PAIR, []), template)
    for part in ("OSPODD", "nobody knows", "Did you mean 'OSPOD'?"):
        assert part in str(caught.value)


def test_rows_for_the_same_are_one_requirement() -> None:
    template = pd.DataFrame(
        {
            "source_kind": ["OSPOD", "ZS", "ZS"],
            "target_kind": ["ZS", "OSPOD", "OSPOD"],
            "direction": ["undirected", "undirected", "directed"],
            "strength": ["practice", "must", "should"],
            "evidence": ["meeting", "agreement", "referral"],
            "basis": ["first", "second", None],
            "certainty": ["V", "L", "H"],
        }
    )
    pairs = required_ties(network(PAIR, [("office", "school", "agreement")]), template).pairs
    assert len(pairs) == 2
    one = pairs.iloc[0]
    assert (one["source"], one["target"], one["status"]) == ("office", "school", "met")
    assert one["basis"] == "first; second"
    assert one["certainty"] == "V|L"
    assert one["strength"] == "must"
    assert one["evidence"] == "meeting|agreement"
    assert (pairs.loc[1, "source"], pairs.loc[1, "status"]) == ("school", "unknown")


def test_texts_of_the_template_are_only_texts() -> None:
    hostile = "{source} {0} <b>'; DROP"
    net = network(PAIR, [("office", "school", "meeting")])
    got = required_ties(net, asked(basis=hostile, purpose=hostile))
    assert got.pairs["basis"].tolist() == [hostile]
    assert "<b>" not in got._repr_html_()
    named = nc.Network(net.actors.assign(name=["{source}", "<b>"]), net.ties)
    assert "{source} – <b>" in required_ties(named, asked()).to_frame("en")["sentence"][0]


# -- whole results ---------------------------------------------------------------------------------


def test_the_starter_on_the_example_data() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NetcoopWarning)
        net = nc.build_network(nc.datasets.load("havlickuv_brod"))
    got = required_ties(net, required_ties_template(), max_age=12)
    home = got.fulfillment().loc[HOME]
    assert home["met"] > 0
    assert home["absent"] > 0
    assert 0 < home["share"] < 1
    assert home[list(STATUSES)].sum() == home["asked"]
    # Attendance alone cannot show a duty in a case: what is met there is from referrals.
    cases = got.pairs[got.pairs["level"] == "case"]
    assert set(cases.loc[cases["status"] == "met", "shown_by"]) == {"referral"}
    meetings = required_ties(net.layer("meeting"), required_ties_template())
    assert set(meetings.fulfillment("level").loc["case", list(KNOWN)]) == {0}
    assert math.isnan(meetings.fulfillment("level").loc["case", "share"])


def test_what_may_leave_tells_of_no_single_referral() -> None:
    ties = [
        ("office", "school", "referral", 3.0, "2024-03-17"),
        ("office", "other", "referral", 7.0, "2024-03-18"),
    ]
    actors = {**PAIR, "other": ("ZS", HOME)}
    got = required_ties(network(actors, ties, columns=["weight", "last_date"]), asked())
    frame = got.to_frame("en")
    assert frame["weight"].isna().all()
    assert frame["last_month"].tolist() == ["2024-03", "2024-03"]
    assert "2024-03-17" not in frame.to_csv()


def test_no_small_number_of_referrals_leaves_by_who_is_weak() -> None:
    """What may leave is the same, whatever the small numbers are."""
    actors = {**PAIR, "other": ("ZS", HOME)}

    def leaving(small: float, **limits: Any) -> tuple[str, str, str]:
        ties = [
            ("office", "school", "referral", small), ("office", "school", "meeting", 2.0),
            ("office", "other", "referral", 6.0),
        ]  # fmt: skip
        net = network(actors, ties, columns=["weight"])
        got = required_ties(net, asked(evidence="referral|meeting"), **limits)
        return got.to_frame("en").to_csv(), got.sentence("en"), got._repr_html_()

    for limit in (2, {"referral": 3, "meeting": 5}):
        least = leaving(1.0, min_weight=limit)
        assert least == leaving(4.0, min_weight=limit)
        assert "could tell small numbers" in least[1]
    far = {"referral": 8, "meeting": 5}
    least = leaving(1.0, min_weight=far)
    assert least == leaving(4.0, min_weight=far)
    assert ",weak," in least[0]
    ties = [("office", "school", "referral", 9.0, 1)]
    weighted = network(PAIR, ties, columns=["weight", "count"])
    got = required_ties(weighted, asked(), min_weight=10)
    assert got.pairs["status"].tolist() == ["weak"]
    assert got.to_frame("en")["status"].tolist() == ["met"]


def test_a_person_leaves_by_its_kind() -> None:
    actors = pd.DataFrame(
        {"name": ["Office", "Jana Nováková"], "kind": ["OSPOD", "PLDD"], "region": HOME,
         "person": [False, True]},
        index=["office", "novakova"],
    )  # fmt: skip
    ties = pd.DataFrame({"source": ["office"], "target": ["novakova"], "kind": ["meeting"]})
    for net in (nc.Network(actors, ties), disclose(nc.Network(actors, ties))):
        got = required_ties(net, asked(target="PLDD"))
        frame = got.to_frame("en")
        assert frame["target"].tolist() == ["PLDD 1"]
        assert not {"novakova", "Nováková"} & set((frame.to_csv() + got.sentence("en")).split())
        assert "ovákov" not in frame.to_csv()


def test_a_disclosed_network_works_too() -> None:
    net = region_network()
    open_pairs = required_ties(net, TEMPLATE).pairs["status"].tolist()
    hidden = required_ties(disclose(net), TEMPLATE).pairs
    # Who facilitated is not in what leaves.
    assert open_pairs[3] == "only_facilitated"
    open_pairs[3] = "met"
    assert hidden["status"].tolist() == open_pairs
    assert hidden["facilitated_unknown"].tolist()[3]


@pytest.mark.parametrize("net", [nc.Network([], pd.DataFrame({"source": [], "target": []})),
                                 network({"office": ("OSPOD", HOME)}, [])])  # fmt: skip
def test_small_networks(net: nc.Network) -> None:
    got = required_ties(net, asked())
    assert len(got.pairs) == net.n_actors
    assert list(got.pairs.columns) == COLUMNS
    assert math.isnan(got.summary()["share"])
    assert got.to_frame("en").columns[-1] == "sentence"
    assert got.sentence("en")
    assert got.sentence("cs")
    assert got._repr_html_().startswith("<table")


def test_results_are_copies_and_show_themselves(found: RequiredTies) -> None:
    frame = found.pairs
    frame["status"] = "changed"
    assert found.pairs["status"].tolist() != frame["status"].tolist()
    assert repr(found).startswith("<RequiredTies: 9 asked for, 1 of 6 knowable met")
    assert "<table" in found._repr_html_()
    assert not found.equals(required_ties(region_network(), TEMPLATE))
    assert not found.equals("something else")
    assert found.summary()["not_looked_at"] == "contact|agreement"


def test_who_is_left_out_is_counted() -> None:
    actors = pd.DataFrame(
        {"kind": ["OSPOD", "ZS", None, "ZS"], "region": [HOME, HOME, HOME, None]},
        index=["office", "school", "someone", "nowhere"],
    )
    ties = pd.DataFrame({"source": ["office"], "target": ["school"], "kind": ["meeting"]})
    got = required_ties(nc.Network(actors, ties), asked())
    assert statuses(got) == [("office", "school", "met")]
    assert (got.n_without_kind, got.n_without_region) == (1, 1)
    assert "no known kind" in got.sentence("en")
    # Anywhere is also nowhere in particular.
    anywhere = required_ties(nc.Network(actors, ties), asked(scope="any"))
    assert ("office", "nowhere", "absent") in statuses(anywhere)


# -- refused ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"template": None}, "no template"),
        ({"template": "OSPOD"}, "must be a table"),
        ({"template": pd.DataFrame()}, "lacks the columns"),
        ({"template": asked().head(0)}, "no rows"),
        ({"template": asked(target=None)}, "No kind is written"),
        ({"template": asked(direction="sideways")}, "direction"),
        ({"template": asked(scope="village")}, "scope"),
        ({"template": asked(level="high")}, "level"),
        ({"template": asked(strength="maybe")}, "strength"),
        ({"template": asked(evidence="meeting|metings")}, "Did you mean 'meeting'"),
        ({"template": pd.concat([asked(), asked()[["source_kind"]]], axis=1)}, "twice"),
        ({"template": pd.concat({"x": asked()}, axis=1)}, "levels"),
        ({"within": "village"}, "within"),
        ({"within": 3}, "within"),
        ({"min_weight": -1}, "min_weight"),
        ({"min_weight": math.nan}, "min_weight"),
        ({"min_weight": math.inf}, "min_weight"),
        ({"min_weight": True}, "min_weight"),
        ({"min_weight": "much"}, "min_weight"),
        ({"min_weight": {"metings": 1}}, "Did you mean 'meeting'"),
        ({"min_meetings": 0}, "min_meetings"),
        ({"min_meetings": 1.5}, "min_meetings"),
        ({"min_meetings": True}, "min_meetings"),
        ({"max_age": 0}, "max_age"),
        ({"max_age": -3}, "max_age"),
        ({"max_age": True}, "max_age"),
        ({"max_age": 1.5}, "max_age"),
        ({"max_age": "long"}, "max_age"),
        ({"max_age": "0D"}, "max_age"),
        ({"max_age": 10**12}, "max_age"),
        ({"max_age": pd.Timedelta("-3D")}, "max_age"),
        ({"max_age": pd.NaT}, "max_age"),
        ({"on": "some day"}, "on="),
        ({"on": pd.NaT}, "on="),
        ({"on": 2024}, "on="),
    ],
)
def test_what_makes_no_sense_is_refused(options: dict[str, Any], message: str) -> None:
    net = network(PAIR, [("office", "school", "meeting")])
    given = {"template": asked(), **options}
    with pytest.raises(ArgumentError, match=message):
        required_ties(net, **given)


def test_all_that_is_wrong_in_a_template_is_said_at_once_by_rows() -> None:
    net = network(PAIR, [("office", "school", "meeting")])
    wrong = pd.DataFrame(
        {
            "source_kind": ["OSPOD", "Kosmos", "OSPOD", "OSPOD"],
            "target_kind": ["ZS", "ZS", "Kosmos", ""],
            "level": ["institution", "", "high", "high"],
            "evidence": ["metings", "", "", ""],
        }
    )
    with pytest.raises(ArgumentError) as refused:
        required_ties(net, wrong)
    lines = str(refused.value).splitlines()
    assert [line.partition(":")[0] for line in lines] == [
        "template=, row 1 below the header (evidence)",
        "template=, row 2 below the header (source_kind)",
        "template=, row 3 below the header (target_kind)",
        "template=, rows 3, 4 below the header (level)",
        "template=, row 4 below the header (target_kind)",
    ]
    assert lines[0].endswith("Did you mean 'meeting'?")
    assert "'Kosmos' is not known" in lines[1]
    assert "institution" in lines[3]
    assert lines[4].endswith(": No kind is written.")
    # Where it came with the records, it is no argument.
    tables = {name: frame for name, frame in region_records().tables.items() if name != "required"}
    kept = nc.Records(**tables, required=asked(target="Kosmos"))
    with pytest.raises(
        ArgumentError, match=r"^Table required, row 1 below the header \(target_kind\)"
    ):
        required_ties(nc.build_network(kept))


def test_of_many_faults_in_a_template_the_first_are_said() -> None:
    net = network(PAIR, [("office", "school", "meeting")])
    wrong = pd.DataFrame({"source_kind": [f"K{n}" for n in range(30)], "target_kind": "ZS"})
    with pytest.raises(ArgumentError) as refused:
        required_ties(net, wrong)
    lines = str(refused.value).splitlines()
    assert len(lines) == 21
    assert lines[-1] == "…"


def test_what_is_no_network_is_refused() -> None:
    with pytest.raises(NetworkError, match="not a network"):
        required_ties(region_records(), TEMPLATE)  # type: ignore[arg-type]


def test_actors_need_a_kind_and_a_region() -> None:
    ties = pd.DataFrame({"source": ["a"], "target": ["b"], "kind": ["meeting"]})
    with pytest.raises(ArgumentError, match="has a kind"):
        required_ties(nc.Network(["a", "b"], ties), asked())
    kinds = pd.DataFrame({"kind": ["OSPOD", "ZS"]}, index=["a", "b"])
    with pytest.raises(ArgumentError, match="within=None"):
        required_ties(nc.Network(kinds, ties), asked())
    assert statuses(required_ties(nc.Network(kinds, ties), asked(), within=None)) == [
        ("a", "b", "met")
    ]


def test_only_known_columns_to_count_by(found: RequiredTies) -> None:
    with pytest.raises(ArgumentError, match="by="):
        found.fulfillment("color")
