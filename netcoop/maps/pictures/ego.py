"""The ties of one office as a picture: the office in the middle, its partners around by sector."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from netcoop._core.texts import LANGUAGES, check_language, mark, text
from netcoop.errors import ArgumentError
from netcoop.maps import style
from netcoop.maps.collect import build_model
from netcoop.maps.missing import drawn_gaps
from netcoop.maps.model import MapModel, MapTieKind
from netcoop.maps.pictures.axes import check_one, finish, legend_below, open_axes
from netcoop.maps.pictures.drawing import MARGIN, SMALLEST
from netcoop.maps.pictures.legends import legend_entries
from netcoop.maps.pictures.letters import drawable
from netcoop.maps.pictures.scene import draw_view
from netcoop.maps.places.rings import place_on_rings
from netcoop.maps.views import gather
from netcoop.metrics.keyplayers import check_number
from netcoop.network.subset import check_actor

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from netcoop.network import Network

# A key of its own: a user may well call a kind of tie "between".
BETWEEN = "*between*"
BETWEEN_COLOR = "#C9CED3"
BETWEEN_LABEL = mark("ties among the others")
SIZE = (9.4, 7.6)  # inches
LABELS = 60


def plot_ego(
    net: Network,
    actor: str,
    *,
    radius: int = 1,
    missing: pd.DataFrame | None = None,
    ax: Axes | None = None,
    lang: str = "cs",
    title: str | None = None,
) -> Axes:
    """Draw one office with its partners around it, and who is expected and not in the records.

    Parameters
    ----------
    net
        Network; shown is only what may leave the house (:func:`netcoop.network.disclose`).
    actor
        Who stands in the middle: an ``actor_id``.
    radius
        1 for the partners of the office, 2 for their partners too, and so on.
    missing
        Ties that were expected and are not in the records: columns ``source`` and ``target``, or
        what :func:`netcoop.required_ties` found. Those of this office are drawn dashed, to the
        outer ring.
    ax
        Axes to draw into; without them a figure of its own is made, which pyplot knows nothing of.
    lang
        Language, ``"cs"`` or ``"en"``.
    title
        Title; by default it says whose ties are shown.

    Returns
    -------
    matplotlib.axes.Axes
        Partners stand on the inner ring, all others on the outer one, each sector on an arc that is
        the same for every office. Thicker lines are stronger ties of their kind, larger marks have
        a higher strength in the whole network; ties that do not touch the office are pale.

    Raises
    ------
    netcoop.errors.ArgumentError
        ``net`` is no single network, ``actor`` no id of one actor, ``radius`` no whole number from
        1, or ``missing`` names actors that are not there.
    netcoop.errors.NetworkError
        The network has no such actor.

    Examples
    --------
    >>> import pandas as pd
    >>> from netcoop.network import Network
    >>> ties = pd.DataFrame({"source": ["A", "B"], "target": ["B", "C"], "weight": [2.0, 1.0]})
    >>> axes = plot_ego(Network(["A", "B", "C", "D"], ties), "A", lang="en")
    >>> axes.get_title()
    'Ties of: A'
    """
    check_language(lang)
    check_number("radius", radius)
    check_one(net)
    if not isinstance(actor, str):
        raise ArgumentError(text("actor={value!r} must be the id of one actor.", value=actor))
    views = gather(net)
    middle = views.names[check_actor(net, actor)]
    gaps = tuple(
        pair for pair in drawn_gaps(missing, views) if middle in (pair.source, pair.target)
    )
    expected = {end for pair in gaps for end in (pair.source, pair.target)}
    near = views.whole.ego(middle, radius)
    around = views.whole.subset(
        [one for one in views.whole.actors.index if one in expected or one in near.actors.index]
    )
    places = place_on_rings(around, middle).reindex(views.whole.actors.index).fillna(0.0)
    whole = build_model(views, places, missing=gaps, lang=lang)
    model = _around(whole, middle, set(around.actors.index))
    alone = not any(middle in (tie.source, tie.target) for tie in model.ties)
    note = model.texts[lang]["no_partner"] if alone else ""
    name = next(one.label for one in model.actors if one.id == middle)
    said = text("Ties of: {actor}", lang, actor=drawable(name)) if title is None else title
    axes = open_axes(ax, *SIZE)
    axes.set_axis_off()
    entries = legend_entries(axes, model)
    if ax is None:
        legend_below(axes, entries, notes=[note])
    finish(axes, drawable(said))
    draw_view(
        axes, model, labels=LABELS, bounds=bounds_around(model, middle),
        legend=entries if ax is not None else None, note=note,
    )  # fmt: skip
    return axes


def bounds_around(model: MapModel, middle: str) -> tuple[float, float, float, float]:
    """Show all actors with one in the middle: an arc without anybody is seen as such."""
    center = next(actor for actor in model.actors if actor.id == middle)
    wide = max(abs(actor.x - center.x) for actor in model.actors) + MARGIN
    high = max(abs(actor.y - center.y) for actor in model.actors) + MARGIN / 2
    wide, high = max(wide, SMALLEST[0] / 2), max(high, SMALLEST[1] / 2)
    return center.x - wide, center.y - high, center.x + wide, center.y + high


def _around(whole: MapModel, middle: str, near: set[str]) -> MapModel:
    """Keep of a map who is near the office; ties that do not touch it become pale."""
    rows = [row for row, actor in enumerate(whole.actors) if actor.id in near]
    actors = tuple(whole.actors[row] for row in rows)
    first = whole.views[0]
    metrics = {name: tuple(values[row] for row in rows) for name, values in first.metrics.items()}
    view = replace(
        first,
        present=(True,) * len(rows),
        isolate=tuple(first.isolate[row] for row in rows),
        metrics=metrics,
    )
    ties = tuple(
        replace(tie, weights=tie.weights[:1])
        if middle in (tie.source, tie.target)
        else replace(tie, weights=tie.weights[:1], kind=BETWEEN, arc=False)
        for tie in whole.ties
        if tie.source in near and tie.target in near
    )
    kinds = {tie.kind for tie in ties} | ({style.MISSING} if whole.missing else set())
    between = MapTieKind(
        BETWEEN, {code: text(BETWEEN_LABEL, code) for code in LANGUAGES},
        BETWEEN_COLOR, (), arrow=False, bend=0.0,
    )  # fmt: skip
    groups = {actor.group for actor in actors}
    return replace(
        whole,
        actors=actors,
        views=(view,),
        ties=ties,
        scale=1.0,
        undecided=tuple(place for place, row in enumerate(rows) if row in whole.undecided),
        groups=tuple(group for group in whole.groups if group.key in groups),
        tie_kinds=tuple(kind for kind in (between, *whole.tie_kinds) if kind.key in kinds),
    )
