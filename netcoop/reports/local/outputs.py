"""The outputs register: which documents came of the work, and of which meeting or need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from netcoop._core.checks import is_missing
from netcoop._core.texts import plural, text
from netcoop.gaps.whitespots.needs import plain_ids, read_needs
from netcoop.network.persons import is_person
from netcoop.records.families import PERSONAL_KINDS
from netcoop.records.schema import fold_words
from netcoop.records.spans import row_days
from netcoop.records.units import words_of
from netcoop.reference import vocabulary
from netcoop.reports.document import Block, Column, Paragraph, Section, Table
from netcoop.reports.local.given import Given
from netcoop.reports.local.output_words import (
    ASKED,
    Asked,
    kind_code,
    kind_words,
    known_words,
    meeting_words,
    month_words,
    place_shown,
    service_words,
    title_shown,
)
from netcoop.reports.part import Advice
from netcoop.ties import attended

_SHOWN = 15
# In which years, from and to, somebody had to hand documents in; records of other years are not
# set beside what was asked then.
_YEARS = {"networkers": (2016, 2020), "the pilot of 2024–25": (2023, 2025)}
# What is of use at any time.
_ALWAYS = ("minutes of the round table", "guideline of cooperation")
_FILE = "outputs.csv"
_COLUMNS = [
    "title", "kind", "month", "region",
    "meeting_kind", "meeting_month", "need_service", "need_region",
]  # fmt: skip


@dataclass(frozen=True, eq=False, repr=False)
class Outputs:
    """The outputs of the records, made only of what may leave.

    Attributes
    ----------
    lang
        Language of the sentences.
    register
        One row an output: ``title`` (missing where it may not leave), ``kind``, ``month``,
        ``region``, and of the meeting and need it came from the kind, month, service and region.
    asked
        What networkers and the pilot had to hand in, and how often it is there.
    years
        The first and the last year of the records; ``None`` without dates.
    counts
        ``meetings`` and ``needs`` in the records, ``meetings_without`` and ``needs_without`` an
        output, and ``unlinked`` outputs that name neither.
    """

    lang: str
    register: pd.DataFrame
    asked: tuple[tuple[Asked, int], ...]
    counts: Mapping[str, int]
    years: tuple[int, int] | None = None

    def section(self) -> Section:
        """List the outputs, what came of meetings and needs, and what had to be handed in."""
        blocks: tuple[Block, ...] = (
            Paragraph(self._opening()),
            *((_register_table(self.register, self.lang),) if len(self.register) else ()),
            *(Paragraph(said) for said in self._without()),
            _asked_table(_of_years(self.asked, self.years), self.lang),
            Paragraph(
                text(
                    "The register shows what somebody entered; a document that is not in the "
                    "records may well exist. Whether a document is used the records cannot show. "
                    "A title stands here only where it begins like the title of a document and "
                    "holds no word that may be a person's name; else its kind stands for it.",
                    self.lang,
                ),
                "box",
            ),
        )
        return Section(text("What came out: documents and measures", self.lang), blocks)

    def advice(self) -> tuple[Advice, ...]:
        """Ask for what the register lacks."""
        lang, unlinked = self.lang, self.counts["unlinked"]
        found = []
        if unlinked:
            why = plural(
                "{n} output in the records names neither a meeting nor a need.",
                "{n} outputs in the records name neither a meeting nor a need.",
                unlinked,
                lang,
            )
            what = text("Write beside each output which meeting or need it came from.", lang)
            found.append(Advice(4, float(unlinked), what, why))
        open_needs = self.counts["needs_without"]
        if open_needs and self.counts["needs"] > open_needs:
            why = _needs_without(self.counts, lang)
            what = text("Go through the needs without an output, and write down what came.", lang)
            found.append(Advice(4, float(open_needs), what, why))
        return tuple(found)

    def tables(self) -> dict[str, pd.DataFrame]:
        """Give the register in codes; numbers of meetings and needs may hold anything and stay."""
        return {_FILE: self.register.copy(deep=False)}

    def _opening(self) -> str:
        said = plural(
            "The records hold {n} output: a document or a measure that came of the work.",
            "The records hold {n} outputs: documents and measures that came of the work.",
            len(self.register),
            self.lang,
        )
        linked = len(self.register) - self.counts["unlinked"]
        return f"{said} " + plural(
            "{n} of them names the meeting or the need it came from.",
            "{n} of them name the meeting or the need they came from.",
            linked,
            self.lang,
        )

    def _without(self) -> list[str]:
        said = []
        if self.counts["meetings"]:
            said.append(
                plural(
                    "Of {total} meetings {n} has no output in the records; most meetings need "
                    "none.",
                    "Of {total} meetings {n} have no output in the records; most meetings need "
                    "none.",
                    self.counts["meetings_without"],
                    self.lang,
                    total=self.counts["meetings"],
                )
            )
        if self.counts["needs"]:
            said.append(_needs_without(self.counts, self.lang))
        return said


def find_outputs(given: Given) -> Outputs | None:
    """List which documents and measures came of the work; ``None`` without a table of outputs.

    A title is free text, which does not leave as a rule (``docs/privacy.md``). Yet an outputs
    register without titles is of no use, and documents have titles in order to be known. So a title
    leaves where it begins with a word for a document ("Metodika …"), nothing in it looks personal,
    and every further capitalised word is a place, an abbreviation of the field or a word from the
    name of an actor shown anyway. Of any other title the kind leaves, and of a kind that is not
    known "other". What came of a
    case conference has neither title nor month.

    Parameters
    ----------
    given
        The records and the network of one area.

    Returns
    -------
    Outputs or None
        The register as it may leave.
    """
    rows = given.records.tables.get("outputs")
    if rows is None or rows.empty:
        return None
    rows = rows.reset_index(drop=True)
    known = known_words(_organisations(given))
    meetings, needs = _meetings(given), _needs(given)
    numbers, wants = plain_ids(rows, "from_meeting"), plain_ids(rows, "from_need")
    months = row_days("outputs", rows)["start"]
    parts = zip(
        words_of(rows, "title"), words_of(rows, "kind"), months, words_of(rows, "region"),
        numbers.map(meetings.get, na_action="ignore"), wants.map(needs.get, na_action="ignore"),
        strict=True,
    )  # fmt: skip
    register = pd.DataFrame(
        [_row(*part, known=known) for part in parts], columns=_COLUMNS, dtype="object"
    ).astype("str")
    return Outputs(
        given.lang,
        register.sort_values(["month", "kind", "title"], ignore_index=True, na_position="last"),
        _found_of_asked(rows),
        _counts(given, rows, meetings, numbers),
        _years(given),
    )


def _organisations(given: Given) -> list[str]:
    """Name the actors known to be organisations, as they are published.

    Whoever is neither in the register nor of a known kind may be a person called by a surname.
    """
    actors, names = given.net.actors, given.net.actors.index.to_series().astype("str")
    if "name" in actors:
        names = actors["name"].fillna(names)
    nothing = pd.Series(index=actors.index, dtype="str")
    known = actors.get("kind", nothing).isin(set(vocabulary("actor")["code"]) - PERSONAL_KINDS)
    known |= actors.get("name_status", nothing).eq("register")
    return [str(name) for name in names[known & ~is_person(actors)]]


def _meetings(given: Given) -> dict[str, tuple[str, pd.Timestamp]]:
    """Give the kind and day of every meeting that was held."""
    rows = given.records.tables.get("meetings")
    if rows is None or "meeting_id" not in rows:
        return {}
    days = row_days("meetings", rows)["start"]
    frame = pd.DataFrame(
        {
            "number": plain_ids(rows.reset_index(drop=True), "meeting_id"),
            "kind": words_of(rows.reset_index(drop=True), "kind").fillna(""),
            "day": days,
        }
    )
    held = set(plain_ids(attended(rows), "meeting_id").dropna())
    frame = frame[frame["number"].isin(held)]
    each = frame.groupby("number", sort=False)
    kinds, first_days = each["kind"].first(), each["day"].min()
    return {
        str(number): (str(kind), day)
        for number, kind, day in zip(kinds.index, kinds, first_days, strict=True)
    }


def _needs(given: Given) -> dict[str, tuple[str, str]]:
    """Give what is needed and where, by need."""
    rows = given.records.tables.get("needs")
    if rows is None:
        return {}
    columns = (plain_ids(rows, "need_id"), words_of(rows, "service"), words_of(rows, "region"))
    return {
        need: ("" if pd.isna(service) else str(service), "" if pd.isna(region) else str(region))
        for need, service, region in zip(*columns, strict=True)
        if isinstance(need, str)
    }


def _row(
    title: object,
    kind: object,
    day: pd.Timestamp,
    region: object,
    meeting: object,
    need: object,
    *,
    known: frozenset[str],
) -> tuple[object, ...]:
    """Write one output as it may leave."""
    met = meeting if isinstance(meeting, tuple) else ("", pd.NaT)
    want = need if isinstance(need, tuple) else ("", "")
    code, month = meeting_words(met[0], "en")[0], _month(met[1])
    # A kind in somebody's own words may be a case conference.
    case = isinstance(meeting, tuple) and (code == "case" or (bool(met[0]) and not code))
    return (
        None if case else title_shown(title, known),
        kind_code(kind),
        None if case else _month(day),
        place_shown(region),
        (code or "meeting") if isinstance(meeting, tuple) else None,
        None if case else month,
        service_words(want[0], "en")[0] if isinstance(need, tuple) else None,
        place_shown(want[1]),
    )


def _month(day: Any) -> str | None:
    return None if is_missing(day) else f"{day:%Y-%m}"


def _found_of_asked(rows: pd.DataFrame) -> tuple[tuple[Asked, int], ...]:
    """Count which of the documents that were asked for are there, by kind and title."""
    written = words_of(rows, "kind").fillna("") + " " + words_of(rows, "title").fillna("")
    folded = [fold_words(str(words)) for words in written]
    return tuple((asked, sum(map(asked.fits, folded))) for asked in ASKED)


def _years(given: Given) -> tuple[int, int] | None:
    """Give the first and the last year of what was recorded."""
    tables = given.records.tables
    days = [
        row_days(name, tables[name])[side].dropna()
        for name in ("meetings", "referrals", "contacts", "outputs")
        if name in tables
        for side in ("start", "last")
    ]
    years = [int(day.year) for each in days for day in (each.min(), each.max()) if len(each)]
    return (min(years), max(years)) if years else None


def _of_years(
    asked: tuple[tuple[Asked, int], ...], years: tuple[int, int] | None
) -> tuple[tuple[Asked, int], ...]:
    """Leave out what was asked for at another time."""
    there = {
        whom
        for whom, (start, end) in _YEARS.items()
        if years is not None and years[0] <= end and start <= years[1]
    }
    return tuple((one, n) for one, n in asked if one.whom in there or one.words in _ALWAYS)


def _counts(
    given: Given,
    rows: pd.DataFrame,
    meetings: Mapping[str, tuple[str, pd.Timestamp]],
    numbers: pd.Series,
) -> dict[str, int]:
    """Count meetings and needs without an output; a need is a service in a municipality."""
    needs = read_needs(given.records, given.net.actors).frame
    answered = needs["outputs"].map(len).gt(0) if len(needs) else pd.Series(dtype="bool")
    by_place = answered.groupby([needs["service"], needs["region"]]).any()
    named = numbers.notna() | plain_ids(rows, "from_need").notna()
    return {
        "meetings": len(meetings),
        "meetings_without": len(set(meetings) - set(numbers.dropna())),
        "needs": len(by_place),
        "needs_without": int((~by_place.astype("bool")).sum()),
        "unlinked": int((~named).sum()),
    }


def _needs_without(counts: Mapping[str, int], lang: str) -> str:
    return plural(
        "Of {total} needs (a service in a municipality) {n} has no output in the records.",
        "Of {total} needs (a service in a municipality) {n} have no output in the records.",
        counts["needs_without"],
        lang,
        total=counts["needs"],
    )


def _register_table(register: pd.DataFrame, lang: str) -> Table:
    columns = (
        Column(text("output", lang), text("Title, where it may be shown; else its kind.", lang)),
        Column(text("kind", lang), text("What sort of document or measure it is.", lang)),
        Column(text("month", lang), text("When it was finished.", lang)),
        Column(text("region", lang), text("Which area it is for.", lang)),
        Column(text("came from", lang), text("The meeting or the need that led to it.", lang)),
    )
    rows = tuple(_written(row, lang) for row in register.head(_SHOWN).itertuples(index=False))
    more = len(register) - len(rows)
    note = (
        plural("{n} more in {file}.", "{n} more in {file}.", more, lang, file=_FILE) if more else ""
    )
    return Table(text("Outputs in the records", lang), columns, rows, note)


def _written(row: tuple[object, ...], lang: str) -> tuple[str | None, ...]:
    """Put one row of the register into words."""
    cells = (None if is_missing(cell) else str(cell) for cell in row)
    title, kind, month, region, met, met_month, service, place = cells
    sources = []
    if met:
        when = f" ({month_words(met_month, lang)})" if met_month else ""
        sources.append(meeting_words(met, lang)[1] + when)
    if service:
        need = text("need: {service}", lang, service=service_words(service, lang)[1])
        sources.append(need + (f" ({place})" if place else ""))
    sort = kind_words(kind, lang)
    return (
        title or sort,
        sort,
        month_words(month, lang) if month else None,
        region,
        "; ".join(sources) or None,
    )


def _asked_table(asked: tuple[tuple[Asked, int], ...], lang: str) -> Table:
    columns = (
        Column(text("document", lang), text("What projects of this kind had to hand in.", lang)),
        Column(text("of whom", lang), text("Who had to hand it in.", lang)),
        Column(
            text("in the records", lang),
            text("How many outputs are of this sort, by their kind and title.", lang),
        ),
    )
    rows = tuple(
        (
            text(one.words, lang),
            text(one.whom, lang),
            plural("{n} output", "{n} outputs", n, lang) if n else text("not in the records", lang),
        )
        for one, n in asked
    )
    return Table(text("Documents that were asked for, and what is there", lang), columns, rows)
