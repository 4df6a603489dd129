"""What becomes of referrals: the result of :func:`netcoop.referral_flow`."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from netcoop._core.checks import did_you_mean
from netcoop._core.display import html_table
from netcoop._core.texts import check_language, language, mark, number, plural, text
from netcoop.errors import ArgumentError
from netcoop.gaps.flow.tables import OTHER, UNKNOWN, share
from netcoop.reference import kind_label, vocabulary
from netcoop.reference.vocabularies import sector_label

_WORDS = {
    "accepted": mark("accepted"),
    "waiting": mark("on a waiting list"),
    "refused": mark("refused"),
    "client": mark("declined by the client or no show"),
    "forwarded": mark("forwarded"),
    "no_feedback": mark("no feedback"),
    "unknown": mark("outcome not in the records"),
}


@dataclass(frozen=True, eq=False, repr=False)
class ReferralFlow:
    """What was referred, to whom, and what became of it; made by :func:`netcoop.referral_flow`.

    With a threshold above 1 it holds only what may leave. A count is then a whole number, ``"<5"``
    (from 1 to 4), or ``"×"``: at least 1, and not shown because a smaller one could be worked out
    from it. Rates and medians that rest on hidden counts are NaN.

    Attributes
    ----------
    closure
        Of the referrals whose outcome is in the records, the share that an answer is known of:
        accepted, waiting, refused, declined by the client or forwarded. NaN where none is known.
    closure_low, closure_high
        The same share of all referrals, if those of unknown outcome had no answer, or had one.
    within_share
        Of the referrals whose days to first contact are known, the share within ``within`` days.
    median_days
        Their median, each referral counted once.
    """

    closure: float
    closure_low: float
    closure_high: float
    within_share: float
    median_days: float
    _total: Mapping[str, Any]
    _tables: Mapping[str, pd.DataFrame]
    _told: Mapping[str, bool]
    _left_out: int
    _settings: Mapping[str, Any]
    _names: Mapping[str, Mapping[str, str]]
    _there_are: Mapping[str, str]

    @property
    def settings(self) -> dict[str, Any]:
        """``within``, ``threshold``, ``by`` and ``window``, as asked for; a copy."""
        return dict(self._settings)

    @property
    def by_pair(self) -> pd.DataFrame:
        """How many were sent by whom to whom; with ``threshold=1`` also what became of them."""
        return self._tables["by_pair"].copy(deep=False)

    @property
    def by_target(self) -> pd.DataFrame:
        """What became of the referrals to each actor, with their ``closure``."""
        return self._tables["by_target"].copy(deep=False)

    @property
    def reasons(self) -> pd.DataFrame:
        """Why referrals were refused or declined: ``target`` (missing: all), ``outcome``, count."""
        return self._tables["reasons"].copy(deep=False)

    @property
    def days(self) -> pd.DataFrame:
        """Days to first contact by group; the group missing: all together."""
        return self._tables["days"].copy(deep=False)

    @property
    def ping_pong(self) -> pd.DataFrame:
        """Who could have got a referral back: from ``source`` to ``target`` and to ``source``.

        With a threshold above 1 only who, and only where both numbers of referrals are shown.
        """
        return self._tables["ping_pong"].copy(deep=False)

    @property
    def chains(self) -> pd.DataFrame:
        """What could have been sent on: from ``source`` ``through`` an actor to ``target``.

        With a threshold above 1 only by whom, and only where the numbers it rests on are shown.
        """
        return self._tables["chains"].copy(deep=False)

    @property
    def dead_ends(self) -> pd.DataFrame:
        """Who received referrals of which no answer and no further referral is in the records."""
        return self._tables["dead_ends"].copy(deep=False)

    def of(self, actor: Any) -> pd.DataFrame:
        """Show one actor's own referrals: who refers to it, whom it refers to, what is refused.

        Parameters
        ----------
        actor
            Id of an actor, as in ``by_pair``.

        Returns
        -------
        pandas.DataFrame
            The rows of ``by_pair`` it is in: ``way`` (``"in"``: to it, ``"out"``: from it),
            ``partner`` and the counts.

        Raises
        ------
        ArgumentError
            There is no such actor.
        """
        known = self._names["en"]
        if not isinstance(actor, str) or actor not in known:
            message = text("The records have no actor {actor!r}.", actor=actor)
            raise ArgumentError(message + did_you_mean(str(actor), known))
        pairs = self.by_pair
        sides = [
            pairs[pairs[own] == actor]
            .drop(columns=own)
            .rename(columns={other: "partner"})
            .assign(way=way)
            for way, own, other in (("in", "target", "source"), ("out", "source", "target"))
        ]
        both = pd.concat(sides, ignore_index=True)
        return both[["way", *(name for name in both if name != "way")]].astype({"way": "str"})

    def to_frame(self, lang: str | None = None) -> pd.DataFrame:
        """Say for every group what became of its referrals.

        Returns
        -------
        pandas.DataFrame
            One row a group: its code in the column named after ``by``, ``name``; the counts
            ``sent``, ``accepted``, ``waiting``, ``refused``, ``client`` (declined, no show),
            ``forwarded``, ``no_feedback``, ``unknown`` (no outcome in the records) and
            ``answered``; ``closure``, ``with_days``, ``median_days``, ``within_share``;
            ``sentence``.
        """
        code = check_language(language() if lang is None else lang)
        groups, by = self._tables["by_group"], str(self._settings["by"])
        names = self._group_names(by, groups[by], code)
        frame = groups.copy(deep=False)
        frame.insert(1, "name", pd.Series(names, index=groups.index, dtype="str"))
        said = [self._row(row, code) for row in frame.to_dict("records")]
        return frame.assign(sentence=pd.Series(said, index=groups.index, dtype="str"))

    def _group_names(self, by: str, groups: pd.Series, code: str) -> list[str]:
        """Call groups by their names in plain words."""
        column = by.split("_")[-1]
        words: dict[Any, Any]
        if column in ("need", "channel"):
            words = vocabulary(column, code).set_index("code")["label"].to_dict()
        elif column == "kind":
            words = {group: kind_label(group, code) for group in groups}
        elif column == "sector":
            words = {group: sector_label(group, code) for group in groups}
        else:
            words = dict(self._names[code]) if column in ("source", "target") else {}
        if column not in ("source", "target"):
            words |= {UNKNOWN: text("not in the records", code), OTHER: text("other", code)}
        return [words.get(group, group) for group in groups]

    def _row(self, row: Mapping[Any, Any], code: str) -> str:
        """Say of one group what became of its referrals."""
        said = [
            text(
                "{name}, referrals: {sent}; {parts}.",
                code,
                name=row["name"],
                sent=told(row["sent"], code),
                parts=_parts(row, code),
            ),
            self._answers(row["closure"], code),
            self._waits(row["median_days"], row["within_share"], code),
        ]
        return " ".join(filter(None, said))

    def sentence(self, lang: str | None = None) -> str:
        """Say in plain words what became of the referrals, and what the records cannot show."""
        code = check_language(language() if lang is None else lang)
        total = self._total
        said = [
            text(
                "Referrals in the records: {sent}, of {pairs} pairs of actors; {parts}.",
                code,
                sent=told(total["sent"], code),
                pairs=number(len(self._tables["by_pair"]), code),
                parts=_parts(total, code),
            )
            if total["sent"] != 0
            else text("No referral is in the records.", code),
            self._answers(self.closure, code),
            self._waits(self.median_days, self.within_share, code),
            *self._ways(code),
            self._rows_left_out(code),
            self._there_are[code],
        ]
        return " ".join(filter(None, said))

    def _answers(self, closure: float, code: str) -> str:
        """Say of how many an answer is known."""
        if math.isnan(closure):
            return ""
        return text(
            "Of those whose outcome is in the records, an answer is known of {share} %.",
            code,
            share=number(100 * closure, code, 0),
        )

    def _waits(self, median: float, within_share: float, code: str) -> str:
        """Say how long it took until the first contact."""
        if math.isnan(median) or math.isnan(within_share):
            return ""
        return text(
            "Days to first contact, where known: median {median}, at most {within} days in "
            "{share} %.",
            code,
            median=number(median, code),
            within=number(float(self._settings["within"]), code),
            share=number(100 * within_share, code, 0),
        )

    def _ways(self, code: str) -> list[str]:
        """Say what could have been sent back or on, and where it ended."""
        said = []
        if back := len(self._pairs_back()):
            said.append(
                plural(
                    "{n} pair of actors could have sent a referral back and forth.",
                    "{n} pairs of actors could have sent a referral back and forth.",
                    back,
                    code,
                )
            )
        if chains := len(self._chains()):
            said.append(
                plural(
                    "{n} chain of three actors could have passed a referral on.",
                    "{n} chains of three actors could have passed a referral on.",
                    chains,
                    code,
                )
            )
        if ends := len(self._tables["dead_ends"]):
            said.append(
                plural(
                    "Of referrals to {n} actor no answer and no further referral is in the "
                    "records.",
                    "Of referrals to {n} actors no answer and no further referral is in the "
                    "records.",
                    ends,
                    code,
                )
            )
        return said

    def _rows_left_out(self, code: str) -> str:
        """Say that rows of the referrals name no actor."""
        rows, threshold = self._left_out, int(self._settings["threshold"])
        if not rows:
            return ""
        return text(
            "Rows of the referrals left out, as they name no actor: {n}.",
            code,
            n=number(rows, code) if rows >= threshold else f"<{threshold}",
        )

    def _pairs_back(self) -> set[frozenset[str]]:
        """Pairs of actors that could have sent a referral back, whoever was first."""
        ends = self._tables["ping_pong"][["source", "target"]]
        return {frozenset(pair) for pair in ends.itertuples(index=False, name=None)}

    def _chains(self) -> pd.DataFrame:
        """Actors that could have passed a referral on, each three once."""
        return self._tables["chains"][["source", "through", "target"]].drop_duplicates()

    def summary(self) -> dict[str, Any]:
        """Give the counts of all referrals together, the rates and the settings, flat.

        ``n_ping_pong`` (pairs) and ``n_chains`` are how many are listed; NaN where none can be: no
        row has both a time and a need, or the grouping forbids it.
        """
        ways = {"ping_pong": len(self._pairs_back()), "chains": len(self._chains())}
        pairs = self._tables["by_pair"]
        return {
            **self._total,
            "closure": self.closure,
            "closure_low": self.closure_low,
            "closure_high": self.closure_high,
            "median_days": self.median_days,
            "within_share": self.within_share,
            "n_pairs": len(pairs),
            "n_sources": pairs["source"].nunique(),
            "n_targets": pairs["target"].nunique(),
            **{
                f"n_{name}": ways[name] if looked_for else float("nan")
                for name, looked_for in self._told.items()
            },
            "n_dead_ends": len(self._tables["dead_ends"]),
            **self._settings,
        }

    def equals(self, other: object) -> bool:
        """Tell whether the other shows the same numbers for the same question."""
        return (
            isinstance(other, ReferralFlow)
            and repr(self.summary()) == repr(other.summary())
            and all(table.equals(other._tables[name]) for name, table in self._tables.items())
        )

    def __repr__(self) -> str:
        total, threshold = self._total, self._settings["threshold"]
        hidden = f"; counts below {threshold} hidden" if threshold > 1 else ""
        return (
            f"<ReferralFlow: {total['sent']} referrals, {len(self._tables['by_pair'])} pairs, "
            f"closure {self.closure:.2f}, {len(self._tables['dead_ends'])} dead ends{hidden}>"
        )

    def _repr_html_(self) -> str:
        frame = self.to_frame()
        columns = [name for name in frame if name not in (self._settings["by"], "sentence")]
        return html_table(frame[columns], caption=self.sentence())


def _parts(counts: Mapping[Any, Any], code: str) -> str:
    """List what became of referrals, without what there was nothing of."""
    there = [(word, counts[name]) for name, word in _WORDS.items() if counts[name] != 0]
    return ", ".join(f"{text(word, code)}: {told(count, code)}" for word, count in there)


def told(value: Any, code: str) -> str:
    """Write a count as people do; one that is hidden by its sign."""
    return value if isinstance(value, str) else number(value, code)


def rate(part: Any, *of: Any) -> float:
    """Take a share of counts; NaN where one of them is hidden, or there is nothing."""
    if any(map(is_hidden, (part, *of))):
        return float("nan")
    return share(float(part), float(sum(of)))


def is_hidden(value: Any) -> bool:
    """Tell whether a count is shown by a sign only."""
    return isinstance(value, str)
