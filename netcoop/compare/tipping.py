"""How many meetings, recorded merely because a region took part, would explain a finding?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from netcoop._core.checks import check_choice, is_number, is_whole
from netcoop._core.parallel import spread
from netcoop._core.rng import RandomSource, generator, spawn
from netcoop._core.texts import text
from netcoop.compare.changes import (
    Changes,
    about_regions,
    changes,
    check_apart,
    check_name,
    check_panel,
    seed_of,
)
from netcoop.compare.impact import check_draws
from netcoop.compare.impact_result import nullable
from netcoop.compare.meeting_set import MeetingSet, check_metrics
from netcoop.compare.panel import Cell, Field, Way, check_way, make_panel
from netcoop.compare.panel_effort import at_effort
from netcoop.compare.randomisation import Sides, reassign
from netcoop.compare.tipping_result import TippingPoint, extra_of
from netcoop.errors import ArgumentError
from netcoop.records import Records
from netcoop.records.phases import Phases

SHARES = (0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6)


def reporting_tipping_point(
    records: Records,
    outcome: str = "mean_degree",
    *,
    phases: Phases | None = None,
    shares: Sequence[float] = SHARES,
    repeats: int = 20,
    draws: int = 999,
    pre: str = "pre",
    post: str = "during",
    facilitated: bool = False,
    effort: str = "recorded",
    max_size: int | None = None,
    rng: RandomSource = None,
) -> TippingPoint:
    """Say how much better record keeping would explain what ``did`` finds.

    Regions that take part keep better records. So a share of their meetings in ``post`` is left out
    at random, again and again, and the comparison is made anew: the smallest share at which p is
    above .05, or the difference turns round, is the tipping point. If a share q of the meetings is
    there merely because they were written down, the records have q / (1 − q) more meetings than
    they would have otherwise. A region of which no such meeting counts keeps its value.

    Parameters
    ----------
    records, phases, facilitated, max_size
        As for ``phase_panel``.
    outcome
        One network metric.
    shares
        Shares of meetings to leave out, from 0 to below 1; 0 is always among them.
    repeats
        How many random choices for each share; they leave out more and more of the same meetings.
    draws
        How many reassignments of regions, as for ``did``.
    pre, post
        The phases compared.
    effort
        ``"recorded"``: all meetings. At ``"equal"`` effort better records play a lesser part from
        the start.
    rng
        Seed, Generator or ``None``.

    Returns
    -------
    TippingPoint
        ``.share`` and ``.extra``, NaN where with all meetings p is above .05 already, or where the
        finding never goes; in the table, for each share, the mean difference and the median p of
        the repeats. What cannot be compared is NaN with the flag ``did`` gives.

    Raises
    ------
    RecordError, ArgumentError
        As for ``phase_panel``; a share is none, or a phase is not known.

    References
    ----------
    Liublinska, V., & Rubin, D. B. (2014). Statistics in Medicine, 33, 4170–4185.
    https://doi.org/10.1002/sim.6197 (tipping points)

    Examples
    --------
    Where support was, B met A first and C at a later meeting; elsewhere B met A twice:

    >>> rows = [
    ...     (f"{actor} {region}", f"{region} {year} {k}", f"{year}-0{k}-01", region)
    ...     for region in "abcdefgh"
    ...     for year in (2022, 2024)
    ...     for k in (1, 2)
    ...     for actor in ("BC" if region < "e" and (year, k) == (2024, 2) else "AB")
    ... ]
    >>> sheet = pd.DataFrame(rows, columns=["actor", "meeting_id", "date", "region"])
    >>> regions = pd.DataFrame({"region": list("abcdefgh"), "treated": [True] * 4 + [False] * 4})
    >>> records = Records(meetings=sheet.assign(facilitated=False), regions=regions)
    >>> spans = {"pre": ("2022", "2022"), "during": ("2024", "2024")}
    >>> found = reporting_tipping_point(records, phases=spans, shares=(0, 0.3), draws=99, rng=1)
    >>> found.share, round(found.extra, 2)
    (0.3, 0.43)
    """
    way = check_way(check_metrics(check_name("outcome", outcome), ()), facilitated=facilitated,
                    effort=effort, max_size=max_size)  # fmt: skip
    levels_out = _shares(shares)
    check_draws(draws)
    if not is_whole(repeats) or repeats < 1:
        raise ArgumentError(text("repeats={value!r} must be 1 or more.", value=repeats))
    field = Field.of(records, way, phases)
    field.warn()
    sources = spawn(generator(rng), 3)
    cells = _chosen(field, check_name("pre", pre), check_name("post", post))
    way = way._replace(compare=(pre, post))
    panel = make_panel(field, way, cells, sources[0])
    table = _thinned(panel, field, way, cells, levels_out, repeats, sources[1])
    found, alone = _compare(panel, table, pre, post, draws, sources[2])
    rows = _rows(found, levels_out, repeats)
    seed = seed_of(rng)
    rows = rows.assign(phase=post, metric=outcome, seed=nullable([seed] * len(rows)).to_numpy())
    settings = {"pre": pre, "post": post, "outcome": outcome, "shares": levels_out,
                "repeats": repeats, "draws": draws, "facilitated": facilitated, "effort": effort,
                "max_size": max_size, "seed": seed, "one_sided": alone}  # fmt: skip
    return TippingPoint(rows, settings)


def _shares(given: Any) -> list[float]:
    """Return the shares from the smallest, with 0 among them."""
    fine = isinstance(given, Sequence | np.ndarray) and not isinstance(given, str)
    if not fine or not all(is_number(share) and 0 <= share < 1 for share in given):
        message = text("shares={value!r}: give numbers from 0 to below 1.", value=given)
        raise ArgumentError(message)
    return sorted({0.0, *map(float, given)})


def _chosen(field: Field, pre: str, post: str) -> list[Cell]:
    """Give the two phases that are compared."""
    cells = {cell.phase: cell for cell in field.cells()}
    check_choice("pre", pre, cells)
    check_choice("post", post, cells)
    check_apart(pre, [post])
    return [cells[pre], cells[post]]


def _thinned(
    panel: pd.DataFrame,
    field: Field,
    way: Way,
    cells: list[Cell],
    shares: list[float],
    repeats: int,
    rng: RandomSource,
) -> pd.DataFrame:
    """Give the change of every region for each share and repeat: regions × (share, repeat)."""
    columns = pd.MultiIndex.from_product([shares, range(repeats)], names=["share", "repeat"])
    name, post = way.metrics[0], cells[1].phase
    values = {phase: part.set_index("region")[name] for phase, part in panel.groupby("phase")}
    moved = (values[post] - values[cells[0].phase]).sort_index()
    treated = field.about["treated"].eq(True).fillna(False).astype("bool")
    # What is not known with all meetings is not known with fewer.
    chosen = [region for region in moved.index if treated[region] and not np.isnan(moved[region])]
    sources = spawn(rng, len(chosen))
    tasks = (
        (field.sets[region], cells, way, shares, repeats, source)
        for region, source in zip(chosen, sources, strict=True)
    )
    table = pd.DataFrame(dict.fromkeys(columns, moved), index=moved.index)
    found = list(spread(thin, tasks, total=len(chosen)))
    if found:
        table.loc[chosen] = np.array(found)
    return table.set_axis(columns, axis=1)


def thin(
    here: MeetingSet,
    cells: list[Cell],
    way: Way,
    shares: list[float],
    repeats: int,
    random: np.random.Generator,
) -> np.ndarray:
    """Give a region's change without each share of its later meetings, of each repeat."""
    parts = [here.within(cell.span) for cell in cells]
    if not way.facilitated:
        parts = [part.own(unknown_facilitated=False) for part in parts]
    before, later = (part.take(part.size >= 2) for part in parts)
    found = np.full((len(shares), repeats), np.nan)
    for repeat in range(repeats):
        # A meeting that is left out stays out when more are; the last one always stays.
        order = random.random(later.n_meetings)
        if later.n_meetings:
            order[np.argmax(order)] = 1
        for place, share in enumerate(shares):
            both = [before, later.take(order >= share)]
            values, _ = at_effort(both, [True, True], way.metrics, way.effort, random)
            found[place, repeat] = values[1, 0] - values[0, 0]
    return found.ravel()


