"""The periods of a study file: their days, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from netcoop._core.texts import text
from netcoop.errors import ArgumentError
from netcoop.records import Records
from netcoop.records.phases import choose_phases
from netcoop.records.spans import TIMED, Day, as_day, row_days

Span = Sequence[Day | None]
_SIDES = ("start", "end")
# Any year will do to see whether periods of a length can be made.
_A_YEAR = pd.DataFrame(
    {"start": pd.to_datetime(["2024-01-01"]), "last": pd.to_datetime(["2024-12-31"])}
)
_NO_DAYS = _A_YEAR.iloc[:0]


def period_faults(phases: Mapping[str, Span | str]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Find periods that cannot be; where in the file they stand, and why."""
    for name, given in phases.items():
        if (name == "freq") != isinstance(given, str) or (name != "freq" and len(given) != 2):
            reason = text("A period is [first day, last day]; freq is a text.")
        else:
            reason = _no_length(given) if isinstance(given, str) else _no_period(given)
        if reason:
            yield ("phases", name), reason


def _no_length(freq: str) -> str:
    try:
        choose_phases(Records(), None, freq, [_A_YEAR])
    except ArgumentError:
        return text(
            "{value!r} names no days on which periods begin. Use 'MS', 'QS', 'YS', '2MS' or "
            "'W-MON'.",
            value=freq,
        )
    return ""


def _no_period(given: Span) -> str:
    wrong = [day for side, day in zip(_SIDES, given, strict=True) if not _is_day(side, day)]
    if wrong:
        said = [
            text("{value!r} is no day. Write it as 2024-01-31, or a month as 2024-01.", value=day)
            for day in wrong
        ]
        return " ".join(said)
    start, end = _days(given)
    if start is not None and end is not None and end < start:
        return text(
            "It ends on {end:%Y-%m-%d}, before it starts on {start:%Y-%m-%d}. Mend its days.",
            start=start,
            end=end,
        )
    return ""


def _is_day(side: str, given: Day | None) -> bool:
    try:
        _day(side, given)
    except ArgumentError:
        return False
    return True


def _day(side: str, given: Day | None) -> pd.Timestamp | None:
    """Read one side of a period; an empty text is an open side."""
    if given is None or (isinstance(given, str) and not given.strip()):
        return None
    return as_day(side, given, last=side == "end")


def _days(given: Span) -> tuple[pd.Timestamp | None, pd.Timestamp | None]:
    start, end = map(_day, _SIDES, given)
    return start, end


def named_periods(records: Records, spans: Mapping[str, Span]) -> pd.DataFrame:
    """Make the table of periods; an open side goes as far as there are records.

    Where they do not go as far as its other side, a period is that one day.
    """
    dated = pd.concat([_NO_DAYS, *_dated(records)])
    earliest, latest = dated["start"].min(), dated["last"].max()
    rows = []
    for name, given in spans.items():
        start, end = _days(given)
        known = pd.Series([start, end], dtype="datetime64[s]")
        if start is None:
            start = pd.Series([earliest, *known], dtype="datetime64[s]").min()
        if end is None:
            end = pd.Series([latest, *known], dtype="datetime64[s]").max()
        rows.append([name, start, end])
    return pd.DataFrame(rows, columns=["phase", "start", "end"])


def even_periods(records: Records, freq: str) -> pd.DataFrame:
    """Write even periods out, so that all that is made of the records takes the same."""
    # What the map of periods is drawn from says how far they go.
    chosen = choose_phases(records, None, freq, _dated(records, "meetings"))
    rows = [[one.name, one.start, one.end] for one in chosen]
    return pd.DataFrame(rows, columns=["phase", "start", "end"])


def _dated(records: Records, most: str = "") -> list[pd.DataFrame]:
    """Give the days of the records by table; of one table alone, where it is there."""
    timed = [name for name in TIMED if name in records.tables]
    used = [name for name in timed if name == most] or timed
    return [row_days(name, records.tables[name]) for name in used]
