"""How well it is recorded, in a few plain sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from netcoop._core.texts import number, plural, text
from netcoop.records.quality import MEASURES, quality
from netcoop.records.timeline import record_gaps

if TYPE_CHECKING:
    from netcoop.records.records import Records

# What a reader of numbers wants to know of a meeting first.
_SAID = ("share_hours", "share_people", "share_channel")


def quality_sentences(records: Records, lang: str) -> list[str]:
    """Say how well the meetings are recorded, and what changed in it from phase to phase.

    Referrals are left out: how many there are would help to work hidden counts out.

    Examples
    --------
    >>> sheet = pd.DataFrame({"actor": ["A", "B"], "meeting_id": ["1", "1"], "hours": 2.0})
    >>> from netcoop.records import Records
    >>> quality_sentences(Records(meetings=sheet), "en")[1]
    '1 of 1 meetings has neither a day nor a month.'
    """
    found = quality(records, lang=lang)
    found = found[found["table"].eq("meetings") & found["region"].eq("")]
    whole = found[found["phase"].eq("")].set_index("measure").to_dict("index")
    if not whole or whole["meetings"]["flag"] == "no_records":
        return []
    sentences = [_extent(whole, lang), _undated(whole, lang), _details(whole, lang)]
    sentences += [_unknown(whole, lang), _short_lists(whole, lang), _gap(records, lang)]
    return [sentence for sentence in (*sentences, *_changes(found, lang)) if sentence]


_Rows = dict[Any, dict[Any, Any]]


def _percent(share: float, lang: str) -> str:
    return f"{number(100 * share, lang, 0)}\u00a0%"


def _extent(whole: _Rows, lang: str) -> str:
    meetings = plural("{n} meeting", "{n} meetings", whole["meetings"]["n"], lang)
    mean = number(whole["mean_attendance"]["value"], lang, 1)
    return text(
        "The records hold {meetings}; a list names {mean} actors as present on average.",
        lang,
        meetings=meetings,
        mean=mean,
    )


def _undated(whole: _Rows, lang: str) -> str:
    dated = whole["share_month"]
    if dated["n"] == dated["of"]:
        return ""
    return plural(
        "{n} of {of} meetings has neither a day nor a month.",
        "{n} of {of} meetings have neither a day nor a month.",
        dated["of"] - dated["n"],
        lang,
        of=number(dated["of"], lang),
    )


def _details(whole: _Rows, lang: str) -> str:
    hours, people, channel = (_percent(whole[name]["value"], lang) for name in _SAID)
    return text(
        "Of the meetings {hours} have a duration, {people} a number of people and {channel} "
        "a channel.",
        lang,
        hours=hours,
        people=people,
        channel=channel,
    )


def _unknown(whole: _Rows, lang: str) -> str:
    known = whole["share_facilitated_known"]
    if known["n"] == known["of"]:
        return ""
    return plural(
        "Of {n} of {of} meetings it is not recorded whether it was facilitated; who convened it "
        "may tell.",
        "Of {n} of {of} meetings it is not recorded whether they were facilitated; who convened "
        "them may tell.",
        known["of"] - known["n"],
        lang,
        of=number(known["of"], lang),
    )


def _short_lists(whole: _Rows, lang: str) -> str:
    short = whole["share_organiser_only"]
    if not short["n"]:
        return ""
    return plural(
        "{n} of {of} lists names only the organiser or a single actor.",
        "{n} of {of} lists name only the organiser or a single actor.",
        short["n"],
        lang,
        of=number(short["of"], lang),
    )


def _gap(records: Records, lang: str) -> str:
    gaps = record_gaps(records)
    longest = gaps[gaps["table"].eq("meetings") & gaps["region"].eq("")]
    if longest.empty:
        return ""
    row = longest.iloc[0]
    return plural(
        "The longest time without a recorded meeting is {n} day ({start} to {end}).",
        "The longest time without a recorded meeting is {n} days ({start} to {end}).",
        int(row["days"]),
        lang,
        start=_day(row["start"], lang),
        end=_day(row["end"], lang),
    )


def _day(day: pd.Timestamp, lang: str) -> str:
    from babel.dates import format_date

    return str(format_date(day, format="medium", locale=lang))


def _changes(found: pd.DataFrame, lang: str) -> list[str]:
    """Say from which phase to which the recording changed, and in what; or that it did not."""
    compared = found[found["compared_with"].ne("")]
    alone = found[found["compared_with"].eq("")]
    by_phase = alone.set_index(["phase", "measure"])["value"].to_dict()
    sentences = []
    for (before, after), rows in compared.groupby(["compared_with", "phase"], sort=False):
        changed = rows.loc[rows["flag"].eq("recording_changed"), "measure"]
        parts = [
            _from_to(name, by_phase[before, name], by_phase[after, name], lang) for name in changed
        ]
        if parts:
            sentences.append(_changed(str(before), str(after), "; ".join(parts), lang))
        elif not rows["flag"].eq("ok").all():
            sentences.append(_cannot_tell(str(before), str(after), lang))
    if len(compared) and not sentences:
        sentences.append(text("The way of recording is much the same in all phases.", lang))
    return sentences


def _changed(before: str, after: str, parts: str, lang: str) -> str:
    return text(
        "The way of recording changed between {before} and {after}: {parts}. Part of what changed "
        "in the network may be a change of the records.",
        lang,
        before=before,
        after=after,
        parts=parts,
    )


def _cannot_tell(before: str, after: str, lang: str) -> str:
    return text(
        "There are too few meetings to say whether the way of recording changed between {before} "
        "and {after}.",
        lang,
        before=before,
        after=after,
    )


def _from_to(name: str, before: float, after: float, lang: str) -> str:
    label = text(MEASURES[name].label, lang)
    if name == "mean_attendance":
        return f"{label} {number(before, lang, 1)} → {number(after, lang, 1)}"
    return f"{label} {_percent(before, lang)} → {_percent(after, lang)}"
