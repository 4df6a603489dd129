"""Who is between the others, and without whom the network falls apart: tables for the report."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.sparse.csgraph import connected_components

from netcoop._core.progress import track
from netcoop._core.texts import text
from netcoop.metrics import betweenness, components, is_saturated, key_players, partners
from netcoop.metrics.basis import symmetric
from netcoop.network import Network, actor_labels
from netcoop.reports.document import Column, Table, Value
from netcoop.reports.local.columns import actor_column, kind_column
from netcoop.reports.local.given import Given
from netcoop.reports.local.people import OFFICE_KINDS, kind_codes, kind_words

_FIRST = 10
# What would be written as 0.0 % is no place between others.
_LEAST_SHARE = 0.05
# Beyond so much work (actors × ties) paths are followed from some actors only.
_MOST_WORK = 500_000_000
_SAMPLE = 200
# Beyond so many actors not every one is tried as the one key player, only the likely ones.
_MANY, _LIKELY = 400, 20
_LARGEST_SET = 3


def is_sampled(net: Network) -> bool:
    """Tell whether the paths of so large a network are followed from some actors only."""
    return net.n_actors * net.n_ties > _MOST_WORK


def go_betweens(given: Given, net: Network, caption: str) -> Table:
    """List who is most often on the shortest way between two others; nobody where all is direct."""
    lang, labels, kinds = given.lang, actor_labels(net, given.lang), kind_codes(net)
    share = 100 * _between(given, net).fillna(0)
    order = sorted(share.index, key=lambda actor: (-share[actor], labels[actor], actor))
    number = partners(net)
    rows: list[tuple[Value, ...]] = [
        (labels[actor], kind_words(kinds[actor], lang), float(share[actor]), int(number[actor]))
        for actor in order[:_FIRST]
        if share[actor] >= _LEAST_SHARE
    ]
    columns = (
        actor_column(lang),
        kind_column(lang),
        Column(
            text("between others, %", lang),
            text(
                "Of all pairs of other actors, the share whose shortest way to each other leads "
                "through this one; strong ties count as short ways.",
                lang,
            ),
            digits=1,
        ),
        Column(text("partners", lang), text("With how many actors it has a tie.", lang), digits=0),
    )
    return Table(caption, columns, tuple(rows))


def _between(given: Given, net: Network) -> pd.Series:
    """Measure who is between others; of the whole network it is known already."""
    if is_sampled(net):
        return betweenness(net, sample=min(_SAMPLE, net.n_actors), rng=given.rng)
    return given.metrics["betweenness"] if net is given.net else betweenness(net)


def without_offices(given: Given, networkers: list[str]) -> Network | None:
    """Set offices and networkers aside; ``None`` where there are none or too few others."""
    net, kinds = given.net, kind_codes(given.net)
    aside = [*net.actors.index[kinds.isin(OFFICE_KINDS)], *networkers]
    rest = [actor for actor in net.actors.index if actor not in set(aside)]
    return net.subset(rest) if aside and len(rest) >= 3 else None


def key_table(given: Given) -> Table | None:
    """List the one, two and three who break the network most, and who reach it best.

    ``None`` where that can be read of nobody: fewer than three actors, no ties, or nearly all
    tied to each other.
    """
    net, lang = given.net, given.lang
    if net.n_actors < 3 or not net.n_ties or is_saturated(net):
        return None
    labels = actor_labels(net, lang)
    sizes = range(1, min(_LARGEST_SET, net.n_actors - 2) + 1)
    rows: list[tuple[Value, ...]] = []
    sure = True
    for size in track(sizes, total=len(sizes)):
        breaking = key_players(net, size, candidates=_candidates(net, size))
        reaching = key_players(net, size, goal="reach")
        sure &= breaking.optimal and reaching.optimal and not _narrowed(net, size)
        broken, reached = (_one_of(found.sets, labels) for found in (breaking, reaching))
        breaks = _breaks(net, broken)
        rows.append(
            (
                str(size),
                _together(broken, labels) if breaks else text("nobody", lang),
                100 * breaking.score if breaks else None,
                _together(reached, labels),
                100 * reaching.score,
            )
        )
    return Table(
        text("Who holds the network together, and who reaches it best", lang),
        _key_columns(lang),
        tuple(rows),
        _key_note(lang, sure=sure),
    )


def _one_of(sets: tuple[tuple[str, ...], ...], labels: dict[str, str]) -> tuple[str, ...]:
    """Take one of equally good sets, whatever the order of the actors."""
    ordered = [sorted(members, key=lambda actor: (labels[actor], actor)) for members in sets]
    return tuple(min(ordered, key=lambda members: [(labels[one], one) for one in members]))


def _together(members: tuple[str, ...], labels: dict[str, str]) -> str:
    return " + ".join(labels[actor] for actor in members)


def _narrowed(net: Network, size: int) -> bool:
    return net.n_actors > _MANY and size == 1


def _candidates(net: Network, size: int) -> list[str] | None:
    """Say who is tried; of many actors, for a set of one, those with most partners."""
    if not _narrowed(net, size):
        return None
    return [str(actor) for actor in partners(net).nlargest(_LIKELY).index]


def _breaks(net: Network, members: tuple[str, ...]) -> bool:
    """Tell whether those who stay fall into more pieces than they are in now."""
    now = components(net).drop(list(members)).nunique()
    return bool(components(net.without(members)).nunique() > now)


def _key_columns(lang: str) -> tuple[Column, ...]:
    return (
        Column(text("how many", lang), text("How many actors are taken together.", lang)),
        Column(
            text("who holds it together", lang),
            text("Without these the others fall apart most.", lang),
        ),
        Column(
            text("pairs apart, %", lang),
            text("Share of pairs of the others that could not reach each other then.", lang),
            digits=0,
        ),
        Column(
            text("who reaches most", lang),
            text("These together have a direct tie to most actors.", lang),
        ),
        Column(
            text("reached, %", lang),
            text("Share of all actors who are among them or have a tie to one of them.", lang),
            digits=0,
        ),
    )


def _key_note(lang: str, *, sure: bool) -> str:
    """Say how the table is to be read."""
    said = text(
        "Other actors may do as well as those named: it is a hint whom to look after, no order of "
        "merit.",
        lang,
    )
    if sure:
        return said
    return " ".join([said, text("Not all sets of actors were tried.", lang)])


def cut_off(given: Given, cutpoint: str) -> pd.Index:
    """Name who would be apart from the largest piece that is left of the cut-point's own."""
    net, labels = given.net, components(given.net)
    own = labels.eq(labels[cutpoint]) & (labels.index != cutpoint)
    places = np.flatnonzero(own)
    left = connected_components(symmetric(net)[places][:, places], directed=False)[1]
    rest = pd.Series(left, index=labels.index[places]).sort_index()
    sizes = rest.value_counts()
    # Of equally large pieces the one of the first id, whatever the order of the actors.
    main = rest[rest.map(sizes).eq(sizes.max())].iloc[0]
    return rest.index[rest.ne(main)]
