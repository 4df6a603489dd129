"""Sector by sector before and after: how many pairs were tied, and how many are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import fill
from typing import TYPE_CHECKING

import numpy as np

from netcoop._core.checks import check_choice
from netcoop._core.texts import NOT_AVAILABLE, check_language, mark, number, text
from netcoop.errors import ArgumentError
from netcoop.gaps.field import LAYERS
from netcoop.maps import style
from netcoop.maps.collect import code_label, column
from netcoop.maps.pictures.axes import (
    PALE,
    RULE,
    TEXT_SIZE,
    finish,
    legend_below,
    open_axes,
    patch,
    plain,
    points_across,
    say_nothing,
)
from netcoop.maps.pictures.cells import Cell, fill_cells, frame_cells, ink_on, short
from netcoop.maps.views import gather
from netcoop.network import Network
from netcoop.network.disclosing import counting_layers
from netcoop.records.schema import plain_letters

if TYPE_CHECKING:
    from matplotlib.axes import Axes

GROUPINGS = ("sector", "region", "kind", "level")
VALUES = ("pairs", "strength")
MOST = 25  # groups; the smaller ones stand together
WIDE, HIGH = 0.95, 0.6  # inches of a cell
WRAP = 24  # letters of a name in a row
STEPS = 7  # shades from the greatest decrease to the greatest increase
_REST, _UNKNOWN = "\u0001rest", ""
_TITLES = {
    "pairs": mark("Tied pairs, {group} × {group}: before → after"),
    "strength": mark("Strength of ties, {group} × {group}: before → after"),
}
_GROUPS = {
    "sector": mark("sector"),
    "region": mark("region"),
    "kind": mark("kind of actor"),
    "level": mark("level"),
}


def plot_change_matrix(
    before: Network,
    after: Network,
    *,
    by: str = "sector",
    values: str = "pairs",
    ax: Axes | None = None,
    lang: str = "cs",
    title: str | None = None,
) -> Axes:
    """Draw between which sectors there are more ties than before, and between which fewer.

    A cell says "46→74": so many pairs of actors of the two sectors were tied before, so many are
    after. Purple is more, orange is fewer; the shade is the difference, not a percentage.

    Parameters
    ----------
    before, after
        The two networks, made from records of the same kinds. Shown is only what may leave the
        house (:func:`netcoop.network.disclose`).
    by
        What groups the actors: ``"sector"``, ``"region"``, ``"kind"`` or ``"level"``. Of more
        than 25 groups the smallest stand together as others.
    values
        ``"pairs"``: how many pairs are tied. ``"strength"``: the sum of their weights, for two
        networks of the same single layer; not for referrals, where small numbers are hidden.
    ax
        Axes to draw into; without them a figure of its own is made, which pyplot knows nothing of.
    lang
        ``"cs"`` or ``"en"``.
    title
        Title; by default it says what is shown.

    Returns
    -------
    matplotlib.axes.Axes
        The axes. Where there were no two actors who could be tied, a dash stands for the number:
        it is not zero. Without direction each two groups have one cell, below the diagonal; of
        directed networks rows are where ties come from. Where the two lists of actors differ, or
        the kinds of records do, the picture says so.

    Raises
    ------
    netcoop.errors.ArgumentError
        An argument is not known, one network is directed and the other is not, or strengths of
        referrals or of several layers are asked for.

    Examples
    --------
    >>> import pandas as pd
    >>> actors = pd.DataFrame({"sector": ["education", "health", "health"]}, index=list("ABC"))
    >>> one = pd.DataFrame({"source": ["A"], "target": ["B"]})
    >>> two = pd.DataFrame({"source": ["A", "A"], "target": ["B", "C"]})
    >>> axes = plot_change_matrix(Network(actors, one), Network(actors, two), lang="en")
    >>> sorted(cell.get_text() for cell in axes.texts)
    ['0→0', '1→2', '–']
    """
    check_language(lang)
    check_choice("by", by, GROUPINGS)
    check_choice("values", values, VALUES)
    views = gather({"before": before, "after": after})
    nets = [view.net for view in views.views if not view.without]
    _check_values(nets, values)
    groups = _groups(views.whole, by)
    order = _in_order(groups, by, lang)
    axes = open_axes(ax, WIDE * len(order) + 4.4, HIGH * len(order) + 3.8)
    said = title or text(_TITLES[values], lang, group=text(_GROUPS[by], lang))
    if not order:
        say_nothing(axes, text("There are no actors in these networks.", lang))
        return finish(axes, said)
    table = _Table.of(nets, groups, order, values)
    _draw(axes, table, [_called(group, by, lang) for group in order], lang)
    _explain(axes, table, nets, lang)
    room = (WIDE * len(order), HIGH * len(order)) if ax is None else None
    return finish(axes, said, room)


def _check_values(nets: Sequence[Network], values: str) -> None:
    layers = {layer for net in nets for layer in net.layers}
    counted = any(counting_layers(net) for net in nets)
    if values == "pairs" or (len(layers) <= 1 and not counted):
        return
    raise ArgumentError(
        text(
            "Strengths can be compared within one layer only, and not of referrals, where small "
            'numbers are hidden. Use values="pairs", or net.layer("meeting") of both.'
        )
    )


def _groups(net: Network, by: str) -> dict[str, str]:
    """Say which group each actor is in; of very many groups the smallest are one."""
    values = column(net.actors, by)
    counts = Counter(values)
    ranked = sorted(counts, key=lambda value: (-counts[value], value))
    kept = ranked if len(ranked) <= MOST else ranked[: MOST - 1]
    inside = (value if value in kept else _REST for value in values)
    return dict(zip(map(str, net.actors.index), inside, strict=True))


def _in_order(groups: Mapping[str, str], by: str, lang: str) -> list[str]:
    """List the groups: sectors as on the map, else by the alphabet; the unnamed last."""
    known = [value for value in style.PREFERRED if by == "sector"]

    def place(group: str) -> tuple[object, ...]:
        rank = known.index(group) if group in known else len(known)
        return group == _UNKNOWN, group == _REST, rank, plain_letters(_called(group, by, lang))

    return sorted(set(groups.values()), key=place)


def _called(group: str, by: str, lang: str) -> str:
    if group == _UNKNOWN:
        return text("not stated", lang)
    return text("other", lang) if group == _REST else code_label(by, group, lang)


@dataclass(frozen=True)
class _Table:
    """Numbers before and after of every two groups; NaN where nobody could be tied."""

    before: Mapping[Cell, float]
    after: Mapping[Cell, float]
    whole: bool
    directed: bool

    @classmethod
    def of(
        cls, nets: Sequence[Network], groups: Mapping[str, str], order: Sequence[str], values: str
    ) -> _Table:
        """Count the pairs of both networks, or add up their weights."""
        before, after = (_sums(net, groups, order, values) for net in nets)
        return cls(before, after, whole=values == "pairs", directed=nets[0].directed)

    @property
    def changes(self) -> dict[Cell, float]:
        """The difference of every cell that has two numbers."""
        each = {cell: self.after[cell] - value for cell, value in self.before.items()}
        return {cell: change for cell, change in each.items() if not np.isnan(change)}

    @property
    def limit(self) -> float:
        """The greatest change either way; 1 where nothing changed."""
        return max((abs(change) for change in self.changes.values()), default=0.0) or 1.0

    def said(self, value: float, lang: str) -> str:
        """Write a number; what could not be is a dash."""
        if np.isnan(value):
            return NOT_AVAILABLE
        return number(value, lang, 0 if self.whole else 1)


def _sums(
    net: Network, groups: Mapping[str, str], order: Sequence[str], values: str
) -> dict[Cell, float]:
    """Count tied pairs of every two groups, or add up their weights."""
    place = {group: row for row, group in enumerate(order)}
    sizes = Counter(place[groups[str(actor)]] for actor in net.actors.index)
    sums = {
        (row, below): 0.0 if _possible(sizes, row, below) else np.nan
        for row in range(len(order))
        for below in range(len(order) if net.directed else row + 1)
    }
    pairs = net.pairs
    for source, target, weight in zip(
        pairs["source"], pairs["target"], pairs["weight"], strict=True
    ):
        cell = place[groups[source]], place[groups[target]]
        if not net.directed:
            cell = max(cell), min(cell)
        sums[cell] += 1.0 if values == "pairs" else float(weight)
    return sums


def _possible(sizes: Mapping[int, int], one: int, other: int) -> bool:
    return sizes[one] > 1 if one == other else bool(sizes[one] and sizes[other])


def _draw(axes: Axes, table: _Table, names: Sequence[str], lang: str) -> None:
    rows = [fill(short(name, 2 * WRAP), WRAP, break_long_words=False) for name in names]
    # Names of columns lie flat where there is room for a word or two.
    flat = points_across(axes) / len(names) > 62
    columns = [fill(short(name), 13, break_long_words=False) for name in names] if flat else rows
    frame_cells(axes, rows, columns, TEXT_SIZE)
    axes.tick_params(axis="x", labelrotation=0 if flat else 90)
    axes.set_aspect("auto")
    changes = table.changes
    for cell, value in table.before.items():
        color = _color(changes[cell], table.limit) if cell in changes else PALE
        fill_cells(axes, [cell], color, RULE)
        words = f"{table.said(value, lang)}→{table.said(table.after[cell], lang)}"
        if words == f"{NOT_AVAILABLE}→{NOT_AVAILABLE}":
            words = NOT_AVAILABLE
        axes.text(cell[1], cell[0], words, ha="center", va="center", fontsize=TEXT_SIZE + 1,
                  color=ink_on(color), zorder=4)  # fmt: skip
    if table.directed:
        axes.set_ylabel(text("from (row)", lang))
        axes.set_xlabel(text("to (column)", lang))


def _color(change: float, limit: float) -> str:
    """Give the color of a change, from orange over white to purple, alike on both sides."""
    from matplotlib import colormaps
    from matplotlib.colors import to_hex

    return to_hex(colormaps["PuOr"](0.5 + 0.42 * change / limit))


def _explain(axes: Axes, table: _Table, nets: Sequence[Network], lang: str) -> None:
    """Say what the shades are, and what else may make the two differ."""
    changes = table.changes
    boxes = []
    if any(changes.values()):
        steps = {
            float(round(step) if table.whole else round(step, 1))
            for step in np.linspace(-table.limit, table.limit, STEPS)
        }
        for step in sorted(steps):
            sign = "+" if step > 0 else "−" if step < 0 else ""
            label = sign + table.said(abs(step), lang)
            boxes.append(patch(_color(step, table.limit), label))
    heading = text("Difference", lang) if boxes else text("Nothing changed.", lang)
    legend_below(axes, boxes, heading=heading, notes=_notes(table, nets, lang))


def _notes(table: _Table, nets: Sequence[Network], lang: str) -> list[str]:
    """Say where the two networks are not of the same actors or records."""
    notes = []
    if len(table.changes) < len(table.before):
        notes.append(text("A dash: there were no two actors who could be tied.", lang))
    one, other = (set(net.actors.index) for net in nets)
    if one != other:
        notes.append(
            text(
                "The lists of actors differ: {before} before, {after} after, {both} in both. A "
                "pair with an actor that is on one list only could be tied there only.",
                lang,
                before=number(len(one), lang),
                after=number(len(other), lang),
                both=number(len(one & other), lang),
            )
        )
    kinds = [_kinds(net, lang) for net in nets]
    if kinds[0] != kinds[1]:
        notes.append(
            text("Ties come from different records: before {before}; after {after}.", lang,
                 before=kinds[0], after=kinds[1])
        )  # fmt: skip
    return notes


def _kinds(net: Network, lang: str) -> str:
    words = [text(LAYERS[kind], lang) if kind in LAYERS else plain(kind) for kind in net.layers]
    return ", ".join(sorted(words)) or NOT_AVAILABLE
