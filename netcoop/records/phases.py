"""Which periods: phases as written, or even ones from the first to the last record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from netcoop._core.checks import first, is_missing
from netcoop._core.texts import text
from netcoop.errors import ArgumentError, RecordError
from netcoop.records.records import Records
from netcoop.records.spans import EARLIEST, LATEST, Day, as_day

Phases = pd.DataFrame | Mapping[str, Sequence[Day | None]]
_DAY = pd.Timedelta(days=1)


class Phase(NamedTuple):
    """A period by its name, with its first and last day; ``None`` is an open side."""

    name: str
    start: pd.Timestamp | None
    end: pd.Timestamp | None

    @property
    def first(self) -> pd.Timestamp:
        """The first day, or the first there is."""
        return EARLIEST if self.start is None else self.start

    @property
    def last(self) -> pd.Timestamp:
        """The last day, or the last there is."""
        return LATEST if self.end is None else self.end

    @property
    def setting(self) -> dict[str, str | None]:
        """The period as plain values."""
        days = [None if day is None else f"{day:%Y-%m-%d}" for day in (self.start, self.end)]
        return {"name": self.name, "start": days[0], "end": days[1]}


def choose_phases(
    records: Records, phases: Phases | None, freq: str | None, days: list[pd.DataFrame]
) -> list[Phase]:
    """Read the periods a user asks for, in the order of time.

    ``days`` are those of the records (:func:`netcoop.records.spans.row_days`) that even
    periods are to cover.
    """
    if phases is not None and freq is not None:
        raise ArgumentError(text("Give either phases= or freq=, not both."))
    if freq is not None:
        return _even(freq, days)
    given = records.phases if phases is None else phases
    if given is None:
        raise ArgumentError(
            text("The records have no table phases. Say which periods: phases=, or freq='QS'.")
        )
    read = [_phase(*row) for row in _rows(given)]
    names = pd.Series([phase.name for phase in read], dtype="str")
    if names.duplicated().any():
        message = text(
            "Periods stand more than once: {names}. Give each a name of its own.",
            names=first(names[names.duplicated()].unique()),
        )
        raise RecordError(message)
    return sorted(read, key=lambda phase: (phase.first, phase.last))


def _rows(phases: Phases) -> Iterable[tuple[object, object, object]]:
    if isinstance(phases, pd.DataFrame):
        lacking = [name for name in ("phase", "start", "end") if name not in phases]
        if lacking:
            message = text("The phases lack {columns}.", columns=first(lacking))
            raise RecordError(message)
        return zip(phases["phase"], phases["start"], phases["end"], strict=True)
    if not isinstance(phases, Mapping):
        raise ArgumentError(
            text("phases= takes a table, or a mapping from names to (first day, last day).")
        )
    return [(name, *_days_of_span(name, span)) for name, span in phases.items()]


def _days_of_span(name: str, span: object) -> tuple[Day | None, Day | None]:
    if isinstance(span, str) or not isinstance(span, Sequence) or len(span) != 2:
        message = text("phases[{name!r}] must be a first and a last day.", name=name)
        raise ArgumentError(message)
    return span[0], span[1]


def _phase(name: object, start: object, end: object) -> Phase:
    first_day = None if is_missing(start) else as_day(f"{name}: start", start)
    last_day = None if is_missing(end) else as_day(f"{name}: end", end, last=True)
    phase = Phase(str(name), first_day, last_day)
    if phase.last < phase.first:
        message = text(
            "The period {name!r} ends on {end:%Y-%m-%d}, before it starts on {start:%Y-%m-%d}. "
            "Mend its days.",
            name=phase.name,
            start=phase.first,
            end=phase.last,
        )
        raise RecordError(message)
    return phase


def _even(freq: str, days: list[pd.DataFrame]) -> list[Phase]:
    """Divide the time from the first to the last record."""
    known = pd.concat(days) if days else pd.DataFrame(columns=["start", "last"])
    known = known.dropna()
    if known.empty:
        raise RecordError(text("No record of these layers has a date to make periods of."))
    try:
        step = pd.tseries.frequencies.to_offset(freq)
    except (TypeError, ValueError) as error:
        raise ArgumentError(_not_a_frequency(freq)) from error
    # Periods begin on days; of seconds there would be more than fit into the memory.
    short = isinstance(step, pd.tseries.offsets.Tick) and step.nanos < _DAY.value
    if getattr(step, "n", 0) < 1 or short:
        raise ArgumentError(_not_a_frequency(freq))
    begin = step.rollback(pd.Timestamp(known["start"].min().year, 1, 1))
    try:
        starts = pd.date_range(begin, known["last"].max(), freq=step)
        ends = [*(starts[1:] - _DAY), starts[-1] + step - _DAY]
    except (OverflowError, pd.errors.OutOfBoundsDatetime) as error:
        raise ArgumentError(_not_a_frequency(freq)) from error
    # Periods begin on days, and what marks their ends would call them by the wrong ones.
    if type(step).__name__.endswith("End") or (np.diff(starts) < _DAY.to_timedelta64()).any():
        raise ArgumentError(_not_a_frequency(freq))
    return [
        Phase(_label(start, end), start, end)
        for start, end in zip(starts, ends, strict=True)
        if end >= known["start"].min()
    ]


def _not_a_frequency(freq: str) -> str:
    return text(
        "freq={freq!r} names no days on which periods begin. Use 'MS', 'QS', 'YS', '2MS' or "
        "'W-MON'.",
        freq=freq,
    )


def _label(start: pd.Timestamp, end: pd.Timestamp) -> str:
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    if not (start.is_month_start and end.is_month_end):
        return f"{start:%Y-%m-%d}--{end:%Y-%m-%d}" if start != end else f"{start:%Y-%m-%d}"
    if months == 1:
        return f"{start:%Y-%m}"
    if months == 3 and start.is_quarter_start:
        return f"{start.year} Q{start.quarter}"
    if months == 12 and start.is_year_start:
        return f"{start.year}"
    return f"{start:%Y-%m}--{end:%Y-%m}"
