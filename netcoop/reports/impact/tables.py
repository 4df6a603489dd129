"""The tables of an impact report."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd
from babel.dates import format_date

from netcoop._core.texts import NOT_AVAILABLE, mark, number, text
from netcoop.compare.impact_result import amount, chance, label
from netcoop.metrics import METRICS
from netcoop.reports.document import Column, Table, Value
from netcoop.reports.impact.worked import WAY_LABELS, Worked

_DECIMALS = 6
# What a panel says of a region; a stratum is a text of the user's and stays at home.
_KEPT = ("region", "phase", "treated", "dose", "source", "n_actors", "n_meetings", "flag")


def times_table(worked: Worked) -> Table:
    """Say which times were compared, and how the records call them."""
    lang, times = worked.lang, worked.times
    # The names that comparisons use are codes; others are the user's own words for it.
    written = [(name,) if times.by_order else () for name in times.written]
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (worked.name(span.name), *own, _day(span.start, lang), _day(span.end, lang))
        for span, own in zip(times.spans, written, strict=True)
    )
    own_name = Column(text("in the records", lang), text("What the records call it.", lang))
    columns = (
        Column(text("time", lang), text("What this report calls it.", lang)),
        *([own_name] if times.by_order else []),
        Column(text("from", lang), text("First day; a dash where it has no beginning.", lang)),
        Column(text("to", lang), text("Last day; a dash where it has no end.", lang)),
    )
    return Table(text("The times that are compared", lang), columns, rows)


def sides_table(worked: Worked) -> Table:
    """Count regions, actors, meetings and hours of both sides."""
    lang = worked.lang
    times = [span.name for span in worked.times.spans]
    columns = [
        Column(text("side", lang), text("Whether the regions took part.", lang)),
        Column(text("regions", lang), text("How many there are.", lang), digits=0),
        Column(text("actors", lang), text("Actors on their lists, over all times.", lang), 0),
    ]
    meaning = text(
        "Meetings of two actors or more that nobody facilitated, as far as it is known.", lang
    )
    for place, time in enumerate(times):
        # It is the same of all three and said once.
        columns.append(Column(text(_MEETINGS[time], lang), "" if place else meaning, digits=0))
    said = {
        True: text("regions that took part", lang),
        False: text("comparison regions", lang),
    }
    rows = [_side_row(worked, words, times, side=side) for side, words in said.items()]
    caption = text("The two sides; each region and time is in panel.csv", lang)
    return Table(caption, tuple(columns), tuple(rows))


_MEETINGS = {
    "pre": mark("meetings before"),
    "during": mark("meetings during"),
    "after": mark("meetings after"),
}


def _side_row(worked: Worked, words: str, times: list[str], *, side: bool) -> tuple[Value, ...]:
    panel = worked.panel[worked.panel["treated"].eq(side).fillna(False).astype("bool")]
    actors = panel.groupby("region")["n_actors"].max().sum()
    counts = [
        int(panel.loc[panel["phase"].eq(worked.name(time)), "n_meetings"].fillna(0).sum())
        for time in times
    ]
    return (words, panel["region"].nunique(), int(actors), *counts)


def result_table(worked: Worked) -> Table:
    """Set what was found side by side, by which meetings were looked at."""
    lang = worked.lang
    columns = (
        Column(text("number", lang), text("Which number of the network.", lang)),
        Column(text("which meetings", lang), text("The first row of each is the result.", lang)),
        Column(
            text("change, took part", lang),
            text("Mean change of the regions that took part.", lang),
        ),
        Column(text("change, others", lang), text("Mean change of the comparison regions.", lang)),
        Column(
            text("difference (95 % interval)", lang),
            text("How much more the first changed, and which values are compatible.", lang),
        ),
        Column(
            text("p over all", lang),
            text(
                "How often so large a difference would come about by chance, over all numbers "
                "looked at together.",
                lang,
            ),
        ),
    )
    frames = {key: found.to_frame(lang) for key, found in worked.impacts.items()}
    rows = tuple(
        (label(outcome, lang), text(WAY_LABELS[key], lang), *_found(_row(frame, outcome), lang))
        for outcome in worked.outcomes
        for key, frame in frames.items()
    )
    caption = text("Changes from before to during the support; all numbers: impact.csv", lang)
    return Table(caption, columns, rows)


def _row(frame: pd.DataFrame, outcome: str) -> dict[Any, Any]:
    return dict(frame[frame["metric"].eq(outcome)].iloc[0])


def _found(row: Mapping[Any, Any], lang: str) -> tuple[Value, ...]:
    """Write the changes, their difference with its interval, and p; dashes where refused."""
    if math.isnan(row["estimate"]):
        return (None, None, None, None)
    scale = row["detectable"] if row["detectable"] > 0 else row["estimate"]
    values = {
        name: amount(row[name], lang, scale)
        for name in ("change_treated", "change_comparison", "estimate", "ci_low", "ci_high")
    }
    between = NOT_AVAILABLE
    if not (math.isnan(row["ci_low"]) and math.isnan(row["ci_high"])):
        low, high = values["ci_low"], values["ci_high"]
        between = text("{low} to {high}", lang, low=low, high=high)
    return (
        values["change_treated"],
        values["change_comparison"],
        f"{values['estimate']} ({between})",
        chance(row["p_adjusted"], lang),
    )


def number_table(worked: Worked) -> Table:
    """Explain the numbers that were looked at."""
    lang = worked.lang
    rows = tuple(
        (label(name, lang), text(METRICS[name].meaning, lang), text(METRICS[name].silent, lang))
        for name in worked.outcomes
    )
    columns = (
        Column(text("number", lang)),
        Column(text("what it says", lang)),
        Column(text("when it says little", lang)),
    )
    return Table(text("The numbers that were looked at", lang), columns, rows)


def panel_table(worked: Worked) -> pd.DataFrame:
    """Give every region and time as a table to be written."""
    panel, times = worked.panel, {worked.name(span.name): span.name for span in worked.times.spans}
    numbers = [str(name) for name in panel if str(name).startswith(worked.outcomes)]
    table = panel[[*(name for name in _KEPT if name in panel), *numbers]]
    return table.assign(
        phase=panel["phase"].map(times).astype("str"), **panel[numbers].round(_DECIMALS)
    )


def impact_table(worked: Worked) -> pd.DataFrame:
    """Give all that was found on changes, by which meetings were looked at."""
    frames = [
        found.to_frame(worked.lang).assign(phase="during").assign(meetings=key)
        for key, found in worked.impacts.items()
    ]
    table = pd.concat(frames, ignore_index=True)
    rest = [name for name in table if name not in ("metric", "meetings")]
    return _rounded(table[["metric", "meetings", *rest]])


def further_tables(worked: Worked) -> dict[str, pd.DataFrame]:
    """Give the numbers behind the further questions, by file name."""
    lang = worked.lang
    tipped = [found.to_frame(lang) for found in worked.tipping]
    tables = {
        "placebos.csv": worked.checks,
        "better_records.csv": pd.concat(tipped, ignore_index=True).assign(phase="during"),
    }
    if worked.study is not None:
        tables["bins.csv"] = worked.study.to_frame(lang)
    if worked.doses:
        doses = [found.to_frame(lang) for found in worked.doses]
        tables["support_and_change.csv"] = pd.concat(doses, ignore_index=True).assign(
            phase="during"
        )
    if worked.lasting is not None:
        tables["lasting.csv"] = worked.lasting.to_frame(lang)
    return {name: _rounded(table) for name, table in tables.items()}


def _rounded(table: pd.DataFrame) -> pd.DataFrame:
    numbers = list(table.select_dtypes("float64"))
    return table.assign(**table[numbers].round(_DECIMALS))


def hours_of(worked: Worked) -> float:
    """Sum the hours of support of the regions that took part; NaN where one is not known."""
    sides = worked.sides
    dose = sides.loc[sides["treated"], "dose"]
    return float(dose.sum()) if len(dose) and dose.notna().all() else math.nan


def hours(value: float, lang: str) -> str:
    """Write hours with one decimal, and whole ones without: half an hour is on the accounts.

    Examples
    --------
    >>> hours(339.5, "en"), hours(40.0, "en"), hours(0.915, "cs")
    ('339.5', '40', '0,9')
    """
    return number(round(value, 1), lang)


def _day(day: pd.Timestamp | None, lang: str) -> str:
    return NOT_AVAILABLE if day is None else str(format_date(day, format="medium", locale=lang))
