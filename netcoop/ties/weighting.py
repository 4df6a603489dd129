"""``Weighting``: how records become the strength of a tie, as one explicit choice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from netcoop._core.checks import check_choice
from netcoop._core.texts import text
from netcoop.errors import ArgumentError

MEETING_METHODS = ("newman", "count", "share")
LAYERS = ("meeting", "referral", "contact")


@dataclass(frozen=True)
class Weighting:
    """How much a meeting counts, and how much each layer counts in the whole.

    Parameters
    ----------
    meeting
        ``"newman"`` (default): a meeting of k actors gives each pair 1/(k−1), so that every
        participant gains 1 in all; ``"count"``: 1; ``"share"``: 2/(k(k−1)), so that the whole
        meeting gives 1. A meeting of one actor adds nothing.
    layer_weights
        Multiplier of each layer when several are put together (default 1 each); before that, a
        layer's weights are divided by their mean, so that 200 referrals do not swamp ten meetings.

    References
    ----------
    Newman, M. E. J. (2001). Scientific collaboration networks. II. Physical Review E 64, 016132.
    https://doi.org/10.1103/PhysRevE.64.016132

    Examples
    --------
    >>> Weighting(meeting="count")
    Weighting(meeting='count', layer_weights=None)
    """

    meeting: str = "newman"
    layer_weights: Mapping[str, float] | None = None

    def __post_init__(self) -> None:
        check_choice("meeting", self.meeting, MEETING_METHODS)
        for layer, weight in (self.layer_weights or {}).items():
            check_choice("layer_weights", layer, LAYERS)
            if not 0 < weight < float("inf"):
                message = text("The weight of layer {layer} must be above zero, not {weight}.",
                               layer=layer, weight=weight)  # fmt: skip
                raise ArgumentError(message)

    def to_dict(self) -> dict[str, object]:
        """Give the choice as plain values, as settings and files keep it."""
        return asdict(self)
