"""Actors by actors as a matrix: who has ties with whom, and which expected ties are missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from netcoop._core.checks import check_choice, is_whole
from netcoop._core.texts import check_language, mark, number, plural, text
from netcoop.errors import ArgumentError
from netcoop.maps import style
from netcoop.maps.collect import code_label, column
from netcoop.maps.missing import missing_pairs, tied_note, warn_of_tied
from netcoop.maps.pictures.axes import (
    PALE,
    VERMILION,
    check_one,
    finish,
    legend_below,
    open_axes,
    patch,
    say_nothing,
    spot,
)
from netcoop.maps.pictures.cells import (
    Cell,
    fill_cells,
    frame_cells,
    name_groups,
    rule_groups,
    short,
    sign_cells,
)
from netcoop.maps.pictures.shades import classes_of, shades
from netcoop.maps.views import gather
from netcoop.network import actor_labels
from netcoop.network.disclosing import THRESHOLD, counting_layers
from netcoop.records.schema import plain_letters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from netcoop.network import Network

ORDERS = ("sector", "region")
LARGEST = 500  # actors: more cells cannot be told apart on any paper
_TITLES = {
    "sector": mark("Who has ties with whom: {actors}, by sector"),
    "region": mark("Who has ties with whom: {actors}, by region"),
}


def plot_matrix(
    net: Network,
    *,
    missing: Any = None,
    order: str = "sector",
    ax: Axes | None = None,
    lang: str = "cs",
    most: int = 80,
    title: str | None = None,
) -> Axes:
    """Draw who has ties with whom as a table: one row and one column for each actor.

    The darker a cell, the stronger the tie. Empty parts of the table are groups that have no ties
    with each other in the records.

    Parameters
    ----------
    net
        Network. Shown is only what may leave the house (:func:`netcoop.network.disclose`): a
        single person by its kind and a number, a number of referrals below 5 as "<5".
    missing
        Ties that were expected and are not in the records, marked with a cross: what
        :func:`netcoop.required_ties` gives, or a table of ``source`` and ``target``. In a
        directed network the cross stands from source to target, and both ways where a column
        ``direction`` says "undirected".
    order
        What groups the actors: ``"sector"`` or ``"region"``. Within a group they stand by kind
        and name.
    ax
        Axes to draw into; without them a figure of its own is made, which pyplot knows nothing of.
    lang
        ``"cs"`` or ``"en"``.
    most
        How many actors to show at most, up to 500: those with the strongest ties, and it is said
        how many there are.
    title
        Title; by default it says what is shown.

    Returns
    -------
    matplotlib.axes.Axes
        The axes. Each shade covers the weights between two round bounds, the upper one included.
        In a directed network rows are where ties come from.

    Raises
    ------
    netcoop.errors.ArgumentError
        ``order``, ``most`` or ``lang`` is not known, or ``missing`` names actors that are not in
        the network.

    Examples
    --------
    >>> from netcoop.network import Network
    >>> ties = pd.DataFrame({"source": ["A", "B"], "target": ["B", "C"], "weight": [2.0, 1.0]})
    >>> axes = plot_matrix(Network(["A", "B", "C"], ties), lang="en")
    >>> [label.get_text() for label in axes.get_yticklabels()]
    ['A', 'B', 'C']
    """
    check_language(lang)
    check_choice("order", order, ORDERS)
    _check_most(most)
    check_one(net)
    views = gather(net)
    crosses = _untied(_crosses(missing, views.names, directed=net.directed), views.whole)
    table = _arranged(views.whole, order, lang, most)
    axes = open_axes(ax, _inches(len(table.ids)) + 4.6, _inches(len(table.ids)) + 4.0)
    if not table.ids:
        say_nothing(axes, text("There are no actors in this network.", lang))
        return finish(axes, title or _title(order, 0, lang))
    _draw(axes, table, crosses, lang)
    room = (_inches(len(table.ids)), _inches(len(table.ids))) if ax is None else None
    return finish(axes, title or _title(order, table.n_actors, lang), room)


def _check_most(most: object) -> None:
    if not is_whole(most) or not 1 <= most <= LARGEST:
        raise ArgumentError(
            text("most={value!r} must be a whole number from 1 to {largest}.", value=most,
                 largest=LARGEST)
        )  # fmt: skip


def _title(order: str, n: int, lang: str) -> str:
    actors = plural("{n} actor", "{n} actors", n, lang)
    return text(_TITLES[order], lang, actors=actors)


@dataclass(frozen=True)
class _Table:
    """The actors in their order and the strength of every pair among them."""

    net: Network
    ids: Sequence[str]
    labels: Sequence[str]
    groups: Sequence[str]
    strengths: Mapping[Cell, float]
    n_actors: int


def _arranged(net: Network, order: str, lang: str, most: int) -> _Table:
    """Choose the actors to show, group them and look their ties up."""
    kept = _strongest(net, most)
    names, frame = actor_labels(net, lang), net.actors
    kinds = dict(zip(frame.index, column(frame, "kind"), strict=True))
    values = dict(zip(frame.index, column(frame, order), strict=True))
    known = [value for value in style.PREFERRED if order == "sector"]

    def place(actor: str) -> tuple[object, ...]:
        value = values[actor]
        rank = known.index(value) if value in known else len(known)
        said = plain_letters(code_label(order, value, lang))
        return value == "", rank, said, value, kinds[actor], plain_letters(names[actor]), actor

    ids = sorted(kept, key=place)
    rest = text("not stated", lang)
    where = {actor: row for row, actor in enumerate(ids)}
    pairs = net.pairs
    strengths = {
        (where[source], where[target]): float(weight)
        for source, target, weight in pairs[["source", "target", "weight"]].itertuples(index=False)
        if source in where and target in where
    }
    if not net.directed:
        strengths |= {(row, above): weight for (above, row), weight in strengths.items()}
    return _Table(
        net=net,
        ids=ids,
        labels=[short(names[actor]) for actor in ids],
        groups=[code_label(order, values[actor], lang) if values[actor] else rest for actor in ids],
        strengths=strengths,
        n_actors=net.n_actors,
    )


def _strongest(net: Network, most: int) -> list[str]:
    """Take the actors of the strongest ties; of equal ones the first by id."""
    pairs = net.pairs
    ends = pd.concat([pairs["source"], pairs["target"]])
    total = pd.concat([pairs["weight"], pairs["weight"]]).groupby(ends.to_numpy()).sum()
    total = total.reindex(net.actors.index, fill_value=0.0)
    ranked = sorted(total.items(), key=lambda item: (-item[1], str(item[0])))
    return [str(actor) for actor, _ in ranked[:most]]


def _crosses(missing: Any, names: Mapping[str, str], *, directed: bool) -> set[tuple[str, str]]:
    """List the pairs to cross, as they stand in the matrix: row and column."""
    found = missing_pairs(missing, names)
    one_way = {(pair.source, pair.target) for pair in found}
    if not found or not directed:
        return one_way | {(target, source) for source, target in one_way}
    frame = missing if isinstance(missing, pd.DataFrame) else missing.pairs
    # Each pair comes once; who lacks a tie both ways stands in both halves.
    first = frame["source"].astype("str") < frame["target"].astype("str")
    ways = [*missing_pairs(frame[first], names), *missing_pairs(frame[~first], names)]
    way = frame.get("direction", pd.Series("directed", index=frame.index))
    both = missing_pairs(frame[way.eq("undirected")], names)
    return {(p.source, p.target) for p in ways} | {
        pair for p in both for pair in ((p.source, p.target), (p.target, p.source))
    }


def _untied(crosses: set[tuple[str, str]], net: Network) -> set[tuple[str, str]]:
    """Leave out crosses in cells of pairs that are tied, and warn how many there are."""
    pairs = net.pairs
    tied = set(zip(pairs["source"].astype("str"), pairs["target"].astype("str"), strict=True))
    if not net.directed:
        tied |= {(target, source) for source, target in tied}
    n = len(crosses & tied) // (1 if net.directed else 2)
    warn_of_tied(tied_note(n))
    return crosses - tied


def _inches(n: int) -> float:
    """Give each actor a row that can be read."""
    return max(2.0, n * (0.22 if n <= 40 else 0.15))


def _draw(axes: Axes, table: _Table, crosses: set[tuple[str, str]], lang: str) -> None:
    from matplotlib.patheffects import withStroke

    n = len(table.ids)
    size = 7.5 if n <= 40 else 6.0
    frame_cells(axes, table.labels, table.labels, size)
    rule_groups(axes, table.groups, table.groups)
    name_groups(axes, table.groups)
    fill_cells(axes, [(row, row) for row in range(n)], PALE)
    small = _small_pairs(table)
    classes = classes_of(table.strengths, small, lang)
    for (_, cells), shade in zip(classes, shades(len(classes)), strict=True):
        fill_cells(axes, cells, shade)
    where = {actor: row for row, actor in enumerate(table.ids)}
    shown = [(where[a], where[b]) for a, b in crosses if a in where and b in where]
    halo = [withStroke(linewidth=3.2, foreground="white")]
    cross = {"markeredgecolor": VERMILION, "markeredgewidth": 1.6, "path_effects": halo}
    sign_cells(axes, shown, "x", size * 0.75, **cross)
    if table.net.directed:
        axes.set_ylabel(text("from (row)", lang))
        axes.set_xlabel(text("to (column)", lang))
    boxes: list[Artist] = [
        patch(shade, label) for (label, _), shade in zip(classes, shades(len(classes)), strict=True)
    ]
    if crosses:
        label = text("missing tie", lang)
        boxes.append(spot("x", VERMILION, label, markeredgewidth=1.6))
    legend_below(
        axes,
        boxes,
        heading=text("The darker, the stronger the tie", lang) if boxes else "",
        notes=_notes(table, crosses, len(shown), lang),
    )


def _small_pairs(table: _Table) -> set[Cell]:
    """Find the pairs shown as "<5": where weights are numbers of cases, one for each pair."""
    net = table.net
    if set(net.layers) - counting_layers(net) or len(net.ties) != net.n_ties:
        return set()
    return {cell for cell, weight in table.strengths.items() if weight < THRESHOLD}


def _notes(table: _Table, crosses: set[tuple[str, str]], n_shown: int, lang: str) -> list[str]:
    """Say what the picture leaves out and what stands for something else."""
    notes = []
    if len(table.ids) < table.n_actors:
        notes.append(
            text(
                "Shown are the {n} actors with the strongest ties, of {all}.",
                lang,
                n=number(len(table.ids), lang),
                all=number(table.n_actors, lang),
            )
        )
    if len(crosses) > n_shown:
        notes.append(text("Some missing ties are of actors that are not shown.", lang))
    if not table.strengths:
        notes.append(text("There are no ties among these actors.", lang))
    hidden = table.net.ties.get("shown", pd.Series(dtype="str")).notna().any()
    if hidden and not _small_pairs(table):
        notes.append(
            text("Of referrals, every number below {n} counts as {half}.", lang, n=THRESHOLD,
                 half=number(THRESHOLD / 2, lang))
        )  # fmt: skip
    return notes
