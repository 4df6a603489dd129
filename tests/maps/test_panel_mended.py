"""Faults that readers of the map found: names, fingers, colors of a comparison, boxes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import netcoop as nc
from benchmarks.maps import made_up
from netcoop.maps import NetworkMap, map_network, page_data
from netcoop.maps.style import MISSING_STYLE, TIE_STYLES
from tests.maps.opened import LAPTOP, PHONE, WIDE, Opened, label_faults, show

__all__ = ["show"]
pytestmark = pytest.mark.browser
BEARERS = ["vis", "canvas"]
FIRST = 12
# Viénot and Machado: how the three kinds of color blindness see linear red, green and blue.
SIGHTS = {
    "usual": np.eye(3),
    "protan": [[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]],
    "deutan": [[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]],
    "tritan": [[1.256, -0.077, -0.179], [-0.078, 0.931, 0.148], [0.005, 0.691, 0.304]],
}


@pytest.fixture(scope="module")
def records():
    return nc.datasets.load("havlickuv_brod")


@pytest.fixture(scope="module")
def town(records) -> NetworkMap:
    return map_network(nc.build_network(records))


@pytest.fixture(scope="module")
def boxes(records) -> NetworkMap:
    return map_network(nc.build_network(records), layout="regions")


@pytest.fixture(scope="module")
def years(records) -> NetworkMap:
    return map_network(nc.periods(records, freq="YS"))


# -- checks ------------------------------------------------------------------------------------


def unnamed(opened: Opened, first: int = FIRST) -> list[str]:
    """The most important marks that have no name."""
    return opened.run(
        """(first) => netcoopMap.panels().flatMap((panel) => {
        const named = new Set(panel.labels().map((label) => label.id));
        return [...panel.scene.marks].sort((a, b) => b.rank - a.rank).slice(0, first)
          .filter((mark) => !named.has(mark.id)).map((mark) => mark.label);
      })""",
        first,
    )


def misread(opened: Opened) -> list[str]:
    """Names without a line to their mark that stand nearer to another one."""
    return opened.run(
        """() => netcoopMap.panels().flatMap((panel) => {
        const scale = panel.view().scale;
        const away = (label, mark) => {
          const { x, y } = panel.toScreen(mark);
          const across = Math.max(label.left - x, x - label.right, 0);
          const down = Math.max(label.top - y, y - label.bottom, 0);
          return Math.hypot(across, down) - mark.r * scale;
        };
        return panel.labels().filter((label) => !label.leader).flatMap((label) => {
          const own = away(label, panel.scene.at.get(label.id));
          return panel.scene.marks.filter((mark) => away(label, mark) < own - 0.5)
            .map((mark) => `${label.texts.join(" ")} at ${mark.label}`);
        });
      })"""
    )


def distances(colors: list[str]) -> dict[str, float]:
    """How far apart (CIELAB) the two nearest of some colors are, for each kind of sight."""
    bytes_ = np.array([[int(color[at : at + 2], 16) for at in (1, 3, 5)] for color in colors]) / 255
    linear = np.where(bytes_ <= 0.04045, bytes_ / 12.92, ((bytes_ + 0.055) / 1.055) ** 2.4)
    to_xyz = np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    )
    found = {}
    for sight, matrix in SIGHTS.items():
        seen = np.clip(linear @ np.array(matrix).T, 0, 1) @ to_xyz.T / [0.9505, 1, 1.089]
        root = np.where(seen > 0.008856, np.cbrt(seen), 7.787 * seen + 16 / 116)
        x, y, z = root.T
        lab = np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=1)
        apart = np.linalg.norm(lab[:, None] - lab[None], axis=2)
        found[sight] = float(apart[np.triu_indices(len(colors), 1)].min())
    return found


# -- names -------------------------------------------------------------------------------------


@pytest.mark.parametrize("viewport", [WIDE, LAPTOP, PHONE], ids=["wide", "laptop", "phone"])
@pytest.mark.parametrize("layout", ["town", "boxes"])
def test_the_first_dozen_always_has_a_name(show, request, layout, viewport):
    opened = show(request.getfixturevalue(layout), viewport)
    assert unnamed(opened) == []
    assert misread(opened) == []
    assert label_faults(opened) == []


def test_the_first_dozen_has_a_name_in_a_comparison(show, years):
    opened = show(years)
    opened.page.select_option("#compare", index=1)
    opened.page.wait_for_timeout(200)
    assert opened.run("netcoopMap.panels().length") == 2
    assert unnamed(opened) == []
    assert misread(opened) == []


def test_checks_of_names_notice(show, town):
    opened = show(town)
    opened.run("netcoopMap.panels()[0].labels().sort((a, b) => (a.id < b.id ? -1 : 1))")
    opened.run(
        """() => {
        const [a, b] = netcoopMap.panels()[0].labels();
        const { left, right, top, bottom } = b;
        Object.assign(a, { left, right, top, bottom, leader: null });
      }"""
    )
    assert misread(opened)
    opened.run("netcoopMap.panels()[0].labels().length = 0")
    assert len(unnamed(opened)) == FIRST


def test_all_labels_can_be_read(show, town):
    opened = show(town)
    opened.page.check("#all-labels")
    opened.page.wait_for_timeout(100)
    assert len(opened.run("netcoopMap.labels()")) == len(town.model.actors)
    assert label_faults(opened) == []
    assert misread(opened) == []
    # No white ground hides a mark: none of the names asks for one.
    assert opened.run("netcoopMap.labels().some((label) => label.covering)") is False


def test_a_large_map_names_its_first_and_is_no_ball(show):
    opened = show(map_network(made_up(1200, 3600)))
    assert unnamed(opened) == []
    assert label_faults(opened) == []
    covered = opened.run(
        """() => {
        const panel = netcoopMap.panels()[0];
        const { scale } = panel.view();
        const area = panel.scene.marks.reduce(
          (sum, mark) => sum + Math.PI * (mark.r * scale) ** 2, 0);
        return area / (panel.width * panel.height);
      }"""
    )
    assert covered < 0.2


def test_groups_have_names(show, monkeypatch):
    monkeypatch.setattr(page_data, "MOST_SINGLE_ACTORS", 500)
    opened = show(map_network(made_up(700, 2000)))
    marks, named = opened.run(
        "[netcoopMap.panels()[0].scene.marks.length, netcoopMap.labels().length]"
    )
    assert marks > 20
    assert named > 0.8 * marks
    assert unnamed(opened) == []
    assert label_faults(opened) == []


def test_names_of_boxes_stand_in_them_clear_of_marks(show, boxes):
    opened = show(boxes)
    faults = opened.run(
        """() => {
        const panel = netcoopMap.panels()[0];
        const scale = panel.view().scale;
        const outlines = panel.scene.underlay.outlines;
        const names = panel.names.areas;
        const faults = names.length === outlines.length ? [] : [`only ${names.length} named`];
        for (const name of names) {
          const isIn = outlines.some(({ rings }) => {
            const across = rings[0].map(([x, y]) => panel.toScreen({ x, y }).x);
            const [left, right] = [Math.min(...across), Math.max(...across)];
            return name.left >= left - 0.5 && name.right <= right + 0.5;
          });
          if (!isIn) faults.push(`${name.text} is wider than its box`);
          for (const mark of panel.scene.marks) {
            const { x, y } = panel.toScreen(mark);
            const r = mark.r * scale;
            const isBeside = x + r <= name.left || x - r >= name.right;
            if (!isBeside && y + r > name.top && y - r < name.bottom) {
              faults.push(`${name.text} on ${mark.label}`);
            }
          }
        }
        return faults;
      }"""
    )
    assert faults == []


# -- marks and lines -----------------------------------------------------------------------------


@pytest.mark.parametrize("viewport", [WIDE, LAPTOP, PHONE], ids=["wide", "laptop", "phone"])
def test_white_spots_are_no_crumbs(show, town, viewport):
    opened = show(town, viewport)
    sizes = opened.run(
        """() => {
        const panel = netcoopMap.panels()[0];
        const { scale } = panel.view();
        return panel.scene.marks.filter((mark) => mark.hollow).map((mark) => mark.r * scale);
      }"""
    )
    assert len(sizes) > 1
    assert min(sizes) > 4.99


def test_a_comparison_has_colors_of_its_own(show, years):
    opened = show(years)
    opened.page.select_option("#compare", index=1)
    opened.page.wait_for_timeout(150)
    looks = opened.run(
        """() => netcoopMap.panels().flatMap((panel) => panel.scene.lines)
        .map((line) => [line.color, line.dash.join()])"""
    )
    kinds = {style.color for style in TIE_STYLES.values()}
    kept = TIE_STYLES["meeting"].color
    used = {color for color, _ in looks}
    assert kept in used
    assert len(used - {kept}) == 2
    assert not (used - {kept}) & (kinds | {MISSING_STYLE.color})
    dashes = {dash for color, dash in looks if color != kept} - {""}
    assert len(dashes) == 1
    assert ",".join(map(str, MISSING_STYLE.dash)) not in dashes
    apart = distances([*sorted(used), MISSING_STYLE.color])
    assert min(apart.values()) > 30, apart
    # The check notices: red and green of one lightness are one color to many.
    assert min(distances(["#B35A00", "#6B7A00"]).values()) < 20


# -- moves -----------------------------------------------------------------------------------------


@pytest.fixture
def touched(browser, tmp_path, monkeypatch):
    """Open a map on a telephone, in the bearer named, and give it fingers."""
    contexts = []

    def open_map(bearer: str, net) -> tuple[object, object]:
        if bearer == "canvas":
            monkeypatch.setattr(page_data, "MOST_VIS_ACTORS", 0)
        path = Path(tmp_path) / f"{bearer}.html"
        path.write_text(map_network(net).html, encoding="utf-8")
        contexts.append(
            browser.new_context(viewport=PHONE, offline=True, has_touch=True, is_mobile=True)
        )
        page = contexts[-1].new_page()
        page.goto(path.as_uri())
        page.wait_for_function("window.netcoopMap")
        page.evaluate("document.getElementById('map').scrollIntoView()")
        page.wait_for_timeout(300)
        return page, contexts[-1].new_cdp_session(page)

    yield open_map
    for context in contexts:
        context.close()


def stroke(fingers, *paths: list[tuple[float, float]]) -> None:
    """Move one finger or two along the points of their paths."""
    for place, spots in enumerate(zip(*paths, strict=True)):
        points = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(spots)]
        kind = "touchMove" if place else "touchStart"
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    fingers.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def view_of(page) -> list[float]:
    page.wait_for_timeout(350)
    found = page.evaluate("netcoopMap.panels()[0].view()")
    return [found["x"], found["y"], found["scale"]]


@pytest.mark.parametrize("bearer", BEARERS)
def test_a_finger_scrolls_the_page_until_the_map_is_in_focus(touched, net, bearer):
    page, fingers = touched(bearer, net)
    frame = page.locator("#canvas").bounding_box()
    x, y = frame["x"] + 60, frame["y"] + frame["height"] / 2
    swipe = [(x, y - 8 * step) for step in range(15)]
    before, start = view_of(page), page.evaluate("scrollY")
    stroke(fingers, swipe)
    assert view_of(page) == before
    assert abs(page.evaluate("scrollY") - start) > 40
    in_focus = "document.getElementById('map').contains(document.activeElement)"
    assert page.evaluate(in_focus) is False
    page.evaluate("document.getElementById('map').scrollIntoView()")
    # Sideways nothing can scroll, and the map stays.
    stroke(fingers, [(x + 8 * step, y) for step in range(15)])
    assert view_of(page) == before
    page.touchscreen.tap(frame["x"] + 12, y)
    page.wait_for_timeout(350)
    assert page.evaluate(in_focus) is True
    start = page.evaluate("scrollY")
    stroke(fingers, swipe)
    assert view_of(page)[1] > before[1] + 10
    assert page.evaluate("scrollY") == start


@pytest.mark.parametrize("bearer", BEARERS)
def test_two_fingers_zoom_at_once(touched, net, bearer):
    page, fingers = touched(bearer, net)
    frame = page.locator("#canvas").bounding_box()
    x, y = frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2
    before = view_of(page)
    stroke(
        fingers,
        [(x - 30 - 6 * step, y) for step in range(12)],
        [(x + 30 + 6 * step, y) for step in range(12)],
    )
    assert view_of(page)[2] > 1.5 * before[2]


def test_a_mark_is_brought_into_view_and_no_farther(show, town):
    opened = show(town)
    moves = opened.run(
        """() => {
        const panel = netcoopMap.panels()[0];
        const mark = panel.scene.marks[0];
        const seen = (x) => {
          panel.moveTo({ x: mark.x + x / panel.view().scale, y: mark.y });
          panel.reveal(mark.id);
          return panel.toScreen(mark);
        };
        return [seen(0), seen(panel.width), seen(-panel.width)].map(({ x }) => x / panel.width);
      }"""
    )
    middle, left, right = moves
    assert middle == pytest.approx(0.5, abs=0.01)
    assert 0 < left < 0.25
    assert 0.75 < right < 1
