"""The weightings a reader would ask about, and which of them the records cannot tell apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from netcoop._core.texts import mark
from netcoop.network import Network
from netcoop.ties.weighting import ASSUMED_CHANNEL, Weighting

Codes = tuple[np.ndarray, np.ndarray, np.ndarray]
# Why a weighting is left out, and the name that goes into the sentence.
Reason = tuple[str, str]

# Half as far again from 1 as assumed: what goes by wire or paper counts a quarter.
STEEPER_CHANNEL = {word: 1 - 1.5 * (1 - worth) for word, worth in ASSUMED_CHANNEL.items()}
# Sizes from which a meeting is a hall rather than a table. Both are assumptions.
LARGE = (30, 12)
HALF_LIFE = 365

_SIZES = mark("There are no meetings of different size.")
_CHANNELS = mark("The channel is not recorded, or it is worth the same everywhere.")
_HOURS = mark("Hours are not recorded, or they are the same everywhere.")
_LARGER = mark("No meeting is larger.")
_DAYS = mark("Nothing has a date, or everything is of one day.")
_LAYERS = mark("Only one kind of tie is there, or the kinds agree on every pair.")
_SAME = mark("It makes the same ties as {other}.")
_NOTHING_LEFT = mark("Nothing would be left of these ties: {other}.")


@dataclass(frozen=True)
class Candidate:
    """A weighting to try, and what it means if it makes no difference."""

    weighting: Weighting
    if_same: str


def usual_weightings(layers: Sequence[str]) -> dict[str, Candidate]:
    """Name the choices a reader would ask about; the first is the default of the library."""
    found = {
        "newman" if "meeting" in layers else "default": Candidate(Weighting(), _SAME),
        "count": Candidate(Weighting(meeting="count"), _SIZES),
        "share": Candidate(Weighting(meeting="share"), _SIZES),
        "channel_assumed": Candidate(Weighting(channel="assumed"), _CHANNELS),
        "channel_steeper": Candidate(Weighting(channel=STEEPER_CHANNEL), _CHANNELS),
        "hours": Candidate(Weighting(hours=True), _HOURS),
    }
    for size in LARGE:
        found[f"max_size_{size}"] = Candidate(Weighting(max_size=size), _LARGER)
    found[f"half_life_{HALF_LIFE}"] = Candidate(Weighting(half_life=HALF_LIFE), _DAYS)
    for layer in layers[1:]:
        for word, factor in (("double", 2.0), ("half", 0.5)):
            weighting = Weighting(layer_weights={layer: factor})
            found[f"{layer}_{word}"] = Candidate(weighting, _LAYERS)
    return found


def why_left_out(
    net: Network, if_same: str, kept: Mapping[str, Codes], layers: Iterable[str]
) -> Reason | None:
    """Say why a weighting shows nothing of its own; ``None`` if it does.

    Parameters
    ----------
    net
        The network it makes.
    if_same
        The reason where its ties are those of the reference.
    kept
        Ties of the weightings before it; the first is the reference.
    layers
        Kinds of tie the reference has.
    """
    gone = [layer for layer in layers if layer not in net.layers]
    if gone:
        return _NOTHING_LEFT, ", ".join(gone)
    for position, (name, codes) in enumerate(kept.items()):
        if _proportional(net.codes, codes):
            return (_SAME if position else if_same), name
    return None


def same_pairs(one: Codes, other: Codes) -> bool:
    """Tell whether two networks of the same actors tie the same pairs."""
    return all(np.array_equal(mine, its) for mine, its in zip(one[:2], other[:2], strict=True))


def _proportional(one: Codes, other: Codes) -> bool:
    """Tell whether weights differ at most by one factor: then no rank can move."""
    if not same_pairs(one, other):
        return False
    mine, its = one[2], other[2]
    return not len(mine) or np.allclose(mine / mine.max(), its / its.max(), rtol=1e-9, atol=0)