def _compare(
    panel: pd.DataFrame,
    moved: pd.DataFrame,
    pre: str,
    post: str,
    draws: int,
    random: np.random.Generator,
) -> tuple[list[dict[str, Any]], bool]:
    """Compare the changes of each share and repeat as ``did`` does; all by the same draws.

    Beside the rows: whether there are only regions of one side.
    """
    about = about_regions(check_panel(panel, []), pd.Series(True, index=panel.index), None)
    columns = [changes(about, moved[[column]]) for column in moved]
    groups: dict[tuple[str, ...], list[int]] = {}
    rows = [_blank(found, panel, pre, post) for found in columns]
    for place, found in enumerate(columns):
        if found.flag == "ok":
            groups.setdefault(tuple(found.regions), []).append(place)
    seed = int(random.integers(2**63))
    for places in groups.values():
        one = columns[places[0]]
        together = np.column_stack([columns[place].values[:, 0] for place in places])
        drawn = reassign(together, Sides(one.treated, one.strata), draws, seed)
        for column, place in enumerate(places):
            rows[place] |= {
                "estimate": float(drawn.estimate[column]),
                "p_value": float(drawn.p_value[column]),
                "method": drawn.method,
                "n_draws": drawn.n_draws,
            }
    return rows, columns[0].one_sided


def _blank(found: Changes, panel: pd.DataFrame, pre: str, post: str) -> dict[str, Any]:
    """Give the row of a comparison that is not made."""
    chosen = panel["phase"].isin([pre, post])
    unknown = panel.loc[chosen, "flag"].eq("facilitated_unknown").any()
    instead = unknown and not found.one_sided and (found.flag != "ok" or found.doubt == "ok")
    return {
        "estimate": np.nan,
        "p_value": np.nan,
        "method": "none",
        "n_treated": found.n_treated,
        "n_comparison": found.n_comparison,
        "n_draws": 0,
        "flag": "facilitated_unknown" if instead else found.doubt,
    }


def _rows(found: list[dict[str, Any]], shares: list[float], repeats: int) -> pd.DataFrame:
    """Sum up the repeats of each share: the mean difference, the median p."""
    rows = []
    for place, share in enumerate(shares):
        some = pd.DataFrame(found[place * repeats : (place + 1) * repeats])
        # Of all columns but the numbers, the last repeat that could be compared speaks.
        row = some.sort_values("n_draws", kind="stable").iloc[-1].to_dict()
        row |= {"estimate": some["estimate"].mean(), "p_value": some["p_value"].median()}
        rows.append({"share": share, "extra": extra_of(share), **row})
    return pd.DataFrame(rows)
