"""Names outside the register that are one actor find together; what is left open stays apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from netcoop._core.texts import mark
from netcoop.actors.identity import Detail, identify
from netcoop.actors.outcome import UNDECIDED, ActorKey, Outcome, Why, of_register
from netcoop.actors.roster import Roster
from netcoop.actors.rules import own_key, undecided_key
from netcoop.actors.written import Written

_MAY_BE = mark("It may be any of those of this kind in {region}; the name says no more.")
_DETAILS = mark("Several actors are called so but for a house number, a letter or a legal form.")
_BRANCH = mark("An actor of this name is known with its town; here no town is named.")
_MET = mark("Written so before, but for case and spaces.")
_SAME_AS = mark("Kind, place and the rest of the name are those of {name!r}.")

Settled = list[tuple[Written, Outcome]]


def cluster(settled: Settled, roster: Roster) -> Settled:
    """Give the names of one actor one key, whatever the order of the rows."""
    parted = _by_detail(_without_town_apart(settled, roster))
    return _bare_apart(_branches_apart(parted, roster), roster)


def _without_town_apart(settled: Settled, roster: Roster) -> Settled:
    """Merge no two spellings of "ZŠ Školní" of no town where the records speak of several."""
    towns = {entry.place for entry in roster.entries}
    towns |= {identify(name.read).located(name.region) for name, _ in settled}
    if len(towns - {None}) < 2:
        return settled
    return [
        (name, replace(outcome, actor=(*outcome.actor, name.key[0])))
        if outcome.actor[0] == "own"
        and identify(name.read).takes_context
        and identify(name.read).located(name.region) is None
        else (name, outcome)
        for name, outcome in settled
    ]


def name_members(settled: Settled) -> Settled:
    """Let the first name of every cluster speak for it; the others are the same or its alias."""
    first: dict[ActorKey, Written] = {}
    named: Settled = []
    for name, outcome in settled:
        kind_of_key = outcome.actor[0]
        speaker = first.setdefault(outcome.actor, name)
        if kind_of_key in {"register", "nobody", "person", "?"} or speaker is name:
            named.append((name, outcome))
        elif speaker.key[0] == name.key[0]:
            named.append((name, Outcome("exact", outcome.actor, Why(_MET))))
        else:
            why = Why(_SAME_AS, {"name": speaker.text})
            named.append((name, Outcome("alias", outcome.actor, why)))
    return named


def _by_detail(settled: Settled) -> Settled:
    """Part names of one identity that differ in a letter, a house number or the legal form."""
    details: dict[ActorKey, set[Detail]] = defaultdict(set)
    for name, outcome in settled:
        if outcome.actor[0] == "own":
            details[outcome.actor].add(identify(name.read).detail)
    fullest = {key: _fullest(found) for key, found in details.items()}
    parted: Settled = []
    for name, outcome in settled:
        key = outcome.actor if outcome.actor[0] == "own" else own_key(name)
        detail = identify(name.read).detail
        fitting = [i for i, full in enumerate(fullest.get(key, [])) if detail.within(full)]
        if outcome.actor[0] != "own":
            open_house = outcome.status == "alias" and not detail.houses
            rich = [i for i in fitting if fullest[key][i].houses]
            if open_house and rich and not identify(name.read).only_counted:
                others = tuple((*key, i) for i in rich)
                outcome = Outcome(
                    "ambiguous", undecided_key(name), Why(_DETAILS), (outcome.actor, *others)
                )
            parted.append((name, outcome))
        elif len(fitting) == 1:
            parted.append((name, replace(outcome, actor=(*key, fitting[0]))))
        else:
            others = tuple((*key, i) for i in fitting)
            parted.append((name, Outcome("ambiguous", undecided_key(name), Why(_DETAILS), others)))
    return parted


def _fullest(details: set[Detail]) -> list[Detail]:
    """Keep the details that no other says more than, in an order of their own."""
    together = _together(details)
    if together is not None:
        return [together]
    kept = [one for one in details if not any(one != o and one.within(o) for o in details)]
    return sorted(kept, key=lambda d: (d.spelled, sorted(d.houses), d.legal))


def _together(details: set[Detail]) -> Detail | None:
    """Join details none of which says anything else than another into one that says it all."""
    houses = {detail.houses for detail in details if detail.houses}
    legal = {detail.legal for detail in details if detail.legal}
    if len({len(detail.spelled) for detail in details}) > 1:
        return None
    places = [set(words) for words in zip(*(d.spelled for d in details), strict=True)]
    full = [{word for word in words if not word.isascii()} or words for words in places]
    if len(houses) > 1 or len(legal) > 1 or any(len(words) > 1 for words in full):
        return None
    spelled = tuple(next(iter(words)) for words in full)
    return Detail(spelled, next(iter(houses), frozenset()), next(iter(legal), ""))


def _branches_apart(settled: Settled, roster: Roster) -> Settled:
    """Leave "Člověk v tísni" open where it is known by its branches in several towns."""
    branches: dict[tuple[str, tuple[str, ...]], dict[ActorKey, str]] = defaultdict(dict)
    for entry in roster.entries:
        if entry.rank and entry.identity.place and entry.identity.scope != "country":
            key = (entry.identity.kind, entry.identity.rest)
            branches[key][of_register(entry.actor)] = entry.place or entry.identity.place
    for name, outcome in settled:
        identity = identify(name.read)
        if outcome.actor[0] == "own" and identity.place and identity.scope != "country":
            branches[identity.kind, identity.rest][outcome.actor] = identity.place
    return [(name, _if_branch(name, outcome, branches)) for name, outcome in settled]


def _if_branch(
    name: Written,
    outcome: Outcome,
    branches: dict[tuple[str, tuple[str, ...]], dict[ActorKey, str]],
) -> Outcome:
    identity = identify(name.read)
    known = branches.get((identity.kind, identity.rest), {})
    if outcome.actor[0] != "own" or identity.place or identity.takes_context or not known:
        return outcome
    here = tuple(actor for actor, place in known.items() if place == name.region)
    key = undecided_key(name, by_region=True)
    candidates = here or tuple(known)
    if len(candidates) == 1:
        return Outcome("proposed", key, Why(_BRANCH), candidates, 85.0)
    return Outcome("ambiguous", key, Why(_BRANCH), candidates)


def _bare_apart(settled: Settled, roster: Roster) -> Settled:
    """Leave "ZŠ" and "3. ZŠ" open where the town has schools known by other names."""
    named: dict[tuple[str, str], dict[ActorKey, frozenset[str]]] = defaultdict(dict)
    for (kind, place), entries in roster.by_place.items():
        for entry in entries:
            if entry.identity.words and not entry.identity.only_counted:
                named[kind, place][of_register(entry.actor)] = entry.identity.marks
    for name, outcome in settled:
        identity = identify(name.read)
        there = identity.located(name.region)
        bare = not identity.words or identity.only_counted
        if outcome.actor[0] == "own" and identity.kind and there and not bare:
            named[identity.kind, there][outcome.actor] = identity.marks
    return [(name, _if_bare(name, outcome, named)) for name, outcome in settled]


def _if_bare(
    name: Written, outcome: Outcome, named: dict[tuple[str, str], dict[ActorKey, frozenset[str]]]
) -> Outcome:
    identity = identify(name.read)
    place = identity.located(name.region)
    if outcome.status in UNDECIDED or outcome.actor[0] != "own" or identity.scope != "many":
        return outcome
    if not (identity.kind and place) or (identity.words and not identity.only_counted):
        return outcome
    candidates = tuple(
        actor
        for actor, marks in named.get((identity.kind, place), {}).items()
        if identity.marks <= marks
    )
    if not candidates:
        return outcome
    status = "proposed" if len(candidates) == 1 and not identity.only_counted else "ambiguous"
    score = 75.0 if status == "proposed" else None
    return Outcome(status, undecided_key(name), Why(_MAY_BE, {"region": place}), candidates, score)


def by_actor(settled: Sequence[tuple[Written, Outcome]]) -> dict[ActorKey, list[Written]]:
    """Collect the names of every actor, in their order."""
    names: dict[ActorKey, list[Written]] = defaultdict(list)
    for name, outcome in settled:
        names[outcome.actor].append(name)
    return dict(names)
