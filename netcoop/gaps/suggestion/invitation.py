"""Whom to invite to a round table, and to several of them one after another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from netcoop._core.checks import check_choice, is_whole
from netcoop._core.texts import text
from netcoop.errors import ArgumentError
from netcoop.gaps.suggestion.agenda import Agenda, Past, agenda_of, worth_of
from netcoop.gaps.suggestion.given import check_network
from netcoop.gaps.suggestion.invitation_result import Invitation, InvitationSeries, told
from netcoop.gaps.suggestion.one_by_one import next_table
from netcoop.gaps.suggestion.places_left import Quota
from netcoop.gaps.suggestion.seating import best_tables
from netcoop.network import Network

LIMIT = 200_000


def suggest_meeting(
    net: Network,
    seats: int,
    *,
    template: Any = None,
    must_invite: Iterable[str] = (),
    quota: Mapping[str, int | tuple[int, int]] | None = None,
    quota_by: str = "sector",
    load: pd.Series | pd.DataFrame | None = None,
    white_spots: Any = None,
    networkers: bool = False,
    values: Mapping[str, float] | None = None,
    strong: float | None = None,
    limit: int = LIMIT,
) -> Invitation:
    """Suggest whom to invite to a round table, so that most of those meet who have not yet.

    A table is worth the sum of

    - each pair that the template asks for and that is not in the records: 1 (``"must"``,
      ``"should"``) or 0.5 (``"practice"``); where the two have some contact already, but weak,
      stale, one-sided, only facilitated or not of the kind asked for: half of that (``"loose"``
      0.5). A pair asked for several times counts once, by what is worth most;
    - 0.25 (``"piece"``) for each separate piece of the network that it joins to the others:
      pieces at the table − 1;
    - each white spot, 1 (``"white_spot"``) shared by its owners: as much of it as sits there;
    - less 0.25 (``"tied"``) for each other pair that is well tied already.

    Fewer than two are no meeting, worth 0. Of what is worth the same, fewest guests are best.

    Parameters
    ----------
    net
        Any network; direction is ignored. Pieces are those that are left without networkers.
    seats
        How many can sit at most, from 2 up; who adds nothing is not invited to fill a seat.
    template
        What should hang together: a template for :func:`netcoop.required_ties` or what that
        gives. ``None``: the table ``required`` of the records, if they have one. Pairs of every
        level count, since people who work on cases together may meet. A status that is not known,
        or a partner that is not there, adds nothing.
    must_invite
        Ids of those who are invited in any case. A networker among them joins no pieces.
    quota
        How many of a sector at most (a number), or at least and at most (two): for example
        ``{"education": 2, "health": (1, 3)}``.
    quota_by
        The column of the actors that ``quota`` is about, such as ``"kind"``; its words are
        compared as text.
    load
        What :func:`netcoop.workload` gives: who is ``overloaded`` is not invited.
    white_spots
        What :func:`netcoop.white_spots` gives; ``owners`` may also be ids parted by ``|``. Of a
        service that is in reach elsewhere, or of which nothing is known, nobody has to take care
        here.
    networkers
        Whether networkers may take a seat; they convene the table anyway.
    values
        Other values than the usual ones, by the words above.
    strong
        From which weight on a pair is well tied; by default the median of all ties.
    limit
        Up to so many tables all are tried.

    Returns
    -------
    Invitation
        ``invitees``, ``pairs``, ``spots``, ``value`` (no unit, at least 0 unless somebody has to
        be invited), ``optimal``, ``n_optimal``, ``tables``, ``second``, ``bound``.

        Where there are at most ``limit`` tables (of two guests to ``seats``) all are tried. Else
        tables grow from up to 100 different first guests by who adds most, and guests are added,
        left out and exchanged for as long as that helps; ``bound`` says what no table can pass.

    Raises
    ------
    ArgumentError
        An argument makes no sense, or no table keeps to all that is asked.
    NetworkError
        It is no network.

    References
    ----------
    Feige, U., Kortsarz, G., & Peleg, D. (2001). The dense k-subgraph problem.
    https://doi.org/10.1007/s004530010050

    Examples
    --------
    >>> actors = pd.DataFrame(
    ...     {"kind": ["OSPOD", "ZS", "ZS", "PCR"], "region": "Jihlava"},
    ...     index=["office", "school", "other", "police"],
    ... )
    >>> ties = pd.DataFrame({"source": ["office"], "target": ["school"], "kind": ["meeting"]})
    >>> template = pd.DataFrame({"source_kind": "OSPOD", "target_kind": ["ZS", "PCR"]})
    >>> table = suggest_meeting(Network(actors, ties), 3, template=template)
    >>> table.invitees["actor"].tolist(), table.value, table.optimal
    (['office', 'other', 'police'], 2.5, True)
    """
    agenda, kept = _asked(
        net, seats, quota, quota_by, template=template, must_invite=must_invite, load=load,
        white_spots=white_spots, networkers_too=networkers, values=values, strong=strong,
    )  # fmt: skip
    found = best_tables(worth_of(agenda, Past()), kept, _checked_limit(limit))
    return told(net, agenda, Past(), found, seats)


def suggest_series(
    net: Network,
    seats: int,
    *,
    meetings: int = 5,
    most: int | None = None,
    template: Any = None,
    must_invite: Iterable[str] = (),
    quota: Mapping[str, int | tuple[int, int]] | None = None,
    quota_by: str = "sector",
    load: pd.Series | pd.DataFrame | None = None,
    white_spots: Any = None,
    networkers: bool = False,
    values: Mapping[str, float] | None = None,
    strong: float | None = None,
    limit: int = LIMIT,
) -> InvitationSeries:
    """Suggest several round tables one after another, without seating the same pairs again.

    Each meeting is the one :func:`netcoop.suggest_meeting` would suggest once the earlier ones
    have taken place: pairs that sat together are worth nothing more, their pieces of the network
    are one, and who spoke for a white spot has done so. Seating a pair again takes away 100
    (``"repeat"``), so that it happens only where no other table keeps to what is asked, except
    for two who are both in ``must_invite``; each earlier seat of a guest not in ``must_invite``
    takes away 0.1 (``"seat"``), so that the work is shared.

    Where no table is worth anything by that, but some table that keeps to what is asked can still
    seat a pair that the template asks for, the series goes on: of such tables it takes one with as
    few pairs seated again as it finds, then the one worth most without what is taken away for
    seats and well-tied pairs (``goes_on``). It ends when no such pair can be seated, nothing else
    is left to gain, or there are ``meetings`` of them, and says which (``stopped``).

    Parameters
    ----------
    net, seats
        As for :func:`netcoop.suggest_meeting`.
    meetings
        How many at most, from 1 up.
    most
        To how many of them anybody is invited at most, those of ``must_invite`` apart; ``None``:
        any number.
    template, must_invite, quota, quota_by, load, white_spots, networkers, values, strong, limit
        As for :func:`netcoop.suggest_meeting`.

    Returns
    -------
    InvitationSeries
        ``meetings`` (an Invitation each), ``n_lacking`` pairs at first, ``n_met``, ``n_left``,
        ``n_repeated``, ``seats_taken``, ``stopped``. One meeting after
        another is the best at its turn; that the whole series is the best is not said.

    Raises
    ------
    ArgumentError
        As for :func:`netcoop.suggest_meeting`.

    Examples
    --------
    >>> actors = pd.DataFrame({"kind": ["OSPOD", "ZS", "PCR"], "region": "Jihlava"}, index=[*"ABC"])
    >>> template = pd.DataFrame({"source_kind": "OSPOD", "target_kind": ["ZS", "PCR"]})
    >>> ties = pd.DataFrame({"source": ["B"], "target": ["C"], "kind": ["meeting"]})
    >>> series = suggest_series(Network(actors, ties), 2, template=template)
    >>> [meeting.invitees["actor"].tolist() for meeting in series.meetings], series.n_left
    ([['A', 'B'], ['A', 'C']], 0)
    """
    for name, value in (("meetings", meetings), ("most", most)):
        if not (name == "most" and value is None):
            _check_whole(name, value, 1)
    agenda, kept = _asked(
        net, seats, quota, quota_by, template=template, must_invite=must_invite, load=load,
        white_spots=white_spots, networkers_too=networkers, values=values, strong=strong,
    )  # fmt: skip
    past, found, stopped = Past(most=most), list[Invitation](), "meetings"
    for _ in range(meetings):
        seating, stop = next_table(agenda, past, kept, _checked_limit(limit))
        if found and stop:
            stopped = stop
            break
        found.append(told(net, agenda, past, seating, seats))
        past = past.after(seating.tables[0])
        if stop and len(seating.tables[0]) < 2:
            stopped = stop
            break
    return InvitationSeries(tuple(found), found[0].n_lacking, stopped, _net=net)


def _asked(net: Any, seats: Any, quota: Any, quota_by: Any, **given: Any) -> tuple[Agenda, Quota]:
    """Check what was asked and gather what it rests on."""
    check_network(net)
    _check_whole("seats", seats, 2)
    agenda = agenda_of(net, **given)
    return agenda, _quota_of(net, agenda, int(seats), quota, quota_by)


def _check_whole(argument: str, value: Any, least: int) -> None:
    """Refuse what is no whole number from some number up."""
    if not is_whole(value) or value < least:
        message = text("{argument}={value!r} must be a whole number from {least} up.",
                       argument=argument, value=value, least=least)  # fmt: skip
        raise ArgumentError(message)


def _checked_limit(limit: Any) -> int:
    _check_whole("limit", limit, 0)
    return int(limit)


def _quota_of(net: Network, agenda: Agenda, seats: int, quota: Any, by: Any) -> Quota:
    """Read how many of each group there may be, and see that some table keeps to it."""
    if quota is None:
        quota = {}
    if not isinstance(quota, Mapping):
        message = text(
            "quota= must map groups to numbers, such as {'education': 2} or {'education': (1, 2)}."
        )
        raise ArgumentError(message)
    # Numbers and true or false are compared as text, whichever side has them as such.
    quota = {str(group): value for group, value in quota.items()}
    own = pd.Series(pd.NA, index=agenda.ids, dtype="object")
    if quota:
        column = net.actors[check_choice("quota_by", by, net.actors.columns)].astype("object")
        own = column.map(str, na_action="ignore").reindex(agenda.ids)
        for group in quota:
            known = column.map(str, na_action="ignore").dropna()
            check_choice("quota", group, sorted(set(known)))
    limits = [_limits(group, value) for group, value in quota.items()]
    of_group = {group: number for number, group in enumerate(quota)}
    groups = [of_group.get(word, -1) if isinstance(word, str) else -1 for word in own]
    kept = Quota(
        min(seats, len(agenda.ids)),
        agenda.must,
        np.ones(len(agenda.ids), dtype="bool"),
        np.array(groups, dtype="int64"),
        np.array([low for low, _ in limits], dtype="int64"),
        np.array([high for _, high in limits], dtype="int64"),
    )
    _check_possible(kept, agenda, seats, list(quota))
    return kept


def _limits(group: str, value: Any) -> tuple[int, int]:
    """Read how many of a group at least and at most."""
    low, high = (0, value) if not isinstance(value, tuple | list) else (*value, None, None)[:2]
    size = len(value) if isinstance(value, tuple | list) else 2
    if size != 2 or not (is_whole(low) and is_whole(high)) or not 0 <= low <= high:
        message = text(
            "quota={{{group!r}: {value!r}}} must be a whole number from 0 up, the most there may "
            "be, or two: the least and the most.",
            group=group,
            value=value,
        )
        raise ArgumentError(message)
    return int(low), int(high)


def _check_possible(kept: Quota, agenda: Agenda, seats: int, names: list[str]) -> None:
    """Refuse what no table can keep to, and say why."""
    message = None
    there, all_of = kept.counts(kept.must), kept.counts(range(len(agenda.ids)))
    if len(kept.must) > seats:
        message = text("must_invite names {n} actors, but there are {seats} seats.",
                       n=len(kept.must), seats=seats)  # fmt: skip
    for group, low, high, n, most in zip(names, kept.low, kept.high, there, all_of, strict=True):
        if n > high:
            message = text("quota= lets {high} of {group} come, but must_invite names {n}.",
                           high=high, group=group, n=n)  # fmt: skip
        elif most < low:
            message = text("quota= asks for {low} of {group}, but {n} can be invited.",
                           low=low, group=group, n=most)  # fmt: skip
    needed = len(kept.must) + int(np.maximum(kept.low - there, 0).sum())
    if message is None and needed > seats:
        message = text("quota= and must_invite need {n} seats, but there are {seats}.",
                       n=needed, seats=seats)  # fmt: skip
    if message is None and _most_guests(kept, all_of) < min(2, len(agenda.ids)):
        message = text(
            "quota= leaves no table of two: so many can be invited that keep to it: {n}.",
            n=_most_guests(kept, all_of),
        )
    if message is None and len(agenda.ids) < 2 and not kept.complete(kept.must):
        message = text("quota= asks for somebody to come, but there is nobody to meet.")
    if message is not None:
        raise ArgumentError(message)


def _most_guests(kept: Quota, all_of: np.ndarray) -> int:
    """Count how many could come at most, were there seats for all."""
    return int(np.minimum(kept.high, all_of).sum() + np.count_nonzero(kept.groups < 0))
