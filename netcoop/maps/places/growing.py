"""The next layout from an earlier one: who was there stays, new actors find a free place."""

from __future__ import annotations

from typing import TYPE_CHECKING
from warnings import warn

import numpy as np
import pandas as pd

from netcoop._core.texts import text
from netcoop.errors import NetcoopWarning
from netcoop.maps.places.arranged import known_region, regions_of
from netcoop.maps.places.fresh import place_fresh
from netcoop.maps.places.kept_layout import Layout
from netcoop.maps.places.placing import ISOLATE_ROOM, ROOM
from netcoop.maps.places.stress import GOLDEN_ANGLE

if TYPE_CHECKING:
    from netcoop.maps.places.placing import Places
    from netcoop.network import Network

STRONGEST = 3  # partners a new actor is placed by
NEAR = 0.8  # free room around a new mark, in rooms of a mark
TRIED_AT_ONCE = 256
DISC_ROOM = (50.0, 50.0)  # discs around seats are denser than other layouts


def place_from(start: Layout, net: Network) -> Layout:
    """Give the actors of the network the places of the layout, and the new ones places between."""
    ids = [str(actor) for actor in net.actors.index]
    before = start.places
    kept = before[before.index.isin(ids)]
    settings = start.settings
    if len(kept) == len(ids):
        return Layout(kept.reindex(ids), kind=start.kind, settings=settings)
    if kept.empty:
        if len(before):
            _warn_of_strangers()
        center = settings.get("center")
        return place_fresh(net, start.kind, center=center if center in ids else None)
    wishes = _wishes(start, net, set(kept.index))
    crowd = _Crowd(kept.to_numpy(), DISC_ROOM if start.kind == "geographic" else ROOM)
    places = dict(zip(kept.index, kept.to_numpy(), strict=True))
    for actor in sorted(set(ids) - set(places)):
        if actor in wishes.index:
            places[actor] = crowd.join(wishes.loc[actor].to_numpy(dtype="float64"))
    # A region that is new gets a box of its own, wherever its partners are.
    if start.kind != "regions":
        _by_partners(net, places, crowd)
    _below(net, places, "regions" if start.kind == "regions" else "ties")
    found = np.array([places[actor] for actor in ids])
    # Kept places are written back as they were, not as rounding would have them.
    frame = pd.DataFrame(np.round(found, 1) + 0.0, columns=["x", "y"], index=ids)
    frame.loc[kept.index] = kept
    return Layout(frame, kind=start.kind, settings=_settings(start, net))


def _warn_of_strangers() -> None:
    message = text(
        "No actor of the earlier layout is in the network, so all places are new. Is it the layout "
        "of another network, or are the ids written otherwise?"
    )
    warn(message, NetcoopWarning, stacklevel=5)


def _wishes(start: Layout, net: Network, kept: set[str]) -> pd.DataFrame:
    """Say where the kind of layout would have new actors; by ties, nowhere in particular."""
    settings = start.settings
    if start.kind == "geographic":
        return place_fresh(net, "geographic", scale=settings.get("scale")).places
    if start.kind == "rings" and settings.get("center") in net.actors.index:
        return place_fresh(net, "rings", center=settings["center"]).places
    rows: dict[str, tuple[float, ...]] = {}
    if start.kind == "regions":
        for members in regions_of(net).values():
            there = [actor for actor in members if actor in kept]
            if there:
                middle = start.places.loc[there].mean()
                rows |= dict.fromkeys(sorted(set(members) - kept), tuple(middle))
    return pd.DataFrame(list(rows.values()), columns=["x", "y"], index=list(rows))


def _settings(start: Layout, net: Network) -> dict[str, object]:
    settings: dict[str, object] = start.settings
    if start.kind == "geographic":
        named = regions_of(net).items()
        settings["aside"] = sum(len(m) for region, m in named if known_region(region) is None)
    return settings


def _by_partners(net: Network, places: dict[str, Places], crowd: _Crowd) -> None:
    """Place who has partners with a place, the closest first, until nobody has."""
    partners = _partners(net)
    waiting = sorted(set(partners) - set(places))
    while True:
        tied = {}
        for actor in waiting:
            there = [(w, other) for w, other in partners[actor] if other in places]
            if there:
                tied[actor] = there
        if not tied:
            return
        for actor in sorted(tied, key=lambda name: (-sum(w for w, _ in tied[name]), name)):
            strongest = tied[actor][:STRONGEST]
            weights = np.array([weight for weight, _ in strongest])
            middle = np.average([places[other] for _, other in strongest], axis=0, weights=weights)
            places[actor] = crowd.join(middle)
        waiting = [actor for actor in waiting if actor not in tied]


def _partners(net: Network) -> dict[str, list[tuple[float, str]]]:
    """List the partners of each actor, the strongest first."""
    pairs = net.pairs
    found: dict[str, dict[str, float]] = {}
    for source, target, weight in zip(
        pairs["source"].astype(str), pairs["target"].astype(str), pairs["weight"], strict=True
    ):
        for one, other in ((source, target), (target, source)):
            mine = found.setdefault(one, {})
            mine[other] = mine.get(other, 0.0) + float(weight)
    return {
        actor: sorted(((w, other) for other, w in mine.items()), key=lambda row: (-row[0], row[1]))
        for actor, mine in found.items()
    }


def _below(net: Network, places: dict[str, Places], kind: str) -> None:
    """Lay out who is tied to nobody with a place as a network of its own, below the others."""
    rest = sorted({str(actor) for actor in net.actors.index} - set(places))
    if not rest:
        return
    taken = np.array(list(places.values()))
    own = place_fresh(net.subset(rest), kind).places
    # Boxes of regions need room for their margins and the name as well.
    space = 180.0 if kind == "regions" else 1.4 * ISOLATE_ROOM[1]
    corner = np.array([taken[:, 0].min(), taken[:, 1].max() + space])
    moved = own.to_numpy() - own.to_numpy().min(axis=0) + corner
    places.update(zip(own.index, moved, strict=True))


class _Crowd:
    """Marks that have a place; finds the free one nearest to where a new mark would like to be."""

    def __init__(self, places: Places, room: tuple[float, float]) -> None:
        self._room = np.array(room)
        self._cells: dict[tuple[int, int], list[tuple[float, float]]] = {}
        for x, y in places / self._room:
            self._take(float(x), float(y))

    def join(self, wish: Places) -> Places:
        """Take the first free place on a spiral around the wish."""
        middle = np.asarray(wish) / self._room
        step = 0
        while True:
            number = np.arange(step, step + TRIED_AT_ONCE)
            distance, angle = 0.3 * np.sqrt(number), number * GOLDEN_ANGLE
            spots = middle + np.column_stack([distance * np.cos(angle), distance * np.sin(angle)])
            for x, y in spots.tolist():
                if self._free(x, y):
                    self._take(x, y)
                    return np.asarray(np.array([x, y]) * self._room)
            step += TRIED_AT_ONCE

    def _take(self, x: float, y: float) -> None:
        self._cells.setdefault((int(x // NEAR), int(y // NEAR)), []).append((x, y))

    def _free(self, x: float, y: float) -> bool:
        column, row = int(x // NEAR), int(y // NEAR)
        return all(
            (x - u) ** 2 + (y - v) ** 2 >= NEAR**2
            for near in (column - 1, column, column + 1)
            for low in (row - 1, row, row + 1)
            for u, v in self._cells.get((near, low), ())
        )
