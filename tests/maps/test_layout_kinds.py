from __future__ import annotations

import csv
import math
import os
import random
import subprocess
import sys
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

import netcoop as nc
from netcoop.errors import ArgumentError, NetcoopWarning
from netcoop.maps.places.arranged import region_boxes, seats
from netcoop.maps.places.growing import NEAR
from netcoop.maps.places.layout import Layout, layout, map_layout, resolve_layout
from netcoop.maps.places.placing import ROOM
from netcoop.maps.places.rings import STRETCH, middle_actor, sector_arcs
from netcoop.maps.places.stress import place_by_stress
from netcoop.network import Network

KINDS = ("ties", "regions", "geographic", "rings")
TOWNS = ("Havlíčkův Brod", "Chotěboř", "Benešov", "Teplice")


def with_towns(net: Network) -> Network:
    """The same network in real towns, two actors without one."""
    actors = net.actors
    towns = [TOWNS[place % len(TOWNS)] for place in range(len(actors))]
    towns[:2] = [None, "Nowhere"]
    return Network(actors.assign(region=towns), net.ties, settings={"roster": "register"})


@pytest.fixture(scope="module")
def town_net(make_network):
    return with_towns(make_network(60))


def gaps_of(places: pd.DataFrame, room: tuple[float, float] = (1.0, 1.0)) -> np.ndarray:
    unit = places.to_numpy() / np.array(room)
    gaps = np.linalg.norm(unit[:, None] - unit[None], axis=2)
    np.fill_diagonal(gaps, np.inf)
    return gaps


def angles_of(places: pd.DataFrame) -> pd.Series:
    """Clockwise from the top, on the circle the ellipse comes from."""
    return np.arctan2(places["x"] / STRETCH, -places["y"]) % (2 * math.pi)


# -- every kind --------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_every_actor_has_its_own_place(town_net, kind):
    found = resolve_layout(town_net, kind)
    places = found.places
    assert found.kind == kind
    assert list(places.index) == list(town_net.actors.index)
    assert np.isfinite(places.to_numpy()).all()
    assert gaps_of(places).min() > 30


@pytest.mark.parametrize("kind", KINDS)
def test_order_of_rows_does_not_matter(town_net, kind):
    mixed = Network(
        town_net.actors.sample(frac=1, random_state=1),
        town_net.ties.sample(frac=1, random_state=2),
        settings=town_net.settings,
    )
    assert resolve_layout(mixed, kind).equals(resolve_layout(town_net, kind))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("actors", "ties"), [("", []), ("A", []), ("ABC", []), ("AB", [("A", "B")]), ("ABCDEFG", [])]
)
def test_small_networks(kind, actors, ties):
    net = Network(list(actors), pd.DataFrame(ties, columns=["source", "target"]))
    found = resolve_layout(net, kind)
    assert list(found.places.index) == list(actors)
    assert not found.places.duplicated().any()
    assert resolve_layout(net, found).equals(found)
    bigger = Network([*actors, "Y", "Z"], pd.DataFrame({"source": ["Y"], "target": ["Z"]}))
    grown = resolve_layout(bigger, found)
    assert not grown.places.duplicated().any()


def test_no_random_number_is_drawn(town_net):
    random.seed(5)
    np.random.seed(5)  # noqa: NPY002
    before = random.getstate(), np.random.get_state()[1].copy()  # noqa: NPY002
    for kind in KINDS:
        resolve_layout(town_net, kind)
    assert random.getstate() == before[0]
    assert (np.random.get_state()[1] == before[1]).all()  # noqa: NPY002


def test_hash_seed_does_not_matter():
    code = (
        "from tests.maps.conftest import made_network\n"
        "from netcoop.maps.places.layout import resolve_layout\n"
        "small, net = made_network(20), made_network(40)\n"
        "for kind in ('ties', 'regions', 'geographic', 'rings'):\n"
        "    print(resolve_layout(net, kind).places.to_csv())\n"
        "    print(resolve_layout(net, resolve_layout(small, kind)).places.to_csv())\n"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1]
    assert len(runs[0]) > 5000


