"""Periods, the comparison of two of them, and the facilitators, in a real browser."""

from __future__ import annotations

import json
from dataclasses import replace

import pandas as pd
import pytest

from netcoop.maps import NetworkMap, map_network
from netcoop.maps.page import render
from netcoop.network import Network
from tests.maps.opened import (
    HOSTILE,
    PHONE,
    WIDE,
    calls_out,
    label_faults,
    show,
    shown_marks,
    table_faults,
)

__all__ = ["show"]
pytestmark = pytest.mark.browser


def meetings_only(net: Network) -> Network:
    """The same network with a facilitator, and with meetings alone."""
    role = net.actors["kind"].map({"LOK_SITAR": "facilitator"})
    ties = net.ties[net.ties["kind"] == "meeting"]
    return Network(net.actors.assign(role=role), ties, settings=net.settings)


@pytest.fixture(scope="module")
def periods(make_network, make_missing) -> NetworkMap:
    nets = {
        "2023": meetings_only(make_network(32, 7)),
        "2024": meetings_only(make_network(32, 8)),
    }
    return map_network(nets, missing=make_missing(nets["2024"]), lang="cs")


def pairs_of(picture: NetworkMap, view: int) -> set[frozenset[str]]:
    return {frozenset((t.source, t.target)) for t in picture.model.ties if t.weights[view]}


def place_faults(opened) -> list[str]:
    """Actors that stand elsewhere in the other panel."""
    return opened.run(
        """() => {
        const [one, two] = netcoopMap.panels();
        if (!two) return ["one panel"];
        return netcoopMap.model.actors.filter((actor) => {
          const [a, b] = [one.toScreen(actor), two.toScreen(actor)];
          return Math.hypot(a.x - b.x, a.y - b.y) > 1.5;
        }).map((actor) => actor.label);
      }"""
    )


def compare(opened, period: str) -> None:
    opened.page.select_option("#compare", label=period)
    opened.page.wait_for_timeout(150)


def test_period_is_switched_by_one_click(show, periods):
    opened = show(periods)
    before = opened.page.inner_text("#counts")
    assert before.startswith("2023")
    assert table_faults(opened) == []
    strengths = opened.page.locator("td[data-key=strength]").all_inner_texts()
    place = opened.run("netcoopMap.panels()[0].toScreen(netcoopMap.model.actors[3])")
    opened.page.click("#period-buttons button:has-text('2024')")
    assert opened.run("document.activeElement.textContent") == "2024"
    assert opened.page.locator("#period-buttons [aria-pressed=true]").all_inner_texts() == ["2024"]
    assert opened.page.inner_text("#counts").startswith("2024")
    assert opened.page.locator("td[data-key=strength]").all_inner_texts() != strengths
    assert opened.run("netcoopMap.panels()[0].toScreen(netcoopMap.model.actors[3])") == place
    assert shown_marks(opened) == len(periods.model.actors)
    assert table_faults(opened) == []
    assert "2024" in opened.page.inner_text("#table-title")
    opened.page.click("#period-buttons button:has-text('2023')")
    assert opened.page.inner_text("#counts") == before
    assert opened.messages == []


def test_side_by_side_has_the_same_places_and_says_what_changed(show, periods):
    opened = show(periods)
    compare(opened, "2024")
    assert opened.run("netcoopMap.panels().length") == 2
    assert place_faults(opened) == []
    headings = opened.page.locator("figcaption").all_inner_texts()
    assert headings == ["2023", "2024"]
    opened.page.focus("#map")
    for key in ("+", "ArrowLeft", "n", "0"):
        opened.page.keyboard.press(key)
        opened.page.wait_for_timeout(40)
        assert place_faults(opened) == []
    opened.page.mouse.move(300, 450)
    opened.page.mouse.wheel(0, -240)
    opened.page.wait_for_timeout(150)
    assert place_faults(opened) == []
    old, new = pairs_of(periods, 0), pairs_of(periods, 1)
    opened.page.click("#language")
    words = opened.page.inner_text("#counts")
    assert f"{len(old & new)} tie" in words
    assert f"{len(new - old)} new tie" in words
    assert f"{len(old - new)} tie" in words
    legend = opened.page.inner_text("#legend-changes")
    for count in (len(old & new), len(new - old), len(old - new)):
        assert f"({count})" in legend
    assert label_faults(opened) == []
    compare(opened, "nothing")
    assert opened.run("netcoopMap.panels().length") == 1
    assert not opened.page.is_visible("#second")
    assert opened.messages == []
    assert calls_out(opened) == []


