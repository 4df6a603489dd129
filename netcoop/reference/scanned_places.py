"""Towns whose names a scan has spoilt: "Cesk4 Lipa", "0lomouc"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, product

from netcoop.reference.places import find_places
from netcoop.reference.words import tidy

__all__ = ["unscanned"]

# What a scanner takes for a digit. Diacritics do not matter for finding a town.
_LETTERS = {"0": "o", "1": "li", "4": "a", "5": "s", "6": "b", "8": "b"}
# A word with a digit in it: two letters at least, or "1A" would be one.
_SPOILT = re.compile(r"(?=\w*[014568])(?=(?:\w*[^\W\d_]){2})[^\W_]{3,}")
_MOST = 64


@lru_cache(maxsize=4096)
def unscanned(written: str) -> str | None:
    """Write a name again with digits put right that stand for letters of a town's name.

    Returns
    -------
    str or None
        The name with the town mended; ``None`` where no word has such a digit, where no town
        comes of it, or where more than one may be meant.

    Examples
    --------
    >>> unscanned("OSPOD Cesk4 Lipa"), unscanned("Te1č"), unscanned("Praha4"), unscanned("ZŠ 5A")
    ('OSPOD Ceska Lipa', 'Telč', None, None)
    """
    plain = tidy(written)
    spoilt = list(_SPOILT.finditer(plain))
    if not spoilt:
        return None
    found: dict[tuple[str, ...], str] = {}
    for mended in _readings(plain, [one.span() for one in spoilt]):
        for place in find_places(mended):
            # The same length: every letter stands where its digit stood.
            hit = any(place.start < one.end() and one.start() < place.end for one in spoilt)
            if hit and place.level == "orp":
                found.setdefault(place.regions, mended)
    if len(found) != 1:
        return None
    regions, mended = next(iter(found.items()))
    return mended if len(regions) == 1 else None


def _readings(plain: str, spans: list[tuple[int, int]]) -> Iterator[str]:
    """Write a text in the ways its spoilt words may be read, up to a number of them."""
    options = list(plain)
    for start, end in spans:
        for at in range(start, end):
            letters = _LETTERS.get(plain[at], plain[at])
            options[at] = letters.upper() if at == start else letters
    return map("".join, islice(product(*options), _MOST))
