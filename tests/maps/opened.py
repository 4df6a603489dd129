"""A page opened in a real browser, and checks of it: each returns the faults it found."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from netcoop.maps import NetworkMap

WIDE = {"width": 1440, "height": 900}
LAPTOP = {"width": 1024, "height": 768}
PHONE = {"width": 390, "height": 844}
NEXT_FRAME = "new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))"
HOSTILE = [
    "</script><script>window.PWNED=1</script>",
    '<img src=x onerror="window.PWNED=1">',
    "{{7*7}} {% raw %} ${window.PWNED=1}",
    "href javascript:window.PWNED=1",
    "\"><svg onload=window.PWNED=1>' --><!-- ]]>",
    "\u202eaktér zprava\u202c \u05e9\u05dc\u05d5\u05dd",
    "Emoji 👩‍👧 & <b>tučně</b>",
    "__proto__",
    "constructor \\u003cscript\\u003e $& $1",
]


@dataclass
class Opened:
    """A page with everything it asked for and said."""

    page: object
    requests: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)

    def run(self, script, argument=None):
        # What was asked of the map before is drawn with the next frame; ask when it is there.
        self.page.evaluate(NEXT_FRAME)
        return self.page.evaluate(script, argument)


@pytest.fixture
def show(browser, tmp_path):
    contexts = []

    def open_page(page: NetworkMap | str, viewport=WIDE) -> Opened:
        path = Path(tmp_path) / f"map-{len(contexts)}.html"
        path.write_bytes((page if isinstance(page, str) else page.html).encode("utf-8"))
        context = browser.new_context(viewport=viewport, offline=True, locale="en-GB")
        contexts.append(context)
        opened = Opened(context.new_page())
        opened.page.on("request", lambda request: opened.requests.append(request.url))
        opened.page.on("console", lambda message: opened.messages.append(message.text))
        opened.page.on("pageerror", lambda error: opened.messages.append(str(error)))
        opened.page.goto(path.as_uri())
        opened.page.wait_for_function("window.netcoopMap")
        opened.page.wait_for_timeout(120)
        return opened

    yield open_page
    for context in contexts:
        context.close()


# -- checks: each returns the faults it found -------------------------------------------------


def calls_out(opened: Opened) -> list[str]:
    return [url for url in opened.requests if not url.startswith(("file:", "data:", "blob:"))]


def table_faults(opened: Opened) -> list[str]:
    """Compare the rows with the marks, and each strength with the embedded data."""
    return opened.run(
        """() => {
        const data = JSON.parse(document.getElementById("map-data").textContent);
        const view = netcoopMap.state().view;
        const strength = data.model.actors.id.map(() => 0);
        const pairs = new Map();
        const ties = data.model.ties;
        ties.source.forEach((source, row) => {
          if (ties.weight[view][row] === null) return;
          const pair = [source, ties.target[row]].sort((a, b) => a - b).join();
          pairs.set(pair, (ties.strength[view] || ties.weight[view])[row]);
        });
        for (const [pair, value] of pairs) {
          for (const end of pair.split(",")) strength[end] += value;
        }
        const rows = [...document.querySelectorAll("#actors tbody tr")];
        const faults = [];
        const shown = netcoopMap.nodes.get({ filter: (node) => !node.hidden });
        if (rows.length !== shown.length) faults.push(`${rows.length} rows, ${shown.length} marks`);
        const format = new Intl.NumberFormat(document.documentElement.lang,
          { minimumFractionDigits: 2, maximumFractionDigits: 2 });
        for (const row of rows) {
          const cell = row.querySelector('[data-key="strength"]').textContent;
          // A sum on the edge between two numbers may be written either way.
          const expected = [-1e-9, 1e-9].map((d) => format.format(strength[row.dataset.row] + d));
          if (!expected.includes(cell)) faults.push(`${row.textContent}: ${expected[0]}`);
          const name = row.querySelector('[data-key="label"]').textContent;
          if (name !== data.model.actors.label[row.dataset.row]) faults.push(name);
        }
        return faults;
      }"""
    )


def label_faults(opened: Opened) -> list[str]:
    """Labels that overlap, or leave the canvas."""
    return opened.run(
        """() => {
        const labels = netcoopMap.labels();
        const box = document.getElementById("map");
        const faults = labels.length ? [] : ["no labels"];
        labels.forEach((a, place) => {
          if (a.left < 0 || a.top < 0 || a.right > box.clientWidth || a.bottom > box.clientHeight) {
            faults.push(`${a.texts} outside`);
          }
          for (const b of labels.slice(place + 1)) {
            if (a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom) {
              faults.push(`${a.texts} on ${b.texts}`);
            }
          }
        });
        return faults;
      }"""
    )


def inked(opened: Opened) -> float:
    """Share of the pixels of the canvas that are drawn on."""
    return opened.run(
        """() => {
        const canvas = document.querySelector("#canvas canvas");
        const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        let drawn = 0;
        for (let at = 3; at < data.length; at += 4) if (data[at]) drawn += 1;
        return drawn / (data.length / 4);
      }"""
    )


def shown_marks(opened: Opened) -> int:
    return opened.run("netcoopMap.nodes.get({ filter: (node) => !node.hidden }).length")


def shown_lines(opened: Opened) -> int:
    return opened.run("netcoopMap.edges.get({ filter: (line) => !line.hidden }).length")


def jumped(opened: Opened) -> float:
    return opened.run("window.scrollY")
