"""Which actor a name that stands alone most likely means: a proposal, never a decision."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from netcoop._core.progress import track
from netcoop._core.texts import mark
from netcoop.actors.clusters import Settled, by_actor
from netcoop.actors.identity import Identity, identify
from netcoop.actors.mending import Mended, near_words
from netcoop.actors.outcome import ActorKey, Outcome, Why, of_register
from netcoop.actors.roster import Roster
from netcoop.actors.written import Written
from netcoop.reference.words import words_of

# Chosen on benchmarks/name_matching.py: nine proposals in ten are right.
THRESHOLD = 75.0
MARGIN = 5.0
_TYPO, _LEFT, _PLACE_OPEN, _KIND_OPEN, _MARK = 7.0, 13.0, 5.0, 5.0, 6.0
# A shorter word is another word after one letter, unless something else agrees as well.
_SURE = 6
# A word of more names than this tells none of them.
_COMMON = 200

_LIKE = mark("The name is nearly that of {name!r}, in the same kind and place.")
_LIKE_OPEN = mark("The name resembles {name!r}; kind or place is not said in both.")
_NEAR = mark("The name resembles several actors about equally.")


@dataclass(frozen=True)
class _Node:
    """One way to write one actor, as it is compared."""

    actor: ActorKey
    label: str
    identity: Identity
    place: str | None
    # Where it is or works; and in which regions it was written.
    places: frozenset[str]
    regions: frozenset[str]
    weight: tuple[int, int, str]
    repairs: int = 0

    @property
    def kind(self) -> str:
        return self.identity.kind


def propose(settled: Settled, roster: Roster) -> Settled:
    """Give names that are new the actor they resemble, if there is one.

    Only actors of a compatible kind and place are looked at; other numbers, towns and kinds
    forbid it.
    """
    nodes = [*_of_register(roster), *_of_clusters(settled)]
    search = _Search(nodes)
    new = {outcome.actor for _, outcome in settled if outcome.status == "new"}
    sources = [node for node in nodes if node.actor in new]
    mended = Mended({w.folded for node in sources for w in words_of(node.identity.text)})
    found: dict[ActorKey, list[tuple[float, _Node]]] = defaultdict(list)
    for node in track(sources, total=len(sources)):
        for version in (node, *_mended(node, mended)):
            found[node.actor] += search.likely(version)
    best = {actor: _best(hits) for actor, hits in found.items() if hits}
    return [
        (name, _proposed(name, outcome, best[outcome.actor]))
        if outcome.status == "new" and outcome.actor in best
        else (name, outcome)
        for name, outcome in settled
    ]


def _best(hits: Iterable[tuple[float, _Node]]) -> list[tuple[float, _Node]]:
    """Keep the candidates nearest to the best one, each actor once."""
    by_target: dict[ActorKey, tuple[float, _Node]] = {}
    for score, target in hits:
        if score > by_target.get(target.actor, (0.0, target))[0]:
            by_target[target.actor] = (score, target)
    ranked = sorted(by_target.values(), key=lambda hit: (-hit[0], hit[1].weight))
    return [hit for hit in ranked if hit[0] > ranked[0][0] - MARGIN]


def _proposed(name: Written, outcome: Outcome, best: Sequence[tuple[float, _Node]]) -> Outcome:
    candidates = tuple(node.actor for _, node in best)
    score, node = best[0]
    if len(candidates) > 1:
        return replace(outcome, status="ambiguous", why=Why(_NEAR), candidates=candidates)
    identity = identify(name.read)
    alike = identity.kind == node.kind and identity.located(name.region) == node.place
    why = Why(_LIKE if alike else _LIKE_OPEN, {"name": node.label})
    return replace(
        outcome, status="proposed", why=why, candidates=candidates, score=round(score, 1)
    )


def _of_register(roster: Roster) -> Iterator[_Node]:
    for entry in roster.entries:
        if entry.rank and not entry.identity.unsettled:
            yield _Node(
                of_register(entry.actor), roster.names[entry.actor], entry.identity, entry.place,
                entry.places, entry.places, (0, 0, entry.written),
            )  # fmt: skip


def _of_clusters(settled: Settled) -> Iterator[_Node]:
    rows: dict[ActorKey, int] = defaultdict(int)
    for name, outcome in settled:
        rows[outcome.actor] += name.rows
    open_ones = {o.actor for _, o in settled if o.status in {"new", "proposed"}}
    for actor, names in by_actor(settled).items():
        if actor[0] not in {"own", "name"} or actor not in open_ones:
            continue
        label = max(names, key=lambda name: (len(name.text), name.text)).text
        regions = frozenset(name.region for name in names if name.region)
        seen = set()
        for name in sorted(names, key=lambda name: name.text):
            identity = identify(name.read)
            place = identity.located(name.region)
            if (identity.rest, place) not in seen:
                seen.add((identity.rest, place))
                places = frozenset({place} if place else ())
                weight = (1, -rows[actor], label)
                yield _Node(actor, label, identity, place, places, regions, weight)


def _mended(node: _Node, mended: Mended) -> Iterator[_Node]:
    """Read the name again with a slip of the pen mended in the words for kind and town."""
    for text in mended.versions(node.identity.text):
        identity = identify(text)
        place = identity.located(next(iter(node.regions)) if len(node.regions) == 1 else None)
        if identity.kind and not identity.unsettled:
            places = frozenset({place} if place else ())
            yield replace(node, identity=identity, place=place, places=places, repairs=1)


class _Search:
    """The actors known, by their words and places, and the words that are nearly the same."""

    def __init__(self, nodes: Sequence[_Node]) -> None:
        self.by_word: dict[tuple[str, str | None], list[_Node]] = defaultdict(list)
        self.by_kind: dict[tuple[str, str | None], list[_Node]] = defaultdict(list)
        self.places_of: dict[str, set[str | None]] = defaultdict(set)
        for node in nodes:
            where: set[str | None] = {*node.places} or {None}
            for place in where:
                self.by_kind[node.kind, place].append(node)
                for word in node.identity.words:
                    self.by_word[word, place].append(node)
                    self.places_of[word].add(place)
        self.times = Counter(word for node in nodes for word in node.identity.words)
        words = set(self.times)
        self.near = near_words(words, words)

    def likely(self, source: _Node) -> Iterator[tuple[float, _Node]]:
        """Score every actor that may be meant, those written more often above the others."""
        for target in self._candidates(source):
            lighter = source.repairs or target.weight < source.weight
            if target.actor != source.actor and lighter:
                score = self._score(source, target)
                if score >= THRESHOLD:
                    yield score, target

    def _candidates(self, source: _Node) -> list[_Node]:
        words = {near for word in source.identity.words for near in self.near.get(word, {word})}
        found: dict[int, _Node] = {}
        places: set[str | None] = {source.place, None}
        for word in self._telling(words):
            for place in self.places_of.get(word, ()) if source.place is None else places:
                found |= {id(node): node for node in self.by_word.get((word, place), ())}
        if source.kind and (source.identity.marks or not source.identity.words):
            found |= {id(node): node for node in self.by_kind.get((source.kind, source.place), ())}
        return list(found.values())

    def _telling(self, words: set[str]) -> set[str]:
        """Leave out words that stand in very many names, unless there are no others."""
        rare = {word for word in words if self.times.get(word, 0) <= _COMMON}
        return rare or set(sorted(words, key=lambda word: (self.times[word], word))[:1])

    def _score(self, source: _Node, target: _Node) -> float:
        one, other = source.identity, target.identity
        if _forbidden(source, target):
            return 0.0
        shared = one.words & other.words
        extra, missing = set(one.words - shared), set(other.words - shared)
        typos = self._pair(extra, missing, enough=bool(shared))
        if not {word for word in shared if len(word) > 2} | typos and not _bare_match(
            source, target
        ):
            return 0.0
        left = len(extra) + len(missing)
        if left > max(len(shared) + len(typos), 1 if one.marks & other.marks else 0):
            return 0.0
        tokens = (
            100.0 - _TYPO * (len(typos) + source.repairs) - _LEFT * left
            - _MARK * len(one.marks ^ other.marks)
            - _PLACE_OPEN * (source.place != target.place) - _KIND_OPEN * (one.kind != other.kind)
        )  # fmt: skip
        return (tokens + _spelling(one, other)) / 2 if one.words and other.words else tokens

    def _pair(self, extra: set[str], missing: set[str], *, enough: bool) -> set[str]:
        """Take out words that are one another with a slip of the pen, and return them."""
        typos = set()
        for word in sorted(extra):
            near = {
                other
                for other in self.near.get(word, frozenset()) & missing
                if enough or min(len(word), len(other)) >= _SURE
            }
            if near:
                missing.discard(min(near))
                extra.discard(word)
                typos.add(word)
        return typos


def _bare_match(source: _Node, target: _Node) -> bool:
    """Accept names without words of their own where all else agrees."""
    one, other = source.identity, target.identity
    if one.words and not one.marks & other.marks:
        return False
    if other.words or source.kind != target.kind or not source.place:
        return False
    same_place = source.place == target.place
    return same_place and bool(source.repairs or one.scope != "many" or one.marks & other.marks)


def _forbidden(source: _Node, target: _Node) -> bool:
    one, other = source.identity, target.identity
    if one.kind and other.kind and one.kind != other.kind:
        return True
    if one.numbers != other.numbers and (
        (one.numbers and other.numbers) or not (one.kind and other.kind)
    ):
        return True
    if one.detail.houses and other.detail.houses and one.detail.houses != other.detail.houses:
        return True
    if source.place and target.places and source.place not in target.places:
        return True
    if source.place is None and target.place:
        if source.regions and not source.regions & (target.regions | target.places):
            return True
        # "ZŠ Školní" of no town may be in any of them.
        if one.takes_context and (target.actor[0] != "register" or source.repairs):
            return True
    if one.kind != other.kind and source.place != target.place:
        return not source.regions & target.places
    return not (one.marks <= other.marks or other.marks <= one.marks)


def _spelling(one: Identity, other: Identity) -> float:
    from rapidfuzz import fuzz

    return float(fuzz.token_sort_ratio(" ".join(one.words), " ".join(other.words)))
