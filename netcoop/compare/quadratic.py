"""``qap`` and ``mrqap``: do two networks on the same actors go together, pair by pair?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from netcoop._core.checks import is_whole
from netcoop._core.parallel import spread
from netcoop._core.rng import RandomSource
from netcoop._core.texts import text
from netcoop.compare.dyads import Dyads, strata_codes
from netcoop.compare.partialling import Fit, Partial
from netcoop.compare.quadratic_result import (
    INTERCEPT,
    QuadraticAssignment,
    QuadraticRegression,
)
from netcoop.compare.relabeling import Orders
from netcoop.errors import ArgumentError
from netcoop.network import Network

Relation = Network | pd.DataFrame
Strata = pd.Series | Mapping[str, object] | None


def qap(
    a: Relation,
    b: Relation,
    *,
    draws: int = 4999,
    rng: RandomSource = None,
    strata: Strata = None,
    weighted: bool = True,
) -> QuadraticAssignment:
    """Do the pairs that are close in one network tend to be close in the other, too?

    The correlation of the two networks over all pairs of actors, beside the same correlation while
    the actors of one of them change places (quadratic assignment procedure): that keeps both
    networks as they are and only unties who is who.

    Parameters
    ----------
    a, b
        Two networks on the same actors, or square frames with the actors' ids as index and as
        columns, in any order. An empty cell (NaN) is a pair that is not known; it is left out. The
        diagonal does not count. If both are the same both ways, every pair counts once, otherwise
        once in each direction.
    draws
        How many random orders of the actors. If there are no more orders than that, each is tried
        once and the p-value is exact.
    rng
        Seed, Generator or ``None``. The result does not depend on the number of workers.
    strata
        A label for each actor by id, such as ``net.actors["region"]``: actors then change places
        within their stratum only.
    weighted
        ``False`` looks only at whether there is a tie (a cell other than 0), not at its weight.

    Returns
    -------
    QuadraticAssignment
        ``estimate`` (Pearson's correlation, −1 to 1), ``p_value`` (two-sided), ``p_greater``,
        ``p_less``; ``expected`` and ``sd`` of the correlation by chance; all in ``to_frame()``.
        p-values are (1 + orders that give as much)/(1 + orders). NaN with a ``reason`` where one
        network is the same for all pairs, or there are fewer than three pairs.

    Raises
    ------
    ArgumentError
        The actors are not the same (it names who is missing where), a cell is no number, an
        argument is out of range.

    References
    ----------
    Krackhardt, D. (1988). https://doi.org/10.1016/0378-8733(88)90004-4

    Examples
    --------
    >>> path = pd.DataFrame({"source": list("ABCD"), "target": list("BCDE")})
    >>> found = qap(Network("ABCDE", path), Network("ABCDE", path))
    >>> round(found.estimate, 6), found.p_value == 2 / 120  # the path, and the path turned round
    (1.0, True)
    """
    _check_draws(draws)
    dyads = Dyads.of({"a": a, "b": b}, weighted=weighted)
    orders = Orders(strata_codes(strata, dyads.actors), draws, rng)
    settings = _settings(draws, strata, dyads, orders, rng, weighted=weighted)
    one, other = dyads.matrices["a"], dyads.matrices["b"]
    fit = Fit.of(dyads.pairs, one, [other])
    found, row = np.nan, dict.fromkeys(("p_value", "p_greater", "p_less", "expected", "sd"), np.nan)
    reason = "constant" if fit.reasons[0] == "outcome_constant" else fit.reasons[0]
    if not reason:
        partial = Partial.of(dyads.pairs, one, other, [])
        found = float(partial.correlations(np.arange(len(dyads.actors))[None, :])[0][0])
        drawn = _by_chance(_correlations, [partial], orders)[:, 0]
        reason = "" if orders.number else "nothing_to_shuffle"
        row = _p_values(found, drawn, settings) | _chance(found, drawn, exact=orders.exact)
    rows = [{"estimate": found, **row, **_facts(settings, fit.n_pairs), "reason": reason}]
    return QuadraticAssignment(_table(rows), settings)


def mrqap(
    y: Relation,
    x: Mapping[str, Relation],
    *,
    draws: int = 1999,
    rng: RandomSource = None,
    strata: Strata = None,
    weighted: bool = True,
) -> QuadraticRegression:
    """Which of several networks goes with another one, the rest of them being equal?

    An ordinary regression over pairs of actors, tested by shuffling actors, because pairs that
    share an actor are not independent: each predictor is freed of what the others say of it, the
    actors of what is left change places, and t is compared (double semi-partialling).

    Parameters
    ----------
    y
        The network to account for: a network, or a square frame (see :func:`netcoop.qap`). If it
        says only who is tied (0 and 1), coefficients are differences of shares.
    x
        The predictors by name, on the same actors.
    draws, rng, strata, weighted
        As for :func:`netcoop.qap`; ``weighted`` holds for the outcome and all predictors.

    Returns
    -------
    QuadraticRegression
        ``to_frame()``: one row a predictor, last the intercept: ``predictor``, ``estimate`` (more
        of the outcome for one more of it), ``statistic`` (its t, which is compared with shuffled
        ones and with no table), ``p_value`` (two-sided), ``p_greater``, ``p_less``, ``reason``.
        ``r_squared``. NaN with a ``reason``: ``constant`` (the predictor is the same for all
        pairs), ``collinear`` (it follows from others), and what else cannot be worked out. The
        intercept has no p-value.

    Raises
    ------
    ArgumentError
        As for :func:`netcoop.qap`; or there is no predictor.

    References
    ----------
    Dekker, D., Krackhardt, D., & Snijders, T. A. B. (2007).
    https://doi.org/10.1007/s11336-007-9016-1

    Examples
    --------
    >>> ties = pd.DataFrame({"source": list("ABCDA"), "target": list("BCDEC")})
    >>> near = pd.DataFrame({"source": list("ABCD"), "target": list("BCDE")})
    >>> found = mrqap(Network("ABCDE", ties), {"near": Network("ABCDE", near)})
    >>> found.to_frame().set_index("predictor")["estimate"].round(3).to_dict()
    {'near': 0.833, '(intercept)': 0.167}
    """
    _check_draws(draws)
    names = _names(x)
    # The outcome may have the name of a predictor.
    given = {"y": y, **{f"x[{name!r}]": x[name] for name in names}}
    dyads = Dyads.of(given, weighted=weighted)
    orders = Orders(strata_codes(strata, dyads.actors), draws, rng)
    settings = _settings(draws, strata, dyads, orders, rng, weighted=weighted)
    outcome, *predictors = dyads.matrices.values()
    fit = Fit.of(dyads.pairs, outcome, predictors)
    rows = _tested(names, fit, outcome, predictors, dyads, orders, settings)
    settings |= {"predictors": names, "r_squared": fit.r_squared}
    return QuadraticRegression(_table(rows), settings)


def _tested(
    names: list[str],
    fit: Fit,
    outcome: np.ndarray,
    predictors: list[np.ndarray],
    dyads: Dyads,
    orders: Orders,
    settings: Mapping[str, Any],
) -> list[dict[str, Any]]:
    """Test every predictor that has a coefficient of its own, all with the same orders."""
    at_first = np.arange(len(dyads.actors))[None, :]
    reasons = [*fit.reasons[:-1], fit.reasons[-1] or "not_tested"]
    statistics, partials = fit.statistics.copy(), {}
    for place, predictor in enumerate(predictors):
        if reasons[place]:
            continue
        others = predictors[:place] + predictors[place + 1 :]
        partials[place] = Partial.of(dyads.pairs, outcome, predictor, others)
        # The same function as for the shuffled ones, so that equals are equal to the last digit.
        statistics[place] = partials[place].statistics(at_first)[0]
        if np.isnan(statistics[place]):
            reasons[place] = "fully_explained"
            del partials[place]
        elif not orders.number:
            reasons[place] = "nothing_to_shuffle"
    drawn = _by_chance(_statistics, list(partials.values()), orders)
    column = {place: drawn[:, number] for number, place in enumerate(partials)}
    rows = []
    for place, name in enumerate([*names, INTERCEPT]):
        chance = column.get(place, np.empty(0))
        rows.append(
            {
                "predictor": name,
                "estimate": fit.estimates[place],
                "statistic": statistics[place],
                **_p_values(statistics[place], chance, settings),
                **_facts(settings, fit.n_pairs),
                "reason": reasons[place],
            }
        )
    return rows


def _by_chance(function: Any, partials: list[Partial], orders: Orders) -> np.ndarray:
    """Work out every order: orders × partials."""
    if not partials or not orders.number:
        return np.empty((0, len(partials)))
    parts = orders.parts(max(len(partial.pairs[0]) for partial in partials))
    tasks = ((partials, some) for some in orders.arrays(parts))
    return np.concatenate(list(spread(function, tasks, total=len(parts))))


def _correlations(partials: list[Partial], orders: np.ndarray) -> np.ndarray:
    return np.column_stack([partial.correlations(orders)[0] for partial in partials])


def _statistics(partials: list[Partial], orders: np.ndarray) -> np.ndarray:
    return np.column_stack([partial.statistics(orders) for partial in partials])


def _p_values(found: float, drawn: np.ndarray, settings: Mapping[str, Any]) -> dict[str, float]:
    """Say how often chance gives as much; what is undefined by chance counts as much."""
    if not len(drawn):
        return dict.fromkeys(("p_value", "p_greater", "p_less"), np.nan)
    # Orders that give the same number but for rounding count as giving it.
    slack = 1e-12 + 1e-9 * abs(found) if np.isfinite(found) else 0.0
    undefined = np.isnan(drawn)
    # Strata that differ in density go together by chance, too.
    center = np.nan_to_num(_mean(np.append(drawn, found))) if settings["strata"] else 0.0
    with np.errstate(invalid="ignore"):
        far = np.abs(drawn - center) >= np.abs(found - center) - slack
        more, less = drawn >= found - slack, drawn <= found + slack
    counts = {"p_value": far, "p_greater": more, "p_less": less}
    return {
        name: float(1 + (hit | undefined).sum()) / (1 + len(drawn)) for name, hit in counts.items()
    }


def _chance(found: float, drawn: np.ndarray, *, exact: bool) -> dict[str, float]:
    """Give mean and spread by chance; the order found is one of all there are."""
    values = np.append(drawn, found) if exact else drawn
    values = values[np.isfinite(values)]
    return {
        "expected": _mean(values),
        "sd": float(values.std(ddof=0 if exact else 1)) if len(values) > 1 else np.nan,
    }


def _mean(values: np.ndarray) -> float:
    values = values[np.isfinite(values)]
    return float(values.mean()) if len(values) else np.nan


def _facts(settings: Mapping[str, Any], n_pairs: int) -> dict[str, Any]:
    facts = {name: settings[name] for name in ("method", "n_actors", "n_draws", "seed")}
    return {**facts, "n_pairs": n_pairs}


def _settings(
    draws: int,
    strata: Strata,
    dyads: Dyads,
    orders: Orders,
    rng: RandomSource,
    *,
    weighted: bool,
) -> dict[str, Any]:
    return {
        "draws": int(draws),
        "strata": strata is not None,
        "weighted": bool(weighted),
        "directed": dyads.directed,
        "method": "all orders" if orders.exact else "random orders",
        "n_actors": len(dyads.actors),
        "n_draws": orders.number,
        "seed": rng if is_whole(rng) else None,
    }


def _table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    whole = dict.fromkeys(("n_actors", "n_pairs", "n_draws"), "int64")
    return pd.DataFrame(rows).astype({**whole, "seed": "Int64", "reason": "str", "method": "str"})


def _names(x: object) -> list[str]:
    if not isinstance(x, Mapping) or not x:
        message = text(
            "mrqap takes the predictors by name, such as {example}.", example="{'marriage': net}"
        )
        raise ArgumentError(message)
    names = list(x)
    odd = [name for name in names if not isinstance(name, str) or not name or name == INTERCEPT]
    if odd:
        message = text("A predictor cannot be called {name!r}; give it another name.", name=odd[0])
        raise ArgumentError(message)
    return names


def _check_draws(draws: object) -> None:
    if not is_whole(draws) or draws < 1:
        raise ArgumentError(text("draws={draws} must be 1 or more.", draws=draws))