def test_moved_panel_is_noticed(show, periods):
    opened = show(periods)
    compare(opened, "2024")
    opened.run(
        """() => {
        const panel = netcoopMap.panels()[1];
        panel.onMove = () => {};
        panel.pan(60, 0);
      }"""
    )
    assert place_faults(opened)


def test_paper_has_both_pictures_with_the_changes_in_color(show, periods):
    opened = show(periods)
    compare(opened, "2024")
    opened.page.locator("#legend-kinds input").last.uncheck()
    opened.page.emulate_media(media="print")
    opened.page.wait_for_selector("#paper svg >> nth=1", state="visible")
    old, new = pairs_of(periods, 0), pairs_of(periods, 1)
    lines = opened.run(
        """() => [...document.querySelectorAll("#paper svg")].map((picture) =>
        ["#0A0A3C", "#AA22DD"].map((color) =>
          picture.querySelectorAll(`path[stroke="${color}"]`).length))"""
    )
    assert lines == [[0, len(old - new)], [len(new - old), 0]]
    assert opened.page.locator("#paper figcaption").all_inner_texts() == ["2023", "2024"]
    assert "pozdějším období" in (opened.page.text_content("#paper-legend") or "")
    assert opened.page.pdf()[:5] == b"%PDF-"
    assert opened.messages == []


def test_later_period_first_chosen_still_stands_on_the_right(show, periods):
    opened = show(periods)
    opened.page.click("#period-buttons button:has-text('2024')")
    compare(opened, "2023")
    assert opened.page.locator("figcaption").all_inner_texts() == ["2023", "2024"]
    opened.page.click("#period-buttons button:has-text('2023')")
    assert opened.run("netcoopMap.panels().length") == 1


def test_card_says_before_and_after(show, periods):
    opened = show(periods)
    compare(opened, "2024")
    opened.page.fill("#search", "ospod brod")
    opened.page.keyboard.press("Enter")
    row = int(opened.run("netcoopMap.selected()"))
    values = [view.metrics["degree"][row] for view in periods.model.views[:2]]
    assert f"{values[0]:.0f} → {values[1]:.0f}" in opened.page.inner_text("#card .metrics")
    assert "OSPOD" in opened.page.get_attribute("#map", "aria-label")
    opened.page.keyboard.press("Escape")
    assert "OSPOD" not in opened.page.get_attribute("#map", "aria-label")


def test_facilitators_are_switched_off_and_on(show, periods):
    opened = show(periods)
    gone = sum(actor.role == "facilitator" for actor in periods.model.actors)
    assert gone
    opened.page.uncheck("#facilitators")
    assert shown_marks(opened) == len(periods.model.actors) - gone
    assert table_faults(opened) == []
    assert opened.run("netcoopMap.state().view") == 2
    compare(opened, "2024")
    assert place_faults(opened) == []
    assert "bez" in opened.page.inner_text("#heading") or "without" in opened.page.inner_text(
        "#heading"
    )
    opened.page.check("#facilitators")
    assert opened.run("[netcoopMap.state().view, netcoopMap.state().other]") == [0, 1]
    assert opened.messages == []


def test_what_lies_behind_a_tie_is_told_by_month(show, periods):
    behind = (("2023", "2023-03", 4), ("2023", "2023 Q4", 2), ("2024", "2024-11", 7))
    model = replace(
        periods.model, ties=tuple(replace(tie, behind=behind) for tie in periods.model.ties)
    )
    opened = show(render(model))
    opened.page.locator("#actors tbody tr").first.click()
    first = opened.page.locator("#card .behind").first
    first.locator("summary").click()
    words = first.inner_text()
    assert "březen 2023" in words
    assert "4" in words
    assert "2024" not in words
    compare(opened, "2024")
    first.locator("summary").click()
    assert "listopad 2024" in first.inner_text()
    opened.page.click("#language")
    first.locator("summary").click()
    words = first.inner_text()
    assert "March 2023" in words
    assert "quarter 4, 2023" in words
    assert opened.messages == []


def test_nothing_behind_is_not_offered(show, periods):
    opened = show(periods)
    opened.page.locator("#actors tbody tr").first.click()
    assert opened.page.locator("#card .partners").count()
    lacking = all(not tie.behind for tie in periods.model.ties)
    assert (opened.page.locator("#card .behind").count() == 0) is lacking


