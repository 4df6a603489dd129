"""``Given``: what the parts of a local report are worked out from; it never leaves."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from netcoop._core.rng import RandomSource
from netcoop.gaps import workload
from netcoop.gaps.field import shown_ids, shown_labels
from netcoop.metrics import metric_table
from netcoop.network import Network
from netcoop.records import Records


@dataclass(frozen=True, eq=False, repr=False)
class Given:
    """The records and the network of one area, as they are and as they may leave.

    Attributes
    ----------
    lang
        Language of what is written.
    records
        The records with names resolved; hidden values are in them.
    full
        The network with its records; hidden values are in it.
    net
        The same network as it may leave.
    template
        Pairs of kinds that should cooperate; ``None`` where nobody said.
    threshold
        Smallest count that is shown.
    rng
        Seed of whatever is random.
    parts
        The networks of the periods, hidden values in them; empty without periods.
    """

    lang: str
    records: Records
    full: Network
    net: Network
    template: pd.DataFrame | None = None
    threshold: int = 5
    rng: RandomSource = field(default=0)
    parts: dict[str, Network] = field(default_factory=dict)

    @cached_property
    def metrics(self) -> pd.DataFrame:
        """The usual numbers of every actor of ``net``."""
        return metric_table(self.net)

    @cached_property
    def load(self) -> pd.DataFrame:
        """How much everyone of ``full`` has to do; hidden values are in it."""
        return workload(self.full, lang=self.lang)

    @cached_property
    def ids(self) -> dict[str, str]:
        """By which id each actor of ``full`` may leave."""
        return shown_ids(self.full.actors)

    @cached_property
    def names(self) -> dict[str, str]:
        """How each actor of ``full`` may be called."""
        return shown_labels(self.full, self.lang)
