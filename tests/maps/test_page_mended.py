"""What people stumbled over on the page: paper, groups, focus, legend, small screens."""

from __future__ import annotations

import re

import pytest

from netcoop.maps import NetworkMap, map_network
from tests.maps.opened import LAPTOP, PHONE, WIDE, show
from tests.maps.test_page_exports import saved, words_of
from tests.maps.test_page_periods import compare, meetings_only

__all__ = ["show"]
pytestmark = pytest.mark.browser

# A sheet of A4 lying, less its margins, in pixels.
SHEET = {"width": 1040, "height": 711}
OUTSIDE = """() => {
  const faults = [];
  const right = document.documentElement.clientWidth;
  const parts = "#title, .note, #paper figure > svg, #paper-legend > svg, #paper-legend text";
  for (const part of document.querySelectorAll(parts)) {
    const { left, bottom, right: end, height } = part.getBoundingClientRect();
    const isWithin = height && left > -1 && end < right + 1 && bottom < 711;
    if (!isWithin) faults.push(`${part.tagName} ${part.textContent.slice(0, 40)}`);
  }
  return faults;
}"""
LARGEST_MARK = """() => {
  const [panel] = netcoopMap.panels();
  return panel.scene.marks.reduce((most, mark) => Math.max(most, mark.r), 0) * panel.view().scale;
}"""
SAMPLE = """(list) => {
  const mark = document.querySelector(`${list} svg circle`);
  return Number(mark.getAttribute("r"));
}"""


@pytest.fixture(scope="module")
def many(make_network) -> NetworkMap:
    return map_network(make_network(100), lang="en")


@pytest.fixture(scope="module")
def two(make_network, make_missing) -> NetworkMap:
    nets = {year: meetings_only(make_network(32, int(year) % 10)) for year in ("2023", "2024")}
    return map_network(nets, missing=make_missing(nets["2024"]), lang="en")


def sheets(opened) -> int:
    printed = opened.page.pdf(prefer_css_page_size=True)
    return len(re.findall(rb"/Type\s*/Page\b", printed))


def focused(opened) -> str:
    return opened.run("document.activeElement.id || document.activeElement.tagName")


def group_opened(opened) -> None:
    opened.page.click("#grouped")
    opened.run(
        """() => {
        const [panel] = netcoopMap.panels();
        panel.onClick(panel.scene.marks.reduce((a, b) => (a.count >= b.count ? a : b)).id);
      }"""
    )
    opened.page.click("#open-block")
    opened.page.wait_for_timeout(100)


def scene_size(opened) -> int:
    return opened.run("netcoopMap.panels()[0].scene.marks.length")


# -- paper ------------------------------------------------------------------------------------


@pytest.mark.parametrize("compared", [False, True])
def test_first_sheet_has_title_notes_pictures_and_the_whole_legend(show, two, compared):
    opened = show(two)
    if compared:
        compare(opened, "2024")
    opened.page.emulate_media(media="print")
    opened.page.set_viewport_size(SHEET)
    opened.page.wait_for_selector("#paper-legend svg", state="visible")
    assert opened.run(OUTSIDE) == []
    words = " ".join(opened.page.locator("#paper-legend text").all_text_contents())
    for text in ("A missing tie is a pair", "Size of the mark", "actor without ties"):
        assert text in words, text
    assert ("only in the later" in words) is compared
    opened.run("document.getElementById('list').style.display = 'none'")
    assert sheets(opened) == 1
    assert opened.messages == []


def test_table_of_a_comparison_on_paper_has_both_periods(show, two):
    opened = show(two)
    compare(opened, "2024")
    opened.page.emulate_media(media="print")
    opened.page.wait_for_selector("#paper-table table", state="visible")
    assert not opened.page.is_visible("#actors")
    assert opened.page.locator("#paper-table tbody tr").count() == len(two.model.actors)
    assert opened.page.inner_text("#table-title").endswith(": 2023 → 2024")
    for cell in opened.page.locator("#paper-table td.number").all_inner_texts():
        assert " → " in cell
    opened.page.emulate_media(media="screen")
    opened.page.select_option("#compare", "")
    opened.page.emulate_media(media="print")
    opened.page.wait_for_selector("#actors", state="visible")
    assert not opened.page.locator("#paper-table table").count()


def test_many_notes_leave_the_legend_on_the_sheet(show, two):
    opened = show(two)
    opened.run(
        """() => {
        const note = document.querySelector("#notes li");
        for (let more = 0; more < 6; more += 1) note.after(note.cloneNode(true));
      }"""
    )
    compare(opened, "2024")
    opened.page.emulate_media(media="print")
    opened.page.set_viewport_size(SHEET)
    opened.page.wait_for_selector("#paper-legend svg", state="visible")
    assert opened.run(OUTSIDE) == []


# -- groups -----------------------------------------------------------------------------------


def test_legend_of_groups_tells_what_size_and_width_mean(show, many):
    opened = show(many)
    opened.page.click("#grouped")
    assert opened.page.is_disabled("#size")
    assert "number of its actors" in opened.page.get_attribute("#size", "title")
    assert opened.page.is_visible("#group-sizes")
    assert opened.page.locator("#legend-group-sizes svg").first.locator("circle").count() == 2
    assert "actors" in opened.page.inner_text("#legend-group-sizes")
    assert "wider for more ties" in opened.page.inner_text("#legend-group-ties")
    assert not opened.page.is_visible("#sizes")
    words = words_of(saved(opened, "svg")[1])
    for text in ("double outline", "wider for", "1 actor"):
        assert text in words, text
    assert "strength of cooperation" not in words
    opened.page.click("#single")
    assert opened.page.is_enabled("#size")
    assert opened.page.is_visible("#sizes")
    assert not opened.page.is_visible("#group-sizes")


