"""Pairs that have no tie in the records and are drawn dashed: from whoever found them."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from netcoop._core.checks import first
from netcoop._core.texts import LANGUAGES, language, plural, text
from netcoop.errors import ArgumentError, NetcoopWarning
from netcoop.maps.model import Labels, MissingTie, labels

if TYPE_CHECKING:
    from netcoop.maps.views import Views
    from netcoop.network import Network

# Of required ties, those not in the records; of the others something is, or nobody can tell.
ABSENT = "absent"


def gaps_of(missing: Any, views: Views) -> tuple[tuple[MissingTie, ...], tuple[Labels, ...]]:
    """Give the pairs to draw dashed in a picture, and what must be said beside it.

    Parameters
    ----------
    missing
        As :func:`missing_pairs` takes it.
    views
        All networks of the picture.
    """
    shown = [view.net for view in views.views if not view.without]
    gaps, tied = untied(missing_pairs(missing, views.names), shown)
    return gaps, tied_note(tied)


def drawn_gaps(missing: Any, views: Views) -> tuple[MissingTie, ...]:
    """Give the pairs to draw dashed; of those left out a warning tells."""
    gaps, said = gaps_of(missing, views)
    warn_of_tied(said)
    return gaps


def warn_of_tied(said: tuple[Labels, ...]) -> None:
    """Warn with the words of :func:`tied_note`, if there are any."""
    for words in said:
        warnings.warn(words[language()], NetcoopWarning, stacklevel=4)


def untied(
    gaps: Sequence[MissingTie], nets: Iterable[Network]
) -> tuple[tuple[MissingTie, ...], int]:
    """Leave out pairs that are tied after all, wherever both are there; say how many that were.

    A tie of a kind may be required of a pair that has another one. That is no gap on a picture in
    which a line joins them: to see both lines would mislead. A pair that is tied in some periods
    only stays, to be drawn in the others.

    Parameters
    ----------
    gaps
        What :func:`missing_pairs` gives.
    nets
        The networks shown, one for each period.
    """
    ends = [frozenset((gap.source, gap.target)) for gap in gaps]
    together: Counter[frozenset[str]] = Counter()
    tied: Counter[frozenset[str]] = Counter()
    for net in nets if gaps else ():
        there, pairs = set(net.actors.index), net.pairs
        together.update(pair for pair in ends if pair <= there)
        columns = (pairs[end].astype("str").tolist() for end in ("source", "target"))
        tied.update({frozenset(pair) for pair in zip(*columns, strict=True)}.intersection(ends))
    # Each pair stands once among the gaps, so that both count networks.
    kept = [
        gap
        for gap, pair in zip(gaps, ends, strict=True)
        if not together[pair] or tied[pair] < together[pair]
    ]
    return tuple(kept), len(gaps) - len(kept)


def tied_note(n: int) -> tuple[Labels, ...]:
    """Say how many pairs were left out because they are tied."""
    if not n:
        return ()
    said = {
        lang: plural(
            "{n} expected pair has a tie here, though perhaps not of the kind that was expected, "
            "and is not drawn as missing.",
            "{n} expected pairs have a tie here, though perhaps not of the kind that was expected, "
            "and are not drawn as missing.",
            n,
            lang,
        )
        for lang in LANGUAGES
    }
    return (said,)


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
