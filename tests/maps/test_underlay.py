from __future__ import annotations

import itertools
import json
import math

import numpy as np
import pandas as pd
import pytest

import netcoop as nc
from netcoop.errors import ArgumentError, NetcoopWarning
from netcoop.maps.places.arranged import seats
from netcoop.maps.places.layout import resolve_layout
from netcoop.maps.places.outlines import MOST_POINTS, simplify
from netcoop.maps.places.projection import project
from netcoop.maps.places.underlay import NO_VALUE, PALETTE, box_underlay, underlay

ORP = nc.territories()


def square(lon: float = 15.5, lat: float = 49.6, half: float = 0.1) -> list[list[float]]:
    corners = [(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]
    return [[lon + half * a, lat + half * b] for a, b in corners]


def feature(name: object, *rings: list, key: str = "name", kind: str = "Polygon") -> dict:
    coordinates = list(rings) or [square()]
    return {
        "type": "Feature",
        "properties": {key: name},
        "geometry": {"type": kind, "coordinates": coordinates},
    }


def collection(*features: object) -> dict:
    return {"type": "FeatureCollection", "features": list(features)}


def town(name: str) -> dict:
    return feature(name, square(ORP.loc[name, "lon"], ORP.loc[name, "lat"], 0.02))


def test_nothing_gives_nothing():
    assert underlay(None) is None


def test_distances_on_the_map_are_those_on_the_ground():
    towns = ["Aš", "Jablunkov", "Praha", "Znojmo", "Varnsdorf", "Havlíčkův Brod"]
    at = project(ORP.loc[towns, "lat"], ORP.loc[towns, "lon"])
    lat, lon = (np.radians(ORP.loc[towns, name].to_numpy()) for name in ("lat", "lon"))
    for a in range(len(towns)):
        for b in range(a):
            half = np.sin((lat[a] - lat[b]) / 2) ** 2
            half += np.cos(lat[a]) * np.cos(lat[b]) * np.sin((lon[a] - lon[b]) / 2) ** 2
            degrees = math.degrees(2 * math.asin(math.sqrt(half)))
            assert np.linalg.norm(at[a] - at[b]) / 1600 == pytest.approx(degrees, rel=0.02)


def test_outlines_and_actors_stand_in_one_projection():
    towns = ["Aš", "Jablunkov", "Znojmo", "Varnsdorf"]
    net = nc.Network(
        pd.DataFrame({"region": towns}, index=towns), pd.DataFrame(columns=["source", "target"])
    )
    layout = resolve_layout(net, "geographic")
    under = underlay(collection(*map(town, towns)), layout=layout)
    assert layout.settings["scale"] != 1600
    for shape in under["outlines"]:
        (ring,) = shape["rings"]
        low, high = np.min(ring, axis=0), np.max(ring, axis=0)
        x, y = layout.places.loc[shape["name"]]
        assert (low < (x, y)).all()
        assert ((x, y) < high).all()
        assert (seats([shape["name"]], layout.settings["scale"])[0] > low).all()


def test_without_values_there_is_no_fill():
    under = underlay(collection(feature("A")))
    (shape,) = under["outlines"]
    assert (shape["name"], shape["fill"], shape["value"]) == ("A", None, None)
    assert shape["rings"][0][0] == shape["rings"][0][-1]
    assert len(shape["rings"][0]) == 5
    assert under["legend"] is None
    json.dumps(under, allow_nan=False)


@pytest.mark.parametrize("key", ["name", "NAME", "nazev", "NAZEV", "Nazev"])
def test_keys_of_names(key):
    assert underlay(collection(feature(" Aš ", key=key)))["outlines"][0]["name"] == "Aš"


@pytest.mark.parametrize("code", ["6102", 6102, "949"], ids=repr)
def test_codes_of_regions_become_names(code):
    found = underlay(collection(feature(code, key="kod")))["outlines"][0]["name"]
    assert found == "Havlíčkův Brod"


def test_hostile_names_stay_text():
    name = "</script><img src=x onerror=alert(1)>{0}\ud800\n=cmd"
    under = underlay(collection(feature(name)), {name: 1.0})
    assert under["outlines"][0]["name"] == "</script><img src=x onerror=alert(1)>{0}? =cmd"
    assert under["outlines"][0]["value"] == 1.0
    json.dumps(under, ensure_ascii=False).encode()


def test_unnamed_features_and_features_without_a_place():
    bare = {"type": "Feature", "properties": None, "geometry": feature("A")["geometry"]}
    nowhere = {"type": "Feature", "properties": {"name": "B"}, "geometry": None}
    shapes = underlay(collection(bare, nowhere))["outlines"]
    assert [shape["name"] for shape in shapes] == [""]
    assert underlay(collection())["outlines"] == []


def test_holes_and_parts_are_kept():
    parts = [[square(), square(half=0.05)], [square(16.5)]]
    shapes = underlay(collection(feature("A", *parts, kind="MultiPolygon")))["outlines"]
    assert len(shapes[0]["rings"]) == 3


# -- files and faults --------------------------------------------------------------------------


def test_files(tmp_path):
    path = tmp_path / "orp.geojson"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(collection(feature("Březná"))).encode())
    assert underlay(path) == underlay(str(path)) == underlay(collection(feature("Březná")))


