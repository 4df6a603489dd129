"""White spots: which services the records do not show, and what came of the needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from netcoop._core.checks import is_missing
from netcoop._core.texts import NOT_AVAILABLE, mark, number, plural, text
from netcoop.gaps import WhiteSpots
from netcoop.gaps.field import records_there_are
from netcoop.gaps.whitespots.findings import INFORMATION
from netcoop.gaps.whitespots.notes import notes_of
from netcoop.gaps.whitespots.words import LABELS
from netcoop.reports.document import Block, Bullets, Column, Paragraph, Section, Table, Value
from netcoop.reports.local.columns import place_column, service_column
from netcoop.reports.local.given import Given
from netcoop.reports.local.leaving import Leaving, more_in, spots_of
from netcoop.reports.local.spot_tables import (
    coverage_csv,
    needs_csv,
    needs_shown,
    said_of,
    spots_csv,
    spots_shown,
)
from netcoop.reports.part import Advice

FILE, COVERAGE, NEEDS = "white_spots.csv", "coverage.csv", "needs.csv"
TOP = 15
_ADVISED = 10
# A table with more regions does not fit on a page, one with more services is not read.
_REGIONS, _SERVICES = 5, 6
_ANSWERS = {
    "nothing": mark("nothing in the records"),
    "met": mark("a meeting"),
    "output": mark("an output"),
}
# Of each finding worth a recommendation: its urgency and what could be done.
_ADVICE = {
    "no_provider": (1, mark("Look for a provider: {service}, {place}.")),
    "out_of_reach": (1, mark("Bring the service nearer: {service}, {place}.")),
    "not_tied": (3, mark("Bring provider and office together: {service}, {place}.")),
    "only_facilitated": (
        3,
        mark("Let provider and office meet without the networker, too: {service}, {place}."),
    ),
    "unclear_competence": (3, mark("Agree who takes which case: {service}, {place}.")),
}


@dataclass(frozen=True, eq=False)
class WhiteSpotsPart:
    """The white spots and needs, as they may leave."""

    lang: str
    blocks: tuple[Block, ...]
    advised: tuple[Advice, ...]
    frames: Mapping[str, pd.DataFrame]

    def section(self) -> Section:
        """Tell it."""
        return Section(text("White spots", self.lang), self.blocks)

    def advice(self) -> tuple[Advice, ...]:
        """Say where to look first."""
        return self.advised

    def tables(self) -> Mapping[str, pd.DataFrame]:
        """Give the findings, the coverage and the needs."""
        return {name: frame.copy() for name, frame in self.frames.items()}


def find_whitespots(given: Given) -> WhiteSpotsPart | None:
    """Find the white spots; ``None`` where the records have neither services nor needs."""
    found = spots_of(given)
    if found is None:
        return None
    by = leaving_of(given, found)
    spots, needs = spots_shown(found, by), needs_shown(found, by, given.records)
    offices = _offices(found, given)
    told = said_of(found, spots, by, offices)
    spots["about"] = [about for about, _ in told]
    spots["said"] = [said for _, said in told]
    frames = {FILE: spots_csv(spots, by), COVERAGE: coverage_csv(found, by)}
    if len(needs):
        frames[NEEDS] = needs_csv(needs, by)
    blocks = (
        Paragraph(_opening(found, by)),
        *_findings(spots, by),
        *_coverage(found, by),
        *_needs(needs, by),
        *_notes(found, given),
    )
    return WhiteSpotsPart(given.lang, blocks, _advice(spots, needs, by), frames)


def leaving_of(given: Given, found: WhiteSpots) -> Leaving:
    """Learn how the services and places of the findings may be called."""
    needs = found.needs
    return Leaving(
        given,
        [*found.settings["services"], *needs["service"]],
        [*found.settings["regions"], *needs["region"]],
    )


def _offices(found: WhiteSpots, given: Given) -> frozenset[str]:
    """Name the offices that refer families to services."""
    kinds = given.full.actors.get("kind", pd.Series(dtype="str"))
    return frozenset(map(str, kinds.index[kinds == found.settings["office"]]))


def _opening(found: WhiteSpots, by: Leaving) -> str:
    """Say how many findings of which kind there are."""
    lang, settings = by.lang, found.settings
    services = plural("{n} service", "{n} services", len(settings["services"]), lang)
    regions = plural("{n} region", "{n} regions", len(settings["regions"]), lang)
    said = [
        text("White spots: {n}.", lang, n=number(found.n_spots, lang)),
        text("Looked at: {services}, {regions}.", lang, services=services, regions=regions),
    ]
    told = [f"{text(LABELS[name], lang)}: {number(n, lang)}"
            for name, n in found.counts.items() if n]  # fmt: skip
    if told:
        said.append(text("Findings: {findings}.", lang, findings=", ".join(told)))
    return " ".join(said)


def _findings(spots: pd.DataFrame, by: Leaving) -> tuple[Block, ...]:
    """List the findings that matter most."""
    lang = by.lang
    needed = spots["needed"] & spots["finding"].ne("single_provider")
    real = _joined(spots[~spots["finding"].isin(INFORMATION) | needed], lang)
    if real.empty:
        return (Paragraph(text("Nothing that asks for attention was found; what is only worth "
                               "knowing is in {file}.", lang, file=FILE)),)  # fmt: skip
    lines: list[tuple[Value, ...]] = [
        (
            row["service_said"],
            row["place"],
            row["findings"],
            row["people"],
            by_names(row["providers"], by),
            row["near"],
        )
        for row in real.head(TOP).to_dict("records")
    ]
    columns = (
        Column(text("service", lang), text("In brackets: for whom.", lang)),
        place_column(lang),
        Column(text("finding", lang), text("What the records say of it.", lang)),
        Column(
            text("people in need", lang),
            text("As far as needs are recorded; small numbers are hidden.", lang),
        ),
        Column(text("providers", lang), text("Who offers it, or whom it is about.", lang)),
        Column(text("nearest elsewhere", lang),
               text("The nearest provider in another region, as the crow flies.", lang)),
    )  # fmt: skip
    caption = text("White spots, those with a recorded need first", lang)
    note = text("All findings, each in a sentence, are in {file} ({n}).", lang, file=FILE,
                n=number(len(spots), lang))  # fmt: skip
    if len(real) > len(lines):
        more = text("More such services and places: {n}.", lang,
                    n=number(len(real) - len(lines), lang))  # fmt: skip
        note = f"{more} {note}"
    return (Table(caption, columns, tuple(lines), note),)


def _joined(spots: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Give one row a service, place and target group, with all that was found of it."""
    # Groups are told apart as written, so that two that may not be repeated stay two.
    keys = ["service", "region", "target_group"]
    rows = []
    for _, part in spots.groupby(keys, sort=False, dropna=False):
        row = part.iloc[0].to_dict()
        found = dict.fromkeys(text(LABELS[name], lang) for name in part["finding"])
        row["findings"] = ", ".join(found)
        row["providers"] = tuple(dict.fromkeys(one for each in part["providers"] for one in each))
        rows.append(row)
    return pd.DataFrame(rows, columns=[*spots.columns, "findings"])


