"""A part of a report: what was found, the section that tells it, and what it advises."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import pandas as pd

from netcoop.reports.document import Section


@dataclass(frozen=True, slots=True)
class Advice:
    """One recommendation, to be ranked among those of all parts.

    Attributes
    ----------
    urgency
        1 is looked at first: 1 what is asked for by law or lacking where a need is recorded, 2 what
        hangs on a single actor, 3 what would bring actors together, 4 better records.
    weight
        Within an urgency, the greater first; any unit, the same within one part.
    what
        What could be done: one sentence.
    why
        What in the records speaks for it: one sentence.
    """

    urgency: int
    weight: float
    what: str
    why: str


class Part(Protocol):
    """What one part of a report found, made only of what may leave."""

    def section(self) -> Section:
        """Tell it; without blocks it is left out of the document."""
        ...

    def advice(self) -> tuple[Advice, ...]:
        """Say what follows from it."""
        ...

    def tables(self) -> Mapping[str, pd.DataFrame]:
        """Give the tables to write beside the document, by file name (``required_ties.csv``)."""
        ...
