"""What can go wrong, in one family of exceptions.

Every error netcoop raises on purpose is a :class:`NetcoopError`, so that one ``except`` catches
them all. A message says what is wrong, where (how many, the first few, the file and sheet), and
what to do about it. The module imports nothing and can be imported alone.
"""

from __future__ import annotations

__all__ = [
    "ArgumentError",
    "LossyExportWarning",
    "MetricError",
    "NetcoopError",
    "NetcoopWarning",
    "NetworkError",
    "RecordError",
]


class NetcoopError(ValueError):
    """Anything netcoop refuses to do, with the reason and the remedy."""


class RecordError(NetcoopError):
    """A file or table of records cannot be read as it is."""


class NetworkError(NetcoopError):
    """Actors and ties do not make a network, or an actor or a kind of tie is not in it."""


class MetricError(NetcoopError):
    """A metric was asked of a network that cannot carry it."""


class ArgumentError(NetcoopError):
    """An argument is not among the values a function knows."""


class NetcoopWarning(UserWarning):
    """Something the user should know although the work goes on."""


class LossyExportWarning(NetcoopWarning):
    """A file format cannot hold everything the network knows; the message names what is lost."""
