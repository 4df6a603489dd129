"""The few new contacts that would bring the actors of a network nearest to each other."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import pandas as pd

from netcoop._core.checks import check_choice, is_whole
from netcoop._core.texts import LANGUAGES, text
from netcoop.errors import ArgumentError, NetworkError
from netcoop.gaps.field import records_there_are, shown_ids, shown_labels
from netcoop.gaps.suggestion.added_ties import nearness, pairs_joined, table_of_steps, with_tie
from netcoop.gaps.suggestion.contact_pairs import (
    Possible,
    alphabetical,
    networkers_among,
    overloaded_among,
    possible_pairs,
)
from netcoop.gaps.suggestion.contact_search import (
    Found,
    Search,
    in_order,
    most_joined,
    search_ties,
    state_with,
)
from netcoop.gaps.suggestion.contacts_result import TieSuggestions
from netcoop.gaps.suggestion.given import check_flag, check_network
from netcoop.gaps.suggestion.recorded import recorded_elsewhere
from netcoop.metrics.basis import symmetric
from netcoop.metrics.fragments import flag_of
from netcoop.metrics.keyplayers import check_number
from netcoop.network import Network

# Steps between all actors are kept in memory, some tables of them at a time.
MOST_ACTORS = 5_000


def suggest_ties(
    net: Network,
    k: int = 1,
    *,
    objective: Literal["efficiency", "fragmentation"] = "efficiency",
    candidates: Any = None,
    max_degree: int | None = None,
    load: pd.DataFrame | pd.Series | None = None,
    networkers: bool = False,
    limit: int = 200_000,
) -> TieSuggestions:
    """Find the k new contacts that would bring all actors nearest to each other.

    The best k together are seldom the k best alone. Direction and weights do not count; distances
    are steps. A suggestion comes from the shape of the network alone: it does not say that a
    contact would form, nor that it makes sense for the two. A pair that is not in the records may
    know each other all the same.

    Parameters
    ----------
    net
        Any network of up to 5,000 actors.
    k
        How many contacts.
    objective
        ``"efficiency"``: the mean of 1/distance over all pairs, as high as possible.
        ``"fragmentation"``: the share of pairs that cannot reach each other (1 − Σ s(s−1)/(n(n−1))
        over the pieces of size s), as low as possible; of equals the one with more efficiency.
    candidates
        Which pairs may be suggested; by default all. A list of pairs of ids; a table with
        ``source`` and ``target``; or a template of required ties, or what
        :func:`netcoop.required_ties` gives: then only pairs with the status ``"absent"``.
        Pairs that are tied already, or that the records tie in another way (referrals, contacts,
        agreements, survey answers, meetings the network was not built from), are left out and
        counted.
    max_degree
        No actor ends up with more ties than that through a suggestion.
    load
        What :func:`netcoop.workload` gives: who is ``overloaded`` gets no new contact.
    networkers
        Whether contacts with networkers may be suggested. By default not: who connects others for
        a time is to leave ties behind that last. Ways through networkers count all the same; to
        look beyond them take ``net.without(role="facilitator")``.
    limit
        All combinations of k pairs are tried where there are at most so many (and it takes no more
        than about ten minutes); one contact is always found by trying all.

    Returns
    -------
    TieSuggestions
        ``ties`` (with the gain of each), the values before and after, ``optimal``, ``n_optimal``,
        ``sets``, ``second``, ``left_out``. Efficiency and fragmentation are from 0 to 1, and NaN
        with fewer than two actors. Where there is no room for k, or no more were found, there
        are fewer.

        Where there are more combinations than ``limit``, the best contact is added k times, then
        contacts are exchanged for as long as that helps (but for very many contacts in a large
        network, where a round of exchanges would take minutes); there may be better ones. Of
        ``"fragmentation"`` it can be known all the same that nothing is better: no k contacts do
        more than join the k + 1 largest pieces. ``optimal`` then speaks of fragmentation alone.

    Raises
    ------
    ArgumentError
        A word or number makes no sense; ``candidates`` or ``load`` are not what they should be or
        name an unknown actor.
    NetworkError
        It is no network, or too large.

    References
    ----------
    Borgatti, S. P. (2006). https://doi.org/10.1007/s10588-006-7084-x
    Latora, V., & Marchiori, M. (2001). https://doi.org/10.1103/PhysRevLett.87.198701

    Examples
    --------
    >>> ties = pd.DataFrame({"source": list("BBD"), "target": list("ACE")})
    >>> found = suggest_ties(Network("ABCDE", ties), objective="fragmentation")
    >>> found.ties[["source", "target", "gain"]].to_numpy().tolist(), found.n_optimal
    ([['B', 'D', 0.6]], 2)
    """
    check_network(net)
    check_choice("objective", objective, ("efficiency", "fragmentation"))
    check_number("k", k)
    if max_degree is not None:
        check_number("max_degree", max_degree)
    if not is_whole(limit) or limit < 0:
        message = text("limit={value!r} must be a whole number from 0 up.", value=limit)
        raise ArgumentError(message)
    check_flag("networkers", networkers)
    search, possible = _set_up(net, objective, candidates, max_degree, load, networkers=networkers)
    found = search_ties(search, int(k), int(limit))
    settings = {
        "objective": objective,
        "k": int(k),
        "candidates": possible.asked,
        "max_degree": None if max_degree is None else int(max_degree),
        "networkers": bool(networkers),
        "limit": int(limit),
    }
    return _told(net, search, possible, found, settings)


def _set_up(
    net: Network,
    objective: str,
    candidates: Any,
    max_degree: int | None,
    load: Any,
    *,
    networkers: bool,
) -> tuple[Search, Possible]:
    """Find the pairs that may be suggested and the steps there are, by the alphabet of the ids."""
    n = net.n_actors
    if n > MOST_ACTORS:
        message = text(
            "The network has {n} actors; contacts are suggested in networks of up to {most}. Take "
            "a part of it, such as a region: net.subset(actors).",
            n=n,
            most=MOST_ACTORS,
        )
        raise NetworkError(message)
    ids = pd.Index(alphabetical(net), dtype="str")
    order = net.actors.index.get_indexer(ids)
    matrix = symmetric(net, weighted=False)[order][:, order]
    overloaded = overloaded_among(net, load)
    nobody = np.zeros(n, dtype="bool")
    leave_out = (nobody if networkers else networkers_among(net), overloaded)
    possible = possible_pairs(
        net,
        matrix.toarray() > 0,
        candidates,
        recorded=recorded_elsewhere(net, ids),
        leave_out=leave_out,
        max_degree=max_degree,
    )
    steps = table_of_steps(matrix)
    joins_first = objective == "fragmentation"
    return Search(steps, possible.u, possible.v, possible.room, joins_first), possible


def _told(
    net: Network, search: Search, possible: Possible, found: Found, settings: dict[str, Any]
) -> TieSuggestions:
    """Put what was found into words of the network."""
    best = found.sets[0]
    ties = _table(search, possible, best)
    after = state_with(search, best).steps
    second = found.second
    values = [_values(search.steps), _values(after)]
    known = found.exhaustive or (
        search.joins_first and pairs_joined(after) == most_joined(search, settings["k"])
    )
    named = [tuple(_named(possible, place) for place in one) for one in found.sets]
    scores = state_with(search, second).steps if second is not None else None
    return TieSuggestions(
        optimal=known,
        method="exhaustive" if found.exhaustive else "greedy",
        n_optimal=found.n_optimal,
        sets=tuple(named),
        second=None if second is None else tuple(_named(possible, place) for place in second),
        second_efficiency=float("nan") if scores is None else _values(scores)[0],
        second_fragmentation=float("nan") if scores is None else _values(scores)[1],
        efficiency_before=values[0][0],
        efficiency_after=values[1][0],
        fragmentation_before=values[0][1],
        fragmentation_after=values[1][1],
        n_candidates=len(search.u),
        n_actors=net.n_actors,
        directed=net.directed,
        flag=flag_of(net),
        _ties=ties,
        _settings=settings,
        _left_out=possible.left_out,
        _shown=shown_ids(net.actors),
        _labels={lang: shown_labels(net, lang) for lang in LANGUAGES},
        _records={lang: records_there_are(net, lang) for lang in LANGUAGES},
    )


def _named(possible: Possible, place: int) -> tuple[str, str]:
    """Name the two of a pair."""
    return possible.ids[possible.u[place]], possible.ids[possible.v[place]]


def _values(steps: np.ndarray) -> tuple[float, float]:
    """Give efficiency and fragmentation; NaN where there are no pairs."""
    pairs = len(steps) * (len(steps) - 1) / 2
    if not pairs:
        return float("nan"), float("nan")
    return nearness(steps) / pairs, 1 - pairs_joined(steps) / pairs


def _table(search: Search, possible: Possible, best: tuple[int, ...]) -> pd.DataFrame:
    """List the ties of a combination, what helps most first, with what each adds."""
    rows, steps = [], search.steps
    n, sign = len(steps), -1 if search.joins_first else 1
    which = int(search.joins_first)
    first = before = _values(steps)
    for place in in_order(search, best):
        u, v = search.u[place], search.v[place]
        more = with_tie(steps, u, v)
        values, alone = _values(more), _values(with_tie(search.steps, u, v))
        joined = pairs_joined(more) - pairs_joined(steps)
        reason = "joins_pieces" if joined else "shortens_ways"
        reasons = (reason, "required") if possible.asked == "required" else (reason,)
        rows.append(
            {
                **dict(zip(("source", "target"), _named(possible, place), strict=True)),
                "gain": sign * (values[which] - before[which]),
                "gain_alone": sign * (alone[which] - first[which]),
                "efficiency_after": values[0],
                "fragmentation_after": values[1],
                "joined": joined,
                "nearer": int(np.count_nonzero(more < steps)) // 2 - joined,
                "steps_before": float(steps[u, v]) if steps[u, v] < n else float("nan"),
                "reasons": reasons,
            }
        )
        steps, before = more, values
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


COLUMNS = {
    "source": "str",
    "target": "str",
    "gain": "float64",
    "gain_alone": "float64",
    "efficiency_after": "float64",
    "fragmentation_after": "float64",
    "joined": "int64",
    "nearer": "int64",
    "steps_before": "float64",
    "reasons": "object",
}
