"""What a map can be switched between: periods, and the network with or without its facilitators.

All views stand on one list of actors and are made to leave the house together, so that somebody
called by kind and number has the same number in all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from netcoop._core.checks import first
from netcoop._core.texts import text
from netcoop.errors import ArgumentError
from netcoop.network import Network
from netcoop.network.disclosing import THRESHOLD, check_threshold, hide
from netcoop.network.overlap import check_overlap
from netcoop.network.persons import is_person
from netcoop.network.together import all_actors, hide_together
from netcoop.records.facilitation import facilitators_in


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
        Who is a facilitator in one period is left out of all, so that the same actors are compared.
    names
        The id each actor has in the picture, by its id in the network.
    given
        The networks as they were given, by period: full data, for counting only.
    beside
        Periods of the whole are handed on with it, so no referrals of it may be listed.
    """

    whole: Network
    views: tuple[View, ...]
    names: dict[str, str]
    given: dict[str, Network]
    beside: bool = False

    @property
    def threshold(self) -> float:
        """The smallest count that is shown in any view; 1 where nothing is hidden."""
        marks = [view.net.settings["disclosure"]["threshold"] for view in self.views]
        return float(min(marks))

    @property
    def periods(self) -> tuple[str, ...]:
        """Names of the periods in their order; of a single network, one without a name."""
        return tuple(view.period for view in self.views if not view.without)


def gather(
    nets: Network | Mapping[str, Network],
    *,
    of_regions: bool = False,
    threshold: float = THRESHOLD,
    beside: Network | Mapping[str, Network] | None = None,
) -> Views:
    """Check the networks and make them ready to leave, on one list of actors.

    They are periods of one network, or ``of_regions``. ``beside`` are the periods of a network, or
    the whole of periods, that are handed on as well.
    """
    check_threshold(threshold)
    given = _checked(nets)
    if beside is None:
        _check_hidden(given)
    check_overlap(given, of_regions=of_regions)
    frames = [net.actors for net in given.values()]
    every = all_actors(frames)
    # Roles of single persons are hidden with their names: facilitators have to be found before.
    helpers = set().union(*map(_facilitators, frames))
    if beside is None:
        shown, names = _each_hidden(given, every, threshold)
    else:
        shown, names = _hidden_with(given, beside, threshold)
        names = {str(actor): names[str(actor)] for actor in every.index}
    views = [View(period, without=False, net=net) for period, net in shown.items()]
    if helpers:
        gone = {names[actor] for actor in helpers}
        views += [View(view.period, without=True, net=_left(view.net, gone)) for view in views]
    whole = _together(every, list(shown.values()), names)
    return Views(whole, tuple(views), names, given, isinstance(beside, Mapping))


def _each_hidden(
    given: Mapping[str, Network], every: pd.DataFrame, threshold: float
) -> tuple[dict[str, Network], dict[str, str]]:
    """Make every network ready to leave, and say who is called what."""
    shown, names = {}, dict.fromkeys(map(str, every.index), "")
    for period, net in given.items():
        # Everybody is there while names are hidden: numbers must not depend on the period.
        hidden = hide(net.derive(actors=every, affiliations=net.affiliations), threshold)
        names = dict(zip(map(str, every.index), map(str, hidden.actors.index), strict=True))
        present = [names[str(actor)] for actor in net.actors.index]
        shown[period] = hidden if len(present) == hidden.n_actors else hidden.subset(present)
    return shown, names


def _hidden_with(
    given: Mapping[str, Network], beside: Any, threshold: float
) -> tuple[dict[str, Network], dict[str, str]]:
    """Make networks ready to leave together with those that are handed on beside them."""
    alone = set(given) == {""}
    if alone and isinstance(beside, Mapping):
        found = hide_together(given[""], _checked(beside), threshold)
        return {"": found.whole}, found.names
    if not alone and isinstance(beside, Network):
        found = hide_together(beside, given, threshold)
        return found.periods, found.names
    message = text(
        "beside= takes the periods of a network, {example}, or the network of the whole time "
        "where periods are drawn.",
        example="{'2023': net, '2024': other}",
    )
    raise ArgumentError(message)


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
    # Half a letter stands in no file; names that differ by it only would be one in the page.
    names = [str(name).encode("utf-8", "replace").decode("utf-8").strip() for name in nets]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ArgumentError(
            text("Several periods are written the same: {names}. Rename them.", names=first(twice))
        )
    if len(names) > 1 and "" in names:
        raise ArgumentError(text("A period has an empty name. Name every period."))
    return dict(zip(names, nets.values(), strict=True))


def _check_hidden(given: Mapping[str, Network]) -> None:
    """Refuse periods whose single persons were numbered apart: one number would be two people."""
    hidden = {"disclosure" in net.settings for net in given.values()}
    marks = [net.settings.get("disclosure", {}).get("together") for net in given.values()]
    if hidden == {True} and marks[0] is not None and all(mark == marks[0] for mark in marks):
        return  # they were numbered together
    # On one list of actors everybody got the same number in all periods.
    lists = {tuple(net.actors.index) for net in given.values()}
    persons = any(is_person(net.actors).any() for net in given.values())
    if persons and (len(hidden) > 1 or (hidden == {True} and len(lists) > 1)):
        message = text(
            "The single persons of these periods were made ready to leave one by one, so the same "
            "number may stand for different people. Give the networks as they were before "
            "disclose; the map hides what must not leave."
        )
        raise ArgumentError(message)


def _facilitators(actors: pd.DataFrame) -> set[str]:
    return {str(actor) for actor in actors.index[facilitators_in(actors)]}


def _left(net: Network, gone: set[str]) -> Network:
    return net.subset([actor for actor in net.actors.index if actor not in gone])


def _together(every: pd.DataFrame, nets: list[Network], names: dict[str, str]) -> Network:
    """Add up the ties of all periods, on all actors: what the places are worked out from."""
    if len(nets) == 1:
        return nets[0]
    ties = pd.concat([net.ties for net in nets], ignore_index=True)
    if "directed" in ties:
        # Only networks with arcs among their ties say so.
        ties["directed"] = ties["directed"].astype("boolean").fillna(False).astype("bool")
    keys = [name for name in ("source", "target", "kind", "directed") if name in ties]
    ties = ties.groupby(keys, sort=True)[["weight"]].sum().reset_index()
    shown = pd.concat([net.actors.astype("object") for net in nets])
    shown = shown[~shown.index.duplicated()].reindex([names[str(a)] for a in every.index])
    register = all(net.roster == "register" for net in nets)
    settings = {
        **{key: value for key, value in nets[0].settings.items() if key in _KEPT},
        "roster": "register" if register else "observed",
    }
    return Network(shown, ties, directed=nets[0].directed, settings=settings)


# What the places and the marks of the whole go by; scales are measured again.
_KEPT = ("disclosure", "layers", "weighting")