def test_opened_group_is_seen_whole_in_the_middle(show, many):
    opened = show(many)
    before = opened.run("netcoopMap.panels()[0].view().scale")
    group_opened(opened)
    assert opened.page.get_attribute("#grouped", "aria-pressed") == "true"
    assert opened.page.is_enabled("#size")
    assert opened.run("netcoopMap.panels()[0].view().scale") >= before * 0.5
    faults = opened.run(
        """() => {
        const [panel] = netcoopMap.panels();
        const { width, height } = panel;
        return panel.scene.marks.filter((mark) => !mark.id.startsWith("block-")).filter((mark) => {
          const { x, y } = panel.toScreen(mark);
          return Math.abs(x - width / 2) > width * 0.35 || Math.abs(y - height / 2) > height * 0.35;
        }).map((mark) => mark.label);
      }"""
    )
    assert faults == []


def test_walking_opens_a_group_only_as_long_as_it_is_there(show, many):
    opened = show(many)
    opened.page.click("#grouped")
    groups = scene_size(opened)
    view = opened.run("netcoopMap.panels()[0].view()")
    opened.page.focus("#map")
    for _ in range(6):
        opened.page.keyboard.press("n")
        assert opened.run("netcoopMap.state().opened.size") == 0
        assert scene_size(opened) > groups or groups > 20
    opened.page.keyboard.press("Escape")
    assert scene_size(opened) == groups
    assert opened.run("netcoopMap.panels()[0].view()") == pytest.approx(view)
    assert focused(opened) == "map"


def test_marks_of_an_opened_group_are_drawn_wherever_their_own_place_is(show, many):
    opened = show(many)
    group_opened(opened)
    drawn = opened.run(
        """() => {
        const [panel] = netcoopMap.panels();
        const canvas = document.querySelector("#canvas canvas");
        const ratio = canvas.width / panel.width;
        const context = canvas.getContext("2d");
        return panel.scene.marks.filter((mark) => !mark.id.startsWith("block-")).map((mark) => {
          const { x, y } = panel.toScreen(mark);
          const [red, green, blue] = context.getImageData(x * ratio, y * ratio, 1, 1).data;
          return mark.hollow || mark.color.toLowerCase() === "#" + [red, green, blue]
            .map((part) => part.toString(16).padStart(2, "0")).join("");
        });
      }"""
    )
    assert drawn.count(True) >= 0.6 * len(drawn)


# -- focus ------------------------------------------------------------------------------------


def test_going_back_keeps_the_focus_and_is_said(show, many):
    opened = show(many)
    group_opened(opened)
    assert "Shown are the actors" in opened.page.text_content("#spoken")
    opened.page.focus("#back")
    opened.page.keyboard.press("Enter")
    opened.page.wait_for_timeout(100)
    assert focused(opened) == "map"
    assert opened.page.text_content("#spoken") == "Groups are shown."
    assert not opened.page.is_visible("#back")


def test_showing_everything_keeps_the_focus_and_is_said(show, many):
    opened = show(many)
    opened.page.click("#regions summary")
    opened.page.click("#regions-none")
    opened.page.focus("#show-all")
    opened.page.keyboard.press("Enter")
    opened.page.wait_for_timeout(100)
    assert focused(opened) == "map"
    assert opened.page.text_content("#spoken") == "Everything is shown."


# -- sizes ------------------------------------------------------------------------------------


@pytest.mark.parametrize("viewport", [WIDE, LAPTOP])
def test_samples_are_as_large_as_the_marks(show, many, viewport):
    opened = show(many, viewport)
    for _ in range(2):
        assert opened.run(SAMPLE, "#legend-sizes") == pytest.approx(
            opened.run(LARGEST_MARK), rel=0.06, abs=0.2
        )
        opened.page.set_viewport_size({"width": 900, "height": 700})
        opened.page.wait_for_timeout(200)
    opened.page.click("#grouped")
    largest = min(44, opened.run(LARGEST_MARK))
    assert opened.run(SAMPLE, "#legend-group-sizes") == pytest.approx(largest, rel=0.06)


@pytest.mark.parametrize("viewport", [WIDE, LAPTOP, PHONE])
def test_nothing_of_the_toolbar_is_cut(show, two, viewport):
    opened = show(two, viewport)
    for _ in range(2):
        needed, room, option, select = opened.run(
            """() => {
            const pen = document.createElement("canvas").getContext("2d");
            const field = document.getElementById("search");
            const look = getComputedStyle(field);
            pen.font = look.font;
            const list = document.getElementById("size");
            const width = (text) => pen.measureText(text).width;
            const longest = Math.max(...[...list.options].map((one) => width(one.text)));
            const sides = parseFloat(look.paddingLeft) + parseFloat(look.paddingRight);
            return [width(field.placeholder), field.clientWidth - sides, longest, list.clientWidth];
          }"""
        )
        assert needed < room
        assert option + 24 < select
        opened.page.click("#language")


def test_table_of_a_phone_has_low_headings_and_three_columns(show, two):
    opened = show(two, PHONE)
    tall, left = opened.run(
        """() => [document.querySelector("#actors thead").offsetHeight,
        document.querySelectorAll("#actors thead th")[3].offsetLeft]"""
    )
    assert tall < 70
    assert left < PHONE["width"]


def test_ties_left_out_of_a_far_view_are_mentioned(show, many):
    opened = show(many)
    assert not opened.page.is_visible("#thinned")
    opened.run(
        """() => Object.defineProperty(
        netcoopMap.panels()[0], "thinned", { get: () => true, set() {} })"""
    )
    opened.page.click("#farther")
    opened.page.wait_for_selector("#thinned", state="visible", timeout=2000)
    assert "zoom in" in opened.page.inner_text("#thinned")
