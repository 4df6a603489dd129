"""An event study as a picture: the difference of the two sides in every bin, with its bands."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from netcoop._core.texts import check_language, mark, number, text
from netcoop.compare.changes import ORDER
from netcoop.compare.impact_result import ALPHA, amount, chance, label
from netcoop.compare.trends import EventStudy
from netcoop.errors import ArgumentError
from netcoop.maps import style
from netcoop.maps.pictures.axes import (
    BLUE,
    RULE,
    SMALL,
    TEXT_SIZE,
    bare,
    finish,
    legend_below,
    numbers_on,
    open_axes,
    say_nothing,
    spot,
    words_on,
)
from netcoop.maps.pictures.cells import short

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

LIGHT = "#9FB4C4"


def plot_event_study(
    study: EventStudy, *, ax: Axes | None = None, lang: str = "cs", title: str | None = None
) -> Axes:
    """Draw in which bins of time the two sides differ, and how they went before the start.

    Parameters
    ----------
    study
        The result of :func:`netcoop.event_study`.
    ax
        Axes to draw into; without them a figure of its own is made, which pyplot knows nothing of.
    lang
        ``"cs"`` or ``"en"``.
    title
        Title; by default it says what is shown.

    Returns
    -------
    matplotlib.axes.Axes
        The axes. The wide line of a bin is the band of that bin alone (Student's t with as many
        degrees as there are regions, less two: the sides vary alike where taking part makes no
        difference, as in the reassignments); the thin line the band over all bins, which is the
        one to judge by: it is wider, as one of many bins differs by chance more often than one
        alone. A bin without a line has no band. The base is 0 by definition. Below stands what the
        test of the time before the start could and did show.

    Raises
    ------
    netcoop.errors.ArgumentError
        ``study`` is no result of ``event_study``, or ``lang`` is not known.

    Examples
    --------
    >>> import netcoop as nc
    >>> import pandas as pd
    >>> rows = [(r, b, r in "ABC", b * ord(r) % 7) for r in "ABCDEFGH" for b in range(4)]
    >>> panel = pd.DataFrame(rows, columns=["region", "bin", "treated", "partners"])
    >>> study = nc.event_study(panel, "partners", base=1)
    >>> [tick.get_text() for tick in plot_event_study(study, lang="en").get_xticklabels()]
    ['0', '1', '2', '3']
    """
    check_language(lang)
    if not isinstance(study, EventStudy):
        raise ArgumentError(
            text("study={value} must be what nc.event_study gives.", value=type(study).__name__)
        )
    table = study.to_frame()
    axes = open_axes(ax, max(7.0, 0.55 * len(table) + 3.0), 5.0)
    name = label(str(table["metric"].iloc[0]), lang) if len(table) else ""
    said = title or text("{outcome}: the difference in every bin", lang, outcome=name)
    if table["estimate"].isna().all():
        words = study.sentence(lang) if len(table) else text("There are no bins to show.", lang)
        say_nothing(axes, words)
        return finish(axes, said)
    points = _points(study)
    _draw(axes, points, lang)
    base = short(study.settings["base"])
    axes.set_ylabel(text("Difference against {base}", lang, base=base), fontsize=TEXT_SIZE)
    legend_below(axes, _legend(points, lang), notes=_notes(study, lang))
    return finish(axes, said)


class _Point(NamedTuple):
    """One bin; ``alone`` is half the band of the bin alone."""

    name: str
    estimate: float
    low: float
    high: float
    alone: float
    before: bool
    base: bool = False


def _points(study: EventStudy) -> list[_Point]:
    """List the bins in their order, with the base where it is a bin."""
    points = [
        _Point(
            str(row["bin"]),
            float(row["estimate"]),
            float(row["ci_low"]),
            float(row["ci_high"]),
            _alone(float(row["std_error"]), int(row["n_treated"] + row["n_comparison"])),
            bool(row["before"]),
        )
        for row in study.to_frame().to_dict("records")
    ]
    base = str(study.settings["base"])
    place = _place(base, points)
    if place is not None:
        at_base = _Point(base, 0.0, math.nan, math.nan, math.nan, before=False, base=True)
        points.insert(place, at_base)
    return points


def _place(base: str, points: Sequence[_Point]) -> int | None:
    """Find where among the bins the base is; None of a phase, the mean of several of them."""
    names = [point.name for point in points]
    if _shape(base) not in map(_shape, names) and not {base, *names} <= set(ORDER):
        return None
    keys, own = [_key(name) for name in names], _key(base)
    if sorted(keys) != keys:
        # The panel has an order of its own: the base is usually the last bin before the start.
        return sum(point.before for point in points)
    return sum(key < own for key in keys)


def _shape(name: str) -> str:
    """Reduce a bin to how bins of its kind are written: 2024-03 and 2025-11 are alike."""
    return re.sub(r"\d+", "0", name.lstrip("-−"))


def _key(name: str) -> tuple[float, str]:
    """Order bins by number or phase, else by the alphabet."""
    if name in ORDER:
        return float(ORDER.index(name)), ""
    try:
        return float(name), ""
    except ValueError:
        return 0.0, name


def _alone(error: float, regions: int) -> float:
    """Give half the band of one bin; NaN where no error can be told."""
    if not (error > 0 and regions > 2):
        return math.nan
    from scipy.stats import t

    return float(error * t.ppf(1 - ALPHA / 2, regions - 2))


def _draw(axes: Axes, points: Sequence[_Point], lang: str) -> None:
    axes.axhline(0, color=style.INK, linewidth=0.9, zorder=1)
    for at, point in enumerate(points):
        if not math.isnan(point.low):
            axes.errorbar(
                [at],
                [point.estimate],
                yerr=[[point.estimate - point.low], [point.high - point.estimate]],
                color=RULE,
                linewidth=1.0,
                capsize=4,
                zorder=2,
            )
        if not math.isnan(point.alone):
            ends = [point.estimate - point.alone, point.estimate + point.alone]
            axes.plot([at, at], ends, color=LIGHT, linewidth=5, solid_capstyle="butt", zorder=1.5)
    for kind, (marker, color, _) in _MARKS.items():
        chosen = [at for at, point in enumerate(points) if _kind(point) == kind]
        if not chosen:
            continue
        heights = [points[at].estimate for at in chosen]
        axes.plot(chosen, heights, linestyle="", marker=marker, markersize=7,
                  markerfacecolor=color, markeredgecolor=BLUE, markeredgewidth=1.5,
                  zorder=3)  # fmt: skip
    words_on(axes.xaxis, range(len(points)), [short(point.name) for point in points], SMALL)
    if max(len(point.name) for point in points) * len(points) > 90:
        axes.tick_params(axis="x", labelrotation=90)
    axes.set_xlim(-0.6, len(points) - 0.4)
    numbers_on(axes.yaxis, lang)
    bare(axes)
    axes.spines["left"].set_visible(True)


_MARKS = {
    "before": ("o", "white", mark("before the start")),
    "base": ("D", "white", mark("base: 0 by definition")),
    "after": ("o", BLUE, mark("after the start")),
}


def _kind(point: _Point) -> str:
    return "base" if point.base else "before" if point.before else "after"


def _legend(points: Sequence[_Point], lang: str) -> list[Artist]:
    from matplotlib.lines import Line2D

    there = {_kind(point) for point in points if not math.isnan(point.estimate)}
    entries: list[Artist] = [
        spot(marker, color, text(words, lang), markeredgecolor=BLUE, markeredgewidth=1.5)
        for kind, (marker, color, words) in _MARKS.items()
        if kind in there
    ]
    if any(not math.isnan(point.alone) for point in points):
        words = text("band of this bin alone (95 %)", lang)
        entries.append(Line2D([], [], color=LIGHT, linewidth=5, label=words))
    if any(not math.isnan(point.low) for point in points):
        words = text("band over all bins together (95 %): judge by this one", lang)
        entries.append(Line2D([], [], color=RULE, linewidth=1.0, label=words))
    return entries


def _notes(study: EventStudy, lang: str) -> list[str]:
    """Say what the design can find at all, and what the time before could and did show."""
    found, table = study.pre_trend, study.to_frame()
    notes = [
        text(
            "Treated regions: {treated}, comparison regions: {others}; the smallest p this design "
            "can give is {p}.",
            lang,
            treated=number(int(table["n_treated"].max()), lang),
            others=number(int(table["n_comparison"].max()), lang),
            p=chance(float(table["p_smallest"].max()), lang),
        )
    ]
    if math.isnan(found["p_value"]):
        return [*notes, text("Whether the sides differed before the start cannot be tested.", lang)]
    p = chance(found["p_value"], lang)
    notes.append(text("Before the start the sides differed with p = {p}.", lang, p=p))
    if not math.isnan(found["detectable"]):
        drift = amount(found["detectable"], lang, found["detectable"])
        notes.append(
            text("A steady drift of less than {drift} a bin would often be missed.", lang,
                 drift=drift)
        )  # fmt: skip
    return notes
