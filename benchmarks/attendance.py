"""Made-up attendance as a country would keep it, of any size, by a seed.

Meetings of 2 to 60 actors, eight on average, over ten years, in the order of their dates. Regions
have 150 actors; 200 regions from a million rows on, fewer in smaller tables. Who sits at a meeting
comes from its region, some much more often than others (local hubs); one seat in twenty is taken by
an actor of any region, and a few of those are everywhere (national hubs). Nobody sits twice at a
meeting.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

SEED = 1
FIRST_DAY = np.datetime64("2015-01-01")
DAYS = 3653
PER_REGION = 150
REGIONS = 200
FROM_ELSEWHERE = 0.05
MEETINGS_AT_A_TIME = 200_000


def attendance(rows: int, seed: int = SEED) -> Iterator[pa.Table]:
    """Give exactly so many rows, in parts that fit into memory: actor, meeting_id, date."""
    rng = np.random.default_rng(seed)
    size = _sizes(rows, rng)
    day = FIRST_DAY + np.sort(rng.integers(DAYS, size=len(size)))
    regions = int(np.clip(rows // 5000, 2, REGIONS))
    for first in range(0, len(size), MEETINGS_AT_A_TIME):
        part = slice(first, first + MEETINGS_AT_A_TIME)
        meeting = np.repeat(np.arange(len(size))[part], size[part])
        actor = _seats(meeting, regions, rng)
        yield pa.table(
            {
                "actor": _written("o{:03}-{:03}", actor, PER_REGION),
                "meeting_id": _written("m{:04}-{:04}", meeting, 10_000),
                "date": pa.array(day[meeting].astype("datetime64[ms]")),
            }
        )


def write(path: Path, rows: int, seed: int = SEED) -> None:
    """Write the attendance to a Parquet file."""
    parts = attendance(rows, seed)
    first = next(parts)
    with pq.ParquetWriter(path, first.schema, compression="zstd") as writer:
        writer.write_table(first)
        for part in parts:
            writer.write_table(part)


def _sizes(rows: int, rng: np.random.Generator) -> np.ndarray:
    drawn = rng.lognormal(np.log(6.0), 0.75, rows // 6 + 10).round()
    size = np.clip(drawn, 2, 60).astype("int64")
    size = size[: np.searchsorted(np.cumsum(size), rows) + 1]
    # The last meeting makes up for the rows too many; at least two still sit there.
    size[-1] -= size.sum() - rows
    if size[-1] < 2:
        size[-2] -= 2 - size[-1]
        size[-1] = 2
    return size


def _seats(meeting: np.ndarray, regions: int, rng: np.random.Generator) -> np.ndarray:
    """Draw who sits where; a seat drawn for someone who sits there already is drawn again."""
    number = meeting - meeting[0]
    home = rng.integers(regions, size=number[-1] + 1)[number]
    actor = np.empty(len(meeting), dtype="int64")
    again = np.arange(len(meeting))
    while len(again):
        local = home[again] * PER_REGION + _ranked(PER_REGION, 2, len(again), rng)
        visitor = rng.random(len(again)) < FROM_ELSEWHERE
        anyone = _ranked(regions * PER_REGION, 3, len(again), rng)
        actor[again] = np.where(visitor, anyone, local)
        key = meeting * (regions * PER_REGION) + actor
        kept = np.unique(key, return_index=True)[1]
        again = np.setdiff1d(np.arange(len(meeting)), kept, assume_unique=True)
    return actor


def _ranked(number: int, power: int, draws: int, rng: np.random.Generator) -> np.ndarray:
    """Draw from so many, the first ones most often."""
    return np.floor(number * rng.random(draws) ** power).astype("int64")


def _written(form: str, number: np.ndarray, base: int) -> pa.Array:
    """Write numbers as ids, each id once."""
    used, place = np.unique(number, return_inverse=True)
    ids = pa.array([form.format(*divmod(one, base)) for one in used.tolist()])
    return ids.take(pa.array(place))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", type=Path)
    parser.add_argument("rows", type=float)
    choice = parser.parse_args()
    write(choice.path, int(choice.rows))


if __name__ == "__main__":
    main()
