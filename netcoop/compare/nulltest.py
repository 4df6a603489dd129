"""Is a number more than the same attendance would give by chance?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from netcoop._core.checks import check_choice
from netcoop._core.parallel import spread
from netcoop._core.rng import RandomSource
from netcoop._core.texts import text
from netcoop.errors import RecordError
from netcoop.metrics import METRICS
from netcoop.network import Network, build_network
from netcoop.records import Records
from netcoop.ties.attendance import Attendance
from netcoop.ties.nullmodels import check_draws, drawn_seats, parts_of_draws

DEFAULT_METRICS = ("mean_degree", "transitivity", "fragmentation")


def null_test(
    records: Records,
    metrics: Sequence[str] = DEFAULT_METRICS,
    *,
    draws: int = 999,
    rng: RandomSource = None,
) -> pd.DataFrame:
    """Set the network's numbers beside what the same attendance would give by chance.

    Chance keeps how many meetings each actor came to and how many came to each meeting, and only
    mixes who met whom (:mod:`netcoop.ties.nullmodels`). Only the meeting layer is tested.

    Parameters
    ----------
    records
        Records with meetings.
    metrics
        Names of network metrics.
    draws
        How many random attendance tables.
    rng
        Seed, Generator or ``None``. The result does not depend on the number of workers
        (``joblib.parallel_config``).

    Returns
    -------
    pandas.DataFrame
        Indexed by metric: ``observed``, ``expected`` and ``sd`` under chance, ``ratio`` (observed
        over expected), ``z``, ``p_value`` (two-sided, smallest 2/(draws+1)), ``n_draws``.
        Undefined is NaN.

    Raises
    ------
    RecordError
        The records have no meetings.

    Examples
    --------
    >>> sheet = pd.DataFrame({"actor": list("ABABCD"), "meeting_id": list("112233")})
    >>> null_test(Records(meetings=sheet), ["mean_degree"], draws=99, rng=1)["observed"].item()
    1.0
    """
    known = [name for name, metric in METRICS.items() if metric.level == "network"]
    for name in metrics:
        check_choice("metrics", name, known)
    check_draws(draws)
    if records.meetings is None:
        raise RecordError(text("The comparison with chance needs meetings; the records have none."))
    net = build_network(records, layers=["meeting"])
    attendance = net.affiliations
    assert attendance is not None  # there is a meeting layer
    seats = Attendance.of(attendance)
    method = net.settings["weighting"]["meeting"]
    parts = parts_of_draws(seats, draws, rng)
    tasks = ((net.actors, seats, method, metrics, number, random) for number, random in parts)
    drawn = np.concatenate(list(spread(_drawn, tasks, total=len(parts))))
    return _table(list(metrics), _measure(net, metrics), drawn)


def _drawn(
    actors: pd.DataFrame,
    seats: Attendance,
    method: str,
    metrics: Sequence[str],
    draws: int,
    random: np.random.Generator,
) -> np.ndarray:
    """Measure networks of random attendance: draws × metrics."""
    rows = [
        _measure(Network(actors, seats.ties(drawn, method)), metrics)
        for some in drawn_seats(seats, draws, random)
        for drawn in some
    ]
    return np.array(rows)


def _measure(net: Network, metrics: Sequence[str]) -> np.ndarray:
    return np.array([METRICS[name].measure(net) for name in metrics], dtype="float64")


def _table(metrics: list[str], observed: np.ndarray, drawn: np.ndarray) -> pd.DataFrame:
    draws = len(drawn)
    expected, spread = drawn.mean(axis=0), drawn.std(axis=0, ddof=1 if draws > 1 else 0)
    # Draws that equal the observed value but for rounding count as at least as extreme.
    slack = 1e-12 + 1e-9 * np.abs(observed)
    above = (drawn >= observed - slack).sum(axis=0)
    below = (drawn <= observed + slack).sum(axis=0)
    p_value = np.minimum(1.0, 2 * (1 + np.minimum(above, below)) / (draws + 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(expected > 0, observed / expected, np.nan)
        z = np.where(spread > 1e-12, (observed - expected) / spread, np.nan)
    undefined = np.isnan(observed) | np.isnan(expected)
    return pd.DataFrame(
        {
            "observed": observed,
            "expected": expected,
            "sd": spread,
            "ratio": ratio,
            "z": z,
            "p_value": np.where(undefined, np.nan, p_value),
            "n_draws": draws,
        },
        index=pd.Index(metrics, name="metric", dtype="str"),
    )
