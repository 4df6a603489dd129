"""The times before, during and after the support, whatever the records call them."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from netcoop._core.checks import first
from netcoop._core.texts import mark, text
from netcoop.errors import RecordError
from netcoop.records import Records
from netcoop.records.phases import Phase, Phases, choose_phases

# What a comparison calls them, and what a reader does.
TIMES: dict[str, str] = {
    "pre": mark("before the support"),
    "during": mark("during the support"),
    "after": mark("after the support"),
}


@dataclass(frozen=True)
class Times:
    """Up to three times, by the names that comparisons use, each with the name in the records.

    ``by_order`` says that the records name them otherwise, so that they were taken in the order of
    time; ``left_out`` are further ones.
    """

    spans: tuple[Phase, ...]
    written: tuple[str, ...]
    left_out: tuple[str, ...]
    by_order: bool

    @classmethod
    def of(cls, records: Records, phases: Phases | None) -> Times:
        """Find them in the phases of the records, or in others that are given."""
        found = choose_phases(records, phases, None, [])
        named = {phase.name: phase for phase in found}
        by_order = not {"pre", "during"} <= set(named)
        chosen = found[: len(TIMES)] if by_order else [named[n] for n in TIMES if n in named]
        if len(chosen) < 2:
            message = text(
                "An impact report compares a time before the support with the time of it; there "
                "is only this: {names}. Add rows to the table phases, or give phases=.",
                names=first([phase.name for phase in found]) or "–",
            )
            raise RecordError(message)
        spans = [phase._replace(name=name) for name, phase in zip(TIMES, chosen, strict=False)]
        written = tuple(phase.name for phase in chosen)
        left_out = tuple(phase.name for phase in found if phase.name not in written)
        return cls(tuple(spans), written, left_out, by_order)

    @property
    def has_after(self) -> bool:
        """Whether there is a time after the support."""
        return self.spans[-1].name == "after"

    def table(self, lang: str | None = None) -> pd.DataFrame:
        """Give them as a table of phases; with ``lang`` by the names that people read."""
        names = [span.name if lang is None else text(TIMES[span.name], lang) for span in self.spans]
        return pd.DataFrame(
            {
                "phase": pd.Series(names, dtype="str"),
                "start": pd.Series([span.start for span in self.spans], dtype="datetime64[s]"),
                "end": pd.Series([span.end for span in self.spans], dtype="datetime64[s]"),
            }
        )
