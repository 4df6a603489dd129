"""The times before, during and after the support, whatever the records call them."""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from itertools import combinations

import pandas as pd

from netcoop._core.checks import first
from netcoop._core.texts import mark, text
from netcoop.errors import NetcoopWarning, RecordError
from netcoop.records import Records
from netcoop.records.phases import Phase, Phases, choose_phases

# What a comparison calls them, and what a reader does.
TIMES: dict[str, str] = {
    "pre": mark("before the support"),
    "during": mark("during the support"),
    "after": mark("after the support"),
}


def months_of(first_month: str, months: int) -> str:
    """Name a part of the time by its first and last month; a name of another kind stays.

    Examples
    --------
    >>> months_of("2023-07", 3), months_of("2023-10", 6), months_of("2024-02", 1)
    ('7–9/2023', '10/2023–3/2024', '2/2024')
    """
    if not re.fullmatch(r"\d{4}-\d{2}", first_month):
        return first_month
    start = pd.Period(first_month, "M")
    end = start + (months - 1)
    if months == 1:
        return f"{start.month}/{start.year}"
    if start.year == end.year:
        return f"{start.month}–{end.month}/{end.year}"
    return f"{start.month}/{start.year}–{end.month}/{end.year}"


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
        made = cls(tuple(spans), written, left_out, by_order)
        if said := made.said_twice():
            # Of report(), two calls above.
            warnings.warn(said, NetcoopWarning, stacklevel=4)
        return made

    def said_twice(self, lang: str | None = None) -> str:
        """Name two times with days in common; empty where there are none."""
        for (one, name), (other, later) in combinations(
            zip(self.spans, self.written, strict=True), 2
        ):
            if one.first <= other.last and other.first <= one.last:
                return text(
                    "The periods “{one}” and “{other}” have days in common: a meeting on such a "
                    "day counts in both.",
                    lang,
                    one=name,
                    other=later,
                )
        return ""

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
