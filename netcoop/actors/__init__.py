"""Spellings → ``actor_id``: who is who by name."""

from netcoop.actors.names import name_key
from netcoop.actors.resolve import resolve_actors

__all__ = ["name_key", "resolve_actors"]
