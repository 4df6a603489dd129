"""What a map may show, collected from a network: the only way anything gets into a page.

Only the columns of :data:`ALLOWED` are read from the table of actors, and which names are not
decided. Notes, e-mail addresses and whatever else a user keeps there can therefore never end up in
a file that is passed on.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from netcoop._core.checks import check_choice
from netcoop._core.texts import LANGUAGES, check_language, text
from netcoop.errors import ArgumentError
from netcoop.maps import style
from netcoop.maps.asked import check_title, notes_of
from netcoop.maps.behind import behind
from netcoop.maps.first_words import first_words
from netcoop.maps.model import (
    Labels,
    MapActor,
    MapGroup,
    MapMetric,
    MapModel,
    MapPeriod,
    MapTie,
    MapTieKind,
    MapView,
    MissingTie,
    clean,
    labels,
)
from netcoop.maps.page_texts import PAGE_TEXTS, counted_texts, page_texts
from netcoop.maps.places.layout import panel_size
from netcoop.maps.views import View, Views
from netcoop.metrics import metric_table
from netcoop.metrics.register import METRICS
from netcoop.metrics.tables import chosen_metrics
from netcoop.network import actor_labels
from netcoop.network.labels import undecided_names
from netcoop.reference import kind_label, sector_label

if TYPE_CHECKING:
    from netcoop.network import Network

ALLOWED = ("name", "kind", "sector", "region", "level", "role")
GROUPING = ("sector", "kind", "region", "level", "role")
# Codes that have a text; any other value of these columns is the user's own word.
CODES = {"level": ("local", "regional", "national"), "role": ("facilitator",)}
# Metrics that look for the shortest ways of all actors over weights, and how many actors × ties of
# all views are looked through at most: some five seconds' work.
SLOW = ("betweenness",)
MOST_WORK = 20_000_000


def build_model(
    views: Views,
    places: pd.DataFrame,
    *,
    missing: tuple[MissingTie, ...] = (),
    color: str = "sector",
    size: str = "strength",
    title: str | None = None,
    lang: str = "cs",
    notes: Sequence[str | Mapping[str, str]] | str | Mapping[str, str] | None = (),
    layout: str = "ties",
) -> MapModel:
    """Collect what the map shows of networks that may leave the house (:func:`gather`).

    ``layout`` is what the places of the actors go by; the page says what they mean.
    """
    check_language(lang)
    check_title(title)
    said = notes_of(notes)
    net = views.whole
    check_color(net, color)
    metrics, left_out = _metrics_shown(views, size)
    tables = [metric_table(view.net, metrics) for view in views.views]
    values = {name: column(net.actors, name) for name in ALLOWED}
    styles, group_of = style.assign_groups(values[color])
    width, height = panel_size(net.n_actors)
    texts = page_texts()
    undecided = set(undecided_names(net))
    return MapModel(
        lang=lang,
        title={code: clean(title) if title else texts[code]["title"] for code in LANGUAGES},
        notes=(*said, *first_words(views, left_out=left_out, layout=layout)),
        roster=net.roster,
        directed=net.directed,
        color=color,
        size=size,
        width=round(width, 1),
        height=round(height, 1),
        # Marks grow less than the panel: in a large network they would cover it.
        scale=round((width / panel_size(0)[0]) ** 0.35, 3),
        periods=tuple(MapPeriod(clean(name), labels(name)) for name in views.periods),
        views=tuple(
            _view(view, net.actors.index, table)
            for view, table in zip(views.views, tables, strict=True)
        ),
        actors=_actors(net, values, [group_of[value] for value in values[color]], places, lang),
        ties=_ties(views),
        missing=missing,
        undecided=tuple(row for row, actor in enumerate(net.actors.index) if actor in undecided),
        groups=group_entries(values[color], styles, color),
        tie_kinds=tie_entries(net, with_missing=bool(missing)),
        metrics=tuple(_metric(str(name)) for name in tables[0].columns),
        words={name: _words(name, values[name]) for name in GROUPING},
        texts=texts,
        counted=counted_texts(),
    )


def _metrics_shown(views: Views, size: str) -> tuple[list[str], list[str]]:
    """Name the metrics of the map, and those that would take too long and were not asked for.

    These are the standard ones, and the one that is asked for as the size of the marks.
    """
    every = [name for name, metric in METRICS.items() if metric.level == "actor"]
    known = list(dict.fromkeys([*chosen_metrics(None, "actor"), check_choice("size", size, every)]))
    work = sum(view.net.n_actors * view.net.n_ties for view in views.views)
    slow = [name for name in SLOW if name != size] if work > MOST_WORK else []
    return [name for name in known if name not in slow], slow


def check_color(net: Network, color: str) -> None:
    """Refuse a column that is not there, or that must not get into a picture."""
    known = [name for name in GROUPING if name in net.actors or name == "sector"]
    given: object = color
    if isinstance(given, str) and color in net.actors and color not in known:
        raise ArgumentError(
            text(
                "color={color!r} is a column that stays out of maps: it may hold personal data. "
                "Use one of: {known}.",
                color=color,
                known=", ".join(known),
            )
        )
    check_choice("color", color, known)


def column(frame: pd.DataFrame, name: str) -> list[str]:
    """Read a column of texts, blank where there is no such column."""
    if name not in frame:
        return [""] * len(frame)
    return [clean(value) for value in frame[name].tolist()]


def code_label(name: str, value: str, lang: str) -> str:
    """Say a code of a column in the user's language; a value of their own stays as it is."""
    if value == style.OTHER:
        # What the values of their own become that must not leave.
        return text("other", lang)
    if name == "sector":
        return str(sector_label(value, lang))
    if name == "kind":
        return str(kind_label(value, lang))
    if value in CODES.get(name, ()):
        return text(PAGE_TEXTS[value], lang)
    return value


