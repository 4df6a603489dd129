"""What if actors, meetings, attendances or answers were missing from the records?

Some of what is recorded is left out at random, and everything is measured again. It tells how much
hangs on single records and is no interval: what is truly missing is not known.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np
import pandas as pd

from netcoop._core.checks import check_choice, is_number
from netcoop._core.parallel import spread
from netcoop._core.rng import RandomSource, spawn
from netcoop._core.texts import text
from netcoop.actors import resolve_actors
from netcoop.compare.changes import seed_of
from netcoop.compare.impact import check_draws
from netcoop.compare.meeting_set import MeetingSet
from netcoop.compare.missing_result import LEAST_STABILITY, MissingSensitivity
from netcoop.compare.missing_subjects import Meetings, Subject, Survey, agreement, of_actors
from netcoop.compare.occurrences import FEWEST_MEETINGS
from netcoop.errors import ArgumentError, RecordError
from netcoop.metrics import METRICS
from netcoop.records import Records
from netcoop.records.records import check_records
from netcoop.ties.claims import claim_ties, latest_answers

USUAL = ("degree", "betweenness", "density", "transitivity", "fragmentation")
SHARES = (0.1, 0.2, 0.3, 0.4, 0.5)
# The stability of an order is looked for at these shares left out.
STEPS = tuple(step / 20 for step in range(1, 16))
# An order holds while its rank correlation with the recorded one is at least so high.
SAME_ORDER = 0.7
# ... in at least so many of the draws.
CERTAIN = 0.95
# Who of the actors is rather lost: in proportion to this power of their partners plus 1.
_TOWARDS = {"actors": 0.0, "central_actors": 1.0, "outer_actors": -1.0}
# So many draws make one part of the work.
_AT_ONCE = 100


def missing_sensitivity(
    records: Records,
    metrics: str | Sequence[str] = USUAL,
    *,
    shares: Sequence[float] = SHARES,
    draws: int = 200,
    rng: RandomSource = None,
) -> MissingSensitivity:
    """Say how far numbers and orders would be off if a part of the records were missing.

    Left out at random are actors (all alike; rather the central ones; rather those at the edge),
    meetings (whole series of meetings), single attendances and, where there is a survey, the
    answers of respondents. Survey ties are measured by themselves. A meeting of one actor shows no
    tie and does not count.

    Parameters
    ----------
    records
        Records with meetings, claims or both.
    metrics
        Names of metrics, of actors or of the network.
    shares
        Which shares to leave out, between 0 and 1.
    draws
        How many times each.
    rng
        Seed, Generator or ``None``. The result does not depend on the number of workers
        (``joblib.parallel_config``).

    Returns
    -------
    MissingSensitivity
        For each kind of loss (``missing``), ``share`` and metric. Of the network: ``observed``,
        ``estimate`` (mean over the draws), ``bias`` (mean relative change), ``off`` (mean size of
        the relative change), ``change`` (mean size of the change). Of actors: ``spearman`` and
        ``kendall``, the mean rank correlation with the recorded order among those left who had a
        tie, and ``same_order``, in which share of draws Spearman's was at least .7. Undefined is
        NaN. ``stability`` and ``ranks(metric)`` say whether actors may be put in order.

    Raises
    ------
    RecordError
        The records have neither meetings nor claims.
    ArgumentError
        A metric is not known, or an argument is out of its range.

    References
    ----------
    Epskamp, Borsboom & Fried 2018, doi 10.3758/s13428-017-0862-1 (stability of an order);
    Smith, Moody & Morgan 2017, Social Networks 48, 78–99 (missing central actors).

    Examples
    --------
    >>> sheet = pd.DataFrame({"actor": list("ABACADBC"), "meeting_id": list("11223344")})
    >>> found = missing_sensitivity(
    ...     Records(meetings=sheet), "density", shares=[0.25], draws=20, rng=1
    ... ).to_frame()
    >>> found.loc[found["missing"] == "meetings", ["observed", "estimate", "n_dropped"]]
       observed  estimate  n_dropped
    3  0.666667       0.5          1
    """
    names = _check_metrics(metrics)
    levels = _check_shares(shares)
    check_draws(draws)
    seed = seed_of(rng)
    subjects = _subjects(records, names)
    drawn = _draw_all(subjects, levels, int(draws), rng)
    stability = pd.DataFrame(
        {subject.EVENTS: _stability(subject, drawn) for subject in subjects},
        index=pd.Index([name for name in names if of_actors(name)], name="metric", dtype="str"),
        dtype="float64",
    )
    rows = [
        row
        for subject in subjects
        for loss in subject.LOSSES
        for share in levels
        for row in _rows(subject, loss, share, drawn, stability[subject.EVENTS])
    ]
    table = pd.DataFrame(rows, columns=list(_COLUMNS)).astype(_COLUMNS)
    table["seed"] = pd.Series([seed] * len(table), dtype="Int64")
    first = subjects[0]
    values = pd.DataFrame(first.whole.values, index=first.ids.rename("actor_id"))
    few = first.number(first.EVENTS) < FEWEST_MEETINGS
    settings = {"metrics": names, "shares": levels, "draws": int(draws), "few_events": few}
    return MissingSensitivity(table, {**settings, "seed": seed}, values, stability)


def _subjects(records: Records, names: list[str]) -> list[Subject]:
    """Take meetings and survey, as far as there are; each with the metrics that it can have."""
    check_records(records)
    if records.meetings is None and records.claims is None:
        raise RecordError(text("This needs meetings or claims; the records have neither."))
    resolved = resolve_actors(records)
    subjects: list[Subject] = []
    if records.meetings is not None:
        # A meeting of one actor shows no tie; to lose it would lose nothing.
        every = MeetingSet.of(resolved)
        subjects.append(Meetings(names, every.take(every.size >= 2)))
    if records.claims is not None:
        subjects.append(_survey(resolved, names))
    return subjects


def _survey(resolved: Records, names: list[str]) -> Survey:
    claims = resolved.tables["claims"]
    given = latest_answers(claims)
    answered = given.loc[given["strength"].notna(), "source"].unique()
    actors = resolved.tables["actors"].set_index("actor_id").sort_index()
    return Survey(names, actors, claim_ties(claims), pd.Index(sorted(answered), dtype="str"))


@dataclass(frozen=True, eq=False)
class _Draws:
    """What draws gave: draws × metrics of the network, and draws × metrics of actors × 2."""

    numbers: np.ndarray
    orders: np.ndarray


Drawn = dict[tuple[str, int], _Draws]


def _draw_all(
    subjects: Sequence[Subject], shares: Sequence[float], draws: int, rng: RandomSource
) -> Drawn:
    """Leave out every number of everything, so many times; found by loss and number."""
    for subject in subjects:
        # Measured here, the whole travels to the workers, and warns once.
        _ = subject.whole, subject.partners
    plan = [
        (subject, loss, count, min(_AT_ONCE, draws - start))
        for subject in subjects
        for loss in subject.LOSSES
        for count in _counts(subject, loss, shares)
        for start in range(0, draws, _AT_ONCE)
    ]
    randoms = spawn(rng, len(plan))
    tasks = ((*part, random) for part, random in zip(plan, randoms, strict=True))
    found: dict[tuple[str, int], list[_Draws]] = {}
    for part, some in zip(plan, spread(_draw, tasks, total=len(plan)), strict=True):
        found.setdefault((part[1], part[2]), []).append(some)
    return {
        key: _Draws(
            np.concatenate([some.numbers for some in parts]),
            np.concatenate([some.orders for some in parts]),
        )
        for key, parts in found.items()
    }


def _counts(subject: Subject, loss: str, shares: Iterable[float]) -> list[int]:
    """How many to leave out, each number once; for the stability of orders some more."""
    more = STEPS if loss == subject.EVENTS and any(map(of_actors, subject.metrics)) else ()
    return sorted({_count(subject, loss, share) for share in (*shares, *more)} - {0})


def _count(subject: Subject, loss: str, share: float) -> int:
    """How many make at least a share of them; 0 where nothing would be left."""
    number = subject.number(loss)
    return min(ceil(share * number - 1e-9), number - 1) if number > 1 else 0


def _draw(
    subject: Subject, loss: str, count: int, draws: int, random: np.random.Generator
) -> _Draws:
    """Measure with less several times, and compare the orders of the actors left."""
    whole, ids = subject.whole, subject.ids
    weight = (subject.partners + 1.0) ** _TOWARDS.get(loss, 0.0)
    chance = weight / weight.sum() if _TOWARDS.get(loss) else None
    numbers, orders = [], []
    for _ in range(draws):
        gone = random.choice(subject.number(loss), count, replace=False, p=chance)
        less = subject.without(loss, gone)
        with warnings.catch_warnings():
            # What there is to warn of was said when everything was measured.
            warnings.simplefilter("ignore")
            found = less.measure()
        kept = ids.get_indexer(less.ids)
        # Who had no tie would be last both times and would flatter.
        known = subject.partners[kept] > 0
        numbers.append(list(found.numbers.values()))
        orders.append(
            [
                agreement(whole.values[name][kept][known], values[known])
                for name, values in found.values.items()
            ]
        )
    return _Draws(
        np.array(numbers, dtype="float64").reshape(draws, len(whole.numbers)),
        np.array(orders, dtype="float64").reshape(draws, len(whole.values), 2),
    )


def _stability(subject: Subject, drawn: Drawn) -> pd.Series:
    """Find the largest share that can be lost while an order holds almost surely; of each metric.

    It is the correlation-stability coefficient: the order holds, and does at all smaller shares.
    """
    names = list(subject.whole.values)
    if subject.number(subject.EVENTS) < 2:
        return pd.Series(np.nan, index=names)
    stable, holds = np.zeros(len(names)), np.ones(len(names), dtype=bool)
    for share in STEPS if names else ():
        orders = drawn[subject.EVENTS, _count(subject, subject.EVENTS, share)].orders[:, :, 0]
        holds &= (orders >= SAME_ORDER).mean(axis=0) >= CERTAIN
        stable[holds] = share
    return pd.Series(stable, index=names)


def _rows(
    subject: Subject, loss: str, share: float, drawn: Drawn, stability: pd.Series
) -> list[dict[str, Any]]:
    """Give the row of each metric at one share of one loss."""
    count = _count(subject, loss, share)
    found = drawn.get((loss, count))
    draws = 0 if found is None else len(found.numbers)
    few = subject.number(subject.EVENTS) < FEWEST_MEETINGS or found is None
    common = {
        "missing": loss,
        "share": share,
        "n_dropped": count,
        "n_actors": len(subject.ids),
        "n_meetings": subject.meetings.n_meetings if isinstance(subject, Meetings) else None,
        "n_draws": draws,
        "method": "deletion",
    }
    rows = []
    for name in subject.metrics:
        row = {**common, "metric": name, "flag": "too_few_events" if few else "ok"}
        if not of_actors(name):
            place = list(subject.whole.numbers).index(name)
            observed = subject.whole.numbers[name]
            row |= _moved(observed, np.empty(0) if found is None else found.numbers[:, place])
        else:
            place = list(subject.whole.values).index(name)
            row |= _ordered(np.empty((0, 2)) if found is None else found.orders[:, place])
            if stability[name] < LEAST_STABILITY:
                row["flag"] = "unstable_rank"
        rows.append(row)
    return rows


def _moved(observed: float, numbers: np.ndarray) -> dict[str, float]:
    """Say by how much a number moved; draws in which it is not defined do not count."""
    known = numbers[~np.isnan(numbers)]
    if not len(known) or np.isnan(observed):
        return {"observed": observed}
    change = known - observed
    size = np.abs(change).mean()
    ratio = abs(observed) if observed else np.nan
    return {
        "observed": observed,
        "estimate": known.mean(),
        "bias": change.mean() / ratio,
        "off": size / ratio,
        "change": size,
    }


def _ordered(orders: np.ndarray) -> dict[str, float]:
    """Say how far orders agree; draws in which none is defined keep no order."""
    known = orders[~np.isnan(orders).any(axis=1)]
    if not len(orders):
        return {}
    mean = known.mean(axis=0) if len(known) else np.full(2, np.nan)
    same = float((orders[:, 0] >= SAME_ORDER).mean())
    return {"spearman": mean[0], "kendall": mean[1], "same_order": same}


def _check_metrics(metrics: Any) -> list[str]:
    """Return the names of metrics, one or several, each once."""
    names = [metrics] if isinstance(metrics, str) else metrics
    if not isinstance(names, Iterable):
        raise ArgumentError(text("metrics={value!r}: name one or more metrics.", value=metrics))
    found = list(dict.fromkeys(check_choice("metrics", name, METRICS) for name in names))
    if not found:
        raise ArgumentError(text("metrics= names none; leave it out for the usual ones."))
    return found


def _check_shares(shares: Any) -> list[float]:
    """Return the shares, each once, from the smallest up."""
    given = list(shares) if isinstance(shares, Iterable) and not isinstance(shares, str) else []
    if not given or not all(is_number(share) and 0 < share < 1 for share in given):
        message = text("shares={value!r}: give numbers between 0 and 1.", value=shares)
        raise ArgumentError(message)
    return sorted({float(share) for share in given})


_COLUMNS = {
    "metric": "str", "estimate": "float64", "method": "str", "n_actors": "int64",
    "n_meetings": "Int64", "n_draws": "int64", "flag": "str", "missing": "str",
    "share": "float64", "n_dropped": "int64", "observed": "float64", "bias": "float64",
    "off": "float64", "change": "float64", "spearman": "float64", "kendall": "float64",
    "same_order": "float64",
}  # fmt: skip
