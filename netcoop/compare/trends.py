"""Bin by bin: were the two sides on one way before, and when did they part?"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from netcoop._core.checks import check_choice
from netcoop._core.rng import RandomSource
from netcoop._core.texts import check_language, language, number, text
from netcoop.compare.changes import (
    Changes,
    about_regions,
    changes,
    check_name,
    check_panel,
    check_phase,
    in_order,
    levels,
    seed_of,
    time_of,
)
from netcoop.compare.finding import Finding, caveat
from netcoop.compare.impact import check_draws
from netcoop.compare.impact_result import ALPHA, amount, chance, label, nullable, verdict
from netcoop.compare.power import POWER
from netcoop.compare.randomisation import Reassigned, Sides, reassign


@dataclass(frozen=True, eq=False, repr=False)
class EventStudy(Finding):
    """The difference in every bin; made by :func:`netcoop.event_study`.

    Attributes
    ----------
    pre_trend
        Of the bins before: ``n_bins``; ``p_value`` (joint, largest t); ``detectable``, the smallest
        steady drift per bin found in 8 of 10 cases; ``power``, how often the drift that alone would
        give the mean difference after the start would have been found. NaN where undefined.
    """

    pre_trend: Mapping[str, float]

    def row_sentence(self, row: Mapping[Any, Any], lang: str) -> str:
        """Say one bin."""
        values = {"bin": row["bin"], "base": self.settings["base"]}
        if math.isnan(row["estimate"]):
            said = text("{bin}: no comparison.", lang, **values)
            return f"{said} {caveat(row['flag'], lang)}"
        scale = row["std_error"] if row["std_error"] > 0 else row["estimate"]
        values["size"] = amount(row["estimate"], lang, scale)
        if math.isnan(row["ci_low"]):
            return text("{bin}: {size} against {base}; no band can be given.", lang, **values)
        ends = {name: amount(row[f"ci_{name}"], lang, scale) for name in ("low", "high")}
        return text(
            "{bin}: {size} against {base} (band over all bins {low} to {high}).",
            lang,
            **values,
            **ends,
        )

    def sentence(self, lang: str | None = None) -> str:
        """Say what could be seen before the start, what was, and where the sides differ."""
        code = check_language(lang or language())
        rows = self._table
        name, flag = label(rows["metric"].iloc[0], code), rows["flag"].iloc[0]
        if rows["estimate"].isna().all():
            said = text("{outcome}: no comparison.", code, outcome=name)
            return f"{said} {caveat(flag, code)}"
        smallest = text(
            "{outcome}: the smallest p this design can give is {p}.",
            code,
            outcome=name,
            p=chance(rows["p_smallest"].max(), code),
        )
        parts = (smallest, self._before(code), self._apart(code), caveat(flag, code))
        return " ".join(filter(None, parts))

    def _before(self, code: str) -> str:
        """Say what the test of the time before could and did show."""
        found = self.pre_trend
        if math.isnan(found["p_value"]):
            return text("Whether the sides differed before the start cannot be tested.", code)
        p = chance(found["p_value"], code)
        if math.isnan(found["detectable"]):
            said = text("Before the start the sides differed with p = {p}.", code, p=p)
        else:
            said = text(
                "A steady drift before the start of less than {drift} a bin would often be missed; "
                "the sides differed there with p = {p}.",
                code,
                drift=amount(found["detectable"], code, found["detectable"]),
                p=p,
            )
        if math.isnan(found["power"]):
            return said
        share = number(100 * found["power"], code, 0)
        power = text(
            "A drift that alone gives the later difference would be found in {share} % of cases.",
            code,
            share=share,
        )
        return f"{said} {power}"

    def _apart(self, code: str) -> str:
        """List the bins whose band leaves out 0."""
        rows = self._table[self._table["p_value"] <= ALPHA]
        if rows.empty:
            return verdict(1.0, code)
        bins = ", ".join(rows["bin"])
        return text(
            "The sides differ in {bins}: the band over all bins does not hold 0 there.",
            code,
            bins=bins,
        )

    def summary(self) -> dict[str, Any]:
        """Give all numbers, flat, with those of the time before."""
        rows = self._table.set_index("bin")
        flat = {
            f"{name}_{key}": value for name, row in rows.iterrows() for key, value in row.items()
        }
        return {**flat, **{f"pre_trend_{key}": value for key, value in self.pre_trend.items()}}

    def equals(self, other: object) -> bool:
        """Tell whether two have the same numbers and settings."""
        same = isinstance(other, EventStudy) and repr(self.pre_trend) == repr(other.pre_trend)
        return same and super().equals(other)

    def __repr__(self) -> str:
        smallest, found = self._table["p_smallest"].max(), self.pre_trend
        return (
            f"<EventStudy: p_smallest={smallest:.3g} "
            f"pre_trend_detectable={found['detectable']:.3g} "
            f"pre_trend_p_value={found['p_value']:.3g} {len(self._table)} bins>"
        )


def event_study(
    panel: pd.DataFrame,
    outcome: str,
    *,
    base: Any,
    pre: str = "pre",
    strata: str | None = None,
    draws: int = 9999,
    rng: RandomSource = None,
) -> EventStudy:
    """Show the difference between the two sides in every bin, against a base.

    In each bin: the mean of (value less the region's value in the base) over treated regions, less
    the same of comparison regions. One set of reassignments serves all bins, and the bands are as
    wide as the largest t of all bins asks for, so that all of them together hold 0 in 95 % of
    cases where nothing differs. The bins before the start are also tested alone.

    Parameters
    ----------
    panel
        One row a region and ``bin`` (or ``phase``): ``region``, ``treated``, the outcome; with
        ``phase``, the bins of ``pre`` are those before the start, else all before the base.
    outcome
        A column of the panel.
    base
        A bin, or a phase: then the mean of its bins.
    pre
        The phase before the start.
    strata, draws, rng
        As in :func:`netcoop.did`.

    Returns
    -------
    EventStudy
        Of each bin but the base: ``estimate``, ``std_error``, ``ci_low``, ``ci_high`` (the band;
        NaN where too few reassignments bound it), ``p_value`` (over all bins), ``before`` (whether
        it is before the start), ``p_smallest``, counts, ``method``, ``flag``. See ``pre_trend``.

    Raises
    ------
    ArgumentError
        The panel lacks columns, or an argument is not known.

    References
    ----------
    Roth 2022, doi 10.1257/aeri.20210236; Westfall & Young 1993.

    Examples
    --------
    >>> rows = [
    ...     (r, b, r in "ABC", b * (r in "ABC") * (b > 1) + ord(r) % 3)
    ...     for r in "ABCDEFGH"
    ...     for b in range(4)
    ... ]
    >>> panel = pd.DataFrame(rows, columns=["region", "bin", "treated", "partners"])
    >>> event_study(panel, "partners", base=1).to_frame()["estimate"].round(6).tolist()
    [0.0, 2.0, 3.0]
    """
    names = [check_name("outcome", outcome)]
    check_draws(draws)
    table = check_panel(panel, names)
    bins = _Bins.of(table, base, pre)
    values = bins.values(table, names[0])
    side = table.groupby("region")["treated"].first()
    counts = values.notna().groupby(side).any().sum()
    both = {str(name): bool(count == 2) for name, count in counts.items()}
    seen = [name for name, on_both in both.items() if on_both]
    everything = pd.Series(data=True, index=table.index)
    found = changes(about_regions(table, everything, strata), values[seen])
    rows = {name: {"metric": names[0], "bin": name, **_blank(found)} for name in both}
    trend = dict.fromkeys(("p_value", "detectable", "power"), math.nan)
    if found.flag == "ok" and seen:
        drawn = reassign(found.values, Sides(found.treated, found.strata), draws, rng)
        for name, row in zip(seen, _rows(drawn), strict=True):
            rows[name] |= row
        trend |= _trend(drawn, [bins.distance[n] for n in seen], [n in bins.before for n in seen])
    for name, on_both in both.items():
        rows[name]["before"] = name in bins.before
        rows[name]["flag"] = found.doubt if on_both else "no_common_source"
    frame = pd.DataFrame(list(rows.values()))
    frame["seed"] = nullable([seed_of(rng)] * len(frame))
    trend["n_bins"] = sum(name in bins.before for name in seen)
    settings = {"base": str(base), "pre": pre, "strata": strata, "draws": draws}
    return EventStudy(frame, {**settings, "seed": seed_of(rng)}, trend)


@dataclass(frozen=True)
class _Bins:
    """The bins of a panel by name, in order, and where the base and the start are."""

    names: dict[str, Any]
    base: list[str]
    before: set[str]

    @classmethod
    def of(cls, table: pd.DataFrame, base: Any, pre: str) -> _Bins:
        time = time_of(table)
        names = {str(value): value for value in in_order(table[time])}
        phases = table["phase"].astype("str") if "phase" in table else table[time].astype("str")
        known = list(names) + [name for name in phases.unique() if name not in names]
        chosen = check_choice("base", str(base), known)
        inside = table.loc[phases == chosen, time] if chosen not in names else [names[chosen]]
        bases = list(dict.fromkeys(str(value) for value in inside))
        if time == "bin" and "phase" in table:
            check_phase(table, "pre", pre)
            before = {str(value) for value in table.loc[phases == pre, time]}
        else:
            order = list(names)
            before = set(order[: order.index(bases[0])])
        return cls(names, bases, before - (set(bases) if len(bases) == 1 else set()))

    @property
    def distance(self) -> dict[str, float]:
        """How many bins each lies after the base."""
        order = list(self.names)
        middle = sum(order.index(name) for name in self.base) / len(self.base)
        return {name: place - middle for place, name in enumerate(order)}

    def values(self, table: pd.DataFrame, outcome: str) -> pd.DataFrame:
        """Give each region's change from the base to every other bin."""
        column = table[time_of(table)].astype("str")
        level = levels(table, [outcome], column.isin(self.base))[outcome]
        shown = [name for name in self.names if [name] != self.base]
        return pd.DataFrame(
            {name: levels(table, [outcome], column == name)[outcome] - level for name in shown}
        )


def _blank(found: Changes) -> dict[str, Any]:
    names = ("p_smallest", "estimate", "std_error", "ci_low", "ci_high", "p_value")
    return {
        **dict.fromkeys(names, math.nan),
        "method": "none",
        "n_treated": found.n_treated,
        "n_comparison": found.n_comparison,
        "n_left_out": found.left_out,
        "n_draws": 0,
    }


def _rows(drawn: Reassigned) -> list[dict[str, Any]]:
    """Give the band and the p-value of each bin, over all of them."""
    every = np.arange(len(drawn.estimate))
    width, p_value = drawn.critical(every) * drawn.error_observed, drawn.p_joint(every)
    return [
        {
            "p_smallest": drawn.p_smallest,
            "estimate": float(drawn.estimate[at]),
            "std_error": float(drawn.std_error[at]),
            "ci_low": float(drawn.estimate[at] - width[at]),
            "ci_high": float(drawn.estimate[at] + width[at]),
            "p_value": float(p_value[at]),
            "method": drawn.method,
            "n_draws": drawn.n_draws,
        }
        for at in every
    ]


def _trend(drawn: Reassigned, distance: list[float], before: list[bool]) -> dict[str, float]:
    """Test the bins before the start together, and say which drift that test would find."""
    early, away = np.flatnonzero(before), np.array(distance)
    if not len(early):
        return {}
    found = {"p_value": float(drawn.p_joint(early).min())}
    limit = drawn.critical(early)
    if math.isnan(limit):
        return found
    with np.errstate(divide="ignore", invalid="ignore"):
        noise = np.nan_to_num(
            drawn.difference[:, early] / drawn.error[:, early], posinf=0, neginf=0
        )
        steps = np.nan_to_num(away[early] / drawn.error[:, early], posinf=0, neginf=0)

    def power(drift: float) -> float:
        return float((np.abs(noise + drift * steps).max(axis=1) > limit).mean())

    found["detectable"] = _solve(power, float(drawn.error_observed[early].max()))
    late = np.flatnonzero((away > 0) & ~np.array(before))
    if len(late):
        drift = float(drawn.estimate[late].mean() / away[late].mean())
        found["power"] = power(drift)
    return found


def _solve(power: Callable[[float], float], start: float) -> float:
    """Find the smallest drift that is found often enough."""
    low, high = 0.0, start
    for _ in range(40):
        if power(high) >= POWER:
            break
        low, high = high, 2 * high
    else:
        return math.nan
    for _ in range(30):
        middle = (low + high) / 2
        low, high = (low, middle) if power(middle) >= POWER else (middle, high)
    return high
