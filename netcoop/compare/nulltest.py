"""Is a number more than the same attendance, or the same referrals, would give by chance?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np
import pandas as pd

from netcoop._core.checks import check_choice
from netcoop._core.parallel import spread
from netcoop._core.rng import RandomSource, spawn
from netcoop._core.texts import text
from netcoop.compare.changes import seed_of
from netcoop.compare.meeting_set import MeetingSet, check_metrics
from netcoop.compare.null_result import NO_SPREAD, NullTest
from netcoop.compare.occurrences import FEWEST_MEETINGS
from netcoop.compare.referral_set import ReferralSet
from netcoop.compare.sampling import check_how_many, check_strata, limits_of, sets_of
from netcoop.errors import ArgumentError
from netcoop.metrics import is_saturated
from netcoop.network import Network
from netcoop.records import Records
from netcoop.ties.nullmodels import drawn_seats, parts_of_draws
from netcoop.ties.strata import Limits

DEFAULT_METRICS = ("mean_degree", "transitivity", "fragmentation")
_OF_REFERRALS = ("mean_degree", "reciprocity", "transitivity")
# Where nearly all are tied to each other, these still say something.
NEVER_SATURATED = ("density", "mean_degree", "two_mode_density", "saturated", "reciprocity")
_REFERRAL_PARTS = 8


def null_test(
    records: Records,
    metrics: str | Sequence[str] | None = None,
    *,
    by: str | None = None,
    strata: str | Sequence[str] | None = None,
    active: bool = True,
    layer: str = "meeting",
    draws: int = 999,
    rng: RandomSource = None,
) -> NullTest:
    """Is it more than chance: the network's numbers beside those of the same attendance mixed.

    Chance keeps how many meetings each actor came to and how many came to each meeting, and only
    mixes who met whom (:func:`netcoop.sample_null`). Of referrals it keeps how many each actor
    sent and received, and only mixes who referred to whom, nobody to themselves.

    Parameters
    ----------
    records
        Records with meetings, or with referrals.
    metrics
        Names of network metrics; by default ``mean_degree``, ``transitivity`` and
        ``fragmentation``, of referrals ``mean_degree`` (different partners sent to and received
        from), ``reciprocity`` and ``transitivity``.
    by
        ``"region"``: each region by itself, its own actors at its own meetings.
    strata, active
        What mixing keeps to, as in :func:`netcoop.sample_null`.
    layer
        ``"meeting"`` or ``"referral"``; of referrals ``by`` and ``strata`` are not offered.
    draws
        How many random tables.
    rng
        Seed, Generator or ``None``. The result does not depend on the number of workers
        (``joblib.parallel_config``).

    Returns
    -------
    NullTest
        ``to_frame()`` has one row a metric (and region): ``estimate``, ``expected`` and ``sd``
        under chance, ``ratio`` (estimate over expected), ``z``, ``p_value`` (two-sided, smallest
        2/(n_draws+1)). ``n_draws`` are the draws in which the metric is defined; where those are
        fewer than half, or the records do not define it, there is no chance to compare with
        (NaN). ``flag`` is ``too_few_events`` then, and below 12 meetings of two actors or more (12
        referrals); ``saturated`` where nearly all are tied to each other: the number stands, but
        no verdict.

    Raises
    ------
    ArgumentError
        An argument is not one of these.
    RecordError
        The records have no meetings (referrals); with ``by``, none of known region.

    References
    ----------
    Strona, G., et al. (2014). https://doi.org/10.1038/ncomms5114

    Examples
    --------
    >>> sheet = pd.DataFrame({"actor": list("ABABCD"), "meeting_id": list("112233")})
    >>> found = null_test(Records(meetings=sheet), "mean_degree", draws=99, rng=1)
    >>> found.to_frame()["estimate"].item()
    1.0
    """
    check_choice("layer", layer, ["meeting", "referral"])
    names = check_metrics(metrics, _OF_REFERRALS if layer == "referral" else DEFAULT_METRICS)
    check_how_many(draws)
    settings = {"by": by, "strata": tuple(check_strata(strata)), "active": active, "layer": layer}
    sides = (
        _referrals(records, by, strata)
        if layer == "referral"
        else _meetings(records, by, strata, active=active)
    )
    parts = [
        (side, number, random)
        for side, own in zip(sides, spawn(rng, len(sides)), strict=True)
        for number, random in side.parts(draws, own)
    ]
    tasks = ((side, names, number, random) for side, number, random in parts)
    drawn = list(spread(_drawn, tasks, total=len(parts)))
    tables = []
    for side in sides:
        mine = [rows for (owner, *_), rows in zip(parts, drawn, strict=True) if owner is side]
        tables.append(_table(side, names, np.concatenate(mine)))
    table = pd.concat(tables, ignore_index=True)
    table["seed"] = pd.Series(seed_of(rng), index=table.index, dtype="Int64")
    return NullTest(table if by else table.drop(columns="region"), settings | {"draws": draws})


class _Side(Protocol):
    """Records that can be dealt anew and measured."""

    @property
    def about(self) -> dict[str, Any]:
        """What a table says of them."""

    @property
    def n_events(self) -> int:
        """How many meetings or referrals there are."""

    def network(self) -> Network:
        """Make their network."""

    def measure(self, metrics: Sequence[str]) -> np.ndarray:
        """Measure it."""

    def parts(self, draws: int, rng: np.random.Generator) -> list[tuple[int, np.random.Generator]]:
        """Cut draws into parts."""

    def dealt(self, draws: int, random: np.random.Generator) -> Iterator[Any]:
        """Deal them anew: things to be measured in the same way."""


@dataclass(frozen=True, eq=False)
class _Meetings:
    """The meetings of a region, or all."""

    region: str
    whole: MeetingSet
    limits: Limits | None

    @property
    def about(self) -> dict[str, Any]:
        said = {"method": "curveball", "n_actors": self.whole.n_actors}
        return {"region": self.region, **said, "n_meetings": self.n_events}

    @property
    def n_events(self) -> int:
        # A meeting of one can show no pair.
        return int((self.whole.size >= 2).sum())

    def network(self) -> Network:
        return self.whole.network()

    def measure(self, metrics: Sequence[str]) -> np.ndarray:
        return self.whole.measure(metrics)

    def parts(self, draws: int, rng: np.random.Generator) -> list[tuple[int, np.random.Generator]]:
        return parts_of_draws(self.whole.seats, draws, rng)

    def dealt(self, draws: int, random: np.random.Generator) -> Iterator[MeetingSet]:
        for some in drawn_seats(self.whole.seats, draws, random, self.limits):
            for actor in some:
                yield replace(self.whole, actor=actor)


@dataclass(frozen=True, eq=False)
class _Referrals:
    """All referrals."""

    whole: ReferralSet

    @property
    def about(self) -> dict[str, Any]:
        said = {"method": "referral_swap", "n_actors": len(self.whole.actors)}
        return {"region": "", **said, "n_referrals": self.n_events}

    @property
    def n_events(self) -> int:
        return len(self.whole.source)

    def network(self) -> Network:
        return self.whole.network()

    def measure(self, metrics: Sequence[str]) -> np.ndarray:
        return self.whole.measure(metrics)

    def parts(self, draws: int, rng: np.random.Generator) -> list[tuple[int, np.random.Generator]]:
        n = min(draws, _REFERRAL_PARTS)
        numbers = [draws // n + (part < draws % n) for part in range(n)]
        return list(zip(numbers, spawn(rng, n), strict=True))

    def dealt(self, draws: int, random: np.random.Generator) -> Iterator[ReferralSet]:
        return self.whole.dealt(draws, random)


def _meetings(
    records: Records, by: str | None, strata: str | Sequence[str] | None, *, active: bool
) -> list[_Side]:
    sets = sets_of(MeetingSet.of(records), by)
    limits = limits_of(sets.values(), strata, active=active)
    return [
        _Meetings(name, one, limit) for (name, one), limit in zip(sets.items(), limits, strict=True)
    ]


def _referrals(records: Records, by: str | None, strata: str | Sequence[str] | None) -> list[_Side]:
    if by is not None or strata is not None:
        message = text(
            "by= and strata= are for meetings; leave them out with layer='referral', or select "
            "the records first."
        )
        raise ArgumentError(message)
    return [_Referrals(ReferralSet.of(records))]


def _drawn(
    side: _Side, metrics: Sequence[str], draws: int, random: np.random.Generator
) -> np.ndarray:
    """Measure what is dealt anew: draws × metrics."""
    return np.array([one.measure(metrics) for one in side.dealt(draws, random)])


def _table(side: _Side, metrics: list[str], drawn: np.ndarray) -> pd.DataFrame:
    observed = side.measure(metrics)
    rows = [_beside(float(value), drawn[:, place]) for place, value in enumerate(observed)]
    table = pd.DataFrame(rows)
    table.insert(0, "metric", pd.Series(metrics, dtype="str"))
    undefined = table["p_value"].isna().to_numpy()
    return table.assign(flag=_flags(side, metrics, undefined), **side.about)


def _beside(observed: float, drawn: np.ndarray) -> dict[str, float]:
    """Set a number beside its draws; those in which it is not defined do not count."""
    known = drawn[~np.isnan(drawn)]
    draws = len(known)
    row = {"estimate": observed, "expected": np.nan, "sd": np.nan, "ratio": np.nan, "z": np.nan}
    if 2 * draws < len(drawn) or np.isnan(observed):
        return row | {"p_value": np.nan, "n_draws": draws}
    expected, spread_ = known.mean(), known.std(ddof=1 if draws > 1 else 0)
    # Draws that equal the observed value but for rounding count as at least as extreme.
    slack = 1e-12 + 1e-9 * abs(observed)
    above, below = (known >= observed - slack).sum(), (known <= observed + slack).sum()
    return row | {
        "expected": expected,
        "sd": spread_,
        "ratio": observed / expected if expected > 0 else np.nan,
        "z": (observed - expected) / spread_ if spread_ > NO_SPREAD else np.nan,
        "p_value": min(1.0, 2 * (1 + min(above, below)) / (draws + 1)),
        "n_draws": draws,
    }


def _flags(side: _Side, metrics: list[str], undefined: np.ndarray) -> list[str]:
    """Say which numbers are not there, or are there but carry no verdict."""
    if side.n_events < FEWEST_MEETINGS:
        return ["too_few_events"] * len(metrics)
    doubtful = [name not in NEVER_SATURATED for name in metrics]
    full = any(doubtful) and is_saturated(side.network())
    return [
        "too_few_events" if nothing else "saturated" if full and doubt else "ok"
        for doubt, nothing in zip(doubtful, undefined, strict=True)
    ]
