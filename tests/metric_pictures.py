"""Draw ``docs/metrics/<metric>.svg`` with netcoop, small and the same bytes every time."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

import netcoop as nc
from netcoop.metrics import METRICS
from tests.metric_examples import PAIRS, Example, of_actors

FOLDER = Path(__file__).parents[1] / "docs/metrics"
SCALE = 220  # pixels of the map for one step of the examples
SETTINGS = {"svg.fonttype": "none", "svg.hashsalt": "netcoop", "font.family": "sans-serif"}


def shown(value: float, digits: int) -> str:
    """Write a value as it stands in a picture; undefined is a dash."""
    return "–" if np.isnan(value) else f"{value:.{digits}f}".replace("-", "−")


def words(name: str) -> str:
    """Say in words what the picture shows, for who cannot see it."""
    metric = METRICS[name]
    digits = max(metric.digits, 2) if metric.digits else 0
    if metric.level == "actor":
        values = metric.measure(of_actors(name)[0])
        return ", ".join(f"{actor} {shown(value, digits)}" for actor, value in values.items())
    low, high = (shown(float(metric.measure(net)), digits) for net, _ in PAIRS[name])
    return f"{low} on the left, {high} on the right"


def picture(name: str) -> str:
    """Draw a metric: marks as large as the value, or two networks, low and high."""
    metric = METRICS[name]
    digits = max(metric.digits, 2) if metric.digits else 0
    with mpl.rc_context(SETTINGS):
        if metric.level == "actor":
            figure = Figure(figsize=(3.4, 2.1))
            net, _ = example = of_actors(name)
            values = metric.measure(net)
            labels = {actor: shown(value, digits) for actor, value in values.items()}
            draw(figure.add_axes((0.02, -0.18, 0.96, 1.1)), example, size=name, labels=labels)
        else:
            figure = Figure(figsize=(5.0, 2.1))
            for side, example in enumerate(PAIRS[name]):
                axes = figure.add_axes((0.02 + 0.5 * side, -0.1, 0.46, 0.98))
                draw(axes, example, size="strength", labels={})
                value = shown(float(metric.measure(example[0])), digits)
                figure.text(0.25 + 0.5 * side, 0.9, value, ha="center", fontsize=11)
        return written(figure)


def draw(axes: Axes, example: Example, *, size: str, labels: dict[str, str]) -> None:
    """Draw a network by netcoop, and write the values beside the marks."""
    net, places = example
    table = pd.DataFrame(places, index=["x", "y"]).T * SCALE
    # Pictures know sizes by the standard metrics only: the chosen one stands in for the degree.
    chosen = replace(METRICS["degree"], function=METRICS[size].function)
    with patch.dict(METRICS, {"degree": chosen}):
        nc.plot_network(
            net, ax=axes, size="degree", layout=nc.Layout(table), labels=0, lang="en", title=""
        )
    if (legend := axes.get_legend()) is not None:
        legend.remove()
    for actor, label in labels.items():
        x, y = table.loc[actor]
        axes.annotate(
            f"{actor} {label}", (x, y), (0, 11), textcoords="offset points", ha="center", fontsize=8
        )


def written(figure: Figure) -> str:
    """Write a figure as SVG: no date, no version, a tenth of a point is fine enough."""
    stream = io.StringIO()
    figure.savefig(stream, format="svg", metadata={"Date": None}, transparent=True)
    text = re.sub(r"\s*<metadata>.*?</metadata>", "", stream.getvalue(), flags=re.DOTALL)
    text = re.sub(r"\d+\.\d{4,}", lambda found: f"{float(found[0]):.1f}".removesuffix(".0"), text)
    text = re.sub(r"\s+", " ", text[text.index("<svg ") :])
    return text.replace("> <", ">\n<").strip() + "\n"


def write_all() -> None:
    """Draw the picture of every metric again."""
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.svg"):
        old.unlink()
    for name in METRICS:
        (FOLDER / f"{name}.svg").write_text(picture(name), encoding="utf-8")
