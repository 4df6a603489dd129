"""The page in a real browser: every check is a function that a broken page must fail."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from netcoop.maps import NetworkMap, map_network
from netcoop.network import Network
from tests.maps.opened import (
    HOSTILE,
    LAPTOP,
    PHONE,
    WIDE,
    calls_out,
    inked,
    jumped,
    label_faults,
    show,
    shown_lines,
    shown_marks,
    table_faults,
)

__all__ = ["show"]
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def picture(net, missing) -> NetworkMap:
    return map_network(net, missing=missing, lang="cs", notes=["Jen prezenční listiny."])


# -- the page as it opens ---------------------------------------------------------------------


def test_asks_nobody_and_says_nothing(show, picture):
    opened = show(picture)
    assert calls_out(opened) == []
    assert opened.messages == []
    assert opened.run("document.compatMode") == "CSS1Compat"


def test_every_actor_and_tie_is_drawn(show, picture):
    opened = show(picture)
    assert shown_marks(opened) == len(picture.model.actors)
    assert shown_lines(opened) == len(picture.model.ties) + len(picture.model.missing)
    assert inked(opened) > 0.01
    assert table_faults(opened) == []


def test_places_are_those_computed(show, picture):
    places = show(picture).run("netcoopMap.network.getPositions()")
    for row, actor in enumerate(picture.model.actors):
        assert (places[str(row)]["x"], places[str(row)]["y"]) == (
            pytest.approx(actor.x, abs=1),
            pytest.approx(actor.y, abs=1),
        )


@pytest.mark.parametrize("viewport", [WIDE, LAPTOP, PHONE], ids=str)
def test_labels_do_not_overlap(show, make_network, viewport):
    opened = show(map_network(make_network(100)), viewport)
    assert label_faults(opened) == []
    opened.page.focus("#map")
    for key in ("+", "+", "ArrowLeft", "n"):
        opened.page.keyboard.press(key)
        opened.page.wait_for_timeout(60)
        assert label_faults(opened) == []


def test_toolbar_is_one_row_and_phone_does_not_scroll_sideways(show, picture):
    opened = show(picture)
    for _ in range(2):
        assert opened.run("document.getElementById('tools').clientHeight") < 60
        opened.page.click("#language")
    phone = show(picture, PHONE)
    assert phone.run("document.documentElement.scrollWidth") <= 390
    assert phone.run("document.getElementById('map').clientHeight") > 280


# -- finding and filtering --------------------------------------------------------------------


def test_filter_of_sectors_and_its_undoing(show, picture):
    opened = show(picture)
    before = opened.page.inner_text("#counts")
    box = opened.page.locator("#legend-groups input").first
    box.uncheck()
    gone = sum(actor.group == picture.model.groups[0].key for actor in picture.model.actors)
    assert gone
    assert shown_marks(opened) == len(picture.model.actors) - gone
    assert table_faults(opened) == []
    assert opened.page.inner_text("#counts") != before
    assert opened.run("document.activeElement.closest('#legend-groups') !== null")
    box.check()
    assert shown_marks(opened) == len(picture.model.actors)
    assert opened.page.inner_text("#counts") == before


def test_filter_of_tie_kinds_and_strength(show, picture):
    opened = show(picture)
    everything = shown_lines(opened)
    opened.page.locator("#legend-kinds input").last.uncheck()
    assert shown_lines(opened) == everything - len(picture.model.missing)
    assert shown_marks(opened) == len(picture.model.actors)
    opened.page.locator("#legend-kinds input").last.check()
    opened.page.focus("#threshold")
    opened.page.keyboard.press("End")
    strongest = max(tie.strengths[0] for tie in picture.model.ties)
    left = sum(tie.strengths[0] == strongest for tie in picture.model.ties)
    assert shown_lines(opened) == left + len(picture.model.missing)
    assert table_faults(opened) == []
    opened.page.keyboard.press("Home")
    assert shown_lines(opened) == everything


def test_all_filtered_out_and_back(show, picture):
    opened = show(picture)
    for box in opened.page.locator("#legend-groups input").all():
        box.uncheck()
    assert shown_marks(opened) == 0
    assert opened.page.is_visible("#nothing")
    opened.page.click("#whole")
    opened.page.focus("#map")
    opened.page.keyboard.press("n")
    opened.page.emulate_media(media="print")
    opened.page.emulate_media(media="screen")
    opened.page.click("#show-all")
    assert shown_marks(opened) == len(picture.model.actors)
    assert opened.messages == []


def test_search_without_diacritics(show, picture):
    opened = show(picture)
    opened.page.fill("#search", "ospod brod")
    assert opened.page.locator("#found button").all_inner_texts() == ["OSPOD Havlíčkův Brod"]
    opened.page.keyboard.press("Enter")
    chosen = opened.run("netcoopMap.model.actors[Number(netcoopMap.selected())].label")
    assert chosen == "OSPOD Havlíčkův Brod"
    assert opened.page.inner_text("#card-name") == "OSPOD Havlíčkův Brod"
    opened.page.fill("#search", "nobody at all")
    assert opened.page.locator("#found button").count() == 0
    assert opened.page.locator("#found .summary").count() == 1
    opened.page.keyboard.press("Escape")
    assert opened.page.input_value("#search") == ""
    assert opened.run("netcoopMap.selected()") is None


def test_click_on_a_mark_opens_its_card(show, picture):
    opened = show(picture)
    place = opened.run(
        """() => {
        const row = netcoopMap.model.actors.findIndex((actor) => actor.label.startsWith("OSPOD"));
        const [actor, box] = [netcoopMap.model.actors[row], document.getElementById("map")];
        const { x, y } = netcoopMap.network.canvasToDOM(actor);
        const { left, top } = box.getBoundingClientRect();
        return { row, x: left + x, y: top + y };
      }"""
    )
    opened.page.mouse.click(place["x"], place["y"])
    opened.page.wait_for_function("netcoopMap.selected() !== null")
    assert opened.run("netcoopMap.selected()") == str(place["row"])
    actor = picture.model.actors[place["row"]]
    card = opened.page.inner_text("#card")
    assert actor.label in card
    assert actor.region in card
    for metric in picture.model.metrics:
        assert metric.label["cs"] in card
        assert metric.meaning["cs"] in card
    lacking = [pair for pair in picture.model.missing if actor.id in (pair.source, pair.target)]
    assert lacking
    assert lacking[0].reason["cs"] in card
    dimmed = opened.run(
        "netcoopMap.panels()[0].scene.lines.filter((line) => line.opacity < 0.1).length"
    )
    mine = [
        line
        for line in (*picture.model.ties, *picture.model.missing)
        if actor.id in (line.source, line.target)
    ]
    assert dimmed == shown_lines(opened) - len(mine)


def test_strongest_partner_comes_first(show, picture):
    opened = show(picture)
    row = opened.run("document.querySelector('#actors tbody tr').dataset.row")
    opened.page.locator("#actors tbody tr").first.click()
    actor = picture.model.actors[int(row)]
    ties = [tie for tie in picture.model.ties if actor.id in (tie.source, tie.target)]
    best = max(ties, key=lambda tie: tie.strengths[0])
    partner = best.target if best.source == actor.id else best.source
    names = {one.id: one.label for one in picture.model.actors}
    assert opened.page.locator("#card .partners button").first.inner_text() == names[partner]


def test_size_of_marks_follows_the_chosen_metric(show, picture):
    opened = show(picture)
    sizes = "netcoopMap.panels()[0].scene.marks.map((mark) => mark.r)"
    by_strength = opened.run(sizes)
    opened.page.select_option("#size", "degree")
    by_degree = opened.run(sizes)
    assert by_strength != by_degree
    degree = list(picture.model.views[0].metrics["degree"])
    assert int(np.argmax(by_degree)) in np.flatnonzero(np.array(degree) == max(degree))


def test_card_says_that_a_name_is_not_decided(show):
    long = "Nejneobhospodařovávatelnějšíhozařízenípropěstouny"
    names, statuses = ["Policie", "Charita", long], ["register", "ambiguous", "proposed"]
    actors = pd.DataFrame(
        {"name": names, "name_status": statuses}, index=pd.Index(["o", "c", "l"], name="actor_id")
    )
    ties = pd.DataFrame({"source": ["o", "o"], "target": ["c", "l"], "weight": [2.0, 1.0]})
    opened = show(map_network(Network(actors, ties), lang="en"))
    words = "Name not decided: it may be another actor of this map."
    cards = {}
    for name in ("Policie", "Charita"):
        opened.page.fill("#search", name)
        opened.page.keyboard.press("Enter")
        cards[name] = opened.page.inner_text("#card")
    assert words in cards["Charita"]
    assert "Charita\u00a0?" in cards["Charita"]
    assert words not in cards["Policie"]
    opened.page.keyboard.press("Escape")
    drawn = opened.run("netcoopMap.labels().map((label) => label.texts.join(' '))")
    assert len(drawn) == 3
    assert [name.endswith("\u00a0?") for name in sorted(drawn)] == [True, True, False]
    assert all(len(name) <= 30 for name in drawn)
    assert "2 names are not decided" in opened.page.inner_text("#notes")
    assert "? name not decided" in opened.page.inner_text("#legend")
    opened.page.emulate_media(media="print")
    opened.page.wait_for_selector("#paper svg", state="visible")
    printed = opened.page.locator("#paper svg text").all_text_contents()
    assert "Charita\u00a0?" in printed


# -- table, keyboard, language, paper ---------------------------------------------------------


def test_table_sorts_and_finds_actors_without_a_jump(show, picture):
    opened = show(picture)
    button = opened.page.locator('#actors th[data-key="label"] button')
    button.scroll_into_view_if_needed()
    where = jumped(opened)
    button.click()
    names = opened.page.locator('#actors tbody [data-key="label"] span').all_inner_texts()
    assert names[0] < names[-1]
    assert opened.page.get_attribute('#actors th[data-key="label"]', "aria-sort") == "ascending"
    assert opened.run("document.activeElement.closest('th').dataset.key") == "label"
    button.click()
    reverse = opened.page.locator('#actors tbody [data-key="label"] span').all_inner_texts()
    assert reverse == names[::-1]
    assert table_faults(opened) == []
    row = opened.page.locator("#actors tbody tr").nth(2)
    row.focus()
    where = jumped(opened)
    opened.page.keyboard.press("Enter")
    assert opened.run("netcoopMap.selected()") == row.get_attribute("data-row")
    assert row.get_attribute("aria-current") == "true"
    assert jumped(opened) == where
    opened.page.keyboard.press("ArrowDown")
    opened.page.keyboard.press("Enter")
    assert opened.run("netcoopMap.selected()") != row.get_attribute("data-row")


def test_keyboard_of_the_map(show, picture):
    opened = show(picture)
    opened.page.focus("#map")
    where = "netcoopMap.network.getViewPosition().x"
    scale = "netcoopMap.network.getScale()"
    home, near = opened.run(where), opened.run(scale)
    opened.page.keyboard.press("ArrowRight")
    assert opened.run(where) > home
    opened.page.keyboard.press("+")
    assert opened.run(scale) > near
    opened.page.keyboard.press("-")
    opened.page.keyboard.press("0")
    assert opened.run(where) == pytest.approx(home)
    assert opened.run(scale) == pytest.approx(near)
    opened.page.keyboard.press("n")
    first = opened.run("netcoopMap.selected()")
    assert first == opened.run("document.querySelector('#actors tbody tr').dataset.row")
    name = picture.model.actors[int(first)].label
    assert name in opened.page.inner_text("#spoken")
    opened.page.keyboard.press("n")
    assert opened.run("netcoopMap.selected()") != first
    opened.page.keyboard.press("p")
    assert opened.run("netcoopMap.selected()") == first
    opened.page.keyboard.press("Escape")
    assert opened.run("netcoopMap.selected()") is None
    assert jumped(opened) == 0


def test_wheel_scrolls_the_page_until_the_map_is_in_focus(show, picture):
    opened = show(picture)
    scale = opened.run("netcoopMap.network.getScale()")
    opened.page.mouse.move(500, 500)
    opened.page.mouse.wheel(0, 120)
    opened.page.wait_for_timeout(150)
    assert opened.run("netcoopMap.network.getScale()") == scale
    assert jumped(opened) > 0
    opened.page.evaluate("window.scrollTo(0, 0)")
    opened.page.focus("#map")
    opened.page.mouse.wheel(0, -120)
    opened.page.wait_for_timeout(150)
    assert opened.run("netcoopMap.network.getScale()") > scale
    assert jumped(opened) == 0


def test_language_changes_every_text(show, picture):
    opened = show(picture)
    texts = picture.model.texts
    assert opened.run("document.documentElement.lang") == "cs"
    assert opened.page.inner_text("#legend-title") == texts["cs"]["legend"]
    assert "," in opened.page.locator("#actors tbody td[data-key=strength]").first.inner_text()
    opened.page.click("#language")
    assert opened.run("document.documentElement.lang") == "en"
    assert opened.page.inner_text("#legend-title") == "Legend"
    assert opened.page.inner_text("#title") == "Cooperation network"
    assert opened.page.get_attribute("#search", "placeholder") == "name or place…"
    groups = opened.page.locator("#legend-groups span").all_inner_texts()
    assert groups == [group.label["en"] for group in picture.model.groups]
    assert "." in opened.page.locator("#actors tbody td[data-key=strength]").first.inner_text()
    assert "30 actors" in opened.page.inner_text("#counts")
    assert table_faults(opened) == []


def test_paper_shows_vectors_and_no_controls(show, picture):
    opened = show(picture)
    opened.page.locator("#legend-groups input").first.uncheck()
    opened.page.emulate_media(media="print")
    opened.page.wait_for_selector("#paper svg", state="visible", timeout=5000)
    marks = opened.page.locator(f"#paper svg [stroke='{'#22272B'}']").count()
    assert marks == shown_marks(opened)
    assert opened.page.locator("#paper svg path").count() == shown_lines(opened)
    assert opened.page.locator("#paper svg text").count() > 5
    for hidden in ("#map", "#tools", "#map-help", "#legend input", "#actors th button"):
        assert not opened.page.locator(hidden).first.is_visible(), hidden
    assert opened.page.is_visible("#actors")
    assert opened.page.pdf()[:5] == b"%PDF-"
    assert opened.messages == []


def test_all_labels(show, make_network):
    opened = show(map_network(make_network(100)))
    few = len(opened.run("netcoopMap.labels()"))
    opened.page.check("#all-labels")
    opened.page.wait_for_timeout(100)
    assert few < len(opened.run("netcoopMap.labels()")) == 100


# -- small, hostile and broken pages ----------------------------------------------------------


@pytest.mark.parametrize("actors", ["", "A", "ABC"], ids=["none", "one", "three"])
def test_networks_without_ties(show, actors):
    ties = pd.DataFrame(columns=["source", "target", "weight"])
    opened = show(map_network(Network(list(actors), ties)))
    assert shown_marks(opened) == len(actors)
    assert opened.page.locator("#actors tbody tr").count() == len(actors)
    assert opened.page.is_visible("#nothing") is (not actors)
    opened.page.focus("#map")
    for key in ("n", "p", "+", "0", "Escape"):
        opened.page.keyboard.press(key)
    opened.page.emulate_media(media="print")
    opened.page.emulate_media(media="screen")
    opened.page.click("#language")
    assert opened.messages == []


def test_one_tie(show):
    ties = pd.DataFrame({"source": ["A"], "target": ["B"], "weight": [1.0]})
    opened = show(map_network(Network("AB", ties, directed=True)))
    assert shown_lines(opened) == 1
    assert label_faults(opened) == []
    assert opened.messages == []


def test_hostile_texts_stay_texts(show):
    ids = [f"x{number}" for number in range(len(HOSTILE))]
    actors = pd.DataFrame(
        {"name": HOSTILE, "kind": HOSTILE, "sector": HOSTILE[::-1], "region": HOSTILE},
        index=pd.Index(ids, name="actor_id"),
    )
    ties = pd.DataFrame({"source": ids[:-1], "target": ids[1:], "kind": HOSTILE[1:]})
    missing = pd.DataFrame({"source": ids[:1], "target": ids[2:3], "reason": HOSTILE[:1]})
    title = " ".join(HOSTILE)
    opened = show(map_network(Network(actors, ties), missing=missing, title=title, notes=HOSTILE))
    assert opened.page.locator("#actors tbody tr").count() == len(HOSTILE)
    opened.page.fill("#search", "img src")
    opened.page.keyboard.press("Enter")
    opened.page.keyboard.press("n")
    opened.page.emulate_media(media="print")
    opened.page.emulate_media(media="screen")
    opened.page.click("#language")
    assert opened.run("window.PWNED") is None
    assert opened.run("document.querySelectorAll('img, svg[onload], b').length") == len(
        opened.page.locator("#card .metrics b").all()
    )
    assert opened.run("document.querySelectorAll('script').length") == 3
    assert "49" not in opened.page.inner_text("#notes")
    names = opened.page.locator('#actors tbody [data-key="label"] span').all_inner_texts()
    assert "{{7*7}} {% raw %} ${window.PWNED=1}" in names
    assert opened.messages == []
    assert calls_out(opened) == []


def test_policy_lets_nothing_else_run(show, picture):
    policy = show(picture).page.get_attribute("meta[http-equiv]", "content")
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert policy.count("'sha256-") == 3
    inserted = "<script>window.PWNED=1</script><img src=x onerror='window.PWNED=1'></body>"
    opened = show(picture.html.replace("</body>", inserted))
    assert opened.run("window.PWNED") is None
    assert shown_marks(opened) == len(picture.model.actors)


def test_checks_notice_a_broken_page(show, picture):
    outside = '<img src="https://example.invalid/count.png"></body>'
    calling = show(picture.html.replace("</body>", outside))
    assert calls_out(calling) or calling.messages
    shorter = show(picture)
    shorter.run("document.querySelector('#actors tbody tr').remove()")
    assert table_faults(shorter)
    wrong = show(picture)
    wrong.run("document.querySelector('#actors tbody td[data-key=strength]').textContent = '1'")
    assert table_faults(wrong)
    crowded = show(picture)
    crowded.run(
        """() => {
        const [panel] = netcoopMap.panels();
        panel.names.placed.push({ ...panel.names.placed[0], texts: ["once more"] });
      }"""
    )
    assert label_faults(crowded)


def test_frame_of_a_notebook_draws_the_map(picture, browser, tmp_path):
    path = Path(tmp_path) / "notebook.html"
    path.write_text(f"<!doctype html><body>{picture._repr_html_()}</body>", encoding="utf-8")
    context = browser.new_context(viewport=WIDE, offline=True)
    page = context.new_page()
    messages = []
    page.on("console", lambda message: messages.append(message.text))
    page.goto(path.as_uri())
    frame = page.frames[1]
    frame.wait_for_function("window.netcoopMap")
    assert frame.evaluate("netcoopMap.nodes.length") == len(picture.model.actors)
    assert frame.locator("#actors tbody tr").count() == len(picture.model.actors)
    assert messages == []
    context.close()
