"""The tables of the report on several regions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from netcoop._core.texts import mark, number, plural, text
from netcoop.compare.region_ranks import has_better
from netcoop.metrics import METRICS
from netcoop.reports.document import Column, Table, Value
from netcoop.reports.regions.labels import indicator_label
from netcoop.reports.regions.parting import SHOWN

if TYPE_CHECKING:
    from netcoop.reports.regions.making import RegionsReport

# So many regions a table on paper holds; a whole pilot fits, with those it is compared with.
MOST_ROWS = 60
# So many indicators stand beside each other on a page.
_MOST_INDICATORS = 5
_PLACES = {
    "closer": mark("Which places, counted from the highest number, the records allow."),
    "apart": mark("Which places, counted from the lowest number, the records allow."),
}


def seen_table(report: RegionsReport) -> Table:
    """Say what records there are of each region."""
    lang = report.lang
    columns = (
        _region(lang),
        Column(text("actors who came", lang),
               text("Actors of the region who came to any of its meetings.", lang), 0),
        Column(text("meetings", lang), text("Meetings of two actors or more.", lang), 0),
        Column(text("meetings per actor", lang),
               text("Meetings divided by the actors who came.", lang), 1),
        Column(text("share seen (%)", lang),
               text("How much of the joint attendance falls on pairs the records show already; "
                    "where it is low, many pairs are not in the records yet.", lang), 0),
    )  # fmt: skip
    rows = [
        (region, _whole(row["n_actors"]), _whole(row["n_meetings"]), row["meetings_per_actor"],
         100 * row["coverage"])
        for region, row in _rows(report, report.seen)
    ]  # fmt: skip
    caption = text("Records of meetings by region, in the order of the alphabet", lang)
    return Table(caption, columns, _some(rows), cut(report, "regions.csv", len(rows)))


def score_table(report: RegionsReport, metric: str) -> Table:
    """Give one number of every region, each with its range, by the alphabet."""
    lang, known = report.lang, METRICS[metric]
    digits, label = known.digits, text(known.label, lang)
    columns = [
        _region(lang),
        Column(text("as recorded", lang), text(known.meaning, lang), digits),
        Column(text("range", lang),
               text("The values the meetings in the records are compatible with.", lang)),
        Column(text("at equal meetings", lang),
               text("The same number if every region had as many meetings per actor.", lang),
               digits),
        Column(text("range of methods", lang),
               text("From the lowest to the highest value of the three ways of comparing; where "
                    "they agree, the range as recorded.", lang)),
    ]  # fmt: skip
    places = has_better(metric)
    if places:
        columns.append(
            Column(text("places possible", lang), text(_PLACES[known.direction], lang))
        )  # fmt: skip
    rows = []
    for region, row in _rows(report, report.scores.of(metric)):
        cells: list[Value] = [
            region, row["as_recorded"], span(row["low"], row["high"], lang, digits),
            row["at_equal_meetings"],
            span(row["equal_low"], row["equal_high"], lang, digits),
        ]  # fmt: skip
        rows.append((*cells, _places(row, lang)) if places else tuple(cells))
    caption = text("{metric}: the regions in the order of the alphabet", lang,
                   metric=label[:1].upper() + label[1:])  # fmt: skip
    said = (cut(report, "regions.csv", len(rows)), _unmoved(report, metric))
    return Table(caption, tuple(columns), _some(rows), " ".join(filter(None, said)))


def _unmoved(report: RegionsReport, metric: str) -> str:
    """Warn where both ends of a range read the same, which looks like certainty."""
    lang, digits = report.lang, METRICS[metric].digits
    rows = report.scores.of(metric)
    moved = rows[rows["range"] == "left_out"]
    ends = (
        [number(end, lang, digits) for end in pair] for pair in moved[["low", "high"]].to_numpy()
    )
    if not any(low == high for low, high in ends):
        return ""
    return text(
        "Where both ends of a range are the same, the number stays as it is whichever meeting or "
        "series of meetings is left out. That is no certainty: with other meetings it could be "
        "another.",
        lang,
    )


def required_table(report: RegionsReport, counts: pd.DataFrame) -> Table:
    """Count the required ties by region."""
    lang = report.lang
    columns = (
        _region(lang),
        Column(text("ties asked for", lang), text("Pairs of actors the template names.", lang), 0),
        Column(text("could be shown", lang),
               text("Of these, pairs the records of the region could show at all.", lang), 0),
        Column(text("in the records", lang), text("Of these, pairs that are there.", lang), 0),
        Column(text("share (%)", lang),
               text("Pairs in the records, of a hundred they could show.", lang), 0),
    )  # fmt: skip
    rows = [
        (region, row["asked"], row["knowable"], row["met"], 100 * row["share"])
        for region, row in _rows(report, counts)
    ]
    caption = text("Required ties in the records, by region", lang)
    return Table(caption, columns, _some(rows), cut(report, "required_by_region.csv", len(rows)))


def service_table(report: RegionsReport, counts: pd.DataFrame) -> Table:
    """Count the services by region and by what is known of them."""
    lang = report.lang
    columns = (
        _region(lang),
        Column(text("offered", lang), text("Services somebody offers in the region.", lang), 0),
        Column(text("known not to be there", lang),
               text("Services of which the records say that nobody offers them there.", lang), 0),
        Column(text("not known", lang), text("Services the records say nothing of.", lang), 0),
        Column(text("share (%)", lang), text("Offered, of a hundred that are known.", lang), 0),
    )  # fmt: skip
    rows = [
        (region, row["available"], row["not_there"], row["unknown"], 100 * row["share"])
        for region, row in _rows(report, counts, also=counts["share"].notna())
    ]
    caption = text("Services by region; a service counts once for each group it is for", lang)
    return Table(caption, columns, _some(rows), cut(report, "services_by_region.csv", len(rows)))


def indicator_table(report: RegionsReport) -> Table | None:
    """Give the indicators the records bring along, as they are."""
    if report.indicators is None:
        return None
    lang, found = report.lang, report.indicators
    names = list(found.table)[:_MOST_INDICATORS]
    below = text("<{n}", lang, n=number(report.threshold, lang))
    meaning = text("As in the table of regions.", lang)
    signed = found.written(below)
    written = {name: signed[name].tolist() for name in names}
    digits = {name: 0 if (found.table[name].dropna() % 1 == 0).all() else 1 for name in names}
    columns = (
        _region(lang),
        *(Column(indicator_label(str(name), lang), meaning, digits[name]) for name in names),
    )
    shown = set(report.named(SHOWN))
    rows = [
        (str(region), *(written[name][at] for name in names))
        for at, region in enumerate(found.table.index)
        if str(region) in shown
    ]
    caption = text("Indicators of the regions, as given", lang)
    left = len(found.table.columns) - len(names)
    said = [
        cut(report, "indicators.csv", len(rows)),
        text("More of them are in indicators.csv.", lang) if left else "",
    ]
    return Table(caption, columns, _some(rows), " ".join(filter(None, said)))


def kraj_table(report: RegionsReport) -> Table:
    """Say of how many regions of each kraj there are records at all."""
    lang = report.lang
    columns = (
        Column(text("kraj", lang), text("Region above the municipality.", lang)),
        Column(text("regions in it", lang),
               text("Municipalities with extended powers in the kraj.", lang), 0),
        Column(text("with records", lang), text("Of these, with meetings in the records.", lang),
               0),
        Column(text("unknown", lang), text("Of these, without; that is no zero.", lang), 0),
    )  # fmt: skip
    rows = [
        (str(kraj), int(every), int(there), int(every - there))
        for kraj, every, there in report.krajs.itertuples()
    ]
    return Table(text("Regions with records, by kraj", lang), columns, tuple(rows))


def glossary_table(report: RegionsReport) -> Table:
    """Explain every number and every way of comparing."""
    lang = report.lang
    metrics = [METRICS[name] for name in report.scores.metrics]
    rows = (
        *((text(one.label, lang), text(one.meaning, lang)) for one in metrics),
        *_ways(lang, report.scores.draws),
    )
    columns = (
        Column(text("number", lang), text("What is explained.", lang)),
        Column(text("what it says", lang), text("Its meaning in plain words.", lang)),
    )
    return Table(text("Numbers and ways of comparing", lang), columns, rows)


def _ways(lang: str, draws: int) -> tuple[tuple[str, str], ...]:
    """Explain the ranges and the ways of comparing."""
    return (
        (
            text("range", lang),
            text(
                "What the number would be had other meetings of the same kind been held: the 95 % "
                "interval from leaving out one meeting or series of meetings after the other. "
                "Where a number changes by leaps, from the lowest to the highest value with one of "
                "them less.",
                lang,
            ),
        ),
        (
            text("at equal meetings", lang),
            text(
                "More meetings alone give more ties. So every region is brought down to the "
                "meetings per actor of the region with fewest.",
                lang,
            ),
        ),
        (
            text("range of methods", lang),
            text(
                "The lowest and the highest of three: at equal meetings per actor, where the "
                "records show an equal share of who meets whom, and as recorded. Where all "
                "meetings of a region count in each of them, it is the range as recorded.",
                lang,
            ),
        ),
        (
            text("places possible", lang),
            text(
                "Random halves of the meetings are ranked {n} times; 95 % of the places lie "
                "within. Facilitators do not count in any number.",
                lang,
                n=number(draws, lang),
            ),
        ),
    )


def cut(report: RegionsReport, file: str, n: int) -> str:
    """Say where the rest is, of a table that was cut."""
    if n <= MOST_ROWS:
        return ""
    return plural(
        "{n} more in {file}.", "{n} more in {file}.", n - MOST_ROWS, report.lang, file=file
    )


def span(low: float, high: float, lang: str, digits: int) -> str | None:
    """Write a range; ``None`` where there is none.

    Examples
    --------
    >>> span(0.25, 1.5, "en", 1)
    '0.2–1.5'
    """
    if math.isnan(low) or math.isnan(high):
        return None
    return f"{number(low, lang, digits)}–{number(high, lang, digits)}"


def _places(row: pd.Series, lang: str) -> str | None:
    if pd.isna(row["place_low"]):
        return None
    return text(
        "{low} to {high} of {n}",
        lang,
        low=number(int(row["place_low"]), lang),
        high=number(int(row["place_high"]), lang),
        n=number(int(row["n_ranked"]), lang),
    )


def _region(lang: str) -> Column:
    return Column(text("region", lang), text("Municipality, by the alphabet.", lang))


def _rows(
    report: RegionsReport, table: pd.DataFrame, also: pd.Series | None = None
) -> list[tuple[str, pd.Series]]:
    """Give the rows of the regions that are shown, and of ``also``; the rest are named once."""
    kept = {*report.named(SHOWN), *([] if also is None else also.index[also])}
    return [(str(region), row) for region, row in table.iterrows() if str(region) in kept]


def _some(rows: Sequence[tuple[Value, ...]]) -> tuple[tuple[Value, ...], ...]:
    """Take as many rows as a page holds; what is not a number is not available."""
    return tuple(tuple(None if cell != cell else cell for cell in row) for row in rows[:MOST_ROWS])


def _whole(value: object) -> Value:
    return None if pd.isna(value) else int(value)  # type: ignore[call-overload]
