"""How long it takes to hide the small counts of made-up referral logs of a region and a kraj."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd

import netcoop as nc

NEEDS = ["SKOLA", "CAN", "VOLNO", "ZDRAVI", "DN", "PECE"]
OUTCOMES = ["PRIJATO", "KAPACITA", "BEZZPV", "PREDANO", "KLIENTNE", ""]


def log_of(rows: int, actors: int) -> pd.DataFrame:
    """Draw referrals: few pairs have many, many have one or two."""
    rng = np.random.default_rng(0)
    days = pd.to_timedelta(rng.integers(0, 300, rows), unit="D")
    return pd.DataFrame(
        {
            "source": [f"source {one}" for one in rng.zipf(1.6, rows) % actors],
            "target": [f"target {one}" for one in rng.zipf(1.4, rows) % actors],
            "count": 1 + rng.poisson(1, rows),
            "need": rng.choice(NEEDS, rows),
            "outcome": rng.choice(OUTCOMES, rows),
            "days": rng.choice([1, 20, 40, np.nan], rows),
            "date": pd.Timestamp("2024-01-01") + days,
        }
    )


def main() -> None:
    """Print the seconds beside those of counting alone, and how many pairs are shown."""
    for rows, actors in ((300, 60), (1_000, 150), (5_000, 300)):
        records = nc.Records(referrals=log_of(rows, actors))
        for by in ("target", "need"):
            seconds = []
            for threshold in (1, 5):
                start = time.perf_counter()
                flow = nc.referral_flow(records, by=by, threshold=threshold)
                seconds.append(time.perf_counter() - start)
            told = flow.by_pair["sent"].map(lambda sent: not isinstance(sent, str))
            print(
                f"{rows:>6} rows, by {by:<6}: {seconds[1]:6.1f} s "
                f"({seconds[0]:.1f} s counted only), {told.sum()} of {len(told)} pairs shown"
            )


if __name__ == "__main__":
    main()
