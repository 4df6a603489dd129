"""Regions side by side as one HTML page: no script, no request, every text escaped."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from netcoop._core.texts import number, text
from netcoop.maps.pictures.picture import file_of

if TYPE_CHECKING:
    from netcoop.maps.pictures.multiples import RegionMaps


def render(maps: RegionMaps) -> str:
    """Write the whole page as text."""
    sheet = _own_text("regions.css")
    lang = maps.lang
    digest = hashlib.sha256(sheet.encode("utf-8")).digest()
    return (
        _environment()
        .get_template("regions.html.j2")
        .render(
            lang=lang,
            title=maps.title,
            notes=maps.notes(),
            # An image has its own styles, which the policy of the page rightly does not allow it.
            picture=base64.b64encode(_picture(maps)).decode("ascii"),
            alt=text("Small pictures of all regions; their numbers are in the table below.", lang),
            caption=text("The regions in numbers", lang),
            headings=_headings(lang),
            rows=[_row(maps, place) for place in range(len(maps.panels))],
            sheet=Markup(sheet),
            style_hash=base64.b64encode(digest).decode("ascii"),
        )
    )


def _picture(maps: RegionMaps) -> bytes:
    # The page has the heading in words that can be read aloud.
    return file_of(maps.figure(heading=False), "svg", maps.title)


def _headings(lang: str) -> list[str]:
    return [
        text("region", lang),
        text("in the middle", lang),
        text("actors", lang),
        text("ties", lang),
        text("missing ties", lang),
        text("without ties", lang),
        text("note", lang),
    ]


def _row(maps: RegionMaps, place: int) -> dict[str, object]:
    panel, lang = maps.panels[place], maps.lang
    counts = (panel.n_actors, panel.n_ties, panel.n_missing, panel.n_isolates)
    return {
        "region": panel.region,
        "center": panel.center,
        "counts": [number(count, lang) for count in counts],
        "note": panel.caveat(lang),
    }


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
def _own_text(name: str) -> str:
    source = resources.files("netcoop.maps").joinpath("templates", name)
    return source.read_text(encoding="utf-8")
