"""The tables and the picture of the report on one area."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pandas as pd

from netcoop._core.texts import plural, text
from netcoop.maps import plot_network
from netcoop.metrics import METRICS
from netcoop.metrics.metric import Metric
from netcoop.network import actor_labels
from netcoop.network.labels import undecided_names
from netcoop.reference import kind_label
from netcoop.reports.document import Column, Figure, Table, Value
from netcoop.reports.local import sentences
from netcoop.reports.local.columns import actor_column, kind_column
from netcoop.reports.tables import (
    COUNTED_TABLES,
    TABLE_LABELS,
    problem_counts,
    problem_table,
    status_words,
)

if TYPE_CHECKING:
    from netcoop.reports.local.making import LocalReport

_TOP = 15
# So many actors with pairs worth a look are read, each with so many others.
_PAIRED = 5
# Beyond this many lines a drawing of points is smaller than one of lines, and no less clear.
_MOST_LINES = 3_000


def account_table(report: LocalReport) -> Table:
    """Rows read, kept and left out; how many referrals there are would help to work counts out."""
    lang = report.lang
    rows: list[tuple[Value, ...]] = []
    for row in report.account.to_dict("records"):
        hidden = row["table"] in COUNTED_TABLES
        counts = [None if hidden else int(row[name]) for name in ("read", "kept", "dropped")]
        place = " · ".join(part for part in (row["file"], row["sheet"]) if part)
        rows.append((text(TABLE_LABELS[row["table"]], lang), place, *counts))
    columns = (
        Column(text("table", lang), text("Which kind of records the rows are.", lang)),
        Column(text("file", lang), text("The file the rows were read from, and its sheet.", lang)),
        Column(text("read", lang), text("Rows found in the file.", lang), digits=0),
        Column(text("kept", lang), text("Rows that this report is made from.", lang), digits=0),
        Column(
            text("left out", lang),
            text("Rows that were empty, repeated or could not be used.", lang),
            digits=0,
        ),
    )
    return Table(text("Rows read, kept and left out", lang), columns, tuple(rows))


def number_table(report: LocalReport) -> Table:
    """Give the network's numbers; each has its own decimals."""
    lang, found = report.lang, sentences.number_rows(report)
    beside = any(row["chance"] for row in found)
    columns = [
        Column(text("number", lang), text("Which number it is.", lang)),
        Column(
            text("value", lang),
            text("In the whole network; a share is between 0 (none) and 1 (all).", lang),
            digits=0,
        ),
        Column(text("what it says", lang), text("The number in plain words.", lang)),
    ]
    if beside:
        meaning = text(
            "The same number of the meetings alone, beside what the same attendance would give if "
            "actors had met at random.",
            lang,
        )
        columns.append(Column(text("beside chance", lang), meaning))
    keys = ["label", "number", "meaning", "chance"][: len(columns)]
    rows = [tuple(row[key] for key in keys) for row in found]
    return Table(text("The network in numbers", lang), tuple(columns), tuple(rows))


def strongest_table(report: LocalReport) -> Table:
    """Give the actors who cooperate most, with their numbers."""
    lang, net = report.lang, report.network
    names, undecided = actor_labels(net, lang), bool(undecided_names(net))
    kinds = net.actors.get("kind", pd.Series(dtype="str"))
    status = status_words(net.actors.get("name_status", pd.Series(dtype="str")), lang).fillna("")
    top = report.metrics.sort_values("strength", ascending=False, kind="stable").head(_TOP)
    columns = [
        actor_column(lang),
        kind_column(lang),
    ]
    if undecided:
        known_meaning = text("Whether the name is in the register of actors.", lang)
        columns.append(Column(text("the name is", lang), known_meaning))
    if {"degree", "partners"} <= set(top) and top["degree"].eq(top["partners"]).all():
        # Where no tie has a direction both are the same number.
        top = top.drop(columns="degree")
    columns += [metric_column(METRICS[str(name)], lang) for name in top.columns]
    rows: list[tuple[Value, ...]] = []
    for actor, values in top.to_dict("index").items():
        known = (status.get(str(actor), ""),) if undecided else ()
        kind = kind_label(kinds.get(str(actor)), lang)
        rows.append((names[str(actor)], kind, *known, *map(float, values.values())))
    caption = text("Actors by strength of cooperation; all of them are in actors.csv", lang)
    return Table(caption, tuple(columns), tuple(rows))


def metric_column(metric: Metric, lang: str) -> Column:
    """Head a column by a metric, in its own words."""
    return Column(text(metric.label, lang), text(metric.meaning, lang), metric.digits)


