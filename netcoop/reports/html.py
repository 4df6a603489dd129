"""A document as one HTML page: no script, no request, every text escaped."""

from __future__ import annotations

import base64
import hashlib
from functools import cache, partial
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined

from netcoop._core.texts import text
from netcoop.reports.document import Bullets, Document, Figure, Paragraph, Table

# What the template calls the kinds of blocks.
_KINDS = {Paragraph: "paragraph", Bullets: "bullets", Table: "table", Figure: "figure"}


def render(document: Document, map_file: str | None = None) -> str:
    """Fill the template with a document; ``map_file`` is the interactive map beside the page."""
    style = resources.files(__package__).joinpath("templates/report.css").read_text("utf-8")
    numbers = {id(block): n for _, block, n in document.numbered()}
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            document=document,
            lang=document.lang,
            text=partial(_text, document.lang),
            kind=lambda block: _KINDS[type(block)],
            number_of=lambda block: numbers[id(block)],
            picture=_picture,
            map_file=map_file,
            style=style,
            style_hash=_hash(style),
        )
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


def _hash(style: str) -> str:
    """Give the hash by which the page's policy knows its style."""
    return base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")


def _picture(figure: Figure) -> str:
    """Put a picture into the page: lines where there are any, else points."""
    kind, content = ("svg+xml", figure.svg) if figure.svg else ("png", figure.png)
    return f"data:image/{kind};base64," + base64.b64encode(content).decode("ascii")
