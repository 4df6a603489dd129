"""The smallest effect that a number of regions can show."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from netcoop._core.checks import is_number, is_whole
from netcoop._core.texts import number, text
from netcoop.compare.changes import FEW, check_names, check_panel, check_phase, in_order, levels
from netcoop.compare.finding import Finding, caveat
from netcoop.compare.impact_result import ALPHA, amount, label
from netcoop.compare.randomisation import Sides
from netcoop.errors import ArgumentError

POWER = 0.8


@dataclass(frozen=True, eq=False, repr=False)
class Detectable(Finding):
    """The smallest effect that would be found; made by :func:`netcoop.mde`."""

    def row_sentence(self, row: Mapping[Any, Any], lang: str) -> str:
        """Say one outcome."""
        if math.isnan(row["estimate"]):
            said = text(
                "{outcome}: how much it varies is not known.",
                lang,
                outcome=label(row["metric"], lang),
            )
        else:
            said = text(
                "{outcome}: where {treated} took part and {others} are compared with them, a "
                "difference of {size} would be found in {share} % of cases.",
                lang,
                outcome=label(row["metric"], lang),
                treated=number(row["n_treated"], lang),
                others=number(row["n_comparison"], lang),
                size=amount(row["estimate"], lang, row["estimate"]),
                share=number(100 * self.settings["power"], lang, 0),
            )
        return f"{said} {caveat(row['flag'], lang)}".strip()


def mde(
    panel: pd.DataFrame,
    outcomes: str | Sequence[str],
    *,
    pre: str = "pre",
    post: str | None = None,
    n_treated: int | None = None,
    n_comparison: int | None = None,
    power: float = POWER,
    alpha: float = ALPHA,
) -> Detectable:
    """Say how large a difference must be to be found, before looking for it.

    (t(1 − alpha/2) + t(power)) · SD · √(1/treated + 1/comparison), with the degrees of freedom of
    two groups. SD is how much the changes of regions differ. Where the first phase has several
    bins it comes from that phase alone: each region's mean of its later half less that of its
    earlier half (the middle one of an odd number is left out), in all regions. Those windows are
    shorter than phases, so the answer is rather too large. Else it comes from the changes to
    ``post``, within each side, so that an effect does not count as spread.

    Parameters
    ----------
    panel
        One row a region and phase or bin: ``region``, ``phase``, ``treated``, the outcomes.
    outcomes
        Columns of the panel.
    pre, post
        The phase before; and the one after, where bins of the first are not to be used.
    n_treated, n_comparison
        How many regions of each side are planned; those of the panel by default.
    power, alpha
        In which share of cases it should be found, and the level of the test.

    Returns
    -------
    Detectable
        ``estimate`` is the smallest difference; ``sd``, ``n_treated``, ``n_comparison``, ``method``
        (``pre_period`` or ``within_sides``). NaN, with flag ``too_few_events``, where the panel
        cannot say how much changes differ.

    Raises
    ------
    ArgumentError
        The panel lacks columns, or a number makes no sense.

    References
    ----------
    Bloom, H. S. (1995). https://doi.org/10.1177/0193841X9501900504

    Examples
    --------
    >>> panel = pd.DataFrame(
    ...     {
    ...         "region": list("ABCDEF") * 2,
    ...         "phase": ["pre"] * 6 + ["during"] * 6,
    ...         "treated": [True, True, True, False, False, False] * 2,
    ...         "partners": [3, 4, 5, 3, 4, 5, 5, 7, 6, 3, 5, 4],
    ...     }
    ... )
    >>> mde(panel, "partners", post="during").to_frame()["estimate"].round(2).item()
    3.04
    """
    names = check_names(outcomes)
    table = check_panel(panel, names)
    check_phase(table, "pre", pre)
    for argument, value in (("power", power), ("alpha", alpha)):
        if not is_number(value) or not 0 < value < 1:
            message = text(
                "{argument}={value!r} must lie between 0 and 1.", argument=argument, value=value
            )
            raise ArgumentError(message)
    sides = table.groupby("region")["treated"].first()
    counts = [
        _count("n_treated", n_treated, int((sides == 1).sum())),
        _count("n_comparison", n_comparison, int((sides == 0).sum())),
    ]
    if post is not None:
        check_phase(table, "post", post)
    spreads, method = _spreads(table, names, pre, post)
    rows = pd.DataFrame({"metric": names, "sd": spreads})
    rows["estimate"] = [detectable(sd, *counts, power=power, alpha=alpha) for sd in spreads]
    rows["n_treated"], rows["n_comparison"] = counts
    rows["method"] = method
    doubt = "few_treated" if min(counts) < FEW else "ok"
    rows["flag"] = ["too_few_events" if math.isnan(sd) else doubt for sd in spreads]
    return Detectable(rows, {"pre": pre, "post": post, "power": power, "alpha": alpha})


def detectable(
    sd: float, n_treated: int, n_comparison: int, *, power: float = POWER, alpha: float = ALPHA
) -> float:
    """Give the smallest difference of two groups' means that is found; NaN below three regions.

    Examples
    --------
    >>> [round(detectable(1, 16, others), 2) for others in (16, 40, 100, 189)]
    [1.02, 0.84, 0.76, 0.73]
    """
    freedom = n_treated + n_comparison - 2
    if freedom < 1 or min(n_treated, n_comparison) < 1:
        return math.nan
    error = sd * math.sqrt(1 / n_treated + 1 / n_comparison)
    return _quantiles(freedom, power, alpha) * error


def detectable_here(changes: np.ndarray, sides: Sides) -> float:
    """Give the smallest difference that is found where the two sides may vary unequally.

    As :func:`detectable`, with each side's own spread and Welch's degrees of freedom. With one
    treated region, its spread is taken to be that of the others.
    """
    takers, others = sides.takers, sides.sizes - sides.takers
    share = float(((takers / takers.sum()) ** 2 / others).sum())
    treated, rest = (_pooled(changes, sides, side) for side in (0, 1))
    free_treated, free_rest = sides.degrees
    if max(free_treated, free_rest) < 1:
        return math.nan
    parts = [
        (treated if free_treated > 0 else rest) / takers.sum(),
        (rest if free_rest > 0 else treated) * share,
    ]
    if min(free_treated, free_rest) > 0:
        below = parts[0] ** 2 / free_treated + parts[1] ** 2 / free_rest
        freedom = sum(parts) ** 2 / below if below > 0 else math.nan
    else:
        freedom = max(free_treated, free_rest)
    return _quantiles(freedom, POWER, ALPHA) * math.sqrt(sum(parts)) if sum(parts) > 0 else math.nan


def halves(table: pd.DataFrame, pre: str) -> tuple[pd.Series, pd.Series] | None:
    """Mark the rows of the earlier and the later half of a phase; None where it has one bin."""
    within = table["phase"].astype("str") == pre
    bins = in_order(table.loc[within, "bin"]) if "bin" in table else []
    half = len(bins) // 2
    if half == 0:
        return None
    return within & table["bin"].isin(bins[:half]), within & table["bin"].isin(bins[-half:])


def _quantiles(freedom: float, power: float, alpha: float) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(freedom, 1 - alpha / 2) + stdtrit(freedom, power))


def _pooled(changes: np.ndarray, sides: Sides, side: int) -> float:
    """Give the variance within strata of the treated (0) or the other side (1)."""
    chosen = sides.treated == (side == 0)
    squares = 0.0
    for code in range(len(sides.sizes)):
        values = changes[chosen & (sides.strata == code)]
        squares += float(((values - values.mean()) ** 2).sum())
    freedom = sides.degrees[side]
    return squares / freedom if freedom > 0 else math.nan


def _spreads(
    table: pd.DataFrame, names: list[str], pre: str, post: str | None
) -> tuple[list[float], str]:
    """Give how much the changes of regions differ, and where that comes from."""
    parts = halves(table, pre) if post is None else None
    if parts is not None:
        moved = levels(table, names, parts[1]) - levels(table, names, parts[0])
        return [float(value) for value in moved.std(ddof=1)], "pre_period"
    if post is None:
        return [math.nan] * len(names), "pre_period"
    phase = table["phase"].astype("str")
    moved = levels(table, names, phase == post) - levels(table, names, phase == pre)
    side = table.groupby("region")["treated"].first()
    centred = moved - moved.groupby(side).transform("mean")
    freedom = centred.notna().sum() - side[side.notna()].nunique()
    variance = (centred**2).sum() / freedom.where(freedom > 0)
    return [float(value) for value in np.sqrt(variance)], "within_sides"


def _count(argument: str, value: Any, default: int) -> int:
    if value is None:
        return default
    if not is_whole(value) or value < 1:
        message = text(
            "{argument}={value!r} must be a whole number from 1 up.", argument=argument, value=value
        )
        raise ArgumentError(message)
    return int(value)
