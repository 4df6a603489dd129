"""``WhiteSpots``: the findings, the needs behind them, and what the records cannot say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from netcoop._core.checks import is_missing
from netcoop._core.display import html_table
from netcoop._core.texts import check_language, language, mark, number, plural, text
from netcoop.gaps.field import records_there_are
from netcoop.gaps.whitespots.case_days import case_meetings, without_case_days
from netcoop.gaps.whitespots.cells import AVAILABLE, STATES
from netcoop.gaps.whitespots.findings import FINDINGS, INFORMATION
from netcoop.gaps.whitespots.needs import kind_shown
from netcoop.gaps.whitespots.notes import notes_of
from netcoop.gaps.whitespots.words import (
    LABELS,
    Speaker,
    head,
    service_label,
    shown,
    shown_need,
    speaker,
    spot_sentence,
)
from netcoop.records import Records

_PARTLY = "partly"
_HIDDEN = ("networkers", "needed", "need_low")
_ANSWERS = {
    "nothing": mark("Not in the records: a meeting or an output that responded to it."),
    "met": mark("A meeting responded to it."),
    "output": mark("There is an output."),
}


@dataclass(frozen=True, eq=False, repr=False)
class WhiteSpots:
    """Where services are missing, far, not tied or not known; made by :func:`netcoop.white_spots`.

    The tables ``spots`` and ``needs`` hold exact numbers, for the user's own eyes. What is meant
    to leave, ``to_frame()``, ``needs_frame()`` and the sentences, shows counts of people and
    referrals from 1 to 4 as "<5", a single person by its kind and a number, months in place of
    days, and no titles of outputs.

    Attributes
    ----------
    settings
        ``reach``, ``office``, and the ``regions``, ``services`` and regions with a ``complete``
        catalogue that were looked at.
    """

    settings: dict[str, Any]
    _spots: pd.DataFrame
    _needs: pd.DataFrame
    _states: pd.DataFrame
    _counts: Mapping[str, int]
    _offices: Mapping[str, tuple[str, ...]]
    _actors: pd.DataFrame
    _records: Records

    @property
    def spots(self) -> pd.DataFrame:
        """The findings, one row each, in the order of ``rank``.

        ``region``, ``service``, ``target_group`` (missing: all, or not told), ``finding``,
        ``providers`` (who it is about), ``nearest`` and ``distance_km`` (of a provider elsewhere;
        NaN where there is none or it is not known), ``need_ids``, ``need_count`` (people; NaN where
        no need is recorded, or none with a number), ``rank`` (those with needs first, by
        ``need_count`` as it may leave, then the gravest finding), ``owners`` (offices, who raised
        the need, providers: who could sit at the table), ``reason``, ``referrals`` (refused or
        waiting), ``networkers`` (between provider and office), ``needed``, ``need_low`` (what a
        total may leave as, where a part of it is below 5).
        """
        return self._spots.copy(deep=False)

    @property
    def needs(self) -> pd.DataFrame:
        """The needs, one row each, and what the records show came of them, by day raised.

        ``need_id``, ``region``, ``service``, ``target_group``, ``count``, ``raised``, ``raised_by``
        (missing where it is no actor of the register), ``meetings`` that responded,
        ``first_meeting``, ``days`` from the need to that (NaN where a day is not known),
        ``outputs``, ``output_kinds``, ``first_output``, ``answered_by``: ``output``, ``met`` or
        ``nothing`` (in the records); missing where nothing in the records could point at the need.
        """
        return self._needs.copy(deep=False)

    @property
    def states(self) -> pd.DataFrame:
        """Service by region by target group: ``state``, ``reason``, ``providers``, ``nearest``."""
        return self._states.copy(deep=False)

    @property
    def coverage(self) -> pd.DataFrame:
        """Services (rows) by regions (columns): the state of each.

        ``available``, ``partly`` (for some target groups), ``elsewhere_in_reach``,
        ``out_of_reach``, ``no_provider``, ``unknown``; of groups that differ, none of them
        available, the gravest.
        """
        index = pd.Index(self.settings["services"], name="service", dtype="str")
        columns = pd.Index(self.settings["regions"], name="region", dtype="str")
        grid = self._states.pivot_table(
            index="service", columns="region", values="state", aggfunc=_together
        )
        return grid.reindex(index=index, columns=columns).astype("str")

    @property
    def counts(self) -> dict[str, int]:
        """How many findings there are of each code, the gravest first."""
        counted = self._spots["finding"].value_counts()
        return {code: int(counted.get(code, 0)) for code in FINDINGS}

    @property
    def n_spots(self) -> int:
        """How many white spots there are.

        Not counted is what is only information: ``single_provider``, ``elsewhere_in_reach``,
        ``facilitated_unknown`` and ``unknown``.
        """
        return sum(n for code, n in self.counts.items() if code not in INFORMATION)

    def notes(self, lang: str | None = None) -> list[str]:
        """Say what was left out, how rows were read, and what the records cannot show.

        Returns
        -------
        list of str
            One sentence each; empty where there is nothing to say.
        """
        return notes_of(self._counts, check_language(lang or language()))

    def to_frame(self, lang: str | None = None) -> pd.DataFrame:
        """List the findings as they may leave, with a ``sentence`` each; small counts are "<5".

        Actors are called by their names, a single person by its kind and a number; distances
        are whole kilometres.
        """
        code = check_language(lang or language())
        by = speaker(self._actors, code)
        frame = self._spots.drop(columns=[*_HIDDEN])
        for column in ("providers", "owners"):
            frame[column] = [", ".join(map(by.actor, actors)) for actors in frame[column]]
        frame["distance_km"] = frame["distance_km"].round()
        frame["need_ids"] = [", ".join(ids) for ids in frame["need_ids"]]
        frame["nearest"] = frame["nearest"].map(by.actor, na_action="ignore")
        rows = list(self._spots.itertuples(index=False))
        frame["need_count"] = [
            None if is_missing(spot.need_count) else shown_need(spot, code) for spot in rows
        ]
        frame["referrals"] = [
            None if is_missing(count) else shown(count, code)
            for count in self._spots["referrals"].tolist()
        ]
        frame["sentence"] = self._sentences(by)
        texts = ("providers", "owners", "need_ids", "nearest", "need_count", "referrals")
        return frame.astype(dict.fromkeys((*texts, "sentence"), "str"))

    def needs_frame(self, lang: str | None = None) -> pd.DataFrame:
        """List the needs as they may leave, with a ``sentence`` each; small counts are "<5".

        Days give way to months (``raised_month``, ``first_meeting_month``,
        ``first_output_month``), titles of outputs are left out, and a kind of output that is no
        usual word is "other". Of what a meeting on one child or family may stand behind no month
        is told, nor the id of the meeting.

        Returns
        -------
        pandas.DataFrame
            One row a need, with the columns of ``needs`` that may leave.
        """
        code = check_language(lang or language())
        by = speaker(self._actors, code)
        frame = without_case_days(self.needs, self._records)
        frame["sentence"] = pd.Series(
            [_need_sentence(need, code) for need in frame.itertuples(index=False)],
            index=frame.index,
            dtype="str",
        )
        frame = frame.drop(columns="outputs")
        cases = case_meetings(self._records)
        frame["meetings"] = [
            ", ".join(one for one in meetings if one not in cases) for meetings in frame["meetings"]
        ]
        frame["output_kinds"] = [
            ", ".join(map(kind_shown, kinds)) for kinds in frame["output_kinds"]
        ]
        for column in ("raised", "first_meeting", "first_output"):
            frame[column] = frame[column].dt.strftime("%Y-%m").astype("str")
            frame = frame.rename(columns={column: f"{column}_month"})
        frame["raised_by"] = frame["raised_by"].map(by.actor, na_action="ignore")
        frame["count"] = [
            None if is_missing(count) else shown(count, code) for count in frame["count"]
        ]
        texts = ("meetings", "output_kinds", "raised_by", "count")
        return frame.astype(dict.fromkeys(texts, "str"))

    def _sentences(self, by: Speaker, spots: pd.DataFrame | None = None) -> list[str]:
        """Say the findings, or some of them."""
        labels = {name: service_label(name, by.lang) for name in self.settings["services"]}
        spots = self._spots if spots is None else spots
        return [
            spot_sentence(
                spot,
                by,
                offices=self._offices.get(str(spot.region), ()),
                reach=self.settings["reach"],
                services=labels,
            )
            for spot in spots.itertuples(index=False)
        ]

    def sentence(self, lang: str | None = None) -> str:
        """Say in plain words how many white spots there are, and what that rests on."""
        code = check_language(lang or language())
        settings = self.settings
        services = plural("{n} service", "{n} services", len(settings["services"]), code)
        regions = plural("{n} region", "{n} regions", len(settings["regions"]), code)
        found = [f"{text(LABELS[name], code)}: {number(n, code)}" for name, n in self._told()]
        parts = [
            text("Looked at: {services}, {regions}.", code, services=services, regions=regions),
            text("White spots: {n}.", code, n=number(self.n_spots, code)),
        ]
        if found:
            parts.append(text("Findings: {findings}.", code, findings=", ".join(found)))
        if self.n_spots:
            real = self._spots[~self._spots["finding"].isin(INFORMATION)]
            first = self._sentences(speaker(self._actors, code), real.head(1))[0]
            parts.append(text("First in rank: {finding}", code, finding=first))
        there_are = records_there_are(self._records, code)
        return " ".join([*parts, *self.notes(code), there_are])

    def _told(self) -> list[tuple[str, int]]:
        return [(name, n) for name, n in self.counts.items() if n]

    def summary(self) -> dict[str, Any]:
        """Give all counts, flat; of needs, how many were answered by what."""
        settings = self.settings
        answered = self._needs["answered_by"].fillna("unknown").value_counts()
        notes = {name: n for name, n in self._counts.items() if name != "untold_referrals"}
        untold = self._counts["untold_referrals"]
        return {
            "reach": settings["reach"],
            "office": settings["office"],
            "regions": len(settings["regions"]),
            "services": len(settings["services"]),
            "white_spots": self.n_spots,
            **self.counts,
            "needs": len(self._needs),
            **{f"needs_{name}": int(answered.get(name, 0)) for name in (*_ANSWERS, "unknown")},
            **notes,
            "untold_referrals": shown(untold, "en"),
        }

    def equals(self, other: object) -> bool:
        """Tell whether two asked the same and found the same."""
        return (
            isinstance(other, WhiteSpots)
            and self.settings == other.settings
            and dict(self._counts) == dict(other._counts)
            and self._spots.equals(other._spots)
            and self._needs.equals(other._needs)
            and self._states.equals(other._states)
        )

    def __repr__(self) -> str:
        found = ", ".join(f"{name} {n}" for name, n in self._told())
        return (
            f"<WhiteSpots: {self.n_spots} in {len(self.settings['regions'])} regions and "
            f"{len(self.settings['services'])} services; {found or 'nothing found'}>"
        )

    def _repr_html_(self) -> str:
        code = language()
        by = speaker(self._actors, code)
        small = self._spots.head(10)[["rank", "region", "service", "finding"]].copy()
        small["finding"] = [text(LABELS[name], code) for name in small["finding"]]
        small["sentence"] = self._sentences(by, self._spots.head(10))
        return html_table(small, caption=self.sentence(code))


def _together(states: pd.Series) -> str:
    """Put the states of the target groups together."""
    found = set(states)
    if AVAILABLE in found:
        return AVAILABLE if len(found) == 1 else _PARTLY
    return str(min(found, key=STATES.index))


def _need_sentence(need: Any, lang: str) -> str:
    """Say what came of one need."""
    parts = [head(need, service_label(need.service, lang), lang)]
    if is_missing(need.answered_by):
        parts.append(text("The records cannot show what came of it.", lang))
        return " ".join(parts)
    parts.append(text(_ANSWERS[need.answered_by], lang))
    if need.days >= 0:
        parts.append(
            plural(
                "The first meeting came after {n} day.",
                "The first meeting came after {n} days.",
                int(need.days),
                lang,
            )
        )
    return " ".join(parts)
