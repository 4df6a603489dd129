"""How far those who were asked trust each other, and whether that changed from phase to phase."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from netcoop._core.checks import first, is_whole
from netcoop._core.display import html_table
from netcoop._core.texts import check_language, language, number, plural, text
from netcoop.actors import resolve_actors
from netcoop.errors import ArgumentError, RecordError
from netcoop.records import Records
from netcoop.records.phases import Phases, choose_phases
from netcoop.records.records import check_records
from netcoop.records.spans import row_days, within

_KEY = ["period", "layer", "source", "target"]
# An aggregate of fewer respondents would tell what one of them said.
_RESPONDENTS = 3


@dataclass(frozen=True, eq=False, repr=False)
class Trust:
    """How far those who were asked trust each other; made by :func:`netcoop.trust`.

    ``to_frame()`` says by name who trusts whom: it is for the evaluator. What is published should
    be ``trend``.

    Attributes
    ----------
    settings
        ``min_answers``, the names of the ``periods`` in the order of time, and ``scale``, the
        lowest and highest answer there is (None without any).
    n_answers
        Answers that rate trust.
    n_missing
        Rows of the survey that leave it out.
    n_outside
        Rows that belong to no period, for want of a day or since it is in none; they do not count.
    """

    settings: dict[str, Any]
    n_answers: int
    n_missing: int
    n_outside: int
    _ties: pd.DataFrame
    _trend: pd.DataFrame

    @property
    def trend(self) -> pd.DataFrame:
        """Trust by layer and period, in the order of time.

        ``layer``, ``period``, ``mean`` (of the means of ties, so that who was asked twice counts
        once), ``n_answers``, ``n_missing``, ``n_ties``, ``n_respondents``; ``change`` from the
        period before over ``n_same`` ties rated in both. ``mean`` is NaN with fewer than
        ``min_answers`` answers or three respondents, ``change`` with fewer than ``min_answers``
        ties or three respondents in both, and in the first period.
        """
        return self._trend.copy(deep=False)

    def to_frame(self, lang: str | None = None) -> pd.DataFrame:
        """List every tie that was asked about, once a layer and period.

        Returns
        -------
        pandas.DataFrame
            ``period``, ``layer`` ("" where it has no name), ``source`` (who answered), ``target``
            (about whom), ``trust`` (mean of the answers; NaN where there is none), ``n_answers``,
            ``n_missing`` (rows that leave it out), ``sentence``.
        """
        code = check_language(lang or language())
        said = [
            plural("{n} answer rates trust.", "{n} answers rate trust.", int(n), code)
            if n
            else text("Trust was left out; that says nothing of it.", code)
            for n in self._ties["n_answers"]
        ]
        return self._ties.assign(sentence=pd.Series(said, index=self._ties.index, dtype="str"))

    def summary(self) -> dict[str, float]:
        """Give the counts, and the mean of every layer and period, flat."""
        means = {
            f"mean_{layer}_{period}": float(mean)
            for layer, period, mean in self._trend[["layer", "period", "mean"]].to_numpy()
        }
        counts = {"n_answers": self.n_answers, "n_missing": self.n_missing}
        return {**counts, "n_outside": self.n_outside, **means}

    def sentence(self, lang: str | None = None) -> str:
        """Say in plain words how many answers there are, and what changed."""
        code = check_language(lang or language())
        asked = self.n_answers + self.n_missing
        parts = [
            plural(
                "{answered} of {n} row of the survey rates trust.",
                "{answered} of {n} rows of the survey rate trust.",
                asked,
                code,
                answered=number(self.n_answers, code),
            ),
            *self._changes(code),
        ]
        if self.n_outside:
            outside = plural(
                "{n} row is in no period and was left out.",
                "{n} rows are in no period and were left out.",
                self.n_outside,
                code,
            )
            parts.append(outside)
        return " ".join(parts)

    def _changes(self, code: str) -> list[str]:
        """Say the changes there are; of too few answers, that nothing can be said."""
        known = self._trend.dropna(subset="change")
        if known.empty:
            few = text("Too few ties were rated in two periods to say whether trust changed.", code)
            return [few] if len(self.settings["periods"]) > 1 else []
        columns = [known[name] for name in ("layer", "period", "change", "n_same")]
        return [
            plural(
                "{period}{layer}: changed by {change} on average, over {n} tie rated before too.",
                "{period}{layer}: changed by {change} on average, over {n} ties rated before too.",
                int(n),
                code,
                period=period,
                layer=f" ({layer})" if layer else "",
                change=number(float(change), code, 2),
            )
            for layer, period, change, n in zip(*columns, strict=True)
        ]

    def equals(self, other: object) -> bool:
        """Tell whether the other holds the same ratings, counts and settings."""
        return (
            isinstance(other, Trust)
            and self.settings == other.settings
            and (self.n_answers, self.n_missing, self.n_outside)
            == (other.n_answers, other.n_missing, other.n_outside)
            and bool(self._ties.equals(other._ties))
            and bool(self._trend.equals(other._trend))
        )

    def __repr__(self) -> str:
        return (
            f"<Trust: {self.n_answers} answers, {self.n_missing} missing, "
            f"{len(self.settings['periods'])} periods>"
        )

    def _repr_html_(self) -> str:
        return html_table(self._trend, caption=self.sentence())


def trust(records: Records, *, phases: Phases | None = None, min_answers: int = 5) -> Trust:
    """Follow how far those who were asked trust each other, where a survey asked about it.

    A rating that was left out is not known; it is counted, and never taken for none. That a mean
    rose says nothing of why. The change is taken over ties rated in both periods: else other
    respondents would look like other trust.

    Parameters
    ----------
    records
        Records with claims that have a column ``trust``; names are resolved first
        (:func:`netcoop.resolve_actors`). Any numbers, higher is more trust. What an actor says of
        itself is left out, and so is a 0 where ``answered`` is false.
    phases
        A table with ``phase``, ``start`` and ``end``, or ``{name: (start, end)}``, as in
        :func:`netcoop.periods`. By default the records' own ``phases``; without any, all answers
        are one period called ``"all"``.
    min_answers
        With fewer answers than this (of changes: ties), a mean is NaN.

    Returns
    -------
    Trust
        ``trend``, ``to_frame()``, ``summary()``, ``sentence()``.

    Raises
    ------
    RecordError
        There are no claims with trust, or one is no number.
    ArgumentError
        The phases cannot be read, or ``min_answers`` is no whole number from 1 up.

    Examples
    --------
    >>> survey = pd.DataFrame(
    ...     {
    ...         "respondent": list("ABCABC"),
    ...         "target": list("BCABCA"),
    ...         "trust": [1, 2, None, 3, 2, 4],
    ...         "date": pd.to_datetime(["2023-05-01"] * 3 + ["2024-05-01"] * 3),
    ...     }
    ... )
    >>> years = {"before": ("2023", "2023"), "after": ("2024", "2024")}
    >>> found = trust(Records(claims=survey), phases=years, min_answers=3)
    >>> found.trend[["period", "mean", "n_answers", "n_missing", "n_same"]].to_numpy().tolist()
    [['before', nan, 2, 1, 0], ['after', 3.0, 3, 0, 2]]
    """
    check_records(records)
    if not is_whole(min_answers) or min_answers < 1:
        message = text("min_answers={n!r} must be a whole number from 1 up.", n=min_answers)
        raise ArgumentError(message)
    if records.claims is None or "trust" not in records.claims:
        message = text(
            "The records have no claims with a column 'trust'. Add it to the table claims; see "
            "docs/records.md."
        )
        raise RecordError(message)
    _ratings(records.claims)  # rows are named as the user wrote them
    claims = resolve_actors(records).tables["claims"]
    rows = _answers(claims)
    placed, names = _in_periods(records, claims, rows, phases)
    ties = _ties(placed)
    # Where periods overlap, a row may stand in several of them.
    once = placed.drop_duplicates("row")["trust"]
    known = rows["trust"].dropna()
    return Trust(
        {
            "min_answers": int(min_answers),
            "periods": names,
            "scale": [float(known.min()), float(known.max())] if len(known) else None,
        },
        n_answers=int(once.notna().sum()),
        n_missing=int(once.isna().sum()),
        n_outside=len(rows) - len(once),
        _ties=ties,
        _trend=_trend(ties, names, int(min_answers)),
    )


def _ratings(claims: pd.DataFrame) -> pd.Series:
    """Read the ratings; what fills the row of somebody who did not answer is none."""
    written = claims["trust"]
    numbers = pd.to_numeric(written, errors="coerce").astype("float64")
    wrong = np.isinf(numbers) | (numbers.isna() & written.notna())
    if wrong.any():
        message = plural(
            "{n} survey answer has a trust that is no number (row {rows}). Correct 'trust' there, "
            "or leave it empty where it was not answered.",
            "{n} survey answers have a trust that is no number (rows {rows}). Correct 'trust' "
            "there, or leave it empty where it was not answered.",
            int(wrong.sum()),
            rows=first(np.flatnonzero(wrong) + 1),
        )
        raise RecordError(message)
    silent = claims.get("answered", pd.Series(pd.NA, index=claims.index)).eq(False)
    return numbers.mask(silent.fillna(False).astype("bool") & numbers.eq(0))


def _answers(claims: pd.DataFrame) -> pd.DataFrame:
    nameless = pd.Series("", index=claims.index)
    rows = pd.DataFrame(
        {
            "layer": claims.get("layer", nameless).astype("str").fillna(""),
            "source": claims["respondent"].astype("str"),
            "target": claims["target"].astype("str"),
            "trust": _ratings(claims),
        }
    )
    return rows[rows["source"] != rows["target"]]


def _in_periods(
    records: Records, claims: pd.DataFrame, rows: pd.DataFrame, phases: Phases | None
) -> tuple[pd.DataFrame, list[str]]:
    """Put every row into its period, or periods where they overlap; ``row`` is its number."""
    rows = rows.rename_axis("row").reset_index()
    if phases is None and records.phases is None:
        return rows.assign(period="all"), ["all"]
    chosen = choose_phases(records, phases, None, [])
    days = row_days("claims", claims).set_axis(claims.index).loc[rows["row"]].reset_index(drop=True)
    parts = [
        rows[within("claims", days, phase.first, phase.last)[0]].assign(period=phase.name)
        for phase in chosen
    ]
    return pd.concat(parts, ignore_index=True), [phase.name for phase in chosen]


def _ties(placed: pd.DataFrame) -> pd.DataFrame:
    groups = placed.groupby(_KEY, sort=True)["trust"]
    ties = groups.agg(trust="mean", n_answers="count", rows="size").reset_index()
    ties["n_missing"] = ties.pop("rows") - ties["n_answers"]
    counts = dict.fromkeys(("n_answers", "n_missing"), "int64")
    return ties.astype({**dict.fromkeys(_KEY, "str"), "trust": "float64", **counts})


def _trend(ties: pd.DataFrame, names: list[str], min_answers: int) -> pd.DataFrame:
    """Put the means of every layer and period together."""
    rows = []
    for layer, own in ties.groupby("layer", sort=True):
        by_period = {name: own[own["period"].eq(name)] for name in names}
        before = dict(pairwise(names[::-1]))
        for name, part in by_period.items():
            rated = part.dropna(subset="trust")
            n_answers, who = int(part["n_answers"].sum()), rated["source"].nunique()
            enough = n_answers >= min_answers and who >= _RESPONDENTS
            mean = float(rated["trust"].mean()) if enough else float("nan")
            same = _same(by_period[before[name]], rated) if name in before else rated.head(0)
            told = len(same) >= min_answers and same["source"].nunique() >= _RESPONDENTS
            change = float((same["trust"] - same["trust_before"]).mean()) if told else float("nan")
            missing = int(part["n_missing"].sum())
            rows.append((layer, name, mean, n_answers, missing, len(rated), who, change, len(same)))
    frame = pd.DataFrame(rows, columns=list(_TREND))
    return frame.astype(_TREND)


_TREND = {
    "layer": "str", "period": "str", "mean": "float64", "n_answers": "int64",
    "n_missing": "int64", "n_ties": "int64", "n_respondents": "int64", "change": "float64",
    "n_same": "int64",
}  # fmt: skip


def _same(before: pd.DataFrame, rated: pd.DataFrame) -> pd.DataFrame:
    """Set the ties rated in both of two periods side by side."""
    earlier = before.dropna(subset="trust")[["source", "target", "trust"]]
    return rated.merge(earlier, on=["source", "target"], suffixes=("", "_before"))
