"""What the indicators of a table of regions are called, and how many regions are named."""

from __future__ import annotations

from collections.abc import Sequence

from netcoop._core.texts import mark, plural, text
from netcoop.records.template_columns import fields_of

# Columns of the list of municipalities (:func:`netcoop.territories`) that users take over.
_OF_TERRITORIES = {
    "population_0_14": mark("children to 14 years"),
    "area_km2": mark("area (km²)"),
}

# So many names a sentence can carry; all of them are in regions.csv.
_NAMED = 20


def named(names: Sequence[str], lang: str) -> str:
    """Name regions, and count those for which there is no room.

    Examples
    --------
    >>> named(["Jihlava", "Telč"], "en")
    'Jihlava, Telč'
    """
    some, rest = ", ".join(names[:_NAMED]), len(names) - _NAMED
    if rest <= 0:
        return some
    return plural("{names} and {n} more", "{names} and {n} more", rest, lang, names=some)


def indicator_label(name: str, lang: str) -> str:
    """Call an indicator as the workbook to fill in does; one of the user's own by its words.

    Examples
    --------
    >>> indicator_label("population", "en"), indicator_label("placements_per_1000", "en")
    ('population', 'own indicator: placements per 1000')
    """
    words = " ".join(name.replace("_", " ").split())
    code = words.replace(" ", "_").casefold()
    for field in fields_of("regions", lang):
        if field.column.name == code:
            # Other headings begin with a small letter, too.
            return field.header[:1].lower() + field.header[1:]
    if code in _OF_TERRITORIES:
        return text(_OF_TERRITORIES[code], lang)
    return text("own indicator: {name}", lang, name=words or "–")
