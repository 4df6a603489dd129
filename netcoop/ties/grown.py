"""``Growth``: what :func:`netcoop.growth` finds, to read and to show."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from netcoop._core.display import html_table
from netcoop._core.texts import check_language, language, number, plural, text


@dataclass(frozen=True, eq=False, repr=False)
class Growth:
    """How the network grew, meeting by meeting; made by :func:`netcoop.growth`.

    Attributes
    ----------
    undated
        How many meetings have no date, and so no place in the order.
    """

    _meetings: pd.DataFrame
    _pairs: pd.DataFrame
    _series: pd.DataFrame
    undated: int

    @property
    def meetings(self) -> pd.DataFrame:
        """One row a meeting, in the order of time.

        ``meeting_id``, ``date``, ``size`` (actors there), ``facilitated`` (missing: not known),
        ``new_actors`` (at no meeting before), ``new_ties`` (pairs that had not met before),
        ``known_ties`` (pairs that had), ``actors`` and ``ties`` so far, ``share_new`` (new of all
        pairs there, 0–1; NaN at a meeting of one).
        """
        return self._meetings.copy(deep=False)

    def to_frame(self, lang: str = "en") -> pd.DataFrame:
        """List the meetings as :attr:`meetings` does, with a ``sentence`` on each."""
        check_language(lang)
        columns = ("size", "new_actors", "new_ties", "known_ties")
        sentences = [
            text(
                "Actors: {size}, new {new_actors}. Pairs: {pairs}, new {new_ties}.",
                lang,
                size=number(size, lang),
                new_actors=number(new_actors, lang),
                pairs=number(new_ties + known_ties, lang),
                new_ties=number(new_ties, lang),
            )
            for size, new_actors, new_ties, known_ties in zip(
                *(self._meetings[name] for name in columns), strict=True
            )
        ]
        return self._meetings.assign(sentence=pd.Series(sentences, dtype="str"))

    def pair_gaps(self) -> pd.DataFrame:
        """Say of every pair that met how long it was from one joint meeting to the next.

        Returns
        -------
        pandas.DataFrame
            ``source``, ``target`` (in the alphabet), ``meetings`` (joint), ``first``, ``last``
            (days), ``median_days`` and ``longest_days`` between consecutive joint meetings (NaN
            where they met once; 0 on the same day), ``since_days`` from the last one to the last
            meeting of all. How long a pair will not meet after the records end is not known.
        """
        return self._pairs.copy(deep=False)

    def series_gaps(self) -> pd.DataFrame:
        """Say of every series how long it was from one of its meetings to the next.

        Returns
        -------
        pandas.DataFrame
            ``series`` and the columns of :meth:`pair_gaps`. Meetings without a series are left out.
        """
        return self._series.copy(deep=False)

    def summary(self) -> dict[str, float]:
        """Give the headline numbers: counts, and the share of pairs that met again."""
        ties = len(self._pairs)
        again = int((self._pairs["meetings"] > 1).sum())
        return {
            "meetings": len(self._meetings),
            "undated_meetings": self.undated,
            "actors": int(self._meetings["new_actors"].sum()),
            "ties": ties,
            "ties_met_again": again,
            "share_met_again": again / ties if ties else np.nan,
            "median_gap_days": float(self._pairs["median_days"].median()) if again else np.nan,
        }

    def sentence(self, lang: str | None = None) -> str:
        """Say in plain words how far the network grew and whether pairs met again."""
        code = check_language(lang or language())
        told = self.summary()
        counts = {name: int(told[name]) for name in ("meetings", "actors", "ties")}
        return text(
            "{meetings}, {actors}, {ties}. Pairs that met more than once: {again} of {of}.",
            code,
            meetings=plural("{n} meeting", "{n} meetings", counts["meetings"], code),
            actors=plural("{n} actor", "{n} actors", counts["actors"], code),
            ties=plural("{n} tie", "{n} ties", counts["ties"], code),
            again=number(told["ties_met_again"], code),
            of=number(told["ties"], code),
        )

    def equals(self, other: object) -> bool:
        """Tell whether two have the same meetings, pairs and series."""
        return (
            isinstance(other, Growth)
            and self.undated == other.undated
            and self._meetings.equals(other._meetings)
            and self._pairs.equals(other._pairs)
            and self._series.equals(other._series)
        )

    def __repr__(self) -> str:
        told = self.summary()
        left = f", {self.undated} undated left out" if self.undated else ""
        return (
            f"<Growth: {told['meetings']} meetings, {told['actors']} actors, "
            f"{told['ties']} ties{left}>"
        )

    def _repr_html_(self) -> str:
        shown = self._meetings.assign(date=self._meetings["date"].dt.strftime("%Y-%m-%d"))
        return html_table(shown, caption=self.sentence())