def by_names(actors: tuple[str, ...], by: Leaving) -> str:
    """Name some actors, many of them not."""
    names = list(map(by.name, actors))
    if len(names) > 4:
        return text("{names} and more ({n})", by.lang, names=", ".join(names[:3]),
                    n=number(len(names) - 3, by.lang))  # fmt: skip
    return ", ".join(names) or NOT_AVAILABLE


def _coverage(found: WhiteSpots, by: Leaving) -> tuple[Block, ...]:
    """Set services beside regions; of many regions count them, of many services say the file."""
    lang, grid = by.lang, found.coverage
    if grid.empty or len(grid.columns) < 2:
        return ()
    # Most telling first: what is there in some regions and not in others.
    known = (grid != "unknown").sum(axis=1)
    known = known[known > 0].sort_values(ascending=False, kind="stable")
    if known.empty or len(known) > _SERVICES:
        return (Paragraph(text("Where which service is, is in {file}.", lang, file=COVERAGE)),)
    grid = grid.loc[known.index]
    heads = [service_column(lang)]
    if len(grid.columns) <= _REGIONS:
        heads += [Column(by.place(region) or NOT_AVAILABLE) for region in grid.columns]
        cells: list[list[Value]] = [
            [text(LABELS[state], lang) for state in row] for row in grid.to_numpy()
        ]
    else:
        groups = (("available",), ("partly",), ("elsewhere_in_reach",),
                  ("out_of_reach", "no_provider"), ("unknown",))  # fmt: skip
        heads += [
            Column(", ".join(text(LABELS[state], lang) for state in states),
                   text("In how many regions.", lang), 0)
            for states in groups
        ]  # fmt: skip
        cells = [[int(np.isin(row, states).sum()) for states in groups] for row in grid.to_numpy()]
    names = [by.service(str(code)) for code in grid.index]
    lines = [(name, *row) for name, row in zip(names, cells, strict=True)]
    note = text("All services and regions are in {file}.", lang, file=COVERAGE)
    return (Table(text("Where which service is", lang), tuple(heads), tuple(lines), note),)


