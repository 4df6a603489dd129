"""Which rows are one meeting: numbers are made where missing, kept apart where they clash."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from netcoop.records.clean import Cleaned
from netcoop.records.lists import MEETING_ROW
from netcoop.records.problems import Problem
from netcoop.records.schema import fold
from netcoop.records.topics import all_topics

# Apart from the day, what tells two meetings on one sheet apart.
_PARTS = ("time", "kind", "place", "region")
# How a column is called, folded, that says how many topics were announced.
_ANNOUNCED = ("topicsannounced", "ohlasenotemat", "pocettemat")


def number_meetings(parts: list[Cleaned]) -> list[Cleaned]:
    """Give every meeting a number of its own, over all files and sheets.

    Rows of one day, kind and region on one sheet are one meeting. The same number in several files
    or sheets is the same meeting only if it was given there and on the same day.
    """
    numbered = {i: _with_numbers(p) for i, p in enumerate(parts) if p.table.name == "meetings"}
    clashing = _clashing(numbered.values())
    stacked = Counter(part.raw.place for part, _ in numbered.values())
    return [
        _apart(numbered[i][0], clashing, stacked) if i in numbered else part
        for i, part in enumerate(parts)
    ]


def _with_numbers(part: Cleaned) -> tuple[Cleaned, set[str]]:
    """Fill in missing numbers, and say which ones were made."""
    frame = part.frame
    given = frame.get("meeting_id", pd.Series(pd.NA, index=frame.index, dtype="str"))
    days = _days(frame)
    if MEETING_ROW in frame:
        given = _rows_apart(given, days)
    found = [
        part.problem("meeting_two_days", column="date", value=str(number))
        for number, count in days.groupby(given).nunique().items()
        if count > 1
    ]
    missing = given.isna()
    if missing.any():
        columns = [days, *(_told_apart(frame[name], days) for name in _PARTS if name in frame)]
        made = [
            " · ".join(str(value) for value in values if pd.notna(value))
            for values in zip(*columns, strict=True)
        ]
        given = given.where(~missing, _one_a_row(frame, made))
        found.append(part.problem("meeting_id_made", column="meeting_id"))
        found += _several_topics(part, given)
    found += _topics_disagree(part, given)
    frame = frame.drop(columns=[name for name in (MEETING_ROW,) if name in frame])
    filled = replace(part, frame=frame.assign(meeting_id=given), problems=[*part.problems, *found])
    return filled, set(given[missing])


def _several_topics(part: Cleaned, numbers: pd.Series) -> list[Problem]:
    """Report days whose rows have several topics: they may have been several meetings."""
    if "topic" not in part.frame:
        return []
    topics = part.frame["topic"].groupby(numbers).nunique()
    return [
        part.problem("meeting_several_topics", column="topic", value=str(number))
        for number in topics.index[topics > 1]
    ]


def _topics_disagree(part: Cleaned, numbers: pd.Series) -> list[Problem]:
    """Report meetings of which other than the announced number of topics is named, once each."""
    announced = next((name for name in part.frame if fold(str(name)) in _ANNOUNCED), None)
    if announced is None or "topic" not in part.frame:
        return []
    said = pd.to_numeric(part.frame[announced], errors="coerce").groupby(numbers).first()
    named = part.frame["topic"].groupby(numbers).agg(lambda cells: len(all_topics(cells)))
    # Where no topic is named at all, nothing is to be compared.
    differ = said.index[said.notna() & named.gt(0) & said.ne(named)]
    first_rows = dict(zip(numbers[::-1], part.rows[::-1], strict=True))
    return [
        part.problem(
            "topics_disagree",
            row=first_rows[number],
            column=str(announced),
            value=f"{said[number]:g} / {named[number]}",
        )
        for number in differ
    ]


def _rows_apart(given: pd.Series, days: pd.Series) -> pd.Series:
    """Where a row of the source is a meeting, a name of several days is no number."""
    several = days.groupby(given).transform("nunique") > 1
    return given.mask(several & given.notna() & days.notna(), given + " · " + days)


def _one_a_row(frame: pd.DataFrame, made: list[str]) -> pd.Series:
    """Where a row of the source is a meeting, number those that would be called the same."""
    names = pd.Series(made, index=frame.index, dtype="str")
    if MEETING_ROW not in frame:
        return names
    names = names.where(names.ne(""), "#" + frame[MEETING_ROW].astype("str"))
    rows = pd.DataFrame({"name": names, "row": frame[MEETING_ROW]}).drop_duplicates()
    rows["number"] = rows.groupby("name").cumcount() + 1
    numbers = dict(zip(zip(rows["name"], rows["row"], strict=True), rows["number"], strict=True))
    number = [numbers[pair] for pair in zip(names, frame[MEETING_ROW], strict=True)]
    told = [f"{name} ({n})" if n > 1 else name for name, n in zip(names, number, strict=True)]
    return pd.Series(told, index=frame.index, dtype="str")


def _days(frame: pd.DataFrame) -> pd.Series:
    """Tell the day of every row, or its month where there is no day."""
    month = frame.get("period", pd.Series(pd.NA, index=frame.index, dtype="str"))
    if "date" not in frame:
        return month
    day: pd.Series = frame["date"].dt.strftime("%Y-%m-%d").astype("str")
    return day.where(day.notna(), month)


def _told_apart(words: pd.Series, days: pd.Series) -> pd.Series:
    """Take the first spelling of each word of a day; a blank joins the day's only word."""
    folded = words.map(fold, na_action="ignore").astype("str")
    spelled = words.groupby([days, folded]).transform("first")
    alone = folded.groupby(days).transform("nunique") == 1
    told: pd.Series = spelled.where(
        spelled.notna(), words.groupby(days).transform("first").where(alone)
    )
    return told


def _clashing(numbered: Iterable[tuple[Cleaned, set[str]]]) -> set[str]:
    """Find numbers that stand in several files or sheets and do not mean one meeting."""
    places: dict[str, list[frozenset[str]]] = defaultdict(list)
    for part, made in numbered:
        days: dict[str, set[str]] = {number: set() for number in part.frame["meeting_id"].unique()}
        pairs = pd.DataFrame({"number": part.frame["meeting_id"], "day": _days(part.frame)})
        for number, day in pairs.dropna().drop_duplicates().itertuples(index=False):
            days[number].add(day)
        for number, known in days.items():
            # A number made from a day says nothing about another sheet's meeting of that day.
            places[number].append(frozenset() if number in made else frozenset(known))
    return {
        number
        for number, days_of in places.items()
        if len(days_of) > 1 and (len(set(days_of)) > 1 or not days_of[0])
    }


def _apart(part: Cleaned, clashing: set[str], stacked: Counter[str]) -> Cleaned:
    numbers = part.frame["meeting_id"]
    hit = numbers.isin(clashing)
    if not hit.any():
        return part
    place = " · ".join(word for word in (part.raw.stem, part.raw.sheet) if word)
    if stacked[part.raw.place] > 1 and part.rows:
        place = f"{place} · {part.rows[0]}"
    found = part.problem("meeting_id_clash", column="meeting_id")
    return replace(
        part,
        frame=part.frame.assign(meeting_id=numbers.mask(hit, place + " · " + numbers)),
        problems=[*part.problems, found],
    )
