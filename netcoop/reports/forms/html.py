"""A document as one HTML page: no script, no request, every text escaped."""

from __future__ import annotations

import base64
import hashlib
from functools import cache, partial
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from netcoop._core.texts import text
from netcoop.reports.document import Bullets, Document, Figure, Paragraph, Table
from netcoop.reports.forms.unbroken import unbroken
from netcoop.reports.forms.widths import part_width

# What the template calls the kinds of blocks.
_KINDS = {Paragraph: "paragraph", Bullets: "bullets", Table: "table", Figure: "figure"}
# Per cent of an A4 page that a letter and the blanks around a cell take.
_LETTER, _MARGIN = 1.03, 2.0
# A narrower table would squeeze its caption.
_NARROWEST = 55
# Tables with more columns have smaller letters.
_MANY = 7


def render(document: Document, map_file: str | None = None) -> str:
    """Fill the template with a document; ``map_file`` is the interactive map beside the page."""
    document = unbroken(document)
    style = resources.files(__package__).joinpath("templates/report.css").read_text("utf-8")
    style += _column_widths(document)
    numbers = {id(block): n for _, block, n in document.numbered()}
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            document=document,
            chapters=_chapters(document),
            lang=document.lang,
            text=partial(_text, document.lang),
            kind=lambda block: _KINDS[type(block)],
            number_of=lambda block: numbers[id(block)],
            picture=_picture,
            map_file=map_file,
            many=_MANY,
            style=style,
            style_hash=_hash(style),
        )
    )


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("netcoop.reports.forms"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _text(lang: str, message: str, **values: object) -> str:
    return text(message, lang, **values)


def _chapters(document: Document) -> list[dict[str, Any]]:
    """List the headings for the contents: chapters, each with the headings below it."""
    chapters: list[dict[str, Any]] = []
    for place, section in enumerate(document.sections, 1):
        entry = {"place": place, "heading": section.heading, "below": []}
        if section.level > 1 and chapters:
            chapters[-1]["below"].append(entry)
        else:
            chapters.append(entry)
    return chapters


def _column_widths(document: Document) -> str:
    """Write the widths of all columns; the policy of the page lets none stand beside a cell."""
    rules = []
    for _, table, n in document.numbered():
        if not isinstance(table, Table) or not table.columns:
            continue
        head = [column.label for column in table.columns]
        rows = [head, *(table.shown(row, document.lang) for row in table.rows)]
        small = len(head) > _MANY
        widths = part_width(rows, room=100, letter=_LETTER * (0.85 if small else 1), margin=_MARGIN)
        whole = min(max(sum(widths), _NARROWEST), 100)
        rules.append(f"#table-{n} table {{ width: {whole:.1f}%; }}")
        rules += [
            f"#table-{n} col:nth-child({place}) {{ width: {100 * width / sum(widths):.2f}%; }}"
            for place, width in enumerate(widths, 1)
        ]
    return "\n".join(["", *rules, ""])


def _hash(style: str) -> str:
    """Give the hash by which the page's policy knows its style."""
    return base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")


def _picture(figure: Figure) -> str:
    """Put a picture into the page: lines where there are any, else points."""
    kind, content = ("svg+xml", figure.svg) if figure.svg else ("png", figure.png)
    return f"data:image/{kind};base64," + base64.b64encode(content).decode("ascii")
