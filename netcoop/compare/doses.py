"""Did regions that got more support change more?"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import permutations
from typing import Any

import numpy as np
import pandas as pd

from netcoop._core.rng import RandomSource, generator
from netcoop._core.texts import number, text
from netcoop.compare.changes import (
    FEW,
    check_name,
    check_panel,
    check_phase,
    constants,
    levels,
    seed_of,
)
from netcoop.compare.finding import Finding, caveat
from netcoop.compare.impact import check_draws
from netcoop.compare.impact_result import ALPHA, amount, chance, label, nullable
from netcoop.compare.power import POWER
from netcoop.compare.randomisation import SLACK

# Fewer regions cannot be in an order that chance would not give.
FEWEST = 4


@dataclass(frozen=True, eq=False, repr=False)
class DoseResponse(Finding):
    """Support against change; made by :func:`netcoop.dose_response`."""

    def row_sentence(self, row: Mapping[Any, Any], lang: str) -> str:
        """Say the reach first, then the correlation."""
        name = label(row["metric"], lang)
        if math.isnan(row["estimate"]):
            said = text("{outcome}: no comparison.", lang, outcome=name)
            return f"{said} {caveat(row['flag'], lang)}"
        said = text(
            "{outcome}: with {treated} regions the smallest p is {smallest}, and a rank "
            "correlation below {detectable} would often be missed. Between support and change it "
            "is {rho} (p = {p} by {n} permutations); per unit of support it changed by {slope}.",
            lang,
            outcome=name,
            treated=number(row["n_treated"], lang),
            smallest=chance(row["p_smallest"], lang),
            detectable=number(row["detectable"], lang, 2),
            rho=number(row["estimate"], lang, 2),
            p=chance(row["p_value"], lang),
            n=number(row["n_draws"], lang),
            slope=amount(row["slope"], lang, row["slope"]),
        )
        none = text("This is compatible with no connection.", lang)
        rest = (said, "" if row["p_value"] <= ALPHA else none, caveat(row["flag"], lang))
        return " ".join(filter(None, rest))


def dose_response(
    panel: pd.DataFrame,
    outcome: str,
    *,
    pre: str = "pre",
    post: str = "during",
    dose: str = "dose",
    draws: int = 9999,
    rng: RandomSource = None,
) -> DoseResponse:
    """Say whether the treated regions that got more support changed more.

    The rank correlation (Spearman) of the dose with the change from ``pre`` to ``post``, in
    treated regions only, and how often it is as far from 0 when the changes are dealt out anew.
    Where there are at most ``draws`` orders, every one is taken. It is an association: support may
    have gone where change was under way.

    Parameters
    ----------
    panel
        One row a region and phase (or ``bin``): ``region``, ``phase``, ``treated``, the dose, the
        outcome.
    outcome, dose
        Columns of the panel; the dose is the same in all rows of a region.
    pre, post
        The phases compared.
    draws
        How many orders.
    rng
        Seed, Generator or ``None``.

    Returns
    -------
    DoseResponse
        ``estimate`` (−1 to 1), ``p_value``, ``slope`` (median slope of all pairs, Theil and Sen),
        ``p_smallest`` and ``detectable`` (the smallest correlation found in 8 of 10 cases),
        ``n_treated``. NaN below four regions (flag ``few_treated``), or where all doses or all
        changes are equal (flag ``too_few_events``).

    Raises
    ------
    ArgumentError
        The panel lacks columns, or an argument is not known.

    References
    ----------
    Spearman, C. (1904). https://doi.org/10.2307/1412159
    Sen, P. K. (1968). https://doi.org/10.1080/01621459.1968.10480934 (the slope)

    Examples
    --------
    >>> panel = pd.DataFrame(
    ...     {
    ...         "region": list("ABCDE") * 2,
    ...         "phase": ["pre"] * 5 + ["during"] * 5,
    ...         "treated": True,
    ...         "hours": [5, 10, 20, 30, 40] * 2,
    ...         "partners": [3, 3, 3, 3, 3, 4, 5, 6, 7, 9],
    ...     }
    ... )
    >>> found = dose_response(panel, "partners", dose="hours").to_frame()
    >>> found[["estimate", "p_value"]].round(4).values.tolist()
    [[1.0, 0.0167]]
    """
    names = [check_name("outcome", outcome)]
    check_draws(draws)
    table = check_panel(panel, [*names, check_name("dose", dose)])
    for argument, value in (("pre", pre), ("post", post)):
        check_phase(table, argument, value)
    phase = table["phase"].astype("str")
    before, after = (levels(table, names, phase == value)[names[0]] for value in (pre, post))
    given = constants(table, [dose, "treated"])
    known = (given["treated"] == 1) & given[dose].notna() & (after - before).notna()
    left_out = int(((given["treated"] == 1) & ~known).sum())
    row = {
        "phase": post,
        "metric": names[0],
        **_row(given.loc[known, dose], (after - before)[known], draws, rng),
    }
    row |= {"n_treated": int(known.sum()), "n_left_out": left_out}
    table_of_one = pd.DataFrame([row])
    table_of_one["seed"] = nullable([seed_of(rng)])
    settings = {"pre": pre, "post": post, "dose": dose, "draws": draws, "seed": seed_of(rng)}
    return DoseResponse(table_of_one, settings)


def _row(dose: pd.Series, change: pd.Series, draws: int, rng: RandomSource) -> dict[str, Any]:
    """Correlate; NaN and a flag where there is nothing to correlate."""
    n = len(dose)
    names = ("p_smallest", "detectable", "estimate", "p_value", "slope")
    row: dict[str, Any] = {**dict.fromkeys(names, math.nan), "method": "none", "n_draws": 0}
    if n < FEWEST:
        return row | {"flag": "few_treated"}
    if dose.nunique() < 2 or change.nunique() < 2:
        return row | {"flag": "too_few_events"}
    ranks = [_unit(values.rank().to_numpy(dtype="float64")) for values in (dose, change)]
    everyone = math.factorial(n) <= draws
    drawn = ranks[1][_all_orders(n) if everyone else _orders(n, draws, rng)] @ ranks[0]
    observed = float(ranks[0] @ ranks[1])
    sizes = np.abs(drawn)
    most = (sizes >= sizes.max() - SLACK).mean() if everyone else 1 / (draws + 1)
    return {
        "p_smallest": max(float(most), 2 / math.factorial(n)),
        "detectable": _detectable(n),
        "estimate": observed,
        "p_value": float((sizes >= abs(observed) - SLACK).mean()),
        "slope": _slope(dose.to_numpy(dtype="float64"), change.to_numpy(dtype="float64")),
        "method": "rank_correlation",
        "n_draws": len(drawn) - (not everyone),
        "flag": "few_treated" if n < FEW else "ok",
    }


def _unit(ranks: np.ndarray) -> np.ndarray:
    """Center ranks and scale them to length 1, so that a product is a correlation."""
    centred = ranks - ranks.mean()
    return np.asarray(centred / np.sqrt(centred @ centred))


def _all_orders(n: int) -> np.ndarray:
    return np.array(list(permutations(range(n))))


def _orders(n: int, draws: int, rng: RandomSource) -> np.ndarray:
    """Draw orders; the first is the true one."""
    drawn = generator(rng).permuted(np.tile(np.arange(n), (draws, 1)), axis=1)
    return np.vstack([np.arange(n), drawn])


def _slope(dose: np.ndarray, change: np.ndarray) -> float:
    """Give the median slope of all pairs of different dose."""
    one, two = np.triu_indices(len(dose), 1)
    apart = dose[two] - dose[one]
    differ = apart != 0
    return float(np.median((change[two] - change[one])[differ] / apart[differ]))


def _detectable(n: int) -> float:
    """Give the rank correlation found in 8 of 10 cases (Fisher's z; Fieller et al. 1957)."""
    from scipy.special import ndtri

    return float(np.tanh((ndtri(1 - ALPHA / 2) + ndtri(POWER)) * math.sqrt(1.06 / (n - 3))))
