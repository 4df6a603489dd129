"""What :func:`netcoop.tie_states`, ``tie_rates`` and ``turnover`` find."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isnan
from typing import Any

import pandas as pd

from netcoop._core.texts import mark, number, plural, text
from netcoop.compare.finding import Finding, caveat

# How a tie came about, in the order in which it is asked; each tie is of the first that holds.
ATTRIBUTIONS = (
    "pre_existing",
    "independent",
    "own_first",
    "facilitated_first",
    "facilitated_only",
)
_CAME_ABOUT: dict[str, str] = {
    "pre_existing": mark("were in contact before"),
    "independent": mark("were never together at a facilitated meeting"),
    "own_first": mark("were first in contact by themselves, then also at a facilitated meeting"),
    "facilitated_first": mark("were first together at a facilitated meeting, then by themselves"),
    "facilitated_only": mark("were together at facilitated meetings only"),
}
_RATES: dict[str, str] = {
    "formation": mark("Of pairs not yet tied in {earlier}, {share} % are tied in {later}"),
    "persistence": mark("Of ties in {earlier}, {share} % are there in {later} as well"),
    "dissolution": mark("Of ties in {earlier}, {share} % are not in the records of {later}"),
    "jaccard": mark("Of ties in {earlier} or {later}, {share} % are there in both"),
}


@dataclass(frozen=True, eq=False, repr=False)
class TieStates(Finding):
    """Which pairs were tied when, and how ties came about; made by :func:`netcoop.tie_states`."""

    _pairs: pd.DataFrame

    @property
    def pairs(self) -> pd.DataFrame:
        """The pairs that met in any phase; a copy.

        ``source``, ``target``, ``state``, ``meetings_<phase>`` (how often they met), and
        ``attribution``: how the tie came about, missing where there is none in ``formed_in``.
        Meetings of which it is not known count as not facilitated. It names actors: for those who
        keep the records.
        """
        return self._pairs.copy()

    def row_sentence(self, row: Mapping[Any, Any], lang: str) -> str:
        """Say how many pairs are in a state or class."""
        group, _, name = str(row["metric"]).partition("_")
        said = self._state(name, row, lang) if group == "state" else self._class(name, row, lang)
        no_chance = group == "formed" and isnan(row["expected"]) and not isnan(row["estimate"])
        if row["flag"] == "facilitated_unknown" or (no_chance and row["flag"] == "too_few_events"):
            return said  # it says itself how much hangs on that
        return " ".join(filter(None, (said, caveat(row["flag"], lang))))

    def _state(self, digits: str, row: Mapping[Any, Any], lang: str) -> str:
        names = [phase["name"] for phase in self.settings["phases"]]
        there = ", ".join(name for name, digit in zip(names, digits, strict=True) if digit == "1")
        if isnan(row["estimate"]):
            return text("Ties between phases cannot be compared.", lang)
        count = int(row["estimate"])
        if not there:
            return plural("{n} pair is never tied.", "{n} pairs are never tied.", count, lang)
        if "0" not in digits:
            return plural(
                "{n} pair is tied in every phase.",
                "{n} pairs are tied in every phase.",
                count,
                lang,
            )
        return plural(
            "{n} pair is tied only in: {phases}.",
            "{n} pairs are tied only in: {phases}.",
            count,
            lang,
            phases=there,
        )

    def _class(self, name: str, row: Mapping[Any, Any], lang: str) -> str:
        how = text(_CAME_ABOUT[name], lang)
        phase = self.settings["formed_in"]
        if isnan(row["lowest"]):
            return text("How ties came about cannot be said.", lang)
        if isnan(row["estimate"]):
            return text(
                "Between {lowest} and {highest} of the pairs tied in {phase} {how}: of some "
                "meetings it is not known whether they were facilitated.",
                lang,
                lowest=number(row["lowest"], lang, 0),
                highest=number(row["highest"], lang, 0),
                phase=phase,
                how=how,
            )
        count = number(row["estimate"], lang, 0)
        if isnan(row["expected"]):
            return text(
                "Pairs tied in {phase} that {how}: {count}. There are too few meetings to say what "
                "it would be at random: no month has facilitated and other meetings of one size.",
                lang,
                phase=phase,
                how=how,
                count=count,
            )
        return text(
            "Pairs tied in {phase} that {how}: {count}, at random {expected}.",
            lang,
            phase=phase,
            how=how,
            count=count,
            expected=number(row["expected"], lang, 1),
        )

    def equals(self, other: object) -> bool:
        """Tell whether two have the same pairs, numbers and settings."""
        return (
            isinstance(other, TieStates)
            and super().equals(other)
            and self._pairs.equals(other._pairs)
        )


def _nothing(row: Mapping[Any, Any], lang: str) -> str:
    """Say that a step has nothing to count."""
    said = text(
        "From {earlier} to {later} there is nothing to count.",
        lang,
        earlier=row["earlier"],
        later=row["phase"],
    )
    return " ".join(filter(None, (said, caveat(row["flag"], lang))))


@dataclass(frozen=True, eq=False, repr=False)
class TieRates(Finding):
    """How many ties form, last and dissolve; made by :func:`netcoop.tie_rates`."""

    def row_sentence(self, row: Mapping[Any, Any], lang: str) -> str:
        """Say one rate beside what chance gives."""
        if isnan(row["estimate"]):
            return _nothing(row, lang)
        said = text(
            _RATES[row["metric"]],
            lang,
            earlier=row["earlier"],
            later=row["phase"],
            share=number(100 * row["estimate"], lang, 0),
        )
        chance = text(
            "with the same attendance and partners at random it would be {share} %",
            lang,
            share=number(100 * row["expected"], lang, 0),
        )
        return " ".join(filter(None, (f"{said}; {chance}.", caveat(row["flag"], lang))))


@dataclass(frozen=True, eq=False, repr=False)
class Turnover(Finding):
    """Who joined and left, and whose ties lasted; made by :func:`netcoop.turnover`."""

    _actors: pd.DataFrame

    @property
    def actors(self) -> pd.DataFrame:
        """Of each actor and two phases in a row; a copy.

        ``earlier``, ``phase``, ``actor``, ``presence`` (``stayed``, ``joined``, ``left``), and how
        many of its ties were ``kept``, ``formed`` and ``dissolved``. Not coming is not leaving the
        field: the records only show who came. Missing where a phase has no meetings.
        """
        return self._actors.copy()

    def row_sentence(self, row: Mapping[Any, Any], lang: str) -> str:
        """Say one count."""
        turned = _TURNED[row["metric"]]
        if isnan(row["estimate"]):
            return _nothing(row, lang)
        said = text(
            "From {earlier} to {later}, {what}: {count}.",
            lang,
            earlier=row["earlier"],
            later=row["phase"],
            what=text(turned, lang),
            count=number(row["estimate"], lang, 0),
        )
        return " ".join(filter(None, (said, caveat(row["flag"], lang))))

    def equals(self, other: object) -> bool:
        """Tell whether two have the same actors, numbers and settings."""
        return (
            isinstance(other, Turnover)
            and super().equals(other)
            and self._actors.equals(other._actors)
        )


_TURNED: dict[str, str] = {
    "kept": mark("ties that lasted"),
    "formed": mark("new ties"),
    "dissolved": mark("ties no longer in the records"),
    "stayed": mark("actors who came in both"),
    "joined": mark("actors who came only later"),
    "left": mark("actors who came only earlier"),
}