def test_toolbar_with_everything_is_one_row(show, make_network):
    nets = {str(year): meetings_only(make_network(70, year)) for year in range(2021, 2026)}
    opened = show(map_network(nets))
    for _ in range(2):
        assert opened.page.is_visible("#facilitators")
        assert opened.page.is_visible("#compare")
        tops = opened.run(
            "[...document.querySelectorAll('#tools > *')].filter((part) => part.offsetHeight)"
            ".map((part) => Math.round(part.getBoundingClientRect().bottom))"
        )
        assert max(tops) - min(tops) < 12
        assert opened.run("document.getElementById('tools').clientHeight") < 60
        assert opened.run("document.documentElement.scrollWidth") <= WIDE["width"]
        opened.page.click("#language")


def test_many_periods_are_a_list(show, make_network):
    nets = {f"rok {year}": make_network(8, year) for year in range(2015, 2024)}
    opened = show(map_network(nets))
    assert not opened.page.is_visible("#period-buttons")
    opened.page.select_option("#period", label="rok 2019")
    assert opened.page.inner_text("#counts").startswith("rok 2019")
    assert opened.page.locator("#compare option").count() == len(nets)
    assert table_faults(opened) == []


def test_pictures_are_stacked_on_a_phone(show, periods):
    opened = show(periods, PHONE)
    compare(opened, "2024")
    one, two = (opened.page.locator(f"#{name}").bounding_box() for name in ("canvas", "canvas-2"))
    assert one["y"] + one["height"] <= two["y"]
    assert one["height"] > 200
    assert opened.run("document.documentElement.scrollWidth") <= PHONE["width"]
    assert place_faults(opened) == []


def test_actor_of_one_period_only(show):
    ties = pd.DataFrame({"source": ["A"], "target": ["B"], "weight": [1.0]})
    later = pd.DataFrame({"source": ["B"], "target": ["C"], "weight": [2.0]})
    nothing = pd.DataFrame(columns=["source", "target", "weight"])
    nets = {"1": Network("AB", ties), "2": Network("BC", later), "3": Network("", nothing)}
    opened = show(map_network(nets, lang="en"))
    assert shown_marks(opened) == 2
    compare(opened, "2")
    words = opened.page.inner_text("#counts")
    assert "0 ties kept" in words
    assert "1 new tie" in words
    opened.page.fill("#search", "A")
    opened.page.keyboard.press("Enter")
    assert "2: This actor is not in the records" in opened.page.inner_text("#card")
    for period in ("2", "3"):
        opened.page.click(f"#period-buttons button:text-is('{period}')")
    assert opened.page.is_visible("#nothing")
    compare(opened, "1")
    opened.page.emulate_media(media="print")
    opened.page.emulate_media(media="screen")
    assert opened.messages == []


def test_names_of_periods_and_regions_stay_texts(show):
    ids = [f"x{number}" for number in range(len(HOSTILE))]
    actors = pd.DataFrame(
        {"name": HOSTILE, "region": HOSTILE, "role": ["facilitator"] + [None] * (len(ids) - 1)},
        index=pd.Index(ids, name="actor_id"),
    )
    ties = pd.DataFrame({"source": ids[:-1], "target": ids[1:], "kind": HOSTILE[1:]})
    nets = {name: Network(actors, ties) for name in HOSTILE}
    picture = map_network(nets, title=HOSTILE[0])
    model = replace(
        picture.model,
        ties=tuple(replace(t, behind=((HOSTILE[0], HOSTILE[1], 9),)) for t in picture.model.ties),
    )
    opened = show(render(model))
    for place in range(1, 4):
        opened.page.select_option("#period", index=place)
        opened.page.select_option("#compare", index=place)
    opened.page.select_option("#period", index=0)
    opened.page.click("#regions summary")
    opened.page.locator("#actors tbody tr").first.click()
    opened.page.locator("#card .behind summary").first.click()
    opened.page.uncheck("#facilitators")
    opened.page.emulate_media(media="print")
    opened.page.emulate_media(media="screen")
    opened.page.click("#language")
    assert opened.run("window.PWNED") is None
    assert opened.run("document.querySelectorAll('img, svg[onload], script').length") == 3
    assert opened.page.locator("#period option").all_inner_texts()[4].startswith('"><svg')
    assert opened.messages == []
    assert calls_out(opened) == []


# -- regions, areas below, and the grouped picture --------------------------------------------


