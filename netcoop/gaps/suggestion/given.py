"""What is asked of whatever is given to the functions of this package."""

from __future__ import annotations

from typing import Any

import numpy as np

from netcoop._core.texts import text
from netcoop.errors import ArgumentError, NetworkError
from netcoop.network import Network

# What a tuple or list that was written into a file as it stands begins with.
_WRITTEN = ("(", "[", "{", "'", '"')


def check_network(given: Any) -> None:
    """Refuse what is not a network, such as a table."""
    if not isinstance(given, Network):
        message = text(
            "A {kind} is not a network. Make one with nc.build_network(records).",
            kind=type(given).__name__,
        )
        raise NetworkError(message)


def check_flag(argument: str, value: Any) -> bool:
    """Refuse what is neither true nor false."""
    if not isinstance(value, bool | np.bool_):
        message = text("{argument}={value!r} must be True or False.",
                       argument=argument, value=value)  # fmt: skip
        raise ArgumentError(message)
    return bool(value)


def owners_of(given: Any) -> tuple[str, ...]:
    """Read the owners of a white spot: a tuple or list of ids, or ids parted by "|".

    Examples
    --------
    >>> owners_of(["office", "school"]), owners_of("office|school"), owners_of("")
    (('office', 'school'), ('office', 'school'), ())
    """
    if isinstance(given, str) and not given.startswith(_WRITTEN):
        return tuple(part.strip() for part in given.split("|") if part.strip())
    if isinstance(given, tuple | list) and all(isinstance(owner, str) for owner in given):
        return tuple(given)
    message = text(
        "white_spots= has owners {value!r}: they must be a tuple or list of ids, or ids parted by "
        "'|', as in 'office|school'.",
        value=given,
    )
    raise ArgumentError(message)