def test_broken_files(tmp_path):
    path = tmp_path / "broken.geojson"
    with pytest.raises(ArgumentError, match="cannot be read"):
        underlay(path)
    for content in (b'{"type": ', b"\xff\xfe", b"[" * 100_000):
        path.write_bytes(content)
        with pytest.raises(ArgumentError, match=r"broken\.geojson is no GeoJSON"):
            underlay(path)
    path.write_bytes(b"[]")
    with pytest.raises(ArgumentError, match="FeatureCollection"):
        underlay(path)


@pytest.mark.parametrize("wrong", [3, [], {}, {"type": "Feature"}, feature("A")])
def test_no_collection(wrong):
    with pytest.raises(ArgumentError):
        underlay(wrong)


@pytest.mark.parametrize(
    ("bad", "what"),
    [
        (feature("P", kind="Point"), "Point"),
        (feature("P", square()[:3]), "a ring of fewer"),
        (feature("P", [[1e6, -5e5]] * 5), "not in degrees"),
        (feature("P", [[math.nan, 49]] * 5), "not in degrees"),
        (feature("P", [[10**400, 49]] * 5), "no coordinates"),
        (feature("P", "text"), "no coordinates"),
        (feature("P", [["a", "b"]] * 5), "no coordinates"),
        (feature("P", 3, kind="MultiPolygon"), "no coordinates"),
        ({"type": "Feature", "geometry": {"type": "Polygon"}}, "no coordinates"),
        ("text", "no area"),
        (None, "no area"),
    ],
)
def test_broken_features_are_named_by_their_number(bad, what):
    with pytest.raises(ArgumentError, match=rf"1 feature .*: 2 \({what}") as caught:
        underlay(collection(feature("A"), bad))
    assert "WGS 84" in str(caught.value)


def test_other_coordinate_systems_are_refused():
    krovak = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::5514"}}
    with pytest.raises(ArgumentError, match=r"5514.*Convert them to WGS 84"):
        underlay(collection(feature("A")) | {"crs": krovak})
    crs84 = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    assert underlay(collection(feature("A")) | {"crs": crs84})


# -- fewer points ------------------------------------------------------------------------------


def circle(points: int, radius: float = 100.0) -> np.ndarray:
    turn = np.linspace(0, 2 * math.pi, points + 1)
    ring = radius * np.column_stack([np.cos(turn), np.sin(turn)])
    ring[-1] = ring[0]
    return ring


@pytest.mark.parametrize("tolerance", [0.5, 2.0, 10.0])
def test_a_simplified_line_is_off_by_no_more_than_the_tolerance(tolerance):
    ring = circle(2000)
    kept = simplify(ring, tolerance)
    assert 4 <= len(kept) < 200
    assert (kept[0] == kept[-1]).all()
    # The sagitta of a chord: how far the circle is from it.
    chords = np.linalg.norm(np.diff(kept, axis=0), axis=1)
    assert (100 - np.sqrt(100**2 - chords**2 / 4)).max() <= tolerance + 1e-9
    known = {tuple(point) for point in ring}
    assert all(tuple(point) in known for point in kept)


def test_straight_lines_need_their_corners_only():
    side = np.linspace(0, 100, 50)
    still = np.zeros(50)
    ring = np.vstack(
        [
            np.column_stack(part)
            for part in ((side, still), (still + 100, side), (side[::-1], still + 100))
        ]
    )
    assert len(simplify(ring, 0.1)) == 5
    assert len(simplify(circle(100), 1e6)) == 4


def test_the_whole_country_has_a_sane_number_of_points():
    areas = []
    for number, (name, row) in enumerate(ORP.iterrows()):
        turn = np.linspace(0, 2 * math.pi, 401)[:-1]
        far = 0.1 * (1 + 0.2 * np.sin(40 * turn + number) + 0.02 * np.sin(100 * turn))
        ring = np.column_stack([row["lon"] + far * np.cos(turn), row["lat"] + far * np.sin(turn)])
        areas.append(feature(name, [*ring.tolist(), ring[0].tolist()]))
    under = underlay(collection(*areas))
    points = [len(ring) for shape in under["outlines"] for ring in shape["rings"]]
    assert len(points) == len(ORP)
    assert sum(points) <= MOST_POINTS
    assert min(points) >= 4


# -- values ------------------------------------------------------------------------------------


def test_values_are_colored_in_five_classes_of_equal_size():
    names = [f"r{number:02d}" for number in range(20)]
    values = pd.Series(np.arange(20.0) ** 2, index=names)
    under = underlay(collection(*map(feature, names)), values, {"cs": "Podíl", "en": "Share"})
    fills = [shape["fill"] for shape in under["outlines"]]
    assert [fills.count(color) for color in PALETTE] == [4] * 5
    assert fills == sorted(fills, key=PALETTE.index)
    legend = under["legend"]
    assert legend["title"]["en"] == "Share; classes of about equally many regions"
    assert legend["title"]["cs"].startswith("Podíl; ")
    assert [entry["color"] for entry in legend["entries"]] == list(PALETTE)
    assert [entry["label"]["en"] for entry in legend["entries"]][:2] == ["0–9", "16–49"]
    json.dumps(under, allow_nan=False)


