"""What people take away from the page: pictures, the table, and the names of the files."""

from __future__ import annotations

import csv
import io
import re
import struct
import xml.etree.ElementTree as ET
import zlib
from pathlib import Path

import pandas as pd
import pytest

from netcoop.maps import NetworkMap, map_network
from netcoop.network import Network
from tests.maps.opened import HOSTILE, WIDE, calls_out, show, shown_lines, shown_marks
from tests.maps.test_page_periods import compare, meetings_only

__all__ = ["show"]
pytestmark = pytest.mark.browser

SVG = "{http://www.w3.org/2000/svg}"
FORMULAS = ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", 'a"b;c', " =1+1", "\uff1d1"]


def saved(opened, what: str) -> tuple[str, bytes]:
    """Name and content of the file that a button of the menu saves."""
    opened.page.click("#save summary")
    with opened.page.expect_download() as waited:
        opened.page.click(f"#save-{what}")
    return waited.value.suggested_filename, Path(waited.value.path()).read_bytes()


def cells(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def csv_faults(content: bytes) -> list[str]:
    """Cells that a spreadsheet would calculate, and whatever else is wrong with a table."""
    faults = [] if content.startswith(b"\xef\xbb\xbf") else ["no mark of UTF-8"]
    rows = cells(content)
    if len({len(row) for row in rows}) != 1:
        faults.append("rows of different length")
    return faults + [
        cell for row in rows for cell in row if re.match(r"[=+@\t\r\n]|-(?![\d.,]+$)|\s*=", cell)
    ]


def svg_faults(content: bytes) -> list[str]:
    """What must not be in a picture, and what a picture must have."""
    root = ET.fromstring(content)
    faults = [] if root.tag == f"{SVG}svg" else [root.tag]
    if root.find(f"{SVG}title") is None:
        faults.append("no title")
    for element in root.iter():
        if element.tag in {f"{SVG}script", f"{SVG}foreignObject", f"{SVG}image", f"{SVG}a"}:
            faults.append(element.tag)
        faults += [name for name in element.attrib if name.startswith("on") or "href" in name]
    return faults


def words_of(content: bytes) -> str:
    return " ".join(text.text or "" for text in ET.fromstring(content).iter(f"{SVG}text"))


def pixels(content: bytes) -> tuple[int, int, float]:
    """Width, height and share of bytes that are not white, of a PNG."""
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", content[16:24])
    at, data = 8, b""
    while at < len(content):
        (length,) = struct.unpack(">I", content[at : at + 4])
        if content[at + 4 : at + 8] == b"IDAT":
            data += content[at + 8 : at + 8 + length]
        at += 12 + length
    raw = zlib.decompress(data)
    # Rows are stored as differences: what is not zero changed from the pixel before.
    return width, height, 1 - raw.count(0) / len(raw)


@pytest.fixture(scope="module")
def picture(net, missing) -> NetworkMap:
    return map_network(net, missing=missing, title="Síť péče: Brod", notes=["Jen listiny."])


def test_vectors_have_title_legend_and_all_that_is_shown(show, picture):
    opened = show(picture)
    opened.page.locator("#legend-groups input").first.uncheck()
    name, content = saved(opened, "svg")
    assert name == "sit-pece-brod.svg"
    assert svg_faults(content) == []
    words = words_of(content)
    assert "Síť péče: Brod" in words
    assert "Jen listiny." in words
    for group in picture.model.groups[1:]:
        assert group.label["cs"] in words
    assert picture.model.groups[0].label["cs"] not in words
    root = ET.fromstring(content)
    inner = root.find(f"{SVG}svg/{SVG}path/..")
    assert len(inner.findall(f"{SVG}path")) == shown_lines(opened)
    marks = [part for part in inner if part.get("stroke") == "#22272B"]
    assert len(marks) == shown_marks(opened)
    assert opened.messages == []
    assert calls_out(opened) == []


def test_broken_vectors_are_noticed():
    good = b'<svg xmlns="http://www.w3.org/2000/svg"><title>t</title></svg>'
    assert svg_faults(good) == []
    assert svg_faults(good.replace(b"<title>t</title>", b"<script/>"))
    assert svg_faults(good.replace(b"<title>", b"<title onclick='x'>"))


def test_pixels_are_three_thousand_wide(show, picture):
    opened = show(picture)
    name, content = saved(opened, "png")
    assert name == "sit-pece-brod.png"
    width, height, drawn = pixels(content)
    assert width == 3000
    assert 1000 < height < 4000
    assert drawn > 0.01
    assert "sit-pece-brod.png" in opened.page.inner_text("#spoken")
    assert opened.messages == []


def test_table_is_that_of_the_page_with_commas(show, picture):
    opened = show(picture)
    opened.page.locator("#legend-groups input").first.uncheck()
    name, content = saved(opened, "csv")
    assert name == "sit-pece-brod.csv"
    assert csv_faults(content) == []
    head, *rows = cells(content)
    assert len(rows) == shown_marks(opened)
    shown = opened.page.locator('#actors tbody [data-key="label"] span').all_inner_texts()
    assert [row[0] for row in rows] == shown
    values = picture.model.views[0].metrics["strength"]
    labels = [actor.label for actor in picture.model.actors]
    strength = head.index(next(m.label["cs"] for m in picture.model.metrics if m.key == "strength"))
    for row in rows:
        expected = values[labels.index(row[0])]
        assert float(row[strength].replace(",", ".")) == pytest.approx(expected)
        assert "." not in row[strength]
    opened.page.click("#language")
    english = cells(saved(opened, "csv")[1])
    assert "." in "".join(row[strength] for row in english)


def test_formulas_are_defused(show):
    ids = [f"f{number}" for number in range(len(FORMULAS))]
    actors = pd.DataFrame(
        {"name": FORMULAS, "region": FORMULAS, "kind": FORMULAS},
        index=pd.Index(ids, name="actor_id"),
    )
    ties = pd.DataFrame({"source": ids[:1], "target": ids[1:2], "weight": [1.0]})
    opened = show(map_network(Network(actors, ties), title="=1+1"))
    name, content = saved(opened, "csv")
    assert name == "1-1.csv"
    assert csv_faults(content) == []
    names = {row[0] for row in cells(content)}
    assert "'=cmd|' /C calc'!A0" in names
    assert 'a"b;c' in names
    assert csv_faults(content.replace(b"'=cmd", b"=cmd"))


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("../../etc/passwd", "etc-passwd"),
        ("CON", "map"),
        ("\u05e9\u05dc\u05d5\u05dd", "map"),
        ("a" * 200, "a" * 60),
        ("con.png\u0000\u202e</a>", "con-png-a"),
    ],
)
def test_file_names_are_letters_digits_and_dashes(show, title, name):
    nothing = pd.DataFrame(columns=["source", "target", "weight"])
    opened = show(map_network(Network("A", nothing), title=title))
    for what in ("svg", "csv"):
        assert saved(opened, what)[0] == f"{name}.{what}"
    assert opened.messages == []


