"""The data of a page as columns: small enough for twenty thousand actors in one file.

Actors and ties go by their row. What a value is in each view of the map is one list a view.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, fields, replace
from operator import attrgetter
from typing import Any

from netcoop.maps import style
from netcoop.maps.model import MapActor, MapModel, MapTie
from netcoop.maps.page_texts import LANGUAGE_NAMES

# Above so many actors vis-network is no longer smooth, and the page draws by itself.
MOST_VIS_ACTORS = 1500
MOST_VIS_TIES = 5000
# Above so many actors the page opens on groups.
MOST_SINGLE_ACTORS = 2000


def page_data(model: MapModel) -> dict[str, Any]:
    """Put everything a page shows into plain lists, ready for JSON."""
    row = {actor.id: place for place, actor in enumerate(model.actors)}
    # What there is a lot of is not copied field by field: that took longer than all the rest.
    whole = asdict(replace(model, actors=(), ties=(), missing=(), views=()))
    whole["views"] = [
        {field.name: getattr(view, field.name) for field in fields(view)} for view in model.views
    ]
    whole["actors"] = _actors(model.actors)
    whole["ties"] = _ties(model, row)
    whole["missing"] = [
        {"source": row[pair.source], "target": row[pair.target], "reason": pair.reason}
        for pair in model.missing
    ]
    large = len(model.actors) > MOST_VIS_ACTORS or len(model.ties) > MOST_VIS_TIES
    return {
        "model": whole,
        "engine": "canvas" if large else "vis",
        "blocks": len(model.actors) > MOST_SINGLE_ACTORS,
        "outlines": style.OUTLINES,
        "languages": LANGUAGE_NAMES,
    }


def _actors(actors: Sequence[MapActor]) -> dict[str, Any]:
    columns: dict[str, Any] = {
        name: [getattr(actor, name) for actor in actors] for name in ("id", "label", "x", "y")
    }
    columns["labels"] = {row: actor.labels for row, actor in enumerate(actors) if actor.labels}
    for name in ("group", "kind", "sector", "region", "level", "role"):
        columns[name] = _coded(actors, attrgetter(name))
    return columns


def _ties(model: MapModel, row: dict[str, int]) -> dict[str, Any]:
    ties = model.ties
    views = range(len(model.views))
    arcs = [tie.arc for tie in ties]
    weights = [[tie.weights[view] for tie in ties] for view in views]
    strengths = [[tie.strengths[view] for tie in ties] for view in views]
    return {
        "source": [row[tie.source] for tie in ties],
        "target": [row[tie.target] for tie in ties],
        "kind": _coded(ties, attrgetter("kind")),
        # Either few have a direction or all.
        "arc": True if all(arcs) else [place for place, arc in enumerate(arcs) if arc],
        "weight": weights,
        # Where every pair has one tie its strength is the weight, and stands once.
        "strength": [
            None if strong == weight else strong
            for strong, weight in zip(strengths, weights, strict=True)
        ],
        # Few counts are hidden, so they go by the row of their tie.
        "shown": [
            {place: tie.shown[view] for place, tie in enumerate(ties) if tie.shown[view]}
            for view in views
        ],
        "behind": _behind(ties),
    }


def _behind(ties: Sequence[MapTie]) -> dict[str, Any]:
    """Give each period and month once, and by tie the places of its own, each with its number."""
    known: dict[tuple[str, str], int] = {}
    rows = {}
    for place, tie in enumerate(ties):
        if tie.behind:
            found = [(known.setdefault(line[:2], len(known)), line[2]) for line in tie.behind]
            rows[place] = [number for pair in found for number in pair]
    return {"lines": list(known), "rows": rows}


def _coded(rows: Iterable[Any], value: Callable[[Any], str]) -> dict[str, Any]:
    """Give a column of few words as the words and the place of each row's among them.

    Where all rows have the same word, there are no places.
    """
    values = [value(row) for row in rows]
    words = {word: place for place, word in enumerate(dict.fromkeys(values))}
    codes = [words[value] for value in values] if len(words) > 1 else []
    return {"words": list(words), "codes": codes}
