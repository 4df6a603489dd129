"""The drawn map in both bearers, vis-network and our own canvas: one look, one behavior."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from netcoop.maps import NetworkMap, map_network, page_data
from netcoop.maps._pyvis import pyvis_network
from netcoop.maps.style import MISSING_STYLE
from netcoop.network import Network
from tests.maps.opened import (
    HOSTILE,
    LAPTOP,
    PHONE,
    WIDE,
    Opened,
    inked,
    label_faults,
    show,
    shown_lines,
    shown_marks,
)

__all__ = ["show"]

browsed = pytest.mark.browser
BEARERS = ["vis", "canvas"]


@pytest.fixture
def drawn(monkeypatch):
    """Make a map that one of the bearers carries."""

    def draw(bearer: str, net: Network, *, single: int = 2000, **how) -> NetworkMap:
        with monkeypatch.context() as patch:
            patch.setattr(page_data, "MOST_SINGLE_ACTORS", single)
            if bearer == "canvas":
                patch.setattr(page_data, "MOST_VIS_ACTORS", 0)
            return map_network(net, **how)

    return draw


@pytest.fixture(scope="module")
def dense() -> Network:
    """Sixty actors of whom each has a tie with a third of the others."""
    rng = np.random.default_rng(3)
    names = [f"Středisko výchovné péče {number}" for number in range(60)]
    pairs = [(a, b) for a in range(60) for b in range(a)]
    chosen = [pairs[row] for row in rng.choice(len(pairs), 600, replace=False)]
    ties = pd.DataFrame([(names[a], names[b]) for a, b in chosen], columns=["source", "target"])
    return Network(names, ties.assign(weight=1.0))


# -- checks ------------------------------------------------------------------------------------


def place_faults(opened: Opened, model) -> list[str]:
    """Marks that do not stand where the layout put them."""
    marks = opened.run("netcoopMap.panels()[0].scene.marks.map(({id, x, y}) => [id, x, y])")
    return [
        model.actors[int(name)].label
        for name, x, y in marks
        if abs(model.actors[int(name)].x - x) + abs(model.actors[int(name)].y - y) > 1e-9
    ]


def pick_faults(opened: Opened) -> list[str]:
    """Marks that are not found where they are drawn, and the empty corner if anything is."""
    return opened.run(
        """() => {
        const panel = netcoopMap.panels()[0];
        const faults = panel.pick(1, 1) === null ? [] : ["corner"];
        for (const mark of panel.scene.marks) {
          const { x, y } = panel.toScreen(mark);
          if (panel.pick(x, y) !== mark.id) faults.push(mark.id);
        }
        return faults;
      }"""
    )


def spot(opened: Opened, place: int = 0) -> tuple[float, float]:
    """Where a mark is on the screen."""
    return tuple(
        opened.run(
            """(place) => {
            const panel = netcoopMap.panels()[0];
            const { x, y } = panel.toScreen(panel.scene.marks[place]);
            const frame = panel.holder.getBoundingClientRect();
            return [frame.left + x, frame.top + y];
          }""",
            place,
        )
    )


def pixels(opened: Opened) -> list[int]:
    return opened.run(
        """() => {
        const canvas = document.querySelector("#canvas canvas");
        const all = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
        return [...all.filter((_, at) => at % 4 === 3)].map((alpha) => (alpha ? 1 : 0));
      }"""
    )


# -- both bearers ------------------------------------------------------------------------------


@browsed
@pytest.mark.parametrize("bearer", BEARERS)
def test_every_actor_is_drawn_in_its_place(show, drawn, net, missing, bearer):
    picture = drawn(bearer, net, missing=missing)
    opened = show(picture)
    assert opened.run("netcoopMap.network !== null") is (bearer == "vis")
    assert opened.run("netcoopMap.nodes.length") == shown_marks(opened) == net.n_actors
    assert shown_lines(opened) == len(picture.model.ties) + len(missing)
    assert 0.01 < inked(opened) < 0.9
    assert place_faults(opened, picture.model) == []
    assert pick_faults(opened) == []
    assert opened.messages == []
    again = show(picture)
    assert place_faults(again, picture.model) == []
    assert again.run("netcoopMap.panels()[0].view()") == opened.run("netcoopMap.panels()[0].view()")


@browsed
@pytest.mark.parametrize("bearer", BEARERS)
def test_checks_notice_a_wrong_picture(show, drawn, net, bearer):
    picture = drawn(bearer, net)
    opened = show(picture)
    opened.run("netcoopMap.panels()[0].scene.marks[3].x += 40")
    assert place_faults(opened, picture.model) == [picture.model.actors[3].label]
    opened.run("netcoopMap.panels()[0].scene.marks.forEach((mark) => { mark.x = 0; mark.y = 0; })")
    assert pick_faults(opened)
    opened.run("netcoopMap.panels()[0].scene.marks[0].label = 'x'.repeat(20)")
    assert opened.run("netcoopMap.panels()[0].pick(-5000, -5000)") is None
    canvas = "document.querySelector('#canvas canvas')"
    opened.run(f"{canvas}.getContext('2d').clearRect(0, 0, 9999, 9999)")
    opened.run(f"{canvas}.getContext('2d').resetTransform()")
    opened.run(f"{canvas}.getContext('2d').clearRect(0, 0, 9999, 9999)")
    assert inked(opened) < 0.01


@browsed
def test_both_bearers_draw_the_same(show, drawn, net, missing):
    """All but a few pixels on edges: vis-network keeps its zoom in other digits."""
    one, other = (np.array(pixels(show(drawn(bearer, net, missing=missing)))) for bearer in BEARERS)
    assert one.shape == other.shape
    assert (one != other).mean() < 0.005
    assert (one != np.roll(one, 25)).mean() > 0.005


@browsed
@pytest.mark.parametrize("viewport", [WIDE, LAPTOP, PHONE], ids=["wide", "laptop", "phone"])
@pytest.mark.parametrize("bearer", BEARERS)
def test_labels_of_a_dense_map(show, drawn, dense, bearer, viewport):
    opened = show(drawn(bearer, dense), viewport)
    assert label_faults(opened) == []
    for action in ("zoom(1.6)", "zoom(1.6)", "pan(60, 35)", "zoom(0.2)"):
        opened.run(f"netcoopMap.panels()[0].{action}")
        opened.page.wait_for_timeout(60)
        assert [fault for fault in label_faults(opened) if fault != "no labels"] == [], action


@browsed
@pytest.mark.parametrize("bearer", BEARERS)
def test_a_click_chooses_and_a_drag_moves(show, drawn, net, bearer):
    opened = show(drawn(bearer, net))
    x, y = spot(opened, 4)
    opened.page.mouse.click(x, y)
    opened.page.wait_for_timeout(350)
    assert opened.run("netcoopMap.selected()") == "4"
    assert "4" in opened.run("netcoopMap.labels().map((label) => label.id)")
    before = opened.run("netcoopMap.panels()[0].view()")
    frame = opened.page.locator("#canvas").bounding_box()
    opened.page.mouse.move(frame["x"] + 5, frame["y"] + 5)
    opened.page.mouse.down()
    opened.page.mouse.move(frame["x"] + 65, frame["y"] + 45, steps=4)
    opened.page.mouse.up()
    opened.page.wait_for_timeout(80)
    after = opened.run("netcoopMap.panels()[0].view()")
    assert after["scale"] == pytest.approx(before["scale"])
    # vis-network counts from where it took the drag for one, after some ten pixels.
    assert (before["x"] - after["x"]) * after["scale"] == pytest.approx(60, abs=20)
    assert (before["y"] - after["y"]) * after["scale"] == pytest.approx(40, abs=20)
    assert opened.run("netcoopMap.selected()") == "4"
    assert opened.messages == []


@browsed
@pytest.mark.parametrize("bearer", BEARERS)
def test_hover_names_the_actor(show, drawn, net, bearer):
    opened = show(drawn(bearer, net, lang="en"))
    tip = opened.page.locator("#canvas .tip")
    assert tip.is_hidden()
    opened.page.mouse.move(*spot(opened, 2))
    opened.page.wait_for_timeout(80)
    assert tip.locator("strong").inner_text() == str(net.actors["name"].iloc[2])
    opened.page.mouse.move(2, 2)
    opened.page.wait_for_timeout(80)
    assert tip.is_hidden()


@browsed
@pytest.mark.parametrize("bearer", BEARERS)
def test_a_filter_reaches_the_picture(show, drawn, net, bearer):
    opened = show(drawn(bearer, net))
    before = inked(opened)
    opened.page.locator("#legend-groups input").first.click()
    opened.page.wait_for_timeout(100)
    gone = int((net.actors["sector"] == "spod").sum())
    assert shown_marks(opened) == net.n_actors - gone
    assert len(opened.run("netcoopMap.panels()[0].scene.marks")) == net.n_actors - gone
    assert inked(opened) < before
    opened.page.locator("#legend-groups input").first.click()
    opened.page.wait_for_timeout(100)
    assert shown_marks(opened) == net.n_actors
    assert inked(opened) == pytest.approx(before, abs=1e-3)


@browsed
@pytest.mark.parametrize("bearer", BEARERS)
@pytest.mark.parametrize("count", [0, 1, 2])
def test_hardly_anybody(show, drawn, bearer, count):
    ties = pd.DataFrame(columns=["source", "target", "weight"])
    opened = show(drawn(bearer, Network(list("AB"[:count]), ties)))
    for action in ("zoom(2)", "pan(5, 5)", "fit()", "reveal('0')", "wheel(true)", "pick(5, 5)"):
        opened.run(f"netcoopMap.panels()[0].{action}")
    opened.page.wait_for_timeout(60)
    assert shown_marks(opened) == count
    assert opened.messages == []


# -- groups ------------------------------------------------------------------------------------


@browsed
@pytest.mark.parametrize("bearer", BEARERS)
def test_groups_open_one_by_one(show, drawn, make_network, bearer):
    net = make_network(90)
    opened = show(drawn(bearer, net, single=80))
    sizes = net.actors.groupby(["region", "sector"]).size()
    scene = "netcoopMap.panels()[0].scene"
    assert opened.run("netcoopMap.state().blocks") is True
    counts = opened.run(f"{scene}.marks.map((mark) => mark.count)")
    assert sorted(counts) == sorted(sizes)
    assert label_faults(opened) == []
    assert pick_faults(opened) == []
    # No tie is lost: those within groups and those between them are all there are.
    between = opened.run(f"{scene}.lines.reduce((sum, line) => sum + line.count, 0)")
    group = net.actors["region"] + net.actors["sector"]
    ends = [net.ties[end].map(group).to_numpy() for end in ("source", "target")]
    assert between == int((ends[0] != ends[1]).sum())
    opened.page.mouse.click(*spot(opened))
    opened.page.wait_for_timeout(350)
    assert opened.run("netcoopMap.selected()").startswith("block-")
    opened.page.get_by_role("button", name="Show its actors").or_(
        opened.page.locator("#card button:not(.close)").first
    ).first.click()
    opened.page.wait_for_timeout(100)
    singles = opened.run(f"{scene}.marks.filter((mark) => !mark.id.startsWith('block-')).length")
    assert singles == counts[0]
    assert len(opened.run(f"{scene}.marks")) == len(sizes) - 1 + counts[0]
    opened.page.click("#single")
    opened.page.wait_for_timeout(100)
    assert shown_marks(opened) == net.n_actors
    assert opened.messages == []


@browsed
def test_groups_come_up_above_so_many_actors(show, drawn, make_network):
    few = show(drawn("canvas", make_network(90), single=90))
    assert few.run("netcoopMap.state().blocks") is False
    assert shown_marks(few) == 90
    small = show(drawn("vis", make_network(30), single=20))
    # A group for every second actor says nothing: the actors themselves are shown.
    assert shown_marks(small) == 30


def test_size_decides_who_bears_the_page(monkeypatch, net):
    model = map_network(net).model
    assert page_data.page_data(model)["engine"] == "vis"
    assert page_data.page_data(model)["blocks"] is False
    monkeypatch.setattr(page_data, "MOST_VIS_TIES", len(model.ties) - 1)
    monkeypatch.setattr(page_data, "MOST_SINGLE_ACTORS", len(model.actors) - 1)
    assert page_data.page_data(model)["engine"] == "canvas"
    assert page_data.page_data(model)["blocks"] is True


# -- pyvis -------------------------------------------------------------------------------------


def test_pyvis_network_has_all_of_the_map(net, missing):
    model = map_network(net, missing=missing).model
    found = pyvis_network(model)
    assert len(found.nodes) == net.n_actors
    assert len(found.edges) == len(net.ties) + len(missing)
    assert [(node["x"], node["y"]) for node in found.nodes] == [(a.x, a.y) for a in model.actors]
    ends = [frozenset((edge["from"], edge["to"])) for edge in found.edges]
    assert len(ends) > len(set(ends)), "a pair with a meeting and a referral has both"
    assert [edge["dashes"] for edge in found.edges].count(list(MISSING_STYLE.dash)) == len(missing)
    assert found.options.physics.enabled is False
    assert not any("title" in thing for thing in found.nodes + found.edges)
    # Whoever goes on with it can use what pyvis offers.
    found.add_node("new", label="new")
    found.add_edge("new", "0")
    assert "new" in found.get_adj_list()


@browsed
def test_pyvis_page_runs_no_name(browser, tmp_path):
    ids = [f"x{number}" for number in range(len(HOSTILE))]
    actors = pd.DataFrame(
        {"name": HOSTILE, "sector": HOSTILE[::-1]}, index=pd.Index(ids, name="actor_id")
    )
    ties = pd.DataFrame({"source": ids[:-1], "target": ids[1:], "kind": HOSTILE[1:]})
    found = pyvis_network(map_network(Network(actors, ties), title=" ".join(HOSTILE)).model)
    assert pwned(browser, Path(tmp_path) / "inert.html", found.generate_html()) == (9, None)
    # The check would notice: a title with a link makes pyvis run the markup of names.
    found.heading = HOSTILE[1]
    assert pwned(browser, Path(tmp_path) / "hostile.html", found.generate_html())[1] == 1


def pwned(browser, path: Path, page: str) -> tuple[int, int | None]:
    """How many nodes a pyvis page draws, and whether code in a name ran."""
    path.write_text(page, encoding="utf-8")
    context = browser.new_context(offline=True)
    opened = context.new_page()
    opened.goto(path.as_uri())
    opened.wait_for_function("typeof nodes !== 'undefined'")
    opened.wait_for_timeout(200)
    found = opened.evaluate("[nodes.length, window.PWNED ?? null]")
    context.close()
    return tuple(found)
