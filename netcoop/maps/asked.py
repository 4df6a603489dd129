"""What a user asks of a map, checked: paths, titles, sentences and sizes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any

from netcoop._core.checks import is_missing, is_whole
from netcoop._core.texts import LANGUAGES, text
from netcoop.errors import ArgumentError
from netcoop.maps.model import Labels, labels

HEIGHTS = (100, 10_000)  # pixels of a frame in a notebook
DOTS = (20, 1200)  # of a picture, per inch


def check_path(path: Any) -> Path:
    """Refuse what is no path of a file."""
    if isinstance(path, str | PathLike) and str(path).strip():
        return Path(path)
    raise ArgumentError(text("{path!r} is not the path of a file.", path=path))


def check_title(title: Any) -> str | None:
    """Refuse a title that is no text."""
    if title is None or isinstance(title, str):
        return title
    raise ArgumentError(text("title={title!r} must be a text.", title=title))


def check_whole(argument: str, value: Any, bounds: tuple[int, int]) -> int:
    """Refuse what is no whole number within bounds."""
    if is_whole(value) and bounds[0] <= value <= bounds[1]:
        return int(value)
    raise ArgumentError(
        text(
            "{argument}={value!r} must be a whole number from {low} to {high}.",
            argument=argument,
            value=value,
            low=bounds[0],
            high=bounds[1],
        )
    )


def notes_of(notes: Any) -> list[Labels]:
    """Bring sentences into one form: a single one is a list of one, blank ones are left out."""
    single = isinstance(notes, str | Mapping)
    given = [notes] if single else [] if notes is None else notes
    if not isinstance(given, Sequence) or isinstance(given, bytes):
        raise _no_notes(notes)
    found = []
    for note in given:
        if isinstance(note, Mapping):
            # A language that is not known here would be lost without a word.
            if not set(note) <= set(LANGUAGES):
                raise _no_notes(note)
        elif not (isinstance(note, str) or _is_nothing(note)):
            raise _no_notes(note)
        found.append(labels(note))
    return [note for note in found if any(note.values())]


def _is_nothing(value: Any) -> bool:
    return value is None or (not hasattr(value, "__len__") and is_missing(value))


def _no_notes(notes: Any) -> ArgumentError:
    return ArgumentError(
        text(
            "notes= takes sentences: texts, or a text for each language, {example}; not {value}.",
            example="{'cs': …, 'en': …}",
            value=repr(notes)[:60],
        )
    )
