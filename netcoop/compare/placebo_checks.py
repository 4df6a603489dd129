"""Where nothing should be found: a false start, false regions, outcomes and doses."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from netcoop._core.rng import RandomSource, generator, spawn
from netcoop._core.texts import mark, number, text
from netcoop.compare.changes import (
    FEW,
    about_regions,
    changes,
    check_names,
    check_panel,
    check_phase,
    levels,
    seed_of,
)
from netcoop.compare.doses import dose_response
from netcoop.compare.finding import Finding, caveat
from netcoop.compare.impact import check_draws, did
from netcoop.compare.impact_result import amount, chance, label, nullable
from netcoop.compare.power import halves
from netcoop.compare.randomisation import LEVEL, SLACK, Sides, reassign

COLUMNS = ("estimate", "std_error", "ci_low", "ci_high", "p_value", "p_smallest", "method",
           "n_treated", "n_comparison", "n_left_out", "n_draws", "flag")  # fmt: skip
SAID = {
    "time": mark(
        "{outcome}, between the halves of the time before the start: a difference of {estimate} "
        "(95 % interval {low} to {high}, p = {p}). None is expected."
    ),
    "space": mark(
        "{outcome}, between comparison regions picked at random and the others: differences "
        "mostly from {low} to {high}; {share} % are as large as the one found."
    ),
    "outcome": mark(
        "{outcome}, which should not have changed: a difference of {estimate} (95 % interval {low} "
        "to {high}, p = {p}). None is expected."
    ),
    "dose": mark(
        "{outcome}, in regions with more support: rank correlation {estimate} with the change "
        "(p = {p}). More change with more support is expected."
    ),
}


@dataclass(frozen=True, eq=False, repr=False)
class Placebos(Finding):
    """Comparisons that should find nothing; made by :func:`netcoop.placebos`."""

    def row_sentence(self, row: Mapping[Any, Any], lang: str) -> str:
        """Say one of them."""
        outcome = label(row["metric"], lang)
        if math.isnan(row["estimate"]):
            if row["placebo"] == "time" and self.settings["one_piece"]:
                return _one_piece(outcome, lang)
            said = text("{outcome}: this check cannot be made.", lang, outcome=outcome)
            return f"{said} {caveat(row['flag'], lang)}"
        width = row["ci_high"] - row["ci_low"]
        scale = 0.1 if row["placebo"] == "dose" else width if width > 0 else row["estimate"]
        template = SAID[row["placebo"]]
        said = text(
            template,
            lang,
            outcome=outcome,
            estimate=amount(row["estimate"], lang, scale),
            low=amount(row["ci_low"], lang, scale),
            high=amount(row["ci_high"], lang, scale),
            p=chance(row["p_value"], lang),
            share=number(100 * row["p_value"], lang, 0),
        )
        return f"{said} {caveat(row['flag'], lang)}".strip()


def _one_piece(outcome: str, lang: str) -> str:
    """Say how the time before could be checked."""
    return text(
        "{outcome}: the time before the start is one piece, so its halves cannot be compared. Make "
        "the panel with bins= (months), such as phase_panel(records, ..., bins=3).",
        lang,
        outcome=outcome,
    )


def placebos(
    panel: pd.DataFrame,
    outcomes: str | Sequence[str],
    *,
    untouched: str | Sequence[str] = (),
    pre: str = "pre",
    post: str = "during",
    strata: str | None = None,
    draws: int = 9999,
    rng: RandomSource = None,
) -> Placebos:
    """Look for a difference where there should be none, and for more where there was more support.

    ``time``: the halves of the phase before the start, if it has several bins, as if something had
    started in between. ``space``: comparison regions picked at random as if they had taken part,
    compared with the rest, over and over. ``outcome``: outcomes that should be ``untouched``.
    ``dose``: :func:`netcoop.dose_response`, if the panel has a column ``dose``.

    Parameters
    ----------
    panel
        As in :func:`netcoop.did`.
    outcomes
        Columns of the panel.
    untouched
        Columns that taking part should not change.
    pre, post, strata, draws, rng
        As in :func:`netcoop.did`.

    Returns
    -------
    Placebos
        One row a ``placebo`` and outcome, with the columns of :func:`netcoop.did`. In rows of
        ``space``, ``estimate`` is the mean of the random differences, ``ci_low`` and ``ci_high``
        hold 95 % of them, and ``p_value`` is the share at least as large as the difference found
        with the regions that did take part. p-values are not adjusted. NaN with flag
        ``too_few_events``, and last, where the time before has one bin (make the panel with
        ``bins=``); ``few_treated`` where there are fewer than four comparison regions.

    Raises
    ------
    ArgumentError
        The panel lacks columns, or an argument is not known.

    References
    ----------
    Abadie, A., Diamond, A., & Hainmueller, J. (2010). https://doi.org/10.1198/jasa.2009.ap08746

    Examples
    --------
    >>> rows = [
    ...     (r, p, r in "ABC", 2 * (r in "ABC") * (p == "during") + ord(r) % 3)
    ...     for r in "ABCDEFGH"
    ...     for p in ("pre", "during")
    ... ]
    >>> panel = pd.DataFrame(rows, columns=["region", "phase", "treated", "partners"])
    >>> placebos(panel, "partners", rng=1).to_frame()[["placebo", "p_value"]].values.tolist()
    [['space', 0.0], ['time', nan]]
    """
    names = check_names(outcomes)
    others = check_names(untouched, "untouched") if len(untouched) else []
    check_draws(draws)
    table = check_panel(panel, [*names, *others])
    for argument, value in (("pre", pre), ("post", post)):
        check_phase(table, argument, value)
    random = spawn(generator(rng), 3 + len(names))
    how = {"strata": strata, "draws": draws}
    early = _time(table, names, pre, {**how, "rng": random[0]})
    # What cannot be checked at all is said last.
    one_piece = halves(table, pre) is None
    rows, refused = ([], early) if one_piece else (early, [])
    rows += [
        _space(table, name, pre, post, {**how, "rng": random[3 + at]})
        for at, name in enumerate(names)
    ]
    if others:
        found = did(table, others, pre=pre, post=post, strata=strata, draws=draws, rng=random[1])
        rows += _taken("outcome", found)
    if "dose" in table:
        for name in names:
            answer = dose_response(table, name, pre=pre, post=post, draws=draws, rng=random[2])
            rows += _taken("dose", answer)
    frame = pd.DataFrame([*rows, *refused])
    frame["seed"] = nullable([seed_of(rng)] * len(frame))
    settings = {"pre": pre, "post": post, **how, "seed": seed_of(rng), "one_piece": one_piece}
    return Placebos(frame, settings)


def _taken(placebo: str, found: Finding) -> list[dict[str, Any]]:
    """Take the rows of another result."""
    rows = found.to_frame("en").to_dict("records")
    return [_row(placebo, row["metric"], **{str(k): v for k, v in row.items()}) for row in rows]


def _row(placebo: str, of: str, /, **known: Any) -> dict[str, Any]:
    missing = {"method": "none", "n_draws": 0, "flag": "too_few_events"}
    counts = dict.fromkeys(("n_treated", "n_comparison", "n_left_out"), 0)
    values = {**dict.fromkeys(COLUMNS, math.nan), **counts, **missing}
    values |= {name: value for name, value in known.items() if name in COLUMNS}
    return {"placebo": placebo, "metric": of, **values}


def _time(
    table: pd.DataFrame, names: list[str], pre: str, how: dict[str, Any]
) -> list[dict[str, Any]]:
    """Compare the halves of the time before."""
    parts = halves(table, pre)
    if parts is None:
        return [_row("time", name) for name in names]
    phase = np.select([parts[0].to_numpy(), parts[1].to_numpy()], ["earlier", "later"], "")
    inside = table.assign(phase=phase)[phase != ""]
    return _taken("time", did(inside, names, pre="earlier", post="later", **how))


def _space(
    table: pd.DataFrame, name: str, pre: str, post: str, how: dict[str, Any]
) -> dict[str, Any]:
    """Compare comparison regions with each other, and say where the difference found lies."""
    phase = table["phase"].astype("str")
    moved = levels(table, [name], phase == post) - levels(table, [name], phase == pre)
    found = changes(about_regions(table, phase.isin([pre, post]), how["strata"]), moved)
    kept, sides = _fake_sides(found.treated, found.strata)
    counts = {"n_treated": int(sides.treated.sum()), "n_left_out": found.left_out}
    counts["n_comparison"] = len(sides.treated) - counts["n_treated"]
    if len(sides.treated) < 4:
        flag = "few_treated" if found.flag == "ok" else found.flag
        return _row("space", name, **counts, flag=flag)
    real = reassign(found.values, Sides(found.treated, found.strata), 1, 0).estimate[0]
    drawn = reassign(found.values[kept], sides, how["draws"], how["rng"])
    # The first of drawn reassignments stands for the true one, and here there is none.
    fakes = drawn.difference[len(drawn.difference) - drawn.n_draws :, 0]
    low, high = np.quantile(fakes, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return _row(
        "space",
        name,
        estimate=float(fakes.mean()),
        std_error=float(fakes.std()),
        ci_low=float(low),
        ci_high=float(high),
        p_value=float((np.abs(fakes) >= abs(real) * (1 - SLACK)).mean()),
        method="fake_regions",
        n_draws=drawn.n_draws,
        flag="few_treated" if min(counts["n_treated"], counts["n_comparison"]) < FEW else "ok",
        **counts,
    )


def _fake_sides(treated: np.ndarray, strata: np.ndarray) -> tuple[np.ndarray, Sides]:
    """Mark as many comparison regions as took part, at most half of each stratum."""
    kept, fake = np.zeros(len(treated), dtype="bool"), np.zeros(len(treated), dtype="bool")
    for code in np.unique(strata):
        others = np.flatnonzero((strata == code) & ~treated)
        number = min(int((treated & (strata == code)).sum()), len(others) // 2)
        if number:
            kept[others], fake[others[:number]] = True, True
    codes = np.unique(strata[kept], return_inverse=True)[1]
    return np.flatnonzero(kept), Sides(fake[kept], codes)
