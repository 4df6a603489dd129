"""Service by region: what is there, what is near, and what is not known."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from netcoop._core.texts import check_language, text
from netcoop.errors import ArgumentError
from netcoop.gaps.whitespots.result import WhiteSpots
from netcoop.gaps.whitespots.words import LABELS, service_label
from netcoop.maps.pictures.axes import (
    BLUE,
    TEXT_SIZE,
    VERMILION,
    finish,
    legend_below,
    open_axes,
    patch,
    say_nothing,
)
from netcoop.maps.pictures.cells import (
    fill_cells,
    frame_cells,
    ink_on,
    letter,
    rule_groups,
    short,
    sign_cells,
)
from netcoop.records.schema import plain_letters

if TYPE_CHECKING:
    from matplotlib.axes import Axes


CELL = 0.4  # inches
WRAP = 38  # letters of a service in a row


class _Look(NamedTuple):
    """How a state of a service looks: a color and, for print and for the color-blind, a sign."""

    color: str
    sign: str


_LOOKS = {
    "available": _Look(BLUE, "●"),
    "partly": _Look("#8CC0E3", "◐"),
    "elsewhere_in_reach": _Look("#F5D98F", "→"),
    "out_of_reach": _Look("#E9A13B", "⇢"),
    "no_provider": _Look(VERMILION, "×"),
    "unknown": _Look("#E3E6E9", "?"),
}


def plot_white_spots(
    spots: WhiteSpots, *, ax: Axes | None = None, lang: str = "cs", title: str | None = None
) -> Axes:
    """Draw which services are where: one row for each service, one column for each region.

    Parameters
    ----------
    spots
        The result of :func:`netcoop.white_spots`. Only states of services are drawn: no numbers of
        people or referrals and no actors.
    ax
        Axes to draw into; without them a figure of its own is made, which pyplot knows nothing of.
    lang
        ``"cs"`` or ``"en"``.
    title
        Title; by default it says what is shown.

    Returns
    -------
    matplotlib.axes.Axes
        The axes. A service is available, available for some target groups, offered from another
        region, out of reach, without a provider in the records, or that is not known: what the
        catalogue does not list may still be there.

    Raises
    ------
    netcoop.errors.ArgumentError
        ``spots`` is no result of ``white_spots``, or ``lang`` is not known.

    Examples
    --------
    >>> import netcoop as nc
    >>> import pandas as pd
    >>> catalogue = {"actor": ["club"], "service": ["SS_NZDM"], "region": ["Humpolec"]}
    >>> found = nc.white_spots(nc.Records(services=pd.DataFrame(catalogue)))
    >>> [label.get_text() for label in plot_white_spots(found, lang="en").get_xticklabels()]
    ['Humpolec']
    """
    check_language(lang)
    if not isinstance(spots, WhiteSpots):
        raise ArgumentError(
            text("spots={value} must be what nc.white_spots gives.", value=type(spots).__name__)
        )
    grid = spots.coverage
    labels = {str(code): service_label(str(code), lang) for code in grid.index}
    grid = grid.reindex(sorted(labels, key=lambda code: (plain_letters(labels[code]), code)))
    axes = open_axes(ax, CELL * grid.shape[1] + 5.0, CELL * grid.shape[0] + 3.4)
    said = title or text("Which services are where", lang)
    if grid.empty:
        say_nothing(axes, text("There are no services to show.", lang))
        return finish(axes, said)
    names = [
        fill(short(labels[str(code)], 2 * WRAP), WRAP, break_long_words=False)
        for code in grid.index
    ]
    columns = [short(region) for region in grid.columns]
    frame_cells(axes, names, columns, TEXT_SIZE)
    rule_groups(axes, names, columns)
    _draw(axes, grid.fillna("unknown").to_numpy())
    legend_below(
        axes,
        [
            patch(look.color, f"{look.sign}  {text(LABELS[state], lang)}")
            for state, look in _LOOKS.items()
            if (grid.fillna("unknown") == state).to_numpy().any()
        ],
        notes=[
            text("What the catalogue does not list may still be there: then it is not known.", lang)
        ],
    )
    room = (CELL * len(columns), CELL * len(names)) if ax is None else None
    return finish(axes, said, room)


def _draw(axes: Axes, states: np.ndarray[Any, Any]) -> None:
    for state, look in _LOOKS.items():
        cells = [(int(row), int(column)) for row, column in np.argwhere(states == state)]
        fill_cells(axes, cells, look.color)
        ink = ink_on(look.color)
        sign_cells(axes, cells, letter(look.sign), 8, color=ink, markeredgewidth=0)