def cut_table(report: LocalReport) -> Table:
    """List the actors without whom the network falls into more pieces."""
    lang = report.lang
    columns = (
        actor_column(lang),
        Column(
            text("fragmentation without it", lang),
            text(METRICS["fragmentation"].meaning, lang),
            digits=2,
        ),
        Column(
            text("actors left without any tie", lang),
            text("How many more actors would have no tie at all without it.", lang),
            digits=0,
        ),
    )
    rows = tuple((row.actor, row.after, row.alone) for row in sentences.falls_apart(report))
    caption = text("Actors without whom the network falls into more pieces", lang)
    return Table(caption, columns, rows)


def pair_table(report: LocalReport) -> Table:
    """List pairs without a tie that share partners, by the actor that is in most of them."""
    lang, names = report.lang, actor_labels(report.network, report.lang)
    grouped = _by_actor(report.missing, names)
    columns = (
        actor_column(lang),
        Column(
            text("no tie in the records with", lang),
            text("In brackets: how many actors have a tie with both.", lang),
        ),
        Column(text("for example", lang), text("Some of the shared partners.", lang)),
    )
    rows = tuple(
        (
            names[actor],
            _paired_with(pairs, names, lang),
            ", ".join(names[one] for one in pairs[0][2]),
        )
        for actor, pairs in grouped[:_PAIRED]
    )
    more = sum(len(pairs) for _, pairs in grouped[_PAIRED:])
    note = plural("{n} more such pair.", "{n} more such pairs.", more, lang) if more else ""
    return Table(text("Pairs without a tie that share partners", lang), columns, rows, note)


def _paired_with(
    pairs: list[tuple[str, int, tuple[str, ...]]], names: dict[str, str], lang: str
) -> str:
    """Name the others of an actor's pairs; of many the first."""
    said = [f"{names[other]} ({shared})" for other, shared, _ in pairs]
    if len(said) <= _PAIRED:
        return ", ".join(said)
    first = ", ".join(said[:_PAIRED])
    rest = len(said) - _PAIRED
    return plural("{names} and {n} more", "{names} and {n} more", rest, lang, names=first)


def _by_actor(
    missing: pd.DataFrame, names: dict[str, str]
) -> list[tuple[str, list[tuple[str, int, tuple[str, ...]]]]]:
    """Put each pair with that of its two that is in more of them; most shared partners first."""
    often = pd.concat([missing["source"], missing["target"]]).value_counts()
    grouped: dict[str, list[tuple[str, int, tuple[str, ...]]]] = {}
    for row in missing.to_dict("records"):
        ends = sorted((row["source"], row["target"]), key=lambda one: (-often[one], names[one]))
        pair = (ends[1], int(row["shared"]), tuple(row["through"]))
        grouped.setdefault(ends[0], []).append(pair)
    for pairs in grouped.values():
        pairs.sort(key=lambda pair: (-pair[1], names[pair[0]]))
    return sorted(grouped.items(), key=lambda each: (-each[1][0][1], names[each[0]]))


def finding_table(report: LocalReport) -> Table:
    """Count what was found while reading; how often in referrals is not shown."""
    lang = report.lang
    counts = problem_counts(problem_table(report.problems, report.network))
    columns = (
        Column(text("finding", lang), text("What was found wrong, repaired or left out.", lang)),
        Column(
            text("how often", lang),
            text("How many times it was found; not shown for referrals.", lang),
            digits=0,
        ),
    )
    rows = tuple(
        (row["message"], None if pd.isna(row["size"]) else int(row["size"]))
        for row in counts.to_dict("records")
    )
    caption = text("Findings by kind; each with its file and row is in problems.csv", lang)
    return Table(caption, columns, rows)


def network_figure(report: LocalReport) -> Figure:
    """Draw the network, the same bytes every time."""
    import matplotlib as mpl
    from matplotlib.figure import Figure as Canvas

    lang, canvas = report.lang, Canvas(figsize=(10, 6.4), layout="constrained")
    # Where actors stand on the map is worked out already, unless it goes by something else.
    places = report.map.layout if report.map.layout.kind == "ties" else "ties"
    plot_network(report.network, ax=canvas.subplots(), layout=places, lang=lang)
    points, lines = io.BytesIO(), io.BytesIO()
    canvas.savefig(points, format="png", dpi=160, metadata={"Software": None})
    if len(report.network.ties) <= _MOST_LINES:
        with mpl.rc_context({"svg.hashsalt": "netcoop", "svg.fonttype": "path"}):
            canvas.savefig(lines, format="svg", metadata={"Date": None})
    return Figure(
        text(
            "The larger a mark, the stronger the actor's cooperation. The distance between marks "
            "has no unit.",
            lang,
        ),
        text("Picture of the network; all actors and ties are in actors.csv and ties.csv.", lang),
        points.getvalue(),
        lines.getvalue(),
    )
