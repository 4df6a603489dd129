"""How regions are called, and what lies in what."""

from __future__ import annotations

from functools import cache, lru_cache

from netcoop.reference import territories
from netcoop.reference.places import find_places
from netcoop.reference.scanned_places import unscanned
from netcoop.reference.words import tidy


@lru_cache(maxsize=4096)
def canonical_region(label: str | None) -> str | None:
    """Name a region as the territories do; what they do not know stands as it is.

    A digit that a scan made of a letter is put right where one municipality fits.

    Examples
    --------
    >>> canonical_region("ORP Havlíčkův Brod"), canonical_region("Zapadákov")
    ('Havlíčkův Brod', 'Zapadákov')
    >>> canonical_region("Cesk4 Lipa")
    'Česká Lípa'
    """
    if not label:
        return None
    plain = tidy(label)
    if plain in territories().index:
        return plain
    # First mended: of "S1avkov u Brna" only Brno would be found.
    places = find_places(unscanned(plain) or plain)
    found = {place.regions for place in places if len(place.regions) == 1}
    return next(iter(found))[0] if len(found) == 1 else plain


def kraj_of(region: str) -> str:
    """Give the kraj of an ORP; anything else stays."""
    return _krajs().get(region, region)


def kraj_names() -> frozenset[str]:
    """Name the regions above the ORP."""
    return frozenset(_seats())


def seat_of(kraj: str) -> str:
    """Give the town a kraj is governed from; anything else stays."""
    return _seats().get(kraj, kraj)


@cache
def _krajs() -> dict[str, str]:
    frame = territories()
    return dict(zip(frame.index, frame["kraj_name"], strict=True))


@cache
def _seats() -> dict[str, str]:
    frame = territories().sort_values("population")
    largest = dict(zip(frame["kraj_name"], frame.index, strict=True))
    # The one kraj that is governed from another.
    return largest | {"Středočeský kraj": "Praha"}