def test_unknown_kind_and_center(town_net):
    with pytest.raises(ArgumentError, match=r"layout='ring' is not known.*'rings'"):
        resolve_layout(town_net, "ring")
    with pytest.raises(ArgumentError, match="is not an actor"):
        resolve_layout(town_net, "rings", "nobody")
    with pytest.raises(ArgumentError, match="'rings'"):
        resolve_layout(town_net, "ties", "a001")
    for wrong in (None, 3, ["ties"]):
        with pytest.raises(ArgumentError):
            resolve_layout(town_net, wrong)
    with pytest.raises(ArgumentError, match="is not an actor"):
        map_layout(town_net, "rings", center=["a001"])
    with pytest.raises(ArgumentError, match="must be a layout"):
        map_layout(town_net, start="last year")


# -- ties: against igraph ----------------------------------------------------------------------


def graphs():
    import igraph

    rng = np.random.default_rng(4)
    groups = np.arange(90) // 30
    likely = np.where(groups[:, None] == groups[None], 0.2, 0.02)
    edges = np.argwhere(np.triu(rng.random((90, 90)) < likely, 1)).tolist()
    yield igraph.Graph(90, edges).connected_components().giant()
    yield igraph.Graph.Lattice([7, 7], circular=False)
    yield igraph.Graph.Ring(30)
    yield igraph.Graph.Star(25)
    yield igraph.Graph.Tree(50, 3)
    yield igraph.Graph.Famous("Zachary")
    wide = np.where(np.arange(200)[:, None] // 40 == np.arange(200)[None] // 40, 0.118, 0.008)
    edges = np.argwhere(np.triu(rng.random((200, 200)) < wide, 1)).tolist()
    yield igraph.Graph(200, edges).connected_components().giant()


def stress_of(places: np.ndarray, graph) -> float:
    """Normalized stress at the best scale: 0 where distances agree with steps in the graph."""
    hops = np.array(graph.distances(), dtype="float64")
    rows, columns = np.triu_indices(len(hops), 1)
    steps = hops[rows, columns]
    far = np.linalg.norm(places[rows] - places[columns], axis=1)
    scale = (far / steps).sum() / (far**2 / steps**2).sum()
    return float((((scale * far - steps) / steps) ** 2).mean())


def crowded(places: np.ndarray) -> float:
    """Share of actors whose nearest neighbor is closer than a quarter of even spacing."""
    area = np.ptp(places, axis=0).prod() / len(places)
    nearest = gaps_of(pd.DataFrame(places)).min(axis=1)
    return float((nearest < 0.25 * math.sqrt(area)).mean())


@pytest.mark.parametrize("number", range(7))
def test_stress_and_crowding_are_no_worse_than_kamada_kawai(number):
    graph = list(graphs())[number]
    ids = [f"n{place:03d}" for place in range(graph.vcount())]
    ends = np.array(graph.get_edgelist())
    ties = pd.DataFrame(
        {"source": [ids[a] for a in ends[:, 0]], "target": [ids[b] for b in ends[:, 1]]}
    )
    ours = layout(Network(ids, ties)).loc[ids].to_numpy()
    theirs = np.array(graph.layout_kamada_kawai().coords)
    # Marks are moved apart afterwards: a hundredth of the stress is given for that.
    assert stress_of(ours, graph) <= 1.01 * stress_of(theirs, graph)
    assert crowded(ours) <= crowded(theirs)


def test_a_path_is_drawn_as_a_straight_line():
    import igraph

    path = igraph.Graph.Lattice([6], circular=False)
    path.es["length"] = [1.0, 2.0, 1.0, 3.0, 1.0]
    places = place_by_stress(path)
    far = np.linalg.norm(places[:, None] - places[None], axis=2)
    assert far == pytest.approx(np.array(path.distances(weights="length")), abs=0.02)


# -- regions -----------------------------------------------------------------------------------


def test_regions_do_not_overlap_and_hold_their_actors(town_net):
    places = resolve_layout(town_net, "regions").places
    boxes = region_boxes(town_net, places)
    assert list(boxes) == ["Benešov", "Teplice", "Chotěboř", "Havlíčkův Brod", "Nowhere", ""]
    rows = list(boxes.values())
    for place, (x0, y0, x1, y1) in enumerate(rows):
        for u0, v0, u1, v1 in rows[place + 1 :]:
            assert x1 < u0 or u1 < x0 or y1 < v0 or v1 < y0
    regions = town_net.actors["region"].fillna("")
    for actor, (x, y) in zip(places.index, places.to_numpy(), strict=True):
        x0, y0, x1, y1 = boxes[regions[actor]]
        assert x0 < x < x1
        assert y0 < y < y1


# -- geographic --------------------------------------------------------------------------------


def test_actors_stand_at_the_seat_of_their_region(town_net):
    found = resolve_layout(town_net, "geographic")
    at = seats(list(TOWNS), found.settings["scale"])
    regions = town_net.actors["region"]
    for town, seat in zip(TOWNS, at, strict=True):
        mine = found.places[regions == town].to_numpy()
        others = np.delete(at, TOWNS.index(town), axis=0)
        for place in mine:
            assert np.linalg.norm(place - seat) < np.linalg.norm(place - others, axis=1).min()
    # North is up, east is right.
    middles = found.places.groupby(regions).mean()
    assert middles.loc["Teplice", "y"] < middles.loc["Benešov", "y"]
    assert middles.loc["Benešov", "x"] < middles.loc["Havlíčkův Brod", "x"]


def test_actors_without_a_seat_stand_aside_and_it_is_said(town_net):
    found = resolve_layout(town_net, "geographic")
    regions = town_net.actors["region"]
    aside = found.places[~regions.isin(TOWNS)]
    assert len(aside) == 2
    assert aside["x"].max() < found.places[regions.isin(TOWNS)]["x"].min()
    assert found.notes[0]["en"].startswith("2 actors have no region with a known seat")
    assert resolve_layout(town_net, "ties").notes == ()


def test_case_and_diacritics_of_a_region_do_not_matter():
    actors = pd.DataFrame({"region": ["Havlíčkův Brod", "havlickuv brod"]}, index=["a", "b"])
    net = Network(actors, pd.DataFrame({"source": ["a"], "target": ["b"]}))
    found = resolve_layout(net, "geographic")
    assert found.settings["aside"] == 0
    assert gaps_of(found.places).min() < 60


def test_the_whole_country_fits():
    towns = list(nc.territories().index)
    actors = pd.DataFrame(
        {"region": towns * 3}, index=[f"a{place:04d}" for place in range(3 * len(towns))]
    )
    net = Network(actors, pd.DataFrame({"source": ["a0000"], "target": ["a0001"]}))
    found = resolve_layout(net, "geographic")
    assert found.settings["aside"] == 0
    assert gaps_of(found.places).min() > 30


# -- rings -------------------------------------------------------------------------------------


def test_sectors_share_the_circle_in_the_order_of_the_vocabulary():
    arcs = list(sector_arcs().values())
    assert arcs[0][0] == 0
    assert arcs[-1][1] == pytest.approx(2 * math.pi)
    assert all(a[1] == b[0] for a, b in pairwise(arcs))


@pytest.mark.parametrize("n", [12, 30, 60, 300])
def test_sectors_have_the_same_arc_in_every_network(make_network, n):
    net = make_network(n)
    found = resolve_layout(net, "rings")
    places = found.places.drop(index=found.settings["center"])
    angles = angles_of(places)
    for actor, sector in net.actors["sector"].drop(index=found.settings["center"]).items():
        start, end = sector_arcs()[sector]
        assert start < angles[actor] < end
    assert gaps_of(found.places).min() > 30


def test_partners_stand_inside(make_network):
    net = make_network(60)
    found = resolve_layout(net, "rings")
    center = found.settings["center"]
    pairs = net.pairs
    tied = set(pairs.loc[pairs["source"] == center, "target"])
    tied |= set(pairs.loc[pairs["target"] == center, "source"])
    far = np.hypot(found.places["x"] / STRETCH, found.places["y"])
    inner = far.index.isin(tied)
    assert far[center] == 0
    assert far[inner].max() < far[~inner & (far.index != center)].min()
    assert tied


def test_the_office_with_most_ties_is_the_middle():
    actors = pd.DataFrame({"kind": ["OSPOD", "OSPOD", "ZS", "ZS"]}, index=list("abcd"))
    ties = pd.DataFrame({"source": ["b", "c", "c", "c"], "target": ["d", "d", "a", "b"]})
    net = Network(actors, ties)
    assert middle_actor(net) == "b"
    assert resolve_layout(net, "rings", "c").settings == {"center": "c"}
    assert tuple(resolve_layout(net, "rings", "c").places.loc["c"]) == (0.0, 0.0)
    assert middle_actor(Network(list("abcd"), ties)) == "c"


def test_a_kind_without_sector_counts_with_the_sector_of_the_vocabulary():
    actors = pd.DataFrame({"kind": ["OSPOD", "ZS", "own"], "sector": pd.NA}, index=list("abc"))
    net = Network(actors, pd.DataFrame({"source": ["a"], "target": ["b"]}))
    angles = angles_of(resolve_layout(net, "rings").places)
    for actor, sector in (("b", "education"), ("c", "other")):
        start, end = sector_arcs()[sector]
        assert start < angles[actor] < end


# -- going on from an earlier layout -----------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_who_was_there_stays_exactly(town_net, make_network, kind):
    start = resolve_layout(town_net, kind)
    later = with_towns(make_network(80, seed=9)).without(["a003", "a010"])
    found = resolve_layout(later, start)
    both = [actor for actor in later.actors.index if actor in town_net.actors.index]
    assert len(both) == 58
    pd.testing.assert_frame_equal(found.places.loc[both], start.places.loc[both], check_exact=True)
    assert list(found.places.index) == list(later.actors.index)
    assert found.kind == kind
    new = [actor for actor in later.actors.index if actor not in both]
    gaps = pd.DataFrame(gaps_of(found.places), later.actors.index, later.actors.index)
    assert gaps.loc[new].min().min() > 30
    mixed = Network(
        later.actors.sample(frac=1, random_state=1),
        later.ties.sample(frac=1, random_state=2),
        settings=later.settings,
    )
    assert resolve_layout(mixed, start).equals(found)


def test_a_new_actor_stands_near_its_strongest_partner():
    ids = list("abcdef")
    ties = pd.DataFrame({"source": list("abcde"), "target": list("bcdef")})
    start = resolve_layout(Network(ids, ties), "ties")
    more = pd.concat([ties, pd.DataFrame({"source": ["z"], "target": ["f"]})])
    found = resolve_layout(Network([*ids, "z"], more), start).places
    far = np.linalg.norm(found.loc[ids] - found.loc["z"], axis=1)
    assert ids[int(far.argmin())] == "f"
    assert gaps_of(found, ROOM).min() >= NEAR - 0.01


def test_new_actors_tied_to_nobody_known_stand_below(town_net):
    start = resolve_layout(town_net, "ties")
    more = pd.concat([town_net.ties, pd.DataFrame({"source": ["y"], "target": ["z"]})])
    more = more.fillna({"weight": 1.0, "kind": "meeting", "directed": False})
    actors = pd.concat([town_net.actors, pd.DataFrame(index=["w", "y", "z"])])
    found = resolve_layout(Network(actors.rename_axis("actor_id"), more), start).places
    assert found.loc[["w", "y", "z"], "y"].min() > start.places["y"].max()


def test_a_start_with_other_actors_begins_anew(town_net):
    start = Layout(pd.DataFrame({"x": [0.0], "y": [0.0]}, index=["stranger"]), kind="rings")
    with pytest.warns(NetcoopWarning, match="No actor of the earlier layout"):
        found = resolve_layout(town_net, start)
    assert found.equals(resolve_layout(town_net, "rings"))
    with pytest.warns(NetcoopWarning, match="No actor of the earlier layout"):
        map_layout(town_net, start=start)
    # Where nobody was or nobody is, nothing is lost.
    nobody = Layout(pd.DataFrame({"x": [], "y": []}), kind="rings")
    assert resolve_layout(town_net, nobody).equals(found)
    empty = Network([], pd.DataFrame(columns=["source", "target", "weight"]))
    assert len(resolve_layout(empty, start).places) == 0


def test_periods_have_one_layout(town_net, make_network):
    later = with_towns(make_network(62, seed=9))
    found = map_layout({"2023": town_net, "2024": later})
    assert len(found.places) == 62
    assert map_layout({"2023": town_net, "2024": later}, start=found).equals(found)
    with pytest.raises(ArgumentError, match="leave kind='rings' out"):
        map_layout(town_net, "rings", start=found)


def test_persons_stand_under_kind_and_number():
    actors = pd.DataFrame(
        {"kind": ["OSPOD", "PESTOUN"], "person": [False, True]}, index=["o", "Jana Nováková"]
    )
    net = Network(actors, pd.DataFrame({"source": ["o"], "target": ["Jana Nováková"]}))
    found = map_layout(net, "rings", center="Jana Nováková")
    assert "Jana" not in str(found.places.index.tolist()) + str(found.settings)
    assert len(found.places) == 2


# -- keeping -----------------------------------------------------------------------------------

HOSTILE = ["=cmd|' /C calc'!A0", "'=1", "+1", "-1", "@x", 'a,b;"c"', "two\nlines", "Žluťoučký"]


@pytest.mark.parametrize("kind", KINDS)
def test_round_trip(tmp_path, town_net, kind):
    found = resolve_layout(town_net, kind)
    path = found.save(tmp_path / "new folder" / "layout.csv")
    assert Layout.read(path).equals(found)
    assert Layout.read(str(path)).settings == found.settings


def test_hostile_ids_come_back_and_are_no_formulas(tmp_path):
    frame = pd.DataFrame({"x": np.arange(8) / 3, "y": -0.1}, index=HOSTILE)
    path = Layout(frame).save(tmp_path / "layout.csv")
    assert Layout.read(path).equals(Layout(frame))
    cells = pd.read_csv(path)["actor_id"]
    assert not cells.str.match(r"[=+\-@]").any()


def test_an_empty_layout_keeps_its_kind(tmp_path):
    empty = resolve_layout(Network([], pd.DataFrame(columns=["source", "target"])), "regions")
    assert Layout.read(empty.save(tmp_path / "layout.csv")).equals(empty)


def test_a_table_made_by_hand_is_a_layout(tmp_path):
    path = tmp_path / "layout.csv"
    path.write_bytes("y,actor_id,x\n1,Březná,2\n\n3,b,4.5\n".encode())
    found = Layout.read(path)
    assert found.places.to_dict("index") == {"Březná": {"x": 2, "y": 1}, "b": {"x": 4.5, "y": 3}}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "line 1: no column actor_id, x, y"),
        (b"actor_id,x\na,1\n", "line 1: no column y"),
        (b"actor_id,x,y\na,1,2\nb,one,2\n", "line 3: x is 'one', not a number"),
        (b"actor_id,x,y\na,1,inf\n", "line 2: y is 'inf'"),
        (b"actor_id,x,y\na,1\n", "line 2: y is ''"),
        (b"actor_id,x,y\na,1,2\na,1,2\n", "line 3: a second place of 'a'"),
        (b"actor_id,x,y\n,1,2\n", "line 2: a place without actor_id"),
        (b"actor_id,x,y\na,1,2\n\xe9,1,2\n", "line 3: not UTF-8"),
        (b"actor_id,x,y,kind\na,1,2,heap\n", "the kind 'heap' is not known"),
        (b"actor_id,x,y,settings\na,1,2,[1]\n", "the settings are not"),
        (b"actor_id,x,y\n", "line 1: no row follows"),
        (b"actor_id;x;y\na;1;2\nb;x;2\n", "line 3: x is 'x', not a number"),
        (
            b"actor_id,x,y,kind\na,1,2,rings\nb,1,3,\nc,1,4,ties\n",
            "line 4: kind is 'ties', and 'rings' in a row above",
        ),
        (
            b'actor_id,x,y,kind,settings\na,1,2,rings,"{""center"": ""a""}"\nb,1,3,rings,{}\n',
            "line 3: settings is '{}', and",
        ),
        (b'actor_id,x,y,kind,settings\na,1,2,rings,"{""scale"": 3}"\n', "kind 'rings': scale"),
        (
            b'actor_id,x,y,kind,settings\na,1,2,geographic,"{""scale"": 0}"\n',
            "kind 'geographic': scale",
        ),
    ],
)
def test_a_broken_file_is_named_with_the_line(tmp_path, content, message):
    path = tmp_path / "broken.csv"
    path.write_bytes(content)
    with pytest.raises(ArgumentError, match=f"broken.csv, .*{message.replace('[', '.')}"):
        Layout.read(path)


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_that_a_czech_spreadsheet_saved_is_read(tmp_path, town_net, kind):
    kept = map_layout(town_net, kind)
    path = kept.save(tmp_path / "layout.csv")
    rows = list(csv.reader(path.read_text("utf-8-sig").splitlines()))
    with (tmp_path / "excel.csv").open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out, delimiter=";")
        writer.writerow(rows[0])
        writer.writerows(
            [row[0], row[1].replace(".", ","), row[2].replace(".", ","), *row[3:]]
            for row in rows[1:]
        )
    assert Layout.read(tmp_path / "excel.csv").equals(kept)


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        ("rings", {"center": 3}),
        ("rings", {"aside": 1}),
        ("ties", {"center": "a"}),
        ("geographic", {"scale": "a"}),
        ("geographic", {"scale": -1.0}),
        ("geographic", {"aside": -1}),
        ("ties", ["a"]),
        ("ties", 3),
    ],
)
def test_settings_that_do_not_go_with_the_kind(kind, settings):
    with pytest.raises(ArgumentError, match="settings"):
        Layout(pd.DataFrame({"x": [0.0], "y": [0.0]}, index=["a"]), kind=kind, settings=settings)


