"""Which pairs look as if they should be tied, from the ties there are (link prediction)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from netcoop._core.checks import check_choice, is_missing
from netcoop._core.texts import text
from netcoop.actors.regions import canonical_region
from netcoop.errors import ArgumentError
from netcoop.gaps.prediction.best import no_pairs
from netcoop.gaps.prediction.result import Evaluated, MissingTies
from netcoop.gaps.prediction.scores import METHODS, RANKED, SINGLE
from netcoop.gaps.prediction.through import named_pairs
from netcoop.gaps.prediction.topk import best_pairs, check_few
from netcoop.gaps.prediction.walks import checked_beta
from netcoop.metrics.keyplayers import check_number
from netcoop.network import Network

_SECTOR = "sector"
# More groups than that are no groups, and their pairs would not fit into memory.
GROUPS_MOST = 2_000


def missing_ties(
    net: Network,
    *,
    method: str = "resource_allocation",
    top: int | None = 20,
    evaluation: Evaluated | None = None,
    beta: float | None = None,
    by: str = _SECTOR,
    methods: Iterable[str] | None = None,
) -> MissingTies:
    """List pairs that are not tied although much speaks for it: likely ties, link prediction.

    A score says that a pair resembles pairs that are tied; it says neither that the two should
    cooperate nor that they do not: their tie is not in the records. Whether the records can
    predict at all, :func:`netcoop.evaluate_missing_ties` tells; hand over what it gives.

    Parameters
    ----------
    net
        Any network; direction and weights are ignored.
    method
        What counts for a pair:

        - ``"common_neighbors"``: the number of shared partners,
        - ``"jaccard"``: their share among the partners of either,
        - ``"adamic_adar"``: Σ 1/ln(degree) over shared partners,
        - ``"resource_allocation"``: Σ 1/degree over shared partners,
        - ``"preferential"``: the product of the degrees,
        - ``"katz"``: Σ βˡ · walks of length l,
        - ``"block_rates"``: kᵢ kⱼ m_rs/(κ_r κ_s): the degrees of the two, times the ties between
          their groups (twice those inside one) over the sums of degrees in these groups,
        - ``"mean_rank"``: the mean of the ranks by several methods among all absent pairs, each
          from above 0 to 1 (ahead of all others); for at most 3,000 actors.
    top
        How many pairs; those with the score of the last one are listed too, up to 1,000 more:
        the first by their ids; ``n_tied_out`` counts the others. ``None`` gives all, if there are
        at most five million.
    evaluation
        An evaluation of the same method, with the same ``methods``, ``by`` and ``beta``: of this
        very network (the same actors and tied pairs), or of records all of whose evaluated actors
        it has; their other ties cannot be compared. If it says that they do not allow a
        prediction, no pairs are listed.
    beta
        For ``"katz"``: above 0 and below 1/(largest eigenvalue); by default half of that.
    by
        For ``"block_rates"``: the column of the actors that groups them; who has none is in the
        group ``"unknown"``. Regions are called as the territories call them.
    methods
        For ``"mean_rank"``: which; by default resource allocation, Adamic–Adar and Jaccard, and
        the block rates where any actor's group is known.

    Returns
    -------
    MissingTies
        ``pairs`` without a tie and with a score above 0, each once, highest first, equals in
        the order of ids; ``to_frame()`` adds a ``rank`` and a ``sentence``, ``sentence()`` says
        how far it can be trusted.

    Raises
    ------
    ArgumentError
        A word or number makes no sense; the evaluation is of another method, question or
        network; the actors have no such column of groups, or more than 2,000 groups; there are
        too many actors or pairs, or walks to sum in a minute or two.

    References
    ----------
    Liben-Nowell, D., & Kleinberg, J. (2007). https://doi.org/10.1002/asi.20591
    Zhou, T., Lü, L., & Zhang, Y.-C. (2009). https://doi.org/10.1140/epjb/e2009-00335-8
    Karrer, B., & Newman, M. E. J. (2011). https://doi.org/10.1103/PhysRevE.83.016107
    Katz, L. (1953). https://doi.org/10.1007/BF02289026

    Examples
    --------
    >>> path = Network("ABCD", pd.DataFrame({"source": list("ABC"), "target": list("BCD")}))
    >>> found = missing_ties(path, method="common_neighbors")
    >>> found
    <MissingTies: 2 pairs of 3 absent by common_neighbors, not evaluated>
    >>> found.pairs
      source target  score  shared through
    0      A      C    1.0       1    (B,)
    1      B      D    1.0       1    (C,)
    """
    if not isinstance(net, Network):
        raise ArgumentError(text("net must be a Network; {kind} is none.", kind=type(net).__name__))
    check_choice("method", method, METHODS)
    if top is not None:
        check_number("top", top)
    chosen, groups = _chosen(net, method, methods, by)
    ids = np.array(net.actors.index, dtype="object")
    # In the order of their ids, the result does not depend on the order of the actors.
    order = np.argsort(ids, kind="stable")
    tied = tied_matrix(net, order)
    question = chosen, None if groups is None else by, beta
    beta = _beta(tied, method, chosen, beta)
    if method == "mean_rank":
        check_few(net.n_actors)
    if _allowed(evaluation, method, net, question):
        found = best_pairs(tied, method, None if top is None else int(top), beta=beta,
                           groups=None if groups is None else groups[order],
                           methods=chosen)  # fmt: skip
    else:
        found = no_pairs()
    return MissingTies(
        method=method,
        methods=chosen,
        beta=beta,
        by=None if groups is None else by,
        top=None if top is None else int(top),
        n_absent=(net.n_actors * (net.n_actors - 1) - tied.nnz) // 2,
        n_tied_out=found.n_tied_out,
        _pairs=named_pairs(ids[order], tied, found),
        _rank=pd.Series(found.rank, dtype="float64").rank(method="min", ascending=False)
        .astype("int64"),
        _net=net,
        _evaluation=evaluation,
    )  # fmt: skip


def tied_matrix(net: Network, order: np.ndarray | None = None) -> sparse.csr_array:
    """Give 1 where two actors are tied, whatever the direction, with the actors in some order."""
    place = np.arange(net.n_actors, dtype="int32")
    if order is not None:
        place[order] = np.arange(net.n_actors, dtype="int32")
    source, target = (place[end] for end in net.codes[:2])
    ends = np.concatenate([source, target]), np.concatenate([target, source])
    shape = (net.n_actors, net.n_actors)
    matrix = sparse.csr_array((np.ones(len(ends[0])), ends), shape=shape)
    matrix.sort_indices()
    # Both ways of a pair are one tie.
    matrix.data[:] = 1
    return matrix


def _chosen(
    net: Network, method: str, methods: Any, by: Any
) -> tuple[tuple[str, ...], np.ndarray | None]:
    """Decide what a mean rank is of, and read the groups where any are needed."""
    if method != "mean_rank":
        if methods is not None:
            message = text("{argument}= is for method={method!r} only; leave it out.",
                           argument="methods", method="mean_rank")  # fmt: skip
            raise ArgumentError(message)
        return (), groups_of(net, by, method) if method == "block_rates" else None
    if methods is None:
        known = by == _SECTOR and (by not in net.actors or _labels(net, by).isna().all())
        return (RANKED, None) if known else ((*RANKED, "block_rates"), groups_of(net, by, method))
    chosen = list(methods) if isinstance(methods, Iterable) else []
    if isinstance(methods, str) or not chosen:
        message = text("methods={value!r} must be a list of methods: {known}.",
                       value=methods, known=", ".join(SINGLE))  # fmt: skip
        raise ArgumentError(message)
    checked = tuple(dict.fromkeys(check_choice("methods", one, SINGLE) for one in chosen))
    return checked, groups_of(net, by, method) if "block_rates" in checked else None


def groups_of(net: Network, by: Any, method: str = "block_rates") -> np.ndarray:
    """Read the group of every actor from a column; who has none is in the group "unknown"."""
    if not isinstance(by, str) or by not in net.actors:
        message = text(
            "The actors have no column {by!r}, by which method={method!r} groups them. Add it, "
            "name another with by= (there are: {known}), or choose another method.",
            by=by,
            method=method,
            known=", ".join(map(str, net.actors.columns)) or "–",
        )
        raise ArgumentError(message)
    groups = np.array(_labels(net, by).fillna("unknown"), dtype="str")
    number = len(np.unique(groups))
    if number > GROUPS_MOST:
        message = text(
            "by={by!r} makes {n} groups; at most {most} can be compared. Choose a column that "
            "puts many actors into one group.",
            by=by,
            n=number,
            most=GROUPS_MOST,
        )
        raise ArgumentError(message)
    return groups


def _labels(net: Network, by: str) -> pd.Series:
    """Read a column as texts, missing where nothing is written."""
    written = [
        None if is_missing(value) or not str(value).strip() else str(value).strip()
        for value in net.actors[by].astype("object")
    ]
    if by == "region":
        written = [canonical_region(word) for word in written]
    return pd.Series(written, dtype="str")


def _beta(tied: sparse.csr_array, method: str, methods: tuple[str, ...], beta: Any) -> float | None:
    """Choose or check β where walks are summed."""
    if method == "katz" or "katz" in methods:
        return checked_beta(tied, beta)[0]
    if beta is not None:
        message = text("{argument}= is for method={method!r} only; leave it out.",
                       argument="beta", method="katz")  # fmt: skip
        raise ArgumentError(message)
    return None


def _allowed(
    evaluation: Any,
    method: str,
    net: Network,
    question: tuple[tuple[str, ...], str | None, float | None],
) -> bool:
    """Tell whether the records allow a prediction, as far as anybody looked."""
    if evaluation is None:
        return True
    if not isinstance(evaluation, Evaluated):
        message = text(
            "evaluation={value!r} must be what nc.evaluate_missing_ties gives, or None.",
            value=evaluation,
        )
        raise ArgumentError(message)
    if evaluation.method != method:
        message = text(
            "The evaluation is of method={other!r}, not {method!r}. Evaluate this method, or ask "
            "for that one.",
            other=evaluation.method,
            method=method,
        )
        raise ArgumentError(message)
    other = evaluation.differs(net, *question)
    if other == "net":
        raise ArgumentError(
            text(
                "The evaluation is of other actors or ties than this network has. Evaluate this "
                "network, or the records it is made of."
            )
        )
    if other:
        message = text(
            "The evaluation was made with another {argument}=. Give both the same.",
            argument=other,
        )
        raise ArgumentError(message)
    return bool(evaluation.allows_prediction)
