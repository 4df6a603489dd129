"""What ``evaluate_missing_ties`` gives: how well a method predicts, and whether that is enough."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from netcoop._core.display import html_table
from netcoop._core.texts import check_language, language, mark, number, plural, text
from netcoop.gaps.prediction.fingerprint import Fingerprint
from netcoop.gaps.prediction.leaving_out import Numbers
from netcoop.gaps.prediction.precision import FEWEST
from netcoop.gaps.prediction.result import METHOD_LABELS
from netcoop.network import Network

PREFERENTIAL = "preferential"
# A judgement from simulated records: with fewer the interval covers too little.
FEWEST_UNITS = 12
_REFUSED = {
    "too_few_ties": mark("The records do not allow a prediction: there are fewer than {fewest} "
                         "ties to measure it by."),
    "too_few_pairs": mark("The records do not allow a prediction: fewer than {fewest} new pairs "
                          "met after the day, of those not tied before."),
    "no_negatives": mark("The records do not allow a prediction: every pair is tied, so there is "
                         "nothing to tell apart."),
    "too_few_units": mark("The records do not allow a prediction: they are of fewer than {units} "
                          "meetings or series, too few to say how sure it would be."),
    "too_few_actors": mark("The records do not allow a prediction: fewer than {units} actors have "
                           "a tie, too few to say how sure it would be."),
    "one_unit": mark("The records do not allow a prediction: how sure it would be cannot be "
                     "measured, as it all hangs on a single actor, meeting or series, or all of "
                     "them are alike."),
    "no_better_than_chance": mark("The records do not allow a prediction: it may be no better than "
                                  "chance (1 time lies within {low} to {high})."),
    "worse_than_chance": mark("The records do not allow a prediction: it is worse than chance "
                              "({low} to {high} times)."),
    "placed_low": mark("The records do not allow a prediction: a tied pair scores above one that "
                       "is not with a probability of only {auc} (chance 0.5)."),
    "no_better_than_preferential": mark("The records do not allow a prediction: the number of ties "
                                        "alone does as well ({preferential} times chance)."),
    "only_how_busy": mark("The records do not allow a prediction: the number of ties only says how "
                          "busy the two are, not that they are alike."),
}  # fmt: skip


@dataclass(frozen=True, eq=False, repr=False)
class PredictionEvaluation:
    """Whether likely ties can be told; made by :func:`netcoop.evaluate_missing_ties`.

    Attributes
    ----------
    method, methods, beta, by
        What was asked for; ``methods`` are those of a mean rank, else empty; ``by`` is ``None``
        where no groups are used.
    design
        ``"cutoff"``: ties after a day by those before; ``"leave_one_out"``: each tie by the others;
        ``"leave_meetings_out"``: each tie by what is left without the meetings of the two.
    cutoff, until, layers
        The days (``"2024-06-30"``) and layers of records; ``None`` and the layers of the network
        where ties are left out.
    n_actors
        Among how many actors: those who took part in something both before and after the day.
    n_positives, n_negatives
        Pairs that came to be tied after the day, and that did not; or ties left out, and pairs
        without a tie.
    n_ties
        How many ties the network has that is learned from; where ``n_positives`` is lower, a
        sample was left out.
    n_units, unit
        Of how many ``"series"`` (meetings without one, and actors' logs, stand for themselves), or
        ``"actor"``, the interval is; only those count that change a pair.
    n_groups
        How many times some were left out: ``n_units``, or where these are very many the number of
        groups made of them at random.
    n_undated
        Meetings, referrals and contacts of no known day, or of a month that is not wholly on one
        side; they were left out.
    k, confidence
        As asked for; ``k`` not above the number of pairs.
    preferential
        The numbers of preferential attachment: ``auc``, ``auc_pr``, ``lift``, ``lift_low``,
        ``lift_high``, ``precision_at_k``.
    flag
        ``"ok"``; ``"too_few"`` (fewer than 5 positives: all numbers NaN), ``"no_negatives"``,
        ``"too_few_units"`` (fewer than 12 series, or actors with a tie: no interval),
        ``"one_unit"`` (without one unit nothing is left to measure, or all units are alike: no
        interval), ``"no_better_than_chance"``, ``"no_better_than_preferential"``,
        ``"only_how_busy"`` (preferential attachment itself).
    """

    method: str
    methods: tuple[str, ...]
    beta: float | None
    by: str | None
    design: str
    cutoff: str | None
    until: str | None
    layers: tuple[str, ...]
    n_actors: int
    n_positives: int
    n_negatives: int
    n_ties: int
    n_units: int
    n_groups: int
    unit: str
    n_undated: int
    k: int
    confidence: float
    preferential: Numbers
    flag: str
    _own: Numbers
    _undated_cases: int
    _print: Fingerprint

    @property
    def auc(self) -> float:
        """The chance that a tied pair scores above one that is not: area under the ROC curve."""
        return self._own.auc

    @property
    def auc_pr(self) -> float:
        """Average precision: the area under the precision–recall curve; of left-out ties 1/rank."""
        return self._own.auc_pr

    @property
    def lift(self) -> float:
        """How many times the average precision is that of scores without meaning."""
        return self._own.lift

    @property
    def lift_low(self) -> float:
        """The lower end of the interval of the lift."""
        return self._own.lift_low

    @property
    def lift_high(self) -> float:
        """The upper end of the interval of the lift."""
        return self._own.lift_high

    @property
    def precision_at_k(self) -> float:
        """The share of tied pairs among the k best; of one left-out tie at most 1/k."""
        return self._own.precision_at_k

    @property
    def prevalence(self) -> float:
        """The share of tied pairs among all; of one left-out tie 1/(pairs without a tie + 1)."""
        tied = self.n_positives if self.design == "cutoff" else min(1, self.n_positives)
        total = tied + self.n_negatives
        return tied / total if total else float("nan")

    @property
    def allows_prediction(self) -> bool:
        """Whether the method did better than chance and than the number of ties alone."""
        return self.flag == "ok"

    def differs(
        self, net: Network, methods: tuple[str, ...], by: str | None, beta: float | None
    ) -> str:
        """Say what it differs in from a question: an argument, "net", or "" for nothing.

        Of a network that has to have the same actors and tied pairs; of records the same actors
        and more.

        Parameters
        ----------
        net
            The network of the question.
        methods, by, beta
            As for :func:`netcoop.missing_ties`.
        """
        return self._print.differs(net, methods, by, beta)

    def reason(self, lang: str | None = None) -> str:
        """Say in one sentence why a prediction is allowed, or why not."""
        code = check_language(lang or language())
        values = {
            "low": number(self.lift_low, code, 2),
            "high": number(self.lift_high, code, 2),
            "lift": number(self.lift, code, 2),
            "auc": number(self.auc, code, 2),
            "preferential": number(self.preferential.lift, code, 2),
            "fewest": number(FEWEST, code),
            "units": number(FEWEST_UNITS, code),
        }
        if self.flag == "ok":
            return text(
                "The records allow a prediction, not a certain one: its precision is {lift} times "
                "that of chance ({low} to {high}), by the number of ties alone {preferential}.",
                code,
                **values,
            )
        flag = self.flag
        if flag == "too_few":
            flag = "too_few_pairs" if self.design == "cutoff" else "too_few_ties"
        if flag == "too_few_units" and self.unit == "actor":
            flag = "too_few_actors"
        if flag == "no_better_than_chance" and self.lift_high < 1:
            flag = "worse_than_chance"
        elif flag == "no_better_than_chance" and self.lift_low > 1:
            flag = "placed_low"
        return text(_REFUSED[flag], code, **values)

    def sentence(self, lang: str | None = None) -> str:
        """Say in plain words what was tried, how well it went, and what follows."""
        code = check_language(lang or language())
        parts = [self._tried(code), self.reason(code)]
        if self.n_groups < self.n_units:
            parts.append(
                text(
                    "How sure it is was measured with the {units} series and meetings in {groups} "
                    "groups made at random.",
                    code,
                    units=number(self.n_units, code),
                    groups=number(self.n_groups, code),
                )
            )
        if self.n_undated:
            parts.append(
                text(
                    "Left out, because it is not known on which side of the day they were: {n}.",
                    code,
                    n=self._undated(code),
                )
            )
        return " ".join(parts)

    def _tried(self, code: str) -> str:
        """Say what was predicted from what."""
        values = {
            "method": text(METHOD_LABELS[self.method], code),
            "absent": number(self.n_negatives, code),
            "total": number(self.n_negatives + self.n_positives, code),
            "positives": number(self.n_positives, code),
        }
        if self.design == "cutoff":
            said = text(
                "Pairs of actors active both before and after {day} that were not tied before: "
                "{total}; tied after it: {positives}. Scored by: {method}.",
                code,
                day=_day(self.cutoff or "", code),
                **values,
            )
        else:
            said = text(
                "Ties left out one at a time: {positives}, each set among {absent} pairs whose tie "
                "is not in the records. Scored by: {method}.",
                code,
                **values,
            )
            if self.design == "leave_meetings_out":
                said += " " + text("With each go the meetings of the two.", code)
            if self.n_positives < self.n_ties:
                said += " " + plural(
                    "They are a random sample of {n} tie.",
                    "They are a random sample of {n} ties.",
                    self.n_ties,
                    code,
                )
        return said

    def _undated(self, code: str) -> str:
        """Write how many are of no known day; few referrals or contacts are not told."""
        if 0 < self._undated_cases < FEWEST:
            return text("meetings {meetings}, others {others}", code, others=f"<{FEWEST}",
                        meetings=number(self.n_undated - self._undated_cases, code))  # fmt: skip
        return number(self.n_undated, code)

    def to_frame(self, lang: str | None = "en") -> pd.DataFrame:
        """List the numbers, one row a method: the one asked for, and preferential attachment.

        Returns
        -------
        pandas.DataFrame
            Indexed by method: ``label``, ``auc``, ``auc_pr``, ``lift``, ``lift_low``,
            ``lift_high``, ``precision_at_k``, ``prevalence``, and a ``sentence``.
        """
        code = check_language(lang or language())
        rows = {self.method: self._own, PREFERENTIAL: self.preferential}
        table = pd.DataFrame([asdict(numbers) for numbers in rows.values()],
                             index=pd.Index(list(rows), name="method", dtype="str"),
                             dtype="float64")  # fmt: skip
        labels = [text(METHOD_LABELS[name], code) for name in rows]
        table.insert(0, "label", pd.Series(labels, index=table.index, dtype="str"))
        said = [_said(numbers, self.confidence, code) for numbers in rows.values()]
        return table.assign(
            prevalence=self.prevalence, sentence=pd.Series(said, index=table.index, dtype="str")
        )

    def summary(self) -> dict[str, Any]:
        """Give everything, flat; of preferential attachment as ``preferential_<number>``."""
        asked = {
            name: ", ".join(value) if isinstance(value, tuple) else value
            for name, value in vars(self).items()
            if not name.startswith("_") and name != PREFERENTIAL
        }
        others = {f"{PREFERENTIAL}_{k}": v for k, v in asdict(self.preferential).items()}
        return {
            **asked,
            "prevalence": self.prevalence,
            "allows_prediction": self.allows_prediction,
            **asdict(self._own),
            **others,
        }

    def equals(self, other: object) -> bool:
        """Tell whether two have the same numbers for the same question."""
        return isinstance(other, PredictionEvaluation) and repr(self.summary()) == repr(
            other.summary()
        )

    def __repr__(self) -> str:
        return (
            f"<PredictionEvaluation: {self.method}, {self.n_positives} tied pairs and "
            f"{self.n_negatives} others, lift {self.lift:.3g} "
            f"({self.lift_low:.3g} to {self.lift_high:.3g}), {self.flag}>"
        )

    def _repr_html_(self) -> str:
        code = language()
        shown = self.to_frame(code).drop(columns="sentence").reset_index(drop=True)
        return html_table(shown, caption=self.sentence(code))


def _said(numbers: Numbers, confidence: float, code: str) -> str:
    """Say the numbers of one method."""
    if numbers.lift != numbers.lift:
        return text("It cannot be measured.", code)
    return text(
        "Its precision is {lift} times that of chance ({share} % interval {low} to {high}); a tied "
        "pair scores above one that is not with a probability of {auc} (chance 0.5).",
        code,
        lift=number(numbers.lift, code, 2),
        low=number(numbers.lift_low, code, 2),
        high=number(numbers.lift_high, code, 2),
        auc=number(numbers.auc, code, 2),
        share=number(100 * confidence, code),
    )


def _day(day: str, code: str) -> str:
    from babel.dates import format_date

    return str(format_date(pd.Timestamp(day), format="medium", locale=code))


def flag_of(own: Numbers, preferential: Numbers, n_positives: int, *, itself: bool) -> str:
    """Decide whether a prediction is allowed."""
    if own.lift != own.lift:
        return "too_few" if n_positives < FEWEST else "no_negatives"
    if own.lift_low != own.lift_low:
        return "one_unit"
    # A few first places give a lift where most pairs are placed worse than by chance.
    if not (own.lift_low > 1 and own.auc > 0.5):
        return "no_better_than_chance"
    if itself:
        return "only_how_busy"
    # Another method that comes to the same sums in another order.
    if preferential.auc_pr >= own.auc_pr * (1 - 1e-9):
        return "no_better_than_preferential"
    return "ok"
