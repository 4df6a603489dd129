from __future__ import annotations

import base64
import re
from xml.etree import ElementTree as ET

import pandas as pd
import pytest

import netcoop as nc
from netcoop.errors import ArgumentError
from netcoop.maps.pictures.multiples import map_regions
from netcoop.maps.places.compact import RING, place_compactly, shared_arcs
from netcoop.network import Network

HOSTILE = '</style><script>window.PWNED=1</script><img src=x onerror="window.PWNED=1">$x$'


def region(name, partners, sectors=("spod", "education", "health", "justice_security")):
    """An office with the first so many others as partners."""
    ids = [f"{name}-{place}" for place in range(len(sectors))]
    actors = pd.DataFrame(
        {
            "name": [f"{sector} {name}" for sector in sectors],
            "kind": ["OSPOD", *["ZS"] * (len(sectors) - 1)],
            "sector": sectors,
        },
        index=pd.Index(ids, name="actor_id"),
    )
    ties = pd.DataFrame({"source": ids[0], "target": ids[1 : partners + 1], "weight": 2.0})
    return Network(actors, ties, settings={"roster": "register"})


NETS = {"Lískov": region("l", 3), "Březná": region("b", 1), HOSTILE: region("h", 2)}
MISSING = pd.DataFrame({"source": ["b-0", "b-0"], "target": ["b-2", "l-2"]})


@pytest.fixture(scope="module")
def maps():
    return map_regions(NETS, missing=MISSING, lang="en")


def test_numbers_by_region(maps):
    table = maps.to_frame("en")
    assert table["region"].tolist() == ["Lískov", "Březná", HOSTILE]
    assert table["n_actors"].tolist() == [4, 4, 4]
    assert table["n_ties"].tolist() == [3, 1, 2]
    assert table["n_missing"].tolist() == [0, 1, 0]
    assert table["n_isolates"].tolist() == [0, 2, 1]
    assert table["center"].tolist() == ["spod l", "spod b", "spod h"]
    assert table["sentence"][1] == "Březná: 4 actors · 1 tie · 1 missing tie."
    assert repr(maps) == "<RegionMaps: 3 regions, 12 actors>"


def test_a_missing_tie_between_regions_is_counted(maps):
    assert maps.n_between == 1
    assert any("different regions" in note for note in maps.notes())


def test_a_sector_stands_in_the_same_direction_everywhere():
    arcs = shared_arcs(list(NETS.values()))
    assert sum(length for _, length in arcs.values()) == pytest.approx(1)
    near = place_compactly(NETS["Lískov"], "l-0", arcs)
    far = place_compactly(NETS["Březná"], "b-0", arcs)
    for place in (2, 3):
        x, y = near[f"l-{place}"]
        other_x, other_y = far[f"b-{place}"]
        # The same way from the middle, only farther: no tie with the office.
        assert x * other_y == pytest.approx(y * other_x, abs=2)
        assert abs(other_x) > abs(x)
    assert near["l-0"] == far["b-0"] == (0, 0)


def test_nobody_stands_outside_the_ring_or_on_another():
    many = region("m", 20, ("spod", *["education"] * 40, *["health"] * 9))
    places = place_compactly(many, "m-0", shared_arcs([many]))
    assert len(places) == len(set(places.values())) == 50
    for x, y in places.values():
        assert (x / RING[0]) ** 2 + (y / RING[1]) ** 2 <= 1.0001


def test_every_panel_has_its_marks(maps):
    figure = maps.figure()
    counts = [
        sum(len(one.get_offsets()) for one in axes.collections if one.get_zorder() == 3)
        for axes in figure.axes[1:]
    ]
    assert counts == [4, 4, 4]


def test_all_texts_are_on_the_sheet(maps):
    figure = maps.figure()
    boxes = [words.get_window_extent() for words in figure.texts]
    boxes.append(figure.axes[0].get_legend().get_window_extent())
    for number, box in enumerate(boxes):
        assert box.x0 >= 0
        assert box.y0 >= 0
        assert box.x1 <= figure.bbox.x1
        assert box.y1 <= figure.bbox.y1
        assert not any(box.overlaps(other) for other in boxes[number + 1 :])