def _needs(needs: pd.DataFrame, by: Leaving) -> tuple[Block, ...]:
    """Say what came of the needs."""
    lang = by.lang
    if needs.empty:
        return (Paragraph(text("There are no records of needs.", lang)),)
    lines: list[tuple[Value, ...]] = [
        (
            row["service_said"],
            row["place"],
            row["raised_month"],
            row["people"],
            NOT_AVAILABLE if is_missing(row["raised_by"]) else by.name(row["raised_by"]),
            _answer(row, lang),
        )
        for row in needs.head(TOP).to_dict("records")
    ]
    columns = (
        Column(text("what is needed", lang), text("In brackets: for whom.", lang)),
        place_column(lang),
        Column(text("raised in", lang), text("Month and year.", lang)),
        Column(text("people", lang), text("How many need it; small numbers are hidden.", lang)),
        Column(text("raised by", lang), text("Who said so, where that may be named.", lang)),
        Column(
            text("what came of it", lang),
            text("Meetings and outputs that the records tie to the need.", lang),
        ),
    )
    note = more_in(len(needs) - len(lines), NEEDS, lang)
    caption = text("Needs, and what the records show came of them", lang)
    return (Table(caption, columns, tuple(lines), note),)


def _answer(row: Mapping[Any, Any], lang: str) -> str:
    """Say what came of one need."""
    if is_missing(row["answered_by"]):
        return text("the records cannot show it", lang)
    answer = _ANSWERS[row["answered_by"]]
    said = text(answer, lang)
    month = row["first_output_month" if row["answered_by"] == "output" else "first_meeting_month"]
    return f"{said} ({month})" if month != NOT_AVAILABLE else said


def _notes(found: WhiteSpots, given: Given) -> tuple[Block, ...]:
    """Say what was left out and what all this cannot say; numbers of referrals are not told."""
    lang, counts = given.lang, found.summary()
    notes = notes_of({**counts, "untold_referrals": 0}, lang)
    if str(counts["untold_referrals"]) != "0":
        notes.append(
            text("Some refused or waiting referrals cannot be told to one service and region.",
                 lang)
        )  # fmt: skip
    caution = text(
        "A white spot is one in the records: a service may be there that nobody listed. How many "
        "referrals were refused or wait is not told here, as that could tell small numbers.",
        lang,
    )
    box = Paragraph(f"{caution} {records_there_are(given.records, lang)}", "box")
    return (Bullets(tuple(notes)), box) if notes else (box,)


def _advice(spots: pd.DataFrame, needs: pd.DataFrame, by: Leaving) -> tuple[Advice, ...]:
    """Advise on what is lacking where a need is recorded, then on ties and needs."""
    advised = []
    chosen = spots[spots["finding"].isin(list(_ADVICE))]
    for row in chosen.drop_duplicates(["service", "region", "finding"]).to_dict("records"):
        urgency, words = _ADVICE[row["finding"]]
        if urgency == 1 and not row["needed"]:
            urgency = 3
        what = text(words, by.lang, service=row["service_said"], place=row["place"])
        weight = row["order"] + (0.5 if row["finding"] == "no_provider" else 0.0)
        advised.append(Advice(urgency, float(weight), what, str(row["said"])))
    # Of a service to look for that is said already.
    sought = {advice.what for advice in advised if advice.urgency == 1}
    open_needs = needs[(needs["answered_by"] == "nothing") & ~_said_in(needs, sought, by)]
    advised += [
        Advice(
            3,
            float(row["order"]),
            text("Take up the need: {service}, {place}.", by.lang, service=row["service_said"],
                 place=row["place"]),
            text("The records hold neither a meeting nor an output that responded to it; people in "
                 "need: {people}.", by.lang, people=row["people"]),
        )
        for row in open_needs.to_dict("records")
    ]  # fmt: skip
    unknown = int(spots["finding"].eq("unknown").sum())
    if unknown:
        advised.append(_complete(unknown, by))
    advised.sort(key=lambda each: (each.urgency, -each.weight, each.what))
    kept = {urgency: [one for one in advised if one.urgency == urgency] for urgency in (1, 3, 4)}
    return tuple(one for group in kept.values() for one in group[:_ADVISED])


def _said_in(needs: pd.DataFrame, sought: set[str], by: Leaving) -> pd.Series:
    """Tell which needs are of a service that is advised to be sought."""
    words = [words for urgency, words in _ADVICE.values() if urgency == 1]
    said = [
        any(text(one, by.lang, service=service, place=place) in sought for one in words)
        for service, place in zip(needs["service_said"], needs["place"], strict=True)
    ]
    return pd.Series(said, index=needs.index, dtype="bool")


def _complete(unknown: int, by: Leaving) -> Advice:
    """Advise to complete the catalogue."""
    return Advice(
        4,
        float(unknown),
        text("Complete the catalogue of services: what there is, and what there is not.", by.lang),
        plural(
            "Of {n} service in a region it is not known whether it is there.",
            "Of {n} services in a region it is not known whether they are there.",
            unknown,
            by.lang,
        ),
    )
