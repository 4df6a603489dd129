"""``match_names``: every written name in its context, and what becomes of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from netcoop._core.progress import track
from netcoop._core.texts import text
from netcoop.actors.clusters import Settled, by_actor, cluster, name_members
from netcoop.actors.decided import apply_decisions
from netcoop.actors.decisions import Decisions, read_decisions
from netcoop.actors.identity import Identity, identify
from netcoop.actors.names import name_key
from netcoop.actors.official import official_name
from netcoop.actors.outcome import NOBODY, UNDECIDED, ActorKey, Outcome
from netcoop.actors.proposals import propose
from netcoop.actors.regions import seat_of
from netcoop.actors.review import NameReview, Reviewed
from netcoop.actors.roster import Roster, register_of
from netcoop.actors.rules import is_person, settle
from netcoop.actors.written import NameKey, Written, collect
from netcoop.errors import ArgumentError
from netcoop.records import Problem, Records
from netcoop.records.families import PERSONAL_KINDS, is_organisation
from netcoop.records.persons import pseudonym_kind
from netcoop.reference import kind_label


@dataclass(frozen=True)
class Actor:
    """An actor that stands in the records but not in the register."""

    actor_id: str
    name: str
    kind: str | None
    region: str | None
    person: bool
    status: str


@dataclass(frozen=True, eq=False)
class Matched:
    """All that matching found out."""

    register: pd.DataFrame
    settled: Settled
    ids: dict[ActorKey, str]
    added: dict[ActorKey, Actor]
    problems: list[Problem]
    review: NameReview


def match_names(records: Records, *, decisions: Decisions | Path | str | None = None) -> NameReview:
    """Say for every written name which actor it is, and what is left for a person to decide.

    Each name, in the region of its row, ends with one status: ``exact`` (an id or name of the
    register, or a spelling met before), ``alias`` (decided by rule: another name in the register,
    or the same kind, place and rest), ``proposed`` (one likely actor; not merged), ``ambiguous``
    (several, or too little is said; not merged), ``new`` (an actor of its own), ``not_an_actor``
    ("nepřišel nikdo") or ``person``.

    Parameters
    ----------
    records
        Records as read.
    decisions
        What a person decided: :func:`netcoop.read_decisions`, or the path of the workbook.

    Returns
    -------
    NameReview
        ``to_frame()`` lists the names; ``save("names.xlsx")`` writes a workbook to decide in.

    Raises
    ------
    RecordError
        Ids of the register differ only in case, or the workbook cannot be read.

    Examples
    --------
    >>> sheet = pd.DataFrame(
    ...     {"actor": ["OSPOD HB", "Městský úřad Havlíčkův Brod – OSPOD"], "meeting_id": ["1", "1"]}
    ... )
    >>> match_names(Records(meetings=sheet)).to_frame()["status"].tolist()
    ['new', 'alias']
    """
    return match(records, decisions).review


def match(records: Records, decisions: Decisions | Path | str | None = None) -> Matched:
    """Match, and keep what resolving needs."""
    choice = _decisions(decisions)
    register, repeated = register_of(records)
    roster = Roster.of(register, records.region)
    names = collect(records)
    settled = cluster(
        [(name, settle(name, roster)) for name in track(names, total=len(names))], roster
    )
    settled = propose(name_members(settled), roster)
    problems = [Problem("actors", "repeated_actor", value=actor) for actor in repeated]
    if len(choice):
        settled, found = apply_decisions(settled, choice, roster)
        problems += found
    added = _added(settled, roster)
    ids = {("register", actor): actor for actor in roster.names}
    ids |= {key: actor.actor_id for key, actor in added.items()}
    problems += _reports(settled, known=records.actors is not None)
    review = _review(settled, roster, ids, added)
    return Matched(register, settled, ids, added, problems, review)


def _decisions(decisions: object) -> Decisions:
    if decisions is None:
        return Decisions(())
    if isinstance(decisions, Path | str):
        return read_decisions(decisions)
    if not isinstance(decisions, Decisions):
        message = text("decisions= takes what nc.read_decisions gives, or the path of a workbook.")
        raise ArgumentError(message)
    return decisions


def _added(settled: Settled, roster: Roster) -> dict[ActorKey, Actor]:
    """Make an actor of every key that is not in the register, called as it was first written."""
    status = {outcome.actor: outcome for _, outcome in reversed(settled)}
    groups = by_actor(settled)
    keys = [key for key in groups if key[0] != "register" and key != NOBODY]
    taken = {name_key(actor) for actor in roster.names}
    first = [name_key(groups[key][0].text) for key in keys]
    shared = {name for name, times in Counter(first).items() if times > 1}
    added: dict[ActorKey, Actor] = {}
    for key, name in zip(keys, first, strict=True):
        written = groups[key]
        place = _place(written[0])
        actor_id = written[0].text
        if status[key].status == "person" and pseudonym_kind(actor_id) is None:
            actor_id = f"person-{sum(one.person for one in added.values()) + 1}"
        if place and (name in shared or name in taken):
            actor_id = f"{actor_id} ({place})"
        actor_id = _free(actor_id, taken)
        added[key] = _actor(actor_id, written, status[key], place)
    return added


def _free(actor_id: str, taken: set[str]) -> str:
    free, number = actor_id, 2
    while name_key(free) in taken:
        free, number = f"{actor_id} ({number})", number + 1
    taken.add(name_key(free))
    return free


def _actor(actor_id: str, written: list[Written], outcome: Outcome, place: str | None) -> Actor:
    identity = identify(written[0].read)
    person = outcome.status == "person"
    name = max((one.text for one in written), key=lambda one: (len(one), one))
    status = outcome.status if outcome.status in {*UNDECIDED, "person"} else "new"
    if person or status in UNDECIDED:
        name = actor_id
    elif place and outcome.actor[0] == "own":
        name = official_name(identity, identity.located(written[0].region) or place) or name
    return Actor(actor_id, name, _kind(written[0].text, identity), place, person, status)


def _kind(written: str, identity: Identity) -> str | None:
    pseudonym = pseudonym_kind(written)
    if pseudonym is not None:
        return None if pseudonym == "person" else pseudonym
    if len(identity.kinds) != 1 or identity.kinds == ("?",):
        return None
    kind = identity.kinds[0]
    # "Sdružení pěstounů" is no foster carer.
    return None if kind in PERSONAL_KINDS and is_organisation(written) else kind


def _place(name: Written) -> str | None:
    place = identify(name.read).located(name.region)
    return None if place is None else seat_of(place)


_CODES = {"proposed": "proposed_actor", "ambiguous": "ambiguous_actor"}


def _reports(settled: Settled, *, known: bool) -> list[Problem]:
    """Report, where there is a register, every name that is not in it: new, or left open."""
    found: dict[tuple[ActorKey, NameKey], Problem] = {}
    if not known:
        return []
    for name, outcome in settled:
        code = _CODES.get(outcome.status)
        if code is None and outcome.status in {"new", "person"}:
            code = "new_actor"
        if code and name.makes:
            value = "" if outcome.status == "person" or is_person(name.text) else name.text
            found.setdefault((outcome.actor, name.key), Problem("actors", code, value=value))
    return list(found.values())


def _review(
    settled: Settled, roster: Roster, ids: dict[ActorKey, str], added: dict[ActorKey, Actor]
) -> NameReview:
    def name_of(key: ActorKey) -> str:
        if key[0] == "register":
            return roster.names[str(key[1])]
        return added[key].name if key in added else ""

    places = {e.actor: (e.identity.kinds, e.place) for e in roster.entries if e.rank}
    rows = []
    for name, outcome in settled:
        identity = identify(name.read)
        kind, place = _kind(name.text, identity), _place(name)
        if outcome.actor[0] == "register":
            kinds, at = places.get(str(outcome.actor[1]), ((), None))
            kind = kinds[0] if len(kinds) == 1 else kind
            place = seat_of(at) if at else place
        target = outcome.candidates[0] if outcome.status == "proposed" else outcome.actor
        person = outcome.status == "person" or is_person(name.text)
        hidden = person and pseudonym_kind(name.text) is None
        shown = f"({kind_label(kind) or 'person'})" if hidden else name.text
        rows.append(
            Reviewed(
                shown, name.region, name.rows, outcome.status,
                shown if hidden and outcome.status == "person" else name_of(target),
                ids.get(outcome.actor, ""),
                kind, place, outcome.score, outcome.why,
                tuple(dict.fromkeys(name_of(key) for key in outcome.candidates)),
                outcome.decision,
            )
        )  # fmt: skip
    return NameReview(tuple(rows))
