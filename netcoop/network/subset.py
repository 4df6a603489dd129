"""Parts of a network."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from netcoop._core.checks import check_choice, did_you_mean
from netcoop._core.texts import text
from netcoop.errors import ArgumentError, NetworkError
from netcoop.records.facilitation import in_role, roles_in

if TYPE_CHECKING:
    from netcoop.network.network import Network


def layer(net: Network, kind: str) -> Network:
    """Take the ties of one kind."""
    check_choice("kind", kind, net.settings["layer_scale"])
    ties = net.ties
    rows = ties[ties["kind"] == kind]
    directed = net.directed or bool("directed" in rows and len(rows) and rows["directed"].all())
    settings = net.settings
    settings["layer_scale"] = {kind: settings["layer_scale"][kind]}
    settings["weight_scale"] = settings["layer_scale"][kind]["max"]
    affiliations = net.affiliations if kind == "meeting" else None
    return net.derive(ties=rows, directed=directed, affiliations=affiliations, settings=settings)


def subset(net: Network, actors: Iterable[str]) -> Network:
    """Take some actors and the ties among them."""
    chosen = _checked(net, actors)
    every, ties, affiliations = net.actors, net.ties, net.affiliations
    if affiliations is not None:
        affiliations = affiliations[affiliations["actor"].isin(chosen)]
    return net.derive(
        actors=every[every.index.isin(chosen)],
        ties=ties[ties["source"].isin(chosen) & ties["target"].isin(chosen)],
        affiliations=affiliations,
    )


def without(net: Network, actors: str | Iterable[str] | None, *, role: str | None) -> Network:
    """Leave out actors by id or role."""
    if actors is not None and role is None:
        leaving = _checked(net, actors)
    elif role is None or actors is not None:
        raise ArgumentError(text("Say either which actors to leave out, or which role."))
    else:
        # Written as it may be: selecting by facilitation reads roles so, too.
        meant = in_role(net.actors, role)
        if not meant.any():
            check_choice("role", role, roles_in(net.actors))
        leaving = set(meant.index[meant])
    return subset(net, [actor for actor in net.actors.index if actor not in leaving])


def ego(net: Network, actor: str, radius: int) -> Network:
    """Take an actor and all within some steps of it."""
    if radius < 0:
        raise ArgumentError(text("radius={radius} must be 0 or more.", radius=radius))
    ids = net.actors.index
    start = ids.get_loc(check_actor(net, actor))
    near = net.engine.neighborhood(start, order=radius, mode="all")
    return subset(net, ids[near])


def largest_component(net: Network) -> Network:
    """Take the largest connected piece."""
    if not net.n_actors:
        return net
    member = np.array(net.engine.connected_components(mode="weak").membership)
    # argmax takes the first of equally large pieces; pieces are numbered from the first actor on.
    return subset(net, net.actors.index[member == np.bincount(member).argmax()])


def _ids(actors: str | Iterable[str]) -> list[str]:
    return [actors] if isinstance(actors, str) else list(actors)


def _checked(net: Network, actors: str | Iterable[str]) -> set[str]:
    """Return the ids if the network has them all."""
    # The table of actors is handed out as a copy, so it is asked for once, not for each actor.
    given, known = _ids(actors), net.actors.index
    for actor in given:
        if actor not in known:
            check_actor(net, actor)
    return set(given)


def check_actor(net: Network, actor: str) -> str:
    """Return the id if the network has the actor; else name the nearest one."""
    if actor in net.actors.index:
        return actor
    message = text("The network has no actor {actor!r}.", actor=actor)
    raise NetworkError(message + did_you_mean(str(actor), net.actors.index))
