"""What a map can be switched between: periods, and the network with or without its facilitators.

All views stand on one list of actors and are made to leave the house together, so that somebody
called by kind and number has the same number in all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from netcoop._core.checks import first
from netcoop._core.texts import text
from netcoop.errors import ArgumentError
from netcoop.network import Network, disclose
from netcoop.records.schema import fold

FACILITATOR = "facilitator"


@dataclass(frozen=True, eq=False)
class View:
    """One network to show, as it may leave: of a period, with or without the facilitators."""

    period: str
    without: bool
    net: Network


@dataclass(frozen=True, eq=False)
class Views:
    """All networks of a map.

    Attributes
    ----------
    whole
        All actors of all periods and all ties, weights of a pair added up; for the layout.
    views
        Every period with all actors, then every period without the facilitators, if there are any.
    names
        The id each actor has in the picture, by its id in the network.
    """

    whole: Network
    views: tuple[View, ...]
    names: dict[str, str]

    @property
    def periods(self) -> tuple[str, ...]:
        """Names of the periods in their order; of a single network, one without a name."""
        return tuple(view.period for view in self.views if not view.without)


def gather(nets: Network | Mapping[str, Network]) -> Views:
    """Check the networks and make them ready to leave, on one list of actors."""
    periods = _checked(nets)
    every = _all_actors(periods.values())
    helpers = _facilitators(every)
    views, names = [], {}
    for period, net in periods.items():
        # Everybody is there while names are hidden: numbers must not depend on the period.
        hidden = disclose(net.derive(actors=every, affiliations=net.affiliations))
        names = dict(zip(every.index, hidden.actors.index, strict=True))
        present = {names[str(actor)] for actor in net.actors.index}
        shown = hidden if len(present) == hidden.n_actors else hidden.subset(present)
        views.append(View(period, without=False, net=shown))
    if helpers:
        gone = {names[actor] for actor in helpers}
        views += [
            View(
                view.period,
                without=True,
                net=view.net.subset([a for a in view.net.actors.index if a not in gone]),
            )
            for view in views
        ]
    return Views(
        _together(every, [v.net for v in views if not v.without], names), tuple(views), names
    )


def _checked(nets: Any) -> dict[str, Network]:
    if isinstance(nets, Network):
        return {"": nets}
    if not isinstance(nets, Mapping) or not nets:
        message = text(
            "Give a network, or a network for each period: {example}.",
            example="{'2023': net, '2024': other}",
        )
        raise ArgumentError(message)
    wrong = [str(name) for name, net in nets.items() if not isinstance(net, Network)]
    if wrong:
        raise ArgumentError(text("These periods have no network: {names}.", names=first(wrong)))
    if len({net.directed for net in nets.values()}) > 1:
        raise ArgumentError(
            text("Some periods are directed and others not; make them in one call of nc.periods.")
        )
    return {str(name): net for name, net in nets.items()}


def _all_actors(nets: Iterable[Network]) -> pd.DataFrame:
    """List the actors of all periods; what is known of one is taken from the latest."""
    frames: list[pd.DataFrame] = [net.actors for net in nets]
    if len(frames) == 1:
        return frames[0]
    every = pd.concat(frames[::-1])
    order = list(dict.fromkeys(actor for frame in frames for actor in frame.index))
    return every[~every.index.duplicated()].reindex(order).rename_axis("actor_id")


def _facilitators(actors: pd.DataFrame) -> set[str]:
    roles = actors.get("role", pd.Series(dtype="str")).dropna()
    return set(roles.index[roles.map(fold) == FACILITATOR])


def _together(every: pd.DataFrame, nets: list[Network], names: dict[str, str]) -> Network:
    """Add up the ties of all periods, on all actors: what the places are worked out from."""
    if len(nets) == 1:
        return nets[0]
    ends = ["source", "target"]
    ties = pd.concat([net.ties for net in nets], ignore_index=True)
    keys = [name for name in (*ends, "kind", "directed") if name in ties]
    ties = ties.groupby(keys, dropna=False, sort=True)[["weight"]].sum().reset_index()
    shown = pd.concat([net.actors for net in nets[::-1]])
    shown = shown[~shown.index.duplicated()].reindex([names[actor] for actor in every.index])
    settings = {"disclosure": nets[0].settings.get("disclosure"), "roster": nets[0].roster}
    return Network(shown, ties, directed=nets[0].directed, settings=settings)
