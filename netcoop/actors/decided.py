"""Decisions of a person, put above what the rules say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from netcoop._core.texts import mark
from netcoop.actors.clusters import Settled
from netcoop.actors.decisions import NEW, NOBODY, PERSON, YES, Decision, Decisions
from netcoop.actors.names import name_key
from netcoop.actors.outcome import NOBODY as NOBODY_KEY
from netcoop.actors.outcome import ActorKey, Outcome, Why, of_register
from netcoop.actors.regions import canonical_region
from netcoop.actors.roster import Roster
from netcoop.actors.rules import is_person
from netcoop.actors.written import NameKey, Written
from netcoop.records import Problem
from netcoop.reference.words import fold

_DECIDED = mark("A person decided so.")


@dataclass(frozen=True)
class _Move:
    """A name that a decision makes another actor's."""

    decision: Decision
    target: ActorKey


def apply_decisions(
    settled: Settled, decisions: Decisions, roster: Roster
) -> tuple[Settled, list[Problem]]:
    """Let decisions override the rules; say which ones were of no use or contradict each other."""
    outcomes: dict[NameKey, Outcome] = {}
    for name, outcome in settled:
        outcomes.setdefault(name.key, outcome)
    chosen, problems = _one_each(decisions.rows, outcomes)
    moves: dict[NameKey, _Move] = {}
    for key, decision in list(chosen.items()):
        if decision.meaning in {NEW, NOBODY, PERSON}:
            continue
        target = _target(key, decision, outcomes, roster)
        if target is None:
            # "yes" beside a name for which nothing was proposed names nobody.
            unused = decision.meaning == YES
            code = "decision_unused" if unused else "decision_unknown_actor"
            problems.append(_problem(code, decision))
            del chosen[key]
        else:
            moves[key] = _Move(decision, target)
    speakers = _speakers(settled)
    for key in _in_circles(moves, outcomes, speakers):
        problems.append(_problem("decision_contradictory", chosen.pop(key)))
        del moves[key]
    final = _Final(chosen, moves, outcomes, speakers)
    return [(name, final.of(name, outcome)) for name, outcome in settled], problems


def _one_each(
    rows: Iterable[Decision], outcomes: dict[NameKey, Outcome]
) -> tuple[dict[NameKey, Decision], list[Problem]]:
    """Take one decision a name; several that differ count for nothing."""
    regions: dict[str, list[NameKey]] = defaultdict(list)
    for key in outcomes:
        regions[key[0]].append(key)
    said: dict[NameKey, list[Decision]] = defaultdict(list)
    problems = []
    for decision in rows:
        key = (name_key(decision.written), canonical_region(decision.region))
        meant = [key] if key in outcomes else []
        if not meant and decision.region is None:
            meant = regions.get(key[0], [])
        if not meant:
            problems.append(_problem("decision_unused", decision))
        for one in meant:
            said[one].append(decision)
    chosen = {}
    for key, found in said.items():
        if len({one.meaning or fold(name_key(one.decision)) for one in found}) > 1:
            problems.append(_problem("decision_contradictory", found[0]))
        else:
            chosen[key] = found[0]
    return chosen, problems


def _target(
    key: NameKey, decision: Decision, outcomes: dict[NameKey, Outcome], roster: Roster
) -> ActorKey | None:
    """Find the actor a decision speaks of, or nothing if there is none or several."""
    outcome = outcomes[key]
    if decision.meaning == YES:
        return outcome.candidates[0] if len(outcome.candidates) == 1 else None
    wanted = name_key(decision.decision)
    entries = roster.by_spelling.get(wanted, [])
    for rank in (0, 1, 2):
        actors = {entry.actor for entry in entries if entry.rank == rank}
        if actors:
            return of_register(next(iter(actors))) if len(actors) == 1 else None
    here = outcomes.get((wanted, key[1]))
    there = {found.actor for (name, _), found in outcomes.items() if name == wanted}
    actor = here.actor if here is not None else next(iter(there)) if len(there) == 1 else None
    return None if actor == NOBODY_KEY else actor


def _speakers(settled: Settled) -> dict[ActorKey, NameKey]:
    """Find the first name of every actor: a decision about it is one about all of them."""
    speakers: dict[ActorKey, NameKey] = {}
    for name, outcome in settled:
        if outcome.actor[0] not in {"register", "nobody"}:
            speakers.setdefault(outcome.actor, name.key)
    return speakers


def _in_circles(
    moves: dict[NameKey, _Move],
    outcomes: dict[NameKey, Outcome],
    speakers: dict[ActorKey, NameKey],
) -> list[NameKey]:
    """Find decisions by which an actor would be another that is to be the first."""
    step = {speakers[a]: move for a in speakers if (move := moves.get(speakers[a]))}
    circles = []
    for start in moves:
        actor, seen = moves[start].target, {outcomes[start].actor}
        while actor not in seen:
            seen.add(actor)
            speaker = speakers.get(actor)
            if speaker is None or speaker not in step:
                break
            actor = step[speaker].target
        else:
            # To be oneself is no contradiction.
            if moves[start].target != outcomes[start].actor:
                circles.append(start)
    return circles


class _Final:
    """What becomes of a name once all decisions are known."""

    def __init__(
        self,
        chosen: dict[NameKey, Decision],
        moves: dict[NameKey, _Move],
        outcomes: dict[NameKey, Outcome],
        speakers: dict[ActorKey, NameKey],
    ) -> None:
        self.chosen, self.moves, self.outcomes, self.speakers = chosen, moves, outcomes, speakers

    def of(self, name: Written, outcome: Outcome) -> Outcome:
        decision = self.chosen.get(name.key)
        if decision is not None:
            return self._decided(name, outcome, decision)
        actor = self._followed(outcome.actor)
        return outcome if actor == outcome.actor else replace(outcome, actor=actor)

    def _decided(self, name: Written, outcome: Outcome, decision: Decision) -> Outcome:
        why, words = Why(_DECIDED), decision.decision
        speaks = self.speakers.get(outcome.actor) == name.key
        own = outcome.actor if speaks else ("decided", *name.key)
        if decision.meaning == NOBODY:
            return Outcome("not_an_actor", NOBODY_KEY, why, decision=words)
        if decision.meaning == PERSON:
            return Outcome("person", ("person", name.key[0]), why, decision=words)
        if decision.meaning == NEW:
            return Outcome("new", own, why, decision=words)
        actor = self._followed(self.moves[name.key].target)
        if actor == outcome.actor:
            return replace(outcome, why=why, decision=words)
        return Outcome("alias", actor, why, decision=words)

    def _followed(self, actor: ActorKey) -> ActorKey:
        """Go on from an actor that is decided to be another one."""
        while (speaker := self.speakers.get(actor)) is not None and speaker in self.chosen:
            decision = self.chosen[speaker]
            if decision.meaning in {NOBODY, PERSON}:
                return NOBODY_KEY if decision.meaning == NOBODY else ("person", speaker[0])
            target = self.moves[speaker].target if speaker in self.moves else actor
            if target == actor:
                break
            actor = target
        return actor


def _problem(code: str, decision: Decision) -> Problem:
    value = "" if is_person(decision.written) else decision.written
    return Problem("names", code, decision.file, decision.sheet, decision.row, "decision", value)
