"""Spellings → ``actor_id``: who is who by name."""

from netcoop.actors.decisions import Decisions, read_decisions
from netcoop.actors.matching import match_names
from netcoop.actors.names import name_key
from netcoop.actors.resolve import resolve_actors
from netcoop.actors.review import NameReview

__all__ = [
    "Decisions",
    "NameReview",
    "match_names",
    "name_key",
    "read_decisions",
    "resolve_actors",
]