def test_hostile_texts_stay_texts_in_files(show):
    texts = [*HOSTILE, "bell\u0007 and \ufffe"]
    ids = [f"x{number}" for number in range(len(texts))]
    actors = pd.DataFrame(
        {"name": texts, "kind": texts, "sector": texts[::-1], "region": texts},
        index=pd.Index(ids, name="actor_id"),
    )
    ties = pd.DataFrame({"source": ids[:-1], "target": ids[1:], "kind": texts[1:]})
    missing = pd.DataFrame({"source": ids[:1], "target": ids[2:3], "reason": texts[:1]})
    nets = {name: Network(actors, ties) for name in texts[:2]}
    opened = show(map_network(nets, missing=missing, title=" ".join(texts), notes=texts))
    opened.page.check("#all-labels")
    for what in ("svg", "png", "csv"):
        name, content = saved(opened, what)
        assert re.fullmatch(r"[a-z0-9-]{1,60}\.(svg|png|csv)", name)
        if what == "svg":
            assert svg_faults(content) == []
            assert "onerror" in words_of(content)
        if what == "csv":
            assert csv_faults(content) == []
    assert opened.run("window.PWNED") is None
    assert opened.messages == []
    assert calls_out(opened) == []


def test_comparison_is_saved_with_both_pictures(show, make_network):
    nets = {str(year): meetings_only(make_network(24, year)) for year in (2023, 2024)}
    opened = show(map_network(nets, lang="en"))
    compare(opened, "2024")
    content = saved(opened, "svg")[1]
    assert svg_faults(content) == []
    words = words_of(content)
    for part in ("2023", "2024", "tie only in the later period", "new tie"):
        assert part in words
    assert len(ET.fromstring(content).findall(f"{SVG}svg/{SVG}path/..")) == 2
    rows = cells(saved(opened, "csv")[1])
    assert [row[0] for row in rows[1:]] == ["2023"] * 24 + ["2024"] * 24
    assert pixels(saved(opened, "png")[1])[0] == 3000


@pytest.mark.parametrize("actors", ["", "A", "AB"])
def test_small_networks_are_saved(show, actors):
    nothing = pd.DataFrame(columns=["source", "target", "weight"])
    opened = show(map_network(Network(list(actors), nothing)))
    assert svg_faults(saved(opened, "svg")[1]) == []
    assert pixels(saved(opened, "png")[1])[0] == 3000
    assert len(cells(saved(opened, "csv")[1])) == len(actors) + 1
    assert opened.messages == []


def test_files_are_saved_from_the_frame_of_a_notebook(picture, browser, tmp_path):
    path = Path(tmp_path) / "notebook.html"
    path.write_text(f"<!doctype html><body>{picture._repr_html_()}</body>", encoding="utf-8")
    context = browser.new_context(viewport=WIDE, offline=True)
    page = context.new_page()
    messages = []
    page.on("console", lambda message: messages.append(message.text))
    page.goto(path.as_uri())
    frame = page.frames[1]
    frame.wait_for_function("window.netcoopMap")
    for what, start in (("png", b"\x89PNG"), ("svg", b"<?xml"), ("csv", b"\xef\xbb\xbf")):
        frame.click("#save summary")
        with page.expect_download() as waited:
            frame.click(f"#save-{what}")
        assert Path(waited.value.path()).read_bytes().startswith(start)
    assert messages == []
    context.close()


def test_menu_opens_and_closes_with_the_keyboard(show, picture):
    opened = show(picture)
    opened.page.focus("#save summary")
    opened.page.keyboard.press("Enter")
    assert opened.page.is_visible("#save-png")
    opened.page.keyboard.press("Escape")
    assert not opened.page.is_visible("#save-png")
    opened.page.keyboard.press("Enter")
    for _ in range(5):
        opened.page.keyboard.press("Tab")
    assert not opened.page.is_visible("#save-png")
