"""The pictures of an impact report; the same bytes every time, read without colors, too."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from netcoop._core.texts import number, text
from netcoop.compare.impact_result import label
from netcoop.maps import plot_event_study
from netcoop.metrics import METRICS
from netcoop.reports.document import Figure
from netcoop.reports.impact.times import months_of
from netcoop.reports.impact.worked import Worked

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

# Of Okabe and Ito, and told apart by mark and line as well: the side that took part stands first.
_LOOKS = {True: ("#0072B2", "o", "-"), False: ("#A65E00", "s", "--")}
_INK = "#1A1D20"


def change_figure(worked: Worked, outcome: str) -> Figure | None:
    """Draw every region before and during the support, each side with its mean."""
    values = _values(worked, outcome)
    if values.empty:
        return None
    from matplotlib.figure import Figure as Canvas

    lang, name = worked.lang, label(outcome, worked.lang)
    canvas = Canvas(figsize=(8, 4.4), layout="constrained")
    for axes, treated in zip(canvas.subplots(1, 2, sharey=True), (True, False), strict=True):
        _side(axes, values[values["treated"] == treated], worked, treated=treated)
    canvas.axes[0].set_ylabel(name, color=_INK)
    means = {
        f"{time}_{side}": number(
            float(values.loc[values["treated"] == side, time].mean()), lang, METRICS[outcome].digits
        )
        for time in ("pre", "during")
        for side in (True, False)
    }
    return Figure(
        text(
            "{outcome}: each thin line is a region, the thick line the mean of the side.",
            lang,
            outcome=name,
        ),
        text(
            "{outcome}, mean of the regions that took part: {pre_a} before the support and "
            "{during_a} during it; of the comparison regions: {pre_b} and {during_b}. Every "
            "region is in panel.csv.",
            lang,
            outcome=name,
            pre_a=means["pre_True"],
            during_a=means["during_True"],
            pre_b=means["pre_False"],
            during_b=means["during_False"],
        ),
        *_bytes(canvas),
    )


def study_figure(worked: Worked) -> Figure | None:
    """Draw the difference of the sides in every bin."""
    if worked.study is None or worked.study.to_frame()["estimate"].isna().all():
        return None
    from matplotlib.figure import Figure as Canvas

    lang, canvas = worked.lang, Canvas(figsize=(8, 5), layout="constrained")
    axes = plot_event_study(worked.study, ax=canvas.subplots(), lang=lang, title=" ")
    names = [in_months(tick.get_text(), worked) for tick in axes.get_xticklabels()]
    axes.set_xticks(axes.get_xticks(), names)
    return Figure(
        text(
            "{outcome}: difference of the two sides in each part of the time, against the mean "
            "before the support.",
            lang,
            outcome=label(worked.outcomes[0], lang),
        ),
        in_months(worked.study.sentence(lang), worked),
        *_bytes(canvas),
    )


def in_months(words: str, worked: Worked) -> str:
    """Call parts of the time by their months: a bin is called by the first, as a code."""
    if worked.study is None or worked.bins is None:
        return words
    for name in worked.study.to_frame()["bin"].unique():
        words = words.replace(name, months_of(name, worked.bins))
    return words


def _values(worked: Worked, outcome: str) -> pd.DataFrame:
    """Give every region that can be compared, before and during the support."""
    panel = worked.panel[worked.panel["treated"].notna()]
    wide = panel.set_index(["region", "phase"])[outcome].unstack("phase")  # noqa: PD010
    times = {worked.name(time): time for time in ("pre", "during")}
    wide = wide.reindex(columns=list(times)).rename(columns=times).dropna()
    return wide.join(worked.sides["treated"], how="inner").sort_index()


def _side(axes: Axes, values: pd.DataFrame, worked: Worked, *, treated: bool) -> None:
    from matplotlib.ticker import FuncFormatter

    color, marker, dash = _LOOKS[treated]
    for row in values[["pre", "during"]].to_numpy():
        axes.plot([0, 1], row, color=color, linestyle=dash, linewidth=0.8, alpha=0.45)
    if len(values):
        mean = values[["pre", "during"]].to_numpy().mean(axis=0)
        axes.plot([0, 1], mean, color=color, linestyle=dash, linewidth=3, marker=marker,
                  markersize=9, markeredgecolor=_INK)  # fmt: skip
    lang = worked.lang
    count = number(len(values), lang)
    title = (
        text("Regions that took part: {n}", lang, n=count)
        if treated
        else text("Comparison regions: {n}", lang, n=count)
    )
    axes.set_title(title, fontsize=11, color=_INK)
    axes.set_xticks([0, 1], [worked.name("pre"), worked.name("during")])
    axes.set_xlim(-0.25, 1.25)
    axes.yaxis.set_major_formatter(
        FuncFormatter(lambda value, _: number(float(np.round(value, 6)), lang))
    )
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def _bytes(canvas: Canvas) -> tuple[bytes, bytes]:
    """Write a picture as points and as lines, without the day it was made."""
    import matplotlib as mpl

    points, lines = io.BytesIO(), io.BytesIO()
    canvas.savefig(points, format="png", dpi=160, metadata={"Software": None})
    with mpl.rc_context({"svg.hashsalt": "netcoop", "svg.fonttype": "path"}):
        canvas.savefig(lines, format="svg", metadata={"Date": None})
    return points.getvalue(), lines.getvalue()
