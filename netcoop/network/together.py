"""``disclose_together``: a network and its periods, made ready to leave the house together."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import pandas as pd

from netcoop._core.checks import first
from netcoop._core.texts import text
from netcoop.errors import ArgumentError, NetcoopWarning, NetworkError
from netcoop.network.disclosing import (
    ACTOR_COLUMNS,
    THRESHOLD,
    check_threshold,
    counted_ties,
    counts_cases,
    hide,
    hide_persons,
    ready_to_leave,
)
from netcoop.network.network import Network
from netcoop.network.overlap import overlapping
from netcoop.network.persons import is_person

# The kind is last: an arc and a tie without direction are two.
_KEYS = ["source", "target", "directed", "kind"]
# Sums of weights that differ by less are the same.
_SAME = 1e-6


@dataclass(frozen=True, eq=False)
class Together:
    """A network and its periods as they may leave, and the id that each actor has in them."""

    whole: Network
    periods: dict[str, Network]
    names: dict[str, str]


def disclose_together(
    whole: Network, periods: Mapping[str, Network], *, threshold: int = THRESHOLD
) -> tuple[Network, dict[str, Network]]:
    """Hide what must not leave where a network and its periods are handed on together.

    Made ready to leave one by one, they would tell of each other: 8 referrals in all, 5 of them in
    2024 and "<5" in 2023 makes 3. So a number of the whole is put together from what its parts
    show. The parts are the periods, and the rest: what is in none of them, or has no date.

    - A part of 1 to ``threshold`` − 1 is hidden and counts as ``threshold / 2``; others are exact.
    - A sum of exact parts is exact. A sum with a single part, hidden, is shown like that: "<5".
    - Any other sum is shown as a range, from the least to the greatest it may be: "6–9".

    **Why nothing can be narrowed.** Let p be all parts, rests included. What is published of them,
    s(p), is for each part either its number, or only that it lies between 1 and ``threshold`` − 1.
    Every part has a mark of its own, so whichever numbers of that span are put in place of the
    hidden ones, s(p) is the same. All that is published of the whole, weights, ranges, strengths,
    metrics, places, with facilitators or without them, is worked out from s(p) alone, so it is the
    same as well. Hence each "<5" may be any number below 5, whatever the others are, and each
    range any number of its span.

    Parameters
    ----------
    whole
        The network of the whole time.
    periods
        The networks of its periods (:func:`netcoop.periods`), made from the same records in the
        same way. Where they have days in common, no ties of referrals are left in them.
    threshold
        Smallest count shown; 1 hides nothing.

    Returns
    -------
    tuple
        The whole and the periods by name, as of :func:`netcoop.network.disclose`. Single persons
        have the same number in all of them, that of the whole.

    Raises
    ------
    netcoop.errors.NetworkError
        A pair has more referrals in the periods than in the whole; or some of the networks were
        made ready to leave already, each by itself.
    netcoop.errors.ArgumentError
        Something is no network, or ``threshold`` is below 1.

    Warns
    -----
    NetcoopWarning
        Periods overlap, so their referrals are left out.

    Examples
    --------
    >>> def net(n: float) -> Network:
    ...     tie = {"source": ["A"], "target": ["B"], "weight": [n], "kind": ["referral"]}
    ...     return Network(["A", "B"], pd.DataFrame(tie), directed=True)
    >>> whole, parts = disclose_together(net(8), {"2023": net(3), "2024": net(5)})
    >>> whole.ties
      source target  weight      kind shown
    0      A      B     7.5  referral   6–9
    """
    check_threshold(threshold)
    found = hide_together(whole, periods, threshold)
    # A dict of the caller's own: what is kept for the next time must not change with it.
    return found.whole, dict(found.periods)


def hide_together(whole: Network, periods: Mapping[str, Network], threshold: float) -> Together:
    """Do what :func:`disclose_together` does, and say who is called what."""
    given = _checked(whole, periods)
    if _is_done([whole, *given.values()]):
        for net in (whole, *given.values()):
            hide(net, threshold)  # refuses a greater threshold
        ids = all_actors([whole.actors, *(net.actors for net in given.values())]).index
        return Together(whole, given, {str(actor): str(actor) for actor in ids})
    asked, apart = (threshold, list(given.items())), overlapping(given)
    if apart:
        message = text(
            "Some periods have days or referrals in common, so small numbers of referrals could "
            "be worked out from their difference: the periods are handed on without referrals."
        )
        warnings.warn(message, NetcoopWarning, stacklevel=3)
        given = {name: _without_counted(net) for name, net in given.items()}
    known = _known.get(whole)
    if known is not None and known.asked == asked:
        return known.found
    found = _hidden(whole, given, threshold, apart=apart)
    # What is its own period would keep itself for ever.
    if all(net is not whole for _, net in asked[1]):
        _known[whole] = _Known(asked, found)
    return found


class _Known(NamedTuple):
    """What was asked for last of a network, and what was found."""

    asked: tuple[float, list[tuple[str, Network]]]
    found: Together


# A report and each of its maps hide the same network with the same periods.
_known: WeakKeyDictionary[Network, _Known] = WeakKeyDictionary()


def _hidden(
    whole: Network, given: dict[str, Network], threshold: float, *, apart: bool
) -> Together:
    """Hide the whole and its periods; ``apart``: nothing counted is left in the periods."""
    every = _everybody(whole, list(given.values()))
    names = dict(zip(map(str, every.index), map(str, hide_persons(every).index), strict=True))
    about: dict[str, Any] = {"threshold": threshold, "together": list(given)}
    ties = counted_ties(whole.ties)
    if not apart:
        ties = _put_together(ties, {n: counted_ties(net.ties) for n, net in given.items()}, about)
    full = whole.derive(actors=every, ties=ties, affiliations=whole.affiliations)
    # Of overlapping periods nothing counted is left, so the whole may be hidden by itself.
    shown = hide(full, **about) if apart else ready_to_leave(full, full.ties, about)
    parts = {
        name: _only_those(
            hide(net.derive(actors=every, affiliations=net.affiliations), **about), net, names
        )
        for name, net in given.items()
    }
    return Together(_only_those(shown, whole, names), parts, names)


def _only_those(shown: Network, net: Network, names: Mapping[str, str]) -> Network:
    """Keep who is in a network; everybody was there while names were hidden."""
    present = [names[str(actor)] for actor in net.actors.index]
    return shown if len(present) == shown.n_actors else shown.subset(present)


def _checked(whole: Any, periods: Any) -> dict[str, Network]:
    """Refuse what are no networks of the same kind."""
    nets = list(periods.values()) if isinstance(periods, Mapping) else [None]
    if not all(isinstance(net, Network) for net in [whole, *nets]):
        message = text(
            "Give the network of the whole time, and the networks of its periods by name: "
            "{example}.",
            example="{'2023': net, '2024': other}",
        )
        raise ArgumentError(message)
    if len({net.directed for net in [whole, *nets]}) > 1:
        message = text(
            "Some of the networks are directed and others not; make all of them with the same "
            "layers= and directed=."
        )
        raise NetworkError(message)
    return {str(name): net for name, net in periods.items()}


def _is_done(nets: list[Network]) -> bool:
    """Tell whether the networks were made ready together; those made ready apart are refused."""
    marks = [net.settings.get("disclosure") for net in nets]
    if not any(mark is not None for mark in marks):
        return False
    together = [None if mark is None else mark.get("together") for mark in marks]
    if None in together or any(one != together[0] for one in together):
        message = text(
            "Some of these networks were made ready to leave already, each by itself, so they may "
            "tell of each other. Give them as they were before disclose."
        )
        raise NetworkError(message)
    return True


def _without_counted(net: Network) -> Network:
    """Leave out the ties that count cases."""
    ties = net.ties
    return net.derive(ties=ties[~counts_cases(ties["kind"])], affiliations=net.affiliations)


# -- numbers -------------------------------------------------------------------------------------


def _put_together(
    ties: pd.DataFrame, parts: Mapping[str, pd.DataFrame], about: Mapping[str, Any]
) -> pd.DataFrame:
    """Let every tie of the whole that counts cases weigh what its parts show."""
    threshold = about["threshold"]
    counted = counts_cases(ties["kind"])
    columns = {name: _weights(part) for name, part in parts.items()}
    wide = pd.DataFrame(columns).fillna(0.0) if columns else pd.DataFrame()
    own = _with_keys(ties[counted])
    keys = pd.MultiIndex.from_frame(own[_KEYS])
    _check_within(wide, keys)
    wide = wide.reindex(keys, fill_value=0.0)
    wide["rest"] = own["weight"].to_numpy() - wide.sum(axis=1).to_numpy()
    _check_rest(wide["rest"])
    found = [_sum_of(row, threshold) for row in wide.to_numpy(dtype="float64").tolist()]
    shown = pd.Series([label for _, label in found], index=own.index, dtype="str")
    weight = pd.Series([value for value, _ in found], index=own.index, dtype="float64")
    marked = ties.assign(weight=weight.reindex(ties.index).fillna(ties["weight"]))
    return marked.assign(shown=shown.reindex(ties.index)) if shown.notna().any() else marked


def _with_keys(ties: pd.DataFrame) -> pd.DataFrame:
    """Write the keys of ties alike, whether or not the network tells of directions."""
    arc = ties["directed"] if "directed" in ties else pd.Series(False, index=ties.index)
    words = {name: ties[name].astype("object") for name in ("source", "target", "kind")}
    return ties.assign(**words, directed=arc.astype("boolean").fillna(False).astype("bool"))


def _weights(ties: pd.DataFrame) -> pd.Series:
    """Give the counts of a period by pair and kind."""
    own = _with_keys(ties[counts_cases(ties["kind"])])
    return own.groupby(_KEYS, sort=True)["weight"].sum()


def _check_within(wide: pd.DataFrame, keys: pd.MultiIndex) -> None:
    if len(wide) and len(outside := wide.index.difference(keys)):
        raise _not_the_same([f"{key[0]}–{key[1]}" for key in outside])


def _check_rest(rest: pd.Series) -> None:
    less = rest.index[rest < -_SAME]
    if len(less):
        raise _not_the_same([f"{key[0]}–{key[1]}" for key in less])


def _not_the_same(pairs: list[str]) -> NetworkError:
    return NetworkError(
        text(
            "More referrals in the periods than in the whole: {n} ({pairs}). Make the network and "
            "its periods from the same records, with the same layers= and weighting=.",
            n=len(pairs),
            pairs=first(pairs),
        )
    )


def _sum_of(parts: Iterable[float], threshold: float) -> tuple[float, Any]:
    """Say what a sum weighs, and its label where a part is hidden."""
    most = math.ceil(threshold) - 1
    known, n_hidden = 0.0, 0
    for part in parts:
        if _SAME < part < threshold - _SAME:
            n_hidden += 1
        elif part > _SAME:
            known += part
    # What is left of adding up fractions says nothing.
    known = round(known, 6)
    weight = known + n_hidden * threshold / 2
    if not n_hidden:
        return weight, pd.NA
    if n_hidden == 1 and not known:
        return weight, f"<{threshold:.12g}"
    low, high = math.floor(known) + n_hidden, math.ceil(known) + n_hidden * max(most, 1)
    return weight, f"{low}–{high}"


# -- actors --------------------------------------------------------------------------------------


def _everybody(whole: Network, parts: list[Network]) -> pd.DataFrame:
    """List the actors of all networks in the order of the whole, with what it says of them."""
    frames = [whole.actors, *(net.actors for net in parts)]
    every = all_actors([*frames, whole.actors])
    if len(every) > whole.n_actors:
        return every
    persons = is_person(every)
    if bool((is_person(whole.actors) == persons).all()):
        return whole.actors
    return whole.actors.assign(person=persons)


def all_actors(frames: list[pd.DataFrame]) -> pd.DataFrame:
    """List the actors of several networks; of each fact the latest that is known is taken.

    Who is a single person in any of them is one in all: its name must not come back by a network
    that does not say so.
    """
    if len(frames) == 1:
        return frames[0]
    order = list(dict.fromkeys(str(actor) for frame in frames for actor in frame.index))
    columns = {
        name: _latest([frame[name] for frame in frames if name in frame], order)
        for name in ACTOR_COLUMNS
        if name != "person" and any(name in frame for frame in frames)
    }
    if any("person" in frame for frame in frames):
        persons = {str(a) for frame in frames for a in frame.index[is_person(frame)]}
        columns["person"] = pd.Series([actor in persons for actor in order], index=order)
    return pd.DataFrame(columns, index=pd.Index(order, name="actor_id", dtype="str"))


def _latest(parts: Iterable[pd.Series], order: list[str]) -> pd.Series:
    """Take what is known latest; later networks overwrite earlier ones."""
    known: dict[str, object] = {}
    for part in parts:
        known.update((str(actor), value) for actor, value in part.dropna().items())
    return pd.Series([known.get(actor) for actor in order], index=order, dtype="object")
