"""What is known of a metric beside its number."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from netcoop._core.texts import mark
from netcoop.errors import NetcoopWarning, NetworkError
from netcoop.network import Network

LEVELS = ("actor", "network")
# What a metric can need of a network, as the register says it.
NEEDS = {
    "direction": mark("ties with a direction (referrals, contacts, claims)"),
    "no direction": mark("ties without direction"),
    "attendance": mark("attendance: who was at which meeting"),
    "register": mark("a register of all actors, those without ties included"),
    "sector": mark("the sector of the actors"),
    "several kinds": mark("records of several kinds of tie"),
}
# What more of it means.
DIRECTIONS = {
    "closer": mark("higher is closer"),
    "apart": mark("higher is further apart"),
    "neither": mark("neither better nor worse"),
}


@dataclass(frozen=True)
class Metric:
    """One metric: its function, and its words in English (:func:`text` puts them into Czech).

    Attributes
    ----------
    name
        The public name.
    function
        Gives a Series (level actor) or a float (level network) for a network.
    level
        ``"actor"`` or ``"network"``.
    group
        What it is about; a name that :func:`netcoop.metric_table` takes for all of the group.
    label, meaning
        A few words, and one sentence.
    range, unit, direction, formula, reference
        From where to where; in what; what more of it means (of ``DIRECTIONS``); how it is worked
        out; who published it.
    silent
        When it says nothing.
    needs
        What a network must have for the number to mean something (of ``NEEDS``).
    standard
        Whether it is in tables and reports that name no metrics.
    digits
        How many decimals are worth showing.
    """

    name: str
    function: Callable[..., Any]
    level: str
    group: str
    label: str
    meaning: str
    range: str
    unit: str
    direction: str
    formula: str
    reference: str
    silent: str
    needs: tuple[str, ...] = ()
    standard: bool = False
    digits: int = 2

    def measure(self, net: Network) -> Any:
        """Measure a network; NaN where it has no direction, attendance or sector to go by.

        A metric that refuses the network (it is too large, say) is NaN with a warning.
        """
        lacking = (
            ("no direction" in self.needs and net.directed)
            or ("attendance" in self.needs and net.affiliations is None)
            or ("sector" in self.needs and "sector" not in net.actors)
        )
        if not lacking:
            try:
                return self.function(net)
            except NetworkError as error:
                warnings.warn(f"{self.name}: {error}", NetcoopWarning, stacklevel=3)
        if self.level == "network":
            return np.nan
        return pd.Series(np.nan, index=net.actors.index, name=self.name)
