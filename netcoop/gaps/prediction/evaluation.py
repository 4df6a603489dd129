"""``evaluate_missing_ties``: can these records predict ties at all?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from netcoop._core.checks import check_choice, is_number
from netcoop._core.rng import RandomSource, generator
from netcoop._core.texts import text
from netcoop.actors import resolve_actors
from netcoop.errors import ArgumentError, RecordError
from netcoop.gaps.prediction.absent import groups_of, missing_ties, tied_matrix
from netcoop.gaps.prediction.cutoff import TABLES, Cut, cut_at, predict
from netcoop.gaps.prediction.evaluation_result import (
    FEWEST_UNITS,
    PREFERENTIAL,
    PredictionEvaluation,
    flag_of,
)
from netcoop.gaps.prediction.fingerprint import Fingerprint, ties_mark
from netcoop.gaps.prediction.leaving_out import Numbers, Ties, check_size, leave_one_out
from netcoop.gaps.prediction.rescoring import Asked
from netcoop.metrics.keyplayers import check_number
from netcoop.network import Network
from netcoop.records import Records
from netcoop.records.spans import LATEST, as_day, row_days
from netcoop.ties import attended
from netcoop.ties.weighting import check_max_size

# Where to cut if nobody knows better: most of the meetings to learn from, enough to look at.
_LEARN = 0.7


def evaluate_missing_ties(
    source: Records | Network,
    cutoff: str | date | None = None,
    *,
    method: str = "resource_allocation",
    until: str | date | None = None,
    k: int = 10,
    layers: Sequence[str] | None = None,
    max_size: int | None = None,
    by: str = "sector",
    beta: float | None = None,
    methods: Iterable[str] | None = None,
    confidence: float = 0.95,
    rng: RandomSource = None,
) -> PredictionEvaluation:
    """Find out whether the records can predict ties at all, before anybody is shown likely ones.

    Of records: who was tied by the cutoff says which pairs look alike; which of them were then
    tied for the first time? Of a network: each tie in turn is left out; do the others bring it
    back? Records with days are the better test: it is what a prediction is for. Only if it goes
    better than chance, and better than by how many ties each actor has, likely ties
    (:func:`netcoop.missing_ties`) are worth showing.

    Parameters
    ----------
    source
        Records, which take a ``cutoff``, or a network, which takes none.
    cutoff
        The last day to learn from; a month ("2024-06") stands for its last day.
    method, by, beta, methods
        As in :func:`netcoop.missing_ties`.
    until
        The last day to look at; by default all after the cutoff.
    k
        Of how many best pairs ``precision_at_k`` is.
    layers
        Of records: ``"meeting"``, ``"referral"``, ``"contact"``; by default meetings and referrals,
        as in :func:`netcoop.build_network`. What is not there is left out.
    max_size
        Of records: meetings of more actors make no ties, as in :class:`netcoop.Weighting`.
    confidence
        Of the interval of the lift.
    rng
        Where not everything can be left out in about two minutes: of a network at most 2,000 ties
        are drawn and left out, of methods that take long fewer; of records series are left out in
        groups made at random. ``sentence()`` says so.

    Returns
    -------
    PredictionEvaluation
        ``allows_prediction``, ``reason()``, and the numbers they rest on, NaN where there are
        fewer than 5 positives or no negatives.

        Positives are pairs tied after the cutoff and not before, negatives all other pairs not
        tied before, none left out, both among actors that took part in something before and
        after. Equal scores count as the mean over all their orders. ``auc``: from 0 to 1, chance
        is 0.5. ``auc_pr``: average precision, from 0 to 1. ``lift``: auc_pr over its mean for
        scores without meaning, which for P positives of n pairs is
        (H + (P−1)/(n−1)·(n−H))/n, H the n-th harmonic number: a little above the prevalence P/n.

        A tie left out is set among all pairs without a tie, scored on what remains: one positive,
        so that auc_pr is the mean of 1/rank, and chance H/n. With a tie go the meetings at which
        the two were together, where the network has its attendance: a meeting ties all who came,
        and the others would give away the one. Where it has not, ties of meetings look more
        predictable than they are.

        The interval of the lift is a jackknife on its logarithm with t on M − 1: for records
        without each series of meetings (a meeting without one stands for itself, as do the
        referrals and contacts that one actor made), all is measured anew; for a network without
        each actor, the pairs of the others are measured by the scores they have. A pair is never
        a unit, nor is what changes no pair: an actor without a tie, or a series without which
        the same actors are active and the ties of none of them, nor the new pairs, change.

        ``allows_prediction`` is False where there are fewer than 5 positives, no negatives, fewer
        than 12 series (or actors with a tie), or all hangs on one unit; where the lower end of
        the interval is not above 1, or auc not above 0.5; or where preferential attachment has as
        high an auc_pr. Of ``"preferential"`` itself it is always False: it puts the busy first,
        and says nothing of who is alike.

    Raises
    ------
    ArgumentError
        Records without a cutoff, a network with one; a word, number or day makes no sense; more
        than 3,000 actors, or a method (Katz, mean rank) that takes too long on so many.
    RecordError
        None of the layers has records; a count of referrals is no number.

    References
    ----------
    Liben-Nowell, D., & Kleinberg, J. (2007). https://doi.org/10.1002/asi.20591
    Yang, Y., Lichtenwalter, R. N., & Chawla, N. V. (2015).
    https://doi.org/10.1007/s10115-014-0789-0
    McSherry, F., & Najork, M. (2008). https://doi.org/10.1007/978-3-540-78646-7_38
    Efron, B., & Stein, C. (1981). https://doi.org/10.1214/aos/1176345462
    Lin, Q., Lunde, R., & Sarkar, P. (2020). https://arxiv.org/abs/2004.08935

    Examples
    --------
    >>> ties = pd.DataFrame({"source": list("AAABBC"), "target": list("BCDCDD")})
    >>> evaluation = evaluate_missing_ties(Network("ABCDEF", ties), method="common_neighbors")
    >>> evaluation.auc, round(evaluation.lift, 2), evaluation.flag
    (1.0, 3.41, 'too_few_units')
    """
    _check_source(source)
    check_number("k", k)
    if not (is_number(confidence) and 0 < confidence < 1):
        message = text("confidence={value!r} must be a number between 0 and 1.", value=confidence)
        raise ArgumentError(message)
    generator(rng)
    question = _Question(method, by, beta, methods, int(k), float(confidence))
    if isinstance(source, Network):
        _check_network_only(cutoff=cutoff, until=until, layers=layers, max_size=max_size)
        return _of_network(source, question, rng)
    check_max_size(max_size)
    present = _present(source, layers)
    days = _days(source, present, cutoff, until)
    return _of_records(source, question, days, present, max_size, rng)


@dataclass(frozen=True)
class _Question:
    """What was asked for, and what it comes to on a network."""

    method: str
    by: str
    beta: float | None
    methods: Any
    k: int
    confidence: float

    def on(self, net: Network, order: np.ndarray) -> tuple[PredictionEvaluation, list[Asked]]:
        """Check it as ``missing_ties`` does; give a result without numbers, and what to score."""
        check_size(net.n_actors)
        # Whatever it refuses is refused here, in the same words.
        tried = missing_ties(
            net, method=self.method, top=1, beta=self.beta, by=self.by, methods=self.methods
        )
        groups = None if tried.by is None else groups_of(net, tried.by, self.method)[order]
        # Without some ties the largest eigenvalue is never higher, so that this β will do.
        own = Asked(self.method, groups, tried.beta, tried.methods)
        nothing = PredictionEvaluation(
            method=self.method, methods=tried.methods, beta=tried.beta, by=tried.by,
            design="leave_one_out", cutoff=None, until=None, layers=net.layers,
            n_actors=net.n_actors, n_positives=0, n_negatives=0, n_ties=0, n_units=net.n_actors,
            n_groups=net.n_actors, unit="actor", n_undated=0, k=self.k, confidence=self.confidence,
            preferential=Numbers(), flag="too_few", _own=Numbers(), _undated_cases=0,
            _print=Fingerprint(tried.methods, tried.by, self.beta, frozenset(), ""),
        )  # fmt: skip
        return nothing, [own, *([] if self.method == PREFERENTIAL else [Asked(PREFERENTIAL)])]


def _check_source(source: object) -> None:
    """Refuse what is neither records nor a network."""
    if not isinstance(source, Records | Network):
        message = text("Give records or a network, not a {kind}.", kind=type(source).__name__)
        raise ArgumentError(message)


def _check_network_only(**given: object) -> None:
    """Refuse what only records can answer."""
    for argument, value in given.items():
        if value is not None:
            message = text(
                "{argument}= is for records, as a network has no days. Give its records "
                "(net.records), or leave {argument}= out.",
                argument=argument,
            )
            raise ArgumentError(message)


def _in_order(net: Network) -> np.ndarray:
    """Order actors by their ids, so that the order they came in plays no part."""
    return np.argsort(np.array(net.actors.index, dtype="object"), kind="stable")


def _of_network(net: Network, question: _Question, rng: RandomSource) -> PredictionEvaluation:
    """Leave ties out."""
    order = _in_order(net)
    nothing, asked = question.on(net, order)
    ties = _ties(net, order)
    found = leave_one_out(ties, asked, question.k, question.confidence, rng)
    own, other = (_certain(numbers, found.n_units)
                  for numbers in (found.numbers[0], found.numbers[-1]))  # fmt: skip
    flag = flag_of(own, other, found.n_left_out, itself=question.method == PREFERENTIAL)
    return replace(
        nothing,
        design="leave_one_out" if ties.seats is None else "leave_meetings_out",
        n_positives=found.n_left_out,
        n_negatives=found.n_absent,
        n_ties=found.n_ties,
        n_units=found.n_units,
        n_groups=found.n_units,
        k=found.k,
        preferential=other,
        flag=_with_units(flag, found.n_units),
        _own=own,
        _print=replace(nothing._print, actors=frozenset(net.actors.index), ties=ties_mark(net)),
    )


def _ties(net: Network, order: np.ndarray) -> Ties:
    """Find the ties, and the meetings behind them."""
    tied, seats = tied_matrix(net, order), net.affiliations
    if seats is None or "meeting" not in net.layers:
        return Ties(tied)
    if "set_apart" in seats:
        seats = seats[~seats["set_apart"].astype("bool")]
    meeting = pd.factorize(seats["meeting_id"], sort=True)[0]
    actor = net.actors.index[order].get_indexer(pd.Index(seats["actor"]))
    shape = (int(meeting.max(initial=-1)) + 1, net.n_actors)
    there = sparse.csr_array((np.ones(len(seats)), (meeting, actor)), shape=shape)
    rows = net.ties
    rest = net.derive(ties=rows[rows["kind"] != "meeting"])
    return Ties(tied, there, tied_matrix(rest, order))


def _of_records(
    records: Records,
    question: _Question,
    days: tuple[pd.Timestamp, pd.Timestamp],
    present: tuple[str, ...],
    max_size: int | None,
    rng: RandomSource,
) -> PredictionEvaluation:
    """Predict what was after a day."""
    resolved = resolve_actors(records)
    register = resolved.tables["actors"].set_index("actor_id").sort_index()
    cutoff, until = days
    cut = cut_at(resolved, register.index, present, cutoff=cutoff, until=until, max_size=max_size)
    before = _network(register, cut)
    nothing, asked = question.on(before, np.arange(before.n_actors))
    found = predict(cut, asked, question.k, question.confidence, rng)
    own, other = (_certain(numbers, found.n_units)
                  for numbers in (found.numbers[0], found.numbers[-1]))  # fmt: skip
    flag = flag_of(own, other, found.n_positives, itself=question.method == PREFERENTIAL)
    return replace(
        nothing,
        design="cutoff",
        cutoff=str(cutoff.date()),
        until=None if until == LATEST else str(until.date()),
        layers=present,
        n_actors=len(found.active),
        n_positives=found.n_positives,
        n_negatives=found.n_negatives,
        n_ties=before.n_ties,
        n_units=found.n_units,
        n_groups=found.n_groups,
        unit="series",
        n_undated=sum(cut.n_undated),
        k=found.k,
        preferential=other,
        flag=_with_units(flag, found.n_units),
        _own=own,
        _undated_cases=cut.n_undated[1],
        _print=replace(nothing._print, actors=frozenset(register.index[found.active])),
    )


def _certain(numbers: Numbers, n_units: int) -> Numbers:
    """Give no interval where there are too few units for one."""
    if n_units >= FEWEST_UNITS:
        return numbers
    return replace(numbers, lift_low=float("nan"), lift_high=float("nan"))


def _with_units(flag: str, n_units: int) -> str:
    """Say that there are too few units where that is why there is no interval."""
    return "too_few_units" if flag == "one_unit" and n_units < FEWEST_UNITS else flag


def _network(register: pd.DataFrame, cut: Cut) -> Network:
    """Make the network up to the day."""
    tied = cut.tied_before().tocoo()
    once = tied.row < tied.col
    ends = {"source": tied.row[once], "target": tied.col[once]}
    ties = pd.DataFrame({end: register.index[places] for end, places in ends.items()})
    return Network(register, ties)


def _days(
    records: Records, present: tuple[str, ...], cutoff: Any, until: Any
) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Read the days; without a cutoff say which would do."""
    if cutoff is None:
        raise ArgumentError(_no_cutoff(records, present))
    last = as_day("cutoff", cutoff, last=True)
    end = LATEST if until is None else as_day("until", until, last=True)
    if end <= last:
        message = text(
            "until={until!r} is not after cutoff={cutoff!r}. Give a later day, or leave it out.",
            until=until,
            cutoff=cutoff,
        )
        raise ArgumentError(message)
    return last, end


