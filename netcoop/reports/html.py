"""The report as one HTML page: no script, no request, every text escaped."""

from __future__ import annotations

import base64
import hashlib
import io
from functools import cache, partial
from importlib import resources
from typing import TYPE_CHECKING, Any

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined

from netcoop._core.texts import NOT_AVAILABLE, number, plural, text
from netcoop.maps import plot_network
from netcoop.metrics import METRICS, isolates
from netcoop.network import actor_labels
from netcoop.network.labels import undecided_names
from netcoop.reference import kind_label
from netcoop.reports import sentences
from netcoop.reports.tables import (
    COUNTED_TABLES,
    TABLE_LABELS,
    problem_counts,
    problem_table,
    status_words,
)

if TYPE_CHECKING:
    from netcoop.reports.compose import Report

_TOP = 15
# Beyond this many lines a drawing of points is smaller than one of lines, and no less clear.
_MOST_LINES = 3_000


def render(report: Report) -> str:
    """Fill the template of the report."""
    lang, names = report.lang, actor_labels(report.network, report.lang)
    style = resources.files(__package__).joinpath("templates/report.css").read_text("utf-8")
    template = _environment().get_template("report.html.j2")
    return template.render(
        lang=lang,
        text=partial(_text, lang),
        plural=partial(_plural, lang),
        title=report.title,
        style=style,
        style_hash=base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii"),
        picture=_picture(report),
        sentences=sentences,
        report=report,
        account=_account(report),
        actors=_actors(report, names),
        undecided=bool(undecided_names(report.network)),
        metrics=[METRICS[name] for name in report.metrics.columns],
        isolates=[names[actor] for actor in isolates(report.network)],
        missing=_missing(report, names),
        problems=_problems(report),
    )


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("netcoop.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _text(lang: str, message: str, **values: object) -> str:
    return text(message, lang, **values)


def _plural(lang: str, one: str, many: str, n: int) -> str:
    return plural(one, many, n, lang)


def _picture(report: Report) -> str:
    """Draw the network as an image inside the page; the same bytes every time."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 6.4), layout="constrained")
    plot_network(report.network, ax=figure.subplots(), lang=report.lang)
    content = io.BytesIO()
    if len(report.network.ties) > _MOST_LINES:
        figure.savefig(content, format="png", dpi=160, metadata={"Software": None})
        return "data:image/png;base64," + base64.b64encode(content.getvalue()).decode("ascii")
    with mpl.rc_context({"svg.hashsalt": "netcoop", "svg.fonttype": "path"}):
        figure.savefig(content, format="svg", metadata={"Date": None})
    return "data:image/svg+xml;base64," + base64.b64encode(content.getvalue()).decode("ascii")


def _account(report: Report) -> list[dict[str, str]]:
    """Rows read, kept and left out; how many referrals there are would help to work counts out."""
    rows = []
    for row in report.account.to_dict("records"):
        counts = [number(row[name], report.lang) for name in ("read", "kept", "dropped")]
        if row["table"] in COUNTED_TABLES:
            counts = [NOT_AVAILABLE] * len(counts)
        place = " · ".join(part for part in (row["file"], row["sheet"]) if part)
        rows.append(
            {"table": text(TABLE_LABELS[row["table"]], report.lang), "place": place}
            | dict(zip(("read", "kept", "dropped"), counts, strict=True))
        )
    return rows


def _actors(report: Report, names: dict[str, str]) -> list[dict[str, Any]]:
    """Give the actors who cooperate most, with their numbers as people write them."""
    lang, net = report.lang, report.network
    kinds = net.actors.get("kind", pd.Series(dtype="str"))
    status = status_words(net.actors.get("name_status", pd.Series(dtype="str")), lang).fillna("")
    top = report.metrics.sort_values("strength", ascending=False, kind="stable").head(_TOP)
    digits = {name: METRICS[name].digits for name in top.columns}
    return [
        {
            "name": names[str(actor)],
            "kind": kind_label(kinds.get(str(actor)), lang),
            "status": status.get(str(actor), ""),
            "cells": [number(values[name], lang, digits[name]) for name in top.columns],
        }
        for actor, values in top.to_dict("index").items()
    ]


def _missing(report: Report, names: dict[str, str]) -> list[dict[str, str]]:
    return [
        {
            "source": names[row["source"]],
            "target": names[row["target"]],
            "shared": number(row["shared"], report.lang),
            "through": ", ".join(names[one] for one in row["through"]),
        }
        for row in report.missing.to_dict("records")
    ]


def _problems(report: Report) -> list[dict[str, str]]:
    counts = problem_counts(problem_table(report.problems, report.network))
    return [
        {
            "message": row["message"],
            "size": NOT_AVAILABLE if pd.isna(row["size"]) else number(row["size"], report.lang),
        }
        for row in counts.to_dict("records")
    ]
