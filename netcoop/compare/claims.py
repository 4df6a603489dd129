"""Who says they have to do with each other, and who is seen together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from netcoop._core.checks import check_choice
from netcoop._core.display import html_table
from netcoop._core.texts import check_language, language, mark, number, plural, text
from netcoop.actors import resolve_actors
from netcoop.compare.claim_pairs import claim_pairs, seen_pairs
from netcoop.errors import RecordError
from netcoop.network.build import affiliations_of
from netcoop.records import Records
from netcoop.ties.claims import latest_answers
from netcoop.ties.weighting import check_max_size

STATUSES = {
    "confirmed": mark("At least one claims the other, and the records show them together."),
    "claimed_only": mark(
        "At least one claims the other; both are in the records, but never together."
    ),
    "not_recorded": mark(
        "At least one claims the other; the records cannot show it, for at least one of them is "
        "never seen with anybody."
    ),
    "seen_only": mark("The records show them together; both answered, and neither claims it."),
    "unanswered": mark(
        "The records show them together; nobody claims it, but not both answered about the other."
    ),
}
UNNAMED = ("no", "unknown")
_CLAIMED = ("confirmed", "claimed_only", "not_recorded")


@dataclass(frozen=True, eq=False, repr=False)
class ClaimComparison:
    """What a survey says beside what the records show; made by :func:`netcoop.compare_claims`.

    Shares are NaN where there is nothing to take them of.

    Attributes
    ----------
    n_asked
        How many were asked: those ``invited`` in the register; without that, all respondents
        the claims or the register's ``answered`` name. NaN if the records do not tell.
    n_answered
        How many of them answered.
    n_self_claims
        Actors that claim themselves; these answers are left out.
    n_meetings_set_apart
        Meetings larger than ``max_size``; what only they show is not counted as seen.
    """

    _pairs: pd.DataFrame
    _settings: dict[str, Any]
    n_asked: float
    n_answered: int
    n_self_claims: int
    n_meetings_set_apart: int

    @property
    def settings(self) -> dict[str, Any]:
        """How the comparison was made, as plain values; a copy."""
        return dict(self._settings)

    @property
    def response_rate(self) -> float:
        """Share of those asked who answered."""
        return _share(self.n_answered, self.n_asked)

    @property
    def confirmed_share(self) -> float:
        """Share of claimed pairs seen together, of those the records could show."""
        return _share(*self._confirmed)

    @property
    def claimed_share(self) -> float:
        """Share of pairs seen together that at least one claims, of those where both answered."""
        return _share(*self._claimed)

    @property
    def reciprocity(self) -> float:
        """Share of claims that are returned, of those about somebody who answered about them."""
        sides = self._pairs[["claimed_by_source", "claimed_by_target"]].dropna()
        return _share(2 * int(sides.all(axis=1).sum()), int(sides.to_numpy("bool").sum()))

    @property
    def _confirmed(self) -> tuple[int, int]:
        status = self._pairs["status"]
        confirmed = int(status.eq("confirmed").sum())
        return confirmed, confirmed + int(status.eq("claimed_only").sum())

    @property
    def _claimed(self) -> tuple[int, int]:
        # A pair of which one did not answer is known only if it is claimed: it would flatter.
        sides = ["claimed_by_source", "claimed_by_target"]
        status = self._pairs.dropna(subset=sides)["status"]
        confirmed = int(status.eq("confirmed").sum())
        return confirmed, confirmed + int(status.eq("seen_only").sum())

    def to_frame(self, lang: str | None = None) -> pd.DataFrame:
        """List every pair that is claimed or recorded, once.

        Returns
        -------
        pandas.DataFrame
            ``source`` and ``target`` (in the order of the alphabet); ``claimed_by_source`` and
            ``claimed_by_target`` (missing where that side did not answer about the other),
            ``mutual`` (both claim it); ``meetings`` (joint ones counted) and ``smallest_meeting``
            (how many actors were at the smallest of them), ``referred_to_target``,
            ``referred_to_source`` and ``contacted`` (missing where there is no such table);
            ``source_recorded`` and ``target_recorded`` (seen with anybody at all); ``status``, and
            as ``sentence`` what it means.
        """
        code = check_language(lang or language())
        words = {status: text(sentence, code) for status, sentence in STATUSES.items()}
        return self._pairs.assign(sentence=self._pairs["status"].map(words).astype("str"))

    def summary(self) -> dict[str, float]:
        """Give the counts of pairs by status and all rates, flat."""
        pairs = self._pairs
        one_claims = pairs["claimed_by_source"].ne(pairs["claimed_by_target"])
        half_known = pairs["mutual"].isna() & pairs["status"].isin(_CLAIMED)
        return {
            "n_asked": self.n_asked,
            "n_answered": self.n_answered,
            "response_rate": self.response_rate,
            "n_pairs": len(pairs),
            **{f"n_{status}": int(pairs["status"].eq(status).sum()) for status in STATUSES},
            "confirmed_share": self.confirmed_share,
            "claimed_share": self.claimed_share,
            "n_mutual": int(pairs["mutual"].sum()),
            "n_one_sided": int(one_claims.sum()),
            "n_other_side_unknown": int(half_known.sum()),
            "reciprocity": self.reciprocity,
            "n_self_claims": self.n_self_claims,
            "n_meetings_set_apart": self.n_meetings_set_apart,
        }

    def sentence(self, lang: str | None = None) -> str:
        """Say in one sentence how many answered and how far claims and records agree."""
        code = check_language(lang or language())
        return "; ".join((self._answers(code), self._shown(code), self._named(code))) + "."

    def _answers(self, code: str) -> str:
        if math.isnan(self.n_asked):
            return plural(
                "{n} respondent answered, how many were asked is not recorded",
                "{n} respondents answered, how many were asked is not recorded",
                self.n_answered,
                code,
            )
        return plural(
            "{answered} of {n} asked answered",
            "{answered} of {n} asked answered",
            int(self.n_asked),
            code,
            answered=number(self.n_answered, code),
        )

    def _shown(self, code: str) -> str:
        shown, checkable = self._confirmed
        if not checkable:
            return text("there is no claimed pair the records could show", code)
        return plural(
            "the records show {shown} of {n} claimed pair they could show",
            "the records show {shown} of {n} claimed pairs they could show",
            checkable,
            code,
            shown=number(shown, code),
        )

    def _named(self, code: str) -> str:
        named, seen = self._claimed
        if not seen:
            return text("there is no recorded pair in which both answered", code)
        return plural(
            "the claims name {named} of {n} recorded pair in which both answered",
            "the claims name {named} of {n} recorded pairs in which both answered",
            seen,
            code,
            named=number(named, code),
        )

    def equals(self, other: object) -> bool:
        """Tell whether the other is the same comparison: same pairs, counts and settings."""
        if not isinstance(other, ClaimComparison):
            return False
        same_numbers = pd.Series(self.summary()).equals(pd.Series(other.summary()))
        same_pairs: bool = self._pairs.equals(other._pairs)
        return same_pairs and same_numbers and self._settings == other._settings

    def __repr__(self) -> str:
        counts = self._pairs["status"].value_counts()
        shown = ", ".join(f"{status} {counts[status]}" for status in STATUSES if status in counts)
        return f"<ClaimComparison: {len(self._pairs)} pairs{': ' * bool(shown)}{shown}>"

    def _repr_html_(self) -> str:
        counts = self._pairs["status"].value_counts().reindex(list(STATUSES), fill_value=0)
        table = counts.rename_axis("status").reset_index(name="pairs")
        words = table["status"].map(lambda status: text(STATUSES[status]))
        return html_table(table.assign(sentence=words), caption=self.sentence())


def compare_claims(
    records: Records,
    *,
    layers: Sequence[str] | None = None,
    max_size: int | None = None,
    unnamed: str | None = None,
) -> ClaimComparison:
    """Compare who says they have to do with each other with who is seen together in the records.

    Silence is no answer: who did not answer has denied nothing, and who is in no record has not
    been missing from it. Claims are of one time; choose the records of the same time.

    Parameters
    ----------
    records
        Records with claims; names are resolved first (:func:`netcoop.resolve_actors`).
    layers
        Layers of the survey that count as a claim, such as ``["refers", "solves"]``; all by
        default. To know somebody need not leave a record.
    max_size
        Meetings of more actors than this are set apart and counted: to sit in a hall of 40 is no
        cooperation. By default every meeting counts; ``smallest_meeting`` says how small.
    unnamed
        What it means that a respondent has no answer at all about an actor: ``"no"`` or
        ``"unknown"``. By default ``"unknown"`` where there are frequencies (it was not asked),
        ``"no"`` where the claims are names only (anybody could be named).

    Returns
    -------
    ClaimComparison
        Rates as properties, ``to_frame()`` with one row a pair, ``summary()``, ``sentence()``.

    Raises
    ------
    RecordError
        The records have no claims, or a frequency is no number from 0 up.
    ArgumentError
        A layer is not in the claims, or an argument is out of its range.

    References
    ----------
    A comparison study of tie non-response treatments in social networks analysis (2019).
    Frontiers in Psychology 9, 2766. https://doi.org/10.3389/fpsyg.2018.02766

    Examples
    --------
    >>> survey = pd.DataFrame(
    ...     {
    ...         "respondent": list("AABBC"),
    ...         "target": list("BCACA"),
    ...         "frequency": [3, 2, 1, 0, None],
    ...     }
    ... )
    >>> sheet = pd.DataFrame({"actor": list("ABBC"), "meeting_id": list("1122")})
    >>> found = compare_claims(Records(claims=survey, meetings=sheet))
    >>> found.to_frame()[["source", "target", "mutual", "meetings", "status"]]
      source target  mutual  meetings        status
    0      A      B    True         1     confirmed
    1      A      C    <NA>         0  claimed_only
    2      B      C   False         1    unanswered
    >>> found.response_rate == 2 / 3, found.confirmed_share
    (True, 0.5)
    """
    if records.claims is None:
        message = text(
            "The records have no claims to compare. Add a table claims with respondent, target "
            "and frequency; see docs/records.md."
        )
        raise RecordError(message)
    check_max_size(max_size)
    resolved = resolve_actors(records)
    tables = resolved.tables
    claims = tables["claims"]
    unnamed = unnamed or ("unknown" if "frequency" in claims else "no")
    check_choice("unnamed", unnamed, UNNAMED)
    answers = latest_answers(claims)
    asked, answered = _respondents(claims, answers, tables["actors"])
    chosen = _layers(answers, layers)
    counted = answers if layers is None else answers[answers["layer"].isin(chosen)]
    seats = _seats(resolved) if "meetings" in tables else None
    small = seats if seats is None or max_size is None else seats[seats["size"] <= max_size]
    pairs = claim_pairs(counted, seen_pairs(tables, small), answered if unnamed == "no" else ())
    myself = counted[(counted["source"] == counted["target"]) & (counted["strength"] > 0)]
    return ClaimComparison(
        pairs,
        {"layers": chosen, "unnamed": unnamed, "max_size": max_size,
         "records": [name for name in _RECORD_TABLES if name in tables]},
        n_asked=float("nan") if asked is None else float(len(asked)),
        n_answered=len(answered if asked is None else answered & asked),
        n_self_claims=myself["source"].nunique(),
        n_meetings_set_apart=_meetings_of(seats) - _meetings_of(small),
    )  # fmt: skip


_RECORD_TABLES = ("meetings", "referrals", "contacts")


def _share(part: float, whole: float) -> float:
    return part / whole if whole > 0 else float("nan")


def _layers(answers: pd.DataFrame, wanted: Sequence[str] | None) -> list[str]:
    known = [layer for layer in answers["layer"].unique() if layer]
    if wanted is None:
        return sorted(known)
    chosen = [wanted] if isinstance(wanted, str) else list(wanted)
    for layer in chosen or [""]:
        check_choice("layers", layer, known)
    return chosen


def _respondents(
    claims: pd.DataFrame, answers: pd.DataFrame, actors: pd.DataFrame
) -> tuple[set[str] | None, set[str]]:
    """Tell who was asked, or None where the records do not say, and who answered."""
    nothing = pd.Series(pd.NA, index=actors.index, dtype="boolean")
    invited, noted = (actors.get(name, nothing) for name in ("invited", "answered"))
    stated = claims.get("answered", pd.Series(pd.NA, index=claims.index, dtype="boolean"))
    answered = {
        *answers["source"][answers["strength"].notna()],
        *claims["respondent"][_is_true(stated)],
        *actors["actor_id"][_is_true(noted)],
    }
    if invited.notna().any():
        return {*actors["actor_id"][_is_true(invited)]}, answered
    listed = {*claims["respondent"], *actors["actor_id"][noted.notna()]}
    # A list of those who answered says nothing of how many were asked.
    return (listed if listed - answered else None), answered


def _is_true(flags: pd.Series) -> pd.Series:
    return flags.eq(True).fillna(False).astype("bool")


def _seats(records: Records) -> pd.DataFrame:
    seats = affiliations_of(records)[["actor", "meeting_id"]].dropna()
    return seats.assign(size=seats.groupby("meeting_id")["actor"].transform("size"))


def _meetings_of(seats: pd.DataFrame | None) -> int:
    return 0 if seats is None else int(seats["meeting_id"].nunique())
