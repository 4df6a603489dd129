"""Predict from the records up to a day who is tied after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from netcoop._core.parallel import spread
from netcoop._core.texts import text
from netcoop.errors import RecordError
from netcoop.gaps.prediction.leaving_out import Asked, Numbers
from netcoop.gaps.prediction.precision import (
    FEWEST,
    area_roc,
    average_precision,
    chance_precision,
    interval,
    precision_at,
    tally,
)
from netcoop.records import Records
from netcoop.records.spans import EARLIEST, row_days, within
from netcoop.records.units import words_of
from netcoop.ties import attended

# Layers of what happens on a day.
TABLES = {"meeting": "meetings", "referral": "referrals", "contact": "contacts"}
_LARGE = 2e8


@dataclass(frozen=True)
class Cut:
    """Who took part in what, before and after the day; actors by their place among the ids.

    One seat is an actor at a meeting, or one of the two of a referral or contact.

    Attributes
    ----------
    event, unit, actor
        Of every seat, as numbers; a unit is a series, a meeting without one, or an actor's log.
    after, counts
        Whether it was after the day, and whether it makes ties.
    n_undated
        How many meetings, and how many other rows, are of no known day.
    """

    event: np.ndarray
    unit: np.ndarray
    actor: np.ndarray
    after: np.ndarray
    counts: np.ndarray
    n_actors: int
    n_undated: tuple[int, int]

    @property
    def n_units(self) -> int:
        """How many units there are."""
        return int(self.unit.max(initial=-1)) + 1

    def tied_before(self, leave: int | None = None) -> sparse.csr_array:
        """Give the ties up to the day, without a unit: symmetric, 0 and 1."""
        return self._tied(~self.after & self._kept(leave))

    def _kept(self, leave: int | None) -> np.ndarray:
        """Say which seats are of another unit."""
        return np.asarray(self.unit != (-1 if leave is None else leave))

    def _tied(self, used: np.ndarray) -> sparse.csr_array:
        """Tie who was at the same events."""
        used = used & self.counts
        ends = self.event[used], self.actor[used]
        shape = (int(self.event.max(initial=-1)) + 1, self.n_actors)
        there = sparse.csr_array((np.ones(len(ends[0])), ends), shape=shape)
        tied = (there.T @ there).tocoo()
        other = tied.row != tied.col
        ends = tied.row[other], tied.col[other]
        ones = np.ones(len(ends[0]))
        return sparse.csr_array((ones, ends), shape=(self.n_actors, self.n_actors))

    def active(self, leave: int | None = None) -> np.ndarray:
        """Say who took part in something both before and after."""
        kept = self._kept(leave)
        sides = (kept & ~self.after, kept & self.after)
        both = [np.bincount(self.actor[side], minlength=self.n_actors) > 0 for side in sides]
        return np.flatnonzero(both[0] & both[1])

    def pairs(self, leave: int | None = None) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """List the pairs that could come to be tied, and which of them did."""
        active = self.active(leave)
        first, second = np.triu_indices(len(active), 1)
        a, b = active[first], active[second]
        free = self.tied_before(leave).toarray()[a, b] == 0
        a, b = a[free], b[free]
        return a, b, self._tied(self.after & self._kept(leave)).toarray()[a, b] > 0


def cut_at(
    records: Records,
    ids: pd.Index,
    layers: Sequence[str],
    *,
    cutoff: pd.Timestamp,
    until: pd.Timestamp,
    max_size: int | None,
) -> Cut:
    """Cut resolved records in two."""
    parts, undated = [], [0, 0]
    for layer in layers:
        table = TABLES[layer]
        rows = _rows(records, table, cutoff, until)
        unknown = int(rows.loc[rows["after"].isna() & rows["undated"], "event"].nunique())
        undated[layer != "meeting"] += unknown
        seats = rows.dropna(subset=["after", "actor"]).drop_duplicates(["event", "actor"])
        if layer == "meeting" and max_size is not None:
            seats["counts"] = seats.groupby("event")["actor"].transform("size") <= max_size
        parts.append(seats.assign(event=f"{layer}\x1f" + seats["event"].astype("str")))
    every = pd.concat(parts, ignore_index=True)
    return Cut(
        event=pd.factorize(every["event"])[0],
        unit=pd.factorize(every["unit"], sort=True)[0],
        actor=ids.get_indexer(pd.Index(every["actor"])),
        after=every["after"].to_numpy(dtype="bool"),
        counts=every["counts"].to_numpy(dtype="bool"),
        n_actors=len(ids),
        n_undated=(undated[0], undated[1]),
    )


def _rows(records: Records, table: str, cutoff: pd.Timestamp, until: pd.Timestamp) -> pd.DataFrame:
    """Say of every seat whether it was after the day; missing where neither before nor after."""
    frame = records.tables[table].reset_index(drop=True)
    if table == "meetings" and "meeting_id" not in frame:
        message = text(
            "The meetings have no meeting_id. Read them with nc.read_records, which makes it from "
            "the day, kind and region."
        )
        raise RecordError(message)
    days = row_days(table, frame)
    before, part = within(table, days, EARLIEST, cutoff)
    after, rest = within(table, days, cutoff + pd.Timedelta(days=1), until)
    when = pd.Series(pd.NA, index=frame.index, dtype="boolean").mask(before, False)
    frame = frame.assign(after=when.mask(after, True), undated=days["start"].isna() | part | rest)
    if table == "meetings":
        return _of_meetings(frame)
    if "count" in frame:
        frame = frame[frame["count"].fillna(1) > 0]
    unit = f"{table}\x1f" + frame["source"].astype("str")
    ends = [
        frame.assign(actor=frame[end], event=frame.index, unit=unit) for end in ("source", "target")
    ]
    return pd.concat(ends, ignore_index=True)[_COLUMNS].assign(counts=True)


_COLUMNS = ["event", "unit", "actor", "after", "undated"]


def _of_meetings(frame: pd.DataFrame) -> pd.DataFrame:
    """Say who was there, and of which series it was: a meeting without one stands for itself."""
    series = words_of(frame, "series").groupby(frame["meeting_id"]).transform("first")
    alone = "meeting\x1f" + frame["meeting_id"].astype("str")
    unit = ("series\x1f" + series.astype("str")).where(series.notna(), alone)
    there = attended(frame.assign(event=frame["meeting_id"], unit=unit))
    return there[_COLUMNS].dropna(subset=["event"]).assign(counts=True)


@dataclass(frozen=True)
class Predicted:
    """What came of the pairs, and the numbers of every method."""

    n_actors: int
    n_positives: int
    n_negatives: int
    k: int
    numbers: list[Numbers]


def predict(cut: Cut, asked: list[Asked], k: int, confidence: float) -> Predicted:
    """Score the pairs by what was before, and look where those stand that came to be tied."""
    a, b, came = cut.pairs()
    n_positives, n_negatives = int(came.sum()), int((~came).sum())
    k = min(k, max(1, len(came)))
    numbers = [Numbers() for _ in asked]
    if n_positives >= FEWEST and n_negatives:
        without = _lifts_without(cut, asked)
        tied = cut.tied_before()
        for column, one in enumerate(asked):
            size, hits = tally(one.scores(tied)[a, b], came)
            precision = average_precision(size, hits)
            lift = precision / chance_precision(n_positives, len(came))
            low, high = interval(lift, without[:, column], confidence)
            numbers[column] = Numbers(
                area_roc(size, hits), precision, lift, low, high, precision_at(size, hits, k)
            )
    return Predicted(len(cut.active()), n_positives, n_negatives, k, numbers)


def _lifts_without(cut: Cut, asked: list[Asked]) -> np.ndarray:
    """Measure the lift without each unit: units × methods."""
    tasks = ((cut, asked, unit) for unit in range(cut.n_units))
    long = cut.n_units * float(cut.n_actors) ** 2 > _LARGE
    return np.array(list(spread(_lifts, tasks, total=cut.n_units, all_cores=long)))


def _lifts(cut: Cut, asked: list[Asked], leave: int) -> list[float]:
    """Measure the lift of every method without one unit; NaN where there is nothing to tell."""
    a, b, came = cut.pairs(leave)
    if came.all() or not came.any():
        return [float("nan")] * len(asked)
    tied = cut.tied_before(leave)
    chance = chance_precision(came.sum(), len(came))
    return [average_precision(*tally(one.scores(tied)[a, b], came)) / chance for one in asked]
