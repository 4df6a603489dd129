"""When are two written names the same name?"""

from __future__ import annotations

import unicodedata


def name_key(written: str) -> str:
    """Reduce a name to what is compared: letters and digits, no case, no surplus spaces.

    Diacritics stay: "Lípa" and "Lipa" may be two places.

    Examples
    --------
    >>> name_key("OSPOD  Havlíčkův Brod") == name_key("ospod havlíčkův brod")
    True
    """
    return " ".join(unicodedata.normalize("NFKC", written).casefold().split())
