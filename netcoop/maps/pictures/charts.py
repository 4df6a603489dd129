"""Charts of numbers: who comes first by a metric, and how the network holds as actors leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from netcoop._core.checks import check_choice
from netcoop._core.texts import check_language, number, plural, text
from netcoop.errors import ArgumentError
from netcoop.maps import style
from netcoop.maps.collect import column, group_entries
from netcoop.maps.labels import wrapped
from netcoop.maps.pictures.apart import keep_apart
from netcoop.maps.pictures.axes import (
    BLUE,
    GRID,
    RULE,
    SMALL,
    VERMILION,
    finish,
    legend_below,
    numbers_on,
    open_axes,
    say_nothing,
)
from netcoop.maps.pictures.drawing import outline
from netcoop.maps.pictures.given import checked_bounds, checked_values, name_of
from netcoop.maps.pictures.legends import mark_sample
from netcoop.maps.pictures.letters import drawable
from netcoop.metrics import METRICS, Resilience, metric_table, removal_curve
from netcoop.metrics.fragments import flag_of, with_caveat
from netcoop.metrics.keyplayers import check_number
from netcoop.network import Network, actor_labels, disclose

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from netcoop.maps.model import MapGroup

ROW = 0.36  # inches of a row with a name on two lines
MARK = 9.0  # points across
DRAWS = 100


@dataclass(frozen=True, eq=False)
class _Standing:
    """What a chart of a metric shows of every actor: ids in the picture, the highest first."""

    values: pd.Series
    names: Mapping[str, str]
    groups: Mapping[str, str]
    entries: Sequence[MapGroup]
    ids: Mapping[str, str]


def plot_metric(
    net: Network | pd.Series,
    metric: str | None = None,
    *,
    top: int = 15,
    intervals: pd.DataFrame | None = None,
    ax: Axes | None = None,
    lang: str = "cs",
    title: str | None = None,
) -> Axes:
    """Draw who is highest by a metric, beside what is usual in the network.

    Parameters
    ----------
    net
        Network; shown is only what may leave the house (:func:`netcoop.network.disclose`). Or
        values of your own by actor, such as the mean of several years: they are drawn as they are,
        under the names in their index, so nothing is hidden for you.
    metric
        Metric of an actor (:func:`netcoop.metric_register`), by default the strength. With values
        of your own, what to call them: a metric, or words; by default the name of the Series.
    top
        How many actors to show at most.
    intervals
        Bounds for actors: columns ``ci_low`` and ``ci_high``, indexed by ``actor_id`` (or with that
        column). They are drawn as given.
    ax
        Axes to draw into; without them a figure of its own is made, which pyplot knows nothing of.
    lang
        Language, ``"cs"`` or ``"en"``.
    title
        Title; by default it says what is shown.

    Returns
    -------
    matplotlib.axes.Axes
        One row an actor, the highest on top; the dashed line is the median of all actors that have
        a value. Equals stand in the order of their names.

    Raises
    ------
    netcoop.errors.ArgumentError
        The metric is not known, values of your own are no finite numbers or name an actor twice,
        ``top`` is no whole number from 1, or ``intervals`` has no such
        columns, bounds the wrong way round, or actors that are not there.

    Examples
    --------
    >>> star = Network("ABCD", pd.DataFrame({"source": list("AAA"), "target": list("BCD")}))
    >>> axes = plot_metric(star, "degree", top=2, lang="en")
    >>> [label.get_text() for label in axes.get_yticklabels()]
    ['A', 'B']
    """
    check_language(lang)
    check_number("top", top)
    metric = name_of(net, metric, lang)
    standing = _standing(net, metric, lang)
    bounds = checked_bounds(intervals, standing.ids)
    shown = standing.values.head(top)
    label = text(METRICS[metric].label, lang) if metric in METRICS else str(metric)
    axes = open_axes(ax, 8.0, 1.7 + ROW * max(len(shown), 3))
    said = text("Highest by: {metric}", lang, metric=drawable(label)) if title is None else title
    if shown.empty:
        say_nothing(axes, text("No actor has a value.", lang))
        return finish(axes, drawable(said))
    digits = METRICS[metric].digits if metric in METRICS else None
    _draw_standing(axes, standing, shown, bounds, lang, digits)
    axes.set_xlabel(drawable(label), fontsize=SMALL + 1)
    handles = _standing_legend(standing, shown, lang, with_bounds=bool(len(bounds)))
    legend_below(axes, handles, notes=_standing_notes(standing, shown, lang))
    keep_apart(axes)
    return finish(axes, drawable(said))


def _standing(net: Any, metric: str, lang: str) -> _Standing:
    """Measure the actors, as they may be shown, and put them in order."""
    if isinstance(net, pd.Series):
        values = checked_values(net)
        ids = {actor: actor for actor in values.index}
        return _Standing(_ordered(values, ids), ids, dict.fromkeys(ids, style.OTHER), (), ids)
    if not isinstance(net, Network):
        raise ArgumentError(
            text("Give a network, or values by actor, not {kind}.", kind=type(net).__name__)
        )
    known = [name for name, entry in METRICS.items() if entry.level == "actor"]
    check_choice("metric", metric, known)
    shown = disclose(net)
    names = {actor: drawable(name) for actor, name in actor_labels(shown, lang).items()}
    sectors = column(shown.actors, "sector")
    styles, group_of = style.assign_groups(sectors)
    return _Standing(
        _ordered(metric_table(shown, metric)[metric], names),
        names,
        {
            str(actor): group_of[sector]
            for actor, sector in zip(shown.actors.index, sectors, strict=True)
        },
        group_entries(sectors, styles, "sector"),
        dict(zip(net.actors.index, shown.actors.index, strict=True)),
    )


def _ordered(values: pd.Series, names: Mapping[str, str]) -> pd.Series:
    """Put the highest first, equals by name: values that differ by rounding are equal."""
    table = pd.DataFrame({"value": values, "name": [names[str(actor)] for actor in values.index]})
    table["rounded"] = table["value"].map(lambda value: float(f"{value:.10g}"))
    ordered = table.dropna(subset="value").sort_values(["rounded", "name"], ascending=[False, True])
    return ordered["value"]


def _draw_standing(
    axes: Axes,
    standing: _Standing,
    shown: pd.Series,
    bounds: pd.DataFrame,
    lang: str,
    digits: int | None,
) -> None:
    looks = {entry.key: entry for entry in standing.entries}
    rows = range(len(shown))
    axes.hlines(rows, 0.0, shown, color=GRID, linewidth=3, zorder=1)
    for row, (actor, value) in enumerate(shown.items()):
        if actor in bounds.index:
            low, high = bounds[bounds.index == actor].iloc[0]
            axes.plot([low, high], [row, row], "|-", color=RULE, linewidth=1.6, zorder=2)
        look = looks.get(standing.groups[str(actor)])
        shape, reach = outline(look.shape if look else "circle")
        axes.scatter([value], [row], s=(MARK * reach) ** 2, marker=shape, zorder=3, linewidths=0.8,
                     facecolors=look.color if look else BLUE, edgecolors=style.OUTLINE)  # fmt: skip
        axes.annotate(number(value, lang, digits), (value, row), xytext=(9, 7),
                      textcoords="offset points", va="center", fontsize=SMALL)  # fmt: skip
    axes.axvline(float(standing.values.median()), color=RULE, linestyle=(0, (5, 3)), linewidth=1.2)
    names = [wrapped(standing.names[str(actor)]) for actor in shown.index]
    axes.set_yticks(list(rows), labels=names, fontsize=SMALL)
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(len(shown) - 0.4, -0.6)
    # Room for the number beside the last mark.
    low, high = axes.get_xlim()
    axes.set_xlim(low, high + 0.08 * (high - low))
    numbers_on(axes.xaxis, lang)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)


def _standing_legend(
    standing: _Standing, shown: pd.Series, lang: str, *, with_bounds: bool
) -> list[Artist]:
    from matplotlib.lines import Line2D

    there = {standing.groups[str(actor)] for actor in shown.index}
    handles = [mark_sample(e, e.label[lang]) for e in standing.entries if e.key in there]
    said = plural("the value of {n} actor", "median of all {n} actors", len(standing.values), lang)
    handles.append(Line2D([], [], color=RULE, linestyle=(0, (5, 3)), linewidth=1.2, label=said))
    if with_bounds:
        words = text("interval", lang)
        handles.append(Line2D([], [], color=RULE, marker="|", linewidth=1.6, label=words))
    return handles


def _standing_notes(standing: _Standing, shown: pd.Series, lang: str) -> list[str]:
    notes = []
    rest = standing.values.iloc[len(shown) :]
    last = float(shown.iloc[-1])
    equal = int(rest.map(lambda value: f"{value:.10g}" == f"{last:.10g}").sum())
    if equal:
        notes.append(
            plural(
                "{n} more actor has the same value as the last one shown.",
                "{n} more actors have the same value as the last one shown.",
                equal,
                lang,
            )
        )
    without = len(standing.names) - len(standing.values)
    if without:
        notes.append(
            plural(
                "{n} actor has no value and is not shown.",
                "{n} actors have no value and are not shown.",
                without,
                lang,
            )
        )
    return notes


def plot_removal_curve(
    curve: Network | pd.DataFrame | Resilience,
    *,
    ax: Axes | None = None,
    lang: str = "cs",
    title: str | None = None,
) -> Axes:
    """Draw how much of the network holds together as one actor after the other leaves.

    Parameters
    ----------
    curve
        Network: then those with most partners leave first, and beside it stands what happens when
        actors leave in random order (the mean of 100 orders with a fixed seed, and the band that
        holds 90 of them). Or what :func:`netcoop.removal_curve` or :func:`netcoop.resilience` gave.
    ax
        Axes to draw into; without them a figure of its own is made, which pyplot knows nothing of.
    lang
        Language, ``"cs"`` or ``"en"``.
    title
        Title; by default it says what is shown.

    Returns
    -------
    matplotlib.axes.Axes
        Across, how many left; upwards, the share of all actors in the largest piece, from 0 to 1.
        No names are shown.

    Raises
    ------
    netcoop.errors.ArgumentError
        The table lacks the columns of :func:`netcoop.removal_curve`.

    Examples
    --------
    >>> star = Network("ABCD", pd.DataFrame({"source": list("AAA"), "target": list("BCD")}))
    >>> axes = plot_removal_curve(star, lang="en")
    >>> axes.get_xlabel()
    'how many actors left'
    """
    check_language(lang)
    axes = open_axes(ax, 8.0, 5.2)
    said = drawable(text("What holds as actors leave", lang) if title is None else title)
    curves, flag = _curves(curve, lang)
    if all(len(table) < 2 for _, table in curves):
        say_nothing(axes, text("There are no actors, so nobody can leave.", lang))
        return finish(axes, said)
    handles: list[Artist] = []
    for (label, table), color, dash in zip(
        curves, (VERMILION, BLUE), ("solid", (0, (6, 3))), strict=False
    ):
        handles += _draw_curve(axes, label, table, color, dash, lang)
    meetings = any("meetings" in table for _, table in curves)
    axes.set_xlabel(
        text("meetings of how many conveners are left out", lang)
        if meetings
        else text("how many actors left", lang),
        fontsize=SMALL + 1,
    )
    axes.set_ylabel(text("share of all actors in the largest piece", lang), fontsize=SMALL + 1)
    _frame_curves(axes, max(int(table["removed"].max()) for _, table in curves), lang)
    legend_below(axes, handles, notes=[with_caveat("", flag, lang).strip()])
    return finish(axes, said)


def _curves(curve: Any, lang: str) -> tuple[list[tuple[str, pd.DataFrame]], str]:
    """Take or make the curves, each with its words, and whether they say little."""
    if isinstance(curve, Network):
        shown = disclose(curve)
        ordered = text("those with most partners leave first", lang)
        chance = text("actors leave in random order, mean", lang)
        tables = [(ordered, removal_curve(shown)),
                  (chance, removal_curve(shown, "random", draws=DRAWS, rng=0))]  # fmt: skip
        return tables, flag_of(shown)
    flag = curve.flag if isinstance(curve, Resilience) else "ok"
    table = curve.curve if isinstance(curve, Resilience) else curve
    needed = ("removed", "largest_component_share")
    absent = [name for name in needed if not isinstance(table, pd.DataFrame) or name not in table]
    if absent:
        raise ArgumentError(
            text(
                "Give a network or what nc.removal_curve gave; there is no column {columns}.",
                columns=", ".join(absent),
            )
        )
    random = "largest_component_share_low" in table
    label = text("actors leave in random order, mean", lang) if random else text("largest piece",
                                                                                lang)  # fmt: skip
    return [(label, table)], flag


def _draw_curve(
    axes: Axes, label: str, table: pd.DataFrame, color: str, dash: Any, lang: str
) -> list[Artist]:
    low, high = (f"largest_component_share_{edge}" for edge in ("low", "high"))
    handles: list[Artist] = []
    # Who leaves, leaves at once: the line goes in steps where it is not a mean.
    steps = None if low in table else "post"
    (line,) = axes.plot(
        table["removed"], table["largest_component_share"], color=color, linestyle=dash,
        linewidth=2, label=label, zorder=3, drawstyle="steps-post" if steps else "default",
    )  # fmt: skip
    handles.append(line)
    if low in table:
        band = axes.fill_between(
            table["removed"].astype("float64"), table[low], table[high], color=color, alpha=0.18,
            linewidth=0, zorder=1, label=text("90 of 100 random orders", lang),
        )  # fmt: skip
        handles.append(band)
    return handles


def _frame_curves(axes: Axes, most: int, lang: str) -> None:
    from matplotlib.ticker import MaxNLocator

    axes.set_xlim(0, max(most, 1))
    axes.set_ylim(0, 1.03)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    numbers_on(axes.xaxis, lang)
    numbers_on(axes.yaxis, lang)
    axes.grid(color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
