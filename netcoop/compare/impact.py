"""Did the regions that took part change more than the others?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from netcoop._core.checks import is_whole
from netcoop._core.rng import RandomSource, generator, spawn
from netcoop._core.texts import text
from netcoop.compare.changes import (
    Changes,
    about_regions,
    changes,
    check_apart,
    check_names,
    check_panel,
    check_phase,
    levels,
    seed_of,
)
from netcoop.compare.impact_result import ALPHA, Impact, nullable
from netcoop.compare.power import detectable_here
from netcoop.compare.randomisation import SLACK, Reassigned, Sides, reassign
from netcoop.compare.wild import signs, wild_bootstrap
from netcoop.errors import ArgumentError

# With two regions on a side the wild bootstrap never rejects (docs/impact.md).
FEWEST_FOR_WILD = 3
# One side's number of meetings may grow this many times as much as the other's.
UNEQUAL = 2


def did(
    panel: pd.DataFrame,
    outcomes: str | Sequence[str],
    *,
    pre: str = "pre",
    post: str | Sequence[str] = "during",
    strata: str | None = None,
    draws: int = 9999,
    rng: RandomSource = None,
) -> Impact:
    """Say how much more the treated regions changed than the comparison regions.

    A region counts once: its change is its value in ``post`` less that in ``pre`` (means over the
    bins, where phases have several). The estimate is the mean change of treated regions less that
    of comparison regions, where the comparison regions of a stratum together weigh as much as its
    treated regions. The test exchanges treated regions for others of their stratum and compares t
    statistics; the interval holds every effect that this test does not reject. With one treated
    region, or one in each stratum, there is no t, and differences are ranked instead.

    Regions that lack a value in a phase, a side or a stratum, and strata with one side only, are
    left out and counted. Missing is not zero.

    Parameters
    ----------
    panel
        One row a region and phase (or ``bin``): ``region``, ``phase``, ``treated``, the outcomes;
        if known, ``stratum``, ``source`` (kinds of records, ``a|b``), ``n_actors``, ``n_meetings``.
    outcomes
        Columns of the panel; name few and before looking, for the adjusted p-values cover all.
    pre, post
        The phases compared; several in ``post`` are all compared with ``pre``.
    strata
        A column; by default ``stratum``, where the panel has one.
    draws
        How many reassignments; where there are no more, every one is taken.
    rng
        Seed, Generator or ``None``.

    Returns
    -------
    Impact
        Of each phase and outcome: ``p_smallest``, the smallest p-value this design can give, and
        ``detectable``, the smallest difference found in 8 of 10 cases (NaN where none could be, or
        all regions changed by the same);
        ``estimate``, ``std_error``, ``ci_low`` and ``ci_high`` (95 %; NaN where nothing bounds
        them), ``p_value``; ``p_adjusted`` over all rows (Westfall and Young); ``wild_p_value`` (a
        second number; NaN below three regions on a side); ``change_treated``,
        ``change_comparison``, counts, ``method`` and ``flag``. NaN with flag ``no_common_source``
        where the two sides have no records of the same kind, or one side has no regions; where no
        region has a value, with the most frequent doubt of the panel.

    Raises
    ------
    ArgumentError
        The panel lacks columns, repeats a region and phase, or an argument is not known.

    References
    ----------
    Wu & Ding 2021, doi 10.1080/01621459.2020.1750415; Conley & Taber 2011, doi
    10.1162/REST_a_00049; Westfall & Young 1993; Webb 2023, doi 10.1111/caje.12661.

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
    >>> did(panel, "partners", rng=1)
    <Impact: partners during: p_smallest=0.1 detectable=nan estimate=2 p_value=0.2 few_treated>
    """
    names, posts = check_names(outcomes), check_names(post, "post")
    check_draws(draws)
    table = check_panel(panel, names)
    check_phase(table, "pre", pre)
    for name in posts:
        check_phase(table, "post", name)
    check_apart(pre, posts)
    cells = [cell for name in posts for cell in _cells(table, names, pre, name, strata)]
    seed, random = seed_of(rng), generator(rng)
    _compare(cells, draws, random)
    rows = pd.DataFrame([cell.row for cell in cells])
    rows["seed"] = nullable([seed] * len(rows))
    one_sided = [
        (cell.row["phase"], cell.row["metric"]) for cell in cells if cell.changes.one_sided
    ]
    settings = {"pre": pre, "post": posts, "outcomes": names, "strata": strata, "draws": draws}
    return Impact(rows, {**settings, "seed": seed, "one_sided": one_sided})


@dataclass
class _Cell:
    """One outcome in one phase: the changes of its regions, and the row that is said of it."""

    changes: Changes
    row: dict[str, Any]


def _cells(
    table: pd.DataFrame, names: list[str], pre: str, post: str, strata: str | None
) -> list[_Cell]:
    """Give the changes of each outcome between two phases, and its row without a result."""
    phase = table["phase"].astype("str")
    chosen = phase.isin([pre, post])
    before, later = (levels(table, names, phase == name) for name in (pre, post))
    # What differs by rounding only has not changed.
    moved = (later - before).mask((later - before).abs() <= SLACK * before.abs(), 0.0)
    about = about_regions(table, chosen, strata)
    cells = []
    for name in names:
        found = changes(about, moved[[name]])
        used = table[chosen & table["region"].isin(found.regions)]
        row = {"phase": post, "metric": name, **blank_row(found), **_amounts(used, post)}
        if found.doubt == "ok":
            row["flag"] = _effort(used, pre) or _passed_on(used)
        cells.append(_Cell(found, row))
    return cells


def check_draws(draws: Any) -> None:
    """Refuse to draw nothing."""
    if not is_whole(draws) or draws < 1:
        raise ArgumentError(text("draws={draws} must be 1 or more.", draws=draws))


def blank_row(found: Changes) -> dict[str, Any]:
    """Give the row of a comparison that is not made."""
    missing = ("p_smallest", "detectable", "estimate", "std_error", "ci_low", "ci_high", "p_value",
               "p_adjusted", "wild_p_value", "change_treated", "change_comparison")  # fmt: skip
    return {
        **dict.fromkeys(missing, math.nan),
        "method": "none",
        "n_treated": found.n_treated,
        "n_comparison": found.n_comparison,
        "n_left_out": found.left_out,
        "n_draws": 0,
        "flag": found.doubt,
    }


def result_row(found: Changes, sides: Sides, drawn: Reassigned, column: int) -> dict[str, Any]:
    """Give what the reassignments say of one outcome."""
    values = found.values[:, column]
    equal = bool(np.ptp(values) <= SLACK * np.abs(values).max())
    low, high = (math.nan, math.nan) if equal else drawn.interval(column)
    others = values[~found.treated]
    # Each stratum of the comparison weighs as much as its treated regions.
    weights = (sides.takers / (sides.sizes - sides.takers))[found.strata][~found.treated]
    found_at_all = drawn.p_smallest <= ALPHA and not equal
    return {
        "p_smallest": drawn.p_smallest,
        "detectable": detectable_here(values, sides) if found_at_all else math.nan,
        "estimate": float(drawn.estimate[column]),
        "std_error": float(drawn.std_error[column]),
        "ci_low": low,
        "ci_high": high,
        "p_value": float(drawn.p_value[column]),
        "change_treated": float(values[found.treated].mean()),
        "change_comparison": float(np.average(others, weights=weights)),
        "method": drawn.method,
        "n_draws": drawn.n_draws,
    }


def _compare(cells: list[_Cell], draws: int, random: np.random.Generator) -> None:
    """Test all cells; those with the same regions share their reassignments."""
    groups: dict[tuple[str, ...], list[_Cell]] = {}
    for cell in cells:
        if cell.changes.flag == "ok":
            groups.setdefault(tuple(cell.changes.regions), []).append(cell)
    sources = spawn(random, 2 * len(groups))
    for number, group in enumerate(groups.values()):
        found = group[0].changes
        together = np.column_stack([cell.changes.values[:, 0] for cell in group])
        sides = Sides(found.treated, found.strata)
        drawn = reassign(together, sides, draws, sources[2 * number])
        joint = _joined(found, together)
        wild = _wild(joint, draws, sources[2 * number + 1])
        for column, cell in enumerate(group):
            # Bonferroni between groups, whose regions differ; Westfall–Young within.
            adjusted = min(1.0, float(drawn.p_adjusted[column]) * len(groups))
            cell.row |= result_row(joint, sides, drawn, column)
            cell.row |= {"p_adjusted": adjusted, "wild_p_value": wild[column]}


def _joined(found: Changes, values: np.ndarray) -> Changes:
    return Changes(found.regions, found.treated, found.strata, values, found.left_out, found.flag)


def _wild(found: Changes, draws: int, random: np.random.Generator) -> list[float]:
    """Give the p-values of the wild cluster bootstrap; a region is a cluster."""
    if min(found.n_treated, found.n_comparison) < FEWEST_FOR_WILD:
        return [math.nan] * found.values.shape[1]
    dummies = found.strata[:, None] == np.arange(found.strata.max() + 1)
    x = np.column_stack([found.treated, dummies]).astype("float64")
    clusters = np.arange(len(found.treated))
    weights = signs(len(clusters), draws, random)
    return [
        wild_bootstrap(y, x, clusters, column=0, draws=draws, weights=weights).p_value
        for y in found.values.T
    ]


def _amounts(used: pd.DataFrame, post: str) -> dict[str, Any]:
    """Count actors (in the later phase) and meetings (in both) of the regions used."""
    counts: dict[str, Any] = {}
    if "n_actors" in used:
        counts["n_actors"] = used.loc[used["phase"].astype("str") == post, "n_actors"].sum(
            min_count=1
        )
    if "n_meetings" in used:
        counts["n_meetings"] = used["n_meetings"].sum(min_count=1)
    return counts


def _effort(used: pd.DataFrame, pre: str) -> str:
    """Flag where the number of meetings grew far more on one side."""
    if "n_meetings" not in used:
        return ""
    sums = used.groupby([used["treated"] == 1, used["phase"].astype("str") == pre])[
        "n_meetings"
    ].sum()
    if len(sums) < 4 or (sums <= 0).any():
        return ""
    growth = [sums[side, False] / sums[side, True] for side in (True, False)]
    ratio = growth[0] / growth[1]
    return "effort_unequal" if max(ratio, 1 / ratio) > UNEQUAL else ""


def _passed_on(used: pd.DataFrame) -> str:
    """Give the most frequent flag that the panel itself carries."""
    flags = used["flag"].dropna() if "flag" in used else pd.Series(dtype="str")
    doubts = flags[flags != "ok"]
    return str(doubts.value_counts().index[0]) if len(doubts) else "ok"
