"""How the ties of a phase came about: what speaks for which class, and what chance would give."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np
import pandas as pd

from netcoop._core.parallel import spread
from netcoop._core.rng import RandomSource, spawn
from netcoop.compare.meeting_set import MeetingSet
from netcoop.compare.state_result import ATTRIBUTIONS
from netcoop.records import Records
from netcoop.records.phases import Phase
from netcoop.records.spans import row_days

_DRAWS_A_PART = 500
_NEVER = np.iinfo("int64").max


@dataclass(frozen=True, eq=False)
class Evidence:
    """What speaks for how each tie of a phase came about.

    Of each contact at a meeting: its pair (by position among the ties of the phase) and meeting.
    Of each meeting its days, its stratum (size and month), and whether it was facilitated. Of each
    pair whether it was in contact before, and the first referral (``_NEVER`` without one).
    """

    codes: np.ndarray
    pair: np.ndarray
    meeting: np.ndarray
    start: np.ndarray
    last: np.ndarray
    stratum: np.ndarray
    facilitated: pd.Series
    before: np.ndarray
    referral: np.ndarray

    @classmethod
    def of(
        cls,
        whole: MeetingSet,
        records: Records,
        actors: pd.Index,
        codes: np.ndarray,
        phase: Phase,
        min_meetings: int,
        max_size: int | None,
    ) -> Evidence:
        """Gather it for pairs of actors, ``codes`` by their positions, tied in a phase."""
        dated = whole.take(whole.meetings["last"].notna().to_numpy()).no_larger(max_size)
        about, size = dated.meetings, dated.size
        part = dated.among(actors)
        met = part.seats.pair_codes(part.actor)
        here = np.isin(met, codes)
        pair = np.searchsorted(codes, met[here])
        meeting = part.meeting[part.seats.company[0]][here]
        start, last = _days(about["start"]), _days(about["last"])
        begin = int(_days(pd.Series([phase.first]))[0])
        first, ended = _referrals(records, actors, codes)
        earlier = np.bincount(pair[last[meeting] < begin], minlength=len(codes))
        before = (earlier >= min_meetings) | (ended < begin)
        month = about["start"].dt.year.to_numpy() * 12 + about["start"].dt.month.to_numpy()
        stratum = np.unique(month * (int(size.max(initial=0)) + 1) + size, return_inverse=True)[1]
        flags = about["facilitated"].reset_index(drop=True)
        return cls(codes, pair, meeting, start, last, stratum, flags, before, first)

    def classes(self, facilitated: np.ndarray) -> np.ndarray:
        """Class each tie, by its position in ``ATTRIBUTIONS``, were these meetings facilitated."""
        helped = facilitated[self.meeting]
        own, help_ended = self.referral.copy(), np.full(len(self.codes), _NEVER)
        np.minimum.at(own, self.pair[~helped], self.start[self.meeting[~helped]])
        np.minimum.at(help_ended, self.pair[helped], self.last[self.meeting[helped]])
        # On one day, or within one month where only that is known, nobody knows what came first.
        holds = [self.before, help_ended == _NEVER, own <= help_ended, own < _NEVER]
        return np.select(holds, range(len(holds)), len(holds))

    def count(self, facilitated: np.ndarray) -> np.ndarray:
        """Count the ties of each class."""
        return np.bincount(self.classes(facilitated), minlength=len(ATTRIBUTIONS))

    def assumed(self, *, unknown: bool) -> np.ndarray:
        """Whether each meeting was facilitated, where all of which it is unknown were, or not."""
        return self.facilitated.fillna(unknown).to_numpy(dtype="bool")


def _days(values: pd.Series) -> np.ndarray:
    """Count days, so that they can be compared as numbers."""
    days: np.ndarray = values.to_numpy().astype("datetime64[D]").astype("int64")
    return days


def _referrals(
    records: Records, actors: pd.Index, codes: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Find the first and last possible day of each pair's first referral."""
    first, ended = (np.full(len(codes), _NEVER) for _ in range(2))
    if records.referrals is None or not len(codes):
        return first, ended
    frame = records.referrals
    ends = [
        actors.get_indexer(pd.Index(frame[name].astype("str"))) for name in ("source", "target")
    ]
    days = row_days("referrals", frame)
    code = np.minimum(*ends) * len(actors) + np.maximum(*ends)
    known = (np.minimum(*ends) >= 0) & days["last"].notna().to_numpy() & np.isin(code, codes)
    pair = np.searchsorted(codes, code[known])
    np.minimum.at(first, pair, _days(days["start"][known]))
    np.minimum.at(ended, pair, _days(days["last"][known]))
    return first, ended


def count_classes(evidence: Evidence, draws: int, rng: RandomSource) -> dict[str, np.ndarray]:
    """Count the classes at both ends, and what they would be at random."""
    usual = evidence.assumed(unknown=False)
    ends = np.array([evidence.count(usual), evidence.count(evidence.assumed(unknown=True))])
    parts = ceil(draws / _DRAWS_A_PART)
    numbers = [draws // parts + (part < draws % parts) for part in range(parts)]
    tasks = ((evidence, *task) for task in zip(numbers, spawn(rng, parts), strict=True))
    drawn = np.concatenate(list(spread(_drawn, tasks, total=parts)))
    return {"ends": ends, "drawn": drawn, "each": evidence.classes(usual)}


def _drawn(evidence: Evidence, draws: int, random: np.random.Generator) -> np.ndarray:
    """Count classes where "facilitated" is dealt out anew among meetings of a stratum."""
    flags = evidence.assumed(unknown=False)
    order = np.argsort(evidence.stratum, kind="stable")
    found = np.empty((draws, len(ATTRIBUTIONS)), dtype="int64")
    for draw in range(draws):
        dealt = np.empty_like(flags)
        dealt[np.lexsort((random.random(len(flags)), evidence.stratum))] = flags[order]
        found[draw] = evidence.count(dealt)
    return found
