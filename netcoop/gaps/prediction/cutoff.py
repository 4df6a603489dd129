"""Predict from the records up to a day who is tied after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from netcoop._core.rng import RandomSource, generator
from netcoop._core.texts import text
from netcoop.errors import RecordError
from netcoop.gaps.prediction.leaving_out import Numbers
from netcoop.gaps.prediction.leaving_series import Gone, World, lifts_without, pairs_by_unit, sole
from netcoop.gaps.prediction.precision import (
    FEWEST,
    area_roc,
    average_precision,
    chance_precision,
    interval,
    precision_at,
    tally,
)
from netcoop.gaps.prediction.rescoring import Asked, affordable
from netcoop.records import Records
from netcoop.records.spans import EARLIEST, row_days, within
from netcoop.records.units import words_of
from netcoop.ties import attended
from netcoop.ties.frames import whole_counts

# Layers of what happens on a day.
TABLES = {"meeting": "meetings", "referral": "referrals", "contact": "contacts"}
# So many groups of units are left out at least, where all of them would take too long.
FEWEST_GROUPS = 30
# Seconds to rank one pair.
_PAIR = 1.5e-7


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

    def tied_before(self) -> sparse.csr_array:
        """Give the ties up to the day: symmetric, 0 and 1."""
        return self._tied(~self.after)

    def world(self) -> World:
        """Say who was tied before and after, and who was active on both sides."""
        sides = ~self.after, self.after
        both = [np.bincount(self.actor[side], minlength=self.n_actors) > 0 for side in sides]
        after = self._tied(self.after).toarray() > 0
        return World(self.tied_before(), after, np.flatnonzero(both[0] & both[1]))

    def _tied(self, used: np.ndarray) -> sparse.csr_array:
        """Tie who was at the same events: symmetric, 0 and 1."""
        used = used & self.counts
        ends = self.event[used], self.actor[used]
        shape = (int(self.event.max(initial=-1)) + 1, self.n_actors)
        there = sparse.csr_array((np.ones(len(ends[0])), ends), shape=shape)
        tied = (there.T @ there).tocoo()
        other = tied.row != tied.col
        ends = tied.row[other], tied.col[other]
        matrix = sparse.csr_array((np.ones(len(ends[0])), ends),
                                  shape=(self.n_actors, self.n_actors))  # fmt: skip
        matrix.sort_indices()
        return matrix

    def gone(self, unit: np.ndarray, n_units: int, active: np.ndarray) -> list[Gone]:
        """Say what goes with every unit; ``unit``: that of every seat, from 0."""
        ties, actors = [], []
        for side in (~self.after, self.after):
            used = side & self.counts
            made = pairs_by_unit(self.event[used], unit[used], self.actor[used], self.n_actors)
            ties.append(sole(*made, n_units))
            actors.append(sole(unit[side], self.actor[side], n_units))
        return [
            Gone(before, after, np.intersect1d(np.union1d(*ends), active))
            for before, after, *ends in zip(*ties, *actors, strict=True)
        ]


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
        frame = frame[whole_counts(frame["count"], RecordError) > 0]
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
    """What came of the pairs, and the numbers of every method.

    ``n_units`` are those that carry anything, ``n_groups`` how many of them, or of groups drawn
    from them, were left out.
    """

    active: np.ndarray
    n_positives: int
    n_negatives: int
    n_units: int
    n_groups: int
    k: int
    numbers: list[Numbers]


def predict(
    cut: Cut, asked: list[Asked], k: int, confidence: float, rng: RandomSource
) -> Predicted:
    """Score the pairs by what was before, and look where those stand that came to be tied."""
    world = cut.world()
    a, b = world.pairs()
    came = world.after[a, b]
    n_positives, n_negatives = int(came.sum()), int((~came).sum())
    k = min(k, max(1, len(came)))
    numbers = [Numbers() for _ in asked]
    each = sum(one.seconds(world.before) for one in asked) + _PAIR * len(a) * len(asked)
    most = affordable(each, FEWEST_GROUPS, asked[0].method, cut.n_actors)
    units, n_units = _carrying(cut, world, most, rng)
    if n_positives >= FEWEST and n_negatives:
        without = lifts_without(world, units, asked, each)
        for column, one in enumerate(asked):
            size, hits = tally(one.scores(world.before)[a, b], came)
            precision = average_precision(size, hits)
            lift = precision / chance_precision(n_positives, len(came))
            low, high = interval(lift, without[:, column], confidence)
            numbers[column] = Numbers(
                area_roc(size, hits), precision, lift, low, high, precision_at(size, hits, k)
            )
    return Predicted(world.active, n_positives, n_negatives, n_units, len(units), k, numbers)


def _carrying(cut: Cut, world: World, most: int, rng: RandomSource) -> tuple[list[Gone], int]:
    """Find the units without which anything changes; of very many make groups at random."""
    every = cut.gone(cut.unit, cut.n_units, world.active)
    carrying = np.array([world.carries(gone) for gone in every], dtype="bool")
    n_units = int(carrying.sum())
    if n_units <= most:
        return [gone for gone, some in zip(every, carrying, strict=True) if some], n_units
    # Groups as equal in size as can be; what carries nothing is in none, and never left out.
    group = np.full(cut.n_units, most)
    group[carrying] = generator(rng).permutation(n_units) % most
    return cut.gone(group[cut.unit], most + 1, world.active)[:most], n_units