def group_entries(
    values: Sequence[str], styles: dict[str, style.GroupStyle], color: str
) -> tuple[MapGroup, ...]:
    """List the entries of the legend of actors, in its order."""
    shared = {value for value in values if value not in styles or value == style.OTHER}
    rest = "other_or_unstated" if "" in shared and len(shared) > 1 else "other_group"
    if shared == {""}:
        rest = "unstated"
    return tuple(
        MapGroup(group, _group_label(group, color, PAGE_TEXTS[rest]), look.shape, look.color)
        for group, look in styles.items()
    )


def _group_label(group: str, color: str, rest: str) -> Labels:
    return _in_all(
        partial(text, rest) if group == style.OTHER else partial(code_label, color, group)
    )


def tie_entries(net: Network, *, with_missing: bool) -> tuple[MapTieKind, ...]:
    """List the entries of the legend of ties, in its order; missing ties come last."""
    kinds = _kinds(net)
    looks = style.assign_ties(kinds)
    if with_missing:
        looks[style.MISSING] = style.MISSING_STYLE
    arcs = {kind for kind, arc in zip(kinds, _arcs(net), strict=True) if arc}
    return tuple(
        MapTieKind(
            key=kind,
            label=_in_all(partial(text, look.label))
            if look.label
            else dict.fromkeys(LANGUAGES, kind),
            color=look.color,
            dash=look.dash,
            arrow=kind in arcs,
            bend=look.bend,
        )
        for kind, look in looks.items()
    )


def _in_all(label: Callable[[str], str]) -> Labels:
    return {lang: label(lang) for lang in LANGUAGES}


def _words(name: str, values: Sequence[str]) -> dict[str, Labels]:
    """Say every code of a column in all languages."""
    return {
        value: _in_all(partial(code_label, name, value)) for value in sorted(set(values) - {""})
    }


def _apart(labels: Labels) -> Labels:
    """Keep labels only where languages call the actor differently."""
    return labels if len(set(labels.values())) > 1 else {}


def _view(view: View, actors: pd.Index, table: pd.DataFrame) -> MapView:
    """Say of every actor of the map whether it is there, whether it has ties, and its metrics."""
    here = actors.isin(view.net.actors.index)
    ends = {*_ids(view.net.ties, "source"), *_ids(view.net.ties, "target")}
    wide = table.reindex(actors)
    return MapView(
        period=clean(view.period),
        without=view.without,
        present=tuple(bool(there) for there in here),
        isolate=tuple(bool(t and a not in ends) for a, t in zip(actors, here, strict=True)),
        metrics={str(name): tuple(_plain(value) for value in wide[name]) for name in table.columns},
        n_ties=view.net.n_ties,
    )


