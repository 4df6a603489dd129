"""How sure is a number, given which meetings happened to be held and recorded?

Meetings are left out one unit (a series of meetings, or a single one) after the other. Drawing
meetings at random with replacement, the bootstrap, would leave a third of them out each time and
so lose ties that there are: its intervals miss the density in half of the cases or more.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from netcoop._core.checks import check_choice, is_number
from netcoop._core.parallel import spread
from netcoop._core.texts import text
from netcoop.compare.interval_result import MetricIntervals
from netcoop.compare.meeting_set import MeetingSet, check_metrics
from netcoop.compare.nulltest import NEVER_SATURATED
from netcoop.compare.occurrences import FEWEST_MEETINGS
from netcoop.compare.sampling import sets_of
from netcoop.errors import ArgumentError
from netcoop.metrics import METRICS, is_saturated
from netcoop.records import Records
from netcoop.ties.weighting import check_max_size

USUAL = ("density", "mean_degree", "transitivity", "fragmentation")
# Smooth enough to be jackknifed (docs/intervals.md has the coverage); the others get a range only.
SMOOTH = ("density", "mean_degree", "transitivity")
# A sum over meetings: its mean over actors is told.
LINEAR = "strength"
# Meetings of more actors make the error itself uncertain, unless they are set apart.
LARGE = 12
FEWEST_WITH_LARGE = 80
# A network that is less fragmented is called nearly connected.
NEARLY_CONNECTED = 0.1
# So many units are left out, one after the other, in one part of the work.
_AT_ONCE = 200


def metric_interval(
    records: Records,
    metrics: str | Sequence[str] | None = None,
    *,
    max_size: int | None = LARGE,
    by: str | None = None,
    level: float = 0.95,
) -> MetricIntervals:
    """Say which values of a number are compatible with the recorded meetings.

    Had other meetings of the same kind been held and recorded, the number would be another one.
    How much is seen by leaving out each unit once: a series of meetings, or a meeting of its own
    (jackknife). Large meetings are few and make most ties, so they are kept apart: they are always
    there, and the interval is the one *given these large meetings*. All actors stay.

    Parameters
    ----------
    records
        Records with meetings; only meetings count.
    metrics
        Names of network metrics, or ``"strength"`` (its mean over actors); by default density,
        ties per actor, transitivity and fragmentation.
    max_size
        Meetings of more actors are large. ``None`` sets none apart; then 80 units are needed
        where any meeting has more than 12 actors.
    by
        ``"region"`` for one row a region and metric: the meetings of each region, among its actors.
    level
        How often such intervals hold the value, if all is as assumed.

    Returns
    -------
    MetricIntervals
        Of each metric ``estimate`` (all meetings), ``std_error``, ``ci_low``, ``ci_high``,
        ``without_large`` (the metric without large meetings), ``loo_low`` and ``loo_high`` (the
        lowest and the highest value when any one unit is left out), ``n_units``, ``n_large``,
        ``flag``. The interval is NaN with fewer than 12 units or where no error can be told
        (``too_few_events``; ``saturated`` where all are tied), and for metrics that change by
        leaps, such as fragmentation: they have the range only, and are ``saturated`` where nearly
        all are tied. A meeting of one actor shows no tie and is no unit.

    Raises
    ------
    RecordError
        The records have no meetings; with ``by``, none of known region.
    ArgumentError
        A metric is not known, or an argument is out of its range.

    References
    ----------
    Efron & Stein 1981, doi 10.1214/aos/1176345462.

    Examples
    --------
    >>> meetings = "AB AB AC AC ADE BC CD EF EF FG AG BH CH DH".split()
    >>> rows = [(actor, day) for day, who in enumerate(meetings) for actor in who]
    >>> sheet = pd.DataFrame(rows, columns=["actor", "meeting_id"])
    >>> found = metric_interval(Records(meetings=sheet), "density")
    >>> found.to_frame()[["estimate", "ci_low", "ci_high", "n_units"]].round(3)
       estimate  ci_low  ci_high  n_units
    0     0.464   0.243    0.686       14
    """
    names = _check_metrics(metrics)
    check_max_size(max_size)
    _check_level(level)
    sets = sets_of(MeetingSet.of(records), by)
    table = interval_table(sets, names, max_size, level)
    settings = {"metrics": names, "max_size": max_size, "by": by, "level": float(level)}
    return MetricIntervals(table if by else table.drop(columns="region"), settings)


def interval_table(
    sets: Mapping[str, MeetingSet], metrics: Sequence[str], max_size: int | None, level: float
) -> pd.DataFrame:
    """Give the intervals of several sets of meetings, by the name of their region."""
    parts = {name: _Parted.of(part, max_size) for name, part in sets.items()}
    left_out = _leave_out(list(parts.values()), metrics)
    rows = [
        {"region": region, **row}
        for (region, parted), values in zip(parts.items(), left_out, strict=True)
        for row in _rows(parted, metrics, values, level)
    ]
    return pd.DataFrame(rows, columns=list(_COLUMNS)).astype(_COLUMNS)


@dataclass(frozen=True, eq=False)
class _Parted:
    """Meetings, parted into units that may be left out and large ones that may not.

    ``unit`` is the number of each meeting's unit, −1 where it is large or shows no tie.
    """

    meetings: MeetingSet
    unit: np.ndarray
    large: np.ndarray

    @classmethod
    def of(cls, meetings: MeetingSet, max_size: int | None) -> _Parted:
        size = meetings.size
        large = size > (math.inf if max_size is None else max_size)
        names = meetings.meetings["unit"].where((size >= 2) & ~large)
        return cls(meetings, pd.factorize(names, sort=True)[0], large)

    @property
    def n_units(self) -> int:
        return int(self.unit.max(initial=-1)) + 1

    @property
    def fewest(self) -> int:
        """How many units it takes: more where some of them hold large meetings."""
        some = bool((self.meetings.size[self.unit >= 0] > LARGE).any())
        return FEWEST_WITH_LARGE if some else FEWEST_MEETINGS

    def measure(self, names: Sequence[str], meetings: np.ndarray) -> np.ndarray:
        """Measure with some of the meetings only, by a truth value for each."""
        whole, kept = self.meetings, meetings[self.meetings.meeting]
        some = replace(whole, actor=whole.actor[kept], meeting=whole.meeting[kept])
        of_ties = [name for name in names if name != LINEAR]
        found = dict(zip(of_ties, some.measure(of_ties), strict=True)) if of_ties else {}
        found[LINEAR] = float(self.company(meetings).sum()) / (whole.n_actors or math.nan)
        return np.array([found[name] for name in names], dtype="float64")

    def company(self, meetings: np.ndarray) -> np.ndarray:
        """Sum up the strength (after Newman) that each meeting gives all its actors together."""
        size: np.ndarray = self.meetings.size
        return np.where(meetings & (size >= 2), size, 0)

    def without(self, names: Sequence[str], units: range) -> np.ndarray:
        """Measure without each of some units: units × metrics."""
        return np.array([self.measure(names, self.unit != unit) for unit in units])


def _leave_out(parts: Sequence[_Parted], names: Sequence[str]) -> list[np.ndarray]:
    """Measure without each unit of each set: for each set, units × metrics."""
    starts = [
        (place, start)
        for place, part in enumerate(parts)
        for start in range(0, part.n_units, _AT_ONCE)
    ]
    tasks = (
        (parts[place], names, range(start, min(start + _AT_ONCE, parts[place].n_units)))
        for place, start in starts
    )
    found: list[list[np.ndarray]] = [[np.empty((0, len(names)))] for _ in parts]
    for (place, _), values in zip(
        starts, spread(_Parted.without, tasks, total=len(starts)), strict=True
    ):
        found[place].append(values)
    return [np.concatenate(values) for values in found]


def _rows(
    parted: _Parted, names: Sequence[str], values: np.ndarray, level: float
) -> list[dict[str, Any]]:
    """Give the row of each metric of one set of meetings."""
    whole = parted.meetings
    everything = np.ones(whole.n_meetings, dtype=bool)
    estimates = parted.measure(names, everything)
    without = parted.measure(names, ~parted.large)
    leaps = not {*names} <= {*SMOOTH, LINEAR, *NEVER_SATURATED}
    crowded = leaps and _nearly_all_tied(parted)
    rows = []
    for place, name in enumerate(names):
        left = values[:, place]
        said: dict[str, Any] = {
            "metric": name,
            "estimate": estimates[place],
            **_interval(name, estimates[place], left, whole.n_actors, level),
            "without_large": without[place],
            # With one unit only, nothing is left to measure.
            "loo_low": left.min() if len(left) > 1 else np.nan,
            "loo_high": left.max() if len(left) > 1 else np.nan,
            "n_units": parted.n_units,
            "n_large": int(parted.large.sum()),
            "n_actors": whole.n_actors,
            "n_meetings": whole.n_meetings,
        }
        said["flag"] = _flag(name, parted, said, crowded=crowded)
        if said["flag"] != "ok":
            said |= dict.fromkeys(("std_error", "ci_low", "ci_high"), np.nan)
        rows.append(said)
    return rows


def _interval(
    name: str, estimate: float, left: np.ndarray, n_actors: int, level: float
) -> dict[str, Any]:
    """Give the jackknife's error and interval, where the metric has one."""
    if name not in SMOOTH and name != LINEAR:
        return {"method": "range", "std_error": np.nan, "ci_low": np.nan, "ci_high": np.nan}
    from scipy.stats import t

    error = jackknife_error(left)
    if name == LINEAR and len(left) > 1:
        # As if as many units were summed up as there are, not one less.
        error *= len(left) / (len(left) - 1)
    reach = float(t.ppf((1 + level) / 2, max(1, len(left) - 1))) * error
    top = {"mean_degree": float(n_actors - 1), LINEAR: math.inf}.get(name, 1.0)
    return {
        "method": "jackknife",
        "std_error": error,
        "ci_low": max(0.0, estimate - reach) if math.isfinite(reach) else np.nan,
        "ci_high": min(top, estimate + reach) if math.isfinite(reach) else np.nan,
    }