def _no_cutoff(records: Records, present: tuple[str, ...]) -> str:
    """Name the day by which 70 % of the meetings (else of other rows) were held."""
    for layer in present:
        frame = records.tables[TABLES[layer]].reset_index(drop=True)
        rows = attended(frame.assign(day=row_days(TABLES[layer], frame)["last"]))
        held = rows.drop_duplicates("meeting_id") if "meeting_id" in rows else rows
        days = held["day"].dropna().sort_values()
        if len(days):
            return text(
                "Records need a cutoff: the last day to learn from. Most of them should lie before "
                "it, for example cutoff={day!r}. A network (nc.build_network) needs none.",
                day=str(days.iloc[int(_LEARN * (len(days) - 1))].date()),
            )
    return text(
        "Nothing in these records is of a known day, so that no cutoff divides them. Evaluate "
        "their network (nc.build_network), which needs none."
    )


def _present(records: Records, layers: Any) -> tuple[str, ...]:
    """Say which of the layers there are records of."""
    if layers is None:
        layers = ("meeting", "referral")
    chosen = [layers] if isinstance(layers, str) or not isinstance(layers, Iterable) else layers
    asked = tuple(dict.fromkeys(check_choice("layers", layer, TABLES) for layer in chosen))
    if not asked:
        message = text(
            "layers={value!r} names no layer. Use some of: {known}; or leave it out.",
            value=layers,
            known=", ".join(TABLES),
        )
        raise ArgumentError(message)
    present = tuple(layer for layer in asked if TABLES[layer] in records.tables)
    there = [layer for layer, table in TABLES.items() if table in records.tables]
    if present:
        return present
    tables = ", ".join(TABLES[layer] for layer in asked)
    if there:
        message = text(
            "The records have no {tables} to predict from. Ask for those that are there: "
            "layers={layers!r}.",
            tables=tables,
            layers=there,
        )
        raise RecordError(message)
    message = text(
        "The records have no {tables} to predict from. Read some with nc.read_records, or "
        "evaluate a network.",
        tables=tables,
    )
    raise RecordError(message)
