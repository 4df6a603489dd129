"""Pairs that have no tie in the records and are drawn dashed: from whoever found them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from netcoop._core.checks import first
from netcoop._core.texts import LANGUAGES, plural, text
from netcoop.errors import ArgumentError
from netcoop.maps.model import Labels, MissingTie, labels

# Of required ties, those not in the records; of the others something is, or nobody can tell.
ABSENT = "absent"


def missing_pairs(missing: Any, names: Mapping[str, str]) -> tuple[MissingTie, ...]:
    """Check what is missing and turn it into pairs of the picture, each once.

    Parameters
    ----------
    missing
        A table of ``source``, ``target`` and perhaps ``reason``; one that also has ``status`` and
        ``basis``, as required ties have; or the result that holds such a table as ``pairs``.
    names
        The id of each actor in the picture, by its id in the network; either is understood.
    """
    if missing is None:
        return ()
    frame = _table(missing)
    known = {shown: shown for shown in names.values()} | dict(names)
    ends = [frame[end].astype("str").tolist() for end in ("source", "target")]
    _refuse_strangers({actor for end in ends for actor in end} - set(known))
    reasons: dict[tuple[str, str], list[Labels]] = {}
    for source, target, reason in zip(*ends, frame["reason"].map(labels), strict=True):
        pair = known[source], known[target]
        # A pair may be asked for by several rules and in several regions.
        if pair[0] != pair[1]:
            pair = pair if pair[::-1] not in reasons else pair[::-1]
            reasons.setdefault(pair, []).append(reason)
    return tuple(MissingTie(*pair, _joined(told)) for pair, told in reasons.items())


def _table(missing: Any) -> pd.DataFrame:
    frame = missing if isinstance(missing, pd.DataFrame) else getattr(missing, "pairs", None)
    if not isinstance(frame, pd.DataFrame):
        message = text(
            "missing= takes a table with source and target, or what nc.required_ties or "
            "nc.missing_ties found, not {kind}.",
            kind=type(missing).__name__,
        )
        raise ArgumentError(message)
    absent = [name for name in ("source", "target") if name not in frame]
    if absent:
        raise ArgumentError(
            text(
                "'missing' has no column {columns}. It needs source and target.",
                columns=", ".join(absent),
            )
        )
    why = "reason"
    if "status" in frame:
        # Here a reason is one why nobody can tell; what asks for the tie is its basis.
        frame, why = frame[frame["status"] == ABSENT], "basis"
    frame = frame[frame["source"].notna() & frame["target"].notna()]
    reason = frame[why] if why in frame else pd.Series("", index=frame.index, dtype="str")
    return frame[["source", "target"]].assign(reason=reason)


def _refuse_strangers(strangers: set[str]) -> None:
    if strangers:
        raise ArgumentError(
            plural(
                "{n} actor of 'missing' is not in the network: {actors}. "
                "Leave its rows out, or add it to the table of actors.",
                "{n} actors of 'missing' are not in the network: {actors}. "
                "Leave their rows out, or add them to the table of actors.",
                len(strangers),
                actors=first(sorted(strangers)),
            )
        )


def _joined(told: list[Labels]) -> Labels:
    """Say every reason once, in the order given."""
    return {
        lang: "; ".join(dict.fromkeys(filter(None, (labels[lang] for labels in told))))
        for lang in LANGUAGES
    }
