"""What a picture does when it is drawn: only then is it known how large its axes are."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.axes import Axes


def when_drawn(axes: Axes, action: Callable[[Any], None], order: float = -10.0) -> None:
    """Do something with the renderer when axes are drawn: before all else, or in some order."""
    keeper = _keeper_class()(action)
    keeper.set_zorder(order)
    keeper.set_in_layout(False)
    axes.add_artist(keeper)


@cache
def _keeper_class() -> Any:
    from matplotlib.artist import Artist

    class Keeper(Artist):
        """Nothing to be seen: does something when its turn to be drawn comes."""

        def __init__(self, action: Callable[[Any], None]) -> None:
            super().__init__()
            self._action = action

        def draw(self, renderer: Any) -> None:
            self._action(renderer)

        def __reduce__(self) -> Any:
            return _blank_keeper, (), self.__getstate__()

    return Keeper


def _blank_keeper() -> Any:
    """Make a keeper to be filled: figures are pickled when they go to another process."""
    kind = _keeper_class()
    return kind.__new__(kind)
