"""``Weighting``: how records become the strength of a tie, as one explicit choice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from numbers import Integral, Real
from typing import Any

import numpy as np
import pandas as pd

from netcoop._core.checks import check_choice
from netcoop._core.texts import text
from netcoop.errors import ArgumentError
from netcoop.records.dates import read_when
from netcoop.ties.pairing import GAINS

LAYERS = ("meeting", "referral", "contact", "claim", "agreement")
CLAIMS = ("one_sided", "mutual")
# That meeting in person is worth more than what goes by wire or paper is known from practice; how
# much more is not. One half is an assumption, and so is what lies between.
ASSUMED_CHANNEL = {
    "OSOBNE": 1.0, "HYBRID": 0.75, "ONLINE": 0.5, "TEL": 0.5, "PISEMNE": 0.5, "EMAIL": 0.5,
    "DS": 0.5, "DOPIS": 0.5, "CHAT": 0.5, "IS": 0.5,
}  # fmt: skip
_MULTIPLIERS = ("kind", "channel", "role", "outcome")


@dataclass(frozen=True, repr=False)
class Weighting:
    """How much a meeting, a referral, a contact, a claim and an agreement count.

    Multipliers are mappings from a word of the records to a number of 0 or more; a word that is
    not named, and a row without a word, count 1.

    Parameters
    ----------
    meeting
        ``"newman"`` (default): a meeting of k actors gives each pair 1/(k−1), so that every
        participant gains 1 in all; ``"count"``: 1; ``"share"``: 2/(k(k−1)), so that the whole
        meeting gives 1. A meeting of one actor adds nothing.
    kind
        Multipliers by kind of meeting, such as ``{"VZDEL": 0}``: trainings make no ties.
    channel
        Multipliers by channel of meetings and contacts; or ``"assumed"``: in person 1, hybrid
        0.75, by wire or paper 0.5. That in person counts more is known from practice; the sizes
        are assumptions (:func:`netcoop.weighting_sensitivity` shows what hangs on them).
    role
        Multipliers by role at a meeting. Two actors count by the geometric mean of theirs. A role
        that counts 0 still belongs to the size of the meeting.
    outcome
        Multipliers by outcome of a referral.
    claim
        ``"one_sided"`` (default): a tie is there when one of two says so; ``"mutual"``: when both.
    hours
        Whether meetings and contacts count by their hours. Rows without hours then count as the
        median of their table, with a warning.
    half_life
        Days after which a record counts half; None (default): records do not fade. Rows without a
        date, and those after ``reference``, are then left out with a warning.
    reference
        The day fading is measured from and agreements have to be valid on. Default: the last day
        of the meetings held, referrals and contacts.
    max_size
        Meetings of more actors are set apart: they make no ties, and
        ``net.settings["set_apart"]`` counts them.
    layer_weights
        Multiplier of each layer when several are put together (default 1 each); before that, a
        layer's weights are divided by their mean, so that 200 referrals do not swamp ten meetings.

    Raises
    ------
    ArgumentError
        A word or number makes no sense.

    References
    ----------
    Newman, M. E. J. (2001). Scientific collaboration networks. II. Physical Review E 64, 016132.
    https://doi.org/10.1103/PhysRevE.64.016132

    Examples
    --------
    >>> Weighting(meeting="count", max_size=30)
    Weighting(meeting='count', max_size=30)
    >>> Weighting.from_dict(Weighting(half_life=365).to_dict())
    Weighting(meeting='newman', half_life=365)
    """

    meeting: str = "newman"
    kind: Mapping[str, float] | None = None
    channel: Mapping[str, float] | str | None = None
    role: Mapping[str, float] | None = None
    outcome: Mapping[str, float] | None = None
    claim: str = "one_sided"
    hours: bool = False
    half_life: float | None = None
    reference: str | None = None
    max_size: int | None = None
    layer_weights: Mapping[str, float] | None = None

    def __post_init__(self) -> None:
        check_choice("meeting", self.meeting, GAINS)
        check_choice("claim", self.claim, CLAIMS)
        if not isinstance(self.hours, bool):
            raise ArgumentError(text("hours={hours!r} must be True or False.", hours=self.hours))
        if isinstance(self.channel, str):
            check_choice("channel", self.channel, ["assumed"])
        for name in (*_MULTIPLIERS, "layer_weights"):
            self._check_multipliers(name)
        if self.half_life is not None and not (_finite(self.half_life) and self.half_life > 0):
            message = text("half_life={days!r} must be a number of days above zero, or None.",
                           days=self.half_life)  # fmt: skip
            raise ArgumentError(message)
        check_max_size(self.max_size)
        # Plain numbers, which every file keeps, also where those of NumPy are given.
        for name in ("half_life", "max_size"):
            number = getattr(self, name)
            if number is not None:
                plain = int(number) if isinstance(number, Integral) else float(number)
                object.__setattr__(self, name, plain)
        if self.reference is not None:
            object.__setattr__(self, "reference", _day(self.reference))

    def _check_multipliers(self, name: str) -> None:
        given = getattr(self, name)
        if given is None or (name == "channel" and given == "assumed"):
            return
        if not isinstance(given, Mapping):
            message = text("{name}= takes a mapping of words to numbers, not {given!r}.",
                           name=name, given=given)  # fmt: skip
            raise ArgumentError(message)
        lowest = text("above zero") if name == "layer_weights" else text("0 or more")
        for word, number in given.items():
            if name == "layer_weights":
                check_choice(name, word, LAYERS)
            fits = _finite(number) and number >= 0
            if not fits or (name == "layer_weights" and not number):
                message = text(
                    "The multiplier of {word!r} in {name}= must be {lowest}, not {number!r}.",
                    word=word,
                    name=name,
                    lowest=lowest,
                    number=number,
                )
                raise ArgumentError(message)
        # A copy of its own: what is frozen does not change with the mapping that was given.
        object.__setattr__(self, name, {str(word): float(n) for word, n in given.items()})

    def multipliers(self, name: str) -> Mapping[str, float]:
        """Give the multipliers of one of the columns that can have them.

        Parameters
        ----------
        name
            ``"kind"``, ``"channel"``, ``"role"`` or ``"outcome"``.

        Returns
        -------
        mapping from str to float
            What each value multiplies the weight by; empty where there are none.

        Raises
        ------
        ArgumentError
            The column is none of these.
        """
        check_choice("name", name, _MULTIPLIERS)
        given = getattr(self, name)
        return ASSUMED_CHANNEL if given == "assumed" else given or {}

    def to_dict(self) -> dict[str, Any]:
        """Give the whole choice as plain values, as settings and files keep it.

        Returns
        -------
        dict
            One entry a choice: texts, numbers, ``None``, or dictionaries of numbers.
        """
        given = {field.name: getattr(self, field.name) for field in fields(self)}
        return {k: dict(v) if isinstance(v, Mapping) else v for k, v in given.items()}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Weighting:
        """Make the choice again from its plain values.

        Parameters
        ----------
        values
            As :meth:`to_dict` gives them.

        Raises
        ------
        ArgumentError
            There is a choice of another name, or a value is not known.
        """
        given: Any = values
        if not isinstance(given, Mapping):
            message = text("values= takes a mapping of choices, not {given!r}.", given=given)
            raise ArgumentError(message)
        known = [field.name for field in fields(cls)]
        for name in given:
            check_choice("values", name, known)
        return cls(**given)

    def __hash__(self) -> int:
        return hash(repr(self.to_dict()))

    def __repr__(self) -> str:
        given = [
            f"{field.name}={getattr(self, field.name)!r}"
            for field in fields(self)
            if field.name == "meeting" or getattr(self, field.name) != field.default
        ]
        return f"Weighting({', '.join(given)})"


def check_max_size(given: Any) -> None:
    """Check the size above which meetings are set apart."""
    if given is not None and not (isinstance(given, Integral) and int(given) >= 2):
        message = text("max_size={max_size!r} must be 2 or more, or None.", max_size=given)
        raise ArgumentError(message)


def _finite(number: Any) -> bool:
    return isinstance(number, Real) and bool(np.isfinite(float(number)))


def _day(given: Any) -> str:
    day = None
    if isinstance(given, str):
        day = read_when(given).day
    elif isinstance(given, date | np.datetime64) and not pd.isna(given):
        day = pd.Timestamp(given)
    if day is None:
        message = text("reference={given!r} is no day such as '2024-06-30'.", given=given)
        raise ArgumentError(message)
    return str(day.date())
