"""How long the map takes: to build, to show its first picture, to be dragged and to be filtered.

Made-up networks of a few regions, nine ties in ten within a region; the page is opened without a
connection in Chromium, by Playwright, in a window of 1440 by 900.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import netcoop as nc
from netcoop.network import Network

SIZES = ((100, 300), (1_500, 5_000), (20_000, 60_000))
SECTORS = (
    *("spod", "education", "social_services", "health"),
    *("justice_security", "municipality", "coordination"),
)
WINDOW = {"width": 1440, "height": 900}
# Reading a pixel back makes the browser finish the picture before the clock stops.
FINISHED = """() => {
  const canvas = document.querySelector("#canvas canvas");
  canvas.getContext("2d").getImageData(0, 0, 1, 1);
}"""
FIRST_PICTURE = """() => new Promise((done) => requestAnimationFrame(() => setTimeout(() => {
  document.querySelector("#canvas canvas").getContext("2d").getImageData(0, 0, 1, 1);
  done(performance.now());
})))"""
DRAG = """async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const canvas = document.querySelector("#canvas canvas");
  const panel = netcoopMap.panels()[0];
  const times = [];
  for (let step = 0; step < 12; step += 1) {
    const start = performance.now();
    panel.pan(step % 2 ? 9 : -7, 4);
    await frame();
    await new Promise((done) => setTimeout(done));
    canvas.getContext("2d").getImageData(0, 0, 1, 1);
    times.push(performance.now() - start);
  }
  return times;
}"""
FILTER = """async (name) => {
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const canvas = document.querySelector("#canvas canvas");
  const times = [];
  for (let turn = 0; turn < 4; turn += 1) {
    const start = performance.now();
    if (name === "threshold") {
      const slider = document.getElementById("threshold");
      slider.value = turn % 2 ? 0 : Math.round(slider.max / 2);
      slider.dispatchEvent(new Event("input", { bubbles: true }));
    } else {
      document.querySelector("#legend-groups input").click();
    }
    await frame();
    await new Promise((done) => setTimeout(done));
    canvas.getContext("2d").getImageData(0, 0, 1, 1);
    times.push(performance.now() - start);
  }
  return times;
}"""


def made_up(actors: int, ties: int, seed: int = 1) -> Network:
    """Draw a network of regions with exactly so many ties."""
    rng = np.random.default_rng(seed)
    region = np.sort(rng.integers(max(2, actors // 150), size=actors))
    one = rng.integers(actors, size=2 * ties)
    near = np.clip(one + rng.integers(-60, 61, size=2 * ties), 0, actors - 1)
    far = rng.integers(actors, size=2 * ties)
    other = np.where(rng.random(2 * ties) < 0.9, near, far)
    pairs = np.unique(np.sort(np.c_[one, other][one != other], axis=1), axis=0)
    pairs = pairs[np.sort(rng.choice(len(pairs), ties, replace=False))]
    ids = np.array([f"a{number:05}" for number in range(actors)])
    frame = pd.DataFrame(
        {
            "name": [f"Actor {number} of place {place}" for number, place in enumerate(region)],
            "sector": rng.choice(SECTORS, actors),
            "region": [f"Region {place:03}" for place in region],
        },
        index=pd.Index(ids, name="actor_id"),
    )
    weight = np.round(rng.gamma(1.5, 1.0, ties) + 0.05, 3)
    lines = {"source": ids[pairs[:, 0]], "target": ids[pairs[:, 1]], "weight": weight}
    return Network(frame, pd.DataFrame({**lines, "kind": "meeting"}))


def in_browser(browser: Any, path: Path, *, single: bool) -> dict[str, float]:
    """Open a page and measure it; ``single`` leaves the groups for the single actors."""
    page = browser.new_context(viewport=WINDOW, offline=True).new_page()
    page.goto(path.as_uri())
    page.wait_for_function("window.netcoopMap")
    found = {"first picture ms": page.evaluate(FIRST_PICTURE)}
    # The clock of the page starts before the file is read and parsed.
    read = "performance.getEntriesByType('navigation')[0].responseEnd"
    found["of it reading ms"] = page.evaluate(read)
    if single and page.is_visible("#single"):
        page.click("#single")
        page.wait_for_timeout(1500)
        page.evaluate(FINISHED)
    found["drag ms"] = statistics.median(page.evaluate(DRAG))
    page.wait_for_timeout(800)
    found["filter by sector ms"] = statistics.median(page.evaluate(FILTER, "sector"))
    found["filter by strength ms"] = statistics.median(page.evaluate(FILTER, "threshold"))
    page.context.close()
    return found


def main() -> None:
    """Print a line for each size and picture."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser()
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    parser.add_argument("--largest", type=int, default=SIZES[-1][0], help="actors at most")
    chosen = parser.parse_args()
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=chosen.chromium, args=["--no-sandbox"])
        for actors, ties in SIZES:
            if actors > chosen.largest:
                continue
            net = made_up(actors, ties)
            start = time.perf_counter()
            path = nc.map_network(net).save(Path(folder) / f"{actors}.html")
            seconds = time.perf_counter() - start
            print(
                f"{actors} actors, {ties} ties: {seconds:.1f} s, {path.stat().st_size // 1000} kB"
            )
            for single in (False, True) if actors > 2_000 else (True,):
                measured = in_browser(browser, path, single=single)
                told = ", ".join(f"{name} {value:.0f}" for name, value in measured.items())
                print(f"  {'single actors' if single else 'groups'}: {told}")
        browser.close()


if __name__ == "__main__":
    main()
