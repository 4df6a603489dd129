"""What the rules decide: by the register, by identity, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from netcoop._core.texts import mark
from netcoop.actors.identity import Identity, identify
from netcoop.actors.names import name_key, names_nobody
from netcoop.actors.outcome import NOBODY, ActorKey, Outcome, Why, of_register
from netcoop.actors.roster import Entry, Roster
from netcoop.actors.written import Written
from netcoop.records.families import PERSONAL_KINDS, is_organisation
from netcoop.records.persons import looks_like_person, pseudonym_kind

_ID = mark("It is the id of an actor of the register.")
_NAME = mark("It is the name of an actor of the register.")
_ALIAS = mark("The register lists it among the other names of the actor.")
_TOWN = mark("Of the actors called so, this one is in {region}.")
_SEVERAL = mark("Several actors of the register are called so.")
_SAME = mark("Kind, place and the rest of the name are those of {name!r}.")
_ONLY = mark("The register has one such actor that works in {region}.")
_NOBODY = mark("This is no name of an actor.")
_PERSON = mark("This is a natural person.")
_NEW = mark("No other actor known is called so.")
_ABBREVIATION = mark("{abbreviation!r} has several meanings, and nothing in the row decides.")
_NO_TOWN = mark(
    "It does not say whose: fill in the column region, or say the region when reading "
    "(--region, region=)."
)
_TOWNS = mark("The town may be any of: {regions}.")
_ONLY_TOWN = mark("Only a town is named; it may be its office, its OSPOD or any other.")
_PROVIDER = mark("Several such organisations may work in one town; the name says no more.")
_FITS_SEVERAL = mark("Kind, place and name fit several actors.")
_PLACE_UNSAID = mark("The rest is that of {name!r}, but not both say the same place.")
_LESS_SAID = mark("{name!r} is the only actor of this kind known in {region}.")
_KIND_OPEN = mark("Of what {abbreviation!r} may mean, the register has only {name!r} there.")


def settle(name: Written, roster: Roster) -> Outcome:
    """Say what becomes of a name by the register and the rules alone.

    Names that are left get a key by which those of one actor find together.
    """
    steps: tuple[Callable[[Written, Roster], Outcome | None], ...] = (
        _by_spelling, _nobody_or_person, _of_a_town_elsewhere, _by_identity,
        _by_being_the_only_one,
    )  # fmt: skip
    for step in steps:
        outcome = step(name, roster)
        if outcome is not None:
            return outcome
    return _on_its_own(name, roster)


def undecided_key(name: Written, *, by_region: bool = False) -> ActorKey:
    """Keep a name apart from all others but its own spelling in the same region."""
    told_apart = by_region or identify(name.read).takes_context
    return ("?", name_key(name.text), name.region if told_apart else None)


def _by_spelling(name: Written, roster: Roster) -> Outcome | None:
    entries = roster.by_spelling.get(name_key(name.text), [])
    if any(entry.rank for entry in entries) and _only_counted_anywhere(name, entries, roster):
        candidates = tuple(_actors(entry for entry in entries if entry.rank))
        return Outcome("ambiguous", undecided_key(name), Why(_NO_TOWN), candidates)
    for rank, why in ((0, _ID), (1, _NAME), (2, _ALIAS)):
        found = [e for e in entries if e.rank == rank and not _of_another_town(e, name)]
        if rank == 2 and found:
            found = [e for e in entries if not _of_another_town(e, name)]
        actors = _actors([*found, *_siblings(found, name, roster)])
        if len(actors) > 1 and name.region:
            there = _actors(entry for entry in found if name.region in entry.places)
            if len(there) == 1:
                actors, why = there, _TOWN
        if len(actors) == 1:
            status = "exact" if rank < 2 else "alias"
            return Outcome(
                status, actors[0], Why(why, {"region": name.region} if why == _TOWN else {})
            )
        if actors:
            return Outcome("ambiguous", undecided_key(name), Why(_SEVERAL), tuple(actors))
    return None


def _only_counted_anywhere(name: Written, entries: Iterable[Entry], roster: Roster) -> bool:
    """Tell whether "1. ZŠ" may be that of any of several towns."""
    if pseudonym_kind(name.text) is not None:
        return False  # its digits are no count, and there is one such person
    identity = identify(name.read)
    if not identity.only_counted or name.region or identity.place or roster.one_town:
        return False
    # Every town has its own "1. ZŠ"; "Lokální síťařka 1" is whom the register calls just so.
    return identity.takes_context or all(entry.rank != 1 for entry in entries)


def _of_another_town(entry: Entry, name: Written) -> bool:
    """Tell whether "ZŠ Školní" in the register is the school of another town than the row's."""
    identity = entry.identity
    return bool(
        entry.rank
        and pseudonym_kind(entry.written) is None
        and identity.takes_context
        and identity.place is None
        and name.region
        and entry.places
        and identity.located(name.region) not in entry.places
    )