def test_no_file(tmp_path):
    with pytest.raises(ArgumentError, match="cannot be read"):
        Layout.read(tmp_path / "nothing.csv")


def test_broken_places():
    good = pd.DataFrame({"x": [0.0, 1.0], "y": [0.0, 1.0]}, index=["a", "b"])
    for wrong in (None, good[["x"]], good.assign(x=[0.0, np.nan]), good.assign(x=["0", "1"])):
        with pytest.raises(ArgumentError):
            Layout(wrong)
    with pytest.raises(ArgumentError, match="two places: a"):
        Layout(good.rename(index={"b": "a"}))
    with pytest.raises(ArgumentError, match="kind='heap'"):
        Layout(good, kind="heap")


def test_a_layout_does_not_change():
    frame = pd.DataFrame({"x": [0.0, 1.0], "y": [0.0, 1.0]}, index=["a", "b"])
    kept = Layout(frame, kind="rings", settings={"center": "a"})
    frame.loc["a", "x"] = 9.0
    handed = kept.places
    handed.loc["a", "x"] = 9.0
    kept.settings["center"] = "b"
    assert kept.places.loc["a", "x"] == 0
    assert kept.settings == {"center": "a"}
    assert not kept.equals(Layout(frame, kind="rings", settings={"center": "a"}))
    assert not kept.equals(Layout(kept.places))
    assert repr(kept) == "<Layout: rings, 2 actors>"
