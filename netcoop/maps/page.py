"""The page of a map: one HTML file that asks nobody for anything.

Names come from other people's spreadsheets. So every text is escaped by Jinja2 or stands in a JSON
block, the page's own script writes texts only as texts, and a content security policy lets run
nothing but the two scripts and the style sheet whose hashes it names.
"""

from __future__ import annotations

import base64
import hashlib
import json
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from netcoop.maps._pyvis import vis_network_script
from netcoop.maps.model import MapModel
from netcoop.maps.page_data import page_data
from netcoop.maps.page_texts import LANGUAGE_NAMES

# One script, cut into files by what they do; the order is that of their use.
SCRIPTS = (
    "data.js",
    "filters.js",
    "labels.js",
    "shapes.js",
    "scene.js",
    "blocks.js",
    "draw.js",
    "panel.js",
    "panel_vis.js",
    "panel_canvas.js",
    "legend.js",
    "card.js",
    "table.js",
    "paper.js",
    "export.js",
    "compare.js",
    "map.js",
)


def render(model: MapModel) -> str:
    """Write the whole page as text."""
    vis, script, sheet = vis_network_script(), _own_script(), _closed_up(_own_text("map.css"))
    return (
        _environment()
        .get_template("map.html.j2")
        .render(
            model=model,
            t=model.texts[model.lang],
            lang=model.lang,
            other=next(code for code in LANGUAGE_NAMES if code != model.lang),
            language_names=LANGUAGE_NAMES,
            policy=_policy([vis, script], [sheet]),
            data=htmlsafe_json_dumps(page_data(model), dumps=_compact_json),
            # Our own files and pyvis's: the only texts that are not escaped.
            vis=Markup(vis),
            script=Markup(script),
            sheet=Markup(sheet),
        )
    )


def _compact_json(value: object, **_settings: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _policy(scripts: list[str], sheets: list[str]) -> str:
    return "; ".join(
        [
            "default-src 'none'",
            "img-src data: blob:",
            f"style-src {' '.join(_hash(sheet) for sheet in sheets)}",
            f"script-src {' '.join(_hash(script) for script in scripts)}",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def _hash(content: str) -> str:
    digest = hashlib.sha256(content.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("netcoop.maps", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _own_script() -> str:
    parts = "".join(_closed_up(_own_text(name)) for name in SCRIPTS)
    return f'(() => {{\n"use strict";\n{parts}}})();\n'


def _closed_up(source: str) -> str:
    """Leave out indents, empty lines and lines of comment: a sixth of the script.

    No text of ours goes over several lines (a test holds it), so none is changed.
    """
    lines = (line.strip() for line in source.splitlines())
    return "".join(f"{line}\n" for line in lines if line and not line.startswith("//"))


@cache
def _own_text(name: str) -> str:
    source = resources.files("netcoop.maps").joinpath("templates", name)
    return source.read_text(encoding="utf-8")
