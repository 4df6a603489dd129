"""From cells, ties, referrals and needs to findings, one row each, ranked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from netcoop.gaps.whitespots.catalogue import EVERYONE
from netcoop.gaps.whitespots.cells import AVAILABLE, Cell, one_by_rule
from netcoop.gaps.whitespots.refusals import Refusals
from netcoop.gaps.whitespots.ties import ORDER, TIED, OfficeTies
from netcoop.network.disclosing import THRESHOLD

# All findings, the gravest first.
FINDINGS = (
    "no_provider",
    "out_of_reach",
    "refused",
    "not_tied",
    "waiting",
    "only_facilitated",
    "unclear_competence",
    "single_provider",
    "elsewhere_in_reach",
    "facilitated_unknown",
    "unknown",
)
# What is told for information: it is there all the same, or not known.
INFORMATION = ("single_provider", "elsewhere_in_reach", "facilitated_unknown", "unknown")
COLUMNS = [
    "region", "service", "target_group", "finding", "providers", "nearest", "distance_km",
    "need_ids", "need_count", "rank", "owners", "reason", "referrals", "networkers",
    "needed", "need_low",
]  # fmt: skip
_TEXTS = ("region", "service", "target_group", "finding", "nearest", "reason")


@dataclass(frozen=True, eq=False)
class Evidence:
    """What findings are made from."""

    cells: Sequence[Cell]
    ties: OfficeTies
    refusals: Refusals
    offices: Mapping[str, tuple[str, ...]]
    needs: Mapping[tuple[str, str, str], pd.DataFrame]
    groups: Mapping[str, str]
    actors: frozenset[str]


def find_spots(evidence: Evidence) -> pd.DataFrame:
    """List every finding, those with needs first."""
    rows = [*_of_cells(evidence), *_of_referrals(evidence)]
    frame = pd.DataFrame(rows, columns=COLUMNS)
    numbers = dict.fromkeys(("distance_km", "need_count", "referrals", "need_low"), "float64")
    frame = frame.astype({**dict.fromkeys(_TEXTS, "str"), **numbers, "needed": "bool"})
    order = pd.DataFrame(
        {
            "none": ~frame["needed"],
            "count": -_shown_counts(frame).fillna(-1),
            "gravity": frame["finding"].map(FINDINGS.index),
            # The order must not tell small counts apart.
            "referrals": -frame["referrals"].where(frame["referrals"] >= THRESHOLD, 0),
            **{name: frame[name].fillna("") for name in ("service", "region", "target_group")},
        }
    )
    frame = frame.loc[order.sort_values([*order], kind="stable").index].reset_index(drop=True)
    return frame.assign(rank=np.arange(1, len(frame) + 1))


def _shown_counts(frame: pd.DataFrame) -> pd.Series:
    """Give the numbers of people as they may leave: the order must not tell small ones apart."""
    counts = frame["need_count"]
    small = counts.gt(0) & counts.lt(THRESHOLD)
    return frame["need_low"].fillna(counts.mask(small, 1.0))


def _of_cells(evidence: Evidence) -> Iterator[dict[str, Any]]:
    """Give what follows from where a service is."""
    for cell in evidence.cells:
        if cell.state != AVAILABLE:
            yield _row(evidence, cell, cell.state, reason=cell.reason)
            continue
        yield from _of_ties(evidence, cell)
        if len(cell.providers) == 1 and not one_by_rule(cell.service):
            yield _row(evidence, cell, "single_provider")
        if cell.shared:
            yield _row(evidence, cell, "unclear_competence", providers=cell.shared)


def _of_ties(evidence: Evidence, cell: Cell) -> Iterator[dict[str, Any]]:
    """Give the finding on how those who offer it are tied to the office, if any.

    One provider that is tied is enough. What the records cannot show is not told: no office is
    known, or it is in no record, or there are none of the region, or the provider is an office.
    """
    ties, offices = evidence.ties, evidence.offices.get(cell.region, ())
    if not set(offices) & ties.seen or set(cell.providers) & set(offices):
        return
    states = {provider: ties.state(offices, provider) for provider in cell.providers}
    found = set(states.values())
    if found == {None}:
        if not ties.could_show(cell.region):
            return
        between = ties.between(offices, cell.providers)
        yield _row(evidence, cell, "not_tied", networkers=between)
        return
    best = max((state for state in found if state), key=ORDER.index)
    if best != TIED:
        tied = tuple(provider for provider in cell.providers if states[provider] == best)
        yield _row(evidence, cell, best, providers=tied)


def _of_referrals(evidence: Evidence) -> Iterator[dict[str, Any]]:
    """Give the services that referrals were refused by, or wait for."""
    by_place: dict[tuple[str, str], list[Cell]] = {}
    for cell in evidence.cells:
        by_place.setdefault((cell.service, cell.region), []).append(cell)
    kinds = {"refused": evidence.refusals.refused, "waiting": evidence.refusals.waiting}
    for finding, counted in kinds.items():
        for place, targets in counted.items():
            # What was not asked about has no cells.
            for cell, sent in _by_cell(by_place.get(place, []), targets):
                yield _row(
                    evidence,
                    cell,
                    finding,
                    providers=tuple(sorted(sent)),
                    referrals=float(sum(sent.values())),
                )


def _by_cell(cells: list[Cell], targets: Mapping[str, int]) -> list[tuple[Cell, dict[str, int]]]:
    """Tell referrals to the target group they were of: referrals do not say, so only if clear."""
    found: dict[str, tuple[Cell, dict[str, int]]] = {}
    for target, count in targets.items():
        own = [cell for cell in cells if target in cell.providers] or cells
        if own:
            whole = Cell(own[0].service, own[0].region, EVERYONE, "")
            cell = own[0] if len(own) == 1 else whole
            found.setdefault(cell.group, (cell, {}))[1][target] = count
    return [found[group] for group in sorted(found)]


def _row(
    evidence: Evidence,
    cell: Cell,
    finding: str,
    *,
    providers: tuple[str, ...] | None = None,
    reason: str = "",
    referrals: float = float("nan"),
    networkers: tuple[str, ...] = (),
) -> dict[str, Any]:
    """Make one finding, with the needs of the cell and who could sit at the table."""
    needs = evidence.needs.get((cell.service, cell.region, cell.group))
    offered = cell.providers if providers is None else providers
    nearest = () if cell.nearest is None else (cell.nearest,)
    raised = () if needs is None else tuple(sorted(needs["raised_by"].dropna().unique()))
    offices = evidence.offices.get(cell.region, ())
    return {
        "region": cell.region,
        "service": cell.service,
        "target_group": evidence.groups.get(cell.group),
        "finding": finding,
        "providers": offered,
        "nearest": cell.nearest,
        "distance_km": cell.distance,
        "need_ids": () if needs is None else _ids(needs),
        "need_count": float("nan") if needs is None else needs["count"].sum(min_count=1),
        "rank": 0,
        "owners": _known([*offices, *raised, *offered, *nearest], evidence.actors),
        "reason": reason or None,
        "referrals": referrals,
        "networkers": networkers,
        "needed": needs is not None,
        "need_low": _low(needs),
    }


def _low(needs: pd.DataFrame | None) -> float:
    """Give the least a total may be for all that may leave, where it would tell a small part.

    Beside a need of 12 and one of "<5" a total of 14 would tell the second.
    """
    counts: list[float] = [] if needs is None else needs["count"].dropna().tolist()
    small = [count for count in counts if 0 < count < THRESHOLD]
    if len(counts) < 2 or not small:
        return float("nan")
    return sum(counts) - sum(small) + len(small)


def _ids(needs: pd.DataFrame) -> tuple[str, ...]:
    return tuple(sorted(needs["need_id"].dropna().unique()))


def _known(ids: Iterable[str], actors: frozenset[str]) -> tuple[str, ...]:
    """Keep each actor once, and only those the register or the records know."""
    return tuple(actor for actor in dict.fromkeys(ids) if actor in actors)