def _siblings(found: list[Entry], name: Written, roster: Roster) -> Iterator[Entry]:
    """Find actors of other towns called the same in other words, where no town is said."""
    for entry in found:
        identity = entry.identity
        if entry.rank and name.region is None and identity.takes_context and not identity.place:
            for other in roster.by_identity.get((identity.kind, identity.rest), ()):
                if other.place and entry.place and other.identity.place is None:
                    yield other


def _nobody_or_person(name: Written, roster: Roster) -> Outcome | None:  # noqa: ARG001
    if names_nobody(name.text):
        return Outcome("not_an_actor", NOBODY, Why(_NOBODY))
    if is_person(name.text) or is_of_persons(name.text, identify(name.read).kinds):
        return Outcome("person", ("person", name_key(name.text)), Why(_PERSON))
    return None


def _of_a_town_elsewhere(name: Written, roster: Roster) -> Outcome | None:
    """Leave "ZŠ Kostelec" open in rows of another region: there is more than one Kostelec."""
    identity = identify(name.read)
    if not identity.short_town or name.region in {None, identity.place}:
        return None
    there = roster.by_identity.get((identity.kind, identity.rest), [])
    candidates = _actors(entry for entry in there if entry.place in {identity.place, name.region})
    regions = f"{identity.place}, {name.region}"
    return Outcome(
        "ambiguous", undecided_key(name, by_region=True), Why(_TOWNS, {"regions": regions}),
        tuple(candidates),
    )  # fmt: skip


def is_person(written: str) -> bool:
    """Tell whether a name is that of a natural person, or stands for one."""
    return pseudonym_kind(written) is not None or looks_like_person(written)


def is_of_persons(written: str, kinds: Sequence[str]) -> bool:
    """Tell whether a name is of a kind whose every actor is a person, and of no organisation."""
    return len(kinds) == 1 and kinds[0] in PERSONAL_KINDS and not is_organisation(written)


def _by_identity(name: Written, roster: Roster) -> Outcome | None:
    identity = identify(name.read)
    if identity.unsettled:
        return _of_unclear_kind(name, identity, roster)
    if not (identity.kind or identity.words):
        return None
    fits: dict[str, list[Entry]] = {"same": [], "open": []}
    for entry in roster.by_identity.get((identity.kind, identity.rest), []):
        if _one_detail(identity, entry.identity):
            fit = _fit(name, identity, entry, one_town=roster.one_town)
            fits.setdefault(fit, []).append(entry)
    if not identity.never_bare or identity.place:
        same = _narrowed(identity, fits["same"])
        if len(same) == 1:
            return Outcome("alias", same[0], Why(_SAME, {"name": roster.names[same[0][1]]}))
        if same:
            return Outcome("ambiguous", undecided_key(name), Why(_FITS_SEVERAL), tuple(same))
    likely = _actors(fits["open"] + fits["same"])
    if len(likely) == 1 and not _says_too_little(name, identity):
        why = Why(_PLACE_UNSAID, {"name": roster.names[likely[0][1]]})
        return Outcome("proposed", own_key(name), why, tuple(likely), 90.0)
    if len(likely) > 1 and not _says_too_little(name, identity):
        return Outcome("ambiguous", undecided_key(name), Why(_FITS_SEVERAL), tuple(likely))
    return None


def _fit(name: Written, identity: Identity, entry: Entry, *, one_town: bool) -> str:
    """Tell whether name and entry speak of the same place, of another, or leave it open."""
    place, written_town = identity.located(name.region), identity.place is not None
    if identity.scope == "country":
        return "same"
    if place is not None:
        if entry.place == place:
            return "same"
        if entry.place is None:
            return "open" if written_town else "same"
        if place in entry.serves:
            return "open" if written_town else "same"
        return "other"
    elsewhere = bool(name.region and entry.places and name.region not in entry.places)
    if entry.identity.place is not None:
        return "other" if elsewhere else "open"
    if entry.place is None:
        return "same"
    if elsewhere or not identity.words or identity.only_counted:
        return "open"
    # "ZŠ Školní" is in every town; a named service is known by its name.
    return "same" if one_town or not identity.takes_context else "open"


