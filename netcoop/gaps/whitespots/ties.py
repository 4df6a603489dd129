"""Whether those who offer a service are tied to the office that refers families to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import pandas as pd

from netcoop.actors.regions import kraj_names, kraj_of
from netcoop.gaps.required.pairs import places_of
from netcoop.gaps.required.recorded_regions import recorded_in
from netcoop.network import build_network
from netcoop.records import Records
from netcoop.records.facilitation import facilitated_rows
from netcoop.ties import Weighting, attended

LAYERS = ("meeting", "referral", "contact")
# A share this near to 1 is all of it.
_NEAR = 1e-9
# How a pair is tied, from the weakest.
FACILITATED, PERHAPS, TIED = "only_facilitated", "facilitated_unknown", "tied"
ORDER = (FACILITATED, PERHAPS, TIED)


@dataclass(frozen=True, eq=False)
class OfficeTies:
    """The ties of offices and networkers.

    Attributes
    ----------
    there_are
        Whether there are records of meetings, referrals or contacts at all.
    may_be_facilitated
        Whether there are records of meetings or contacts.
    facilitation_known
        Whether the records say of any meeting or contact whether it was facilitated.
    seen
        The actors that are in any of these records.
    recorded
        The regions of which there are records, by the rule of :func:`netcoop.required_ties`.
    states
        How an office (first) is tied to an actor; pairs that are not tied are not in it.
    partners
        The partners of each networker.
    """

    there_are: bool = False
    may_be_facilitated: bool = False
    facilitation_known: bool = False
    seen: frozenset[str] = frozenset()
    recorded: frozenset[str] = frozenset()
    states: dict[tuple[str, str], str] = field(default_factory=dict)
    partners: dict[str, frozenset[str]] = field(default_factory=dict)

    def state(self, offices: Iterable[str], provider: str) -> str | None:
        """Tell how the offices are tied to a provider at best; ``None`` if not at all."""
        found = [self.states.get((office, provider)) for office in offices]
        return max((state for state in found if state), key=ORDER.index, default=None)

    def could_show(self, region: str) -> bool:
        """Tell whether there are records of a region; of a kraj, of any region in it."""
        if region in kraj_names():
            return region in {kraj_of(place) for place in self.recorded}
        return region in self.recorded

    def between(self, offices: Iterable[str], providers: Iterable[str]) -> tuple[str, ...]:
        """Name the networkers that are tied to an office and to a provider."""
        here, there = set(offices), set(providers)
        return tuple(
            networker
            for networker, partners in sorted(self.partners.items())
            if partners & here and partners & there
        )


def office_ties(
    records: Records,
    offices: Iterable[str],
    networkers: Iterable[str],
    weighting: Weighting | None = None,
) -> OfficeTies:
    """Build the network of the layers there are, and take the ties of offices and networkers."""
    tables = records.tables
    layers = [layer for layer in LAYERS if len(tables.get(f"{layer}s", ()))]
    if not layers:
        return OfficeTies()
    net = build_network(records, layers=layers, weighting=weighting)
    ties = net.ties
    ties["state"] = _states(ties)
    partners = {
        str(networker): frozenset(_partners(ties, str(networker)))
        for networker in networkers
        if networker in net.actors.index
    }
    # What the weighting leaves out is in the records all the same.
    plain = net if weighting is None else build_network(records, layers=layers)
    places = places_of(plain, "region")
    facilitated = [table for table in ("meetings", "contacts") if table[:-1] in layers]
    known = any(facilitated_rows(records, table).notna().any() for table in facilitated)
    return OfficeTies(
        there_are=True,
        may_be_facilitated=bool(facilitated),
        facilitation_known=known,
        seen=_seen(records, layers),
        recorded=frozenset().union(
            *(recorded_in(plain, layer, places, "region") for layer in layers)
        ),
        states=_best(ties, set(offices), known=known),
        partners=partners,
    )


def _states(ties: pd.DataFrame) -> pd.Series:
    """Say of every tie whether it would be there without facilitated meetings and contacts."""
    if not {"facilitated_low", "facilitated_high"} <= set(ties):
        return pd.Series(TIED, index=ties.index).mask(ties["kind"] != "referral", PERHAPS)
    low, high = ties["facilitated_low"], ties["facilitated_high"]
    states = pd.Series(PERHAPS, index=ties.index)
    states = states.mask((ties["kind"] == "referral") | (high < 1 - _NEAR), TIED)
    return states.mask((ties["kind"] != "referral") & (low >= 1 - _NEAR), FACILITATED)


def _seen(records: Records, layers: Iterable[str]) -> frozenset[str]:
    """Name the actors that are in any record."""
    seen: set[str] = set()
    for layer in layers:
        rows = records.tables[f"{layer}s"]
        rows = attended(rows) if layer == "meeting" else rows
        for end in ("actor",) if layer == "meeting" else ("source", "target"):
            seen |= set(rows[end].dropna())
    return frozenset(map(str, seen))


def _partners(ties: pd.DataFrame, actor: str) -> set[str]:
    return {
        *ties.loc[ties["source"] == actor, "target"],
        *ties.loc[ties["target"] == actor, "source"],
    }


def _best(ties: pd.DataFrame, offices: set[str], *, known: bool) -> dict[tuple[str, str], str]:
    """Take the best tie of every office and actor, whichever way and of whatever kind.

    Where nothing is known of facilitation, a tie is just a tie: that is said once, for all.
    """
    best: dict[tuple[str, str], str] = {}
    touching = ties[ties["source"].isin(offices) | ties["target"].isin(offices)]
    rows = touching[["source", "target", "state"]].itertuples(index=False, name=None)
    for source, target, given in rows:
        state = given if known else TIED
        for office, other in ((source, target), (target, source)):
            if office in offices:
                held = best.get((office, other), FACILITATED)
                best[office, other] = max(held, state, key=ORDER.index)
    return best