def jackknife_error(left: np.ndarray) -> float:
    """Give the standard error of a value, from its values without each of the M units.

    It is √((M−1)/M · Σ(T₍₋ₘ₎ − T̄)²); NaN with fewer than two units.

    Examples
    --------
    Of the mean of 1, 2 and 6 it is the known s/√M.

    >>> known = pd.Series([1, 2, 6]).sem()
    >>> math.isclose(jackknife_error(np.array([4.0, 3.5, 1.5])), known)
    True
    """
    units = len(left)
    if units < 2:
        return math.nan
    return math.sqrt((units - 1) / units * float(((left - left.mean()) ** 2).sum()))


def _nearly_all_tied(parted: _Parted) -> bool:
    """Tell whether hardly any pair of actors is apart."""
    fragmentation = parted.meetings.measure(["fragmentation"])[0]
    return bool(fragmentation < NEARLY_CONNECTED) or is_saturated(parted.meetings.network())


def _flag(name: str, parted: _Parted, said: dict[str, Any], *, crowded: bool) -> str:
    """Say why there is no interval; a metric that never has one is fine with its range."""
    if math.isnan(said["estimate"]) or parted.n_units < parted.fewest:
        return "too_few_events"
    if said["method"] == "range":
        return "saturated" if crowded and name not in NEVER_SATURATED else "ok"
    if name == LINEAR or said["std_error"] > 0:
        return "ok"
    # No unit matters, or without one of them the metric is not defined: there is no error to tell.
    full = name in SMOOTH and parted.meetings.measure(["density"])[0] == 1
    return "saturated" if full else "too_few_events"


def _check_metrics(metrics: Any) -> list[str]:
    """Return names of network metrics and the one sum."""
    if isinstance(metrics, str) and metrics == LINEAR:
        return [LINEAR]
    if isinstance(metrics, str) or not isinstance(metrics, Iterable):
        return check_metrics(metrics, USUAL)
    known = [LINEAR, *(name for name, metric in METRICS.items() if metric.level == "network")]
    found = list(dict.fromkeys(check_choice("metrics", name, known) for name in metrics))
    return found or check_metrics([], USUAL)


def _check_level(level: Any) -> None:
    if not is_number(level) or not 0 < level < 1:
        message = text("level={value!r} must be a number between 0 and 1.", value=level)
        raise ArgumentError(message)


_COLUMNS = {
    "region": "str", "metric": "str", "estimate": "float64", "std_error": "float64",
    "ci_low": "float64", "ci_high": "float64", "method": "str", "n_actors": "int64",
    "n_meetings": "int64", "flag": "str", "without_large": "float64", "loo_low": "float64",
    "loo_high": "float64", "n_units": "int64", "n_large": "int64",
}  # fmt: skip
