"""What a map shows, as plain data: texts, numbers and lists that go into a page as they are."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from netcoop._core.texts import LANGUAGES

Labels = dict[str, str]


@dataclass(frozen=True, slots=True)
class MapActor:
    """One mark: who it is and where it stands."""

    id: str
    label: str
    labels: Labels
    group: str
    kind: str
    sector: str
    region: str
    level: str
    role: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class MapView:
    """One picture of the map: a period, with or without the facilitators.

    ``present`` and each of ``metrics`` have a value for every actor of the map, in its order;
    ``None`` is undefined, or the actor is not there.
    """

    period: str
    without: bool
    present: tuple[bool, ...]
    isolate: tuple[bool, ...]
    metrics: dict[str, tuple[float | None, ...]]
    n_ties: int


@dataclass(frozen=True, slots=True)
class MapTie:
    """One line: both ends, and what it is in every view of the map (``None``: not there).

    ``strengths`` are those of the pair over all kinds, as the metrics count them; ``shown`` is the
    text to show instead where a count is hidden; ``behind`` is what the tie was made from: period,
    month or longer, and how often.
    """

    source: str
    target: str
    kind: str
    arc: bool
    weights: tuple[float | None, ...]
    strengths: tuple[float | None, ...]
    shown: tuple[str, ...]
    behind: tuple[tuple[str, str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class MissingTie:
    """One pair that was expected and is not in the records, with the reason if there is one."""

    source: str
    target: str
    reason: Labels


@dataclass(frozen=True, slots=True)
class MapPeriod:
    """One period of the map."""

    key: str
    label: Labels


@dataclass(frozen=True, slots=True)
class MapMetric:
    """One number of every actor: its label and meaning in all languages, and its digits."""

    key: str
    label: Labels
    meaning: Labels
    digits: int


@dataclass(frozen=True, slots=True)
class MapGroup:
    """One entry of the legend of actors."""

    key: str
    label: Labels
    shape: str
    color: str


@dataclass(frozen=True, slots=True)
class MapTieKind:
    """One entry of the legend of ties."""

    key: str
    label: Labels
    color: str
    dash: tuple[int, ...]
    arrow: bool
    bend: float


@dataclass(frozen=True, slots=True)
class MapModel:
    """Everything a map shows, in all its languages, and nothing else.

    ``undecided`` has the rows of the actors whose name is not decided.
    """

    lang: str
    title: Labels
    notes: tuple[Labels, ...]
    roster: str
    directed: bool
    color: str
    size: str
    width: float
    height: float
    scale: float
    periods: tuple[MapPeriod, ...]
    views: tuple[MapView, ...]
    actors: tuple[MapActor, ...]
    ties: tuple[MapTie, ...]
    missing: tuple[MissingTie, ...]
    undecided: tuple[int, ...]
    groups: tuple[MapGroup, ...]
    tie_kinds: tuple[MapTieKind, ...]
    metrics: tuple[MapMetric, ...]
    words: dict[str, dict[str, Labels]]
    texts: dict[str, dict[str, str]]
    counted: dict[str, dict[str, list[str]]]
    # What lies below the map: outlines of regions, with their colors and what these mean.
    underlay: dict[str, Any] | None = None

    def to_dict(self) -> dict[str, Any]:
        """Plain dictionaries, lists, texts and numbers, ready for JSON."""
        return asdict(self)


def clean(value: object) -> str:
    """Turn a value into text that every file can hold; blank for what is not there."""
    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return ""
    # Half a surrogate pair is no character: UTF-8 refuses it, and with it the whole page.
    return str(value).encode("utf-8", "replace").decode("utf-8").strip()


def labels(value: object) -> Labels:
    """Take a text for every language: as given by language, or the same for all.

    Where a language has none, that of another stands in: a blank would say nothing to anybody.
    """
    if isinstance(value, Mapping):
        given = {code: clean(value.get(code)) for code in LANGUAGES}
        known = next(filter(None, given.values()), "")
        return {code: words or known for code, words in given.items()}
    return dict.fromkeys(LANGUAGES, clean(value))
