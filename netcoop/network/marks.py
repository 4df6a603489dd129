"""What stands for a hidden number, in the column ``shown`` of the ties."""

from __future__ import annotations

import math
import re

# What stands for a hidden number: "<5", or of a sum with hidden parts "6–9".
_BELOW, _RANGE = re.compile(r"<(\d+(?:\.\d+)?)"), re.compile(r"(\d+)–(\d+)")


def hidden_range(shown: object) -> tuple[float, float] | None:
    """Give the least and the greatest number that a mark of a tie stands for; of none, nothing.

    Examples
    --------
    >>> hidden_range("<5"), hidden_range("6–9")
    ((1.0, 4.0), (6.0, 9.0))
    """
    if below := _BELOW.fullmatch(str(shown)):
        return 1.0, float(math.ceil(float(below[1])) - 1)
    if ends := _RANGE.fullmatch(str(shown)):
        return float(ends[1]), float(ends[2])
    return None
