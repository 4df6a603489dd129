"""Tables that every engine is tried on."""

from __future__ import annotations

import numpy as np
import pandas as pd

METHODS = ("newman", "count", "share", "jaccard", "cosine")
DAYS = ["first_date", "last_date"]


def attendance_table(rows: int = 4000, seed: int = 1) -> pd.DataFrame:
    """Meetings of 1 to some 30 actors with hubs, days, roles that count, and what is not known."""
    random = np.random.default_rng(seed)
    actors = np.array([f"Škola č. {i}" if i % 3 else f"OSPOD {i}" for i in range(rows // 20)])
    meeting = np.sort(random.integers(rows // 7, size=rows))
    # Hubs: a small number is drawn more often than a large one.
    actor = np.floor(len(actors) * random.random(rows) ** 2).astype(int)
    day = pd.Timestamp("2023-01-01") + pd.to_timedelta(meeting % 700, unit="D")
    facilitated = np.array([True, False, None], dtype=object)[meeting % 3]
    frame = pd.DataFrame(
        {
            "actor": actors[actor],
            "meeting_id": [f"m{number}" for number in meeting],
            "date": pd.Series(day).astype("datetime64[us]").where(meeting % 11 != 0),
            "facilitated": pd.array(facilitated, dtype="boolean"),
            "w": random.choice([0.0, 0.5, 1.0, 2.0], size=rows),
        }
    )
    frame.loc[::97, "actor"] = None
    frame.loc[::101, "meeting_id"] = None
    return frame


def referral_table() -> pd.DataFrame:
    """A log with counts, some of them missing, and days."""
    random = np.random.default_rng(2)
    ends = [f"actor {i}" for i in range(12)]
    return pd.DataFrame(
        {
            "source": random.choice(ends, size=300),
            "target": random.choice(ends, size=300),
            "count": pd.array(random.choice([1, 2, 5, None], size=300), dtype="Int64"),
            "date": pd.Timestamp("2024-01-01")
            + pd.to_timedelta(random.integers(300, size=300), unit="D"),
            "w": random.choice([0.5, 1.0], size=300),
            "facilitated": pd.array(random.choice([True, False, None], size=300), dtype="boolean"),
        }
    )


def assert_same_ties(one: pd.DataFrame, other: pd.DataFrame) -> None:
    """The same pairs with the same counts and days; weights to a relative 1e-12."""
    assert list(one.columns) == list(other.columns)
    one, other = (
        frame.astype({day: "datetime64[us]" for day in DAYS if day in frame})
        for frame in (one, other)
    )
    exact = [name for name in one if not pd.api.types.is_float_dtype(one[name])]
    pd.testing.assert_frame_equal(one[exact], other[exact], check_dtype=False)
    for name in one.columns.difference(exact):
        np.testing.assert_allclose(one[name], other[name], rtol=1e-12, atol=0)
