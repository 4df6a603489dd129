"""Who sat with whom, as one expression that runs on any engine.

Written in Narwhals, so the same steps run on DuckDB, Polars and Spark. Nothing is collected on the
way. Whole numbers are made floating by dividing floats, never by a decimal literal, and dates only
compared, because that is what the engines agree on.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import narwhals as nw

    Frame = nw.LazyFrame[Any]

# What a meeting of k actors gives each of its pairs; the others are shares of joint meetings.
GAINS = ("newman", "count", "share")
OVERLAPS = ("jaccard", "cosine")


@dataclass(frozen=True)
class Seats:
    """What the rows of an attendance know beside actor and meeting."""

    weight: bool = False
    date: bool = False
    facilitated: bool = False

    @property
    def columns(self) -> list[str]:
        """Their names."""
        return [field.name for field in fields(self) if getattr(self, field.name)]


@dataclass(frozen=True)
class Arcs(Seats):
    """What the rows of a log know beside source and target."""

    count: bool = False


def seats_of(rows: Frame, has: Seats) -> Frame:
    """Take the rows that name both actor and meeting, with numbers in one type."""
    import narwhals as nw

    kinds = {"weight": nw.Float64, "facilitated": nw.Int64}
    facts = [
        nw.col(name).cast(kinds[name]) if name in kinds else nw.col(name) for name in has.columns
    ]
    rows = rows.filter(~nw.col("actor").is_null(), ~nw.col("meeting").is_null())
    return rows.select("meeting", "actor", *facts)


def distinct(seats: Frame, has: Seats) -> Frame:
    """Keep each actor once at each meeting: the larger weight, the earliest date."""
    import narwhals as nw

    facts = []
    if has.weight:
        facts.append(nw.col("weight").max())
    if has.date:
        facts.append(nw.col("date").min())
    if has.facilitated:
        facts.append(nw.col("facilitated").max())
    return seats.group_by("meeting", "actor").agg(*facts)


def with_gain(seats: Frame, has: Seats, *, method: str, max_size: int | None) -> Frame:
    """Give each seat what its meeting is worth to a pair, and when it was; company only."""
    import narwhals as nw

    facts = [nw.len().cast(nw.Int32).alias("size")]
    if has.date:
        # One day a meeting, its first, whatever its rows say.
        facts.append(nw.col("date").min().alias("day"))
    if has.facilitated:
        facts.append(nw.col("facilitated").max().alias("known"))
    meetings = seats.group_by("meeting").agg(*facts).filter(nw.col("size") > 1)
    if max_size is not None:
        meetings = meetings.filter(nw.col("size") <= max_size)
    size = nw.col("size").cast(nw.Float64)
    gain = {"newman": 1.0 / (size - 1.0), "share": 2.0 / (size * (size - 1.0))}
    meetings = meetings.with_columns(gain=gain.get(method, nw.lit(1.0)))
    keep = ["meeting", "actor", *(["weight"] if has.weight else [])]
    return seats.select(*keep).join(meetings, on="meeting", how="inner")


def pair_up(
    gained: Frame, seats: Frame, has: Seats, *, first: int | None = None, stop: int | None = None
) -> Frame:
    """Join the seats of each meeting with one another and sum up what each pair gained.

    ``first`` and ``stop`` take only pairs whose source has a code from one to before the other.
    """
    import narwhals as nw

    sources = seats.select(
        "meeting", source=nw.col("actor"), **({"weight_2": nw.col("weight")} if has.weight else {})
    )
    # What is known of the meeting comes with one side only: engines hash the narrower one.
    targets = gained.rename({"actor": "target"})
    if first is not None and stop is not None:
        sources = sources.filter(nw.col("source") >= first, nw.col("source") < stop)
        targets = targets.filter(nw.col("target") > first)
    pairs = targets.join(sources, on="meeting", how="inner")
    pairs = pairs.filter(nw.col("source") < nw.col("target"))
    if has.weight:
        # The geometric mean: two that count half make a tie that counts half.
        both = (nw.col("weight") * nw.col("weight_2")).sqrt()
        pairs = pairs.with_columns(gain=nw.col("gain") * both).filter(nw.col("gain") > 0)
    number = nw.len().cast(nw.Int64).alias("meetings")
    return pairs.group_by("source", "target").agg(*_sums(has, number))


def finish(ties: Frame, own: Frame, has: Seats, *, method: str) -> Frame:
    """Turn sums into shares, and joint meetings into the overlap of two attendances."""
    import narwhals as nw

    if has.facilitated:
        ties = _as_shares(ties)
    if method not in OVERLAPS:
        return ties
    for end in ("source", "target"):
        mine = own.select(nw.col("actor").alias(end), nw.col("own").alias(f"own_{end}"))
        ties = ties.join(mine, on=end, how="inner")
    joint = nw.col("meetings").cast(nw.Float64)
    one, other = (nw.col(f"own_{end}").cast(nw.Float64) for end in ("source", "target"))
    overlap = joint / (one + other - joint) if method == "jaccard" else joint / (one * other).sqrt()
    return ties.with_columns(weight=overlap).drop("own_source", "own_target")


def own_meetings(seats: Frame, *, max_size: int | None) -> Frame:
    """Count the meetings of each actor, alone or in company."""
    import narwhals as nw

    if max_size is not None:
        sizes = seats.group_by("meeting").agg(size=nw.len())
        small = sizes.filter(nw.col("size") <= max_size).select("meeting")
        seats = seats.join(small, on="meeting", how="inner")
    return seats.group_by("actor").agg(own=nw.len())


def sum_arcs(rows: Frame, has: Arcs) -> Frame:
    """Sum up what went from each source to each target; the direction stays."""
    import narwhals as nw

    count = nw.col("count").cast(nw.Float64).fill_null(1.0) if has.count else nw.lit(1.0)
    rows = rows.filter(~nw.col("source").is_null(), ~nw.col("target").is_null())
    rows = rows.with_columns(number=count)
    worth = nw.col("weight").cast(nw.Float64) if has.weight else nw.lit(1.0)
    rows = rows.with_columns(gain=nw.col("number") * worth)
    if has.facilitated:
        rows = rows.with_columns(known=nw.col("facilitated").cast(nw.Int64))
    if has.date:
        rows = rows.with_columns(day=nw.col("date"))
    number = nw.col("number").sum().cast(nw.Int64).alias("count")
    ties = rows.group_by("source", "target").agg(*_sums(has, number))
    return _as_shares(ties) if has.facilitated else ties


def _sums(has: Seats, number: nw.Expr) -> list[nw.Expr]:
    """Sum up the columns ``gain``, ``day`` and ``known`` of each pair."""
    import narwhals as nw

    gain = nw.col("gain")
    sums = [gain.sum().alias("weight"), number]
    if has.date:
        sums += [nw.col("day").min().alias("first_date"), nw.col("day").max().alias("last_date")]
    if has.facilitated:
        # Unknown once as no, once as yes.
        for name, unknown in (("facilitated_low", 0), ("facilitated_high", 1)):
            flag = nw.col("known").fill_null(unknown).cast(nw.Float64)
            sums.append((gain * flag).sum().alias(name))
    return sums


def _as_shares(ties: Frame) -> Frame:
    import narwhals as nw

    bounds = ("facilitated_low", "facilitated_high")
    return ties.with_columns(nw.col(name) / nw.col("weight") for name in bounds)
