"""Key players: the few whose leaving breaks the network, or who reach it best."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from netcoop._core.checks import check_choice, did_you_mean, first, is_missing, is_whole
from netcoop._core.display import html_table
from netcoop._core.rng import RandomSource, generator
from netcoop._core.texts import check_language, language, number, plural, text
from netcoop.errors import ArgumentError
from netcoop.metrics.basis import symmetric
from netcoop.metrics.fragments import flag_of, with_caveat
from netcoop.metrics.keysets import (
    EQUAL,
    DistantFragments,
    Found,
    Fragments,
    Goal,
    Nearness,
    Within,
    search,
)
from netcoop.network import Network

if TYPE_CHECKING:
    from scipy import sparse

# So many names at most stand in a sentence.
SHOWN = 10


@dataclass(frozen=True, eq=False, repr=False)
class KeyPlayers:
    """The set that was found, and how sure it is; made by :func:`netcoop.key_players`.

    Attributes
    ----------
    members
        The actors of the set, in the order of the network; of equally good sets the first.
    score, score_before
        What the set is worth, and what was there before: the fragmentation of the whole network,
        or 0, as nobody reaches anybody.
    optimal
        Whether no set of this size has a better score: all were tried, or the score is 1.
    method
        ``"exhaustive"``: all sets were tried; ``"greedy"``: built one by one, then improved.
    n_optimal
        How many sets are equally good, this one counted; ``None`` where it is not known.
    sets
        Those sets, at most 50.
    second, second_score
        The best set that is worse, and its score (the same where only the distances are worse);
        ``None`` where there is none or it is not known.
    goal, criterion, steps, k
        What was asked for.
    flag
        ``"saturated"`` where nearly all are tied to each other (:func:`netcoop.is_saturated`), so
        that it says little; else ``"ok"``.
    """

    members: tuple[str, ...]
    score: float
    score_before: float
    optimal: bool
    method: str
    n_optimal: int | None
    sets: tuple[tuple[str, ...], ...]
    second: tuple[str, ...] | None
    second_score: float | None
    goal: str
    criterion: str
    steps: int | None
    k: int
    flag: str
    _gain: tuple[float, ...]
    _called: tuple[str, ...]

    @property
    def gain(self) -> pd.Series:
        """What each member adds: the score less that of the set without it."""
        index = pd.Index(self.members, name="actor_id", dtype="str")
        return pd.Series(self._gain, index=index, name="gain", dtype="float64")

    def to_frame(self, lang: str | None = None) -> pd.DataFrame:
        """List the members, indexed by ``actor_id``, with their ``gain``."""
        check_language(lang or language())
        return self.gain.to_frame()

    def summary(self) -> dict[str, Any]:
        """Give all but the sets and gains, flat."""
        names = ("goal", "criterion", "steps", "k", "score", "score_before", "optimal", "method",
                 "n_optimal", "second_score", "flag")  # fmt: skip
        return {"members": ", ".join(self.members), **{name: getattr(self, name) for name in names}}

    def sentence(self, lang: str | None = None) -> str:
        """Say in plain words who they are, what hangs on them, and how sure that is."""
        code = check_language(lang or language())
        return with_caveat(f"{self._found(code)} {self._certainty(code)}", self.flag, code)

    def _found(self, code: str) -> str:
        """Say what was found."""
        values = {"members": listed(self._called, code), "score": number(self.score, code, 2)}
        if self.goal == "reach" and self.steps is None:
            said = text("Nearness of all actors to {members}: {score} (1: all are members).", code,
                        **values)  # fmt: skip
        elif self.goal == "reach":
            said = plural(
                "Share of actors within {n} step of {members}: {score}.",
                "Share of actors within {n} steps of {members}: {score}.",
                self.steps or 0,
                code,
                **values,
            )
        elif self.criterion == "F":
            said = text(
                "Without {members}, the share of pairs that cannot reach each other would go from "
                "{before} to {score}.",
                code,
                before=number(self.score_before, code, 2),
                **values,
            )
        else:
            said = text(
                "Without {members}, distance-weighted fragmentation would go from {before} to "
                "{score}.",
                code,
                before=number(self.score_before, code, 2),
                **values,
            )
        return said

    def _certainty(self, code: str) -> str:
        """Say how sure it is."""
        if not self.optimal:
            return text("Not all sets were tried: there may be a better one.", code)
        if self.n_optimal is None:
            return text("No set is better.", code)
        if self.n_optimal == 1:
            return text("No other set is as good.", code)
        return plural(
            "{n} other set is equally good.",
            "{n} other sets are equally good.",
            self.n_optimal - 1,
            code,
        )

    def equals(self, other: object) -> bool:
        """Tell whether two found the same sets, with the same scores, for the same question."""
        return (
            isinstance(other, KeyPlayers)
            and repr(self.summary()) == repr(other.summary())
            and (self.sets, self.second) == (other.sets, other.second)
            and self.gain.equals(other.gain)
        )

    def __repr__(self) -> str:
        asked = self.criterion if self.goal == "fragment" else f"steps={self.steps}"
        ties = "" if self.n_optimal in (None, 1) else f", {self.n_optimal} equally good sets"
        return (
            f"<KeyPlayers: {self.k} to {self.goal} ({asked}): {first(self.members)}; score "
            f"{self.score:.3g}, {self.method}{ties}>"
        )

    def _repr_html_(self) -> str:
        return html_table(self.to_frame().reset_index(), caption=self.sentence(), rows=self.k)


def key_players(
    net: Network,
    k: int,
    *,
    goal: Literal["fragment", "reach"] = "fragment",
    criterion: Literal["F", "DF"] = "F",
    steps: int | None = 1,
    candidates: Iterable[str] | None = None,
    rng: RandomSource = None,
) -> KeyPlayers:
    """Find the k actors without whom the network falls apart most, or who reach it best.

    The best set of k is seldom the k actors that are best alone. Direction and weights do not
    count; distances are steps.

    Parameters
    ----------
    net
        Any network.
    k
        How many: 1 to n − 1 to fragment, 1 to n to reach.
    goal
        ``"fragment"``: whose leaving fragments the rest most. ``"reach"``: who together are
        nearest to all.
    criterion
        To fragment: ``"F"``, the share of pairs of those who stay that cannot reach each other
        (1 − Σ s(s−1)/((n−k)(n−k−1)); of sets equal in F the one that leaves the greater distances
        is better), or ``"DF"``, 1 − the mean of 1/distance over those pairs.
    steps
        To reach: the share of all n actors within so many steps of a member, members included.
        ``None``: Σ 1/d(set, j)/n over all actors j, d to the nearest member, of members 1;
        who cannot be reached adds 0.
    candidates
        Ids of those who may be in the set; by default everyone.
    rng
        Taken as everywhere; nothing is drawn, the result is always the same.

    Returns
    -------
    KeyPlayers
        ``members``, ``score`` (from 0 to 1, no unit), ``gain`` of each, ``n_optimal``, ``sets``,
        ``second``. Where one actor would stay, fragmentation is NaN and all sets are equal.

        All sets are tried where there are at most 200,000 (with ``"DF"`` also at most some
        minutes of work): ``optimal`` is True, scores that differ by less than 1e-12 are equal.
        Should telling very many sets equal in F apart by distances take too long, only the first
        of those with most ties are: then ``n_optimal`` and ``second`` are ``None``.

        Where there are more sets, the set grows by the actor that adds most, and members are
        exchanged for as long as the criterion itself rises. Only when a member is chosen, equals
        are told apart by distances if they are few; of many only the (at most 24) with most
        partners are, in networks of about ten thousand actors and more just by partners: another
        set may be equal in F and leave greater distances. A score of 1 cannot be beaten, so then
        ``optimal`` is True. With ``"DF"`` only the most promising
        candidates are measured in each step: those that cut most off, and those with most
        partners.

    Raises
    ------
    ArgumentError
        A word or number makes no sense, or ``candidates`` names nobody, too few or an unknown
        actor.

    References
    ----------
    Borgatti, S. P. (2006). Identifying sets of key players in a social network.
    https://doi.org/10.1007/s10588-006-7084-x

    Examples
    --------
    >>> ties = pd.DataFrame({"source": list("AABBD"), "target": list("BCCDE")})
    >>> net = Network("ABCDE", ties)
    >>> key_players(net, 1).members, key_players(net, 2, goal="reach").members
    (('B',), ('A', 'D'))
    """
    check_choice("goal", goal, ("fragment", "reach"))
    check_choice("criterion", criterion, ("F", "DF"))
    generator(rng)
    allowed = _positions(net, candidates)
    most = min(len(allowed), net.n_actors - (goal == "fragment"))
    check_number("k", k, most)
    if steps is not None:
        check_number("steps", steps)
    sought = _sought(symmetric(net, weighted=False), goal, criterion, steps)
    found = search(sought, allowed, int(k))
    return _told(net, sought, found, (goal, criterion, None if steps is None else int(steps)))


def check_number(argument: str, value: Any, most: int | None = None) -> None:
    """Refuse what is not a whole number from 1 up to the most that makes sense."""
    if is_whole(value) and value >= 1 and (most is None or value <= most):
        return
    if most is None:
        message = text("{argument}={value!r} must be a whole number from 1 up.",
                       argument=argument, value=value)  # fmt: skip
    elif most < 1:
        message = text("{argument}={value!r} is not possible: there are too few actors.",
                       argument=argument, value=value)  # fmt: skip
    else:
        message = text("{argument}={value!r} must be a whole number from 1 to {most}.",
                       argument=argument, value=value, most=most)  # fmt: skip
    raise ArgumentError(message)


def positions_of(net: Network, argument: str, ids: Iterable[Any]) -> list[int]:
    """Find actors by their ids, each once, in the order given."""
    known = net.actors.index
    given = [ids] if isinstance(ids, str) else list(ids)
    for actor in given:
        if not isinstance(actor, str):
            message = text(
                "{argument} must list ids of actors, which are texts; {value!r} is none.",
                argument=argument,
                value=actor,
            )
            raise ArgumentError(message)
    given = list(dict.fromkeys(given))
    unknown = [actor for actor in given if actor not in known]
    if unknown:
        message = text(
            "{argument} names actors that the network does not have: {unknown}.",
            argument=argument,
            unknown=first([repr(actor) for actor in unknown]),
        )
        raise ArgumentError(message + did_you_mean(unknown[0], known))
    return [int(place) for place in known.get_indexer(pd.Index(given))]


def _positions(net: Network, candidates: Any) -> list[int]:
    """Find who may be in the set, in the order of the network."""
    if candidates is None:
        return list(range(net.n_actors))
    if not isinstance(candidates, Iterable):
        message = text("candidates={value!r} must be a list of ids of actors.", value=candidates)
        raise ArgumentError(message)
    places = sorted(positions_of(net, "candidates", candidates))
    if not places:
        raise ArgumentError(text("{argument}= names nobody; name at least one actor.",
                                 argument="candidates"))  # fmt: skip
    return places


def names_of(net: Network, ids: Sequence[str]) -> tuple[str, ...]:
    """Call actors by their names, who has none by its id."""
    names = net.actors.get("name", pd.Series(dtype="str")).reindex(list(ids))
    return tuple(
        actor if is_missing(name) or not str(name).strip() else str(name)
        for actor, name in zip(ids, names, strict=True)
    )


def listed(items: Sequence[str], lang: str) -> str:
    """Write a list as people in that language do, with "and"; a long one ends with dots."""
    from babel.lists import format_list

    return format_list(items, locale=lang) if len(items) <= SHOWN else first(items, SHOWN)


def _sought(matrix: sparse.csr_array, goal: str, criterion: str, steps: int | None) -> Goal:
    """Set up what is asked for."""
    if goal == "fragment":
        return Fragments(matrix) if criterion == "F" else DistantFragments(matrix)
    return Nearness(matrix) if steps is None else Within(matrix, int(steps))


def _told(
    net: Network, sought: Goal, found: Found, asked: tuple[str, str, int | None]
) -> KeyPlayers:
    """Put what was found into words of the network."""
    ids = net.actors.index
    best = found.sets[0]
    score = sought.score(best)
    without = [sought.score([other for other in best if other != member]) for member in best]
    named = [tuple(str(ids[actor]) for actor in one) for one in found.sets]
    second, second_score = found.second or (None, None)
    goal, criterion, steps = asked
    return KeyPlayers(
        members=named[0],
        score=score,
        score_before=sought.score(()),
        # All goals end at 1: what reaches it cannot be beaten, whether all sets were tried or not.
        optimal=found.optimal or score >= 1 - EQUAL,
        method="exhaustive" if found.optimal else "greedy",
        n_optimal=found.n_optimal,
        sets=tuple(named),
        second=None if second is None else tuple(str(ids[actor]) for actor in second),
        second_score=second_score,
        goal=goal,
        criterion=criterion,
        steps=steps,
        k=len(best),
        flag=flag_of(net),
        _called=names_of(net, named[0]),
        _gain=tuple(score - other for other in without),
    )