def test_every_value_lies_in_the_class_of_its_color():
    rng = np.random.default_rng(2)
    for draws in range(20):
        names = [f"r{number}" for number in range(5 + draws * 3)]
        values = pd.Series(np.round(rng.gamma(1, 3, len(names)), draws % 3), index=names)
        under = underlay(collection(*map(feature, names)), values)
        by_color: dict[str, list[float]] = {}
        for shape in under["outlines"]:
            by_color.setdefault(shape["fill"], []).append(shape["value"])
        assert sorted(by_color) == sorted(e["color"] for e in under["legend"]["entries"])
        ordered = [by_color[color] for color in PALETTE if color in by_color]
        for low, high in itertools.pairwise(ordered):
            assert max(low) < min(high)


def test_regions_without_a_value_are_white_and_said():
    values = pd.Series({"Aš": 0.25, "Znojmo": np.nan})
    under = underlay(collection(*map(town, ["Aš", "Znojmo", "Praha"])), values)
    assert [shape["fill"] for shape in under["outlines"]] == [PALETTE[0], NO_VALUE, NO_VALUE]
    assert [shape["value"] for shape in under["outlines"]] == [0.25, None, None]
    last = under["legend"]["entries"][-1]
    assert (last["color"], last["label"]["en"]) == (NO_VALUE, "no value")
    assert under["legend"]["entries"][0]["label"] == {"cs": "0,25", "en": "0.25"}


def test_names_are_compared_without_case_and_diacritics():
    under = underlay(collection(feature("HAVLICKUV BROD")), {"Havlíčkův Brod": 2})
    assert under["outlines"][0]["value"] == 2.0


def test_values_without_an_outline_are_counted():
    with pytest.warns(NetcoopWarning, match="1 region of 'values' has no outline .*: Lomnice"):
        underlay(collection(town("Aš")), {"Aš": 1.0, "Lomnice": 2.0})
    with pytest.raises(ArgumentError, match=r"No region of 'values'.*Lomnice.*Aš"):
        underlay(collection(town("Aš")), {"Lomnice": 2.0})


@pytest.mark.parametrize("wrong", [{"A": "high"}, {"A": math.inf}, {"A": True}, 3, [1.0]])
def test_values_that_are_no_numbers(wrong):
    with pytest.raises(ArgumentError, match="'values'"):
        underlay(collection(feature("A")), wrong)


def test_a_region_twice():
    with pytest.raises(ArgumentError, match="twice in 'values': A"):
        underlay(collection(feature("A")), pd.Series([1.0, 2.0], index=["A", "A"]))


def luminance(color: str) -> float:
    parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_colors_get_darker_step_by_step_and_letters_stay_readable():
    light = [luminance(color) for color in (NO_VALUE, *PALETTE)]
    assert all(b < a * 0.93 for a, b in itertools.pairwise(light))
    # WCAG 1.4.3 for the dark ink of labels.
    assert (light[-1] + 0.05) / (luminance("#1A1D20") + 0.05) > 4.5


# -- boxes -------------------------------------------------------------------------------------


def test_boxes_of_a_layout_by_regions(net):
    under = box_underlay(net, resolve_layout(net, "regions"))
    assert sorted(shape["name"] for shape in under["outlines"]) == sorted(
        net.actors["region"].unique()
    )
    assert under["legend"] is None
    assert box_underlay(net, resolve_layout(net, "ties")) is None
    json.dumps(under, allow_nan=False)


def swapped(*names: str) -> dict:
    corners = [
        [[lat, lon] for lon, lat in square(ORP.loc[name, "lon"], ORP.loc[name, "lat"], 0.02)]
        for name in names
    ]
    return collection(*(feature(name, ring) for name, ring in zip(names, corners, strict=True)))


def test_latitude_first_is_refused(net):
    with pytest.raises(ArgumentError, match="latitude first"):
        underlay(swapped("Jihlava", "Aš"))
    with pytest.raises(ArgumentError, match="latitude first"):
        nc.map_network(net, layout="geographic", outlines=swapped(*ORP.index))


def test_outlines_far_from_every_seat_are_said():
    with pytest.warns(NetcoopWarning, match="No outline is near a seat"):
        assert underlay(collection(feature("A", square(2.3, 48.8))))["outlines"]
    # One that is near is enough, and so is one seat within a large area.
    underlay(collection(feature("A", square(2.3, 48.8)), town("Jihlava")))
    underlay(collection(feature("Europe", square(15.0, 50.0, 20.0))))


def test_every_seat_is_near_its_own_outline():
    for name in ORP.index:
        underlay(collection(town(name)))
