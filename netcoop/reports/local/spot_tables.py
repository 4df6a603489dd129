"""White spots and needs as tables that may leave."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from netcoop._core.checks import is_missing
from netcoop._core.texts import NOT_AVAILABLE, mark, number, text
from netcoop.gaps import WhiteSpots
from netcoop.gaps.whitespots.case_days import without_case_days
from netcoop.gaps.whitespots.catalogue import group_key
from netcoop.gaps.whitespots.findings import FINDINGS
from netcoop.gaps.whitespots.needs import kind_shown
from netcoop.gaps.whitespots.words import Speaker, head, spot_sentence
from netcoop.records import Records
from netcoop.reports.local.leaving import Leaving

# What referrals came back with; how many did is not told.
_CAME_BACK = {
    "refused": mark(
        "Some referrals came back refused, for capacity, target group or because there is no such "
        "service (sent to: {providers})."
    ),
    "waiting": mark("Some referrals were put on a waiting list (sent to: {providers})."),
}


def spots_shown(found: WhiteSpots, by: Leaving) -> pd.DataFrame:
    """Put the findings into words and numbers that may leave, in an order that tells none."""
    spots = found.spots
    low = _least(found, spots, by.threshold)
    counts = spots["need_count"]
    spots["people"] = [
        _people(count, least, by) if needed else NOT_AVAILABLE
        for count, least, needed in zip(counts, low, spots["needed"], strict=True)
    ]
    # Whatever is hidden counts as one.
    small = counts.gt(0) & counts.lt(by.threshold)
    spots["order"] = low.fillna(counts.mask(small, 1.0)).fillna(0.0)
    spots["place"] = [by.place(region) for region in spots["region"]]
    spots["group"] = pd.Series(map(by.group, spots["target_group"]), index=spots.index, dtype="str")
    spots["service_said"] = _services(spots, by)
    spots["near"] = [
        _near(actor, far, by) for actor, far in zip(spots["nearest"], spots["distance_km"],
                                                    strict=True)
    ]  # fmt: skip
    keys = pd.DataFrame(
        {
            "none": ~spots["needed"],
            "people": -spots["order"],
            "gravity": spots["finding"].map(FINDINGS.index),
            **{name: spots[name].fillna("") for name in ("service", "region", "target_group")},
        }
    )
    order = keys.sort_values([*keys], kind="stable").index
    return spots.loc[order].reset_index(drop=True)


def _least(found: WhiteSpots, spots: pd.DataFrame, threshold: int) -> pd.Series:
    """Give the least a total of needs may be for all that leaves, where it would tell a part."""
    needs = found.needs.dropna(subset=["count"])
    group = needs["target_group"].map(group_key)
    counts: dict[tuple[str, str, str], list[float]] = {}
    for *key, count in zip(needs["service"], needs["region"], group, needs["count"], strict=True):
        counts.setdefault((str(key[0]), str(key[1]), str(key[2])), []).append(float(count))
    rows = zip(spots["service"], spots["region"], spots["target_group"].map(group_key), strict=True)
    return pd.Series(
        [_least_of(counts.get(key, []), threshold) for key in rows],
        index=spots.index,
        dtype="float64",
    )


def _least_of(counts: list[float], threshold: int) -> float:
    small = [count for count in counts if 0 < count < threshold]
    if len(counts) < 2 or not small:
        return float("nan")
    return sum(counts) - sum(small) + len(small)


def _people(count: float, least: float, by: Leaving) -> str:
    """Write how many people need it."""
    if np.isnan(count):
        return text("not recorded", by.lang)
    if np.isnan(least):
        return by.count(count)
    return text("{low} or more", by.lang, low=number(least, by.lang))


def _services(frame: pd.DataFrame, by: Leaving) -> list[str]:
    """Name services, with for whom."""
    groups = [by.group(written) for written in frame["target_group"]]
    return [
        by.service(str(code)) if group is None else f"{by.service(str(code))} ({group})"
        for code, group in zip(frame["service"], groups, strict=True)
    ]


def _near(actor: object, far: float, by: Leaving) -> str:
    """Name the nearest provider elsewhere, and how far it is."""
    if is_missing(actor):
        return NOT_AVAILABLE
    name = by.name(str(actor))
    return name if np.isnan(far) else f"{name} ({number(far, by.lang, 0)} km)"


def said_of(
    found: WhiteSpots, spots: pd.DataFrame, by: Leaving, offices: Iterable[str]
) -> list[tuple[str, str]]:
    """Say what each finding is about, and then what it is, without numbers of referrals."""
    there = set(offices)
    actors = {actor for column in ("providers", "owners", "networkers") for row in spots[column]
              for actor in row} | {str(one) for one in spots["nearest"].dropna()}  # fmt: skip
    speaker = Speaker(by.lang, {actor: by.name(actor) for actor in actors})
    services = {code: by.service(code) for code in found.settings["services"]}
    said = []
    rows = spots.assign(region=spots["place"], target_group=spots["group"], needed=False)
    every: list[Any] = list(rows.itertuples(index=False))
    for spot in every:
        about = head(spot, services[spot.service], by.lang)
        if spot.finding in _CAME_BACK:
            words = text(
                _CAME_BACK[spot.finding], by.lang, providers=speaker.actors(spot.providers)
            )
            said.append((about, words))
            continue
        own = tuple(owner for owner in spot.owners if owner in there)
        whole = spot_sentence(
            spot, speaker, offices=own, reach=found.settings["reach"], services=services
        )
        said.append((about, whole.removeprefix(about).strip()))
    return said


def spots_csv(spots: pd.DataFrame, by: Leaving) -> pd.DataFrame:
    """List all findings: codes, and a sentence each."""
    table = pd.DataFrame(
        {
            "rank": np.arange(1, len(spots) + 1),
            "region": spots["place"],
            "service": [by.service_code(code) for code in spots["service"]],
            "target_group": spots["group"],
            "finding": spots["finding"],
            "people_in_need": spots["people"].mask(spots["people"] == NOT_AVAILABLE),
            "providers": [by.ids(actors) for actors in spots["providers"]],
            "nearest": [by.id(actor) for actor in spots["nearest"]],
            "distance_km": spots["distance_km"].round(),
            "owners": [by.ids(actors) for actors in spots["owners"]],
            "reason": spots["reason"],
            "sentence": spots["about"] + " " + spots["said"],
        }
    )
    return table.astype(dict.fromkeys(("people_in_need", "nearest"), "str"))


def coverage_csv(found: WhiteSpots, by: Leaving) -> pd.DataFrame:
    """Set services beside regions, in codes."""
    grid = found.coverage
    grid.columns = pd.Index([by.place(region) for region in grid.columns], dtype="str")
    grid.index = pd.Index([by.service_code(str(code)) for code in grid.index], name="service")
    return grid.reset_index()


def needs_shown(found: WhiteSpots, by: Leaving, records: Records) -> pd.DataFrame:
    """Put the needs into words and numbers that may leave: those nothing came of first."""
    needs = without_case_days(found.needs, records)
    counts = needs["count"]
    needs["people"] = [
        text("not recorded", by.lang) if np.isnan(count) else by.count(count) for count in counts
    ]
    small = counts.gt(0) & counts.lt(by.threshold)
    needs["order"] = counts.mask(small, 1.0).fillna(0.0)
    needs["place"] = [by.place(region) for region in needs["region"]]
    needs["service_said"] = _services(needs, by)
    needs["n_meetings"] = needs["meetings"].map(len).astype("Int64")
    needs["n_meetings"] = needs["n_meetings"].mask(needs["answered_by"].isna())
    for column in ("raised", "first_meeting", "first_output"):
        days = needs[column]
        needs[f"{column}_month"] = [
            NOT_AVAILABLE if is_missing(day) else f"{day.month}/{day.year}" for day in days
        ]
        needs[f"{column}_code"] = days.dt.strftime("%Y-%m").astype("str")
    answers = needs["answered_by"].map({"nothing": 0, "met": 1, "output": 2}).fillna(3)
    keys = pd.DataFrame(
        {
            "answer": answers,
            "people": -needs["order"],
            "raised": needs["raised_code"].fillna(""),
            **{name: needs[name].fillna("") for name in ("region", "service", "target_group")},
        }
    )
    return needs.loc[keys.sort_values([*keys], kind="stable").index].reset_index(drop=True)


def needs_csv(needs: pd.DataFrame, by: Leaving) -> pd.DataFrame:
    """List all needs, in codes; neither ids nor titles, which may hold anything."""
    table = pd.DataFrame(
        {
            "region": needs["place"],
            "service": [by.service_code(code) for code in needs["service"]],
            "target_group": [by.group(written) for written in needs["target_group"]],
            "people": needs["people"].mask(needs["count"].isna()),
            "raised_month": needs["raised_code"],
            "raised_by": [by.id(actor) for actor in needs["raised_by"]],
            "answered_by": needs["answered_by"],
            "meetings": needs["n_meetings"],
            "first_meeting_month": needs["first_meeting_code"],
            "output_kinds": ["|".join(map(kind_shown, kinds)) for kinds in needs["output_kinds"]],
            "first_output_month": needs["first_output_code"],
        }
    )
    return table.astype(dict.fromkeys(("target_group", "people", "raised_by"), "str"))