def _actors(
    net: Network,
    values: dict[str, list[str]],
    groups: Sequence[str],
    places: pd.DataFrame,
    lang: str,
) -> tuple[MapActor, ...]:
    names = {code: actor_labels(net, code) for code in LANGUAGES}
    xs, ys = places["x"].tolist(), places["y"].tolist()
    actors = []
    for position, actor in enumerate(map(str, net.actors.index.to_numpy(dtype="object").tolist())):
        own = {name: values[name][position] for name in GROUPING}
        actors.append(
            MapActor(
                id=actor,
                label=clean(names[lang][actor]) or clean(actor),
                labels=_apart({code: clean(names[code][actor]) for code in LANGUAGES}),
                group=groups[position],
                **own,
                x=float(xs[position]),
                y=float(ys[position]),
            )
        )
    return tuple(actors)


_Key = tuple[str, str, str, bool]


def _ties(views: Views) -> tuple[MapTie, ...]:
    """List every tie of any view, with what it is in each."""
    found: dict[_Key, list[tuple[float, float, str] | None]] = {}
    nothing: list[tuple[float, float, str] | None] = [None] * len(views.views)
    for place, view in enumerate(views.views):
        for key, told in _ties_of(view.net):
            found.setdefault(key, list(nothing))[place] = told
    lists = behind(views)
    return tuple(
        MapTie(
            source=source,
            target=target,
            kind=kind,
            arc=arc,
            weights=tuple(None if one is None else one[0] for one in each),
            strengths=tuple(None if one is None else one[1] for one in each),
            shown=tuple("" if one is None else one[2] for one in each),
            behind=lists.get((source, target, kind), ()),
        )
        for (source, target, kind, arc), each in found.items()
    )


def _ties_of(net: Network) -> Iterator[tuple[_Key, tuple[float, float, str]]]:
    """Give the ties of one view: which, and its weight, the strength of its pair, its text."""
    pairs = net.pairs
    ends = zip(_ids(pairs, "source"), _ids(pairs, "target"), strict=True)
    strength = dict(zip(ends, pairs["weight"].tolist(), strict=True))
    columns = (_ids(net.ties, "source"), _ids(net.ties, "target"), net.ties["weight"].tolist())
    shown = column(net.ties, "shown")
    for source, target, weight, kind, arc, words in zip(
        *columns, _kinds(net), _arcs(net), shown, strict=True
    ):
        # Without direction both ways are one pair, in the order of the alphabet.
        pair = (source, target) if net.directed or source < target else (target, source)
        yield (source, target, kind, arc), (_short(weight), _short(strength[pair]), words)


def _ids(frame: pd.DataFrame, end: str) -> list[str]:
    """Read a column of ids; one by one the cells of a long one take seconds."""
    ids: list[str] = frame[end].to_numpy(dtype="object").tolist()
    return ids


def _kinds(net: Network) -> list[str]:
    return [kind or "tie" for kind in column(net.ties, "kind")]


def _arcs(net: Network) -> list[bool]:
    """Say for each tie whether it has a direction: all in a directed network, or some."""
    if net.directed:
        return [True] * len(net.ties)
    if "directed" not in net.ties:
        return [False] * len(net.ties)
    return [bool(value) for value in net.ties["directed"].fillna(value=False)]


def _metric(key: str) -> MapMetric:
    known = METRICS.get(key)
    if known is None:
        return MapMetric(key, dict.fromkeys(LANGUAGES, key), dict.fromkeys(LANGUAGES, ""), 2)
    label, meaning = partial(text, known.label), partial(text, known.meaning)
    return MapMetric(key, _in_all(label), _in_all(meaning), known.digits)


def _plain(value: object) -> float | None:
    found = float(value)  # type: ignore[arg-type]
    return _short(found) if math.isfinite(found) else None


def _short(value: float) -> float:
    """Round to seven digits: more says nothing, and differs from one processor to the next."""
    return float(f"{value:.7g}")
