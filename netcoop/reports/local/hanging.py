"""What of a network is left without its networkers and their meetings; only what may leave."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from netcoop.errors import NetcoopWarning
from netcoop.gaps.field import networkers
from netcoop.metrics import components, fragmentation, isolates
from netcoop.metrics.rebuilding import cases_without, rebuilt
from netcoop.network import Network
from netcoop.records import Records
from netcoop.reports.local.given import Given


@dataclass(frozen=True, eq=False, repr=False)
class Hanging:
    """The network with the networkers, without them, and without their meetings as well.

    Attributes
    ----------
    who
        The networkers, by their published ids; none where only meetings are marked as facilitated.
    now, rest
        The network as it may leave, and the same without the networkers.
    fewer
        ``rest`` without the pairs tied at their meetings only: without those that are known to
        hang on them, and, where of many it is not known, without those of which it is not, too.
        Empty where nothing is known of meetings.
    lost
        The pairs that are gone from the last of ``fewer``: ``source``, ``target``, ``meetings``
        (together) and ``sure`` (gone from the first one already).
    meetings_gone
        How many meetings that is, from and to.
    """

    who: tuple[str, ...]
    now: Network
    rest: Network
    fewer: tuple[Network, ...]
    lost: pd.DataFrame
    meetings_gone: tuple[int, ...]

    @property
    def cases(self) -> list[Network]:
        """The networks to set side by side; without networkers ``rest`` is the network itself."""
        return [self.now, *([self.rest] if self.who else []), *self.fewer]

    @cached_property
    def alone(self) -> list[list[str]]:
        """Who of the others has no tie, in each of the cases."""
        return [[actor for actor in isolates(net) if actor not in self.who] for net in self.cases]

    @cached_property
    def newly_alone(self) -> dict[str, int]:
        """Who has a tie now and would have none, and in which of the cases first."""
        found: dict[str, int] = {}
        for case, alone in enumerate(self.alone):
            for actor in alone:
                found.setdefault(actor, case)
        return {actor: case for actor, case in found.items() if case}

    @cached_property
    def apart(self) -> list[float]:
        """Share of pairs that cannot reach each other, in each of the cases, from 0 to 100."""
        return [100 * fragmentation(net) for net in self.cases]

    @cached_property
    def pieces(self) -> list[int]:
        """Into how many pieces it falls, in each of the cases."""
        return [int(components(net).nunique()) for net in self.cases]


def hanging(given: Given) -> Hanging | None:
    """Find what hangs on the networkers; ``None`` where neither they nor meetings are marked."""
    own = [str(actor) for actor in networkers(given.full.actors)]
    records = _without_meetings(given, own)
    if not own and not records:
        return None
    left = [actor for actor in given.full.actors.index if actor not in set(own)]
    rest_in_full = given.full.subset(left)
    who = tuple(given.ids[actor] for actor in own)
    rest = given.net.without(who) if who else given.net
    before = _pairs(rest_in_full, given.ids)
    kept = [set(_pairs(rebuilt(rest_in_full, fewer), given.ids)) for fewer in records]
    gone = [[pair for pair in before if pair not in pairs] for pairs in kept]
    fewer = tuple(_cut(rest, set(pairs)) for pairs in gone)
    meetings = _held(given.records)
    return Hanging(
        who,
        given.net,
        rest,
        fewer,
        _lost(rest, gone),
        tuple(meetings - _held(left) for left in records),
    )


def _without_meetings(given: Given, own: list[str]) -> list[Records]:
    """Give the records without what hangs on the networkers; twice where too little is known."""
    if not {"meetings", "contacts"} & set(given.records.tables):
        return []
    if own:
        return [case.records for case in cases_without(given.records, own)]
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", NetcoopWarning)
        sure = given.records.select(facilitated=False, unknown_facilitated=False)
        doubted = given.records.select(facilitated=False, unknown_facilitated=True)
    if _rows(sure) == _rows(given.records):
        # Nothing is marked as facilitated, so there is nothing to take away.
        return []
    return [sure, doubted] if caught and _rows(doubted) != _rows(sure) else [sure]


def _rows(records: Records) -> int:
    return sum(len(records.tables.get(name, ())) for name in ("meetings", "contacts"))


def _held(records: Records) -> int:
    """Count the meetings."""
    meetings = records.tables.get("meetings")
    return 0 if meetings is None else int(meetings["meeting_id"].nunique())


def _pairs(net: Network, ids: dict[str, str]) -> list[tuple[str, str]]:
    """List the tied pairs by published ids, whichever way."""
    ends = zip(net.pairs["source"], net.pairs["target"], strict=True)
    pairs = (sorted((ids[str(one)], ids[str(other)])) for one, other in ends)
    return list(dict.fromkeys((one, other) for one, other in pairs))


def _keys(ties: pd.DataFrame) -> list[tuple[str, str]]:
    ends = zip(ties["source"].astype(str), ties["target"].astype(str), strict=True)
    return [(min(pair), max(pair)) for pair in ends]


def _cut(net: Network, gone: set[tuple[str, str]]) -> Network:
    """Take some pairs out of a network."""
    ties = net.ties
    stays = np.array([pair not in gone for pair in _keys(ties)], dtype="bool")
    return net.derive(ties=ties[stays])


def _lost(rest: Network, gone: list[list[tuple[str, str]]]) -> pd.DataFrame:
    """List the pairs that are gone in the end; those that met most often first."""
    columns = ["source", "target", "meetings", "sure"]
    if not gone:
        return pd.DataFrame(columns=columns)
    ties, sure = rest.ties, set(gone[0])
    met = pd.Series(dtype="Int64")
    if "meetings" in ties:
        met = ties["meetings"].groupby(pd.Index(_keys(ties), tupleize_cols=False)).max()
    counts = {pair: met.get(pair, pd.NA) for pair in gone[-1]}
    rows = [(*pair, counts[pair], pair in sure) for pair in gone[-1]]
    table = pd.DataFrame(rows, columns=columns).astype({"meetings": "Int64", "sure": "bool"})
    order = ["sure", "meetings", "source", "target"]
    return table.sort_values(order, ascending=[False, False, True, True], ignore_index=True)
