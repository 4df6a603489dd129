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
    Of each meeting its days, its stratum (size and month), whether it was facilitated, and whether
    it is ``large``: then it is contact only if it was facilitated. Of each pair whether it was in
    contact before, and the first referral (``_NEVER`` without one).
    """

    codes: np.ndarray
    pair: np.ndarray
    meeting: np.ndarray
    start: np.ndarray
    last: np.ndarray
    stratum: np.ndarray
    large: np.ndarray
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
        dated = whole.take(whole.meetings["last"].notna().to_numpy())
        about, size = dated.meetings, dated.size
        large = np.zeros(len(size), dtype="bool") if max_size is None else size > max_size
        part = dated.among(actors)
        met = part.seats.pair_codes(part.actor)
        here = np.isin(met, codes)
        pair = np.searchsorted(codes, met[here])
        meeting = part.meeting[part.seats.company[0]][here]
        start, last = _days(about["start"]), _days(about["last"])
        begin = int(_days(pd.Series([phase.first]))[0])
        first, ended = _referrals(records, actors, codes)
        of_ties = (last[meeting] < begin) & ~large[meeting]
        earlier = np.bincount(pair[of_ties], minlength=len(codes))
        before = (earlier >= min_meetings) | (ended < begin)
        month = about["start"].dt.year.to_numpy() * 12 + about["start"].dt.month.to_numpy()
        stratum = np.unique(month * (int(size.max(initial=0)) + 1) + size, return_inverse=True)[1]
        flags = about["facilitated"].reset_index(drop=True)
        return cls(codes, pair, meeting, start, last, stratum, large, flags, before, first)

    @property
    def unknown_share(self) -> float:
        """Of which share of the meetings with contacts it is not known; 0 of none."""
        used = np.unique(self.meeting)
        return float(self.facilitated.isna().to_numpy()[used].mean()) if len(used) else 0.0

    @property
    def has_chance(self) -> bool:
        """Whether anything can be dealt out anew.

        Some meeting with contacts needs one of its size and month of which the opposite is so.
        """
        flags = self.assumed()
        kinds = (np.bincount(self.stratum, flags), np.bincount(self.stratum, ~flags))
        mixed = (kinds[0] > 0) & (kinds[1] > 0)
        return bool(mixed[self.stratum[self.meeting]].any())

    def classes(self, facilitated: np.ndarray) -> np.ndarray:
        """Class each tie, by its position in ``ATTRIBUTIONS``, were these meetings facilitated."""
        helped = facilitated[self.meeting]
        own = np.minimum(self.referral, self._first(self.start, ~helped & ~self._large))
        help_ended = self._first(self.last, helped)
        # On one day, or within one month where only that is known, nobody knows what came first.
        holds = [self.before, help_ended == _NEVER, own <= help_ended, own < _NEVER]
        return np.select(holds, range(len(holds)), len(holds))

    def reachable(self) -> np.ndarray:
        """Find which classes each tie may be of, as meetings of which it is unknown were or not."""
        small = ~self._large
        helped = self.assumed()[self.meeting]
        unknown = self.facilitated.isna().to_numpy()[self.meeting]
        own = np.minimum(self.referral, self._first(self.start, ~helped & ~unknown & small))
        help_ended = self._first(self.last, helped)
        start, ended = self._first(self.start, unknown & small), self._first(self.last, unknown)
        never_helped = help_ended == _NEVER
        # One unknown meeting may be the facilitated one, another their own.
        two = np.bincount(self.pair[unknown & small], minlength=len(self.codes)) > 1
        either = two | (start <= self._latest(self.last, unknown & ~small))
        either |= own <= self._latest(self.last, unknown)
        latest_own = np.where(own < _NEVER, own, self._latest(self.start, unknown & small))
        after = [
            never_helped,
            np.where(never_helped, either, np.minimum(own, start) <= help_ended),
            np.minimum(help_ended, ended) < latest_own,
            own == _NEVER,
        ]
        new = ~self.before
        return np.column_stack([self.before, *(new & holds for holds in after)])

    @property
    def _large(self) -> np.ndarray:
        """Whether each contact is at a large meeting."""
        large: np.ndarray = self.large[self.meeting]
        return large

    def _first(self, days: np.ndarray, which: np.ndarray) -> np.ndarray:
        """Find each pair's first day of some contacts; ``_NEVER`` without any."""
        found = np.full(len(self.codes), _NEVER)
        np.minimum.at(found, self.pair[which], days[self.meeting[which]])
        return found

    def _latest(self, days: np.ndarray, which: np.ndarray) -> np.ndarray:
        """Find each pair's last day of some contacts; before all days without any."""
        found = np.full(len(self.codes), -_NEVER)
        np.maximum.at(found, self.pair[which], days[self.meeting[which]])
        return found

    def count(self, facilitated: np.ndarray) -> np.ndarray:
        """Count the ties of each class."""
        return np.bincount(self.classes(facilitated), minlength=len(ATTRIBUTIONS))

    def assumed(self) -> np.ndarray:
        """Whether each meeting was facilitated, where none of which it is unknown was."""
        return self.facilitated.fillna(False).to_numpy(dtype="bool")


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
    """Count the ties that must and that may be of each class, and what would be at random."""
    usual = evidence.assumed()
    may = evidence.reachable()
    must = may & (may.sum(axis=1, keepdims=True) == 1)
    bounds = np.array([must.sum(axis=0), may.sum(axis=0)])
    parts = ceil(draws / _DRAWS_A_PART)
    numbers = [draws // parts + (part < draws % parts) for part in range(parts)]
    tasks = ((evidence, *task) for task in zip(numbers, spawn(rng, parts), strict=True))
    drawn = np.concatenate(list(spread(_drawn, tasks, total=parts)))
    return {"bounds": bounds, "drawn": drawn, "each": evidence.classes(usual)}


def _drawn(evidence: Evidence, draws: int, random: np.random.Generator) -> np.ndarray:
    """Count classes where "facilitated" is dealt out anew among meetings of a stratum."""
    flags = evidence.assumed()
    order = np.argsort(evidence.stratum, kind="stable")
    found = np.empty((draws, len(ATTRIBUTIONS)), dtype="int64")
    for draw in range(draws):
        dealt = np.empty_like(flags)
        dealt[np.lexsort((random.random(len(flags)), evidence.stratum))] = flags[order]
        found[draw] = evidence.count(dealt)
    return found
