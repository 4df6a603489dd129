"""Columns that many tables of the local report have, headed and explained the same everywhere."""

from __future__ import annotations

from netcoop._core.texts import text
from netcoop.reports.document import Column


def actor_column(lang: str) -> Column:
    """Head a column of actors."""
    meaning = text("The organisation or service; a single person is named by kind only.", lang)
    return Column(text("actor", lang), meaning)


def other_column(lang: str) -> Column:
    """Head the second actor of a pair."""
    return Column(text("other actor", lang), text("The other of the two.", lang))


def kind_column(lang: str) -> Column:
    """Head a column of kinds of actors."""
    meaning = text("What kind of organisation or service it is.", lang)
    return Column(text("kind", lang), meaning)


def place_column(lang: str) -> Column:
    """Head a column of municipalities."""
    return Column(text("place", lang), text("The municipality it is about.", lang))


def service_column(lang: str) -> Column:
    """Head a column of services."""
    return Column(text("service", lang), text("What is offered, by the vocabulary.", lang))
