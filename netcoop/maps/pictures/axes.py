"""What all static pictures share: their own figure, inert texts, one legend below, plain words."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from textwrap import fill
from typing import TYPE_CHECKING, Any

from netcoop._core.checks import is_whole
from netcoop._core.texts import number, text
from netcoop.errors import ArgumentError
from netcoop.maps import style
from netcoop.maps.model import clean
from netcoop.network import Network

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch
    from matplotlib.text import Text
    from matplotlib.transforms import Transform

TEXT_SIZE = 9.0  # points
SMALL = 8.0
TITLE_SIZE = 11.5
LEGEND_WIDTH = 46  # letters of an entry of the legend
MOST_INCHES = 60.0
EDGE = 0.06  # inches around all
GAP = 8.0  # points between the picture and its legend

BLUE = "#0072B2"
VERMILION = style.MISSING_STYLE.color
# Controls, marks that turn the direction of writing, ends of lines, what is no letter.
_UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})

GRID = "#E3E6E9"
RULE = "#56606B"
PALE = "#EDEFF1"


def open_axes(ax: Axes | None, width: float, height: float) -> Axes:
    """Take the axes given, or make a figure of so many inches, which pyplot knows nothing of.

    A figure made here lays itself out when it is drawn, so that nothing is cut at its edge.
    """
    if ax is not None:
        return _checked(ax)
    from matplotlib.figure import Figure

    size = (min(width, MOST_INCHES), min(height, MOST_INCHES))
    return Figure(figsize=size, layout="constrained").add_subplot()


def _checked(ax: Any) -> Axes:
    from matplotlib.axes import Axes

    # Polar axes and those of three dimensions are Axes too, and can hold no such picture.
    if not isinstance(ax, Axes) or ax.name != "rectilinear":
        kind = ax.name if isinstance(ax, Axes) else type(ax).__name__
        raise ArgumentError(text("ax={value} must be matplotlib axes, or None.", value=kind))
    if ax.get_figure() is None:
        raise ArgumentError(text("The axes of ax= are in no figure any more."))
    return ax


def check_one(net: object) -> None:
    """Refuse what is no single network: several ones need a picture each."""
    if isinstance(net, Mapping):
        raise ArgumentError(
            text("This picture shows one network. Draw one for each period: {example}.",
                 example="for name, net in nets.items(): …")
        )  # fmt: skip
    if not isinstance(net, Network):
        raise ArgumentError(text("Give one network, not {kind}.", kind=type(net).__name__))


def check_count(argument: str, value: object) -> None:
    """Refuse what is no whole number from 0."""
    if not is_whole(value) or value < 0:
        raise ArgumentError(
            text("{argument}={value!r} must be a whole number from 0.", argument=argument,
                 value=value)
        )  # fmt: skip


def plain(value: object) -> str:
    """Turn a value into one line of text that a picture can hold; blank for what is not there.

    Examples
    --------
    >>> plain("Dětské" + chr(10) + "centrum 5 $"), plain(None)
    ('Dětské centrum 5 $', '')
    """
    letters = (" " if unicodedata.category(one) in _UNSEEN else one for one in clean(value))
    # Not split(): the space before the question mark of an undecided name holds.
    return " ".join(part for part in "".join(letters).split(" ") if part)


def say_nothing(axes: Axes, words: str) -> None:
    """Say in the axes why there is nothing to draw."""
    axes.set_axis_off()
    axes.text(
        0.5,
        0.5,
        fill(words, LEGEND_WIDTH),
        transform=axes.transAxes,
        ha="center",
        va="center",
        fontsize=TEXT_SIZE + 1,
        color=style.INK,
    )


def words_on(axis: Axis, places: Sequence[float], words: Sequence[str], size: float) -> None:
    """Write words at places of an axis."""
    axis.set_ticks(list(places), labels=list(words))
    axis.set_tick_params(length=0, labelsize=size, labelcolor=style.INK)


def numbers_on(axis: Axis, lang: str) -> None:
    """Write the numbers of an axis as people in that language do."""
    from matplotlib.ticker import FuncFormatter

    axis.set_major_formatter(FuncFormatter(lambda value, _: number(round(value, 9), lang)))
    axis.set_tick_params(labelsize=SMALL, labelcolor=style.INK, color=RULE)


def bare(axes: Axes) -> None:
    """Take the frame away: the marks are the picture."""
    for side in ("top", "right", "left", "bottom"):
        axes.spines[side].set_visible(False)


def patch(color: str, label: str) -> Patch:
    """Make an entry of the legend: a box of a color."""
    from matplotlib.patches import Patch

    return Patch(facecolor=color, edgecolor=RULE, linewidth=0.6, label=label)


def spot(marker: Any, color: str, label: str, **more: Any) -> Line2D:
    """Make an entry of the legend: a mark without a line."""
    from matplotlib.lines import Line2D

    look: dict[str, Any] = {
        "markerfacecolor": color,
        "markeredgecolor": color,
        "markersize": 7,
    } | more
    return Line2D([], [], linestyle="", marker=marker, label=label, **look)


def legend_below(
    axes: Axes, handles: Sequence[Artist], *, heading: str = "", notes: Sequence[str] = ()
) -> None:
    """Put the legend and what must be said with it under the picture, clear of its labels."""
    from matplotlib.lines import Line2D

    words = [fill(plain(handle.get_label()), LEGEND_WIDTH) for handle in handles]
    for handle, label in zip(handles, words, strict=True):
        handle.set_label(label)
    letters = _letters(axes)
    said = [fill(note, max(30, letters)) for note in [*notes, heading] if note]
    longest = max((len(line) for label in words for line in label.split("\n")), default=1)
    if not handles and not said:
        return
    legend = axes.legend(
        handles=[*handles] or [Line2D([], [], linestyle="", label="")],
        title="\n".join(said) or None,
        loc="upper center",
        bbox_to_anchor=(0.5, 0.0),
        bbox_transform=_under(axes),
        ncols=max(1, min(len(handles), letters // (longest + 7))),
        frameon=False,
        fontsize=SMALL,
        title_fontsize=SMALL,
        borderaxespad=0.0,
    )
    legend.get_title().set_multialignment("center")


def points_across(axes: Axes, *, whole: bool = False) -> float:
    """Say how many points wide the axes are, or the whole figure where they are alone in it."""
    figure = axes.get_figure(root=True)
    alone = figure is not None and len(figure.axes) == 1
    box = figure.bbox if figure is not None and whole and alone else axes.bbox
    return float(box.width / _dots(axes))


def _letters(axes: Axes) -> int:
    """Say how many small letters stand in one line under the picture."""
    return int(points_across(axes, whole=True) / (SMALL * 0.56))


def _dots(axes: Axes) -> float:
    """Say how many dots of the figure are one point."""
    figure = axes.get_figure(root=True)
    return (figure.dpi if figure is not None else 72.0) / 72


def _under(axes: Axes) -> Transform:
    """Measure how far the labels of the axis reach down, and start below them."""
    from matplotlib.transforms import ScaledTranslation

    figure = axes.get_figure(root=True)
    if figure is None:
        return axes.transAxes
    box = axes.xaxis.get_tightbbox() if axes.axison else None
    depth = 0.0 if box is None else max(0.0, axes.bbox.y0 - box.y0)
    down = (depth / _dots(axes) + GAP) / 72
    return axes.transAxes + ScaledTranslation(0, -down, figure.dpi_scale_trans)


def finish(axes: Axes, title: str, room: tuple[float, float] | None = None) -> Axes:
    """Write the title and make every text stand as it is: a name with $ is no formula.

    ``room`` is how many inches wide and high the axes should be, in a figure of their own.
    """
    from matplotlib.text import Text

    axes.set_title(title, fontsize=TITLE_SIZE, color=style.INK, pad=10)
    for words in axes.findobj(Text):
        words.set_parse_math(False)
        words.set_usetex(False)
    figure = axes.get_figure(root=True)
    if figure is None:
        return axes
    if room is not None:
        _give_room(axes, figure, *room)
    _wrap_title(axes, figure)
    if room is not None:
        _give_height(axes, figure, room[1])
    return axes


def _give_room(axes: Axes, figure: Figure, width: float, height: float) -> None:
    """Make the figure as large as it takes for the axes to be so many inches.

    Names and legend have a size of their own. Cells are square by the size of the figure; a fixed
    aspect would make the layout swing back and forth.
    """
    axes.set_aspect("auto")
    boxes = [one.get_window_extent() for one in axes.texts]
    boxes += [box for axis in (axes.xaxis, axes.yaxis) if (box := axis.get_tightbbox())]
    left = max([0.0, *(axes.bbox.x0 - box.x0 for box in boxes)]) / figure.dpi
    right = max([0.0, *(box.x1 - axes.bbox.x1 for box in boxes)]) / figure.dpi
    above = max([0.0, *(box.y1 - axes.bbox.y1 for box in boxes)]) / figure.dpi
    legend = axes.get_legend()
    box = None if legend is None else legend.get_window_extent()
    beside, below = (0.0, 0.0) if box is None else (box.width / figure.dpi, box.height / figure.dpi)
    # The legend stands below the middle of the axes and may be wider than they are.
    over = max(0.0, (beside - width) / 2)
    wide = max(4.2, width + max(left, over) + max(right, over) + 2 * EDGE)
    figure.set_size_inches(
        min(MOST_INCHES, wide),
        min(MOST_INCHES, height + above + below + (GAP + 3 * TITLE_SIZE) / 72 + 2 * EDGE),
    )


def _give_height(axes: Axes, figure: Figure, height: float) -> None:
    """Add what the title took, now that it is known how many lines it has."""
    figure.draw_without_rendering()
    wide, high = figure.get_size_inches()
    figure.set_size_inches(wide, min(MOST_INCHES, high + height - axes.bbox.height / figure.dpi))


def _wrap_title(axes: Axes, figure: Figure) -> None:
    """Break the title into lines that fit between the edges of the figure."""
    own = len(figure.axes) == 1
    if own and figure.get_layout_engine() is not None:
        figure.draw_without_rendering()
    middle = (axes.bbox.x0 + axes.bbox.x1) / 2
    room = 2 * min(middle - figure.bbox.x0, figure.bbox.x1 - middle) if own else axes.bbox.width
    _fit(axes.title, axes.title.get_text(), 0.93 * room)


def _fit(words: Text, written: str, room: float) -> None:
    width = words.get_window_extent().width
    letters = len(written)
    while width > room and letters > 12:
        letters = min(letters - 1, int(letters * max(0.5, room / width)))
        words.set_text(fill(written, max(12, letters)))
        width = words.get_window_extent().width
