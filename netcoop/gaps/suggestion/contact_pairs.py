"""Which pairs may be suggested: absent ones, as asked for, of actors who can take a contact."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from netcoop._core.checks import did_you_mean, first, is_missing
from netcoop._core.texts import plural, text
from netcoop.errors import ArgumentError
from netcoop.gaps.field import networkers
from netcoop.gaps.required.asked import required_ties
from netcoop.network import Network

# Why a pair was left out, in the order in which it is asked.
LEFT_OUT = ("tied", "recorded", "networker", "overloaded", "full")


@dataclass(frozen=True, eq=False)
class Possible:
    """The pairs that may be suggested, as positions in ``ids``, by the alphabet.

    ``asked``: "all", "listed", or "required" where they come from a template. ``left_out``: how
    many pairs of those asked for may not be suggested, by the first reason; without ``candidates``
    tied pairs are not counted.
    """

    ids: list[str]
    u: np.ndarray
    v: np.ndarray
    room: np.ndarray
    asked: str
    left_out: dict[str, int]


def possible_pairs(
    net: Network,
    tied: np.ndarray,
    candidates: Any,
    *,
    recorded: np.ndarray,
    leave_out: tuple[np.ndarray, np.ndarray],
    max_degree: int | None,
) -> Possible:
    """Find the pairs that may be suggested.

    ``tied`` says who is tied, ``recorded`` who is in records that the network was not built from,
    ``leave_out`` who is a networker and who is overloaded; all by the alphabet of the ids.
    """
    ids = alphabetical(net)
    degree = np.count_nonzero(tied, axis=1)
    most = len(ids) if max_degree is None else max_degree
    room = np.maximum(most - degree, 0)
    asked, pairs = _asked(net, candidates)
    u, v = np.nonzero(np.triu(~tied, k=1)) if asked == "all" else _places(ids, pairs)
    reasons = [tied[u, v], recorded[u, v], *(who[u] | who[v] for who in (*leave_out, room == 0))]
    left_out, stay = {}, np.ones(len(u), dtype="bool")
    for reason, holds in zip(LEFT_OUT, reasons, strict=True):
        left_out[reason] = int(np.count_nonzero(stay & holds))
        stay &= ~holds
    return Possible(ids, u[stay], v[stay], room, asked, left_out)


def alphabetical(net: Network) -> list[str]:
    """Give the ids of the actors by the alphabet."""
    return sorted(map(str, net.actors.index))


def networkers_among(net: Network) -> np.ndarray:
    """Mark the networkers, by the alphabet of the ids."""
    who: np.ndarray = pd.Index(alphabetical(net)).isin(networkers(net.actors))
    return who


def overloaded_among(net: Network, load: Any) -> np.ndarray:
    """Mark who has too much work, by the alphabet of the ids; who is not listed has not."""
    ids = pd.Index(alphabetical(net))
    if load is None:
        return np.zeros(len(ids), dtype="bool")
    if isinstance(load, pd.DataFrame) and "overloaded" in load:
        load = load["overloaded"]
    if not isinstance(load, pd.Series):
        message = text(
            "load= must be what nc.workload gives: a table with the column 'overloaded', or that "
            "column, indexed by actor."
        )
        raise ArgumentError(message)
    known = load.dropna()
    if not known.map(lambda value: isinstance(value, bool | np.bool_)).all():
        raise ArgumentError(text("load= must say True or False of each actor."))
    if len(known) and not known.index.isin(ids).any():
        message = text(
            "load= names no actor of the network: {unknown}.", unknown=first(list(known.index))
        )
        raise ArgumentError(message)
    who: np.ndarray = ids.isin(known.index[known.astype("bool")])
    return who


def _asked(net: Network, candidates: Any) -> tuple[str, list[tuple[str, str]]]:
    """Read what pairs are asked for, and list them unless all are."""
    if candidates is None:
        return "all", []
    if isinstance(candidates, pd.DataFrame) and "source_kind" in candidates:
        if "status" not in candidates:
            candidates = required_ties(net, candidates).pairs
    elif isinstance(getattr(candidates, "pairs", None), pd.DataFrame):
        candidates = candidates.pairs
    if not isinstance(candidates, pd.DataFrame):
        return "listed", _listed(candidates)
    missing = [column for column in ("source", "target") if column not in candidates]
    if missing:
        message = text(
            "candidates= has no column {missing}. Give pairs of ids (source and target), or a "
            "template of required ties (source_kind and target_kind).",
            missing=first([repr(column) for column in missing]),
        )
        raise ArgumentError(message)
    if "status" not in candidates:
        ends = zip(candidates["source"], candidates["target"], strict=True)
        return "listed", _listed(list(ends))
    # A template may be met everywhere, so it may leave no pair; whoever lists pairs means some.
    absent = candidates[candidates["status"] == "absent"]
    return "required", list(zip(absent["source"], absent["target"], strict=True))


def _listed(candidates: Any) -> list[tuple[str, str]]:
    """Check pairs that the user lists."""
    if isinstance(candidates, str | bytes) or not isinstance(candidates, Iterable):
        message = text(
            "candidates={value!r} must be pairs of ids of actors: a list of them, or a table with "
            "source and target.",
            value=candidates,
        )
        raise ArgumentError(message)
    pairs = list(candidates)
    if not pairs:
        raise ArgumentError(text("candidates= names no pair; leave it out to look at all pairs."))
    wrong = [pair for pair in pairs if not _is_pair(pair)]
    if wrong:
        message = plural(
            "{n} of candidates= is no pair of two different ids: {wrong}.",
            "{n} of candidates= are no pairs of two different ids: {wrong}.",
            len(wrong),
            wrong=first([repr(pair) for pair in wrong]),
        )
        raise ArgumentError(message)
    return [(one, other) for one, other in pairs]


def _is_pair(pair: Any) -> bool:
    """Tell whether something is two ids that differ."""
    if not isinstance(pair, tuple | list) or len(pair) != 2:
        return False
    return not any(is_missing(end) or not isinstance(end, str) for end in pair) and (
        pair[0] != pair[1]
    )


def _places(ids: list[str], pairs: list[tuple[str, str]]) -> tuple[np.ndarray, np.ndarray]:
    """Find pairs among the ids, each once, by the alphabet."""
    place = {actor: i for i, actor in enumerate(ids)}
    unknown = list(dict.fromkeys(end for pair in pairs for end in pair if end not in place))
    if unknown:
        message = text(
            "candidates= names actors that the network does not have: {unknown}.",
            unknown=first([repr(actor) for actor in unknown]),
        )
        raise ArgumentError(message + did_you_mean(unknown[0], ids))
    found = sorted({(*sorted((place[one], place[other])),) for one, other in pairs})
    ends = np.array(found, dtype="int64").reshape(-1, 2)
    return ends[:, 0], ends[:, 1]