def _one_detail(one: Identity, other: Identity) -> bool:
    if not one.kind and len(one.rest) == 1 and not one.place:
        return one.detail.spelled == other.detail.spelled
    return one.detail.agrees(other.detail)


def _narrowed(identity: Identity, entries: Sequence[Entry]) -> list[ActorKey]:
    """Of several actors take the one whose name says just the same, if there is one."""
    actors = _actors(entries)
    if len(actors) > 1:
        exact = _actors(e for e in entries if e.identity.detail == identity.detail)
        return exact if len(exact) == 1 else actors
    return actors


def _says_too_little(name: Written, identity: Identity) -> bool:
    return not identity.words and not identity.place and not identity.located(name.region)


def _of_unclear_kind(name: Written, identity: Identity, roster: Roster) -> Outcome:
    """Look for the one actor an unclear abbreviation may mean; even that one is not decided."""
    place = identity.located(name.region)
    found: list[Entry] = []
    for kind in identity.kinds:
        found += roster.by_identity.get((kind, identity.rest), []) if identity.words else []
        if place and not identity.words:
            found += roster.by_place.get((kind, place), [])
    found = [e for e in found if place is None or not e.places or place in e.places]
    actors = tuple(_actors(found))
    shown = identity.unclear or name.text
    if len(actors) == 1 and (place or identity.words):
        values = {"abbreviation": shown, "name": roster.names[actors[0][1]]}
        return Outcome("proposed", undecided_key(name), Why(_KIND_OPEN, values), actors, 80.0)
    why = Why(_ABBREVIATION, {"abbreviation": shown})
    return Outcome("ambiguous", undecided_key(name), why, actors)


def _by_being_the_only_one(name: Written, roster: Roster) -> Outcome | None:
    """Take the only actor of a kind that there is once in a town: it needs no further name."""
    identity = identify(name.read)
    place = identity.located(name.region)
    if identity.words or not place or identity.scope not in {"orp", "kraj"}:
        return None
    entries = roster.by_place.get((identity.kind, place), [])
    actors = _actors(entries)
    if not actors:
        return None
    if len(actors) > 1:
        actors = _actors(e for e in entries if e.identity.marks == identity.marks) or actors
    if len(actors) > 1:
        return Outcome("ambiguous", undecided_key(name), Why(_FITS_SEVERAL), tuple(actors))
    here = any(e.place == place for e in entries) or identity.place is None
    if here and not identity.marks:
        return Outcome("alias", actors[0], Why(_ONLY, {"region": place}))
    why = Why(_LESS_SAID, {"name": roster.names[actors[0][1]], "region": place})
    return Outcome("proposed", own_key(name), why, tuple(actors), 80.0)


def _on_its_own(name: Written, roster: Roster) -> Outcome:
    """Make an actor of its own, or say what is missing to make one."""
    identity = identify(name.read)
    place = identity.located(name.region)
    why: Why | None = None
    if not identity.kinds and not identity.words and (identity.place or identity.doubtful):
        why = Why(_ONLY_TOWN)
    elif identity.never_bare:
        why = Why(_PROVIDER) if place else Why(_NO_TOWN)
    elif identity.doubtful and place is None:
        why = Why(_TOWNS, {"regions": ", ".join(identity.doubtful)})
    elif identity.takes_context and place is None and (not identity.words or identity.only_counted):
        why = Why(_NO_TOWN)
    if why is None:
        return Outcome("new", own_key(name), Why(_NEW))
    same_kind = [
        entry
        for entry in roster.entries
        if identity.kind
        and entry.identity.kind == identity.kind
        and (place is None or place in entry.places)
    ]
    candidates = tuple(_actors(same_kind))
    if len(candidates) == 1 and place and identity.never_bare:
        why = Why(_LESS_SAID, {"name": roster.names[candidates[0][1]], "region": place})
        return Outcome("proposed", undecided_key(name), why, candidates, 80.0)
    return Outcome("ambiguous", undecided_key(name), why, candidates)


def own_key(name: Written) -> ActorKey:
    """Say what the names of one actor outside the register have in common."""
    identity = identify(name.read)
    if not identity.kind and not identity.words:
        return ("name", name_key(name.text))
    single = len(identity.rest) == 1 and not identity.place
    spelled = identity.detail.spelled if not identity.kind and single else ()
    return ("own", identity.kind, identity.located(name.region), identity.rest, spelled)


def _actors(entries: Iterable[Entry]) -> list[ActorKey]:
    return list(dict.fromkeys(of_register(entry.actor) for entry in entries))
