"""The contacts that are suggested, and how sure it is that they help most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from netcoop._core.checks import first
from netcoop._core.display import html_table
from netcoop._core.texts import check_language, language, mark, number, plural, text
from netcoop.metrics.fragments import with_caveat
from netcoop.metrics.keyplayers import listed

Pair = tuple[str, str]
_SHOWN = 10
# Why pairs were left out, said with their number.
_LEFT_OUT = {
    "tied": mark("tied already {n}"),
    "recorded": mark("in the records another way {n}"),
    "networker": mark("with a networker {n}"),
    "overloaded": mark("with an actor who has much work already {n}"),
    "full": mark("with an actor who has as many ties as may be {n}"),
}


@dataclass(frozen=True, eq=False, repr=False)
class TieSuggestions:
    """The new contacts that were found, and how sure it is; made by :func:`netcoop.suggest_ties`.

    Attributes
    ----------
    optimal
        Whether no other contacts give a better value of the objective: all combinations were
        tried, or fragmentation is as low as it can get.
    method
        ``"exhaustive"``: all combinations were tried; ``"greedy"``: one after another, then
        exchanged.
    n_optimal
        How many combinations are equally good, this one counted; NaN where it is not known.
    sets
        Those combinations, at most 50, by the alphabet; the first is the one suggested.
    second, second_efficiency, second_fragmentation
        The best combination that is worse, and its values; ``None`` and NaN where there is none
        or it is not known.
    efficiency_before, efficiency_after
        The mean of 1/steps over all pairs, without the contacts and with them.
    fragmentation_before, fragmentation_after
        The share of pairs that cannot reach each other, without the contacts and with them.
    n_candidates
        Among how many pairs they were sought.
    n_actors, directed
        Of the network; direction was ignored.
    flag
        ``"saturated"`` where nearly all are tied to each other (:func:`netcoop.is_saturated`), so
        that it says little; else ``"ok"``.
    """

    optimal: bool
    method: str
    n_optimal: float
    sets: tuple[tuple[Pair, ...], ...]
    second: tuple[Pair, ...] | None
    second_efficiency: float
    second_fragmentation: float
    efficiency_before: float
    efficiency_after: float
    fragmentation_before: float
    fragmentation_after: float
    n_candidates: int
    n_actors: int
    directed: bool
    flag: str
    _ties: pd.DataFrame
    _settings: dict[str, Any]
    _left_out: dict[str, int]
    _shown: dict[str, str]
    _labels: dict[str, dict[str, str]]
    _records: dict[str, str]

    @property
    def ties(self) -> pd.DataFrame:
        """The contacts, one row each, what helps most first, each given those before it; a copy.

        For your own use, as it has the ids of single persons too; ``to_frame`` does not.

        ``source``, ``target``; ``gain`` in the objective (rise of efficiency or fall of
        fragmentation) and ``gain_alone``, without the others; ``efficiency_after`` and
        ``fragmentation_after``; ``joined``: how many pairs come within reach of each other;
        ``nearer``: how many others come nearer; ``steps_before``: steps between the two (NaN:
        no way); ``reasons``: ``"joins_pieces"`` or ``"shortens_ways"``, and ``"required"`` where
        a template asks for the pair.
        """
        return self._ties.copy(deep=False)

    @property
    def settings(self) -> dict[str, Any]:
        """What was asked for; a copy."""
        return dict(self._settings)

    @property
    def left_out(self) -> dict[str, int]:
        """How many pairs may not be suggested, by the first reason that holds.

        ``"tied"`` (counted only of pairs that were asked for), ``"recorded"`` (in the records, but
        in a table that the network was not built from), ``"networker"``, ``"overloaded"``,
        ``"full"`` (as many ties as ``max_degree``).
        """
        return dict(self._left_out)

    def to_frame(self, lang: str | None = None) -> pd.DataFrame:
        """List the contacts with a sentence on each; single persons are called by their kind."""
        code = check_language(lang or language())
        rows = self._ties.itertuples(index=False)
        sentences = pd.Series([self._of_tie(row, code) for row in rows], dtype="str")
        ends = {end: self._ties[end].map(self._shown).astype("str") for end in ("source", "target")}
        return self._ties.assign(**ends, sentence=sentences)

    def _of_tie(self, row: Any, code: str) -> str:
        """Say what one contact would bring."""
        pair = self._called(row.source, row.target, code)
        parts = [text("{pair}: a tie is not in the records.", code, pair=pair)]
        if row.joined:
            parts.append(
                plural(
                    "With it, {n} pair of actors that has no way to each other now would have one.",
                    "With it, {n} pairs of actors that have no way to each other now would have "
                    "one.",
                    int(row.joined),
                    code,
                )
            )
        else:
            steps = int(row.steps_before)
            parts.append(
                plural(
                    "Now there is {n} step between the two.",
                    "Now there are {n} steps between the two.",
                    steps,
                    code,
                )
            )
        if row.nearer:
            parts.append(
                plural(
                    "It would shorten the way between {n} pair of actors.",
                    "It would shorten the way between {n} pairs of actors.",
                    int(row.nearer),
                    code,
                )
            )
        return " ".join(parts)

    def _called(self, source: str, target: str, code: str) -> str:
        """Name a pair."""
        labels = self._labels[code]
        return f"{labels[source]} – {labels[target]}"

    def summary(self) -> dict[str, Any]:
        """Give all but the sets and gains, flat."""
        names = ("optimal", "method", "n_optimal", "efficiency_before", "efficiency_after",
                 "fragmentation_before", "fragmentation_after", "second_efficiency",
                 "second_fragmentation", "n_candidates", "n_actors", "directed",
                 "flag")  # fmt: skip
        return {
            "ties": ", ".join(self._pairs_shown()),
            "n_ties": len(self._ties),
            **self._settings,
            **{name: getattr(self, name) for name in names},
            **{f"left_out_{reason}": count for reason, count in self._left_out.items()},
        }

    def _pairs_shown(self) -> list[str]:
        """Name the pairs by the ids that may leave."""
        pairs = zip(self._ties["source"], self._ties["target"], strict=True)
        return [f"{self._shown[source]} – {self._shown[target]}" for source, target in pairs]

    def sentence(self, lang: str | None = None) -> str:
        """Say in plain words which contacts they are, what they would bring, how sure that is."""
        code = check_language(lang or language())
        parts = [self._nothing(code)]
        if len(self._ties):
            parts = [self._found(code), self._certainty(code), self._fewer(code)]
        parts.append(self._left_out_said(code))
        if len(self._ties):
            caution = text(
                "This is a suggestion from the shape of the network: a tie that is not in the "
                "records may be there, and whether one would form the records do not tell.",
                code,
            )
            parts.append(caution)
        if self.directed:
            parts.append(text("Direction is ignored.", code))
        parts.append(self._records[code])
        return with_caveat(" ".join(part for part in parts if part), self.flag, code)

    def _nothing(self, code: str) -> str:
        """Say that there is nothing to suggest."""
        if self.n_actors < 2:
            return text("A contact takes two actors: there are too few.", code)
        if not any(self._left_out.values()) and self._settings["candidates"] == "all":
            return text("All actors are tied to each other: no contact is left to suggest.", code)
        return text("No pair is left that may be suggested.", code)

    def _found(self, code: str) -> str:
        """Say what was found."""
        pairs = zip(self._ties["source"], self._ties["target"], strict=True)
        named = listed([self._called(source, target, code) for source, target in pairs], code)
        shares = _shares(self.fragmentation_before, self.fragmentation_after, code)
        joins = self.fragmentation_before > self.fragmentation_after
        if joins and self._settings["objective"] == "fragmentation":
            return plural(
                "{n} new contact ({pairs}) would cut the share of pairs of actors with no way to "
                "each other from {before} to {after}.",
                "{n} new contacts ({pairs}) would cut the share of pairs of actors with no way "
                "to each other from {before} to {after}.",
                len(self._ties),
                code,
                pairs=named,
                before=shares[0],
                after=shares[1],
            )
        said = self._nearer(named, code)
        if not joins:
            return said
        share = text(
            "The share of pairs with no way to each other would go from {before} to {after}.",
            code,
            before=shares[0],
            after=shares[1],
        )
        return f"{said} {share}"

    def _nearer(self, named: str, code: str) -> str:
        """Say how much nearer actors would be."""
        return plural(
            "{n} new contact ({pairs}) would bring actors nearer to each other: from {before} to "
            "{after} (1: all are tied to all).",
            "{n} new contacts ({pairs}) would bring actors nearer to each other: from {before} "
            "to {after} (1: all are tied to all).",
            len(self._ties),
            code,
            pairs=named,
            before=number(self.efficiency_before, code, 3),
            after=number(self.efficiency_after, code, 3),
        )

    def _certainty(self, code: str) -> str:
        """Say how sure it is."""
        if self.method == "greedy":
            if self.optimal:
                return text(
                    "No other contacts would leave fewer pairs without a way; not all combinations "
                    "were checked, so others may bring actors nearer.",
                    code,
                )
            return text("Not all combinations were checked: there may be a better one.", code)
        possible = number(self.n_candidates, code)
        if self.n_optimal == 1:
            return text(
                "All combinations were checked (possible pairs: {possible}): no other is as good.",
                code,
                possible=possible,
            )
        return plural(
            "All combinations were checked (possible pairs: {possible}): {n} other is equally "
            "good.",
            "All combinations were checked (possible pairs: {possible}): {n} others are equally "
            "good.",
            int(self.n_optimal) - 1,
            code,
            possible=possible,
        )

    def _fewer(self, code: str) -> str:
        """Say that there are fewer than asked for."""
        if len(self._ties) == self._settings["k"]:
            return ""
        asked = number(self._settings["k"], code)
        if self.method == "greedy":
            return text("Asked for: {asked}; no more were found.", code, asked=asked)
        return text("Asked for: {asked}; there is no room for more.", code, asked=asked)

    def _left_out_said(self, code: str) -> str:
        """Say how many pairs may not be suggested, and why."""
        parts = [
            text(_LEFT_OUT[reason], code, n=number(count, code))
            for reason, count in self._left_out.items()
            if count
        ]
        if not parts:
            return ""
        return text("Pairs left out: {parts}.", code, parts=", ".join(parts))

    def equals(self, other: object) -> bool:
        """Tell whether two found the same contacts, with the same gains, for the same question."""
        return (
            isinstance(other, TieSuggestions)
            and repr(self.summary()) == repr(other.summary())
            and (self.sets, self.second) == (other.sets, other.second)
            and self._ties.equals(other._ties)
        )

    def __repr__(self) -> str:
        named = first(self._pairs_shown()) or "none"
        equal = f", {self.n_optimal:.0f} equally good sets" if self.n_optimal > 1 else ""
        return (
            f"<TieSuggestions: {len(self._ties)} of {self._settings['k']} for "
            f"{self._settings['objective']}: {named}; {self.method}{equal}>"
        )

    def _repr_html_(self) -> str:
        code = language()
        shown = self.to_frame(code)[["source", "target", "gain", "sentence"]]
        return html_table(shown, caption=self.sentence(code), rows=_SHOWN)


def _shares(before: float, after: float, lang: str) -> Sequence[str]:
    """Write two shares as percentages that differ; only none is 0 and only all is 100."""
    said: list[str] = []
    for digits in range(5):
        said = [f"{number(100 * share, lang, digits)}\u00a0%" for share in (before, after)]
        rounded = [round(share, digits + 2) in (0, 1) for share in (before, after)]
        whole = [abs(share - round(share)) < 1e-12 for share in (before, after)]
        if said[0] != said[1] and rounded == whole:
            break
    return said
