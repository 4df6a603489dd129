"""Checks that every layer asks for, with messages that name the remedy."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from math import isfinite
from numbers import Integral, Real
from typing import Any, TypeGuard

import pandas as pd

from netcoop._core.texts import text
from netcoop.errors import ArgumentError

SHOWN = 5


def did_you_mean(value: str, known: Iterable[str]) -> str:
    """Suggest the known word nearest to the one given, or nothing."""
    near = get_close_matches(value, list(known), n=1)
    return " " + text("Did you mean {near!r}?", near=near[0]) if near else ""


def check_choice(argument: str, value: Any, known: Iterable[str]) -> str:
    """Return the value if it is among the known ones; else say which there are.

    Examples
    --------
    >>> check_choice("method", "count", ["count", "newman"])
    'count'
    """
    choices = [str(choice) for choice in known]
    if isinstance(value, str) and value in choices:
        return value
    message = text(
        "{argument}={value!r} is not known. Use one of: {known}.",
        argument=argument,
        value=value,
        known=", ".join(choices) or "–",
    )
    raise ArgumentError(message + did_you_mean(str(value), choices))


def first(items: Sequence[object] | Iterable[object], shown: int = SHOWN) -> str:
    """Write the first few items of a list, and that there are more."""
    every = list(items)
    head = ", ".join(str(item) for item in every[:shown])
    return f"{head}, …" if len(every) > shown else head


def is_missing(value: Any) -> bool:
    """Tell whether one cell holds nothing."""
    return value is None or value is pd.NA or value is pd.NaT or bool(value != value)


def is_number(value: Any) -> TypeGuard[float]:
    """Tell whether a value is a finite number; true and false are none."""
    return not isinstance(value, bool) and isinstance(value, Real) and isfinite(value)


def is_whole(value: Any) -> TypeGuard[int]:
    """Tell whether a value is a whole number; true and false are none."""
    return not isinstance(value, bool) and isinstance(value, Integral)
