"""What becomes of a written name, and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from netcoop._core.texts import mark, text

STATUSES = ("exact", "alias", "proposed", "ambiguous", "new", "not_an_actor", "person")
STATUS_LABELS = {
    "exact": mark("as written in the register or before"),
    "alias": mark("the same actor, by rule"),
    "proposed": mark("proposed: please decide"),
    "ambiguous": mark("ambiguous: please decide"),
    "new": mark("an actor of its own"),
    "not_an_actor": mark("not an actor"),
    "person": mark("a natural person"),
}
# Names of these are one actor with the name they were found to be.
MERGED = frozenset({"exact", "alias"})
UNDECIDED = frozenset({"proposed", "ambiguous"})

# Which actor a name belongs to: ("register", id) or what its own names have in common.
ActorKey = tuple[Any, ...]
NOBODY: ActorKey = ("nobody",)


def of_register(actor: str) -> ActorKey:
    """Make the key of an actor of the register."""
    return ("register", actor)


@dataclass(frozen=True)
class Why:
    """A reason, put into words in the language it is read in."""

    message: str
    values: dict[str, Any] = field(default_factory=dict)

    def sentence(self, lang: str | None = None) -> str:
        """Say it."""
        return text(self.message, lang, **self.values)


@dataclass(frozen=True)
class Outcome:
    """What becomes of one name."""

    status: str
    actor: ActorKey
    why: Why
    candidates: tuple[ActorKey, ...] = ()
    score: float | None = None
    decision: str = ""