def test_regions_are_filtered_and_all_come_back(show, periods):
    opened = show(periods)
    opened.page.click("#regions summary")
    everybody = shown_marks(opened)
    box = opened.page.locator("#legend-regions input").first
    region = box.get_attribute("value")
    box.uncheck()
    gone = sum(actor.region == region for actor in periods.model.actors)
    assert shown_marks(opened) == everybody - gone
    assert table_faults(opened) == []
    opened.page.click("#regions-none")
    assert shown_marks(opened) == 0
    assert opened.page.is_visible("#nothing")
    opened.page.click("#regions-all")
    assert shown_marks(opened) == everybody
    assert opened.run("document.activeElement.id") == "regions-all"


def with_underlay(picture: NetworkMap, underlay: dict) -> str:
    """The page with areas below the marks, whoever made them."""
    page = picture.html.replace('"underlay":null', '"unused":null')
    words = json.dumps(underlay).replace("<", "\\u003c")
    return page.replace('{"model":{', f'{{"model":{{"underlay":{words},', 1)


def test_areas_have_a_legend_and_stand_on_paper(show, periods):
    ring = [[-200, -200], [200, -200], [200, 200], [-200, 200]]
    names = HOSTILE[:3]
    underlay = {
        "outlines": [{"name": n, "rings": [ring], "fill": "#DDEEFF", "value": 1.5} for n in names],
        "legend": {
            "title": {"cs": "Hustota", "en": HOSTILE[0]},
            "entries": [{"color": "#DDEEFF", "label": {"cs": "0–1", "en": HOSTILE[1]}}],
        },
    }
    opened = show(with_underlay(periods, underlay))
    assert "Hustota" in opened.page.inner_text("#areas")
    assert "0–1" in opened.page.inner_text("#areas")
    opened.page.click("#language")
    assert HOSTILE[1] in opened.page.inner_text("#areas")
    opened.page.emulate_media(media="print")
    opened.page.wait_for_selector("#paper svg", state="visible")
    assert opened.page.locator("#paper svg .area").count() == 3
    assert opened.run("window.PWNED") is None
    assert opened.messages == []


def test_grouped_picture_opens_a_group_and_goes_back(show, make_network):
    net = make_network(128)
    opened = show(map_network(net, lang="en"))
    single = len(opened.run("netcoopMap.labels()"))
    assert single
    opened.page.click("#grouped")
    assert opened.page.get_attribute("#grouped", "aria-pressed") == "true"
    opened.page.wait_for_timeout(150)
    block = opened.run(
        """() => {
        const panel = netcoopMap.panels()[0];
        const holder = document.getElementById("canvas");
        for (let x = 5; x < holder.clientWidth; x += 6) {
          for (let y = 5; y < holder.clientHeight; y += 6) {
            const id = panel.pick(x, y);
            if (id) {
              const { left, top } = holder.getBoundingClientRect();
              return { id, x: left + x, y: top + y };
            }
          }
        }
        return null;
      }"""
    )
    assert block["id"].startswith("block-")
    opened.page.mouse.click(block["x"], block["y"])
    opened.page.wait_for_function("netcoopMap.selected() !== null")
    assert opened.run("netcoopMap.selected()") == block["id"]
    card = opened.page.inner_text("#card")
    assert "Ties within" in card
    opened.page.click("#open-block")
    assert opened.run("netcoopMap.state().opened.size") == 1
    assert opened.page.inner_text("#back") == "Back to groups"
    opened.page.click("#back")
    assert not opened.page.is_visible("#back")
    assert opened.run("netcoopMap.state().opened.size") == 0
    opened.page.click("#single")
    assert shown_marks(opened) == 128
    assert opened.page.locator("#actors tbody tr").count() == 128
    assert opened.messages == []


def test_long_tables_show_the_first_rows(show, make_network):
    net = make_network(40)
    numbers = range(2100)
    actors = pd.DataFrame(
        {"name": [f"Aktér {n}" for n in numbers], "region": [f"Obec {n % 50}" for n in numbers]},
        index=pd.Index([f"b{n}" for n in numbers], name="actor_id"),
    )
    ties = net.ties.assign(
        source=net.ties["source"].str.replace("a0", "b"),
        target=net.ties["target"].str.replace("a0", "b"),
    )
    ties = ties[ties["source"].isin(actors.index) & ties["target"].isin(actors.index)]
    opened = show(map_network(Network(actors, ties), lang="en"))
    rows = opened.page.locator("#actors tbody tr")
    rows.nth(499).wait_for(state="attached")
    assert rows.count() == 500
    assert "500 of 2,100" in opened.page.inner_text("#cut")
    opened.page.click("#all-rows")
    rows.nth(2099).wait_for(state="attached")
    assert rows.count() == 2100
    assert not opened.page.is_visible("#cut")
    assert opened.messages == []