def test_files(maps, tmp_path):
    for ending, start in ((".html", b"<!doctype html>"), (".png", b"\x89PNG"), (".svg", b"<?xml")):
        path = maps.save(tmp_path / f"regions{ending}")
        assert path.read_bytes().startswith(start)
    assert (tmp_path / "regions.svg").read_bytes() == maps.draw("svg")
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "regions.html", "regions.png", "regions.svg",
    ]  # fmt: skip
    with pytest.raises(ArgumentError, match=r"\.html, \.png, \.svg"):
        maps.save(tmp_path / "regions.pdf")


def test_the_page_asks_nobody_and_runs_nothing(maps):
    page = maps.to_html()
    assert page == map_regions(NETS, missing=MISSING, lang="en").to_html()
    assert "<script" not in page
    assert "<img src=x" not in page
    outside = re.findall(r"(?:src|href)=\"(?!data:)[^\"]*|url\(|@import", page)
    assert outside == []
    picture = re.search(r"data:image/svg\+xml;base64,([^\"]+)", page)
    tags = {one.tag.split("}")[-1] for one in ET.fromstring(base64.b64decode(picture[1])).iter()}
    assert "script" not in tags
    assert '<html lang="en">' in page


@pytest.mark.browser
def test_the_page_in_a_browser(maps, browser, tmp_path):
    path = maps.save(tmp_path / "regions.html")
    context = browser.new_context(viewport={"width": 1440, "height": 900}, offline=True)
    page = context.new_page()
    asked, heard = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: heard.append(message.text))
    page.goto(path.as_uri())
    width = page.evaluate("document.querySelector('img').naturalWidth")
    rows = page.evaluate("document.querySelectorAll('tbody tr').length")
    cell = page.evaluate("document.querySelectorAll('tbody th')[2].textContent")
    wide = page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()
    assert width > 500
    assert rows == 3
    assert cell == HOSTILE
    assert wide
    assert page is not None
    assert heard == []
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []


def test_notebook_gets_a_picture_and_a_table(maps):
    shown = maps._repr_html_()
    assert shown.startswith('<img src="data:image/png;base64,')
    assert "<table>" in shown
    assert "<script" not in shown


def test_equals(maps):
    assert maps.equals(map_regions(NETS, missing=MISSING, lang="en"))
    assert not maps.equals(map_regions(NETS, lang="en"))
    assert not maps.equals("maps")


def test_who_stands_in_the_middle_can_be_chosen():
    maps = map_regions(NETS, center={"Březná": "b-1"}, lang="en")
    assert maps.to_frame()["center"].tolist() == ["spod l", "education b", "spod h"]


def test_networks_without_ties_or_actors():
    none = pd.DataFrame(columns=["source", "target", "weight"])
    maps = map_regions({"A": Network([], none), "B": Network(["x"], none)}, lang="cs")
    assert maps.draw("png", dpi=40)
    assert maps.to_frame()["n_actors"].tolist() == [0, 1]


@pytest.mark.parametrize(
    ("nets", "more", "words"),
    [
        ({}, {}, "each region"),
        (region("l", 1), {}, "each region"),
        ({"A": 1}, {}, "A"),
        (NETS, {"columns": 0}, "columns"),
        (NETS, {"center": {"Lískof": "l-0"}}, "Lískov"),
        (NETS, {"center": {"Lískov": "b-0"}}, "b-0"),
        (NETS, {"center": "l-0"}, "center"),
        (NETS, {"missing": pd.DataFrame({"source": ["q"], "target": ["l-0"]})}, "q"),
        (NETS, {"lang": "de"}, "Language"),
    ],
)
def test_bad_arguments(nets, more, words):
    with pytest.raises(ArgumentError, match=words):
        map_regions(nets, **more)


def test_regions_of_one_year_may_have_the_same_days():
    days = pd.to_datetime(["2024-02-01", "2024-03-01"])
    nets = {}
    for region in ("Lískov", "Březná"):
        log = pd.DataFrame({"source": f"O {region}", "target": f"S {region}", "date": days})
        years = nc.periods(nc.Records(referrals=log), freq="YS", layers=["referral"])
        nets[region] = years["2024"]
    assert len(map_regions(nets).panels) == 2
    with pytest.raises(ArgumentError, match="overlap"):
        nc.map_network(nets)
