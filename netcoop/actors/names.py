"""When are two written names the same name, and when is a text no name at all?"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib import resources

from netcoop.reference.words import fold, tidy


def name_key(written: str) -> str:
    """Reduce a name to what is compared: letters and digits, no case, no surplus spaces.

    Diacritics stay: "Lípa" and "Lipa" may be two places.

    Examples
    --------
    >>> name_key("OSPOD  Havlíčkův Brod") == name_key("ospod havlíčkův brod")
    True
    """
    return " ".join(unicodedata.normalize("NFKC", written).casefold().split())


def names_nobody(written: str) -> bool:
    """Tell whether a text in a column of actors names none: "nikdo", "–", "celkem 5".

    Examples
    --------
    >>> names_nobody("nepřišel nikdo"), names_nobody("– "), names_nobody("OSPOD")
    (True, True, False)
    """
    words = re.findall(r"[a-z]+|\d+", fold(tidy(written)).replace("n/a", "na"))
    if not any(letter.isalnum() for letter in written):
        return True
    counted = [word for word in words if not word.isdigit()]
    # A bare number may be the code of an actor.
    return bool(counted) and " ".join(counted) in _nobody()


@cache
def _nobody() -> frozenset[str]:
    source = resources.files(__package__).joinpath("tables", "nobody.txt")
    lines = source.read_text(encoding="utf-8").splitlines()
    return frozenset(" ".join(re.findall("[a-z]+", fold(line))) for line in lines if line)
